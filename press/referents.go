package press

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/linchpin-oss/linchpin/names"
)

// This file groups the mentions of an article by whom they mean.

// resolve groups the mentions into referents: a family name alone means the one full name with it, a short form the
// organisation that it begins or abbreviates.
func (a *article) resolve() {
	var order []*mention
	for i := range a.passages {
		order = append(order, a.passages[i].names...)
	}
	// full names first, so that short forms find them wherever they stand
	byLength := slices.Clone(order)
	slices.SortStableFunc(byLength, func(x, y *mention) int { return cmp.Compare(y.to-y.from, x.to-x.from) })
	ids := map[string]bool{}
	for _, m := range byLength {
		r := a.findReferent(m)
		if r == nil {
			r = a.newReferent(m, ids)
		}
		m.referent = r
	}
	for _, m := range order {
		m.referent.mentions = append(m.referent.mentions, m)
		if t := a.mentionText(m); t != m.referent.name && !slices.Contains(m.referent.aliases, t) {
			m.referent.aliases = append(m.referent.aliases, t)
		}
	}
	slices.SortStableFunc(a.referents, func(x, y *referent) int {
		mx, my := x.mentions[0], y.mentions[0]
		return cmp.Or(cmp.Compare(mx.para, my.para), cmp.Compare(mx.from, my.from))
	})
}

func (a *article) newReferent(m *mention, ids map[string]bool) *referent {
	r := &referent{typ: m.typ, name: a.mentionText(m)}
	for _, t := range a.words(m) {
		r.words = append(r.words, t.lower)
	}
	k := joinWords(r.words)
	if p, ok := a.placeOf(m); ok {
		r.country = p.country
		if p.kind == "demonym" && p.country != "" {
			r.name = countryNames()[p.country]
		}
		if p.kind == "country" || p.kind == "demonym" {
			r.words = []string{"country", p.country}
		}
		if p.kind == "country" {
			r.name = countryNames()[p.country]
		}
		k = key(r.name)
	}
	prefix := map[string]string{PersonType: "PER", OrganisationType: "ORG", PlaceType: "PLC", EventType: "EVT", ProductType: "PRD", VesselType: "VES"}[m.typ]
	base := prefix + ":" + idWord(r, k)
	r.id = base
	if ids[r.id] {
		r.id = prefix + ":" + strings.ReplaceAll(names.Fold(k), " ", "")
	}
	for n := 2; ids[r.id]; n++ {
		r.id = base + strconv.Itoa(n)
	}
	ids[r.id] = true
	a.referents = append(a.referents, r)
	return r
}

func joinWords(w []string) string { return strings.Join(w, " ") }

// idWord is a short word for the id: the family name of a person, the whole name of others.
func idWord(r *referent, k string) string {
	if r.typ == PersonType {
		k = r.words[len(r.words)-1]
	}
	if w := strings.ReplaceAll(names.Fold(k), " ", ""); w != "" {
		return w
	}
	return strings.ReplaceAll(k, " ", "")
}

func (a *article) placeOf(m *mention) (place, bool) {
	if m.typ != PlaceType {
		return place{}, false
	}
	p, n := lexiconOf().placeAt(a.words(m), 0)
	return p, n == m.to-m.from
}

// countryNames gives the first name of each country in the table.
var countryNames = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	rows(countriesTSV, func(f []string) { m[f[0]] = cells(f, 1)[0] })
	return m
})

// findReferent finds who was named before by a mention, if there is exactly one.
func (a *article) findReferent(m *mention) *referent {
	ts := a.words(m)
	if p, ok := a.placeOf(m); ok && (p.kind == "country" || p.kind == "demonym") {
		for _, r := range a.referents {
			if r.typ == PlaceType && len(r.words) == 2 && r.words[0] == "country" && r.words[1] == p.country {
				return r
			}
		}
		return nil
	}
	var alike, longer *referent
	several := false
	for _, r := range a.referents {
		switch {
		case r.typ != m.typ || !sameName(r, ts):
		case len(r.words) > len(ts):
			several = several || longer != nil
			longer = r
		default:
			alike = r
		}
	}
	if alike != nil || several { // a family name that two persons bear is a name of its own wherever it stands
		return alike
	}
	return longer
}

// sameName reports whether a mention may mean a referent whose name is at least as long.
func sameName(r *referent, ts []token) bool {
	var w []string
	for i := range ts {
		if ts[i].kind != punct {
			w = append(w, ts[i].lower)
		}
	}
	var full []string
	for _, x := range r.words {
		if x != "-" && x != "." && x != "'" {
			full = append(full, x)
		}
	}
	if len(w) == 0 || len(full) == 0 {
		return false
	}
	if slices.Equal(w, full) {
		return true
	}
	switch r.typ {
	case PersonType:
		if len(w) > len(full) {
			return false
		}
		last, lastFull := w[len(w)-1], full[len(full)-1]
		if len(w) == 1 {
			return last == lastFull || len(full) == 3 && !isGiven(full[0]) && last == full[0] || endsAs(last, lastFull)
		}
		return (last == lastFull || endsAs(last, lastFull)) && (w[0] == full[0] || names.SameGiven(names.Fold(w[0]), names.Fold(full[0])) || utf8.RuneCountInString(w[0]) == 1 && strings.HasPrefix(full[0], w[0]))
	case OrganisationType:
		if len(w) < len(full) && slices.Equal(w, full[:len(w)]) && !lexiconOf().is("orgword", w[0]) {
			if _, ok := lexiconOf().places[w[0]]; !ok || len(w) > 1 {
				return true
			}
		}
		return len(w) == 1 && len(full) > 1 && acronymOf(w[0], full)
	case PlaceType, EventType, ProductType:
		return false
	}
	return false
}

// endsAs allows for the endings of Russian and the German genitive.
func endsAs(w, full string) bool {
	n := 0
	for n < len(w) && n < len(full) && w[n] == full[n] {
		n++
	}
	rest := utf8.RuneCountInString(w[min(len(w), n):])
	if w[n:] == "s" && n == len(full) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(full)
	return r > 0x400 && r < 0x500 && n >= 6 && rest <= 3 && len(full)-n <= 4
}

func acronymOf(w string, full []string) bool {
	var b strings.Builder
	for _, f := range full {
		if !stopwords()[f] {
			r, _ := utf8.DecodeRuneInString(f)
			b.WriteRune(r)
		}
	}
	return b.String() == w && len(w) > 1
}
