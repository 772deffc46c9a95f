package press

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"
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

// namesByTables finds names without a model: runs of capitalised words which a table, a title before them or their
// being no common word of the text makes a name. German nouns all have capitals, so German asks for more.
func namesByTables(ts []token, low map[string]bool, language string) []nameRange {
	x := lexiconOf()
	fs := factsOf(ts)
	var out []nameRange
	for i := 0; i < len(ts); i++ {
		if !ts[i].capital() || fs[i].stop {
			continue
		}
		j := i + 1
		for j < len(ts) && (ts[j].capital() && !fs[j].stop && (fs[j].place == "" || fs[i].org) || nameJoint(ts, j)) {
			j++
		}
		for j > i+1 && !ts[j-1].capital() {
			j--
		}
		from := i
		for from < j && fs[from].title {
			from++
		}
		titled := from > i || i > 0 && fs[i-1].title
		if from < j {
			if kind := kindByTables(x, ts, fs, from, j, titled, language, low); kind != "" {
				out = append(out, nameRange{from: from, to: j, kind: kind})
			}
		}
		i = j - 1
	}
	return out
}

// nameJoint reports what may stand within a name: hyphens, initials' full stops, particles before a capital.
func nameJoint(ts []token, j int) bool {
	if j+1 >= len(ts) {
		return false
	}
	switch ts[j].lower {
	case "-":
		return !ts[j].space && !ts[j+1].space
	case ".":
		return utf8.RuneCountInString(ts[j-1].text) == 1 && ts[j+1].capital()
	case "von", "van", "de", "al", "bin", "ibn", "der", "den", "zu":
		return ts[j+1].capital() || j+2 < len(ts) && (ts[j+1].lower == "-" || ts[j+1].lower == "der") && ts[j+2].capital()
	}
	return false
}

func kindByTables(x *lexicon, ts []token, fs []facts, from, to int, titled bool, language string, low map[string]bool) string {
	org, given, family, known, acronym := false, false, 0, false, false
	for i := from; i < to; i++ {
		org = org || fs[i].orgword && to-from > 1
		known = known || fs[i].org
		given = given || fs[i].given && i == from
		acronym = acronym || len(ts[i].text) >= 2 && len(ts[i].text) <= 6 && ts[i].text == strings.ToUpper(ts[i].text)
		if fs[i].family {
			family++
		}
	}
	words := to - from
	switch {
	case known || org || acronym && words == 1:
		return "ORG"
	case given && words >= 2, titled && words <= 4 && (language != "de" || given || family > 0 || unknownWord(ts[to-1])):
		return "PER"
	case language == "ru" && words >= 2 && words <= 4 && from > 0:
		return "PER"
	}
	return ""
}

func unknownWord(t token) bool {
	for _, end := range []string{"ung", "heit", "keit", "schaft", "ion", "tät", "chen"} {
		if strings.HasSuffix(t.lower, end) {
			return false
		}
	}
	return true
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

// resolve groups the mentions into referents: a family name alone means the one full name with it, a short form the
// organisation that it begins or abbreviates.
func (a *article) resolve() {
	var order []*mention
	for i := range a.passages {
		order = append(order, a.passages[i].names...)
	}
	// full names first, so that short forms find them wherever they stand
	byLength := slices.Clone(order)
	slices.SortStableFunc(byLength, func(x, y *mention) int { return cmp.Compare(y.to-y.from, x.to-x.from) })
	ids := map[string]bool{}
	for _, m := range byLength {
		r := a.findReferent(m)
		if r == nil {
			r = a.newReferent(m, ids)
		}
		m.referent = r
	}
	for _, m := range order {
		m.referent.mentions = append(m.referent.mentions, m)
		if t := a.mentionText(m); t != m.referent.name && !slices.Contains(m.referent.aliases, t) {
			m.referent.aliases = append(m.referent.aliases, t)
		}
	}
	slices.SortStableFunc(a.referents, func(x, y *referent) int {
		mx, my := x.mentions[0], y.mentions[0]
		return cmp.Or(cmp.Compare(mx.para, my.para), cmp.Compare(mx.from, my.from))
	})
}

func (a *article) newReferent(m *mention, ids map[string]bool) *referent {
	r := &referent{typ: m.typ, name: a.mentionText(m)}
	for _, t := range a.words(m) {
		r.words = append(r.words, t.lower)
	}
	k := joinWords(r.words)
	if p, ok := a.placeOf(m); ok {
		r.country = p.country
		if p.kind == "demonym" && p.country != "" {
			r.name = countryNames()[p.country]
		}
		if p.kind == "country" || p.kind == "demonym" {
			r.words = []string{"country", p.country}
		}
		if p.kind == "country" {
			r.name = countryNames()[p.country]
		}
		k = key(r.name)
	}
	prefix := map[string]string{PersonType: "PER", OrganisationType: "ORG", PlaceType: "PLC", EventType: "EVT", ProductType: "PRD", VesselType: "VES"}[m.typ]
	base := prefix + ":" + idWord(r, k)
	r.id = base
	if ids[r.id] {
		r.id = prefix + ":" + strings.ReplaceAll(names.Fold(k), " ", "")
	}
	for n := 2; ids[r.id]; n++ {
		r.id = base + strconv.Itoa(n)
	}
	ids[r.id] = true
	a.referents = append(a.referents, r)
	return r
}

func joinWords(w []string) string { return strings.Join(w, " ") }

// idWord is a short word for the id: the family name of a person, the whole name of others.
func idWord(r *referent, k string) string {
	if r.typ == PersonType {
		k = r.words[len(r.words)-1]
	}
	if w := strings.ReplaceAll(names.Fold(k), " ", ""); w != "" {
		return w
	}
	return strings.ReplaceAll(k, " ", "")
}

func (a *article) placeOf(m *mention) (place, bool) {
	if m.typ != PlaceType {
		return place{}, false
	}
	p, n := lexiconOf().placeAt(a.words(m), 0)
	return p, n == m.to-m.from
}

// countryNames gives the first name of each country in the table.
var countryNames = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	rows(countriesTSV, func(f []string) { m[f[0]] = cells(f, 1)[0] })
	return m
})

