package screen

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/match"
)

// pairs joins each even entry with the one after it.
type pairs struct{ n int }

func (p pairs) Of(e int) int { return e/2 + 1 }

func (p pairs) Members(e int) []int {
	if e|1 >= p.n {
		return []int{e}
	}
	return []int{e &^ 1, e | 1}
}

func (pairs) Hash() string { return "pairs" }

func marshalled(v any) string {
	data, _ := json.Marshal(v)
	return string(data)
}

// TestAGlanceMissesNoAlert asks for parties with spoilt names, parts of names, and birth dates that agree in full, in part, swapped, nearly
// or not at all, of lists with single and with joined records.
func TestAGlanceMissesNoAlert(t *testing.T) {
	x := starterIndex(t)
	var parties []struct {
		name  string
		dates []match.Date
	}
	x.EachText(func(e index.Entry, text string) {
		from, _ := x.EntryVersions(e)
		_, f := x.Facts(from)
		parties = append(parties, struct {
			name  string
			dates []match.Date
		}{text, f.BirthDates})
	})
	rnd := rand.New(rand.NewPCG(20261124, 7))
	date := func(of []match.Date) string {
		d := fmt.Sprintf("%d-%02d-%02d", 1940+rnd.IntN(60), 1+rnd.IntN(12), 1+rnd.IntN(28))
		if len(of) > 0 && rnd.IntN(4) > 0 {
			d = of[rnd.IntN(len(of))].Value
		}
		switch rnd.IntN(6) {
		case 0:
			return d[:4]
		case 1:
			return d[:min(7, len(d))]
		case 2:
			if len(d) == 10 && d[8:] <= "12" {
				return d[:5] + d[8:] + "-" + d[5:7]
			}
		case 3:
			return ""
		}
		return d
	}
	alerts, glances, tried := 0, 0, 0
	for _, s := range []*Screener{New(x), {Index: x, Clusters: pairs{x.Entries()}, Now: New(x).Now}} {
		for range 3000 {
			p, o := parties[rnd.IntN(len(parties))], parties[rnd.IntN(len(parties))]
			name := p.name
			switch rnd.IntN(4) {
			case 0:
				name = damage(rnd, name)
			case 1:
				if words := strings.Fields(name); len(words) > 1 {
					name = words[rnd.IntN(len(words))] + " " + strings.Fields(o.name)[0]
				}
			case 2:
				if words := strings.Fields(name); len(words) > 2 {
					name = words[0] + " " + words[len(words)-1]
				}
			}
			q := Query{Name: name, BirthDate: date(p.dates), Schema: []string{"", "Person", "Company"}[rnd.IntN(3)], Limit: 500, Threshold: []float64{0, 0.3, 0.7}[rnd.IntN(3)]}
			if rnd.IntN(3) == 0 {
				q.Country = "by"
			}
			a, err := s.Screen(q)
			if err != nil {
				continue // a name without letters
			}
			tried++
			glance, _, err := s.Glance(q, 2)
			if err != nil {
				t.Fatal(err)
			}
			q.AlertsOnly = true
			only, err := s.Screen(q)
			if err != nil {
				t.Fatal(err)
			}
			for i := range a.Results {
				r := &a.Results[i]
				// All its names are looked at: a better one may be found, or a record in force may speak for one that is not.
				same := func(o Result) bool { return o.Entity.ID == r.Entity.ID && (o.Bits >= r.Bits-0.01 || o.ID != r.ID) }
				if r.Alert && !slices.ContainsFunc(only.Results, same) {
					t.Errorf("%+v: %s is missed", q, r.Caption)
				}
			}
			if i := slices.IndexFunc(only.Results, func(r Result) bool { return !r.Alert }); i >= 0 || only.Alert() != glance {
				t.Fatalf("%+v: %s", q, marshalled(only))
			}
			if a.Alert() {
				alerts++
			}
			if glance {
				glances++
			}
		}
	}
	if alerts < tried/5 || alerts > tried*4/5 || glances > alerts+alerts/100 {
		t.Errorf("%d asked, %d alerts, %d by a glance", tried, alerts, glances)
	}
}
