package screen

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/match"
)

// sharedDir is the folder with data that are too large for the repository, or the test is skipped.
func sharedDir(t testing.TB) string {
	dir := os.Getenv("LINCHPIN_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(dir, "eval")); err != nil {
		t.Skip("SKIPPED: no evaluation sets; set LINCHPIN_SHARED to the folder that holds eval/")
	}
	return dir
}

// safetyRow is a query of an evaluation set with the names of the party that it means.
type safetyRow struct {
	set, kind, query string
	targets          []string
}

// safetyRows reads the evaluation sets; the rows of each in the order of the file.
func safetyRows(t testing.TB, dir string) map[string][]safetyRow {
	files, err := filepath.Glob(filepath.Join(dir, "eval", "*.tsv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]safetyRow{}
	for _, path := range files {
		if strings.HasPrefix(filepath.Base(path), "pairs_") {
			continue
		}
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		r := bufio.NewReader(z)
		for n := 0; ; n++ {
			line, err := r.ReadString('\n')
			if c := strings.Split(line, "\t"); n > 0 && len(c) > 7 {
				row := safetyRow{set: c[1], kind: c[2], query: c[3]}
				if err := json.Unmarshal([]byte(c[7]), &row.targets); err != nil {
					t.Fatalf("%s: line %d: %v", path, n+1, err)
				}
				out[row.set] = append(out[row.set], row)
			}
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		f.Close()
	}
	return out
}

var schemaOfKind = map[string]string{"person": "Person", "company": "Company", "organization": "Organization", "vessel": "Vessel"}

// indexOf makes an index of parties with some names each.
func indexOf(t testing.TB, rows []safetyRow) *index.Index {
	var records []*lists.Record
	for i, row := range rows {
		schema := schemaOfKind[row.kind]
		if schema == "" {
			schema = "LegalEntity"
		}
		r := lists.NewRecord("safety", fmt.Sprintf("%08d", i), schema)
		for _, n := range row.targets {
			r.Target().Add("name", n)
		}
		records = append(records, r)
	}
	x, err := index.FromBytes(buildRecords(t, records))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// buildRecords makes the bytes of an index of one publication.
func buildRecords(t testing.TB, records []*lists.Record) []byte {
	const day = "2000-01-01"
	h := &archive.History{List: "test"}
	ins := h.Insert()
	p := &archive.Publication{List: "test", Published: day, SHA256: strings.Repeat("0", 64), Records: len(records)}
	ins.Add(p, records)
	ins.Finish()
	meta := index.ListMeta{ID: "test", Title: "test", Publications: []index.PublicationMeta{{ID: p.ID(), Published: day, SHA256: p.SHA256,
		Records: len(records), Readable: true, Status: archive.Accepted}}}
	data, err := index.Build([]index.Input{{Meta: meta, History: h}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// safety holds the search against a scan of all names for a sample of a set.
type safety struct {
	asked, alerts, lost   int
	missed                []string
	scanning, searching   time.Duration
	names                 int
	lostBelow, alertBelow int // of those whose best name comes short of an alert by at most 2 bits
}

func compareWithScan(t testing.TB, rows []safetyRow, parties, sample int) (out safety) {
	rnd := rand.New(rand.NewPCG(7, uint64(len(rows))))
	rows = slices.Clone(rows)
	rnd.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	rows = rows[:min(len(rows), parties)]
	x := indexOf(t, rows)
	out.names = x.Names()
	for _, row := range rows[:min(len(rows), sample)] {
		p, err := prepare(Query{Name: row.query, Schema: schemaOfKind[row.kind]})
		if err != nil {
			continue
		}
		out.asked++
		began := time.Now()
		m := match.NewMatcher(p.subject.Names, x.Rarity)
		best, name := math.Inf(-1), match.Name{}
		x.EachName(func(_ index.Entry, n *match.Name) {
			for i := range p.subject.Names {
				if bits := m.Bits(i, n); bits > best {
					best = bits
					name.Tokens = append(name.Tokens[:0], n.Tokens...)
				}
			}
		})
		out.scanning += time.Since(began)
		began = time.Now()
		w := p.wanted()
		found := x.Find(match.NewMatcher(p.subject.Names, x.Rarity), w)
		out.searching += time.Since(began)
		lost := best >= w.Floor-2 && (len(found) == 0 || found[0].Names[0].Bits < best-1e-9)
		switch {
		case best >= w.Floor:
			out.alerts++
			if lost {
				out.lost++
				out.missed = append(out.missed, fmt.Sprintf("%s %q: a scan finds %v with %.1f bits", row.set, row.query, name.Tokens, best))
			}
		case best >= w.Floor-2:
			out.alertBelow++
			if lost {
				out.lostBelow++
			}
		}
	}
	return out
}

// TestSearchIsSafe holds the search against a scan on samples of the evaluation sets: what the scan ranks first, and is an alert, the
// search must find. BenchmarkSafety does the same at length.
func TestSearchIsSafe(t *testing.T) {
	sets := safetyRows(t, sharedDir(t))
	asked, alerts, lost := 0, 0, 0
	for _, rows := range sets {
		s := compareWithScan(t, rows, 800, 25)
		asked, alerts, lost = asked+s.asked, alerts+s.alerts, lost+s.lost
		for _, m := range s.missed {
			t.Log("not found: " + m)
		}
	}
	if lost > 0 {
		t.Errorf("%d of %d alerts of a scan are not found", lost, alerts)
	}
	t.Logf("%d sets, %d queries, %d with an alert by a scan, %d of them not found", len(sets), asked, alerts, lost)
}

// BenchmarkSafety prints, for each evaluation set, how many of the alerts of a scan the search finds, and the time of both. LINCHPIN_SAFETY
// is how many parties of a set are in the index and how many are asked for, such as 20000,500.
func BenchmarkSafety(b *testing.B) {
	size, sample := 4000, 200
	if s := os.Getenv("LINCHPIN_SAFETY"); s != "" {
		first, second, _ := strings.Cut(s, ",")
		size, _ = strconv.Atoi(first)
		sample, _ = strconv.Atoi(second)
	}
	sets := safetyRows(b, sharedDir(b))
	var order []string
	for set := range sets {
		order = append(order, set)
	}
	slices.Sort(order)
	for b.Loop() {
		fmt.Printf("| set | names | asked | alerts of a scan | found | within 2 bits of an alert | found | ms a scan | ms a search |\n|---|---|---|---|---|---|---|---|---|\n")
		for _, set := range order {
			s := compareWithScan(b, sets[set], size, sample)
			each := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 / float64(max(s.asked, 1)) }
			fmt.Printf("| %s | %d | %d | %d | %d | %d | %d | %.2f | %.3f |\n", set, s.names, s.asked, s.alerts, s.alerts-s.lost, s.alertBelow, s.alertBelow-s.lostBelow,
				each(s.scanning), each(s.searching))
			for _, m := range s.missed[:min(len(s.missed), 5)] {
				fmt.Println("  not found:", m)
			}
		}
	}
}
