package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/screen/rows"
	"github.com/linchpin-oss/linchpin/state"
	"github.com/linchpin-oss/linchpin/watch"
)

// PortfolioView is a set of customers that is watched.
type PortfolioView struct {
	Name      string        `json:"name"`
	Customers int64         `json:"customers"`
	Pending   int64         `json:"pending" doc:"Not yet screened."`
	Open      int64         `json:"openAlerts"`
	Created   time.Time     `json:"created"`
	Screened  *time.Time    `json:"screened,omitempty"`
	Index     string        `json:"index,omitempty"`
	Options   watch.Options `json:"options"`
}

// CustomerView is one customer of a portfolio.
type CustomerView struct {
	ID      string `json:"id"`
	Pending bool   `json:"pending" doc:"Not yet screened as he is now."`
	watch.Customer
}

func (s *Server) watcher() *watch.Watcher {
	return &watch.Watcher{Store: s.store, Dir: filepath.Join(s.opt.Data.Dir, "watch"), Now: s.now}
}

func (s *Server) portfolioView(ctx context.Context, p *state.Portfolio) (v PortfolioView, err error) {
	v = PortfolioView{Name: p.Name, Created: p.Created.UTC(), Screened: timeOf(p.Screened), Index: p.Index}
	if err := json.Unmarshal(p.Options, &v.Options); err != nil && len(p.Options) > 0 {
		return v, fmt.Errorf("options of portfolio %s: %w", p.Name, err)
	}
	if v.Customers, v.Pending, err = s.store.CountCustomers(ctx, p.Name); err != nil {
		return v, err
	}
	v.Open, err = s.store.CountAlerts(ctx, state.AlertFilter{Portfolios: []string{p.Name}, Open: true})
	return v, err
}

// portfolioIn names a portfolio.
type portfolioIn struct {
	Name string `path:"name" maxLength:"200"`
}

func (s *Server) portfolioRoutes(api huma.API) {
	type portfoliosOut struct {
		Body struct {
			Portfolios []PortfolioView `json:"portfolios"`
		}
	}
	type portfolioOut struct{ Body PortfolioView }
	one := func(ctx context.Context, name string) (*portfolioOut, error) {
		p, err := s.store.Portfolio(ctx, name)
		if err != nil {
			return nil, s.problem(err)
		}
		v, err := s.portfolioView(ctx, p)
		return &portfolioOut{v}, s.problem(err)
	}
	huma.Register(api, operation("GET", "/v1/portfolios", "portfolios", "Watching", "The portfolios that are watched.", state.Viewer), func(ctx context.Context, _ *struct{}) (*portfoliosOut, error) {
		all, err := s.store.Portfolios(ctx)
		if err != nil {
			return nil, s.problem(err)
		}
		out := &portfoliosOut{}
		out.Body.Portfolios = []PortfolioView{}
		for i := range all {
			v, err := s.portfolioView(ctx, &all[i])
			if err != nil {
				return nil, s.problem(err)
			}
			out.Body.Portfolios = append(out.Body.Portfolios, v)
		}
		return out, nil
	})
	huma.Register(api, operation("GET", "/v1/portfolios/{name}", "portfolio", "Watching", "A portfolio: customers, last screening, open alerts.", state.Viewer), func(ctx context.Context, in *portfolioIn) (*portfolioOut, error) {
		return one(ctx, in.Name)
	})
	type newPortfolioIn struct {
		Body struct {
			Name string `json:"name" minLength:"1" maxLength:"200"`
			watch.Options
		}
	}
	huma.Register(api, operation("POST", "/v1/portfolios", "add-portfolio", "Watching", "Make an empty portfolio; how its customers are screened is fixed by it.", state.Analyst, created), func(ctx context.Context, in *newPortfolioIn) (*portfolioOut, error) {
		o := &in.Body.Options
		if err := s.checkScope(screen.Query{Schema: o.Schema, Lists: o.Lists, Threshold: o.Threshold, OneIn: o.OneIn}, "body"); err != nil {
			return nil, err
		}
		options, err := json.Marshal(in.Body.Options)
		if err != nil {
			return nil, s.problem(err)
		}
		if strings.ContainsAny(in.Body.Name, "/\x00\n") || strings.TrimSpace(in.Body.Name) == "" {
			return nil, fieldError("body.name", "it must be a word or a few, without a slash")
		}
		if err := s.store.AddPortfolio(ctx, state.Portfolio{Name: in.Body.Name, Options: options, Created: s.now()}); err != nil {
			return nil, s.problem(err)
		}
		return one(ctx, in.Body.Name)
	})
	huma.Register(api, operation("DELETE", "/v1/portfolios/{name}", "remove-portfolio", "Watching", "Remove a portfolio; its alerts are closed.", state.Analyst), func(ctx context.Context, in *portfolioIn) (*struct{}, error) {
		return nil, s.problem(s.watcher().Remove(ctx, in.Name))
	})
	type runIn struct {
		Name string `path:"name" maxLength:"200"`
		Full bool   `query:"full" doc:"Screen everybody anew."`
	}
	huma.Register(api, operation("POST", "/v1/portfolios/{name}/runs", "run-portfolio", "Watching", "Compare what changed in the lists with the customers, and new customers with the lists: a job.", state.Analyst, acceptedJob), func(ctx context.Context, in *runIn) (*jobOut, error) {
		if _, err := s.store.Portfolio(ctx, in.Name); err != nil {
			return nil, s.problem(err)
		}
		return s.addRun(ctx, in.Name, in.Full)
	})
	s.customerRoutes(api)
}

