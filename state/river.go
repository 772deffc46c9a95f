package state

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/riverqueue/river/riverdriver"
)

// attempt is what River carries: the job and which attempt at it. All else stands in our table.
type attempt struct {
	Job     int64 `json:"job"`
	Attempt int64 `json:"attempt"`
}

func (attempt) Kind() string { return "linchpin" }

type attemptWorker struct {
	river.WorkerDefaults[attempt]
	working context.Context // ends when the process stops
	fn      func(ctx context.Context, id, attempt int64) error
}

// Work hands an attempt over. Its context does not end at River's timeout: whether a worker is alive is told by its signs of life.
func (w *attemptWorker) Work(_ context.Context, j *river.Job[attempt]) error {
	return w.fn(w.working, j.Args.Job, j.Args.Attempt)
}

// NextRetry is soon: what River hands out again was fetched by a process that died, or while the database was away.
func (w *attemptWorker) NextRetry(*river.Job[attempt]) time.Time {
	return time.Now().Add(2 * time.Second)
}

// River hands out again what was fetched so long ago and never ended. That is for attempts whose process was killed between fetching and
// noting that it works on them; all others are taken over by takeOverLost, and what River hands out of those is refused.
const (
	fetchTimeout = 15 * time.Second
	fetchLost    = 20 * time.Second
)

// insertOptions lets River hand an attempt out as often as it takes: our table counts the attempts.
func insertOptions(kind string, after time.Time) *river.InsertOpts {
	return &river.InsertOpts{Queue: queueOf(kind), ScheduledAt: after, MaxAttempts: 10_000}
}

// quietLog lets through what River has to say of errors.
func quietLog() *slog.Logger { return slog.New(levelHandler{slog.Default().Handler()}) }

type levelHandler struct{ slog.Handler }

func (h levelHandler) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelError && h.Handler.Enabled(ctx, l)
}

func (h levelHandler) WithAttrs(a []slog.Attr) slog.Handler {
	return levelHandler{h.Handler.WithAttrs(a)}
}
func (h levelHandler) WithGroup(g string) slog.Handler { return levelHandler{h.Handler.WithGroup(g)} }

func riverConfig() *river.Config { return &river.Config{Logger: quietLog()} }

// queueOf is the queue of a kind of jobs: imports of lists have one of their own, which not every process works on.
func queueOf(kind string) string {
	if strings.HasPrefix(kind, "list.") {
		return "lists"
	}
	return river.QueueDefault
}

// queuesOf are the queues that a process with these handlers works on. Imports are done one at a time: they wait for each other anyway.
func queuesOf(workers int, handlers map[string]JobHandler) map[string]river.QueueConfig {
	queues := map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: max(workers, 1)}}
	for kind := range handlers {
		if q := queueOf(kind); q != river.QueueDefault {
			queues[q] = river.QueueConfig{MaxWorkers: 1}
		}
	}
	return queues
}

// startRiver starts a client that hands attempts to fn.
func startRiver[T any](ctx context.Context, driver riverdriver.Driver[T], queues map[string]river.QueueConfig, fn func(ctx context.Context, id, attempt int64) error) (func(context.Context) error, error) {
	c := riverConfig()
	c.Workers = river.NewWorkers()
	working, end := context.WithCancel(context.WithoutCancel(ctx))
	river.AddWorker(c.Workers, &attemptWorker{working: working, fn: fn})
	c.JobTimeout, c.RescueStuckJobsAfter = fetchTimeout, fetchLost
	c.Queues = queues
	c.FetchPollInterval = 500 * time.Millisecond
	c.FetchCooldown = 20 * time.Millisecond
	client, err := river.NewClient(driver, c)
	if err == nil {
		err = client.Start(context.WithoutCancel(ctx))
	}
	if err != nil {
		end()
		return nil, err
	}
	return func(ctx context.Context) error {
		defer end()
		if client.Stop(ctx) == nil {
			return nil
		}
		end() // those under way are handed back
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		return client.StopAndCancel(late)
	}, nil
}

// migrateRiver brings River's own tables up to date.
func migrateRiver[T any](ctx context.Context, driver riverdriver.Driver[T]) error {
	m, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: quietLog()})
	if err != nil {
		return err
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}
