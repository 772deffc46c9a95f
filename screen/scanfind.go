package screen

import (
	"cmp"
	"hash/maphash"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// Bounds of the search in a text.
const (
	minSim        = 0.70 // of words that may be one
	shortSim      = 0.80 // of words of four letters
	maxHits       = 24   // words of the lexicon for one word of the text
	window        = 8    // words on each side of an anchor
	extraWords    = 3    // words of the text between those of a name
	insideCost    = 4.0  // bits that a name costs that is only a part of a party's name
	cutCost       = 2.0  // bits that it costs to say that a name was cut off
	leastWhole    = 0.25 // of the rarity of a name's words that must stand in a party's name
	leastText     = 0.6  // and in a text
	leastBitsText = 14   // and in bits
	manyBits      = 24   // bits of words beside which others of the name may be missing
	leastAlone    = 15   // bits of a name of one word
	rareWord      = 12   // bits of a word that may stand beside initials
)

// hits finds the words of the lexicon that a word may be. What was found is remembered. In a text, an ordinary word is
// only itself.
func (c *Scanner) hits(st *scanState, word string, whole bool) []wordHit {
	cache := &st.cache
	if whole {
		cache = &st.wholeCache
	}
	if h, ok := (*cache)[word]; ok {
		return h
	}
	if *cache == nil || len(*cache) > maxCache {
		*cache = map[string][]wordHit{}
	}
	least := float32(minSim)
	if len(word) < minTypo {
		least = shortSim
	}
	if _, ok := ordinaryWords[word]; ok && !whole {
		least = 0.95
	}
	h := c.look(st, word, least)
	(*cache)[strings.Clone(word)] = h
	return h
}

func (c *Scanner) look(st *scanState, word string, least float32) []wordHit {
	l := c.lex
	if st.pending == nil {
		st.pending = map[int32]float32{}
	}
	clear(st.pending)
	if w, ok := l.exact[word]; ok {
		st.pending[w] = 1
	}
	if strings.Trim(word, "0123456789") != "" {
		mask := letterMask(word)
		l.eachKey(word, func(h uint64) {
			l.near.each(h, func(w int32) {
				t := &l.words[w]
				if abs(len(t.text)-len(word)) > 4 || bits.OnesCount32(mask^t.mask) > 2+max(len(word), len(t.text))/2 {
					return
				}
				if _, ok := st.pending[w]; ok {
					return
				}
				st.pending[w] = 0
				if sim := float32(names.SimilarityFrom(word, t.text, float64(least))); sim >= least {
					st.pending[w] = sim
				}
			})
		})
	}
	var out []wordHit
	for w, sim := range st.pending {
		if sim > 0 {
			out = append(out, wordHit{w, sim})
		}
	}
	slices.SortFunc(out, func(a, b wordHit) int { return cmp.Or(cmp.Compare(b.sim, a.sim), cmp.Compare(a.word, b.word)) })
	return slices.Clip(out[:min(len(out), maxHits)])
}

func abs(x int) int {
	if x < 0 {
		return -x
	}
	return x
}

// findNames looks for names in the words that were read.
func (c *Scanner) findNames(st *scanState, text string, from, to int, about *About, least float64, out *[]Mention) {
	if len(st.seen) < len(c.lex.words) {
		st.seen = make([]int32, len(c.lex.words))
	}
	clear(st.matchers)
	clear(st.tried)
	f := &finder{c: c, st: st, text: text, about: about, least: least, out: out}
	words := st.words
	for i := range words {
		words[i].hits = c.hits(st, words[i].text, about.Whole)
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
	if about.Cut && len(words) > 0 {
		f.cutOff(len(words) - 1)
	}
	f.native(from, to)
}

// finder is one search.
type finder struct {
	c      *Scanner
	st     *scanState
	text   string
	about  *About
	least  float64
	out    *[]Mention
	marked []int32
	whole  *match.Matcher
	read   []match.Name
}

// joins looks for words that are written apart or together in the text: a word that is two or all words of a name, and two
// words that are one of a name's.
func (f *finder) joins(i int) {
	l, words := f.c.lex, f.st.words
	w := words[i].text
	if len(w) >= minJoined {
		for _, n := range l.joined[maphash.String(l.seed, w)] {
			f.tryJoined(n, i, i)
		}
	}
	if i+1 >= len(words) || len(w)+len(words[i+1].text) > 60 || len(w)+len(words[i+1].text) < minTypo {
		return
	}
	next := &words[i+1]
	if next.start == words[i].start {
		return
	}
	f.st.buf = append(append(f.st.buf[:0], w...), next.text...)
	if v, ok := l.exact[string(f.st.buf)]; ok && f.st.seen[v] == 0 {
		f.mark(v, i)
	}
	if next.line {
		for _, h := range f.c.hits(f.st, string(f.st.buf), true) {
			if f.st.seen[h.word] == 0 {
				f.mark(h.word, i)
			}
		}
	}
	if len(f.st.buf) >= minJoined {
		for _, n := range l.joined[maphash.Bytes(l.seed, f.st.buf)] {
			f.tryJoined(n, i, i+1)
		}
	}
}

// mark notes that the word of the lexicon stands at i, in two parts.
func (f *finder) mark(v int32, i int) {
	f.st.seen[v] = int32(i) + 1
	f.marked = append(f.marked, v)
	f.st.words[i].hits = append(slices.Clip(f.st.words[i].hits), wordHit{v, 1})
}

// around tries the names to which the word at i leads.
func (f *finder) around(i int) {
	l, word := f.c.lex, &f.st.words[i]
	if len(word.hits) == 0 {
		return
	}
	initials := f.initialBeside(i)
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
		for _, n := range l.single[h.word] {
			f.alone(n, i, h.sim)
		}
		if initials && l.words[h.word].rarity >= rareWord {
			for _, n := range l.rare[h.word] {
				f.withInitials(n, i)
			}
		}
	}
}

// at tries a name of which two words stand about i.
func (f *finder) at(number int32, i int) {
	l, n := f.c.lex, &f.c.lex.names[number]
	lo, hi := i, i
	found, lost, telling := float32(0), 0, false
	for k, w := range n.words {
		if w < 0 {
			continue
		}
		p := int(f.st.seen[w]) - 1
		if p < 0 || p < i-window || p > i+window {
			lost++
			continue
		}
		lo, hi = min(lo, p), max(hi, p)
		if n.tokens[k].Class == names.Word {
			found += l.words[w].rarity
			telling = telling || !l.words[w].ordinary
		}
	}
	least := float32(leastWhole)
	if !f.about.Whole {
		least = leastText
		switch {
		case found < leastBitsText || hi-lo >= len(n.tokens)+extraWords:
			return
		case lost > 0 && found < manyBits:
			return
		case !telling && (lost > 0 || !f.inOrder(n, lo, hi)):
			return // only ordinary words: nothing but the very name counts
		}
	}
	if found >= least*n.sum {
		f.compare(number, lo, hi)
	}
}

// inOrder reports whether the words from lo to hi are those of a name, one after the other, to the letter.
func (f *finder) inOrder(n *listedName, lo, hi int) bool {
	k := lo
	for i, t := range n.tokens {
		if n.words[i] < 0 {
			continue
		}
		for k <= hi && f.st.words[k].text != t.Text {
			k++
		}
		if k > hi {
			return false
		}
		k++
	}
	return hi-lo < len(n.tokens)+1
}

// alone tries a name of one word.
func (f *finder) alone(number int32, i int, sim float32) {
	n := &f.c.lex.names[number]
	if !f.about.Whole {
		if n.sum < leastAlone || sim < 1 && len(f.st.words[i].text) < 7 || f.ordinary(n, i, i) {
			return
		}
	}
	lo, hi := i, i
	for k, t := range n.tokens { // its other parts: a number, a generic word
		if w := n.words[k]; w >= 0 {
			if p := int(f.st.seen[w]) - 1; p >= 0 && abs(p-i) <= 3 {
				lo, hi = min(lo, p), max(hi, p)
			} else if !f.about.Whole {
				return
			}
		} else if t.Class == names.Initial && !f.about.Whole {
			return // K-Telekom is not Telekom
		}
	}
	f.compare(number, lo, hi)
}

// initialBeside reports whether a single letter stands beside the word at i.
func (f *finder) initialBeside(i int) bool {
	words := f.st.words
	for p := max(0, i-3); p <= min(len(words)-1, i+3); p++ {
		if p != i && (len(words[p].text) == 1 || f.about.Whole) {
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
		f.compare(number, lo, hi)
	}
}

func (f *finder) tryJoined(number int32, lo, hi int) {
	n := &f.c.lex.names[number]
	if hi == lo && len(n.tokens) > 2 { // two of several words are joined: others stand beside them
		a, b := lo, hi
		for _, w := range n.words {
			if w < 0 {
				continue
			}
			for p := max(0, lo-3); p <= min(len(f.st.words)-1, hi+3); p++ {
				if p != lo && slices.ContainsFunc(f.st.words[p].hits, func(h wordHit) bool { return h.word == w }) {
					a, b = min(a, p), max(b, p)
				}
			}
		}
		lo, hi = a, b
	}
	f.compare(number, lo, hi)
}

// compare weighs the words from lo to hi against a name, and keeps the mention if it reaches the least.
func (f *finder) compare(number int32, lo, hi int) {
	key := triedName{number, int32(lo), int32(hi)}
	if f.st.tried[key] {
		return
	}
	if f.st.tried == nil {
		f.st.tried = map[triedName]bool{}
	}
	f.st.tried[key] = true
	n := &f.c.lex.names[number]
	target := n.target()
	sum := -1e9
	if f.about.Whole {
		sum = f.wholeBits(&target)
	}
	partial := f.about.Whole && (lo > 0 || hi < len(f.st.words)-1)
	if !f.about.Whole || partial && (n.telling > 1 || len(n.tokens) > 2) {
		inside := f.spanBits(lo, hi, &target)
		if partial {
			inside -= insideCost
		}
		sum = max(sum, inside)
	}
	f.keep(number, lo, hi, sum)
}

// keep adds the evidence of facts, and the mention to those found.
func (f *finder) keep(number int32, lo, hi int, bits float64) {
	facts := &f.about.Facts
	if bits+facts.MostBits() < f.least {
		return
	}
	n := &f.c.lex.names[number]
	evidence := f.c.facts(n, facts)
	bits += match.Sum(evidence)
	if bits < f.least || !f.about.Whole && f.ordinary(n, lo, hi) {
		return
	}
	start, end := f.st.words[lo].start, f.st.words[hi].end
	for k := lo; k <= hi; k++ {
		start, end = min(start, f.st.words[k].start), max(end, f.st.words[k].end)
	}
	*f.out = append(*f.out, Mention{Kind: "name", Start: start, End: end, Text: f.text[start:end], Bits: bits, Score: match.Score(bits), Alert: true,
		Evidence: evidence, name: number, entry: n.entry})
}

// wholeBits compares the whole text, read as a name in each likely way.
func (f *finder) wholeBits(target *match.Name) float64 {
	if f.whole == nil {
		f.read = Spellings(f.text, nil)
		f.whole = match.NewMatcher(f.read, f.c.s.Index.Rarity)
	}
	best := -1e9
	for i := range f.read {
		best = max(best, f.whole.Bits(i, target))
	}
	return best
}

// spanBits compares a stretch of text.
func (f *finder) spanBits(lo, hi int, target *match.Name) float64 {
	m := f.matcher(lo, hi, target.Kind)
	if m == nil {
		return -1e9
	}
	return m.Bits(0, target)
}

func (f *finder) matcher(lo, hi int, kind names.Kind) *match.Matcher {
	key := spelling{span{int32(lo), int32(hi)}, kind}
	if m, ok := f.st.matchers[key]; ok {
		return m
	}
	if f.st.matchers == nil {
		f.st.matchers = map[spelling]*match.Matcher{}
	}
	name, ok := spanName(f.text[f.st.words[lo].start:f.st.words[hi].end], kind)
	var m *match.Matcher
	if ok {
		m = match.NewMatcher([]match.Name{name}, f.c.s.Index.Rarity)
	}
	f.st.matchers[key] = m
	return m
}

// spanName reads a stretch of text as a name.
func spanName(text string, kind names.Kind) (match.Name, bool) {
	flat := strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '/' || r == '*' {
			return ' '
		}
		return r
	}, text)
	n := match.Name{Text: text, Tokens: names.Tokens(flat, kind), Kind: kind}
	return n, len(n.Tokens) > 0
}

