package api

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/linchpin-oss/linchpin/state"
)

// Caller is who sends a request.
type Caller struct {
	Who     string // as the trail names him: key:NAME, or the person's address at the identity provider
	Role    state.Role
	Session bool // he came with a cookie
	key     int64
	limit   *rate.Limiter
}

type callerKey struct{}

// caller is who sent the request of a context; nil if nobody had to say.
func caller(ctx context.Context) *Caller {
	c, _ := ctx.Value(callerKey{}).(*Caller)
	return c
}

const (
	cookieName   = "linchpin_session"
	sessionIdle  = 8 * time.Hour
	keyMemory    = 5 * time.Second // for so long a revoked key may still open in another process
	usedEvery    = time.Minute
	maxRemember  = 10_000
	triesASecond = 5 // wrong keys from one address
)

// access checks keys and sessions.
type access struct {
	store state.Store
	now   func() time.Time
	perS  float64 // requests a second of one key; 0: no limit

	mu       sync.RWMutex
	keys     map[string]*known // by hash of the secret
	sessions map[string]*session
	limits   map[int64]*rate.Limiter
	tries    map[string]*rate.Limiter // by address
}

type known struct {
	caller  Caller
	key     state.Key
	checked time.Time
	used    time.Time
}

type session struct {
	caller  Caller
	secret  string // hash of the key's secret, "" for a login by OpenID Connect
	expires time.Time
}

func newAccess(store state.Store, now func() time.Time, perS float64) *access {
	return &access{store: store, now: now, perS: perS, keys: map[string]*known{}, sessions: map[string]*session{}, limits: map[int64]*rate.Limiter{}, tries: map[string]*rate.Limiter{}}
}

var (
	errNoKey     = errors.New("no key was sent; the header is Authorization: ApiKey lp_KEY")
	errManyTries = errors.New("too many wrong keys from this address")
)

// authenticate finds who sends a request.
func (a *access) authenticate(r *http.Request) (*Caller, error) {
	if secret := secretOf(r); secret != "" {
		return a.byKey(r.Context(), secret, address(r))
	}
	if c, err := r.Cookie(cookieName); err == nil {
		if caller := a.bySession(r.Context(), c.Value); caller != nil {
			return caller, nil
		}
		return nil, errors.New("the session has ended: log in again")
	}
	return nil, errNoKey
}

// secretOf finds the key in a request. OpenRefine cannot send headers, so for /reconcile it may stand in the address.
func secretOf(r *http.Request) string {
	kind, value, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	switch strings.ToLower(kind) {
	case "apikey", "bearer":
		return strings.TrimSpace(value)
	}
	if key := r.Header.Get("X-Api-Key"); key != "" {
		return key
	}
	if strings.HasPrefix(r.URL.Path, "/reconcile/") {
		return r.URL.Query().Get("api_key")
	}
	return ""
}

func address(r *http.Request) string { return hostOf(r.RemoteAddr) }

func hostOf(addr string) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	return host
}

// byKey finds the caller of a secret. A key that was found is remembered for keyMemory, so that most requests ask no database.
func (a *access) byKey(ctx context.Context, secret, from string) (*Caller, error) {
	hash, now := state.HashSecret(secret), a.now()
	a.mu.RLock()
	k := a.keys[hash]
	a.mu.RUnlock()
	if k != nil && now.Sub(k.checked) < keyMemory && (k.key.Expires.IsZero() || now.Before(k.key.Expires)) {
		return &k.caller, nil
	}
	if !a.mayTry(from) {
		return nil, errManyTries
	}
	key, err := state.Authenticate(ctx, a.store, secret, now)
	if err != nil {
		a.mu.Lock()
		delete(a.keys, hash)
		a.mu.Unlock()
		if errors.Is(err, state.ErrKeyUnknown) || errors.Is(err, state.ErrKeyExpired) || errors.Is(err, state.ErrKeyRevoked) {
			a.noteWrong(from)
		}
		return nil, err
	}
	return a.remember(ctx, hash, key, now), nil
}

func (a *access) remember(ctx context.Context, hash string, key *state.Key, now time.Time) *Caller {
	a.mu.Lock()
	old := a.keys[hash]
	k := &known{caller: Caller{Who: key.Who(), Role: key.Role, key: key.ID, limit: a.limiter(key.ID)}, key: *key, checked: now}
	if old != nil {
		k.used = old.used
	}
	note := now.Sub(k.used) > usedEvery
	if note {
		k.used = now
	}
	if len(a.keys) >= maxRemember {
		clear(a.keys)
	}
	a.keys[hash] = k
	a.mu.Unlock()
	if note {
		a.store.KeyUsed(ctx, key.ID, now) // for information only
	}
	return &k.caller
}

// limiter is a key's rate; the lock is held.
func (a *access) limiter(key int64) *rate.Limiter {
	if a.perS <= 0 {
		return nil
	}
	l := a.limits[key]
	if l == nil {
		l = rate.NewLimiter(rate.Limit(a.perS), int(max(1, 2*a.perS)))
		a.limits[key] = l
	}
	return l
}

// mayTry tells whether an address has tries left.
func (a *access) mayTry(from string) bool {
	a.mu.RLock()
	defer a.mu.RUnlock()
	l := a.tries[from]
	return l == nil || l.Tokens() >= 1
}

func (a *access) noteWrong(from string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.tries) >= maxRemember {
		clear(a.tries)
	}
	if a.tries[from] == nil {
		a.tries[from] = rate.NewLimiter(triesASecond, 10*triesASecond)
	}
	a.tries[from].Allow()
}

