package api

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/screen"
)

const (
	standardThreshold = 0.70 // of yente
	maxAsked          = 24   // combinations of names, dates and countries of one query
	maxNames          = 200  // of one query
	maxExcluded       = 50
)

// example is a query of /match: an entity.
type example struct {
	ID         *string             `json:"id"`
	Schema     string              `json:"schema"`
	Properties map[string][]string `json:"properties"`
}

// matchBody is the body of /match.
type matchBody struct {
	Weights map[string]float64         `json:"weights"`
	Config  map[string]json.RawMessage `json:"config"`
	Queries map[string]json.RawMessage `json:"queries"`
}

// matchOptions are the parameters of /match that hold for all its queries.
type matchOptions struct {
	scope         *scope
	limit         int
	threshold     float64
	cutoff        float64
	excludeSchema []string
	topics        []string
	since         string
	excludeIDs    []string
}

type total struct {
	Value    int    `json:"value"`
	Relation string `json:"relation"`
}

type feature struct {
	Detail    *string `json:"detail"`
	Score     float64 `json:"score"`
	Query     *string `json:"query"`
	Candidate *string `json:"candidate"`
}

type scored struct {
	entityJSON
	Score        float64            `json:"score"`
	Explanations map[string]feature `json:"explanations"`
	Match        bool               `json:"match"`
	hit          *screen.Result
}

type matches struct {
	Status  int       `json:"status"`
	Results []*scored `json:"results"`
	Total   total     `json:"total"`
	Query   *example  `json:"query"`
}

// match answers POST /match/{dataset}.
func (s *Server) match(w http.ResponseWriter, r *http.Request) {
	snap, err := s.acquire(w)
	if err != nil {
		writeDetail(w, err)
		return
	}
	defer snap.Release()
	o, err := matchOptionsOf(snap, r)
	if err != nil {
		writeDetail(w, err)
		return
	}
	queries, err := readQueries(r)
	if err != nil {
		writeDetail(w, err)
		return
	}
	answers := make([]*matches, len(queries))
	failed := make([]error, len(queries))
	spread(len(queries), func(i int) {
		if r.Context().Err() != nil {
			failed[i] = refuse(http.StatusServiceUnavailable, "the request took too long")
			return
		}
		answers[i], failed[i] = s.matchOne(o, queries[i].example)
	})
	for i, err := range failed {
		if err != nil {
			var d *detail
			if !errors.As(err, &d) {
				d = refuse(http.StatusBadRequest, "Cannot parse example entity: "+queries[i].name+": "+err.Error())
			}
			writeDetail(w, d)
			return
		}
	}
	w.Header().Set("X-Batch-Size", fmt.Sprint(len(queries)))
	responses := make(map[string]*matches, len(queries))
	for i := range queries {
		responses[queries[i].name] = answers[i]
	}
	writeJSON(w, http.StatusOK, map[string]any{"responses": responses, "limit": o.limit})
}

