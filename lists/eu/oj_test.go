package eu

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/linchpin-oss/linchpin/lists"
)

const ojHead = "celex,recordId,programKey,annex,measure,startDate,reason,schema,name,alias,weakAlias,previousName,country,nationality,birthDate,birthPlace,position,passportNumber,gender,registrationNumber,kppCode,imoNumber,address,phone,notes\n"

const ojRows = `32006R0765,29,EU-BLR,I.A,Asset freeze,6.11.2020,"Son of the President; adviser",Person,Viktar Aliaksandravich LUKASHENKA (Viktor Alexandrovich LUKASHENKO),"Віктар ЛУКАШЭНКА; ""Victor; the adviser""",,,,Russian and Belarusian,28.11.1975,Mogilev,National Security Adviser,MP 3413113 and MP 2387911,male,,,,"(a) Minsk, Belarus; (b) Mogilev",,
32006R0765,1,EU-BLR,I.B,Asset freeze,17.12.2020,,LegalEntity,Beltechexport (Belarus),Белтехэкспорт,,,,,,,,,,100138662 (Tax ID/INN),770401001,,,+375 17 1; +375 17 2,
32006R0765,,EU-BLR,V,Export control,,,LegalEntity,Belarus Ministry of Defence,,,,,,,,,,,,,,,,
32006R0765,,EU-BLR,XV,Financial restrictions,20 March 2022,,LegalEntity,Belagroprombank,,,,,,,,,,,,,,,,
`

func TestOJ(t *testing.T) {
	pub := parse(t, "eu-oj", "oj-csv", ojHead+ojRows)
	if len(pub.Records) != 4 || len(pub.Unknown) > 0 {
		t.Fatalf("%d records, unknown %v", len(pub.Records), pub.Unknown)
	}
	r := find(t, pub, "32006R0765/I.A/29")
	e := r.Target()
	if got := names(e); !slices.Equal(got, []string{"alias Victor; the adviser", "alias Viktor Alexandrovich LUKASHENKO",
		"alias Віктар ЛУКАШЭНКА", "name Viktar Aliaksandravich LUKASHENKA"}) {
		t.Errorf("names %q", got)
	}
	want(t, e, "passportNumber", "MP 2387911", "")
	want(t, e, "address", "Mogilev", "")
	want(t, e, "gender", "male", "")
	if got := e.Get("nationality"); !slices.Equal(got, []string{"ru", "by"}) {
		t.Errorf("nationalities %q", got)
	}
	s := attached(t, r, "Sanction")
	want(t, s, "provisions", lists.MeasureAssetFreeze, "")
	want(t, s, "programId", "BLR", "")
	want(t, s, "program", "BELARUS", "")
	want(t, s, "summary", "Regulation 765/2006, Annex I.A", "")
	want(t, s, "sourceUrl", "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32006R0765", "")
	want(t, s, "reason", "Son of the President; adviser", "")
	b := find(t, pub, "32006R0765/I.B/1").Target()
	if b.Schema.Name != "Organization" || b.First("name") != "Beltechexport (Belarus)" {
		t.Errorf("%s %q", b.Schema.Name, names(b))
	}
	want(t, b, "registrationNumber", "100138662", "")
	want(t, b, "notes", "770401001", "kppCode")
	for _, r := range pub.Records {
		if r.Target().First("name") == "Belagroprombank" {
			want(t, attached(t, r, "Sanction"), "provisions", "Financial restrictions", "")
			if !strings.HasPrefix(r.ID, "32006R0765/XV/") {
				t.Errorf("id %s", r.ID)
			}
		}
	}
	// a new column in the transcription is no change of an entry
	lines := strings.Split(strings.TrimSpace(ojHead+ojRows), "\n")
	wider := strings.Join(lines, ",\n") + ",\n"
	wider = strings.Replace(wider, "notes,\n", "notes,swiftBic\n", 1)
	if !reflect.DeepEqual(hashes(parse(t, "eu-oj", "oj-csv", wider)), hashes(pub)) {
		t.Error("an empty column makes other records")
	}
	unknown := strings.Replace(strings.Join(lines, ",blue\n")+",blue\n", "notes,blue\n", "notes,colour\n", 1)
	if p := parse(t, "eu-oj", "oj-csv", unknown); p.Unknown["colour"] != 4 {
		t.Errorf("a new column with values: unknown %v", p.Unknown)
	}
}

func TestOJIdentity(t *testing.T) {
	row := func(id, schema, name, birth, measure string) string {
		return "32002R0881," + id + ",EU-TAQA-EUAQ,I," + measure + ",,," + schema + "," + name + ",,,,,," + birth + ",,,,,,,,,,\n"
	}
	// namesakes without a number; one party under two measures; the same number for a person and an entity
	text := ojHead + row("", "Person", "Ali Himmat", "16.6.1938", "Asset freeze") + row("", "Person", "Ali Himmat", "1.1.1970", "Asset freeze") +
		row("7", "Person", "Abu Ali", "1960", "Asset freeze") + row("7", "Person", "Abu Ali", "1960", "Travel ban") +
		row("9", "Person", "Jundi", "", "Asset freeze") + row("9", "LegalEntity", "Jund Group", "", "Asset freeze")
	pub := parse(t, "eu-oj", "oj-csv", text)
	count := map[string]int{}
	for _, r := range pub.Records {
		count[r.Target().First("name")]++
	}
	if !reflect.DeepEqual(count, map[string]int{"Ali Himmat": 2, "Abu Ali": 1, "Jundi": 1, "Jund Group": 1}) {
		t.Errorf("records %v", count)
	}
	sanctions := 0
	for _, e := range find(t, pub, "32002R0881/I/7").Entities {
		if e.Schema.Is("Sanction") {
			sanctions++
		}
	}
	if sanctions != 2 {
		t.Errorf("%d measures, want 2", sanctions)
	}
	lines := strings.SplitAfter(text, "\n")
	slices.Reverse(lines[1 : len(lines)-1])
	if !reflect.DeepEqual(hashes(parse(t, "eu-oj", "oj-csv", strings.Join(lines, ""))), hashes(pub)) {
		t.Error("the order of rows matters")
	}
}

