package resolve

import (
	"cmp"
	"fmt"
	"slices"
)

// Set is what clustering must know of the records beside their pairs.
type Set interface {
	// Len is the number of records.
	Len() int
	// List is the number of a record's list.
	List(record int) int
	// Together reports whether two records of one list stood in one of its publications.
	Together(a, b int) bool
	// Find returns the position of a record by entity id.
	Find(id string) (int, bool)
}

// Clustering is the outcome: who is with whom, and what a person should look at.
type Clustering struct {
	Clusters  [][]int // of two records and more, each in order; ordered by their first
	Proposals []Pair  // between different clusters, best first; one for two clusters
	Warnings  []string
}

// margin is by how many bits the best partner on a list must lead the next one that the list tells apart.
const margin = 6.0

// Cluster joins records. Judgements of people come first: those that part two records hold always, those that join are
// taken newest first and left out, with a warning, where they contradict one that parts. Then come Same pairs:
// references, identifiers, evidence, each strongest first.
func Cluster(set Set, pairs []Pair, judgements []Judgement) *Clustering {
	c := &clusterer{set: set, pairs: make(map[uint64]*Pair, len(pairs)), parted: map[uint64]bool{},
		cluster: make([]int, set.Len()), members: make([][]int, set.Len()), out: &Clustering{}}
	for i := range c.cluster {
		c.cluster[i], c.members[i] = i, []int{i}
	}
	c.judge(judgements)
	same := make([]*Pair, 0, len(pairs)/2)
	for i := range pairs {
		p := &pairs[i]
		c.pairs[key(p.A, p.B)] = p
		if p.Verdict == Same {
			same = append(same, p)
		}
	}
	ambiguous := c.ambiguous(same)
	slices.SortFunc(same, strongest)
	for _, p := range same {
		if !ambiguous[key(p.A, p.B)] && c.mayJoin(p) {
			c.join(p.A, p.B)
		}
	}
	c.propose(pairs)
	for i, m := range c.members {
		if len(m) > 1 && c.cluster[i] == i {
			slices.Sort(m)
			c.out.Clusters = append(c.out.Clusters, m)
		}
	}
	slices.SortFunc(c.out.Clusters, func(x, y []int) int { return cmp.Compare(x[0], y[0]) })
	return c.out
}

