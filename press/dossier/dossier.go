// Package dossier writes what is known of a party in the form in which civil society proposes a designation: facts, listings, links, claims by
// firmness, what is contradicted, what is missing; every sentence with its source.
package dossier

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/press"
	"github.com/linchpin-oss/linchpin/screen"
)

// Dossier is a title with sections.
type Dossier struct {
	Title    string
	Day      string // as of which it stands
	Sections []Section
}

// Section is a heading with sentences.
type Section struct {
	Title     string
	Sentences []Sentence
	None      string // what is said where there are none
}

// Sentence is a sentence with its source.
type Sentence struct{ Text, Source string }

// Sentences counts them.
func (d *Dossier) Sentences() (n int) {
	for _, s := range d.Sections {
		n += len(s.Sentences)
	}
	return n
}

func (s *Section) say(source, format string, args ...any) {
	s.Sentences = append(s.Sentences, Sentence{fmt.Sprintf(format, args...), source})
}

// record is what one list says of the party.
type record struct {
	entry    index.Entry
	entities []*ftm.Entity
	inForce  bool
}

// Of gathers what the lists say of a party on a day ("" for today), and the claims of the articles kept up to it.
func Of(s *screen.Screener, e index.Entry, asOf string, shelf press.Shelf) (*Dossier, error) {
	day := cmp.Or(asOf, s.Now().UTC().Format(time.DateOnly))
	var records []record
	ids := []string{s.Entity(e).ID}
	for _, m := range s.Members(e) {
		entities, inForce, err := s.On(m, asOf)
		if err != nil {
			return nil, err
		}
		if len(entities) > 0 {
			records = append(records, record{m, entities, inForce})
			ids = append(ids, entities[0].ID)
		}
	}
	if len(records) == 0 {
		return nil, fmt.Errorf("no list had the party on %s", day)
	}
	about, err := shelf.About(ids)
	if err != nil {
		return nil, err
	}
	about = slices.DeleteFunc(about, func(x press.About) bool { return x.Date > day })
	title := records[0].entities[0].Caption()
	for _, r := range records {
		if r.entry == e {
			title = r.entities[0].Caption()
		}
	}
	d := &Dossier{Title: title, Day: day}
	d.Sections = append(d.Sections, listings(s, records, day), facts(records), links(records))
	d.Sections = append(d.Sections, claims(about)...)
	d.Sections = append(d.Sections, missing(records, about))
	return d, nil
}

func listings(s *screen.Screener, records []record, day string) Section {
	out := Section{Title: "Listings", None: "No listing is stored."}
	for _, r := range records {
		target, l := r.entities[0], s.Listing(r.entry, r.entities, day)
		verb := "stands on"
		if !r.inForce {
			verb = "stood on"
		}
		text := fmt.Sprintf("%s %s the list %s since %s", target.Caption(), verb, l.List, cmp.Or(l.Listed, l.FirstSeen))
		if len(l.Programmes) > 0 {
			text += ", programme " + strings.Join(l.Programmes, ", ")
		}
		if len(l.Measures) > 0 {
			text += ": " + strings.Join(l.Measures, ", ")
		}
		if l.Delisted != "" && l.Delisted <= day {
			text += "; taken off by " + l.Delisted
		}
		out.say(strings.TrimSpace(target.ID+" "+strings.Join(l.LegalBasis, "; ")+" "+l.URL), "%s.", text)
	}
	return out
}

// facts are the values that the records give, each once, with every record that gives it.
func facts(records []record) Section {
	out := Section{Title: "Facts", None: "No list gives facts beyond the name."}
	at := map[string]int{}
	for _, r := range records {
		target := r.entities[0]
		for _, st := range target.Statements {
			if st.Prop == "topics" || st.Prop == "sourceUrl" {
				continue
			}
			label := st.Prop
			if p := target.Schema.Prop(st.Prop); p != nil && p.Label != "" {
				label = p.Label
			}
			text := label + ": " + st.Text()
			i, ok := at[text]
			switch {
			case !ok:
				at[text] = len(out.Sentences)
				out.say(target.ID, "%s", text)
			case !slices.Contains(strings.Split(out.Sentences[i].Source, ", "), target.ID):
				out.Sentences[i].Source += ", " + target.ID
			}
		}
	}
	slices.SortStableFunc(out.Sentences, func(x, y Sentence) int { return strings.Compare(x.Text, y.Text) })
	return out
}

