package index

import (
	"slices"

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

// mostJoined is the greatest distance between a word and others written together.
const mostJoined = 1

// joins reports whether neighbours in a name, or all its tokens, make a word. Lengths and letters rule out most.
func (x *Index) joins(s *scratch, n uint32, word string) bool {
	s.tokens, _ = x.nameTokens(n, s.tokens[:0])
	mask := names.LetterMask(word)
	may := func(length int, letters uint32) bool {
		return length >= maxLength || abs(length-len(word)) <= 1 && names.MayBeWithin(letters&letterBits, mask, mostJoined)
	}
	all, length, before := uint32(0), 0, uint32(0)
	for i, t := range s.tokens {
		letters := x.letters(t >> 4)
		if i > 0 && may(int(before>>lengthShift+letters>>lengthShift), before|letters) && x.together(s, word, i-1, i+1) {
			return true
		}
		all, length, before = all|letters, length+int(letters>>lengthShift), letters
	}
	return len(s.tokens) > 2 && len(s.tokens) < maxJoined && may(length, all) && x.together(s, word, 0, len(s.tokens))
}

// together reports whether tokens of the name at hand make a word.
func (x *Index) together(s *scratch, word string, from, to int) bool {
	var parts [maxJoined]names.Token
	for i, t := range s.tokens[from:to] {
		parts[i] = names.Token{Text: x.token(t >> 4), Class: names.Class(t & 15)}
	}
	return match.Together(word, parts[:to-from])
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
	if keys, n := joinedKeys(parts[:len(numbers)]); n > 0 {
		x.eachValue(&x.joined, keys[0], func(n uint32) { x.look(s, n) })
	}
}

// joinedToken is a token that neighbours in the query make, or all of it, when written together, and that stands in many names.
type joinedToken struct {
	joined int // number of the neighbours
	v      uint32
}

// joinedTokens looks at the names with a token that neighbours in the query make, or all of it, when written together. Tokens that stand in
// many names it notes for the sums.
func (x *Index) joinedTokens(s *scratch) {
	s.together = s.together[:0]
	budget := rare
	for i := range s.search.Joined() {
		word := s.search.Word(i)
		if len(word) < minJoined {
			continue
		}
		if i > 0 && word == s.search.Word(i-1) {
			for _, t := range s.together {
				if t.joined == i-1 {
					s.together = append(s.together, joinedToken{i, t.v})
				}
			}
			continue
		}
		s.stamp += 2
		consider := func(v, letters uint32) {
			if int(v) < len(s.stamps) && s.stamps[v] != s.stamp {
				s.stamps[v] = s.stamp
				if abs(int(letters>>lengthShift)-min(len(word), maxLength)) > 1 || !s.search.MadeOf(i, x.token(v), letters&letterBits) {
					return
				}
				if budget -= int(x.frequency(v)); budget < 0 {
					s.together = append(s.together, joinedToken{i, v})
				} else {
					x.lookAll(s, v)
				}
			}
		}
		if v, ok := x.lookup(word); ok {
			consider(v, x.letters(v))
		}
		if len(word) >= match.JoinSlips {
			x.eachSpelling(word, false, consider)
		}
	}
}

// joinedMost lets the places of a plan add what they add as a part of neighbours written together.
func (x *Index) joinedMost(s *scratch, p *plan) {
	for _, t := range s.together {
		spelling, from, _ := s.search.JoinedPlaces(t.joined)
		if spelling != p.spelling {
			continue
		}
		for kind := range kinds {
			gain := x.joinedGain(s, t, names.Kind(kind))
			if k := slices.Index(p.places, from); k >= 0 {
				p.most[k][kind] = max(p.most[k][kind], gain)
			} else {
				p.credit[kind] += max(gain, 0)
			}
		}
	}
}

func (x *Index) joinedGain(s *scratch, t joinedToken, kind names.Kind) float64 {
	return s.search.JoinedGain(t.joined, kind, float64(x.tokenRarity(t.v)))
}

// joinedLists notes the posting lists of tokens that a place and its neighbours make when written together. The first of them adds for all.
func (x *Index) joinedLists(s *scratch, p *plan, k, place int, top *[kinds]float64) {
	for _, t := range s.together {
		spelling, from, to := s.search.JoinedPlaces(t.joined)
		if spelling != p.spelling || place < from || place >= to {
			continue
		}
		m := mark{place: uint8(k), v: t.v, next: s.markAt[t.v]}
		for kind := range m.gain {
			if place == from {
				m.gain[kind] = float32(x.joinedGain(s, t, names.Kind(kind)))
			}
			top[kind] = max(top[kind], float64(m.gain[kind]))
		}
		s.marks = append(s.marks, m)
		s.markAt[t.v] = int32(len(s.marks))
		s.lists[k] = append(s.lists[k], list{v: t.v, names: x.frequency(t.v), gain: m.gain})
	}
}

func abs(n int) int { return max(n, -n) }
