package state

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// postgres is a PostgreSQL database.
type postgres struct {
	pgConn
	pool   *pgxpool.Pool
	insert *river.Client[pgx.Tx]
}

var _ database = (*postgres)(nil)

// OpenPostgres opens a PostgreSQL database, version 15 or later, by its address (postgres://user:password@host/name) and
// brings its tables up to date. Several processes may do so at the same time.
func OpenPostgres(ctx context.Context, address string) (Store, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, errors.New("the address of the database is not of the form postgres://user:password@host:port/name") // err holds the password
	}
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = 10 * time.Second
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	d := &postgres{pgConn: pgConn{pool}, pool: pool}
	if err := d.open(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("preparing the database %s on %s: %w", config.ConnConfig.Database, config.ConnConfig.Host, err)
	}
	return newStore(d), nil
}

// migrationLock is the number of the advisory lock under which one process at a time brings the tables up to date.
const migrationLock = 0x6c696e636870696e // "linchpin"

func (d *postgres) open(ctx context.Context) error {
	lock, err := d.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer lock.Release()
	var version int
	if err := lock.QueryRow(ctx, "SELECT current_setting('server_version_num')::int").Scan(&version); err != nil {
		return err
	}
	if version < 150000 {
		return fmt.Errorf("PostgreSQL %d is older than 15", version/10000)
	}
	if _, err := lock.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock)); err != nil {
		return err
	}
	defer lock.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(migrationLock))
	files, err := fs.Sub(migrations, "migrations/postgres")
	if err != nil {
		return err
	}
	db := stdlib.OpenDBFromPool(d.pool)
	defer db.Close()
	p, err := goose.NewProvider(goose.DialectPostgres, db, files)
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return err
	}
	driver := riverpgxv5.New(d.pool)
	if err := migrateRiver(ctx, driver); err != nil {
		return err
	}
	d.insert, err = river.NewClient(driver, riverConfig())
	return err
}

func (d *postgres) close() error { d.pool.Close(); return nil }

func (d *postgres) ping(ctx context.Context) error { return d.pool.Ping(ctx) }
func (d *postgres) dialect() string                { return "postgres" }
func (d *postgres) locking() string                { return " FOR UPDATE" }
func (d *postgres) skipLocked() string             { return " FOR UPDATE SKIP LOCKED" }

func (d *postgres) begin(ctx context.Context, fn func(q querier) error) error {
	return pgx.BeginFunc(ctx, d.pool, func(tx pgx.Tx) error { return fn(pgConn{tx}) })
}

func (d *postgres) snapshot(ctx context.Context, fn func(q querier) error) error {
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	return pgx.BeginTxFunc(ctx, d.pool, options, func(tx pgx.Tx) error { return fn(pgConn{tx}) })
}

func (d *postgres) staging(ctx context.Context, q querier) error {
	if _, err := q.exec(ctx, `CREATE TEMP TABLE IF NOT EXISTS incoming (id text COLLATE "C" PRIMARY KEY, hash text, data bytea) ON COMMIT DELETE ROWS`); err != nil {
		return err
	}
	_, err := q.exec(ctx, "TRUNCATE incoming")
	return err
}

func (d *postgres) fill(ctx context.Context, q querier, table string, columns []string, rows iter.Seq2[[]any, error]) error {
	next, stop := iter.Pull2(rows)
	defer stop()
	_, err := q.(pgConn).conn.(pgx.Tx).CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromFunc(func() ([]any, error) {
		row, err, ok := next()
		if !ok {
			return nil, nil
		}
		return row, err
	}))
	return err
}

func (d *postgres) renumber(ctx context.Context, q querier) error {
	for _, t := range dumpTables {
		if !strings.HasPrefix(t.columns, "id# ") || t.name == "trail_head" {
			continue
		}
		if _, err := q.exec(ctx, fmt.Sprintf("SELECT setval(pg_get_serial_sequence('%[1]s', 'id'), (SELECT COALESCE(MAX(id), 0) FROM %[1]s) + 1, false)", t.name)); err != nil {
			return err
		}
	}
	return nil
}

func (d *postgres) queue(ctx context.Context, q querier, kind string, id, n int64, after time.Time) error {
	_, err := d.insert.InsertTx(ctx, q.(pgConn).conn.(pgx.Tx), attempt{id, n}, insertOptions(kind, after))
	return err
}

func (d *postgres) work(ctx context.Context, queues map[string]river.QueueConfig, fn func(ctx context.Context, id, attempt int64) error) (func(context.Context) error, error) {
	return startRiver(ctx, riverpgxv5.New(d.pool), queues, fn)
}

// pgConn is a querier over pgx: a pool or a transaction.
type pgConn struct {
	conn interface {
		Exec(context.Context, string, ...any) (pgconn.CommandTag, error)
		Query(context.Context, string, ...any) (pgx.Rows, error)
	}
}

func (c pgConn) exec(ctx context.Context, query string, args ...any) (int64, error) {
	tag, err := c.conn.Exec(ctx, numbered(query), args...)
	return tag.RowsAffected(), err
}

func (c pgConn) query(ctx context.Context, query string, args ...any) (rows, error) {
	rs, err := c.conn.Query(ctx, numbered(query), args...)
	if err != nil {
		return nil, err
	}
	return pgRows{rs}, nil
}

type pgRows struct{ pgx.Rows }

func (r pgRows) Close() error { r.Rows.Close(); return nil }
