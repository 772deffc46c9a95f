package eu

import (
	"fmt"
	"strings"

	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/table"
)

// The travel bans circulate as a table made from the XML by a program: a part that an entry has once is spread over
// columns ("birthdate.year"), a part that it has several times is one cell with a list of dictionaries in Python's
// notation. Documents stand among the citizenships. There is no EU reference number; the logical id is that of the
// FSF.

// travelRow is one row of that table.
type travelRow struct {
	line int
	get  func(column string) string
}

// parts yields the parts of a kind: those of the list in the kind's column, and the one spread over columns.
func (r travelRow) parts(kind string, yield func(fields, []string)) error {
	if cell := r.get(kind); cell != "" {
		v, err := literal(cell)
		if err != nil {
			return fmt.Errorf("line %d, column %s: %w", r.line, kind, err)
		}
		items, _ := v.([]any)
		for _, it := range items {
			d, ok := it.(map[string]any)
			if !ok {
				return fmt.Errorf("line %d, column %s: an item of the list is not a dictionary", r.line, kind)
			}
			yield(func(name string) string { s, _ := d[name].(string); return s }, texts(d["remark"]))
		}
	}
	empty := true
	f := fields(func(name string) string {
		v := r.get(kind + "." + name)
		empty = empty && v == ""
		return v
	})
	for _, probe := range []string{"logicalId", "wholeName", "countryIso2Code", "countryDescription", "numberTitle", "year",
		"publicationUrl"} {
		f(probe)
	}
	if !empty {
		remarks, err := pythonTexts(r.get(kind + ".remark"))
		if err != nil {
			return fmt.Errorf("line %d, column %s.remark: %w", r.line, kind, err)
		}
		yield(f, remarks)
	}
	return nil
}

// pythonTexts reads a text, or a list of texts.
func pythonTexts(cell string) ([]string, error) {
	if !strings.HasPrefix(cell, "['") && !strings.HasPrefix(cell, `["`) {
		return nonEmpty(cell), nil
	}
	v, err := literal(cell)
	if err != nil {
		return nil, err
	}
	return texts(v), nil
}

func texts(v any) []string {
	switch v := v.(type) {
	case string:
		return nonEmpty(v)
	case []any:
		var out []string
		for _, x := range v {
			out = append(out, texts(x)...)
		}
		return out
	}
	return nil
}

func (r travelRow) entry() (*entry, error) {
	e := &entry{line: r.line, logicalID: r.get("logicalId"), unitedID: r.get("unitedNationId"),
		subject: r.get("subjectType.classificationCode")}
	r.get("subjectType.code") // the same in words
	var err error
	if e.remarks, err = pythonTexts(r.get("remark")); err != nil {
		return nil, fmt.Errorf("line %d, column remark: %w", r.line, err)
	}
	details := r.get("designationDetails")
	for _, kind := range []struct {
		name string
		add  func(fields, []string)
	}{
		{"nameAlias", func(f fields, remarks []string) {
			v := f.name()
			v.remarks = remarks
			e.names = append(e.names, v)
		}},
		{"birthdate", func(f fields, remarks []string) {
			v := f.birth()
			v.remarks = remarks
			e.births = append(e.births, v)
		}},
		{"citizenship", func(f fields, remarks []string) {
			if d := f.document(); d.code != "" {
				d.remarks = remarks
				e.documents = append(e.documents, d)
				return
			}
			v := f.citizenship()
			v.remarks = remarks
			e.citizens = append(e.citizens, v)
		}},
		{"address", func(f fields, remarks []string) {
			v := f.address()
			v.remarks = remarks
			e.addresses = append(e.addresses, v)
		}},
		{"regulation", func(f fields, remarks []string) {
			a := f.act()
			a.remarks = remarks
			e.listings = append(e.listings, listing{act: a, details: details})
		}},
	} {
		if err := r.parts(kind.name, kind.add); err != nil {
			return nil, err
		}
	}
	if len(e.names) == 0 {
		e.salvage()
	}
	return e, nil
}

