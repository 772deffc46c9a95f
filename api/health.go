package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/state"
)

// system adds what operators ask for.
func (s *Server) system(mux *http.ServeMux) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if reasons := s.notReady(r.Context()); len(reasons) > 0 {
			writeJSON(w, http.StatusServiceUnavailable, map[string]any{"detail": "Index not ready.", "reasons": reasons})
			return
		}
		writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	mux.Handle("GET /metrics", s.need(state.Viewer, s.metrics.handler().ServeHTTP))
	mux.HandleFunc("GET /docs", s.docsPage)
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
}

// notReady says why answers cannot be relied on now: no index, a required list missing or too old, a replica that lost its publisher, a database that does
// not answer. It is empty when all is well.
func (s *Server) notReady(ctx context.Context) []string {
	snap := s.live.Acquire()
	if snap == nil {
		reason := errNoIndex.Error()
		if why := s.live.failed.Load(); why != nil {
			reason += ": " + *why
		}
		return []string{reason}
	}
	defer snap.Release()
	var reasons []string
	if len(s.opt.Required) > 0 {
		reasons = s.missingLists(snap)
	}
	if s.opt.Unready != nil {
		reasons = append(reasons, s.opt.Unready()...)
	}
	if s.away(ctx) {
		reasons = append(reasons, "the database does not answer")
	}
	return reasons
}

// away tells whether the database does not answer.
func (s *Server) away(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	return s.store.Ping(ctx) != nil
}

func (s *Server) missingLists(snap *Snapshot) (reasons []string) {
	states, _, err := listStates(snap.Screener)
	if err != nil {
		return []string{"no list is in force"}
	}
	for list, within := range s.opt.Required {
		found := false
		for i := range states {
			l := &states[i]
			if !strings.EqualFold(l.List, list) {
				continue
			}
			found = true
			if days := within.Hours() / 24; within > 0 && !(l.AgeDays <= days) {
				reasons = append(reasons, fmt.Sprintf("%s: the publication in force, of %s, is %.0f days old; at most %.0f are allowed", l.List, l.Publication[:min(10, len(l.Publication))], l.AgeDays, days))
			}
		}
		if !found {
			reasons = append(reasons, list+": no publication is in force")
		}
	}
	slices.Sort(reasons)
	return reasons
}
