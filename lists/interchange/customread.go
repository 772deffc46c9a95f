package interchange

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/table"
)

// customRow is a row as values by column.
type customRow struct {
	line   int
	values map[string][]string
}

// detect reports whether the file is JSON lines or CSV and has one of the mapped columns at least; Parse says which are
// missing.
func (m *mapping) detect(_ string, head []byte) bool {
	var columns []string
	if o := firstObject(head); o != nil {
		for name := range m.Columns {
			if hasKeys(o, name[strings.LastIndex(name, ".")+1:]) {
				return true
			}
		}
		return false
	}
	line, _, _ := bytes.Cut(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), []byte{'\n'})
	if s, err := table.CSV(line, m.delimiter(line)); err == nil && len(s.Rows) > 0 {
		columns = s.Rows[0]
	}
	for name := range m.Columns {
		if slices.ContainsFunc(columns, func(c string) bool { return sameColumn(c, name) }) {
			return true
		}
	}
	return false
}

func sameColumn(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// delimiter is the one of the mapping or that which the header has most of.
func (m *mapping) delimiter(head []byte) rune {
	if m.Delimiter != "" {
		return []rune(m.Delimiter)[0]
	}
	line, _, _ := bytes.Cut(head, []byte{'\n'})
	best, most := ',', -1
	for _, d := range ",;\t|" {
		if n := bytes.Count(line, []byte(string(d))); n > most {
			best, most = d, n
		}
	}
	return best
}

func (m *mapping) parse(files []lists.File) (*lists.Publication, error) {
	pub := &lists.Publication{}
	var rows []customRow
	for _, f := range files {
		read := m.readCSV
		if firstObject(f.Data[:min(len(f.Data), 64<<10)]) != nil {
			read = m.readJSON
		}
		more, err := read(f, pub)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		rows = append(rows, more...)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s: no rows", names(files))
	}
	// The order of rows does not matter, so that ids of rows alike do not depend on it.
	slices.SortStableFunc(rows, func(a, b customRow) int { return cmp.Compare(fmt.Sprint(a.values), fmt.Sprint(b.values)) })
	used := map[string]bool{}
	byID := map[string]*lists.Record{}
	for _, row := range rows {
		schema, err := m.schemaOf(row)
		if err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", names(files), row.line, err)
		}
		id, err := m.idOf(row, used)
		if err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", names(files), row.line, err)
		}
		r := byID[id]
		if r == nil {
			r = lists.NewRecord(m.List, id, schema)
			byID[id] = r
			pub.Records = append(pub.Records, r)
		} else if r.Target().Schema.Name != schema {
			return nil, fmt.Errorf("%s: line %d: %s is a %s here and a %s elsewhere", names(files), row.line, id, schema,
				r.Target().Schema.Name)
		}
		m.fill(r, row)
	}
	return pub, nil
}

// wanted are the columns that the mapping reads.
func (m *mapping) wanted() []string {
	want := slices.Collect(maps.Keys(m.Columns))
	for _, c := range m.Columns {
		want = append(want, c.Country)
	}
	want = append(want, m.ID, m.Schema.Column)
	want = slices.DeleteFunc(want, func(c string) bool { return c == "" })
	slices.Sort(want)
	return slices.Compact(want)
}

func (m *mapping) readCSV(f lists.File, pub *lists.Publication) ([]customRow, error) {
	sheet, err := table.CSV(f.Data, m.delimiter(f.Data))
	if err != nil {
		return nil, err
	}
	t, err := sheet.Table(0)
	if err != nil {
		return nil, err
	}
	want := m.wanted()
	for _, c := range want {
		if !t.Has(c) {
			return nil, fmt.Errorf("no column %q; the file has %q", c, t.Header())
		}
	}
	t.Ignore(m.Ignore...)
	var rows []customRow
	for row := range t.Rows {
		r := customRow{line: row.Line, values: map[string][]string{}}
		for _, c := range want {
			if v := row.Get(c); v != "" {
				r.values[c] = []string{v}
			}
		}
		rows = append(rows, r)
	}
	t.Unread(func(c string) { pub.UnknownAt("column " + c) })
	return rows, nil
}

