package index

import (
	"cmp"
	"math"
	"slices"

	"github.com/linchpin-oss/linchpin/names"
)

// This file finds the names whose words can bring them to the floor, by what the posting lists of the words add. Some lists can be left for
// later: where all of them together do not bring a name to the floor, it must stand in one of the others. These essential lists are gone
// through, window by window, and what they add is summed up by name; the rest is only added to names already met, or not at all where looking
// at their tokens is cheaper. Initials, which stand in so many names, are never gone through: one bit tells whether a name has any.

// list is the posting list of a vocabulary token, with what it adds to names at most.
type list struct {
	v, names uint32
	gain     [kinds]float32
	exact    bool
	initial  bool // the token is a letter
	useful   bool // can bring a name to the floor
	kinds    [kinds]stretch
}

// adds is what a list adds to a sum.
func (l *list) adds(kind names.Kind) float64 { return max(float64(l.gain[kind]), 0) }

// size is how many names of a kind, by its place in kindOrder, a list has at most.
func (l *list) size(kind int) int {
	if l.names <= unsplit {
		return int(l.names)
	}
	return int(l.kinds[kind].left)
}

// cursor is a place in a posting list.
type cursor struct {
	list    *list
	place   int
	next    uint32 // name; noName behind the last
	stretch        // what comes after it
	add     tally  // for names of the kind at hand
}

const noName = math.MaxUint32

// stretch is names in a posting list: where they begin and how many they are.
type stretch struct {
	at   int
	left uint32
}

// stretches are the names of a vocabulary token, by kindOrder; those of a list that is not split all stand in the first.
func (x *Index) stretches(v uint32) (out [kinds]stretch) {
	at, n := int(x.vocab.at(int(v)*vocabWords+1)), x.frequency(v)
	if n <= unsplit {
		out[0] = stretch{at, n}
		return out
	}
	var sizes [kinds]int
	for i := range kinds - 1 {
		var size uint32
		out[i].left, at = uvarint(x.postings, at)
		size, at = uvarint(x.postings, at)
		n -= min(out[i].left, n)
		sizes[i] = int(size)
	}
	out[kinds-1].left = n
	for i := range out {
		out[i].at = at
		at += sizes[i]
	}
	return out
}

// tally is what the lists add to a name: the bits as a fixed-point number in the upper half, then how many pairs leave it open that the whole
// name agrees to the letter, then how many pairs there are. A name has few enough tokens that no part overflows.
type tally uint64

const (
	bitsShift  = 32
	exactShift = 16
	bitsUnit   = 1 << 12
)

func tallyOf(bits float64, exact bool) tally {
	t := tally(math.Ceil(bits*bitsUnit))<<bitsShift | 1
	if exact {
		t |= 1 << exactShift
	}
	return t
}

func (t tally) bits() float64 { return float64(t>>bitsShift) / bitsUnit }
func (t tally) exact() int    { return int(t >> exactShift & 0xffff) }
func (t tally) pairs() int    { return int(t & 0xffff) }

// lookCost is how many entries of posting lists are gone through in the time of a look at the tokens of a name.
const lookCost = 40

// window is how many names are summed up at once.
const window = 1 << 15

// sums is what summing up needs.
type sums struct {
	cursors   []cursor
	essential []*cursor
	later     []*cursor
	others    []*cursor // of the places that need not be reached
	places    []reach
	window    []tally
	met       []uint16 // names of the window
	likely    []chance // names of the window that have a chance by their tallies
	fetched   byte     // keeps the reads of fetch
}

// reach is what a place adds at most to names of the kind at hand.
type reach struct {
	names   int     // in its lists
	top     float64 // by a word
	initial float64 // by an initial; -Inf if by none
	left    float64 // by the lists that are not essential; -Inf if there are none
}

// sumUp notes the names that may come to the floor of their kind.
func (x *Index) sumUp(s *scratch, p *plan, atLeast *[kinds]int) {
	s.chances = s.chances[:0]
	s.cursors = s.cursors[:0]
	for k := range p.places {
		x.sortOut(s, p, k)
	}
	for k := range len(p.places) + len(p.others) {
		for i := range s.lists[k] {
			if l := &s.lists[k][i]; l.useful && !l.initial {
				l.kinds = x.stretches(l.v)
				s.cursors = append(s.cursors, cursor{list: l, place: k})
			}
		}
	}
	from := uint32(0)
	for i, kind := range kindOrder {
		to := min(x.kindEnds[i], uint32(x.Names()))
		if from < to && atLeast[kind] <= len(p.places) {
			for k := range s.cursors {
				x.seek(&s.cursors[k], i)
			}
			x.sumUpKind(s, p, i, from, to)
		}
		from = max(from, to)
	}
}

