package match

import (
	"github.com/linchpin-oss/linchpin/names"
)

// together is neighbours in the query, written together.
type together struct {
	spelling, from, to int // its places, half open
	word               string
	mask               uint32
	near               *names.Near
	ready              bool
}

// lengths has the bits of the lengths that a word and words joined may differ by.
func lengths(n int) uint64 { return 7 << min(n, 60) >> 1 }

// joinable notes the neighbours of a spelling, and the whole of it, as one word.
func (s *Search) joinable(spelling int, tokens []names.Token) {
	note := func(from, to int) {
		parts := tokens[from:to]
		var buf [128]byte
		word := buf[:0]
		for _, t := range parts {
			word = append(word, t.Text...)
		}
		s.splits[parts[0].Text[0]&31] |= lengths(len(word))
		if n := len(s.pairs); n < cap(s.pairs) {
			s.pairs = s.pairs[:n+1]
			s.pairs[n] = together{near: s.pairs[n].near}
		} else {
			s.pairs = append(s.pairs, together{})
		}
		p := &s.pairs[len(s.pairs)-1]
		p.spelling, p.from, p.to = spelling, from, to
		p.word = string(word)
		p.mask = names.LetterMask(p.word)
	}
	for k := 1; k < min(len(tokens), MaxTokens); k++ {
		note(k-1, k+1)
	}
	if len(tokens) > 2 && len(tokens) <= 4 {
		note(0, len(tokens))
	}
}

// mayJoin reports whether tokens of a name, or of the query, may be written together on the other side.
func (s *Search) mayJoin(name []int) bool {
	length, letters := 0, uint32(0)
	for k, n := range name {
		t := &s.targets[n]
		size := len(t.token.Text)
		length, letters = length+size, letters|t.mask
		if len(s.madeOf(t)) > 0 {
			return true
		}
		if k > 0 {
			before := &s.targets[name[k-1]]
			from := before.token.Text
			if s.joins[from[0]&31]>>min(len(from)+size, 60)&1 != 0 && s.oneWord(name[k-1:k+1], len(from)+size, before.mask|t.mask) {
				return true
			}
		}
	}
	return len(name) > 2 && len(name) <= 4 && s.joins[s.targets[name[0]].token.Text[0]&31]>>min(length, 60)&1 != 0 && s.oneWord(name, length, letters)
}

// mostJoined is the greatest distance between a word and others written together, if they have JoinSlips letters.
const mostJoined = 1

// oneWord reports whether tokens of a name, written together, are a token of the query.
func (s *Search) oneWord(name []int, length int, letters uint32) bool {
	for i := range s.m.tokens {
		if s.isWord(i, name, length, letters) {
			return true
		}
	}
	return false
}

// isWord is oneWord for one of the tokens.
func (s *Search) isWord(number int, name []int, length int, letters uint32) bool {
	q := s.m.tokens[number]
	if abs(len(q.Text)-length) > 1 || length < JoinSlips && letters != s.m.masks[number] {
		return false
	}
	if near := s.nearTo(number); near.plain && !near.near.May(letters, mostJoined) {
		return false
	}
	var parts [4]names.Token
	for k, n := range name {
		parts[k] = s.targets[n].token
	}
	_, ok := joinedCost(q.Text, parts[:len(name)])
	return ok
}

// joins is what tokens written together, or apart, earn at most.
type joins struct {
	any            bool
	places, tokens uint32  // of the query and of the name, as bits
	bits, rare     float64 // Coverage aside
}

func (j *joins) covers(place int) bool { return j.places>>place&1 != 0 }

