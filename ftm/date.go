package ftm

import (
	"strings"
	"time"
)

// DateOrder says how a source orders purely numeric dates.
type DateOrder int

// The orders.
const (
	DayFirst DateOrder = iota
	MonthFirst
)

// maxDate is the size in bytes of the longest text that is read as dates.
const maxDate = 8192

// ParseDate reads one exact or partial date and returns it as 1962, 1962-09 or 1962-09-03; a time of day is left out.
// It reads ISO dates, numeric dates in the given order (in the other where only that gives a date, as in 12/31/1970),
// names of months in the languages of the lists, and Japanese dates. Zeros ("00/02/1961"), letters in place of figures
// ("dd/mm/1968") and a missing day or month mean unknown. The date must exist in the calendar, between the years 1000
// and 2999. Years of two digits are refused.
func ParseDate(raw string, order DateOrder) (string, bool) {
	if isISODate(raw) {
		return raw, true
	}
	if len(raw) > 64 {
		return "", false
	}
	r := dateReader{text: raw, words: dateWords(raw), order: order}
	d, ok := r.date()
	if !ok || r.at < len(r.words) {
		return "", false
	}
	return d, true
}

// isISODate reports whether s is a date as this package writes it.
func isISODate(s string) bool {
	switch len(s) {
	case 4:
		return digits(s) && s[0] >= '1' && s[0] <= '2'
	case 7, 10:
		if s[4] != '-' || !isISODate(s[:4]) || !digits(s[5:7]) {
			return false
		}
		month, day := twoDigits(s[5:]), 1
		if len(s) == 10 {
			if s[7] != '-' || !digits(s[8:]) {
				return false
			}
			day = twoDigits(s[8:])
		}
		return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(twoDigits(s)*100+twoDigits(s[2:]), month)
	}
	return false
}

func twoDigits(s string) int { return int(s[0]-'0')*10 + int(s[1]-'0') }

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// isoDate writes a date; zero means that the day, or the day and the month, are not known.
func isoDate(year, month, day int) (string, bool) {
	b := []byte{byte('0' + year/1000%10), byte('0' + year/100%10), byte('0' + year/10%10), byte('0' + year%10)}
	if month > 0 || day > 0 {
		b = append(b, '-', byte('0'+month/10%10), byte('0'+month%10))
	}
	if day > 0 {
		b = append(b, '-', byte('0'+day/10%10), byte('0'+day%10))
	}
	s := string(b)
	return s, year <= 2999 && month <= 12 && day <= 31 && isISODate(s)
}

// dateReader reads dates from the words of a text.
type dateReader struct {
	text  string
	words []dateWord
	at    int
	order DateOrder
	// remarks says that words were met which are no part of a date.
	remarks bool
}

// peek returns the word that is n places ahead, an empty one behind the end.
func (r *dateReader) peek(n int) dateWord {
	if r.at+n < len(r.words) {
		return r.words[r.at+n]
	}
	return dateWord{kind: markWord, number: -1}
}

// take steps over the next word if it is one of those given.
func (r *dateReader) take(words ...string) bool {
	if r.at < len(r.words) && r.words[r.at].is(words...) {
		r.at++
		return true
	}
	return false
}

// datePart is a day, month or year with what stands between it and the part before.
type datePart struct {
	dateWord
	glue   string // "/", "-", ".", ",", or "" for white space or nothing
	marked bool   // 年, 月 or 日 stands behind it
	end    int    // index of the word behind it
}

// date reads one date with its time of day. It does not move where there is none.
func (r *dateReader) date() (string, bool) {
	start := r.at
	if y, ok := r.era(); ok {
		return y, true
	}
	if r.peek(0).is("/") && r.peek(1).part() { // "/02/1961"
		r.at++
	}
	var found [3]datePart
	parts := r.parts(found[:0])
	for n := len(parts); n > 0; n-- {
		if y, m, d, ok := arrange(parts[:n], r.order); ok {
			if s, ok := isoDate(y, m, d); ok {
				r.at = parts[n-1].end
				r.clock()
				return s, true
			}
		}
	}
	r.at = start
	return "", false
}

// parts gathers at most three parts of a date, the longest row that may be one. It does not move.
func (r *dateReader) parts(parts []datePart) []datePart {
	back := r.at
	defer func() { r.at = back }()
	glue := ""
	for len(parts) < cap(parts) && r.peek(0).part() {
		p := datePart{dateWord: r.peek(0), glue: glue}
		r.at++
		if p.marked = r.take("年", "月", "日"); !p.marked {
			r.take("st", "nd", "rd", "th", "er", "го", "º", "ª")
		}
		p.end = r.at
		parts = append(parts, p)
		dotted := r.take(".")
		switch next := r.peek(0); {
		case next.is("/", "-", ","):
			if glue = next.text; glue == "," && (!hasMonth(parts) || p.isYear()) {
				return parts // a comma between two dates
			}
			r.at++
		case dotted:
			glue = "."
		default:
			glue = ""
			for r.take("of", "de", "del", "г", "р", "року", "года") {
			}
		}
	}
	return parts
}

func hasMonth(parts []datePart) bool {
	for _, p := range parts {
		if p.month > 0 {
			return true
		}
	}
	return false
}

