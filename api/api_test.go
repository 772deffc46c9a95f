package api

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/snapshot"
	"github.com/linchpin-oss/linchpin/starter"
	"github.com/linchpin-oss/linchpin/state"
)

var update = flag.Bool("update", false, "write the golden files anew")

// starterHistory is the EU's Belarus regime as the program carries it.
func starterHistory() (*archive.History, error) {
	pubs, err := starter.Publications()
	if err != nil {
		return nil, err
	}
	h := &archive.History{List: starter.List().ID}
	ins := h.Insert()
	for _, p := range pubs {
		ins.Add(&archive.Publication{List: h.List, Published: p.Date, DateBasis: archive.DateInFile, SHA256: lists.StableID(p.Date), Format: "starter", Records: len(p.Records)}, p.Records)
	}
	ins.Finish()
	archive.Settle(h.Publications, nil, 1)
	return h, nil
}

var starterIndex = sync.OnceValues(func() ([]byte, error) {
	h, err := starterHistory()
	if err != nil {
		return nil, err
	}
	return index.Build([]index.Input{{Meta: snapshot.Meta(h, starter.List()), History: h}}, nil)
})

// desk is a server with the starter data and a key of each role.
type desk struct {
	*Server
	t    testing.TB
	keys map[state.Role]string
	log  *bytes.Buffer
}

func newDesk(t testing.TB, change ...func(*Options)) *desk {
	t.Helper()
	data := snapshot.New(t.TempDir(), []*lists.List{starter.List()})
	store, err := data.State(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	d := &desk{t: t, keys: map[state.Role]string{}, log: &bytes.Buffer{}}
	log := slog.New(slog.NewJSONHandler(d.log, nil))
	live := &Live{Pointer: PointerIn(data.Dir), Log: log, Open: func(context.Context) (*screen.Screener, string, error) {
		raw, err := starterIndex()
		if err != nil {
			return nil, "", err
		}
		x, err := index.FromBytes(raw)
		if err != nil {
			return nil, "", err
		}
		return screen.New(x), "starter data only", nil
	}}
	opt := Options{Version: "test", Data: data, Store: store, Live: live, Log: log, History: func(context.Context, string) (*archive.History, error) { return starterHistory() }}
	for _, f := range change {
		f(&opt)
	}
	d.Server = New(opt)
	if opt.Live == live {
		if err := live.Refresh(context.Background(), false); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(live.Close)
	}
	for _, role := range []state.Role{state.Viewer, state.Screener, state.Analyst, state.Approver, state.Admin} {
		secret, key := state.NewKey(string(role), role, time.Now(), time.Time{})
		if _, err := opt.Store.AddKey(context.Background(), key); err != nil {
			t.Fatal(err)
		}
		d.keys[role] = secret
	}
	return d
}

// ask sends a request as admin, unless headers say otherwise ("Name: value").
func (d *desk) ask(method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "ApiKey "+d.keys[state.Admin])
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		if value == "" {
			r.Header.Del(strings.TrimSuffix(name, ":"))
		} else {
			r.Header.Set(name, value)
		}
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w
}

// want asks and decodes the answer.
func (d *desk) want(status int, method, path, body string, headers ...string) map[string]any {
	d.t.Helper()
	w := d.ask(method, path, body, headers...)
	if w.Code != status {
		d.t.Fatalf("%s %s: status %d, not %d: %.500s", method, path, w.Code, status, w.Body)
	}
	var v map[string]any
	if w.Body.Len() > 0 {
		if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
			d.t.Fatalf("%s %s: %v: %.300s", method, path, err, w.Body)
		}
	}
	return v
}

func has(t testing.TB, v map[string]any, keys ...string) {
	t.Helper()
	for _, k := range keys {
		if _, ok := v[k]; !ok {
			t.Errorf("the answer lacks %q: %v", k, v)
		}
	}
}

