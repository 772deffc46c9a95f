package ftm

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Clean turns a source's wording into the property's normal form. It reports false where the wording is not a
// value of the type or fails the check of the identifier's format; the caller keeps it as printed.
func (p *Property) Clean(raw string) (string, bool) {
	if len(raw) > p.Longest() {
		return "", false
	}
	if f := p.format(); f != "" {
		return CheckIdentifier(f, raw)
	}
	return p.Type.Clean(raw)
}

// Clean turns a source's wording into the type's normal form: codes for countries, languages and genders, ISO dates,
// white space and invisible characters tidied everywhere. Cleaning a clean value changes nothing.
func (t *Type) Clean(raw string) (string, bool) {
	switch t.Name {
	case "country":
		return CountryCode(raw)
	case "language":
		return LanguageCode(raw)
	case "date":
		return cleanDate(raw)
	case "gender":
		g := genders[strings.ToLower(strings.Trim(collapse(raw), ".()"))]
		return g, g != ""
	case "topic":
		v := strings.ToLower(collapse(raw))
		if _, known := t.Values[v]; !known {
			return "", false
		}
		return v, true
	case "text", "html", "json":
		return filled(strings.TrimSpace(tidy(raw)))
	case "entity":
		v := strings.TrimSpace(raw)
		if strings.ContainsFunc(v, unicode.IsControl) || !utf8.ValidString(v) {
			return "", false
		}
		return filled(v)
	case "url":
		return cleanURL(collapse(raw))
	case "email":
		return cleanEmail(collapse(raw))
	case "phone":
		return cleanPhone(collapse(raw))
	case "ip":
		a, err := netip.ParseAddr(strings.Trim(collapse(raw), "[]"))
		if err != nil {
			return "", false
		}
		return a.String(), true
	case "iban":
		return CheckIdentifier("iban", raw)
	case "checksum":
		v := strings.ToLower(collapse(raw))
		return when(v, len(v) >= 32 && len(v)%2 == 0 && strings.Trim(v, "0123456789abcdef") == "")
	case "mimetype":
		v, _, _ := strings.Cut(strings.ToLower(collapse(raw)), ";")
		v = strings.TrimSpace(v)
		kind, sub, ok := strings.Cut(v, "/")
		return when(v, ok && kind != "" && sub != "" && !strings.ContainsAny(v, " ,"))
	}
	return filled(collapse(raw))
}

func filled(v string) (string, bool) { return v, v != "" }

// when is the value if it is one, else "".
func when(v string, ok bool) (string, bool) {
	if !ok {
		return "", false
	}
	return v, true
}

// collapse tidies a value of one line: single blanks, none at the ends.
func collapse(s string) string {
	s = tidy(s)
	blank := true // the last rune was white space
	for _, r := range s {
		space := unicode.IsSpace(r)
		if space && (blank || r != ' ') {
			return strings.Join(strings.Fields(s), " ")
		}
		blank = space
	}
	if blank && s != "" {
		return s[:len(s)-1]
	}
	return s
}

// tidy drops what shows nothing (marks of direction, joiners, soft hyphens, control characters), makes line ends "\n" and
// composes letters with their accents (Unicode NFC).
func tidy(s string) string {
	plain := true
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] < ' ' && s[i] != '\n' && s[i] != '\t' || s[i] == 0x7f {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\r\n", "\n")
	return norm.NFC.String(strings.Map(visible, s))
}

// visible maps what shows nothing to -1 and other line ends to "\n".
func visible(r rune) rune {
	switch {
	case r == '\n' || r == '\t':
		return r
	case r == '\r' || r == '\v' || r == '\f' || r == 0x85 || r == 0x2028 || r == 0x2029:
		return '\n'
	case unicode.IsControl(r), r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x206f,
		r == 0xfeff, r == 0xad, r >= 0xe0000 && r <= 0xe007f:
		return -1
	}
	return r
}

// cleanURL adds a missing "http://" and writes scheme and host in lower case.
func cleanURL(v string) (string, bool) {
	if strings.Contains(v, " ") || !strings.Contains(v, ".") {
		return "", false
	}
	if !strings.Contains(v, "://") {
		v = "http://" + v
	}
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.Opaque != "" {
		return "", false
	}
	if u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "ftp" {
		return "", false
	}
	scheme, rest, _ := strings.Cut(v, "://")
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	if strings.Contains(rest[:end], "@") {
		return v, true
	}
	return strings.ToLower(scheme) + "://" + strings.ToLower(rest[:end]) + rest[end:], true
}

// cleanEmail checks that there is one name and one domain, which it writes in lower case.
func cleanEmail(v string) (string, bool) {
	v = strings.TrimRight(v, ".")
	for len(v) > 7 && strings.EqualFold(v[:7], "mailto:") {
		v = v[7:]
	}
	name, domain, ok := strings.Cut(v, "@")
	if !ok || name == "" || strings.ContainsAny(v, " ;,<>()\"") || strings.Contains(domain, "@") {
		return "", false
	}
	dot := strings.LastIndexByte(domain, '.')
	if dot < 1 || len(domain)-dot < 3 {
		return "", false
	}
	return name + "@" + strings.ToLower(domain), true
}

// cleanPhone keeps a telephone number as printed; it must hold at least four digits.
func cleanPhone(v string) (string, bool) {
	n := 0
	for _, r := range v {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return when(v, n >= 4)
}

var genders = map[string]string{
	"m": "male", "male": "male", "man": "male", "mr": "male", "masculin": "male", "homme": "male", "männlich": "male", "mann": "male",
	"masculino": "male", "hombre": "male", "maschio": "male", "maschile": "male", "mężczyzna": "male", "erkek": "male",
	"мужской": "male", "муж": "male", "мужчина": "male", "чоловіча": "male", "чоловік": "male", "чол": "male",
	"чоловічий": "male", "мужчынскі": "male", "男": "male", "男性": "male", "ذكر": "male",
	"f": "female", "female": "female", "woman": "female", "w": "female", "mrs": "female", "ms": "female", "féminin": "female",
	"feminin": "female", "femme": "female", "weiblich": "female", "frau": "female", "femenino": "female", "feminino": "female",
	"mujer": "female", "femmina": "female", "femminile": "female", "kobieta": "female", "kadın": "female",
	"женский": "female", "жен": "female", "женщина": "female", "жіноча": "female", "жінка": "female", "жін": "female",
	"жіночий": "female", "жаночы": "female", "女": "female", "女性": "female", "أنثى": "female",
	"other": "other", "o": "other", "d": "other", "diverse": "other", "divers": "other", "non-binary": "other", "x": "other",
}
