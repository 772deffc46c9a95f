package watch

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/state"
)

// Report says what a run did.
type Report struct {
	Portfolio string                `json:"portfolio"`
	Index     string                `json:"index"`
	Customers int64                 `json:"customers"`
	New       int64                 `json:"newOrChanged"`   // customers compared with all entries
	Parties   int                   `json:"partiesChanged"` // of the lists, compared with all customers
	Owned     int                   `json:"ownershipChanged"`
	Compared  int64                 `json:"compared"` // customers screened because of that
	Full      bool                  `json:"full"`     // everybody was screened
	Outcomes  map[state.Outcome]int `json:"alerts"`
	Closed    int                   `json:"closed"`
	Seconds   float64               `json:"seconds"`
}

// drift is by how much the number of names in the lists may change before everybody is screened again, since it moves what all
// words weigh.
var drift = 0.03

// near is how near to the threshold, in bits, a customer is remembered with the words on which it rests: he is screened again when
// names come that make one of them less rare.
const near = 2.0

// rarer is the share of a word's names that must be new for that.
const rarer = 0.01

// run is one run over a portfolio.
type run struct {
	*Watcher
	portfolio *state.Portfolio
	options   Options
	listed    *listed
	before    *seen // nil: nothing is known
	changed   map[int32]bool
	alerts    map[string][]state.Alert // by customer
	hooks     []state.Webhook
	asked     time.Time
	near      map[string][]uint32
	report    Report
	mu        sync.Mutex
}

// Run brings a portfolio up to the index of a screener: new and changed customers are compared with all entries, and the parties that
// changed since the last run with all customers. Full screens everybody.
func (w *Watcher) Run(ctx context.Context, portfolio string, s *screen.Screener, full bool) (report *Report, err error) {
	start := time.Now()
	if _, err := w.Store.Portfolio(ctx, portfolio); err != nil {
		return nil, err
	}
	unlock, err := w.lock(ctx, portfolio)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	p, err := w.Store.Portfolio(ctx, portfolio)
	if err != nil {
		return nil, err
	}
	r := &run{Watcher: w, portfolio: p, changed: map[int32]bool{}, near: map[string][]uint32{}, asked: w.Now().UTC()}
	if r.options, err = options(p); err != nil {
		return nil, err
	}
	s.Now = func() time.Time { return r.asked } // one time for all answers
	r.report = Report{Portfolio: portfolio, Index: s.Index.Hash(), Outcomes: map[state.Outcome]int{}}
	if r.hooks, err = w.Store.Webhooks(ctx); err != nil {
		return nil, err
	}
	if r.listed, err = look(s, &r.options); err != nil {
		return nil, err
	}
	if err := r.loadAlerts(ctx); err != nil {
		return nil, err
	}
	all, pending, err := w.Store.CountCustomers(ctx, portfolio)
	if err != nil {
		return nil, err
	}
	r.report.Customers = all
	f, err := w.files(ctx, p)
	if err != nil {
		return nil, err
	}
	if f != nil {
		if r.before, err = readSeen(filepath.Join(w.dir(portfolio), f.Seen)); err != nil {
			return nil, err
		}
	}
	now := r.listed.seen()
	now.Names = s.Index.Names()
	upTo, err := r.lastChange(ctx)
	if err != nil {
		return nil, err
	}
	if err := r.do(ctx, f, now, full, pending, all); err != nil {
		return nil, err
	}
	if err := r.finish(ctx, f, now, upTo, pending, all); err != nil {
		return nil, err
	}
	r.report.Seconds = time.Since(start).Seconds()
	return &r.report, nil
}

// lastChange is the number of the last change of a customer that is there now. Those that come while customers are screened, and may
// be missed, have higher numbers and stay pending.
func (r *run) lastChange(ctx context.Context) (upTo int64, err error) {
	err = r.each(ctx, state.CustomerFilter{Portfolio: r.portfolio.Name, Pending: true}, func(some []state.Customer) error {
		for _, c := range some {
			upTo = max(upTo, c.Changed)
		}
		return nil
	})
	return upTo, err
}

// do screens whom it must.
func (r *run) do(ctx context.Context, f *files, now *seen, full bool, pending, all int64) error {
	var parties []int32
	var owned []screen.OwnedParty
	if r.before != nil {
		parties, owned = r.listed.changed(r.before)
		r.report.Parties, r.report.Owned = len(parties), len(owned)
		for _, n := range parties {
			r.changed[n] = true
		}
	}
	r.report.Full = full || r.before == nil || r.moved(now)
	if r.report.Full {
		return r.screenAll(ctx, state.CustomerFilter{Portfolio: r.portfolio.Name}, all)
	}
	if now.Names = r.before.Names; pending > 0 {
		if err := r.screenAll(ctx, state.CustomerFilter{Portfolio: r.portfolio.Name, Pending: true}, pending); err != nil {
			return err
		}
	}
	same := r.before.Index == now.Index && r.before.Clusters == now.Clusters && r.before.Day == now.Day && len(parties) == 0 && len(owned) == 0
	for id, words := range r.before.Near {
		if _, screened := r.near[id]; !screened {
			r.near[id] = words
		}
	}
	if same {
		return nil
	}
	wanted := r.listed.wanted(parties, owned)
	found, err := r.find(r.portfolio.Name, f, r.listed, wanted)
	if err != nil {
		return err
	}
	commoner := r.listed.commoner(wanted)
	for id, words := range r.before.Near {
		if slices.ContainsFunc(words, func(w uint32) bool { return commoner[w] }) {
			found[id] = true
		}
	}
	for id, alerts := range r.alerts {
		if slices.ContainsFunc(alerts, func(a state.Alert) bool { return a.Open() && r.touched(a.Entity) }) {
			found[id] = true
		}
	}
	return r.screenSome(ctx, slices.Sorted(maps.Keys(found)))
}

