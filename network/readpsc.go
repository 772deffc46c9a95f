package network

import (
	"cmp"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"math/big"
	"strings"
)

// pscBand reads the share in a nature of control of the UK register: ownership-of-shares-25-to-50-percent. The register's bands are more
// than 25 up to 50, more than 50 and less than 75, 75 and more (Companies Act 2006, Schedule 1A; the register's own enumeration).
func pscBand(nature string) (Share, bool) {
	switch {
	case strings.Contains(nature, "25-to-50-percent"):
		return Share{Min: big.NewRat(25, 1), Max: big.NewRat(50, 1), OpenMin: true}, true
	case strings.Contains(nature, "50-to-75-percent"):
		return Share{Min: big.NewRat(50, 1), Max: big.NewRat(75, 1), OpenMin: true, OpenMax: true}, true
	case strings.Contains(nature, "75-to-100-percent"):
		return Share{Min: big.NewRat(75, 1), Max: hundred}, true
	case strings.Contains(nature, "more-than-25-percent"):
		return Share{Min: big.NewRat(25, 1), Max: hundred, OpenMin: true}, true
	}
	return Share{}, false
}

// psc reads a record of the UK register of persons with significant control.
func (p *reader) psc(raw json.RawMessage) error {
	var r struct {
		Company string `json:"company_number"`
		Data    struct {
			Kind      string   `json:"kind"`
			Name      string   `json:"name"`
			Statement string   `json:"statement"`
			Natures   []string `json:"natures_of_control"`
			Notified  string   `json:"notified_on"`
			Ceased    string   `json:"ceased_on"`
			Elements  *struct {
				Forename string `json:"forename"`
				Middle   string `json:"middle_name"`
				Surname  string `json:"surname"`
			} `json:"name_elements"`
			Identification *struct {
				Number string `json:"registration_number"`
				Place  string `json:"country_registered"`
			} `json:"identification"`
			Links struct {
				Self string `json:"self"`
			} `json:"links"`
		} `json:"data"`
	}
	if err := json.Unmarshal(raw, &r); err != nil {
		return err
	}
	d := &r.Data
	if r.Company == "" {
		p.warn("a record of kind %q without company number; left out", d.Kind)
		return nil
	}
	company := "GB-COH-" + strings.TrimLeft(r.Company, "0")
	p.g.Nodes[p.g.Node(company)].Schema = "Company"
	switch {
	case strings.Contains(d.Kind, "statement"):
		p.warn("%s: the register says: %s", company, cmp.Or(d.Statement, d.Kind))
		return nil
	case strings.Contains(d.Kind, "exemptions"), strings.Contains(d.Kind, "totals#"):
		return nil
	case !strings.Contains(d.Kind, "person"):
		p.warn("%s: a record of kind %q is not known; the party is kept, what it holds is unknown", company, d.Kind)
	}
	owner := cmp.Or(d.Links.Self, "psc:"+r.Company+":"+d.Name)
	schema := "Person"
	name := d.Name
	if e := d.Elements; e != nil && name == "" {
		name = strings.Join(strings.Fields(e.Forename+" "+e.Middle+" "+e.Surname), " ")
	}
	if strings.Contains(d.Kind, "corporate") || strings.Contains(d.Kind, "legal-person") {
		schema = "LegalEntity"
		if i := d.Identification; i != nil && i.Number != "" && (i.Place == "" || strings.Contains(strings.ToLower(i.Place), "united kingdom") || strings.Contains(strings.ToLower(i.Place), "england") ||
			strings.Contains(strings.ToLower(i.Place), "wales") || strings.Contains(strings.ToLower(i.Place), "scotland")) {
			owner = "GB-COH-" + strings.TrimLeft(strings.ToUpper(i.Number), "0")
		}
	}
	if strings.Contains(d.Kind, "super-secure") {
		name = "a person whose name the register keeps secret"
	}
	n := &p.g.Nodes[p.g.Node(owner)]
	n.Schema, n.Caption = schema, cmp.Or(name, n.Caption)
	e := Edge{From: p.g.Node(owner), To: p.g.Node(company), Start: d.Notified, End: d.Ceased, Source: cmp.Or("UK PSC register "+d.Links.Self, p.source())}
	if len(d.Natures) == 0 {
		e.Kind, e.Share = Ownership, UnknownShare("the register gives no nature of control")
		p.g.Add(e)
	}
	for _, nature := range d.Natures {
		e.Role, e.Kind, e.Share = nature, Control, Share{}
		if b, ok := pscBand(nature); ok {
			e.Share, e.Kind = b, Ownership
			if strings.HasPrefix(nature, "voting-rights") {
				e.Kind = Votes
			}
		}
		p.g.Add(e)
	}
	return nil
}

