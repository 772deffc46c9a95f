package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
)

// OpenRefine's protocol, https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/.

type freebaseType struct {
	ID          string  `json:"id"`
	Name        string  `json:"name"`
	Description *string `json:"description,omitempty"`
}

func typeOf(s *ftm.Schema) freebaseType {
	return freebaseType{s.Name, s.Plural, textOf(s.Label)}
}

type freebaseEntity struct {
	ID          string         `json:"id"`
	Name        string         `json:"name"`
	Description string         `json:"description"`
	Type        []freebaseType `json:"type"`
	Score       *float64       `json:"score,omitempty"`
	Match       *bool          `json:"match,omitempty"`
}

// reconcile answers /reconcile/{dataset}: the manifest, queries or extensions, by GET or by a form.
func (s *Server) reconcile(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		status := http.StatusBadRequest
		if tooLarge(err) {
			status = http.StatusRequestEntityTooLarge
		}
		writeDetail(w, refuse(status, "the form cannot be read"))
		return
	}
	snap, err := s.acquire(w)
	if err != nil {
		writeDetail(w, err)
		return
	}
	defer snap.Release()
	var answer any
	batch := 0
	switch queries, extend := r.Form.Get("queries"), strings.TrimSpace(r.Form.Get("extend")); {
	case extend != "":
		answer, batch, err = s.extend(snap, extend)
	case queries != "" || r.Method == http.MethodPost:
		answer, batch, err = s.reconcileQueries(snap, r, queries)
	default:
		answer, err = s.manifest(snap, r)
	}
	if err != nil {
		writeDetail(w, err)
		return
	}
	if batch > 0 {
		w.Header().Set("X-Batch-Size", fmt.Sprint(batch))
	}
	writeCallback(w, r, answer)
}

