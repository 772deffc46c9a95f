package ch

import (
	"fmt"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/tree"
)

// identity reads one identity: names, dates and places of birth, nationalities, addresses, documents. Names of another
// than the main identity are aliases.
func (d *document) identity(r *lists.Record, n *tree.Node) {
	n.Ignore("@ssid")
	main := n.Text("@main") != "false"
	t := r.Target()
	for _, c := range n.All("name") {
		d.name(t, c, main)
	}
	for _, c := range n.All("day-month-year") {
		d.date(t, c)
	}
	for _, c := range n.All("nationality") {
		d.nationality(t, c)
	}
	for _, c := range n.All("place-of-birth") {
		d.birthPlace(t, c)
	}
	for _, c := range n.All("address") {
		d.address(r, c)
	}
	for _, c := range n.All("identification-document") {
		d.paper(r, c)
	}
	for _, c := range n.All("other-information") {
		c.Ignore("@ssid")
		d.otherInformation(r, c.Value)
	}
	for _, c := range n.All("generic-attribute") {
		d.genericAttribute(t, c)
	}
}

// date reads a day-month-year, of which day, month or year can be missing. Low quality stands for an uncertain date.
func (d *document) date(t *ftm.Entity, n *tree.Node) {
	n.Ignore("@ssid")
	text := n.Text("@year")
	for _, part := range []string{n.Text("@month"), n.Text("@day")} {
		if part == "" {
			break
		}
		if len(part) == 1 {
			part = "0" + part
		}
		text += "-" + part
	}
	if n.Text("@month") == "" && n.Text("@day") != "" {
		text += ", day " + n.Text("@day")
	}
	note := ""
	if quality := n.Text("@quality"); quality == "low" {
		note = ftm.NoteCirca
	} else if quality != "good" && quality != "" {
		d.pub.UnknownAt("target/identity/day-month-year/@quality=" + quality)
	}
	if calendar := n.Text("@calendar"); calendar != "" && calendar != "Gregorian" {
		t.Add("notes", fmt.Sprintf("date of %s in the %s calendar", text, calendar))
		return
	}
	prop := "birthDate"
	switch {
	case t.Schema.Is("Vehicle"):
		prop = "buildDate"
	case t.Schema.Prop("birthDate") == nil && t.Schema.Prop("incorporationDate") != nil:
		prop = "incorporationDate"
	case t.Schema.Prop("birthDate") == nil:
		prop = "notes"
	}
	t.Put(ftm.Statement{Prop: prop, Original: text, Note: note})
}

// country reads a country element: its code where it has one.
func country(t *ftm.Entity, prop string, n *tree.Node) {
	if n == nil {
		return
	}
	code := n.Text("@iso-code")
	if code == "" {
		code = n.Text("@code")
	}
	p := t.Schema.Prop(prop)
	if p == nil {
		t.Add("notes", n.Value)
		return
	}
	if v, ok := p.Clean(code); ok && code != "" {
		t.Put(ftm.Statement{Prop: prop, Value: v, Original: n.Value})
		return
	}
	t.Add(prop, n.Value)
}

func (d *document) nationality(t *ftm.Entity, n *tree.Node) {
	n.Ignore("@ssid")
	prop := "nationality"
	if t.Schema.Prop(prop) == nil {
		prop = "country"
	}
	country(t, prop, n.Child("country"))
}

func (d *document) birthPlace(t *ftm.Entity, n *tree.Node) {
	n.Ignore("@ssid", "@quality")
	p := d.placeOf(n)
	text := joined(", ", n.Text("location"), n.Text("address-details"), n.Text("area"), p.String(), n.Text("remarks"), n.Text("remark"), n.Value)
	if t.Schema.Prop("birthPlace") == nil {
		t.Add("notes", text)
		return
	}
	t.Add("birthPlace", text)
	addCountry(t, "birthCountry", p)
}

func addCountry(t *ftm.Entity, prop string, p place) {
	if v, ok := t.Schema.Prop(prop).Clean(p.code); ok && p.code != "" {
		t.Put(ftm.Statement{Prop: prop, Value: v, Original: p.country})
	} else {
		t.Add(prop, p.country)
	}
}

func (d *document) address(r *lists.Record, n *tree.Node) {
	n.Ignore("@ssid")
	p := d.placeOf(n)
	details, box, care, zip := n.Text("address-details"), n.Text("p-o-box"), n.Text("c-o"), n.Text("zip-code")
	printedBox := ""
	if box != "" {
		printedBox = "P.O. Box " + box
	}
	city := joined(", ", n.Text("location"), p.location)
	full := joined(", ", care, details, printedBox, joined(" ", zip, city), n.Text("area"), p.area, p.country)
	if full == "" {
		return
	}
	a := r.Attach("Address", "address", full)
	a.Add("full", full)
	a.Add("remarks", care)
	a.Add("remarks", n.Texts("remarks")...)
	a.Add("remarks", n.Texts("remark")...)
	if quality := n.Text("@quality"); quality == "low" {
		a.Add("remarks", "low quality")
	}
	a.Add("street", details)
	a.Add("postOfficeBox", box)
	a.Add("postalCode", zip)
	a.Add("city", city)
	a.Add("region", joined(", ", n.Text("area"), p.area))
	addCountry(a, "country", p)
	country(a, "country", n.Child("country"))
	t := r.Target()
	t.Add("addressEntity", a.ID)
	t.Add("address", full)
	if !t.Schema.Is("Person") {
		addCountry(t, "country", p)
	}
}

// document types of the list and the kinds that they are.
var paperKinds = map[string]string{"passport": "passport", "diplomatic-passport": "diplomatic passport", "id-card": "identity card",
	"residence-permit": "residence permit", "driving-license": "driving licence", "driving-permit": "driving licence",
	"travel-document": "travel document", "other": "identification document"}

func (d *document) paper(r *lists.Record, n *tree.Node) {
	n.Ignore("@ssid")
	code := n.Text("@document-type")
	kind, ok := paperKinds[code]
	if !ok {
		d.pub.UnknownAt("target/identity/identification-document/@document-type=" + code)
		kind = code
	}
	issuer := n.Child("issuer")
	from := issuer.Text("@code")
	if from == "" && issuer != nil {
		from = issuer.Value
	}
	place := d.placeOf(n)
	doc := r.Identify(kind, n.Text("number"), from)
	issued, expires := n.Text("date-of-issue"), n.Text("expiry-date")
	remarks := append(n.Texts("remark"), n.Texts("remarks")...)
	if doc == nil {
		if text := joined(", ", append([]string{kind, issued, expires, place.String()}, remarks...)...); text != kind {
			r.Target().Add("notes", text)
		}
		return
	}
	doc.AddDates("startDate", issued, ftm.DayFirst)
	doc.AddDates("endDate", expires, ftm.DayFirst)
	doc.Add("summary", remarks...)
	if s := place.String(); s != "" {
		doc.Add("summary", "place of issue: "+s)
	}
	if issuer != nil {
		doc.Add("authority", issuer.Value)
	}
}
