package press

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/press/tagger"
)

// claim is a claim while it is worked out; tokens are those of its paragraph.
type claim struct {
	para     int
	span     sentence
	source   *speaker
	chain    []*referent
	cue      sentence
	cueText  string // as in the table
	content  []sentence
	rel      *relation
	relText  string
	subject  []*referent
	object   []*referent
	objText  string
	stance   string
	firmness string
	negative bool
	about    *claim
	why      string // how it was found
	id       string
	quotes   []sentence
}

// claimer finds the claims of an article.
type claimer struct {
	a           *article
	prepared    []prepared
	starts      []int // number of the first sentence of each paragraph
	last        *speaker
	claims      []*claim
	cues, roles *tagger.Model
}

// maxClaims bounds the claims of one article.
const maxClaims = 2000

func findClaims(a *article, prepared []prepared, cues, roles *tagger.Model) *claimer {
	c := &claimer{a: a, prepared: prepared, cues: cues, roles: roles}
	n := 0
	for i := range a.passages {
		c.starts = append(c.starts, n)
		n += len(a.passages[i].sentences)
	}
	for i := range a.passages {
		if a.passages[i].class == Body && len(c.claims) < maxClaims {
			c.paragraph(i)
		}
	}
	c.finish()
	return c
}

// paragraph finds the claims of one paragraph of the body.
func (c *claimer) paragraph(para int) {
	p, r := &c.a.passages[para], &c.prepared[para]
	stems := stemsOf(p.tokens)
	var found []attribution
	if c.a.language == "en" {
		found = attribute(c.cues, c.roles, r)
	}
	found = c.addPhrases(found, p, r, stems)
	slices.SortStableFunc(found, func(x, y attribution) int { return cmp.Compare(x.cue.from, y.cue.from) })
	found = c.sift(found, p, r, stems)
	done := make([]bool, len(p.sentences)) // has a claim of somebody else than the author
	k := 0
	for n, s := range p.sentences {
		for k < len(found) && found[k].cue.from < s.to {
			if cl := c.attributed(para, &found[k], p, r, stems, done); cl != nil {
				for m := sentenceOf(p.sentences, cl.span.from); m <= sentenceOf(p.sentences, max(cl.span.from, cl.span.to-1)); m++ {
					done[m] = true
				}
			}
			k++
		}
		if done[n] {
			continue
		}
		if cl := c.continued(para, n, p, r); cl != nil {
			done[n] = true
			continue
		}
		c.authorClaims(para, n, p, stems)
	}
}

// addPhrases adds cues of several words, hearsay and hedges that the model did not mark; in languages without a model, all
// cues of the table.
func (c *claimer) addPhrases(found []attribution, p *passage, r *prepared, stems []string) []attribution {
	table := claimTablesOf().cueWords[c.a.language]
	if table == nil {
		return found
	}
	for n, s := range p.sentences {
		for i := s.from; i < s.to; i++ {
			ph, end := table.at(stems[:s.to], i)
			if ph == nil || r.inQuote[i] {
				continue
			}
			row := claimTablesOf().cues[ph.row]
			if c.a.language == "en" && len(ph.words) < 2 && !alone[row.firmness] && row.stance != Declined {
				continue
			}
			if c.a.language == "en" && len(ph.words) < 2 && !adverb(p.tokens[i].lower) {
				continue
			}
			at := slices.IndexFunc(found, func(a attribution) bool { return a.cue.from < end && i < a.cue.to })
			a := c.byRules(p, r, n, sentence{i, end}, row)
			switch {
			case at < 0:
				found = append(found, a)
			case len(ph.words) >= 3 && (row.stance == Declined || row.stance == Reported || row.firmness == Rumour || row.firmness == Possible):
				if len(a.source) == 0 && row.stance == Declined {
					a.source = found[at].source
				}
				found[at] = a
			}
			i = end - 1
		}
	}
	return found
}

// alone are degrees of firmness whose adverbs are cues by themselves.
var alone = map[string]bool{Rumour: true, Possible: true}

func adverb(w string) bool { return strings.HasSuffix(w, "ly") }

