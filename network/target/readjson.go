package target

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// networkJSON is a network as JSON. Every field but flows may be missing.
type networkJSON struct {
	ID         string            `json:"id"`
	Title      string            `json:"title"`
	Unit       string            `json:"unit"`
	Note       string            `json:"note"`
	Rule       string            `json:"rule"`
	From       []string          `json:"from"`
	To         string            `json:"to"`
	Nodes      []nodeJSON        `json:"nodes"`
	Sources    []sourceJSON      `json:"sources"`
	Candidates []string          `json:"candidates"`
	Listed     []string          `json:"already_listed"`
	Ownership  []json.RawMessage `json:"ownership"`
	Flows      []flowJSON        `json:"flows"`
	Gaps       []string          `json:"gaps"`
}

type nodeJSON struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Kind string `json:"kind"`
	Note string `json:"note"`
}

type sourceJSON struct {
	ID       string      `json:"id"`
	Name     string      `json:"name"`
	URL      string      `json:"url"`
	Date     string      `json:"date"`
	Stance   string      `json:"stance"`
	Firmness json.Number `json:"firmness"`
}

// claimJSON is what flows and stakes say of themselves.
type claimJSON struct {
	Source      string      `json:"source"`
	Stance      string      `json:"stance"`
	Probability json.Number `json:"probability"`
	Fact        string      `json:"fact"`
	Note        string      `json:"note"`
	Basis       string      `json:"basis"`
	Date        string      `json:"date"`
}

type flowJSON struct {
	From     string      `json:"from"`
	To       string      `json:"to"`
	Capacity json.Number `json:"capacity"`
	Amount   json.Number `json:"amount"`
	Currency string      `json:"currency"`
	Kind     string      `json:"kind"`
	claimJSON
}

type stakeJSON struct {
	Owner   string          `json:"owner"`
	Asset   string          `json:"asset"`
	Share   json.RawMessage `json:"share"`
	Min     json.RawMessage `json:"min"`
	Max     json.RawMessage `json:"max"`
	Control bool            `json:"control"`
	claimJSON
}

// aside are fields of instances that are no part of the question.
var aside = map[string]bool{"expect": true, "semantics": true, "compare_gross": true}

// isEntity tells a FollowTheMoney entity from a network by its first value.
func isEntity(data []byte) bool {
	var e struct {
		Schema *string          `json:"schema"`
		Flows  *json.RawMessage `json:"flows"`
	}
	return json.NewDecoder(bytes.NewReader(data)).Decode(&e) == nil && e.Schema != nil && e.Flows == nil
}

// readNetwork reads a JSON network or an array of them.
func (r *Reader) readNetwork(data []byte) error {
	if data[0] == '{' {
		return r.addNetwork(data)
	}
	var all []json.RawMessage
	if err := strictJSON(data, &all); err != nil {
		return err
	}
	var known []string
	for _, one := range all {
		var head struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal(one, &head); err != nil {
			return fmt.Errorf("network %d: %w", len(known)+1, err)
		}
		if head.ID == r.Instance && head.ID != "" || len(all) == 1 && r.Instance == "" {
			return r.addNetwork(one)
		}
		known = append(known, head.ID)
	}
	if r.Instance == "" {
		return fmt.Errorf("holds %d networks; choose one with --instance: %s", len(all), strings.Join(known, ", "))
	}
	return fmt.Errorf("has no network %q; it holds %s", r.Instance, strings.Join(known, ", "))
}

// strictJSON reads one JSON value with nothing after it and says where it is broken.
func strictJSON(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	err := d.Decode(into)
	if err == nil && len(bytes.TrimSpace(data[d.InputOffset():])) > 0 {
		err = errors.New("something follows the JSON value")
	}
	if err != nil {
		var syntax *json.SyntaxError
		at := d.InputOffset()
		if errors.As(err, &syntax) {
			at = syntax.Offset
		}
		return fmt.Errorf("offset %d: %w", at, err)
	}
	return nil
}

