package ftm

import (
	"strings"
	"unicode"
)

// identifierCheck says how an identifier of one format is written.
type identifierCheck struct {
	labels []string // that may stand before it
	valid  func(compact string) bool
	write  func(compact string) string // the normal form, where it is not the compact one
}

// checks are the formats with a rule: length, letters, check digits. Sources: ISO 17442 (LEI), ISO 6166 (ISIN), ISO 9362
// (BIC), ISO 13616 and the SWIFT IBAN registry (IBAN), IMO resolutions A.1117(30) and MSC.160(78) (ships and companies),
// orders of the Russian tax service (INN, KPP, OGRN), Rosstat (OKPO), GB 32100-2015 (Chinese unified social credit code),
// OpenFIGI (FIGI), CMS (NPI), SAM.gov (UEI), ITU-R M.585 (MMSI).
var checks = map[string]identifierCheck{
	"lei":      {labels: []string{"LEICODE", "LEI"}, valid: func(s string) bool { return len(s) == 20 && alnum(s) && digits(s[18:]) && mod97(s) == 1 }},
	"imo":      {labels: []string{"IMONUMBER", "IMONO", "IMO"}, valid: validIMO, write: func(s string) string { return "IMO" + s }},
	"inn":      {labels: []string{"INN", "ИНН"}, valid: validINN},
	"ogrn":     {labels: []string{"OGRNIP", "OGRN", "ОГРНИП", "ОГРН"}, valid: validOGRN},
	"kpp":      {labels: []string{"KPP", "КПП"}, valid: validKPP},
	"okpo":     {labels: []string{"OKPO", "ОКПО"}, valid: func(s string) bool { return digits(s) && (len(s) == 8 || len(s) == 10) }},
	"isin":     {labels: []string{"ISIN"}, valid: validISIN},
	"bic":      {labels: []string{"SWIFTBIC", "SWIFT", "BIC"}, valid: validBIC, write: func(s string) string { return strings.TrimSuffix(s, "XXX") }},
	"iban":     {labels: []string{"IBAN"}, valid: validIBAN},
	"wikidata": {valid: func(s string) bool { return len(s) > 1 && len(s) < 15 && s[0] == 'Q' && digits(s[1:]) && s[1] != '0' }},
	"uei":      {labels: []string{"UEI"}, valid: func(s string) bool { return len(s) == 12 && alnum(s) && s[0] != '0' && !strings.ContainsAny(s, "IO") }},
	"duns":     {labels: []string{"DUNS"}, valid: func(s string) bool { return len(s) == 9 && digits(s) }},
	"npi":      {labels: []string{"NPI"}, valid: func(s string) bool { return len(s) == 10 && digits(s) && luhn("80840"+s) }},
	"uscc":     {labels: []string{"USCC"}, valid: validUSCC},
	"figi":     {labels: []string{"FIGI"}, valid: validFIGI},
	"mmsi":     {labels: []string{"MMSI"}, valid: func(s string) bool { return len(s) == 9 && digits(s) }},
}

// propertyFormats are formats of properties for which the model names none.
var propertyFormats = map[string]string{"isinCode": "isin", "kppCode": "kpp", "okpoCode": "okpo", "dunsCode": "duns", "mmsi": "mmsi"}

// format is the format of the property's values, "" where any identifier will do.
func (p *Property) format() string {
	if p.Format == "" && p.Type.Name == "identifier" {
		return propertyFormats[p.Name]
	}
	return p.Format
}

// CheckIdentifier normalises an identifier of a format ("lei", "imo", "inn", "ogrn", "kpp", "okpo", "isin", "bic", "iban",
// "uei", "duns", "npi", "uscc", "figi", "mmsi", "wikidata") and checks its length, letters and check digits. Blanks,
// dashes, dots and the format's own name before it do not count; a BIC loses the XXX of a head office, an IMO number
// gets its prefix. Formats without a rule have only their white space tidied.
func CheckIdentifier(format, value string) (clean string, ok bool) {
	c, known := checks[format]
	if !known {
		v := collapse(value)
		return v, v != ""
	}
	if len(value) > 256 {
		return "", false
	}
	s := compact(value)
	for _, label := range c.labels {
		if rest, found := strings.CutPrefix(s, label); found && c.valid(rest) {
			s = rest
			break
		}
	}
	if !c.valid(s) {
		return "", false
	}
	if c.write != nil {
		s = c.write(s)
	}
	return s, true
}

