package lists

import (
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
)

// Identify records an identity document or registration of the target: kind and number as printed, the issuing
// country as printed or coded. It attaches an Identification (a Passport for passports) holding all that is given and,
// where the kind is known, adds the number to the target's own property (passportNumber, taxNumber, innCode,
// imoNumber, leiCode, ...), so that screening finds it. It returns the attached entity for further facts (dates of
// issue and expiry, issuing authority), nil if the number is empty. A digital currency address becomes a CryptoWallet.
func (r *Record) Identify(kind, number, country string) *ftm.Entity {
	kind, number = strings.Join(strings.Fields(kind), " "), strings.TrimSpace(number)
	if number == "" {
		return nil
	}
	lower := strings.ToLower(kind)
	if currency, ok := strings.CutPrefix(lower, "digital currency address"); ok {
		w := r.Attach("CryptoWallet", "wallet", kind, number)
		w.Add("holder", r.Target().ID)
		w.Add("publicKey", number)
		w.Add("currency", strings.ToUpper(strings.Trim(currency, " -")))
		return w
	}
	prop := r.identifierProp(lower, number)
	schema := "Identification"
	if prop == "passportNumber" || strings.Contains(lower, "passport") {
		schema = "Passport"
	}
	if p := r.Target().Schema.Prop(prop); prop != "" && p != nil {
		value := number
		if prop == "imoNumber" {
			value = strings.TrimSpace(strings.TrimPrefix(strings.ToUpper(number), "IMO"))
		}
		if _, ok := p.Clean(value); ok || p.Format == "" {
			r.Target().Add(prop, value)
		}
	}
	if r.Target().Schema.Is("Vehicle") || !r.Target().Schema.Is("LegalEntity") {
		if prop == "" {
			r.Target().Add("notes", strings.TrimSpace(kind+" "+number))
		} else if p := r.Target().Schema.Prop(prop); p != nil {
			r.Target().Add(prop, number) // kept as printed where its check fails
		}
		return nil
	}
	doc := r.Attach(schema, "id", kind, number, country)
	doc.Add("holder", r.Target().ID)
	doc.Add("type", kind)
	doc.Add("number", number)
	if schema == "Passport" {
		doc.Add("passportNumber", number)
	}
	doc.Add("country", country)
	return doc
}

// kinds are printed kinds of documents and numbers (parts of them, in lower case) with the property they mean; the
// first that fits counts.
var kinds = []struct{ part, prop string }{
	{"passport", "passportNumber"},
	{"vessel registration identification", "imoNumber"},
	{"imo", "imoNumber"},
	{"mmsi", "mmsi"}, {"call sign", "callSign"},
	{"swift", "swiftBic"}, {"bic", "swiftBic"},
	{"legal entity identifier", "leiCode"}, {"legal entity number", "registrationNumber"}, {"lei", "leiCode"},
	{"isin", "isinCode"}, {"iban", "iban"}, {"d-u-n-s", "dunsCode"}, {"duns", "dunsCode"}, {"cage", "cageCode"},
	{"taxpayer identification number (inn)", "innCode"}, {"inn", "innCode"}, {"ogrn", "ogrnCode"}, {"okpo", "okpoCode"}, {"kpp", "kppCode"},
	{"primary state registration number", "ogrnCode"}, {"vat", "vatCode"}, {"v.a.t.", "vatCode"},
	{"unified social credit code", "uscCode"}, {"uscc", "uscCode"},
	{"fiscal", "taxNumber"}, {"tax", "taxNumber"}, {"tin", "taxNumber"}, {"nit", "taxNumber"}, {"rif", "taxNumber"}, {"ruc", "taxNumber"},
	{"r.f.c", "taxNumber"}, {"rfc", "taxNumber"}, {"pan card", "taxNumber"}, {"unp", "taxNumber"},
	{"social security", "socialSecurityNumber"}, {"ssn", "socialSecurityNumber"},
	{"aircraft tail", "registrationNumber"}, {"serial number", "serialNumber"}, {"manufacturer", "serialNumber"}, {"msn", "serialNumber"},
	{"national id", "idNumber"}, {"national foreign id", "idNumber"}, {"identification number", "idNumber"}, {"identity card", "idNumber"},
	{"id card", "idNumber"}, {"cedula", "idNumber"}, {"d.n.i", "idNumber"}, {"c.u.r.p", "idNumber"}, {"curp", "idNumber"},
	{"birth certificate", "idNumber"}, {"personal id", "idNumber"}, {"stateless", "idNumber"}, {"residen", "idNumber"}, {"tazkira", "idNumber"},
	{"travel document", "idNumber"}, {"electoral", "idNumber"}, {"identification", "idNumber"}, {"dubai chamber", "registrationNumber"},
	{"registration", "registrationNumber"}, {"registered", "registrationNumber"}, {"regnumber", "registrationNumber"},
	{"company number", "registrationNumber"}, {"enterprise number", "registrationNumber"}, {"commercial registry", "registrationNumber"},
	{"business number", "registrationNumber"}, {"chamber of commerce", "registrationNumber"}, {"license", "licenseNumber"},
	{"licence", "licenseNumber"}, {"trade lic", "licenseNumber"}, {"matricula", "registrationNumber"}, {"folio", "registrationNumber"},
	{"id", "idNumber"},
}

// identifierProp finds the property of the target that a kind of document means, "" if it is not known or the target
// has no such property.
func (r *Record) identifierProp(kind, number string) string {
	if strings.HasPrefix(strings.ToUpper(number), "IMO ") && r.Target().Schema.Prop("imoNumber") != nil {
		return "imoNumber"
	}
	for _, k := range kinds {
		if !containsWord(kind, k.part) {
			continue
		}
		if r.Target().Schema.Prop(k.prop) != nil {
			return k.prop
		}
		if k.prop == "passportNumber" {
			return ""
		}
	}
	return ""
}

// containsWord reports whether part stands in s, at a word's beginning and, if it is short, at a word's end.
func containsWord(s, part string) bool {
	for at := 0; ; {
		i := strings.Index(s[at:], part)
		if i < 0 {
			return false
		}
		i += at
		end := i + len(part)
		if (i == 0 || !isLetter(s[i-1])) && (len(part) > 5 || end == len(s) || !isLetter(s[end])) {
			return true
		}
		at = i + 1
	}
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' }
