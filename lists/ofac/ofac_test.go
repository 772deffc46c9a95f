package ofac

import (
	"slices"
	"strings"
	"testing"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

const (
	sdnCSV = "36,\"AEROCARIBBEAN AIRLINES\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n" +
		"9640,\"LUKASHENKA, Alyaksandr Hryhoryavich\",\"individual\",\"BELARUS] [BELARUS-EO14038\",\"President of Belarus\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ," +
		"\"DOB 30 Aug 1954; alt. DOB circa 1955; POB Kopys, Vitsyebsk Voblasts, Belarus; nationality Belarus; Gender Male; Passport MP123 (Belarus) expires 01 Jan 2030; a.k.a. 'BATKA'; Linked To: AEROCARIBBEAN AIRLINES.\"\r\n" +
		"15036,\"ARTAVIL\",\"vessel\",\"IRAN\",-0- ,\"5IM316\",\"Crude Oil Tanker\",\"99,144\",\"56,068\",\"Malta\",\"IRISL\",\"Vessel Registration Identification IMO 9187629; MMSI 572469210.\"\r\n\x1a"
	altCSV = "36,12,\"aka\",\"AERO-CARIBBEAN\",-0- \r\n9640,13,\"fka\",\"LUKASHENKO, Alexander\",-0- \r\n\x1a"
	addCSV = "36,25,-0- ,\"Havana\",\"Cuba\",-0- \r\n9640,26,\"38 Karl Marx Street\",\"Minsk, Minsk Region 220016\",\"Belarus\",-0- \r\n\x1a"
)

func csvSet(t *testing.T, files ...lists.File) *lists.Publication {
	t.Helper()
	pub, err := set(sdn)(files)
	if err != nil {
		t.Fatal(err)
	}
	return pub
}

func primary(text string) lists.File {
	return lists.File{Name: "sdn.csv", Role: rolePrimary, Data: []byte(text)}
}

// values are those of a property of the target, or of all attached entities of a schema ("Sanction.programId").
func values(r *lists.Record, prop string) string {
	schema, name, ok := strings.Cut(prop, ".")
	if !ok {
		return strings.Join(r.Target().Get(prop), " | ")
	}
	var out []string
	for _, e := range r.Entities[1:] {
		if e.Schema.Name == schema {
			out = append(out, e.Get(name)...)
		}
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), " | ")
}

func check(t *testing.T, r *lists.Record, want map[string]string) {
	t.Helper()
	for prop, w := range want {
		if got := values(r, prop); got != w {
			t.Errorf("record %s: %s = %q, want %q", r.ID, prop, got, w)
		}
	}
}

func TestCSVSet(t *testing.T) {
	pub := csvSet(t, primary(sdnCSV), lists.File{Name: "alt.csv", Role: roleAlt, Data: []byte(altCSV)},
		lists.File{Name: "add.csv", Role: roleAddress, Data: []byte(addCSV)})
	if len(pub.Records) != 3 || len(pub.Warnings) > 0 {
		t.Fatalf("%d records, warnings %v", len(pub.Records), pub.Warnings)
	}
	check(t, pub.Records[0], map[string]string{"alias": "AERO-CARIBBEAN", "address": "Havana, Cuba", "country": "cu"})
	check(t, pub.Records[1], map[string]string{"name": "Alyaksandr Hryhoryavich LUKASHENKA", "firstName": "Alyaksandr Hryhoryavich", "lastName": "LUKASHENKA",
		"previousName": "Alexander LUKASHENKO", "weakAlias": "BATKA", "birthDate": "1954-08-30 | 1955",
		"birthPlace": "Kopys, Vitsyebsk Voblasts, Belarus", "nationality": "by", "gender": "male", "passportNumber": "MP123",
		"position": "President of Belarus", "Passport.endDate": "2030-01-01", "Sanction.programId": "BELARUS | BELARUS-EO14038",
		"Sanction.provisions": "asset freeze", "Address.city": "Minsk", "Address.state": "Minsk Region", "Address.postalCode": "220016",
		"UnknownLink.object": "ofac-sdn:36", "UnknownLink.namesMentioned": "AEROCARIBBEAN AIRLINES"})
	check(t, pub.Records[2], map[string]string{"imoNumber": "IMO9187629", "mmsi": "572469210", "callSign": "5IM316", "flag": "mt",
		"type": "Crude Oil Tanker", "Ownership.namesMentioned": "IRISL"})
	if s := pub.Records[2].Target().Schema.Name; s != "Vessel" {
		t.Errorf("schema %s", s)
	}
}

