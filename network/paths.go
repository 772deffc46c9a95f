package network

import (
	"container/heap"
	"math"
	"slices"
)

// Hop is one step on the way from one party to another, in the direction of the walk or against it.
type Hop struct {
	From        string `json:"from"`
	FromCaption string `json:"fromCaption,omitempty"`
	To          string `json:"to"`
	ToCaption   string `json:"toCaption,omitempty"`
	Kind        Kind   `json:"kind"`
	Share       string `json:"share,omitempty"`
	Amount      string `json:"amount,omitempty"`
	Role        string `json:"role,omitempty"`
	Stance      Stance `json:"stance"`
	Source      string `json:"source,omitempty"`
	Against     bool   `json:"against,omitempty"` // the statement goes from To to From of the walk
}

// Way connects two parties.
type Way struct {
	Hops     []Hop   `json:"hops"`
	Strength float64 `json:"strength"` // from 0 to 1, by shares, kinds and firmness
}

// Connection is how two parties are connected.
type Connection struct {
	A         string   `json:"a"`
	B         string   `json:"b"`
	Shortest  *Way     `json:"shortest"`
	Strongest *Way     `json:"strongest"`
	Common    []string `json:"commonOwners,omitempty"`
	Warnings  []string `json:"warnings,omitempty"`
}

// tie is how strong a statement binds two parties, from 0 to 1.
func tie(e *Edge) float64 {
	w := map[Kind]float64{Control: 0.9, Votes: 0.8, Directorship: 0.6, Family: 0.7, Associate: 0.4, Membership: 0.4, Representation: 0.5, Employment: 0.4, Succession: 0.9, Debt: 0.5, Payment: 0.4, Link: 0.3}[e.Kind]
	if e.Kind == Ownership {
		w = max(middle(e.Share), 0.1)
	}
	if e.Stance == Claimed {
		w /= 2
	}
	return w
}

// Connect finds the shortest and the strongest way between two parties; nil ways mean that there is none.
func (g *Graph) Connect(a, b int, day string, all bool) *Connection {
	c := &Connection{A: g.Nodes[a].ID, B: g.Nodes[b].ID, Warnings: g.Warnings}
	near := make([][]int, len(g.Nodes))
	for i := range g.Edges {
		if e := &g.Edges[i]; counts(e, all) && e.On(day) {
			near[e.From] = append(near[e.From], i)
			near[e.To] = append(near[e.To], i)
		}
	}
	c.Shortest = g.walk(a, b, near, func(*Edge) float64 { return 1 })
	c.Strongest = g.walk(a, b, near, func(e *Edge) float64 { return 0.05 - math.Log(tie(e)) })
	above := func(n int) map[int]chain {
		return g.strongest(n, g.holdings(day, all, false, Ownership, Votes, Control))
	}
	ofB := above(b)
	for n := range above(a) {
		if _, ok := ofB[n]; ok && n != a && n != b {
			c.Common = append(c.Common, g.Nodes[n].ID)
		}
	}
	slices.Sort(c.Common)
	return c
}

// reached is a party with its distance.
type reached struct {
	node     int
	distance float64
}

type byDistance []reached

func (q byDistance) Len() int { return len(q) }
func (q byDistance) Less(i, j int) bool {
	return q[i].distance < q[j].distance || q[i].distance == q[j].distance && q[i].node < q[j].node
}
func (q byDistance) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push and Pop are those of container/heap.
func (q *byDistance) Push(x any) { *q = append(*q, x.(reached)) }

