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
	threshold uint32
	strict    bool
	control   bool
	half      uint32

	dense  *table          // by party; nil in a sparse run
	sparse map[int32]*cell // of a run that will reach few
	Order  []int32         // listed and blocked parties, each after those that block it
	places map[int32]int32 // in Order, from 1; made when it is first asked for
}

// cell is what a run knows of a party.
type cell struct {
	owned, voted uint32 // in units; they stay at the greatest value
	flags        uint8
}

// table is the cells of all parties by columns, which the system hands out as empty pages.
type table struct {
	owned, voted []uint32
	flags        []uint8
}

// What is known of a party: it is blocked, or some bound in a sum is excluded.
const (
	inOrder uint8 = 1 << iota
	ownedOpen
	votedOpen
)

// NewRun begins a run with nobody listed.
func (s *Stakes) NewRun(r *Rule, highestValues bool) *Run {
	run := s.newRun(r, bounds(highestValues))
	n := len(s.first) - 1
	run.dense = &table{owned: make([]uint32, n), flags: make([]uint8, n)}
	if r.Control {
		run.dense.voted = make([]uint32, n)
	}
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
	return &Run{s: s, ends: ends, threshold: t, strict: r.Strict, control: r.Control, half: uint32(s.units / 2)}
}

// known are the flags of a party.
func (r *Run) known(party int32) *uint8 {
	if r.dense != nil {
		return &r.dense.flags[party]
	}
	return &r.cell(party).flags
}

func (r *Run) cell(party int32) *cell {
	c := r.sparse[party]
	if c == nil {
		c = &cell{}
		r.sparse[party] = c
	}
	return c
}

func (r *Run) owned(party int32) *uint32 {
	if r.dense != nil {
		return &r.dense.owned[party]
	}
	return &r.cell(party).owned
}

func (r *Run) voted(party int32) *uint32 {
	if r.dense != nil {
		return &r.dense.voted[party]
	}
	return &r.cell(party).voted
}

// place is where a party stands in Order, from 1; 0 if it is not blocked.
func (r *Run) place(party int32) int32 {
	if len(r.places) != len(r.Order) {
		r.places = make(map[int32]int32, len(r.Order))
		for i, n := range r.Order {
			r.places[n] = int32(i + 1)
		}
	}
	return r.places[party]
}

// Add lists a party and returns how many became blocked by it, itself included.
func (r *Run) Add(party int) int {
	if r.Has(party) {
		return 0
	}
	from := len(r.Order)
	r.enter(int32(party))
	for at := from; at < len(r.Order); at++ {
		r.spread(r.Order[at])
	}
	return len(r.Order) - from
}

func (r *Run) enter(party int32) {
	r.Order = append(r.Order, party)
	*r.known(party) |= inOrder
}

// Has reports whether a party is listed or blocked.
func (r *Run) Has(party int) bool {
	if r.dense != nil {
		return r.dense.flags[party]&inOrder != 0
	}
	c := r.sparse[int32(party)]
	return c != nil && c.flags&inOrder != 0
}

func (r *Run) spread(owner int32) {
	s := r.s
	for k := s.first[owner]; k < s.first[owner+1]; k++ {
		to, flags := s.to[k], s.flags[k]
		share, open := s.lo[k], flags&openLo != 0
		if r.ends == highest {
			share, open = s.hi[k], flags&openHi != 0
		}
		passes := false
		switch {
		case flags&isControl != 0:
			passes = r.control
		case flags&isVotes != 0:
			passes = r.control && r.adds(r.voted(to), share, open, votedOpen, to, r.half, true)
		default:
			passes = r.adds(r.owned(to), share, open, ownedOpen, to, r.threshold, r.strict)
		}
		if passes && *r.known(to)&inOrder == 0 {
			r.enter(to)
		}
	}
}

// adds adds a share to a sum and reports whether it passes the threshold.
func (r *Run) adds(sum *uint32, share uint32, open bool, flag uint8, party int32, threshold uint32, strict bool) bool {
	if *sum += share; *sum < share {
		*sum = math.MaxUint32
	}
	if open {
		*r.known(party) |= flag
	}
	return *sum > threshold || *sum == threshold && r.over(strict, *r.known(party)&flag != 0)
}

// over tells of a sum that is just the threshold. One of lower bounds of which one is excluded is more than it seems; one of upper bounds less.
func (r *Run) over(strict, open bool) bool {
	if r.ends == lowest {
		return !strict || open
	}
	return !strict && !open
}
