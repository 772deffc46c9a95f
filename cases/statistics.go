package cases

import (
	"context"
	"slices"
	"time"

	"github.com/linchpin-oss/linchpin/state"
)

// Statistics says how the desk did between two times, and how it stands now.
type Statistics struct {
	Since  string `json:"since"`
	Before string `json:"before"`

	Raised   int `json:"raised"`   // alerts that came up
	Reopened int `json:"reopened"` // because their evidence changed
	Lapsed   int `json:"lapsed"`   // closed by themselves: delisted, customer left

	Decided    map[state.Opinion]int `json:"decided"`    // verdicts given
	Settled    map[state.Opinion]int `json:"settled"`    // verdicts that counted in the end
	TurnedDown int                   `json:"turnedDown"` // by the second person
	Overturned int                   `json:"overturned"` // in force first, and the case opened again later
	// Hours from the opening of a case to the verdict in force on it; absent where there was none.
	Hours  *Spread        `json:"hours,omitempty"`
	People map[string]int `json:"people"` // verdicts by person

	Open       int64 `json:"open"`    // now: without a verdict
	Waiting    int64 `json:"waiting"` // now: for a second person
	Overdue    int64 `json:"overdue"` // now
	Exceptions int   `json:"exceptions"`
}

// Spread sums up a number of durations in hours.
type Spread struct {
	Median  float64 `json:"median"`
	P90     float64 `json:"p90"`
	Longest float64 `json:"longest"`
}

// OverturnedShare is the share of reviewed verdicts that did not hold; 0 if none was reviewed.
func (s *Statistics) OverturnedShare() float64 {
	settled := 0
	for _, n := range s.Settled {
		settled += n
	}
	wrong := s.TurnedDown + s.Overturned
	if settled+wrong == 0 {
		return 0
	}
	return float64(wrong) / float64(settled+wrong)
}

// Statistics counts.
func (d *Desk) Statistics(ctx context.Context, since, before time.Time) (*Statistics, error) {
	out := &Statistics{Since: since.UTC().Format(time.RFC3339), Before: before.UTC().Format(time.RFC3339),
		Decided: map[state.Opinion]int{}, Settled: map[state.Opinion]int{}, People: map[string]int{}}
	if err := d.countRaised(ctx, out, since, before); err != nil {
		return nil, err
	}
	verdicts, err := d.Store.Verdicts(ctx, state.VerdictFilter{Since: since, Before: before})
	if err != nil {
		return nil, err
	}
	var hours []float64
	for _, v := range verdicts {
		out.Decided[v.Opinion]++
		out.People[v.Who]++
		switch v.Status {
		case state.VerdictInForce, state.VerdictLapsed:
			end := v.When
			if !v.Reviewed.IsZero() {
				end = v.Reviewed
			}
			out.Settled[v.Opinion]++
			hours = append(hours, end.Sub(v.Opened).Hours())
		case state.VerdictTurnedDown:
			out.TurnedDown++
		case state.VerdictOverturned:
			out.Overturned++
		}
	}
	out.Hours = spread(hours)
	return out, d.countNow(ctx, out)
}

func (d *Desk) countRaised(ctx context.Context, out *Statistics, since, before time.Time) error {
	f := state.RowFilter{Since: since, Before: before, Actions: []string{"alert."}, Limit: 1000}
	for {
		page, err := d.Store.Rows(ctx, f)
		if err != nil {
			return err
		}
		for _, r := range page {
			switch r.Action {
			case "alert.raise":
				out.Raised++
			case "alert.reopen":
				out.Reopened++
			case "alert.close":
				out.Lapsed++
			}
		}
		if len(page) < f.Limit {
			return nil
		}
		f.After = page[len(page)-1].Seq
	}
}

func (d *Desk) countNow(ctx context.Context, out *Statistics) (err error) {
	for _, c := range []struct {
		into *int64
		f    state.CaseFilter
	}{
		{&out.Open, state.CaseFilter{Statuses: []state.CaseStatus{state.CaseOpen}}},
		{&out.Waiting, state.CaseFilter{Statuses: []state.CaseStatus{state.CaseDecided}}},
		{&out.Overdue, state.CaseFilter{Statuses: []state.CaseStatus{state.CaseOpen, state.CaseDecided}, DueBy: d.Now()}},
	} {
		if *c.into, err = d.Store.CountCases(ctx, c.f); err != nil {
			return err
		}
	}
	f := state.ExceptionFilter{InForce: true, Limit: 1000}
	for {
		page, err := d.Store.Exceptions(ctx, f)
		if err != nil {
			return err
		}
		out.Exceptions += len(page)
		if len(page) < f.Limit {
			return nil
		}
		f.After = page[len(page)-1].ID
	}
}

func spread(hours []float64) *Spread {
	if len(hours) == 0 {
		return nil
	}
	slices.Sort(hours)
	at := func(share float64) float64 { return hours[min(len(hours)-1, int(share*float64(len(hours))))] }
	return &Spread{at(0.5), at(0.9), hours[len(hours)-1]}
}
