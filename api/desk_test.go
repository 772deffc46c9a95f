package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/interchange"
	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/snapshot"
	"github.com/linchpin-oss/linchpin/state"
)

// done waits for a job and returns it.
func (d *desk) done(job map[string]any) map[string]any {
	d.t.Helper()
	id := int64(job["id"].(float64))
	for range 600 {
		j := d.want(200, "GET", fmt.Sprintf("/v1/jobs/%d", id), "")
		switch j["status"] {
		case "done":
			return j
		case "failed", "cancelled":
			d.t.Fatalf("job: %v", j)
		}
		time.Sleep(50 * time.Millisecond)
	}
	d.t.Fatal("the job takes too long")
	return nil
}

// started works on jobs until the test ends.
func started(t *testing.T, change ...func(*Options)) *desk {
	t.Helper()
	d := newDesk(t, change...)
	ctx, cancel := context.WithCancel(context.Background())
	if err := d.Start(ctx, 1); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		d.Stop(context.Background())
	})
	return d
}

const customersCSV = "NUMMER;NAME;DOB;OWNERS\n1;Viktor Vladimirovich Sheiman;1958-05-26;\n2;Anna Schmidt;1990-01-02;\n3;Sunny Meadows Trading;;Viktor Vladimirovich Sheiman|Anna Schmidt\n"

// portfolioOf uploads three customers, of whom one is listed and one has a listed owner, and waits for their screening.
func (d *desk) portfolioOf(name string) {
	d.t.Helper()
	d.want(201, "POST", "/v1/portfolios", `{"name":"`+name+`","threshold":0.5}`)
	v := d.want(200, "POST", "/v1/portfolios/"+name+"/customers?map=key%3DNUMMER&map=birthDate%3DDOB&related=owner%3DOWNERS", customersCSV, "Content-Type: text/csv")
	if v["added"] != 3.0 {
		d.t.Fatalf("%v", v)
	}
	d.done(v["job"].(map[string]any))
}

func TestPortfolioOverHTTP(t *testing.T) {
	d := started(t)
	d.portfolioOf("retail")
	p := d.want(200, "GET", "/v1/portfolios/retail", "")
	if p["customers"] != 3.0 || p["pending"] != 0.0 || p["openAlerts"] != 2.0 || p["index"] == "" {
		t.Fatalf("%v", p)
	}
	page := d.want(200, "GET", "/v1/portfolios/retail/customers?limit=2", "")
	if len(page["customers"].([]any)) != 2 || page["next"] != "2" {
		t.Fatalf("%v", page)
	}
	last := d.want(200, "GET", "/v1/portfolios/retail/customers?limit=2&after=2", "")
	if c := last["customers"].([]any); len(c) != 1 || len(c[0].(map[string]any)["related"].([]any)) != 2 || last["next"] != nil {
		t.Fatalf("%v", last)
	}
	if again := d.want(200, "POST", "/v1/portfolios/retail/customers?map=key%3DNUMMER&map=birthDate%3DDOB&related=owner%3DOWNERS&noRun=true", customersCSV, "Content-Type: text/csv"); again["same"] != 3.0 || again["job"] != nil {
		t.Fatalf("%v", again)
	}
	for _, bad := range []struct{ query, body, location, text string }{
		{"", "NUMMER;FULL\n1;Anna\n", "body", "no column for the name"},
		{"?map=name%3DFULL&map=key%3DNUMMER", "NUMMER;FULL\n1;Anna\n;Berta\n", "body", "row 2: a customer needs an id"},
		{"?map=name%3DFULL&map=wrong%3DNUMMER", "NUMMER;FULL\n1;Anna\n", "body", `unknown field "wrong"`},
		{"?map=name", "NUMMER;FULL\n", "query.map", "NAME=COLUMN"},
		{"?related=owner%3DX", customersCSV, "query.related", `no column "X"`},
		{"", "\n", "body", "empty"},
	} {
		v := d.want(422, "POST", "/v1/portfolios/retail/customers"+bad.query, bad.body, "Content-Type: text/csv")
		e := v["errors"].([]any)[0].(map[string]any)
		if e["location"] != bad.location || !strings.Contains(e["message"].(string), bad.text) {
			t.Errorf("%+v: %v", bad, v)
		}
	}
	d.want(404, "GET", "/v1/portfolios/nobody", "")
	d.want(404, "POST", "/v1/portfolios/nobody/runs", "")
	d.want(409, "POST", "/v1/portfolios", `{"name":"retail"}`)
	d.want(422, "POST", "/v1/portfolios", `{"name":"x","lists":["no-such-list"]}`)
	d.want(403, "POST", "/v1/portfolios", `{"name":"x"}`, "Authorization: ApiKey "+d.keys[state.Screener])
	report := d.done(d.want(202, "POST", "/v1/portfolios/retail/runs?full=true", ""))
	w := d.ask("GET", report["result"].(string), "")
	var r map[string]any
	if json.Unmarshal(w.Body.Bytes(), &r) != nil || r["full"] != true || r["customers"] != 3.0 {
		t.Fatalf("%s", w.Body)
	}
	d.want(204, "DELETE", "/v1/portfolios/retail/customers/1", "")
	d.want(404, "DELETE", "/v1/portfolios/retail/customers/1", "")
	if p := d.want(200, "GET", "/v1/portfolios/retail", ""); p["openAlerts"] != 1.0 {
		t.Fatalf("%v", p)
	}
	d.want(204, "DELETE", "/v1/portfolios/retail", "")
	if all := d.want(200, "GET", "/v1/portfolios", ""); len(all["portfolios"].([]any)) != 0 {
		t.Fatalf("%v", all)
	}
}

