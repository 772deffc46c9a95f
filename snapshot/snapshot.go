// Package snapshot makes the index that screening reads from the archive and from people's decisions, and swaps it in
// in one step. A snapshot that no longer fits the archive (an import was killed after it was stored, before the index
// was made) is found out at opening and made anew.
package snapshot

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/resolve"
	"github.com/linchpin-oss/linchpin/state"
)

// Data is a data folder: archive, decisions and snapshots.
type Data struct {
	Dir       string
	Archive   *archive.Archive
	Catalogue []*lists.List // known lists, for titles and cadences
	Database  string        // postgres://...; "" for a file in Dir
}

// New uses a folder; nothing is made until something is stored.
func New(dir string, catalogue []*lists.List) *Data {
	return &Data{Dir: dir, Archive: archive.Open(filepath.Join(dir, "archive")), Catalogue: catalogue}
}

// State opens the store of decisions.
func (d *Data) State(ctx context.Context) (state.Store, error) {
	if d.Database != "" {
		return state.OpenPostgres(ctx, d.Database)
	}
	return state.OpenSQLite(ctx, filepath.Join(d.Dir, "state.db"))
}

// Empty reports whether no list was ever imported. A replica is never empty: before its first snapshot it cannot answer.
func (d *Data) Empty() (bool, error) {
	if origin, err := d.ReplicaOf(); origin != "" || err != nil {
		return false, err
	}
	ids, err := d.Archive.Lists()
	return len(ids) == 0, err
}

// SettingMaxShrink is the setting that holds the limit of Settle for a list, as a share such as 0.1; that of the empty
// list id is the default of all.
func SettingMaxShrink(list string) string { return "max-shrink:" + list }

// MaxShrink returns the limit for a list.
func MaxShrink(ctx context.Context, s state.Store, list string) (float64, error) {
	for _, name := range []string{SettingMaxShrink(list), SettingMaxShrink("")} {
		v, err := s.Setting(ctx, name)
		if err != nil {
			return 0, err
		}
		if v != "" {
			return strconv.ParseFloat(v, 64)
		}
	}
	return archive.DefaultMaxShrink, nil
}

// History loads the settled history of a list.
func (d *Data) History(ctx context.Context, s state.Store, list string) (*archive.History, error) {
	if origin, err := d.ReplicaOf(); err != nil {
		return nil, err
	} else if origin != "" {
		return d.replicaHistory(origin, list)
	}
	decisions, err := s.Decisions(ctx, list)
	if err != nil {
		return nil, err
	}
	limit, err := MaxShrink(ctx, s, list)
	if err != nil {
		return nil, err
	}
	return d.Archive.History(list, decisions, limit)
}

func (d *Data) current() string { return filepath.Join(d.Dir, "snapshots", "CURRENT") }

