package evaluate

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode"

	"github.com/linchpin-oss/linchpin/press"
)

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

func readAll(r io.Reader) ([]byte, error) { return io.ReadAll(r) }

var goldTypes = map[string]string{"PER": press.PersonType, "ORG": press.OrganisationType, "PLC": press.PlaceType, "EVT": press.EventType, "PRD": press.ProductType, "GRP": press.GroupType, "VES": press.VesselType}

// measureArticles compares the reading of the annotated articles.
func measureArticles(dir string, rd *press.Reader, o Options, r *Report) error {
	golds, err := goldArticles(dir)
	if err != nil {
		return err
	}
	if len(golds) == 0 {
		return os.ErrNotExist
	}
	var s articleScore
	for _, g := range golds {
		a, err := rd.Read(press.Input{Data: []byte(g.Text), Name: g.TextFile, Date: g.Reference, Language: g.Language})
		if err != nil {
			return err
		}
		s.article(g, a, r, o)
	}
	n := len(golds)
	r.add("paragraph classes", "annotated articles", n, s.classes, "right class; subheading counts as body")
	r.add("debris kinds", "annotated articles", n, s.kinds, "")
	r.add("names, span and type", "annotated articles", n, s.names, "names, metonyms and demonyms, to the letter")
	r.add("names, span", "annotated articles", n, s.spans, "")
	r.add("amounts, span and value", "annotated articles", n, s.quantities, "")
	r.add("dates, span and value", "annotated articles", n, s.dates, "")
	r.add("attributed claims found", "annotated articles", n, s.found, "a claim of another source than the author overlaps")
	r.add("attributed claims, source and stance", "annotated articles", n, s.attributed, "recall counts; precision includes claims that nobody annotated")
	r.add("attributed claims, source", "annotated articles", n, s.source, "")
	r.add("claims, all, with stance", "annotated articles", n, s.all, "")
	r.Rows = append(r.Rows, Row{Measure: "claims from debris", Set: "annotated articles", Items: n, Value: float64(s.fromDebris), Note: "must be 0"})
	if rd.Lists != nil {
		r.add("links of listed parties", "annotated articles", n, s.links, "parties that the annotation calls listed; checked by name only")
		r.Rows = append(r.Rows, Row{Measure: "links of parties annotated as not listed", Set: "annotated articles", Items: n, Value: float64(s.falseLinks), Note: "must be 0"})
	}
	return nil
}

// articleScore adds up over articles.
type articleScore struct {
	classes, kinds, names, spans, quantities, dates rates
	found, attributed, source, all, links           rates
	fromDebris, falseLinks                          int
}

func (s *articleScore) article(g *goldArticle, a *press.Article, r *Report, o Options) {
	if a.Text != g.Text {
		r.detail(o, "%s: the text differs from the annotated one", g.ID)
	}
	for _, p := range g.Paragraphs {
		s.classes.wanted++
		for _, q := range a.Paragraphs {
			if q.Start != p.Start {
				continue
			}
			s.classes.found++
			if plain(q.Class) == plain(p.Class) {
				s.classes.right++
			} else {
				r.detail(o, "%s paragraph %q: %s, is %s %s", g.ID, short(q.Text), q.Class, p.Class, p.Kind)
			}
			if p.Kind != "" {
				s.kinds.wanted++
				s.kinds.found++
				if p.Kind == q.Kind {
					s.kinds.right++
				} else {
					r.detail(o, "%s debris %q: %s, is %s", g.ID, short(q.Text), q.Kind, p.Kind)
				}
			}
		}
	}
	s.mentions(g, a, r, o)
	s.values(g, a, r, o)
	s.claims(g, a, r, o)
	s.linked(g, a, r, o)
}

func plain(class string) string {
	if class == press.Subheading {
		return press.Body
	}
	return class
}

func short(s string) string {
	if len(s) > 70 {
		return strings.ToValidUTF8(s[:70], "") + "…"
	}
	return s
}