// writeCallback writes JSON, or for pages of another site that ask in the old way a call of the function they name.
func writeCallback(w http.ResponseWriter, r *http.Request, v any) {
	name := r.URL.Query().Get("callback")
	if name == "" || len(name) > 100 || strings.ContainsFunc(name, func(c rune) bool {
		return (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '_' && c != '.' && c != '$'
	}) {
		writeJSON(w, http.StatusOK, v)
		return
	}
	data, err := json.Marshal(v)
	if err != nil {
		writeDetail(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	fmt.Fprintf(w, "/**/%s(%s);", name, data)
}

// base is the address under which the client reached the server.
func (s *Server) base(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil || s.opt.Secure {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}

func (s *Server) manifest(snap *Snapshot, r *http.Request) (any, error) {
	name := r.PathValue("dataset")
	sc, err := scopeOf(snap, name, nil, nil)
	if err != nil {
		return nil, err
	}
	schemata, err := sc.matchable()
	if err != nil {
		return nil, err
	}
	types := []freebaseType{}
	for _, schema := range schemata {
		types = append(types, typeOf(schema))
	}
	title := "All lists"
	if len(sc.lists) == 1 {
		for i := range snap.Index.Meta.Lists {
			if l := &snap.Index.Meta.Lists[i]; l.ID == sc.lists[0] {
				title = l.Title
			}
		}
	}
	query := ""
	if r.URL.RawQuery != "" { // holds the key
		query = "?" + r.URL.RawQuery
	}
	base := s.base(r) + "/reconcile/" + url.PathEscape(name)
	service := func(path string) map[string]string {
		return map[string]string{"service_url": base, "service_path": path + query}
	}
	type choice struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	return map[string]any{
		"versions": []string{"0.2"}, "name": title + " (Linchpin)",
		"identifierSpace": "https://www.opensanctions.org/reference/#schema", "schemaSpace": "https://www.opensanctions.org/reference/#schema",
		"documentation": s.base(r) + "/docs", "batchSize": 10,
		"view":    map[string]string{"url": s.base(r) + "/entities/{{id}}"},
		"preview": map[string]any{"url": s.base(r) + "/entities/{{id}}", "width": 430, "height": 600},
		"suggest": map[string]any{"entity": service("/suggest/entity"), "type": service("/suggest/type"), "property": service("/suggest/property")},
		"extend": map[string]any{"propose_properties": service("/extend/property"), "propose_settings": []any{
			map[string]any{"name": "limit", "label": "Limit", "type": "number", "default": 0, "help_text": "Maximum number of values to return per row (0 for no limit).", "choices": []choice{}},
			map[string]any{"name": "render", "label": "Value rendering", "type": "select", "default": "caption", "help_text": "Return readable value (e.g. 'Russia') instead of raw value ('ru').",
				"choices": []choice{{"caption", "User-readable value"}, {"raw", "Machine-readable value"}}}}},
		"defaultTypes": types,
	}, nil
}

// reconQuery is one query of OpenRefine.
type reconQuery struct {
	Query      *string         `json:"query"`
	Type       json.RawMessage `json:"type"`
	Limit      *int            `json:"limit"`
	Properties []struct {
		PID string          `json:"pid"`
		V   json.RawMessage `json:"v"`
	} `json:"properties"`
}

func (s *Server) reconcileQueries(snap *Snapshot, r *http.Request, text string) (any, int, error) {
	p := &params{Values: r.URL.Query()}
	since := p.day("changed_since")
	if p.err != nil {
		return nil, 0, p.err
	}
	if err := checkAlgorithm(p.Get("algorithm")); err != nil {
		return nil, 0, err
	}
	sc, err := scopeOf(snap, r.PathValue("dataset"), nil, nil)
	if err != nil {
		return nil, 0, err
	}
	var queries map[string]reconQuery
	if err := json.Unmarshal([]byte(text), &queries); err != nil {
		return nil, 0, &detail{http.StatusBadRequest, "RootModel[Dict[str, FreebaseReconQuery]]: " + err.Error()}
	}
	if len(queries) > maxQueries {
		return nil, 0, refuse(http.StatusBadRequest, fmt.Sprintf("Too many queries in one batch (limit: %d)", maxQueries))
	}
	names := sortedKeys(queries)
	found := make([][]freebaseEntity, len(names))
	failed := make([]error, len(names))
	spread(len(names), func(i int) {
		q := queries[names[i]]
		found[i], failed[i] = s.reconcileOne(&q, sc, since)
	})
	out := map[string]any{}
	for i, name := range names {
		if failed[i] != nil {
			if d := (*detail)(nil); !errors.As(failed[i], &d) {
				failed[i] = refuse(http.StatusBadRequest, name+": "+failed[i].Error())
			}
			return nil, 0, failed[i]
		}
		out[name] = map[string]any{"result": found[i]}
	}
	return out, len(names), nil
}

func (s *Server) reconcileOne(q *reconQuery, sc *scope, since string) ([]freebaseEntity, error) {
	e := &example{Schema: baseSchema, Properties: map[string][]string{}}
	if types, ok := textsOf(q.Type); len(q.Type) > 0 && ok && len(types) > 0 {
		e.Schema = types[0]
	}
	if q.Query != nil && strings.TrimSpace(*q.Query) != "" {
		e.Properties["name"] = []string{*q.Query}
	}
	for _, p := range q.Properties {
		name := p.PID[strings.LastIndex(p.PID, ":")+1:]
		if values, ok := textsOf(p.V); ok {
			e.Properties[name] = append(e.Properties[name], values...)
		}
	}
	o := &matchOptions{scope: sc, limit: matchPage, threshold: standardThreshold, since: since}
	if q.Limit != nil {
		o.limit = min(max(0, *q.Limit), maxMatches)
	}
	out := []freebaseEntity{}
	if len(e.Properties) == 0 {
		return out, nil // OpenRefine asks with empty cells
	}
	m, err := s.matchOne(o, e)
	if err != nil {
		return nil, err
	}
	for _, r := range m.Results {
		schema := ftm.MustLookup(r.Schema)
		out = append(out, freebaseEntity{ID: r.ID, Name: r.Caption, Description: schema.Label, Type: []freebaseType{typeOf(schema)}, Score: &r.Score, Match: &r.Match})
	}
	return out, nil
}

// extend answers which values entities have of some properties.
func (s *Server) extend(snap *Snapshot, text string) (any, int, error) {
	var q struct {
		IDs        []string `json:"ids"`
		Properties []struct {
			ID       string `json:"id"`
			Settings struct {
				Limit  json.RawMessage `json:"limit"`
				Render string          `json:"render"`
			} `json:"settings"`
		} `json:"properties"`
	}
	if err := json.Unmarshal([]byte(text), &q); err != nil {
		return nil, 0, refuse(http.StatusBadRequest, "Cannot decode extension request")
	}
	if len(q.IDs) > maxQueries {
		return nil, 0, refuse(http.StatusBadRequest, fmt.Sprintf("Too many queries in one batch (limit: %d)", maxQueries))
	}
	docs, err := snap.documents()
	if err != nil {
		return nil, 0, err
	}
	type value struct {
		Str string `json:"str"`
	}
	type meta struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	metas := []meta{}
	rows := map[string]map[string][]value{}
	for _, id := range q.IDs {
		rows[id] = map[string][]value{}
		e, moved, err := entityOf(snap, docs, id)
		if moved != "" {
			return nil, 0, refuse(http.StatusBadRequest, "Please specify the canonical entity ID, not a referent")
		}
		if err != nil {
			continue // as yente: an unknown id has an empty row
		}
		for i := range q.Properties {
			p := &q.Properties[i]
			prop := ftm.MustLookup(e.Schema).Prop(p.ID)
			if prop == nil {
				continue
			}
			if m := (meta{prop.Name, prop.Label}); !slices.Contains(metas, m) {
				metas = append(metas, m)
			}
			values := []value{}
			for _, v := range e.Properties[prop.Name] {
				text, _ := v.(string)
				if p.Settings.Render != "raw" {
					text = readable(prop, text)
				}
				values = append(values, value{text})
			}
			var limit int
			if n, ok := textsOf(p.Settings.Limit); ok && len(n) == 1 {
				fmt.Sscan(n[0], &limit)
			}
			if limit > 0 && limit < len(values) {
				values = values[:limit]
			}
			rows[id][p.ID] = values
		}
	}
	return map[string]any{"meta": metas, "rows": rows}, len(q.IDs), nil
}

// readable puts a code into words.
func readable(p *ftm.Property, value string) string {
	if p.Type.Name == "country" {
		return ftm.CountryName(value)
	}
	if label := p.Type.Values[value]; label != "" {
		return label
	}
	return value
}

// suggested answers with a list of suggestions.
func suggested(w http.ResponseWriter, r *http.Request, prefix string, result any) {
	writeCallback(w, r, map[string]any{"code": "/api/status/ok", "status": "200 OK", "prefix": prefix, "result": result})
}

func (s *Server) suggestEntity(w http.ResponseWriter, r *http.Request) {
	p := &params{Values: r.URL.Query()}
	limit := p.integer("limit", defaultPage, maxPage)
	if p.err != nil {
		writeDetail(w, p.err)
		return
	}
	snap, err := s.acquire(w)
	if err != nil {
		writeDetail(w, err)
		return
	}
	defer snap.Release()
	sc, err := scopeOf(snap, r.PathValue("dataset"), nil, nil)
	if err != nil {
		writeDetail(w, err)
		return
	}
	docs, err := snap.documents()
	if err != nil {
		writeDetail(w, err)
		return
	}
	out := []freebaseEntity{}
	if prefix := strings.TrimSpace(p.Get("prefix")); prefix != "" {
		o := &searchOptions{q: prefix, schema: ftm.MustLookup(baseSchema), lists: sc.lists}
		found, err := o.find(snap, docs)
		if err != nil {
			writeDetail(w, err)
			return
		}
		for _, i := range found[:min(limit, len(found))] {
			d := &docs.docs[i]
			out = append(out, freebaseEntity{ID: d.id, Name: d.caption, Description: d.schema.Label, Type: []freebaseType{typeOf(d.schema)}})
		}
	}
	suggested(w, r, p.Get("prefix"), out)
}

// begins tells whether one of some labels begins with a text.
func begins(prefix string, labels ...string) bool {
	prefix = strings.ToLower(strings.TrimSpace(prefix))
	return prefix != "" && slices.ContainsFunc(labels, func(l string) bool { return strings.HasPrefix(strings.ToLower(l), prefix) })
}

// schemataFor finds the schemata that stand in the dataset of a request.
func (s *Server) schemataFor(w http.ResponseWriter, r *http.Request) ([]*ftm.Schema, bool) {
	snap, err := s.acquire(w)
	if err != nil {
		writeDetail(w, err)
		return nil, false
	}
	defer snap.Release()
	sc, err := scopeOf(snap, r.PathValue("dataset"), nil, nil)
	var out []*ftm.Schema
	if err == nil {
		out, err = sc.matchable()
	}
	if err != nil {
		writeDetail(w, err)
		return nil, false
	}
	return out, true
}

func (s *Server) suggestType(w http.ResponseWriter, r *http.Request) {
	schemata, ok := s.schemataFor(w, r)
	if !ok {
		return
	}
	prefix := r.URL.Query().Get("prefix")
	out := []freebaseType{}
	for _, schema := range schemata {
		if begins(prefix, schema.Name, schema.Label) && len(out) < matchPage {
			out = append(out, typeOf(schema))
		}
	}
	suggested(w, r, prefix, out)
}

func (s *Server) suggestProperty(w http.ResponseWriter, r *http.Request) {
	schemata, ok := s.schemataFor(w, r)
	if !ok {
		return
	}
	prefix := r.URL.Query().Get("prefix")
	out := []freebaseType{}
	seen := map[string]bool{}
	for _, schema := range schemata {
		for _, p := range schema.Props() {
			name := p.Schema.Name + ":" + p.Name
			if p.Hidden || p.Type.Name == "entity" || seen[name] || !begins(prefix, p.Name, p.Label) {
				continue
			}
			seen[name] = true
			if len(out) < matchPage {
				out = append(out, freebaseType{ID: name, Name: p.Label})
			}
		}
	}
	suggested(w, r, prefix, out)
}

func (s *Server) extendProperty(w http.ResponseWriter, r *http.Request) {
	p := &params{Values: r.URL.Query()}
	limit := p.integer("limit", 0, 1<<30)
	name := p.Get("type")
	if name == "" {
		name = baseSchema
	}
	schema := ftm.Lookup(name)
	if p.err == nil && schema == nil {
		p.err = refuse(http.StatusBadRequest, "Invalid type: "+name)
	}
	if p.err != nil {
		writeDetail(w, p.err)
		return
	}
	type property struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	out := []property{}
	for _, f := range schema.Featured {
		if prop := schema.Prop(f); prop != nil {
			out = append(out, property{prop.Name, prop.Label})
		}
	}
	for _, prop := range schema.Props() {
		if !prop.Hidden && prop.Type.Name != "entity" && !slices.Contains(schema.Featured, prop.Name) {
			out = append(out, property{prop.Name, prop.Label})
		}
	}
	if limit > 0 && limit < len(out) {
		out = out[:limit]
	}
	slices.SortFunc(out, func(a, b property) int { return strings.Compare(a.Name, b.Name) })
	writeCallback(w, r, map[string]any{"limit": limit, "type": schema.Name, "properties": out})
}
