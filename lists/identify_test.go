package lists

import (
	"strings"
	"testing"

	"github.com/linchpin-oss/linchpin/ftm"
)

func TestIdentifyKinds(t *testing.T) {
	for _, c := range []struct{ schema, kind, number, country, prop, want string }{
		{"Person", "Passport", "2620003", "Belarus", "passportNumber", "2620003"},
		{"Person", "Diplomatic Passport", "D9004878", "", "passportNumber", "D9004878"},
		{"Person", "Número de pasaporte", "381420754", "", "passportNumber", "381420754"},
		{"Person", "National ID No.", "D2345", "", "idNumber", "D2345"},
		{"Person", "NATIONAL IDENTIFICATION NUMBER", "5", "", "idNumber", "5"},
		{"Person", "Afghan national identification card (tazkira) number", "57388", "af", "idNumber", "57388"},
		{"Person", "Cedula No.", "16247821", "Colombia", "idNumber", "16247821"},
		{"Person", "C.U.R.P.", "GURR730821HCLRMG01", "Mexico", "idNumber", "GURR730821HCLRMG01"},
		{"Person", "D.N.I.", "78.865.882", "Spain", "idNumber", "78.865.882"},
		{"Person", "Birth Certificate Number", "365", "", "idNumber", "365"},
		{"Person", "Driver's License No.", "J12", "", "idNumber", "J12"},
		{"Person", "LE Number", "07552116", "Peru", "idNumber", "07552116"},
		{"Person", "id", "04643632", "TN", "idNumber", "04643632"},
		{"Person", "electionid", "77", "", "idNumber", "77"},
		{"Person", "SSN", "523-33-8386", "United States", "socialSecurityNumber", "523-33-8386"},
		{"Company", "ssn", "12", "", "idNumber", "12"},
		{"Person", "Tax ID No.", "773600", "Russia", "taxNumber", "773600"},
		{"Person", "fiscalcode", "771577190559", "RU", "innCode", "771577190559"},
		{"Person", "fiscalcode", "771577190559", "RU", "taxNumber", "771577190559"},
		{"Person", "Italian Fiscal Code", "DAOMMD74T11Z352Z", "", "taxNumber", "DAOMMD74T11Z352Z"},
		{"Company", "NIT #", "800160353-2", "Colombia", "taxNumber", "800160353-2"},
		{"Company", "V.A.T. Number", "CHE-267.936.404", "Switzerland", "vatCode", "CHE-267.936.404"},
		{"Company", "Registration Number", "HRB 12", "", "registrationNumber", "HRB 12"},
		{"Company", "Registration ID", "1027739609391", "Russia", "ogrnCode", "1027739609391"},
		{"Company", "Registration ID", "1027739609391", "Russia", "registrationNumber", "1027739609391"},
		{"Company", "Registration ID", "1027739609391", "Iran", "ogrnCode", ""},
		{"Company", "C.R. No.", "2162198", "HK", "registrationNumber", "2162198"},
		{"Company", "Folio Mercantil No.", "65256", "Mexico", "registrationNumber", "65256"},
		{"Company", "regnumber", "CZ05185327", "CZ", "registrationNumber", "CZ05185327"},
		{"Company", "Government Gazette Number", "00044428", "Russia", "okpoCode", "00044428"},
		{"Company", "Government Gazette Number", "00044428", "Bulgaria", "registrationNumber", "00044428"},
		{"Company", "Legal Entity Number", "253400V1H6ART1UQ0N98", "Russia", "leiCode", "253400V1H6ART1UQ0N98"},
		{"Company", "Legal Entity Number", "851683897", "Netherlands", "registrationNumber", "851683897"},
		{"Company", "Unified Social Credit Code (USCC)", "9111000071093019X7", "China", "uscCode", "9111000071093019X7"},
		{"Company", "BIK (RU)", "044525219", "", "bikCode", "044525219"},
		{"Company", "INN", "7736050003", "", "innCode", "7736050003"},
		{"Company", "INN", "7736050004", "", "taxNumber", "7736050004"},
		{"Company", "ОГРН", "1027700070518", "", "ogrnCode", "1027700070518"},
		{"Company", "SWIFT/BIC", "SABRRUMM", "", "swiftBic", "SABRRUMM"},
		{"Organization", "swiftbic", "KDBKKPPY", "", "swiftBic", "KDBKKPPY"},
		{"Company", "D-U-N-S Number", "56-033-5466", "", "dunsCode", "560335466"},
		{"Company", "Company Number", "IMO 5342883", "", "imoNumber", "IMO5342883"},
		{"Company", "Trade License No.", "683633", "", "licenseNumber", "683633"},
		{"Vessel", "Vessel Registration Identification", "IMO 9187629", "", "imoNumber", "IMO9187629"},
		{"Vessel", "Vessel Registration Identification", "1234", "", "registrationNumber", "1234"},
		{"Vessel", "imo", "9187629", "", "imoNumber", "IMO9187629"},
		{"Vessel", "MMSI", "273456780", "", "mmsi", "273456780"},
		{"Airplane", "Aircraft Manufacturer's Serial Number (MSN)", "550", "", "serialNumber", "550"},
		{"Airplane", "Aircraft Construction Number (also called L/N or S/N or F/N)", "20290", "", "serialNumber", "20290"},
		{"Airplane", "Aircraft Tail Number", "N200VR", "", "registrationNumber", "N200VR"},
		{"Airplane", "Aircraft Mode S Transponder Code", "730C64", "", "icaoCode", "730C64"},
	} {
		r := NewRecord("test", "1", c.schema)
		doc := r.Identify(c.kind, c.number, c.country)
		if got := r.Target().First(c.prop); got != c.want {
			t.Errorf("%s %q: %s = %q, want %q", c.schema, c.kind, c.prop, got, c.want)
		}
		if holds := r.Target().Schema.Is("LegalEntity"); holds != (doc != nil) {
			t.Errorf("%s %q: attached %v", c.schema, c.kind, doc)
		} else if holds && (doc.First("number") != c.number || doc.First("type") != c.kind || doc.First("holder") != r.Target().ID) {
			t.Errorf("%q: %+v", c.kind, doc.Statements)
		}
	}
}