// compact leaves letters and digits, in upper case, and signs that no format has.
func compact(value string) string {
	value = tidy(value)
	plain := true
	for i := range len(value) {
		c := value[i]
		plain = plain && (c >= '0' && c <= '9' || c >= 'A' && c <= 'Z')
	}
	if plain {
		return value
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case '-', '‐', '‑', '–', '.', ':', '/', '#', '№':
			return -1
		}
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, value)
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func letters(s string) bool {
	for i := range len(s) {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return s != ""
}

func alnum(s string) bool {
	for i := range len(s) {
		if !(s[i] >= '0' && s[i] <= '9' || s[i] >= 'A' && s[i] <= 'Z') {
			return false
		}
	}
	return s != ""
}

// valueOf is the value of a digit or letter: A is 10, Z is 35.
func valueOf(c byte) int {
	if c >= 'A' {
		return int(c-'A') + 10
	}
	return int(c - '0')
}

// mod97 is the remainder of ISO 7064, MOD 97-10: letters count as two digits.
func mod97(s string) int {
	r := 0
	for i := range len(s) {
		v := valueOf(s[i])
		if v > 9 {
			r *= 10
		}
		r = (r*10 + v) % 97
	}
	return r
}

// luhn checks a row of digits by doubling every second one from the right.
func luhn(s string) bool {
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return sum%10 == 0
}

// spread writes letters as two digits: A as 10, Z as 35.
func spread(s string) string {
	b := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		if v := valueOf(s[i]); v > 9 {
			b = append(b, byte('0'+v/10), byte('0'+v%10))
		} else {
			b = append(b, s[i])
		}
	}
	return string(b)
}

// weighted is the sum of values times weights.
func weighted(s string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += valueOf(s[i]) * w
	}
	return sum
}

// validIMO checks a ship's number, whose last digit is that of the sum of the others times 7 to 2, or a company's: the
// weights are 8, 6, 4, 2, 9, 7 and the check digit is (11 - sum mod 11) mod 10.
func validIMO(s string) bool {
	if len(s) != 7 || !digits(s) || s == "0000000" {
		return false
	}
	last := int(s[6] - '0')
	return weighted(s, 7, 6, 5, 4, 3, 2)%10 == last || (11-weighted(s, 8, 6, 4, 2, 9, 7)%11)%10 == last
}

// validINN checks the number of a Russian taxpayer: 10 digits of a company, 12 of a person.
func validINN(s string) bool {
	if !digits(s) || strings.Trim(s, "0") == "" {
		return false
	}
	check := func(at int, weights ...int) bool { return weighted(s, weights...)%11%10 == int(s[at]-'0') }
	switch len(s) {
	case 10:
		return check(9, 2, 4, 10, 3, 5, 9, 4, 6, 8)
	case 12:
		return check(10, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8) && check(11, 3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
	}
	return false
}

// validOGRN checks the number of a Russian company (13 digits) or sole trader (15).
func validOGRN(s string) bool {
	if !digits(s) || len(s) != 13 && len(s) != 15 || s[0] == '0' {
		return false
	}
	divisor := len(s) - 2 // 11 or 13
	r := 0
	for i := range len(s) - 1 {
		r = (r*10 + int(s[i]-'0')) % divisor
	}
	return r%10 == int(s[len(s)-1]-'0')
}

func validKPP(s string) bool { return len(s) == 9 && digits(s[:4]) && alnum(s[4:6]) && digits(s[6:]) }

func validISIN(s string) bool {
	return len(s) == 12 && alnum(s) && letters(s[:2]) && digits(s[11:]) && luhn(spread(s))
}

// validBIC checks the form of a BIC and that its fifth and sixth letters are a country.
func validBIC(s string) bool {
	return (len(s) == 8 || len(s) == 11) && alnum(s) && letters(s[:6]) && countries().names[strings.ToLower(s[4:6])] != ""
}

// ibanLengths are the lengths of IBANs by country, of the SWIFT IBAN registry.
var ibanLengths = map[string]int{"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27,
	"BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24,
	"FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HN": 28, "HR": 21, "HU": 28,
	"IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20,
	"LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18, "NO": 15,
	"OM": 23, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24,
	"SI": 19, "SK": 24, "SM": 27, "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
	"YE": 30}

func validIBAN(s string) bool {
	return len(s) >= 15 && ibanLengths[s[:2]] == len(s) && alnum(s) && digits(s[2:4]) && mod97(s[4:]+s[:4]) == 1
}

// validUSCC checks a Chinese unified social credit code: 17 signs with the weights 3 to the power of their place, modulo 31.
func validUSCC(s string) bool {
	const signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	if len(s) != 18 {
		return false
	}
	sum, weight := 0, 1
	for i := range 17 {
		v := strings.IndexByte(signs, s[i])
		if v < 0 {
			return false
		}
		sum += v * weight
		weight = weight * 3 % 31
	}
	return signs[(31-sum%31)%31] == s[17]
}

// validFIGI checks a Financial Instrument Global Identifier: two consonants, G, and a check digit like that of the ISIN
// over values instead of digits.
func validFIGI(s string) bool {
	if len(s) != 12 || !alnum(s) || !letters(s[:2]) || s[2] != 'G' || !digits(s[11:]) {
		return false
	}
	sum := 0
	for i := range 11 {
		v := valueOf(s[i])
		if i%2 == 1 {
			v *= 2
		}
		sum += v/10 + v%10
	}
	return (10-sum%10)%10 == int(s[11]-'0')
}