// byRules finds source and content of a cue without a model: a quotation in the sentence, or else what follows the cue
// and its "that", or else what stands before it; the source is the name or noun next to the cue on the other side.
func (c *claimer) byRules(p *passage, r *prepared, n int, cue sentence, row cue) attribution {
	s := p.sentences[n]
	a := attribution{sentence: n, cue: cue}
	ts := p.tokens
	hearsay := row.firmness == Rumour || row.firmness == Possible && row.stance == Hedged
	if hearsay && c.a.language == "en" || hearsay {
		a.content = []sentence{trimEnd(ts, s)}
		return a
	}
	last := ts[cue.to-1].lower
	text := strings.ToLower(c.a.text[ts[cue.from].start:ts[cue.to-1].end])
	if last == "in" || strings.HasPrefix(text, "it is said") || strings.HasPrefix(text, "it was said") { // it was said in Brussels that
		end := cue.to
		for end < s.to && (ts[end].capital() || ts[end].lower == "-") {
			end++
		}
		if end > cue.to {
			a.source = []sentence{{cue.to, end}}
		}
		if end < s.to && ts[end].lower == "that" {
			a.content = []sentence{trimEnd(ts, sentence{end + 1, s.to})}
		} else if cue.from > s.from+2 {
			a.content = []sentence{trimMarks(ts, sentence{s.from, cue.from})}
		} else {
			a.content = []sentence{trimEnd(ts, sentence{end, s.to})}
		}
		return a
	}
	right, left := trimEnd(ts, sentence{cue.to, s.to}), trimMarks(ts, sentence{s.from, cue.from})
	quoteRight, quoteLeft := hasQuote(r, right), hasQuote(r, left)
	if row.stance == Declined {
		a.source = nearName(c, p, left, true)
		return a
	}
	switch {
	case quoteLeft && !quoteRight || len(tsRange(right)) < 4 && len(tsRange(left)) > 4, before(ts, cue, "laut", "nach", "по", "согласно", "according") && cue.from > s.from+2:
		a.content, a.source = []sentence{left}, nearName(c, p, right, false)
		if before(ts, cue, "laut", "nach", "по", "согласно", "according") {
			a.source = nearName(c, p, right, false)
		}
	case cue.from <= s.from+1: // according to X, ...
		a.source = nearName(c, p, right, false)
		from := right.from
		if len(a.source) > 0 {
			from = a.source[0].to
		}
		a.content = []sentence{trimMarks(ts, sentence{min(from, right.to), right.to})}
	default:
		a.content, a.source = []sentence{right}, nearName(c, p, left, true)
		for i := right.from; i < min(right.from+4, right.to); i++ {
			if ts[i].lower == "that" || ts[i].lower == "dass" || ts[i].lower == "что" {
				a.content = []sentence{{i + 1, right.to}}
			}
		}
	}
	return a
}

func tsRange(s sentence) []struct{} { return make([]struct{}, max(0, s.to-s.from)) }

func before(ts []token, cue sentence, words ...string) bool {
	return slices.Contains(words, ts[cue.from].lower)
}

func hasQuote(r *prepared, s sentence) bool {
	for i := s.from; i < s.to; i++ {
		if r.inQuote[i] {
			return true
		}
	}
	return false
}

func trimEnd(ts []token, s sentence) sentence {
	s = trimMarks(ts, s)
	for s.to > s.from && ts[s.to-1].kind == punct && strings.Contains(".!?", ts[s.to-1].text) {
		s.to--
	}
	return s
}

// nearName finds the words of a source: the last (or first) name of the range, or a pronoun or noun of a source.
func nearName(c *claimer, p *passage, s sentence, last bool) []sentence {
	t := claimTablesOf()
	best := sentence{}
	take := func(from, to int) {
		if best.to == 0 || last {
			best = sentence{from, to}
		}
	}
	limit := s
	if !last {
		limit.to = min(s.to, s.from+10)
	}
	for i := limit.from; i < limit.to; i++ {
		w := p.tokens[i].lower
		if t.has("anonymous", w) || t.has("collective", w) || t.has("organisation", w) || t.has("he", w) || t.has("she", w) || t.has("they", w) {
			take(i, i+1)
		}
		for _, m := range p.names {
			if m.from == i && m.to <= limit.to && m.how != Demonym {
				take(m.from, m.to)
			}
		}
		if !last && best.to > 0 {
			break
		}
	}
	if best.to == 0 {
		return nil
	}
	return []sentence{best}
}

