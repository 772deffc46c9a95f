// Package watch keeps portfolios of customers screened while lists change. A customer is screened when he enters or
// changes; from then on only parties that changed in the lists, or that rules of ownership have begun to block, are compared with all
// customers, who are indexed the other way round for it. What comes of it is what screening everybody anew would give.
//
// Customers, alerts and deliveries stand in package state. Beside it lie files that can be made anew at any time: segments, indexes of
// customers made by package index, and a file of what the lists said when the portfolio was screened last. Which files count is a setting that changes
// in one transaction with the portfolio, after the alerts are stored; a run that is killed is done again, and raises nothing twice.
package watch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"time"

	"github.com/linchpin-oss/linchpin/state"
)

// Options say how the customers of a portfolio are screened.
type Options struct {
	Schema    string   `json:"schema,omitempty"`    // of customers that name none
	Lists     []string `json:"lists,omitempty"`     // all, if empty
	Threshold float64  `json:"threshold,omitempty"` // 0: the default
	OneIn     float64  `json:"oneIn,omitempty"`
}

// Watcher watches portfolios.
type Watcher struct {
	Store    state.Store
	Dir      string // for the files of portfolios
	Now      func() time.Time
	Workers  int
	Progress func(what string, done, total int64) // may be nil
}

// Add makes a portfolio if there is none of that name, and adds or changes customers. Those that are not named stay. Nothing is
// screened before Run. A customer with something wrong ends it with an error; those before him may be stored.
func (w *Watcher) Add(ctx context.Context, portfolio string, o Options, customers iter.Seq2[*Customer, error]) (state.Put, error) {
	p, err := w.Store.Portfolio(ctx, portfolio)
	switch {
	case errors.Is(err, state.ErrNotFound):
		data, err := json.Marshal(o)
		if err != nil {
			return state.Put{}, err
		}
		if err := w.Store.AddPortfolio(ctx, state.Portfolio{Name: portfolio, Options: data, Created: w.Now()}); err != nil {
			return state.Put{}, err
		}
	case err != nil:
		return state.Put{}, err
	default:
		if o, err = options(p); err != nil {
			return state.Put{}, err
		}
	}
	return w.Store.PutCustomers(ctx, portfolio, func(yield func(state.Customer, error) bool) {
		for c, err := range customers {
			var s state.Customer
			if err == nil {
				err = c.Check(&o)
			}
			if err == nil {
				s, err = c.stored()
			}
			if !yield(s, err) || err != nil {
				return
			}
		}
	})
}

func options(p *state.Portfolio) (o Options, err error) {
	if err := json.Unmarshal(p.Options, &o); err != nil {
		return o, fmt.Errorf("options of portfolio %s: %w", p.Name, err)
	}
	return o, nil
}

// Remove deletes a portfolio and closes its alerts.
func (w *Watcher) Remove(ctx context.Context, portfolio string) error {
	if _, err := w.Store.Portfolio(ctx, portfolio); err != nil {
		return err
	}
	for {
		open, err := w.Store.Alerts(ctx, state.AlertFilter{Portfolios: []string{portfolio}, Open: true})
		if err != nil {
			return err
		}
		if len(open) == 0 {
			break
		}
		var gone []state.Closing
		for _, a := range open {
			gone = append(gone, state.Closing{Alert: a.ID, Why: state.ClosedLeft, Change: "the portfolio was removed"})
		}
		if err := w.Store.CloseAlerts(ctx, gone); err != nil {
			return err
		}
	}
	if err := w.Store.Set(ctx, setting(portfolio), ""); err != nil {
		return err
	}
	if err := w.Store.RemovePortfolio(ctx, portfolio); err != nil {
		return err
	}
	return removeFiles(w.dir(portfolio))
}

// Leave takes customers out of a portfolio and closes their alerts.
func (w *Watcher) Leave(ctx context.Context, portfolio string, ids []string) (gone int64, err error) {
	err = w.Store.Tx(ctx, func(tx state.Store) error {
		for _, id := range ids {
			open, err := tx.Alerts(ctx, state.AlertFilter{Portfolios: []string{portfolio}, Customer: id, Open: true})
			if err != nil {
				return err
			}
			var left []state.Closing
			for _, a := range open {
				left = append(left, state.Closing{Alert: a.ID, Why: state.ClosedLeft, Change: "the customer left the portfolio"})
			}
			if err := tx.CloseAlerts(ctx, left); err != nil {
				return err
			}
		}
		gone, err = tx.RemoveCustomers(ctx, portfolio, ids)
		return err
	})
	return gone, err
}

func (w *Watcher) dir(portfolio string) string {
	return filepath.Join(w.Dir, fmt.Sprintf("%x", portfolio))
}

func (w *Watcher) progress(what string, done, total int64) {
	if w.Progress != nil {
		w.Progress(what, done, total)
	}
}
