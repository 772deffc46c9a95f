package snapshot

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/index"
)

// A folder can be a replica: its snapshots are made elsewhere and brought by package cluster. A file in it says so and from where.
// Nothing is imported or decided there that would need another index, and what is missing is an error, never made anew or
// answered from the starter data.

// ErrReplica says that a folder only takes what another server publishes.
var ErrReplica = errors.New("this folder is a replica")

const replicaFile = "REPLICA"

// ReplicaOf tells from where the snapshots of the folder come; "" if they are made in it.
func (d *Data) ReplicaOf() (string, error) {
	data, err := os.ReadFile(filepath.Join(d.Dir, replicaFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return strings.TrimSpace(string(data)), err
}

// MakeReplica makes the folder a replica of origin. A folder with lists of its own is refused.
func (d *Data) MakeReplica(origin string) error {
	was, err := d.ReplicaOf()
	if err != nil || was == origin {
		return err
	}
	if ids, err := d.Archive.Lists(); err != nil {
		return err
	} else if was == "" && len(ids) > 0 {
		return fmt.Errorf("%s holds lists that were imported there; a replica needs a folder of its own (--data)", d.Dir)
	}
	if err := os.MkdirAll(d.Dir, 0o700); err != nil {
		return err
	}
	return archive.WriteFile(filepath.Join(d.Dir, replicaFile), []byte(origin+"\n"))
}

// Owner fails with ErrReplica where snapshots are made elsewhere.
func (d *Data) Owner() error {
	origin, err := d.ReplicaOf()
	if err == nil && origin != "" {
		err = fmt.Errorf("%w of %s: import and decide where the lists are kept", ErrReplica, origin)
	}
	return err
}

// openReplica opens the snapshot that was brought last.
func (d *Data) openReplica(origin string) (*index.Index, error) {
	now, err := d.files()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("no snapshot of %s has arrived yet", origin)
	}
	if err != nil {
		return nil, err
	}
	return index.Open(filepath.Join(d.Dir, "snapshots", now.index))
}

// replicaHistory loads a history as the snapshot in force saw it: the decisions that count are those of its publisher.
func (d *Data) replicaHistory(origin, list string) (*archive.History, error) {
	x, err := d.openReplica(origin)
	if err != nil {
		return nil, err
	}
	defer x.Close()
	for _, m := range x.Meta.Lists {
		if m.ID != list {
			continue
		}
		decisions, err := decisionsOf(m)
		if err != nil {
			return nil, err
		}
		return d.Archive.History(list, decisions, m.MaxShrink)
	}
	return nil, fmt.Errorf("list %q is not loaded", list)
}

func decisionsOf(m index.ListMeta) (out []archive.Decision, err error) {
	for _, p := range m.Publications {
		for _, dec := range p.Decisions {
			when, err := time.Parse(time.RFC3339, dec.When)
			if err != nil {
				return nil, fmt.Errorf("list %s: decision on %s: %w", m.ID, p.ID, err)
			}
			out = append(out, archive.Decision{List: m.ID, SHA256: p.SHA256, Accept: dec.Accept, Who: dec.Who, When: when, Why: dec.Why})
		}
	}
	return out, nil
}

// Parts is what a replica needs of the snapshot in force.
type Parts struct {
	Index    string   // content hash of the index
	Files    []string // slashed paths below the folder
	Pointers []Pointer
}

// Pointer is a small file that names others. Pointers are replaced after the files, in their order.
type Pointer struct{ Name, Content string }

// ErrUnsettled says that the snapshot in force is just being made or changed.
var ErrUnsettled = errors.New("the snapshot is being changed")

// Parts names what the snapshot in force is made of: index, pairs, clusters, rates, the state of the archive that it was built of,
// what earlier indexes were made of, and the networks. ErrUnsettled: ask again in a moment.
func (d *Data) Parts() (*Parts, error) {
	now, err := d.files()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, ErrUnsettled
	case err != nil:
		return nil, err
	case now.pairs == "" || now.clusters == "":
		return nil, ErrUnsettled
	}
	x, err := index.Open(filepath.Join(d.Dir, "snapshots", now.index))
	if err != nil {
		return nil, err
	}
	defer x.Close()
	p := &Parts{Index: x.Hash()}
	for _, name := range []string{now.index, now.pairs, now.clusters, RatesFile(x.Hash())} {
		p.Files = append(p.Files, "snapshots/"+name)
	}
	for _, m := range x.Meta.Lists {
		files, err := d.Archive.Files(m.ID, m.Generation)
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			p.Files = append(p.Files, path.Join("archive", f))
		}
		p.Pointers = append(p.Pointers, Pointer{path.Join("archive", m.ID, "CURRENT"), m.Generation + "\n"})
	}
	for _, folder := range []string{"recipes", "networks"} {
		entries, err := os.ReadDir(filepath.Join(d.Dir, folder))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, e := range entries {
			if e.Type().IsRegular() && !strings.HasPrefix(e.Name(), ".") && !strings.HasPrefix(e.Name(), "tmp-") {
				p.Files = append(p.Files, path.Join(folder, e.Name()))
			}
		}
	}
	p.Pointers = append(p.Pointers, Pointer{"snapshots/CURRENT", now.index + "\n" + now.pairs + "\n" + now.clusters + "\n"})
	for _, f := range p.Files {
		if _, err := os.Stat(filepath.Join(d.Dir, filepath.FromSlash(f))); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%w: %s is not there", ErrUnsettled, f)
		} else if err != nil {
			return nil, err
		}
	}
	return p, nil
}

// Mark changes whenever Parts would name other files or pointers than before. "" while a snapshot is being made.
func (d *Data) Mark() (string, error) {
	now, err := os.ReadFile(d.current())
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	mark := string(now)
	networks, err := os.ReadDir(filepath.Join(d.Dir, "networks"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	for _, e := range networks {
		if info, err := e.Info(); err == nil {
			mark += fmt.Sprintln(e.Name(), info.Size(), info.ModTime().UnixNano())
		}
	}
	return mark, nil
}

// RatesFile is the name of the file that holds how many ordinary names reach a score on an index.
func RatesFile(hash string) string { return "rates-" + hash[:16] + ".json" }
