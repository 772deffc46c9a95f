package index

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/linchpin-oss/linchpin/names"
)

// plan is what the search knows of one spelling.
type plan struct {
	spelling int
	places   []int // those whose names are gathered
	others   []int
	credit   [kinds]float64   // what the other places add at most
	most     [][kinds]float64 // what each of places adds at most
	atLeast  [kinds]int       // of places must reach a name, or it cannot come to the floor
	relief   bool             // all that must pair for Relief are among places
}

// spelling gathers the names that each word of a spelling reaches and looks at those that enough of them reach. It also looks at those
// that a rare word reaches, if another of their words could be an odd spelling, none of the neighbours, of one of the rest.
func (x *Index) spelling(s *scratch, i int) {
	p := s.plan(i)
	if !s.possible(p) {
		return
	}
	x.markOthers(s, p)
	for k, place := range p.places {
		words, initials := s.set(2*k, x.Names()), s.set(2*k+1, x.Names())
		for _, l := range x.listsOf(s, p, k, place) {
			if len(x.token(l.v)) == 1 {
				x.addAll(initials, l.v)
			} else {
				x.addAll(words, l.v)
			}
		}
	}
	x.lookAtGathered(s, p)
	x.take(s)
	for k := range p.places {
		x.oddOnes(s, p, k)
	}
	for k := range 2 * len(p.places) {
		s.sets[k].clear()
	}
	s.unmark()
}

// maxPlaces is how many places of a spelling are gathered: those that can add most.
const maxPlaces = 15

// plan chooses the places whose names are gathered, and works out how many of them it takes to come to the floor. Words that must pair
// for Relief are gathered, or everything if there are none.
func (s *scratch) plan(spelling int) *plan {
	p := &s.planned
	*p = plan{spelling: spelling, places: p.places[:0], others: p.others[:0], most: p.most[:0], relief: true}
	s.order = s.order[:0]
	s.mosts = s.mosts[:0]
	needed := 0
	for place := range s.search.Spelling(spelling) {
		var most [kinds]float64
		for k := range most {
			most[k] = max(s.search.Most(spelling, place, names.Kind(k)), 0)
		}
		s.mosts = append(s.mosts, most)
		s.order = append(s.order, place)
		if s.search.Needs(spelling, place) {
			needed++
		}
	}
	slices.SortStableFunc(s.order, func(a, b int) int { return cmp.Compare(slices.Max(s.mosts[b][:]), slices.Max(s.mosts[a][:])) })
	for _, place := range s.order {
		needs := s.search.Needs(spelling, place)
		if (needs || needed == 0) && len(p.places) < maxPlaces {
			p.places = append(p.places, place)
			p.most = append(p.most, s.mosts[place])
			continue
		}
		p.others = append(p.others, place)
		p.relief = p.relief && !needs
		for k, most := range s.mosts[place] {
			p.credit[k] += most
		}
	}
	s.takes(p)
	return p
}

// takes works out how many places must reach a name of each kind, by those that add most.
func (s *scratch) takes(p *plan) {
	for k := range p.atLeast {
		kind := names.Kind(k)
		best := make([]float64, 0, maxPlaces)
		for _, most := range p.most {
			best = append(best, most[k])
		}
		slices.Sort(best)
		bits := s.search.Base(p.spelling, kind) + p.credit[k]
		if !p.relief {
			bits += s.search.Relief(p.spelling, kind) + s.search.Whole(p.spelling, kind)
		}
		n := 0
		for ; n < len(best) && bits < s.floor[k]; n++ {
			bits += best[len(best)-1-n]
			if n == len(best)-1 && p.relief {
				bits += s.search.Relief(p.spelling, kind) + s.search.Whole(p.spelling, kind)
			}
		}
		if bits < s.floor[k] {
			n = maxPlaces + 1 // never
		}
		p.atLeast[k] = max(n, 1)
	}
}

// markOthers marks the tokens of the places that are not gathered.
func (x *Index) markOthers(s *scratch, p *plan) {
	for i, place := range p.others {
		number := len(p.places) + i
		if number >= maxMarked {
			break
		}
		token := s.search.Tokens()[s.search.Spelling(p.spelling)[place]]
		for _, n := range x.neighbours(s, token, false) {
			x.mark(s, p, &n, place, number)
		}
	}
}

// maxMarked is how many places of a spelling have marks.
const maxMarked = 24

// mark notes what a vocabulary token adds to names by pairing with the token of a place.
func (x *Index) mark(s *scratch, p *plan, n *neighbour, place, number int) *mark {
	t, rarity := names.Token{Text: x.token(n.v), Class: n.class}, float64(x.tokenRarity(n.v))
	m := mark{place: uint8(number), v: n.v, exact: s.search.Exact(p.spelling, place, t, n.like), next: s.markAt[n.v]}
	for kind := range m.gain {
		m.gain[kind] = float32(s.search.Gain(p.spelling, place, names.Kind(kind), t, n.like, rarity))
	}
	s.marks = append(s.marks, m)
	s.markAt[n.v] = int32(len(s.marks))
	return &s.marks[len(s.marks)-1]
}

