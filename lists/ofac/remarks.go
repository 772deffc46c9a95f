package ofac

import (
	"slices"
	"strings"
	"sync"
)

// documentKinds are the kinds of documents and numbers of OFAC's reference value set of id types, with those of older
// files. In a remark they begin a piece: "Passport A123 (Iran)", "Tax ID No. 77... (Russia)".
var documentKinds = []string{
	"Afghan Money Service Provider License Number", "Aircraft Serial Identification", "Birth Certificate Number", "Bosnian Personal ID No.",
	"Branch Unit Number", "British National Overseas Passport", "Business Number", "Business Registration Document #",
	"Business Registration Number", "C.I.F.", "C.R. No.", "C.U.I.", "C.U.I.P.", "C.U.I.T.", "C.U.R.P.", "CNP (Personal Numerical Code)",
	"Cartilla de Servicio Militar Nacional", "Cedula No.", "Cedula de Ciudadania", "Cedula de Residencia", "Central Registration System Number",
	"Certificate of Incorporation Number", "Chamber of Commerce Number", "Chinese Commercial Code", "Citizen's Card Number",
	"Commercial Registry Number", "Company Number", "Credencial electoral", "D.N.I.", "Diplomatic Passport", "Driver's License No.",
	"Dubai Chamber of Commerce Membership No.", "Economic Register Number (CBLS)", "Electoral Registry No.", "Enterprise Number", "FEI Number",
	"File Number", "Fiscal Code", "Folio Mercantil No.", "Global Intermediary Identification Number", "Government Gazette Number", "I.F.E.",
	"ID Card", "Identification Number", "Identity Card", "Immigration No.", "Interpol: Red Notice. File No.", "Istanbul Chamber of Comm. No.",
	"Italian Fiscal Code", "Kenyan ID No.", "LE Number", "Legal Entity Identifier", "Legal Entity Number", "License", "MMSI",
	"MSB Registration Number", "Matricula Mercantil No", "Military Registration Number", "Moroccan Personal ID No.", "N.I.E.", "N.I.F.", "NIT #",
	"National Foreign ID Number", "National ID No.", "Numero Unico de Identificacao Tributaria (NUIT)", "Numero de Identidad",
	"Organization Code", "Paraguayan tax identification number", "Paraguayan Tax ID", "Passport", "Permit Number", "Personal ID Card",
	"Pilot License Number", "Public Registration Number", "Public Security and Immigration No.", "R.F.C.", "RFC", "RIF #", "RTN", "RUC #",
	"Refugee ID Card", "Registered Charity No.", "Registration ID", "Registration Number", "Residency Number", "Romanian C.R.",
	"Romanian Permanent Resident", "Romanian Tax Registration", "SRE Permit No.", "SSN", "SWIFT/BIC", "Seafarer's Identification Document",
	"Serial No.", "Stateless Person ID Card", "Stateless Person Passport", "Tax ID No.", "Taxpayer Identification Number",
	"Tazkira National ID Card", "Tourism License No.", "Trade License No.", "Trademark number", "Travel Document Number",
	"Turkish Identification Number", "UAE Identification", "UK Company Number", "US FEIN", "Unified Social Credit Code (USCC)",
	"United Social Credit Code Certificate (USCCC)", "V.A.T. Number", "Vessel Registration Identification", "Vessel Registration Number",
	"VisaNumberID",
}

// kindsByWord holds all kinds of facts and documents in lower case by their first word, the longest first.
var kindsByWord = sync.OnceValue(func() map[string][]string {
	m := map[string][]string{}
	put := func(kind string) {
		word, _, _ := strings.Cut(kind, " ")
		m[word] = append(m[word], kind)
	}
	for k := range facts {
		switch k {
		case "title", "location", "date of birth", "place of birth": // which remarks print in other words
		default:
			put(k)
		}
	}
	for _, f := range families {
		put(f.begin)
	}
	for _, k := range documentKinds {
		put(strings.ToLower(k))
	}
	for _, kinds := range m {
		slices.SortFunc(kinds, func(a, b string) int { return len(b) - len(a) })
	}
	return m
})

// remark reads the free text of an entry: facts separated by semicolons. The whole text is kept as a note; what is
// understood is added to its property as well. Of a text that was cut the last piece is not read.
func (p *party) remark(text string, cut bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return
	}
	p.Target().Add("notes", text)
	pieces := strings.Split(text, ";")
	if cut {
		pieces = pieces[:len(pieces)-1]
	} else {
		last := len(pieces) - 1
		pieces[last] = dropFullStop(strings.TrimSpace(pieces[last]))
	}
	for _, piece := range pieces {
		piece = unbracket(strings.TrimSpace(piece))
		if rest, ok := strings.CutPrefix(piece, "alt. "); ok {
			piece = rest
		}
		if piece != "" {
			p.remarkPiece(piece)
		}
	}
}

