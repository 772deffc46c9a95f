package us

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/table"
)

func detectISN(_ string, head []byte) bool {
	return has(header(head, ','), "source list", "programs", "name", "federal register notice", "effective date")
}

// parseISN reads the nonproliferation sanctions, one row for each party and programme: 31 columns in the layout of the
// screening list (April 2016), 9 columns later. Countries are codes, later names.
func parseISN(files []lists.File) (*lists.Publication, error) {
	return parseState(files, "us-state-isn", isnRow, func(a, b *entry) bool { return true })
}

func isnRow(row table.Row) *entry {
	e := &entry{line: row.Line, source: sources["ISN"], number: row.Get("Entity Number"),
		altNames: split(row.Get("Alternate Name")), title: row.Get("Title"), kind: row.Get("SDN Type"),
		programs: nonEmpty(row.Get("Programs")), start: row.Get("Effective Date"),
		end: row.Get("Date Lifted/Waived/Expired"), notices: splitNotices(row.Get("Federal Register Notice")),
		remarks: slices.Concat(nonEmpty(row.Get("Remarks/Notes")), nonEmpty(row.Get("Address Remarks")),
			nonEmpty(row.Get("Alternate Remarks"))),
		urls: nonEmpty(row.Get("Web Link")),
		vessel: vessel{callSign: row.Get("Call Sign"), kind: row.Get("Vessel Type"), tonnage: row.Get("Gross Tonnage"),
			grt: row.Get("Gross Register Tonnage"), flag: row.Get("Vessel Flag"), owner: row.Get("Vessel Owner")},
	}
	var aliases []string
	e.name, aliases = bracketed(row.Get("Name"))
	e.altNames = append(e.altNames, aliases...)
	others, former := commaNames(row.Get("Alternative Names"))
	e.altNames, e.previous = append(e.altNames, others...), former
	for _, label := range []string{"Standard Order", "License Requirement", "License Policy"} {
		if v := row.Get(label); v != "" {
			e.provisions = append(e.provisions, strings.ToLower(label)+": "+v)
		}
	}
	a := address{street: row.Get("Address"), city: row.Get("City"), state: row.Get("State/Province"),
		postal: row.Get("Postal Code"), country: row.Get("Country")}
	e.addresses = []address{a}
	return e
}

var (
	inBrackets = regexp.MustCompile(`(?i)\s*[(\[]\s*(?:a\.?k\.?a\.?|also known as)\s*:?\s*([^)\]]+)[)\]]`)
	legalTail  = regexp.MustCompile(`(?i)^(co|ltd|inc|llc|corp|s\.?a|gmbh|plc|limited|company)\b\.?`)
)

// bracketed divides "Karl Lee [also known as: Li Fang Wei]" and "Chung, Fu Chin (a.k.a. Alfred Chung; A. Chung)" into
// the name and the aliases.
func bracketed(printed string) (name string, aliases []string) {
	for _, m := range inBrackets.FindAllStringSubmatch(printed, -1) {
		for _, a := range strings.Split(m[1], ";") {
			aliases = append(aliases, nonEmpty(a)...)
		}
	}
	return strings.TrimSpace(inBrackets.ReplaceAllString(printed, "")), aliases
}

// commaNames divides a cell of names that stand between commas, some of them "F.K.A. NAME". A legal form after a comma
// belongs to the name before it.
func commaNames(cell string) (others, former []string) {
	var names []string
	for _, n := range strings.FieldsFunc(cell, func(r rune) bool { return r == ',' || r == ';' }) {
		n = strings.TrimPrefix(strings.TrimSpace(n), "and ")
		switch {
		case n == "":
		case len(names) > 0 && legalTail.MatchString(n):
			names[len(names)-1] += ", " + n
		default:
			names = append(names, n)
		}
	}
	for _, n := range names {
		if len(n) > 7 && strings.EqualFold(n[:7], "F.K.A. ") {
			former = append(former, n[7:])
		} else {
			others = append(others, n)
		}
	}
	return others, former
}

const (
	aecaOld  = "Federal Register Notices - Debarred Party (Full Name)"
	aecaName = "Debarred Party Full Name and Alias"
)

