package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/snapshot"
)

// process is a server of its own, which a test can kill.
type process struct {
	*testing.T
	cmd     *exec.Cmd
	out     *output
	address string
	args    []string
}

// startServer starts linchpin serve on a data folder and an address (HOST:PORT).
func startServer(t *testing.T, dir, address string, flags ...string) *process {
	t.Helper()
	p := &process{T: t, address: "http://" + address, args: append([]string{"--data", dir, "serve", "--quiet", "--listen", address}, flags...)}
	p.start()
	t.Cleanup(func() { p.kill() })
	return p
}

func (p *process) start() {
	p.Helper()
	p.out = &output{}
	p.cmd = exec.Command(os.Args[0], p.args...)
	p.cmd.Env = append(os.Environ(), "LINCHPIN_TEST_AS_PROGRAM=1")
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.out
	if err := p.cmd.Start(); err != nil {
		p.Fatal(err)
	}
}

// kill is kill -9.
func (p *process) kill() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

// ready waits until the server says that it is.
func (p *process) ready() {
	p.Helper()
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if r, err := http.Get(p.address + "/readyz"); err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return
			}
		}
	}
	p.Fatalf("%s is not ready: %s", p.address, p.out.b.String())
}

// key is the admin key of the first start.
func (p *process) key() string { p.Helper(); return p.out.find(p.T, `admin key: (lp_\S+)`) }

// ask sends a request, with bytes as they are or anything else as JSON, and returns status and body; status 0 where no answer came.
func ask(method, url, key, once string, body any) (int, []byte) {
	var in io.Reader
	kind := "application/json"
	if raw, ok := body.([]byte); ok {
		in, kind = bytes.NewReader(raw), "application/octet-stream"
	} else if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			panic(err)
		}
		in = bytes.NewReader(data)
	}
	r, err := http.NewRequest(method, url, in)
	if err != nil {
		panic(err)
	}
	r.Header.Set("Authorization", "ApiKey "+key)
	r.Header.Set("Content-Type", kind)
	if once != "" {
		r.Header.Set("Idempotency-Key", once)
	}
	client := http.Client{Timeout: 30 * time.Second}
	answer, err := client.Do(r)
	if err != nil {
		return 0, nil
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		return 0, nil
	}
	return answer.StatusCode, data
}

// freeAddress is an address of this machine on which nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// kills is how often a process is killed; LINCHPIN_KILLS asks for more.
func kills(few int) int {
	if n, err := strconv.Atoi(os.Getenv("LINCHPIN_KILLS")); err == nil {
		return n
	}
	return few
}

// screened is what an answer says: its index, and whom it found.
func (p *process) screened(key, name string) (index, found string, ok bool) {
	status, body := ask("GET", p.address+"/v1/screen?name="+strings.ReplaceAll(name, " ", "+"), key, "", nil)
	if status != http.StatusOK {
		return "", "", false
	}
	var a answer
	if err := json.Unmarshal(body, &a); err != nil {
		p.Fatalf("%v: %s", err, body)
	}
	for _, r := range a.Results {
		found += r.ID + " "
	}
	return a.Index, found, true
}

// finished waits for a job and returns how many attempts it took.
func (c *cliTest) finished(p *process, key string, id int64) int64 {
	c.Helper()
	for end := time.Now().Add(5 * time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		_, body := ask("GET", fmt.Sprintf("%s/v1/jobs/%d", p.address, id), key, "", nil)
		var job struct{ Status, Error string }
		if err := json.Unmarshal(body, &job); err != nil {
			continue
		}
		switch job.Status {
		case "done":
			return c.attempts(id)
		case "failed", "cancelled":
			c.Fatalf("job %d: %s %s", id, job.Status, job.Error)
		}
	}
	c.Fatalf("job %d does not end", id)
	return 0
}

func (c *cliTest) attempts(id int64) int64 {
	c.Helper()
	d := snapshot.New(c.dir, nil)
	d.Database = os.Getenv("LINCHPIN_DATABASE")
	s, err := d.State(c.Context())
	if err != nil {
		c.Fatal(err)
	}
	defer s.Close()
	j, err := s.Job(c.Context(), id)
	if err != nil {
		c.Fatal(err)
	}
	return j.Attempt
}

// manyNames is a UN list of a day with n entries, of which the last is new.
func manyNames(n int) string {
	var entries []string
	for i := range n {
		entries = append(entries, fmt.Sprintf("KPi.%03d|ZEBULON%s|QUASTLEBERGER", i+1, strings.Repeat(string(rune('A'+i%26)), 1+i/26)))
	}
	return unList(time.Date(2018, 1, 1+n, 0, 0, 0, 0, time.UTC).Format("2006-01-02"), entries...)
}
