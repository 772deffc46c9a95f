// Package table reads lists that are published as tables (CSV, tab-separated, XLSX, old XLS) row by row under the
// names of their columns, and remembers which columns were read: a column with values that nobody read is one that
// the parser does not know, and Unread reports it.
package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Bounds against hostile files.
const (
	MaxRows    = 2_000_000
	MaxColumns = 1_000
	MaxCell    = 1 << 20 // bytes
)

// Sheet is one table as published: rows of cells, header rows included.
type Sheet struct {
	Name  string
	Rows  [][]string
	Lines []int // 1-based line or row number of each row in the file
}

// Table is a sheet whose header row is known.
type Table struct {
	Name   string
	header []string
	index  map[string]int // normalised column name -> first column of that name
	rows   [][]string
	lines  []int
	read   []bool
}

// Row is one data row.
type Row struct {
	Line  int
	cells []string
	t     *Table
}

// CSV reads comma-, semicolon-, tab- or otherwise separated rows. Text that is not UTF-8 is read as Windows-1252, as
// the publishers that do not say use it. A byte order mark and a final 0x1A are dropped. Rows may differ in length.
func CSV(data []byte, comma rune) (*Sheet, error) {
	text, err := Text(data)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma = comma
	r.FieldsPerRecord = -1
	r.LazyQuotes = true
	s := &Sheet{}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if err != nil {
			return nil, err
		}
		line, _ := r.FieldPos(0)
		if err := s.append(row, line); err != nil {
			return nil, err
		}
	}
}

// Text returns data as UTF-8 without byte order mark and trailing 0x1A.
func Text(data []byte) ([]byte, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	data = bytes.TrimRight(data, "\x1a\r\n")
	if bytes.IndexByte(data, 0) >= 0 {
		return nil, fmt.Errorf("offset %d: a zero byte: not a text file", bytes.IndexByte(data, 0))
	}
	if utf8.Valid(data) {
		return data, nil
	}
	return charmap.Windows1252.NewDecoder().Bytes(data)
}

func (s *Sheet) append(row []string, line int) error {
	if len(s.Rows) >= MaxRows {
		return fmt.Errorf("line %d: more than %d rows", line, MaxRows)
	}
	if len(row) > MaxColumns {
		return fmt.Errorf("line %d: %d columns, more than %d", line, len(row), MaxColumns)
	}
	for i, c := range row {
		if len(c) > MaxCell {
			return fmt.Errorf("line %d, column %d: %d bytes, more than %d", line, i+1, len(c), MaxCell)
		}
	}
	s.Rows = append(s.Rows, row)
	s.Lines = append(s.Lines, line)
	return nil
}

// Table takes the row with that index (0-based) as the header and those after it as data.
func (s *Sheet) Table(headerRow int) (*Table, error) {
	if headerRow >= len(s.Rows) {
		return nil, fmt.Errorf("sheet %q has %d rows and no header in row %d", s.Name, len(s.Rows), headerRow+1)
	}
	t := s.Named(s.Rows[headerRow]...)
	t.rows, t.lines = s.Rows[headerRow+1:], s.Lines[headerRow+1:]
	return t, nil
}

// Named gives the columns of a sheet without a header row their names from the format's description.
func (s *Sheet) Named(columns ...string) *Table {
	t := &Table{Name: s.Name, header: columns, index: map[string]int{}, rows: s.Rows, lines: s.Lines,
		read: make([]bool, len(columns))}
	for i, c := range columns {
		if _, ok := t.index[normal(c)]; !ok {
			t.index[normal(c)] = i
		}
	}
	return t
}

// normal makes column names comparable: case, line breaks and repeated spaces do not matter.
func normal(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// Has reports whether the table has a column of that name.
func (t *Table) Has(column string) bool { _, ok := t.index[normal(column)]; return ok }

// Header returns the column names as printed.
func (t *Table) Header() []string { return t.header }

// Len is the number of data rows.
func (t *Table) Len() int { return len(t.rows) }

// Rows yields the rows that have any content.
func (t *Table) Rows(yield func(Row) bool) {
	for i, cells := range t.rows {
		empty := true
		for _, c := range cells {
			if strings.TrimSpace(c) != "" {
				empty = false
				break
			}
		}
		if !empty && !yield(Row{Line: t.lines[i], cells: cells, t: t}) {
			return
		}
	}
}

// Get returns a cell, trimmed, by the first of the column names that the table has; "" where it has none or the row is
// short. The columns count as read.
func (r Row) Get(columns ...string) string {
	for _, c := range columns {
		if i, ok := r.t.index[normal(c)]; ok {
			r.t.read[i] = true
			if i < len(r.cells) {
				return strings.TrimSpace(r.cells[i])
			}
			return ""
		}
	}
	return ""
}

// At returns the cell in a column by number (0-based), trimmed.
func (r Row) At(i int) string {
	if i < len(r.t.read) {
		r.t.read[i] = true
	}
	if i >= len(r.cells) {
		return ""
	}
	return strings.TrimSpace(r.cells[i])
}

// Len is the number of cells in the row, which may differ from the header's.
func (r Row) Len() int { return len(r.cells) }

// Ignore marks columns as known and without content worth keeping.
func (t *Table) Ignore(columns ...string) {
	for _, c := range columns {
		if i, ok := t.index[normal(c)]; ok {
			t.read[i] = true
		}
	}
}

// Unread reports each column that holds a value in some row and was never read, once for each such row. Cells beyond
// the header are reported as "column N".
func (t *Table) Unread(report func(column string)) {
	for _, cells := range t.rows {
		for i, c := range cells {
			if strings.TrimSpace(c) == "" {
				continue
			}
			if i >= len(t.header) {
				report(fmt.Sprintf("column %d", i+1))
			} else if !t.read[i] {
				report(t.header[i])
			}
		}
	}
}
