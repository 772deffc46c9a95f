package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/state"
	"github.com/linchpin-oss/linchpin/watch"
)

// The kinds of jobs.
const (
	kindBatch  = "screen.batch"
	kindRun    = "watch.run"
	kindImport = "list.import"
)

// jobOut is a job that was begun.
type jobOut struct {
	Location string `header:"Location"`
	Body     JobView
}

// begin stores a job.
func (s *Server) begin(ctx context.Context, o state.JobOptions) (*jobOut, error) {
	id, err := s.store.AddJob(ctx, o)
	if err != nil {
		return nil, s.problem(err)
	}
	j, err := s.store.Job(ctx, id)
	if err != nil {
		return nil, s.problem(err)
	}
	return &jobOut{fmt.Sprintf("/v1/jobs/%d", id), viewJob(j)}, nil
}

// Start lets the server work on jobs until the context ends: batches, imports, portfolios when the lists change, webhooks. Stop waits for
// what is under way.
func (s *Server) Start(ctx context.Context, workers int) (err error) {
	handlers := map[string]state.JobHandler{kindBatch: s.batch, kindRun: s.run}
	if s.opt.Data.Owner() == nil { // a replica leaves imports to the process that has the archive
		handlers[kindImport] = s.importList
	}
	if s.stop, err = s.store.Work(ctx, workers, handlers); err != nil {
		return err
	}
	go s.watchLists(ctx)
	go s.deliver(ctx)
	return nil
}

// Stop ends the work on jobs.
func (s *Server) Stop(ctx context.Context) error {
	if s.stop == nil {
		return nil
	}
	return s.stop(ctx)
}

// runArgs are the arguments of a run.
type runArgs struct {
	Portfolio string `json:"portfolio"`
	Full      bool   `json:"full,omitempty"`
}

// addRun begins a run of a portfolio, unless one of the same kind waits already.
func (s *Server) addRun(ctx context.Context, portfolio string, full bool) (*jobOut, error) {
	args, err := json.Marshal(runArgs{portfolio, full})
	if err != nil {
		return nil, s.problem(err)
	}
	return s.begin(ctx, state.JobOptions{Kind: kindRun, Args: args, Unique: fmt.Sprintf("%s %t %s", kindRun, full, portfolio)})
}

// run brings a portfolio up to the index in force.
func (s *Server) run(ctx context.Context, j *state.Job) ([]byte, error) {
	var args runArgs
	if err := json.Unmarshal(j.Args, &args); err != nil {
		return nil, fmt.Errorf("%w: %w", state.ErrJobGiveUp, err)
	}
	snap := s.live.Acquire()
	if snap == nil {
		return nil, errNoIndex
	}
	defer snap.Release()
	w := s.watcher()
	last := time.Time{}
	w.Progress = func(_ string, done, total int64) {
		if now := time.Now(); now.Sub(last) > time.Second { // each is a write
			last = now
			_ = j.Progress(ctx, done, total) // a lost job ends its context
		}
	}
	sc := screen.New(snap.Index) // a run asks at one time of its own
	sc.Clusters, sc.Owned, sc.Rates = snap.Clusters, snap.Owned, snap.Rates
	report, err := w.Run(ctx, args.Portfolio, sc, args.Full)
	if errors.Is(err, state.ErrNotFound) {
		err = fmt.Errorf("%w: %w", state.ErrJobGiveUp, err)
	}
	if err != nil {
		return nil, err
	}
	if left, err := s.pending(ctx, args.Portfolio); err == nil && left > 0 { // customers who came while it ran found it waiting
		_, _ = s.addRun(ctx, args.Portfolio, false)
	}
	return json.Marshal(report)
}

func (s *Server) pending(ctx context.Context, portfolio string) (int64, error) {
	_, pending, err := s.store.CountCustomers(ctx, portfolio)
	return pending, err
}

// watchLists begins a run of every portfolio that was not compared with the index in force.
func (s *Server) watchLists(ctx context.Context) {
	ctx = state.By(ctx, "linchpin")
	for pause(ctx, 2*time.Second) {
		snap := s.live.Acquire()
		if snap == nil {
			continue
		}
		hash := snap.Index.Hash()
		snap.Release()
		all, err := s.store.Portfolios(ctx)
		if err != nil {
			continue // /readyz tells
		}
		for i := range all {
			if all[i].Index == "" || all[i].Index == hash { // one never screened waits for its customers
				continue
			}
			if _, err := s.addRun(ctx, all[i].Name, false); err != nil && ctx.Err() == nil {
				s.log.Error("a portfolio cannot be compared with the new lists", "error", err.Error())
			}
		}
	}
}

// deliver sends webhooks what is due.
func (s *Server) deliver(ctx context.Context) {
	courier := s.courier()
	for pause(ctx, 2*time.Second) {
		if _, _, err := courier.Deliver(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("webhooks cannot be served", "error", err.Error())
		}
	}
}

func (s *Server) courier() *watch.Courier {
	c := watch.NewCourier(s.store, s.opt.Private)
	c.Now = s.now
	return c
}
