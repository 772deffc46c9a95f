package screen

import (
	"fmt"

	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// Ranked is an entry with its evidence, without what it takes to show it.
type Ranked struct {
	Entry   index.Entry
	Bits    float64
	Matched Matched
}

// Rank answers a query with entries and bits alone, best first, whatever their score: for measuring and for joining
// records, where thousands of queries are asked. Entries that are not in force are left out.
func (s *Screener) Rank(q Query) ([]Ranked, error) {
	p, err := prepare(q)
	if err != nil {
		return nil, err
	}
	p.all = true
	v, err := s.look(p)
	if err != nil {
		return nil, err
	}
	var out []Ranked
	for _, h := range s.compare(p, v) {
		if !h.inForce {
			continue
		}
		r := Ranked{Entry: h.entry, Bits: h.bits}
		if h.hasName {
			text, prop := s.Index.NameText(h.ref)
			r.Matched = Matched{Query: p.Name, Target: text, Kind: prop}
		}
		out = append(out, r)
	}
	return out, nil
}

// Explain gives the evidence of a query for one entry, as Screen would show it.
func (s *Screener) Explain(q Query, e index.Entry) ([]match.Evidence, error) {
	p, err := prepare(q)
	if err != nil {
		return nil, err
	}
	p.every = true
	v, err := s.look(p)
	if err != nil {
		return nil, err
	}
	for _, h := range s.compare(p, v) {
		if h.entry != e {
			continue
		}
		r, err := s.result(p, v, &group{hits: []hit{h}, inForce: h.inForce})
		if err != nil {
			return nil, err
		}
		return r.Evidence, nil
	}
	return nil, nil
}

// Compare weighs two parties against each other without an index: a query, and a party as a list would describe it.
func Compare(q, party Query) (float64, []match.Evidence, error) {
	a, err := prepare(q)
	if err != nil {
		return 0, nil, err
	}
	b, err := prepare(party)
	if err != nil {
		return 0, nil, fmt.Errorf("listed party: %w", err)
	}
	m := match.NewMatcher(a.subject.Names, names.Rarity)
	best, spelling, with := 0.0, -1, 0
	for i := range a.subject.Names {
		for k := range b.subject.Names {
			if bits := m.Bits(i, &b.subject.Names[k]); spelling < 0 || bits > best {
				best, spelling, with = bits, i, k
			}
		}
	}
	var evidence []match.Evidence
	if spelling >= 0 {
		evidence = m.Explain(spelling, &b.subject.Names[with])
	}
	evidence = append(evidence, match.CompareFacts(&a.subject.Facts, &b.subject.Facts)...)
	if e, ok := match.CompareSchemata(a.schema, b.schema); ok {
		evidence = append(evidence, e)
	}
	return match.Sum(evidence), evidence, nil
}
