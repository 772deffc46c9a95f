package network

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
)

// caseJSON is a network as JSON: edges, and who is listed. Flow problems carry ownership as triples and money as flows.
type caseJSON struct {
	ID         string              `json:"id"`
	Listed     []string            `json:"listed"`
	Already    []string            `json:"already_listed"`
	Edges      []edgeJSON          `json:"edges"`
	Joint      [][]string          `json:"joint_arrangements"`
	Programmes map[string]any      `json:"programmes"`
	Ownership  []json.RawMessage   `json:"ownership"`
	Flows      []edgeJSON          `json:"flows"`
	Unit       string              `json:"unit"`
	Title      string              `json:"title"`
	Candidates []string            `json:"candidates"`
	Nodes      []nodeJSON          `json:"nodes"`
	Lists      map[string][]string `json:"lists"`
}

type nodeJSON struct {
	ID      string `json:"id"`
	Caption string `json:"caption"`
	Name    string `json:"name"`
	Schema  string `json:"schema"`
	Listed  bool   `json:"listed"`
}

type edgeJSON struct {
	From     string     `json:"from"`
	To       string     `json:"to"`
	Owner    string     `json:"owner"`
	Company  string     `json:"company"`
	Asset    string     `json:"asset"`
	Kind     string     `json:"kind"`
	Share    anyText    `json:"share"`
	Percent  anyText    `json:"percentage"`
	Min      anyText    `json:"min"`
	Max      anyText    `json:"max"`
	OpenMin  bool       `json:"exclusive_min"`
	OpenMax  bool       `json:"exclusive_max"`
	Start    string     `json:"valid_from"`
	End      string     `json:"valid_to"`
	Since    string     `json:"since"`
	Amount   anyText    `json:"amount"`
	Dollars  anyText    `json:"amount_usd"`
	Capacity anyText    `json:"capacity"`
	Currency string     `json:"currency"`
	Stance   string     `json:"stance"`
	Source   flexSource `json:"source"`
	Role     string     `json:"role"`
	Note     string     `json:"note"`
	Fact     string     `json:"fact"`
	Chance   *float64   `json:"probability"`
}

// anyText is a number or a text.
type anyText string

// UnmarshalJSON keeps a number as it is written.
func (t *anyText) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		var s string
		err := json.Unmarshal(b, &s)
		*t = anyText(s)
		return err
	}
	if string(b) == "null" {
		return nil
	}
	var n json.Number
	if err := json.Unmarshal(b, &n); err != nil {
		return fmt.Errorf("%s is neither text nor number", b)
	}
	*t = anyText(n.String())
	return nil
}

// flexSource is a source as text, or as an object of which the values are named.
type flexSource string

// UnmarshalJSON takes anything.
func (s *flexSource) UnmarshalJSON(b []byte) error {
	var text string
	if json.Unmarshal(b, &text) == nil {
		*s = flexSource(text)
		return nil
	}
	var fields map[string]any
	if json.Unmarshal(b, &fields) != nil {
		*s = flexSource(b)
		return nil
	}
	if url, ok := fields["url"].(string); ok && len(fields) == 1 {
		*s = flexSource(url)
		return nil
	}
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(fields)) {
		parts = append(parts, fmt.Sprintf("%s %v", k, fields[k]))
	}
	*s = flexSource(strings.Join(parts, ", "))
	return nil
}

// collection reads a file with several cases.
func (p *reader) collection(raw json.RawMessage) error {
	var c struct {
		Cases []json.RawMessage `json:"cases"`
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		return err
	}
	for _, one := range c.Cases {
		p.record++
		if err := p.cased(one); err != nil {
			return err
		}
	}
	return nil
}

