package state_test

import (
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/state"
	"github.com/linchpin-oss/linchpin/state/statetest"
)

func customers(n int, version string) iter.Seq2[state.Customer, error] {
	return func(yield func(state.Customer, error) bool) {
		for i := range n {
			data := fmt.Sprintf(`{"name":"Customer %d","birthDate":"19%02d-01-01","v":%q}`, i, i%100, version)
			if !yield(state.Customer{ID: fmt.Sprintf("c%07d", i), Hash: state.HashSecret(data), Data: []byte(data)}, nil) {
				return
			}
		}
	}
}

func TestPortfolios(t *testing.T) {
	statetest.Each(t, func(t *testing.T, open statetest.Open) {
		s, ctx := open(t), t.Context()
		if _, err := s.PutCustomers(ctx, "retail", customers(1, "")); !errors.Is(err, state.ErrNotFound) {
			t.Errorf("customers of no portfolio: %v", err)
		}
		if err := s.AddPortfolio(ctx, state.Portfolio{Name: "retail", Options: []byte(`{"threshold":0.5}`)}); err != nil {
			t.Fatal(err)
		}
		if err := s.AddPortfolio(ctx, state.Portfolio{Name: "retail"}); !errors.Is(err, state.ErrExists) {
			t.Errorf("two of one name: %v", err)
		}
		put, err := s.PutCustomers(ctx, "retail", customers(30_000, "one"))
		if err != nil || put != (state.Put{Added: 30_000}) {
			t.Fatalf("put %+v, %v", put, err)
		}
		var last int64
		if err := s.Customers(ctx, state.CustomerFilter{Portfolio: "retail", Pending: true}, func(c state.Customer) error {
			last = max(last, c.Changed)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		// Two customers change while the others are screened: they stay pending.
		if put, err = s.PutCustomers(ctx, "retail", customers(2, "two")); err != nil || put != (state.Put{Changed: 2}) {
			t.Errorf("put %+v, %v", put, err)
		}
		if err := s.Screened(ctx, "retail", "hash1", last); err != nil {
			t.Fatal(err)
		}
		if all, pending, err := s.CountCustomers(ctx, "retail"); all != 30_000 || pending != 2 || err != nil {
			t.Errorf("%d customers, %d pending, %v", all, pending, err)
		}
		if put, err = s.PutCustomers(ctx, "retail", customers(3, "one")); err != nil || put != (state.Put{Changed: 2, Same: 1}) {
			t.Errorf("put %+v, %v", put, err)
		}
		twice := func(yield func(state.Customer, error) bool) {
			_ = yield(state.Customer{ID: "x", Hash: "1"}, nil) && yield(state.Customer{ID: "x", Hash: "2", Data: []byte("last")}, nil)
		}
		if _, err = s.PutCustomers(ctx, "retail", twice); err != nil {
			t.Errorf("a customer twice in a file: %v", err)
		}
		var got []state.Customer
		if err := s.Customers(ctx, state.CustomerFilter{Portfolio: "retail", IDs: []string{"x", "c0000001"}}, func(c state.Customer) error {
			got = append(got, c)
			return nil
		}); err != nil || len(got) != 2 || got[0].ID != "c0000001" || !got[0].Pending || string(got[1].Data) != "last" {
			t.Errorf("customers %+v, %v", got, err)
		}
		if n, err := s.RemoveCustomers(ctx, "retail", []string{"x", "never"}); n != 1 || err != nil {
			t.Errorf("%d removed, %v", n, err)
		}
		p, err := s.Portfolio(ctx, "retail")
		if err != nil || p.Index != "hash1" || p.Screened.IsZero() || string(p.Options) != `{"threshold":0.5}` {
			t.Errorf("portfolio %+v, %v", p, err)
		}
		if err := s.RemovePortfolio(ctx, "retail"); err != nil {
			t.Fatal(err)
		}
		if all, _, err := s.CountCustomers(ctx, "retail"); all != 0 || err != nil {
			t.Errorf("%d customers left, %v", all, err)
		}
		broken := errors.New("line 7 of the file")
		if err := s.AddPortfolio(ctx, state.Portfolio{Name: "b"}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.PutCustomers(ctx, "b", func(yield func(state.Customer, error) bool) { yield(state.Customer{}, broken) }); !errors.Is(err, broken) {
			t.Errorf("an error of the file: %v", err)
		}
	})
}

func BenchmarkPutCustomers(b *testing.B) {
	bench := func(b *testing.B, s state.Store, err error) {
		if err != nil {
			b.Fatal(err)
		}
		defer s.Close()
		for i := range b.N {
			name := fmt.Sprint("p", i)
			if err := s.AddPortfolio(b.Context(), state.Portfolio{Name: name}); err != nil {
				b.Fatal(err)
			}
			if _, err := s.PutCustomers(b.Context(), name, customers(1_000_000, "one")); err != nil {
				b.Fatal(err)
			}
			start, n := time.Now(), 0
			if err := s.Customers(b.Context(), state.CustomerFilter{Portfolio: name, Pending: true}, func(state.Customer) error { n++; return nil }); err != nil || n != 1_000_000 {
				b.Fatal(n, err)
			}
			b.ReportMetric(time.Since(start).Seconds(), "s/read")
		}
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
