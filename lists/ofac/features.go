package ofac

import (
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
)

// features are the kinds of facts that the list prints in remarks, in idList and as features, in lower case, with the
// property that holds them, by schema where it differs. "-" marks those that are only notes.
var features = map[string]string{
	"dob": "birthDate", "birthdate": "birthDate", "date of birth": "birthDate",
	"pob": "birthPlace", "place of birth": "birthPlace",
	"nationality": "nationality", "nationality country": "nationality", "nationality of registration": "country",
	"citizen": "citizenship", "citizenship country": "citizenship",
	"gender": "gender", "title": "title",
	"email address": "email", "website": "website", "phone number": "phone",
	"organization established date": "incorporationDate", "organization type": "sector", "organization type:": "sector",
	"vessel type": "type", "vessel flag": "flag", "vessel call sign": "callSign", "vessel year of build": "buildDate",
	"former vessel flag": "pastFlags", "other vessel flag": "pastFlags", "other vessel type": "type", "other vessel call sign": "callSign",
	"vessel tonnage": "tonnage", "vessel gross tonnage": "grossRegisteredTonnage", "vessel gross registered tonnage": "grossRegisteredTonnage",
	"vessel owner": "-", "deadweight tonnage": "deadweightTonnage",
	"aircraft model": "model", "aircraft construction number (also called l/n or s/n or f/n)": "serialNumber",
	"aircraft manufacturer's serial number (msn)": "serialNumber", "aircraft manufacture date": "buildDate",
	"aircraft tail number": "registrationNumber", "aircraft operator": "-", "aircraft type": "type", "aircraft mode s transponder code": "-",
	"previous aircraft tail number": "-", "aircraft": "-",
	"secondary sanctions risk": "-", "secondary sanctions risk:": "-", "additional sanctions information -": "-",
	"additional sanctions information": "-", "listing information": "-", "location": "-", "target type": "-", "peesa information": "-",
	"executive order 13846 information": "-", "executive order 13846 information:": "-", "effective date (eo 14024 directive 1a)": "-",
	"effective date (eo 14024 directive 2)": "-", "effective date (eo 14024 directive 3)": "-", "effective date (cmic)": "-",
	"purchase/sales for divestment date (cmic)": "-", "equity ticker": "ticker", "issuer name": "-", "isin": "isinCode",
	"ifca determination -": "-", "ifca determination": "-", "caatsa section 235 information": "-", "caatsa section 235 information:": "-",
	"executive order 13662 directive determination -": "-", "executive order 13662 directive determination": "-",
	"executive order 14024 directive information": "-", "executive order 14024 directive information -": "-",
	"effective date (eo 13662)": "-", "ds program": "-", "individual's": "-", "transactions prohibited for persons owned or controlled by u.s. financial institutions": "-",
	"transactions prohibited for persons owned or controlled by u.s. financial institutions:": "-", "cia target": "-", "bik (ru)": "-",
	"d-u-n-s number": "dunsCode", "micex code": "-", "linked to": "link", "linked to:": "link", "position": "position", "n/a": "-",
	"physical description": "appearance", "height": "height", "weight": "weight", "eyes": "eyeColor", "hair": "hairColor", "complexion": "appearance",
	"race": "ethnicity", "religion": "religion", "scars": "appearance", "profession": "profession", "occupation": "profession",
}

// fact adds one printed fact. It reports false where the kind is not known; the caller decides what then.
func (p *party) fact(kind, value, country string) bool {
	kind, value = collapse(kind), strings.TrimSpace(value)
	lower := strings.ToLower(strings.TrimSuffix(kind, ":"))
	prop, ok := features[lower]
	if !ok {
		return false
	}
	t := p.Target()
	switch {
	case prop == "link":
		p.link("linked to", value, "")
	case prop == "-":
		t.Add("notes", strings.TrimSpace(kind+" "+value))
		p.measureOf(lower, value)
	case t.Schema.Prop(prop) == nil:
		t.Add("notes", strings.TrimSpace(kind+" "+value))
	case t.Schema.Prop(prop).Type.Name == "date":
		t.AddDates(prop, value, ftm.MonthFirst)
	default:
		t.Add(prop, value)
	}
	if country != "" && prop != "link" {
		t.Add("notes", strings.TrimSpace(kind+" "+value+" ("+country+")"))
	}
	return true
}

// measureOf adds to the sanction what the list says of its reach beyond the freeze.
func (p *party) measureOf(kind, value string) {
	if strings.HasPrefix(kind, "secondary sanctions risk") || strings.HasPrefix(kind, "additional sanctions information") {
		p.sanction.Add("description", strings.TrimSpace(kind+" "+value))
	}
}

// document adds an identity document or number; what is no document but a fact is added as such.
func (p *party) document(kind, number, country, issued, expires string) {
	if p.fact(kind, number, country) {
		return
	}
	doc := p.Identify(kind, number, country)
	if doc == nil || doc.Schema.Prop("startDate") == nil {
		if number == "" {
			p.Target().Add("notes", collapse(kind+" "+country))
		}
		return
	}
	doc.AddDates("startDate", issued, ftm.MonthFirst)
	doc.AddDates("endDate", expires, ftm.MonthFirst)
}
