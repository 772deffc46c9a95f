package ftm

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// DateOrder says how a source orders purely numeric dates.
type DateOrder int

// The orders.
const (
	DayFirst DateOrder = iota
	MonthFirst
)

// months are the beginnings of the names of months in the languages of the lists.
var months = func() map[string]int {
	m := map[string]int{}
	for i, names := range []string{
		"jan january janvier januar enero gennaio января січня",
		"feb february février fevrier februar febrero febbraio февраля лютого fév",
		"mar march mars märz marzo марта березня mär",
		"apr april avril abril aprile апреля квітня avr",
		"may mai mayo maggio мая травня",
		"jun june juin juni junio giugno июня червня",
		"jul july juillet juli julio luglio июля липня",
		"aug august août aout agosto августа серпня",
		"sep sept september septembre septiembre settembre сентября вересня",
		"oct october octobre oktober octubre ottobre октября жовтня okt",
		"nov november novembre noviembre ноября листопада",
		"dec december décembre decembre dezember diciembre dicembre декабря грудня dez déc"} {
		for _, n := range strings.Fields(names) {
			m[n] = i + 1
		}
	}
	return m
}()

// dateWord is one piece of a date: a number or the name of a month.
type dateWord struct {
	text   string
	number int // -1 for text
	month  int // of a name
}

// words splits the text of a date.
func dateWords(raw string) []dateWord {
	var out []dateWord
	flush := func(s string) {
		if s == "" {
			return
		}
		w := dateWord{text: s, number: -1}
		if n, err := strconv.Atoi(s); err == nil {
			w.number = n
		} else {
			w.month = months[strings.ToLower(s)]
		}
		out = append(out, w)
	}
	start, kind := 0, 0
	for i, r := range raw + " " {
		k := 0
		switch {
		case r >= '0' && r <= '9':
			k = 1
		case unicode.IsLetter(r) || unicode.IsMark(r):
			k = 2
			if r == '年' || r == '月' || r == '日' {
				k = 3
			}
		}
		if k != kind {
			if kind == 1 || kind == 2 {
				flush(raw[start:i])
			}
			start, kind = i, k
		}
	}
	return out
}

// ParseDate reads one exact or partial date and returns it as 1962, 1962-09 or 1962-09-03. Zero days and months
// ("00/02/1961") and letters in their place ("dd/mm/1968") mean unknown. The date must exist in the calendar, between
// the years 1000 and 2999.
func ParseDate(raw string, order DateOrder) (string, bool) {
	if len(raw) > 64 {
		return "", false
	}
	raw = strings.TrimSpace(raw)
	if len(raw) > 10 && (raw[10] == 'T' || raw[10] == ' ' && strings.Contains(raw, ":")) { // a time behind the date
		raw = raw[:10]
	}
	ws := dateWords(raw)
	kept := ws[:0]
	for _, w := range ws {
		switch strings.ToLower(w.text) {
		case "dd", "mm", "xx":
			w.number = 0
		case "yyyy":
			return "", false
		case "of", "the", "st", "nd", "rd", "th", "de", "г", "р", "року", "года", "den", "le":
			continue
		}
		kept = append(kept, w)
	}
	y, m, d, ok := arrange(kept, order)
	if !ok {
		return "", false
	}
	return isoDate(y, m, d)
}

// arrange finds year, month and day among at most three pieces.
func arrange(ws []dateWord, order DateOrder) (y, m, d int, ok bool) {
	n := len(ws)
	if n == 0 || n > 3 {
		return 0, 0, 0, false
	}
	for _, w := range ws {
		if w.number < 0 && w.month == 0 {
			return 0, 0, 0, false
		}
	}
	isYear := func(w dateWord) bool { return w.number >= 1000 && len(w.text) == 4 }
	named := -1
	for i, w := range ws {
		if w.month > 0 {
			if named >= 0 {
				return 0, 0, 0, false
			}
			named = i
		}
	}
	switch {
	case n == 1:
		if w := ws[0]; isYear(w) {
			return w.number, 0, 0, true
		} else if len(w.text) == 8 && w.number > 10000000 { // 19620903
			return w.number / 10000, w.number / 100 % 100, w.number % 100, true
		}
	case n == 2 && named >= 0 && isYear(ws[1-named]):
		return ws[1-named].number, ws[named].month, 0, true
	case n == 2 && isYear(ws[0]):
		return ws[0].number, ws[1].number, 0, named < 0
	case n == 2 && isYear(ws[1]):
		return ws[1].number, ws[0].number, 0, named < 0
	case n == 3 && named >= 0:
		rest := append(append([]dateWord{}, ws[:named]...), ws[named+1:]...)
		if isYear(rest[1]) {
			return rest[1].number, ws[named].month, rest[0].number, true
		}
		if isYear(rest[0]) {
			return rest[0].number, ws[named].month, rest[1].number, true
		}
	case n == 3 && isYear(ws[0]):
		return ws[0].number, ws[1].number, ws[2].number, true
	case n == 3 && isYear(ws[2]):
		if order == MonthFirst && ws[0].number <= 12 || ws[1].number > 12 {
			return ws[2].number, ws[0].number, ws[1].number, true
		}
		return ws[2].number, ws[1].number, ws[0].number, true
	}
	return 0, 0, 0, false
}

