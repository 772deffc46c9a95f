package ofac

import (
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
)

// What becomes of a fact that is no property of the party.
const (
	toNotes   = "-"         // a note of the party
	toReach   = "sanction"  // what the sanction reaches: description of the Sanction
	toListing = "listing"   // listing date of the Sanction
	toStart   = "start"     // date of effect of the Sanction
	toLink    = "linked"    // a tie to another party
	toOwner   = "owner"     // an owner by name
	toTitle   = "function"  // functions of a person
	toCoin    = "coin"      // a digital currency address
	toWeak    = "weak name" // alternate names in remarks, which are the weak ones
)

// facts are the kinds of facts that the lists print in remarks, in idList and as features, in lower case and without the
// colon or dash behind them, with the property that holds them. Sources: OFAC's reference value sets of feature types and
// the kinds met in the files.
var facts = map[string]string{
	"dob": "birthDate", "birthdate": "birthDate", "date of birth": "birthDate", "pob": "birthPlace", "place of birth": "birthPlace",
	"nationality": "nationality", "nationality country": "nationality", "citizen": "citizenship", "citizenship country": "citizenship",
	"nationality of registration": "country", "registration country": "country", "gender": "gender",
	"email address": "email", "website": "website", "phone number": "phone", "telephone": "phone", "telephone no.": "phone", "phone": "phone", "fax": toNotes, "fax no.": toNotes,
	"organization established date": "incorporationDate", "organization type": "sector", "target type": toNotes,

	"vessel type": "type", "other vessel type": "type", "former vessel type": "pastTypes", "vessel flag": "flag", "other vessel flag": "flag",
	"former vessel flag": "pastFlags", "vessel call sign": "callSign", "other vessel call sign": "callSign",
	"vessel year of build": "buildDate", "vessel tonnage": "tonnage", "vessel gross tonnage": "grossRegisteredTonnage",
	"vessel gross registered tonnage": "grossRegisteredTonnage", "deadweight tonnage": "deadweightTonnage", "vessel owner": toOwner,
	"aircraft model": "model", "aircraft type": "type", "aircraft manufacture date": "buildDate", "aircraft tail number": "registrationNumber",
	"previous aircraft tail number": toNotes, "aircraft mode s transponder code": "icaoCode", "aircraft operator": toLink,
	"aircraft manufacturer's serial number (msn)":                  "serialNumber",
	"aircraft construction number (also called l/n or s/n or f/n)": "serialNumber",

	"bik (ru)": "bikCode", "d-u-n-s number": "dunsCode", "equity ticker": "ticker", "isin": "isinCode", "issuer name": toNotes,
	"micex code": toNotes, "un/locode": toNotes, "title": toTitle, "location": toNotes,

	"secondary sanctions risk": toReach, "additional sanctions information": toReach, "ifca determination": toReach,
	"peesa information": toReach, "caatsa section 235 information": toReach, "executive order 13662 directive determination": toReach,
	"executive order 14024 directive information": toReach, "executive order 13846 information": toReach,
	"executive order 14014 directive information": toReach, "executive order 14059 information": toReach,
	"transactions prohibited for persons owned or controlled by u.s. financial institutions": toReach,
	"for more information, please see": toNotes,

	"linked to": toLink, "digital currency address": toCoin, "a.k.a.": toWeak, "f.k.a.": toWeak, "n.k.a.": toWeak,
}

// families are kinds that carry the order or programme in their name: "Listing Date (CMIC)", "Effective Date (EO 14024
// Directive 3):", "Executive Order 14071 Information:".
var families = []struct{ begin, end, to string }{
	{"listing date (", ")", toListing},
	{"effective date (", ")", toStart},
	{"purchase/sales for divestment date (", ")", toReach},
	{"executive order ", "information", toReach},
	{"executive order ", "determination", toReach},
	{"digital currency address - ", "", toCoin},
}

// kindOf is a printed kind as a key, and where its facts go: "" for kinds that are none of the lists' facts.
func factOf(kind string) (key, to string) {
	key = strings.ToLower(strings.ReplaceAll(strings.TrimRight(kind, " :-"), "’", "'"))
	if to = facts[key]; to != "" {
		return key, to
	}
	for _, f := range families {
		if strings.HasPrefix(key, f.begin) && strings.HasSuffix(key, f.end) {
			return key, f.to
		}
	}
	return key, ""
}

