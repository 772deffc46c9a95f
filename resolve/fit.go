package resolve

import (
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// fit is how the best pair of names of two records agrees.
type fit struct {
	bits     float64
	evidence []match.Evidence

	agreed    []string // words of the first that agree
	country   string   // in which they are common
	paired    int      // telling words that agree
	initials  int      // of them, agreements of an initial
	doubtful  bool     // two words agree that are forms of different given names
	leftA     []names.Token
	leftB     []names.Token
	fullNames string // objection of the fullest names
	aliasOnly bool   // only aliases agree
	rare      bool   // a word that agrees is rare on the lists
	otherForm bool   // both names have legal forms, but not the same ones
}

// bestName compares every name of the one with every name of the other. Strong names win over weak ones.
func (c *Comparer) bestName(a, b int) *fit {
	x, y := c.records[a], c.records[b]
	f := &fit{bits: -99}
	bi, bj := -1, -1
	primary := -99.0 // the most that a pair of names earns of which one is no alias
	least := c.worthWhile(a, b)
	if least == noName {
		return f
	}
	if c.first != a {
		c.first, c.matcher = a, match.NewMatcher(x.Names, c.rarityOf)
	}
	for j := range y.Names {
		for i := range x.Names {
			if shared(c.skeletons[a][i], c.skeletons[b][j]) < least {
				continue
			}
			bits := c.matcher.RecordBits(i, &y.Names[j])
			if bits > f.bits {
				f.bits, bi, bj = bits, i, j
			}
			if x.primary[i] || y.primary[j] {
				primary = max(primary, bits)
			}
		}
	}
	if bi < 0 || f.bits < leastNameBits {
		return f
	}
	f.evidence = c.matcher.ExplainRecord(bi, &y.Names[bj])
	f.read(x.Names[bi].Tokens, y.Names[bj].Tokens)
	for _, t := range x.Names[bi].Tokens {
		f.rare = f.rare || t.Class == names.Word && c.rarityOf(t.Text) >= rareWord
	}
	formsX, formsY := legalForms(x.Names[bi].Tokens), legalForms(y.Names[bj].Tokens)
	f.aliasOnly = primary < match.Prior && primary < f.bits && !primaryAgree(x, y)
	f.otherForm = len(formsX) > 0 && len(formsY) > 0 && !slices.Equal(formsX, formsY)
	if match.KindOf(x.Schema) == names.Person || match.KindOf(y.Schema) == names.Person {
		f.fullNames = fullNames(x, y, wordsOf(x.Names[bi].Tokens), wordsOf(y.Names[bj].Tokens))
	}
	for i := range f.evidence {
		if e := &f.evidence[i]; e.Query == unspoken {
			e.Query, e.Target = text(x.Names[bi].Tokens), text(y.Names[bj].Tokens)
		}
	}
	return f
}

// rareWord is from how many bits a word of a name is rare: some ten records of a hundred thousand have it, mostly those of
// one party.
const rareWord = 12.5

// primaryAgree reports whether a name that is no alias of the one holds the words of one of the other, or the reverse.
func primaryAgree(x, y *Record) bool {
	for n := range x.Names {
		for m := range y.Names {
			if !x.primary[n] || !y.primary[m] {
				continue
			}
			if a, b := wordsOf(x.Names[n].Tokens), wordsOf(y.Names[m].Tokens); min(len(a), len(b)) > 0 && fits(a, b) {
				return true
			}
		}
	}
	return false
}

// legalForms are the legal forms in a name, sorted, each once.
func legalForms(tokens []names.Token) []string {
	var out []string
	for _, t := range tokens {
		if t.Class == names.LegalForm {
			out = append(out, t.Text)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func text(tokens []names.Token) string {
	parts := make([]string, len(tokens))
	for i, t := range tokens {
		parts[i] = t.Text
	}
	return strings.Join(parts, " ")
}

// read takes the structure of an alignment from its evidence: words with a counterpart on both sides, words left over.
func (f *fit) read(a, b []names.Token) {
	for _, e := range f.evidence {
		switch {
		case e.Query == unspoken || e.Query == "" && e.Target == "":
		case e.Target == "":
			f.leftA = append(f.leftA, find(a, e.Query)...)
		case e.Query == "":
			f.leftB = append(f.leftB, find(b, e.Target)...)
		default:
			f.pair(find(a, e.Query), find(b, e.Target))
		}
	}
}

func (f *fit) pair(a, b []names.Token) {
	if len(a) == 0 || len(b) == 0 {
		return
	}
	for _, t := range a {
		if substantive(t.Class) && len(t.Text) > 1 {
			f.agreed = append(f.agreed, t.Text)
		}
	}
	if len(a) == 1 && len(b) == 1 {
		switch {
		case len(a[0].Text) == 1 || len(b[0].Text) == 1:
			f.initials++
			return
		case !substantive(a[0].Class) || !substantive(b[0].Class):
			return
		case !agree(a[0].Text, b[0].Text):
			f.doubtful = true
			return
		}
	}
	f.paired += min(2, max(len(a), len(b)))
}

// find returns the tokens that a piece of evidence speaks of.
func find(tokens []names.Token, said string) []names.Token {
	var out []names.Token
	for w := range strings.FieldsSeq(said) {
		if i := slices.IndexFunc(tokens, func(t names.Token) bool { return t.Text == w }); i >= 0 {
			out = append(out, tokens[i])
		}
	}
	return out
}

// leastAlike is the similarity from which two words are spellings of one.
const leastAlike = 0.84

// agree reports whether two words are spellings of one name. Two names that both are known as given names must be known
// as forms of one: Hasan and Husayn are alike, but brothers.
func agree(a, b string) bool {
	if a == b || names.SameGiven(a, b) {
		return true
	}
	if names.SameGiven(a, a) && names.SameGiven(b, b) {
		return false
	}
	return names.SimilarityFrom(a, b, leastAlike) >= leastAlike
}

// objection says why the names alone do not allow to join two records, "" if they do; clear says that they do not even
// allow to propose it.
func (f *fit) objection(kind names.Kind) (why string, clear bool) {
	telling := func(left []names.Token, classes ...names.Class) int {
		n := 0
		for _, t := range left {
			if slices.Contains(classes, t.Class) {
				n++
			}
		}
		return n
	}
	if f.aliasOnly {
		return "only aliases agree, which a family or a group may share", false
	}
	if kind == names.Person {
		a := telling(f.leftA, names.Word, names.Patronymic, names.Initial)
		b := telling(f.leftB, names.Word, names.Patronymic, names.Initial)
		switch {
		case f.paired < 2:
			return "fewer than two words of the names agree", f.paired+f.initials < 2
		case a > 0 && b > 0:
			return "each name has a word that the other lacks", a+b > 2
		case f.doubtful:
			return "two given names are alike, but not known as forms of one", false
		case a > 2 || b > 2:
			return "one name has much that the other lacks", false
		}
		return f.fullNames, false
	}
	classes := []names.Class{names.Word, names.Generic, names.Numeral, names.Patronymic, names.Initial}
	a, b := telling(f.leftA, classes...), telling(f.leftB, classes...)
	switch {
	case kind == names.Vessel:
		return "ships and aircraft change and share names: only a number joins them", a+b > 0
	case a+b > 0:
		return "a word of the one name is missing in the other", a > 0 && b > 0 || a+b > 1
	case f.doubtful || f.initials > 0:
		return "a word differs", false
	case f.otherForm:
		return "the legal forms differ", false
	}
	return "", false
}

// fullNames looks at the fuller forms of the names that agree: names of three words and more that hold their words. Where
// both records have some, two of them must agree without a word left on both sides, and so must two of their
// patronymics. An alias that leaves such words out must not hide that they differ.
func fullNames(x, y *Record, agreedX, agreedY []string) string {
	fx, px := fuller(x, agreedX)
	fy, py := fuller(y, agreedY)
	if len(px) > 0 && len(py) > 0 && !anyPair(px, py, func(a, b []string) bool { return agreePatronymic(a[0], b[0]) }) {
		return "other patronymics"
	}
	if len(fx) > 0 && len(fy) > 0 && !anyPair(fx, fy, fits) {
		return "the full names differ"
	}
	return ""
}

// fuller returns the strong names of three telling words and more that hold the given ones, and their patronymics.
func fuller(r *Record, agreed []string) (full, patronymics [][]string) {
	for n := range r.Names {
		name := &r.Names[n]
		if name.Weak || name.Former {
			continue
		}
		words := wordsOf(name.Tokens)
		if len(words) < 3 || !fits(agreed, words) {
			continue
		}
		full = append(full, words)
		for _, t := range name.Tokens {
			if t.Class == names.Patronymic {
				patronymics = append(patronymics, []string{t.Text})
			}
		}
	}
	return full, patronymics
}

// wordsOf are the telling words of a name.
func wordsOf(tokens []names.Token) []string {
	var out []string
	for _, t := range tokens {
		if substantive(t.Class) {
			out = append(out, t.Text)
		}
	}
	return out
}

// agreePatronymic compares patronymics, of which Belarusian and Ukrainian forms differ by more than their spelling.
func agreePatronymic(a, b string) bool { return names.SimilarityFrom(a, b, 0.8) >= 0.8 }

func anyPair(a, b [][]string, ok func(a, b []string) bool) bool {
	for _, x := range a {
		for _, y := range b {
			if ok(x, y) {
				return true
			}
		}
	}
	return false
}

// fits reports whether the words of one name all stand in the other one.
func fits(a, b []string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	used := make([]bool, len(b))
	for _, w := range a {
		at := -1
		for j, v := range b {
			if !used[j] && (w == v || agree(w, v) || agreePatronymic(w, v) && len(w) > 6) {
				at = j
				if w == v {
					break
				}
			}
		}
		if at < 0 {
			return false
		}
		used[at] = true
	}
	return true
}
