package network

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
)

// register is a synthetic register: companies with one to four owners, of whom a tenth are persons, and 20,000 listed.
func register(edges int) (parties int, from, to []int32, lo []uint32, listed []int) {
	rng := rand.New(rand.NewPCG(1, uint64(edges)))
	parties = edges / 2
	shares := []uint32{500, 1000, 2000, 2500, 3333, 4999, 5000, 5100, 6000, 7500, 10000}
	from, to, lo = make([]int32, edges), make([]int32, edges), make([]uint32, edges)
	for i := range edges {
		from[i], to[i], lo[i] = int32(rng.IntN(parties)), int32(rng.IntN(parties)), shares[rng.IntN(len(shares))]
	}
	for range min(20_000, parties/10) {
		listed = append(listed, rng.IntN(parties))
	}
	return parties, from, to, lo, listed
}

// BenchmarkFixedPoint is the whole rule over a register; LINCHPIN_EDGES is how many holdings, in millions.
func BenchmarkFixedPoint(b *testing.B) {
	millions := 1
	if s := os.Getenv("LINCHPIN_EDGES"); s != "" {
		millions, _ = strconv.Atoi(s)
	}
	parties, from, to, lo, listed := register(millions * 1_000_000)
	s := NewStakes(parties, from, to, lo, lo, nil, 10_000)
	rule, _ := FindRule("us-ofac", "2026-01-01")
	name := fmt.Sprintf("%dM", millions)
	b.Run("rule/"+name, func(b *testing.B) {
		blocked := 0
		for b.Loop() {
			run := s.NewRun(rule, false)
			for _, n := range listed {
				run.Add(n)
			}
			blocked = len(run.Order)
		}
		b.ReportMetric(float64(blocked), "blocked")
		b.ReportMetric(float64(4*len(s.first)+14*len(s.to))/float64(len(s.to)), "bytes/edge")
	})
	b.Run("baseline/"+name, func(b *testing.B) { // a worklist that knows sums only
		for b.Loop() {
			sum, in := make([]uint32, parties), make([]bool, parties)
			var work []int32
			for _, n := range listed {
				if !in[n] {
					in[n] = true
					work = append(work, int32(n))
				}
			}
			for k := 0; k < len(work); k++ {
				for i := s.first[work[k]]; i < s.first[work[k]+1]; i++ {
					t := s.to[i]
					if sum[t] += s.lo[i]; sum[t] >= 5000 && !in[t] {
						in[t] = true
						work = append(work, t)
					}
				}
			}
		}
	})
	b.Run("one more/"+name, func(b *testing.B) {
		run := s.NewRun(rule, false)
		for _, n := range listed {
			run.Add(n)
		}
		rng := rand.New(rand.NewPCG(2, 2))
		for b.Loop() {
			run.Add(rng.IntN(parties))
		}
	})
}

// BenchmarkReadFTM reads 100,000 entities of ownership.
func BenchmarkReadFTM(b *testing.B) {
	var text bytes.Buffer
	for i := range 100_000 {
		fmt.Fprintf(&text, `{"id":"o%d","schema":"Ownership","properties":{"owner":["p%d"],"asset":["c%d"],"percentage":["%d"],"startDate":["2019-05-01"]}}`+"\n", i, i%5000, i%30000, 1+i%100)
	}
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		if _, err := Read(bytes.NewReader(text.Bytes()), "bench", ""); err != nil {
			b.Fatal(err)
		}
	}
}
