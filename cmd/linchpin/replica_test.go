package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/state/statetest"
)

// gate passes connections on, slowly, and can cut them off.
type gate struct {
	net.Listener
	to     string
	mu     sync.Mutex
	open   map[net.Conn]bool
	closed bool
	rate   int64
}

// newGate passes on as many bytes a second as the files of a folder have: a transfer of all takes a second.
func newGate(t *testing.T, to, like string) *gate {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g := &gate{Listener: l, to: to, open: map[net.Conn]bool{}}
	for _, path := range glob(t, like, "*") {
		if info, err := os.Stat(path); err == nil {
			g.rate += info.Size()
		}
	}
	t.Cleanup(func() { l.Close(); g.cut(true) })
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			go g.pass(in)
		}
	}()
	return g
}

func (g *gate) pass(in net.Conn) {
	defer in.Close()
	out, err := net.Dial("tcp", g.to)
	if err != nil {
		return
	}
	defer out.Close()
	g.mu.Lock()
	closed := g.closed
	g.open[in], g.open[out] = true, true
	g.mu.Unlock()
	if closed {
		return
	}
	go func() { io.Copy(out, in); in.Close() }()
	for {
		n, err := io.CopyN(in, out, g.rate/50)
		time.Sleep(time.Duration(n) * time.Second / time.Duration(g.rate))
		if err != nil {
			return
		}
	}
}

// cut ends all connections and lets none through until it is opened again.
func (g *gate) cut(closed bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = closed
	for c := range g.open {
		c.Close()
		delete(g.open, c)
	}
}

// crowd asks a server all the time and keeps whom it found on which index.
type crowd struct {
	mu    sync.Mutex
	found map[string]string
	asked int
	mixed []string
}

