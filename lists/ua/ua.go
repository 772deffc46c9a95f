// Package ua reads Ukraine's state register of sanctions: persons and companies under sanctions that the National
// Security and Defense Council decided and the President put into force by decree (Law on Sanctions of 14 August 2014,
// No. 1644-VII).
//
// The register is exported as a workbook of two sheets, natural and legal persons, with a row for each decree and
// person. Rows of one person are joined into a record with one Sanction a decree: natural persons by name and date of
// birth, legal persons by name and registration number. The number of a row within its decree belongs
// to the decree. Every row is an "application" (застосування); rows whose term is over are not marked, so endDate tells.
// A few rows say in a remark that they were revoked; a person all of whose rows are is a record with Delisted.
package ua

import (
	"fmt"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/table"
)

const listID = "ua-nsdc"

// Lists returns the catalogue entry of the package.
func Lists() []*lists.List {
	return []*lists.List{{
		ID: listID, Title: "State Register of Sanctions of Ukraine", Country: "ua", Licence: "CC BY 4.0",
		Publisher: "National Security and Defense Council of Ukraine", Cadence: 30 * 24 * time.Hour,
		Page:    "https://drs.nsdc.gov.ua/",
		Formats: []lists.Format{{ID: "nsdc-xlsx", Title: "XLSX, two sheets", Detect: detect, Parse: parse}},
	}}
}

// Sheets and columns by which the register is known.
const (
	personSheet  = "Фізичні особи"
	companySheet = "Юридичні особи"
	decreeColumn = "№ указу"
	nameColumn   = "Назва укр."
	birthColumn  = "Дата народження"
	codeColumn   = "ОКПО/ЄДРПОУ"
)

// detect looks for sheets and columns; where the workbook shows neither that early, the file name decides.
func detect(name string, head []byte) bool {
	if !table.IsWorkbook(head) {
		return false
	}
	sheets, texts := table.Peek(head)
	for _, s := range append(sheets, texts...) {
		if s = strings.TrimSpace(s); s == personSheet || s == companySheet || s == decreeColumn {
			return true
		}
	}
	if len(sheets) > 0 || len(texts) > 0 {
		return false
	}
	name = strings.ToLower(name)
	return strings.Contains(name, "nsdc") || strings.Contains(name, "rnbo") || strings.Contains(name, "sanctions-register")
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
	seen := map[string]bool{}
	for _, s := range sheets {
		t, err := s.Table(0)
		if len(s.Rows) == 0 {
			continue
		}
		if err != nil || !t.Has(nameColumn) || !t.Has(decreeColumn) {
			pub.UnknownAt("sheet " + s.Name)
			continue
		}
		company := t.Has(codeColumn)
		if !company && !t.Has(birthColumn) {
			return nil, fmt.Errorf("%s: sheet %q has neither the column %s nor %s", f.Name, s.Name, birthColumn, codeColumn)
		}
		seen[map[bool]string{true: companySheet, false: personSheet}[company]] = true
		if err := read(pub, t, company); err != nil {
			return nil, fmt.Errorf("%s: sheet %q: %w", f.Name, s.Name, err)
		}
	}
	if len(seen) != 2 {
		return nil, fmt.Errorf("%s: the sheets %q and %q are not both there with rows", f.Name, personSheet, companySheet)
	}
	return pub, nil
}

// party are the rows of one person, with the parts of its id.
type party struct {
	kind, name, mark string // mark: date of birth or registration number
	rows             []table.Row
}

// read joins the rows of a person: same name and same date of birth or registration number. A number alone does not
// do, as branches are printed under that of their company. Rows of a company without number join the only one of that
// name, if there is just one.
func read(pub *lists.Publication, t *table.Table, company bool) error {
	g := &grouping{byID: map[[3]string]*party{}, byName: map[string][]*party{}}
	var unmarked []table.Row // companies without a number
	rows := 0
	for row := range t.Rows {
		rows++
		name := plain(firstName(row))
		switch {
		case name == "":
			pub.Warn("sheet %s, row %d has no name; it is decree %s, number %s", t.Name, row.Line, row.Get(decreeColumn), row.Get("п/н"))
			g.add(row, "unnamed", row.Get(decreeColumn), row.Get("п/н"))
		case !company:
			g.add(row, "person", name, birth(row))
		case registration(row) == "":
			unmarked = append(unmarked, row)
		default:
			g.add(row, "company", name, registration(row))
		}
	}
	if rows == 0 {
		return fmt.Errorf("no rows")
	}
	for _, row := range unmarked {
		name := plain(firstName(row))
		if same := g.byName[name]; len(same) == 1 {
			same[0].rows = append(same[0].rows, row)
		} else {
			g.add(row, "company", name, "")
		}
	}
	for _, p := range g.order {
		r := record(pub, p, company)
		if former := lists.StableID(p.kind, p.name, ""); len(g.byName[p.name]) == 1 && former != r.ID {
			r.Former = []string{former} // so that a date or number which is corrected links the two
		}
		pub.Records = append(pub.Records, r)
	}
	t.Ignore("row") // the row's number in the export
	t.Unread(pub.UnknownAt)
	return nil
}

// grouping collects the parties in the order of their first rows.
type grouping struct {
	byID   map[[3]string]*party
	byName map[string][]*party
	order  []*party
}

func (g *grouping) add(row table.Row, kind, name, mark string) {
	id := [3]string{kind, name, mark}
	p := g.byID[id]
	if p == nil {
		p = &party{kind: kind, name: name, mark: mark}
		g.byID[id], g.byName[name], g.order = p, append(g.byName[name], p), append(g.order, p)
	}
	p.rows = append(p.rows, row)
}

// firstName is the Ukrainian name, else the original, else the alternative one.
func firstName(row table.Row) string {
	for _, column := range []string{nameColumn, "Назва ориг.", "Назва альт."} {
		if name := row.Get(column); name != "" {
			return name
		}
	}
	return ""
}

// plain makes names comparable: case, spacing, quotation marks and apostrophes do not matter.
func plain(name string) string {
	name = strings.NewReplacer("«", "\"", "»", "\"", "“", "\"", "”", "\"", "’", "'", "ʼ", "'", "`", "'").Replace(name)
	return strings.ToLower(strings.Join(strings.Fields(name), " "))
}

// birth is the day of birth without a time of day.
func birth(row table.Row) string {
	day, _, _ := strings.Cut(row.Get(birthColumn), " ")
	return day
}

// registration is the number that identifies a company: the longest of at least eight digits in its column.
func registration(row table.Row) string {
	best := ""
	for _, n := range codes(row.Get(codeColumn)) {
		if len(n.digits) >= 8 && n.label != "КПП" && len(n.digits) > len(best) {
			best = n.digits
		}
	}
	return best
}
