package watch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/state"
)

// outcome is what screening a customer came to.
type outcome struct {
	alerts   []state.Alert
	closings []state.Closing
	near     []uint32 // words on which a decision near the threshold rests
}

// Event is what an alert stores for programs.
type Event struct {
	Standing string   `json:"standing"`           // Reached or Below
	Relation string   `json:"relation,omitempty"` // of the party that matched to the customer; empty for himself
	Cause    string   `json:"cause"`              // customer, list or ownership
	Bits     float64  `json:"bits"`
	Query    string   `json:"query"`   // hash of the question
	Target   string   `json:"target"`  // the spelling that matched
	Facts    []string `json:"facts"`   // what agrees (+) and what contradicts (-)
	Lists    []string `json:"lists"`   // in force
	Changes  []string `json:"changes"` // in the list, one a line
}

// The standings of an alert.
const (
	Reached = "reached"
	Below   = "below" // it was an alert once; the evidence now falls short of the threshold
)

// material is by how many bits the evidence of a name must change to count as other evidence, where all facts stay.
const material = 3.0

// match is a party that a customer could mean.
type found struct {
	entity  string
	records []string
	caption string
	score   float64
	event   Event
	query   screen.Query
	answer  *screen.Answer
}

// customer screens a customer and those behind him.
func (r *run) customer(stored *state.Customer) (out outcome, err error) {
	if len(stored.Data) == 0 {
		return out, nil // erased
	}
	c, err := load(*stored)
	if err != nil {
		return out, err
	}
	var all []found
	var first *screen.Answer
	var firstQuery screen.Query
	err = c.parties(&r.options, func(_ int, relation string, q screen.Query) error {
		alert, words, err := r.listed.screener.Glance(q, near)
		if err != nil {
			return fmt.Errorf("customer %s: %s%w", c.ID, label(relation), err)
		}
		for _, word := range words {
			out.near = append(out.near, wordHash(word))
		}
		if !alert && len(r.alerts[c.ID]) == 0 {
			return nil
		}
		q.AlertsOnly = len(r.alerts[c.ID]) == 0 // else an alert that is none any more is told its score
		a, q, err := r.ask(q)
		if err != nil {
			return fmt.Errorf("customer %s: %s%w", c.ID, label(relation), err)
		}
		if first == nil {
			first, firstQuery = a, q
		}
		for _, f := range founds(a, q, relation) {
			if !slices.ContainsFunc(all, func(o found) bool { return o.entity == f.entity }) {
				all = append(all, f)
			}
		}
		return nil
	})
	if err != nil {
		return out, err
	}
	matched := map[string]bool{}
	for i := range all {
		f := &all[i]
		old := r.known(c.ID, f.records)
		for _, id := range f.records {
			matched[id] = true
		}
		out.alerts = append(out.alerts, r.alert(c, f, old, stored.Pending))
	}
	for i := range r.alerts[c.ID] {
		if a := &r.alerts[c.ID][i]; a.Open() && !matched[a.Entity] {
			r.gone(&out, c, a, first, firstQuery)
		}
	}
	return out, nil
}

// ask screens, once more with all results where those asked for are all alerts.
func (r *run) ask(q screen.Query) (*screen.Answer, screen.Query, error) {
	a, err := r.listed.screener.Screen(q)
	if err == nil && len(a.Results) == q.Limit {
		q.Limit = screen.MaxLimit
		a, err = r.listed.screener.Screen(q)
	}
	return a, q, err
}

