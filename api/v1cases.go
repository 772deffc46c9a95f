package api

import (
	"context"
	"encoding/json"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linchpin-oss/linchpin/cases"
	"github.com/linchpin-oss/linchpin/state"
)

// CaseView is an alert with its review.
type CaseView struct {
	Alert     int64      `json:"alert"`
	Status    string     `json:"status" enum:"open,decided,closed"`
	Portfolio string     `json:"portfolio"`
	Customer  string     `json:"customer"`
	Name      string     `json:"name"`
	Entity    string     `json:"entity"`
	Caption   string     `json:"caption"`
	Lists     []string   `json:"lists"`
	Score     float64    `json:"score"`
	Assignee  string     `json:"assignee,omitempty"`
	Opened    time.Time  `json:"opened"`
	Due       time.Time  `json:"due"`
	Overdue   bool       `json:"overdue"`
	Closed    *time.Time `json:"closed,omitempty"`
	Outcome   string     `json:"outcome,omitempty"`
	Change    string     `json:"change"`
	Evidence  string     `json:"evidence" doc:"Hash of the evidence: send it with a decision, so that it counts only for what was seen."`
	Index     string     `json:"index"`
	Reopened  bool       `json:"reopened"`
}

func (s *Server) caseView(c *state.Case) CaseView {
	a := &c.Alert
	return CaseView{Alert: a.ID, Status: string(c.Status), Portfolio: a.Portfolio, Customer: a.Customer, Name: a.Name, Entity: a.Entity, Caption: a.Caption,
		Lists: append([]string{}, a.Lists...), Score: a.Score, Assignee: c.Assignee, Opened: c.Opened.UTC(), Due: c.Due.UTC(), Closed: timeOf(c.Closed), Outcome: a.Closed,
		Overdue: c.Status != state.CaseClosed && c.Due.Before(s.now()), Change: a.Change, Evidence: a.Evidence, Index: a.Index, Reopened: a.Status == state.AlertReopened}
}

// VerdictView is a decision on a case.
type VerdictView struct {
	ID       int64      `json:"id"`
	Opinion  string     `json:"opinion"`
	Reason   string     `json:"reason"`
	Who      string     `json:"who"`
	When     time.Time  `json:"when"`
	Status   string     `json:"status"`
	Second   string     `json:"second,omitempty"`
	Reviewed *time.Time `json:"reviewed,omitempty"`
}

// FileView is a file of a case.
type FileView struct {
	ID     int64     `json:"id"`
	Name   string    `json:"name"`
	Type   string    `json:"type"`
	Bytes  int64     `json:"bytes"`
	SHA256 string    `json:"sha256"`
	Who    string    `json:"who"`
	When   time.Time `json:"when"`
}

// StepView is one thing that happened to a case.
type StepView struct {
	Row     int64          `json:"row"`
	When    time.Time      `json:"when"`
	Who     string         `json:"who"`
	Action  string         `json:"action"`
	Details map[string]any `json:"details,omitempty"`
	Texts   map[string]any `json:"personal,omitempty"`
}

// CaseFile is everything about a case.
type CaseFile struct {
	CaseView
	Query     json.RawMessage `json:"query,omitempty"`
	Answer    json.RawMessage `json:"answer,omitempty" doc:"The screening that raised the alert, byte for byte."`
	Decisions []VerdictView   `json:"decisions"`
	Files     []FileView      `json:"files"`
	History   []StepView      `json:"history"`
	Alike     []int64         `json:"alike" doc:"Other open alerts on the same evidence."`
}

func (s *Server) caseFile(ctx context.Context, alert int64) (*CaseFile, error) {
	c, err := s.store.Case(ctx, alert)
	if err != nil {
		return nil, err
	}
	full, err := s.store.Alert(ctx, alert)
	if err != nil {
		return nil, err
	}
	f := &CaseFile{CaseView: s.caseView(c), Decisions: []VerdictView{}, Files: []FileView{}, History: []StepView{}, Alike: []int64{}}
	if json.Valid(full.Query) {
		f.Query = full.Query
	}
	if json.Valid(full.Answer) {
		f.Answer = full.Answer
	}
	verdicts, err := s.store.Verdicts(ctx, state.VerdictFilter{Alert: alert})
	if err != nil {
		return nil, err
	}
	for _, v := range verdicts {
		f.Decisions = append(f.Decisions, VerdictView{v.ID, string(v.Opinion), v.Reason, v.Who, v.When.UTC(), string(v.Status), v.Second, timeOf(v.Reviewed)})
	}
	files, err := s.store.Attachments(ctx, alert)
	if err != nil {
		return nil, err
	}
	for _, x := range files {
		f.Files = append(f.Files, FileView{x.ID, x.Name, x.Type, x.Bytes, x.SHA256, x.Who, x.When.UTC()})
	}
	history, err := s.desk.History(ctx, alert)
	if err != nil {
		return nil, err
	}
	for i := range history {
		r := &history[i]
		f.History = append(f.History, StepView{r.Seq, r.At.UTC(), r.Who, r.Action, r.Details, r.Personal})
	}
	if c.Status != state.CaseOpen {
		return f, nil
	}
	alike, err := s.desk.Alike(ctx, alert)
	for i := range alike {
		if alike[i].Alert.ID != alert {
			f.Alike = append(f.Alike, alike[i].Alert.ID)
		}
	}
	return f, err
}