// touched reports whether something changed in an entity: it ended, or it is another party than it was.
func (r *run) touched(entity string) bool {
	e, err := r.listed.entry(entity)
	return err != nil || r.listed.of[e] < 0 || r.changed[r.listed.of[e]]
}

// moved reports whether so many names came or went that all words weigh something else.
func (r *run) moved(now *seen) bool {
	d := float64(now.Names-r.before.Names) / float64(max(r.before.Names, 1))
	return d > drift || d < -drift
}

// finish makes the segments of new customers, and lets all of it count in one transaction.
func (r *run) finish(ctx context.Context, f *files, now *seen, upTo, pending, all int64) (err error) {
	next := &files{Created: created(r.portfolio)}
	filter := state.CustomerFilter{Portfolio: r.portfolio.Name, Pending: true}
	if f == nil || pending > all/4 || len(f.Segments) >= maxSegments {
		filter.Pending, pending = false, all
	} else {
		next.Segments = slices.Clone(f.Segments)
	}
	if pending > 0 {
		s, err := r.build(ctx, r.portfolio, &r.options, filter, pending)
		if err != nil {
			return err
		}
		next.Segments = append(next.Segments, s)
	}
	now.Near = r.near
	if next.Seen, err = now.write(r.dir(r.portfolio.Name)); err != nil {
		return err
	}
	data, err := json.Marshal(next)
	if err != nil {
		return err
	}
	err = r.Store.Tx(ctx, func(tx state.Store) error {
		if err := tx.Set(ctx, setting(r.portfolio.Name), string(data)); err != nil {
			return err
		}
		return tx.Screened(ctx, r.portfolio.Name, r.report.Index, upTo)
	})
	if err != nil {
		return err
	}
	return r.clean(r.portfolio.Name, next)
}

// loadAlerts reads all alerts of the portfolio, without questions and answers.
func (r *run) loadAlerts(ctx context.Context) error {
	r.alerts = map[string][]state.Alert{}
	filter := state.AlertFilter{Portfolios: []string{r.portfolio.Name}, Limit: batch}
	for {
		some, err := r.Store.Alerts(ctx, filter)
		if err != nil {
			return err
		}
		for _, a := range some {
			r.alerts[a.Customer] = append(r.alerts[a.Customer], a)
			filter.After = a.ID
		}
		if len(some) < batch {
			return nil
		}
	}
}

// screenAll screens the customers of a filter.
func (r *run) screenAll(ctx context.Context, f state.CustomerFilter, total int64) error {
	done := int64(0)
	return r.each(ctx, f, func(some []state.Customer) error {
		for _, c := range some {
			if c.Pending {
				r.report.New++
			}
		}
		done += int64(len(some))
		r.progress("screening customers", done, max(total, done))
		return r.screenBatch(ctx, some)
	})
}

// screenSome screens customers by id; those who are pending have been screened already.
func (r *run) screenSome(ctx context.Context, ids []string) error {
	done := 0
	for some := range slices.Chunk(ids, 500) {
		var customers []state.Customer
		err := r.Store.Customers(ctx, state.CustomerFilter{Portfolio: r.portfolio.Name, IDs: some}, func(c state.Customer) error {
			if !c.Pending {
				customers = append(customers, c)
			}
			return nil
		})
		if err != nil {
			return err
		}
		r.report.Compared += int64(len(customers))
		done += len(some)
		r.progress("comparing customers", int64(done), int64(len(ids)))
		if err := r.screenBatch(ctx, customers); err != nil {
			return err
		}
	}
	return nil
}

// screenBatch screens customers on all cores and stores what comes of it in one transaction.
func (r *run) screenBatch(ctx context.Context, customers []state.Customer) error {
	out := make([]outcome, len(customers))
	errs := make([]error, len(customers))
	var wg sync.WaitGroup
	queue := make(chan int, len(customers))
	for i := range customers {
		queue <- i
	}
	close(queue)
	for range r.workers() {
		wg.Go(func() {
			for i := range queue {
				if ctx.Err() == nil {
					out[i], errs[i] = r.customer(&customers[i])
				}
			}
		})
	}
	wg.Wait()
	if err := errors.Join(append(errs, ctx.Err())...); err != nil {
		return err
	}
	var all outcome
	for i := range out {
		delete(r.near, customers[i].ID)
		if len(out[i].near) > 0 {
			r.near[customers[i].ID] = out[i].near
		}
		all.alerts, all.closings = append(all.alerts, out[i].alerts...), append(all.closings, out[i].closings...)
	}
	return r.store(ctx, &all)
}
