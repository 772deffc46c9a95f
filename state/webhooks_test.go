package state_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/state"
	"github.com/linchpin-oss/linchpin/state/statetest"
)

func TestWebhooks(t *testing.T) {
	statetest.Each(t, func(t *testing.T, open statetest.Open) {
		s, ctx := open(t), t.Context()
		hook, err := s.AddWebhook(ctx, state.Webhook{URL: "https://example.org/in", Secret: "s", Actions: []string{"alert."}})
		if err != nil {
			t.Fatal(err)
		}
		ds := []state.Delivery{{Webhook: hook, Event: "1", Payload: []byte("a")}, {Webhook: hook, Event: "2", Payload: []byte("b")}, {Webhook: hook, Event: "1", Payload: []byte("a")}}
		if n, err := s.AddDeliveries(ctx, ds); n != 2 || err != nil {
			t.Fatalf("%d added, %v", n, err)
		}
		claimed, err := s.ClaimDeliveries(ctx, time.Minute, 10)
		if err != nil || len(claimed) != 2 || claimed[0].Attempts != 1 || string(claimed[0].Payload) != "a" {
			t.Fatalf("claimed %+v, %v", claimed, err)
		}
		if again, err := s.ClaimDeliveries(ctx, time.Minute, 10); err != nil || len(again) != 0 {
			t.Errorf("claimed by two: %+v, %v", again, err)
		}
		if err := s.Delivered(ctx, claimed[0].ID, state.Try{Status: 200}); err != nil {
			t.Error(err)
		}
		if err := s.Delivered(ctx, claimed[0].ID, state.Try{Status: 200}); !errors.Is(err, state.ErrNotFound) {
			t.Errorf("delivered twice: %v", err)
		}
		if err := s.Delivered(ctx, claimed[1].ID, state.Try{Status: 500, Error: "500", Next: time.Now()}); err != nil {
			t.Error(err)
		}
		if again, err := s.ClaimDeliveries(ctx, time.Minute, 10); err != nil || len(again) != 1 || again[0].Event != "2" || again[0].Attempts != 2 {
			t.Errorf("tried again: %+v, %v", again, err)
		}
		if all, err := s.Deliveries(ctx, hook, 0); err != nil || len(all) != 2 || all[1].Done.IsZero() || all[1].Payload != nil || string(all[0].Payload) != "b" {
			t.Errorf("deliveries %+v, %v", all, err)
		}
		hooks, err := s.Webhooks(ctx)
		if err != nil || len(hooks) != 1 || hooks[0].Actions[0] != "alert." || hooks[0].Portfolios != nil {
			t.Errorf("webhooks %+v, %v", hooks, err)
		}
		if err := s.RemoveWebhook(ctx, hook); err != nil {
			t.Error(err)
		}
	})
}

