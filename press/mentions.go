package press

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/linchpin-oss/linchpin/names"
	"github.com/linchpin-oss/linchpin/press/tagger"
)

// Types of what is mentioned.
const (
	PersonType       = "person"
	OrganisationType = "organisation"
	PlaceType        = "place"
	EventType        = "event"
	ProductType      = "product"
	VesselType       = "vessel"
	GroupType        = "group"
)

// Ways to mention: by name, by a seat that stands for its government, by a word made of a place.
const (
	ByName  = "name"
	Metonym = "metonym"
	Demonym = "demonym"
	Nominal = "nominal"
)

// passage is a paragraph as its tokens and sentences.
type passage struct {
	piece
	class     string
	tokens    []token
	sentences []sentence
	names     []*mention // in order, without overlap
}

// mention is a name in the text.
type mention struct {
	para     int
	from, to int // tokens of the paragraph
	typ, how string
	referent *referent
	margin   float32
	table    bool // known from a table of places
}

// referent is who or what several mentions of an article name.
type referent struct {
	id, typ, name string
	country       string
	mentions      []*mention
	words         []string // of the name, lower case
	aliases       []string
}

// article is what the steps hand on.
type article struct {
	text      string
	language  string
	passages  []passage
	referents []*referent
	low       map[string]bool
}

func (a *article) words(m *mention) []token { return a.passages[m.para].tokens[m.from:m.to] }

func (a *article) mentionText(m *mention) string {
	ts := a.words(m)
	return a.text[ts[0].start:ts[len(ts)-1].end]
}

// findNames fills in the names of every paragraph and who is meant by them within the article.
func (a *article) findNames(m *tagger.Model) {
	var all []token
	for i := range a.passages {
		all = append(all, a.passages[i].tokens...)
	}
	a.low = lowerWords(all)
	for i := range a.passages {
		p := &a.passages[i]
		for _, s := range p.sentences {
			a.namesOf(m, i, s)
		}
	}
	a.spread()
	for i := range a.passages {
		a.markMetonyms(&a.passages[i])
	}
	a.resolve()
}

// namesOf finds the names of one sentence.
func (a *article) namesOf(m *tagger.Model, para int, s sentence) {
	p := &a.passages[para]
	ts := p.tokens[s.from:s.to]
	var found []nameRange
	if a.language == "en" {
		found = tagNames(m, ts, a.low)
	} else {
		found = namesByTables(ts, a.low, a.language)
	}
	taken := make([]bool, len(ts))
	for _, r := range a.align(ts, found) {
		for _, n := range a.settle(ts, r) {
			n.para, n.from, n.to = para, n.from+s.from, n.to+s.from
			p.names = append(p.names, n)
			for i := n.from; i < n.to; i++ {
				taken[i-s.from] = true
			}
		}
	}
	x := lexiconOf()
	for i := 0; i < len(ts); i++ {
		if taken[i] || ts[i].kind != word {
			continue
		}
		pl, n := x.placeAt(ts, i)
		if n == 0 || slices.Contains(taken[i:i+n], true) || a.ambiguous(ts, i, n) {
			continue
		}
		p.names = append(p.names, &mention{para: para, from: s.from + i, to: s.from + i + n, typ: PlaceType, how: howOf(pl), table: true})
		i += n - 1
	}
	slices.SortFunc(p.names, func(x, y *mention) int { return cmp.Compare(x.from, y.from) })
}

// align mends the ends of ranges: a name of several words that the tables know is not cut, "US Secretary" is a place
// and a title, "al-" belongs to the name after it, and a range ends with a capital or a number.
func (a *article) align(ts []token, found []nameRange) []nameRange {
	x := lexiconOf()
	known := make([]int, len(ts)) // 1 + the first token of the known place of several words that covers a token
	for i := 0; i < len(ts); i++ {
		if _, n := x.placeAt(ts, i); n > 1 && ts[i+n-1].capital() {
			for j := range n {
				known[i+j] = i + 1
			}
			i += n - 1
		}
	}
	var out []nameRange
	for _, r := range found {
		if k := known[r.from]; k > 0 && k-1 < r.from {
			r.from = k - 1
		}
		for r.to < len(ts) && known[r.to] > 0 && known[r.to] == known[r.to-1] {
			r.to++
		}
		for r.from+1 < r.to && !ts[r.to-1].capital() && ts[r.to-1].kind == word {
			r.to--
			for r.from+1 < r.to && stopwords()[ts[r.to-1].lower] {
				r.to--
			}
		}
		if r.kind == "PER" && r.from > 1 && ts[r.from-1].text == "-" && (ts[r.from-2].lower == "al" || ts[r.from-2].lower == "el") {
			r.from -= 2
		}
		if p, n := x.placeAt(ts, r.from); n > 0 && n < r.to-r.from && (p.kind == "country" || p.kind == "demonym") && onlyTitles(x, ts[r.from+n:r.to]) {
			out = append(out, nameRange{from: r.from, to: r.from + n, kind: "LOC", margin: r.margin})
			continue
		}
		if n := len(out); n > 0 && out[n-1].to > r.from {
			if r.to-r.from <= out[n-1].to-out[n-1].from {
				continue
			}
			out = out[:n-1]
		} else if n > 0 && out[n-1].to == r.from && out[n-1].kind == r.kind && r.from > 0 && ts[r.from-1].text != "," && ts[r.from].text != "," && r.kind == "PER" {
			out[n-1].to = r.to
			continue
		}
		out = append(out, r)
	}
	return out
}

