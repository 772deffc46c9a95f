// Package un reads the consolidated list of the United Nations Security Council (un-sc): all persons and entities
// designated by its sanctions committees, as XML.
//
// The format is described by the Council's own schema (sc-sanctions.xsd). The files of ten years differ in ways that
// mean nothing, and records do not depend on them: quotes, indenting, line breaks inside values, the offset of
// dateGenerated and of some dates, empty elements, the order of entries and children, the casing of coded values.
package un

import (
	"time"

	"github.com/linchpin-oss/linchpin/lists"
)

const (
	listID    = "un-sc"
	authority = "United Nations Security Council"
)

// Lists returns the catalogue entry of this package.
func Lists() []*lists.List {
	return []*lists.List{{
		ID: listID, Title: "United Nations Security Council Consolidated List", Publisher: authority, Country: "un",
		Page:    "https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list",
		Licence: "Free use of the official list with the source named (United Nations terms of use)",
		// The file is generated again every day; the committees decide every few weeks.
		Cadence: 7 * 24 * time.Hour,
		Addresses: []lists.Address{{URL: "https://scsanctions.un.org/resources/xml/en/consolidated.xml",
			Name: "consolidated.xml"}},
		Formats: []lists.Format{{ID: "un-xml", Title: "Consolidated XML", Detect: detect,
			Role: func(string, []byte) string { return "" }, Parse: parse}},
	}}
}
