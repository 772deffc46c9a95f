package ofac

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/tree"
)

// advanced joins the parts of an Advanced XML file, which refer to each other by number.
type advanced struct {
	list      string
	pub       *lists.Publication
	values    map[string]map[string]string // reference values by element name and id
	party     map[string]string            // kind of a party sub-type
	locations map[string]*tree.Node
	documents map[string][]*tree.Node // by identity
	parties   map[string]*party       // by profile
	identity  map[string]*party
	order     []*party
}

// parseAdvanced reads SDN_ADVANCED.XML and CONS_ADVANCED.XML.
func parseAdvanced(list string, pub *lists.Publication, data []byte) error {
	root, err := tree.XML(data)
	if err != nil {
		return err
	}
	root.Ignore("@schemaLocation", "@Version", "SanctionsEntryLinks")
	a := &advanced{list: list, pub: pub, values: map[string]map[string]string{}, party: map[string]string{}, locations: map[string]*tree.Node{},
		documents: map[string][]*tree.Node{}, parties: map[string]*party{}, identity: map[string]*party{}}
	issued := root.Child("DateOfIssue")
	issued.Ignore("@CalendarTypeID")
	pub.Published, _ = day(issued)
	a.references(root.Child("ReferenceValueSets"))
	for _, l := range root.All("Locations/Location") {
		a.locations[l.Text("@ID")] = l
		l.Ignore("FeatureVersionReference", "LocationAreaCode", "IDRegDocumentReference")
	}
	for _, d := range root.All("IDRegDocuments/IDRegDocument") {
		id := d.Text("@IdentityID")
		a.documents[id] = append(a.documents[id], d)
	}
	for _, p := range root.All("DistinctParties/DistinctParty") {
		if err := a.distinctParty(p); err != nil {
			return err
		}
	}
	for _, r := range root.All("ProfileRelationships/ProfileRelationship") {
		a.relationship(r)
	}
	for _, e := range root.All("SanctionsEntries/SanctionsEntry") {
		a.entry(e)
	}
	root.Ignore("IDRegDocuments", "Locations") // those that no party of an excerpt refers to
	for _, p := range a.order {
		pub.Records = append(pub.Records, p.Record)
	}
	root.Unread(pub.UnknownAt)
	return nil
}

// day reads Year, Month and Day elements.
func day(n *tree.Node) (string, bool) {
	y, err := strconv.Atoi(n.Text("Year"))
	if err != nil {
		return "", false
	}
	m, _ := strconv.Atoi(n.Text("Month"))
	d, _ := strconv.Atoi(n.Text("Day"))
	if m < 1 || m > 12 || d < 1 {
		return fmt.Sprintf("%04d", y), true
	}
	return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), true
}

// references gathers the code tables.
func (a *advanced) references(sets *tree.Node) {
	partyTypes := map[string]string{}
	for _, set := range sets.Children() {
		for _, v := range set.Children() {
			if v.Name[0] == '@' {
				continue
			}
			id := v.Text("@ID")
			if a.values[v.Name] == nil {
				a.values[v.Name] = map[string]string{}
			}
			a.values[v.Name][id] = v.Value
			if v.Name == "PartyType" {
				partyTypes[id] = v.Value
			}
		}
	}
	for _, set := range sets.All("PartySubTypeValues") {
		for _, v := range set.All("PartySubType") {
			kind := v.Value
			if kind == "Unknown" {
				kind = partyTypes[v.Text("@PartyTypeID")]
			}
			a.party[v.Text("@ID")] = kind
		}
	}
	for _, set := range sets.All("AreaCodeValues") {
		for _, v := range set.All("AreaCode") {
			a.values["AreaName"] = put(a.values["AreaName"], v.Text("@ID"), v.Text("@Description"))
		}
	}
	for _, set := range sets.Children() {
		sets.Ignore(set.Name)
	}
}

func put(m map[string]string, k, v string) map[string]string {
	if m == nil {
		m = map[string]string{}
	}
	m[k] = v
	return m
}

