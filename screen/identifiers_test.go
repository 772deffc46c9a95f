package screen

import (
	"testing"

	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/lists"
)

// entry is a line of a list: its names and identifiers by property.
type entry struct {
	id, schema string
	props      [][2]string
}

// Entries of the OFAC and EU lists, and a flag and a former name as OFAC prints them for vessels.
var identified = []entry{
	{"15036", "Vessel", [][2]string{{"name", "ARTAVIL"}, {"previousName", "SHONA"}, {"callSign", "T2EU4"}, {"mmsi", "572469210"}, {"imoNumber", "IMO9187629"},
		{"flag", "tv"}}},
	{"15037", "Vessel", [][2]string{{"name", "ARK"}, {"callSign", "9HDQ9"}, {"mmsi", "256842000"}, {"flag", "mt"}}},
	{"15346", "Airplane", [][2]string{{"name", "EP-CFD"}, {"serialNumber", "11442"}, {"model", "F.28-0100"}}},
	{"15347", "Airplane", [][2]string{{"name", "EP-CFE"}, {"serialNumber", "11422"}}},
	{"25308", "Person", [][2]string{{"name", "Xiaobing YAN"}, {"weakAlias", "Guanghua"}, {"publicKey", "12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h"}}},
	{"EU.10347.27", "Organization", [][2]string{{"name", "The Foundation for the Support of Compatriots"}, {"ogrnCode", "1117799023330"},
		{"registrationNumber", "1117799023330"}}},
	{"17530", "Organization", [][2]string{{"name", "Staroil B.V."}, {"vatCode", "NL 819860578B01"}}},
	{"17013", "Organization", [][2]string{{"name", "Gazprombank"}, {"leiCode", "253400V1H6ART1UQ0N98"}, {"okpoCode", "00032520"}}},
}

func identifiedScreener(t *testing.T) *Screener {
	var records []*lists.Record
	for _, e := range identified {
		r := lists.NewRecord("test", e.id, e.schema)
		for _, p := range e.props {
			if p[0] == "publicKey" { // a wallet is an entity of its own
				r.Attach("CryptoWallet", "holder", "wallet").Add(p[0], p[1])
				continue
			}
			r.Target().Add(p[0], p[1])
		}
		records = append(records, r)
	}
	x, err := index.FromBytes(buildRecords(t, records))
	if err != nil {
		t.Fatal(err)
	}
	return New(x)
}

// TestFoundByIdentifier asks by identifier alone, typed with spaces, points and hyphens, in capitals or not.
func TestFoundByIdentifier(t *testing.T) {
	s := identifiedScreener(t)
	for _, c := range []struct{ kind, value, want string }{
		{"callsign", "T2EU4", "15036"}, {"callsign", "t2-eu4", "15036"}, {"callsign", "9HDQ 9", "15037"},
		{"mmsi", "572 469 210", "15036"}, {"imo", "IMO 9187629", "15036"}, {"imo", "9187629", "15036"},
		{"tail", "EP-CFD", "15346"}, {"tail", "EPCFD", "15346"}, {"tail", "ep cfe", "15347"}, {"serial", "11442", "15346"},
		{"wallet", "12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h", "25308"},
		{"ogrn", "111 77 99 023330", "EU.10347.27"}, {"registration", "1117799-023330", "EU.10347.27"}, {"any", "1117799023330", "EU.10347.27"},
		{"vat", "NL819860578B01", "17530"}, {"vat", "NL-8198.60.578.B01", "17530"},
		{"lei", "2534 00V1 H6AR T1UQ 0N98", "17013"}, {"okpo", "00032520", "17013"},
	} {
		a, err := s.Screen(Query{IDs: []ID{{c.kind, c.value}}})
		if err != nil {
			t.Errorf("%s=%s: %v", c.kind, c.value, err)
			continue
		}
		if len(a.Results) == 0 || a.Results[0].Lists[0].RecordID != c.want || !a.Results[0].Alert {
			t.Errorf("%s=%s does not find %s: %+v", c.kind, c.value, c.want, a.Results)
		}
	}
}

// TestFoundByFormerNameAndFlag asks for vessels and weak aliases by name.
func TestFoundByFormerNameAndFlag(t *testing.T) {
	s := identifiedScreener(t)
	a, err := s.Screen(Query{Name: "Shona", Schema: "Vessel"})
	if err != nil || len(a.Results) == 0 || a.Results[0].Lists[0].RecordID != "15036" || a.Results[0].Matched.Kind != "previousName" {
		t.Errorf("a former name: %+v, %v", a, err)
	}
	plain, err := s.Screen(Query{Name: "Ark", Schema: "Vessel"})
	if err != nil || len(plain.Results) == 0 {
		t.Fatalf("a vessel by name: %+v, %v", plain, err)
	}
	flagged, err := s.Screen(Query{Name: "Ark", Schema: "Vessel", Country: "mt"})
	if err != nil || len(flagged.Results) == 0 || flagged.Results[0].Bits <= plain.Results[0].Bits {
		t.Errorf("the flag of a vessel earns nothing: %+v, %v", flagged, err)
	}
	weak, err := s.Screen(Query{Name: "Guanghua", Schema: "Person"})
	if err != nil || len(weak.Results) == 0 || weak.Results[0].Matched.Kind != "weakAlias" {
		t.Errorf("a weak alias: %+v, %v", weak, err)
	}
}
