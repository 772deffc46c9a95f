package screen

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/index"
)

// ListState is one list that an answer consulted.
type ListState struct {
	List        string         `json:"list"`
	Title       string         `json:"title"`
	Publication string         `json:"publication"` // day or time of the publication in force
	Retrieved   string         `json:"retrieved"`
	AgeDays     float64        `json:"ageDays"` // on the as-of day
	Records     int            `json:"records"`
	Status      archive.Status `json:"status"`
	Stale       bool           `json:"stale"`
	// ExpectedDays is how old the newest publication of a stale list should be at most.
	ExpectedDays float64 `json:"expectedDays,omitempty"`
}

// StaleWarning is the warning of an answer that a list is older than it should be.
func (s *ListState) StaleWarning() string {
	return fmt.Sprintf("%s: its publication of %s is %.0f days old; a newer one is expected every %.0f days", s.List,
		s.Publication[:min(10, len(s.Publication))], s.AgeDays, s.ExpectedDays)
}

// view is what stands in force on a day, known at a time: for each list the position of its publication, or -1.
type view struct {
	inForce  []int
	day      string // as-of day, today if none was given
	asked    bool   // a day was given
	states   []ListState
	warnings []string
	only     []string // the lists asked for, all if empty
}

// consults reports whether a list was asked for.
func (v *view) consults(list string) bool { return len(v.only) == 0 || containsFold(v.only, list) }

// viewKey is what a view depends on, beside the index.
type viewKey struct{ day, asOf, knownAt, lists string }

// maxViews is how many views a screener keeps; then it begins anew.
const maxViews = 64

// look is the view of a query, kept for those that ask for the same day and lists.
func (s *Screener) look(p *prepared) (*view, error) {
	now := s.Now()
	key := viewKey{now.UTC().Format(time.DateOnly), p.AsOf, p.KnownAt, strings.Join(p.Lists, "\x00")}
	s.mu.Lock()
	v := s.views[key]
	s.mu.Unlock()
	if v != nil {
		return v, nil
	}
	v, err := look(s.Index, p, now)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.views == nil || len(s.views) == maxViews {
		s.views = map[viewKey]*view{}
	}
	s.views[key] = v
	return v, nil
}

// look works out the view of a query.
func look(x *index.Index, p *prepared, now time.Time) (*view, error) {
	v := &view{only: p.Lists, day: p.AsOf, asked: p.AsOf != "", inForce: make([]int, len(x.Meta.Lists))}
	if !v.asked {
		v.day = now.UTC().Format(time.DateOnly)
	}
	var known time.Time
	if p.KnownAt != "" {
		known, _ = parseTime(p.KnownAt) // checked by prepare
	}
	for _, want := range p.Lists {
		if !hasList(x, want) {
			var have []string
			for _, l := range x.Meta.Lists {
				have = append(have, l.ID)
			}
			return nil, fmt.Errorf("list %q is not loaded; loaded are %s", want, strings.Join(have, ", "))
		}
	}
	for i := range x.Meta.Lists {
		l := &x.Meta.Lists[i]
		v.inForce[i] = -1
		if len(p.Lists) > 0 && !containsFold(p.Lists, l.ID) {
			continue
		}
		pubs := publications(l, known)
		at := archive.InForce(pubs, v.day)
		v.inForce[i] = at
		v.describe(l, pubs, at)
	}
	if len(v.states) == 0 {
		return nil, fmt.Errorf("no list has an accepted publication on or before %s: the answer is not known.\n%s", v.day,
			strings.Join(v.warnings, "\n"))
	}
	return v, nil
}

func hasList(x *index.Index, id string) bool {
	for _, l := range x.Meta.Lists {
		if strings.EqualFold(l.ID, id) {
			return true
		}
	}
	return false
}

// publications returns a list's publications with the status they have, or had at a time.
func publications(l *index.ListMeta, known time.Time) []*archive.Publication {
	pubs := make([]*archive.Publication, len(l.Publications))
	var decisions []archive.Decision
	var visible []*archive.Publication
	for i, m := range l.Publications {
		p := &archive.Publication{Published: m.Published, Records: m.Records, SHA256: m.SHA256, Status: m.Status, Reason: m.Reason}
		pubs[i] = p
		if known.IsZero() {
			continue
		}
		if !m.Readable {
			p.Unreadable = m.Reason
		}
		if t, err := time.Parse(time.RFC3339, m.Retrieved); err != nil || t.After(known) {
			p.Status, p.Reason = archive.Rejected, "not known yet"
			continue
		}
		visible = append(visible, p)
		for _, d := range m.Decisions {
			if t, err := time.Parse(time.RFC3339, d.When); err == nil && !t.After(known) {
				decisions = append(decisions, archive.Decision{SHA256: m.SHA256, Accept: d.Accept, Who: d.Who, When: t, Why: d.Why})
			}
		}
	}
	if !known.IsZero() {
		archive.Settle(visible, decisions, l.MaxShrink)
	}
	return pubs
}

func (v *view) warn(format string, args ...any) {
	v.warnings = append(v.warnings, fmt.Sprintf(format, args...))
}

// describe adds the state of a list and what is to be warned of.
func (v *view) describe(l *index.ListMeta, pubs []*archive.Publication, at int) {
	var quarantined []*archive.Publication
	for _, p := range pubs[at+1:] {
		if p.Status == archive.Quarantined && p.Day() <= v.day {
			quarantined = append(quarantined, p)
		}
	}
	inForce := "no publication is in force"
	if at >= 0 {
		inForce = "the one of " + pubs[at].Day() + " stays in force"
	}
	switch n := len(quarantined); {
	case n == 1:
		v.warn("%s: the publication of %s is quarantined (%s); %s", l.ID, quarantined[0].Day(), quarantined[0].Reason, inForce)
	case n > 1:
		v.warn("%s: %d publications are quarantined, from %s (%s) to %s; %s; settle them with linchpin lists accept|reject", l.ID, n,
			quarantined[0].Day(), quarantined[0].Reason, quarantined[n-1].Day(), inForce)
	}
	if at < 0 {
		first := "nothing is stored"
		for _, p := range pubs {
			if p.Status == archive.Accepted {
				first = "the first one stored is of " + p.Day()
				break
			}
		}
		v.warn("%s: no accepted publication on or before %s (%s): this list was not consulted", l.ID, v.day, first)
		return
	}
	m := l.Publications[at]
	s := ListState{List: l.ID, Title: l.Title, Publication: m.Published, Retrieved: m.Retrieved, Records: m.Records,
		Status: pubs[at].Status, AgeDays: ageDays(m.Published, v.day)}
	s.Stale = l.CadenceDays > 0 && s.AgeDays > l.CadenceDays
	if s.Stale {
		s.ExpectedDays = l.CadenceDays
		v.warn("%s", s.StaleWarning())
	}
	for _, w := range m.Warnings {
		if strings.Contains(w, "excerpt or a cut file") {
			v.warn("%s, publication of %s: %s", l.ID, pubs[at].Day(), w)
		}
	}
	v.states = append(v.states, s)
}

func ageDays(published, day string) float64 {
	p, err1 := time.Parse(time.DateOnly, published[:min(10, len(published))])
	d, err2 := time.Parse(time.DateOnly, day)
	if err1 != nil || err2 != nil {
		return math.NaN()
	}
	return d.Sub(p).Hours() / 24
}