// CasesPage is a page of cases.
type CasesPage struct {
	Total int64      `json:"total"`
	Cases []CaseView `json:"cases"`
	Next  int64      `json:"next,omitempty" doc:"Send it as after for the next page; absent on the last one."`
}

type casesIn struct {
	Status    []string `query:"status,explode" enum:"open,decided,closed"`
	Portfolio []string `query:"portfolio,explode"`
	Customer  string   `query:"customer"`
	Entity    string   `query:"entity"`
	Assignee  string   `query:"assignee"`
	Nobody    bool     `query:"nobody" doc:"Only those that nobody has."`
	Overdue   bool     `query:"overdue"`
	Urgent    bool     `query:"urgent" doc:"Those due first at the beginning; one page only."`
	After     int64    `query:"after" minimum:"0"`
	Limit     int      `query:"limit" minimum:"1" maximum:"1000" default:"100"`
}

func (s *Server) cases(ctx context.Context, in *casesIn) (*CasesPage, error) {
	f := state.CaseFilter{AlertFilter: state.AlertFilter{After: in.After, Portfolios: in.Portfolio, Customer: in.Customer, Entity: in.Entity, Limit: in.Limit},
		Assignee: in.Assignee, Nobody: in.Nobody, Urgent: in.Urgent}
	for _, st := range in.Status {
		f.Statuses = append(f.Statuses, state.CaseStatus(st))
	}
	if in.Overdue {
		f.DueBy = s.now()
		if len(f.Statuses) == 0 {
			f.Statuses = []state.CaseStatus{state.CaseOpen, state.CaseDecided}
		}
	}
	found, err := s.store.Cases(ctx, f)
	if err != nil {
		return nil, err
	}
	n, err := s.store.CountCases(ctx, f)
	if err != nil {
		return nil, err
	}
	page := &CasesPage{Total: n, Cases: []CaseView{}}
	for i := range found {
		page.Cases = append(page.Cases, s.caseView(&found[i]))
	}
	if len(found) == in.Limit && !in.Urgent {
		page.Next = found[len(found)-1].Alert.ID
	}
	return page, nil
}

type alertIn struct {
	ID int64 `path:"id" minimum:"1" doc:"Number of the alert."`
}

type caseOut struct{ Body *CaseFile }

func (s *Server) caseRoutes(api huma.API) {
	type casesOut struct{ Body *CasesPage }
	list := func(ctx context.Context, in *casesIn) (*casesOut, error) {
		page, err := s.cases(ctx, in)
		return &casesOut{page}, s.problem(err)
	}
	one := func(ctx context.Context, in *alertIn) (*caseOut, error) {
		f, err := s.caseFile(ctx, in.ID)
		return &caseOut{f}, s.problem(err)
	}
	huma.Register(api, operation("GET", "/v1/cases", "cases", "Cases", "The cases; each alert has one under its number.", state.Viewer), list)
	huma.Register(api, operation("GET", "/v1/cases/{id}", "case", "Cases", "Everything about a case.", state.Viewer), one)
	huma.Register(api, operation("GET", "/v1/alerts", "alerts", "Alerts", "The alerts, with the status of their review.", state.Viewer), list)
	huma.Register(api, operation("GET", "/v1/alerts/{id}", "alert", "Alerts", "An alert with the screening that raised it.", state.Viewer), one)
	// changed does something to a case and shows it afterwards.
	changed := func(ctx context.Context, id int64, err error) (*caseOut, error) {
		if err != nil {
			return nil, s.problem(err)
		}
		return one(ctx, &alertIn{id})
	}
	type assignIn struct {
		ID   int64 `path:"id" minimum:"1"`
		Body struct {
			Assignee string `json:"assignee" maxLength:"200" doc:"Empty for nobody."`
		}
	}
	huma.Register(api, operation("PUT", "/v1/cases/{id}/assignee", "assign-case", "Cases", "Give a case to a person.", state.Analyst), func(ctx context.Context, in *assignIn) (*caseOut, error) {
		return changed(ctx, in.ID, s.store.Assign(ctx, in.ID, in.Body.Assignee))
	})
	type dueIn struct {
		ID   int64 `path:"id" minimum:"1"`
		Body struct {
			Due time.Time `json:"due"`
		}
	}
	huma.Register(api, operation("PUT", "/v1/cases/{id}/due", "set-due", "Cases", "Set until when a case is to be settled.", state.Analyst), func(ctx context.Context, in *dueIn) (*caseOut, error) {
		return changed(ctx, in.ID, s.store.SetDue(ctx, in.ID, in.Body.Due))
	})
	type textIn struct {
		ID   int64 `path:"id" minimum:"1"`
		Body struct {
			Text string `json:"text" minLength:"1" maxLength:"20000"`
		}
	}
	huma.Register(api, operation("POST", "/v1/cases/{id}/comments", "comment-case", "Cases", "Add a comment.", state.Analyst), func(ctx context.Context, in *textIn) (*caseOut, error) {
		return changed(ctx, in.ID, s.store.Comment(ctx, in.ID, in.Body.Text))
	})
	type reopenIn struct {
		ID   int64 `path:"id" minimum:"1"`
		Body struct {
			Why string `json:"why" minLength:"3" maxLength:"2000"`
		}
	}
	huma.Register(api, operation("POST", "/v1/cases/{id}/reopen", "reopen-case", "Cases", "Open a closed case again.", state.Analyst), func(ctx context.Context, in *reopenIn) (*caseOut, error) {
		return changed(ctx, in.ID, s.store.Reopen(ctx, in.ID, in.Body.Why))
	})
	s.verdictRoutes(api)
	s.fileRoutes(api, one)
}

