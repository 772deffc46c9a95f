package train

import (
	"strings"
	"testing"
)

func TestHanTable(t *testing.T) {
	const readings = "# Unihan\nU+6797\tkCantonese\tlam4\nU+6797\tkHangul\t림:0E 임:0\nU+912D\tkHangul\t정:0N\nU+91D1\tkHangul\t금:0E 김:0N\nU+3400\tkHangul\t구:0E\n"
	const variants = "U+4E7E\tkSimplifiedVariant\tU+4E7E U+5E72\nU+912D\tkSimplifiedVariant\tU+90D1\n"
	table, err := Han(strings.NewReader(readings), strings.NewReader(variants))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"林\t-\t림,임\n", "鄭\t郑\t정\n", "金\t-\t김,금\n", "乾\t干\t-\n", "郑\t-\t정\n"} {
		if !strings.Contains(string(table), want) {
			t.Errorf("no line %q in\n%s", want, table)
		}
	}
	if strings.Contains(string(table), "㐀") {
		t.Error("a character that hardly anybody writes is in the table")
	}
	for name, bad := range map[string]string{"no line has kHangul": "U+4E7E\tkCantonese\tx\n", "line 1": "4E7E\tkHangul\t건:0E\n"} {
		if _, err := Han(strings.NewReader(bad), strings.NewReader(variants)); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%q: error %v, want %q", bad, err, name)
		}
	}
}
