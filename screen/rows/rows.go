// Package rows reads files of parties to be screened, one row a query: CSV with commas, semicolons, tabs or bars, JSON lines (also
// FollowTheMoney entities), and Parquet. Columns are found by their usual names or named by a mapping.
package rows

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

// Row is one row: a query, or why there is none.
type Row struct {
	Key     string
	Number  int // 1-based, the header not counted
	Query   screen.Query
	Cell    func(column string) string // of this row, until the next is read; nil where there is none
	Err     error
	Unnamed bool // Key is only the number of the row
}

// fields are what a row can say, with the column names that are understood without a mapping.
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

// findColumns matches the columns of a file with the fields, those of the mapping first.
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
			return nil, fmt.Errorf("column mapping: unknown field %q; use key, name, schema, birthDate, country, gender, address or id.TYPE", field)
		}
		if isID {
			if _, err := ftm.IdentifierProps(kind); err != nil {
				return nil, fmt.Errorf("column mapping %s: %w", field, err)
			}
		}
		c := find(column)
		if c == "" {
			return nil, fmt.Errorf("%s: no column %q (mapped to %s); it has %s", file, column, field, strings.Join(have, ", "))
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
		return nil, fmt.Errorf("%s: no column for the name; it has %s; map one to name", file, strings.Join(have, ", "))
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

// Reader reads the rows of one file.
type Reader struct {
	file   string
	base   screen.Query
	mapped map[string]string
	number int
	// Columns are those of the file, where it names them once.
	Columns []string
	read    func() (*Row, error)
	closer  io.Closer
}

// Close closes the file.
func (r *Reader) Close() error { return r.closer.Close() }

// Next reads a row; io.EOF after the last.
func (r *Reader) Next() (*Row, error) {
	row, err := r.read()
	if err != nil {
		return nil, err
	}
	r.number++
	row.Number = r.number
	if row.Unnamed = row.Key == ""; row.Unnamed {
		row.Key = fmt.Sprint(r.number)
	}
	return row, nil
}

// Open opens a file by its content; "-" is stdin, which cannot be Parquet. Mapped names columns by field (key, name, schema, birthDate,
// country, gender, address, id.TYPE); base is what every query begins with.
func Open(path string, stdin io.Reader, mapped map[string]string, base screen.Query) (*Reader, error) {
	if path == "-" {
		return Read(path, stdin, mapped, base)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	r, err := Read(path, f, mapped, base)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	r.closer = f
	return r, nil
}

// Read reads a file by its content; name is for messages. Parquet needs an in that can be read at any place (os.File, bytes.Reader).
func Read(name string, in io.Reader, mapped map[string]string, base screen.Query) (*Reader, error) {
	r := &Reader{file: name, base: base, mapped: mapped, closer: io.NopCloser(nil)}
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
	at, anywhere := in.(interface {
		io.ReaderAt
		io.Seeker
	})
	trimmed := bytes.TrimSpace(head)
	switch {
	case len(trimmed) == 0:
		return nil, fmt.Errorf("%s is empty", name)
	case bytes.HasPrefix(head, []byte("PAR1")) && anywhere:
		size, err := at.Seek(0, io.SeekEnd)
		if err != nil {
			return nil, err
		}
		return r, r.parquet(at, size)
	case trimmed[0] == '{':
		r.jsonLines(b)
		return r, nil
	}
	return r, r.csv(b, head)
}

func (r *Reader) csv(b *bufio.Reader, head []byte) error {
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
	r.Columns = header
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
	r.read = func() (*Row, error) {
		record, err := c.Read()
		var pe *csv.ParseError
		if errors.As(err, &pe) {
			return &Row{Err: fmt.Errorf("%s: %w", r.file, err), Query: r.base}, nil
		}
		if err != nil {
			return nil, err
		}
		row := &Row{}
		row.Cell = func(col string) string {
			if i, ok := at[col]; ok && i < len(record) {
				return record[i]
			}
			return ""
		}
		row.Key, row.Query = cols.query(r.base, row.Cell)
		if len(record) != len(header) {
			line, _ := c.FieldPos(0)
			row.Err = fmt.Errorf("%s, line %d: %d fields, but the header has %d", r.file, line, len(record), len(header))
		}
		return row, nil
	}
	return nil
}

func (r *Reader) jsonLines(b *bufio.Reader) {
	line := 0
	scan := bufio.NewScanner(b)
	scan.Buffer(make([]byte, 64<<10), 16<<20)
	r.read = func() (*Row, error) {
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

func (r *Reader) jsonRow(text []byte, line int) *Row {
	var object map[string]any
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if err := dec.Decode(&object); err != nil {
		return &Row{Query: r.base, Err: fmt.Errorf("%s, line %d: %w", r.file, line, err)}
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
	row := &Row{Query: r.base}
	cols, err := findColumns(fmt.Sprintf("%s, line %d", r.file, line), have, r.mapped)
	if err != nil {
		row.Err = err
		return row
	}
	row.Cell = func(col string) string { return scalar(object[col]) }
	row.Key, row.Query = cols.query(r.base, row.Cell)
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

func (r *Reader) parquet(f io.ReaderAt, size int64) error {
	pf, err := parquet.OpenFile(f, size)
	if err != nil {
		return fmt.Errorf("%s: %w", r.file, err)
	}
	var names []string
	at := map[string]int{}
	for i, path := range pf.Schema().Columns() {
		names = append(names, strings.Join(path, "."))
		at[names[i]] = i
	}
	r.Columns = names
	cols, err := findColumns(r.file, names, r.mapped)
	if err != nil {
		return err
	}
	reader := parquet.NewReader(pf)
	rows := make([]parquet.Row, 1)
	r.read = func() (*Row, error) {
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
		row := &Row{}
		row.Cell = func(col string) string {
			if i, ok := at[col]; ok {
				return cells[i]
			}
			return ""
		}
		row.Key, row.Query = cols.query(r.base, row.Cell)
		return row, nil
	}
	return nil
}
