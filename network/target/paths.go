package target

import (
	"cmp"
	"slices"
)

// carried is the flow on each money arc of a graph, without flow in circles.
func carried(f *flow) []int64 {
	amounts := make([]int64, len(f.g.outer))
	for i, e := range f.g.outer {
		amounts[i] = f.left[e.arc^1]
	}
	dropCircles(f.g, amounts)
	return amounts
}

// dropCircles takes out flow that only runs in circles: it reaches nobody.
func dropCircles(g *graph, amounts []int64) {
	next := map[int32][]int{}
	for i, e := range g.outer {
		next[e.from] = append(next[e.from], i)
	}
	const fresh, onPath, finished = 0, 1, 2
	state := map[int32]int{}
	at := map[int32]int{} // next arc to look at
	for _, start := range g.outer {
		if state[start.from] != fresh {
			continue
		}
		var path []int // arcs
		v := start.from
		state[v] = onPath
		for {
			if at[v] < len(next[v]) {
				i := next[v][at[v]]
				w := g.outer[i].to
				switch {
				case amounts[i] == 0 || state[w] == finished:
					at[v]++
				case state[w] == onPath:
					v = cancel(g, amounts, &path, i, state)
				default:
					path = append(path, i)
					state[w] = onPath
					v = w
				}
				continue
			}
			state[v] = finished
			if len(path) == 0 {
				break
			}
			last := path[len(path)-1]
			path = path[:len(path)-1]
			v = g.outer[last].from
		}
	}
}

// cancel takes the least amount off a circle that arc i closes and goes back to the first node on it whose arc ran empty.
func cancel(g *graph, amounts []int64, path *[]int, i int, state map[int32]int) int32 {
	const fresh = 0
	p := *path
	from := len(p)
	for from > 0 && g.outer[p[from-1]].to != g.outer[i].to {
		from--
	}
	circle := append(slices.Clone(p[from:]), i)
	least := amounts[i]
	for _, a := range circle {
		least = min(least, amounts[a])
	}
	for _, a := range circle {
		amounts[a] -= least
	}
	for j := from; j < len(p); j++ {
		if amounts[p[j]] == 0 {
			v := g.outer[p[j]].from
			for _, a := range p[j:] {
				state[g.outer[a].to] = fresh
			}
			*path = p[:j]
			return v
		}
	}
	return g.outer[i].from
}

// way is money on one path from a source to the target.
type way struct {
	nodes  []int32
	amount int64
}

// ways takes a flow without circles apart into paths, the widest first. At most limit paths are returned, with what they leave out.
func ways(p *problem, amounts []int64, limit int) (all []way, rest int64) {
	left := slices.Clone(amounts)
	next := map[int32][]int{}
	in := map[int32]int64{}
	for i, e := range p.g.outer {
		next[e.from] = append(next[e.from], i)
		in[e.to] += left[i]
	}
	supply := map[int32]int64{}
	for _, s := range p.from {
		for _, i := range next[s] {
			supply[s] += left[i]
		}
		supply[s] -= in[s]
	}
	for {
		w := widest(p, next, left, supply)
		if w.amount == 0 {
			return all, rest
		}
		supply[w.nodes[0]] -= w.amount
		if len(all) < limit {
			all = append(all, w)
		} else {
			rest += w.amount
		}
	}
}

// widest finds and removes the path whose narrowest arc is widest, greedily from the largest supply.
func widest(p *problem, next map[int32][]int, left []int64, supply map[int32]int64) way {
	start, most := int32(NoNode), int64(0)
	for _, s := range p.from {
		if supply[s] > most {
			start, most = s, supply[s]
		}
	}
	if start == NoNode {
		return way{}
	}
	w := way{nodes: []int32{start}, amount: most}
	var arcs []int
	for v := start; v != p.to; {
		best := -1
		for _, i := range next[v] {
			if left[i] > 0 && (best < 0 || left[i] > left[best]) {
				best = i
			}
		}
		if best < 0 {
			return way{}
		}
		arcs = append(arcs, best)
		w.amount = min(w.amount, left[best])
		v = p.g.outer[best].to
		w.nodes = append(w.nodes, v)
	}
	for _, i := range arcs {
		left[i] -= w.amount
	}
	return w
}

// notRerouted is what of a flow still arrives when parties are blocked and nobody finds another way.
func notRerouted(p *problem, before []int64, blocked []bool) int64 {
	f := newFlow(p.g)
	for i, e := range p.g.outer {
		f.left[e.arc] = before[i]
	}
	for v, a := range p.g.inner {
		if a >= 0 && blocked[v] {
			f.left[a] = 0
		}
	}
	return f.maximise()
}

// bottlenecks are the money arcs of a minimum cut: what limits the flow that is left, the widest first.
func bottlenecks(p *problem, f *flow) []int {
	level := f.reachable()
	var cut []int
	for i, e := range p.g.outer {
		if level[p.g.head[e.arc^1]] >= 0 && level[p.g.head[e.arc]] < 0 && p.g.capacity[e.arc] > 0 {
			cut = append(cut, i)
		}
	}
	slices.SortStableFunc(cut, func(i, j int) int { return cmp.Compare(p.g.capacity[p.g.outer[j].arc], p.g.capacity[p.g.outer[i].arc]) })
	return cut
}
