package api

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/state"
)

// The limits of yente 5.
const (
	maxPage     = 500
	defaultPage = 10
	maxOffset   = 9999 - maxPage
	maxQueries  = 100
	matchPage   = 5
	maxMatches  = 500
	baseSchema  = "Thing"
)

// Names of collections that stand for all lists.
var collections = []string{"default", "sanctions", "all"}

// yente adds the routes of yente 5.5.
func (s *Server) yente(mux *http.ServeMux) {
	routes := []struct {
		pattern string
		role    state.Role
		h       http.HandlerFunc
	}{
		{"POST /match/{dataset}", state.Screener, s.match},
		{"GET /search/{dataset}", state.Screener, s.search},
		{"GET /entities/{id}", state.Viewer, s.entity},
		{"GET /entities/{id}/adjacent", state.Viewer, s.adjacent},
		{"GET /entities/{id}/adjacent/{property}", state.Viewer, s.adjacentBy},
		{"GET /catalog", state.Viewer, s.catalog},
		{"GET /manifest", state.Viewer, s.catalog},
		{"GET /algorithms", state.Viewer, s.algorithms},
		{"GET /statements", state.Viewer, s.statements},
		{"POST /updatez", state.Admin, s.updatez},
		{"GET /reconcile/{dataset}", state.Screener, s.reconcile},
		{"POST /reconcile/{dataset}", state.Screener, s.reconcile},
		{"GET /reconcile/{dataset}/suggest/entity", state.Screener, s.suggestEntity},
		{"GET /reconcile/{dataset}/suggest/type", state.Viewer, s.suggestType},
		{"GET /reconcile/{dataset}/suggest/property", state.Viewer, s.suggestProperty},
		{"GET /reconcile/{dataset}/extend/property", state.Viewer, s.extendProperty},
	}
	for _, route := range routes {
		mux.HandleFunc(route.pattern, cross(s.need(route.role, route.h)))
		_, path, _ := strings.Cut(route.pattern, " ")
		if !strings.HasPrefix(route.pattern, "POST /reconcile") {
			mux.HandleFunc("OPTIONS "+path, cross(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
		}
	}
}

// cross lets pages of any site ask, as yente does; without cookies, so only with a key of their own.
func cross(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Origin") != "" {
			w.Header().Set("Access-Control-Allow-Origin", "*")
			w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
			w.Header().Set("Access-Control-Allow-Methods", "GET, POST")
			w.Header().Set("Access-Control-Expose-Headers", "X-Batch-Size, X-Linchpin-Index")
		}
		h(w, r)
	}
}

// detail is an error of yente's.
type detail struct {
	status int
	body   any
}

// Error is what went wrong.
func (d *detail) Error() string {
	if s, ok := d.body.(string); ok {
		return s
	}
	return "the request is not valid"
}

func refuse(status int, text string) *detail { return &detail{status, text} }

// invalid is one fault of a request, as yente's framework prints them in answers of status 422.
type invalid struct {
	Type string `json:"type"`
	Loc  []any  `json:"loc"`
	Msg  string `json:"msg"`
	In   any    `json:"input"`
}

func faulty(kind, msg string, input any, loc ...any) *detail {
	return &detail{http.StatusUnprocessableEntity, []invalid{{kind, loc, msg, input}}}
}

func writeDetail(w http.ResponseWriter, err error) {
	var d *detail
	ok := errors.As(err, &d)
	if !ok {
		d = refuse(http.StatusInternalServerError, err.Error())
	}
	writeJSON(w, d.status, map[string]any{"detail": d.body})
}

// params reads parameters of an address and notes the first fault. Those that a route does not have are passed over, as yente
// does; none of them could narrow an answer.
type params struct {
	url.Values
	err *detail
}

func (p *params) integer(name string, standard, most int) int {
	text := p.Get(name)
	if text == "" && !p.Has(name) {
		return standard
	}
	n, err := strconv.Atoi(strings.TrimSpace(text))
	switch {
	case err != nil && p.err == nil:
		p.err = faulty("int_parsing", "Input should be a valid integer, unable to parse string as an integer", text, "query", name)
	case n > most && p.err == nil:
		p.err = faulty("less_than_equal", "Input should be less than or equal to "+strconv.Itoa(most), text, "query", name)
	}
	return max(0, n)
}

