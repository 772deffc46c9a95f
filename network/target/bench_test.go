package target

import (
	"context"
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/network"
)

// made is a network of so many arcs in four layers with owners above, of whom so many are candidates.
func made(arcs, candidates int, seed uint64) *Network {
	rng := rand.New(rand.NewPCG(seed, uint64(arcs)))
	n := &Network{}
	source, goal := n.AddNode("SOURCE"), n.AddNode("TARGET")
	n.From, n.To = []int{source}, goal
	companies := arcs / 4
	for i := range companies {
		n.AddNode(fmt.Sprintf("c%d", i))
	}
	layer := func(i int) int { return i * 4 / companies }
	certain := Claim{Source: NoSource, Firmness: Unset}
	for len(n.Money) < arcs {
		i := rng.IntN(companies)
		m := Money{From: 2 + i, Amount: int64(10 + rng.IntN(990)), Claim: certain}
		switch {
		case rng.IntN(8) == 0 && layer(i) == 0:
			m.From, m.To = source, 2+i
		case layer(i) == 3:
			m.To = goal
		default:
			m.To = 2 + rng.IntN(companies)
		}
		n.Money = append(n.Money, m)
	}
	for i := range candidates {
		owner := n.AddNode(fmt.Sprintf("o%d", i))
		n.Candidates = append(n.Candidates, owner)
		for range 3 {
			share := big.NewRat(int64([]int{20, 26, 30, 51, 60}[rng.IntN(5)]), 100)
			n.Stakes = append(n.Stakes, Stake{Owner: owner, Asset: 2 + rng.IntN(companies), Low: share, High: share, Claim: certain})
		}
	}
	return n
}

// BenchmarkSolve prints the proof and the gap beside the time.
func BenchmarkSolve(b *testing.B) {
	rule, err := network.FindRule("us-ofac", "2026-01-01")
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		arcs, candidates, k int
		limit               time.Duration
	}{{600, 30, 3, time.Second}, {1200, 40, 4, 20 * time.Second}, {10_000, 200, 10, 50 * time.Second}} {
		b.Run(fmt.Sprintf("arcs=%d/candidates=%d/k=%d", c.arcs, c.candidates, c.k), func(b *testing.B) {
			proved, gap := 0, 0.0
			for i := 0; b.Loop(); i++ {
				a, err := Solve(context.Background(), made(c.arcs, c.candidates, uint64(i)), Options{K: c.k, Rule: rule, Time: c.limit})
				if err != nil {
					b.Fatal(err)
				}
				if a.Proved {
					proved++
				}
				gap = max(gap, a.Gap)
			}
			b.ReportMetric(float64(proved)/float64(b.N), "proved")
			b.ReportMetric(gap, "gap%")
		})
	}
}
