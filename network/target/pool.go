package target

import (
	"slices"
	"strings"
)

// choice is a set of names and what it leaves.
type choice struct {
	set  []int32 // sorted
	left int64
}

// pool keeps the best sets in which nobody can be spared, best first; among equals the smaller, then the earlier set.
type pool struct {
	p     *problem
	size  int
	best  []choice
	seen  map[string]bool
	eval  *flow
	block *blocking
}

func newPool(p *problem, size int) *pool {
	return &pool{p: p, size: size, seen: map[string]bool{}, eval: p.baseFlow.clone(), block: p.base.clone()}
}

// left is the least that any set found leaves.
func (o *pool) left() int64 { return o.best[0].left }

// worst is what a set must stay below to enter a full pool.
func (o *pool) worst() int64 {
	if len(o.best) < o.size {
		return unlimited
	}
	return o.best[len(o.best)-1].left
}

// remaining evaluates a set.
func (o *pool) remaining(set []int32) int64 {
	mark := o.block.mark()
	for _, c := range set {
		o.block.add(c)
	}
	o.eval.copyFrom(o.p.baseFlow)
	o.eval.block(o.block.trail[mark:])
	o.block.undo(mark)
	return o.eval.value
}

// offer puts a set into the pool if it is good enough, without the names that it can spare.
func (o *pool) offer(set []int32, left int64) {
	if len(o.best) >= o.size && left > o.worst() {
		return
	}
	set = slices.Clone(set)
	slices.Sort(set)
	if k := setKey(set); o.seen[k] {
		return
	} else {
		o.seen[k] = true
	}
	for i := 0; i < len(set); {
		fewer := slices.Delete(slices.Clone(set), i, i+1)
		if o.remaining(fewer) == left {
			set = fewer
		} else {
			i++
		}
	}
	c := choice{set, left}
	at, found := slices.BinarySearchFunc(o.best, c, compareChoices)
	if found {
		return
	}
	o.best = slices.Insert(o.best, at, c)
	if len(o.best) > o.size {
		o.best = o.best[:o.size]
	}
}

func compareChoices(x, y choice) int {
	switch {
	case x.left < y.left:
		return -1
	case x.left > y.left:
		return 1
	case len(x.set) != len(y.set):
		return len(x.set) - len(y.set)
	}
	return slices.Compare(x.set, y.set)
}

func setKey(set []int32) string {
	var b strings.Builder
	for _, c := range set {
		b.Write([]byte{byte(c), byte(c >> 8), byte(c >> 16), byte(c >> 24)})
	}
	return b.String()
}
