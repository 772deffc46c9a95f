// Package ftm is the data model: FollowTheMoney's schemata, properties and types, and the entities and
// statements made of them. It does no input or output.
//
// An Entity is an id, a Schema and a list of Statements; a Statement is one value of one property, with the
// wording of its source. Values are cleaned by the property's type when they are added, so that two lists that
// print "RUSSIAN FEDERATION" and "RU" agree on "ru"; a value that cannot be cleaned is kept as printed, never
// dropped (see Statement.Understood).
//
// The schema table (schema.json) holds the facts of the FollowTheMoney model, version 4.11.2 (MIT licence),
// https://followthemoney.tech; it is data and can be replaced by a newer version of the model.
package ftm

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"
)

//go:embed schema.json
var schemaJSON []byte

// Schema is one kind of entity: Person, Company, Vessel, Sanction, Ownership, ...
type Schema struct {
	Name     string
	Label    string
	Plural   string
	Extends  []*Schema // direct parents
	Edge     *Edge     // nil unless the schema is an edge between two entities
	Featured []string  // properties to show first
	Required []string
	Caption  []string // properties to take the caption from, in order
	// TemporalStart and TemporalEnd name the properties that bound the entity in time.
	TemporalStart, TemporalEnd []string
	// Matchable schemata are those that can be screened: parties and things, not links or documents.
	Matchable bool
	Abstract  bool

	props     map[string]*Property // own and inherited
	ancestors map[string]bool      // itself included
}

// Edge says which properties of an edge schema name its two ends.
type Edge struct {
	Source   string   `json:"source"`
	Target   string   `json:"target"`
	Directed bool     `json:"directed"`
	Label    string   `json:"label"`
	Caption  []string `json:"caption"`
}

// Property is one property of a schema.
type Property struct {
	Name      string
	Label     string
	Schema    *Schema // where it is defined
	Type      *Type
	Range     string // for entity properties: the schema of the value
	Reverse   string // for entity properties: the stub on the other side
	Matchable bool
	Hidden    bool
	MaxLength int
	Format    string // check of an identifier: "lei", "imo", "inn", ...
}

// Type is one of FollowTheMoney's property types: name, date, country, identifier, ...
type Type struct {
	Name      string
	Label     string
	Plural    string
	Group     string // entities with an equal value of a grouped type can be found by it
	Matchable bool
	Pivot     bool
	MaxLength int
	Values    map[string]string // allowed values and labels, nil when open
}

type model struct {
	version  string
	schemata map[string]*Schema
	types    map[string]*Type
}

var load = sync.OnceValue(func() *model {
	var raw struct {
		Version string
		Types   map[string]struct {
			Label, Plural, Group string
			Matchable, Pivot     bool
			MaxLength            int
			Values               map[string]string
		}
		Schemata map[string]struct {
			Label, Plural                        string
			Extends, Featured, Required, Caption []string
			Matchable, Abstract                  bool
			Edge                                 *Edge
			TemporalExtent                       struct{ Start, End []string }
			Properties                           map[string]struct {
				Label, Type, Range, Reverse, Format string
				Matchable, Hidden                   bool
				MaxLength                           int
			}
		}
	}
	if err := json.Unmarshal(schemaJSON, &raw); err != nil {
		panic(fmt.Sprintf("ftm: embedded schema table: %v", err))
	}
	m := &model{version: raw.Version, schemata: map[string]*Schema{}, types: map[string]*Type{}}
	for name, t := range raw.Types {
		m.types[name] = &Type{Name: name, Label: t.Label, Plural: t.Plural, Group: t.Group, Matchable: t.Matchable,
			Pivot: t.Pivot, MaxLength: t.MaxLength, Values: t.Values}
	}
	for name, s := range raw.Schemata {
		m.schemata[name] = &Schema{Name: name, Label: s.Label, Plural: s.Plural, Edge: s.Edge, Featured: s.Featured,
			Required: s.Required, Caption: s.Caption, TemporalStart: s.TemporalExtent.Start,
			TemporalEnd: s.TemporalExtent.End, Matchable: s.Matchable, Abstract: s.Abstract,
			props: map[string]*Property{}, ancestors: map[string]bool{name: true}}
	}
	var inherit func(s *Schema)
	done := map[string]bool{}
	inherit = func(s *Schema) {
		if done[s.Name] {
			return
		}
		done[s.Name] = true
		r := raw.Schemata[s.Name]
		for _, parent := range r.Extends {
			p := m.schemata[parent]
			inherit(p)
			s.Extends = append(s.Extends, p)
			for a := range p.ancestors {
				s.ancestors[a] = true
			}
			for n, prop := range p.props {
				if _, ok := s.props[n]; !ok {
					s.props[n] = prop
				}
			}
			if len(s.Caption) == 0 {
				s.Caption = p.Caption
			}
			if len(s.Featured) == 0 {
				s.Featured = p.Featured
			}
			if s.Edge == nil {
				s.Edge = p.Edge
			}
		}
		for n, p := range r.Properties {
			s.props[n] = &Property{Name: n, Label: p.Label, Schema: s, Type: m.types[p.Type], Range: p.Range,
				Reverse: p.Reverse, Matchable: p.Matchable, Hidden: p.Hidden, MaxLength: p.MaxLength, Format: p.Format}
		}
	}
	for _, s := range m.schemata {
		inherit(s)
	}
	return m
})

