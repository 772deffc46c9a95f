package us

import (
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// The ids column holds what OFAC calls features as well as papers, in one of two orders, the same throughout a file:
//
//	2023 download: kind, number, country, issued, expires      "Passport, 484824, EG, 18 Jan 1984"
//	2019 and 2025: country, expires, issued, number, kind      "JO, 2014-08-30, 2009-08-31, K475336, Passport"
//
// Parts other than kind and number may be missing, and a number may hold commas.

// commonKinds tell the two orders apart; each file has hundreds of them.
var commonKinds = map[string]bool{"Passport": true, "Gender": true, "Tax ID No.": true, "National ID No.": true,
	"Website": true, "Email Address": true, "Registration ID": true, "Registration Number": true, "SWIFT/BIC": true,
	"Cedula No.": true, "NIT #": true, "Government Gazette Number": true, "Secondary sanctions risk:": true,
	"Additional Sanctions Information -": true, "Vessel Registration Identification": true, "Company Number": true,
	"Executive Order 13662 Directive Determination -": true, "Identification Number": true, "Phone Number": true}

// kindsLast reports whether the items end with their kind.
func kindsLast(cells [][]string) bool {
	votes := 0
	for _, items := range cells {
		for _, item := range items {
			parts := strings.Split(item, ", ")
			if commonKinds[parts[len(parts)-1]] {
				votes++
			}
			if commonKinds[parts[0]] {
				votes--
			}
		}
	}
	return votes > 0
}

func parsePaper(item string, kindLast bool) paper {
	parts := strings.Split(item, ", ")
	if len(parts) == 1 {
		return paper{kind: "ID", number: item}
	}
	var p paper
	if kindLast {
		p.kind, parts = parts[len(parts)-1], parts[:len(parts)-1]
		if len(parts) > 1 && isCountry(parts[0]) {
			p.country, parts = parts[0], parts[1:]
		}
		var dates []string
		for len(parts) > 1 && isDate(parts[0]) {
			dates, parts = append(dates, parts[0]), parts[1:]
		}
		switch len(dates) { // one date alone does not say which it is; OFAC gives the issue date more often
		case 1:
			p.issued = dates[0]
		case 2:
			p.expires, p.issued = dates[0], dates[1]
		}
	} else {
		p.kind, parts = parts[0], parts[1:]
		var dates []string
		for len(parts) > 1 && isDate(parts[len(parts)-1]) {
			dates, parts = append([]string{parts[len(parts)-1]}, dates...), parts[:len(parts)-1]
		}
		if len(dates) > 0 {
			p.issued = dates[0]
		}
		if len(dates) > 1 {
			p.expires = dates[1]
		}
		if len(parts) > 1 && isCountry(parts[len(parts)-1]) {
			p.country, parts = parts[len(parts)-1], parts[:len(parts)-1]
		}
	}
	p.number = strings.Join(parts, ", ")
	return p
}

func isCountry(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}

// isDate recognises 2014-08-30 and 18 Jan 1984.
func isDate(s string) bool {
	if len(s) == 10 && s[4] == '-' && s[7] == '-' {
		return true
	}
	f := strings.Fields(s)
	return len(f) == 3 && len(f[2]) == 4 && len(f[1]) == 3 && hasDigit(f[0]) && hasDigit(f[2]) && !hasDigit(f[1])
}

// features are the kinds that are a property of the party; "" means a measure on it.
var features = map[string]string{
	"Gender": "gender", "Website": "website", "Email Address": "email", "Phone Number": "phone",
	"Organization Established Date": "incorporationDate", "Organization Type": "sector", "Target Type": "classification",
	"Nationality of Registration": "jurisdiction", "Nationality Country": "nationality", "Equity Ticker": "ticker",
	"Former Vessel Flag": "pastFlags", "Other Vessel Flag": "flag",
	"Other Vessel Call Sign": "callSign", "Other Vessel Type": "type", "MMSI": "mmsi", "Aircraft Model": "model",
	"Aircraft Manufacture Date": "buildDate", "Aircraft Tail Number": "registrationNumber",
	"Aircraft Mode S Transponder Code": "icaoCode", "Aircraft Serial Identification": "serialNumber",
	"Aircraft Manufacturer's Serial Number (MSN)": "serialNumber",
}

// measureKinds begin the names of the features that are terms of the sanction.
var measureKinds = []string{"Additional Sanctions Information", "Secondary sanctions risk", "Executive Order",
	"Transactions Prohibited", "CAATSA Section", "IFCA Determination", "Listing Date", "Effective Date",
	"Purchase/Sales For Divestment Date"}

func (p paper) fill(r *lists.Record, sanctions []*ftm.Entity) {
	t := r.Target()
	kind := strings.TrimRight(p.kind, " :-")
	currency, wallet := strings.CutPrefix(kind, "Digital Currency Address - ")
	switch prop := features[kind]; {
	case wallet:
		w := r.Attach("CryptoWallet", "wallet", currency, p.number)
		w.Add("publicKey", p.number)
		w.Add("currency", currency)
		if t.Schema.Is("LegalEntity") {
			w.Add("holder", t.ID)
		}
	case kind == "ISIN" && t.Schema.Is("LegalEntity"):
		w := r.Attach("Security", "security", p.number)
		w.Add("isin", p.number)
		w.Add("issuer", t.ID)
	case kind == "Issuer Name" || kind == "Issuer":
		t.Put(ftm.Statement{Prop: "alias", Original: p.number, Note: "issuer name"})
	case kind == "Vessel Registration Identification" && strings.HasPrefix(p.number, "IMO") &&
		t.Schema.Prop("imoNumber") != nil:
		t.Add("imoNumber", p.number)
	case kind == "Previous Aircraft Tail Number" && t.Schema.Prop("registrationNumber") != nil:
		t.Put(ftm.Statement{Prop: "registrationNumber", Original: p.number, Note: "former"})
	case strings.HasPrefix(kind, "Aircraft Construction Number") && t.Schema.Prop("serialNumber") != nil:
		t.Add("serialNumber", p.number)
	case prop != "" && p.issued+p.expires == "":
		p.feature(t, prop, kind)
	case isMeasure(kind):
		for _, s := range sanctions {
			p.measure(s, kind)
		}
	case kind == "Aircraft Operator":
		t.Add("notes", kind+": "+p.number)
	default:
		p.identify(r)
	}
}

func (p paper) feature(t *ftm.Entity, prop, kind string) {
	if t.Schema.Prop(prop) != nil && t.Schema.Prop(prop).Type.Name == "date" {
		t.AddDates(prop, p.number, ftm.MonthFirst)
		return
	}
	put(t, prop, kind, p.number)
}

func isMeasure(kind string) bool {
	for _, m := range measureKinds {
		if strings.HasPrefix(kind, m) {
			return true
		}
	}
	return false
}

func (p paper) measure(s *ftm.Entity, kind string) {
	switch {
	case strings.HasPrefix(kind, "Listing Date"):
		addDate(s, "listingDate", p.number, kind)
	case strings.HasPrefix(kind, "Effective Date"):
		addDate(s, "startDate", p.number, kind)
	default:
		s.Add("provisions", kind+": "+p.number)
	}
}

// addDate adds dates with the kind of the feature as their note.
func addDate(s *ftm.Entity, prop, raw, note string) {
	dated := ftm.New(s.Schema.Name, "")
	dated.AddDates(prop, raw, ftm.MonthFirst)
	for _, st := range dated.Statements {
		if st.Note == "" {
			st.Note = note
		}
		s.Put(st)
	}
}

func (p paper) identify(r *lists.Record) {
	e := r.Identify(strings.TrimRight(p.kind, " :"), p.number, p.country)
	if e == nil {
		return
	}
	e.AddDates("startDate", p.issued, ftm.MonthFirst)
	e.AddDates("endDate", p.expires, ftm.MonthFirst)
}
