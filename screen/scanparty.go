package screen

import (
	_ "embed"
	"fmt"
	"hash/maphash"
	"math"
	"math/bits"
	"strconv"
	"strings"

	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// The name of a party is known to be a name, whole, and typed or cut by somebody. That allows more than the evidence of package
// match by itself: a word that differs and is no word of any name or text was probably mistyped; one that is such a word was
// probably meant. What such things are worth is learned (partyweights.tsv) from listed names, spoilt as names are in messages, and
// from ordinary names.

// PartyFeature is one thing that a comparison of a party's name with a listed one shows.
type PartyFeature uint8

// The features of a comparison.
const (
	PartyBias     PartyFeature = iota
	PartyEvidence              // bits of package match, less 15
	PartySame                  // the same words to the letter
	PartyLetters               // the same letters, written together, in some order of the words
	PartySlips                 // letters that are wrong, as a share of the longer name
	PartyFar                   // too many are wrong to count
	PartyMistyped              // words of the party that differ by a slip or two and are no words
	PartyOther                 // words of the party that differ by a slip or two and are words
	PartyStrange               // words of the party that are unlike any of the name's
	PartyWithin                // the name is a part of the party's
	PartyLength                // log2 of the letters of the listed name
	PartyOneWord               // the listed name has one telling word
	PartyPerson                // it is a person's
	PartyVessel                // or a ship's
	PartyFeatureCount
)

var partyFeatureNames = [...]string{"bias", "evidence", "same words", "same letters", "share of wrong letters", "too many wrong letters", "mistyped words", "other words", "strange words",
	"within a longer name", "letters", "one telling word", "person", "vessel"}

func (f PartyFeature) String() string { return partyFeatureNames[f] }

// PartyFeatures are the values of the features, PartyWeights their worth in bits for each unit.
type (
	PartyFeatures [PartyFeatureCount]float64
	PartyWeights  [PartyFeatureCount]float64
)

// Bits is the evidence of a comparison; 15 is an alert at the default threshold.
func (w *PartyWeights) Bits(x *PartyFeatures) (bits float64) {
	for k := range x {
		bits += w[k] * x[k]
	}
	return bits
}

//go:embed partyweights.tsv
var partyWeightsTSV string

var partyWeights = func() (w PartyWeights) {
	found := 0
	for line := range strings.Lines(partyWeightsTSV) {
		feature, value, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for k, name := range partyFeatureNames {
			if name == feature {
				v, err := strconv.ParseFloat(value, 64)
				if err != nil {
					panic("screen: partyweights.tsv: " + feature + ": " + err.Error())
				}
				w[k], found = v, found+1
			}
		}
	}
	if found != int(PartyFeatureCount) {
		panic(fmt.Sprintf("screen: partyweights.tsv: %d of %d features", found, PartyFeatureCount))
	}
	return w
}()

// Comparison is a party's name beside a listed one; for training.
type Comparison struct {
	Entry    index.Entry
	Text     string // of the listed name
	Features PartyFeatures
}

// Compare gives the comparisons that a party's name leads to.
func (c *Scanner) Compare(name string) []Comparison {
	var out []Comparison
	st := c.pool.Get().(*scanState)
	defer c.pool.Put(st)
	var found []Mention
	about := About{Whole: true}
	st.observe = func(number int32, x *PartyFeatures) {
		out = append(out, Comparison{c.lex.names[number].entry, c.lex.names[number].text, *x})
	}
	st.read(name, 0, len(name))
	c.findNames(st, name, 0, len(name), &about, -100, &found)
	st.observe = nil
	return out
}

// SameParty reports whether two entries are of one party.
func (c *Scanner) SameParty(a, b index.Entry) bool { return c.s.clusterOf(a) == c.s.clusterOf(b) }

// party weighs the whole text, which is a party's name, against a listed name of which words stand from lo to hi.
func (f *finder) party(number int32, lo, hi int) {
	n := &f.c.lex.names[number]
	target := n.target()
	evidence, same := f.wholeBits(&target)
	last := len(f.st.words) - 1
	x := f.partyFeatures(n, 0, last, evidence)
	if same {
		x[PartySame] = 1
	}
	sum, how := partyWeights.Bits(&x), byWords
	best := x
	if (lo > 0 || hi < last) && f.inside && n.telling > 1 && (hi > lo || f.wholly) {
		evidence, _, _ := f.spanBits(lo, hi, &target)
		x := f.partyFeatures(n, lo, hi, evidence)
		x[PartyWithin] = 1
		if within := partyWeights.Bits(&x); within > sum {
			sum, how, best = within, partOf, x
		} else {
			lo, hi = 0, last
		}
	} else {
		lo, hi = 0, last
	}
	if f.st.observe != nil {
		f.st.observe(number, &best)
	}
	if same && !f.c.lex.common(n) || x[PartyLetters] == 1 && len(n.run) >= leastLetters && !n.weak() { // the house rule: somebody of exactly this name is listed
		sum = max(sum, match.Prior+0.5)
	}
	f.how = how
	f.keep(number, lo, hi, sum)
}

// common reports whether a name has no word but one of ordinary texts or of very many organisations: Holding Co. Ltd.
func (l *lexicon) common(n *listedName) bool { return n.telling == 1 && n.sum < commonName }

// commonName is the rarity in bits of a word that names nobody.
const commonName = 5.5

// leastLetters is how long a name is that counts as the same if only its letters are the same, written together.
const leastLetters = 8

// mostSlips is the share of a name's letters that may be wrong to be counted.
const mostSlips = 0.25

// partyFeatures are what the words from lo to hi show beside a listed name.
func (f *finder) partyFeatures(n *listedName, lo, hi int, evidence float64) (x PartyFeatures) {
	x[PartyBias] = 1
	x[PartyEvidence] = evidence - match.Prior
	x[PartyLength] = math.Log2(float64(max(len(n.run), 4)))
	if n.telling == 1 {
		x[PartyOneWord] = 1
	}
	switch n.kind {
	case names.Person:
		x[PartyPerson] = 1
	case names.Vessel:
		x[PartyVessel] = 1
	}
	for k := lo; k <= hi; k++ {
		switch w := f.st.words[k].text; {
		case len(w) < 2 || f.st.words[k].foreign || n.has(w):
		case !n.near(w):
			x[PartyStrange] = min(x[PartyStrange]+1, 4)
		case digitsOf(w) || f.c.lex.isWord(w):
			x[PartyOther] = min(x[PartyOther]+1, 4)
		default:
			x[PartyMistyped] = min(x[PartyMistyped]+1, 4)
		}
	}
	x[PartySlips], x[PartyFar] = mostSlips, 1
	if x[PartyStrange] == 0 { // else the names differ by more than slips
		if x[PartySlips], x[PartyFar] = f.slipShare(n, lo, hi); x[PartySlips] == 0 {
			x[PartyLetters] = 1
		}
	}
	return x
}

// has reports whether a word is one of the name's.
func (n *listedName) has(word string) bool {
	for i := range n.tokens {
		if n.tokens[i].Text == word {
			return true
		}
	}
	return false
}

// near reports whether a word stands in the name, written together, but for a slip or two.
func (n *listedName) near(word string) bool {
	if strings.Contains(n.run, word) {
		return true
	}
	most := int32((len(word) + 3) / 6)
	if most == 0 || len(word) > 30 || len(n.run) > 150 {
		return false
	}
	var buf [2][32]int32
	last, now := buf[0][:len(word)+1], buf[1][:len(word)+1]
	for i := range last {
		last[i] = int32(i)
	}
	for j := range len(n.run) { // an occurrence may begin at each letter at no cost
		now[0] = 0
		c := n.run[j]
		for i := 1; i <= len(word); i++ {
			d := last[i-1]
			if word[i-1] != c {
				d++
			}
			now[i] = min(d, last[i]+1, now[i-1]+1)
		}
		if now[len(word)] <= most+1 && (now[len(word)] <= most || swapped(n.run, j, word)) {
			return true
		}
		last, now = now, last
	}
	return false
}

// swapped reports whether the letters to j are the word but for two that changed places.
func swapped(run string, j int, word string) bool {
	from := j + 1 - len(word)
	if from < 0 {
		return false
	}
	for i := range len(word) {
		if run[from+i] != word[i] {
			return i+1 < len(word) && run[from+i] == word[i+1] && run[from+i+1] == word[i] && run[from+i+2:j+1] == word[i+2:]
		}
	}
	return true
}

// isWord reports whether a word is one of a listed name, of ordinary names or of ordinary texts.
func (l *lexicon) isWord(word string) bool {
	if _, ok := l.exact[word]; ok {
		return true
	}
	if _, ok := ordinaryWords[word]; ok {
		return true
	}
	return names.Common(word)
}

// slipShare is the share of letters by which the words from lo to hi, written together, differ from the name; far if they are more
// than mostSlips. The words may begin with any of them: surnames and legal forms stand first or last.
func (f *finder) slipShare(n *listedName, lo, hi int) (share, far float64) {
	var buf [320]byte
	text, mask := buf[:0], uint32(0)
	var starts [maxTurns]int
	words := hi - lo + 1
	for k := lo; k <= hi; k++ {
		w := &f.st.words[k]
		if len(text)+len(w.text) > 150 {
			return mostSlips, 1
		}
		if k-lo < maxTurns {
			starts[k-lo] = len(text)
		}
		text = append(text, w.text...)
		mask |= w.mask
	}
	longer := max(len(text), len(n.run), 1)
	most := int(mostSlips * float64(longer))
	if len(n.run) > 150 || abs(len(text)-len(n.run)) > most || bits.OnesCount32(mask^n.mask) > 2*most {
		return mostSlips, 1
	}
	d := edits(text, n.run, most)
	if d > 0 && words > 1 && words <= maxTurns {
		size := len(text)
		text = append(text, text...)
		for k := 1; k < words && d > 0; k++ {
			at := starts[k]
			if text[at] == n.run[0] || text[at+size-1] == n.run[len(n.run)-1] {
				d = min(d, edits(text[at:at+size], n.run, min(most, d)))
			}
		}
	}
	if d <= most {
		return float64(d) / float64(longer), 0
	}
	return mostSlips, 1
}

// maxTurns is how many words a name may have to be read from each of them.
const maxTurns = 10

// near tries the names of which the letters, written together, are those of the whole text but for a slip or two: they begin or end
// alike. That finds names whose words are all misspelt, joined or parted.
func (f *finder) near() {
	var buf [160]byte
	text, mask := buf[:0], uint32(0)
	for i := range f.st.words {
		w := &f.st.words[i]
		if len(text)+len(w.text) > 150 {
			return
		}
		text = append(text, w.text...)
		mask |= w.mask
	}
	last := len(f.st.words) - 1
	f.c.lex.eachEnd(text, func(h uint64) {
		f.c.lex.ends.upTo(h, manyEnds, func(number int32) {
			n := &f.c.lex.names[number]
			most := 1 + len(n.run)/10
			if abs(len(text)-len(n.run)) <= most && bits.OnesCount32(mask^n.mask) <= 2*most {
				f.compare(number, 0, last)
			}
		})
	})
}

// runs tries the names whose first or last letters stand in the text from the beginning, or to the end, of a word on: that finds long
// names of which words are joined, or broken by the end of a line, and misspelt.
func (f *finder) runs() {
	words := f.st.words
	if len(words) < 2 {
		return
	}
	most := fewEnds
	if f.about.Field {
		most = manyEnds
	}
	run := f.st.run[:0]
	f.st.at = f.st.at[:0]
	for i := range words {
		f.st.at = append(f.st.at, int32(len(run)))
		run = append(run, words[i].text...)
	}
	f.st.at = append(f.st.at, int32(len(run)))
	f.st.run = run
	for i := range words {
		if from := int(f.st.at[i]); from+longEnd <= len(run) {
			f.c.lex.ends.upTo(maphash.Bytes(f.c.lex.seed, run[from:from+longEnd])^longEnd, most, func(number int32) {
				f.runFrom(number, i)
			})
		}
		if to := int(f.st.at[i+1]); to >= longEnd {
			f.c.lex.ends.upTo(maphash.Bytes(f.c.lex.seed, run[to-longEnd:to])^longEnd<<8, most, func(number int32) {
				f.runTo(number, i)
			})
		}
	}
}

// runFrom tries a name that begins with word i.
func (f *finder) runFrom(number int32, i int) {
	n := &f.c.lex.names[number]
	most := runSlips(n)
	size, mask := 0, uint32(0)
	for k := i; k < len(f.st.words); k++ {
		size += len(f.st.words[k].text)
		mask |= f.st.words[k].mask
		if size > len(n.run)+most {
			return
		}
		if size >= len(n.run)-most && bits.OnesCount32(mask^n.mask) <= 2*most {
			f.runAt(number, n, i, k, most)
		}
	}
}

// runTo tries a name that ends with word i.
func (f *finder) runTo(number int32, i int) {
	n := &f.c.lex.names[number]
	most := runSlips(n)
	size, mask := 0, uint32(0)
	for k := i; k >= 0; k-- {
		size += len(f.st.words[k].text)
		mask |= f.st.words[k].mask
		if size > len(n.run)+most {
			return
		}
		if size >= len(n.run)-most && bits.OnesCount32(mask^n.mask) <= 2*most {
			f.runAt(number, n, k, i, most)
		}
	}
}

// runSlips is how many letters may be wrong in a name in a text.
func runSlips(n *listedName) int { return 1 + len(n.run)/12 }

func (f *finder) runAt(number int32, n *listedName, lo, hi, most int) {
	if from, to := f.st.at[lo], f.st.at[hi+1]; edits(f.st.run[from:to], n.run, most) <= most {
		f.letter, f.inside = false, true
		f.compare(number, lo, hi)
	}
}

// eachEnd gives the hashes by which a run of letters is found that has slips: its first and its last letters.
func (l *lexicon) eachEnd(run []byte, yield func(uint64)) {
	size := len(run)
	for _, k := range [...]int{endLetters, longEnd} {
		if size < k+2 {
			return
		}
		yield(maphash.Bytes(l.seed, run[:k]) ^ uint64(k))
		yield(maphash.Bytes(l.seed, run[size-k:]) ^ uint64(k)<<8)
	}
}

const (
	endLetters = 5
	longEnd    = 8
	manyEnds   = 150 // names that begin or end alike and are tried by that
	fewEnds    = 12  // and in a long text
)
