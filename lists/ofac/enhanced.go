package ofac

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/tree"
)

// scripts give the language that a script most often stands for on the list. Arabic script also stands for Persian, Urdu
// and Pashto, and so for none.
var scripts = map[string]string{"Cyrillic": "rus", "Chinese Simplified": "zho", "Chinese Traditional": "zho", "Korean": "kor",
	"Hebrew": "heb", "Greek": "ell", "Armenian": "hye", "Georgian": "kat", "Japanese": "jpn", "Burmese": "mya", "Thai": "tha"}

// parseEnhanced reads SDN_ENHANCED.XML and CONS_ENHANCED.XML, and selections that the Sanctions List Service makes.
func parseEnhanced(list string, pub *lists.Publication, data []byte) error {
	root, err := tree.XML(data)
	if err != nil {
		return err
	}
	root.Ignore("@schemaLocation", "referenceValues", "featureTypes") // every value stands spelt out where it is used
	ps := newParties(list, pub)
	info := root.Child("publicationInfo")
	pub.Published = asOf(info.Text("dataAsOf"))
	ps.filters(info.Child("filters"))
	seen := map[string]bool{}
	for _, e := range root.All("entities/entity") {
		p, err := ps.add(e.Text("@id"), e.Text("generalInfo/entityType"))
		if err != nil {
			return fmt.Errorf("line %d: %w", e.Line, err)
		}
		p.enhancedEntity(e, seen)
	}
	if err := rightList(list, seen); err != nil {
		return err
	}
	root.Unread(pub.UnknownAt)
	return ps.finish()
}

// filters warns of a file that holds only what somebody selected. A whole list is selected by its name alone.
func (ps *parties) filters(n *tree.Node) {
	var picked []string
	for _, f := range n.Children() {
		f.Ignore()
		for _, v := range f.Children() {
			if v.Ignore("@refId"); f.Name != "sanctionsLists" {
				picked = append(picked, v.Value)
			}
		}
	}
	n.Ignore("sanctionsLists")
	for _, f := range n.Children() {
		n.Ignore(f.Name)
	}
	if len(picked) > 0 {
		ps.selection = true
		ps.pub.Warn("the file holds a selection (%s), not the whole list", strings.Join(picked, ", "))
	}
}

// rightList checks the names of the lists on which the parties of a file stand: all parties of the SDN list are on the
// list of that name, those of the consolidated list on others.
func rightList(list string, seen map[string]bool) error {
	switch {
	case len(seen) == 0 || seen[""]:
		return nil
	case list == sdn && !seen[sdnName]:
		return errors.New("no entry of the file is on the SDN list; it is the consolidated list, ofac-cons")
	case list == cons && seen[sdnName] && len(seen) == 1:
		return errors.New("all entries of the file are on the SDN list; it is ofac-sdn")
	}
	return nil
}

// asOf reads a time with or without offset, or a day.
func asOf(s string) string {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.9999999", "2006-01-02"} {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		t = t.UTC()
		if t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 {
			return t.Format(time.DateOnly)
		}
		return t.Format("2006-01-02T15:04:05")
	}
	return ""
}

// enhancedEntity reads one entity. The ids of what stands inside it, and the numbers of reference values beside their
// wording, are internal.
func (p *party) enhancedEntity(e *tree.Node, seen map[string]bool) {
	general := e.Child("generalInfo")
	general.Ignore("identityId")
	general.Child("entityType").Ignore("@refId")
	p.titles(general.Text("title"))
	p.remark(general.Text("remarks"), false)
	p.enhancedSanctions(e, seen)
	for _, n := range e.All("names/name") {
		n.Ignore("@id")
		n.Child("aliasType").Ignore("@refId")
		kind, weak, primary := n.Text("aliasType"), n.Text("isLowQuality") == "true", n.Text("isPrimary") == "true"
		for _, tr := range n.All("translations/translation") {
			p.translation(tr, kind, weak, primary)
		}
	}
	for _, a := range e.All("addresses/address") {
		a.Ignore("@id")
		country := a.Text("country")
		a.Child("country").Ignore("@refId")
		translations := a.All("translations/translation")
		for _, tr := range translations {
			p.addressTranslation(country, tr)
		}
		if len(translations) == 0 {
			p.addressParts(map[string]string{}, country, "")
		}
	}
	for _, f := range e.All("features/feature") {
		p.enhancedFeature(f)
	}
	for _, d := range e.All("identityDocuments/identityDocument") {
		p.enhancedDocument(d)
	}
	for _, r := range e.All("relationships/relationship") {
		r.Ignore("@id")
		r.Child("type").Ignore("@refId")
		r.Child("quality").Ignore("@refId")
		p.links = append(p.links, link{kind: r.Text("type"), id: r.Text("relatedEntity/@entityId"), name: r.Text("relatedEntity"),
			quality: knownWord(r.Text("quality")), remark: r.Text("comments")})
	}
}

