// Package state keeps what people decide, which changes: which publications they accept or reject, settings, and what a
// server said when a list was last fetched. Published data never stand here but in package archive.
//
// Store is the interface; SQLite in one file is its embedded implementation. Every implementation runs the tests of
// conformance_test.go.
package state

import (
	"context"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
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

	Close() error
}

// Download is what a server said about a file, for conditional requests.
type Download struct {
	URL          string
	ETag         string
	LastModified string
	Checked      time.Time
}