func TestCasesOverHTTP(t *testing.T) {
	d := started(t)
	d.portfolioOf("retail")
	id := int64(d.want(200, "GET", "/v1/cases", "")["cases"].([]any)[0].(map[string]any)["alert"].(float64))
	at := fmt.Sprintf("/v1/cases/%d", id)
	f := d.want(201, "POST", at+"/files?name=..%2F..%2Fpassport.html", "<script>alert(1)</script>", "Content-Type: application/octet-stream")["files"].([]any)[0].(map[string]any)
	if f["name"] != "passport.html" {
		t.Fatalf("%v", f)
	}
	w := d.ask("GET", fmt.Sprintf("%s/files/%v/data", at, f["id"]), "")
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") ||
		w.Body.String() != "<script>alert(1)</script>" {
		t.Fatalf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	d.want(404, "GET", fmt.Sprintf("/v1/cases/%d/files/%v/data", id+1, f["id"]), "")
	d.want(200, "PATCH", "/v1/settings", `{"fourEyes":"none","dueHours":24}`)
	if v := d.want(200, "GET", "/v1/settings", ""); v["fourEyes"] != "none" || v["dueHours"] != 24.0 {
		t.Fatalf("%v", v)
	}
	d.want(422, "PATCH", "/v1/settings", `{"fourEyes":"everything"}`)
	d.want(200, "POST", "/v1/decisions", fmt.Sprintf(`{"alerts":[%d],"opinion":"false-positive","reason":"born 1990"}`, id))
	if e := d.want(200, "GET", "/v1/exceptions", "")["exceptions"].([]any); len(e) != 1 || e[0].(map[string]any)["alert"] != float64(id) {
		t.Fatalf("%v", e)
	}
	trail := d.want(200, "GET", fmt.Sprintf("/v1/audit?subject=alert:%d&limit=2", id), "")
	rows := trail["rows"].([]any)
	if len(rows) != 2 || rows[0].(map[string]any)["action"] != "alert.raise" || trail["next"] == nil {
		t.Fatalf("%v", trail)
	}
	if v := d.want(200, "GET", "/v1/audit/verification", ""); v["whole"] != true || v["rows"].(float64) < 5 {
		t.Fatalf("%v", v)
	}
	if v := d.want(422, "GET", "/v1/audit/verification?head=x", ""); v["errors"].([]any)[0].(map[string]any)["location"] != "query.head" {
		t.Fatalf("%v", v)
	}
	users := d.want(200, "GET", "/v1/users", "")
	if len(users["users"].([]any)) != 5 || len(users["roles"].([]any)) != 5 {
		t.Fatalf("%v", users)
	}
	erased := d.want(200, "POST", "/v1/portfolios/retail/customers/1/erasure", `{"why":"asked for it"}`)
	if erased["alerts"].(float64) < 1 {
		t.Fatalf("%v", erased)
	}
	if v := d.want(200, "GET", "/v1/audit/verification", ""); v["whole"] != true || v["erased"].(float64) < 1 {
		t.Fatalf("after erasure: %v", v)
	}
}

func TestWebhooksOverHTTP(t *testing.T) {
	got := make(chan string, 10)
	hook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- string(body)
	}))
	defer hook.Close()
	d := started(t, func(o *Options) { o.Private = true })
	v := d.want(201, "POST", "/v1/webhooks", `{"url":"`+hook.URL+`","actions":["alert.raise"]}`)
	if !strings.HasPrefix(v["secret"].(string), "whs_") {
		t.Fatalf("%v", v)
	}
	if w := d.ask("GET", "/v1/webhooks", ""); strings.Contains(w.Body.String(), "whs_") || w.Code != 200 {
		t.Fatalf("%s", w.Body)
	}
	if r := d.want(200, "POST", "/v1/webhooks/1/test", ""); r["delivered"] != true || !strings.Contains(<-got, `"action":"test"`) {
		t.Fatalf("%v", r)
	}
	d.portfolioOf("retail")
	for range 2 {
		if b := <-got; !strings.Contains(b, "alert.raise") || strings.Contains(b, "Viktor Vladimirovich Sheiman\"") {
			t.Fatalf("%s", b)
		}
	}
	d.want(404, "POST", "/v1/webhooks/9/test", "")
	d.want(204, "DELETE", "/v1/webhooks/1", "")
	closed := newDesk(t)
	if v := closed.want(422, "POST", "/v1/webhooks", `{"url":"https://127.0.0.1/x"}`); v["errors"].([]any)[0].(map[string]any)["location"] != "body.url" {
		t.Fatalf("%v", v)
	}
}