// cased reads a case, if it is the one asked for or the file begins with it and none was asked for.
func (p *reader) cased(raw json.RawMessage) error {
	var c caseJSON
	if err := json.Unmarshal(raw, &c); err != nil {
		return err
	}
	p.cases = append(p.cases, c.ID)
	switch {
	case p.only != "" && c.ID != p.only:
		return nil
	case p.only == "" && len(p.cases) > 1:
		p.chosen, p.g = false, &Graph{}
		return nil
	}
	p.chosen = true
	for _, n := range c.Nodes {
		node := &p.g.Nodes[p.g.Node(n.ID)]
		node.Schema, node.Listed = n.Schema, n.Listed
		if text := cmp.Or(n.Caption, n.Name); text != "" {
			node.Caption = text
		}
	}
	for i := range c.Edges {
		if err := p.add(&c.Edges[i], Ownership, fmt.Sprintf("edge %d", i+1)); err != nil {
			return err
		}
	}
	for i, o := range c.Ownership {
		e, err := triple(o)
		if err != nil {
			return fmt.Errorf("ownership %d: %w", i+1, err)
		}
		if err := p.add(e, Ownership, fmt.Sprintf("ownership %d", i+1)); err != nil {
			return err
		}
	}
	for i := range c.Flows {
		f := &c.Flows[i]
		f.Amount = anyText(cmp.Or(string(f.Amount), string(f.Capacity)))
		if err := p.add(f, Payment, fmt.Sprintf("flow %d", i+1)); err != nil {
			return err
		}
	}
	for _, id := range append(c.Listed, c.Already...) {
		p.g.Nodes[p.g.Node(id)].Listed = true
	}
	p.g.Title, p.g.Unit = c.Title, c.Unit
	for _, id := range c.Candidates {
		p.g.Candidates = append(p.g.Candidates, p.g.Node(id))
	}
	if len(c.Flows) > 0 { // flow problems call the ends SOURCE and TARGET
		if n, ok := p.g.Find("SOURCE"); ok {
			p.g.Origins = []int{n}
		}
		if n, ok := p.g.Find("TARGET"); ok {
			p.g.Goals = []int{n}
		}
	}
	for id, v := range c.Programmes {
		p.g.Nodes[p.g.Node(id)].Programmes = append(p.g.Nodes[p.g.Node(id)].Programmes, fmt.Sprint(v))
	}
	for id, l := range c.Lists {
		p.g.Nodes[p.g.Node(id)].Lists = l
	}
	for _, ids := range c.Joint {
		var group []int
		for _, id := range ids {
			group = append(group, p.g.Node(id))
		}
		p.g.Joint = append(p.g.Joint, group)
	}
	return nil
}

// triple reads an ownership as owner, company and percent, or as an object.
func triple(raw json.RawMessage) (*edgeJSON, error) {
	var t []json.RawMessage
	if json.Unmarshal(raw, &t) != nil {
		e := &edgeJSON{}
		return e, json.Unmarshal(raw, e)
	}
	if len(t) != 3 {
		return nil, fmt.Errorf("%d values, want owner, company and percent", len(t))
	}
	e := &edgeJSON{}
	return e, errors.Join(json.Unmarshal(t[0], &e.From), json.Unmarshal(t[1], &e.To), json.Unmarshal(t[2], &e.Share))
}

// edge reads an edge that stands by itself.
func (p *reader) edge(raw json.RawMessage) error {
	var e edgeJSON
	if err := json.Unmarshal(raw, &e); err != nil {
		return err
	}
	return p.add(&e, Ownership, "")
}

var kindWords = map[string]Kind{"ownership": Ownership, "owns": Ownership, "shares": Ownership, "shareholding": Ownership, "equity": Ownership, "capital": Ownership,
	"votes": Votes, "voting": Votes, "voting_rights": Votes, "votingrights": Votes, "control": Control, "controls": Control, "board_majority": Control, "board": Control,
	"appoints_board": Control, "appointment_of_board": Control, "dominant_influence": Control, "significant_influence": Control, "power_to_use_assets": Control, "sole_control": Control,
	"directorship": Directorship, "director": Directorship, "directs": Directorship, "membership": Membership, "member": Membership, "family": Family, "associate": Associate,
	"representation": Representation, "represents": Representation, "employment": Employment, "employee": Employment, "succession": Succession, "loan": Debt, "debt": Debt, "lends": Debt, "credit": Debt,
	"payment": Payment, "pays": Payment, "flow": Payment, "donation": Payment, "repayment": Payment, "refinancing": Payment, "link": Link, "unknownlink": Link, "linked": Link}

// Repayment is the role of a payment by which a debt is paid back.
const Repayment = "repayment"

