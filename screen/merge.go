package screen

import (
	"cmp"
	"slices"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/match"
)

// Clusters tells which entries of the index are one entity. It is what package resolve makes; without one every entry
// is an entity of its own.
type Clusters interface {
	// Of returns the number of an entry's cluster, 0 if it is alone.
	Of(entry int) int
	// Members returns the entries of its cluster, itself included, in order.
	Members(entry int) []int
	// Hash names the clusters in answers.
	Hash() string
}

// Entity names the merged entity of a result.
type Entity struct {
	// ID is the first of Records; every one of them names the entity. It changes when an earlier record joins.
	ID      string   `json:"id"`
	Records []string `json:"records"` // entity ids of all its records, also of those not in force or not asked for
}

// clusterOf is the number of an entry's cluster; an entry that is alone is told from all others by a negative one.
func (s *Screener) clusterOf(e index.Entry) int {
	if s.Clusters != nil {
		if n := s.Clusters.Of(int(e)); n != 0 {
			return n
		}
	}
	return -1 - int(e)
}

// Members returns the entries of the entity of an entry, itself included, in order.
func (s *Screener) Members(e index.Entry) []index.Entry {
	if s.Clusters == nil {
		return []index.Entry{e}
	}
	var out []index.Entry
	for _, m := range s.Clusters.Members(int(e)) {
		out = append(out, index.Entry(m))
	}
	return out
}

// Entity describes the entity of an entry.
func (s *Screener) Entity(e index.Entry) Entity {
	var out Entity
	for _, m := range s.Members(e) {
		out.Records = append(out.Records, s.entityID(m))
	}
	out.ID = out.Records[0]
	return out
}

func (s *Screener) entityID(e index.Entry) string {
	return lists.EntityID(s.Index.Meta.Lists[s.Index.List(e)].ID, s.Index.Record(e))
}

// group is the hits of one entity, best first.
type group struct {
	hits    []hit
	inForce bool // a hit, or another record of the entity, is
}

// groups gathers hits by entity, best entity first, and lets the facts of each speak for all its records.
func (s *Screener) groups(p *prepared, v *view, hits []hit) []*group {
	at := map[int]*group{}
	var out []*group
	for _, h := range hits {
		n := s.clusterOf(h.entry)
		g := at[n]
		if g == nil {
			g = &group{}
			at[n] = g
			out = append(out, g)
		}
		g.hits = append(g.hits, h)
		g.inForce = g.inForce || h.inForce
	}
	again := false
	for _, g := range out {
		again = s.complete(p, v, g) || again
		g.lead(p)
	}
	if again {
		slices.SortStableFunc(out, func(a, b *group) int { return cmp.Compare(b.hits[0].bits, a.hits[0].bits) })
	}
	return out
}

// lead lets a hit in force speak for the entity where it does so about as well as the best one, and loses no alert.
func (g *group) lead(p *prepared) {
	const about = 3.0 // bits
	i := slices.IndexFunc(g.hits, func(h hit) bool { return h.inForce })
	if i <= 0 {
		return
	}
	if best := &g.hits[0]; p.alerts(&g.hits[i]) || g.hits[i].bits >= best.bits-about && !p.alerts(best) {
		h := g.hits[i]
		copy(g.hits[1:i+1], g.hits[:i])
		g.hits[0] = h
	}
}

