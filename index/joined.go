package index

import (
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// sameWords looks at the names with the very words of a spelling, in whatever order: they count however common their words are.
func (x *Index) sameWords(s *scratch, spelling int) {
	var buf [maxTokens]names.Token
	tokens := buf[:0]
	for _, k := range s.search.Spelling(spelling) {
		tokens = append(tokens, s.search.Tokens()[k])
	}
	if h, ok := wordsKey(tokens); ok {
		x.eachValue(&x.joined, h, func(n uint32) { x.look(s, n) })
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
	x.eachSpelling(word, false, func(v, _ uint32) {
		if int(v) < x.tokens() && match.Together(x.token(v), parts) {
			x.lookAll(s, v)
		}
	})
}
