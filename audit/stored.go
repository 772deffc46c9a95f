package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/state"
)

// What the trail tells of alerts and decisions is compared with the tables in which they are kept. Others may write
// meanwhile, so what does not fit is looked at again in a transaction, while nobody writes.

// raising are the actions whose rows tell what the answer of an alert is; deciding is that of a decision.
var raising = []string{"alert.raise", "alert.reopen", "alert.update"}

const deciding = "case.decide"

// deed is a decision as the trail or the table has it.
type deed struct{ who, opinion, reason string }

func deedOf(r *state.Row) deed {
	opinion, _ := r.Details["decision"].(string)
	reason, _ := r.Personal["reason"].(string)
	return deed{r.Who, opinion, reason}
}

func answerOf(r *state.Row) string {
	hash, _ := r.Personal["answerSHA256"].(string)
	return hash
}

func answerFits(a *state.Alert, want string) bool {
	if want == "" { // erased, and so is the answer
		return len(a.Answer) == 0
	}
	sum := sha256.Sum256(a.Answer)
	return hex.EncodeToString(sum[:]) == want
}

func alertSubject(id int64) string { return fmt.Sprintf("alert:%d", id) }

// alerts checks the stored answers, and that every alert is there.
func (v *verifier) alerts(ctx context.Context, s state.Store) error {
	there := map[string]bool{}
	for after := int64(0); ; {
		page, err := s.Alerts(ctx, state.AlertFilter{After: after, Limit: 200, Full: true})
		if err != nil {
			return err
		}
		if len(page) == 0 {
			break
		}
		for i := range page {
			a := &page[i]
			after = a.ID
			there[alertSubject(a.ID)] = true
			if want, ok := v.answers[alertSubject(a.ID)]; ok && answerFits(a, want) {
				continue
			}
			if err := v.calmly(ctx, s, func(tx state.Store) error { return v.alertAgain(ctx, tx, a) }); err != nil {
				return err
			}
		}
	}
	var gone []string
	for subject := range v.answers {
		if !there[subject] {
			gone = append(gone, subject)
		}
	}
	slices.Sort(gone)
	for _, subject := range gone {
		v.found(&state.Row{Subject: subject}, "the alert was deleted")
	}
	return nil
}

// calmly runs fn while nobody writes. Without a head nobody can.
func (v *verifier) calmly(ctx context.Context, s state.Store, fn func(tx state.Store) error) error {
	if v.headless {
		return fn(s)
	}
	return s.Tx(ctx, fn)
}

func (v *verifier) alertAgain(ctx context.Context, tx state.Store, a *state.Alert) error {
	rows, err := tx.Rows(ctx, state.RowFilter{Subject: alertSubject(a.ID), Actions: raising, Newest: true, Limit: 1})
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		v.found(&state.Row{Subject: alertSubject(a.ID), Stored: state.StoredRow{At: a.Raised.Format(time.RFC3339)}},
			"the alert has no row in the trail: it was put into the database past the program")
		return nil
	}
	full, err := tx.Alert(ctx, a.ID)
	if err == nil && !answerFits(full, answerOf(&rows[0])) {
		v.found(&rows[0], "the stored answer of the alert was changed since")
	}
	return err
}

// verdicts checks the decisions.
func (v *verifier) verdicts(ctx context.Context, s state.Store) error {
	all, err := s.Verdicts(ctx, state.VerdictFilter{})
	if err != nil {
		return err
	}
	stored := deeds(all)
	for subject := range stored {
		if _, ok := v.decided[subject]; !ok {
			v.decided[subject] = nil
		}
	}
	var odd []string
	for subject, want := range v.decided {
		if !slices.Equal(stored[subject], want) {
			odd = append(odd, subject)
		}
	}
	slices.Sort(odd)
	for _, subject := range odd {
		if err := v.calmly(ctx, s, func(tx state.Store) error { return v.verdictsAgain(ctx, tx, subject) }); err != nil {
			return err
		}
	}
	return nil
}

func deeds(verdicts []state.Verdict) map[string][]deed {
	out := map[string][]deed{}
	for _, v := range verdicts {
		subject := alertSubject(v.Alert)
		out[subject] = append(out[subject], deed{v.Who, string(v.Opinion), v.Reason})
	}
	return out
}

func (v *verifier) verdictsAgain(ctx context.Context, tx state.Store, subject string) error {
	var id int64
	if _, err := fmt.Sscanf(strings.TrimPrefix(subject, "alert:"), "%d", &id); err != nil {
		return nil // a row of which the subject was spoilt, which was found already
	}
	verdicts, err := tx.Verdicts(ctx, state.VerdictFilter{Alert: id})
	if err != nil {
		return err
	}
	rows, err := tx.Rows(ctx, state.RowFilter{Subject: subject, Actions: []string{deciding}, Limit: 1 << 20})
	if err != nil {
		return err
	}
	var want []deed
	for i := range rows {
		want = append(want, deedOf(&rows[i]))
	}
	if !slices.Equal(deeds(verdicts)[subject], want) {
		r := &state.Row{Subject: subject}
		if len(rows) > 0 {
			r = &rows[len(rows)-1]
		}
		v.found(r, "the decisions on the alert are not those in the trail")
	}
	return nil
}
