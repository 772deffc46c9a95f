package network

import (
	_ "embed"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// Rule is one regime's rule of ownership and control.
type Rule struct {
	ID           string   `json:"id"`
	Jurisdiction string   `json:"jurisdiction,omitempty"`
	Authority    string   `json:"authority"`
	Threshold    *big.Rat `json:"-"` // percent
	Strict       bool     `json:"moreThan"`
	Aggregate    bool     `json:"aggregate"` // over all listed parties
	Control      bool     `json:"control"`   // control by other means counts
	Rebuttable   bool     `json:"rebuttable,omitempty"`
	Lists        []string `json:"lists,omitempty"`
	Programmes   []string `json:"programmes,omitempty"`
	Windows      []Window `json:"inForce,omitempty"` // none: always
	Note         string   `json:"note,omitempty"`
	Citations    []string `json:"citations,omitempty"`
}

// Window is a time in which a rule is in force; "" is open.
type Window struct {
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

//go:embed rules.tsv
var rulesTSV string

// Rules are all rules, in the order of the table.
var Rules = func() (out []Rule) {
	header := true
	for line := range strings.Lines(rulesTSV) {
		f := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if strings.HasPrefix(line, "#") || len(f) < 2 {
			continue
		}
		if header {
			header = false
			continue
		}
		r, err := parseRule(f)
		if err != nil {
			panic("network: rules.tsv: " + err.Error())
		}
		if i := slices.IndexFunc(out, func(o Rule) bool { return o.ID == r.ID }); i >= 0 {
			out[i].Windows = append(out[i].Windows, r.Windows...)
			out[i].Citations = union(out[i].Citations, r.Citations)
			out[i].Note += "; " + r.Note
			continue
		}
		out = append(out, r)
	}
	return out
}()

func parseRule(f []string) (Rule, error) {
	const columns = 14
	if len(f) != columns {
		return Rule{}, fmt.Errorf("%s: %d columns, want %d", f[0], len(f), columns)
	}
	for i := range f {
		if f[i] == "-" {
			f[i] = ""
		}
	}
	list := func(s, sep string) []string {
		if s == "" {
			return nil
		}
		return strings.Split(s, sep)
	}
	threshold, ok := new(big.Rat).SetString(f[3])
	if !ok || f[4] != ">" && f[4] != ">=" {
		return Rule{}, fmt.Errorf("%s: threshold %q %q", f[0], f[4], f[3])
	}
	r := Rule{ID: f[0], Jurisdiction: f[1], Authority: f[2], Threshold: threshold, Strict: f[4] == ">", Aggregate: f[5] == "yes", Control: f[6] == "yes",
		Rebuttable: f[7] == "yes", Lists: list(f[8], ","), Programmes: list(f[9], ","), Note: f[12], Citations: list(f[13], " ")}
	if f[10] != "" || f[11] != "" {
		r.Windows = []Window{{f[10], f[11]}}
	}
	return r, nil
}

// InForce reports whether the rule is in force on a day.
func (r *Rule) InForce(day string) bool {
	return len(r.Windows) == 0 || slices.ContainsFunc(r.Windows, func(w Window) bool { return w.From <= day && (w.To == "" || day <= w.To) })
}

// FindRule returns a rule by its id; or, by a regime (us-ofac, eu, uk, ch) or a jurisdiction, the one in force on a day.
func FindRule(id, day string) (*Rule, error) {
	var known []string
	for i := range Rules {
		if strings.EqualFold(Rules[i].ID, id) || Rules[i].ID == "us-bis-2025" && id == "us-bis-affiliates-2025" {
			return &Rules[i], nil
		}
		known = append(known, Rules[i].ID)
	}
	regime := false
	for i := range Rules {
		r := &Rules[i]
		if !strings.HasPrefix(r.ID, strings.ToLower(id)+"-") || id == "" {
			continue
		}
		if regime = true; r.InForce(day) {
			return r, nil
		}
	}
	if regime {
		return nil, fmt.Errorf("no rule of %s is in force on %s", id, day)
	}
	return nil, fmt.Errorf("unknown rule %q; there are %s", id, strings.Join(known, ", "))
}

// RulesInForce are the rules of all jurisdictions that are in force on a day.
func RulesInForce(day string) []*Rule {
	var out []*Rule
	for i := range Rules {
		if Rules[i].Jurisdiction != "" && Rules[i].InForce(day) {
			out = append(out, &Rules[i])
		}
	}
	return out
}

// String is the test in words.
func (r *Rule) String() string {
	op := "or more"
	text := Percent(r.Threshold) + " percent " + op
	if r.Strict {
		text = "more than " + Percent(r.Threshold) + " percent"
	}
	if r.Aggregate {
		text += ", stakes of all listed parties added"
	} else {
		text += ", held by one listed party or by such as act together"
	}
	if r.Control {
		text += ", or control"
	}
	return text
}

// listedBy reports whether a party's listing counts under the rule: any does where it is not known on which list the party stands.
func (r *Rule) listedBy(n *Node, day string) bool {
	if !n.ListedOn(day) {
		return false
	}
	if len(n.Lists) > 0 && len(r.Lists) > 0 && !slices.ContainsFunc(n.Lists, func(l string) bool { return slices.Contains(r.Lists, l) }) {
		return false
	}
	return len(r.Programmes) == 0 || len(n.Programmes) == 0 || slices.ContainsFunc(n.Programmes, func(p string) bool {
		return slices.ContainsFunc(r.Programmes, func(w string) bool { return strings.Contains(p, w) })
	})
}