func (s *articleScore) mentions(g *goldArticle, a *press.Article, r *Report, o Options) {
	type place struct{ start, end int }
	got := map[place]string{}
	for _, m := range a.Mentions {
		got[place{m.Start, m.End}] = m.Type
	}
	s.names.found += len(got)
	s.spans.found += len(got)
	seen := map[place]bool{}
	for _, m := range g.Mentions {
		if m.Mention == press.Nominal {
			continue
		}
		s.names.wanted++
		s.spans.wanted++
		k := place{m.Start, m.End}
		seen[k] = true
		prefix, _, _ := strings.Cut(m.Entity, ":")
		if got[k] != "" {
			s.spans.right++
		}
		if got[k] == goldTypes[prefix] {
			s.names.right++
		} else {
			r.detail(o, "%s name %q %s: found %q", g.ID, m.Text, m.Entity, got[k])
		}
	}
	for _, m := range a.Mentions {
		if !seen[place{m.Start, m.End}] {
			r.detail(o, "%s name too many: %q %s", g.ID, m.Text, m.Type)
		}
	}
}

func (s *articleScore) values(g *goldArticle, a *press.Article, r *Report, o Options) {
	s.quantities.found += len(a.Quantities)
	s.quantities.wanted += len(g.Quantities)
	for _, q := range g.Quantities {
		right := false
		for _, x := range a.Quantities {
			if x.Start == q.Start && x.End == q.End && fmt.Sprint(x.Value) == valueText(q.Value) {
				right = true
			}
		}
		if right {
			s.quantities.right++
		} else {
			r.detail(o, "%s amount %q %v", g.ID, q.Text, q.Value)
		}
	}
	s.dates.found += len(a.Dates)
	s.dates.wanted += len(g.Dates)
	for _, q := range g.Dates {
		right := false
		for _, x := range a.Dates {
			if x.Start == q.Start && x.End == q.End && x.Value == q.Value {
				right = true
			}
		}
		if right {
			s.dates.right++
		} else {
			r.detail(o, "%s date %q %v", g.ID, q.Text, q.Value)
		}
	}
}

func valueText(v any) string {
	if list, ok := v.([]any); ok {
		return fmt.Sprint(list)
	}
	return fmt.Sprint([]any{v})
}

// entityAt tells which annotated entities the mentions of one of the article's entities stand at.
func entityAt(g *goldArticle, a *press.Article, id string) map[string]bool {
	out := map[string]bool{}
	for _, m := range a.Mentions {
		if m.Referent != id {
			continue
		}
		for _, x := range g.Mentions {
			if x.Start < m.End && m.Start < x.End && x.Mention != press.Nominal {
				out[x.Entity] = true
			}
		}
	}
	return out
}

func sourceRight(g *goldArticle, a *press.Article, c *goldClaim, got press.Claim) bool {
	if c.Source.Kind != got.Source.Kind {
		return false
	}
	switch c.Source.Kind {
	case press.NamedPerson, press.NamedOrg, press.Media:
		ids := entityAt(g, a, got.Source.Entity)
		if c.Source.Span != nil && got.Source.Span != nil && got.Source.Entity == "" && c.Source.Span.Start < got.Source.Span.End && got.Source.Span.Start < c.Source.Span.End {
			return true
		}
		for _, e := range strings2(c.Source.Entity) {
			if ids[e] {
				return true
			}
		}
		// an organisation without a name of its own, known by the words of its source
		return c.Source.Span != nil && got.Source.Span != nil && c.Source.Kind == press.NamedOrg && c.Source.Span.Start < got.Source.Span.End && got.Source.Span.Start < c.Source.Span.End
	}
	return true
}

// strings2 reads a string or a list of strings.
func strings2(v any) []string {
	switch x := v.(type) {
	case string:
		return []string{x}
	case []any:
		var out []string
		for _, y := range x {
			out = append(out, fmt.Sprint(y))
		}
		return out
	}
	return nil
}

