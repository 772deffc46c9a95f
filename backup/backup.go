// Package backup copies a data folder and its database into one file and brings them back.
//
// The file is a tar. Its members are state.jsonl.zst (state.Copying), the files of the archive, those of the recipes of
// snapshots, and as the last one MANIFEST.json, which holds size and SHA-256 of each and the head of the trail. The state is
// copied first and the archive after it, under the lock of imports, so that every publication that the state speaks of is in the copy.
// Indexes are not copied: they are made anew from the archive.
package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"github.com/klauspost/compress/zstd"

	"github.com/linchpin-oss/linchpin/state"
)

const (
	manifestName = "MANIFEST.json"
	stateName    = "state.jsonl.zst"
	maxManifest  = 256 << 20
)

// folders are the parts of a data folder that are copied.
var folders = []string{"archive", "recipes"}

// Manifest says what a backup holds.
type Manifest struct {
	Format  int       `json:"format"`
	Made    time.Time `json:"made"`
	Dialect string    `json:"database"` // from which it was made; it can be brought back into either
	Row     int64     `json:"trailRow"` // head of the trail
	Hash    string    `json:"trailHash"`
	Files   []File    `json:"files"`
}

// File is one member.
type File struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Size is the sum of all members in bytes.
func (m *Manifest) Size() (n int64) {
	for _, f := range m.Files {
		n += f.Bytes
	}
	return n
}

// Write makes a backup of the folder dir and its store at path and reads it again to be sure. The file appears under its
// name when it is complete.
func Write(ctx context.Context, dir string, s state.Store, path string, now time.Time) (*Manifest, error) {
	if _, err := os.Stat(path); err == nil {
		return nil, fmt.Errorf("%s exists already", path)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".linchpin-backup-*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	b := &writer{ctx: ctx, tar: tar.NewWriter(tmp), manifest: &Manifest{Format: 1, Made: now.UTC(), Dialect: s.Dialect()}}
	if err := b.all(dir, s); err != nil {
		return nil, err
	}
	if err := errors.Join(b.tar.Close(), tmp.Sync()); err != nil {
		return nil, err
	}
	if _, err := Verify(tmp.Name()); err != nil {
		return nil, fmt.Errorf("reading the backup again: %w", err)
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return nil, err
	}
	return b.manifest, syncDir(filepath.Dir(path))
}

type writer struct {
	ctx      context.Context
	tar      *tar.Writer
	manifest *Manifest
}

func (b *writer) all(dir string, s state.Store) (err error) {
	m := b.manifest
	if m.Row, m.Hash, err = s.Head(b.ctx); err != nil { // the dump may hold more rows, never fewer
		return err
	}
	if err := b.state(s); err != nil {
		return fmt.Errorf("copying the decisions: %w", err)
	}
	if err := b.folders(dir); err != nil {
		return err
	}
	data, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	if err := b.tar.WriteHeader(&tar.Header{Name: manifestName, Mode: 0o600, Size: int64(len(data)), ModTime: m.Made}); err != nil {
		return err
	}
	_, err = b.tar.Write(data)
	return err
}

// state dumps the store into a temporary file, since a tar wants to know sizes in advance.
func (b *writer) state(s state.Store) error {
	tmp, err := os.CreateTemp("", "linchpin-state-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	z, err := zstd.NewWriter(tmp)
	if err != nil {
		return err
	}
	if err := errors.Join(s.Dump(b.ctx, z), z.Close()); err != nil {
		return err
	}
	return b.file(stateName, tmp.Name())
}

// folders copies the archive while no import is under way.
func (b *writer) folders(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, "archive")); err == nil {
		lock := flock.New(filepath.Join(dir, "archive", ".lock"))
		if ok, err := lock.TryLockContext(b.ctx, 200*time.Millisecond); err != nil || !ok {
			return fmt.Errorf("waiting for an import to end: %w", err)
		}
		defer lock.Unlock()
	}
	for _, folder := range folders {
		err := filepath.WalkDir(filepath.Join(dir, folder), func(path string, e fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) && path == filepath.Join(dir, folder) {
				return nil
			}
			if err != nil || b.ctx.Err() != nil {
				return errors.Join(err, b.ctx.Err())
			}
			if e.IsDir() || !e.Type().IsRegular() || e.Name() == ".lock" {
				return nil
			}
			name, err := filepath.Rel(dir, path)
			if err != nil {
				return err
			}
			return b.file(filepath.ToSlash(name), path)
		})
		if err != nil {
			return fmt.Errorf("copying %s: %w", folder, err)
		}
	}
	return nil
}

func (b *writer) file(name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := b.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: info.Size(), ModTime: info.ModTime()}); err != nil {
		return err
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(b.tar, h), f)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	b.manifest.Files = append(b.manifest.Files, File{name, n, hex.EncodeToString(h.Sum(nil))})
	return nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	_ = d.Sync() // not every system can
	return nil
}
