package target

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"gonum.org/v1/gonum/graph/network"
	"gonum.org/v1/gonum/graph/simple"
	"pgregory.net/rapid"

	networks "github.com/linchpin-oss/linchpin/network"
)

// drawn is a small network with money, and stakes of which few tip a party alone.
func drawn(t *rapid.T) *Network {
	n := &Network{}
	n.From, n.To = []int{n.AddNode("S")}, n.AddNode("T")
	size := rapid.IntRange(2, 6).Draw(t, "parties")
	for i := range size {
		n.AddNode(fmt.Sprintf("p%d", i))
	}
	certain := Claim{Source: NoSource, Firmness: Unset}
	for range rapid.IntRange(2, 16).Draw(t, "arcs") {
		from, to := rapid.IntRange(0, size+1).Draw(t, "from"), rapid.IntRange(0, size+1).Draw(t, "to")
		if from != to && from != n.To && to != 0 {
			n.Money = append(n.Money, Money{From: from, To: to, Amount: int64(rapid.IntRange(1, 30).Draw(t, "amount")), Claim: certain})
		}
	}
	for range rapid.IntRange(0, 8).Draw(t, "stakes") {
		owner, asset := rapid.IntRange(2, size+1).Draw(t, "owner"), rapid.IntRange(2, size+1).Draw(t, "asset")
		share := big.NewRat(int64(rapid.SampledFrom([]int{20, 26, 30, 49, 50, 60}).Draw(t, "share")), 100)
		if owner != asset {
			n.Stakes = append(n.Stakes, Stake{Owner: owner, Asset: asset, Low: share, High: share, Claim: certain})
		}
	}
	return n
}

// blockedPlainly is the fixed point by rounds: whoever is held by half or more by blocked parties is blocked.
func blockedPlainly(n *Network, set []int) []bool {
	blocked := make([]bool, len(n.Nodes))
	for _, v := range set {
		blocked[v] = true
	}
	for changed := true; changed; {
		changed = false
		for v := range n.Nodes {
			sum := new(big.Rat)
			for _, s := range n.Stakes {
				if s.Asset == v && blocked[s.Owner] {
					sum.Add(sum, s.Low)
				}
			}
			if !blocked[v] && sum.Cmp(big.NewRat(1, 2)) >= 0 {
				blocked[v], changed = true, true
			}
		}
	}
	return blocked
}

// flowByGonum is the maximum flow that a library finds among those who are not blocked.
func flowByGonum(n *Network, blocked []bool) int64 {
	g := simple.NewWeightedDirectedGraph(0, 0)
	for v := range n.Nodes {
		g.AddNode(simple.Node(v))
	}
	for _, m := range n.Money {
		if blocked[m.From] || blocked[m.To] && m.To != n.To {
			continue
		}
		weight := float64(m.Amount)
		if e := g.WeightedEdge(int64(m.From), int64(m.To)); e != nil {
			weight += e.Weight()
		}
		g.SetWeightedEdge(g.NewWeightedEdge(simple.Node(m.From), simple.Node(m.To), weight))
	}
	return int64(network.MaxFlowDinic(g, simple.Node(n.From[0]), simple.Node(n.To), 1e-9) + 0.5)
}

// TestAgainstBruteForce tries every set on small networks, with the flow of another library.
func TestAgainstBruteForce(t *testing.T) {
	rule, err := networks.FindRule("aggregate_ge_50", "")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		n := drawn(t)
		k := rapid.IntRange(1, 3).Draw(t, "k")
		a, err := Solve(context.Background(), n, Options{K: k, Rule: rule})
		if err != nil {
			t.Fatal(err)
		}
		if before := flowByGonum(n, make([]bool, len(n.Nodes))); a.Before.Plain != before {
			t.Fatalf("%d before, the library finds %d", a.Before.Plain, before)
		}
		best := a.Before.Plain
		var try func(from int, set []int)
		try = func(from int, set []int) {
			best = min(best, flowByGonum(n, blockedPlainly(n, set)))
			for v := from; v < len(n.Nodes) && len(set) < k; v++ {
				try(v+1, append(slices.Clone(set), v))
			}
		}
		try(2, nil)
		if !a.Proved || a.Best.Left.Plain != best || a.Bound.Plain > best {
			t.Fatalf("k=%d leaves %d (proved %v, bound %d), trying all leaves %d", k, a.Best.Left.Plain, a.Proved, a.Bound.Plain, best)
		}
	})
}

// TestBoundHolds gives the search no time: what it calls possible must still be no worse than the truth.
func TestBoundHolds(t *testing.T) {
	rule, err := networks.FindRule("aggregate_ge_50", "")
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(5) {
		n := made(300, 20, seed)
		full, err := Solve(context.Background(), n, Options{K: 3, Rule: rule})
		if err != nil || !full.Proved {
			t.Fatalf("%v, proved %v", err, full.Proved)
		}
		short, err := Solve(context.Background(), made(300, 20, seed), Options{K: 3, Rule: rule, Time: 1})
		if err != nil {
			t.Fatal(err)
		}
		if short.Bound.Plain > full.Best.Left.Plain || short.Best.Left.Plain < full.Best.Left.Plain || short.Proved && short.Best.Left.Plain != full.Best.Left.Plain {
			t.Errorf("without time: leaves %d, bound %d, proved %v; the best leaves %d", short.Best.Left.Plain, short.Bound.Plain, short.Proved, full.Best.Left.Plain)
		}
	}
}