// DecidedView is what came of a decision.
type DecidedView struct {
	Alert    int64 `json:"alert"`
	Decision int64 `json:"decision"`
	Waits    bool  `json:"waits" doc:"For a second person."`
}

func (s *Server) verdictRoutes(api huma.API) {
	type decideIn struct {
		Body struct {
			Alerts   []int64 `json:"alerts" minItems:"1" maxItems:"1000" doc:"All on the same evidence."`
			Opinion  string  `json:"opinion" enum:"true-match,false-positive,undecided"`
			Reason   string  `json:"reason" minLength:"3" maxLength:"20000"`
			Evidence string  `json:"evidence,omitempty" doc:"Hash of the evidence that was seen; a decision on other evidence is refused with 409."`
		}
	}
	type decideOut struct {
		Body struct {
			Decided []DecidedView `json:"decided"`
		}
	}
	huma.Register(api, operation("POST", "/v1/decisions", "decide", "Cases", "Decide cases that rest on the same evidence: all of them or none.", state.Analyst), func(ctx context.Context, in *decideIn) (*decideOut, error) {
		done, err := s.desk.Decide(ctx, cases.Decision{Alerts: in.Body.Alerts, Opinion: state.Opinion(in.Body.Opinion), Reason: in.Body.Reason, Evidence: in.Body.Evidence})
		if err != nil {
			return nil, s.problem(err)
		}
		out := &decideOut{}
		for _, d := range done {
			out.Body.Decided = append(out.Body.Decided, DecidedView{d.Alert, d.Verdict, d.Waits})
		}
		return out, nil
	})
	type approveIn struct {
		Body struct {
			Alerts  []int64 `json:"alerts" minItems:"1" maxItems:"1000"`
			Approve bool    `json:"approve" doc:"true lets the waiting decisions count, false turns them down."`
			Why     string  `json:"why" maxLength:"20000"`
		}
	}
	huma.Register(api, operation("POST", "/v1/approvals", "approve", "Cases", "Approve decisions that wait for a second person, who cannot be the first: all of them or none.", state.Approver), func(ctx context.Context, in *approveIn) (*struct{}, error) {
		return nil, s.problem(s.desk.Approve(ctx, in.Body.Alerts, in.Body.Approve, in.Body.Why))
	})
	type statsIn struct {
		Since  string `query:"since" doc:"Day; thirty days ago, if left out."`
		Before string `query:"before"`
	}
	type statsOut struct{ Body *cases.Statistics }
	huma.Register(api, operation("GET", "/v1/statistics", "statistics", "Cases", "How many alerts, how fast, how often overturned.", state.Viewer), func(ctx context.Context, in *statsIn) (*statsOut, error) {
		since, before := s.now().AddDate(0, 0, -30), s.now()
		for _, d := range []struct {
			text, at string
			to       *time.Time
		}{{in.Since, "query.since", &since}, {in.Before, "query.before", &before}} {
			if d.text == "" {
				continue
			}
			t, err := time.Parse(time.DateOnly, d.text)
			if err != nil {
				return nil, fieldError(d.at, "it is not a day such as 2021-06-23")
			}
			*d.to = t
		}
		st, err := s.desk.Statistics(ctx, since, before)
		return &statsOut{st}, s.problem(err)
	})
}