// sift drops attributions that are part of another one's wording or too thin to be a claim.
func (c *claimer) sift(found []attribution, p *passage, r *prepared, stems []string) []attribution {
	var out []attribution
	for _, a := range found {
		row, _ := lookCue(c.a.language, stems, a.cue.from, a.cue.to, len(stems))
		words := 0
		for _, s := range a.content {
			words += s.to - s.from
		}
		switch {
		case row == nil && (words < 4 || len(a.source) == 0):
			continue
		case row != nil && row.stance == Declined:
		case words < 2:
			continue
		}
		out = append(out, a)
	}
	return out
}

// attributed makes a claim of an attribution.
func (c *claimer) attributed(para int, a *attribution, p *passage, r *prepared, stems []string, done []bool) *claim {
	row, text := lookCue(c.a.language, stems, a.cue.from, a.cue.to, len(stems))
	cl := &claim{para: para, cue: a.cue, cueText: text, content: a.content, why: "attribution"}
	own := p.sentences[a.sentence]
	// content that continues before the paragraph's sentence belongs to a quotation that was opened there
	cl.span = a.cue
	for _, s := range append(slices.Clone(a.source), a.content...) {
		cl.span = sentence{min(cl.span.from, s.from), max(cl.span.to, s.to)}
	}
	if cl.span.to < own.to && own.to-cl.span.to <= 2 && p.tokens[own.to-1].kind == punct {
		cl.span.to = own.to
	}
	switch {
	case len(a.source) > 0:
		cl.source = c.describe(para, a.source[0])
		if strings.HasPrefix(text, "it is said in") || strings.HasPrefix(text, "it was said in") || strings.HasPrefix(text, "it was heard in") || strings.HasPrefix(text, "is heard in") {
			cl.source.kind = Anonymous
		}
	case row != nil && row.stance == Hedged && row.firmness == Possible:
		cl.source = c.hedgeOwner(para, a, p)
	case row != nil && (row.firmness == Rumour || row.stance == Reported):
		cl.source = &speaker{kind: Anonymous}
	case c.last != nil && c.position(para, a.cue.from)-c.last.sentence <= 2 && hasQuote(r, own):
		cl.source = c.last
	case row != nil && row.stance == Declined:
		cl.source = c.describeSubject(para, own, a.cue)
	default:
		cl.source = c.describeSubject(para, own, a.cue)
		if cl.source.kind == Author {
			return nil
		}
	}
	if cl.source.kind == Author && row != nil && row.stance == neutral {
		return nil
	}
	if c.inContent(para, a) {
		return nil
	}
	c.setStance(cl, row, p, r)
	c.quotesOf(cl, r)
	c.relate(cl, p, stems)
	c.chain(cl, a, p)
	if cl.source.kind != Author {
		s := *cl.source
		s.sentence = c.position(para, a.cue.from)
		c.last = &s
	}
	c.claims = append(c.claims, cl)
	return cl
}

// hedgeOwner says whose hedge it is: the subject's, if the cue is a verb of his ("Lukashenko apparently expects"), or the
// author's.
func (c *claimer) hedgeOwner(para int, a *attribution, p *passage) *speaker {
	i := a.cue.to
	if strings.HasPrefix(p.tokens[a.cue.from].lower, "apparent") && a.cue.to-a.cue.from > 1 {
		return c.describeSubject(para, p.sentences[a.sentence], a.cue)
	}
	if i < len(p.tokens) && !adverb(p.tokens[a.cue.to-1].lower) && (p.tokens[a.cue.to-1].lower == "open" || p.tokens[a.cue.from].lower == "hopes" || p.tokens[a.cue.from].lower == "hope") {
		return c.describeSubject(para, p.sentences[a.sentence], a.cue)
	}
	return &speaker{kind: Author}
}

// describeSubject takes the name or pronoun before a cue as its source.
func (c *claimer) describeSubject(para int, own, cue sentence) *speaker {
	if s := nearName(c, &c.a.passages[para], sentence{own.from, cue.from}, true); s != nil {
		return c.describe(para, s[0])
	}
	return &speaker{kind: Author}
}

