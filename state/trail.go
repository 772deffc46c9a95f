package state

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Trail is the record of what was done: rows in one order, each holding the hash of the row before it. Rows are never
// changed. What in a row is personal data of a customer stands beside it and enters the hash as a salted digest, so that
// it can be erased while the chain stays verifiable (GDPR, Article 17); salt and data go together, after which the
// digest tells nothing.
//
// The database refuses changes to the rows by a trigger; whoever gets round that is found by package audit.
type Trail interface {
	// Note adds a row by itself, for deeds that change nothing in the store, such as the import of a list. Actor and time
	// are filled in where they are empty.
	Note(ctx context.Context, r Row) error
	// Rows returns rows in order.
	Rows(ctx context.Context, f RowFilter) ([]Row, error)
	// Head is the last row's number and hash; 0 and "" where there is none; ErrNoHead if it was deleted. A copy of it kept elsewhere shows later
	// whether rows at the end were cut off.
	Head(ctx context.Context) (seq int64, hash string, err error)
	// ErasePerson deletes what the store knows of a customer: the data, the stored answers and questions of alerts, the
	// texts and files of their review and the personal part of the trail's rows. The fact that there were alerts and how they were
	// decided stays, under a number.
	ErasePerson(ctx context.Context, portfolio, customer, why string) (Erased, error)
	// Purge deletes jobs and deliveries that ended before a time, with their arguments, results and payloads, and answers
	// of expired requests.
	Purge(ctx context.Context, before time.Time) (Purged, error)
}

// Row is one row of the trail.
type Row struct {
	Seq     int64
	At      time.Time
	Who     string
	Action  string         // what was done: "alert.raise", "case.decide", "key.add", ...
	Subject string         // what to: "alert:17", "list:eu-fsf", ...
	Details map[string]any // how; never personal data of customers

	Person   string         // whom Personal is about: PersonOf(portfolio, customer), "" for nobody
	Personal map[string]any // personal data; nil if there are none or they were erased
	Erased   bool           // there were personal data

	Hash string // of this row, in hex

	// As stored, for the proof.
	Stored StoredRow
}

// StoredRow is a row as the database has it.
type StoredRow struct {
	At, Details, Digest string
	Salt                []byte
	Personal            string
}

// RowFilter says which rows to return.
type RowFilter struct {
	After   int64     // rows with a higher number
	Before  time.Time // rows before this time, if not zero
	Since   time.Time // rows at or after this time, if not zero
	Subject string    // only this subject, if not ""
	Actions []string  // only these, if any; "alert." stands for all that begin so
	Who     string    // only this person's, if not ""
	Limit   int       // at most so many; 0: 1000
	Newest  bool      // from the newest, instead of the oldest
}

// Erased counts what an erasure deleted.
type Erased struct {
	Customers int64 `json:"customers"`
	Alerts    int64 `json:"alerts"`
	Comments  int64 `json:"comments"`
	Files     int64 `json:"files"`
	Rows      int64 `json:"rows"` // of the trail
}

// Purged counts what Purge deleted.
type Purged struct {
	Jobs       int64 `json:"jobs"`
	Deliveries int64 `json:"deliveries"`
	Requests   int64 `json:"requests"`
}

// ErrNoHead says that somebody deleted the head of the trail. Nothing can be written until a backup is brought back.
var ErrNoHead = errors.New("the head of the trail was deleted from the database")

// PersonOf names a customer of a portfolio in the trail.
func PersonOf(portfolio, customer string) string { return portfolio + "/" + customer }

func subject(kind string, id int64) string { return fmt.Sprintf("%s:%d", kind, id) }

// Digest is what of personal data enters the hash of a row.
func Digest(salt []byte, personal string) string {
	h := sha256.New()
	h.Write(salt)
	h.Write([]byte(personal))
	return hex.EncodeToString(h.Sum(nil))
}

// HashRow is the hash of a row on top of the row before it. Each field is preceded by its length, so that no two rows
// have the same input.
func HashRow(previous string, r *Row) string {
	h := sha256.New()
	for _, field := range []string{"linchpin trail 1", previous, fmt.Sprint(r.Seq), r.Stored.At, r.Who, r.Action, r.Subject, r.Stored.Details, r.Stored.Digest} {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(field)))
		h.Write(n[:])
		h.Write([]byte(field))
	}
	return hex.EncodeToString(h.Sum(nil))
}

func (s *store) Note(ctx context.Context, r Row) error {
	return s.write(ctx, func(t *store) error { return t.note(ctx, r) })
}

// note adds rows inside a transaction that holds the head.
func (s *store) note(ctx context.Context, rs ...Row) error {
	seq, hash, err := s.Head(ctx)
	if err != nil {
		return err
	}
	for i := range rs {
		r := &rs[i]
		if err := s.complete(ctx, r); err != nil {
			return err
		}
		seq++
		r.Seq = seq
		hash = HashRow(hash, r)
		r.Hash = hash
	}
	if err := s.append(ctx, rs); err != nil {
		return fmt.Errorf("writing the trail: %w", err)
	}
	_, err = s.q.exec(ctx, "UPDATE trail_head SET seq = ?, hash = ? WHERE id = 1", seq, hash)
	return err
}

