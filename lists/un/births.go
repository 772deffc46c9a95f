package un

import (
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/tree"
)

// birthDate reads an INDIVIDUAL_DATE_OF_BIRTH: TYPE_OF_DATE says EXACT, APPROXIMATELY or BETWEEN, and DATE, YEAR or
// FROM_YEAR and TO_YEAR hold it; NOTE holds what fits none of these.
func birthDate(t *ftm.Entity, b *tree.Node, pub *lists.Publication) {
	kind := strings.ToUpper(text(b, "TYPE_OF_DATE"))
	note := text(b, "NOTE")
	known := false
	put := func(value, qualifier string) {
		t.Put(ftm.Statement{Prop: "birthDate", Original: value, Note: qualifier})
		known = true
	}
	qualifier := ""
	switch {
	case strings.HasPrefix(kind, "APPROX") || isCirca(note):
		qualifier = ftm.NoteCirca
	case kind != "" && kind != "EXACT" && kind != "BETWEEN":
		pub.UnknownAt("TYPE_OF_DATE=" + kind)
	}
	if isCirca(note) {
		note = ""
	}
	if from := text(b, "FROM_YEAR"); from != "" {
		put(from, ftm.NoteFrom)
	}
	if to := text(b, "TO_YEAR"); to != "" {
		put(to, ftm.NoteTo)
	}
	for _, field := range []string{"DATE", "YEAR"} {
		v := day(text(b, field))
		switch {
		case v == "":
		case strings.EqualFold(v, "Invalid date"):
			pub.Warn("line %d: the list prints the words %q in place of a date of birth", b.Line, v)
		case !isoDate(v):
			t.AddDates("birthDate", v, ftm.DayFirst) // "1977/1978", "Sep. 1958"
			known = true
		case field == "YEAR" && isMonth(note):
			t.AddDates("birthDate", note+" "+v, ftm.DayFirst)
			note, known = "", true
		case qualifier == "" && note != "":
			put(v, note)
			note = ""
		default:
			put(v, qualifier)
		}
	}
	switch {
	case note == "":
	case known || strings.Contains(note, "Hijri") || strings.Contains(note, "years old"):
		t.Add("notes", "Date of birth: "+note)
	default:
		t.AddDates("birthDate", note, ftm.DayFirst)
	}
}

// isoDate reports whether s is a year, a year and month or a day in ISO 8601.
func isoDate(s string) bool {
	if len(s) != 4 && len(s) != 7 && len(s) != 10 {
		return false
	}
	for i, c := range []byte(s) {
		if (i == 4 || i == 7) != (c == '-') || c != '-' && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

func isCirca(note string) bool { return strings.HasPrefix(strings.ToLower(note), "approx") }

func isMonth(note string) bool {
	s := strings.ToLower(strings.TrimSuffix(note, "."))
	if len(s) < 3 || strings.ContainsAny(s, " 0123456789") {
		return false
	}
	return strings.Contains(" jan feb mar apr may jun jul aug sep oct nov dec ", " "+s[:3]+" ")
}
