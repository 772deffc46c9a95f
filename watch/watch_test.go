package watch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/starter"
	"github.com/linchpin-oss/linchpin/state"
)

var today = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// screenerOf indexes the first publications of the starter data.
func screenerOf(t testing.TB, upTo int) *screen.Screener {
	t.Helper()
	pubs, err := starter.Publications()
	if err != nil {
		t.Fatal(err)
	}
	h := &archive.History{List: starter.ListID}
	ins := h.Insert()
	for _, p := range pubs[:min(upTo, len(pubs))] {
		ins.Add(&archive.Publication{Published: p.Date, SHA256: lists.StableID(p.Date), Records: len(p.Records)}, p.Records)
	}
	ins.Finish()
	return indexed(t, h)
}

func indexed(t testing.TB, h *archive.History) *screen.Screener {
	t.Helper()
	archive.Settle(h.Publications, nil, 1)
	meta := index.ListMeta{ID: h.List, Title: "test", MaxShrink: 1}
	for _, p := range h.Publications {
		meta.Publications = append(meta.Publications, index.PublicationMeta{ID: p.ID(), Published: p.Published, SHA256: p.SHA256,
			Records: p.Records, Readable: true, Status: p.Status, Retrieved: p.Published + "T18:00:00Z"})
	}
	data, err := index.Build([]index.Input{{Meta: meta, History: h}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	x, err := index.FromBytes(data)
	if err != nil {
		t.Fatal(err)
	}
	return screen.New(x)
}

func watcher(t testing.TB) *Watcher {
	t.Helper()
	dir := t.TempDir()
	s, err := state.OpenSQLite(t.Context(), filepath.Join(dir, "state.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &Watcher{Store: s, Dir: filepath.Join(dir, "watch"), Now: func() time.Time { return today }}
}

func seq(cs ...*Customer) iter.Seq2[*Customer, error] {
	return func(yield func(*Customer, error) bool) {
		for _, c := range cs {
			if !yield(c, nil) {
				return
			}
		}
	}
}

func runNow(t testing.TB, w *Watcher, s *screen.Screener, full bool) *Report {
	t.Helper()
	r, err := w.Run(t.Context(), "customers", s, full)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func add(t testing.TB, w *Watcher, cs ...*Customer) {
	t.Helper()
	if _, err := w.Add(t.Context(), "customers", Options{}, seq(cs...)); err != nil {
		t.Fatal(err)
	}
}

func alerts(t testing.TB, w *Watcher) []state.Alert {
	t.Helper()
	as, err := w.Store.Alerts(t.Context(), state.AlertFilter{Limit: 100000})
	if err != nil {
		t.Fatal(err)
	}
	return as
}

func customer(id, name string) *Customer {
	return &Customer{ID: id, Party: Party{Name: name, Schema: "Person"}}
}

// history makes a list of publications, each a list of names by record.
func history(pubs ...map[string]string) *archive.History {
	h := &archive.History{List: "eu-fsf"}
	ins := h.Insert()
	for i, p := range pubs {
		var records []*lists.Record
		for _, id := range slices.Sorted(maps.Keys(p)) {
			r := lists.NewRecord("eu-fsf", id, "Person")
			for name := range strings.SplitSeq(p[id], "|") {
				if date, ok := strings.CutPrefix(name, "born "); ok {
					r.Target().Add("birthDate", date)
					continue
				}
				r.Target().Add("name", name)
			}
			records = append(records, r)
		}
		date := fmt.Sprintf("2026-11-%02d", i+1)
		ins.Add(&archive.Publication{List: "eu-fsf", Published: date, SHA256: lists.StableID(date), Records: len(records)}, records)
	}
	ins.Finish()
	return h
}

func TestAlertsFollowTheList(t *testing.T) {
	w := watcher(t)
	add(t, w, customer("1", "Mikhail Safarbekovich Gutseriev"), customer("2", "Viktor Sheiman"), customer("3", "Anna Schmidt"))
	first := map[string]string{"A": "Viktor Vladimirovich Sheiman"}
	second := map[string]string{"A": "Viktor Vladimirovich Sheiman", "B": "Mikhail Safarbekovich Gutseriev"}
	amended := map[string]string{"A": "Viktor Vladimirovich Sheiman", "B": "Mikhail Safarbekovich Gutseriev|Michail Guzerijew|born 1958-03-09"}

	r := runNow(t, w, indexed(t, history(first)), false)
	if !r.Full || r.New != 3 || r.Outcomes[state.Opened] != 1 {
		t.Fatalf("entry: %+v", r)
	}
	r = runNow(t, w, indexed(t, history(first)), false)
	if r.Full || r.New != 0 || r.Compared != 0 || len(r.Outcomes) != 0 {
		t.Fatalf("nothing changed: %+v", r)
	}
	r = runNow(t, w, indexed(t, history(first, second)), true)
	if !r.Full || r.Outcomes[state.Opened] != 1 {
		t.Fatalf("listed, full: %+v", r)
	}
	as := alerts(t, w)
	if len(as) != 2 || as[1].Customer != "1" || !strings.Contains(as[1].Change, "newly listed in the publication of 2026-11-02") {
		t.Fatalf("alert: %+v", as)
	}
	r = runNow(t, w, indexed(t, history(first, second, amended)), true)
	as = alerts(t, w)
	if len(as) != 2 || !as[1].Open() || r.Outcomes[state.Opened] != 0 {
		t.Fatalf("amended: %+v", as)
	}
	r = runNow(t, w, indexed(t, history(first, second, amended, first)), true)
	as = alerts(t, w)
	if r.Closed != 1 || as[1].Open() || as[1].Closed != state.ClosedDelisted || !strings.Contains(as[1].Change, "2026-11-04") {
		t.Fatalf("delisted: %+v %+v", r, as)
	}
	r = runNow(t, w, indexed(t, history(first, second, amended, first, second)), true)
	as = alerts(t, w)
	if len(as) != 2 || as[1].Status != state.AlertReopened || r.Outcomes[state.Reopened] != 1 {
		t.Fatalf("listed again: %+v %+v", r, as)
	}
}

// An update of the program that reads names in another way must neither stop the watch nor miss what was written the old way.
func TestIndexesOfAnotherVersionAreMadeAnew(t *testing.T) {
	w := watcher(t)
	add(t, w, customer("1", "Mikhail Safarbekovich Gutseriev"))
	first := map[string]string{"A": "Viktor Vladimirovich Sheiman"}
	second := map[string]string{"A": "Viktor Vladimirovich Sheiman", "B": "Mikhail Safarbekovich Gutseriev"}
	runNow(t, w, indexed(t, history(first)), false)

	segments, err := filepath.Glob(filepath.Join(w.Dir, "*", "customers-*.lpx"))
	if err != nil || len(segments) != 1 {
		t.Fatalf("segments: %v, %v", segments, err)
	}
	data, err := os.ReadFile(segments[0])
	if err != nil {
		t.Fatal(err)
	}
	data[12]++ // the fingerprint of the tables of names
	if err := os.WriteFile(segments[0], data, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := index.Open(segments[0]); !errors.Is(err, index.ErrVersion) {
		t.Fatalf("opened: %v", err)
	}
	r := runNow(t, w, indexed(t, history(first, second)), false)
	if !r.Full || r.Outcomes[state.Opened] != 1 {
		t.Errorf("run: %+v", r)
	}
	if x, err := index.Open(segments[0]); err != nil {
		t.Errorf("not made anew: %v", err)
	} else if err := x.Close(); err != nil {
		t.Error(err)
	}
}

func TestAChangedCustomerIsComparedWithAll(t *testing.T) {
	w := watcher(t)
	s := screenerOf(t, 100)
	add(t, w, customer("1", "Anna Schmidt"))
	runNow(t, w, s, false)
	add(t, w, customer("1", "Viktor Vladimirovich Sheiman"))
	r := runNow(t, w, s, false)
	if r.Full || r.New != 1 || r.Outcomes[state.Opened] != 1 {
		t.Fatalf("%+v", r)
	}
	r = runNow(t, w, s, false)
	if len(r.Outcomes) != 0 {
		t.Fatalf("again: %+v", r)
	}
	if _, err := w.Leave(t.Context(), "customers", []string{"1"}); err != nil {
		t.Fatal(err)
	}
	if as := alerts(t, w); len(as) != 1 || as[0].Closed != state.ClosedLeft {
		t.Fatalf("%+v", as)
	}
}

func TestARelatedPartyAlertsThroughTheCustomer(t *testing.T) {
	w := watcher(t)
	c := &Customer{ID: "7", Party: Party{Name: "Sunny Meadows Trading", Schema: "Company"},
		Related: []Related{{Relation: "owner", Party: Party{Name: "Viktor Vladimirovich Sheiman", Schema: "Person"}}}}
	add(t, w, c)
	runNow(t, w, screenerOf(t, 100), false)
	as := alerts(t, w)
	if len(as) != 1 || as[0].Customer != "7" || as[0].Name != "Viktor Vladimirovich Sheiman" || !strings.Contains(as[0].Change, "owner") {
		t.Fatalf("%+v", as)
	}
}

// standing is what a desk sees of its alerts: which pairs are open and reach the threshold.
func standing(t testing.TB, w *Watcher) []string {
	t.Helper()
	var out []string
	for _, a := range alerts(t, w) {
		var e Event
		if err := json.Unmarshal(a.Event, &e); err != nil {
			t.Fatal(err)
		}
		if a.Open() && e.Standing == Reached {
			out = append(out, a.Customer+" "+a.Entity)
		}
	}
	slices.Sort(out)
	return out
}

// spoil changes a name a little.
func spoil(rng *rand.Rand, name string) string {
	r := []rune(name)
	switch rng.IntN(4) {
	case 0:
		i := rng.IntN(len(r))
		r = slices.Delete(r, i, i+1)
	case 1:
		parts := strings.Fields(name)
		slices.Reverse(parts)
		return strings.Join(parts, " ")
	case 2:
		if parts := strings.Fields(name); len(parts) > 2 {
			return parts[0] + " " + parts[len(parts)-1]
		}
	}
	return string(r)
}

// TestRunsEqualAFullScreening goes through the publications of the starter data one by one, with customers whose names are listed
// ones, spoilt ones and mixtures, and compares what is open after each run with screening everybody anew.
func TestRunsEqualAFullScreening(t *testing.T) {
	pubs, err := starter.Publications()
	if err != nil {
		t.Fatal(err)
	}
	defer func(d float64) { drift = d }(drift)
	drift = 1e9 // small lists grow fast
	part := 0
	for seed := range uint64(2) {
		rng := rand.New(rand.NewPCG(seed, 6))
		var names []string
		for _, r := range pubs[len(pubs)-1].Records {
			for _, s := range r.Target().Names() {
				names = append(names, s.Value)
			}
		}
		var customers []*Customer
		for i := range 150 {
			name := spoil(rng, names[rng.IntN(len(names))])
			if rng.IntN(3) == 0 { // a namesake in part
				name = strings.Fields(name + " X")[0] + " " + strings.Fields(names[rng.IntN(len(names))] + " Y")[1%2]
			}
			c := &Customer{ID: fmt.Sprint(i), Party: Party{Name: name, Schema: []string{"", "Person", "Company"}[rng.IntN(3)]}}
			if rng.IntN(3) == 0 {
				c.BirthDate = fmt.Sprint(1940 + rng.IntN(60))
			}
			if rng.IntN(3) == 0 {
				c.Country = "by"
			}
			customers = append(customers, c)
		}
		some, all := watcher(t), watcher(t)
		for k := 1; k <= len(pubs); k += 1 + rng.IntN(2) {
			entering := customers[:min(len(customers), 60+10*k)]
			add(t, some, entering...)
			add(t, all, entering...)
			s := screenerOf(t, k)
			r, rAll := runNow(t, some, s, false), runNow(t, all, s, true)
			if !r.Full && r.Parties > 0 {
				part++
			}
			if a, b := standing(t, some), standing(t, all); !slices.Equal(a, b) {
				t.Fatalf("seed %d, publication %d (%+v, %+v):\n%d open by what changed\n%d open by screening everybody\nonly left %v\nonly right %v",
					seed, k, r, rAll, len(a), len(b), minus(a, b), minus(b, a))
			}
		}
		if len(standing(t, all)) == 0 {
			t.Fatal("no alert: nothing was compared")
		}
	}
	if part == 0 {
		t.Fatal("no run compared only what changed")
	}
}

func minus(a, b []string) (out []string) {
	for _, x := range a {
		if !slices.Contains(b, x) {
			out = append(out, x)
		}
	}
	return out
}

// TestAKilledRunIsDoneAgain stops runs at any statement of the store, and looks for lost and doubled alerts at the end.
func TestAStoppedRunIsDoneAgain(t *testing.T) {
	w := watcher(t)
	s := screenerOf(t, 100)
	var cs []*Customer
	for i := range 30 {
		cs = append(cs, customer(fmt.Sprint(i), []string{"Viktor Vladimirovich Sheiman", "Anna Schmidt"}[i%2]))
	}
	add(t, w, cs...)
	for wait := time.Microsecond; ; wait = wait * 3 / 2 {
		ctx, cancel := context.WithTimeout(t.Context(), wait)
		_, err := w.Run(ctx, "customers", s, false)
		cancel()
		if err == nil {
			break
		}
	}
	if as := alerts(t, w); len(as) != 15 {
		t.Fatalf("%d alerts, not 15", len(as))
	}
}