// gleifRecord is a relationship between two holders of a LEI: the start node is the child.
type gleifRecord struct {
	Start   string        `json:"-" xml:"Relationship>StartNode>NodeID"`
	End     string        `json:"-" xml:"Relationship>EndNode>NodeID"`
	Type    string        `json:"-" xml:"Relationship>RelationshipType"`
	Status  string        `json:"-" xml:"Relationship>RelationshipStatus"`
	Periods []gleifPeriod `json:"-" xml:"Relationship>RelationshipPeriods>RelationshipPeriod"`
	Quants  []gleifQuant  `json:"-" xml:"Relationship>RelationshipQuantifiers>RelationshipQuantifier"`
	Sources string        `json:"-" xml:"Registration>ValidationReference"`
}

type gleifPeriod struct {
	Start string `json:"StartDate" xml:"StartDate"`
	End   string `json:"EndDate" xml:"EndDate"`
	Type  string `json:"PeriodType" xml:"PeriodType"`
}

type gleifQuant struct {
	Method string `json:"MeasurementMethod" xml:"MeasurementMethod"`
	Amount string `json:"QuantifierAmount" xml:"QuantifierAmount"`
	Units  string `json:"QuantifierUnits" xml:"QuantifierUnits"`
}

// gleif reads a relationship record as JSON.
func (p *reader) gleif(raw json.RawMessage) error {
	var in struct {
		Relationship struct {
			StartNode, EndNode                   struct{ NodeID string }
			RelationshipType, RelationshipStatus string
			RelationshipPeriods                  []gleifPeriod
			RelationshipQuantifiers              []gleifQuant
		}
		Registration struct{ ValidationReference string }
	}
	if err := json.Unmarshal(raw, &in); err != nil {
		return err
	}
	r := &in.Relationship
	return p.gleifAdd(&gleifRecord{r.StartNode.NodeID, r.EndNode.NodeID, r.RelationshipType, r.RelationshipStatus, r.RelationshipPeriods, r.RelationshipQuantifiers, in.Registration.ValidationReference})
}

// gleifXML reads the concatenated file of relationship records.
func (p *reader) gleifXML(r io.Reader) error {
	dec := xml.NewDecoder(r)
	found := false
	for {
		t, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		start, ok := t.(xml.StartElement)
		if !ok || start.Name.Local != "RelationshipRecord" {
			continue
		}
		var rec gleifRecord
		if err := dec.DecodeElement(&rec, &start); err != nil {
			return err
		}
		p.record++
		found = true
		if err := p.gleifAdd(&rec); err != nil {
			return err
		}
	}
	if !found {
		return errors.New("XML without relationship records of the GLEIF")
	}
	return nil
}

// gleifAdd adds a record. Accounting consolidation means that the parent controls the child under its accounting standard, mostly by a
// majority; the record gives no share.
func (p *reader) gleifAdd(r *gleifRecord) error {
	if r.Start == "" || r.End == "" {
		p.warn("a relationship without start or end node; left out")
		return nil
	}
	e := Edge{From: p.g.Node(r.End), To: p.g.Node(r.Start), Role: r.Type, Source: cmp.Or("GLEIF "+r.Sources, p.source())}
	for _, period := range r.Periods {
		if period.Type == "RELATIONSHIP_PERIOD" {
			e.Start, e.End = day10(period.Start), day10(period.End)
		}
	}
	if r.Status == "INACTIVE" && e.End == "" {
		p.warn("the relationship of %s to %s is inactive; left out", r.Start, r.End)
		return nil
	}
	switch r.Type {
	case "IS_DIRECTLY_CONSOLIDATED_BY":
		e.Kind, e.Share = Ownership, UnknownShare("accounting consolidation, without a share")
		for _, q := range r.Quants {
			if s, err := ParseShare(q.Amount); err == nil && strings.Contains(strings.ToUpper(q.Units), "PERCENT") {
				e.Share = s
			}
		}
	case "IS_ULTIMATELY_CONSOLIDATED_BY":
		e.Kind = Link // follows from the direct ones
	case "IS_INTERNATIONAL_BRANCH_OF":
		e.Kind, e.Share = Ownership, Exactly(hundred)
	default: // IS_FUND-MANAGED_BY, IS_SUBFUND_OF, IS_FEEDER_TO
		e.Kind = Link
	}
	p.g.Add(e)
	return nil
}

// gleifException notes why a parent is not reported.
func (p *reader) gleifException(raw json.RawMessage) error {
	var x struct{ LEI, ExceptionCategory, ExceptionReason string }
	if err := json.Unmarshal(raw, &x); err != nil {
		return err
	}
	p.g.Node(x.LEI)
	p.warn("%s reports no %s: %s", x.LEI, x.ExceptionCategory, x.ExceptionReason)
	return nil
}