func onlyTitles(x *lexicon, ts []token) bool {
	for i := range ts {
		if !x.is("title", ts[i].lower) && ts[i].lower != "of" && ts[i].lower != "state" {
			return false
		}
	}
	return true
}

func howOf(p place) string {
	if p.kind == "demonym" || p.kind == "region" {
		return Demonym
	}
	return ByName
}

// ambiguous reports words that name a place only by chance: "Nice" at the start of a sentence, "Us", "March".
func (a *article) ambiguous(ts []token, i, n int) bool {
	if n > 1 {
		return false
	}
	t := &ts[i]
	if t.lower == "us" || t.lower == "male" || t.lower == "who" {
		return t.text != strings.ToUpper(t.text)
	}
	return i == 0 && a.low[t.lower]
}

// settle gives the names of a range their types: demonyms become places, titles are cut off, what is only a title or a
// date is dropped.
func (a *article) settle(ts []token, r nameRange) []*mention {
	x := lexiconOf()
	for r.from < r.to && (ts[r.from].kind == punct || ts[r.from].lower == "the" || r.kind == "PER" && r.to-r.from > 1 && cuts(x, ts, r.from)) {
		r.from++
	}
	for r.from < r.to && ts[r.to-1].kind == punct && !(ts[r.to-1].text == "." && abbreviated(ts[r.to-2])) {
		r.to--
	}
	if r.from >= r.to {
		return nil
	}
	m := &mention{from: r.from, to: r.to, how: ByName, margin: r.margin}
	one := r.to-r.from == 1
	first := ts[r.from]
	if one && (x.is("weekday", first.lower) || x.is("month", first.lower) || utf8.RuneCountInString(first.text) < 2) || !anyCapital(ts[r.from:r.to]) {
		return nil
	}
	pl, n := x.placeAt(ts, r.from)
	whole := n == r.to-r.from
	switch {
	case whole && !x.phraseIs("seat", ts[r.from:r.to]) && !(r.kind == "PER" && pl.kind != "country" && pl.kind != "demonym"):
		if a.ambiguous(ts, r.from, n) {
			return nil
		}
		m.typ, m.how, m.table = PlaceType, howOf(pl), true
	case x.phraseIs("org", ts[r.from:r.to]) || x.phraseIs("media", ts[r.from:r.to]):
		m.typ = OrganisationType
	case r.kind == "PER":
		m.typ = PersonType
	case r.kind == "ORG":
		m.typ = OrganisationType
	case r.kind == "LOC":
		m.typ = PlaceType
	default:
		if n > 0 && (pl.kind == "demonym" || pl.kind == "region") { // "Russian Army" is handled as an organisation, "Russian coup" here
			rest := nameRange{from: r.from + n, to: r.to, kind: r.kind, margin: r.margin}
			m.to, m.typ, m.how, m.table = r.from+n, PlaceType, Demonym, true
			if x.is("eventword", ts[r.to-1].lower) && ts[r.to-1].capital() {
				return []*mention{{from: r.from, to: r.to, typ: EventType, how: ByName, margin: r.margin}}
			}
			return append([]*mention{m}, a.settle(ts, rest)...)
		}
		last := ts[r.to-1].lower
		switch {
		case x.is("orgword", last) && !one:
			m.typ = OrganisationType
		case x.is("eventword", last):
			m.typ = EventType
		default:
			m.typ = ProductType
		}
	}
	return []*mention{m}
}

func cuts(x *lexicon, ts []token, i int) bool {
	w := ts[i].lower
	if x.is("title", w) {
		return true
	}
	p, n := x.placeAt(ts, i)
	return n > 0 && (p.kind == "demonym" || ts[i].text == strings.ToUpper(ts[i].text) && p.kind == "country")
}

func abbreviated(t token) bool {
	return t.kind == word && (abbreviations[t.lower] || legalForm(t.lower))
}

func legalForm(w string) bool {
	switch w {
	case "inc", "ltd", "co", "corp", "kft", "zrt", "nyrt", "llc", "plc", "gmbh", "bros", "sa", "jr", "sr":
		return true
	}
	return false
}

func anyCapital(ts []token) bool {
	for i := range ts {
		if ts[i].capital() {
			return true
		}
	}
	return false
}

