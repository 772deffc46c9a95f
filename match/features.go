package match

import (
	_ "embed"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/linchpin-oss/linchpin/names"
)

// Feature is one thing that an alignment of two names shows. The evidence of a name is the sum of its features, each
// times its weight in bits (weights.tsv, written by linchpin train).
type Feature uint8

// The features. Rarity is in bits; the others count. "Word" stands for a word of class Word.
const (
	Bias Feature = iota

	EqualRarity // of the words that agree to the letter
	EqualWords
	EqualPatronymics
	EqualGenerics
	EqualParticles
	EqualNumerals
	EqualForms

	SpeltRarity // of the words that agree in another spelling
	SpeltClose0 // by distance (4 steps) and length (3 steps): see speltFeature
	_
	_
	_
	_
	_
	_
	_
	_
	_
	_
	_
	_
	_
	_
	SpeltPatronymics
	VariantRarity // forms of one given name
	Variants
	JoinedRarity // written together or apart
	Joined
	Initials // an initial that fits a word

	LostQuery       // words of the query that the target lacks: the first
	LostQueryMore   // and each further
	LostQueryRarity // of those words
	LostTarget
	LostTargetMore
	LostTargetRarity
	LostPatronymics
	LostGenericsQuery
	LostGenericsTarget
	LostParticles
	LostInitials
	LostNumerals
	OtherPatronymic // both sides have one, and they differ
	OtherNumeral
	OtherForm
	OtherInitial // an initial of the query fits no word of the target, or the reverse

	Conflict       // words left over on both sides: the lesser number
	ConflictRarity // and the lesser rarity of those words
	OneWord        // only one word agrees, of several in the longer name
	OneWordRarity  // its rarity then
	Coverage       // share of the rarity of both names that agrees, squared
	Whole          // every word of both names agrees to the letter
	AllQuery       // every word of the query found its like
	AllTarget
	Swapped // the words agree in another order
	WeakAlias
	FormerName

	// ConflictLimit is no feature of its own: its weight is what the evidence of a name can come to at most where the
	// names contradict each other. The other explanation, a relative or a sister company, is as likely for a rare name
	// as for a common one, so rarity must not outweigh it.
	ConflictLimit

	FeatureCount
)

// featureNames are the features as weights.tsv calls them.
var featureNames = func() (out [FeatureCount]string) {
	for f, name := range map[Feature]string{Bias: "bias", EqualRarity: "equal rarity", EqualWords: "equal words", EqualPatronymics: "equal patronymics",
		EqualGenerics: "equal generic words", EqualParticles: "equal particles", EqualNumerals: "equal numerals", EqualForms: "equal legal forms",
		SpeltRarity: "spelt rarity", SpeltPatronymics: "spelt patronymics", VariantRarity: "given form rarity", Variants: "given forms", JoinedRarity: "joined rarity", Joined: "joined",
		Initials: "initials", LostQuery: "lost query word", LostQueryMore: "lost query words more", LostQueryRarity: "lost query rarity",
		LostTarget: "lost target word", LostTargetMore: "lost target words more", LostTargetRarity: "lost target rarity",
		LostPatronymics: "lost patronymics", LostGenericsQuery: "lost query generic words", LostGenericsTarget: "lost target generic words",
		LostParticles: "lost particles", LostInitials: "lost initials", LostNumerals: "lost numerals", OtherPatronymic: "other patronymic",
		OtherNumeral: "other numeral", OtherForm: "other legal form", OtherInitial: "other initial", Conflict: "conflict", ConflictRarity: "conflict rarity", OneWord: "one word",
		OneWordRarity: "one word rarity", Coverage: "coverage", Whole: "whole name", AllQuery: "all of the query", AllTarget: "all of the target", Swapped: "swapped",
		WeakAlias: "weak alias", FormerName: "former name", ConflictLimit: "limit with a conflict"} {
		out[f] = name
	}
	for d := range speltSteps {
		for l := range lengthSteps {
			out[SpeltClose0+Feature(d*len(lengthSteps)+l)] = fmt.Sprintf("spelt distance to %g, length to %d", speltSteps[d], lengthSteps[l])
		}
	}
	return out
}()

func (f Feature) String() string { return featureNames[f] }

var (
	speltSteps  = [...]float64{0.2, 0.5, 0.8, 1.1, 9}
	lengthSteps = [...]int{4, 6, 99}
)

// speltFeature is the feature of a word in another spelling, by distance and by length of the shorter.
func speltFeature(distance float64, length int) Feature {
	d, l := 0, 0
	for distance > speltSteps[d]+1e-9 {
		d++
	}
	for length > lengthSteps[l] {
		l++
	}
	return SpeltClose0 + Feature(d*len(lengthSteps)+l)
}

