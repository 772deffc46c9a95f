package screen

import (
	"strings"

	"github.com/linchpin-oss/linchpin/match"
)

// facts weighs what is known of a party against what the list says.
func (c *Scanner) facts(n *listedName, facts *match.Facts) []match.Evidence {
	if facts.MostBits() == 0 && len(facts.IDs) == 0 {
		return nil
	}
	x := c.s.Index
	version, _, _ := standing(x, n.entry, c.v.inForce[x.List(n.entry)], c.v)
	_, listed := x.Facts(version)
	return match.CompareFacts(facts, &listed)
}

// explainName gives the evidence of a mention's name; it adds up to its bits, with that of the facts.
func (c *Scanner) explainName(m *Mention, text string, about *About) []match.Evidence {
	n := &c.lex.names[m.name]
	want := m.Bits - match.Sum(m.Evidence)
	if m.how >= byLetters {
		return []match.Evidence{{Feature: "name", Query: strings.Join(strings.Fields(m.Text), " "), Target: n.text, Bits: round2(want), Why: howText[m.how]}}
	}
	read := spanNames(m.Text, n.kind)
	if about.Whole && m.how == byWords {
		read = nil
		for _, t := range unbroken(text) {
			read = append(read, Spellings(t, nil)...)
		}
	}
	target := n.target()
	matcher := match.NewMatcher(read, c.s.Index.Rarity)
	var best []match.Evidence
	for i := range read {
		if e := matcher.Explain(i, &target); best == nil || match.Sum(e) > match.Sum(best) {
			best = e
		}
	}
	if rest := round2(want - match.Sum(best)); rest != 0 {
		best = append(best, match.Evidence{Feature: "text", Query: strings.Join(strings.Fields(m.Text), " "), Target: n.text, Bits: rest, Why: howText[m.how]})
	}
	return best
}
