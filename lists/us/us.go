// Package us reads the lists of the United States that are not OFAC's own files: the Consolidated Screening List of
// the Department of Commerce (CSV and JSON), the Denied Persons List of the Bureau of Industry and Security, and the
// two lists of the Department of State: nonproliferation sanctions (ISN) and parties debarred under the Arms Export
// Control Act (AECA).
//
// The four have one shape: rows of party, measure and Federal Register notice, most without an id. All are read into
// the same entry (entry.go) and made into records by the same code (record.go); only the columns differ.
//
// Record ids, as the lists have none that last:
//
//	us-csl        source code and entity number ("SDN-21944", "SSI-17014"): one number stands on several source lists.
//	              Without a number, the source code and a stable id of name and start date ("EL-4f..."). The list's own
//	              _id is a hash of the row that changes with its wording; it is kept in Former.
//	us-bis        a stable id of the name; rows of one name that share a date or a notice are the addresses of one person
//	us-state-isn  a stable id of the name; one row a programme
//	us-state-aeca a stable id of the name; namesakes with different dates of birth are different persons
package us

import (
	"time"

	"github.com/linchpin-oss/linchpin/lists"
)

const day = 24 * time.Hour

const licence = "US federal government work, public domain in the US (17 U.S.C. 105)"

// Lists returns the catalogue entries of the package.
func Lists() []*lists.List {
	return []*lists.List{
		{
			ID: "us-csl", Title: "Consolidated Screening List", Country: "us", Licence: licence, Cadence: 7 * day,
			Publisher: "International Trade Administration, US Department of Commerce",
			Page:      "https://www.trade.gov/consolidated-screening-list",
			Addresses: []lists.Address{
				{URL: "https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.csv", Set: 0,
					Name: "consolidated.csv"},
				{URL: "https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.json", Set: 1,
					Name: "consolidated.json"},
			},
			Formats: []lists.Format{
				{ID: "csl-csv", Title: "CSV, 27 to 29 columns", Detect: detectCSLCSV, Parse: parseCSLCSV},
				{ID: "csl-json", Title: "JSON", Detect: detectCSLJSON, Parse: parseCSLJSON},
			},
		},
		{
			ID: "us-bis", Title: "Denied Persons List", Country: "us", Licence: licence, Cadence: 30 * day,
			Publisher: "Bureau of Industry and Security, US Department of Commerce",
			Page:      "https://www.bis.gov/licensing/end-user-guidance/denied-persons-list-dpl",
			Addresses: []lists.Address{{URL: "https://www.bis.doc.gov/dpl/dpl.txt", Name: "dpl.txt"}},
			Formats:   []lists.Format{{ID: "dpl", Title: "Tab separated", Detect: detectDPL, Parse: parseDPL}},
		},
		{
			ID: "us-state-isn", Title: "Nonproliferation Sanctions", Country: "us", Licence: licence, Cadence: 180 * day,
			Publisher: "Bureau of International Security and Nonproliferation, US Department of State",
			Page: "https://www.state.gov/key-topics-bureau-of-international-security-and-nonproliferation/" +
				"nonproliferation-sanctions/",
			Formats: []lists.Format{{ID: "isn", Title: "CSV", Detect: detectISN, Parse: parseISN}},
		},
		{
			ID: "us-state-aeca", Title: "AECA Debarred Parties", Country: "us", Licence: licence, Cadence: 180 * day,
			Publisher: "Directorate of Defense Trade Controls, US Department of State",
			Page:      "https://www.pmddtc.state.gov/ddtc_public/ddtc_public?id=ddtc_kb_article_page&sys_id=c22d1833dbb8d300d0a370131f9619f0",
			Formats:   []lists.Format{{ID: "aeca", Title: "CSV", Detect: detectAECA, Parse: parseAECA}},
		},
	}
}
