package screen

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/names"
)

// seenWord is what is known of a word of a text; it is remembered, since words repeat.
type seenWord struct {
	hits     []wordHit
	joined   []int32 // names of which it is two words, written together
	wholly   []int32 // and all of them
	mask     uint32
	ordinary bool // a word of ordinary texts
	digits   bool
	arabic   bool // a part of Arabic names
}

// reading says in what a word stands, and so how freely it is read.
type reading uint8

const (
	inName  reading = iota // in the name of a party
	inProse                // in a text: an ordinary word is only itself
	small                  // without a capital in a text where names have one: it is only itself
	readings
)

// word looks up a word.
func (c *Scanner) word(st *scanState, word string, as reading) *seenWord {
	cache := &st.cache[as]
	if w, ok := (*cache)[word]; ok {
		return w
	}
	if *cache == nil || len(*cache) > maxCache {
		*cache = map[string]*seenWord{}
	}
	w := &seenWord{mask: letterMask(word), digits: digitsOf(word), arabic: arabicParts[word]}
	_, w.ordinary = ordinaryWords[word]
	least := float32(minSim)
	if len(word) <= minTypo && as != inName {
		least = shortSim
	}
	if w.ordinary && as != inName || as == small {
		least = 1
	}
	w.hits = c.look(st, word, least)
	if len(word) >= minJoined {
		h := maphash.String(c.lex.seed, word)
		w.joined, w.wholly = c.lex.joined[h], c.lex.wholly[h]
	}
	(*cache)[strings.Clone(word)] = w
	return w
}

// look finds the words of the lexicon that a word may be, those most like it first.
func (c *Scanner) look(st *scanState, word string, least float32) []wordHit {
	l := c.lex
	st.begin(len(l.words))
	out := st.found[:0]
	for _, same := range [...]string{word, generic(word)} {
		if w, ok := l.exact[same]; ok && st.first(w) {
			out = append(out, wordHit{w, 1})
		}
	}
	if least < 1 && !digitsOf(word) {
		mask, spare := names.LetterMask(word), float64(1-least)/2
		st.near.Reset(word)
		l.eachKey(word, func(h uint64) {
			l.near.each(h, func(w int32, letters uint32, length int) {
				if abs(length-len(word)) > 4 || !names.MayBeWithin(mask, letters, spare*max(float64(length+len(word)), 5)) || !st.first(w) {
					return
				}
				if sim := float32(st.near.SimilarityFrom(l.words[w].text, float64(least))); sim >= least {
					out = append(out, wordHit{w, sim})
				}
			})
		})
	}
	st.found = out
	slices.SortFunc(out, func(a, b wordHit) int { return cmp.Or(cmp.Compare(b.sim, a.sim), cmp.Compare(a.word, b.word)) })
	return slices.Clone(out[:min(len(out), maxHits)])
}

// begin makes ready to note which words of the lexicon were met.
func (st *scanState) begin(words int) {
	if len(st.met) < words {
		st.met = make([]uint32, words)
	}
	if st.round++; st.round == 0 {
		clear(st.met)
		st.round = 1
	}
}

// first reports whether a word of the lexicon is met for the first time since begin.
func (st *scanState) first(w int32) bool {
	if st.met[w] == st.round {
		return false
	}
	st.met[w] = st.round
	return true
}

// generic is the form that stands for a word which very many organisations have in their names, as the index has it.
func generic(word string) string {
	if tokens := names.Tokens("qx "+word, names.Organisation); len(tokens) == 2 && tokens[1].Class == names.Generic {
		return tokens[1].Text
	}
	return word
}

func abs(x int) int {
	if x < 0 {
		return -x
	}
	return x
}
