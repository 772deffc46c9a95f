package network

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"
)

// Sizes of the picture, in its own units.
const (
	boxW, boxH = 190.0, 46.0
	gapX, gapY = 26.0, 96.0
	perRow     = 7
	lineH      = 15.0
)

// svg draws the graph in layers: owners above what they hold. The order in a layer follows the neighbours above (Sugiyama's barycentre).
func (g *Graph) svg(marks map[int]Status, centre int) template.HTML {
	x, y, width, height := g.place(centre)
	var b strings.Builder
	esc := template.HTMLEscapeString
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" viewBox="0 0 %.0f %.0f" font-family="sans-serif" font-size="12" role="img" aria-label="%s">`, width, width, height, esc("network around "+g.Nodes[centre].Caption))
	b.WriteString(`<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#566274"/></marker></defs>`)
	var labels strings.Builder // above the lines
	between := map[[2]int]int{}
	degree := make([]int, len(g.Nodes))
	for i := range g.Edges {
		e := &g.Edges[i]
		between[pair(e)]++
		degree[e.From]++
		degree[e.To]++
	}
	drawn := map[[2]int]int{}
	for i := range g.Edges {
		e := &g.Edges[i]
		k := drawn[pair(e)]
		drawn[pair(e)]++
		c := curveOf(x, y, e, 24*(float64(k)-float64(between[pair(e)]-1)/2))
		dash := ""
		if e.Stance == Claimed || e.Stance == Denied {
			dash = ` stroke-dasharray="6 4"`
		}
		fmt.Fprintf(&b, `<path d="M%.0f %.0fC%.0f %.0f %.0f %.0f %.0f %.0f" fill="none" stroke="#566274" stroke-width="%.1f" marker-end="url(#arrow)"%s><title>%s</title></path>`, c.ax, c.ay, c.ax, c.bend, c.bx, c.bend, c.bx, c.by,
			1+2*middle(e.Share), dash, esc(g.Nodes[e.From].Caption+" → "+g.Nodes[e.To].Caption+": "+e.label()+"; "+e.Source))
		at := 0.5 // nearer the end at which fewer lines meet
		switch {
		case degree[e.From] < degree[e.To]:
			at = 0.28
		case degree[e.From] > degree[e.To]:
			at = 0.72
		}
		lx, ly := c.point(at)
		ly += lineH * (float64(k) - float64(between[pair(e)]-1)/2)
		fmt.Fprintf(&labels, `<text x="%.0f" y="%.0f" text-anchor="middle" fill="#2a3441" stroke="#fff" stroke-width="4" paint-order="stroke">%s</text>`, lx, ly+4,
			esc(shorten(strings.TrimSuffix(e.label(), " ("+string(Claimed)+")"), 30)))
	}
	b.WriteString(labels.String())
	for n := range g.Nodes {
		stroke := 1.0
		if n == centre {
			stroke = 3
		}
		lines := g.boxText(n, marks[n])
		fmt.Fprintf(&b, `<g><title>%s</title><rect x="%.0f" y="%.0f" width="%.0f" height="%.0f" rx="8" fill="%s" stroke="#2a3441" stroke-width="%.0f"/>`,
			esc(g.Nodes[n].Caption+" ("+g.Nodes[n].ID+")"), x[n], y[n], boxW, boxH, fills[marks[n]], stroke)
		for i, line := range lines {
			fmt.Fprintf(&b, `<text x="%.0f" y="%.0f" text-anchor="middle" fill="#111">%s</text>`, x[n]+boxW/2, y[n]+boxH/2+4+lineH*(float64(i)-float64(len(lines)-1)/2), esc(line))
		}
		b.WriteString(`</g>`)
	}
	b.WriteString("</svg>")
	return template.HTML(b.String())
}

