package main

import (
	"fmt"
	"strings"

	"github.com/linchpin-oss/linchpin/network"
)

type ownersCmd struct {
	ID       string   `arg:"" help:"Party, by id or name."`
	Networks []string `arg:"" optional:"" name:"network" type:"existingfile" help:"Files, as of linchpin blocked. Without any, what is stored."`
	Rule     string   `help:"Say as well what this rule says of the party." placeholder:"RULE"`
	Listed   []string `help:"Who is listed; as of linchpin blocked." sep:"," placeholder:"ID"`
	Least    float64  `help:"Show owners with at least so many percent, or with control." default:"0" placeholder:"PERCENT"`
	networkOptions
}

// Help says what the shares are.
func (ownersCmd) Help() string {
	return `Who is behind a party, by which chain, with which share and how sure? The share is the economic one through all chains, cycles solved;
what a rule blocks is another question: give --rule.

Example:
  linchpin owners "Vlate Logistik" holdings.csv --rule eu`
}

type ownersJSON struct {
	*network.Behind
	Rule *network.Result `json:"underRule,omitempty"`
}

// Run works out the owners.
func (c *ownersCmd) Run(a *app) error {
	g, day, asked, err := c.open(a, c.Networks, c.ID)
	if err != nil {
		return err
	}
	answer := ownersJSON{Behind: g.Owners(asked[0], day, c.Evidence == "all", c.Least)}
	if c.Rule != "" {
		r, err := network.FindRule(c.Rule, day)
		if err != nil {
			return fmt.Errorf("--rule: %w", err)
		}
		q := network.Question{Rule: r, AsOf: day, Claims: c.Evidence == "all", Entities: asked}
		if q.Listed, err = parties(g, "--listed", c.Listed); err != nil {
			return err
		}
		answer.Rule = &g.Blocked(q).Entities[0]
	}
	if c.JSON {
		return a.out.json(answer)
	}
	printOwners(a.out, &answer)
	a.networkWarnings(g.Warnings)
	return nil
}

func printOwners(p *printer, o *ownersJSON) {
	head := fmt.Sprintf("%s: %s behind it; direct holders of %.4g %% are known", o.Caption, plural(len(o.Owners), "party stands", "parties stand"), o.Known)
	if len(o.Owners) == 0 {
		head = fmt.Sprintf("Nobody is known who stands behind %s (%s). That is not to say that there is nobody.", o.Caption, o.ID)
	}
	p.wrap(0, p.bold(head))
	if r := o.Rule; r != nil {
		p.wrap(0, fmt.Sprintf("%s under %s: %s held by listed or blocked parties", statusWord(p, r.Status), r.Rule, r.Share))
	}
	for _, w := range o.Owners {
		share := fmt.Sprintf("%.4g %%", w.Share)
		if w.Low != w.High {
			share = fmt.Sprintf("%.4g to %.4g %%", w.Low, w.High)
		}
		var notes []string
		if w.Direct != "" {
			notes = append(notes, "directly "+w.Direct)
		}
		if w.Control {
			notes = append(notes, "with control")
		}
		if w.Listed {
			notes = append(notes, p.red("listed"))
		}
		if w.Power != nil {
			notes = append(notes, fmt.Sprintf("voting power %.2g (an indicator)", *w.Power))
		}
		if w.Last {
			notes = append(notes, "nobody known behind")
		}
		p.line("")
		p.wrap(0, fmt.Sprintf("%s  %s  %s", share, p.bold(w.Caption), strings.Join(notes, ", ")))
		for _, s := range w.Path {
			s.Why = string(s.Stance)
			p.wrap(4, stepText(&s))
		}
	}
	for _, ring := range o.Circular {
		p.wrap(0, p.yellow("Circular holding: ")+strings.Join(ring, ", "))
	}
}

type pathCmd struct {
	A        string   `arg:"" help:"Party, by id or name."`
	B        string   `arg:"" help:"The other."`
	Networks []string `arg:"" optional:"" name:"network" type:"existingfile" help:"Files, as of linchpin blocked. Without any, what is stored."`
	networkOptions
}

// Help says what strong means.
func (pathCmd) Help() string {
	return `How are two parties connected? The shortest way, and the strongest: by shares, by kinds of ties and by how firm the statements are.

Example:
  linchpin path "Mikhail Gutseriev" "Belaruskali" belarus.csv`
}