func parseTravelCSV(s *series, pub *lists.Publication, file lists.File) error {
	t, err := openTable(file.Data, ',', pub, "logicalId", "nameAlias.wholeName")
	if err != nil {
		return err
	}
	var entries []*entry
	for r := range t.Rows {
		e, err := travelRow{r.Line, func(c string) string { return r.Get(c) }}.entry()
		if err != nil {
			return err
		}
		entries = append(entries, e)
	}
	ignoreRowNumbers(t)
	t.Unread(pub.UnknownAt)
	return finish(s, pub, entries)
}

// ignoreRowNumbers marks the columns that number rows of the database, and the language, which is always English.
func ignoreRowNumbers(t *table.Table) {
	for _, kind := range []string{"nameAlias", "birthdate", "citizenship", "address", "regulation"} {
		t.Ignore(kind+".logicalId", kind+".regulationLanguage")
	}
}

// parseMergedFSF and parseMergedTravel read a table that joins some columns of CSV 1.0 with some of the travel bans; the
// column type says on which of the two lists the party is. "NA" is an empty cell.
func parseMergedFSF(s *series, pub *lists.Publication, file lists.File) error {
	g := newGroup()
	t, err := mergedRows(pub, file, "financial", func(r table.Row, get func(string) string) error {
		e := g.row10(r.Line, func(c string) string {
			if c == "Entity_logical_id" {
				c = "Entity_logical_id...2"
			}
			return get(c)
		})
		if len(e.names) > 0 {
			return nil
		}
		return travelRow{r.Line, get}.parts("nameAlias", func(f fields, _ []string) { e.names = append(e.names, f.name()) })
	})
	if err != nil {
		return err
	}
	for _, c := range t.Header() {
		// the columns of the travel bans, which are another list
		if strings.Contains(c, ".") && !strings.Contains(c, "...") || strings.HasPrefix(c, "nameAlias") || c == "logicalId" ||
			c == "remark" {
			t.Ignore(c)
		}
	}
	t.Unread(pub.UnknownAt)
	return finish(s, pub, g.entries)
}

func parseMergedTravel(s *series, pub *lists.Publication, file lists.File) error {
	var entries []*entry
	t, err := mergedRows(pub, file, "travel", func(r table.Row, get func(string) string) error {
		e, err := travelRow{r.Line, get}.entry()
		if err != nil {
			return err
		}
		if ref := get("EU_ref_num"); ref != "" {
			// the party's number on eu-fsf; this list has none of its own
			e.also = append(e.also, ref)
		}
		entries = append(entries, e)
		return nil
	})
	if err != nil {
		return err
	}
	for _, c := range t.Header() {
		for _, p := range []string{"Entity_", "Subject_", "Leba_", "Naal_", "Addr_", "Birt_", "Programme"} {
			if strings.HasPrefix(c, p) { // the columns of the FSF, which are another list
				t.Ignore(c)
			}
		}
	}
	t.Unread(pub.UnknownAt)
	return finish(s, pub, entries)
}

func mergedRows(pub *lists.Publication, file lists.File, kind string,
	read func(table.Row, func(string) string) error) (*table.Table, error) {
	t, err := openTable(file.Data, ',', pub, "logicalId", "Naal_wholename", "type")
	if err != nil {
		return nil, err
	}
	t.Ignore("") // the number of the row
	for r := range t.Rows {
		get := func(c string) string {
			if v := r.Get(c); v != "NA" {
				return v
			}
			return ""
		}
		typ := get("type")
		if typ == "" {
			if typ = "travel ban"; get("EU_ref_num") != "" {
				typ = "financial sanction"
			}
			pub.Warn("line %d: the row does not say on which list it is; its columns are those of a %s", r.Line, typ)
		}
		if strings.Contains(typ, kind) {
			if err := read(r, get); err != nil {
				return nil, err
			}
		}
	}
	return t, nil
}
