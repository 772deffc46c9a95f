package screen

import (
	"cmp"
	"math"
	"slices"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// Rank looks for what is so many bits under an alert, and brings so many names.
const (
	rankBelow = 5
	rankMost  = 300
)

// wanted are the names that the facts of the query could make an alert of, and beside them such as are shown.
func (p *prepared) wanted() index.Wanted {
	facts := p.subject.Facts.MostBits()
	w := index.Wanted{Floor: p.alertBits() - facts, Keep: leastBits - facts, IDs: p.subject.Facts.IDs}
	if p.glance {
		w.Least = w.Floor - p.within
		w.Floor = p.alertBits() - p.subject.Facts.MostYears()
		w.Keep = w.Floor - p.within
	}
	if p.all {
		w.Floor, w.Keep, w.Most = match.Prior-rankBelow-facts, math.Inf(-1), rankMost
	}
	for kind, schemata := range kindSchemata {
		for i, name := range schemata {
			e, other := match.CompareSchemata(p.schema, ftm.MustLookup(name))
			if !other {
				w.Less[kind] = 0
				break
			}
			if i == 0 {
				w.Less[kind] = -e.Bits
			}
		}
	}
	return w
}

// kindSchemata are schemata of each kind of names with which a query that fits any of the kind is compatible.
var kindSchemata = map[names.Kind][]string{names.Person: {"Person"}, names.Organisation: {"Organization", "Company", "PublicBody"}, names.Vessel: {"Vessel", "Airplane"}}

// compare finds candidates and weighs the evidence for each, best first.
func (s *Screener) compare(p *prepared, v *view) []hit {
	x := s.Index
	var hits []hit
	var target match.Name
	p.matcher = match.NewMatcher(p.subject.Names, x.Rarity)
	w := p.wanted()
	w.Shown = s.shown(p, v)
	switch {
	case p.only != nil:
		w.Also, w.Only, w.Least = p.only, true, w.Keep
	case p.glance:
		w.Also = s.bornOn(p.subject.Facts.BirthDates)
	}
	for _, c := range x.Find(p.matcher, w) {
		if !s.asked(p, v, c.Entry) {
			continue
		}
		version, within, inForce := standing(x, c.Entry, v.inForce[x.List(c.Entry)], v)
		h := hit{version: version, entry: c.Entry, inForce: inForce}
		for _, n := range c.Names {
			if !inForce || x.NameIn(n.Ref, within) {
				h.bits, h.name, h.ref, h.hasName = n.Bits, n.Spelling, n.Ref, true
				break
			}
		}
		if !h.hasName && !c.ByID {
			continue
		}
		h.exact = h.hasName && s.exact(p, &h, &target)
		if !p.all && !c.ByID && !h.exact && h.bits < leastBits-p.subject.Facts.MostBits() {
			continue // no fact could lift it to where it is shown
		}
		s.facts(p, &h, &target)
		hits = append(hits, h)
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.bits, a.bits), cmp.Compare(a.entry, b.entry))
	})
	return hits
}

// shown tells the search what is shown, so that it need not find the many names that are no alert and not among the best. Facts may
// change the order, so that a query with facts needs them all; so does one that asks for all.
func (s *Screener) shown(p *prepared, v *view) *index.Shown {
	f := &p.subject.Facts
	if p.all || p.every || f.MostBits() > 0 || len(f.IDs) > 0 {
		return nil
	}
	x := s.Index
	return &index.Shown{Most: p.Limit, Group: s.clusterOf,
		Bits: func(e index.Entry, h index.Hit) (float64, bool) {
			if !s.asked(p, v, e) {
				return 0, false
			}
			version, within, inForce := standing(x, e, v.inForce[x.List(e)], v)
			if !inForce || !x.NameIn(h.Ref, within) {
				return 0, false
			}
			bits := h.Bits
			schema, _ := x.Facts(version)
			if e, ok := match.CompareSchemata(p.schema, schema); ok {
				bits += e.Bits
			}
			return bits, match.Score(bits) >= keepScore
		}}
}

