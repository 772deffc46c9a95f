package screen

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/match"
)

// Answer is what a query brings. It holds for one index, named by its hash.
type Answer struct {
	Query    Query       `json:"query"`
	Index    string      `json:"index"`
	Clusters string      `json:"clusters,omitempty"` // hash of what tells which entries are one entity
	AsOf     string      `json:"asOf"`
	Lists    []ListState `json:"lists"`
	Warnings []string    `json:"warnings"`
	Results  []Result    `json:"results"`
	// NotInForce are entries that the query means but that were not listed on the as-of day, with the reason.
	NotInForce []Result `json:"notInForce"`
	// Owned are parties on no list that rules of ownership and control block, with the proof.
	Owned []OwnedHit `json:"owned,omitempty"`
}

// Alert reports whether any result is an alert.
func (a *Answer) Alert() bool {
	return slices.ContainsFunc(a.Owned, func(o OwnedHit) bool { return o.Alert }) || slices.ContainsFunc(a.Results, func(r Result) bool { return r.Alert })
}

// Result is one entity that the query could mean: its record that fits best, with the listings of all.
type Result struct {
	ID      string  `json:"id"`
	Caption string  `json:"caption"`
	Schema  string  `json:"schema"`
	Score   float64 `json:"score"`
	Alert   bool    `json:"alert"`
	Bits    float64 `json:"bits"`
	// FalseAlerts is how many of 10,000 ordinary names are expected to come as near to the loaded lists; absent where that
	// was not measured.
	FalseAlerts *float64            `json:"falseAlertsPer10000,omitempty"`
	Matched     Matched             `json:"matched"`
	Lists       []Listing           `json:"lists"`
	Evidence    []match.Evidence    `json:"evidence"`
	Properties  map[string][]string `json:"properties"`
	Note        string              `json:"note,omitempty"`
	Entity      Entity              `json:"entity"`
	Merged      map[string][]string `json:"merged,omitempty"` // properties of all its records in force, where there are several
}

// Matched is the pair of spellings that the name evidence is about.
type Matched struct {
	Query  string `json:"query"`
	Target string `json:"target"`
	Kind   string `json:"kind,omitempty"` // name, alias, weakAlias, previousName
	Record string `json:"record"`         // entity id of the record that has the spelling
}

// Listing is one entry on one list.
type Listing struct {
	List       string   `json:"list"`
	RecordID   string   `json:"recordId"`
	Listed     string   `json:"listed"`             // the list's own date, or the first publication that shows it
	Delisted   string   `json:"delisted,omitempty"` // the first publication without it, or the list's own date
	FirstSeen  string   `json:"firstSeen"`
	LastSeen   string   `json:"lastSeen"`
	Changed    string   `json:"-"` // day of the last publication that came with another version
	Programmes []string `json:"programmes"`
	Measures   []string `json:"measures"`
	LegalBasis []string `json:"legalBasis"`
	URL        string   `json:"url"`

	EntityID string  `json:"entityId"`
	Caption  string  `json:"caption,omitempty"` // the name on this list
	InForce  bool    `json:"inForce"`
	Score    float64 `json:"score,omitempty"` // of this record by itself, where the query reached it
	Note     string  `json:"note,omitempty"`  // why it is not in force
}

// Screener answers queries on one index. Now tells the day for the ages of lists.
type Screener struct {
	Index    *index.Index
	Clusters Clusters // nil: every entry is an entity of its own
	Now      func() time.Time
	Rates    *Rates // of false alerts on this index; nil if they were not measured
	Owned    *Owned // parties blocked by ownership; nil if no network is known

	measure  sync.Once // of what Rates lacks, where a query needs it
	measured *Rates
	failed   error

	born births

	mu    sync.Mutex
	views map[viewKey]*view
}

// New makes a screener.
func New(x *index.Index) *Screener { return &Screener{Index: x, Now: time.Now} }

// keepScore is the least score of a result that is shown.
const keepScore = 0.05

// leastBits is a sum of bits whose score is just below keepScore.
var leastBits = match.Bits(keepScore) - 0.01

// hit is a candidate that was compared.
type hit struct {
	version  index.Version
	entry    index.Entry
	inForce  bool
	name     int // of the query's spellings
	ref      index.NameRef
	hasName  bool
	evidence []match.Evidence // of the facts
	bits     float64
	exact    bool    // the name agrees to the letter, and no fact speaks against it
	surplus  float64 // by how many bits the name is rarer than its evidence says
}