func TestBatchOfAFile(t *testing.T) {
	d := started(t)
	j := d.done(d.want(202, "POST", "/v1/batches/file?map=key%3DNUMMER&asOf=2021-07-01", customersCSV, "Content-Type: text/csv"))
	lines := strings.Split(strings.TrimSpace(d.ask("GET", j["result"].(string), "").Body.String()), "\n")
	if len(lines) != 3 || !strings.Contains(lines[0], `"key":"1"`) || !strings.Contains(lines[0], `"alert":true`) || strings.Contains(lines[1], `"alert":true`) {
		t.Fatalf("%v", lines)
	}
	d.want(422, "POST", "/v1/batches/file", "a,b\n1,2\n", "Content-Type: text/csv")
	d.want(422, "POST", "/v1/batches/file?asOf=yesterday", customersCSV, "Content-Type: text/csv")
}

func TestSearchAndScanAsOf(t *testing.T) {
	d := newDesk(t)
	before, now := d.want(200, "GET", "/v1/search?q=a&asOf=2016-06-01", ""), d.want(200, "GET", "/v1/search?q=a", "")
	if before["total"].(float64) >= now["total"].(float64) {
		t.Errorf("%v parties then, %v now", before["total"], now["total"])
	}
	if v := d.want(422, "GET", "/v1/search?q=a&asOf=soon", ""); v["errors"].([]any)[0].(map[string]any)["location"] != "query.asOf" {
		t.Errorf("%v", v)
	}
	text := `{"text":"A letter of Mikhail Safarbekovich Gutseriev to the bank."`
	if v := d.want(200, "POST", "/v1/scan", text+"}"); v["alert"] != true {
		t.Errorf("%v", v)
	}
	if v := d.want(200, "POST", "/v1/scan", text+`,"asOf":"2020-01-01"}`); v["alert"] != false {
		t.Errorf("listed later, but found: %v", v)
	}
}

const ownMapping = "list: own-list\ntitle: Own list\npublisher: Example\nschema: Person\nid: No\ncolumns:\n  Name: name\n"

