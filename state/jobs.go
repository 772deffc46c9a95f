package state

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"
	"time"
)

// Jobs keeps work to be done in the background. River (riverqueue.com) hands jobs to workers, on both databases; what a
// reader sees of a job (status, progress, result) stands in a table of ours, which also decides who may work on it: a worker
// gives a sign of life every few seconds, and a job whose worker gave none for a while is handed out anew, under
// the next attempt number. What the worker of an older attempt stores is refused, so a job that was taken over is done once.
type Jobs interface {
	// AddJob stores a job and returns its number. Inside Tx it is part of the transaction.
	AddJob(ctx context.Context, o JobOptions) (int64, error)
	// Job returns a job; ErrNotFound.
	Job(ctx context.Context, id int64) (*Job, error)
	// Jobs returns jobs, newest first, without arguments and results.
	Jobs(ctx context.Context, f JobFilter) ([]Job, error)
	// CountJobs counts jobs by status.
	CountJobs(ctx context.Context) (map[JobStatus]int64, error)
	// CancelJob ends a job that is not finished; one that runs is told within a few seconds.
	CancelJob(ctx context.Context, id int64) error
	// Work does jobs, up to workers at a time, until stop is called, which waits for those under way until its context
	// ends; they are then interrupted and queued again. Close stops at once. Jobs of other kinds than those of handlers
	// fail; those whose kind begins with "list." wait for a process that has a handler of such a kind, since lists are imported where their
	// archive is. Call it once a process.
	Work(ctx context.Context, workers int, handlers map[string]JobHandler) (stop func(context.Context) error, err error)
}

// JobHandler does a job. It may be called again for the same job after a crash, so what it stores should not double.
// Its context ends when the job is cancelled or was taken over. An error of ErrJobGiveUp is not tried again.
type JobHandler func(ctx context.Context, j *Job) (result []byte, err error)

// ErrJobGiveUp in an error of a handler says that trying again would not help.
var ErrJobGiveUp = errors.New("not to be tried again")

// ErrJobLost says that a job was taken over by another worker, or cancelled.
var ErrJobLost = errors.New("the job is no longer this worker's")

// JobStatus says how far a job is.
type JobStatus string

// The statuses of a job.
const (
	JobQueued    JobStatus = "queued"
	JobRunning   JobStatus = "running"
	JobDone      JobStatus = "done"
	JobFailed    JobStatus = "failed"
	JobCancelled JobStatus = "cancelled"
)

// Finished tells whether nothing more will happen.
func (s JobStatus) Finished() bool { return s == JobDone || s == JobFailed || s == JobCancelled }

// JobOptions says what to do.
type JobOptions struct {
	Kind     string
	Args     []byte
	Owner    string    // who asked for it; the actor, if ""
	Unique   string    // if not "": an unfinished job of the same Unique is returned in place of a new one
	After    time.Time // not before, if not zero
	Attempts int       // at most; 0: 3
}

// Job is a piece of work.
type Job struct {
	ID          int64
	Kind        string
	Args        []byte
	Owner       string
	Status      JobStatus
	Attempt     int64 // which one this is, from 1
	Attempts    int   // at most
	Done, Total int64 // progress; 0 of 0 while it is not known
	Result      []byte
	Error       string
	Created     time.Time
	Started     time.Time
	Finished    time.Time

	store *store
}

// JobFilter says which jobs to return.
type JobFilter struct {
	Kind   string
	Owner  string
	Status JobStatus
	Before int64 // with a lower number, if not 0
	Limit  int   // 0: 100
}

// Timing of jobs: a worker gives a sign of life every beatEvery; one that gave none for lostAfter is taken to be dead.
const (
	beatEvery = 2 * time.Second
	lostAfter = 12 * time.Second
	retryWait = 5 * time.Second // times the attempt
)

const jobColumns = "id, kind, owner, status, attempt, attempts, done, total, error, created, started, finished"

func scanJob(r rows, more ...any) (j Job, err error) {
	var created, started, finished string
	if err := r.Scan(append([]any{&j.ID, &j.Kind, &j.Owner, &j.Status, &j.Attempt, &j.Attempts, &j.Done, &j.Total, &j.Error,
		&created, &started, &finished}, more...)...); err != nil {
		return j, err
	}
	return j, unstampAll(&j.Created, created, &j.Started, started, &j.Finished, finished)
}