func TestMatchAsYente(t *testing.T) {
	d := newDesk(t)
	body := `{"queries":{"q1":{"id":"mine","schema":"Person","properties":{"name":["Aleksandr Lukashenko"],"birthDate":["1954-08-30"],"nationality":["by"]}},
		"q2":{"schema":"Person","properties":{"firstName":"Quentin","lastName":["Fotheringay"]}}}}`
	w := d.ask("POST", "/match/default", body)
	if w.Code != 200 || w.Header().Get("X-Batch-Size") != "2" || w.Header().Get("X-Linchpin-Index") == "" {
		t.Fatalf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	v := d.want(200, "POST", "/match/default", body)
	has(t, v, "responses", "limit")
	q1 := v["responses"].(map[string]any)["q1"].(map[string]any)
	has(t, q1, "status", "results", "total", "query")
	if id := q1["query"].(map[string]any)["id"]; id != "mine" {
		t.Errorf("the query's id came back as %v", id)
	}
	r := q1["results"].([]any)[0].(map[string]any)
	has(t, r, "id", "caption", "schema", "properties", "datasets", "referents", "target", "first_seen", "last_seen", "last_change", "score", "explanations", "match")
	if r["match"] != true || r["score"].(float64) < 0.7 {
		t.Errorf("the listed person is no match: %v", r)
	}
	for _, f := range r["explanations"].(map[string]any) {
		has(t, f.(map[string]any), "detail", "score", "query", "candidate")
	}
	if n := len(v["responses"].(map[string]any)["q2"].(map[string]any)["results"].([]any)); n != 0 {
		t.Errorf("an ordinary name has %d results", n)
	}
}

func TestMatchErrorsAsYente(t *testing.T) {
	d := newDesk(t)
	many := &strings.Builder{}
	for i := range 101 {
		fmt.Fprintf(many, `%s"q%d":{"schema":"Person","properties":{"name":["a b"]}}`, strings.Repeat(",", min(i, 1)), i)
	}
	one := `{"queries":{"q":{"schema":"Person","properties":{"name":["A B"]}}}}`
	for _, c := range []struct {
		path, body string
		status     int
		list       bool
	}{
		{"/match/nothing", one, 404, false},
		{"/match/default?limit=501", one, 422, true},
		{"/match/default?threshold=x", one, 422, true},
		{"/match/default?changed_since=yesterday", one, 422, true},
		{"/match/default?algorithm=magic", one, 400, false},
		{"/match/default", `{"queries":{` + many.String() + `}}`, 400, false},
		{"/match/default", `{"queries":{}}`, 400, false},
		{"/match/default", `{}`, 422, true},
		{"/match/default", `{`, 422, true},
		{"/match/default", `[]`, 422, true},
		{"/match/default", `{"queries":{"q":{"properties":{}}}}`, 422, true},
		{"/match/default", `{"queries":{"q":{"schema":"Alien","properties":{"name":["A B"]}}}}`, 400, false},
		{"/match/default", `{"queries":{"q":{"schema":"Ownership","properties":{}}}}`, 400, false},
	} {
		v := d.want(c.status, "POST", c.path, c.body)
		if _, ok := v["detail"].([]any); ok != c.list {
			t.Errorf("%s %.60s: detail is %v", c.path, c.body, v["detail"])
		}
	}
	if w := d.ask("GET", "/search/default?q="+strings.Repeat("a", 60_000), ""); w.Code != 414 {
		t.Errorf("an address of 60,000 bytes: %d", w.Code)
	}
}

func TestSearchAndEntities(t *testing.T) {
	d := newDesk(t)
	v := d.want(200, "GET", "/search/default?q=lukashenko&limit=2", "")
	has(t, v, "results", "facets", "limit", "offset", "total")
	first := v["results"].([]any)[0].(map[string]any)
	id := first["id"].(string)
	e := d.want(200, "GET", "/entities/"+id, "")
	has(t, e, "id", "caption", "schema", "properties", "datasets", "referents", "target", "first_seen", "last_seen", "last_change")
	adjacent := d.want(200, "GET", "/entities/"+id+"/adjacent", "")
	has(t, adjacent, "entity", "adjacent")
	has(t, d.want(200, "GET", "/entities/"+id+"/adjacent/sanctions", ""), "results", "total", "limit", "offset")
	d.want(404, "GET", "/entities/"+id+"/adjacent/nonsense", "")
	d.want(404, "GET", "/entities/nobody", "")
	d.want(400, "GET", "/search/default?schema=Alien", "")
	d.want(400, "GET", "/search/default?filter=x:y", "")
	d.want(422, "GET", "/search/default?facets=shoe", "")
	st := d.want(200, "GET", "/statements?canonical_id="+id, "")
	has(t, st, "results", "total", "limit", "offset")
	has(t, d.want(200, "GET", "/catalog", ""), "datasets", "current", "outdated", "index_stale")
	has(t, d.want(200, "GET", "/algorithms", ""), "algorithms", "default", "best")
	if s := d.want(200, "GET", "/healthz", "", "Authorization:")["status"]; s != "ok" {
		t.Error(s)
	}
	d.want(200, "GET", "/readyz", "", "Authorization:")
}

func TestReconcile(t *testing.T) {
	d := newDesk(t)
	m := d.want(200, "GET", "/reconcile/default", "")
	has(t, m, "versions", "name", "identifierSpace", "schemaSpace", "view", "documentation", "batchSize", "preview", "suggest", "extend", "defaultTypes")
	form := "Content-Type: application/x-www-form-urlencoded"
	v := d.want(200, "POST", "/reconcile/default", `queries=`+`{"q0":{"query":"Aleksandr Lukashenko","type":"Person","limit":3,"properties":[{"pid":"Person:birthDate","v":"1954"}]},"q1":{"query":""}}`, form)
	r := v["q0"].(map[string]any)["result"].([]any)[0].(map[string]any)
	has(t, r, "id", "name", "type", "score", "match", "description")
	if n := len(v["q1"].(map[string]any)["result"].([]any)); n != 0 {
		t.Errorf("an empty cell has %d results", n)
	}
	id := r["id"].(string)
	v = d.want(200, "POST", "/reconcile/default", `extend={"ids":["`+id+`","x"],"properties":[{"id":"name"},{"id":"nationality"}]}`, form)
	if len(v["rows"].(map[string]any)[id].(map[string]any)["name"].([]any)) == 0 {
		t.Errorf("no name: %v", v)
	}
	has(t, d.want(200, "GET", "/reconcile/default/suggest/entity?prefix=lukash", ""), "code", "status", "prefix", "result")
	has(t, d.want(200, "GET", "/reconcile/default/suggest/type?prefix=per", ""), "result")
	v = d.want(200, "GET", "/reconcile/default/suggest/property?prefix=birth", "")
	has(t, v, "result")
	for _, p := range v["result"].([]any) { // the schema of the protocol wants a text or nothing
		if text, there := p.(map[string]any)["description"]; there && text == nil {
			t.Errorf("a property is described as null: %v", p)
		}
	}
	has(t, d.want(200, "GET", "/reconcile/default/extend/property?type=Person", ""), "limit", "type", "properties")
	d.want(400, "GET", "/reconcile/default/extend/property?type=Alien", "")
	if w := d.ask("GET", "/reconcile/default?api_key="+d.keys[state.Screener], "", "Authorization:"); w.Code != 200 {
		t.Errorf("key in the address: %d", w.Code)
	}
}

func TestScreenNamesTheField(t *testing.T) {
	d := newDesk(t)
	v := d.want(200, "GET", "/v1/screen?name=Aleksandr+Lukashenko", "")
	has(t, v, "index", "asOf", "lists", "results", "warnings")
	for path, at := range map[string]string{"/v1/screen?nam=x": "query.nam", "/v1/screen?name=x&country=zzz": "query.country", "/v1/screen?name=x&asOf=soon": "query.asOf",
		"/v1/screen?name=x&birthDate=never": "query.birthDate", "/v1/screen?name=x&list=none": "query.lists", "/v1/screen?name=x&schema=Alien": "query.schema",
		"/v1/screen?name=x&limit=501": "query.limit", "/v1/screen": "query.name", "/v1/screen?id=shoe%3D1": "query.ids"} {
		w := d.ask("GET", path, "")
		if w.Code != 422 || w.Header().Get("Content-Type") != "application/problem+json" || !strings.Contains(w.Body.String(), `"location":"`+at+`"`) {
			t.Errorf("%s: %d %s %s", path, w.Code, w.Header().Get("Content-Type"), w.Body)
		}
	}
	d.want(422, "POST", "/v1/screen", `{"name":"x","shoe":1}`)
}

func TestRoles(t *testing.T) {
	d := newDesk(t)
	as := func(r state.Role) string { return "Authorization: ApiKey " + d.keys[r] }
	d.want(401, "GET", "/v1/lists", "", "Authorization:")
	d.want(401, "GET", "/v1/lists", "", "Authorization: ApiKey lp_forged")
	d.want(403, "GET", "/v1/screen?name=x", "", as(state.Viewer))
	d.want(403, "POST", "/match/default", `{}`, as(state.Viewer))
	d.want(403, "GET", "/v1/keys", "", as(state.Approver))
	d.want(200, "GET", "/v1/lists", "", as(state.Viewer))
	d.want(403, "POST", "/v1/lists/eu-belarus/publications/x/decision", `{"accept":true,"why":"because"}`, as(state.Analyst))
	v := d.want(201, "POST", "/v1/keys", `{"name":"till","role":"screener","days":1}`)
	secret, id := v["secret"].(string), v["key"].(map[string]any)["id"].(float64)
	d.want(200, "GET", "/v1/screen?name=x", "", "Authorization: ApiKey "+secret)
	d.want(204, "DELETE", fmt.Sprintf("/v1/keys/%.0f", id), "")
	d.want(401, "GET", "/v1/screen?name=x", "", "Authorization: ApiKey "+secret)
}

func TestSessionAndOtherSites(t *testing.T) {
	d := newDesk(t)
	w := d.ask("POST", "/v1/session", `{"key":"`+d.keys[state.Admin]+`"}`, "Authorization:")
	cookie := w.Header().Get("Set-Cookie")
	if w.Code != 200 || !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Strict") {
		t.Fatalf("%d %q %s", w.Code, cookie, w.Body)
	}
	c := "Cookie: " + strings.Split(cookie, ";")[0]
	d.want(200, "GET", "/v1/session", "", "Authorization:", c)
	d.want(200, "POST", "/v1/screen", `{"name":"x"}`, "Authorization:", c)
	d.want(403, "POST", "/v1/keys", `{"name":"evil","role":"admin"}`, "Authorization:", c, "Origin: https://evil.example", "Sec-Fetch-Site: cross-site")
	d.want(403, "POST", "/v1/session", `{"key":"`+d.keys[state.Admin]+`"}`, "Authorization:", "Origin: https://evil.example", "Sec-Fetch-Site: cross-site")
	d.ask("DELETE", "/v1/session", "", "Authorization:", c)
	d.want(401, "GET", "/v1/session", "", "Authorization:", c)
}

