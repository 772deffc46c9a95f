package interchange

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
)

type senzingItem map[string]string

// senzingJSON is a record in the form that OpenSanctions publishes.
type senzingJSON struct {
	DataSource    string        `json:"DATA_SOURCE"`
	RecordID      string        `json:"RECORD_ID"`
	RecordType    *string       `json:"RECORD_TYPE"`
	LastChange    string        `json:"LAST_CHANGE,omitempty"`
	Names         []senzingItem `json:"NAMES"`
	Gender        string        `json:"GENDER,omitempty"`
	Risks         []senzingItem `json:"RISKS,omitempty"`
	Dates         []senzingItem `json:"DATES,omitempty"`
	Addresses     []senzingItem `json:"ADDRESSES,omitempty"`
	Contacts      []senzingItem `json:"CONTACTS,omitempty"`
	Countries     []senzingItem `json:"COUNTRIES,omitempty"`
	Relationships []senzingItem `json:"RELATIONSHIPS,omitempty"`
	Identifiers   []senzingItem `json:"IDENTIFIERS,omitempty"`
	URL           string        `json:"URL,omitempty"`
}

const senzingDomain = "LINCHPIN"

// Senzing writes one record for each record of the lists. Sanctions and notes have no place in the format; topics
// stand as risks.
func (x Export) Senzing(w io.Writer, records Records) error {
	return jsonLines(w, func(encode func(any) error) error {
		for r := range records {
			entities, meta := x.prepare(r)
			t := entities[0]
			j := senzingJSON{DataSource: strings.ToUpper(strings.ReplaceAll(t.datasets[0], "-", "_")), RecordID: t.ID,
				RecordType: senzingType(t.Schema), LastChange: meta.LastChange, Names: senzingNames(t.Entity),
				URL: t.First("sourceUrl")}
			switch t.First("gender") {
			case "male":
				j.Gender = "M"
			case "female":
				j.Gender = "F"
			}
			j.Risks = items(t.Entity, "TOPIC", "topics")
			j.Dates = slices.Concat(items(t.Entity, "DATE_OF_BIRTH", "birthDate"), items(t.Entity, "DATE_OF_DEATH", "deathDate"),
				items(t.Entity, "REGISTRATION_DATE", "incorporationDate"))
			j.Countries = senzingCountries(t.Entity)
			j.Contacts = slices.Concat(items(t.Entity, "PHONE_NUMBER", "phone"), items(t.Entity, "EMAIL_ADDRESS", "email"),
				items(t.Entity, "WEBSITE_ADDRESS", "website"))
			j.Addresses = senzingAddresses(entities)
			j.Identifiers = senzingIdentifiers(entities)
			j.Relationships = senzingRelations(entities)
			if err := encode(j); err != nil {
				return err
			}
		}
		return nil
	})
}

func senzingType(s *ftm.Schema) *string {
	for _, c := range [][2]string{{"Person", "PERSON"}, {"Vessel", "VESSEL"}, {"Airplane", "AIRCRAFT"},
		{"Organization", "ORGANIZATION"}, {"Company", "ORGANIZATION"}, {"PublicBody", "ORGANIZATION"}} {
		if s.Is(c[0]) {
			return &c[1]
		}
	}
	return nil
}

func senzingNames(e *ftm.Entity) []senzingItem {
	kinds := map[string]string{"name": "PRIMARY", "alias": "ALIAS", "previousName": "FORMER", "weakAlias": "WEAK"}
	var names []senzingItem
	seen := map[string]bool{}
	for _, s := range e.Names() {
		if !seen[s.Value] {
			seen[s.Value] = true
			names = append(names, senzingItem{"NAME_TYPE": kinds[s.Prop], "NAME_FULL": s.Value})
		}
	}
	if len(names) == 0 {
		names = append(names, senzingItem{"NAME_TYPE": "PRIMARY", "NAME_FULL": e.Caption()})
	}
	return names
}

// items makes one item for each value of a property.
func items(e *ftm.Entity, attribute, prop string) []senzingItem {
	var list []senzingItem
	for _, v := range e.Get(prop) {
		list = append(list, senzingItem{attribute: v})
	}
	return list
}