// possible reports whether any name can come to the floor.
func (s *scratch) possible(p *plan) bool { return slices.Min(p.atLeast[:]) <= len(p.places) }

// listsOf returns the posting lists of one of the places gathered, without those that could not bring a name of any kind to the floor
// whatever else agreed, the rarest first.
func (x *Index) listsOf(s *scratch, p *plan, k, place int) []list {
	for len(s.lists) <= k {
		s.lists = append(s.lists, nil)
	}
	lists := s.lists[k][:0]
	var rest [kinds]float64 // all but what the place adds
	for kind := range rest {
		rest[kind] = s.search.Base(p.spelling, names.Kind(kind)) + p.credit[kind] + s.search.Relief(p.spelling, names.Kind(kind))
		for i := range p.most {
			if i != k {
				rest[kind] += p.most[i][kind]
			}
		}
	}
	token := s.search.Tokens()[s.search.Spelling(p.spelling)[place]]
	for _, n := range x.neighbours(s, token, len(p.places) == 1) {
		m := x.mark(s, p, &n, place, k)
		useful := false
		for kind, gain := range m.gain {
			most := rest[kind] + max(float64(gain), 0)
			if m.exact {
				most += s.search.Whole(p.spelling, names.Kind(kind))
			}
			useful = useful || most >= s.floor[kind]
		}
		if !useful {
			continue
		}
		if last := len(lists) - 1; last < 0 || lists[last].v != n.v {
			lists = append(lists, list{n.v, x.frequency(n.v)})
		}
	}
	slices.SortFunc(lists, func(a, b list) int { return cmp.Or(cmp.Compare(a.names, b.names), cmp.Compare(a.v, b.v)) })
	s.lists[k] = lists
	return lists
}

// list is the posting list of a vocabulary token.
type list struct{ v, names uint32 }

// mark is what a vocabulary token adds to names by pairing with the token of a place. The marks of a token form a chain.
type mark struct {
	gain  [kinds]float32
	v     uint32
	next  int32
	place uint8 // of those gathered, or behind them of the others
	exact bool
}

// unmark forgets the marks of a spelling.
func (s *scratch) unmark() {
	for i := range s.marks {
		s.markAt[s.marks[i].v] = 0
	}
	s.marks = s.marks[:0]
}

// most is the most bits of a name by the marks of its tokens.
func (x *Index) mostOf(s *scratch, p *plan, n uint32, kind names.Kind) float64 {
	const slack = 1e-3 // of sums in single precision
	var gains [maxMarked]float32
	var reached, exact uint32
	s.tokens, _ = x.nameTokens(n, s.tokens[:0])
	for _, t := range s.tokens {
		for at := s.markAt[t>>4]; at != 0; {
			m := &s.marks[at-1]
			bit := uint32(1) << m.place
			if reached&bit == 0 || m.gain[kind] > gains[m.place] {
				gains[m.place] = m.gain[kind]
			}
			reached |= bit
			if m.exact {
				exact |= bit
			}
			at = m.next
		}
	}
	some, all := float32(0), float32(0)
	for left := reached; left != 0; left &= left - 1 {
		k := bits.TrailingZeros32(left)
		some += max(gains[k], 0)
		if k < len(p.places) {
			all += gains[k]
		} else {
			all += max(gains[k], 0)
		}
	}
	every := uint32(1)<<len(p.places) - 1
	reached, exact = reached&every, exact&every
	total := float64(some)
	if reached == every || !p.relief {
		whole := float64(all) + s.search.Relief(p.spelling, kind)
		if !p.relief {
			whole = total + s.search.Relief(p.spelling, kind)
		}
		if exact == every || !p.relief {
			whole += s.search.Whole(p.spelling, kind)
		}
		total = max(total, whole)
	}
	return total + s.search.Base(p.spelling, kind) + slack
}

// nameSet is a set of names, as bits; it knows which of its blocks are not empty.
type nameSet struct {
	words []uint64
	used  []uint64 // blocks, as bits
}

// A block has 64 words.
const blockShift = 12

func newNameSet(names int) *nameSet {
	blocks := names>>blockShift + 1
	return &nameSet{words: make([]uint64, blocks*64), used: make([]uint64, blocks/64+1)}
}

func (s *nameSet) add(n uint32) {
	s.words[n>>6] |= 1 << (n & 63)
	s.used[n>>(blockShift+6)] |= 1 << (n >> blockShift & 63)
}

func (s *nameSet) has(n uint32) bool { return s.words[n>>6]>>(n&63)&1 != 0 }

func (s *nameSet) clear() {
	for i, u := range s.used {
		for ; u != 0; u &= u - 1 {
			block := i*64 + bits.TrailingZeros64(u)
			clear(s.words[block*64 : block*64+64])
		}
		s.used[i] = 0
	}
}

// set is an empty set: of the names that a place reaches by words, if even, or by initials.
func (s *scratch) set(k, names int) *nameSet {
	for len(s.sets) <= k {
		s.sets = append(s.sets, newNameSet(names))
	}
	return s.sets[k]
}