// enhancedSanctions reads lists, programmes, types and legal authorities. Which authority and type go with which list is not
// said, except that only the SDN list blocks those of the consolidated list who are on both.
func (p *party) enhancedSanctions(e *tree.Node, seen map[string]bool) {
	onSDN := false
	for _, x := range e.All("sanctionsLists/sanctionsList") {
		x.Ignore("@refId", "@id")
		seen[x.Value] = true
		onSDN = onSDN || x.Value == sdnName
		p.listed(x.Value, x.Text("@datePublished"))
	}
	for _, x := range e.All("sanctionsPrograms/sanctionsProgram") {
		x.Ignore("@refId", "@id")
		p.programme(x.Value)
	}
	for _, x := range e.All("sanctionsTypes/sanctionsType") {
		x.Ignore("@refId", "@id")
		if p.list == cons && onSDN && strings.EqualFold(x.Value, "Block") {
			p.other().Add("status", x.Value)
			continue
		}
		p.sanction.Add("status", x.Value)
		p.sanction.Add("provisions", typeMeasures(x.Value)...)
	}
	for _, x := range e.All("legalAuthorities/legalAuthority") {
		x.Ignore("@refId", "@id")
		p.sanction.Add("summary", x.Value)
	}
}

// translation reads a name in one script.
func (p *party) translation(tr *tree.Node, kind string, weak, primary bool) {
	tr.Ignore("@id", "isPrimary", "formattedFullName", "nameParts") // the parts that formattedFirstName and -LastName put together
	tr.Child("script").Ignore("@refId")
	last, first := tr.Text("formattedLastName"), tr.Text("formattedFirstName")
	if last == "" && first == "" {
		last = tr.Text("formattedFullName")
	}
	p.scripted(tr.Text("script"), kind, weak, primary, last, first)
}

// scripted adds a name in a script. The primary name in another script than Latin is an alias with its language.
func (p *party) scripted(script, kind string, weak, primary bool, last, first string) {
	lang := scripts[script]
	switch {
	case !primary:
		p.alias(kind, weak, last, first, lang)
	case script == "" || script == "Latin":
		p.name("name", last, first, "", "")
	default:
		p.name("alias", last, first, lang, "")
	}
}

func (p *party) addressTranslation(country string, tr *tree.Node) {
	tr.Ignore("@id", "isPrimary")
	tr.Child("script").Ignore("@refId")
	parts := map[string]string{}
	for _, a := range tr.All("addressParts/addressPart") {
		a.Ignore("@id")
		a.Child("type").Ignore("@refId")
		parts[strings.ToUpper(a.Text("type"))] = a.Text("value")
	}
	p.addressParts(parts, country, scripts[tr.Text("script")])
}

// enhancedFeature reads one fact. A date stands in words and as a period; the words say the same as in the other formats.
func (p *party) enhancedFeature(f *tree.Node) {
	f.Ignore("@id", "versionId", "isPrimary", "valueRefId")
	f.Child("type").Ignore("@featureTypeId")
	f.Child("reliability").Ignore("@refId")
	kind, text := f.Text("type"), f.Text("value")
	var when span
	if d := f.Child("valueDate"); d != nil {
		d.Ignore("@id", "fromDateEnd", "toDateBegin", "isDateRange")
		when = span{from: d.Text("fromDateBegin"), to: d.Text("toDateEnd"), circa: d.Text("isApproximate") == "true"}
	}
	p.feature(kind, text, f.Text("comments"), f.Text("reliability"), when)
}

