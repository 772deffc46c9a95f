package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/snapshot"
	"github.com/linchpin-oss/linchpin/state"
)

// ledger is what clients were told of each thing that they asked for.
type ledger struct {
	mu   sync.Mutex
	told map[string]string // "done": must be there once. "unknown": at most once
}

func (l *ledger) note(what, outcome string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.told[what] = outcome
}

// write sends a request under an idempotency key until it is answered, over as many restarts as it takes.
func (l *ledger) write(ctx context.Context, what, url, key string, body any) {
	for ctx.Err() == nil {
		status, answer := ask("POST", url, key, what, body)
		switch {
		case status >= 200 && status < 300, status == http.StatusConflict && strings.Contains(string(answer), "was carried out"):
			l.note(what, "done")
			return
		case status == http.StatusConflict && strings.Contains(string(answer), "being worked on"):
			l.note(what, "unknown") // its server is dead, and the key is free after a while
			return
		case status == 0 || status >= 500:
			time.Sleep(10 * time.Millisecond)
		default:
			l.note(what, fmt.Sprintf("refused: %d %s", status, answer))
			return
		}
	}
	l.note(what, "unknown")
}

// A server that is killed under load, and killed again, loses nothing that it acknowledged and stores nothing twice.
func TestServerKilledUnderLoad(t *testing.T) { onBoth(t, testServerKilledUnderLoad) }

func testServerKilledUnderLoad(t *testing.T) {
	c := newDesk(t)
	p := startServer(t, c.dir, freeAddress(t))
	p.ready()
	key := p.key()
	l := &ledger{told: map[string]string{}}
	ctx, stop := context.WithCancel(t.Context())
	var clients sync.WaitGroup
	client := func(kind string, request func(name string) (path string, body any)) {
		clients.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				name := fmt.Sprint(kind, "-", i)
				path, body := request(name)
				l.write(ctx, name, p.address+path, key, body)
			}
		})
	}
	for n := range 2 {
		client(fmt.Sprint("comment", n), func(name string) (string, any) { return "/v1/cases/1/comments", map[string]any{"text": name} })
	}
	client("verdict", func(name string) (string, any) {
		return "/v1/decisions", map[string]any{"alerts": []int{2}, "opinion": "undecided", "reason": name}
	})
	client("batch", func(name string) (string, any) {
		return "/v1/batches", map[string]any{"parties": []map[string]any{{"name": "RI WON HO", "key": name}}}
	})
	client("settle", func(name string) (string, any) {
		return "/v1/lists/un-sc/publications/2016-03-10/decision", map[string]any{"accept": strings.HasSuffix(name, "0"), "why": name}
	})
	imported := map[string]bool{} // by publication: acknowledged
	rounds := kills(4)
	for round := range rounds {
		path := filepath.Join(t.TempDir(), "un.xml")
		if err := os.WriteFile(path, []byte(manyNames(round+2)), 0o600); err != nil {
			t.Fatal(err)
		}
		importer := exec.Command(os.Args[0], "--data", c.dir, "import", "un-sc", path)
		importer.Env = append(os.Environ(), "LINCHPIN_TEST_AS_PROGRAM=1")
		if err := importer.Start(); err != nil {
			t.Fatal(err)
		}
		if round%4 != 3 { // else while it starts
			p.ready()
		}
		time.Sleep(time.Duration(rand.IntN(1500)) * time.Millisecond)
		p.kill()
		importer.Process.Kill()
		imported[fmt.Sprint(time.Date(2018, 1, round+3, 0, 0, 0, 0, time.UTC).Format("2006-01-02"))] = importer.Wait() == nil
		p.start()
	}
	p.ready()
	time.Sleep(200 * time.Millisecond)
	stop()
	clients.Wait()
	c.checkLedger(l, imported)
	c.says("The trail is whole", "audit", "verify")
	c.ok("screen", "RI WON HO")
	t.Logf("killed %d times", rounds)
}

// checkLedger compares what was told with what is stored, when all jobs are done.
func (c *cliTest) checkLedger(l *ledger, imported map[string]bool) {
	c.Helper()
	d := snapshot.New(c.dir, nil)
	d.Database = os.Getenv("LINCHPIN_DATABASE")
	s, err := d.State(c.Context())
	if err != nil {
		c.Fatal(err)
	}
	defer s.Close()
	stored := c.stored(s)
	counts := map[string]int{}
	for what, outcome := range l.told {
		kind, _, _ := strings.Cut(what, "-")
		switch n := stored[what]; {
		case outcome == "done" && n == 1:
			counts[kind]++
		case outcome == "unknown" && n <= 1:
			counts["unknown"]++
		default:
			c.Errorf("%s: told %q, stored %d times", what, outcome, n)
		}
	}
	for what := range stored {
		if _, ok := l.told[what]; !ok {
			c.Errorf("%s is stored and was never asked for", what)
		}
	}
	h, err := d.History(c.Context(), s, "un-sc")
	if err != nil {
		c.Fatal(err)
	}
	defer h.Close()
	if err := h.VerifyStatements(); err != nil {
		c.Error(err)
	}
	days := map[string]int{}
	for _, p := range h.Publications {
		days[p.Day()]++
	}
	for day, acknowledged := range imported {
		if n := days[day]; n > 1 || acknowledged && n != 1 {
			c.Errorf("the publication of %s is stored %d times; acknowledged: %v", day, n, acknowledged)
		}
		if acknowledged {
			counts["import"]++
		}
	}
	for _, kind := range []string{"comment0", "verdict", "batch"} {
		if counts[kind] == 0 {
			c.Errorf("no %s was acknowledged: nothing was tested", kind)
		}
	}
	c.Logf("acknowledged and stored once: %v", counts)
}

// stored counts what is stored by its name.
func (c *cliTest) stored(s state.Store) map[string]int {
	c.Helper()
	out := map[string]int{}
	must := func(err error) {
		c.Helper()
		if err != nil {
			c.Fatal(err)
		}
	}
	comments, err := s.Rows(c.Context(), state.RowFilter{Actions: []string{"case.comment"}, Limit: 1 << 20})
	must(err)
	for _, r := range comments {
		out[fmt.Sprint(r.Personal["text"])]++
	}
	verdicts, err := s.Verdicts(c.Context(), state.VerdictFilter{})
	must(err)
	for _, v := range verdicts {
		out[v.Reason]++
	}
	decisions, err := s.Decisions(c.Context(), "un-sc")
	must(err)
	for _, d := range decisions {
		out[d.Why]++
	}
	jobs, err := s.Jobs(c.Context(), state.JobFilter{Limit: 1 << 20})
	must(err)
	for i := range jobs {
		var job *state.Job
		for end := time.Now().Add(2 * time.Minute); ; time.Sleep(20 * time.Millisecond) {
			job, err = s.Job(c.Context(), jobs[i].ID)
			must(err)
			if job.Status.Finished() || time.Now().After(end) {
				break
			}
		}
		name := between(string(job.Args), `"key":"`, `"`)
		if job.Status != state.JobDone || strings.Count(string(job.Result), name) != 1 {
			c.Errorf("%s: %s %s, result %.200s", name, job.Status, job.Error, job.Result)
		}
		out[name]++
	}
	return out
}

func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}
