package target

import (
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
)

// WriteHTML writes a page for a reader who decides: the answer in a sentence, the flows before and after as widths, what each name is worth,
// what stays open, how sure it is, and what is not known.
func (a *Answer) WriteHTML(w io.Writer) error {
	view := struct {
		*Answer
		BeforePicture, AfterPicture template.HTML
	}{a, a.flows.draw(false), a.flows.draw(true)}
	return reportPage.Execute(w, view)
}

// draw shows money from left to right; parties in columns by their distance from the sources.
func (f *picture) draw(after bool) template.HTML {
	p := f.problem
	if p == nil {
		return ""
	}
	amounts := f.before
	if after {
		amounts = f.after
	}
	column, most := f.columns()
	const colW, nodeW, height, gap = 200.0, 14.0, 460.0, 14.0
	type box struct{ in, out, size, y, atIn, atOut float64 }
	boxes := map[int32]*box{}
	total := 0.0
	for i, e := range p.g.outer {
		for _, v := range []int32{e.from, e.to} {
			if boxes[v] == nil {
				boxes[v] = &box{}
			}
		}
		boxes[e.from].out += float64(f.before[i])
		boxes[e.to].in += float64(f.before[i])
	}
	rows := make([][]int32, most+1)
	for v, b := range boxes {
		b.size = max(b.in, b.out)
		rows[column[v]] = append(rows[column[v]], v)
	}
	for _, row := range rows {
		sum := 0.0
		for _, v := range row {
			sum += boxes[v].size
		}
		total = max(total, sum)
	}
	if total == 0 {
		return template.HTML(`<p>No money reaches the target.</p>`)
	}
	longest := 0
	for _, row := range rows {
		longest = max(longest, len(row))
	}
	room := max(height, float64(longest)*34)
	scale := (room - gap*float64(longest)) / total
	for _, row := range rows {
		slices.SortFunc(row, func(a, b int32) int {
			if boxes[a].size != boxes[b].size {
				if boxes[a].size > boxes[b].size {
					return -1
				}
				return 1
			}
			return int(a) - int(b)
		})
		y := 10.0
		for _, v := range row {
			boxes[v].y = y
			y += max(boxes[v].size*scale, 18) + gap
		}
	}
	width := colW*float64(most) + nodeW + 170
	bottom := 0.0
	for _, b := range boxes {
		bottom = max(bottom, b.y+max(b.size*scale, 18)+gap)
	}
	var s strings.Builder
	title := "Money before any new designation"
	if after {
		title = "Money after the designations"
	}
	fmt.Fprintf(&s, `<svg viewBox="0 0 %.0f %.0f" role="img" aria-label="%s" font-family="sans-serif" font-size="12">`, width, bottom, title)
	order := make([]int, len(p.g.outer))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		a, b := p.g.outer[i], p.g.outer[j]
		if d := boxes[a.to].y - boxes[b.to].y; d != 0 {
			if d < 0 {
				return -1
			}
			return 1
		}
		return i - j
	})
	for _, i := range order {
		e := p.g.outer[i]
		from, to := boxes[e.from], boxes[e.to]
		thick := float64(amounts[i]) * scale
		x1, x2 := 10+colW*float64(column[e.from])+nodeW, 10+colW*float64(column[e.to])
		y1, y2 := from.y+from.atOut+thick/2, to.y+to.atIn+thick/2
		from.atOut += float64(f.before[i]) * scale
		to.atIn += float64(f.before[i]) * scale
		if amounts[i] == 0 {
			if f.before[i] > 0 {
				fmt.Fprintf(&s, `<path d="M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f" fill="none" stroke="#a3261b" stroke-opacity=".35" stroke-dasharray="3 5"/>`, x1, y1, (x1+x2)/2, y1, (x1+x2)/2, y2, x2, y2)
			}
			continue
		}
		fmt.Fprintf(&s, `<path d="M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f" fill="none" stroke="#1f5fbf" stroke-opacity=".42" stroke-width="%.1f"><title>%s to %s: %s of at most %s</title></path>`, x1, y1, (x1+x2)/2, y1, (x1+x2)/2, y2, x2, y2, max(thick, 1),
			template.HTMLEscapeString(p.net.Name(int(e.from))), template.HTMLEscapeString(p.net.Name(int(e.to))), p.net.Format(amounts[i]), p.net.Format(p.g.capacity[e.arc]))
	}
	for _, row := range rows {
		for _, v := range row {
			b := boxes[v]
			x := 10 + colW*float64(column[v])
			fill, note := "#2a3441", ""
			switch {
			case after && slices.Contains(f.set, v):
				fill, note = "#a3261b", "✕ designated"
			case after && f.blocked[v]:
				fill, note = "#d9822b", "✕ blocked"
			case v == p.to:
				fill = "#7a1fa2"
			}
			h := max(b.size*scale, 18)
			fmt.Fprintf(&s, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="3" fill="%s"/>`, x, b.y, nodeW, h, fill)
			for i, line := range []string{short(p.net.Name(int(v)), 28), note} {
				fmt.Fprintf(&s, `<text x="%.1f" y="%.1f" stroke="#fff" stroke-width="3" paint-order="stroke" fill="#111">%s</text>`, x+nodeW+5, b.y+h/2+4+15*float64(i), template.HTMLEscapeString(line))
			}
		}
	}
	s.WriteString("</svg>")
	return template.HTML(s.String())
}

// columns are the longest ways from the sources along the money that flows, which does not run in circles; the target stands behind all others.
func (f *picture) columns() (map[int32]int, int) {
	p := f.problem
	column := map[int32]int{}
	for range p.net.Nodes {
		changed := false
		for i, e := range p.g.outer {
			if f.before[i] > 0 && column[e.to] < column[e.from]+1 {
				column[e.to], changed = column[e.from]+1, true
			}
		}
		if !changed {
			break
		}
	}
	most := 1
	for v, c := range column {
		if v != p.to {
			most = max(most, c+1)
		}
	}
	for _, e := range p.g.outer { // parties through whom nothing flows stand behind the first who could pay them
		for _, v := range []int32{e.from, e.to} {
			if _, ok := column[v]; !ok && !slices.Contains(p.from, v) {
				column[v] = min(1, most-1)
			}
		}
	}
	column[p.to] = most
	return column, most
}

func short(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

var reportPage = template.Must(template.New("target").Funcs(template.FuncMap{"join": func(s []string) string { return strings.Join(s, ", ") }, "arrow": func(s []string) string { return strings.Join(s, " → ") },
	"percent": func(x float64) string { return fmt.Sprintf("%.0f %%", 100*x) }, "num": func(x float64) string {
		return thousands(strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", x), "0"), "."))
	}}).Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Which designations cut most of what reaches {{.To}}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:0 auto;padding:1.2rem;color:#17202b;background:#f6f7f9}h1{font-size:1.6rem;line-height:1.2}h2{font-size:1.15rem;margin-top:2rem}.lead{font-size:1.2rem;background:#fff;border-left:5px solid #14507f;padding:.8rem 1rem;border-radius:8px}
.draw{background:#fff;border:1px solid #d9dee5;border-radius:10px;overflow-x:auto;padding:.5rem}.draw svg{min-width:40rem;width:100%;height:auto;display:block}table{border-collapse:collapse;width:100%;background:#fff}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #d9dee5;vertical-align:top;overflow-wrap:anywhere}th{color:#566274}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}.wrap{overflow-x:auto}.soft{color:#566274}li{margin:.2rem 0}</style></head><body>
<p class="soft">{{.Title}}</p><h1>Which {{if eq .K 1}}designation{{else}}{{.K}} designations{{end}} would cut most of what reaches {{.To}}?</h1>
<p class="lead">{{if .Best.IDs}}Designating <strong>{{join .Best.Captions}}</strong> cuts <strong>{{.Best.Cut}}</strong> of {{.Before}} {{.Unit}} and leaves {{.Best.Left}}.{{else}}No designation cuts anything of the {{.Before}} {{.Unit}}.{{end}} The answer is {{.Proof}}, for the network as given.</p>
{{if .Best.Blocks}}<p>By ownership (rule {{.Rule}}) these are blocked as well: {{join .Best.Blocks}}.</p>{{end}}
{{with .Other}}<p>Counted {{if eq $.Basis "gross"}}net of what is paid back to the same lender{{else}}gross{{end}}, {{.}} would reach the target before.</p>{{end}}
<h2>Before</h2><div class="draw">{{.BeforePicture}}</div><h2>After</h2><div class="draw">{{.AfterPicture}}</div><p class="soft">Width is money. Money finds other ways where there are any: {{.Rerouted}} of what is left had to. Dashed red: cut off.</p>
<h2>What each name is worth</h2><div class="wrap"><table><thead><tr><th>Name</th><th class="n">cut by it alone</th><th class="n">lost if it is left out of the set</th></tr></thead><tbody>{{range .Names}}<tr><td>{{.Caption}}</td><td class="n">{{.Alone}}</td><td class="n">{{.Without}}</td></tr>{{end}}</tbody></table></div>
{{if .Joint}}<p>Joint moves, which do more together than each by itself:</p><ul>{{range .Joint}}<li>{{join .IDs}}: together {{.Cut}}, one by one {{.Single}}{{if .Tips}}; only both block {{join .Tips}}{{end}}</li>{{end}}</ul>{{end}}
<p class="soft">Picking the best single name again and again would leave {{.OneByOne}}.</p>
{{if .Next}}<h2>The next-best sets</h2><div class="wrap"><table><thead><tr><th>Names</th><th class="n">cut</th><th class="n">left</th></tr></thead><tbody>{{range .Next}}<tr><td>{{join .Captions}}</td><td class="n">{{.Cut}}</td><td class="n">{{.Left}}</td></tr>{{end}}</tbody></table></div>{{end}}
<h2>What stays open</h2>{{if .Open}}<div class="wrap"><table><thead><tr><th>Way</th><th class="n">amount</th></tr></thead><tbody>{{range .Open}}<tr><td>{{arrow .Nodes}}</td><td class="n">{{.Amount}}</td></tr>{{end}}</tbody></table></div>{{else}}<p>Nothing that is known.</p>{{end}}
{{with .Reopens}}<h2>Delisting {{join .Delisted}}</h2><p>re-opens {{.Reopened}} {{$.Unit}}{{if .Nodes}}; free again: {{join .Nodes}}{{end}}.</p>{{end}}
{{with .Uncertainty}}<h2>How sure</h2><p>Over {{.Worlds}} worlds {{if .Exact}}(all there are){{else}}drawn{{end}} in which each source stands or falls by how firm it is, the set cuts {{num .Cut.Mean}} on average, between {{num .Cut.Low}} and {{num .Cut.High}} in nine worlds of ten; {{num .Expected}} is expected to flow before.</p>
<div class="wrap"><table><thead><tr><th>Set</th><th class="n">best in</th><th class="n">leaves on average</th></tr></thead><tbody>{{range .Sets}}<tr><td>{{join .IDs}}</td><td class="n">{{percent .Best}}</td><td class="n">{{num .Left}}</td></tr>{{end}}</tbody></table></div>
{{if .Check}}<p>Worth checking first:</p><ul>{{range .Check}}<li>{{.What}} <span class="soft">(taken to be right with {{percent .Firm}}; the cut differs by {{num .Swing}})</span></li>{{end}}</ul>{{end}}{{end}}
{{if .Gaps}}<h2>What is missing</h2><ul>{{range .Gaps}}<li>{{.}}</li>{{end}}</ul>{{end}}{{if .Warnings}}<h2>Warnings</h2><ul>{{range .Warnings}}<li>{{.}}</li>{{end}}</ul>{{end}}
<p class="soft">Rule {{.Rule}}, {{.Basis}} amounts. What reaches the target is the maximum flow from {{join .From}} through parties that are neither designated nor blocked. A network is what its sources say; money that nobody reported is not in it.</p></body></html>
`))
