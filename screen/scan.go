package screen

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// Scanner finds listed names, identifiers and embargoed countries in free text, by the evidence that Screen goes by.
//
// Problem: a text of any length, in which some words, misspelt, joined, broken over lines or in another order, could be
// one of some hundred thousand names; at ten megabytes a second. Structure: a lexicon of the words of all names in force
// (scanlexicon.go). Each word of the text is looked up by its letters, by its consonant skeleton and by its letters less
// one; what was found is kept, since words repeat. Each name has as anchors its two rarest words; only where an anchor is
// met are the other words of the name looked for nearby (scanfind.go), and only where enough of them stand there does
// package match compare the stretch of text with the name. So most words cost one look-up.
//
// A scanner holds for the lists, day and time for which it was made. It is safe for several goroutines.
type Scanner struct {
	s    *Screener
	p    *prepared
	v    *view
	lex  *lexicon
	ids  map[string][]listedID
	pool sync.Pool // *scanState

	memory memory
}

// Mention is one place in a text that means, or could mean, a listed party or an embargoed country.
type Mention struct {
	Kind     string           `json:"kind"`  // name, identifier, country
	Start    int              `json:"start"` // bytes of the text, half-open
	End      int              `json:"end"`
	Text     string           `json:"text"`
	Score    float64          `json:"score"`
	Bits     float64          `json:"bits"`
	Alert    bool             `json:"alert"`
	ID       string           `json:"id,omitempty"` // of the listed record
	Caption  string           `json:"caption"`
	Schema   string           `json:"schema,omitempty"`
	Entity   *Entity          `json:"entity,omitempty"`
	Matched  *Matched         `json:"matched,omitempty"`
	Lists    []Listing        `json:"lists,omitempty"`
	Evidence []match.Evidence `json:"evidence"`
	// FalseAlerts is how many of 10,000 ordinary names come as near; absent where that was not measured.
	FalseAlerts *float64 `json:"falseAlertsPer10000,omitempty"`

	name  int32 // in the lexicon, -1 if none
	how   how
	entry index.Entry
}

// how says in what way a name was found, where its words alone do not tell.
type how uint8

const (
	byWords   how = iota
	partOf        // its words stand in a longer name
	byLetters     // letter by letter, but for a slip or two
	identical     // letter by letter
	beginning     // the text is the beginning of the name
	ownScript     // in a script without spaces
)

var howText = [...]string{byWords: "how rare the words are that agree, and that the text may hold several names", partOf: "as above; the name is a part of a longer one",
	byLetters: "letter by letter the same but for a slip or two", identical: "letter by letter the same", beginning: "the text is the beginning of the name",
	ownScript: "letter by letter the same, in its own script"}

// About is what is known of the party that a text names, and how the text is to be read.
type About struct {
	Facts match.Facts
	// Whole says that the text is the name of one party, and not a text with names in it.
	Whole bool
	// Field says that the text is a field of a message: short, and likely to name somebody.
	Field bool
	// Cut says that the text may have been cut off at its end, as names are in fields of limited length.
	Cut bool
	// Least is the sum of bits from which a mention is kept; 0 is that of the scanner's threshold.
	Least float64
}

// NewScanner makes a scanner for the lists, day, time and threshold of a query; its name and facts are not looked at. It
// reads every entry in force, which takes some seconds for full lists.
func (s *Screener) NewScanner(scope Query) (*Scanner, error) {
	scope.Name = "x"
	p, err := prepare(scope)
	if err != nil {
		return nil, err
	}
	if err := s.setThreshold(p); err != nil {
		return nil, err
	}
	v, err := s.look(p)
	if err != nil {
		return nil, err
	}
	c := &Scanner{s: s, p: p, v: v, lex: newLexicon(), ids: map[string][]listedID{}}
	for e := range index.Entry(s.Index.Entries()) {
		list := s.Index.List(e)
		position := v.inForce[list]
		if position < 0 || !v.consults(s.Index.Meta.Lists[list].ID) {
			continue
		}
		version, _, inForce := standing(s.Index, e, position, v)
		if !inForce {
			continue
		}
		if err := c.add(e, version); err != nil {
			return nil, err
		}
	}
	c.lex.finish()
	c.pool.New = func() any { return new(scanState) }
	return c, nil
}

