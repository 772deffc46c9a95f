package interchange

import (
	"cmp"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// graph is a set of entities under the ids with which they came.
type graph struct {
	list  string
	nodes map[string]*node
	pub   *lists.Publication
	links []link // reverse links, resolved when all entities are known
}

type node struct {
	*ftm.Entity
	former []string
}

// link says that the entity named from refers to entity to with property prop.
type link struct{ from, prop, to string }

func newGraph(list string) *graph {
	return &graph{list: list, nodes: map[string]*node{}, pub: &lists.Publication{}}
}

// renamed are properties that older versions of the model had under another name.
var renamed = map[string]string{"Passport.passportNumber": "number"}

// node returns the entity with that id. Of two schemata for one entity the more special is kept.
func (g *graph) node(id, schema string) *node {
	s := ftm.Lookup(schema)
	if s == nil {
		g.pub.UnknownAt("schema " + schema)
		s = ftm.MustLookup("LegalEntity") // so that it can be found
	}
	n := g.nodes[id]
	if n == nil {
		n = &node{Entity: &ftm.Entity{ID: id, Schema: s}}
		g.nodes[id] = n
	} else if s.Is(n.Schema.Name) {
		n.Schema = s
	}
	return n
}

// add adds a value. A property that the schema does not have is counted and kept as a note.
func (g *graph) add(n *node, s ftm.Statement) {
	p := n.Schema.Prop(s.Prop)
	if p == nil {
		if now, ok := renamed[n.Schema.Name+"."+s.Prop]; ok {
			s.Prop = now
		} else {
			g.pub.UnknownAt(n.Schema.Name + "." + s.Prop)
			n.note(s.Prop + ": " + s.Text())
			return
		}
		p = n.Schema.Prop(s.Prop)
	}
	switch {
	case p.Type.Name == "entity" && isReverse(p):
		if s.Text() != "" {
			g.links = append(g.links, link{s.Text(), p.Reverse, n.ID})
		}
	case p.Type.Name == "entity":
		n.Put(ftm.Statement{Prop: s.Prop, Value: strings.TrimSpace(s.Text())})
	default:
		n.Put(s)
	}
}

// note keeps a text with an entity of any schema.
func (n *node) note(text string) {
	for _, prop := range []string{"notes", "summary", "description"} {
		if n.Schema.Prop(prop) != nil {
			n.Add(prop, text)
			return
		}
	}
	n.Statements = append(n.Statements, ftm.Statement{Prop: anyProp(n.Schema), Original: text})
}

// anyProp is for the few schemata without room for notes (Mention, Page, Similar).
func anyProp(s *ftm.Schema) string {
	for _, p := range s.Props() {
		if p.Type.Name == "text" || p.Type.Name == "string" {
			return p.Name
		}
	}
	return s.Props()[0].Name
}

// reverseThings are the properties that only mirror one of another Thing. Those that mirror a property of an
// Interval (sanctions, ownershipOwner, ...) are told by their range.
var reverseThings = map[string]bool{"things": true, "mentionedEntities": true, "proven": true, "responses": true,
	"children": true, "descendants": true, "contractAuthority": true, "cryptoWallets": true, "emailsReceived": true,
	"emailsSent": true, "mentionedBy": true, "operatedVehicles": true, "ownedVehicles": true, "securities": true,
	"subsidiaries": true, "userAccounts": true, "bankAccounts": true, "positions": true, "pages": true, "images": true,
	"contracts": true, "subunits": true, "subdivisions": true, "candidateSimilars": true, "matchSimilars": true,
	"noteEntities": true}

// forwardIntervals are the properties that do refer to an Interval.
var forwardIntervals = map[string]bool{"project": true, "callForTenders": true, "inReplyToMessage": true}

// isReverse reports whether the property is the other side of one that holds the value.
func isReverse(p *ftm.Property) bool {
	if reverseThings[p.Name] {
		return true
	}
	r := ftm.Lookup(p.Range)
	return r != nil && r.Is("Interval") && !forwardIntervals[p.Name]
}

const datasetMark = "dataset:"

// dataset notes where the entity comes from, if that is not this list.
func (g *graph) dataset(n *node, name string) {
	if name == "" || name == g.list {
		return
	}
	for _, prop := range []string{"keywords", "publisher"} {
		if n.Schema.Prop(prop) != nil {
			n.Add(prop, datasetMark+name)
			return
		}
	}
}

// ownRecord reports whether entities of the schema are records: what a person can look for by itself.
func ownRecord(s *ftm.Schema) bool {
	if !s.Matchable {
		return false
	}
	for _, part := range []string{"Address", "BankAccount", "CryptoWallet", "Security", "UserAccount"} {
		if s.Is(part) && !s.Is("LegalEntity") {
			return false
		}
	}
	return true
}

// refs returns the ids that the entity refers to, those at the ends of an edge first.
func (n *node) refs() []string {
	var ends, others []string
	for _, s := range n.Statements {
		p := n.Schema.Prop(s.Prop)
		if p == nil || p.Type.Name != "entity" || s.Value == "" {
			continue
		}
		if e := n.Schema.Edge; e != nil && s.Prop == e.Source {
			ends = slices.Insert(ends, 0, s.Value)
		} else if e != nil && s.Prop == e.Target {
			ends = append(ends, s.Value)
		} else {
			others = append(others, s.Value)
		}
	}
	return append(ends, others...)
}

// publication makes the records.
func (g *graph) publication() *lists.Publication {
	for _, l := range g.links {
		if from := g.nodes[l.from]; from != nil && from.Schema.Prop(l.prop) != nil {
			from.Put(ftm.Statement{Prop: l.prop, Value: l.to})
		} else {
			if to := g.nodes[l.to]; to != nil {
				to.note("referred to by " + l.from + " as " + l.prop)
			}
		}
	}
	g.links = nil
	ids := make([]string, 0, len(g.nodes))
	for id, n := range g.nodes {
		n.Sort() // FollowTheMoney has sets of values; their order says nothing
		ids = append(ids, id)
	}
	slices.Sort(ids)
	home := g.homes(ids)
	members := map[string][]string{}
	for _, id := range ids {
		members[home[id]] = append(members[home[id]], id)
	}
	renumber := func(id string) string {
		if h := home[id]; h != "" && h != id {
			return g.attachedID(h, id)
		}
		return g.entityID(id)
	}
	for _, id := range ids {
		if home[id] != id {
			continue
		}
		r := &lists.Record{ID: strings.TrimPrefix(g.entityID(id), g.list+":"), Former: g.formerOf(id)}
		for _, member := range members[id] {
			r.Entities = append(r.Entities, g.nodes[member].renumbered(renumber))
		}
		own := slices.IndexFunc(members[id], func(m string) bool { return m == id })
		target := r.Entities[own]
		r.Entities = slices.Insert(slices.Delete(r.Entities, own, own+1), 0, target)
		g.pub.Records = append(g.pub.Records, r)
	}
	return g.pub
}

func (g *graph) formerOf(id string) []string {
	former := slices.Clone(g.nodes[id].former)
	slices.Sort(former)
	return slices.DeleteFunc(slices.Compact(former), func(f string) bool { return f == id || f == "" })
}

// A slash separates the ids of record and attached entity, so one inside an id is written otherwise.
var (
	escaper   = strings.NewReplacer("%", "%25", "/", "%2F")
	unescaper = strings.NewReplacer("%2F", "/", "%25", "%")
)

// entityID leaves an id that was exported from this list before.
func (g *graph) entityID(id string) string {
	if strings.HasPrefix(id, g.list+":") {
		return id
	}
	return lists.EntityID(g.list, escaper.Replace(id))
}

func (g *graph) attachedID(home, id string) string {
	h := g.entityID(home) + "/"
	if strings.HasPrefix(id, h) {
		return id
	}
	return h + escaper.Replace(id)
}

// plainID takes the list and the record off an id.
func plainID(id, list string) string {
	rest, ok := strings.CutPrefix(id, list+":")
	if !ok {
		return id
	}
	if _, attached, ok := strings.Cut(rest, "/"); ok {
		rest = attached
	}
	return unescaper.Replace(rest)
}

func (n *node) renumbered(renumber func(string) string) *ftm.Entity {
	e := &ftm.Entity{ID: renumber(n.ID), Schema: n.Schema, Statements: slices.Clone(n.Statements)}
	for i, s := range e.Statements {
		if p := n.Schema.Prop(s.Prop); p != nil && p.Type.Name == "entity" && s.Value != "" {
			e.Statements[i].Value = renumber(s.Value)
		}
	}
	return e
}

// homes finds for each entity the record that it belongs to: itself, or what it refers to, or what refers to it, or
// over further entities. Of several the first end of an edge is taken, one with topics before one without. An entity
// that belongs to nothing is a record by itself, so that nothing is lost.
func (g *graph) homes(ids []string) map[string]string {
	home := make(map[string]string, len(ids))
	var rest []string
	for _, id := range ids {
		if ownRecord(g.nodes[id].Schema) {
			home[id] = id
		} else {
			rest = append(rest, id)
		}
	}
	if len(rest) == 0 {
		return home
	}
	referrers := map[string][]string{}
	for _, id := range ids {
		for _, to := range g.nodes[id].refs() {
			referrers[to] = append(referrers[to], id)
		}
	}
	for len(rest) > 0 {
		found := map[string]string{}
		for _, id := range rest {
			n := g.nodes[id]
			if h := g.bestHome(n.refs(), home); h != "" {
				found[id] = h
			} else if h := g.bestHome(referrers[id], home); h != "" {
				found[id] = h
			}
		}
		if len(found) == 0 {
			for _, id := range rest {
				home[id] = id
			}
			break
		}
		for id, h := range found {
			home[id] = h
		}
		rest = slices.DeleteFunc(rest, func(id string) bool { return found[id] != "" })
	}
	return home
}

func (g *graph) bestHome(candidates []string, home map[string]string) string {
	best := ""
	for _, c := range candidates {
		h := home[c]
		if h == "" {
			continue
		}
		if g.nodes[h].First("topics") != "" {
			return h
		}
		best = cmp.Or(best, h)
	}
	return best
}