func (c *crowd) ask(p *process, key, name string) bool {
	index, found, ok := p.screened(key, name)
	if !ok {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	if before, seen := c.found[index]; seen && before != found {
		c.mixed = append(c.mixed, fmt.Sprintf("%.8s: %q and %q", index, before, found))
	}
	c.found[index] = found
	return true
}

// Three processes: replicas are killed and cut off in the middle of transfers, and so is the publisher. Whatever they answer, they answer from a
// whole index that was published.
func TestReplicasByEmbeddedNATS(t *testing.T) {
	c := newCLI(t)
	const name = "ZEBULONA QUASTLEBERGER"
	expected := map[string]string{} // whom each index finds
	last := ""
	publish := func(n int) {
		c.ok("import", "un-sc", c.file("un.xml", manyNames(n)))
		var a answer
		if err := json.Unmarshal([]byte(c.ok("screen", name, "--json")), &a); err != nil {
			t.Fatal(err)
		}
		found := ""
		for _, r := range a.Results {
			found += r.ID + " "
		}
		expected[a.Index], last = found, a.Index
	}
	publish(1)
	secret := c.file("key", "a secret of the whole cluster")
	bus := freeAddress(t)
	writer := startServer(t, c.dir, freeAddress(t), "--publish", "embed://desk:secret@"+bus, "--cluster-key", secret)
	g := newGate(t, bus, filepath.Join(c.dir, "snapshots"))
	near := startServer(t, filepath.Join(t.TempDir(), "near"), freeAddress(t), "--replica-of", "nats://desk:secret@"+bus, "--cluster-key", secret)
	farDir := filepath.Join(t.TempDir(), "far")
	far := startServer(t, farDir, freeAddress(t), "--replica-of", "nats://desk:secret@"+g.Addr().String(), "--cluster-key", secret)
	replicas := map[*process]string{near: near.key(), far: far.key()}
	answers := &crowd{found: map[string]string{}}
	done := make(chan struct{})
	var asking sync.WaitGroup
	for p, key := range replicas {
		asking.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					if !answers.ask(p, key, name) {
						time.Sleep(5 * time.Millisecond)
					}
				}
			}
		})
	}
	reaches := func(p *process) time.Duration {
		t.Helper()
		started := time.Now()
		for {
			if index, _, _ := p.screened(replicas[p], name); index == last {
				return time.Since(started)
			}
			if time.Since(started) > 2*time.Minute {
				t.Fatalf("%s does not serve the newest index: %s", p.address, p.out.b.String())
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	reaches(near)
	reaches(far)
	var slowest time.Duration
	inTransfer, rounds := 0, kills(5)
	for round := range rounds {
		publish(round + 2)
		if round%3 != 1 {
			slowest = max(slowest, reaches(near))
		}
		time.Sleep(time.Duration(rand.IntN(1500)) * time.Millisecond)
		switch round % 5 {
		default:
			far.kill()
			if left, _ := filepath.Glob(filepath.Join(farDir, "cluster", "incoming", "*.part")); len(left) > 0 {
				inTransfer++
			}
			far.start()
		case 1:
			near.kill()
			near.start()
		case 2:
			g.cut(true)
			time.Sleep(300 * time.Millisecond)
			g.cut(false)
		case 3:
			writer.kill()
			writer.start()
		}
	}
	reaches(near)
	reaches(far)
	close(done)
	asking.Wait()
	for index, found := range answers.found {
		if want, ok := expected[index]; !ok || want != found {
			t.Errorf("answered from index %.8s, published: %v: %q, want %q", index, ok, found, want)
		}
	}
	if len(answers.mixed) > 0 || len(answers.found) < 2 {
		t.Errorf("%d indexes answered; mixed: %v", len(answers.found), answers.mixed)
	}
	t.Logf("%d rounds, %d kills in the middle of a transfer; %d answers from %d of %d indexes; a new snapshot reached a replica within %.1f s",
		rounds, inTransfer, answers.asked, len(answers.found), len(expected), slowest.Seconds())
}

// A replica says what it lacks, and takes no imports.
func TestReplicaIsHonest(t *testing.T) {
	c := newCLI(t)
	shared, dir := filepath.Join(t.TempDir(), "shared"), filepath.Join(t.TempDir(), "replica")
	r := startServer(t, dir, freeAddress(t), "--replica-of", shared, "--max-lag", "2s")
	r.key()
	replica := &cliTest{t, dir}
	unready := func(want string) {
		t.Helper()
		for end := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
			status, body := ask("GET", r.address+"/readyz", "", "", nil)
			if status == http.StatusServiceUnavailable && strings.Contains(string(body), want) {
				return
			}
			if time.Now().After(end) {
				t.Fatalf("readyz: %d %s; want %q", status, body, want)
			}
		}
	}
	unready("has arrived yet")
	replica.fails("has arrived yet", "screen", "RI WON HO") // not the starter data
	c.ok("import", "un-sc", c.file("un.xml", un1))
	w := startServer(t, c.dir, freeAddress(t), "--publish", shared)
	r.ready()
	w.kill()
	replica.says("ALERT", "screen", "RI WON HO")
	replica.says("RI WON HO", "show", "KPi.033")
	before := replica.ok("screen", "RI WON HO", "--json")
	if after := c.ok("screen", "RI WON HO", "--json"); !strings.Contains(after, between(before, `"index":"`, `"`)) {
		t.Errorf("other indexes:\n%s\n%s", before, after)
	}
	replica.fails("import and decide where the lists are kept", "import", "un-sc", c.file("un.xml", un2))
	replica.fails("replica of", "lists", "reject", "un-sc", "2016-03-10", "--why", "a test")
	replica.fails("make backups there", "backup", filepath.Join(t.TempDir(), "b.tar"))
	replica.fails("give --replica-of", "serve", "--listen", "127.0.0.1:0")
	c.fails("holds lists", "serve", "--listen", "127.0.0.1:0", "--replica-of", shared)
	if err := os.RemoveAll(shared); err != nil {
		t.Fatal(err)
	}
	unready("could not be made sure")
	for want, flags := range map[string][]string{
		"can be reached from other machines": {"--publish", "embed://u:secret@0.0.0.0:0"},
		"a user and a password":              {"--publish", "embed://0.0.0.0:0", "--behind-proxy"},
		"at least 16":                        {"--publish", shared, "--cluster-key", c.file("short", "short")},
		"can't be used together":             {"--publish", shared, "--replica-of", shared},
	} {
		_, errs, code := c.run(append([]string{"serve", "--listen", "127.0.0.1:0"}, flags...)...)
		if code != exitFailed || !strings.Contains(errs, want) || strings.Contains(errs, "secret") {
			t.Errorf("%v: %d %s", flags, code, errs)
		}
	}
}

// Two servers on one PostgreSQL: lists imported at one reach the other, each job is done once, and those of a killed server are taken over.
func TestTwoServersOnOneDatabase(t *testing.T) {
	t.Setenv("LINCHPIN_DATABASE", statetest.Postgres(t))
	c := newDesk(t)
	shared := filepath.Join(t.TempDir(), "shared")
	a := startServer(t, c.dir, freeAddress(t), "--publish", shared)
	key := a.key()
	b := startServer(t, filepath.Join(t.TempDir(), "b"), freeAddress(t), "--replica-of", shared)
	a.ready()
	b.ready()
	c.ok("import", "un-sc", c.file("un3.xml", un3))
	started := time.Now()
	for {
		if _, found, _ := b.screened(key, "KIM CHOL SAM"); strings.Contains(found, "KPi.035") {
			break
		}
		if time.Since(started) > 2*time.Minute {
			t.Fatal("the import does not reach the other server")
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Logf("the import was answered from after %.1f s", time.Since(started).Seconds())
	if status, body := ask("POST", b.address+"/v1/lists/un-sc/publications/2016-03-10/decision", key, "", map[string]any{"accept": false, "why": "a test"}); status != http.StatusConflict || !strings.Contains(string(body), "replica") {
		t.Errorf("a decision on a list at the replica: %d %s", status, body)
	}
	if status, body := ask("POST", b.address+"/v1/cases/1/comments", key, "", map[string]any{"text": "seen at b"}); status >= 300 {
		t.Errorf("a comment: %d %s", status, body)
	}
	if _, body := ask("GET", a.address+"/v1/cases/1", key, "", nil); strings.Count(string(body), "seen at b") != 1 {
		t.Errorf("the comment is not seen at the other server: %s", body)
	}
	for n := range 3 { // jobs too, but only where the archive is
		status, body := ask("POST", a.address+"/v1/lists/un-sc/imports?file=un.xml", key, "", []byte(unList(fmt.Sprintf("2019-01-0%d", n+1), "KPi.033|RI|WON HO", "KPi.034|JO|YONG CHOL", "KPi.035|KIM|CHOL SAM")))
		var job struct{ ID int64 }
		if err := json.Unmarshal(body, &job); err != nil || status != http.StatusAccepted {
			t.Fatalf("import: %d %s", status, body)
		}
		if attempts := c.finished(a, key, job.ID); attempts != 1 {
			t.Errorf("an import took %d attempts", attempts)
		}
	}
	if status, body := ask("POST", b.address+"/v1/lists/un-sc/imports?file=un.xml", key, "", []byte(un3)); status != http.StatusConflict {
		t.Errorf("an import at the replica: %d %s", status, body)
	}
	const jobs, parties = 8, 40000 // enough that some are under way when a server is killed
	lines := make([]map[string]any, parties)
	for i := range lines {
		lines[i] = map[string]any{"name": fmt.Sprint("ZEBULON QUASTLEBERGER ", i), "key": fmt.Sprint("k", i)}
	}
	var ids []int64
	for i := range jobs {
		server := []*process{a, b}[i%2]
		status, body := ask("POST", server.address+"/v1/batches", key, fmt.Sprint("batch", i), map[string]any{"parties": lines})
		var job struct{ ID int64 }
		if err := json.Unmarshal(body, &job); err != nil || status != http.StatusAccepted {
			t.Fatalf("%d %s", status, body)
		}
		ids = append(ids, job.ID)
	}
	running := func() (n int) {
		_, body := ask("GET", a.address+"/v1/jobs", key, "", nil)
		return strings.Count(string(body), `"status":"running"`)
	}
	for end := time.Now().Add(time.Minute); running() <= 2 && time.Now().Before(end); { // more than one server does at a time
	}
	b.kill()
	taken := 0
	for _, id := range ids {
		attempts := c.finished(a, key, id)
		if attempts > 1 {
			taken++
		}
		status, body := ask("GET", fmt.Sprintf("%s/v1/jobs/%d/result", a.address, id), key, "", nil)
		if n := strings.Count(string(body), "\n"); status != http.StatusOK || n != parties || strings.Count(string(body), `"key":"k77"`) != 1 {
			t.Errorf("job %d: %d, %d lines", id, status, n)
		}
	}
	if taken == 0 {
		t.Error("no job was taken over: nothing was tested")
	}
	c.says("The trail is whole", "audit", "verify")
	t.Logf("%d of %d jobs were taken over", taken, jobs)
}
