package eu

import (
	"slices"
	"strings"
	"testing"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2022-03-18T14:52:26.947+01:00" globalFileId="137925">
`

const entityHead = `<sanctionEntity designationDate="2021-06-21" designationDetails="" unitedNationId="" euReferenceNumber="EU.6385.79" logicalId="130139">
<regulation regulationType="amendment" organisationType="council" publicationDate="2021-06-21" entryIntoForceDate="2021-06-22" numberTitle="2021/997 (OJ L219I)" programme="BLR" logicalId="139196">
<publicationUrl>https://eur-lex.europa.eu/legal-content/EN/TXT/PDF/?uri=CELEX:32021R0997&amp;from=EN</publicationUrl></regulation>
<subjectType code="person" classificationCode="P"/>
`

// parts of an entity, which the export prints in an order of its own every day
var entityParts = []string{
	`<nameAlias firstName="" middleName="" lastName="" wholeName="Михаил Сафарбе́кович  ГУЦЕРИ́ЕВ" function="" gender="M" title="" nameLanguage="RU" strong="true" regulationLanguage="en" logicalId="130253"/>`,
	`<nameAlias firstName="" middleName="" lastName="" wholeName="Michail Safarbekovitj GUTSERIJEV" function="" gender="M" title="" nameLanguage="SV" strong="true" regulationLanguage="en" logicalId="130726"/>`,
	`<nameAlias firstName="Mikhail" middleName="Safarbekovich" lastName="GUTSERIEV" wholeName="Mikhail Safarbekovich GUTSERIEV" function="(a) Businessman, (b) shareholder of Slavkali" gender="M" title="" nameLanguage="EN" strong="true" regulationLanguage="en" logicalId="130143">
	   <regulationSummary regulationType="amendment" publicationDate="2022-02-25" numberTitle="2022/300 (OJ L46)" publicationUrl="https://eur-lex.europa.eu/x"/></nameAlias>`,
	`<nameAlias firstName="" middleName="" lastName="" wholeName="Misha" strong="false" nameLanguage="" regulationLanguage="en" logicalId="1"/>`,
	`<nameAlias firstName="" middleName="" lastName="" wholeName="G." strong="true" nameLanguage="" regulationLanguage="en" logicalId="140000"><remark>low quality alias</remark></nameAlias>`,
	`<citizenship region="" countryIso2Code="RU" countryDescription="RUSSIAN FEDERATION" regulationLanguage="en" logicalId="130141"/>`,
	`<birthdate circa="false" calendarType="GREGORIAN" city="Akmolinsk" zipCode="" birthdate="1958-03-09" dayOfMonth="9" monthOfYear="3" year="1958" region="" place="" countryIso2Code="KZ" countryDescription="KAZAKHSTAN" regulationLanguage="en" logicalId="130140"/>`,
	`<birthdate circa="true" calendarType="GREGORIAN" city="" zipCode="" year="1957" region="" place="" countryIso2Code="00" countryDescription="UNKNOWN" regulationLanguage="en" logicalId="2"/>`,
	`<birthdate circa="false" calendarType="GREGORIAN" monthOfYear="8" year="1961" countryIso2Code="00" countryDescription="UNKNOWN" regulationLanguage="en" logicalId="3"/>`,
	`<birthdate circa="true" calendarType="GREGORIAN" yearRangeFrom="1953" yearRangeTo="1958" countryIso2Code="00" countryDescription="UNKNOWN" regulationLanguage="en" logicalId="4"/>`,
	`<birthdate circa="false" calendarType="ISLAMIC" year="1343" countryIso2Code="00" countryDescription="UNKNOWN" regulationLanguage="en" logicalId="5"/>`,
	`<address city="Moscow" street="Balchug 1" poBox="22 709" zipCode="115035" region="" place="" asAtListingTime="true" countryIso2Code="RU" countryDescription="RUSSIAN FEDERATION" regulationLanguage="en" logicalId="9"><remark>former office</remark><contactInfo key="PHONE" value="+7 495 1"/><contactInfo key="EMAIL" value="a@example.org"/></address>`,
	`<identification diplomatic="false" knownExpired="true" knownFalse="false" reportedLost="false" revokedByIssuer="false" issueDate="2004-02-22" issuedBy="" latinNumber="" nameOnDocument="" number="A717288" region="" countryIso2Code="RU" countryDescription="RUSSIAN FEDERATION" identificationTypeCode="passport" identificationTypeDescription="National passport" regulationLanguage="en" logicalId="7"><remark>(in custody)</remark></identification>`,
	`<remark>none</remark>`,
	`<remark>Owns a football club</remark>`,
}

func xmlWith(parts []string) string {
	return xmlHead + entityHead + strings.Join(parts, "\n") + "</sanctionEntity></export>"
}

func TestXML(t *testing.T) {
	pub := parse(t, "eu-fsf", "fsf-xml", xmlWith(entityParts))
	if pub.Published != "2022-03-18T13:52:26" {
		t.Errorf("published %q, want the UTC time of generation", pub.Published)
	}
	if len(pub.Unknown) > 0 {
		t.Errorf("unknown: %v", pub.Unknown)
	}
	r := find(t, pub, "EU.6385.79")
	if !slices.Equal(r.Former, []string{"logicalId:130139"}) {
		t.Errorf("former ids %q", r.Former)
	}
	e := r.Target()
	if e.ID != "eu-fsf:EU.6385.79" || e.Schema.Name != "Person" || e.Caption() != "Mikhail Safarbekovich GUTSERIEV" {
		t.Errorf("target %s %s %q", e.ID, e.Schema.Name, e.Caption())
	}
	if got := names(e); !slices.Equal(got, []string{
		"alias Michail Safarbekovitj GUTSERIJEV", "alias Михаил Сафарбе́кович ГУЦЕРИ́ЕВ",
		"name Mikhail Safarbekovich GUTSERIEV", "weakAlias G.", "weakAlias Misha"}) {
		t.Errorf("names %q", got)
	}
	for _, s := range e.Statements {
		if s.Value == "Михаил Сафарбе́кович ГУЦЕРИ́ЕВ" && (s.Lang != "rus" || !strings.Contains(s.Original, "  ")) {
			t.Errorf("the Russian name lost its language or its wording: %+v", s)
		}
		if s.Prop == "birthDate" && strings.Contains(s.Text(), "1343") {
			t.Errorf("a year of the Islamic calendar became a date: %+v", s)
		}
		if s.Prop == "notes" && s.Text() == "none" {
			t.Error("the remark none is no remark")
		}
	}
	want(t, e, "lastName", "GUTSERIEV", "")
	want(t, e, "position", "Businessman", "")
	want(t, e, "position", "shareholder of Slavkali", "")
	want(t, e, "birthDate", "1958-03-09", "")
	want(t, e, "birthDate", "1957", ftm.NoteCirca)
	want(t, e, "birthDate", "1961-08", "")
	want(t, e, "birthDate", "1953", ftm.NoteFrom)
	want(t, e, "birthDate", "1958", ftm.NoteTo)
	want(t, e, "birthPlace", "Akmolinsk", "")
	want(t, e, "notes", "born in 1343 of the islamic calendar", "birth date")
	want(t, e, "notes", "Owns a football club", "")
	want(t, e, "phone", "+7 495 1", "")
	want(t, e, "topics", "sanction", "")
	if n := len(e.Get("birthCountry")); n != 1 {
		t.Errorf("%d countries of birth; UNKNOWN is none", n)
	}
	a := attached(t, r, "Address")
	want(t, a, "street", "Balchug 1", "")
	want(t, a, "postOfficeBox", "22 709", "")
	want(t, a, "remarks", "at the time of listing", "")
	if got := e.First("address"); !strings.EqualFold(got, "Balchug 1, PO Box 22 709, 115035 Moscow, Russia") {
		t.Errorf("address %q", got)
	}
	want(t, e, "passportNumber", "A717288", "")
	want(t, e, "nationality", "ru", "")
	want(t, e, "gender", "male", "")
	p := attached(t, r, "Passport")
	want(t, p, "description", "known to be expired", "")
	want(t, p, "startDate", "2004-02-22", "issued")
	s := attached(t, r, "Sanction")
	want(t, s, "provisions", lists.MeasureAssetFreeze, "")
	want(t, s, "provisions", lists.MeasureNoFunds, "")
	want(t, s, "programId", "BLR", "")
	want(t, s, "program", "BELARUS", "")
	want(t, s, "summary", "2021/997 (OJ L219I), council amendment, published 2021-06-21", "")
	want(t, s, "summary", "2022/300 (OJ L46), amendment, published 2022-02-25", "act of a name, address or other detail")
	want(t, s, "startDate", "2021-06-22", "")
	want(t, s, "listingDate", "2021-06-21", "")
	want(t, s, "sourceUrl", "https://eur-lex.europa.eu/legal-content/EN/TXT/PDF/?uri=CELEX:32021R0997&from=EN", "")
	want(t, s, "authorityId", "EU.6385.79", "")
}

func TestChildOrderDoesNotMatter(t *testing.T) {
	first := hashes(parse(t, "eu-fsf", "fsf-xml", xmlWith(entityParts)))
	shuffled := slices.Clone(entityParts)
	for range 7 {
		shuffled = append(shuffled[4:], shuffled[:4]...)
		slices.Reverse(shuffled[2:9])
		if got := hashes(parse(t, "eu-fsf", "fsf-xml", xmlWith(shuffled))); got["EU.6385.79"] != first["EU.6385.79"] {
			t.Fatal("the same parts in another order make another record")
		}
	}
	// the generation date and the row numbers of acts and parts have no content
	touched := strings.NewReplacer("2022-03-18T14", "2022-03-19T14", `logicalId="139196"`, `logicalId="999999"`,
		`logicalId="130141"`, `logicalId="77"`, "137925", "137926").Replace(xmlWith(entityParts))
	if got := hashes(parse(t, "eu-fsf", "fsf-xml", touched)); got["EU.6385.79"] != first["EU.6385.79"] {
		t.Error("day stamps and row numbers make another record")
	}
}

func TestXMLSeveralProgrammes(t *testing.T) {
	entity := func(programme, act, name string) string {
		return `<sanctionEntity unitedNationId="TAi.1" euReferenceNumber="EU.472.57" logicalId="516"><regulation numberTitle="` + act +
			`" programme="` + programme + `" publicationDate="2012-03-24" entryIntoForceDate="2012-03-25"/>` +
			`<subjectType code="enterprise" classificationCode="E"/><nameAlias wholeName="` + name + `" strong="true" logicalId="5"/></sanctionEntity>`
	}
	a, b := entity("AFG", "263/2012", "Haqqani Network"), entity("TAQA", "220/2008", "Haqqani Network")
	pub := parse(t, "eu-fsf", "fsf-xml", xmlHead+a+b+"</export>")
	if len(pub.Records) != 1 || len(pub.Warnings) != 1 {
		t.Fatalf("%d records, warnings %q", len(pub.Records), pub.Warnings)
	}
	r := pub.Records[0]
	if n := len(r.Entities); n != 3 {
		t.Errorf("%d entities, want the target and a sanction for each programme", n)
	}
	if r.Target().Schema.Name != "Organization" || !slices.Contains(r.Former, "un:TAi.1") {
		t.Errorf("%s %q", r.Target().Schema.Name, r.Former)
	}
	if hashes(parse(t, "eu-fsf", "fsf-xml", xmlHead+b+a+"</export>"))[r.ID] != hashes(pub)[r.ID] {
		t.Error("the order of entities matters")
	}
}