// sortOut tells which lists of a place are useful, now that it is known what the index has for the other places.
func (x *Index) sortOut(s *scratch, p *plan, k int) {
	rest := s.rest(p, p.top, k)
	for i := range s.lists[k] {
		l := &s.lists[k][i]
		if l.useful = s.useful(p, l, &rest); !l.useful {
			continue
		}
		for at := s.markAt[l.v]; at != 0; at = s.marks[at-1].next {
			if m := &s.marks[at-1]; int(m.place) == k {
				m.word = !l.initial
			}
		}
	}
}

// seek goes to the first name of a kind, or in a list that is not split to the first one of all.
func (x *Index) seek(c *cursor, kind int) {
	if c.list.names <= unsplit {
		kind = 0
	}
	c.stretch, c.next = c.list.kinds[kind], 0
	x.advance(c)
}

// advance goes on to the next name of a list.
func (x *Index) advance(c *cursor) {
	if c.left == 0 || uint(c.at) >= uint(len(x.postings)) {
		c.next = noName
		return
	}
	c.left--
	gap := uint32(x.postings[c.at])
	if gap < 128 {
		c.at++
	} else {
		gap, c.at = uvarint(x.postings, c.at)
	}
	if c.next += gap; c.next < gap {
		c.next = noName // of a damaged file
	}
}

// sumUpKind is sumUp for the names of one kind, by its place in kindOrder, which are numbered from one number to another.
func (x *Index) sumUpKind(s *scratch, p *plan, place int, from, to uint32) {
	kind := kindOrder[place]
	if !s.divide(p, place) {
		return
	}
	b := s.boundsOf(p, kind)
	s.leaveOut(p, &b)
	if len(s.window) == 0 {
		s.window = make([]tally, window)
	}
	for base := from; ; {
		first := uint32(noName)
		for _, c := range s.essential {
			for c.next < base {
				x.advance(c)
			}
			first = min(first, c.next)
		}
		if first >= to {
			return
		}
		base = first &^ (window - 1)
		end := min(base+window, to)
		s.met = s.met[:0]
		for _, c := range s.essential {
			x.addAll(s, c, base, end)
		}
		for _, c := range s.later {
			x.addToMet(s, c, base, end)
		}
		s.likely = s.likely[:0]
		for _, i := range s.met {
			n := base + uint32(i)
			if bits := b.most(s.window[i], x.hasInitial(n)); bits >= s.floor[kind] && !s.hasSeen(n) {
				s.likely = append(s.likely, chance{n, kind, float32(bits - s.wanted.Less[kind])})
			}
			s.window[i] = 0
		}
		x.weighLikely(s, p, kind)
		base = end
	}
}

// addAll adds a list to the names of the window.
func (x *Index) addAll(s *scratch, c *cursor, base, end uint32) {
	for c.next < end {
		i := c.next - base
		if s.window[i] == 0 {
			s.met = append(s.met, uint16(i))
		}
		s.window[i] += c.add
		x.advance(c)
	}
}

// addToMet adds a list to those names of the window that were met.
func (x *Index) addToMet(s *scratch, c *cursor, base, end uint32) {
	for c.next < end {
		if c.next >= base {
			if t := &s.window[c.next-base]; *t != 0 {
				*t += c.add
			}
		}
		x.advance(c)
	}
}

// divide chooses the essential lists for names of a kind. It reports false if no name can come to the floor.
func (s *scratch) divide(p *plan, place int) bool {
	kind := kindOrder[place]
	s.places, s.order = s.places[:0], s.order[:0]
	for k := range len(p.places) + len(p.others) {
		r := reach{initial: math.Inf(-1), left: math.Inf(-1)}
		for i := range s.lists[k] {
			switch l := &s.lists[k][i]; {
			case !l.useful:
			case l.initial:
				r.initial = max(r.initial, float64(l.gain[kind]))
			default:
				r.top = max(r.top, l.adds(kind))
				r.names += l.size(place)
			}
		}
		s.places = append(s.places, r)
		if k < len(p.places) {
			s.order = append(s.order, k)
		}
	}
	slices.SortStableFunc(s.order, func(a, b int) int { return cmp.Compare(s.places[b].names, s.places[a].names) })
	for _, k := range s.order { // whole places
		if s.places[k].names > 0 {
			s.leave(p, kind, k, s.places[k].top)
		}
	}
	for _, k := range s.order { // of the others, the lists that add least
		if s.places[k].left < s.places[k].top {
			s.leaveSome(p, kind, k)
		}
	}
	s.essential, s.later, s.others = s.essential[:0], s.later[:0], s.others[:0]
	for i := range s.cursors {
		c := &s.cursors[i]
		bits := c.list.adds(kind)
		c.add = tallyOf(bits, c.list.exact)
		switch {
		case c.place >= len(p.places):
			c.add = tallyOf(bits, false) - 1
			s.others = append(s.others, c)
		case bits <= s.places[c.place].left:
			s.later = append(s.later, c)
		default:
			s.essential = append(s.essential, c)
		}
	}
	return len(s.essential) > 0
}

