package network

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
)

// ftmEdges says which properties of a schema are the ends of an edge.
var ftmEdges = map[string]struct {
	kind     Kind
	from, to string
}{
	"Ownership": {Ownership, "owner", "asset"}, "Control": {Control, "controller", "controlled"}, "Directorship": {Directorship, "director", "organization"},
	"Membership": {Membership, "member", "organization"}, "Family": {Family, "person", "relative"}, "Associate": {Associate, "person", "associate"},
	"Representation": {Representation, "agent", "client"}, "Employment": {Employment, "employee", "employer"}, "Succession": {Succession, "predecessor", "successor"},
	"Debt": {Debt, "creditor", "debtor"}, "Payment": {Payment, "payer", "beneficiary"}, "UnknownLink": {Link, "subject", "object"},
}

// ftm reads a FollowTheMoney entity.
func (p *reader) ftm(raw json.RawMessage) error {
	var in struct {
		ID         string              `json:"id"`
		Schema     string              `json:"schema"`
		Caption    string              `json:"caption"`
		Properties map[string][]string `json:"properties"`
		Datasets   []string            `json:"datasets"`
	}
	if err := json.Unmarshal(raw, &in); err != nil {
		return err
	}
	if in.ID == "" {
		return fmt.Errorf("an entity of schema %s has no id", in.Schema)
	}
	source := strings.Join(in.Datasets, ", ")
	if u := in.Properties["sourceUrl"]; len(u) > 0 {
		source = strings.TrimSpace(source + " " + u[0])
	}
	p.entity(in.ID, in.Schema, in.Caption, in.Properties, cmp.Or(source, p.source()), Registered)
	return nil
}

// AddEntities adds entities of a list's record to a graph: parties, and what the record says of how they are connected.
func (g *Graph) AddEntities(entities []*ftm.Entity, source string) {
	p := newReader(g, source, "")
	for _, e := range entities {
		p.entity(e.ID, e.Schema.Name, e.Caption(), e.Properties(), source, Official)
	}
	for _, f := range p.later {
		f()
	}
	for id := range p.sanctioned {
		p.topical = append(p.topical, id)
	}
	for _, id := range p.topical { // a record in force stands on its list on that day
		g.Nodes[g.Node(id)].addListing(true, "", "")
	}
}

func (p *reader) entity(id, schema, caption string, props map[string][]string, source string, usual Stance) {
	link, ok := ftmEdges[schema]
	switch {
	case schema == "Sanction":
		for _, of := range props["entity"] {
			n := &p.g.Nodes[p.g.Node(of)]
			n.Programmes = union(n.Programmes, props["program"])
			p.sanctioned[n.ID] = append(p.sanctioned[n.ID], [2]string{least(props["listingDate"], props["startDate"]), most(props["endDate"])})
		}
		return
	case !ok:
		if s := ftm.Lookup(schema); s != nil && !s.Is("Thing") && !s.Is("LegalEntity") && !s.Is("Asset") {
			return
		}
		n := &p.g.Nodes[p.g.Node(id)]
		n.Schema = schema
		n.named(caption)
		for _, prop := range []string{"name", "alias", "weakAlias", "previousName"} {
			n.named(props[prop]...)
		}
		if slices.Contains(props["topics"], "sanction") {
			p.topical = append(p.topical, id)
		}
		return
	}
	from, to := props[link.from], props[link.to]
	if len(from) == 0 || len(to) == 0 {
		p.warn("%s %s has no %s or no %s; left out", schema, id, link.from, link.to)
		return
	}
	e := Edge{Kind: link.kind, Stance: usual, Source: source, Sourced: true, Role: strings.Join(append(append(slices.Clone(props["role"]), props["controlType"]...), props["relationship"]...), "; "), Start: least(props["startDate"], props["date"]), End: most(props["endDate"])}
	if words := append(slices.Clone(props["status"]), props["stance"]...); len(words) > 0 {
		if s, ok := stanceWords[strings.ToLower(words[0])]; ok {
			e.Stance = s
		}
	}
	if link.kind == Ownership {
		p.ftmShare(&e, id, props)
	}
	if link.kind == Debt || link.kind == Payment {
		p.money(&e, id, props)
	}
	for _, f := range from {
		for _, t := range to {
			e.From, e.To = p.g.Node(f), p.g.Node(t)
			p.g.Add(e)
		}
	}
}

// listings puts together what an entity's topic and its sanctions say: the time of the sanctions, if they tell one; of a party that has only
// the topic, all of time.
func (p *reader) listings() {
	for id, spans := range p.sanctioned {
		n := &p.g.Nodes[p.g.Node(id)]
		for _, s := range spans {
			n.addListing(true, s[0], s[1])
		}
	}
	for _, id := range p.topical {
		if n := &p.g.Nodes[p.g.Node(id)]; len(p.sanctioned[id]) == 0 {
			n.addListing(true, "", "")
		}
	}
}

func (p *reader) ftmShare(e *Edge, id string, props map[string][]string) {
	if strings.Contains(strings.ToLower(strings.Join(props["ownershipType"], " ")), "vot") {
		e.Kind = Votes
	}
	switch given := props["percentage"]; {
	case len(given) > 0:
		s, err := ParseShare(given[0])
		if err != nil {
			p.warn("Ownership %s: %v; taken as unknown", id, err)
			s = UnknownShare(err.Error())
		}
		for _, more := range given[1:] {
			if other, err := ParseShare(more); err == nil && other.String() != s.String() {
				p.warn("Ownership %s: two shares, %s and %s; the band between them is taken", id, given[0], more)
				s = spanned(s, other)
			}
		}
		e.Share = s
	case len(props["sharesCount"]) > 0:
		e.Share = UnknownShare("a number of shares (" + props["sharesCount"][0] + ") without their total")
	default:
		e.Share = UnknownShare("the source gives no share")
	}
}

func spanned(a, b Share) Share {
	out := a
	if b.Min.Cmp(out.Min) < 0 {
		out.Min, out.OpenMin = b.Min, b.OpenMin
	}
	if b.Max.Cmp(out.Max) > 0 {
		out.Max, out.OpenMax = b.Max, b.OpenMax
	}
	return out
}

func (p *reader) money(e *Edge, id string, props map[string][]string) {
	for _, prop := range []string{"amount", "amountUsd", "amountEur"} {
		if v := props[prop]; len(v) > 0 {
			amount, ok := decimal(v[0])
			if !ok || amount.Sign() < 0 {
				p.warn("%s: %q is no amount of money", id, v[0])
				continue
			}
			e.Amount, e.Currency = amount, cmp.Or(strings.Join(props["currency"], ""), map[string]string{"amountUsd": "USD", "amountEur": "EUR"}[prop])
			return
		}
	}
}

func least(lists ...[]string) string {
	for _, l := range lists {
		if len(l) > 0 {
			return slices.Min(l)
		}
	}
	return ""
}

func most(l []string) string {
	if len(l) == 0 {
		return ""
	}
	return slices.Max(l)
}