func detectAECA(_ string, head []byte) bool {
	h := header(head, ',')
	return has(h, strings.ToLower(aecaOld)) || has(h, strings.ToLower(aecaName)) ||
		has(h, "party name", "notice date", "corrected notice")
}

// parseAECA reads the parties debarred under section 38(g)(4) of the Arms Export Control Act (22 CFR 127.7): 16
// columns in 2014, 6 columns since 2017. Rows are party and notice.
func parseAECA(files []lists.File) (*lists.Publication, error) {
	return parseState(files, "us-state-aeca", aecaRow, func(a, b *entry) bool {
		return len(a.births) == 0 || len(b.births) == 0 || slices.Equal(a.births, b.births)
	})
}

func aecaRow(row table.Row) *entry {
	e := &entry{line: row.Line, source: sources["DTC"], notices: splitNotices(row.Get("Notice", "Federal Register Notice")),
		start: row.Get("Eff. Date"), remarks: nonEmpty(row.Get("Notes")), status: row.Get("Type"),
		listed: row.Get("Notice Date")}
	e.name, e.altNames = bracketed(row.Get(aecaName, aecaOld, "Party Name"))
	for _, a := range strings.Split(row.Get("Alias"), ";") {
		e.altNames = append(e.altNames, nonEmpty(a)...)
	}
	given := row.Get("Federal Register Notices - Debarred Party Given Names")
	family := row.Get("Federal Register Notices - Debarred Party Surname/Corporate Name")
	if birth := birthMonth(row.Get("DOB", "Date of Birth"), e.listed); birth != "" {
		e.births, e.kind = []string{birth}, "Individual"
	}
	switch {
	case row.Get("Corp") != "":
		e.kind = "Entity"
	case given != "" && family != "", personal(e.name):
		e.kind = "Individual"
	}
	for _, c := range []struct{ label, notice, date string }{
		{"corrected by ", row.Get("Corrected Notice"), row.Get("Corrected Notice Date")},
		{"rescinded by ", row.Get("Rescission Notice"), ""},
	} {
		if c.notice != "" {
			e.notices = append(e.notices, c.label+joined(c.notice, c.date))
		}
	}
	e.end = row.Get("Rescission Eff. Date")
	if j := row.Get("Juris"); j != "" {
		e.reason = "Court: " + j
	}
	return e
}

// personal reports whether a name is printed as the list prints persons, surname first ("Wiseman, Ronald W."); what
// follows the comma in the name of a company is a legal form.
func personal(name string) bool {
	_, given, ok := strings.Cut(name, ", ")
	return ok && !strings.ContainsAny(given, ",&") && !legalTail.MatchString(given)
}

// birthMonth writes the list's months of birth ("Oct-83", "October, 1983") as 1983-10 and leaves other dates. Of two
// centuries it takes the one in which the party was of age when debarred.
func birthMonth(printed, noticed string) string {
	for _, layout := range []string{"Jan-06", "January, 2006", "January 2006", "Jan-2006"} {
		t, err := time.Parse(layout, printed)
		if err != nil {
			continue
		}
		year := 0
		if n, err := time.Parse("1/2/2006", noticed); err == nil {
			year = n.Year()
		}
		if layout == "Jan-06" && (t.Year() > year-18) {
			t = t.AddDate(-100, 0, 0)
			if t.Year() < 1900 {
				t = t.AddDate(100, 0, 0)
			}
		}
		return t.Format("2006-01")
	}
	return printed
}

// parseState reads a CSV of the Department of State and puts together the rows of a name that are the same party.
func parseState(files []lists.File, list string, read func(table.Row) *entry, same func(a, b *entry) bool) (
	*lists.Publication, error) {
	f, err := one(files)
	if err != nil {
		return nil, err
	}
	t, err := readHeader(f, ',')
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	// The list's own name, and running numbers of addresses and aliases that restart with each party.
	t.Ignore("Source List", "Address Number", "Alternate Number")
	pub := &lists.Publication{}
	var rows []*entry
	for row := range t.Rows {
		e := read(row)
		if e.name == "" {
			return nil, fail(f, row.Line, "no name")
		}
		rows = append(rows, e)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s: no entries", f.Name)
	}
	t.Unread(pub.UnknownAt)
	build(list, cluster(rows, "", false, same), pub)
	return pub, nil
}
