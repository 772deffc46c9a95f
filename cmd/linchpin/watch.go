package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/screen/rows"
	"github.com/linchpin-oss/linchpin/state"
	"github.com/linchpin-oss/linchpin/watch"
)

type watchCmd struct {
	Add    watchAddCmd    `cmd:"" help:"Add customers to a portfolio, or change them, and screen them."`
	List   watchListCmd   `cmd:"" default:"withargs" help:"List the portfolios."`
	Status watchStatusCmd `cmd:"" help:"Show a portfolio: customers, last screening, open alerts."`
	Run    watchRunCmd    `cmd:"" help:"Compare what changed in the lists with the customers, and new customers with the lists."`
	Remove watchRemoveCmd `cmd:"" help:"Remove a portfolio, or customers of it; their alerts are closed."`
}

// Help shows examples.
func (watchCmd) Help() string {
	return `A portfolio is a set of customers or suppliers. They are screened when they enter; from then on each run compares only what changed.

Columns are those of linchpin batch. Owners and other parties behind a customer stand in columns of their own, one or more names
separated by |, each named by --related: an alert on one of them is an alert on the customer.

Examples:
  linchpin watch add retail customers.csv --map name=FULL_NAME,birthDate=DOB --schema Person
  linchpin watch add suppliers suppliers.csv --related owner=OWNERS
  linchpin update && linchpin watch run
  linchpin alerts --open`
}

