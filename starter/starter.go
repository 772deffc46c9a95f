// Package starter is the small data set inside the binary, so that the first command answers offline: persons and
// entities of the European Union's Belarus regime (Regulation (EC) No 765/2006) with the days on which they were listed,
// re-numbered and taken off. The table belarus.tsv holds facts from the legal acts; README.md says what was verified
// against which published list.
package starter

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

//go:embed belarus.tsv
var table string

// ListID is the id of the starter list.
const ListID = "eu-belarus"

// List returns the catalogue entry.
func List() *lists.List {
	return &lists.List{ID: ListID, Title: "Starter data: EU restrictive measures in view of the situation in Belarus",
		Publisher: "Linchpin, from the Official Journal of the European Union", Country: "eu",
		Page:    "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:02006R0765",
		Licence: "facts from EU legal acts; reuse under Decision 2011/833/EU"}
}

// Publication is the state of the list after an event.
type Publication struct {
	Date    string // of the event, 2021-06-21
	Records []*lists.Record
}

// row is one line of the table: one time on the list of one party.
type row struct {
	id, schema           string
	names                []string // "rus=..." or without language, the primary one first
	births               []string
	place, gender        string
	country, function    string
	listed, act, celex   string
	delisted, delistedBy string
	formerID, renumbered string // the id until the day of re-numbering
	reason, verified     string
}

func rows() ([]row, error) {
	var out []row
	for i, line := range strings.Split(strings.TrimRight(table, "\n"), "\n") {
		f := strings.Split(line, "\t")
		if len(f) != 16 {
			return nil, fmt.Errorf("belarus.tsv, line %d: %d columns, not 16", i+1, len(f))
		}
		if i == 0 {
			continue
		}
		former, renumbered, _ := strings.Cut(f[13], "@")
		out = append(out, row{id: f[0], schema: f[1], names: split(f[2]), births: split(f[3]), place: f[4], gender: f[5],
			country: f[6], function: f[7], listed: f[8], act: f[9], celex: f[10], delisted: f[11], delistedBy: f[12],
			formerID: former, renumbered: renumbered, reason: f[14], verified: f[15]})
	}
	return out, nil
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "|")
}

// Publications returns the state of the list after each event, oldest first: each holds every entry in force that day.
func Publications() ([]Publication, error) {
	rs, err := rows()
	if err != nil {
		return nil, err
	}
	var days []string
	for _, r := range rs {
		for _, d := range []string{r.listed, r.delisted, r.renumbered} {
			if d != "" && !slices.Contains(days, d) {
				days = append(days, d)
			}
		}
	}
	slices.Sort(days)
	var pubs []Publication
	for _, day := range days {
		p := Publication{Date: day}
		for i := range rs {
			if r := &rs[i]; r.listed <= day && (r.delisted == "" || day < r.delisted) {
				p.Records = append(p.Records, r.record(day))
			}
		}
		pubs = append(pubs, p)
	}
	return pubs, nil
}

// record is the entry as it stood on a day.
func (r *row) record(day string) *lists.Record {
	id, other := r.id, ""
	if r.renumbered != "" {
		other = r.formerID
		if day < r.renumbered {
			id, other = r.formerID, r.id
		}
	}
	rec := lists.NewRecord(ListID, id, r.schema)
	if other != "" {
		rec.Former = []string{other}
	}
	t := rec.Target()
	for i, n := range r.names {
		lang, name, ok := strings.Cut(n, "=")
		if !ok {
			lang, name = "", n
		}
		prop := "alias"
		if i == 0 {
			prop = "name"
		}
		t.Put(ftm.Statement{Prop: prop, Original: name, Lang: lang})
	}
	person := t.Schema.Is("Person")
	if person {
		t.Add("birthDate", r.births...)
		t.Add("birthPlace", r.place)
		t.Add("gender", r.gender)
		t.Add("position", r.function)
		t.Add("nationality", r.country)
	} else {
		t.Add("country", r.country)
		t.Add("notes", r.function)
	}
	t.Add("topics", "sanction")
	s := rec.Sanction("Council of the European Union", "eu", r.act)
	s.Add("program", "Belarus (Regulation (EC) No 765/2006)")
	s.Add("programId", "BLR")
	s.Add("provisions", lists.MeasureAssetFreeze, lists.MeasureNoFunds)
	if person {
		s.Add("provisions", lists.MeasureTravelBan)
	}
	s.Add("summary", r.act)
	s.Add("listingDate", r.listed)
	s.Add("reason", r.reason)
	s.Add("sourceUrl", "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:"+r.celex)
	return rec
}
