package audit_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	_ "modernc.org/sqlite"

	"github.com/linchpin-oss/linchpin/audit"
	"github.com/linchpin-oss/linchpin/state"
	"github.com/linchpin-oss/linchpin/state/statetest"
)

func TestMain(m *testing.M) { statetest.Main(m) }

func alertOf(customer string) state.Alert {
	return state.Alert{Portfolio: "retail", Customer: customer, Entity: "eu-fsf:EU.1", Name: "Jane " + customer, Evidence: "e1", Index: "i",
		Query: []byte(`{"name":"x"}`), Answer: []byte(`{"results":[` + customer + `]}`)}
}

// fillTrail does some deeds of every kind and returns an alert.
func fillTrail(t testing.TB, s state.Store) int64 {
	t.Helper()
	ctx := state.By(context.Background(), "ada")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.Set(ctx, "max-shrink:", "0.2"))
	must(s.Note(ctx, state.Row{Action: "list.import", Subject: "list:un-sc", Details: map[string]any{"records": 700}}))
	r, err := s.RaiseAlerts(ctx, []state.Alert{alertOf("1"), alertOf("2"), alertOf("3")})
	must(err)
	must(s.Comment(ctx, r[0].ID, "looked at the passport"))
	must(s.Comment(ctx, r[1].ID, "<&> ünïcode"))
	_, err = s.Judged(ctx, state.Verdict{Alert: r[2].ID, Opinion: state.Undecided, Reason: "asked the branch", Evidence: "e1"}, false)
	must(err)
	return r[0].ID
}

