package target

import (
	"fmt"
	"github.com/linchpin-oss/linchpin/network"
	"math/big"
	"slices"

	"github.com/linchpin-oss/linchpin/ftm"
)

// Evidence says which claims the answer is built on.
type Evidence string

// The levels of evidence. Worlds draw from all claims whatever the level.
const (
	Official Evidence = "official" // listed and registered
	Credible Evidence = "credible" // all but the denied and annulled
	All      Evidence = "all"      // all but the annulled
)

// Basis says which amounts flow.
type Basis string

// Gross amounts, or net of what is paid back to the same lender.
const (
	Gross Basis = "gross"
	Net   Basis = "net"
)

// reading says how a network becomes a problem: under which rule, by which claims, on which basis, with which end of the bands.
type reading struct {
	rule   *network.Rule
	basis  Basis
	stands func(Claim) bool
	high   bool // shares at the high end of their bands
}

// problem is one reading of a network, ready to be solved. It never changes.
type problem struct {
	net        *Network
	own        *ownership
	base       *blocking // with what is listed already
	baseFlow   *flow     // the maximum flow with nothing new
	g          *graph
	to         int32
	from       []int32
	candidates []int32 // who could be designated and would change anything
	targetOpen bool    // the target is blocked already, and what reaches it counts all the same
}

// stance is the stance of a claim: its own or its source's.
func (n *Network) stance(c Claim) (ftm.Stance, bool) {
	if c.HasStance || c.Source == NoSource {
		return c.Stance, c.HasStance
	}
	return n.Sources[c.Source].Stance, true
}

// counts reports whether a claim is good enough for a level of evidence. What says nothing of its source is taken as given.
func (n *Network) counts(e Evidence, c Claim) bool {
	s, said := n.stance(c)
	if !said {
		return true
	}
	switch e {
	case Official:
		return s == ftm.Listed || s == ftm.Registered
	case All:
		return s != ftm.Annulled
	}
	return s != ftm.Annulled && s != ftm.Denied
}

// compile reads a network under the given reading. Terminals and lists are taken from the network.
func compile(n *Network, r reading) (*problem, error) {
	if n.To == NoNode {
		return nil, fmt.Errorf("no target: say with --to who receives the money")
	}
	own, err := newOwnership(n, r.rule, n.heldStakes(r))
	if err != nil {
		return nil, err
	}
	p := &problem{net: n, own: own, base: newBlocking(own), to: int32(n.To)}
	for _, l := range n.Listed {
		p.base.add(int32(l))
	}
	p.targetOpen = p.base.blocked[p.to]
	money := n.standingMoney(r)
	if p.from, err = n.origins(money); err != nil {
		return nil, err
	}
	candidates := n.candidates(p)
	reach := p.influenced(candidates)
	p.build(money, reach)
	p.baseFlow = newFlow(p.g)
	p.baseFlow.maximise()
	p.candidates = p.effective(candidates)
	return p, nil
}

// heldStakes gathers the parcels of each owner in each asset, of claims that stand; of rival versions of one fact the firmest.
func (n *Network) heldStakes(r reading) []held {
	type key struct{ owner, asset int }
	var all []held
	at := map[key]int{}
	firmest := n.firmestStakes(r)
	for i, s := range n.Stakes {
		if s.Owner == s.Asset || !r.stands(s.Claim) || (s.Fact != "" && firmest[s.Fact] != i) {
			continue
		}
		share := s.Low
		if r.high {
			share = s.High
		}
		k := key{s.Owner, s.Asset}
		j, ok := at[k]
		if !ok {
			j = len(all)
			at[k] = j
			all = append(all, held{owner: int32(s.Owner), asset: int32(s.Asset), share: new(big.Rat)})
		}
		all[j].share = new(big.Rat).Add(all[j].share, share)
		all[j].control = all[j].control || s.Control
	}
	return all
}

func (n *Network) firmestStakes(r reading) map[string]int {
	best := map[string]int{}
	for i, s := range n.Stakes {
		if j, ok := best[s.Fact]; s.Fact != "" && r.stands(s.Claim) && (!ok || n.firmness(s.Claim) > n.firmness(n.Stakes[j].Claim)) {
			best[s.Fact] = i
		}
	}
	return best
}

// arc is money between two nodes, all payments together.
type arc struct {
	from, to int32
	amount   int64
}

// standingMoney adds up what stands, in order of its ends. On a net basis what a borrower pays back to the lender is taken off
// what the lender gives, and flows no more itself.
func (n *Network) standingMoney(r reading) []arc {
	firmest := map[string]int{}
	for i, m := range n.Money {
		if j, ok := firmest[m.Fact]; m.Fact != "" && r.stands(m.Claim) && (!ok || n.firmness(m.Claim) > n.firmness(n.Money[j].Claim)) {
			firmest[m.Fact] = i
		}
	}
	type pair struct{ from, to int }
	sum, back := map[pair]int64{}, map[pair]int64{}
	for i, m := range n.Money {
		switch {
		case m.From == m.To, !r.stands(m.Claim), m.Fact != "" && firmest[m.Fact] != i:
		case m.Kind == Repayment && r.basis == Net:
			back[pair{m.To, m.From}] += m.Amount
		default:
			sum[pair{m.From, m.To}] += m.Amount
		}
	}
	var all []arc
	for k, amount := range sum {
		if amount -= min(amount, back[k]); amount > 0 {
			all = append(all, arc{int32(k.from), int32(k.to), amount})
		}
	}
	slices.SortFunc(all, func(x, y arc) int {
		if x.from != y.from {
			return int(x.from) - int(y.from)
		}
		return int(x.to) - int(y.to)
	})
	return all
}

