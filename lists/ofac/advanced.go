package ofac

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/tree"
)

// advanced joins the parts of an Advanced XML file, which refer to each other by number.
type advanced struct {
	*parties
	values    map[string]map[string]string // reference values by element name and id
	kinds     map[string]string            // kind of a party by sub-type
	locations map[string]*tree.Node
	documents map[string][]*tree.Node // by identity
	profiles  map[string]*party
}

// parseAdvanced reads SDN_ADVANCED.XML and CONS_ADVANCED.XML.
func parseAdvanced(list string, pub *lists.Publication, data []byte) error {
	root, err := tree.XML(data)
	if err != nil {
		return err
	}
	root.Ignore("@schemaLocation", "@Version")
	a := &advanced{parties: newParties(list, pub), values: map[string]map[string]string{}, kinds: map[string]string{},
		locations: map[string]*tree.Node{}, documents: map[string][]*tree.Node{}, profiles: map[string]*party{}}
	issued := root.Child("DateOfIssue")
	issued.Ignore("@CalendarTypeID") // Gregorian, the only one that OFAC defines
	pub.Published, _ = day(issued)
	a.references(root.Child("ReferenceValueSets"))
	for _, l := range root.All("Locations/Location") {
		a.locations[l.Text("@ID")] = l
		l.Ignore("FeatureVersionReference", "IDRegDocumentReference") // the references back
	}
	for _, d := range root.All("IDRegDocuments/IDRegDocument") {
		id := d.Text("@IdentityID")
		a.documents[id] = append(a.documents[id], d)
	}
	for _, p := range root.All("DistinctParties/DistinctParty") {
		if err := a.distinctParty(p); err != nil {
			return fmt.Errorf("line %d: %w", p.Line, err)
		}
	}
	for _, r := range root.All("ProfileRelationships/ProfileRelationship") {
		a.relationship(r)
	}
	if err := a.entries(root.All("SanctionsEntries/SanctionsEntry")); err != nil {
		return err
	}
	root.Ignore("IDRegDocuments", "Locations") // those that no party of an excerpt refers to
	root.Unread(pub.UnknownAt)
	return a.finish()
}

// day reads Year, Month and Day elements.
func day(n *tree.Node) (string, bool) {
	y, err := strconv.Atoi(n.Text("Year"))
	if err != nil || y < 1 || y > 9999 {
		return "", false
	}
	m, _ := strconv.Atoi(n.Text("Month"))
	d, _ := strconv.Atoi(n.Text("Day"))
	if m < 1 || m > 12 || d < 1 || d > 31 {
		return fmt.Sprintf("%04d", y), true
	}
	return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), true
}

// references gathers the code tables.
func (a *advanced) references(sets *tree.Node) {
	for _, set := range sets.Children() {
		for _, v := range set.Children() {
			if a.values[v.Name] == nil {
				a.values[v.Name] = map[string]string{}
			}
			a.values[v.Name][v.Text("@ID")] = v.Value
		}
		sets.Ignore(set.Name)
	}
	for _, v := range sets.All("PartySubTypeValues/PartySubType") {
		kind := v.Value
		if kind == "Unknown" {
			kind = a.values["PartyType"][v.Text("@PartyTypeID")]
		}
		a.kinds[v.Text("@ID")] = kind
	}
	names := map[string]string{}
	for _, v := range sets.All("AreaCodeValues/AreaCode") {
		names[v.Text("@ID")] = v.Text("@Description")
	}
	a.values["AreaName"] = names
}

// value is the wording of a reference value, "" for the one that says that nothing is known.
func (a *advanced) value(set, id string) string { return knownWord(a.values[set][id]) }

func (a *advanced) distinctParty(dp *tree.Node) error {
	profile := dp.Child("Profile")
	if profile == nil {
		return fmt.Errorf("party %q has no profile", dp.Text("@FixedRef"))
	}
	p, err := a.add(dp.Text("@FixedRef"), a.kinds[profile.Text("@PartySubTypeID")])
	if err != nil {
		return err
	}
	a.profiles[profile.Text("@ID")] = p
	p.remark(dp.Text("Comment"), false)
	for _, identity := range profile.All("Identity") {
		identity.Ignore("@FixedRef", "@Primary") // of the only identity that OFAC's parties have
		groups := map[string]string{}
		for _, g := range identity.All("NamePartGroups/MasterNamePartGroup/NamePartGroup") {
			groups[g.Text("@ID")] = a.values["NamePartType"][g.Text("@NamePartTypeID")]
		}
		pretended := identity.Text("@False") == "true"
		for _, alias := range identity.All("Alias") {
			a.alias(p, alias, groups, pretended)
		}
		for _, d := range a.documents[identity.Text("@ID")] {
			a.document(p, d)
		}
	}
	for _, f := range profile.All("Feature") {
		f.Ignore("@ID", "IdentityReference")
		kind := a.values["FeatureType"][f.Text("@FeatureTypeID")]
		for _, v := range f.All("FeatureVersion") {
			v.Ignore("@ID")
			a.feature(p, kind, v)
		}
	}
	return nil
}

