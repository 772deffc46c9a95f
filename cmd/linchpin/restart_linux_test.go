package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/state/statetest"
)

// PostgreSQL stopped and started under load: requests fail clearly, readiness says so, and all goes on; what was acknowledged is there once.
func TestServerWhileDatabaseRestarts(t *testing.T) {
	database := statetest.Private(t)
	t.Setenv("LINCHPIN_DATABASE", database.Database(t))
	c := newDesk(t)
	p := startServer(t, c.dir, freeAddress(t))
	p.ready()
	key := p.key()
	l := &ledger{told: map[string]string{}}
	ctx, stop := context.WithCancel(t.Context())
	var clients sync.WaitGroup
	for _, kind := range []string{"comment0", "comment1"} {
		clients.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				name := fmt.Sprint(kind, "-", i)
				l.write(ctx, name, p.address+"/v1/cases/1/comments", key, map[string]any{"text": name})
			}
		})
	}
	clients.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			name := fmt.Sprint("batch-", i)
			l.write(ctx, name, p.address+"/v1/batches", key, map[string]any{"parties": []map[string]any{{"name": "RI WON HO", "key": name}}})
			time.Sleep(20 * time.Millisecond)
		}
	})
	clients.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			name := fmt.Sprint("verdict-", i)
			l.write(ctx, name, p.address+"/v1/decisions", key, map[string]any{"alerts": []int{2}, "opinion": "undecided", "reason": name})
		}
	})
	for range kills(2) {
		time.Sleep(300 * time.Millisecond)
		database.Stop()
		for _, r := range []struct{ method, path string }{{"GET", "/readyz"}, {"POST", "/v1/cases/1/comments"}, {"GET", "/v1/cases"}} {
			status, body := ask(r.method, p.address+r.path, key, "", map[string]any{"text": "while it is away"})
			if !json.Valid(body) || status != http.StatusServiceUnavailable || !strings.Contains(string(body), "the database does not answer") {
				t.Errorf("without a database %s %s: %d %s", r.method, r.path, status, body)
			}
		}
		if err := database.Start(); err != nil {
			t.Fatal(err)
		}
		p.ready()
	}
	time.Sleep(300 * time.Millisecond)
	stop()
	clients.Wait()
	if status, body := ask("GET", p.address+"/v1/cases", key, "", nil); status != http.StatusOK {
		t.Errorf("afterwards: %d %s", status, body)
	}
	c.checkLedger(l, nil)
	c.says("The trail is whole", "audit", "verify")
}