// append stores completed rows.
func (s *store) append(ctx context.Context, rs []Row) error {
	err := s.db.fill(ctx, s.q, "trail", []string{"seq", "at", "who", "action", "subject", "details", "digest", "hash"}, func(yield func([]any, error) bool) {
		for _, r := range rs {
			if !yield([]any{r.Seq, r.Stored.At, r.Who, r.Action, r.Subject, r.Stored.Details, r.Stored.Digest, r.Hash}, nil) {
				return
			}
		}
	})
	personal := slices.DeleteFunc(slices.Clone(rs), func(r Row) bool { return r.Stored.Digest == "" })
	if err != nil || len(personal) == 0 {
		return err
	}
	return s.db.fill(ctx, s.q, "trail_personal", []string{"seq", "person", "salt", "data"}, func(yield func([]any, error) bool) {
		for _, r := range personal {
			if !yield([]any{r.Seq, r.Person, r.Stored.Salt, r.Stored.Personal}, nil) {
				return
			}
		}
	})
}

// complete fills in what is stored of a row.
func (s *store) complete(ctx context.Context, r *Row) error {
	if r.Who == "" {
		r.Who = Actor(ctx)
	}
	if r.At.IsZero() {
		r.At = s.now()
	}
	if r.Action == "" {
		return fmt.Errorf("a row of the trail needs an action")
	}
	if login, _ := ctx.Value(loginKey{}).(string); login != "" && login != r.Who {
		details := map[string]any{"login": login}
		maps.Copy(details, r.Details)
		r.Details = details
	}
	r.Stored = StoredRow{At: stamp(r.At), Details: "{}"}
	if len(r.Details) > 0 {
		data, err := json.Marshal(r.Details)
		if err != nil {
			return err
		}
		r.Stored.Details = string(data)
	}
	if len(r.Personal) == 0 {
		return nil
	}
	data, err := json.Marshal(r.Personal)
	if err != nil {
		return err
	}
	r.Stored.Salt = make([]byte, 32)
	rand.Read(r.Stored.Salt) // never fails
	r.Stored.Personal = string(data)
	r.Stored.Digest = Digest(r.Stored.Salt, r.Stored.Personal)
	return nil
}

func (s *store) Head(ctx context.Context) (seq int64, hash string, err error) {
	err = s.scan(ctx, "SELECT seq, hash FROM trail_head WHERE id = 1", nil, &seq, &hash)
	if errors.Is(err, ErrNotFound) {
		err = ErrNoHead
	}
	return seq, hash, err
}

func (s *store) Rows(ctx context.Context, f RowFilter) ([]Row, error) {
	w := where{}
	if f.Newest && f.After > 0 {
		w.add("t.seq < ?", f.After)
	} else {
		w.add("t.seq > ?", f.After)
	}
	if !f.Before.IsZero() {
		w.add("t.at < ?", stamp(f.Before))
	}
	if !f.Since.IsZero() {
		w.add("t.at >= ?", stamp(f.Since))
	}
	if f.Subject != "" {
		w.add("t.subject = ?", f.Subject)
	}
	if f.Who != "" {
		w.add("t.who = ?", f.Who)
	}
	if len(f.Actions) > 0 {
		var any where
		for _, a := range f.Actions {
			if strings.HasSuffix(a, ".") {
				any.add("t.action >= ? AND t.action < ?", a, a[:len(a)-1]+"/") // '/' follows '.'
			} else {
				any.add("t.action = ?", a)
			}
		}
		w.add(any.or(), any.args...)
	}
	order := "ASC"
	if f.Newest {
		order = "DESC"
	}
	limit := f.Limit
	if limit <= 0 {
		limit = 1000
	}
	return collect(ctx, s.q, scanRow, `SELECT t.seq, t.at, t.who, t.action, t.subject, t.details, t.digest, t.hash,
		COALESCE(p.person, ''), p.salt, COALESCE(p.data, '') FROM trail t LEFT JOIN trail_personal p ON p.seq = t.seq
		WHERE `+w.and()+" ORDER BY t.seq "+order+" LIMIT ?", append(w.args, limit)...)
}

func scanRow(rs rows) (r Row, err error) {
	if err := rs.Scan(&r.Seq, &r.Stored.At, &r.Who, &r.Action, &r.Subject, &r.Stored.Details, &r.Stored.Digest, &r.Hash,
		&r.Person, &r.Stored.Salt, &r.Stored.Personal); err != nil {
		return r, err
	}
	r.At, _ = unstamp(r.Stored.At) // a row that somebody spoilt is still shown; the hash tells
	_ = json.Unmarshal([]byte(r.Stored.Details), &r.Details)
	if r.Stored.Personal != "" {
		_ = json.Unmarshal([]byte(r.Stored.Personal), &r.Personal)
	}
	r.Erased = r.Stored.Digest != "" && r.Stored.Personal == ""
	return r, nil
}
