package state_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/state"
	"github.com/linchpin-oss/linchpin/state/statetest"
)

// TestMain lets the test binary be the process that is killed.
func TestMain(m *testing.M) {
	if address := os.Getenv("LINCHPIN_TEST_STATE"); address != "" {
		err := child(context.Background(), os.Getenv("LINCHPIN_TEST_CHILD"), address, os.Getenv("LINCHPIN_TEST_ROUND"))
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	statetest.Main(m)
}

func openAny(ctx context.Context, address string) (state.Store, error) {
	if strings.HasPrefix(address, "postgres://") {
		return state.OpenPostgres(ctx, address)
	}
	return state.OpenSQLite(ctx, address)
}

// child works until it is killed, and prints what was acknowledged.
func child(ctx context.Context, what, address, round string) error {
	s, err := openAny(ctx, address)
	if err != nil {
		return err
	}
	if what == "worker" {
		if _, err := s.Work(ctx, 1, map[string]state.JobHandler{"k": func(ctx context.Context, j *state.Job) ([]byte, error) {
			fmt.Println("working on", j.ID)
			select {}
		}}); err != nil {
			return err
		}
		select {}
	}
	for i := 0; ; i++ {
		customer := round + "-" + strconv.Itoa(i)
		r, err := s.RaiseAlerts(ctx, []state.Alert{alertOf(customer, "e:1", "e1"), alertOf(customer, "e:2", "e2")})
		if err != nil {
			return err
		}
		fmt.Println("raised", r[0].ID, customer)
		v, err := s.Judged(ctx, state.Verdict{Alert: r[0].ID, Opinion: state.FalsePositive, Reason: customer, Evidence: "e1"}, false)
		if err != nil {
			return err
		}
		fmt.Println("decided", v, customer)
		job, err := s.AddJob(ctx, state.JobOptions{Kind: "k", Args: []byte(customer)})
		if err != nil {
			return err
		}
		fmt.Println("queued", job, customer)
	}
}

func startChild(t *testing.T, what, address, round string) (*exec.Cmd, *bufio.Reader) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "LINCHPIN_TEST_CHILD="+what, "LINCHPIN_TEST_STATE="+address, "LINCHPIN_TEST_ROUND="+round)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	return cmd, bufio.NewReader(out)
}

// rounds is how often a process is killed; LINCHPIN_KILLS asks for more.
func rounds() int {
	if n, err := strconv.Atoi(os.Getenv("LINCHPIN_KILLS")); err == nil {
		return n
	}
	return 3
}

// A process that is killed in the middle of writing loses nothing that it acknowledged, and leaves nothing half done.
func TestKilledWriter(t *testing.T) {
	for name, address := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "state.db") },
		"postgres": func(t *testing.T) string { return statetest.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			address := address(t)
			acknowledged := map[string][]string{}
			for round := range rounds() {
				cmd, out := startChild(t, "writer", address, strconv.Itoa(round))
				lines := make(chan string, 1<<16)
				go func() {
					defer close(lines)
					for {
						l, err := out.ReadString('\n')
						if err != nil {
							return
						}
						lines <- strings.TrimSpace(l)
					}
				}()
				first := <-lines
				time.Sleep(time.Duration(rand.IntN(150)) * time.Millisecond)
				cmd.Process.Kill()
				cmd.Wait()
				record(acknowledged, first)
				for l := range lines {
					record(acknowledged, l)
				}
			}
			s, err := openAny(t.Context(), address)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			checkAcknowledged(t, s, acknowledged)
		})
	}
}

func record(acknowledged map[string][]string, line string) {
	if f := strings.Fields(line); len(f) == 3 {
		acknowledged[f[0]] = append(acknowledged[f[0]], f[1]+" "+f[2])
	}
}