// fact adds one printed fact. It reports false where the kind is not that of a fact; then it may be that of a document.
func (p *party) fact(kind, value, country string) bool {
	kind, value = collapse(kind), strings.TrimSpace(value)
	key, to := factOf(kind)
	if to == "" {
		return false
	}
	t := p.Target()
	label := strings.TrimRight(kind, " :-")
	switch to {
	case toNotes:
		t.Add("notes", strings.TrimSpace(label+": "+value))
	case toReach:
		if value != "" {
			p.sanction.Add("description", label+": "+value)
			p.sanction.Add("provisions", directiveMeasures(key, value)...)
		}
	case toListing, toStart:
		p.sanctionDate(map[string]string{toListing: "listingDate", toStart: "startDate"}[to], label, value)
	case toLink:
		p.linkedTo(strings.ToLower(label), value)
	case toTitle:
		p.titles(value)
	case toOwner:
		p.linkedTo("vessel owner", value)
	case toCoin:
		p.coin(kind, value)
	case toWeak:
		p.alias(kind, true, value, "", "")
	default:
		p.property(to, label, value, country)
	}
	return true
}

// property adds a fact to a property of the party, or to its notes where its schema has none such. What only companies have
// shows that an organisation is one.
func (p *party) property(prop, label, value, country string) {
	t := p.Target()
	if t.Schema.Name == "Organization" && t.Schema.Prop(prop) == nil && ftm.MustLookup("Company").Prop(prop) != nil {
		t.Schema = ftm.MustLookup("Company")
	}
	switch pr := t.Schema.Prop(prop); {
	case pr == nil:
		t.Add("notes", strings.TrimSpace(label+": "+value))
	case pr.Type.Name == "date":
		t.AddDates(prop, value, ftm.MonthFirst)
	case pr.Type.Name == "phone":
		for _, number := range strings.Split(value, ";") {
			t.Add(prop, number)
		}
	case pr.Type.Name == "country" && strings.EqualFold(value, unknownCountry):
	default:
		t.Add(prop, value)
	}
	if country != "" {
		t.Add("notes", label+": "+value+" ("+country+")")
	}
}

// sanctionDate adds a date of the sanction with the order or list that the kind names: "Listing Date (CMIC)".
func (p *party) sanctionDate(prop, label, value string) {
	_, note, _ := strings.Cut(label, "(")
	note = strings.TrimSuffix(note, ")")
	if d, ok := ftm.ParseDate(value, ftm.MonthFirst); ok {
		p.sanction.Put(ftm.Statement{Prop: prop, Value: d, Note: note})
	} else {
		p.sanction.Put(ftm.Statement{Prop: prop, Original: value, Note: note})
	}
}

// coin adds a digital currency address; the kind names the currency, or in remarks the value does: "XBT 1Aj...".
func (p *party) coin(kind, value string) {
	kind = strings.TrimRight(kind, " -")
	if !strings.Contains(kind, " - ") {
		currency, address, ok := strings.Cut(value, " ")
		if !ok {
			p.Target().Add("notes", kind+": "+value)
			return
		}
		kind, value = kind+" - "+currency, strings.TrimSpace(address)
	}
	p.Identify(kind, value, "")
}

// unquote takes the quotation marks off a name that stands between them, as weak names do.
func unquote(s string) string {
	s = strings.TrimSpace(s)
	for len(s) >= 2 && (s[0] == '\'' || s[0] == '"') && s[len(s)-1] == s[0] {
		s = strings.TrimSpace(s[1 : len(s)-1])
	}
	return s
}

// document adds an identity document or number; what is no document but a fact is added as such.
func (p *party) document(kind, number, country, issued, expires string) *ftm.Entity {
	if p.fact(kind, number, country) {
		return nil
	}
	if country == "" {
		if bare, c := splitCountry(number); c != "" {
			if _, ok := ftm.CountryCode(c); ok {
				number, country = bare, c
			}
		}
	}
	doc := p.Identify(kind, number, country)
	if doc == nil {
		if number == "" {
			p.Target().Add("notes", collapse(kind+" "+country))
		}
		return nil
	}
	if doc.Schema.Prop("startDate") != nil {
		doc.AddDates("startDate", issued, ftm.MonthFirst)
		doc.AddDates("endDate", expires, ftm.MonthFirst)
	}
	return doc
}
