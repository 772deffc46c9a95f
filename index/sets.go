package index

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"github.com/linchpin-oss/linchpin/names"
)

// The names that a place reaches stand in sets by how much the token adds: to the letter, much, little. The last set holds all of them, those
// that only an initial reaches included.
const (
	tierExact = iota
	tierMuch
	tierLittle
	tierInitial
	tiers
)

// ready sees to it that there is room for so many places.
func (s *scratch) ready(places, names int) {
	if s.met == nil {
		s.met = newNameSet(names)
	}
	for len(s.lists) < places {
		s.lists = append(s.lists, nil)
		s.members = append(s.members, nil)
		s.sizes = append(s.sizes, 0)
		s.tops = append(s.tops, [tiers][kinds]float32{})
		for range tiers {
			s.sets = append(s.sets, newNameSet(names))
		}
	}
}

// gatherSets puts the names that the places reach into sets. A name that at least n of m places reach is reached by one of any m-n+1 of them, so
// it notes the names of those with the fewest, to be gone through.
func (x *Index) gatherSets(s *scratch, p *plan, atLeast int) {
	s.order = s.order[:0]
	for k := range p.places {
		x.sort(s, p, k)
		s.order = append(s.order, k)
	}
	slices.SortStableFunc(s.order, func(a, b int) int { return cmp.Compare(s.sizes[a], s.sizes[b]) })
	for i, k := range s.order {
		s.members[k] = s.members[k][:0]
		members := &s.members[k]
		if i > len(p.places)-atLeast {
			members = nil
		}
		sets := s.sets[tiers*k:][:tiers]
		for _, l := range s.lists[k] {
			if l.tier < tiers { // else it brings no name to the floor
				x.addAll(sets[tierInitial], sets[l.tier], l.v, members)
			}
		}
	}
}

// sort puts the lists of a place into tiers, and notes what each tier and those after it add at most.
func (x *Index) sort(s *scratch, p *plan, k int) {
	lists, tops := s.lists[k], &s.tops[k]
	*tops = [tiers][kinds]float32{}
	low, high := float32(math.Inf(1)), float32(math.Inf(-1))
	for i := range lists {
		if g := slices.Max(lists[i].gain[:]); !lists[i].exact {
			low, high = min(low, g), max(high, g)
		}
	}
	rest, size := s.rest(p, p.top, k), 0
	for i := range lists {
		l := &lists[i]
		switch {
		case !s.useful(p, l, &rest):
			l.tier = tiers
			continue
		case len(x.token(l.v)) == 1:
			l.tier = tierInitial
		case l.exact:
			l.tier = tierExact
		case slices.Max(l.gain[:]) > (low+high)/2:
			l.tier = tierMuch
		default:
			l.tier = tierLittle
		}
		size += int(l.names)
		for t := range l.tier + 1 {
			for kind, gain := range l.gain {
				tops[t][kind] = max(tops[t][kind], gain)
			}
		}
	}
	s.sizes[k] = size
}

// bySets is the most bits of a name by the sets in which it stands: no less than mostOf, and sooner known. A name that only initials reach
// has none.
func (s *scratch) bySets(p *plan, n uint32, kind names.Kind, atLeast int) float64 {
	w, bit := n>>6, uint64(1)<<(n&63)
	total, missed, exact, word := float32(0), 0, true, false
	for k := range p.places {
		sets := s.sets[tiers*k:][:tiers]
		if sets[tierInitial].words[w]&bit == 0 {
			if missed++; missed > len(p.places)-atLeast {
				return math.Inf(-1)
			}
			continue
		}
		t := tierExact
		for t < tierInitial && sets[t].words[w]&bit == 0 {
			t++
		}
		exact = exact && t == tierExact
		word = word || t != tierInitial
		total += s.tops[k][t][kind]
	}
	if !word {
		return math.Inf(-1)
	}
	const slack = 1e-3 // of sums in single precision
	bits := float64(total) + slack + s.search.Base(p.spelling, kind) + p.credit[kind]
	if missed == 0 || !p.relief {
		bits += s.search.Relief(p.spelling, kind)
		if exact && missed == 0 || !p.relief {
			bits += s.search.Whole(p.spelling, kind)
		}
	}
	return bits
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

// addAll adds the names of a vocabulary token to a set and to that of all names of the place, and to the members, unless they are nil, those
// that were in neither.
func (x *Index) addAll(all, set *nameSet, v uint32, members *[]uint32) {
	at, n, limit := int(x.vocab.at(int(v)*vocabWords+1)), uint32(0), uint32(x.Names())
	for range x.frequency(v) {
		if uint(at) >= uint(len(x.postings)) {
			return
		}
		gap := uint32(x.postings[at])
		if gap < 128 {
			at++
		} else {
			gap, at = uvarint(x.postings, at)
		}
		if n += gap; n >= limit {
			return // of a damaged file
		}
		if members != nil && !all.has(n) {
			*members = append(*members, n)
		}
		all.add(n)
		if set != all {
			set.add(n)
		}
	}
}
