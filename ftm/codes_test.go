package ftm

import (
	"strings"
	"testing"
)

func TestCountryCode(t *testing.T) {
	for raw, want := range map[string]string{
		"BY": "by", "BLR": "by", "112": "by", "Belarus": "by", "Belarusian": "by", "Weißrussland": "by", "Республика Беларусь": "by",
		"RUSSIAN FEDERATION": "ru", "Russie": "ru", "Российская Федерация": "ru", "Росія": "ru", "россия": "ru",
		"Korea, North": "kp", "DPRK": "kp", "Democratic People’s Republic of Korea": "kp", "Korea, South": "kr", "Republic of Korea": "kr",
		"Burma": "mm", "Palestinian": "ps", "Iran (Islamic Republic of)": "ir", "the Netherlands": "nl", "Gambia, The": "gm",
		"Україна": "ua", "UNITED KINGDOM": "gb", "UK": "gb", "U.K.": "gb", "American": "us", "Côte d'Ivoire": "ci", "Cote d’Ivoire": "ci",
		"Trinidad & Tobago": "tt", "Virgin Islands, British": "vg", "Congo": "cg", "Congo, Democratic Republic of the": "cd", "DRC": "cd",
		"Macedonia, The Former Yugoslav Republic of": "mk", "Viet Nam": "vn", "Türkiye": "tr", "Turkey": "tr", "Swaziland": "sz",
		"USSR": "suhh", "SU": "suhh", "СССР": "suhh", "YU": "yucs", "Yugoslavia": "yucs", "CS": "csxx", "Czechoslovakia": "cshh",
		"German Democratic Republic": "dd", "ZZ": "zz", "EU": "eu", "European Union": "eu", "Kosovo": "xk", "Crimea": "ua-cri",
		"Ukrainian SSR (now Ukraine)": "ua", "USSR (until 1991)": "suhh", "Tunisia (at time of listing)": "tn",
		"Kuwait (residence as at Mar 2009) (UN address)": "kw", "Kuwaiti citizenship": "kw", "Ukrainian SSR (Ukraine)": "ua", "ウガンダ共和国": "ug", "Syria / Syrie": "sy",
		"АМ":  "am", // typed in Cyrillic letters
		"北朝鮮": "kp", "ロシア": "ru", "Nigerien": "ne", "Nigerian": "ng", "Ireland (Northern)": "gb-nir", "South Sudan": "ss",
		"suhh": "suhh", "ua-cri": "ua-cri", "x-so": "x-so", "Éire": "ie",
		"": "", "Atlantis": "", "00": "", "unknown": "", "n/a": "", "-": "", "Sudan/South Sudan": "", "Amman, Jordan": "",
		"Not registered as a citizen of the Russian Federation": "", "Samoa (": "ws",
	} {
		if got, ok := CountryCode(raw); got != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", raw, got, ok, want)
		}
	}
	if CountryName("suhh") != "Soviet Union" || CountryName("??") != "??" {
		t.Error("names of countries are wrong")
	}
}

func TestLanguageCode(t *testing.T) {
	for raw, want := range map[string]string{"RU": "rus", "rus": "rus", "Russian": "rus", "russe": "rus", "ger": "deu", "UK": "ukr", "MO": "ron",
		"Farsi": "fas", "ckb": "ckb", "ZH": "zho", "": "", "Klingonese": ""} {
		if got, ok := LanguageCode(raw); got != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", raw, got, ok, want)
		}
	}
}

func TestNoNameMeansTwo(t *testing.T) {
	for _, tsv := range []string{countriesTSV, languagesTSV} {
		owner := map[string]string{}
		for line := range strings.Lines(tsv) {
			if strings.HasPrefix(line, "#") {
				continue
			}
			row := strings.Split(strings.TrimRight(line, "\n"), "\t")
			for _, name := range row {
				key := codeKey(name)
				if other := owner[key]; other != "" && other != row[0] {
					t.Errorf("%q means %s and %s", name, other, row[0])
				}
				if owner[key] = row[0]; key == "" {
					t.Errorf("%s: %q is no name", row[0], name)
				}
			}
		}
	}
}

func FuzzCountryCode(f *testing.F) {
	for _, s := range []string{"Iran (Islamic Republic of)", "АМ", "Syria / Syrie / Syrien", "(((now )", "the republic of state of"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		if c, ok := CountryCode(raw); ok {
			if again, ok := CountryCode(c); !ok || again != c {
				t.Fatalf("%q -> %q -> %q", raw, c, again)
			}
		} else if c != "" {
			t.Fatalf("%q gives %q without being understood", raw, c)
		}
		LanguageCode(raw)
	})
}

func BenchmarkCountryCode(b *testing.B) {
	for b.Loop() {
		CountryCode("RUSSIAN FEDERATION")
	}
}
