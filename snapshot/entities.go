package snapshot

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/resolve"
)

// current names the files of the snapshot in force, by lines of the file CURRENT: the index, the pairs of entries that
// were compared, the clusters. Without the last the clusters are made anew from the pairs and people's judgements.
type current struct{ index, pairs, clusters string }

func (d *Data) files() (current, error) {
	data, err := os.ReadFile(d.current())
	if err != nil {
		return current{}, err
	}
	lines := append(strings.Fields(string(data)), "", "", "")
	return current{lines[0], lines[1], lines[2]}, nil
}

// point writes the clusters and makes files the snapshot in force, in one step. Files of neither this one nor the one
// before are removed.
func (d *Data) point(now current, clusters []byte) error {
	dir := filepath.Join(d.Dir, "snapshots")
	before, _ := d.files()
	text := now.index + "\n" + now.pairs + "\n"
	if clusters != nil {
		sum := sha256.Sum256(clusters)
		now.clusters = fmt.Sprintf("clusters-%x.lpc", sum[:8])
		if err := archive.WriteFile(filepath.Join(dir, now.clusters), clusters); err != nil {
			return err
		}
		text += now.clusters + "\n"
	}
	if err := archive.WriteFile(d.current(), []byte(text)); err != nil {
		return err
	}
	keep := map[string]bool{"CURRENT": true}
	for _, c := range []current{before, now} { // the one before for those who still read it
		keep[c.index], keep[c.pairs], keep[c.clusters] = true, true, true
	}
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if !keep[e.Name()] {
			os.Remove(filepath.Join(dir, e.Name()))
		}
	}
	return nil
}

// Clusters returns which entries of an opened index are one entity, made anew where people judged since.
func (d *Data) Clusters(ctx context.Context, x *index.Index) (*resolve.Clusters, error) {
	now, err := d.files()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(d.Dir, "snapshots")
	if now.clusters != "" {
		if data, err := os.ReadFile(filepath.Join(dir, now.clusters)); err == nil {
			if c, err := resolve.OpenClusters(data, x.Hash(), x.Entries()); err == nil {
				return c, nil
			}
		}
	}
	if err := d.Owner(); err != nil {
		return nil, fmt.Errorf("the clusters of the index are not there: %w", err)
	}
	clustering, err := d.Clustering(ctx, x)
	if err != nil {
		return nil, err
	}
	data := clustering.Pack(x.Hash(), x.Entries())
	if err := d.point(current{index: now.index, pairs: now.pairs}, data); err != nil {
		return nil, err
	}
	return resolve.OpenClusters(data, x.Hash(), x.Entries())
}

// Clustering clusters the pairs of an opened index under people's present judgements.
func (d *Data) Clustering(ctx context.Context, x *index.Index) (*resolve.Clustering, error) {
	pairs, err := d.Pairs(x)
	if err != nil {
		return nil, err
	}
	s, err := d.State(ctx)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	judgements, err := s.Judgements(ctx)
	if err != nil {
		return nil, err
	}
	return resolve.Cluster(Entries{x}, pairs, judgements), nil
}

// Pairs returns the compared pairs of an opened index.
func (d *Data) Pairs(x *index.Index) ([]resolve.Pair, error) {
	now, err := d.files()
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(filepath.Join(d.Dir, "snapshots", now.pairs))
	if err != nil {
		return nil, err
	}
	return resolve.OpenPairs(data, x.Hash(), x.Entries())
}

// WithdrawClusters makes the next reader cluster anew, before a judgement changes.
func (d *Data) WithdrawClusters() error {
	if err := d.Owner(); err != nil {
		return err
	}
	now, err := d.files()
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return d.point(current{index: now.index, pairs: now.pairs}, nil)
}

// resolveAll makes the files of pairs and clusters of an index.
func resolveAll(x *index.Index, histories map[string]*archive.History, judgements []resolve.Judgement, progress func(done, total int)) (pairs, clusters []byte, err error) {
	records, err := Records(x, histories)
	if err != nil {
		return nil, nil, err
	}
	found, _ := resolve.Resolve(records, progress)
	clustering := resolve.Cluster(Entries{x}, found, judgements)
	return resolve.PackPairs(x.Hash(), found), clustering.Pack(x.Hash(), x.Entries()), nil
}

// Records reads what resolution needs of every entry of an index, in the order of the entries. Histories are those that
// the index was made from, by list.
func Records(x *index.Index, histories map[string]*archive.History) ([]*resolve.Record, error) {
	out := make([]*resolve.Record, x.Entries())
	for e := range index.Entry(x.Entries()) {
		r, err := Record(x, e, histories[x.Meta.Lists[x.List(e)].ID])
		if err != nil {
			return nil, err
		}
		out[e] = r
	}
	return out, nil
}

// Record reads what resolution needs of one entry.
func Record(x *index.Index, e index.Entry, h *archive.History) (*resolve.Record, error) {
	from, to := x.EntryVersions(e)
	versions := make([]resolve.Version, 0, to-from)
	for v := from; v < to; v++ {
		entities, err := x.Entities(v)
		if err != nil {
			return nil, err
		}
		versions = append(versions, resolve.Version{Entities: entities, Spans: x.Spans(v)})
	}
	if h != nil {
		for i, v := range h.Record(x.Record(e)) {
			if i < len(versions) {
				versions[i].Former = v.Former
			}
		}
	}
	return resolve.NewRecord(x.Meta.Lists[x.List(e)].ID, x.Record(e), versions), nil
}

// Entries are the entries of an index as resolution counts them.
type Entries struct{ Index *index.Index }

var _ resolve.Set = Entries{}

// Len is the number of entries.
func (s Entries) Len() int { return s.Index.Entries() }

// List is the number of an entry's list.
func (s Entries) List(e int) int { return s.Index.List(index.Entry(e)) }

// Together reports whether two entries of one list stood in one of its publications.
func (s Entries) Together(a, b int) bool {
	if s.List(a) != s.List(b) {
		return false
	}
	spans := func(e int) (out []archive.Span) {
		from, to := s.Index.EntryVersions(index.Entry(e))
		for v := from; v < to; v++ {
			out = append(out, s.Index.Spans(v)...)
		}
		return out
	}
	bs := spans(b)
	for _, p := range spans(a) {
		for _, q := range bs {
			if p.First <= q.Last && q.First <= p.Last {
				return true
			}
		}
	}
	return false
}

// ID is the entity id of an entry.
func (s Entries) ID(e int) string {
	return lists.EntityID(s.Index.Meta.Lists[s.Index.List(index.Entry(e))].ID, s.Index.Record(index.Entry(e)))
}

// Find returns the entry of an entity id, by halving: entries stand in the order of their list and record.
func (s Entries) Find(id string) (int, bool) {
	list, record, _ := strings.Cut(id, ":")
	x := s.Index
	lo, hi := 0, x.Entries()
	for lo < hi {
		mid := (lo + hi) / 2
		e := index.Entry(mid)
		l := x.Meta.Lists[x.List(e)].ID
		if l < list || l == list && x.Record(e) < record {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == x.Entries() {
		return 0, false
	}
	e := index.Entry(lo)
	return lo, lists.EntityID(x.Meta.Lists[x.List(e)].ID, x.Record(e)) == id
}
