// Package au reads Australia's Consolidated List: all persons, entities and vessels under targeted financial sanctions
// and travel bans of the Charter of the United Nations Act 1945 and the Autonomous Sanctions Act 2011 (the file is
// still named after regulation 8 of the Charter of the United Nations (Dealing with Assets) Regulations 2008).
//
// The list is one sheet of an XLS or XLSX workbook, a row for each name: "2" holds the primary name, "2a", "2b", "2c1"
// the others of the same party, with the party's facts repeated. Rows are joined by the number. The numbers last: of
// those that the files of 2010, 2022 and 2026 have in common none has gone to another party. Until 2022 the columns do
// not say which measures apply; all entries were then under targeted financial sanctions.
//
// The "Control Date" is when the entry was last changed, so it stands as Sanction.modifiedAt; the date of listing comes
// from the listing information ("Listed by UN 1267 Committee on 25 January 2001 (amended on ...)") where it has one.
package au

import (
	"fmt"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/table"
)

const listID = "au-dfat"

// Lists returns the catalogue entry of the package.
func Lists() []*lists.List {
	return []*lists.List{{
		ID: listID, Title: "Australian Sanctions Office Consolidated List", Country: "au", Licence: "CC BY 4.0",
		Publisher: "Department of Foreign Affairs and Trade", Cadence: 14 * 24 * time.Hour,
		Page: "https://www.dfat.gov.au/international-relations/security/sanctions/consolidated-list",
		Addresses: []lists.Address{
			{URL: "https://www.dfat.gov.au/sites/default/files/Australian_Sanctions_Consolidated_List.xlsx", Set: 0,
				Name: "Australian_Sanctions_Consolidated_List.xlsx"},
			{URL: "https://www.dfat.gov.au/sites/default/files/regulation8_consolidated.xlsx", Set: 1,
				Name: "regulation8_consolidated.xlsx"},
		},
		Formats: []lists.Format{{ID: "dfat-workbook", Title: "XLSX and XLS, 12 to 19 columns", Detect: detect, Parse: parse}},
	}}
}

const nameColumn = "Name of Individual or Entity"

// detect looks for the sheet's name or column; where the workbook shows neither that early, the file name decides.
func detect(name string, head []byte) bool {
	if !table.IsWorkbook(head) {
		return false
	}
	sheets, texts := table.Peek(head)
	for _, t := range texts {
		if strings.EqualFold(strings.TrimSpace(t), nameColumn) {
			return true
		}
	}
	if len(texts) > 0 {
		return false
	}
	for _, s := range sheets {
		if s == "Consolidated List" {
			return true
		}
	}
	name = strings.ToLower(name)
	return strings.Contains(name, "regulation8") || strings.Contains(name, "dfat") || strings.Contains(name, "australian_sanctions")
}

func parse(files []lists.File) (*lists.Publication, error) {
	if len(files) != 1 {
		return nil, fmt.Errorf("%d files; a publication of this list is one file", len(files))
	}
	f := files[0]
	sheets, err := table.Workbook(f.Data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	pub := &lists.Publication{}
	for _, s := range sheets {
		t := header(s)
		if t == nil {
			if len(s.Rows) > 0 {
				pub.UnknownAt("sheet " + s.Name)
			}
			continue
		}
		if err := read(pub, t); err != nil {
			return nil, fmt.Errorf("%s: sheet %q: %w", f.Name, s.Name, err)
		}
	}
	if len(pub.Records) == 0 {
		return nil, fmt.Errorf("%s: no sheet with rows under the columns Reference and %s", f.Name, nameColumn)
	}
	return pub, nil
}

// header finds the header row among the first rows.
func header(s *table.Sheet) *table.Table {
	for i := range min(len(s.Rows), 20) {
		if t, err := s.Table(i); err == nil && t.Has("Reference") && t.Has(nameColumn) && t.Has("Name Type") {
			return t
		}
	}
	return nil
}

// read joins the rows of a party and makes a record of each, in the order of their first rows.
func read(pub *lists.Publication, t *table.Table) error {
	groups := map[string][]table.Row{}
	var order []string
	for row := range t.Rows {
		id := number(row.Get("Reference"))
		if id == "" {
			return fmt.Errorf("row %d: the reference %q has no number", row.Line, row.Get("Reference"))
		}
		if row.Get(nameColumn) == "" {
			return fmt.Errorf("row %d: reference %s has no name", row.Line, row.Get("Reference"))
		}
		if groups[id] == nil {
			order = append(order, id)
		}
		groups[id] = append(groups[id], row)
	}
	for _, id := range order {
		pub.Records = append(pub.Records, record(pub, id, groups[id], t.Has("Targeted Financial Sanction")))
	}
	t.Unread(pub.UnknownAt)
	return nil
}

// number is the part of a reference that all rows of a party share: "2" of "2a".
func number(reference string) string {
	digits := strings.TrimLeft(reference, "0")
	if i := strings.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' }); i >= 0 {
		digits = digits[:i]
	}
	return digits
}
