package network

import (
	"fmt"
	"math/big"
	"slices"
	"sort"
)

// Status is what a rule says of a party.
type Status string

// The statuses. Possible means: for some values within the bands, or if what is unknown turns out so.
const (
	IsListed   Status = "listed"
	Blocked    Status = "blocked"
	Possible   Status = "possible"
	NotBlocked Status = "not_blocked"
)

// Question is what to work out.
type Question struct {
	Rule     *Rule
	AsOf     string // ISO day, "" to take every edge
	Listed   []int  // nil for those the graph calls listed and whose lists the rule counts
	Claims   bool   // claimed statements count as well
	Entities []int  // answer for these only; nil for all
	Reached  bool   // answer only for those whom a listed party reaches, where the graph is large
}

// Result is the answer for one party.
type Result struct {
	ID      string `json:"id"`
	Caption string `json:"caption"`
	Status  Status `json:"status"`
	Share   *Held  `json:"share"` // held by listed and blocked parties in sum; of one of them where the rule does not add up
	Rule    string `json:"rule"`
	Proof   []Step `json:"proof"`
	Weakest *Step  `json:"weakest"`
	Pivotal []Step `json:"pivotal"` // statements without which, each alone, the status would be another
	Note    string `json:"note,omitempty"`
	party   int
	steps   []int32 // numbers of the edges of Proof
}

// Held is a share in percent: exact and decimal, or a band.
type Held struct {
	Exact   string   `json:"exact,omitempty"`
	Decimal *float64 `json:"decimal,omitempty"`
	Min     string   `json:"min,omitempty"`
	Max     string   `json:"max,omitempty"`
	OpenMin bool     `json:"moreThanMin,omitempty"`
	OpenMax bool     `json:"lessThanMax,omitempty"`
}

// String is the share for a reader.
func (h *Held) String() string {
	if h.Exact != "" {
		return h.Exact + " %"
	}
	from, to := h.Min, h.Max
	if h.OpenMin {
		from = "more than " + from
	}
	if h.OpenMax {
		to = "less than " + to
	}
	return from + " to " + to + " %"
}

// Step is one statement of a proof: the owner holds so much of the party, and the owner counts because of why.
type Step struct {
	Owner        string `json:"owner"`
	OwnerCaption string `json:"ownerCaption,omitempty"`
	Of           string `json:"of"`
	OfCaption    string `json:"ofCaption,omitempty"`
	Kind         Kind   `json:"kind"`
	Share        string `json:"share,omitempty"`
	Why          string `json:"why"`
	Stance       Stance `json:"stance"`
	Source       string `json:"source,omitempty"`
	Start        string `json:"start,omitempty"`
	End          string `json:"end,omitempty"`
	unsure       int    // the higher the less firm
}

// Answer is what a rule says of the parties of a graph.
type Answer struct {
	Rule     *Rule    `json:"rule"`
	AsOf     string   `json:"asOf,omitempty"`
	InForce  bool     `json:"ruleInForce"`
	Listed   []string `json:"listed"`
	Blocked  int      `json:"blocked"`
	Possible int      `json:"possible"`
	Entities []Result `json:"entities"`
	Warnings []string `json:"warnings,omitempty"`
}

// solver has the runs of a question: one, or one for each listed party and those that act with it.
type solver struct {
	g      *Graph
	q      *Question
	stakes *Stakes
	groups [][]int
	sure   []*Run // by group
	may    []*Run
}

// groups are the listed parties of which the stakes are added.
func (q *Question) groups(g *Graph) [][]int {
	if q.Rule.Aggregate {
		return [][]int{q.Listed}
	}
	var out [][]int
	taken := map[int]bool{}
	for _, joint := range g.Joint {
		var group []int
		if !slices.ContainsFunc(joint, func(n int) bool { return slices.Contains(q.Listed, n) }) {
			continue
		}
		for _, n := range joint {
			// each party to the arrangement is treated as holding what all of them hold
			group, taken[n] = append(group, n), true
		}
		out = append(out, group)
	}
	for _, n := range q.Listed {
		if !taken[n] {
			out = append(out, []int{n})
		}
	}
	return out
}

func newSolver(g *Graph, q *Question, s *Stakes) *solver {
	v := &solver{g: g, q: q, stakes: s, groups: q.groups(g)}
	if !q.Rule.Aggregate { // who holds nothing blocks nobody
		v.groups = slices.DeleteFunc(v.groups, func(group []int) bool {
			return !slices.ContainsFunc(group, func(n int) bool { return s.first[n] < s.first[n+1] })
		})
	}
	for _, group := range v.groups {
		sure, may := s.sparseRun(q.Rule, lowest), s.sparseRun(q.Rule, highest)
		if len(v.groups) == 1 {
			sure, may = s.NewRun(q.Rule, false), s.NewRun(q.Rule, true)
		}
		for _, n := range group {
			sure.Add(n)
			may.Add(n)
		}
		v.sure, v.may = append(v.sure, sure), append(v.may, may)
	}
	return v
}