// addAll adds the names of a vocabulary token to a set.
func (x *Index) addAll(set *nameSet, v uint32) {
	limit := uint32(x.Names())
	x.eachName(v, func(n uint32) {
		if n < limit {
			set.add(n)
		}
	})
}

// lookAtGathered looks at the names that enough places reach, one of them by a word if the query has any. It counts for 64 names at once,
// with the digits of the counts in planes.
func (x *Index) lookAtGathered(s *scratch, p *plan) {
	sets := s.sets[:2*len(p.places)]
	s.chances = s.chances[:0]
	for i := range sets[0].used {
		used := uint64(0)
		for _, set := range sets {
			used |= set.used[i]
		}
		for ; used != 0; used &= used - 1 {
			block := i*64 + bits.TrailingZeros64(used)
			need := x.leastIn(p, uint32(block)<<blockShift)
			for w := block * 64; w < block*64+64; w++ {
				var planes [4]uint64
				some := uint64(0)
				for k := 0; k < len(sets); k += 2 {
					some |= sets[k].words[w]
				}
				if some == 0 {
					continue
				}
				for k := 0; k < len(sets); k += 2 {
					carry := sets[k].words[w] | sets[k+1].words[w]
					for d := 0; carry != 0; d++ {
						planes[d], carry = planes[d]^carry, planes[d]&carry
					}
				}
				for found := some & reaching(&planes, need); found != 0; found &= found - 1 {
					n := uint32(w*64 + bits.TrailingZeros64(found))
					kind := x.kindOf(n)
					if bits := x.mostOf(s, p, n, kind); bits >= s.floor[kind] && !s.hasSeen(n) {
						s.chances = append(s.chances, chance{n, kind, float32(bits - s.wanted.Less[kind])})
					}
				}
			}
		}
	}
}

// chance is a name that may come to the floor.
type chance struct {
	name uint32
	kind names.Kind
	bits float32
}

// take looks at the names that have a chance; if they are many, at those with the best first, since the floor may rise.
func (x *Index) take(s *scratch) {
	if len(s.chances) > s.wanted.Most {
		slices.SortFunc(s.chances, func(a, b chance) int { return cmp.Or(cmp.Compare(b.bits, a.bits), cmp.Compare(a.name, b.name)) })
	}
	for _, c := range s.chances {
		if float64(c.bits)+s.wanted.Less[c.kind] >= s.floor[c.kind] {
			x.look(s, c.name)
		}
	}
}

// reaching has the bits of the counts that are at least need.
func reaching(planes *[4]uint64, need int) uint64 {
	above, same := uint64(0), ^uint64(0)
	for d := len(planes) - 1; d >= 0; d-- {
		if need>>d&1 == 1 {
			same &= planes[d]
		} else {
			above |= same & planes[d]
			same &^= planes[d]
		}
	}
	return above | same
}

// leastIn is the least number of places that reach a name in a block.
func (x *Index) leastIn(p *plan, first uint32) int {
	last := first + 1<<blockShift - 1
	least := maxPlaces
	for at, begin := 0, uint32(0); at < kinds; at++ {
		if end := x.kindEnds[at]; begin <= last && end > first && end > begin {
			least = min(least, p.atLeast[kindOrder[at]])
		}
		begin = x.kindEnds[at]
	}
	return least
}

// rare is how many names a word of the query reaches at most if all of them are looked at more closely.
const rare = 200

// oddOnes looks at the names that a rare word of the query reaches and that have another word in a spelling too odd to be a neighbour.
func (x *Index) oddOnes(s *scratch, p *plan, k int) {
	names, left := 0, s.lists[k]
	for _, l := range left {
		names += int(l.names)
	}
	if names > rare || len(p.places) == 1 {
		return
	}
	for other, place := range p.places {
		if other == k {
			continue
		}
		number := s.search.Spelling(p.spelling)[place]
		s.stamp += 2 // what is known of a token: the stamp, and 1 more if it is alike
		for _, l := range left {
			x.eachName(l.v, func(n uint32) {
				if int(n) >= x.Names() || s.sets[2*other].has(n) || s.hasSeen(n) || p.atLeast[x.kindOf(n)] > len(p.places) {
					return
				}
				if x.hasAlike(s, n, number) {
					x.look(s, n)
				}
			})
		}
	}
}

// hasAlike reports whether a name has a word that may be a token of the query.
func (x *Index) hasAlike(s *scratch, n uint32, number int) bool {
	s.tokens, _ = x.nameTokens(n, s.tokens[:0])
	for _, t := range s.tokens {
		v := t >> 4
		known := &s.stamps[v]
		if *known&^1 != s.stamp {
			*known = s.stamp
			letters := x.letters(v)
			if s.search.May(number, letters&letterBits, int(letters>>lengthShift)) &&
				s.search.Like(number, names.Token{Text: x.token(v), Class: names.Class(t & 15)}, letters&letterBits) {
				*known |= 1
			}
		}
		if *known&1 == 1 {
			return true
		}
	}
	return false
}
