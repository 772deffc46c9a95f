// Package starter is the small data set inside the binary, so that the first command answers offline: the persons and
// entities in Annex I of Regulation (EC) No 765/2006 (restrictive measures in view of the situation in Belarus), with
// the days on which they were listed, amended, re-numbered and taken off. The tables belarus.tsv and acts.tsv hold
// facts from the legal acts; README.md says what was verified against which published list.
package starter

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// ListID is the id of the starter list.
const ListID = "eu-belarus"

const page = "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:02006R0765"

// List returns the catalogue entry. Its cadence is zero: the data come with the binary and are not called stale.
func List() *lists.List {
	return &lists.List{ID: ListID, Title: "Starter data: EU restrictive measures in view of the situation in Belarus",
		Publisher: "Linchpin, from the Official Journal of the European Union", Country: "eu", Page: page,
		Licence: "facts from EU legal acts; reuse under Decision 2011/833/EU"}
}

// Publication is the state of the list after an event.
type Publication struct {
	Date    string // of the event: 2021-06-21
	Title   string // what happened that day: "86 listed"
	Records []*lists.Record
}

// Publications returns the state of the list after each event, oldest first: each holds every entry in force that day.
// The first is of the earliest day on which the whole list is known. An entry that stays the same is the same *Record in
// each of them.
func Publications() ([]Publication, error) {
	rs, err := rows()
	if err != nil {
		return nil, err
	}
	var pubs []Publication
	last := map[*row]*lists.Record{}
	for _, day := range eventDays(rs) {
		p := Publication{Date: day, Title: title(rs, day)}
		for _, r := range rs {
			if !r.inForce(day) {
				continue
			}
			if last[r] == nil || slices.Contains(r.changes(), day) {
				last[r] = r.record(day)
			}
			p.Records = append(p.Records, last[r])
		}
		pubs = append(pubs, p)
	}
	return pubs, nil
}

func eventDays(rs []*row) []string {
	seen := map[string]bool{}
	for _, r := range rs {
		for _, d := range append(r.changes(), r.appears(), r.delisted) {
			seen[d] = true
		}
	}
	var days []string
	for d := range seen {
		if d != "" {
			days = append(days, d)
		}
	}
	slices.Sort(days)
	return days
}

func title(rs []*row, day string) string {
	var listed, amended, renumbered, delisted int
	for _, r := range rs {
		switch {
		case r.appears() == day:
			listed++
		case r.delisted == day:
			delisted++
		case r.since == day:
			renumbered++
		case r.inForce(day) && slices.Contains(r.changes(), day):
			amended++
		}
	}
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{listed, "listed"}, {amended, "amended"}, {renumbered, "re-numbered"}, {delisted, "delisted"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.word))
		}
	}
	return strings.Join(parts, ", ")
}

// record is the entry as it stood on a day.
func (r *row) record(day string) *lists.Record {
	id, other := r.id, r.former
	if r.former != "" && day < r.since {
		id, other = r.former, r.id
	}
	rec := lists.NewRecord(ListID, id, r.schema)
	if other != "" {
		rec.Former = []string{other}
	}
	t := rec.Target()
	r.describe(t, day)
	t.Add("topics", "sanction")
	s := rec.Sanction("Council of the European Union", "eu", r.acts[0].celex)
	s.Add("authorityId", id)
	s.Add("program", "Belarus (Regulation (EC) No 765/2006)")
	s.Add("programId", "BLR")
	s.Add("provisions", lists.MeasureAssetFreeze, lists.MeasureNoFunds)
	if t.Schema.Is("Person") {
		s.Add("provisions", lists.MeasureTravelBan)
	}
	s.Add("listingDate", r.listed)
	s.Add("reason", "Listed "+r.reason)
	for i, a := range r.acts {
		if i == 0 || a.published <= day {
			s.Add("summary", a.title)
			s.Add("sourceUrl", a.url())
		}
	}
	return rec
}

func (r *row) describe(t *ftm.Entity, day string) {
	prop := "name"
	for _, n := range r.names {
		if !n.stands(day) {
			continue
		}
		p := cmp.Or(n.prop, prop)
		t.Put(ftm.Statement{Prop: p, Original: n.text, Lang: n.lang})
		prop = "alias"
	}
	for _, b := range r.births {
		switch {
		case b.stands(day):
			t.Add("birthDate", b.text)
		case b.to != "" && b.to <= day:
			t.Put(ftm.Statement{Prop: "birthDate", Original: b.text, Note: "printed until " + b.to})
		}
	}
	for _, n := range r.numbers {
		t.Add(n.prop, n.text)
	}
	if !t.Schema.Is("Person") {
		t.Add("country", r.countries...)
		return
	}
	for _, f := range r.functions {
		if f.stands(day) {
			t.Add("position", f.text)
		}
	}
	t.Add("birthPlace", r.place)
	t.Add("gender", r.gender)
	t.Add("nationality", r.countries...)
}
