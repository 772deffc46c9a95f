package network

import (
	"cmp"
	"math"
	"math/big"
	"slices"
)

// Owner is somebody behind a party, with the economic share that comes through all chains.
type Owner struct {
	ID      string   `json:"id"`
	Caption string   `json:"caption"`
	Schema  string   `json:"schema,omitempty"`
	Direct  string   `json:"direct,omitempty"` // own share, if it holds one itself
	Share   float64  `json:"share"`            // integrated: percent through all chains, cycles solved; the middle of a band
	Low     float64  `json:"low"`              // the same by the lowest and the highest values of bands
	High    float64  `json:"high"`
	Control bool     `json:"control,omitempty"`  // by other means than shares, on some chain
	Last    bool     `json:"ultimate,omitempty"` // nobody is known behind it
	Power   *float64 `json:"power,omitempty"`    // of a direct holder: an indicator, never the law
	Listed  bool     `json:"listed,omitempty"`
	Path    []Step   `json:"path"` // the strongest chain, from the owner down
	Firm    Stance   `json:"firmness"`
}

// Behind is who stands behind a party.
type Behind struct {
	ID       string     `json:"id"`
	Caption  string     `json:"caption"`
	AsOf     string     `json:"asOf,omitempty"`
	Owners   []Owner    `json:"owners"`
	Known    float64    `json:"knownShare"` // percent whose direct holders are known
	Circular [][]string `json:"circular,omitempty"`
	Warnings []string   `json:"warnings,omitempty"`
}

// lens says which value of a band is taken.
type lens func(Share) float64

func middle(s Share) float64 {
	if s.Unknown != "" {
		return 0
	}
	return value(new(big.Rat).Quo(new(big.Rat).Add(s.Min, s.Max), big.NewRat(200, 1)))
}
func low(s Share) float64  { return value(s.Min) / 100 }
func high(s Share) float64 { return value(s.Max) / 100 }

func value(r *big.Rat) float64 { f, _ := r.Float64(); return f }

// holdings are the edges of ownership that count, by the party held or, upward, by the owner.
func (g *Graph) holdings(day string, all, byOwner bool, kinds ...Kind) [][]int {
	out := make([][]int, len(g.Nodes))
	for i := range g.Edges {
		e := &g.Edges[i]
		if slices.Contains(kinds, e.Kind) && counts(e, all) && e.On(day) {
			if byOwner {
				out[e.From] = append(out[e.From], i)
			} else {
				out[e.To] = append(out[e.To], i)
			}
		}
	}
	return out
}

// Integrated is the economic share, from 0 to 1, that a set of parties has in each other: x(member) = 1, x(c) = sum of share times x(owner).
// Stakes held in members count for nothing. It is the least solution, so that a ring which nobody outside holds has none.
func (g *Graph) Integrated(set []int, day string, all bool) []float64 {
	return g.integrate(set, day, all, middle, false)
}

// integrate spreads from a set: to what it holds, or upward to those who hold it.
func (g *Graph) integrate(set []int, day string, all bool, l lens, upward bool) []float64 {
	in := g.holdings(day, all, upward, Ownership)
	x := make([]float64, len(g.Nodes))
	fixed := make([]bool, len(g.Nodes))
	for _, n := range set {
		x[n], fixed[n] = 1, true
	}
	other := func(e *Edge) int {
		if upward {
			return e.To
		}
		return e.From
	}
	for _, component := range g.components(in, other) {
		const rounds, enough = 20_000, 1e-13
		for range rounds {
			change := 0.0
			for _, n := range component {
				if fixed[n] {
					continue
				}
				sum := 0.0
				for _, i := range in[n] {
					e := &g.Edges[i]
					sum += l(e.Share) * x[other(e)]
				}
				sum = min(sum, 1)
				change = max(change, math.Abs(sum-x[n]))
				x[n] = sum
			}
			if len(component) == 1 || change < enough {
				break
			}
		}
	}
	return x
}

// components are the strongly connected components, each after those on which it depends (Tarjan, without recursion).
func (g *Graph) components(in [][]int, other func(*Edge) int) [][]int {
	n := len(g.Nodes)
	index, lowlink, on := make([]int, n), make([]int, n), make([]bool, n)
	var stack []int
	var out [][]int
	next := 1
	type frame struct{ node, edge int }
	for root := range n {
		if index[root] != 0 {
			continue
		}
		frames := []frame{{root, 0}}
		for len(frames) > 0 {
			f := &frames[len(frames)-1]
			v := f.node
			if f.edge == 0 {
				index[v], lowlink[v] = next, next
				next++
				stack, on[v] = append(stack, v), true
			}
			if f.edge < len(in[v]) {
				w := other(&g.Edges[in[v][f.edge]])
				f.edge++
				if index[w] == 0 {
					frames = append(frames, frame{w, 0})
				} else if on[w] {
					lowlink[v] = min(lowlink[v], index[w])
				}
				continue
			}
			frames = frames[:len(frames)-1]
			if len(frames) > 0 {
				up := frames[len(frames)-1].node
				lowlink[up] = min(lowlink[up], lowlink[v])
			}
			if lowlink[v] == index[v] {
				var c []int
				for {
					w := stack[len(stack)-1]
					stack, on[w] = stack[:len(stack)-1], false
					c = append(c, w)
					if w == v {
						break
					}
				}
				slices.Sort(c)
				out = append(out, c)
			}
		}
	}
	return out
}

// Circular are the groups of parties that hold shares of each other.
func (g *Graph) Circular(day string, all bool) [][]int {
	in := g.holdings(day, all, false, Ownership)
	return slices.DeleteFunc(g.components(in, func(e *Edge) int { return e.From }), func(c []int) bool { return len(c) < 2 })
}

