package uk

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/tree"
)

// detectXML looks at the root element.
func detectXML(_ string, head []byte) bool {
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	for {
		head = bytes.TrimLeft(head, " \t\r\n")
		end := ""
		switch {
		case bytes.HasPrefix(head, []byte("<?")):
			end = "?>"
		case bytes.HasPrefix(head, []byte("<!--")):
			end = "-->"
		default:
			name, ok := bytes.CutPrefix(head, []byte("<Designations"))
			return ok && len(name) > 0 && bytes.IndexByte([]byte(" \t\r\n>"), name[0]) >= 0
		}
		_, rest, ok := bytes.Cut(head, []byte(end))
		if !ok {
			return false
		}
		head = rest
	}
}

func parseXML(files []lists.File) (*lists.Publication, error) {
	f, err := one(files)
	if err != nil {
		return nil, err
	}
	doc, err := tree.XML(f.Data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	if doc.Name != "Designations" {
		return nil, fmt.Errorf("%s: line %d: root element <%s> instead of <Designations>", f.Name, doc.Line, doc.Name)
	}
	pub := &lists.Publication{}
	doc.Ignore("@noNamespaceSchemaLocation", "@dateGenerated", "DateGenerated")
	date := doc.Text("@dateGenerated")
	if date == "" {
		date = doc.Text("DateGenerated")
	}
	if pub.Published = isoDate(date); pub.Published == "" && date != "" {
		pub.Warn("line %d: DateGenerated %q is not a date", doc.Line, date)
	}
	var entries []*entry
	for _, n := range doc.All("Designation") {
		entries = append(entries, designation(n, pub))
	}
	if len(entries) == 0 {
		return nil, fmt.Errorf("%s: no Designation in the list", f.Name)
	}
	sanctionsList.records(entries, pub)
	doc.Unread(pub.UnknownAt)
	return pub, nil
}

// detectYAML looks for the keys of the first document.
func detectYAML(_ string, head []byte) bool {
	return bytes.Contains(head, []byte("\nunique_id: ")) && bytes.Contains(head, []byte("\nregime_name: ")) &&
		bytes.Contains(head, []byte("\nindividual_entity_ship: "))
}

// parseYAML reads the series of YAML documents, whose keys are the element names of the XML. It has no date.
func parseYAML(files []lists.File) (*lists.Publication, error) {
	f, err := one(files)
	if err != nil {
		return nil, err
	}
	docs, err := tree.YAML(f.Data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	pub := &lists.Publication{}
	var entries []*entry
	for _, d := range docs {
		rename(d, 0)
		for _, must := range []string{"UniqueID", "Names", "RegimeName", "SanctionsImposed", "SanctionsImposedIndicators"} {
			if d.Child(must) == nil {
				return nil, fmt.Errorf("%s: line %d: a document without %s: the file is cut or not of this series", f.Name, d.Line, must)
			}
		}
		entries = append(entries, designation(d, pub))
	}
	if len(entries) == 0 {
		return nil, fmt.Errorf("%s: no YAML document in the file", f.Name)
	}
	sanctionsList.records(entries, pub)
	for _, d := range docs {
		d.Unread(pub.UnknownAt)
	}
	pub.Warn("the transcription keeps documents of removed designations and does not mark them: compare with the official list before relying on a designation being in force")
	return pub, nil
}

// rename gives YAML keys the names of the XML elements: name_non_latin_script is NameNonLatinScript.
func rename(n *tree.Node, depth int) {
	if n.Value != "" || depth > tree.MaxDepth {
		return
	}
	for _, c := range n.Children() {
		switch c.Name {
		case "ofsi_group_id":
			c.Name = "OFSIGroupID"
		case "un_reference_number":
			c.Name = "UNReferenceNumber"
		case "unique_id":
			c.Name = "UniqueID"
		case "uk_statement_of_reasons":
			c.Name = "UKStatementofReasons"
		case "dobs":
			c.Name = "DOBs"
		case "imo_numbers":
			c.Name = "IMONumbers"
		default:
			words := strings.Split(c.Name, "_")
			for i, w := range words {
				if w != "" {
					words[i] = strings.ToUpper(w[:1]) + w[1:]
				}
			}
			c.Name = strings.Join(words, "")
		}
		rename(c, depth+1)
	}
}

// text is a value on one line: editors and the list itself break lines inside values.
func text(n *tree.Node, path string) string { return oneLine(n.Text(path)) }

// items are the children of a container, whatever their name: XML has Names/Name, YAML names/names.
func items(n *tree.Node, container string) []*tree.Node {
	var out []*tree.Node
	for _, c := range n.All(container) {
		if c.Value != "" { // one value without a container around it
			out = append(out, c)
			continue
		}
		out = append(out, c.Children()...)
	}
	return out
}

// texts are the values of a container.
func texts(n *tree.Node, containers ...string) []string {
	var out []string
	for _, c := range containers {
		for _, item := range items(n, c) {
			item.Ignore() // marks it as read
			if v := oneLine(item.Value); v != "" {
				out = append(out, v)
			}
		}
	}
	return out
}

func designation(n *tree.Node, pub *lists.Publication) *entry {
	e := &entry{line: n.Line, id: text(n, "UniqueID"), kind: text(n, "IndividualEntityShip"), regime: text(n, "RegimeName"),
		source: text(n, "DesignationSource"), listed: text(n, "DateDesignated"), updated: text(n, "LastUpdated")}
	e.act = e.regime
	e.references(text(n, "OFSIGroupID"), text(n, "UNReferenceNumber"))
	for _, c := range items(n, "Names") {
		e.names = append(e.names, name{[6]string{text(c, "Name1"), text(c, "Name2"), text(c, "Name3"), text(c, "Name4"),
			text(c, "Name5"), text(c, "Name6")}, text(c, "NameType"), text(c, "AliasStrength")})
	}
	for _, c := range items(n, "NonLatinNames") {
		e.nonLatin = append(e.nonLatin, script{text(c, "NameNonLatinScript"), text(c, "NonLatinScriptType"),
			text(c, "NonLatinScriptLanguage")})
	}
	e.titles = texts(n, "Titles")
	e.impose(text(n, "SanctionsImposed"), pub)
	for _, c := range n.Child("SanctionsImposedIndicators").Children() {
		c.Ignore()
		if strings.EqualFold(c.Value, "true") {
			e.impose(c.Name, pub)
		}
	}
	e.notes = []string{text(n, "OtherInformation")}
	e.reasons = []string{text(n, "UKStatementofReasons")}
	for _, c := range items(n, "Addresses") {
		a := address{postcode: text(c, "AddressPostalCode"), country: text(c, "AddressCountry")}
		for _, l := range []string{"AddressLine1", "AddressLine2", "AddressLine3", "AddressLine4", "AddressLine5", "AddressLine6"} {
			a.lines = append(a.lines, text(c, l))
		}
		e.addresses = append(e.addresses, a)
	}
	e.phones, e.mails, e.sites = texts(n, "PhoneNumbers"), texts(n, "EmailAddresses"), texts(n, "Websites")
	for _, c := range items(n, "IndividualDetails") {
		e.individual(c)
	}
	for _, c := range items(n, "EntityDetails") {
		e.kinds = append(e.kinds, texts(c, "TypeOfEntities")...)
		e.parents = append(e.parents, texts(c, "ParentCompanies", "ParentCompany")...)
		e.subsidiaries = append(e.subsidiaries, texts(c, "Subsidiaries")...)
		e.registrations = append(e.registrations, texts(c, "BusinessRegistrationNumbers")...)
	}
	for _, c := range items(n, "ShipDetails") {
		e.imos = append(e.imos, texts(c, "IMONumbers")...)
		e.owners = append(e.owners, texts(c, "CurrentOwnerOperators")...)
		e.formerOwners = append(e.formerOwners, texts(c, "PreviousOwnerOperators")...)
		e.flags = append(e.flags, texts(c, "CurrentBelievedFlagOfShips")...)
		e.formerFlags = append(e.formerFlags, texts(c, "PreviousFlags")...)
		e.shipTypes = append(e.shipTypes, texts(c, "TypeOfShipDetails")...)
		e.tonnages = append(e.tonnages, texts(c, "TonnageOfShipDetails")...)
		e.lengths = append(e.lengths, texts(c, "LengthOfShipDetails")...)
		e.built = append(e.built, texts(c, "YearsBuilt")...)
		e.hulls = append(e.hulls, texts(c, "HullIdentificationNumbers")...)
	}
	return e
}

func (e *entry) individual(n *tree.Node) {
	e.births = append(e.births, texts(n, "DOBs")...)
	e.nationalities = append(e.nationalities, texts(n, "Nationalities")...)
	e.positions = append(e.positions, texts(n, "Positions")...)
	e.genders = append(e.genders, texts(n, "Genders")...)
	for _, c := range items(n, "BirthDetails") {
		if p := (place{text(c, "TownOfBirth"), text(c, "CountryOfBirth")}); p != (place{}) {
			e.places = append(e.places, p)
		}
	}
	for _, c := range items(n, "PassportDetails") {
		e.papers = append(e.papers, paper{passport, text(c, "PassportNumber"), text(c, "PassportAdditionalInformation")})
	}
	for _, c := range items(n, "NationalIdentifierDetails") {
		e.papers = append(e.papers, paper{nationalID, text(c, "NationalIdentifierNumber"),
			text(c, "NationalIdentifierAdditionalInformation")})
	}
}