func (p *params) number(name string, standard float64) float64 {
	text := p.Get(name)
	if text == "" && !p.Has(name) {
		return standard
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if (err != nil || v != v) && p.err == nil {
		p.err = faulty("float_parsing", "Input should be a valid number, unable to parse string as a number", text, "query", name)
	}
	return v
}

func (p *params) boolean(name string, standard bool) bool {
	text := strings.ToLower(p.Get(name))
	if text == "" && !p.Has(name) {
		return standard
	}
	switch text {
	case "true", "1", "on", "t", "y", "yes":
		return true
	case "false", "0", "off", "f", "n", "no":
		return false
	}
	if p.err == nil {
		p.err = faulty("bool_parsing", "Input should be a valid boolean, unable to interpret input", text, "query", name)
	}
	return standard
}

// day reads changed_since; only its day counts.
func (p *params) day(name string) string {
	text := p.Get(name)
	if text != "" && !timePattern.MatchString(text) && p.err == nil {
		p.err = faulty("string_pattern_mismatch", "String should match pattern '"+timePattern.String()+"'", text, "query", name)
	}
	return text
}

// scope is which lists a request of yente's interface is about.
type scope struct {
	snap  *Snapshot
	lists []string // all, if empty
}

// scopeOf finds the lists of a dataset with its inclusions and exclusions.
func scopeOf(snap *Snapshot, dataset string, include, exclude []string) (*scope, error) {
	have := map[string]bool{}
	for i := range snap.Index.Meta.Lists {
		have[snap.Index.Meta.Lists[i].ID] = true
	}
	sc := &scope{snap: snap}
	switch id := listOf(dataset, have); {
	case id != "":
		sc.lists = []string{id}
	case !slices.Contains(collections, dataset):
		return nil, refuse(http.StatusNotFound, "No such dataset.")
	}
	if len(include)+len(exclude) == 0 {
		return sc, nil
	}
	if len(sc.lists) == 0 {
		for i := range snap.Index.Meta.Lists {
			sc.lists = append(sc.lists, snap.Index.Meta.Lists[i].ID)
		}
	}
	only := map[string]bool{}
	for _, name := range include {
		id := listOf(name, have)
		if id == "" && !slices.Contains(collections, name) {
			return nil, refuse(http.StatusBadRequest, "include_dataset: no such dataset: "+name)
		}
		for _, l := range sc.lists {
			only[l] = only[l] || id == "" || l == id
		}
	}
	if len(include) > 0 {
		sc.lists = slices.DeleteFunc(sc.lists, func(l string) bool { return !only[l] })
	}
	for _, name := range exclude {
		id := listOf(name, have)
		if id == "" {
			return nil, refuse(http.StatusBadRequest, "exclude_dataset: no such dataset: "+name)
		}
		sc.lists = slices.DeleteFunc(sc.lists, func(l string) bool { return l == id })
	}
	if len(sc.lists) == 0 {
		return nil, refuse(http.StatusBadRequest, "include_dataset and exclude_dataset leave no dataset")
	}
	return sc, nil
}

// listOf finds the list that a dataset's name means: its id, or the id with underscores as OpenSanctions writes names.
func listOf(name string, have map[string]bool) string {
	for _, id := range []string{name, strings.ToLower(name), strings.ReplaceAll(strings.ToLower(name), "_", "-")} {
		if have[id] {
			return id
		}
	}
	return ""
}

// entityJSON is an entity as yente prints it.
type entityJSON struct {
	ID         string           `json:"id"`
	Caption    string           `json:"caption"`
	Schema     string           `json:"schema"`
	Properties map[string][]any `json:"properties"`
	Datasets   []string         `json:"datasets"`
	Referents  []string         `json:"referents"`
	Target     bool             `json:"target"`
	FirstSeen  *string          `json:"first_seen"`
	LastSeen   *string          `json:"last_seen"`
	LastChange *string          `json:"last_change"`
}

// seconds prints a publication's time in the form of yente: no zone, whole seconds.
func seconds(published string) *string {
	if published == "" {
		return nil
	}
	if len(published) == len("2006-01-02") {
		published += "T00:00:00"
	}
	published = strings.TrimSuffix(published[:min(19, len(published))], "Z")
	return &published
}

func anyValues(values map[string][]string) map[string][]any {
	out := make(map[string][]any, len(values))
	for prop, vs := range values {
		list := make([]any, len(vs))
		for i, v := range vs {
			list[i] = v
		}
		out[prop] = list
	}
	return out
}

// acquire takes the snapshot for a request and names it in the answer; the caller releases it.
func (s *Server) acquire(w http.ResponseWriter) (*Snapshot, error) {
	snap := s.live.Acquire()
	if snap == nil {
		return nil, refuse(http.StatusServiceUnavailable, "Index not ready.")
	}
	w.Header().Set("X-Linchpin-Index", snap.Index.Hash())
	if snap.Note != "" {
		w.Header().Set("X-Linchpin-Warning", strings.ReplaceAll(snap.Note, "\n", " "))
	}
	return snap, nil
}

// record reads the entities of an entry: of the version in force or, where it is not, of its last one.
func record(s *screen.Screener, e index.Entry) ([]*ftm.Entity, error) {
	x := s.Index
	from, to := x.EntryVersions(e)
	best, at := from, -1
	for v := from; v < to; v++ {
		for _, span := range x.Spans(v) {
			if span.Last > at {
				best, at = v, span.Last
			}
		}
	}
	return x.Entities(best)
}
