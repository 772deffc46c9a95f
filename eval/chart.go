package eval

import (
	"fmt"
	"html/template"
	"strings"
)

// line is one line of a chart.
type line struct {
	name   string
	points [][2]float64
}

// axis is the horizontal axis of a chart.
type axis struct {
	from, to float64
	ticks    []float64
	label    func(float64) string
}

var (
	unitAxis = axis{0, 1, []float64{0, 0.2, 0.4, 0.6, 0.8, 1}, func(x float64) string { return fmt.Sprintf("%.1f", x) }}
	logAxis  = axis{-5, -1, []float64{-5, -4, -3, -2, -1}, func(x float64) string {
		return [...]string{"1 in 10", "1 in 100", "1 in 1,000", "1 in 10,000", "1 in 100,000"}[int(-x)-1]
	}}
)

// chart draws lines as SVG; the vertical axis goes from 0 to 1.
func chart(title, across, up string, a axis, lines []line) template.HTML {
	const width, height, left, bottom, top, right = 640.0, 360.0, 56.0, 48.0, 16.0, 32.0
	x := func(v float64) float64 { return left + (v-a.from)/(a.to-a.from)*(width-left-right) }
	y := func(v float64) float64 { return height - bottom - v*(height-bottom-top) }
	var b strings.Builder
	fmt.Fprintf(&b, `<figure><figcaption>%s</figcaption><svg viewBox="0 0 %g %g" role="img" aria-label="%s">`, template.HTMLEscapeString(title), width, height,
		template.HTMLEscapeString(title))
	for _, t := range a.ticks {
		fmt.Fprintf(&b, `<line class="grid" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/><text x="%.1f" y="%.1f" text-anchor="middle">%s</text>`, x(t), y(0), x(t), y(1), x(t), y(0)+18, a.label(t))
	}
	for v := 0.0; v <= 1.001; v += 0.2 {
		fmt.Fprintf(&b, `<line class="grid" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/><text x="%.1f" y="%.1f" text-anchor="end">%.1f</text>`, x(a.from), y(v), x(a.to), y(v), left-8, y(v)+4, v)
	}
	fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" text-anchor="middle">%s</text><text transform="translate(14 %.1f) rotate(-90)" text-anchor="middle">%s</text>`,
		(left+width-right)/2, height-8, template.HTMLEscapeString(across), (height-bottom+top)/2, template.HTMLEscapeString(up))
	for i, l := range lines {
		var points []string
		for _, p := range l.points {
			points = append(points, fmt.Sprintf("%.1f,%.1f", x(min(max(p[0], a.from), a.to)), y(p[1])))
		}
		fmt.Fprintf(&b, `<polyline class="c%d" points="%s"><title>%s</title></polyline>`, i%8, strings.Join(points, " "), template.HTMLEscapeString(l.name))
	}
	b.WriteString(`</svg><ul class="legend">`)
	for i, l := range lines {
		fmt.Fprintf(&b, `<li><svg viewBox="0 0 24 8"><polyline class="c%d" points="0,4 24,4"/></svg>%s</li>`, i%8, template.HTMLEscapeString(l.name))
	}
	b.WriteString(`</ul></figure>`)
	return template.HTML(b.String())
}
