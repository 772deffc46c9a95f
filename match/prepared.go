package match

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"github.com/linchpin-oss/linchpin/names"
)

// This file is what the index needs of the comparison: whether two tokens can be one, found out quickly for many tokens; and how
// many bits a name can earn at most, so that the search may stop. The bounds must hold whatever the weights are:
// TestCeilings compares them with Bits.

// Near is a token made ready to be compared with many.
type Near struct {
	token names.Token
	mask  uint32
	near  names.Near
	plain bool // may be spelt otherwise
	given bool // is a form of a given name
}

// Reset makes ready another token.
func (n *Near) Reset(t names.Token) {
	n.token, n.mask, n.plain, n.given = t, letterMask(t.Text), spelt(t), names.SameGiven(t.Text, t.Text)
	if n.plain {
		n.near.Reset(t.Text)
	}
}

// spelt reports whether a token can have another spelling.
func spelt(t names.Token) bool {
	return t.Text != "" && t.Class != names.Numeral && t.Class != names.LegalForm && t.Class != names.Initial
}

// mostSpelling is the greatest distance at which two tokens can be spellings of one.
func mostSpelling(a, b names.Token) float64 { return mostDistance(min(len(a.Text), len(b.Text))) }

// May tells cheaply whether words of so many letters, with that names.LetterMask, can be spellings of the token.
func (n *Near) May(mask uint32, length int) bool {
	return !n.plain || nearLetters(len(n.token.Text), length, n.mask^mask) && n.near.May(mask, mostDistance(min(len(n.token.Text), length)))
}

// JoinSlips is the least number of letters of words written together in which a slip is let pass.
const JoinSlips = 8

// nearLetters is near for words of which only the lengths are known; those of more letters than lengths are kept for are left in.
func nearLetters(a, b int, differ uint32) bool {
	return a >= maxLength || b >= maxLength || abs(a-b) <= 4 && bits.OnesCount32(differ) <= 2+max(a, b)/2
}

// maxLength is the length from which May is told no longer one.
const maxLength = 31

// Together reports whether a word can be neighbours of the other side written together.
func Together(word string, parts []names.Token) bool {
	_, ok := joinedCost(word, parts)
	return ok
}

// Likeness is in what way two tokens can be one, and at what cost.
type Likeness = comparison

// Like tells whether, and in what way, two tokens can be one. The mask is names.LetterMask of the other.
func (n *Near) Like(t names.Token, mask uint32) (Likeness, bool) {
	c := n.compare(t, mask)
	return c, c.ok
}

// compare is compareTokens, sooner where the two have nothing in common.
func (n *Near) compare(t names.Token, mask uint32) comparison {
	if n.plain && spelt(t) && n.token.Text != t.Text {
		most := mostSpelling(n.token, t)
		if !near(n.token.Text, t.Text, n.mask^mask) || !n.near.May(mask, most) || n.near.Within(t.Text, most) > most {
			if !n.given || !names.SameGiven(n.token.Text, t.Text) {
				return comparison{}
			}
		}
	}
	return compareTokens(n.token, t, n.mask^mask)
}

// Target is a token of target names, compared with every token of a query.
type Target struct {
	compared
	token   names.Token
	mask    uint32
	gain    []float64 // by token of the query: what the pair adds at most to a name's Base; 0 if they are not one
	equal   []bool
	lost    float64 // what it costs at least if it pairs with nothing
	pairs   bool    // with some token
	initial bool    // is one letter
}

// Search bounds what target names can earn against a query. It remembers target tokens and is not safe for several goroutines.
type Search struct {
	m       *Matcher
	near    []Near
	base    []float64 // by spelling: what a name earns at most that agrees in nothing
	most    []float64 // by token: the most it can add, in whatever spelling and however joined
	share   []float64 // by spelling: what each word may add further where a whole name agrees
	lost    []float64 // by token: what it costs if nothing pairs with it
	joins   [32]uint64
	splits  [32]uint64 // by first letter, the lengths of neighbours in the query written together
	pairs   []uint32   // letters of the neighbours in the query
	targets []Target
	short   []float64
	used    int
}

