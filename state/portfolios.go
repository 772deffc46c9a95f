package state

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"
)

// Portfolios keeps the desk's customers.
type Portfolios interface {
	// AddPortfolio makes an empty portfolio; ErrExists where there is one of that name.
	AddPortfolio(ctx context.Context, p Portfolio) error
	// Portfolios returns all portfolios by name.
	Portfolios(ctx context.Context) ([]Portfolio, error)
	// Portfolio returns one; ErrNotFound where there is none.
	Portfolio(ctx context.Context, name string) (*Portfolio, error)
	// RemovePortfolio deletes a portfolio and its customers. Its alerts stay.
	RemovePortfolio(ctx context.Context, name string) error
	// Screened notes that all customers that are not pending have been compared with an index, and puts an end to pending
	// for customers as they were when their change number was at most upTo (see Customer.Changed).
	Screened(ctx context.Context, name, index string, upTo int64) error

	// PutCustomers adds customers and changes those that differ (in Hash) from what is stored; the changed ones become pending. It works in
	// chunks, each a transaction, so a killed load is completed by loading again. The counts go into the trail.
	PutCustomers(ctx context.Context, portfolio string, customers iter.Seq2[Customer, error]) (Put, error)
	// RemoveCustomers deletes customers by id; those that are not there do not matter. It returns how many there were.
	RemoveCustomers(ctx context.Context, portfolio string, ids []string) (int64, error)
	// Customers calls fn with customers by id; an error of fn ends it and is returned.
	Customers(ctx context.Context, f CustomerFilter, fn func(Customer) error) error
	// CountCustomers counts the customers of a portfolio, and those of them that are pending.
	CountCustomers(ctx context.Context, portfolio string) (all, pending int64, err error)
}

// Portfolio is a set of customers or suppliers that is watched.
type Portfolio struct {
	Name     string
	Options  []byte // of the caller: how files are read, thresholds, lists; JSON
	Created  time.Time
	Index    string    // hash of the index with which all customers that are not pending were compared; "" for none
	Screened time.Time // when
}

// Customer is one party of a portfolio.
type Customer struct {
	ID      string // the desk's own
	Hash    string // of Data; the caller makes it
	Data    []byte // what is known of him, in the caller's format; nil once erased
	Changed int64  // number of the change, higher for later ones; not given but read
	Pending bool   // new or changed since the portfolio was screened; not given but read
}

// Put counts what PutCustomers did.
type Put struct {
	Added, Changed, Same int64
}

// CustomerFilter says which customers to return.
type CustomerFilter struct {
	Portfolio string
	IDs       []string // only these, if any; at most 1000
	After     string   // with a higher id
	Pending   bool     // only those pending
	Limit     int      // 0: all
}

func (s *store) AddPortfolio(ctx context.Context, p Portfolio) error {
	if strings.TrimSpace(p.Name) == "" || strings.ContainsAny(p.Name, "/\x00\n") || len(p.Name) > 200 {
		return fmt.Errorf("portfolio name %q: it must be a word or a few, without a slash", p.Name)
	}
	return s.write(ctx, func(t *store) error {
		taken, err := t.exists(ctx, "SELECT 1 FROM portfolios WHERE name = ?", p.Name)
		if err != nil {
			return err
		}
		if taken {
			return fmt.Errorf("portfolio %s: %w", p.Name, ErrExists)
		}
		if p.Created.IsZero() {
			p.Created = t.now()
		}
		if _, err := t.q.exec(ctx, "INSERT INTO portfolios (name, options, created, index_hash, screened) VALUES (?, ?, ?, '', '')",
			p.Name, p.Options, stamp(p.Created)); err != nil {
			return err
		}
		return t.note(ctx, Row{Action: "portfolio.add", Subject: "portfolio:" + p.Name, Details: map[string]any{"options": string(p.Options)}})
	})
}

const portfolioColumns = "name, options, created, index_hash, screened"