func checkAcknowledged(t *testing.T, s state.Store, acknowledged map[string][]string) {
	t.Helper()
	ctx := t.Context()
	stored := map[string]map[string]int{"raised": {}, "decided": {}, "queued": {}}
	alerts, customers := 0, map[string]int{}
	for after := int64(0); ; {
		page, err := s.Alerts(ctx, state.AlertFilter{After: after})
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, a := range page {
			after = a.ID
			alerts++
			customers[a.Customer]++
			stored["raised"][fmt.Sprint(a.ID, " ", a.Customer)]++
		}
	}
	for c, n := range customers {
		if n != 2 {
			t.Errorf("customer %s has %d alerts of two raised in one step", c, n)
		}
	}
	verdicts, err := s.Verdicts(ctx, state.VerdictFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range verdicts {
		stored["decided"][fmt.Sprint(v.ID, " ", v.Reason)]++
	}
	exceptions := 0
	for after := int64(0); ; {
		page, err := s.Exceptions(ctx, state.ExceptionFilter{After: after})
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		exceptions += len(page)
		after = page[len(page)-1].ID
	}
	jobs, err := s.Jobs(ctx, state.JobFilter{Limit: 1 << 30})
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range jobs {
		full, err := s.Job(ctx, j.ID)
		if err != nil {
			t.Fatal(err)
		}
		stored["queued"][fmt.Sprint(j.ID, " ", string(full.Args))]++
	}
	total := 0
	for kind, lines := range acknowledged {
		for _, l := range lines {
			total++
			if stored[kind][l] != 1 {
				t.Errorf("%s %s was acknowledged and is stored %d times", kind, l, stored[kind][l])
			}
		}
	}
	seq, _, err := s.Head(ctx)
	if err != nil || int(seq) != alerts+len(verdicts) || exceptions != len(verdicts) {
		t.Errorf("%d rows of the trail and %d exceptions for %d alerts and %d verdicts; %v", seq, exceptions, alerts, len(verdicts), err)
	}
	t.Logf("%d steps acknowledged", total)
}

// A job whose process is killed is done by another, once.
func TestKilledWorker(t *testing.T) {
	for name, address := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "state.db") },
		"postgres": func(t *testing.T) string { return statetest.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			address, ctx := address(t), t.Context()
			s, err := openAny(ctx, address)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			id, err := s.AddJob(ctx, state.JobOptions{Kind: "k"})
			if err != nil {
				t.Fatal(err)
			}
			cmd, out := startChild(t, "worker", address, "")
			if line, err := out.ReadString('\n'); err != nil || line != fmt.Sprintln("working on", id) {
				t.Fatalf("%q, %v", line, err)
			}
			cmd.Process.Kill()
			cmd.Wait()
			state.ForgetBeats(t, s) // as if time had passed
			done := make(chan int64, 10)
			stop, err := s.Work(ctx, 2, map[string]state.JobHandler{"k": func(_ context.Context, j *state.Job) ([]byte, error) {
				done <- j.Attempt
				return nil, nil
			}})
			if err != nil {
				t.Fatal(err)
			}
			waitFor(t, s, id, state.JobDone)
			if err := stop(ctx); err != nil {
				t.Error(err)
			}
			if len(done) != 1 || <-done != 2 {
				t.Errorf("done %d more times", len(done))
			}
		})
	}
}

// A job that was fetched by a process which died before it noted that it works on it is handed out again.
func TestKilledBetweenFetchingAndBeginning(t *testing.T) {
	statetest.Each(t, func(t *testing.T, open statetest.Open) {
		s, ctx := open(t), t.Context()
		id, err := s.AddJob(ctx, state.JobOptions{Kind: "k"})
		if err != nil {
			t.Fatal(err)
		}
		state.FetchJobs(t, s)
		done := make(chan int64, 10)
		stop, err := s.Work(ctx, 2, map[string]state.JobHandler{"k": func(_ context.Context, j *state.Job) ([]byte, error) {
			done <- j.Attempt
			return nil, nil
		}})
		if err != nil {
			t.Fatal(err)
		}
		select {
		case <-done:
		case <-time.After(3 * time.Minute):
			t.Fatal("nobody did it")
		}
		waitFor(t, s, id, state.JobDone)
		if err := stop(ctx); err != nil {
			t.Error(err)
		}
		if len(done) != 0 {
			t.Errorf("done %d more times", len(done))
		}
	})
}