// inContent reports whether an attribution repeats one that was taken already: the same cue, or the same content by the same cue
// word.
func (c *claimer) inContent(para int, a *attribution) bool {
	return slices.ContainsFunc(c.claims, func(cl *claim) bool {
		return cl.para == para && cl.cue.from < a.cue.to && a.cue.from < cl.cue.to && cl.cue.to > cl.cue.from
	})
}

// chain notes outer sources: a medium that was told, and a report within which somebody speaks.
func (c *claimer) chain(cl *claim, a *attribution, p *passage) {
	self := cl.source.referent
	for _, m := range p.names { // told WELT
		if m.from >= a.cue.from && m.from <= a.cue.to+1 && m.typ == OrganisationType && m.referent != self && c.isMedia(m, nil) && stem(p.tokens[a.cue.from].lower) == "tell" {
			cl.chain = []*referent{m.referent, self}
		}
	}
	for i, outer := range slices.Backward(c.claims) {
		if outer.para != cl.para || outer.source.referent == nil || outer.source.referent == self {
			continue
		}
		for _, s := range outer.content {
			if s.from <= cl.cue.from && cl.cue.to <= s.to {
				cl.chain = append(append([]*referent{}, outer.source.referent), self)
				if inner := cl.span.to - cl.span.from; inner*10 >= (s.to-s.from)*7 && outer.stance == Reported {
					c.claims = slices.Delete(c.claims, i, i+1)
					cl.span = sentence{min(cl.span.from, outer.span.from), max(cl.span.to, outer.span.to)}
				}
				return
			}
		}
	}
}

// quotesOf notes the quotations within a claim.
func (c *claimer) quotesOf(cl *claim, r *prepared) {
	for i := cl.span.from; i < cl.span.to; i++ {
		if !r.inQuote[i] {
			continue
		}
		j := i
		for j < cl.span.to && r.inQuote[j] {
			j++
		}
		if j-i > 1 {
			cl.quotes = append(cl.quotes, sentence{i, j})
		}
		i = j
	}
}

// continued recognises a sentence that goes on speaking: a quotation without a cue after somebody spoke, and "These were
// ..." after a report.
func (c *claimer) continued(para, n int, p *passage, r *prepared) *claim {
	s := p.sentences[n]
	if c.last == nil || c.position(para, s.from)-c.last.sentence > 3 || s.to-s.from < 3 {
		return nil
	}
	inside := 0
	for i := s.from; i < s.to; i++ {
		if r.inQuote[i] {
			inside++
		}
	}
	src := *c.last
	src.span = sentence{}
	cl := &claim{para: para, span: s, source: &src, content: []sentence{s}}
	switch {
	case inside*10 >= (s.to-s.from)*9:
		cl.why = "quotation that continues the speaker before it"
		row, _ := lookCue(c.a.language, stemsOf(p.tokens), s.from, s.to, s.to)
		c.setStance(cl, quoteRow(row), p, r)
		c.quotesOf(cl, r)
		c.last.sentence = c.position(para, s.from)
	case c.last.kind == Anonymous && startsList(p.tokens[s.from:s.to]):
		cl.why = "continues the report before it"
		cl.stance, cl.firmness = Reported, Probable
	default:
		return nil
	}
	c.relate(cl, p, stemsOf(p.tokens))
	c.claims = append(c.claims, cl)
	return cl
}

// quoteRow keeps of the cue words inside a quotation only those that hedge.
func quoteRow(row *cue) *cue {
	if row != nil && row.stance == Hedged {
		return row
	}
	return &cue{stance: neutral, firmness: Certain}
}

func startsList(ts []token) bool {
	w := ts[0].lower
	return (w == "these" || w == "they" || w == "this" || w == "diese" || w == "es" || w == "это") && len(ts) > 1 &&
		(ts[1].lower == "were" || ts[1].lower == "are" || ts[1].lower == "handelt" || ts[1].lower == "handelte" || ts[1].lower == "sind" || ts[1].lower == "waren" || ts[1].lower == "были")
}