func scanPortfolio(r rows) (p Portfolio, err error) {
	var created, screened string
	if err := r.Scan(&p.Name, &p.Options, &created, &p.Index, &screened); err != nil {
		return p, err
	}
	return p, unstampAll(&p.Created, created, &p.Screened, screened)
}

func (s *store) Portfolios(ctx context.Context) ([]Portfolio, error) {
	return collect(ctx, s.q, scanPortfolio, "SELECT "+portfolioColumns+" FROM portfolios ORDER BY name")
}

func (s *store) Portfolio(ctx context.Context, name string) (*Portfolio, error) {
	p, err := one(ctx, s.q, scanPortfolio, "SELECT "+portfolioColumns+" FROM portfolios WHERE name = ?", name)
	if err != nil {
		return nil, fmt.Errorf("portfolio %s: %w", name, err)
	}
	return p, nil
}

func (s *store) RemovePortfolio(ctx context.Context, name string) error {
	return s.write(ctx, func(t *store) error {
		var number int64 // a load under way ends first
		if err := t.scan(ctx, "SELECT changes FROM portfolios WHERE name = ?"+s.db.locking(), []any{name}, &number); err != nil {
			return fmt.Errorf("portfolio %s: %w", name, err)
		}
		gone, err := t.q.exec(ctx, "DELETE FROM customers WHERE portfolio = ?", name)
		if err != nil {
			return err
		}
		if _, err := t.q.exec(ctx, "DELETE FROM portfolios WHERE name = ?", name); err != nil {
			return err
		}
		return t.note(ctx, Row{Action: "portfolio.remove", Subject: "portfolio:" + name, Details: map[string]any{"customers": gone}})
	})
}

func (s *store) Screened(ctx context.Context, name, index string, upTo int64) error {
	return s.write(ctx, func(t *store) error {
		n, err := t.q.exec(ctx, "UPDATE portfolios SET index_hash = ?, screened = ? WHERE name = ?", index, stamp(t.now()), name)
		if err == nil && n == 0 {
			err = fmt.Errorf("portfolio %s: %w", name, ErrNotFound)
		}
		if err != nil {
			return err
		}
		done, err := t.q.exec(ctx, "UPDATE customers SET pending = 0 WHERE portfolio = ? AND pending = 1 AND changed <= ?", name, upTo)
		if err != nil {
			return err
		}
		return t.note(ctx, Row{Action: "portfolio.screen", Subject: "portfolio:" + name, Details: map[string]any{"index": index, "newOrChanged": done}})
	})
}

// putChunk is how many customers are stored in one transaction.
const putChunk = 20000

func (s *store) PutCustomers(ctx context.Context, portfolio string, customers iter.Seq2[Customer, error]) (put Put, err error) {
	if _, err := s.Portfolio(ctx, portfolio); err != nil {
		return put, err
	}
	chunk := make([]Customer, 0, putChunk)
	seen := make(map[string]bool, putChunk)
	flush := func() error {
		if len(chunk) == 0 {
			return nil
		}
		err := s.putChunk(ctx, portfolio, chunk, &put)
		chunk = chunk[:0]
		clear(seen)
		return err
	}
	for c, err := range customers {
		if err == nil && (c.ID == "" || c.Hash == "") {
			err = errors.New("a customer needs an id and the hash of his data")
		}
		if err == nil && (len(chunk) == putChunk || seen[c.ID]) {
			err = flush()
		}
		if err != nil {
			return put, err
		}
		seen[c.ID] = true
		chunk = append(chunk, c)
	}
	if err := flush(); err != nil {
		return put, err
	}
	return put, s.Note(ctx, Row{Action: "portfolio.load", Subject: "portfolio:" + portfolio,
		Details: map[string]any{"added": put.Added, "changed": put.Changed, "same": put.Same}})
}

