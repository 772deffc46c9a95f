package state

import (
	"context"
	"fmt"
	"time"
)

// Alerts keeps what screening found. There is one alert for a customer and an entity, however often they are compared.
type Alerts interface {
	// RaiseAlerts stores what screening found, all in one transaction, and says of each what came of it. A pair that
	// is new is Raised. One that is open already and has the same evidence stays as it is (Unchanged); with other evidence
	// it is Updated. A closed one is Reopened if its evidence is another or if it had been closed because the entity was delisted;
	// a decision that it was a false positive holds for its evidence only (Excepted says that it did). Each change writes a
	// row of the trail: alert.raise, alert.update, alert.reopen.
	RaiseAlerts(ctx context.Context, alerts []Alert) ([]Raised, error)
	// CloseAlerts closes alerts that are not closed, because their pair is no more: the entity was delisted or the
	// customer has left. Change says what happened in the list. Those closed already stay as they are.
	CloseAlerts(ctx context.Context, closings []Closing) error
	// Alert returns an alert with its stored question and answer.
	Alert(ctx context.Context, id int64) (*Alert, error)
	// Alerts returns alerts by number, without question and answer unless the filter asks for them.
	Alerts(ctx context.Context, f AlertFilter) ([]Alert, error)
	// CountAlerts counts those that a filter lets through; After, Limit and Newest do not matter.
	CountAlerts(ctx context.Context, f AlertFilter) (int64, error)
}

// AlertStatus says whether an alert waits for somebody.
type AlertStatus string

// The statuses of an alert.
const (
	AlertOpen     AlertStatus = "open"
	AlertReopened AlertStatus = "reopened" // open again
	AlertClosed   AlertStatus = "closed"
)

// Alert is a customer who may be a listed entity.
type Alert struct {
	ID        int64
	Portfolio string // "" where a single query raised it
	Customer  string // the desk's own number of the customer
	Entity    string // entity id, eu-fsf:EU.1.2
	Name      string // of the customer, as screened
	Caption   string // of the entity
	Lists     []string
	Score     float64
	Evidence  string // hash of what speaks for and against, as far as it is material; the caller makes it
	Change    string // what changed in the list (or in the customer) so that this came up, in a sentence
	Event     []byte // the same for programs, JSON; may be nil

	Index    string // hash of the index that answered
	Clusters string
	// The question and the answer, byte for byte, so that the answer can be given again: Query is a screen.Query and Answer the screen.Answer
	// to it, as encoding/json prints them; Asked is the time that the screener took for now, on which the ages of lists depend.
	Query  []byte
	Answer []byte
	Asked  time.Time

	Status          AlertStatus
	Closed          string // why it is closed: a verdict, "delisted", "left"; "" while it is open
	Raised, Updated time.Time
}

// Open tells whether the alert waits for somebody.
func (a *Alert) Open() bool { return a.Status != AlertClosed }

// Why an alert is closed where nobody decided it.
const (
	ClosedDelisted = "delisted"
	ClosedLeft     = "left" // the customer is no longer in the portfolio
)

// Raised is what came of an alert given to RaiseAlerts.
type Raised struct {
	ID      int64
	Outcome Outcome
}

// Outcome is what RaiseAlerts did with an alert.
type Outcome string

// The outcomes.
const (
	Opened    Outcome = "raised"
	Reopened  Outcome = "reopened"
	Updated   Outcome = "updated"
	Unchanged Outcome = "unchanged"
	Excepted  Outcome = "excepted" // an exception holds for this pair and this evidence
)

// Closing closes an alert.
type Closing struct {
	Alert  int64
	Why    string // ClosedDelisted or ClosedLeft
	Change string
}

// AlertFilter says which alerts to return.
type AlertFilter struct {
	After      int64 // with a higher number (with Newest: a lower one, if not 0)
	Portfolios []string
	Customer   string
	Entity     string
	Evidence   string
	Open       bool // only those open or reopened
	Closed     bool // only those closed
	Limit      int  // 0: 1000
	Newest     bool
	Full       bool // with question and answer
}

func (f *AlertFilter) where() *where {
	w := &where{}
	w.in("a.portfolio", f.Portfolios)
	for _, c := range []struct{ column, value string }{{"a.customer", f.Customer}, {"a.entity", f.Entity}, {"a.evidence", f.Evidence}} {
		if c.value != "" {
			w.add(c.column+" = ?", c.value)
		}
	}
	if f.Open != f.Closed {
		w.add("(a.status = 'closed') = (? = 1)", boolInt(f.Closed))
	}
	return w
}

