package state_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/linchpin-oss/linchpin/state"
	"github.com/linchpin-oss/linchpin/state/statetest"
)

// What one database dumps, the other loads, and dumps the same again.
func TestDump(t *testing.T) {
	var dumps [][]byte
	statetest.Each(t, func(t *testing.T, open statetest.Open) {
		s, ctx := open(t), t.Context()
		dumps = append(dumps, dumpFull(t, s))
		if err := s.Load(ctx, bytes.NewReader(dumps[0])); !errors.Is(err, state.ErrNotEmpty) {
			t.Errorf("loaded into a full store: %v", err)
		}
	})
	for from, dump := range dumps {
		statetest.Each(t, func(t *testing.T, open statetest.Open) {
			s, ctx := open(t), t.Context()
			for _, broken := range [][]byte{nil, []byte("{}"), dump[:len(dump)/2], bytes.Replace(dump, []byte(`"end":`), []byte(`"end":1`), 1)} {
				if err := s.Load(ctx, bytes.NewReader(broken)); err == nil {
					t.Fatalf("a broken dump of %d bytes was loaded", len(broken))
				}
			}
			if err := s.Load(ctx, bytes.NewReader(dump)); err != nil {
				t.Fatalf("dump %d: %v", from, err)
			}
			var again bytes.Buffer
			if err := s.Dump(ctx, &again); err != nil {
				t.Fatal(err)
			}
			if want, got := withoutTrail(string(dump)), withoutTrail(again.String()); got != want {
				t.Errorf("dumped again:\n%s\nnot\n%s", got, want)
			}
			if r := raise(t, s, alertOf("new", "eu-fsf:EU.1", "e")); r[0].ID != 3 || r[0].Outcome != state.Opened {
				t.Errorf("the next number: %+v", r)
			}
			stop, err := s.Work(ctx, 1, map[string]state.JobHandler{"k": func(_ context.Context, j *state.Job) ([]byte, error) { return j.Args, nil }})
			if err != nil {
				t.Fatal(err)
			}
			waitFor(t, s, 1, state.JobDone)
			if err := stop(ctx); err != nil {
				t.Error(err)
			}
		})
	}
}

func dumpFull(t *testing.T, s state.Store) []byte {
	t.Helper()
	ctx := t.Context()
	raise(t, s, alertOf("c1", "eu-fsf:EU.1", "e1"), alertOf("c<2>", "eu-fsf:EU.1", "e1"))
	err := errors.Join(s.AddPortfolio(ctx, state.Portfolio{Name: "retail"}), s.Set(ctx, "a", "b\n\"c\""), s.Comment(ctx, 1, "ünïcode & <tags>"))
	_, err2 := s.PutCustomers(ctx, "retail", customers(3, "x"))
	_, err3 := s.Attach(ctx, state.Attachment{Alert: 1, Name: "f", Data: []byte{0, 255, 10}})
	_, err4 := s.AddJob(ctx, state.JobOptions{Kind: "k", Args: []byte("args")})
	_, err5 := s.Judged(ctx, state.Verdict{Alert: 2, Opinion: state.FalsePositive, Reason: "r", Evidence: "e1"}, false)
	if err := errors.Join(err, err2, err3, err4, err5); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := s.Dump(ctx, &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withoutTrail leaves out the row that a restoration adds to the trail, and the head.
func withoutTrail(dump string) string {
	var out []string
	lines := strings.Split(dump, "\n")
	for i, l := range lines {
		if !strings.Contains(l, "data.restore") && !strings.HasPrefix(l, `{"end"`) && (i == 0 || !strings.Contains(lines[i-1], `"trail_head"`)) {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}