// Invalidate withdraws the present snapshot, before decisions change; the next reader makes a new one.
func (d *Data) Invalidate() error {
	if err := d.Owner(); err != nil {
		return err
	}
	if err := os.Remove(d.current()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Open returns the index of the present state, made anew if there is none or if it is older than the archive.
func (d *Data) Open(ctx context.Context, progress func(done, total int)) (*index.Index, error) {
	if origin, err := d.ReplicaOf(); err != nil {
		return nil, err
	} else if origin != "" {
		return d.openReplica(origin)
	}
	files, err := d.files()
	if err == nil && files.pairs != "" { // else made by an earlier version
		x, err := index.Open(filepath.Join(d.Dir, "snapshots", files.index))
		if err == nil {
			if fits, err := d.fits(x); err == nil && fits {
				return x, nil
			}
			x.Close()
		}
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return d.Build(ctx, progress)
}

// fits reports whether an index was made of what the archive holds now.
func (d *Data) fits(x *index.Index) (bool, error) {
	ids, err := d.Archive.Lists()
	if err != nil || len(ids) != len(x.Meta.Lists) {
		return false, err
	}
	for i, id := range ids {
		gen, err := d.Archive.Generation(id)
		if err != nil || x.Meta.Lists[i].ID != id || x.Meta.Lists[i].Generation != gen {
			return false, err
		}
	}
	return true, nil
}

// Build makes the index of the present state and swaps it in.
func (d *Data) Build(ctx context.Context, progress func(done, total int)) (*index.Index, error) {
	if err := d.Owner(); err != nil {
		return nil, err
	}
	ids, err := d.Archive.Lists()
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, errors.New("no list was imported yet")
	}
	s, err := d.State(ctx)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	var inputs []index.Input
	histories := map[string]*archive.History{}
	for _, id := range ids {
		gen, err := d.Archive.Generation(id)
		if err != nil {
			return nil, err
		}
		h, err := d.History(ctx, s, id)
		if err != nil {
			return nil, err
		}
		defer h.Close()
		meta, err := d.listMeta(ctx, s, h)
		if err != nil {
			return nil, err
		}
		meta.Generation = gen
		histories[id] = h
		inputs = append(inputs, index.Input{Meta: meta, History: h})
	}
	data, err := index.Build(inputs, progress)
	if err != nil {
		return nil, fmt.Errorf("building the index: %w", err)
	}
	judgements, err := s.Judgements(ctx)
	if err != nil {
		return nil, err
	}
	return d.store(data, histories, judgements, progress)
}

// store writes an index under its hash, which of its entries are one entity, and points to both.
func (d *Data) store(data []byte, histories map[string]*archive.History, judgements []resolve.Judgement, progress func(done, total int)) (*index.Index, error) {
	x, err := index.FromBytes(data)
	if err != nil {
		return nil, err
	}
	pairs, clusters, err := resolveAll(x, histories, judgements, progress)
	if err != nil {
		return nil, fmt.Errorf("resolving entities: %w", err)
	}
	dir := filepath.Join(d.Dir, "snapshots")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	now := current{index: "index-" + x.Hash()[:16] + ".lpx", pairs: "pairs-" + x.Hash()[:16] + ".lpp"}
	if err := archive.WriteFile(filepath.Join(dir, now.index), data); err != nil {
		return nil, err
	}
	if err := archive.WriteFile(filepath.Join(dir, now.pairs), pairs); err != nil {
		return nil, err
	}
	if err := d.keepRecipe(x); err != nil {
		return nil, err
	}
	if err := d.point(now, clusters); err != nil {
		return nil, err
	}
	return index.Open(filepath.Join(dir, now.index))
}

func (d *Data) listMeta(ctx context.Context, s state.Store, h *archive.History) (index.ListMeta, error) {
	decisions, err := s.Decisions(ctx, h.List)
	if err != nil {
		return index.ListMeta{}, err
	}
	limit, err := MaxShrink(ctx, s, h.List)
	if err != nil {
		return index.ListMeta{}, err
	}
	m := Meta(h, d.list(h.List))
	m.MaxShrink = limit
	for i := range m.Publications {
		p := &m.Publications[i]
		for _, dec := range decisions {
			if dec.SHA256 == p.SHA256 {
				p.Decisions = append(p.Decisions, index.DecisionMeta{Accept: dec.Accept, Who: dec.Who,
					When: dec.When.UTC().Format(time.RFC3339), Why: dec.Why})
			}
		}
	}
	return m, nil
}

func (d *Data) list(id string) *lists.List {
	for _, l := range d.Catalogue {
		if l.ID == id {
			return l
		}
	}
	return &lists.List{ID: id, Title: id}
}

// Meta describes a settled history for an index.
func Meta(h *archive.History, l *lists.List) index.ListMeta {
	m := index.ListMeta{ID: h.List, Title: l.Title, CadenceDays: l.Cadence.Hours() / 24, MaxShrink: archive.DefaultMaxShrink}
	for _, p := range h.Publications {
		m.Publications = append(m.Publications, index.PublicationMeta{ID: p.ID(), Published: p.Published,
			Retrieved: p.Retrieved.UTC().Format(time.RFC3339), SHA256: p.SHA256, Records: p.Records,
			Readable: p.Unreadable == "", Status: p.Status, Reason: p.Reason, Basis: p.DateBasis, Warnings: p.Warnings})
	}
	return m
}
