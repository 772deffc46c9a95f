// Package match compares what is asked for with what a list says: two Subjects in, Evidence and a Score out. Its
// functions are pure.
//
// Evidence is counted in bits: how much more likely is this observation if the two are the same party than if they
// are not (log2 of the ratio). The bits of the best pair of names and of all facts add up, and Score turns the sum into a
// probability; Prior bits make the same party as likely as not. A contradicting birth date costs; a missing fact says
// nothing.
//
// Names are compared token by token: each token of the query is paired with at most one of the target, best pairs first
// (name.go). What the alignment shows are Features; weights.tsv, which linchpin train match writes, says what each is
// worth for persons, organisations and vessels. docs/matching.md explains and measures it. Whether two records of lists
// are one party is another question, with an answer of its own (record.go).
package match

import (
	"math"
	"slices"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/names"
)

// Name is one spelling of a name, split into tokens.
type Name struct {
	Text   string // as printed
	Tokens []names.Token
	Kind   names.Kind
	Weak   bool // the list calls it a weak alias
	Former bool // a former or maiden name

	Doubt float64 // names.Variant.Doubt: bits that count against a match by this reading
}

// Subject is one side of a comparison.
type Subject struct {
	Schema *ftm.Schema // nil if unknown
	Names  []Name
	Facts  Facts
}

// Facts are what is known of a party beside its names.
type Facts struct {
	BirthDates []Date
	Countries  []string // ISO codes: nationality, citizenship, country, jurisdiction, flag
	Genders    []string
	IDs        []ID
	Addresses  []string
	Places     []string // of birth
}

// Date is a full or partial date, or one end of a range.
type Date struct {
	Value string // 1962, 1962-09, 1962-09-03
	Note  string // ftm.NoteCirca, ftm.NoteFrom, ftm.NoteTo or ""
}

// ID is an identifier with the property it stands in.
type ID struct {
	Prop  string
	Value string // normalised by NormalID
}

// Evidence is one reason for or against.
type Evidence struct {
	Feature string  `json:"feature"` // "name", "birthDate", "country", "identifier", ...
	Query   string  `json:"query"`   // what was asked
	Target  string  `json:"target"`  // what the list says
	Bits    float64 `json:"bits"`
	Why     string  `json:"why"`
}

// Prior is the sum of bits at which the same party is as likely as another one. The bits of names are scaled so that one in
// a thousand ordinary names reaches it on one official list, and Score is a probability where 3 in 100 names asked for are
// listed (docs/matching.md).
const Prior = 15.0

// DefaultThreshold is the score from which a result is an alert.
const DefaultThreshold = 0.5

// Score turns bits of evidence into a probability between 0 and 1, rounded to six digits so that it prints the same
// everywhere.
func Score(bits float64) float64 {
	p := 1 / (1 + math.Exp2(-(bits - Prior)))
	return math.Round(p*1e6) / 1e6
}

// Bits is the evidence that gives a score: the inverse of Score.
func Bits(score float64) float64 {
	score = min(max(score, 1e-9), 1-1e-9)
	return Prior + math.Log2(score/(1-score))
}

// Sum adds up the bits of evidence.
func Sum(evidence []Evidence) float64 {
	total := 0.0
	for _, e := range evidence {
		total += e.Bits
	}
	return total
}

// Rarity says how many bits a token is worth when it agrees: -log2 of its share among names.
type Rarity func(token string) float64

// KindOf returns how names of a schema are read.
func KindOf(s *ftm.Schema) names.Kind {
	switch {
	case s == nil:
		return names.Unknown
	case s.Is("Person"):
		return names.Person
	case s.Is("Vessel") || s.Is("Airplane"):
		return names.Vessel
	case s.Is("Organization") || s.Is("Company") || s.Name == "LegalEntity":
		return names.Organisation
	}
	return names.Unknown
}

// ReadAs is how the names of a listed party are split, and by which weights they are compared. A legal entity is split as an
// organisation, but may be a person: its weights are those of what the query is read as.
func ReadAs(s *ftm.Schema) (split, weighed names.Kind) {
	split = KindOf(s)
	if s != nil && s.Name == "LegalEntity" {
		return split, names.Unknown
	}
	return split, split
}

// round2 keeps bits readable and reproducible.
func round2(x float64) float64 { return math.Round(x*100) / 100 }

func sorted(s []string) []string {
	s = slices.Clone(s)
	slices.Sort(s)
	return slices.Compact(s)
}
