package network

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// Delta is what changes when parties are listed or delisted.
type Delta struct {
	Rule     string     `json:"rule"`
	AsOf     string     `json:"asOf,omitempty"`
	Listed   []string   `json:"listed"`   // anew
	Delisted []string   `json:"delisted"` // no more
	Blocked  []Change   `json:"blocked"`  // parties that become blocked or possibly so
	Released []Change   `json:"released"` // parties that are so no more
	Stay     []Change   `json:"stay"`     // of the delisted: still blocked through others
	Money    []MoneySum `json:"money"`    // of payments and debts that become blocked (minus: open again)
	Warnings []string   `json:"warnings,omitempty"`
}

// Change is a party whose status changes.
type Change struct {
	ID      string `json:"id"`
	Caption string `json:"caption"`
	From    Status `json:"from"`
	To      Status `json:"to"`
	Share   *Held  `json:"share,omitempty"`
	Proof   []Step `json:"proof,omitempty"`
}

// MoneySum is a sum of payments or debts in a currency: how much touches a blocked party after the change and did not before, or the reverse.
type MoneySum struct {
	Kind     Kind   `json:"kind"`
	Currency string `json:"currency"`
	Closed   string `json:"closed"`
	Reopened string `json:"reopened"`
	Edges    int    `json:"edges"`
}

// WhatIf compares the answers before and after some are listed and others delisted.
func (g *Graph) WhatIf(q Question, list, delist []string) (*Delta, error) {
	before := q
	if before.Listed == nil {
		before.Listed = []int{}
		for i := range g.Nodes {
			if q.Rule.listedBy(&g.Nodes[i], q.AsOf) {
				before.Listed = append(before.Listed, i)
			}
		}
	}
	after := before
	after.Listed = slices.Clone(before.Listed)
	d := &Delta{Rule: q.Rule.ID, AsOf: q.AsOf, Listed: []string{}, Delisted: []string{}, Blocked: []Change{}, Released: []Change{}, Stay: []Change{}, Money: []MoneySum{}}
	for _, id := range list {
		n, err := g.One(id)
		if err != nil {
			return nil, err
		}
		if slices.Contains(after.Listed, n) {
			d.Warnings = append(d.Warnings, id+" is listed already")
			continue
		}
		after.Listed = append(after.Listed, n)
		d.Listed = append(d.Listed, g.Nodes[n].ID)
	}
	for _, id := range delist {
		n, err := g.One(id)
		if err != nil {
			return nil, err
		}
		i := slices.Index(after.Listed, n)
		if i < 0 {
			return nil, fmt.Errorf("%s is not listed, so it cannot be delisted", id)
		}
		after.Listed = slices.Delete(after.Listed, i, i+1)
		d.Delisted = append(d.Delisted, g.Nodes[n].ID)
	}
	stakes := g.Stakes(q.AsOf, q.Claims)
	was, is := newSolver(g, &before, stakes), newSolver(g, &after, stakes)
	in := stakes.holders(len(g.Nodes))
	closedWas, closedIs := make([]bool, len(g.Nodes)), make([]bool, len(g.Nodes))
	for n := range g.Nodes {
		a, _ := was.status(n)
		b, group := is.status(n)
		closedWas[n], closedIs[n] = a == IsListed || a == Blocked, b == IsListed || b == Blocked
		if a == b {
			continue
		}
		c := Change{ID: g.Nodes[n].ID, Caption: g.Nodes[n].Caption, From: a, To: b}
		c.Share = is.held(in, n, group)
		if b == Blocked || b == Possible {
			r := Result{party: n}
			run := is.groups[group].sure
			if b == Possible {
				run = is.groups[group].may
			}
			is.prove(&r, in, run, group)
			c.Proof = r.Proof
		}
		switch {
		case a == IsListed && b != NotBlocked:
			d.Stay = append(d.Stay, c)
		case a == IsListed || b == IsListed:
		case rankOf(b) < rankOf(a):
			d.Blocked = append(d.Blocked, c)
		default:
			d.Released = append(d.Released, c)
		}
	}
	d.Money = g.moneyBetween(q.AsOf, q.Claims, closedWas, closedIs)
	return d, nil
}

// moneyBetween adds up payments and debts that are closed in one state and open in the other.
func (g *Graph) moneyBetween(day string, all bool, was, is []bool) []MoneySum {
	type key struct {
		kind     Kind
		currency string
	}
	type sum struct {
		closed, open *big.Rat
		edges        int
	}
	sums := map[key]*sum{}
	for i := range g.Edges {
		e := &g.Edges[i]
		if e.Kind != Payment && e.Kind != Debt || !counts(e, all) || !e.On(day) {
			continue
		}
		before, after := was[e.From] || was[e.To], is[e.From] || is[e.To]
		if before == after {
			continue
		}
		k := key{e.Kind, e.Currency}
		if sums[k] == nil {
			sums[k] = &sum{closed: new(big.Rat), open: new(big.Rat)}
		}
		sums[k].edges++
		amount := e.Amount
		if amount == nil {
			amount = zero
		}
		if after {
			sums[k].closed.Add(sums[k].closed, amount)
		} else {
			sums[k].open.Add(sums[k].open, amount)
		}
	}
	out := []MoneySum{}
	for k, s := range sums {
		out = append(out, MoneySum{Kind: k.kind, Currency: k.currency, Closed: Percent(s.closed), Reopened: Percent(s.open), Edges: s.edges})
	}
	slices.SortFunc(out, func(a, b MoneySum) int { return strings.Compare(string(a.Kind)+a.Currency, string(b.Kind)+b.Currency) })
	return out
}

// One finds a party by its id or its name, which must be that of one only.
func (g *Graph) One(text string) (int, error) {
	switch all := g.Named(text); len(all) {
	case 1:
		return all[0], nil
	case 0:
		return 0, fmt.Errorf("%q is nobody in this network: neither an id nor a name%s", text, g.near(text))
	default:
		var ids []string
		for _, n := range all[:min(len(all), 5)] {
			ids = append(ids, g.Nodes[n].ID)
		}
		return 0, fmt.Errorf("%q is the name of %d parties; use the id: %s", text, len(all), strings.Join(ids, ", "))
	}
}

// near suggests parties whose name has the text in it.
func (g *Graph) near(text string) string {
	var out []string
	text = strings.ToLower(text)
	for i := range g.Nodes {
		if n := &g.Nodes[i]; len(text) > 2 && (strings.Contains(strings.ToLower(n.Caption), text) || strings.Contains(strings.ToLower(n.ID), text)) {
			if out = append(out, n.ID+" ("+n.Caption+")"); len(out) == 3 {
				break
			}
		}
	}
	if len(out) == 0 {
		return ""
	}
	return "; perhaps " + strings.Join(out, ", ")
}
