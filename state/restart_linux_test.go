package state_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/state"
	"github.com/linchpin-oss/linchpin/state/statetest"
)

// PostgreSQL stopped and started under load: what was acknowledged is there, what failed said so, and it goes on.
func TestPostgresRestart(t *testing.T) {
	server := statetest.Private(t)
	s, err := state.OpenPostgres(t.Context(), server.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var acknowledged []string
	failed, afterwards := 0, 0
	restarted := make(chan error, 1)
	go func() {
		time.Sleep(300 * time.Millisecond)
		server.Stop()
		time.Sleep(300 * time.Millisecond)
		restarted <- server.Start()
	}()
	up := false
	for i := 0; afterwards < 20 && ctx.Err() == nil; i++ {
		select {
		case err := <-restarted:
			if err != nil {
				t.Fatal(err)
			}
			up = true
		default:
		}
		name := fmt.Sprint("c", i)
		_, err := s.RaiseAlerts(ctx, []state.Alert{alertOf(name, "e:1", "e1")})
		switch {
		case err != nil:
			failed++
			time.Sleep(20 * time.Millisecond)
		default:
			acknowledged = append(acknowledged, name)
			if up {
				afterwards++
			}
		}
	}
	if failed == 0 || afterwards < 20 {
		t.Fatalf("%d failed, %d succeeded after the restart", failed, afterwards)
	}
	for _, name := range acknowledged {
		if n, err := s.CountAlerts(ctx, state.AlertFilter{Customer: name}); n != 1 || err != nil {
			t.Errorf("%s was acknowledged and is stored %d times, %v", name, n, err)
		}
	}
	t.Logf("%d acknowledged, %d failed", len(acknowledged), failed)
}
