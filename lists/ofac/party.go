package ofac

import (
	"fmt"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// party is a record under construction.
type party struct {
	*lists.Record
	list      string
	sanction  *ftm.Entity // by this list
	elsewhere *ftm.Entity // by the other one, if the file tells of it
	links     []link
}

// parties gathers the parties of one publication.
type parties struct {
	list  string
	pub   *lists.Publication
	byID  map[string]*party
	order []*party
	// selection is set where the file holds only some entries of the lists; relations then say nothing about the list on
	// which the other party stands.
	selection bool
}

func newParties(list string, pub *lists.Publication) *parties {
	return &parties{list: list, pub: pub, byID: map[string]*party{}}
}

// schemata of the lists' kinds of parties. An entity is an Organization: OFAC does not say which are companies.
var schemata = map[string]string{"individual": "Person", "vessel": "Vessel", "aircraft": "Airplane", "entity": "Organization", "": "Organization"}

// add begins the record of a party. The error does not name the place.
func (ps *parties) add(id, kind string) (*party, error) {
	if !isNumber(id) {
		return nil, fmt.Errorf("%q is not the number of an entry", id)
	}
	if ps.byID[id] != nil {
		return nil, fmt.Errorf("entry %s stands twice", id)
	}
	schema, known := schemata[strings.ToLower(strings.TrimSpace(kind))]
	if !known {
		ps.pub.UnknownAt("type of party " + kind)
		schema = "LegalEntity"
	}
	p := &party{Record: lists.NewRecord(ps.list, id, schema), list: ps.list}
	p.Target().Add("topics", "sanction")
	p.Target().Add("sourceUrl", "https://sanctionssearch.ofac.treas.gov/Details.aspx?id="+id)
	p.sanction = p.Sanction(authority, "us", ps.list)
	p.sanction.Add("authorityId", id)
	if ps.list == sdn {
		p.sanction.Add("provisions", lists.MeasureAssetFreeze)
	}
	ps.byID[id] = p
	ps.order = append(ps.order, p)
	return p, nil
}

// finish settles what needs all parties, and stores the records.
func (ps *parties) finish() error {
	if len(ps.order) == 0 {
		return fmt.Errorf("no entry: not a whole list")
	}
	byName := ps.byName()
	nameless := 0
	for _, p := range ps.order {
		p.settleMeasures()
		for _, l := range p.links {
			ps.relate(p, l, byName)
		}
		if p.Target().First("name") == "" {
			nameless++
		}
		ps.pub.Records = append(ps.pub.Records, p.Record)
	}
	if nameless > 0 {
		ps.pub.Warn("%d entries have no primary name", nameless)
	}
	return nil
}

// byName finds parties by their primary name as printed; those that share one map to nil.
func (ps *parties) byName() map[string]*party {
	m := make(map[string]*party, len(ps.order))
	for _, p := range ps.order {
		for _, s := range p.Target().Statements {
			if s.Prop != "name" {
				continue
			}
			printed := s.Original
			if printed == "" {
				printed = s.Value
			}
			key := nameKey(printed)
			if other, ok := m[key]; ok && other != p {
				m[key] = nil
			} else {
				m[key] = p
			}
		}
	}
	return m
}

// nameKey makes printed names comparable: case, spacing, the kind of quotation marks and a last full stop do not matter.
func nameKey(name string) string {
	return strings.TrimRight(strings.ReplaceAll(strings.ToUpper(collapse(name)), `"`, "'"), ".")
}

// other is the Sanction of the other list, for files that tell of both.
func (p *party) other() *ftm.Entity {
	if p.elsewhere == nil {
		id := map[string]string{sdn: cons, cons: sdn}[p.list]
		p.elsewhere = p.Sanction(authority, "us", id)
		p.elsewhere.Add("authorityId", p.ID)
		if id == sdn {
			p.elsewhere.Add("provisions", lists.MeasureAssetFreeze)
		}
	}
	return p.elsewhere
}

// The names of the two lists in Advanced and Enhanced XML. The other names are those of the parts of the consolidated
// list.
const (
	sdnName  = "SDN List"
	consName = "Consolidated List"
)

// listed adds that a list or part of a list holds the party since a day, and returns the Sanction concerned. A date of the
// other list is no listing date on this one.
func (p *party) listed(name, date string) *ftm.Entity {
	s, prop := p.sanction, "listingDate"
	if name != "" && (name == sdnName) != (p.list == sdn) {
		s, prop = p.other(), "startDate"
	}
	note := name
	if name == sdnName {
		note = ""
	} else if name != consName {
		s.Add("description", name)
	}
	s.Put(ftm.Statement{Prop: prop, Original: date, Note: note})
	return s
}

// name adds a name in its parts. Full names of persons are put in the order in which they are spoken; what the list
// prints ("LAST, First") is kept beside it.
func (p *party) name(prop, last, first, lang, note string) {
	last, first = collapse(last), collapse(first)
	person := p.Target().Schema.Is("Person")
	if person && first == "" {
		if before, after, ok := strings.Cut(last, ", "); ok { // one string: "LAST, First"
			last, first = strings.TrimSpace(before), strings.TrimSpace(after)
		}
	}
	full, printed := last, last
	if first != "" {
		full, printed = first+" "+last, last+", "+first
		if last == "" {
			full, printed = first, first
		}
	}
	if full == "" {
		return
	}
	p.Target().Put(ftm.Statement{Prop: prop, Value: clean(full), Original: printed, Lang: lang, Note: note})
	if prop == "name" && person {
		p.Target().Put(ftm.Statement{Prop: "lastName", Original: last, Lang: lang})
		p.Target().Put(ftm.Statement{Prop: "firstName", Original: first, Lang: lang})
	}
}

// clean drops what shows nothing, such as the marks of direction about right-to-left names.
func clean(name string) string {
	v, _ := ftm.MustLookup("Thing").Prop("name").Clean(name)
	return v
}

func collapse(s string) string { return strings.Join(strings.Fields(s), " ") }

// aliasProp is the property of an alternate name of a type (a.k.a., f.k.a., n.k.a.) and quality.
func aliasProp(kind string, weak bool) string {
	switch strings.ToLower(strings.Trim(kind, ". ")) {
	case "fka", "f.k.a":
		return "previousName"
	}
	if weak {
		return "weakAlias"
	}
	return "alias"
}

// alias adds an alternate name of a type and quality. Weak names stand between quotation marks in some formats.
func (p *party) alias(kind string, weak bool, last, first, lang string) {
	prop, note := aliasProp(kind, weak), noteOf(kind)
	if weak {
		last = unquote(last)
		if prop != "weakAlias" {
			note = strings.TrimPrefix(note+", low quality", ", ")
		}
	}
	p.name(prop, last, first, lang, note)
}

// noteOf keeps the kind of an alternate name where it says more than its property: "now known as".
func noteOf(kind string) string {
	switch strings.ToLower(strings.Trim(kind, ". ")) {
	case "aka", "a.k.a", "fka", "f.k.a", "name", "":
		return ""
	}
	return strings.ToLower(strings.ReplaceAll(kind, ".", ""))
}

// titles adds functions; persons have them as positions.
func (p *party) titles(text string) {
	for _, x := range strings.Split(text, ";") {
		if x = strings.TrimSpace(x); x == "" {
			continue
		}
		if p.Target().Schema.Is("Person") {
			p.Target().Add("position", x)
		} else {
			p.Target().Add("notes", x)
		}
	}
}

// ship adds the particulars of a vessel, or of an aircraft for which the same columns are used.
func (p *party) ship(callSign, kind, tonnage, gross, flag, owner string) {
	for _, f := range [...][2]string{{"Vessel Call Sign", callSign}, {"Vessel Type", kind}, {"Vessel Tonnage", tonnage},
		{"Vessel Gross Registered Tonnage", gross}, {"Vessel Flag", flag}, {"Vessel Owner", owner}} {
		if f[1] != "" {
			p.fact(f[0], f[1], "")
		}
	}
}
