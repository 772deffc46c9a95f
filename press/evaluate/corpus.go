// Package evaluate measures reading the press against annotated texts, and turns annotated texts into training
// examples. It reads the files of a folder of corpora; what is not there is reported as not measured.
package evaluate

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/linchpin-oss/linchpin/press"
)

// maxFile bounds what is read of one file, unpacked.
const maxFile = 1 << 30

// open opens a file, unpacked if its name ends in .gz.
func open(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil || !strings.HasSuffix(path, ".gz") {
		return f, err
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return struct {
		io.Reader
		io.Closer
	}{&bounded{z, path, maxFile}, f}, nil
}

// bounded fails once more than left bytes were read: what is measured on part of a file must not pass for the whole.
type bounded struct {
	r    io.Reader
	path string
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, fmt.Errorf("%s: more than %d MB unpacked", b.path, maxFile>>20)
	}
	return n, err
}

// readJSONL decodes a file with one JSON object a line.
func readJSONL[T any](path string) ([]T, error) {
	f, err := open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []T
	s := bufio.NewScanner(f)
	s.Buffer(nil, 64<<20)
	for n := 1; s.Scan(); n++ {
		var v T
		if err := json.Unmarshal(s.Bytes(), &v); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, n, err)
		}
		out = append(out, v)
	}
	return out, s.Err()
}

// linePage is a page of debris-lines.
type linePage struct {
	ID    string `json:"id"`
	Lines []struct {
		T string `json:"t"`
		Y int    `json:"y"`
		W int    `json:"w"`
	} `json:"lines"`
}

// LinePages reads debris-lines: whole pages and, as further examples, the windows of the articles alone.
func linePages(dir string) ([]linePage, error) {
	return readJSONL[linePage](filepath.Join(dir, "debris-lines", "lines.jsonl.gz"))
}

func (p *linePage) example(windowOnly bool) press.LineExample {
	var ex press.LineExample
	for _, l := range p.Lines {
		if !windowOnly || l.W == 1 {
			ex.Lines = append(ex.Lines, l.T)
			ex.Body = append(ex.Body, l.Y == 1)
		}
	}
	return ex
}
