package main

import (
	"cmp"
	"context"
	"fmt"
	"mime"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/cases"
	"github.com/linchpin-oss/linchpin/state"
)

type casesCmd struct {
	Who string `help:"In whose name; your login name if not given."`

	List       casesListCmd       `cmd:"" default:"withargs" help:"List cases: those that wait, or as asked."`
	Show       casesShowCmd       `cmd:"" help:"Show a case: alert, evidence, decisions, files, history."`
	Assign     casesAssignCmd     `cmd:"" help:"Give cases to a person."`
	Due        casesDueCmd        `cmd:"" help:"Set until when cases are to be settled."`
	Comment    casesCommentCmd    `cmd:"" help:"Add a remark."`
	Attach     casesAttachCmd     `cmd:"" help:"Add a file."`
	File       casesFileCmd       `cmd:"" help:"Write a file of a case to disk."`
	Decide     casesDecideCmd     `cmd:"" help:"Say whether the customer is the listed party."`
	Approve    casesApproveCmd    `cmd:"" help:"Let decisions of another person count."`
	TurnDown   casesTurnDownCmd   `cmd:"" help:"Send decisions of another person back."`
	Reopen     casesReopenCmd     `cmd:"" help:"Open a closed case again; its exception ends."`
	Exceptions casesExceptionsCmd `cmd:"" help:"List which customers are not which listed parties."`
	Stats      casesStatsCmd      `cmd:"" help:"How many alerts, how fast, how often overturned."`
	Rules      casesRulesCmd      `cmd:"" help:"Show or set who must approve, and how long a case may take."`
}

// Help shows examples.
func (casesCmd) Help() string {
	return `Each alert has a case under its number. A decision waits for a second person, by rule; who decided cannot approve. A
false positive leaves an exception for that customer, that entry and that evidence; it lapses when the evidence changes.

Examples:
  linchpin cases                                        what waits, the most urgent first
  linchpin cases show 17
  linchpin cases assign 17 18 19 --to ada
  linchpin cases decide 17 false-positive --why "born 1990, the listed one 1955" --alike
  linchpin cases approve 17 18 19                       by another person
  linchpin cases stats --since 2026-10-01`
}

