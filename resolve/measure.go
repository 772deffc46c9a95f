package resolve

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
)

// Measure is how well names and facts alone find what lists themselves say: references and identifiers are hidden, all
// is resolved anew, and the outcome is held against them.
type Measure struct {
	// Known are pairs of persons (or of other parties) on different lists of which one entry names the other by its number.
	Known    int `json:"known"`
	Joined   int `json:"joined"`   // of them, in one cluster without their numbers
	Proposed int `json:"proposed"` // of them, proposed or in clusters that are proposed
	// Checked are joined pairs of which both carry numbers of one series; Wrong are those whose numbers differ.
	Checked int         `json:"checked"`
	Wrong   int         `json:"wrong"`
	Errors  [][2]string `json:"errors"` // the wrong pairs, by entity id
	Missed  [][2]string `json:"missed"` // known pairs that were neither joined nor proposed
}

// Blind resolves records without their references and identifiers and holds the outcome against them. Only pairs of
// records that keep reports true for count.
func Blind(set Set, records []*Record, keep func(*Record) bool, progress func(done, total int)) *Measure {
	hidden := make([]*Record, len(records))
	for i, r := range records {
		h := *r
		h.Refs, h.Facts.IDs = nil, nil
		hidden[i] = &h
	}
	pairs, _ := Resolve(hidden, progress)
	clustering := Cluster(set, pairs, nil)
	at := positions(clustering, len(records))
	proposed := map[uint64]bool{}
	for _, p := range clustering.Proposals {
		proposed[key(at[p.A], at[p.B])] = true
	}
	m := &Measure{}
	for _, k := range referred(records) {
		a, b := int(k>>32), int(uint32(k))
		if !keep(records[a]) || !keep(records[b]) || records[a].List == records[b].List {
			continue
		}
		m.Known++
		switch {
		case at[a] == at[b]:
			m.Joined++
		case proposed[key(at[a], at[b])]:
			m.Proposed++
		default:
			m.Missed = append(m.Missed, [2]string{records[a].ID, records[b].ID})
		}
	}
	for _, cluster := range clustering.Clusters {
		for i, a := range cluster {
			for _, b := range cluster[i+1:] {
				if !keep(records[a]) || !keep(records[b]) {
					continue
				}
				switch series(records[a], records[b]) {
				case 1:
					m.Checked++
				case -1:
					m.Checked++
					m.Wrong++
					m.Errors = append(m.Errors, [2]string{records[a].ID, records[b].ID})
				}
			}
		}
	}
	return m
}

// positions gives each record the number of the first record of its cluster.
func positions(c *Clustering, n int) []int {
	at := make([]int, n)
	for i := range at {
		at[i] = i
	}
	for _, cluster := range c.Clusters {
		for _, r := range cluster {
			at[r] = cluster[0]
		}
	}
	return at
}

// referred returns the pairs that share a reference.
func referred(records []*Record) []uint64 {
	holders := map[string][]int{}
	for i, r := range records {
		for _, ref := range r.Refs {
			holders[ref] = append(holders[ref], i)
		}
	}
	var out []uint64
	for _, at := range holders {
		if len(at) > maxShared {
			continue
		}
		for x, a := range at {
			for _, b := range at[x+1:] {
				if records[a].Schema.Compatible(records[b].Schema) {
					out = append(out, key(a, b))
				}
			}
		}
	}
	return distinct(out)
}

// series compares the numbers of two records: 1 if they share one, -1 if both have numbers of a series and share none, 0
// if there is no series that both have.
func series(a, b *Record) int {
	if common(a.Refs, b.Refs) != "" {
		return 1
	}
	for _, s := range [...]string{"un:", "ofac:", "uk:"} {
		in := func(refs []string) bool {
			return slices.ContainsFunc(refs, func(r string) bool { return strings.HasPrefix(r, s) })
		}
		if in(a.Refs) && in(b.Refs) {
			return -1
		}
	}
	return 0
}

// Coverage counts the entities of one list that have a record on another.
type Coverage struct {
	List     string `json:"list"`
	Records  int    `json:"records"`
	Other    string `json:"other"`
	Found    int    `json:"found"`
	Proposed int    `json:"proposed"` // only proposed
}

// Cover counts, for records of one list that keep reports true for, how many found a record on each other list.
func Cover(records []*Record, c *Clustering, list string, keep func(*Record) bool) []Coverage {
	at := positions(c, len(records))
	joined, proposed := map[int]map[string]bool{}, map[int]map[string]bool{}
	note := func(m map[int]map[string]bool, cluster int, list string) {
		if m[cluster] == nil {
			m[cluster] = map[string]bool{}
		}
		m[cluster][list] = true
	}
	for i, r := range records {
		note(joined, at[i], r.List)
	}
	for _, p := range c.Proposals {
		for other := range joined[at[p.B]] {
			note(proposed, at[p.A], other)
		}
		for other := range joined[at[p.A]] {
			note(proposed, at[p.B], other)
		}
	}
	counts := map[string]*Coverage{}
	total := 0
	for i, r := range records {
		if r.List != list || !keep(r) {
			continue
		}
		total++
		for other := range joined[at[i]] {
			count(counts, other).Found++
		}
		for other := range proposed[at[i]] {
			if !joined[at[i]][other] {
				count(counts, other).Proposed++
			}
		}
	}
	var out []Coverage
	for other, v := range counts {
		if other != list {
			v.List, v.Records, v.Other = list, total, other
			out = append(out, *v)
		}
	}
	slices.SortFunc(out, func(x, y Coverage) int {
		return cmp.Or(cmp.Compare(y.Found, x.Found), strings.Compare(x.Other, y.Other))
	})
	return out
}

func count(m map[string]*Coverage, key string) *Coverage {
	if m[key] == nil {
		m[key] = &Coverage{}
	}
	return m[key]
}

// Sample draws n joined pairs on evidence, the same for the same records and seed: a every pair within a
// cluster that is Same on that basis is drawn alike. It also returns among how many.
func Sample(c *Clustering, pairs []Pair, records, n int, seed uint64, basis Basis) (drawn []Pair, of int) {
	at := positions(c, records)
	var all []Pair
	for _, p := range pairs {
		if p.Verdict == Same && p.Basis == basis && at[p.A] == at[p.B] {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(x, y Pair) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	rnd := rand.New(rand.NewPCG(seed, 0))
	rnd.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:min(n, len(all))], len(all)
}
