package ftm

import (
	"slices"
	"strconv"
	"strings"
)

// AddDates reads a source's wording of one or several dates and adds a statement for each: "09 Feb 1951", "circa 1965"
// (NoteCirca), "1960 to 1965" and "between 1955 and 1958" (NoteFrom and NoteTo), "1973 or 1974", "late 1950s" (a range),
// "a) 1.1.1960 b) 2.3.1961", "Approximately 1963, 30/01/1972". Times of day are left out. What it cannot read is kept as
// printed, in a statement that is not Understood; nothing is dropped. Remarks beside a date ("1962 (as per passport)")
// stay in Original.
func (e *Entity) AddDates(prop, raw string, order DateOrder) {
	raw = strings.TrimSpace(raw)
	if raw == "" {
		return
	}
	if isISODate(raw) {
		e.Put(Statement{Prop: prop, Value: raw})
		return
	}
	if len(raw) > maxDate {
		e.putText(prop, bounded(raw, maxDate))
		return
	}
	for _, d := range readDates(raw, order) {
		if d.value == "" {
			e.putText(prop, d.wording)
		} else {
			e.Put(Statement{Prop: prop, Value: d.value, Note: d.note, Original: d.wording})
		}
	}
}

// dated is one date of a text: its value ("" if it could not be read), note and wording.
type dated struct{ value, note, wording string }

// readDates reads all dates of a text. What lies between them and cannot be read stands among them without a value.
func readDates(text string, order DateOrder) []dated {
	r := dateReader{text: text, words: dateWords(text), order: order}
	return r.all()
}

func (r *dateReader) all() []dated {
	var out []dated
	unread, unreadEnd := -1, 0 // the words that could not be read
	flush := func() {
		if unread >= 0 {
			out = append(out, dated{wording: r.wording(unread, unreadEnd)})
			unread = -1
		}
	}
	for r.skipSeparators(); r.at < len(r.words); r.skipSeparators() {
		start := r.at
		ds, ok := r.segment()
		if !ok {
			if unread < 0 {
				unread = start
			}
			r.at = start + 1
			r.toSeparator()
			unreadEnd = r.at
			continue
		}
		flush()
		for i := range ds {
			ds[i].wording = r.wording(start, r.at)
		}
		out = append(out, ds...)
	}
	if flush(); len(out) == 0 {
		return []dated{{wording: r.text}} // nothing but separators
	}
	if len(out) == 1 || len(out) == 2 && out[0].note == NoteFrom && out[0].wording == out[1].wording {
		for i := range out {
			out[i].wording = r.text
		}
	}
	return out
}

// wording is the text of the words from start to end.
func (r *dateReader) wording(start, end int) string {
	if start >= end {
		return ""
	}
	return strings.Trim(r.text[r.words[start].start:r.words[end-1].end], " \t\r\n.,;")
}

// separators stand between the dates of an enumeration.
var separators = []string{",", ";", "|", "&", "、", "，", "､", "・", "·", ".", "or", "and", "oder", "und", "ou", "et", "o", "y", "или",
	"и", "або", "та", "又は", "または", "及び", "および", "而", "或"}

// separator reports how many of the next words are a separator: a mark or word, or the letter of an enumeration, "(1)", "a)".
func (r *dateReader) separator() int {
	w := r.peek(0)
	switch {
	case r.at >= len(r.words):
		return 0
	case w.is("and") && r.peek(1).is("/") && r.peek(2).is("or"):
		return 3
	case w.is("(") && r.peek(2).is(")") && enumerates(r.peek(1)):
		return 3
	case r.peek(1).is(")") && enumerates(w) && !r.peek(1).spaced:
		return 2
	case w.is("/"):
		if w.spaced && r.peek(1).spaced {
			return 1
		}
	case w.is(separators...):
		return 1
	}
	return 0
}

// enumerates reports whether a word is the letter or number of an item: a, (i), 1, 12.
func enumerates(w dateWord) bool {
	return w.kind == textWord && (len(w.text) == 1 || w.is("ii", "iii", "iv", "vi", "vii", "viii", "ix")) ||
		w.kind == numberWord && len(w.text) <= 2
}

func (r *dateReader) skipSeparators() {
	for n := r.separator(); n > 0; n = r.separator() {
		r.at += n
	}
}