func TestSetErrors(t *testing.T) {
	cutCell := sdnCSV[:strings.Index(sdnCSV, "MMSI 572")+6]
	for _, c := range []struct{ what, text, message string }{
		{"cut inside a quoted cell", cutCell, "inside a cell"},
		{"cut inside the mark for null", sdnCSV[:strings.Index(sdnCSV, "\r\n")-2], "inside a cell"},
		{"cut inside a row", sdnCSV[:strings.Index(sdnCSV, "Crude Oil")], "columns"},
		{"an entry twice", strings.Split(sdnCSV, "\r\n")[0] + "\r\n" + sdnCSV, "entry 36 stands twice"},
		{"no content", "\x1a", "empty"},
	} {
		_, err := set(sdn)([]lists.File{primary(c.text)})
		if err == nil || !strings.Contains(err.Error(), c.message) || !strings.Contains(err.Error(), "sdn.csv") {
			t.Errorf("%s: error = %v", c.what, err)
		}
	}
	_, err := set(sdn)([]lists.File{{Name: "alt.csv", Role: roleAlt, Data: []byte(altCSV)}})
	if err == nil || !strings.Contains(err.Error(), "primary names") {
		t.Errorf("alternate names alone: error = %v", err)
	}
}

// A remark that fills its cell goes on in the file of comments; without it its last piece is not taken for a whole one.
func TestCutRemark(t *testing.T) {
	start := "Linked To: " + strings.Repeat("A", 950)
	remark := start + "; Passport 1234" + strings.Repeat(" ", 1000-len(start)-len("; Passport 1234"))
	row := "36,\"SMITH, John\",\"individual\",\"SDGT\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"" + remark + "\"\r\n\x1a"
	pub := csvSet(t, primary(row))
	check(t, pub.Records[0], map[string]string{"passportNumber": ""})
	if len(pub.Warnings) != 1 || !strings.Contains(pub.Warnings[0], "1 remarks are cut") {
		t.Errorf("warnings %v", pub.Warnings)
	}
	pub = csvSet(t, primary(row), lists.File{Name: "sdn_comments.csv", Role: roleComments, Data: []byte("36,\"5 (Iran); DOB 1960.\"\r\n\x1a")})
	check(t, pub.Records[0], map[string]string{"birthDate": "1960"})
	if got := values(pub.Records[0], "notes"); !strings.HasSuffix(got, "5 (Iran); DOB 1960.") {
		t.Errorf("notes %q", got)
	}
}

// The column of programmes of the fixed-field files was widened in 2023.
func TestFixedWidths(t *testing.T) {
	for _, programmes := range []int{50, 200} {
		line := ""
		for i, cell := range []string{"9640", `SMITH, "Jack" John`, "individual", "SDGT] [IFSR", "Minister", "-0-", "-0-", "-0-", "-0-", "-0-", "-0-", "DOB 1960."} {
			width := layouts[rolePrimary][i]
			if i == programmeColumn {
				width = programmes
			}
			line += cell + strings.Repeat(" ", width-len(cell))
		}
		pub := csvSet(t, lists.File{Name: "sdn.ff", Role: rolePrimary, Data: []byte(line + "\r\n\x1a")})
		check(t, pub.Records[0], map[string]string{"name": "'Jack' John SMITH", "Sanction.programId": "IFSR | SDGT", "position": "Minister", "birthDate": "1960"})
		if _, err := set(sdn)([]lists.File{{Name: "sdn.ff", Role: rolePrimary, Data: []byte(line + "\r\n" + line[:500])}}); err == nil || !strings.Contains(err.Error(), "sdn.ff: line 2") {
			t.Errorf("a cut line: error = %v", err)
		}
	}
}

