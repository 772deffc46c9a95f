package snapshot

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/resolve"
)

// Indexes are large and thrown away; what one was made of is small and kept: the publications, how they were settled and
// by whom. From that and the archive the same index is made again, to the byte, as long as the program that makes it is the same.

func (d *Data) recipePath(hash string) string {
	return filepath.Join(d.Dir, "recipes", hash+".json.zst")
}

// keepRecipe writes of what an index was made.
func (d *Data) keepRecipe(x *index.Index) error {
	path := d.recipePath(x.Hash())
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	data, err := json.Marshal(x.Meta.Lists)
	if err != nil {
		return err
	}
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	defer enc.Close()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return archive.WriteFile(path, enc.EncodeAll(data, nil))
}

func (d *Data) recipe(hash string) ([]index.ListMeta, error) {
	packed, err := os.ReadFile(d.recipePath(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("of what the index %.12s was made is not kept in %s", hash, filepath.Join(d.Dir, "recipes"))
	}
	if err != nil {
		return nil, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(1<<30))
	if err != nil {
		return nil, err
	}
	defer dec.Close()
	data, err := dec.DecodeAll(packed, nil)
	if err != nil {
		return nil, fmt.Errorf("recipe of %.12s: %w", hash, err)
	}
	var lists []index.ListMeta
	if err := json.Unmarshal(data, &lists); err != nil {
		return nil, fmt.Errorf("recipe of %.12s: %w", hash, err)
	}
	return lists, nil
}

// Past is an index of the past with what belongs to it.
type Past struct {
	Index  *index.Index
	Remade bool // from the archive; else its file was still there

	data      *Data
	histories map[string]*archive.History
}

// Past opens the index of a hash: its file if it is still there, else made again from the archive. It fails if that
// does not give the same bytes.
func (d *Data) Past(hash string) (*Past, error) {
	if len(hash) < 16 {
		return nil, fmt.Errorf("%q is not the hash of an index", hash)
	}
	p := &Past{data: d}
	if x, err := index.Open(filepath.Join(d.Dir, "snapshots", "index-"+hash[:16]+".lpx")); err == nil {
		if x.Hash() == hash {
			p.Index = x
			return p, nil
		}
		x.Close()
	}
	metas, err := d.recipe(hash)
	if err != nil {
		return nil, err
	}
	if p.histories, err = d.past(metas); err != nil {
		return nil, err
	}
	var inputs []index.Input
	for _, m := range metas {
		inputs = append(inputs, index.Input{Meta: m, History: p.histories[m.ID]})
	}
	bytes, err := index.Build(inputs, nil)
	if err != nil {
		return nil, errors.Join(err, p.Close())
	}
	if p.Index, err = index.FromBytes(bytes); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	if p.Index.Hash() != hash {
		return nil, errors.Join(fmt.Errorf("the stored publications give the index %.12s, not %.12s: it was made by another version of the program", p.Index.Hash(), hash), p.Close())
	}
	p.Remade = true
	return p, nil
}

// Close gives back what the past holds.
func (p *Past) Close() error {
	for _, h := range p.histories {
		h.Close()
	}
	if p.Index == nil {
		return nil
	}
	return p.Index.Close()
}

// past loads the histories of lists as they were when they held the publications of metas.
func (d *Data) past(metas []index.ListMeta) (map[string]*archive.History, error) {
	out := map[string]*archive.History{}
	for _, m := range metas {
		h, err := d.Archive.History(m.ID, nil, m.MaxShrink)
		if err != nil {
			return nil, err
		}
		out[m.ID] = h
		if err := restrict(h, m.Publications); err != nil {
			return nil, fmt.Errorf("list %s: %w", m.ID, err)
		}
	}
	return out, nil
}

// restrict leaves of a history only some publications and the versions that stood in them.
func restrict(h *archive.History, wanted []index.PublicationMeta) error {
	position := make([]int, len(h.Publications)) // in the result, -1 for those left out
	var kept []*archive.Publication
	for i, p := range h.Publications {
		position[i] = -1
		if len(kept) < len(wanted) && wanted[len(kept)].ID == p.ID() && wanted[len(kept)].SHA256 == p.SHA256 {
			position[i] = len(kept)
			kept = append(kept, p)
		}
	}
	if len(kept) < len(wanted) {
		return fmt.Errorf("publication %s is no longer in the archive", wanted[len(kept)].ID)
	}
	var versions []*archive.Version
	for _, v := range h.Versions {
		var spans []archive.Span
		for i := range position {
			at := position[i]
			if at < 0 || !v.In(i) {
				continue
			}
			if n := len(spans); n > 0 && spans[n-1].Last == at-1 {
				spans[n-1].Last = at
				continue
			}
			spans = append(spans, archive.Span{First: at, Last: at})
		}
		if len(spans) > 0 {
			v.Spans = spans
			versions = append(versions, v)
		}
	}
	slices.SortStableFunc(versions, func(a, b *archive.Version) int {
		return cmp.Or(strings.Compare(a.Record, b.Record), cmp.Compare(a.Spans[0].First, b.Spans[0].First))
	})
	h.Publications, h.Versions = kept, versions
	return nil
}

// Clusters returns which entries were one entity when somebody asked, by their hash.
func (p *Past) Clusters(ctx context.Context, hash string, asked time.Time) (*resolve.Clusters, error) {
	x := p.Index
	if now, err := p.data.files(); err == nil && now.clusters != "" {
		if data, err := os.ReadFile(filepath.Join(p.data.Dir, "snapshots", now.clusters)); err == nil {
			if c, err := resolve.OpenClusters(data, x.Hash(), x.Entries()); err == nil && c.Hash() == hash {
				return c, nil
			}
		}
	}
	s, err := p.data.State(ctx)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	judgements, err := s.Judgements(ctx)
	if err != nil {
		return nil, err
	}
	if p.histories == nil {
		if p.histories, err = p.data.past(x.Meta.Lists); err != nil {
			return nil, err
		}
	}
	_, packed, err := resolveAll(x, p.histories, judgementsAt(judgements, asked), nil)
	if err != nil {
		return nil, err
	}
	c, err := resolve.OpenClusters(packed, x.Hash(), x.Entries())
	if err != nil {
		return nil, err
	}
	if c.Hash() != hash {
		return nil, fmt.Errorf("the records join to the entities %.12s, not %.12s: they were joined by another version of the program", c.Hash(), hash)
	}
	return c, nil
}

// judgementsAt returns the judgements as they stood at a time.
func judgementsAt(all []resolve.Judgement, at time.Time) (out []resolve.Judgement) {
	for _, j := range all {
		if j.When.After(at) {
			continue
		}
		if j.Undone != nil && j.Undone.When.After(at) {
			j.Undone = nil
		}
		out = append(out, j)
	}
	return out
}
