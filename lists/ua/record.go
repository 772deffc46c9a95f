package ua

import (
	"strings"
	"unicode"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/table"
)

func record(pub *lists.Publication, p *party, company bool) *lists.Record {
	schema := "Person"
	if company {
		schema = "Organization"
	}
	r := lists.NewRecord(listID, lists.StableID(p.kind, p.name, p.mark), schema)
	r.Target().Add("topics", "sanction")
	r.Delisted = delisted(p.rows)
	for _, row := range p.rows {
		names(r.Target(), row)
		if company {
			companyFacts(r, row)
		} else {
			personFacts(r, row)
		}
		sanction(pub, r, row)
	}
	return r
}

func personFacts(r *lists.Record, row table.Row) {
	t := r.Target()
	t.AddDates("birthDate", birth(row), ftm.DayFirst)
	for _, country := range strings.Split(row.Get("Громадянство"), ",") {
		t.Add("nationality", country)
	}
	t.Add("birthPlace", row.Get("Місце народження"))
	t.Add("position", row.Get("Зайнятість"))
	home := row.Get("Місце проживання")
	if words := strings.Fields(home); len(words) == 2 && strings.HasPrefix(words[0], "громадян") { // "громадянка РФ"
		t.Add("nationality", words[1])
	} else {
		address(r, home)
	}
	more := row.Get("Додатково")
	t.Add("notes", more)
	for _, no := range passports(more) {
		r.Identify("passport", no, "")
	}
}

func companyFacts(r *lists.Record, row table.Row) {
	for _, column := range []string{codeColumn, "ІПН"} {
		cell := row.Get(column)
		found := codes(cell)
		for _, c := range found {
			kind, country := c.kind(column)
			r.Identify(kind, c.digits, country)
		}
		if len(found) == 0 && cell != "" {
			r.Target().Add("notes", column+": "+cell)
		}
	}
	address(r, row.Get("Місце діяльності"))
	address(r, row.Get("Місце діяльності додатково"))
	r.Target().Add("notes", row.Get("Додатково"))
}

func address(r *lists.Record, full string) {
	full = strings.Join(strings.Fields(full), " ")
	if full == "" {
		return
	}
	a := r.Attach("Address", "address", full)
	a.Add("full", full)
	for _, part := range strings.Split(full, ",") { // the country stands first or last, an abbreviation or a name
		part = strings.Trim(part, " .")
		if country, ok := a.Schema.Prop("country").Clean(part); ok {
			a.Put(ftm.Statement{Prop: "country", Value: country, Original: part})
		}
	}
	r.Target().Add("addressEntity", a.ID)
	r.Target().Add("address", full)
}

// code is a number with the label before it, in capitals.
type code struct{ label, digits string }

// codes finds the numbers of a cell: "ОДРН1047796349864", "КПП 910301001, ОГРН 1149102063739", "25959784".
func codes(cell string) []code {
	var out []code
	label := ""
	for _, w := range strings.FieldsFunc(cell, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		at := strings.IndexFunc(w, unicode.IsDigit)
		if at < 0 {
			label = strings.ToUpper(w)
			continue
		}
		if at > 0 {
			label = strings.ToUpper(w[:at])
		}
		if len(w[at:]) >= 6 {
			out = append(out, code{label, w[at:]})
		}
		label = ""
	}
	return out
}

// kind tells what a number is, by its label and length: ЄДРПОУ is Ukraine's register (8 digits), ОДРН or ОГРН Russia's
// (13 digits, 15 for sole traders; some are printed under ЄДРПОУ), ІПН a tax number: Russian with 10 or 12 digits.
func (c code) kind(column string) (kind, country string) {
	switch n := len(c.digits); {
	case c.label == "КПП":
		return "KPP", "ru"
	case c.label == "REGON", c.label == "NIP":
		return c.label, "pl"
	case column == codeColumn && (n == 13 || n == 15):
		return "OGRN", "ru"
	case column == codeColumn && n == 8:
		return "Registration number (EDRPOU)", "ua"
	case column == codeColumn:
		return strings.TrimSpace("Registration number " + c.label), ""
	case n == 10 || n == 12:
		return "INN", "ru"
	}
	return "Tax number", ""
}

// passports finds the numbers after the word passport: "паспорт № 100093775", "закордонний паспорт № 100135555, ...".
func passports(text string) []string {
	var out []string
	words := strings.Fields(strings.ReplaceAll(text, "№", " № "))
	since := 99 // words since the last mention of a passport
	for i, w := range words {
		since++
		if strings.Contains(strings.ToLower(w), "паспорт") {
			since = 0
		}
		if w != "№" || since > 6 {
			continue
		}
		for _, next := range words[i+1:] { // "№ 605917599, 4601350529"
			no := strings.Trim(next, ".,;()")
			if len(no) < 6 || !strings.ContainsAny(no, "0123456789") || strings.Contains(no, ".") {
				break
			}
			out = append(out, no)
		}
	}
	return out
}
