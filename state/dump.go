package state

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"
)

// Copying writes out and reads in all that a store holds, in a form that does not depend on the database: so a backup of
// SQLite can be brought back into PostgreSQL and the other way round.
//
// The form is JSON, one value a line: {"linchpin":"state","version":1}, and for each table {"table":NAME,"columns":[...]}
// followed by its rows as arrays; bytes are in base64; last {"end":ROWS}.
type Copying interface {
	// Dump writes everything as it is at one moment.
	Dump(ctx context.Context, w io.Writer) error
	// Load reads into an empty store what Dump wrote, all of it or nothing. ErrNotEmpty: something was stored here already.
	// Jobs that were not finished are queued again.
	Load(ctx context.Context, r io.Reader) error
}

// ErrNotEmpty says that a store holds something.
var ErrNotEmpty = errors.New("the database is not empty")

const dumpVersion = 1

// dumpTables are the tables in an order in which they can be filled. After a column, # means a number, ~ a fraction, * bytes.
var dumpTables = []struct{ name, columns string }{
	{"settings", "name value"},
	{"downloads", "url etag last_modified checked"},
	{"decisions", "id# list sha256 accept# who decided why"},
	{"judgements", "id# a b same# who decided why"},
	{"judgements_undone", "judgement# who undone why"},
	{"trail", "seq# at who action subject details digest hash"},
	{"trail_personal", "seq# person salt* data"},
	{"trail_head", "id# seq# hash"},
	{"api_keys", "id# name role hash hint created expires revoked used"},
	{"portfolios", "name options* created index_hash screened changes#"},
	{"customers", "portfolio id hash data* changed# pending#"},
	{"alerts", "id# portfolio customer entity name caption lists score~ evidence change event* index_hash clusters query* answer* asked status closed raised updated"},
	{"cases", "alert# status assignee due opened closed"},
	{"verdicts", "id# alert# opinion reason evidence who at status second reviewed opened"},
	{"exceptions", "id# alert# verdict# portfolio customer entity evidence made ended why"},
	{"attachments", "id# alert# name type sha256 bytes# who at data*"},
	{"webhooks", "id# url secret actions portfolios created"},
	{"deliveries", "id# webhook# event payload* created attempts# next done status# error"},
	{"requests", "who key fingerprint lease expires status# type body*"},
	{"jobs", "id# kind args* owner uniq status attempt# attempts# done# total# result* error created started finished beat"},
}

type dumpHead struct {
	Linchpin string   `json:"linchpin,omitempty"`
	Version  int      `json:"version,omitempty"`
	Table    string   `json:"table,omitempty"`
	Columns  []string `json:"columns,omitempty"`
	End      *int64   `json:"end,omitempty"`
}

// columnsOf splits the columns of a table into names and kinds.
func columnsOf(columns string) (names []string, kinds []byte) {
	for c := range strings.FieldsSeq(columns) {
		kind := c[len(c)-1]
		if kind == '#' || kind == '~' || kind == '*' {
			names, kinds = append(names, c[:len(c)-1]), append(kinds, kind)
		} else {
			names, kinds = append(names, c), append(kinds, ' ')
		}
	}
	return names, kinds
}