// complete looks at all records of an entity: one may be in force where those that were hit are not, and its facts may confirm what
// theirs leave open. Facts of other records only ever earn, and every hit is given them before the best one is picked: else a record
// whose own facts agree hides another whose name agrees better, and merging loses an alert. Alerts come first, then the best. It
// reports whether a hit gained.
func (s *Screener) complete(p *prepared, v *view, g *group) (gained bool) {
	members := s.Members(g.hits[0].entry)
	if len(members) == 1 || match.Score(g.hits[0].bits+p.subject.Facts.MostBits()) < keepScore {
		return false
	}
	var facts match.Facts
	for _, m := range members {
		position := v.inForce[s.Index.List(m)]
		version, _, inForce := standing(s.Index, m, position, v)
		if !inForce {
			continue
		}
		g.inForce = true
		_, f := s.Index.Facts(version)
		facts.BirthDates = append(facts.BirthDates, f.BirthDates...)
		facts.Countries = append(facts.Countries, f.Countries...)
		facts.Genders = append(facts.Genders, f.Genders...)
		facts.IDs = append(facts.IDs, f.IDs...)
		facts.Addresses = append(facts.Addresses, f.Addresses...)
		facts.Places = append(facts.Places, f.Places...)
	}
	all := match.CompareFacts(&p.subject.Facts, &facts)
	for i := range g.hits {
		h := &g.hits[i]
		evidence := outweigh(betterFacts(h.evidence, all), h.surplus)
		if gain := match.Sum(evidence) - match.Sum(h.evidence); gain > 0 {
			h.bits += gain
			h.evidence = evidence
			gained = true
		}
	}
	slices.SortStableFunc(g.hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(rank(p.alerts(&a)), rank(p.alerts(&b))), cmp.Compare(b.bits, a.bits))
	})
	return gained
}

// betterFacts takes for each feature the evidence that earns more. Evidence against that only another record has is left
// out.
func betterFacts(own, all []match.Evidence) []match.Evidence {
	out := slices.Clone(own)
	for _, e := range all {
		i := slices.IndexFunc(out, func(o match.Evidence) bool { return o.Feature == e.Feature })
		switch {
		case i >= 0 && e.Bits > out[i].Bits:
			out[i] = e
		case i < 0 && e.Bits > 0:
			out = append(out, e)
		}
	}
	return out
}

// listings returns the listings of an entity on the lists that were asked: those in force first, that of the best hit
// before others, each by list and record; then those that ended or had not begun.
func (s *Screener) listings(v *view, g *group) ([]Listing, error) {
	scores := map[index.Entry]float64{}
	for _, h := range g.hits {
		scores[h.entry] = match.Score(h.bits)
	}
	best := g.hits[0].entry
	var out []Listing
	for _, m := range s.Members(best) {
		position := v.inForce[s.Index.List(m)]
		if position < 0 && (!v.asked || !v.consults(s.Index.Meta.Lists[s.Index.List(m)].ID)) {
			continue
		}
		version, _, inForce := standing(s.Index, m, position, v)
		entities, err := s.Index.Entities(version)
		if err != nil {
			return nil, err
		}
		l := s.Listing(m, entities, v.day)
		l.EntityID, l.InForce, l.Score = entities[0].ID, inForce, scores[m]
		l.Caption = entities[0].Caption()
		if !inForce {
			l.Note = notInForce(&l, v.day)
		}
		out = append(out, l)
	}
	first := s.entityID(best)
	slices.SortStableFunc(out, func(a, b Listing) int {
		return cmp.Or(cmp.Compare(rank(a.InForce), rank(b.InForce)), cmp.Compare(rank(a.EntityID == first), rank(b.EntityID == first)))
	})
	return out, nil
}

// rank puts what is true first.
func rank(yes bool) int {
	if yes {
		return 0
	}
	return 1
}

// mergeProperties adds the values of the other records in force to the properties of the best.
func (s *Screener) mergeProperties(v *view, r *Result, best index.Entry) error {
	r.Merged = map[string][]string{}
	for _, m := range s.Members(best) {
		position := v.inForce[s.Index.List(m)]
		version, _, inForce := standing(s.Index, m, position, v)
		if m != best && !inForce {
			continue
		}
		entities, err := s.Index.Entities(version)
		if err != nil {
			return err
		}
		addProperties(r.Merged, entities[0])
	}
	return nil
}

func addProperties(to map[string][]string, e *ftm.Entity) {
	for prop, values := range Properties(e) {
		to[prop] = appendNew(to[prop], values...)
	}
}
