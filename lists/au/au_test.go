package au

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/table"
)

// sheet is one sheet of a workbook made for a test.
type sheet struct {
	name string
	rows [][]any
}

func workbook(t testing.TB, sheets ...sheet) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, s := range sheets {
		var err error
		if i == 0 {
			err = f.SetSheetName("Sheet1", s.name)
		} else {
			_, err = f.NewSheet(s.name)
		}
		for n, row := range s.rows {
			if err == nil {
				err = f.SetSheetRow(s.name, fmt.Sprintf("A%d", n+1), &row)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var columns2026 = []any{"Reference", "Name of Individual or Entity", "Type", "Name Type", "Alias Strength", "Date of Birth", "Place of Birth",
	"Citizenship", "Address", "Additional Information", "Listing Information", "IMO Number", "Committees", "Control Date",
	"Instrument of Designation", "Targeted Financial Sanction", "Travel Ban", "Arms Embargo", "Maritime Restriction"}

func kabir(reference, name, kind, strength string) []any {
	return []any{reference, name, "Individual", kind, strength, "Approximately 1963, 30/01/1972", "a) Nahrin District, Afghanistan b) Kabul",
		"Afghanistan", "a) Kabul, Afghanistan b) Quetta, Pakistan", "TAi.003. Title: Maulavi.",
		"Listed by UN 1267 Committee on 25 Jan. 2001 ( amended on 3 Sep. 2003, 28 Apr. 2026)", "", "1988 (Taliban)", "2026-05-08",
		"Charter of the United Nations (Sanctions—the Taliban) Regulation 2013", true, true, true, false}
}

func list2026(t testing.TB) []byte {
	return workbook(t, sheet{"Consolidated List", [][]any{columns2026,
		kabir("3", "Abdul Kabir Mohammad Jan", "Primary Name", ""),
		{"4000", "ARTEMIS", "Vessel", "Primary Name", "", "", "", "", "", "", "Designated as a sanctioned vessel", "9317949", "Autonomous (Vessels)",
			"2025-06-18", "", false, false, false, true},
		kabir("3a", "A. Kabir", "Alias", "Weak"), kabir("3b", "عبد الکبیر محمد جان", "Original Script", "")}})
}

func TestRowsOfOneReferenceAreOneRecord(t *testing.T) {
	pub, err := parse([]lists.File{{Name: "x.xlsx", Data: list2026(t)}})
	if err != nil {
		t.Fatal(err)
	}
	if len(pub.Records) != 2 || pub.Records[0].ID != "3" || len(pub.Unknown) > 0 {
		t.Fatalf("%d records, unknown %v", len(pub.Records), pub.Unknown)
	}
	p := pub.Records[0].Target()
	want(t, p, "name", "Abdul Kabir Mohammad Jan")
	want(t, p, "weakAlias", "A. Kabir")
	want(t, p, "alias", "عبد الکبیر محمد جان")
	want(t, p, "birthDate", "1963", "1972-01-30")
	want(t, p, "birthPlace", "Nahrin District, Afghanistan", "Kabul")
	want(t, p, "nationality", "af")
	want(t, p, "address", "Kabul, Afghanistan", "Quetta, Pakistan")
	for _, e := range pub.Records[0].Entities {
		if e.Schema.Name == "Sanction" {
			want(t, e, "listingDate", "2001-01-25")
			want(t, e, "modifiedAt", "2026-05-08")
			want(t, e, "unscId", "TAi.003")
			want(t, e, "provisions", lists.MeasureAssetFreeze, lists.MeasureNoFunds, lists.MeasureTravelBan, lists.MeasureArmsEmbargo)
		}
	}
	ship := pub.Records[1]
	want(t, ship.Target(), "imoNumber", "IMO9317949")
	want(t, ship.Entities[1], "provisions", lists.MeasurePortBan, "maritime restriction")
}

// The layout of 2010 and 2022: other order, no measures, "aka", days of birth in words and as Excel's count.
func TestOlderLayout(t *testing.T) {
	data := workbook(t, sheet{"Sheet1", [][]any{
		{"Reference", "Name of Individual or Entity", "Type", "Name Type", "Date of Birth", "Place of Birth", "Citizenship", "Address",
			"Additional Information", "Listing Information", "Control Date", "Committees"},
		{"379", "BA TAQWA", "Entity", "aka", "", "", "", "NA", "", "Listed by the Minister for Foreign Affairs on 17 April 2002", "05/10/2004", "1267"},
		{"379a", "Hochburg AG", "entity", "fka", "", "", "", "NA", "", "", "05/10/2004", "1267"},
		{"1119", "Mujahid", "Individual ", "Primary name", "12/03/1961; alt DOB: 1962", "", "German, Moroccan", "", "", "Resolution 1737 (2006)", "", ""},
	}})
	pub, err := parse([]lists.File{{Name: "x.xls", Data: data}})
	if err != nil || len(pub.Records) != 2 {
		t.Fatal(err, len(pub.Records))
	}
	firm := pub.Records[0]
	want(t, firm.Target(), "name", "BA TAQWA")
	want(t, firm.Target(), "previousName", "Hochburg AG")
	want(t, firm.Target(), "address")
	want(t, firm.Entities[1], "provisions", lists.MeasureAssetFreeze, lists.MeasureNoFunds)
	want(t, firm.Entities[1], "listingDate", "2002-04-17")
	want(t, pub.Records[1].Target(), "birthDate", "1961-03-12", "1962")
	want(t, pub.Records[1].Target(), "nationality", "de", "ma")
}

func TestListedOn(t *testing.T) {
	for text, date := range map[string]string{
		"Listed by the UN 1267 Committee on 21 Oct. 2008, amended on 30 Jan. 2009":                       "21 Oct 2008",
		"Designated under the Autonomous Sanctions Regulations 2011 on 2 March 2012. Formerly listed on": "2 March 2012",
		"Listed on: 21 Oct. 2013 (amended on 1 May 2019)":                                                "21 Oct 2013",
		"Autonomous Sanctions (Designated Persons and Entities) Amendment (No. 9) Instrument 2022":       "",
		"Resolution 1596 (2005), amended 16 December 2008":                                               "",
	} {
		if got := listedOn(text); got != date {
			t.Errorf("listedOn(%q) = %q, want %q", text, got, date)
		}
	}
}

func TestBad(t *testing.T) {
	good := list2026(t)
	for name, data := range map[string][]byte{"empty": nil, "html": []byte("<html>403</html>"), "cut": good[:len(good)/2],
		"other":     workbook(t, sheet{"Data", [][]any{{"a", "b"}, {1, 2}}}),
		"reference": workbook(t, sheet{"X", [][]any{columns2026, kabir("x", "Nobody", "Alias", "")}})} {
		if _, err := parse([]lists.File{{Name: name, Data: data}}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if detect("regulation8.xls", []byte("<html>")) || detect("dfat.xlsx", nil) {
		t.Error("detects HTML or nothing by its name")
	}
}

// The manifest counts rows; the records here are the numbers among the references, counted apart from the parser.
func TestShared(t *testing.T) {
	records := map[string]int{
		"regulation8-2010-09-13.xls":  1086, // 3,446 rows
		"regulation8-2022-05-03.xls":  2666, // 7,945
		"regulation8-2026-08-02.xlsx": 3846, // 11,068; as many primary names
	}
	for _, f := range sharedFiles(t, "au-dfat") {
		pub, err := parse([]lists.File{f})
		if err != nil {
			t.Error(err)
			continue
		}
		if n, ok := records[f.Name]; ok && n != len(pub.Records) {
			t.Errorf("%s: %d records, want %d", f.Name, len(pub.Records), n)
		}
		if len(pub.Unknown) > 0 || len(pub.Warnings) > 0 {
			t.Errorf("%s: unknown %v, warnings %q", f.Name, pub.Unknown, pub.Warnings)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		detect("x", data)
		_, _ = parse([]lists.File{{Name: "x", Data: data}})
	})
}

// FuzzRow puts arbitrary text into the cells of a row.
func FuzzRow(f *testing.F) {
	f.Add("3a", "Kabir", "Original Script", "a) circa 1963 b) >> 1964", "German and Dutch", "TAi.003. Listed on 3 May 2001")
	f.Fuzz(func(t *testing.T, reference, name, kind, born, citizen, info string) {
		s := &table.Sheet{Rows: [][]string{{"Reference", nameColumn, "Name Type", "Type", "Date of Birth", "Citizenship", "Address",
			"Additional Information", "Listing Information", "Control Date"},
			{reference, name, kind, []string{"Individual", "Entity", "Vessel", name}[len(info)%4], born, citizen, info, info, info, born}}, Lines: []int{1, 2}}
		if h := header(s); h != nil {
			_ = read(&lists.Publication{}, h)
		}
	})
}

func want(t *testing.T, e *ftm.Entity, prop string, values ...string) {
	t.Helper()
	if got := e.Get(prop); !slices.Equal(got, values) {
		t.Errorf("%s %s = %q, want %q", e.ID, prop, got, values)
	}
}

func sharedFiles(t *testing.T, folder string) []lists.File {
	t.Helper()
	root := os.Getenv("LINCHPIN_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	paths, _ := filepath.Glob(filepath.Join(root, "lists", folder, "*"))
	if len(paths) == 0 {
		t.Skipf("no files of %s: set LINCHPIN_SHARED to the folder with the real lists", folder)
	}
	var files []lists.File
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err == nil && strings.HasSuffix(p, ".gz") {
			var r *gzip.Reader
			if r, err = gzip.NewReader(bytes.NewReader(data)); err == nil {
				data, err = io.ReadAll(r)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(p), ".gz")
		if !detect(name, data[:min(len(data), 64<<10)]) {
			t.Errorf("%s is not detected", name)
		}
		files = append(files, lists.File{Name: name, Data: data})
	}
	return files
}