// spread does n pieces of work on all cores, the first one on the caller's own.
func spread(n int, do func(i int)) {
	workers := min(n, runtime.GOMAXPROCS(0))
	if workers < 2 {
		for i := range n {
			do(i)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	var bad atomic.Pointer[any]
	work := func() {
		defer func() {
			if p := recover(); p != nil {
				bad.Store(&p)
			}
		}()
		for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
			do(i)
		}
	}
	for range workers - 1 {
		wg.Go(work)
	}
	work()
	wg.Wait()
	if p := bad.Load(); p != nil {
		panic(*p) // where the server recovers
	}
}

func matchOptionsOf(snap *Snapshot, r *http.Request) (*matchOptions, error) {
	p := &params{Values: r.URL.Query()}
	o := &matchOptions{limit: p.integer("limit", matchPage, maxMatches), threshold: p.number("threshold", standardThreshold),
		cutoff: p.number("cutoff", standardThreshold), excludeSchema: p.Values["exclude_schema"], topics: p.Values["topics"],
		since: p.day("changed_since"), excludeIDs: p.Values["exclude_entity_ids"]}
	if p.err == nil && len(o.excludeIDs) > maxExcluded {
		p.err = faulty("too_long", "List should have at most 50 items after validation", o.excludeIDs, "query", "exclude_entity_ids")
	}
	if p.err != nil {
		return nil, p.err
	}
	o.cutoff = min(o.cutoff, o.threshold)
	if err := checkAlgorithm(p.Get("algorithm")); err != nil {
		return nil, err
	}
	for _, name := range o.excludeSchema {
		if ftm.Lookup(name) == nil {
			return nil, refuse(http.StatusBadRequest, "exclude_schema: unknown schema: "+name)
		}
	}
	var err error
	o.scope, err = scopeOf(snap, r.PathValue("dataset"), p.Values["include_dataset"], p.Values["exclude_dataset"])
	return o, err
}

type namedExample struct {
	name    string
	example *example
}

// readQueries reads the body of /match.
func readQueries(r *http.Request) ([]namedExample, error) {
	data, err := io.ReadAll(r.Body)
	if tooLarge(err) {
		return nil, refuse(http.StatusRequestEntityTooLarge, "the body is too large")
	}
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "the body cannot be read")
	}
	var body matchBody
	if err := json.Unmarshal(data, &body); err != nil {
		return nil, jsonFault(err)
	}
	if body.Queries == nil {
		return nil, faulty("missing", "Field required", nil, "body", "queries")
	}
	for key := range body.Config {
		return nil, refuse(http.StatusBadRequest, "Invalid configuration parameter: "+key+" for algorithm "+algorithm)
	}
	for key := range body.Weights {
		return nil, refuse(http.StatusBadRequest, "Invalid weight: "+key+" for algorithm "+algorithm+": the weight of evidence is measured, not set")
	}
	if len(body.Queries) > maxQueries {
		return nil, refuse(http.StatusBadRequest, fmt.Sprintf("Too many queries in one batch (limit: %d)", maxQueries))
	}
	if len(body.Queries) == 0 {
		return nil, refuse(http.StatusBadRequest, "No queries provided.")
	}
	var out []namedExample
	for name, raw := range body.Queries {
		e, err := readExample(raw, "body", "queries", name)
		if err != nil {
			return nil, err
		}
		out = append(out, namedExample{name, e})
	}
	slices.SortFunc(out, func(a, b namedExample) int { return cmp.Compare(a.name, b.name) })
	return out, nil
}

// jsonFault says in yente's form why a body is no JSON of the right shape.
func jsonFault(err error) error {
	var t *json.UnmarshalTypeError
	if errors.As(err, &t) {
		loc := []any{"body"}
		if t.Field != "" {
			loc = append(loc, t.Field)
		}
		return faulty("dict_type", "Input should be a valid dictionary", t.Value, loc...)
	}
	at := int64(0)
	var e *json.SyntaxError
	if errors.As(err, &e) {
		at = e.Offset
	}
	return faulty("json_invalid", "JSON decode error", map[string]any{}, "body", at)
}

// readExample reads one entity: values are texts, numbers or lists of them.
func readExample(raw json.RawMessage, loc ...any) (*example, error) {
	var in struct {
		ID         *string                    `json:"id"`
		Schema     *string                    `json:"schema"`
		Properties map[string]json.RawMessage `json:"properties"`
	}
	if err := json.Unmarshal(raw, &in); err != nil {
		return nil, faulty("model_attributes_type", "Input should be a valid dictionary or object to extract fields from", nil, loc...)
	}
	if in.Schema == nil {
		return nil, faulty("missing", "Field required", nil, append(loc, "schema")...)
	}
	if in.Properties == nil {
		return nil, faulty("missing", "Field required", nil, append(loc, "properties")...)
	}
	e := &example{ID: in.ID, Schema: *in.Schema, Properties: map[string][]string{}}
	for prop, value := range in.Properties {
		values, ok := textsOf(value)
		if !ok {
			return nil, faulty("list_type", "Input should be a valid list", nil, append(loc, "properties", prop)...)
		}
		e.Properties[prop] = values
	}
	return e, nil
}

// textsOf flattens a value: a text, a number, or a list of them, nested ones included.
func textsOf(raw json.RawMessage) ([]string, bool) {
	var v any
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return nil, false
	}
	var out []string
	ok := true
	var walk func(v any, depth int)
	walk = func(v any, depth int) {
		switch v := v.(type) {
		case nil:
		case string:
			if strings.TrimSpace(v) != "" {
				out = append(out, v)
			}
		case json.Number:
			out = append(out, v.String())
		case bool:
			out = append(out, fmt.Sprint(v))
		case []any:
			if depth > 4 {
				ok = false
				return
			}
			for _, x := range v {
				walk(x, depth+1)
			}
		default:
			ok = false
		}
	}
	walk(v, 0)
	return out, ok
}

