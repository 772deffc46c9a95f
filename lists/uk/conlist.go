package uk

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/table"
)

// detectConList looks at the two header lines: "Last Updated,dd/mm/yyyy", then the columns.
func detectConList(_ string, head []byte) bool {
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	first, rest, _ := bytes.Cut(head, []byte("\n"))
	second, _, _ := bytes.Cut(rest, []byte("\n"))
	columns := strings.ReplaceAll(string(second), `"`, "")
	return strings.HasPrefix(strings.Trim(string(first), `"`), "Last Updated") &&
		strings.HasPrefix(columns, "Name 6,") && strings.Contains(columns, ",Group ID")
}

// detectConListXLSX goes by the name: the cells of a workbook cannot be read from its beginning.
func detectConListXLSX(name string, head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) && strings.Contains(strings.ToLower(name), "conlist") &&
		!strings.HasSuffix(strings.ToLower(name), ".ods")
}

func parseConListCSV(files []lists.File) (*lists.Publication, error) {
	f, err := one(files)
	if err != nil {
		return nil, err
	}
	sheet, err := table.CSV(f.Data, ',')
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	if n := len(sheet.Rows); n > 2 && len(sheet.Rows[n-1]) < len(sheet.Rows[1]) {
		return nil, fmt.Errorf("%s: line %d: the last row has %d of %d columns: the file is cut", f.Name, sheet.Lines[n-1],
			len(sheet.Rows[n-1]), len(sheet.Rows[1]))
	}
	return conList(f, sheet)
}

func parseConListXLSX(files []lists.File) (*lists.Publication, error) {
	f, err := one(files)
	if err != nil {
		return nil, err
	}
	sheets, err := table.XLSX(f.Data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	for _, s := range sheets {
		if len(s.Rows) > 1 && len(s.Rows[0]) > 0 && strings.HasPrefix(s.Rows[0][0], "Last Updated") {
			return conList(f, s)
		}
	}
	return nil, fmt.Errorf("%s: no sheet begins with the row \"Last Updated\"", f.Name)
}

// conList reads the rows. One row is one name with one address; all rows of a Group ID are one target.
func conList(f lists.File, sheet *table.Sheet) (*lists.Publication, error) {
	t, err := sheet.Table(1)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	for _, c := range []string{"Name 6", "Group Type", "Alias Type", "Regime", "Group ID"} {
		if !t.Has(c) {
			return nil, fmt.Errorf("%s: line %d: no column %q", f.Name, sheet.Lines[1], c)
		}
	}
	pub := &lists.Publication{}
	if first := sheet.Rows[0]; len(first) > 1 {
		if pub.Published = isoDate(first[1]); pub.Published == "" {
			pub.Warn("line 1: Last Updated %q is not a date", first[1])
		}
	}
	var entries []*entry
	for r := range t.Rows {
		entries = append(entries, conListRow(r, pub))
	}
	if len(entries) == 0 {
		return nil, fmt.Errorf("%s: no rows below the header", f.Name)
	}
	consolidated.records(entries, pub)
	t.Unread(pub.UnknownAt)
	return pub, nil
}

// isoDate reads a date as the lists print them in their headers.
func isoDate(s string) string {
	s = strings.TrimSpace(s)
	for _, layout := range []string{"02/01/2006", time.DateOnly, "2/1/2006", "02-Jan-2006", "2-Jan-2006", "02 January 2006",
		time.RFC3339Nano} {
		if t, err := time.Parse(layout, s); err == nil {
			if layout == time.RFC3339Nano {
				return t.UTC().Format("2006-01-02T15:04:05")
			}
			return t.Format(time.DateOnly)
		}
	}
	return ""
}

// transition is the first day of the UK's own sanctions regimes; before it the regimes of the ConList were those of
// the EU under the same names.
const transition = "2021-01-01"

func conListRow(r table.Row, pub *lists.Publication) *entry {
	get := func(columns ...string) string { return oneLine(r.Get(columns...)) }
	e := &entry{line: r.Line, id: get("Group ID"), kind: get("Group Type"), regime: get("Regime"),
		listed: get("Listed On"), started: get("UK Sanctions List Date Designated"), updated: get("Last Updated")}
	if pub.Published >= transition {
		e.act = regulations[strings.ToLower(e.regime)]
	}
	e.names = []name{rowName(get, get("Alias Type"), get("Alias Quality"))}
	if s := get("Name Non-Latin Script"); s != "" || get("Non-Latin Script Type") != "" || get("Non-Latin Script Language") != "" {
		e.nonLatin = []script{{s, get("Non-Latin Script Type"), get("Non-Latin Script Language")}}
	}
	e.titles = values(get("Title"))
	e.births = values(get("DOB"))
	e.places = places(get("Town of Birth"), get("Country of Birth"))
	e.nationalities = values(get("Nationality"))
	e.positions = values(get("Position"))
	e.papers = append(papers(passport, get("Passport Number"), get("Passport Details")),
		papers(nationalID, get("National Identification Number"), get("National Identification Details", "NI Number"))...)
	a := address{postcode: get("Post/Zip Code"), country: get("Country")}
	for _, c := range []string{"Address 1", "Address 2", "Address 3", "Address 4", "Address 5", "Address 6"} {
		a.lines = append(a.lines, get(c))
	}
	e.addresses = []address{a}
	e.other(r.Get("Other Information"))
	return e
}

func rowName(get func(...string) string, kind, strength string) name {
	return name{[6]string{get("Name 1"), get("Name 2"), get("Name 3"), get("Name 4"), get("Name 5"), get("Name 6")},
		kind, strength}
}
