package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/state"
)

const (
	idempotencyLife  = 24 * time.Hour
	idempotencyLease = 2 * time.Minute
	maxIdempotency   = 200 // bytes of the key
)

// idempotent answers a writing request of /v1 that is sent again under the same Idempotency-Key as it did the first time.
func (s *Server) idempotent(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := r.Header.Get("Idempotency-Key")
		c := caller(r.Context())
		if key == "" || c == nil || !strings.HasPrefix(r.URL.Path, "/v1/") || r.Method == http.MethodGet || r.Method == http.MethodHead || r.URL.Path == "/v1/keys" {
			next.ServeHTTP(w, r) // a new key's secret is shown once and never stored
			return
		}
		if len(key) > maxIdempotency {
			s.fail(w, r, http.StatusBadRequest, "header Idempotency-Key: longer than 200 bytes")
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			status := http.StatusBadRequest
			if tooLarge(err) {
				status = http.StatusRequestEntityTooLarge
			}
			s.fail(w, r, status, "the body cannot be read")
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		sum := sha256.Sum256(append([]byte(r.Method+" "+r.URL.RequestURI()+"\n"), body...))
		now := s.now()
		req := state.Request{Who: c.Who, Key: key, Fingerprint: hex.EncodeToString(sum[:]), Lease: now.Add(idempotencyLease), Expires: now.Add(idempotencyLife)}
		before, err := s.store.BeginRequest(r.Context(), req)
		switch {
		case errors.Is(err, state.ErrRequestRunning), errors.Is(err, state.ErrRequestDone):
			s.fail(w, r, http.StatusConflict, "header Idempotency-Key: "+err.Error())
			return
		case errors.Is(err, state.ErrRequestOther):
			s.fail(w, r, http.StatusUnprocessableEntity, "header Idempotency-Key: "+err.Error())
			return
		case err != nil:
			s.fail(w, r, http.StatusServiceUnavailable, "the database does not answer")
			return
		case before != nil:
			w.Header().Set("Content-Type", before.Type)
			w.Header().Set("Idempotency-Replayed", "true")
			w.WriteHeader(before.Status)
			w.Write(before.Body)
			return
		}
		h := &held{w: w}
		done := false
		ctx := context.WithoutCancel(r.Context())
		defer func() {
			if !done { // a mistake of the program, or nothing was changed: the key is free again
				s.store.ForgetRequest(ctx, req.Who, req.Key)
			}
		}()
		next.ServeHTTP(h, r.WithContext(state.Within(r.Context(), req)))
		if h.status < 500 && h.status != http.StatusConflict && h.status != http.StatusTooManyRequests && !h.passed {
			req.Status, req.Type, req.Body = h.status, h.Header().Get("Content-Type"), h.body.Bytes()
			done = s.store.FinishRequest(ctx, req) == nil
		}
		if !h.passed {
			w.WriteHeader(h.status)
			w.Write(h.body.Bytes())
		}
	})
}
