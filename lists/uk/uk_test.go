package uk

import (
	"slices"
	"strings"
	"testing"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

func mustParse(t *testing.T, file, text string) *lists.Publication {
	t.Helper()
	f := lists.File{Name: file, Data: []byte(text)}
	_, form := format(t, f)
	if form == nil {
		t.Fatalf("%s is not recognised", file)
	}
	p, err := form.Parse([]lists.File{f})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func check(t *testing.T, e *ftm.Entity, want map[string]string) {
	t.Helper()
	for prop, v := range want {
		if got := strings.Join(e.Get(prop), "|"); got != v {
			t.Errorf("%s %s = %q, want %q", e.ID, prop, got, v)
		}
	}
}

func of(r *lists.Record, schema string) []*ftm.Entity {
	var out []*ftm.Entity
	for _, e := range r.Entities[1:] {
		if e.Schema.Name == schema {
			out = append(out, e)
		}
	}
	return out
}

const mansur = `<Designation>
<LastUpdated>29/04/2026</LastUpdated><DateDesignated>31/01/2001</DateDesignated><UniqueID>AFG0011</UniqueID>
<OFSIGroupID>7270</OFSIGroupID><UNReferenceNumber>TAi.007</UNReferenceNumber>
<Names><Name><Name1>ABDUL</Name1><Name2>LATIF</Name2><Name6>MANSUR</Name6><NameType>Primary name</NameType></Name>
<Name><Name1>Wali</Name1><Name6>
MOHAMMAD
</Name6><NameType>Alias</NameType><AliasStrength>Low quality a.k.a</AliasStrength></Name></Names>
<NonLatinNames><NonLatinName><NameNonLatinScript>عبد اللطيف منصور</NameNonLatinScript><NonLatinScriptLanguage>Arabic</NonLatinScriptLanguage></NonLatinName></NonLatinNames>
<Titles><Title>Maulavi</Title></Titles>
<RegimeName>The Afghanistan (Sanctions) (EU Exit) Regulations 2020</RegimeName><IndividualEntityShip>Individual</IndividualEntityShip>
<DesignationSource>UN</DesignationSource><SanctionsImposed>Asset freeze|Travel Ban</SanctionsImposed>
<SanctionsImposedIndicators><AssetFreeze>true</AssetFreeze><ArmsEmbargo>false</ArmsEmbargo><TravelBan>true</TravelBan></SanctionsImposedIndicators>
<UKStatementofReasons>
</UKStatementofReasons>
<Addresses><Address><AddressLine1>Darul Aman</AddressLine1><AddressLine2>Kabul</AddressLine2><AddressCountry>Afghanistan</AddressCountry></Address></Addresses>
<IndividualDetails><Individual><DOBs><DOB>dd/mm/1968</DOB><DOB>dd/09/1958</DOB><DOB>1985</DOB><DOB>12/11/1967</DOB><DOB>12/11/1967</DOB></DOBs>
<PassportDetails><Passport><PassportNumber> D0009720</PassportNumber><PassportAdditionalInformation>Afghanistan diplomatic passport number D0009720, issued on 12 Oct. 2021</PassportAdditionalInformation></Passport></PassportDetails>
<Nationalities><Nationality>Afghanistan</Nationality></Nationalities><Genders><Gender>Male</Gender></Genders>
<BirthDetails><Location><TownOfBirth>Zurmat District, Paktia Province</TownOfBirth><CountryOfBirth>Afghanistan</CountryOfBirth></Location></BirthDetails>
</Individual></IndividualDetails></Designation>`

const petrel = `<Designation><LastUpdated>18/12/2021</LastUpdated><DateDesignated>03/10/2017</DateDesignated><UniqueID>DPR0075</UniqueID>
<Names><Name><Name6>Petrel 8</Name6><NameType>Primary name</NameType></Name></Names>
<RegimeName>The Democratic People's Republic of Korea (Sanctions) (EU Exit) Regulations 2019</RegimeName><IndividualEntityShip>Ship</IndividualEntityShip>
<DesignationSource>UN</DesignationSource><SanctionsImposed>Prohibition of port entry</SanctionsImposed>
<SanctionsImposedIndicators><ProhibitionOfPortEntry>true</ProhibitionOfPortEntry></SanctionsImposedIndicators>
<ShipDetails><Ship><IMONumbers><IMONumber>IMO9562233</IMONumber></IMONumbers>
<CurrentOwnerOperators><CurrentOwnerOperator>Global United Shipping India </CurrentOwnerOperator></CurrentOwnerOperators>
<PreviousFlags><PreviousFlag>India</PreviousFlag></PreviousFlags><YearsBuilt><YearBuilt>2011</YearBuilt></YearsBuilt>
<LengthOfShipDetails><LengthOfShip>134.5</LengthOfShip></LengthOfShipDetails></Ship></ShipDetails></Designation>`

func xmlList(designations string) string {
	return `<?xml version="1.0" encoding="utf-8"?><Designations dateGenerated="2026-08-14T23:00:04.744Z"><DateGenerated>14/08/2026</DateGenerated>` +
		designations + "</Designations>"
}

func TestXML(t *testing.T) {
	p := mustParse(t, "UK-Sanctions-List.xml", xmlList(mansur+petrel))
	if p.Published != "2026-08-14T23:00:04" || len(p.Unknown)+len(p.Warnings) > 0 {
		t.Error(p.Published, p.Unknown, p.Warnings)
	}
	r := p.Records[0]
	if r.ID != "AFG0011" || !slices.Equal(r.Former, []string{"ofsi:7270", "un:TAi.007"}) {
		t.Errorf("id %s, former %q", r.ID, r.Former)
	}
	check(t, r.Target(), map[string]string{"name": "ABDUL LATIF MANSUR", "weakAlias": "Wali MOHAMMAD", "alias": "عبد اللطيف منصور",
		"lastName": "MANSUR", "title": "Maulavi", "birthDate": "1968|1958-09|1985|1967-11-12", "nationality": "af", "gender": "male",
		"birthPlace": "Zurmat District, Paktia Province, Afghanistan", "passportNumber": "D0009720", "address": "Darul Aman, Kabul, Afghanistan"})
	check(t, r.Entities[1], map[string]string{"provisions": "asset freeze|no funds or economic resources made available|travel ban",
		"program": "The Afghanistan (Sanctions) (EU Exit) Regulations 2020", "programId": "GB-AFG", "listingDate": "2001-01-31",
		"modifiedAt": "2026-04-29", "unscId": "TAi.007", "reason": ""})
	for _, s := range r.Target().Statements {
		if s.Value == "عبد اللطيف منصور" && s.Lang != "ara" {
			t.Errorf("language %q", s.Lang)
		}
	}
	ship := p.Records[1]
	check(t, ship.Target(), map[string]string{"pastFlags": "in", "buildDate": "2011", "notes": "Length of ship: 134.5"})
	if ship.Target().Schema.Name != "Vessel" || !strings.Contains(ship.Target().First("imoNumber"), "9562233") {
		t.Errorf("%s, IMO %q", ship.Target().Schema.Name, ship.Target().Get("imoNumber"))
	}
	own := of(ship, "Ownership")
	if len(own) != 1 || own[0].First("asset") != ship.Target().ID || of(ship, "LegalEntity")[0].First("name") != "Global United Shipping India" {
		t.Error("the owner of the ship is lost")
	}
	// The layout of 2022: only the element tells the day.
	old := mustParse(t, "uk.xml", "<Designations>\n\t<DateGenerated>26/04/2022</DateGenerated>"+mansur+"</Designations>")
	if old.Published != "2022-04-26" || ftm.Hash(old.Records[0].Entities) != ftm.Hash(r.Entities) {
		t.Error("the layout of 2022 gives another record")
	}
}

func TestEntityDetails(t *testing.T) {
	text := strings.NewReplacer("Ship<", "Entity<", "<ShipDetails>", "<EntityDetails>", "</ShipDetails>", "</EntityDetails>", "Prohibition of port entry", "Asset freeze|Moon ban").
		Replace(petrel[:strings.Index(petrel, "<Ship>")]) + `<Entity><TypeOfEntities><TypeOfEntity>Public Joint Stock Company</TypeOfEntity></TypeOfEntities>
<ParentCompanies><ParentCompany>Rosneft</ParentCompany></ParentCompanies><Subsidiaries><Subsidiary>Sub Ltd</Subsidiary></Subsidiaries>
<BusinessRegistrationNumbers><BusinessRegistrationNumber>Tax ID No. 7735579027 (Russia)</BusinessRegistrationNumber></BusinessRegistrationNumbers>
<Colour>red</Colour></Entity></EntityDetails></Designation>`
	p := mustParse(t, "uk.xml", xmlList(text))
	r := p.Records[0]
	if r.Target().Schema.Name != "Company" {
		t.Errorf("schema %s", r.Target().Schema.Name)
	}
	parent, sub := of(r, "Ownership")[0], of(r, "Ownership")[1]
	if parent.First("asset") != r.Target().ID || sub.First("owner") != r.Target().ID {
		t.Error("parent and subsidiary are not told apart")
	}
	if ids := of(r, "Identification"); len(ids) != 1 || ids[0].First("number") != "7735579027" || ids[0].First("country") != "ru" {
		t.Error("the registration is lost")
	}
	if p.Unknown["sanction imposed=Moon ban"] != 1 || !slices.Contains(r.Entities[1].Get("provisions"), "Moon ban") {
		t.Errorf("an unknown sanction is not kept and reported: %v", p.Unknown)
	}
	if p.Unknown["Designations/Designation/EntityDetails/Entity/Colour"] != 1 {
		t.Errorf("an unknown element is not reported: %v", p.Unknown)
	}
}

const mansurYAML = `---
last_updated: '2026-04-29'
date_designated: '2001-01-31'
unique_id: AFG0011
ofsi_group_id: '7270'
un_reference_number: TAi.007
names:
  names:
  - name1: ABDUL
    name2: LATIF
    name6: MANSUR
    name_type: Primary name
  - name1: Wali
    name6: MOHAMMAD
    name_type: ALias
    alias_strength: Low quality a.k.a
non_latin_names:
  names:
  - name_non_latin_script: عبد اللطيف منصور
regime_name: The Afghanistan (Sanctions) (EU Exit) Regulations 2020
individual_entity_ship: Individual
designation_source: UN
sanctions_imposed: Asset freeze|Travel Ban
sanctions_imposed_indicators:
  asset_freeze: true
  arms_embargo: false
  travel_ban: true
uk_statement_of_reasons: "\n"
addresses:
  addresses:
  - address_line1: Darul Aman
    address_line2: Kabul
    address_country: Afghanistan
`

func TestYAML(t *testing.T) {
	p := mustParse(t, "uksl.yaml", mansurYAML)
	if len(p.Unknown) > 0 || len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0], "removed") {
		t.Error(p.Unknown, p.Warnings)
	}
	r := p.Records[0]
	check(t, r.Target(), map[string]string{"name": "ABDUL LATIF MANSUR", "weakAlias": "Wali MOHAMMAD", "alias": "عبد اللطيف منصور",
		"address": "Darul Aman, Kabul, Afghanistan"})
	xml := mustParse(t, "uk.xml", xmlList(mansur)).Records[0]
	if ftm.Hash(r.Entities[1:2]) != ftm.Hash(xml.Entities[1:2]) {
		t.Error("the sanction of the YAML differs from that of the XML")
	}
	cut := mansurYAML + mansurYAML[:strings.Index(mansurYAML, "designation_source")]
	if _, err := parseYAML([]lists.File{{Name: "cut.yaml", Data: []byte(cut)}}); err == nil || !strings.Contains(err.Error(), "cut.yaml: line") {
		t.Errorf("a cut file gives %v", err)
	}
}

