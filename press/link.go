package press

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
	"github.com/linchpin-oss/linchpin/screen"
)

// Lists answers screening queries; a *screen.Screener does.
type Lists interface {
	Screen(q screen.Query) (*screen.Answer, error)
}

// Candidate is an entry that a name could mean.
type Candidate struct {
	ID       string           `json:"id"`
	Caption  string           `json:"caption"`
	Schema   string           `json:"schema"`
	Score    float64          `json:"score"`
	List     string           `json:"list"`
	Listed   string           `json:"listed,omitempty"`
	Delisted string           `json:"delisted,omitempty"`
	Note     string           `json:"note,omitempty"`
	Evidence []match.Evidence `json:"evidence"`
	// Against is why the name was not linked to it; empty for the entry that it is linked to.
	Against string `json:"against,omitempty"`

	listing screen.Listing
	props   map[string][]string
	bits    float64
	exact   bool
}

// What a link asks for.
const (
	leastCandidate = 0.30 // score from which an entry is shown as a candidate
	leastLink      = 0.74 // score from which a name of a person may be linked
	plainBits      = 17.5 // bits of evidence that make a link without any context
	contextBits    = 15.0 // with a country or an office that agrees
	rareBits       = 12.0 // a word of an organisation's name that few others have
	mostCandidates = 5
)

// link looks a referent up and decides whether it is linked: to an entry of which every word of the name is found, of the
// same kind, in no contradiction to the country that the article gives, and only if no other entry of the same list fits as
// well. What fails one of these stays a candidate, with the reason.
func (rd *Reader) link(c *claimer, r *referent, asOf string) (linked *Candidate, shown []Candidate, err error) {
	if rd.Lists == nil || r.typ != PersonType && r.typ != OrganisationType && r.typ != VesselType || !named(r) {
		return nil, nil, nil
	}
	schema := map[string]string{PersonType: "Person", OrganisationType: "Organization", VesselType: "Vessel"}[r.typ]
	a, err := rd.Lists.Screen(screen.Query{Name: cleanName(r.name), AsOf: asOf, Limit: 40})
	if err != nil {
		if strings.Contains(err.Error(), "no letter or digit") {
			return nil, nil, nil
		}
		return nil, nil, err
	}
	var all []Candidate
	for _, res := range append(slices.Clone(a.Results), a.NotInForce...) {
		s := ftm.Lookup(res.Schema)
		if res.Score < leastCandidate || s == nil || len(res.Lists) == 0 || !sameKind(s, schema) {
			continue
		}
		all = append(all, Candidate{ID: res.ID, Caption: res.Caption, Schema: res.Schema, Score: res.Score, List: res.Lists[0].List, Listed: res.Lists[0].Listed,
			Delisted: res.Lists[0].Delisted, Note: res.Note, Evidence: res.Evidence, listing: res.Lists[0], props: res.Properties, bits: res.Bits})
	}
	slices.SortStableFunc(all, func(x, y Candidate) int {
		switch {
		case x.Score > y.Score:
			return -1
		case x.Score < y.Score:
			return 1
		}
		return strings.Compare(x.ID, y.ID)
	})
	country := c.countryOf(r)
	for i := range all {
		all[i].Against = rd.against(c, r, &all[i], country)
	}
	for i := range all {
		if all[i].Against != "" {
			continue
		}
		if other := rival(all, i); other != nil {
			reason := "another entry of " + other.List + " fits as well: " + other.ID
			for k := range all {
				if all[k].Against == "" {
					all[k].Against = reason
				}
			}
			break
		}
		linked = &all[i]
		break
	}
	shown = all[:min(len(all), mostCandidates)]
	if linked != nil && !slices.ContainsFunc(shown, func(c Candidate) bool { return c.ID == linked.ID }) {
		shown[len(shown)-1] = *linked
	}
	return linked, shown, nil
}

// named reports a name that can mean one party: of a person at least two words.
func named(r *referent) bool {
	words := 0
	for _, w := range r.words {
		if utf8.RuneCountInString(w) > 1 {
			words++
		}
	}
	return words >= 2 || r.typ != PersonType && words == 1 && utf8.RuneCountInString(r.name) >= 4
}

func cleanName(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("“", "", "”", "", "\"", "", "„", "").Replace(s)), " ")
}

func sameKind(s *ftm.Schema, want string) bool {
	switch want {
	case "Person":
		return s.Is("Person")
	case "Organization":
		return s.Is("Organization") || s.Is("Company") || s.Name == "LegalEntity"
	}
	return s.Is(want)
}

