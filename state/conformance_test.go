package state_test

import (
	"errors"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/resolve"
	"github.com/linchpin-oss/linchpin/state"
	"github.com/linchpin-oss/linchpin/state/statetest"
)

// TestPublications is part of the suite that every Store passes.
func TestPublications(t *testing.T) {
	statetest.Each(t, testPublications)
}

func testPublications(t *testing.T, open statetest.Open) {
	ctx := t.Context()
	s := open(t)
	when := time.Date(2026, 3, 1, 12, 0, 0, 5000, time.UTC)
	for _, d := range []archive.Decision{
		{List: "un-sc", SHA256: "aa", Accept: false, Who: "ada", When: when, Why: "looks cut"},
		{List: "un-sc", SHA256: "aa", Accept: true, Who: "ben", When: when.Add(time.Hour), Why: "checked by phone"},
		{List: "eu-fsf", SHA256: "bb", Accept: true, Who: "ada", When: when, Why: "'; DROP TABLE decisions; --"},
	} {
		if err := s.Decide(ctx, d); err != nil {
			t.Fatal(err)
		}
	}
	if v, err := s.Setting(ctx, "max-shrink"); v != "" || err != nil {
		t.Errorf("a setting never set: %q, %v", v, err)
	}
	for _, v := range []string{"0.2", "0.3"} {
		if err := s.Set(ctx, "max-shrink", v); err != nil {
			t.Fatal(err)
		}
	}
	if d, err := s.Download(ctx, "https://example.org/list"); d != nil || err != nil {
		t.Errorf("a download never made: %v, %v", d, err)
	}
	if err := s.Downloaded(ctx, state.Download{"https://example.org/list", `"e1"`, "Mon", when}); err != nil {
		t.Fatal(err)
	}
	testJudgements(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	s = open(t)
	defer s.Close()
	un, err := s.Decisions(ctx, "un-sc")
	if err != nil || len(un) != 2 || un[1].Who != "ben" || !un[1].When.Equal(when.Add(time.Hour)) || un[0].Accept {
		t.Errorf("decisions on un-sc = %+v, %v", un, err)
	}
	if all, err := s.Decisions(ctx, ""); err != nil || len(all) != 3 {
		t.Errorf("%d decisions in all, %v", len(all), err)
	}
	if v, err := s.Setting(ctx, "max-shrink"); v != "0.3" || err != nil {
		t.Errorf("setting = %q, %v", v, err)
	}
	if d, err := s.Download(ctx, "https://example.org/list"); err != nil || d == nil || d.ETag != `"e1"` || !d.Checked.Equal(when) {
		t.Errorf("download = %+v, %v", d, err)
	}
}

// testJudgements makes judgements, undoes one and reads them back.
func testJudgements(t *testing.T, s state.Store) {
	ctx := t.Context()
	when := time.Date(2026, 5, 1, 9, 30, 0, 7000, time.UTC)
	if all, err := s.Judgements(ctx); err != nil || len(all) != 0 {
		t.Fatalf("judgements never made: %v, %v", all, err)
	}
	var ids []int64
	for _, j := range []resolve.Judgement{
		{A: "uk-sl:RUS0251", B: "eu-fsf:EU.1.2", Same: true, Who: "ada", When: when, Why: "the same passport"},
		{A: "eu-fsf:EU.1.2", B: "uk-sl:RUS0251", Same: false, Who: "ben", When: when.Add(time.Hour), Why: "his brother; '); --"},
	} {
		id, err := s.Judge(ctx, j)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	if err := s.Undo(ctx, ids[1], resolve.Undoing{Who: "ada", When: when.Add(2 * time.Hour), Why: "not the brother"}); err != nil {
		t.Fatal(err)
	}
	for _, id := range []int64{ids[1], ids[1] + 100} {
		if err := s.Undo(ctx, id, resolve.Undoing{Who: "ada", When: when, Why: "again"}); !errors.Is(err, state.ErrNoJudgement) {
			t.Errorf("undoing judgement %d: %v", id, err)
		}
	}
	all, err := s.Judgements(ctx)
	if err != nil || len(all) != 2 {
		t.Fatalf("%d judgements, %v", len(all), err)
	}
	for i, j := range all {
		if j.ID != ids[i] || j.A != "eu-fsf:EU.1.2" || j.B != "uk-sl:RUS0251" {
			t.Errorf("judgement %d = %+v", i, j)
		}
	}
	if u := all[1].Undone; u == nil || u.Who != "ada" || u.Why != "not the brother" || !u.When.Equal(when.Add(2*time.Hour)) {
		t.Errorf("undone = %+v", u)
	}
	if all[0].Undone != nil || !all[0].Same || !all[0].When.Equal(when) || all[0].Why != "the same passport" {
		t.Errorf("judgement = %+v", all[0])
	}
	if standing := resolve.Standing(all); len(standing) != 1 || !standing[0].Same {
		t.Errorf("standing = %+v", standing)
	}
}
