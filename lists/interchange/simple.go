package interchange

import (
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/table"
)

// readSimple reads targets.simple.csv: one row a party, several values of a cell joined by semicolons, quoted as CSV
// within the cell where they hold one. Columns were added over time (last_change, program_ids).
func (g *graph) readSimple(f lists.File) error {
	sheet, err := table.CSV(f.Data, ',')
	if err != nil {
		return err
	}
	t, err := sheet.Table(0)
	if err != nil {
		return err
	}
	t.Ignore("first_seen", "last_seen", "last_change") // stamps of the exporting crawler
	for row := range t.Rows {
		if row.Len() < len(t.Header()) {
			return fmt.Errorf("line %d: %d of %d columns: the file is cut or damaged", row.Line, row.Len(), len(t.Header()))
		}
		if err := g.simpleRow(row); err != nil {
			return fmt.Errorf("line %d: %w", row.Line, err)
		}
	}
	t.Unread(func(column string) { g.pub.UnknownAt("column " + column) })
	return nil
}

func (g *graph) simpleRow(row table.Row) error {
	id, schema := row.Get("id"), row.Get("schema")
	if id == "" || schema == "" {
		return errors.New("no id or no schema")
	}
	if g.nodes[id] != nil {
		return fmt.Errorf("a second row for %s", id)
	}
	n := g.node(id, schema)
	n.put("name", row.Get("name"))
	for _, c := range []struct{ column, prop string }{{"aliases", "alias"}, {"birth_date", "birthDate"},
		{"countries", "country"}, {"addresses", "address"}, {"phones", "phone"}, {"emails", "email"}} {
		for _, v := range cellValues(row.Get(c.column)) {
			n.put(c.prop, v)
		}
	}
	for _, v := range cellValues(row.Get("identifiers")) {
		n.identifier(v)
	}
	for _, v := range cellValues(row.Get("dataset")) {
		g.dataset(n, v)
	}
	sanctions, programs := cellValues(row.Get("sanctions")), cellValues(row.Get("program_ids"))
	if len(sanctions)+len(programs) == 0 {
		n.put("topics", "poi")
		return nil
	}
	n.put("topics", "sanction")
	s := g.node(id+"-sanction", "Sanction")
	g.add(s, ftm.Statement{Prop: "entity", Value: id})
	for _, v := range sanctions {
		s.put("summary", v)
	}
	for _, v := range programs {
		s.put("programId", v)
	}
	return nil
}

// put adds a value where the schema has the property, else a note.
func (n *node) put(prop, value string) {
	if value == "" {
		return
	}
	if n.Schema.Prop(prop) != nil {
		n.Add(prop, value)
	} else {
		n.note(prop + ": " + value)
	}
}

// identifier adds a number whose kind the file does not say, under the property that it fits by its form.
func (n *node) identifier(v string) {
	prop := "idNumber"
	switch digits := strings.TrimPrefix(v, "IMO"); {
	case len(digits) == 7 && digits != v && allDigits(digits):
		prop = "imoNumber"
	case len(v) > 1 && v[0] == 'Q' && allDigits(v[1:]):
		prop = "wikidataId"
	}
	for _, p := range []string{prop, "idNumber", "registrationNumber"} {
		if n.Schema.Prop(p) != nil {
			n.Add(p, v)
			return
		}
	}
	n.note("identifier: " + v)
}

func allDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// cellValues divides a cell. An empty quoted value ("") is none.
func cellValues(cell string) []string {
	values := []string{cell}
	if strings.ContainsAny(cell, `;"`) {
		r := csv.NewReader(strings.NewReader(cell))
		r.Comma, r.FieldsPerRecord, r.LazyQuotes = ';', -1, true
		if rows, err := r.ReadAll(); err == nil {
			values = slices.Concat(rows...)
		}
	}
	return slices.DeleteFunc(values, func(v string) bool { return strings.TrimSpace(v) == "" })
}

// joinCell is the reverse of cellValues.
func joinCell(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = v
		if strings.ContainsAny(v, ";\"\n") {
			quoted[i] = `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
		}
	}
	return strings.Join(quoted, ";")
}
