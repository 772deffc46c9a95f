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
	minSim        = 0.70              // of words that may be one
	shortSim      = 0.80              // of words of four letters
	maxHits       = 24                // words of the lexicon for one word of the text
	window        = 8                 // words on each side of an anchor
	extraWords    = 3                 // words of the text between those of a name
	insideCost    = 4.0               // bits that a name costs that is only a part of a party's name
	exactBits     = match.Prior + 2.0 // of a name that agrees to the letter, at least
	besideWord    = 3                 // bits of a generic word or number that stands beside a name of one word
	leastWhole    = 0.4               // of the rarity of a name's words that must stand in a party's name
	leastText     = 0.6               // and in a text
	leastBitsText = 14                // and in bits
	manyBits      = 30                // bits of words beside which others of the name may be missing
	rarestWord    = 16.5              // bits of a word that stands for a person by itself
	commonCost    = 2.5               // bits that it costs if all that agrees are ordinary words, or one short word
	leastAlone    = 15                // bits of a name of one word
	rareWord      = 12                // bits of a word that may stand beside initials
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
	if len(word) <= minTypo && !whole {
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
	if w, ok := l.exact[generic(word)]; ok {
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
		words[i].hits = c.hits(st, words[i].text, about.Whole)
	}
	for i := range words {
		f.letters += len(words[i].text)
		words[i].mask = letterMask(words[i].text)
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
	if about.Whole && len(words) > 0 {
		f.cutOff()
	}
	f.native(from, to)
}

// finder is one search.
type finder struct {
	c            *Scanner
	st           *scanState
	text         string
	about        *About
	least        float64
	out          *[]Mention
	marked       []int32
	doubles      []double
	whole        *match.Matcher
	read         []match.Name
	wholly       bool
	telling      int  // words of the text, -1 if they were not counted
	letters      int  // of the text
	how          how  // the last name was found
	exactly      bool // the last name that was found letter by letter has no slip
	ordinaryOnly bool // what was found are ordinary words alone
	letter       bool // what was found counts only letter by letter
	inside       bool // what was found may stand in a longer text
}

// joins looks for words that are written apart or together in the text: a word that is two or all words of a name, and two
// words that are one of a name's.
func (f *finder) joins(i int) {
	l, words := f.c.lex, f.st.words
	w := words[i].text
	if len(w) >= minJoined {
		h := maphash.String(l.seed, w)
		for _, n := range l.joined[h] {
			f.tryJoined(n, i)
		}
		for _, n := range l.wholly[h] {
			f.tryWholly(n, i, i)
		}
	}
	if i+1 >= len(words) {
		return
	}
	f.arabic(i)
	next := &words[i+1]
	if both := len(w) + len(next.text); both > 60 || both < minTypo+1 || next.start == words[i].start {
		return
	}
	f.st.buf = append(append(f.st.buf[:0], w...), next.text...)
	if next.line {
		for _, h := range f.c.hits(f.st, string(f.st.buf), true) {
			if f.st.seen[h.word] == 0 {
				f.mark(h, i, i+1)
			}
		}
	} else if v, ok := l.exact[string(f.st.buf)]; ok && f.st.seen[v] == 0 {
		f.mark(wordHit{v, 1}, i, i+1)
	}
	if len(f.st.buf) >= minJoined {
		for _, n := range l.wholly[maphash.Bytes(l.seed, f.st.buf)] {
			f.tryWholly(n, i, i+1)
		}
	}
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
	if !arabicParts[words[i].text] && !arabicParts[words[i+1].text] {
		return
	}
	for last := i + 1; last <= min(i+2, len(words)-1); last++ {
		tokens := names.Tokens(strings.Join(f.texts(i, last), " "), names.Person)
		if len(tokens) > 0 && len(tokens) < last-i+1 {
			for _, h := range f.c.hits(f.st, tokens[0].Text, true) {
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

// around tries the names to which the word at i leads.
func (f *finder) around(i int) {
	l, word := f.c.lex, &f.st.words[i]
	if len(word.hits) == 0 {
		return
	}
	initials := f.initialBeside(i)
	before, after := f.beside(i)
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
		for _, n := range l.single[h.word] {
			f.alone(n, i, h)
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
		f.inside, f.ordinaryOnly = inText, !telling
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
		if _, ordinary := ordinaryWords[f.st.words[i].text]; missing || !f.letter && (ordinary || sum < leastAlone || h.sim < 1 && len(f.st.words[i].text) < 7 && lo == hi || lo == hi && f.ordinary(n, i, i)) {
			return
		}
	}
	f.compare(number, lo, hi)
}

// compareLetters keeps a mention whose words are too common for any but the very name, letter by letter.
func (f *finder) compareLetters(number int32, n *listedName, lo, hi int) {
	from, to, ok := f.literally(n, lo, hi)
	if !ok && len(n.run) >= minInText {
		target := n.target()
		_, _, ok = f.spanBits(lo, hi, &target) // the same words, but for the legal form
		f.exactly = ok
	}
	if lo, hi := from, to; ok {
		f.how = f.letterHow()
		f.keep(number, lo, hi, f.letterBits()+rarityBits(18))
	}
}

// letterHow is how the last name was found letter by letter.
func (f *finder) letterHow() how {
	if f.exactly {
		return identical
	}
	return byLetters
}

// letterBits is what the last name is worth that was found letter by letter.
func (f *finder) letterBits() float64 {
	if f.exactly {
		return identicalBits
	}
	return literalBits
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
	if f.letter && !f.about.Whole {
		f.compareLetters(number, n, lo, hi)
		return
	}
	target := n.target()
	sum, rare, exact := -1e9, 0.0, false
	f.how = byWords
	if f.about.Whole {
		sum, rare, exact = f.wholeBits(&target)
	}
	partial := f.about.Whole && (lo > 0 || hi < len(f.st.words)-1)
	if !f.about.Whole || partial && f.inside && n.telling > 1 && (hi > lo || f.wholly) {
		inside, insideRare, _ := f.spanBits(lo, hi, &target)
		if partial {
			inside -= insideCost
		}
		if inside > sum {
			sum, rare = inside, insideRare
			if partial {
				f.how = partOf
			}
		}
	}
	literal := false
	if f.letter || sum+rarityBits(rare) < literalBits+rarityBits(18) {
		lo, hi, literal = f.literally(n, lo, hi)
		partial = f.about.Whole && (lo > 0 || hi < len(f.st.words)-1)
		literal = literal && (!partial || n.telling > 1 && len(n.run) >= minInText && (!f.ordinaryOnly || len(n.run) >= minPrefix))
	}
	switch {
	case f.letter && partial && !literal:
		return
	case literal || f.wholly && !partial && !n.weak() && sum < literalBits:
		if least := f.letterBits(); sum < least {
			sum, f.how = least, f.letterHow()
		}
		rare = max(rare, 18)
	}
	sum += rarityBits(rare)
	if !literal && f.about.Whole && (f.ordinaryOnly || n.telling == 1 && f.c.lex.longest(n) < minLiteral && !f.same(n)) {
		sum -= commonCost
	}
	f.ordinaryOnly = false
	if exact { // the house rule: somebody of exactly this name is listed
		sum = max(sum, match.Prior+0.5)
	}
	f.keep(number, lo, hi, sum)
}

// rarityBits is what it earns or costs that the words that agree are rarer or commoner than those of most names: the evidence
// of a name by itself ends where few ordinary names come near.
func rarityBits(rare float64) float64 { return min(max(0.2*(rare-18), -1.5), 1.5) - manyNames }

// manyNames is what it costs in bits that a text or message holds several names, each of which could be like a listed one.
const manyNames = 1.5

// same reports whether the whole text is the name letter by letter.
func (f *finder) same(n *listedName) bool {
	return f.letters == len(n.run) && len(n.run) <= 150 && f.spells(n.run, 0, len(f.st.words)-1, 0)
}

// keep adds the evidence of facts, and the mention to those found.
func (f *finder) keep(number int32, lo, hi int, sum float64) {
	facts := &f.about.Facts
	if sum+facts.MostBits() < f.least {
		return
	}
	n := &f.c.lex.names[number]
	if !f.about.Whole && f.ordinary(n, lo, hi) {
		return
	}
	evidence := f.c.facts(n, facts)
	sum += match.Sum(evidence)
	if sum < f.least {
		return
	}
	start, end := f.st.words[lo].start, f.st.words[hi].end
	for k := lo; k <= hi; k++ {
		start, end = min(start, f.st.words[k].start), max(end, f.st.words[k].end)
	}
	*f.out = append(*f.out, Mention{Kind: "name", Start: start, End: end, Text: f.text[start:end], Bits: sum, Score: match.Score(sum), Alert: true,
		Evidence: evidence, name: number, entry: n.entry, how: f.how})
}

// wholeBits compares the whole text, read as a name in each likely way.
func (f *finder) wholeBits(target *match.Name) (sum, rare float64, exact bool) {
	if f.whole == nil {
		for _, text := range unbroken(f.text) {
			f.read = append(f.read, Spellings(text, nil)...)
		}
		f.whole = match.NewMatcher(f.read, f.c.s.Index.Rarity)
	}
	return bestBits(f.whole, f.read, target)
}

// unbroken reads a text of several lines as one: a break stands between words, or in a word.
func unbroken(text string) []string {
	if !strings.ContainsAny(text, "\n/*") {
		return []string{text}
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r", ""), "\n//", "\n") // the mark of a line that continues
	var out []string
	for _, gap := range []rune{' ', -1} {
		out = append(out, strings.Map(func(r rune) rune {
			switch r {
			case '\n', '\r':
				return gap
			case '/', '*':
				return ' '
			}
			return r
		}, text))
		if !strings.Contains(text, "\n") {
			break
		}
	}
	return out
}

// bestBits compares each reading of a text with a name. One that agrees to the letter is worth exactBits at least, however
// common its words.
func bestBits(m *match.Matcher, read []match.Name, target *match.Name) (best, rare float64, exact bool) {
	best = -1e9
	for i := range read {
		features, _ := m.Features(i, target)
		sum := m.Bits(i, target)
		if !target.Weak && features.Exact() && words(read[i].Tokens) == words(target.Tokens) {
			sum, exact = max(sum, exactBits), true
		}
		if sum > best {
			best, rare = sum, m.RecordBits(i, target)
		}
	}
	return best, rare, exact
}

// spanBits compares a stretch of text.
func (f *finder) spanBits(lo, hi int, target *match.Name) (sum, rare float64, exact bool) {
	s := f.stretch(lo, hi, target.Kind)
	return bestBits(s.matcher, s.read, target)
}

// stretch is a part of the text, read as a name.
type stretch struct {
	matcher *match.Matcher
	read    []match.Name
}

func (f *finder) stretch(lo, hi int, kind names.Kind) stretch {
	key := spelling{span{int32(lo), int32(hi)}, kind}
	if s, ok := f.st.stretches[key]; ok {
		return s
	}
	if f.st.stretches == nil {
		f.st.stretches = map[spelling]stretch{}
	}
	read := spanNames(f.text[f.st.words[lo].start:f.st.words[hi].end], kind)
	s := stretch{match.NewMatcher(read, f.c.s.Index.Rarity), read}
	f.st.stretches[key] = s
	return s
}

// spanNames reads a stretch of text as a name.
func spanNames(text string, kind names.Kind) []match.Name {
	var out []match.Name
	for _, flat := range unbroken(text) {
		if tokens := names.Tokens(flat, kind); len(tokens) > 0 {
			out = append(out, match.Name{Text: flat, Tokens: tokens, Kind: kind})
		}
	}
	return out
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
	if n.telling > 1 || hi > lo {
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
				bits := match.Prior + 2 - manyNames + 2*float64(utf8.RuneCountInString(n.text))
				evidence := f.c.facts(n, &f.about.Facts)
				bits += match.Sum(evidence)
				if bits >= f.least {
					*f.out = append(*f.out, Mention{Kind: "name", Start: start, End: start + len(n.text), Text: n.text, Bits: bits, Score: match.Score(bits),
						Alert: true, Evidence: evidence, name: number, entry: n.entry, how: ownScript})
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
	want := m.Bits - match.Sum(m.Evidence)
	if m.how >= byLetters {
		return []match.Evidence{{Feature: "name", Query: strings.Join(strings.Fields(m.Text), " "), Target: n.text, Bits: round2(want), Why: howText[m.how]}}
	}
	read := spanNames(m.Text, n.kind)
	if about.Whole && m.how == byWords {
		read = nil
		for _, t := range unbroken(text) {
			read = append(read, Spellings(t, nil)...)
		}
	}
	target := n.target()
	matcher := match.NewMatcher(read, c.s.Index.Rarity)
	var best []match.Evidence
	for i := range read {
		if e := matcher.Explain(i, &target); best == nil || match.Sum(e) > match.Sum(best) {
			best = e
		}
	}
	if rest := round2(want - match.Sum(best)); rest != 0 {
		best = append(best, match.Evidence{Feature: "text", Query: strings.Join(strings.Fields(m.Text), " "), Target: n.text, Bits: rest, Why: howText[m.how]})
	}
	return best
}
