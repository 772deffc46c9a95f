package match

import (
	"strings"

	"github.com/linchpin-oss/linchpin/names"
)

// What unpaired and odd tokens cost or earn, in bits. The first honest values, set by hand and checked against
// ordinary names; a trained table replaces them.
const (
	exactName      = 3.0  // all tokens agree to the letter, both ways
	lostQueryWord  = -8.0 // a word of the query that the target does not have
	lostTargetWord = -3.0 // a word of the target that the query does not have
	lostPatronymic = -0.5
	lostParticle   = -0.3
	lostGeneric    = -1.0
	lostInitial    = -1.0
	lostNumeral    = -6.0 // "Fund 1" is not "Fund 2"
	initialBits    = 2.0  // an initial fits a word
	weakAlias      = -3.0
	formerName     = -0.5
	swapped        = -0.3 // tokens agree in another order
)

const maxTokens = 24

// pair is one token of the query set against one or two of the target, or the reverse.
type pair struct {
	q, t   int // first token of each
	qn, tn int // how many tokens
	sim    float64
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

// minSimilarity is how alike two tokens must be to be paired as spellings of one.
const minSimilarity = 0.72

// alignment pairs the tokens of two names, best pairs first.
type alignment struct {
	pairs  [maxTokens]pair
	n      int
	qUsed  [maxTokens]bool
	tUsed  [maxTokens]bool
	qN, tN int
}

func (a *alignment) run(q, t []names.Token) {
	a.qN, a.tN = min(len(q), maxTokens), min(len(t), maxTokens)
	var possible [maxTokens * 4]pair
	n := 0
	add := func(p pair) {
		if n < len(possible) {
			possible[n] = p
			n++
			return
		}
		worst := 0
		for i := range possible {
			if possible[i].sim < possible[worst].sim {
				worst = i
			}
		}
		if possible[worst].sim < p.sim {
			possible[worst] = p
		}
	}
	for i := range a.qN {
		for j := range a.tN {
			if sim, how := compareTokens(q[i], t[j]); sim > 0 {
				add(pair{i, j, 1, 1, sim, how})
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
	if p.sim != q.sim {
		return p.sim > q.sim
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
		if s := similarJoined(q[0].Text, t); s > 0 {
			add(pair{0, 0, 1, len(t), s, joined})
		}
	}
	if len(t) == 1 && len(q) > 1 && len(q) <= 4 {
		if s := similarJoined(t[0].Text, q); s > 0 {
			add(pair{0, 0, len(q), 1, s, joined})
		}
	}
	for i := 0; i+1 < len(q); i++ {
		for j := range t {
			if len(t) > 1 || len(q) > 4 {
				if s := similarJoined(t[j].Text, q[i:i+2]); s > 0 {
					add(pair{i, j, 2, 1, s, joined})
				}
			}
		}
	}
	for j := 0; j+1 < len(t); j++ {
		for i := range q {
			if len(q) > 1 || len(t) > 4 {
				if s := similarJoined(q[i].Text, t[j:j+2]); s > 0 {
					add(pair{i, j, 1, 2, s, joined})
				}
			}
		}
	}
}

// similarJoined compares a word with several written together; one typo in a long word is let pass.
func similarJoined(word string, parts []names.Token) float64 {
	total := 0
	for _, p := range parts {
		total += len(p.Text)
	}
	if total < 4 || total != len(word) && abs(total-len(word)) > 1 || word[0] != parts[0].Text[0] {
		return 0
	}
	var buf [128]byte
	if total > len(buf) {
		return 0
	}
	b := buf[:0]
	for _, p := range parts {
		b = append(b, p.Text...)
	}
	if string(b) == word {
		return 0.99
	}
	if s := names.Similarity(string(b), word); s >= 0.88 {
		return s - 0.02
	}
	return 0
}

// compareTokens says how alike two tokens are (0: not to be paired) and in what way.
func compareTokens(q, t names.Token) (float64, how) {
	if q.Text == t.Text {
		return 1, equal
	}
	switch {
	case q.Text == "" || t.Text == "":
		return 0, equal
	case q.Class == names.Numeral || t.Class == names.Numeral || q.Class == names.LegalForm || t.Class == names.LegalForm:
		return 0, equal
	case q.Class == names.Initial || t.Class == names.Initial:
		if q.Text[0] == t.Text[0] || names.Skeleton(q.Text) == names.Skeleton(t.Text)[:min(1, len(names.Skeleton(t.Text)))] {
			return 0.6, initial
		}
		return 0, equal
	}
	if d := len(q.Text) - len(t.Text); d > 6 || d < -6 {
		return 0, equal
	}
	s := names.Similarity(q.Text, t.Text)
	if s >= minSimilarity {
		return min(s, 0.99), spelling
	}
	if names.SameGiven(q.Text, t.Text) {
		return 0.9, givenVariant
	}
	return 0, equal
}

// pairBits is what a pair is worth: the rarity of the rarer side's token, less what the difference in spelling makes
// it less telling.
func pairBits(p *pair, q, t []names.Token, rarity Rarity) float64 {
	if p.how == initial {
		return initialBits
	}
	worth := 0.0
	if p.qn > p.tn {
		for k := range p.qn {
			worth += tokenWorth(q[p.q+k], rarity)
		}
	} else {
		for k := range p.tn {
			worth += tokenWorth(t[p.t+k], rarity)
		}
		if p.qn == 1 && p.tn == 1 { // a misspelt common name is rare only by its typo
			worth = min(worth, tokenWorth(q[p.q], rarity)+2)
		}
	}
	if p.how == equal {
		return worth
	}
	return worth * (p.sim - 0.45) / 0.55
}

func tokenWorth(t names.Token, rarity Rarity) float64 {
	switch t.Class {
	case names.LegalForm, names.Title:
		return 0.3
	case names.Particle:
		return 0.5
	case names.Generic:
		return min(rarity(t.Text), 4)
	case names.Patronymic:
		return min(rarity(t.Text), 8)
	case names.Initial:
		return initialBits
	case names.Numeral:
		return 2
	}
	return rarity(t.Text)
}

// lost is what an unpaired token costs. A word costs no more than it would have earned.
func lost(t names.Token, word float64, rarity Rarity) float64 {
	switch t.Class {
	case names.LegalForm, names.Title:
		return 0
	case names.Particle:
		return lostParticle
	case names.Patronymic:
		return lostPatronymic
	case names.Initial:
		return lostInitial
	case names.Numeral:
		return lostNumeral
	case names.Generic:
		return lostGeneric
	}
	return max(word, -rarity(t.Text))
}

// NameBits is the evidence of one pair of names, in bits.
func NameBits(query, target *Name, rarity Rarity) float64 {
	var a alignment
	a.run(query.Tokens, target.Tokens)
	bits, _ := a.bits(query, target, rarity)
	return bits
}

// bits adds up an alignment; whole reports that every token of both sides agrees to the letter.
func (a *alignment) bits(query, target *Name, rarity Rarity) (total float64, whole bool) {
	q, t := query.Tokens, target.Tokens
	whole = a.n > 0
	order := true
	words := 0
	for i := range a.n {
		p := &a.pairs[i]
		total += pairBits(p, q, t, rarity)
		whole = whole && p.how == equal
		if p.how != initial && q[p.q].Class == names.Word {
			words++
		}
		for j := range i {
			if (a.pairs[j].q < p.q) != (a.pairs[j].t < p.t) {
				order = false
			}
		}
	}
	for i := range a.qN {
		if !a.qUsed[i] {
			total += lost(q[i], lostQueryWord, rarity)
			whole = whole && weightless(q[i])
		}
	}
	for i := range a.tN {
		if !a.tUsed[i] {
			cost := lost(t[i], lostTargetWord, rarity)
			if words < 2 {
				cost *= 1.7 // one word of several is little to go by
			}
			total += cost
			whole = whole && weightless(t[i])
		}
	}
	if whole {
		total += exactName
	}
	if !order {
		total += swapped
	}
	if target.Weak {
		total += weakAlias
	}
	if target.Former {
		total += formerName
	}
	return total, whole
}

func weightless(t names.Token) bool { return t.Class == names.LegalForm || t.Class == names.Title }

// ExplainName is NameBits with its reasons: one piece of evidence for each pair and each token left over.
func ExplainName(query, target *Name, rarity Rarity) []Evidence {
	var a alignment
	a.run(query.Tokens, target.Tokens)
	q, t := query.Tokens, target.Tokens
	var out []Evidence
	listed := 0.0
	add := func(feature, qt, tt, why string, bits float64) {
		bits = round2(bits)
		listed += bits
		out = append(out, Evidence{Feature: feature, Query: qt, Target: tt, Bits: bits, Why: why})
	}
	for i := range a.n {
		p := &a.pairs[i]
		add("name", text(q[p.q:p.q+p.qn]), text(t[p.t:p.t+p.tn]), howText[p.how], pairBits(p, q, t, rarity))
	}
	words := 0
	for i := range a.n {
		if p := &a.pairs[i]; p.how != initial && q[p.q].Class == names.Word {
			words++
		}
	}
	for i := range a.qN {
		if !a.qUsed[i] {
			if bits := lost(q[i], lostQueryWord, rarity); bits != 0 {
				add("name", q[i].Text, "", "not in the listed name", bits)
			}
		}
	}
	for i := range a.tN {
		if !a.tUsed[i] {
			bits := lost(t[i], lostTargetWord, rarity)
			if words < 2 {
				bits *= 1.7
			}
			if bits != 0 {
				add("name", "", t[i].Text, "not in the query", bits)
			}
		}
	}
	total, whole := a.bits(query, target, rarity)
	why := "the rest: order of the words"
	switch {
	case whole:
		why = "the whole name agrees"
	case target.Weak:
		why = "a weak alias of the list"
	case target.Former:
		why = "a former name"
	}
	if rest := total - listed; rest > 0.02 || rest < -0.02 {
		add("name", query.Text, target.Text, why, rest)
	}
	return out
}

func text(tokens []names.Token) string {
	parts := make([]string, len(tokens))
	for i, t := range tokens {
		parts[i] = t.Text
	}
	return strings.Join(parts, " ")
}