func (s *store) AddJob(ctx context.Context, o JobOptions) (id int64, err error) {
	if o.Kind == "" {
		return 0, errors.New("a job needs a kind")
	}
	if o.Owner == "" {
		o.Owner = Actor(ctx)
	}
	if o.Attempts <= 0 {
		o.Attempts = 3
	}
	err = s.begin(ctx, func(t *store) error {
		id, err = t.insert(ctx, `INSERT INTO jobs (kind, args, owner, uniq, status, attempt, attempts, done, total, error, created, started, finished, beat)
			VALUES (?, ?, ?, ?, 'queued', 1, ?, 0, 0, '', ?, '', '', '')
			ON CONFLICT (uniq) WHERE uniq <> '' AND status IN ('queued', 'running') DO NOTHING`, o.Kind, o.Args, o.Owner, o.Unique, o.Attempts, stamp(t.now()))
		if errors.Is(err, ErrNotFound) {
			return t.scan(ctx, "SELECT id FROM jobs WHERE uniq = ? AND status IN ('queued', 'running')", []any{o.Unique}, &id)
		}
		if err != nil {
			return err
		}
		return s.db.queue(ctx, t.q, o.Kind, id, 1, o.After)
	})
	return id, err
}

func (s *store) Job(ctx context.Context, id int64) (*Job, error) {
	j, err := one(ctx, s.q, func(r rows) (Job, error) {
		var args, result []byte
		j, err := scanJob(r, &args, &result)
		j.Args, j.Result = args, result
		return j, err
	}, "SELECT "+jobColumns+", args, result FROM jobs WHERE id = ?", id)
	if err != nil {
		return nil, fmt.Errorf("job %d: %w", id, err)
	}
	return j, nil
}

func (s *store) Jobs(ctx context.Context, f JobFilter) ([]Job, error) {
	var w where
	for _, c := range []struct{ column, value string }{{"kind", f.Kind}, {"owner", f.Owner}, {"status", string(f.Status)}} {
		if c.value != "" {
			w.add(c.column+" = ?", c.value)
		}
	}
	if f.Before > 0 {
		w.add("id < ?", f.Before)
	}
	limit := f.Limit
	if limit <= 0 {
		limit = 100
	}
	return collect(ctx, s.q, func(r rows) (Job, error) { return scanJob(r) },
		"SELECT "+jobColumns+" FROM jobs WHERE "+w.and()+" ORDER BY id DESC LIMIT ?", append(w.args, limit)...)
}

func (s *store) CountJobs(ctx context.Context) (map[JobStatus]int64, error) {
	out := map[JobStatus]int64{}
	_, err := collect(ctx, s.q, func(r rows) (struct{}, error) {
		var status JobStatus
		var n int64
		err := r.Scan(&status, &n)
		out[status] = n
		return struct{}{}, err
	}, "SELECT status, COUNT(*) FROM jobs GROUP BY status")
	return out, err
}

func (s *store) CancelJob(ctx context.Context, id int64) error {
	n, err := s.q.exec(ctx, "UPDATE jobs SET status = 'cancelled', finished = ? WHERE id = ? AND status IN ('queued', 'running')", stamp(s.now()), id)
	if err == nil && n == 0 {
		err = fmt.Errorf("unfinished job %d: %w", id, ErrNotFound)
	}
	return err
}

// Progress stores how far the job is. ErrJobLost: it is no longer this worker's.
func (j *Job) Progress(ctx context.Context, done, total int64) error {
	j.Done, j.Total = done, total
	return j.update(ctx, "done = ?, total = ?, beat = ?", done, total, stamp(j.store.now()))
}

func (j *Job) update(ctx context.Context, set string, args ...any) error {
	n, err := j.store.q.exec(ctx, "UPDATE jobs SET "+set+" WHERE id = ? AND attempt = ? AND status = 'running'", append(args, j.ID, j.Attempt)...)
	if err == nil && n == 0 {
		err = fmt.Errorf("job %d: %w", j.ID, ErrJobLost)
	}
	return err
}

func (s *store) Work(ctx context.Context, workers int, handlers map[string]JobHandler) (func(context.Context) error, error) {
	if s.inTx || s.stop != nil {
		return nil, errors.New("workers are started once, outside of transactions")
	}
	stopQueue, err := s.db.work(ctx, queuesOf(workers, handlers), func(ctx context.Context, id, attempt int64) error {
		return s.workOn(ctx, id, attempt, handlers)
	})
	if err != nil {
		return nil, fmt.Errorf("starting the workers: %w", err)
	}
	watching, end := context.WithCancel(context.WithoutCancel(ctx))
	var wg sync.WaitGroup
	wg.Go(func() { s.takeOverLost(watching) })
	var once sync.Once
	s.stop = func(ctx context.Context) (err error) {
		once.Do(func() {
			end()
			wg.Wait()
			err = stopQueue(ctx)
		})
		return err
	}
	return s.stop, nil
}

