package state

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

func (s *store) Judged(ctx context.Context, v Verdict, approval bool) (id int64, err error) {
	if _, err := ParseOpinion(string(v.Opinion)); err != nil {
		return 0, err
	}
	if strings.TrimSpace(v.Reason) == "" {
		return 0, errors.New("a decision needs a reason")
	}
	status := VerdictInForce
	switch {
	case v.Opinion == Undecided:
		status = VerdictNoted
	case approval:
		status = VerdictWaiting
	}
	row := Row{Action: "case.decide", Details: map[string]any{"decision": v.Opinion, "status": status},
		Personal: map[string]any{"reason": v.Reason, "evidence": v.Evidence}}
	err = s.onCase(ctx, v.Alert, row, func(t *store, c *Case) error {
		if c.Status != CaseOpen {
			return fmt.Errorf("case %d is %s: %w", v.Alert, c.Status, ErrChanged)
		}
		if c.Alert.Evidence != v.Evidence {
			return fmt.Errorf("case %d: the evidence is another: %w", v.Alert, ErrChanged)
		}
		id, err = t.insert(ctx, `INSERT INTO verdicts (alert, opinion, reason, evidence, who, at, status, second, reviewed, opened)
			VALUES (?, ?, ?, ?, ?, ?, ?, '', '', ?)`, v.Alert, string(v.Opinion), v.Reason, v.Evidence, Actor(ctx), stamp(t.now()), string(status), stamp(c.Opened))
		if err != nil || status == VerdictNoted {
			return err
		}
		if status == VerdictWaiting {
			_, err = t.q.exec(ctx, "UPDATE cases SET status = 'decided' WHERE alert = ?", v.Alert)
			return err
		}
		return t.settle(ctx, c, id, v.Opinion)
	})
	return id, err
}

// settle closes a case with a verdict that counts.
func (s *store) settle(ctx context.Context, c *Case, verdict int64, o Opinion) error {
	now := stamp(s.now())
	if _, err := s.q.exec(ctx, "UPDATE cases SET status = 'closed', closed = ? WHERE alert = ?", now, c.Alert.ID); err != nil {
		return err
	}
	if _, err := s.q.exec(ctx, "UPDATE alerts SET status = 'closed', closed = ?, updated = ? WHERE id = ?", string(o), now, c.Alert.ID); err != nil {
		return err
	}
	if o != FalsePositive {
		return nil
	}
	_, err := s.q.exec(ctx, `INSERT INTO exceptions (alert, verdict, portfolio, customer, entity, evidence, made, ended, why)
		VALUES (?, ?, ?, ?, ?, ?, ?, '', '')`, c.Alert.ID, verdict, c.Alert.Portfolio, c.Alert.Customer, c.Alert.Entity, c.Alert.Evidence, now)
	return err
}

func (s *store) Approve(ctx context.Context, verdict int64, approve bool, why string) error {
	return s.write(ctx, func(t *store) error {
		v, err := one(ctx, t.q, scanVerdict, "SELECT "+verdictColumns+" FROM verdicts WHERE id = ?", verdict)
		if err != nil {
			return fmt.Errorf("decision %d: %w", verdict, err)
		}
		if v.Status != VerdictWaiting {
			return fmt.Errorf("decision %d is %s, it does not wait for approval: %w", verdict, v.Status, ErrChanged)
		}
		who := Actor(ctx)
		if strings.EqualFold(v.Who, who) {
			return fmt.Errorf("decision %d is by %s: %w", verdict, v.Who, ErrSamePerson)
		}
		if !approve && strings.TrimSpace(why) == "" {
			return errors.New("turning a decision down needs a reason")
		}
		status, action := VerdictInForce, "case.approve"
		if !approve {
			status, action = VerdictTurnedDown, "case.turn-down"
		}
		row := Row{Action: action, Details: map[string]any{"verdict": verdict, "decision": v.Opinion, "by": v.Who}}
		if why != "" {
			row.Personal = map[string]any{"reason": why}
		}
		return t.onCase(ctx, v.Alert, row, func(t *store, c *Case) error {
			if _, err := t.q.exec(ctx, "UPDATE verdicts SET status = ?, second = ?, reviewed = ? WHERE id = ?",
				string(status), who, stamp(t.now()), verdict); err != nil {
				return err
			}
			if approve {
				return t.settle(ctx, c, verdict, v.Opinion)
			}
			_, err := t.q.exec(ctx, "UPDATE cases SET status = 'open' WHERE alert = ?", v.Alert)
			return err
		})
	})
}