func (s *store) Dump(ctx context.Context, w io.Writer) error {
	b := bufio.NewWriterSize(w, 1<<16)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(dumpHead{Linchpin: "state", Version: dumpVersion}); err != nil {
		return err
	}
	var n int64
	err := s.db.snapshot(ctx, func(q querier) error {
		for _, t := range dumpTables {
			if err := dumpTable(ctx, q, enc, t.name, t.columns, &n); err != nil {
				return fmt.Errorf("table %s: %w", t.name, err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := enc.Encode(dumpHead{End: &n}); err != nil {
		return err
	}
	return b.Flush()
}

func dumpTable(ctx context.Context, q querier, enc *json.Encoder, table, columns string, n *int64) (err error) {
	names, kinds := columnsOf(columns)
	if err := enc.Encode(dumpHead{Table: table, Columns: names}); err != nil {
		return err
	}
	rs, err := q.query(ctx, "SELECT "+strings.Join(names, ", ")+" FROM "+table+" ORDER BY 1, 2")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rs.Close()) }()
	for rs.Next() {
		dest := make([]any, len(names))
		for i, k := range kinds {
			dest[i] = newCell(k)
		}
		if err := rs.Scan(dest...); err != nil {
			return err
		}
		if err := enc.Encode(dest); err != nil {
			return err
		}
		*n++
	}
	return rs.Err()
}

func newCell(kind byte) any {
	switch kind {
	case '#':
		return new(int64)
	case '~':
		return new(float64)
	case '*':
		return new([]byte)
	}
	return new(string)
}

func (s *store) Load(ctx context.Context, r io.Reader) error {
	dec := json.NewDecoder(r)
	var head dumpHead
	if err := dec.Decode(&head); err != nil || head.Linchpin != "state" {
		return errors.New("this is not a dump of Linchpin's decisions")
	}
	if head.Version != dumpVersion {
		return fmt.Errorf("the dump is of version %d, this program reads %d", head.Version, dumpVersion)
	}
	return s.begin(ctx, func(t *store) error {
		if err := t.mustBeEmpty(ctx); err != nil {
			return err
		}
		l := &loader{store: t, dec: dec}
		if err := l.tables(ctx); err != nil {
			return fmt.Errorf("reading the dump at byte %d: %w", dec.InputOffset(), err)
		}
		if err := s.db.renumber(ctx, t.q); err != nil {
			return err
		}
		if err := t.requeueAll(ctx); err != nil {
			return err
		}
		return t.note(ctx, Row{Action: "data.restore", Subject: "data", Details: map[string]any{"rows": l.rows}})
	})
}

func (s *store) mustBeEmpty(ctx context.Context) error {
	for _, t := range dumpTables {
		if t.name == "trail_head" {
			continue
		}
		full, err := s.exists(ctx, "SELECT 1 FROM "+t.name)
		if err != nil {
			return err
		}
		if full {
			return fmt.Errorf("%w: it has rows in %s", ErrNotEmpty, t.name)
		}
	}
	_, err := s.q.exec(ctx, "DELETE FROM trail_head")
	return err
}

// loader fills tables from a dump.
type loader struct {
	store *store
	dec   *json.Decoder
	rows  int64
	next  *dumpHead // head of the table that follows
}

func (l *loader) tables(ctx context.Context) error {
	l.next = &dumpHead{}
	if err := l.dec.Decode(l.next); err != nil {
		return err
	}
	for l.next.End == nil {
		table := l.next.Table
		i := slices.IndexFunc(dumpTables, func(t struct{ name, columns string }) bool { return t.name == table })
		if i < 0 {
			return fmt.Errorf("unknown table %q", table)
		}
		names, kinds := columnsOf(dumpTables[i].columns)
		if !slices.Equal(names, l.next.Columns) {
			return fmt.Errorf("table %s has the columns %v, not %v", table, l.next.Columns, names)
		}
		l.next = nil
		rows := l.read(kinds)
		if err := l.store.db.fill(ctx, l.store.q, table, names, rows); err != nil {
			return fmt.Errorf("table %s: %w", table, err)
		}
		if l.next == nil {
			return io.ErrUnexpectedEOF
		}
	}
	if *l.next.End != l.rows {
		return fmt.Errorf("%d rows, of %d", l.rows, *l.next.End)
	}
	return nil
}

// read yields the rows of a table until the head of the next one, which it keeps.
func (l *loader) read(kinds []byte) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for {
			var raw json.RawMessage
			if err := l.dec.Decode(&raw); err != nil {
				yield(nil, err)
				return
			}
			if len(raw) > 0 && raw[0] == '{' {
				l.next = &dumpHead{}
				if err := json.Unmarshal(raw, l.next); err != nil {
					yield(nil, err)
				}
				return
			}
			row, err := parseRow(raw, kinds)
			if !yield(row, err) || err != nil {
				return
			}
			l.rows++
		}
	}
}

func parseRow(raw json.RawMessage, kinds []byte) ([]any, error) {
	var cells []json.RawMessage
	if err := json.Unmarshal(raw, &cells); err != nil {
		return nil, err
	}
	if len(cells) != len(kinds) {
		return nil, fmt.Errorf("a row of %d cells, not %d", len(cells), len(kinds))
	}
	row := make([]any, len(kinds))
	for i, k := range kinds {
		cell := newCell(k)
		if err := json.Unmarshal(cells[i], cell); err != nil {
			var corrupt base64.CorruptInputError
			if errors.As(err, &corrupt) {
				return nil, fmt.Errorf("bytes: %w", err)
			}
			return nil, err
		}
		switch c := cell.(type) {
		case *int64:
			row[i] = *c
		case *float64:
			row[i] = *c
		case *[]byte:
			row[i] = *c
		case *string:
			row[i] = *c
		}
	}
	return row, nil
}

// requeueAll hands all unfinished jobs to River, which knows nothing of them yet.
func (s *store) requeueAll(ctx context.Context) error {
	jobs, err := collect(ctx, s.q, func(r rows) (Job, error) { return scanJob(r) },
		"SELECT "+jobColumns+" FROM jobs WHERE status IN ('queued', 'running') ORDER BY id")
	if err != nil {
		return err
	}
	for _, j := range jobs {
		if _, err := s.q.exec(ctx, "UPDATE jobs SET status = 'queued' WHERE id = ?", j.ID); err != nil {
			return err
		}
		if err := s.db.queue(ctx, s.q, j.Kind, j.ID, j.Attempt, time.Time{}); err != nil {
			return err
		}
	}
	return nil
}
