package main

import (
	"encoding/json"
	"fmt"

	"github.com/linchpin-oss/linchpin/state"
	"github.com/linchpin-oss/linchpin/watch"
)

type alertsCmd struct {
	Open      bool     `help:"Only those that wait for somebody."`
	Portfolio []string `help:"Only of this portfolio; may be repeated."`
	Customer  string   `help:"Only of this customer."`
	Limit     int      `help:"At most this many, the newest." default:"100"`
	JSON      bool     `name:"json" help:"Print JSON."`
	Feed      bool     `help:"Print a JSON Feed, for a feed reader."`
}

// alertView is an alert as printed.
type alertView struct {
	ID        int64             `json:"id"`
	Status    state.AlertStatus `json:"status"`
	Closed    string            `json:"closed,omitempty"`
	Portfolio string            `json:"portfolio"`
	Customer  string            `json:"customer"`
	Name      string            `json:"name"`
	Entity    string            `json:"entity"`
	Caption   string            `json:"caption"`
	Lists     []string          `json:"lists"`
	Score     float64           `json:"score"`
	Change    string            `json:"change"`
	Event     json.RawMessage   `json:"event,omitempty"`
	Evidence  string            `json:"evidence"`
	Index     string            `json:"index"`
	Raised    string            `json:"raised"`
	Updated   string            `json:"updated"`
}

// Run lists alerts.
func (c *alertsCmd) Run(a *app) error {
	if c.Limit < 1 {
		return fmt.Errorf("--limit %d is not a positive number", c.Limit)
	}
	s, err := a.data.State(a.ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	filter := state.AlertFilter{Portfolios: c.Portfolio, Customer: c.Customer, Open: c.Open, Limit: c.Limit, Newest: true}
	alerts, err := s.Alerts(a.ctx, filter)
	if err != nil {
		return err
	}
	total, err := s.CountAlerts(a.ctx, filter)
	if err != nil {
		return err
	}
	switch {
	case c.Feed:
		return watch.WriteFeed(a.out.w, alerts)
	case c.JSON:
		views := []alertView{}
		for _, x := range alerts {
			v := alertView{x.ID, x.Status, x.Closed, x.Portfolio, x.Customer, x.Name, x.Entity, x.Caption, x.Lists, x.Score, x.Change, x.Event,
				x.Evidence, x.Index, stampText(x.Raised), stampText(x.Updated)}
			if v.Lists == nil {
				v.Lists = []string{}
			}
			views = append(views, v)
		}
		return a.out.json(views)
	}
	what := "alert"
	if c.Open {
		what = "open alert"
	}
	a.out.line("%s", a.out.bold(plural(int(total), what, what+"s")))
	if len(alerts) == 0 {
		return nil
	}
	var rows [][]string
	for _, x := range alerts {
		status := string(x.Status)
		if x.Closed != "" {
			status = x.Closed
		}
		rows = append(rows, []string{fmt.Sprint(x.ID), status, x.Portfolio, x.Customer, x.Name, x.Caption, fmt.Sprintf("%.2f", x.Score), x.Change})
	}
	a.out.table([]string{"ALERT", "STATUS", "PORTFOLIO", "CUSTOMER", "NAME", "LISTED", "SCORE", "WHY NOW"}, rows)
	if n := int(total) - len(alerts); n > 0 {
		a.out.line("and %d more; --limit shows them", n)
	}
	return nil
}