func links(records []record) Section {
	out := Section{Title: "Links to others", None: "The lists name no links to others."}
	for _, r := range records {
		names := map[string]string{}
		for _, e := range r.entities {
			names[e.ID] = e.Caption()
		}
		for _, e := range r.entities[1:] {
			var ends []string
			for _, prop := range []string{"owner", "asset", "director", "organization", "person", "relative", "associate", "subject", "object", "agent", "client"} {
				for _, id := range e.Get(prop) {
					ends = append(ends, prop+" "+cmp.Or(names[id], id))
				}
			}
			if len(ends) >= 2 {
				out.say(r.entities[0].ID, "%s", strings.TrimSpace(e.Schema.Name+": "+strings.Join(ends, ", ")+" "+strings.Join(append(e.Get("role"), e.Get("percentage")...), ", ")))
			}
		}
	}
	return out
}

// firmest orders claims: what nobody doubts first, what is denied last.
var firmest = []string{press.Certain, press.Probable, press.None, press.Possible, press.Rumour, press.Contested, press.Refuted}

func rank(firmness string) int {
	if i := slices.Index(firmest, firmness); i >= 0 {
		return i
	}
	return len(firmest) // proposals of a language model
}

// claims are three sections: what the press claims, what of it is contradicted, and what a person rejected.
func claims(about []press.About) []Section {
	kept := Section{Title: "Claims in the press, firmest first", None: "No claims are kept."}
	contradicted := Section{Title: "What is contradicted", None: "No contradictions are known."}
	rejected := Section{Title: "Rejected on review", None: "No claim was rejected."}
	slices.SortStableFunc(about, func(x, y press.About) int { return rank(x.Claim.Firmness) - rank(y.Claim.Firmness) })
	for _, x := range about {
		c := x.Claim
		source := strings.TrimSpace(fmt.Sprintf("%s %s %s, characters %d to %d of page %.16s", x.Title, x.Date, x.URL, c.Span.Start, c.Span.End, x.Article))
		text := fmt.Sprintf("%s (%s, %s): “%s”", x.Source, strings.ReplaceAll(c.Stance, "_", " "), c.Firmness, strings.Join(strings.Fields(c.Span.Text), " "))
		if c.Proposed != "" {
			text += " (proposed by the language model " + c.Proposed + ")"
		}
		if said := c.Judgement.Said(); said != "" {
			text += " [" + said + "]"
		}
		if c.Rejected() {
			rejected.say(source, "%s", text)
			continue
		}
		kept.say(source, "%s", text)
		if k := c.Check; k != nil {
			for _, f := range k.Findings {
				kept.say(cmp.Or(strings.Join(k.Entries, ", "), "the lists stored"), "The lists say: %s", f)
			}
		}
		for _, why := range x.Contradicted {
			contradicted.say(source, "%s", why)
		}
	}
	out := []Section{kept, contradicted}
	if len(rejected.Sentences) > 0 {
		out = append(out, rejected)
	}
	return out
}

// wanted are the facts that a proposal should have, in the order in which they are asked for.
var wanted = []struct{ prop, what, schema string }{
	{"birthDate", "a date of birth", "Person"}, {"nationality", "a nationality", "Person"}, {"idNumber", "an identity document", "Person"}, {"position", "a position", "Person"},
	{"incorporationDate", "a date of founding", "Organization"}, {"registrationNumber", "a registration number", "Organization"}, {"jurisdiction", "a country of registration", "Organization"},
	{"imoNumber", "an IMO number", "Vessel"}, {"flag", "a flag", "Vessel"}, {"address", "an address", "LegalEntity"},
}

func missing(records []record, about []press.About) Section {
	out := Section{Title: "What is missing", None: "Nothing is known to be missing."}
	var ids []string
	for _, r := range records {
		ids = append(ids, r.entities[0].ID)
	}
	source := strings.Join(ids, ", ")
	for _, w := range wanted {
		if !records[0].entities[0].Schema.Is(w.schema) {
			continue
		}
		given := slices.ContainsFunc(records, func(r record) bool {
			return slices.ContainsFunc(r.entities, func(e *ftm.Entity) bool {
				return len(e.Get(w.prop)) > 0 || w.prop == "idNumber" && e.Schema.Is("Identification")
			})
		})
		if !given {
			out.say(source, "No list gives %s.", w.what)
		}
	}
	if len(about) == 0 {
		out.say("the articles kept", "No article that makes a claim about the party is kept.")
	}
	return out
}