// Pop takes the last.
func (q *byDistance) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// walk is Dijkstra's, edges in both directions.
func (g *Graph) walk(a, b int, near [][]int, cost func(*Edge) float64) *Way {
	dist, via, done := map[int]float64{a: 0}, map[int]int{}, map[int]bool{}
	queue := &byDistance{{a, 0}}
	for queue.Len() > 0 {
		n := heap.Pop(queue).(reached).node
		if done[n] {
			continue
		}
		done[n] = true
		if n == b {
			break
		}
		for _, i := range near[n] {
			e := &g.Edges[i]
			m := e.From + e.To - n
			if d := dist[n] + cost(e); !done[m] {
				if old, ok := dist[m]; !ok || d < old {
					dist[m], via[m] = d, i
					heap.Push(queue, reached{m, d})
				}
			}
		}
	}
	if !done[b] {
		return nil
	}
	w := &Way{Strength: 1, Hops: []Hop{}}
	for at := b; at != a; {
		e := &g.Edges[via[at]]
		from := e.From + e.To - at
		h := g.hop(e)
		h.From, h.FromCaption, h.To, h.ToCaption = g.Nodes[from].ID, g.Nodes[from].Caption, g.Nodes[at].ID, g.Nodes[at].Caption
		h.Against = e.To == from && e.From != from
		w.Hops = append(w.Hops, h)
		w.Strength *= tie(e)
		at = from
	}
	slices.Reverse(w.Hops)
	w.Strength = round6(w.Strength)
	return w
}

func (g *Graph) hop(e *Edge) Hop {
	h := Hop{From: g.Nodes[e.From].ID, FromCaption: g.Nodes[e.From].Caption, To: g.Nodes[e.To].ID, ToCaption: g.Nodes[e.To].Caption, Kind: e.Kind, Role: e.Role, Stance: e.Stance, Source: e.Source}
	if e.Kind == Ownership || e.Kind == Votes {
		h.Share = e.Share.String()
	}
	if e.Amount != nil {
		h.Amount = Percent(e.Amount) + " " + e.Currency
	}
	return h
}

// Around is the part of the graph within so many steps of a party, with at most so many parties, the nearest first.
func (g *Graph) Around(party, depth, most int, day string, all bool) *Graph {
	near := make([][]int, len(g.Nodes))
	for i := range g.Edges {
		if e := &g.Edges[i]; (counts(e, all) || all && e.Stance == Denied) && e.On(day) {
			near[e.From] = append(near[e.From], i)
			near[e.To] = append(near[e.To], i)
		}
	}
	at := map[int]int{party: 0}
	order := []int{party}
	for k := 0; k < len(order); k++ {
		n := order[k]
		if at[n] == depth {
			continue
		}
		for _, i := range near[n] {
			m := g.Edges[i].From + g.Edges[i].To - n
			if _, seen := at[m]; !seen && len(order) < most {
				at[m] = at[n] + 1
				order = append(order, m)
			}
		}
	}
	out := &Graph{}
	for _, n := range order {
		out.Nodes[out.Node(g.Nodes[n].ID)] = g.Nodes[n]
	}
	seen := map[int]bool{}
	for _, n := range order {
		for _, i := range near[n] {
			e := g.Edges[i]
			_, a := at[e.From]
			_, b := at[e.To]
			if a && b && !seen[i] {
				seen[i] = true
				e.From, e.To = out.Node(g.Nodes[e.From].ID), out.Node(g.Nodes[e.To].ID)
				out.Edges = append(out.Edges, e)
			}
		}
	}
	return out
}

// View is a graph as JSON.
type View struct {
	Nodes []ViewNode `json:"nodes"`
	Edges []Hop      `json:"edges"`
}

// ViewNode is a party in a View.
type ViewNode struct {
	ID      string   `json:"id"`
	Caption string   `json:"caption"`
	Schema  string   `json:"schema,omitempty"`
	Status  Status   `json:"status,omitempty"`
	Lists   []string `json:"lists,omitempty"`
}

// JSON is the graph for a program; the marks are those of Draw.
func (g *Graph) JSON(marks map[int]Status) *View {
	v := &View{Nodes: []ViewNode{}, Edges: g.rows()}
	if v.Edges == nil {
		v.Edges = []Hop{}
	}
	for i, n := range g.Nodes {
		v.Nodes = append(v.Nodes, ViewNode{n.ID, n.Caption, n.Schema, marks[i], n.Lists})
	}
	return v
}
