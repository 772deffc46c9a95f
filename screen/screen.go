package screen

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// Answer is what a query brings. It holds for one index, named by its hash.
type Answer struct {
	Query    Query       `json:"query"`
	Index    string      `json:"index"`
	AsOf     string      `json:"asOf"`
	Lists    []ListState `json:"lists"`
	Warnings []string    `json:"warnings"`
	Results  []Result    `json:"results"`
	// NotInForce are entries that the query means but that were not listed on the as-of day, with the reason.
	NotInForce []Result `json:"notInForce"`
}

// Alert reports whether any result is an alert.
func (a *Answer) Alert() bool {
	return slices.ContainsFunc(a.Results, func(r Result) bool { return r.Alert })
}

// Result is one entry that the query could mean.
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
}

// Matched is the pair of spellings that the name evidence is about.
type Matched struct {
	Query  string `json:"query"`
	Target string `json:"target"`
	Kind   string `json:"kind,omitempty"` // name, alias, weakAlias, previousName
}

// Listing is one entry on one list.
type Listing struct {
	List       string   `json:"list"`
	RecordID   string   `json:"recordId"`
	Listed     string   `json:"listed"`             // the list's own date, or the first publication that shows it
	Delisted   string   `json:"delisted,omitempty"` // the first publication without it, or the list's own date
	FirstSeen  string   `json:"firstSeen"`
	LastSeen   string   `json:"lastSeen"`
	Programmes []string `json:"programmes"`
	Measures   []string `json:"measures"`
	LegalBasis []string `json:"legalBasis"`
	URL        string   `json:"url"`
}

// Screener answers queries on one index. Now tells the day for the ages of lists.
type Screener struct {
	Index *index.Index
	Now   func() time.Time
	Rates *Rates // of false alerts on this index; nil if they were not measured

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
	evidence []match.Evidence
	bits     float64
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
	for _, h := range s.compare(p, v) {
		score := match.Score(h.bits)
		switch {
		case h.inForce && score >= keepScore && len(a.Results) < p.Limit:
			r, err := s.result(p, v, &h)
			if err != nil {
				return nil, err
			}
			a.Results = append(a.Results, *r)
		case !h.inForce && score >= p.Threshold && len(a.NotInForce) < p.Limit && !a.inForceOn(s.list(&h), score):
			r, err := s.result(p, v, &h)
			if err != nil {
				return nil, err
			}
			r.Alert = false
			a.NotInForce = append(a.NotInForce, *r)
		}
	}
	return a, nil
}

func (s *Screener) list(h *hit) string { return s.Index.Meta.Lists[s.Index.List(h.entry)].ID }

// inForceOn reports whether an entry in force on the list answers the query about as well: one that left is then most
// likely the same party under an older number.
func (a *Answer) inForceOn(list string, score float64) bool {
	return slices.ContainsFunc(a.Results, func(r Result) bool { return r.Lists[0].List == list && r.Score >= score-0.05 })
}

func nonNil(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// Rank looks for what is so many bits under an alert, and brings so many names.
const (
	rankBelow = 5
	rankMost  = 300
)

// wanted are the names that the facts of the query could make an alert of, and beside them such as are shown.
func (p *prepared) wanted() index.Wanted {
	facts := p.subject.Facts.MostBits()
	w := index.Wanted{Floor: p.alertBits() - facts, Keep: leastBits - facts, IDs: p.subject.Facts.IDs}
	if p.all {
		w.Floor, w.Keep, w.Most = match.Prior-rankBelow-facts, math.Inf(-1), rankMost
	}
	for kind, schemata := range kindSchemata {
		for i, name := range schemata {
			e, other := match.CompareSchemata(p.schema, ftm.MustLookup(name))
			if !other {
				w.Less[kind] = 0
				break
			}
			if i == 0 {
				w.Less[kind] = -e.Bits
			}
		}
	}
	return w
}

// kindSchemata are schemata of each kind of names with which a query that fits any of the kind is compatible.
var kindSchemata = map[names.Kind][]string{names.Person: {"Person"}, names.Organisation: {"Organization", "Company", "PublicBody"}, names.Vessel: {"Vessel", "Airplane"}}

// compare finds candidates and weighs the evidence for each, best first.
func (s *Screener) compare(p *prepared, v *view) []hit {
	x := s.Index
	var hits []hit
	p.matcher = match.NewMatcher(p.subject.Names, x.Rarity)
	for _, c := range x.Find(p.matcher, p.wanted()) {
		position := v.inForce[x.List(c.Entry)]
		if position < 0 && !v.asked || len(p.Lists) > 0 && !containsFold(p.Lists, x.Meta.Lists[x.List(c.Entry)].ID) {
			continue
		}
		version, within, inForce := standing(x, c.Entry, position, v)
		h := hit{version: version, entry: c.Entry, inForce: inForce}
		for _, n := range c.Names {
			if !inForce || x.NameIn(n.Ref, within) {
				h.bits, h.name, h.ref, h.hasName = n.Bits, n.Spelling, n.Ref, true
				break
			}
		}
		if !h.hasName && !c.ByID {
			continue
		}
		s.facts(p, &h)
		hits = append(hits, h)
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.bits, a.bits), cmp.Compare(a.entry, b.entry))
	})
	return hits
}