func TestRemarks(t *testing.T) {
	for _, c := range []struct {
		kind, remark string
		want         map[string]string
	}{
		{"entity", "Tax ID No. 7702070139 (Russia); Registration Number 1027739609391 (Russia); SWIFT/BIC VTBRRUMM; Website www.vtb.com; Organization Established Date 17 Oct 1990; (Linked To: GAZ (HOLDING); Linked To: FOO S.A.S.; Linked To: BAR S.A.).",
			map[string]string{"innCode": "7702070139", "ogrnCode": "1027739609391", "swiftBic": "VTBRRUMM", "incorporationDate": "1990-10-17",
				"UnknownLink.namesMentioned": "BAR S.A. | FOO S.A.S. | GAZ (HOLDING)"}},
		{"entity", "Digital Currency Address - XBT 12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h; alt. Digital Currency Address - ETH 0x7F367cC41522cE07553e823bf3be79A889DEbe1B.",
			map[string]string{"CryptoWallet.currency": "ETH | XBT", "CryptoWallet.publicKey": "0x7F367cC41522cE07553e823bf3be79A889DEbe1B | 12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h"}},
		{"entity", "Secondary sanctions risk: See Section 11 of Executive Order 14024.; Executive Order 13662 Directive Determination - Subject to Directive 1; Listing Date (EO 14024 Directive 2): 24 Feb 2022; Effective Date (EO 14024 Directive 2): 26 Mar 2022.",
			map[string]string{"Sanction.listingDate": "2022-02-24", "Sanction.startDate": "2022-03-26", "Sanction.provisions": "asset freeze | debt and equity restrictions",
				"Sanction.description": "Executive Order 13662 Directive Determination: Subject to Directive 1 | Secondary sanctions risk: See Section 11 of Executive Order 14024."}},
		{"entity", "Equity Ticker CHA US; ISIN US1694261033; Iraqi Trade Registry No. 77 (Iraq).",
			map[string]string{"ticker": "CHA US", "isinCode": "US1694261033", "Identification.type": "Iraqi Trade Registry No."}},
		{"individual", "DOB 1961; nationality Korea, North; Secondary sanctions risk: North Korea Sanctions Regulations, sections 510.201 and 510.210; C.R. No. CH-217 (Switzerland); a.k.a. 'AL SUDANI, Abu Seif'; Minister of Defense.",
			map[string]string{"nationality": "kp", "weakAlias": "Abu Seif AL SUDANI", "Identification.country": "ch", "Identification.number": "CH-217"}},
		{"aircraft", "Aircraft Model IL76-TD; Aircraft Manufacturer's Serial Number (MSN) 1023409321; Aircraft Construction Number (also called L/N or S/N or F/N) 8401; Aircraft Tail Number EP-MMH; Aircraft Operator YAS AIR.",
			map[string]string{"model": "IL76-TD", "serialNumber": "1023409321 | 8401", "registrationNumber": "EP-MMH", "UnknownLink.namesMentioned": "YAS AIR"}},
		{"vessel", "Former Vessel Flag Malta; alt. Former Vessel Flag Tuvalu; Vessel Year of Build 1999; Other Vessel Call Sign T2EA4.",
			map[string]string{"pastFlags": "mt | tv", "buildDate": "1999", "callSign": "T2EA4"}},
	} {
		pub := csvSet(t, primary("7,\"NAME\",\""+c.kind+"\",\"X\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\""+c.remark+"\"\r\n\x1a"))
		check(t, pub.Records[0], c.want)
		if got := pub.Records[0].Target().Get("notes"); !slices.Contains(got, c.remark) {
			t.Errorf("the remark as printed is not kept: %q", got)
		}
	}
}

func TestCityLine(t *testing.T) {
	for line, want := range map[string][3]string{
		"Moscow 121471":                     {"Moscow", "", "121471"},
		"London WC2N 4DN":                   {"London", "", "WC2N 4DN"},
		"Krasnoyarsk, Krasnoyarsk Kr. 6600": {"Krasnoyarsk", "Krasnoyarsk Kr.", "6600"},
		"Paris 8":                           {"Paris 8", "", ""},
		"Havana":                            {"Havana", "", ""},
		"":                                  {"", "", ""},
	} {
		city, state, postal := splitCityLine(line)
		if got := [3]string{city, state, postal}; got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
		if p := (place{city: city, state: state, postal: postal}); p.cityLine() != line {
			t.Errorf("%q becomes %q", line, p.cityLine())
		}
	}
}

func TestMeasuresOfTheConsolidatedList(t *testing.T) {
	for _, c := range []struct{ programmes, remark, want string }{
		{"NS-PLC", "", "transactions to be rejected"},
		{"FSE-IR", "", "transaction ban"},
		{"561-Related", "", "correspondent account restrictions"},
		{"CMIC-EO13959", "", "debt and equity restrictions"},
		{"UKRAINE-EO13662", "Executive Order 13662 Directive Determination - Subject to Directive 4.", "trade restrictions"},
		{"UKRAINE-EO13662", "", "debt and equity restrictions"},
		{"RUSSIA-EO14024", "Executive Order 14024 Directive Information Subject to Directive 2 - As of the Effective Date.", "correspondent account restrictions"},
		{"CAATSA - RUSSIA", "CAATSA Section 235 Information: EXPORT SANCTIONS Sec. 235(a)(2).", "export restrictions"},
		{"IRAN", "", "asset freeze"},
		{"NEW-EO15000", "", "restrictions of the programme NEW-EO15000"},
	} {
		remark := "-0- "
		if c.remark != "" {
			remark = `"` + c.remark + `"`
		}
		pub, err := set(cons)([]lists.File{primary("7,\"NAME\",-0- ,\"" + c.programmes + "\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ," + remark + "\r\n\x1a")})
		if err != nil {
			t.Fatal(err)
		}
		check(t, pub.Records[0], map[string]string{"Sanction.provisions": c.want})
	}
}

