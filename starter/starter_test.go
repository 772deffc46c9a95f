package starter

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

var update = flag.Bool("update", false, "write the counts into README.md")

func table(t *testing.T) []*row {
	t.Helper()
	rs, err := rows()
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

func TestEveryEntryIsWhole(t *testing.T) {
	rs := table(t)
	if len(rs) < 80 {
		t.Errorf("%d entries", len(rs))
	}
	seen := map[string]bool{}
	for _, r := range rs {
		for _, id := range []string{r.id, r.former, r.annex} {
			if id != "" && seen[id] {
				t.Errorf("%s stands twice", id)
			}
			seen[id] = true
		}
		if r.acts[0].title == "" || r.reason == "" || r.verified == "" || (r.schema == "Person") != (r.gender != "") {
			t.Errorf("%s: act, reason, gender or what was verified is missing", r.id)
		}
		dates := []string{r.listed, r.delisted, r.since}
		for _, vs := range [][]value{r.names, r.births, r.functions} {
			for _, v := range vs {
				if dates = append(dates, v.from, v.to); v.to != "" && v.to <= v.from || v.text == "" {
					t.Errorf("%s: %+v", r.id, v)
				}
			}
		}
		for _, b := range r.births {
			dates = append(dates, b.text)
		}
		for _, a := range r.acts {
			dates = append(dates, a.published)
		}
		for _, d := range dates {
			if iso, ok := ftm.ParseDate(d, ftm.DayFirst); d != "" && (!ok || iso != d) {
				t.Errorf("%s: date %q", r.id, d)
			}
		}
	}
	if n := len(entryTable) + len(actTable); n > 215_000 {
		t.Errorf("%d bytes are embedded", n)
	}
}

func TestTableErrors(t *testing.T) {
	for table, want := range map[string]string{
		"a\tb\n1":    "x.tsv, line 2: 1 columns, not 2",
		"a\tc\n1\t2": `x.tsv, line 1: column 2 is "c", not "b"`,
	} {
		if _, err := lines("x.tsv", table, []string{"a", "b"}); err == nil || err.Error() != want {
			t.Errorf("%q: %v", table, err)
		}
	}
}

func FuzzValues(f *testing.F) {
	for _, s := range []string{"", "Dana Holdings@..2022-02-25|rus=Дана Холдингз", "prev=A|idNumber=1=2@|@..", "=|@"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n := len(values(s)); s != "" && n != strings.Count(s, "|")+1 {
			t.Errorf("%q: %d values", s, n)
		}
	})
}

// on returns the records in force on a day, by id.
func on(t *testing.T, day string) map[string]*lists.Record {
	t.Helper()
	pubs, err := Publications()
	if err != nil {
		t.Fatal(err)
	}
	recs := map[string]*lists.Record{}
	for _, p := range pubs {
		if p.Date > day {
			break
		}
		clear(recs)
		for _, r := range p.Records {
			recs[r.ID] = r
		}
	}
	return recs
}

func TestListedDelistedRenumbered(t *testing.T) {
	for _, c := range []struct {
		day, id string
		want    bool
	}{
		{"2021-06-20", "EU.6385.79", false}, {"2021-06-21", "EU.6385.79", true}, {"2021-06-23", "EU.6385.79", true},
		{"2021-06-20", "EU.6386.78", false}, {"2021-06-21", "EU.6386.78", true},
		{"2020-10-01", "EU.5765.92", false}, {"2025-02-25", "EU.5765.92", true}, {"2025-02-26", "EU.5765.92", false},
		{"2021-12-02", "EU.6718.38", true}, {"2022-07-19", "EU.6718.38", false},
		{"2021-06-23", "EU.6350.80", true}, {"2021-07-08", "EU.6350.80", false}, {"2021-07-08", "EU.6533.60", true},
		{"2022-02-24", "EU.7412.5", false}, {"2022-02-25", "EU.7412.5", true},
	} {
		if got := on(t, c.day)[c.id] != nil; got != c.want {
			t.Errorf("%s on %s: %v", c.id, c.day, got)
		}
	}
	if f := on(t, "2021-07-08")["EU.6533.60"].Former; !slices.Equal(f, []string{"EU.6350.80"}) {
		t.Errorf("former numbers %q", f)
	}
}

// TestPublicFigures compares with the numbers of persons and entities that the Council gave for these days (in the last
// one a person stood twice).
func TestPublicFigures(t *testing.T) {
	for _, c := range []struct {
		day               string
		persons, entities int
	}{{"2020-12-17", 88, 7}, {"2021-06-21", 166, 15}, {"2021-12-02", 183, 26}, {"2022-06-03", 195, 35},
		{"2023-08-03", 233, 37}, {"2024-12-16", 287, 39}} {
		persons, entities := 0, 0
		for _, r := range on(t, c.day) {
			if r.Target().Schema.Is("Person") {
				persons++
			} else {
				entities++
			}
		}
		if persons != c.persons || entities != c.entities {
			t.Errorf("%s: %d persons and %d entities, the Council said %d and %d", c.day, persons, entities, c.persons, c.entities)
		}
	}
}

