package state

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

func (s *store) RaiseAlerts(ctx context.Context, alerts []Alert) (out []Raised, err error) {
	err = s.write(ctx, func(t *store) error {
		r := &raising{store: t, now: stamp(t.now()), out: make([]Raised, len(alerts))}
		if r.due, err = t.due(ctx); err != nil {
			return err
		}
		fresh, known, err := r.divide(ctx, alerts)
		if err != nil {
			return err
		}
		for chunk := range slices.Chunk(fresh, 100) {
			if err := r.open(ctx, alerts, chunk); err != nil {
				return fmt.Errorf("raising alerts: %w", err)
			}
		}
		for _, i := range known {
			if err := r.again(ctx, &alerts[i], &r.out[i]); err != nil {
				return fmt.Errorf("raising an alert of customer %s and %s: %w", alerts[i].Customer, alerts[i].Entity, err)
			}
		}
		out = r.out
		var notes []Row
		for i := range alerts {
			if action := raiseActions[out[i].Outcome]; action != "" {
				notes = append(notes, raiseRow(action, out[i].ID, &alerts[i]))
			}
		}
		if len(notes) == 0 {
			return nil
		}
		return t.note(ctx, notes...)
	})
	return out, err
}

var raiseActions = map[Outcome]string{Opened: "alert.raise", Reopened: "alert.reopen", Updated: "alert.update"}

// raiseRow is the row of the trail for an alert: what was found in the open, and what names the customer, or could be guessed from his
// data (the hashes of evidence, question and answer), beside it.
func raiseRow(action string, id int64, a *Alert) Row {
	return Row{Action: action, Subject: subject("alert", id), Person: PersonOf(a.Portfolio, a.Customer),
		Details: map[string]any{"portfolio": a.Portfolio, "entity": a.Entity, "score": a.Score, "index": a.Index, "clusters": a.Clusters},
		Personal: map[string]any{"evidence": a.Evidence, "customer": a.Customer, "name": a.Name, "change": a.Change, "answerSHA256": HashSecret(string(a.Answer)),
			"querySHA256": HashSecret(string(a.Query))}}
}

// raising is one call of RaiseAlerts. Its transaction holds the head, so no other raises the same pair.
type raising struct {
	*store
	now, due string
	out      []Raised
}

type pair struct{ portfolio, customer, entity string }

func pairOf(a *Alert) pair { return pair{a.Portfolio, a.Customer, a.Entity} }

// divide tells the pairs that have no alert yet, each once, from the others.
func (r *raising) divide(ctx context.Context, alerts []Alert) (fresh, known []int, err error) {
	seen := map[pair]bool{}
	for chunk := range slices.Chunk(alerts, 500) {
		var w where
		var customers []string
		for i := range chunk {
			if a := &chunk[i]; a.Customer == "" || a.Entity == "" || a.Evidence == "" {
				return nil, nil, errors.New("an alert needs a customer, an entity and the hash of its evidence")
			}
			customers = append(customers, chunk[i].Customer)
		}
		w.in("customer", customers)
		there, err := collect(ctx, r.q, func(rs rows) (p pair, err error) { return p, rs.Scan(&p.portfolio, &p.customer, &p.entity) },
			"SELECT portfolio, customer, entity FROM alerts WHERE "+w.and(), w.args...)
		if err != nil {
			return nil, nil, err
		}
		for _, p := range there {
			seen[p] = true
		}
	}
	for i := range alerts {
		if p := pairOf(&alerts[i]); seen[p] {
			known = append(known, i)
		} else {
			seen[p] = true
			fresh = append(fresh, i)
		}
	}
	return fresh, known, nil
}

// open stores new alerts and their cases.
func (r *raising) open(ctx context.Context, alerts []Alert, which []int) error {
	var args []any
	at := map[pair]int{}
	for _, i := range which {
		a := &alerts[i]
		at[pairOf(a)] = i
		args = append(args, a.Portfolio, a.Customer, a.Entity, a.Name, a.Caption, joinWords(a.Lists), a.Score, a.Evidence, a.Change, a.Event,
			a.Index, a.Clusters, a.Query, a.Answer, exactly(a.Asked), r.now, r.now)
	}
	values := "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', '', ?, ?)"
	type numbered struct {
		pair
		id int64
	}
	stored, err := collect(ctx, r.q, func(rs rows) (n numbered, err error) {
		return n, rs.Scan(&n.id, &n.portfolio, &n.customer, &n.entity)
	}, `INSERT INTO alerts (portfolio, customer, entity, name, caption, lists, score, evidence, change, event,
		index_hash, clusters, query, answer, asked, status, closed, raised, updated) VALUES `+values+strings.Repeat(", "+values, len(which)-1)+
		" RETURNING id, portfolio, customer, entity", args...)
	if err != nil {
		return err
	}
	for _, n := range stored {
		r.out[at[n.pair]] = Raised{n.id, Opened}
	}
	return r.db.fill(ctx, r.q, "cases", []string{"alert", "status", "assignee", "due", "opened", "closed"}, func(yield func([]any, error) bool) {
		for _, n := range stored {
			if !yield([]any{n.id, string(CaseOpen), "", r.due, r.now, ""}, nil) {
				return
			}
		}
	})
}

// again compares an alert with the one that is there of its pair.
func (r *raising) again(ctx context.Context, a *Alert, out *Raised) error {
	old, err := one(ctx, r.q, func(rs rows) (Alert, error) { return scanAlert(rs) },
		"SELECT "+alertColumns+" FROM alerts a WHERE a.portfolio = ? AND a.customer = ? AND a.entity = ?", a.Portfolio, a.Customer, a.Entity)
	if err != nil {
		return err
	}
	*out = Raised{old.ID, Unchanged}
	status := old.Status
	switch {
	case old.Open() && old.Evidence != a.Evidence:
		out.Outcome = Updated
	case !old.Open():
		holds, err := r.exists(ctx, "SELECT 1 FROM exceptions WHERE alert = ? AND evidence = ? AND ended = ''", old.ID, a.Evidence)
		if err != nil {
			return err
		}
		switch {
		case holds:
			out.Outcome = Excepted
		case old.Evidence != a.Evidence || old.Closed == ClosedDelisted || old.Closed == ClosedLeft:
			out.Outcome, status = Reopened, AlertReopened
		}
	}
	if out.Outcome == Unchanged || out.Outcome == Excepted {
		return nil
	}
	if _, err := r.q.exec(ctx, `UPDATE alerts SET name = ?, caption = ?, lists = ?, score = ?, evidence = ?, change = ?, event = ?, index_hash = ?,
		clusters = ?, query = ?, answer = ?, asked = ?, status = ?, closed = '', updated = ? WHERE id = ?`, a.Name, a.Caption, joinWords(a.Lists), a.Score,
		a.Evidence, a.Change, a.Event, a.Index, a.Clusters, a.Query, a.Answer, exactly(a.Asked), string(status), r.now, old.ID); err != nil {
		return err
	}
	return r.renewCase(ctx, old.ID, r.now)
}
