package ftm

import (
	"slices"
	"strings"
	"testing"
)

func TestCheckIdentifier(t *testing.T) {
	for _, c := range []struct{ format, value, want string }{
		{"imo", "IMO 9187629", "IMO9187629"},
		{"imo", "9187629", "IMO9187629"},
		{"imo", "IMO No. 9187629", "IMO9187629"},
		{"imo", "5342883", "IMO5342883"}, // a company: NITC
		{"imo", "9187620", ""},
		{"imo", "918762", ""},
		{"inn", "7736050003", "7736050003"}, // Gazprom
		{"inn", "ИНН 7736050003", "7736050003"},
		{"inn", "7736050004", ""},
		{"inn", "771577190559", "771577190559"},
		{"inn", "771577190558", ""},
		{"inn", "0000000000", ""},
		{"ogrn", "1027700070518", "1027700070518"},
		{"ogrn", "OGRN: 1027700070518", "1027700070518"},
		{"ogrn", "1027700070519", ""},
		{"kpp", "770401001", "770401001"},
		{"kpp", "77040100", ""},
		{"okpo", "00032520", "00032520"},
		{"isin", "US0378331005", "US0378331005"},
		{"isin", "HK0883013259", "HK0883013259"},
		{"isin", "US0378331006", ""},
		{"iban", "GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432"},
		{"iban", "GB82 WEST 1234 5698 7654 33", ""},
		{"iban", "GB82 WEST 1234 5698 7654 3", ""},
		{"iban", "BY13NBRB3600900000002Z00AB00", "BY13NBRB3600900000002Z00AB00"},
		{"bic", "SABRRUMM", "SABRRUMM"},
		{"bic", "sabrrummxxx", "SABRRUMM"},
		{"bic", "SABRRUMM012", "SABRRUMM012"},
		{"bic", "SABRQQMM", ""},
		{"lei", "5493001KJTIIGC8Y1R12", "5493001KJTIIGC8Y1R12"},
		{"lei", "253400V1H6ART1UQ0N98", "253400V1H6ART1UQ0N98"},
		{"lei", "5493001KJTIIGC8Y1R13", ""},
		{"uscc", "9111000071093019X7", "9111000071093019X7"},
		{"uscc", "9111000071093019X8", ""},
		{"figi", "BBG000B9XRY4", "BBG000B9XRY4"},
		{"figi", "BBG000B9XRY5", ""},
		{"npi", "1234567893", "1234567893"},
		{"npi", "1234567894", ""},
		{"duns", "56-033-5466", "560335466"},
		{"mmsi", "572469210", "572469210"},
		{"mmsi", "57246921", ""},
		{"wikidata", "Q7747", "Q7747"},
		{"no such format", " HRB  12 ", "HRB 12"},
		{"lei", strings.Repeat("5", 1e6), ""},
	} {
		if got, ok := CheckIdentifier(c.format, c.value); ok != (c.want != "") || got != c.want {
			t.Errorf("%s %.40s: %q %v, want %q", c.format, c.value, got, ok, c.want)
		}
	}
}

func TestIdentifierTypes(t *testing.T) {
	for _, kind := range IdentifierTypes() {
		props, err := IdentifierProps(strings.ToUpper(kind))
		if err != nil || len(props) == 0 {
			t.Errorf("%s: %v", kind, err)
		}
		for _, p := range props {
			if p != "" && !slices.ContainsFunc(Schemata(), func(s *Schema) bool { return s.Prop(p) != nil }) {
				t.Errorf("%s: no schema has %s", kind, p)
			}
		}
	}
	if p, err := IdentifierProps("okpocode"); err != nil || p[0] != "okpoCode" {
		t.Errorf("okpocode: %v %v", p, err)
	}
	if _, err := IdentifierProps("shoe-size"); err == nil || !strings.Contains(err.Error(), "imo") {
		t.Errorf("error does not name the allowed types: %v", err)
	}
}

func FuzzCheckIdentifier(f *testing.F) {
	for format := range checks {
		f.Add(format, "IMO 9187629")
		f.Add(format, "GB82 WEST 1234 5698 7654 32")
		f.Add(format, "ИНН 7736050003")
	}
	f.Fuzz(func(t *testing.T, format, raw string) {
		once, ok := CheckIdentifier(format, raw)
		if !ok {
			return
		}
		if twice, ok := CheckIdentifier(format, once); !ok || twice != once {
			t.Fatalf("%s: %q -> %q -> %q", format, raw, once, twice)
		}
	})
}