// Screen answers one query.
func (s *Screener) Screen(q Query) (*Answer, error) {
	p, err := prepare(q)
	if err != nil {
		return nil, err
	}
	if err := s.setThreshold(p); err != nil {
		return nil, err
	}
	v, err := s.look(p)
	if err != nil {
		return nil, err
	}
	a := &Answer{Query: p.Query, Index: s.Index.Hash(), AsOf: v.day, Lists: v.states, Warnings: nonNil(v.warnings),
		Results: []Result{}, NotInForce: []Result{}}
	if s.Clusters != nil {
		a.Clusters = s.Clusters.Hash()
	}
	for _, g := range s.found(p, v) {
		best := &g.hits[0]
		score := match.Score(best.bits)
		alert := p.alerts(best)
		switch {
		case g.inForce && (alert || score >= keepScore && !p.AlertsOnly) && len(a.Results) < p.Limit:
			r, err := s.result(p, v, g)
			if err != nil {
				return nil, err
			}
			a.Results = append(a.Results, *r)
		case !g.inForce && alert && len(a.NotInForce) < p.Limit && !a.inForceOn(s.list(best), score):
			r, err := s.result(p, v, g)
			if err != nil {
				return nil, err
			}
			r.Alert = false
			a.NotInForce = append(a.NotInForce, *r)
		}
	}
	return a, s.owned(p, a)
}

// found are the entities that a query could mean, best first. Where only alerts are wanted, a glance finds whom all that is known of is
// compared then, so that what is said of them is the same.
func (s *Screener) found(p *prepared, v *view) []*group {
	if p.AlertsOnly {
		p.glance, p.within = true, glancing
		b := s.birthDays()
		only := []index.NameRef{}
		for _, g := range s.groups(p, v, s.compare(p, v)) {
			if p.alerts(&g.hits[0]) {
				for _, m := range s.Members(g.hits[0].entry) {
					only = append(only, b.refs[b.first[m]:b.first[m+1]]...)
				}
			}
		}
		p.glance, p.only = false, only
	}
	return s.groups(p, v, s.compare(p, v))
}

// glancing is by how many bits under an alert names are kept that a glance comes upon: the search is sure of those above only.
const glancing = 4.0

// owned adds the parties that are blocked by ownership.
func (s *Screener) owned(p *prepared, a *Answer) (err error) {
	switch {
	case s.Owned == nil:
	case s.Owned.Day != a.AsOf:
		a.Warnings = append(a.Warnings, "ownership was worked out for "+s.Owned.Day+" and is left out of this answer")
	default:
		a.Owned, err = s.Owned.Screen(p.Query)
	}
	return err
}

// alerts reports whether a hit is an alert: its score reaches the threshold, or somebody of exactly this name is listed,
// which common words must not hide unless a higher threshold was asked for.
func (p *prepared) alerts(h *hit) bool {
	return match.Score(h.bits) >= p.Threshold || h.exact && p.Threshold <= match.DefaultThreshold
}

func (s *Screener) list(h *hit) string { return s.Index.Meta.Lists[s.Index.List(h.entry)].ID }

// inForceOn reports whether an entry in force on the list answers the query about as well: one that left is then most
// likely the same party under an older number.
func (a *Answer) inForceOn(list string, score float64) bool {
	return slices.ContainsFunc(a.Results, func(r Result) bool {
		return r.Score >= score-0.05 && slices.ContainsFunc(r.Lists, func(l Listing) bool { return l.List == list && l.InForce })
	})
}

