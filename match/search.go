package match

import (
	"github.com/linchpin-oss/linchpin/names"
)

// This file and its neighbours near.go, bounds.go, ceiling.go and joins.go are what the index needs of the comparison: whether two tokens can be
// one, found out quickly for many tokens; and how many bits a name can earn at most, so that the search may stop. The bounds must hold whatever
// the weights are: TestCeilings compares them with Bits.

// Target is a token of target names, compared with every token of a query.
type Target struct {
	compared
	token   names.Token
	mask    uint32
	pairs   bool // with some token
	initial bool // is one letter
	made    bool // of is known
	of      []int
}

// Search bounds what target names can earn against a query. It remembers target tokens and is not safe for several goroutines.
//
// A name that pairs with some tokens of a spelling earns at most Base, and for each of these tokens its Gain; if it pairs with all that
// Needs reports, Relief besides; if these pairs are Exact, Whole besides. All depend on the kind of the name, which has its own weights.
type Search struct {
	m       *Matcher
	near    []*Near
	ready   []bool   // of near
	bounds  []bounds // by spelling
	joins   [32]uint64
	splits  [32]uint64 // by first letter, the lengths of neighbours in the query written together
	pairs   []together // those neighbours
	targets []Target
	used    int
	known   []*compared // scratch of Bits
}

// bounds is what a spelling can earn, by kind of target.
type bounds struct {
	weights             [names.Vessel + 1]*Weights
	base, relief, whole [names.Vessel + 1]float64
	rare                float64 // the rarity of its words in all
}

// Reset begins a search for a matcher's query.
func (s *Search) Reset(m *Matcher) {
	s.m, s.used = m, 0
	for len(s.near) < len(m.tokens) {
		s.near = append(s.near, new(Near))
	}
	s.ready = append(s.ready[:0], make([]bool, len(m.tokens))...)
	s.joins, s.splits, s.pairs = [32]uint64{}, [32]uint64{}, s.pairs[:0]
	for _, t := range m.tokens {
		s.joins[t.Text[0]&31] |= lengths(len(t.Text))
	}
	s.bounds = s.bounds[:0]
	for i := range m.query {
		s.joinable(i, m.query[i].Tokens)
		s.bound(i)
	}
}

// nearTo is a token of the query made ready.
func (s *Search) nearTo(number int) *Near {
	n := s.near[number]
	if !s.ready[number] {
		n.Reset(s.m.tokens[number])
		s.ready[number] = true
	}
	return n
}

// May is Near.May of a token of the query.
func (s *Search) May(number int, mask uint32, length int) bool {
	return s.nearTo(number).May(mask, length)
}

// Like is Near.Like of a token of the query.
func (s *Search) Like(number int, t names.Token, mask uint32) bool {
	return s.nearTo(number).compare(t, mask).ok
}

// Tokens are the tokens of all spellings of the query, each once.
func (s *Search) Tokens() []names.Token { return s.m.tokens }

// Spellings is how many spellings the query has.
func (s *Search) Spellings() int { return len(s.m.query) }

// Spelling gives the numbers of a spelling's tokens, in their order.
func (s *Search) Spelling(i int) []int { return s.m.number[i][:min(len(s.m.number[i]), MaxTokens)] }

// Target compares a token of target names with the query. It is good until the next Reset.
func (s *Search) Target(t names.Token, mask uint32, rarity float64) int {
	if s.used == len(s.targets) {
		s.targets = append(s.targets, Target{})
	}
	x := &s.targets[s.used]
	s.used++
	n := len(s.m.tokens)
	x.token, x.mask, x.rarity, x.pairs, x.made, x.initial = t, mask, rarity, false, false, len(t.Text) == 1
	if cap(x.row) < n {
		x.row = make([]comparison, n)
	}
	x.row = x.row[:n]
	for i := range s.m.tokens {
		x.row[i] = s.nearTo(i).compare(t, mask)
		x.pairs = x.pairs || x.row[i].ok
	}
	return s.used - 1
}

// Bits is Matcher.Bits of a name whose tokens were compared before.
func (s *Search) Bits(spelling int, target *Name, name []int) float64 {
	s.known = s.known[:0]
	for _, n := range name {
		s.known = append(s.known, &s.targets[n].compared)
	}
	return s.m.bits(spelling, target, s.known)
}