func TestOJSet(t *testing.T) {
	f := format(t, "eu-oj", "oj-csv")
	file := func(name, text string) lists.File { return lists.File{Name: name, Data: []byte(text)} }
	one, two := file("oj-32006R0765-2026-08-14.csv", ojHead+ojRows), file("b.csv", ojHead+strings.ReplaceAll(ojRows, "32006R0765", "32014R0833"))
	if role := f.Role("x.csv", two.Data); role != "32014R0833" {
		t.Errorf("role %q", role)
	}
	if role := f.Role("oj-32024R0287-2026-08-22.csv", []byte(ojHead)); role != "32024R0287" {
		t.Errorf("role %q of a file without rows", role)
	}
	pub, err := f.Parse([]lists.File{one, two})
	if err != nil || len(pub.Records) != 8 {
		t.Fatalf("a set of two acts: %v", err)
	}
	for want, files := range map[string][]lists.File{
		"a second file for act 32006R0765": {one, one},
		"line 2: celex is":                 {file("c.csv", ojHead+strings.Replace(ojRows, "32006R0765,1,", "32014R0833,1,", 1))},
		"cut or incomplete":                {file("c.csv", (ojHead + ojRows)[:len(ojHead)+len(ojRows)-40])},
		"unknown schema":                   {file("c.csv", ojHead+strings.Replace(ojRows, "Person", "Persona", 1))},
		"no name":                          {file("c.csv", ojHead+strings.Replace(ojRows, "Belagroprombank", "", 1))},
	} {
		_, err := f.Parse(files)
		if want == "line 2: celex is" {
			want = "line 3: celex is \"32014R0833\""
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error with %q, have %v", want, err)
		}
	}
}

func TestAmendment(t *testing.T) {
	text := "amendedCelex,amendmentCelex," + strings.TrimPrefix(ojHead, "celex,") +
		"32014R0833,32026R1848,629,EU-RUS,XLII,Transportation restrictions,24.4.2026,,Vessel,STORMBRINGER (ex KRITI VIGOR),,,,,,,,,,,,,9290397,,,\n"
	if format(t, "eu-oj", "oj-csv").Detect("x.csv", []byte(text)) {
		t.Error("an amendment is taken for a consolidated act")
	}
	pub := parse(t, "eu-oj-amendments", "oj-amendment-csv", text)
	r := find(t, pub, "32026R1848/32014R0833/XLII/629")
	if got := names(r.Target()); !slices.Equal(got, []string{"name STORMBRINGER", "previousName KRITI VIGOR"}) {
		t.Errorf("names %q", got)
	}
	want(t, r.Target(), "imoNumber", "9290397", "")
	s := attached(t, r, "Sanction")
	want(t, s, "provisions", lists.MeasureTransport, "")
	want(t, s, "summary", "Regulation 833/2014, Annex XLII", "")
	want(t, s, "summary", "Regulation 2026/1848", "amending act")
}

func TestVessels(t *testing.T) {
	pub := parse(t, "eu-vessels", "vessels-yaml", "---\nvessel_name: Ophelia\nimo_number: '8010427'\ndate_of_application: '2025-10-24'\n")
	r := find(t, pub, "8010427")
	want(t, r.Target(), "name", "Ophelia", "")
	want(t, attached(t, r, "Sanction"), "startDate", "2025-10-24", "")
}

func TestNumbers(t *testing.T) {
	for in, want := range map[string][]numbered{
		"7704730655 (Tax ID/INN)":                                                    {{"7704730655", "Tax ID/INN"}},
		"26722 (Trade Register Number), 7881047729 (TIN)":                            {{"26722", "Trade Register Number"}, {"7881047729", "TIN"}},
		"MP 3413113 and MP 2387911":                                                  {{"MP 3413113", ""}, {"MP 2387911", ""}},
		"MP4572331, issued on 12.2.2021":                                             {{"MP4572331", ""}},
		"Philippines number EC6530802 (expires 19.1.2021)":                           {{"EC6530802", "Philippines number"}},
		"Expired Moroccan passport No 954242 issued on 28.6.1995 in Meknas, Morocco": {{"954242", "Expired Moroccan passport No"}},
		"1217800045462 (Russia, Registration Number (OGRN))":                         {{"1217800045462", "Russia, Registration Number (OGRN)"}},
		"91421023706973031B":                                                         {{"91421023706973031B", ""}},
		"CR No. 3176428":                                                             {{"3176428", "CR No."}},
		"none known":                                                                 nil,
	} {
		if got := numbers(in); !slices.Equal(got, want) {
			t.Errorf("numbers(%q) = %q, want %q", in, got, want)
		}
	}
}