// add puts an entry into the lexicon.
func (c *Scanner) add(e index.Entry, version index.Version) error {
	entities, err := c.s.Index.Entities(version)
	if err != nil {
		return err
	}
	target := entities[0]
	kind, weighed := match.ReadAs(target.Schema)
	for _, st := range target.Statements {
		if slices.Contains(ftm.NameProps, st.Prop) && st.Value != "" {
			for _, v := range names.Variants(st.Value, kind) {
				tokens := v.Tokens
				if v.Doubt > 0 {
					continue
				}
				c.lex.add(e, st.Value, st.Prop, tokens, weighed)
			}
		}
	}
	_, facts := c.s.Index.Facts(version)
	for _, id := range facts.IDs {
		if k := usableID(id.Prop, id.Value); k != 0 {
			c.ids[id.Value] = append(c.ids[id.Value], listedID{e, id.Prop, k})
			if len(id.Value) == 8 && k == bicID { // a branch of it
				c.ids[id.Value+"XXX"] = append(c.ids[id.Value+"XXX"], listedID{e, id.Prop, k})
			}
		}
	}
	return nil
}

// Answer describes what a scanner consulted, without results.
func (c *Scanner) Answer() *Answer {
	a := &Answer{Query: c.p.Query, Index: c.s.Index.Hash(), AsOf: c.v.day, Lists: c.v.states, Warnings: nonNil(c.v.warnings),
		Results: []Result{}, NotInForce: []Result{}}
	a.Query.Name = ""
	if c.s.Clusters != nil {
		a.Clusters = c.s.Clusters.Hash()
	}
	return a
}

// leastMention is the sum of bits from which a mention is an alert.
func (c *Scanner) least(about *About) float64 {
	if about.Least != 0 {
		return about.Least
	}
	return match.Bits(c.p.Threshold)
}

// Scan finds the mentions in a text, by place. Each stretch of text is given for each party once, by the spelling that fits
// best. Mentions of names that do not reach the threshold are left out.
func (c *Scanner) Scan(text string, about About) ([]Mention, error) {
	found := c.Find(text, about)
	for i := range found {
		if err := c.Explain(&found[i], text, about); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// Find is Scan without what it takes to show the mentions: places, parties and bits alone. What was found in short texts is
// remembered, since messages name the same parties and towns again and again.
func (c *Scanner) Find(text string, about About) []Mention {
	if len(text) > maxRemembered {
		return c.find(text, about)
	}
	key := about.key(text, c.least(&about))
	if found, ok := c.memory.get(key); ok {
		return found
	}
	found := c.find(text, about)
	c.memory.put(key, found)
	return found
}

func (c *Scanner) find(text string, about About) []Mention {
	least := c.least(&about)
	pieces := cut(text)
	out := make([][]Mention, len(pieces))
	one := func(st *scanState, i int) {
		from, to := pieces[i].from, pieces[i].to
		st.read(text, from, to)
		c.findNames(st, text, from, to, &about, least, &out[i])
		c.findIDs(st, text, &out[i])
		if !about.Whole {
			c.findCountries(st, text, &out[i])
		}
	}
	var next atomic.Int64
	work := func() {
		st := c.pool.Get().(*scanState)
		defer c.pool.Put(st)
		for i := int(next.Add(1)) - 1; i < len(pieces); i = int(next.Add(1)) - 1 {
			one(st, i)
		}
	}
	if workers := min(runtime.GOMAXPROCS(0), len(pieces)/fewPieces); workers > 1 {
		var wg sync.WaitGroup
		for range workers {
			wg.Go(work)
		}
		wg.Wait()
	} else {
		work()
	}
	return c.settle(slices.Concat(out...))
}

// fewPieces are too few to be shared among processors.
const fewPieces = 4

// settle keeps for each party the best of the mentions that overlap, and leaves out a party where another that fits
// better by far is meant in the same place.
func (c *Scanner) settle(found []Mention) []Mention {
	if len(found) < 2 {
		return found
	}
	slices.SortStableFunc(found, func(a, b Mention) int {
		return cmp.Or(cmp.Compare(b.Bits, a.Bits), cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End), cmp.Compare(a.entry, b.entry), cmp.Compare(a.name, b.name))
	})
	var out []Mention
	for _, m := range found {
		if !slices.ContainsFunc(out, func(o Mention) bool { return c.covers(&o, &m) }) {
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(a, b Mention) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.Bits, a.Bits), cmp.Compare(a.entry, b.entry))
	})
	return out
}

