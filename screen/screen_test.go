package screen

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
	"github.com/linchpin-oss/linchpin/starter"
)

// starterIndex is an index of the starter data with its publications' dates.
func starterIndex(t testing.TB) *index.Index {
	t.Helper()
	pubs, err := starter.Publications()
	if err != nil {
		t.Fatal(err)
	}
	h := &archive.History{List: starter.ListID}
	ins := h.Insert()
	meta := index.ListMeta{ID: starter.ListID, Title: "starter", CadenceDays: 30, MaxShrink: 1}
	for _, p := range pubs {
		ins.Add(&archive.Publication{Published: p.Date, SHA256: lists.StableID(p.Date), Records: len(p.Records)}, p.Records)
	}
	ins.Finish()
	archive.Settle(h.Publications, nil, 1)
	for _, p := range h.Publications {
		meta.Publications = append(meta.Publications, index.PublicationMeta{ID: p.ID(), Published: p.Published, SHA256: p.SHA256,
			Records: p.Records, Readable: true, Status: p.Status, Retrieved: p.Published + "T18:00:00Z"})
	}
	data, err := index.Build([]index.Input{{Meta: meta, History: h}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	again, err := index.Build([]index.Input{{Meta: meta, History: h}}, nil)
	if err != nil || string(again) != string(data) {
		t.Fatalf("the same history gives another index: %v", err)
	}
	x, err := index.FromBytes(data)
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Verify(); err != nil {
		t.Fatal(err)
	}
	return x
}

func screener(t testing.TB) *Screener {
	s := New(starterIndex(t))
	s.Now = func() time.Time { return time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC) }
	return s
}

func TestSpellings(t *testing.T) {
	s := screener(t)
	for query, id := range map[string]string{
		"Michail S. Guzerijew": "EU.6385.79", "Guzeriew Michail": "EU.6385.79", "Гуцериев Михаил": "EU.6385.79", "Mikail Gutseriyev": "EU.6385.79",
		"Aliaksei I. Aleksin": "EU.6386.78", "Alexei Oleksin": "EU.6386.78", "Алексей Олексин": "EU.6386.78",
		"Mikhail GUTSERYEV": "EU.6385.79", "MikhailGutseriev": "EU.6385.79",
	} {
		a, err := s.Screen(Query{Name: query})
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Results) == 0 || a.Results[0].Lists[0].RecordID != id || !a.Results[0].Alert {
			t.Errorf("%s: %+v", query, a.Results)
		}
	}
	for _, ordinary := range []string{"Erika Mustermann", "Jean Dupont", "Anna Kowalska", "Siemens Energy AG", "山田 太郎"} {
		a, err := s.Screen(Query{Name: ordinary})
		if err != nil {
			t.Fatal(err)
		}
		if a.Alert() {
			t.Errorf("%s raises an alert: %s", ordinary, a.Results[0].Caption)
		}
	}
}

func TestAsOfAndKnownAt(t *testing.T) {
	s := screener(t)
	for _, c := range []struct {
		asOf, knownAt string
		alert         bool
	}{
		{"2021-06-20", "", false}, {"2021-06-21", "", true}, {"2021-06-23", "", true}, {"2026-11-01", "", true}, {"", "", true},
		{"2021-06-23", "2021-06-20", false}, {"2021-06-23", "2021-06-21T12:00:00Z", false}, {"2021-06-23", "2021-06-22", true},
	} {
		a, err := s.Screen(Query{Name: "Michail S. Guzerijew", AsOf: c.asOf, KnownAt: c.knownAt})
		if err != nil {
			t.Fatal(err)
		}
		if a.Alert() != c.alert {
			t.Errorf("as of %q known at %q: alert %v", c.asOf, c.knownAt, a.Alert())
		}
		if !c.alert && len(a.NotInForce) != 1 {
			t.Errorf("as of %q known at %q: nobody says why not", c.asOf, c.knownAt)
		}
	}
	stale, err := s.Screen(Query{Name: "Michail S. Guzerijew"})
	if err != nil || !stale.Lists[0].Stale || !strings.Contains(strings.Join(stale.Warnings, " "), "days old") {
		t.Errorf("an old list without a warning: %+v, %v", stale.Lists, err)
	}
}

