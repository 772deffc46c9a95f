package watch

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/state"
)

// TestKilled kills runs of another process at many moments, and then looks for alerts lost or doubled.
func TestKilled(t *testing.T) {
	if dir := os.Getenv("LINCHPIN_TEST_WATCH"); dir != "" {
		s, err := state.OpenSQLite(context.Background(), filepath.Join(dir, "state.db"))
		if err != nil {
			t.Fatal(err)
		}
		w := &Watcher{Store: s, Dir: filepath.Join(dir, "watch"), Now: func() time.Time { return today }}
		runNow(t, w, screenerOf(t, 100), false)
		return
	}
	dir := t.TempDir()
	s, err := state.OpenSQLite(t.Context(), filepath.Join(dir, "state.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	w := &Watcher{Store: s, Dir: filepath.Join(dir, "watch"), Now: func() time.Time { return today }}
	hook, err := s.AddWebhook(t.Context(), state.Webhook{URL: "https://example.org", Secret: "x"})
	if err != nil {
		t.Fatal(err)
	}
	var cs []*Customer
	for i := range 400 {
		cs = append(cs, customer(fmt.Sprint(i), []string{"Viktor Vladimirovich Sheiman", "Anna Schmidt"}[i%2]))
	}
	add(t, w, cs...)
	killed := 0
	for wait := 150 * time.Millisecond; ; wait += 60 * time.Millisecond {
		ctx, cancel := context.WithTimeout(t.Context(), wait)
		cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestKilled$")
		cmd.Env = append(os.Environ(), "LINCHPIN_TEST_WATCH="+dir)
		out, err := cmd.CombinedOutput()
		ended := ctx.Err() == nil
		cancel()
		if err == nil {
			break
		}
		if ended {
			t.Fatalf("%v\n%s", err, out)
		}
		killed++
	}
	as := alerts(t, w)
	seen := map[string]bool{}
	for _, a := range as {
		seen[a.Customer] = true
	}
	ds, err := s.Deliveries(t.Context(), hook, 1000)
	if err != nil || len(as) != 200 || len(seen) != 200 || len(ds) != 200 {
		t.Fatalf("after %d kills: %d alerts of %d customers, %d notices: %v", killed, len(as), len(seen), len(ds), err)
	}
	t.Logf("killed %d times", killed)
}