// Reset begins a search for a matcher's query.
func (s *Search) Reset(m *Matcher) {
	s.m, s.used = m, 0
	for len(s.near) < len(m.tokens) {
		s.near = append(s.near, Near{})
	}
	n := len(m.tokens)
	s.most, s.lost = grow(s.most, n), grow(s.lost, n)
	s.base, s.share = grow(s.base, len(m.query)), grow(s.share, len(m.query))
	s.joins, s.splits, s.pairs = [32]uint64{}, [32]uint64{}, s.pairs[:0]
	for i, t := range m.tokens {
		s.near[i].Reset(t)
		s.lost[i] = m.lostToken(i)
		s.most[i] = m.mostBits(i) - s.lost[i]
		s.joins[t.Text[0]&31] |= lengths(len(t.Text))
	}
	for i := range m.query {
		s.bound(i)
	}
}

func grow(s []float64, n int) []float64 {
	for len(s) < n {
		s = append(s, 0)
	}
	s = s[:n]
	clear(s)
	return s
}

// lengths has the bits of the lengths that a word and words joined may differ by.
func lengths(n int) uint64 { return 7 << min(n, 60) >> 1 }

// mostBits is the most that a token of the query can earn alone.
func (m *Matcher) mostBits(token int) float64 {
	t, r := m.tokens[token], m.rare[token]
	return max(r, 2, tokenWorth(t, r)+2)
}

func (m *Matcher) lostToken(token int) float64 {
	return lost(m.tokens[token], lostQueryWord, m.rare[token])
}

// bound works out the bounds of a spelling.
func (s *Search) bound(spelling int) {
	tokens := s.m.query[spelling].Tokens
	all, words := 0.0, 0
	for k, number := range s.m.number[spelling] {
		if k >= maxTokens {
			break
		}
		s.base[spelling] += s.lost[number]
		if !weightless(tokens[k]) {
			all += s.most[number]
			words++
		}
		if k > 0 {
			before := tokens[k-1].Text
			s.splits[before[0]&31] |= lengths(len(before) + len(tokens[k].Text))
			s.pairs = append(s.pairs, letterMask(before)|letterMask(tokens[k].Text))
		}
	}
	if len(tokens) > 2 && len(tokens) <= 4 { // the whole name as one word
		total, letters := 0, uint32(0)
		for _, t := range tokens {
			total += len(t.Text)
			letters |= letterMask(t.Text)
		}
		s.splits[tokens[0].Text[0]&31] |= lengths(total)
		s.pairs = append(s.pairs, letters)
	}
	extra := max(exactName, Prior+1-(s.base[spelling]+all)) // a whole name is always an alert
	s.share[spelling] = extra / float64(max(words, 1))
}

// Tokens are the tokens of all spellings of the query, each once.
func (s *Search) Tokens() []names.Token { return s.m.tokens }

// Spellings is how many spellings the query has.
func (s *Search) Spellings() int { return len(s.m.query) }

// Spelling gives the numbers of a spelling's tokens, in their order.
func (s *Search) Spelling(i int) []int { return s.m.number[i][:min(len(s.m.number[i]), maxTokens)] }

// Base is the most that a name can earn against a spelling if no token pairs with another.
func (s *Search) Base(spelling int) float64 { return s.base[spelling] }

// Most is what a token of a spelling can add to Base at most.
func (s *Search) Most(spelling, token int) float64 { return s.most[token] + s.share[spelling] }

// Share is what each word of a spelling may add further where the whole name agrees; it is in Most.
func (s *Search) Share(spelling int) float64 { return s.share[spelling] }

// Stranger is what a word of a target costs at least that pairs with no token of the query, if its rarity is at least so many bits.
func Stranger(rarity float64) float64 {
	return lost(names.Token{Text: "?", Class: names.Word}, lostTargetWord, rarity)
}

// Target compares a token of target names with the query. It is good until the next Reset.
func (s *Search) Target(t names.Token, mask uint32, rarity float64) int {
	if s.used == len(s.targets) {
		s.targets = append(s.targets, Target{})
	}
	x := &s.targets[s.used]
	s.used++
	n := len(s.m.tokens)
	x.token, x.mask, x.rarity, x.pairs = t, mask, rarity, false
	x.lost, x.initial = lost(t, lostTargetWord, rarity), len(t.Text) == 1
	if cap(x.row) < n {
		x.row, x.gain, x.equal = make([]comparison, n), make([]float64, n), make([]bool, n)
	}
	x.row, x.gain, x.equal = x.row[:n], x.gain[:n], x.equal[:n]
	for i := range s.m.tokens {
		c := s.near[i].compare(t, mask)
		x.row[i], x.gain[i], x.equal[i] = c, 0, false
		if c.ok {
			x.pairs = true
			x.gain[i] = s.m.pairCeiling(i, t, c, rarity) - s.lost[i]
			x.equal[i] = c.how == equal
		}
	}
	return s.used - 1
}

