package match

import (
	"math"

	"github.com/linchpin-oss/linchpin/names"
)

// Ceiling is the most that a name of a kind can earn against a spelling, given its tokens as compared.
func (s *Search) Ceiling(spelling int, kind names.Kind, name []int) float64 {
	name = name[:min(len(name), MaxTokens)]
	b := &s.bounds[spelling]
	w := b.weights[kind]
	var sum ceiling
	sum.complete, sum.exact, sum.words = true, true, true
	if s.mayJoin(name) {
		s.findJoins(&sum.joins, w, spelling, name)
	}
	initials, short := 0, 0
	for _, n := range name {
		if s.targets[n].initial {
			initials++
		}
	}
	for place, number := range s.Spelling(spelling) {
		if full, pairs := s.place(&sum, spelling, place, number, kind, name); pairs && !full && s.Needs(spelling, place) && !sum.joins.covers(place) {
			short++ // an initial stands for one word only
		}
	}
	sum.complete = sum.complete && short <= initials
	strangers, cost, lost := s.strangers(w, name, &sum.joins)
	total := sum.some
	if sum.complete {
		all := sum.all + b.relief[kind]
		if sum.exact && strangers == 0 {
			all += b.whole[kind]
		}
		total = max(total, all)
	}
	total += b.base[kind] + cost + sum.joins.bits
	if agree := 2 * (sum.rare + sum.joins.rare); agree > 0 {
		share := agree / (agree + lost + sum.lost)
		total += max(w[Coverage], 0) * share * share
	}
	if sum.matched == 1 && sum.words && !sum.joins.any && (strangers > 0 || !sum.complete) {
		total += min(w[OneWord], 0) + min(w[OneWordRarity], 0)*sum.least
	}
	if strangers > 0 && !sum.complete {
		total = min(total, w[ConflictLimit])
	}
	return total
}

// ceiling adds up what the places of a spelling earn at most, Coverage aside.
type ceiling struct {
	some, all              float64 // where not every word pairs, and where each does
	rare, lost, least      float64 // rarity of the pairs at most, of the words that pair with nothing, of the last pair at least
	matched                int     // places that may pair
	complete, exact, words bool    // the words that need to pair may do so; and to the letter; what pairs are words
	joins                  joins
}

// place adds what a place earns at most; full reports that it may pair with a word and not with an initial alone.
func (s *Search) place(sum *ceiling, spelling, place, number int, kind names.Kind, name []int) (full, pairs bool) {
	q, w := s.m.tokens[number], s.bounds[spelling].weights[kind]
	best, rare, exact := math.Inf(-1), 0.0, false
	least := math.Inf(1)
	for _, n := range name {
		t := &s.targets[n]
		c := t.row[number]
		if !c.ok {
			continue
		}
		pairs, full, exact = true, full || c.how != initial, exact || s.Exact(spelling, place, t.token, c)
		sum.words = sum.words && ofWords(q, t.token, c)
		bits, r := w.pairOf(q, t.token, c, s.m.rare[number], t.rarity)
		best, rare, least = max(best, bits), max(rare, r), min(least, r)
	}
	need := s.Needs(spelling, place)
	if !pairs {
		switch {
		case need && sum.joins.covers(place):
			sum.exact = false
		case need:
			sum.lost += s.m.rare[number]
			sum.complete = false
		}
		return false, false
	}
	best += s.back(w, spelling, place)
	sum.matched++
	sum.least = least
	sum.rare += rare
	sum.some += max(best, 0)
	if need && !sum.joins.any {
		sum.exact = sum.exact && exact
		sum.all += best
	} else if need {
		sum.exact = sum.exact && exact
		sum.all += max(best, 0)
	} else {
		sum.all += max(best, 0)
	}
	return full, true
}

// strangers counts the words of a name that pair with none of the query, what they cost, and their rarity.
func (s *Search) strangers(w *Weights, name []int, j *joins) (count int, cost, rare float64) {
	for i, n := range name {
		t := &s.targets[n]
		if t.pairs || j.tokens>>i&1 != 0 || t.token.Class != names.Word || s.again(name, i) {
			continue
		}
		count++
		rare += t.rarity
	}
	if count > 0 {
		cost = min(w[LostTargetRarity], 0)*rare + min(w[LostTarget], 0) + float64(count-1)*min(w[LostTargetMore], 0) - max(w[AllTarget], 0)
	}
	return count, cost, rare
}

// again is repeated for a name as compared.
func (s *Search) again(name []int, at int) bool {
	t := &s.targets[name[at]].token
	for i, n := range name {
		if i != at && len(t.Text) > 2 && s.targets[n].token == *t {
			return true
		}
	}
	return false
}