func texts(e *ftm.Entity, prop string) []string {
	var out []string
	for _, s := range e.Statements {
		if s.Prop == prop {
			out = append(out, strings.TrimSpace(strings.Join([]string{s.Lang, s.Text(), s.Note}, " ")))
		}
	}
	return out
}

func TestTwoMen(t *testing.T) {
	now := on(t, "9999")
	for id, want := range map[string][]string{
		"EU.6385.79": {"Mikail Safarbekovich GUTSERIEV", "eng Mikhail Safarbekovich GUTSERIEV", "rus Михаил Сафарбекович ГУЦЕРИЕВ",
			"rus Микаил Сафарбекович ГУЦЕРИЕВ", "swe Michail Safarbekovitj GUTSERIJEV"},
		"EU.6386.78": {"Aliaksey Ivanavich ALEKSIN", "Alexei Ivanovich OLEKSIN", "rus Алексей Иванович ОЛЕКСИН", "bel Аляксей Іванавіч АЛЕКСІН"},
	} {
		have := append(texts(now[id].Target(), "name"), texts(now[id].Target(), "alias")...)
		for _, n := range want {
			if !slices.Contains(have, n) {
				t.Errorf("%s: %q is missing among %q", id, n, have)
			}
		}
	}
	if b := texts(now["EU.6385.79"].Target(), "birthDate"); !slices.Equal(b, []string{"1958-03-09", "1958-05-09 printed until 2022-02-25"}) {
		t.Errorf("dates of birth %q", b)
	}
	then := on(t, "2021-06-23")["EU.6385.79"]
	if b := texts(then.Target(), "birthDate"); !slices.Equal(b, []string{"1958-05-09"}) {
		t.Errorf("dates of birth in 2021 %q", b)
	}
	s := then.Entities[1]
	if got := s.Get("provisions"); !slices.Contains(got, lists.MeasureAssetFreeze) || !slices.Contains(got, lists.MeasureTravelBan) {
		t.Errorf("measures %q", got)
	}
	if a := s.Get("summary"); len(a) != 1 || !strings.Contains(a[0], "(EU) 2021/997 of 21 June 2021") {
		t.Errorf("act %q", a)
	}
}

// TestReadme holds the counts in README.md against the data; with -update it writes them.
func TestReadme(t *testing.T) {
	old, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- counts: go test ./starter -run TestReadme -update -->\n", "<!-- end of counts -->"
	head, rest, ok := strings.Cut(string(old), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("README.md has no place for the counts")
	}
	want := head + begin + counts(t) + end + tail
	if *update {
		if err := os.WriteFile("README.md", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if want != string(old) {
		t.Errorf("README.md does not give the counts of the data; run go test ./starter -run TestReadme -update")
	}
}

func counts(t *testing.T) string {
	rs := table(t)
	count := func(is func(*row) bool) (n int) {
		for _, r := range rs {
			if is(r) {
				n++
			}
		}
		return n
	}
	says := func(word string) int { return count(func(r *row) bool { return strings.Contains(r.verified, word) }) }
	source := func(name, letter string) int {
		return count(func(r *row) bool {
			for f := range strings.FieldsSeq(strings.ReplaceAll(r.verified, ";", " ")) {
				if v, ok := strings.CutPrefix(f, name+"="); ok {
					return strings.Contains(v, letter)
				}
			}
			return false
		})
	}
	var b strings.Builder
	persons := count(func(r *row) bool { return r.schema == "Person" })
	fmt.Fprintf(&b, "%d entries: %d persons and %d entities; %d in force, %d taken off, %d re-numbered.\n\n", len(rs), persons, len(rs)-persons,
		count(func(r *row) bool { return r.delisted == "" }), count(func(r *row) bool { return r.delisted != "" }),
		count(func(r *row) bool { return r.former != "" }))
	b.WriteString("| listed | entries | act |\n|---|---|---|\n")
	for i, r := range rs {
		if i > 0 && rs[i-1].listed == r.listed {
			continue
		}
		fmt.Fprintf(&b, "| %s | %d | %s |\n", r.listed, count(func(o *row) bool { return o.listed == r.listed }), r.acts[0].title)
	}
	b.WriteString("\n| checked against | names | date of birth | day of listing | act of listing |\n|---|---|---|---|---|\n")
	for _, s := range []struct{ title, name string }{{"Annex I as consolidated on 14 August 2026 (`oj`)", "oj"}, {"consolidated financial sanctions list (`fsf`)", "fsf"}} {
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d |\n", s.title, source(s.name, "n"), source(s.name, "b"), source(s.name, "d"), source(s.name, "a"))
	}
	fmt.Fprintf(&b, "\nWithout a date of birth: %d persons. Dates of birth that differ between the two: %d. Act of listing not confirmed by a list: %d. "+
		"Reason not checked against a list: %d.\n", says("no birth date"), says("birth dates differ"), says("act not confirmed"), says("reason not checked"))
	return b.String()
}
