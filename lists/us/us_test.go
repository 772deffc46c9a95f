package us

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"fmt"
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

// shared finds the folder of real lists.
func shared(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("LINCHPIN_SHARED"); dir != "" {
		return filepath.Join(dir, "lists")
	}
	dir, _ := os.Getwd()
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if s := filepath.Join(dir, "..", "shared", "lists"); isDir(s) {
			return s
		}
	}
	t.Skip("SKIPPED: no shared lists (set LINCHPIN_SHARED): the real files were not tested")
	return ""
}

func isDir(path string) bool { st, err := os.Stat(path); return err == nil && st.IsDir() }

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

// detect returns the list and format that claim the file; two claims are a failure.
func detect(t testing.TB, f lists.File) (*lists.List, *lists.Format) {
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

func parse(t testing.TB, name, text string) *lists.Publication {
	t.Helper()
	f := lists.File{Name: name, Data: []byte(text)}
	_, format := detect(t, f)
	if format == nil {
		t.Fatalf("%s: not recognised", name)
	}
	pub, err := format.Parse([]lists.File{f})
	if err != nil {
		t.Fatal(err)
	}
	if len(pub.Unknown) > 0 {
		t.Errorf("unknown: %v", pub.Unknown)
	}
	return pub
}

func manifest(t testing.TB, dir, prefix string) map[string]int {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "MANIFEST.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, row := range rows[1:] {
		if strings.HasPrefix(row[0], prefix) {
			out[row[0]], _ = strconv.Atoi(row[4])
		}
	}
	return out
}

// explained are the files whose records are fewer than their rows, and why.
var explained = map[string]struct {
	records int
	why     string
}{
	"us-csl/csl-2019-12-03.csv":                    {114, "two addresses of one denied person"},
	"us-csl/csl-2025-02-27.csv.gz":                 {14133, "26 further addresses of denied persons; CAP-15268 printed twice"},
	"us-bis/dpl-2022-09-07.txt.gz":                 {459, "a row is an address, not a person"},
	"us-bis/dpl-2023-11-30.txt.gz":                 {545, "a row is an address, not a person"},
	"us-state/aeca-debarred-2014-05-09.csv":        {517, "four parties debarred twice"},
	"us-state/aeca-debarred-2017-04-17.csv":        {512, "four parties debarred twice"},
	"us-state/aeca-debarred-2018-01-24.csv":        {511, "four parties debarred twice"},
	"us-state/isn-nonproliferation-2016-04-21.csv": {158, "a row is a party under one programme"},
	"us-state/isn-nonproliferation-2016-12-02.csv": {177, "a row is a party under one programme"},
}