func (r *Reader) addNetwork(data []byte) error {
	var in networkJSON
	if err := strictJSON(data, &in); err != nil {
		return err
	}
	r.unknownFields(data)
	n := &r.net
	n.Title, n.Unit, n.Note, r.ruleID = in.Title, in.Unit, in.Note, in.Rule
	for i, x := range in.Nodes {
		if err := ids(x.ID); err != nil {
			return fmt.Errorf("node %d: it has no id", i+1)
		}
		n.Nodes[n.AddNode(x.ID)] = Node(x)
	}
	for i, x := range in.Sources {
		if err := r.addSource(x); err != nil {
			return fmt.Errorf("source %d (%s): %w", i+1, shorten(x.ID), err)
		}
	}
	for i, f := range in.Flows {
		if err := r.addFlow(f); err != nil {
			return fmt.Errorf("flow %d from %q to %q: %w", i+1, shorten(f.From), shorten(f.To), err)
		}
	}
	for i, raw := range in.Ownership {
		if err := r.addStake(raw); err != nil {
			return fmt.Errorf("ownership %d: %w", i+1, err)
		}
	}
	for _, id := range in.Listed {
		r.list(id)
	}
	for _, id := range in.Candidates {
		n.Candidates = append(n.Candidates, n.AddNode(id))
	}
	n.Gaps = append(n.Gaps, in.Gaps...)
	return r.terminals(in)
}

// terminals sets source and target as said, or else the nodes called SOURCE and TARGET.
func (r *Reader) terminals(in networkJSON) error {
	n := &r.net
	n.To = NoNode
	if in.To == "" && n.NodeIndex("TARGET") != NoNode {
		in.To = "TARGET"
	}
	if len(in.From) == 0 && n.NodeIndex("SOURCE") != NoNode {
		in.From = []string{"SOURCE"}
	}
	if in.To != "" {
		if n.To = n.NodeIndex(in.To); n.To == NoNode {
			return fmt.Errorf("the target %q occurs nowhere in the network", shorten(in.To))
		}
	}
	for _, id := range in.From {
		v := n.NodeIndex(id)
		if v == NoNode {
			return fmt.Errorf("the origin %q occurs nowhere in the network", shorten(id))
		}
		n.From = append(n.From, v)
	}
	return nil
}

// unknownFields warns of what was not read.
func (r *Reader) unknownFields(data []byte) {
	var all, known map[string]json.RawMessage
	if json.Unmarshal(data, &all) != nil {
		return
	}
	empty, _ := json.Marshal(networkJSON{})
	_ = json.Unmarshal(empty, &known)
	for _, f := range slices.Sorted(maps.Keys(all)) {
		if _, ok := known[f]; !ok && !aside[f] {
			r.warn("unknown field", "%q was not read", shorten(f))
		}
	}
}

func (r *Reader) addSource(x sourceJSON) error {
	if err := ids(x.ID); err != nil {
		return errors.New("it has no id")
	}
	s := &r.net.Sources[r.source(x.ID)]
	s.URL, s.Date = x.URL, x.Date
	if x.Name != "" {
		s.Name = x.Name
	}
	var err error
	if x.Stance != "" {
		if s.Stance, err = stanceOf(x.Stance); err != nil {
			return err
		}
	}
	if x.Firmness != "" {
		s.Firmness, err = parseFirmness(x.Firmness.String())
	}
	return err
}

func (x claimJSON) read(r *Reader) (Claim, error) {
	note := x.Note
	if note == "" {
		note = x.Basis
	}
	return r.claim(x.Source, x.Stance, x.Probability.String(), x.Fact, note, x.Date)
}

func (r *Reader) addFlow(f flowJSON) error {
	amount := f.Capacity
	if amount == "" {
		amount = f.Amount
	}
	c, err := f.read(r)
	if err != nil {
		return err
	}
	return r.money(f.From, f.To, amount.String(), f.Currency, f.Kind, c)
}

// addStake reads [owner, asset, percent] or an object.
func (r *Reader) addStake(raw json.RawMessage) error {
	var s stakeJSON
	if row := bytes.TrimSpace(raw); len(row) > 0 && row[0] == '[' {
		var parts []json.RawMessage
		if err := json.Unmarshal(row, &parts); err != nil {
			return err
		}
		if len(parts) != 3 {
			return fmt.Errorf("a row has %d fields, not owner, asset and percent", len(parts))
		}
		if json.Unmarshal(parts[0], &s.Owner) != nil || json.Unmarshal(parts[1], &s.Asset) != nil {
			return errors.New("owner and asset must be texts")
		}
		s.Share = parts[2]
	} else if err := json.Unmarshal(raw, &s); err != nil {
		return err
	}
	c, err := s.read(r)
	if err != nil {
		return err
	}
	low, high := shareText(s.Min), shareText(s.Max)
	if exact := shareText(s.Share); exact != "" {
		low, high = exact, exact
	}
	if err := r.stake(s.Owner, s.Asset, low, high, s.Control, c); err != nil {
		return fmt.Errorf("of %q in %q: %w", shorten(s.Owner), shorten(s.Asset), err)
	}
	return nil
}

// shareText is a number or text as it stands.
func shareText(raw json.RawMessage) string {
	s := string(bytes.TrimSpace(raw))
	if s == "null" {
		return ""
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	return s
}