// putChunk stores some customers in one transaction.
func (s *store) putChunk(ctx context.Context, portfolio string, chunk []Customer, put *Put) error {
	slices.SortFunc(chunk, func(a, b Customer) int { return strings.Compare(a.ID, b.ID) })
	return s.begin(ctx, func(t *store) error {
		// The row of the portfolio is held, so that two loads do not change the same customers in another order each.
		var number int64
		if err := t.scan(ctx, "SELECT changes FROM portfolios WHERE name = ?"+s.db.locking(), []any{portfolio}, &number); err != nil {
			return err
		}
		number++
		if _, err := t.q.exec(ctx, "UPDATE portfolios SET changes = ? WHERE name = ?", number, portfolio); err != nil {
			return err
		}
		if err := s.db.staging(ctx, t.q); err != nil {
			return err
		}
		err := s.db.fill(ctx, t.q, "incoming", []string{"id", "hash", "data"}, func(yield func([]any, error) bool) {
			for _, c := range chunk {
				if !yield([]any{c.ID, c.Hash, c.Data}, nil) {
					return
				}
			}
		})
		if err != nil {
			return err
		}
		changed, err := t.q.exec(ctx, `UPDATE customers SET hash = i.hash, data = i.data, changed = ?, pending = 1 FROM incoming i
			WHERE customers.portfolio = ? AND customers.id = i.id AND customers.hash <> i.hash`, number, portfolio)
		if err != nil {
			return err
		}
		added, err := t.q.exec(ctx, `INSERT INTO customers (portfolio, id, hash, data, changed, pending)
			SELECT ?, i.id, i.hash, i.data, ?, 1 FROM incoming i WHERE true ON CONFLICT (portfolio, id) DO NOTHING`, portfolio, number)
		if err != nil {
			return err
		}
		put.Added += added
		put.Changed += changed
		put.Same += int64(len(chunk)) - added - changed
		return nil
	})
}

func (s *store) RemoveCustomers(ctx context.Context, portfolio string, ids []string) (n int64, err error) {
	err = s.write(ctx, func(t *store) error {
		n = 0
		for chunk := range slices.Chunk(ids, 500) {
			w := where{}
			w.add("portfolio = ?", portfolio)
			w.in("id", chunk)
			gone, err := t.q.exec(ctx, "DELETE FROM customers WHERE "+w.and(), w.args...)
			if err != nil {
				return err
			}
			n += gone
		}
		return t.note(ctx, Row{Action: "portfolio.leave", Subject: "portfolio:" + portfolio, Details: map[string]any{"customers": n}})
	})
	return n, err
}

func (s *store) Customers(ctx context.Context, f CustomerFilter, fn func(Customer) error) (err error) {
	w := where{}
	w.add("portfolio = ?", f.Portfolio)
	w.in("id", f.IDs)
	if f.After != "" {
		w.add("id > ?", f.After)
	}
	if f.Pending {
		w.add("pending = 1")
	}
	query := "SELECT id, hash, data, changed, pending FROM customers WHERE " + w.and() + " ORDER BY id"
	if f.Limit > 0 {
		query += fmt.Sprintf(" LIMIT %d", f.Limit)
	}
	rs, err := s.q.query(ctx, query, w.args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rs.Close()) }()
	for rs.Next() {
		var c Customer
		var pending int64
		if err := rs.Scan(&c.ID, &c.Hash, &c.Data, &c.Changed, &pending); err != nil {
			return err
		}
		c.Pending = pending == 1
		if err := fn(c); err != nil {
			return err
		}
	}
	return rs.Err()
}

func (s *store) CountCustomers(ctx context.Context, portfolio string) (all, pending int64, err error) {
	err = s.scan(ctx, "SELECT COUNT(*), CAST(COALESCE(SUM(pending), 0) AS BIGINT) FROM customers WHERE portfolio = ?", []any{portfolio}, &all, &pending)
	return all, pending, err
}
