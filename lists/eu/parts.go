package eu

import (
	"cmp"
	"regexp"
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
	full := strings.Join(append(distinct(nonEmpty(lines...)), nonEmpty(ftm.CountryName(raw))...), ", ")
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
		t.Add("email", emails(value)...)
	case "WEB":
		t.Add("website", websites(value)...)
	default:
		remark(t, value, "contact "+c.key)
	}
}

// emails takes "a@b.by; c@d.by" and "a@b.by and c@d.by" apart. Addresses that were broken by spaces ("pac@silibank. com")
// are closed again where there is only one; what cannot be told is one value as printed.
func emails(s string) []string {
	if strings.Count(s, "@") == 1 {
		return nonEmpty(strings.Join(strings.Fields(s), ""))
	}
	var out []string
	for _, v := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(";,/ \t\n", r) }) {
		switch {
		case strings.EqualFold(v, "and") || strings.EqualFold(v, "or"):
		case strings.Index(v, "@") > 0 && strings.Contains(v[strings.Index(v, "@"):], "."):
			out = append(out, v)
		default:
			return nonEmpty(s)
		}
	}
	return out
}

var webStart = regexp.MustCompile(`(?i)(?:[;,]|\band\b|\bor\b|\s)\s*(https?://|www\.)`)

// websites takes "https://a.by; https://b.by and www.c.by" apart and closes addresses that a line break cut.
func websites(s string) []string {
	var out []string
	for v := range strings.SplitSeq(webStart.ReplaceAllString(s, "\n$1"), "\n") {
		for w := range strings.SplitSeq(v, "; ") {
			if strings.HasPrefix(strings.ToLower(w), "http") && !strings.Contains(w, "(") {
				w = strings.Join(strings.Fields(w), "")
			}
			out = append(out, nonEmpty(strings.Trim(w, " ;,"))...)
		}
	}
	return out
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