func TestSanctionsListCSV(t *testing.T) {
	p := mustParse(t, "UK-Sanctions-List.csv", "Report Date: 14-Aug-2026,,,\n"+
		"Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name type,Alias strength,Regime Name,Designation Type,Designation source,Sanctions Imposed,Date Designated,D.O.B,Flag colour\n"+
		"29/04/2026,AFG0011,7270,TAi.007,MANSUR,ABDUL,LATIF,Primary Name,,The Afghanistan (Sanctions) (EU Exit) Regulations 2020,Individual,UN,Asset freeze|Travel Ban,31/01/2001,dd/mm/1968,\n"+
		"29/04/2026,AFG0011,7270,TAi.007,MOHAMMAD,Wali,,Alias,Low quality a.k.a,The Afghanistan (Sanctions) (EU Exit) Regulations 2020,Individual,UN,Asset freeze|Travel Ban,31/01/2001,12/11/1967,x\n")
	if p.Published != "2026-08-14" || len(p.Records) != 1 || p.Unknown["Flag colour"] != 1 {
		t.Error(p.Published, len(p.Records), p.Unknown)
	}
	check(t, p.Records[0].Target(), map[string]string{"name": "ABDUL LATIF MANSUR", "weakAlias": "Wali MOHAMMAD", "birthDate": "1968|1967-11-12"})
}

