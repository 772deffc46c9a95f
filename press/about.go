package press

import (
	"cmp"
	"slices"
	"strings"
)

// About is a claim of an article about a party.
type About struct {
	Article      string   `json:"article"` // SHA-256 of the page
	Title        string   `json:"title"`
	URL          string   `json:"url,omitempty"`
	Date         string   `json:"date,omitempty"`
	Claim        Claim    `json:"claim"`            // with the corrections of the person who judged it
	AsRead       *Claim   `json:"asRead,omitempty"` // before it was corrected
	Source       string   `json:"source"`           // who says it, by name or kind
	Contradicted []string `json:"contradicted,omitempty"`
}

// About returns the claims of an article that name a party, given the ids of its records on lists. An article that names the party without a
// claim gives none. Claims that a person rejected are among them, with the judgement.
func (a *Article) About(ids []string) []About {
	names, own := map[string]string{}, map[string]bool{}
	for _, e := range a.Entities {
		names[e.ID] = e.Name
		if e.Entity != "" && slices.Contains(ids, e.Entity) {
			own[e.ID] = true
		}
	}
	if len(own) == 0 {
		return nil
	}
	mine := func(refs Refs) bool { return slices.ContainsFunc(refs, func(r string) bool { return own[r] }) }
	var out []About
	for _, read := range a.Claims {
		c := read.Corrected()
		inside := slices.ContainsFunc(a.Mentions, func(m Mention) bool { return own[m.Referent] && m.Start >= c.Span.Start && m.End <= c.Span.End })
		if !mine(c.Subject) && !mine(c.Object) && !own[c.Source.Entity] && !inside {
			continue
		}
		x := About{Article: a.SHA256, Title: a.Title, URL: a.URL, Date: a.Date, Claim: c, Source: cmp.Or(c.Source.Name, names[c.Source.Entity], strings.ReplaceAll(c.Source.Kind, "_", " "))}
		if c.Judgement != nil && c.Judgement.Verdict == Correct {
			x.AsRead = &read
		}
		for _, k := range a.Contradictions {
			if k.Claim == c.ID || k.By == c.ID {
				x.Contradicted = append(x.Contradicted, k.Why)
			}
		}
		out = append(out, x)
	}
	return out
}