// status is that of a party, and the group by which it has it.
func (v *solver) status(party int) (Status, int) {
	if slices.Contains(v.q.Listed, party) {
		return IsListed, -1
	}
	for i, r := range v.sure {
		if r.Has(party) && !slices.Contains(v.groups[i], party) {
			return Blocked, i
		}
	}
	for i, r := range v.may {
		if r.Has(party) && !slices.Contains(v.groups[i], party) {
			return Possible, i
		}
	}
	return NotBlocked, -1
}

// Blocked works out what a rule says of the parties of a graph.
func (g *Graph) Blocked(q Question) *Answer {
	if q.Listed == nil {
		for i := range g.Nodes {
			if q.Rule.listedBy(&g.Nodes[i]) {
				q.Listed = append(q.Listed, i)
			}
		}
	}
	a := &Answer{Rule: q.Rule, AsOf: q.AsOf, InForce: q.AsOf == "" || q.Rule.InForce(q.AsOf), Warnings: g.Warnings, Entities: []Result{}, Listed: []string{}}
	if !a.InForce {
		a.Warnings = append([]string{fmt.Sprintf("rule %s is not in force on %s", q.Rule.ID, q.AsOf)}, a.Warnings...)
	}
	v := newSolver(g, &q, g.Stakes(q.AsOf, q.Claims))
	in := v.stakes.holders(len(g.Nodes))
	wanted := q.Entities
	if wanted == nil {
		for i := range g.Nodes {
			wanted = append(wanted, i)
		}
	}
	for _, n := range q.Listed {
		a.Listed = append(a.Listed, g.Nodes[n].ID)
	}
	sort.Strings(a.Listed)
	pivots := 0
	for _, n := range wanted {
		status, group := v.status(n)
		if status == IsListed && q.Entities == nil || status == NotBlocked && q.Reached && len(in[n]) == 0 {
			continue
		}
		r := Result{ID: g.Nodes[n].ID, Caption: g.Nodes[n].Caption, Status: status, Rule: q.Rule.ID, Proof: []Step{}, Pivotal: []Step{}, party: n}
		r.Share = v.held(in, n, group)
		switch status {
		case Blocked:
			a.Blocked++
			v.prove(&r, in, v.sure[group], group)
		case Possible:
			a.Possible++
			v.prove(&r, in, v.may[group], group)
		}
		if pivots < maxPivots && (status == Blocked || status == Possible) {
			pivots++
			v.pivotal(&r, in)
		}
		a.Entities = append(a.Entities, r)
	}
	sort.SliceStable(a.Entities, func(i, j int) bool { return rankOf(a.Entities[i].Status) < rankOf(a.Entities[j].Status) })
	return a
}

func rankOf(s Status) int {
	return slices.Index([]Status{IsListed, Blocked, Possible, NotBlocked}, s)
}

// maxPivots is for how many parties the statements are sought that alone would change the answer, and maxCone from how many holdings.
const (
	maxPivots = 5000
	maxCone   = 600
)

// holding is a stake seen from what is held.
type holding struct {
	owner int32
	at    uint32 // in the columns of Stakes
}

// holders turns holdings around: by party held.
func (s *Stakes) holders(parties int) [][]holding {
	out := make([][]holding, parties)
	for owner := range parties {
		for k := s.first[owner]; k < s.first[owner+1]; k++ {
			out[s.to[k]] = append(out[s.to[k]], holding{int32(owner), k})
		}
	}
	return out
}

// held adds up what listed and blocked parties hold of a party: from what is sure to what is possible.
func (v *solver) held(in [][]holding, party, group int) *Held {
	best := &Held{}
	var most *big.Rat
	for i := range v.groups {
		if group >= 0 && i != group {
			continue
		}
		lo, hi := new(big.Rat), new(big.Rat)
		openLo, openHi := false, false
		for _, h := range in[party] {
			e := &v.g.Edges[v.stakes.edge[h.at]]
			if e.Kind != Ownership || int(h.owner) == party {
				continue
			}
			if v.sure[i].Has(int(h.owner)) {
				lo.Add(lo, e.Share.Min)
				openLo = openLo || e.Share.OpenMin
			}
			if v.may[i].Has(int(h.owner)) {
				hi.Add(hi, e.Share.Max)
				openHi = openHi || e.Share.OpenMax
			}
		}
		if most == nil || hi.Cmp(most) > 0 {
			most = hi
			best = heldOf(lo, hi, openLo, openHi)
		}
	}
	if most == nil {
		return heldOf(zero, zero, false, false)
	}
	return best
}

func heldOf(lo, hi *big.Rat, openLo, openHi bool) *Held {
	if lo.Cmp(hi) == 0 {
		f, _ := lo.Float64()
		return &Held{Exact: Percent(lo), Decimal: &f}
	}
	if hi.Cmp(hundred) > 0 {
		hi, openHi = hundred, false
	}
	return &Held{Min: Percent(lo), Max: Percent(hi), OpenMin: openLo, OpenMax: openHi}
}

