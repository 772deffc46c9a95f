package index

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"sort"
	"unsafe"

	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// Candidate is an entry that a query could mean, with its spellings that come nearest.
type Candidate struct {
	Entry Entry
	Names []NameRef // best first
	ByID  bool      // reached through an identifier
}

// NameRef is one spelling of an entry.
type NameRef struct {
	number uint32
	weight float32
}

// Bounds of a search.
const (
	maxNames     = 300 // names that are compared exactly
	maxPerEntry  = 8
	minVocabSim  = 0.70
	maxPostings  = 60_000 // for one query token, rarest vocabulary tokens first
	relativeKeep = 0.25   // of the best name's weight
)

// scratch is what one search needs; it is used again.
type scratch struct {
	weight  []float32 // by name
	last    []uint8   // the query token that reached the name last
	best    []float32 // what that token gave
	touched []uint32
	vocab   map[uint32]float32
	hits    map[tokenQuery][]hit // of the query's tokens so far
	order   []NameRef
}

type tokenQuery struct {
	token string
	edits bool
}

func newScratch(x *Index) *scratch {
	n := x.Names()
	return &scratch{weight: make([]float32, n), last: make([]uint8, n), best: make([]float32, n), vocab: map[uint32]float32{}, hits: map[tokenQuery][]hit{}}
}

func (x *Index) vocabText(v uint32) string {
	i := int(v) * vocabWords
	off, n := x.vocab.at(i), x.vocab.at(i+1)
	b := x.f.sections[secStrings][off : off+n]
	return unsafe.String(unsafe.SliceData(b), len(b)) // the section is never written to
}

// Rarity is how many bits a token is worth: how rare it is among ordinary names, or in the index if it is commoner
// there.
func (x *Index) Rarity(token string) float64 {
	if v, ok := x.lookup(token); ok {
		return float64(x.tokenRarity(v))
	}
	return names.Rarity(token)
}

func (x *Index) tokenRarity(v uint32) float32 {
	x.rareOnce.Do(func() {
		x.rarity = make([]float32, x.vocab.len()/vocabWords)
	})
	if r := x.rarity[v]; r != 0 {
		return r
	}
	df := float64(x.vocab.at(int(v)*vocabWords + 3))
	r := float32(min(names.Rarity(x.vocabText(v)), math.Log2(float64(x.Names()+60000)/df)))
	return max(r, 0.5)
}

// lookup finds a token in the vocabulary.
func (x *Index) lookup(token string) (uint32, bool) {
	n := x.vocab.len() / vocabWords
	i := sort.Search(n, func(i int) bool { return x.vocabText(uint32(i)) >= token })
	return uint32(i), i < n && x.vocabText(uint32(i)) == token
}

// Find returns the candidates for the spellings of a query's name and for its identifiers, most likely first. All
// versions are searched; the caller picks those in force.
func (x *Index) Find(spellings []match.Name, ids []match.ID) []Candidate {
	s := x.scratch.Get().(*scratch)
	defer x.scratch.Put(s)
	clear(s.hits)
	var found []NameRef
	for i := range spellings {
		found = append(found, x.findName(s, spellings[i].Tokens)...)
	}
	slices.SortFunc(found, func(a, b NameRef) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.number, b.number))
	})
	at := map[Entry]int{}
	var out []Candidate
	for _, f := range found {
		e := x.nameEntry(f.number)
		i, ok := at[e]
		if !ok {
			i = len(out)
			at[e] = i
			out = append(out, Candidate{Entry: e})
		}
		c := &out[i]
		if len(c.Names) < maxPerEntry && !slices.ContainsFunc(c.Names, func(r NameRef) bool { return r.number == f.number }) {
			c.Names = append(c.Names, f)
		}
	}
	for _, id := range ids {
		for _, e := range x.findID(id) {
			i, ok := at[e]
			if !ok {
				i = len(out)
				at[e] = i
				out = append(out, Candidate{Entry: e})
			}
			out[i].ByID = true
		}
	}
	return out
}

// findID returns the entries that carry an identifier; the caller compares it.
func (x *Index) findID(id match.ID) []Entry {
	h := fnv([]byte(id.Value))
	n := x.ids.len() / 3
	var out []Entry
	for i := sort.Search(n, func(i int) bool { return x.ids.at(3*i) >= h }); i < n && x.ids.at(3*i) == h; i++ {
		if e := Entry(x.ids.at(3*i + 1)); len(out) == 0 || out[len(out)-1] != e {
			out = append(out, e)
		}
	}
	return out
}

// findName gathers weights for one spelling.
func (x *Index) findName(s *scratch, tokens []names.Token) []NameRef {
	var whole []byte
	var worth float32
	for i, t := range tokens {
		if i >= 30 {
			break
		}
		whole = append(whole, t.Text...)
		switch t.Class {
		case names.Initial, names.Title, names.LegalForm:
			continue
		}
		x.addToken(s, t.Text, uint8(i+1), true)
		worth += float32(min(x.Rarity(t.Text), 12))
		if i+1 < len(tokens) && len(tokens) <= 8 { // split words: "Guze rijew"
			x.addToken(s, t.Text+tokens[i+1].Text, uint8(i+1+100), false)
		}
	}
	x.addJoined(s, whole, worth)
	return x.collect(s)
}

