package worldbank

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
	"time"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// entry writes an entry as the file has it, with some columns changed.
func entry(id int, name string, change map[string]string) string {
	e := []string{`"MANDT":"300"`, fmt.Sprintf(`"SUPP_ID":%d`, id), fmt.Sprintf(`"SUPP_NAME":%q`, name)}
	cols := [][2]string{{"SUPP_TYPE_CODE", `"F"`}, {"SUPP_PRE_ACRN", "null"}, {"LAND1", `"CN"`}, {"COUNTRY_NAME", `"China"`},
		{"SUPP_CITY", `"ZHEJIANG 313200"`}, {"SUPP_ADDR", `"NO. 88, ZHIYUAN ROAD"`}, {"SUPP_ZIP_CODE", "null"},
		{"LEGACY_FLG", `"N"`}, {"INELIG_FLG", `"D"`}, {"DEBAR_TYPE", `"O"`}, {"DEBAR_FROM_DATE", `"2011-07-26"`},
		{"DEBAR_TO_DATE", `"2999-12-31"`}, {"DEBAR_REASON", `"Procurement Guidelines 1.14(a)(ii)"`},
		{"ADD_SUPP_INFO", "null"}, {"SUPP_ELIG_STAT", `"DEBARRED"`}, {"CREATE_DATE", "null"},
		{"UPD_DATE", `"2025-12-21T00:00:00.000Z"`}, {"REGISTER_ID", "null"}, {"INELIGIBLY_STATUS", `"Ongoing"`},
		{"LAST_REFRESH_DATE", `"2025-12-21T19:00:06.265Z"`}}
	for _, c := range cols {
		if v, ok := change[c[0]]; ok {
			c[1] = v
		}
		e = append(e, fmt.Sprintf("%q:%s", c[0], c[1]))
	}
	return "{" + strings.Join(e, ",") + "}"
}

func file(entries ...string) []lists.File {
	return []lists.File{{Name: "debarred.json", Data: []byte(`{"response":{"ZPROCSUPP":[` + strings.Join(entries, ",") + "]}}")}}
}

func mustParse(t *testing.T, files []lists.File) *lists.Publication {
	t.Helper()
	if !detect(files[0].Name, files[0].Data[:min(len(files[0].Data), 64<<10)]) {
		t.Fatalf("%s: not recognised", files[0].Name)
	}
	pub, err := parse(files)
	if err != nil {
		t.Fatal(err)
	}
	if len(pub.Unknown) > 0 {
		t.Errorf("unknown: %v", pub.Unknown)
	}
	return pub
}