// founds are the alerts of an answer.
func founds(a *screen.Answer, q screen.Query, relation string) (out []found) {
	asked := q
	asked.Limit, asked.AlertsOnly = 0, false // how much is shown is no evidence
	text, _ := json.Marshal(asked)
	ev := Event{Standing: Reached, Relation: relation, Cause: "list", Query: digest(string(text))}
	for i := range a.Results {
		r := &a.Results[i]
		if !r.Alert {
			continue
		}
		f := found{entity: r.Entity.ID, records: r.Entity.Records, caption: r.Caption, score: r.Score, query: q, answer: a, event: ev}
		f.event.Bits, f.event.Target, f.event.Facts = r.Bits, r.Matched.Target, signs(r.Evidence)
		for _, l := range r.Lists {
			if l.InForce && !slices.Contains(f.event.Lists, l.List) {
				f.event.Lists = append(f.event.Lists, l.List)
			}
		}
		slices.Sort(f.event.Lists)
		out = append(out, f)
	}
	for i := range a.Owned {
		o := &a.Owned[i]
		if !o.Alert {
			continue
		}
		f := found{entity: o.ID, records: []string{o.ID}, caption: o.Caption, score: o.Score, query: q, answer: a, event: ev}
		f.event.Cause, f.event.Bits, f.event.Target, f.event.Facts = "ownership", o.Bits, o.Caption, signs(o.Evidence)
		for _, rule := range o.Rules {
			f.event.Lists = append(f.event.Lists, rule.Rule+" "+string(rule.Status))
		}
		slices.Sort(f.event.Lists)
		out = append(out, f)
	}
	return out
}

var factFeatures = []string{"birthDate", "country", "gender", "address", "identifier", "schema"}

