package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/klauspost/compress/gzhttp"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/cases"
	"github.com/linchpin-oss/linchpin/network"
	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/snapshot"
	"github.com/linchpin-oss/linchpin/state"
)

// Options are what a server is made of.
type Options struct {
	Version string
	Data    *snapshot.Data
	Store   state.Store
	Live    *Live
	// History loads the history of a list; the caller closes it.
	History func(ctx context.Context, list string) (*archive.History, error)
	Now     func() time.Time
	Log     *slog.Logger

	Rate     float64                                      // requests a second of one key; 0: no limit
	Required map[string]time.Duration                     // lists without which, or with an older publication than which, the server is not ready; 0: of any age
	Unready  func() []string                              // further reasons why the server is not ready; nil: none
	Secure   bool                                         // cookies only over TLS
	Login    *Login                                       // OpenID Connect; nil without
	Web      http.Handler                                 // the user interface at /; nil without
	Public   func(path string) bool                       // paths of the user interface that need no key; nil: none
	Update   func(ctx context.Context, list string) error // fetches a list from its official address into the archive; nil without
	Networks func() ([]string, error)                     // files of networks that were imported; nil: none
	Private  bool                                         // webhooks may reach private addresses
	Press    string                                       // folder in which pages are kept
}

// Limits of requests, in bytes.
const (
	maxURL    = 60_000 // as yente
	maxBody   = 1 << 20
	maxMatch  = 10 << 20 // POST /match: 100 entities
	maxUpload = 64 << 20 // batches, customers, files of cases
	maxImport = 1 << 30  // publications of lists
)

// requestTime is how long a request may take, but for downloads and streams of events.
const requestTime = 60 * time.Second

// Server answers HTTP requests.
type Server struct {
	opt      Options
	live     *Live
	store    state.Store
	desk     *cases.Desk
	access   *access
	metrics  *metrics
	log      *slog.Logger
	api      huma.API
	graphs   daily[*network.Graph]
	scanners daily[*screen.Scanner]
	recalls  daily[[]KindRecall]
	handler  http.Handler
	now      func() time.Time
	stop     func(context.Context) error // of the jobs
}

// New makes a server.
func New(opt Options) *Server {
	if opt.Now == nil {
		opt.Now = time.Now
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{opt: opt, live: opt.Live, store: opt.Store, desk: cases.New(opt.Store), log: opt.Log, now: opt.Now,
		access: newAccess(opt.Store, opt.Now, opt.Rate)}
	s.desk.Now = opt.Now
	s.metrics = newMetrics(s)
	mux := http.NewServeMux()
	s.yente(mux)
	s.system(mux)
	s.api = s.v1(mux)
	if opt.Web != nil {
		mux.Handle("/", opt.Web)
	} else {
		mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/" {
				http.Redirect(w, r, "/docs", http.StatusFound)
				return
			}
			s.fail(w, r, http.StatusNotFound, "there is nothing here; /docs describes what there is")
		})
	}
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(1024), gzhttp.EnableZstd(true), gzhttp.ExceptContentTypes([]string{"text/event-stream"}))
	if err != nil {
		panic(err) // the options are constants
	}
	h := noted(mux)
	h = s.idempotent(h)
	h = tagged(h)
	h = compress(h)
	h = s.guard(h)
	h = s.limit(h)
	h = traced(h)
	h = s.observe(h)
	h = s.shield(h)
	s.handler = h
	return s
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// OpenAPI is the description of /v1.
func (s *Server) OpenAPI() *huma.OpenAPI { return s.api.OpenAPI() }

// shield recovers from mistakes of ours and sets the headers that every answer has.
func (s *Server) shield(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cache-Control", "no-store")
		if s.opt.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		defer func() {
			err := recover()
			if err == nil {
				return
			}
			if e, ok := err.(error); ok && errors.Is(e, http.ErrAbortHandler) {
				panic(err)
			}
			s.log.Error("a mistake of the program", "route", r.Pattern, "panic", typeName(err), "stack", string(debug.Stack()))
			s.metrics.panics.Inc()
			s.fail(w, r, http.StatusInternalServerError, "a mistake of the program; the log of the server has the details")
		}()
		next.ServeHTTP(w, r)
	})
}

// typeName says what was panicked with; runtime errors tell no personal data, other values might.
func typeName(v any) string {
	if e, ok := v.(interface{ RuntimeError() }); ok {
		return e.(error).Error()
	}
	return "a value that is not logged"
}

// limit refuses what is too large before anything reads it, and ends what takes too long.
func (s *Server) limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.RequestURI) > maxURL {
			s.fail(w, r, http.StatusRequestURITooLong, "Request URI too long")
			return
		}
		size := int64(maxBody)
		switch {
		case strings.HasPrefix(r.URL.Path, "/match/"), strings.HasPrefix(r.URL.Path, "/reconcile/"):
			size = maxMatch
		case r.URL.Path == "/v1/batches", r.URL.Path == "/v1/batches/file", strings.HasSuffix(r.URL.Path, "/customers"), strings.HasSuffix(r.URL.Path, "/files"):
			size = maxUpload
		case strings.HasSuffix(r.URL.Path, "/imports"):
			size = maxImport
		}
		if r.ContentLength > size {
			w.Header().Set("Connection", "close")
			s.fail(w, r, http.StatusRequestEntityTooLarge, "the body is too large")
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, size)
		if !strings.HasSuffix(r.URL.Path, "/events") {
			ctx, cancel := context.WithTimeout(r.Context(), requestTime)
			defer cancel()
			r = r.WithContext(ctx)
			defer s.live.requests.begin()() // streams of events hold no index, and last
		}
		next.ServeHTTP(w, r)
	})
}

// yentePath tells whether a path is of yente's interface.
func yentePath(path string) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	switch first {
	case "match", "search", "entities", "catalog", "manifest", "algorithms", "reconcile", "statements", "healthz", "readyz", "updatez":
		return true
	}
	return false
}

// fail writes an error in the manner of the interface that was asked.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, status int, detail string) {
	if yentePath(r.URL.Path) {
		writeJSON(w, status, map[string]any{"detail": detail})
		return
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(&huma.ErrorModel{Title: http.StatusText(status), Status: status, Detail: detail})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		status, data = http.StatusInternalServerError, []byte(`{"detail":"the answer cannot be encoded"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(data)
}

// tooLarge tells whether reading a body failed because of its size.
func tooLarge(err error) bool {
	var m *http.MaxBytesError
	return errors.As(err, &m)
}
