package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/cases"
	"github.com/linchpin-oss/linchpin/state"
)

type casesDecideCmd struct {
	Args  []string `arg:"" name:"alert" help:"Numbers of alerts, then true-match, false-positive or undecided."`
	Why   string   `help:"Reason, kept with the decision." required:""`
	Alike bool     `help:"Also all other open alerts that rest on the same evidence."`
	JSON  bool     `help:"Print JSON."`
}

// decidedView is one decision as printed.
type decidedView struct {
	Alert    int64         `json:"alert"`
	Decision int64         `json:"decision"`
	Opinion  state.Opinion `json:"opinion"`
	Waits    bool          `json:"waitsForApproval"`
}

// parse splits the arguments into numbers and the opinion.
func (c *casesDecideCmd) parse() (alerts []int64, o state.Opinion, err error) {
	last := len(c.Args) - 1
	if last < 1 {
		return nil, "", errors.New("name alerts and a decision, as in: linchpin cases decide 17 18 false-positive --why REASON")
	}
	if o, err = state.ParseOpinion(c.Args[last]); err != nil {
		return nil, "", err
	}
	for _, s := range c.Args[:last] {
		id, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return nil, "", fmt.Errorf("%q is not the number of an alert", s)
		}
		alerts = append(alerts, id)
	}
	return alerts, o, nil
}

// Run decides.
func (c *casesDecideCmd) Run(a *app, p *casesCmd) error {
	alerts, o, err := c.parse()
	if err != nil {
		return err
	}
	return a.desk(p.Who, func(ctx context.Context, d *cases.Desk) error {
		if c.Alike {
			for _, id := range alerts {
				alike, err := d.Alike(ctx, id)
				if err != nil {
					return err
				}
				for _, other := range alike {
					if !slices.Contains(alerts, other.Alert.ID) {
						alerts = append(alerts, other.Alert.ID)
					}
				}
			}
		}
		decided, err := d.Decide(ctx, cases.Decision{Alerts: alerts, Opinion: o, Reason: c.Why})
		if err != nil {
			return err
		}
		if c.JSON {
			views := []decidedView{}
			for _, x := range decided {
				views = append(views, decidedView{x.Alert, x.Verdict, o, x.Waits})
			}
			return a.out.json(views)
		}
		next := "closed"
		switch {
		case decided[0].Waits:
			next = "another person has to approve it: linchpin cases approve " + numbers(alerts)
		case o == state.Undecided:
			next = "still open"
		}
		a.out.wrap(0, fmt.Sprintf("%s %s: %s; %s.", pluralWord(len(alerts), "Case", "Cases"), numbers(alerts), opinionText(o), next))
		return nil
	})
}

func opinionText(o state.Opinion) string {
	switch o {
	case state.TrueMatch:
		return "true match"
	case state.FalsePositive:
		return "false positive"
	}
	return string(o)
}

type casesApproveCmd struct {
	Alerts []int64 `arg:"" help:"Numbers of alerts."`
	Why    string  `help:"Remark, kept with the approval."`
	JSON   bool    `help:"Print JSON."`
}

// Run approves decisions.
func (c *casesApproveCmd) Run(a *app, p *casesCmd) error {
	return a.desk(p.Who, func(ctx context.Context, d *cases.Desk) error {
		if err := d.Approve(ctx, c.Alerts, true, c.Why); err != nil {
			return err
		}
		return a.acted(c.JSON, c.Alerts, "approved and closed")
	})
}

type casesTurnDownCmd struct {
	Alerts []int64 `arg:"" help:"Numbers of alerts."`
	Why    string  `help:"Reason." required:""`
	JSON   bool    `help:"Print JSON."`
}

// Run sends decisions back.
func (c *casesTurnDownCmd) Run(a *app, p *casesCmd) error {
	return a.desk(p.Who, func(ctx context.Context, d *cases.Desk) error {
		if err := d.Approve(ctx, c.Alerts, false, c.Why); err != nil {
			return err
		}
		return a.acted(c.JSON, c.Alerts, "turned down, open again")
	})
}

type casesReopenCmd struct {
	Alerts []int64 `arg:"" help:"Numbers of alerts."`
	Why    string  `help:"Reason." required:""`
	JSON   bool    `help:"Print JSON."`
}

// Run opens closed cases again.
func (c *casesReopenCmd) Run(a *app, p *casesCmd) error {
	return a.each(p, c.JSON, c.Alerts, func(ctx context.Context, tx state.Store, id int64) error { return tx.Reopen(ctx, id, c.Why) }, "open again")
}

type casesExceptionsCmd struct {
	Portfolio string `help:"Only of this portfolio."`
	Customer  string `help:"Only of this customer."`
	Entity    string `help:"Only with this listed entity."`
	All       bool   `help:"Also those that have ended."`
	JSON      bool   `help:"Print one JSON object a line."`
}

// exceptionView is an exception as printed.
type exceptionView struct {
	Alert     int64  `json:"alert"`
	Portfolio string `json:"portfolio"`
	Customer  string `json:"customer"`
	Entity    string `json:"entity"`
	Evidence  string `json:"evidence"`
	Made      string `json:"made"`
	Ended     string `json:"ended,omitempty"`
	Why       string `json:"why,omitempty"`
}

