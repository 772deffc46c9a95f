package target

import (
	"math"
	"slices"
)

// pricing finds lower bounds on what any set of at most so many names leaves.
//
// Put a price on every party. Whoever designates a set T and then cuts the flow that is left cuts all flow; so the minimum cut in
// which a party can also be cut for its price is no more than what T leaves and the prices of all whom T blocks. Those prices are
// at most the sum over T of each name's influence times price, and that at most the sum of the highest such values. Hence
//
//	left(T) >= minimum cut with prices - sum of the highest values of |T| names.
//
// The right side is concave in the prices; subgradient steps raise it.
type pricing struct {
	p      *problem
	priced *flow  // amounts times grain
	base   *graph // the same, for resetting
	grain  int64
	nodes  []int32 // parties with an inner arc, in order
	at     []int32 // position of a party in nodes
	most   []float64

	value []float64 // of each name
	order []int32
	step  []float64 // direction of the last step
	grad  []float64
}

func newPricing(p *problem) *pricing {
	total := int64(1)
	for _, e := range p.g.outer {
		total += p.g.capacity[e.arc]
	}
	grain := int64(1)
	for grain < 1024 && total < 1<<44 {
		grain *= 2
		total *= 2
	}
	g := *p.g
	g.capacity = slices.Clone(p.g.capacity)
	for _, e := range g.outer {
		g.capacity[e.arc] *= grain
	}
	x := &pricing{p: p, priced: newFlow(&g), base: &g, grain: grain, at: make([]int32, len(p.net.Nodes))}
	in, out := make([]int64, len(p.net.Nodes)), make([]int64, len(p.net.Nodes))
	for _, e := range g.outer {
		out[e.from] += g.capacity[e.arc]
		in[e.to] += g.capacity[e.arc]
	}
	for v := range p.net.Nodes {
		if g.inner[v] < 0 {
			continue
		}
		x.at[v] = int32(len(x.nodes))
		x.nodes = append(x.nodes, int32(v))
		switch {
		case int32(v) == p.to:
			x.most = append(x.most, float64(in[v]))
		case slices.Contains(p.from, int32(v)):
			x.most = append(x.most, float64(out[v]))
		default:
			x.most = append(x.most, float64(min(in[v], out[v])))
		}
	}
	x.step, x.grad = make([]float64, len(x.nodes)), make([]float64, len(x.nodes))
	return x
}

// start prices every party at the flow that goes through it.
func (x *pricing) start(f *flow) []float64 {
	prices := make([]float64, len(x.nodes))
	for i, v := range x.nodes {
		prices[i] = float64(f.through(v) * x.grain)
	}
	return prices
}

// bounded is what a search for good prices found.
type bounded struct {
	left   int64     // no set leaves less
	prices []float64 // that show it
	often  []float64 // how often each name was among the best, from 0 to 1
}

// improve looks for prices that show at least goal, in a given number of steps. The state is who is blocked; names and effects
// are those that may still be designated, at most k of them. Sets that look good on the way go to try.
func (x *pricing) improve(b *blocking, names []int32, effects [][]effect, k int, prices []float64, goal int64, steps int, try func([]int32)) bounded {
	if cap(x.value) < len(names) {
		x.value, x.order = make([]float64, len(names)), make([]int32, len(names))
	}
	x.value, x.order = x.value[:len(names)], x.order[:len(names)]
	clear(x.step)
	current := x.free(effects, prices)
	best := bounded{left: math.MinInt64, prices: prices, often: make([]float64, len(names))}
	bestExact, pace, stale := math.Inf(-1), 1.0, 0
	for s := range steps {
		exact := x.evaluate(b, effects, k, current)
		if exact > bestExact+1e-7*math.Abs(bestExact) || s == 0 {
			bestExact, stale = exact, 0
			best.left, best.prices = x.whole(exact), slices.Clone(current)
			if best.left >= goal {
				return best
			}
		} else if stale++; stale >= 8 {
			pace, stale = pace/2, 0
			copy(current, best.prices)
			x.evaluate(b, effects, k, current)
			clear(x.step)
		}
		for _, i := range x.order[:min(k, len(names))] {
			best.often[i] += 1 / float64(steps)
		}
		if try != nil && s%16 == 15 {
			try(x.chosen(names, k))
		}
		if pace < 1e-3 || !x.move(b, effects, k, current, (float64(goal)*float64(x.grain)-exact)*pace) {
			break
		}
	}
	return best
}

// free copies prices, with the highest sensible one on parties that no name can block any more: there it costs nothing.
func (x *pricing) free(effects [][]effect, prices []float64) []float64 {
	current := slices.Clone(x.most)
	for _, es := range effects {
		for _, e := range es {
			current[x.at[e.node]] = prices[x.at[e.node]]
		}
	}
	return current
}

func (x *pricing) chosen(names []int32, k int) []int32 {
	var set []int32
	for _, i := range x.order[:min(k, len(names))] {
		set = append(set, names[i])
	}
	return set
}

// whole turns an exact bound in grains into the least amount that can be left.
func (x *pricing) whole(exact float64) int64 {
	return max(0, int64(math.Ceil(exact/float64(x.grain)-1e-9)))
}

// evaluate computes the bound for prices, in grains, rounded down; it leaves the priced flow and the order of names for move.
func (x *pricing) evaluate(b *blocking, effects [][]effect, k int, prices []float64) float64 {
	f := x.priced
	copy(f.left, x.base.capacity)
	f.value = 0
	for i, v := range x.nodes {
		prices[i] = math.Floor(prices[i])
		a := f.g.inner[v]
		f.left[a] = int64(prices[i])
		if b.blocked[v] {
			f.left[a] = 0
		}
	}
	f.maximise()
	x.rank(effects, prices)
	sum := 0.0
	for _, i := range x.order[:min(k, len(x.order))] {
		sum += x.value[i]
	}
	return float64(f.value) - sum*(1+1e-12)
}

// rank values the names at prices and puts the dearest first.
func (x *pricing) rank(effects [][]effect, prices []float64) {
	for i, es := range effects {
		sum := 0.0
		for _, e := range es {
			sum += prices[x.at[e.node]] * float64(e.influence)
		}
		x.value[i] = sum / whole
		x.order[i] = int32(i)
	}
	slices.SortFunc(x.order, func(i, j int32) int {
		switch {
		case x.value[i] > x.value[j]:
			return -1
		case x.value[i] < x.value[j]:
			return 1
		}
		return int(i) - int(j)
	})
}

// move steps along the subgradient, smoothed with the last direction; it reports whether there was anywhere to go.
func (x *pricing) move(b *blocking, effects [][]effect, k int, prices []float64, gap float64) bool {
	level := x.priced.reachable()
	for i, v := range x.nodes {
		x.grad[i] = 0
		if a := x.priced.g.inner[v]; !b.blocked[v] && level[x.priced.g.head[a^1]] >= 0 && level[x.priced.g.head[a]] < 0 {
			x.grad[i] = 1
		}
	}
	for _, i := range x.order[:min(k, len(x.order))] {
		for _, e := range effects[i] {
			x.grad[x.at[e.node]] -= float64(e.influence) / whole
		}
	}
	norm := 0.0
	for i, g := range x.grad {
		if prices[i] <= 0 && g < 0 {
			x.grad[i], g = 0, 0
		}
		x.step[i] = g + 0.5*x.step[i]
		norm += x.step[i] * x.step[i]
	}
	if norm == 0 || gap <= 0 {
		return false
	}
	for i := range prices {
		prices[i] = min(x.most[i], max(0, prices[i]+x.step[i]*gap/norm))
	}
	return true
}