// place gives each party the left upper corner of its box, and the size of the whole.
func (g *Graph) place(centre int) (x, y []float64, width, height float64) {
	layers := map[int][]int{}
	lowest, highest, widest := 0, 0, 1
	for n, l := range g.levels(centre) {
		layers[l] = append(layers[l], n)
		lowest, highest = min(lowest, l), max(highest, l)
	}
	for _, row := range layers {
		widest = max(widest, min(len(row), perRow))
	}
	x, y = make([]float64, len(g.Nodes)), make([]float64, len(g.Nodes))
	top := 20.0
	for l := lowest; l <= highest; l++ {
		row := layers[l]
		slices.SortFunc(row, func(a, b int) int {
			if c := g.pull(a, x, y) - g.pull(b, x, y); c != 0 {
				return int(math.Copysign(1, c))
			}
			return a - b
		})
		for part := range slices.Chunk(row, perRow) {
			for i, n := range part {
				x[n] = 20 + (float64(i)+float64(widest-len(part))/2)*(boxW+gapX)
				y[n] = top
			}
			top += boxH + gapY
		}
	}
	return x, y, 40 + float64(widest)*(boxW+gapX) - gapX, top - gapY + 40
}

// boxText is the caption in at most two lines, with what the party is where there is room.
func (g *Graph) boxText(n int, status Status) []string {
	const wide = 24
	caption, what := g.Nodes[n].Caption, strings.TrimSpace(g.Nodes[n].Schema+mark(status))
	if r := []rune(caption); len(r) > wide {
		cut := wide
		for i := wide; i > wide/2; i-- {
			if r[i] == ' ' {
				cut = i
				break
			}
		}
		return []string{string(r[:cut]), shorten(strings.TrimSpace(string(r[cut:]))+mark(status), wide)}
	}
	if what == "" {
		return []string{caption}
	}
	return []string{caption, what}
}

// pair is the two parties of an edge, in whatever direction.
func pair(e *Edge) [2]int { return [2]int{min(e.From, e.To), max(e.From, e.To)} }

// curve is a cubic Bezier line that leaves and arrives upright.
type curve struct{ ax, ay, bx, by, bend float64 }

func curveOf(x, y []float64, e *Edge, shift float64) curve {
	c := curve{ax: x[e.From] + boxW/2 + shift, ay: y[e.From] + boxH, bx: x[e.To] + boxW/2 + shift, by: y[e.To]}
	switch {
	case y[e.From] > y[e.To]:
		c.ay, c.by = y[e.From], y[e.To]+boxH
	case y[e.From] == y[e.To]:
		c.by = c.ay
	}
	c.bend = (c.ay + c.by) / 2
	if c.ay == c.by {
		c.bend = c.ay + 50
	}
	return c
}

// point is where the line is after a part of its way.
func (c curve) point(t float64) (x, y float64) {
	u := 1 - t
	a, b, d, e := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
	return (a+b)*c.ax + (d+e)*c.bx, a*c.ay + (b+d)*c.bend + e*c.by
}

// pull is where a party's neighbours above stand on average.
func (g *Graph) pull(n int, x, y []float64) float64 {
	sum, count := 0.0, 0.0
	for i := range g.Edges {
		e := &g.Edges[i]
		if (e.From == n || e.To == n) && y[e.From+e.To-n] > 0 {
			sum += x[e.From+e.To-n]
			count++
		}
	}
	if count == 0 {
		return 0
	}
	return sum / count
}

// levels puts the centre on level 0, those who hold it above and what it holds below, and others by their steps from it.
func (g *Graph) levels(centre int) []int {
	const unset = math.MaxInt32
	level := make([]int, len(g.Nodes))
	for i := range level {
		level[i] = unset
	}
	level[centre] = 0
	queue := []int{centre}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		for i := range g.Edges {
			e := &g.Edges[i]
			m, l := -1, 0
			switch {
			case e.From == n:
				m, l = e.To, level[n]+1
			case e.To == n:
				m, l = e.From, level[n]-1
			}
			if m >= 0 && level[m] == unset {
				level[m] = l
				queue = append(queue, m)
			}
		}
	}
	for i := range level {
		if level[i] == unset {
			level[i] = 0
		}
	}
	return level
}
