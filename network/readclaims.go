package network

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// claims reads single claims with their sources.
func (p *reader) claims(raw json.RawMessage) error {
	var c struct {
		Claims []struct {
			ID        string     `json:"id"`
			Subject   string     `json:"subject"`
			Predicate string     `json:"predicate"`
			Object    string     `json:"object"`
			Share     anyText    `json:"share"`
			Since     string     `json:"since"`
			Until     string     `json:"until"`
			Least     anyText    `json:"share_min"`
			Above     bool       `json:"share_min_exclusive"`
			Amount    anyText    `json:"amount"`
			Dollars   anyText    `json:"amount_usd"`
			Currency  string     `json:"currency"`
			Source    flexSource `json:"source"`
			Status    string     `json:"status"`
			Evidence  string     `json:"evidence"`
			Rely      string     `json:"reliability"`
		} `json:"claims"`
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		return err
	}
	for i, x := range c.Claims {
		if x.Subject == "" || x.Object == "" {
			p.warn("claim %s has no subject or no object; left out", cmp.Or(x.ID, fmt.Sprint(i+1)))
			continue
		}
		e := Edge{From: p.g.Node(x.Subject), To: p.g.Node(x.Object), Kind: predicate(x.Predicate), Start: x.Since, End: x.Until, Stance: reliability(x.Rely, x.Status), Role: x.Predicate,
			Source: cmp.Or(x.ID, fmt.Sprint(i+1)) + " " + string(x.Source), Sourced: true, Currency: x.Currency}
		if text := cmp.Or(string(x.Amount), string(x.Dollars)); text != "" {
			amount, ok := decimal(text)
			if !ok || amount.Sign() < 0 {
				p.warn("claim %s: %q is no amount of money", x.ID, text)
			}
			if e.Amount = amount; x.Amount == "" {
				e.Currency = "USD"
			}
		}
		if e.Kind == Ownership || e.Kind == Votes {
			s, err := shareOf(&edgeJSON{Share: x.Share, Min: x.Least, OpenMin: x.Above})
			if err != nil {
				p.warn("claim %s: %v; the share is taken as unknown", x.ID, err)
				s = UnknownShare(err.Error())
			}
			if strings.HasPrefix(x.Predicate, "majority") && s.Unknown != "" {
				s = majority["majority"]
			}
			e.Share = s
		}
		if strings.Contains(x.Predicate, "repayment") {
			e.Role = Repayment
		}
		p.g.Add(e)
	}
	return nil
}

// verbs are the words by which the predicate of a claim is read; the first that it holds decides.
var verbs = []struct {
	words string
	kind  Kind
}{
	{"formerly former", Link}, // of the past, for which no end is given
	{"announces announced promises", Link},
	{"owns owner owned shareholder holds", Ownership}, {"controls controlled", Control}, {"directs director chairs chairman manages", Directorship},
	{"lends lent loan", Debt}, {"repayment pays paid donates funding finances financially", Payment}, {"son daughter wife husband married brother", Family}, {"associate", Associate},
}

// predicate is the kind of edge of a claim.
func predicate(text string) Kind {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r == '_' || r == ' ' || r == '-' })
	for _, v := range verbs {
		for known := range strings.FieldsSeq(v.words) {
			if slices.Contains(words, known) {
				return v.kind
			}
		}
	}
	return Link
}

func reliability(text, status string) Stance {
	text = strings.ToLower(text + " " + status)
	switch {
	case strings.Contains(text, "annul"):
		return Annulled
	case strings.Contains(text, "denied") || strings.Contains(text, "denial"):
		return Denied
	case strings.Contains(text, "official") || strings.Contains(text, "statement of reasons"):
		return Official
	case strings.Contains(text, "regist"):
		return Registered
	}
	return Claimed
}
