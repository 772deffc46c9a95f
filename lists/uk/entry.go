package uk

import (
	"fmt"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// entry is a designation, or a row of one, as printed.
type entry struct {
	line   int
	id     string
	former []string // ids of the same designation elsewhere: "ofsi:6995", "uk:AFG0001", "un:TAi.007"
	unRefs []string
	kind   string // Individual, Entity, Ship

	names    []name
	nonLatin []script
	titles   []string

	regime   string
	act      string
	source   string // UN, UK, UK|UN
	measures []string
	reasons  []string
	notes    []string
	listed   string // dates as printed
	started  string
	updated  string

	addresses             []address
	phones, mails, sites  []string
	births, genders       []string
	places                []place
	nationalities         []string
	positions             []string
	papers                []paper
	kinds                 []string // type of entity
	parents, subsidiaries []string
	registrations         []string
	imos, mmsis           []string
	owners, formerOwners  []string
	flags, formerFlags    []string
	shipTypes, tonnages   []string
	lengths, built, hulls []string
}

type name struct {
	parts    [6]string // Name 1 to Name 6; the last is the surname or the whole name
	kind     string
	strength string
}

type script struct{ text, script, language string }

type address struct {
	lines                   []string
	postcode, country, note string
}

type place struct{ town, country string }

// paper is an identity document; what kind of number it is can stand in the details.
type paper struct{ kind, number, details string }

// series says what the records of one list share.
type series struct {
	list, authority string
	measures        []string
}

var (
	sanctionsList = &series{list: slList, authority: fcdo}
	consolidated  = &series{ofsiList, ofsi, []string{lists.MeasureAssetFreeze, lists.MeasureNoFunds}}
)

// records gathers entries by id, in the order of the file.
func (s *series) records(entries []*entry, pub *lists.Publication) {
	byID := map[string][]*entry{}
	var order []string
	for _, e := range entries {
		if e.id == "" {
			pub.Warn("line %d: %s has no id; one is made from its names", e.line, e.caption())
			e.id = "no-id-" + lists.StableID(e.kind, e.caption())
		}
		if byID[e.id] == nil {
			order = append(order, e.id)
		}
		byID[e.id] = append(byID[e.id], e)
	}
	for _, id := range order {
		group := byID[id]
		r := lists.NewRecord(s.list, id, schema(group, pub))
		for _, e := range group {
			e.fill(r, s, pub)
		}
		if len(r.Target().Names()) == 0 {
			pub.Warn("line %d: %s has no name", group[0].line, id)
		}
		pub.Records = append(pub.Records, r)
	}
}

func (e *entry) caption() string {
	for _, n := range e.names {
		if full := n.full(); full != "" {
			return full
		}
	}
	return "an entry"
}

// companyWords in the type of an entity make it a company, which can be owned.
var companyWords = []string{"compan", "corporation", "joint stock", "enterprise", "bank", "llc", "ltd", "limited", "firm",
	"conglomerate", "gmbh", "holding", "business"}

func schema(group []*entry, pub *lists.Publication) string {
	company := false
	kind := ""
	for _, e := range group {
		if kind == "" {
			kind = e.kind
		}
		company = company || len(e.parents)+len(e.subsidiaries)+len(e.registrations) > 0
		for _, k := range e.kinds {
			for _, w := range companyWords {
				company = company || strings.Contains(strings.ToLower(k), w)
			}
		}
	}
	switch strings.ToLower(kind) {
	case "individual":
		return "Person"
	case "ship":
		return "Vessel"
	case "entity":
		if company {
			return "Company"
		}
		return "Organization"
	}
	pub.UnknownAt("type of target=" + kind)
	return "LegalEntity"
}

// fill writes the entry into its record. Rows of one record repeat each other; statements and attached entities are
// sets.
func (e *entry) fill(r *lists.Record, s *series, pub *lists.Publication) {
	t := r.Target()
	for _, f := range e.former {
		if !contains(r.Former, f) {
			r.Former = append(r.Former, f)
		}
	}
	t.Add("topics", "sanction")
	for _, n := range e.names {
		n.fill(t, pub)
	}
	for _, n := range e.nonLatin {
		n.fill(t)
	}
	e.sanction(r, s)
	put(t, "title", "Title", e.titles)
	put(t, "notes", "", e.notes)
	put(t, "phone", "Phone number", e.phones)
	put(t, "email", "Email address", e.mails)
	put(t, "website", "Website", e.sites)
	put(t, "gender", "Gender", e.genders)
	for _, n := range e.nationalities {
		putCountry(t, "nationality", "Nationality", n)
	}
	put(t, "position", "Position", e.positions)
	put(t, "classification", "Type of entity", e.kinds)
	for _, a := range e.addresses {
		a.fill(r)
	}
	for _, d := range e.births {
		if t.Schema.Prop("birthDate") != nil {
			addDate(t, "birthDate", d)
		} else {
			put(t, "birthDate", "Date of birth", []string{d})
		}
	}
	for _, p := range e.places {
		if p.town != "" {
			put(t, "birthPlace", "Place of birth", []string{join(p.town, p.country)})
		}
		putCountry(t, "birthCountry", "Country of birth", p.country)
	}
	for _, p := range e.papers {
		p.fill(r)
	}
	for _, n := range e.registrations {
		registration(r, n)
	}
	e.ship(t)
	e.ownership(r)
}

// put adds values to a property, or to the notes under a label where the schema has no such property.
func put(t *ftm.Entity, prop, label string, values []string) {
	for _, v := range values {
		switch {
		case v == "":
		case t.Schema.Prop(prop) != nil:
			t.Add(prop, v)
		default:
			t.Add("notes", label+": "+v)
		}
	}
}

// putCountry adds a country, also one that is printed with what it was called before: "Former USSR Currently Belarus",
// "Ukrainian SSR (now Ukraine)", "Georgia (former USSR)".
func putCountry(t *ftm.Entity, prop, label, printed string) {
	p := t.Schema.Prop(prop)
	if p == nil {
		put(t, prop, label, []string{printed})
		return
	}
	s := ftm.Statement{Prop: prop, Original: printed}
	if _, ok := p.Clean(printed); !ok {
		lower := strings.ToLower(printed)
		for _, now := range []string{"now ", "currently "} {
			if i := strings.LastIndex(lower, now); i >= 0 && len(lower) == len(printed) {
				s.Value, _ = p.Clean(strings.Trim(printed[i+len(now):], " )."))
			}
		}
		if before, _, ok := strings.Cut(printed, "("); ok && s.Value == "" && strings.Contains(lower, "ussr") {
			s.Value, _ = p.Clean(strings.TrimSpace(before))
		}
	}
	t.Put(s)
}

func (e *entry) sanction(r *lists.Record, s *series) {
	d := r.Sanction(s.authority, "gb", strings.ToLower(e.regime))
	d.Add("program", e.regime)
	d.Add("programId", programID(r.ID))
	d.Add("summary", e.act)
	d.Add("provisions", s.measures...)
	d.Add("provisions", e.measures...)
	d.Add("reason", e.reasons...)
	d.Add("authorityId", r.ID)
	d.Add("unscId", e.unRefs...)
	if e.source != "" {
		d.Add("description", "Designation source: "+e.source)
	}
	addDate(d, "listingDate", e.listed)
	addDate(d, "startDate", e.started)
	addDate(d, "modifiedAt", e.updated)
}

// addDate adds a date. Full dates are put into one form first, so that a record is the same in all formats of its list.
func addDate(t *ftm.Entity, prop, printed string) {
	if iso := isoDate(printed); iso != "" {
		printed = iso
	}
	t.AddDates(prop, printed, ftm.DayFirst)
}

func (a address) fill(r *lists.Record) {
	t := r.Target()
	country, remark := a.country, a.note
	// "Afghanistan (since 2009)"
	if before, inside, ok := strings.Cut(country, "("); ok && strings.TrimSpace(before) != "" {
		country, remark = strings.TrimSpace(before), join(strings.Trim(inside, ") "), remark)
	}
	put(t, "country", "Country", []string{country})
	local := join(append(append([]string{}, a.lines...), a.postcode)...)
	if local == "" && remark == "" {
		return
	}
	full := join(local, country)
	ad := r.Attach("Address", "address", strings.ToLower(full))
	ad.Add("full", full)
	ad.Add("postalCode", a.postcode)
	ad.Add("country", country)
	ad.Add("remarks", remark)
	put(t, "addressEntity", "Address", []string{ad.ID})
	put(t, "address", "Address", []string{full})
}

func (e *entry) ship(t *ftm.Entity) {
	put(t, "imoNumber", "IMO number", e.imos)
	put(t, "mmsi", "MMSI", e.mmsis)
	put(t, "flag", "Flag of ship", e.flags)
	put(t, "pastFlags", "Previous flags", e.formerFlags)
	put(t, "type", "Type of ship", e.shipTypes)
	put(t, "tonnage", "Tonnage of ship", e.tonnages)
	put(t, "buildDate", "Year built", e.built)
	put(t, "", "Length of ship", e.lengths)
	for _, h := range e.hulls {
		if t.Schema.Prop("registrationNumber") != nil {
			t.Put(ftm.Statement{Prop: "registrationNumber", Original: h, Note: "hull identification number"})
		}
	}
}

// ownership attaches parent companies, subsidiaries, and owners and operators of ships, which the lists only name.
func (e *entry) ownership(r *lists.Record) {
	t := r.Target()
	link := func(schema, name, role, status string, owned bool) {
		if name == "" {
			return
		}
		if !t.Schema.Is("Asset") && owned || !t.Schema.Is("LegalEntity") && !owned {
			t.Add("notes", role+": "+name)
			return
		}
		other := r.Attach(schema, "party", schema, strings.ToLower(name))
		other.Add("name", name)
		o := r.Attach("Ownership", "ownership", role, strings.ToLower(name))
		owner, asset := other.ID, t.ID
		if !owned {
			owner, asset = asset, owner
		}
		o.Add("owner", owner)
		o.Add("asset", asset)
		o.Add("role", role)
		o.Add("status", status)
	}
	for _, n := range e.parents {
		link("LegalEntity", n, "parent company", "", true)
	}
	for _, n := range e.subsidiaries {
		link("Company", n, "subsidiary", "", false)
	}
	for _, n := range e.owners {
		link("LegalEntity", n, "owner or operator", "current", true)
	}
	for _, n := range e.formerOwners {
		link("LegalEntity", n, "previous owner or operator", "previous", true)
	}
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
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

func oneLine(s string) string {
	if strings.ContainsAny(s, "\n\r\t\u00a0\u202f") || strings.Contains(s, "  ") {
		return strings.Join(strings.Fields(s), " ")
	}
	return strings.TrimSpace(s)
}

// one returns the only file of a publication.
func one(files []lists.File) (lists.File, error) {
	if len(files) != 1 {
		return lists.File{}, fmt.Errorf("%d files; a publication of this list is one file", len(files))
	}
	return files[0], nil
}