func signs(evidence []match.Evidence) (out []string) {
	for _, e := range evidence {
		if slices.Contains(factFeatures, e.Feature) {
			sign := "+"
			if e.Bits < 0 {
				sign = "-"
			}
			out = append(out, sign+e.Feature)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

func (e *Event) hash() string {
	return digest(e.Standing, e.Query, e.Relation, e.Target, fmt.Sprint(math.Round(e.Bits)), strings.Join(e.Facts, " "), strings.Join(e.Lists, " "))
}

// same reports whether two events tell the same, as far as it is material.
func (e *Event) same(o *Event) bool {
	return e.Standing == o.Standing && e.Query == o.Query && e.Relation == o.Relation && math.Abs(e.Bits-o.Bits) < material &&
		slices.Equal(e.Facts, o.Facts) && slices.Equal(e.Lists, o.Lists)
}

// known finds the alert of a customer for any of an entity's records.
func (r *run) known(customer string, records []string) *state.Alert {
	for i, a := range r.alerts[customer] {
		if slices.Contains(records, a.Entity) {
			return &r.alerts[customer][i]
		}
	}
	return nil
}

// alert makes an alert ready to be stored.
func (r *run) alert(c *Customer, f *found, old *state.Alert, pending bool) state.Alert {
	a := state.Alert{Portfolio: r.portfolio.Name, Customer: c.ID, Entity: f.entity, Name: f.query.Name, Caption: f.caption, Lists: f.event.Lists,
		Score: f.score, Index: f.answer.Index, Clusters: f.answer.Clusters, Asked: r.asked}
	a.Query, _ = json.Marshal(f.query)
	a.Answer, _ = json.Marshal(f.answer)
	f.event.Changes = r.changes(f.records)
	if pending && len(f.event.Changes) == 0 && f.event.Cause == "list" {
		f.event.Cause = "customer"
	}
	a.Change = because(&f.event)
	a.Evidence = f.event.hash()
	if old != nil {
		a.Entity = old.Entity
		var before Event
		if json.Unmarshal(old.Event, &before) == nil && before.same(&f.event) {
			a.Evidence = old.Evidence
		}
	}
	f.event.Facts, f.event.Changes = append([]string{}, f.event.Facts...), append([]string{}, f.event.Changes...)
	a.Event, _ = json.Marshal(f.event)
	return a
}

func because(e *Event) string {
	text := ""
	switch {
	case len(e.Changes) > 0:
		text = strings.Join(e.Changes, "; ")
	case e.Cause == "ownership":
		text = "blocked through its owners"
	case e.Cause == "customer":
		text = "the customer is new or changed; on the list already"
	default:
		text = "on the list; words weigh otherwise now"
	}
	if e.Relation != "" {
		text = "through the customer's " + e.Relation + ": " + text
	}
	return text
}

// gone settles an open alert whose pair is none any more.
func (r *run) gone(out *outcome, c *Customer, a *state.Alert, answer *screen.Answer, q screen.Query) {
	var ev Event
	_ = json.Unmarshal(a.Event, &ev)
	entry, err := r.listed.entry(a.Entity)
	switch {
	case ev.Cause == "ownership" && err != nil:
		out.closings = append(out.closings, state.Closing{Alert: a.ID, Why: state.ClosedDelisted, Change: "no longer blocked through its owners"})
	case err != nil || r.listed.of[entry] < 0 && !r.listed.anyInForce(entry):
		text := a.Entity + " no longer stands on its list"
		if err == nil {
			x := r.listed.screener.Index
			if at := r.listed.day.Position(x.List(entry)); at >= 0 {
				text = fmt.Sprintf("delisted: %s no longer stands in the publication of %s", a.Entity, x.Meta.Lists[x.List(entry)].Publications[at].Published)
			}
		}
		out.closings = append(out.closings, state.Closing{Alert: a.ID, Why: state.ClosedDelisted, Change: text})
	case ev.Standing != Below && answer != nil:
		b := *a
		ev.Standing, ev.Changes = Below, r.changes([]string{a.Entity})
		b.Change = "the evidence no longer reaches the threshold"
		if len(ev.Changes) > 0 {
			b.Change += ": " + strings.Join(ev.Changes, "; ")
		}
		b.Score = 0
		for _, res := range answer.Results {
			if slices.Contains(res.Entity.Records, a.Entity) {
				b.Score = res.Score
			}
		}
		b.Evidence, b.Index, b.Clusters, b.Asked = ev.hash(), answer.Index, answer.Clusters, r.asked
		b.Event, _ = json.Marshal(ev)
		b.Query, _ = json.Marshal(q)
		b.Answer, _ = json.Marshal(answer)
		out.alerts = append(out.alerts, b)
	}
}

func (l *listed) anyInForce(e index.Entry) bool {
	return slices.ContainsFunc(l.screener.Members(e), func(m index.Entry) bool { return l.of[m] >= 0 })
}

// entry finds an entry by its entity id.
func (l *listed) entry(id string) (index.Entry, error) {
	l.idsOnce.Do(func() {
		l.ids = make(map[string]index.Entry, len(l.of))
		for e := range index.Entry(len(l.of)) {
			l.ids[entityID(l.screener.Index, e)] = e
		}
	})
	if e, ok := l.ids[id]; ok {
		return e, nil
	}
	return 0, fmt.Errorf("no entry %s", id)
}

// store raises alerts and closes others, with the deliveries of it, in one transaction.
func (r *run) store(ctx context.Context, o *outcome) error {
	for some := range slices.Chunk(o.alerts, 200) {
		err := r.Store.Tx(ctx, func(tx state.Store) error {
			raised, err := tx.RaiseAlerts(ctx, some)
			if err != nil {
				return err
			}
			var ds []state.Delivery
			for i, x := range raised {
				if x.Outcome != state.Unchanged && x.Outcome != state.Excepted {
					some[i].ID = x.ID
					ds = append(ds, r.deliveries("alert."+verbs[x.Outcome], &some[i])...)
				}
			}
			if _, err := tx.AddDeliveries(ctx, ds); err != nil {
				return err
			}
			r.mu.Lock()
			defer r.mu.Unlock()
			for _, x := range raised {
				r.report.Outcomes[x.Outcome]++
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if len(o.closings) == 0 {
		return nil
	}
	return r.Store.Tx(ctx, func(tx state.Store) error {
		if err := tx.CloseAlerts(ctx, o.closings); err != nil {
			return err
		}
		var ds []state.Delivery
		for _, c := range o.closings {
			a, err := tx.Alert(ctx, c.Alert)
			if err != nil {
				return err
			}
			ds = append(ds, r.deliveries("alert.close", a)...)
		}
		_, err := tx.AddDeliveries(ctx, ds)
		r.report.Closed += len(o.closings)
		return err
	})
}

var verbs = map[state.Outcome]string{state.Opened: "raise", state.Reopened: "reopen", state.Updated: "update"}
