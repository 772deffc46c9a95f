package state

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Keys keeps API keys. A key's secret is never stored, only its hash.
type Keys interface {
	// AddKey stores a key made by NewKey and returns its number. ErrExists: a key of that name is in force.
	AddKey(ctx context.Context, k Key) (int64, error)
	// AddFirstKey stores a key if there has never been one, and tells whether it did. Of several processes that start at
	// the same time one stores its key.
	AddFirstKey(ctx context.Context, k Key) (bool, error)
	// Keys returns all keys, oldest first, those revoked and expired included.
	Keys(ctx context.Context) ([]Key, error)
	// RevokeKey ends a key by number. ErrNotFound: there is none of that number in force.
	RevokeKey(ctx context.Context, id int64, when time.Time) error
	// KeyByHash finds a key by the hash of its secret; ErrNotFound where there is none. Use Authenticate.
	KeyByHash(ctx context.Context, hash string) (*Key, error)
	// KeyUsed notes that a key was used. Call it now and then, not with each request; it leaves no row in the trail.
	KeyUsed(ctx context.Context, id int64, when time.Time) error
}

// Role says what a key or a person may do; each may do what the ones before it may.
type Role string

// The roles, from least to most.
const (
	Viewer   Role = "viewer"   // reads lists, alerts and cases
	Screener Role = "screener" // asks questions
	Analyst  Role = "analyst"  // keeps portfolios, works on cases, decides
	Approver Role = "approver" // approves what another decided; accepts quarantined lists
	Admin    Role = "admin"    // keys, settings, webhooks, erasure
)

var roles = []Role{Viewer, Screener, Analyst, Approver, Admin}

// ParseRole reads a role.
func ParseRole(s string) (Role, error) {
	if r := Role(strings.ToLower(s)); slices.Contains(roles, r) {
		return r, nil
	}
	return "", fmt.Errorf("role %q is not one of viewer, screener, analyst, approver, admin", s)
}

// May tells whether a role may do what needs another.
func (r Role) May(needed Role) bool {
	return slices.Contains(roles, r) && slices.Index(roles, r) >= slices.Index(roles, needed)
}

// Key is an API key.
type Key struct {
	ID      int64
	Name    string // whose it is, unique among those in force
	Role    Role
	Hash    string // SHA-256 of the secret, in hex
	Hint    string // the beginning of the secret, to tell keys apart
	Created time.Time
	Expires time.Time // zero: never
	Revoked time.Time // zero: it is not
	Used    time.Time // about when it was last used; zero: never
}

// Who is the name under which the key's deeds stand in the trail.
func (k *Key) Who() string { return "key:" + k.Name }

// Why a key does not open.
var (
	ErrKeyUnknown = errors.New("the API key is not known")
	ErrKeyExpired = errors.New("the API key has expired")
	ErrKeyRevoked = errors.New("the API key was revoked")
)

const secretPrefix = "lp_"

// NewKey makes a key and its secret, which is shown once and not kept. The secret holds 256 random bits, so a plain
// SHA-256 is enough to keep it unreadable.
func NewKey(name string, role Role, created, expires time.Time) (secret string, k Key) {
	var b [32]byte
	rand.Read(b[:]) // never fails
	secret = secretPrefix + base64.RawURLEncoding.EncodeToString(b[:])
	return secret, Key{Name: name, Role: role, Hash: HashSecret(secret), Hint: secret[:len(secretPrefix)+4], Created: created, Expires: expires}
}

// HashSecret is what is stored of a secret.
func HashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// Authenticate finds the key of a secret, if it is in force: else ErrKeyUnknown, ErrKeyExpired or ErrKeyRevoked.
func Authenticate(ctx context.Context, s Keys, secret string, now time.Time) (*Key, error) {
	if !strings.HasPrefix(secret, secretPrefix) || len(secret) > 100 {
		return nil, ErrKeyUnknown
	}
	k, err := s.KeyByHash(ctx, HashSecret(secret))
	switch {
	case errors.Is(err, ErrNotFound):
		return nil, ErrKeyUnknown
	case err != nil:
		return nil, err
	case !k.Revoked.IsZero():
		return nil, ErrKeyRevoked
	case !k.Expires.IsZero() && !now.Before(k.Expires):
		return nil, ErrKeyExpired
	}
	return k, nil
}

const keyColumns = "id, name, role, hash, hint, created, expires, revoked, used"

func scanKey(r rows) (k Key, err error) {
	var created, expires, revoked, used string
	if err := r.Scan(&k.ID, &k.Name, &k.Role, &k.Hash, &k.Hint, &created, &expires, &revoked, &used); err != nil {
		return k, err
	}
	return k, unstampAll(&k.Created, created, &k.Expires, expires, &k.Revoked, revoked, &k.Used, used)
}

func (s *store) AddKey(ctx context.Context, k Key) (id int64, err error) {
	if strings.TrimSpace(k.Name) == "" || k.Hash == "" {
		return 0, errors.New("a key needs a name and a hash")
	}
	if _, err := ParseRole(string(k.Role)); err != nil {
		return 0, err
	}
	err = s.write(ctx, func(t *store) error {
		taken, err := t.exists(ctx, "SELECT 1 FROM api_keys WHERE name = ? AND revoked = ''", k.Name)
		if err != nil {
			return err
		}
		if taken {
			return fmt.Errorf("a key named %s: %w", k.Name, ErrExists)
		}
		id, err = t.insert(ctx, "INSERT INTO api_keys (name, role, hash, hint, created, expires, revoked, used) VALUES (?, ?, ?, ?, ?, ?, '', '')",
			k.Name, string(k.Role), k.Hash, k.Hint, stamp(k.Created), stamp(k.Expires))
		if err != nil {
			return err
		}
		return t.note(ctx, Row{Action: "key.add", Subject: subject("key", id),
			Details: map[string]any{"name": k.Name, "role": k.Role, "hint": k.Hint, "expires": stamp(k.Expires)}})
	})
	return id, err
}

func (s *store) AddFirstKey(ctx context.Context, k Key) (added bool, err error) {
	err = s.write(ctx, func(t *store) error {
		any, err := t.exists(ctx, "SELECT 1 FROM api_keys")
		if err != nil || any {
			return err
		}
		_, err = t.AddKey(ctx, k)
		added = err == nil
		return err
	})
	return added, err
}

func (s *store) Keys(ctx context.Context) ([]Key, error) {
	return collect(ctx, s.q, scanKey, "SELECT "+keyColumns+" FROM api_keys ORDER BY id")
}

func (s *store) RevokeKey(ctx context.Context, id int64, when time.Time) error {
	return s.write(ctx, func(t *store) error {
		n, err := t.q.exec(ctx, "UPDATE api_keys SET revoked = ? WHERE id = ? AND revoked = ''", stamp(when), id)
		if err == nil && n == 0 {
			err = fmt.Errorf("a key in force of number %d: %w", id, ErrNotFound)
		}
		if err != nil {
			return err
		}
		return t.note(ctx, Row{Action: "key.revoke", Subject: subject("key", id)})
	})
}

func (s *store) KeyByHash(ctx context.Context, hash string) (*Key, error) {
	return one(ctx, s.q, scanKey, "SELECT "+keyColumns+" FROM api_keys WHERE hash = ?", hash)
}

func (s *store) KeyUsed(ctx context.Context, id int64, when time.Time) error {
	_, err := s.q.exec(ctx, "UPDATE api_keys SET used = ? WHERE id = ? AND used < ?", stamp(when), id, stamp(when))
	return err
}
