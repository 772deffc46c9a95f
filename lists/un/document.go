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
	if number != "" {
		// "R00005943, South Sudan", "number 1739010", "00016161 (Yemen)"
		if k, n, ok := numberIn(number); ok && n != number {
			details = append(details, number)
			if number = n; k != "" {
				kind, kind2 = k, kind
			}
		}
	} else if k, n, ok := numberIn(note); ok {
		if number = n; k != "" {
			kind, kind2 = k, kind
		}
	}
	if issuer != "" && !isCountry(issuer) {
		details = append(details, issuer)
		issuer = beforeAny(issuer, " passport", " national", " identity", " alien", " foreign", " civil", " /")
		if !isCountry(issuer) {
			issuer = ""
		}
	}
	if kind == "" {
		kind, kind2 = "Identity document", ""
	}
	if issuer == "" && isCountry(at) {
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
var ends = []string{" issue", " expire", " under ", " in name"}

// numberIn finds the number in a wording such as "Tunisian passport number L 191609 issued on 28 Feb. 1996, expired on
// 27 Feb. 2001" or "Italian Fiscal Code: DAOMMD74T11Z352Z", with the kind that stands before it. It reports false when
// there is none.
func numberIn(s string) (kind, number string, ok bool) {
	s = beforeAny(" "+withoutBrackets(s), ends...)
	words := strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;:", r) })
	for i := 0; i < len(words); i++ {
		end := i
		for end < len(words) && digits(words[end]) > 0 {
			end++
		}
		if end == i || digits(strings.Join(words[i:end], "")) < 3 {
			continue
		}
		if end < len(words) && i > 3 && digits(strings.Join(words[i:end], "")) < 5 {
			return "", "", false // a year or a resolution in running text
		}
		// Letters before the digits belong to the number: "L 191609", "DE- 473900".
		if i > 0 && series(words[i-1]) {
			i--
		}
		before := words[:i]
		for len(before) > 0 {
			w := strings.ToLower(strings.Trim(before[len(before)-1], ".-"))
			if w != "number" && w != "no" && w != "nr" && w != "" {
				break
			}
			before = before[:len(before)-1]
		}
		return strings.Trim(strings.Join(before, " "), " .-"), strings.Trim(strings.Join(words[i:end], " "), " ."), true
	}
	return "", "", false
}

// beforeAny cuts s at the first of the ends.
func beforeAny(s string, ends ...string) string {
	for _, end := range ends {
		s, _, _ = strings.Cut(s, end)
	}
	return s
}

// series reports whether a word is the letters of a number: one or two capitals.
func series(w string) bool {
	w = strings.TrimRight(w, "-.")
	if w == "ID" || w == "NO" {
		return false
	}
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