// Gain is the most that a token of a target adds to Base if it pairs with a token of the query to which it has a likeness.
func (s *Search) Gain(token int, t names.Token, c Likeness, rarity float64) float64 {
	return s.m.pairCeiling(token, t, c, rarity) - s.lost[token]
}

// pairCeiling is the most that a pair of single tokens earns.
func (m *Matcher) pairCeiling(token int, t names.Token, c comparison, rarity float64) float64 {
	if c.how == initial {
		return initialBits
	}
	worth := tokenWorth(t, rarity)
	if c.how != equal {
		worth = min(worth, tokenWorth(m.tokens[token], m.rare[token])+2)
	}
	return max(worth-c.cost, 0.2)
}

// Ceiling is the most that a name can earn against a spelling, given its tokens as compared.
func (s *Search) Ceiling(spelling int, name []int) float64 {
	if s.mayJoin(name) {
		return math.Inf(1)
	}
	numbers := s.Spelling(spelling)
	total, whole, words := s.base[spelling], true, 0
	tokens := s.m.query[spelling].Tokens
	initials := 0
	for _, n := range name {
		if s.targets[n].initial {
			initials++
		}
	}
	s.short = s.short[:0]
	for k, q := range numbers {
		best, short, same := 0.0, 0.0, false
		for _, n := range name {
			t := &s.targets[n]
			if t.initial {
				short = max(short, t.gain[q])
			} else {
				best = max(best, t.gain[q])
			}
			same = same || t.equal[q]
		}
		total += best
		if short > best {
			s.short = append(s.short, short-best)
		}
		if best > 0 && tokens[k].Class == names.Word {
			words++
		}
		whole = whole && (same || weightless(tokens[k]))
	}
	if len(s.short) > initials { // each initial stands for one word at most
		slices.SortFunc(s.short, func(a, b float64) int { return cmp.Compare(b, a) })
		s.short = s.short[:initials]
	}
	for _, x := range s.short {
		total += x
	}
	if whole {
		total = max(total+exactName, Prior+1)
	}
	for _, n := range name[:min(len(name), maxTokens)] {
		if t := &s.targets[n]; !t.pairs {
			if words < 2 {
				total += 1.7 * t.lost
			} else {
				total += t.lost
			}
		}
	}
	return total
}

// mayJoin reports whether tokens of a name, or of the query, may be written together on the other side.
func (s *Search) mayJoin(name []int) bool {
	length, letters := 0, uint32(0)
	var before *Target
	for _, n := range name {
		t := &s.targets[n]
		first, size := t.token.Text[0]&31, len(t.token.Text)
		length, letters = length+size, letters|t.mask
		if s.splits[first]>>min(size, 60)&1 != 0 && s.oneOf(s.pairs, t.mask) {
			return true
		}
		if before != nil {
			from := before.token.Text
			if s.joins[from[0]&31]>>min(len(from)+size, 60)&1 != 0 && s.oneWord(before.mask|t.mask) {
				return true
			}
		}
		before = t
	}
	return len(name) > 2 && len(name) <= 4 && s.joins[s.targets[name[0]].token.Text[0]&31]>>min(length, 60)&1 != 0 && s.oneWord(letters)
}

// mostJoined is the greatest distance between a word and others written together.
const mostJoined = 1

// oneWord reports whether a token of the query may have these letters.
func (s *Search) oneWord(letters uint32) bool {
	for i := range s.m.tokens {
		if names.MayBeWithin(s.near[i].mask, letters, mostJoined) {
			return true
		}
	}
	return false
}

// oneOf reports whether some sets of letters are near to another.
func (s *Search) oneOf(sets []uint32, letters uint32) bool {
	for _, l := range sets {
		if names.MayBeWithin(l, letters, mostJoined) {
			return true
		}
	}
	return false
}

// Bits is Matcher.Bits of a name whose tokens were compared before.
func (s *Search) Bits(spelling int, target *Name, name []int) float64 {
	for k, n := range name {
		if _, known := s.m.known[target.Tokens[k]]; !known {
			c := s.targets[n].compared
			c.row = append([]comparison(nil), c.row...)
			s.m.known[target.Tokens[k]] = &c
		}
	}
	return s.m.Bits(spelling, target)
}
