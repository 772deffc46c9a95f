package state

import (
	"context"
	"log/slog"
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
	fn func(ctx context.Context, id, attempt int64) error
}

func (w *attemptWorker) Work(ctx context.Context, j *river.Job[attempt]) error {
	return w.fn(ctx, j.Args.Job, j.Args.Attempt)
}

// Timeout is none: whether a worker is alive is told by its signs of life.
func (w *attemptWorker) Timeout(*river.Job[attempt]) time.Duration { return -1 }

func insertOptions(after time.Time) *river.InsertOpts { return &river.InsertOpts{ScheduledAt: after} }

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

// startRiver starts a client that hands attempts to fn.
func startRiver[T any](ctx context.Context, driver riverdriver.Driver[T], workers int, fn func(ctx context.Context, id, attempt int64) error) (func(context.Context) error, error) {
	c := riverConfig()
	c.Workers = river.NewWorkers()
	river.AddWorker(c.Workers, &attemptWorker{fn: fn})
	c.Queues = map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: max(workers, 1)}}
	c.FetchPollInterval = 500 * time.Millisecond
	c.FetchCooldown = 20 * time.Millisecond
	client, err := river.NewClient(driver, c)
	if err != nil {
		return nil, err
	}
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return nil, err
	}
	return func(ctx context.Context) error {
		if client.Stop(ctx) == nil {
			return nil
		}
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