// watching opens the watcher.
func (a *app) watching(fn func(w *watch.Watcher) error) error {
	s, err := a.data.State(a.ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	w := &watch.Watcher{Store: s, Dir: filepath.Join(a.data.Dir, "watch"), Now: a.now}
	g, what := a.progress("", "customers"), ""
	w.Progress = func(now string, done, total int64) {
		if now != what {
			g.done()
			g, what = a.progress(now, "customers"), now
		}
		g.update(done, total)
	}
	defer func() { g.done() }()
	return fn(w)
}

// runPortfolios runs portfolios on the present index.
func (a *app) runPortfolios(w *watch.Watcher, names []string, full bool) (out []*watch.Report, err error) {
	s, note, err := a.screener()
	if err != nil {
		return nil, err
	}
	defer s.Index.Close()
	if note != "" {
		a.err.wrap(0, a.err.yellow("Warning: ")+note)
		a.err.flush()
	}
	if s.Owned, err = a.owned(s, ""); err != nil {
		return nil, err
	}
	for _, name := range names {
		r, err := w.Run(a.ctx, name, s, full)
		if err != nil {
			return out, fmt.Errorf("portfolio %s: %w", name, err)
		}
		out = append(out, r)
	}
	return out, nil
}

func (a *app) printRuns(rs []*watch.Report, json bool) error {
	if json {
		if rs == nil {
			rs = []*watch.Report{}
		}
		return a.out.json(rs)
	}
	for _, r := range rs {
		o := r.Outcomes
		head := fmt.Sprintf("%s: %s", r.Portfolio, plural(o[state.Opened], "new alert", "new alerts"))
		for _, x := range []struct {
			n    int
			word string
		}{{o[state.Reopened], "reopened"}, {o[state.Updated], "updated"}, {r.Closed, "closed as delisted"}} {
			if x.n > 0 {
				head += fmt.Sprintf(", %d %s", x.n, x.word)
			}
		}
		if o[state.Opened]+o[state.Reopened] > 0 {
			head = a.out.red(head)
		}
		a.out.line("%s", head)
		why := fmt.Sprintf("%s changed in the lists", plural(r.Parties, "party", "parties"))
		if r.Full {
			why = "everybody was screened"
		}
		a.out.dimLine(fmt.Sprintf("  %s; %s new or changed; %s; %d compared again; %.1f s; index %.16s", plural(int(r.Customers), "customer", "customers"),
			fmt.Sprint(r.New), why, r.Compared, r.Seconds, r.Index))
	}
	return nil
}

type watchAddCmd struct {
	Portfolio string            `arg:"" help:"Name of the portfolio; it is made if there is none."`
	File      string            `arg:"" help:"CSV, JSON lines or Parquet file, or - for standard input."`
	Map       map[string]string `help:"Columns of the file: key, name, schema, birthDate, country, gender, address, id.TYPE." placeholder:"name=COLUMN" mapsep:","`
	Related   map[string]string `help:"Columns with parties behind the customer, by their relation." placeholder:"owner=COLUMN" mapsep:","`
	Schema    string            `help:"Kind of all customers, where the file has no column for it." predictor:"schema"`
	List      []string          `help:"Only these lists; all if not given. Counts when the portfolio is made." predictor:"list"`
	Threshold string            `help:"Score from which a result is an alert, or 1/10000. Counts when the portfolio is made." default:"0.5"`
	NoRun     bool              `help:"Only store the customers; screen them in the next run."`
	JSON      bool              `name:"json" help:"Print JSON."`
}

// Run stores the customers and screens those that are new or changed.
func (c *watchAddCmd) Run(a *app) error {
	threshold, oneIn, err := screen.ParseThreshold(c.Threshold)
	if err != nil {
		return fmt.Errorf("--threshold: %w", err)
	}
	in, err := rows.Open(c.File, a.in, c.Map, screen.Query{Schema: c.Schema})
	if err != nil {
		return err
	}
	defer in.Close()
	customers, err := watch.Read(c.File, in, c.Related)
	if err != nil {
		return err
	}
	return a.watching(func(w *watch.Watcher) error {
		put, err := w.Add(a.ctx, c.Portfolio, watch.Options{Lists: c.List, Threshold: threshold, OneIn: oneIn}, customers)
		if err != nil {
			return fmt.Errorf("%w; what stands before it in the file is stored; mend the row and add the file again", err)
		}
		a.err.line("%d customers added, %d changed, %d as before", put.Added, put.Changed, put.Same)
		a.err.flush()
		if c.NoRun {
			return nil
		}
		rs, err := a.runPortfolios(w, []string{c.Portfolio}, false)
		if err != nil {
			return err
		}
		return a.printRuns(rs, c.JSON)
	})
}

type watchListCmd struct {
	JSON bool `name:"json" help:"Print JSON."`
}

// portfolioView is a portfolio as printed.
type portfolioView struct {
	Name      string `json:"name"`
	Customers int64  `json:"customers"`
	Pending   int64  `json:"pending"`
	Open      int64  `json:"openAlerts"`
	Screened  string `json:"screened,omitempty"`
	Index     string `json:"index,omitempty"`
	Options   string `json:"options,omitempty"`
}

func (a *app) portfolio(s state.Store, p *state.Portfolio) (v portfolioView, err error) {
	v = portfolioView{Name: p.Name, Index: p.Index, Screened: stampText(p.Screened), Options: string(p.Options)}
	if v.Customers, v.Pending, err = s.CountCustomers(a.ctx, p.Name); err != nil {
		return v, err
	}
	v.Open, err = s.CountAlerts(a.ctx, state.AlertFilter{Portfolios: []string{p.Name}, Open: true})
	return v, err
}

// Run lists portfolios.
func (c *watchListCmd) Run(a *app) error {
	return a.watching(func(w *watch.Watcher) error {
		ps, err := w.Store.Portfolios(a.ctx)
		if err != nil {
			return err
		}
		views := []portfolioView{}
		var rows [][]string
		for i := range ps {
			v, err := a.portfolio(w.Store, &ps[i])
			if err != nil {
				return err
			}
			views = append(views, v)
			rows = append(rows, []string{v.Name, fmt.Sprint(v.Customers), fmt.Sprint(v.Pending), fmt.Sprint(v.Open), v.Screened})
		}
		if c.JSON {
			return a.out.json(views)
		}
		if len(rows) == 0 {
			a.out.line("No portfolio is watched; add one with: linchpin watch add NAME FILE.csv")
			return nil
		}
		a.out.table([]string{"PORTFOLIO", "CUSTOMERS", "NOT YET SCREENED", "OPEN ALERTS", "LAST RUN"}, rows)
		return nil
	})
}

type watchStatusCmd struct {
	Portfolio string `arg:"" help:"Name of the portfolio."`
	JSON      bool   `name:"json" help:"Print JSON."`
}

// Run shows a portfolio.
func (c *watchStatusCmd) Run(a *app) error {
	return a.watching(func(w *watch.Watcher) error {
		p, err := w.Store.Portfolio(a.ctx, c.Portfolio)
		if err != nil {
			return err
		}
		v, err := a.portfolio(w.Store, p)
		if err != nil {
			return err
		}
		if c.JSON {
			return a.out.json(v)
		}
		a.out.line("%s: %s open of %s", v.Name, plural(int(v.Open), "alert", "alerts"), plural(int(v.Customers), "customer", "customers"))
		if v.Pending > 0 {
			a.out.line("  %s, new or changed: linchpin watch run %s", a.out.yellow(fmt.Sprintf("%d not yet screened", v.Pending)), v.Name)
		}
		if v.Index == "" {
			a.out.line("  never screened")
			return nil
		}
		a.out.dimLine(fmt.Sprintf("  last run %s on index %.16s; options %s", v.Screened, v.Index, v.Options))
		return nil
	})
}

type watchRunCmd struct {
	Portfolio []string `arg:"" optional:"" help:"Portfolios; all if none is named."`
	Full      bool     `help:"Screen everybody anew."`
	Private   bool     `name:"allow-private" help:"Let webhooks reach private addresses."`
	JSON      bool     `name:"json" help:"Print JSON."`
}

// Run brings portfolios up to date and delivers to webhooks what is due.
func (c *watchRunCmd) Run(a *app) error {
	return a.watching(func(w *watch.Watcher) error {
		names := c.Portfolio
		if len(names) == 0 {
			ps, err := w.Store.Portfolios(a.ctx)
			if err != nil {
				return err
			}
			for _, p := range ps {
				names = append(names, p.Name)
			}
		}
		if len(names) == 0 {
			return errors.New("no portfolio is watched; add one with: linchpin watch add NAME FILE.csv")
		}
		rs, err := a.runPortfolios(w, names, c.Full)
		if printed := a.printRuns(rs, c.JSON); err == nil {
			err = printed
		}
		if err != nil {
			return err
		}
		_, failed, err := watch.NewCourier(w.Store, c.Private).Deliver(a.ctx)
		if failed > 0 {
			a.err.line("%s could not be delivered yet and will be tried again: linchpin webhooks", plural(failed, "notice", "notices"))
		}
		return err
	})
}

type watchRemoveCmd struct {
	Portfolio string   `arg:"" help:"Name of the portfolio."`
	Customer  []string `help:"Only these customers; may be repeated."`
}

// Run removes a portfolio or customers.
func (c *watchRemoveCmd) Run(a *app) error {
	return a.watching(func(w *watch.Watcher) error {
		if len(c.Customer) == 0 {
			if err := w.Remove(a.ctx, c.Portfolio); err != nil {
				return err
			}
			a.out.line("Removed portfolio %s; its alerts are closed.", c.Portfolio)
			return nil
		}
		n, err := w.Leave(a.ctx, c.Portfolio, c.Customer)
		if err != nil {
			return err
		}
		a.out.line("Removed %s from %s.", plural(int(n), "customer", "customers"), c.Portfolio)
		return nil
	})
}