func TestIdentifyKeepsWhatFailsItsCheck(t *testing.T) {
	vessel := NewRecord("test", "1", "Vessel")
	vessel.Identify("IMO number", "1234568", "")
	if s := vessel.Target().Statements; len(s) != 1 || s[0].Understood() || s[0].Original != "1234568" {
		t.Errorf("a ship's number that fails its check is not kept as printed: %+v", s)
	}
	vessel.Identify("Frobnication", "77", "Panama")
	if n := vessel.Target().First("notes"); n != "Frobnication 77 Panama" {
		t.Errorf("notes %q", n)
	}
	bank := NewRecord("test", "1", "Company")
	doc := bank.Identify("SWIFT/BIC", "SABRQQMM", "")
	if doc.First("number") != "SABRQQMM" || len(bank.Target().Statements) != 0 {
		t.Errorf("a BIC of no country: %+v %+v", doc.Statements, bank.Target().Statements)
	}
	if bank.Identify("Passport", " ", "") != nil || len(bank.Entities) != 2 {
		t.Error("an empty number is recorded")
	}
}

func TestIdentifyPassport(t *testing.T) {
	r := NewRecord("test", "1", "Person")
	doc := r.Identify("Passport", "2620003", "Belarus")
	if doc.Schema.Name != "Passport" || doc.First("passportNumber") != "2620003" || doc.First("country") != "by" {
		t.Errorf("%s %+v", doc.Schema.Name, doc.Statements)
	}
	if again := r.Identify("Passport", "2620003", "Belarus"); again != doc || len(r.Entities) != 2 {
		t.Error("the same passport stands twice")
	}
}

func TestIdentifyWallet(t *testing.T) {
	r := NewRecord("test", "1", "Person")
	w := r.Identify("Digital Currency Address - XBT", "12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h", "")
	if w.Schema.Name != "CryptoWallet" || w.First("currency") != "XBT" || w.First("publicKey") != "12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h" ||
		w.First("holder") != r.Target().ID {
		t.Errorf("wallet: %+v", w)
	}
}

func TestIdentifierKindsNameProperties(t *testing.T) {
	for _, k := range identifierKinds {
		for _, prop := range strings.Fields(k.props) {
			found := false
			for _, s := range ftm.Schemata() {
				found = found || s.Prop(prop) != nil
			}
			if !found {
				t.Errorf("no schema has %s", prop)
			}
		}
	}
}

func FuzzIdentify(f *testing.F) {
	f.Add("Digital Currency Address - XBT", "1", "")
	f.Add("Vessel Registration Identification", "IMO 9187629", "Panama")
	f.Add("Tax ID No.", "7736050003", "Russia")
	f.Fuzz(func(t *testing.T, kind, number, country string) {
		for _, schema := range []string{"Person", "Vessel", "Company"} {
			r := NewRecord("test", "1", schema)
			r.Identify(kind, number, country)
			if strings.TrimSpace(number) != "" && len(r.Entities) == 1 && len(r.Target().Statements) == 0 {
				t.Fatalf("%s %q %q is lost", schema, kind, number)
			}
		}
	})
}

func BenchmarkIdentify(b *testing.B) {
	for b.Loop() {
		NewRecord("test", "1", "Company").Identify("Registration ID", "1027739609391", "Russia")
	}
}
