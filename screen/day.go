package screen

import (
	"math"
	"strings"

	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/match"
)

// Day tells what stands in force for queries of one day and choice of lists.
type Day struct {
	x *index.Index
	v *view
	p *prepared
}

// Day looks at what a query with the name left out would look at.
func (s *Screener) Day(q Query) (*Day, error) {
	q.Name = "any"
	p, err := prepare(q)
	if err != nil {
		return nil, err
	}
	if err := s.setThreshold(p); err != nil {
		return nil, err
	}
	v, err := s.look(p)
	return &Day{s.Index, v, p}, err
}

// Date is the day, as 2006-01-02.
func (d *Day) Date() string { return d.v.day }

// Threshold is the score from which a result is an alert.
func (d *Day) Threshold() float64 { return d.p.Threshold }

// Floor is the least sum of bits of an alert.
func (d *Day) Floor() float64 { return d.p.alertBits() }

// Shown is the least sum of bits of a result.
func (d *Day) Shown() float64 { return leastBits }

// Position is the position of the publication of a list that is in force, -1 for none.
func (d *Day) Position(list int) int { return d.v.inForce[list] }

// Standing returns the version of an entry that is in force, its number within the entry, and whether there is one.
func (d *Day) Standing(e index.Entry) (v index.Version, within int, inForce bool) {
	list := d.x.List(e)
	position := d.v.inForce[list]
	if position < 0 || !d.v.consults(d.x.Meta.Lists[list].ID) {
		return 0, 0, false
	}
	return standing(d.x, e, position, d.v)
}

// Check reports what is wrong with a query, in itself.
func Check(q Query) error {
	_, err := prepare(q)
	return err
}

// OwnedParty is a party that is blocked, or possibly so, through its owners.
type OwnedParty struct {
	ID, Caption, Schema string
	State               string // changes when what the rules say of it changes
}

// Each calls yield with every party.
func (o *Owned) Each(yield func(OwnedParty)) {
	for _, p := range o.parties {
		out := OwnedParty{ID: p.ID, Caption: p.Caption, Schema: p.Schema}
		for _, r := range p.Rules {
			out.State += r.Rule + " " + string(r.Status) + "\n"
		}
		yield(out)
	}
}

// Glance tells only whether an answer would hold an alert. It costs far less than an answer. For parties that come within so many
// bits of the threshold, on either side, it also gives the words of the listed spelling: on how rare those are the decision rests.
func (s *Screener) Glance(q Query, within float64) (alert bool, words []string, err error) {
	p, err := prepare(q)
	if err != nil {
		return false, nil, err
	}
	p.every = true
	if err := s.setThreshold(p); err != nil {
		return false, nil, err
	}
	v, err := s.look(p)
	if err != nil {
		return false, nil, err
	}
	p.glance, p.within = true, max(within, glancing)
	floor := p.alertBits()
	var name match.Name
	for _, g := range s.groups(p, v, s.compare(p, v)) {
		if !g.inForce {
			continue
		}
		h := &g.hits[0]
		alert = alert || p.alerts(h)
		if h.hasName && math.Abs(h.bits-floor) < within {
			s.Index.Name(h.ref, &name)
			for _, t := range name.Tokens {
				words = append(words, strings.Clone(t.Text))
			}
		}
	}
	if s.Owned != nil && s.Owned.Day == v.day && !alert {
		hits, err := s.Owned.Screen(p.Query)
		for _, h := range hits {
			alert = alert || h.Alert
		}
		return alert, words, err
	}
	return alert, words, nil
}
