package ua

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

var (
	personColumns = []any{"row", "№ указу", "Дата указу", "Дія щодо об'єкту санкцій", "Зміни", "п/н", "Тип обмеження", "Термін обмеження",
		"Дата закінчення обмеження", "Назва укр.", "Назва ориг.", "Назва альт.", "Дата народження", "Громадянство", "Місце народження", "Зайнятість",
		"Місце проживання", "Додатково", "Відповідальний орган"}
	companyColumns = []any{"row", "№ указу", "Дата указу", "Дія щодо об'єкту санкцій", "Зміни", "п/н", "Тип обмеження", "Термін обмеження",
		"Дата закінчення обмеження", "Назва укр.", "Назва ориг.", "Назва альт.", "ОКПО/ЄДРПОУ", "ІПН", "Місце діяльності", "Місце діяльності додатково",
		"Додатково", "Відповідальний орган"}
)

const freeze = "1) блокування активів – тимчасове обмеження права;\n 2)\tвідмова в наданні та скасування віз резидентам, заборон в’їзду"

func register(t testing.TB) []byte {
	return workbook(t,
		sheet{personSheet, [][]any{personColumns,
			{0, "176-2018", "2018-06-21", applied, "Ні", 1404, freeze, "Безстроково", "", "Панов (Ростовцев) Сергій Анатолійович ", "Панов Сергей Анатолиевич", "Panov Sergey; Sergei Panov", "1963-05-07", "RU, IL", "м. Москва", "депутат", "громадянин РФ", "закордонний паспорт № 605917599, 4601350529", ""},
			{1, "82-2019", "2019-03-19", applied, "Так", 7, freeze, "Три роки", "2022-03-19", "Панов (Ростовцев) Сергій Анатолійович", "", "", "1963-05-07", "", "", "", "", "", ""},
			{2, "82-2019", "2019-03-19", applied, "Ні", 8, freeze, "Три роки", "2022-03-19", "Сумкіна (дівоче - Трач) Юлія Володимирівна", "", "", "", "", "", "", "", "", ""},
			{3, "82-2019", "2019-03-19", applied, "Ні", 9, freeze, "Три роки", "2022-03-19", "Панов (Ростовцев) Сергій Анатолійович", "", "", "1980-01-01", "", "", "", "", "", ""}}},
		sheet{companySheet, [][]any{companyColumns,
			{0, "109-2021", "2021-03-23", applied, "Ні", 60, freeze, "П'ять років", "2026-03-23", "ТОВ «Гринкран»", "ООО \"Гринкран\"", "", "ОДРН5147746035443", "ІПН9705000790", "125130, РФ, м. Москва", "", "", ""},
			{1, "184-2020", "2020-05-14", applied, "Ні", 3, freeze, "Один рік", "2021-05-14", "ТОВ \"Гринкран\"", "", "", "", "", "", "", "", ""},
			{2, "109-2021", "2021-03-23", applied, "Ні", 66, freeze, "П'ять років", "2026-03-23", "", "Филиал \"Судак\"", "", "ОДРН2209100330350", "", "", "", "КПП 910843001", ""},
			{3, "109-2021", "2021-03-23", applied, "Ні", 65, freeze, "П'ять років", "2026-03-23", "", "Филиал \"Морское\"", "", "ОДРН2209100330350", "", "", "", "", ""}}})
}

func TestRegister(t *testing.T) {
	pub, err := parse([]lists.File{{Name: "x.xlsx", Data: register(t)}})
	if err != nil {
		t.Fatal(err)
	}
	if len(pub.Records) != 6 || len(pub.Unknown) > 0 {
		t.Fatalf("%d records, want 6: two decrees on one person and on one company, two branches with one number; unknown %v", len(pub.Records), pub.Unknown)
	}
	r := pub.Records[0]
	p := r.Target()
	want(t, p, "name", "Панов Сергій Анатолійович", "Панов Сергей Анатолиевич")
	want(t, p, "alias", "Ростовцев Сергій Анатолійович", "Panov Sergey", "Sergei Panov")
	want(t, p, "lastName", "Панов")
	want(t, p, "fatherName", "Анатолійович")
	want(t, p, "nationality", "ru", "il")
	want(t, p, "passportNumber", "605917599", "4601350529")
	var sanctions []*ftm.Entity
	for _, e := range r.Entities {
		if e.Schema.Name == "Sanction" {
			sanctions = append(sanctions, e)
		}
	}
	if len(sanctions) != 2 {
		t.Fatalf("%d sanctions, want one a decree", len(sanctions))
	}
	want(t, sanctions[0], "listingDate", "2018-06-21")
	want(t, sanctions[0], "duration", "Безстроково")
	want(t, sanctions[0], "endDate")
	want(t, sanctions[1], "endDate", "2022-03-19")
	want(t, sanctions[1], "provisions", "блокування активів – тимчасове обмеження права", lists.MeasureAssetFreeze,
		"відмова в наданні та скасування віз резидентам, заборон в’їзду", lists.MeasureTravelBan)
	want(t, pub.Records[1].Target(), "previousName", "Трач Юлія Володимирівна")

	firm := pub.Records[3].Target()
	want(t, firm, "ogrnCode", "5147746035443")
	want(t, firm, "innCode", "9705000790")
	if pub.Records[4].ID == pub.Records[5].ID {
		t.Error("two branches under one number have one id")
	}
}

