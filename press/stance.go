package press

import (
	"strings"
)

// modality is what the wording of a content tells of the stance.
type modality struct {
	negative, demand, future, hedge, condition, speaker, question bool
}

// modalityOf reads the words of a content. Speaker tells that its subject is who speaks.
func (c *claimer) modalityOf(cl *claim, p *passage) modality {
	var m modality
	t := claimTablesOf()
	for _, s := range cl.content {
		for i := s.from; i < s.to; i++ {
			w := p.tokens[i].lower
			next, prev := "", ""
			if i+1 < s.to {
				next = p.tokens[i+1].lower
			}
			if i > s.from {
				prev = p.tokens[i-1].lower
			}
			switch w {
			case "not", "never", "no", "n't", "cannot", "nobody", "nothing", "neither", "nicht", "kein", "keine", "keinen", "nie", "не", "нет", "никогда":
				m.negative = m.negative || next != "only" && next != "just"
			case "should", "must", "ought", "soll", "sollte", "sollten", "muss", "müsse", "müssen", "должен", "должна", "должны", "необходимо", "нужно", "надо":
				m.demand = true
			case "need", "needs", "have", "has":
				m.demand = m.demand || next == "to" && !strings.HasSuffix(w, "s") && prev != "not"
			case "important", "necessary", "essential", "time", "wichtig", "notwendig", "важно":
				m.demand = m.demand || (next == "for" || next == "to" || next == "that") && prev != "first" && prev != "long"
			case "either":
				m.demand = true
			case "will", "would", "'ll", "shall", "wird", "werde", "werden", "würde", "würden", "будет", "будут", "станет":
				m.future = m.future || next != "have" && prev != "free"
			case "going":
				m.future = m.future || next == "to"
			case "expects", "expected", "expect":
				m.future = true
			case "may", "might", "could", "possible", "possibly", "perhaps", "probably", "likely", "unlikely", "apparently", "maybe", "seems", "seem", "seemed", "appears", "appeared", "presumed", "könnte", "könnten", "vielleicht", "wahrscheinlich", "möglich", "может", "могут", "возможно", "вероятно":
				m.hedge = true
			case "if", "unless", "wenn", "falls", "если":
				m.condition = true
			case "?":
				m.question = true
			}
			if i < s.from+3 && (t.has("speaker", w) || t.has("he", w) || t.has("she", w)) {
				m.speaker = true
			}
		}
	}
	return m
}

// setStance works out stance, firmness and polarity: what the cue says, or where it is neutral, the wording of the
// content and the kind of the source.
func (c *claimer) setStance(cl *claim, row *cue, p *passage, r *prepared) {
	m := c.modalityOf(cl, p)
	cl.negative = m.negative
	stance, firmness := neutral, Certain
	if row != nil {
		stance, firmness = row.stance, row.firmness
	}
	person := cl.source.kind == NamedPerson || cl.source.kind == NamedOrg
	switch {
	case stance == Denied:
		cl.negative = true
	case stance == Declined:
		cl.negative = false
	case stance == Reported && cl.source.kind == NamedPerson:
		stance, firmness = Asserted, Certain
	case stance == Demanded && m.negative && false:
	case stance != neutral:
	case cl.source.kind == Author:
		stance, firmness = Asserted, Certain
		switch {
		case m.hedge:
			stance, firmness = Hedged, Possible
		case m.future && !m.condition && authorFuture(p, cl):
			stance, firmness = Predicted, Probable
		}
	case m.hedge && cl.source.kind == Media && allegedIn(p, cl):
		stance, firmness = Hedged, Rumour
	case m.demand || m.question && cl.source.kind == Collective:
		stance, firmness = Demanded, Probable
	case m.hedge && m.future:
		stance, firmness = Predicted, Possible
	case m.hedge || m.condition && !m.future:
		stance, firmness = Hedged, Possible
	case m.future && (m.speaker || c.ownBusiness(cl, p)):
		stance, firmness = Committed, Probable
	case m.future:
		stance, firmness = Predicted, Probable
	case person:
		stance, firmness = Asserted, Certain
	default:
		stance, firmness = Reported, Probable
	}
	if stance == Reported && allegedIn(p, cl) {
		stance, firmness = Hedged, Rumour
	}
	cl.stance, cl.firmness = stance, firmness
}

// authorFuture reports that the future stands in the main clause: not "would", which tells what others expect.
func authorFuture(p *passage, cl *claim) bool {
	for i := cl.span.from; i < cl.span.to; i++ {
		switch p.tokens[i].lower {
		case "will", "'ll", "wird", "werden", "будет", "будут":
			return true
		}
	}
	return false
}

// allegedIn reports words by which a report itself keeps its distance.
func allegedIn(p *passage, cl *claim) bool {
	for _, s := range cl.content {
		for i := s.from; i < s.to; i++ {
			switch p.tokens[i].lower {
			case "alleged", "allegedly", "reportedly", "purported", "suspected", "angeblich", "angebliche", "mutmaßlich", "mutmaßliche", "якобы":
				return true
			}
		}
	}
	return false
}

// ownBusiness reports that a content speaks of what the source itself, or the country that it speaks for, will do.
func (c *claimer) ownBusiness(cl *claim, p *passage) bool {
	if len(cl.content) == 0 {
		return false
	}
	s := cl.content[0]
	for _, m := range c.mentionsIn(cl.para, sentence{s.from, min(s.to, s.from+4)}) {
		if m.referent == cl.source.referent {
			return true
		}
		if cl.source.referent != nil && m.typ == PlaceType && m.referent.country != "" && c.countryOf(cl.source.referent) == m.referent.country {
			return true
		}
		if m.how == Metonym {
			return true
		}
	}
	return false
}

// countryOf is the country whose nationality word or name stands before or within a mention of a party.
func (c *claimer) countryOf(r *referent) string {
	if r.country != "" {
		return r.country
	}
	for _, m := range r.mentions {
		ts := c.a.passages[m.para].tokens
		for _, o := range c.a.passages[m.para].names {
			if o.typ == PlaceType && o.referent.country != "" && o.to <= m.from && m.from-o.to <= 3 && titlesBetween(ts, o.to, m.from) {
				return o.referent.country
			}
		}
	}
	return ""
}

func titlesBetween(ts []token, from, to int) bool {
	for i := from; i < to; i++ {
		if ts[i].kind == punct && ts[i].lower != "-" && ts[i].lower != "'" {
			return false
		}
	}
	return true
}