func values(r *lists.Record, schema, prop string) []string {
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

func TestRecord(t *testing.T) {
	pub := mustParse(t, file(
		entry(118351, "ZHONGKE LIFE SCIENCE & TECHNOLOGY CO., LTD. *40", nil),
		entry(189818, "MR. ALLAN MAKABAYI", map[string]string{"SUPP_TYPE_CODE": `"I"`, "LAND1": `"UG"`,
			"DEBAR_TO_DATE": `"2026-12-14"`, "ADD_SUPP_INFO": `"*81"`}),
	))
	if pub.Published != "2025-12-21T19:00:06" {
		t.Errorf("published %q", pub.Published)
	}
	firm, person := pub.Records[0], pub.Records[1]
	for _, c := range []struct {
		r            *lists.Record
		schema, prop string
		want         []string
	}{
		{firm, "Company", "name", []string{"ZHONGKE LIFE SCIENCE & TECHNOLOGY CO., LTD."}},
		{firm, "Company", "notes", []string{"Footnote 40"}},
		{firm, "Company", "topics", []string{"debarment"}},
		{firm, "Address", "full", []string{"NO. 88, ZHIYUAN ROAD, ZHEJIANG 313200"}},
		{firm, "Sanction", "startDate", []string{"2011-07-26"}},
		{firm, "Sanction", "endDate", nil},
		{firm, "Sanction", "reason", []string{"Procurement Guidelines 1.14(a)(ii)"}},
		{firm, "Sanction", "provisions", []string{lists.MeasureDebarment}},
		{person, "Person", "name", []string{"ALLAN MAKABAYI"}},
		{person, "Person", "title", []string{"MR"}},
		{person, "Sanction", "endDate", []string{"2026-12-14"}},
	} {
		if got := values(c.r, c.schema, c.prop); !slices.Equal(got, c.want) {
			t.Errorf("%s %s.%s = %q, want %q", c.r.ID, c.schema, c.prop, got, c.want)
		}
	}
}

// A footnote that moves from the name to its own column, the stamps of the day and the flags are not a change.
func TestStampsDoNotMatter(t *testing.T) {
	a := mustParse(t, file(entry(85420, "TIS CONSULTANTS COMPANY LIMITED *55", nil)))
	b := mustParse(t, file(entry(85420, "TIS CONSULTANTS COMPANY LIMITED", map[string]string{"ADD_SUPP_INFO": `"*55"`,
		"UPD_DATE": `"2026-01-01T00:00:00.000Z"`, "LAST_REFRESH_DATE": `"2026-01-01T19:00:06.265Z"`, "DEBAR_TYPE": "null"})))
	if ftm.Hash(a.Records[0].Entities) != ftm.Hash(b.Records[0].Entities) {
		t.Error("the record changed")
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct{ name, info, want string }{
		{"MR. G.I.P. GUNATHILAKE A.K.A. INDRALAL GUNATHILAKE", "", "name=G.I.P. GUNATHILAKE|alias=INDRALAL GUNATHILAKE"},
		{"A.K.A. JOKO SESWANTO", "", "name=JOKO SESWANTO"},
		{"ELMCREST GROUP LIMITED, FORMERLY KNOWN AS LANDMARC LIMITED", "",
			"name=ELMCREST GROUP LIMITED|previousName=LANDMARC LIMITED"},
		{"QI TECHNOLOGIES (FKA SAO BAC DAU TECHNOLOGY SERVICE JOINT STOCK COMPANY)", "",
			"name=QI TECHNOLOGIES|previousName=SAO BAC DAU TECHNOLOGY SERVICE JOINT STOCK COMPANY"},
		{"PROYECTOS DIVERSOS INTEGRADOS SA DE CV (PRODIEL)", "", "name=PROYECTOS DIVERSOS INTEGRADOS SA DE CV (PRODIEL)"},
		{"M/S. FAMY CARE LIMITED", "", "name=FAMY CARE LIMITED"},
		{"DR SYMPLICE", "*38", "name=SYMPLICE|notes=Footnote 38"},
		{"X", "(Now known as RISHIKESH WASTE MANAGEMENT LTD.) *553", "name=X|alias=RISHIKESH WASTE MANAGEMENT LTD.|notes=Footnote 553"},
		{"X", "(河南省地矿建设工程(集团)安徽有限公司)*632", "name=X|alias=河南省地矿建设工程(集团)安徽有限公司|notes=Footnote 632"},
		{"X", "*518 and 572", "name=X|notes=Footnote 518 and 572"},
		{"X", "342", "name=X|notes=Footnote 342"},
		{"X", ", also MR. PEDRO CÉSAR LAZO MONTEJO *340", "name=X|alias=PEDRO CÉSAR LAZO MONTEJO|notes=Footnote 340"},
		{"X", "A.K.A. DRC INTERNATIONAL B.V., ALSO D.B.A. DRC MEDICAL *161",
			"name=X|alias=DRC INTERNATIONAL B.V.|alias=DRC MEDICAL|notes=Footnote 161"},
		{"X", "SBD Service (FKA SAO BAC DAU JSC) (Reg. No.: 0305350288) *531",
			"name=X|weakAlias=SBD Service|previousName=SAO BAC DAU JSC|Reg. No.=0305350288|notes=Footnote 531"},
		{"X", "(91650100715501570X)", "name=X|Registration number=91650100715501570X"},
	} {
		var got []string
		n, i := readName(c.name), readInfo(c.info)
		got = append(got, "name="+n.name)
		for _, s := range append(n.names, i.names...) {
			got = append(got, s.Prop+"="+s.Original)
		}
		for _, p := range i.papers {
			got = append(got, p[0]+"="+p[1])
		}
		for _, note := range i.notes {
			got = append(got, "notes="+note)
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("%q, %q:\n got %s\nwant %s", c.name, c.info, s, c.want)
		}
	}
}

func TestShiftedFile(t *testing.T) {
	var sound, damaged []string
	for i := range 60 {
		made := func(i int) map[string]string {
			day := time.Date(2014, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 30*i)
			return map[string]string{"CREATE_DATE": day.Format(`"2006-01-02T15:04:05.000Z"`),
				"ADD_SUPP_INFO": fmt.Sprintf(`"(formerly OLD NAME %d) (Reg. No. 77%d)"`, i, i)}
		}
		sound = append(sound, entry(300000+i, fmt.Sprintf("FIRM %d", i), made(i)))
		damaged = append(damaged, entry(300000+i, fmt.Sprintf("FIRM %d", i), made(i/10*10+(i+9)%10)))
	}
	if pub := mustParse(t, file(sound...)); len(pub.Warnings) > 0 ||
		!slices.Equal(values(pub.Records[7], "Company", "previousName"), []string{"OLD NAME 7"}) {
		t.Errorf("a sound file: warnings %v", pub.Warnings)
	}
	pub := mustParse(t, file(damaged...))
	if len(pub.Warnings) != 1 || values(pub.Records[7], "Company", "previousName") != nil ||
		!slices.Equal(values(pub.Records[7], "Company", "weakAlias"), []string{"OLD NAME 6"}) {
		t.Errorf("a shifted file: warnings %v", pub.Warnings)
	}
}

func TestBadFiles(t *testing.T) {
	for _, text := range []string{"", "<html>ZPROCSUPP SUPP_ID</html>", `{"error":"quota exceeded"}`, `[]`} {
		if detect("debarred.json", []byte(text)) {
			t.Errorf("taken for the list: %q", text)
		}
	}
	good := file(entry(1, "A", nil), entry(2, "B", nil))[0].Data
	for text, want := range map[string]string{
		string(good[:len(good)/2]):                                   "cut",
		`{"response":{"ZPROCSUPP":[]}}`:                              "no entries",
		`{"response":{"ZPROCSUPP":[{"SUPP_ID":1}]}}`:                 "entry 1",
		string(file(entry(1, "A", nil), entry(1, "B", nil))[0].Data): "SUPP_ID 1",
		string(good) + "x":                                           "line 1",
	} {
		if _, err := parse([]lists.File{{Name: "d.json", Data: []byte(text)}}); err == nil || !strings.Contains(err.Error(), want) ||
			!strings.Contains(err.Error(), "d.json") {
			t.Errorf("error %v, want one about %q", err, want)
		}
	}
}

// The files of these days are damaged (see shifted).
var damagedDays = []string{"2024-07-26", "2024-12-01", "2025-12-22"}

func TestRealLists(t *testing.T) {
	dir := shared(t)
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
	for _, row := range rows {
		if !strings.HasPrefix(row[0], "world-bank/") {
			continue
		}
		packed, err := os.Open(filepath.Join(dir, row[0]))
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(packed)
		if err != nil {
			t.Fatal(err)
		}
		var data bytes.Buffer
		if _, err := io.Copy(&data, z); err != nil {
			t.Fatal(err)
		}
		packed.Close()
		pub := mustParse(t, []lists.File{{Name: row[0], Data: data.Bytes()}})
		if want, _ := strconv.Atoi(row[4]); len(pub.Records) != want {
			t.Errorf("%s: %d records, want %d", row[0], len(pub.Records), want)
		}
		if damaged := slices.Contains(damagedDays, row[3]); damaged != (len(pub.Warnings) > 0) {
			t.Errorf("%s: warnings %v", row[0], pub.Warnings)
		}
	}
}

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

func FuzzParse(f *testing.F) {
	f.Add(file(entry(1, "MR. A (A.K.A. B)", map[string]string{"ADD_SUPP_INFO": `"(Reg. No. 1) f/k/a X *2"`}))[0].Data)
	f.Add([]byte(`{"response":{"ZPROCSUPP":[{"SUPP_ID":"1","SUPP_NAME":"( )*1 AKA"}]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		detect("f", data)
		if pub, err := parse([]lists.File{{Name: "f", Data: data}}); err == nil && len(pub.Records) == 0 {
			t.Error("no records and no error")
		}
	})
}
