package match

import (
	"slices"
	"strings"
	"unicode"

	"github.com/linchpin-oss/linchpin/ftm"
)

// What facts are worth, in bits. Agreement on a full birth date is log2 of the days of sixty years less what a list's
// own errors take away; a contradiction costs less than it might, because lists and customers are often wrong.
const (
	sameID       = 40.0
	otherID      = -2.0
	sameDay      = 11.0
	sameMonth    = 8.0
	sameYear     = 4.5
	swappedDay   = 7.0
	nearYear     = 2.0  // within two years of a date that the list calls approximate, or inside its range
	offByOne     = -1.0 // years next to each other
	otherDate    = -6.0
	sameCountry  = 2.5
	otherCountry = -1.0
	sameGender   = 0.5
	otherGender  = -5.0
	sameAddress  = 5.0
	otherSchema  = -12.0
)

// CompareFacts weighs everything beside the names. Facts that one side does not know yield nothing.
func CompareFacts(q, t *Facts) []Evidence {
	var out []Evidence
	add := func(e Evidence, ok bool) {
		if ok {
			out = append(out, e)
		}
	}
	add(compareIDs(q.IDs, t.IDs))
	add(compareDates(q.BirthDates, t.BirthDates))
	add(compareSets("country", q.Countries, t.Countries, sameCountry, otherCountry, ftm.CountryName))
	add(compareSets("gender", q.Genders, t.Genders, sameGender, otherGender, func(s string) string { return s }))
	add(compareAddresses(q.Addresses, t.Addresses))
	return out
}

// MostBits is the most that the facts of a query can earn, identifiers left out.
func (f *Facts) MostBits() float64 {
	most := 0.0
	for _, d := range f.BirthDates {
		most = max(most, mostOfDate(len(d.Value)))
	}
	for _, x := range []struct {
		known bool
		bits  float64
	}{{len(f.Countries) > 0, sameCountry}, {len(f.Genders) > 0, sameGender}, {len(f.Addresses) > 0, sameAddress}} {
		if x.known {
			most += x.bits
		}
	}
	return most
}

// MostYears is MostBits for targets whose birth dates agree with the query's in the year at most.
func (f *Facts) MostYears() float64 {
	years := *f
	if len(f.BirthDates) > 0 {
		years.BirthDates = []Date{{Value: "2006"}}
	}
	return years.MostBits()
}

// mostOfDate is the most that a birth date of so many digits and hyphens can earn: a year alone never says the same day.
func mostOfDate(length int) float64 {
	switch {
	case length >= len("2006-01-02"):
		return sameDay
	case length >= len("2006-01"):
		return sameMonth
	}
	return sameYear
}

// CompareSchemata weighs the kinds of the two: a person is no company.
func CompareSchemata(q, t *ftm.Schema) (Evidence, bool) {
	if q == nil || t == nil || q.Compatible(t) {
		return Evidence{}, false
	}
	return Evidence{Feature: "schema", Query: q.Name, Target: t.Name, Bits: otherSchema, Why: "another kind of entity"}, true
}

// NormalID makes identifiers comparable: letters and digits only, upper case; "IMO" before a ship number is dropped.
func NormalID(value string) string {
	var b strings.Builder
	for _, r := range value {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToUpper(r))
		}
	}
	id := b.String()
	if rest, ok := strings.CutPrefix(id, "IMO"); ok && len(rest) == 7 {
		return rest
	}
	return id
}

func compareIDs(q, t []ID) (Evidence, bool) {
	for _, a := range q {
		for _, b := range t {
			if a.Value == b.Value && (a.Prop == b.Prop || a.Prop == "" || b.Prop == "" || len(a.Value) >= 6) {
				return Evidence{Feature: "identifier", Query: a.Value, Target: b.Prop + " " + b.Value, Bits: sameID,
					Why: "the same identifier"}, true
			}
		}
	}
	for _, a := range q {
		for _, b := range t {
			if a.Prop == b.Prop && uniqueID[a.Prop] {
				return Evidence{Feature: "identifier", Query: a.Value, Target: b.Prop + " " + b.Value, Bits: otherID,
					Why: "another identifier of the same kind"}, true
			}
		}
	}
	return Evidence{}, false
}

