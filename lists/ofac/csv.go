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

// The files of a set, told by the number of their columns and, where that is the same (alternate names with five,
// addresses with six, comments with two), by what the columns hold. Layout: OFAC's descriptions of the delimited and
// fixed-field files (sdn_data_spec, cons_data_spec).
const (
	rolePrimary  = "sdn"
	roleAlt      = "alt"
	roleAddress  = "add"
	roleComments = "comments"
)

// separator is that of a delimited file, by its ending.
func separator(name string) rune {
	switch strings.ToLower(path.Ext(name)) {
	case ".pip":
		return '|'
	case ".del":
		return '@'
	}
	return ','
}

// firstRow splits the first line of a delimited file.
func firstRow(name string, head []byte) []string {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(line))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = separator(name), true, -1
	row, err := r.Read()
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
	return s != ""
}

func isDelimited(name string, head []byte) bool {
	row := firstRow(name, head)
	return len(row) > 1 && isNumber(row[0]) && roleOf(row) != "" && strings.ToLower(path.Ext(name)) != ".ff"
}

// roleOf tells the file of a set by its first row.
func roleOf(row []string) string {
	switch {
	case len(row) == 12:
		return rolePrimary
	case len(row) == 5 && isNumber(row[1]):
		return roleAlt
	case len(row) == 6 && isNumber(row[1]):
		return roleAddress
	case len(row) == 2:
		return roleComments
	}
	return ""
}

func role(name string, head []byte) string {
	if strings.ToLower(path.Ext(name)) == ".ff" {
		return fixedRole(name)
	}
	return roleOf(firstRow(name, head))
}

// null is how the files print "nothing".
func value(s string) string {
	s = strings.TrimSpace(s)
	if s == "-0-" {
		return ""
	}
	return s
}

// set makes the Parse function of a set: the primary file with those of the others that there are.
func set(list string) func([]lists.File) (*lists.Publication, error) {
	return func(files []lists.File) (*lists.Publication, error) {
		rows := map[string][][]string{}
		names := map[string]string{}
		for _, f := range files {
			r, err := readRows(f)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", f.Name, err)
			}
			rows[f.Role] = append(rows[f.Role], r...)
			names[f.Role] = f.Name
		}
		if len(rows[rolePrimary]) == 0 {
			return nil, errors.New("the set lacks the file of primary names (sdn.csv, cons_prim.csv); without it alternate names, addresses and comments cannot be placed")
		}
		pub := &lists.Publication{}
		return pub, readSet(list, pub, rows, names)
	}
}

func readRows(f lists.File) ([][]string, error) {
	if strings.ToLower(path.Ext(f.Name)) == ".ff" {
		return fixedRows(f)
	}
	text, err := table.Text(f.Data)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = separator(f.Name), true, -1
	var out [][]string
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			if len(out) == 0 {
				return nil, errors.New("no row: empty file")
			}
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		if len(out) > 0 && len(row) != len(out[0]) {
			line, _ := r.FieldPos(0)
			return nil, fmt.Errorf("line %d: %d columns, not %d: cut or damaged", line, len(row), len(out[0]))
		}
		out = append(out, row)
	}
}

func readSet(list string, pub *lists.Publication, rows map[string][][]string, names map[string]string) error {
	parties := map[string]*party{}
	remarks := map[string]string{}
	var order []*party
	for i, r := range rows[rolePrimary] {
		id := value(r[0])
		if len(r) != 12 || !isNumber(id) {
			return fmt.Errorf("%s, row %d: not an entry of a primary file: %.60q", names[rolePrimary], i+1, strings.Join(r, ","))
		}
		if parties[id] != nil {
			return fmt.Errorf("%s, row %d: entry %s stands twice", names[rolePrimary], i+1, id)
		}
		p := newParty(list, id, value(r[2]), pub)
		parties[id] = p
		order = append(order, p)
		p.printedName("name", value(r[1]), "")
		for _, code := range strings.Split(value(r[3]), "] [") {
			p.programme(code)
		}
		p.titles(value(r[4]))
		p.ship(value(r[5]), value(r[6]), value(r[7]), value(r[8]), value(r[9]), value(r[10]))
		remarks[id] = value(r[11])
	}
	orphans := map[string]int{}
	for _, r := range rows[roleComments] { // the rest of remarks that were cut
		id := value(r[0])
		if _, ok := remarks[id]; !ok {
			orphans[roleComments]++
			continue
		}
		remarks[id] = joinRemark(remarks[id], value(r[1]))
	}
	for _, r := range rows[roleAlt] {
		p := parties[value(r[0])]
		if p == nil {
			orphans[roleAlt]++
			continue
		}
		prop := aliasProp(value(r[2]), false)
		p.printedName(prop, value(r[3]), noteOf(value(r[2])))
		p.Target().Add("notes", value(r[4]))
	}
	for _, r := range rows[roleAddress] {
		p := parties[value(r[0])]
		if p == nil {
			orphans[roleAddress]++
			continue
		}
		p.address([]string{value(r[2])}, value(r[3]), "", "", value(r[4]), value(r[5]))
	}
	for role, n := range orphans {
		pub.Warn("%s: %d rows belong to no entry of the primary file: the files are not of one day", names[role], n)
	}
	for _, p := range order {
		p.remark(remarks[p.ID])
		pub.Records = append(pub.Records, p.Record)
	}
	return nil
}

// joinRemark puts the continuation behind a remark that was cut at 1,000 characters. The comments file repeats the whole
// remark in some years and holds only the rest in others.
func joinRemark(cut, rest string) string {
	if len(rest) > len(cut) && strings.HasPrefix(rest, cut[:min(len(cut), 200)]) {
		return rest
	}
	return cut + rest
}