// toSeparator moves to the next separator; a dot between figures is none.
func (r *dateReader) toSeparator() {
	for r.at < len(r.words) && (r.separator() == 0 || r.peek(0).is(".") && r.peek(1).part() && !r.peek(1).spaced) {
		r.at++
	}
}

// Words around dates.
var (
	leadWords = []string{"born", "dob", "yob", "date", "of", "birth", "year", "on", "in", "the", "at", "né", "née", "le", "en", "geboren",
		"am", "im", "a", "род", "народився", "родился", "(", ")", ":", "spring", "summer", "autumn", "fall", "winter", "beginning", "end",
		"start", "middle"}
	circaWords = []string{"circa", "ca", "c", "approximately", "approx", "approximate", "about", "around", "roughly", "estimated", "est",
		"probably", "possibly", "presumably", "environ", "vers", "etwa", "um", "gegen", "ungefähr", "hacia", "aproximadamente", "verso",
		"около", "примерно", "приблизительно", "приблизно", "близько", "біля", "каля", "およそ", "おおよそ", "約", "~", "～", "頃", "?", "apx"}
	betweenWords = []string{"between", "from", "entre", "zwischen", "von", "de", "desde", "между", "між", "с", "з", "від"}
	rangeWords   = []string{"to", "until", "till", "through", "bis", "à", "au", "hasta", "al", "по", "до", "から", "-", "–", "—", "‒", "−",
		"~", "～", "〜"}
	andWords   = []string{"and", "et", "und", "y", "e", "и", "та", "і", "й"}
	afterWords = []string{"after", "since", "nach", "seit", "après", "depuis", "после", "після"}
	untilWords = []string{"before", "until", "till", "vor", "bis", "avant", "до"}
	tailWords  = []string{"生まれ", "生", "年生まれ", "まで", "までの間", "の間", "ad", ")"}
)

// segment reads one item of an enumeration: a date or a range of dates, with the words around it. It ends at a
// separator, before another date, or at the end of the text.
func (r *dateReader) segment() ([]dated, bool) {
	between, open := false, ""
	circa := false
	for more := true; more; {
		switch {
		case r.take(circaWords...):
			r.take(".", ":")
			circa = true
		case r.take(betweenWords...):
			between = true
		case r.take(leadWords...):
			r.take(".", ":")
		case open == "" && r.take(afterWords...):
			open = NoteFrom
		case open == "" && r.take(untilWords...):
			open = NoteTo
		default:
			more = false
		}
	}
	from, to, ok := r.point()
	if !ok {
		from, to, ok = r.monthRange()
	}
	if !ok {
		return nil, false
	}
	last, ranged := r.rangeEnd(from, between)
	for r.take(circaWords...) {
		circa = true
		r.take(".")
	}
	if r.take("年"); !ranged { // "1962-1963年"
		last, ranged = r.rangeEnd(from, between)
	}
	switch {
	case ranged:
		to = last
	case between && from == to:
		return nil, false
	}
	out := noted(from, to, open)
	more, also, ok := r.tail()
	if !ok {
		return nil, false
	}
	if len(out) == 1 && out[0].note == "" && (circa || also) {
		out[0].note = NoteCirca
	}
	return append(out, more...), true
}

// noted makes the statements of a date or a range.
func noted(from, to, open string) []dated {
	switch {
	case from == to:
		return []dated{{value: from, note: open}}
	case open == NoteTo:
		return []dated{{value: to, note: open}}
	case open == NoteFrom:
		return []dated{{value: from, note: open}}
	}
	return []dated{{value: from, note: NoteFrom}, {value: to, note: NoteTo}}
}

// point reads a date, or a decade as a range.
func (r *dateReader) point() (from, to string, ok bool) {
	if from, to, ok = r.decade(); ok {
		return from, to, true
	}
	if r.peek(0).is("early", "late", "mid") {
		at := r.at
		r.at++
		r.take("-")
		if from, ok = r.date(); !ok {
			r.at = at
		}
		return from, from, ok
	}
	from, ok = r.date()
	return from, from, ok
}

