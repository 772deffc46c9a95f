package screen

import (
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// compareLetters keeps a mention whose words are too common for any but the very name, letter by letter.
func (f *finder) compareLetters(number int32, n *listedName, lo, hi int) {
	if n.sum < leastLiteral {
		return
	}
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

// leastLiteral is how rare the words of a name are in bits that is found letter by letter in a text.
const leastLiteral = 8

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
	if f.about.Whole {
		f.party(number, lo, hi)
		return
	}
	n := &f.c.lex.names[number]
	if f.letter {
		f.compareLetters(number, n, lo, hi)
		return
	}
	f.how = byWords
	target := n.target()
	sum, rare, exact := f.spanBits(lo, hi, &target)
	evidence := sum
	literal := false
	if sum+rarityBits(rare) < literalBits+rarityBits(18) {
		lo, hi, literal = f.literally(n, lo, hi)
	}
	if literal || f.wholly && !n.weak() && sum < literalBits {
		if least := f.letterBits(); sum < least {
			sum, f.how = least, f.letterHow()
		}
		rare = max(rare, 18)
	}
	sum += rarityBits(rare)
	x := f.partyFeatures(n, lo, hi, evidence)
	if exact {
		x[PartySame] = 1
	}
	if alike := partyWeights.Bits(&x) - f.textCost(n); alike > sum && n.telling > 1 {
		sum, f.how = alike, byWords
	}
	if exact { // the house rule: somebody of exactly this name is listed
		sum = max(sum, match.Prior+0.5)
	}
	f.keep(number, lo, hi, sum)
}

// textCost is what it costs that a name stands in a text, in bits: each stretch of it could be a name.
func (f *finder) textCost(n *listedName) float64 {
	cost := textBits
	if f.about.Field {
		cost = fieldBits
	}
	return cost + max(0, (commonSum-float64(n.sum))*commonBit)
}

const (
	textBits  = 5.0
	fieldBits = 1.2
	commonSum = 24  // bits of the words of a name; of one that is commoner
	commonBit = 0.3 // this part of the rest is taken off
)

// rarityBits is what it earns or costs that the words that agree are rarer or commoner than those of most names: the evidence
// of a name by itself ends where few ordinary names come near.
func rarityBits(rare float64) float64 { return min(max(0.2*(rare-18), -1.5), 1.5) - manyNames }

// manyNames is what it costs in bits that a text or message holds several names, each of which could be like a listed one.
const manyNames = 1.5

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
func (f *finder) wholeBits(target *match.Name) (sum float64, exact bool) {
	if f.whole == nil {
		for _, text := range unbroken(f.text) {
			f.read = append(f.read, Spellings(text, nil)...)
		}
		f.whole = match.NewMatcher(f.read, f.c.s.Index.Rarity)
	}
	sum, _, exact = bestBits(f.whole, f.read, target)
	return sum, exact
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

// bestBits compares each reading of a text with a name, and tells which fits best. One that agrees to the letter is worth exactBits at least, however
// common its words.
func bestBits(m *match.Matcher, read []match.Name, target *match.Name) (best float64, at int, exact bool) {
	best = -1e9
	for i := range read {
		features, kind := m.Features(i, target)
		weights := match.KindWeights(kind)
		sum := weights.Bits(&features)
		if !target.Weak && features.Exact() && sameWords(read[i].Tokens, target.Tokens) {
			sum, exact = max(sum, exactBits), true
		}
		if sum > best {
			best, at = sum, i
		}
	}
	return best, at, exact
}

// sameWords reports whether two names have the same words, legal forms and the father's name of the listed one aside. Beside a single
// word titles count too: Alexander is not Marshal Alexander.
func sameWords(read, listed []names.Token) bool {
	titles := words(listed) == 1
	return words(read) == words(listed) && holds(listed, read, titles, false) && holds(read, listed, titles, true)
}

// holds reports whether all words of one name that count are among those of another.
func holds(all, some []names.Token, titles, father bool) bool {
	for _, t := range some {
		switch {
		case t.Class == names.LegalForm, t.Class == names.Title && !titles, t.Class == names.Patronymic && father:
			continue
		}
		if !slices.ContainsFunc(all, func(o names.Token) bool { return o.Text == t.Text }) {
			return false
		}
	}
	return true
}

// spanBits compares a stretch of text.
func (f *finder) spanBits(lo, hi int, target *match.Name) (sum, rare float64, exact bool) {
	s := f.stretch(lo, hi, target.Kind)
	sum, at, exact := bestBits(s.matcher, s.read, target)
	if len(s.read) > 0 {
		rare = s.matcher.RecordBits(at, target)
	}
	return sum, rare, exact
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
		return !f.about.Field || n.sum < commonSum || len(n.tokens) < 2 || hi == lo
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