// matchOne answers one query of a batch.
func (s *Server) matchOne(o *matchOptions, e *example) (*matches, error) {
	queries, echo, err := queriesOf(e, o)
	if err != nil {
		return nil, err
	}
	found, err := screenAll(o.scope.snap.Screener, queries)
	if err != nil {
		return nil, err
	}
	s.metrics.screens.Inc()
	m := &matches{Status: http.StatusOK, Results: []*scored{}, Total: total{0, "eq"}, Query: echo}
	for i := range found {
		r := found[i]
		score := yenteScore(r)
		if score <= o.cutoff && !(r.Alert && score >= o.cutoff) || o.excluded(r) {
			continue
		}
		if score >= o.threshold {
			m.Total.Value++
		}
		if len(m.Results) < o.limit {
			m.Results = append(m.Results, scoredOf(r, score, o.threshold))
		}
	}
	if m.Total.Value > 0 {
		s.metrics.alerts.Inc()
	}
	return m, nil
}

// yenteScore puts a score on yente's scale, where 0.70 is the threshold that its clients use: it stands for an alert here, so that they
// get the same alerts without a change of theirs. Below it scores are stretched, above it pressed together.
func yenteScore(r *screen.Result) float64 {
	score, t := r.Score, match.DefaultThreshold
	if score < t {
		score = score / t * standardThreshold
	} else {
		score = standardThreshold + (score-t)/(1-t)*(1-standardThreshold)
	}
	if r.Alert {
		score = max(score, standardThreshold)
	}
	return math.Round(score*1e4) / 1e4
}

// excluded tells whether the filters of the request leave a result out.
func (o *matchOptions) excluded(r *screen.Result) bool {
	schema := ftm.Lookup(r.Schema)
	for _, name := range o.excludeSchema {
		if schema != nil && schema.Is(name) {
			return true
		}
	}
	for _, id := range o.excludeIDs {
		if slices.Contains(r.Entity.Records, id) {
			return true
		}
	}
	if len(o.topics) > 0 && !slices.ContainsFunc(o.topics, func(t string) bool { return slices.Contains(propertiesOf(r)["topics"], t) }) {
		return true
	}
	if o.since != "" {
		docs, err := o.scope.snap.documents()
		if err != nil {
			return false
		}
		if i, ok := docs.byID[r.Entity.ID]; ok && docs.docs[i].changed < o.since {
			return true
		}
	}
	return false
}

func propertiesOf(r *screen.Result) map[string][]string {
	if len(r.Merged) > 0 {
		return r.Merged
	}
	return r.Properties
}

// scoredOf prints a result as yente does.
func scoredOf(r *screen.Result, score, threshold float64) *scored {
	out := &scored{Score: score, Match: score >= threshold, Explanations: map[string]feature{}, hit: r}
	out.entityJSON = entityJSON{ID: r.Entity.ID, Caption: r.Caption, Schema: r.Schema, Properties: anyValues(propertiesOf(r)), Referents: r.Entity.Records, Target: true}
	var first, last, changed string
	for i := range r.Lists {
		l := &r.Lists[i]
		if l.InForce {
			out.Datasets = appendNew(out.Datasets, l.List)
		}
		first, last = earlier(first, l.FirstSeen), max(last, l.LastSeen)
	}
	if out.Datasets == nil {
		out.Datasets = []string{}
	}
	out.FirstSeen, out.LastSeen, out.LastChange = seconds(first), seconds(last), seconds(changed)
	for i := range r.Evidence {
		ev := &r.Evidence[i]
		name := ev.Feature
		for n := 2; ; n++ {
			if _, taken := out.Explanations[name]; !taken {
				break
			}
			name = fmt.Sprintf("%s_%d", ev.Feature, n)
		}
		out.Explanations[name] = feature{Detail: textOf(ev.Why), Score: ev.Bits, Query: textOf(ev.Query), Candidate: textOf(ev.Target)}
	}
	return out
}

func textOf(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// screenAll asks each query and keeps of every entity the best answer, best first.
func screenAll(s *screen.Screener, queries []screen.Query) ([]*screen.Result, error) {
	var out []*screen.Result
	for i := range queries {
		a, err := s.Screen(queries[i])
		if err != nil {
			return nil, err
		}
		for k := range a.Results {
			r := &a.Results[k]
			at := -1
			if i > 0 {
				at = slices.IndexFunc(out, func(o *screen.Result) bool { return o.Entity.ID == r.Entity.ID })
			}
			switch {
			case at < 0:
				out = append(out, r)
			case r.Bits > out[at].Bits:
				r.Alert = r.Alert || out[at].Alert
				out[at] = r
			case r.Alert:
				out[at].Alert = true
			}
		}
	}
	if len(queries) > 1 {
		slices.SortStableFunc(out, func(a, b *screen.Result) int { return cmp.Compare(b.Bits, a.Bits) })
	}
	return out, nil
}
