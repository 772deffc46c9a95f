package ftm

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestModelIsWhole(t *testing.T) {
	if n := len(Schemata()); n < 69 {
		t.Errorf("%d schemata", n)
	}
	if n := len(Types()); n != 21 {
		t.Errorf("%d types", n)
	}
	for _, s := range Schemata() {
		for _, p := range s.Props() {
			if p.Type == nil {
				t.Errorf("%s.%s has no type", s.Name, p.Name)
			} else if p.Type.Name == "entity" && Lookup(p.Range) == nil {
				t.Errorf("%s.%s: unknown range %q", s.Name, p.Name, p.Range)
			}
		}
		for _, p := range slices.Concat(s.Caption, s.Featured, s.Required) {
			if s.Prop(p) == nil {
				t.Errorf("%s has no property %s", s.Name, p)
			}
		}
	}
	if !MustLookup("Company").Is("LegalEntity") || MustLookup("Person").Is("Company") {
		t.Error("inheritance is wrong")
	}
}

func TestAddDates(t *testing.T) {
	for raw, want := range map[string]string{
		"09 Feb 1951":                     "1951-02-09",
		"1962":                            "1962",
		"circa 1951":                      "1951~",
		"c. 1965":                         "1965~",
		"1960 to 1965":                    "1960< 1965>",
		"between 1955 and 1958":           "1955< 1958>",
		"1960-1965":                       "1960< 1965>",
		"00/00/1980":                      "1980",
		"00/02/1961":                      "1961-02",
		"dd/mm/1968":                      "1968",
		"dd/09/1958":                      "1958-09",
		"Approximately 1963, 30/01/1972":  "1963~ 1972-01-30",
		"1973 or 1974":                    "1973 1974",
		"2022.3.3":                        "2022-03-03",
		"1977年8月31日":                      "1977-08-31",
		"Sep 1970":                        "1970-09",
		"2021-06-21T00:00:00":             "2021-06-21",
		"late 1950s":                      "1955< 1959>",
		"3 квітня 1968":                   "1968-04-03",
		"February 9, 1951":                "1951-02-09",
		"31/02/1970":                      "?31/02/1970",
		"unknown":                         "?unknown",
		"(1) 17/07/1974. (2) 17/08/1977.": "1974-07-17 1977-08-17",
	} {
		e := New("Person", "x")
		e.AddDates("birthDate", raw, DayFirst)
		var got []string
		for _, s := range e.Statements {
			mark := map[string]string{NoteCirca: "~", NoteFrom: "<", NoteTo: ">"}[s.Note]
			if s.Value == "" {
				got = append(got, "?"+s.Original)
			} else {
				got = append(got, s.Value+mark)
			}
		}
		if g := strings.Join(got, " "); g != want {
			t.Errorf("%q: %s, want %s", raw, g, want)
		}
	}
	if d, _ := ParseDate("02/03/1970", MonthFirst); d != "1970-02-03" {
		t.Errorf("month first: %s", d)
	}
}

func TestCountries(t *testing.T) {
	for raw, want := range map[string]string{"RUSSIAN FEDERATION": "ru", "BY": "by", "Korea, North": "kp", "DPRK": "kp", "Burma": "mm",
		"Palestinian": "ps", "BLR": "by", "Weißrussland": "by", "Республика Беларусь": "by", "Iran (Islamic Republic of)": "ir",
		"the Netherlands": "nl", "USSR": "suhh", "Україна": "ua", "UNITED KINGDOM": "gb", "Côte d'Ivoire": "ci", "": "", "Atlantis": ""} {
		if got, ok := CountryCode(raw); got != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", raw, got, ok, want)
		}
	}
}

func TestIdentifiers(t *testing.T) {
	for _, c := range []struct {
		format, value, want string
		ok                  bool
	}{
		{"imo", "IMO 9187629", "IMO9187629", true},
		{"imo", "9187620", "", false},
		{"inn", "7736050003", "7736050003", true}, // Gazprom
		{"inn", "7736050004", "", false},
		{"ogrn", "1027700070518", "1027700070518", true},
		{"isin", "US0378331005", "US0378331005", true},
		{"isin", "US0378331006", "", false},
		{"iban", "GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432", true},
		{"iban", "GB82 WEST 1234 5698 7654 33", "", false},
		{"bic", "SABRRUMM", "SABRRUMM", true},
		{"lei", "5493001KJTIIGC8Y1R12", "5493001KJTIIGC8Y1R12", true},
		{"lei", "5493001KJTIIGC8Y1R13", "", false},
	} {
		got, ok := CheckIdentifier(c.format, c.value)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("%s %s: %q %v", c.format, c.value, got, ok)
		}
	}
	if _, err := IdentifierProps("shoe-size"); err == nil || !strings.Contains(err.Error(), "imo") {
		t.Errorf("error does not name the allowed types: %v", err)
	}
}

func TestNothingIsLost(t *testing.T) {
	e := New("Vessel", "x")
	e.Add("imoNumber", "IMO 1234568")
	e.Add("flag", "Ruritania")
	if len(e.Statements) != 2 || e.Statements[0].Understood() || e.Statements[1].Original != "Ruritania" || len(e.Get("flag")) != 0 {
		t.Errorf("%+v", e.Statements)
	}
}

func TestCleaningTwiceIsCleaningOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		types := Types()
		typ := types[rapid.IntRange(0, len(types)-1).Draw(t, "type")]
		raw := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"Russia", "m", "1962-09", "9 Feb 1951", "www.x.org", "a@b.c", "rus"})).Draw(t, "raw")
		once, ok := typ.Clean(raw)
		if !ok {
			return
		}
		if twice, ok := typ.Clean(once); !ok || twice != once {
			t.Fatalf("%s: %q -> %q -> %q %v", typ.Name, raw, once, twice, ok)
		}
	})
}

func TestHashIgnoresOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(rapid.StringMatching("[A-Za-z]{1,8}"), 1, 6).Draw(t, "names")
		a, b := New("Person", "x"), New("Person", "x")
		a.Add("name", names...)
		b.Add("name", rapid.Permutation(names).Draw(t, "order")...)
		if Hash([]*Entity{a}) != Hash([]*Entity{b}) {
			t.Fatal("another order of names is another content")
		}
	})
}

func FuzzDates(f *testing.F) {
	f.Add("circa 1951")
	f.Add("(1) 17/07/1974. (2) 17/08/1977.")
	f.Fuzz(func(t *testing.T, raw string) {
		e := New("Person", "x")
		e.AddDates("birthDate", raw, MonthFirst)
		for _, s := range e.Statements {
			if v, ok := ParseDate(s.Value, DayFirst); s.Value != "" && (!ok || v != s.Value) {
				t.Fatalf("%q gives %q", raw, s.Value)
			}
		}
		CountryCode(raw)
		CheckIdentifier("iban", raw)
		CheckIdentifier("isin", raw)
	})
}
