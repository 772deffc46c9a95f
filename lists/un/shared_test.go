package un

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// shared finds the folder of real lists.
func shared(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("LINCHPIN_SHARED"); dir != "" {
		return filepath.Join(dir, "lists")
	}
	dir, _ := os.Getwd()
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		s := filepath.Join(dir, "..", "shared", "lists")
		if st, err := os.Stat(s); err == nil && st.IsDir() {
			return s
		}
	}
	t.Skip("SKIPPED: no shared lists (set LINCHPIN_SHARED): the real files were not tested")
	return ""
}

func read(t testing.TB, path string) lists.File {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(path, ".gz") {
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if data, err = io.ReadAll(z); err != nil {
			t.Fatal(err)
		}
	}
	return lists.File{Name: strings.TrimSuffix(filepath.Base(path), ".gz"), Data: data}
}

// manifest gives path and record count of the files of a folder.
func manifest(t testing.TB, dir, prefix string) map[string]int {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "MANIFEST.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, line := range strings.Split(string(data), "\n") {
		f := strings.Split(line, "\t")
		if len(f) > 5 && strings.HasPrefix(f[0], prefix) {
			out[f[0]], _ = strconv.Atoi(f[4])
		}
	}
	return out
}

func hashes(p *lists.Publication) map[string][32]byte {
	out := map[string][32]byte{}
	for _, r := range p.Records {
		out[r.ID] = ftm.Hash(r.Entities)
	}
	return out
}

// extraEntries are files whose records are fewer than their elements: HTi.001 stands twice in that of December 2023.
var extraEntries = map[string]int{"un/un-consolidated-2023-12-09.xml.gz": 1}

func TestSharedFiles(t *testing.T) {
	dir := shared(t)
	for path, want := range manifest(t, dir, "un/") {
		f := read(t, filepath.Join(dir, path))
		known := detect(f.Name, f.Data[:min(len(f.Data), 64<<10)])
		if strings.HasSuffix(path, ".bad") {
			if known {
				t.Errorf("%s is taken for the list", path)
			}
			if _, err := parse([]lists.File{f}); err == nil || !strings.Contains(err.Error(), f.Name) {
				t.Errorf("%s: error %v, want one that names the file", path, err)
			}
			continue
		}
		if !known {
			t.Errorf("%s is not recognised", path)
		}
		p, err := parse([]lists.File{f})
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if got := len(p.Records) + extraEntries[path]; got != want {
			t.Errorf("%s: %d records, the manifest has %d", path, got, want)
		}
		if len(p.Unknown) > 0 {
			t.Errorf("%s: unknown %v", path, p.Unknown)
		}
		if p.Published == "" {
			t.Errorf("%s: no date", path)
		}
		for _, r := range p.Records {
			if len(r.Target().Get("name")) == 0 || r.Entities[1].First("listingDate") == "" {
				t.Errorf("%s: %s without name or date of listing", path, r.ID)
			}
		}
	}
}

// Neighbouring publications differ in what the committees changed, whatever the quotes, the indenting and the offset.
func TestSharedHistoryIsQuiet(t *testing.T) {
	dir := shared(t)
	for _, c := range []struct {
		from, to            string
		added, gone, atMost int // changed entries
	}{
		{"2017-06-20", "2017-06-30", 0, 0, 1},
		{"2021-06-17", "2021-06-30", 0, 1, 0},
		// The new generator of August 2023 lost the places of birth of some 100 entries and changed others.
		{"2023-04-18", "2023-08-11", 3, 3, 250},
		{"2023-08-11", "2023-08-23", 0, 0, 30},
		{"2023-10-19", "2023-10-25", 2, 0, 2},
		// From single to double quotes; Iran's entries came back in September 2025.
		{"2025-06-16", "2025-11-29", 125, 2, 20},
		{"2026-02-25", "2026-02-27", 0, 0, 0},
	} {
		load := func(day string) map[string][32]byte {
			p, err := parse([]lists.File{read(t, filepath.Join(dir, "un", "un-consolidated-"+day+".xml.gz"))})
			if err != nil {
				t.Fatal(err)
			}
			return hashes(p)
		}
		before, after := load(c.from), load(c.to)
		added, gone, changed := 0, len(before), 0
		for id, h := range after {
			old, ok := before[id]
			switch {
			case !ok:
				added++
			case old != h:
				changed++
				gone--
			default:
				gone--
			}
		}
		if added != c.added || gone != c.gone || changed > c.atMost {
			t.Errorf("%s to %s: %d added, %d gone, %d changed; want %d, %d, at most %d", c.from, c.to, added, gone, changed,
				c.added, c.gone, c.atMost)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	f := read(b, filepath.Join(shared(b), "un", "un-consolidated-2026-08-01.xml.gz"))
	b.SetBytes(int64(len(f.Data)))
	for b.Loop() {
		if _, err := parse([]lists.File{f}); err != nil {
			b.Fatal(err)
		}
	}
}
