// Package ch reads Switzerland's list of all sanctions targets (SESAM, "Gesamtliste") of the State Secretariat for
// Economic Affairs under the Embargo Act (SR 946.231).
//
// Root swiss-sanctions-list with sanctions-program (keys and names in several languages, sanctions-set: a part of the
// programme, such as an annex), target and place. A target names its sets by id, its places by id, and other targets by
// id. It is an individual, an entity or an object (vessel, aircraft) with one or more identities; beside them stands its
// history: modification elements, the newest first, that repeat whole earlier states within added and removed. Only
// what stands outside the history is the record's content. A target whose newest modification is "de-listed" stays in
// the file for good; it is a record with Delisted.
//
// Excerpts lack programmes and places; what cannot be resolved then is counted in a warning.
package ch

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/tree"
)

const listID = "ch-seco"

const page = "https://www.seco.admin.ch/seco/en/home/Aussenwirtschaftspolitik_Wirtschaftliche_Zusammenarbeit/" +
	"Wirtschaftsbeziehungen/exportkontrollen-und-sanktionen/sanktionen-embargos/sanktionsadressaten.html"

// Lists returns the catalogue entry of the package.
func Lists() []*lists.List {
	const address = "https://www.sesam.search.admin.ch/sesam-search-web/pages/downloadXmlGesamtliste.xhtml" +
		"?lang=en&action=downloadXmlGesamtlisteAction"
	return []*lists.List{{
		ID: listID, Title: "Swiss sanctions: list of all targets (SESAM)", Publisher: "State Secretariat for Economic Affairs (SECO)",
		Country: "ch", Licence: "Open data of the Swiss federal administration, source to be named", Cadence: 14 * 24 * time.Hour,
		Page: page, Addresses: []lists.Address{{URL: address, Name: "consolidated-list.xml"}},
		Formats: []lists.Format{{ID: "sesam-xml", Title: "XML", Detect: detect, Parse: parse}},
	}}
}

func detect(_ string, head []byte) bool { return bytes.Contains(head, []byte("<swiss-sanctions-list")) }

// document is what targets refer to by id.
type document struct {
	pub        *lists.Publication
	sets       map[string]*set
	places     map[string]place
	persons    map[string]bool // of each target, whether it is an individual
	unresolved map[string]int  // references without an object, by kind
}

// set is one sanctions-set with its programme.
type set struct {
	text      string // "annexe 13: ...", in English where there is English
	key, name string // "Belarus"; "Ordinance of 16 March 2022 on measures against Belarus"
	origin    string // "UN", "EU"
}

type place struct{ location, area, country, code string }

func parse(files []lists.File) (*lists.Publication, error) {
	if len(files) != 1 {
		return nil, fmt.Errorf("%d files; a publication of this list is one file", len(files))
	}
	f := files[0]
	root, err := tree.XML(f.Data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	if root.Name != "swiss-sanctions-list" {
		return nil, fmt.Errorf("%s: line %d: the root element is <%s>, not <swiss-sanctions-list>", f.Name, root.Line, root.Name)
	}
	if kind := root.Text("@list-type"); kind != "whole-list" {
		return nil, fmt.Errorf("%s: line %d: list-type is %q; only the whole-list tells who is no longer listed", f.Name, root.Line, kind)
	}
	d := &document{pub: &lists.Publication{Published: root.Text("@date")}, sets: map[string]*set{}, places: map[string]place{},
		persons: map[string]bool{}, unresolved: map[string]int{}}
	for _, n := range root.All("sanctions-program") {
		d.programme(n)
	}
	for _, n := range root.All("place") {
		d.place(n)
	}
	targets := root.All("target")
	for _, n := range targets {
		d.persons[n.Text("@ssid")] = n.Child("individual") != nil
	}
	seen := map[string]bool{}
	for i, n := range targets {
		id := n.Text("@ssid")
		if id == "" || seen[id] {
			return nil, fmt.Errorf("%s: line %d: target %d has no ssid of its own (%q)", f.Name, n.Line, i+1, id)
		}
		seen[id] = true
		r, err := d.record(id, n)
		if err != nil {
			return nil, fmt.Errorf("%s: line %d: target %s: %w", f.Name, n.Line, id, err)
		}
		d.pub.Records = append(d.pub.Records, r)
	}
	if len(targets) == 0 {
		return nil, fmt.Errorf("%s: no targets", f.Name)
	}
	for _, kind := range []string{"sanctions-set", "place", "target"} {
		if n := d.unresolved[kind]; n > 0 {
			d.pub.Warn("%d references to a %s that is not in the file, as in an excerpt", n, kind)
		}
	}
	root.Unread(d.pub.UnknownAt)
	return d.pub, nil
}

// programme reads a sanctions-program. Its version dates move with every change of the ordinance, whichever target it is
// about, so they say nothing of a target.
func (d *document) programme(n *tree.Node) {
	n.Ignore("@ssid", "@version-date", "@predecessor-version-date")
	key, name := inEnglish(n.All("program-key")), inEnglish(n.All("program-name"))
	origin := strings.Join(n.Texts("origin"), ", ")
	texts := map[string][]*tree.Node{}
	for _, s := range n.All("sanctions-set") {
		id := s.Text("@ssid")
		texts[id] = append(texts[id], s)
	}
	for id, nodes := range texts {
		d.sets[id] = &set{text: inEnglish(nodes), key: key, name: name, origin: origin}
	}
}

// inEnglish returns the English one of texts in several languages, else the first.
func inEnglish(nodes []*tree.Node) string {
	text := ""
	for _, n := range nodes {
		if lang := n.Text("@lang"); lang == "eng" || text == "" {
			text = n.Value
		}
	}
	return text
}

func (d *document) place(n *tree.Node) {
	country := n.Child("country")
	p := place{location: n.Text("location"), area: n.Text("area"), code: country.Text("@iso-code")}
	if country != nil {
		p.country = country.Value
	}
	// Other spellings of the place and of its area are not kept: places are shared facts, not the target's.
	n.Ignore("location-variant", "area-variant")
	d.places[n.Text("@ssid")] = p
}

// placeOf resolves the place-id of an address or a place of birth.
func (d *document) placeOf(n *tree.Node) place {
	id := n.Text("@place-id")
	if id == "" {
		return place{}
	}
	p, ok := d.places[id]
	if !ok {
		d.unresolved["place"]++
	}
	return p
}

func (p place) String() string { return joined(", ", p.location, p.area, p.country) }

// joined joins what is not empty.
func joined(separator string, parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p = strings.Join(strings.Fields(p), " "); p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, separator)
}
