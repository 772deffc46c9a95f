package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/linchpin-oss/linchpin/network"
)

type whatifCmd struct {
	Networks []string `arg:"" optional:"" name:"network" type:"existingfile" help:"Files, as of linchpin blocked. Without any, what is stored."`
	List     []string `help:"Parties to list, by id or name." sep:"," placeholder:"ID"`
	Delist   []string `help:"Parties to take off." sep:"," placeholder:"ID"`
	Listed   []string `help:"Who is listed before; as of linchpin blocked." sep:"," placeholder:"ID"`
	Rule     string   `help:"As of linchpin blocked." placeholder:"RULE"`
	networkOptions
}

// Help gives an example.
func (whatifCmd) Help() string {
	return `What changes when somebody is listed or delisted: which parties become blocked or are released, and which money moves again?

Example:
  linchpin whatif holdings.csv --listed X,Y --delist X --rule us-ofac-2014`
}

// Run compares before and after.
func (c *whatifCmd) Run(a *app) error {
	if len(c.List)+len(c.Delist) == 0 {
		return errors.New("give --list or --delist")
	}
	day, err := c.day(a)
	if err != nil {
		return err
	}
	rules, err := rulesFor(c.Rule, day)
	if err != nil {
		return fmt.Errorf("--rule: %w", err)
	}
	g, err := a.graph(c.Networks, &c.networkOptions)
	if err != nil {
		return err
	}
	q := network.Question{AsOf: day, Claims: c.Evidence == "all"}
	if q.Listed, err = parties(g, "--listed", c.Listed); err != nil {
		return err
	}
	var deltas []*network.Delta
	for _, r := range rules {
		q.Rule = r
		d, err := g.WhatIf(q, c.List, c.Delist)
		if err != nil {
			return err
		}
		deltas = append(deltas, d)
	}
	if c.JSON {
		if len(deltas) == 1 {
			return a.out.json(deltas[0])
		}
		return a.out.json(deltas)
	}
	for _, d := range deltas {
		printDelta(a.out, d)
	}
	a.networkWarnings(g.Warnings)
	return nil
}

func printDelta(p *printer, d *network.Delta) {
	var did []string
	if len(d.Listed) > 0 {
		did = append(did, "listing "+strings.Join(d.Listed, ", "))
	}
	if len(d.Delisted) > 0 {
		did = append(did, "delisting "+strings.Join(d.Delisted, ", "))
	}
	p.wrap(0, p.bold(fmt.Sprintf("%s: %s blocks %s and releases %d", d.Rule, strings.Join(did, " and "), plural(len(d.Blocked), "more party", "more parties"), len(d.Released))))
	for _, c := range d.Blocked {
		p.wrap(2, fmt.Sprintf("+ %s (%s): %s, was %s; %s", c.Caption, c.ID, statusWord(p, c.To), c.From, c.Share))
	}
	for _, c := range d.Released {
		p.wrap(2, fmt.Sprintf("- %s (%s): %s, was %s; %s left", c.Caption, c.ID, c.To, c.From, c.Share))
	}
	for _, c := range d.Stay {
		p.wrap(2, fmt.Sprintf("= %s (%s) stays %s through others; %s", c.Caption, c.ID, statusWord(p, c.To), c.Share))
	}
	for _, m := range d.Money {
		p.wrap(2, fmt.Sprintf("%ss of %s %s closed, %s %s open again (%s)", m.Kind, m.Closed, m.Currency, m.Reopened, m.Currency, plural(m.Edges, "statement", "statements")))
	}
}

// jointParties reads A+B.
func jointParties(g *network.Graph, text string) ([]int, error) {
	group, err := parties(g, "--joint", strings.Split(text, "+"))
	if err == nil && len(group) < 2 {
		err = fmt.Errorf("--joint: %q names one party only; write A+B", text)
	}
	return group, err
}