// prove gathers the statements by which a party is blocked: of each party on the way the owners that count and were blocked before it, listed
// owners first.
func (v *solver) prove(r *Result, in [][]holding, run *Run, group int) {
	seen := map[int]bool{}
	var visit func(party int)
	visit = func(party int) {
		if seen[party] || slices.Contains(v.groups[group], party) {
			return
		}
		seen[party] = true
		var own []holding
		for _, h := range in[party] {
			if p := run.place(h.owner); p != 0 && p < run.place(int32(party)) && v.matters(h.at) {
				own = append(own, h)
			}
		}
		slices.SortFunc(own, func(a, b holding) int { return int(run.place(a.owner)) - int(run.place(b.owner)) })
		for _, h := range own {
			visit(int(h.owner))
		}
		for _, h := range own {
			r.steps = append(r.steps, v.stakes.edge[h.at])
			r.Proof = append(r.Proof, v.step(v.stakes.edge[h.at], group, run))
		}
	}
	visit(r.party)
	for i := range r.Proof {
		if r.Weakest == nil || r.Proof[i].unsure > r.Weakest.unsure {
			r.Weakest = &r.Proof[i]
		}
	}
}

// matters reports whether a holding can count under the rule at all.
func (v *solver) matters(at uint32) bool {
	return v.q.Rule.Control || v.stakes.flags[at]&(isControl|isVotes) == 0
}

func (v *solver) step(edge int32, group int, run *Run) Step {
	e := &v.g.Edges[edge]
	from, to := &v.g.Nodes[e.From], &v.g.Nodes[e.To]
	s := Step{Owner: from.ID, OwnerCaption: from.Caption, Of: to.ID, OfCaption: to.Caption, Kind: e.Kind, Stance: e.Stance, Source: e.Source, Start: e.Start, End: e.End}
	if e.Kind != Control {
		s.Share = e.Share.String()
	}
	s.unsure = 10 * slices.Index(stances, e.Stance)
	switch {
	case e.Kind == Control:
	case e.Share.Unknown != "":
		s.unsure += 2
	case !e.Share.Exact():
		s.unsure++
	}
	switch {
	case slices.Contains(v.q.Listed, e.From):
		s.Why = "listed"
		if len(from.Lists) > 0 {
			s.Why += " by " + fmt.Sprint(from.Lists)
		}
	case slices.Contains(v.groups[group], e.From):
		s.Why = "acts together with a listed party"
	case run.ends == lowest:
		s.Why = "itself blocked"
	default:
		s.Why = "itself possibly blocked"
	}
	return s
}

// pivotal finds the statements without which, each alone, the party would have another status.
func (v *solver) pivotal(r *Result, in [][]holding) {
	cone := v.cone(r.party, in)
	if len(cone) > maxCone {
		r.Note = fmt.Sprintf("statements that alone would change the answer were not sought among %d", len(cone))
		return
	}
	small, at := v.sub(cone)
	for _, edge := range r.steps {
		if slices.ContainsFunc(r.Pivotal, func(s Step) bool { return s == v.step(edge, 0, v.sure[0]) }) {
			continue
		}
		rest := *small.g
		rest.Edges = slices.Clone(small.g.Edges)
		i := slices.Index(cone, edge)
		rest.Edges[i].Stance = Annulled
		q := *small.q
		if s, _ := newSolver(&rest, &q, rest.Stakes("", true)).status(at[r.party]); s != r.Status {
			group, run := 0, v.sure[0]
			for k := range v.groups {
				if v.may[k].Has(v.g.Edges[edge].From) {
					group, run = k, v.sure[k]
				}
			}
			if !run.Has(v.g.Edges[edge].From) {
				run = v.may[group]
			}
			r.Pivotal = append(r.Pivotal, v.step(edge, group, run))
		}
	}
}

// cone is the holdings from which the status of a party follows.
func (v *solver) cone(party int, in [][]holding) []int32 {
	var out []int32
	seen := map[int32]bool{int32(party): true}
	queue := []int32{int32(party)}
	for len(queue) > 0 && len(out) <= maxCone {
		n := queue[0]
		queue = queue[1:]
		for _, h := range in[n] {
			if !slices.ContainsFunc(v.may, func(r *Run) bool { return r.Has(int(h.owner)) }) {
				continue
			}
			out = append(out, v.stakes.edge[h.at])
			if !seen[h.owner] {
				seen[h.owner] = true
				queue = append(queue, h.owner)
			}
		}
	}
	return out
}

// sub is a question about a few edges only.
func (v *solver) sub(edges []int32) (small *solver, at map[int]int) {
	g := &Graph{}
	at = map[int]int{}
	place := func(n int) int {
		i := g.Node(v.g.Nodes[n].ID)
		at[n] = i
		return i
	}
	for _, k := range edges {
		e := v.g.Edges[k]
		e.From, e.To = place(e.From), place(e.To)
		g.Edges = append(g.Edges, e)
	}
	q := *v.q
	q.Listed = nil
	for _, n := range v.q.Listed {
		if i, ok := at[n]; ok {
			q.Listed = append(q.Listed, i)
		}
	}
	for _, joint := range v.g.Joint {
		var group []int
		for _, n := range joint {
			group = append(group, place(n))
		}
		g.Joint = append(g.Joint, group)
	}
	return &solver{g: g, q: &q}, at
}
