package archive

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// testList is a list whose files are lines "date 2021-06-19" and "id|name|former id", in any order.
func testList() *lists.List {
	return &lists.List{ID: "test", Formats: []lists.Format{{ID: "lines",
		Detect: func(_ string, head []byte) bool { return strings.HasPrefix(string(head), "list") },
		Parse: func(files []lists.File) (*lists.Publication, error) {
			p := &lists.Publication{}
			for i, line := range strings.Split(strings.TrimSpace(string(files[0].Data)), "\n")[1:] {
				if d, ok := strings.CutPrefix(line, "date "); ok {
					p.Published = d
					continue
				}
				f := strings.Split(line, "|")
				if len(f) != 3 {
					return nil, fmt.Errorf("line %d: %q is no entry", i+2, line)
				}
				r := lists.NewRecord("test", f[0], "Person")
				r.Target().Add("name", strings.Split(f[1], ",")...)
				if f[2] != "" {
					r.Former = []string{f[2]}
				}
				p.Records = append(p.Records, r)
			}
			return p, nil
		}}}}
}

// text makes a Source of a text.
func text(name, content string) Source {
	return Source{Name: name, Listed: true, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(content)), nil
	}}
}

func mustImport(t testing.TB, a *Archive, sources ...Source) []Outcome {
	t.Helper()
	out, err := a.Import(context.Background(), testList(), sources, ImportOptions{Retrieved: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func mustHistory(t testing.TB, a *Archive) *History {
	t.Helper()
	h, err := a.History("test", nil, DefaultMaxShrink)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

const (
	pub1 = "list\ndate 2021-06-19\nEU.1|Aliaksandr LUKASHENKA|\nEU.2|Viktar LUKASHENKA|"
	pub2 = "list\ndate 2021-06-23\nEU.2|Viktar LUKASHENKA|\nEU.1|Aliaksandr LUKASHENKA|\nEU.6385.79|Mikhail GUTSERIEV|\nEU.6386.78|Aliaksei ALEKSIN|"
	pub3 = "list\ndate 2021-07-08\nEU.1|Aliaksandr LUKASHENKA|\nEU.2|Viktar LUKASHENKA,Viktor LUKASHENKO|\nEU.7000.1|Mikhail GUTSERIEV|\nEU.6386.78|Aliaksei ALEKSIN|"
)

func TestEventsOfAHistory(t *testing.T) {
	a := Open(t.TempDir())
	mustImport(t, a, text("c", pub3), text("a", pub1))
	mustImport(t, a, text("b", pub2))
	h := mustHistory(t, a)
	defer h.Close()
	events, err := h.Changes("2021-06-19", "2021-07-08")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range events {
		line := fmt.Sprintf("%s %s %s", e.Date, e.Kind, e.RecordID)
		for _, c := range e.Changes {
			line += fmt.Sprintf(" %s %v>%v", c.Property, c.Before, c.After)
		}
		got = append(got, line)
	}
	want := []string{
		"2021-06-23 listed EU.6385.79",
		"2021-06-23 listed EU.6386.78",
		"2021-07-08 amended EU.2 name [Viktar LUKASHENKA]>[Viktar LUKASHENKA Viktor LUKASHENKO]",
		"2021-07-08 amended EU.7000.1 recordId [EU.6385.79]>[EU.7000.1]",
	}
	if !slices.Equal(got, want) {
		t.Errorf("events:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(h.Versions) != 6 {
		t.Errorf("%d versions stored; the order of children is no new version", len(h.Versions))
	}
}

func TestSameBytesAreImportedOnce(t *testing.T) {
	a := Open(t.TempDir())
	mustImport(t, a, text("a", pub1))
	gen, _ := a.Generation("test")
	if o := mustImport(t, a, text("again", pub1)); o[0].New {
		t.Error("the same bytes count as new")
	}
	if again, _ := a.Generation("test"); again != gen {
		t.Error("importing the same bytes changed the archive")
	}
}

func TestQuarantine(t *testing.T) {
	a := Open(t.TempDir())
	mustImport(t, a, text("a", pub2), text("html-2021-06-24.xml", "<html>maintenance</html>"), text("empty-2021-06-25.xml", ""),
		text("shrunk", "list\ndate 2021-06-26\nEU.1|Aliaksandr LUKASHENKA|\nEU.2|Viktar LUKASHENKA|"),
		text("cut", "list\ndate 2021-06-27\nEU.1|Aliaks"))
	h := mustHistory(t, a)
	defer h.Close()
	if at := InForce(h.Publications, ""); h.Publications[at].Day() != "2021-06-23" {
		t.Errorf("in force is %s", h.Publications[at].Day())
	}
	for i, want := range []string{"", "web page", "empty", "50 % fewer", "is no entry"} {
		if i >= len(h.Publications) {
			t.Fatalf("only %d publications", len(h.Publications))
		}
		if p := h.Publications[i]; !strings.Contains(p.Reason, want) {
			t.Errorf("%s: reason %q, want %q", p.Day(), p.Reason, want)
		}
	}
	shrunk := h.Publications[3]
	Settle(h.Publications, []Decision{{SHA256: shrunk.SHA256, Accept: true, Who: "ada"}}, DefaultMaxShrink)
	if at := InForce(h.Publications, ""); h.Publications[at] != shrunk {
		t.Error("an accepted publication is not in force")
	}
	if raw, err := a.Raw(h.Publications[1].Files[0].SHA256); err != nil || !strings.Contains(string(raw), "maintenance") {
		t.Errorf("raw bytes of a refused file: %q, %v", raw, err)
	}
}

func TestUndatedFileIsAnError(t *testing.T) {
	a := Open(t.TempDir())
	_, err := a.Import(t.Context(), testList(), []Source{text("list.txt", "list\nEU.1|A|"), text("a", pub1)}, ImportOptions{})
	if err == nil || !strings.Contains(err.Error(), "--published") {
		t.Errorf("error = %v", err)
	}
	if gen, _ := a.Generation("test"); gen != "" {
		t.Error("half of an import was applied")
	}
	if _, err := a.Import(t.Context(), testList(), []Source{text("list.txt", "list\nEU.1|A|")}, ImportOptions{Published: "2020-01-02"}); err != nil {
		t.Error(err)
	}
}

func TestDamageIsFound(t *testing.T) {
	dir := t.TempDir()
	a := Open(dir)
	mustImport(t, a, text("a", pub1))
	files, _ := filepath.Glob(filepath.Join(dir, "test", "*-*"))
	for _, f := range files {
		good, _ := os.ReadFile(f)
		bad := slices.Clone(good)
		bad[len(bad)/2] ^= 0xff
		os.WriteFile(f, bad, 0o600)
		h, err := a.History("test", nil, DefaultMaxShrink)
		if err == nil {
			err = h.VerifyStatements()
			h.Close()
		}
		if err == nil {
			t.Errorf("damage in %s goes unnoticed", filepath.Base(f))
		}
		os.WriteFile(f, good, 0o600)
	}
}

// genPublications makes a run of publications of a small list that changes from day to day.
func genPublications(t *rapid.T) []string {
	n := rapid.IntRange(1, 7).Draw(t, "publications")
	var pubs []string
	for i := range n {
		lines := []string{"list", fmt.Sprintf("date 2021-01-%02d", i+1)}
		for id := range 6 {
			switch rapid.IntRange(0, 4).Draw(t, "state") {
			case 0:
			case 1:
				lines = append(lines, fmt.Sprintf("R%d|Name %d|", id, id))
			default:
				lines = append(lines, fmt.Sprintf("R%d|Name %d,Alias %d|", id, id, rapid.IntRange(0, 2).Draw(t, "alias")))
			}
		}
		pubs = append(pubs, strings.Join(lines, "\n"))
	}
	return pubs
}

// dump writes everything that a history answers, to compare two.
func dump(t *rapid.T, h *History) string {
	type line struct {
		Version  Version
		Entities any
	}
	var out []any
	for _, p := range h.Publications {
		out = append(out, p.Published, p.SHA256, p.Status, p.Reason)
	}
	for _, v := range h.Versions {
		es, err := v.Entities()
		if err != nil {
			t.Fatal(err)
		}
		c := *v
		c.body = body{}
		var statements [][]ftm.Statement
		for _, e := range es {
			statements = append(statements, e.Statements)
		}
		out = append(out, line{c, statements})
	}
	raw, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestImportOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pubs := genPublications(t)
		var sources []Source
		for i, p := range pubs {
			sources = append(sources, text(fmt.Sprint(i), p))
		}
		load := func(steps [][]Source) string {
			dir, err := os.MkdirTemp("", "archive-*")
			if err != nil {
				t.Fatal(err)
			}
			defer os.RemoveAll(dir)
			a := Open(dir)
			for _, s := range steps {
				if _, err := a.Import(context.Background(), testList(), s, ImportOptions{}); err != nil {
					t.Fatal(err)
				}
			}
			h, err := a.History("test", nil, DefaultMaxShrink)
			if err != nil {
				t.Fatal(err)
			}
			defer h.Close()
			return dump(t, h)
		}
		var steps [][]Source
		for _, s := range rapid.Permutation(sources).Draw(t, "order") {
			steps = append(steps, []Source{s})
		}
		if one, other := load([][]Source{sources}), load(steps); one != other {
			t.Fatalf("together:\n%s\none by one:\n%s", one, other)
		}
	})
}

func TestReplayingChangesGivesTheNextPublication(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := &History{List: "test"}
		ins := h.Insert()
		for _, p := range genPublications(t) {
			parsed, err := testList().Formats[0].Parse([]lists.File{{Data: []byte(p)}})
			if err != nil {
				t.Fatal(err)
			}
			ins.Add(&Publication{Published: parsed.Published, SHA256: p, Records: len(parsed.Records)}, parsed.Records)
		}
		ins.Finish()
		Settle(h.Publications, nil, 1)
		state := map[string]map[string][]string{}
		for _, at := range h.Accepted() {
			day := h.Publications[at].Day()
			before := -1
			for _, x := range h.Accepted() {
				if x < at {
					before = x
				}
			}
			events, err := h.step(before, at)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range events { // entries leave under their old id before others arrive
				if e.Kind == DelistedEvent {
					delete(state, e.RecordID)
				} else if e.Before != nil && e.Before.Record != e.RecordID {
					state[e.RecordID] = state[e.Before.Record]
					delete(state, e.Before.Record)
				}
			}
			for _, e := range events {
				switch e.Kind {
				case ListedEvent:
					c, err := content(e.After)
					if err != nil {
						t.Fatal(err)
					}
					state[e.RecordID] = c
				case AmendedEvent:
					for _, c := range e.Changes {
						if c.Property == "recordId" {
							continue
						}
						if !slices.Equal(nonNil(state[e.RecordID][c.Property]), c.Before) {
							t.Fatalf("%s %s: before is %v, state has %v", day, c.Property, c.Before, state[e.RecordID][c.Property])
						}
						state[e.RecordID][c.Property] = c.After
					}
				}
			}
			want := map[string]map[string][]string{}
			for id, v := range h.At(at) {
				c, err := content(v)
				if err != nil {
					t.Fatal(err)
				}
				want[id] = c
			}
			if got, want := canonical(state), canonical(want); got != want {
				t.Fatalf("%s:\nreplayed %s\nstored   %s", day, got, want)
			}
		}
	})
}

func canonical(state map[string]map[string][]string) string {
	for _, c := range state {
		for p, vs := range c {
			if len(vs) == 0 {
				delete(c, p)
			}
		}
	}
	raw, _ := json.Marshal(state)
	return string(raw)
}

func TestAsOfTodayIsNow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var pubs []*Publication
		for i := range rapid.IntRange(0, 6).Draw(t, "n") {
			pubs = append(pubs, &Publication{Published: fmt.Sprintf("2021-01-%02d", i+1), SHA256: fmt.Sprint(i),
				Records: rapid.IntRange(0, 20).Draw(t, "records")})
		}
		Settle(pubs, nil, DefaultMaxShrink)
		if now, today := InForce(pubs, ""), InForce(pubs, "2026-01-01"); now != today {
			t.Fatalf("now %d, as of today %d", now, today)
		}
	})
}