func TestDetect(t *testing.T) {
	fixed := "         3" + strings.Repeat(" ", 2000)
	for _, c := range []struct{ name, head, want string }{
		{"sdn.csv", sdnCSV, "ofac-sdn delimited sdn"},
		{"alt.csv", altCSV, "ofac-sdn delimited alt"},
		{"add.csv", addCSV, "ofac-sdn delimited add"},
		{"sdn_comments.csv", "36,\"rest\"\r\n", "ofac-sdn delimited comments"},
		{"cons_prim.del", strings.ReplaceAll("9639,\"A\",-0- ,\"NS-PLC\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ", ",", "@"), "ofac-cons delimited sdn"},
		{"list.csv", "9639,\"A\",-0- ,\"NS-PLC\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ", "ofac-cons delimited sdn"},
		{"cons_alt.ff", fixed, "ofac-cons fixed alt"},
		{"sdn.ff", fixed, "ofac-sdn fixed sdn"},
		{"sdn.xml", sdnXML, "ofac-sdn sdn-xml"},
		{"data.xml", strings.ReplaceAll(sdnXML, "BELARUS", "NS-PLC"), "ofac-cons sdn-xml"},
		{"consolidated.xml", "<!-- <a> --><sdnList xmlns=\"x\">", "ofac-cons sdn-xml"},
		{"cons_advanced.xml", "<Sanctions xmlns=\"http://www.un.org/sanctions/1.0\">", "ofac-cons advanced-xml"},
		{"x.xml", "<sanctionsData><publicationInfo><filters><sanctionsLists><sanctionsList refId=\"91512\">Consolidated List</sanctionsList></sanctionsLists></filters>", "ofac-cons enhanced-xml"},
		{"x.xml", "<sanctionsData><publicationInfo><filters><sanctionsLists><sanctionsList refId=\"1550\">SDN List</sanctionsList></sanctionsLists></filters>", "ofac-sdn enhanced-xml"},
		{"sdn.xml", "<!DOCTYPE html><html><body>403</body></html>", ""},
		{"sdn.csv", "{\"error\":\"maintenance\"}", ""},
		{"sdn.csv", "ent_num,name\r\n1,x", ""},
		{"numbers.csv", "1,2\r\n", ""},
		{"sdn.csv", "", ""},
		{"sdn.ff", "", ""},
	} {
		got := ""
		for _, l := range Lists() {
			for _, f := range l.Formats {
				if !f.Detect(c.name, []byte(c.head)) {
					continue
				}
				got += l.ID + " " + f.ID
				if f.Role != nil {
					got += " " + f.Role(c.name, []byte(c.head))
				}
			}
		}
		if got != c.want {
			t.Errorf("%s, %.40q: %q, want %q", c.name, c.head, got, c.want)
		}
	}
}

func TestAddresses(t *testing.T) {
	for _, l := range Lists() {
		for _, a := range l.Addresses {
			if !strings.HasPrefix(a.URL, "https://") || a.Name != strings.ToLower(a.Name) {
				t.Errorf("%+v", a)
			}
			if whose(a.Name, nil) != l.ID && !slices.Contains([]string{"alt.csv", "add.csv"}, a.Name) {
				t.Errorf("%s would be taken for another list than %s", a.Name, l.ID)
			}
		}
		if !strings.HasSuffix(l.Addresses[0].URL, "_ADVANCED.XML") {
			t.Errorf("%s is not first fetched in the format with the original scripts: %s", l.ID, l.Addresses[0].URL)
		}
	}
}

// hashes are the contents of records by id.
func hashes(pub *lists.Publication) map[string][32]byte {
	m := map[string][32]byte{}
	for _, r := range pub.Records {
		m[r.ID] = ftm.Hash(r.Entities)
	}
	return m
}
