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

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

const (
	sdnCSV = "36,\"AEROCARIBBEAN AIRLINES\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n" +
		"9640,\"LUKASHENKA, Alyaksandr Hryhoryavich\",\"individual\",\"BELARUS] [BELARUS-EO14038\",\"President of Belarus\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ," +
		"\"DOB 30 Aug 1954; alt. DOB circa 1955; POB Kopys, Vitsyebsk Voblasts, Belarus; nationality Belarus; Gender Male; Passport MP123 (Belarus) expires 01 Jan 2030; Linked To: BELAERONAVIGATSIA.\"\r\n" +
		"15036,\"ARTAVIL\",\"vessel\",\"IRAN\",-0- ,\"5IM316\",\"Crude Oil Tanker\",\"99,144\",\"56,068\",\"Malta\",-0- ,\"Vessel Registration Identification IMO 9187629; MMSI 572469210.\"\r\n\x1a"
	altCSV = "36,12,\"aka\",\"AERO-CARIBBEAN\",-0- \r\n9640,13,\"fka\",\"LUKASHENKO, Alexander\",-0- \r\n"
	addCSV = "36,25,-0- ,\"Havana\",\"Cuba\",-0- \r\n"
)

func csvSet(t *testing.T, files ...lists.File) *lists.Publication {
	t.Helper()
	pub, err := set(sdn)(files)
	if err != nil {
		t.Fatal(err)
	}
	return pub
}

func TestCSVSet(t *testing.T) {
	pub := csvSet(t, lists.File{Name: "sdn.csv", Role: rolePrimary, Data: []byte(sdnCSV)}, lists.File{Name: "alt.csv", Role: roleAlt, Data: []byte(altCSV)},
		lists.File{Name: "add.csv", Role: roleAddress, Data: []byte(addCSV)})
	if len(pub.Records) != 3 {
		t.Fatalf("%d records", len(pub.Records))
	}
	p := pub.Records[1].Target()
	for prop, want := range map[string]string{"name": "Alyaksandr Hryhoryavich LUKASHENKA", "previousName": "Alexander LUKASHENKO",
		"birthDate": "1954-08-30 1955", "birthPlace": "Kopys, Vitsyebsk Voblasts, Belarus", "nationality": "by", "gender": "male",
		"passportNumber": "MP123", "position": "President of Belarus"} {
		if got := strings.Join(p.Get(prop), " "); got != want {
			t.Errorf("%s = %q, want %q", prop, got, want)
		}
	}
	var programmes []string
	for _, e := range pub.Records[1].Entities[1:] {
		programmes = append(programmes, e.Get("programId")...)
	}
	if !slices.Equal(programmes, []string{"BELARUS", "BELARUS-EO14038"}) {
		t.Errorf("programmes %v", programmes)
	}
	ship := pub.Records[2].Target()
	if ship.Schema.Name != "Vessel" || ship.First("imoNumber") != "IMO9187629" || ship.First("callSign") != "5IM316" || ship.First("flag") != "mt" {
		t.Errorf("vessel: %+v", ship.Statements)
	}
	if a := pub.Records[0].Target().Get("alias"); !slices.Equal(a, []string{"AERO-CARIBBEAN"}) {
		t.Errorf("alternate names %v", a)
	}
}

func TestSetWithoutPrimaryFile(t *testing.T) {
	_, err := set(sdn)([]lists.File{{Name: "alt.csv", Role: roleAlt, Data: []byte(altCSV)}})
	if err == nil || !strings.Contains(err.Error(), "primary names") {
		t.Errorf("error = %v", err)
	}
}

const sdnXML = `<?xml version="1.0"?><sdnList xmlns="http://tempuri.org/sdnList.xsd"><publshInformation><Publish_Date>06/21/2021</Publish_Date>
<Record_Count>1</Record_Count></publshInformation><sdnEntry><uid>9640</uid><firstName>Alyaksandr</firstName><lastName>LUKASHENKA</lastName>
<sdnType>Individual</sdnType><programList><program>BELARUS</program></programList><akaList><aka><uid>1</uid><type>a.k.a.</type><category>weak</category>
<lastName>BATKA</lastName></aka></akaList><dateOfBirthList><dateOfBirthItem><uid>2</uid><dateOfBirth>30 Aug 1954</dateOfBirth><mainEntry>true</mainEntry>
</dateOfBirthItem></dateOfBirthList><colour>red</colour></sdnEntry></sdnList>`

