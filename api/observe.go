package api

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/state"
)

// metrics are what Prometheus reads.
type metrics struct {
	registry *prometheus.Registry
	latency  *prometheus.HistogramVec
	screens  prometheus.Counter
	alerts   prometheus.Counter
	panics   prometheus.Counter
	denied   prometheus.Counter
	limited  prometheus.Counter
}

func newMetrics(s *Server) *metrics {
	m := &metrics{registry: prometheus.NewRegistry()}
	m.latency = prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "linchpin_http_request_seconds", Help: "Time of requests by route and status.",
		Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5, 30}}, []string{"route", "status"})
	counter := func(name, help string) prometheus.Counter {
		c := prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
		m.registry.MustRegister(c)
		return c
	}
	m.screens = counter("linchpin_screens_total", "Parties screened.")
	m.alerts = counter("linchpin_screen_alerts_total", "Parties screened with an alert.")
	m.panics = counter("linchpin_panics_total", "Mistakes of the program that were caught.")
	m.denied = counter("linchpin_denied_total", "Requests without a valid key.")
	m.limited = counter("linchpin_rate_limited_total", "Requests beyond the rate of their key.")
	m.registry.MustRegister(m.latency, &stock{s}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// stock reads lists, index, jobs and cases when Prometheus asks.
type stock struct{ s *Server }

var (
	descIndex = prometheus.NewDesc("linchpin_index_info", "The index that answers come from.", []string{"index"}, nil)
	descAge   = prometheus.NewDesc("linchpin_list_age_days", "Age of the publication in force.", []string{"list"}, nil)
	descCount = prometheus.NewDesc("linchpin_list_records", "Records of the publication in force.", []string{"list"}, nil)
	descJobs  = prometheus.NewDesc("linchpin_jobs", "Jobs by status.", []string{"status"}, nil)
	descOpen  = prometheus.NewDesc("linchpin_open_alerts", "Alerts that wait for somebody.", nil, nil)
	descReady = prometheus.NewDesc("linchpin_ready", "Whether the server is ready.", nil, nil)
)

// Describe names what is collected.
func (c *stock) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descIndex, descAge, descCount, descJobs, descOpen, descReady} {
		ch <- d
	}
}

// Collect reads it.
func (c *stock) Collect(ch chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	ready := 0.0
	if len(c.s.notReady(ctx)) == 0 {
		ready = 1
	}
	gauge(descReady, ready)
	if snap := c.s.live.Acquire(); snap != nil {
		defer snap.Release()
		gauge(descIndex, 1, snap.Index.Hash())
		states, _, err := listStates(snap.Screener)
		for i := range states {
			if l := &states[i]; err == nil {
				gauge(descAge, l.AgeDays, l.List)
				gauge(descCount, float64(l.Records), l.List)
			}
		}
	}
	if jobs, err := c.s.store.CountJobs(ctx); err == nil {
		for status, n := range jobs {
			gauge(descJobs, float64(n), string(status))
		}
	}
	if n, err := c.s.store.CountAlerts(ctx, state.AlertFilter{Open: true}); err == nil {
		gauge(descOpen, float64(n))
	}
}

// listStates tells which publications are in force now, and what is to be warned of.
func listStates(s *screen.Screener) ([]screen.ListState, []string, error) {
	a, err := s.Screen(screen.Query{Name: "a", Limit: 1})
	if err != nil {
		return nil, nil, err
	}
	return a.Lists, a.Warnings, nil
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// recorder notes what became of a request.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// WriteHeader notes the status.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write counts.
func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(p)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// Flush sends what was written.
func (r *recorder) Flush() { http.NewResponseController(r.ResponseWriter).Flush() }

// note is what a request tells the log.
type note struct{ route, who string }

type noteKey struct{}

// noteOf is the note of a request's context.
func noteOf(ctx context.Context) *note {
	if n, ok := ctx.Value(noteKey{}).(*note); ok {
		return n
	}
	return &note{}
}

// noted lets the mux tell which route it chose.
func noted(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { noteOf(r.Context()).route = r.Pattern }() // the mux sets it
		mux.ServeHTTP(w, r)
	})
}

// observe writes a line of the log and measures. Neither holds a name, an address of a page with its values, or a body: the
// route is the pattern (/entities/{id}), not what was asked.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin, n := time.Now(), &note{}
		rec := &recorder{ResponseWriter: w}
		next.ServeHTTP(rec, r.WithContext(context.WithValue(r.Context(), noteKey{}, n)))
		took := time.Since(begin)
		if n.route == "" {
			n.route = "none"
		}
		if rec.status == 0 {
			rec.status = http.StatusOK
		}
		s.metrics.latency.WithLabelValues(n.route, strconv.Itoa(rec.status)).Observe(took.Seconds())
		level := slog.LevelInfo
		if rec.status >= 500 {
			level = slog.LevelError
		}
		if s.log.Enabled(r.Context(), level) {
			s.log.LogAttrs(r.Context(), level, "request", slog.String("route", n.route), slog.Int("status", rec.status), slog.Int64("bytes", rec.bytes),
				slog.Float64("ms", float64(took.Microseconds())/1000), slog.String("who", n.who))
		}
	})
}
