package us

import (
	"strings"

	"github.com/linchpin-oss/linchpin/lists"
)

// source is one of the lists that the Consolidated Screening List gathers.
type source struct {
	code      string
	title     string
	authority string
	topics    []string
	measures  []string
}

const (
	ofac  = "Office of Foreign Assets Control"
	bis   = "Bureau of Industry and Security"
	state = "Department of State"
)

// What each source means: https://www.trade.gov/consolidated-screening-list. The Entity, Military End User and
// Unverified lists (15 CFR 744, supplements 4, 7 and 6) and the Denied Persons List (15 CFR 764) restrict exports;
// nothing on them is frozen.
var sources = map[string]*source{
	"SDN": {"SDN", "Specially Designated Nationals", ofac, []string{"sanction"}, []string{lists.MeasureAssetFreeze}},
	"SSI": {"SSI", "Sectoral Sanctions Identifications List", ofac, []string{"sanction"}, []string{lists.MeasureDebtEquity}},
	"CMIC": {"CMIC", "Non-SDN Chinese Military-Industrial Complex Companies List", ofac, []string{"sanction"},
		[]string{"ban on purchase and sale of publicly traded securities"}},
	"MBS": {"MBS", "Non-SDN Menu-Based Sanctions List", ofac, []string{"sanction"}, nil},
	"CAP": {"CAP", "Correspondent and Payable-Through Account Sanctions List", ofac, []string{"sanction"}, []string{lists.MeasureCorrespondent}},
	"561": {"561", "Part 561 List", ofac, []string{"sanction"}, []string{lists.MeasureCorrespondent}},
	"FSE": {"FSE", "Foreign Sanctions Evaders List", ofac, []string{"sanction"}, []string{lists.MeasureTransactionBan}},
	"ISA": {"ISA", "Non-SDN Iranian Sanctions Act List", ofac, []string{"sanction"}, nil},
	"PLC": {"PLC", "Palestinian Legislative Council List", ofac, []string{"sanction"}, []string{lists.MeasureTransactionBan}},
	"EL":  {"EL", "Entity List", bis, []string{"export.control"}, []string{lists.MeasureExport}},
	"MEU": {"MEU", "Military End User List", bis, []string{"export.control"}, []string{lists.MeasureExport}},
	"UVL": {"UVL", "Unverified List", bis, []string{"export.risk"}, []string{lists.MeasureExport}},
	"DPL": {"DPL", "Denied Persons List", bis, []string{"export.control"}, []string{lists.MeasureExport}},
	"ISN": {"ISN", "Nonproliferation Sanctions", state, []string{"sanction", "export.control"}, []string{lists.MeasureExport}},
	"DTC": {"DTC", "ITAR Debarred Parties", state, []string{"debarment", "export.control"},
		[]string{lists.MeasureDebarment, lists.MeasureExport}},
}

var otherCodes = map[string]string{"NS-MBS": "MBS", "NS-CMIC": "CMIC", "NS-PLC": "PLC", "CAPTA": "CAP", "AECA": "DTC"}

// findSource understands a source column: a code ("SDN") or a full name with the code in it ("Entity List (EL) -
// Bureau of Industry and Security"). It reports false where it does not know the list; the source then only carries
// the name, as a party of interest.
func findSource(name string) (*source, bool) {
	code := strings.ToUpper(name)
	if _, in, ok := strings.Cut(code, "("); ok {
		code, _, _ = strings.Cut(in, ")")
	}
	code = strings.TrimSuffix(strings.TrimSpace(code), " LIST")
	if c, ok := otherCodes[code]; ok {
		code = c
	}
	if s, ok := sources[code]; ok {
		return s, true
	}
	return &source{code: strings.ReplaceAll(strings.ToLower(code), " ", "-"), title: name, authority: name,
		topics: []string{"poi"}}, false
}

// measuresFor adds what a programme means beyond its list: property of parties that the Department of State
// names under Executive Order 13382 is blocked.
func (s *source) measuresFor(program string) []string {
	if s.code == "ISN" && strings.Contains(program, "13382") {
		return append([]string{lists.MeasureAssetFreeze}, s.measures...)
	}
	return s.measures
}
