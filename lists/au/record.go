package au

import (
	"strings"
	"unicode"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/table"
)

// schemata of the types, in lower case.
var schemata = map[string]string{"individual": "Person", "entity": "Organization", "ngo": "Organization", "vessel": "Vessel"}

func record(pub *lists.Publication, id string, rows []table.Row, measured bool) *lists.Record {
	kind := strings.ToLower(rows[0].Get("Type"))
	schema, ok := schemata[kind]
	if !ok {
		pub.UnknownAt("Type=" + kind)
		schema = "LegalEntity"
	}
	r := lists.NewRecord(listID, id, schema)
	r.Target().Add("topics", "sanction")
	names(pub, r, rows)
	for _, row := range rows {
		facts(r, row)
		sanction(r, row, measured)
	}
	return r
}

// A name type (in lower case) and the property that it means.
var nameTypes = map[string]string{
	"primary name": "name", "aka": "alias", "alias": "alias", "original script": "alias",
	"fka": "previousName", "formerly known as": "previousName", "previously listed as": "previousName",
}

// names adds the names of all rows. In a few parties of 2010 no row is called the primary name; it is then the one
// whose reference has no letter.
func names(pub *lists.Publication, r *lists.Record, rows []table.Row) {
	primary := false
	for _, row := range rows {
		primary = primary || nameTypes[nameType(row)] == "name"
	}
	for _, row := range rows {
		kind := nameType(row)
		prop, ok := nameTypes[kind]
		note := ""
		switch {
		case !ok:
			pub.UnknownAt("Name Type=" + kind)
			prop, note = "alias", kind
		case prop == "previousName", kind == "original script":
			note = kind
		}
		strength := strings.ToLower(row.Get("Alias Strength"))
		switch strength {
		case "weak":
			prop, note = "weakAlias", "weak"
		case "", "strong":
		default:
			pub.UnknownAt("Alias Strength=" + strength)
		}
		if !primary && !strings.ContainsFunc(row.Get("Reference"), unicode.IsLetter) {
			prop, note = "name", ""
		}
		r.Target().Put(ftm.Statement{Prop: prop, Original: row.Get(nameColumn), Note: note})
	}
}

func nameType(row table.Row) string {
	return strings.ToLower(strings.Join(strings.Fields(row.Get("Name Type")), " "))
}

// values returns the items of a cell, none where it says that nothing is known.
func values(cell string) []string {
	var out []string
	for _, v := range table.Items(cell) {
		switch strings.ToLower(strings.Trim(v, " .\u00a0")) {
		case "", "na", "n/a", "nil", "unknown", "not available", "-":
		default:
			out = append(out, v)
		}
	}
	return out
}

func facts(r *lists.Record, row table.Row) {
	t := r.Target()
	born, place, nation := "birthDate", "birthPlace", "nationality"
	switch {
	case t.Schema.Is("Vessel"):
		born, place, nation = "buildDate", "notes", "flag"
	case !t.Schema.Is("Person"):
		born, place, nation = "incorporationDate", "notes", "country"
	}
	for _, v := range values(row.Get("Date of Birth")) {
		for _, d := range dates(v) {
			t.AddDates(born, d, ftm.DayFirst)
		}
	}
	t.Add(place, values(row.Get("Place of Birth"))...)
	for _, v := range values(row.Get("Citizenship")) {
		for _, part := range splitTrim(v, ";") {
			t.Add(nation, countries(t, nation, part)...)
		}
	}
	for _, v := range values(row.Get("Address")) {
		address(r, v)
	}
	t.Add("notes", row.Get("Additional Information"))
	if imo := row.Get("IMO Number"); imo != "" {
		r.Identify("IMO number", imo, "")
	}
}

// dates takes apart what stands between semicolons, arrows and "alt DOB:"; lists with commas are one wording.
func dates(cell string) []string {
	cell = strings.NewReplacer(">>", ";", "alt DOB", ";", "alt. DOB", ";", "alt born", ";", "born ", "", "DOB:", ";",
		"\u00a0", " ").Replace(cell)
	return splitTrim(cell, ";")
}

