package eval

import (
	"cmp"
	"slices"
	"sync"

	"github.com/linchpin-oss/linchpin/match"
)

// counter returns a function that counts its calls and tells report of every hundredth.
func counter(report func(n int)) func() {
	var mu sync.Mutex
	n := 0
	return func() {
		mu.Lock()
		defer mu.Unlock()
		if n++; n%500 == 0 {
			report(n)
		}
	}
}

// examples keeps the worst misses of a kind (much in common, yet below the threshold of 1 in 1,000) and the highest
// false alerts, each with its evidence.
func (m *measurement) examples(c *corpus, set, kind string, outcomes []outcome, kt KindThresholds, answers []answer) error {
	if m.opt.Examples == 0 {
		return nil
	}
	threshold := match.Bits(match.DefaultThreshold)
	if kt.Per1000 != nil {
		threshold = kt.Per1000.Bits
	}
	var missed []*outcome
	for i := range outcomes {
		if o := &outcomes[i]; o.row.Kind == kind && o.own < threshold {
			missed = append(missed, o)
		}
	}
	slices.SortStableFunc(missed, func(a, b *outcome) int {
		return cmp.Or(cmp.Compare(b.row.Overlap, a.row.Overlap), cmp.Compare(a.own, b.own))
	})
	for _, o := range missed[:min(len(missed), m.opt.Examples)] {
		e := Example{Set: set, Kind: kind, Row: o.row.ID, Query: o.row.Query, Wanted: o.row.TargetNames, Overlap: o.row.Overlap}
		if o.own > nothing {
			e.Own = match.Score(o.own)
		}
		if o.direct > nothing {
			e.Direct = match.Score(o.direct)
		}
		e.Evidence = c.explainOwn(o.row)
		if o.top > nothing {
			e.Best, e.Score = o.best.target, match.Score(o.top)
		}
		m.report.Misses = append(m.report.Misses, e)
	}
	sorted := slices.Clone(answers)
	slices.SortStableFunc(sorted, func(a, b answer) int { return cmp.Compare(b.best.bits, a.best.bits) })
	for _, a := range sorted[:min(len(sorted), m.opt.Examples)] {
		if a.best.bits < threshold {
			break
		}
		evidence, err := c.screener.Explain(query(a.name, kind), a.best.entry)
		if err != nil {
			return err
		}
		m.report.False = append(m.report.False, Example{Set: set, Kind: kind, Query: a.name, Best: a.best.target, Score: match.Score(a.best.bits), Evidence: evidence})
	}
	return nil
}

// explainOwn gives the evidence of the best of the names through which the party of a row counts.
func (c *corpus) explainOwn(r *Row) []match.Evidence {
	_, evidence := compareNames(r.Query, r.TargetNames, r.Kind, c.screener.Index.Rarity)
	return evidence
}

// spread keeps n examples, an even share of each set and kind, in the order they stand.
func spread(all []Example, n int) []Example {
	type key struct{ set, kind string }
	groups := map[key]int{}
	for _, e := range all {
		groups[key{e.Set, e.Kind}]++
	}
	if len(groups) == 0 {
		return []Example{}
	}
	each := max(1, (n+len(groups)-1)/len(groups))
	taken := map[key]int{}
	out := []Example{}
	for _, e := range all {
		k := key{e.Set, e.Kind}
		if taken[k]++; taken[k] <= each {
			out = append(out, e)
		}
	}
	return out
}