// checkScope refuses lists, days, schemata and thresholds that screening would refuse; in is the part of the request that names them.
func (s *Server) checkScope(q screen.Query, in string) error {
	snap, err := s.snapshot()
	if err != nil {
		return err
	}
	defer snap.Release()
	if err := snap.Check(q); err != nil {
		return bad(err, in)
	}
	return nil
}

func (s *Server) customerRoutes(api huma.API) {
	type customersIn struct {
		Name    string `path:"name" maxLength:"200"`
		After   string `query:"after" maxLength:"500" doc:"Customers with a higher id."`
		Pending bool   `query:"pending" doc:"Only those not yet screened."`
		Limit   int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	}
	type customersOut struct {
		Body struct {
			Customers []CustomerView `json:"customers" doc:"By id."`
			Next      string         `json:"next,omitempty" doc:"Send it as after for the next page; absent on the last one."`
		}
	}
	huma.Register(api, operation("GET", "/v1/portfolios/{name}/customers", "customers", "Watching", "The customers of a portfolio.", state.Viewer), func(ctx context.Context, in *customersIn) (*customersOut, error) {
		if _, err := s.store.Portfolio(ctx, in.Name); err != nil {
			return nil, s.problem(err)
		}
		out := &customersOut{}
		out.Body.Customers = []CustomerView{}
		err := s.store.Customers(ctx, state.CustomerFilter{Portfolio: in.Name, After: in.After, Pending: in.Pending, Limit: in.Limit}, func(c state.Customer) error {
			v := CustomerView{ID: c.ID, Pending: c.Pending}
			if len(c.Data) > 0 { // else erased
				if err := json.Unmarshal(c.Data, &v.Customer); err != nil {
					return err
				}
			}
			out.Body.Customers = append(out.Body.Customers, v)
			return nil
		})
		if n := len(out.Body.Customers); n == in.Limit {
			out.Body.Next = out.Body.Customers[n-1].ID
		}
		return out, s.problem(err)
	})
	type uploadIn struct {
		Name    string   `path:"name" maxLength:"200"`
		Map     []string `query:"map,explode" maxItems:"50" doc:"Which column holds what, as FIELD=COLUMN: key, name, schema, birthDate, country, gender, address, id.TYPE. Columns of usual names need none."`
		Related []string `query:"related,explode" maxItems:"20" doc:"Columns with parties behind the customer, as RELATION=COLUMN; several in one cell are separated by |."`
		Schema  string   `query:"schema" doc:"Kind of all customers, where the file has no column for it."`
		NoRun   bool     `query:"noRun" doc:"Only store them; they are screened by the next run."`
		RawBody []byte   `contentType:"text/csv"`
	}
	type uploadOut struct {
		Location string `header:"Location"`
		Body     struct {
			Added   int64    `json:"added"`
			Changed int64    `json:"changed"`
			Same    int64    `json:"same"`
			Job     *JobView `json:"job,omitempty" doc:"The screening of those that are new or changed."`
		}
	}
	huma.Register(api, operation("POST", "/v1/portfolios/{name}/customers", "add-customers", "Watching",
		"Add customers or change them, from CSV, JSON lines or Parquet of up to 64 MB; those that the file does not name stay, so a large file can be sent in parts.", state.Analyst, slowBody),
		func(ctx context.Context, in *uploadIn) (*uploadOut, error) {
			p, err := s.store.Portfolio(ctx, in.Name)
			if err != nil {
				return nil, s.problem(err)
			}
			mapped, err := pairs(in.Map, "query.map")
			if err != nil {
				return nil, err
			}
			related, err := pairs(in.Related, "query.related")
			if err != nil {
				return nil, err
			}
			file, err := rows.Read("body", bytes.NewReader(in.RawBody), mapped, screen.Query{Schema: in.Schema})
			if err != nil {
				return nil, fieldError("body", err.Error())
			}
			customers, err := watch.Read("body", file, related)
			if err != nil {
				return nil, fieldError("query.related", err.Error())
			}
			put, err := s.watcher().Add(ctx, p.Name, watch.Options{}, customers)
			if err != nil {
				if ctx.Err() != nil || errors.Is(err, state.ErrNotFound) {
					return nil, s.problem(err)
				}
				return nil, fieldError("body", err.Error()+"; what stands before it is stored; mend the row and send the file again")
			}
			out := &uploadOut{}
			out.Body.Added, out.Body.Changed, out.Body.Same = put.Added, put.Changed, put.Same
			if in.NoRun {
				return out, nil
			}
			j, err := s.addRun(ctx, p.Name, false)
			if err != nil {
				return nil, err
			}
			out.Location, out.Body.Job = j.Location, &j.Body
			return out, nil
		})
	type customerIn struct {
		Name     string `path:"name" maxLength:"200"`
		Customer string `path:"customer" maxLength:"500"`
	}
	huma.Register(api, operation("DELETE", "/v1/portfolios/{name}/customers/{customer}", "remove-customer", "Watching", "Take a customer out of a portfolio; his alerts are closed.", state.Analyst), func(ctx context.Context, in *customerIn) (*struct{}, error) {
		n, err := s.watcher().Leave(ctx, in.Name, []string{in.Customer})
		if err == nil && n == 0 {
			return nil, huma.Error404NotFound("portfolio " + in.Name + " has no such customer")
		}
		return nil, s.problem(err)
	})
}

// pairs reads parameters of the form NAME=VALUE.
func pairs(params []string, location string) (map[string]string, error) {
	out := map[string]string{}
	for _, p := range params {
		name, value, ok := strings.Cut(p, "=")
		if !ok || name == "" || value == "" {
			return nil, fieldError(location, fmt.Sprintf("%q is not of the form NAME=COLUMN", p))
		}
		out[name] = value
	}
	return out, nil
}

// slowBody lets an upload take as long as the server gives any request.
func slowBody(op *huma.Operation) { op.BodyReadTimeout = -1 }

func acceptedJob(op *huma.Operation) { op.DefaultStatus = http.StatusAccepted; op.BodyReadTimeout = -1 }
