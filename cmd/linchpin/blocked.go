package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/network"
)

type blockedCmd struct {
	Networks []string `arg:"" optional:"" name:"network" type:"existingfile" help:"Files: FollowTheMoney, BODS, GLEIF, UK PSC, JSON or CSV of edges. Without any, what is stored."`
	Rule     string   `help:"us-ofac-2014, eu-2024, uk-2019, ch-2024, ...; or a regime (us-ofac, eu, uk, ch) for the rule in force. Without it, all rules in force." placeholder:"RULE"`
	Listed   []string `help:"Who is listed, by id or name. Without it, those whom the network calls listed and whose list the rule counts." sep:"," placeholder:"ID"`
	Joint    []string `help:"Parties that act together, as A+B." placeholder:"A+B"`
	Entity   []string `help:"Answer for these only." sep:"," placeholder:"ID"`
	Rules    bool     `help:"Show the rules with their citations."`
	networkOptions
}

// Help gives examples.
func (blockedCmd) Help() string {
	return `Which parties are blocked because listed ones own or control them? Shares are exact; a band or an unknown share gives "possible".

Examples:
  linchpin blocked holdings.csv --rule us-ofac-2014 --listed X,Y
  linchpin blocked companies.bods.json --listed "Jennifer Hewitson-Smith" --json
  linchpin blocked --rule eu --entity eu-fsf:EU.6385.79`
}

// blockedJSON is the answer of one rule, or of several.
type blockedJSON struct {
	*network.Answer
	Answers []*network.Answer `json:"answers,omitempty"`
}

// Run answers under each rule.
func (c *blockedCmd) Run(a *app) error {
	if c.Rules {
		return c.rules(a)
	}
	day, err := c.day(a)
	if err != nil {
		return err
	}
	rules, err := rulesFor(c.Rule, day)
	if err != nil {
		return fmt.Errorf("--rule: %w", err)
	}
	var g *network.Graph
	var cases []network.Case
	if len(c.Networks) == 1 && c.Case == "" {
		if cases, err = fileCases(c.Networks[0]); err != nil {
			return err
		}
	}
	switch len(cases) {
	case 0:
		g, err = a.graph(c.Networks, &c.networkOptions)
	case 1:
		g = cases[0].Graph
	default:
		return c.each(a, cases, rules, day)
	}
	if err != nil {
		return err
	}
	answers, err := c.ask(a, g, rules, day)
	if err != nil {
		return err
	}
	if c.JSON {
		if len(answers) == 1 {
			return a.out.json(answers[0])
		}
		return a.out.json(blockedJSON{Answers: answers})
	}
	for i, answer := range answers {
		if i > 0 {
			a.out.line("")
		}
		printBlocked(a.out, answer, len(c.Entity) > 0)
	}
	a.networkWarnings(g.Warnings)
	return nil
}

// fileCases reads the networks of a file if it holds several.
func fileCases(path string) ([]network.Case, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	const most = 64 << 20 // a larger file is a register and not a collection of cases
	if info, err := f.Stat(); err != nil || info.Size() > most {
		return nil, err
	}
	cases, err := network.ReadCases(f, filepath.Base(path))
	if err != nil {
		err = fmt.Errorf("%s: %w", path, err)
	}
	return cases, err
}

// caseAnswers are those of one network of a file.
type caseAnswers struct {
	Case    string            `json:"case"`
	Answers []*network.Answer `json:"answers"`
}

// each answers for every network of a file.
func (c *blockedCmd) each(a *app, cases []network.Case, rules []*network.Rule, day string) error {
	out := struct {
		Cases []caseAnswers `json:"cases"`
	}{}
	for _, k := range cases {
		answers, err := c.ask(a, k.Graph, rules, day)
		if err != nil {
			return fmt.Errorf("case %s: %w", k.ID, err)
		}
		out.Cases = append(out.Cases, caseAnswers{k.ID, answers})
		if !c.JSON {
			a.out.line("%s", a.out.bold("Case "+k.ID))
			for _, answer := range answers {
				printBlocked(a.out, answer, false)
			}
			a.out.line("")
		}
	}
	if c.JSON {
		return a.out.json(out)
	}
	return nil
}

// ask answers under each rule.
func (c *blockedCmd) ask(a *app, g *network.Graph, rules []*network.Rule, day string) ([]*network.Answer, error) {
	var err error
	q := network.Question{AsOf: day, Claims: c.Evidence == "all"}
	if q.Listed, err = parties(g, "--listed", c.Listed); err != nil {
		return nil, err
	}
	if q.Entities, err = parties(g, "--entity", c.Entity); err != nil {
		return nil, err
	}
	for _, j := range c.Joint {
		group, err := jointParties(g, j)
		if err != nil {
			return nil, err
		}
		g.Joint = append(g.Joint, group)
	}
	if len(c.Networks) == 0 && len(c.Entity) == 0 {
		q.Reached = true
	}
	var answers []*network.Answer
	for _, r := range rules {
		q.Rule = r
		answers = append(answers, g.Blocked(q))
	}
	return answers, nil
}