func (a *advanced) distinctParty(dp *tree.Node) error {
	profile := dp.Child("Profile")
	if profile == nil {
		return fmt.Errorf("line %d: a party without profile", dp.Line)
	}
	id := dp.Text("@FixedRef")
	p := newParty(a.list, id, a.party[profile.Text("@PartySubTypeID")], a.pub)
	a.parties[profile.Text("@ID")] = p
	a.order = append(a.order, p)
	if c := dp.Text("Comment"); c != "" {
		p.remark(c)
	}
	for _, identity := range profile.All("Identity") {
		identity.Ignore("@FixedRef", "@Primary", "@False")
		iid := identity.Text("@ID")
		a.identity[iid] = p
		groups := map[string]string{}
		for _, m := range identity.All("NamePartGroups/MasterNamePartGroup") {
			for _, g := range m.All("NamePartGroup") {
				groups[g.Text("@ID")] = a.values["NamePartType"][g.Text("@NamePartTypeID")]
			}
		}
		for _, alias := range identity.All("Alias") {
			a.alias(p, alias, groups)
		}
		for _, d := range a.documents[iid] {
			a.document(p, d)
		}
	}
	for _, f := range profile.All("Feature") {
		f.Ignore("@ID", "IdentityReference")
		kind := a.values["FeatureType"][f.Text("@FeatureTypeID")]
		for _, v := range f.All("FeatureVersion") {
			v.Ignore("@ID", "@ReliabilityID")
			a.feature(p, kind, v)
		}
	}
	return nil
}

func (a *advanced) alias(p *party, alias *tree.Node, groups map[string]string) {
	alias.Ignore("@FixedRef")
	kind := a.values["AliasType"][alias.Text("@AliasTypeID")]
	prop := "name"
	if alias.Text("@Primary") != "true" {
		prop = aliasProp(kind, alias.Text("@LowQuality") == "true")
	} else {
		alias.Ignore("@LowQuality")
	}
	for _, n := range alias.All("DocumentedName") {
		n.Ignore("@ID", "@FixedRef", "@DocNameStatusID")
		parts := map[string][]string{}
		script := ""
		for _, part := range n.All("DocumentedNamePart/NamePartValue") {
			part.Ignore("@ScriptStatusID", "@Acronym")
			script = a.values["Script"][part.Text("@ScriptID")]
			role := groups[part.Text("@NamePartGroupID")]
			parts[role] = append(parts[role], part.Value)
		}
		of, lang := prop, ""
		if script != "Latin" && script != "" {
			lang = scripts[script]
			if of == "name" {
				of = "alias"
			}
		}
		first := strings.Join(append(append(parts["First Name"], parts["Middle Name"]...), parts["Patronymic"]...), " ")
		last := strings.Join(append(parts["Last Name"], parts["Maiden Name"]...), " ")
		for role, words := range parts {
			switch role {
			case "First Name", "Middle Name", "Patronymic", "Last Name", "Maiden Name":
			default: // Entity Name, Vessel Name, Aircraft Name, Nickname
				last = strings.TrimSpace(last + " " + strings.Join(words, " "))
			}
		}
		p.name(of, last, first, lang, noteOf(strings.TrimPrefix(kind, "Name")))
	}
}

func (a *advanced) document(p *party, d *tree.Node) {
	d.Ignore("@ID", "@ValidityID", "DocumentedNameReference", "@IssuedIn-LocationID")
	kind := a.values["IDRegDocType"][d.Text("@IDRegDocTypeID")]
	country := a.values["Country"][d.Text("@IssuedBy-CountryID")]
	var issued, expires string
	for _, x := range d.All("DocumentDate") {
		from, to, _ := a.span(x.Child("DatePeriod"))
		if date := max(from, to); strings.HasPrefix(a.values["IDRegDocDateType"][x.Text("@IDRegDocDateTypeID")], "Issue") {
			issued = date
		} else {
			expires = date
		}
	}
	number := d.Text("IDRegistrationNo")
	p.document(kind, number, country, issued, expires)
	for _, x := range []string{d.Text("IssuingAuthority"), d.Text("Comment")} {
		if x != "" {
			p.Target().Add("notes", kind+" "+number+": "+x)
		}
	}
}

// span reads a period: the first and the last day in which it can lie.
func (a *advanced) span(n *tree.Node) (from, to string, approximate bool) {
	if n == nil {
		return "", "", false
	}
	n.Ignore("@CalendarTypeID", "@YearFixed", "@MonthFixed", "@DayFixed")
	for _, part := range n.Children() {
		if part.Name[0] == '@' {
			continue
		}
		approximate = approximate || part.Text("@Approximate") == "true"
		part.Ignore("@YearFixed", "@MonthFixed", "@DayFixed")
		for _, edge := range []string{"From", "To"} {
			d, ok := day(part.Child(edge))
			if !ok {
				continue
			}
			if from == "" || d < from {
				from = d
			}
			if d > to {
				to = d
			}
		}
	}
	return from, to, approximate
}

