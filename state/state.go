// Package state keeps what people decide, which changes: which publications they accept or reject, which records
// they call one party or two, settings, and what a server said when a list was last fetched. Published data never stand here but in package archive.
//
// Store is the interface; SQLite in one file is its embedded implementation. Every implementation runs the tests of
// conformance_test.go.
package state

import (
	"context"
	"errors"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/resolve"
)

// Store keeps decisions. Its methods are safe from several goroutines and processes.
type Store interface {
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
	// Downloaded notes a successful request, whether it brought new bytes or not.
	Downloaded(ctx context.Context, d Download) error

	// Judge notes a person's word on two records and returns its number. The newest word on a pair counts; older ones
	// are kept. The ids may come in either order.
	Judge(ctx context.Context, j resolve.Judgement) (int64, error)
	// Undo takes a judgement back; it stays on record with who took it back, when and why. ErrNoJudgement is returned
	// where there is none of that number that still stands.
	Undo(ctx context.Context, id int64, u resolve.Undoing) error
	// Judgements returns all judgements, undone ones included, oldest first.
	Judgements(ctx context.Context) ([]resolve.Judgement, error)

	Close() error
}

// ErrNoJudgement says that a judgement does not exist or was undone already.
var ErrNoJudgement = errors.New("no standing judgement of that number")

// Download is what a server said about a file, for conditional requests.
type Download struct {
	URL          string
	ETag         string
	LastModified string
	Checked      time.Time
}
