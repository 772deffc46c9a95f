package eu

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// record turns an entry into a record. Everything is sorted first, so that the order in the file does not show.
func (e *entry) record(s *series, pub *lists.Publication) *lists.Record {
	schema := "LegalEntity"
	switch strings.ToLower(e.subject) {
	case "p", "person":
		schema = "Person"
	case "e", "enterprise":
		// a company, a group, a part of a state: what it is exactly the list does not say
		schema = "Organization"
	default:
		pub.UnknownAt("subjectType=" + e.subject)
	}
	r := lists.NewRecord(s.list, e.id(), schema)
	if e.logicalID != "" {
		r.Former = append(r.Former, "logicalId:"+e.logicalID)
	}
	if e.unitedID != "" {
		r.Former = append(r.Former, "un:"+e.unitedID)
	}
	r.Former = append(r.Former, e.also...)
	t := r.Target()
	t.Add("topics", "sanction")
	e.addNames(t)
	for _, b := range sorted(e.births) {
		b.addTo(t)
	}
	for _, c := range sorted(e.citizens) {
		c.addTo(t)
	}
	for _, a := range sorted(e.addresses) {
		a.addTo(r)
	}
	for _, d := range sorted(e.documents) {
		d.addTo(r)
	}
	for _, m := range e.remarks {
		remark(t, m, "")
	}
	for _, l := range sorted(e.listings) {
		l.addTo(r, e, s)
	}
	return r
}

// sorted orders parts by their content and drops repeated ones.
func sorted[T any](parts []T) []T {
	if len(parts) < 2 {
		return parts
	}
	type keyed struct {
		key  string
		part T
	}
	ks := make([]keyed, len(parts))
	for i, p := range parts {
		ks[i] = keyed{fmt.Sprintf("%#v", p), p}
	}
	slices.SortStableFunc(ks, func(a, b keyed) int { return strings.Compare(a.key, b.key) })
	ks = slices.CompactFunc(ks, func(a, b keyed) bool { return a.key == b.key })
	out := make([]T, len(ks))
	for i, k := range ks {
		out[i] = k.part
	}
	return out
}

// remark adds a free text to the notes; some are only the word for "no remark".
func remark(t *ftm.Entity, text, of string) {
	switch strings.ToLower(strings.Trim(strings.TrimSpace(text), ".()")) {
	case "", "none", "-", "n/a":
		return
	}
	t.Put(ftm.Statement{Prop: "notes", Original: text, Note: of})
}

func (e *entry) addNames(t *ftm.Entity) {
	if len(e.names) == 0 {
		return
	}
	names := slices.Clone(e.names)
	slices.SortFunc(names, func(a, b name) int {
		return cmp.Or(strings.Compare(a.text(), b.text()), strings.Compare(a.language, b.language), primary(&a, &b))
	})
	first := slices.MinFunc(names, func(a, b name) int { return primary(&a, &b) })
	first.addTo(t, "name")
	for _, n := range names {
		if prop := "alias"; n.text() != first.text() || n.language != first.language {
			if n.weak {
				prop = "weakAlias"
			}
			n.addTo(t, prop)
			continue
		}
		n.addFacts(t, iso3(n.language))
	}
}

func (n *name) addTo(t *ftm.Entity, prop string) {
	lang := iso3(n.language)
	quality := ""
	for _, m := range n.remarks {
		// "low quality alias", "good quality alias; as previously listed", also misspelt
		if strings.Contains(strings.ToLower(m), "quality alias") {
			quality = strings.TrimSpace(m)
			if prop == "alias" && strings.Contains(strings.ToLower(m), "low quality") {
				prop = "weakAlias"
			}
		}
	}
	t.Put(ftm.Statement{Prop: prop, Original: n.text(), Lang: lang, Note: quality})
	n.addFacts(t, lang)
}

// addFacts adds what stands beside a name: its parts, gender, title, function, remarks.
func (n *name) addFacts(t *ftm.Entity, lang string) {
	person := t.Schema.Is("Person")
	if person {
		t.Put(ftm.Statement{Prop: "firstName", Original: n.first, Lang: lang})
		t.Put(ftm.Statement{Prop: "middleName", Original: n.middle, Lang: lang})
		t.Put(ftm.Statement{Prop: "lastName", Original: n.last, Lang: lang})
		// "?" says that the gender is unknown
		if n.gender != "?" {
			t.Add("gender", n.gender)
		}
		t.Add("title", enumerated(n.title)...)
		t.Add("position", enumerated(n.function)...)
	} else {
		remark(t, n.title, "title")
		remark(t, n.function, "function")
	}
	for _, m := range n.remarks {
		if !strings.Contains(strings.ToLower(m), "quality alias") {
			remark(t, m, "of the name "+strings.Join(strings.Fields(n.text()), " "))
		}
	}
}

// iso3 turns the list's language codes (ISO 639-1 in capitals) into ISO 639-3.
func iso3(code string) string {
	if code == "" {
		return ""
	}
	base, err := language.ParseBase(strings.ToLower(code))
	if err != nil {
		return ""
	}
	return base.ISO3()
}

