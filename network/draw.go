package network

import (
	"encoding/xml"
	"fmt"
	"html/template"
	"io"
	"math"
	"slices"
	"strings"
)

// Draw writes a graph as dot, mermaid, graphml, svg or html. The marks say what is listed, blocked or possibly so, by number of the party.
func (g *Graph) Draw(w io.Writer, format string, marks map[int]Status, centre int) error {
	switch format {
	case "dot":
		return g.dot(w, marks)
	case "mermaid":
		return g.mermaid(w, marks)
	case "graphml":
		return g.graphML(w, marks)
	case "svg":
		_, err := io.WriteString(w, string(g.svg(marks, centre)))
		return err
	case "html":
		return page.Execute(w, map[string]any{"Title": g.Nodes[centre].Caption, "SVG": g.svg(marks, centre), "Edges": g.rows(), "Warnings": g.Warnings})
	}
	return fmt.Errorf("unknown format %q", format)
}

// label is what an edge says in short.
func (e *Edge) label() string {
	text := string(e.Kind)
	switch {
	case e.Kind == Ownership && e.Share.Unknown == "":
		text = e.Share.String()
	case e.Kind == Votes:
		text = "votes " + e.Share.String()
	case e.Amount != nil:
		text += " " + Percent(e.Amount) + " " + e.Currency
	case e.Role != "" && e.Kind != Ownership:
		text = shorten(e.Role, 24)
	}
	if e.Stance != Official && e.Stance != Registered {
		text += " (" + string(e.Stance) + ")"
	}
	return text
}

