package target

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// Uncertainty is how sure the answer is, given how firm the sources are. In a world each source stands or falls as a whole, and each claim with a
// probability of its own by itself.
type Uncertainty struct {
	Worlds   int         `json:"worlds"`
	Exact    bool        `json:"exact"` // all worlds, with their probabilities; else drawn
	Expected float64     `json:"expectedBefore"`
	Cut      Interval    `json:"cut"`  // of the best set
	Sets     []SetShare  `json:"sets"` // how often each is best
	Check    []WorthTime `json:"worthChecking"`
}

// Interval is a mean with the range of nine worlds in ten.
type Interval struct {
	Mean float64 `json:"mean"`
	Low  float64 `json:"p5"`
	High float64 `json:"p95"`
}

// SetShare is a set with the share of worlds in which no other set examined is better, and what it leaves on average.
type SetShare struct {
	IDs  []string `json:"ids"`
	Best float64  `json:"bestIn"`
	Left float64  `json:"expectedLeft"`
}

// WorthTime is a source or claim on which the answer hangs.
type WorthTime struct {
	What  string  `json:"what"`
	Firm  float64 `json:"firmness"`
	Swing float64 `json:"swing"` // by how much the cut of the best set differs with it and without it
}

// coin is what stands or falls as one.
type coin struct {
	what   string
	chance float64
	source int // position, or NoSource for a claim by itself
	money  int // the claim's, or NoNode
	stake  int
}

// coins are all that is not certain.
func (n *Network) coins() []coin {
	var out []coin
	used := map[int]bool{}
	single := func(c Claim, money, stake int, what string) {
		switch f := n.firmness(c); {
		case c.Source != NoSource:
			used[c.Source] = true
		case f < 1 && f > 0:
			out = append(out, coin{what, f, NoSource, money, stake})
		}
	}
	for i, m := range n.Money {
		single(m.Claim, i, NoNode, fmt.Sprintf("%s pays %s %s", n.Name(m.From), n.Name(m.To), n.Format(m.Amount)))
	}
	for i, s := range n.Stakes {
		single(s.Claim, NoNode, i, fmt.Sprintf("%s holds a stake in %s", n.Name(s.Owner), n.Name(s.Asset)))
	}
	for i := range n.Sources {
		if f := n.firmness(Claim{Source: i, Firmness: Unset}); used[i] && f < 1 && f > 0 {
			out = append(out, coin{n.Sources[i].Name, f, i, NoNode, NoNode})
		}
	}
	return out
}

// world is one way in which the coins fall.
type world struct {
	up     []bool
	weight float64
	p      *problem
}

// maxExact is up to how many coins all worlds are gone through.
const maxExact = 10

// worlds makes all worlds, or draws some.
func (n *Network) worlds(ctx context.Context, opt Options, most int, until time.Time) (all []world, coins []coin, exact bool, err error) {
	coins = n.coins()
	exact = len(coins) <= maxExact && 1<<len(coins) <= max(most, 64)
	count := most
	if exact {
		count = 1 << len(coins)
	}
	rng := rand.New(rand.NewPCG(opt.Seed, 1))
	for i := range count {
		w := world{up: make([]bool, len(coins)), weight: 1 / float64(count)}
		if exact {
			w.weight = 1
		}
		for k, c := range coins {
			if exact {
				if w.up[k] = i>>k&1 == 1; w.up[k] {
					w.weight *= c.chance
				} else {
					w.weight *= 1 - c.chance
				}
			} else {
				w.up[k] = rng.Float64() < c.chance
			}
		}
		if w.p, err = n.inWorld(opt, coins, w.up); err != nil {
			return nil, nil, false, err
		}
		all = append(all, w)
		if !exact && (ctx.Err() != nil || i > 20 && time.Now().After(until)) {
			break
		}
	}
	if !exact {
		for i := range all {
			all[i].weight = 1 / float64(len(all))
		}
	}
	return all, coins, exact, nil
}

// inWorld compiles what stands in a world.
func (n *Network) inWorld(opt Options, coins []coin, up []bool) (*problem, error) {
	fallen := map[int]bool{}
	small := *n
	small.Money, small.Stakes, small.Warnings = nil, nil, nil
	money, stake := map[int]bool{}, map[int]bool{}
	for k, c := range coins {
		if up[k] {
			continue
		}
		switch {
		case c.source != NoSource:
			fallen[c.source] = true
		case c.money != NoNode:
			money[c.money] = true
		default:
			stake[c.stake] = true
		}
	}
	for i, m := range n.Money {
		if !money[i] && !fallen[m.Source] {
			small.Money = append(small.Money, m)
		}
	}
	for i, s := range n.Stakes {
		if !stake[i] && !fallen[s.Source] {
			small.Stakes = append(small.Stakes, s)
		}
	}
	opt.Evidence = All
	p, err := compile(&small, opt.reading(&small))
	return p, err
}

