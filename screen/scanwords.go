package screen

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/linchpin-oss/linchpin/names"
)

// textWord is one word of a text.
type textWord struct {
	start, end int    // bytes
	text       string // lower-case ASCII
	hits       []wordHit
	seen       *seenWord
	mask       uint32 // the set of its letters
	line       bool   // a line begins before it
	capital    bool   // it begins with a capital, or its script has none
	foreign    bool   // it is written in another script than Latin
}

// wordHit is a word of the lexicon that a word of the text may be.
type wordHit struct {
	word int32
	sim  float32
}

// scanState is what one scan needs; it is used again.
type scanState struct {
	words      []textWord
	cache      [readings]map[string]*seenWord
	capitals   bool // words of the text have capitals now and then: names can be told by them
	plainWords map[string]bool
	met        []uint32 // by word of the lexicon: the round in which look met it last
	round      uint32
	near       names.Near
	found      []wordHit
	romanised  map[string][]string
	buf        []byte
	run        []byte  // the words of the text, written together
	at         []int32 // where each begins in it
	seen       []int32 // by word of the lexicon: the place in the text where it was met last, plus one
	stretches  map[spelling]stretch
	tried      map[triedName]bool
	strings    map[string]string
	observe    func(name int32, x *PartyFeatures) // is told of each comparison of a party's name, if set
}

type triedName struct {
	name   int32
	lo, hi int32
}

type span struct{ lo, hi int32 }

type spelling struct {
	span
	kind names.Kind
}

// maxCache is how many distinct words are remembered.
const maxCache = 1 << 17

// chunkSize is how many bytes of a text are read at once, and overlap what the next one reads again.
const (
	chunkSize = 64 << 10
	overlap   = 600
)

// piece is a part of a text, in bytes.
type piece struct{ from, to int }

// cut cuts a text at white space into pieces that overlap.
func cut(text string) (out []piece) {
	for from := 0; ; {
		to := min(from+chunkSize, len(text))
		for k := to; k < len(text) && k > to-200; k-- {
			if text[k] == ' ' || text[k] == '\n' {
				to = k
				break
			}
		}
		for to < len(text) && !utf8.RuneStart(text[to]) {
			to++
		}
		out = append(out, piece{from, to})
		if to >= len(text) {
			return out
		}
		next := to - overlap
		for next < to && text[next] != ' ' && text[next] != '\n' {
			next++
		}
		from = max(next, from+1)
		for from < len(text) && !utf8.RuneStart(text[from]) {
			from++
		}
	}
}

// read splits a piece of text into words: letters and digits, with apostrophes left out. Words in other scripts are
// romanised.
func (st *scanState) read(text string, from, to int) {
	st.words = st.words[:0]
	line := true
	for i := from; i < to; {
		c := text[i]
		if c < utf8.RuneSelf && !wordByte(c) {
			if c == '\n' {
				line = true
			}
			i++
			continue
		}
		start, plain, small := i, true, false
		for i < to {
			c = text[i]
			if c < utf8.RuneSelf {
				if wordByte(c) {
					if small && c >= 'A' && c <= 'Z' && i-start >= 3 && i+2 < to && text[i+1] >= 'a' && text[i+1] <= 'z' && text[i+2] >= 'a' && text[i+2] <= 'z' {
						break // AlexanderLukashenko
					}
					small = c >= 'a' && c <= 'z'
					i++
					continue
				}
				if c == '\'' && i > start && i+1 < to && letterAt(text, i+1) {
					plain = false
					i++
					continue
				}
				break
			}
			r, n := utf8.DecodeRuneInString(text[i:to])
			if r == '’' || r == 'ʼ' || r == 'ʿ' || r == 'ʾ' || r == '‘' {
				if i == start {
					i += n
					start = i
					continue
				}
			} else if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
				if i == start {
					i += n
					start = -1
				}
				break
			}
			plain, small = false, unicode.IsLower(r)
			i += n
		}
		if start < 0 || start == i {
			continue
		}
		st.addWord(text, start, i, plain, line)
		line = false
	}
	capitals := 0
	for i := range st.words {
		if st.words[i].capital {
			capitals++
		}
	}
	st.capitals = 20*capitals > len(st.words) && 10*capitals < 6*len(st.words)
}

func letterAt(s string, i int) bool {
	c := s[i]
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf
}

func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// addWord adds a word of the text; what is romanised into several words becomes several of the same place.
func (st *scanState) addWord(text string, start, end int, plain, line bool) {
	raw := text[start:end]
	w := textWord{start: start, end: end, line: line, capital: raw[0] < 'a' || raw[0] > 'z'}
	if plain {
		w.text = st.lower(raw)
		st.words = append(st.words, w)
		return
	}
	if i := strings.IndexByte(raw, '\''); i > 0 && i == len(raw)-2 && (raw[i+1] == 's' || raw[i+1] == 'S') {
		w.end -= 2
		raw = raw[:i]
	}
	r, _ := utf8.DecodeRuneInString(raw)
	w.capital, w.foreign = !unicode.IsLower(r), !unicode.Is(unicode.Latin, r)
	for _, part := range st.romanise(raw) {
		w.text = part
		st.words = append(st.words, w)
	}
}

// romanise reads a word of any script in its likeliest way. What was read is remembered.
func (st *scanState) romanise(raw string) []string {
	parts, ok := st.romanised[raw]
	if ok {
		return parts
	}
	if renderings := names.Romanise(raw); len(renderings) > 0 {
		parts = strings.Fields(renderings[0])
	}
	if st.romanised == nil || len(st.romanised) > maxCache {
		st.romanised = map[string][]string{}
	}
	st.romanised[strings.Clone(raw)] = parts
	return parts
}

// lower is the word in small letters. Words that are so already need no memory.
func (st *scanState) lower(raw string) string {
	for i := range len(raw) {
		if c := raw[i]; c >= 'A' && c <= 'Z' {
			st.buf = st.buf[:0]
			for k := range len(raw) {
				c := raw[k]
				if c >= 'A' && c <= 'Z' {
					c += 'a' - 'A'
				}
				st.buf = append(st.buf, c)
			}
			return st.intern(st.buf)
		}
	}
	return raw
}

func (st *scanState) intern(b []byte) string {
	if st.strings == nil || len(st.strings) > maxCache {
		st.strings = map[string]string{}
	}
	if s, ok := st.strings[string(b)]; ok {
		return s
	}
	s := string(b)
	st.strings[s] = s
	return s
}

// unspaced reports whether words of the letter's script are written without spaces.
func unspaced(r rune) bool {
	return r >= 0x2E80 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)) || unicode.Is(unicode.Thai, r)
}

// plain reports whether a word is an ordinary one or a legal form, or one that very many organisations have in their names.
func (st *scanState) plain(word string) bool {
	if _, ok := ordinaryWords[word]; ok {
		return true
	}
	if p, ok := st.plainWords[word]; ok {
		return p
	}
	if st.plainWords == nil || len(st.plainWords) > maxCache {
		st.plainWords = map[string]bool{}
	}
	tokens := names.Tokens("qx "+word, names.Organisation)
	p := len(tokens) == 2 && tokens[1].Class != names.Word
	st.plainWords[strings.Clone(word)] = p
	return p
}
