package jp

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

const blank = ""

func freezeList(t testing.TB) []byte {
	return workbook(t,
		sheet{indexSheet, [][]any{{"1.0", "ミロシェビッチ"}}},
		sheet{"2.タリバーン関係者等", [][]any{
			{"タリバーン関係者等\n（タリバーン、アル・カーイダ）", blank, "（注1）国連安保理決議第1267号"},
			{"告示日付", "告示\n番号", "日 本 語 表 記", "英 語 表 記", "別　名　・　別　称", "旧　　称", "確定に十分でない別名", "称　　号", "生 年 月 日", "国　 籍", "旅　券　番　号", "I　D　番　号", "住　所・所在地", "国連制裁員会による指定日", "そ　の　他　の　情　報"},
			{"2011.11.18削除", "1"},
			{"2001.9.22\n2008.6.25改訂\n2012.3.27改訂", "2", "モハンマド・ハッサン", "MOHAMMAD HASSAN\n（original script：محمد حسن）", "(a)エリック（ERIC KAKORERE）、(b)エーグル・ブラン（AIGLE BLANC）", "不明", "ルムリ（Rumuli）", "(a)Mullah（ムラー） (b)Haji（ハッジ）", "(a)1955年-1958年頃\n(b)１945年", "アフガニスタン", "アフガニスタン旅券 D000763（1997年1月9日発行）", "不明", "(a)Kabul, Afghanistan (b)カブール", "2001年1月25日", "親密な協力者。"},
			{blank, blank, blank, blank, blank, blank, blank, blank, blank, blank, blank, blank, blank, blank, "続き。"},
			{"2004.5.1", "3", "アル・ラシード信託", "AL RASHID TRUST", "アル・ラシード\n(a.k.a.: Al-Rasheed Trust, AL-BASHIR TRADING COMPANY, LTD)", "エイチ\n(f.k.a.: Harakat-ul-Ansar)"},
			{"2012.10.25", "4"}}},
		sheet{"8.【解除】リベリア", [][]any{{"リベリア前政権"}, {"【2015年12月18日告示廃止】"}}},
		sheet{"29.ロシア連邦(個人)", [][]any{
			{"資産凍結等の措置の対象となるロシア連邦の団体及び個人（個人）"},
			{"告示日付", "告示番号", "日本語表記", "英語表記", "肩書等", "生年月日"},
			{"2022.3.1", "1", "ゲオルギー・カルロフ", "Georgii (Georgy) Karlov", "下院議員", 26024},
			{"2022.3.1", "5", "マクシム・イワノフ", "Maksim (Maxim) Ivanov", "議員", "1979-05-02"},
			{"2022.3.1", "9", "マクシム・イワノフ", "Maksim (Maxim) Ivanov", "議員", "1967-02-12"},
			{"2024.1.9削除", "10", "セルゲイ", "Sergey Lavrov", "大臣", "1950-03-21"}}})
}

func TestFreezeList(t *testing.T) {
	pub, err := parse([]lists.File{{Name: "x.xlsx", Data: freezeList(t)}})
	if err != nil {
		t.Fatal(err)
	}
	if len(pub.Records) != 6 || len(pub.Unknown) > 0 || len(pub.Warnings) != 1 {
		t.Fatalf("%d records, unknown %v, warnings %q", len(pub.Records), pub.Unknown, pub.Warnings)
	}
	p := pub.Records[0].Target()
	if p.Schema.Name != "Person" {
		t.Errorf("an entry with a date of birth is a %s", p.Schema.Name)
	}
	want(t, p, "name", "MOHAMMAD HASSAN")
	want(t, p, "alias", "محمد حسن", "モハンマド・ハッサン", "エリック", "ERIC KAKORERE", "エーグル・ブラン", "AIGLE BLANC")
	want(t, p, "weakAlias", "ルムリ", "Rumuli")
	want(t, p, "previousName")
	want(t, p, "birthDate", "1955", "1958", "1945")
	want(t, p, "nationality", "af")
	want(t, p, "passportNumber", "D000763")
	want(t, p, "notes", "親密な協力者。", "続き。")
	for _, e := range pub.Records[0].Entities {
		if e.Schema.Name == "Sanction" {
			want(t, e, "listingDate", "2001-09-22")
			want(t, e, "modifiedAt", "2008-06-25", "2012-03-27")
			want(t, e, "provisions", lists.MeasureAssetFreeze)
			want(t, e, "authorityId", "2")
		}
	}
	trust := pub.Records[1].Target()
	want(t, trust, "alias", "アル・ラシード信託", "アル・ラシード", "Al-Rasheed Trust", "AL-BASHIR TRADING COMPANY, LTD")
	want(t, trust, "previousName", "エイチ", "Harakat-ul-Ansar")

	karlov := pub.Records[2].Target()
	want(t, karlov, "name", "Georgii Karlov")
	want(t, karlov, "alias", "Georgy Karlov", "ゲオルギー・カルロフ")
	want(t, karlov, "birthDate", "1971-04-01")
	if pub.Records[3].ID == pub.Records[4].ID || strings.HasSuffix(pub.Records[4].ID, "-2") {
		t.Errorf("namesakes have ids %s and %s", pub.Records[3].ID, pub.Records[4].ID)
	}
	if gone := pub.Records[5]; gone.Delisted != "2024-01-09" {
		t.Errorf("a deleted entry that still has its name is delisted %q", gone.Delisted)
	}
}