// decade reads "1950s", "the late 1950's", "mid-1950s", "1990年代初頭".
func (r *dateReader) decade() (from, to string, ok bool) {
	at := r.at
	first, last := 0, 9
	switch {
	case r.take("early"):
		last = 4
	case r.take("late"):
		first = 5
	case r.take("mid"):
		first, last = 3, 7
		if r.peek(0).is("-") && r.peek(1).is("to") {
			r.at += 2
			r.take("-")
			r.take("late")
			first, last = 4, 9
		}
	}
	r.take("-")
	r.take("the")
	year := r.peek(0)
	r.at++
	if year.isYear() && year.number%10 == 0 && (r.take("s", "er", "年代") || r.peek(0).is("'", "’", "年") && r.peek(1).is("s", "代")) {
		if r.peek(0).is("'", "’", "年") {
			r.at += 2
		}
		return strconv.Itoa(year.number + first), strconv.Itoa(year.number + last), true
	}
	r.at = at
	return "", "", false
}

// monthRange reads "Jan - Mar 1970", a range of months of one year.
func (r *dateReader) monthRange() (from, to string, ok bool) {
	at, first := r.at, r.peek(0).month
	r.at++
	if first > 0 && (r.take(rangeWords...) || r.take("/")) {
		if to, ok = r.date(); ok && len(to) == 7 {
			year, _ := strconv.Atoi(to[:4])
			if from, ok = isoDate(year, first, 0); ok && from < to {
				return from, to, true
			}
		}
	}
	r.at = at
	return "", "", false
}

// rangeEnd reads what makes the date before it the first of a range. Years may leave their century out: 1963-64.
func (r *dateReader) rangeEnd(from string, between bool) (to string, ok bool) {
	at := r.at
	slash := false
	switch {
	case r.take(rangeWords...):
		r.take("-")
	case between && r.take(andWords...):
	case r.take("/"):
		slash = true // 1977/1978
	default:
		return "", false
	}
	for r.take(circaWords...) || r.take("the") {
		r.take(".")
	}
	if w := r.peek(0); len(from) == 4 && w.kind == numberWord && len(w.text) == 2 && !r.peek(1).is("/", "-") && r.peek(1).month == 0 {
		r.at++
		to = from[:2] + w.text
	} else if _, to, ok = r.point(); !ok {
		r.at = at
		return "", false
	}
	for r.take(circaWords...) {
		r.take(".")
	}
	if n := min(len(from), len(to)); from[:n] > to[:n] || slash && (len(from) != 4 || len(to) != 4) {
		r.at = at
		return "", false
	}
	return to, true
}

// tail reads what follows a date: remarks in brackets, of which dates are read, and words up to a separator. It
// fails at anything with figures that is no other date.
func (r *dateReader) tail() (more []dated, circa, ok bool) {
	for r.at < len(r.words) {
		switch w := r.peek(0); {
		case r.separator() > 0:
			return more, circa, true
		case w.is("(", "["):
			dates, about := r.bracket()
			more, circa = append(more, dates...), circa || about
		case r.take(tailWords...):
		case w.is("h", "ah", "sh", "hijri", "bc"):
			return nil, false, false // another calendar
		case w.part():
			return more, circa, w.spaced && r.startsDate()
		case w.kind == numberWord:
			return nil, false, false
		case w.is("/", "-") && r.peek(1).part():
			return nil, false, false
		default:
			r.at++
			r.remarks = true
		}
	}
	return more, circa, true
}

func (r *dateReader) startsDate() bool {
	at := r.at
	_, ok := r.date()
	r.at = at
	return ok
}

// bracket steps over what stands in brackets behind a date: other dates, "approximately", or a remark.
func (r *dateReader) bracket() (dates []dated, circa bool) {
	inner := dateReader{text: r.text, order: r.order}
	start, depth, nested := r.at+1, 0, false
	for ; r.at < len(r.words); r.at++ {
		if r.peek(0).is("(", "[") {
			depth++
			nested = nested || depth > 1
		} else if r.peek(0).is(")", "]") {
			if depth--; depth == 0 {
				break
			}
		}
	}
	inner.words = r.words[start:r.at]
	r.at = min(r.at+1, len(r.words))
	if nested {
		return nil, false
	}
	circa = len(inner.words) > 0
	for _, w := range inner.words {
		circa = circa && (w.is(circaWords...) || w.is("."))
	}
	dates = inner.all()
	if inner.remarks || slices.ContainsFunc(dates, func(d dated) bool { return d.value == "" }) {
		return nil, circa
	}
	return dates, circa
}

func bounded(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
