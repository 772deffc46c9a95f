package ofac

import (
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// party is a record under construction.
type party struct {
	*lists.Record
	list     string
	sanction *ftm.Entity
}

// schemata by the lists' kinds of parties. An entity is an Organization: OFAC does not say which are companies.
func schemaOf(kind string) (string, bool) {
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case "individual":
		return "Person", true
	case "vessel":
		return "Vessel", true
	case "aircraft":
		return "Airplane", true
	case "entity", "":
		return "Organization", true
	}
	return "LegalEntity", false
}

func newParty(list, id, kind string, pub *lists.Publication) *party {
	schema, known := schemaOf(kind)
	if !known {
		pub.UnknownAt("type of party " + kind)
	}
	p := &party{Record: lists.NewRecord(list, id, schema), list: list}
	p.Target().Add("topics", "sanction")
	p.Target().Add("sourceUrl", "https://sanctionssearch.ofac.treas.gov/Details.aspx?id="+id)
	p.sanction = p.Sanction(authority, "us", list)
	p.sanction.Add("authorityId", id)
	if list == sdn {
		p.sanction.Add("provisions", lists.MeasureAssetFreeze)
	}
	return p
}

// name adds a name in its parts. Full names of persons are put in the order in which they are spoken; what the list
// prints ("LAST, First") is kept beside it.
func (p *party) name(prop, last, first, lang, note string) {
	last, first = collapse(last), collapse(first)
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
	p.Target().Put(ftm.Statement{Prop: prop, Value: full, Original: printed, Lang: lang, Note: note})
	if prop == "name" && p.Target().Schema.Is("Person") {
		p.Target().Put(ftm.Statement{Prop: "lastName", Original: last, Lang: lang})
		p.Target().Put(ftm.Statement{Prop: "firstName", Original: first, Lang: lang})
	}
}

func collapse(s string) string { return strings.Join(strings.Fields(s), " ") }

// printedName adds a name as one string: of a person "LAST, First".
func (p *party) printedName(prop, printed, note string) {
	if last, first, ok := strings.Cut(printed, ", "); ok && p.Target().Schema.Is("Person") {
		p.name(prop, last, first, "", note)
		return
	}
	p.name(prop, printed, "", "", note)
}

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

// programmes adds programme codes, and for the non-SDN list the measures that go with them.
func (p *party) programme(code string) {
	code = strings.Trim(code, "[] ")
	if code == "" {
		return
	}
	p.sanction.Add("program", code)
	p.sanction.Add("programId", code)
	if p.list == cons {
		p.sanction.Add("provisions", measures(code)...)
	}
}

// measures of the non-SDN programmes. Sources: the directives under Executive Order 13662 (sectoral sanctions), Executive
// Order 13959 as amended (Chinese military-industrial companies), the CAPTA list's description, 31 CFR 594.520 (General
// License 4, Palestinian Legislative Council), Executive Order 13608 (foreign sanctions evaders).
func measures(code string) []string {
	switch {
	case strings.HasPrefix(code, "UKRAINE-EO13662"), strings.HasPrefix(code, "CMIC-"):
		return []string{lists.MeasureDebtEquity}
	case strings.HasPrefix(code, "NS-PLC"):
		return []string{"transactions to be rejected"}
	case strings.HasPrefix(code, "FSE-"):
		return []string{lists.MeasureTransactionBan}
	case strings.HasPrefix(code, "RUSSIA-EO14024"):
		return []string{lists.MeasureDebtEquity, lists.MeasureCorrespondent}
	case strings.HasPrefix(code, "561"), strings.HasPrefix(code, "IFCA"), strings.HasPrefix(code, "IFSR"), strings.HasPrefix(code, "HIFPAA"),
		strings.HasPrefix(code, "CAPTA"):
		return []string{lists.MeasureCorrespondent}
	}
	return []string{"restrictions of the programme " + code}
}

// address attaches an address.
func (p *party) address(lines []string, city, state, postal, country, remarks string) {
	parts := append(append([]string{}, lines...), city, state, postal)
	var full []string
	for _, x := range parts {
		if x = collapse(x); x != "" {
			full = append(full, x)
		}
	}
	country = collapse(country)
	if len(full) == 0 && country == "" {
		return
	}
	text := strings.Join(full, ", ")
	if country != "" {
		text = strings.TrimPrefix(text+", "+country, ", ")
	}
	a := p.Attach("Address", "address", text, remarks)
	a.Add("full", text)
	a.Add("street", strings.Join(nonEmpty(lines), ", "))
	a.Add("city", city)
	a.Add("state", state)
	a.Add("postalCode", postal)
	a.Add("country", country)
	a.Add("remarks", remarks)
	t := p.Target()
	t.Add("addressEntity", a.ID)
	if len(full) > 0 {
		t.Add("address", text)
	}
	if code, ok := ftm.CountryCode(country); ok {
		t.Put(ftm.Statement{Prop: "country", Value: code})
	}
}

func nonEmpty(lines []string) (out []string) {
	for _, l := range lines {
		if l = collapse(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// link notes that the list ties the party to another: by its number where that is known, else by name.
func (p *party) link(kind, name, id string) {
	name = strings.Trim(name, " .;)")
	if name == "" && id == "" {
		return
	}
	l := p.Attach("UnknownLink", "link", kind, name, id)
	l.Add("subject", p.Target().ID)
	if id != "" {
		l.Add("object", lists.EntityID(p.list, id))
	}
	l.Add("role", kind)
	l.Add("namesMentioned", name)
}
