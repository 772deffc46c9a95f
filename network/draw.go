package network

import (
	"encoding/xml"
	"fmt"
	"html/template"
	"io"
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

func (g *Graph) rows() []Hop {
	var out []Hop
	for i := range g.Edges {
		out = append(out, g.hop(&g.Edges[i]))
	}
	return out
}

var page = template.Must(template.New("page").Parse(`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Network of {{.Title}}</title>
<style>body{font:15px/1.45 system-ui,sans-serif;margin:0 auto;max-width:90rem;padding:1rem 1.5rem;color:#17202b;background:#f6f7f9}h1{font-size:1.4rem}.draw{background:#fff;border:1px solid #d9dee5;border-radius:10px;overflow:auto}.draw svg{max-width:max(100%,44rem);height:auto;display:block;margin:auto}
table{border-collapse:collapse;width:100%;background:#fff;font-size:.92rem}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #d9dee5;vertical-align:top;overflow-wrap:anywhere}.wrap{overflow:auto}.key span{display:inline-block;margin-right:1rem}.key i{display:inline-block;width:1em;height:1em;border:1px solid #2a3441;border-radius:3px;vertical-align:-2px;margin-right:.3em}</style></head><body>
<h1>Network of {{.Title}}</h1><p class="key"><span><i style="background:#f3c4bd"></i>listed</span><span><i style="background:#f7dcb0"></i>blocked</span><span><i style="background:#f4efc4"></i>possibly blocked</span><span><i style="background:#e7eef6"></i>neither</span><span>dashed: claimed or denied</span></p>
<div class="draw">{{.SVG}}</div><h2>Statements</h2>{{if not .Edges}}<p>No statement about others is known.</p>{{else}}<div class="wrap"><table><thead><tr><th>From</th><th>What</th><th>To</th><th>How firm</th><th>Source</th></tr></thead><tbody>
{{range .Edges}}<tr><td>{{.FromCaption}}</td><td>{{.Kind}} {{.Share}} {{.Amount}} {{.Role}}</td><td>{{.ToCaption}}</td><td>{{.Stance}}</td><td>{{.Source}}</td></tr>{{end}}</tbody></table></div>{{end}}
{{with .Warnings}}<h2>Warnings</h2><ul>{{range .}}<li>{{.}}</li>{{end}}</ul>{{end}}</body></html>
`))
