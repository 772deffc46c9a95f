package index

import (
	"cmp"
	"slices"

	"github.com/linchpin-oss/linchpin/names"
)

// plan is what the search knows of one spelling.
type plan struct {
	spelling int
	needed   int // tokens that must pair for Relief
	most     [][kinds]float64
	rest     [kinds]float64 // what the places that were not added up add at most
	needs    int            // of those places
	possible [kinds]bool    // that any name of the kind comes to the floor
}

// spelling goes through the tokens of a spelling, those that can add most first, and adds up what they add to each name that they
// reach. Common ones at the end are left out: a name that agrees in them alone could not come to the floor. Then it looks at the names
// that can, and at those with a rare token whose other words might be odd spellings of the rest.
func (x *Index) spelling(s *scratch, i int) {
	p := s.plan(i)
	before := 0 // tokens needed among those that are done
	s.letters = s.letters[:0]
	for _, place := range s.order {
		open, some := s.open(p, before == 0)
		lists := x.listsOf(s, p, place)
		n := x.length(lists)
		if n <= rare {
			open, some = p.possible, true
		}
		for k := range p.rest {
			p.rest[k] -= p.most[place][k]
		}
		needs := s.search.Needs(i, place)
		if needs {
			before++
			p.needs--
		}
		u := use{place: place, bit: 1 << place, needs: needs, rare: n <= rare, open: open, letters: len(s.letters)}
		short := n > worthwhile*len(s.reached)
		if some || !short {
			u.end = x.until(&open, short)
			for k := range lists {
				if l := &lists[k]; !s.countedInitial(l) {
					x.addUp(s, l, &u)
				}
			}
		}
		if short && int(u.end) < x.Names() {
			x.addUpReached(s, &u, lists)
			for k := range lists {
				s.countedInitial(&lists[k])
			}
		}
	}
	x.lookAtReached(s, p)
}

// rare is how many names a token of the query reaches at most if all of them are looked at more closely.
const rare = 200

// plan works out the bounds of a spelling, and the order of its tokens.
func (s *scratch) plan(spelling int) *plan {
	p := &s.planned
	*p = plan{spelling: spelling, most: p.most[:0]}
	s.order = s.order[:0]
	for place := range s.search.Spelling(spelling) {
		var most [kinds]float64
		for k := range most {
			most[k] = max(s.search.Most(spelling, place, names.Kind(k)), 0)
			p.rest[k] += most[k]
		}
		p.most = append(p.most, most)
		if s.search.Needs(spelling, place) {
			p.needed++
		}
		s.order = append(s.order, place)
		if len(s.lists) <= place {
			s.lists = append(s.lists, nil)
		}
		s.lists[place] = s.lists[place][:0]
	}
	p.needs = p.needed
	p.possible, _ = s.open(p, true)
	slices.SortStableFunc(s.order, func(a, b int) int { return cmp.Compare(p.greatest(b), p.greatest(a)) })
	return p
}

func (p *plan) greatest(place int) float64 {
	return max(p.most[place][0], p.most[place][1], p.most[place][2], p.most[place][3])
}

// open tells, by kind, whether names that only the tokens reach that are still to come may come to the floor.
func (s *scratch) open(p *plan, all bool) (open [kinds]bool, some bool) {
	for k := range open {
		bits := s.search.Base(p.spelling, names.Kind(k)) + p.rest[k]
		if all {
			bits += s.search.Relief(p.spelling, names.Kind(k)) + s.search.Whole(p.spelling, names.Kind(k))
		}
		open[k] = bits >= s.floor[k]
		some = some || open[k]
	}
	return open, some
}

// listsOf returns the posting lists of the token at a place, those that add most first.
func (x *Index) listsOf(s *scratch, p *plan, place int) []list {
	spelling, lists := p.spelling, s.lists[place][:0]
	needs := s.search.Needs(spelling, place)
	token := s.search.Tokens()[s.search.Spelling(spelling)[place]]
	for _, n := range x.neighbours(s, token, needs && p.needed == 1) {
		t, rarity := names.Token{Text: x.token(n.v), Class: n.class}, float64(x.tokenRarity(n.v))
		if k := len(lists); k == 0 || lists[k-1].v != n.v {
			lists = append(lists, list{v: n.v, gain: lowest, most: lowest[0], initial: len(t.Text) == 1})
		}
		l := &lists[len(lists)-1]
		l.exact = l.exact || s.search.Exact(spelling, place, t, n.like)
		for k := range l.gain {
			gain := float32(s.search.Gain(spelling, place, names.Kind(k), t, n.like, rarity))
			if !needs {
				gain = max(gain, 0)
			}
			l.gain[k] = max(l.gain[k], gain)
			l.most = max(l.most, gain)
		}
	}
	slices.SortFunc(lists, func(a, b list) int { return cmp.Or(cmp.Compare(b.most, a.most), cmp.Compare(a.v, b.v)) })
	s.lists[place] = lists
	return lists
}

var lowest = [kinds]float32{-1e9, -1e9, -1e9, -1e9}

// worthwhile is how many names of posting lists are gone through in the time that it takes to see which words one name has.
const worthwhile = 12

// length is how many names some lists have.
func (x *Index) length(lists []list) int {
	n := 0
	for i := range lists {
		n += int(x.frequency(lists[i].v))
	}
	return n
}

