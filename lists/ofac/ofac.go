// Package ofac reads the lists of the United States' Office of Foreign Assets Control: the SDN list (ofac-sdn) and the
// consolidated list of those who are not SDNs (ofac-cons), in every format in which they are or were published: XML,
// Advanced XML, Enhanced XML, and the delimited and fixed-field sets (primary names, alternate names, addresses,
// comments). The id of a record is OFAC's unique number of the party (ent_num, uid, FixedRef, entity id), which is the
// same in all of them.
package ofac

import (
	"bytes"
	"path"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/lists"
)

const (
	sdn  = "ofac-sdn"
	cons = "ofac-cons"

	authority = "Office of Foreign Assets Control"
	service   = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/"
)

// Lists returns the catalogue entries.
func Lists() []*lists.List {
	return []*lists.List{
		list(sdn, "Specially Designated Nationals and Blocked Persons List", "SDN"),
		list(cons, "Consolidated Sanctions List (non-SDN)", "CONS"),
	}
}

func list(id, title, stem string) *lists.List {
	csv := []lists.Address{}
	for _, f := range []string{"", "ALT", "ADD", "COMMENTS"} {
		name := map[string]string{sdn: map[string]string{"": "SDN", "ALT": "ALT", "ADD": "ADD", "COMMENTS": "SDN_COMMENTS"}[f],
			cons: map[string]string{"": "CONS_PRIM", "ALT": "CONS_ALT", "ADD": "CONS_ADD", "COMMENTS": "CONS_COMMENTS"}[f]}[id]
		csv = append(csv, lists.Address{URL: service + name + ".CSV", Set: 2, Name: strings.ToLower(name) + ".csv"})
	}
	of := func(f lists.Format, detect func(name string, head []byte) bool) lists.Format {
		f.Detect = func(name string, head []byte) bool { return detect(name, head) && whose(name, head) == id }
		return f
	}
	return &lists.List{
		ID: id, Title: title, Publisher: authority, Country: "us", Page: "https://ofac.treasury.gov/sanctions-list-service",
		Licence: "public domain (United States government work)", Cadence: 21 * 24 * time.Hour,
		Addresses: append([]lists.Address{
			{URL: service + stem + map[string]string{sdn: "_ADVANCED", cons: "_ADVANCED"}[id] + ".XML", Set: 0, Name: strings.ToLower(stem) + "_advanced.xml"},
			{URL: service + map[string]string{sdn: "SDN", cons: "CONSOLIDATED"}[id] + ".XML", Set: 1, Name: map[string]string{sdn: "sdn.xml", cons: "consolidated.xml"}[id]},
		}, csv...),
		Formats: []lists.Format{
			of(lists.Format{ID: "sdn-xml", Title: "SDN.XML, CONSOLIDATED.XML", Parse: single(id, parseXML)}, rootIs("sdnList")),
			of(lists.Format{ID: "advanced-xml", Title: "SDN_ADVANCED.XML, CONS_ADVANCED.XML", Parse: single(id, parseAdvanced)}, rootIs("Sanctions")),
			of(lists.Format{ID: "enhanced-xml", Title: "SDN_ENHANCED.XML, CONS_ENHANCED.XML", Parse: single(id, parseEnhanced)}, rootIs("sanctionsData")),
			of(lists.Format{ID: "delimited", Title: "CSV, PIP, DEL: primary, alternate names, addresses, comments", Role: role, Parse: set(id)}, isDelimited),
			of(lists.Format{ID: "fixed", Title: "FF: fixed-field files", Role: role, Parse: set(id)}, isFixed),
		},
	}
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

// rootIs detects XML by its root element.
func rootIs(name string) func(string, []byte) bool {
	return func(_ string, head []byte) bool { return rootElement(head) == name }
}

func rootElement(head []byte) string {
	for {
		i := bytes.IndexByte(head, '<')
		if i < 0 || i+1 >= len(head) {
			return ""
		}
		head = head[i+1:]
		if head[0] == '?' || head[0] == '!' {
			continue
		}
		end := bytes.IndexAny(head, " \t\r\n/>")
		if end < 0 {
			return ""
		}
		name := string(head[:end])
		if _, local, ok := strings.Cut(name, ":"); ok {
			name = local
		}
		return name
	}
}

// whose tells the two lists apart: by what the file says of itself, else by its name.
func whose(name string, head []byte) string {
	lower := strings.ToLower(path.Base(name))
	switch {
	case bytes.Contains(head, []byte("<sanctionsList refId=\"91512\">")) && bytes.Contains(head, []byte("<filters>")),
		strings.Contains(lower, "cons"):
		return cons
	}
	return sdn
}
