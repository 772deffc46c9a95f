// Package network knows who owns, controls, directs and finances whom, and works out what follows: what is blocked by ownership or control
// under the rule of a regime on a day, who stands behind a company, and how two parties are connected.
//
// A Graph holds parties and edges; each edge is a statement with its source, its time and its stance. Rules are dated data (rules.tsv). All
// arithmetic of shares is exact: shares are rationals or bands, and what is blocked is the least fixed point of the rule, so that companies
// that own each other never hold themselves up.
package network

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// Kind is what an edge says.
type Kind string

// The kinds of edges, each from the first party to the second.
const (
	Ownership      Kind = "ownership"      // owns a share of
	Votes          Kind = "votes"          // holds a share of the votes of
	Control        Kind = "control"        // controls, by whatever means: appoints the board, dominates
	Directorship   Kind = "directorship"   // directs
	Membership     Kind = "membership"     // belongs to
	Family         Kind = "family"         // is related to
	Associate      Kind = "associate"      // is associated with
	Representation Kind = "representation" // acts for
	Employment     Kind = "employment"     // works for
	Succession     Kind = "succession"     // precedes
	Debt           Kind = "debt"           // lends to: from creditor to debtor, as the money goes
	Payment        Kind = "payment"        // pays
	Link           Kind = "link"           // is linked to
)

// Stance is how firm a statement is.
type Stance string

// The stances, firmest first. What is denied or annulled never counts.
const (
	Official   Stance = "official"   // stated by an authority
	Registered Stance = "registered" // in a register or filing
	Claimed    Stance = "claimed"    // reported, asserted
	Denied     Stance = "denied"
	Annulled   Stance = "annulled" // taken back by a court or the publisher
)

var stances = []Stance{Official, Registered, Claimed, Denied, Annulled}

// Node is a party.
type Node struct {
	ID, Caption, Schema string
	Names               []string // other names than the caption
	Listed              bool     // stands on a list itself
	Since, Until        string   // the first and the last day on a list, ISO, where the source tells; "" is open
	Lists               []string // on which, if known
	Programmes          []string
}

// Edge is a statement about two parties, by their numbers in the graph.
type Edge struct {
	From, To   int
	Kind       Kind
	Share      Share // of Ownership and Votes
	Amount     *big.Rat
	Currency   string
	Start, End string // the first and the last day, ISO, "" if open
	Stance     Stance
	Source     string // publication, file and line, or address
	Role       string // as the source words it

	Sourced     bool    // Source is one that the file names, not only the place in it
	Probability float64 // that the statement is right, where its source says so; 0: by its stance
	Fact        string  // joins rival versions of one fact, of which only one can be so
}

// Graph is parties and what is said of them.
type Graph struct {
	Nodes    []Node
	Edges    []Edge
	Joint    [][]int  // parties that act together
	Lists    []string // whose records it was made of; nil if it came from files alone
	Warnings []string // what could not be read, and what is odd

	Title      string
	Unit       string // of amounts that name no currency
	Candidates []int  // who could be designated, where the network says so
	Origins    []int  // where money comes from, where the network says so
	Goals      []int  // whom it reaches

	byID map[string]int
}

// Node returns the number of a party, which is added if it is new.
func (g *Graph) Node(id string) int {
	if n, ok := g.byID[id]; ok {
		return n
	}
	if g.byID == nil {
		g.byID = map[string]int{}
	}
	n := len(g.Nodes)
	g.byID[id] = n
	g.Nodes = append(g.Nodes, Node{ID: id, Caption: id})
	return n
}

// Alias makes an id mean a party that has another.
func (g *Graph) Alias(id string, party int) {
	if g.byID == nil {
		g.byID = map[string]int{}
	}
	g.byID[id] = party
}

// addListing notes a time on a list; several make one that spans them.
func (n *Node) addListing(listed bool, since, until string) {
	switch {
	case !listed:
	case !n.Listed:
		n.Listed, n.Since, n.Until = true, since, until
	default:
		n.Since = min(n.Since, since)
		if n.Until == "" || until == "" {
			n.Until = ""
		} else {
			n.Until = max(n.Until, until)
		}
	}
}

// Find returns the number of a party by its id.
func (g *Graph) Find(id string) (int, bool) {
	n, ok := g.byID[id]
	return n, ok
}

// named sets the caption of a party to the first of its names that is not empty and keeps the others.
func (n *Node) named(names ...string) {
	for _, name := range names {
		switch name = strings.TrimSpace(name); {
		case name == "" || name == n.Caption:
		case n.Caption == n.ID:
			n.Caption = name
		case !slices.Contains(n.Names, name):
			n.Names = append(n.Names, name)
		}
	}
}

// Named returns the parties of whom the id or a name is the text, case aside.
func (g *Graph) Named(text string) []int {
	if n, ok := g.byID[text]; ok {
		return []int{n}
	}
	var out []int
	for i := range g.Nodes {
		n := &g.Nodes[i]
		if strings.EqualFold(n.Caption, text) || slices.ContainsFunc(n.Names, func(name string) bool { return strings.EqualFold(name, text) }) {
			out = append(out, i)
		}
	}
	return out
}

// Add adds an edge. The stance is Registered if none is given.
func (g *Graph) Add(e Edge) {
	if e.Stance == "" {
		e.Stance = Registered
	}
	if e.Share.Min == nil {
		e.Share = UnknownShare("no share given")
	}
	g.Edges = append(g.Edges, e)
}

