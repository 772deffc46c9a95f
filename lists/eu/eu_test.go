package eu

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// format finds a format by list and id.
func format(t testing.TB, list, id string) lists.Format {
	t.Helper()
	for _, l := range Lists() {
		for _, f := range l.Formats {
			if l.ID == list && f.ID == id {
				return f
			}
		}
	}
	t.Fatalf("no format %s of list %s", id, list)
	return lists.Format{}
}

// parse reads one text through the format that detects it.
func parse(t testing.TB, list, id, text string) *lists.Publication {
	t.Helper()
	f := format(t, list, id)
	if !f.Detect("file", []byte(text)) {
		t.Fatalf("%s does not detect its own file", id)
	}
	pub, err := f.Parse([]lists.File{{Name: "file", Data: []byte(text)}})
	if err != nil {
		t.Fatal(err)
	}
	return pub
}

func find(t testing.TB, pub *lists.Publication, id string) *lists.Record {
	t.Helper()
	var ids []string
	for _, r := range pub.Records {
		if r.ID == id {
			return r
		}
		ids = append(ids, r.ID)
	}
	t.Fatalf("no record %s among %q", id, ids)
	return nil
}

// attached returns the first attached entity of a schema.
func attached(t testing.TB, r *lists.Record, schema string) *ftm.Entity {
	t.Helper()
	for _, e := range r.Entities[1:] {
		if e.Schema.Is(schema) {
			return e
		}
	}
	t.Fatalf("record %s has no %s", r.ID, schema)
	return nil
}

// want checks that an entity has a statement with that text and note.
func want(t testing.TB, e *ftm.Entity, prop, text, note string) {
	t.Helper()
	var have []string
	for _, s := range e.Statements {
		if s.Prop == prop {
			if (s.Text() == text || s.Original == text) && s.Note == note {
				return
			}
			have = append(have, s.Text()+" ["+s.Note+"]")
		}
	}
	t.Errorf("%s: no %s %q [%s], have %q", e.ID, prop, text, note, have)
}

func names(e *ftm.Entity) []string {
	var out []string
	for _, s := range e.Names() {
		out = append(out, s.Prop+" "+s.Value)
	}
	slices.Sort(out)
	return out
}

// shared opens the folder of real lists, or skips the test loudly.
func shared(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("LINCHPIN_SHARED")
	if dir == "" {
		at, err := os.Getwd()
		if err != nil {
			t.Fatal(err)
		}
		for !exists(filepath.Join(at, "go.mod")) && filepath.Dir(at) != at {
			at = filepath.Dir(at)
		}
		dir = filepath.Join(at, "..", "shared")
	}
	if !exists(filepath.Join(dir, "lists", "MANIFEST.tsv")) {
		t.Skipf("SKIPPED: the real lists are not at %s; set LINCHPIN_SHARED to run this test", dir)
	}
	return filepath.Join(dir, "lists")
}

func exists(path string) bool { _, err := os.Stat(path); return err == nil }

func load(t testing.TB, path string) lists.File {
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

func head(f lists.File) []byte { return f.Data[:min(len(f.Data), 64<<10)] }

// hashes gives the content of each record.
func hashes(pub *lists.Publication) map[string][32]byte {
	m := map[string][32]byte{}
	for _, r := range pub.Records {
		m[r.ID] = ftm.Hash(r.Entities)
	}
	return m
}

func TestCatalogue(t *testing.T) {
	seen := map[string]bool{}
	for _, l := range Lists() {
		if l.ID == "" || l.Title == "" || l.Publisher == "" || l.Country == "" || l.Page == "" || l.Licence == "" || l.Cadence == 0 {
			t.Errorf("list %q lacks a field of the catalogue", l.ID)
		}
		for _, f := range l.Formats {
			if seen[f.ID] {
				t.Errorf("format %s stands twice", f.ID)
			}
			seen[f.ID] = true
			for _, bad := range []string{"", "\n", "<!DOCTYPE html><html><body>Service unavailable</body></html>",
				`{"timestamp":"2026-02-08T06:44:07.330+00:00","status":500,"error":"Internal Server Error"}`, "PK\x03\x04",
				"id,name\n1,2\n", "a: b\n"} {
				if f.Detect("xmlFullSanctionsList_1_1.xml", []byte(bad)) {
					t.Errorf("%s takes %q for a list", f.ID, bad)
				}
				if _, err := f.Parse([]lists.File{{Name: "bad.xml", Data: []byte(bad)}}); err == nil {
					t.Errorf("%s read %q without an error", f.ID, bad)
				} else if !strings.Contains(err.Error(), "bad.xml: ") {
					t.Errorf("%s: the error does not name the file: %v", f.ID, err)
				}
			}
			if _, err := f.Parse(nil); err == nil {
				t.Errorf("%s read no file without an error", f.ID)
			}
		}
	}
	if programmes()["BLR"] != "BELARUS" || len(programmes()) < 40 {
		t.Errorf("the table of programmes has %d codes", len(programmes()))
	}
}
