package target

import (
	_ "embed"
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
)

//go:embed rules.tsv
var rulesTSV string

//go:embed firmness.tsv
var firmnessTSV string

// Rule says when ownership blocks a company.
type Rule struct {
	ID        string
	Threshold *big.Rat // share of blocked owners as a fraction of one
	Strict    bool     // more than the threshold, not from it
	Aggregate bool     // stakes of several blocked owners add up
	Control   bool     // control without a share blocks as well
	From, To  string   // days of force; empty: open
	Authority string
	Citation  string
}

var (
	rules     = loadRules()
	firmness  = loadFirmness()
	ruleShape = regexp.MustCompile(`^(aggregate|single)_(ge|gt)_([0-9]{1,3}(?:\.[0-9]{1,6})?)$`)
)

// Rules returns the rules of the table in its order.
func Rules() []Rule { return rules }

// FindRule finds a rule by its id in the table or by its shape: aggregate_ge_50, single_gt_50.
func FindRule(id string) (Rule, error) {
	var known []string
	for _, r := range rules {
		if r.ID == id {
			return r, nil
		}
		known = append(known, r.ID)
	}
	if m := ruleShape.FindStringSubmatch(id); m != nil {
		if t, err := ParseShare(m[3]); err == nil && t.Sign() > 0 {
			return Rule{ID: id, Threshold: t, Strict: m[2] == "gt", Aggregate: m[1] == "aggregate"}, nil
		}
	}
	return Rule{}, fmt.Errorf("unknown rule %q; known are %s and shapes such as aggregate_ge_50 or single_gt_50", shorten(id), strings.Join(known, ", "))
}

// String says the rule in words.
func (r Rule) String() string {
	words := "from " + Percent(r.Threshold) + " percent"
	if r.Strict {
		words = "more than " + Percent(r.Threshold) + " percent"
	}
	if r.Aggregate {
		words += " of all blocked owners together"
	} else {
		words += " of one blocked owner"
	}
	if r.Control {
		words += ", or control"
	}
	return words
}

// StanceFirmness is the probability with which a claim of this stance is taken to be right when its source says nothing better.
// The figures are a judgement (table firmness.tsv), not a measurement.
func StanceFirmness(s ftm.Stance) float64 {
	if f, ok := firmness[s]; ok {
		return f
	}
	return firmness[ftm.Asserted]
}

func tableRows(tsv string) [][]string {
	var rows [][]string
	for i, line := range strings.Split(strings.TrimRight(tsv, "\n"), "\n") {
		if i > 0 {
			rows = append(rows, strings.Split(line, "\t"))
		}
	}
	return rows
}

func loadRules() []Rule {
	var all []Rule
	for _, f := range tableRows(rulesTSV) {
		t, err := ParseShare(f[1])
		if err != nil {
			panic("rules.tsv: " + err.Error())
		}
		all = append(all, Rule{ID: f[0], Threshold: t, Strict: f[2] == ">", Aggregate: f[3] == "yes", Control: f[4] == "yes",
			From: f[5], To: f[6], Authority: f[7], Citation: f[8]})
	}
	return all
}

func loadFirmness() map[ftm.Stance]float64 {
	all := map[ftm.Stance]float64{}
	for _, f := range tableRows(firmnessTSV) {
		p, err := strconv.ParseFloat(f[1], 64)
		if err != nil {
			panic("firmness.tsv: " + err.Error())
		}
		stance := ftm.Stance(f[0])
		if f[0] == "listed" {
			stance = ftm.Listed
		}
		all[stance] = p
	}
	return all
}
