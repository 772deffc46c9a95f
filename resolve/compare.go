package resolve

import (
	"math"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// What it takes, in bits of match.RecordBits and of facts; match.Prior makes the same party as likely as another one.
const (
	// SameBits joins two records of different lists on names and facts alone: odds of a thousand to one.
	SameBits = match.Prior + 10
	// togetherBits joins two records that one list prints side by side, and so tells apart.
	togetherBits = match.Prior + 18
	// likelyBits proposes a pair.
	likelyBits = match.Prior + 3
	// identifierName is what the names must agree when an identifier or a reference does.
	identifierName, referenceName = 6.0, 3.0
	// mostContext is the most that the words which both texts have earn.
	mostContext = 6.0
)

// Comparison is a pair with its reasons.
type Comparison struct {
	Pair
	Evidence []match.Evidence `json:"evidence"`
	Against  []string         `json:"against"` // why the two are not joined without a person's word
}

// Comparer compares records of one set. It is not safe for several goroutines.
type Comparer struct {
	records []*Record
	tokens  map[string]float64 // rarity of words of names on the lists, in bits
	context map[string]float64
	shared  map[string]int // how many records have an identifier

	cultures map[string]*culture // by country

	skeletons [][][]uint32 // of the words of each name of each record

	first   int // the record that the matcher was made for
	matcher *match.Matcher
}

// NewComparer weighs the words of all records.
func NewComparer(records []*Record) *Comparer {
	c := &Comparer{records: records, tokens: map[string]float64{}, context: map[string]float64{}, shared: map[string]int{},
		skeletons: skeletonsOf(records), cultures: cultures(records), first: -1}
	seen := map[string]int{}
	for i, r := range records {
		for n := range r.Names {
			for _, t := range r.Names[n].Tokens {
				if seen[t.Text] != i+1 {
					seen[t.Text] = i + 1
					c.tokens[t.Text]++
				}
			}
		}
		for _, w := range r.Context {
			c.context[w]++
		}
		for n, id := range r.Facts.IDs {
			if n == 0 || r.Facts.IDs[n-1].Value != id.Value {
				c.shared[id.Value]++
			}
		}
	}
	for t, n := range c.tokens {
		c.tokens[t] = min(names.Rarity(t), rarity(n, len(records)))
	}
	for w, n := range c.context {
		c.context[w] = rarity(n, len(records))
	}
	return c
}

// rarity is -log2 of the share of records that have a word. Few records say little about what is common.
func rarity(n float64, records int) float64 { return max(0.5, math.Log2(float64(records+20_000)/n)) }

func (c *Comparer) rarityOf(token string) float64 {
	if r, ok := c.tokens[token]; ok {
		return r
	}
	return names.Rarity(token)
}

// again is a comparer of the same records for another goroutine.
func (c *Comparer) again() *Comparer {
	d := *c
	d.first, d.matcher = -1, nil
	return &d
}

// Compare compares two records and gives all reasons.
func (c *Comparer) Compare(a, b int) *Comparison {
	out := &Comparison{Evidence: []match.Evidence{}, Against: []string{}}
	out.Pair = c.compare(a, b, out)
	return out
}

// quick compares two records without gathering reasons.
func (c *Comparer) quick(a, b int) Pair { return c.compare(a, b, nil) }

func (c *Comparer) compare(a, b int, why *Comparison) Pair {
	p := Pair{A: min(a, b), B: max(a, b), Basis: ByEvidence}
	if c.records[b].ID < c.records[a].ID { // the same outcome in whatever order the records come
		a, b = b, a
	}
	x, y := c.records[a], c.records[b]
	against := func(reason string) {
		if why != nil && reason != "" {
			why.Against = append(why.Against, reason)
		}
	}
	if !x.Schema.Compatible(y.Schema) {
		against("another kind of entity: " + x.Schema.Name + " and " + y.Schema.Name)
		return p
	}
	ref, id, refs, ids := common(x.Refs, y.Refs), sharedID(x, y), 0, 0
	if ref != "" {
		refs = 1
	}
	if id.Value != "" {
		ids = 1
	}
	fit := c.bestName(a, b)
	p.Bits = max(fit.bits, 0)
	if fit.bits < leastNameBits && refs+ids == 0 {
		against("the names differ")
		return p
	}
	facts := c.facts(x, y)
	context, words := c.commonContext(x, y, refs+ids > 0 || why != nil)
	p.Bits += match.Sum(facts) + min(context, mostContext)
	if lost := c.culture(x, y, fit, facts); lost > 0 {
		p.Bits -= lost
		facts = append(facts, match.Evidence{Feature: "culture", Query: fit.country, Target: fit.country, Bits: -math.Round(lost*100) / 100,
			Why: "these words are common in names of that country"})
	}
	if why != nil {
		c.explain(why, fit, facts, context, words, ref, id)
	}
	conflicts := contradictions(x, y, facts)
	for _, s := range conflicts.reasons {
		against(s)
	}
	if p.Opposed = conflicts.opposed; refs+ids == 0 && p.Opposed == Barred {
		return p
	}
	switch {
	case refs > 0:
		p.Basis = ByReference
		p.Verdict = Likely
		if fit.bits >= referenceName && p.Opposed != Barred {
			p.Verdict = Same
		} else {
			against("the same reference, but the names or facts do not fit")
		}
		p.Bits += 40
	case ids > 0:
		p.Basis = ByIdentifier
		p.Verdict = Likely
		switch {
		case id.Prop == "imoNumber" && x.Schema.Is("Vessel") && y.Schema.Is("Vessel"):
			p.Verdict = Same
		case fit.bits < identifierName:
			against("the same identifier, but other names")
		case p.Opposed != Unopposed:
		case c.shared[id.Value] > maxHolders:
			against("many records have this identifier")
		default:
			p.Verdict = Same
		}
		p.Bits += 40
	default:
		p.Verdict = byEvidence(x, y, &p, fit, known{
			date:    dated(facts),
			context: context >= tellingContext,
			some:    context >= someContext,
			country: slices.ContainsFunc(facts, func(e match.Evidence) bool { return e.Feature == "country" && e.Bits > 0 }),
			abroad:  slices.ContainsFunc(facts, func(e match.Evidence) bool { return e.Feature == "country" && e.Bits < 0 }),
			other:   len(conflicts.reasons) > 0,
		}, against)
	}
	if p.Verdict == Same {
		p.Opposed = Unopposed
	}
	return p
}

// leastNameBits is what the names must agree before facts are looked at.
const leastNameBits = match.Prior - 7

// maxHolders is how many records may have one identifier: more than the lists that a party can be on, and it is a
// group's number or a clerk's habit.
const maxHolders = 16

// dated reports whether birth dates agree closely.
func dated(facts []match.Evidence) bool {
	return slices.ContainsFunc(facts, func(e match.Evidence) bool { return e.Feature == "birthDate" && e.Bits >= datedBits })
}

// datedBits is what a birth date must agree to join two persons that one list prints side by side: month and year.
const datedBits = 7.5

// tellingContext is how many bits of common words make two texts speak of one party.
const tellingContext = 12.0

// someContext is how many show that the texts have something to do with each other.
const someContext = 2.0

// known is what the facts of a pair say.
type known struct {
	date    bool // the birth dates agree closely
	context bool // the texts speak of one party
	some    bool // the texts have something in common
	country bool // they have a country in common
	abroad  bool // both have countries, but none in common
	other   bool // something speaks against it
}

// byEvidence decides on names and facts alone.
func byEvidence(x, y *Record, p *Pair, fit *fit, k known, against func(string)) Verdict {
	kind := personOr(x, y)
	objection, clear := fit.objection(kind)
	apart := x.toldApart(y)
	if apart && objection == "" && !(kind == names.Person && (k.date || k.context) && p.Bits >= togetherBits) {
		objection = "one list prints both side by side"
	}
	if objection == "" {
		objection = k.objection(x, y, kind, fit)
	}
	against(objection)
	if fit.fullNames != "" {
		p.Opposed = max(p.Opposed, Doubted)
	}
	if apart {
		p.Opposed = Barred
	}
	switch {
	case p.Bits >= SameBits && objection == "" && !k.other:
		return Same
	case p.Bits >= likelyBits && !clear && (!apart || p.Bits >= togetherBits):
		if p.Bits < SameBits {
			against("too little evidence to join without a person's word")
		}
		return Likely
	case p.Opposed != Unopposed:
		return Different
	}
	if objection == "" {
		against("too little evidence")
	}
	return Possible
}

// objection says why the facts do not allow to join two records whose names agree.
func (k *known) objection(x, y *Record, kind names.Kind, f *fit) string {
	switch {
	case k.date:
	case k.abroad:
		return "other countries, and no date that agrees"
	case !k.context && !k.country && len(x.regimes) > 0 && len(y.regimes) > 0 && common(x.regimes, y.regimes) == "":
		return "listed for other countries, and nothing beside the names agrees"
	case kind != names.Person && !f.rare && !k.country && !k.some:
		return "a name of common words, and nothing beside it agrees"
	}
	return ""
}

// personOr is how the names of two records are read: as a person's if either is one.
func personOr(x, y *Record) names.Kind {
	if k := match.KindOf(y.Schema); k == names.Person {
		return k
	}
	return match.KindOf(x.Schema)
}

// facts compares what stands beside the names, identifiers left out.
func (c *Comparer) facts(x, y *Record) []match.Evidence {
	q := match.Facts{BirthDates: x.Facts.BirthDates, Countries: x.Facts.Countries, Genders: x.Facts.Genders}
	t := match.Facts{BirthDates: y.Facts.BirthDates, Countries: y.Facts.Countries, Genders: y.Facts.Genders}
	if ranged(q.BirthDates) { // ranges are understood on the other side
		q.BirthDates, t.BirthDates = t.BirthDates, q.BirthDates
		if ranged(q.BirthDates) {
			q.BirthDates = nil
		}
	}
	return match.CompareFacts(&q, &t)
}

func ranged(ds []match.Date) bool {
	return slices.ContainsFunc(ds, func(d match.Date) bool { return d.Note == ftm.NoteFrom || d.Note == ftm.NoteTo })
}

// commonContext weighs the words that the texts of both have in common: rare ones, but little, since texts about the same
// regime share them.
func (c *Comparer) commonContext(x, y *Record, all bool) (bits float64, words []string) {
	const common, share = 7.0, 0.25
	a, b := x.Context, y.Context
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			if r := c.context[a[0]]; r > common && !namesWord(x, a[0]) {
				bits += (r - common) * share
				if all {
					words = append(words, a[0])
				}
			}
			a, b = a[1:], b[1:]
		}
	}
	return bits, words
}

