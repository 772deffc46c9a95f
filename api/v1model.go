package api

import (
	"context"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linchpin-oss/linchpin/eval"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/state"
)

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
			Rates     []kindRates `json:"rates" doc:"Share of ordinary names that reach a score on the loaded lists, by kind."`
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
		rates, err := snap.OrdinaryRates()
		if err != nil {
			return nil, s.problem(err)
		}
		for _, kind := range []string{"person", "company"} {
			out.Body.Rates = append(out.Body.Rates, kindRates{kind, rates.Curve(kind)})
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