func (a *advanced) feature(p *party, kind string, v *tree.Node) {
	if c := v.Text("Comment"); c != "" {
		p.Target().Add("notes", kind+" "+c)
	}
	for _, period := range v.All("DatePeriod") {
		from, to, approximate := a.span(period)
		prop := features[strings.ToLower(kind)]
		if pr := p.Target().Schema.Prop(prop); pr != nil && pr.Type.Name == "date" {
			p.period(prop, from, to, approximate, from)
		} else if from != "" {
			p.Target().Add("notes", kind+" "+from)
		}
	}
	for _, l := range v.All("VersionLocation") {
		a.location(p, kind, a.locations[l.Text("@LocationID")])
	}
	for _, d := range v.All("VersionDetail") {
		d.Ignore("@DetailTypeID")
		value := d.Value
		if ref := d.Text("@DetailReferenceID"); ref != "" && value == "" {
			value = a.values["DetailReference"][ref]
		}
		if value != "" {
			p.feature(kind, value, nil)
		}
	}
}

// location adds an address, or for other features the place as text.
func (a *advanced) location(p *party, kind string, l *tree.Node) {
	if l == nil {
		return
	}
	l.Ignore("@ID")
	parts := map[string]string{}
	for _, part := range l.All("LocationPart") {
		name := a.values["LocPartType"][part.Text("@LocPartTypeID")]
		part.Ignore("@LocPartTypeID")
		for _, v := range part.All("LocationPartValue") {
			v.Ignore("@Primary", "@LocPartValueTypeID", "@LocPartValueStatusID", "Comment")
			if parts[name] == "" {
				parts[name] = v.Text("Value")
			}
		}
	}
	country := ""
	for _, c := range l.All("LocationCountry") {
		c.Ignore("@CountryRelevanceID")
		country = a.values["Country"][c.Text("@CountryID")]
	}
	if country == "" {
		country = a.values["AreaName"][l.Text("LocationAreaCode/@AreaCodeID")]
	}
	if kind == "Location" {
		p.addressParts(parts, country)
		return
	}
	text := strings.Join(nonEmpty([]string{parts["ADDRESS1"], parts["CITY"], parts["STATE/PROVINCE"], parts["REGION"], parts["Unknown"], country}), ", ")
	if text != "" {
		p.feature(kind, text, nil)
	}
}

func (a *advanced) relationship(r *tree.Node) {
	r.Ignore("@ID", "@SanctionsEntryID")
	from := a.parties[r.Text("@From-ProfileID")]
	kind := a.values["RelationType"][r.Text("@RelationTypeID")]
	to, quality := r.Text("@To-ProfileID"), a.values["RelationQuality"][r.Text("@RelationQualityID")]
	if r.Text("@Former") == "true" {
		kind = "Formerly: " + kind
	}
	if from == nil {
		a.pub.Warn("line %d: a relation of party %s, which is not in the file", r.Line, r.Text("@From-ProfileID"))
		return
	}
	name := ""
	if other := a.parties[to]; other != nil {
		name = other.Target().Caption()
	}
	from.relate(kind, to, name, quality, r.Text("Comment"))
}

func (a *advanced) entry(e *tree.Node) {
	e.Ignore("@ID")
	p := a.parties[e.Text("@ProfileID")]
	if p == nil {
		a.pub.Warn("line %d: a sanctions entry of party %s, which is not in the file", e.Line, e.Text("@ProfileID"))
		e.Ignore("EntryEvent", "SanctionsMeasure", "@ListID", "LimitationsToSanctions")
		return
	}
	p.sanction.Add("description", a.values["List"][e.Text("@ListID")])
	for _, ev := range e.All("EntryEvent") {
		ev.Ignore("@ID", "@EntryEventTypeID")
		ev.Child("Date").Ignore("@CalendarTypeID")
		if d, ok := day(ev.Child("Date")); ok {
			p.sanction.Put(ftm.Statement{Prop: "listingDate", Value: d})
		}
		if act := a.values["LegalBasis"][ev.Text("@LegalBasisID")]; act != "" && act != "Unknown" {
			p.sanction.Add("summary", act)
		}
		p.sanction.Add("reason", ev.Text("Comment"))
	}
	for _, m := range e.All("SanctionsMeasure") {
		m.Ignore("@ID", "DatePeriod")
		kind := a.values["SanctionsType"][m.Text("@SanctionsTypeID")]
		if kind == "Program" {
			p.programme(m.Text("Comment"))
			continue
		}
		p.sanction.Add("status", kind)
		p.sanction.Add("description", m.Text("Comment"))
	}
}
