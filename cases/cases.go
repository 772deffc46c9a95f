// Package cases holds the rules of reviewing alerts. Every alert has a case under its number. A case waits for a verdict
// (true match, false positive, undecided); by rule a verdict waits for a second person, who cannot be the first; then the
// case is closed. A false positive leaves an exception, "this customer is not that entity", which holds for that pair on
// that evidence: when the customer's data or the entry change so that the evidence is another, it lapses and the alert comes back.
//
// What is stored and what can never happen (a person approving his own verdict, a verdict on evidence that has
// changed since) is the business of package state; every step leaves a row of the trail in its transaction.
package cases

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/state"
)

// SettingFourEyes is the setting that says which verdicts need a second person: words of Opinion with commas, or none.
const SettingFourEyes = "cases.four-eyes"

// DefaultFourEyes holds where nothing was set: a true match freezes an account, a false positive hides an entry from then on.
const DefaultFourEyes = "true-match,false-positive"

// Desk works on cases in the name of whom the context names (state.By).
type Desk struct {
	Store state.Store
	Now   func() time.Time
}

// New makes a desk.
func New(s state.Store) *Desk { return &Desk{Store: s, Now: time.Now} }

// ErrNotAlike says that alerts do not rest on the same evidence, so one reason cannot settle them.
var ErrNotAlike = errors.New("they do not rest on the same evidence")

// Decision is what a person says of alerts.
type Decision struct {
	Alerts   []int64 // all on the same evidence
	Opinion  state.Opinion
	Reason   string
	Evidence string // hash of the evidence that the person saw; "" for what stands there now
}

// Decided is what came of a decision.
type Decided struct {
	Alert   int64
	Verdict int64
	Waits   bool // for a second person
}

// FourEyes tells whether a verdict needs a second person.
func FourEyes(ctx context.Context, s state.Store, o state.Opinion) (bool, error) {
	rule, err := s.Setting(ctx, SettingFourEyes)
	if err != nil {
		return false, err
	}
	if rule == "" {
		rule = DefaultFourEyes
	}
	return slices.Contains(strings.Split(rule, ","), string(o)), nil
}

// ParseFourEyes reads the value of the setting.
func ParseFourEyes(rule string) (string, error) {
	if rule = strings.ToLower(strings.TrimSpace(rule)); rule == "none" {
		return rule, nil
	}
	var out []string
	for w := range strings.SplitSeq(rule, ",") {
		o, err := state.ParseOpinion(w)
		if err != nil || o == state.Undecided {
			return "", fmt.Errorf("four eyes %q: name true-match, false-positive, both with a comma, or none", rule)
		}
		out = append(out, string(o))
	}
	return strings.Join(out, ","), nil
}

// Decide gives one verdict on alerts of equal evidence: on all of them or, if one cannot be decided, on none.
func (d *Desk) Decide(ctx context.Context, dec Decision) (out []Decided, err error) {
	if len(dec.Alerts) == 0 {
		return nil, errors.New("no alert to decide")
	}
	err = d.Store.Tx(ctx, func(tx state.Store) error {
		out = nil
		waits, err := FourEyes(ctx, tx, dec.Opinion)
		if err != nil {
			return err
		}
		waits = waits && dec.Opinion != state.Undecided
		evidence := dec.Evidence
		for _, id := range dec.Alerts {
			c, err := tx.Case(ctx, id)
			if err != nil {
				return err
			}
			switch {
			case evidence == "":
				evidence = c.Alert.Evidence
			case len(dec.Alerts) > 1 && evidence != c.Alert.Evidence:
				return fmt.Errorf("alerts %d and %d: %w", dec.Alerts[0], id, ErrNotAlike)
			}
			v, err := tx.Judged(ctx, state.Verdict{Alert: id, Opinion: dec.Opinion, Reason: dec.Reason, Evidence: evidence}, waits)
			if err != nil {
				return err
			}
			out = append(out, Decided{id, v, waits})
		}
		return nil
	})
	return out, err
}

// Alike returns the open cases that rest on the same evidence as an alert, itself included, by number.
func (d *Desk) Alike(ctx context.Context, alert int64) ([]state.Case, error) {
	c, err := d.Store.Case(ctx, alert)
	if err != nil {
		return nil, err
	}
	if c.Alert.Evidence == "" { // erased
		return nil, nil
	}
	f := state.CaseFilter{AlertFilter: state.AlertFilter{Entity: c.Alert.Entity, Evidence: c.Alert.Evidence}, Statuses: []state.CaseStatus{state.CaseOpen}}
	return All(ctx, d.Store, f)
}

// All returns every case that a filter lets through.
func All(ctx context.Context, s state.Store, f state.CaseFilter) (out []state.Case, err error) {
	f.Limit, f.Newest = 1000, false
	for {
		page, err := s.Cases(ctx, f)
		if err != nil {
			return nil, err
		}
		out = append(out, page...)
		if len(page) < f.Limit {
			return out, nil
		}
		f.After = page[len(page)-1].Alert.ID
	}
}

// Waiting returns the verdict on an alert that waits for a second person.
func (d *Desk) Waiting(ctx context.Context, alert int64) (*state.Verdict, error) {
	vs, err := d.Store.Verdicts(ctx, state.VerdictFilter{Alert: alert, Status: state.VerdictWaiting})
	if err != nil {
		return nil, err
	}
	if len(vs) == 0 {
		if _, err := d.Store.Case(ctx, alert); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("case %d: no decision waits for approval: %w", alert, state.ErrChanged)
	}
	return &vs[0], nil
}

// Approve lets the waiting verdicts on alerts count, or turns them down: all of them or none.
func (d *Desk) Approve(ctx context.Context, alerts []int64, approve bool, why string) error {
	return d.Store.Tx(ctx, func(tx state.Store) error {
		desk := &Desk{tx, d.Now}
		for _, id := range alerts {
			v, err := desk.Waiting(ctx, id)
			if err != nil {
				return err
			}
			if err := tx.Approve(ctx, v.ID, approve, why); err != nil {
				return fmt.Errorf("case %d: %w", id, err)
			}
		}
		return nil
	})
}

// History returns what happened to an alert and its case, oldest first.
func (d *Desk) History(ctx context.Context, alert int64) (out []state.Row, err error) {
	f := state.RowFilter{Subject: fmt.Sprintf("alert:%d", alert), Limit: 1000}
	for {
		page, err := d.Store.Rows(ctx, f)
		if err != nil {
			return nil, err
		}
		out = append(out, page...)
		if len(page) < f.Limit {
			return out, nil
		}
		f.After = page[len(page)-1].Seq
	}
}
