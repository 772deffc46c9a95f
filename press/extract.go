package press

import "strings"

// ArticleText takes the text of the article from a page, without debris: what the measure of extraction looks at.
func ArticleText(in Input, m *Models) (string, error) {
	p, err := extract(in)
	if err != nil {
		return "", err
	}
	ls := lines(p.text)
	var classes []Paragraph
	if p.body {
		classes = classifyBody(m.Lines, p.text, ls, p.title)
	} else {
		classes = classify(m.Lines, p.text, ls)
	}
	var out []string
	for i, l := range ls {
		if classes[i].Class != Debris && classes[i].Class != Title {
			out = append(out, p.text[l.start:l.end])
		}
	}
	return strings.Join(out, "\n"), nil
}