func verify(t testing.TB, s state.Store, noted ...audit.Head) *audit.Report {
	t.Helper()
	r, err := audit.Verify(context.Background(), s, noted...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestVerifyAndErase(t *testing.T) {
	statetest.Each(t, func(t *testing.T, open statetest.Open) {
		s := open(t)
		if r := verify(t, s); !r.Whole() || r.Rows != 0 {
			t.Fatalf("an empty trail: %+v", r)
		}
		fillTrail(t, s)
		before := verify(t, s)
		if !before.Whole() || before.Rows != 8 || before.Head.Row != 8 || len(before.Head.Hash) != 64 {
			t.Fatalf("a trail nobody touched: %+v", before)
		}
		if h, err := audit.ParseHead(before.Head.String()); err != nil || h != before.Head {
			t.Errorf("head %v, %v", h, err)
		}
		if _, err := s.ErasePerson(t.Context(), "retail", "1", "asked for it"); err != nil {
			t.Fatal(err)
		}
		after := verify(t, s, before.Head)
		if !after.Whole() || after.Erased != 2 || after.Rows != 9 {
			t.Errorf("after an erasure: %+v", after)
		}
		rewritten := before.Head
		rewritten.Hash = strings.Repeat("0", 64)
		if r := verify(t, s, rewritten); len(r.Findings) != 1 || r.Findings[0].Row != 8 || !strings.Contains(r.Findings[0].Problem, "rewritten") {
			t.Errorf("against another head: %+v", r.Findings)
		}
		if r := verify(t, s, audit.Head{Row: 20, Hash: rewritten.Hash}); len(r.Findings) != 1 || r.Findings[0].Row != 10 {
			t.Errorf("against a longer trail: %+v", r.Findings)
		}
	})
}

// tampered opens a database past the program and changes it.
type tampered struct {
	testing.TB
	path  string
	store state.Store
}

func newTampered(t testing.TB) *tampered {
	path := filepath.Join(t.TempDir(), "state.db")
	s, err := state.OpenSQLite(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	fillTrail(t, s)
	return &tampered{t, path, s}
}

func (x *tampered) do(statements ...string) {
	x.Helper()
	db, err := sql.Open("sqlite", "file:"+x.path+"?_pragma=busy_timeout(5000)")
	if err != nil {
		x.Fatal(err)
	}
	defer db.Close()
	for _, s := range append([]string{"DROP TRIGGER IF EXISTS trail_no_update", "DROP TRIGGER IF EXISTS trail_no_delete"}, statements...) {
		if _, err := db.Exec(s); err != nil {
			x.Fatalf("%s: %v", s, err)
		}
	}
}

func TestVerifyNamesTheRow(t *testing.T) {
	for _, c := range []struct {
		name, do string
		row      int64
		problem  string
	}{
		{"who", "UPDATE trail SET who = 'ben' WHERE seq = 4", 4, "was changed"},
		{"details", `UPDATE trail SET details = replace(details, '700', '7') WHERE seq = 2`, 2, "was changed"},
		{"time of the first", "UPDATE trail SET at = '2020-01-01T00:00:00.000000Z' WHERE seq = 1", 1, "was changed"},
		{"the last", "UPDATE trail SET action = 'setting.get' WHERE seq = 8", 8, "was changed"},
		{"deleted", "DELETE FROM trail WHERE seq = 2", 2, "rows 2 to 2 were deleted"},
		{"deleted at the start", "DELETE FROM trail WHERE seq = 1", 1, "rows 1 to 1 were deleted"},
		{"deleted at the end", "DELETE FROM trail WHERE seq >= 8", 8, "rows 8 to 8 were deleted from the end"},
		{"head deleted", "DELETE FROM trail_head", 8, "the head was deleted"},
		{"inserted at the end", "INSERT INTO trail SELECT 9, at, who, action, subject, details, '', hash FROM trail WHERE seq = 8", 9, ""},
		{"comment", `UPDATE trail_personal SET data = replace(data, 'passport', 'licence') WHERE seq = 6`, 6, "personal data beside it were changed"},
		{"comment deleted", "DELETE FROM trail_personal WHERE seq = 7", 7, "deleted without an erasure"},
		{"answer", "UPDATE alerts SET answer = '{}' WHERE id = 2", 4, "stored answer of the alert was changed"},
		{"decision", "UPDATE verdicts SET opinion = 'true-match'", 8, "decisions on the alert are not those"},
		{"reason", "UPDATE verdicts SET reason = 'it is him'", 8, "decisions on the alert are not those"},
		{"decision deleted", "DELETE FROM verdicts", 8, "decisions on the alert are not those"},
		{"alert deleted", "DELETE FROM cases WHERE alert = 2; DELETE FROM alerts WHERE id = 2", 0, "the alert was deleted"},
		{"alert past the program", `INSERT INTO alerts (portfolio, customer, entity, name, caption, lists, score, evidence, change, index_hash, clusters, asked, status, closed, raised, updated)
			VALUES ('p', 'c', 'e', 'n', '', '', 1, 'e', '', '', '', '', 'open', '', '2026-01-01T00:00:00Z', '')`, 0, "past the program"},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := newTampered(t)
			x.do("PRAGMA foreign_keys = 0", c.do)
			r := verify(t, x.store)
			if len(r.Findings) == 0 || r.Findings[0].Row != c.row || !strings.Contains(r.Findings[0].Problem, c.problem) {
				t.Errorf("found %+v", r.Findings)
			}
		})
	}
}

func TestVerifyFindsRenumbering(t *testing.T) {
	x := newTampered(t)
	x.do("DELETE FROM trail_personal WHERE seq = 3", "DELETE FROM trail WHERE seq = 3", // and close the gap
		"UPDATE trail_personal SET seq = -seq WHERE seq > 3", "UPDATE trail_personal SET seq = -seq - 1 WHERE seq < 0",
		"UPDATE trail SET seq = -seq WHERE seq > 3", "UPDATE trail SET seq = -seq - 1 WHERE seq < 0")
	r := verify(t, x.store)
	if len(r.Findings) < 2 || r.Findings[0].Row != 3 || !strings.Contains(r.Findings[0].Problem, "before it 1 rows were deleted") {
		t.Errorf("found %+v", r.Findings)
	}
	x = newTampered(t)
	x.do("UPDATE trail_personal SET seq = -seq WHERE seq > 3", "UPDATE trail_personal SET seq = -seq + 1 WHERE seq < 0",
		"UPDATE trail SET seq = -seq WHERE seq > 3", "UPDATE trail SET seq = -seq + 1 WHERE seq < 0",
		"INSERT INTO trail SELECT 4, at, who, 'key.add', subject, details, '', hash FROM trail WHERE seq = 3")
	r = verify(t, x.store)
	if len(r.Findings) < 1 || r.Findings[0].Row != 4 || !strings.Contains(r.Findings[0].Problem, "inserted") {
		t.Errorf("found %+v", r.Findings)
	}
}

// Whichever column of whichever row is changed to whatever else, the row is named.
func TestVerifyFindsAnyChange(t *testing.T) {
	x := newTampered(t)
	if r := verify(t, x.store); !r.Whole() {
		t.Fatalf("%+v", r)
	}
	x.do("CREATE TABLE kept AS SELECT * FROM trail")
	rapid.Check(t, func(rt *rapid.T) {
		row := rapid.Int64Range(1, 8).Draw(rt, "row")
		column := rapid.SampledFrom([]string{"at", "who", "action", "subject", "details", "digest", "hash"}).Draw(rt, "column")
		value := rapid.StringMatching(`[a-z0-9:.{}]{0,12}`).Draw(rt, "value")
		x.do(fmt.Sprintf("UPDATE trail SET %s = '%s' WHERE seq = %d", column, value, row))
		r := verify(t, x.store)
		named := false
		for _, f := range r.Findings {
			named = named || f.Row == row || column == "hash" && f.Row == row+1
		}
		var same int
		if !named {
			rows, err := x.store.Rows(context.Background(), state.RowFilter{After: row - 1, Limit: 1})
			if err != nil {
				rt.Fatal(err)
			}
			if rows[0].Stored.Digest == value || rows[0].Stored.Details == value { // as it was
				same = 1
			}
		}
		x.do("DELETE FROM trail", "INSERT INTO trail SELECT * FROM kept")
		if !named && same == 0 {
			rt.Errorf("row %d, %s = %q: %+v", row, column, value, r.Findings)
		}
	})
}

// Whatever is done and erased through the program, the trail is whole; whichever rows are deleted past it, they are named.
func TestVerifyAnyTrail(t *testing.T) {
	empty := emptyDatabase(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		path := filepath.Join(t.TempDir(), fmt.Sprint(n, ".db"))
		if err := os.WriteFile(path, empty, 0o600); err != nil {
			rt.Fatal(err)
		}
		s, err := state.OpenSQLite(context.Background(), path)
		if err != nil {
			rt.Fatal(err)
		}
		defer s.Close()
		x := &tampered{TB: t, path: path, store: s}
		for range rapid.IntRange(1, 12).Draw(rt, "deeds") {
			randomDeed(rt, s)
		}
		r := verify(t, s)
		if !r.Whole() {
			rt.Fatalf("a trail nobody touched: %+v", r.Findings)
		}
		if r.Rows == 0 {
			return
		}
		first := rapid.Int64Range(1, r.Rows).Draw(rt, "first")
		last := rapid.Int64Range(first, r.Rows).Draw(rt, "last")
		x.do(fmt.Sprintf("DELETE FROM trail WHERE seq BETWEEN %d AND %d", first, last))
		want := fmt.Sprintf("rows %d to %d were deleted", first, last)
		if r := verify(t, s); len(r.Findings) == 0 || !strings.HasPrefix(r.Findings[0].Problem, want) {
			rt.Errorf("%s: %+v", want, r.Findings)
		}
	})
}

