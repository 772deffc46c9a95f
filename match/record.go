package match

import "github.com/linchpin-oss/linchpin/names"

// What unpaired and odd tokens cost or earn when two records are compared, in bits. Joining records asks another question than
// screening: not whether an ordinary customer is a listed party, but whether two records of lists are one. There counts how
// rare the agreeing words are, and nothing was learned from labelled records: these values are set by hand and checked on
// the lists (docs/resolve.md).
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
	typoBits       = 8.0  // for each unit of names.Distance: about one name in 250 has a given typo
	joinCost       = 1.0  // written together or apart
	variantCost    = 3.0  // another form of the same given name
)

// recordPair is what a pair is worth: the rarity of the rarer side's token, less what the difference in spelling makes
// it less telling.
func (a *alignment) recordPair(p *pair, q, t []names.Token) float64 {
	if p.how == initial {
		return initialBits
	}
	sum := func(tokens []names.Token, rare []float64) (total float64) {
		for k, t := range tokens {
			total += tokenWorth(t, rare[k])
		}
		return total
	}
	ofQuery := sum(q[p.q:p.q+p.qn], a.qRare[p.q:])
	ofTarget := sum(t[p.t:p.t+p.tn], a.tRare[p.t:])
	worth := ofTarget
	switch {
	case p.how == equal:
	case p.how == joined: // written as one word, the parts are no rarer than that word
		worth = min(ofQuery, ofTarget) + 4
	default: // a misspelt common name is rare only by its typo
		worth = min(ofTarget, ofQuery+2)
	}
	return max(worth-p.recordCost(), 0.2)
}

// recordLost is what an unpaired token costs. A word costs no more than it would have earned.
func recordLost(t names.Token, word, rarity float64) float64 {
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
	return max(word, -rarity)
}

// RecordBits is the evidence that two records with these names are one party in bits.
func (m *Matcher) RecordBits(query int, target *Name) float64 {
	m.a.run(m, query, target.Tokens, nil)
	bits, _ := m.a.recordBits(&m.query[query], target)
	return bits
}

// recordBits adds up an alignment; whole reports that every token of both sides agrees to the letter.
func (a *alignment) recordBits(query, target *Name) (total float64, whole bool) {
	q, t := query.Tokens, target.Tokens
	whole = a.n > 0
	order := true
	words := 0
	for i := range a.n {
		p := &a.pairs[i]
		total += a.recordPair(p, q, t)
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
			total += recordLost(q[i], lostQueryWord, a.qRare[i])
			whole = whole && weightless(q[i])
		}
	}
	for i := range a.tN {
		if !a.tUsed[i] {
			cost := recordLost(t[i], lostTargetWord, a.tRare[i])
			if words < 2 {
				cost *= 1.7 // one word of several is little to go by
			}
			total += cost
			whole = whole && weightless(t[i])
		}
	}
	if whole {
		total += exactName
		if !target.Weak { // somebody of exactly this name is listed: never let common words hide it
			total = max(total, Prior+1)
		}
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

// ExplainRecord is RecordBits with its reasons: one piece of evidence for each pair and each token left over.
func (m *Matcher) ExplainRecord(spelling int, target *Name) []Evidence {
	a, query := &m.a, &m.query[spelling]
	a.run(m, spelling, target.Tokens, nil)
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
		add("name", text(q[p.q:p.q+p.qn]), text(t[p.t:p.t+p.tn]), howText[p.how], a.recordPair(p, q, t))
	}
	words := 0
	for i := range a.n {
		if p := &a.pairs[i]; p.how != initial && q[p.q].Class == names.Word {
			words++
		}
	}
	for i := range a.qN {
		if !a.qUsed[i] {
			if bits := recordLost(q[i], lostQueryWord, a.qRare[i]); bits != 0 {
				add("name", q[i].Text, "", "not in the listed name", bits)
			}
		}
	}
	for i := range a.tN {
		if !a.tUsed[i] {
			bits := recordLost(t[i], lostTargetWord, a.tRare[i])
			if words < 2 {
				bits *= 1.7
			}
			if bits != 0 {
				add("name", "", t[i].Text, "not in the query", bits)
			}
		}
	}
	total, whole := a.recordBits(query, target)
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

// recordCost is what the difference of a pair in spelling takes away, in bits.
func (p *pair) recordCost() float64 {
	switch p.how {
	case spelling:
		return p.cost * typoBits
	case givenVariant:
		return variantCost
	case joined:
		return joinCost + p.cost*typoBits
	}
	return 0
}
