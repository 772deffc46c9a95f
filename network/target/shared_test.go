package target

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/network"
)

type instance struct {
	ID     string `json:"id"`
	Rule   string `json:"rule"`
	Expect struct {
		Before int64 `json:"flow_without_new_designation"`
		Best   map[string]struct {
			Remaining int64      `json:"remaining_flow"`
			Sets      [][]string `json:"optimal_sets"`
		} `json:"best"`
		Delist map[string]struct {
			Flow  int64    `json:"reopened_flow"`
			Nodes []string `json:"reopened_nodes"`
		} `json:"delist"`
		Expected map[string]json.RawMessage `json:"expected_remaining_flow"`
	} `json:"expect"`
}

func instances(t testing.TB) (string, []instance) {
	dir := os.Getenv("LINCHPIN_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	path := filepath.Join(dir, "networks", "flow-designation-instances.json")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Skip("SKIPPED: no instances to solve; set LINCHPIN_SHARED to the folder that holds networks/")
	}
	var all []instance
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return path, all
}

func TestInstances(t *testing.T) {
	path, all := instances(t)
	for _, c := range all {
		g, err := network.ReadFile(path, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		n, err := FromGraph(g, "", "")
		if err != nil {
			t.Fatal(err)
		}
		rule, err := network.FindRule(c.Rule, "")
		if err != nil {
			t.Fatal(err)
		}
		for k, want := range c.Expect.Best {
			count := int(k[0] - '0')
			a, err := Solve(context.Background(), n, Options{K: count, Rule: rule, Time: 20 * time.Second, NextBest: 5})
			if err != nil {
				t.Fatalf("%s: %v", c.ID, err)
			}
			if a.Before.Plain != c.Expect.Before {
				t.Errorf("%s: %d before, want %d", c.ID, a.Before.Plain, c.Expect.Before)
			}
			if a.Best.Left.Plain != want.Remaining || !a.Proved {
				t.Errorf("%s: k=%d leaves %d (proved %v), want %d", c.ID, count, a.Best.Left.Plain, a.Proved, want.Remaining)
			}
			got := slices.Clone(a.Best.IDs)
			sort.Strings(got)
			if !slices.ContainsFunc(want.Sets, func(s []string) bool {
				s = slices.Clone(s)
				sort.Strings(s)
				return slices.Equal(s, got)
			}) {
				t.Logf("%s: k=%d chooses %v, the enumeration names %v", c.ID, count, got, want.Sets)
			}
		}
		for ids, want := range c.Expect.Delist {
			var delist []int
			for id := range strings.SplitSeq(ids, "+") {
				delist = append(delist, n.NodeIndex(id))
			}
			d, err := Delist(n, Options{K: 1, Rule: rule}, delist)
			if err != nil {
				t.Fatal(err)
			}
			if d.Reopened.Plain != want.Flow || !slices.Equal(d.Nodes, want.Nodes) {
				t.Errorf("%s: delisting %s re-opens %d by %v, want %d by %v", c.ID, ids, d.Reopened.Plain, d.Nodes, want.Flow, want.Nodes)
			}
		}
		for name, raw := range c.Expect.Expected {
			if name == "none" {
				var want float64
				if err := json.Unmarshal(raw, &want); err != nil {
					t.Fatal(err)
				}
				e, err := Expected(context.Background(), n, Options{K: 1, Rule: rule}, nil)
				if err != nil {
					t.Fatal(err)
				}
				if math.Abs(e.Mean-want) > 0.06 && e.Exact || math.Abs(e.Mean-want) > 0.03*want+0.1 {
					t.Errorf("%s: %v expected (exact %v), want %v", c.ID, e.Mean, e.Exact, want)
				}
				continue
			}
			var want struct {
				Value float64  `json:"value"`
				Set   []string `json:"set"`
			}
			if err := json.Unmarshal(raw, &want); err != nil {
				t.Fatal(err)
			}
			e, err := BestExpected(context.Background(), n, Options{K: int(name[5] - '0'), Rule: rule, Time: 10 * time.Second})
			if err != nil {
				t.Fatal(err)
			}
			sort.Strings(want.Set)
			if !slices.Equal(e.Set, want.Set) && math.Abs(e.Mean-want.Value) > 0.03*want.Value+0.1 {
				t.Errorf("%s: %s is %v with %v, want %v with %v", c.ID, name, e.Set, e.Mean, want.Set, want.Value)
			}
		}
	}
}
