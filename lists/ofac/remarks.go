package ofac

import (
	"strings"
	"unicode"
)

// documentWords are the words that end the kind of a document in a remark: "Passport A123 (Iran)", "Tax ID No. 77...",
// "Vessel Registration Identification IMO 9187629".
var documentKinds = []string{
	"Vessel Registration Identification", "Vessel Registration Number", "National Foreign ID Number", "Diplomatic Passport", "Passport",
	"National ID No.", "Tax ID No.", "Registration ID", "Registration Number", "Company Number", "SWIFT/BIC", "MMSI",
	"Identification Number", "Business Registration Number", "Business Registration Document #", "Business Number", "Legal Entity Number",
	"Commercial Registry Number", "Chamber of Commerce Number", "Trade License No.", "License", "Unified Social Credit Code (USCC)",
	"Government Gazette Number", "Organization Code", "Enterprise Number", "Public Registration Number", "Driver's License No.", "SSN",
	"Cedula No.", "Cedula de Ciudadania", "Cedula de Residencia", "C.U.R.P.", "R.F.C.", "NIT #", "RIF #", "RUC #", "C.U.I.T.", "C.U.I.", "D.N.I.",
	"I.F.E.", "Matricula Mercantil No", "Folio Mercantil No.", "Birth Certificate Number", "Personal ID Card", "Identity Card", "ID Card",
	"Residency Number", "Travel Document Number", "Stateless Person ID Card", "Stateless Person Passport", "V.A.T. Number", "Fiscal Code",
	"Italian Fiscal Code", "Romanian C.R.", "Romanian Permanent Resident", "UK Company Number", "US FEIN", "Numero de Identidad",
	"Kenyan ID No.", "Afghan Money Service Provider License Number", "Certificate of Incorporation Number", "Registered Charity No.",
	"File Number", "Dubai Chamber of Commerce Membership No.", "Central Registration System Number", "Economic Register Number (CBLS)",
	"Turkish Identification Number", "Bosnian Personal ID No.", "Electoral Registry No.", "Credencial electoral", "Moroccan Personal ID No.",
	"Refugee ID Card", "Military Registration Number", "Seafarer's Identification Document", "Pilot License Number", "VisaNumberID",
	"Branch Unit Number", "Istanbul Chamber of Comm. No.", "Tazkira National ID Card", "Permit Number", "Paraguayan Tax ID", "Serial No.",
	"Interpol: Red Notice. File No.", "FEI Number", "Trademark number", "Global Intermediary Identification Number", "Legal Entity Identifier",
	"MSB Registration Number", "Aircraft Serial Identification", "Taxpayer Identification Number", "Digital Currency Address",
}

// remark reads the free text of SDN.CSV: facts separated by semicolons. The whole text is kept as a note; what is
// understood is added to its property as well.
func (p *party) remark(text string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return
	}
	p.Target().Add("notes", text)
	for _, piece := range strings.Split(strings.TrimSuffix(text, "."), ";") {
		piece = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(piece), "."))
		if inner, ok := strings.CutPrefix(piece, "("); ok {
			piece = strings.TrimSuffix(inner, ")")
		}
		piece = strings.TrimPrefix(piece, "alt. ")
		if piece != "" {
			p.remarkPiece(piece)
		}
	}
}

func (p *party) remarkPiece(piece string) {
	for _, kind := range []string{"a.k.a.", "f.k.a.", "n.k.a."} { // the list prints weak alternate names in remarks, in quotes
		if rest, ok := strings.CutPrefix(piece, kind+" "); ok {
			p.printedName(aliasProp(kind, true), strings.Trim(rest, " '\""), "")
			return
		}
	}
	if rest, ok := strings.CutPrefix(piece, "Digital Currency Address - "); ok {
		if currency, address, ok := strings.Cut(rest, " "); ok {
			p.Identify("Digital Currency Address - "+currency, address, "")
		}
		return
	}
	for _, kind := range documentKinds {
		rest, ok := strings.CutPrefix(piece, kind)
		if !ok || rest == "" || rest[0] != ' ' && rest[0] != ':' {
			continue
		}
		number, country := splitCountry(strings.Trim(rest, " :"))
		number, issued, expires := splitDates(number)
		p.document(kind, number, country, issued, expires)
		return
	}
	words := strings.Fields(piece)
	for n := min(len(words)-1, 9); n > 0; n-- {
		kind := strings.TrimSuffix(strings.Join(words[:n], " "), ":")
		prop, ok := features[strings.ToLower(kind)]
		if !ok || prop == "-" { // notes are kept with the whole remark
			continue
		}
		p.fact(kind, strings.TrimSpace(strings.TrimPrefix(strings.Join(words[n:], " "), ": ")), "")
		return
	}
}

// splitCountry takes "(Iran)" from the end of a number.
func splitCountry(s string) (number, country string) {
	open := strings.LastIndexByte(s, '(')
	if open < 0 {
		return s, ""
	}
	end := strings.IndexByte(s[open:], ')')
	if end < 0 {
		return s, ""
	}
	tail := strings.TrimSpace(s[open+end+1:])
	return strings.TrimSpace(strings.TrimSpace(s[:open]) + " " + tail), s[open+1 : open+end]
}

// splitDates takes "issued 01 Jan 2000 expires 01 Jan 2010" from the end of a number.
func splitDates(s string) (number, issued, expires string) {
	if before, after, ok := cutWord(s, "expires"); ok {
		s, expires = before, after
	}
	for _, w := range []string{"issued", "Date of Issue"} {
		if before, after, ok := cutWord(s, w); ok {
			s, issued = before, after
		}
	}
	return strings.TrimSpace(s), issued, expires
}

func cutWord(s, word string) (before, after string, ok bool) {
	i := strings.Index(s, " "+word+" ")
	if i < 0 {
		return s, "", false
	}
	return s[:i], strings.TrimFunc(s[i+len(word)+2:], func(r rune) bool { return unicode.IsSpace(r) || r == ';' }), true
}