// facts adds the evidence beside the names. An identifier that agrees is never worth less for a name that does not.
func (s *Screener) facts(p *prepared, h *hit) {
	schema, facts := s.Index.Facts(h.version)
	h.evidence = match.CompareFacts(&p.subject.Facts, &facts)
	if e, ok := match.CompareSchemata(p.schema, schema); ok {
		h.evidence = append(h.evidence, e)
	}
	if slices.ContainsFunc(h.evidence, func(e match.Evidence) bool { return e.Feature == "identifier" && e.Bits > 0 }) && h.bits < 0 {
		h.bits, h.hasName = 0, false
	}
	h.bits += match.Sum(h.evidence)
}

// standing picks the version of an entry that is in force, or else the one nearest to the day.
func standing(x *index.Index, e index.Entry, position int, v *view) (version index.Version, within int, inForce bool) {
	from, to := x.EntryVersions(e)
	last := from
	for n := from; n < to; n++ {
		if position >= 0 && x.In(n, position) {
			d := x.Delisted(n)
			return n, int(n - from), d == "" || d != "unknown" && d > v.day
		}
		if x.Began(n, position) {
			last = n
		}
	}
	return last, int(last - from), false
}

// result makes a hit ready to show.
func (s *Screener) result(p *prepared, v *view, h *hit) (*Result, error) {
	x := s.Index
	entities, err := x.Entities(h.version)
	if err != nil {
		return nil, err
	}
	target := entities[0]
	score := match.Score(h.bits)
	r := &Result{ID: target.ID, Caption: target.Caption(), Schema: target.Schema.Name, Score: score, Bits: round2(h.bits),
		Alert: score >= p.Threshold, Properties: Properties(target), Evidence: []match.Evidence{}}
	if s.Rates != nil {
		f := s.Rates.PerTenThousand(target.Schema, h.bits)
		r.FalseAlerts = &f
	}
	if h.hasName {
		var n match.Name
		x.Name(h.ref, &n)
		r.Evidence = append(r.Evidence, p.matcher.Explain(h.name, &n)...)
		f, _ := p.matcher.Features(h.name, &n)
		if f.Exact() && !n.Weak && match.Sum(h.evidence) >= 0 && p.Threshold <= match.DefaultThreshold {
			r.Alert = true // somebody of exactly this name is listed: common words must not hide it
		}
		text, prop := x.NameText(h.ref)
		r.Matched = Matched{Query: p.Name, Target: text, Kind: prop}
	}
	r.Evidence = append(r.Evidence, h.evidence...)
	listing := s.Listing(h.entry, entities, v.day)
	r.Lists = []Listing{listing}
	if !h.inForce {
		r.Note = notInForce(&listing, v.day)
	}
	return r, nil
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
	first, last := -1, -1
	for n := from; n < to; n++ {
		if d := x.Delisted(n); d != "" {
			l.Delisted = d
		}
		for _, span := range x.Spans(n) {
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
	l.FirstSeen, l.LastSeen = dayOf(meta, first), dayOf(meta, last)
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