// lastParts are the kinds of name parts that stand before the comma in "LAST, First", in their order; firstParts those
// behind it. Kinds not known come last.
var (
	firstParts = []string{"First Name", "Middle Name", "Patronymic"}
	lastParts  = []string{"Last Name", "Maiden Name", "Matronymic", "Entity Name", "Vessel Name", "Aircraft Name", "Nickname"}
)

// alias adds one name in each of the scripts in which it is documented.
func (a *advanced) alias(p *party, alias *tree.Node, groups map[string]string, pretended bool) {
	alias.Ignore("@FixedRef")
	kind := a.values["AliasType"][alias.Text("@AliasTypeID")]
	weak, primary := alias.Text("@LowQuality") == "true", alias.Text("@Primary") == "true"
	for _, n := range alias.All("DocumentedName") {
		n.Ignore("@ID", "@FixedRef", "@DocNameStatusID") // internal; the status says which script is the primary one
		parts := map[string][]string{}
		script := ""
		for _, part := range n.All("DocumentedNamePart/NamePartValue") {
			part.Ignore("@ScriptStatusID", "@Acronym") // "Unknown" and "false" throughout
			script = a.values["Script"][part.Text("@ScriptID")]
			role := groups[part.Text("@NamePartGroupID")]
			if !slices.Contains(firstParts, role) && !slices.Contains(lastParts, role) {
				if role != "" {
					a.pub.UnknownAt("kind of name part " + role)
				}
				role = ""
			}
			parts[role] = append(parts[role], part.Value)
		}
		last, first := joinParts(parts, append(slices.Clone(lastParts), "")), joinParts(parts, firstParts)
		if pretended {
			p.name("weakAlias", last, first, scripts[script], "false identity")
		} else {
			p.scripted(script, kind, weak, primary, last, first)
		}
	}
}

func joinParts(parts map[string][]string, roles []string) string {
	var words []string
	for _, r := range roles {
		words = append(words, parts[r]...)
	}
	return strings.Join(words, " ")
}

func (a *advanced) document(p *party, d *tree.Node) {
	d.Ignore("@ID", "DocumentedNameReference") // the name in the document repeats one of the names
	f := paper{kind: a.values["IDRegDocType"][d.Text("@IDRegDocTypeID")], number: d.Text("IDRegistrationNo"),
		country: a.value("Country", d.Text("@IssuedBy-CountryID")), authority: d.Text("IssuingAuthority"), comment: d.Text("Comment"),
		invalid: a.values["Validity"][d.Text("@ValidityID")] == "Fraudulent"}
	if parts, country := a.place(a.locations[d.Text("@IssuedIn-LocationID")]); len(parts) > 0 || country != "" {
		f.place = placeText(parts, country)
	}
	for _, x := range d.All("DocumentDate") {
		when := a.span(x.Child("DatePeriod")).text()
		if strings.HasPrefix(a.values["IDRegDocDateType"][x.Text("@IDRegDocDateTypeID")], "Issue") {
			f.issued = when
		} else {
			f.expires = when
		}
	}
	p.paper(f)
}

// span reads a period: the first and the last day in which it can lie.
func (a *advanced) span(n *tree.Node) span {
	var s span
	n.Ignore("@CalendarTypeID", "@YearFixed", "@MonthFixed", "@DayFixed") // the last three tell nothing that the days do not
	for _, part := range append(n.All("Start"), n.All("End")...) {
		s.circa = part.Text("@Approximate") == "true" || s.circa
		part.Ignore("@YearFixed", "@MonthFixed", "@DayFixed")
		for _, edge := range []string{"From", "To"} {
			d, ok := day(part.Child(edge))
			if !ok {
				continue
			}
			if s.from == "" || d < s.from {
				s.from = d
			}
			s.to = max(s.to, d)
		}
	}
	return s
}

func (a *advanced) feature(p *party, kind string, v *tree.Node) {
	reliability, comment := a.value("Reliability", v.Text("@ReliabilityID")), v.Text("Comment")
	var when span
	if n := v.Child("DatePeriod"); n != nil {
		when = a.span(n)
	}
	var texts []string
	for _, d := range v.All("VersionDetail") {
		d.Ignore("@DetailTypeID") // the type of the value, not of the fact
		if x := cmp.Or(d.Value, a.values["DetailReference"][d.Text("@DetailReferenceID")]); x != "" {
			texts = append(texts, x)
		}
	}
	for _, l := range v.All("VersionLocation") {
		parts, country := a.place(a.locations[l.Text("@LocationID")])
		if kind == "Location" {
			p.addressParts(parts, country, "")
		} else if len(texts) == 0 {
			texts = append(texts, placeText(parts, country))
		}
	}
	if len(texts) == 0 && kind != "Location" {
		texts = append(texts, "") // a date alone
	}
	for _, text := range texts {
		p.feature(kind, text, comment, reliability, when)
	}
	if len(texts) == 0 && comment != "" {
		p.Target().Add("notes", kind+": "+comment)
	}
}

