package state

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/riverqueue/river"
)

// store is the Store over any database. Statements are written once, with ? for arguments.
type store struct {
	db   database
	q    querier // the database, or the transaction
	inTx bool
	now  func() time.Time
	stop func(context.Context) error // stops the workers; nil while none were started
}

var _ Store = (*store)(nil)

// querier runs statements, on a database or in a transaction of it.
type querier interface {
	exec(ctx context.Context, query string, args ...any) (affected int64, err error)
	query(ctx context.Context, query string, args ...any) (rows, error)
}

// rows is what a query brings.
type rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
}

// database is what differs between SQLite and PostgreSQL.
type database interface {
	querier
	// begin runs fn in a transaction, which is committed when fn returns no error.
	begin(ctx context.Context, fn func(q querier) error) error
	// locking is what a SELECT has at its end so that its rows stay as they are until the end of the transaction.
	locking() string
	// skipLocked is the same, but leaves out rows that another transaction holds.
	skipLocked() string
	// snapshot runs fn on what the database holds at one moment, without holding up those who write.
	snapshot(ctx context.Context, fn func(q querier) error) error
	// staging makes the empty table incoming (id, hash, data) of the transaction q.
	staging(ctx context.Context, q querier) error
	// fill adds many rows to a table in the transaction q.
	fill(ctx context.Context, q querier, table string, columns []string, rows iter.Seq2[[]any, error]) error
	// renumber makes new numbers follow the highest ones that are there, in the transaction q.
	renumber(ctx context.Context, q querier) error
	// queue puts a job into River's tables in the transaction q.
	queue(ctx context.Context, q querier, kind string, id, attempt int64, after time.Time) error
	// work starts a River client that hands jobs to fn; stop ends it.
	work(ctx context.Context, queues map[string]river.QueueConfig, fn func(ctx context.Context, id, attempt int64) error) (stop func(context.Context) error, err error)
	ping(ctx context.Context) error
	dialect() string
	close() error
}

func newStore(db database) *store { return &store{db: db, q: db, now: time.Now} }

func (s *store) Close() error {
	if s.inTx {
		return errors.New("a transaction is not closed but returned from")
	}
	if s.stop != nil {
		now, cancel := context.WithCancel(context.Background())
		cancel()
		if err := s.stop(now); err != nil {
			return errors.Join(err, s.db.close())
		}
	}
	return s.db.close()
}

func (s *store) Ping(ctx context.Context) error { return s.db.ping(ctx) }
func (s *store) Dialect() string                { return s.db.dialect() }

func (s *store) Tx(ctx context.Context, fn func(tx Store) error) error {
	return s.write(ctx, func(t *store) error { return fn(t) })
}

// write runs fn in a transaction that holds the head of the trail, so that such transactions happen one after another
// on any number of processes, and in the order of the trail's rows.
func (s *store) write(ctx context.Context, fn func(t *store) error) error {
	return s.begin(ctx, func(t *store) error {
		if !s.inTx {
			var seq int64
			err := t.scan(ctx, "SELECT seq FROM trail_head WHERE id = 1"+s.db.locking(), nil, &seq)
			if errors.Is(err, ErrNotFound) {
				err = ErrNoHead
			}
			if err != nil {
				return err
			}
		}
		return fn(t)
	})
}

// begin runs fn in a transaction, or in the one that is under way.
func (s *store) begin(ctx context.Context, fn func(t *store) error) error {
	if s.inTx {
		return fn(s)
	}
	return s.db.begin(ctx, func(q querier) error {
		t := &store{db: s.db, q: q, inTx: true, now: s.now}
		if err := fn(t); err != nil {
			return err
		}
		return t.markRequest(ctx)
	})
}

// insert runs an INSERT and returns the id of its row.
func (s *store) insert(ctx context.Context, query string, args ...any) (id int64, err error) {
	err = s.scan(ctx, query+" RETURNING id", args, &id)
	return id, err
}

// scan reads the first row of a query; ErrNotFound where there is none.
func (s *store) scan(ctx context.Context, query string, args []any, dest ...any) error {
	rs, err := s.q.query(ctx, query, args...)
	if err != nil {
		return err
	}
	found := rs.Next()
	if found {
		err = rs.Scan(dest...)
		for err == nil && rs.Next() { // to its end: only then is an INSERT done
		}
	}
	err = errors.Join(err, rs.Err(), rs.Close())
	if err == nil && !found {
		err = ErrNotFound
	}
	return err
}

func (s *store) exists(ctx context.Context, query string, args ...any) (bool, error) {
	var n int
	err := s.scan(ctx, query+" LIMIT 1", args, &n)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// collect reads all rows of a query.
func collect[T any](ctx context.Context, q querier, scan func(rows) (T, error), query string, args ...any) (out []T, err error) {
	rs, err := q.query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rs.Close()) }()
	for rs.Next() {
		v, err := scan(rs)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rs.Err()
}

// one reads the only row of a query; ErrNotFound where there is none.
func one[T any](ctx context.Context, q querier, scan func(rows) (T, error), query string, args ...any) (*T, error) {
	all, err := collect(ctx, q, scan, query, args...)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, ErrNotFound
	}
	return &all[0], nil
}

// unstampAll reads times: pairs of *time.Time and string.
func unstampAll(pairs ...any) (err error) {
	for i := 0; i < len(pairs) && err == nil; i += 2 {
		*pairs[i].(*time.Time), err = unstamp(pairs[i+1].(string))
	}
	return err
}

// where gathers conditions.
type where struct {
	conds []string
	args  []any
}

func (w *where) add(cond string, args ...any) {
	w.conds = append(w.conds, "("+cond+")")
	w.args = append(w.args, args...)
}

// in adds that a column is one of some values, if there are any.
func (w *where) in(column string, values []string) {
	if len(values) == 0 {
		return
	}
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	w.add(column+" IN (?"+strings.Repeat(", ?", len(values)-1)+")", args...)
}

func (w *where) and() string {
	if len(w.conds) == 0 {
		return "1 = 1"
	}
	return strings.Join(w.conds, " AND ")
}

func (w *where) or() string { return strings.Join(w.conds, " OR ") }

// numbered writes ? as $1, $2, ... The statements of this package hold no other question mark.
func numbered(query string) string {
	var b strings.Builder
	n := 0
	for _, r := range query {
		if r == '?' {
			n++
			fmt.Fprintf(&b, "$%d", n)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