// uncertainty repeats the answer over worlds.
func (n *Network) uncertainty(ctx context.Context, opt Options, best []int32, sets [][]int32, until time.Time) (*Uncertainty, error) {
	all, coins, exact, err := n.worlds(ctx, opt, opt.Worlds, until)
	if err != nil {
		return nil, err
	}
	u := &Uncertainty{Worlds: len(all), Exact: exact, Sets: []SetShare{}, Check: []WorthTime{}}
	for _, w := range all { // each world's own best, found quickly
		own := newPool(w.p, 1)
		own.offer(nil, w.p.baseFlow.value)
		climb(w.p, w.p.undominated(), opt.K, own, func() bool { return time.Now().Before(until) })
		if set := own.best[0].set; len(set) > 0 && !slices.ContainsFunc(sets, func(s []int32) bool { return slices.Equal(s, set) }) && len(sets) < 60 {
			sets = append(sets, set)
		}
	}
	left := make([][]float64, len(sets))
	shares := make([]SetShare, len(sets))
	cuts := make([]weighed, len(all))
	for i, w := range all {
		least := math.Inf(1)
		for k, s := range sets {
			x := n.value(float64(w.p.remaining(s)))
			left[k] = append(left[k], x)
			least = min(least, x)
			shares[k].Left += w.weight * x
		}
		ties := 0.0
		for k := range sets {
			if left[k][i] == least {
				ties++
			}
		}
		for k := range sets {
			if left[k][i] == least {
				shares[k].Best += w.weight / ties
			}
		}
		before := n.value(float64(w.p.baseFlow.value))
		u.Expected += w.weight * before
		cuts[i] = weighed{before - n.value(float64(w.p.remaining(best))), w.weight}
	}
	for k, s := range sets {
		for _, v := range s {
			shares[k].IDs = append(shares[k].IDs, n.Nodes[v].ID)
		}
		shares[k].Best, shares[k].Left = round4(shares[k].Best), round4(shares[k].Left)
	}
	slices.SortFunc(shares, func(a, b SetShare) int {
		return cmp.Or(cmp.Compare(b.Best, a.Best), cmp.Compare(a.Left, b.Left), cmp.Compare(strings.Join(a.IDs, " "), strings.Join(b.IDs, " ")))
	})
	u.Sets = shares[:min(len(shares), 8)]
	u.Expected = round4(u.Expected)
	for k, c := range coins {
		with, without, pw, po := 0.0, 0.0, 0.0, 0.0
		for i, w := range all {
			if w.up[k] {
				with, pw = with+w.weight*cuts[i].value, pw+w.weight
			} else {
				without, po = without+w.weight*cuts[i].value, po+w.weight
			}
		}
		if pw > 0 && po > 0 {
			u.Check = append(u.Check, WorthTime{c.what, c.chance, round4(with/pw - without/po)})
		}
	}
	slices.SortStableFunc(u.Check, func(a, b WorthTime) int {
		worth := func(x WorthTime) float64 { return math.Abs(x.Swing) * x.Firm * (1 - x.Firm) }
		return cmp.Compare(worth(b), worth(a))
	})
	u.Check = u.Check[:min(len(u.Check), 8)]
	u.Cut = interval(cuts)
	return u, nil
}

type weighed struct{ value, weight float64 }

// interval is the mean and the range from the 5th to the 95th hundredth.
func interval(all []weighed) Interval {
	slices.SortFunc(all, func(a, b weighed) int { return cmp.Compare(a.value, b.value) })
	var out Interval
	sum := 0.0
	for _, w := range all {
		out.Mean += w.value * w.weight
		if sum <= 0.05 {
			out.Low = w.value
		}
		if sum <= 0.95 {
			out.High = w.value
		}
		sum += w.weight
	}
	out.Mean = round4(out.Mean)
	return out
}

func round4(x float64) float64 { return math.Round(x*1e4) / 1e4 }

// Mean is what is expected to be left.
type Mean struct {
	Set   []string `json:"set"`
	Mean  float64  `json:"expectedLeft"`
	Exact bool     `json:"exact"`
}

// Expected is what a set leaves on average over worlds.
func Expected(ctx context.Context, n *Network, opt Options, set []int32) (*Mean, error) {
	opt, err := opt.normal(n)
	if err != nil {
		return nil, err
	}
	all, _, exact, err := n.worlds(ctx, opt, 2000, time.Now().Add(opt.Time))
	if err != nil {
		return nil, err
	}
	return n.mean(all, exact, set), nil
}

func (n *Network) mean(all []world, exact bool, set []int32) *Mean {
	m := &Mean{Set: []string{}, Exact: exact}
	for _, w := range all {
		m.Mean += w.weight * n.value(float64(w.p.remaining(set)))
	}
	for _, v := range set {
		m.Set = append(m.Set, n.Nodes[v].ID)
	}
	slices.Sort(m.Set)
	m.Mean = round4(m.Mean)
	return m
}

// BestExpected is the set of at most K names that leaves least on average: over all sets where they are few, else the best found by taking names and
// pairs, and exchanging them.
func BestExpected(ctx context.Context, n *Network, opt Options) (*Mean, error) {
	opt, err := opt.normal(n)
	if err != nil {
		return nil, err
	}
	until := time.Now().Add(opt.Time)
	all, _, exact, err := n.worlds(ctx, opt, 500, until)
	if err != nil {
		return nil, err
	}
	var names []int32
	for _, w := range all {
		for _, c := range w.p.candidates {
			if !slices.Contains(names, c) {
				names = append(names, c)
			}
		}
	}
	slices.Sort(names)
	best := n.mean(all, exact, nil)
	var grow func(set []int32, from int)
	grow = func(set []int32, from int) {
		if len(set) > 0 {
			if m := n.mean(all, exact, set); m.Mean < best.Mean-1e-9 {
				best = m
			}
		}
		if len(set) == opt.K || ctx.Err() != nil || time.Now().After(until) {
			return
		}
		for i := from; i < len(names); i++ {
			grow(append(slices.Clone(set), names[i]), i+1)
		}
	}
	grow(nil, 0)
	return best, nil
}
