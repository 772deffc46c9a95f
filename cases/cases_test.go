package cases_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/cases"
	"github.com/linchpin-oss/linchpin/state"
	"github.com/linchpin-oss/linchpin/state/statetest"
)

func TestMain(m *testing.M) { statetest.Main(m) }

func alertOf(customer, evidence string) state.Alert {
	return state.Alert{Portfolio: "retail", Customer: customer, Entity: "un-sc:KPi.033", Name: "Ri Won Ho", Evidence: evidence, Index: "i1", Answer: []byte("{}")}
}

func desk(t *testing.T, open statetest.Open) (d *cases.Desk, ada, ben context.Context) {
	return cases.New(open(t)), state.By(t.Context(), "ada"), state.By(t.Context(), "ben")
}

func TestDecideAlike(t *testing.T) {
	statetest.Each(t, func(t *testing.T, open statetest.Open) {
		d, ada, ben := desk(t, open)
		if _, err := d.Store.RaiseAlerts(ada, []state.Alert{alertOf("1", "same"), alertOf("2", "same"), alertOf("3", "other"), alertOf("4", "same")}); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Decide(ada, cases.Decision{Alerts: []int64{1, 3}, Opinion: state.FalsePositive, Reason: "born 1990"}); !errors.Is(err, cases.ErrNotAlike) {
			t.Errorf("decided together: %v", err)
		}
		if c, err := d.Store.Case(ada, 1); err != nil || c.Status != state.CaseOpen {
			t.Errorf("half of it was done: %+v, %v", c, err)
		}
		alike, err := d.Alike(ada, 2)
		if err != nil || len(alike) != 3 {
			t.Fatalf("alike %+v, %v", alike, err)
		}
		var ids []int64
		for _, c := range alike {
			ids = append(ids, c.Alert.ID)
		}
		got, err := d.Decide(ada, cases.Decision{Alerts: ids, Opinion: state.FalsePositive, Reason: "all are born 1990"})
		if err != nil || len(got) != 3 || !got[0].Waits {
			t.Fatalf("decided %+v, %v", got, err)
		}
		if err := d.Approve(ada, ids, true, ""); !errors.Is(err, state.ErrSamePerson) {
			t.Errorf("approved by who decided: %v", err)
		}
		if err := d.Approve(ben, []int64{1, 3}, true, ""); !errors.Is(err, state.ErrChanged) {
			t.Errorf("approved what was not decided: %v", err)
		}
		if err := d.Approve(ben, ids, true, "checked one of three"); err != nil {
			t.Fatal(err)
		}
		h, err := d.History(ada, 2)
		if err != nil || len(h) != 3 || h[2].Action != "case.approve" || h[2].Who != "ben" || h[1].Personal["reason"] != "all are born 1990" {
			t.Errorf("history %+v, %v", h, err)
		}
	})
}

func TestFourEyesByRule(t *testing.T) {
	statetest.Each(t, func(t *testing.T, open statetest.Open) {
		d, ada, _ := desk(t, open)
		if _, err := d.Store.RaiseAlerts(ada, []state.Alert{alertOf("1", "e"), alertOf("2", "e"), alertOf("3", "e")}); err != nil {
			t.Fatal(err)
		}
		decide := func(alert int64, o state.Opinion) bool {
			t.Helper()
			got, err := d.Decide(ada, cases.Decision{Alerts: []int64{alert}, Opinion: o, Reason: "r"})
			if err != nil {
				t.Fatal(err)
			}
			return got[0].Waits
		}
		if decide(1, state.Undecided) || !decide(1, state.TrueMatch) {
			t.Error("the default: what settles a case needs a second person")
		}
		if err := d.Store.Set(ada, cases.SettingFourEyes, "true-match"); err != nil {
			t.Fatal(err)
		}
		if decide(2, state.FalsePositive) || !decide(3, state.TrueMatch) {
			t.Error("only true matches need a second person")
		}
		if got, err := d.Decide(ada, cases.Decision{Alerts: []int64{2}, Opinion: state.TrueMatch, Reason: "r"}); !errors.Is(err, state.ErrChanged) {
			t.Errorf("decided again when closed: %v, %v", got, err)
		}
	})
	for rule, want := range map[string]string{"None": "none", "true match,false-positive": "true-match,false-positive"} {
		if got, err := cases.ParseFourEyes(rule); got != want || err != nil {
			t.Errorf("%q: %q, %v", rule, got, err)
		}
	}
	for _, rule := range []string{"", "all", "undecided"} {
		if _, err := cases.ParseFourEyes(rule); err == nil {
			t.Errorf("%q is accepted", rule)
		}
	}
}

func TestStatistics(t *testing.T) {
	statetest.Each(t, func(t *testing.T, open statetest.Open) {
		d, ada, ben := desk(t, open)
		since := time.Now().Add(-time.Minute)
		if _, err := d.Store.RaiseAlerts(ada, []state.Alert{alertOf("1", "e"), alertOf("2", "e"), alertOf("3", "e"), alertOf("4", "e")}); err != nil {
			t.Fatal(err)
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		_, err := d.Decide(ada, cases.Decision{Alerts: []int64{1, 2, 3}, Opinion: state.FalsePositive, Reason: "r"})
		must(err)
		must(d.Approve(ben, []int64{1, 2}, true, ""))
		must(d.Approve(ben, []int64{3}, false, "look again"))
		must(d.Store.Reopen(ben, 2, "it is her"))
		d.Now = func() time.Time { return time.Now().Add(1000 * time.Hour) }
		s, err := d.Statistics(ada, since, time.Now().Add(time.Minute))
		must(err)
		if s.Raised != 4 || s.Decided[state.FalsePositive] != 3 || s.Settled[state.FalsePositive] != 1 || s.TurnedDown != 1 || s.Overturned != 1 ||
			s.Open != 3 || s.Overdue != 3 || s.Waiting != 0 || s.Exceptions != 1 || s.People["ada"] != 3 || s.Hours == nil || s.OverturnedShare() < 0.6 {
			t.Errorf("%+v", s)
		}
		if s, err = d.Statistics(ada, since.Add(-time.Hour), since); err != nil || s.Raised != 0 || s.Hours != nil {
			t.Errorf("before it all: %+v, %v", s, err)
		}
	})
}