// findReferent finds who was named before by a mention, if there is exactly one.
func (a *article) findReferent(m *mention) *referent {
	ts := a.words(m)
	if p, ok := a.placeOf(m); ok && (p.kind == "country" || p.kind == "demonym") {
		for _, r := range a.referents {
			if r.typ == PlaceType && len(r.words) == 2 && r.words[0] == "country" && r.words[1] == p.country {
				return r
			}
		}
		return nil
	}
	var alike, longer *referent
	several := false
	for _, r := range a.referents {
		switch {
		case r.typ != m.typ || !sameName(r, ts):
		case len(r.words) > len(ts):
			several = several || longer != nil
			longer = r
		default:
			alike = r
		}
	}
	if alike != nil || several { // a family name that two persons bear is a name of its own wherever it stands
		return alike
	}
	return longer
}

// sameName reports whether a mention may mean a referent whose name is at least as long.
func sameName(r *referent, ts []token) bool {
	var w []string
	for i := range ts {
		if ts[i].kind != punct {
			w = append(w, ts[i].lower)
		}
	}
	var full []string
	for _, x := range r.words {
		if x != "-" && x != "." && x != "'" {
			full = append(full, x)
		}
	}
	if len(w) == 0 || len(full) == 0 {
		return false
	}
	if slices.Equal(w, full) {
		return true
	}
	switch r.typ {
	case PersonType:
		if len(w) > len(full) {
			return false
		}
		last, lastFull := w[len(w)-1], full[len(full)-1]
		if len(w) == 1 {
			return last == lastFull || len(full) == 3 && !isGiven(full[0]) && last == full[0] || endsAs(last, lastFull)
		}
		return (last == lastFull || endsAs(last, lastFull)) && (w[0] == full[0] || names.SameGiven(names.Fold(w[0]), names.Fold(full[0])) || utf8.RuneCountInString(w[0]) == 1 && strings.HasPrefix(full[0], w[0]))
	case OrganisationType:
		if len(w) < len(full) && slices.Equal(w, full[:len(w)]) && !lexiconOf().is("orgword", w[0]) {
			if _, ok := lexiconOf().places[w[0]]; !ok || len(w) > 1 {
				return true
			}
		}
		return len(w) == 1 && len(full) > 1 && acronymOf(w[0], full)
	case PlaceType, EventType, ProductType:
		return false
	}
	return false
}

// endsAs allows for the endings of Russian and the German genitive.
func endsAs(w, full string) bool {
	n := 0
	for n < len(w) && n < len(full) && w[n] == full[n] {
		n++
	}
	rest := utf8.RuneCountInString(w[min(len(w), n):])
	if w[n:] == "s" && n == len(full) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(full)
	return r > 0x400 && r < 0x500 && n >= 6 && rest <= 3 && len(full)-n <= 4
}

func acronymOf(w string, full []string) bool {
	var b strings.Builder
	for _, f := range full {
		if !stopwords()[f] {
			r, _ := utf8.DecodeRuneInString(f)
			b.WriteRune(r)
		}
	}
	return b.String() == w && len(w) > 1
}
