package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"

	"github.com/parquet-go/parquet-go"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/screen"
)

// batchRow is one row of a batch: a query, or why there is none.
type batchRow struct {
	key     string
	number  int // 1-based, the header not counted
	query   screen.Query
	cell    func(column string) string // of this row, until the next is read
	err     error
	unnamed bool // key is only the number of the row
}

// fields are what a row can say, with the column names that are understood without --map.
var fields = map[string][]string{
	"key":       {"key", "id", "customer_id", "customerid", "reference", "ref"},
	"name":      {"name", "full_name", "fullname", "caption", "customer_name"},
	"schema":    {"schema", "type", "entity_type"},
	"birthDate": {"birthdate", "birth_date", "dob", "date_of_birth", "dateofbirth"},
	"country":   {"country", "nationality", "country_code", "countrycode"},
	"gender":    {"gender", "sex"},
	"address":   {"address", "full_address"},
}

// columns says which column of a file holds which field: field or "id.TYPE" -> column.
type columns map[string]string

// findColumns matches the columns of a file with the fields, those of --map first.
func findColumns(file string, have []string, mapped map[string]string) (columns, error) {
	cols := columns{}
	find := func(name string) string {
		for _, h := range have {
			if strings.EqualFold(strings.TrimSpace(h), name) {
				return h
			}
		}
		return ""
	}
	for field, column := range mapped {
		kind, isID := strings.CutPrefix(field, "id.")
		if _, known := fields[field]; !known && !isID {
			return nil, fmt.Errorf("--map: unknown field %q; use key, name, schema, birthDate, country, gender, address or id.TYPE", field)
		}
		if isID {
			if _, err := ftm.IdentifierProps(kind); err != nil {
				return nil, fmt.Errorf("--map %s: %w", field, err)
			}
		}
		c := find(column)
		if c == "" {
			return nil, fmt.Errorf("%s: no column %q (--map %s); it has %s", file, column, field, strings.Join(have, ", "))
		}
		cols[field] = c
	}
	for field, names := range fields {
		for _, n := range names {
			if c := find(n); c != "" && cols[field] == "" {
				cols[field] = c
			}
		}
	}
	for _, t := range ftm.IdentifierTypes() {
		if c := find(t); c != "" && cols["id."+t] == "" {
			cols["id."+t] = c
		}
	}
	if cols["name"] == "" {
		for f := range cols {
			if strings.HasPrefix(f, "id.") {
				return cols, nil
			}
		}
		return nil, fmt.Errorf("%s: no column for the name; it has %s; name it with --map name=COLUMN", file, strings.Join(have, ", "))
	}
	return cols, nil
}

// query makes the query of a row from its cells.
func (c columns) query(base screen.Query, get func(column string) string) (key string, q screen.Query) {
	q = base
	cell := func(field string) string {
		if c[field] == "" {
			return ""
		}
		return strings.TrimSpace(get(c[field]))
	}
	q.Name, q.BirthDate, q.Country = cell("name"), cell("birthDate"), cell("country")
	q.Gender, q.Address = cell("gender"), cell("address")
	if s := cell("schema"); s != "" {
		q.Schema = s
	}
	var ids []string
	for f := range c {
		if strings.HasPrefix(f, "id.") {
			ids = append(ids, f)
		}
	}
	sort.Strings(ids)
	for _, f := range ids {
		if v := cell(f); v != "" {
			q.IDs = append(q.IDs, screen.ID{Type: strings.TrimPrefix(f, "id."), Value: v})
		}
	}
	return cell("key"), q
}

// rowReader reads rows of any of the formats.
type rowReader struct {
	file   string
	base   screen.Query
	mapped map[string]string
	number int
	have   []string // columns, where the file names them once
	read   func() (*batchRow, error)
	closer io.Closer
}

func (r *rowReader) close() { r.closer.Close() }

func (r *rowReader) next() (*batchRow, error) {
	row, err := r.read()
	if err != nil {
		return nil, err
	}
	r.number++
	row.number = r.number
	if row.unnamed = row.key == ""; row.unnamed {
		row.key = fmt.Sprint(r.number)
	}
	return row, nil
}

// openRows opens a file by its content: Parquet, JSON lines, or CSV with commas, semicolons or tabs.
func openRows(path string, stdin io.Reader, mapped map[string]string, base screen.Query) (*rowReader, error) {
	r := &rowReader{file: path, base: base, mapped: mapped, closer: io.NopCloser(nil)}
	in := stdin
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		r.closer = f
		in = f
		magic := make([]byte, 4)
		if _, err := io.ReadFull(f, magic); err == nil && string(magic) == "PAR1" {
			return r, r.parquet(f)
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
	}
	b := bufio.NewReaderSize(in, 1<<20)
	if head, _ := b.Peek(3); bytes.Equal(head, []byte("\xef\xbb\xbf")) {
		if _, err := b.Discard(3); err != nil {
			return nil, err
		}
	}
	head, err := b.Peek(64 << 10)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, err
	}
	trimmed := bytes.TrimSpace(head)
	switch {
	case len(trimmed) == 0:
		return nil, fmt.Errorf("%s is empty", path)
	case trimmed[0] == '{':
		r.jsonLines(b)
		return r, nil
	}
	return r, r.csv(b, head)
}

