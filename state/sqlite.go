package state

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	_ "modernc.org/sqlite" // the driver
)

//go:embed migrations
var migrations embed.FS

// sqlite is a database file with one writing connection and some that read, since SQLite lets one transaction write at a time.
type sqlite struct {
	sqlConn
	writer, reader *sql.DB
	insert         *river.Client[*sql.Tx]
	jobs           *sql.DB // River's own connection, opened when it is needed
	dsn            string
}

var _ database = (*sqlite)(nil)

// writing makes each transaction of a connection take the right to write at its start.
const writing = "&_txlock=immediate"

// OpenSQLite opens, or makes, the database file at path and brings its tables up to date.
func OpenSQLite(ctx context.Context, path string) (Store, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	dsn := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}).String() +
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_pragma=temp_store(2)"
	d := &sqlite{dsn: dsn}
	lock := flock.New(path + ".lock") // one process at a time brings the tables up to date
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return nil, fmt.Errorf("preparing %s: %w", path, err)
	}
	defer lock.Unlock()
	if err := d.open(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("preparing %s: %w", path, err), d.close())
	}
	return newStore(d), nil
}

func (d *sqlite) open(ctx context.Context) (err error) {
	if d.writer, err = sql.Open("sqlite", d.dsn+writing); err != nil {
		return err
	}
	d.writer.SetMaxOpenConns(1)
	files, err := fs.Sub(migrations, "migrations/sqlite")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, d.writer, files)
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return err
	}
	driver := riversqlite.New(d.writer)
	if err := migrateRiver(ctx, driver); err != nil {
		return err
	}
	if d.insert, err = river.NewClient(driver, riverConfig()); err != nil {
		return err
	}
	if d.reader, err = sql.Open("sqlite", d.dsn+"&_pragma=query_only(1)"); err != nil {
		return err
	}
	d.reader.SetMaxOpenConns(4)
	d.sqlConn = sqlConn{d.writer, d.reader}
	return nil
}

func (d *sqlite) close() error {
	var errs []error
	for _, db := range []*sql.DB{d.jobs, d.reader, d.writer} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

func (d *sqlite) ping(ctx context.Context) error { return d.reader.PingContext(ctx) }
func (d *sqlite) dialect() string                { return "sqlite" }
func (d *sqlite) locking() string                { return "" } // a transaction that writes is alone
func (d *sqlite) skipLocked() string             { return "" }

func (d *sqlite) begin(ctx context.Context, fn func(q querier) error) error {
	tx, err := d.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := fn(sqlConn{tx, tx}); err != nil {
		return err
	}
	return tx.Commit()
}

func (d *sqlite) snapshot(ctx context.Context, fn func(q querier) error) error {
	tx, err := d.reader.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	return fn(sqlConn{tx, tx})
}

func (d *sqlite) staging(ctx context.Context, q querier) error {
	if _, err := q.exec(ctx, "CREATE TEMP TABLE IF NOT EXISTS incoming (id TEXT PRIMARY KEY, hash TEXT, data BLOB) WITHOUT ROWID"); err != nil {
		return err
	}
	_, err := q.exec(ctx, "DELETE FROM incoming")
	return err
}

func (d *sqlite) fill(ctx context.Context, q querier, table string, columns []string, rows iter.Seq2[[]any, error]) error {
	insert, err := q.(sqlConn).writer.(*sql.Tx).PrepareContext(ctx, "INSERT INTO "+table+" ("+strings.Join(columns, ", ")+
		") VALUES (?"+strings.Repeat(", ?", len(columns)-1)+")")
	if err != nil {
		return err
	}
	defer insert.Close()
	for row, err := range rows {
		if err != nil {
			return err
		}
		if _, err := insert.ExecContext(ctx, row...); err != nil {
			return err
		}
	}
	return nil
}

func (d *sqlite) renumber(context.Context, querier) error { return nil } // SQLite does it by itself

func (d *sqlite) queue(ctx context.Context, q querier, kind string, id, n int64, after time.Time) error {
	_, err := d.insert.InsertTx(ctx, q.(sqlConn).writer.(*sql.Tx), attempt{id, n}, insertOptions(kind, after))
	return err
}

func (d *sqlite) work(ctx context.Context, queues map[string]river.QueueConfig, fn func(ctx context.Context, id, attempt int64) error) (func(context.Context) error, error) {
	db, err := sql.Open("sqlite", d.dsn+writing)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	d.jobs = db
	return startRiver(ctx, riversqlite.New(db), queues, fn)
}

// sqlConn is a querier over database/sql: a database or a transaction.
type sqlConn struct {
	writer interface {
		ExecContext(context.Context, string, ...any) (sql.Result, error)
	}
	reader interface {
		QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	}
}

func (c sqlConn) exec(ctx context.Context, query string, args ...any) (int64, error) {
	r, err := c.writer.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (c sqlConn) query(ctx context.Context, query string, args ...any) (rows, error) {
	rs, err := c.reader.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err // a nil *sql.Rows must not become a rows that is not nil
	}
	return rs, nil
}
