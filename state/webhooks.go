package state

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Webhooks keeps who wants to be told of what, and what has yet to be delivered.
type Webhooks interface {
	// AddWebhook stores a webhook and returns its number.
	AddWebhook(ctx context.Context, w Webhook) (int64, error)
	// Webhooks returns all webhooks by number.
	Webhooks(ctx context.Context) ([]Webhook, error)
	// RemoveWebhook deletes a webhook and what has yet to be delivered to it.
	RemoveWebhook(ctx context.Context, id int64) error

	// AddDeliveries stores what is to be delivered; those of an event that is there already for the webhook are left out.
	AddDeliveries(ctx context.Context, ds []Delivery) (added int64, err error)
	// ClaimDeliveries returns deliveries that are due and holds them for the caller during lease: no other process gets
	// them until then. One whose caller died is due again afterwards.
	ClaimDeliveries(ctx context.Context, lease time.Duration, limit int) ([]Delivery, error)
	// Delivered notes the outcome of a try. The payload of what was delivered is deleted, since it can hold personal data.
	Delivered(ctx context.Context, id int64, t Try) error
	// Deliveries returns deliveries of a webhook, newest first.
	Deliveries(ctx context.Context, webhook int64, limit int) ([]Delivery, error)
}

// Webhook is an address that is told of events.
type Webhook struct {
	ID         int64
	URL        string
	Secret     string   // signs what is sent; stored as it is, since it must be used
	Actions    []string // as those of RowFilter; all, if empty
	Portfolios []string // all, if empty
	Created    time.Time
}

// Delivery is one event for one webhook. Its id stays the same over all tries.
type Delivery struct {
	ID       int64
	Webhook  int64
	Event    string // names the event; unique for a webhook, so that one event is stored once
	Payload  []byte
	Created  time.Time
	Attempts int
	Next     time.Time // when it is to be tried; zero: it was delivered or given up
	Done     time.Time // zero: it was not delivered
	Status   int       // of the last answer
	Error    string    // of the last try
}

// Try is the outcome of a try to deliver.
type Try struct {
	Status int       // HTTP status, 0 if there was no answer
	Error  string    // "" if it was delivered
	Next   time.Time // when to try again; zero: never
}

func (s *store) AddWebhook(ctx context.Context, w Webhook) (id int64, err error) {
	if w.URL == "" || w.Secret == "" {
		return 0, errors.New("a webhook needs an address and a secret")
	}
	err = s.write(ctx, func(t *store) error {
		if w.Created.IsZero() {
			w.Created = t.now()
		}
		id, err = t.insert(ctx, "INSERT INTO webhooks (url, secret, actions, portfolios, created) VALUES (?, ?, ?, ?, ?)",
			w.URL, w.Secret, joinWords(w.Actions), joinWords(w.Portfolios), stamp(w.Created))
		if err != nil {
			return err
		}
		return t.note(ctx, Row{Action: "webhook.add", Subject: subject("webhook", id),
			Details: map[string]any{"url": w.URL, "actions": w.Actions, "portfolios": w.Portfolios}})
	})
	return id, err
}

func (s *store) Webhooks(ctx context.Context) ([]Webhook, error) {
	return collect(ctx, s.q, func(r rows) (w Webhook, err error) {
		var actions, portfolios, created string
		if err := r.Scan(&w.ID, &w.URL, &w.Secret, &actions, &portfolios, &created); err != nil {
			return w, err
		}
		w.Actions, w.Portfolios = splitWords(actions), splitWords(portfolios)
		return w, unstampAll(&w.Created, created)
	}, "SELECT id, url, secret, actions, portfolios, created FROM webhooks ORDER BY id")
}

func (s *store) RemoveWebhook(ctx context.Context, id int64) error {
	return s.write(ctx, func(t *store) error {
		if _, err := t.q.exec(ctx, "DELETE FROM deliveries WHERE webhook = ?", id); err != nil {
			return err
		}
		n, err := t.q.exec(ctx, "DELETE FROM webhooks WHERE id = ?", id)
		if err == nil && n == 0 {
			err = fmt.Errorf("webhook %d: %w", id, ErrNotFound)
		}
		if err != nil {
			return err
		}
		return t.note(ctx, Row{Action: "webhook.remove", Subject: subject("webhook", id)})
	})
}

func (s *store) AddDeliveries(ctx context.Context, ds []Delivery) (added int64, err error) {
	err = s.begin(ctx, func(t *store) error {
		added = 0
		now := stamp(t.now())
		for _, d := range ds {
			n, err := t.q.exec(ctx, `INSERT INTO deliveries (webhook, event, payload, created, attempts, next, done, status, error)
				VALUES (?, ?, ?, ?, 0, ?, '', 0, '') ON CONFLICT (webhook, event) DO NOTHING`, d.Webhook, d.Event, d.Payload, now, now)
			if err != nil {
				return fmt.Errorf("webhook %d, event %s: %w", d.Webhook, d.Event, err)
			}
			added += n
		}
		return nil
	})
	return added, err
}

const deliveryColumns = "id, webhook, event, payload, created, attempts, next, done, status, error"

func scanDelivery(r rows) (d Delivery, err error) {
	var created, next, done string
	if err := r.Scan(&d.ID, &d.Webhook, &d.Event, &d.Payload, &created, &d.Attempts, &next, &done, &d.Status, &d.Error); err != nil {
		return d, err
	}
	return d, unstampAll(&d.Created, created, &d.Next, next, &d.Done, done)
}

func (s *store) ClaimDeliveries(ctx context.Context, lease time.Duration, limit int) (out []Delivery, err error) {
	err = s.begin(ctx, func(t *store) error {
		now := t.now()
		out, err = collect(ctx, t.q, scanDelivery, fmt.Sprintf("SELECT %s FROM deliveries WHERE next <> '' AND next <= ? ORDER BY next, id LIMIT %d%s",
			deliveryColumns, max(limit, 1), s.db.skipLocked()), stamp(now))
		if err != nil {
			return err
		}
		for i := range out {
			out[i].Attempts++
			if _, err := t.q.exec(ctx, "UPDATE deliveries SET attempts = ?, next = ? WHERE id = ?", out[i].Attempts, stamp(now.Add(lease)), out[i].ID); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

func (s *store) Delivered(ctx context.Context, id int64, t Try) error {
	done := ""
	if t.Error == "" {
		done = stamp(s.now())
		t.Next = time.Time{}
	}
	n, err := s.q.exec(ctx, "UPDATE deliveries SET next = ?, done = ?, status = ?, error = ?, payload = CASE WHEN ? = '' THEN payload ELSE NULL END WHERE id = ? AND done = ''",
		stamp(t.Next), done, t.Status, t.Error, done, id)
	if err == nil && n == 0 {
		err = fmt.Errorf("delivery %d not yet done: %w", id, ErrNotFound)
	}
	return err
}

func (s *store) Deliveries(ctx context.Context, webhook int64, limit int) ([]Delivery, error) {
	if limit <= 0 {
		limit = 100
	}
	return collect(ctx, s.q, scanDelivery, "SELECT "+deliveryColumns+" FROM deliveries WHERE webhook = ? ORDER BY id DESC LIMIT ?", webhook, limit)
}

// joinWords stores a few words that hold no line break in one column.
func joinWords(words []string) string { return strings.Join(words, "\n") }

func splitWords(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}