// origins are the nodes that money comes from: as said, or else all that pay and are paid by nobody.
func (n *Network) origins(money []arc) ([]int32, error) {
	var from []int32
	if len(n.From) > 0 {
		for _, v := range n.From {
			if v == n.To {
				return nil, fmt.Errorf("%s is both source and target", n.Name(v))
			}
			from = append(from, int32(v))
		}
		slices.Sort(from)
		return slices.Compact(from), nil
	}
	pays, paid := make([]bool, len(n.Nodes)), make([]bool, len(n.Nodes))
	for _, a := range money {
		pays[a.from] = true
	}
	for _, m := range n.Money { // who is only paid back lends all the same
		paid[m.To] = paid[m.To] || m.Kind != Repayment && m.From != m.To
	}
	for v := range n.Nodes {
		if pays[v] && !paid[v] && v != n.To {
			from = append(from, int32(v))
		}
	}
	return from, nil
}

// candidates are those named, or else everybody; never one who is blocked already, and never the target.
func (n *Network) candidates(p *problem) []int32 {
	named := n.Candidates
	if len(named) == 0 {
		for v := range n.Nodes {
			if !slices.Contains(p.from, int32(v)) {
				named = append(named, v)
			}
		}
	}
	var all []int32
	for _, v := range named {
		if int32(v) != p.to && !p.base.blocked[v] {
			all = append(all, int32(v))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// influenced marks who could ever be blocked by designating candidates.
func (p *problem) influenced(candidates []int32) []bool {
	reach := make([]bool, len(p.net.Nodes))
	queue := slices.Clone(candidates)
	for _, c := range candidates {
		reach[c] = true
	}
	for i := 0; i < len(queue); i++ {
		p.own.stakesOf(queue[i], func(asset int32, _ int64) {
			if !reach[asset] && !p.base.blocked[asset] {
				reach[asset] = true
				queue = append(queue, asset)
			}
		})
	}
	return reach
}

// build makes the flow network of those who are not blocked, between sources and target.
func (p *problem) build(money []arc, reach []bool) {
	open := func(v int32) bool { return !p.base.blocked[v] || v == p.to }
	var live []arc
	for _, a := range money {
		if open(a.from) && open(a.to) && a.from != p.to {
			live = append(live, a)
		}
	}
	live = between(len(p.net.Nodes), live, p.from, p.to)
	g := &graph{inner: make([]int32, len(p.net.Nodes))}
	in, out := make([]int32, len(p.net.Nodes)), make([]int32, len(p.net.Nodes))
	for v := range in {
		in[v], g.inner[v] = -1, -1
	}
	vertex := func(v int32) {
		if in[v] >= 0 {
			return
		}
		in[v], out[v] = g.vertices, g.vertices
		g.vertices++
		if reach[v] {
			out[v] = g.vertices
			g.vertices++
			g.inner[v] = g.addArc(in[v], out[v], unlimited)
		}
	}
	g.source = 0
	g.vertices = 1
	vertex(p.to)
	g.sink = out[p.to]
	for _, a := range live {
		vertex(a.from)
		vertex(a.to)
		g.outer = append(g.outer, arcEnds{g.addArc(out[a.from], in[a.to], a.amount), a.from, a.to})
	}
	for _, v := range p.from {
		if in[v] >= 0 && open(v) {
			g.addArc(g.source, in[v], unlimited)
		}
	}
	g.seal()
	p.g = g
}

// between keeps the arcs that lie on some way from the sources to the target.
func between(nodes int, arcs []arc, from []int32, to int32) []arc {
	walk := func(start []int32, forward bool) []bool {
		next := make([][]int32, nodes)
		for i, a := range arcs {
			if forward {
				next[a.from] = append(next[a.from], arcs[i].to)
			} else {
				next[a.to] = append(next[a.to], arcs[i].from)
			}
		}
		seen := make([]bool, nodes)
		queue := slices.Clone(start)
		for _, v := range queue {
			seen[v] = true
		}
		for i := 0; i < len(queue); i++ {
			for _, w := range next[queue[i]] {
				if !seen[w] {
					seen[w] = true
					queue = append(queue, w)
				}
			}
		}
		return seen
	}
	ahead, behind := walk(from, true), walk([]int32{to}, false)
	var live []arc
	for _, a := range arcs {
		if ahead[a.from] && behind[a.to] {
			live = append(live, a)
		}
	}
	return live
}

// effective leaves out candidates who, even with all others, block nobody through whom money can pass.
func (p *problem) effective(candidates []int32) []int32 {
	matters := make([]bool, len(p.net.Nodes))
	for v := range matters {
		matters[v] = p.g.inner[v] >= 0
	}
	for changed := true; changed; { // backwards along stakes
		changed = false
		for v := range matters {
			if matters[v] {
				continue
			}
			p.own.stakesOf(int32(v), func(asset int32, _ int64) {
				if matters[asset] && !p.base.blocked[asset] && !matters[v] {
					matters[v], changed = true, true
				}
			})
		}
	}
	return slices.DeleteFunc(candidates, func(c int32) bool { return !matters[c] })
}

// remaining is the value of the flow that is left when a set is designated.
func (p *problem) remaining(set []int32) int64 {
	f, _ := p.after(set)
	return f.value
}

// after designates a set and returns the flow that is left and the blocking.
func (p *problem) after(set []int32) (*flow, *blocking) {
	b, f := p.base.clone(), p.baseFlow.clone()
	mark := b.mark()
	for _, c := range set {
		b.add(c)
	}
	f.block(b.trail[mark:])
	return f, b
}
