package cluster

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"github.com/linchpin-oss/linchpin/archive"
)

// Replica keeps the newest bundle of a publisher in a folder.
type Replica struct {
	Dir       string
	Transport Transport
	Key       []byte             // only announcements signed with it are taken; nil: all
	Installed func(index string) // called when another bundle is in force; nil: nobody is told
	Log       *slog.Logger

	whole   map[string]hashed // files of the folder whose hash was seen to be right
	mu      sync.Mutex
	status  Status
	problem string // of the last attempt that was logged
}

// Status says how a replica stands.
type Status struct {
	Index     string    // content hash of the index of the bundle in force; "" before the first
	Published time.Time // when that was announced
	Confirmed time.Time // when it was last known to be the newest one
	Problem   string    // why it cannot be told, or why the newest one is not in force; "" if all is well
}

// askEvery is how often a replica asks for the newest announcement.
const askEvery = 2 * time.Second

// In the folder: what is in force, what was before it, and what is on its way.
const (
	ownFolder = "cluster"
	inForce   = "INSTALLED" // the announcement and, after it, the manifest
	before    = "BEFORE"
	published = "PUBLISHED" // a publisher's last announcement
)

// Follow brings each new bundle until the context ends. It fails at once where another process does so in the same folder.
func (r *Replica) Follow(ctx context.Context) error {
	own := filepath.Join(r.Dir, ownFolder)
	if err := os.MkdirAll(filepath.Join(own, "incoming"), 0o700); err != nil {
		return err
	}
	lock := flock.New(filepath.Join(own, ".lock"))
	if ok, err := lock.TryLock(); err != nil || !ok {
		return errors.Join(fmt.Errorf("another process follows a publisher in %s", r.Dir), err)
	}
	defer lock.Unlock()
	r.whole = map[string]hashed{}
	if a, _, err := r.stored(inForce); err == nil {
		// Whether it is still the newest is not known until the publisher was asked.
		r.set(Status{Index: a.Index, Published: a.Published, Confirmed: a.Published})
	}
	for {
		r.note(ctx, r.catchUp(ctx))
		select {
		case <-ctx.Done():
			return nil
		case <-r.Transport.Changed():
		case <-time.After(askEvery):
		}
	}
}

// Status tells how the replica stands.
func (r *Replica) Status() Status {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.status
}

func (r *Replica) set(s Status) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = s
}

// note logs a problem when it appears and when it is gone.
func (r *Replica) note(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	text := ""
	if err != nil {
		text = err.Error()
	}
	r.mu.Lock()
	r.status.Problem = text
	r.mu.Unlock()
	switch {
	case text == r.problem:
	case text == "":
		r.Log.Info("the publisher can be followed again")
	default:
		r.Log.Error("the newest snapshot is not here yet", "error", text)
	}
	r.problem = text
}

// catchUp puts the newest bundle in force if it is another.
func (r *Replica) catchUp(ctx context.Context) error {
	data, err := r.Transport.Newest(ctx)
	if err != nil {
		return err
	}
	asked := time.Now()
	a, err := ParseAnnouncement(data, r.Key)
	if err != nil {
		return err
	}
	have, _, err := r.stored(inForce)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		r.Log.Warn("what is in force is not known; it is brought again", "error", err.Error())
	case a.Published.Before(have.Published):
		return fmt.Errorf("the announcement of %s is older than that in force, of %s: refused", a.Published.Format(time.RFC3339), have.Published.Format(time.RFC3339))
	case a.Manifest == have.Manifest && a.Published.Equal(have.Published) && len(r.whole) > 0:
		r.set(Status{Index: a.Index, Published: a.Published, Confirmed: asked})
		return nil
	}
	if err := r.bring(ctx, a, data); err != nil {
		return err
	}
	r.set(Status{Index: a.Index, Published: a.Published, Confirmed: asked})
	if r.Installed != nil && (have == nil || a.Manifest != have.Manifest) {
		r.Installed(a.Index)
	}
	return nil
}

// bring fetches what is missing of a bundle and puts it in force.
func (r *Replica) bring(ctx context.Context, a *Announcement, sealed []byte) error {
	path, err := r.fetch(ctx, a.Manifest)
	if err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	m, err := ParseManifest(data)
	if err != nil {
		return err
	}
	started := time.Now()
	arrived := map[string]File{} // by name, those to be put in their places
	var bytes int64
	for _, f := range m.Files {
		ok, err := r.has(ctx, f)
		if err != nil {
			return err
		}
		if ok {
			continue
		}
		if _, err := r.fetch(ctx, f); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
		arrived[f.Name] = f
		bytes += f.Bytes
	}
	if err := r.install(m, arrived, append(sealed, data...)); err != nil {
		return err
	}
	r.Log.Info("a snapshot has arrived", "index", a.Index, "files", len(arrived), "bytes", bytes, "seconds", time.Since(started).Seconds())
	return nil
}

// has tells whether a file is in its place, whole.
func (r *Replica) has(ctx context.Context, f File) (bool, error) {
	path := r.place(f.Name)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil || info.Size() != f.Bytes || !info.Mode().IsRegular() {
		return false, err
	}
	h, ok := r.whole[f.Name]
	if !ok || h.bytes != info.Size() || !h.modified.Equal(info.ModTime()) {
		sum, n, err := hashFile(ctx, path)
		if err != nil {
			return false, err
		}
		h = hashed{n, info.ModTime(), sum}
		r.whole[f.Name] = h
	}
	return h.sha256 == f.SHA256, nil
}

func (r *Replica) place(name string) string { return filepath.Join(r.Dir, filepath.FromSlash(name)) }

func (r *Replica) incoming(f File) string {
	return filepath.Join(r.Dir, ownFolder, "incoming", f.SHA256)
}

// fetch brings a file among the incoming ones and returns its path there. It is whole, checked and synced; until then it has a name that ends in
// .part, and what has arrived of it is kept for the next attempt.
func (r *Replica) fetch(ctx context.Context, f File) (string, error) {
	whole := r.incoming(f)
	if sum, n, err := hashFile(ctx, whole); err == nil && n == f.Bytes && sum == f.SHA256 {
		return whole, nil
	}
	out, err := os.OpenFile(whole+".part", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return "", err
	}
	defer out.Close()
	h := sha256.New()
	at, err := io.Copy(h, inContext{ctx, out})
	if err != nil {
		return "", err
	}
	if at > f.Bytes {
		return "", errors.Join(errors.New("more has arrived than was announced; it is brought again"), out.Truncate(0))
	}
	if at < f.Bytes {
		in, err := r.Transport.Get(ctx, f, at)
		if err != nil {
			return "", err
		}
		n, err := io.Copy(io.MultiWriter(out, h), io.LimitReader(inContext{ctx, in}, f.Bytes-at))
		err = errors.Join(err, in.Close())
		if at += n; err != nil {
			return "", err
		}
		if at < f.Bytes {
			return "", fmt.Errorf("cut off after %d of %d bytes", at, f.Bytes)
		}
	}
	if sum := hex.EncodeToString(h.Sum(nil)); sum != f.SHA256 {
		return "", errors.Join(fmt.Errorf("what arrived has the SHA-256 %.12s, not %.12s; it is brought again", sum, f.SHA256), out.Truncate(0))
	}
	return whole, archive.Commit(out, whole)
}