// TestAFactNeverLosesAHit adds facts that the entry has, or that nobody knows, and looks whether it is still found.
func TestAFactNeverLosesAHit(t *testing.T) {
	s := screener(t)
	base := Query{Name: "Mikhail Gutseriev"}
	for _, q := range []Query{{Schema: "Person"}, {Schema: "LegalEntity"}, {Gender: "male"}, {Country: "Russia"}, {BirthDate: "1958"}, {BirthDate: "1958-03-09"},
		{Address: "Moscow"}, {IDs: []ID{{"passport", "X123456"}}}, {Country: "kz"}, {BirthDate: "1999-01-01"}} {
		q.Name = base.Name
		a, err := s.Screen(q)
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Results) == 0 || a.Results[0].Lists[0].RecordID != "EU.6385.79" {
			t.Errorf("%+v loses him: %+v", q, a.Results)
		}
	}
}

// TestCandidatesAreSafe holds the candidate search against a scan of every spelling: what the scan ranks first, above the
// threshold, must be found.
func TestCandidatesAreSafe(t *testing.T) {
	s := screener(t)
	pubs, err := starter.Publications()
	if err != nil {
		t.Fatal(err)
	}
	type spelling struct {
		id   string
		name match.Name
	}
	var all []spelling
	var texts []string
	for _, r := range pubs[len(pubs)-1].Records {
		for _, n := range r.Target().Names() {
			for _, v := range names.Variants(n.Value, match.KindOf(r.Target().Schema)) {
				if v.Doubt > 0 { // the index leaves these out
					continue
				}
				kind := match.KindOf(r.Target().Schema)
				all = append(all, spelling{r.ID, match.Name{Text: n.Value, Tokens: v.Tokens, Kind: kind}})
			}
			texts = append(texts, n.Value)
		}
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 150 {
		query := damage(rnd, texts[rnd.IntN(len(texts))])
		qs := Spellings(query, nil)
		if len(qs) == 0 {
			continue
		}
		m := match.NewMatcher(qs, s.Index.Rarity)
		best, bits := "", match.Prior
		for i := range all {
			for q := range qs {
				if b := m.Bits(q, &all[i].name); b > bits {
					best, bits = all[i].id, b
				}
			}
		}
		if best == "" {
			continue
		}
		a, err := s.Screen(Query{Name: query})
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Results) == 0 || a.Results[0].Bits < bits-0.5 {
			t.Errorf("%q: a scan finds %s with %.1f bits, the index %+v", query, best, bits, a.Results)
		}
	}
}

// damage leaves a name alone, swaps its words, shortens one to its initial, or types one wrongly.
func damage(rnd *rand.Rand, s string) string {
	words := strings.Fields(s)
	i := rnd.IntN(len(words))
	w := []rune(words[i])
	switch rnd.IntN(4) {
	case 0:
		rnd.Shuffle(len(words), func(a, b int) { words[a], words[b] = words[b], words[a] })
	case 1:
		words[i] = string(w[:1]) + "."
	case 2:
		if len(w) > 4 {
			k := 1 + rnd.IntN(len(w)-2)
			words[i] = string(w[:k]) + string(w[k+1:])
		}
	}
	return strings.Join(words, " ")
}

func TestDamagedIndexIsRefused(t *testing.T) {
	if _, err := index.FromBytes([]byte("LINCHPIN")); err == nil {
		t.Error("a cut index is accepted")
	}
	if _, err := index.FromBytes(make([]byte, 4096)); err == nil {
		t.Error("zeroes are accepted")
	}
}

func TestEntitiesComeBackWhole(t *testing.T) {
	s := screener(t)
	pubs, _ := starter.Publications()
	last := pubs[len(pubs)-1]
	for _, r := range last.Records[:20] {
		e, err := s.EntryByID(r.Target().ID)
		if err != nil {
			t.Fatal(err)
		}
		_, to := s.Index.EntryVersions(e)
		got, err := s.Index.Entities(to - 1)
		if err != nil {
			t.Fatal(err)
		}
		if ftm.Hash(got) != ftm.Hash(r.Entities) {
			t.Errorf("%s: the index holds another content", r.ID)
		}
	}
}

