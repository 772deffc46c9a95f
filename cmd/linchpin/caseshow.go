package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/linchpin-oss/linchpin/cases"
	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/state"
)

// caseFile is everything about a case.
type caseFile struct {
	caseView
	Query     json.RawMessage `json:"query,omitempty"`
	Answer    json.RawMessage `json:"answer,omitempty"`
	Decisions []verdictView   `json:"decisions"`
	Files     []fileView      `json:"files"`
	History   []rowView       `json:"history"`
	Alike     []int64         `json:"alike"` // other open alerts on the same evidence
}

type verdictView struct {
	ID       int64               `json:"id"`
	Opinion  state.Opinion       `json:"opinion"`
	Reason   string              `json:"reason"`
	Who      string              `json:"who"`
	When     string              `json:"when"`
	Status   state.VerdictStatus `json:"status"`
	Second   string              `json:"second,omitempty"`
	Reviewed string              `json:"reviewed,omitempty"`
}

type fileView struct {
	ID     int64  `json:"id"`
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
	Who    string `json:"who"`
	When   string `json:"when"`
}

// caseFile gathers everything about a case.
func (a *app) caseFile(ctx context.Context, d *cases.Desk, alert int64) (*caseFile, error) {
	c, err := d.Store.Case(ctx, alert)
	if err != nil {
		return nil, err
	}
	full, err := d.Store.Alert(ctx, alert)
	if err != nil {
		return nil, err
	}
	f := &caseFile{caseView: viewCase(c, a.now()), Decisions: []verdictView{}, Files: []fileView{}, History: []rowView{}, Alike: []int64{}}
	if json.Valid(full.Query) {
		f.Query = full.Query
	}
	if json.Valid(full.Answer) {
		f.Answer = full.Answer
	}
	verdicts, err := d.Store.Verdicts(ctx, state.VerdictFilter{Alert: alert})
	if err != nil {
		return nil, err
	}
	for _, v := range verdicts {
		f.Decisions = append(f.Decisions, verdictView{v.ID, v.Opinion, v.Reason, v.Who, stampText(v.When), v.Status, v.Second, stampText(v.Reviewed)})
	}
	files, err := d.Store.Attachments(ctx, alert)
	if err != nil {
		return nil, err
	}
	for _, x := range files {
		f.Files = append(f.Files, fileView{x.ID, x.Name, x.Bytes, x.SHA256, x.Who, stampText(x.When)})
	}
	history, err := d.History(ctx, alert)
	if err != nil {
		return nil, err
	}
	for i := range history {
		f.History = append(f.History, viewRow(&history[i]))
	}
	alike, err := d.Alike(ctx, alert)
	if err != nil {
		return nil, err
	}
	for _, x := range alike {
		if x.Alert.ID != alert {
			f.Alike = append(f.Alike, x.Alert.ID)
		}
	}
	return f, nil
}

func printCase(p *printer, f *caseFile) {
	status := p.yellow(string(f.Status))
	switch f.Status {
	case state.CaseDecided:
		status = p.yellow("waits for approval")
	case state.CaseClosed:
		status = p.green("closed") + ": " + strings.ReplaceAll(f.Outcome, "-", " ")
	}
	who := cmp.Or(f.Portfolio, "a query")
	p.wrap(0, fmt.Sprintf("Case %d, %s: is %s (%s of %s) %s (%s)? Score %.4f.", f.Alert, status, p.bold(cmp.Or(f.Name, "an erased customer")), f.Customer, who,
		p.bold(f.Caption), f.Entity, f.Score))
	line := "With " + cmp.Or(f.Assignee, "nobody") + ", opened " + dayText(f.Opened)
	if f.Status != state.CaseClosed {
		line += ", due " + dayText(f.Due)
		if f.Overdue {
			line += p.red(" (overdue)")
		}
	}
	p.line("%s.", line)
	if f.Change != "" {
		p.wrap(0, "Raised because: "+f.Change)
	}
	printCaseAnswer(p, f)
	if len(f.Alike) > 0 {
		p.wrap(0, fmt.Sprintf("%s on the same evidence: %s. Decide them together with --alike.", plural(len(f.Alike), "other alert", "other alerts"), numbers(f.Alike)))
	}
	for _, v := range f.Decisions {
		second := ""
		if v.Second != "" {
			second = ", reviewed by " + v.Second + " on " + dayText(v.Reviewed)
		}
		p.wrap(0, fmt.Sprintf("Decision %d: %s, by %s on %s (%s%s): %s", v.ID, p.bold(opinionText(v.Opinion)), v.Who, dayText(v.When), strings.ReplaceAll(string(v.Status), "-", " "), second,
			cmp.Or(v.Reason, "reason erased")))
	}
	for _, x := range f.Files {
		p.wrap(0, fmt.Sprintf("File %d: %s, %d bytes, by %s on %s", x.ID, x.Name, x.Bytes, x.Who, dayText(x.When)))
	}
	p.line("")
	var rows [][]string
	for _, r := range f.History {
		rows = append(rows, []string{fmt.Sprint(r.Row), r.When, r.Who, r.Action, r.says()})
	}
	p.table([]string{"row", "when", "who", "what", ""}, rows)
}

// printCaseAnswer prints the evidence as the stored answer has it.
func printCaseAnswer(p *printer, f *caseFile) {
	var answer screen.Answer
	if f.Answer == nil || json.Unmarshal(f.Answer, &answer) != nil {
		return
	}
	for i := range answer.Results {
		if r := &answer.Results[i]; r.ID == f.Entity || listedAs(r, f.Entity) {
			p.line("")
			printResult(p, r, true)
			p.line("")
		}
	}
}

func listedAs(r *screen.Result, entity string) bool {
	for _, l := range r.Lists {
		if l.EntityID == entity {
			return true
		}
	}
	return false
}
