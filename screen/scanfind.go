package screen

import (
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// Bounds of the search in a text.
const (
	minSim        = 0.70              // of words that may be one
	shortSim      = 0.80              // of words of four letters
	maxHits       = 24                // words of the lexicon for one word of the text
	window        = 8                 // words on each side of an anchor
	extraWords    = 3                 // words of the text between those of a name
	exactBits     = match.Prior + 2.0 // of a name that agrees to the letter, at least
	besideWord    = 3                 // bits of a generic word or number that stands beside a name of one word
	leastWhole    = 0.4               // of the rarity of a name's words that must stand in a party's name
	leastText     = 0.6               // and in a text
	leastBitsText = 14                // and in bits
	manyBits      = 30                // bits of words beside which others of the name may be missing
	rarestWord    = 16.5              // bits of a word that stands for a person by itself
	leastAlone    = 15                // bits of a name of one word
	rareWord      = 12                // bits of a word that may stand beside initials
)

// findNames looks for names in the words that were read.
func (c *Scanner) findNames(st *scanState, text string, from, to int, about *About, least float64, out *[]Mention) {
	if len(st.seen) < len(c.lex.words) {
		st.seen = make([]int32, len(c.lex.words))
	}
	clear(st.stretches)
	clear(st.tried)
	f := &finder{c: c, st: st, text: text, about: about, least: least, out: out, telling: -1}
	words := st.words
	for i := range words {
		w := &words[i]
		as := inProse
		switch {
		case about.Whole:
			as = inName
		case !w.capital && st.capitals && !about.Field:
			as = small
		}
		w.seen = c.word(st, w.text, as)
		w.hits, w.mask = w.seen.hits, w.seen.mask
		f.letters += len(w.text)
	}
	ahead := 0
	for i := range words {
		for ; ahead < len(words) && ahead <= i+window; ahead++ {
			for _, h := range words[ahead].hits {
				st.seen[h.word] = int32(ahead) + 1
			}
			f.joins(ahead)
		}
		f.around(i)
	}
	for i := range words {
		for _, h := range words[i].hits {
			st.seen[h.word] = 0
		}
	}
	for _, w := range f.marked {
		st.seen[w] = 0
	}
	if !about.Whole {
		f.runs()
	}
	if about.Whole && len(words) > 0 {
		f.near()
		f.cutOff()
	}
	f.native(from, to)
}

// finder is one search.
type finder struct {
	c       *Scanner
	st      *scanState
	text    string
	about   *About
	least   float64
	out     *[]Mention
	marked  []int32
	doubles []double
	whole   *match.Matcher
	read    []match.Name
	wholly  bool
	telling int  // words of the text, -1 if they were not counted
	letters int  // of the text
	how     how  // the last name was found
	exactly bool // the last name that was found letter by letter has no slip
	letter  bool // what was found counts only letter by letter
	inside  bool // what was found may stand in a longer text
}

// around tries the names to which the word at i leads.
func (f *finder) around(i int) {
	l, word := f.c.lex, &f.st.words[i]
	if len(word.hits) == 0 {
		return
	}
	initials := f.initialBeside(i)
	before, after := f.beside(i)
	alone := !f.about.Whole || f.tellingWords() <= 1
	weak := !f.about.Whole && word.seen.ordinary
	for _, h := range word.hits {
		w := &l.ways
		for k := w.first[h.word]; k < w.first[h.word+1]; k++ {
			p := int(f.st.seen[w.partners[k]]) - 1
			if p < 0 || p < i-window || p == i {
				continue
			}
			for _, n := range w.names[w.begin[k]:w.begin[k+1]] {
				f.at(n, i)
			}
		}
		if !l.words[h.word].ordinary {
			for _, a := range l.literal[h.word] {
				if a.fits(before, after) {
					f.spelt(a.name, i)
				}
			}
		}
		if alone {
			for _, n := range l.beside[h.word] {
				f.alone(n, i, h)
			}
			if !weak && (h.sim == 1 || len(word.text) >= 7) {
				for _, n := range l.single[h.word] {
					f.alone(n, i, h)
				}
			}
		}
		if initials && h.sim >= 0.9 && l.words[h.word].rarity >= rareWord {
			for _, n := range l.rare[h.word] {
				f.withInitials(n, i)
			}
		}
	}
}

// at tries a name of which two words stand about i.
func (f *finder) at(number int32, i int) {
	n := &f.c.lex.names[number]
	f.inside = true
	lo, hi, ok := f.stands(n, i, i)
	if ok {
		f.compare(number, lo, hi)
	}
}

// stands looks for the words of a name about the words from lo to hi, of which something is known to be there, and says
// whether enough of them are.
func (f *finder) stands(n *listedName, lo, hi int) (int, int, bool) {
	l := f.c.lex
	from, to := lo-window, hi+window
	var found float32
	words, lostWords, lostGenerics, lostNumbers, telling := 0, 0, 0, 0, false
	for k, w := range n.words {
		if w < 0 {
			continue
		}
		class := n.tokens[k].Class
		if p := int(f.st.seen[w]) - 1; p >= from && p <= to && p >= 0 {
			lo, hi = min(lo, p), max(hi, f.upTo(w, p))
			if class == names.Word {
				words++
				found += l.words[w].rarity
				telling = telling || !l.words[w].ordinary
			}
			continue
		}
		switch class {
		case names.Word:
			lostWords++
		case names.Generic:
			lostGenerics++
		case names.Numeral:
			lostNumbers++
		}
	}
	inText := true
	f.letter = false
	switch {
	case lostWords+lostGenerics+lostNumbers == 0 && hi-lo <= len(n.tokens):
		if found < leastBitsText || !telling { // common words, but all of them
			f.letter = true
		}
	case found < leastBitsText || found < leastText*n.sum || hi-lo >= len(n.tokens)+extraWords:
		inText = false
	case (lostWords > 0 || lostNumbers > 0 || lostGenerics > 0 && words == 1) && (found < manyBits || lostWords > words/2):
		inText = false
	case !telling:
		inText = false // only ordinary words: nothing but the very name counts
	}
	if f.about.Whole {
		f.inside = inText
		return lo, hi, found >= leastWhole*n.sum
	}
	return lo, hi, inText
}

// alone tries a name of one word.
func (f *finder) alone(number int32, i int, h wordHit) {
	n := &f.c.lex.names[number]
	if f.about.Whole && f.tellingWords() > 1 {
		return
	}
	if f.about.Whole && len(f.st.words) > len(n.tokens)+1 && (h.sim < 1 || len(n.tokens) == 1 || len(f.st.words) > len(n.tokens)+3) {
		return
	}
	lo, hi := i, f.upTo(h.word, i)
	sum, missing := n.sum, false
	for k, t := range n.tokens { // its other parts: a number, a generic word
		if w := n.words[k]; w >= 0 {
			if p := int(f.st.seen[w]) - 1; p >= 0 && abs(p-i) <= 3 {
				lo, hi = min(lo, p), max(hi, f.upTo(w, p))
				if p != i {
					sum += besideWord
				}
			} else if t.Class != names.Patronymic {
				missing = true
			}
		} else if t.Class == names.Initial && !f.about.Whole {
			return // K-Telekom is not Telekom
		}
	}
	f.letter, f.inside = false, true
	if !f.about.Whole {
		if n.kind == names.Person && lo == hi && (sum < rarestWord || h.sim < 1) {
			return // given names and bynames
		}
		f.letter = lo < hi && sum < leastAlone
		if ordinary := f.st.words[i].seen.ordinary; missing || !f.letter && (ordinary || sum < leastAlone || h.sim < 1 && len(f.st.words[i].text) < 7 && lo == hi || lo == hi && f.ordinary(n, i, i)) {
			return
		}
	}
	f.compare(number, lo, hi)
}

// tellingWords is how many words of the text are neither ordinary nor legal forms.
func (f *finder) tellingWords() int {
	if f.telling < 0 {
		f.telling = 0
		for i := range f.st.words {
			if w := f.st.words[i].text; len(w) > 2 && !f.st.plain(w) {
				f.telling++
			}
		}
	}
	return f.telling
}

// initialBeside reports whether a single letter stands beside the word at i, or in a short name another form of a given name
// could.
func (f *finder) initialBeside(i int) bool {
	words := f.st.words
	if f.about.Whole && len(words) > 1 && len(words) <= 3 {
		return true
	}
	for p := max(0, i-3); p <= min(len(words)-1, i+3); p++ {
		if p != i && len(words[p].text) == 1 && words[p].capital && words[p].text[0] > '9' {
			return true
		}
	}
	return false
}

// withInitials tries a name whose rarest word stands at i, with initials or other forms of given names beside it.
func (f *finder) withInitials(number int32, i int) {
	n := &f.c.lex.names[number]
	if n.telling < 2 || n.kind == names.Vessel {
		return
	}
	words := f.st.words
	lo, hi := i, i
	for p := max(0, i-3); p <= min(len(words)-1, i+3); p++ {
		if p == i {
			continue
		}
		w := words[p].text
		for k, t := range n.tokens {
			if n.words[k] >= 0 && w != t.Text && (len(w) == 1 && w[0] == t.Text[0] || f.about.Whole && len(w) > 2 && names.SameGiven(w, t.Text)) {
				lo, hi = min(lo, p), max(hi, p)
			}
		}
	}
	if lo < hi {
		f.letter, f.inside = false, true
		f.compare(number, lo, hi)
	}
}
