// Package state keeps what people decide and what follows from it, which changes: words on publications, judgements,
// portfolios of customers, alerts and their review, keys, jobs, webhooks and the trail of it all. Published data never
// stand here but in package archive.
//
// Store is the interface, made of small ones by subject. Two implementations share the statements and differ in a
// database each: SQLite in one file, embedded, and PostgreSQL 15 or later for several processes side by side. Both run
// the tests of conformance_test.go.
//
// Whatever changes something writes a row of the trail in the same transaction (see Trail), so the trail cannot miss
// what happened nor tell of what did not. The row says who did it: put the name into the context with By.
//
// A method that returned without an error has stored what it was given: both databases are asked to sync each
// transaction to disk.
package state

import (
	"context"
	"errors"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/resolve"
)

// Store keeps everything. Its methods are safe from several goroutines and processes.
type Store interface {
	Publications
	Judgements
	Keys
	Portfolios
	Alerts
	Cases
	Webhooks
	Requests
	Jobs
	Trail
	Copying

	// Tx runs fn in one transaction: either all that it does through tx is stored or nothing. Methods called on the outer
	// store inside fn are not part of it and may wait for it for ever.
	Tx(ctx context.Context, fn func(tx Store) error) error
	// Ping tells whether the database answers.
	Ping(ctx context.Context) error
	// Dialect is "sqlite" or "postgres".
	Dialect() string
	Close() error
}

// Publications keeps what is decided on publications, settings, and how files were fetched.
type Publications interface {
	// Decide notes a person's word on a publication. The newest word counts; older ones are kept.
	Decide(ctx context.Context, d archive.Decision) error
	// Decisions returns all words on the publications of a list, or of all lists if it is "", oldest first.
	Decisions(ctx context.Context, list string) ([]archive.Decision, error)

	// Setting returns a setting, "" if it was never set.
	Setting(ctx context.Context, name string) (string, error)
	// Set stores a setting.
	Set(ctx context.Context, name, value string) error

	// Download returns what is known of the last successful request of an address, nil if there was none.
	Download(ctx context.Context, url string) (*Download, error)
	// Downloaded notes a successful request, whether it brought new bytes or not. It leaves no row in the trail; Note does.
	Downloaded(ctx context.Context, d Download) error
}

// Judgements keeps which records people call one party or two.
type Judgements interface {
	// Judge notes a person's word on two records and returns its number. The newest word on a pair counts; older ones
	// are kept. The ids may come in either order.
	Judge(ctx context.Context, j resolve.Judgement) (int64, error)
	// Undo takes a judgement back; it stays on record with who took it back, when and why. ErrNoJudgement is returned
	// where there is none of that number that still stands.
	Undo(ctx context.Context, id int64, u resolve.Undoing) error
	// Judgements returns all judgements, undone ones included, oldest first.
	Judgements(ctx context.Context) ([]resolve.Judgement, error)
}

// ErrNoJudgement says that a judgement does not exist or was undone already.
var ErrNoJudgement = errors.New("no standing judgement of that number")

// ErrNotFound says that there is nothing of that number or name.
var ErrNotFound = errors.New("not found")

// ErrExists says that the name is taken.
var ErrExists = errors.New("exists already")

// ErrChanged says that somebody else was faster: what was to be changed is no longer as it was read.
var ErrChanged = errors.New("changed in the meantime; look again")

// Download is what a server said about a file, for conditional requests.
type Download struct {
	URL          string
	ETag         string
	LastModified string
	Checked      time.Time
}

type actorKey struct{}

// By returns a context in which changes are made in the name of who: a person's login, or "key:NAME" for a program.
func By(ctx context.Context, who string) context.Context {
	return context.WithValue(ctx, actorKey{}, who)
}

// Actor is who acts in a context; "system" where nobody was named.
func Actor(ctx context.Context) string {
	if who, _ := ctx.Value(actorKey{}).(string); who != "" {
		return who
	}
	return "system"
}

type loginKey struct{}

// Through returns a context in which rows of the trail also say through which login of the machine somebody acts, where that is
// another name than his: a person with the machine's password can give any name.
func Through(ctx context.Context, login string) context.Context {
	return context.WithValue(ctx, loginKey{}, login)
}

// timeLayout is how times are stored: UTC, to the microsecond, and in an order that is that of the text.
const timeLayout = "2006-01-02T15:04:05.000000Z"

// stamp prints a time as it is stored; the zero time is "".
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeLayout)
}

// unstamp reads a stored time.
func unstamp(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return time.Parse(time.RFC3339Nano, s)
}