// desk opens the desk in somebody's name.
func (a *app) desk(who string, fn func(ctx context.Context, d *cases.Desk) error) error {
	s, err := a.data.State(a.ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	d := cases.New(s)
	d.Now = a.now
	ctx := a.ctx
	if who != "" {
		ctx = state.By(ctx, who)
	}
	return fn(ctx, d)
}

// caseView is a case as printed.
type caseView struct {
	Alert     int64            `json:"alert"`
	Status    state.CaseStatus `json:"status"`
	Portfolio string           `json:"portfolio"`
	Customer  string           `json:"customer"`
	Name      string           `json:"name"`
	Entity    string           `json:"entity"`
	Caption   string           `json:"caption"`
	Lists     []string         `json:"lists"`
	Score     float64          `json:"score"`
	Assignee  string           `json:"assignee,omitempty"`
	Opened    string           `json:"opened"`
	Due       string           `json:"due"`
	Overdue   bool             `json:"overdue"`
	Closed    string           `json:"closed,omitempty"`
	Outcome   string           `json:"outcome,omitempty"` // a decision, delisted, left
	Change    string           `json:"change"`
	Evidence  string           `json:"evidence"`
	Index     string           `json:"index"`
	Again     bool             `json:"reopened"`
}

func viewCase(c *state.Case, now time.Time) caseView {
	a := &c.Alert
	v := caseView{Alert: a.ID, Status: c.Status, Portfolio: a.Portfolio, Customer: a.Customer, Name: a.Name, Entity: a.Entity,
		Caption: a.Caption, Lists: a.Lists, Score: a.Score, Assignee: c.Assignee, Opened: stampText(c.Opened), Due: stampText(c.Due),
		Closed: stampText(c.Closed), Outcome: a.Closed, Change: a.Change, Evidence: a.Evidence, Index: a.Index, Again: a.Status == state.AlertReopened}
	if v.Lists == nil {
		v.Lists = []string{}
	}
	v.Overdue = c.Status != state.CaseClosed && c.Due.Before(now)
	return v
}

type casesListCmd struct {
	Mine      bool     `help:"Only mine."`
	Assignee  string   `help:"Only this person's."`
	Nobody    bool     `help:"Only those that nobody has."`
	Waiting   bool     `help:"Only those that wait for a second person."`
	Overdue   bool     `help:"Only those overdue."`
	Closed    bool     `help:"Those that are closed."`
	All       bool     `help:"All, open or closed."`
	Portfolio []string `help:"Only of this portfolio; may be repeated."`
	Customer  string   `help:"Only of this customer."`
	Entity    string   `help:"Only with this listed entity, such as eu-fsf:EU.6385.79."`
	Limit     int      `help:"At most this many." default:"50"`
	JSON      bool     `help:"Print one JSON object a line."`
}

func (c *casesListCmd) filter(ctx context.Context, now time.Time) state.CaseFilter {
	f := state.CaseFilter{AlertFilter: state.AlertFilter{Portfolios: c.Portfolio, Customer: c.Customer, Entity: c.Entity, Limit: c.Limit},
		Assignee: c.Assignee, Nobody: c.Nobody, Urgent: !c.Closed && !c.All, Statuses: []state.CaseStatus{state.CaseOpen, state.CaseDecided}}
	switch {
	case c.Waiting:
		f.Statuses = []state.CaseStatus{state.CaseDecided}
	case c.Closed:
		f.Statuses = []state.CaseStatus{state.CaseClosed}
	case c.All:
		f.Statuses = nil
	}
	if c.Mine {
		f.Assignee = state.Actor(ctx)
	}
	if c.Overdue {
		f.DueBy = now
	}
	return f
}

// Run lists cases.
func (c *casesListCmd) Run(a *app, p *casesCmd) error {
	return a.desk(p.Who, func(ctx context.Context, d *cases.Desk) error {
		f := c.filter(ctx, a.now())
		got, err := d.Store.Cases(ctx, f)
		if err != nil {
			return err
		}
		if c.JSON {
			for i := range got {
				if err := a.out.jsonLine(viewCase(&got[i], a.now())); err != nil {
					return err
				}
			}
			return nil
		}
		n, err := d.Store.CountCases(ctx, f)
		if err != nil {
			return err
		}
		f.DueBy = a.now()
		overdue, err := d.Store.CountCases(ctx, f)
		if err != nil {
			return err
		}
		c.print(a, got, int(n), overdue)
		return nil
	})
}

func (c *casesListCmd) print(a *app, got []state.Case, n int, overdue int64) {
	line := plural(n, "case", "cases")
	if !c.Closed && !c.All {
		line += " waiting"
		if overdue > 0 {
			line += ", " + a.out.red(fmt.Sprintf("%d overdue", overdue))
		}
	}
	if n > len(got) {
		line += fmt.Sprintf("; the first %d:", len(got))
	}
	a.out.line("%s", line)
	if len(got) == 0 {
		return
	}
	var rows [][]string
	for i := range got {
		v := viewCase(&got[i], a.now())
		due := dayText(v.Due)
		if v.Overdue {
			due = a.out.red(due + " overdue")
		}
		status := string(v.Status)
		switch v.Status {
		case state.CaseDecided:
			status = "waits for approval"
		case state.CaseClosed:
			status, due = cmp.Or(v.Outcome, "closed"), ""
		}
		rows = append(rows, []string{fmt.Sprint(v.Alert), v.Name, v.Customer, fmt.Sprintf("%.2f", v.Score), v.Caption, v.Entity, status, cmp.Or(v.Assignee, "nobody"), due})
	}
	a.out.table([]string{"no.", "customer", "id", "score", "may be", "entry", "status", "with", "due"}, rows)
}

type casesShowCmd struct {
	Alert int64 `arg:"" help:"Number of the alert."`
	JSON  bool  `help:"Print JSON."`
}

// Run shows a case.
func (c *casesShowCmd) Run(a *app, p *casesCmd) error {
	return a.desk(p.Who, func(ctx context.Context, d *cases.Desk) error {
		v, err := a.caseFile(ctx, d, c.Alert)
		if err != nil {
			return err
		}
		if c.JSON {
			return a.out.json(v)
		}
		printCase(a.out, v)
		return nil
	})
}

type casesAssignCmd struct {
	Alerts []int64 `arg:"" help:"Numbers of alerts."`
	To     string  `help:"Who is to work on them; nobody, if not given."`
	JSON   bool    `help:"Print JSON."`
}

// Run gives cases to a person.
func (c *casesAssignCmd) Run(a *app, p *casesCmd) error {
	return a.each(p, c.JSON, c.Alerts, func(ctx context.Context, tx state.Store, id int64) error { return tx.Assign(ctx, id, c.To) },
		"with "+cmp.Or(c.To, "nobody"))
}

// each does the same with several cases, all of them or none, and says so.
func (a *app) each(p *casesCmd, json bool, alerts []int64, fn func(ctx context.Context, tx state.Store, id int64) error, done string) error {
	return a.desk(p.Who, func(ctx context.Context, d *cases.Desk) error {
		err := d.Store.Tx(ctx, func(tx state.Store) error {
			for _, id := range alerts {
				if err := fn(ctx, tx, id); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		return a.acted(json, alerts, done)
	})
}

// acted says what was done with cases.
func (a *app) acted(json bool, alerts []int64, done string) error {
	if json {
		return a.out.json(struct {
			Alerts []int64 `json:"alerts"`
			Done   string  `json:"done"`
		}{alerts, done})
	}
	a.out.line("%s %s: %s.", pluralWord(len(alerts), "Case", "Cases"), numbers(alerts), done)
	return nil
}

func pluralWord(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func numbers(ids []int64) string {
	var words []string
	for _, id := range ids {
		words = append(words, fmt.Sprint(id))
	}
	return strings.Join(words, ", ")
}

type casesDueCmd struct {
	Alerts []int64 `arg:"" help:"Numbers of alerts."`
	By     string  `help:"Day or time." required:"" placeholder:"DATE"`
	JSON   bool    `help:"Print JSON."`
}

// Run sets when cases are due.
func (c *casesDueCmd) Run(a *app, p *casesCmd) error {
	due, err := time.Parse(time.RFC3339, c.By)
	if err != nil {
		d, err := time.Parse(time.DateOnly, c.By)
		if err != nil {
			return fmt.Errorf("--by %q is not a day such as 2026-12-31", c.By)
		}
		due = d.Add(24*time.Hour - time.Second)
	}
	return a.each(p, c.JSON, c.Alerts, func(ctx context.Context, tx state.Store, id int64) error { return tx.SetDue(ctx, id, due) }, "due by "+c.By)
}

type casesCommentCmd struct {
	Alert int64  `arg:"" help:"Number of the alert."`
	Text  string `arg:"" help:"What there is to say."`
	JSON  bool   `help:"Print JSON."`
}

// Run adds a remark.
func (c *casesCommentCmd) Run(a *app, p *casesCmd) error {
	return a.each(p, c.JSON, []int64{c.Alert}, func(ctx context.Context, tx state.Store, id int64) error { return tx.Comment(ctx, id, c.Text) }, "noted")
}

type casesAttachCmd struct {
	Alert int64  `arg:"" help:"Number of the alert."`
	File  string `arg:"" help:"File to store." type:"existingfile"`
	JSON  bool   `help:"Print JSON."`
}

// Run stores a file.
func (c *casesAttachCmd) Run(a *app, p *casesCmd) error {
	info, err := os.Stat(c.File)
	if err != nil {
		return err
	}
	if info.Size() > state.MaxAttachment {
		return fmt.Errorf("%s has %d bytes, more than %d", c.File, info.Size(), state.MaxAttachment)
	}
	data, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	f := state.Attachment{Alert: c.Alert, Name: filepath.Base(c.File), Type: mime.TypeByExtension(filepath.Ext(c.File)), Data: data}
	return a.desk(p.Who, func(ctx context.Context, d *cases.Desk) error {
		id, err := d.Store.Attach(ctx, f)
		if err != nil {
			return err
		}
		if c.JSON {
			return a.out.json(map[string]int64{"alert": c.Alert, "file": id})
		}
		a.out.line("Case %d has file %d, %s.", c.Alert, id, f.Name)
		return nil
	})
}

type casesFileCmd struct {
	File int64  `arg:"" help:"Number of the file, as cases show prints it."`
	Out  string `help:"Where to write it; its own name in this folder if not given." placeholder:"FILE"`
}

// Run writes a file of a case to disk. An existing file is not replaced.
func (c *casesFileCmd) Run(a *app, p *casesCmd) error {
	return a.desk(p.Who, func(ctx context.Context, d *cases.Desk) error {
		f, err := d.Store.Attachment(ctx, c.File)
		if err != nil {
			return fmt.Errorf("file %d: %w", c.File, err)
		}
		if f.Data == nil {
			return fmt.Errorf("file %d was erased", c.File)
		}
		path := cmp.Or(c.Out, filepath.Base(f.Name))
		out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		if _, err := out.Write(f.Data); err != nil {
			out.Close()
			return err
		}
		if err := out.Close(); err != nil {
			return err
		}
		a.out.line("%s: %d bytes, SHA-256 %s", path, f.Bytes, f.SHA256)
		return nil
	})
}
