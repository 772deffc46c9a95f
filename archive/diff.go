package archive

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
)

// Kind of a listing event.
type Kind string

// The listing events.
const (
	ListedEvent   Kind = "listed"
	AmendedEvent  Kind = "amended"
	DelistedEvent Kind = "delisted"
)

// Event is what happened to a record between two publications that follow each other.
type Event struct {
	List     string   `json:"list"`
	RecordID string   `json:"recordId"`
	Kind     Kind     `json:"event"`
	Date     string   `json:"date"`  // day of the publication that shows it
	Since    string   `json:"since"` // day of the publication before; "" for the first one stored
	Caption  string   `json:"caption"`
	Schema   string   `json:"schema"`
	Changes  []Change `json:"changes"`
	// FormatChange is set on amendments between publications of different file formats: what differs may be the format
	// and not the entry.
	FormatChange bool `json:"formatChange,omitempty"`

	Before, After *Version `json:"-"`
}

// Change is one property of an amended record.
type Change struct {
	Property string   `json:"property"` // "birthDate", "Sanction.reason", "recordId" for a re-numbered entry
	Before   []string `json:"before"`
	After    []string `json:"after"`
}

// Changes returns the events shown by accepted publications after the day from up to and including the day to; an
// empty day is no limit, and from before the first publication includes that one, in which everything is listed.
func (h *History) Changes(from, to string) ([]Event, error) {
	var events []Event
	before := -1
	for _, at := range h.Accepted() {
		day := h.Publications[at].Day()
		if (from == "" || day > from) && (to == "" || day <= to) {
			step, err := h.step(before, at)
			if err != nil {
				return nil, err
			}
			events = append(events, step...)
		}
		before = at
	}
	return events, nil
}

// step returns the events between two positions; before is -1 for the first publication.
func (h *History) step(before, after int) ([]Event, error) {
	var gone, come []*Version
	var events []Event
	pub := h.Publications[after]
	since, sinceDay := "", ""
	format := pub.Format
	if before >= 0 {
		sinceDay = h.Publications[before].Day()
		since, format = sinceDay, h.Publications[before].Format
	}
	event := func(kind Kind, b, a *Version) Event {
		v := a
		if v == nil {
			v = b
		}
		return Event{List: h.List, RecordID: v.Record, Kind: kind, Date: pub.Day(), Since: since, Caption: v.Caption,
			Schema: v.Schema, Changes: []Change{}, Before: b, After: a}
	}
	amended := func(b, a *Version) error {
		changes, err := compareContent(b, a)
		if err != nil || len(changes) == 0 {
			return err
		}
		e := event(AmendedEvent, b, a)
		e.Changes, e.FormatChange = changes, format != pub.Format
		events = append(events, e)
		return nil
	}
	for from := 0; from < len(h.Versions); {
		to := from + 1
		for to < len(h.Versions) && h.Versions[to].Record == h.Versions[from].Record {
			to++
		}
		var b, a *Version
		for _, v := range h.Versions[from:to] {
			if before >= 0 && v.In(before) && !v.Lifted(sinceDay) {
				b = v
			}
			if v.In(after) && !v.Lifted(pub.Day()) {
				a = v
			}
		}
		from = to
		switch {
		case b == nil && a != nil:
			come = append(come, a)
		case b != nil && a == nil:
			gone = append(gone, b)
		case b != a:
			if err := amended(b, a); err != nil {
				return nil, err
			}
		}
	}
	pairs, err := renumbered(gone, come)
	if err != nil {
		return nil, err
	}
	for _, a := range come {
		b := pairs[a]
		if b == nil {
			events = append(events, event(ListedEvent, nil, a))
			continue
		}
		changes, err := compareContent(b, a)
		if err != nil {
			return nil, err
		}
		e := event(AmendedEvent, b, a)
		e.FormatChange = format != pub.Format
		e.Changes = append([]Change{{Property: "recordId", Before: []string{b.Record}, After: []string{a.Record}}}, changes...)
		events = append(events, e)
		gone = slices.DeleteFunc(gone, func(v *Version) bool { return v == b })
	}
	for _, b := range gone {
		events = append(events, event(DelistedEvent, b, nil))
	}
	order := map[Kind]int{ListedEvent: 0, AmendedEvent: 1, DelistedEvent: 2}
	slices.SortStableFunc(events, func(x, y Event) int {
		return cmp.Or(cmp.Compare(order[x.Kind], order[y.Kind]), strings.Compare(x.RecordID, y.RecordID))
	})
	return events, nil
}

