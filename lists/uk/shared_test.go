package uk

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

// hashes are the content hashes by record.
func hashes(p *lists.Publication) map[string][32]byte {
	out := map[string][32]byte{}
	for _, r := range p.Records {
		out[r.ID] = ftm.Hash(r.Entities)
	}
	return out
}

// format returns the list and the format that claim a file; two claims are a failure.
func format(t testing.TB, f lists.File) (*lists.List, *lists.Format) {
	t.Helper()
	var list *lists.List
	var format *lists.Format
	for _, l := range Lists() {
		for i := range l.Formats {
			if l.Formats[i].Detect(f.Name, f.Data[:min(len(f.Data), 64<<10)]) {
				if list != nil {
					t.Errorf("%s is both %s and %s", f.Name, format.ID, l.Formats[i].ID)
				}
				list, format = l, &l.Formats[i]
			}
		}
	}
	return list, format
}

func TestSharedFiles(t *testing.T) {
	dir := shared(t)
	files := manifest(t, dir, "uk-fcdo/")
	for path, n := range manifest(t, dir, "uk-ofsi/") {
		files[path] = n
	}
	for path, want := range files {
		f := read(t, filepath.Join(dir, path))
		list, form := format(t, f)
		if form == nil {
			t.Errorf("%s is not recognised", path)
			continue
		}
		if wantList := map[bool]string{true: ofsiList, false: slList}[strings.HasPrefix(path, "uk-ofsi/")]; list.ID != wantList {
			t.Errorf("%s is taken for %s", path, list.ID)
		}
		p, err := form.Parse([]lists.File{f})
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		if len(p.Records) != want {
			t.Errorf("%s: %d records, the manifest has %d", path, len(p.Records), want)
		}
		if len(p.Unknown) > 0 {
			t.Errorf("%s: unknown %v", path, p.Unknown)
		}
		// The transcription has no date.
		if p.Published == "" != (form.ID == "uksl-yaml") {
			t.Errorf("%s: published %q", path, p.Published)
		}
		for _, r := range p.Records {
			if len(r.Target().Names()) == 0 || r.Entities[1].First("listingDate") == "" {
				t.Errorf("%s: %s without name or date of listing", path, r.ID)
			}
		}
	}
}

// Of the documents of the transcription, few differ from May to August.
func TestSharedHistoryIsQuiet(t *testing.T) {
	dir := shared(t)
	load := func(day string) map[string][32]byte {
		p, err := parseYAML([]lists.File{read(t, filepath.Join(dir, "uk-fcdo", "uksl-derived-yaml-"+day+".yaml.gz"))})
		if err != nil {
			t.Fatal(err)
		}
		return hashes(p)
	}
	before, after := load("2026-05-15"), load("2026-08-22")
	changed := 0
	for id, h := range before {
		if after[id] != h {
			changed++
		}
	}
	if changed > 120 { // documents that differ at all
		t.Errorf("%d changed", changed)
	}
}
