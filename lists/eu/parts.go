package eu

import (
	"cmp"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

func (a address) addTo(r *lists.Record) {
	t := r.Target()
	raw := a.country.raw()
	t.Add("country", raw)
	for _, c := range a.contacts {
		c.addTo(t)
	}
	lines := nonEmpty(a.street, postBox(a.poBox), strings.Join(nonEmpty(a.zip, a.city), " "), a.region, a.place)
	if len(lines) == 0 {
		for _, m := range a.remarks {
			remark(t, m, "of the address")
		}
		return
	}
	for i := range lines {
		lines[i] = strings.Trim(lines[i], ", ")
	}
	full := strings.Join(append(distinct(nonEmpty(lines...)), nonEmpty(countryLabel(raw))...), ", ")
	e := r.Attach("Address", "address", a.street, a.poBox, a.zip, a.city, a.region, a.place, raw)
	e.Add("full", full)
	e.Add("street", dash(a.street))
	e.Add("postOfficeBox", dash(a.poBox))
	e.Add("postalCode", dash(a.zip))
	e.Add("city", dash(a.city))
	e.Add("region", dash(a.region))
	e.Put(ftm.Statement{Prop: "remarks", Original: dash(a.place), Note: "place"})
	e.Add("country", raw)
	if a.atListing {
		e.Add("remarks", "at the time of listing")
	}
	for _, m := range a.remarks {
		e.Add("remarks", m)
		remark(t, m, "of the address")
	}
	t.Add("addressEntity", e.ID)
	t.Add("address", full)
}

func dash(s string) string {
	if strings.TrimSpace(s) == "-" {
		return ""
	}
	return s
}

func postBox(s string) string {
	if s = dash(s); s == "" || strings.Contains(strings.ToLower(s), "box") {
		return s
	}
	return "PO Box " + s
}

// countryLabel is the English name of a country, so that an address reads the same whether the format prints codes
// of two letters, of three letters, or names.
func countryLabel(raw string) string {
	typ := ftm.LookupType("country")
	code, ok := ftm.MustLookup("Address").Prop("country").Clean(raw)
	if !ok || typ == nil {
		return raw
	}
	return cmp.Or(typ.Values[code], raw)
}

// addTo files a telephone number, e-mail address or web site; the value can hold several, separated by semicolons.
func (c contact) addTo(t *ftm.Entity) {
	value := strings.TrimSpace(c.value)
	switch strings.ToUpper(c.key) {
	case "PHONE", "FAX":
		note := ""
		if strings.EqualFold(c.key, "FAX") {
			note = "fax"
		}
		for _, v := range strings.FieldsFunc(value, func(r rune) bool { return r == ';' }) {
			t.Put(ftm.Statement{Prop: "phone", Original: v, Note: note})
		}
	case "EMAIL":
		t.Add("email", splitAny(value, "; ,")...)
	case "WEB":
		t.Add("website", splitAny(value, "; ,")...)
	default:
		remark(t, value, "contact "+c.key)
	}
}

func splitAny(s, seps string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(seps, r) })
}

// documentKinds are the codes of documents and what the list calls them. Where a file prints the description, that is
// used.
var documentKinds = map[string]string{
	"birthcert":      "Birth certificate",
	"drivinglicence": "Driving licence",
	"electionid":     "Electoral identification",
	"euvat":          "EU VAT number",
	"fiscalcode":     "Fiscal code",
	"id":             "National identification card",
	"imo":            "IMO number",
	"nationcert":     "Nationality certificate",
	"other":          "Other identification number",
	"passport":       "National passport",
	"regnumber":      "Registration Number",
	"residentperm":   "Residence permit",
	"ssn":            "Social Security Number",
	"swiftbic":       "SWIFT BIC",
	"taxid":          "Tax identification number",
	"tradelic":       "Trade licence",
	"travelcardid":   "Temporary Travel Document",
	"unssn":          "Unified social credit code",
}

func (d document) kind() string {
	return cmp.Or(d.description, documentKinds[d.code], d.code, "Other identification number")
}

func (d document) addTo(r *lists.Record) {
	t := r.Target()
	for _, n := range distinct(nonEmpty(d.number, d.latin)) {
		if strings.EqualFold(n, "UNKNOWN") {
			continue
		}
		if e := r.Identify(d.kind(), n, d.country.raw()); e != nil {
			d.describe(e)
			continue
		}
		remark(t, d.kind()+" "+n, "identification")
	}
	for _, m := range d.remarks {
		remark(t, m, "of the "+strings.ToLower(d.kind())+" "+cmp.Or(dash(d.number), dash(d.latin)))
	}
}

// describe adds what is known about the document to its entity.
func (d document) describe(e *ftm.Entity) {
	e.Put(ftm.Statement{Prop: "startDate", Original: d.validFrom})
	e.Put(ftm.Statement{Prop: "startDate", Original: d.issued, Note: "issued"})
	e.Add("endDate", d.validTo)
	e.Add("authority", d.issuedBy)
	e.Put(ftm.Statement{Prop: "authority", Original: dash(d.region), Note: "region of issue"})
	e.Put(ftm.Statement{Prop: "namesMentioned", Original: d.onName, Note: "name on the document"})
	for _, f := range []struct {
		set  bool
		text string
	}{
		{d.diplomatic, "diplomatic"},
		{d.expired, "known to be expired"},
		{d.bogus, "known to be false"},
		{d.lost, "reported lost"},
		{d.ended, "revoked by issuer"},
	} {
		if f.set {
			e.Add("description", f.text)
		}
	}
}