func (m *mapping) readJSON(f lists.File, pub *lists.Publication) ([]customRow, error) {
	want := m.wanted()
	seen := map[string]bool{}
	var rows []customRow
	err := objects(f.Data, func(line int, raw json.RawMessage) error {
		r := customRow{line: line, values: map[string][]string{}}
		all := map[string][]string{}
		if err := flatten(all, "", raw, 0); err != nil {
			return err
		}
		for key, values := range all {
			seen[key] = true
			switch {
			case slices.Contains(want, key):
				r.values[key] = values
			case len(values) > 0 && !slices.Contains(m.Ignore, key):
				pub.UnknownAt("column " + key)
			}
		}
		rows = append(rows, r)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, c := range want {
		if !seen[c] {
			return nil, fmt.Errorf("no column %q; the file has %q", c, slices.Sorted(maps.Keys(seen)))
		}
	}
	return rows, nil
}

// flatten collects the values of a JSON object by the path of keys that leads to them.
func flatten(into map[string][]string, path string, raw json.RawMessage, depth int) error {
	raw = bytes.TrimSpace(raw)
	switch {
	case depth > maxNesting:
		return fmt.Errorf("objects nested deeper than %d", maxNesting)
	case len(raw) > 0 && raw[0] == '{':
		var object map[string]json.RawMessage
		if err := json.Unmarshal(raw, &object); err != nil {
			return err
		}
		for key, value := range object {
			if path != "" {
				key = path + "." + key
			}
			if err := flatten(into, key, value, depth+1); err != nil {
				return err
			}
		}
		return nil
	case path == "":
		return errors.New("not a JSON object")
	case len(raw) > 0 && raw[0] == '[':
		var items []json.RawMessage
		if err := json.Unmarshal(raw, &items); err != nil {
			return err
		}
		into[path] = append(into[path], []string{}...)
		for _, item := range items {
			if err := flatten(into, path, item, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	text, err := scalar(raw)
	if err != nil {
		return err
	}
	into[path] = append(into[path], nonBlank(text)...)
	return nil
}

func nonBlank(text string) []string {
	if text = strings.TrimSpace(text); text == "" {
		return nil
	}
	return []string{text}
}

func (m *mapping) schemaOf(row customRow) (string, error) {
	kind := strings.Join(row.values[m.Schema.Column], " ")
	for value, schema := range m.Schema.Values {
		if strings.EqualFold(value, kind) {
			return schema, nil
		}
	}
	if m.Schema.Default != "" {
		return m.Schema.Default, nil
	}
	return "", fmt.Errorf("column %q: %q is none of %q, and the mapping has no default schema", m.Schema.Column, kind,
		slices.Sorted(maps.Keys(m.Schema.Values)))
}

// idOf is the id in the row or one made of names and birth date.
func (m *mapping) idOf(row customRow, used map[string]bool) (string, error) {
	if m.ID != "" {
		id := strings.Join(row.values[m.ID], " ")
		if id == "" {
			return "", fmt.Errorf("no id in column %q", m.ID)
		}
		return strings.ReplaceAll(id, "/", "%2F"), nil
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(m.Columns)) {
		if p := m.Columns[name].Property; p == "name" || p == "firstName" || p == "lastName" || p == "birthDate" {
			parts = append(parts, row.values[name]...)
		}
	}
	if len(parts) == 0 {
		return "", errors.New("no name")
	}
	return lists.UniqueID(used, lists.StableID(parts...)), nil
}

func (m *mapping) fill(r *lists.Record, row customRow) {
	t := r.Target()
	t.Add("topics", m.Topics...)
	order := ftm.DayFirst
	if m.Dates == "month" {
		order = ftm.MonthFirst
	}
	var address, sanction []ftm.Statement
	for _, name := range slices.Sorted(maps.Keys(m.Columns)) {
		c := m.Columns[name]
		for _, v := range c.split(row.values[name]) {
			s := ftm.Statement{Prop: c.Property, Original: v, Lang: c.Lang, Note: c.Note}
			part, rest, dotted := strings.Cut(c.Property, ".")
			switch {
			case c.Property == "identity":
				r.Identify(c.Kind, v, strings.Join(row.values[c.Country], " "))
			case dotted && part == "sanction":
				s.Prop = rest
				sanction = append(sanction, s)
			case dotted:
				s.Prop = rest
				address = append(address, s)
			case t.Schema.Prop(c.Property) == nil:
				t.Add("notes", name+": "+v)
			default:
				put(t, s, order)
			}
		}
	}
	if m.Country != "" && !hasCountry(t) {
		t.Add("country", m.Country)
	}
	m.address(r, address)
	if m.Program == "" && len(m.Measures) == 0 && len(sanction) == 0 {
		return
	}
	s := r.Sanction(m.Publisher, m.Country, "custom")
	s.Add("program", m.Program)
	s.Add("provisions", m.Measures...)
	for _, st := range sanction {
		put(s, st, order)
	}
}

// put adds a statement; dates are read in the order of the mapping.
func put(e *ftm.Entity, s ftm.Statement, order ftm.DateOrder) {
	if e.Schema.Prop(s.Prop).Type.Name == "date" && s.Note == "" {
		e.AddDates(s.Prop, s.Original, order)
		return
	}
	e.Put(s)
}

func hasCountry(e *ftm.Entity) bool {
	return slices.ContainsFunc(e.Statements, func(s ftm.Statement) bool {
		return e.Schema.Prop(s.Prop).Type.Name == "country"
	})
}

// address makes an Address of its parts.
func (m *mapping) address(r *lists.Record, parts []ftm.Statement) {
	if len(parts) == 0 {
		return
	}
	at := func(s ftm.Statement) int {
		return slices.Index([]string{"full", "street", "street2", "city", "postalCode", "state", "country"}, s.Prop)
	}
	slices.SortStableFunc(parts, func(a, b ftm.Statement) int { return cmp.Compare(at(a), at(b)) })
	var texts []string
	for _, p := range parts {
		texts = append(texts, p.Original)
	}
	full := strings.Join(texts, ", ")
	a := r.Attach("Address", "address", full)
	for _, p := range parts {
		a.Put(p)
	}
	if a.First("full") == "" {
		a.Add("full", full)
	}
	t := r.Target()
	if t.Schema.Prop("addressEntity") != nil {
		t.Add("addressEntity", a.ID)
		t.Add("address", a.Get("full")...)
		t.Add("country", a.Get("country")...)
	}
}

func (c column) split(values []string) []string {
	if c.Split == "" {
		return values
	}
	var out []string
	for _, v := range values {
		for _, p := range strings.Split(v, c.Split) {
			out = append(out, nonBlank(p)...)
		}
	}
	return out
}
