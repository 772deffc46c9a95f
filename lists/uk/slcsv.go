package uk

import (
	"fmt"
	"strings"

	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/table"
)

// detectSLCSV looks for the columns within the first lines; above them stands the date of the report.
func detectSLCSV(_ string, head []byte) bool {
	lines := strings.SplitN(string(head[:min(len(head), 8192)]), "\n", 4)
	for _, l := range lines[:min(len(lines), 3)] {
		l = strings.ToLower(strings.ReplaceAll(l, `"`, ""))
		if strings.Contains(l, "unique id,") && strings.Contains(l, "regime name,") {
			return true
		}
	}
	return false
}

// parseSLCSV reads the CSV of the UK Sanctions List: one row is one name with one address; all rows of a Unique ID are
// one designation.
func parseSLCSV(files []lists.File) (*lists.Publication, error) {
	f, err := one(files)
	if err != nil {
		return nil, err
	}
	sheet, err := table.CSV(f.Data, ',')
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	pub := &lists.Publication{}
	header := -1
	for i := 0; i < len(sheet.Rows) && i < 5 && header < 0; i++ {
		row := strings.ToLower(strings.Join(sheet.Rows[i], ","))
		if strings.Contains(row, "unique id") {
			header = i
		} else if _, date, ok := strings.Cut(row, "date"); ok {
			pub.Published = isoDate(strings.Trim(date, " :,"))
		}
	}
	if header < 0 {
		return nil, fmt.Errorf("%s: no header row with the column \"Unique ID\"", f.Name)
	}
	t, err := sheet.Table(header)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	if n := len(sheet.Rows); n > header+1 && len(sheet.Rows[n-1]) < len(sheet.Rows[header]) {
		return nil, fmt.Errorf("%s: line %d: the last row has %d of %d columns: the file is cut", f.Name, sheet.Lines[n-1],
			len(sheet.Rows[n-1]), len(sheet.Rows[header]))
	}
	var entries []*entry
	for r := range t.Rows {
		entries = append(entries, slRow(r, pub))
	}
	if len(entries) == 0 {
		return nil, fmt.Errorf("%s: no rows below the header", f.Name)
	}
	sanctionsList.records(entries, pub)
	t.Unread(pub.UnknownAt)
	return pub, nil
}

func slRow(r table.Row, pub *lists.Publication) *entry {
	get := func(columns ...string) string { return oneLine(r.Get(columns...)) }
	e := &entry{line: r.Line, id: get("Unique ID"), kind: get("Designation Type", "Individual, Entity, Ship"),
		regime: get("Regime Name"), source: get("Designation source"), listed: get("Date Designated"),
		updated: get("Last Updated")}
	e.act = e.regime
	e.references(get("OFSI Group ID"), get("UN Reference Number"))
	e.names = []name{rowName(get, get("Name type"), get("Alias strength"))}
	e.nonLatin = []script{{get("Name non-latin script"), get("Non-latin script type"), get("Non-latin script language")}}
	e.titles = []string{get("Title")}
	e.impose(get("Sanctions Imposed"), pub)
	e.notes = []string{get("Other Information")}
	e.reasons = []string{get("UK Statement of Reasons")}
	a := address{postcode: get("Address Postal Code"), country: get("Address Country")}
	for _, c := range []string{"Address Line 1", "Address Line 2", "Address Line 3", "Address Line 4", "Address Line 5", "Address Line 6"} {
		a.lines = append(a.lines, get(c))
	}
	e.addresses = []address{a}
	e.phones = []string{get("Phone number")}
	e.sites = []string{get("Website")}
	e.mails = []string{get("Email address")}
	e.births = values(get("D.O.B", "DOB"))
	e.nationalities = values(get("Nationality(/ies)", "Nationality"))
	e.papers = append(papers(nationalID, get("National Identifier number"), get("National Identifier additional information")),
		papers(passport, get("Passport number"), get("Passport additional information"))...)
	e.positions = values(get("Position"))
	e.genders = []string{get("Gender")}
	e.places = places(get("Town of birth"), get("Country of birth"))
	e.kinds = []string{get("Type of entity")}
	e.subsidiaries = values(get("Subsidiaries"))
	e.parents = values(get("Parent company"))
	e.registrations = values(get("Business registration number (s)", "Business registration number"))
	e.imos = values(get("IMO number"))
	e.owners = values(get("Current owner/operator (s)", "Current owner/operator"))
	e.formerOwners = values(get("Previous owner/operator (s)", "Previous owner/operator"))
	e.flags = values(get("Current believed flag of ship"))
	e.formerFlags = values(get("Previous flags"))
	e.shipTypes = []string{get("Type of ship")}
	e.tonnages = []string{get("Tonnage of ship")}
	e.lengths = []string{get("Length of ship")}
	e.built = []string{get("Year Built")}
	e.hulls = values(get("Hull identification number (HIN)", "Hull identification number"))
	return e
}

// references notes the ids of the same designation on the lists of OFSI and the United Nations.
func (e *entry) references(group, un string) {
	if group != "" {
		e.former = append(e.former, "ofsi:"+group)
	}
	for _, ref := range split(un, ";", ",", " ") {
		e.unReference(ref)
	}
}