func shorten(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

var fills = map[Status]string{IsListed: "#f3c4bd", Blocked: "#f7dcb0", Possible: "#f4efc4", NotBlocked: "#e7eef6", "": "#e7eef6"}

func (g *Graph) dot(w io.Writer, marks map[int]Status) error {
	var b strings.Builder
	quote := func(s string) string {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ").Replace(s) + `"`
	}
	b.WriteString("digraph network {\n  rankdir=TB; node [shape=box style=\"rounded,filled\" fontname=\"sans-serif\"]; edge [fontname=\"sans-serif\" fontsize=10];\n")
	for i, n := range g.Nodes {
		fmt.Fprintf(&b, "  %s [label=%s fillcolor=\"%s\"];\n", quote(n.ID), quote(n.Caption+mark(marks[i])), fills[marks[i]])
	}
	for i := range g.Edges {
		e := &g.Edges[i]
		style := ""
		if e.Stance == Claimed || e.Stance == Denied {
			style = " style=dashed"
		}
		fmt.Fprintf(&b, "  %s -> %s [label=%s%s];\n", quote(g.Nodes[e.From].ID), quote(g.Nodes[e.To].ID), quote(e.label()), style)
	}
	b.WriteString("}\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func mark(s Status) string {
	if s == "" || s == NotBlocked {
		return ""
	}
	return " [" + string(s) + "]"
}

func (g *Graph) mermaid(w io.Writer, marks map[int]Status) error {
	var b strings.Builder
	quote := func(s string) string {
		return `"` + strings.NewReplacer(`"`, "#quot;", "\n", " ", "<", "#lt;", ">", "#gt;").Replace(s) + `"`
	}
	b.WriteString("graph TD\n")
	for i, n := range g.Nodes {
		fmt.Fprintf(&b, "  n%d[%s]\n", i, quote(n.Caption+mark(marks[i])))
	}
	for i := range g.Edges {
		e := &g.Edges[i]
		arrow := "-->"
		if e.Stance == Claimed || e.Stance == Denied {
			arrow = "-.->"
		}
		fmt.Fprintf(&b, "  n%d %s|%s| n%d\n", e.From, arrow, quote(e.label()), e.To)
	}
	for i := range g.Nodes {
		if marks[i] != "" && marks[i] != NotBlocked {
			fmt.Fprintf(&b, "  style n%d fill:%s\n", i, fills[marks[i]])
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

type graphMLData struct {
	Key  string `xml:"key,attr"`
	Text string `xml:",chardata"`
}

type graphMLItem struct {
	ID     string        `xml:"id,attr"`
	Source string        `xml:"source,attr,omitempty"`
	Target string        `xml:"target,attr,omitempty"`
	Data   []graphMLData `xml:"data"`
}

type graphMLKey struct {
	ID   string `xml:"id,attr"`
	For  string `xml:"for,attr"`
	Name string `xml:"attr.name,attr"`
	Type string `xml:"attr.type,attr"`
}

func (g *Graph) graphML(w io.Writer, marks map[int]Status) error {
	var doc struct {
		XMLName xml.Name     `xml:"http://graphml.graphdrawing.org/xmlns graphml"`
		Keys    []graphMLKey `xml:"key"`
		Graph   struct {
			Default string        `xml:"edgedefault,attr"`
			Nodes   []graphMLItem `xml:"node"`
			Edges   []graphMLItem `xml:"edge"`
		} `xml:"graph"`
	}
	doc.Graph.Default = "directed"
	for _, k := range []string{"label", "schema", "status"} {
		doc.Keys = append(doc.Keys, graphMLKey{"n" + k, "node", k, "string"})
	}
	for _, k := range []string{"kind", "share", "amount", "start", "end", "stance", "source"} {
		doc.Keys = append(doc.Keys, graphMLKey{"e" + k, "edge", k, "string"})
	}
	data := func(pairs ...string) (out []graphMLData) {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i+1] != "" {
				out = append(out, graphMLData{pairs[i], pairs[i+1]})
			}
		}
		return out
	}
	for i, n := range g.Nodes {
		doc.Graph.Nodes = append(doc.Graph.Nodes, graphMLItem{ID: n.ID, Data: data("nlabel", n.Caption, "nschema", n.Schema, "nstatus", string(marks[i]))})
	}
	for i := range g.Edges {
		h := g.hop(&g.Edges[i])
		e := &g.Edges[i]
		doc.Graph.Edges = append(doc.Graph.Edges, graphMLItem{ID: fmt.Sprintf("e%d", i), Source: h.From, Target: h.To,
			Data: data("ekind", string(e.Kind), "eshare", h.Share, "eamount", h.Amount, "estart", e.Start, "eend", e.End, "estance", string(e.Stance), "esource", e.Source)})
	}
	io.WriteString(w, xml.Header)
	enc := xml.NewEncoder(w)
	enc.Indent("", " ")
	if err := enc.Encode(doc); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// svg draws the graph in layers: owners above what they hold. The order in a layer follows the neighbours above (Sugiyama's barycentre).
func (g *Graph) svg(marks map[int]Status, centre int) template.HTML {
	level := g.levels(centre)
	layers := map[int][]int{}
	lowest, highest := 0, 0
	for n, l := range level {
		layers[l] = append(layers[l], n)
		lowest, highest = min(lowest, l), max(highest, l)
	}
	const boxW, boxH, gapX, gapY, perRow = 190.0, 46.0, 26.0, 96.0, 7
	x, y := make([]float64, len(g.Nodes)), make([]float64, len(g.Nodes))
	top, width := 20.0, 0.0
	for l := lowest; l <= highest; l++ {
		row := layers[l]
		slices.SortFunc(row, func(a, b int) int {
			if c := g.pull(a, x, y) - g.pull(b, x, y); c != 0 {
				return int(math.Copysign(1, c))
			}
			return a - b
		})
		for from := 0; from < len(row); from += perRow {
			part := row[from:min(from+perRow, len(row))]
			for i, n := range part {
				x[n] = 20 + (float64(i)+float64(perRow-len(part))/2)*(boxW+gapX)
				y[n] = top
				width = max(width, x[n]+boxW+20)
			}
			top += boxH + gapY
		}
	}
	var b strings.Builder
	esc := template.HTMLEscapeString
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" font-family="sans-serif" font-size="12" role="img" aria-label="%s">`, width, top-gapY+40, esc("network around "+g.Nodes[centre].Caption))
	b.WriteString(`<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z" fill="#566274"/></marker></defs>`)
	for i := range g.Edges {
		e := &g.Edges[i]
		ax, ay, bx, by := x[e.From]+boxW/2, y[e.From]+boxH, x[e.To]+boxW/2, y[e.To]
		switch {
		case y[e.From] > y[e.To]:
			ay, by = y[e.From], y[e.To]+boxH
		case y[e.From] == y[e.To]:
			ay, by = y[e.From]+boxH, y[e.To]+boxH
		}
		bend := (ay + by) / 2
		if y[e.From] == y[e.To] {
			bend = ay + 50
		}
		dash := ""
		if e.Stance == Claimed || e.Stance == Denied {
			dash = ` stroke-dasharray="6 4"`
		}
		fmt.Fprintf(&b, `<path d="M%.0f %.0fC%.0f %.0f %.0f %.0f %.0f %.0f" fill="none" stroke="#566274" stroke-width="%.1f" marker-end="url(#arrow)"%s><title>%s</title></path>`, ax, ay, ax, bend, bx, bend, bx, by,
			1+2*middle(e.Share), dash, esc(g.Nodes[e.From].Caption+" → "+g.Nodes[e.To].Caption+": "+e.label()+"; "+e.Source))
		fmt.Fprintf(&b, `<text x="%.0f" y="%.0f" text-anchor="middle" fill="#2a3441" stroke="#fff" stroke-width="3" paint-order="stroke">%s</text>`, ax*0.4+bx*0.6, ay*0.4+by*0.6, esc(shorten(e.label(), 28)))
	}
	for n := range g.Nodes {
		stroke := 1.0
		if n == centre {
			stroke = 3
		}
		fmt.Fprintf(&b, `<g><title>%s</title><rect x="%.0f" y="%.0f" width="%.0f" height="%.0f" rx="8" fill="%s" stroke="#2a3441" stroke-width="%.0f"/><text x="%.0f" y="%.0f" text-anchor="middle" fill="#111">%s</text>`,
			esc(g.Nodes[n].ID), x[n], y[n], boxW, boxH, fills[marks[n]], stroke, x[n]+boxW/2, y[n]+20, esc(shorten(g.Nodes[n].Caption, 27)))
		fmt.Fprintf(&b, `<text x="%.0f" y="%.0f" text-anchor="middle" fill="#333" font-size="11">%s</text></g>`, x[n]+boxW/2, y[n]+37, esc(strings.TrimSpace(g.Nodes[n].Schema+mark(marks[n]))))
	}
	b.WriteString("</svg>")
	return template.HTML(b.String())
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

func (g *Graph) rows() []Hop {
	var out []Hop
	for i := range g.Edges {
		out = append(out, g.hop(&g.Edges[i]))
	}
	return out
}

var page = template.Must(template.New("page").Parse(`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Network of {{.Title}}</title>
<style>body{font:15px/1.45 system-ui,sans-serif;margin:0 auto;max-width:90rem;padding:1rem 1.5rem;color:#17202b;background:#f6f7f9}h1{font-size:1.4rem}.draw{background:#fff;border:1px solid #d9dee5;border-radius:10px;overflow:auto}.draw svg{min-width:44rem;width:100%;height:auto;display:block}
table{border-collapse:collapse;width:100%;background:#fff;font-size:.92rem}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #d9dee5;vertical-align:top;overflow-wrap:anywhere}.wrap{overflow:auto}.key span{display:inline-block;margin-right:1rem}.key i{display:inline-block;width:1em;height:1em;border:1px solid #2a3441;border-radius:3px;vertical-align:-2px;margin-right:.3em}</style></head><body>
<h1>Network of {{.Title}}</h1><p class="key"><span><i style="background:#f3c4bd"></i>listed</span><span><i style="background:#f7dcb0"></i>blocked</span><span><i style="background:#f4efc4"></i>possibly blocked</span><span><i style="background:#e7eef6"></i>neither</span><span>dashed: claimed or denied</span></p>
<div class="draw">{{.SVG}}</div><h2>Statements</h2><div class="wrap"><table><thead><tr><th>From</th><th>What</th><th>To</th><th>How firm</th><th>Source</th></tr></thead><tbody>
{{range .Edges}}<tr><td>{{.FromCaption}}</td><td>{{.Kind}} {{.Share}} {{.Amount}} {{.Role}}</td><td>{{.ToCaption}}</td><td>{{.Stance}}</td><td>{{.Source}}</td></tr>{{end}}</tbody></table></div>
{{with .Warnings}}<h2>Warnings</h2><ul>{{range .}}<li>{{.}}</li>{{end}}</ul>{{end}}</body></html>
`))