func TestBombsAreRefused(t *testing.T) {
	var gz bytes.Buffer
	w := gzip.NewWriter(&gz)
	for range 64 {
		w.Write(make([]byte, 1<<20))
	}
	w.Close()
	var z bytes.Buffer
	zw := zip.NewWriter(&z)
	f, err := zw.Create("list.txt")
	if err != nil {
		t.Fatal(err)
	}
	for range 64 {
		f.Write(make([]byte, 1<<20))
	}
	zw.Close()
	for name, data := range map[string]string{"bomb-2021-01-01.gz": gz.String(), "bomb-2021-01-02.zip": z.String()} {
		if _, err := text(name, data).Read(); !errors.Is(err, errTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
		a := Open(t.TempDir())
		mustImport(t, a, text("a", pub1), text(name, data))
		h := mustHistory(t, a)
		if p := h.Publications[InForce(h.Publications, "")]; p.Day() != "2021-06-19" {
			t.Errorf("%s: in force is %s", name, p.Day())
		}
	}
}

func TestListIDsCannotEscape(t *testing.T) {
	for _, id := range []string{"../x", "raw", "", "A", "a/b", "."} {
		l := testList()
		l.ID = id
		if _, err := Open(t.TempDir()).Import(t.Context(), l, []Source{text("a", pub1)}, ImportOptions{}); err == nil {
			t.Errorf("list id %q is taken", id)
		}
	}
}

// TestPartsGoOnStanding: a publication covers the parts of which it has a readable file; what stands in the others is
// carried over, also past a file that cannot be read.
func TestPartsGoOnStanding(t *testing.T) {
	l := testList()
	f := &l.Formats[0]
	f.Scoped = true
	f.Role = func(name string, _ []byte) string { return name[:1] }
	a := Open(t.TempDir())
	for _, s := range [][2]string{{"A-2021-01-01", "list\nA/1|Anna|"}, {"B-2021-01-02", "list\nB/1|Boris|"}, {"A-2021-01-03", "list\nA/1|cut"},
		{"B-2021-01-04", "list\nB/1|Boris|\nB/2|Bella|"}, {"A-2021-01-05", "list\nA/2|Alla|"}} {
		if _, err := a.Import(t.Context(), l, []Source{text(s[0], s[1])}, ImportOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	h := mustHistory(t, a)
	defer h.Close()
	for day, want := range map[string]string{"2021-01-01": "A/1", "2021-01-02": "A/1 B/1", "2021-01-04": "A/1 B/1 B/2", "2021-01-05": "A/2 B/1 B/2"} {
		var got []string
		for id := range h.At(InForce(h.Publications, day)) {
			got = append(got, id)
		}
		slices.Sort(got)
		if g := strings.Join(got, " "); g != want {
			t.Errorf("%s: %s, want %s", day, g, want)
		}
	}
}
