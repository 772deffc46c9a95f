// Package eu reads the lists of the European Union:
//
//   - eu-fsf, the consolidated list of persons, groups and entities whose funds are frozen (Financial Sanctions
//     Files): XML 1.0 and 1.1, CSV 1.0 and 1.1, the older XML with root WHOLE, and transcriptions of them;
//   - eu-travel-bans, the consolidated list of travel bans of the Sanctions Map;
//   - eu-oj and eu-oj-amendments, the annexes of the legal acts themselves, transcribed to tables;
//   - eu-vessels, the vessels of Annex XLII to Regulation (EU) No 833/2014.
//
// The formats of the first two describe the same thing in different clothes: a sanctionEntity with names, births,
// citizenships, addresses and documents. Each decoder fills an entry; one builder turns entries into records. The
// builder sorts what it is given, so records do not depend on the order of children, which changes from day to day
// without meaning.
package eu

import (
	"fmt"
	"time"

	"github.com/linchpin-oss/linchpin/lists"
)

const (
	authority = "European Union"
	day       = 24 * time.Hour
	licence   = "Reuse allowed with attribution under Commission Decision 2011/833/EU (CC BY 4.0)"
	fsfFiles  = "https://webgate.ec.europa.eu/fsd/fsf/public/files/"
	// fsfToken is the public token that the Commission prints in the addresses of its files.
	fsfToken = "/content?token=dG9rZW4tMjAxNw"
)

// series says what the records of one list share.
type series struct {
	list     string
	measures []string
}

var (
	fsf     = &series{"eu-fsf", []string{lists.MeasureAssetFreeze, lists.MeasureNoFunds}}
	travel  = &series{"eu-travel-bans", []string{lists.MeasureTravelBan}}
	journal = &series{list: "eu-oj"}
	amended = &series{list: "eu-oj-amendments"}
	vessels = &series{"eu-vessels", []string{lists.MeasureTransport, lists.MeasurePortBan}}
)

// Lists returns the catalogue entries of this package.
func Lists() []*lists.List {
	return []*lists.List{
		{
			ID: fsf.list, Title: "Consolidated list of persons, groups and entities subject to EU financial sanctions",
			Publisher: "European Commission", Country: "eu", Cadence: 14 * day, Licence: licence,
			Page: "https://data.europa.eu/data/datasets/consolidated-list-of-persons-groups-and-entities-subject-to-eu-financial-sanctions",
			Addresses: []lists.Address{
				{URL: fsfFiles + "xmlFullSanctionsList_1_1" + fsfToken, Set: 0, Name: "xmlFullSanctionsList_1_1.xml"},
				{URL: fsfFiles + "csvFullSanctionsList_1_1" + fsfToken, Set: 1, Name: "csvFullSanctionsList_1_1.csv"},
				{URL: fsfFiles + "xmlFullSanctionsList" + fsfToken, Set: 2, Name: "xmlFullSanctionsList.xml"},
			},
			Formats: []lists.Format{
				{ID: "fsf-xml", Title: "FSF XML 1.0 and 1.1", Detect: detectFSF, Role: noRole, Parse: one(fsf, parseXML)},
				{ID: "fsf-whole", Title: "global XML (root WHOLE, until 2018)", Detect: detectWhole, Role: noRole,
					Parse: one(fsf, parseWhole)},
				{ID: "fsf-csv-1.1", Title: "FSF CSV 1.1", Detect: detectCSV11, Role: noRole, Parse: one(fsf, parseCSV11)},
				{ID: "fsf-csv-1.0", Title: "FSF CSV 1.0", Detect: detectCSV10, Role: noRole, Parse: one(fsf, parseCSV10)},
				{ID: "fsf-yaml-full", Title: "transcription of the XML, field by field (YAML)", Detect: detectYAMLFull,
					Role: noRole, Parse: one(fsf, parseYAMLFull)},
				{ID: "fsf-yaml", Title: "extract of the XML, names and dates (YAML)", Detect: detectYAML, Role: noRole,
					Parse: one(fsf, parseYAML)},
				{ID: "fsf-merged-csv", Title: "CSV 1.0 and travel bans in one table: the financial sanctions",
					Detect: detectMerged, Role: noRole, Parse: one(fsf, parseMergedFSF)},
			},
		},
		{
			ID: travel.list, Title: "Consolidated list of travel bans", Publisher: "European Commission", Country: "eu",
			Page: "https://www.sanctionsmap.eu/#/main/travel/ban", Cadence: 30 * day, Licence: licence,
			Formats: []lists.Format{
				{ID: "travel-bans-xml", Title: "travel bans XML", Detect: detectTravelXML, Role: noRole,
					Parse: one(travel, parseXML)},
				{ID: "travel-bans-csv", Title: "travel bans XML unrolled to a table", Detect: detectTravelCSV, Role: noRole,
					Parse: one(travel, parseTravelCSV)},
				{ID: "travel-bans-merged-csv", Title: "CSV 1.0 and travel bans in one table: the travel bans",
					Detect: detectMerged, Role: noRole, Parse: one(travel, parseMergedTravel)},
			},
		},
		{
			ID: journal.list, Title: "Annexes of the EU's restrictive measures, as consolidated", Country: "eu",
			Publisher: "Council of the European Union", Page: "https://eur-lex.europa.eu", Cadence: 30 * day,
			Licence: "CC BY-NC 4.0 (transcription); legal texts: " + licence,
			Formats: []lists.Format{{ID: "oj-csv", Title: "annexes of one framework act (CSV), one file an act",
				Detect: detectOJ, Role: roleOJ, Scoped: true, Parse: parseOJ}},
		},
		{
			ID: amended.list, Title: "Additions and changes made by single amending acts", Country: "eu",
			Publisher: "Council of the European Union", Page: "https://eur-lex.europa.eu", Cadence: 30 * day,
			Licence: "CC BY-NC 4.0 (transcription); legal texts: " + licence,
			Formats: []lists.Format{{ID: "oj-amendment-csv", Title: "one amending act (CSV), one file an act",
				Detect: detectAmendment, Role: roleOJ, Scoped: true, Parse: parseAmendment}},
		},
		{
			ID: vessels.list, Title: "Vessels of Annex XLII to Regulation (EU) No 833/2014", Country: "eu",
			Publisher: "Council of the European Union", Page: "https://eur-lex.europa.eu/eli/reg/2014/833",
			Cadence: 60 * day, Licence: licence,
			Formats: []lists.Format{{ID: "vessels-yaml", Title: "designated vessels (YAML)", Detect: detectVessels,
				Role: noRole, Parse: one(vessels, parseVessels)}},
		},
	}
}

func noRole(string, []byte) string { return "" }

// one makes the Parse function of a format in which one file is one publication. Its errors name the file.
func one(s *series, parse func(*series, *lists.Publication, lists.File) error) func([]lists.File) (*lists.Publication, error) {
	return func(files []lists.File) (*lists.Publication, error) {
		if len(files) != 1 {
			return nil, fmt.Errorf("%s: a publication is one file, not %d", s.list, len(files))
		}
		pub := &lists.Publication{}
		if err := parse(s, pub, files[0]); err != nil {
			return nil, fmt.Errorf("%s: %w", files[0].Name, err)
		}
		if len(pub.Records) == 0 {
			return nil, fmt.Errorf("%s: no entry in the file", files[0].Name)
		}
		return pub, nil
	}
}
