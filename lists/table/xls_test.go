package table

import (
	"bytes"
	"encoding/binary"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// rec is one record of a workbook stream.
func rec(id uint16, body ...[]byte) []byte {
	data := bytes.Join(body, nil)
	return append(le(id, uint16(len(data))), data...)
}

// le packs numbers in little-endian order.
func le(values ...any) []byte {
	var b bytes.Buffer
	for _, v := range values {
		_ = binary.Write(&b, binary.LittleEndian, v)
	}
	return b.Bytes()
}

func wide(s string) []byte { return le(utf16.Encode([]rune(s))) }

var bof = rec(recBOF, le(uint16(0x0600), uint16(5), uint32(0), uint32(0), uint32(0)))

// compound wraps a workbook stream into a compound file: header, allocation table, directory, stream.
func compound(stream []byte) []byte {
	stream = append(slices.Clone(stream), make([]byte, max(0, 4096-len(stream)))...) // shorter ones would need a mini stream
	size := len(stream)
	for len(stream)%512 != 0 {
		stream = append(stream, 0)
	}
	none, end := uint32(0xffffffff), uint32(0xfffffffe)
	header := bytes.Join([][]byte{oleMagic, make([]byte, 16), le(uint16(0x3e), uint16(3), uint16(0xfffe), uint16(9), uint16(6)), make([]byte, 6),
		le(uint32(0), uint32(1), uint32(1), uint32(0), uint32(4096), end, uint32(0), end, uint32(0), uint32(0)),
		bytes.Repeat(le(none), 108)}, nil)
	fat := le(uint32(0xfffffffd), end)
	sectors := len(stream) / 512
	for i := range sectors {
		next := uint32(3 + i)
		if i == sectors-1 {
			next = end
		}
		fat = append(fat, le(next)...)
	}
	fat = append(fat, bytes.Repeat(le(none), 128-len(fat)/4)...)
	entry := func(name string, kind byte, child, start, size uint32) []byte {
		n := append(wide(name), make([]byte, 64-2*len(name))...)
		return slices.Concat(n, le(uint16(2*len(name)+2), kind, byte(1), none, none, child), make([]byte, 36), le(start, size, uint32(0)))
	}
	directory := append(entry("Root Entry", 5, 1, end, 0), entry("Workbook", 2, none, 2, uint32(size))...)
	directory = append(directory, make([]byte, 512-len(directory))...)
	return slices.Concat(header, fat, directory, stream)
}

// workbook is a stream with one sheet: the records of its globals and of its cells.
func workbook(globals, cells []byte) []byte {
	bound := func(offset int) []byte {
		return rec(recBoundSheet, le(uint32(offset), uint16(0)), []byte{3, 0}, []byte("One"))
	}
	offset := len(bof) + len(globals) + len(bound(0)) + len(rec(recEOF))
	return slices.Concat(bof, globals, bound(offset), rec(recEOF), bof, cells, rec(recEOF))
}

var (
	// "Łukašenka" runs over into a CONTINUE record where its letters take two bytes; "café" is Latin-1 with formatting.
	sst = slices.Concat(
		rec(recSST, le(uint32(3), uint32(3)), le(uint16(4), byte(0x08), uint16(1)), []byte("caf\xe9"), le(uint32(0)),
			le(uint16(9), byte(1)), wide("Łuka")),
		rec(recContinue, []byte{1}, wide("šenka"), le(uint16(6), byte(0)), []byte("Re")),
		rec(recContinue, []byte{1}, wide("port"))) // the same string, now with two bytes a letter
	styles = slices.Concat(
		rec(recFormat, le(uint16(164), uint16(19), byte(0)), []byte(`[$-411]ggge"year"yy`)),
		rec(recXF, le(uint16(0), uint16(0))), rec(recXF, le(uint16(0), uint16(14))), rec(recXF, le(uint16(0), uint16(164))))
	cells = slices.Concat(
		rec(recLabelSST, le(uint16(0), uint16(0), uint16(0), uint32(0))),
		rec(recLabelSST, le(uint16(0), uint16(2), uint16(0), uint32(1))),
		rec(recLabelSST, le(uint16(0), uint16(3), uint16(0), uint32(2))),
		rec(recMulRK, le(uint16(2), uint16(0), uint16(0), uint32(39370<<2|2), uint16(1), uint32(39370<<2|2), uint16(2), uint32(20366<<2|2), uint16(2))),
		rec(recNumber, le(uint16(3), uint16(0), uint16(0), 12.5)),
		rec(recNumber, le(uint16(3), uint16(1), uint16(1), 39370.75)),
		rec(recRK, le(uint16(3), uint16(2), uint16(0), uint32(1234<<2|3))),
		rec(recFormula, le(uint16(4), uint16(0), uint16(0), byte(0), [5]byte{}, uint16(0xffff), uint16(0), uint32(0), uint16(0))),
		rec(recString, le(uint16(2), byte(0)), []byte("ok")),
		rec(recFormula, le(uint16(4), uint16(1), uint16(0), 3.0, uint16(0), uint32(0), uint16(0))),
		rec(recBoolErr, le(uint16(4), uint16(2), uint16(0), byte(1), byte(0))),
		rec(recLabel, le(uint16(4), uint16(3), uint16(0), uint16(2), byte(1)), wide("名前")))
)

func TestXLS(t *testing.T) {
	sheets, err := XLS(compound(workbook(slices.Concat(styles, sst), cells)))
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"café", "", "Łukašenka", "Report"},
		{"39370", "2007-10-15", "1955-10-04"},
		{"12.5", "2007-10-15 18:00:00", "12.34"},
		{"ok", "3", "TRUE", "名前"},
	}
	if len(sheets) != 1 || sheets[0].Name != "One" || !slices.EqualFunc(sheets[0].Rows, want, slices.Equal) {
		t.Fatalf("sheets = %+v, want rows %q", sheets, want)
	}
	if lines := sheets[0].Lines; !slices.Equal(lines, []int{1, 3, 4, 5}) {
		t.Errorf("lines = %v: an empty row counts", lines)
	}
}

