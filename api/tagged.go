package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
)

// maxTagged is how large an answer may be to get an ETag.
const maxTagged = 8 << 20

// tagged gives the answers of reads an ETag, the hash of their body, and answers 304 where the client has it already.
func tagged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := r.URL.Path
		reads := r.Method == http.MethodGet || r.Method == http.MethodHead
		if !reads || strings.HasSuffix(path, "/events") || strings.HasSuffix(path, "/result") || strings.HasSuffix(path, "/data") ||
			!(strings.HasPrefix(path, "/v1/") || strings.HasPrefix(path, "/entities/") || path == "/catalog" || path == "/openapi.json") {
			next.ServeHTTP(w, r)
			return
		}
		h := &held{w: w}
		next.ServeHTTP(h, r)
		h.finish(r)
	})
}

// held keeps an answer back until its hash is known, or until it is too large for that.
type held struct {
	w      http.ResponseWriter
	status int
	body   bytes.Buffer
	passed bool
}

// Header is that of the answer.
func (h *held) Header() http.Header { return h.w.Header() }

// WriteHeader keeps the status.
func (h *held) WriteHeader(status int) {
	if h.status == 0 {
		h.status = status
	}
}

// Write keeps the body.
func (h *held) Write(p []byte) (int, error) {
	if h.status == 0 {
		h.status = http.StatusOK
	}
	if !h.passed && h.body.Len()+len(p) > maxTagged {
		h.passed = true
		h.w.WriteHeader(h.status)
		h.w.Write(h.body.Bytes())
	}
	if h.passed {
		return h.w.Write(p)
	}
	return h.body.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (h *held) Unwrap() http.ResponseWriter { return h.w }

func (h *held) finish(r *http.Request) {
	if h.passed {
		return
	}
	if h.status == 0 {
		h.status = http.StatusOK
	}
	if h.status == http.StatusOK {
		sum := sha256.Sum256(h.body.Bytes())
		tag := `W/"` + base64.RawURLEncoding.EncodeToString(sum[:18]) + `"`
		h.w.Header().Set("ETag", tag)
		h.w.Header().Set("Cache-Control", "private, no-cache")
		h.w.Header().Add("Vary", "Authorization, Cookie")
		if hasTag(r.Header.Get("If-None-Match"), tag) {
			h.w.Header().Del("Content-Type")
			h.w.Header().Del("Content-Length")
			h.w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h.w.WriteHeader(h.status)
	h.w.Write(h.body.Bytes())
}

// hasTag compares weakly, as RFC 9110, section 13.1.2 asks for.
func hasTag(header, tag string) bool {
	for _, t := range strings.Split(header, ",") {
		t = strings.TrimSpace(t)
		if t == "*" || strings.TrimPrefix(t, "W/") == strings.TrimPrefix(tag, "W/") && t != "" {
			return true
		}
	}
	return false
}
