package network

import (
	"cmp"
	"encoding/json"
	"math/big"
	"strings"
)

// bodsJSON is a statement of the Beneficial Ownership Data Standard: 0.4 puts the content into recordDetails, 0.2 and 0.3 into the statement.
type bodsJSON struct {
	StatementID     string          `json:"statementID"`
	StatementID4    string          `json:"statementId"`
	RecordID        string          `json:"recordId"`
	RecordType      string          `json:"recordType"`
	RecordStatus    string          `json:"recordStatus"`
	StatementType   string          `json:"statementType"`
	StatementDate   string          `json:"statementDate"`
	Replaces        []string        `json:"replacesStatements"`
	IsComponent     bool            `json:"isComponent"`
	Details         *bodsJSON       `json:"recordDetails"`
	Name            string          `json:"name"`
	Names           []bodsName      `json:"names"`
	AlternateNames  []string        `json:"alternateNames"`
	PersonType      string          `json:"personType"`
	Subject         json.RawMessage `json:"subject"`
	InterestedParty json.RawMessage `json:"interestedParty"`
	Interests       []bodsInterest  `json:"interests"`
	Source          *bodsSource     `json:"source"`
}

type bodsName struct {
	FullName string `json:"fullName"`
}

type bodsSource struct {
	Type        []string `json:"type"`
	Description string   `json:"description"`
	URL         string   `json:"url"`
}

type bodsInterest struct {
	Type     string     `json:"type"`
	Details  string     `json:"details"`
	Level    string     `json:"interestLevel"`
	Indirect string     `json:"directOrIndirect"`
	Share    *bodsShare `json:"share"`
	Start    string     `json:"startDate"`
	End      string     `json:"endDate"`
}

type bodsShare struct {
	Exact   json.Number `json:"exact"`
	Minimum json.Number `json:"minimum"`
	Maximum json.Number `json:"maximum"`
	OpenMin exclusive   `json:"exclusiveMinimum"`
	OpenMax exclusive   `json:"exclusiveMaximum"`
}

// exclusive is in 0.4 a bound that is itself excluded, and before it whether the bound given is excluded.
type exclusive struct {
	yes   bool
	value json.Number
}

// UnmarshalJSON reads true, false or a number.
func (x *exclusive) UnmarshalJSON(b []byte) error {
	if string(b) == "true" || string(b) == "false" || string(b) == "null" {
		x.yes = string(b) == "true"
		return nil
	}
	x.yes = true
	return json.Unmarshal(b, &x.value)
}

// bodsKinds says what an interest is, by its type in the standard's code list; what is missing there is a link.
var bodsKinds = map[string]Kind{"shareholding": Ownership, "rightstosurplusassetsondissolution": Ownership, "rightstoprofitorincome": Ownership, "rightstosurplusassets": Ownership, "beneficiaryoflegalarrangement": Ownership,
	"votingrights": Votes, "appointmentofboard": Control, "seniormanagingofficial": Directorship, "boardmember": Directorship, "boardchair": Directorship, "otherinfluenceorcontrol": Control, "influenceorcontrol": Control,
	"controlviacompanyrulesorarticles": Control, "controlbylegalframework": Control, "conditionalrightsgrantedbycontract": Control, "rightsgrantedbycontract": Control, "settloroftrust": Control, "settlor": Control,
	"trustee": Control, "trusteeoftrust": Control, "protectoroftrust": Control, "protector": Control, "beneficiaryoftrust": Ownership, "nominee": Representation, "nominator": Control, "enjoymentanduseofassets": Link}

// bods reads a statement. Later statements replace those of the same record or those they name, so edges are kept until the end of the file.
func (p *reader) bods(raw json.RawMessage) error {
	var s bodsJSON
	if err := json.Unmarshal(raw, &s); err != nil {
		return err
	}
	id := cmp.Or(s.RecordID, s.StatementID, s.StatementID4)
	kind := strings.ToLower(cmp.Or(s.RecordType, s.StatementType))
	d := &s
	if s.Details != nil {
		d = s.Details
	}
	switch {
	case strings.HasPrefix(kind, "entity"), strings.HasPrefix(kind, "person"):
		n := &p.g.Nodes[p.g.Node(id)]
		n.Schema = "LegalEntity"
		if strings.HasPrefix(kind, "person") {
			n.Schema = "Person"
		}
		n.named(d.Name)
		for _, name := range d.Names {
			n.named(name.FullName)
		}
		n.named(d.AlternateNames...)
	case strings.HasPrefix(kind, "relationship"), strings.HasPrefix(kind, "ownershiporcontrol"):
		if p.later == nil {
			p.bodsLater()
		}
		p.relations = append(p.relations, bodsRelation{id: id, s: s, d: d, source: p.source()})
	default:
		p.warn("a statement of type %q is not known", kind)
	}
	return nil
}