func FuzzScreen(f *testing.F) {
	s := screener(f)
	f.Add("Michail S. Guzerijew", "1958", "by")
	f.Add("\u202eوليد", "1/2/1960", "")
	f.Fuzz(func(t *testing.T, name, date, country string) {
		a, err := s.Screen(Query{Name: name, BirthDate: date, Country: country})
		if err != nil {
			return
		}
		for _, r := range a.Results {
			if !(r.Score >= 0 && r.Score <= 1) {
				t.Fatalf("%q: score %v", name, r.Score)
			}
		}
	})
}

// BenchmarkStarter screens one name against the starter data, and for comparison compares it with every spelling.
func BenchmarkStarter(b *testing.B) {
	s := screener(b)
	b.Run("index", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Screen(Query{Name: "Michail S. Guzerijew"}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run(fmt.Sprintf("scan of %d spellings", s.Index.Names()), func(b *testing.B) {
		for b.Loop() {
			m := match.NewMatcher(Spellings("Michail S. Guzerijew", nil), s.Index.Rarity)
			s.Index.EachName(func(_ index.Entry, n *match.Name) { m.Bits(0, n) })
		}
	})
}

// listed makes a screener of one list of these persons, by record id, each with a birth date, and of companies.
func listed(t *testing.T, persons map[string]string, companies ...string) *Screener {
	t.Helper()
	h := &archive.History{List: "a-list"}
	var records []*lists.Record
	for name, born := range persons {
		r := lists.NewRecord("a-list", name, "Person")
		r.Target().Add("name", name)
		r.Target().Add("birthDate", born)
		records = append(records, r)
	}
	for _, name := range companies {
		r := lists.NewRecord("a-list", name, "Company")
		r.Target().Add("name", name)
		records = append(records, r)
	}
	ins := h.Insert()
	ins.Add(&archive.Publication{Published: "2024-01-10", SHA256: "x", Records: len(records), Status: archive.Accepted}, records)
	ins.Finish()
	meta := index.ListMeta{ID: "a-list", Title: "a-list", Publications: []index.PublicationMeta{{Published: "2024-01-10", SHA256: "x", Records: len(records),
		Readable: true, Status: archive.Accepted, Retrieved: "2024-01-10T00:00:00Z"}}}
	data, err := index.Build([]index.Input{{Meta: meta, History: h}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	x, err := index.FromBytes(data)
	if err != nil {
		t.Fatal(err)
	}
	s := New(x)
	s.Now = func() time.Time { return time.Date(2024, 1, 11, 0, 0, 0, 0, time.UTC) }
	return s
}

// TestExactNameIsAlwaysAnAlert: the words are so common that the score alone would hide them.
func TestExactNameIsAlwaysAnAlert(t *testing.T) {
	persons := map[string]string{"Ali": "1970", "John Smith": "1970", "Li": "1970", "Maria Garcia": "1970", "Ahmed Mohammed": "1970"}
	companies := []string{"The Group", "General Trading Company", "Comet"}
	all := slices.Clone(companies)
	for i := range 400 { // so common is the word on the list
		all = append(all, fmt.Sprintf("Comet Ulan%c%c", 'a'+i/20, 'a'+i%20))
	}
	s := listed(t, persons, all...)
	ask := func(name, schema string) *Answer {
		a, err := s.Screen(Query{Name: name, Schema: schema})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	below := 0
	for name := range persons {
		for _, schema := range []string{"Person", ""} {
			a := ask(name, schema)
			if !a.Alert() || a.Results[0].ID != "a-list:"+name {
				t.Errorf("%s (%s) is no alert: %+v", name, schema, a.Results)
				continue
			}
			if a.Results[0].Score < match.DefaultThreshold {
				below++
			}
		}
	}
	for _, name := range companies {
		a := ask(name, "Company")
		if !a.Alert() {
			t.Errorf("%s is no alert: %+v", name, a.Results)
			continue
		}
		if a.Results[0].Score < match.DefaultThreshold {
			below++
		}
	}
	if below == 0 {
		t.Error("no score was below the threshold, so this test proves nothing")
	}
	if a := ask("Ali Smith", "Person"); a.Alert() {
		t.Errorf("Ali Smith is nobody's name: %+v", a.Results[0])
	}
	a, err := s.Screen(Query{Name: "Li", Schema: "Person", BirthDate: "1999-05-05"})
	if err != nil {
		t.Fatal(err)
	}
	if a.Alert() {
		t.Errorf("a common name with another birth date: %+v", a.Results[0])
	}
}

// TestARareNameOutweighsPartOfAWrongDate: a wrong date always costs, but does not hide a name that nobody else has.
func TestARareNameOutweighsPartOfAWrongDate(t *testing.T) {
	s := listed(t, map[string]string{"Mikhail Safarbekovich GUTSERIEV": "1958-03-09", "John Miller": "1958-03-09"})
	ask := func(name, born string) Result {
		a, err := s.Screen(Query{Name: name, Schema: "Person", BirthDate: born})
		if err != nil {
			t.Fatal(err)
		}
		return append(a.Results, Result{})[0]
	}
	plain, wrong := ask("Michail S. Guzerijew", ""), ask("Michail S. Guzerijew", "1999-01-01")
	if !wrong.Alert || wrong.Bits > plain.Bits-2 {
		t.Errorf("Guzerijew: %.1f bits, with another date %.1f, alert %v", plain.Bits, wrong.Bits, wrong.Alert)
	}
	if r := ask("Jon Miller", "1999-01-01"); r.Alert {
		t.Errorf("Jon Miller, born on another day: %+v", r)
	}
}

func TestThresholds(t *testing.T) {
	for _, c := range []struct {
		text         string
		score, oneIn float64
		bad          bool
	}{{"0.5", 0.5, 0, false}, {"1/10000", 0, 10000, false}, {"1 / 50", 0, 50, false}, {"1", 1, 0, false}, {"0", 0, 0, true}, {"2", 0, 0, true},
		{"1/1", 0, 0, true}, {"2/10", 0, 0, true}, {"NaN", 0, 0, true}, {"1/x", 0, 0, true}, {"", 0, 0, true}} {
		score, oneIn, err := ParseThreshold(c.text)
		if (err != nil) != c.bad || score != c.score || oneIn != c.oneIn {
			t.Errorf("%q: %v, %v, %v", c.text, score, oneIn, err)
		}
	}
}

// TestRates: fewer names reach more bits, and the bits of a share are reached by that share.
func TestRates(t *testing.T) {
	s := screener(t)
	r, err := MeasureRates(s)
	if err != nil {
		t.Fatal(err)
	}
	person := ftm.MustLookup("Person")
	last := math.Inf(1)
	for bits := 5.0; bits < 40; bits += 0.5 {
		n := r.PerTenThousand(person, bits)
		if n > last+1e-6 || n < 0 {
			t.Fatalf("%.1f bits: %v of 10,000 names, more than the %v before", bits, n, last)
		}
		last = n
	}
	for _, oneIn := range []float64{10, 100, 1000, 10_000, 1_000_000} {
		if got := r.PerTenThousand(person, r.Bits(person, oneIn)); got > 1e4/oneIn*1.6 || got < 1e4/oneIn*0.4 {
			t.Errorf("one in %v: %v of 10,000 names reach its bits", oneIn, got)
		}
	}
	data, err := MarshalRates(r)
	if err != nil {
		t.Fatal(err)
	}
	if back, err := ParseRates(data); err != nil || len(back.Person) != len(r.Person) {
		t.Errorf("%v, %v", back, err)
	}
	for _, bad := range []string{"", "{}", "null", `{"person":[1],"company":[2]}`} {
		if _, err := ParseRates([]byte(bad)); err == nil {
			t.Errorf("rates %q are read", bad)
		}
	}
	a, err := s.Screen(Query{Name: "Aliaksandr Lukashenka", OneIn: 1000})
	if err != nil || !a.Alert() || a.Query.Threshold <= 0 {
		t.Errorf("%+v, %v", a, err)
	}
}