// place reads a location in its parts. A part whose kind is not known is a whole place in words.
func (a *advanced) place(l *tree.Node) (parts map[string]string, country string) {
	if l == nil {
		return nil, ""
	}
	parts = map[string]string{}
	for _, part := range l.All("LocationPart") {
		name := a.values["LocPartType"][part.Text("@LocPartTypeID")]
		for _, v := range part.All("LocationPartValue") {
			v.Ignore("@Primary", "@LocPartValueTypeID", "@LocPartValueStatusID") // "true", "Unknown" and "Main" throughout
			parts[name] = strings.TrimPrefix(parts[name]+", "+collapse(v.Text("Value")+" "+v.Text("Comment")), ", ")
		}
	}
	area := a.values["AreaName"][l.Text("LocationAreaCode/@AreaCodeID")]
	for _, c := range l.All("LocationCountry") {
		c.Ignore("@CountryRelevanceID") // "PRIMARY" throughout
		country = a.values["Country"][c.Text("@CountryID")]
	}
	if country = cmp.Or(country, area); country == unknownCountry {
		country = ""
	}
	return parts, country
}

// placeText writes a place in one line.
func placeText(parts map[string]string, country string) string {
	if whole := parts["Unknown"]; whole != "" {
		return strings.Join(nonEmpty([]string{whole, country}), ", ")
	}
	p := place{city: parts["CITY"], state: parts["STATE/PROVINCE"], postal: parts["POSTAL CODE"]}
	return strings.Join(nonEmpty([]string{parts["ADDRESS1"], parts["ADDRESS2"], parts["ADDRESS3"], p.cityLine(), parts["REGION"], country}), ", ")
}

func (a *advanced) relationship(r *tree.Node) {
	r.Ignore("@ID", "@SanctionsEntryID")
	from, to := a.profiles[r.Text("@From-ProfileID")], r.Text("@To-ProfileID")
	l := link{kind: a.values["RelationType"][r.Text("@RelationTypeID")], id: to, quality: a.value("RelationQuality", r.Text("@RelationQualityID")),
		remark: r.Text("Comment"), former: r.Text("@Former") == "true"}
	if other := a.profiles[to]; other != nil {
		l.id = other.ID
	}
	r.Ignore("DatePeriod")
	if from == nil {
		a.pub.Warn("line %d: a relation of party %s, which is not in the file", r.Line, r.Text("@From-ProfileID"))
		return
	}
	from.links = append(from.links, l)
}

// entries reads on which lists the parties stand, since when, by which act and with which measures.
func (a *advanced) entries(entries []*tree.Node) error {
	seen := map[string]bool{}
	absent, first := 0, 0
	for _, e := range entries {
		list := a.values["List"][e.Text("@ListID")]
		seen[list] = true
		e.Ignore("@ID")
		p := a.profiles[e.Text("@ProfileID")]
		if p == nil {
			if absent++; first == 0 {
				first = e.Line
			}
			e.Ignore("EntryEvent", "SanctionsMeasure", "LimitationsToSanctions")
			continue
		}
		a.entry(p, list, e)
	}
	if absent > 0 {
		a.pub.Warn("%d sanctions entries, the first in line %d, are of parties that are not in the file: an excerpt", absent, first)
	}
	return rightList(a.list, seen)
}

func (a *advanced) entry(p *party, list string, e *tree.Node) {
	s := p.listed(list, "")
	for _, ev := range e.All("EntryEvent") {
		ev.Ignore("@ID", "@EntryEventTypeID") // "Created" throughout
		ev.Child("Date").Ignore("@CalendarTypeID")
		if d, ok := day(ev.Child("Date")); ok {
			p.listed(list, d)
		}
		s.Add("summary", a.value("LegalBasis", ev.Text("@LegalBasisID")))
		s.Add("reason", ev.Text("Comment"))
	}
	for _, m := range e.All("SanctionsMeasure") {
		m.Ignore("@ID", "DatePeriod") // an empty period throughout
		kind := a.values["SanctionsType"][m.Text("@SanctionsTypeID")]
		if kind == "Program" {
			p.programme(m.Text("Comment"))
			if s != p.sanction {
				s.Add("program", m.Text("Comment"))
				s.Add("programId", m.Text("Comment"))
			}
			continue
		}
		s.Add("status", kind)
		s.Add("provisions", typeMeasures(kind)...)
		s.Add("description", m.Text("Comment"))
	}
}
