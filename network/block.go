package network

import (
	"fmt"
	"math/big"
	"slices"
	"sort"
	"strings"
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
	// Missing are the lists whose listings the rule counts, if none of them is loaded: nothing can be said then.
	Missing  []string `json:"missing,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
}

// solver has the runs of a question: one, or one for each listed party and those that act with it.
type solver struct {
	g      *Graph
	q      *Question
	stakes *Stakes
	listed map[int]bool
	groups []group
	sureOf map[int32]int   // by party blocked for sure: its first group
	mayOf  map[int32][]int // by party that is possibly blocked or listed: its groups
	work   int             // holdings that may still be looked at for pivotal statements
}

// group is listed parties of which the stakes are added, with its runs.
type group struct {
	members   map[int]bool
	sure, may *Run
}

// together are the listed parties of which the stakes are added.
func (q *Question) together(g *Graph) (out [][]int) {
	if q.Rule.Aggregate {
		return [][]int{q.Listed}
	}
	listed, taken := setOf(q.Listed), map[int]bool{}
	for _, joint := range g.Joint {
		if !slices.ContainsFunc(joint, func(n int) bool { return listed[n] }) {
			continue
		}
		for _, n := range joint { // each is treated as holding what all of them hold
			taken[n] = true
		}
		out = append(out, joint)
	}
	for _, n := range q.Listed {
		if !taken[n] {
			out = append(out, []int{n})
		}
	}
	return out
}

func setOf(list []int) map[int]bool {
	out := make(map[int]bool, len(list))
	for _, n := range list {
		out[n] = true
	}
	return out
}

func newSolver(g *Graph, q *Question, s *Stakes) *solver {
	v := &solver{g: g, q: q, stakes: s, listed: setOf(q.Listed), sureOf: map[int32]int{}, mayOf: map[int32][]int{}, work: mostWork}
	all := q.together(g)
	if !q.Rule.Aggregate { // who holds nothing blocks nobody
		all = slices.DeleteFunc(all, func(members []int) bool {
			return !slices.ContainsFunc(members, func(n int) bool { return s.first[n] < s.first[n+1] })
		})
	}
	for i, members := range all {
		k := group{setOf(members), s.sparseRun(q.Rule, lowest), s.sparseRun(q.Rule, highest)}
		if q.Rule.Aggregate {
			k.sure, k.may = s.NewRun(q.Rule, false), s.NewRun(q.Rule, true)
		}
		for _, n := range members {
			k.sure.Add(n)
			k.may.Add(n)
		}
		for _, n := range k.sure.Order {
			if _, known := v.sureOf[n]; !known && !k.members[int(n)] {
				v.sureOf[n] = i
			}
		}
		for _, n := range k.may.Order {
			v.mayOf[n] = append(v.mayOf[n], i)
		}
		v.groups = append(v.groups, k)
	}
	return v
}

// status is that of a party, and the group by which it has it.
func (v *solver) status(party int) (Status, int) {
	if v.listed[party] {
		return IsListed, -1
	}
	if i, ok := v.sureOf[int32(party)]; ok {
		return Blocked, i
	}
	for _, i := range v.mayOf[int32(party)] {
		if !v.groups[i].members[party] {
			return Possible, i
		}
	}
	return NotBlocked, -1
}

// Blocked works out what a rule says of the parties of a graph.
func (g *Graph) Blocked(q Question) *Answer {
	if q.Listed == nil {
		for i := range g.Nodes {
			if q.Rule.listedBy(&g.Nodes[i], q.AsOf) {
				q.Listed = append(q.Listed, i)
			}
		}
	}
	a := &Answer{Rule: q.Rule, AsOf: q.AsOf, InForce: q.AsOf == "" || q.Rule.InForce(q.AsOf), Warnings: g.Warnings, Entities: []Result{}, Listed: []string{}}
	if !a.InForce {
		a.Warnings = append([]string{fmt.Sprintf("rule %s is not in force on %s", q.Rule.ID, q.AsOf)}, a.Warnings...)
	}
	if len(q.Listed) == 0 && g.Lists != nil && len(q.Rule.Lists) > 0 && !slices.ContainsFunc(q.Rule.Lists, func(l string) bool { return slices.Contains(g.Lists, l) }) {
		a.Missing = q.Rule.Lists
		a.Warnings = append([]string{fmt.Sprintf("%s: nothing can be said, since it counts listings of %s, and that is not loaded", q.Rule.ID, strings.Join(a.Missing, " or "))}, a.Warnings...)
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
			v.prove(&r, in, v.groups[group].sure, group)
		case Possible:
			a.Possible++
			v.prove(&r, in, v.groups[group].may, group)
		}
		if status == Blocked || status == Possible {
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

// The statements that alone would change an answer are sought among so many holdings of a party, and with so much work for all parties.
const (
	maxCone  = 600
	mostWork = 20_000_000
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
	best := heldOf(zero, zero, false, false)
	var most *big.Rat
	for _, i := range v.reaching(in, party, group) {
		k := &v.groups[i]
		lo, hi := new(big.Rat), new(big.Rat)
		openLo, openHi := false, false
		for _, h := range in[party] {
			e := &v.g.Edges[v.stakes.edge[h.at]]
			if e.Kind != Ownership || int(h.owner) == party {
				continue
			}
			if k.sure.Has(int(h.owner)) {
				lo.Add(lo, e.Share.Min)
				openLo = openLo || e.Share.OpenMin
			}
			if k.may.Has(int(h.owner)) {
				hi.Add(hi, e.Share.Max)
				openHi = openHi || e.Share.OpenMax
			}
		}
		if most == nil || hi.Cmp(most) > 0 {
			most = hi
			best = heldOf(lo, hi, openLo, openHi)
		}
	}
	return best
}

// reaching are the groups that hold something of a party: the one by which it is blocked, or all that count among its owners.
func (v *solver) reaching(in [][]holding, party, group int) []int {
	if group >= 0 {
		return []int{group}
	}
	var out []int
	for _, h := range in[party] {
		for _, i := range v.mayOf[h.owner] {
			if !slices.Contains(out, i) {
				out = append(out, i)
			}
		}
	}
	slices.Sort(out)
	return out
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
		if seen[party] || v.groups[group].members[party] {
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
	case v.listed[e.From]:
		s.Why = "listed"
		if len(from.Lists) > 0 {
			s.Why += " on " + strings.Join(from.Lists, ", ")
		}
	case v.groups[group].members[e.From]:
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
	if v.work -= len(cone) * len(r.Proof); len(cone) > maxCone || v.work < 0 {
		r.Note = "statements that alone would change the answer were not sought: too many are involved"
		return
	}
	small, at := v.sub(cone)
	for i, edge := range r.steps {
		if slices.Contains(r.steps[:i], edge) {
			continue
		}
		rest := *small.g
		rest.Edges = slices.Clone(small.g.Edges)
		rest.Edges[slices.Index(cone, edge)].Stance = Annulled
		if s, _ := newSolver(&rest, small.q, rest.Stakes("", true)).status(at[r.party]); s != r.Status {
			r.Pivotal = append(r.Pivotal, r.Proof[i])
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
			if len(v.mayOf[h.owner]) == 0 || !v.matters(h.at) {
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
	for n := range v.listed {
		if i, ok := at[n]; ok {
			q.Listed = append(q.Listed, i)
		}
	}
	slices.Sort(q.Listed)
	for _, joint := range v.g.Joint {
		var group []int
		for _, n := range joint {
			group = append(group, place(n))
		}
		g.Joint = append(g.Joint, group)
	}
	return &solver{g: g, q: &q}, at
}
