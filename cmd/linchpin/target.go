package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/network"
	"github.com/linchpin-oss/linchpin/network/target"
)

type targetCmd struct {
	Networks   []string      `arg:"" optional:"" name:"network" type:"existingfile" help:"Files, as of linchpin blocked, with payments or debts that carry amounts. Without any, what is stored."`
	To         string        `help:"Whom the money reaches, by id or name." placeholder:"ID"`
	From       []string      `help:"Where it comes from. Without it, all who pay and are paid by nobody." sep:"," placeholder:"ID"`
	K          int           `help:"At most so many new designations." default:"3"`
	Candidates []string      `help:"Who could be designated. Without it, everybody." sep:"," placeholder:"ID"`
	Listed     []string      `help:"Who is listed already; as of linchpin blocked." sep:"," placeholder:"ID"`
	Delist     []string      `help:"Say as well what re-opens if these are delisted." sep:"," placeholder:"ID"`
	Rule       string        `help:"Rule of ownership by which designations spread." default:"us-ofac"`
	Basis      string        `help:"gross, or net of what is paid back to the same lender." enum:"gross,net" default:"gross"`
	Currency   string        `help:"Count amounts in this currency only."`
	Time       time.Duration `help:"Longest time for the search; the answer then carries its bound." default:"30s"`
	Worlds     int           `help:"Repeat over so many worlds drawn from how firm the sources are; 0 for none." default:"200"`
	Seed       uint64        `help:"For the drawing of worlds." default:"1"`
	Case       string        `help:"Of a file with several cases: the one with this id." placeholder:"ID"`
	AsOf       string        `help:"As things stood on this day; without it, over all of time." placeholder:"DATE"`
	Evidence   string        `help:"official, credible (claims too) or all (denied ones too)." enum:"official,credible,all" default:"credible"`
	JSON       bool          `help:"Print one JSON document."`
	Report     string        `help:"Write a self-contained HTML page." placeholder:"OUT.html" type:"path"`
}

// Help says what is computed.
func (targetCmd) Help() string {
	return `Which few designations would cut most of the money that reaches a target? Money reroutes, so what counts is the maximum flow that is left; a
designation spreads through ownership by the rule. The answer says whether it is proved, or how far it can be from the best.

Example:
  linchpin target money.csv --to Treasury --k 3 --report heart.html`
}

// Run solves and prints.
func (c *targetCmd) Run(a *app) error {
	o := networkOptions{Case: c.Case, AsOf: c.AsOf}
	if c.AsOf != "" {
		if _, err := o.day(a); err != nil {
			return err
		}
	}
	g, err := a.graph(c.Networks, &o)
	if err != nil {
		return err
	}
	day := c.AsOf
	if day == "" {
		day = a.now().UTC().Format("2006-01-02")
	}
	rule, err := network.FindRule(c.Rule, day)
	if err != nil {
		return fmt.Errorf("--rule: %w", err)
	}
	listed, err := parties(g, "--listed", c.Listed)
	if err != nil {
		return err
	}
	if len(listed) > 0 {
		for i := range g.Nodes {
			g.Nodes[i].Listed = false
		}
		for _, n := range listed {
			g.Nodes[n].Listed = true
		}
	}
	n, err := target.FromGraph(g, c.AsOf, c.Currency)
	if err != nil {
		return err
	}
	if c.To != "" {
		if n.To, err = g.One(c.To); err != nil {
			return fmt.Errorf("--to: %w", err)
		}
	}
	if n.To == target.NoNode {
		return errors.New("--to: say whom the money reaches")
	}
	if len(n.Money) == 0 {
		return errors.New("the network has no payment or debt with an amount, so nothing can be said of flows")
	}
	if from, err := parties(g, "--from", c.From); err != nil {
		return err
	} else if len(from) > 0 {
		n.From = from
	}
	if named, err := parties(g, "--candidates", c.Candidates); err != nil {
		return err
	} else if len(named) > 0 {
		n.Candidates = named
	}
	opt := target.Options{K: c.K, Rule: rule, Evidence: target.Evidence(c.Evidence), Basis: target.Basis(c.Basis), Time: c.Time, NextBest: 6, Worlds: c.Worlds, Seed: c.Seed}
	if opt.Delist, err = parties(g, "--delist", c.Delist); err != nil {
		return err
	}
	answer, err := target.Solve(a.ctx, n, opt)
	if err != nil {
		return err
	}
	if c.Report != "" {
		var page bytes.Buffer
		if err := answer.WriteHTML(&page); err != nil {
			return err
		}
		if err := archive.WriteFile(c.Report, page.Bytes()); err != nil {
			return err
		}
	}
	if c.JSON {
		return a.out.json(answer)
	}
	printTarget(a.out, answer)
	if c.Report != "" {
		a.out.line("Report: %s", c.Report)
	}
	a.networkWarnings(answer.Warnings)
	return nil
}