func TestXML10(t *testing.T) {
	// version 1.0 has no euReferenceNumber; delistingDate is in its schema
	pub := parse(t, "eu-fsf", "fsf-xml", xmlHead+`<sanctionEntity logicalId="13" delistingDate="2017-01-01"><remark>UNSC RESOLUTION 1483</remark>
<additionalInformation key="photo" value="yes"/><regulation logicalId="348" regulationType="regulation" organisationType="commission" publicationDate="2003-07-08" entryIntoForceDate="2003-07-07" numberTitle="1210/2003 (OJ L169)" programme="IRQ"><corrigendum regulationType="corrigendum" publicationDate="2003-08-01" numberTitle="C1"/></regulation>
<subjectType code="person" classificationCode="P"/><nameAlias logicalId="17" regulationLanguage="en" wholeName="Saddam Hussein Al-Tikriti"><regulationSummary regulationType="regulation" publicationDate="2003-07-08" numberTitle="1210/2003 (OJ L169)"/></nameAlias></sanctionEntity></export>`)
	r := find(t, pub, "EU.L13")
	if r.Delisted != "2017-01-01" || !slices.Contains(r.Former, "logicalId:13") || len(pub.Unknown) > 0 {
		t.Errorf("delisted %q, former %q, unknown %v", r.Delisted, r.Former, pub.Unknown)
	}
	want(t, r.Target(), "notes", "photo: yes", "")
	want(t, attached(t, r, "Sanction"), "summary", "C1, corrigendum, published 2003-08-01", "act of a name, address or other detail")
}

