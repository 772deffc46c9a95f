package ofac

import (
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/tree"
)

// scripts give the language that a script most often stands for on the list, where there is one.
var scripts = map[string]string{"Arabic": "ara", "Cyrillic": "rus", "Chinese Simplified": "zho", "Chinese Traditional": "zho", "Korean": "kor",
	"Hebrew": "heb", "Greek": "ell", "Armenian": "hye", "Georgian": "kat", "Japanese": "jpn", "Hangul": "kor", "Han": "zho", "Burmese": "mya"}

// parseEnhanced reads SDN_ENHANCED.XML and CONS_ENHANCED.XML.
func parseEnhanced(list string, pub *lists.Publication, data []byte) error {
	root, err := tree.XML(data)
	if err != nil {
		return err
	}
	root.Ignore("@schemaLocation", "referenceValues", "featureTypes") // every value stands spelt out where it is used
	info := root.Child("publicationInfo")
	pub.Published = asOf(info.Text("dataAsOf"))
	info.Ignore("filters")
	for _, e := range root.All("entities/entity") {
		pub.Records = append(pub.Records, enhancedEntity(list, pub, e).Record)
	}
	root.Unread(pub.UnknownAt)
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

func enhancedEntity(list string, pub *lists.Publication, e *tree.Node) *party {
	general := e.Child("generalInfo")
	general.Ignore("identityId") // internal
	p := newParty(list, e.Text("@id"), general.Text("entityType"), pub)
	general.Child("entityType").Ignore("@refId")
	t := p.Target()
	p.titles(general.Text("title"))
	for _, x := range e.All("sanctionsLists/sanctionsList") {
		x.Ignore("@refId", "@id")
		p.sanction.Add("listingDate", x.Text("@datePublished"))
		p.sanction.Add("description", x.Value)
	}
	for _, x := range e.All("sanctionsPrograms/sanctionsProgram") {
		x.Ignore("@refId", "@id")
		p.programme(x.Value)
	}
	for _, x := range e.All("sanctionsTypes/sanctionsType") {
		x.Ignore("@refId", "@id")
		p.sanction.Add("status", x.Value)
	}
	for _, x := range e.All("legalAuthorities/legalAuthority") {
		x.Ignore("@refId", "@id")
		p.sanction.Add("summary", x.Value)
	}
	for _, n := range e.All("names/name") {
		n.Ignore("@id")
		n.Child("aliasType").Ignore("@refId")
		weak := n.Text("isLowQuality") == "true"
		prop := "name"
		if n.Text("isPrimary") != "true" {
			prop = aliasProp(n.Text("aliasType"), weak)
		}
		for _, tr := range n.All("translations/translation") {
			p.translation(prop, tr, noteOf(n.Text("aliasType")))
		}
	}
	for _, a := range e.All("addresses/address") {
		a.Ignore("@id")
		a.Child("country").Ignore("@refId")
		for _, tr := range a.All("translations/translation") {
			p.addressTranslation(a.Text("country"), tr)
		}
	}
	for _, f := range e.All("features/feature") {
		f.Ignore("@id", "versionId", "isPrimary", "valueRefId", "reliability") // internal, and one value of two that says nothing
		f.Child("type").Ignore("@featureTypeId")
		value := f.Text("value")
		if c := f.Text("comments"); c != "" {
			t.Add("notes", c)
		}
		p.feature(f.Text("type"), value, f.Child("valueDate"))
	}
	for _, d := range e.All("identityDocuments/identityDocument") {
		d.Ignore("@id", "name")
		d.Child("type").Ignore("@refId")
		d.Child("issuingCountry").Ignore("@refId")
		p.document(d.Text("type"), d.Text("documentNumber"), d.Text("issuingCountry"), spanText(d.Child("issueDate")), spanText(d.Child("expirationDate")))
		if d.Text("isValid") == "false" {
			t.Add("notes", "not valid: "+d.Text("type")+" "+d.Text("documentNumber"))
		}
		for _, x := range []string{d.Text("issuingAuthority"), d.Text("issuingLocation"), d.Text("comments")} {
			if x != "" {
				t.Add("notes", d.Text("type")+" "+d.Text("documentNumber")+": "+x)
			}
		}
	}
	for _, r := range e.All("relationships/relationship") {
		r.Ignore("@id")
		r.Child("type").Ignore("@refId")
		r.Child("quality").Ignore("@refId")
		p.relate(r.Text("type"), r.Text("relatedEntity/@entityId"), r.Text("relatedEntity"), r.Text("quality"), r.Text("comments"))
	}
	p.remark(general.Text("remarks"))
	return p
}

// translation adds a name in one script. A name in another script of the primary name is an alias with its language.
func (p *party) translation(prop string, tr *tree.Node, note string) {
	tr.Ignore("@id", "isPrimary", "formattedFullName", "nameParts")
	script := tr.Text("script")
	tr.Child("script").Ignore("@refId")
	lang := ""
	if script != "Latin" && script != "" {
		lang = scripts[script]
		if prop == "name" {
			prop = "alias"
		}
	}
	last, first := tr.Text("formattedLastName"), tr.Text("formattedFirstName")
	if last == "" && first == "" {
		last = tr.Text("formattedFullName")
	}
	p.name(prop, last, first, lang, note)
}

func (p *party) addressTranslation(country string, tr *tree.Node) {
	tr.Ignore("@id", "isPrimary", "script")
	parts := map[string]string{}
	for _, a := range tr.All("addressParts/addressPart") {
		a.Ignore("@id")
		a.Child("type").Ignore("@refId")
		parts[strings.ToUpper(a.Text("type"))] = a.Text("value")
	}
	p.addressParts(parts, country)
}

// addressParts adds an address from its named parts.
func (p *party) addressParts(parts map[string]string, country string) {
	region := parts["REGION"]
	p.address([]string{parts["ADDRESS1"], parts["ADDRESS2"], parts["ADDRESS3"]}, parts["CITY"], parts["STATE/PROVINCE"],
		parts["POSTAL CODE"], country, region)
}

// feature adds a fact of the Enhanced format; dates come as a span as well as in words.
func (p *party) feature(kind, value string, date *tree.Node) {
	if date != nil {
		date.Ignore("@id")
		from, to := date.Text("fromDateBegin"), date.Text("toDateEnd")
		date.Ignore("fromDateEnd", "toDateBegin")
		approximate := date.Text("isApproximate") == "true"
		date.Ignore("isDateRange")
		if prop := features[strings.ToLower(kind)]; prop != "" && p.Target().Schema.Prop(prop) != nil && p.Target().Schema.Prop(prop).Type.Name == "date" {
			p.period(prop, from, to, approximate, value)
			return
		}
	}
	if value == "" {
		return
	}
	if strings.HasPrefix(kind, "Digital Currency Address") {
		p.Identify(kind, value, "")
		return
	}
	if !p.fact(kind, value, "") && p.Identify(kind, value, "") == nil {
		p.Target().Add("notes", kind+" "+value)
	}
}

// spanText gives the end of a date that is printed as a span of days.
func spanText(n *tree.Node) string {
	if n == nil {
		return ""
	}
	n.Ignore("@id", "fromDateBegin", "fromDateEnd", "toDateBegin", "isApproximate", "isDateRange")
	if to := n.Text("toDateEnd"); to != "" {
		return to
	}
	return n.Value
}

// period adds a date that is given as the days between which it lies: a day, a month, a year, or a longer span.
func (p *party) period(prop, from, to string, approximate bool, printed string) {
	note := ""
	if approximate {
		note = ftm.NoteCirca
	}
	t := p.Target()
	switch {
	case len(from) < 10 || len(to) < 10:
		t.AddDates(prop, printed, ftm.MonthFirst)
	case from == to:
		t.Put(ftm.Statement{Prop: prop, Value: from, Note: note})
	case from[:4] == to[:4] && from[4:] == "-01-01" && to[4:] == "-12-31":
		t.Put(ftm.Statement{Prop: prop, Value: from[:4], Note: note})
	case from[:7] == to[:7] && from[8:] == "01" && to[8:] >= "28":
		t.Put(ftm.Statement{Prop: prop, Value: from[:7], Note: note})
	default:
		t.Put(ftm.Statement{Prop: prop, Value: trimSpan(from, "-01-01"), Note: ftm.NoteFrom})
		t.Put(ftm.Statement{Prop: prop, Value: trimSpan(to, "-12-31"), Note: ftm.NoteTo})
	}
}

func trimSpan(day, edge string) string {
	if day[4:] == edge {
		return day[:4]
	}
	return day
}

// relate adds a relation to another party of the list. "Owned or Controlled By" carries no share.
func (p *party) relate(kind, id, name, quality, comment string) {
	other := lists.EntityID(p.list, id)
	self := p.Target().ID
	switch strings.ToLower(kind) {
	case "owned or controlled by":
		o := p.Attach("Ownership", "ownership", id)
		o.Add("owner", other)
		o.Add("asset", self)
		o.Add("role", kind)
		o.Add("namesMentioned", name)
		o.Add("summary", comment)
	case "family member of":
		f := p.Attach("Family", "family", id)
		f.Add("person", self)
		f.Add("relative", other)
		f.Add("relationship", kind)
		f.Add("namesMentioned", name)
		f.Add("summary", comment)
	default:
		l := p.Attach("UnknownLink", "link", kind, id)
		l.Add("subject", self)
		l.Add("object", other)
		l.Add("role", kind)
		l.Add("namesMentioned", name)
		l.Add("status", quality)
		l.Add("summary", comment)
	}
}
