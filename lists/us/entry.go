package us

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/table"
)

// entry is one row of any of the lists.
type entry struct {
	line   int
	source *source
	id     string // the row's own id (_id), not lasting
	number string // OFAC's entity number
	kind   string // Individual, Entity, Vessel, Aircraft or ""
	name   string
	title  string

	altNames, previous, births, birthPlaces []string
	nationalities, citizenships, countries  []string
	addresses                               []address
	papers                                  []paper
	vessel                                  vessel

	programs               []string
	start, end, listed     string // when in force, until when, and when published as listed
	notices                []string
	provisions, urls       []string
	status, action, reason string
	remarks                []string
}

// address is a full text as printed, or its parts.
type address struct{ full, street, city, state, postal, country string }

// paper is an item of the ids column: kind, number, issuing country, dates of issue and expiry.
type paper struct{ kind, number, country, issued, expires string }

type vessel struct{ callSign, kind, tonnage, grt, flag, owner string }

// schema is the FollowTheMoney schema of the party. The export lists do not say whether a party is a person.
func (e *entry) schema() string {
	switch e.kind {
	case "Individual":
		return "Person"
	case "Entity":
		return "Organization"
	case "Vessel":
		return "Vessel"
	case "Aircraft":
		return "Airplane"
	}
	return "LegalEntity"
}

// fill adds what one row says to its record. linked finds the entity id of a party by its name, "" if there is none.
func (e *entry) fill(r *lists.Record, linked func(name string) string) {
	t := r.Target()
	t.Add("name", e.name)
	if last, first, ok := strings.Cut(e.name, ", "); ok && e.kind == "Individual" && !strings.Contains(first, ",") {
		t.Add("lastName", last)
		t.Add("firstName", first)
	}
	t.Add("alias", e.altNames...)
	if t.Schema.Prop("previousName") != nil {
		t.Add("previousName", e.previous...)
	}
	for _, topic := range e.source.topics {
		t.Add("topics", topic)
	}
	put(t, "position", "Title", e.title)
	for _, d := range e.births {
		if t.Schema.Prop("birthDate") != nil {
			t.AddDates("birthDate", d, ftm.MonthFirst)
		} else {
			put(t, "birthDate", "Date of birth", d)
		}
	}
	for _, p := range e.birthPlaces {
		put(t, "birthPlace", "Place of birth", p)
	}
	for _, c := range e.nationalities {
		put(t, "nationality", "Nationality", c)
	}
	for _, c := range e.citizenships {
		put(t, "citizenship", "Citizenship", c)
	}
	t.Add("country", e.countries...)
	for _, a := range e.addresses {
		a.attach(r)
	}
	for _, text := range e.remarks {
		t.Add("notes", text)
		e.link(r, text, linked)
	}
	e.vessel.fill(t)
	for _, former := range []string{e.id, e.number} {
		if former != "" && former != r.ID && !slices.Contains(r.Former, former) {
			r.Former = append(r.Former, former)
		}
	}
	sanctions := e.sanctions(r)
	for _, p := range e.papers {
		p.fill(r, sanctions)
	}
}

// put adds a value under the property where the schema has it, else as a note that names what it is.
func put(t *ftm.Entity, prop, label, value string) {
	switch {
	case value == "":
	case t.Schema.Prop(prop) != nil:
		t.Add(prop, value)
	default:
		t.Add("notes", label+": "+value)
	}
}

func (v vessel) fill(t *ftm.Entity) {
	put(t, "callSign", "Call sign", v.callSign)
	put(t, "type", "Vessel type", v.kind)
	put(t, "tonnage", "Tonnage", v.tonnage)
	put(t, "grossRegisteredTonnage", "Gross registered tonnage", v.grt)
	put(t, "flag", "Flag", v.flag)
	put(t, "vesselOwner", "Vessel owner", v.owner)
}

// attach adds the address as an entity and as text; a bare country is only a country.
func (a address) attach(r *lists.Record) {
	t := r.Target()
	t.Add("country", a.country)
	full := a.full
	if full == "" {
		full = joined(a.street, a.city, a.state, a.postal, a.country)
	}
	if full == "" || full == a.country {
		return
	}
	e := r.Attach("Address", "address", full)
	e.Add("full", full)
	e.Add("street", a.street)
	e.Add("city", a.city)
	e.Add("state", a.state)
	e.Add("postalCode", a.postal)
	e.Add("country", a.country)
	t.Add("addressEntity", e.ID)
	t.Add("address", full)
}

