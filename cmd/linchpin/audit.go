package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/audit"
	"github.com/linchpin-oss/linchpin/state"
)

type auditCmd struct {
	List   auditListCmd   `cmd:"" default:"withargs" help:"List who did what, and when."`
	Verify auditVerifyCmd `cmd:"" help:"Prove that no row was changed, deleted or inserted, or name it."`
	Erase  auditEraseCmd  `cmd:"" help:"Erase what is known of a customer; the trail stays verifiable."`
	Retain auditRetainCmd `cmd:"" help:"Erase by rule the data of customers who left long ago."`
}

// rowView is a row of the trail as printed.
type rowView struct {
	Row      int64          `json:"row"`
	When     string         `json:"when"`
	Who      string         `json:"who"`
	Action   string         `json:"action"`
	Subject  string         `json:"subject"`
	Details  map[string]any `json:"details,omitempty"`
	Personal map[string]any `json:"personal,omitempty"`
	Erased   bool           `json:"erased,omitempty"`
	Hash     string         `json:"hash"`
}

func viewRow(r *state.Row) rowView {
	return rowView{r.Seq, stampText(r.At), r.Who, r.Action, r.Subject, r.Details, r.Personal, r.Erased, r.Hash}
}

// says puts what a row holds into one line.
func (r *rowView) says() string {
	var parts []string
	for _, m := range []map[string]any{r.Personal, r.Details} {
		keys := make([]string, 0, len(m))
		for k := range m {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			v := fmt.Sprint(m[k])
			if v == "" || strings.HasSuffix(strings.ToLower(k), "sha256") || k == "retrieved" || k == "index" || k == "clusters" || k == "evidence" {
				continue
			}
			if k == "text" || k == "reason" || k == "why" || k == "change" {
				parts = append(parts, v)
				continue
			}
			parts = append(parts, k+" "+v)
		}
	}
	if r.Erased {
		parts = append(parts, "(personal data erased)")
	}
	return strings.Join(parts, " · ")
}

type auditListCmd struct {
	Subject string   `help:"Only of this subject, such as alert:17 or list:eu-fsf."`
	Action  []string `help:"Only this deed, such as key.add, or a group of them, such as case. with its dot; may be repeated."`
	By      string   `help:"Only what this person did."`
	Since   string   `help:"From this day on." placeholder:"DATE"`
	Before  string   `help:"Until the day before this one." placeholder:"DATE"`
	Limit   int      `help:"At most this many, the newest first." default:"50"`
	JSON    bool     `help:"Print one JSON object a line."`
}

