package state

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
)

// testStore is the suite that every Store passes. Open opens the same store again.
func testStore(t *testing.T, open func(t *testing.T) Store) {
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
	if err := s.Downloaded(ctx, Download{"https://example.org/list", `"e1"`, "Mon", when}); err != nil {
		t.Fatal(err)
	}
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

func TestSQLite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a folder with ? and %", "state.db")
	testStore(t, func(t *testing.T) Store {
		s, err := OpenSQLite(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}