func TestXLSRefuses(t *testing.T) {
	good := workbook(slices.Concat(styles, sst), cells)
	twice := slices.Concat(rec(recBoundSheet, le(uint32(0), uint16(0)), []byte{1, 0, 'a'}), rec(recBoundSheet, le(uint32(0), uint16(0)), []byte{1, 0, 'b'}))
	for _, c := range []struct {
		name, want string
		data       []byte
	}{
		{"empty", "not a readable XLS", nil},
		{"HTML", "not a readable XLS", []byte("<html>403 Forbidden</html>")},
		{"cut file", "", compound(good)[:1700]},
		{"no end of the sheet", "cut or incomplete", compound(good[:len(good)-4])},
		{"encrypted", "encrypted", compound(workbook(rec(recFilePass, le(uint16(0))), nil))},
		{"Excel 95", "BIFF8", compound(rec(recBOF, le(uint16(0x0500), uint16(5))))},
		{"text out of range", "of 0 shared ones", compound(workbook(nil, cells))},
		{"two sheets in one place", "stands where another does", compound(workbook(twice, nil))},
		{"short cell", "too short", compound(workbook(nil, rec(recNumber, le(uint16(0)))))},
	} {
		if _, err := XLS(c.data); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, err, c.want)
		}
	}
}

// A small file must not unfold to gigabytes: every row here has its one cell in the last column.
func TestXLSBoundsCells(t *testing.T) {
	g := &grid{budget: 1000}
	var err error
	for row := range uint16(10) {
		if err = g.set(row, 255, "x"); err != nil {
			break
		}
	}
	if err == nil {
		t.Error("a grid of 2,560 cells fits into a budget of 1,000")
	}
}