// use is how a token of the query counts.
type use struct {
	place       int
	bit         uint32
	needs, rare bool
	open        [kinds]bool // the kinds of which new names are taken in
	end         uint32      // the name at which posting lists are left
	letters     int         // initials that other places have counted
}

// count adds what a token adds to a name; of several words that it may be the first counts.
func (t *sum) count(u *use, l *list, kind int) {
	if t.places&u.bit != 0 {
		return
	}
	t.places |= u.bit
	t.rare = t.rare || u.rare
	t.all += l.gain[kind]
	t.some += max(l.gain[kind], 0)
	if u.needs {
		t.needs++
		if l.exact {
			t.exact++
		}
	}
}

// until is the name behind the last one of the open kinds, or the end.
func (x *Index) until(open *[kinds]bool, short bool) uint32 {
	if !short {
		return uint32(x.Names())
	}
	for i := kinds - 1; i >= 0; i-- {
		if open[kindOrder[i]] {
			return x.kindEnds[i]
		}
	}
	return 0
}

// countedInitial reports whether a list is of an initial that another place has counted: it stands for one word.
func (s *scratch) countedInitial(l *list) bool {
	if !l.initial {
		return false
	}
	if slices.Contains(s.letters, l.v) {
		return true
	}
	s.letters = append(s.letters, l.v)
	return false
}

// addUp adds what a token adds to each name that a list has.
func (x *Index) addUp(s *scratch, l *list, u *use) {
	at := 0
	x.eachName(l.v, func(n uint32) bool {
		if n >= u.end {
			return false
		}
		for at+1 < kinds && n >= x.kindEnds[at] {
			at++
		}
		kind := kindOrder[at]
		word, bit := n/64, uint64(1)<<(n%64)
		if s.members[word]&bit == 0 {
			if !u.open[kind] {
				return true
			}
			s.members[word] |= bit
			s.reached = append(s.reached, n)
		}
		s.sums[n].count(u, l, int(kind))
		return true
	})
}

// addUpReached adds what a token adds to the names that were reached before.
func (x *Index) addUpReached(s *scratch, u *use, lists []list) {
	s.stamp += 2
	for k := range lists {
		if l := &lists[k]; !l.initial || !slices.Contains(s.letters[:u.letters], l.v) {
			s.stamps[l.v], s.listAt[l.v] = s.stamp, int32(k)
		}
	}
	for _, n := range s.reached {
		s.tokens, _ = x.nameTokens(n, s.tokens[:0])
		best := int32(len(lists))
		for _, t := range s.tokens {
			if v := t >> 4; s.stamps[v] == s.stamp {
				best = min(best, s.listAt[v])
			}
		}
		if int(best) < len(lists) {
			s.sums[n].count(u, &lists[best], int(x.kindOf(n)))
		}
	}
}

// mostOf is the most bits of a name that was reached.
func (s *scratch) mostOf(p *plan, n uint32, kind names.Kind) float64 {
	const slack = 1e-3 // of sums in single precision
	t := &s.sums[n]
	bits := float64(t.some)
	if int(t.needs)+p.needs >= p.needed {
		all := float64(t.all) + s.search.Relief(p.spelling, kind)
		if int(t.exact)+p.needs >= p.needed {
			all += s.search.Whole(p.spelling, kind)
		}
		bits = max(bits, all)
	}
	return bits + s.search.Base(p.spelling, kind) + p.rest[kind] + slack
}

// lookAtReached looks at the names whose sums let them come to the floor; if they are many, at those with the greatest sums first, since
// the floor may rise.
func (x *Index) lookAtReached(s *scratch, p *plan) {
	s.chances, s.odd = s.chances[:0], s.odd[:0]
	for _, n := range s.reached {
		kind := x.kindOf(n)
		t := &s.sums[n]
		if bits := s.mostOf(p, n, kind); bits >= s.floor[kind] {
			s.chances = append(s.chances, chance{n, kind, float32(bits - s.wanted.Less[kind])})
		} else if t.rare && p.possible[kind] {
			s.odd = append(s.odd, odd{n, t.places})
		}
		*t = sum{}
		s.members[n/64] = 0
	}
	s.reached = s.reached[:0]
	x.oddOnes(s, p)
	if len(s.chances) > s.wanted.Most {
		slices.SortFunc(s.chances, func(a, b chance) int { return cmp.Or(cmp.Compare(b.bits, a.bits), cmp.Compare(a.name, b.name)) })
	}
	for _, c := range s.chances {
		if float64(c.bits)+s.wanted.Less[c.kind] >= s.floor[c.kind] {
			x.look(s, c.name)
		}
	}
}

// chance is a name that may come to the floor.
type chance struct {
	name uint32
	kind names.Kind
	bits float32
}

// odd is a name with a rare word of the query.
type odd struct {
	name   uint32
	places uint32 // of the query that reached it
}

// oddOnes looks at the names with a rare word of the query that have another one in a spelling too odd to be a neighbour.
func (x *Index) oddOnes(s *scratch, p *plan) {
	for place, number := range s.search.Spelling(p.spelling) {
		if !s.search.Needs(p.spelling, place) {
			continue
		}
		s.stamp += 2 // what is known of a token: the stamp, and 1 more if it is alike
		for _, o := range s.odd {
			if o.places>>place&1 == 0 && !s.hasSeen(o.name) && x.hasAlike(s, o.name, number) {
				x.look(s, o.name)
			}
		}
	}
}

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
