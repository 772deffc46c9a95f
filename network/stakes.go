package network

import (
	"math"
	"math/big"
)

// Stakes is who holds what, packed: the holdings of each party one after the other, shares in units of which so many make 100 percent.
// It takes 14 bytes a holding.
type Stakes struct {
	first  []uint32 // by party: where its holdings begin; one more at the end
	to     []int32
	lo, hi []uint32
	flags  []uint8
	edge   []int32 // number of the edge in the graph; nil where there is none
	units  uint64  // in 100 percent
}

// Flags of a holding.
const (
	openLo uint8 = 1 << iota // more than lo
	openHi                   // less than hi
	isVotes
	isControl
)

// maxUnits leaves room for a share of a billion percent in sum.
const maxUnits = math.MaxUint32

// NewStakes packs holdings given as columns. The shares are in units of which there are so many in 100 percent; flags may be nil.
func NewStakes(parties int, from, to []int32, lo, hi []uint32, flags []uint8, units uint64) *Stakes {
	s := &Stakes{first: make([]uint32, parties+1), to: make([]int32, len(to)), lo: make([]uint32, len(to)), hi: make([]uint32, len(to)), flags: make([]uint8, len(to)), units: units}
	for _, f := range from {
		s.first[f+1]++
	}
	for i := 1; i <= parties; i++ {
		s.first[i] += s.first[i-1]
	}
	at := make([]uint32, parties)
	copy(at, s.first)
	for i, f := range from {
		k := at[f]
		at[f]++
		s.to[k], s.lo[k], s.hi[k] = to[i], lo[i], hi[i]
		if flags != nil {
			s.flags[k] = flags[i]
		}
	}
	return s
}

// Stakes packs the holdings of a graph on a day. With all, claims count as well; skip is the number of an edge to leave out, -1 for none.
// Shares that have no common unit within 32 bits become narrow bands around them, so that no answer is wrong.
func (g *Graph) Stakes(day string, all bool) *Stakes {
	units := commonUnits(g.Edges)
	s := &Stakes{first: make([]uint32, len(g.Nodes)+1), units: units}
	var used []int32
	for i := range g.Edges {
		e := &g.Edges[i]
		if (e.Kind == Ownership || e.Kind == Votes || e.Kind == Control) && counts(e, all) && e.On(day) {
			used = append(used, int32(i))
			s.first[e.From+1]++
		}
	}
	for i := 1; i < len(s.first); i++ {
		s.first[i] += s.first[i-1]
	}
	n := len(used)
	s.to, s.lo, s.hi, s.flags, s.edge = make([]int32, n), make([]uint32, n), make([]uint32, n), make([]uint8, n), make([]int32, n)
	at := append([]uint32(nil), s.first...)
	for _, i := range used {
		e := &g.Edges[i]
		k := at[e.From]
		at[e.From]++
		s.to[k], s.edge[k] = int32(e.To), i
		switch e.Kind {
		case Control:
			s.flags[k] = isControl
			continue
		case Votes:
			s.flags[k] = isVotes
		}
		var exact bool
		if s.lo[k], exact = toUnits(e.Share.Min, units, false); e.Share.OpenMin || !exact {
			s.flags[k] |= openLo
		}
		if s.hi[k], exact = toUnits(e.Share.Max, units, true); e.Share.OpenMax || !exact {
			s.flags[k] |= openHi
		}
	}
	return s
}

// commonUnits is the least number of units in 100 percent in which all shares are whole.
func commonUnits(edges []Edge) uint64 {
	lcm := big.NewInt(1)
	seen := map[string]bool{}
	for i := range edges {
		if edges[i].Share.Min == nil {
			continue
		}
		for _, r := range []*big.Rat{edges[i].Share.Min, edges[i].Share.Max} {
			d := r.Denom()
			if d.IsInt64() && d.Int64() == 1 || seen[string(d.Bytes())] {
				continue
			}
			seen[string(d.Bytes())] = true
			gcd := new(big.Int).GCD(nil, nil, lcm, d)
			next := new(big.Int).Div(new(big.Int).Mul(lcm, d), gcd)
			if next.Cmp(big.NewInt(maxUnits/100)) > 0 {
				continue // this one becomes a band
			}
			lcm = next
		}
	}
	return lcm.Uint64() * 100
}

