package index

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/linchpin-oss/linchpin/match"
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
	within   [kinds]bool      // whether names of a kind can come to the floor
}

// spelling gathers the names that each word of a spelling reaches and looks at those that enough of them reach. It also looks at those
// that a rare word reaches, if another of their words could be an odd spelling, none of the neighbours, of one of the rest. A spelling of one
// word has no other to be found by: if nothing comes to the floor, it is compared with the whole vocabulary.
func (x *Index) spelling(s *scratch, i int) {
	if len(s.search.Spelling(i)) != 1 {
		x.reach(s, i, narrow)
	} else if x.reach(s, i, wide); !s.found {
		x.reach(s, i, whole)
	}
}

// reach is spelling, with neighbours of some width.
func (x *Index) reach(s *scratch, i int, far width) {
	p := s.plan(i)
	if len(p.places) == 1 {
		far = max(far, wide)
	}
	x.joinedMost(s, p)
	atAll := s.takes(p, p.most)
	if slices.Min(atAll[:]) > len(p.places) {
		return
	}
	for kind, n := range atAll {
		p.within[kind] = n <= len(p.places)
	}
	for len(s.lists) < len(p.places)+len(p.others) {
		s.lists = append(s.lists, nil)
	}
	x.markOthers(s, p)
	x.placesOf(s, p, far)
	if least := s.takes(p, p.top); slices.Min(least[:]) <= len(p.places) {
		x.sumUp(s, p, &least)
		x.take(s)
	}
	x.oddOnes(s, p, &atAll)
	s.unmark()
}

// maxPlaces is how many places a spelling has.
const maxPlaces = match.MaxTokens

// plan chooses the places whose names are gathered: words that must pair for Relief, or everything if there are none.
func (s *scratch) plan(spelling int) *plan {
	p := &s.planned
	*p = plan{spelling: spelling, places: p.places[:0], others: p.others[:0], most: p.most[:0], top: p.top[:0]}
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
		if s.search.Needs(spelling, place) || needed == 0 {
			p.places = append(p.places, place)
			p.most = append(p.most, s.mosts[place])
			continue
		}
		p.others = append(p.others, place)
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
		n := 0
		for ; n < len(best) && bits < s.floor[k]; n++ {
			bits += best[len(best)-1-n]
			if n == len(best)-1 {
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

// markOthers notes the posting lists of the places that no name needs to be reached by.
func (x *Index) markOthers(s *scratch, p *plan) {
	for i, place := range p.others {
		number := len(p.places) + i
		x.listsOf(s, p, number, place, narrow)
		for j := range s.lists[number] {
			s.lists[number][j].useful = true
		}
	}
}

// mark notes what a vocabulary token adds to names by pairing with the token of a place.
func (x *Index) mark(s *scratch, p *plan, n *neighbour, place, number int) *mark {
	t, rarity := names.Token{Text: x.token(n.v), Class: n.class}, float64(x.tokenRarity(n.v))
	m := mark{place: uint8(number), v: n.v, exact: s.search.Exact(p.spelling, place, t, n.like), next: s.markAt[n.v]}
	for kind := range m.gain {
		if !p.within[kind] {
			continue
		}
		m.gain[kind] = float32(s.search.Gain(p.spelling, place, names.Kind(kind), t, n.like, rarity))
	}
	s.marks = append(s.marks, m)
	s.markAt[n.v] = int32(len(s.marks))
	return &s.marks[len(s.marks)-1]
}

// placesOf notes the posting lists of the places, without those that could not bring a name of any kind to the floor whatever else agreed.
func (x *Index) placesOf(s *scratch, p *plan, far width) {
	for k, place := range p.places {
		top := x.listsOf(s, p, k, place, far)
		p.top = append(p.top, top)
		rest := s.rest(p, p.most, k)
		s.lists[k] = slices.DeleteFunc(s.lists[k], func(l list) bool { return !s.useful(p, &l, &rest) })
	}
}

// listsOf notes the posting lists of a place, and what they add at most to a name of each kind.
func (x *Index) listsOf(s *scratch, p *plan, k, place int, far width) (top [kinds]float64) {
	lists := s.lists[k][:0]
	token := s.search.Tokens()[s.search.Spelling(p.spelling)[place]]
	for _, n := range x.neighbours(s, token, far) {
		m := x.mark(s, p, &n, place, k)
		for kind, gain := range m.gain {
			top[kind] = max(top[kind], float64(gain))
		}
		if last := len(lists) - 1; last < 0 || lists[last].v != n.v {
			lists = append(lists, list{v: n.v, names: x.frequency(n.v), gain: m.gain, exact: m.exact, initial: slices.Contains(x.initials, n.v)})
			continue
		}
		l := &lists[len(lists)-1]
		for kind, gain := range m.gain {
			l.gain[kind] = max(l.gain[kind], gain)
		}
		l.exact = l.exact || m.exact
	}
	s.lists[k] = lists
	x.joinedLists(s, p, k, place, &top)
	return top
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
		if !p.within[kind] {
			continue
		}
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

// mark is what a vocabulary token adds to names by pairing with the token of a place. The marks of a token form a chain.
type mark struct {
	gain  [kinds]float32
	v     uint32
	next  int32
	place uint8 // of those gathered, or behind them of the others
	exact bool
	word  bool // its list brings names to the floor, and it is no initial
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
	var gains [maxPlaces]float32
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
	if reached == every {
		whole := float64(all) + s.search.Relief(p.spelling, kind)
		if exact == every {
			whole += s.search.Whole(p.spelling, kind)
		}
		total = max(total, whole)
	}
	return total + s.search.Base(p.spelling, kind) + sumSlack
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
	for some := range slices.Chunk(s.chances, 256) {
		s.fetched += x.fetch(some)
		for _, c := range some {
			if float64(c.bits)+s.wanted.Less[c.kind] >= s.floor[c.kind] {
				x.look(s, c.name)
			}
		}
	}
}
