package ofac

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/tree"
)

// parseXML reads SDN.XML and CONSOLIDATED.XML.
func parseXML(list string, pub *lists.Publication, data []byte) error {
	root, err := tree.XML(data)
	if err != nil {
		return err
	}
	info := root.Child("publshInformation") // so the schema spells it
	if d, ok := ftm.ParseDate(info.Text("Publish_Date"), ftm.MonthFirst); ok {
		pub.Published = d
	}
	pub.Declared, _ = strconv.Atoi(info.Text("Record_Count"))
	root.Ignore("@schemaLocation")
	ps := newParties(list, pub)
	for _, e := range root.All("sdnEntry") {
		p, err := ps.add(e.Text("uid"), e.Text("sdnType"))
		if err != nil {
			return fmt.Errorf("line %d: %w", e.Line, err)
		}
		p.xmlEntry(e)
	}
	root.Unread(pub.UnknownAt)
	return ps.finish()
}

// xmlEntry reads one sdnEntry. The uid of what stands inside it is OFAC's internal number, and mainEntry marks the first of
// several values; neither says anything of the party.
func (p *party) xmlEntry(e *tree.Node) {
	p.name("name", e.Text("lastName"), e.Text("firstName"), "", "")
	p.titles(e.Text("title"))
	for _, x := range e.Texts("programList/program") {
		p.programme(x)
	}
	for _, a := range e.All("akaList/aka") {
		a.Ignore("uid")
		p.alias(a.Text("type"), strings.EqualFold(a.Text("category"), "weak"), a.Text("lastName"), a.Text("firstName"), "")
	}
	for _, a := range e.All("addressList/address") {
		a.Ignore("uid")
		p.address(place{lines: []string{a.Text("address1"), a.Text("address2"), a.Text("address3")}, city: a.Text("city"),
			state: a.Text("stateOrProvince"), postal: a.Text("postalCode"), country: a.Text("country")})
	}
	for _, d := range e.All("idList/id") {
		d.Ignore("uid")
		p.document(d.Text("idType"), d.Text("idNumber"), d.Text("idCountry"), d.Text("issueDate"), d.Text("expirationDate"))
	}
	for _, n := range e.All("nationalityList/nationality") {
		n.Ignore("uid", "mainEntry")
		p.fact("Nationality", n.Text("country"), "")
	}
	for _, n := range e.All("citizenshipList/citizenship") {
		n.Ignore("uid", "mainEntry")
		p.fact("Citizen", n.Text("country"), "")
	}
	for _, n := range e.All("dateOfBirthList/dateOfBirthItem") {
		n.Ignore("uid", "mainEntry")
		p.fact("DOB", n.Text("dateOfBirth"), "")
	}
	for _, n := range e.All("placeOfBirthList/placeOfBirthItem") {
		n.Ignore("uid", "mainEntry")
		p.fact("POB", n.Text("placeOfBirth"), "")
	}
	if v := e.Child("vesselInfo"); v != nil {
		p.ship(v.Text("callSign"), v.Text("vesselType"), v.Text("tonnage"), v.Text("grossRegisteredTonnage"), v.Text("vesselFlag"), v.Text("vesselOwner"))
	}
	p.remark(e.Text("remarks"), false)
}
