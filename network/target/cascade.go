package target

import (
	"fmt"
	"github.com/linchpin-oss/linchpin/network"
	"math/big"
	"slices"
)

// ownership holds stakes by owner in exact integers. A company is blocked when the weights of its blocked owners reach need: in
// sum under an aggregating rule, else one by itself.
type ownership struct {
	start     []int32 // of the owner's stakes, len nodes+1
	asset     []int32
	weight    []int64
	need      []int64 // of each asset; 0 when nobody owns it
	aggregate bool

	ownerStart []int32 // the same stakes by asset: positions in asset and weight
	ownerStake []int32
	owner      []int32 // of each stake
}

// stakesOf calls f with every asset and weight of an owner.
func (o *ownership) stakesOf(owner int32, f func(asset int32, weight int64)) {
	for i := o.start[owner]; i < o.start[owner+1]; i++ {
		f(o.asset[i], o.weight[i])
	}
}

// held is what one owner holds of one asset: all parcels together.
type held struct {
	owner, asset int32
	share        *big.Rat
	control      bool
}

// newOwnership turns stakes into weights under a rule. The shares of an asset and the threshold are brought to a common
// denominator; one of more than 15 digits is an error, since no register prints such shares.
func newOwnership(n *Network, rule *network.Rule, stakes []held) (*ownership, error) {
	slices.SortFunc(stakes, func(x, y held) int {
		if x.asset != y.asset {
			return int(x.asset) - int(y.asset)
		}
		return int(x.owner) - int(y.owner)
	})
	threshold := part(rule.Threshold)
	o := &ownership{start: make([]int32, len(n.Nodes)+1), need: make([]int64, len(n.Nodes)), aggregate: rule.Aggregate}
	type edge struct {
		owner, asset int32
		weight       int64
	}
	var edges []edge
	for lo := 0; lo < len(stakes); {
		hi := lo
		for hi < len(stakes) && stakes[hi].asset == stakes[lo].asset {
			hi++
		}
		scale, err := commonDenominator(threshold, stakes[lo:hi])
		if err != nil {
			return nil, fmt.Errorf("shares in %s: %w", n.Name(int(stakes[lo].asset)), err)
		}
		asset := stakes[lo].asset
		o.need[asset] = scaled(threshold, scale)
		if rule.Strict {
			o.need[asset]++
		}
		for _, s := range stakes[lo:hi] {
			w := scaled(s.share, scale)
			if s.control && rule.Control {
				w = max(w, o.need[asset])
			}
			if w > 0 {
				edges = append(edges, edge{s.owner, asset, w})
			}
		}
		lo = hi
	}
	slices.SortStableFunc(edges, func(x, y edge) int { return int(x.owner) - int(y.owner) })
	for _, e := range edges {
		o.start[e.owner+1]++
		o.asset = append(o.asset, e.asset)
		o.weight = append(o.weight, e.weight)
	}
	for i := range n.Nodes {
		o.start[i+1] += o.start[i]
	}
	o.byAsset()
	return o, nil
}

// byAsset fills the stakes by asset.
func (o *ownership) byAsset() {
	o.ownerStart = make([]int32, len(o.start))
	o.owner = make([]int32, len(o.asset))
	o.ownerStake = make([]int32, len(o.asset))
	for v := range len(o.start) - 1 {
		for i := o.start[v]; i < o.start[v+1]; i++ {
			o.owner[i] = int32(v)
			o.ownerStart[o.asset[i]+1]++
		}
	}
	for v := range len(o.start) - 1 {
		o.ownerStart[v+1] += o.ownerStart[v]
	}
	next := slices.Clone(o.ownerStart)
	for i, a := range o.asset {
		o.ownerStake[next[a]] = int32(i)
		next[a]++
	}
}

var maxScale = big.NewInt(1e15)

func commonDenominator(threshold *big.Rat, stakes []held) (*big.Int, error) {
	scale := new(big.Int).Set(threshold.Denom())
	for _, s := range stakes {
		d := s.share.Denom()
		gcd := new(big.Int).GCD(nil, nil, scale, d)
		scale.Mul(scale, new(big.Int).Quo(d, gcd))
		if scale.Cmp(maxScale) > 0 {
			return nil, fmt.Errorf("the fractions have no common denominator of at most 15 digits")
		}
	}
	return scale, nil
}

// scaled is r times scale, which is a multiple of r's denominator.
func scaled(r *big.Rat, scale *big.Int) int64 {
	x := new(big.Int).Quo(scale, r.Denom())
	return x.Mul(x, r.Num()).Int64()
}

// blocking is the least fixed point of the rule over a growing set of designated parties. Parties are added one after the other
// and taken back in reverse order.
type blocking struct {
	own     *ownership
	blocked []bool
	got     []int64 // weight of the blocked owners of each asset
	trail   []int32 // blocked parties in the order in which they fell
}

func newBlocking(o *ownership) *blocking {
	return &blocking{own: o, blocked: make([]bool, len(o.need)), got: make([]int64, len(o.need))}
}

// add designates a party and returns everybody newly blocked, the party first. The result is valid until the next call.
func (b *blocking) add(party int32) []int32 {
	if b.blocked[party] {
		return nil
	}
	from := len(b.trail)
	b.blocked[party] = true
	b.trail = append(b.trail, party)
	for i := from; i < len(b.trail); i++ {
		b.own.stakesOf(b.trail[i], func(asset int32, w int64) {
			b.got[asset] += w
			reached := w
			if b.own.aggregate {
				reached = b.got[asset]
			}
			if !b.blocked[asset] && reached >= b.own.need[asset] {
				b.blocked[asset] = true
				b.trail = append(b.trail, asset)
			}
		})
	}
	return b.trail[from:]
}

// mark is what undo goes back to.
func (b *blocking) mark() int { return len(b.trail) }

// undo takes back everything since the mark.
func (b *blocking) undo(mark int) {
	for len(b.trail) > mark {
		last := b.trail[len(b.trail)-1]
		b.trail = b.trail[:len(b.trail)-1]
		b.blocked[last] = false
		b.own.stakesOf(last, func(asset int32, w int64) { b.got[asset] -= w })
	}
}

// clone makes an independent copy.
func (b *blocking) clone() *blocking {
	return &blocking{own: b.own, blocked: slices.Clone(b.blocked), got: slices.Clone(b.got), trail: slices.Clone(b.trail)}
}