// exactly prints a time to the nanosecond.
func exactly(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func boolInt(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// page adds the conditions of paging and returns the end of the statement.
func page(w *where, column string, after int64, limit int, newest bool) string {
	order := " ASC"
	switch {
	case newest:
		order = " DESC"
		if after > 0 {
			w.add(column+" < ?", after)
		}
	default:
		w.add(column+" > ?", after)
	}
	if limit <= 0 {
		limit = 1000
	}
	return fmt.Sprintf(" ORDER BY %s%s LIMIT %d", column, order, limit)
}

const alertColumns = `a.id, a.portfolio, a.customer, a.entity, a.name, a.caption, a.lists, a.score, a.evidence, a.change, a.event,
	a.index_hash, a.clusters, a.asked, a.status, a.closed, a.raised, a.updated`

func scanAlert(r rows, more ...any) (a Alert, err error) {
	var raised, updated, asked, lists string
	dest := []any{&a.ID, &a.Portfolio, &a.Customer, &a.Entity, &a.Name, &a.Caption, &lists, &a.Score, &a.Evidence, &a.Change, &a.Event,
		&a.Index, &a.Clusters, &asked, &a.Status, &a.Closed, &raised, &updated}
	if err := r.Scan(append(dest, more...)...); err != nil {
		return a, err
	}
	a.Lists = splitWords(lists)
	return a, unstampAll(&a.Raised, raised, &a.Updated, updated, &a.Asked, asked)
}

func (s *store) Alert(ctx context.Context, id int64) (*Alert, error) {
	return one(ctx, s.q, scanFullAlert, "SELECT "+alertColumns+", a.query, a.answer FROM alerts a WHERE a.id = ?", id)
}

func scanFullAlert(r rows) (Alert, error) {
	var query, answer []byte
	a, err := scanAlert(r, &query, &answer)
	a.Query, a.Answer = query, answer
	return a, err
}

func (s *store) Alerts(ctx context.Context, f AlertFilter) ([]Alert, error) {
	w := f.where()
	end := page(w, "a.id", f.After, f.Limit, f.Newest)
	if f.Full {
		return collect(ctx, s.q, scanFullAlert, "SELECT "+alertColumns+", a.query, a.answer FROM alerts a WHERE "+w.and()+end, w.args...)
	}
	return collect(ctx, s.q, func(r rows) (Alert, error) { return scanAlert(r) },
		"SELECT "+alertColumns+" FROM alerts a WHERE "+w.and()+end, w.args...)
}

func (s *store) CountAlerts(ctx context.Context, f AlertFilter) (n int64, err error) {
	w := f.where()
	err = s.scan(ctx, "SELECT COUNT(*) FROM alerts a WHERE "+w.and(), w.args, &n)
	return n, err
}

func (s *store) CloseAlerts(ctx context.Context, closings []Closing) error {
	return s.write(ctx, func(t *store) error {
		var notes []Row
		for _, c := range closings {
			if c.Why != ClosedDelisted && c.Why != ClosedLeft {
				return fmt.Errorf("closing alert %d: %q is not why an alert closes by itself", c.Alert, c.Why)
			}
			a, err := t.Alert(ctx, c.Alert)
			if err != nil {
				return fmt.Errorf("closing alert %d: %w", c.Alert, err)
			}
			if !a.Open() {
				continue
			}
			now := stamp(t.now())
			if _, err := t.q.exec(ctx, "UPDATE alerts SET status = 'closed', closed = ?, change = ?, updated = ? WHERE id = ?",
				c.Why, c.Change, now, c.Alert); err != nil {
				return err
			}
			if _, err := t.q.exec(ctx, "UPDATE cases SET status = 'closed', closed = ? WHERE alert = ?", now, c.Alert); err != nil {
				return err
			}
			if _, err := t.q.exec(ctx, "UPDATE verdicts SET status = 'lapsed' WHERE alert = ? AND status = 'waiting'", c.Alert); err != nil {
				return err
			}
			notes = append(notes, Row{Action: "alert.close", Subject: subject("alert", c.Alert), Person: PersonOf(a.Portfolio, a.Customer),
				Details: map[string]any{"why": c.Why, "entity": a.Entity}, Personal: map[string]any{"customer": a.Customer, "change": c.Change}})
		}
		if len(notes) == 0 {
			return nil
		}
		return t.note(ctx, notes...)
	})
}
