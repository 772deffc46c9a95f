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

	index *statementIndex // of an entity with many statements; never part of what it says
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
// empty nothing is added. A statement that stands already (same property, value, language, note and stance) is not
// added twice. Wording longer than any honest value (Property.Longest) is cut there, marked with "…", and not understood.
func (e *Entity) Put(s Statement) {
	p := e.property(s.Prop)
	s.Original = strings.TrimSpace(s.Original)
	if s.Value == "" {
		if most := p.Longest(); len(s.Original) > most {
			s.Original = bounded(s.Original, most)
		} else {
			s.Value, _ = p.Clean(s.Original)
		}
	}
	e.add(s)
}

// putText adds wording that is known not to be a value of the property.
func (e *Entity) putText(prop, wording string) {
	e.property(prop)
	e.add(Statement{Prop: prop, Original: wording})
}

func (e *Entity) property(name string) *Property {
	p := e.Schema.Prop(name)
	if p == nil {
		panic(fmt.Sprintf("ftm: schema %s has no property %s", e.Schema.Name, name))
	}
	return p
}

// add appends a statement that does not stand yet.
func (e *Entity) add(s Statement) {
	if s.Original == s.Value {
		s.Original = ""
	}
	if s.Value == "" && s.Original == "" || e.has(s) {
		return
	}
	e.Statements = append(e.Statements, s)
}

// key is what makes two statements the same: all but the wording of an understood value.
func (s Statement) key() Statement {
	if s.Value != "" {
		s.Original = ""
	}
	return s
}

// manyStatements is the number of statements above which an entity looks for one by a map.
const manyStatements = 64

// has reports whether a statement stands already.
func (e *Entity) has(s Statement) bool {
	key := s.key()
	if len(e.Statements) < manyStatements {
		for i := range e.Statements {
			if e.Statements[i].key() == key {
				return true
			}
		}
		return false
	}
	if e.index == nil {
		e.index = &statementIndex{}
	}
	i, found := e.index.find(e.Statements, key)
	if found && e.Statements[i].key() != key { // the statements were rearranged meanwhile
		*e.index = statementIndex{}
		_, found = e.index.find(e.Statements, key)
	}
	return found
}

// statementIndex tells where statements stand; it catches up with those appended since it was last asked.
type statementIndex struct {
	at    map[Statement]int
	known int // the statements that it holds
}

func (x *statementIndex) find(all []Statement, key Statement) (int, bool) {
	if x.at == nil || x.known > len(all) {
		x.at, x.known = make(map[Statement]int, 2*len(all)), 0
	}
	for ; x.known < len(all); x.known++ {
		x.at[all[x.known].key()] = x.known
	}
	i, ok := x.at[key]
	return i, ok
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