// leave leaves the lists of a place that add so much for later, if the rest then still does not bring a name to the floor.
func (s *scratch) leave(p *plan, kind names.Kind, k int, most float64) {
	r := &s.places[k]
	before := r.left
	r.left = most
	if s.restReaches(p, kind) >= s.floor[kind] {
		r.left = before
	}
}

// leaveSome leaves as many lists of a place for later as it can.
func (s *scratch) leaveSome(p *plan, kind names.Kind, k int) {
	for i := range s.lists[k] {
		if l := &s.lists[k][i]; l.useful && !l.initial && l.adds(kind) > s.places[k].left {
			s.leave(p, kind, k, l.adds(kind))
		}
	}
}

// restReaches is the most bits of a name that only initials and the lists left for later reach.
func (s *scratch) restReaches(p *plan, kind names.Kind) float64 {
	some, all := s.credit(p), s.credit(p)
	for k := range p.places {
		r := &s.places[k]
		some += max(r.left, r.initial, 0)
		all += max(r.left, r.initial) // -Inf: no such name has all
	}
	relief := s.search.Relief(p.spelling, kind) + s.search.Whole(p.spelling, kind)
	return s.search.Base(p.spelling, kind) + max(some, all+relief)
}

// credit is the most that the places add to a name that need not be reached.
func (s *scratch) credit(p *plan) float64 {
	total := 0.0
	for _, r := range s.places[len(p.places):] {
		total += max(r.top, r.initial, 0)
	}
	return total
}

// leaveOut leaves lists out altogether where it is cheaper to look at the tokens of the names.
func (s *scratch) leaveOut(p *plan, b *nameBounds) {
	size := func(cursors []*cursor) (total int) {
		for _, c := range cursors {
			total += int(c.left) + 1
		}
		return total
	}
	essential := size(s.essential)
	if size(s.later) > lookCost*essential {
		for _, r := range s.places[:len(p.places)] {
			b.base += max(r.left, 0)
		}
		b.open = true
		s.later = s.later[:0]
	}
	if b.open || size(s.others) > essential {
		b.base += s.credit(p)
		s.others = s.others[:0]
	} else {
		for _, r := range s.places[len(p.places):] {
			b.initials += max(r.initial, 0)
		}
	}
	s.later = append(s.later, s.others...)
}

// nameBounds says what names of a kind have at most, by their tallies.
type nameBounds struct {
	base, relief, whole float64
	initials, initial   float64 // what initials add to all places at most, and to one
	places              int
	open                bool // lists were left out
}

// sumSlack is for sums in single precision.
const sumSlack = 1e-3

func (s *scratch) boundsOf(p *plan, kind names.Kind) nameBounds {
	b := nameBounds{base: s.search.Base(p.spelling, kind) + sumSlack, relief: s.search.Relief(p.spelling, kind),
		whole: s.search.Whole(p.spelling, kind), places: len(p.places), initial: math.Inf(-1)}
	for _, r := range s.places[:len(p.places)] {
		b.initials += max(r.initial, 0)
		b.initial = max(b.initial, r.initial)
	}
	return b
}

// most is the most bits of a name with a tally: no less than mostOf, and sooner known.
func (b *nameBounds) most(t tally, initial bool) float64 {
	bits := t.bits() + b.base
	if initial {
		bits += b.initials
	}
	all := bits + b.relief
	if t.exact() >= b.places || b.open || initial && t.exact() > 0 {
		all += b.whole
	}
	switch missing := b.places - t.pairs(); {
	case missing <= 0 || b.open:
		return max(bits, all)
	case initial:
		return max(bits, all+min(float64(missing)*b.initial, 0))
	}
	return bits
}

// hasInitial reports whether a name has a token of one letter.
func (x *Index) hasInitial(n uint32) bool { return x.initialled[n>>6]>>(n&63)&1 != 0 }

// markInitials notes which names have a token of one letter.
func (x *Index) markInitials() {
	x.initialled = make([]uint64, x.Names()>>6+1)
	for _, v := range x.initials {
		x.eachName(v, func(n uint32) {
			if int(n) < x.Names() {
				x.initialled[n>>6] |= 1 << (n & 63)
			}
		})
	}
}

// weighLikely notes the names of the window that have a chance by their tokens. Of a single word the tally says as much.
func (x *Index) weighLikely(s *scratch, p *plan, kind names.Kind) {
	if len(p.places)+len(p.others) == 1 {
		s.chances = append(s.chances, s.likely...)
		return
	}
	s.fetched += x.fetch(s.likely)
	for _, c := range s.likely {
		if bits := x.mostOf(s, p, c.name, kind); bits >= s.floor[kind] {
			s.chances = append(s.chances, chance{c.name, kind, float32(bits - s.wanted.Less[kind])})
		}
	}
}

// fetch reads a byte of each name's tokens and so brings them into the cache, many at the same time.
func (x *Index) fetch(list []chance) (sum byte) {
	for _, c := range list {
		if at := x.names.at(int(c.name)*nameWords + 2); uint(at) < uint(len(x.nameData)) {
			sum += x.nameData[at]
		}
	}
	return sum
}