// renumbered pairs records that appear with records that vanish in the same step and are the same entry under another
// id: they share one of the list's other ids, or they have the same schema, a primary name in common and no
// contradicting birth date, and neither has a second partner.
func renumbered(gone, come []*Version) (map[*Version]*Version, error) {
	pairs := map[*Version]*Version{}
	if len(gone) == 0 || len(come) == 0 {
		return pairs, nil
	}
	used := map[*Version]bool{}
	link := func(keys func(*Version) ([]string, error)) error {
		byKey := map[string][]*Version{}
		for _, g := range gone {
			if used[g] {
				continue
			}
			ks, err := keys(g)
			if err != nil {
				return err
			}
			for _, k := range ks {
				byKey[k] = append(byKey[k], g)
			}
		}
		claims := map[*Version][]*Version{}
		for _, c := range come {
			if pairs[c] != nil {
				continue
			}
			ks, err := keys(c)
			if err != nil {
				return err
			}
			for _, k := range ks {
				for _, g := range byKey[k] {
					if !slices.Contains(claims[c], g) {
						claims[c] = append(claims[c], g)
					}
				}
			}
		}
		claimed := map[*Version]int{}
		for _, gs := range claims {
			for _, g := range gs {
				claimed[g]++
			}
		}
		for c, gs := range claims {
			if len(gs) == 1 && claimed[gs[0]] == 1 {
				pairs[c], used[gs[0]] = gs[0], true
			}
		}
		return nil
	}
	if err := link(func(v *Version) ([]string, error) { return append(slices.Clone(v.Former), v.Record), nil }); err != nil {
		return nil, err
	}
	return pairs, link(identityKeys)
}

// identityKeys are the schema, each whole name and each birth date, or its absence, of a version's target.
func identityKeys(v *Version) ([]string, error) {
	entities, err := v.Entities()
	if err != nil {
		return nil, err
	}
	target := entities[0]
	dates := target.Get("birthDate")
	if len(dates) == 0 {
		dates = []string{""}
	}
	var keys []string
	for _, n := range target.Names() {
		if n.Prop == "weakAlias" {
			continue
		}
		for _, d := range dates {
			keys = append(keys, strings.Join([]string{target.Schema.Name, strings.ToLower(n.Value), d}, "\x00"))
		}
	}
	return keys, nil
}

// compareContent lists the properties whose values differ. Properties of attached entities are gathered over all
// entities of a schema, so that a re-ordered or re-keyed child is no change.
func compareContent(before, after *Version) ([]Change, error) {
	b, err := content(before)
	if err != nil {
		return nil, err
	}
	a, err := content(after)
	if err != nil {
		return nil, err
	}
	var props []string
	for p := range b {
		props = append(props, p)
	}
	for p := range a {
		if _, ok := b[p]; !ok {
			props = append(props, p)
		}
	}
	slices.Sort(props)
	changes := []Change{}
	for _, p := range props {
		if !slices.Equal(b[p], a[p]) {
			changes = append(changes, Change{Property: p, Before: nonNil(b[p]), After: nonNil(a[p])})
		}
	}
	return changes, nil
}

func nonNil(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// content gathers the texts of a version by property, sorted.
func content(v *Version) (map[string][]string, error) {
	entities, err := v.Entities()
	if err != nil {
		return nil, fmt.Errorf("record %s: %w", v.Record, err)
	}
	c := map[string][]string{"schema": {v.Schema}}
	if v.Delisted != "" {
		c["delisted"] = []string{v.Delisted}
	}
	for i, e := range entities {
		prefix := ""
		if i > 0 {
			prefix = e.Schema.Name + "."
		}
		for _, s := range e.Statements {
			if isLink(e.Schema.Prop(s.Prop), s, entities) {
				continue
			}
			text := s.Text()
			if s.Note != "" {
				text += " (" + s.Note + ")"
			}
			if s.Lang != "" {
				text += " [" + s.Lang + "]"
			}
			c[prefix+s.Prop] = append(c[prefix+s.Prop], text)
		}
	}
	for p, texts := range c {
		slices.Sort(texts)
		c[p] = slices.Compact(texts)
	}
	return c, nil
}

// isLink reports whether a statement merely ties entities of one record together.
func isLink(p *ftm.Property, s ftm.Statement, entities []*ftm.Entity) bool {
	if p == nil || p.Type.Name != "entity" {
		return false
	}
	return slices.ContainsFunc(entities, func(e *ftm.Entity) bool { return e.ID == s.Value })
}

// Timeline returns the events of one record, oldest first. Re-numbering is not looked for.
func (h *History) Timeline(record string) ([]Event, error) {
	one := &History{List: h.List, Publications: h.Publications, Versions: h.Record(record)}
	return one.Changes("", "")
}