func splitTrim(s, sep string) []string {
	var out []string
	for _, p := range strings.Split(s, sep) {
		if p = strings.Trim(p, " ,:\n\u00a0"); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// countries takes "German, Moroccan" and "United States and Iranian" apart and leaves out a second name in brackets,
// where only that gives countries; else the wording stays as printed.
func countries(t *ftm.Entity, prop, text string) []string {
	known := func(s string) bool {
		p := t.Schema.Prop(prop)
		_, ok := p.Clean(strings.TrimSpace(s))
		return ok
	}
	if known(text) {
		return []string{text}
	}
	if before, _, ok := strings.Cut(text, "("); ok && known(before) && strings.HasSuffix(text, ")") {
		return []string{before}
	}
	parts := strings.FieldsFunc(strings.ReplaceAll(text, " and ", ","), func(r rune) bool { return r == ',' || r == '/' })
	for _, p := range parts {
		if !known(p) {
			return []string{text}
		}
	}
	return parts
}

func address(r *lists.Record, full string) {
	full = strings.Join(strings.Fields(full), " ")
	a := r.Attach("Address", "address", full)
	a.Add("full", full)
	last := strings.Trim(full[strings.LastIndexByte(full, ',')+1:], " .")
	if country, ok := a.Schema.Prop("country").Clean(last); ok {
		a.Put(ftm.Statement{Prop: "country", Value: country, Original: last})
	}
	r.Target().Add("addressEntity", a.ID)
	r.Target().Add("address", full)
}

// measures are the columns of 2026 and what a TRUE in them means.
var measures = []struct {
	column string
	means  []string
}{
	{"Targeted Financial Sanction", []string{lists.MeasureAssetFreeze, lists.MeasureNoFunds}},
	{"Travel Ban", []string{lists.MeasureTravelBan}},
	{"Arms Embargo", []string{lists.MeasureArmsEmbargo}},
	{"Maritime Restriction", []string{lists.MeasurePortBan, "maritime restriction"}},
}

func sanction(r *lists.Record, row table.Row, measured bool) {
	s := r.Sanction("Department of Foreign Affairs and Trade", "au", "listing")
	s.Add("authorityId", r.ID)
	s.Add("program", row.Get("Committees"))
	listing := row.Get("Listing Information")
	for _, act := range []string{row.Get("Instrument of Designation"), listing} {
		s.Add("summary", strings.Join(strings.Fields(act), " "))
	}
	s.Add("unscId", unReference(row.Get("Additional Information")))
	for _, m := range measures {
		switch flag := strings.ToLower(row.Get(m.column)); flag {
		case "true", "yes", "1":
			s.Add("provisions", m.means...)
		case "false", "no", "0", "":
		default:
			s.Add("provisions", strings.ToLower(m.column)+": "+flag)
		}
	}
	if !measured {
		s.Add("provisions", measures[0].means...)
	}
	control := row.Get("Control Date")
	s.AddDates("modifiedAt", control, ftm.DayFirst)
	if date := listedOn(listing); date != "" {
		s.AddDates("listingDate", date, ftm.DayFirst)
	}
	s.Add("sourceUrl", "https://www.dfat.gov.au/international-relations/security/sanctions/consolidated-list")
}

// unReference finds the UN's reference number with which the additional information begins ("TAi.002. Title: ...").
func unReference(info string) string {
	first, _, _ := strings.Cut(info, " ")
	first = strings.TrimRight(first, ".,;:")
	kind, no, ok := strings.Cut(first, ".")
	if !ok || len(kind) < 3 || len(kind) > 4 || len(no) < 3 || len(no) > 4 || strings.Trim(no, "0123456789") != "" {
		return ""
	}
	if kind[len(kind)-1] != 'i' && kind[len(kind)-1] != 'e' || strings.ToUpper(kind[:2]) != kind[:2] {
		return ""
	}
	return first
}

// listedOn finds the first date of listing in wordings like "Listed by the UN 1267 Committee on 21 Oct. 2008, amended
// on ..." and "Designated under the Autonomous Sanctions Regulations 2011 on 2 March 2012."
func listedOn(listing string) string {
	words := strings.FieldsFunc(listing, func(r rune) bool { return unicode.IsSpace(r) || r == ':' || r == ',' })
	listed := false
	for i, w := range words {
		switch lower := strings.ToLower(w); {
		case strings.HasPrefix(lower, "listed"), strings.HasPrefix(lower, "designated"):
			listed = true
		case strings.HasPrefix(lower, "(amended"), strings.HasPrefix(lower, "amended"), strings.HasPrefix(lower, "(re"),
			strings.HasPrefix(lower, "formerly"), strings.HasPrefix(lower, "updated"):
			listed = false
		case listed && isDay(w) && i+2 < len(words) && isYear(words[i+2]) && unicode.IsLetter(rune(words[i+1][0])):
			return w + " " + strings.Trim(words[i+1], ".") + " " + year(words[i+2])
		}
	}
	return ""
}

func isDay(w string) bool { return len(w) <= 2 && strings.Trim(w, "0123456789") == "" && w != "" }

func isYear(w string) bool { return year(w) != "" }

func year(w string) string {
	w = strings.TrimRightFunc(w, func(r rune) bool { return !unicode.IsDigit(r) })
	if len(w) == 4 && strings.Trim(w, "0123456789") == "" {
		return w
	}
	return ""
}
