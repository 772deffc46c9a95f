package un

import (
	"slices"
	"strings"
	"testing"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

const header = `<?xml version="1.0" encoding="UTF-8"?><CONSOLIDATED_LIST xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:noNamespaceSchemaLocation="https://www.un.org/sc/resources/sc-sanctions.xsd" dateGenerated="2023-04-18T14:45:55.482-04:00">`

func list(individuals, entities string) string {
	return header + "<INDIVIDUALS>" + individuals + "</INDIVIDUALS><ENTITIES>" + entities + "</ENTITIES></CONSOLIDATED_LIST>"
}

func mustParse(t *testing.T, text string) *lists.Publication {
	t.Helper()
	p, err := parse([]lists.File{{Name: "consolidated.xml", Data: []byte(text)}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const zolqadr = `<INDIVIDUAL><DATAID>110404</DATAID><VERSIONNUM>1</VERSIONNUM><FIRST_NAME>MOHAMMAD BAQER</FIRST_NAME>
<SECOND_NAME>ZOLQADR</SECOND_NAME><THIRD_NAME>na</THIRD_NAME><UN_LIST_TYPE>Iran</UN_LIST_TYPE><REFERENCE_NUMBER>IRi.043 </REFERENCE_NUMBER>
<LISTED_ON>2007-03-24-04:00</LISTED_ON><COMMENTS1>[Old Reference # I.47.D.7]</COMMENTS1>
<DESIGNATION><VALUE>General</VALUE><VALUE>IRGC officer</VALUE></DESIGNATION>
<NATIONALITY><VALUE>Iran (Islamic Republic of)</VALUE></NATIONALITY>
<LIST_TYPE><VALUE>UN List</VALUE></LIST_TYPE><LAST_DAY_UPDATED><VALUE>2014-12-17</VALUE></LAST_DAY_UPDATED>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Mohammad Bakr Zolqadr; Mohammad Baqer
Zolqadir</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/><DATE_OF_BIRTH>1959</DATE_OF_BIRTH></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ADDRESS><COUNTRY/></INDIVIDUAL_ADDRESS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1954</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_PLACE_OF_BIRTH><CITY>Isfahan</CITY><COUNTRY>Iran (Islamic Republic of)</COUNTRY><NOTE>Iran (Islamic Republic of)</NOTE></INDIVIDUAL_PLACE_OF_BIRTH>
<INDIVIDUAL_DOCUMENT/><SORT_KEY>Zolqadr</SORT_KEY><SORT_KEY_LAST_MOD>2014-06-18</SORT_KEY_LAST_MOD></INDIVIDUAL>`

func TestIndividual(t *testing.T) {
	p := mustParse(t, list(zolqadr, ""))
	if p.Published != "2023-04-18T18:45:55" {
		t.Errorf("published %s: not in UTC", p.Published)
	}
	if len(p.Unknown)+len(p.Warnings) > 0 {
		t.Error(p.Unknown, p.Warnings)
	}
	r := p.Records[0]
	if r.ID != "IRi.043" || !slices.Equal(r.Former, []string{"I.47.D.7"}) {
		t.Errorf("id %q, former %q: DATAID must not be among them", r.ID, r.Former)
	}
	e := r.Target()
	for prop, want := range map[string]string{
		"name":         "MOHAMMAD BAQER ZOLQADR",
		"alias":        "Mohammad Bakr Zolqadr|Mohammad Baqer Zolqadir",
		"position":     "General|IRGC officer",
		"birthDate":    "1954|1959",
		"birthPlace":   "Isfahan, Iran (Islamic Republic of)",
		"birthCountry": "ir",
		"nationality":  "ir",
		"topics":       "sanction",
	} {
		if got := strings.Join(e.Get(prop), "|"); got != want {
			t.Errorf("%s = %q, want %q", prop, got, want)
		}
	}
	if !hasNote(e, "birthDate", "1954", ftm.NoteCirca) {
		t.Error("the year of birth is not marked as approximate")
	}
	s := r.Entities[1]
	for prop, want := range map[string]string{"listingDate": "2007-03-24", "modifiedAt": "2014-12-17", "unscId": "IRi.043",
		"program": "Iran", "provisions": "asset freeze|no funds or economic resources made available|travel ban"} {
		if got := strings.Join(s.Get(prop), "|"); got != want {
			t.Errorf("sanction %s = %q, want %q", prop, got, want)
		}
	}
}

// The same entry as the generators of 2015, 2017 and 2023 wrote it has one hash; a real change has another.
func TestClothesDoNotMatter(t *testing.T) {
	want := hashes(mustParse(t, list(zolqadr, "")))["IRi.043"]
	for name, change := range map[string]*strings.Replacer{
		"indenting":       strings.NewReplacer("><", ">\n        <"),
		"single quotes":   strings.NewReplacer(`"`, `'`),
		"numbers":         strings.NewReplacer("110404", "6907993", "<VERSIONNUM>1<", "<VERSIONNUM>9<", "2014-06-18", ""),
		"empty elements":  strings.NewReplacer("<INDIVIDUAL_DOCUMENT/>", "<INDIVIDUAL_DOCUMENT></INDIVIDUAL_DOCUMENT><TITLE><VALUE/></TITLE>"),
		"casing of codes": strings.NewReplacer("APPROXIMATELY", "Approximately", ">Good<", ">good<"),
		"offset of dates": strings.NewReplacer("2007-03-24-04:00", "2007-03-24"),
		"order": strings.NewReplacer("<VALUE>General</VALUE><VALUE>IRGC officer</VALUE>",
			"<VALUE>IRGC officer</VALUE><VALUE>General</VALUE>"),
		"date beside the alias": strings.NewReplacer("<DATE_OF_BIRTH>1959</DATE_OF_BIRTH>", "", "<INDIVIDUAL_DOCUMENT/>",
			"<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1959</YEAR></INDIVIDUAL_DATE_OF_BIRTH>"),
	} {
		if got := hashes(mustParse(t, change.Replace(list(zolqadr, ""))))["IRi.043"]; got != want {
			t.Errorf("%s changes the record", name)
		}
	}
	if hashes(mustParse(t, list(strings.Replace(zolqadr, "IRGC officer", "Minister", 1), "")))["IRi.043"] == want {
		t.Error("a changed function does not change the record")
	}
}

func hasNote(e *ftm.Entity, prop, value, note string) bool {
	return slices.ContainsFunc(e.Statements, func(s ftm.Statement) bool {
		return s.Prop == prop && s.Value == value && s.Note == note
	})
}

func person(ref, name, rest string) string {
	return "<INDIVIDUAL><FIRST_NAME>" + name + "</FIRST_NAME><UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE><REFERENCE_NUMBER>" + ref +
		"</REFERENCE_NUMBER><LISTED_ON>2012-01-02</LISTED_ON>" + rest + "</INDIVIDUAL>"
}

func TestBirthDates(t *testing.T) {
	for xml, want := range map[string]string{
		"<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1966-02-02-05:00</DATE>":                                                  "1966-02-02[]",
		"<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>from false passport</NOTE><DATE>1979-03-03</DATE>":                        "1979-03-03[from false passport]",
		"<TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><NOTE>Approximately</NOTE><FROM_YEAR>1955</FROM_YEAR><TO_YEAR>1958</TO_YEAR>": "1955[range from] 1958[range to]",
		"<TYPE_OF_DATE>Approximately</TYPE_OF_DATE><YEAR>1965</YEAR>":                                                      "1965[circa]",
		"<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><YEAR>1958</YEAR><NOTE>Sep.</NOTE>":                                             "1958-09[]",
		"<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>April 1963</NOTE>":                                                        "1963-04[]",
		"<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>24/06/1402 (Hijri Calendar)</NOTE>":                                       "",
		"<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>Invalid date</DATE>":                                                      "",
		"<TYPE_OF_DATE/>": "",
	} {
		p := mustParse(t, list(person("QDi.001", "X", "<INDIVIDUAL_DATE_OF_BIRTH>"+xml+"</INDIVIDUAL_DATE_OF_BIRTH>"), ""))
		var got []string
		for _, s := range p.Records[0].Target().Statements {
			if s.Prop == "birthDate" {
				got = append(got, s.Value+"["+s.Note+"]")
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s\n gives %q, want %q", xml, got, want)
		}
		if strings.Contains(xml, "Hijri") && !strings.Contains(p.Records[0].Target().First("notes"), "1402") {
			t.Error("a date in another calendar is lost")
		}
	}
}

func TestAliases(t *testing.T) {
	for _, c := range []struct{ quality, name, note, want string }{
		{"Low", "Abu Ismail", "", "weakAlias Abu Ismail"},
		{"f.k.a.", "Jannat Oshiklari", "", "previousName Jannat Oshiklari"},
		{"Good", "Abdul Baqi (previously listed as)", "", "previousName Abdul Baqi"},
		{"Good", "Abdul Baqi", "previously listed as", "previousName Abdul Baqi"},
		{"a.k.a.", "AL-HARAMAIN FOUNDATION (UNION OF THE COMOROS)", "", "alias AL-HARAMAIN FOUNDATION (UNION OF THE COMOROS)"},
		{"a.k.a.", "جبهة النصرة (the Victory Front; Jabhat al-Nusrah)", "", "alias جبهة النصرة|alias the Victory Front|alias Jabhat al-Nusrah"},
		{"Good", "Mohammad Sabet b) M. Javad Kareemi Sabet; M. Jawad Kareemi Sabet", "",
			"alias Mohammad Sabet|alias M. Javad Kareemi Sabet|alias M. Jawad Kareemi Sabet"},
		{"Good", "Elmir Sene", "original script: Эльмир Сене", "alias Elmir Sene|alias Эльмир Сене"},
		{"Good", "Mohammad Ishaq Akhund born in 1963", "", "alias Mohammad Ishaq Akhund"},
		{"Good", "", "", ""},
	} {
		p := mustParse(t, list(person("QDi.001", "X", "<INDIVIDUAL_ALIAS><QUALITY>"+c.quality+"</QUALITY><ALIAS_NAME>"+c.name+
			"</ALIAS_NAME><NOTE>"+c.note+"</NOTE></INDIVIDUAL_ALIAS>"), ""))
		var got []string
		for _, s := range p.Records[0].Target().Names()[1:] {
			got = append(got, s.Prop+" "+s.Value)
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%q, note %q: %q, want %q", c.name, c.note, got, c.want)
		}
	}
	p := mustParse(t, list(person("QDi.001", "X", "<INDIVIDUAL_ALIAS><QUALITY>Dubious</QUALITY><ALIAS_NAME>Y</ALIAS_NAME></INDIVIDUAL_ALIAS><NEW>z</NEW>"), ""))
	if p.Unknown["QUALITY=Dubious"] != 1 || p.Unknown["CONSOLIDATED_LIST/INDIVIDUALS/INDIVIDUAL/NEW"] != 1 || len(p.Records[0].Target().Get("alias")) != 1 {
		t.Errorf("unknown quality or element not reported: %v", p.Unknown)
	}
}

func TestDocuments(t *testing.T) {
	for _, c := range []struct{ xml, numbers string }{
		{"<TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER> 381310014</NUMBER>", "381310014"},
		{"<TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NOTE>Tunisian passport number L 191609 issued on 28 Feb. 1996, expired on 27 Feb. 2001</NOTE>", "L 191609"},
		{"<TYPE_OF_DOCUMENT>National Identification Number</TYPE_OF_DOCUMENT><NOTE>Italian Fiscal Code: DAOMMD74T11Z352Z</NOTE>", "DAOMMD74T11Z352Z"},
		{"<TYPE_OF_DOCUMENT>National Identification\nNumber</TYPE_OF_DOCUMENT><TYPE_OF_DOCUMENT2>Afghan national identification card (tazkira) number 19657</TYPE_OF_DOCUMENT2>", "19657"},
		{"<TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>R00005943, South Sudan</NUMBER>", "R00005943"},
		{"<TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NOTE>Egyptian passport issued in 1993, under name Muhammad Jamal</NOTE>", ""},
		{"<TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>108210124</NUMBER><DATE_OF_EXPIRY>2023-06-04</DATE_OF_EXPIRY>", "108210124"},
	} {
		r := mustParse(t, list(person("QDi.001", "X", "<INDIVIDUAL_DOCUMENT>"+c.xml+"</INDIVIDUAL_DOCUMENT>"), "")).Records[0]
		var got []string
		for _, e := range r.Entities {
			if e.Schema.Is("Identification") {
				got = append(got, e.Get("number")...)
			}
		}
		if strings.Join(got, "|") != c.numbers {
			t.Errorf("%s\n gives %q, want %q", c.xml, got, c.numbers)
		}
		if c.numbers == "" && !strings.Contains(r.Target().First("notes"), "1993") {
			t.Error("a document without a number is lost")
		}
	}
}

func TestComments(t *testing.T) {
	p := mustParse(t, list(person("TAi.144", "SIRAJUDDIN", "<COMMENTS1>Heads the Haqqani Network (TAe.012). Son of Jalaluddin Haqqani (TAi.040). "+
		"INTERPOL-UN Security Council Special Notice web link: https://www.interpol.int/en/How-we-work/Notices/View-UN-Notices-Individuals</COMMENTS1>"), ""))
	r := p.Records[0]
	if got := r.Target().First("notes"); got != "Heads the Haqqani Network (TAe.012). Son of Jalaluddin Haqqani (TAi.040)." {
		t.Errorf("notes %q", got)
	}
	var links []string
	for _, e := range r.Entities {
		switch e.Schema.Name {
		case "Family":
			links = append(links, e.First("relationship")+" "+e.First("relative"))
		case "UnknownLink":
			links = append(links, e.First("role")+" "+e.First("object"))
		}
	}
	slices.Sort(links)
	if want := []string{"Heads the Haqqani Network un-sc:TAe.012", "son of un-sc:TAi.040"}; !slices.Equal(links, want) {
		t.Errorf("links %q, want %q", links, want)
	}
	// A notice of its own is kept.
	p = mustParse(t, list(person("TAi.007", "X", "<INTERPOL_LINK>https://www.interpol.int/en/How-we-work/Notices/View-UN-Notices-Individuals#2006-25913</INTERPOL_LINK>"), ""))
	if p.Records[0].Target().First("sourceUrl") == "" {
		t.Error("the address of the notice is lost")
	}
}

func TestMeasures(t *testing.T) {
	for _, c := range []struct {
		listType, comments string
		person             bool
		want               string
	}{
		{"Al-Qaida", "", true, "asset freeze|no funds or economic resources made available|travel ban|arms embargo"},
		{"Al-Qaida", "", false, "asset freeze|no funds or economic resources made available|arms embargo"},
		{"GB", "", true, "travel ban"},
		{"26532022", "", true, "asset freeze|no funds or economic resources made available|travel ban|arms embargo"},
		{"Libya", "Listed pursuant to paragraph 15 of resolution 1970 (Travel Ban).", true, "travel ban"},
		{"SouthSudan", "", true, "asset freeze|no funds or economic resources made available|travel ban"},
	} {
		reg := findRegime(c.listType)
		if reg == nil {
			t.Fatalf("no regime for %s", c.listType)
		}
		if got := strings.Join(reg.apply(c.person, c.comments), "|"); got != c.want {
			t.Errorf("%s: %s, want %s", c.listType, got, c.want)
		}
	}
	p := mustParse(t, list(strings.Replace(person("XXi.001", "X", ""), "Al-Qaida", "Atlantis", 1), ""))
	if p.Unknown["UN_LIST_TYPE=Atlantis"] != 1 || p.Records[0].Entities[1].First("program") != "Atlantis" {
		t.Error("an unknown regime is not reported and kept")
	}
}

func TestReferenceNumbers(t *testing.T) {
	p := mustParse(t, list(person("HTi.001", "JIMMY", "<COMMENTS1>one</COMMENTS1>")+person("HTi.001", "JIMMY", "<COMMENTS1>two</COMMENTS1>")+
		person("HTi.002", "A", "")+person("HTi.002", "B", "")+person("", "NOBODY", ""), ""))
	var ids []string
	for _, r := range p.Records {
		ids = append(ids, r.ID)
	}
	if len(ids) != 4 || ids[0] != "HTi.001" || ids[1] != "HTi.002" || !strings.HasPrefix(ids[2], "HTi.002-") || !strings.HasPrefix(ids[3], "no-reference-") {
		t.Errorf("ids %q", ids)
	}
	if n := len(p.Records[0].Target().Get("notes")); n != 2 {
		t.Errorf("%d notes, want those of both printings", n)
	}
	if len(p.Warnings) != 3 {
		t.Errorf("warnings %q", p.Warnings)
	}
	again := mustParse(t, list(person("HTi.002", "B", "")+person("HTi.002", "A", ""), ""))
	if again.Records[1].ID != ids[2] {
		t.Error("the id of a second party under one number depends on the order")
	}
}

func TestRefused(t *testing.T) {
	whole := list(zolqadr, "")
	for name, text := range map[string]string{
		"empty":       "",
		"html":        `<head><body> This object may be found <a HREF="https://maintenance.un.org/">here</a> </body></head>`,
		"json":        `{"error":"not found"}`,
		"other list":  `<?xml version="1.0"?><Designations><DateGenerated>26/04/2022</DateGenerated></Designations>`,
		"other name":  `<CONSOLIDATED_LISTS/>`,
		"cut":         whole[:len(whole)-40],
		"no entries":  list("", ""),
		"entity bomb": `<!DOCTYPE x [<!ENTITY a "aaaa">]>` + whole,
	} {
		p, err := parse([]lists.File{{Name: "consolidated.xml", Data: []byte(text)}})
		if err == nil {
			t.Errorf("%s: accepted with %d records", name, len(p.Records))
		} else if !strings.Contains(err.Error(), "consolidated.xml") {
			t.Errorf("%s: the error does not name the file: %v", name, err)
		}
		if known := detect("consolidated.xml", []byte(text)); known != (name == "cut" || name == "no entries") {
			t.Errorf("%s: detected %v", name, known)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(list(zolqadr, ""))
	f.Add(list("", strings.ReplaceAll(strings.ReplaceAll(zolqadr, "INDIVIDUAL", "ENTITY"), "ENTITY_ALIAS", "INDIVIDUAL_ALIAS")))
	f.Add(list(person("", "(;a) b)", "<COMMENTS1>[Old Ref# ] QDi.001 New AKA: </COMMENTS1><INDIVIDUAL_ALIAS><ALIAS_NAME>);(</ALIAS_NAME></INDIVIDUAL_ALIAS>"), ""))
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parse([]lists.File{{Name: "x.xml", Data: []byte(text)}})
		if err == nil && len(p.Records) == 0 {
			t.Error("no records and no error")
		}
	})
}

func FuzzAlias(f *testing.F) {
	for _, s := range []string{"a) b) c)", "X (Y; Z)", "()", "(", "x, born in ()", "; ;", "name (original script)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		splitNames(s)
		namesInNote(s)
		numberIn(s)
		kinship(clauseBefore(s))
	})
}
