package match

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/names"
)

// MaxTokens is how many tokens of a name are compared.
const MaxTokens = 24

// pair is one token of the query set against one or two of the target, or the reverse.
type pair struct {
	q, t   int     // first token of each
	qn, tn int     // how many tokens
	cost   float64 // the distance in spelling, in typos
	how    how
}

type how uint8

const (
	equal how = iota
	spelling
	givenVariant
	initial
	joined
)

var howText = [...]string{equal: "same spelling", spelling: "another spelling", givenVariant: "form of the same given name",
	initial: "initial", joined: "written together"}

// alignment pairs the tokens of two names, best pairs first.
type alignment struct {
	pairs  [MaxTokens]pair
	n      int
	qUsed  [MaxTokens]bool
	tUsed  [MaxTokens]bool
	qRare  [MaxTokens]float64
	tRare  [MaxTokens]float64
	qN, tN int
}

// run pairs the tokens of a spelling of the query with those of a name, which were compared before unless known is nil.
func (a *alignment) run(m *Matcher, query int, t []names.Token, known []*compared) {
	q := m.query[query].Tokens
	a.n, a.qN, a.tN = 0, min(len(q), MaxTokens), min(len(t), MaxTokens)
	clear(a.qUsed[:])
	clear(a.tUsed[:])
	possible := &m.possible
	n := 0
	add := func(p pair) {
		if n < len(possible) {
			possible[n] = p
			n++
			return
		}
		worst := 0
		for i := range possible {
			if possible[i].cost > possible[worst].cost {
				worst = i
			}
		}
		if possible[worst].cost > p.cost {
			possible[worst] = p
		}
	}
	for i := range a.qN {
		a.qRare[i] = m.rare[m.number[query][i]]
	}
	for j := range a.tN {
		var x *compared
		if known != nil {
			x = known[j]
		} else {
			x = m.compare(t[j])
		}
		a.tRare[j] = x.rarity
		for i := range a.qN {
			if c := &x.row[m.number[query][i]]; c.ok {
				add(pair{i, j, 1, 1, c.cost, c.how})
			}
		}
	}
	a.joins(q[:a.qN], t[:a.tN], add)
	for n > 0 {
		best := -1
		for i := range n {
			p := &possible[i]
			if a.taken(p) {
				continue
			}
			if best < 0 || better(p, &possible[best]) {
				best = i
			}
		}
		if best < 0 {
			return
		}
		p := possible[best]
		for k := range p.qn {
			a.qUsed[p.q+k] = true
		}
		for k := range p.tn {
			a.tUsed[p.t+k] = true
		}
		a.pairs[a.n] = p
		a.n++
		possible[best] = possible[n-1]
		n--
	}
}

func better(p, q *pair) bool {
	if p.cost != q.cost {
		return p.cost < q.cost
	}
	return abs(p.q-p.t) < abs(q.q-q.t)
}

func abs(x int) int {
	if x < 0 {
		return -x
	}
	return x
}

func (a *alignment) taken(p *pair) bool {
	for k := range p.qn {
		if a.qUsed[p.q+k] {
			return true
		}
	}
	for k := range p.tn {
		if a.tUsed[p.t+k] {
			return true
		}
	}
	return false
}

// joins pairs two neighbouring tokens of one side with one of the other: "Abdul Rahman" and "Abdulrahman"; and the
// whole of one side written as one word.
func (a *alignment) joins(q, t []names.Token, add func(pair)) {
	if len(q) == 1 && len(t) > 1 && len(t) <= 4 {
		if c, ok := joinedCost(q[0].Text, t); ok {
			add(pair{0, 0, 1, len(t), c, joined})
		}
	}
	if len(t) == 1 && len(q) > 1 && len(q) <= 4 {
		if c, ok := joinedCost(t[0].Text, q); ok {
			add(pair{0, 0, len(q), 1, c, joined})
		}
	}
	for i := 0; i+1 < len(q); i++ {
		for j := range t {
			if len(t) > 1 || len(q) > 4 {
				if c, ok := joinedCost(t[j].Text, q[i:i+2]); ok {
					add(pair{i, j, 2, 1, c, joined})
				}
			}
		}
	}
	for j := 0; j+1 < len(t); j++ {
		for i := range q {
			if len(q) > 1 || len(t) > 4 {
				if c, ok := joinedCost(q[i].Text, t[j:j+2]); ok {
					add(pair{i, j, 1, 2, c, joined})
				}
			}
		}
	}
}

