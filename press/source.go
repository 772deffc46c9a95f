package press

import (
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/names"
)

// Kinds of source.
const (
	Author      = "author"
	NamedPerson = "named_person"
	NamedOrg    = "named_organisation"
	Media       = "media"
	Anonymous   = "anonymous"
	Collective  = "collective"
)

// speaker is who stands behind a claim.
type speaker struct {
	kind     string
	referent *referent
	para     int
	span     sentence // tokens of the paragraph; empty if the source is not named here
	sentence int      // position in the article, for who spoke last
	plural   bool
}

// has reports whether a word is of a kind of sources.tsv.
func (t *claimTables) has(kind, w string) bool { return t.sources[kind][w] }

// describe works out who the words of a source mean.
func (c *claimer) describe(para int, span sentence) *speaker {
	p := &c.a.passages[para]
	ts := p.tokens[span.from:span.to]
	s := &speaker{para: para, span: span}
	if len(ts) <= 2 {
		if r := c.pronoun(ts[0].lower, para, span.from); r != nil {
			out := *r
			out.para, out.span = para, span
			return &out
		}
	}
	inside := c.mentionsIn(para, span)
	if m := head(p, inside, PersonType); m != nil && !possessive(p.tokens, m) {
		s.kind, s.referent = NamedPerson, m.referent
		return s
	}
	t := claimTablesOf()
	nominal := ""
	for i := len(ts) - 1; i >= 0; i-- { // the last noun before a preposition tells the kind
		w := ts[i].lower
		if prepositions[w] && i > 0 {
			nominal = ""
			continue
		}
		if nominal == "" && (t.has("anonymous", w) || t.has("collective", w) || t.has("organisation", w) || t.has("media", w)) {
			nominal = w
		}
	}
	if m := head(p, inside, OrganisationType); m != nil && !possessive(p.tokens, m) {
		s.referent = m.referent
		s.kind = NamedOrg
		if c.isMedia(m, ts) {
			s.kind = Media
		}
		if !t.has("anonymous", nominal) || m.to == span.to {
			return s
		}
	}
	switch {
	case t.has("anonymous", nominal):
		s.kind, s.referent = Anonymous, c.group(ts, nominal)
		if r := c.described(ts); r != nil {
			s.kind, s.referent = NamedPerson, r
		}
	case t.has("collective", nominal):
		s.kind, s.referent = Collective, c.group(ts, nominal)
	case t.has("media", nominal):
		s.kind = Media
	case t.has("organisation", nominal):
		s.kind = NamedOrg
		if m := lastOf(inside, PlaceType); m != nil {
			s.referent = m.referent
		}
	case len(inside) > 0:
		m := inside[len(inside)-1]
		s.kind, s.referent = NamedOrg, m.referent
		if m.typ == PersonType {
			s.kind = NamedPerson
		}
	default:
		if r := c.described(ts); r != nil {
			s.kind, s.referent = NamedPerson, r
		} else if len(ts) > 0 && (ts[0].lower == "the" || ts[0].lower == "der" || ts[0].lower == "die") && c.last != nil && c.last.kind == NamedPerson {
			s.kind, s.referent = NamedPerson, c.last.referent
		} else {
			s.kind, s.referent = Anonymous, c.group(ts, "")
		}
	}
	return s
}

var prepositions = wordSet("of in from at with for on by who which that von aus bei mit im am из в от с")

// mentionsIn are the names within a range of tokens.
func (c *claimer) mentionsIn(para int, s sentence) []*mention {
	var out []*mention
	for _, m := range c.a.passages[para].names {
		if m.from >= s.from && m.to <= s.to {
			out = append(out, m)
		}
	}
	return out
}

func lastOf(ms []*mention, typ string) *mention {
	for _, m := range slices.Backward(ms) {
		if m.typ == typ {
			return m
		}
	}
	return nil
}

// head is the mention that the words are about: the last of the type that stands before any preposition, or else the last that
// no 's follows.
func head(p *passage, ms []*mention, typ string) *mention {
	var found *mention
	for _, m := range ms {
		if m.typ != typ || possessive(p.tokens, m) {
			continue
		}
		if found != nil && prepositions[p.tokens[m.from-1].lower] {
			continue
		}
		if found != nil && m.from > 1 && p.tokens[m.from-1].lower == "the" && prepositions[p.tokens[m.from-2].lower] {
			continue
		}
		found = m
	}
	return found
}

func possessive(ts []token, m *mention) bool {
	return m.to+1 < len(ts) && ts[m.to].lower == "'" && ts[m.to+1].lower == "s" && !ts[m.to+1].space ||
		m.to < len(ts) && (ts[m.to].lower == "'s" || ts[m.to].lower == "’s")
}

