package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linchpin-oss/linchpin/audit"
	"github.com/linchpin-oss/linchpin/state"
)

// RowView is one row of the trail.
type RowView struct {
	Row     int64          `json:"row"`
	When    time.Time      `json:"when"`
	Who     string         `json:"who"`
	Action  string         `json:"action"`
	Subject string         `json:"subject"`
	Details map[string]any `json:"details,omitempty"`
	Texts   map[string]any `json:"personal,omitempty"`
	Erased  bool           `json:"erased" doc:"Its personal data were erased; the hash stands."`
	Hash    string         `json:"hash"`
}

func (s *Server) auditRoutes(api huma.API) {
	type trailIn struct {
		Subject string   `query:"subject" doc:"Such as alert:17, list:eu-fsf, portfolio:retail."`
		Action  []string `query:"action,explode" doc:"Such as case.decide; alert. stands for all that begin so."`
		Who     string   `query:"who"`
		Since   string   `query:"since" doc:"From this day on."`
		Before  string   `query:"before" doc:"Until the day before this one."`
		After   int64    `query:"after" minimum:"0" doc:"Rows with a higher number."`
		Newest  bool     `query:"newest" doc:"The newest first; one page only."`
		Limit   int      `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	}
	type trailOut struct {
		Body struct {
			Rows []RowView `json:"rows"`
			Next int64     `json:"next,omitempty" doc:"Send it as after for the next page; absent on the last one."`
		}
	}
	huma.Register(api, operation("GET", "/v1/audit", "audit", "Audit", "The trail: who did what, when.", state.Approver), func(ctx context.Context, in *trailIn) (*trailOut, error) {
		f := state.RowFilter{After: in.After, Subject: in.Subject, Actions: in.Action, Who: in.Who, Limit: in.Limit, Newest: in.Newest}
		for _, d := range []struct {
			text, at string
			to       *time.Time
		}{{in.Since, "query.since", &f.Since}, {in.Before, "query.before", &f.Before}} {
			if err := checkDay(d.text, d.at); err != nil {
				return nil, err
			}
			if d.text != "" {
				*d.to, _ = time.Parse(time.DateOnly, d.text)
			}
		}
		rows, err := s.store.Rows(ctx, f)
		if err != nil {
			return nil, s.problem(err)
		}
		out := &trailOut{}
		out.Body.Rows = []RowView{}
		for i := range rows {
			r := &rows[i]
			out.Body.Rows = append(out.Body.Rows, RowView{r.Seq, r.At.UTC(), r.Who, r.Action, r.Subject, r.Details, r.Personal, r.Erased && r.Personal == nil, r.Hash})
		}
		if len(rows) == in.Limit && !in.Newest {
			out.Body.Next = rows[len(rows)-1].Seq
		}
		return out, nil
	})
	type verifyIn struct {
		Head []string `query:"head,explode" maxItems:"100" doc:"Heads noted earlier, as ROW:HASH: whether rows at the end were cut off."`
	}
	type verifyOut struct {
		Body struct {
			Whole bool `json:"whole"`
			*audit.Report
		}
	}
	huma.Register(api, operation("GET", "/v1/audit/verification", "verify-audit", "Audit", "Prove the trail whole, or find the changed row.", state.Approver), func(ctx context.Context, in *verifyIn) (*verifyOut, error) {
		var heads []audit.Head
		for _, text := range in.Head {
			h, err := audit.ParseHead(text)
			if err != nil {
				return nil, fieldError("query.head", err.Error())
			}
			heads = append(heads, h)
		}
		r, err := audit.Verify(ctx, s.store, heads...)
		if err != nil {
			return nil, s.problem(err)
		}
		out := &verifyOut{}
		out.Body.Whole, out.Body.Report = r.Whole(), r
		return out, nil
	})
	type replayOut struct {
		Body struct {
			Same   bool            `json:"same" doc:"Byte for byte as stored."`
			Remade bool            `json:"remade" doc:"The index was made again from the stored publications."`
			Differ int             `json:"differ" doc:"First byte that differs; -1 if none does."`
			Index  string          `json:"index"`
			Answer json.RawMessage `json:"answer" doc:"As it comes out now."`
		}
	}
	huma.Register(api, operation("GET", "/v1/alerts/{id}/replay", "replay", "Alerts", "Ask the question of an alert again, of the publications as they were then.", state.Analyst), func(ctx context.Context, in *alertIn) (*replayOut, error) {
		r, err := audit.Replay(ctx, s.opt.Data, s.store, in.ID)
		switch {
		case errors.Is(err, audit.ErrErased):
			return nil, huma.NewError(http.StatusGone, err.Error())
		case err != nil:
			return nil, s.problem(err)
		}
		out := &replayOut{}
		out.Body.Same, out.Body.Remade, out.Body.Differ, out.Body.Index, out.Body.Answer = r.Same, r.Remade, r.Differ, r.Alert.Index, r.Answer
		return out, nil
	})
	type eraseIn struct {
		Name     string `path:"name" maxLength:"200"`
		Customer string `path:"customer" maxLength:"500"`
		Body     struct {
			Why string `json:"why" minLength:"3" maxLength:"2000" doc:"Kept in the trail; it must not name the customer."`
		}
	}
	type eraseOut struct{ Body state.Erased }
	huma.Register(api, operation("POST", "/v1/portfolios/{name}/customers/{customer}/erasure", "erase-customer", "Audit", "Erase what is stored of a customer; that there were alerts, and how they were decided, stays under a number.", state.Admin), func(ctx context.Context, in *eraseIn) (*eraseOut, error) {
		e, err := s.store.ErasePerson(ctx, in.Name, in.Customer, in.Body.Why)
		return &eraseOut{e}, s.problem(err)
	})
}