func strongest(x, y *Pair) int {
	return cmp.Or(cmp.Compare(x.Basis, y.Basis), cmp.Compare(y.Bits, x.Bits), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
}

func key(a, b int) uint64 { return uint64(min(a, b))<<32 | uint64(max(a, b)) }

type clusterer struct {
	set     Set
	pairs   map[uint64]*Pair
	parted  map[uint64]bool // by people
	cluster []int           // of each record, the number of a record in it
	members [][]int
	judged  map[int][]int // records that people joined, by each of them
	out     *Clustering
}

func (c *clusterer) judge(judgements []Judgement) {
	var joins []Judgement
	for _, j := range Standing(judgements) {
		a, okA := c.set.Find(j.A)
		b, okB := c.set.Find(j.B)
		switch {
		case !okA || !okB: // of a list that is no longer loaded
		case j.Same:
			joins = append(joins, j)
		default:
			c.parted[key(a, b)] = true
		}
	}
	slices.Reverse(joins) // newest first
	for _, j := range joins {
		a, _ := c.set.Find(j.A)
		b, _ := c.set.Find(j.B)
		if c.partedBy(a, b) {
			c.out.Warnings = append(c.out.Warnings, fmt.Sprintf("judgement %d (%s and %s are the same) contradicts one that parts them and is left out", j.ID, j.A, j.B))
			continue
		}
		c.join(a, b)
	}
	c.judged = map[int][]int{}
	if len(joins) > 0 {
		for _, m := range c.members {
			for _, r := range m {
				if len(m) > 1 {
					c.judged[r] = slices.Clone(m)
				}
			}
		}
	}
}

// sameAs reports whether two records are Same, or any that people joined with them.
func (c *clusterer) sameAs(a, b int) bool {
	if q := c.pairs[key(a, b)]; q != nil && q.Verdict == Same {
		return true
	}
	if c.judged[a] == nil && c.judged[b] == nil {
		return false
	}
	for _, x := range append([]int{a}, c.judged[a]...) {
		for _, y := range append([]int{b}, c.judged[b]...) {
			if q := c.pairs[key(x, y)]; q != nil && q.Verdict == Same {
				return true
			}
		}
	}
	return false
}

// partedBy reports whether a person parted members of the clusters of two records.
func (c *clusterer) partedBy(a, b int) bool {
	if len(c.parted) == 0 {
		return false
	}
	for _, x := range c.members[c.cluster[a]] {
		for _, y := range c.members[c.cluster[b]] {
			if c.parted[key(x, y)] {
				return true
			}
		}
	}
	return false
}

func (c *clusterer) join(a, b int) {
	x, y := c.cluster[a], c.cluster[b]
	if x == y {
		return
	}
	if x > y {
		x, y = y, x
	}
	for _, m := range c.members[y] {
		c.cluster[m] = x
	}
	c.members[x] = append(c.members[x], c.members[y]...)
	c.members[y] = nil
}

// mayJoin reports whether every record of the one cluster may be every record of the other. A number joins where nothing
// bars it; evidence only where nothing at all speaks against it, a third of the pairs between the clusters are Same and
// two thirds at least Likely: one link is never enough for what has grown.
func (c *clusterer) mayJoin(p *Pair) bool {
	x, y := c.cluster[p.A], c.cluster[p.B]
	if x == y || c.partedBy(p.A, p.B) {
		return false
	}
	same, likely, all := 0, 0, 0
	for _, a := range c.members[x] {
		for _, b := range c.members[y] {
			all++
			q := c.pairs[key(a, b)]
			switch {
			case c.sameAs(a, b):
				same++
			case q == nil:
				if c.set.Together(a, b) {
					return false
				}
			case q.Opposed == Barred, q.Opposed == Doubted && p.Basis == ByEvidence:
				return false
			case q.Verdict == Likely:
				likely++
			}
		}
	}
	return p.Basis != ByEvidence || 3*same >= all && 3*(same+likely) >= 2*all
}

// ambiguous finds the Same pairs on evidence with a rival: another record of the same list, told apart by the list, that
// fits about as well.
func (c *clusterer) ambiguous(same []*Pair) map[uint64]bool {
	partners := map[int][]*Pair{}
	for _, p := range c.pairs {
		if p.Verdict >= Likely {
			partners[p.A] = append(partners[p.A], p)
			partners[p.B] = append(partners[p.B], p)
		}
	}
	out := map[uint64]bool{}
	for _, p := range same {
		if p.Basis == ByEvidence && (c.rival(p, p.A, p.B, partners[p.A]) || c.rival(p, p.B, p.A, partners[p.B])) {
			out[key(p.A, p.B)] = true
		}
	}
	return out
}

// rival looks among the partners of a record for one like another partner.
func (c *clusterer) rival(p *Pair, of, other int, partners []*Pair) bool {
	for _, q := range partners {
		r := q.A + q.B - of
		if r == other || r == of || c.set.List(r) != c.set.List(other) || q.Bits < p.Bits-margin {
			continue
		}
		between := c.pairs[key(r, other)]
		if between == nil && c.set.Together(r, other) || between != nil && between.Opposed == Barred {
			return true
		}
	}
	return false
}

// propose gathers what is likely but not joined, the best pair of two clusters, unless a person has spoken.
func (c *clusterer) propose(pairs []Pair) {
	best := map[uint64]*Pair{}
	for i := range pairs {
		p := &pairs[i]
		if p.Verdict < Likely || c.cluster[p.A] == c.cluster[p.B] || c.partedBy(p.A, p.B) {
			continue
		}
		k := key(c.cluster[p.A], c.cluster[p.B])
		if old := best[k]; old == nil || strongest(p, old) < 0 {
			best[k] = p
		}
	}
	for _, p := range best {
		c.out.Proposals = append(c.out.Proposals, *p)
	}
	slices.SortFunc(c.out.Proposals, func(x, y Pair) int {
		return cmp.Or(cmp.Compare(y.Verdict, x.Verdict), strongest(&x, &y))
	})
}
