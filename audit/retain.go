package audit

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/linchpin-oss/linchpin/state"
)

// DefaultRetention is for how long the data of a customer who has left are kept: five years after the end of the business
// relationship (Regulation (EU) 2024/1624, Article 77; Directive (EU) 2015/849, Article 40; FATF Recommendation 11).
const DefaultRetention = 5 * 365 * 24 * time.Hour

// Retained is what a rule erased, or would.
type Retained struct {
	Customers []string     `json:"customers"` // portfolio/customer
	Erased    state.Erased `json:"erased"`
	Purged    state.Purged `json:"purged"`
}

// Retain erases the personal data of customers who are no longer in their portfolio and whose alerts all were closed before a time, and
// deletes arguments and results of jobs and payloads of deliveries that ended before it. With dry nothing is changed.
func Retain(ctx context.Context, s state.Store, before time.Time, dry bool) (*Retained, error) {
	out := &Retained{Customers: []string{}}
	type person struct{ portfolio, customer string }
	var order []person
	old := map[person]bool{}
	for after := int64(0); ; {
		page, err := s.Alerts(ctx, state.AlertFilter{After: after, Limit: 1000})
		if err != nil {
			return nil, err
		}
		if len(page) == 0 {
			break
		}
		for _, a := range page {
			after = a.ID
			if a.Name == "" && a.Customer == fmt.Sprintf("erased-%d", a.ID) {
				continue
			}
			p := person{a.Portfolio, a.Customer}
			is, seen := old[p]
			if !seen {
				order = append(order, p)
				is = true
			}
			old[p] = is && !a.Open() && a.Updated.Before(before)
		}
	}
	for _, p := range order {
		if !old[p] {
			continue
		}
		here := false
		err := s.Customers(ctx, state.CustomerFilter{Portfolio: p.portfolio, IDs: []string{p.customer}}, func(state.Customer) error { here = true; return nil })
		if err != nil {
			return nil, err
		}
		if here {
			continue
		}
		out.Customers = append(out.Customers, state.PersonOf(p.portfolio, p.customer))
		if dry {
			continue
		}
		e, err := s.ErasePerson(ctx, p.portfolio, p.customer, "retention: left, and every alert closed before "+before.UTC().Format(time.DateOnly))
		if err != nil && !errors.Is(err, state.ErrNotFound) {
			return out, err
		}
		out.Erased.Add(e)
	}
	if dry {
		return out, nil
	}
	var err error
	out.Purged, err = s.Purge(ctx, before)
	return out, err
}