// arrange tells year, month and day apart. Numbers with nothing but space between them are no date, unless all have
// their full width or are marked as year, month and day.
func arrange(p []datePart, order DateOrder) (y, m, d int, ok bool) {
	named := -1
	for i := range p {
		if p[i].month > 0 {
			if named >= 0 {
				return 0, 0, 0, false
			}
			named = i
		}
	}
	if named >= 0 {
		return arrangeNamed(p, named)
	}
	for i := 1; i < len(p); i++ {
		apart := p[i].glue == "" && !p[i-1].marked
		dotted := i == 2 && p[1].glue == "." && p[2].glue == "" && p[2].isYear() // "28.01 1966"
		if i == 2 && p[1].glue != p[2].glue && !dotted || apart && !dotted && !fullWidth(p) {
			return 0, 0, 0, false
		}
	}
	switch first, last := p[0], p[len(p)-1]; {
	case len(p) == 1 && len(first.text) == 8:
		return first.number / 10000, first.number / 100 % 100, first.number % 100, true
	case len(p) == 1:
		return first.number, 0, 0, first.isYear()
	case len(p) == 2 && first.isYear():
		return first.number, p[1].number, 0, true
	case len(p) == 2:
		return last.number, first.number, 0, last.isYear()
	case first.isYear():
		return first.number, p[1].number, p[2].number, true
	case !last.isYear():
		return 0, 0, 0, false
	}
	d, m = p[0].number, p[1].number
	if order == MonthFirst {
		d, m = m, d
	}
	if _, fits := isoDate(p[2].number, m, d); !fits {
		d, m = m, d
	}
	return p[2].number, m, d, true
}

// fullWidth reports whether day and month are written with two figures each: "10 05 1970".
func fullWidth(p []datePart) bool { return len(p) == 3 && len(p[0].text) == 2 && len(p[1].text) == 2 }

// arrangeNamed is arrange for a date with the name of a month.
func arrangeNamed(p []datePart, named int) (y, m, d int, ok bool) {
	m = p[named].month
	switch {
	case len(p) == 2:
		other := p[1-named]
		return other.number, m, 0, other.isYear()
	case len(p) == 3 && p[2].isYear() && named < 2: // 9 Feb 1951, Feb 9 1951
		return p[2].number, m, p[1-named].number, true
	case len(p) == 3 && p[0].isYear() && named == 1: // 1951 Feb 9
		return p[0].number, m, p[2].number, true
	}
	return 0, 0, 0, false
}

// clock steps over a time of day and an offset: "T00:00:00Z", " 14:52", "-04:00".
func (r *dateReader) clock() {
	at := r.at
	r.take("t")
	if hour := r.peek(0).number; hour >= 0 && hour <= 24 && r.peek(1).is(":") && r.peek(2).number < 60 {
		r.at++
		for r.peek(0).is(":", ".") && r.peek(1).number >= 0 {
			r.at += 2
		}
		r.take("am", "pm")
	} else {
		r.at = at
	}
	if w := r.peek(0); w.is("+", "-") && !w.spaced && r.peek(1).number >= 0 && r.peek(2).is(":") && r.peek(3).number >= 0 {
		r.at += 4
	} else if !w.spaced || r.at > at {
		r.take("z", "utc", "gmt")
	}
}

// era reads a Japanese date: 昭和33年4月1日.
func (r *dateReader) era() (string, bool) {
	before, ok := eras[r.peek(0).text]
	if !ok || !r.peek(2).is("年") {
		return "", false
	}
	year := r.peek(1).number
	if r.peek(1).is("元") {
		year = 1
	}
	month, day, words := 0, 0, 3
	if r.peek(3).number > 0 && r.peek(4).is("月") {
		month, words = r.peek(3).number, 5
		if r.peek(5).number > 0 && r.peek(6).is("日") {
			day, words = r.peek(5).number, 7
		}
	}
	if year < 1 || year > 99 {
		return "", false
	}
	s, ok := isoDate(before+year, month, day)
	if ok {
		r.at += words
	}
	return s, ok
}

// cleanDate is the normal form of a value that should be one date: ISO 8601, with its time of day in UTC if it has one
// other than midnight. A numeric date whose order is not plain ("1/2/1963") is not understood.
func cleanDate(raw string) (string, bool) {
	if isISODate(raw) {
		return raw, true
	}
	raw = strings.TrimSpace(raw)
	if len(raw) > 40 {
		return "", false
	}
	if s, ok := cleanTime(raw); ok {
		return s, true
	}
	day, ok := ParseDate(raw, DayFirst)
	if other, _ := ParseDate(raw, MonthFirst); other != day {
		return "", false
	}
	return day, ok
}

func cleanTime(raw string) (string, bool) {
	if len(raw) < 16 || raw[4] != '-' || raw[10] != 'T' && raw[10] != ' ' || !isISODate(raw[:10]) {
		return "", false
	}
	s := raw[:10] + "T" + strings.TrimSpace(raw[11:])
	for _, layout := range [...]string{"2006-01-02T15:04:05", time.RFC3339, "2006-01-02T15:04", "2006-01-02T15:04Z07:00"} {
		t, err := time.Parse(layout, s)
		switch u := t.UTC(); {
		case err != nil:
		case t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0:
			return raw[:10], true // the day as printed
		case u.Year() >= 1000 && u.Year() <= 2999:
			return u.Format("2006-01-02T15:04:05"), true
		}
	}
	return "", false
}
