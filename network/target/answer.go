package target

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// Amount is money in the unit of the network.
type Amount struct {
	Plain int64 // with the decimals of the network
	text  string
}

// MarshalJSON writes the amount as a number.
func (a Amount) MarshalJSON() ([]byte, error) { return []byte(a.text), nil }

// String is the amount for a reader.
func (a Amount) String() string { return thousands(a.text) }

func (n *Network) amount(x int64) Amount { return Amount{x, n.plain(x)} }

// Answer is which designations cut most of the money that reaches the target.
type Answer struct {
	Title string   `json:"title,omitempty"`
	Unit  string   `json:"unit,omitempty"`
	To    string   `json:"to"`
	From  []string `json:"from"`
	K     int      `json:"k"`
	Rule  string   `json:"rule"`
	Basis Basis    `json:"basis"`
	// Before is the most that can reach the target with nothing new, Other the same on the other basis (net or gross).
	Before Amount  `json:"before"`
	Other  *Amount `json:"beforeOtherBasis,omitempty"`
	Best   Set     `json:"best"`
	Proved bool    `json:"proved"`
	Proof  string  `json:"proof"`      // "proved optimal" or "within x percent of the best possible"
	Bound  Amount  `json:"bound"`      // no set of so many leaves less
	Gap    float64 `json:"gapPercent"` // of the cut, between the answer and the bound
	Next   []Set   `json:"nextBest"`
	Ranked bool    `json:"nextBestProved"`
	// Names are the worth of each name of the best set, Joint the pairs that tip something only together.
	Names       []Worth      `json:"names"`
	Joint       []Joint      `json:"jointMoves"`
	OneByOne    Amount       `json:"leftOneByOne"` // left if the best single name were picked again and again
	Open        []Way        `json:"open"`         // the ways that stay open, widest first
	OpenRest    Amount       `json:"openRest"`     // on narrower ways
	Rerouted    Amount       `json:"rerouted"`     // of what still arrives, what had to find another way
	Limits      []Limit      `json:"limits"`       // arcs that limit what is left
	Reopens     *Reopened    `json:"delisting,omitempty"`
	Uncertainty *Uncertainty `json:"uncertainty,omitempty"`
	Gaps        []string     `json:"gaps"`
	Warnings    []string     `json:"warnings"`
	Seconds     float64      `json:"seconds"`

	flows picture
}

// Set is some names and what designating them does.
type Set struct {
	IDs      []string `json:"ids"`
	Captions []string `json:"captions"`
	Left     Amount   `json:"left"`
	Cut      Amount   `json:"cut"`
	Blocks   []string `json:"blocks"` // by the rule of ownership, beside the names themselves
}

// Worth is what a name of the best set is worth.
type Worth struct {
	ID      string `json:"id"`
	Caption string `json:"caption"`
	Alone   Amount `json:"alone"`   // cut by this name alone
	Without Amount `json:"without"` // that the set would cut less without it
}

// Joint is two names that do more together than each by itself.
type Joint struct {
	IDs    []string `json:"ids"`
	Cut    Amount   `json:"cut"`
	Single Amount   `json:"singleSum"`
	Tips   []string `json:"tips"` // blocked only by both
}

// Way is money on one path to the target.
type Way struct {
	Nodes  []string `json:"nodes"`
	Amount Amount   `json:"amount"`
}

// Limit is an arc that is used up.
type Limit struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Amount Amount `json:"amount"`
}

// Reopened is what delisting does.
type Reopened struct {
	Delisted []string `json:"delisted"`
	Reopened Amount   `json:"reopened"`
	Nodes    []string `json:"nodes"` // blocked before and free after
}

// picture is what a drawing needs: the money arcs with what they carry before and after.
type picture struct {
	problem       *problem
	before, after []int64
	blocked       []bool
	set           []int32
}

// Solve answers which at most K designations leave the least.
func Solve(ctx context.Context, n *Network, opt Options) (*Answer, error) {
	opt, err := opt.normal(n)
	if err != nil {
		return nil, err
	}
	if err := n.Check(); err != nil {
		return nil, err
	}
	started := time.Now()
	p, err := compile(n, opt.reading(n))
	if err != nil {
		return nil, err
	}
	if p.targetOpen {
		n.warn("%s is listed or blocked already; what reaches it is counted all the same", n.Name(n.To))
	}
	if p.baseFlow.value == 0 {
		n.warn("no money reaches %s in this network, so no designation cuts any", n.Name(n.To))
	}
	r := p.solve(opt.K, opt.NextBest, clock{ctx, started, opt.Time}, 0.6, 0.85)
	a := &Answer{Title: n.Title, Unit: n.Unit, To: n.Nodes[n.To].ID, K: opt.K, Rule: opt.Rule.ID, Basis: opt.Basis, Before: n.amount(p.baseFlow.value), Proved: r.proved, Ranked: r.ranked,
		Bound: n.amount(r.least), OneByOne: n.amount(r.greedy), Next: []Set{}, Names: []Worth{}, Joint: []Joint{}, Open: []Way{}, Limits: []Limit{}, From: []string{}, Gaps: n.Gaps}
	for _, v := range p.from {
		a.From = append(a.From, n.Nodes[v].ID)
	}
	a.Best = p.describe(r.best)
	for _, s := range r.sets {
		if len(s.set) > 0 && !slices.Equal(s.set, r.best.set) {
			a.Next = append(a.Next, p.describe(s))
		}
	}
	a.Proof = "proved optimal"
	if !r.proved {
		best := float64(p.baseFlow.value - r.least)
		if best > 0 {
			a.Gap = 100 * float64(r.best.left-r.least) / best
		}
		a.Proof = fmt.Sprintf("within %s percent of the best possible", strings.TrimSuffix(fmt.Sprintf("%.1f", math.Ceil(a.Gap*10)/10), ".0"))
	}
	p.worth(a, r.best)
	p.open(a, r.best)
	if other, err := compile(n, otherBasis(opt.reading(n))); err == nil && other.baseFlow.value != p.baseFlow.value {
		x := n.amount(other.baseFlow.value)
		a.Other = &x
	}
	if len(opt.Delist) > 0 {
		if a.Reopens, err = Delist(n, opt, opt.Delist); err != nil {
			return nil, err
		}
	}
	if opt.Worlds > 0 {
		var sets [][]int32
		for _, s := range r.sets {
			sets = append(sets, s.set)
		}
		if a.Uncertainty, err = n.uncertainty(ctx, opt, r.best.set, sets, started.Add(opt.Time)); err != nil {
			return nil, err
		}
	}
	a.Warnings = n.Warnings
	a.Seconds = math.Round(time.Since(started).Seconds()*1000) / 1000
	return a, nil
}

