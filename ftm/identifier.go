package ftm

import (
	"fmt"
	"sort"
	"strings"
)

// CheckIdentifier normalises an identifier of a known format and checks its length, letters and check digits. An
// unknown format has no check. Sources: ISO 17442 (LEI), IMO resolution A.1117(30) (IMO numbers), the Russian tax
// service's rules (INN, OGRN), ISO 6166 (ISIN), ISO 9362 (BIC), ISO 13616 (IBAN).
func CheckIdentifier(format, value string) (clean string, ok bool) {
	compact := strings.ToUpper(strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '.', '\u00a0', '/', ':':
			return -1
		}
		return r
	}, value))
	switch format {
	case "lei":
		return compact, len(compact) == 20 && alnum(compact) && mod97(compact) == 1
	case "imo":
		compact = strings.TrimPrefix(strings.TrimPrefix(compact, "IMO"), "NO")
		return "IMO" + compact, validIMO(compact)
	case "inn":
		return compact, validINN(compact)
	case "ogrn":
		return compact, validOGRN(compact)
	case "isin":
		return compact, validISIN(compact)
	case "bic":
		return compact, (len(compact) == 8 || len(compact) == 11) && alnum(compact) && letters(compact[:6])
	case "iban":
		return compact, len(compact) >= 15 && len(compact) <= 34 && alnum(compact) && letters(compact[:2]) &&
			mod97(compact[4:]+compact[:4]) == 1
	case "wikidata":
		return compact, len(compact) > 1 && compact[0] == 'Q' && digits(compact[1:])
	case "uei":
		return compact, len(compact) == 12 && alnum(compact)
	case "npi":
		return compact, len(compact) == 10 && digits(compact)
	case "uscc":
		return compact, len(compact) == 18 && alnum(compact)
	case "figi":
		return compact, len(compact) == 12 && alnum(compact) && compact[2] == 'G'
	}
	v := strings.Join(strings.Fields(value), " ")
	return v, v != ""
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

// mod97 is the remainder of ISO 7064: letters count as 10 to 35.
func mod97(s string) int {
	r := 0
	for i := range len(s) {
		if c := s[i]; c >= 'A' {
			r = (r*100 + int(c-'A') + 10) % 97
		} else {
			r = (r*10 + int(c-'0')) % 97
		}
	}
	return r
}

// validIMO checks a ship's number: the last digit is that of the sum of the first six times 7 to 2. Company numbers
// have the same seven digits and other weights: 8, 6, 4, 2, 9, 7 and (11 - sum mod 11) mod 10.
func validIMO(s string) bool {
	if len(s) != 7 || !digits(s) {
		return false
	}
	ship, company := 0, 0
	for i, w := range []int{8, 6, 4, 2, 9, 7} {
		ship += int(s[i]-'0') * (7 - i)
		company += int(s[i]-'0') * w
	}
	last := int(s[6] - '0')
	return ship%10 == last || (11-company%11)%10 == last
}

func weighted(s string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += int(s[i]-'0') * w
	}
	return sum % 11 % 10
}

func validINN(s string) bool {
	if !digits(s) {
		return false
	}
	switch len(s) {
	case 10:
		return weighted(s, 2, 4, 10, 3, 5, 9, 4, 6, 8) == int(s[9]-'0')
	case 12:
		return weighted(s, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8) == int(s[10]-'0') &&
			weighted(s, 3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8) == int(s[11]-'0')
	}
	return false
}

func validOGRN(s string) bool {
	if !digits(s) || len(s) != 13 && len(s) != 15 {
		return false
	}
	divisor := len(s) - 2 // 11 or 13
	r := 0
	for i := range len(s) - 1 {
		r = (r*10 + int(s[i]-'0')) % divisor
	}
	return r%10 == int(s[len(s)-1]-'0')
}

func validISIN(s string) bool {
	if len(s) != 12 || !alnum(s) || !letters(s[:2]) || !digits(s[11:]) {
		return false
	}
	var ds []int
	for i := range len(s) {
		if c := s[i]; c >= 'A' {
			ds = append(ds, int(c-'A'+10)/10, int(c-'A'+10)%10)
		} else {
			ds = append(ds, int(c-'0'))
		}
	}
	sum := 0
	for i := range ds {
		d := ds[len(ds)-1-i]
		if i%2 == 1 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return sum%10 == 0
}

// identifierTypes are the kinds of identifiers that a query can name, with the properties in which they stand.
var identifierTypes = map[string][]string{
	"lei": {"leiCode"}, "imo": {"imoNumber"}, "inn": {"innCode", "taxNumber"}, "ogrn": {"ogrnCode", "registrationNumber"},
	"isin": {"isinCode", "isin"}, "bic": {"swiftBic", "bic"}, "swift": {"swiftBic", "bic"}, "iban": {"iban", "accountNumber"},
	"passport": {"passportNumber", "number"}, "tax": {"taxNumber", "innCode", "vatCode", "number"},
	"registration": {"registrationNumber", "ogrnCode", "idNumber", "number"}, "idnumber": {"idNumber", "number", "socialSecurityNumber"},
	"national-id": {"idNumber", "number", "socialSecurityNumber"}, "ssn": {"socialSecurityNumber", "number"}, "mmsi": {"mmsi"},
	"callsign": {"callSign"}, "wallet": {"publicKey"}, "crypto": {"publicKey"}, "duns": {"dunsCode"}, "okpo": {"okpoCode"}, "kpp": {"kppCode"},
	"vat": {"vatCode", "taxNumber"}, "uei": {"uniqueEntityId"}, "cage": {"cageCode"}, "unsc": {"unscId"}, "wikidata": {"wikidataId"},
	"tail": {"registrationNumber"}, "serial": {"serialNumber"}, "account": {"accountNumber", "iban"}, "any": {""},
}

// IdentifierTypes lists the kinds of identifiers that a query can name, sorted.
func IdentifierTypes() []string {
	var out []string
	for t := range identifierTypes {
		out = append(out, t)
	}
	sort.Strings(out)
	return out
}

// IdentifierProps returns the properties in which an identifier of a kind may stand. FollowTheMoney's own property
// names are kinds too.
func IdentifierProps(idType string) ([]string, error) {
	t := strings.ToLower(strings.TrimSpace(idType))
	if props, ok := identifierTypes[t]; ok {
		return props, nil
	}
	for _, s := range Schemata() {
		for _, p := range s.Props() {
			if p.Type.Name == "identifier" && strings.EqualFold(p.Name, t) {
				return []string{p.Name}, nil
			}
		}
	}
	return nil, fmt.Errorf("unknown type of identifier %q; use one of %s", idType, strings.Join(IdentifierTypes(), ", "))
}
