package index

import (
	"cmp"
	"math"
	"slices"

	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// Candidate is an entry that a query could mean, with its spellings that come nearest.
type Candidate struct {
	Entry Entry
	Names []Hit // best first
	ByID  bool  // reached through an identifier
}

// Hit is a spelling of an entry with the evidence of the name.
type Hit struct {
	Ref      NameRef
	Spelling int     // of the query
	Bits     float64 // as match.Matcher has them
}

// Wanted bounds a search.
type Wanted struct {
	Floor float64        // names with so many bits are all found; math.Inf(-1) for all
	Keep  float64        // other names that the search comes upon are kept if they have so many
	Less  [kinds]float64 // bits that names of a kind need more, since other evidence will take them away
	Most  int            // names; 0 for MostNames
	IDs   []match.ID
	// Shown, if there is any, tells that the caller shows no more than so many entities whose names are below Floor.
	Shown *Shown

	// Also are names that are looked at besides, and kept if they have Least bits.
	Also  []NameRef
	Least float64
	Only  bool // no others are looked for
}

// Shown tells of the names that are of no use, because enough better ones are shown.
type Shown struct {
	Most int // entities
	// Group is the entity of an entry.
	Group func(Entry) int
	// Bits is what a name comes to where it is shown; not ok if its entry is not shown with it.
	Bits func(e Entry, name Hit) (bits float64, ok bool)
}

// MostNames is how many names a search brings at most, the best ones.
const MostNames = 4096

// kinds is the number of kinds of names.
const kinds = int(names.Vessel) + 1

// scratch is what one search needs; it is used again.
type scratch struct {
	search match.Search
	near   []neighbour // of one token
	one    match.Near
	stamps []uint32 // by vocabulary token, for one list of neighbours
	stamp  uint32

	targets []int32 // by vocabulary token: number of the target token, from 1
	classes []uint8 // by target token
	more    []int32 // by target token: the same text in another class
	used    []uint32

	seen    []uint64 // names that were looked at, as bits
	touched []uint32 // words of seen

	together []joinedToken
	planned  plan
	order    []int            // places
	mosts    [][kinds]float64 // by place
	lists    [][]list         // by place gathered
	sums
	alikes     []alike // by vocabulary token
	alikeStamp uint32
	marks      []mark
	markAt     []int32 // by vocabulary token: its mark, from 1
	chances    []chance

	hits     []Hit // a heap, the worst first, once it is full
	floor    [kinds]float64
	keepFrom [kinds]float64
	wanted   Wanted
	best     []shownGroup // those with the most bits
	found    bool         // a name that comes to the floor
	tokens   []uint32
	compared []int
	name     match.Name
}

func newScratch(x *Index) *scratch {
	return &scratch{stamps: make([]uint32, x.tokens()), markAt: make([]int32, x.tokens()), alikes: make([]alike, x.tokens()), targets: make([]int32, x.tokens()), seen: make([]uint64, x.Names()/64+1)}
}

// begin makes the scratch ready for a query.
func (s *scratch) begin(m *match.Matcher, w *Wanted) {
	s.search.Reset(m)
	for _, v := range s.used {
		s.targets[v] = 0
	}
	for _, i := range s.touched {
		s.seen[i] = 0
	}
	s.used, s.touched, s.classes, s.more, s.hits = s.used[:0], s.touched[:0], s.classes[:0], s.more[:0], s.hits[:0]
	s.wanted = *w
	if s.wanted.Most <= 0 {
		s.wanted.Most = MostNames
	}
	s.best, s.found = s.best[:0], false
	s.raise(math.Inf(-1))
}

// raise lifts the floors to so many bits.
func (s *scratch) raise(bits float64) {
	for k, less := range s.wanted.Less {
		s.floor[k] = max(s.wanted.Floor+less, bits)
		s.keepFrom[k] = max(min(s.wanted.Floor, s.wanted.Keep)+less, bits)
	}
}

// Find returns the entries whose names come nearest to a query's spellings, and those with one of the identifiers, most
// likely first. All versions are searched; the caller picks those in force.
func (x *Index) Find(m *match.Matcher, w Wanted) []Candidate {
	s := x.scratch.Get().(*scratch)
	defer x.scratch.Put(s)
	s.begin(m, &w)
	x.lookAlso(s)
	if !w.Only {
		x.search(s)
	}
	s.wanted.Shown = nil // it is the caller's
	slices.SortFunc(s.hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Bits, a.Bits), cmp.Compare(a.Ref.number, b.Ref.number))
	})
	return x.gather(s.hits, w.IDs)
}

// lookAlso looks at the names that the caller wants looked at.
func (x *Index) lookAlso(s *scratch) {
	if len(s.wanted.Also) == 0 {
		return
	}
	usual := s.wanted
	s.wanted.Floor, s.wanted.Keep = s.wanted.Least, s.wanted.Least
	s.raise(math.Inf(-1))
	for _, ref := range s.wanted.Also {
		x.look(s, ref.number)
	}
	s.wanted, s.found = usual, false
	s.raise(math.Inf(-1))
}

// gather puts the hits of an entry together.
func (x *Index) gather(hits []Hit, ids []match.ID) []Candidate {
	var out []Candidate
	var at map[Entry]int
	place := func(e Entry) *Candidate {
		if len(out) < 16 {
			for i := range out {
				if out[i].Entry == e {
					return &out[i]
				}
			}
		} else {
			if at == nil {
				at = make(map[Entry]int, len(hits))
				for i := range out {
					at[out[i].Entry] = i
				}
			}
			if i, ok := at[e]; ok {
				return &out[i]
			}
			at[e] = len(out)
		}
		out = append(out, Candidate{Entry: e})
		return &out[len(out)-1]
	}
	for _, h := range hits {
		c := place(x.nameEntry(h.Ref.number))
		c.Names = append(c.Names, h)
	}
	for _, id := range ids {
		for _, e := range x.withID(id) {
			place(e).ByID = true
		}
	}
	return out
}

