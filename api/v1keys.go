package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linchpin-oss/linchpin/state"
)

// KeyView is an API key without its secret.
type KeyView struct {
	ID      int64      `json:"id"`
	Name    string     `json:"name"`
	Role    string     `json:"role"`
	Hint    string     `json:"hint"`
	Created time.Time  `json:"created"`
	Expires *time.Time `json:"expires,omitempty"`
	Revoked *time.Time `json:"revoked,omitempty"`
	Used    *time.Time `json:"used,omitempty"`
	InForce bool       `json:"inForce"`
}

func timeOf(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

func (s *Server) keyView(k *state.Key) KeyView {
	return KeyView{k.ID, k.Name, string(k.Role), k.Hint, k.Created.UTC(), timeOf(k.Expires), timeOf(k.Revoked), timeOf(k.Used),
		k.Revoked.IsZero() && (k.Expires.IsZero() || s.now().Before(k.Expires))}
}

// SessionView says who the caller is.
type SessionView struct {
	Who     string `json:"who"`
	Role    string `json:"role"`
	Session bool   `json:"session" doc:"Logged in with a cookie."`
}

func (s *Server) keyRoutes(api huma.API) {
	type keysOut struct {
		Body struct {
			Keys []KeyView `json:"keys"`
		}
	}
	huma.Register(api, operation("GET", "/v1/keys", "keys", "Keys", "All keys, without their secrets.", state.Admin), func(ctx context.Context, _ *struct{}) (*keysOut, error) {
		keys, err := s.store.Keys(ctx)
		if err != nil {
			return nil, s.problem(err)
		}
		out := &keysOut{}
		out.Body.Keys = []KeyView{}
		for i := range keys {
			out.Body.Keys = append(out.Body.Keys, s.keyView(&keys[i]))
		}
		return out, nil
	})
	type keyIn struct {
		Body struct {
			Name string `json:"name" minLength:"1" maxLength:"100" doc:"Whose key it is."`
			Role string `json:"role" enum:"viewer,screener,analyst,approver,admin"`
			Days int    `json:"days,omitempty" minimum:"0" maximum:"3650" doc:"For how long it opens; 365 if left out."`
		}
	}
	type keyOut struct {
		Body struct {
			Secret string  `json:"secret" doc:"Shown once and not kept."`
			Key    KeyView `json:"key"`
		}
	}
	huma.Register(api, operation("POST", "/v1/keys", "add-key", "Keys", "Make a key; its secret is shown once.", state.Admin, created), func(ctx context.Context, in *keyIn) (*keyOut, error) {
		days := in.Body.Days
		if days == 0 {
			days = 365
		}
		secret, key := state.NewKey(in.Body.Name, state.Role(in.Body.Role), s.now(), s.now().AddDate(0, 0, days))
		id, err := s.store.AddKey(ctx, key)
		if err != nil {
			return nil, s.problem(err)
		}
		key.ID = id
		out := &keyOut{}
		out.Body.Secret, out.Body.Key = secret, s.keyView(&key)
		return out, nil
	})
	type keyID struct {
		ID int64 `path:"id"`
	}
	huma.Register(api, operation("DELETE", "/v1/keys/{id}", "revoke-key", "Keys", "End a key at once.", state.Admin), func(ctx context.Context, in *keyID) (*struct{}, error) {
		err := s.store.RevokeKey(ctx, in.ID, s.now())
		s.access.forget()
		return nil, s.problem(err)
	})
	s.sessionRoutes(api)
}

func created(op *huma.Operation) { op.DefaultStatus = http.StatusCreated }

func (s *Server) sessionRoutes(api huma.API) {
	type loginIn struct {
		Body struct {
			Key string `json:"key" minLength:"10" maxLength:"200"`
		}
	}
	type sessionOut struct {
		SetCookie *http.Cookie `header:"Set-Cookie"`
		Body      SessionView
	}
	cookie := func(value string, age int) *http.Cookie {
		return &http.Cookie{Name: cookieName, Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: s.opt.Secure, SameSite: http.SameSiteStrictMode}
	}
	huma.Register(api, operation("POST", "/v1/session", "login", "Session", "Log in with a key; the answer sets a cookie.", "", withAddress), func(ctx context.Context, in *loginIn) (*sessionOut, error) {
		c, err := s.access.byKey(ctx, in.Body.Key, addressOf(ctx))
		if err != nil {
			s.metrics.denied.Inc()
			return nil, huma.Error401Unauthorized(err.Error())
		}
		value := s.access.begin(*c, state.HashSecret(in.Body.Key))
		return &sessionOut{cookie(value, int(sessionIdle/time.Second)), SessionView{c.Who, string(c.Role), true}}, nil
	})
	type whoOut struct{ Body SessionView }
	huma.Register(api, operation("GET", "/v1/session", "whoami", "Session", "Who am I?", ""), func(ctx context.Context, _ *struct{}) (*whoOut, error) {
		c := caller(ctx)
		if c == nil {
			return nil, huma.Error401Unauthorized(errNoKey.Error())
		}
		return &whoOut{SessionView{c.Who, string(c.Role), c.Session}}, nil
	})
	type logoutIn struct {
		Cookie http.Cookie `cookie:"linchpin_session"`
	}
	type logoutOut struct {
		SetCookie *http.Cookie `header:"Set-Cookie"`
	}
	huma.Register(api, operation("DELETE", "/v1/session", "logout", "Session", "Log out.", ""), func(ctx context.Context, in *logoutIn) (*logoutOut, error) {
		s.access.end(in.Cookie.Value)
		return &logoutOut{cookie("", -1)}, nil
	})
}

type addressKey struct{}

// withAddress lets an operation know from which address its caller comes.
func withAddress(op *huma.Operation) {
	op.Middlewares = append(op.Middlewares, func(ctx huma.Context, next func(huma.Context)) {
		next(huma.WithValue(ctx, addressKey{}, hostOf(ctx.RemoteAddr())))
	})
}

func addressOf(ctx context.Context) string {
	a, _ := ctx.Value(addressKey{}).(string)
	return a
}