func printTarget(p *printer, t *target.Answer) {
	if len(t.Best.IDs) == 0 {
		p.wrap(0, p.bold(fmt.Sprintf("No designation cuts anything of the %s %s that reach %s (%s).", t.Before, t.Unit, t.To, t.Proof)))
		return
	}
	p.wrap(0, p.bold(fmt.Sprintf("Designate %s: cuts %s of %s %s that reach %s, leaves %s. %s.", strings.Join(t.Best.Captions, ", "), t.Best.Cut, t.Before, t.Unit, t.To, t.Best.Left, strings.ToUpper(t.Proof[:1])+t.Proof[1:])))
	if len(t.Best.Blocks) > 0 {
		p.wrap(2, fmt.Sprintf("Blocked by ownership as well (%s): %s", t.Rule, strings.Join(t.Best.Blocks, ", ")))
	}
	if t.Other != nil {
		other := "net of repayments"
		if t.Basis == target.Net {
			other = "gross"
		}
		p.wrap(2, fmt.Sprintf("Counted %s, %s would reach the target before.", other, t.Other))
	}
	p.line("")
	var rows [][]string
	for _, w := range t.Names {
		rows = append(rows, []string{w.Caption, w.Alone.String(), w.Without.String()})
	}
	p.table([]string{"name", "cut alone", "lost without it"}, rows)
	for _, j := range t.Joint {
		text := fmt.Sprintf("Joint move: %s cut %s together, %s one by one", strings.Join(j.IDs, " and "), j.Cut, j.Single)
		if len(j.Tips) > 0 {
			text += "; only both block " + strings.Join(j.Tips, ", ")
		}
		p.wrap(0, text)
	}
	if len(t.Next) > 0 {
		p.line("")
		rows = nil
		for _, s := range t.Next {
			rows = append(rows, []string{strings.Join(s.Captions, ", "), s.Cut.String(), s.Left.String()})
		}
		p.table([]string{"next-best set", "cut", "left"}, rows)
	}
	if len(t.Open) > 0 {
		p.line("")
		rows = nil
		for _, w := range t.Open {
			rows = append(rows, []string{strings.Join(w.Nodes, " → "), w.Amount.String()})
		}
		p.table([]string{"stays open", "amount"}, rows)
	}
	if r := t.Reopens; r != nil {
		p.line("")
		p.wrap(0, fmt.Sprintf("Delisting %s re-opens %s %s: %s", strings.Join(r.Delisted, ", "), r.Reopened, t.Unit, strings.Join(r.Nodes, ", ")))
	}
	if u := t.Uncertainty; u != nil && u.Worlds > 1 {
		p.line("")
		p.wrap(0, fmt.Sprintf("Over %d worlds drawn from how firm the sources are it cuts %.4g on average, %.4g to %.4g in nine of ten.", u.Worlds, u.Cut.Mean, u.Cut.Low, u.Cut.High))
		for _, s := range u.Sets[:min(3, len(u.Sets))] {
			p.wrap(2, fmt.Sprintf("best in %.0f %%: %s", 100*s.Best, strings.Join(s.IDs, ", ")))
		}
		if len(u.Check) > 0 {
			p.wrap(2, "worth checking first: "+u.Check[0].What)
		}
	}
}