func TestDateText(t *testing.T) {
	for _, c := range []struct {
		serial float64
		d1904  bool
		want   string
	}{
		{1, false, "1900-01-01"}, {59, false, "1900-02-28"}, {61, false, "1900-03-01"}, {39370, false, "2007-10-15"},
		{39370.5, false, "2007-10-15 12:00:00"}, {37908, true, "2007-10-15"}, {0.5, false, ""}, {-3, false, ""},
		{math.Inf(1), false, ""}, {math.NaN(), false, ""}, {3e9, false, ""},
	} {
		if got, _ := dateText(c.serial, c.d1904); got != c.want {
			t.Errorf("dateText(%v, %v) = %q, want %q", c.serial, c.d1904, got, c.want)
		}
	}
	for format, want := range map[string]bool{"General": false, "0.00": false, "yyyy/m/d": true, "[$-411]ggge\"年\"m\"月\"d\"日\"": true,
		"[Red]0": false, "\\d0": false, "#,##0;[Red]-#,##0": false, "h:mm": false, "\"date\" 0": false, "d-mmm-yy": true} {
		if isDate(200, format) != want {
			t.Errorf("isDate(%q) = %v", format, !want)
		}
	}
}

func TestPeek(t *testing.T) {
	sheets, texts := Peek(compound(workbook(slices.Concat(styles, sst), cells))[:2000])
	if !slices.Equal(sheets, []string{"One"}) || !slices.Contains(texts, "Łukašenka") {
		t.Errorf("Peek = %q, %q", sheets, texts)
	}
	for _, head := range []string{"", "PK\x03\x04", "<html>", string(oleMagic)} {
		if s, x := Peek([]byte(head)); s != nil || x != nil {
			t.Errorf("Peek(%q) = %q, %q", head, s, x)
		}
	}
}

func TestItems(t *testing.T) {
	for text, want := range map[string][]string{
		"a) Approximately 1966 b) 1960 c) 1953":      {"Approximately 1966", "1960", "1953"},
		"(a)1955年-1958年頃\n(b)1945年":                  {"1955年-1958年頃", "1945年"},
		"（a）1960年頃、（ｂ）1966年":                         {"1960年頃", "1966年"},
		"Kabul, Afghanistan":                         {"Kabul, Afghanistan"},
		"a)1955 b)1956":                              {"1955", "1956"},
		"Moroni; a) Comoros b) Kenya":                {"Moroni", "Comoros", "Kenya"},
		"Group B) of the militia (c) and others (d)": {"Group B) of the militia (c) and others (d)"},
		"": nil,
	} {
		if got := Items(text); !slices.Equal(got, want) {
			t.Errorf("Items(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestSerialDate(t *testing.T) {
	for text, want := range map[string]string{"20366": "1955-10-04", "9157": "1925-01-25", "1961": "", "123456": "", "x": ""} {
		if got, _ := SerialDate(text); got != want {
			t.Errorf("SerialDate(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestUnescape(t *testing.T) {
	for cell, want := range map[string]string{"a_x000D_\n_x000D_\nb": "a\n\nb", "a\r\nb": "a\nb", "_x": "_x", "max_xavier_": "max_xavier_",
		"_x005F_x000D_": "_x000D_", "x_x00": "x_x00", "plain": "plain"} {
		if got := unescape(cell); got != want {
			t.Errorf("unescape(%q) = %q, want %q", cell, got, want)
		}
	}
}

func FuzzXLS(f *testing.F) {
	f.Add(compound(workbook(slices.Concat(styles, sst), cells)))
	f.Add(compound(workbook(twoSheets(), cells))[:2500])
	f.Add(oleMagic)
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		_, _ = XLS(data)
		Peek(data)
	})
}

func twoSheets() []byte { return rec(recBoundSheet, le(uint32(600), uint16(0)), []byte{1, 0, 'b'}) }

// FuzzXLSRecords reads arbitrary records, without the container around them that a fuzzer rarely gets right.
func FuzzXLSRecords(f *testing.F) {
	f.Add(workbook(slices.Concat(styles, sst), cells))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		b := &biff{data: data, formats: map[uint16]string{}}
		if b.globals() != nil {
			return
		}
		for _, s := range b.sheets {
			_, _ = b.sheet(s)
		}
	})
}

func FuzzItems(f *testing.F) {
	f.Add("a) one b) two")
	f.Add("(ａ）")
	f.Fuzz(func(t *testing.T, text string) { Items(text) })
}