// Longest is the size in bytes of the longest wording that is kept for the property: eight times what the model
// allows, and at least 8 KB, since lists print several addresses or remarks in one cell.
func (p *Property) Longest() int { return max(8*max(p.MaxLength, p.Type.MaxLength), 8192) }

// ModelVersion is the version of the FollowTheMoney model that the schema table was taken from.
func ModelVersion() string { return load().version }

// Lookup returns the schema of that name, or nil.
func Lookup(name string) *Schema { return load().schemata[name] }

// MustLookup is Lookup for names written in the source code; it panics on an unknown name.
func MustLookup(name string) *Schema {
	s := Lookup(name)
	if s == nil {
		panic("ftm: unknown schema " + name)
	}
	return s
}

// ParseSchema finds a schema by name without regard to case. The error names the schemata that can be screened.
func ParseSchema(name string) (*Schema, error) {
	if s := Lookup(name); s != nil {
		return s, nil
	}
	for n, s := range load().schemata {
		if strings.EqualFold(n, name) {
			return s, nil
		}
	}
	var names []string
	for _, s := range Schemata() {
		if s.Matchable {
			names = append(names, s.Name)
		}
	}
	return nil, fmt.Errorf("unknown schema %q; use one of %s", name, strings.Join(names, ", "))
}

// Schemata returns all schemata, sorted by name.
func Schemata() []*Schema {
	m := load()
	all := make([]*Schema, 0, len(m.schemata))
	for _, s := range m.schemata {
		all = append(all, s)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	return all
}

// LookupType returns the property type of that name, or nil.
func LookupType(name string) *Type { return load().types[name] }

// Types returns all property types, sorted by name.
func Types() []*Type {
	m := load()
	all := make([]*Type, 0, len(m.types))
	for _, t := range m.types {
		all = append(all, t)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	return all
}

// Is reports whether s is the named schema or descends from it: a Company Is LegalEntity.
func (s *Schema) Is(name string) bool { return s.ancestors[name] }

// Prop returns the property of that name, inherited ones included, or nil.
func (s *Schema) Prop(name string) *Property { return s.props[name] }

// Props returns all properties, inherited ones included, sorted by name.
func (s *Schema) Props() []*Property {
	all := make([]*Property, 0, len(s.props))
	for _, p := range s.props {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b *Property) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Compatible reports whether entities of the two schemata can be the same thing in the world: one descends from
// the other, or both are kinds of LegalEntity that sources mix up (a Company is often printed as an Organization).
func (s *Schema) Compatible(other *Schema) bool {
	if s.Is(other.Name) || other.Is(s.Name) {
		return true
	}
	orga := func(x *Schema) bool { return x.Is("Organization") || x.Is("Company") || x.Is("PublicBody") }
	return orga(s) && orga(other)
}
