package press

import "strings"

// ArticleText takes the text of the article from a page, without debris: what the measure of extraction looks at.
func ArticleText(in Input, m *Models) (string, error) {
	p, err := extract(in)
	if err != nil {
		return "", err
	}
	if p.body {
		return strings.TrimPrefix(p.text, p.title+"\n\n"), nil
	}
	ls := lines(p.text)
	classes := classify(m.Lines, p.text, ls)
	var out []string
	for i, l := range ls {
		if classes[i].Class != Debris && classes[i].Class != Title {
			out = append(out, p.text[l.start:l.end])
		}
	}
	return strings.Join(out, "\n"), nil
}