// joinedCost compares a word with several written together; one slip in a long word is let pass.
func joinedCost(word string, parts []names.Token) (float64, bool) {
	total := 0
	for _, p := range parts {
		total += len(p.Text)
	}
	if total < 4 || abs(total-len(word)) > 1 || word[0] != parts[0].Text[0] {
		return 0, false
	}
	var buf [128]byte
	if total > len(buf) {
		return 0, false
	}
	b := buf[:0]
	for _, p := range parts {
		b = append(b, p.Text...)
	}
	if string(b) == word {
		return 0, true
	}
	if d := names.Distance(string(b), word); d <= 1 && total >= 8 {
		return d, true
	}
	return 0, false
}

// comparison is what a query token and a target token have to do with each other.
type comparison struct {
	ok   bool
	how  how
	cost float64
}

// Matcher compares one query with many targets. It remembers how tokens compare, since the names of a list share them.
// It is not safe for several goroutines.
type Matcher struct {
	query  []Name
	rarity Rarity
	tokens []names.Token // of all spellings of the query, each once
	masks  []uint32
	rare   []float64
	number [][]int // by spelling and place, the number in tokens
	known  map[names.Token]*compared
	a      alignment

	possible [MaxTokens * 4]pair // scratch of an alignment
}

// compared is how a target token compares with each token of the query, and how rare it is.
type compared struct {
	row    []comparison
	rarity float64
}

// NewMatcher prepares a query's spellings.
func NewMatcher(query []Name, rarity Rarity) *Matcher {
	m := &Matcher{query: query, rarity: rarity, known: map[names.Token]*compared{}}
	for i := range query {
		var numbers []int
		for _, t := range query[i].Tokens {
			at := slices.Index(m.tokens, t)
			if at < 0 {
				at = len(m.tokens)
				m.tokens = append(m.tokens, t)
				m.masks = append(m.masks, letterMask(t.Text))
				m.rare = append(m.rare, rarity(t.Text))
			}
			numbers = append(numbers, at)
		}
		m.number = append(m.number, numbers)
	}
	return m
}

func letterMask(s string) (mask uint32) {
	for i := range len(s) {
		mask |= 1 << (s[i] & 31)
	}
	return mask
}

// compare returns how each token of the query compares with a target token.
func (m *Matcher) compare(t names.Token) *compared {
	if c, ok := m.known[t]; ok {
		return c
	}
	c := &compared{row: make([]comparison, len(m.tokens)), rarity: m.rarity(t.Text)}
	mask := letterMask(t.Text)
	for i, q := range m.tokens {
		c.row[i] = compareTokens(q, t, m.masks[i]^mask)
	}
	m.known[t] = c
	return c
}

// mostDistance is how far apart two spellings of a token of some length may be.
func mostDistance(length int) float64 { return min(0.25*float64(length)+0.1, 2.5) }

// MayBeSpellings tells cheaply whether two tokens could be spellings of one: they have about the same length and do not
// differ in too many letters.
func MayBeSpellings(a, b string) bool { return near(a, b, letterMask(a)^letterMask(b)) }

func near(a, b string, differ uint32) bool {
	return abs(len(a)-len(b)) <= 4 && bits.OnesCount32(differ) <= 2+max(len(a), len(b))/2
}