// dropFullStop takes the full stop off the end of a remark, but not that of an abbreviation: "S.A.", "C.V.".
func dropFullStop(s string) string {
	closed := strings.HasSuffix(s, ".)")
	if !strings.HasSuffix(s, ".") || closed {
		return s
	}
	word := s[strings.LastIndexByte(s, ' ')+1 : len(s)-1]
	if strings.Contains(word, ".") && !strings.ContainsFunc(strings.ReplaceAll(word, ".", " "), func(r rune) bool { return r != ' ' && (r < 'A' || r > 'Z') }) {
		longest := 0
		for _, part := range strings.Split(word, ".") {
			longest = max(longest, len(part))
		}
		if longest == 1 {
			return s
		}
	}
	return s[:len(s)-1]
}

// unbracket takes off brackets about a piece, or the half of a pair of which the other stands in another piece.
func unbracket(s string) string {
	open, closed := strings.Count(s, "("), strings.Count(s, ")")
	if strings.HasPrefix(s, "(") && (open > closed || open == closed && strings.HasSuffix(s, ")")) {
		s = s[1:]
		open--
	}
	if strings.HasSuffix(s, ")") && closed > open {
		s = s[:len(s)-1]
	}
	return strings.TrimSpace(s)
}

func (p *party) remarkPiece(piece string) {
	kind, value := splitKind(piece)
	if kind == "" {
		kind, value = splitNumbered(piece)
	}
	if kind == "" || value == "" {
		return // free text, which stands in the notes
	}
	if _, to := factOf(kind); to != "" {
		if to == toNotes { // as free text
			return
		}
		p.fact(kind, value, "")
		return
	}
	number, country := splitCountry(value)
	number, issued, expires := splitDates(number)
	p.document(kind, number, country, issued, expires)
}

// splitKind takes a known kind from the beginning of a piece.
func splitKind(piece string) (kind, value string) {
	word, _, _ := strings.Cut(piece, " ")
	for _, k := range kindsByWord()[strings.ToLower(strings.TrimRight(word, ":"))] {
		if len(piece) <= len(k) || !strings.EqualFold(piece[:len(k)], k) {
			continue
		}
		end := len(k)
		switch {
		case strings.HasSuffix(k, "("): // "Listing Date (CMIC) 03 Jun 2021"
			closing := strings.IndexByte(piece[end:], ')')
			if closing < 0 {
				continue
			}
			end += closing + 1
		case k == "executive order ": // "Executive Order 14071 Information: ..."
			end = headingEnd(piece)
		case k == "digital currency address - ":
			end = len("digital currency address")
		case piece[end] != ' ' && piece[end] != ':':
			continue
		}
		if end <= 0 {
			continue
		}
		return piece[:end], strings.TrimLeft(strings.TrimPrefix(strings.TrimLeft(piece[end:], " :"), "- "), " ")
	}
	return "", ""
}

// headingEnd is the end of a heading such as "Executive Order 14071 Directive Information", -1 if the piece has none.
func headingEnd(piece string) int {
	lower := strings.ToLower(piece)
	for _, word := range []string{" information", " determination"} {
		if i := strings.Index(lower, word); i >= 0 && i < 60 {
			return i + len(word)
		}
	}
	return -1
}

// splitNumbered takes a kind of document that is not known yet from the beginning of a piece that looks like one: words
// that end in "No.", "Number", "#", "Code" or "ID", and a number behind them.
func splitNumbered(piece string) (kind, value string) {
	words := strings.Fields(piece)
	for i, w := range words {
		if i > 7 {
			break
		}
		if !strings.ContainsAny(w, "0123456789") {
			continue
		}
		if i == 0 {
			break
		}
		switch strings.TrimSuffix(words[i-1], ":") {
		case "No.", "No", "Number", "#", "Code", "ID", "Nr.", "Num.":
			return strings.Join(words[:i], " "), strings.Join(words[i:], " ")
		}
		break
	}
	return "", ""
}

// splitCountry takes "(Iran)" from the end of a number, or from before the dates behind it.
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
	if before, after, ok := strings.Cut(s, " expires "); ok {
		s, expires = before, strings.TrimSpace(after)
	}
	for _, w := range []string{" issued ", " Date of Issue "} {
		if before, after, ok := strings.Cut(s, w); ok {
			s, issued = before, strings.TrimSpace(after)
		}
	}
	return strings.TrimSpace(s), issued, expires
}
