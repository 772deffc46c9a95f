package state

import (
	"context"
	"fmt"
	"strings"
	"time"
)

func (s *store) ErasePerson(ctx context.Context, portfolio, customer, why string) (e Erased, err error) {
	if strings.TrimSpace(why) == "" {
		return e, fmt.Errorf("an erasure needs a reason")
	}
	err = s.write(ctx, func(t *store) error {
		e = Erased{}
		person := PersonOf(portfolio, customer)
		alerts, err := collect(ctx, t.q, func(r rows) (id int64, err error) { return id, r.Scan(&id) },
			"SELECT id FROM alerts WHERE portfolio = ? AND customer = ? ORDER BY id", portfolio, customer)
		if err != nil {
			return err
		}
		e.Alerts = int64(len(alerts))
		if e.Customers, err = t.q.exec(ctx, "DELETE FROM customers WHERE portfolio = ? AND id = ?", portfolio, customer); err != nil {
			return err
		}
		for _, id := range alerts {
			if err := t.eraseAlert(ctx, id, &e); err != nil {
				return err
			}
		}
		seqs, err := collect(ctx, t.q, func(r rows) (seq int64, err error) { return seq, r.Scan(&seq) },
			"SELECT seq FROM trail_personal WHERE person = ? ORDER BY seq", person)
		if err != nil {
			return err
		}
		if e.Alerts == 0 && e.Customers == 0 && len(seqs) == 0 {
			return fmt.Errorf("customer %s of portfolio %s: %w", customer, portfolio, ErrNotFound)
		}
		if e.Rows, err = t.q.exec(ctx, "DELETE FROM trail_personal WHERE person = ?", person); err != nil {
			return err
		}
		return t.note(ctx, Row{Action: "person.erase", Subject: "portfolio:" + portfolio,
			Details: map[string]any{"alerts": alerts, "rows": seqs, "why": why}})
	})
	return e, err
}

// Add adds counts.
func (e *Erased) Add(o Erased) {
	e.Customers += o.Customers
	e.Alerts += o.Alerts
	e.Comments += o.Comments
	e.Files += o.Files
	e.Rows += o.Rows
}

func (s *store) Purge(ctx context.Context, before time.Time) (p Purged, err error) {
	err = s.write(ctx, func(t *store) error {
		p = Purged{}
		if p.Jobs, err = t.q.exec(ctx, "DELETE FROM jobs WHERE finished <> '' AND finished < ?", stamp(before)); err != nil {
			return err
		}
		if p.Deliveries, err = t.q.exec(ctx, "DELETE FROM deliveries WHERE next = '' AND created < ?", stamp(before)); err != nil {
			return err
		}
		if p.Requests, err = t.PurgeRequests(ctx); err != nil {
			return err
		}
		return t.note(ctx, Row{Action: "data.purge", Subject: "data", Details: map[string]any{"before": stamp(before),
			"jobs": p.Jobs, "deliveries": p.Deliveries, "requests": p.Requests}})
	})
	return p, err
}

// eraseAlert takes everything personal out of an alert, which gets a number for a name.
func (s *store) eraseAlert(ctx context.Context, id int64, e *Erased) error {
	name := fmt.Sprintf("erased-%d", id)
	now := stamp(s.now())
	for _, statement := range []string{
		`UPDATE alerts SET customer = ?, name = '', change = '', evidence = '', event = NULL, query = NULL, answer = NULL,
			status = 'closed', closed = CASE WHEN status = 'closed' THEN closed ELSE 'left' END WHERE id = ?`,
		"UPDATE exceptions SET customer = ?, evidence = '' WHERE alert = ?",
	} {
		if _, err := s.q.exec(ctx, statement, name, id); err != nil {
			return err
		}
	}
	if _, err := s.q.exec(ctx, "UPDATE cases SET status = 'closed', closed = ? WHERE alert = ? AND status <> 'closed'", now, id); err != nil {
		return err
	}
	if err := s.endException(ctx, id, now, "the customer was erased"); err != nil {
		return err
	}
	n, err := s.q.exec(ctx, "UPDATE verdicts SET reason = '', evidence = '' WHERE alert = ? AND reason <> ''", id)
	if err != nil {
		return err
	}
	e.Comments += n
	n, err = s.q.exec(ctx, "UPDATE attachments SET name = 'erased', type = '', sha256 = '', data = NULL WHERE alert = ? AND data IS NOT NULL", id)
	e.Files += n
	return err
}