func senzingCountries(e *ftm.Entity) []senzingItem {
	country := "COUNTRY_OF_ASSOCIATION"
	return slices.Concat(items(e, "NATIONALITY", "nationality"), items(e, "CITIZENSHIP", "citizenship"),
		items(e, country, "country"), items(e, country, "flag"), items(e, "REGISTRATION_COUNTRY", "jurisdiction"))
}

func senzingAddresses(entities []out) []senzingItem {
	t := entities[0]
	list := items(t.Entity, "PLACE_OF_BIRTH", "birthPlace")
	var texts []string
	for _, e := range entities[1:] {
		if !e.Schema.Is("Address") {
			continue
		}
		a := senzingItem{}
		for prop, key := range map[string]string{"full": "ADDR_FULL", "street": "ADDR_LINE1", "city": "ADDR_CITY",
			"state": "ADDR_STATE", "postalCode": "ADDR_POSTAL_CODE", "country": "ADDR_COUNTRY"} {
			if v := e.First(prop); v != "" {
				a[key] = v
			}
		}
		if len(a) > 0 {
			list = append(list, a)
			texts = append(texts, e.Get("full")...)
		}
	}
	for _, v := range t.Get("address") {
		if !slices.Contains(texts, v) {
			list = append(list, senzingItem{"ADDR_FULL": v})
		}
	}
	return list
}

// senzingIdentifiers writes papers with their country, then the other numbers under the name of their property.
func senzingIdentifiers(entities []out) []senzingItem {
	t := entities[0]
	var list []senzingItem
	seen := map[string]bool{}
	for _, e := range entities[1:] {
		if !e.Schema.Is("Identification") {
			continue
		}
		for _, number := range e.Get("number") {
			item := senzingItem{"OTHER_ID_TYPE": e.First("type"), "OTHER_ID_NUMBER": number}
			country := "OTHER_ID_COUNTRY"
			if e.Schema.Is("Passport") || strings.EqualFold(e.First("type"), "Passport") {
				item, country = senzingItem{"PASSPORT_NUMBER": number}, "PASSPORT_COUNTRY"
			}
			if c := e.First("country"); c != "" {
				item[country] = c
			}
			list = append(list, item)
			seen[number] = true
		}
	}
	trusted := map[string]string{"leiCode": "LEI_NUMBER", "dunsCode": "DUNS_NUMBER", "imoNumber": "IMO_NUMBER"}
	for _, s := range t.Statements {
		p := t.Schema.Prop(s.Prop)
		if p.Type.Name != "identifier" || s.Value == "" || s.Prop == "programId" || seen[s.Value] {
			continue
		}
		if key, ok := trusted[s.Prop]; ok {
			list = append(list, senzingItem{key: s.Value})
			continue
		}
		list = append(list, senzingItem{"OTHER_ID_TYPE": s.Prop, "OTHER_ID_NUMBER": s.Value})
		if s.Prop == "wikidataId" {
			list = append(list, senzingItem{"TRUSTED_ID_TYPE": "WIKIDATA", "TRUSTED_ID_NUMBER": s.Value})
		}
	}
	return list
}

// senzingRelations writes the edges that a record holds, from the record to the other end.
func senzingRelations(entities []out) []senzingItem {
	t := entities[0]
	var list []senzingItem
	for _, e := range entities[1:] {
		edge := e.Schema.Edge
		if edge == nil {
			continue
		}
		role := e.Schema.Name
		if e.Schema.Is("UnknownLink") {
			role = cmp.Or(e.First("role"), role)
		}
		for _, other := range append(e.Get(edge.Source), e.Get(edge.Target)...) {
			if other != t.ID {
				list = append(list, senzingItem{"REL_ANCHOR_DOMAIN": senzingDomain, "REL_ANCHOR_KEY": t.ID,
					"REL_POINTER_ROLE": role, "REL_POINTER_DOMAIN": senzingDomain, "REL_POINTER_KEY": other})
			}
		}
	}
	return list
}
