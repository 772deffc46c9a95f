package eval

import (
	"bytes"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/linchpin-oss/linchpin/archive"
)

// UpdateMarkdown writes the report into the part of a Markdown file between <!-- begin NAME --> and <!-- end NAME -->, so that
// text by hand and figures by this program stand in one document. Plots go beside the file as NAME-*.svg.
func (r *RetrievalReport) UpdateMarkdown(path string) error {
	var b strings.Builder
	if r.damaged {
		r.table(&b, func(s *SliceRow) bool { return s.Script == "" && s.Overlap == "" })
		return replaceMarked(path, "damaged", b.String())
	}
	for i, c := range r.charts() {
		name := fmt.Sprintf("%s-retrieval-%d.svg", strings.TrimSuffix(filepath.Base(path), ".md"), i+1)
		title, svg := standalone(c)
		if err := archive.WriteFile(filepath.Join(filepath.Dir(path), name), svg); err != nil {
			return err
		}
		fmt.Fprintf(&b, "![%s](%s)\n\n", title, name)
	}
	r.table(&b, func(s *SliceRow) bool {
		return (s.Overlap == "" || s.Overlap == "0.5 and more") && (s.Script == "" || s.Rows >= 50 && s.Overlap != "")
	})
	b.WriteString("\n| set | kind | names in the index | ordinary names | threshold at 1 in 1,000 | at 1 in 10,000 | alerts per 1,000 at the default | with namesakes, at 1 in 1,000 |\n|---|---|---|---|---|---|---|---|\n")
	for _, s := range r.Sets {
		for _, t := range s.Thresholds {
			sakes := "-"
			if t.WithSakes1k != nil {
				sakes = fmt.Sprintf("%.2f", 1000*t.WithSakes1k.Rate)
			}
			fmt.Fprintf(&b, "| %s | %s | %d | %d | %s | %s | %.2f | %s |\n", s.Set, t.Kind, s.Names, t.Background, t.Per1000, t.Per10000, 1000*t.Default.Rate, sakes)
		}
	}
	return replaceMarked(path, "retrieval", b.String())
}

// table writes the slices of sets and kinds that are wanted.
func (r *RetrievalReport) table(b *strings.Builder, wanted func(*SliceRow) bool) {
	b.WriteString("| set | kind | script | overlap | rows | recall@1 | recall at 1 false in 1,000 | at 1 in 10,000 | at the default | lost in search |\n|---|---|---|---|---|---|---|---|---|---|\n")
	for i := range r.Slices {
		if s := &r.Slices[i]; s.Set != "" && s.Kind != "" && wanted(s) {
			fmt.Fprintf(b, "| %s | %s | %s | %s | %d | %s | %s | %s | %.1f | %.1f |\n", s.Set, s.Kind, all(s.Script), all(s.Overlap), s.Rows, &s.At1, s.Per1000, s.Per10000,
				100*s.Default.Value, 100*s.Lost.Value)
		}
	}
}

// UpdateMarkdown is that of RetrievalReport, for pairs.
func (r *PairsReport) UpdateMarkdown(path string) error {
	opt := func(x *float64) string {
		if x == nil {
			return "-"
		}
		return fmt.Sprintf("%.3f", *x)
	}
	var b strings.Builder
	b.WriteString("| set | kind | pairs | matches | precision | recall | F1 | AUC | tied at top | peer | its F1 at 0.70 | its best F1 | its AUC | its tied at top |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n")
	for _, s := range r.Slices {
		if s.Pairs == 0 {
			continue
		}
		peer := "| | | | |"
		for _, p := range s.Peers {
			if p.Pairs > 20 {
				peer = fmt.Sprintf("| %s, %d pairs | %s | %s | %s | %s", p.Peer, p.Pairs, opt(p.At70.F1), opt(p.Best.F1), opt(p.AUC), opt(p.Tied))
			}
		}
		fmt.Fprintf(&b, "| %s | %s | %d | %d | %s | %s | %s | %s | %s %s |\n", s.Set, all(s.Kind), s.Pairs, s.Matches, opt(s.Precision), opt(s.Recall), opt(s.F1), opt(s.AUC), opt(s.Tied), peer)
	}
	return replaceMarked(path, "pairs", b.String())
}

func all(s string) string {
	if s == "" {
		return "all"
	}
	return s
}

// String shows a rate in percent with its interval, and says so where it is not known.
func (r *Rate) String() string {
	if r == nil {
		return "too few ordinary names"
	}
	return fmt.Sprintf("%.1f (%.1f–%.1f)", 100*r.Value, 100*r.Low, 100*r.High)
}

// String shows a threshold as score and bits.
func (t *Threshold) String() string {
	if t == nil {
		return "too few names"
	}
	return fmt.Sprintf("%.4f (%.1f bits)", t.Score, t.Bits)
}

func replaceMarked(path, name, text string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	begin, end := []byte("<!-- begin "+name+" -->\n"), []byte("<!-- end "+name+" -->")
	i, j := bytes.Index(data, begin), bytes.Index(data, end)
	if i < 0 || j < i {
		return fmt.Errorf("%s: no part between %s and %s", path, strings.TrimSpace(string(begin)), end)
	}
	out := append(append(append([]byte{}, data[:i+len(begin)]...), text...), data[j:]...)
	return archive.WriteFile(path, out)
}

var svgPart = regexp.MustCompile(`(?s)<figcaption>(.*?)</figcaption>(<svg.*?</svg>)`)

// standalone makes a chart a file of its own, with its title, legend and colours.
func standalone(c template.HTML) (title string, svg []byte) {
	m := svgPart.FindStringSubmatch(string(c))
	title = m[1]
	body := strings.Replace(m[2], "<svg ", `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360" font-family="sans-serif" font-size="12" `, 1)
	colours := [...]string{"#1f5fbf", "#b4470c", "#1a7f37", "#8b2fa3", "#a3700a", "#0b7285", "#b42318", "#55606e"}
	style := "<style>.grid{stroke:#d8dce2}polyline{fill:none;stroke-width:2}text{fill:#333}"
	for i, colour := range colours {
		style += fmt.Sprintf(".c%d{stroke:%s}", i, colour)
	}
	style += `</style><rect width="640" height="360" fill="#fff"/>`
	i := strings.Index(body, ">") + 1
	body = body[:i] + style + body[i:]
	legend := ""
	for n, l := range regexp.MustCompile(`<title>(.*?)</title>`).FindAllStringSubmatch(body, -1) {
		legend += fmt.Sprintf(`<text x="%d" y="%d" style="fill:%s">%s</text>`, 70+n%3*90, 290-14*(n/3), colours[n%8], l[1])
	}
	return title, []byte(strings.Replace(body, "</svg>", legend+"</svg>", 1))
}