// claims pairs each annotated claim with the found one that overlaps it most, one with the right source and stance first.
func (s *articleScore) claims(g *goldArticle, a *press.Article, r *Report, o Options) {
	for _, c := range a.Claims {
		if p := a.Paragraphs[c.Paragraph]; p.Class != press.Body {
			s.fromDebris++
		}
		for _, p := range g.Paragraphs {
			if p.Class == press.Debris && p.Start < c.Span.End && c.Span.Start < p.End {
				s.fromDebris++
				r.detail(o, "%s claim from debris: %q", g.ID, short(c.Span.Text))
			}
		}
		s.all.found++
		if c.Source.Kind != press.Author {
			s.attributed.found++
			s.found.found++
			s.source.found++
		}
	}
	used := map[string]bool{}
	for i := range g.Claims {
		c := &g.Claims[i]
		attributed := c.Source.Kind != press.Author
		s.all.wanted++
		if attributed {
			s.attributed.wanted++
			s.found.wanted++
			s.source.wanted++
		}
		best, most := press.Claim{}, -1
		for _, x := range a.Claims {
			share := min(x.Span.End, c.Span.End) - max(x.Span.Start, c.Span.Start)
			if share*2 < min(x.Span.End-x.Span.Start, c.Span.End-c.Span.Start) || share <= 0 || used[x.ID] {
				continue
			}
			worth := 0
			if sourceRight(g, a, c, x) {
				worth += 2
			}
			if x.Stance == c.Stance {
				worth++
			}
			if worth > most {
				best, most = x, worth
			}
		}
		ok := most >= 0
		right := ok && sourceRight(g, a, c, best)
		if ok && right && best.Stance == c.Stance {
			s.all.right++
			used[best.ID] = true
		}
		if !attributed {
			continue
		}
		if ok && best.Source.Kind != press.Author {
			s.found.right++
		}
		if right {
			s.source.right++
		}
		if right && best.Stance == c.Stance {
			s.attributed.right++
		} else {
			r.detail(o, "%s claim %s %q\n   wanted %s %v %s %s; found %s %s %s %s %q", g.ID, c.ID, short(c.Span.Text), c.Source.Kind, c.Source.Entity, c.Stance, c.Firmness,
				best.Source.Kind, best.Source.Entity, best.Stance, best.Firmness, short(best.Span.Text))
		}
	}
}

// linked counts the parties that the annotation calls listed and that are linked, and those linked that it does not.
func (s *articleScore) linked(g *goldArticle, a *press.Article, r *Report, o Options) {
	link := map[string]string{}
	for _, e := range a.Entities {
		if e.Entity == "" {
			continue
		}
		s.links.found++
		for id := range entityAt(g, a, e.ID) {
			link[id] = e.Entity
		}
	}
	for _, e := range g.Entities {
		if e.Type != "person" && e.Type != "organisation" {
			continue
		}
		listed, unsure := false, len(e.Listed) == 0
		for _, v := range e.Listed {
			t := fmt.Sprint(v)
			listed = listed || t != "" && (t[0] >= '0' && t[0] <= '9' || t == "listed")
			unsure = unsure || strings.HasPrefix(t, "unsure")
		}
		named := slices.ContainsFunc(g.Mentions, func(m struct {
			span
			Entity  string `json:"entity"`
			Mention string `json:"mention"`
		}) bool {
			return m.Entity == e.ID && m.Mention == press.ByName
		})
		switch {
		case listed && named:
			s.links.wanted++
			if link[e.ID] != "" {
				s.links.right++
			} else {
				r.detail(o, "%s not linked: %s %s", g.ID, e.ID, e.Name)
			}
		case link[e.ID] != "" && !listed:
			if !unsure || len(e.Listed) == 0 {
				s.falseLinks++
			}
			r.detail(o, "%s linked though not annotated as listed: %s -> %s", g.ID, e.ID, link[e.ID])
		}
	}
}