// takeOverLost hands out anew the jobs whose workers died.
func (s *store) takeOverLost(ctx context.Context) {
	for {
		if err := s.requeueLost(ctx); err != nil && ctx.Err() == nil {
			slog.Warn("looking for jobs whose worker died", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(beatEvery):
		}
	}
}

func (s *store) requeueLost(ctx context.Context) error {
	return s.begin(ctx, func(t *store) error {
		lost, err := collect(ctx, t.q, func(r rows) (Job, error) { return scanJob(r) },
			"SELECT "+jobColumns+" FROM jobs WHERE status = 'running' AND beat < ? ORDER BY id LIMIT 100"+s.db.skipLocked(), stamp(t.now().Add(-lostAfter)))
		if err != nil {
			return err
		}
		for i := range lost {
			if err := t.again(ctx, &lost[i], "its worker gave no sign of life", time.Time{}); err != nil {
				return err
			}
		}
		return nil
	})
}

// again queues the next attempt of a job, or ends it after the last.
func (s *store) again(ctx context.Context, j *Job, why string, after time.Time) error {
	j.store = s
	if j.Attempt >= int64(j.Attempts) {
		return j.update(ctx, "status = 'failed', error = ?, finished = ?", why, stamp(s.now()))
	}
	if err := j.update(ctx, "status = 'queued', error = ?, attempt = attempt + 1", why); err != nil {
		return err
	}
	return s.db.queue(ctx, s.q, j.Kind, j.ID, j.Attempt+1, after)
}

// workOn does one attempt at a job.
func (s *store) workOn(ctx context.Context, id, attempt int64, handlers map[string]JobHandler) error {
	now := stamp(s.now())
	n, err := s.q.exec(ctx, "UPDATE jobs SET status = 'running', started = ?, beat = ? WHERE id = ? AND attempt = ? AND status = 'queued'", now, now, id, attempt)
	if err != nil || n == 0 { // cancelled, or taken over: nothing is left to do
		return err
	}
	j, err := s.Job(ctx, id)
	if err != nil {
		return err
	}
	j.store = s
	result, err := s.handle(ctx, j, handlers)
	done := context.WithoutCancel(ctx)
	switch {
	case errors.Is(err, ErrJobLost):
		return nil
	case err == nil:
		err = j.update(done, "status = 'done', result = ?, error = '', finished = ?", result, stamp(s.now()))
	case ctx.Err() != nil: // the process stops: another takes it over at once
		err = s.begin(done, func(t *store) error { return t.handBack(done, j) })
	default:
		if errors.Is(err, ErrJobGiveUp) {
			j.Attempts = 0
		}
		why := strings.TrimSuffix(err.Error(), ": "+ErrJobGiveUp.Error())
		err = s.begin(done, func(t *store) error { return t.again(done, j, why, t.now().Add(time.Duration(attempt)*retryWait)) })
	}
	if errors.Is(err, ErrJobLost) {
		return nil
	}
	return err
}

// handBack queues a job that was interrupted; it does not count as a failed attempt.
func (s *store) handBack(ctx context.Context, j *Job) error {
	j.store = s
	if err := j.update(ctx, "status = 'queued', attempt = attempt + 1, attempts = attempts + 1"); err != nil {
		return err
	}
	return s.db.queue(ctx, s.q, j.Kind, j.ID, j.Attempt+1, time.Time{})
}

// handle runs the handler of a job while giving signs of life.
func (s *store) handle(ctx context.Context, j *Job, handlers map[string]JobHandler) (result []byte, err error) {
	h := handlers[j.Kind]
	if h == nil {
		return nil, fmt.Errorf("nobody here knows how to do %q", j.Kind)
	}
	working, cancel := context.WithCancelCause(By(ctx, j.Owner))
	defer cancel(nil)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel(nil)
	wg.Go(func() {
		for {
			select {
			case <-working.Done():
				return
			case <-time.After(beatEvery):
			}
			if err := j.beat(working); errors.Is(err, ErrJobLost) {
				cancel(err)
			}
		}
	})
	defer func() {
		if p := recover(); p != nil {
			slog.Error("a job panicked", "job", j.ID, "kind", j.Kind, "stack", string(debug.Stack()))
			err = fmt.Errorf("it panicked: %v", p)
		}
	}()
	result, err = h(working, j)
	if cause := context.Cause(working); err != nil && errors.Is(cause, ErrJobLost) {
		err = cause
	}
	return result, err
}

func (j *Job) beat(ctx context.Context) error { return j.update(ctx, "beat = ?", stamp(j.store.now())) }
