package eu

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// recordsOf gives the number of records in the files in which the manifest counts something else: rows, documents or
// sanctionEntity elements, of which one party has one for each programme; each number was counted by another program as
// the number of distinct reference numbers or ids.
var recordsOf = map[string]int{
	"fsf-csv10-excerpt-2018-07-04.csv":                 93,   // 999 rows
	"fsf-csv10-and-travel-bans-derived-2022-09-13.csv": 3531, // 3,547 rows, of which 16 are travel bans only
	"fsf-derived-yaml-2021-02-10.yaml":                 2224,
	"fsf-derived-yaml-2021-05-29.yaml":                 2272,
	"fsf-derived-yaml-2021-06-19.yaml":                 2273,
	"fsf-derived-yaml-2021-06-23.yaml":                 2371,
	"fsf-derived-yaml-2021-07-08.yaml":                 2370,
	"fsf-derived-yaml-2022-03-11.yaml":                 3110,
	"fsf-derived-yaml-2022-12-17.yaml":                 3686,
	"fsf-derived-yaml-2023-08-10.yaml":                 4388,
	"fsf-derived-yaml-2024-02-28.yaml":                 4792,
	"fsf-derived-yaml-2024-06-28.yaml":                 4846,
	"fsf-xml11-excerpt-2020-04-15-3.xml":               5,
	"fsf-xml11-excerpt-2020-04-15-4.xml":               6,
	"fsf-xml11-part1-2022-03-18.xml":                   680,
	"travel-bans-derived-2022-09-13.csv":               2730, // two persons under two decisions each
	"oj-32002R0881-2026-08-22.csv":                     348,  // two persons printed twice
}

func TestRealFiles(t *testing.T) {
	dir := shared(t)
	manifest, err := os.Open(filepath.Join(dir, "MANIFEST.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer manifest.Close()
	r := csv.NewReader(manifest)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, row := range rows {
		path := row[0]
		if !strings.HasPrefix(path, "eu-fsf/") && !strings.HasPrefix(path, "eu-oj/") {
			continue
		}
		f := load(t, filepath.Join(dir, path))
		declared, _ := strconv.Atoi(row[4])
		if want, ok := recordsOf[f.Name]; ok {
			declared = want
		}
		readBy := 0
		for _, l := range Lists() {
			for _, format := range l.Formats {
				if !format.Detect(f.Name, head(f)) {
					continue
				}
				if readBy++; readBy > 1 && !strings.Contains(f.Name, "-and-travel-bans-") {
					t.Errorf("%s: a second format, %s, detects it", f.Name, format.ID)
				}
				pub, err := format.Parse([]lists.File{f})
				switch {
				case strings.Contains(path, "truncated"):
					if err == nil || !strings.Contains(err.Error(), f.Name+": line 7044: ") {
						t.Errorf("the cut file %s: %v", f.Name, err)
					}
					continue
				case err != nil:
					t.Errorf("%s as %s: %v", f.Name, format.ID, err)
					continue
				}
				read++
				want := declared
				if format.ID == "travel-bans-merged-csv" {
					want = 2723 // 2,707 on both lists, 15 travel bans only, one row without type
				}
				if len(pub.Records) != want {
					t.Errorf("%s as %s: %d records, want %d", f.Name, format.ID, len(pub.Records), want)
				}
				if len(pub.Unknown) > 0 {
					t.Errorf("%s as %s: unknown %v", f.Name, format.ID, pub.Unknown)
				}
				ids := map[string]bool{}
				for _, r := range pub.Records {
					if ids[r.ID] || len(r.Target().Names()) == 0 {
						t.Errorf("%s: record %s stands twice or has no name", f.Name, r.ID)
					}
					ids[r.ID] = true
				}
			}
		}
		if known := !strings.HasSuffix(path, ".bad") && !strings.HasSuffix(path, ".md"); known != (readBy > 0) {
			t.Errorf("%s: read by %d formats", path, readBy)
		}
	}
	t.Logf("%d publications read", read)
}

// Between the two files 2,373 of 5,860 entities differ, 78 of them in more than the order of children and the row
// numbers of the database.
func TestOnlyRealChanges(t *testing.T) {
	dir := shared(t)
	pub := func(id, name string) *lists.Publication {
		p, err := format(t, "eu-fsf", id).Parse([]lists.File{load(t, filepath.Join(dir, "eu-fsf", name))})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	changed := func(a, b map[string][32]byte) int {
		n := 0
		for id, h := range a {
			if b[id] != h {
				n++
			}
		}
		return n
	}
	february := hashes(pub("fsf-xml", "fsf-xml11-reconstructed-2026-02-25.xml.gz"))
	march := hashes(pub("fsf-xml", "fsf-xml11-reconstructed-2026-03-30.xml.gz"))
	if n := changed(february, march); n < 50 || n > 149 {
		t.Errorf("%d records changed, want about 78", n)
	}
	// the same day in the two forms; the XML was rebuilt without the region of one citizenship
	if n := changed(february, hashes(pub("fsf-yaml-full", "fsf-derived-yaml-2026-02-25.yaml.gz"))); n != 1 {
		t.Errorf("%d records differ between XML and YAML of one day, want 1", n)
	}
	// the order of names changes daily in the extracts: the primary name must not
	before, after := pub("fsf-yaml", "fsf-derived-yaml-2021-06-19.yaml.gz"), pub("fsf-yaml", "fsf-derived-yaml-2021-06-23.yaml.gz")
	renamed, added := 0, 0
	old := map[string]*ftm.Entity{}
	for _, r := range before.Records {
		old[r.ID] = r.Target()
	}
	for _, r := range after.Records {
		if e := old[r.ID]; e == nil {
			added++
		} else if e.First("name") != r.Target().First("name") {
			renamed++
		}
	}
	if added != 98 || renamed > 3 {
		t.Errorf("%d added and %d with another primary name; want 98 and at most 3", added, renamed)
	}
	find(t, after, "EU.6385.79")
	find(t, after, "EU.6386.78")
}

// The three transcriptions of one act of one day have other columns and another order of rows, and the same content.
func TestBelarus(t *testing.T) {
	dir := shared(t)
	var all []map[string][32]byte
	for _, name := range []string{"", "-2", "-3"} {
		p, err := format(t, "eu-oj", "oj-csv").Parse([]lists.File{load(t, filepath.Join(dir, "eu-oj", "oj-32006R0765-belarus-2026-08-14"+name+".csv.gz"))})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, hashes(p))
	}
	for i := range 2 {
		n := 0
		for id, h := range all[i] {
			if all[i+1][id] != h {
				n++
			}
		}
		t.Logf("%d of %d records differ between transcription %d and %d", n, len(all[i]), i+1, i+2)
		if n > 0 {
			t.Errorf("%d records differ between transcriptions", n)
		}
	}
}

func BenchmarkXML(b *testing.B) {
	f := load(b, filepath.Join(shared(b), "eu-fsf", "fsf-xml11-reconstructed-2026-03-30.xml.gz"))
	b.SetBytes(int64(len(f.Data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := format(b, "eu-fsf", "fsf-xml").Parse([]lists.File{f}); err != nil {
			b.Fatal(err)
		}
	}
}
