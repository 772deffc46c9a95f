package interchange

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// Senzing's entity specification: a record is a JSON object of attributes ("NAME_FULL"), alone, in lists by kind
// ("NAMES": [...]) or in one list "FEATURES". https://senzing.com/docs/entity_specification/

var senzingTypes = map[string]string{"PERSON": "Person", "ORGANIZATION": "Organization", "COMPANY": "Company",
	"VESSEL": "Vessel", "AIRCRAFT": "Airplane"}

// senzingProps are attributes that are a property by themselves.
var senzingProps = map[string]string{"DATE_OF_BIRTH": "birthDate", "DATE_OF_DEATH": "deathDate",
	"REGISTRATION_DATE": "incorporationDate", "COUNTRY_OF_ASSOCIATION": "country",
	"REGISTRATION_COUNTRY": "jurisdiction", "PLACE_OF_BIRTH": "birthPlace", "PHONE_NUMBER": "phone",
	"EMAIL_ADDRESS": "email", "WEBSITE_ADDRESS": "website", "TOPIC": "topics", "URL": "sourceUrl",
	"NAME_FIRST": "firstName", "NAME_MIDDLE": "middleName", "NAME_LAST": "lastName", "NAME_SUFFIX": "nameSuffix",
	"NAME_PREFIX": "title", "LEI_NUMBER": "leiCode", "DUNS_NUMBER": "dunsCode", "IMO_NUMBER": "imoNumber",
	"CALL_SIGN": "callSign", "MMSI_NUMBER": "mmsi"}

// senzingPapers are attributes with a number and its country, and the kind of paper they are.
var senzingPapers = map[string]string{"PASSPORT": "Passport", "NATIONAL_ID": "National ID", "TAX_ID": "Tax ID",
	"SSN": "SSN", "DRIVERS_LICENSE": "Driver's licence"}

type group map[string]string

func (g *graph) readSenzing(f lists.File) error {
	return objects(f.Data, func(_ int, raw json.RawMessage) error {
		var record map[string]json.RawMessage
		if err := json.Unmarshal(raw, &record); err != nil {
			return fmt.Errorf("not a Senzing record: %w", err)
		}
		return g.senzing(record)
	})
}

func (g *graph) senzing(record map[string]json.RawMessage) error {
	top := group{}
	var groups []group
	for key, raw := range record {
		if len(raw) == 0 || raw[0] != '[' {
			text, err := scalar(raw)
			if err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
			top[key] = text
			continue
		}
		var items []map[string]json.RawMessage
		if err := json.Unmarshal(raw, &items); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		for _, item := range items {
			attributes := group{}
			for k, v := range item {
				text, err := scalar(v)
				if err != nil {
					return fmt.Errorf("%s.%s: %w", key, k, err)
				}
				attributes[k] = text
			}
			groups = append(groups, attributes)
		}
	}
	take := func(keys ...string) (v string) {
		for _, k := range keys {
			if top[k] != "" {
				v = top[k]
			}
			delete(top, k)
		}
		return v
	}
	id := take("RECORD_ID")
	if id == "" {
		return errors.New("no RECORD_ID")
	}
	if g.nodes[id] != nil {
		return fmt.Errorf("a second record %s", id)
	}
	kind := take("RECORD_TYPE")
	for _, item := range groups { // the newer form has it among the features
		kind += item["RECORD_TYPE"]
		delete(item, "RECORD_TYPE")
	}
	schema, ok := senzingTypes[strings.ToUpper(kind)]
	if !ok {
		schema = "LegalEntity"
		if kind != "" {
			g.pub.UnknownAt("RECORD_TYPE=" + kind)
		}
	}
	n := g.node(id, schema)
	g.dataset(n, take("DATA_SOURCE"))
	take("LAST_CHANGE", "LAST_SEEN", "FIRST_SEEN") // stamps of the exporting program
	for _, item := range append(groups, top) {
		g.senzingGroup(n, item)
	}
	return nil
}

// senzingGroup reads attributes that belong together. Each that is read is taken out; what is left is unknown.
func (g *graph) senzingGroup(n *node, item group) {
	g.senzingName(n, item)
	g.senzingAddress(n, item)
	g.senzingPaper(n, item)
	g.senzingLink(n, item)
	switch strings.ToUpper(item["GENDER"]) {
	case "M", "F":
		n.put("gender", map[string]string{"M": "male", "F": "female"}[strings.ToUpper(item["GENDER"])])
	case "":
	default:
		n.put("gender", item["GENDER"])
	}
	delete(item, "GENDER")
	for key, prop := range map[string]string{"CITIZENSHIP": "citizenship", "NATIONALITY": "nationality"} {
		if n.Schema.Prop(prop) == nil { // of what is no person
			prop = "country"
		}
		n.put(prop, item[key])
		delete(item, key)
	}
	for _, key := range item.keys() {
		if prop, ok := senzingProps[key]; ok {
			n.put(prop, item[key])
			continue
		}
		g.pub.UnknownAt(key)
		n.note(key + ": " + item[key])
	}
}