// Run finds the ways.
func (c *pathCmd) Run(a *app) error {
	g, day, ends, err := c.open(a, c.Networks, c.A, c.B)
	if err != nil {
		return err
	}
	way := g.Connect(ends[0], ends[1], day, c.Evidence == "all")
	if c.JSON {
		return a.out.json(way)
	}
	if way.Shortest == nil {
		a.out.wrap(0, a.out.bold(fmt.Sprintf("No connection between %s and %s is known in this network.", c.A, c.B)))
		if c.Evidence != "all" {
			a.out.line("Claims were left out; --evidence all takes them in.")
		}
		return nil
	}
	printWay(a.out, fmt.Sprintf("Connected by %s", plural(len(way.Shortest.Hops), "step", "steps")), way.Shortest)
	if fmt.Sprint(way.Strongest.Hops) != fmt.Sprint(way.Shortest.Hops) {
		a.out.line("")
		printWay(a.out, fmt.Sprintf("The strongest way has %s", plural(len(way.Strongest.Hops), "step", "steps")), way.Strongest)
	}
	if len(way.Common) > 0 {
		a.out.line("")
		a.out.wrap(0, "Common owners: "+strings.Join(way.Common, ", "))
	}
	return nil
}

func printWay(p *printer, head string, w *network.Way) {
	p.line("%s", p.bold(fmt.Sprintf("%s (strength %.2g)", head, w.Strength)))
	for _, h := range w.Hops {
		what := strings.TrimSpace(string(h.Kind) + " " + h.Share + " " + h.Amount)
		if h.Role != "" && !strings.Contains(h.Role, string(h.Kind)) {
			what += ", " + h.Role
		}
		arrow := "→"
		if h.Against {
			arrow = "←"
		}
		p.wrap(2, fmt.Sprintf("%s %s %s  (%s; %s; %s)", h.FromCaption, arrow, h.ToCaption, what, h.Stance, h.Source))
	}
}

type networkCmd struct {
	ID       string   `arg:"" optional:"" help:"Party, by id or name."`
	Networks []string `arg:"" optional:"" name:"network" type:"existingfile" help:"Files, as of linchpin blocked. Without any, what is stored."`
	Depth    int      `help:"Steps from the party." default:"2"`
	Most     int      `help:"Parties at most." default:"150"`
	Format   string   `help:"table, json, dot, mermaid, graphml, svg or html." enum:"table,json,dot,mermaid,graphml,svg,html" default:"table"`
	Rule     string   `help:"Mark what this rule blocks." placeholder:"RULE"`
	Import   []string `help:"Keep these networks beside the lists, so that screen, blocked and owners know them." type:"existingfile" placeholder:"FILE"`
	networkOptions
}

// Help gives examples.
func (networkCmd) Help() string {
	return `What is around a party: who owns, controls, directs, finances whom.

Examples:
  linchpin network eu-fsf:EU.6385.79 --format html > network.html
  linchpin network "Belaruskali" belarus.csv --depth 3 --rule eu
  linchpin network --import companies.bods.json`
}

// Run shows or imports.
func (c *networkCmd) Run(a *app) error {
	if len(c.Import) > 0 {
		return (&networkImportCmd{Files: c.Import}).Run(a)
	}
	if c.ID == "" {
		return fmt.Errorf("name a party, or give --import FILE")
	}
	g, day, asked, err := c.open(a, c.Networks, c.ID)
	if err != nil {
		return err
	}
	all := c.Evidence == "all" || len(c.Networks) > 0
	small := g.Around(asked[0], c.Depth, c.Most, day, all)
	marks := map[int]network.Status{}
	for i := range small.Nodes {
		if small.Nodes[i].ListedOn(day) {
			marks[i] = network.IsListed
		}
	}
	if c.Rule != "" {
		r, err := network.FindRule(c.Rule, day)
		if err != nil {
			return fmt.Errorf("--rule: %w", err)
		}
		for _, e := range g.Blocked(network.Question{Rule: r, AsOf: day, Claims: c.Evidence == "all", Reached: true}).Entities {
			if n, ok := small.Find(e.ID); ok {
				marks[n] = e.Status
			}
		}
	}
	switch {
	case c.JSON || c.Format == "json":
		return a.out.json(small.JSON(marks))
	case c.Format != "table":
		return small.Draw(a.out.w, c.Format, marks, 0)
	}
	a.out.line("%s", a.out.bold(fmt.Sprintf("%s: %s and %s within %s", small.Nodes[0].Caption, plural(len(small.Nodes)-1, "party", "parties"), plural(len(small.Edges), "statement", "statements"), plural(c.Depth, "step", "steps"))))
	view := small.JSON(marks)
	var rows [][]string
	for _, e := range view.Edges {
		rows = append(rows, []string{e.FromCaption, strings.TrimSpace(string(e.Kind) + " " + e.Share + " " + e.Amount), e.ToCaption, string(e.Stance), e.Source})
	}
	if len(rows) > 0 {
		a.out.table([]string{"from", "what", "to", "how firm", "source"}, rows)
	}
	a.networkWarnings(g.Warnings)
	return nil
}
