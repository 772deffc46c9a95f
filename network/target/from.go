package target

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/network"
)

// stanceOf are the stances of networks as claims carry them.
var stanceOf = map[network.Stance]ftm.Stance{network.Official: ftm.Listed, network.Registered: ftm.Registered, network.Claimed: ftm.Reported, network.Denied: ftm.Denied, network.Annulled: ftm.Annulled}

// FromGraph takes money and ownership out of a graph as it stands on a day ("" for all of it). Amounts must be in one currency; with a currency
// given, those in others are left out with a warning. Debt flows from creditor to debtor.
func FromGraph(g *network.Graph, day, currency string) (*Network, error) {
	n := &Network{Title: g.Title, Unit: g.Unit, To: NoNode, From: g.Origins, Candidates: g.Candidates, Warnings: slices.Clone(g.Warnings)}
	if len(g.Goals) == 1 {
		n.To = g.Goals[0]
	}
	for i := range g.Nodes {
		at := n.AddNode(g.Nodes[i].ID)
		n.Nodes[at].Name, n.Nodes[at].Kind = g.Nodes[i].Caption, g.Nodes[i].Schema
		if g.Nodes[i].ListedOn(day) {
			n.Listed = append(n.Listed, at)
		}
	}
	var amounts []*big.Rat
	missing, other, unit := 0, 0, ""
	currencies := map[string]int{}
	sources := map[string]int{}
	for i := range g.Edges {
		e := &g.Edges[i]
		if !e.On(day) {
			continue
		}
		c := Claim{Source: NoSource, Stance: stanceOf[e.Stance], HasStance: e.Sourced || e.Stance != network.Registered, Firmness: Unset, Fact: e.Fact, Note: e.Role, Date: e.Start}
		if e.Sourced {
			s, ok := sources[e.Source]
			if !ok {
				s = len(n.Sources)
				sources[e.Source] = s
				n.Sources = append(n.Sources, Source{ID: e.Source, Name: e.Source, Stance: c.Stance, Firmness: Unset})
			}
			c.Source = s
		}
		if e.Probability > 0 {
			c.Firmness, c.Source = e.Probability, NoSource // it stands or falls alone
		}
		switch e.Kind {
		case network.Payment, network.Debt:
			switch {
			case e.Amount == nil:
				missing++
				continue
			case currency != "" && !strings.EqualFold(e.Currency, currency):
				other++
				continue
			}
			currencies[strings.ToUpper(e.Currency)]++
			unit = e.Currency
			m := Money{From: e.From, To: e.To, Claim: c}
			if e.Kind == network.Debt {
				m.Kind = Loan
			} else if e.Role == network.Repayment {
				m.Kind = Repayment
			}
			n.Money = append(n.Money, m)
			amounts = append(amounts, e.Amount)
		case network.Ownership:
			n.Stakes = append(n.Stakes, Stake{Owner: e.From, Asset: e.To, Low: part(e.Share.Min), High: part(e.Share.Max), Claim: c})
		case network.Control:
			n.Stakes = append(n.Stakes, Stake{Owner: e.From, Asset: e.To, Low: new(big.Rat), High: new(big.Rat), Control: true, Claim: c})
		}
	}
	if len(currencies) > 1 {
		var all []string
		for c, k := range currencies {
			all = append(all, fmt.Sprintf("%s (%d)", cmp.Or(c, "none named"), k))
		}
		slices.Sort(all)
		return nil, fmt.Errorf("amounts are in different currencies and cannot be added: %s; choose one with --currency", strings.Join(all, ", "))
	}
	n.Unit = cmp.Or(n.Unit, unit)
	if missing > 0 {
		n.warn("%d payments or debts have no amount and were left out: what they carry is unknown", missing)
		n.Gaps = append(n.Gaps, fmt.Sprintf("%d payments or debts without an amount", missing))
	}
	if other > 0 {
		n.warn("%d amounts are not in %s and were left out", other, currency)
	}
	return n, n.scale(amounts)
}

// part is percent as a fraction of one.
func part(percent *big.Rat) *big.Rat { return new(big.Rat).Quo(percent, big.NewRat(100, 1)) }

// scale turns amounts into integers with as many decimals as they need.
func (n *Network) scale(amounts []*big.Rat) error {
	unit := big.NewRat(1, 1)
	for i := 0; i < len(amounts); {
		if new(big.Rat).Mul(amounts[i], unit).IsInt() {
			i++
			continue
		}
		if n.Decimals == maxDecimal {
			m := n.Money[i]
			return fmt.Errorf("the amount from %s to %s has more than %d decimals", n.Name(m.From), n.Name(m.To), maxDecimal)
		}
		n.Decimals++
		unit.Mul(unit, big.NewRat(10, 1))
	}
	for i, a := range amounts {
		x := new(big.Rat).Mul(a, unit).Num()
		if !x.IsInt64() {
			m := n.Money[i]
			return fmt.Errorf("the amount from %s to %s is too large", n.Name(m.From), n.Name(m.To))
		}
		n.Money[i].Amount = x.Int64()
	}
	return nil
}
