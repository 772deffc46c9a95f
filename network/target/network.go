package target

import (
	"fmt"
	"github.com/linchpin-oss/linchpin/network"
	"math/big"

	"github.com/linchpin-oss/linchpin/ftm"
)

// Network is money and ownership around a target. Nodes are referred to by their position in Nodes, sources by theirs in Sources.
type Network struct {
	Title string
	Unit  string // what amounts count: "million USD a year"
	Note  string // what a reader must know of the whole
	// Decimals is the number of decimal places that amounts carry: an Amount of 1250 with 2 decimals is 12.50 units.
	Decimals int
	Nodes    []Node
	Sources  []Source
	Money    []Money
	Stakes   []Stake

	Listed     []int // designated already
	Candidates []int // who could be designated; empty: everybody but sources and target
	From       []int // where money comes from; empty: all nodes that pay and are paid by nobody
	To         int   // the target; NoNode when not said

	Gaps     []string // what is known to be missing
	Warnings []string // what was odd in the input and how it was read

	index map[string]int
}

// NoNode stands where a node is not known.
const NoNode = -1

// Node is a person, company, state body or a place where money comes from.
type Node struct {
	ID   string
	Name string // shown to people; the id where it is empty
	Kind string // FollowTheMoney schema, or empty
	Note string
}

// Source is a publication or person that statements come from. All its statements stand or fall together.
type Source struct {
	ID       string
	Name     string
	URL      string
	Date     string
	Stance   ftm.Stance
	Firmness float64 // probability that it is right, from 0 to 1; Unset: by stance
}

// Unset is the firmness of what has none of its own.
const Unset = -1

// NoSource is the source of a statement that names none; each such statement stands or falls alone.
const NoSource = -1

// Claim is what money and stakes have in common: who says it, how firmly, and which fact it is about.
type Claim struct {
	Source    int // position in Sources, or NoSource
	Stance    ftm.Stance
	HasStance bool    // false: the source's stance
	Firmness  float64 // Unset: by stance
	// Fact joins rival versions of one fact ("the loan of September 2020"). Only the firmest version that stands counts.
	Fact string
	Note string
	Date string
}

// Kinds of money.
const (
	Payment   = ""
	Loan      = "loan"
	Repayment = "repayment"
)

// Money is an amount that one node can pass to another.
type Money struct {
	From, To int
	Amount   int64 // in 10^-Decimals units
	Kind     string
	Claim
}

// Stake is a share of an owner in an asset, or control over it. Parcels of one owner add up.
type Stake struct {
	Owner, Asset int
	Low, High    *big.Rat // the share as a fraction of one; a band when they differ; 0 to 1 when unknown
	Control      bool     // control by other means than a share
	Claim
}

// NodeIndex returns the position of a node, or NoNode.
func (n *Network) NodeIndex(id string) int {
	if i, ok := n.index[id]; ok {
		return i
	}
	return NoNode
}

// AddNode returns the position of the node with this id, added if it is new.
func (n *Network) AddNode(id string) int {
	if i, ok := n.index[id]; ok {
		return i
	}
	if n.index == nil {
		n.index = map[string]int{}
	}
	n.index[id] = len(n.Nodes)
	n.Nodes = append(n.Nodes, Node{ID: id})
	return len(n.Nodes) - 1
}

// Name is what people call a node.
func (n *Network) Name(i int) string {
	if i < 0 || i >= len(n.Nodes) {
		return "?"
	}
	if n.Nodes[i].Name != "" {
		return n.Nodes[i].Name
	}
	return n.Nodes[i].ID
}

func (n *Network) warn(format string, args ...any) {
	n.Warnings = append(n.Warnings, fmt.Sprintf(format, args...))
}

// firmness is the probability that a claim holds if its source is as firm as it is taken to be.
func (n *Network) firmness(c Claim) float64 {
	if c.Firmness >= 0 {
		return c.Firmness
	}
	if c.Source == NoSource {
		if c.HasStance {
			return StanceFirmness(c.Stance)
		}
		return 1
	}
	s := n.Sources[c.Source]
	of := s.Firmness
	if of < 0 {
		of = StanceFirmness(s.Stance)
	}
	if c.HasStance {
		return min(of, StanceFirmness(c.Stance))
	}
	return of
}

// Limits on the size of a network.
const (
	maxNodes   = 5_000_000
	maxTotal   = int64(1) << 52 // sum of all amounts, so that prices in floating point stay exact
	maxText    = 4096
	maxDecimal = 6
)

// Check finds what no answer could be given on: references to nowhere, negative amounts, shares outside 0 to 1. What is merely
// odd (shares of more than 100 percent in sum, somebody who owns or pays himself) becomes a warning and is read on the safe side.
func (n *Network) Check() error {
	in := func(i int) bool { return i >= 0 && i < len(n.Nodes) }
	if len(n.Nodes) > maxNodes {
		return fmt.Errorf("%d nodes; at most %d can be read", len(n.Nodes), maxNodes)
	}
	total := int64(0)
	for i, m := range n.Money {
		if !in(m.From) || !in(m.To) || m.Source >= len(n.Sources) {
			return fmt.Errorf("money %d: refers to a node or source that does not exist", i+1)
		}
		if m.Amount < 0 {
			return fmt.Errorf("money %d from %s to %s: negative amount %s", i+1, n.Name(m.From), n.Name(m.To), n.Format(m.Amount))
		}
		if m.Amount > maxTotal || total > maxTotal-m.Amount {
			return fmt.Errorf("money %d from %s to %s: the amounts add up to more than can be computed exactly", i+1, n.Name(m.From), n.Name(m.To))
		}
		total += m.Amount
		if m.From == m.To {
			n.warn("%s pays itself %s; this does not count", n.Name(m.From), n.Format(m.Amount))
		}
	}
	return n.checkStakes(in)
}

func (n *Network) checkStakes(in func(int) bool) error {
	one := big.NewRat(1, 1)
	sum := map[int]*big.Rat{}
	var assets []int
	for i, s := range n.Stakes {
		if !in(s.Owner) || !in(s.Asset) || s.Source >= len(n.Sources) {
			return fmt.Errorf("stake %d: refers to a node or source that does not exist", i+1)
		}
		if s.Low == nil || s.High == nil || s.Low.Sign() < 0 || s.High.Cmp(one) > 0 || s.Low.Cmp(s.High) > 0 {
			return fmt.Errorf("stake %d of %s in %s: a share must lie from 0 to 100 percent", i+1, n.Name(s.Owner), n.Name(s.Asset))
		}
		if s.Owner == s.Asset {
			n.warn("%s is said to own itself; this does not count", n.Name(s.Owner))
			continue
		}
		if s.Fact != "" {
			continue
		}
		if sum[s.Asset] == nil {
			sum[s.Asset] = new(big.Rat)
			assets = append(assets, s.Asset)
		}
		sum[s.Asset].Add(sum[s.Asset], s.Low)
	}
	for _, a := range assets {
		if sum[a].Cmp(one) > 0 {
			n.warn("the shares in %s add up to %s percent; they are used as given", n.Name(a), network.Percent(new(big.Rat).Mul(sum[a], big.NewRat(100, 1))))
		}
	}
	return nil
}