func TestRealLists(t *testing.T) {
	dir := shared(t)
	for _, prefix := range []string{"us-csl/", "us-bis/", "us-state/"} {
		for path, want := range manifest(t, dir, prefix) {
			f := read(t, filepath.Join(dir, path))
			list, format := detect(t, f)
			if list == nil {
				t.Errorf("%s: not recognised", path)
				continue
			}
			pub, err := format.Parse([]lists.File{f})
			if path == "us-csl/csl-2023-11-30.csv.gz" {
				// The file ends inside the addresses of the 4,227th row; the list then had three times as many.
				if err == nil || !strings.Contains(err.Error(), "line 4233: the last row has 8 of 29 columns: the file is cut") {
					t.Errorf("%s: a cut file gave %v", path, err)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s: %v", path, err)
				continue
			}
			if e, ok := explained[path]; ok {
				want = e.records
			}
			if len(pub.Records) != want || len(pub.Unknown) > 0 || len(pub.Warnings) > 0 {
				t.Errorf("%s: %d records, want %d; unknown %v, warnings %v", path, len(pub.Records), want, pub.Unknown,
					pub.Warnings)
			}
			ids := map[string]bool{}
			for _, r := range pub.Records {
				if ids[r.ID] {
					t.Errorf("%s: two records %s", path, r.ID)
				}
				ids[r.ID] = true
			}
		}
	}
}

func dump(r *lists.Record) string {
	var b strings.Builder
	fmt.Fprintln(&b, r.ID, r.Former)
	for _, e := range r.Entities {
		fmt.Fprintln(&b, e.Schema.Name, e.ID)
		for _, s := range e.Statements {
			fmt.Fprintf(&b, "   %s = %q %q %s\n", s.Prop, s.Value, s.Original, s.Note)
		}
	}
	return b.String()
}

// get returns the values of a property over all entities of a schema in a record.
func get(r *lists.Record, schema, prop string) []string {
	var out []string
	for _, e := range r.Entities {
		if e.Schema.Name == schema {
			for _, s := range e.Statements {
				if s.Prop == prop {
					out = append(out, s.Text())
				}
			}
		}
	}
	return out
}

func find(t *testing.T, pub *lists.Publication, id string) *lists.Record {
	t.Helper()
	var ids []string
	for _, r := range pub.Records {
		if r.ID == id {
			return r
		}
		ids = append(ids, r.ID)
	}
	t.Fatalf("no record %s among %v", id, ids)
	return nil
}

func wantAll(t *testing.T, r *lists.Record, schema, prop string, want ...string) {
	t.Helper()
	if got := get(r, schema, prop); !slices.EqualFunc(got, want, strings.EqualFold) {
		t.Errorf("%s %s.%s = %q, want %q\n%s", r.ID, schema, prop, got, want, dump(r))
	}
}

const cslHeader = "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date," +
	"end_date,standard_order,license_requirement,license_policy,call_sign,vessel_type,gross_tonnage," +
	"gross_registered_tonnage,vessel_flag,vessel_owner,remarks,source_list_url,alt_names,citizenships,dates_of_birth," +
	"nationalities,places_of_birth,source_information_url,ids\n"

const cslRows = `35163,Non-SDN Menu-Based Sanctions List (NS-MBS List) - Treasury Department,35163,Entity,MBS,CREDIT BANK OF MOSCOW PUBLIC JOINT STOCK COMPANY,,"Lukov pereulok 2, bldg. 1, Moscow, 107045, RU",,,,,,,,,,,,,(Linked To: NATIONAL IRANIAN TANKER COMPANY),,CREDIT BANK OF MOSCOW PJSC; CREDIT BANK OF MOSCOW,,,,,https://bit.ly/2MbsybU,"RU, 7734202860, Tax ID No.; www.mkb.ru, Website; 24 Feb 2022, Listing Date (EO 14024 Directive 3):"
8124,Specially Designated Nationals (SDN) - Treasury Department,8124,Entity,IRAN; SDGT,NATIONAL IRANIAN TANKER COMPANY,,,,,,,,,,,,,,,,http://bit.ly/1I7ipyR,,,,,,http://bit.ly/1MLgpye,
21944,Specially Designated Nationals (SDN) - Treasury Department,21944,Individual,SYRIA,"'ABBAS, Rim",Researcher,SY,,,,,,,,,,,,,,http://bit.ly/1I7ipyR,"ABBAS, Reem",,1973-03-25,SY,"Damascus, Syria",http://bit.ly/1MLgpye,"JO, 2014-08-30, 2009-08-31, K475336, Passport; Female, Gender"
15903,Specially Designated Nationals (SDN) - Treasury Department,15903,Vessel,IRAN,DANIEL,,,,,,,,,UDQB,Crude Oil Tanker,318000, ,Iran,NITC,,http://bit.ly/1I7ipyR,,,,,,http://bit.ly/1MLgpye,"IMO 9569683, Vessel Registration Identification; Tanzania, Former Vessel Flag"
a1,Entity List (EL) - Bureau of Industry and Security,,,,54th Research Institute of China,,CN,"66 FR 24266, 77 FR 58006 (no. 182), 81 FR 64694",2001-05-14,,,For all items subject to the EAR.,See §744.3(d) of this part,,,,,,,,http://bit.ly/1L47xrV,"CETC 54th Research Institute; CTI; and Shijiazhuang Institute.",,,,,http://bit.ly/1L47xrV,
a2,Denied Persons List (DPL) - Bureau of Industry and Security,,,, I. ASH,,"3037 S. 69TH DRIVE, PHOENIX, AZ, 85043",68 F.R. 38290 6/27/03 71 F.R. 38843 7/10/06,2003-06-19,2056-06-29,Y,,,,,,,,,FR NOTICE ADDED,http://bit.ly/1Qi5heF,,,,,,http://bit.ly/1iwxiF0,
`

func TestCSL(t *testing.T) {
	pub := parse(t, "consolidated.csv", cslHeader+cslRows)
	bank := find(t, pub, "MBS-35163")
	wantAll(t, bank, "Organization", "alias", "CREDIT BANK OF MOSCOW PJSC", "CREDIT BANK OF MOSCOW")
	wantAll(t, bank, "Organization", "website", "http://www.mkb.ru")
	wantAll(t, bank, "Sanction", "listingDate", get(bank, "Sanction", "listingDate")[0])
	wantAll(t, bank, "UnknownLink", "object", "us-csl:SDN-8124")
	if !slices.Contains(bank.Former, "35163") {
		t.Errorf("former ids %v lack the entity number", bank.Former)
	}
	tanker := find(t, pub, "SDN-8124")
	wantAll(t, tanker, "Sanction", "programId", "IRAN", "SDGT")
	wantAll(t, tanker, "Sanction", "provisions", lists.MeasureAssetFreeze, lists.MeasureAssetFreeze)
	person := find(t, pub, "SDN-21944")
	wantAll(t, person, "Person", "name", "'ABBAS, Rim")
	wantAll(t, person, "Person", "lastName", "'ABBAS")
	wantAll(t, person, "Person", "nationality", "sy")
	wantAll(t, person, "Person", "position", "Researcher")
	ship := find(t, pub, "SDN-15903")
	wantAll(t, ship, "Vessel", "callSign", "UDQB")
	wantAll(t, ship, "Vessel", "notes", "Vessel owner: NITC")
	if imo := get(ship, "Vessel", "imoNumber"); len(imo) != 1 || !strings.Contains(imo[0], "9569683") {
		t.Errorf("IMO number %q", imo)
	}
	entity := find(t, pub, "EL-"+lists.StableID("54th Research Institute of China", "2001-05-14"))
	wantAll(t, entity, "LegalEntity", "topics", "export.control")
	wantAll(t, entity, "LegalEntity", "alias", "CETC 54th Research Institute", "CTI", "Shijiazhuang Institute.")
	wantAll(t, entity, "Sanction", "summary", "66 FR 24266", "77 FR 58006 (no. 182)", "81 FR 64694")
	wantAll(t, entity, "Sanction", "provisions", lists.MeasureExport,
		"license requirement: For all items subject to the EAR.", "license policy: See §744.3(d) of this part")
	denied := find(t, pub, "DPL-"+lists.StableID("I. ASH"))
	wantAll(t, denied, "Sanction", "endDate", "2056-06-29")
	wantAll(t, denied, "LegalEntity", "notes")
}

// The 27 columns of 2014 to 2018 have neither _id nor ids and a code for the source; the records are the same.
func TestCSLOldColumnsSameIDs(t *testing.T) {
	old := parse(t, "csl.csv", "source,entity_number,type,programs,name,title,addresses,federal_register_notice,"+
		"start_date,end_date,standard_order,license_requirement,license_policy,call_sign,vessel_type,gross_tonnage,"+
		"gross_registered_tonnage,vessel_flag,vessel_owner,remarks,source_list_url,alt_names,citizenships,"+
		"dates_of_birth,nationalities,places_of_birth,source_information_url\n"+
		"SDN,21944,Individual,SYRIA,\"'ABBAS, Rim\",,,,,,,,,,,,,,,,,,,,,,\n"+
		"EL,,,,54th Research Institute of China,,CN,66 FR 24266,2001-05-14,,,,,,,,,,,,,,,,,,\n")
	now := parse(t, "csl.csv", cslHeader+cslRows)
	for _, r := range old.Records {
		find(t, now, r.ID)
	}
}

func TestCSLOrderOfRowsDoesNotMatter(t *testing.T) {
	lines := strings.SplitAfter(strings.TrimSuffix(cslRows, "\n"), "\n")
	lines[len(lines)-1] += "\n"
	twin := strings.Replace(lines[4], "CN,", "HK,", 1) // a second entry of the same name and day
	a := parse(t, "a.csv", cslHeader+strings.Join(lines, "")+twin)
	slices.Reverse(lines)
	b := parse(t, "b.csv", cslHeader+twin+strings.Join(lines, ""))
	for _, r := range a.Records {
		if other := find(t, b, r.ID); ftm.Hash(r.Entities) != ftm.Hash(other.Entities) {
			t.Errorf("%s differs by the order of rows", r.ID)
		}
	}
}

func TestCSLJSON(t *testing.T) {
	pub := parse(t, "consolidated.json", `{"search_performed_at":"2025-02-27T12:00:00Z","total":2,"results":[
{"id":"21944","source":"Specially Designated Nationals (SDN) - Treasury Department","entity_number":"21944",
 "type":"Individual","programs":["SYRIA"],"name":"'ABBAS, Rim","title":"Researcher","addresses":[{"address":null,
 "city":"Damascus","state":null,"postal_code":null,"country":"SY"}],"remarks":null,"alt_names":["ABBAS, Reem"],
 "citizenships":[],"dates_of_birth":["1973-03-25"],"nationalities":["SY"],"places_of_birth":["Damascus, Syria"],
 "ids":[{"country":"JO","issue_date":"2009-08-31","expiration_date":"2014-08-30","number":"K475336","type":"Passport"}],
 "source_list_url":"http://bit.ly/1I7ipyR","source_information_url":"http://bit.ly/1MLgpye"},
{"id":"a1","source":"Entity List (EL) - Bureau of Industry and Security","name":"54th Research Institute of China",
 "alt_names":["CTI"],"addresses":[],"federal_register_notice":"66 FR 24266","start_date":"2001-05-14",
 "license_policy":"Presumption of denial","source_information_url":"http://bit.ly/1L47xrV"}]}`)
	if pub.Published != "2025-02-27" || pub.Declared != 2 || len(pub.Records) != 2 {
		t.Errorf("published %s, declared %d, %d records", pub.Published, pub.Declared, len(pub.Records))
	}
	wantAll(t, find(t, pub, "SDN-21944"), "Address", "city", "Damascus")
	find(t, pub, "EL-"+lists.StableID("54th Research Institute of China", "2001-05-14"))
}

func TestPapers(t *testing.T) {
	for _, c := range []struct {
		item string
		last bool
		want paper
	}{
		{"Passport, 484824, EG, 18 Jan 1984", false, paper{"Passport", "484824", "EG", "18 Jan 1984", ""}},
		{"JO, 2014-08-30, 2009-08-31, K475336, Passport", true, paper{"Passport", "K475336", "JO", "2009-08-31", "2014-08-30"}},
		{"80-0890696, Tax ID No.", true, paper{"Tax ID No.", "80-0890696", "", "", ""}},
		{"Secondary sanctions risk:, North Korea Sanctions Regulations, sections 510.201 and 510.210", false,
			paper{"Secondary sanctions risk:", "North Korea Sanctions Regulations, sections 510.201 and 510.210", "", "", ""}},
		{"03 Jun 2021, Listing Date (CMIC)", true, paper{"Listing Date (CMIC)", "03 Jun 2021", "", "", ""}},
	} {
		if got := parsePaper(c.item, c.last); got != c.want {
			t.Errorf("%q = %+v, want %+v", c.item, got, c.want)
		}
	}
}

func TestCSLAddress(t *testing.T) {
	for _, c := range []struct {
		full   string
		denied bool
		want   string
	}{
		{"19 Luysi Chalovskoy St., Borisov, 222512, BY", false, "BY"},
		{"IR", false, "IR"},
		{"605 TRAIL LAKE DRIVE, RICHARDSON, TX, 75081, US", true, "US"},
		{"12 MAIN STREET, LOS ANGELES, CA", true, ""},
		{"MOEHLSTRASSE 31, MUNICH, 81675, DE", true, "DE"},
		{"1132 SEAGULL LANE, CHERRY HILL, NJ, 08054", true, ""},
	} {
		if got := cslAddress(c.full, c.denied).country; got != c.want {
			t.Errorf("%q: country %q, want %q", c.full, got, c.want)
		}
	}
}

const dplHeader = "\"Name\"\t\"Street_Address\"\t\"City\"\t\"State\"\t\"Country\"\t\"Postal_Code\"\t" +
	"\"Effective_Date\"\t\"Expiration_Date\"\t\"Standard_Order\"\t\"Last_Update\"\t\"Action\"\t\"FR_Citation\"\n"

func dplRow(cells ...string) string { return `"` + strings.Join(cells, "\"\t\"") + "\"\n" }

func TestDPL(t *testing.T) {
	first := dplRow(" RADIOTESTER LLC", "VOLGOGRAD PROSPECT, HOUSE 2", "MOSCOW", "", "RU", "109316", "02/24/2023",
		"08/23/2023", "Y", "2023-03-01", "ADDITION", "88 F.R. 12912 3/1/2023")
	renewed := func(last, street string) string {
		return dplRow(" RADIOTESTER LLC", street, "MOSCOW", "", "RU", "109316", "08/21/2023", "02/17/2024", "Y", last,
			"ADDITION, TDO RENEWAL", "88 F.R. 12912 3/1/2023, 88 F.R. 58238 8/25/2023")
	}
	namesake := dplRow("RADIOTESTER LLC", "", "LIMASSOL", "", "CY", "", "09/01/1981", "", "Y", "2000-04-05", "", "46 F.R. 44803 9/8/81")
	before := parse(t, "dpl.txt", dplHeader+first)
	after := parse(t, "dpl.txt", dplHeader+renewed("2023-08-28", "VOLGOGRAD PROSPECT, HOUSE 2")+
		renewed("2023-08-28", "SHARIKOPODSHIPNIKOVSKAYA 11")+first)
	if len(after.Records) != 1 || after.Records[0].ID != before.Records[0].ID {
		t.Fatalf("a renewed order is the same record with two addresses; got %d records", len(after.Records))
	}
	wantAll(t, after.Records[0], "Address", "street", "VOLGOGRAD PROSPECT, HOUSE 2", "SHARIKOPODSHIPNIKOVSKAYA 11")
	touched := parse(t, "dpl.txt", dplHeader+renewed("2024-01-01", "VOLGOGRAD PROSPECT, HOUSE 2")+
		renewed("2024-01-01", "SHARIKOPODSHIPNIKOVSKAYA 11")+first)
	if ftm.Hash(touched.Records[0].Entities) != ftm.Hash(after.Records[0].Entities) {
		t.Error("a touched Last_Update changed the record")
	}
	if two := parse(t, "dpl.txt", dplHeader+first+namesake); len(two.Records) != 2 {
		t.Errorf("two orders without a common date or notice are two persons, got %d", len(two.Records))
	}
}

func TestAECA(t *testing.T) {
	old := parse(t, "aeca.csv", "Corp,Federal Register Notices - Debarred Party (Full Name),Federal Register Notices - "+
		"Debarred Party Surname/Corporate Name,Federal Register Notices - Debarred Party Given Names,Alias,Type,DOB,"+
		"Notice Date,Notice,Eff. Date,Juris,Corrected Notice,Corrected Notice Date,Rescission Notice,Rescission Eff. Date,Notes\n"+
		",\"Xu, Collin (a.k.a. Collin Shu; Zhihong Xu)\",Xu, Collin,Collin Shu; Zhihong Xu,Statutory,Oct-63,8/25/2009,"+
		"74 FR 42949,8/25/2009,TXS,,,,,\n"+
		"x,\"Aero Systems, Inc.\",\"Aero Systems, Inc.\",,,Statutory,,9/27/1993,58 FR 50382,5/12/1993,DC,,,,,\"See also, 59 FR 5664\"\n"+
		"x,\"Aero Systems, Inc.\",\"Aero Systems, Inc.\",,,Statutory,,2/7/1994,59 FR 5664,7/5/1993,DC,,,,,\n")
	now := parse(t, "aeca.csv", "Debarred Party Full Name and Alias,Date of Birth,Notice,Notice Date,\"Corrected Notice\","+
		"\"Corrected Notice Date\"\n\"Xu, Collin (a.k.a. Collin Shu; Zhihong Xu)\",\"October, 1963\",74 FR 42949,8/25/2009,,\n"+
		"\"Aero Systems, Inc.\",,58 FR 50382,9/27/1993,57 FR 37184,8/18/1992\n")
	if len(old.Records) != 2 || len(now.Records) != 2 {
		t.Fatalf("%d and %d records, want 2", len(old.Records), len(now.Records))
	}
	for _, r := range now.Records {
		find(t, old, r.ID)
	}
	for _, pub := range []*lists.Publication{old, now} {
		person := find(t, pub, lists.StableID("Xu, Collin"))
		wantAll(t, person, "Person", "alias", "Collin Shu", "Zhihong Xu")
		wantAll(t, person, "Person", "birthDate", "1963-10")
	}
	firm := find(t, now, lists.StableID("Aero Systems, Inc."))
	wantAll(t, firm, "LegalEntity", "topics", "debarment", "export.control")
	wantAll(t, firm, "Sanction", "summary", "58 FR 50382", "corrected by 57 FR 37184, 8/18/1992")
	wantAll(t, find(t, old, lists.StableID("Aero Systems, Inc.")), "Sanction", "summary", "58 FR 50382", "59 FR 5664")
}

func TestISN(t *testing.T) {
	pub := parse(t, "isn.csv", "Source List,Programs,Name,Alternative Names,Country,Federal Register Notice,Effective "+
		"Date,Remarks/Notes,Web Link\n"+
		"ISN,E.O. 13382,Karl Lee [also known as: Li Fang Wei],\"LIMMT, F.K.A. Old Name Works, Eyvaz Technic Company, Ltd.\","+
		"China,\"Vol. 80, No. 170, 09/02/15, Vol. 80, No. 207, 10/27/15\",8/28/2015,,http://www.state.gov/t/isn/c15231.htm\n"+
		"ISN ,INKSNA,Karl Lee [also known as: Li Fang Wei],,CHina,\"Notice 1958, Vol. 59, No. 44, 3/07/94\",2/8/1994,,\n")
	if len(pub.Records) != 1 {
		t.Fatalf("%d records, want 1", len(pub.Records))
	}
	r := pub.Records[0]
	wantAll(t, r, "LegalEntity", "name", "Karl Lee")
	wantAll(t, r, "LegalEntity", "previousName", "Old Name Works")
	for _, alias := range []string{"Li Fang Wei", "LIMMT", "Eyvaz Technic Company, Ltd."} {
		if !slices.Contains(get(r, "LegalEntity", "alias"), alias) {
			t.Errorf("no alias %q", alias)
		}
	}
	notices := get(r, "Sanction", "summary")
	slices.Sort(notices)
	if want := []string{"Notice 1958, Vol. 59, No. 44, 3/07/94", "Vol. 80, No. 170, 09/02/15", "Vol. 80, No. 207, 10/27/15"}; !slices.Equal(notices, want) {
		t.Errorf("notices %q, want %q", notices, want)
	}
	if measures := get(r, "Sanction", "provisions"); !slices.Contains(measures, lists.MeasureAssetFreeze) {
		t.Errorf("E.O. 13382 blocks property; measures %q", measures)
	}
}

func TestBadFiles(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "html": "<!DOCTYPE html><html><body>source,entity_number,name</body></html>",
		"json error": `{"error":"API rate limit exceeded"}`, "spreadsheet": "a,b,c\n1,2,3\n",
	} {
		if l, _ := detect(t, lists.File{Name: "consolidated.csv", Data: []byte(text)}); l != nil {
			t.Errorf("%s taken for %s", name, l.ID)
		}
	}
	for name, c := range map[string]struct {
		parse func([]lists.File) (*lists.Publication, error)
		text  string
		want  string
	}{
		"no rows":    {parseCSLCSV, cslHeader, "no entries"},
		"cut row":    {parseCSLCSV, cslHeader + cslRows[:len(cslRows)-120], "the file is cut"},
		"short row":  {parseCSLCSV, cslHeader + "a,b\n" + cslRows, "line 2"},
		"cut JSON":   {parseCSLJSON, `{"results":[{"name":"A","source":"SDN"`, "cut"},
		"cut DPL":    {parseDPL, dplHeader + "\"A\"\t\"B\"", "line 2"},
		"no DPL row": {parseDPL, dplHeader, "no entries"},
	} {
		_, err := c.parse([]lists.File{{Name: "f", Data: []byte(c.text)}})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one about %q", name, err, c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(cslHeader + cslRows))
	f.Add([]byte(dplHeader + dplRow("A", "B", "C", "", "RU", "", "02/24/2023", "", "Y", "", "", "88 F.R. 12912")))
	f.Add([]byte("Debarred Party Full Name and Alias,Date of Birth,Notice,Notice Date\nX (a.k.a. Y),\"October, 1963\",1,2\n"))
	f.Add([]byte("Source List,Programs,Name,Federal Register Notice,Effective Date\nISN,P,N,\"Vol. 1, No. 2\",1/2/2003\n"))
	f.Add([]byte(`{"results":[{"name":"A","source":"SDN","ids":[{"type":"Passport","number":"1"}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, l := range Lists() {
			for _, format := range l.Formats {
				format.Detect("f", data)
				if pub, err := format.Parse([]lists.File{{Name: "f", Data: data}}); err == nil && len(pub.Records) == 0 {
					t.Errorf("%s: no records and no error", format.ID)
				}
			}
		}
	})
}