// isMedia reports whether an organisation is a medium by its name or by the words around it.
func (c *claimer) isMedia(m *mention, around []token) bool {
	x := lexiconOf()
	ts := c.a.words(m)
	if x.phraseIs("media", ts) {
		return true
	}
	for i := range ts {
		if x.is("mediaword", ts[i].lower) {
			return true
		}
	}
	for i := range around {
		if x.is("mediaword", around[i].lower) && !around[i].capital() {
			return true
		}
	}
	for _, o := range m.referent.mentions { // "the newspaper X" anywhere
		p := &c.a.passages[o.para]
		for i := max(0, o.from-3); i < o.from; i++ {
			if x.is("mediaword", p.tokens[i].lower) {
				return true
			}
		}
	}
	return false
}

// group makes a referent of unnamed sources, by their noun.
func (c *claimer) group(ts []token, noun string) *referent {
	name := c.a.text[ts[0].start:ts[len(ts)-1].end]
	if noun == "" {
		noun = ts[len(ts)-1].lower
	}
	id := "GRP:" + strings.ReplaceAll(names.Fold(noun), " ", "")
	if id == "GRP:" {
		id += noun
	}
	for _, r := range c.a.referents {
		if r.id == id {
			return r
		}
	}
	r := &referent{id: id, typ: GroupType, name: name, words: []string{noun}}
	c.a.referents = append(c.a.referents, r)
	return r
}

// described finds the person whom the article elsewhere calls by the noun of "the commissioner".
func (c *claimer) described(ts []token) *referent {
	if len(ts) == 0 || ts[0].lower == "a" || ts[0].lower == "an" {
		return nil
	}
	noun := ""
	for i := len(ts) - 1; i >= 0; i-- {
		if lexiconOf().is("title", ts[i].lower) {
			noun = ts[i].lower
			break
		}
	}
	if noun == "" {
		return nil
	}
	var found *referent
	for _, r := range c.a.referents {
		if r.typ != PersonType || !c.calls(r, noun) {
			continue
		}
		if found != nil {
			return nil
		}
		found = r
	}
	return found
}

// calls reports whether a noun stands beside a mention of a person: before it, or after it in apposition.
func (c *claimer) calls(r *referent, noun string) bool {
	for _, m := range r.mentions {
		ts := c.a.passages[m.para].tokens
		for i := max(0, m.from-5); i < m.from; i++ {
			if ts[i].lower == noun {
				return true
			}
		}
		if m.to < len(ts) && ts[m.to].text == "," {
			for i := m.to + 1; i < min(len(ts), m.to+9); i++ {
				if ts[i].lower == noun {
					return true
				}
			}
		}
	}
	return false
}

// pronoun resolves he, she, they, it, and I within a quotation.
func (c *claimer) pronoun(w string, para, at int) *speaker {
	t := claimTablesOf()
	switch {
	case t.has("he", w) || t.has("she", w):
		if c.last != nil && (c.last.kind == NamedPerson || c.last.kind == Anonymous && !c.last.plural) && c.position(para, at)-c.last.sentence <= 4 {
			return c.last
		}
		if r := c.lastPerson(para, at); r != nil {
			return &speaker{kind: NamedPerson, referent: r}
		}
		return &speaker{kind: NamedPerson}
	case t.has("they", w):
		if c.last != nil && c.last.kind != Author && c.position(para, at)-c.last.sentence <= 2 {
			return c.last
		}
		return &speaker{kind: Collective}
	case t.has("it", w):
		if r := c.lastOrganisation(para, at); r != nil {
			return &speaker{kind: NamedOrg, referent: r}
		}
	case t.has("speaker", w):
		if c.last != nil && c.position(para, at)-c.last.sentence <= 3 {
			return c.last
		}
		return &speaker{kind: Author}
	}
	return nil
}

// position numbers sentences through the article.
func (c *claimer) position(para, token int) int {
	return c.starts[para] + sentenceOf(c.a.passages[para].sentences, token)
}

// lastPerson is the person named last before a place in the body: the first one of the nearest sentence that names any.
func (c *claimer) lastPerson(para, at int) *referent {
	return c.lastNamed(para, at, PersonType)
}

func (c *claimer) lastOrganisation(para, at int) *referent {
	return c.lastNamed(para, at, OrganisationType)
}

func (c *claimer) lastNamed(para, at int, typ string) *referent {
	for q := para; q >= 0 && q > para-6; q-- {
		p := &c.a.passages[q]
		if p.class != Body && p.class != Subheading {
			continue
		}
		for n := len(p.sentences) - 1; n >= 0; n-- {
			s := p.sentences[n]
			if q == para && s.from >= at {
				continue
			}
			for _, m := range p.names {
				if m.from >= s.from && m.from < s.to && (q != para || m.to <= at) && m.typ == typ && !possessive(p.tokens, m) {
					return m.referent
				}
			}
		}
	}
	return nil
}
