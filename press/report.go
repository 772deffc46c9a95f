package press

import (
	"cmp"
	"html/template"
	"io"
	"slices"
	"strings"
)

// marked is a piece of text with how it is shown.
type marked struct{ Text, Class, Title string }

// shown is a paragraph for the page.
type shown struct {
	Class, Kind string
	Pieces      []marked
}

// WriteHTML writes a self-contained page: the text with debris greyed and names marked, the claims beside it with what the lists say.
func (a *Article) WriteHTML(w io.Writer) error {
	names, linked := map[string]string{}, map[string]*Entity{}
	for i := range a.Entities {
		e := &a.Entities[i]
		names[e.ID] = e.Name
		linked[e.ID] = e
	}
	var paragraphs []shown
	mentions := slices.Clone(a.Mentions)
	slices.SortFunc(mentions, func(x, y Mention) int { return cmp.Compare(x.BStart, y.BStart) })
	for _, p := range a.Paragraphs {
		s := shown{Class: p.Class, Kind: p.Kind}
		at := p.BStart
		for _, m := range mentions {
			if m.BStart < at || m.BEnd > p.BEnd {
				continue
			}
			s.Pieces = append(s.Pieces, marked{Text: a.Text[at:m.BStart]})
			class, title := "other", m.Type
			if e := linked[m.Referent]; e != nil && m.Type != "" {
				switch {
				case e.Entity != "":
					class, title = "listed", e.Candidates[0].Caption+", "+e.Entity
				case len(e.Candidates) > 0:
					class, title = "maybe", "could be "+e.Candidates[0].Caption+": "+e.Candidates[0].Against
				}
			}
			s.Pieces = append(s.Pieces, marked{a.Text[m.BStart:m.BEnd], class, title})
			at = m.BEnd
		}
		s.Pieces = append(s.Pieces, marked{Text: a.Text[at:p.BEnd]})
		paragraphs = append(paragraphs, s)
	}
	contra := map[string][]string{}
	for _, k := range a.Contradictions {
		contra[k.Claim] = append(contra[k.Claim], k.By+": "+k.Why)
	}
	return articlePage.Execute(w, map[string]any{"A": a, "Paragraphs": paragraphs, "Contra": contra, "Who": func(c Claim) string {
		return cmp.Or(c.Source.Name, names[c.Source.Entity], strings.ReplaceAll(c.Source.Kind, "_", " "))
	}, "Names": func(r Refs) string {
		var out []string
		for _, x := range r {
			out = append(out, cmp.Or(names[x], x))
		}
		return strings.Join(out, ", ")
	}})
}

var articlePage = template.Must(template.New("article").Parse(`<!doctype html><html lang="{{.A.Language.Code}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{.A.Title}}</title>
<style>body{font:16px/1.55 system-ui,sans-serif;margin:0 auto;max-width:88rem;padding:1rem 1.4rem;color:#17202b;background:#f6f7f9}h1{font-size:1.5rem;line-height:1.25}.grid{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:1.6rem;align-items:start}@media(max-width:900px){.grid{grid-template-columns:minmax(0,1fr)}}
.text{background:#fff;border:1px solid #d9dee5;border-radius:10px;padding:1rem 1.4rem;font-family:Georgia,serif}.debris{color:#6b7684;font-size:.82em;font-family:system-ui,sans-serif;text-decoration:line-through;text-decoration-color:#b5bdc8}.title{font-size:1.3em;font-weight:700}.subheading{font-weight:700}mark{border-radius:3px;padding:0 .1em;background:#e3eef8}mark.listed{background:#fbd9d4;border-bottom:2px solid #a3261b}mark.maybe{background:#fdf3dc;border-bottom:2px dashed #7a5200}
.claim{background:#fff;border:1px solid #d9dee5;border-left:4px solid #14507f;border-radius:8px;padding:.6rem .9rem;margin:0 0 .8rem}.claim.denied,.claim.denies{border-left-color:#a3261b}.soft{color:#566274;font-size:.88rem}.lists{background:#e4f4ea;border-radius:6px;padding:.3rem .6rem;margin:.3rem 0;font-size:.92rem}.contra{background:#fdebe8;border-radius:6px;padding:.3rem .6rem;margin:.3rem 0;font-size:.92rem}blockquote{margin:.3rem 0;padding-left:.7rem;border-left:2px solid #d9dee5}table{border-collapse:collapse;width:100%;background:#fff}td,th{text-align:left;padding:.3rem .5rem;border-bottom:1px solid #d9dee5;overflow-wrap:anywhere}</style></head><body>
<p class="soft">{{.A.Date}} · {{.A.Language.Code}}{{if not .A.Language.Supported}} (not supported: names and claims may be missing){{end}} · {{.A.URL}} · page {{slice .A.SHA256 0 16}}</p><h1>{{or .A.Title "Untitled"}}</h1>
<p class="soft"><mark class="listed">linked to a list</mark> <mark class="maybe">could be somebody listed</mark> <mark>named</mark> <span class="debris">debris</span></p>
<div class="grid"><div class="text">{{range .Paragraphs}}<p class="{{.Class}}" title="{{.Kind}}">{{range .Pieces}}{{if .Class}}<mark class="{{.Class}}" title="{{.Title}}">{{.Text}}</mark>{{else}}{{.Text}}{{end}}{{end}}</p>{{end}}</div>
<div><h2>Who claims what</h2>{{$who := .Who}}{{$names := .Names}}{{$contra := .Contra}}{{range .A.Claims}}<div class="claim {{.Stance}}"><strong>{{.ID}} {{call $who .}}</strong> <span class="soft">{{.Stance}}, {{.Firmness}}{{with .Proposed}}, proposed by {{.}}{{end}}</span><blockquote>{{.Span.Text}}</blockquote>
{{with .Check}}{{range .Findings}}<div class="lists">The lists: {{.}}</div>{{end}}{{end}}{{range index $contra .ID}}<div class="contra">Contradicted: {{.}}</div>{{end}}</div>{{else}}<p>No claims were found.</p>{{end}}</div></div>
<h2>Who is named</h2><table><thead><tr><th>Name</th><th>Kind</th><th>On the lists</th></tr></thead><tbody>{{range .A.Entities}}<tr><td>{{.Name}}</td><td>{{.Type}}</td><td>{{if .Entity}}{{(index .Candidates 0).Caption}} ({{.Entity}}){{else}}{{range .Candidates}}<div class="soft">perhaps {{.Caption}} ({{.ID}}), score {{printf "%.2f" .Score}}: {{.Against}}</div>{{end}}{{end}}</td></tr>{{end}}</tbody></table>
{{with .A.Warnings}}<h2>Warnings</h2><ul>{{range .}}<li>{{.}}</li>{{end}}</ul>{{end}}</body></html>
`))