type bodsRelation struct {
	id     string
	s      bodsJSON
	d      *bodsJSON
	source string
}

// bodsLater adds the relations once all statements are read: those that nothing replaces.
func (p *reader) bodsLater() {
	p.later = append(p.later, func() {
		last, replaced := map[string]int{}, map[string]bool{}
		for i, r := range p.relations {
			last[r.id] = i
			for _, id := range r.s.Replaces {
				replaced[id] = true
			}
		}
		for i, r := range p.relations {
			if last[r.id] == i && !replaced[r.id] && r.s.RecordStatus != "closed" {
				p.relation(&r)
			}
		}
	})
}

// reference reads whom a relation names: an id, or an object with it, or an unknown with its reason.
func reference(raw json.RawMessage) (id, unknown string) {
	if json.Unmarshal(raw, &id) == nil {
		return id, ""
	}
	var o struct {
		Entity      string `json:"describedByEntityStatement"`
		Person      string `json:"describedByPersonStatement"`
		Reason      string `json:"reason"`
		Description string `json:"description"`
		Unspecified *struct {
			Reason      string `json:"reason"`
			Description string `json:"description"`
		} `json:"unspecified"`
	}
	if json.Unmarshal(raw, &o) != nil {
		return "", ""
	}
	if o.Unspecified != nil {
		o.Reason, o.Description = o.Unspecified.Reason, o.Unspecified.Description
	}
	return cmp.Or(o.Entity, o.Person), strings.TrimSpace(o.Reason + " " + o.Description)
}

func (p *reader) relation(r *bodsRelation) {
	subject, _ := reference(r.d.Subject)
	party, unknown := reference(r.d.InterestedParty)
	if subject == "" {
		p.g.warn("%s: relation %s has no subject; left out", r.source, r.id)
		return
	}
	if party == "" {
		party = "unknown:" + r.id
		p.g.Nodes[p.g.Node(party)].Caption = strings.TrimSpace("unknown party " + unknown)
	}
	source := r.source
	stance := Registered
	if o := r.s.Source; o != nil {
		if len(o.Type) > 0 && (o.Type[0] == "selfDeclaration" || o.Type[0] == "thirdParty") {
			stance = Claimed
		}
		source = cmp.Or(strings.TrimSpace(o.Description+" "+o.URL), source)
	}
	if len(r.d.Interests) == 0 {
		p.g.Add(Edge{From: p.g.Node(party), To: p.g.Node(subject), Kind: Ownership, Share: UnknownShare("the statement names no interest"), Stance: stance, Source: source})
	}
	for _, in := range r.d.Interests {
		e := Edge{From: p.g.Node(party), To: p.g.Node(subject), Kind: Link, Role: cmp.Or(in.Type, in.Details), Start: day10(in.Start), End: day10(in.End), Stance: stance, Source: source}
		if k, ok := bodsKinds[strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(in.Type))]; ok {
			e.Kind = k
		} else if in.Type != "" {
			p.g.warn("%s: interest %q of %s is not in the code list; taken as a link", r.source, in.Type, r.id)
		}
		if cmp.Or(in.Indirect, in.Level) == "indirect" {
			e.Role += ", indirect"
		}
		if e.Kind == Ownership || e.Kind == Votes {
			e.Share = in.share(p, r)
		}
		p.g.Add(e)
	}
}

func day10(s string) string { return s[:min(len(s), 10)] }

func (in *bodsInterest) share(p *reader, r *bodsRelation) Share {
	if in.Share == nil {
		if b, ok := pscBand(in.Details); ok {
			return b
		}
		return UnknownShare("the statement gives no share")
	}
	if in.Share.Exact != "" {
		s, err := ParseShare(string(in.Share.Exact))
		if err != nil {
			p.g.warn("%s: %s: %v; taken as unknown", r.source, r.id, err)
			return UnknownShare(err.Error())
		}
		return s
	}
	s := Share{Min: zero, Max: hundred, OpenMin: in.Share.OpenMin.yes, OpenMax: in.Share.OpenMax.yes}
	bound := func(end **big.Rat, text json.Number) {
		if v, ok := new(big.Rat).SetString(string(text)); ok && v.Sign() >= 0 && v.Cmp(hundred) <= 0 {
			*end = v
		} else if text != "" {
			p.g.warn("%s: %s: %q is no share", r.source, r.id, text)
		}
	}
	bound(&s.Min, json.Number(cmp.Or(string(in.Share.Minimum), string(in.Share.OpenMin.value))))
	bound(&s.Max, json.Number(cmp.Or(string(in.Share.Maximum), string(in.Share.OpenMax.value))))
	if s.Min.Cmp(s.Max) > 0 {
		p.g.warn("%s: %s: the lower bound is above the upper; taken as unknown", r.source, r.id)
		return UnknownShare("the bounds contradict each other")
	}
	return s
}
