// Package ca reads Canada's Consolidated Canadian Autonomous Sanctions List: the persons, entities and ships of the
// schedules of the regulations under the Special Economic Measures Act (SEMA) and the Justice for Victims of Corrupt
// Foreign Officials Act (Sergei Magnitsky Law).
//
// The file is data-set/record with one element a column. In 2025 Entity, DateOfBirth and Title had become EntityOrShip,
// DateOfBirthOrShipBuildDate and TitleOrShip, beside new elements for IMO number and date of listing; both are read.
//
// The list has no ids. What lasts of an entry is the regime and the name: schedules are relabelled (of 1,255 entries in
// the files of both 2020 and 2025, four in five changed from "1" to "1, Part 1" or the like, eight among them also in
// substance), and item numbers belong to a schedule. So the record id is a stable id of the regime (its English name)
// and the name; schedule and item stand in Sanction.authorityId. One name in two schedules of a regime is one record.
// Namesakes of one regime with different dates of birth are told apart by that date. Ships have their IMO number in
// Former, so that a renamed ship is not a delisting.
package ca

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/tree"
)

const listID = "ca-sema"

// Lists returns the catalogue entry of the package.
func Lists() []*lists.List {
	return []*lists.List{{
		ID: listID, Title: "Consolidated Canadian Autonomous Sanctions List", Publisher: "Global Affairs Canada",
		Country: "ca", Licence: "Open Government Licence - Canada", Cadence: 30 * 24 * time.Hour,
		Page: "https://www.international.gc.ca/world-monde/international_relations-relations_internationales/sanctions/" +
			"consolidated-consolide.aspx?lang=eng",
		Addresses: []lists.Address{{URL: "https://www.international.gc.ca/world-monde/assets/office_docs/" +
			"international_relations-relations_internationales/sanctions/sema-lmes.xml", Name: "sema-lmes.xml"}},
		Formats: []lists.Format{{ID: "sema-xml", Title: "XML", Detect: detect, Parse: parse}},
	}}
}

func detect(_ string, head []byte) bool {
	return bytes.Contains(head, []byte("<data-set")) && bytes.Contains(head, []byte("<record>")) &&
		bytes.Contains(head, []byte("<Country>")) && bytes.Contains(head, []byte("<Item>"))
}

// row is one record element with its key.
type row struct {
	n                    *tree.Node
	regime, regimeKey    string
	last, given, entity  string
	born, schedule, item string
	imo                  string
}

func parse(files []lists.File) (*lists.Publication, error) {
	if len(files) != 1 {
		return nil, fmt.Errorf("%d files; a publication of this list is one file", len(files))
	}
	f := files[0]
	root, err := tree.XML(f.Data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	if root.Name != "data-set" {
		return nil, fmt.Errorf("%s: line %d: the root element is <%s>, not <data-set>", f.Name, root.Line, root.Name)
	}
	pub := &lists.Publication{}
	groups := map[string][]row{}
	var order []string
	for i, n := range root.All("record") {
		r := read(n)
		if r.regime == "" || r.name() == "" {
			return nil, fmt.Errorf("%s: line %d: record %d has no Country or no name", f.Name, n.Line, i+1)
		}
		key := lists.StableID(r.regimeKey, r.name())
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], r)
	}
	if len(order) == 0 {
		return nil, fmt.Errorf("%s: no records", f.Name)
	}
	for _, key := range order {
		for _, same := range namesakes(groups[key]) {
			pub.Records = append(pub.Records, record(pub, same.id(key), same.rows))
		}
	}
	root.Unread(pub.UnknownAt)
	return pub, nil
}

func read(n *tree.Node) row {
	r := row{n: n, regime: english(n.Text("Country")), last: n.Text("LastName"), given: n.Text("GivenName"),
		entity: first(n, "EntityOrShip", "Entity"), born: first(n, "DateOfBirthOrShipBuildDate", "DateOfBirth"),
		schedule: n.Text("Schedule"), item: n.Text("Item"), imo: n.Text("ShipIMONumber")}
	r.regimeKey = r.regime
	if r.regime == "Burma" {
		r.regimeKey = "Myanmar (Burma)"
	}
	if strings.EqualFold(r.schedule, "N/A") {
		r.schedule = ""
	}
	return r
}

func first(n *tree.Node, names ...string) string {
	value := ""
	for _, name := range names {
		if v := n.Text(name); v != "" && value == "" {
			value = v
		}
	}
	return value
}

// english is the first half of a bilingual text ("Belarus / Bélarus").
func english(s string) string {
	before, _, _ := strings.Cut(s, " / ")
	return strings.Join(strings.Fields(before), " ")
}

// name is the name that identifies the entry, the family name first as it is printed.
func (r row) name() string {
	if r.entity != "" {
		return r.entity
	}
	return strings.Trim(r.last+", "+r.given, ", ")
}

// party are the rows of one regime and name that are about one party.
type party struct {
	rows []row
	born string // set where it tells namesakes apart
}

func (p party) id(key string) string {
	if p.born == "" {
		return key
	}
	return lists.StableID(key, p.born)
}

// namesakes divides the rows of one name: those with different dates of birth are different persons.
func namesakes(rows []row) []party {
	births := map[string]bool{}
	for _, r := range rows {
		births[r.born] = true
	}
	delete(births, "")
	if len(births) < 2 {
		return []party{{rows: rows}}
	}
	var out []party
	for _, r := range rows {
		found := false
		for i := range out {
			if out[i].born == r.born {
				out[i].rows, found = append(out[i].rows, r), true
			}
		}
		if !found {
			out = append(out, party{rows: []row{r}, born: r.born})
		}
	}
	return out
}
