package cluster

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/linchpin-oss/linchpin/archive"
)

// install puts arrived files in their places, then replaces the pointers, then notes what is in force, and last removes what the bundle before
// the last one had and no other has. A process killed in the middle does it again: every step can be repeated.
func (r *Replica) install(m *Manifest, arrived map[string]File, record []byte) error {
	folders := map[string]bool{}
	for name, f := range arrived {
		to := r.place(name)
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return err
		}
		if err := r.move(f, to); err != nil {
			return err
		}
		folders[filepath.Dir(to)] = true
	}
	for _, dir := range slices.Sorted(maps.Keys(folders)) {
		if err := archive.SyncDir(dir); err != nil {
			return err
		}
	}
	for _, p := range m.Pointers {
		to := r.place(p.Name)
		if have, err := os.ReadFile(to); err == nil && string(have) == p.Content {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return err
		}
		if err := archive.WriteFile(to, []byte(p.Content)); err != nil {
			return err
		}
	}
	return r.rotate(m, record)
}

// move brings one of the incoming files to its place. Two files with the same content arrive once, so the incoming one is linked first.
func (r *Replica) move(f File, to string) error {
	tmp := to + ".new"
	os.Remove(tmp)
	if err := os.Link(r.incoming(f), tmp); err != nil {
		data, err := os.ReadFile(r.incoming(f))
		if err != nil {
			return err
		}
		if err := archive.WriteFile(tmp, data); err != nil {
			return err
		}
	}
	if err := os.Rename(tmp, to); err != nil {
		return err
	}
	info, err := os.Stat(to)
	if err == nil {
		r.whole[f.Name] = hashed{f.Bytes, info.ModTime(), f.SHA256}
	}
	return err
}

// rotate notes what is in force and removes what is needed no more. Only files that were brought are ever removed.
func (r *Replica) rotate(m *Manifest, record []byte) error {
	own := filepath.Join(r.Dir, ownFolder)
	keep := map[string]bool{}
	for _, f := range m.Files {
		keep[f.Name] = true
	}
	_, last, err := r.stored(inForce)
	if err == nil {
		for _, f := range last.Files {
			keep[f.Name] = true
		}
		if _, old, err := r.stored(before); err == nil {
			for _, f := range old.Files {
				if !keep[f.Name] {
					os.Remove(r.place(f.Name)) // where a reader holds it, on systems that then refuse, it stays
					delete(r.whole, f.Name)
				}
			}
		}
		data, err := os.ReadFile(filepath.Join(own, inForce))
		if err != nil {
			return err
		}
		if !bytes.Equal(data, record) {
			if err := archive.WriteFile(filepath.Join(own, before), data); err != nil {
				return err
			}
		}
	}
	if err := archive.WriteFile(filepath.Join(own, inForce), record); err != nil {
		return err
	}
	incoming, err := os.ReadDir(filepath.Join(own, "incoming"))
	for _, e := range incoming {
		err = errors.Join(err, os.Remove(filepath.Join(own, "incoming", e.Name())))
	}
	return err
}

// stored reads what is, or was, in force. Its signature was checked when it came.
func (r *Replica) stored(name string) (*Announcement, *Manifest, error) {
	data, err := os.ReadFile(filepath.Join(r.Dir, ownFolder, name))
	if err != nil {
		return nil, nil, err
	}
	end := bytes.IndexByte(data, '\n')
	if n := bytes.IndexByte(data[end+1:], '\n'); end < 0 || n < 0 {
		return nil, nil, fs.ErrInvalid
	} else {
		end += n + 2
	}
	a, err := ParseAnnouncement(data[:end], nil)
	if err != nil {
		return nil, nil, err
	}
	m, err := ParseManifest(data[end:])
	return a, m, err
}
