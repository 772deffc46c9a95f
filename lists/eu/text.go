package eu

import (
	"regexp"
	"strings"
)

// The older formats (WHOLE, CSV 1.0) print several fields of the database as one text. These functions take them
// apart again, so that a party reads the same as in XML 1.1.

// lines undoes the "\n" that the CSV files print for a line break.
func lines(s string) string { return strings.ReplaceAll(s, `\n`, "\n") }

// bracketed splits "(one)\n(two)" into its remarks.
func bracketed(s string) []string {
	s = strings.TrimSpace(s)
	if !strings.HasPrefix(s, "(") || !strings.HasSuffix(s, ")") {
		return nonEmpty(s)
	}
	return nonEmpty(strings.Split(s[1:len(s)-1], ")\n(")...)
}

// entityRemarks takes the day of designation out of the remarks of an entity, where it stands as
// "(Date of UN designation: 2022-02-23)" whether or not the United Nations have anything to do with it.
func entityRemarks(s string) (remarks []string, designated string) {
	for _, r := range bracketed(lines(s)) {
		date, ok := strings.CutPrefix(r, "Date of UN designation: ")
		if ok && isoDate.MatchString(date) && designated == "" {
			designated = date
			continue
		}
		remarks = append(remarks, r)
	}
	return remarks, designated
}

var (
	isoDate   = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)
	birthYear = regexp.MustCompile(`^(\d{4})(?: - (\d{4}))?( \(approximative\))?$`)
	// documentCode finds " (passport-National passport)" after the number.
	documentCode = regexp.MustCompile(` ?\(([a-z]{2,20})-([^()]*(?:\([^()]*\)[^()]*)*)\)`)
	validity     = regexp.MustCompile(`\((in|by|on|from|valid from|valid to|issued on) ([^()]*)\)`)
	contactPart  = regexp.MustCompile(`^([A-Z]+)\[(.*)\]$`)
)

// birthText reads "1937-04-28", "1963 (approximative)", "1958 - 1963 (approximative)", "N/A".
func birthText(s string) birth {
	s = strings.TrimSpace(s)
	switch m := birthYear.FindStringSubmatch(s); {
	case s == "", s == "N/A":
		return birth{}
	case isoDate.MatchString(s):
		return birth{date: s}
	case m == nil:
		return birth{raw: s}
	case m[2] != "":
		return birth{from: m[1], to: m[2], circa: m[3] != ""}
	default:
		return birth{year: m[1], circa: m[3] != ""}
	}
}

// documentText reads "A717288 (passport-National passport) (in Kabul) (valid to 2014-02-21)[known to be expired](remark)".
func documentText(s string) document {
	s = strings.TrimSpace(lines(s))
	at := documentCode.FindStringSubmatchIndex(s)
	if at == nil {
		return document{number: s}
	}
	d := document{number: strings.TrimSpace(s[:at[0]]), code: s[at[2]:at[3]], description: s[at[4]:at[5]]}
	rest := strings.TrimSpace(s[at[1]:])
	for _, flag := range []struct {
		text string
		set  *bool
	}{
		{"[known to be expired]", &d.expired}, {"[known to be false]", &d.bogus}, {"[reported lost]", &d.lost},
		{"[revoked by issuer]", &d.ended}, {"[diplomatic]", &d.diplomatic},
	} {
		if strings.Contains(rest, flag.text) {
			*flag.set = true
			rest = strings.TrimSpace(strings.Replace(rest, flag.text, "", 1))
		}
	}
	for {
		m := validity.FindStringSubmatchIndex(rest)
		if m == nil || m[0] != 0 {
			break
		}
		value := rest[m[4]:m[5]]
		to := map[string]*string{"in": &d.region, "by": &d.issuedBy, "on": &d.issued, "issued on": &d.issued,
			"from": &d.validFrom, "valid from": &d.validFrom, "valid to": &d.validTo}[rest[m[2]:m[3]]]
		if *to != "" || to != &d.region && to != &d.issuedBy && !isoDate.MatchString(value) {
			break
		}
		*to = value
		rest = strings.TrimSpace(rest[m[1]:])
	}
	if strings.HasPrefix(rest, "(") && strings.HasSuffix(rest, ")") {
		rest = rest[1 : len(rest)-1]
	}
	d.remarks = nonEmpty(strings.Split(rest, "\n")...)
	return d
}

// addressOther reads "PHONE[...]", "FAX[...]" and remarks in brackets, one a line.
func addressOther(s string) (contacts []contact, remarks []string) {
	var rest []string
	for line := range strings.SplitSeq(lines(s), "\n") {
		if m := contactPart.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
			contacts = append(contacts, contact{m[1], m[2]})
		} else {
			rest = append(rest, line)
		}
	}
	text := strings.TrimSpace(strings.Join(rest, "\n"))
	if strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")") {
		text = text[1 : len(text)-1]
	}
	return contacts, distinct(nonEmpty(strings.Split(text, "\n")...))
}
