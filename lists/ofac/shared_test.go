package ofac

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/linchpin-oss/linchpin/lists"
)

// shared returns the files of OFAC in the shared test data, unpacked, by name, with the records that its manifest counts.
func shared(t *testing.T) (map[string][]byte, map[string]int) {
	t.Helper()
	dir := os.Getenv("LINCHPIN_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	manifest, err := os.Open(filepath.Join(dir, "lists", "MANIFEST.tsv"))
	if err != nil {
		t.Skipf("SKIPPED: the published lists are not here (%v); set LINCHPIN_SHARED to test against them", err)
	}
	defer manifest.Close()
	r := csv.NewReader(manifest)
	r.Comma, r.LazyQuotes = '\t', true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	files, counts := map[string][]byte{}, map[string]int{}
	for _, row := range rows[1:] {
		if row[1] != "us-ofac" || strings.HasPrefix(row[2], "sdn-csv") && !strings.HasPrefix(row[3], "2024") && !strings.HasPrefix(row[3], "2015") {
			continue // of the long run of SDN.CSV a few will do
		}
		f, err := os.Open(filepath.Join(dir, "lists", row[0]))
		if err != nil {
			t.Fatal(err)
		}
		var in io.Reader = f
		if strings.HasSuffix(row[0], ".gz") {
			if in, err = gzip.NewReader(f); err != nil {
				t.Fatal(err)
			}
		}
		data, err := io.ReadAll(in)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(row[0]), ".gz")
		files[name] = data
		counts[name], _ = strconv.Atoi(row[4])
	}
	return files, counts
}

// format is the one format of the one list that knows a file.
func format(t *testing.T, name string, data []byte) (string, *lists.Format) {
	t.Helper()
	head := data[:min(len(data), 64<<10)]
	list, found := "", (*lists.Format)(nil)
	for _, l := range Lists() {
		for i := range l.Formats {
			if len(head) > 0 && l.Formats[i].Detect(name, head) {
				if found != nil {
					t.Errorf("%s is detected twice", name)
				}
				list, found = l.ID, &l.Formats[i]
			}
		}
	}
	return list, found
}

// read parses files of one publication.
func read(t *testing.T, files map[string][]byte, names ...string) *lists.Publication {
	t.Helper()
	var set []lists.File
	var f *lists.Format
	for _, n := range names {
		if _, f = format(t, n, files[n]); f == nil {
			t.Fatalf("%s is not detected", n)
		}
		file := lists.File{Name: n, Data: files[n]}
		if f.Role != nil {
			file.Role = f.Role(n, files[n][:min(len(files[n]), 64<<10)])
		}
		set = append(set, file)
	}
	pub, err := f.Parse(set)
	if err != nil {
		t.Fatalf("%v: %v", names, err)
	}
	return pub
}

// Files that are no publication: what failed or broken downloads left, an excerpt without the code tables that it refers to,
// and the list as a text for readers.
var noPublication = []string{"cons-xml-2024-05-04.bad", "sdn-csv-2024-05-04.csv", "sdn-invalid-2019-01-17.csv", "sdn-advanced-parties-2024-04-05.xml",
	"sdnlist-txt-2016-02-17.txt"}

func TestPublishedFiles(t *testing.T) {
	files, counts := shared(t)
	for name, data := range files {
		list, f := format(t, name, data)
		if slices.Contains(noPublication, name) {
			if f != nil {
				if _, err := f.Parse([]lists.File{{Name: name, Role: rolePrimary, Data: data}}); err == nil {
					t.Errorf("%s is read as a publication", name)
				}
			}
			continue
		}
		if f == nil {
			t.Errorf("%s is not detected", name)
			continue
		}
		if want := map[bool]string{true: cons, false: sdn}[strings.HasPrefix(name, "cons-")]; list != want {
			t.Errorf("%s is taken for %s", name, list)
		}
		if f.Role != nil && f.Role(name, data) != rolePrimary {
			continue
		}
		pub := read(t, files, name)
		want := counts[name]
		if strings.HasPrefix(name, "cons-set-cons_prim") {
			want-- // the manifest counts lines, and the final byte 0x1A as one
		}
		if len(pub.Records) != want || len(pub.Unknown) > 0 {
			t.Errorf("%s: %d records, want %d; unknown %v", name, len(pub.Records), want, pub.Unknown)
		}
	}
}

