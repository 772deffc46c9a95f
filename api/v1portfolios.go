package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linchpin-oss/linchpin/state"
)

// PortfolioView is a stock of customers that is watched.
type PortfolioView struct {
	Name      string     `json:"name"`
	Customers int64      `json:"customers"`
	Pending   int64      `json:"pending" doc:"Not yet screened."`
	Created   time.Time  `json:"created"`
	Screened  *time.Time `json:"screened,omitempty"`
	Index     string     `json:"index,omitempty"`
}

func (s *Server) portfolioRoutes(api huma.API) {
	type portfoliosOut struct {
		Body struct {
			Portfolios []PortfolioView `json:"portfolios"`
		}
	}
	huma.Register(api, operation("GET", "/v1/portfolios", "portfolios", "Watching", "The portfolios that are watched.", state.Viewer), func(ctx context.Context, _ *struct{}) (*portfoliosOut, error) {
		all, err := s.store.Portfolios(ctx)
		if err != nil {
			return nil, s.problem(err)
		}
		out := &portfoliosOut{}
		out.Body.Portfolios = []PortfolioView{}
		for _, p := range all {
			n, pending, err := s.store.CountCustomers(ctx, p.Name)
			if err != nil {
				return nil, s.problem(err)
			}
			out.Body.Portfolios = append(out.Body.Portfolios, PortfolioView{p.Name, n, pending, p.Created.UTC(), timeOf(p.Screened), p.Index})
		}
		return out, nil
	})
}
