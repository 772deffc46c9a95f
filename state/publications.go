package state

import (
	"context"
	"errors"

	"github.com/linchpin-oss/linchpin/archive"
)

func (s *store) Decide(ctx context.Context, d archive.Decision) error {
	return s.write(ctx, func(t *store) error {
		if _, err := t.insert(ctx, "INSERT INTO decisions (list, sha256, accept, who, decided, why) VALUES (?, ?, ?, ?, ?, ?)",
			d.List, d.SHA256, boolInt(d.Accept), d.Who, stamp(d.When), d.Why); err != nil {
			return err
		}
		return t.note(ctx, Row{Who: d.Who, Action: "publication.decide", Subject: "list:" + d.List,
			Details: map[string]any{"sha256": d.SHA256, "accept": d.Accept, "why": d.Why}})
	})
}

func (s *store) Decisions(ctx context.Context, list string) ([]archive.Decision, error) {
	return collect(ctx, s.q, func(r rows) (d archive.Decision, err error) {
		var accept int64
		var when string
		if err := r.Scan(&d.List, &d.SHA256, &accept, &d.Who, &when, &d.Why); err != nil {
			return d, err
		}
		d.Accept = accept == 1
		return d, unstampAll(&d.When, when)
	}, "SELECT list, sha256, accept, who, decided, why FROM decisions WHERE list = ? OR ? = '' ORDER BY id", list, list)
}

func (s *store) Setting(ctx context.Context, name string) (value string, err error) {
	err = s.scan(ctx, "SELECT value FROM settings WHERE name = ?", []any{name}, &value)
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	return value, err
}

func (s *store) Set(ctx context.Context, name, value string) error {
	return s.write(ctx, func(t *store) error {
		old, err := t.Setting(ctx, name)
		if err != nil {
			return err
		}
		if _, err := t.q.exec(ctx, "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value); err != nil {
			return err
		}
		return t.note(ctx, Row{Action: "setting.set", Subject: "setting:" + name, Details: map[string]any{"from": old, "to": value}})
	})
}

func (s *store) Download(ctx context.Context, url string) (*Download, error) {
	d, err := one(ctx, s.q, func(r rows) (d Download, err error) {
		var checked string
		if err := r.Scan(&d.URL, &d.ETag, &d.LastModified, &checked); err != nil {
			return d, err
		}
		return d, unstampAll(&d.Checked, checked)
	}, "SELECT url, etag, last_modified, checked FROM downloads WHERE url = ?", url)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return d, err
}

func (s *store) Downloaded(ctx context.Context, d Download) error {
	_, err := s.q.exec(ctx, `INSERT INTO downloads (url, etag, last_modified, checked) VALUES (?, ?, ?, ?)
		ON CONFLICT (url) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified, checked = excluded.checked`,
		d.URL, d.ETag, d.LastModified, stamp(d.Checked))
	return err
}