func (g *Graph) warn(format string, args ...any) {
	const most = 10_000
	if len(g.Warnings) < most {
		g.Warnings = append(g.Warnings, fmt.Sprintf(format, args...))
	}
}

// Merge adds all of another graph; parties of one id are one. A holding that both graphs state with the same share and time is one holding and
// not two parcels: it is left out the second time, with a warning.
func (g *Graph) Merge(other *Graph) {
	type fact struct {
		from, to   int
		kind       Kind
		share      string
		start, end string
	}
	stated := map[fact]bool{}
	factOf := func(e *Edge) fact { return fact{e.From, e.To, e.Kind, e.Share.String(), e.Start, e.End} }
	for i := range g.Edges {
		if e := &g.Edges[i]; e.Kind == Ownership || e.Kind == Votes {
			stated[factOf(e)] = true
		}
	}
	at := make([]int, len(other.Nodes))
	for i := range other.Nodes {
		o := &other.Nodes[i]
		n := g.Node(o.ID)
		at[i] = n
		mine := &g.Nodes[n]
		if o.Caption != o.ID {
			mine.named(o.Caption)
		}
		mine.named(o.Names...)
		mine.addListing(o.Listed, o.Since, o.Until)
		if mine.Schema == "" {
			mine.Schema = o.Schema
		}
		mine.Lists, mine.Programmes = union(mine.Lists, o.Lists), union(mine.Programmes, o.Programmes)
	}
	for _, e := range other.Edges {
		e.From, e.To = at[e.From], at[e.To]
		if stated[factOf(&e)] {
			g.warn("%s: %s of %s by %s is stated by another source already and counts once", e.Source, e.Share, g.Nodes[e.To].ID, g.Nodes[e.From].ID)
			continue
		}
		g.Edges = append(g.Edges, e)
	}
	for _, n := range other.Candidates {
		g.Candidates = append(g.Candidates, at[n])
	}
	for _, n := range other.Origins {
		g.Origins = append(g.Origins, at[n])
	}
	for _, n := range other.Goals {
		g.Goals = append(g.Goals, at[n])
	}
	g.Title, g.Unit = cmp.Or(g.Title, other.Title), cmp.Or(g.Unit, other.Unit)
	for _, group := range other.Joint {
		var mapped []int
		for _, n := range group {
			mapped = append(mapped, at[n])
		}
		g.Joint = append(g.Joint, mapped)
	}
	g.Warnings = append(g.Warnings, other.Warnings...)
}

func union(a, b []string) []string {
	for _, x := range b {
		if !slices.Contains(a, x) {
			a = append(a, x)
		}
	}
	return a
}

// ListedOn reports whether a party stands on a list on a day, or ever if the day is "".
func (n *Node) ListedOn(day string) bool {
	return n.Listed && (day == "" || (n.Since == "" || n.Since <= day) && (n.Until == "" || day <= n.Until))
}

// Listed returns the parties that stand on a list themselves on a day, or ever if the day is "".
func (g *Graph) Listed(day string) []int {
	var out []int
	for i := range g.Nodes {
		if g.Nodes[i].ListedOn(day) {
			out = append(out, i)
		}
	}
	return out
}

// On reports whether an edge holds on a day; every edge does if the day is "". A date without month or day stands for its whole span.
func (e *Edge) On(day string) bool {
	if day == "" {
		return true
	}
	return (e.Start == "" || e.Start <= day[:min(len(e.Start), len(day))]) && (e.End == "" || e.End >= day[:min(len(e.End), len(day))])
}

// Check notes what is odd in a graph as warnings: shares of more than 100 percent in sum, holdings in itself, dates reversed. Bad edges, which
// could only give wrong numbers, are dropped.
func (g *Graph) Check() {
	kept := g.Edges[:0]
	for _, e := range g.Edges {
		from, to := g.Nodes[e.From].ID, g.Nodes[e.To].ID
		switch {
		case e.Start != "" && e.End != "" && e.End < e.Start[:min(len(e.Start), len(e.End))]:
			g.warn("%s: %s of %s by %s ends (%s) before it begins (%s); left out", e.Source, e.Kind, to, from, e.End, e.Start)
			continue
		case e.From == e.To && (e.Kind == Ownership || e.Kind == Votes || e.Kind == Control):
			g.warn("%s: %s holds its own %s; left out, since nobody holds itself up", e.Source, to, e.Kind)
			continue
		}
		kept = append(kept, e)
	}
	g.Edges = kept
	sums := map[int]*big.Rat{}
	for i := range g.Edges {
		e := &g.Edges[i]
		if e.Kind == Ownership && e.End == "" && counts(e, true) && e.Share.Unknown == "" {
			if sums[e.To] == nil {
				sums[e.To] = new(big.Rat)
			}
			sums[e.To].Add(sums[e.To], e.Share.Min)
		}
	}
	for n := range g.Nodes {
		if s := sums[n]; s != nil && s.Cmp(hundred) > 0 {
			g.warn("the owners of %s hold %s %% in sum, more than 100: sources that contradict or repeat each other", g.Nodes[n].ID, Percent(s))
		}
	}
}

// counts reports whether a statement is firm enough: official and registered ones, and with all evidence claims as well.
func counts(e *Edge, all bool) bool {
	return e.Stance == Official || e.Stance == Registered || all && e.Stance == Claimed
}
