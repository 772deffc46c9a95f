package un

import (
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/tree"
)

// entry is one INDIVIDUAL or ENTITY element.
type entry struct {
	node   *tree.Node
	person bool
	ref    string
	listed string
	parts  []string // the name as split by the list
	name   string
}

func newEntry(n *tree.Node, person bool) *entry {
	e := &entry{node: n, person: person, ref: text(n, "REFERENCE_NUMBER"), listed: day(text(n, "LISTED_ON"))}
	for i, field := range []string{"FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"} {
		v := text(n, field)
		// The schema's default for parts beyond the first is "na".
		if i > 0 && v == "na" {
			v = ""
		}
		e.parts = append(e.parts, v)
	}
	e.name = strings.Join(strings.Fields(strings.Join(e.parts, " ")), " ")
	return e
}

// text is a value on one line: some files break lines inside values.
func text(n *tree.Node, path string) string { return oneLine(n.Text(path)) }

func oneLine(s string) string {
	if strings.ContainsAny(s, "\n\r\t\u00a0") || strings.Contains(s, "  ") {
		return strings.Join(strings.Fields(s), " ")
	}
	return s
}

// day drops the offset that some dates carry: "2012-05-18-04:00".
func day(s string) string {
	if len(s) > 10 && s[4] == '-' && s[7] == '-' && strings.IndexByte("-+TZ", s[10]) >= 0 {
		return s[:10]
	}
	return s
}

func (e *entry) key() string { return strings.ToLower(e.name) + "\x00" + e.schema() }

func (e *entry) schema() string {
	if e.person {
		return "Person"
	}
	return "Organization"
}

// fill writes the entry into its record.
func (e *entry) fill(r *lists.Record, pub *lists.Publication) {
	n, t := e.node, r.Target()
	// DATAID is no key: between June 2016 and June 2017 the same numbers came to name other persons. VERSIONNUM stands
	// still when entries change and moves when they do not, SORT_KEY repeats the name, SORT_KEY_LAST_MOD the date of an
	// update, LIST_TYPE says "UN List" of everything.
	n.Ignore("DATAID", "VERSIONNUM", "SORT_KEY", "SORT_KEY_LAST_MOD", "LIST_TYPE", "@noNamespaceSchemaLocation")
	if e.name == "" {
		pub.Warn("line %d: %s has no name", n.Line, e.ref)
	}
	t.Add("topics", "sanction")
	t.Add("name", e.name, text(n, "NAME_ORIGINAL_SCRIPT"))
	comments := text(n, "COMMENTS1")
	e.sanction(r, comments, pub)
	e.comments(r, comments)
	if e.person {
		t.Add("firstName", e.parts[0])
		t.Add("secondName", e.parts[1])
		t.Add("middleName", e.parts[2])
		if g := text(n, "GENDER"); !strings.EqualFold(g, "unknown") {
			t.Add("gender", g)
		}
		t.Add("title", values(n, "TITLE")...)
		t.Add("position", values(n, "DESIGNATION")...)
		t.Add("nationality", values(n, "NATIONALITY")...)
		t.Add("nationality", text(n, "NATIONALITY2"))
		for _, b := range n.All("INDIVIDUAL_DATE_OF_BIRTH") {
			birthDate(t, b, pub)
		}
		for _, b := range n.All("INDIVIDUAL_PLACE_OF_BIRTH") {
			birthPlace(t, b)
		}
		for _, d := range n.All("INDIVIDUAL_DOCUMENT") {
			document(r, d)
		}
	}
	for _, a := range append(n.All("INDIVIDUAL_ALIAS"), n.All("ENTITY_ALIAS")...) {
		alias(t, a, pub)
	}
	for _, a := range append(n.All("INDIVIDUAL_ADDRESS"), n.All("ENTITY_ADDRESS")...) {
		address(r, a)
	}
}

// values reads the VALUE children of a field, and its own text in the oldest files.
func values(n *tree.Node, field string) []string {
	out := n.Texts(field + "/VALUE")
	out = append(out, n.Texts(field)...)
	for i, v := range out {
		out[i] = oneLine(v)
	}
	return out
}