// ordinary reports whether a name of one word is too much like an ordinary word of the text to be meant: a listed ship is
// called Hope. Such a name needs a capital, and a ship's a word that says so or an IMO number nearby.
func (f *finder) ordinary(n *listedName, lo, hi int) bool {
	words := f.st.words
	if n.kind == names.Vessel && n.sum < 30 {
		for p := max(0, lo-4); p <= min(len(words)-1, hi+4); p++ {
			if p < lo || p > hi {
				if vesselWords[words[p].text] {
					return false
				}
			}
		}
		return true
	}
	if n.telling > 1 {
		return false
	}
	return !words[lo].capital || n.sum < leastAlone || lo == hi && words[lo].text != n.word() && (len(words[lo].text) < 7 || n.words[0] < 0)
}

var vesselWords = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq("mv mt vessel vessels ship ships tanker tankers imo boat freighter carrier bulker flag sailing voyage cargo loading discharge vsl mmsi") {
		m[w] = true
	}
	return m
}()

// cutOff looks for names whose beginning stands at the end of the text, their last word perhaps cut.
func (f *finder) cutOff(last int) {
	l, words := f.c.lex, f.st.words
	// names that have a word of the text as an anchor
	for i := max(0, last-window); i <= last; i++ {
		for _, h := range words[i].hits {
			for _, n := range l.rare[h.word] {
				f.tryCut(n)
			}
		}
	}
	w := words[last].text
	if len(w) < 4 {
		return
	}
	from, _ := slices.BinarySearchFunc(l.sorted, w, func(a int32, s string) int { return cmp.Compare(l.words[a].text, s) })
	for k := from; k < len(l.sorted) && k < from+400 && strings.HasPrefix(l.words[l.sorted[k]].text, w); k++ {
		for _, n := range l.rare[l.sorted[k]] {
			f.tryCut(n)
		}
	}
}