// emptyDatabase is the file of a database with its tables made.
func emptyDatabase(t *testing.T) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "empty.db")
	s, err := state.OpenSQLite(t.Context(), path)
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// randomDeed does something; that it may be impossible (erasing nobody) does not matter.
func randomDeed(rt *rapid.T, s state.Store) {
	ctx := state.By(context.Background(), rapid.SampledFrom([]string{"ada", "ben"}).Draw(rt, "who"))
	customer := rapid.SampledFrom([]string{"1", "2", "3"}).Draw(rt, "customer")
	id := rapid.Int64Range(1, 3).Draw(rt, "alert")
	switch rapid.IntRange(0, 6).Draw(rt, "deed") {
	case 0, 1:
		a := alertOf(customer)
		a.Evidence = rapid.SampledFrom([]string{"e1", "e2"}).Draw(rt, "evidence")
		_, _ = s.RaiseAlerts(ctx, []state.Alert{a})
	case 2:
		_ = s.Comment(ctx, id, rapid.String().Draw(rt, "text"))
	case 3:
		_, _ = s.Judged(ctx, state.Verdict{Alert: id, Opinion: state.FalsePositive, Reason: "r", Evidence: "e1"}, false)
	case 4:
		_, _ = s.ErasePerson(ctx, "retail", customer, "asked")
	case 5:
		_ = s.Set(ctx, "a", rapid.String().Draw(rt, "value"))
	case 6:
		_ = s.Reopen(ctx, id, "again")
	}
}

func TestRetain(t *testing.T) {
	statetest.Each(t, func(t *testing.T, open statetest.Open) {
		s, ctx := open(t), t.Context()
		fillTrail(t, s)
		if err := s.CloseAlerts(ctx, []state.Closing{{Alert: 1, Why: state.ClosedLeft}, {Alert: 2, Why: state.ClosedDelisted}}); err != nil {
			t.Fatal(err)
		}
		if err := s.AddPortfolio(ctx, state.Portfolio{Name: "retail"}); err != nil {
			t.Fatal(err)
		}
		still := func(yield func(state.Customer, error) bool) { yield(state.Customer{ID: "2", Hash: "h"}, nil) }
		if _, err := s.PutCustomers(ctx, "retail", still); err != nil {
			t.Fatal(err)
		}
		dry, err := audit.Retain(ctx, s, time.Now(), true)
		if err != nil || len(dry.Customers) != 1 || dry.Customers[0] != "retail/1" { // 2 is a customer still, 3 has an open alert
			t.Fatalf("would erase %+v, %v", dry, err)
		}
		if r, err := audit.Retain(ctx, s, time.Now().Add(-time.Hour), false); err != nil || len(r.Customers) != 0 {
			t.Errorf("too early: %+v, %v", r, err)
		}
		r, err := audit.Retain(ctx, s, time.Now(), false)
		if err != nil || r.Erased.Alerts != 1 || r.Erased.Rows == 0 {
			t.Errorf("erased %+v, %v", r, err)
		}
		if r, err = audit.Retain(ctx, s, time.Now(), false); err != nil || len(r.Customers) != 0 {
			t.Errorf("again: %+v, %v", r, err)
		}
		if r := verify(t, s); !r.Whole() || r.Erased == 0 {
			t.Errorf("after it: %+v", r)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	s, err := state.OpenSQLite(b.Context(), filepath.Join(b.TempDir(), "state.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for chunk := range 50 {
		var alerts []state.Alert
		for i := range 2000 {
			alerts = append(alerts, alertOf(fmt.Sprint(chunk, "-", i)))
		}
		if _, err := s.RaiseAlerts(b.Context(), alerts); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		if r := verify(b, s); !r.Whole() || r.Rows != 100_000 {
			b.Fatalf("%+v", r.Findings)
		}
	}
	b.ReportMetric(100_000*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