func isoDate(y, m, d int) (string, bool) {
	switch {
	case y < 1000 || y > 2999 || m < 0 || m > 12 || d < 0 || d > 31:
		return "", false
	case m == 0:
		return fmt.Sprintf("%04d", y), d == 0
	case d == 0:
		return fmt.Sprintf("%04d-%02d", y, m), true
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return t.Format(time.DateOnly), t.Day() == d
}

// dated is one date of a text with its note.
type dated struct{ value, note string }

// AddDates reads a source's wording of one or several dates ("09 Feb 1951", "circa 1965", "1960 to 1965", "between
// 1955 and 1958", "00/02/1961", "dd/mm/1968", "Approximately 1963, 30/01/1972", "2022.3.3") and adds a statement
// for each, with the notes NoteCirca, NoteFrom and NoteTo. What it cannot read is kept as printed.
func (e *Entity) AddDates(prop, raw string, order DateOrder) {
	raw = strings.Join(strings.Fields(raw), " ")
	if raw == "" {
		return
	}
	if v, ok := ParseDate(raw, order); ok {
		e.Put(Statement{Prop: prop, Value: v, Original: raw})
		return
	}
	for _, part := range splitDates(raw) {
		ds, ok := parseDates(part, order)
		if !ok {
			e.Statements = append(e.Statements, Statement{Prop: prop, Original: bounded(part, 256)})
			continue
		}
		for _, d := range ds {
			e.Put(Statement{Prop: prop, Value: d.value, Note: d.note, Original: part})
		}
	}
}

// splitDates cuts a text at semicolons, commas before a date, "or", "a)", "(1)".
func splitDates(raw string) []string {
	for _, mark := range []string{"(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)", " a) ", " b) ", " c) ", " d) ", " e) ", " f) "} {
		raw = strings.ReplaceAll(" "+raw, mark, " ; ")
	}
	for _, or := range []string{" or ", " and/or ", " или ", " або "} {
		raw = strings.ReplaceAll(raw, or, " ; ")
	}
	var out []string
	for _, p := range strings.Split(raw, ";") {
		pieces := strings.Split(p, ",")
		for i := 0; i < len(pieces); i++ {
			piece := pieces[i]
			// "February 9, 1951": a comma inside one date
			if i+1 < len(pieces) && !hasYear(piece) {
				piece += " " + pieces[i+1]
				i++
			}
			if piece = strings.Trim(piece, " .()"); piece != "" {
				out = append(out, piece)
			}
		}
	}
	return out
}

func hasYear(s string) bool {
	for _, w := range dateWords(s) {
		if len(w.text) == 4 && w.number >= 1000 {
			return true
		}
	}
	return false
}

var circaWords = []string{"circa", "approximately", "approx", "about", "around", "c.", "ca.", "ca", "environ", "vers", "etwa", "um", "около",
	"приблизно", "estimated", "possibly", "c"}

// parseDates reads one date, with or without circa, or a range.
func parseDates(raw string, order DateOrder) ([]dated, bool) {
	lower := strings.ToLower(raw)
	note := ""
	for _, c := range circaWords {
		if rest, ok := strings.CutPrefix(lower, c); ok && (rest == "" || !unicode.IsLetter(rune(rest[0]))) {
			note, lower = NoteCirca, strings.Trim(rest, " .:")
			break
		}
	}
	for _, tail := range []string{"(approximately)", "approximately", "(approx)", "circa", "(circa)", "approx"} {
		if rest, ok := strings.CutSuffix(lower, tail); ok {
			note, lower = NoteCirca, strings.TrimSpace(rest)
		}
	}
	if v, ok := ParseDate(lower, order); ok {
		return []dated{{v, note}}, true
	}
	if from, to, ok := decade(lower); ok {
		return []dated{{from, NoteFrom}, {to, NoteTo}}, true
	}
	for _, lead := range []string{"between ", "from ", "entre ", "zwischen ", "de "} {
		lower = strings.TrimPrefix(lower, lead)
	}
	for _, sep := range []string{" to ", " and ", " - ", " – ", "–", "-", "/", " bis ", " et ", " und ", " until "} {
		a, b, found := strings.Cut(lower, sep)
		if !found {
			continue
		}
		b = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(b), "circa "))
		from, ok1 := ParseDate(a, order)
		if len(b) == 2 && ok1 && len(from) == 4 { // 1963-64
			b = from[:2] + b
		}
		to, ok2 := ParseDate(b, order)
		if ok1 && ok2 && from <= to {
			return []dated{{from, NoteFrom}, {to, NoteTo}}, true
		}
	}
	return nil, false
}

// decade reads "1950s", "early 1950s", "late 1950s", "mid-1950s".
func decade(s string) (from, to string, ok bool) {
	first, last := 0, 9
	for _, d := range []struct {
		word     string
		from, to int
	}{{"early", 0, 4}, {"mid-to-late", 4, 9}, {"mid", 3, 7}, {"late", 5, 9}} {
		if rest, found := strings.CutPrefix(s, d.word); found {
			s, first, last = strings.Trim(rest, " -"), d.from, d.to
			break
		}
	}
	s = strings.TrimPrefix(s, "the ")
	base, found := strings.CutSuffix(strings.ReplaceAll(strings.ReplaceAll(s, "'", ""), "’", ""), "s")
	y, err := strconv.Atoi(base)
	if !found || err != nil || y < 1000 || y > 2990 || y%10 != 0 {
		return "", "", false
	}
	return strconv.Itoa(y + first), strconv.Itoa(y + last), true
}

func bounded(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
