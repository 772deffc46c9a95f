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
	Floor float64 // the least bits of a name; math.Inf(-1) for all
	Most  int     // names; 0 for MostNames
	IDs   []match.ID
}

// MostNames is how many names a search brings at most, the best ones.
const MostNames = 4096

// scratch is what one search needs; it is used again.
type scratch struct {
	search match.Search
	near   []uint32 // of one token
	one    match.Near
	stamps []uint32 // by vocabulary token, for one list of neighbours
	stamp  uint32

	targets []int32 // by vocabulary token: number of the target token, from 1
	classes []uint8 // by target token
	more    []int32 // by target token: the same text in another class
	used    []uint32

	seen    []uint64 // names, as bits
	touched []uint32 // words of seen

	done     []bool // tokens of the query whose names were all looked at
	order    []int
	hits     []Hit // a heap, the worst first, once it is full
	floor    float64
	most     int
	tokens   []uint32
	compared []int
	name     match.Name
	lists    []list
}

// list is a posting list to be gone through, and the greatest gain of its token.
type list struct {
	v    uint32
	gain float64
}

func newScratch(x *Index) *scratch {
	return &scratch{stamps: make([]uint32, x.tokens()), targets: make([]int32, x.tokens()), seen: make([]uint64, x.Names()/64+1)}
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
	s.floor, s.most = w.Floor, w.Most
	if s.most <= 0 {
		s.most = MostNames
	}
	n := len(s.search.Tokens())
	if cap(s.done) < n {
		s.done, s.order = make([]bool, n), make([]int, n)
	}
	s.done, s.order = s.done[:n], s.order[:n]
	clear(s.done)
	for i := range s.order {
		s.order[i] = i
	}
}

// Find returns the entries whose names come nearest to a query's spellings, and those with one of the identifiers, most
// likely first. All versions are searched; the caller picks those in force.
func (x *Index) Find(m *match.Matcher, w Wanted) []Candidate {
	s := x.scratch.Get().(*scratch)
	defer x.scratch.Put(s)
	s.begin(m, &w)
	x.search(s)
	slices.SortFunc(s.hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Bits, a.Bits), cmp.Compare(a.Ref.number, b.Ref.number))
	})
	return x.gather(s.hits, w.IDs)
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

// search goes through the tokens of the query, those that can add most first, and looks at the names that each reaches. A
// token is left out once no spelling could bring a name to the floor that agrees only in it and in those that come later.
func (x *Index) search(s *scratch) {
	worth := func(token int) float64 {
		most := 0.0
		for i := range s.search.Spellings() {
			if slices.Contains(s.search.Spelling(i), token) {
				most = max(most, s.search.Most(i, token))
			}
		}
		return most
	}
	slices.SortStableFunc(s.order, func(a, b int) int { return cmp.Compare(worth(b), worth(a)) })
	for _, token := range s.order {
		if s.reach(token, math.Inf(1), 0) >= s.floor {
			x.take(s, token)
		}
		s.done[token] = true
	}
	for i := range s.search.Spellings() {
		x.wholeJoined(s, i)
	}
}

// reach is the most bits of a name that has so many words (0: unknown) and pairs with a token of the query, which adds at most so many
// bits, and with none of those done.
func (s *scratch) reach(token int, gain float64, words int) float64 {
	best := math.Inf(-1)
	for i := range s.search.Spellings() {
		spelling := s.search.Spelling(i)
		if !slices.Contains(spelling, token) {
			continue
		}
		bits := s.search.Base(i)
		for _, k := range spelling {
			switch {
			case k == token:
				bits += min(gain+s.search.Share(i), s.search.Most(i, k))
			case !s.done[k]:
				bits += s.search.Most(i, k)
			}
		}
		best = max(best, bits)
	}
	return best
}

// take looks at the names that a token of the query reaches.
func (x *Index) take(s *scratch, token int) {
	t := s.search.Tokens()[token]
	s.lists = s.lists[:0]
	for _, v := range x.neighbours(s, &s.one, t) {
		if gain := x.gain(s, token, v); gain > 0 {
			s.lists = append(s.lists, list{v, gain})
		}
	}
	slices.SortFunc(s.lists, func(a, b list) int { return cmp.Or(cmp.Compare(b.gain, a.gain), cmp.Compare(a.v, b.v)) })
	for _, l := range s.lists {
		if s.reach(token, l.gain, 0) < s.floor {
			break
		}
		x.lookAll(s, l.v)
	}
	x.joinedNames(s, t.Text)
	x.joinedTokens(s, token)
}

