package api

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/state"
)

// provider is a small identity provider: discovery, keys, and the exchange of codes (OpenID Connect Core 1.0, section 3.1).
type provider struct {
	*httptest.Server
	key    *rsa.PrivateKey
	id     string          // of the key
	change map[string]any  // claims that differ from the right ones
	none   bool            // tokens are not signed
	stolen *rsa.PrivateKey // signs in place of key, if there is one
	nonce  string
	verify string // challenge of the code
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	p := &provider{}
	p.rotate(t, "first")
	mux := http.NewServeMux()
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, 200, map[string]any{"issuer": p.URL, "authorization_endpoint": p.URL + "/auth", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, 200, map[string]any{"keys": []any{map[string]any{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": p.id,
			"n": base64.RawURLEncoding.EncodeToString(p.key.N.Bytes()), "e": base64.RawURLEncoding.EncodeToString(big.NewInt(int64(p.key.E)).Bytes())}}})
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
		if r.FormValue("code") != "right" || base64.RawURLEncoding.EncodeToString(sum[:]) != p.verify {
			writeJSON(w, 400, map[string]any{"error": "invalid_grant"})
			return
		}
		writeJSON(w, 200, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": p.token(t)})
	})
	return p
}

func (p *provider) rotate(t *testing.T, id string) {
	t.Helper()
	var err error
	if p.key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		t.Fatal(err)
	}
	p.id = id
}

func (p *provider) token(t *testing.T) string {
	t.Helper()
	claims := map[string]any{"iss": p.URL, "aud": "linchpin", "sub": "42", "email": "ada@example.org", "roles": []string{"staff", "desk"}, "nonce": p.nonce,
		"iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix()}
	maps.Copy(claims, p.change)
	encode := func(v any) string {
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(data)
	}
	if p.none {
		return encode(map[string]any{"alg": "none"}) + "." + encode(claims) + "."
	}
	signed := encode(map[string]any{"alg": "RS256", "kid": p.id}) + "." + encode(claims)
	key := p.key
	if p.stolen != nil {
		key = p.stolen
	}
	sum := sha256.Sum256([]byte(signed))
	sig, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(sig)
}

// enter goes the way of a person: to the provider and back, with what the provider would send.
func (p *provider) enter(t *testing.T, d *desk, code string, spoil func(*http.Request)) *httptest.ResponseRecorder {
	t.Helper()
	begun := d.ask("GET", "/v1/login", "", "Authorization:")
	to, err := url.Parse(begun.Header().Get("Location"))
	if begun.Code != http.StatusFound || err != nil || !strings.HasPrefix(to.String(), p.URL+"/auth?") {
		t.Fatalf("%d %s %v", begun.Code, to, err)
	}
	q := to.Query()
	p.nonce, p.verify = q.Get("nonce"), q.Get("code_challenge")
	r := httptest.NewRequest("GET", "/v1/login/callback?"+url.Values{"state": {q.Get("state")}, "code": {code}}.Encode(), nil)
	for _, c := range begun.Result().Cookies() {
		r.AddCookie(c)
	}
	if spoil != nil {
		spoil(r)
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w
}

func TestLoginByOpenIDConnect(t *testing.T) {
	p := newProvider(t)
	login, err := NewLogin(context.Background(), LoginOptions{Issuer: p.URL, Client: "linchpin", Secret: "s", Redirect: "http://127.0.0.1/v1/login/callback",
		Roles: map[string]state.Role{"staff": state.Viewer, "desk": state.Analyst}})
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t, func(o *Options) { o.Login = login })
	in := func() *http.Cookie {
		t.Helper()
		w := p.enter(t, d, "right", nil)
		if w.Code != http.StatusFound || w.Header().Get("Location") != "/" {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		for _, c := range w.Result().Cookies() {
			if c.Name == cookieName && c.HttpOnly && c.SameSite == http.SameSiteStrictMode {
				return c
			}
		}
		t.Fatal("no session")
		return nil
	}
	c := in()
	who := d.want(200, "GET", "/v1/session", "", "Authorization:", "Cookie: "+c.Name+"="+c.Value)
	if who["who"] != "ada@example.org" || who["role"] != "analyst" {
		t.Fatalf("%v", who)
	}
	d.want(403, "GET", "/v1/keys", "", "Authorization:", "Cookie: "+c.Name+"="+c.Value)
	p.rotate(t, "second")
	in()
	p.change = map[string]any{"email_verified": false}
	if w := in(); d.want(200, "GET", "/v1/session", "", "Authorization:", "Cookie: "+w.Name+"="+w.Value)["who"] != "oidc:42" {
		t.Error("an address that was not verified is taken for the person")
	}
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for what, spoil := range map[string]func(r *http.Request){
		"expired":              func(*http.Request) { p.change = map[string]any{"exp": time.Now().Add(-time.Hour).Unix()} },
		"for another client":   func(*http.Request) { p.change = map[string]any{"aud": "other"} },
		"of another issuer":    func(*http.Request) { p.change = map[string]any{"iss": "https://elsewhere.example"} },
		"of another login":     func(*http.Request) { p.change = map[string]any{"nonce": "old"} },
		"without a role":       func(*http.Request) { p.change = map[string]any{"roles": []string{"guests"}} },
		"not signed":           func(*http.Request) { p.none = true },
		"signed by a stranger": func(*http.Request) { p.stolen = stranger },
		"begun elsewhere":      func(r *http.Request) { r.Header.Del("Cookie") },
		"with a forged state":  func(r *http.Request) { r.URL.RawQuery = "state=x&code=right" },
		"with a wrong code":    func(r *http.Request) { r.URL.RawQuery = strings.Replace(r.URL.RawQuery, "code=right", "code=wrong", 1) },
		"replayed elsewhere":   func(*http.Request) { p.verify = "another" },
	} {
		p.change, p.none, p.stolen = nil, false, nil
		w := p.enter(t, d, "right", spoil)
		if w.Code != http.StatusForbidden || strings.Contains(strings.Join(w.Header().Values("Set-Cookie"), " "), cookieName+"=") {
			t.Errorf("a token %s: %d %s %v", what, w.Code, w.Body, w.Header())
		}
	}
	d.want(404, "GET", "/v1/login/callback/x", "")
	plain := newDesk(t)
	plain.want(404, "GET", "/v1/login", "", "Authorization:")
}
