package screen

import (
	"hash/maphash"
	"math/bits"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// A long name that stands in the text letter by letter, but for a slip or two, is meant, however common its words are. What
// follows compares names as one run of letters and digits, in the order in which the list prints them.

const (
	literalBits   = match.Prior + 2.2 // of a name that agrees letter by letter but for few slips, at least
	identicalBits = match.Prior + 3.0 // and of one that has none
	minLiteral    = 9                 // letters of a party's name
	minInText     = 12                // letters of a name in a text
	minPrefix     = 18                // letters of a name that was cut off
	prefixKey     = 14                // letters by which such a name is found
	maxPrefixes   = 4                 // parties that may begin alike
	maxCut        = 24                // and if the text is as long as its field
	beginBits     = match.Prior + 2.7 // of a text that is the beginning of a long name
)

// slips is how many letters may be wrong in a name of some length.
func slips(length int) int {
	switch {
	case length < minLiteral:
		return 0
	case length < 16:
		return 1
	case length < 26:
		return 2
	}
	return 3
}

// run is a name as one run of letters and digits.
func run(text string, tokens []names.Token) string {
	var buf [160]byte
	if b, ok := squeeze(buf[:0], names.Fold(text)); ok {
		return string(b)
	}
	return string(appendTokens(buf[:0], tokens))
}

func appendTokens(buf []byte, tokens []names.Token) []byte {
	for _, t := range tokens {
		buf = append(buf, t.Text...)
	}
	return buf
}

// literally looks for a name, letter by letter but for a few slips, in words about those from lo to hi, and tells which they
// are.
func (f *finder) literally(n *listedName, lo, hi int) (from, to int, ok bool) {
	least := minLiteral
	if !f.about.Whole {
		least = minInText
	}
	length := len(n.run)
	if length < least || length > 150 || n.weak() {
		return lo, hi, false
	}
	words, most := f.st.words, slips(length)
	if f.letters < length-most {
		return lo, hi, false
	}
	mask, size := uint32(0), 0 // of the words from "from" to hi
	for k := lo + 1; k <= hi; k++ {
		size += len(words[k].text)
		mask |= words[k].mask
	}
	for from := lo; from >= max(0, lo-window); from-- {
		size += len(words[from].text)
		mask |= words[from].mask
		if size > length+most {
			break
		}
		all, letters := size, mask
		for to := hi; ; {
			if all >= length-most && bits.OnesCount32(letters^n.mask) <= 2*most && f.spells(n.run, from, to, most) {
				return from, to, true
			}
			if to++; to >= len(words) || to >= hi+window {
				break
			}
			letters |= words[to].mask
			if all += len(words[to].text); all > length+most {
				break
			}
		}
	}
	return lo, hi, false
}

// spells reports whether some words, written together, are a name but for so many slips.
func (f *finder) spells(name string, from, to, most int) bool {
	var buf [160]byte
	text := buf[:0]
	for k := from; k <= to; k++ {
		text = append(text, f.st.words[k].text...)
	}
	f.exactly = string(text) == name
	return f.exactly || editsWithin(text, name, most)
}

// spelt tries the long names whose rarest word stands at i, letter by letter.
func (f *finder) spelt(number int32, i int) {
	n := &f.c.lex.names[number]
	if f.about.Whole && f.letters < len(n.run)-3 {
		return
	}
	if lo, hi, ok := f.literally(n, i, i); ok {
		f.letter, f.inside = true, true
		f.compare(number, lo, hi)
	}
}

// editsWithin reports whether two words are at most so many edits apart.
func editsWithin(a []byte, b string, most int) bool { return edits(a, b, most) <= most }

// edits is how many edits two words of less than 160 letters are apart, or more than most: a letter put in, left out or exchanged,
// or two that follow each other swapped (optimal string alignment, in a band).
func edits(a []byte, b string, most int) int {
	const far = 99
	var rows [3][]int32
	var buf [3][160]int32
	for i := range rows {
		rows[i] = buf[i][:len(b)+1]
	}
	before, last, now := rows[0], rows[1], rows[2]
	for j := range last {
		last[j] = int32(j)
	}
	for i := 1; i <= len(a); i++ {
		from, to := max(1, i-most), min(len(b), i+most)
		for j := range now {
			now[j] = far
		}
		if i <= most {
			now[0] = int32(i)
		}
		least := int32(far)
		for j := from; j <= to; j++ {
			cost := int32(1)
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			now[j] = d
			least = min(least, d)
		}
		if int(least) > most {
			return most + 1
		}
		before, last, now = last, now, before
	}
	return int(last[len(b)])
}

// anchored is a long name with the letters before and after its rarest word: 0 at its ends. Any is what is not known.
type anchored struct {
	name          int32
	before, after byte
}

const anyLetter = 0xff

func newAnchored(number int32, n *listedName, word string) anchored {
	at := strings.Index(n.run, word)
	if at < 0 {
		return anchored{number, anyLetter, anyLetter}
	}
	a := anchored{name: number}
	if at > 0 {
		a.before = n.run[at-1]
	}
	if end := at + len(word); end < len(n.run) {
		a.after = n.run[end]
	}
	return a
}

// fits reports whether one of the letters beside the word at i is that of the name; in a party's name of one word or two there
// may be no such letter.
func (a anchored) fits(before, after byte) bool {
	return a.before == anyLetter || a.before != 0 && a.before == before || a.after != 0 && a.after == after || a.before == 0 && a.after == 0
}

// beside are the letters before and after the word at i.
func (f *finder) beside(i int) (before, after byte) {
	if i > 0 {
		w := f.st.words[i-1].text
		before = w[len(w)-1]
	}
	if i+1 < len(f.st.words) {
		after = f.st.words[i+1].text[0]
	}
	return before, after
}

// addPrefix makes a long name known by its first letters.
func (l *lexicon) addPrefix(number int32, n *listedName) {
	if len(n.run) > minPrefix && !n.weak() {
		h := maphash.String(l.seed, n.run[:prefixKey])
		l.prefix[h] = append(l.prefix[h], number)
	}
}

// cutOff looks for names of which the whole text is the beginning. Where many parties begin so, it tells nothing.
func (f *finder) cutOff() {
	l, words := f.c.lex, f.st.words
	var a [160]byte
	text := a[:0]
	for i := range words {
		if text = append(text, words[i].text...); len(text) > 140 {
			return
		}
	}
	if len(text) < minPrefix || f.tellingWords() == 0 && f.c.lex.isWord(words[len(words)-1].text) { // else a word was cut
		return
	}
	var numbers []int32
	var parties []index.Entry
	for _, number := range l.prefix[maphash.Bytes(l.seed, text[:prefixKey])] {
		n := &l.names[number]
		if len(n.run) <= len(text) || !strings.HasPrefix(n.run, string(text)) {
			continue
		}
		numbers = append(numbers, number)
		if !slices.ContainsFunc(parties, func(e index.Entry) bool { return f.c.s.clusterOf(e) == f.c.s.clusterOf(n.entry) }) {
			parties = append(parties, n.entry)
		}
	}
	if len(parties) > maxPrefixes && (!f.about.Cut || len(parties) > maxCut) {
		return
	}
	for _, number := range numbers {
		f.how = beginning
		f.keep(number, 0, len(words)-1, beginBits+rarityBits(18))
	}
}
