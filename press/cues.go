package press

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// Stances.
const (
	Asserted  = "asserted"
	Reported  = "reported"
	Denied    = "denied"
	Predicted = "predicted"
	Demanded  = "demanded"
	Committed = "committed"
	Hedged    = "hedged"
	Declined  = "declined_comment"
	neutral   = "neutral"
)

// Firmness of a claim.
const (
	Certain   = "certain"
	Probable  = "probable"
	Possible  = "possible"
	Rumour    = "rumour"
	Contested = "contested"
	Refuted   = "denied"
	None      = "none"
)

//go:embed tables/cues.tsv
var cuesTSV string

//go:embed tables/relations.tsv
var relationsTSV string

//go:embed tables/sources.tsv
var sourcesTSV string

// phrase is a sequence of words of a table; * stands for some words. Stems are compared for English.
type phrase struct {
	words []string
	text  string // as in the table
	row   int
}

// phrases finds the phrases of a table in a text.
type phrases struct {
	first map[string][]phrase // by the stem of the first word, longest first
	gap   int                 // most words that a * may stand for
}

func newPhrases(gap int) *phrases { return &phrases{first: map[string][]phrase{}, gap: gap} }

func (p *phrases) add(text string, row int) {
	var w []string
	for _, x := range strings.Fields(text) {
		w = append(w, stem(strings.ToLower(x)))
	}
	list := append(p.first[w[0]], phrase{w, text, row})
	slices.SortStableFunc(list, func(a, b phrase) int { return len(b.words) - len(a.words) })
	p.first[w[0]] = list
}

// at returns the longest phrase that starts at token i, and the token after it.
func (p *phrases) at(stems []string, i int) (*phrase, int) {
	for k := range p.first[stems[i]] {
		ph := &p.first[stems[i]][k]
		if end := p.match(stems, i+1, ph.words[1:]); end > 0 {
			return ph, end
		}
	}
	return nil, 0
}

func (p *phrases) match(stems []string, i int, words []string) int {
	if len(words) == 0 {
		return i
	}
	if words[0] == "*" {
		for n := 0; n <= p.gap && i+n < len(stems); n++ {
			if end := p.match(stems, i+n, words[1:]); end > 0 {
				return end
			}
		}
		return 0
	}
	if i >= len(stems) || stems[i] != words[0] {
		return 0
	}
	return p.match(stems, i+1, words[1:])
}

// stemsOf gives the stems of tokens.
func stemsOf(ts []token) []string {
	out := make([]string, len(ts))
	for i := range ts {
		out[i] = stem(ts[i].lower)
	}
	return out
}

// cue is a row of cues.tsv.
type cue struct{ language, stance, firmness string }

// relation is a row of relations.tsv.
type relation struct {
	name, check string
	inverse     bool
}

type claimTables struct {
	cues      []cue
	cueWords  map[string]*phrases // by language
	relations []relation
	relWords  *phrases
	sources   map[string]map[string]bool
}

var claimTablesOf = sync.OnceValue(func() *claimTables {
	t := &claimTables{cueWords: map[string]*phrases{}, relWords: newPhrases(3), sources: map[string]map[string]bool{}}
	rows(cuesTSV, func(f []string) {
		if t.cueWords[f[0]] == nil {
			t.cueWords[f[0]] = newPhrases(2)
		}
		for _, w := range cells(f, 3) {
			t.cueWords[f[0]].add(w, len(t.cues))
		}
		t.cues = append(t.cues, cue{f[0], f[1], f[2]})
	})
	rows(relationsTSV, func(f []string) {
		for _, w := range cells(f, 3) {
			t.relWords.add(w, len(t.relations))
		}
		t.relations = append(t.relations, relation{f[0], f[1], f[2] == "<"})
	})
	rows(sourcesTSV, func(f []string) {
		t.sources[f[0]] = map[string]bool{}
		for _, w := range strings.Fields(f[1]) {
			t.sources[f[0]][w] = true
		}
	})
	return t
})

// cueVerb reports whether a word alone is a cue in some language.
func cueVerb(w string) bool {
	t := claimTablesOf()
	for _, p := range t.cueWords {
		for _, ph := range p.first[stem(w)] {
			if len(ph.words) == 1 {
				return true
			}
		}
	}
	return false
}

// lookCue finds what the table says of the cue within tokens from to to: the row of the longest phrase that touches it,
// the later one if two are as long.
func lookCue(language string, stems []string, from, to, end int) (c *cue, text string) {
	p := claimTablesOf().cueWords[language]
	if p == nil {
		return nil, ""
	}
	best := 0
	for i := max(from-3, 0); i < to; i++ {
		ph, stop := p.at(stems[:end], i)
		if ph == nil || stop <= from || i < from && len(ph.words) < 3 {
			continue
		}
		if len(ph.words) >= best {
			best, c, text = len(ph.words), &claimTablesOf().cues[ph.row], ph.text
		}
	}
	return c, text
}
