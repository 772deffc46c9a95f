package watch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/state"
)

// files says which files belong to a portfolio as it was screened last.
type files struct {
	Created  string    `json:"created"` // of the portfolio
	Segments []segment `json:"segments"`
	Seen     string    `json:"seen"` // name of the file
}

// segment is an index of customers. A customer who changed stands in several; all are only ways to find him.
type segment struct {
	Hash      string `json:"hash"`
	Customers int64  `json:"customers"`
}

func setting(portfolio string) string { return "watch:" + portfolio }

// files reads which files count, nil if there are none, or one is missing here or of another version of the program, so that everything has to
// be made anew.
func (w *Watcher) files(ctx context.Context, p *state.Portfolio) (*files, error) {
	text, err := w.Store.Setting(ctx, setting(p.Name))
	if err != nil || text == "" {
		return nil, err
	}
	f := &files{}
	if err := json.Unmarshal([]byte(text), f); err != nil {
		return nil, fmt.Errorf("setting %s: %w", setting(p.Name), err)
	}
	if f.Created != created(p) {
		return nil, nil
	}
	_, err = os.Stat(filepath.Join(w.dir(p.Name), f.Seen))
	for _, s := range f.Segments {
		if err == nil {
			err = w.usable(p.Name, s)
		}
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, index.ErrVersion) {
		return nil, nil
	}
	return f, err
}

// usable reports as an error why a segment cannot be searched.
func (w *Watcher) usable(portfolio string, s segment) error {
	x, err := index.Open(filepath.Join(w.dir(portfolio), s.file()))
	if err != nil {
		return err
	}
	return x.Close()
}

func created(p *state.Portfolio) string { return p.Created.UTC().Format("2006-01-02T15:04:05.000000") }

func (s segment) file() string { return "customers-" + s.Hash[:16] + ".lpx" }

// maxSegments is how many segments a portfolio has before they are made into one.
const maxSegments = 8

// batch is how many customers are read at a time.
const batch = 4096

// each calls yield with the customers of a filter, some at a time, so that the store is free between.
func (w *Watcher) each(ctx context.Context, f state.CustomerFilter, yield func([]state.Customer) error) error {
	f.Limit = batch
	for {
		var some []state.Customer
		err := w.Store.Customers(ctx, f, func(c state.Customer) error {
			some = append(some, c)
			return nil
		})
		if err != nil || len(some) == 0 {
			return err
		}
		f.After = some[len(some)-1].ID
		if err := yield(some); err != nil {
			return err
		}
		if len(some) < batch {
			return ctx.Err()
		}
	}
}

// build makes a segment of the customers of a filter.
func (w *Watcher) build(ctx context.Context, p *state.Portfolio, o *Options, f state.CustomerFilter, total int64) (segment, error) {
	dir := w.dir(p.Name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return segment{}, err
	}
	var s segment
	source := func(yield func([]index.Content) error) error {
		s.Customers = 0
		return w.each(ctx, f, func(some []state.Customer) error {
			for _, stored := range some {
				if len(stored.Data) == 0 {
					continue // erased
				}
				c, err := load(stored)
				if err != nil {
					return err
				}
				s.Customers++
				for _, versions := range c.contents(o) {
					if err := yield(versions); err != nil {
						return err
					}
				}
			}
			return nil
		})
	}
	meta := index.ListMeta{ID: "customers", Title: p.Name, Publications: []index.PublicationMeta{{ID: "customers", Published: "1900-01-01", Readable: true, Status: archive.Accepted}}}
	temporary, err := os.CreateTemp(dir, "tmp-")
	if err != nil {
		return s, err
	}
	path := temporary.Name()
	err = errors.Join(temporary.Close(), os.Remove(path))
	if err == nil {
		s.Hash, err = index.BuildFile(path, []index.Input{{Meta: meta, Source: source, Versions: int(total)}}, func(done, total int) {
			w.progress("indexing customers", int64(done), int64(total))
		})
	}
	if err != nil {
		return s, fmt.Errorf("indexing the customers of %s: %w", p.Name, err)
	}
	return s, os.Rename(path, filepath.Join(dir, s.file()))
}

// clean deletes the files of a portfolio that no longer count, and what killed runs left.
func (w *Watcher) clean(portfolio string, keep *files) error {
	names := map[string]bool{keep.Seen: true}
	for _, s := range keep.Segments {
		names[s.file()] = true
	}
	entries, err := os.ReadDir(w.dir(portfolio))
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !names[e.Name()] && e.Name() != lockName {
			err = errors.Join(err, os.Remove(filepath.Join(w.dir(portfolio), e.Name())))
		}
	}
	return err
}

const lockName = ".lock"

// lock keeps other runs over the portfolio on this machine waiting.
func (w *Watcher) lock(ctx context.Context, portfolio string) (unlock func() error, err error) {
	if err := os.MkdirAll(w.dir(portfolio), 0o700); err != nil {
		return nil, err
	}
	l := flock.New(filepath.Join(w.dir(portfolio), lockName))
	if _, err := l.TryLockContext(ctx, 50*time.Millisecond); err != nil {
		return nil, fmt.Errorf("waiting for another run over portfolio %s: %w", portfolio, err)
	}
	return l.Unlock, nil
}

func removeFiles(dir string) error { return os.RemoveAll(dir) }
