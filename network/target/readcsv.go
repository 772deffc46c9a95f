package target

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// columns of a CSV of edges. from and to are needed; kind is payment, loan, repayment, owns or controls; a row without kind is
// ownership when it has a share, else a payment.
var columns = []string{"from", "to", "kind", "amount", "currency", "share", "min", "max", "source", "stance", "firmness", "fact", "date", "note"}

// readCSV reads edges from CSV with a header line; commas, semicolons or tabs separate.
func (r *Reader) readCSV(data []byte) error {
	in := csv.NewReader(bytes.NewReader(data))
	header, _, _ := bytes.Cut(data, []byte("\n"))
	for _, sep := range ";\t" {
		if bytes.ContainsRune(header, sep) && !bytes.ContainsRune(header, ',') {
			in.Comma = sep
		}
	}
	names, err := in.Read()
	if err != nil {
		return fmt.Errorf("header line: %w", err)
	}
	at := map[string]int{}
	for i, name := range names {
		name = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains(columns, name) {
			return fmt.Errorf("line 1: unknown column %q; known are %s", shorten(name), strings.Join(columns, ", "))
		}
		at[name] = i
	}
	for _, need := range []string{"from", "to"} {
		if _, ok := at[need]; !ok {
			return fmt.Errorf("line 1: the column %q is missing", need)
		}
	}
	r.net.To = NoNode
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err // names the line
		}
		get := func(name string) string {
			if i, ok := at[name]; ok {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		if err := r.edge(get); err != nil {
			line, _ := in.FieldPos(0)
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
}

func (r *Reader) edge(get func(string) string) error {
	c, err := r.claim(get("source"), get("stance"), get("firmness"), get("fact"), get("note"), get("date"))
	if err != nil {
		return err
	}
	kind := get("kind")
	if kind == "" && get("share")+get("min")+get("max") != "" {
		kind = "owns"
	}
	switch kind {
	case "owns", "controls":
		low, high := get("min"), get("max")
		if s := get("share"); s != "" {
			low, high = s, s
		}
		return r.stake(get("from"), get("to"), low, high, kind == "controls", c)
	}
	return r.money(get("from"), get("to"), get("amount"), get("currency"), kind, c)
}