// sanction attaches the designation by the committee of UN_LIST_TYPE.
func (e *entry) sanction(r *lists.Record, comments string, pub *lists.Publication) {
	n := e.node
	listType := text(n, "UN_LIST_TYPE")
	reg := findRegime(listType)
	if reg == nil {
		if listType != "" {
			pub.UnknownAt("UN_LIST_TYPE=" + listType)
		}
		reg = &regime{id: listType, name: listType}
	}
	s := r.Sanction(authority, "un", reg.id)
	s.Add("program", reg.name)
	s.Add("programId", reg.id)
	s.Add("summary", reg.acts...)
	s.Add("provisions", reg.apply(e.person, comments)...)
	if reg.acts != nil {
		s.Add("programUrl", reg.page())
	}
	s.Add("authorityId", text(n, "REFERENCE_NUMBER"))
	s.Add("unscId", text(n, "REFERENCE_NUMBER"))
	s.Add("listingDate", e.listed)
	for _, v := range values(n, "LAST_DAY_UPDATED") {
		s.Add("modifiedAt", day(v))
	}
	if by := text(n, "SUBMITTED_BY"); by != "" {
		s.Add("description", "Submitted by "+by)
	}
	if on := day(text(n, "SUBMITTED_ON")); on != "" {
		s.Add("description", "Submitted on "+on)
	}
	for _, v := range append(values(n, "DELISTED_ON"), values(n, "DELISTED")...) {
		r.Delisted = day(v)
		s.Add("endDate", day(v))
	}
}

func address(r *lists.Record, a *tree.Node) {
	street, city, state := text(a, "STREET"), text(a, "CITY"), text(a, "STATE_PROVINCE")
	zip, country, note := text(a, "ZIP_CODE"), text(a, "COUNTRY"), noteBeside(a, "COUNTRY")
	t := r.Target()
	putCountry(t, "country", country, "")
	full := join(street, city, state, zip)
	if full == "" {
		full = note
	}
	if full == "" {
		return // only a country
	}
	full = join(full, country)
	ad := r.Attach("Address", "address", strings.ToLower(full))
	ad.Add("full", full)
	ad.Add("street", street)
	ad.Add("city", city)
	ad.Add("state", state)
	ad.Add("postalCode", zip)
	putCountry(ad, "country", country, "")
	ad.Add("remarks", note)
	t.Add("addressEntity", ad.ID)
	t.Add("address", full)
}

// noteBeside is the NOTE of an element, unless it repeats a sibling, as the NOTEs of August 2023 do, or is the slip
// of a program.
func noteBeside(n *tree.Node, sibling string) string {
	note := text(n, "NOTE")
	if note == text(n, sibling) || note == "[object Object]" {
		return ""
	}
	return note
}

func join(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = strings.Trim(p, " ,"); p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, ", ")
}

// putCountry adds a country, also one with words around it: "Libya (in custody)", "Sudan/South Sudan", "Amman, Jordan",
// "Branch Office 11: Iran".
func putCountry(t *ftm.Entity, prop, printed, note string) {
	var found []string
	if isCountry(printed) {
		t.Put(ftm.Statement{Prop: prop, Original: printed, Note: note})
		return
	}
	for _, part := range strings.Split(strings.ReplaceAll(withoutBrackets(printed), "/or ", "/"), "/") {
		if i := strings.LastIndexAny(part, ":,"); i >= 0 && !isCountry(part) {
			part = strings.Trim(part[i:], ":, ")
		}
		if isCountry(part) {
			found = append(found, part)
		}
	}
	for _, f := range found {
		v, _ := t.Schema.Prop(prop).Clean(f)
		t.Put(ftm.Statement{Prop: prop, Value: v, Original: printed, Note: note})
	}
	if found == nil {
		t.Put(ftm.Statement{Prop: prop, Original: printed, Note: note})
	}
}

func isCountry(s string) bool {
	_, ok := countryProp.Clean(s)
	return ok
}

var countryProp = ftm.MustLookup("Person").Prop("country")

func birthPlace(t *ftm.Entity, b *tree.Node) {
	street, city, state, country := text(b, "STREET"), text(b, "CITY"), text(b, "STATE_PROVINCE"), text(b, "COUNTRY")
	note := noteBeside(b, "COUNTRY")
	putCountry(t, "birthCountry", country, "")
	if place := join(street, city, state); place != "" {
		t.Put(ftm.Statement{Prop: "birthPlace", Original: join(place, country), Note: note})
	} else {
		t.Put(ftm.Statement{Prop: "birthPlace", Original: note})
	}
}