// tryCut compares the text with a name that is longer, cut to its length.
func (f *finder) tryCut(number int32) {
	key := triedName{number, -1, -1}
	if f.st.tried[key] {
		return
	}
	if f.st.tried == nil {
		f.st.tried = map[triedName]bool{}
	}
	f.st.tried[key] = true
	n := &f.c.lex.names[number]
	first := n.tokens[0].Text
	if !f.about.Whole || len(f.st.words) < 2 || len(first) == 0 || first[0] != f.st.words[0].text[0] {
		return
	}
	length := utf8.RuneCountInString(strings.TrimSpace(f.text))
	runes := []rune(n.text)
	if len(runes) <= length || len(runes) > 4*length {
		return
	}
	target := n.target()
	target.Tokens = names.Tokens(string(runes[:length]), n.kind)
	if len(target.Tokens) == 0 {
		return
	}
	f.keep(number, 0, len(f.st.words)-1, f.wholeBits(&target)-cutCost)
}

// native looks for names in scripts that are written without spaces, letter by letter.
func (f *finder) native(from, to int) {
	l := f.c.lex
	var before rune
	for i := from; i < to; {
		r, size := utf8.DecodeRuneInString(f.text[i:])
		if r >= 0x0E00 && unspaced(r) && before != 0 {
			start := i - utf8.RuneLen(before)
			for _, number := range l.native[[2]rune{before, r}] {
				n := &l.names[number]
				if !strings.HasPrefix(f.text[start:], n.text) || utf8.RuneCountInString(n.text) < 3 {
					continue
				}
				bits := match.Prior + 2 + float64(utf8.RuneCountInString(n.text))
				evidence := f.c.facts(n, &f.about.Facts)
				bits += match.Sum(evidence)
				if bits >= f.least {
					*f.out = append(*f.out, Mention{Kind: "name", Start: start, End: start + len(n.text), Text: n.text, Bits: bits, Score: match.Score(bits),
						Alert: true, Evidence: evidence, name: number, entry: n.entry})
				}
			}
		}
		before = 0
		if r >= 0x0E00 && unspaced(r) {
			before = r
		}
		i += size
	}
}

