package starter

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
)

// The published lists that the column verified names.
const (
	ojFile  = "eu-oj/oj-32006R0765-belarus-2026-08-14-3.csv.gz"
	fsfFile = "eu-fsf/fsf-xml11-reconstructed-2026-03-30.xml.gz"
	fsfDay  = "2026-03-30"
)

// shared opens a real list, or skips the test.
func shared(t *testing.T, name string) io.Reader {
	t.Helper()
	root := os.Getenv("LINCHPIN_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	f, err := os.Open(filepath.Join(root, "lists", name))
	if err != nil {
		t.Skipf("SKIPPED: the starter data are not checked against the published lists, which are not here (%v); set LINCHPIN_SHARED to their folder", err)
	}
	t.Cleanup(func() { f.Close() })
	gz, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	return gz
}

// entry is what a published list says of one entry.
type entry struct{ names, births, acts []string }

// checked reports whether the column verified says that a source agrees on names (n), birth dates (b), day (d), act (a).
func (r *row) checked(source, letter string) bool {
	for f := range strings.FieldsSeq(strings.ReplaceAll(r.verified, ";", " ")) {
		if v, ok := strings.CutPrefix(f, source+"="); ok {
			return strings.Contains(v, letter)
		}
	}
	return false
}

func TestAgainstAnnex(t *testing.T) {
	cr := csv.NewReader(shared(t, ojFile))
	all, err := cr.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	col := func(rec []string, name string) string { return rec[slices.Index(all[0], name)] }
	byAnnex := map[string]*row{}
	inForce := 0
	for _, r := range table(t) {
		byAnnex[r.annex] = r
		if r.delisted == "" {
			inForce++
		}
	}
	n := 0
	for _, rec := range all[1:] {
		part, ok := strings.CutPrefix(col(rec, "annex"), "I.")
		if !ok {
			continue
		}
		n++
		r := byAnnex[part+"."+col(rec, "recordId")]
		if r == nil {
			t.Errorf("%s is not in the starter data", col(rec, "name"))
			continue
		}
		if missing := missingWords(r, col(rec, "name")+" "+col(rec, "alias")); len(missing) > 0 {
			t.Errorf("%s: the annex prints %q", r.id, missing)
		}
		if day, err := time.Parse("2.1.2006", col(rec, "startDate")); err != nil || day.Format(time.DateOnly) != r.listed {
			t.Errorf("%s: listed on %s, the annex says %s", r.id, r.listed, col(rec, "startDate"))
		}
		born := col(rec, "birthDate")
		if r.checked("oj", "b") != (born != "") {
			t.Errorf("%s: verified says %q, the annex prints birth date %q", r.id, r.verified, born)
		}
		if day, err := time.Parse("2.1.2006", born); err == nil && !hasBirth(r, day.Format(time.DateOnly)) {
			t.Errorf("%s: born %s in the annex", r.id, born)
		}
	}
	if n != inForce {
		t.Errorf("%d entries in the annex, %d in force in the starter data", n, inForce)
	}
}

func hasBirth(r *row, day string) bool {
	return slices.ContainsFunc(r.births, func(v value) bool { return v.text == day || strings.HasPrefix(v.text, day+"-") })
}

// missingWords are the printed words of a name that no name of the row has. Letters of the Latin alphabet inside
// Cyrillic words are read as the Cyrillic ones that look the same.
func missingWords(r *row, printed string) []string {
	have := map[string]bool{}
	for _, n := range r.names {
		for _, w := range nameWords(n.text) {
			have[w] = true
		}
	}
	var missing []string
	for _, w := range nameWords(printed) {
		if !have[w] && len(w) > 2 {
			missing = append(missing, w)
		}
	}
	return missing
}

var lookAlike = strings.NewReplacer("a", "а", "c", "с", "e", "е", "h", "н", "i", "і", "k", "к", "m", "м", "o", "о", "p", "р",
	"t", "т", "x", "х", "y", "у", "b", "в", "ĸ", "к", "ì", "і")

func nameWords(s string) []string {
	s = strings.Map(func(c rune) rune {
		switch {
		case c == '\'' || c == '’' || c == '`' || c == '\u00ad' || c == '\u0301':
			return -1
		case unicode.IsLetter(c) || unicode.Is(unicode.Mn, c):
			return unicode.ToLower(c)
		}
		return ' '
	}, s)
	words := strings.Fields(s)
	for i, w := range words {
		if strings.ContainsFunc(w, func(c rune) bool { return unicode.Is(unicode.Cyrillic, c) }) {
			words[i] = lookAlike.Replace(w)
		}
	}
	return words
}

// fsf reads the entries of the Belarus programme from the consolidated financial sanctions list.
func fsf(t *testing.T) map[string]*entry {
	t.Helper()
	d := xml.NewDecoder(shared(t, fsfFile))
	found := map[string]*entry{}
	for {
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := tok.(xml.StartElement); ok && e.Name.Local == "sanctionEntity" {
			if one := readEntity(t, d); one != nil {
				found[attr(e, "euReferenceNumber")] = one
			}
		}
	}
}

func readEntity(t *testing.T, d *xml.Decoder) *entry {
	one, programme := &entry{}, ""
	for {
		tok, err := d.RawToken()
		if err != nil {
			t.Fatal(err)
		}
		switch e := tok.(type) {
		case xml.EndElement:
			if e.Name.Local != "sanctionEntity" {
				continue
			}
			if programme != "BLR" {
				return nil
			}
			return one
		case xml.StartElement:
			switch e.Name.Local {
			case "regulation":
				programme = attr(e, "programme")
				one.acts = append(one.acts, attr(e, "numberTitle"))
			case "regulationSummary":
				one.acts = append(one.acts, attr(e, "numberTitle"))
			case "nameAlias":
				one.names = append(one.names, attr(e, "wholeName"))
			case "birthdate":
				one.births = append(one.births, attr(e, "birthdate"))
			}
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func TestAgainstFinancialSanctionsList(t *testing.T) {
	published := fsf(t)
	byID := map[string]*row{}
	for _, r := range table(t) {
		byID[r.id] = r
		if p := published[r.id]; (p != nil) != r.checked("fsf", "") && r.inForce(fsfDay) {
			t.Errorf("%s: in the list %v, verified %q", r.id, p != nil, r.verified)
		}
	}
	for id, p := range published {
		r := byID[id]
		if r == nil || !r.inForce(fsfDay) {
			t.Errorf("%s %q is in the published list and not in the starter data", id, p.names)
			continue
		}
		same := slices.ContainsFunc(p.names, func(n string) bool { return len(missingWords(r, n)) == 0 })
		if r.checked("fsf", "n") && !same {
			t.Errorf("%s: the list prints %q", id, p.names)
		}
		for _, b := range p.births {
			if b != "" && !hasBirth(r, b) {
				t.Errorf("%s: born %s in the list", id, b)
			}
		}
		number := strings.TrimPrefix(r.acts[0].title, "Council Implementing Regulation (EU) ")
		number, _, _ = strings.Cut(number, " ")
		named := slices.ContainsFunc(p.acts, func(a string) bool { return strings.HasPrefix(a, number+" ") })
		if named && !r.checked("fsf", "a") {
			t.Errorf("%s: the list names the act %s, verified says %q", id, number, r.verified)
		}
	}
}

// TestFirstPublication checks the four entries that were left after the delistings of February 2016 against the United
// Kingdom's list of 23 March 2016, which then followed the Union's.
func TestFirstPublication(t *testing.T) {
	cr := csv.NewReader(shared(t, "uk-ofsi/conlist-2016-03-23.csv.gz"))
	cr.FieldsPerRecord, cr.LazyQuotes = -1, true
	all, err := cr.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	regime, group := slices.Index(all[1], "Regime"), slices.Index(all[1], "Group ID")
	names := map[string]string{}
	for _, rec := range all[2:] {
		if rec[regime] == "Belarus" {
			names[rec[group]] += strings.Join(rec[:6], " ") + " "
		}
	}
	first := on(t, "2016-03-23")
	if len(names) != 4 || len(first) != 4 {
		t.Fatalf("%d entries, %d published: %q", len(first), len(names), names)
	}
	for _, r := range first {
		words := strings.Fields(r.Target().First("name"))
		found := false
		for _, n := range names {
			found = found || strings.Contains(n, words[len(words)-1])
		}
		if !found {
			t.Errorf("%s %q is not among %q", r.ID, words, names)
		}
	}
}

// TestAgainstDesignationDates compares the days of listing with those in the list of 13 September 2022.
func TestAgainstDesignationDates(t *testing.T) {
	all, err := csv.NewReader(shared(t, "eu-fsf/fsf-csv10-and-travel-bans-derived-2022-09-13.csv.gz")).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	ref, remark, programme := slices.Index(all[0], "EU_ref_num"), slices.Index(all[0], "Entity_remark"), slices.Index(all[0], "Programme")
	published := map[string]string{}
	for _, rec := range all[1:] {
		if rec[programme] == "BLR" {
			published[rec[ref]] = rec[remark]
		}
	}
	mine := on(t, "2022-09-13")
	if len(mine) != len(published) {
		t.Errorf("%d entries in force, %d published", len(mine), len(published))
	}
	for _, r := range table(t) {
		id := r.id
		if r.former != "" && "2022-09-13" < r.since {
			id = r.former
		}
		if same := strings.Contains(published[id], r.listed); same != r.checked("fsf", "d") {
			t.Errorf("%s: listed on %s, the list says %q, verified says %q", r.id, r.listed, published[id], r.verified)
		}
	}
}

// TestAgainstSeries compares the entries in force with the numbers in the published series, day by day and both ways.
func TestAgainstSeries(t *testing.T) {
	rs := table(t)
	for _, day := range []string{"2021-02-10", "2021-05-29", "2021-06-19", "2021-06-23", "2021-07-08", "2022-03-11", "2022-12-17", "2023-08-10",
		"2024-02-28", "2024-06-28", "2024-12-20"} {
		published := map[string]bool{}
		for s := bufio.NewScanner(shared(t, "eu-fsf/fsf-derived-yaml-"+day+".yaml.gz")); s.Scan(); {
			if id, ok := strings.CutPrefix(s.Text(), "ref_number: "); ok {
				published[id] = true
			}
		}
		mine := on(t, day)
		for id := range mine {
			if !published[id] {
				t.Errorf("%s: %s is not in the published list", day, id)
			}
		}
		for _, r := range rs {
			for _, id := range []string{r.id, r.former} {
				if published[id] && mine[id] == nil {
					t.Errorf("%s: %s is in the published list and not in force in the starter data", day, id)
				}
			}
		}
		if len(mine) < 90 {
			t.Errorf("%s: %d entries", day, len(mine))
		}
	}
}