// Run lists exceptions.
func (c *casesExceptionsCmd) Run(a *app, p *casesCmd) error {
	return a.desk(p.Who, func(ctx context.Context, d *cases.Desk) error {
		f := state.ExceptionFilter{Portfolio: c.Portfolio, Customer: c.Customer, Entity: c.Entity, InForce: !c.All}
		var views []exceptionView
		for {
			page, err := d.Store.Exceptions(ctx, f)
			if err != nil {
				return err
			}
			if len(page) == 0 {
				break
			}
			for _, e := range page {
				f.After = e.ID
				views = append(views, exceptionView{e.Alert, e.Portfolio, e.Customer, e.Entity, e.Evidence, stampText(e.Made), stampText(e.Ended), e.Why})
			}
		}
		if c.JSON {
			for _, v := range views {
				if err := a.out.jsonLine(v); err != nil {
					return err
				}
			}
			return nil
		}
		a.out.line("%s", plural(len(views), "exception", "exceptions"))
		var rows [][]string
		for _, v := range views {
			status := "holds"
			if v.Ended != "" {
				status = "ended " + dayText(v.Ended) + ": " + v.Why
			}
			rows = append(rows, []string{v.Portfolio, v.Customer, v.Entity, dayText(v.Made), fmt.Sprint(v.Alert), status})
		}
		if len(rows) > 0 {
			a.out.table([]string{"portfolio", "customer", "is not", "since", "case", ""}, rows)
		}
		return nil
	})
}

type casesStatsCmd struct {
	Since  string `help:"From this day on; 30 days ago if not given." placeholder:"DATE"`
	Before string `help:"Until the day before this one; now if not given." placeholder:"DATE"`
	JSON   bool   `help:"Print JSON."`
}

// Run counts.
func (c *casesStatsCmd) Run(a *app, p *casesCmd) error {
	since, before := a.now().AddDate(0, 0, -30), a.now()
	for _, f := range []struct {
		flag, value string
		into        *time.Time
	}{{"--since", c.Since, &since}, {"--before", c.Before, &before}} {
		if f.value == "" {
			continue
		}
		t, err := time.Parse(time.DateOnly, f.value)
		if err != nil {
			return fmt.Errorf("%s %q is not a day such as 2026-10-01", f.flag, f.value)
		}
		*f.into = t
	}
	return a.desk(p.Who, func(ctx context.Context, d *cases.Desk) error {
		s, err := d.Statistics(ctx, since, before)
		if err != nil {
			return err
		}
		if c.JSON {
			return a.out.json(s)
		}
		printStatistics(a.out, s)
		return nil
	})
}

func printStatistics(p *printer, s *cases.Statistics) {
	p.line("%d open, %d waiting for a second person, %d overdue; %s in force", s.Open, s.Waiting, s.Overdue, plural(s.Exceptions, "exception", "exceptions"))
	p.line("From %s until %s:", dayText(s.Since), dayText(s.Before))
	p.line("  raised     %d, reopened %d, closed by themselves %d", s.Raised, s.Reopened, s.Lapsed)
	p.line("  decided    %d true match, %d false positive, %d undecided", s.Decided[state.TrueMatch], s.Decided[state.FalsePositive], s.Decided[state.Undecided])
	p.line("  overturned %d turned down, %d opened again: %.0f %% of what was settled", s.TurnedDown, s.Overturned, 100*s.OverturnedShare())
	if h := s.Hours; h != nil {
		p.line("  took       %.1f hours (median), 90 %% within %.1f, the longest %.1f", h.Median, h.P90, h.Longest)
	}
	var people []string
	for who := range s.People {
		people = append(people, who)
	}
	slices.SortFunc(people, func(x, y string) int { return cmp.Or(s.People[y]-s.People[x], strings.Compare(x, y)) })
	for _, who := range people {
		p.line("  %-10s %s", who, plural(s.People[who], "decision", "decisions"))
	}
}

type casesRulesCmd struct {
	FourEyes string `help:"Decisions that a second person must approve: true-match, false-positive, both with a comma, or none." placeholder:"WORDS"`
	Due      string `help:"How long a case may take, such as 48h or 3d." placeholder:"TIME"`
	JSON     bool   `help:"Print JSON."`
}

// Run shows or sets the rules.
func (c *casesRulesCmd) Run(a *app, p *casesCmd) error {
	return a.desk(p.Who, func(ctx context.Context, d *cases.Desk) error {
		if c.FourEyes != "" {
			rule, err := cases.ParseFourEyes(c.FourEyes)
			if err != nil {
				return err
			}
			if err := d.Store.Set(ctx, cases.SettingFourEyes, rule); err != nil {
				return err
			}
		}
		if c.Due != "" {
			within, err := parseDays(c.Due)
			if err != nil {
				return fmt.Errorf("--due: %w", err)
			}
			if err := d.Store.Set(ctx, state.SettingDue, within.String()); err != nil {
				return err
			}
		}
		eyes, err := d.Store.Setting(ctx, cases.SettingFourEyes)
		if err != nil {
			return err
		}
		due, err := d.Store.Setting(ctx, state.SettingDue)
		if err != nil {
			return err
		}
		eyes, due = cmp.Or(eyes, cases.DefaultFourEyes), cmp.Or(due, state.DefaultDue.String())
		if c.JSON {
			return a.out.json(map[string]string{"fourEyes": eyes, "due": due})
		}
		a.out.line("A second person must approve: %s. A case is due %s after it was opened.", eyes, due)
		return nil
	})
}

// parseDays reads a time such as 48h or a number of days such as 3d.
func parseDays(s string) (time.Duration, error) {
	if n, err := strconv.Atoi(strings.TrimSuffix(s, "d")); err == nil && n > 0 && n <= 36500 && s != strings.TrimSuffix(s, "d") {
		return time.Duration(n) * 24 * time.Hour, nil
	}
	if d, err := time.ParseDuration(s); err == nil && d > 0 {
		return d, nil
	}
	return 0, fmt.Errorf("%q is not a time such as 48h or 3d", s)
}