func TestRequests(t *testing.T) {
	statetest.Each(t, func(t *testing.T, open statetest.Open) {
		s, ctx := open(t), t.Context()
		r := state.Request{Who: "key:a", Key: "k1", Fingerprint: "f", Lease: time.Now().Add(time.Minute), Expires: time.Now().Add(time.Hour)}
		if got, err := s.BeginRequest(ctx, r); got != nil || err != nil {
			t.Fatalf("a new key: %+v, %v", got, err)
		}
		if _, err := s.BeginRequest(ctx, r); !errors.Is(err, state.ErrRequestRunning) {
			t.Errorf("while it runs: %v", err)
		}
		r.Status, r.Type, r.Body = 201, "application/json", []byte(`{"id":1}`)
		if err := s.FinishRequest(ctx, r); err != nil {
			t.Fatal(err)
		}
		if got, err := s.BeginRequest(ctx, r); err != nil || got.Status != 201 || string(got.Body) != `{"id":1}` {
			t.Errorf("again: %+v, %v", got, err)
		}
		other := r
		other.Fingerprint = "g"
		if _, err := s.BeginRequest(ctx, other); !errors.Is(err, state.ErrRequestOther) {
			t.Errorf("another request: %v", err)
		}
		other.Key, other.Lease = "k2", time.Now().Add(-time.Second)
		for range 2 { // its first caller died
			if got, err := s.BeginRequest(ctx, other); got != nil || err != nil {
				t.Errorf("after the lease: %+v, %v", got, err)
			}
		}
		killed := r
		killed.Key, killed.Status = "k4", 0
		within := state.Within(ctx, killed)
		if _, err := s.BeginRequest(ctx, killed); err != nil {
			t.Fatal(err)
		}
		if err := s.Tx(within, func(tx state.Store) error { tx.Set(within, "a", "b"); return errors.New("rolled back") }); err == nil {
			t.Error("rolled back without an error")
		}
		if _, err := s.BeginRequest(ctx, killed); !errors.Is(err, state.ErrRequestRunning) {
			t.Errorf("nothing was changed yet: %v", err)
		}
		if err := s.Set(within, "a", "b"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.BeginRequest(ctx, killed); !errors.Is(err, state.ErrRequestDone) {
			t.Errorf("killed after its change: %v", err)
		}
		if err := s.FinishRequest(ctx, r); err == nil {
			t.Error("an answer was replaced")
		}
		killed.Status = 200
		if err := s.FinishRequest(ctx, killed); err != nil {
			t.Error(err)
		}
		other.Key, other.Expires = "k3", time.Now().Add(-time.Second)
		if _, err := s.BeginRequest(ctx, other); err != nil {
			t.Error(err)
		}
		if n, err := s.PurgeRequests(ctx); n != 1 || err != nil {
			t.Errorf("%d purged, %v", n, err)
		}
	})
}

func TestJobs(t *testing.T) {
	statetest.Each(t, func(t *testing.T, open statetest.Open) {
		s, ctx := open(t), t.Context()
		var mu sync.Mutex
		tries := map[int64]int{}
		handlers := map[string]state.JobHandler{
			"double": func(ctx context.Context, j *state.Job) ([]byte, error) {
				mu.Lock()
				tries[j.ID]++
				mu.Unlock()
				return append(j.Args, j.Args...), j.Progress(ctx, 1, 2)
			},
			"hopeless": func(ctx context.Context, j *state.Job) ([]byte, error) {
				return nil, errors.Join(errors.New("no such file"), state.ErrJobGiveUp)
			},
			"panics": func(context.Context, *state.Job) ([]byte, error) { panic("oh") },
			"slow":   func(ctx context.Context, j *state.Job) ([]byte, error) { <-ctx.Done(); return nil, ctx.Err() },
		}
		stop, err := s.Work(ctx, 4, handlers)
		if err != nil {
			t.Fatal(err)
		}
		add := func(o state.JobOptions) int64 {
			t.Helper()
			id, err := s.AddJob(ctx, o)
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		double := add(state.JobOptions{Kind: "double", Args: []byte("ab"), Owner: "ada"})
		hopeless := add(state.JobOptions{Kind: "hopeless"})
		panics := add(state.JobOptions{Kind: "panics", Attempts: 1})
		slow := add(state.JobOptions{Kind: "slow", Unique: "u"})
		later := add(state.JobOptions{Kind: "double", After: time.Now().Add(time.Hour)})
		if id := add(state.JobOptions{Kind: "slow", Unique: "u"}); id != slow {
			t.Errorf("a second job %d beside %d", id, slow)
		}
		if j := waitFor(t, s, double, state.JobDone); string(j.Result) != "abab" || j.Owner != "ada" || j.Total != 2 {
			t.Errorf("job %+v", j)
		}
		if j := waitFor(t, s, hopeless, state.JobFailed); j.Attempt != 1 || j.Error == "" {
			t.Errorf("job %+v", j)
		}
		waitFor(t, s, panics, state.JobFailed)
		waitFor(t, s, slow, state.JobRunning)
		if err := s.CancelJob(ctx, slow); err != nil {
			t.Error(err)
		}
		interrupted := add(state.JobOptions{Kind: "slow", Attempts: 1})
		waitFor(t, s, interrupted, state.JobRunning)
		now, cancel := context.WithCancel(ctx)
		cancel()
		if err := stop(now); err != nil {
			t.Error(err)
		}
		if j := waitFor(t, s, interrupted, state.JobQueued); j.Attempt != 2 || j.Attempts != 2 {
			t.Errorf("interrupted: %+v", j)
		}
		waitFor(t, s, slow, state.JobCancelled)
		waitFor(t, s, later, state.JobQueued)
		if counts, err := s.CountJobs(ctx); err != nil || counts[state.JobFailed] != 2 || counts[state.JobDone] != 1 {
			t.Errorf("%v, %v", counts, err)
		}
		if tries[double] != 1 {
			t.Errorf("done %d times", tries[double])
		}
	})
}

func waitFor(t *testing.T, s state.Store, id int64, want state.JobStatus) *state.Job {
	t.Helper()
	for range 400 {
		j, err := s.Job(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if j.Status == want {
			return j
		}
		if j.Status.Finished() {
			t.Fatalf("job %+v, want it %s", j, want)
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("job %d does not become %s", id, want)
	return nil
}