// Owners works out who stands behind a party: everybody with a share through some chain of at least the threshold in percent, or with control.
func (g *Graph) Owners(party int, day string, all bool, threshold float64) *Behind {
	b := &Behind{ID: g.Nodes[party].ID, Caption: g.Nodes[party].Caption, AsOf: day, Owners: []Owner{}, Warnings: g.Warnings}
	mid, lo, hi := g.integrate([]int{party}, day, all, middle, true), g.integrate([]int{party}, day, all, low, true), g.integrate([]int{party}, day, all, high, true)
	in := g.holdings(day, all, false, Ownership, Votes, Control)
	reach := g.strongest(party, in)
	power := g.power(in[party])
	direct := map[int]*big.Rat{}
	words := map[int]string{}
	for _, i := range in[party] {
		if e := &g.Edges[i]; e.Kind == Ownership {
			b.Known += 100 * middle(e.Share)
			if direct[e.From] == nil {
				direct[e.From] = new(big.Rat)
			}
			direct[e.From].Add(direct[e.From], e.Share.Min)
			words[e.From] = e.Share.String()
			if e.Share.Exact() {
				words[e.From] = Percent(direct[e.From]) + " %"
			}
		}
	}
	b.Known = min(b.Known, 100)
	for n, r := range reach {
		if n == party || 100*hi[n] < threshold && !r.control {
			continue
		}
		o := Owner{ID: g.Nodes[n].ID, Caption: g.Nodes[n].Caption, Schema: g.Nodes[n].Schema, Share: round6(100 * mid[n]), Low: round6(100 * lo[n]), High: round6(100 * hi[n]), Control: r.control,
			Last: len(in[n]) == 0, Listed: g.Nodes[n].ListedOn(day), Direct: words[n], Firm: Official}
		if p, ok := power[n]; ok {
			o.Power = &p
		}
		for at := n; at != party; {
			e := &g.Edges[reach[at].edge]
			s := Step{Owner: g.Nodes[e.From].ID, OwnerCaption: g.Nodes[e.From].Caption, Of: g.Nodes[e.To].ID, OfCaption: g.Nodes[e.To].Caption, Kind: e.Kind, Stance: e.Stance, Source: e.Source, Start: e.Start, End: e.End}
			if e.Kind != Control {
				s.Share = e.Share.String()
			}
			if slices.Index(stances, e.Stance) > slices.Index(stances, o.Firm) {
				o.Firm = e.Stance
			}
			o.Path = append(o.Path, s)
			at = e.To
		}
		b.Owners = append(b.Owners, o)
	}
	slices.SortFunc(b.Owners, func(x, y Owner) int {
		return cmp.Or(cmp.Compare(y.Share, x.Share), cmp.Compare(y.High, x.High), cmp.Compare(x.ID, y.ID))
	})
	for _, c := range g.Circular(day, all) {
		if !slices.ContainsFunc(c, func(n int) bool { _, ok := reach[n]; return ok }) {
			continue
		}
		var ids []string
		for _, n := range c {
			ids = append(ids, g.Nodes[n].ID)
		}
		b.Circular = append(b.Circular, ids)
	}
	return b
}

func round6(x float64) float64 { return math.Round(x*1e6) / 1e6 }

// chain is how an owner reaches a party best.
type chain struct {
	strength float64
	edge     int // the next one down
	control  bool
}

// strongest finds for everybody behind a party the chain with the greatest product of shares; control and votes count as they stand, an unknown
// share little.
func (g *Graph) strongest(party int, in [][]int) map[int]chain {
	out := map[int]chain{party: {strength: 1, edge: -1}}
	done := map[int]bool{}
	for {
		best, at := -1.0, -1
		for n, c := range out {
			if !done[n] && (c.strength > best || c.strength == best && n < at) {
				best, at = c.strength, n
			}
		}
		if at < 0 {
			return out
		}
		done[at] = true
		for _, i := range in[at] {
			e := &g.Edges[i]
			s := max(middle(e.Share), 0.001)
			if e.Kind == Control {
				s = 0.5
			}
			c := chain{strength: best * s, edge: i, control: out[at].control || e.Kind == Control || e.Kind == Votes && low(e.Share) >= 0.5}
			if old, ok := out[e.From]; !ok || !done[e.From] && c.strength > old.strength {
				out[e.From] = c
			}
		}
	}
}

// power is the normalised Banzhaf index of the holders of a party in a vote by more than half of the shares: how often each one's vote turns
// the outcome (Penrose 1946, Banzhaf 1965). It is worked out for up to 18 holders.
func (g *Graph) power(holders []int) map[int]float64 {
	weight := map[int]float64{}
	for _, i := range holders {
		if e := &g.Edges[i]; e.Kind == Ownership {
			weight[e.From] += middle(e.Share)
		}
	}
	const most = 18
	if len(weight) == 0 || len(weight) > most {
		return nil
	}
	var who []int
	for n := range weight {
		who = append(who, n)
	}
	slices.Sort(who)
	total := 0.0
	for _, n := range who {
		total += weight[n]
	}
	turns := make([]int, len(who))
	for set := range 1 << len(who) {
		sum := 0.0
		for i, n := range who {
			if set>>i&1 == 1 {
				sum += weight[n]
			}
		}
		if sum <= total/2 {
			continue
		}
		for i, n := range who {
			if set>>i&1 == 1 && sum-weight[n] <= total/2 {
				turns[i]++
			}
		}
	}
	all := 0
	for _, t := range turns {
		all += t
	}
	out := map[int]float64{}
	for i, n := range who {
		if all > 0 {
			out[n] = round6(float64(turns[i]) / float64(all))
		}
	}
	return out
}
