package state_test

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/state"
	"github.com/linchpin-oss/linchpin/state/statetest"
)

func alertOf(customer, entity, evidence string) state.Alert {
	return state.Alert{Portfolio: "retail", Customer: customer, Entity: entity, Name: "Michail Guzerijew", Caption: "Mikhail Gutseriev",
		Lists: []string{"eu-fsf", "uk-sl"}, Score: 0.97, Evidence: evidence, Change: "listed on 2021-06-21", Index: "i1", Clusters: "c1",
		Query: []byte(`{"name":"Michail Guzerijew"}`), Answer: []byte(`{"results":[]}` + "\n"), Event: []byte(`{"kind":"listed"}`)}
}

func raise(t *testing.T, s state.Store, alerts ...state.Alert) []state.Raised {
	t.Helper()
	out, err := s.RaiseAlerts(t.Context(), alerts)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The life of an alert: raised once, updated, excepted, reopened.
func TestAlerts(t *testing.T) {
	statetest.Each(t, func(t *testing.T, open statetest.Open) {
		s := open(t)
		ada, ben := state.By(t.Context(), "ada"), state.By(t.Context(), "ben")
		r := raise(t, s, alertOf("c1", "eu-fsf:EU.1", "e1"), alertOf("c2", "eu-fsf:EU.1", "e1"), alertOf("c1", "eu-fsf:EU.1", "e1"))
		if r[0].Outcome != state.Opened || r[1].Outcome != state.Opened || r[2] != (state.Raised{ID: r[0].ID, Outcome: state.Unchanged}) {
			t.Fatalf("raised %+v", r)
		}
		id := r[0].ID
		a, err := s.Alert(ada, id)
		if err != nil || !slices.Equal(a.Lists, []string{"eu-fsf", "uk-sl"}) || string(a.Answer) != "{\"results\":[]}\n" || a.Status != state.AlertOpen || a.Raised.IsZero() {
			t.Errorf("alert %+v, %v", a, err)
		}
		if r := raise(t, s, alertOf("c1", "eu-fsf:EU.1", "e2")); r[0].Outcome != state.Updated {
			t.Errorf("other evidence: %+v", r)
		}
		if _, err := s.Judged(ada, state.Verdict{Alert: id, Opinion: state.FalsePositive, Reason: "another birth date", Evidence: "e1"}, false); !errors.Is(err, state.ErrChanged) {
			t.Errorf("a verdict on evidence that is no more: %v", err)
		}
		v, err := s.Judged(ada, state.Verdict{Alert: id, Opinion: state.FalsePositive, Reason: "another birth date", Evidence: "e2"}, true)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Approve(state.By(t.Context(), "Ada"), v, true, ""); !errors.Is(err, state.ErrSamePerson) {
			t.Errorf("approved by who decided: %v", err)
		}
		if c, err := s.Case(ada, id); err != nil || c.Status != state.CaseDecided || !c.Alert.Open() {
			t.Errorf("case %+v, %v", c, err)
		}
		if err := s.Approve(ben, v, true, ""); err != nil {
			t.Fatal(err)
		}
		if err := s.Approve(ben, v, true, ""); !errors.Is(err, state.ErrChanged) {
			t.Errorf("approved twice: %v", err)
		}
		if c, err := s.Case(ada, id); err != nil || c.Status != state.CaseClosed || c.Alert.Closed != "false-positive" || c.Closed.IsZero() {
			t.Errorf("case %+v, %v", c, err)
		}
		if r := raise(t, s, alertOf("c1", "eu-fsf:EU.1", "e2")); r[0].Outcome != state.Excepted {
			t.Errorf("the evidence of the exception: %+v", r)
		}
		if r := raise(t, s, alertOf("c1", "eu-fsf:EU.1", "e3")); r[0] != (state.Raised{ID: id, Outcome: state.Reopened}) {
			t.Errorf("other evidence than the exception's: %+v", r)
		}
		ex, err := s.Exceptions(ada, state.ExceptionFilter{Customer: "c1"})
		if err != nil || len(ex) != 1 || ex[0].Ended.IsZero() || ex[0].Why == "" || ex[0].Evidence != "e2" {
			t.Errorf("exceptions %+v, %v", ex, err)
		}
		if vs, err := s.Verdicts(ada, state.VerdictFilter{Alert: id}); err != nil || len(vs) != 1 || vs[0].Status != state.VerdictLapsed || vs[0].Second != "ben" {
			t.Errorf("verdicts %+v, %v", vs, err)
		}
		waiting, err := s.Alerts(ada, state.AlertFilter{Open: true, Newest: true})
		if err != nil || len(waiting) != 2 || waiting[0].ID < waiting[1].ID || waiting[1].Status != state.AlertReopened {
			t.Errorf("open alerts %+v, %v", waiting, err)
		}
		closeDelisted(t, s, r[1].ID)
		if n, err := s.CountAlerts(ada, state.AlertFilter{Open: true}); n != 1 || err != nil {
			t.Errorf("%d open, %v", n, err)
		}
		if r := raise(t, s, alertOf("c2", "eu-fsf:EU.1", "e1")); r[0].Outcome != state.Reopened {
			t.Errorf("listed again: %+v", r)
		}
	})
}

func closeDelisted(t *testing.T, s state.Store, id int64) {
	t.Helper()
	for range 2 {
		if err := s.CloseAlerts(t.Context(), []state.Closing{{Alert: id, Why: state.ClosedDelisted, Change: "delisted by eu-fsf on 2025-01-01"}}); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := s.Rows(t.Context(), state.RowFilter{Actions: []string{"alert.close"}})
	if err != nil || len(rows) != 1 {
		t.Errorf("closed twice: %+v, %v", rows, err)
	}
}

func TestCases(t *testing.T) {
	statetest.Each(t, func(t *testing.T, open statetest.Open) {
		s := open(t)
		ada, ben := state.By(t.Context(), "ada"), state.By(t.Context(), "ben")
		if err := s.Set(ada, state.SettingDue, "24h"); err != nil {
			t.Fatal(err)
		}
		id := raise(t, s, alertOf("c1", "eu-fsf:EU.1", "e1"))[0].ID
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		c, err := s.Case(ada, id)
		if err != nil || time.Until(c.Due) > 25*time.Hour || time.Until(c.Due) < 23*time.Hour {
			t.Errorf("due %v, %v", c.Due, err)
		}
		must(s.Assign(ada, id, "ben"))
		must(s.Comment(ben, id, "asked the branch for a passport"))
		must(s.SetDue(ada, id, time.Now().Add(time.Hour)))
		file, err := s.Attach(ben, state.Attachment{Alert: id, Name: "passport.pdf", Type: "application/pdf", Data: []byte("%PDF-1.4 \x00\xff")})
		must(err)
		if f, err := s.Attachment(ada, file); err != nil || string(f.Data) != "%PDF-1.4 \x00\xff" || f.Who != "ben" || f.Bytes != 11 {
			t.Errorf("file %+v, %v", f, err)
		}
		if got, err := s.Cases(ada, state.CaseFilter{Assignee: "ben", Statuses: []state.CaseStatus{state.CaseOpen}, DueBy: time.Now().Add(2 * time.Hour)}); err != nil || len(got) != 1 {
			t.Errorf("cases %+v, %v", got, err)
		}
		if n, err := s.CountCases(ada, state.CaseFilter{Nobody: true}); n != 0 || err != nil {
			t.Errorf("%d cases nobody has, %v", n, err)
		}
		for _, err := range []error{s.Assign(ada, 99, "x"), s.Comment(ada, 99, "x")} {
			if !errors.Is(err, state.ErrNotFound) {
				t.Errorf("case 99: %v", err)
			}
		}
		_, err = s.Judged(ben, state.Verdict{Alert: id, Opinion: state.Undecided, Reason: "no answer yet", Evidence: "e1"}, true)
		must(err)
		v, err := s.Judged(ben, state.Verdict{Alert: id, Opinion: state.TrueMatch, Reason: "the passport", Evidence: "e1"}, true)
		must(err)
		if err := s.Approve(ada, v, false, " "); err == nil {
			t.Error("turned down without a reason")
		}
		must(s.Approve(ada, v, false, "it is expired"))
		v, err = s.Judged(ben, state.Verdict{Alert: id, Opinion: state.TrueMatch, Reason: "a new passport", Evidence: "e1"}, true)
		must(err)
		must(s.Approve(ada, v, true, ""))
		must(s.Reopen(ada, id, "the passport is forged"))
		if err := s.Reopen(ada, id, "again"); !errors.Is(err, state.ErrChanged) {
			t.Errorf("opened twice: %v", err)
		}
		vs, err := s.Verdicts(ada, state.VerdictFilter{Alert: id})
		must(err)
		var statuses []state.VerdictStatus
		for _, v := range vs {
			statuses = append(statuses, v.Status)
		}
		if !slices.Equal(statuses, []state.VerdictStatus{state.VerdictNoted, state.VerdictTurnedDown, state.VerdictOverturned}) {
			t.Errorf("verdicts %v", statuses)
		}
		rows, err := s.Rows(ada, state.RowFilter{Subject: "alert:1"})
		must(err)
		if len(rows) != 11 || rows[2].Personal["text"] != "asked the branch for a passport" || rows[2].Who != "ben" || rows[2].Person != "retail/c1" {
			t.Errorf("%d rows: %+v", len(rows), rows)
		}
		testErasure(t, s, id, file)
	})
}

func testErasure(t *testing.T, s state.Store, id, file int64) {
	ctx := t.Context()
	if _, err := s.ErasePerson(ctx, "retail", "nobody", "asked"); !errors.Is(err, state.ErrNotFound) {
		t.Errorf("erasing nobody: %v", err)
	}
	e, err := s.ErasePerson(ctx, "retail", "c1", "asked for it on 2026-01-01")
	if err != nil || e.Alerts != 1 || e.Files != 1 || e.Rows == 0 {
		t.Fatalf("erased %+v, %v", e, err)
	}
	a, err := s.Alert(ctx, id)
	if err != nil || a.Name != "" || a.Answer != nil || a.Evidence != "" || a.Query != nil || a.Customer != "erased-1" || a.Open() {
		t.Errorf("alert %+v, %v", a, err)
	}
	if f, err := s.Attachment(ctx, file); err != nil || f.Data != nil {
		t.Errorf("file %+v, %v", f, err)
	}
	rows, err := s.Rows(ctx, state.RowFilter{Subject: "alert:1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.Personal != nil || r.Person != "" {
			t.Errorf("left in the trail: %+v", r)
		}
	}
	if r := raise(t, s, alertOf("c1", "eu-fsf:EU.1", "e1")); r[0].Outcome != state.Opened {
		t.Errorf("a customer who comes back: %+v", r)
	}
}

func TestTx(t *testing.T) {
	statetest.Each(t, func(t *testing.T, open statetest.Open) {
		s, ctx := open(t), t.Context()
		stop := errors.New("stop")
		err := s.Tx(ctx, func(tx state.Store) error {
			if err := tx.Set(ctx, "a", "1"); err != nil {
				return err
			}
			if _, err := tx.AddJob(ctx, state.JobOptions{Kind: "k"}); err != nil {
				return err
			}
			if v, err := tx.Setting(ctx, "a"); v != "1" || err != nil {
				t.Errorf("inside: %q, %v", v, err)
			}
			return stop
		})
		if !errors.Is(err, stop) {
			t.Errorf("err = %v", err)
		}
		jobs, err := s.Jobs(ctx, state.JobFilter{})
		rows, rerr := s.Rows(ctx, state.RowFilter{})
		if v, verr := s.Setting(ctx, "a"); v != "" || len(jobs) != 0 || len(rows) != 0 || errors.Join(err, verr, rerr) != nil {
			t.Errorf("left: %q, %v, %v, %v", v, jobs, rows, errors.Join(err, verr, rerr))
		}
	})
}

func BenchmarkRaiseAlerts(b *testing.B) {
	bench := func(b *testing.B, s state.Store, err error) {
		if err != nil {
			b.Fatal(err)
		}
		defer s.Close()
		answer := bytes.Repeat([]byte("x"), 4000)
		n := 0
		for b.Loop() {
			alerts := make([]state.Alert, 1000)
			for i := range alerts {
				n++
				alerts[i] = alertOf(strconv.Itoa(n), "eu-fsf:EU.1", "e1")
				alerts[i].Answer = answer
			}
			if _, err := s.RaiseAlerts(b.Context(), alerts); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "alerts/s")
	}
	b.Run("sqlite", func(b *testing.B) {
		s, err := state.OpenSQLite(b.Context(), b.TempDir()+"/state.db")
		bench(b, s, err)
	})
	b.Run("postgres", func(b *testing.B) {
		s, err := state.OpenPostgres(b.Context(), statetest.Postgres(b))
		bench(b, s, err)
	})
}

// Processes that open an empty database at the same moment wait for each other.
func TestOpenTogether(t *testing.T) {
	statetest.Each(t, func(t *testing.T, open statetest.Open) {
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				if err := open(t).Set(t.Context(), "a", "1"); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
}