// Features are the features of an alignment.
type Features [FeatureCount]float64

// Weights are bits for each unit of a feature.
type Weights [FeatureCount]float64

// Sum is each feature times its weight.
func (w *Weights) Sum(f *Features) float64 {
	total := 0.0
	for i := range f {
		total += w[i] * f[i]
	}
	return total
}

// Bits is the evidence that features come to: their sum, held down where the names contradict each other.
func (w *Weights) Bits(f *Features) float64 {
	total := w.Sum(f)
	switch {
	case f[OtherNumeral] > 0:
		return atMost(total, w[ConflictLimit]-numeralBits)
	case f.Contradict():
		return atMost(total, w[ConflictLimit])
	}
	return total
}

// Contradict reports whether both names have something in which they differ.
func (f *Features) Contradict() bool { return f[Conflict]+f[OtherPatronymic]+f[OtherNumeral] > 0 }

// numeralBits is by how much different numbers limit the evidence more than other words: Fund 1 is not Fund 2.
const numeralBits = 4

// Exact reports whether every word of both names agrees to the letter, none of them by an initial, and nothing else speaks against it.
func (f *Features) Exact() bool {
	return f[Whole] > 0 && f[Initials]+f[OtherForm]+f[LostGenericsQuery]+f[LostGenericsTarget]+f[OtherInitial]+f[OtherPatronymic]+f[OtherNumeral] == 0
}

// atMost is total where that is far below the limit, and comes near the limit where it would be above.
func atMost(total, limit float64) float64 {
	return min(total, limit) - math.Log2(1+math.Exp2(-math.Abs(total-limit)))
}

//go:embed weights.tsv
var weightsTSV string

// modelKinds are the columns of weights.tsv.
var modelKinds = [...]names.Kind{names.Person, names.Organisation, names.Vessel}

// weights are the weights by kind of name; those of names.Unknown are the organisation's.
var weights = func() (out [names.Vessel + 1]Weights) {
	found := 0
	for line := range strings.Lines(weightsTSV) {
		f := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if strings.HasPrefix(line, "#") || len(f) != 1+len(modelKinds) {
			continue
		}
		for feature, name := range featureNames {
			if name != f[0] {
				continue
			}
			found++
			for i, kind := range modelKinds {
				v, err := strconv.ParseFloat(f[1+i], 64)
				if err != nil {
					panic("match: weights.tsv: " + name + ": " + err.Error())
				}
				out[kind][feature] = v
			}
		}
	}
	if found != int(FeatureCount) {
		panic(fmt.Sprintf("match: weights.tsv: %d of %d features", found, FeatureCount))
	}
	out[names.Unknown] = out[names.Organisation]
	return out
}()

// SetWeights replaces the weights of a kind of names; for training.
func SetWeights(kind names.Kind, w Weights) {
	weights[kind] = w
	if kind == names.Organisation {
		weights[names.Unknown] = w
	}
}

// KindWeights returns the weights of a kind of names.
func KindWeights(kind names.Kind) Weights { return weights[kind] }

// features adds up what the alignment shows.
func (a *alignment) features(query, target *Name) (f Features) {
	q, t := query.Tokens, target.Tokens
	f[Bias] = 1
	agreed := a.agreements(&f, q, t)
	lostQ := a.left(&f, q, a.qUsed[:a.qN], a.qRare[:], LostGenericsQuery)
	lostT := a.left(&f, t, a.tUsed[:a.tN], a.tRare[:], LostGenericsTarget)
	f.contradictions(&lostQ, &lostT)
	f[LostQuery], f[LostQueryMore], f[LostQueryRarity] = float64(min(lostQ.words, 1)), float64(max(lostQ.words-1, 0)), lostQ.rarity
	f[LostTarget], f[LostTargetMore], f[LostTargetRarity] = float64(min(lostT.words, 1)), float64(max(lostT.words-1, 0)), lostT.rarity
	if agreed.words == 1 && lostQ.words+lostT.words > 0 {
		f[OneWord], f[OneWordRarity] = 1, agreed.most
	}
	if all := 2*agreed.rarity + lostQ.rarity + lostT.rarity; all > 0 {
		c := 2 * agreed.rarity / all
		f[Coverage] = c * c
	}
	if agreed.words > 0 {
		f.set(AllQuery, lostQ.words == 0)
		f.set(AllTarget, lostT.words == 0)
		f.set(Whole, lostQ.words+lostT.words == 0 && agreed.equal == agreed.words && f[OtherNumeral]+f[LostNumerals] == 0)
	}
	f.set(Swapped, a.swapped())
	f.set(WeakAlias, target.Weak)
	f.set(FormerName, target.Former)
	return f
}

