package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/catalogue"
	"github.com/linchpin-oss/linchpin/lists/fetch"
	"github.com/linchpin-oss/linchpin/state"
)

type updateCmd struct {
	Lists []string `arg:"" optional:"" help:"List ids; all that have an official address if left out." predictor:"list"`
}

// Help shows examples.
func (updateCmd) Help() string {
	return `Asks each official address whether there is a newer file, downloads it, and imports it. What cannot be had is reported; the
last good publication stays in force.

Examples:
  linchpin update
  linchpin update eu-fsf ofac-sdn un-sc`
}

// Run updates lists.
func (c *updateCmd) Run(a *app) error {
	if err := a.data.Owner(); err != nil {
		return err
	}
	var wanted []*lists.List
	for _, id := range c.Lists {
		l := catalogue.Find(id)
		if l == nil {
			return unknownList(id)
		}
		if len(l.Addresses) == 0 {
			return fmt.Errorf("list %s has no official address; use linchpin import %s FILE", id, id)
		}
		wanted = append(wanted, l)
	}
	if len(c.Lists) == 0 {
		for _, l := range catalogue.All() {
			if len(l.Addresses) > 0 {
				wanted = append(wanted, l)
			}
		}
	}
	s, err := a.data.State(a.ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	u := &updater{app: a, state: s}
	var failed []string
	for _, l := range wanted {
		if a.ctx.Err() != nil {
			return a.ctx.Err()
		}
		if err := u.update(l); err != nil {
			failed = append(failed, l.ID)
			a.err.fail(fmt.Errorf("%s: %w", l.ID, err))
		}
		a.out.flush()
	}
	if u.changed {
		if err := a.rebuild(); err != nil {
			return err
		}
	}
	if len(failed) > 0 {
		return fmt.Errorf("not updated: %s; their last good publication stays in force", strings.Join(failed, ", "))
	}
	return nil
}

type updater struct {
	*app
	state   state.Store
	changed bool
}

// fetching fetches a list into the archive on behalf of the server, saying nothing.
func (a *app) fetching(store state.Store) func(context.Context, string) error {
	return func(ctx context.Context, id string) error {
		l := catalogue.Find(id)
		if l == nil {
			return unknownList(id)
		}
		quiet := *a
		quiet.ctx, quiet.out, quiet.err = ctx, newPrinter(io.Discard), newPrinter(io.Discard)
		return (&updater{app: &quiet, state: store}).update(l)
	}
}

// update fetches the first set of addresses that can be had.
func (u *updater) update(l *lists.List) error {
	var sets []int
	for _, ad := range l.Addresses {
		if !slices.Contains(sets, ad.Set) {
			sets = append(sets, ad.Set)
		}
	}
	slices.Sort(sets)
	var errs []error
	for _, set := range sets {
		err := u.updateSet(l, set)
		if err == nil {
			return nil
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func (u *updater) updateSet(l *lists.List, set int) error {
	dir, err := os.MkdirTemp("", "linchpin-update-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	started := u.now().UTC()
	known, err := u.data.Archive.Generation(l.ID)
	if err != nil {
		return err
	}
	var sources []archive.Source
	var done []state.Download
	fresh := known == ""
	for pass := 0; pass < 2; pass++ { // if one file of a set is new, all are needed
		sources, done = nil, nil
		for _, ad := range l.Addresses {
			if ad.Set != set {
				continue
			}
			d, source, err := u.fetch(l, ad, dir, fresh || pass == 1)
			if err != nil {
				return err
			}
			done = append(done, d)
			if source != nil {
				sources = append(sources, *source)
			}
		}
		if len(sources) == 0 || len(sources) == len(done) {
			break
		}
	}
	if len(sources) > 0 {
		opt := archive.ImportOptions{Retrieved: started, Downloaded: true}
		outcomes, err := u.data.Archive.Import(u.ctx, l, sources, opt)
		if err != nil {
			return err
		}
		u.changed = true
		if err := u.reportImport(l, outcomes); err != nil {
			return err
		}
	} else {
		u.out.line("%s: nothing new", l.ID)
	}
	for _, d := range done {
		if err := u.state.Downloaded(u.ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// fetch downloads one file; the source is nil if the server says that it has not changed.
func (u *updater) fetch(l *lists.List, ad lists.Address, dir string, always bool) (state.Download, *archive.Source, error) {
	var known fetch.Known
	if last, err := u.state.Download(u.ctx, ad.URL); err != nil {
		return state.Download{}, nil, err
	} else if last != nil && !always {
		known = fetch.Known{ETag: last.ETag, LastModified: last.LastModified}
	}
	g := u.progress("downloading "+l.ID, "bytes")
	f, err := fetcher().Download(u.ctx, ad.URL, known, dir, g.update)
	g.done()
	if err != nil {
		return state.Download{}, nil, err
	}
	d := state.Download{URL: ad.URL, ETag: f.ETag, LastModified: f.LastModified, Checked: u.now().UTC()}
	if f.NotModified {
		return d, nil, nil
	}
	name := filepath.Join(dir, cmp.Or(ad.Name, path.Base(ad.URL)))
	if err := os.Rename(f.Path, name); err != nil {
		return d, nil, err
	}
	sources, err := archive.Sources([]string{name})
	if err != nil {
		return d, nil, err
	}
	return d, &sources[0], nil
}

var fetcher = sync.OnceValue(func() *fetch.Client { return &fetch.Client{Stall: 90 * time.Second} })