func (r *rowReader) csv(b *bufio.Reader, head []byte) error {
	first, _, _ := bytes.Cut(head, []byte("\n"))
	c := csv.NewReader(b)
	c.ReuseRecord = true
	c.FieldsPerRecord = -1
	for _, comma := range ",;\t|" {
		if bytes.Count(first, []byte(string(comma))) > bytes.Count(first, []byte(string(c.Comma))) {
			c.Comma = comma
		}
	}
	record, err := c.Read()
	if err != nil {
		return fmt.Errorf("%s: %w", r.file, err)
	}
	header := append([]string(nil), record...)
	r.have = header
	cols, err := findColumns(r.file, header, r.mapped)
	if err != nil {
		return err
	}
	at := map[string]int{}
	for i, h := range header {
		if _, ok := at[h]; !ok {
			at[h] = i
		}
	}
	r.read = func() (*batchRow, error) {
		record, err := c.Read()
		var pe *csv.ParseError
		if errors.As(err, &pe) {
			return &batchRow{err: fmt.Errorf("%s: %w", r.file, err), query: r.base}, nil
		}
		if err != nil {
			return nil, err
		}
		row := &batchRow{}
		row.cell = func(col string) string {
			if i, ok := at[col]; ok && i < len(record) {
				return record[i]
			}
			return ""
		}
		row.key, row.query = cols.query(r.base, row.cell)
		if len(record) != len(header) {
			line, _ := c.FieldPos(0)
			row.err = fmt.Errorf("%s, line %d: %d fields, but the header has %d", r.file, line, len(record), len(header))
		}
		return row, nil
	}
	return nil
}

func (r *rowReader) jsonLines(b *bufio.Reader) {
	line := 0
	scan := bufio.NewScanner(b)
	scan.Buffer(make([]byte, 64<<10), 16<<20)
	r.read = func() (*batchRow, error) {
		for scan.Scan() {
			line++
			text := bytes.TrimSpace(scan.Bytes())
			if len(text) == 0 {
				continue
			}
			return r.jsonRow(text, line), nil
		}
		if err := scan.Err(); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", r.file, line+1, err)
		}
		return nil, io.EOF
	}
}

func (r *rowReader) jsonRow(text []byte, line int) *batchRow {
	var object map[string]any
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if err := dec.Decode(&object); err != nil {
		return &batchRow{query: r.base, err: fmt.Errorf("%s, line %d: %w", r.file, line, err)}
	}
	if props, ok := object["properties"].(map[string]any); ok { // a FollowTheMoney entity
		for k, v := range props {
			if _, taken := object[k]; !taken {
				object[k] = v
			}
		}
	}
	var have []string
	for k := range object {
		have = append(have, k)
	}
	sort.Strings(have)
	row := &batchRow{query: r.base}
	cols, err := findColumns(fmt.Sprintf("%s, line %d", r.file, line), have, r.mapped)
	if err != nil {
		row.err = err
		return row
	}
	row.cell = func(col string) string { return scalar(object[col]) }
	row.key, row.query = cols.query(r.base, row.cell)
	return row
}

// scalar gives a JSON value as text; of a list the first item.
func scalar(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case []any:
		if len(v) == 0 {
			return ""
		}
		return scalar(v[0])
	}
	return fmt.Sprint(v)
}

func (r *rowReader) parquet(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	pf, err := parquet.OpenFile(f, info.Size())
	if err != nil {
		return fmt.Errorf("%s: %w", r.file, err)
	}
	var names []string
	at := map[string]int{}
	for i, path := range pf.Schema().Columns() {
		names = append(names, strings.Join(path, "."))
		at[names[i]] = i
	}
	r.have = names
	cols, err := findColumns(r.file, names, r.mapped)
	if err != nil {
		return err
	}
	reader := parquet.NewReader(pf)
	rows := make([]parquet.Row, 1)
	r.read = func() (*batchRow, error) {
		n, err := reader.ReadRows(rows)
		if n == 0 {
			if err == nil || errors.Is(err, io.EOF) {
				return nil, io.EOF
			}
			return nil, fmt.Errorf("%s, row %d: %w", r.file, r.number+1, err)
		}
		cells := map[int]string{}
		for _, v := range rows[0] {
			if _, ok := cells[v.Column()]; !ok && !v.IsNull() {
				cells[v.Column()] = v.String()
			}
		}
		row := &batchRow{}
		row.cell = func(col string) string {
			if i, ok := at[col]; ok {
				return cells[i]
			}
			return ""
		}
		row.key, row.query = cols.query(r.base, row.cell)
		return row, nil
	}
	return nil
}
