package match

import (
	"strings"

	"github.com/linchpin-oss/linchpin/names"
)

// Bits is the evidence of one spelling of the query and one target name, in bits.
func (m *Matcher) Bits(query int, target *Name) float64 {
	return m.bits(query, target, nil)
}

// bits is Bits of a name whose tokens were compared before, unless known is nil.
func (m *Matcher) bits(query int, target *Name, known []*compared) float64 {
	m.a.run(m, query, target.Tokens, known)
	f := m.a.features(&m.query[query], target)
	return weights[kindOf(&m.query[query], target)].Bits(&f) - m.query[query].Doubt
}

// Features are what Bits weighs, and the kind of names whose weights it takes.
func (m *Matcher) Features(query int, target *Name) (Features, names.Kind) {
	m.a.run(m, query, target.Tokens, nil)
	q := &m.query[query]
	return m.a.features(q, target), kindOf(q, target)
}

// kindOf is the kind of names that are compared: the target's, or what the query is read as if that is not known.
func kindOf(q, t *Name) names.Kind {
	if t.Kind != names.Unknown {
		return t.Kind
	}
	return q.Kind
}

// Explain is Bits with its reasons: one piece of evidence for each pair of words and each word left over, and one for the
// names as a whole. They add up to Bits.
func (m *Matcher) Explain(query int, target *Name) []Evidence {
	f, kind := m.Features(query, target)
	w, a := &weights[kind], &m.a
	q, t := m.query[query].Tokens, target.Tokens
	var out []Evidence
	left := w.Bits(&f)
	doubt := m.query[query].Doubt
	add := func(qt, tt, why string, bits float64) {
		left -= round2(bits)
		out = append(out, Evidence{Feature: "name", Query: qt, Target: tt, Bits: round2(bits), Why: why})
	}
	for i := range a.n {
		p := &a.pairs[i]
		if bits := w.pair(a, p, q, t); bits != 0 {
			add(text(q[p.q:p.q+p.qn]), text(t[p.t:p.t+p.tn]), howText[p.how], bits)
		}
	}
	first := true
	for i := range a.qN {
		if !a.qUsed[i] && !repeated(q, i) && q[i].Class == names.Word {
			add(q[i].Text, "", "not in the listed name", w.lost(first, LostQuery, a.qRare[i]))
			first = false
		}
	}
	first = true
	for i := range a.tN {
		if !a.tUsed[i] && !repeated(t, i) && t[i].Class == names.Word {
			add("", t[i].Text, "not in the query", w.lost(first, LostTarget, a.tRare[i]))
			first = false
		}
	}
	add(m.query[query].Text, target.Text, wholeText(&f), left)
	if doubt > 0 {
		add(m.query[query].Text, "", "read in another way than is likely", -doubt)
	}
	return out
}

// pair is what a pair of tokens is worth by itself.
func (w *Weights) pair(a *alignment, p *pair, q, t []names.Token) float64 {
	var one alignment
	one.pairs[0], one.n = *p, 1
	one.qN, one.tN, one.qRare, one.tRare = a.qN, a.tN, a.qRare, a.tRare
	for i := range one.qUsed {
		one.qUsed[i], one.tUsed[i] = true, true
	}
	f := one.features(&Name{Tokens: q}, &Name{Tokens: t})
	for _, whole := range []Feature{Bias, Coverage, Whole, AllQuery, AllTarget, OneWord, OneWordRarity} {
		f[whole] = 0
	}
	return w.Bits(&f)
}

// lost is what a word costs that only one name has; the features of further words and of rarity follow the first's.
func (w *Weights) lost(first bool, feature Feature, rarity float64) float64 {
	bits := w[feature+2] * rarity
	if first {
		return bits + w[feature]
	}
	return bits + w[feature+1]
}

// wholeText says what the names as a whole show.
func wholeText(f *Features) string {
	var parts []string
	agrees := "every word agrees to the letter"
	if f[Initials] > 0 {
		agrees = "every word that is no initial agrees to the letter"
	}
	for _, x := range []struct {
		feature Feature
		text    string
	}{{Whole, agrees}, {OneWord, "only one word agrees"}, {Conflict, "the names contradict each other"},
		{OtherPatronymic, "another father's name"}, {OtherNumeral, "another number"}, {OtherForm, "another legal form"}, {OtherInitial, "another initial"},
		{LostPatronymics, "a father's name is missing"}, {LostNumerals, "a number is missing"}, {Swapped, "another order"}, {WeakAlias, "a weak alias of the list"},
		{FormerName, "a former name"}} {
		if f[x.feature] > 0 {
			parts = append(parts, x.text)
		}
	}
	switch {
	case len(parts) > 0:
	case f[AllQuery] > 0 && f[AllTarget] > 0:
		parts = append(parts, "every word found its like")
	case f[AllQuery] > 0:
		parts = append(parts, "every word of the query found its like")
	default:
		parts = append(parts, "some words agree")
	}
	return "the names as a whole: " + strings.Join(parts, ", ")
}

func text(tokens []names.Token) string {
	parts := make([]string, len(tokens))
	for i, t := range tokens {
		parts[i] = t.Text
	}
	return strings.Join(parts, " ")
}