// rulesFor are the rule asked for, or all in force.
func rulesFor(id, day string) ([]*network.Rule, error) {
	if id == "" {
		return network.RulesInForce(day), nil
	}
	r, err := network.FindRule(id, day)
	if err != nil {
		return nil, err
	}
	return []*network.Rule{r}, nil
}

func parties(g *network.Graph, flag string, ids []string) ([]int, error) {
	var out []int
	for _, id := range ids {
		n, err := g.One(id)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", flag, err)
		}
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out, nil
}

func printBlocked(p *printer, a *network.Answer, all bool) {
	head := fmt.Sprintf("%s: %d blocked, %d possibly", a.Rule.ID, a.Blocked, a.Possible)
	if n := len(a.Listed); n <= 3 && n > 0 {
		head += fmt.Sprintf(", through %s", strings.Join(a.Listed, ", "))
	} else {
		head += fmt.Sprintf(", through %s", plural(n, "listed party", "listed parties"))
	}
	if a.AsOf != "" {
		head += " as of " + a.AsOf
	}
	switch {
	case a.Missing != nil:
		head = p.yellow(fmt.Sprintf("%s: nothing can be said; it counts listings of %s, and that is not loaded", a.Rule.ID, strings.Join(a.Missing, " or ")))
	case a.Blocked > 0:
		head = p.red(head)
	}
	p.wrap(0, p.bold(head))
	p.wrap(0, p.dim(a.Rule.String()+". "+a.Rule.Authority))
	const most = 200
	shown := 0
	for i := range a.Entities {
		e := &a.Entities[i]
		if e.Status == network.NotBlocked && !all && (len(a.Entities) > 40 || e.Share.Exact == "0") {
			continue
		}
		if shown++; shown > most {
			p.line("... and more; --json has all")
			break
		}
		p.line("")
		name := e.Caption
		if name != e.ID {
			name += " (" + e.ID + ")"
		}
		p.wrap(0, fmt.Sprintf("%s  %s: %s held by listed or blocked parties", statusWord(p, e.Status), name, e.Share))
		for _, s := range e.Proof {
			p.wrap(4, stepText(&s))
		}
		if e.Weakest != nil && len(e.Proof) > 1 {
			p.wrap(4, p.dim(fmt.Sprintf("rests least firmly on: %s holds %s of %s (%s)", cmp.Or(e.Weakest.OwnerCaption, e.Weakest.Owner), shareOf(e.Weakest), cmp.Or(e.Weakest.OfCaption, e.Weakest.Of), e.Weakest.Stance)))
		}
		if len(e.Pivotal) > 0 && len(e.Pivotal) < len(e.Proof) {
			p.wrap(4, p.dim(fmt.Sprintf("would change without any one of %s", plural(len(e.Pivotal), "statement", "statements"))))
		}
	}
}

func statusWord(p *printer, s network.Status) string {
	switch s {
	case network.Blocked:
		return p.red("BLOCKED")
	case network.Possible:
		return p.yellow("POSSIBLE")
	case network.IsListed:
		return p.red("LISTED")
	}
	return "not blocked"
}

func shareOf(s *network.Step) string {
	if s.Share == "" {
		return "control"
	}
	return s.Share
}

// stepText is one step of a proof in words.
func stepText(s *network.Step) string {
	owner, of := s.OwnerCaption, s.OfCaption
	verb := "owns " + s.Share + " of"
	switch s.Kind {
	case network.Votes:
		verb = "holds " + s.Share + " of the votes of"
	case network.Control:
		verb = "controls"
	}
	text := fmt.Sprintf("%s (%s) %s %s", owner, s.Why, verb, of)
	if s.Stance == network.Claimed {
		text += ", as is claimed"
	}
	if s.Source != "" {
		text += "; " + s.Source
	}
	return text
}

func (c *blockedCmd) rules(a *app) error {
	if c.JSON {
		return a.out.json(network.Rules)
	}
	day, err := c.day(a)
	if err != nil {
		return err
	}
	for i := range network.Rules {
		r := &network.Rules[i]
		state := "in force"
		if !r.InForce(day) {
			state = "not in force on " + day
		}
		a.out.line("%s  %s", a.out.bold(r.ID), state)
		a.out.wrap(4, r.String()+". "+r.Authority)
		for _, w := range r.Windows {
			a.out.wrap(4, fmt.Sprintf("from %s to %s", w.From, orToday(w.To)))
		}
		if r.Note != "" {
			a.out.wrap(4, r.Note)
		}
		for _, u := range r.Citations {
			a.out.wrap(4, a.out.dim(u))
		}
	}
	return nil
}

func orToday(day string) string {
	if day == "" {
		return "today"
	}
	return day
}
