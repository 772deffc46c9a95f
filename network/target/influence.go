package target

import "slices"

// whole is an influence of one: the name alone can block the party. Influences are integers on this grid, rounded up.
const whole = 1 << 20

// maxRaises is how often an influence may grow along cycles before it is taken as whole.
const maxRaises = 48

// effect is what one name can do to one party.
type effect struct {
	node      int32
	influence int32
}

// influences computes, from a state of blocking, for each name how much of each party with money it can block at most. For every
// set of these names that blocks a party, the influences of its members on that party add up to whole or more:
//
// A party blocked by stakes has blocked owners that reach its need. Give each owner a weight such that the weights of any owners
// that reach the need add up to one or more; then the influence of a name on the party need be no more than the sum over owners
// of weight times its influence on the owner, and no more than one. By induction along the order in which parties fall, this sums
// to one or more over the set. Any numbers that satisfy the inequality will do, so rounding up and cutting cycles off at one are safe.
type influences struct {
	p      *problem
	weight []int32 // of each stake
	reach  []bool
	level  []int32 // influence on each node of the name at hand
	raises []int16
	queue  []int32
	delta  []int32
	queued []bool
	touch  []int32
	minors []int32
}

func newInfluences(p *problem) *influences {
	n := len(p.net.Nodes)
	return &influences{p: p, weight: make([]int32, len(p.own.asset)), reach: make([]bool, n), level: make([]int32, n),
		raises: make([]int16, n), delta: make([]int32, n), queued: make([]bool, n)}
}

// of returns the effects of each name on parties with money, given who is blocked already.
func (x *influences) of(b *blocking, names []int32) [][]effect {
	reached := x.reachable(b, names)
	for _, v := range reached {
		x.weigh(b, v)
	}
	all := make([][]effect, len(names))
	for i, c := range names {
		all[i] = x.spread(b, c)
	}
	for _, v := range reached {
		x.reach[v] = false
	}
	return all
}

func (x *influences) reachable(b *blocking, names []int32) []int32 {
	var reached []int32
	for _, c := range names {
		if !x.reach[c] {
			x.reach[c] = true
			reached = append(reached, c)
		}
	}
	for i := 0; i < len(reached); i++ {
		x.p.own.stakesOf(reached[i], func(asset int32, _ int64) {
			if !x.reach[asset] && !b.blocked[asset] {
				x.reach[asset] = true
				reached = append(reached, asset)
			}
		})
	}
	return reached
}

// weigh sets the weights of the owners of an asset. An owner that reaches the need alone weighs one. For the others there are two
// valid choices, and the one with the smaller sum is taken: share of what is needed, or one over the least number of them that
// reaches the need.
func (x *influences) weigh(b *blocking, asset int32) {
	o := x.p.own
	need := o.need[asset]
	if o.aggregate {
		need -= b.got[asset]
	}
	minors := x.minors[:0]
	for _, i := range o.ownerStake[o.ownerStart[asset]:o.ownerStart[asset+1]] {
		x.weight[i] = 0
		owner := o.owner[i]
		switch {
		case !x.reach[owner] || b.blocked[owner]:
		case o.weight[i] >= need:
			x.weight[i] = whole
		case o.aggregate:
			minors = append(minors, i)
		}
	}
	x.minors = minors
	slices.SortFunc(minors, func(i, j int32) int {
		switch {
		case o.weight[i] > o.weight[j]:
			return -1
		case o.weight[i] < o.weight[j]:
			return 1
		}
		return 0
	})
	sum, fewest := int64(0), 0
	for n, i := range minors {
		sum += o.weight[i]
		if fewest == 0 && sum >= need {
			fewest = n + 1
		}
	}
	if fewest == 0 {
		return // these owners never reach the need
	}
	byNumber := float64(len(minors))/float64(fewest) < float64(sum)/float64(need)
	for _, i := range minors {
		if byNumber {
			x.weight[i] = int32((whole + fewest - 1) / fewest)
		} else {
			x.weight[i] = min(whole, int32(float64(whole)*float64(o.weight[i])/float64(need))+1)
		}
	}
}

// spread follows one name's influence through the stakes.
func (x *influences) spread(b *blocking, name int32) []effect {
	raise := func(v, by int32) {
		if by = min(by, whole-x.level[v]); by <= 0 {
			return
		}
		if x.level[v] == 0 {
			x.touch = append(x.touch, v)
		}
		if x.raises[v]++; x.raises[v] > maxRaises {
			by = whole - x.level[v]
		}
		x.level[v] += by
		x.delta[v] += by
		if !x.queued[v] {
			x.queued[v] = true
			x.queue = append(x.queue, v)
		}
	}
	x.touch, x.queue = x.touch[:0], x.queue[:0]
	raise(name, whole)
	for i := 0; i < len(x.queue); i++ {
		v := x.queue[i]
		d := int64(x.delta[v])
		x.delta[v], x.queued[v] = 0, false
		o := x.p.own
		for j := o.start[v]; j < o.start[v+1]; j++ {
			if asset := o.asset[j]; x.weight[j] > 0 && x.reach[asset] && !b.blocked[asset] && asset != name {
				raise(asset, int32((d*int64(x.weight[j])+whole-1)/whole))
			}
		}
	}
	var effects []effect
	for _, v := range x.touch {
		if x.p.g.inner[v] >= 0 {
			effects = append(effects, effect{v, x.level[v]})
		}
		x.level[v], x.raises[v] = 0, 0
	}
	return effects
}
