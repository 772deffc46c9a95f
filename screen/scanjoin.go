package screen

import (
	"hash/maphash"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/names"
)

// joins looks for words that are written apart or together in the text: a word that is two or all words of a name, and two
// words that are one of a name's.
func (f *finder) joins(i int) {
	l, words := f.c.lex, f.st.words
	w := &words[i]
	for _, n := range w.seen.joined {
		f.tryJoined(n, i)
	}
	for _, n := range w.seen.wholly {
		f.tryWholly(n, i, i)
	}
	if i+1 >= len(words) {
		return
	}
	next := &words[i+1]
	if w.seen.arabic || next.seen.arabic {
		f.arabic(i)
	}
	if both := len(w.text) + len(next.text); both > 60 || both < minTypo+1 || next.start == w.start {
		return
	}
	f.st.buf = append(append(f.st.buf[:0], w.text...), next.text...)
	if next.line && !f.apart(w.seen, next.seen) {
		for _, h := range f.c.word(f.st, string(f.st.buf), inName).hits {
			if f.st.seen[h.word] == 0 {
				f.mark(h, i, i+1)
			}
		}
	}
	h := maphash.Bytes(l.seed, f.st.buf)
	if !l.together.has(h) {
		return
	}
	if v, ok := l.exact[string(f.st.buf)]; ok && f.st.seen[v] == 0 {
		f.mark(wordHit{v, 1}, i, i+1)
	}
	if len(f.st.buf) >= minJoined {
		for _, n := range l.wholly[h] {
			f.tryWholly(n, i, i+1)
		}
	}
}

// apart reports whether two words can hardly be the halves of one: both are ordinary, or one is a number.
func (f *finder) apart(a, b *seenWord) bool {
	return a.digits || b.digits || a.ordinary && b.ordinary && !f.about.Whole
}

// hashSet tells quickly that a hash was not put in; of those that were not, few pass (a Bloom filter of one bit).
type hashSet []uint64

const hashSetBits = 22

func newHashSet() hashSet      { return make(hashSet, 1<<hashSetBits/64) }
func (s hashSet) put(h uint64) { s[h>>(64-hashSetBits)>>6] |= 1 << (h >> (64 - hashSetBits) & 63) }
func (s hashSet) has(h uint64) bool {
	return s[h>>(64-hashSetBits)>>6]&(1<<(h>>(64-hashSetBits)&63)) != 0
}

// mark notes that a word of the lexicon stands in the words from i to last.
func (f *finder) mark(h wordHit, i, last int) {
	f.st.seen[h.word] = int32(i) + 1
	f.doubles = append(f.doubles, double{h.word, i, last})
	f.marked = append(f.marked, h.word)
	f.st.words[i].hits = append(slices.Clip(f.st.words[i].hits), h)
}

// arabicParts are words of Arabic names that are read together with their neighbours: Salah ad-Din, Abd al-Rahman.
var arabicParts = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq("al el ul ad ed ud ol ar er ur as es az ez at an en ash din deen dine deine eddine eddin uddin eldin eldine aldin uldin uldeen allah ullah ollah abd abdul abdel abdal abdol abdur abdar abder abdus abdul abed ebd") {
		m[w] = true
	}
	return m
}()

// arabic looks for the parts of Arabic names from i that the lexicon has as one word.
func (f *finder) arabic(i int) {
	words := f.st.words
	for last := i + 1; last <= min(i+2, len(words)-1); last++ {
		tokens := names.Tokens(strings.Join(f.texts(i, last), " "), names.Person)
		if len(tokens) > 0 && len(tokens) < last-i+1 {
			for _, h := range f.c.word(f.st, tokens[0].Text, inName).hits {
				if f.st.seen[h.word] == 0 {
					f.mark(h, i, last)
				}
			}
		}
	}
}

func (f *finder) texts(from, to int) []string {
	var out []string
	for k := from; k <= to; k++ {
		out = append(out, f.st.words[k].text)
	}
	return out
}

// double is a word of the lexicon that stands in the text in parts, from i to last.
type double struct {
	word    int32
	i, last int
}

// upTo is the last word of the text that a word of the lexicon takes which was met at p.
func (f *finder) upTo(w int32, p int) int {
	for k := len(f.doubles) - 1; k >= 0 && f.doubles[k].i > p-2*window; k-- {
		if d := f.doubles[k]; d.word == w && d.i == p {
			return d.last
		}
	}
	return p
}

// tryJoined tries a name of which the word at i is two words, written together.
func (f *finder) tryJoined(number int32, i int) {
	n := &f.c.lex.names[number]
	word := f.st.words[i].text
	var put []int32 // words of the name that are now met at i
	for k, w := range n.words {
		if w < 0 || f.st.seen[w] != 0 {
			continue
		}
		t := n.tokens[k].Text
		if strings.HasPrefix(word, t) || strings.HasSuffix(word, t) {
			f.st.seen[w] = int32(i) + 1
			put = append(put, w)
		}
	}
	lo, hi, ok := f.stands(n, i, i)
	for _, w := range put {
		f.st.seen[w] = 0
	}
	if ok {
		f.compare(number, lo, hi)
	}
}

// tryWholly tries a name of which all words, written together, are the words from lo to hi, written together.
func (f *finder) tryWholly(number int32, lo, hi int) {
	n := &f.c.lex.names[number]
	if hi > lo && f.about.Whole && len(n.tokens) == 2 {
		return // found by its words
	}
	if !f.about.Whole && n.sum < leastBitsText {
		return
	}
	f.wholly, f.letter, f.inside = true, false, true
	f.compare(number, lo, hi)
	f.wholly = false
}