// facts weighs what is known of a party against what the list says.
func (c *Scanner) facts(n *listedName, facts *match.Facts) []match.Evidence {
	if facts.MostBits() == 0 && len(facts.IDs) == 0 {
		return nil
	}
	x := c.s.Index
	version, _, _ := standing(x, n.entry, c.v.inForce[x.List(n.entry)], c.v)
	_, listed := x.Facts(version)
	return match.CompareFacts(facts, &listed)
}

// explainName gives the evidence of a mention's name; it adds up to its bits, with that of the facts.
func (c *Scanner) explainName(m *Mention, text string, about *About) []match.Evidence {
	n := &c.lex.names[m.name]
	target := n.target()
	want := m.Bits - match.Sum(m.Evidence)
	var best []match.Evidence
	try := func(query []match.Name) {
		if len(query) == 0 {
			return
		}
		matcher := match.NewMatcher(query, c.s.Index.Rarity)
		for i := range query {
			if e := matcher.Explain(i, &target); best == nil || match.Sum(e) > match.Sum(best) {
				best = e
			}
		}
	}
	if about.Whole {
		try(Spellings(text, nil))
	}
	if q, ok := spanName(m.Text, n.kind); ok && (!about.Whole || m.Text != text) {
		try([]match.Name{q})
	}
	if rest := round2(want - match.Sum(best)); rest > 0.02 || rest < -0.02 {
		why := "the name stands in a longer text"
		switch {
		case rest > 0 && about.Cut:
			why = "the name was cut off at the end"
		case rest > 0:
			why = "letter by letter in its own script"
		}
		best = append(best, match.Evidence{Feature: "place", Query: m.Text, Target: n.text, Bits: rest, Why: why})
	}
	return best
}