// authorClaims makes the claims of the author of one sentence: one for each relation that the table knows, or one for the
// sentence, if it names somebody.
func (c *claimer) authorClaims(para, n int, p *passage, stems []string) {
	s := p.sentences[n]
	hits := relationsIn(stems, s)
	if len(c.mentionsIn(para, s)) == 0 && len(hits) == 0 {
		return
	}
	for _, h := range hits {
		cl := &claim{para: para, span: clauseOf(p.tokens, s, h.at), source: &speaker{kind: Author}, why: "relation"}
		cl.content = []sentence{cl.span}
		cl.rel, cl.relText = h.rel, h.text
		c.parties(cl, p, cl.span, s, h)
		if len(cl.subject) == 0 && len(cl.object) == 0 {
			continue
		}
		c.setStance(cl, nil, p, &c.prepared[para])
		c.claims = append(c.claims, cl)
	}
	if len(hits) == 0 {
		cl := &claim{para: para, span: s, source: &speaker{kind: Author}, content: []sentence{s}, why: "sentence that names somebody"}
		if ms := c.mentionsIn(para, s); len(ms) > 0 {
			cl.subject = []*referent{ms[0].referent}
		}
		c.setStance(cl, nil, p, &c.prepared[para])
		c.claims = append(c.claims, cl)
	}
}

// finish sorts and numbers the claims, links answers to what they answer, and fills in who is meant by a group.
func (c *claimer) finish() {
	slices.SortStableFunc(c.claims, func(x, y *claim) int {
		return cmp.Or(cmp.Compare(x.para, y.para), cmp.Compare(x.span.from, y.span.from), cmp.Compare(x.span.to, y.span.to))
	})
	for i, cl := range c.claims {
		cl.id = fmt.Sprintf("C%d", i+1)
		cl.about = c.aboutOf(i)
	}
}

// aboutOf finds the claim that a denial, a doubt, a confirmation or a refusal to comment answers: the one with the most
// words in common, of those before it by somebody else; with "this" or "the report", the last one.
func (c *claimer) aboutOf(i int) *claim {
	cl := c.claims[i]
	p := &c.a.passages[cl.para]
	answers := cl.stance == Denied || cl.stance == Declined || cl.stance == Hedged && cl.firmness == Contested && cl.source.kind != Author
	for k := cl.cue.from; k < cl.cue.to; k++ {
		w := stem(p.tokens[k].lower)
		answers = answers || w == "acknowledg" || w == "confirm" || w == "admit"
	}
	if !answers {
		return nil
	}
	words := c.contentWords(cl)
	var best *claim
	most := 1
	for _, before := range slices.Backward(c.claims[max(0, i-12):i]) {
		if before.source.kind != Author && sameSpeaker(before.source, cl.source) || before.stance == Declined {
			continue
		}
		n := 0
		for w := range c.contentWords(before) {
			if words[w] {
				n++
			}
		}
		if n > most {
			best, most = before, n
		}
	}
	if best != nil && cl.stance != Declined {
		return best
	}
	for _, before := range slices.Backward(c.claims[max(0, i-4):i]) {
		if before.source.kind != Author && !sameSpeaker(before.source, cl.source) && before.stance != Declined && (cl.stance == Declined || refersBack(p.tokens[cl.span.from:cl.span.to])) {
			return before
		}
	}
	return nil
}

func refersBack(ts []token) bool {
	for i := range ts {
		switch ts[i].lower {
		case "report", "reports", "this", "claim", "claims", "allegation", "allegations", "accusation", "accusations", "assertion", "bericht", "berichte", "dies", "das", "это", "сообщения", "обвинения":
			return true
		}
	}
	return false
}

func sameSpeaker(a, b *speaker) bool { return a.referent != nil && a.referent == b.referent }

func (c *claimer) contentWords(cl *claim) map[string]bool {
	m := map[string]bool{}
	stop := stopwords()
	for _, s := range cl.content {
		for i := s.from; i < s.to; i++ {
			if t := &c.a.passages[cl.para].tokens[i]; t.kind == word && !stop[t.lower] && len(t.lower) > 2 {
				m[stem(t.lower)] = true
			}
		}
	}
	return m
}
