package ofac

import (
	"cmp"
	"strings"

	"github.com/linchpin-oss/linchpin/lists"
)

// link is a tie to another party as printed: by its number, or only by its name.
type link struct {
	kind, id, name  string
	quality, remark string
	former          bool
}

// relationKinds gives the entity that holds a relation, the property of the party that prints it, that of the other, and
// the schema that each must have for it; what does not fit is an UnknownLink. Kinds are OFAC's reference values.
var relationKinds = map[string]struct{ schema, self, other, selfIs, otherIs string }{
	"owned or controlled by":      {"Ownership", "asset", "owner", "", ""},
	"property in the interest of": {"Ownership", "asset", "owner", "", ""},
	"owns, controls, or operates": {"Ownership", "owner", "asset", "LegalEntity", ""},
	"vessel owner":                {"Ownership", "asset", "owner", "", ""},
	"family member of":            {"Family", "person", "relative", "Person", "Person"},
	"associate of":                {"Associate", "person", "associate", "Person", "Person"},
	"leader or official of":       {"Directorship", "director", "organization", "LegalEntity", "Organization"},
	"principal executive officer": {"Directorship", "director", "organization", "LegalEntity", "Organization"},
	"acting for or on behalf of":  {"Representation", "agent", "client", "LegalEntity", "LegalEntity"},
}

// relate attaches a relation. A tie by name leads to the party of the list that has this primary name, if there is only
// one; the name as printed stays beside it.
func (ps *parties) relate(p *party, l link, byName map[string]*party) {
	if l.id == "" && l.name == "" {
		return
	}
	other := ps.byID[l.id]
	if l.id == "" {
		if other = byName[nameKey(l.name)]; other == p {
			other = nil
		}
	}
	k, ok := relationKinds[strings.ToLower(l.kind)]
	if !ok || !p.fits(k.selfIs) || !other.fits(k.otherIs) || k.schema == "Ownership" && p.Target().Schema.Is("Person") && k.self == "asset" {
		k.schema, k.self, k.other = "UnknownLink", "subject", "object"
	}
	key := l.id
	if key == "" {
		key = "name " + nameKey(l.name)
	}
	e := p.Attach(k.schema, strings.ToLower(k.schema), strings.ToLower(l.kind), key)
	e.Add(k.self, p.Target().ID)
	switch {
	case other != nil:
		e.Add(k.other, other.Target().ID)
	case l.id != "":
		e.Add(k.other, lists.EntityID(ps.listOfAbsent(), l.id))
	}
	if e.Schema.Prop("role") != nil {
		e.Add("role", l.kind)
	} else {
		e.Add("relationship", l.kind)
	}
	if l.former && e.Schema.Prop("status") != nil {
		e.Add("status", "former")
	} else if l.former {
		e.Add("description", "former")
	}
	if other != nil {
		l.name = printedName(other)
	}
	e.Add("namesMentioned", l.name)
	if l.quality != "" {
		e.Add("description", "quality of the relation: "+l.quality)
	}
	e.Add("summary", l.remark)
}

// listOfAbsent is the list of a party that is named by number and not in the file: the files of both lists name each
// other's parties.
func (ps *parties) listOfAbsent() string {
	switch {
	case ps.selection:
		return ps.list
	case ps.list == cons:
		return sdn
	}
	return cons
}

// fits reports whether a party can be what a relation asks for. A party that is not in the file is taken at the word of the
// relation, except where it must be a person.
func (p *party) fits(schema string) bool {
	if p == nil {
		return schema != "Person"
	}
	return schema == "" || p.Target().Schema.Is(schema)
}

// printedName is the primary name as the list prints it.
func printedName(p *party) string {
	for _, s := range p.Target().Statements {
		if s.Prop == "name" && s.Value != "" {
			return cmp.Or(s.Original, s.Value)
		}
	}
	return ""
}

// linkedTo notes a tie that is printed by name only.
func (p *party) linkedTo(kind, name string) {
	if name = strings.TrimSpace(name); name != "" {
		p.links = append(p.links, link{kind: kind, name: name})
	}
}
