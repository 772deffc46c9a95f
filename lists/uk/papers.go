package uk

import (
	"strings"
	"unicode"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

const (
	passport   = "Passport"
	nationalID = "National identification number"
)

// papers pairs the numbers and the details of one row: both cells number their values alike. Layouts without a column
// of numbers have them in the details.
func papers(kind, numbers, details string) []paper {
	ns, ds := prefixed(numbers), prefixed(details)
	var out []paper
	for i := 0; i < max(len(ns), len(ds)); i++ {
		p := paper{kind, at(ns, i), at(ds, i)}
		if len(ns) == 1 && len(ds) > 1 {
			p.number = ns[0]
		}
		switch {
		case p.number != "":
			out = append(out, p)
		case p.details != "":
			for _, d := range sentences(p.details) {
				out = append(out, paper{kind, "", d})
			}
		}
	}
	return out
}

// sentences splits details that name one document after another: "Yemeni passport number 17979 issued under name Ahmed
// Ali Abdullah Saleh. Yemeni passport number 02117777 issued on 8.11.2005". What names no further document belongs to
// the one before.
func sentences(details string) []string {
	var out []string
	for i, s := range strings.SplitAfter(details, ". ") {
		kind, number := numberIn(s)
		kind = strings.ToLower(kind)
		another := number != "" && (kind == "and" || strings.Contains(kind, "passport") || strings.Contains(kind, "card"))
		if i == 0 || another {
			out = append(out, strings.TrimPrefix(s, "And "))
		} else {
			out[len(out)-1] += s
		}
	}
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	return out
}

func (p paper) fill(r *lists.Record) {
	number, kind := p.number, p.kind
	k, n := numberIn(number)
	if number == "" {
		k, n = numberIn(p.details)
	}
	if n != "" {
		number = n
	}
	details := p.details
	if p.number != number {
		details = strings.Trim(p.number+" "+p.details, " ")
	}
	if k != "" {
		kind = k
		if p.kind == passport && !strings.Contains(strings.ToLower(k), "pass") {
			kind = p.kind
		}
	} else if p.kind == nationalID {
		if words := kindOf(p.details); words != "" {
			kind = words
		}
	}
	if number == "" {
		r.Target().Add("notes", p.kind+": "+details)
		return
	}
	id := r.Identify(kind, number, countryIn(details))
	if id == nil || !id.Schema.Is("Identification") {
		return
	}
	id.Add("description", details)
	if kind != p.kind {
		id.Add("summary", p.kind)
	}
}

// kindOf is the kind of a number in details that begin with it: "Ration card number", "Tunisian national identity card,
// issued on ...".
func kindOf(details string) string {
	head := details
	for _, end := range []string{",", ".", "(", " issued", " Issued"} {
		head, _, _ = strings.Cut(head, end)
	}
	head = strings.TrimSpace(head)
	lower := strings.ToLower(head)
	for _, w := range []string{"card", "licence", "license", "certificate", "security", "tax", "fiscal", "identi", "national", "ssn"} {
		if strings.Contains(lower, w) && len(head) < 80 && !strings.ContainsAny(head, "0123456789") {
			return head
		}
	}
	return ""
}

// numberIn finds a number in a wording such as "Passport No: 592667 (Qatari passport issued on 3 May 2007)", "K989895
// (Tunisian). Issued on 26 July 1995" or "Ration card no. 0094195", and the kind that stands before it.
func numberIn(s string) (kind, number string) {
	s = " " + withoutBrackets(s)
	for _, end := range []string{" issue", " Issue", " expire", " Expire", " valid", " under ", " in name"} {
		s, _, _ = strings.Cut(s, end)
	}
	words := strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;:", r) })
	for i := 0; i < len(words); i++ {
		words[i] = strings.Trim(words[i], ".")
		if len(words[i]) > 3 && strings.EqualFold(words[i][:3], "no.") {
			words[i] = words[i][3:]
		}
	}
	for i := 0; i < len(words); i++ {
		end := i
		for end < len(words) && digits(words[end]) > 0 {
			end++
		}
		if end == i || digits(strings.Join(words[i:end], "")) < 3 {
			continue
		}
		if i > 0 && isSeries(words[i-1]) {
			i--
		}
		before := words[:i]
		for len(before) > 0 {
			if l := strings.ToLower(before[len(before)-1]); l != "no" && l != "number" && l != "nr" && l != "-" {
				break
			}
			before = before[:len(before)-1]
		}
		return strings.Join(before, " "), strings.Join(words[i:end], " ")
	}
	return "", ""
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

// isSeries reports whether a word is the letters of a number: "M 271351".
func isSeries(w string) bool {
	w = strings.Trim(w, "-.")
	if w == "ID" || w == "NI" || w == "NO" {
		return false
	}
	for _, c := range []byte(w) {
		if c < 'A' || c > 'Z' {
			return false
		}
	}
	return len(w) == 1 || len(w) == 2
}

func digits(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}

// countryIn finds the issuing country in details: "(Tunisian). Issued on ...", "Sudan", "Afghan. Issued on 25 Jan 1988".
func countryIn(details string) string {
	country := ftm.MustLookup("Identification").Prop("country")
	try := func(s string) string {
		s = strings.Trim(s, " .,")
		for _, end := range []string{" passport", " Passport", " number", " diplomatic", " national"} {
			s, _, _ = strings.Cut(s, end)
		}
		if len(s) < 2 || len(s) > 40 || strings.ContainsAny(s, "0123456789") {
			return ""
		}
		if v, ok := country.Clean(s); ok && v != "" {
			return s
		}
		return ""
	}
	head, inside, ok := strings.Cut(details, "(")
	if ok {
		inside, _, _ = strings.Cut(inside, ")")
		if c := try(inside); c != "" {
			return c
		}
	}
	for _, end := range []string{",", ". ", ";"} {
		head, _, _ = strings.Cut(head, end)
	}
	return try(head)
}

// registration records business registrations: "1117746568829 (Russia). Tax ID No. 7735579027 (Russia)".
func registration(r *lists.Record, text string) {
	for _, piece := range numbersApart(text) {
		kind, number := numberIn(piece)
		if number == "" {
			r.Target().Add("notes", "Business registration number: "+piece)
			continue
		}
		if kind == "" {
			kind = "Business registration number"
		}
		if id := r.Identify(kind, number, countryIn(piece)); id != nil && id.Schema.Is("Identification") && piece != number {
			id.Add("description", piece)
		}
	}
}

// numbersApart splits a text with several numbers between them; a piece without a number belongs to the one before.
func numbersApart(text string) []string {
	var out []string
	for _, piece := range strings.FieldsFunc(strings.ReplaceAll(text, "). ", ");"), func(r rune) bool { return r == ';' || r == ',' }) {
		piece = strings.Trim(piece, " .")
		switch {
		case piece == "":
		case digits(piece) < 4 && len(out) > 0:
			out[len(out)-1] += ", " + piece
		default:
			out = append(out, piece)
		}
	}
	return out
}
