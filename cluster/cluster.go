// Package cluster hands snapshots from the server that makes them to replicas that answer from them.
//
// What is handed over is a bundle: immutable files, each named with size and SHA-256 in a manifest, and a few small
// pointers that name files. The manifest is itself a file, named with size and SHA-256 in the announcement, which is the only
// thing that changes:
//
//	announcement -> manifest -> files, pointers
//
// A replica fetches the manifest and the files that it has not, each under a temporary name until all its bytes are there
// and have the hash that was announced; syncs and renames them; and replaces the pointers last. Readers follow pointers, so they
// see the bundle before or the bundle after, whatever is killed or cut off at whatever moment. What has arrived of a file is
// kept, and its transfer goes on where it ended.
//
// A Transport carries announcements and files: a shared folder, an S3-like store, or NATS. None is the system of record: what
// it loses, the publisher publishes again. Announcements are hints as well: a replica asks for the newest one every two
// seconds, so that one which was missed, or came while it was cut off, costs seconds and nothing else.
//
// Whoever can write to a transport decides what replicas answer from. With a key, which publisher and replicas share, an
// announcement is signed (HMAC-SHA256) and everything below it is held by its hashes; a replica that has a key takes nothing else.
// An announcement older than the one in force is refused, so that an old one cannot be played back.
package cluster

import (
	"context"
	"errors"
	"io"
)

// Transport carries announcements and files from one publisher to many replicas. Its methods are safe from several goroutines.
type Transport interface {
	// Publish makes files available and then the announcement the newest. open reads a file from an offset. Files of the bundle
	// before stay available for those who are still fetching them.
	Publish(ctx context.Context, announcement []byte, files []File, open OpenFile) error
	// Newest returns the newest announcement; ErrNothing where there is none or nobody publishes.
	Newest(ctx context.Context) ([]byte, error)
	// Get reads a file from an offset. ErrGone: it is not available any more.
	Get(ctx context.Context, f File, from int64) (io.ReadCloser, error)
	// Changed receives something soon after an announcement; nil where a transport cannot tell.
	Changed() <-chan struct{}
	Close() error
}

// OpenFile reads a file of a bundle from an offset.
type OpenFile func(f File, from int64) (io.ReadCloser, error)

// Errors of transports.
var (
	ErrNothing = errors.New("nothing is published there")
	ErrGone    = errors.New("the file is not available any more")
)