// toUnits rounds down or up.
func toUnits(r *big.Rat, units uint64, up bool) (n uint32, exact bool) {
	num := new(big.Int).Mul(r.Num(), new(big.Int).SetUint64(units/100))
	q, rest := new(big.Int).QuoRem(num, r.Denom(), new(big.Int))
	exact = rest.Sign() == 0
	if up && !exact {
		q.Add(q, big.NewInt(1))
	}
	return uint32(q.Uint64()), exact
}

// bounds says which end of the bands a run takes.
type bounds bool

const (
	lowest  bounds = false // what is so for every value
	highest bounds = true  // what is so for some
)

// Run is the least fixed point of a rule: who is blocked by the listed parties added so far. More can be added at any time.
type Run struct {
	s         *Stakes
	ends      bounds
	threshold uint64
	strict    bool
	control   bool
	half      uint64

	cells  []cell          // by party; nil in a sparse run
	sparse map[int32]*cell // of a run that will reach few
	Order  []int32         // listed and blocked parties, each after those that block it
}

// cell is what a run knows of a party.
type cell struct {
	owned, voted uint64
	place        int32 // in Order, from 1; 0 if it is not blocked
	openOwned    bool  // some bound in the sum is excluded
	openVoted    bool
}

// NewRun begins a run with nobody listed.
func (s *Stakes) NewRun(r *Rule, highestValues bool) *Run {
	run := s.newRun(r, bounds(highestValues))
	run.cells = make([]cell, len(s.first)-1)
	return run
}

// sparseRun is NewRun for a run that will reach few parties.
func (s *Stakes) sparseRun(r *Rule, ends bounds) *Run {
	run := s.newRun(r, ends)
	run.sparse = map[int32]*cell{}
	return run
}

func (s *Stakes) newRun(r *Rule, ends bounds) *Run {
	t, _ := toUnits(r.Threshold, s.units, false)
	return &Run{s: s, ends: ends, threshold: uint64(t), strict: r.Strict, control: r.Control, half: s.units / 2}
}

// at is the cell of a party.
func (r *Run) at(party int32) *cell {
	if r.sparse == nil {
		return &r.cells[party]
	}
	c := r.sparse[party]
	if c == nil {
		c = &cell{}
		r.sparse[party] = c
	}
	return c
}

// place is where a party stands in Order, from 1; 0 if it is not blocked.
func (r *Run) place(party int32) int32 {
	if r.sparse == nil {
		return r.cells[party].place
	}
	if c := r.sparse[party]; c != nil {
		return c.place
	}
	return 0
}

// Add lists a party and returns how many became blocked by it, itself included.
func (r *Run) Add(party int) int {
	c := r.at(int32(party))
	if c.place != 0 {
		return 0
	}
	from := len(r.Order)
	r.enter(int32(party), c)
	for at := from; at < len(r.Order); at++ {
		r.spread(r.Order[at])
	}
	return len(r.Order) - from
}

func (r *Run) enter(party int32, c *cell) {
	r.Order = append(r.Order, party)
	c.place = int32(len(r.Order))
}

// Has reports whether a party is listed or blocked.
func (r *Run) Has(party int) bool { return r.place(int32(party)) != 0 }

func (r *Run) spread(owner int32) {
	s := r.s
	for k := s.first[owner]; k < s.first[owner+1]; k++ {
		flags := s.flags[k]
		share, open := s.lo[k], flags&openLo != 0
		if r.ends == highest {
			share, open = s.hi[k], flags&openHi != 0
		}
		c := r.at(s.to[k])
		passes := false
		switch {
		case flags&isControl != 0:
			passes = r.control
		case flags&isVotes != 0:
			if r.control {
				c.voted += uint64(share)
				c.openVoted = c.openVoted || open
				passes = r.over(c.voted, r.half, true, c.openVoted)
			}
		default:
			c.owned += uint64(share)
			c.openOwned = c.openOwned || open
			passes = r.over(c.owned, r.threshold, r.strict, c.openOwned)
		}
		if passes && c.place == 0 {
			r.enter(s.to[k], c)
		}
	}
}

// over compares a sum with a threshold. A sum of lower bounds of which one is excluded is more than it seems; one of upper bounds less.
func (r *Run) over(sum, threshold uint64, strict, open bool) bool {
	if sum != threshold {
		return sum > threshold
	}
	if r.ends == lowest {
		return !strict || open
	}
	return !strict && !open
}