// forget lets every key be looked up anew: one was revoked.
func (a *access) forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	clear(a.keys)
}

// begin makes a session and returns the cookie's value; it stands in memory under its hash.
func (a *access) begin(c Caller, secretHash string) string {
	var raw [32]byte
	rand.Read(raw[:])
	value := base64.RawURLEncoding.EncodeToString(raw[:])
	c.Session = true
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.now()
	if len(a.sessions) >= maxRemember {
		for id, s := range a.sessions {
			if !now.Before(s.expires) {
				delete(a.sessions, id)
			}
		}
	}
	a.sessions[sessionID(value)] = &session{caller: c, secret: secretHash, expires: now.Add(sessionIdle)}
	return value
}

func sessionID(value string) string {
	sum := sha256.Sum256([]byte(value))
	return string(sum[:])
}

// bySession finds the caller of a cookie; the key that he logged in with has to be in force still.
func (a *access) bySession(ctx context.Context, value string) *Caller {
	id, now := sessionID(value), a.now()
	a.mu.Lock()
	s := a.sessions[id]
	if s != nil && !now.Before(s.expires) {
		delete(a.sessions, id)
		s = nil
	}
	if s != nil {
		s.expires = now.Add(sessionIdle)
	}
	a.mu.Unlock()
	if s == nil {
		return nil
	}
	if s.secret != "" && !a.stillOpens(ctx, s.secret, now) {
		a.end(value)
		return nil
	}
	return &s.caller
}

func (a *access) stillOpens(ctx context.Context, hash string, now time.Time) bool {
	a.mu.RLock()
	k := a.keys[hash]
	a.mu.RUnlock()
	if k == nil || now.Sub(k.checked) >= keyMemory {
		key, err := a.store.KeyByHash(ctx, hash)
		if err != nil || !key.Revoked.IsZero() || !key.Expires.IsZero() && !now.Before(key.Expires) {
			return false
		}
		a.remember(ctx, hash, key, now)
		return true
	}
	return k.key.Expires.IsZero() || now.Before(k.key.Expires)
}

// end forgets a session.
func (a *access) end(value string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.sessions, sessionID(value))
}

// each calls f with the caller of every open session.
func (a *access) each(f func(*Caller)) {
	a.mu.RLock()
	defer a.mu.RUnlock()
	now := a.now()
	for _, s := range a.sessions {
		if now.Before(s.expires) {
			f(&s.caller)
		}
	}
}

// FirstKey makes the admin key of an installation that never had a key; secret is "" where there was one.
func FirstKey(ctx context.Context, store state.Store, now time.Time) (secret string, err error) {
	secret, key := state.NewKey("admin", state.Admin, now, time.Time{})
	made, err := store.AddFirstKey(ctx, key)
	if err != nil || !made {
		return "", err
	}
	return secret, nil
}

// open are the paths that need no key.
func open(path string) bool {
	switch path {
	case "/healthz", "/readyz", "/docs", "/docs/docs.css", "/openapi.json", "/favicon.ico", "/v1/session", "/v1/login", "/v1/login/callback", "/":
		return true
	}
	return false
}

// guard lets a request through that has a key or a session, within its rate.
func (s *Server) guard(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodOptions && yentePath(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		c, err := s.access.authenticate(r)
		free := open(r.URL.Path) || s.opt.Public != nil && s.opt.Public(r.URL.Path)
		if err != nil && !free {
			s.deny(w, r, err)
			return
		}
		if c != nil && c.Session || r.URL.Path == "/v1/session" {
			if err := cross.Check(r); err != nil {
				s.fail(w, r, http.StatusForbidden, "the request comes from another site: "+err.Error())
				return
			}
		}
		if c != nil {
			if c.limit != nil && !c.limit.Allow() {
				w.Header().Set("Retry-After", "1")
				s.metrics.limited.Inc()
				s.fail(w, r, http.StatusTooManyRequests, "more than "+strconv.FormatFloat(s.opt.Rate, 'g', -1, 64)+" requests a second with this key")
				return
			}
			noteOf(r.Context()).who = c.Who
			r = r.WithContext(state.By(context.WithValue(r.Context(), callerKey{}, c), c.Who))
		}
		next.ServeHTTP(w, r)
	})
}

// deny answers a request without a valid key.
func (s *Server) deny(w http.ResponseWriter, r *http.Request, err error) {
	s.metrics.denied.Inc()
	switch {
	case errors.Is(err, errManyTries):
		w.Header().Set("Retry-After", "10")
		s.fail(w, r, http.StatusTooManyRequests, err.Error())
	case errors.Is(err, errNoKey), errors.Is(err, state.ErrKeyUnknown), errors.Is(err, state.ErrKeyExpired), errors.Is(err, state.ErrKeyRevoked), strings.Contains(err.Error(), "session has ended"):
		w.Header().Set("WWW-Authenticate", `ApiKey realm="linchpin"`)
		s.fail(w, r, http.StatusUnauthorized, err.Error())
	default:
		s.log.Error("keys cannot be checked", "error", err.Error())
		s.fail(w, r, http.StatusServiceUnavailable, "keys cannot be checked now: the database does not answer")
	}
}

// need refuses a caller whose role does not suffice, for routes outside of /v1.
func (s *Server) need(role state.Role, h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := caller(r.Context())
		if c == nil || !c.Role.May(role) {
			s.fail(w, r, http.StatusForbidden, "this needs a key of the role "+string(role))
			return
		}
		h(w, r)
	}
}
