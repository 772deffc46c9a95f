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
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/linchpin-oss/linchpin/state"
)

// Verify reads a backup and checks every member against the manifest.
func Verify(path string) (*Manifest, error) {
	return read(path, func(string, io.Reader) error { return nil })
}

// read calls fn with each member and checks the manifest afterwards.
func read(path string, fn func(name string, r io.Reader) error) (*Manifest, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	found := map[string]File{}
	r := tar.NewReader(f)
	for {
		h, err := r.Next()
		if err == io.EOF {
			return nil, errors.New("it has no manifest at its end: it was cut, or is no backup of Linchpin")
		}
		if err != nil {
			return nil, fmt.Errorf("it cannot be read: %w", err)
		}
		if h.Name == manifestName {
			return checkManifest(r, found)
		}
		if err := checkName(h, found); err != nil {
			return nil, err
		}
		sum := sha256.New()
		body := &counting{r: io.TeeReader(r, sum)}
		if err := fn(h.Name, body); err != nil {
			return nil, fmt.Errorf("%s: %w", h.Name, err)
		}
		if _, err := io.Copy(io.Discard, body); err != nil {
			return nil, fmt.Errorf("%s: %w", h.Name, err)
		}
		found[h.Name] = File{h.Name, body.n, hex.EncodeToString(sum.Sum(nil))}
	}
}

type counting struct {
	r io.Reader
	n int64
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// checkName refuses members that no backup has: paths out of the folder, links, the same name twice.
func checkName(h *tar.Header, found map[string]File) error {
	folder, _, _ := strings.Cut(h.Name, "/")
	known := h.Name == stateName
	for _, f := range folders {
		known = known || folder == f
	}
	if _, twice := found[h.Name]; twice || !known || h.Typeflag != tar.TypeReg || !filepath.IsLocal(filepath.FromSlash(h.Name)) {
		return fmt.Errorf("it holds %q, which is no part of a backup", h.Name)
	}
	return nil
}

func checkManifest(r io.Reader, found map[string]File) (*Manifest, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxManifest))
	if err != nil {
		return nil, err
	}
	var m Manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("%s: %w", manifestName, err)
	}
	if m.Format != 1 {
		return nil, fmt.Errorf("it is of format %d, this program reads 1", m.Format)
	}
	for _, want := range m.Files {
		got, ok := found[want.Name]
		switch {
		case !ok:
			return nil, fmt.Errorf("%s is missing", want.Name)
		case got != want:
			return nil, fmt.Errorf("%s is damaged: %d bytes with SHA-256 %s, not %d with %s", want.Name, got.Bytes, got.SHA256, want.Bytes, want.SHA256)
		}
		delete(found, want.Name)
	}
	for name := range found {
		return nil, fmt.Errorf("%s does not stand in the manifest", name)
	}
	return &m, nil
}

// ErrNotEmpty says that a folder holds an archive.
var ErrNotEmpty = errors.New("the data folder is not empty")

// Restore brings a backup back into an empty folder and an empty store. It reads the whole file and checks it before it
// writes anything; the archive appears in one step, after the decisions were stored.
func Restore(ctx context.Context, path, dir string, s state.Store) (*Manifest, error) {
	if _, err := Verify(path); err != nil {
		return nil, fmt.Errorf("backup %s: %w", path, err)
	}
	for _, f := range folders {
		if _, err := os.Stat(filepath.Join(dir, f)); err == nil {
			return nil, fmt.Errorf("%w: there is %s", ErrNotEmpty, filepath.Join(dir, f))
		}
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	tmp, err := os.MkdirTemp(dir, ".restore-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	m, err := read(path, func(name string, r io.Reader) error { return extract(filepath.Join(tmp, filepath.FromSlash(name)), r) })
	if err != nil {
		return nil, fmt.Errorf("backup %s: %w", path, err)
	}
	if err := load(ctx, filepath.Join(tmp, stateName), s); err != nil {
		return nil, err
	}
	for _, f := range folders {
		if err := os.Rename(filepath.Join(tmp, f), filepath.Join(dir, f)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
	}
	return m, syncDir(dir)
}

func extract(path string, r io.Reader) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Sync(), f.Close())
}

func load(ctx context.Context, path string, s state.Store) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := zstd.NewReader(f)
	if err != nil {
		return err
	}
	defer z.Close()
	if err := s.Load(ctx, z); err != nil {
		return fmt.Errorf("bringing back the decisions: %w", err)
	}
	return nil
}
