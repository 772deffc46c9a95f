package screen

import (
	"slices"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/lists"
)

// joined says that some entries are one entity.
type joined []int

func (j joined) Of(e int) int {
	if slices.Contains(j, e) {
		return 1
	}
	return 0
}

func (j joined) Members(e int) []int {
	if j.Of(e) == 1 {
		return j
	}
	return []int{e}
}

func (j joined) Hash() string { return "c1" }

// merged has one man on three lists: two in one spelling, one under an alias only; the second list dropped him in 2023, the
// third has his birth date.
func merged(t *testing.T) *Screener {
	var inputs []index.Input
	for _, l := range []struct {
		id         string
		days       []string
		upTo       int // publications that have him
		statements map[string]string
	}{
		{"a-list", []string{"2022-01-10", "2024-01-10"}, 2, map[string]string{"name": "Mikhail GUTSERIEV"}},
		{"b-list", []string{"2022-03-10", "2023-06-01"}, 1, map[string]string{"name": "Mikhail GUTSERIEV"}},
		{"c-list", []string{"2022-05-10"}, 1, map[string]string{"name": "Safarbek NOVOSIBIRSKI", "birthDate": "1958-03-09", "nationality": "ru"}},
	} {
		h := &archive.History{List: l.id}
		ins := h.Insert()
		meta := index.ListMeta{ID: l.id, Title: l.id}
		for i, day := range l.days {
			var records []*lists.Record
			other := lists.NewRecord(l.id, "other", "Person")
			other.Target().Add("name", "Erika Mustermann")
			records = append(records, other)
			if i < l.upTo {
				r := lists.NewRecord(l.id, "m", "Person")
				for p, v := range l.statements {
					r.Target().Add(p, v)
				}
				records = append(records, r)
			}
			ins.Add(&archive.Publication{Published: day, SHA256: l.id + day, Records: len(records), Status: archive.Accepted}, records)
			meta.Publications = append(meta.Publications, index.PublicationMeta{Published: day, SHA256: l.id + day, Records: len(records),
				Readable: true, Status: archive.Accepted, Retrieved: day + "T00:00:00Z"})
		}
		ins.Finish()
		inputs = append(inputs, index.Input{Meta: meta, History: h})
	}
	data, err := index.Build(inputs, nil)
	if err != nil {
		t.Fatal(err)
	}
	x, err := index.FromBytes(data)
	if err != nil {
		t.Fatal(err)
	}
	s := New(x)
	s.Now = func() time.Time { return time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC) }
	var entries joined
	for _, id := range []string{"a-list:m", "b-list:m", "c-list:m"} {
		e, err := s.EntryByID(id)
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, int(e))
	}
	s.Clusters = entries
	return s
}

func screenOne(t *testing.T, s *Screener, q Query) Result {
	t.Helper()
	a, err := s.Screen(q)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Results) != 1 || len(a.NotInForce) != 0 {
		t.Fatalf("%+v: %d results, %d not in force", q, len(a.Results), len(a.NotInForce))
	}
	return a.Results[0]
}

func TestOneAnswerWithEveryListing(t *testing.T) {
	r := screenOne(t, merged(t), Query{Name: "Michail Gutseriev"})
	if !r.Alert || r.ID != "a-list:m" || r.Entity.ID != "a-list:m" || len(r.Entity.Records) != 3 || r.Matched.Record != "a-list:m" {
		t.Errorf("%+v", r)
	}
	var got []string
	for _, l := range r.Lists {
		state := "in force"
		if !l.InForce {
			state = "gone by " + l.Delisted
		}
		got = append(got, l.EntityID+" "+l.Listed+" "+state)
	}
	want := []string{"a-list:m 2022-01-10 in force", "c-list:m 2022-05-10 in force", "b-list:m 2022-03-10 gone by 2023-06-01"}
	if !slices.Equal(got, want) {
		t.Errorf("listings %v, not %v", got, want)
	}
	if !slices.Equal(r.Merged["birthDate"], []string{"1958-03-09"}) || len(r.Merged["name"]) != 2 {
		t.Errorf("merged %v", r.Merged)
	}
}

func TestMergedAsOf(t *testing.T) {
	s := merged(t)
	r := screenOne(t, s, Query{Name: "Mikhail Gutseriev", AsOf: "2022-04-01"})
	inForce := 0
	for _, l := range r.Lists {
		if l.InForce {
			inForce++
		}
	}
	if inForce != 2 || len(r.Merged["birthDate"]) != 0 {
		t.Errorf("as of 2022-04-01: %d listings in force, merged %v", inForce, r.Merged)
	}
	a, err := s.Screen(Query{Name: "Mikhail Gutseriev", AsOf: "2021-06-01", Lists: nil})
	if err == nil {
		t.Errorf("before all publications: %+v", a.Results)
	}
	if r := screenOne(t, s, Query{Name: "Mikhail Gutseriev", Lists: []string{"a-list"}}); len(r.Lists) != 1 {
		t.Errorf("asked of one list: %+v", r.Lists)
	}
}

// TestFormerListingAlerts: the query knows him only as the list that dropped him did; he is still on another.
func TestFormerListingAlerts(t *testing.T) {
	s := merged(t)
	b, _ := s.EntryByID("b-list:m")
	c, _ := s.EntryByID("c-list:m")
	s.Clusters = joined{int(b), int(c)}
	a, err := s.Screen(Query{Name: "Mikhail Gutseriev", Lists: []string{"b-list", "c-list"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Results) != 1 || !a.Results[0].Alert || a.Results[0].Lists[0].EntityID != "c-list:m" || !a.Results[0].Lists[0].InForce {
		t.Errorf("%+v", a)
	}
}

// TestFactsOfTheEntity: the record that has the name lacks the birth date; the one that has it confirms. A wrong date never
// makes the answer worse than the record by itself.
func TestFactsOfTheEntity(t *testing.T) {
	s := merged(t)
	plain := screenOne(t, s, Query{Name: "Mikhail Gutseriev"})
	right := screenOne(t, s, Query{Name: "Mikhail Gutseriev", BirthDate: "1958-03-09"})
	wrong := screenOne(t, s, Query{Name: "Mikhail Gutseriev", BirthDate: "1990-01-02"})
	if right.Bits < plain.Bits+5 || wrong.Bits != plain.Bits {
		t.Errorf("%.1f bits; with his date %.1f, with another %.1f", plain.Bits, right.Bits, wrong.Bits)
	}
}
