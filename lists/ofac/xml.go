package ofac

import (
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
	info := root.Child("publshInformation")
	if d, ok := ftm.ParseDate(info.Text("Publish_Date"), ftm.MonthFirst); ok {
		pub.Published = d
	}
	pub.Declared, _ = strconv.Atoi(info.Text("Record_Count"))
	root.Ignore("@schemaLocation")
	for _, e := range root.All("sdnEntry") {
		p := newParty(list, e.Text("uid"), e.Text("sdnType"), pub)
		t := p.Target()
		p.name("name", e.Text("lastName"), e.Text("firstName"), "", "")
		p.titles(e.Text("title"))
		for _, x := range e.Texts("programList/program") {
			p.programme(x)
		}
		for _, a := range e.All("akaList/aka") {
			a.Ignore("uid") // internal
			weak := a.Text("category") == "weak"
			p.name(aliasProp(a.Text("type"), weak), a.Text("lastName"), a.Text("firstName"), "", noteOf(a.Text("type")))
		}
		for _, a := range e.All("addressList/address") {
			a.Ignore("uid")
			p.address([]string{a.Text("address1"), a.Text("address2"), a.Text("address3")}, a.Text("city"), a.Text("stateOrProvince"),
				a.Text("postalCode"), a.Text("country"), "")
		}
		for _, d := range e.All("idList/id") {
			d.Ignore("uid")
			p.document(d.Text("idType"), d.Text("idNumber"), d.Text("idCountry"), d.Text("issueDate"), d.Text("expirationDate"))
		}
		for _, n := range e.All("nationalityList/nationality") {
			n.Ignore("uid", "mainEntry")
			t.Add("nationality", n.Text("country"))
		}
		for _, n := range e.All("citizenshipList/citizenship") {
			n.Ignore("uid", "mainEntry")
			t.Add("citizenship", n.Text("country"))
		}
		for _, n := range e.All("dateOfBirthList/dateOfBirthItem") {
			n.Ignore("uid", "mainEntry")
			if t.Schema.Is("Person") {
				t.AddDates("birthDate", n.Text("dateOfBirth"), ftm.MonthFirst)
			} else {
				t.Add("notes", n.Text("dateOfBirth"))
			}
		}
		for _, n := range e.All("placeOfBirthList/placeOfBirthItem") {
			n.Ignore("uid", "mainEntry")
			p.fact("place of birth", n.Text("placeOfBirth"), "")
		}
		p.vessel(e.Child("vesselInfo"))
		p.remark(e.Text("remarks"))
		pub.Records = append(pub.Records, p.Record)
	}
	root.Unread(pub.UnknownAt)
	return nil
}

// noteOf keeps the kind of an alternate name where it says more than its property.
func noteOf(kind string) string {
	switch strings.ToLower(strings.Trim(kind, ". ")) {
	case "aka", "a.k.a", "fka", "f.k.a", "":
		return ""
	}
	return kind
}

// titles adds functions; persons have them as positions.
func (p *party) titles(text string) {
	for _, x := range strings.Split(text, ";") {
		if x = strings.TrimSpace(x); x == "" {
			continue
		}
		if p.Target().Schema.Is("Person") {
			p.Target().Add("position", x)
		} else {
			p.Target().Add("notes", x)
		}
	}
}

func (p *party) vessel(v *tree.Node) {
	if v == nil {
		return
	}
	p.ship(v.Text("callSign"), v.Text("vesselType"), v.Text("tonnage"), v.Text("grossRegisteredTonnage"), v.Text("vesselFlag"), v.Text("vesselOwner"))
}

// ship adds the particulars of a vessel, or of an aircraft for which the same columns are used.
func (p *party) ship(callSign, kind, tonnage, gross, flag, owner string) {
	for _, f := range [][2]string{{"vessel call sign", callSign}, {"vessel type", kind}, {"vessel tonnage", tonnage},
		{"vessel gross tonnage", gross}, {"vessel flag", flag}, {"vessel owner", owner}} {
		if f[1] != "" {
			p.fact(f[0], f[1], "")
		}
	}
}
