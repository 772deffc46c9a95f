package target

import "math"

// unlimited is the capacity of what nothing limits; sums of amounts stay far below it.
const unlimited = math.MaxInt64 / 4

// graph is a flow network on arrays. Arc i and arc i^1 are each other's reverse. Parties that can be blocked are two vertices
// with an arc between them, so that blocking is a capacity of nothing and a price is a capacity of that price.
type graph struct {
	vertices     int32
	source, sink int32
	head         []int32 // of an arc
	first        []int32 // arcs out of vertex v are out[first[v]:first[v+1]]
	out          []int32
	capacity     []int64
	inner        []int32 // arc inside a party, by node; -1 for parties that nothing can block and those without money
	outer        []arcEnds
}

// arcEnds says which money an arc carries: by node, NoNode for the common source.
type arcEnds struct{ arc, from, to int32 }

// addArc appends an arc and its reverse and returns the arc.
func (g *graph) addArc(from, to int32, capacity int64) int32 {
	g.head = append(g.head, to, from)
	g.capacity = append(g.capacity, capacity, 0)
	return int32(len(g.head) - 2)
}

// seal sorts the arcs by their tail.
func (g *graph) seal() {
	g.first = make([]int32, g.vertices+1)
	for a := range g.head {
		g.first[g.head[a^1]+1]++
	}
	for v := range g.vertices {
		g.first[v+1] += g.first[v]
	}
	g.out = make([]int32, len(g.head))
	next := append([]int32(nil), g.first...)
	for a := range g.head {
		tail := g.head[a^1]
		g.out[next[tail]] = int32(a)
		next[tail]++
	}
}

// flow is a flow in a graph, kept as what is left on every arc.
type flow struct {
	g     *graph
	left  []int64
	value int64
	*scratch
}

// scratch is memory that flows of one graph share; it makes them unfit for several goroutines.
type scratch struct {
	level []int32
	next  []int32
	queue []int32
}

func newFlow(g *graph) *flow {
	f := &flow{g: g, left: append([]int64(nil), g.capacity...),
		scratch: &scratch{level: make([]int32, g.vertices), next: make([]int32, g.vertices), queue: make([]int32, 0, g.vertices)}}
	return f
}

// copyFrom makes f equal to another flow of the same graph.
func (f *flow) copyFrom(o *flow) {
	copy(f.left, o.left)
	f.value = o.value
}

func (f *flow) clone() *flow {
	c := &flow{g: f.g, left: append([]int64(nil), f.left...), value: f.value, scratch: f.scratch}
	return c
}

// maximise augments from source to sink until nothing more fits and returns the value.
func (f *flow) maximise() int64 {
	f.value += f.augment(f.g.source, f.g.sink, unlimited)
	return f.value
}

// augment sends up to limit more from one vertex to another (Dinic's algorithm) and returns how much.
func (f *flow) augment(from, to int32, limit int64) int64 {
	sent := int64(0)
	for sent < limit && f.layers(from, to) {
		copy(f.next, f.g.first[:f.g.vertices])
		for sent < limit {
			got := f.push(from, to, limit-sent)
			if got == 0 {
				break
			}
			sent += got
		}
	}
	return sent
}

// layers numbers vertices by their distance from a vertex and reports whether the other is reached.
func (f *flow) layers(from, to int32) bool {
	for i := range f.level {
		f.level[i] = -1
	}
	f.level[from] = 0
	q := append(f.queue[:0], from)
	for i := 0; i < len(q); i++ {
		v := q[i]
		for _, a := range f.g.out[f.g.first[v]:f.g.first[v+1]] {
			w := f.g.head[a]
			if f.left[a] > 0 && f.level[w] < 0 {
				f.level[w] = f.level[v] + 1
				if w == to {
					return true
				}
				q = append(q, w)
			}
		}
	}
	return false
}

// push sends along layered arcs, depth first.
func (f *flow) push(v, to int32, most int64) int64 {
	if v == to {
		return most
	}
	sent := int64(0)
	for ; f.next[v] < f.g.first[v+1]; f.next[v]++ {
		a := f.g.out[f.next[v]]
		w := f.g.head[a]
		if f.left[a] <= 0 || f.level[w] != f.level[v]+1 {
			continue
		}
		got := f.push(w, to, min(most-sent, f.left[a]))
		f.left[a] -= got
		f.left[a^1] += got
		sent += got
		if sent == most {
			return sent
		}
	}
	f.level[v] = -2
	return sent
}

// through is the flow through a party with an inner arc.
func (f *flow) through(node int32) int64 {
	if a := f.g.inner[node]; a >= 0 {
		return f.left[a^1]
	}
	return 0
}

// limit sets the capacity of a party's inner arc and repairs the flow to one that keeps to it; call maximise afterwards.
func (f *flow) limit(node int32, capacity int64) {
	a := f.g.inner[node]
	if a < 0 {
		return
	}
	in, out := f.g.head[a^1], f.g.head[a]
	carried := f.left[a^1]
	if carried <= capacity {
		f.left[a] = capacity - carried
		return
	}
	excess := carried - capacity
	f.left[a], f.left[a^1] = 0, 0 // closed while the excess finds another way
	excess -= f.augment(in, out, excess)
	if excess > 0 {
		if in != f.g.source {
			f.augment(in, f.g.source, excess)
		}
		if out != f.g.sink {
			f.augment(f.g.sink, out, excess)
		}
		f.value -= excess
	}
	f.left[a^1] = capacity
}

// block takes all flow from parties; those that were blocked before may be among them.
func (f *flow) block(nodes []int32) {
	for _, v := range nodes {
		f.limit(v, 0)
	}
	f.maximise()
}

// reachable marks the vertices that the source still reaches: its side of a minimum cut, when the flow is a maximum.
func (f *flow) reachable() []int32 {
	f.layers(f.g.source, -1)
	return f.level
}