// ParseKind reads what an edge says.
func ParseKind(text string) (Kind, bool) {
	k, ok := kindWords[strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.TrimSpace(text)))]
	return k, ok
}

var stanceWords = map[string]Stance{"official": Official, "listed": Official, "registered": Registered, "register": Registered, "claimed": Claimed, "asserted": Claimed, "reported": Claimed, "press": Claimed,
	"alleged": Claimed, "denied": Denied, "annulled": Annulled, "retracted": Annulled}

// add checks an edge and adds it. What is wrong is an error that names the field.
func (p *reader) add(in *edgeJSON, usual Kind, where string) error {
	fail := func(field, format string, args ...any) error {
		if where != "" {
			field = where + ", " + field
		}
		return fmt.Errorf("%s: %s", field, fmt.Sprintf(format, args...))
	}
	from, to := cmp.Or(in.From, in.Owner), cmp.Or(in.To, in.Company, in.Asset)
	if from == "" {
		return fail("from", "the edge has no beginning")
	}
	if to == "" {
		return fail("to", "the edge from %s has no end", from)
	}
	e := Edge{From: p.g.Node(from), To: p.g.Node(to), Kind: usual, Start: cmp.Or(in.Start, in.Since), End: in.End, Currency: in.Currency,
		Source: cmp.Or(string(in.Source), strings.TrimSpace(p.source()+" "+where)), Fact: in.Fact, Sourced: in.Source != ""}
	if e.Role = cmp.Or(in.Role, in.Note); strings.EqualFold(in.Kind, "repayment") {
		e.Role = Repayment
	}
	if c := in.Chance; c != nil {
		if *c <= 0 || *c > 1 {
			return fail("probability", "%v is not above 0 and up to 1", *c)
		}
		e.Probability = *c
	}
	if in.Kind != "" {
		k, ok := ParseKind(in.Kind)
		if !ok {
			return fail("kind", "%q is no kind of edge", in.Kind)
		}
		e.Kind = k
	}
	for field, d := range map[string]string{"valid_from": e.Start, "valid_to": e.End} {
		if d != "" && !isDay(d) {
			return fail(field, "%q is no date; write 2024-12-31", d)
		}
	}
	if in.Stance != "" {
		s, ok := stanceWords[strings.ToLower(in.Stance)]
		if !ok {
			return fail("stance", "%q is none of official, registered, claimed, denied, annulled", in.Stance)
		}
		e.Stance = s
	}
	if text := cmp.Or(string(in.Amount), string(in.Dollars)); text != "" {
		amount, ok := decimal(text)
		if !ok || amount.Sign() < 0 {
			return fail("amount", "%q is no amount of money", text)
		}
		e.Amount = amount
		if in.Dollars != "" && in.Amount == "" {
			e.Currency = "USD"
		}
	}
	if e.Kind == Ownership || e.Kind == Votes {
		s, err := shareOf(in)
		if err != nil {
			return fail("share", "%v", err)
		}
		e.Share = s
	}
	p.g.Add(e)
	return nil
}

func shareOf(in *edgeJSON) (Share, error) {
	if text := cmp.Or(string(in.Share), string(in.Percent)); text != "" {
		s, err := ParseShare(text)
		return s, err
	}
	if in.Min == "" && in.Max == "" {
		return UnknownShare("the source gives no share"), nil
	}
	s := Share{Min: zero, Max: hundred, OpenMin: in.OpenMin, OpenMax: in.OpenMax}
	for text, end := range map[anyText]**big.Rat{in.Min: &s.Min, in.Max: &s.Max} {
		if text == "" {
			continue
		}
		one, err := ParseShare(string(text))
		if err != nil {
			return Share{}, err
		}
		*end = one.Min
	}
	if in.Min == in.Max {
		one, err := ParseShare(string(in.Min))
		return one, err
	}
	if s.Min.Cmp(s.Max) > 0 {
		return Share{}, fmt.Errorf("the lower bound %s is above the upper %s", in.Min, in.Max)
	}
	return s, nil
}

// isDay accepts a year, a month or a day.
func isDay(s string) bool {
	if len(s) != 4 && len(s) != 7 && len(s) != 10 {
		return false
	}
	for i := range len(s) {
		if i == 4 || i == 7 {
			if s[i] != '-' {
				return false
			}
		} else if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