// compareTokens says whether two tokens may be one, in what way, and what the difference costs. Differ has a bit for
// each letter that only one of them has.
func compareTokens(q, t names.Token, differ uint32) comparison {
	if q.Text == t.Text {
		return comparison{ok: true, how: equal}
	}
	switch {
	case q.Text == "" || t.Text == "":
		return comparison{}
	case q.Class == names.Numeral || t.Class == names.Numeral || q.Class == names.LegalForm || t.Class == names.LegalForm:
		return comparison{}
	case q.Class == names.Initial || t.Class == names.Initial:
		if q.Text[0] == t.Text[0] || sameFirstSound(q.Text, t.Text) {
			return comparison{ok: true, how: initial, cost: 20} // full words first
		}
		return comparison{}
	}
	shorter := min(len(q.Text), len(t.Text))
	if near(q.Text, t.Text, differ) {
		most := mostDistance(shorter)
		if d := names.DistanceWithin(q.Text, t.Text, most); d <= most {
			return comparison{ok: true, how: spelling, cost: d}
		}
	}
	if rest, other, ok := withoutAbdul(q.Text, t.Text); ok {
		if d := names.DistanceWithin(rest, other, 0.5); d <= 0.5 {
			return comparison{ok: true, how: spelling, cost: abdulCost + d}
		}
	}
	if q.Class == names.Patronymic && t.Class == names.Patronymic {
		most := 0.45 * float64(shorter)
		if d := names.DistanceWithin(q.Text, t.Text, most); d <= most {
			return comparison{ok: true, how: spelling, cost: d}
		}
	}
	if names.SameGiven(q.Text, t.Text) {
		return comparison{ok: true, how: givenVariant, cost: variantDistance}
	}
	return comparison{}
}

// variantDistance is the distance of two forms of a given name.
const variantDistance = 0.5

// abdulCost is the distance of a name with Abdul, servant of, from the same without it.
const abdulCost = 0.7

// withoutAbdul cuts abdul off the one of two tokens that begins with it: Abdul Samad is often written Samad.
func withoutAbdul(q, t string) (rest, other string, ok bool) {
	const abdul = "abdul"
	a, b := strings.HasPrefix(q, abdul) && len(q) >= len(abdul)+4, strings.HasPrefix(t, abdul) && len(t) >= len(abdul)+4
	switch {
	case a && !b:
		return q[len(abdul):], t, true
	case b && !a:
		return t[len(abdul):], q, true
	}
	return "", "", false
}

// firstLetters are letters that stand for each other at the beginning of a name in one spelling scheme or another: Jewgeni, Yevgeny, Evgeny
// and Ibrahim, Ebrahim; Omar, Umar; Aleh, Oleg; Amin, Emin; Uladzimir, Wladimir, Vladimir; Vasilis, Basilis; Hienadz, Gennady; Gaddafi,
// Qaddafi, Kaddafi; Khalid, Halid, Chalid; Tsar, Zar, Car; Jamal, Djamal; Filip, Philip.
var firstLetters = [...]string{"eijy", "ou", "ao", "ae", "uvw", "bv", "gh", "gkq", "chkq", "cstz", "djz", "fp"}

// sameFirstSound reports whether an initial fits a word in another spelling scheme: J. for Yuri, W. for Vladimir.
func sameFirstSound(a, b string) bool {
	return slices.ContainsFunc(firstLetters[:], func(group string) bool {
		return strings.IndexByte(group, a[0]) >= 0 && strings.IndexByte(group, b[0]) >= 0
	})
}

func tokenWorth(t names.Token, rarity float64) float64 {
	switch t.Class {
	case names.LegalForm, names.Title:
		return 0.3
	case names.Particle:
		return 0.5
	case names.Generic:
		return min(rarity, 4)
	case names.Patronymic:
		return min(rarity, 8)
	case names.Initial:
		return 2
	case names.Numeral:
		return 2
	}
	return rarity
}
