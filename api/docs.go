package api

import (
	"cmp"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// docsTemplate is a page that needs nothing from elsewhere and no script.
var docsTemplate = template.Must(template.New("docs").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{.Title}}</title>
<style>
:root{color-scheme:light dark;--line:color-mix(in srgb,currentColor 18%,transparent);--soft:color-mix(in srgb,currentColor 6%,transparent)}
body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:0 auto;padding:1.5rem}
h1{margin:.2rem 0}h2{margin-top:2.2rem;border-bottom:1px solid var(--line)}
code,pre{font:14px/1.45 ui-monospace,monospace}pre{background:var(--soft);padding:.7rem;overflow-x:auto;border-radius:6px}
details{border:1px solid var(--line);border-radius:6px;margin:.4rem 0;padding:.4rem .7rem}summary{cursor:pointer}
summary b{display:inline-block;min-width:4.2rem}summary code{overflow-wrap:anywhere}.role{float:right;opacity:.7;font-size:14px}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.2rem .6rem .2rem 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
</style></head><body>
<h1>{{.Title}}</h1><p>Version {{.Version}}. The machine-readable description is <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1).</p>
<p>Send a key with each request:</p>
<pre>curl -H "Authorization: ApiKey $LINCHPIN_KEY" "http://{{.Host}}/v1/screen?name=Aliaksei+Aleksin"</pre>
<p>yente's interface is served beside it, as it is: <code>POST /match/{dataset}</code>, <code>GET /search/{dataset}</code>, <code>GET /entities/{id}</code>, <code>/entities/{id}/adjacent</code>, <code>/catalog</code>, <code>/algorithms</code>, <code>/statements</code>, <code>/reconcile/{dataset}</code> for OpenRefine, <code>/healthz</code>, <code>/readyz</code>. Prometheus reads <code>/metrics</code>.</p>
{{range .Groups}}<h2>{{.Name}}</h2>
{{range .Operations}}<details><summary><b>{{.Method}}</b> <code>{{.Path}}</code> {{.Summary}} <span class="role">{{.Role}}</span></summary>
<p>{{.Description}}</p>
{{if .Params}}<table><tr><th>Parameter</th><th>in</th><th></th></tr>{{range .Params}}<tr><td><code>{{.Name}}</code>{{if .Required}} *{{end}}</td><td>{{.In}}</td><td>{{.Description}}</td></tr>{{end}}</table>{{end}}
{{if .Body}}<p>Body: <code>{{.Body}}</code></p>{{end}}</details>
{{end}}{{end}}</body></html>`))

type docGroup struct {
	Name       string
	Operations []docOperation
}

type docOperation struct {
	Method, Path, Summary, Description, Role, Body string
	Params                                         []*huma.Param
}

// docsPage shows the description of /v1 as a page.
func (s *Server) docsPage(w http.ResponseWriter, r *http.Request) {
	o := s.OpenAPI()
	groups := map[string]*docGroup{}
	var names []string
	for path, item := range o.Paths {
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "DELETE": item.Delete, "PATCH": item.Patch} {
			if op == nil || op.Hidden {
				continue
			}
			tag := "Other"
			if len(op.Tags) > 0 {
				tag = op.Tags[0]
			}
			if groups[tag] == nil {
				groups[tag] = &docGroup{Name: tag}
				names = append(names, tag)
			}
			d := docOperation{Method: method, Path: path, Summary: op.Summary, Description: op.Description, Params: op.Parameters}
			d.Role, _ = op.Metadata["role"].(string)
			if op.RequestBody != nil {
				for kind, media := range op.RequestBody.Content {
					d.Body = kind
					if media.Schema != nil && media.Schema.Ref != "" {
						d.Body += ", " + media.Schema.Ref[strings.LastIndex(media.Schema.Ref, "/")+1:]
					}
				}
			}
			groups[tag].Operations = append(groups[tag].Operations, d)
		}
	}
	slices.Sort(names)
	var list []*docGroup
	for _, n := range names {
		slices.SortFunc(groups[n].Operations, func(a, b docOperation) int {
			return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
		})
		list = append(list, groups[n])
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	docsTemplate.Execute(w, map[string]any{"Title": o.Info.Title, "Version": o.Info.Version, "Host": r.Host, "Groups": list})
}
