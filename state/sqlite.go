package state

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver

	"github.com/linchpin-oss/linchpin/archive"
)

//go:embed migrations/*.sql
var migrations embed.FS

type sqlite struct{ db *sql.DB }

var _ Store = (*sqlite)(nil)

// OpenSQLite opens, or makes, the database file at path and brings its tables up to date.
func OpenSQLite(ctx context.Context, path string) (Store, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	dsn := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}).String() +
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=foreign_keys(1)&_txlock=immediate"
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	db.SetMaxOpenConns(1)
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, files)
	if err == nil {
		_, err = p.Up(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("preparing %s: %w", path, err), db.Close())
	}
	return &sqlite{db}, nil
}

func (s *sqlite) Close() error { return s.db.Close() }

func (s *sqlite) Decide(ctx context.Context, d archive.Decision) error {
	_, err := s.db.ExecContext(ctx, "INSERT INTO decisions (list, sha256, accept, who, decided, why) VALUES (?, ?, ?, ?, ?, ?)",
		d.List, d.SHA256, d.Accept, d.Who, d.When.UTC().Format(time.RFC3339Nano), d.Why)
	return err
}

func (s *sqlite) Decisions(ctx context.Context, list string) ([]archive.Decision, error) {
	rows, err := s.db.QueryContext(ctx,
		"SELECT list, sha256, accept, who, decided, why FROM decisions WHERE list = ? OR ? = '' ORDER BY rowid", list, list)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []archive.Decision
	for rows.Next() {
		var d archive.Decision
		var when string
		if err := rows.Scan(&d.List, &d.SHA256, &d.Accept, &d.Who, &when, &d.Why); err != nil {
			return nil, err
		}
		if d.When, err = time.Parse(time.RFC3339Nano, when); err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, rows.Err()
}

func (s *sqlite) Setting(ctx context.Context, name string) (value string, err error) {
	err = s.db.QueryRowContext(ctx, "SELECT value FROM settings WHERE name = ?", name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, err
}

func (s *sqlite) Set(ctx context.Context, name, value string) error {
	_, err := s.db.ExecContext(ctx,
		"INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value)
	return err
}

func (s *sqlite) Download(ctx context.Context, url string) (*Download, error) {
	d := Download{URL: url}
	var checked string
	err := s.db.QueryRowContext(ctx, "SELECT etag, last_modified, checked FROM downloads WHERE url = ?", url).
		Scan(&d.ETag, &d.LastModified, &checked)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	d.Checked, err = time.Parse(time.RFC3339Nano, checked)
	return &d, err
}

func (s *sqlite) Downloaded(ctx context.Context, d Download) error {
	_, err := s.db.ExecContext(ctx, `INSERT INTO downloads (url, etag, last_modified, checked) VALUES (?, ?, ?, ?)
		ON CONFLICT (url) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified, checked = excluded.checked`,
		d.URL, d.ETag, d.LastModified, d.Checked.UTC().Format(time.RFC3339Nano))
	return err
}
