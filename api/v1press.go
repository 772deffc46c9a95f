package api

import (
	"context"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linchpin-oss/linchpin/eval"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/press"
	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/state"
)

// pageBody is a page of news.
type pageBody struct {
	Text     string            `json:"text" minLength:"1" maxLength:"900000" doc:"The page as HTML or text."`
	Name     string            `json:"name,omitempty" doc:"File name; its ending tells the format."`
	URL      string            `json:"url,omitempty"`
	Date     string            `json:"date,omitempty" doc:"Day of the article, if the page does not tell."`
	Language string            `json:"language,omitempty"`
	AsOf     string            `json:"asOf,omitempty"`
	Judged   map[string]string `json:"judged,omitempty" doc:"What a person thinks of claims, by their ids: accept, correct or reject. Rejected ones are not kept."`
}

func (s *Server) readPage(b *pageBody) (*press.Article, error) {
	m, err := press.BuiltIn()
	if err != nil {
		return nil, s.problem(err)
	}
	snap, err := s.snapshot()
	if err != nil {
		return nil, err
	}
	defer snap.Release()
	name := b.Name
	if name == "" {
		name = "article.txt"
	}
	a, err := (&press.Reader{Models: m, Lists: snap.Screener}).Read(press.Input{Data: []byte(b.Text), Name: name, URL: b.URL, Date: b.Date, Language: b.Language, AsOf: b.AsOf})
	if err != nil {
		return nil, fieldError("body.text", err.Error())
	}
	return a, nil
}

func (s *Server) pressRoutes(api huma.API) {
	type pageIn struct{ Body pageBody }
	type articleOut struct{ Body any }
	huma.Register(api, operation("POST", "/v1/read", "read", "Press", "Read a page of news into sourced claims, checked against the lists.", state.Viewer), func(_ context.Context, in *pageIn) (*articleOut, error) {
		a, err := s.readPage(&in.Body)
		return &articleOut{a}, err
	})
	huma.Register(api, operation("POST", "/v1/articles", "keep-article", "Press", "Read a page and keep it with its claims and links.", state.Analyst, created), func(_ context.Context, in *pageIn) (*articleOut, error) {
		a, err := s.readPage(&in.Body)
		if err != nil {
			return nil, err
		}
		kept := a.Claims[:0]
		for _, c := range a.Claims {
			if in.Body.Judged[c.ID] != "reject" {
				kept = append(kept, c)
			}
		}
		a.Claims = kept
		return &articleOut{a}, s.problem(s.shelf().Keep(a, []byte(in.Body.Text)))
	})
	type idIn struct {
		ID string `path:"id" maxLength:"500"`
	}
	type aboutOut struct {
		Body struct {
			Claims any `json:"claims"`
		}
	}
	huma.Register(api, operation("GET", "/v1/entities/{id}/press", "entity-press", "Press", "What articles kept claim of a party; never facts of a list.", state.Viewer), func(_ context.Context, in *idIn) (*aboutOut, error) {
		snap, err := s.snapshot()
		if err != nil {
			return nil, err
		}
		defer snap.Release()
		e, err := snap.EntryByID(in.ID)
		if err != nil {
			return nil, huma.Error404NotFound(err.Error())
		}
		about, err := s.shelf().About(append([]string{in.ID}, snap.Entity(e).Records...))
		out := &aboutOut{}
		out.Body.Claims = about
		return out, s.problem(err)
	})
	s.modelRoutes(api)
}

func (s *Server) shelf() press.Shelf { return press.Shelf{Dir: s.opt.Press} }

// modelRoutes tell what a threshold costs.
func (s *Server) modelRoutes(api huma.API) {
	type kindRates struct {
		Kind   string             `json:"kind"`
		Points []screen.RatePoint `json:"points"`
	}
	type modelOut struct {
		Index string `header:"X-Linchpin-Index"`
		Body  struct {
			Threshold float64     `json:"threshold"`
			Rates     []kindRates `json:"rates" doc:"Share of ordinary names that reach a score on the loaded lists, by kind; empty where it was not measured."`
		}
	}
	huma.Register(api, operation("GET", "/v1/model", "model", "Model", "What does a threshold cost on ordinary names?", state.Viewer), func(context.Context, *struct{}) (*modelOut, error) {
		snap, err := s.snapshot()
		if err != nil {
			return nil, err
		}
		defer snap.Release()
		out := &modelOut{Index: snap.Index.Hash()}
		out.Body.Threshold, out.Body.Rates = match.DefaultThreshold, []kindRates{}
		if snap.Rates != nil {
			for _, kind := range []string{"person", "company"} {
				out.Body.Rates = append(out.Body.Rates, kindRates{kind, snap.Rates.Curve(kind)})
			}
		}
		return out, nil
	})
	type alertsIn struct {
		Body struct {
			CSV string `json:"csv" minLength:"1" maxLength:"900000" doc:"Labelled alerts, as linchpin eval alerts reads them."`
		}
	}
	type reportOut struct{ Body any }
	huma.Register(api, operation("POST", "/v1/model/alerts", "model-alerts", "Model", "What would each threshold have done with labelled alerts?", state.Viewer), func(_ context.Context, in *alertsIn) (*reportOut, error) {
		alerts, err := eval.ParseAlerts(strings.NewReader(in.Body.CSV), "csv")
		if err != nil {
			return nil, fieldError("body.csv", err.Error())
		}
		report, err := eval.Alerts(alerts, 20)
		if err != nil {
			return nil, fieldError("body.csv", err.Error())
		}
		return &reportOut{report}, nil
	})
}
