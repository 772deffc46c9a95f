package main

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// progress shows how far long work has come, with rate and time left, on a terminal; elsewhere it is silent.
type progress struct {
	p     *printer
	what  string
	unit  string
	start time.Time
	mu    sync.Mutex
	shown time.Time
}

func (a *app) progress(what, unit string) *progress {
	return &progress{p: a.err, what: what, unit: unit, start: time.Now()}
}

// update shows that done of total units are done; total 0 means unknown.
func (g *progress) update(done, total int64) {
	if !g.p.tty {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	if now.Sub(g.shown) < 200*time.Millisecond && done != total || now.Sub(g.start) < 300*time.Millisecond {
		return
	}
	g.shown = now
	rate := float64(done) / now.Sub(g.start).Seconds()
	text := fmt.Sprintf("%s: %d", g.what, done)
	if total > 0 {
		left := time.Duration(float64(total-done) / max(rate, 0.001) * float64(time.Second))
		text += fmt.Sprintf(" of %d %s, %.0f a second, %s left", total, g.unit, rate, left.Round(time.Second))
	} else {
		text += fmt.Sprintf(" %s, %.0f a second", g.unit, rate)
	}
	fmt.Fprintf(g.p.w, "\r%s%s", text, strings.Repeat(" ", max(0, g.p.width-len(text)-1)))
	g.p.flush()
}

// done clears the line.
func (g *progress) done() {
	if !g.p.tty || g.shown.IsZero() {
		return
	}
	fmt.Fprintf(g.p.w, "\r%s\r", strings.Repeat(" ", g.p.width-1))
	g.p.flush()
}
