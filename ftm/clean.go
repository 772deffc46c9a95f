package ftm

import (
	_ "embed"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxValue is the size in bytes of the longest value that is kept, more than any list prints.
const maxValue = 1 << 19

// Clean turns a source's wording into the property's normal form. It reports false where the wording is not a
// value of the type; the caller keeps it as printed.
func (p *Property) Clean(raw string) (string, bool) {
	if len(raw) > maxValue {
		return "", false
	}
	if p.Format != "" {
		return nonEmpty(CheckIdentifier(p.Format, collapse(raw)))
	}
	return p.Type.Clean(raw)
}

// Clean turns a source's wording into the type's normal form: codes for countries, languages and genders, ISO dates,
// white space and invisible characters tidied everywhere.
func (t *Type) Clean(raw string) (string, bool) {
	switch t.Name {
	case "country":
		return CountryCode(raw)
	case "language":
		return languageCode(raw)
	case "date":
		return cleanDate(raw)
	case "gender":
		g := genders[strings.ToLower(collapse(raw))]
		return g, g != ""
	case "text", "html", "json":
		v := strings.TrimSpace(tidy(raw))
		return v, v != ""
	case "topic":
		v := strings.ToLower(collapse(raw))
		_, ok := t.Values[v]
		return v, ok
	case "url":
		return cleanURL(collapse(raw))
	case "email":
		v := strings.TrimSuffix(collapse(raw), ".")
		at := strings.LastIndexByte(v, '@')
		return nonEmpty(v, at > 0 && strings.Contains(v[at:], ".") && !strings.ContainsAny(v, " ;,"))
	case "ip":
		a, err := netip.ParseAddr(collapse(raw))
		return a.String(), err == nil
	case "iban":
		return nonEmpty(CheckIdentifier("iban", collapse(raw)))
	case "entity":
		v := strings.TrimSpace(raw)
		return v, v != ""
	}
	v := collapse(raw)
	return v, v != ""
}

func nonEmpty(v string, ok bool) (string, bool) {
	if !ok || v == "" {
		return "", false
	}
	return v, true
}

// collapse tidies a one-line value.
func collapse(s string) string {
	s = tidy(s)
	if !strings.ContainsFunc(s, unicode.IsSpace) {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// tidy drops what shows nothing (marks of direction, joiners between letters that do not join, control characters) and
// composes letters with their accents.
func tidy(s string) string {
	plain := true
	for i := range len(s) {
		if s[i] >= 0x80 || s[i] < 0x20 || s[i] == 0x7f {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\ufffd")
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return r
		case unicode.IsControl(r), r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x2069, r == 0xfeff, r == 0xad:
			return -1
		}
		return r
	}, s)
	return norm.NFC.String(s)
}

func cleanDate(raw string) (string, bool) {
	v := strings.TrimSpace(raw)
	if len(v) >= 16 && v[4] == '-' && (v[10] == 'T' || v[10] == ' ') {
		day, ok := ParseDate(v[:10], DayFirst)
		return day + "T" + strings.TrimSuffix(v[11:min(len(v), 19)], "Z"), ok && timeOfDay(v[11:min(len(v), 19)])
	}
	return ParseDate(v, DayFirst)
}

func timeOfDay(s string) bool {
	for i := range len(s) {
		if (i == 2 || i == 5) != (s[i] == ':') || i != 2 && i != 5 && (s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return len(s) == 5 || len(s) == 8
}

func cleanURL(v string) (string, bool) {
	if strings.Contains(v, " ") || !strings.Contains(v, ".") {
		return "", false
	}
	if !strings.Contains(v, "://") {
		v = "http://" + v
	}
	u, err := url.Parse(v)
	return v, err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https" || u.Scheme == "ftp")
}

var genders = map[string]string{"m": "male", "male": "male", "man": "male", "masculin": "male", "männlich": "male", "мужской": "male",
	"чоловіча": "male", "чоловік": "male", "муж": "male", "f": "female", "female": "female", "woman": "female", "féminin": "female",
	"weiblich": "female", "женский": "female", "жіноча": "female", "жінка": "female", "жен": "female", "other": "other", "o": "other",
	"diverse": "other", "x": "other", "masculino": "male", "femenino": "female", "w": "female"}

//go:embed countries.tsv
var countriesTSV string

//go:embed languages.tsv
var languagesTSV string

type codes struct {
	byName map[string]string
	names  map[string]string
}

func loadCodes(tsv string) codes {
	c := codes{map[string]string{}, map[string]string{}}
	for line := range strings.Lines(tsv) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		c.names[f[0]] = f[1]
		for _, n := range f {
			if key := codeKey(n); c.byName[key] == "" {
				c.byName[key] = f[0]
			}
		}
	}
	return c
}

var (
	countries = sync.OnceValue(func() codes { return loadCodes(countriesTSV) })
	languages = sync.OnceValue(func() codes { return loadCodes(languagesTSV) })
)

// codeKey makes names of countries and languages comparable: letters and digits without marks, in lower case.
func codeKey(s string) string {
	var buf [96]byte
	out := buf[:0]
	for i := range len(s) {
		if s[i] >= 0x80 {
			return slowKey(s)
		}
		switch c := s[i]; {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			out = append(out, c)
		case c >= 'A' && c <= 'Z':
			out = append(out, c|0x20)
		}
	}
	return string(out)
}

func slowKey(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// CountryCode finds a country by code or name in FollowTheMoney's lower-case codes ("by", "suhh" for the Soviet Union).
func CountryCode(raw string) (string, bool) {
	if len(raw) > 200 {
		return "", false
	}
	table := countries().byName
	key := codeKey(raw)
	if c, ok := table[key]; ok && key != "" {
		return c, true
	}
	rest, ok := strings.CutPrefix(key, "the")
	c := table[rest]
	return c, ok && c != ""
}

// CountryName returns the English name of a country code, or the code.
func CountryName(code string) string {
	if n, ok := countries().names[code]; ok {
		return n
	}
	return code
}

func languageCode(raw string) (string, bool) {
	c, ok := languages().byName[codeKey(raw)]
	return c, ok
}