func (p *party) enhancedDocument(d *tree.Node) {
	d.Ignore("@id", "name") // the name in the document repeats one of the names
	d.Child("type").Ignore("@refId")
	d.Child("issuingCountry").Ignore("@refId")
	f := paper{kind: d.Text("type"), number: d.Text("documentNumber"), country: d.Text("issuingCountry"), authority: d.Text("issuingAuthority"),
		place: d.Text("issuingLocation"), comment: d.Text("comments"), invalid: d.Text("isValid") == "false"}
	for _, x := range []struct {
		name string
		to   *string
	}{{"issueDate", &f.issued}, {"expirationDate", &f.expires}} {
		if n := d.Child(x.name); n != nil {
			n.Ignore("@id", "fromDateEnd", "toDateBegin", "isApproximate", "isDateRange")
			*x.to = span{from: n.Text("fromDateBegin"), to: n.Text("toDateEnd")}.text()
		}
	}
	p.paper(f)
}

// knownWord drops the reference value that says nothing.
func knownWord(s string) string {
	if s == "Unknown" {
		return ""
	}
	return s
}

// paper is an identity document with what the XML formats say beyond its number.
type paper struct {
	kind, number, country, issued, expires string
	authority, place, comment              string
	invalid                                bool
}

func (p *party) paper(f paper) {
	doc := p.document(f.kind, f.number, f.country, f.issued, f.expires)
	if f.invalid {
		f.comment = strings.TrimPrefix(f.comment+"; fraudulent or not valid", "; ")
	}
	if doc != nil && doc.Schema.Prop("authority") != nil {
		doc.Add("authority", f.authority)
		doc.Add("description", f.place, f.comment)
		return
	}
	for _, x := range []string{f.authority, f.place, f.comment} {
		if x != "" {
			p.Target().Add("notes", f.kind+" "+f.number+": "+x)
		}
	}
}

// feature adds a fact of the Advanced or Enhanced format.
func (p *party) feature(kind, text, comment, reliability string, when span) {
	if reliability == "False" { // a date of birth, a nationality that somebody pretends to have
		p.Target().Add("notes", collapse("False "+kind+" "+cmp.Or(text, when.text())+" "+comment))
		return
	}
	if comment != "" {
		p.Target().Add("notes", strings.TrimRight(kind, " :-")+": "+collapse(text+" "+comment))
	}
	_, to := factOf(kind)
	pr := p.Target().Schema.Prop(to)
	switch {
	case text == "" && when.from == "":
	case text == "" && pr != nil && pr.Type.Name == "date":
		p.period(to, when)
	case !p.fact(kind, cmp.Or(text, when.text()), ""):
		if p.Identify(kind, text, "") == nil && p.Target().Schema.Is("LegalEntity") {
			p.Target().Add("notes", kind+": "+cmp.Or(text, when.text()))
		}
	}
}

// span is a date as the days between which it lies.
type span struct {
	from, to string
	circa    bool
}

// text is a span in words: the day, month or year that it covers, else both ends.
func (s span) text() string {
	switch {
	case len(s.from) < 10 || len(s.to) < 10:
		return cmp.Or(s.to, s.from)
	case s.from == s.to:
		return s.from
	case s.from[:4] == s.to[:4] && s.from[4:] == "-01-01" && s.to[4:] == "-12-31":
		return s.from[:4]
	case s.from[:7] == s.to[:7] && s.from[8:] == "01" && s.to[8:] >= "28":
		return s.from[:7]
	}
	return ""
}

// period adds a date that is given as the days between which it lies: a day, a month, a year, or a longer span.
func (p *party) period(prop string, s span) {
	note := ""
	if s.circa {
		note = ftm.NoteCirca
	}
	t := p.Target()
	if d := s.text(); d != "" {
		t.Put(ftm.Statement{Prop: prop, Original: d, Note: note})
		return
	}
	t.Put(ftm.Statement{Prop: prop, Value: trimSpan(s.from, "-01-01"), Note: ftm.NoteFrom})
	t.Put(ftm.Statement{Prop: prop, Value: trimSpan(s.to, "-12-31"), Note: ftm.NoteTo})
}

func trimSpan(day, edge string) string {
	if day[4:] == edge {
		return day[:4]
	}
	return day
}