func nonNil(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// result makes an entity ready to show.
func (s *Screener) result(p *prepared, v *view, g *group) (*Result, error) {
	x, h := s.Index, &g.hits[0]
	entities, err := x.Entities(h.version)
	if err != nil {
		return nil, err
	}
	target := entities[0]
	score := match.Score(h.bits)
	r := &Result{ID: target.ID, Caption: target.Caption(), Schema: target.Schema.Name, Score: score, Bits: round2(h.bits),
		Alert: p.alerts(h), Properties: Properties(target), Evidence: []match.Evidence{}}
	if s.Rates != nil {
		f := s.Rates.PerTenThousand(target.Schema, h.bits)
		r.FalseAlerts = &f
	}
	if h.hasName {
		var n match.Name
		x.Name(h.ref, &n)
		r.Evidence = append(r.Evidence, p.matcher.Explain(h.name, &n)...)
		text, prop := x.NameText(h.ref)
		r.Matched = Matched{Query: p.Name, Target: text, Kind: prop, Record: target.ID}
	}
	r.Evidence = append(r.Evidence, h.evidence...)
	if r.Lists, err = s.listings(v, g); err != nil {
		return nil, err
	}
	r.Entity = s.Entity(h.entry)
	if !g.inForce {
		r.Note = r.Lists[0].Note
	}
	if len(r.Entity.Records) > 1 && g.inForce {
		err = s.mergeProperties(v, r, h.entry)
	}
	return r, err
}

// notInForce says in a sentence why an entry was not listed on a day.
func notInForce(l *Listing, day string) string {
	switch {
	case l.FirstSeen > day:
		return fmt.Sprintf("not listed on %s: listed later, on %s (first stored publication with it: %s)", day, l.Listed, l.FirstSeen)
	case l.Delisted != "":
		return fmt.Sprintf("not listed on %s: delisted (last stored publication with it: %s, gone by %s)", day, l.LastSeen, l.Delisted)
	}
	return "not listed on " + day
}

// Listing sums up an entry's time on its list and what its Sanction entities say.
func (s *Screener) Listing(e index.Entry, entities []*ftm.Entity, day string) Listing {
	x := s.Index
	meta := &x.Meta.Lists[x.List(e)]
	l := Listing{List: meta.ID, RecordID: x.Record(e), Listed: x.Listed(e), Programmes: []string{}, Measures: []string{}, LegalBasis: []string{}}
	for _, sanction := range entities[1:] {
		if !sanction.Schema.Is("Sanction") {
			continue
		}
		l.Programmes = appendNew(l.Programmes, orElse(sanction.Get("program"), sanction.Get("programId"))...)
		l.Measures = appendNew(l.Measures, sanction.Get("provisions")...)
		l.LegalBasis = appendNew(l.LegalBasis, sanction.Get("summary")...)
		if l.URL == "" {
			l.URL = sanction.First("sourceUrl")
		}
	}
	if l.URL == "" && len(entities) > 0 {
		l.URL = entities[0].First("sourceUrl")
	}
	from, to := x.EntryVersions(e)
	first, last, changed := -1, -1, -1
	for n := from; n < to; n++ {
		if d := x.Delisted(n); d != "" {
			l.Delisted = d
		}
		for _, span := range x.Spans(n) {
			changed = max(changed, span.First)
			for at := span.First; at <= span.Last; at++ {
				if meta.Publications[at].Status != archive.Accepted {
					continue
				}
				if first < 0 || at < first {
					first = at
				}
				last = max(last, at)
			}
		}
	}
	if first < 0 {
		return l
	}
	l.FirstSeen, l.LastSeen, l.Changed = dayOf(meta, first), dayOf(meta, last), dayOf(meta, changed)
	if l.Listed == "" {
		l.Listed = l.FirstSeen
	}
	if l.Delisted == "" {
		for at := last + 1; at < len(meta.Publications); at++ {
			if meta.Publications[at].Status == archive.Accepted {
				l.Delisted = dayOf(meta, at)
				break
			}
		}
	}
	return l
}

func dayOf(l *index.ListMeta, at int) string {
	p := l.Publications[at].Published
	return p[:min(10, len(p))]
}

func orElse(a, b []string) []string {
	if len(a) > 0 {
		return a
	}
	return b
}

func appendNew(to []string, values ...string) []string {
	for _, v := range values {
		if !slices.Contains(to, v) {
			to = append(to, v)
		}
	}
	return to
}

// Properties gathers the understood values of an entity by property.
func Properties(e *ftm.Entity) map[string][]string {
	m := map[string][]string{}
	for _, s := range e.Statements {
		if s.Value != "" && !slices.Contains(m[s.Prop], s.Value) {
			m[s.Prop] = append(m[s.Prop], s.Value)
		}
	}
	return m
}

// EntryByID finds an entry by entity id (list:record), or by the list's own record id where only one list has it.
func (s *Screener) EntryByID(id string) (index.Entry, error) {
	x := s.Index
	var found []index.Entry
	list, record, both := strings.Cut(id, ":")
	for e := range index.Entry(x.Entries()) {
		l := x.Meta.Lists[x.List(e)].ID
		if r := x.Record(e); both && l == list && r == record {
			return e, nil
		} else if r == id {
			found = append(found, e)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return 0, fmt.Errorf("no entry %q; find ids with linchpin search", id)
	}
	var ids []string
	for _, e := range found {
		ids = append(ids, lists.EntityID(x.Meta.Lists[x.List(e)].ID, x.Record(e)))
	}
	return 0, fmt.Errorf("%q stands on several lists; use one of %s", id, strings.Join(ids, ", "))
}

func round2(x float64) float64 { return float64(int64(x*100+0.5*sign(x))) / 100 }

func sign(x float64) float64 {
	if x < 0 {
		return -1
	}
	return 1
}

// Check reports what is wrong with a query that has no name yet: its lists, days, schema and limits.
func (s *Screener) Check(q Query) error {
	q.Name = "x"
	p, err := prepare(q)
	if err != nil {
		return err
	}
	if err := s.setThreshold(p); err != nil {
		return err
	}
	_, err = s.look(p)
	return err
}