// One day in four formats gives the same records.
func TestDelimitedFormatsAgree(t *testing.T) {
	files, _ := shared(t)
	same := func(a, b *lists.Publication, what string) {
		t.Helper()
		x, y := hashes(a), hashes(b)
		differ := 0
		for id, h := range x {
			if y[id] != h {
				differ++
			}
		}
		if len(x) != len(y) || differ > 0 {
			t.Errorf("%s: %d of %d records differ from csv", what, differ, len(x))
		}
	}
	const day = "-2018-05-27"
	one := read(t, files, "cons-set-cons_prim"+day+".csv")
	for _, end := range []string{".del", ".pip", ".ff"} {
		same(one, read(t, files, "cons-set-cons_prim"+day+end), end)
	}
	all := func(end string) *lists.Publication {
		return read(t, files, "cons-set-cons_prim"+day+end, "cons-set-cons_alt"+day+end, "cons-set-cons_add"+day+end)
	}
	same(all(".csv"), all(".ff"), "set of .ff")
}

// The XML and the delimited files of neighbouring days without a change agree in what both say. What the delimited files
// lack is cut remarks; what they join, city and state.
func TestXMLAgreesWithSet(t *testing.T) {
	files, _ := shared(t)
	x := read(t, files, "cons-xml-2025-12-18.xml")
	s := read(t, files, "cons-set-cons_prim-2025-12-19.csv", "cons-set-cons_alt-2025-12-19.csv", "cons-set-cons_add-2025-12-19.csv")
	byID := map[string]*lists.Record{}
	for _, r := range s.Records {
		byID[r.ID] = r
	}
	for prop, most := range map[string]int{"name": 0, "alias": 1, "previousName": 0, "weakAlias": 3, "birthDate": 0, "birthPlace": 0, "nationality": 0,
		"country": 0, "address": 0, "Address.full": 0, "Sanction.programId": 0, "Sanction.provisions": 3, "registrationNumber": 7, "isinCode": 0,
		"UnknownLink.object": 0, "email": 0, "website": 0} {
		differ := 0
		for _, r := range x.Records {
			other := byID[r.ID]
			if other == nil {
				t.Fatalf("the set lacks %s", r.ID)
			}
			if sorted(values(r, prop)) != sorted(values(other, prop)) {
				differ++
			}
		}
		if differ > most {
			t.Errorf("%s differs in %d records, more than the %d explained", prop, differ, most)
		}
	}
}

func sorted(joined string) string {
	parts := strings.Split(joined, " | ")
	slices.Sort(parts)
	return strings.Join(parts, " | ")
}

func FuzzParsers(f *testing.F) {
	f.Add([]byte(sdnXML), 0)
	f.Add([]byte(advancedXML), 1)
	f.Add([]byte(`<Sanctions><DistinctParties><DistinctParty FixedRef="1"><Profile ID="1"/></DistinctParty></DistinctParties></Sanctions>`), 1)
	f.Add([]byte(enhancedXML), 2)
	f.Add([]byte(sdnCSV), 3)
	f.Add([]byte("      4632BANK"+strings.Repeat(" ", 1900)), 4)
	f.Add([]byte("(alt. DOB 1960; Executive Order 1 Information; Listing Date (; a.k.a. '; Digital Currency Address - X)"), 5)
	f.Fuzz(func(t *testing.T, data []byte, which int) {
		pub := &lists.Publication{}
		switch uint(which) % 6 {
		case 0:
			_ = parseXML(sdn, pub, data)
		case 1:
			_ = parseAdvanced(cons, pub, data)
		case 2:
			_ = parseEnhanced(sdn, pub, data)
		case 3:
			_, _ = set(sdn)([]lists.File{{Name: "sdn.csv", Role: rolePrimary, Data: data}})
		case 4:
			_, _ = set(cons)([]lists.File{{Name: "cons_prim.ff", Role: rolePrimary, Data: data}})
		case 5:
			p, err := newParties(sdn, pub).add("1", "individual")
			if err != nil {
				t.Fatal(err)
			}
			p.remark(string(data), false)
		}
		for _, l := range Lists() {
			l.Detects("x.csv", data)
		}
	})
}