// muchBetter is by how many bits another reading of the same words must be better to stand alone.
const muchBetter = 8.0

func (c *Scanner) covers(better, m *Mention) bool {
	if m.Start >= better.End || better.Start >= m.End {
		return false
	}
	if m.Kind == "country" || better.Kind == "country" {
		return m.Kind == better.Kind
	}
	same := c.s.clusterOf(m.entry) == c.s.clusterOf(better.entry)
	return same || better.Bits > m.Bits+muchBetter && m.End-m.Start <= better.End-better.Start
}

// Explain adds to a mention who is meant and why.
func (c *Scanner) Explain(m *Mention, text string, about About) error {
	if m.Kind == "country" {
		return nil
	}
	x := c.s.Index
	version, _, _ := standing(x, m.entry, c.v.inForce[x.List(m.entry)], c.v)
	entities, err := x.Entities(version)
	if err != nil {
		return err
	}
	target := entities[0]
	m.ID, m.Caption, m.Schema = target.ID, target.Caption(), target.Schema.Name
	if m.name >= 0 {
		n := &c.lex.names[m.name]
		m.Matched = &Matched{Query: m.Text, Target: n.text, Kind: n.prop, Record: target.ID}
		m.Evidence = append(c.explainName(m, text, &about), m.Evidence...)
		if c.s.Rates != nil {
			f := c.s.Rates.PerTenThousand(target.Schema, m.Bits)
			m.FalseAlerts = &f
		}
	}
	entity := c.s.Entity(m.entry)
	m.Entity = &entity
	m.Lists, err = c.s.listings(c.v, &group{hits: []hit{{entry: m.entry, bits: m.Bits, version: version, inForce: true}}, inForce: true})
	m.Bits = round2(m.Bits)
	if err != nil {
		return fmt.Errorf("listings of %s: %w", m.ID, err)
	}
	return nil
}

// FindID finds the parties that a number names: the whole text is one identifier, of whatever kind.
func (c *Scanner) FindID(id string) []Mention {
	value := match.NormalID(id)
	if len(value) < 5 || !strings.ContainsAny(value, "0123456789") && len(value) != 8 && len(value) != 11 {
		return nil
	}
	found := c.ids[value]
	if len(found) == 0 && len(value) == 11 { // the BIC of a branch
		found = slices.DeleteFunc(slices.Clone(c.ids[value[:8]]), func(l listedID) bool { return l.kind != bicID })
	}
	const bits = match.Prior + 15
	var out []Mention
	for _, l := range found {
		if l.kind == labelID && len(value) < 7 {
			continue // too short to tell what it is a number of
		}
		out = append(out, Mention{Kind: "identifier", End: len(id), Text: id, Bits: bits, Score: match.Score(bits), Alert: true, name: -1, entry: l.entry,
			Evidence: []match.Evidence{{Feature: "identifier", Query: id, Target: l.prop + " " + value, Bits: bits, Why: "the same identifier"}}})
	}
	return c.settle(out)
}

// Same reports whether two mentions are of one party.
func (c *Scanner) Same(a, b *Mention) bool {
	return a.Kind != "country" && b.Kind != "country" && c.s.clusterOf(a.entry) == c.s.clusterOf(b.entry)
}

// Listed is one spelling of a party in force.
type Listed struct {
	Entry index.Entry
	Text  string
	Prop  string // name, alias, weakAlias, previousName
	Kind  names.Kind
}

// EachName calls yield with the spellings that the scanner looks for, in the order of the index.
func (c *Scanner) EachName(yield func(Listed)) {
	for i := range c.lex.names {
		n := &c.lex.names[i]
		yield(Listed{n.entry, n.text, n.prop, n.kind})
	}
}

// Means reports whether a mention is of the party of an entry.
func (c *Scanner) Means(m *Mention, e index.Entry) bool {
	return m.Kind != "country" && c.s.clusterOf(m.entry) == c.s.clusterOf(e)
}

// At is the same scanner with another least sum of bits for an alert.
func (c *Scanner) At(bits float64) *Scanner {
	p := *c.p
	p.Threshold, p.OneIn = match.Score(bits), 0
	out := &Scanner{s: c.s, p: &p, v: c.v, lex: c.lex, ids: c.ids} // with a memory of its own
	out.pool.New = c.pool.New
	return out
}
