package cluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
)

// folder is a folder that publisher and replicas see: objects/SHA256 and NEWEST.
type folder struct{ dir string }

func openFolder(dir string) *folder { return &folder{dir} }

func (t *folder) object(f File) string { return filepath.Join(t.dir, "objects", f.SHA256) }

// Publish copies what is not there yet.
func (t *folder) Publish(ctx context.Context, announcement []byte, files []File, open OpenFile) error {
	if err := os.MkdirAll(filepath.Join(t.dir, "objects"), 0o700); err != nil {
		return err
	}
	keep := map[string]bool{}
	for _, f := range files {
		keep[f.SHA256] = true
		if info, err := os.Stat(t.object(f)); err == nil && info.Size() == f.Bytes {
			now := time.Now()
			os.Chtimes(t.object(f), now, now) // it is in use: see clean
			continue
		}
		if err := t.put(ctx, f, open); err != nil {
			return err
		}
	}
	if err := archive.WriteFile(filepath.Join(t.dir, "NEWEST"), announcement); err != nil {
		return err
	}
	t.clean(keep)
	return nil
}

func (t *folder) put(ctx context.Context, f File, open OpenFile) error {
	in, err := open(f, 0)
	if err != nil {
		return err
	}
	defer in.Close()
	tmp, err := os.CreateTemp(filepath.Join(t.dir, "objects"), "tmp-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	n, err := io.Copy(tmp, inContext{ctx, in})
	if err == nil && n != f.Bytes {
		err = fmt.Errorf("%s changed while it was copied", f.Name)
	}
	if err != nil {
		return err
	}
	return archive.Commit(tmp, t.object(f))
}

// graceful is how long files that no bundle needs stay for replicas which are fetching them.
const graceful = 24 * time.Hour

func (t *folder) clean(keep map[string]bool) {
	entries, _ := os.ReadDir(filepath.Join(t.dir, "objects"))
	for _, e := range entries {
		if info, err := e.Info(); err == nil && !keep[e.Name()] && time.Since(info.ModTime()) > graceful {
			os.Remove(filepath.Join(t.dir, "objects", e.Name()))
		}
	}
}

// Newest reads NEWEST.
func (t *folder) Newest(context.Context) ([]byte, error) {
	f, err := os.Open(filepath.Join(t.dir, "NEWEST"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNothing
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxAnnouncement+1))
}

// Get opens an object.
func (t *folder) Get(_ context.Context, f File, from int64) (io.ReadCloser, error) {
	r, err := openAt(t.object(f), from)
	if errors.Is(err, fs.ErrNotExist) {
		err = ErrGone
	}
	return r, err
}

// Changed is nil: a folder does not tell.
func (t *folder) Changed() <-chan struct{} { return nil }

// Close does nothing.
func (t *folder) Close() error { return nil }
