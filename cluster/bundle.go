package cluster

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// File is an immutable file of a bundle.
type File struct {
	Name   string `json:"name"` // slashed path below the data folder; "" for a manifest
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // 64 hex digits
}

// Pointer is a small file that is replaced when all files are there.
type Pointer struct {
	Name    string `json:"name"`
	Content string `json:"content"`
}

// Manifest says of what a bundle consists.
type Manifest struct {
	Format   int       `json:"format"` // 1
	Files    []File    `json:"files"`
	Pointers []Pointer `json:"pointers"` // in the order in which they are replaced
}

// Announcement names a bundle. It is sent as two lines: this as JSON, and the signature in hex or "-".
type Announcement struct {
	Format    int       `json:"format"` // 1
	Published time.Time `json:"published"`
	Index     string    `json:"index"` // content hash of the index of the bundle, which answers cite
	Manifest  File      `json:"manifest"`
}

// Bounds of what is taken from others.
const (
	maxAnnouncement = 4 << 10
	maxManifest     = 64 << 20
	maxFile         = 64 << 30
	maxPointer      = 4 << 10
)

// ErrSignature says that an announcement was not signed with the key, or that there is one where none is expected.
var ErrSignature = errors.New("the announcement is not signed with our key")

// Seal prints an announcement, signed if there is a key.
func (a *Announcement) Seal(key []byte) ([]byte, error) {
	body, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	return append(append(body, '\n'), sign(body, key)...), nil
}

func sign(body, key []byte) string {
	if len(key) == 0 {
		return "-\n"
	}
	h := hmac.New(sha256.New, key)
	h.Write([]byte("linchpin announcement 1\n"))
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil)) + "\n"
}

// ParseAnnouncement reads an announcement. With a key only one that was signed with it is taken.
func ParseAnnouncement(data, key []byte) (*Announcement, error) {
	if len(data) > maxAnnouncement {
		return nil, fmt.Errorf("an announcement of %d bytes", len(data))
	}
	body, signature, ok := bytes.Cut(data, []byte("\n"))
	if !ok {
		return nil, errors.New("not an announcement: it has no second line")
	}
	if len(key) > 0 && !hmac.Equal(signature, []byte(sign(body, key))) {
		return nil, ErrSignature
	}
	var a Announcement
	if err := json.Unmarshal(body, &a); err != nil {
		return nil, fmt.Errorf("not an announcement: %w", err)
	}
	switch {
	case a.Format != 1:
		return nil, fmt.Errorf("announcement of format %d; this program reads 1", a.Format)
	case a.Published.IsZero():
		return nil, errors.New("announcement without a time")
	case !isHash(a.Index):
		return nil, errors.New("announcement without the hash of an index")
	case a.Manifest.Bytes > maxManifest:
		return nil, fmt.Errorf("a manifest of %d bytes; at most %d are read", a.Manifest.Bytes, maxManifest)
	}
	return &a, a.Manifest.check()
}

// ParseManifest reads a manifest, and refuses names that could lead anywhere but to the parts of a data folder that are handed over.
func ParseManifest(data []byte) (*Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("not a manifest: %w", err)
	}
	if m.Format != 1 {
		return nil, fmt.Errorf("manifest of format %d; this program reads 1", m.Format)
	}
	seen := map[string]bool{}
	take := func(name string) error {
		if err := checkName(name); err != nil {
			return err
		}
		folded := strings.ToLower(name) // two names are one file on some systems
		if seen[folded] {
			return fmt.Errorf("manifest: %q stands in it twice", name)
		}
		seen[folded] = true
		return nil
	}
	for i := range m.Files {
		if err := errors.Join(take(m.Files[i].Name), m.Files[i].check()); err != nil {
			return nil, err
		}
	}
	for _, p := range m.Pointers {
		if err := take(p.Name); err != nil {
			return nil, err
		}
		if len(p.Content) > maxPointer {
			return nil, fmt.Errorf("manifest: pointer %q of %d bytes", p.Name, len(p.Content))
		}
	}
	if len(m.Files) == 0 || len(m.Pointers) == 0 {
		return nil, errors.New("manifest without files or pointers")
	}
	return &m, nil
}

// folders are the parts of a data folder that are handed over.
var folders = map[string]bool{"archive": true, "snapshots": true, "recipes": true, "networks": true}

func checkName(name string) error {
	first, _, nested := strings.Cut(name, "/")
	if !nested || !folders[first] || len(name) > 400 || strings.ContainsAny(name, "\\:\x00") || strings.Contains(name, "//") || strings.HasSuffix(name, "/") ||
		!filepath.IsLocal(filepath.FromSlash(name)) || strings.Contains("/"+name+"/", "/../") || strings.Contains("/"+name+"/", "/./") {
		return fmt.Errorf("manifest: %q is no place for a file of a snapshot", name)
	}
	return nil
}

func (f *File) check() error {
	if !isHash(f.SHA256) {
		return fmt.Errorf("%q: %q is not a SHA-256", f.Name, f.SHA256)
	}
	if f.Bytes < 0 || f.Bytes > maxFile {
		return fmt.Errorf("%q: a file of %d bytes", f.Name, f.Bytes)
	}
	return nil
}

func isHash(s string) bool {
	if len(s) != 64 {
		return false
	}
	for _, c := range s {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