// gain is the most that a vocabulary token adds, in any class in which it stands.
func (x *Index) gain(s *scratch, token int, v uint32) float64 {
	most := 0.0
	for c, bits := uint32(0), x.classes(v)&0xff; bits != 0; c, bits = c+1, bits>>1 {
		if bits&1 != 0 {
			most = max(most, s.search.At(x.target(s, v<<4|c)).Gain(token))
		}
	}
	return most
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
	n := s.search.Target(names.Token{Text: text, Class: names.Class(class)}, names.LetterMask(text), float64(x.tokenRarity(v)))
	if head == 0 {
		s.used = append(s.used, v)
	}
	s.classes, s.more = append(s.classes, class), append(s.more, head)
	s.targets[v] = int32(n + 1)
	return n
}

// lookAll looks at the names of a vocabulary token.
func (x *Index) lookAll(s *scratch, v uint32) {
	at := int(x.vocab.at(int(v)*vocabWords + 1))
	n := uint32(0)
	for range x.frequency(v) {
		var gap uint32
		if at >= len(x.postings) {
			return
		}
		if c := x.postings[at]; c < 128 {
			gap, at = uint32(c), at+1
		} else {
			gap, at = uvarint(x.postings, at)
		}
		n += gap
		x.look(s, n)
	}
}

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
	filled := false
	best := Hit{Ref: NameRef{n}, Bits: math.Inf(-1)}
	for i := range s.search.Spellings() {
		if most := s.search.Ceiling(i, s.compared); most < s.floor || most <= best.Bits {
			continue
		}
		if !filled {
			x.fill(&s.name, s.tokens, x.nameProp(at))
			filled = true
		}
		if bits := s.search.Bits(i, &s.name, s.compared); bits > best.Bits {
			best.Bits, best.Spelling = bits, i
		}
	}
	if best.Bits >= s.floor && filled {
		s.keep(best)
	}
}

// keep adds a hit, in place of the worst if there are enough; the floor then rises.
func (s *scratch) keep(h Hit) {
	if len(s.hits) < s.most {
		s.hits = append(s.hits, h)
		if len(s.hits) == s.most {
			for i := len(s.hits)/2 - 1; i >= 0; i-- {
				s.sink(i)
			}
			s.floor = max(s.floor, s.hits[0].Bits)
		}
		return
	}
	if worse(&h, &s.hits[0]) {
		return
	}
	s.hits[0] = h
	s.sink(0)
	s.floor = max(s.floor, s.hits[0].Bits)
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

// joinedNames looks at the names with neighbours that, written together, sound like a word of the query.
func (x *Index) joinedNames(s *scratch, word string) {
	if h, ok := wordKey(word); ok {
		x.eachValue(&x.joined, h, func(n uint32) { x.look(s, n) })
	}
}

// wholeJoined looks at the names that, written as one word, sound like the query written as one word.
func (x *Index) wholeJoined(s *scratch, spelling int) {
	numbers := s.search.Spelling(spelling)
	if len(numbers) < 2 || len(numbers) > maxJoined {
		return
	}
	var parts [maxJoined]names.Token
	for i, k := range numbers {
		parts[i] = s.search.Tokens()[k]
	}
	if h, ok := joinedKey(parts[:len(numbers)]); ok {
		x.eachValue(&x.joined, h, func(n uint32) { x.look(s, n) })
	}
}

// joinedTokens looks at the names with a word that a token of the query and its neighbour, or the whole query, make when written together.
func (x *Index) joinedTokens(s *scratch, token int) {
	var parts [maxJoined]names.Token
	for i := range s.search.Spellings() {
		numbers := s.search.Spelling(i)
		for k := 0; k+1 < len(numbers); k++ {
			if numbers[k] == token || numbers[k+1] == token {
				parts[0], parts[1] = s.search.Tokens()[numbers[k]], s.search.Tokens()[numbers[k+1]]
				x.joinedToken(s, parts[:2])
			}
		}
		if n := len(numbers); n > 2 && n < maxJoined && slices.Contains(numbers, token) {
			for k, number := range numbers {
				parts[k] = s.search.Tokens()[number]
			}
			x.joinedToken(s, parts[:n])
		}
	}
}

func (x *Index) joinedToken(s *scratch, parts []names.Token) {
	var buf [128]byte
	b := buf[:0]
	for _, t := range parts {
		b = append(b, t.Text...)
	}
	word := string(b)
	if len(word) < minJoined {
		return
	}
	if v, ok := x.lookup(word); ok {
		x.lookAll(s, v)
	}
	sk := names.Skeleton(word)
	if len(sk) < 3 {
		return
	}
	x.eachValue(&x.sounds, fnv(sk), func(i uint32) {
		from, to := int(x.skeletons.at(int(i))), min(int(x.skeletons.at(int(i)+1)), x.groups.len()/2)
		for ; from < to; from++ {
			if v := x.groups.at(2 * from); int(v) < x.tokens() && match.Together(x.token(v), parts) {
				x.lookAll(s, v)
			}
		}
	})
}
