package screen

import (
	"fmt"
	"math/rand/v2"
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
			for _, tokens := range names.Variants(n.Value, match.KindOf(r.Target().Schema)) {
				kind := match.KindOf(r.Target().Schema)
				all = append(all, spelling{r.ID, match.Name{Text: n.Value, Tokens: tokens, Kind: kind}})
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

func TestExactNameIsAlwaysAnAlert(t *testing.T) {
	s := screener(t)
	for _, n := range []string{"MZKT", "Viktar STANISLAVCHYK", "Michail DAMARNATSKI"} {
		a, err := s.Screen(Query{Name: n})
		if err != nil {
			t.Fatal(err)
		}
		if !a.Alert() {
			t.Errorf("%s is no alert: %+v", n, a.Results)
		}
	}
}