func (s *store) Reopen(ctx context.Context, alert int64, why string) error {
	if strings.TrimSpace(why) == "" {
		return errors.New("opening a case again needs a reason")
	}
	return s.onCase(ctx, alert, Row{Action: "case.reopen", Personal: map[string]any{"reason": why}}, func(t *store, c *Case) error {
		if c.Status != CaseClosed {
			return fmt.Errorf("case %d is %s, not closed: %w", alert, c.Status, ErrChanged)
		}
		now := stamp(t.now())
		if _, err := t.q.exec(ctx, "UPDATE verdicts SET status = 'overturned' WHERE alert = ? AND status = 'in-force'", alert); err != nil {
			return err
		}
		if err := t.endException(ctx, alert, now, "the case was opened again"); err != nil {
			return err
		}
		if _, err := t.q.exec(ctx, "UPDATE alerts SET status = 'reopened', closed = '', updated = ? WHERE id = ?", now, alert); err != nil {
			return err
		}
		due, err := t.due(ctx)
		if err != nil {
			return err
		}
		_, err = t.q.exec(ctx, "UPDATE cases SET status = 'open', closed = '', opened = ?, due = ? WHERE alert = ?", now, due, alert)
		return err
	})
}

const verdictColumns = "id, alert, opinion, reason, evidence, who, at, status, second, reviewed, opened"

func scanVerdict(r rows) (v Verdict, err error) {
	var at, reviewed, opened string
	if err := r.Scan(&v.ID, &v.Alert, &v.Opinion, &v.Reason, &v.Evidence, &v.Who, &at, &v.Status, &v.Second, &reviewed, &opened); err != nil {
		return v, err
	}
	return v, unstampAll(&v.When, at, &v.Reviewed, reviewed, &v.Opened, opened)
}

func (s *store) Verdicts(ctx context.Context, f VerdictFilter) ([]Verdict, error) {
	var w where
	if f.Alert != 0 {
		w.add("alert = ?", f.Alert)
	}
	if !f.Since.IsZero() {
		w.add("at >= ?", stamp(f.Since))
	}
	if !f.Before.IsZero() {
		w.add("at < ?", stamp(f.Before))
	}
	if f.Status != "" {
		w.add("status = ?", string(f.Status))
	}
	if f.Who != "" {
		w.add("who = ?", f.Who)
	}
	query := "SELECT " + verdictColumns + " FROM verdicts WHERE " + w.and() + " ORDER BY id"
	if f.Limit > 0 {
		query += fmt.Sprintf(" LIMIT %d", f.Limit)
	}
	return collect(ctx, s.q, scanVerdict, query, w.args...)
}

func (s *store) Exceptions(ctx context.Context, f ExceptionFilter) ([]Exception, error) {
	var w where
	for _, c := range []struct{ column, value string }{{"portfolio", f.Portfolio}, {"customer", f.Customer}, {"entity", f.Entity}} {
		if c.value != "" {
			w.add(c.column+" = ?", c.value)
		}
	}
	if f.InForce {
		w.add("ended = ''")
	}
	end := page(&w, "id", f.After, f.Limit, false)
	return collect(ctx, s.q, func(r rows) (e Exception, err error) {
		var made, ended string
		if err := r.Scan(&e.ID, &e.Alert, &e.Verdict, &e.Portfolio, &e.Customer, &e.Entity, &e.Evidence, &made, &ended, &e.Why); err != nil {
			return e, err
		}
		return e, unstampAll(&e.Made, made, &e.Ended, ended)
	}, "SELECT id, alert, verdict, portfolio, customer, entity, evidence, made, ended, why FROM exceptions WHERE "+w.and()+end, w.args...)
}
