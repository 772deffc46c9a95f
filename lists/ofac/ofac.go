// Package ofac reads the lists of the United States' Office of Foreign Assets Control: the SDN list (ofac-sdn) and the
// consolidated list of those who are not SDNs (ofac-cons), in every format in which they are or were published: XML,
// Advanced XML, Enhanced XML, and the delimited and fixed-field sets (primary names, alternate names, addresses,
// comments). The id of a record is OFAC's unique number of the party (ent_num, uid, FixedRef, entity id), which is the
// same in all of them.
package ofac

import (
	"time"

	"github.com/linchpin-oss/linchpin/lists"
)

const (
	sdn  = "ofac-sdn"
	cons = "ofac-cons"

	authority = "Office of Foreign Assets Control"
	service   = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/"
	downloads = "https://www.treasury.gov/ofac/downloads/" // the address until May 2024
)

// sources are the names under which a list is published.
type sources struct {
	id, title              string
	advanced, enhanced     string // at the present address
	plain                  string
	delimited              [4]string // primary names, alternate names, addresses, comments
	oldAdvanced, oldFolder string    // at the address until 2024
}

var published = []sources{
	{id: sdn, title: "Specially Designated Nationals and Blocked Persons List", advanced: "SDN_ADVANCED.XML", enhanced: "SDN_ENHANCED.XML",
		plain: "SDN.XML", delimited: [4]string{"SDN.CSV", "ALT.CSV", "ADD.CSV", "SDN_COMMENTS.CSV"},
		oldAdvanced: "sanctions/1.0/sdn_advanced.xml"},
	{id: cons, title: "Consolidated Sanctions List (non-SDN)", advanced: "CONS_ADVANCED.XML", enhanced: "CONS_ENHANCED.XML",
		plain: "CONSOLIDATED.XML", delimited: [4]string{"CONS_PRIM.CSV", "CONS_ALT.CSV", "CONS_ADD.CSV", "CONS_COMMENTS.CSV"},
		oldAdvanced: "sanctions/1.0/cons_advanced.xml", oldFolder: "consolidated/"},
}

// Lists returns the catalogue entries.
func Lists() []*lists.List {
	var out []*lists.List
	for _, s := range published {
		out = append(out, s.list())
	}
	return out
}

func (s *sources) list() *lists.List {
	of := func(f lists.Format, detect func(name string, head []byte) bool) lists.Format {
		f.Detect = func(name string, head []byte) bool { return detect(name, head) && whose(name, head) == s.id }
		return f
	}
	return &lists.List{
		ID: s.id, Title: s.title, Publisher: authority, Country: "us", Page: "https://ofac.treasury.gov/sanctions-list-service",
		Licence: "public domain (United States government work)", Cadence: 14 * 24 * time.Hour, Addresses: s.addresses(),
		Formats: []lists.Format{
			of(lists.Format{ID: "sdn-xml", Title: "SDN.XML, CONSOLIDATED.XML", Parse: single(s.id, parseXML)}, rootIs("sdnList")),
			of(lists.Format{ID: "advanced-xml", Title: "SDN_ADVANCED.XML, CONS_ADVANCED.XML", Parse: single(s.id, parseAdvanced)}, rootIs("Sanctions")),
			of(lists.Format{ID: "enhanced-xml", Title: "SDN_ENHANCED.XML, CONS_ENHANCED.XML", Parse: single(s.id, parseEnhanced)}, rootIs("sanctionsData")),
			of(lists.Format{ID: "delimited", Title: "CSV, PIP, DEL: primary, alternate names, addresses, comments", Role: role, Parse: set(s.id)}, isDelimited),
			of(lists.Format{ID: "fixed", Title: "FF: fixed-field files", Role: role, Parse: set(s.id)}, isFixed),
		},
	}
}

// addresses are the present ones first, and of these the formats that hold the names in their original scripts and the
// relations by number: Advanced, then Enhanced XML.
func (s *sources) addresses() []lists.Address {
	var out []lists.Address
	next := 0
	add := func(base string, names ...string) {
		for _, n := range names {
			out = append(out, lists.Address{URL: base + n, Set: next, Name: baseName(n)})
		}
		next++
	}
	add(service, s.advanced)
	add(service, s.enhanced)
	add(service, s.plain)
	add(service, s.delimited[:]...)
	add(downloads, s.oldAdvanced)
	add(downloads, s.oldFolder+baseName(s.plain))
	var old []string
	for _, n := range s.delimited {
		old = append(old, s.oldFolder+baseName(n))
	}
	add(downloads, old...)
	return out
}

// single makes a Parse function of a parser for one file.
func single(id string, parse func(list string, pub *lists.Publication, data []byte) error) func([]lists.File) (*lists.Publication, error) {
	return func(files []lists.File) (*lists.Publication, error) {
		pub := &lists.Publication{}
		if err := parse(id, pub, files[0].Data); err != nil {
			return nil, err
		}
		return pub, nil
	}
}
