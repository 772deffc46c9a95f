package api

import (
	"cmp"
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linchpin-oss/linchpin/payments"
	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/state"
)

// scanner reads texts against the lists as they stood on a day.
func (s *Server) scanner(snap *Snapshot, asOf string) (*screen.Scanner, error) {
	if err := checkDay(asOf, "body.asOf"); err != nil {
		return nil, err
	}
	return s.scanners.get(snap.Index.Hash()+" "+cmp.Or(asOf, s.today()), func() (*screen.Scanner, error) {
		made, err := snap.NewScanner(screen.Query{AsOf: asOf})
		if err != nil {
			return nil, bad(err, "body")
		}
		return made, nil
	})
}

func (s *Server) paymentRoutes(api huma.API) {
	type payloadIn struct {
		Body struct {
			Text string `json:"text" minLength:"1" maxLength:"900000"`
			AsOf string `json:"asOf,omitempty" doc:"As the lists stood on this day."`
		}
	}
	type scanOut struct {
		Index string `header:"X-Linchpin-Index"`
		Body  struct {
			Alert bool             `json:"alert"`
			Hits  []screen.Mention `json:"hits"`
		}
	}
	huma.Register(api, operation("POST", "/v1/scan", "scan", "Payments and texts", "Which listed names occur in a text, where, how surely?", state.Screener), func(_ context.Context, in *payloadIn) (*scanOut, error) {
		snap, err := s.snapshot()
		if err != nil {
			return nil, err
		}
		defer snap.Release()
		scanner, err := s.scanner(snap, in.Body.AsOf)
		if err != nil {
			return nil, err
		}
		hits, err := scanner.Scan(in.Body.Text, screen.About{})
		if err != nil {
			return nil, fieldError("body.text", err.Error())
		}
		out := &scanOut{Index: snap.Index.Hash()}
		out.Body.Hits = append([]screen.Mention{}, hits...)
		for i := range hits {
			out.Body.Alert = out.Body.Alert || hits[i].Alert
		}
		return out, nil
	})
	type paymentOut struct {
		Index string `header:"X-Linchpin-Index"`
		Body  struct {
			Alert    bool               `json:"alert"`
			Messages []*payments.Result `json:"messages"`
		}
	}
	huma.Register(api, operation("POST", "/v1/payment", "payment", "Payments and texts", "Screen payment messages field by field: ISO 20022, SWIFT MT, Fedwire.", state.Screener), func(_ context.Context, in *payloadIn) (*paymentOut, error) {
		messages, err := payments.Read([]byte(in.Body.Text))
		if err != nil {
			return nil, fieldError("body.text", err.Error())
		}
		snap, err := s.snapshot()
		if err != nil {
			return nil, err
		}
		defer snap.Release()
		scanner, err := s.scanner(snap, in.Body.AsOf)
		if err != nil {
			return nil, err
		}
		out := &paymentOut{Index: snap.Index.Hash()}
		out.Body.Messages = []*payments.Result{}
		checker := &payments.Checker{Scanner: scanner}
		for _, m := range messages {
			r, err := checker.Check(m)
			if err != nil {
				return nil, s.problem(err)
			}
			out.Body.Messages = append(out.Body.Messages, r)
			out.Body.Alert = out.Body.Alert || r.Alert
		}
		return out, nil
	})
}