// keys are the attributes with a value, in order.
func (item group) keys() []string {
	var keys []string
	for k, v := range item {
		if v != "" {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

func (g *graph) senzingName(n *node, item group) {
	prop, note := "name", ""
	switch kind := strings.ToUpper(item["NAME_TYPE"]); kind {
	case "", "PRIMARY":
	case "ALIAS", "AKA":
		prop = "alias"
	case "FORMER", "PREVIOUS", "MAIDEN":
		if prop = "previousName"; n.Schema.Prop(prop) == nil {
			prop = "alias"
		}
		note = strings.ToLower(kind) + " name"
	case "WEAK":
		prop = "weakAlias"
	default:
		prop, note = "alias", strings.ToLower(kind)
	}
	delete(item, "NAME_TYPE")
	for _, key := range []string{"NAME_FULL", "NAME_ORG"} {
		n.Put(ftm.Statement{Prop: prop, Original: item[key], Note: note})
		delete(item, key)
	}
	parts := strings.Join(strings.Fields(strings.Join([]string{item["NAME_FIRST"], item["NAME_MIDDLE"], item["NAME_LAST"]},
		" ")), " ")
	if item["NAME_LAST"] != "" {
		n.Put(ftm.Statement{Prop: prop, Original: parts, Note: note})
	}
}

func (g *graph) senzingAddress(n *node, item group) {
	var parts []string
	a := map[string]string{"ADDR_LINE1": "street", "ADDR_LINE2": "street2", "ADDR_CITY": "city", "ADDR_STATE": "state",
		"ADDR_POSTAL_CODE": "postalCode", "ADDR_COUNTRY": "country"}
	kept := group{}
	for _, key := range []string{"ADDR_LINE1", "ADDR_LINE2", "ADDR_CITY", "ADDR_STATE", "ADDR_POSTAL_CODE", "ADDR_COUNTRY"} {
		if item[key] != "" {
			parts = append(parts, item[key])
			kept[a[key]] = item[key]
			delete(item, key)
		}
	}
	full := item["ADDR_FULL"]
	if full == "" {
		full = strings.Join(parts, ", ")
	}
	if full == "" {
		return
	}
	kind := item["ADDR_TYPE"]
	delete(item, "ADDR_FULL")
	delete(item, "ADDR_TYPE")
	n.put("address", full)
	if len(parts) == 0 {
		return
	}
	e := g.node(n.ID+"-address-"+lists.StableID(full), "Address")
	e.put("full", full)
	for _, prop := range kept.keys() {
		e.put(prop, kept[prop])
	}
	e.put("remarks", kind)
	g.add(n, ftm.Statement{Prop: "addressEntity", Value: e.ID})
}

// senzingPaper reads identifiers. OpenSanctions puts the name of the FollowTheMoney property in OTHER_ID_TYPE.
func (g *graph) senzingPaper(n *node, item group) {
	for prefix, kind := range senzingPapers {
		number, country := item[prefix+"_NUMBER"], item[prefix+"_COUNTRY"]
		if number == "" {
			continue
		}
		if t := item[prefix+"_TYPE"]; t != "" {
			kind = t
		}
		g.paper(n, kind, number, country+item[prefix+"_STATE"])
		for _, part := range []string{"_NUMBER", "_COUNTRY", "_STATE", "_TYPE"} {
			delete(item, prefix+part)
		}
	}
	for _, prefix := range []string{"OTHER_ID", "TRUSTED_ID"} {
		kind, number := item[prefix+"_TYPE"], item[prefix+"_NUMBER"]
		if number == "" {
			continue
		}
		switch p := n.Schema.Prop(kind); {
		case strings.EqualFold(kind, "OPEN_SANCTIONS"): // the record's own id and those merged into it
			n.former = append(n.former, number)
		case strings.EqualFold(kind, "WIKIDATA"):
			n.put("wikidataId", number)
		case p != nil && p.Type.Name == "identifier":
			n.Add(kind, number)
		default:
			g.paper(n, kind, number, item[prefix+"_COUNTRY"])
		}
		for _, part := range []string{"_NUMBER", "_COUNTRY", "_TYPE"} {
			delete(item, prefix+part)
		}
	}
}

// paper adds an Identification, and a passport's number to the party itself.
func (g *graph) paper(n *node, kind, number, country string) {
	if strings.EqualFold(kind, "Passport") && n.Schema.Prop("passportNumber") != nil {
		n.Add("passportNumber", number)
	} else if n.Schema.Prop("idNumber") != nil {
		n.Add("idNumber", number)
	} else {
		n.note(kind + ": " + number)
	}
	if !n.Schema.Is("LegalEntity") {
		return
	}
	schema := "Identification"
	if strings.EqualFold(kind, "Passport") {
		schema = "Passport"
	}
	e := g.node(n.ID+"-id-"+lists.StableID(kind, number, country), schema)
	g.add(e, ftm.Statement{Prop: "holder", Value: n.ID})
	e.put("type", kind)
	e.put("number", number)
	e.put("country", country)
}

// senzingLink reads a relationship. Its role does not say who is who, so it becomes an UnknownLink.
func (g *graph) senzingLink(n *node, item group) {
	anchor, pointer, roleName := item["REL_ANCHOR_KEY"], item["REL_POINTER_KEY"], item["REL_POINTER_ROLE"]
	for _, key := range []string{"REL_ANCHOR_DOMAIN", "REL_ANCHOR_KEY", "REL_POINTER_DOMAIN", "REL_POINTER_KEY",
		"REL_POINTER_ROLE"} {
		delete(item, key)
	}
	if pointer == "" {
		return // an anchor by itself is only the record's own id
	}
	other := pointer
	if pointer == n.ID {
		other = anchor
	}
	if other == "" || other == n.ID {
		return
	}
	ends := []string{n.ID, other}
	slices.Sort(ends)
	l := g.node("link-"+lists.StableID(ends[0], ends[1], roleName), "UnknownLink")
	g.add(l, ftm.Statement{Prop: "subject", Value: ends[0]})
	g.add(l, ftm.Statement{Prop: "object", Value: ends[1]})
	l.put("role", roleName)
}