func (f *Features) set(feature Feature, yes bool) {
	if yes {
		f[feature] = 1
	}
}

// agreement is what the words that agree come to.
type agreement struct {
	words, equal int
	rarity, most float64
}

func (g *agreement) add(rarity float64) {
	g.words++
	g.rarity += rarity
	g.most = max(g.most, rarity)
}

// agreements adds the features of the pairs.
func (a *alignment) agreements(f *Features, q, t []names.Token) (g agreement) {
	for i := range a.n {
		p := &a.pairs[i]
		qc, tc := q[p.q].Class, t[p.t].Class
		either := func(c names.Class) bool { return qc == c || tc == c }
		switch {
		case p.how == initial && either(names.Patronymic):
			// what a father's name shortened to its initial says is little, but nothing against
		case p.how == initial:
			f[Initials]++
		case p.how == joined:
			r := a.pairRarity(p, q, t)
			f[Joined]++
			f[JoinedRarity] += r
			g.add(r)
		case either(names.Patronymic) && p.how == equal:
			f[EqualPatronymics]++
		case either(names.Patronymic):
			f[SpeltPatronymics]++
		case either(names.Generic):
			f[EqualGenerics]++
		case either(names.Numeral):
			f[EqualNumerals]++
		case either(names.LegalForm):
			f[EqualForms]++
		case either(names.Particle) || either(names.Title) || either(names.Initial):
			f[EqualParticles]++
		default:
			r := a.pairRarity(p, q, t)
			g.add(r)
			switch p.how {
			case equal:
				g.equal++
				f[EqualWords]++
				f[EqualRarity] += r
			case spelling:
				f[SpeltRarity] += r
				f[speltFeature(p.cost, min(len(q[p.q].Text), len(t[p.t].Text)))]++
			case givenVariant:
				f[Variants]++
				f[VariantRarity] += r
			}
		}
	}
	return g
}

// leftover is what one name has that found no like in the other.
type leftover struct {
	words                              int
	rarity                             float64
	patronymic, numeral, form, initial bool
}

// left gathers what is left over on one side; generics is the feature of its generic words.
func (a *alignment) left(f *Features, tokens []names.Token, used []bool, rare []float64, generics Feature) (l leftover) {
	for i := range used {
		if used[i] || repeated(tokens, i) {
			continue
		}
		switch tokens[i].Class {
		case names.Word:
			l.words++
			l.rarity += rare[i]
		case names.Patronymic:
			l.patronymic = true
		case names.Numeral:
			l.numeral = true
		case names.LegalForm:
			l.form = true
		case names.Initial:
			l.initial = true
		case names.Generic:
			f[generics]++
		case names.Particle:
			f[LostParticles]++
		}
	}
	return l
}

// contradictions sets beside each other what is left over on both sides.
func (f *Features) contradictions(q, t *leftover) {
	f.set(OtherPatronymic, q.patronymic && t.patronymic)
	f.set(LostPatronymics, q.patronymic != t.patronymic)
	f.set(OtherNumeral, q.numeral && t.numeral)
	f.set(LostNumerals, q.numeral != t.numeral)
	f.set(OtherForm, q.form && t.form)
	other := q.initial && t.words > 0 || t.initial && q.words > 0 || q.initial && t.initial
	f.set(OtherInitial, other)
	f.set(LostInitials, !other && (q.initial || t.initial))
	f[Conflict], f[ConflictRarity] = float64(min(q.words, t.words)), min(q.rarity, t.rarity)
}

// swapped reports whether two pairs stand in another order in the one name than in the other.
func (a *alignment) swapped() bool {
	for i := range a.n {
		for j := range i {
			if (a.pairs[j].q < a.pairs[i].q) != (a.pairs[j].t < a.pairs[i].t) {
				return true
			}
		}
	}
	return false
}

// repeated reports whether a token stands elsewhere in the name as well: said twice it says no more.
func repeated(tokens []names.Token, at int) bool {
	for i := range min(len(tokens), MaxTokens) {
		if i != at && tokens[i] == tokens[at] && len(tokens[i].Text) > 2 {
			return true
		}
	}
	return false
}

// pairRarity is how rare a pair is: a misspelt common name is rare only by its typo.
func (a *alignment) pairRarity(p *pair, q, t []names.Token) float64 {
	sum := func(tokens []names.Token, rare []float64) (total float64) {
		for k, t := range tokens {
			total += tokenWorth(t, rare[k])
		}
		return total
	}
	ofTarget := sum(t[p.t:p.t+p.tn], a.tRare[p.t:])
	if p.how == equal {
		return ofTarget
	}
	return min(ofTarget, sum(q[p.q:p.q+p.qn], a.qRare[p.q:])+2)
}
