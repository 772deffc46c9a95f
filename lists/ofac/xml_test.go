package ofac

import (
	"strconv"
	"strings"
	"testing"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

const sdnXML = `<?xml version="1.0"?><sdnList xmlns="http://tempuri.org/sdnList.xsd"><publshInformation><Publish_Date>06/21/2021</Publish_Date>
<Record_Count>1</Record_Count></publshInformation><sdnEntry><uid>9640</uid><firstName>Alyaksandr</firstName><lastName>LUKASHENKA</lastName>
<sdnType>Individual</sdnType><programList><program>BELARUS</program></programList><akaList><aka><uid>1</uid><type>a.k.a.</type><category>weak</category>
<lastName>BATKA</lastName></aka></akaList><dateOfBirthList><dateOfBirthItem><uid>2</uid><dateOfBirth>30 Aug 1954</dateOfBirth><mainEntry>true</mainEntry>
</dateOfBirthItem></dateOfBirthList><colour>red</colour></sdnEntry></sdnList>`

func parse(t *testing.T, list string, f func(string, *lists.Publication, []byte) error, text string) *lists.Publication {
	t.Helper()
	pub := &lists.Publication{}
	if err := f(list, pub, []byte(text)); err != nil {
		t.Fatal(err)
	}
	return pub
}

func TestXML(t *testing.T) {
	pub := parse(t, sdn, parseXML, sdnXML)
	if pub.Published != "2021-06-21" || pub.Declared != 1 {
		t.Errorf("published %s, %d records declared", pub.Published, pub.Declared)
	}
	check(t, pub.Records[0], map[string]string{"name": "Alyaksandr LUKASHENKA", "weakAlias": "BATKA", "birthDate": "1954-08-30"})
	if pub.Unknown["sdnList/sdnEntry/colour"] != 1 {
		t.Errorf("an unknown element goes unreported: %v", pub.Unknown)
	}
}

// The order of children and the internal numbers say nothing.
func TestXMLOrder(t *testing.T) {
	ids := []string{"<id><uid>1</uid><idType>Tax ID No.</idType><idNumber>7702070139</idNumber><idCountry>Russia</idCountry></id>",
		"<id><uid>2</uid><idType>ISIN</idType><idNumber>US1694261033</idNumber></id>", "<id><uid>3</uid><idType>BIK (RU)</idType><idNumber>044525187</idNumber></id>"}
	entry := func(ids ...string) string {
		return "<sdnList><sdnEntry><uid>1</uid><lastName>VTB</lastName><sdnType>Entity</sdnType><idList>" + strings.Join(ids, "") + "</idList></sdnEntry></sdnList>"
	}
	a := parse(t, sdn, parseXML, entry(ids[0], ids[1], ids[2]))
	b := parse(t, sdn, parseXML, strings.ReplaceAll(entry(ids[2], ids[0], ids[1]), "<uid>2<", "<uid>77<"))
	if ftm.Hash(a.Records[0].Entities) != ftm.Hash(b.Records[0].Entities) {
		t.Errorf("order changes the record: %+v, %+v", a.Records[0].Target().Statements, b.Records[0].Target().Statements)
	}
	check(t, a.Records[0], map[string]string{"innCode": "7702070139", "isinCode": "US1694261033", "bikCode": "044525187"})
}

func TestXMLErrors(t *testing.T) {
	for text, message := range map[string]string{
		"<sdnList><sdnEntry><uid>1</uid></sdnEntry><sdnEntry><uid>1</uid></sdnEntry></sdnList>": "line 1: entry 1 stands twice",
		"<sdnList><sdnEntry><lastName>A</lastName></sdnEntry></sdnList>":                        "not the number of an entry",
		"<sdnList></sdnList>":                           "no entry",
		"<sdnList><sdnEntry><uid>1</uid>":               "line 1",
		sdnXML[:strings.Index(sdnXML, "</sdnEntry>")+3]: "line",
	} {
		if err := parseXML(sdn, &lists.Publication{}, []byte(text)); err == nil || !strings.Contains(err.Error(), message) {
			t.Errorf("%.80s: error = %v, want %q", text, err, message)
		}
	}
}

const enhancedXML = `<sanctionsData xmlns="x"><publicationInfo><dataAsOf>2024-05-24T15:59:26.45-04:00</dataAsOf><filters><sanctionsLists>
<sanctionsList refId="91512">Consolidated List</sanctionsList></sanctionsLists></filters></publicationInfo><entities>
<entity id="17018"><generalInfo><identityId>1</identityId><entityType refId="601">Entity</entityType><remarks>all offices worldwide</remarks></generalInfo>
<sanctionsLists><sanctionsList refId="91512" id="1" datePublished="2014-10-10">Consolidated List</sanctionsList>
<sanctionsList refId="91507" id="2" datePublished="2014-09-12">Sectoral Sanctions Identifications List</sanctionsList>
<sanctionsList refId="1550" id="3" datePublished="2022-04-06">SDN List</sanctionsList></sanctionsLists>
<sanctionsPrograms><sanctionsProgram refId="1" id="1">UKRAINE-EO13662</sanctionsProgram></sanctionsPrograms>
<sanctionsTypes><sanctionsType refId="1" id="1">13662 Sectoral Directive 1</sanctionsType><sanctionsType refId="1705" id="1">Block</sanctionsType></sanctionsTypes>
<legalAuthorities><legalAuthority refId="1" id="1">Executive Order 13662 (Ukraine)</legalAuthority></legalAuthorities>
<names><name id="1"><isPrimary>true</isPrimary><isLowQuality>false</isLowQuality><translations><translation id="1"><isPrimary>true</isPrimary>
<script refId="1">Latin</script><formattedLastName>SBERBANK OF RUSSIA</formattedLastName></translation><translation id="2"><script refId="2">Cyrillic</script>
<formattedLastName>СБЕРБАНК РОССИИ</formattedLastName></translation></translations></name>
<name id="2"><isPrimary>false</isPrimary><aliasType refId="1">A.K.A.</aliasType><isLowQuality>true</isLowQuality><translations><translation id="3">
<script refId="3">Arabic</script><formattedLastName>` + "\u202bسبيربنك\u202c" + `</formattedLastName></translation></translations></name></names>
<addresses><address id="1"><country refId="1">Russia</country><translations><translation id="1"><script refId="1">Latin</script><addressParts>
<addressPart id="1"><type refId="1">ADDRESS1</type><value>19 Vavilova St.</value></addressPart><addressPart id="2"><type refId="1">CITY</type><value>Moscow</value></addressPart>
<addressPart id="3"><type refId="1">POSTAL CODE</type><value>117997</value></addressPart></addressParts></translation></translations></address></addresses>
<features><feature id="1"><type featureTypeId="1">Organization Established Date</type><versionId>1</versionId><value>22 Mar 1991</value><valueDate id="1">
<fromDateBegin>1991-03-22</fromDateBegin><fromDateEnd>1991-03-22</fromDateEnd><toDateBegin>1991-03-22</toDateBegin><toDateEnd>1991-03-22</toDateEnd>
<isApproximate>false</isApproximate><isDateRange>false</isDateRange></valueDate><isPrimary>true</isPrimary></feature></features>
<identityDocuments><identityDocument id="1"><type refId="1">Tax ID No.</type><name nameId="1" nameTranslationId="1">SBERBANK OF RUSSIA</name>
<documentNumber>7707083893</documentNumber><isValid>true</isValid><issuingCountry refId="1">Russia</issuingCountry></identityDocument></identityDocuments>
</entity>
<entity id="18753"><generalInfo><entityType refId="601">Entity</entityType></generalInfo>
<names><name id="3"><isPrimary>true</isPrimary><translations><translation id="4"><script refId="1">Latin</script><formattedLastName>CETELEM BANK</formattedLastName></translation></translations></name></names>
<relationships><relationship id="1"><type refId="15003">Owned or Controlled By</type><relatedEntity entityId="17018">SBERBANK OF RUSSIA</relatedEntity><quality refId="1">High</quality></relationship>
<relationship id="2"><type refId="15002">Acting for or on behalf of</type><relatedEntity entityId="4695">HAMAS</relatedEntity></relationship></relationships></entity>
</entities></sanctionsData>`

func TestEnhanced(t *testing.T) {
	pub := parse(t, cons, parseEnhanced, enhancedXML)
	if pub.Published != "2024-05-24T19:59:26" || len(pub.Unknown) > 0 || len(pub.Warnings) > 0 {
		t.Errorf("published %s, unknown %v, warnings %v", pub.Published, pub.Unknown, pub.Warnings)
	}
	check(t, pub.Records[0], map[string]string{"name": "SBERBANK OF RUSSIA", "alias": "СБЕРБАНК РОССИИ", "weakAlias": "سبيربنك",
		"incorporationDate": "1991-03-22", "innCode": "7707083893", "address": "19 Vavilova St., Moscow 117997, Russia",
		"Sanction.listingDate": "2014-09-12 | 2014-10-10", "Sanction.startDate": "2022-04-06", "Sanction.summary": "Executive Order 13662 (Ukraine)",
		"Sanction.provisions": "asset freeze | debt and equity restrictions"})
	check(t, pub.Records[1], map[string]string{"Ownership.owner": "ofac-cons:17018", "Ownership.asset": "ofac-cons:18753",
		"Ownership.role": "Owned or Controlled By", "Ownership.description": "quality of the relation: High",
		"Representation.client": "ofac-sdn:4695"}) // who is on the other list
	for _, s := range pub.Records[0].Target().Statements {
		if s.Value == "СБЕРБАНК РОССИИ" && s.Lang != "rus" {
			t.Errorf("language %q", s.Lang)
		}
	}
	picked := strings.Replace(enhancedXML, "</filters>", "<sanctionsPrograms><sanctionsProgram refId=\"1\">YEMEN</sanctionsProgram></sanctionsPrograms></filters>", 1)
	if pub := parse(t, cons, parseEnhanced, picked); len(pub.Warnings) != 1 || !strings.Contains(pub.Warnings[0], "YEMEN") {
		t.Errorf("a selection passes for a whole list: %v", pub.Warnings)
	}
}

func TestWrongList(t *testing.T) {
	onlyCons := strings.Replace(enhancedXML, "SDN List", "FSE List", 1)
	if err := parseEnhanced(sdn, &lists.Publication{}, []byte(onlyCons)); err == nil || !strings.Contains(err.Error(), "ofac-cons") {
		t.Errorf("the consolidated list as SDN list: error = %v", err)
	}
	if err := parseAdvanced(cons, &lists.Publication{}, []byte(advancedXML)); err == nil || !strings.Contains(err.Error(), "ofac-sdn") {
		t.Errorf("the SDN list as consolidated list: error = %v", err)
	}
}

const advancedXML = `<Sanctions xmlns="http://www.un.org/sanctions/1.0" Version="3"><DateOfIssue CalendarTypeID="1"><Year>2024</Year><Month>2</Month><Day>3</Day></DateOfIssue>
<ReferenceValueSets><AliasTypeValues><AliasType ID="1403">Name</AliasType><AliasType ID="1400">A.K.A.</AliasType></AliasTypeValues>
<AreaCodeValues><AreaCode ID="11171" Description="Russia">RU</AreaCode></AreaCodeValues><CountryValues><Country ID="11171">Russia</Country></CountryValues>
<FeatureTypeValues><FeatureType ID="8">Birthdate</FeatureType><FeatureType ID="25">Location</FeatureType><FeatureType ID="224">Gender</FeatureType><FeatureType ID="26">Title</FeatureType></FeatureTypeValues>
<DetailReferenceValues><DetailReference ID="91526">Male</DetailReference></DetailReferenceValues>
<IDRegDocTypeValues><IDRegDocType ID="1571">Passport</IDRegDocType></IDRegDocTypeValues><IDRegDocDateTypeValues><IDRegDocDateType ID="1481">Expiration Date</IDRegDocDateType></IDRegDocDateTypeValues>
<LegalBasisValues><LegalBasis ID="9">Executive Order 14024 (Russia)</LegalBasis></LegalBasisValues><ListValues><List ID="1550">SDN List</List></ListValues>
<LocPartTypeValues><LocPartType ID="1454">CITY</LocPartType></LocPartTypeValues>
<NamePartTypeValues><NamePartType ID="1520">Last Name</NamePartType><NamePartType ID="1521">First Name</NamePartType><NamePartType ID="91708">Patronymic</NamePartType></NamePartTypeValues>
<PartySubTypeValues><PartySubType ID="4" PartyTypeID="1">Unknown</PartySubType></PartySubTypeValues><PartyTypeValues><PartyType ID="1">Individual</PartyType></PartyTypeValues>
<RelationTypeValues><RelationType ID="15004">Family member of</RelationType></RelationTypeValues><RelationQualityValues><RelationQuality ID="1">Unknown</RelationQuality></RelationQualityValues>
<SanctionsTypeValues><SanctionsType ID="1705">Block</SanctionsType><SanctionsType ID="1">Program</SanctionsType></SanctionsTypeValues>
<ScriptValues><Script ID="215">Latin</Script><Script ID="220">Cyrillic</Script></ScriptValues><ValidityValues><Validity ID="2">Fraudulent</Validity></ValidityValues></ReferenceValueSets>
<Locations><Location ID="5"><LocationAreaCode AreaCodeID="11171"/><LocationCountry CountryID="11171" CountryRelevanceID="1413"/><LocationPart LocPartTypeID="1454">
<LocationPartValue Primary="true"><Comment/><Value>Moscow</Value></LocationPartValue></LocationPart></Location></Locations>
<IDRegDocuments><IDRegDocument ID="1" IDRegDocTypeID="1571" IdentityID="70" IssuedBy-CountryID="11171" ValidityID="2"><Comment/><IDRegistrationNo>200110994</IDRegistrationNo>
<DocumentDate IDRegDocDateTypeID="1481"><DatePeriod><Start Approximate="false"><From><Year>2030</Year><Month>1</Month><Day>9</Day></From></Start></DatePeriod></DocumentDate></IDRegDocument></IDRegDocuments>
<DistinctParties><DistinctParty FixedRef="36407"><Comment>DPR</Comment><Profile ID="36407" PartySubTypeID="4"><Identity ID="70" Primary="true" False="false">
<Alias AliasTypeID="1403" Primary="true" LowQuality="false">
<DocumentedName ID="1"><DocumentedNamePart><NamePartValue NamePartGroupID="3" ScriptID="215">Anatolievich</NamePartValue></DocumentedNamePart><DocumentedNamePart><NamePartValue NamePartGroupID="1" ScriptID="215">Medvedev</NamePartValue></DocumentedNamePart>
<DocumentedNamePart><NamePartValue NamePartGroupID="2" ScriptID="215">Dmitry</NamePartValue></DocumentedNamePart></DocumentedName>
<DocumentedName ID="2"><DocumentedNamePart><NamePartValue NamePartGroupID="1" ScriptID="220">Медведев</NamePartValue></DocumentedNamePart><DocumentedNamePart><NamePartValue NamePartGroupID="2" ScriptID="220">Дмитрий</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
<NamePartGroups><MasterNamePartGroup><NamePartGroup ID="1" NamePartTypeID="1520"/></MasterNamePartGroup><MasterNamePartGroup><NamePartGroup ID="2" NamePartTypeID="1521"/></MasterNamePartGroup><MasterNamePartGroup><NamePartGroup ID="3" NamePartTypeID="91708"/></MasterNamePartGroup></NamePartGroups></Identity>
<Feature ID="1" FeatureTypeID="8"><FeatureVersion ID="1" ReliabilityID="1"><DatePeriod><Start Approximate="true"><From><Year>1965</Year><Month>1</Month><Day>1</Day></From><To><Year>1965</Year><Month>1</Month><Day>1</Day></To></Start>
<End Approximate="true"><From><Year>1965</Year><Month>12</Month><Day>31</Day></From><To><Year>1965</Year><Month>12</Month><Day>31</Day></To></End></DatePeriod><VersionDetail DetailTypeID="1430"/></FeatureVersion></Feature>
<Feature ID="2" FeatureTypeID="25"><FeatureVersion ID="2"><VersionLocation LocationID="5"/></FeatureVersion></Feature>
<Feature ID="3" FeatureTypeID="224"><FeatureVersion ID="3"><VersionDetail DetailTypeID="1431" DetailReferenceID="91526"/></FeatureVersion></Feature>
<Feature ID="4" FeatureTypeID="26"><FeatureVersion ID="4"><VersionDetail DetailTypeID="1432">Deputy Chairman</VersionDetail></FeatureVersion></Feature></Profile></DistinctParty>
<DistinctParty FixedRef="36408"><Profile ID="99" PartySubTypeID="4"><Identity ID="71" Primary="true" False="false"><Alias AliasTypeID="1403" Primary="true"><DocumentedName ID="3"><DocumentedNamePart><NamePartValue NamePartGroupID="8" ScriptID="215">Medvedeva</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
<NamePartGroups><MasterNamePartGroup><NamePartGroup ID="8" NamePartTypeID="1520"/></MasterNamePartGroup></NamePartGroups></Identity></Profile></DistinctParty></DistinctParties>
<ProfileRelationships><ProfileRelationship ID="1" From-ProfileID="36407" To-ProfileID="99" RelationTypeID="15004" RelationQualityID="1" Former="false" SanctionsEntryID="1"><Comment/></ProfileRelationship></ProfileRelationships>
<SanctionsEntries><SanctionsEntry ID="1" ProfileID="36407" ListID="1550"><EntryEvent ID="1" EntryEventTypeID="1" LegalBasisID="9"><Comment/><Date CalendarTypeID="1"><Year>2022</Year><Month>4</Month><Day>6</Day></Date></EntryEvent>
<SanctionsMeasure ID="1" SanctionsTypeID="1705"><Comment/></SanctionsMeasure><SanctionsMeasure ID="2" SanctionsTypeID="1"><Comment>RUSSIA-EO14024</Comment></SanctionsMeasure></SanctionsEntry></SanctionsEntries></Sanctions>`

func TestAdvanced(t *testing.T) {
	pub := parse(t, sdn, parseAdvanced, advancedXML)
	if pub.Published != "2024-02-03" || len(pub.Unknown) > 0 || len(pub.Warnings) > 0 || len(pub.Records) != 2 {
		t.Fatalf("published %s, unknown %v, warnings %v, %d records", pub.Published, pub.Unknown, pub.Warnings, len(pub.Records))
	}
	check(t, pub.Records[0], map[string]string{"name": "Dmitry Anatolievich Medvedev", "alias": "Дмитрий Медведев", "birthDate": "1965", "gender": "male",
		"position": "Deputy Chairman", "address": "Moscow, Russia", "passportNumber": "200110994", "Passport.endDate": "2030-01-09", "notes": "DPR",
		"Passport.description": "fraudulent or not valid", "Sanction.listingDate": "2022-04-06", "Sanction.summary": "Executive Order 14024 (Russia)",
		"Sanction.programId": "RUSSIA-EO14024", "Sanction.provisions": "asset freeze", "Family.relative": "ofac-sdn:36408"})
	for _, s := range pub.Records[0].Target().Statements {
		if s.Prop == "birthDate" && s.Note != ftm.NoteCirca {
			t.Errorf("an approximate date has the note %q", s.Note)
		}
	}
}

func BenchmarkXML(b *testing.B) {
	entry := sdnXML[strings.Index(sdnXML, "<sdnEntry>"):strings.Index(sdnXML, "</sdnList>")]
	var doc strings.Builder
	doc.WriteString("<sdnList>")
	for i := range 2000 {
		doc.WriteString(strings.Replace(entry, ">9640<", ">"+strconv.Itoa(i)+"<", 1))
	}
	doc.WriteString("</sdnList>")
	b.SetBytes(int64(doc.Len()))
	for b.Loop() {
		if err := parseXML(sdn, &lists.Publication{}, []byte(doc.String())); err != nil {
			b.Fatal(err)
		}
	}
}
