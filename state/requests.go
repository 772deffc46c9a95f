package state

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Requests keeps what writing requests with an idempotency key were answered, so that a repeated one gets the answer of the first.
type Requests interface {
	// BeginRequest takes a key for the caller and returns nil; or returns the answer of the request that had it.
	// ErrRequestRunning: it has no answer yet. ErrRequestDone: it was carried out (see Within) and has no answer. ErrRequestOther: it was another request.
	// One that was begun and never finished can be taken again after its Lease.
	BeginRequest(ctx context.Context, r Request) (*Request, error)
	// FinishRequest stores the answer.
	FinishRequest(ctx context.Context, r Request) error
	// ForgetRequest frees a key whose request failed and changed nothing.
	ForgetRequest(ctx context.Context, who, key string) error
	// PurgeRequests deletes those that have expired.
	PurgeRequests(ctx context.Context) (int64, error)
}

// Why a key cannot be used.
var (
	ErrRequestRunning = errors.New("a request with this idempotency key is being worked on")
	ErrRequestOther   = errors.New("this idempotency key was used for another request")
	ErrRequestDone    = errors.New("the request with this idempotency key was carried out, but the server was interrupted before its answer was kept; look at what it changed")
)

// requestDone is the status of a request that has changed something and whose answer is not known.
const requestDone = 1

type requestKey struct{}

// Within returns a context in which the first change that is stored marks the request as carried out, in the same transaction. If
// the process is killed before the answer is kept, the request is not carried out again.
func Within(ctx context.Context, r Request) context.Context {
	return context.WithValue(ctx, requestKey{}, &r)
}

// markRequest notes in a transaction that the request of the context changes something.
func (s *store) markRequest(ctx context.Context) error {
	r, ok := ctx.Value(requestKey{}).(*Request)
	if !ok {
		return nil
	}
	_, err := s.q.exec(ctx, "UPDATE requests SET status = ? WHERE who = ? AND key = ? AND fingerprint = ? AND status = 0", requestDone, r.Who, r.Key, r.Fingerprint)
	return err
}

// Request is a writing request and its answer.
type Request struct {
	Who         string // whose key it is
	Key         string
	Fingerprint string // hash of method, path and body
	Lease       time.Time
	Expires     time.Time
	Status      int // of the answer, 0 while there is none
	Type        string
	Body        []byte
}

func (s *store) BeginRequest(ctx context.Context, r Request) (stored *Request, err error) {
	err = s.begin(ctx, func(t *store) error {
		stored = nil
		now := stamp(t.now())
		n, err := t.q.exec(ctx, `INSERT INTO requests (who, key, fingerprint, lease, expires, status, type, body) VALUES (?, ?, ?, ?, ?, 0, '', NULL)
			ON CONFLICT (who, key) DO UPDATE SET fingerprint = excluded.fingerprint, lease = excluded.lease, expires = excluded.expires, status = 0, type = '', body = NULL
			WHERE requests.expires <= ? OR requests.status = 0 AND requests.lease <= ? AND requests.fingerprint = excluded.fingerprint`,
			r.Who, r.Key, r.Fingerprint, stamp(r.Lease), stamp(r.Expires), now, now)
		if err != nil || n > 0 {
			return err
		}
		stored, err = one(ctx, t.q, func(rs rows) (q Request, err error) {
			var lease, expires string
			if err := rs.Scan(&q.Who, &q.Key, &q.Fingerprint, &lease, &expires, &q.Status, &q.Type, &q.Body); err != nil {
				return q, err
			}
			return q, unstampAll(&q.Lease, lease, &q.Expires, expires)
		}, "SELECT who, key, fingerprint, lease, expires, status, type, body FROM requests WHERE who = ? AND key = ?", r.Who, r.Key)
		switch {
		case err != nil:
			return err
		case stored.Fingerprint != r.Fingerprint:
			return ErrRequestOther
		case stored.Status == 0:
			return ErrRequestRunning
		case stored.Status == requestDone:
			return ErrRequestDone
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return stored, nil
}

func (s *store) FinishRequest(ctx context.Context, r Request) error {
	n, err := s.q.exec(ctx, "UPDATE requests SET status = ?, type = ?, body = ? WHERE who = ? AND key = ? AND fingerprint = ? AND status < 100",
		r.Status, r.Type, r.Body, r.Who, r.Key, r.Fingerprint)
	if err == nil && n == 0 {
		err = fmt.Errorf("request %s, begun and not finished: %w", r.Key, ErrNotFound)
	}
	return err
}

func (s *store) ForgetRequest(ctx context.Context, who, key string) error {
	_, err := s.q.exec(ctx, "DELETE FROM requests WHERE who = ? AND key = ? AND status = 0", who, key)
	return err
}

func (s *store) PurgeRequests(ctx context.Context) (int64, error) {
	return s.q.exec(ctx, "DELETE FROM requests WHERE expires <= ?", stamp(s.now()))
}
