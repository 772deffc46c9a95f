package api

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/linchpin-oss/linchpin/state"
)

// Login lets people in by OpenID Connect.
type Login struct {
	verifier *oidc.IDTokenVerifier
	config   oauth2.Config
	claim    string                // of the token, that holds groups or roles
	roles    map[string]state.Role // by value of the claim
}

// LoginOptions say where people are known.
type LoginOptions struct {
	Issuer, Client, Secret, Redirect string
	Claim                            string                // that tells groups; "roles" if empty
	Roles                            map[string]state.Role // group to role; a person in none of them is refused
}

// NewLogin asks the identity provider for its addresses and keys.
func NewLogin(ctx context.Context, o LoginOptions) (*Login, error) {
	provider, err := oidc.NewProvider(ctx, o.Issuer)
	if err != nil {
		return nil, fmt.Errorf("identity provider %s: %w", o.Issuer, err)
	}
	if len(o.Roles) == 0 {
		return nil, errors.New("no group of the identity provider has a role: nobody could log in")
	}
	if o.Claim == "" {
		o.Claim = "roles"
	}
	return &Login{verifier: provider.Verifier(&oidc.Config{ClientID: o.Client}), claim: o.Claim, roles: o.Roles,
		config: oauth2.Config{ClientID: o.Client, ClientSecret: o.Secret, Endpoint: provider.Endpoint(), RedirectURL: o.Redirect, Scopes: []string{oidc.ScopeOpenID, "profile", "email"}}}, nil
}

const loginCookie = "linchpin_login"

func random() string {
	var raw [24]byte
	rand.Read(raw[:])
	return base64.RawURLEncoding.EncodeToString(raw[:])
}

// login sends a person to the identity provider.
func (s *Server) login(w http.ResponseWriter, r *http.Request) {
	l := s.opt.Login
	if l == nil {
		s.fail(w, r, http.StatusNotFound, "no identity provider is set up: log in with a key")
		return
	}
	stateText, nonce, verifier := random(), random(), oauth2.GenerateVerifier()
	http.SetCookie(w, &http.Cookie{Name: loginCookie, Value: stateText + "." + nonce + "." + verifier, Path: "/v1/login", MaxAge: 600, HttpOnly: true, Secure: s.opt.Secure, SameSite: http.SameSiteLaxMode})
	http.Redirect(w, r, l.config.AuthCodeURL(stateText, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), http.StatusFound)
}

// loggedIn takes a person back from the identity provider.
func (s *Server) loggedIn(w http.ResponseWriter, r *http.Request) {
	l := s.opt.Login
	if l == nil {
		s.fail(w, r, http.StatusNotFound, "no identity provider is set up: log in with a key")
		return
	}
	who, role, err := l.person(r)
	http.SetCookie(w, &http.Cookie{Name: loginCookie, Path: "/v1/login", MaxAge: -1, HttpOnly: true, Secure: s.opt.Secure, SameSite: http.SameSiteLaxMode})
	if err != nil {
		s.metrics.denied.Inc()
		s.fail(w, r, http.StatusForbidden, "the login failed: "+err.Error())
		return
	}
	s.setSession(w, s.access.begin(Caller{Who: who, Role: role}, ""))
	http.Redirect(w, r, "/", http.StatusFound)
}

// person checks what the identity provider says and finds the highest role of the person's groups.
func (l *Login) person(r *http.Request) (who string, role state.Role, err error) {
	cookie, err := r.Cookie(loginCookie)
	if err != nil {
		return "", "", errors.New("it was not begun here, or it took longer than ten minutes")
	}
	parts := strings.Split(cookie.Value, ".")
	if len(parts) != 3 || parts[0] == "" || r.URL.Query().Get("state") != parts[0] {
		return "", "", errors.New("it was not begun here")
	}
	ctx, cancel := context.WithTimeout(r.Context(), 20*time.Second)
	defer cancel()
	token, err := l.config.Exchange(ctx, r.URL.Query().Get("code"), oauth2.VerifierOption(parts[2]))
	if err != nil {
		return "", "", errors.New("the identity provider refused")
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := l.verifier.Verify(ctx, raw)
	if err != nil {
		return "", "", errors.New("the identity provider's token is not valid")
	}
	if id.Nonce != parts[1] {
		return "", "", errors.New("the token is of another login")
	}
	var claims map[string]any
	if err := id.Claims(&claims); err != nil {
		return "", "", err
	}
	who, _ = claims["email"].(string)
	if verified, said := claims["email_verified"].(bool); who == "" || said && !verified {
		who = "oidc:" + id.Subject
	}
	for _, g := range groupsOf(claims[l.claim]) {
		if has, ok := l.roles[g]; ok && (role == "" || has.May(role)) {
			role = has
		}
	}
	if role == "" {
		return "", "", errors.New("none of your groups has a role here")
	}
	return who, role, nil
}

func groupsOf(v any) (out []string) {
	switch v := v.(type) {
	case string:
		out = strings.Fields(v)
	case []any:
		for _, x := range v {
			if s, ok := x.(string); ok {
				out = append(out, s)
			}
		}
	}
	return out
}

func (s *Server) setSession(w http.ResponseWriter, value string) {
	http.SetCookie(w, &http.Cookie{Name: cookieName, Value: value, Path: "/", MaxAge: int(sessionIdle / time.Second), HttpOnly: true, Secure: s.opt.Secure, SameSite: http.SameSiteStrictMode})
}