const columns29 = "Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Title,DOB,Town of Birth,Country of Birth,Nationality,Passport Details,NI Number,Position,Address 1,Address 2,Address 3,Address 4,Address 5,Address 6,Post/Zip Code,Country,Other Information,Group Type,Alias Type,Regime,Listed On,Last Updated,Group ID\r\n"

func TestConList(t *testing.T) {
	text := "Last Updated,12/02/2016\r\n" + columns29 +
		"GEORGE,El Dia,Haak,,,,,30/11/1974,(1) Haidra Al-Qasreen (2)-(3) -,(1) Tunisia (2) Lebanon (3) Algeria,Tunisian,M788331 (Tunisian). Issued on 28 Sept 2001. Expired on 27 Sept 2006,,,Via Cefalonia 11,,,,,Milan,,\"Italy (Domicile, last known address)\",UN Ref QI.S.148.03. Father's name is Mohamed Sharif. Also referred to as Abou Anis and Abu Anis.,Individual,AKA,Al-Qaida,18/11/2003,17/06/2011,7871\r\n" +
		"SALEH AL-SAADI,Nessim,Ben Mohamed,,,,,00/02/1961,,,Tunisian,,,,,,,,,,,,UN Ref QI.S.148.03.,Individual,Prime Alias,Somalia,19/11/2003,17/06/2011,7871\r\n" +
		"TONG SAN 2,,,,,,,,,,,,,,,,,,,,,,IMO: 8937675. MMSI: 445539000. The following vessel has been added to the list of vessels,Entity,Prime Alias,North Korea,19/10/2017,19/10/2017,13556\r\n" +
		"CAF\xc9 X,,,,,,,,,,,,,,,,,,,,,,,Entity,FKA,Syria,19/10/2017,19/10/2017,1\r\n"
	p := mustParse(t, "conlist.csv", text)
	if p.Published != "2016-02-12" || len(p.Records) != 3 || len(p.Unknown) > 0 {
		t.Error(p.Published, len(p.Records), p.Unknown)
	}
	r := p.Records[0]
	if r.ID != "7871" || !slices.Equal(r.Former, []string{"un:QI.S.148.03"}) {
		t.Errorf("id %s, former %q", r.ID, r.Former)
	}
	check(t, r.Target(), map[string]string{"name": "Nessim Ben Mohamed SALEH AL-SAADI", "alias": "El Dia Haak GEORGE",
		"weakAlias": "Abou Anis|Abu Anis", "birthDate": "1974-11-30|1961-02", "birthPlace": "Haidra Al-Qasreen, Tunisia",
		"birthCountry": "tn|lb|dz", "passportNumber": "M788331", "address": "Via Cefalonia 11, Milan, Italy"})
	if s := of(r, "Sanction"); len(s) != 2 || s[0].First("listingDate") != "2003-11-18" || s[1].First("program") != "Somalia" {
		t.Error("not one sanction a regime")
	}
	check(t, p.Records[1].Target(), map[string]string{"name": "TONG SAN 2", "mmsi": "445539000"})
	check(t, p.Records[2].Target(), map[string]string{"previousName": "CAFÉ X"})
}