// uniqueID are identifiers of which a party has one for life, so that another value speaks against.
var uniqueID = map[string]bool{"leiCode": true, "imoNumber": true, "innCode": true, "ogrnCode": true, "isinCode": true}

func compareDates(q, t []Date) (Evidence, bool) {
	best, found := Evidence{Bits: -1e9}, false
	for _, a := range q {
		for _, b := range t {
			if b.Note == ftm.NoteFrom || b.Note == ftm.NoteTo {
				continue
			}
			bits, why := dateBits(a.Value, b.Value, a.Note == ftm.NoteCirca || b.Note == ftm.NoteCirca)
			if bits > best.Bits {
				best, found = Evidence{Feature: "birthDate", Query: a.Value, Target: b.Value, Bits: bits, Why: why}, true
			}
		}
		if from, to, ok := dateRange(t); ok {
			e := Evidence{Feature: "birthDate", Query: a.Value, Target: from + ".." + to, Bits: otherDate, Why: "outside the range"}
			if y := year(a.Value); y >= year(from) && y <= year(to) {
				e.Bits, e.Why = nearYear, "inside the range"
			}
			if e.Bits > best.Bits {
				best, found = e, true
			}
		}
	}
	return best, found
}

func dateRange(ds []Date) (from, to string, ok bool) {
	for _, d := range ds {
		switch {
		case d.Note == ftm.NoteFrom && (from == "" || d.Value < from):
			from = d.Value
		case d.Note == ftm.NoteTo && d.Value > to:
			to = d.Value
		}
	}
	return from, to, from != "" && to != ""
}

func year(d string) string { return d[:min(4, len(d))] }

func dateBits(a, b string, circa bool) (float64, string) {
	n := min(len(a), len(b))
	if a[:n] == b[:n] {
		switch {
		case circa:
			return sameYear - 1, "about the same date"
		case n >= 10:
			return sameDay, "the same day"
		case n >= 7:
			return sameMonth, "the same month"
		case n >= 4:
			return sameYear, "the same year"
		}
	}
	if n >= 10 && year(a) == year(b) && a[5:7] == b[8:10] && a[8:10] == b[5:7] {
		return swappedDay, "day and month swapped"
	}
	gap := yearGap(a, b)
	switch {
	case circa && gap <= 2:
		return nearYear, "near an approximate date"
	case year(a) == year(b):
		return 0, "the same year, another day"
	case gap == 1:
		return offByOne, "one year apart"
	}
	return otherDate, "another date of birth"
}

func yearGap(a, b string) int {
	n := func(s string) int {
		v := 0
		for _, c := range year(s) {
			v = v*10 + int(c-'0')
		}
		return v
	}
	return abs(n(a) - n(b))
}

func compareSets(feature string, q, t []string, same, other float64, show func(string) string) (Evidence, bool) {
	if len(q) == 0 || len(t) == 0 {
		return Evidence{}, false
	}
	for _, a := range q {
		if slices.Contains(t, a) {
			return Evidence{Feature: feature, Query: show(a), Target: show(a), Bits: same, Why: "the same"}, true
		}
	}
	shown := make([]string, len(t))
	for i, x := range sorted(t) {
		shown[i] = show(x)
	}
	return Evidence{Feature: feature, Query: show(q[0]), Target: strings.Join(shown[:len(sorted(t))], ", "), Bits: other,
		Why: "another"}, true
}

// compareAddresses looks for words and numbers in common. Different addresses say little, so they cost nothing.
func compareAddresses(q, t []string) (Evidence, bool) {
	best, found := Evidence{}, false
	for _, a := range q {
		wa := addressWords(a)
		for _, b := range t {
			wb := addressWords(b)
			common := 0
			for _, w := range wa {
				if slices.Contains(wb, w) {
					common++
				}
			}
			if n := min(len(wa), len(wb)); n > 0 && common > 0 {
				bits := round2(sameAddress * float64(common) / float64(n))
				if bits > best.Bits {
					best, found = Evidence{Feature: "address", Query: a, Target: b, Bits: bits, Why: "words in common"}, true
				}
			}
		}
	}
	return best, found
}

func addressWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
