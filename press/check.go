package press

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/screen"
)

// Check sets a claim beside what the stored lists say.
type Check struct {
	Question string   `json:"question"` // listing, ownership, post
	Verdict  string   `json:"verdict"`  // agrees, differs, open
	On       string   `json:"on"`       // day
	Findings []string `json:"findings"` // a sentence each
	Entries  []string `json:"entries"`  // ids
}

// checker looks up linked parties on a day, once each.
type checker struct {
	lists Lists
	day   string
	seen  map[string]*screen.Answer
}

func (k *checker) ask(name, day string) *screen.Answer {
	key := name + "|" + day
	if a, ok := k.seen[key]; ok {
		return a
	}
	a, err := k.lists.Screen(screen.Query{Name: name, AsOf: day, Limit: 40})
	if err != nil {
		a = nil
	}
	k.seen[key] = a
	return a
}

// programmes that a word of a claim restricts the check to: "EU sanctions list".
var listPrefixes = []struct{ word, prefix string }{{"eu", "eu-"}, {"european", "eu-"}, {"union", "eu-"}, {"brussels", "eu-"}, {"un", "un-"}, {"nations", "un-"}, {"us", "ofac-"}, {"u.s", "ofac-"}, {"american", "ofac-"}, {"washington", "ofac-"}, {"ofac", "ofac-"},
	{"treasury", "ofac-"}, {"britain", "uk-"}, {"british", "uk-"}, {"uk", "uk-"}, {"swiss", "ch-"}, {"switzerland", "ch-"}, {"canada", "ca-"}, {"canadian", "ca-"}, {"australia", "au-"}, {"japan", "jp-"}, {"ukraine", "ua-"}, {"ес", "eu-"}, {"евросоюз", "eu-"}, {"евросоюза", "eu-"}, {"сша", "ofac-"}}

// check compares a claim about listing with the stored history of the linked parties in it.
func (rd *Reader) check(c *claimer, cl *claim, links map[*referent]*Candidate, k *checker) *Check {
	if cl.rel == nil || cl.rel.check == "-" || rd.Lists == nil {
		return nil
	}
	parties := c.partiesOf(cl)
	out := &Check{Question: cl.rel.check, Verdict: "open", On: k.day}
	if k.day == "" {
		out.Findings = append(out.Findings, "the day of the article is not known; give it with --date")
		return out
	}
	if cl.rel.check != "listing" {
		return rd.checkRecord(cl, out, parties, links)
	}
	prefix := listPrefix(c.a.passages[cl.para].tokens[cl.span.from:cl.span.to])
	said := map[string]bool{"removed_from_sanctions_list": false, "added_to_sanctions_list": true, "sanctioned": true, "subject_to": true}
	agree, differ := 0, 0
	for _, r := range parties {
		link := links[r]
		if link == nil {
			continue
		}
		listed, findings, ids := rd.history(r, link, prefix, k)
		out.Findings = append(out.Findings, findings...)
		out.Entries = append(out.Entries, ids...)
		if len(findings) == 0 {
			continue
		}
		if listed == said[cl.rel.name] {
			agree++
		} else {
			differ++
		}
	}
	switch {
	case agree > 0 && differ == 0:
		out.Verdict = "agrees"
	case differ > 0 && agree == 0:
		out.Verdict = "differs"
	}
	if len(out.Findings) == 0 {
		out.Findings = append(out.Findings, "no party of the claim is linked to an entry")
	}
	return out
}