func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(parts), func(p string) bool { return p == "" }), ", ")
}

// sanctions attaches one Sanction for each programme of the row, or one without a programme.
func (e *entry) sanctions(r *lists.Record) []*ftm.Entity {
	programs := e.programs
	if len(programs) == 0 {
		programs = []string{""}
	}
	var out []*ftm.Entity
	for _, program := range programs {
		s := r.Sanction(e.source.authority, "us", e.source.code, program, e.act())
		if program == "" {
			s.Add("program", e.source.title)
			s.Add("programId", e.source.code)
		} else {
			s.Add("program", program)
			s.Add("programId", program)
		}
		s.Add("provisions", e.source.measuresFor(program)...)
		s.Add("provisions", e.provisions...)
		s.AddDates("startDate", e.start, ftm.MonthFirst)
		s.AddDates("endDate", e.end, ftm.MonthFirst)
		s.AddDates("listingDate", e.listed, ftm.MonthFirst)
		s.Add("summary", e.notices...)
		s.Add("sourceUrl", e.urls...)
		s.Add("status", e.status)
		s.Add("description", e.action)
		s.Add("reason", e.reason)
		s.Add("authorityId", e.number)
		out = append(out, s)
	}
	return out
}

// act tells apart several measures on one party: the first notice, which stays when an order is renewed or amended.
func (e *entry) act() string {
	if len(e.notices) > 0 {
		return e.notices[0]
	}
	return cmp.Or(e.listed, e.start)
}

var linkedTo = regexp.MustCompile(`\(Linked To: ([^()]+(?:\([^()]*\)[^()]*)*)\)`)

// link turns "(Linked To: NAME)" in remarks into links, with an end where the list holds the other party.
func (e *entry) link(r *lists.Record, text string, linked func(string) string) {
	if !strings.Contains(text, "Linked To:") {
		return
	}
	for _, m := range linkedTo.FindAllStringSubmatch(text, -1) {
		l := r.Attach("UnknownLink", "link", m[1])
		l.Add("subject", r.Target().ID)
		l.Add("role", "Linked To")
		l.Add("namesMentioned", m[1])
		if other := linked(m[1]); other != "" && other != r.Target().ID {
			l.Add("object", other)
		}
	}
}

var noticeStart = regexp.MustCompile(`(?i)\b(\d+ F\.? ?R\.?,? ?\d|(Public )?Notice \d+|Vol\. ?\d+)`)

// splitNotices divides a cell of Federal Register citations ("66 FR 24266, 77 FR 58006 (no. 182)", "68 F.R. 38290
// 6/27/03 71 F.R. 38843 7/10/06", "Vol. 80, No. 170, 09/02/15, Vol. 80, No. 207, 10/27/15") into one each.
func splitNotices(cell string) []string {
	at := noticeStart.FindAllStringIndex(cell, -1)
	if len(at) == 0 {
		return nonEmpty(cell)
	}
	var out []string
	from := 0
	for i, m := range at {
		inNotice := i > 0 && strings.Contains(strings.ToLower(cell[from:m[0]]), "notice") &&
			strings.HasPrefix(strings.ToLower(cell[m[0]:]), "vol")
		if m[0] > from && !inNotice { // "Notice 1958, Vol. 59, No. 44" is one citation
			out = append(out, nonEmpty(cell[from:m[0]])...)
			from = m[0]
		}
	}
	return append(out, nonEmpty(cell[from:])...)
}

func nonEmpty(s string) []string {
	if s = strings.Trim(s, " ,;\t\r\n"); s == "" {
		return nil
	}
	return []string{s}
}

// readHeader returns the table under the first row and refuses a file without data rows.
func readHeader(f lists.File, comma rune) (*table.Table, error) {
	sheet, err := table.CSV(f.Data, comma)
	if err != nil {
		return nil, err
	}
	t, err := sheet.Table(0)
	if err != nil {
		return nil, err
	}
	t.Name = f.Name
	return t, nil
}
