// Package uk reads the lists of the United Kingdom:
//
//   - uk-sl, the UK Sanctions List of the Foreign, Commonwealth and Development Office: all designations under the
//     Sanctions and Anti-Money Laundering Act 2018, as XML, as CSV, and as a transcription to YAML, one document a
//     designation;
//   - uk-ofsi, the Consolidated List of the Office of Financial Sanctions Implementation: all targets of an asset
//     freeze, as CSV and XLSX in the layouts of 29 and 36 columns. It was closed on 28 January 2026, when the UK
//     Sanctions List became the one list.
//
// All formats describe the same thing. Each decoder fills entries, one for a designation or a row; entries of one id
// make one record.
package uk

import (
	"time"

	"github.com/linchpin-oss/linchpin/lists"
)

const (
	slList   = "uk-sl"
	ofsiList = "uk-ofsi"
	fcdo     = "Foreign, Commonwealth and Development Office"
	ofsi     = "Office of Financial Sanctions Implementation"
	licence  = "Open Government Licence v3.0"
	slFiles  = "https://sanctionslist.fcdo.gov.uk/docs/"
)

// Lists returns the catalogue entries of this package.
//
// The UK Sanctions List is also published as UK-Sanctions-List.ods beside the XML and the CSV; that one is not read.
// The files of the closed list were at https://ocsistorage.blob.core.windows.net/publishlive/2022format/ConList.csv; its
// entry has no address, so that nothing waits for news of it, and no cadence, so that it does not go stale.
func Lists() []*lists.List {
	return []*lists.List{
		{
			ID: slList, Title: "UK Sanctions List", Publisher: fcdo, Country: "gb", Licence: licence,
			Cadence: 7 * 24 * time.Hour,
			Page:    "https://www.gov.uk/government/publications/the-uk-sanctions-list",
			Addresses: []lists.Address{
				{URL: slFiles + "UK-Sanctions-List.xml", Set: 0, Name: "UK-Sanctions-List.xml"},
				{URL: slFiles + "UK-Sanctions-List.csv", Set: 1, Name: "UK-Sanctions-List.csv"},
			},
			Formats: []lists.Format{
				{ID: "uksl-xml", Title: "XML", Detect: detectXML, Role: noRole, Parse: parseXML},
				{ID: "uksl-csv", Title: "CSV", Detect: detectSLCSV, Role: noRole, Parse: parseSLCSV},
				{ID: "uksl-yaml", Title: "YAML transcription, one document a designation", Detect: detectYAML,
					Role: noRole, Parse: parseYAML},
			},
		},
		{
			ID:        ofsiList,
			Title:     "Consolidated List of Financial Sanctions Targets (closed on 28 January 2026, see the UK Sanctions List)",
			Publisher: ofsi + ", HM Treasury", Country: "gb", Licence: licence,
			Page: "https://www.gov.uk/government/publications/financial-sanctions-consolidated-list-of-targets",
			Formats: []lists.Format{
				{ID: "conlist-csv", Title: "ConList CSV, 29 or 36 columns", Detect: detectConList, Role: noRole,
					Parse: parseConListCSV},
				{ID: "conlist-xlsx", Title: "ConList XLSX", Detect: detectConListXLSX, Role: noRole,
					Parse: parseConListXLSX},
			},
		},
	}
}

func noRole(string, []byte) string { return "" }
