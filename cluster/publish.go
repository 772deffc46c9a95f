package cluster

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
)

// Publisher hands over bundles of files of one folder.
type Publisher struct {
	Dir       string
	Transport Transport
	Key       []byte // signs announcements; nil: unsigned
	Now       func() time.Time

	mu     sync.Mutex
	hashes map[string]hashed
	last   time.Time
}

// hashed is what was found out about a file, as long as it looks the same.
type hashed struct {
	bytes    int64
	modified time.Time
	sha256   string
}

// Publish announces the files and pointers as the newest bundle; index is the content hash that answers from it cite.
func (p *Publisher) Publish(ctx context.Context, index string, files []string, pointers []Pointer) (*Announcement, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	m := Manifest{Format: 1, Pointers: pointers}
	known := map[string]hashed{}
	for _, name := range files {
		h, err := p.hash(ctx, name)
		if err != nil {
			return nil, err
		}
		known[name] = h
		m.Files = append(m.Files, File{Name: name, Bytes: h.bytes, SHA256: h.sha256})
	}
	p.hashes = known
	data, err := json.Marshal(&m)
	if err != nil {
		return nil, err
	}
	if _, err := ParseManifest(data); err != nil { // no replica would take it
		return nil, err
	}
	sum := sha256.Sum256(data)
	a := &Announcement{Format: 1, Published: p.after(ctx), Index: index, Manifest: File{Bytes: int64(len(data)), SHA256: hex.EncodeToString(sum[:])}}
	sealed, err := a.Seal(p.Key)
	if err != nil {
		return nil, err
	}
	open := func(f File, from int64) (io.ReadCloser, error) {
		if f.Name == "" {
			return io.NopCloser(bytes.NewReader(data[min(from, int64(len(data))):])), nil
		}
		return openAt(filepath.Join(p.Dir, filepath.FromSlash(f.Name)), from)
	}
	if err := p.Transport.Publish(ctx, sealed, append([]File{a.Manifest}, m.Files...), open); err != nil {
		return nil, fmt.Errorf("publishing the snapshot: %w", err)
	}
	p.last = a.Published
	return a, p.remember(sealed)
}

// remember notes the announcement in the folder, for the time after a restart.
func (p *Publisher) remember(sealed []byte) error {
	if err := os.MkdirAll(filepath.Join(p.Dir, ownFolder), 0o700); err != nil {
		return err
	}
	return archive.WriteFile(filepath.Join(p.Dir, ownFolder, published), sealed)
}

// after is now, or just after the announcement before where clocks disagree: replicas refuse older ones.
func (p *Publisher) after(ctx context.Context) time.Time {
	now := time.Now
	if p.Now != nil {
		now = p.Now
	}
	if p.last.IsZero() {
		earlier, _ := os.ReadFile(filepath.Join(p.Dir, ownFolder, published))
		there, _ := p.Transport.Newest(ctx)
		for _, sealed := range [][]byte{earlier, there} {
			if a, err := ParseAnnouncement(sealed, p.Key); err == nil && a.Published.After(p.last) {
				p.last = a.Published
			}
		}
	}
	at := now().UTC()
	if !at.After(p.last) {
		at = p.last.Add(time.Millisecond)
	}
	return at
}

// hash returns the hash of a file, from memory if size and time did not change.
func (p *Publisher) hash(ctx context.Context, name string) (hashed, error) {
	path := filepath.Join(p.Dir, filepath.FromSlash(name))
	info, err := os.Stat(path)
	if err != nil {
		return hashed{}, err
	}
	if h, ok := p.hashes[name]; ok && h.bytes == info.Size() && h.modified.Equal(info.ModTime()) {
		return h, nil
	}
	sum, n, err := hashFile(ctx, path)
	return hashed{n, info.ModTime(), sum}, err
}

func hashFile(ctx context.Context, path string) (sum string, n int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	n, err = io.Copy(h, inContext{ctx, f})
	return hex.EncodeToString(h.Sum(nil)), n, err
}

// inContext reads until the context ends.
type inContext struct {
	ctx context.Context
	io.Reader
}

func (r inContext) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}

func openAt(path string, from int64) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if _, err := f.Seek(from, io.SeekStart); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