func otherBasis(r reading) reading {
	if r.basis == Gross {
		r.basis = Net
	} else {
		r.basis = Gross
	}
	return r
}

// describe says what a set does.
func (p *problem) describe(c choice) Set {
	n := p.net
	s := Set{IDs: []string{}, Captions: []string{}, Left: n.amount(c.left), Cut: n.amount(p.baseFlow.value - c.left), Blocks: []string{}}
	_, b := p.after(c.set)
	for _, v := range c.set {
		s.IDs, s.Captions = append(s.IDs, n.Nodes[v].ID), append(s.Captions, n.Name(int(v)))
	}
	for _, v := range b.trail[len(p.base.trail):] {
		if !slices.Contains(c.set, v) {
			s.Blocks = append(s.Blocks, n.Nodes[v].ID)
		}
	}
	slices.Sort(s.Blocks)
	return s
}

// worth fills in what each name is worth, and which pairs tip something only together.
func (p *problem) worth(a *Answer, best choice) {
	n := p.net
	cut := func(set ...int32) int64 { return p.baseFlow.value - p.remaining(set) }
	for i, v := range best.set {
		rest := slices.Delete(slices.Clone(best.set), i, i+1)
		a.Names = append(a.Names, Worth{n.Nodes[v].ID, n.Name(int(v)), n.amount(cut(v)), n.amount(p.remaining(rest) - best.left)})
		for _, w := range best.set[i+1:] {
			both, single := cut(v, w), cut(v)+cut(w)
			if both <= single {
				continue
			}
			j := Joint{IDs: []string{n.Nodes[v].ID, n.Nodes[w].ID}, Cut: n.amount(both), Single: n.amount(single), Tips: []string{}}
			_, one := p.after([]int32{v})
			_, other := p.after([]int32{w})
			_, all := p.after([]int32{v, w})
			for x := range all.blocked {
				if all.blocked[x] && !one.blocked[x] && !other.blocked[x] {
					j.Tips = append(j.Tips, n.Nodes[x].ID)
				}
			}
			a.Joint = append(a.Joint, j)
		}
	}
}

// open fills in what stays open, through whom, and what limits it.
func (p *problem) open(a *Answer, best choice) {
	n := p.net
	const shown = 12
	f, b := p.after(best.set)
	before, after := carried(p.baseFlow), carried(f)
	list, rest := ways(p, after, shown)
	for _, w := range list {
		var nodes []string
		for _, v := range w.nodes {
			nodes = append(nodes, n.Nodes[v].ID)
		}
		a.Open = append(a.Open, Way{nodes, n.amount(w.amount)})
	}
	a.OpenRest = n.amount(rest)
	a.Rerouted = n.amount(max(f.value-notRerouted(p, before, b.blocked), 0))
	for _, i := range bottlenecks(p, f) {
		if len(a.Limits) < shown {
			e := p.g.outer[i]
			a.Limits = append(a.Limits, Limit{n.Nodes[e.from].ID, n.Nodes[e.to].ID, n.amount(p.g.capacity[e.arc])})
		}
	}
	a.flows = picture{p, before, after, b.blocked, best.set}
}

// Delist is what re-opens when listed parties are delisted together.
func Delist(n *Network, opt Options, delist []int) (*Reopened, error) {
	opt.Delist = delist
	opt, err := opt.normal(n)
	if err != nil {
		return nil, err
	}
	was, err := compile(n, opt.reading(n))
	if err != nil {
		return nil, err
	}
	less := *n
	less.Listed = slices.DeleteFunc(slices.Clone(n.Listed), func(v int) bool { return slices.Contains(delist, v) })
	is, err := compile(&less, opt.reading(&less))
	if err != nil {
		return nil, err
	}
	r := &Reopened{Reopened: n.amount(is.baseFlow.value - was.baseFlow.value), Nodes: []string{}}
	for _, v := range delist {
		r.Delisted = append(r.Delisted, n.Nodes[v].ID)
	}
	for v := range n.Nodes {
		if was.base.blocked[v] && !is.base.blocked[v] {
			r.Nodes = append(r.Nodes, n.Nodes[v].ID)
		}
	}
	slices.Sort(r.Nodes)
	return r, nil
}