func TestOtherInformation(t *testing.T) {
	e := &entry{}
	e.other("(UK Sanctions List Ref):SYR0306 (UN Ref):TAi.155 Front company. (UK Statement of Reasons):It acquires equipment (for SSRC). (Gender):Male (Phone number):+963112121816. +963112121834 (Email address):a@b.sy (Type of entity):State-Owned Enterprise (Parent company):(1) A Ltd (2) B Ltd")
	if !slices.Equal(e.former, []string{"uk:SYR0306", "un:TAi.155"}) || !slices.Equal(e.parents, []string{"A Ltd", "B Ltd"}) ||
		!slices.Equal(e.phones, []string{"+963112121816", "+963112121834"}) || !slices.Equal(e.mails, []string{"a@b.sy"}) ||
		!slices.Equal(e.reasons, []string{"It acquires equipment (for SSRC)."}) || e.genders[0] != "Male" || len(e.notes) != 1 {
		t.Errorf("%+v", e)
	}
	for text, want := range map[string]string{
		"UN Ref QI.B.62.02. Also":            "QI.B.62.02",
		"UN REF:QDi.330":                     "QDi.330",
		"UN Reference No: TAi.155.":          "TAi.155",
		"UN listing.Un Ref KPi.002.Former":   "KPi.002",
		"UN Ref.KPI. 076. Ri Chun Song":      "KPI.076",
		"UN Ref.075. Ri Chun Hwan":           "",
		"under UN reforms of 2015. The next": "",
	} {
		if got := strings.Join(unReferences(text), "|"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestNumbered(t *testing.T) {
	for cell, want := range map[string]string{
		"(1) Tunis (2) Sfax":           "Tunis|Sfax",
		"(1)-(2) Indonesia":            "Indonesia|Indonesia",
		"(1) Manzil Tmim (2)-(4) -":    "Manzil Tmim|||",
		"1) Saudi Arabia 2) Qatar":     "Saudi Arabia|Qatar",
		"1) Mullah, 2) Maulavi, 3) X.": "Mullah|Maulavi|X",
		"(a) Jordanian (b) American":   "Jordanian|American",
		"a) General b)Major General":   "General|Major General",
		"(1) Germany. (2) Morocco":     "Germany|Morocco",
		"Battalion (2)":                "Battalion (2)",
		"(General) Organisation":       "(General) Organisation",
		"-":                            "",
	} {
		if got := strings.Join(numbered(cell), "|"); got != want {
			t.Errorf("%q: %q, want %q", cell, got, want)
		}
	}
}

func TestPapers(t *testing.T) {
	for _, c := range []struct{ number, details, want string }{
		{"(1) 28642163 (2) 954242", "(1) German provisional (2) Moroccan", "28642163|954242"},
		{"", "Passport No: 592667 (Qatari passport issued on 3 May 2007).", "592667"},
		{"", "Yemeni passport number 17979 issued under name X. Yemeni passport number 02117777 issued on 8.11.2005.", "17979|02117777"},
		{"", "Passport No: (a) 472320665 (Date of Expiration: 26.9.2017), (b) 563120356.", "472320665|563120356"},
		{"", "M 271351 (Moroccan). Issued on 24 Oct 2000", "M 271351"},
		{"", "K989895 (Tunisian). Issued on 26 July 1995 in Genoa. Expired on 25 July 2000", "K989895"},
		{"", "Uganda Passport.", ""},
	} {
		r := lists.NewRecord("x", "1", "Person")
		for _, p := range papers(passport, c.number, c.details) {
			p.fill(r)
		}
		var got []string
		for _, e := range r.Entities[1:] {
			got = append(got, e.Get("number")...)
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%q %q: %q, want %q", c.number, c.details, got, c.want)
		}
		if c.want == "" && r.Target().First("notes") == "" {
			t.Error("a passport without a number is lost")
		}
	}
}

func TestMeasures(t *testing.T) {
	for wording, want := range map[string]string{
		"Asset freeze|Travel Ban":                                    "asset freeze|no funds or economic resources made available|travel ban",
		"Trust Services Sanctions":                                   "trust services ban",
		"DirectorDisqualificationSanction":                           "director disqualification",
		`Shipping sanctions: (see "Other information")`:              "transport restrictions|port access ban",
		"De-flag|Prohibition of port entry":                          "transport restrictions|de-flagging of ships|port access ban",
		"Prohibition on correspondent banking and sterling clearing": "correspondent account restrictions",
		"Closure of representative offices":                          "closure of representative offices",
	} {
		e, pub := &entry{}, &lists.Publication{}
		e.impose(wording, pub)
		if got := strings.Join(e.measures, "|"); got != want || len(pub.Unknown) > 0 {
			t.Errorf("%s: %q, want %q; unknown %v", wording, got, want, pub.Unknown)
		}
	}
}

func TestClosedListDoesNotGoStale(t *testing.T) {
	l := Lists()[1]
	if l.ID != ofsiList || l.Cadence != 0 || !strings.Contains(l.Title, "28 January 2026") {
		t.Errorf("%s: cadence %v, title %s", l.ID, l.Cadence, l.Title)
	}
}

func TestRefused(t *testing.T) {
	con := "Last Updated,12/02/2016\n" + columns29 + "A,,,,,,,,,,,,,,,,,,,,,,,Entity,AKA,Syria,19/10/2017,19/10/2017,1\n"
	xml := xmlList(mansur)
	for name, c := range map[string]struct {
		text  string
		known bool
	}{
		"empty":           {"", false},
		"html":            {"<!DOCTYPE html><html><body>Just a moment</body></html>", false},
		"json":            {`{"error":"x"}`, false},
		"un list":         {"<CONSOLIDATED_LIST/>", false},
		"cut xml":         {xml[:len(xml)-30], true},
		"no designations": {xmlList(""), true},
		"cut csv":         {con[:len(con)-20], true},
		"csv header only": {"Last Updated,12/02/2016\n" + columns29, true},
		"workbook":        {"PK\x03\x04 nothing", true},
	} {
		file := "conlist"
		f := lists.File{Name: file, Data: []byte(c.text)}
		_, form := format(t, f)
		if (form != nil) != c.known {
			t.Errorf("%s: recognised %v", name, form != nil)
		}
		for _, parse := range []func([]lists.File) (*lists.Publication, error){parseXML, parseSLCSV, parseYAML, parseConListCSV, parseConListXLSX} {
			if p, err := parse([]lists.File{f}); err == nil {
				t.Errorf("%s: accepted with %d records", name, len(p.Records))
			} else if !strings.Contains(err.Error(), file) {
				t.Errorf("%s: the error does not name the file: %v", name, err)
			}
		}
	}
}

func FuzzXML(f *testing.F) {
	f.Add(xmlList(mansur + petrel))
	f.Add("<Designations><Designation><Names>x</Names><ShipDetails>y</ShipDetails><IndividualEntityShip>Entity</IndividualEntityShip></Designation></Designations>")
	f.Fuzz(func(t *testing.T, text string) {
		if p, err := parseXML([]lists.File{{Name: "x", Data: []byte(text)}}); err == nil && len(p.Records) == 0 {
			t.Error("no records and no error")
		}
	})
}

func FuzzYAML(f *testing.F) {
	f.Add(mansurYAML)
	f.Fuzz(func(t *testing.T, text string) { parseYAML([]lists.File{{Name: "x", Data: []byte(text)}}) })
}

func FuzzConList(f *testing.F) {
	f.Add("Last Updated,12/02/2016\n" + columns29 + "A,,,,,,,,(1) x (2)-(99) -,,,,,,,,,,,,,,(Gender):,Entity,AKA,Syria,,,1\n")
	f.Fuzz(func(t *testing.T, text string) { parseConListCSV([]lists.File{{Name: "x", Data: []byte(text)}}) })
}

func FuzzCells(f *testing.F) {
	for _, s := range []string{"(1) a (2)-(3) -", "a) b)", "(UN Ref):x (Gender):", "Also referred to as ", "lso referred to as A. B and C", "UN Ref ", "No. (", "1 2 3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		numbered(s)
		prefixed(s)
		numberIn(s)
		(&entry{kind: "Entity"}).other(s)
		e := &entry{papers: papers(passport, s, s), registrations: []string{s}, kind: "Individual"}
		e.fill(lists.NewRecord("x", "1", "Person"), consolidated, &lists.Publication{})
	})
}