// asked reports whether an entry stands on one of the lists asked for.
func (s *Screener) asked(p *prepared, v *view, e index.Entry) bool {
	list := s.Index.List(e)
	return (v.inForce[list] >= 0 || v.asked) && (len(p.Lists) == 0 || containsFold(p.Lists, s.Index.Meta.Lists[list].ID))
}

// exact reports whether the name of a hit agrees to the letter with a strong name of the list. Name is used as scratch.
func (s *Screener) exact(p *prepared, h *hit, name *match.Name) bool {
	s.Index.Name(h.ref, name)
	if name.Weak || p.subject.Names[h.name].Doubt > 0 || words(name.Tokens) != words(p.subject.Names[h.name].Tokens) {
		return false
	}
	f, _ := p.matcher.Features(h.name, name)
	return f.Exact()
}

func words(tokens []names.Token) int {
	n := 0
	for i := range tokens {
		if tokens[i].Class == names.Word {
			n++
		}
	}
	return n
}

// facts adds the evidence beside the names. An identifier that agrees is never worth less for a name that does not. Name is
// used as scratch.
func (s *Screener) facts(p *prepared, h *hit, name *match.Name) {
	schema, facts := s.Index.Facts(h.version)
	h.evidence = match.CompareFacts(&p.subject.Facts, &facts)
	if e, ok := match.CompareSchemata(p.schema, schema); ok {
		h.evidence = append(h.evidence, e)
	}
	if slices.ContainsFunc(h.evidence, func(e match.Evidence) bool { return e.Feature == "identifier" && e.Bits > 0 }) && h.bits < 0 {
		h.bits, h.hasName, h.exact = 0, false, false
	}
	if h.hasName && slices.ContainsFunc(h.evidence, outweighed) {
		s.Index.Name(h.ref, name)
		if f, _ := p.matcher.Features(h.name, name); !f.Contradict() {
			h.surplus = max(0, p.matcher.RecordBits(h.name, name)-h.bits)
		}
		h.evidence = outweigh(h.evidence, h.surplus)
	}
	h.exact = h.exact && match.Sum(h.evidence) >= 0
	h.bits += match.Sum(h.evidence)
}

// rarity is the feature of evidence that outweighs a contradiction.
const rarity = "rarity"

// outweighed reports whether evidence is a contradiction that lists and customers often get wrong: a date, a country.
func outweighed(e match.Evidence) bool {
	return e.Bits < 0 && (e.Feature == "birthDate" || e.Feature == "country")
}

// outweigh lets the rarity of a name make up for contradicting dates and countries. The evidence of a name ends where no
// ordinary name comes near; a name that is rarer still has bits left, which pay up to half of what a wrong date costs.
func outweigh(evidence []match.Evidence, surplus float64) []match.Evidence {
	evidence = slices.DeleteFunc(slices.Clone(evidence), func(e match.Evidence) bool { return e.Feature == rarity })
	loss := 0.0
	for _, e := range evidence {
		if outweighed(e) {
			loss -= e.Bits
		}
	}
	if made := round2(min(loss/2, surplus)); made > 0 {
		evidence = append(evidence, match.Evidence{Feature: rarity, Bits: made, Why: "so rare a name outweighs part of the contradiction"})
	}
	return evidence
}

// standing picks the version of an entry that is in force, or else the one nearest to the day.
func standing(x *index.Index, e index.Entry, position int, v *view) (version index.Version, within int, inForce bool) {
	from, to := x.EntryVersions(e)
	last := from
	for n := from; n < to; n++ {
		if position >= 0 && x.In(n, position) {
			d := x.Delisted(n)
			return n, int(n - from), d == "" || d != "unknown" && d > v.day
		}
		if x.Began(n, position) {
			last = n
		}
	}
	return last, int(last - from), false
}