// findJoins finds the tokens that may be written together.
func (s *Search) findJoins(j *joins, w *Weights, spelling int, name []int) {
	add := func(from, to, first, end int) { // places, tokens
		ofQuery, ofTarget, back := 0.0, 0.0, 0.0
		for place := from; place < to; place++ {
			number := s.m.number[spelling][place]
			ofQuery += tokenWorth(s.m.tokens[number], s.m.rare[number])
			back += s.back(w, spelling, place)
			j.places |= 1 << place
		}
		for i := first; i < end; i++ {
			t := &s.targets[name[i]]
			ofTarget += tokenWorth(t.token, t.rarity)
			j.tokens |= 1 << i
		}
		rare := min(ofTarget, ofQuery+2)
		j.any = true
		j.rare += rare
		j.bits += max(0, w[Joined]+w[JoinedRarity]*rare+back)
	}
	places := s.Spelling(spelling)
	apart := func(first, end int) { // in the name
		length, letters := 0, uint32(0)
		for _, n := range name[first:end] {
			length, letters = length+len(s.targets[n].token.Text), letters|s.targets[n].mask
		}
		for place, number := range places {
			if s.isWord(number, name[first:end], length, letters) {
				add(place, place+1, first, end)
			}
		}
	}
	for k, n := range name {
		for _, i := range s.madeOf(&s.targets[n]) {
			if p := &s.pairs[i]; p.spelling == spelling && p.to <= len(places) {
				add(p.from, p.to, k, k+1)
			}
		}
		if k > 0 {
			apart(k-1, k+1)
		}
	}
	if len(name) > 2 && len(name) <= 4 {
		apart(0, len(name))
	}
}

// madeOf are the neighbours in the query, of all spellings, that a token of a name is when they are written together.
func (s *Search) madeOf(t *Target) []int {
	if !t.made {
		t.made, t.of = true, t.of[:0]
		if text := t.token.Text; s.splits[text[0]&31]>>min(len(text), 60)&1 != 0 {
			for i := range s.pairs {
				if s.MadeOf(i, text, t.mask) {
					t.of = append(t.of, i)
				}
			}
		}
	}
	return t.of
}

// Joined are the words that neighbours in the query make, or all its tokens, when written together.
func (s *Search) Joined() int { return len(s.pairs) }

// Word is one of the words of Joined.
func (s *Search) Word(i int) string { return s.pairs[i].word }

// JoinedPlaces are the spelling and the places, half open, of one of Joined.
func (s *Search) JoinedPlaces(i int) (spelling, from, to int) {
	p := &s.pairs[i]
	return p.spelling, p.from, min(p.to, MaxTokens)
}

// JoinedGain is Gain of all the tokens of one of Joined, if a token of such a rarity is they written together.
func (s *Search) JoinedGain(i int, kind names.Kind, rarity float64) float64 {
	p := &s.pairs[i]
	w := s.bounds[p.spelling].weights[kind]
	ofQuery, back := 0.0, 0.0
	for place := p.from; place < min(p.to, MaxTokens); place++ {
		number := s.m.number[p.spelling][place]
		ofQuery += tokenWorth(s.m.tokens[number], s.m.rare[number])
		back += s.back(w, p.spelling, place)
	}
	rare := min(rarity, ofQuery+2)
	return w[Joined] + w[JoinedRarity]*rare + back + s.cover(w, p.spelling, max(rare, ofQuery))
}

// MadeOf reports whether a word of a name, with that names.LetterMask, is one of Joined.
func (s *Search) MadeOf(i int, word string, mask uint32) bool {
	p := &s.pairs[i]
	switch {
	case p.word == word:
		return len(word) >= minJoined
	case len(p.word) < JoinSlips || abs(len(p.word)-len(word)) > 1 || p.word[0] != word[0] || !names.MayBeWithin(p.mask, mask, mostJoined):
		return false
	}
	if p.near == nil {
		p.near = new(names.Near)
	}
	if !p.ready {
		p.near.Reset(p.word)
		p.ready = true
	}
	return p.near.May(mask, mostJoined) && p.near.Within(word, mostJoined) <= mostJoined
}

// minJoined is the least number of letters of words written together.
const minJoined = 4