func TestTagsAndIdempotency(t *testing.T) {
	d := newDesk(t)
	tag := d.ask("GET", "/v1/lists", "").Header().Get("ETag")
	if w := d.ask("GET", "/v1/lists", "", "If-None-Match: "+tag); tag == "" || w.Code != 304 || w.Body.Len() > 0 {
		t.Errorf("%q: %d %s", tag, w.Code, w.Body)
	}
	key := "Idempotency-Key: one"
	a := d.want(202, "POST", "/v1/batches", `{"parties":[{"key":"1","name":"Aleksandr Lukashenko"}]}`, key)
	w := d.ask("POST", "/v1/batches", `{"parties":[{"key":"1","name":"Aleksandr Lukashenko"}]}`, key)
	if w.Code != 202 || w.Header().Get("Idempotency-Replayed") != "true" || !strings.Contains(w.Body.String(), fmt.Sprintf(`"id":%.0f`, a["id"])) {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	d.want(422, "POST", "/v1/batches", `{"parties":[{"key":"2","name":"x"}]}`, key)
	for _, enc := range []string{"gzip", "zstd"} {
		if w := d.ask("GET", "/v1/screen?name=Aleksandr+Lukashenko", "", "Accept-Encoding: "+enc); w.Header().Get("Content-Encoding") != enc {
			t.Errorf("%s: %v", enc, w.Header())
		}
	}
}

func TestBatchJob(t *testing.T) {
	d := newDesk(t)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if err := d.Start(ctx, 1); err != nil {
		t.Fatal(err)
	}
	defer d.Stop(ctx)
	v := d.want(202, "POST", "/v1/batches", `{"parties":[{"key":"a","name":"Aleksandr Lukashenko"},{"key":"b","country":"zzz","name":"x"}]}`)
	id := v["id"].(float64)
	for range 100 {
		if v = d.want(200, "GET", fmt.Sprintf("/v1/jobs/%.0f", id), ""); v["status"] == "done" {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	w := d.ask("GET", fmt.Sprintf("/v1/jobs/%.0f/result", id), "")
	lines := strings.Split(strings.TrimSpace(w.Body.String()), "\n")
	if w.Code != 200 || len(lines) != 2 || !strings.Contains(lines[0], `"key":"a"`) || !strings.Contains(lines[1], `"error":"country`) {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	d.want(404, "GET", fmt.Sprintf("/v1/jobs/%.0f", id), "", "Authorization: ApiKey "+d.keys[state.Screener])
	events := d.ask("GET", fmt.Sprintf("/v1/jobs/%.0f/events", id), "").Body.String()
	if !strings.Contains(events, "event: job") && !strings.Contains(events, `"status":"done"`) {
		t.Errorf("events: %s", events)
	}
}

// TestSwap asks while the index is swapped: no request fails, and each answer names one index.
func TestSwap(t *testing.T) {
	d := newDesk(t)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for ctx.Err() == nil {
				if w := d.ask("GET", "/v1/screen?name=Aleksandr+Lukashenko", ""); w.Code != 200 {
					t.Errorf("%d %s", w.Code, w.Body)
					return
				}
			}
		})
	}
	for range 5 {
		if err := d.live.Refresh(context.Background(), true); err != nil {
			t.Error(err)
		}
	}
	cancel()
	wg.Wait()
}

func TestNotReady(t *testing.T) {
	d := newDesk(t, func(o *Options) {
		o.Live = &Live{Log: slog.New(slog.DiscardHandler), Pointer: filepath.Join(t.TempDir(), "none")}
	})
	d.want(200, "GET", "/healthz", "", "Authorization:")
	d.want(503, "GET", "/readyz", "", "Authorization:")
	d.want(503, "POST", "/match/default", `{"queries":{"q":{"schema":"Person","properties":{"name":["x"]}}}}`)
	d.want(503, "GET", "/v1/screen?name=x", "")
	required := newDesk(t, func(o *Options) { o.Required = map[string]time.Duration{"eu-belarus": 24 * time.Hour, "un-sc": 0} })
	v := required.want(503, "GET", "/readyz", "", "Authorization:")
	if reasons := fmt.Sprint(v["reasons"]); !strings.Contains(reasons, "eu-belarus") || !strings.Contains(reasons, "un-sc") {
		t.Error(reasons)
	}
}

func TestLogHoldsNoPersonalData(t *testing.T) {
	d := newDesk(t)
	d.ask("GET", "/v1/screen?name=Wladimir+Geheim", "")
	d.ask("GET", "/entities/Geheim", "")
	d.ask("POST", "/match/default", `{"queries":{"Geheim":{"schema":"Person","properties":{"name":["Geheim"]}}}}`)
	if log := d.log.String(); strings.Contains(log, "Geheim") || strings.Contains(log, "lp_") || !strings.Contains(log, "GET /entities/{id}") {
		t.Errorf("the log: %s", log)
	}
}

func TestOpenAPIGolden(t *testing.T) {
	d := newDesk(t)
	w := d.ask("GET", "/openapi.json", "", "Authorization:")
	var v any
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	got, _ := json.MarshalIndent(v, "", "  ")
	got = append(got, '\n')
	const path = "testdata/openapi.json"
	if *update {
		os.MkdirAll("testdata", 0o755)
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, _ := os.ReadFile(path)
	if !bytes.Equal(got, want) {
		t.Error("the description of /v1 has changed; look at it, then run the tests with -update")
	}
	if w := d.ask("GET", "/docs", "", "Authorization:"); !strings.Contains(w.Body.String(), "/v1/screen") || strings.Contains(w.Body.String(), "https://") {
		t.Error("/docs lacks a route or needs something from elsewhere")
	}
}

// TestHostile sends what hostile clients send: the answer is an error of theirs, never one of ours.
func TestHostile(t *testing.T) {
	d := newDesk(t)
	deep := strings.Repeat("[", 20_000)
	for _, c := range []struct{ method, path, body string }{
		{"POST", "/match/default", deep},
		{"POST", "/match/default", `{"queries":` + strings.Repeat(`{"a":`, 20_000)},
		{"POST", "/match/default", `{"queries":{"q":{"schema":"Person","properties":{"name":[[[[[[["x"]]]]]]]}}}}`},
		{"POST", "/match/default", `{"queries":{"q":{"schema":"Person","properties":{"name":{"a":1}}}}}`},
		{"POST", "/match/default", `{"queries":{"q":{"schema":"Person","properties":{"name":["` + strings.Repeat("x ", 100_000) + `"]}}}}`},
		{"POST", "/match/default", `{"queries":{"q":{"schema":"Person","properties":{"name":["\u0000\u202e\ufeff"]}}}}`},
		{"POST", "/v1/screen", deep},
		{"GET", "/entities/..%2f..%2fetc%2fpasswd", ""},
		{"GET", "/v1/entities/..%2f..%2fetc%2fpasswd", ""},
		{"GET", "/v1/lists/..%2f..%2fetc/publications", ""},
		{"GET", "/entities/%00", ""},
		{"GET", "/v1/jobs/99999999999999999999", ""},
		{"GET", "/v1/cases/-1", ""},
		{"GET", "/search/default?q=%ff%fe&limit=-5&offset=-5", ""},
		{"GET", "/search/default?limit=99999999999999999999", ""},
		{"PUT", "/match/default", "x"},
		{"TRACE", "/v1/lists", ""},
	} {
		w := d.ask(c.method, c.path, c.body)
		if w.Code >= 500 {
			t.Errorf("%s %s %.50s: %d %.200s", c.method, c.path, c.body, w.Code, w.Body)
		}
	}
	if w := d.ask("POST", "/v1/screen", `{"name":"`+strings.Repeat("x", 2<<20)+`"}`); w.Code != 413 {
		t.Errorf("a body of 2 MB: %d", w.Code)
	}
	for range 80 {
		d.ask("GET", "/v1/lists", "", "Authorization: ApiKey lp_guess")
	}
	if w := d.ask("GET", "/v1/lists", "", "Authorization: ApiKey lp_guess"); w.Code != 429 {
		t.Errorf("the 81st wrong key: %d", w.Code)
	}
	if w := d.ask("GET", "/v1/lists", ""); w.Code != 200 {
		t.Errorf("a right key after wrong ones of the same address that was known before: %d", w.Code)
	}
}

func FuzzMatch(f *testing.F) {
	d := newDesk(f)
	f.Add(`{"queries":{"q":{"schema":"Person","properties":{"name":["Aleksandr Lukashenko"]}}}}`)
	f.Add(`{"queries":{"q":{"schema":"Vessel","properties":{"imoNumber":["9187629"]}}},"weights":{},"config":{}}`)
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequest("POST", "/match/default", strings.NewReader(body))
		r.Header.Set("Authorization", "ApiKey "+d.keys[state.Admin])
		w := httptest.NewRecorder()
		d.ServeHTTP(w, r)
		if w.Code >= 500 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		io.Copy(io.Discard, w.Body)
	})
}

var _ http.Handler = (*Server)(nil)
