package press

import (
	"slices"
	"strings"
)

// relationHit is a phrase of the table of relations in a text.
type relationHit struct {
	at   sentence
	rel  *relation
	text string
}

// relationsIn finds the phrases of the table within a range, longest first at each word, without overlap.
func relationsIn(stems []string, s sentence) []relationHit {
	t := claimTablesOf()
	var out []relationHit
	for i := s.from; i < s.to; i++ {
		if ph, end := t.relWords.at(stems[:s.to], i); ph != nil {
			out = append(out, relationHit{sentence{i, end}, &t.relations[ph.row], ph.text})
			i = end - 1
		}
	}
	return out
}

// relate looks for a relation in the content of a claim; where none fits, the wording stays.
func (c *claimer) relate(cl *claim, p *passage, stems []string) {
	var hits []relationHit
	for _, s := range cl.content {
		hits = append(hits, relationsIn(stems, s)...)
	}
	if len(hits) == 0 {
		return
	}
	best := hits[0]
	for _, h := range hits[1:] { // what can be checked comes first, then the longer phrase
		if (h.rel.check != "-") != (best.rel.check != "-") {
			if h.rel.check != "-" {
				best = h
			}
		} else if h.at.to-h.at.from > best.at.to-best.at.from {
			best = h
		}
	}
	cl.rel, cl.relText = best.rel, best.text
	range_ := cl.span
	for _, s := range cl.content {
		if s.from <= best.at.from && best.at.to <= s.to {
			range_ = s
		}
	}
	c.parties(cl, p, range_, range_, best)
}

// parties fills in subject and object: the names nearest to the phrase on each side, with those joined to them by "and".
func (c *claimer) parties(cl *claim, p *passage, clause, all sentence, h relationHit) {
	left, right := c.namesLeft(cl.para, clause, h.at.from), c.namesRight(cl.para, clause, h.at.to)
	if len(left) == 0 {
		left = c.subjectBefore(cl, p, all, h.at.from)
	}
	swap := h.rel.inverse || passive(p.tokens, h.at.from, clause.from)
	if h.rel.check == "listing" {
		// the party that is put on or taken off a list is the object, whoever does it
		switch {
		case h.rel.name == "sanctioned" && !swap:
		case h.rel.name == "subject_to":
			swap = false
		case passive(p.tokens, h.at.from, clause.from):
			cl.object, cl.subject = left, nil
			cl.objText = c.nounBefore(p, clause, h.at.from)
			return
		}
	}
	if swap {
		left, right = right, left
	}
	cl.subject, cl.object = left, right
	if len(cl.object) == 0 {
		end := min(clause.to, h.at.to+9)
		for i := h.at.to; i < end; i++ {
			if p.tokens[i].text == "," || p.tokens[i].text == ";" || p.tokens[i].text == "." {
				end = i
			}
		}
		if end > h.at.to {
			cl.objText = c.a.text[p.tokens[h.at.to].start:p.tokens[end-1].end]
		}
	}
}

// passive reports a form of "to be" right before a verb.
func passive(ts []token, at, from int) bool {
	for i := at - 1; i >= from && i >= at-3; i-- {
		switch ts[i].lower {
		case "was", "were", "been", "be", "being", "is", "are", "wurde", "wurden", "был", "была", "были":
			return strings.HasSuffix(ts[at].lower, "ed") || strings.HasSuffix(ts[at].lower, "en") || ts[at].lower == "bought" || ts[i].lower != "is" && ts[i].lower != "are" && ts[i].lower != "was"
		}
		if !strings.HasSuffix(ts[i].lower, "ly") && ts[i].lower != "also" && ts[i].lower != "not" {
			return false
		}
	}
	return false
}

// nounBefore is the wording before a phrase: what was done something to, if it has no name.
func (c *claimer) nounBefore(p *passage, clause sentence, at int) string {
	from := at
	for from > clause.from && from > at-6 {
		w := p.tokens[from-1].lower
		if p.tokens[from-1].kind == punct || w == "that" || w == "which" {
			break
		}
		from--
	}
	for from < at && stopwords()[p.tokens[from].lower] {
		from++
	}
	for at > from && (stopwords()[p.tokens[at-1].lower]) {
		at--
	}
	if from >= at {
		return ""
	}
	return c.a.text[p.tokens[from].start:p.tokens[at-1].end]
}

func (c *claimer) namesLeft(para int, clause sentence, at int) []*referent {
	p := &c.a.passages[para]
	var out []*referent
	next := at
	for _, m := range slices.Backward(p.names) {
		if m.to > at || m.from < clause.from || m.how == Demonym && m.to < len(p.tokens) && p.tokens[m.to].kind == word && m.referent.typ == PlaceType && len(out) > 0 {
			continue
		}
		if possessive(p.tokens, m) {
			continue
		}
		if len(out) > 0 && !joined(p.tokens, m.to, next) {
			break
		}
		if m.how == Demonym && len(out) == 0 && m.to < at && !strings.HasSuffix(c.a.mentionText(m), "s") {
			continue
		}
		out = append(out, m.referent)
		next = m.from
	}
	slices.Reverse(out)
	return out
}

func (c *claimer) namesRight(para int, clause sentence, at int) []*referent {
	p := &c.a.passages[para]
	var out []*referent
	prev := at
	for _, m := range p.names {
		if m.from < at || m.to > clause.to {
			continue
		}
		if m.how == Demonym || len(out) == 0 && m.from-at > 8 {
			continue
		}
		if len(out) > 0 && !joined(p.tokens, prev, m.from) {
			break
		}
		out = append(out, m.referent)
		prev = m.to
	}
	return out
}

// joined reports that only "and", "or" and commas stand between two names.
func joined(ts []token, from, to int) bool {
	if from >= to {
		return from == to
	}
	for i := from; i < to; i++ {
		switch ts[i].lower {
		case "and", "or", ",", "und", "oder", "и", "the":
		default:
			return false
		}
	}
	return true
}

// subjectBefore resolves a pronoun before the phrase, or takes the subject of the claim before it for "both" and where a
// relative clause or "and" goes on with the same subject.
func (c *claimer) subjectBefore(cl *claim, p *passage, all sentence, at int) []*referent {
	for i := at - 1; i >= all.from; i-- {
		w := p.tokens[i].lower
		if w == "both" || w == "beide" || w == "оба" {
			for _, before := range slices.Backward(c.claims) {
				if len(before.object) == 2 {
					return before.object
				}
				if len(before.subject) == 2 {
					return before.subject
				}
			}
		}
		if t := claimTablesOf(); t.has("he", w) || t.has("she", w) {
			if s := c.pronoun(w, cl.para, i); s != nil && s.referent != nil {
				return []*referent{s.referent}
			}
		}
	}
	if n := len(c.claims); n > 0 && c.claims[n-1].para == cl.para && c.claims[n-1].span.from >= all.from {
		return c.claims[n-1].subject
	}
	return c.namesLeft(cl.para, all, at)
}

// clauseOf is the part of a sentence around a phrase, between commas, dashes, semicolons and "and" before a new verb.
func clauseOf(ts []token, s, at sentence) sentence {
	out := s
	for i := at.from - 1; i >= s.from; i-- {
		if ts[i].text == ";" || ts[i].lower == "--" || ts[i].text == ":" {
			out.from = i + 1
			break
		}
	}
	for i := at.to; i < s.to; i++ {
		if ts[i].text == ";" || ts[i].lower == "--" {
			out.to = i
			break
		}
	}
	return trimEnd(ts, out)
}
