package watch

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/screen/rows"
)

// Read reads customers from the rows of a file; name is for messages. Related says which columns hold parties behind a customer, by their
// relation, several in one cell separated by |. A row without an id of its own is an error: customers must be found again.
func Read(name string, in *rows.Reader, related map[string]string) (iter.Seq2[*Customer, error], error) {
	for relation, column := range related {
		if in.Columns != nil && !slices.Contains(in.Columns, column) {
			return nil, fmt.Errorf("%s: no column %q (related as %s); it has %s", name, column, relation, strings.Join(in.Columns, ", "))
		}
	}
	relations := slices.Sorted(maps.Keys(related))
	return func(yield func(*Customer, error) bool) {
		for {
			row, err := in.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err == nil {
				err = row.Err
			}
			if err == nil && row.Unnamed {
				err = fmt.Errorf("%s, row %d: a customer needs an id, in a column id or one mapped to key", name, row.Number)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			q := row.Query
			c := &Customer{ID: row.Key, Party: Party{Name: q.Name, Schema: q.Schema, BirthDate: q.BirthDate, Country: q.Country, Gender: q.Gender,
				Address: q.Address, IDs: q.IDs}}
			for _, relation := range relations {
				if row.Cell == nil {
					break
				}
				for behind := range strings.SplitSeq(row.Cell(related[relation]), "|") {
					if behind = strings.TrimSpace(behind); behind != "" {
						c.Related = append(c.Related, Related{Relation: relation, Party: Party{Name: behind}})
					}
				}
			}
			if !yield(c, nil) {
				return
			}
		}
	}, nil
}