func TestUnknownIsReported(t *testing.T) {
	pub := parse(t, "eu-fsf", "fsf-xml", xmlWith(append([]string{`<wallet address="bc1q"/>`}, entityParts...)))
	if pub.Unknown["export/sanctionEntity/wallet"] != 1 {
		t.Errorf("unknown: %v", pub.Unknown)
	}
}

func TestCutXML(t *testing.T) {
	whole := xmlWith(entityParts)
	f := format(t, "eu-fsf", "fsf-xml")
	for _, at := range []int{len(xmlHead) + 10, len(whole) / 2, len(whole) - 12} {
		if _, err := f.Parse([]lists.File{{Name: "fsf.xml", Data: []byte(whole[:at])}}); err == nil ||
			!strings.Contains(err.Error(), "fsf.xml: line ") {
			t.Errorf("cut at %d: %v", at, err)
		}
	}
}

func TestHugeEntry(t *testing.T) {
	one := `<nameAlias wholeName="A" strong="true" logicalId="1"/>`
	text := xmlWith([]string{strings.Repeat(one, maxParts+1)})
	if _, err := format(t, "eu-fsf", "fsf-xml").Parse([]lists.File{{Name: "x", Data: []byte(text)}}); err == nil ||
		!strings.Contains(err.Error(), "x: line 3: entry EU.6385.79 has ") {
		t.Errorf("an entry of %d names: %v", maxParts+1, err)
	}
}
