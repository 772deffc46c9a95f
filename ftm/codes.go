package ftm

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:embed countries.tsv
var countriesTSV string

//go:embed languages.tsv
var languagesTSV string

// codes is a table of codes with their names.
type codes struct {
	byName map[string]string // from codeKey of a code or name
	names  map[string]string // the name to show by code
}

func loadCodes(tsv string) codes {
	c := codes{make(map[string]string, 8192), make(map[string]string, 512)}
	var rows [][]string
	for line := range strings.Lines(tsv) {
		if row := strings.Split(strings.TrimRight(line, "\n"), "\t"); !strings.HasPrefix(line, "#") && len(row) > 1 {
			rows = append(rows, row)
			c.names[row[0]] = row[1]
			c.byName[codeKey(row[0])] = row[0] // a code goes before a name that is spelt alike
		}
	}
	for _, row := range rows {
		for _, name := range row[1:] {
			if key := codeKey(name); c.byName[key] == "" {
				c.byName[key] = row[0]
			}
		}
	}
	return c
}

var (
	countries = sync.OnceValue(func() codes { return loadCodes(countriesTSV) })
	languages = sync.OnceValue(func() codes { return loadCodes(languagesTSV) })
)

// find looks up a code or name.
func (c codes) find(name string) (string, bool) {
	var buf [96]byte
	key, plain := plainKey(buf[:0], name)
	if !plain {
		key = []byte(codeKey(name))
	}
	code, ok := c.byName[string(key)]
	return code, ok
}

// codeKey makes names of countries and languages comparable: letters and digits without marks, in lower case, "and" for
// "&". A slash stays, since "n/a" is no code.
func codeKey(s string) string {
	if key, plain := plainKey(nil, s); plain {
		return string(key)
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		switch {
		case r == '&':
			b.WriteString("and")
		case r == '/' || unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// plainKey is codeKey for ASCII; it reports false at the first sign that needs more.
func plainKey(key []byte, s string) ([]byte, bool) {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '/':
			key = append(key, c)
		case c >= 'A' && c <= 'Z':
			key = append(key, c|0x20)
		case c >= utf8.RuneSelf || c == '&':
			return nil, false
		}
	}
	return key, true
}

// CountryCode finds a country by code or name in FollowTheMoney's lower-case codes ("by", "suhh" for the Soviet Union):
// ISO 3166 alpha-2, alpha-3 and numeric codes, official, common and historical names in several languages, adjectives of
// nationality. Remarks about time and kind are left out: "Tunisia (at time of listing)", "Kuwaiti citizenship".
func CountryCode(raw string) (string, bool) {
	if len(raw) > 200 {
		return "", false
	}
	table := countries()
	if c, ok := table.find(raw); ok {
		return c, true
	}
	name := collapse(raw)
	if latin, ok := latinLookalike(name); ok {
		return table.find(latin)
	}
	if a, b, ok := strings.Cut(name, " / "); ok { // in two languages
		one, _ := CountryCode(a)
		two, _ := CountryCode(b)
		if one != two {
			one = ""
		}
		return filled(one)
	}
	if open := strings.LastIndexByte(name, '('); open > 0 && strings.HasSuffix(name, ")") { // "Ukrainian SSR (Ukraine)"
		one, _ := table.find(name[:open])
		if two, ok := table.find(name[open+1:]); ok && one == two {
			return one, true
		}
	}
	for range 4 {
		short := withoutRemark(name)
		if short == name {
			break
		}
		if c, ok := table.find(short); ok {
			return c, true
		}
		name = short
	}
	return "", false
}

// withoutRemark cuts one remark or word off the name of a country.
func withoutRemark(s string) string {
	s = strings.Trim(s, " .,;:")
	if len(s) > 2 && s[0] == '(' && strings.IndexByte(s, ')') == len(s)-1 {
		return s[1 : len(s)-1]
	}
	if open := strings.LastIndexByte(s, '('); open > 0 && strings.HasSuffix(s, ")") {
		inner, _, _ := strings.Cut(strings.ToLower(s[open+1:len(s)-1]), " ")
		if remarkWords[inner] {
			return strings.TrimSpace(s[:open])
		}
	}
	for _, prefix := range [...]string{"the ", "republic of ", "state of ", "kingdom of ", "possibly ", "probably ", "now "} {
		if len(s) > len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
			return s[len(prefix):]
		}
	}
	for _, suffix := range [...]string{" citizenship", " citizen", " nationality", " national", " by birth", " passport", "共和国", "国"} {
		if at := len(s) - len(suffix); at > 0 && strings.EqualFold(s[at:], suffix) {
			return s[:at]
		}
	}
	return s
}

// remarkWords begin remarks in brackets that say when or as what a country counts, not which one it is.
var remarkWords = map[string]bool{"previous": true, "previously": true, "at": true, "as": true, "since": true, "from": true, "until": true,
	"till": true, "between": true, "possible": true, "possibly": true, "in": true, "location": true, "residence": true, "resident": true,
	"citizenship": true, "citizen": true, "dual": true, "branch": true, "headquarters": true, "domicile": true, "last": true,
	"alternative": true, "now": true, "currently": true, "current": true, "reportedly": true, "un": true, "birth": true, "nationality": true}

// latinLookalike writes a code of two or three Cyrillic letters that look Latin, as typed by mistake, in Latin letters.
func latinLookalike(s string) (string, bool) {
	if n := utf8.RuneCountInString(s); n < 2 || n > 3 || len(s) == n {
		return "", false
	}
	const cyrillic, latin = "АВЕКМНОРСТУХІ", "ABEKMHOPCTYXI"
	var b strings.Builder
	for _, r := range s {
		if at := strings.IndexRune(cyrillic, r); at >= 0 {
			b.WriteByte(latin[at/2])
		} else if r >= 'A' && r <= 'Z' {
			b.WriteRune(r)
		} else {
			return "", false
		}
	}
	return b.String(), true
}

// CountryName returns the English name of a country code, or the code.
func CountryName(code string) string {
	if n, ok := countries().names[code]; ok {
		return n
	}
	return code
}

// LanguageCode finds a language by ISO 639 code or name and returns its ISO 639-3 code ("rus").
func LanguageCode(raw string) (string, bool) {
	if len(raw) > 200 {
		return "", false
	}
	return languages().find(raw)
}
