package un

import (
	"strings"
	"unicode"

	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/tree"
)

// documentKinds are the kinds that the list printed in other languages for a while.
var documentKinds = map[string]string{"Numéro de passeport": "Passport", "Número de pasaporte": "Passport",
	"National identification no.": "National Identification Number"}

// document reads an INDIVIDUAL_DOCUMENT. The number can stand in TYPE_OF_DOCUMENT2 or NOTE, with its kind before and
// its dates behind it.
func document(r *lists.Record, d *tree.Node) {
	kind, kind2 := text(d, "TYPE_OF_DOCUMENT"), text(d, "TYPE_OF_DOCUMENT2")
	if k, ok := documentKinds[kind]; ok {
		kind = k
	}
	number, note := text(d, "NUMBER"), noteBeside(d, "COUNTRY_OF_ISSUE")
	issuer, city, at := text(d, "ISSUING_COUNTRY"), text(d, "CITY_OF_ISSUE"), text(d, "COUNTRY_OF_ISSUE")
	issued, expires := day(text(d, "DATE_OF_ISSUE")), day(text(d, "DATE_OF_EXPIRY"))
	details := []string{note}
	if place := join(city, at); place != "" {
		details = append(details, "issued in "+place)
	}
	if kind2 != "" {
		if k, n, ok := numberIn(kind2); ok && number == "" {
			kind2, number = k, n
		}
		if kind2 != "" {
			kind, kind2 = kind2, kind
		}
	}
	switch k, n, ok := numberIn(number); {
	case ok && k != "":
		details = append(details, number)
		kind, number = k, n
	case number == "":
		if k, n, ok := numberIn(note); ok {
			number = n
			if k != "" {
				kind, kind2 = k, kind
			}
		}
	}
	if issuer == "" {
		issuer = at
	}
	if number == "" || strings.EqualFold(number, "none") || strings.EqualFold(number, "na") {
		rest := join(append(details, issuer, issued, expires)...)
		if rest != "" && rest != "None" {
			r.Target().Add("notes", kind+": "+rest)
		}
		return
	}
	id := r.Identify(kind, number, issuer)
	if id == nil || !id.Schema.Is("Identification") {
		return
	}
	if kind2 != kind {
		id.Add("summary", kind2)
	}
	id.Add("description", details...)
	id.Add("startDate", issued)
	id.Add("endDate", expires)
}

// ends are the words behind a number that do not belong to it.
var ends = []string{" issued", "issued ", " expired", " expires", " under ", " in name", ",", ";"}

// numberIn finds the number in a wording such as "Tunisian passport number L 191609 issued on 28 Feb. 1996, expired on
// 27 Feb. 2001" or "Italian Fiscal Code: DAOMMD74T11Z352Z", with the kind that stands before it. It reports false when
// there is none.
func numberIn(s string) (kind, number string, ok bool) {
	s = withoutBrackets(s)
	for _, end := range ends {
		if i := strings.Index(s, end); i >= 0 {
			s = s[:i]
		}
	}
	words := strings.Fields(s)
	first := -1
	for i, w := range words {
		if digits(w) >= 3 {
			first = i
			break
		}
	}
	if first < 0 {
		return "", "", false
	}
	last := first + 1
	for last < len(words) && digits(words[last]) > 0 {
		last++
	}
	// Letters before the digits belong to the number: "L 191609", "DE- 473900".
	if first > 0 && series(words[first-1]) {
		first--
	}
	number = strings.Trim(strings.Join(words[first:last], " "), " .:")
	if last < len(words) && digits(number) < 5 {
		return "", "", false // a year or a resolution in running text
	}
	before := words[:first]
	for len(before) > 0 {
		w := strings.ToLower(strings.Trim(before[len(before)-1], ".:"))
		if w != "number" && w != "no" && w != "nr" && w != "num" && w != "" {
			break
		}
		before = before[:len(before)-1]
	}
	return strings.Trim(strings.Join(before, " "), " .:-"), number, true
}

// series reports whether a word is the letters of a number: one or two capitals.
func series(w string) bool {
	w = strings.TrimRight(w, "-.")
	for _, c := range []byte(w) {
		if !upper(c) {
			return false
		}
	}
	return len(w) == 1 || len(w) == 2
}

func digits(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

func withoutBrackets(s string) string {
	for {
		open := strings.IndexByte(s, '(')
		if open < 0 {
			return s
		}
		end := strings.IndexByte(s[open:], ')')
		if end < 0 {
			return s[:open]
		}
		s = s[:open] + " " + s[open+end+1:]
	}
}
