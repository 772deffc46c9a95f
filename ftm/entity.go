package ftm

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
)

// Stance says how firmly a source puts a statement.
type Stance string

// The stances, from firm to withdrawn. The zero value means listed: what an official list prints.
const (
	Listed     Stance = ""
	Registered Stance = "registered"
	Asserted   Stance = "asserted"
	Reported   Stance = "reported"
	Denied     Stance = "denied"
	Annulled   Stance = "annulled"
)

// Statement is one value of one property. Which list, publication and record it comes from is known from where
// it is stored.
type Statement struct {
	Prop     string
	Value    string // cleaned by the property's type; empty when the source's wording was not understood
	Original string // the source's wording, when it differs from Value
	Lang     string // ISO 639-3 code of the value's language, if the source tells
	Note     string // the source's own qualifier: "maiden name", "low quality", NoteCirca, ...
	Stance   Stance
}

// Notes with a fixed meaning.
const (
	// NoteCirca marks a date that the source calls approximate.
	NoteCirca = "circa"
	// NoteFrom and NoteTo mark the two ends of a range of dates, both included.
	NoteFrom, NoteTo = "range from", "range to"
)

// Understood reports whether the source's wording could be cleaned into a value of the property's type.
func (s Statement) Understood() bool { return s.Value != "" }

// Text returns the value, or the source's wording where there is none.
func (s Statement) Text() string {
	if s.Value != "" {
		return s.Value
	}
	return s.Original
}

// Entity is a thing in the world, or a link between two, as one source describes it.
type Entity struct {
	ID         string
	Schema     *Schema
	Statements []Statement
}

// New makes an entity. It panics on an unknown schema, which is a mistake in the calling code.
func New(schema, id string) *Entity { return &Entity{ID: id, Schema: MustLookup(schema)} }

// Add adds raw values of a property, cleaned by its type. Empty values are skipped; a value that cannot be cleaned
// is kept as a statement that is not Understood. It panics on a property that the schema does not have.
func (e *Entity) Add(prop string, raw ...string) {
	for _, r := range raw {
		e.Put(Statement{Prop: prop, Original: r})
	}
}

// Put adds one statement. Where Value is empty it is made from Original by the property's type; where both are
// empty nothing is added. A statement that stands already (same property, value, language and note) is not added
// twice.
func (e *Entity) Put(s Statement) {
	p := e.Schema.Prop(s.Prop)
	if p == nil {
		panic(fmt.Sprintf("ftm: schema %s has no property %s", e.Schema.Name, s.Prop))
	}
	s.Original = strings.TrimSpace(s.Original)
	if s.Value == "" {
		s.Value, _ = p.Clean(s.Original)
	}
	if s.Original == s.Value {
		s.Original = ""
	}
	if s.Value == "" && s.Original == "" {
		return
	}
	for _, have := range e.Statements {
		if have.Prop == s.Prop && have.Value == s.Value && have.Lang == s.Lang && have.Note == s.Note &&
			have.Stance == s.Stance && (have.Value != "" || have.Original == s.Original) {
			return
		}
	}
	e.Statements = append(e.Statements, s)
}

// Get returns the understood values of a property in the order they were added, each once.
func (e *Entity) Get(prop string) []string {
	var vs []string
	for _, s := range e.Statements {
		if s.Prop == prop && s.Value != "" && !slices.Contains(vs, s.Value) {
			vs = append(vs, s.Value)
		}
	}
	return vs
}

// First returns the first understood value of a property, or "".
func (e *Entity) First(prop string) string {
	for _, s := range e.Statements {
		if s.Prop == prop && s.Value != "" {
			return s.Value
		}
	}
	return ""
}

// NameProps are the properties that hold whole names, strongest first.
var NameProps = []string{"name", "alias", "previousName", "weakAlias"}

// Names returns the statements that hold whole names: first the primary names, then aliases, former names and weak
// aliases.
func (e *Entity) Names() []Statement {
	var ns []Statement
	for _, prop := range NameProps {
		for _, s := range e.Statements {
			if s.Prop == prop && s.Value != "" {
				ns = append(ns, s)
			}
		}
	}
	return ns
}

// Caption is the name to show: the first caption property that has a value, a Latin-script value preferred, or the id.
func (e *Entity) Caption() string {
	for _, prop := range e.Schema.Caption {
		first := ""
		for _, s := range e.Statements {
			if s.Prop != prop || s.Value == "" {
				continue
			}
			if mostlyLatin(s.Value) {
				return s.Value
			}
			if first == "" {
				first = s.Value
			}
		}
		if first != "" {
			return first
		}
	}
	for _, s := range e.Names() {
		return s.Value
	}
	return e.ID
}

func mostlyLatin(s string) bool {
	latin, other := 0, 0
	for _, r := range s {
		switch {
		case r < 'A':
		case r < 0x250 || r >= 0x1e00 && r < 0x1f00:
			latin++
		default:
			other++
		}
	}
	return latin >= other
}

// Sort puts the statements into the one order that does not depend on how the source arranged them.
func (e *Entity) Sort() {
	slices.SortFunc(e.Statements, CompareStatements)
	e.Statements = slices.Compact(e.Statements)
}

// CompareStatements orders statements by property, value, wording, language, note and stance.
func CompareStatements(a, b Statement) int {
	for _, c := range [...]int{strings.Compare(a.Prop, b.Prop), strings.Compare(a.Value, b.Value),
		strings.Compare(a.Original, b.Original), strings.Compare(a.Lang, b.Lang), strings.Compare(a.Note, b.Note),
		strings.Compare(string(a.Stance), string(b.Stance))} {
		if c != 0 {
			return c
		}
	}
	return 0
}

// Hash is the SHA-256 of the content of entities, whatever the order of their statements.
func Hash(entities []*Entity) [32]byte {
	h := sha256.New()
	field := func(s string) { fmt.Fprintf(h, "%d:%s", len(s), s) }
	sorted := slices.Clone(entities)
	slices.SortStableFunc(sorted, func(a, b *Entity) int { return strings.Compare(a.ID, b.ID) })
	for _, e := range sorted {
		sts := slices.Clone(e.Statements)
		slices.SortFunc(sts, CompareStatements)
		field(e.ID)
		field(e.Schema.Name)
		for _, s := range slices.Compact(sts) {
			for _, f := range [...]string{s.Prop, s.Value, s.Original, s.Lang, s.Note, string(s.Stance)} {
				field(f)
			}
		}
	}
	return [32]byte(h.Sum(nil))
}