// hit is a vocabulary token that a query token may mean.
type hit struct {
	v    uint32
	sim  float32
	post uint32
}

// tokenHits finds the vocabulary tokens that a query token may mean, likeliest first; with edits also those whose
// skeleton is one edit away. What was found is remembered for the other spellings of the query.
func (x *Index) tokenHits(s *scratch, token string, edits bool) []hit {
	key := tokenQuery{token, edits}
	if hits, ok := s.hits[key]; ok {
		return hits
	}
	clear(s.vocab)
	if v, ok := x.lookup(token); ok {
		s.vocab[v] = 1
	}
	if sk := []byte(names.Skeleton(token)); len(sk) > 0 {
		x.skeletonTokens(s, token, sk)
		if edits {
			deletions(sk, func(h uint32, whole bool) { x.editTokens(s, token, h, whole || len(sk) > minEditLength) })
		}
	}
	hits := make([]hit, 0, 32)
	for v, sim := range s.vocab {
		if sim > 0 {
			hits = append(hits, hit{v, sim, x.vocab.at(int(v)*vocabWords + 3)})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.sim, a.sim), cmp.Compare(a.post, b.post), cmp.Compare(a.v, b.v))
	})
	s.hits[key] = hits
	return hits
}

// addToken adds the worth of a query token to the names that have it or a likely spelling of it.
func (x *Index) addToken(s *scratch, token string, number uint8, edits bool) {
	hits := x.tokenHits(s, token, edits)
	budget := maxPostings
	for _, h := range hits {
		if budget -= int(h.post); budget < 0 && h.sim < 1 {
			break
		}
		w := x.tokenRarity(h.v) * h.sim * h.sim
		first := int(x.vocab.at(int(h.v)*vocabWords + 2))
		for k := first; k < first+int(h.post); k++ {
			x.add(s, x.postings.at(k), number, w)
		}
	}
}

func (x *Index) add(s *scratch, name uint32, number uint8, w float32) {
	switch {
	case s.weight[name] == 0 && s.last[name] == 0:
		s.touched = append(s.touched, name)
	case s.last[name] == number:
		if w > s.best[name] {
			s.weight[name] += w - s.best[name]
			s.best[name] = w
		}
		return
	}
	s.last[name], s.best[name] = number, w
	s.weight[name] += w
}

// skeletonTokens notes the vocabulary tokens with the same skeleton.
func (x *Index) skeletonTokens(s *scratch, token string, sk []byte) {
	n := x.skels.len() / skeletonWords
	i := sort.Search(n, func(i int) bool { return bytes.Compare(x.skeleton(uint32(i)), sk) >= 0 })
	if i < n && bytes.Equal(x.skeleton(uint32(i)), sk) {
		x.noteSkeleton(s, token, uint32(i))
	}
}

func (x *Index) skeleton(i uint32) []byte {
	off, n := x.skels.at(int(i)*skeletonWords), x.skels.at(int(i)*skeletonWords+1)
	return x.f.sections[secStrings][off : off+n]
}

// editTokens notes the tokens whose skeleton, or with both also whose skeleton less a letter, has that hash.
func (x *Index) editTokens(s *scratch, token string, h uint32, both bool) {
	n := x.edits.len() / 2
	for i := sort.Search(n, func(i int) bool { return x.edits.at(2*i) >= h }); i < n && x.edits.at(2*i) == h; i++ {
		if v := x.edits.at(2*i + 1); both || v&1 == 1 {
			x.noteSkeleton(s, token, v>>1)
		}
	}
}

func (x *Index) noteSkeleton(s *scratch, token string, i uint32) {
	first, n := int(x.skels.at(int(i)*skeletonWords+2)), int(x.skels.at(int(i)*skeletonWords+3))
	for k := first; k < first+n; k++ {
		v := x.skelToks.at(k)
		if _, ok := s.vocab[v]; ok {
			continue
		}
		s.vocab[v] = 0
		if text := x.vocabText(v); match.MayBeSpellings(token, text) {
			s.vocab[v] = float32(names.SimilarityFrom(token, text, minVocabSim))
		}
	}
}

// addJoined reaches the names that, written as one word, are the query written as one word.
func (x *Index) addJoined(s *scratch, whole []byte, worth float32) {
	if len(whole) < 5 {
		return
	}
	h := fnv(whole)
	n := x.joined.len() / 2
	for i := sort.Search(n, func(i int) bool { return x.joined.at(2*i) >= h }); i < n && x.joined.at(2*i) == h; i++ {
		x.add(s, x.joined.at(2*i+1), 255, worth)
	}
}

// collect takes the names with the greatest weights and clears the scratch.
func (x *Index) collect(s *scratch) []NameRef {
	s.order = s.order[:0]
	var best float32
	for _, n := range s.touched {
		best = max(best, s.weight[n])
	}
	for _, n := range s.touched {
		w := s.weight[n]
		if w >= best*relativeKeep {
			// long names with little in common come last
			extra := float32(x.names.at(int(n)*nameWords+7)) * 0.2
			s.order = append(s.order, NameRef{n, w - extra})
		}
		s.weight[n], s.last[n], s.best[n] = 0, 0, 0
	}
	s.touched = s.touched[:0]
	slices.SortFunc(s.order, func(a, b NameRef) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.number, b.number))
	})
	return slices.Clone(s.order[:min(len(s.order), maxNames)])
}