// against gives the reason why a candidate is not enough for a link, or "".
func (rd *Reader) against(c *claimer, r *referent, k *Candidate, country string) string {
	lost, matched, rare, generic := []string{}, 0, 0.0, true
	k.exact = false
	total := 0.0
	for _, e := range k.Evidence {
		if e.Feature != "name" {
			continue
		}
		total += e.Bits
		switch {
		case e.Target == "" && e.Bits < -2:
			lost = append(lost, e.Query)
		case e.Query != "" && e.Target != "" && e.Bits > 0 && !strings.Contains(e.Query, " ") && utf8.RuneCountInString(e.Query) > 1:
			matched++
			rare = max(rare, e.Bits)
			if e.Bits >= rareBits {
				generic = false
			}
		case e.Target == "" && strings.Contains(e.Query, " ") && e.Bits > 2:
			k.exact = true
		}
	}
	agrees, conflicts := countryAgrees(k, country)
	context := agrees || c.officeAgrees(r, k)
	switch {
	case conflicts && total < 28:
		return "the article places it in " + ftm.CountryName(country) + ", the entry does not"
	case r.typ == PersonType && len(lost) == 1 && matched >= 2 && rare >= 15 && c.officeAgrees(r, k):
		return ""
	case len(lost) > 0:
		return "the entry lacks " + strings.Join(lost, ", ")
	}
	if r.typ == PersonType {
		switch {
		case matched < 2:
			return "only one word of the name agrees"
		case k.Score < leastLink:
			return "the names are not near enough"
		case total < contextBits || total < plainBits && !context:
			return "the name is too common without further evidence"
		}
		return ""
	}
	switch {
	case !k.exact && !k.wordForWord(r):
		return "not the whole name"
	case conflicts:
		return "the article places it in " + ftm.CountryName(country) + ", the entry does not"
	case generic && total < 25 && !agrees:
		return "a name that others may have too"
	case matched == 1 && total < plainBits && !agrees:
		return "one common word"
	}
	return ""
}

// wordForWord reports that the entry's spelling has the words of the name and no others.
func (k *Candidate) wordForWord(r *referent) bool {
	for _, e := range k.Evidence {
		if e.Feature == "name" && e.Query == "" && e.Bits < -0.5 {
			return false
		}
	}
	return len(k.Evidence) > 0 && k.Score >= 0.85
}

var countryProps = []string{"country", "nationality", "citizenship", "jurisdiction", "flag", "mainCountry", "birthCountry"}

// countryAgrees compares the country that the article gives with those of the entry.
func countryAgrees(k *Candidate, country string) (agrees, conflicts bool) {
	if country == "" {
		return false, false
	}
	known := false
	for _, p := range countryProps {
		for _, v := range k.props[p] {
			known = true
			if v == country || country == "xx" && (v == "kp" || v == "kr") {
				return true, false
			}
		}
	}
	return false, known
}

// officeAgrees reports that what the article says of a person beside the name stands in the entry too: an organisation
// named with him, or his office.
func (c *claimer) officeAgrees(r *referent, k *Candidate) bool {
	var b strings.Builder
	for _, p := range []string{"position", "notes", "summary", "description", "title", "political", "education", "employer", "address"} {
		for _, v := range k.props[p] {
			b.WriteString(" " + names.Fold(v))
		}
	}
	about := b.String()
	if about == "" {
		return false
	}
	for _, m := range r.mentions {
		ps := &c.a.passages[m.para]
		s := ps.sentences[sentenceOf(ps.sentences, m.from)]
		for _, o := range c.mentionsIn(m.para, s) {
			if o.typ != OrganisationType || o.referent == r {
				continue
			}
			if w := names.Fold(o.referent.words[0]); utf8.RuneCountInString(w) > 3 && strings.Contains(about, w) {
				return true
			}
		}
		for i := max(s.from, m.from-6); i < min(s.to, m.to+10); i++ {
			if t := &ps.tokens[i]; lexiconOf().is("title", t.lower) && len(t.lower) > 5 && strings.Contains(about, names.Fold(t.lower)) {
				return true
			}
		}
	}
	return false
}

// rival finds another entry of the same list that fits as well as the one at i.
func rival(all []Candidate, i int) *Candidate {
	for k := range all {
		if k == i || all[k].Against != "" || all[k].List != all[i].List || all[k].ID == all[i].ID {
			continue
		}
		if all[k].Score < all[i].Score-0.02 || all[k].Delisted != "" || all[k].Note != "" {
			continue
		}
		if !sharesBirth(&all[k], &all[i]) {
			return &all[k]
		}
	}
	return nil
}

// sharesBirth reports two entries with a common year of birth, or the same caption: one party entered twice.
func sharesBirth(a, b *Candidate) bool {
	for _, x := range a.props["birthDate"] {
		for _, y := range b.props["birthDate"] {
			if len(x) >= 4 && len(y) >= 4 && x[:4] == y[:4] {
				return true
			}
		}
	}
	return names.Fold(a.Caption) == names.Fold(b.Caption)
}
