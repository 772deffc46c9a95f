package ofac

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/table"
)

// The files of a set, told by the number of their columns and by what these hold. Layout: OFAC's descriptions of the
// delimited and fixed-field files (sdn_data_spec, cons_data_spec).
const (
	rolePrimary  = "sdn"
	roleAlt      = "alt"
	roleAddress  = "add"
	roleComments = "comments"
)

// columns of the files.
var columns = map[string]int{rolePrimary: 12, roleAlt: 5, roleAddress: 6, roleComments: 2}

// null is how the files print "nothing", usually with a blank behind it.
const null = "-0-"

// separator is that of a delimited file, by its ending.
func separator(name string) rune {
	switch extension(name) {
	case ".pip":
		return '|'
	case ".del":
		return '@'
	}
	return ','
}

func extension(name string) string { return strings.ToLower(path.Ext(name)) }

func newReader(data []byte, comma rune) *csv.Reader {
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord, r.ReuseRecord = comma, true, -1, false
	return r
}

// firstRow splits the first line of a delimited file.
func firstRow(name string, head []byte) []string {
	line, _, _ := bytes.Cut(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), []byte("\n"))
	row, err := newReader(line, separator(name)).Read()
	if err != nil {
		return nil
	}
	return row
}

func isNumber(s string) bool {
	s = strings.TrimSpace(s)
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != "" && len(s) <= 10
}

func isDelimited(name string, head []byte) bool {
	return extension(name) != ".ff" && roleOf(name, firstRow(name, head)) != ""
}

// roleOf tells the file of a set by its first row, "" if it is none.
func roleOf(name string, row []string) string {
	if len(row) == 0 || !isNumber(row[0]) {
		return ""
	}
	switch len(row) {
	case columns[rolePrimary]:
		if _, ok := schemata[strings.ToLower(value(row[2]))]; ok {
			return rolePrimary
		}
	case columns[roleAlt]:
		if kind := value(row[2]); isNumber(row[1]) && (kind == "aka" || kind == "fka" || kind == "nka") {
			return roleAlt
		}
	case columns[roleAddress]:
		if isNumber(row[1]) {
			return roleAddress
		}
	case columns[roleComments]:
		if strings.Contains(baseName(name), "comment") {
			return roleComments
		}
	}
	return ""
}

func role(name string, head []byte) string {
	if extension(name) == ".ff" {
		return fixedRole(name)
	}
	return roleOf(name, firstRow(name, head))
}

// value is the content of a cell, "" for null.
func value(s string) string {
	if s = strings.TrimSpace(s); s == null || s == "-0" {
		return ""
	}
	return s
}

// rows reads the cells of one file of a set, remarks with the blanks at their ends.
func rows(f lists.File, pub *lists.Publication) ([][]string, error) {
	text, err := table.Text(f.Data)
	if err != nil {
		return nil, err
	}
	if len(text) == 0 {
		return nil, errors.New("no row: empty file")
	}
	want, ok := columns[f.Role]
	if !ok {
		return nil, errors.New("neither primary names, alternate names, addresses nor comments")
	}
	if !bytes.HasSuffix(f.Data, []byte("\x1a")) {
		pub.Warn("%s does not end with the byte 0x1A, as OFAC's files do: saved again by another program, or cut at the end of a line", f.Name)
	}
	if extension(f.Name) == ".ff" {
		return fixedRows(text, f.Role)
	}
	comma := separator(f.Name)
	r := newReader(text, comma)
	var out [][]string
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, endsWhole(text, comma, out, f.Role == rolePrimary)
		}
		if err != nil {
			return nil, err
		}
		line, _ := r.FieldPos(0)
		if len(row) != want {
			return nil, fmt.Errorf("line %d: %d columns, not %d: cut or damaged", line, len(row), want)
		}
		if !isNumber(row[0]) {
			return nil, fmt.Errorf("line %d, column 1: %.40q is not the number of an entry", line, row[0])
		}
		if len(out) >= table.MaxRows {
			return nil, fmt.Errorf("line %d: more than %d rows", line, table.MaxRows)
		}
		out = append(out, row)
	}
}

// endsWhole reports a file that was cut inside its last cell: an open quotation mark or, in the primary file, a part of the
// mark for null. In the others a mark that lacks its end (as in a published address file of 2019) takes nothing away.
func endsWhole(text []byte, comma rune, rows [][]string, primary bool) error {
	if len(rows) == 0 {
		return errors.New("no row: empty file")
	}
	last := rows[len(rows)-1]
	cell := strings.TrimRight(last[len(last)-1], " ")
	open := bytes.HasSuffix(bytes.TrimRight(text, " "), []byte(string(comma)+`"`+cell))
	if open || primary && (cell == "-" || cell == "-0") {
		return fmt.Errorf("line %d: the file ends inside a cell: cut", bytes.Count(text, []byte("\n"))+1)
	}
	return nil
}