func (b birth) addTo(t *ftm.Entity) {
	if !t.Schema.Is("Person") {
		remark(t, b.text(), "birth date of an entity")
		return
	}
	note := ""
	if b.circa {
		note = ftm.NoteCirca
	}
	put := func(value, note string) { t.Put(ftm.Statement{Prop: "birthDate", Original: value, Note: note}) }
	switch {
	case b.date != "":
		put(b.date, note)
	case b.year != "" && b.calendar != "" && b.calendar != "GREGORIAN":
		// no Gregorian date beside it: kept as wording that is not a date
		remark(t, "born in "+b.isoParts()+" of the "+strings.ToLower(b.calendar)+" calendar", "birth date")
	case b.year != "":
		put(b.isoParts(), note)
	case b.raw != "":
		t.AddDates("birthDate", b.raw, ftm.DayFirst)
	}
	// a range is as approximate as its width says, so circa adds nothing to it
	if b.from != "" {
		put(b.from, ftm.NoteFrom)
	}
	if b.to != "" {
		put(b.to, ftm.NoteTo)
	}
	t.Add("birthPlace", strings.Join(distinct(nonEmpty(b.place, b.city, b.region, b.zip)), ", "))
	t.Add("birthCountry", b.country.raw())
	for _, m := range b.remarks {
		remark(t, m, "of the birth date or place")
	}
}

func (b birth) isoParts() string {
	iso := b.year
	if b.month != "" && b.month != "0" {
		iso += fmt.Sprintf("-%02s", b.month)
		if b.day != "" && b.day != "0" {
			iso += fmt.Sprintf("-%02s", b.day)
		}
	}
	return iso
}

func (b birth) text() string {
	return strings.Join(nonEmpty(cmp.Or(b.date, b.isoParts(), b.raw), b.from, b.to, b.place, b.city, b.region,
		b.country.raw()), ", ")
}

// distinct drops repeated values and keeps the order.
func distinct(parts []string) []string {
	seen := make(map[string]bool, len(parts))
	var out []string
	for _, p := range parts {
		if !seen[p] {
			seen[p] = true
			out = append(out, p)
		}
	}
	return out
}

func (c citizenship) addTo(t *ftm.Entity) {
	prop := "country"
	if t.Schema.Is("Person") {
		prop = "nationality"
	}
	t.Add(prop, c.country.raw())
	remark(t, c.region, "region of the citizenship")
	remark(t, c.acquired, "citizenship acquired")
	remark(t, c.ceased, "citizenship lost")
	for _, m := range c.remarks {
		remark(t, m, "of the citizenship")
	}
}

// text is the act in one line: "2021/997 (OJ L219I), council amendment, published 2021-06-21".
func (a act) text() string {
	s := a.number
	if k := strings.Join(nonEmpty(a.organisation, a.kind), " "); k != "" && s != "" {
		if a.kind == "council decision" { // of the travel bans, where the title says it
			k = ""
		}
		s = strings.Join(nonEmpty(s, k), ", ")
	}
	if a.published != "" && s != "" {
		s += ", published " + a.published
	}
	return s
}

func (l listing) addTo(r *lists.Record, e *entry, s *series) {
	// the act changes with each amendment, the programme stays; travel bans know only the decision
	key := cmp.Or(l.act.programme, l.act.number)
	sanction := r.Sanction(authority, "eu", key)
	sanction.Add("programId", l.act.programme)
	sanction.Add("program", cmp.Or(programmes()[l.act.programme], l.act.programme))
	if l.act.programme == "" && s == travel {
		sanction.Add("program", l.act.number)
	}
	sanction.Add("provisions", s.measures...)
	sanction.Add("authorityId", e.ref)
	sanction.Add("unscId", e.unitedID)
	sanction.Add("summary", l.act.text())
	sanction.Add("startDate", l.act.inForce)
	sanction.Add("listingDate", l.designated)
	sanction.Add("sourceUrl", l.act.url)
	sanction.Add("description", l.details)
	for _, m := range l.act.remarks {
		sanction.Put(ftm.Statement{Prop: "description", Original: m, Note: "of the act"})
	}
	if l.delisted != "" {
		sanction.Add("endDate", l.delisted)
		if len(e.listings) == 1 {
			r.Delisted = l.delisted
		}
	}
	for _, a := range sorted(l.detailActs) {
		if a.number != l.act.number || a.published != l.act.published && l.act.published != "" {
			sanction.Put(ftm.Statement{Prop: "summary", Original: a.text(), Note: "act of a name, address or other detail"})
		}
		if a.url != l.act.url {
			sanction.Put(ftm.Statement{Prop: "sourceUrl", Original: a.url, Note: "act of a name, address or other detail"})
		}
		for _, m := range a.remarks {
			sanction.Put(ftm.Statement{Prop: "description", Original: m, Note: "of the act"})
		}
	}
}