func namesWord(r *Record, w string) bool {
	for n := range r.Names {
		for _, t := range r.Names[n].Tokens {
			if t.Text == w {
				return true
			}
		}
	}
	return false
}

// common returns the first text that two sorted lists share.
func common(a, b []string) string {
	for len(a) > 0 && len(b) > 0 {
		switch strings.Compare(a[0], b[0]) {
		case 0:
			return a[0]
		case -1:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return ""
}

// sharedID returns the first identifier that both have; lists file one number under several kinds.
func sharedID(x, y *Record) match.ID {
	a, b := x.Facts.IDs, y.Facts.IDs
	for len(a) > 0 && len(b) > 0 {
		switch strings.Compare(a[0].Value, b[0].Value) {
		case 0:
			if a[0].Prop != b[0].Prop && b[0].Prop == "imoNumber" { // a ship's owner is no ship
				return b[0]
			}
			return a[0]
		case -1:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return match.ID{}
}

func (c *Comparer) explain(why *Comparison, f *fit, facts []match.Evidence, context float64, words []string, ref string, id match.ID) {
	if ref != "" {
		why.Evidence = append(why.Evidence, match.Evidence{Feature: "reference", Query: ref, Target: ref, Bits: 40, Why: "one entry names the other"})
	}
	if id.Value != "" {
		why.Evidence = append(why.Evidence, match.Evidence{Feature: "identifier", Query: id.Value, Target: id.Prop + " " + id.Value, Bits: 40, Why: "the same identifier"})
	}
	why.Evidence = append(why.Evidence, f.evidence...)
	why.Evidence = append(why.Evidence, facts...)
	if context > 0 {
		context = min(context, mostContext)
		text := strings.Join(words[:min(len(words), 12)], " ")
		why.Evidence = append(why.Evidence, match.Evidence{Feature: "context", Query: text, Target: text,
			Bits: math.Round(context*100) / 100, Why: "rare words in both texts"})
	}
}
