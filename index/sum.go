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
	top      [][kinds]float64 // what each of places adds at most by the tokens that the index has
	relief   bool             // all that must pair for Relief are among places
}

// spelling gathers the names that each word of a spelling reaches and looks at those that enough of them reach. It also looks at those
// that a rare word reaches, if another of their words could be an odd spelling, none of the neighbours, of one of the rest.
func (x *Index) spelling(s *scratch, i int) {
	p := s.plan(i)
	atAll := s.takes(p, p.most)
	if slices.Min(atAll[:]) > len(p.places) {
		return
	}
	x.markOthers(s, p)
	s.ready(len(p.places), x.Names())
	for k, place := range p.places {
		x.listsOf(s, p, k, place)
	}
	if least := s.takes(p, p.top); slices.Min(least[:]) <= len(p.places) {
		x.gatherSets(s, p, slices.Min(least[:]))
		x.lookAtGathered(s, p, &least)
		x.take(s)
	}
	for k := range p.places {
		x.oddOnes(s, p, k, &atAll)
	}
	for _, set := range s.sets[:tiers*len(p.places)] {
		set.clear()
	}
	s.met.clear()
	s.unmark()
}

// maxPlaces is how many places of a spelling are gathered: those that can add most.
const maxPlaces = 15

// plan chooses the places whose names are gathered: words that must pair for Relief, or everything if there are none.
func (s *scratch) plan(spelling int) *plan {
	p := &s.planned
	*p = plan{spelling: spelling, places: p.places[:0], others: p.others[:0], most: p.most[:0], top: p.top[:0], relief: true}
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
	return p
}

// takes works out how many places must reach a name of each kind for it to come to the floor, by what each place adds at most. More than
// there are places means never.
func (s *scratch) takes(p *plan, most [][kinds]float64) (atLeast [kinds]int) {
	for k := range atLeast {
		kind := names.Kind(k)
		var buf [maxPlaces]float64
		best := buf[:0]
		for i := range most {
			best = append(best, most[i][k])
		}
		slices.Sort(best)
		bits, all := s.search.Base(p.spelling, kind)+p.credit[k], s.search.Relief(p.spelling, kind)+s.search.Whole(p.spelling, kind)
		if !p.relief {
			bits += all
		}
		n := 0
		for ; n < len(best) && bits < s.floor[k]; n++ {
			bits += best[len(best)-1-n]
			if n == len(best)-1 && p.relief {
				bits += all
			}
		}
		if bits < s.floor[k] {
			n = maxPlaces + 1
		}
		atLeast[k] = max(n, 1)
	}
	return atLeast
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

// listsOf notes the posting lists of one of the places gathered, without those that could not bring a name of any kind to the floor
// whatever else agreed.
func (x *Index) listsOf(s *scratch, p *plan, k, place int) {
	lists := s.lists[k][:0]
	rest := s.rest(p, p.most, k)
	var top [kinds]float64
	token := s.search.Tokens()[s.search.Spelling(p.spelling)[place]]
	for _, n := range x.neighbours(s, token, len(p.places) == 1) {
		m := x.mark(s, p, &n, place, k)
		for kind, gain := range m.gain {
			top[kind] = max(top[kind], float64(gain))
		}
		l := list{v: n.v, names: x.frequency(n.v), gain: m.gain, exact: m.exact}
		if !s.useful(p, &l, &rest) {
			continue
		}
		if last := len(lists) - 1; last < 0 || lists[last].v != n.v {
			lists = append(lists, l)
			continue
		}
		l = lists[len(lists)-1]
		for kind, gain := range m.gain {
			l.gain[kind] = max(l.gain[kind], gain)
		}
		l.exact = l.exact || m.exact
		lists[len(lists)-1] = l
	}
	s.lists[k], p.top = lists, append(p.top, top)
}

// rest is what a name of each kind can have at most without what one place adds.
func (s *scratch) rest(p *plan, most [][kinds]float64, without int) (rest [kinds]float64) {
	for kind := range rest {
		rest[kind] = s.search.Base(p.spelling, names.Kind(kind)) + p.credit[kind] + s.search.Relief(p.spelling, names.Kind(kind))
		for i := range most {
			if i != without {
				rest[kind] += most[i][kind]
			}
		}
	}
	return rest
}

// useful reports whether a list can bring a name to the floor beside the rest.
func (s *scratch) useful(p *plan, l *list, rest *[kinds]float64) bool {
	for kind, gain := range l.gain {
		most := rest[kind] + max(float64(gain), 0)
		if l.exact {
			most += s.search.Whole(p.spelling, names.Kind(kind))
		}
		if most >= s.floor[kind] {
			return true
		}
	}
	return false
}

// list is the posting list of a vocabulary token, with what it adds to names at most.
type list struct {
	v, names uint32
	gain     [kinds]float32
	exact    bool
	tier     uint8
}

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

// lookAtGathered looks at the names that enough places reach, one of them by a word if the query has any.
func (x *Index) lookAtGathered(s *scratch, p *plan, atLeast *[kinds]int) {
	s.chances = s.chances[:0]
	for _, k := range s.order[:len(p.places)-slices.Min(atLeast[:])+1] {
		for _, n := range s.members[k] {
			kind := x.kindOf(n)
			if s.met.has(n) || s.hasSeen(n) {
				continue
			}
			s.met.add(n)
			if s.bySets(p, n, kind, atLeast[kind]) < s.floor[kind] {
				continue
			}
			if bits := x.mostOf(s, p, n, kind); bits >= s.floor[kind] {
				s.chances = append(s.chances, chance{n, kind, float32(bits - s.wanted.Less[kind])})
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

// rare is how many names a word of the query reaches at most if all of them are looked at more closely.
const rare = 200

// oddOnes looks at the names that a rare word of the query reaches and that have another word in a spelling too odd to be a neighbour.
func (x *Index) oddOnes(s *scratch, p *plan, k int, atLeast *[kinds]int) {
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
				if int(n) >= x.Names() || s.reached(other, n) || s.hasSeen(n) || atLeast[x.kindOf(n)] > len(p.places) {
					return
				}
				if x.hasAlike(s, n, number) {
					x.look(s, n)
				}
			})
		}
	}
}

// reached reports whether a place reaches a name by a word.
func (s *scratch) reached(k int, n uint32) bool {
	sets := s.sets[tiers*k:]
	return sets[tierExact].has(n) || sets[tierMuch].has(n) || sets[tierLittle].has(n)
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