func TestXML(t *testing.T) {
	pub := &lists.Publication{}
	if err := parseXML(sdn, pub, []byte(sdnXML)); err != nil {
		t.Fatal(err)
	}
	p := pub.Records[0].Target()
	if pub.Published != "2021-06-21" || pub.Declared != 1 || p.First("weakAlias") != "BATKA" || p.First("birthDate") != "1954-08-30" {
		t.Errorf("%s %d %+v", pub.Published, pub.Declared, p.Statements)
	}
	if pub.Unknown["sdnList/sdnEntry/colour"] != 1 {
		t.Errorf("an unknown element goes unreported: %v", pub.Unknown)
	}
}

// shared returns the files of OFAC in the shared test data, unpacked, by name.
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
		if row[1] != "us-ofac" || strings.HasPrefix(row[2], "sdn-csv") && !strings.HasPrefix(row[3], "2024") {
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

// explained are differences from the manifest's counts, which are of lines in delimited files.
var explained = map[string]int{
	"cons-set-cons_prim-2018-05-27.csv": 639, "cons-set-cons_prim-2018-05-27.del": 639, "cons-set-cons_prim-2018-05-27.pip": 639,
	"cons-set-cons_prim-2018-05-27.ff": 639, "cons-set-cons_prim-2025-12-19.csv": 442, // the final 0x1A counts as a line there
}

func TestPublishedFiles(t *testing.T) {
	files, counts := shared(t)
	hashes := map[string][][32]byte{}
	for name, data := range files {
		head := data[:min(len(data), 64<<10)]
		var f *lists.Format
		for _, l := range Lists() {
			for i := range l.Formats {
				if len(head) > 0 && l.Formats[i].Detect(name, head) {
					if f != nil {
						t.Errorf("%s is detected twice", name)
					}
					f = &l.Formats[i]
				}
			}
		}
		if f == nil {
			if !strings.HasSuffix(name, ".bad") && len(data) > 0 && !strings.HasPrefix(name, "sdnlist") && !strings.Contains(name, "parties") {
				t.Errorf("%s is not detected", name)
			}
			continue
		}
		file := lists.File{Name: name, Data: data}
		if f.Role != nil {
			if file.Role = f.Role(name, head); file.Role != rolePrimary {
				continue
			}
		}
		pub, err := f.Parse([]lists.File{file})
		if err != nil {
			if !strings.Contains(name, "invalid") {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		want := counts[name]
		if n, ok := explained[name]; ok {
			want = n
		}
		if len(pub.Records) != want {
			t.Errorf("%s: %d records, want %d", name, len(pub.Records), want)
		}
		if len(pub.Unknown) > 0 {
			t.Errorf("%s: unknown %v", name, pub.Unknown)
		}
		if strings.HasPrefix(name, "cons-set-cons_prim-2018") && !strings.HasSuffix(name, ".ff") { // which prints " where these print '
			for _, r := range pub.Records {
				hashes[r.ID] = append(hashes[r.ID], ftm.Hash(r.Entities))
			}
		}
	}
	for id, hs := range hashes {
		if len(slices.Compact(hs)) != 1 || len(hs) == 0 {
			t.Errorf("record %s differs between csv, del and pip of one day", id)
		}
	}
}

func FuzzParsers(f *testing.F) {
	f.Add([]byte(sdnXML), 0)
	f.Add([]byte(`<Sanctions><DateOfIssue><Year>2020</Year></DateOfIssue><DistinctParties><DistinctParty FixedRef="1"><Profile ID="1"/></DistinctParty></DistinctParties></Sanctions>`), 1)
	f.Add([]byte(`<sanctionsData><entities><entity id="1"><names><name><isPrimary>true</isPrimary></name></names></entity></entities></sanctionsData>`), 2)
	f.Add([]byte(sdnCSV), 3)
	f.Fuzz(func(t *testing.T, data []byte, which int) {
		pub := &lists.Publication{}
		switch which % 5 {
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
		}
	})
}

func BenchmarkXML(b *testing.B) {
	entry := sdnXML[strings.Index(sdnXML, "<sdnEntry>"):strings.Index(sdnXML, "</sdnList>")]
	doc := []byte("<sdnList>" + strings.Repeat(entry, 2000) + "</sdnList>")
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		if err := parseXML(sdn, &lists.Publication{}, doc); err != nil {
			b.Fatal(err)
		}
	}
}