func TestLiftedSheetWithEntries(t *testing.T) {
	data := workbook(t, sheet{"18.【解除】イラン", [][]any{{"イラン"}, {"【2016年1月22日告示廃止】"},
		{"告示日付", "告示番号", "日本語表記", "英語表記"}, {"2010.9.3", "1", "バンク", "Bank Sepah"}}})
	pub, err := parse([]lists.File{{Name: "x.xlsx", Data: data}})
	if err != nil || pub.Records[0].Delisted != "2016-01-22" {
		t.Errorf("%v, delisted %q", err, pub.Records[0].Delisted)
	}
}

func TestDates(t *testing.T) {
	for printed, want := range map[string]string{"1941年8月20日": "1941-08-20", "1966 年1月1日": "1966-01-01", "1954年頃": "circa 1954",
		"1984年から1986年までの間": "between 1984 and 1986", "1965年又は1966年": "1965 or 1966", "1955年-1958年頃": "circa between 1955 and 1958",
		"１945年": "1945", "13633": "1937-04-28", "1950-03-21": "1950-03-21", "1971年3月": "1971-03"} {
		if got := westernDates(printed); got != want {
			t.Errorf("westernDates(%q) = %q, want %q", printed, got, want)
		}
	}
	for printed, want := range map[string]string{"2022.3.3": "2022-03-03", "200812.19": "200812.19", "713": "713"} {
		if got := pointDate(printed); got != want {
			t.Errorf("pointDate(%q) = %q, want %q", printed, got, want)
		}
	}
}

func TestBad(t *testing.T) {
	good := freezeList(t)
	for name, data := range map[string][]byte{"empty": nil, "html": []byte("<html>403</html>"), "cut": good[:len(good)/2],
		"other": workbook(t, sheet{"Data", [][]any{{"a", "b"}, {1, 2}}})} {
		if _, err := parse([]lists.File{{Name: name, Data: data}}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if detect("shisantouketsu.xlsx", []byte("<html>")) || detect("shisantouketsu.xls", nil) {
		t.Error("detects HTML or nothing by its name")
	}
}

// The manifest counts the rows of all sheets, headings included. Records are the rows with a name, counted apart from
// the parser; the others keep the numbers of deleted entries (618 in 2022, 643 in 2026) or carry on a text.
func TestShared(t *testing.T) {
	records := map[string]int{"asset-freeze-2022-06-16.xls": 2092, "asset-freeze-2022-07-07.xls": 2160, "asset-freeze-2026-03-05.xlsx": 2862}
	for _, f := range sharedFiles(t, "jp-mof") {
		pub, err := parse([]lists.File{f})
		if err != nil {
			t.Error(err)
			continue
		}
		if n, ok := records[f.Name]; ok && n != len(pub.Records) {
			t.Errorf("%s: %d records, want %d", f.Name, len(pub.Records), n)
		}
		again, _ := parse([]lists.File{f})
		for i, r := range pub.Records {
			if again.Records[i].ID != r.ID || ftm.Hash(again.Records[i].Entities) != ftm.Hash(r.Entities) {
				t.Fatalf("%s: record %s is read differently the second time", f.Name, r.ID)
			}
		}
		if len(pub.Unknown) > 0 {
			t.Errorf("%s: unknown %v", f.Name, pub.Unknown)
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
	f.Add("2001.9.22\n2008.6.25改訂", "Georgii (Georgy) (original script：محمد)", "(a)エリック（ERIC）、(b)B", "(a)1955年-1958年頃\n(b)１945年", "旅券 D 000763；住所")
	f.Fuzz(func(t *testing.T, date, name, alias, born, more string) {
		s := &table.Sheet{Name: "1.x", Rows: [][]string{{"告示日付", "告示番号", "英語表記", "別名", "確定に十分でない別名", "生年月日", "生年月日・出生地", "国籍", "旅券番号", "住所", "リスト掲載日", "電話"},
			{date, more, name, alias, alias, born, born, more, more, more, born, more}}, Lines: []int{1, 2}}
		b := &builder{pub: &lists.Publication{}, used: map[string]bool{}}
		_ = b.sheet(s, programmeOf(s))
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
