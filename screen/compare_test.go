package screen

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/lists"
)

// commonWord is a screener of forty persons, firms and ships each that share a word, so that its posting list is long.
func commonWord(t *testing.T) *Screener {
	family := []string{"Adler", "Brandt", "Czerny", "Dvorak", "Eriksen", "Fontaine", "Guzman", "Horvath"}
	second := []string{"", "Boris", "Clara", "Dmitri", "Elvira"}
	var records []*lists.Record
	for _, schema := range []string{"Person", "Company", "Vessel"} {
		for i := range 40 {
			r := lists.NewRecord("common", fmt.Sprintf("%s-%02d", schema, i), schema)
			r.Target().Add("name", "Valentina "+second[i/len(family)]+" "+family[i%len(family)])
			records = append(records, r)
		}
	}
	x, err := index.FromBytes(buildRecords(t, records))
	if err != nil {
		t.Fatal(err)
	}
	s := New(x)
	s.Now = func() time.Time { return time.Date(2000, 1, 2, 0, 0, 0, 0, time.UTC) }
	return s
}

// TestALimitOnlyCutsTheAnswer holds short answers against long ones: what the search leaves out because enough better names are shown must
// be what stands below them.
func TestALimitOnlyCutsTheAnswer(t *testing.T) {
	s := commonWord(t)
	for _, schema := range []string{"", "Person", "Company", "Vessel"} {
		for _, name := range []string{"Valentina", "Valentina Boris", "Walentyna Adler", "Clara V. Horvath", "Valentina Clara Dvorakova"} {
			shown := func(limit int) (out []string) {
				a, err := s.Screen(Query{Name: name, Schema: schema, Limit: limit})
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range a.Results {
					out = append(out, fmt.Sprintf("%s %.4f", r.ID, r.Score))
				}
				return out
			}
			all := shown(MaxLimit)
			for _, limit := range []int{1, 3, 10} {
				if got := shown(limit); !slices.Equal(got, all[:min(limit, len(all))]) {
					t.Errorf("%s %q: limit %d gives %q, but first of all are %q", schema, name, limit, got, all[:min(limit, len(all))])
				}
			}
		}
	}
}

// TestACommonWordReachesEveryKind asks for each of the names of a long posting list.
func TestACommonWordReachesEveryKind(t *testing.T) {
	s := commonWord(t)
	for _, schema := range []string{"Person", "Company", "Vessel"} {
		a, err := s.Screen(Query{Name: "Valentina Elvira Horvath", Schema: schema})
		if err != nil {
			t.Fatal(err)
		}
		if want := "common:" + schema + "-39"; len(a.Results) == 0 || a.Results[0].ID != want || !a.Results[0].Alert {
			t.Errorf("%s: %+v: want an alert for %s first", schema, a.Results, want)
		}
	}
}