// history tells in sentences whether a party stood on the lists on the day, and when it came and went.
func (rd *Reader) history(r *referent, link *Candidate, prefix string, k *checker) (listed bool, findings, ids []string) {
	name := cleanName(r.name)
	a := k.ask(name, k.day)
	if a == nil {
		return false, []string{fmt.Sprintf("%s: no list is stored for %s", r.name, k.day)}, nil
	}
	later := k.ask(name, "")
	type entry struct {
		l    screen.Listing
		id   string
		in   bool
		note string
	}
	var entries []entry
	add := func(rs []screen.Result, in bool) {
		for _, res := range rs {
			l := res.Lists[0]
			if prefix != "" && !strings.HasPrefix(l.List, prefix) || res.Score < min(leastLink, link.Score) || slices.ContainsFunc(entries, func(e entry) bool { return e.id == res.ID }) || !sameParty(link, &res) {
				continue
			}
			entries = append(entries, entry{l, res.ID, in, res.Note})
		}
	}
	add(a.Results, true)
	add(a.NotInForce, false)
	if later != nil {
		add(later.Results, false)
		add(later.NotInForce, false)
	}
	for _, e := range entries {
		ids = append(ids, e.id)
		since := e.l.Listed
		if since == "" {
			since = e.l.FirstSeen
		}
		switch {
		case e.in:
			listed = true
			findings = append(findings, fmt.Sprintf("%s stood on %s on %s (listed %s; %s)", r.name, e.l.List, k.day, since, e.id))
		case since > k.day:
			findings = append(findings, fmt.Sprintf("%s was not on %s on %s; it was listed on %s (%s)", r.name, e.l.List, k.day, since, e.id))
		default:
			f := fmt.Sprintf("%s was not on %s on %s", r.name, e.l.List, k.day)
			if e.l.Delisted != "" {
				f += "; delisted by " + e.l.Delisted
			}
			findings = append(findings, f+" ("+e.id+")")
		}
	}
	return listed, findings, ids
}

// sameParty reports that a result is the linked party: the entry itself, or one of another list with the same year of birth
// or, where a year is missing, about as near a name.
func sameParty(link *Candidate, r *screen.Result) bool {
	if r.ID == link.ID {
		return true
	}
	if s := r.Schema; (s == "Person") != (link.Schema == "Person") {
		return false
	}
	mine, theirs := link.props["birthDate"], r.Properties["birthDate"]
	for _, x := range mine {
		for _, y := range theirs {
			if len(x) >= 4 && len(y) >= 4 && x[:4] == y[:4] {
				return true
			}
		}
	}
	return (len(mine) == 0 || len(theirs) == 0) && r.Score >= link.Score-0.1
}

func listPrefix(ts []token) string {
	for i := range ts {
		for _, p := range listPrefixes {
			if ts[i].lower == p.word && ts[i].kind == word {
				return p.prefix
			}
		}
	}
	return ""
}

// partiesOf gathers who a claim is about: its subject and object, and for a group those whom a later claim names as its
// members ("These were ...").
func (c *claimer) partiesOf(cl *claim) []*referent {
	out := append(slices.Clone(cl.object), cl.subject...)
	at := slices.Index(c.claims, cl)
	for _, next := range c.claims[at+1 : min(at+4, len(c.claims))] {
		if next.para == cl.para && next.rel != nil && next.rel.name == "identified_as" {
			out = append(out, next.object...)
		}
	}
	slices.SortStableFunc(out, func(a, b *referent) int { return strings.Compare(a.id, b.id) })
	return slices.Compact(out)
}

// checkRecord looks whether the entry itself mentions the other party or the office.
func (rd *Reader) checkRecord(cl *claim, out *Check, parties []*referent, links map[*referent]*Candidate) *Check {
	for _, r := range parties {
		link := links[r]
		if link == nil {
			continue
		}
		about := strings.ToLower(strings.Join(slices.Concat(link.props["position"], link.props["notes"], link.props["summary"], link.props["description"]), " "))
		for _, o := range parties {
			if o == r || about == "" || !strings.Contains(about, strings.ToLower(o.name)) {
				continue
			}
			out.Verdict = "agrees"
			out.Findings = append(out.Findings, fmt.Sprintf("the entry of %s on %s names %s too", r.name, link.List, o.name))
			out.Entries = append(out.Entries, link.ID)
		}
	}
	if len(out.Findings) == 0 {
		return nil
	}
	return out
}

// validDay checks a day given by the caller.
func validDay(what, s string) error {
	if s == "" {
		return nil
	}
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return fmt.Errorf("%s %q is not a day such as 2021-02-23", what, s)
	}
	return nil
}
