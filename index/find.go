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
	Floor float64 // names with so many bits are all found; math.Inf(-1) for all
	Keep  float64 // other names that the search comes upon are kept if they have so many
	Most  int     // names; 0 for MostNames
	IDs   []match.ID
}

// MostNames is how many names a search brings at most, the best ones.
const MostNames = 4096

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

	sums    []sum // by name
	reached []uint32

	letters  []uint32 // initials that were counted
	lists    [][]list // by token of the query
	hits     []Hit    // a heap, the worst first, once it is full
	floor    float64
	keepFrom float64
	most     int
	order    []int
	tokens   []uint32
	compared []int
	name     match.Name
}

// list is a posting list to be gone through, and the most that its token adds.
type list struct {
	v    uint32
	gain float64
}

// sum is the most that the tokens that reached a name add, and the last of those.
type sum struct {
	gain float32
	last uint32
}

func newScratch(x *Index) *scratch {
	return &scratch{stamps: make([]uint32, x.tokens()), targets: make([]int32, x.tokens()), seen: make([]uint64, x.Names()/64+1),
		sums: make([]sum, x.Names())}
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
	s.floor, s.keepFrom, s.most = w.Floor, min(w.Floor, w.Keep), w.Most
	if s.most <= 0 {
		s.most = MostNames
	}
	for len(s.lists) < len(s.search.Tokens()) {
		s.lists = append(s.lists, nil)
	}
	for i := range s.search.Tokens() {
		s.lists[i] = s.lists[i][:0]
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

// search looks at the names that each spelling reaches.
func (x *Index) search(s *scratch) {
	for i := range s.search.Spellings() {
		x.wholeJoined(s, i)
	}
	for token, t := range s.search.Tokens() {
		x.joinedNames(s, t.Text)
		x.joinedTokens(s, token)
	}
	for i := range s.search.Spellings() {
		x.spelling(s, i)
	}
}

// spelling goes through the tokens of a spelling, those that can add most first, and adds up what they add to each name that they
// reach. The last ones are left out: a name that agrees in them alone could not come to the floor. Then it looks at the names that
// can, and at those with one of the most telling tokens, whatever the sum: of their other words a spelling may be too odd to be a neighbour.
func (x *Index) spelling(s *scratch, i int) {
	spelling, share := s.search.Spelling(i), s.search.Share(i)
	s.order = append(s.order[:0], spelling...)
	slices.Sort(s.order)
	s.order = slices.Compact(s.order)
	slices.SortStableFunc(s.order, func(a, b int) int { return cmp.Compare(s.search.Most(i, b), s.search.Most(i, a)) })
	rest := 0.0 // what the tokens that are still to come add at most
	for _, token := range spelling {
		rest += s.search.Most(i, token)
	}
	base, looks := s.search.Base(i), thorough
	s.letters = s.letters[:0]
	for n, token := range s.order {
		open := base+rest >= s.floor // names that only the tokens from here on reach may come to the floor
		if !open && len(s.reached) == 0 {
			break
		}
		most := 0.0
		for _, k := range spelling { // a word may stand twice in a name
			if k == token {
				most += s.search.Most(i, token)
			}
		}
		lists := x.listsOf(s, token)
		if !open && x.length(lists) > worthwhile*(len(s.reached)+worthwhile) {
			continue // it is quicker to look at the names reached
		}
		rest -= most
		for _, l := range lists {
			if len(x.token(l.v)) == 1 { // an initial stands for one word
				if slices.Contains(s.letters, l.v) {
					continue
				}
				s.letters = append(s.letters, l.v)
			}
			x.addUp(s, l.v, uint32(n+1), float32(min(l.gain+share, most)), open)
		}
	}
	for _, token := range s.order {
		for _, l := range s.lists[token] {
			if f := int(x.frequency(l.v)); f <= looks && base+l.gain+share+s.others(i, token) >= s.floor {
				looks -= f
				x.lookAll(s, l.v)
			}
		}
	}
	x.lookAtReached(s, base+rest)
}

// lookAtReached looks at the names whose sums let them come to the floor; if they are many, at those with the greatest sums first, since
// the floor may rise.
func (x *Index) lookAtReached(s *scratch, base float64) {
	const slack = 1e-3 // of sums in single precision
	chance := s.reached[:0]
	for _, n := range s.reached {
		if base+float64(s.sums[n].gain)+slack >= s.floor {
			chance = append(chance, n)
		} else {
			s.sums[n] = sum{}
		}
	}
	if len(chance) > s.most {
		slices.SortFunc(chance, func(a, b uint32) int { return cmp.Or(cmp.Compare(s.sums[b].gain, s.sums[a].gain), cmp.Compare(a, b)) })
	}
	for _, n := range chance {
		if base+float64(s.sums[n].gain)+slack >= s.floor {
			x.look(s, n)
		}
		s.sums[n] = sum{}
	}
	s.reached = s.reached[:0]
}

// worthwhile is how many names of posting lists are gone through rather than one more name looked at.
const worthwhile = 32

// length is how many names some lists have.
func (x *Index) length(lists []list) int {
	n := 0
	for _, l := range lists {
		n += int(x.frequency(l.v))
	}
	return n
}

// thorough is how many names of telling tokens are looked at whatever else they agree in.
const thorough = 16

// others is the most that the other tokens of a spelling add.
func (s *scratch) others(spelling, token int) float64 {
	sum := 0.0
	for _, k := range s.search.Spelling(spelling) {
		if k != token {
			sum += s.search.Most(spelling, k)
		}
	}
	return sum
}

// listsOf returns the posting lists of a token, those that add most first.
func (x *Index) listsOf(s *scratch, token int) []list {
	if lists := s.lists[token]; len(lists) > 0 {
		return lists
	}
	lists := s.lists[token]
	for _, n := range x.neighbours(s, s.search.Tokens()[token]) {
		gain := s.search.Gain(token, names.Token{Text: x.token(n.v), Class: n.class}, n.like, float64(x.tokenRarity(n.v)))
		if k := len(lists); k > 0 && lists[k-1].v == n.v {
			lists[k-1].gain = max(lists[k-1].gain, gain)
		} else {
			lists = append(lists, list{n.v, gain})
		}
	}
	slices.SortFunc(lists, func(a, b list) int { return cmp.Or(cmp.Compare(b.gain, a.gain), cmp.Compare(a.v, b.v)) })
	s.lists[token] = lists
	return lists
}

// addUp adds what a token adds to each name that has a word of the vocabulary; of several words that a token may be the first counts.
// Unless it is open to new ones, it does so for names only that others reached.
func (x *Index) addUp(s *scratch, v, token uint32, gain float32, open bool) {
	x.eachName(v, func(n uint32) {
		if int(n) >= len(s.sums) {
			return
		}
		t := &s.sums[n]
		switch t.last {
		case token:
			return
		case 0:
			if !open {
				return
			}
			s.reached = append(s.reached, n)
		}
		t.last = token
		t.gain += gain
	})
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
	at := int(x.vocab.at(int(v)*vocabWords + 1))
	n := uint32(0)
	for range x.frequency(v) {
		var gap uint32
		if uint(at) >= uint(len(x.postings)) {
			return
		}
		if c := x.postings[at]; c < 128 {
			gap, at = uint32(c), at+1
		} else {
			gap, at = uvarint(x.postings, at)
		}
		n += gap
		yield(n)
	}
}

// lookAll looks at the names of a vocabulary token.
func (x *Index) lookAll(s *scratch, v uint32) {
	x.eachName(v, func(n uint32) { x.look(s, n) })
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
		if most := s.search.Ceiling(i, s.compared); most < s.keepFrom || most <= best.Bits {
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
	if best.Bits >= s.keepFrom && filled {
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
			s.raise()
		}
		return
	}
	if worse(&h, &s.hits[0]) {
		return
	}
	s.hits[0] = h
	s.sink(0)
	s.raise()
}

// raise lifts the floor to the worst of the hits.
func (s *scratch) raise() {
	s.floor, s.keepFrom = max(s.floor, s.hits[0].Bits), max(s.keepFrom, s.hits[0].Bits)
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

// joinedNames looks at the names with neighbours that make a word of the query when written together.
func (x *Index) joinedNames(s *scratch, word string) {
	wordKeys(word, func(h uint32) {
		x.eachValue(&x.joined, h, func(n uint32) {
			if x.joins(s, n, word) {
				x.look(s, n)
			}
		})
	})
}

func (x *Index) joins(s *scratch, n uint32, word string) bool {
	s.tokens, _ = x.nameTokens(n, s.tokens[:0])
	var parts [maxTokens]names.Token
	for i, t := range s.tokens {
		parts[i] = names.Token{Text: x.token(t >> 4), Class: names.Class(t & 15)}
		if i > 0 && match.Together(word, parts[i-1:i+1]) {
			return true
		}
	}
	return len(s.tokens) > 2 && len(s.tokens) < maxJoined && match.Together(word, parts[:len(s.tokens)])
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
			if numbers[k] == token {
				parts[0], parts[1] = s.search.Tokens()[numbers[k]], s.search.Tokens()[numbers[k+1]]
				x.joinedToken(s, parts[:2])
			}
		}
		if n := len(numbers); n > 2 && n < maxJoined && numbers[0] == token {
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
