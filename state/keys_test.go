package state_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/state"
	"github.com/linchpin-oss/linchpin/state/statetest"
)

func TestKeys(t *testing.T) {
	statetest.Each(t, func(t *testing.T, open statetest.Open) {
		s, ctx := open(t), state.By(t.Context(), "ada")
		now := time.Now()
		secret, k := state.NewKey("payments", state.Screener, now, now.Add(time.Hour))
		id, err := s.AddKey(ctx, k)
		if err != nil {
			t.Fatal(err)
		}
		if _, other := state.NewKey("payments", state.Viewer, now, time.Time{}); !addFails(t, s, other, state.ErrExists) {
			t.Error("two keys of one name")
		}
		got, err := state.Authenticate(ctx, s, secret, now)
		if err != nil || got.ID != id || got.Name != "payments" || got.Role != state.Screener || !got.Expires.Equal(k.Expires.Truncate(time.Microsecond)) {
			t.Errorf("key = %+v, %v", got, err)
		}
		for secret, want := range map[string]error{secret + "x": state.ErrKeyUnknown, "": state.ErrKeyUnknown, "lp_": state.ErrKeyUnknown} {
			if _, err := state.Authenticate(ctx, s, secret, now); !errors.Is(err, want) {
				t.Errorf("secret %q: %v", secret, err)
			}
		}
		if _, err := state.Authenticate(ctx, s, secret, now.Add(time.Hour)); !errors.Is(err, state.ErrKeyExpired) {
			t.Errorf("after its end: %v", err)
		}
		if err := s.KeyUsed(ctx, id, now); err != nil {
			t.Error(err)
		}
		if err := s.RevokeKey(ctx, id, now); err != nil {
			t.Fatal(err)
		}
		if err := s.RevokeKey(ctx, id, now); !errors.Is(err, state.ErrNotFound) {
			t.Errorf("revoked twice: %v", err)
		}
		if _, err := state.Authenticate(ctx, s, secret, now); !errors.Is(err, state.ErrKeyRevoked) {
			t.Errorf("after it was revoked: %v", err)
		}
		if _, again := state.NewKey("payments", state.Viewer, now, time.Time{}); addFails(t, s, again, nil) {
			t.Error("the name of a revoked key is not free")
		}
		keys, err := s.Keys(ctx)
		if err != nil || len(keys) != 2 || keys[0].Used.IsZero() || keys[0].Hint != secret[:7] {
			t.Errorf("keys = %+v, %v", keys, err)
		}
		rows, err := s.Rows(ctx, state.RowFilter{Actions: []string{"key."}})
		if err != nil || len(rows) != 3 || rows[0].Who != "ada" || rows[1].Action != "key.revoke" {
			t.Errorf("trail = %+v, %v", rows, err)
		}
	})
}

func addFails(t *testing.T, s state.Store, k state.Key, want error) bool {
	_, err := s.AddKey(t.Context(), k)
	if err != nil && !errors.Is(err, want) {
		t.Error(err)
	}
	return err != nil
}

// Of several processes that start at the same time, one makes the first key.
func TestFirstKey(t *testing.T) {
	statetest.Each(t, func(t *testing.T, open statetest.Open) {
		var stores []state.Store
		for range 4 {
			stores = append(stores, open(t))
		}
		var wg sync.WaitGroup
		made := make(chan bool, len(stores))
		for _, s := range stores {
			wg.Go(func() {
				_, k := state.NewKey("admin", state.Admin, time.Now(), time.Time{})
				added, err := s.AddFirstKey(t.Context(), k)
				if err != nil {
					t.Error(err)
				}
				made <- added
			})
		}
		wg.Wait()
		close(made)
		n := 0
		for m := range made {
			if m {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d first keys", n)
		}
	})
}

func TestRoles(t *testing.T) {
	if !state.Admin.May(state.Viewer) || state.Viewer.May(state.Screener) || !state.Analyst.May(state.Analyst) || state.Role("x").May(state.Viewer) {
		t.Error("roles are not in order")
	}
}
