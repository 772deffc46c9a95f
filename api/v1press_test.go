package api

import (
	"encoding/json"
	"strings"
	"testing"
)

const loanPage = `Loan for Minsk

Alexander Lukashenko took home a $ 1.5 billion loan, the newspaper Kommersant reported. “We never asked for money,” said Alexander Lukashenko on Monday.
`

// TestArticles holds that a page is kept with who judged its claims when, and that press, show and dossier tell of it.
func TestArticles(t *testing.T) {
	d := newDesk(t, func(o *Options) { o.Press = t.TempDir() })
	body := func(v any) string { b, _ := json.Marshal(v); return string(b) }
	in := map[string]any{"text": loanPage, "date": "2024-02-26"}
	read := d.want(200, "POST", "/v1/read", body(in))
	claims := read["claims"].([]any)
	if len(claims) < 2 {
		t.Fatalf("claims: %v", claims)
	}
	id := func(i int) string { return claims[i].(map[string]any)["id"].(string) }
	in["judged"] = map[string]any{id(0): map[string]any{"verdict": "accept"}, "C999": map[string]any{"verdict": "accept"}}
	d.want(422, "POST", "/v1/articles", body(in))
	if got := d.want(200, "GET", "/v1/articles", ""); got["total"] != 0.0 {
		t.Errorf("a page with a wrong verdict was kept: %v", got)
	}
	in["judged"] = map[string]any{id(0): map[string]any{"verdict": "accept"}}
	kept := d.want(201, "POST", "/v1/articles", body(in))
	hash := kept["sha256"].(string)
	at := "/v1/articles/" + hash
	d.want(422, "POST", at+"/claims/"+id(1)+"/judgement", `{"verdict":"correct","correction":{"stance":"shouted"}}`)
	d.want(422, "POST", at+"/claims/"+id(1)+"/judgement", `{"verdict":"correct","correction":{"subject":["PER:nobody"]}}`)
	d.want(403, "POST", at+"/claims/"+id(1)+"/judgement", `{"verdict":"reject"}`, "Authorization: ApiKey "+d.keys["viewer"])
	d.want(201, "POST", at+"/claims/"+id(1)+"/judgement", `{"verdict":"reject"}`)
	d.want(201, "POST", at+"/claims/"+id(1)+"/judgement", `{"verdict":"correct","correction":{"stance":"denied","firmness":"denied"},"why":"he denies it"}`)
	d.want(404, "GET", "/v1/articles/"+strings.Repeat("0", 64), "")

	article := d.want(200, "GET", at, "")
	j := article["claims"].([]any)[1].(map[string]any)["judgement"].(map[string]any)
	if j["verdict"] != "correct" || j["who"] == "" || j["when"] == "" || j["why"] != "he denies it" {
		t.Errorf("judgement: %v", j)
	}
	if all := d.want(200, "GET", at+"/judgements", "")["judgements"].([]any); len(all) != 3 {
		t.Errorf("%d judgements are kept, not 3", len(all))
	}
	var linked string
	for _, e := range article["entities"].([]any) {
		if x, ok := e.(map[string]any)["entity"].(string); ok {
			linked = x
		}
	}
	if linked == "" {
		t.Fatalf("nobody is linked: %v", article["entities"])
	}
	about := d.want(200, "GET", "/v1/entities/"+linked+"/press", "")["claims"].([]any)
	corrected := false
	for _, x := range about {
		m := x.(map[string]any)
		if m["asRead"] != nil {
			corrected = m["claim"].(map[string]any)["stance"] == "denied"
		}
	}
	if !corrected {
		t.Errorf("the corrected claim is not told of: %v", about)
	}
	for _, format := range []string{"html", "md", "docx"} {
		w := d.ask("GET", "/v1/entities/"+linked+"/dossier?format="+format, "")
		if w.Code != 200 || w.Body.Len() < 500 || format == "md" && !strings.Contains(w.Body.String(), "corrected by") {
			t.Errorf("dossier as %s: %d %.300s", format, w.Code, w.Body)
		}
	}
	if got := d.want(200, "GET", "/v1/articles", "")["articles"].([]any)[0].(map[string]any); got["judged"] != 2.0 {
		t.Errorf("summary: %v", got)
	}
}