func TestRevoked(t *testing.T) {
	row := func(decree, name, remark string) []any {
		return []any{0, decree, "2018-06-21", applied, "Ні", 1, freeze, "Три роки", "2021-06-21", name, "", "", "1963-05-07", "", "", "", "", remark, ""}
	}
	const gone = "Скасовано Указом Президента України від 23 березня 2021 року № 109/2021"
	pub, err := parse([]lists.File{{Name: "x", Data: workbook(t,
		sheet{personSheet, [][]any{personColumns, row("1-2018", "Перша", gone), row("1-2018", "Друга", gone), row("2-2019", "Друга", "")}},
		sheet{companySheet, [][]any{companyColumns, {0, "1-2018", "2018-06-21", applied, "Ні", 60, freeze, "", "", "ТОВ"}}})}})
	if err != nil {
		t.Fatal(err)
	}
	if a, b := pub.Records[0].Delisted, pub.Records[1].Delisted; a != "2021-03-23" || b != "" {
		t.Errorf("delisted %q, want 2021-03-23; %q, want none as a later decree stands", a, b)
	}
	want(t, pub.Records[0].Entities[1], "endDate", "2021-03-23")
}

func TestCodes(t *testing.T) {
	for cell, want := range map[string][]code{
		"ОДРН5147746035443":                 {{"ОДРН", "5147746035443"}},
		"КПП 910301001, ОГРН 1149102063739": {{"КПП", "910301001"}, {"ОГРН", "1149102063739"}},
		"ІПН-7743172556;":                   {{"ІПН", "7743172556"}},
		"25959784":                          {{"", "25959784"}},
		"НЕ":                                nil,
	} {
		if got := codes(cell); !slices.Equal(got, want) {
			t.Errorf("codes(%q) = %v, want %v", cell, got, want)
		}
	}
}

func TestBad(t *testing.T) {
	good := register(t)
	for name, data := range map[string][]byte{"empty": nil, "html": []byte("<html>403</html>"), "cut": good[:len(good)/2],
		"one sheet": workbook(t, sheet{personSheet, [][]any{personColumns, {0, "1-2021", "2021-01-01", applied, "", 1, "", "", "", "Хтось"}}}),
		"other":     workbook(t, sheet{"Data", [][]any{{"a", "b"}, {1, 2}}})} {
		if _, err := parse([]lists.File{{Name: name, Data: data}}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if detect("sanctions-register.xlsx", []byte("<html>")) || detect("nsdc.xlsx", nil) {
		t.Error("detects HTML or nothing by its name")
	}
}

// The manifest counts rows; records are persons. Counted apart from the parser: distinct names with date of birth, and
// distinct names with registration number. Companies differ a little from that, as rows without a number join those
// of their name.
func TestShared(t *testing.T) {
	persons := map[string]int{
		"state-sanctions-register-2021-08-11.xlsx": 3898, // of 3,969 rows; 1,774 rows of companies
		"state-sanctions-register-2021-08-15.xlsx": 3898,
		"state-sanctions-register-2022-04-07.xlsx": 3863, // of 3,915; 1,762
	}
	for _, f := range sharedFiles(t, "ua-nsdc") {
		pub, err := parse([]lists.File{f})
		if err != nil {
			t.Error(err)
			continue
		}
		n := 0
		for _, r := range pub.Records {
			if r.Target().Schema.Name == "Person" {
				n++
			}
		}
		if want, ok := persons[f.Name]; ok && n != want {
			t.Errorf("%s: %d persons, want %d", f.Name, n, want)
		}
		if companies := len(pub.Records) - n; companies < 1600 || companies > 1774 {
			t.Errorf("%s: %d companies", f.Name, companies)
		}
		if len(pub.Unknown) > 0 {
			t.Errorf("%s: unknown %v", f.Name, pub.Unknown)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		detect("x", data)
		_, _ = parse([]lists.File{{Name: "x", Data: data}})
	})
}

// FuzzRow puts arbitrary text into the cells of a row.
func FuzzRow(f *testing.F) {
	f.Add("Панов (Ростовцев) Сергій", "1963-05-07", "ОДРН5147746035443", freeze, "паспорт № 605917599")
	f.Fuzz(func(t *testing.T, name, born, number, measures, more string) {
		for _, company := range []bool{true, false} {
			s := &table.Sheet{Rows: [][]string{{nameColumn, "Назва альт.", birthColumn, codeColumn, "ІПН", "Тип обмеження", "Додатково", "Місце проживання"},
				{name, name, born, number, number, measures, more, more}}, Lines: []int{1, 2}}
			if h, err := s.Table(0); err == nil {
				_ = read(&lists.Publication{}, h, company)
			}
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
