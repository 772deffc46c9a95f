package api

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/linchpin-oss/linchpin/screen"
)

// errNoIndex says that there is nothing yet to answer from.
var errNoIndex = errors.New("no index is loaded yet")

// Live holds the snapshot that answers come from.
type Live struct {
	// Open opens the newest snapshot; note says what an answer has to tell of it, "" for nothing.
	Open func(ctx context.Context) (s *screen.Screener, note string, err error)
	// Pointer is the file whose content names the snapshot in force.
	Pointer string
	Log     *slog.Logger

	current atomic.Pointer[Snapshot]
	mu      sync.Mutex // one refresh at a time
	seen    string     // content of Pointer when current was opened
	missing time.Time  // since when Pointer is not there
	failed  atomic.Pointer[string]

	requests eras
}

// Snapshot is an opened index with what belongs to it.
type Snapshot struct {
	*screen.Screener
	Note   string
	Opened time.Time

	live  *Live
	refs  atomic.Int64
	docs  *catalogue
	past  daily[*catalogue]
	built sync.Once
	bad   error
}

// Acquire returns the snapshot in force, to be given back with Release; nil if there is none.
func (l *Live) Acquire() *Snapshot {
	for {
		s := l.current.Load()
		if s == nil {
			return nil
		}
		for n := s.refs.Load(); n > 0; n = s.refs.Load() {
			if s.refs.CompareAndSwap(n, n+1) {
				return s
			}
		}
	}
}

// Release gives a snapshot back. When the last one has done so, its file is closed, after all requests that are now under way: their answers
// hold strings that stand in the file, and are written when the snapshot was given back already.
func (s *Snapshot) Release() {
	if s.refs.Add(-1) == 0 {
		go func() {
			s.live.requests.wait()
			s.Index.Close()
		}()
	}
}

// eras lets somebody wait for all requests that began before now.
type eras struct {
	mu  sync.Mutex
	all []*sync.WaitGroup // the last one takes new requests
}

// begin notes a request until end is called.
func (e *eras) begin() (end func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.all) == 0 {
		e.all = []*sync.WaitGroup{{}}
	}
	now := e.all[len(e.all)-1]
	now.Add(1)
	return now.Done
}

// wait returns when the requests that began before have ended.
func (e *eras) wait() {
	e.mu.Lock()
	before := e.all
	e.all = append(slices.Clone(before), &sync.WaitGroup{})
	e.mu.Unlock()
	for _, era := range before {
		era.Wait()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all = slices.DeleteFunc(e.all, func(era *sync.WaitGroup) bool { return slices.Contains(before, era) })
}

// documents gathers what search and the entity pages need, once, when they are first asked for.
func (s *Snapshot) documents() (*catalogue, error) {
	s.built.Do(func() { s.docs, s.bad = newCatalogue(s.Screener, "") })
	return s.docs, s.bad
}

// documentsOn gathers them as they stood on a day.
func (s *Snapshot) documentsOn(day string) (*catalogue, error) {
	if day == "" {
		return s.documents()
	}
	return s.past.get(day, func() (*catalogue, error) { return newCatalogue(s.Screener, day) })
}

// Refresh opens the newest snapshot if it is another than the one in force, and swaps it in.
func (l *Live) Refresh(ctx context.Context, force bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now, err := os.ReadFile(l.Pointer)
	have := l.current.Load()
	switch {
	case err == nil:
		l.missing = time.Time{}
		if have != nil && string(now) == l.seen && !force {
			return nil
		}
	case errors.Is(err, os.ErrNotExist):
		// Somebody is changing decisions, or nothing was imported yet. What is loaded stays; what lasts is made by us.
		if l.missing.IsZero() {
			l.missing = time.Now()
		}
		if have != nil && !force && (l.seen == "" || time.Since(l.missing) < time.Minute) {
			return nil
		}
	default:
		return err
	}
	s, note, err := l.Open(ctx)
	if err != nil {
		text := err.Error()
		l.failed.Store(&text)
		return fmt.Errorf("opening the newest snapshot: %w", err)
	}
	l.failed.Store(nil)
	if now, err = os.ReadFile(l.Pointer); err != nil {
		now = nil
	}
	l.seen = string(now)
	next := &Snapshot{live: l, Screener: s, Note: note, Opened: time.Now()}
	next.refs.Store(2) // one for the work below
	if old := l.current.Swap(next); old != nil {
		old.Release()
	}
	l.Log.Info("serving a new index", "index", s.Index.Hash(), "entries", s.Index.Entries())
	go func() { // screening need not wait for what search is made of
		defer next.Release()
		if _, err := next.documents(); err != nil {
			l.Log.Error("the new index cannot be searched", "index", next.Index.Hash(), "error", err)
		}
	}()
	return nil
}

// Follow looks for new snapshots until the context ends.
func (l *Live) Follow(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	said := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			switch err := l.Refresh(ctx, false); {
			case err == nil:
				said = ""
			case ctx.Err() == nil && err.Error() != said:
				said = err.Error()
				l.Log.Error("the newest lists are not served yet", "error", said)
			}
		}
	}
}

// Close gives up the snapshot in force.
func (l *Live) Close() {
	if s := l.current.Swap(nil); s != nil {
		s.Release()
	}
}

// PointerIn is the file in a data folder that names the snapshot in force.
func PointerIn(dir string) string { return filepath.Join(dir, "snapshots", "CURRENT") }
