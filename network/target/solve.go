package target

import (
	"context"
	"fmt"
	"github.com/linchpin-oss/linchpin/network"
	"slices"
	"time"
)

// Options say what is asked of a network.
type Options struct {
	K        int // at most so many new designations
	Rule     *network.Rule
	Evidence Evidence
	Basis    Basis
	Time     time.Duration // after which the best answer so far is given, with its bound
	NextBest int           // how many sets to name, the best included
	Worlds   int           // at most so many worlds; 0: no uncertainty
	Seed     uint64
	Delist   []int // what re-opens if these are delisted together
}

// maxK is the highest number of designations that can be asked for.
const maxK = 64

func (o Options) normal(n *Network) (Options, error) {
	if o.K < 1 || o.K > maxK {
		return o, fmt.Errorf("the number of designations must lie from 1 to %d, not %d", maxK, o.K)
	}
	if o.Evidence == "" {
		o.Evidence = Credible
	}
	if o.Basis == "" {
		o.Basis = Gross
	}
	if o.Time <= 0 {
		o.Time = 30 * time.Second
	}
	if o.NextBest < 1 {
		o.NextBest = 5
	}
	for _, d := range o.Delist {
		if !slices.Contains(n.Listed, d) {
			return o, fmt.Errorf("%s is not listed, so it cannot be delisted", n.Name(d))
		}
	}
	return o, nil
}

func (o Options) reading(n *Network) reading {
	return reading{rule: o.Rule, basis: o.Basis, stands: func(c Claim) bool { return n.counts(o.Evidence, c) }}
}

// result is what the search found of one problem.
type result struct {
	best   choice
	sets   []choice // the best sets, best first
	least  int64    // no set leaves less
	proved bool     // best is proved to be among the best
	ranked bool     // sets are proved to be the best ones
	greedy int64    // what is left when names are picked one after the other
	nodes  int
}

// clock gives out time in parts of the whole.
type clock struct {
	ctx   context.Context
	start time.Time
	all   time.Duration
}

// until makes a function that says whether less than a part of the time has passed.
func (c clock) until(part float64) func() bool {
	end := c.start.Add(time.Duration(float64(c.all) * part))
	return func() bool { return c.ctx.Err() == nil && time.Now().Before(end) }
}

// solve searches a problem: a first good answer, the proof, then the ranking of the next-best sets.
func (p *problem) solve(k, sets int, c clock, prove, rank float64) result {
	best := newPool(p, 1)
	best.offer(nil, p.baseFlow.value)
	names := p.undominated()
	climb(p, names, k, best, c.until(prove/4))
	s := newSearch(p, k, best, c.until(prove))
	var r result
	r.least, r.proved = s.run(names)
	r.best, r.nodes = best.best[0], s.nodes
	if sets <= 1 {
		r.sets = best.best
		return r
	}
	ranking := newPool(p, sets)
	ranking.offer(nil, p.baseFlow.value)
	ranking.offer(r.best.set, r.best.left)
	r.greedy = oneByOne(p, k, ranking)
	_, r.ranked = newSearch(p, k, ranking, c.until(rank)).run(p.candidates)
	r.sets = ranking.best
	if len(r.sets) > 0 && r.sets[0].left <= r.best.left {
		r.best = r.sets[0]
		r.least = min(r.least, r.best.left)
	}
	r.proved = r.proved || r.ranked || r.least == r.best.left
	r.ranked = r.ranked && r.proved
	return r
}

// undominated leaves out names whom another name blocks by the rule: designating that one does all that they do. Of names that
// block each other the first stays.
func (p *problem) undominated() []int32 {
	candidate := make(map[int32]bool, len(p.candidates))
	for _, c := range p.candidates {
		candidate[c] = true
	}
	blocks := map[int32]map[int32]bool{}
	b := p.base.clone()
	for _, c := range p.candidates {
		mark := b.mark()
		for _, v := range b.add(c) {
			if v != c && candidate[v] {
				if blocks[c] == nil {
					blocks[c] = map[int32]bool{}
				}
				blocks[c][v] = true
			}
		}
		b.undo(mark)
	}
	dominated := map[int32]bool{}
	for _, c := range p.candidates {
		for v := range blocks[c] {
			if !blocks[v][c] || c < v {
				dominated[v] = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(p.candidates), func(c int32) bool { return dominated[c] })
}

// oneByOne is what is left when the best single name is taken again and again: the yardstick that joint moves are measured by.
func oneByOne(p *problem, k int, sets *pool) int64 {
	w := &walker{p: p, names: p.candidates, k: k, within: func() bool { return true }, b: p.base.clone(), f: p.baseFlow.clone(), trial: p.baseFlow.clone()}
	set := w.grow(nil)
	left := p.remaining(set)
	sets.offer(set, left)
	return left
}