// spread marks further mentions of names that the model was sure of elsewhere in the article, and lets the mentions of
// one name agree on a type.
func (a *article) spread() {
	votes := map[string]map[string]float32{}
	last := map[string]string{} // family name -> full name in lower case
	first := map[string]int{}
	for i := range a.passages {
		for _, m := range a.passages[i].names {
			k := a.nameKey(m)
			if votes[k] == nil {
				votes[k] = map[string]float32{}
			}
			weight := 1 + min(m.margin, 5)
			votes[k][m.typ] += weight
			ts := a.words(m)
			if m.typ == PersonType && len(ts) > 1 {
				last[ts[len(ts)-1].lower] = k
				if names.Rarity(names.Fold(ts[0].lower)) > 9 || len(ts) == 3 && !isGiven(ts[0].lower) {
					first[ts[0].lower]++
				}
			}
			if m.typ == OrganisationType && len(ts) > 1 && ts[0].kind == word && !lexiconOf().is("orgword", ts[0].lower) && !stopwords()[ts[0].lower] {
				if _, n := lexiconOf().placeAt(ts, 0); n == 0 && !a.low[ts[0].lower] {
					first[ts[0].lower] += 0
				}
			}
		}
	}
	types := map[string]string{}
	for k, v := range votes {
		best := ""
		for t, n := range v {
			if best == "" || n > v[best] || n == v[best] && t < best {
				best = t
			}
		}
		types[k] = best
		if full, ok := last[k]; ok && full != k {
			if best != PlaceType || v[PlaceType] < 3 {
				types[k] = PersonType
			}
		}
	}
	for k := range last {
		if types[k] == "" && utf8.RuneCountInString(k) > 2 && !lexiconOf().is("orgword", k) && !lexiconOf().is("title", k) {
			if _, ok := lexiconOf().places[k]; !ok {
				types[k] = PersonType
			}
		}
	}
	longest := map[string]int{}
	for k := range types {
		f, _, _ := strings.Cut(k, " ")
		longest[f] = max(longest[f], strings.Count(k, " ")+1)
	}
	for i := range a.passages {
		p := &a.passages[i]
		for _, m := range p.names {
			if t := types[a.nameKey(m)]; t != "" && !m.table && t != m.typ {
				m.typ = t
			}
		}
		a.addKnown(i, types, longest)
	}
}

func isGiven(w string) bool { f := names.Fold(w); return names.SameGiven(f, f) }

func (a *article) nameKey(m *mention) string {
	ts := a.words(m)
	if len(ts) == 1 {
		return ts[0].lower
	}
	return joinLower(ts)
}

func joinLower(ts []token) string {
	var b strings.Builder
	for i := range ts {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(ts[i].lower)
	}
	return b.String()
}

// addKnown marks names that the article has elsewhere where the model saw none.
func (a *article) addKnown(para int, types map[string]string, longest map[string]int) {
	p := &a.passages[para]
	taken := make([]bool, len(p.tokens))
	for _, m := range p.names {
		for i := m.from; i < m.to; i++ {
			taken[i] = true
		}
	}
	for i := 0; i < len(p.tokens); i++ {
		t := &p.tokens[i]
		if taken[i] || !t.capital() || longest[t.lower] == 0 {
			continue
		}
		for n := min(longest[t.lower], len(p.tokens)-i); n > 0; n-- {
			if slices.Contains(taken[i:i+n], true) {
				continue
			}
			k := joinLower(p.tokens[i : i+n])
			typ := types[k]
			if typ == "" || n == 1 && a.low[t.lower] {
				continue
			}
			how := ByName
			if pl, ok := lexiconOf().places[k]; ok {
				how = howOf(pl)
			}
			p.names = append(p.names, &mention{para: para, from: i, to: i + n, typ: typ, how: how})
			i += n - 1
			break
		}
	}
	slices.SortFunc(p.names, func(x, y *mention) int { return cmp.Compare(x.from, y.from) })
}

// markMetonyms finds seats that stand for a government: not after a preposition of place, or where they act.
func (a *article) markMetonyms(p *passage) {
	x := lexiconOf()
	for _, m := range p.names {
		name := a.mentionText(m)
		if m.how != ByName || !x.seat(name) {
			continue
		}
		k := key(name)
		if x.is("seat", strings.TrimPrefix(k, "the ")) {
			m.typ, m.how = OrganisationType, Metonym
			continue
		}
		if acts(p.tokens, m) {
			m.how = Metonym
		}
	}
}

// acts reports whether a name of a place is the one who does something or is addressed.
func acts(ts []token, m *mention) bool {
	if m.from > 0 {
		switch ts[m.from-1].lower {
		case "in", "at", "near", "of", "around", "outside", "inside", "through", "across", "bei", "nach", "в", "под", ",":
			return false
		case "by", "to", "with", "against", "between", "from", "von", "mit", "gegen":
			return ts[m.from-1].lower == "by" || ts[m.from-1].lower == "against" || ts[m.from-1].lower == "with"
		}
	}
	if m.to < len(ts) {
		n := &ts[m.to]
		if n.kind == word && !n.capital() && (cueVerb(n.lower) || n.lower == "has" || n.lower == "will" || n.lower == "wants" || n.lower == "would" || n.lower == "hat") {
			return true
		}
	}
	return false
}