// Run lists rows.
func (c *auditListCmd) Run(a *app) error {
	f := state.RowFilter{Subject: c.Subject, Actions: c.Action, Who: c.By, Limit: c.Limit, Newest: true}
	var err error
	for _, x := range []struct {
		flag, value string
		into        *time.Time
	}{{"--since", c.Since, &f.Since}, {"--before", c.Before, &f.Before}} {
		if x.value == "" {
			continue
		}
		if *x.into, err = time.Parse(time.DateOnly, x.value); err != nil {
			return fmt.Errorf("%s %q is not a day such as 2026-10-01", x.flag, x.value)
		}
	}
	if c.Limit < 1 {
		return fmt.Errorf("--limit %d is not a positive number", c.Limit)
	}
	s, err := a.data.State(a.ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	got, err := s.Rows(a.ctx, f)
	if err != nil {
		return err
	}
	if c.JSON {
		for i := range got {
			if err := a.out.jsonLine(viewRow(&got[i])); err != nil {
				return err
			}
		}
		return nil
	}
	seq, _, err := s.Head(a.ctx)
	if err != nil {
		return err
	}
	a.out.line("%s in the trail; %d shown, the newest first", plural(int(seq), "row", "rows"), len(got))
	var rows [][]string
	for i := range got {
		v := viewRow(&got[i])
		rows = append(rows, []string{fmt.Sprint(v.Row), v.When, v.Who, v.Action, v.Subject, v.says()})
	}
	if len(rows) > 0 {
		a.out.table([]string{"row", "when", "who", "what", "to", ""}, rows)
	}
	return nil
}

type auditVerifyCmd struct {
	Head []string `help:"Head noted earlier and kept elsewhere, ROW:HASH; may be repeated." placeholder:"ROW:HASH"`
	Note string   `help:"Append the head to this file if all is well, and check against those that stand in it." placeholder:"FILE"`
	JSON bool     `help:"Print JSON."`
}

// Help explains.
func (auditVerifyCmd) Help() string {
	return `Every row holds a hash over itself and the row before it, so a row cannot be changed, deleted or inserted without this being
found. Who can write to the database could compute all hashes anew; against that, keep the head that this prints
where he cannot write (on paper, in a ticket, on another machine), and give it back with --head or --note.

Examples:
  linchpin audit verify
  linchpin audit verify --note /mnt/worm/linchpin-heads.txt
  linchpin audit verify --head 1204:9f2c...

Exit status: 0 whole, 2 could not be checked, 10 something was found.`
}

// Run verifies.
func (c *auditVerifyCmd) Run(a *app) error {
	heads, err := c.heads()
	if err != nil {
		return err
	}
	s, err := a.data.State(a.ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	r, err := audit.Verify(a.ctx, s, heads...)
	if err != nil {
		return err
	}
	if !r.Whole() {
		a.status = exitAlert
	} else if c.Note != "" && r.Rows > 0 && !slices.Contains(heads, r.Head) {
		if err := appendLine(c.Note, r.Head.String()); err != nil {
			return err
		}
	}
	if c.JSON {
		return a.out.json(r)
	}
	printReport(a.out, r, len(heads))
	return nil
}

// heads reads those given and those of the file.
func (c *auditVerifyCmd) heads() (out []audit.Head, err error) {
	lines := c.Head
	if c.Note != "" {
		data, err := os.ReadFile(c.Note)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
		lines = append(lines, strings.Fields(string(data))...)
	}
	for _, l := range lines {
		h, err := audit.ParseHead(l)
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, nil
}

func appendLine(path, line string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(line + "\n")
	return errors.Join(err, f.Sync(), f.Close())
}

func printReport(p *printer, r *audit.Report, noted int) {
	if r.Whole() {
		against := ""
		if noted > 0 {
			against = ", and agrees with " + plural(noted, "head", "heads") + " noted earlier"
		}
		p.wrap(0, fmt.Sprintf("%s: %s, from %s to %s, in an unbroken chain%s.", p.green("The trail is whole"), plural(int(r.Rows), "row", "rows"),
			cmp.Or(dayText(r.First), "never"), cmp.Or(dayText(r.Last), "never"), against))
	} else {
		p.wrap(0, fmt.Sprintf("%s: %s in %s.", p.red("THE TRAIL WAS TAMPERED WITH"), plural(len(r.Findings), "finding", "findings"), plural(int(r.Rows), "row", "rows")))
		for _, f := range r.Findings {
			about := ""
			if f.Action != "" {
				about = fmt.Sprintf(" (%s %s by %s, %s)", f.Action, f.Subject, f.Who, f.When)
			} else if f.Subject != "" {
				about = " (" + f.Subject + ")"
			}
			p.wrap(2, fmt.Sprintf("row %d%s: %s", f.Row, about, f.Problem))
		}
	}
	if r.Erased > 0 {
		p.line("Of %s the personal data were erased by rule; their digests stand.", plural(int(r.Erased), "row", "rows"))
	}
	if r.Rows > 0 {
		p.line("Head %s", r.Head)
	}
}

type auditEraseCmd struct {
	Portfolio string `arg:"" help:"Portfolio; an empty word for alerts of single queries."`
	Customer  string `arg:"" help:"The desk's own number of the customer."`
	Why       string `help:"Reason, kept in the trail; it must not name the customer." required:""`
	JSON      bool   `help:"Print JSON."`
}

// Run erases.
func (c *auditEraseCmd) Run(a *app) error {
	s, err := a.data.State(a.ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	e, err := s.ErasePerson(a.ctx, c.Portfolio, c.Customer, c.Why)
	if err != nil {
		return err
	}
	if c.JSON {
		return a.out.json(e)
	}
	a.out.wrap(0, fmt.Sprintf("Erased: %s, what %s told of him, %s, and the personal part of %s of the trail.", plural(int(e.Customers), "customer", "customers"),
		plural(int(e.Alerts), "alert", "alerts"), plural(int(e.Files), "file", "files"), plural(int(e.Rows), "row", "rows")))
	a.out.wrap(0, "Backups made before still hold the data.")
	return nil
}

type auditRetainCmd struct {
	Older  string `help:"Erase what ended longer ago than this." default:"1825d" placeholder:"TIME"`
	DryRun bool   `help:"Only say whose data would be erased."`
	JSON   bool   `help:"Print JSON."`
}

// Help explains.
func (auditRetainCmd) Help() string {
	return `Erases the personal data of customers who are no longer in their portfolio and whose alerts all were closed before that time,
and deletes the arguments and results of old jobs. Five years is what Regulation (EU) 2024/1624, Article 77, asks for.`
}

// Run erases by rule.
func (c *auditRetainCmd) Run(a *app) error {
	older, err := parseDays(c.Older)
	if err != nil {
		return fmt.Errorf("--older: %w", err)
	}
	s, err := a.data.State(a.ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	r, err := audit.Retain(a.ctx, s, a.now().Add(-older), c.DryRun)
	if err != nil {
		return err
	}
	if c.JSON {
		return a.out.json(r)
	}
	if c.DryRun {
		a.out.line("%s would be erased", plural(len(r.Customers), "customer", "customers"))
		for _, x := range r.Customers {
			a.out.line("  %s", x)
		}
		return nil
	}
	a.out.line("%s erased, %s and %s deleted", plural(len(r.Customers), "customer", "customers"), plural(int(r.Purged.Jobs), "old job", "old jobs"),
		plural(int(r.Purged.Deliveries), "old delivery", "old deliveries"))
	return nil
}
