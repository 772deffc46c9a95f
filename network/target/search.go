package target

import (
	"container/heap"
	"slices"
)

// search is branch and bound, best bound first. A node of the tree has names that are in, names that may still come in, and a
// bound on what any such set leaves.
type search struct {
	p       *problem
	k       int
	pool    *pool
	pricing *pricing
	infl    *influences
	within  func() bool
	tick    int
	late    bool
	nodes   int // of the tree, for curiosity and tests

	block *blocking
	flows []*flow // one for each depth of enumeration
}

// branch is an open node of the tree.
type branch struct {
	in, open []int32
	left     int64 // no set of this branch leaves less
	prices   []float64
}

type branches []*branch

func (h branches) Len() int { return len(h) }
func (h branches) Less(i, j int) bool {
	if h[i].left != h[j].left {
		return h[i].left < h[j].left
	}
	return len(h[i].open) < len(h[j].open)
}
func (h branches) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *branches) Push(x any)   { *h = append(*h, x.(*branch)) }
func (h *branches) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}

// Limits of the tree search.
const (
	enumerable = 4000 // subtrees with at most so many sets are enumerated
	rootSteps  = 300  // subgradient steps at the root
	nodeSteps  = 24   // and at other nodes
	maxOpen    = 200_000
)

func newSearch(p *problem, k int, best *pool, within func() bool) *search {
	s := &search{p: p, k: k, pool: best, pricing: newPricing(p), infl: newInfluences(p), within: within, block: p.base.clone()}
	for range k + 1 {
		s.flows = append(s.flows, p.baseFlow.clone())
	}
	return s
}

// goal is what a bound must reach for its branch to be of no interest: then nothing in it enters the pool.
func (s *search) goal() int64 {
	if s.pool.size == 1 {
		return s.pool.left()
	}
	return s.pool.worst()
}

// run searches all sets of at most k of the names. It returns an amount such that no set leaves less, and whether the pool is
// proved to hold the best there are.
func (s *search) run(names []int32) (least int64, proved bool) {
	s.pool.offer(nil, s.p.baseFlow.value)
	open := &branches{{open: names, prices: s.pricing.start(s.p.baseFlow)}}
	for open.Len() > 0 {
		b := heap.Pop(open).(*branch)
		if b.left >= s.goal() {
			return s.least(b.left), true
		}
		if !s.check() || open.Len() > maxOpen {
			return s.least(b.left), false
		}
		children, done := s.expand(b)
		if !done { // time is up in the midst of it
			return s.least(b.left), false
		}
		for _, c := range children {
			heap.Push(open, c)
		}
	}
	return s.pool.left(), true
}

// least is the bound on all sets, given the least bound of open branches.
func (s *search) least(open int64) int64 { return min(open, s.pool.left()) }

// check asks for the time, now and then.
func (s *search) check() bool {
	if s.tick++; !s.late && s.tick%16 == 0 {
		s.late = !s.within()
	}
	return !s.late
}

// expand settles a branch or splits it; false when there was no time for it.
func (s *search) expand(b *branch) (children []*branch, done bool) {
	s.nodes++
	mark := s.block.mark()
	defer s.block.undo(mark)
	for _, c := range b.in {
		s.block.add(c)
	}
	f := s.flows[s.k]
	f.copyFrom(s.p.baseFlow)
	f.block(s.block.trail[mark:])
	s.pool.offer(b.in, f.value)
	room := s.k - len(b.in)
	names := slices.DeleteFunc(slices.Clone(b.open), func(c int32) bool { return s.block.blocked[c] })
	if room == 0 || len(names) == 0 {
		return nil, true
	}
	if subsets(len(names), room) <= enumerable {
		return nil, s.enumerate(f, b.in, names)
	}
	effects := s.infl.of(s.block, names)
	steps := nodeSteps
	if len(b.in) == 0 && len(names) == len(b.open) && s.nodes == 1 {
		steps = rootSteps
	}
	found := s.pricing.improve(s.block, names, effects, room, b.prices, s.goal(), steps, func(set []int32) {
		set = append(slices.Clone(b.in), set...)
		s.pool.offer(set, s.pool.remaining(set))
	})
	left := max(b.left, found.left)
	if left >= s.goal() {
		return nil, true
	}
	c := splitOn(names, found.often)
	rest := slices.DeleteFunc(names, func(x int32) bool { return x == c })
	return []*branch{
		{append(slices.Clone(b.in), c), rest, left, found.prices},
		{b.in, rest, left, found.prices},
	}, true
}

// splitOn picks the name that was most often among the best, but not always if there is such a one.
func splitOn(names []int32, often []float64) int32 {
	best := 0
	score := func(i int) float64 {
		if often[i] > 0.95 {
			return 0.3
		}
		return often[i]
	}
	for i := range names {
		if score(i) > score(best) {
			best = i
		}
	}
	return names[best]
}

// subsets counts the non-empty sets of at most k of n names, up to a limit.
func subsets(n, k int) int {
	total, c := 0, 1
	for i := 1; i <= min(n, k); i++ {
		c = c * (n - i + 1) / i
		if total += c; total > 1<<40 {
			break
		}
	}
	return total
}

// enumerate looks at every set of names that could enter the pool, on top of those that are in. f is the flow that is left with
// those; false when there was no time to finish.
func (s *search) enumerate(f *flow, in, names []int32) bool {
	room := s.k - len(in)
	loss := s.losses(f, names, room)
	order := make([]int32, len(names))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int {
		switch {
		case loss[i] > loss[j]:
			return -1
		case loss[i] < loss[j]:
			return 1
		}
		return int(i) - int(j)
	})
	for n, i := range order {
		most := 0.0
		for _, j := range order[n:min(n+room, len(order))] {
			most += loss[j]
		}
		if float64(f.value)-most >= float64(s.goal()) {
			return true // neither this nor any later set
		}
		if !s.check() {
			return false
		}
		mark := s.block.mark()
		newly := s.block.add(names[i])
		if len(newly) > 0 {
			next := s.flows[len(in)]
			next.copyFrom(f)
			next.block(newly)
			set := append(slices.Clone(in), names[i])
			s.pool.offer(set, next.value)
			if room > 1 {
				rest := make([]int32, 0, len(order)-n-1)
				for _, j := range order[n+1:] {
					if c := names[j]; !s.block.blocked[c] {
						rest = append(rest, c)
					}
				}
				if !s.enumerate(next, set, rest) {
					s.block.undo(mark)
					return false
				}
			}
		}
		s.block.undo(mark)
	}
	return true
}

// losses says for each name how much of the flow it can take away at most: what a set takes is no more than the sum over its
// names. Flow that need not reroute is an upper limit of what is lost.
func (s *search) losses(f *flow, names []int32, room int) []float64 {
	loss := make([]float64, len(names))
	if room == 1 {
		for i, c := range names {
			mark := s.block.mark()
			for _, v := range s.block.add(c) {
				loss[i] += float64(f.through(v))
			}
			s.block.undo(mark)
			loss[i] = min(loss[i], float64(f.value))
		}
		return loss
	}
	for i, es := range s.infl.of(s.block, names) {
		for _, e := range es {
			loss[i] += float64(f.through(e.node)) * float64(e.influence)
		}
		loss[i] = min(loss[i]/whole*(1+1e-12), float64(f.value))
	}
	return loss
}