// withID returns the entries that carry an identifier; the caller compares it.
func (x *Index) withID(id match.ID) []Entry {
	h := fnv(id.Value)
	lo, hi := 0, x.ids.len()/3
	for lo < hi {
		if mid := (lo + hi) / 2; x.ids.at(3*mid) < h {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	var out []Entry
	for ; lo < x.ids.len()/3 && x.ids.at(3*lo) == h; lo++ {
		if e := Entry(x.ids.at(3*lo + 1)); int(e) < x.Entries() && (len(out) == 0 || out[len(out)-1] != e) {
			out = append(out, e)
		}
	}
	return out
}

// search looks at the names that each spelling reaches.
func (x *Index) search(s *scratch) {
	for i := range s.search.Spellings() {
		x.sameWords(s, i)
	}
	for i := range s.search.Spellings() {
		x.wholeJoined(s, i)
	}
	for _, t := range s.search.Tokens() {
		x.joinedNames(s, t.Text)
	}
	x.joinedTokens(s)
	for i := range s.search.Spellings() {
		x.spelling(s, i)
	}
}

// target is the number of a token of a name, compared with the query on first sight.
func (x *Index) target(s *scratch, t uint32) int {
	v, class := t>>4, uint8(t&15)
	head := s.targets[v]
	for n := head; n != 0; n = s.more[n-1] {
		if s.classes[n-1] == class {
			return int(n - 1)
		}
	}
	text := x.token(v)
	n := s.search.Target(names.Token{Text: text, Class: names.Class(class)}, x.letters(v)&letterBits, float64(x.tokenRarity(v)))
	if head == 0 {
		s.used = append(s.used, v)
	}
	s.classes, s.more = append(s.classes, class), append(s.more, head)
	s.targets[v] = int32(n + 1)
	return n
}

// eachName yields the names of a vocabulary token.
func (x *Index) eachName(v uint32, yield func(n uint32)) {
	for _, names := range x.stretches(v) {
		c := cursor{stretch: names}
		for x.advance(&c); c.next != noName; x.advance(&c) {
			yield(c.next)
		}
	}
}

// lookAll looks at the names of a vocabulary token.
func (x *Index) lookAll(s *scratch, v uint32) {
	x.eachName(v, func(n uint32) { x.look(s, n) })
}

// hasSeen reports whether a name was looked at.
func (s *scratch) hasSeen(n uint32) bool { return s.seen[n/64]>>(n%64)&1 != 0 }

// look compares a name, unless that was done.
func (x *Index) look(s *scratch, n uint32) {
	i, bit := n/64, uint64(1)<<(n%64)
	if int(i) >= len(s.seen) || s.seen[i]&bit != 0 || int(n) >= x.Names() {
		return
	}
	if s.seen[i] == 0 {
		s.touched = append(s.touched, i)
	}
	s.seen[i] |= bit
	var at int
	s.tokens, at = x.nameTokens(n, s.tokens[:0])
	s.compared = s.compared[:0]
	for _, t := range s.tokens {
		s.compared = append(s.compared, x.target(s, t))
	}
	kind := x.kindOf(n)
	filled, keepFrom := false, s.keepFrom[kind]
	if from := min(s.shownFrom(kind), s.floor[kind]); from > keepFrom && !s.isShown(x.nameEntry(n)) {
		keepFrom = from
	}
	best := Hit{Ref: NameRef{n}, Bits: math.Inf(-1)}
	for i := range s.search.Spellings() {
		if most := s.search.Ceiling(i, kind, s.compared); most < keepFrom || most <= best.Bits {
			continue
		}
		if !filled {
			x.fill(&s.name, s.tokens, kind, x.nameProp(at))
			filled = true
		}
		if bits := s.search.Bits(i, &s.name, s.compared); bits > best.Bits {
			best.Bits, best.Spelling = bits, i
		}
	}
	if best.Bits >= keepFrom && filled {
		s.found = s.found || best.Bits >= s.floor[kind]
		s.keep(best)
		s.show(x.nameEntry(n), best)
	}
}

// keep adds a hit, in place of the worst if there are enough; the floor then rises.
func (s *scratch) keep(h Hit) {
	switch {
	case len(s.hits) < s.wanted.Most:
		s.hits = append(s.hits, h)
		if len(s.hits) < s.wanted.Most {
			return
		}
		for i := len(s.hits)/2 - 1; i >= 0; i-- {
			s.sink(i)
		}
	case worse(&h, &s.hits[0]):
		return
	default:
		s.hits[0] = h
		s.sink(0)
	}
	s.raise(s.hits[0].Bits)
}

// worse orders hits so that the outcome does not depend on the order in which they are found.
func worse(a, b *Hit) bool {
	return a.Bits < b.Bits || a.Bits == b.Bits && a.Ref.number > b.Ref.number
}

func (s *scratch) sink(i int) {
	for {
		k := 2*i + 1
		if k >= len(s.hits) {
			return
		}
		if k+1 < len(s.hits) && worse(&s.hits[k+1], &s.hits[k]) {
			k++
		}
		if !worse(&s.hits[k], &s.hits[i]) {
			return
		}
		s.hits[i], s.hits[k] = s.hits[k], s.hits[i]
		i = k
	}
}