func TestImportsOverHTTP(t *testing.T) {
	own, err := interchange.Custom([]byte(ownMapping))
	if err != nil {
		t.Fatal(err)
	}
	data := snapshot.New(t.TempDir(), []*lists.List{own})
	store, err := data.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	live := &Live{Pointer: PointerIn(data.Dir), Log: slog.New(slog.DiscardHandler), Open: func(ctx context.Context) (*screen.Screener, string, error) {
		x, err := data.Open(ctx, nil)
		if err != nil {
			return nil, "", err
		}
		return screen.New(x), "", nil
	}}
	t.Cleanup(live.Close)
	d := started(t, func(o *Options) {
		o.Data, o.Store, o.Live = data, store, live
		o.History = func(ctx context.Context, list string) (*archive.History, error) {
			return data.History(ctx, store, list)
		}
	})
	publish := func(day, rows string) map[string]any {
		t.Helper()
		j := d.done(d.want(202, "POST", "/v1/lists/own-list/imports?file=list.csv&published="+day, "No,Name\n"+rows, "Content-Type: application/octet-stream"))
		var v map[string]any
		if err := json.Unmarshal(d.ask("GET", j["result"].(string), "").Body.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		return v
	}
	d.want(503, "GET", "/v1/screen?name=Wilhelmine+Quastenflosser", "")
	v := publish("2026-01-01", "1,Wilhelmine Quastenflosser\n2,Ottokar Zwiebelfisch\n3,Adelgunde Hasenohr\n")
	if p := v["publications"].([]any); len(p) != 1 || p[0].(map[string]any)["status"] != "accepted" || v["index"] == "" {
		t.Fatalf("%v", v)
	}
	if a := d.want(200, "GET", "/v1/screen?name=Wilhelmine+Quastenflosser", ""); a["index"] != v["index"] || !strings.Contains(fmt.Sprint(a["results"]), "alert:true") {
		t.Fatalf("%v", a)
	}
	d.want(201, "POST", "/v1/portfolios", `{"name":"retail"}`)
	d.done(d.want(200, "POST", "/v1/portfolios/retail/customers", "id,name\n7,Kunigunde Tintenfass\n", "Content-Type: text/csv")["job"].(map[string]any))
	publish("2026-01-02", "1,Wilhelmine Quastenflosser\n2,Ottokar Zwiebelfisch\n3,Adelgunde Hasenohr\n4,Kunigunde Tintenfass\n")
	for range 200 { // the new index has every portfolio compared
		if a := d.want(200, "GET", "/v1/alerts", "")["cases"].([]any); len(a) == 1 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if a := d.want(200, "GET", "/v1/alerts", "")["cases"].([]any); len(a) != 1 || !strings.Contains(a[0].(map[string]any)["change"].(string), "newly listed in the publication of 2026-01-02") {
		t.Fatalf("%v", a)
	}
	shrunk := publish("2026-01-03", "4,Kunigunde Tintenfass\n")["publications"].([]any)[0].(map[string]any)
	if shrunk["status"] != "quarantined" {
		t.Fatalf("%v", shrunk)
	}
	settled := d.want(200, "POST", "/v1/lists/own-list/publications/2026-01-03/decision", `{"accept":true,"why":"the list was emptied"}`)
	if settled["status"] != "accepted" || settled["inForce"] == nil {
		t.Fatalf("%v", settled)
	}
	rows := d.want(200, "GET", "/v1/audit?subject=list:own-list", "")["rows"].([]any)
	if len(rows) < 4 || rows[0].(map[string]any)["who"] != "key:admin" {
		t.Fatalf("%v", rows)
	}
	d.want(404, "POST", "/v1/lists/no-list/imports?file=x", "x", "Content-Type: application/octet-stream")
	d.want(409, "POST", "/v1/lists/own-list/updates", "")
}

// TestRoutesInDocs keeps the table of routes in docs/api.md.
func TestRoutesInDocs(t *testing.T) {
	d := newDesk(t)
	var lines []string
	for path, item := range d.OpenAPI().Paths {
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete} {
			if op != nil {
				role, _, _ := strings.Cut(strings.TrimPrefix(op.Description, "Needs the role "), " ")
				lines = append(lines, fmt.Sprintf("| %s | `%s %s` | %s | %s |", op.Tags[0], method, path, op.Summary, role))
			}
		}
	}
	slices.Sort(lines)
	const begin, end = "<!-- routes -->\n", "<!-- /routes -->"
	table := begin + "| | route | what it does | role |\n|---|---|---|---|\n" + strings.Join(lines, "\n") + "\n" + end
	const path = "../docs/api.md"
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(data), begin)
	_, after, ok := strings.Cut(rest, end)
	if !ok {
		t.Fatal("docs/api.md has no place for the routes")
	}
	if want := before + table + after; want != string(data) {
		if !*update {
			t.Fatal("docs/api.md does not list the routes as they are; run the tests with -update")
		}
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestEveryRouteIsGuardedAndDescribed walks the description: each operation names the role it needs, and refuses who has none.
func TestEveryRouteIsGuardedAndDescribed(t *testing.T) {
	d := newDesk(t)
	n := 0
	for path, item := range d.OpenAPI().Paths {
		for method, op := range map[string]any{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete} {
			data, _ := json.Marshal(op)
			if string(data) == "null" {
				continue
			}
			n++
			var o struct {
				Summary, OperationID string
				Parameters           []struct{ Name, In string }
			}
			if json.Unmarshal(data, &o) != nil || o.Summary == "" || o.OperationID == "" {
				t.Errorf("%s %s is not described", method, path)
			}
			at := strings.NewReplacer("{id}", "1", "{list}", "eu-belarus", "{publication}", "x", "{name}", "x", "{customer}", "x", "{file}", "1").Replace(path)
			if path == "/v1/session" {
				continue
			}
			if w := d.ask(method, at, "", "Authorization:"); w.Code != 401 {
				t.Errorf("%s %s without a key: %d", method, path, w.Code)
			}
			if method != "GET" && !slices.Contains([]string{"/v1/blocked", "/v1/whatif", "/v1/network", "/v1/target", "/v1/read", "/v1/model/alerts"}, path) {
				if w := d.ask(method, at, "{}", "Authorization: ApiKey "+d.keys[state.Viewer]); w.Code != 403 {
					t.Errorf("%s %s as viewer: %d", method, path, w.Code)
				}
			}
			if w := d.ask(method, at+"?nonsense=1", "{}"); w.Code != 422 || !strings.Contains(w.Body.String(), "nonsense") {
				t.Errorf("%s %s with an unknown parameter: %d %.200s", method, path, w.Code, w.Body)
			}
		}
	}
	if n < 60 {
		t.Errorf("%d operations", n)
	}
}
