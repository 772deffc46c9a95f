package eval

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"strings"

	"github.com/linchpin-oss/linchpin/match"
)

//go:embed report.html
var reportHTML string

var reportTemplate = template.Must(template.New("report").Funcs(template.FuncMap{
	"percent": func(x float64) string { return fmt.Sprintf("%.1f", 100*x) },
	"opt": func(x *float64) string {
		if x == nil {
			return "–"
		}
		return fmt.Sprintf("%.3f", *x)
	},
	"bits":     func(x float64) string { return strings.Replace(fmt.Sprintf("%+.1f", x), "-", "−", 1) },
	"score":    func(x float64) string { return fmt.Sprintf("%.4f", x) },
	"all":      all,
	"permille": func(x float64) string { return fmt.Sprintf("%.2f", 1000*x) },
}).Parse(reportHTML))

type page struct {
	Title     string
	Default   float64
	Retrieval *RetrievalReport
	Rows      []SliceRow
	Charts    []template.HTML
	Pairs     *PairsReport
	Alerts    *AlertsReport
}

// WriteHTML writes the report as one page that needs nothing else.
func (r *RetrievalReport) WriteHTML(w io.Writer) error {
	p := page{Title: "Retrieval: who is found, and at how many false alerts", Default: match.DefaultThreshold, Retrieval: r}
	for _, s := range r.Slices {
		if s.Set != "" && s.Kind != "" && (s.Script == "" || s.Rows >= 20 && s.Overlap == "0.5 and more") {
			p.Rows = append(p.Rows, s)
		}
	}
	p.Charts = r.charts()
	return reportTemplate.Execute(w, p)
}

// charts draws recall against false alerts by kind, and the reliability of the score.
func (r *RetrievalReport) charts() (out []template.HTML) {
	for _, kind := range []string{"person", "company", "organization", "vessel", "unknown", "name_part"} {
		var lines []line
		for _, c := range r.Curves {
			if c.Kind == kind {
				l := line{name: c.Set}
				for _, pt := range c.Points {
					l.points = append(l.points, [2]float64{math.Log10(pt.False), pt.Recall})
				}
				lines = append(lines, l)
			}
		}
		if len(lines) > 0 {
			out = append(out, chart("Recall against false alerts: "+kind, "share of ordinary names that raise an alert", "recall", logAxis, lines))
		}
	}
	if len(r.Reliable) > 0 {
		l := line{name: "measured"}
		for _, b := range r.Reliable {
			l.points = append(l.points, [2]float64{b.Mean, b.Right})
		}
		out = append(out, chart(fmt.Sprintf("Reliability of the score, with %g %% of the names listed", 100*listedShare), "score", "share of answers that are right", unitAxis,
			[]line{{name: "ideal", points: [][2]float64{{0, 0}, {1, 1}}}, l}))
	}
	return out
}

// WriteHTML writes the report as one page that needs nothing else.
func (r *PairsReport) WriteHTML(w io.Writer) error {
	return reportTemplate.Execute(w, page{Title: "Pairs: are two names of one party?", Default: match.DefaultThreshold, Pairs: r})
}

// WriteHTML writes the report as one page that needs nothing else.
func (r *AlertsReport) WriteHTML(w io.Writer) error {
	p := page{Title: "Alerts: what each threshold would have done", Default: match.DefaultThreshold, Alerts: r}
	kept, raised := line{name: "true alerts kept"}, line{name: "false alerts raised"}
	for _, t := range r.Thresholds {
		if r.True > 0 {
			kept.points = append(kept.points, [2]float64{t.Threshold, float64(t.TruePositives) / float64(r.True)})
		}
		if f := r.Alerts - r.True; f > 0 {
			raised.points = append(raised.points, [2]float64{t.Threshold, float64(t.FalsePositives) / float64(f)})
		}
	}
	p.Charts = append(p.Charts, chart("What the threshold does", "threshold", "share", unitAxis, []line{kept, raised}))
	return reportTemplate.Execute(w, p)
}
