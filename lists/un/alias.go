package un

import (
	"strings"
	"unicode"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/tree"
)

// qualities say which property holds an alias. An empty quality is that of empty elements.
var qualities = map[string]string{
	"": "alias", "good": "alias", "a.k.a.": "alias", "aka": "alias", "strong": "alias",
	"low": "weakAlias", "weak": "weakAlias", "f.k.a.": "previousName", "fka": "previousName",
}

// alias reads an alias with what the list says of it: birth date and place under that name, a note. An alias element
// without a name can still hold a date of birth: in August 2023 the list printed further dates of birth there.
func alias(t *ftm.Entity, a *tree.Node, pub *lists.Publication) {
	quality := text(a, "QUALITY")
	prop, ok := qualities[strings.ToLower(quality)]
	if !ok {
		pub.UnknownAt("QUALITY=" + quality)
		prop = "alias"
	}
	note := text(a, "NOTE")
	printed := text(a, "ALIAS_NAME")
	names := splitNames(printed)
	for _, n := range names {
		put := ftm.Statement{Prop: prop, Value: n.name, Note: noteOf(n.note, note)}
		if formerly(put.Note) {
			put.Prop = "previousName"
		}
		t.Put(put)
	}
	for _, n := range namesInNote(note) {
		t.Put(ftm.Statement{Prop: prop, Value: n.name, Note: n.note})
	}
	under := ""
	if len(names) > 0 {
		under = "under the name " + names[0].name
	} else if note != "" {
		t.Add("notes", note)
	}
	if !t.Schema.Is("Person") {
		return
	}
	switch born := day(text(a, "DATE_OF_BIRTH")); {
	case born == "" || born == "null": // null is the slip of a program
	case isoDate(born):
		t.Put(ftm.Statement{Prop: "birthDate", Original: born, Note: under})
	default:
		t.AddDates("birthDate", born, ftm.DayFirst)
	}
	city, country := text(a, "CITY_OF_BIRTH"), text(a, "COUNTRY_OF_BIRTH")
	t.Put(ftm.Statement{Prop: "birthPlace", Original: join(city, country), Note: under})
	if digits(country) == 0 {
		putCountry(t, "birthCountry", country, under)
	}
}

func noteOf(a, b string) string {
	if a != "" && b != "" && a != b {
		return a + "; " + b
	}
	return a + strings.TrimPrefix(b, a)
}

// formerly reports whether the note calls the name one under which the party was listed before.
func formerly(note string) bool {
	return strings.Contains(note, "formerly listed as") || strings.Contains(note, "previously listed as")
}

// namesInNote finds further spellings in the note of an alias: "original script: Эльмир Сене", "Hajji Faizullah Khan
// Noorzai; Haji Faizuulah Khan Norezai", "Abu Muhammad al-Jawlani, Abu Mohammed al-Julani (transliterations of original
// script name)".
func namesInNote(note string) []named {
	for _, lead := range []string{"script: ", "In Arabic: "} {
		if _, name, ok := strings.Cut(note, lead); ok && !latin(name) {
			return []named{{strings.TrimSpace(name), "original script"}}
		}
	}
	if digits(note) > 0 {
		words := strings.Fields(note)
		n := 0
		for n < len(words) && !latin(words[n]) {
			n++
		}
		if n > 1 {
			return []named{{strings.Join(words[:n], " "), "original script"}}
		}
		return nil
	}
	text := note
	if _, after, ok := strings.Cut(text, "transliterations: "); ok {
		text, _, _ = strings.Cut(after, ")")
	} else if before, _, ok := strings.Cut(text, "(transliteration"); ok {
		text = strings.ReplaceAll(before, ",", ";")
	} else if strings.HasPrefix(text, "(") {
		text, _, _ = strings.Cut(text[1:], ")")
	}
	if !strings.Contains(text, ";") {
		return nil
	}
	var out []named
	for _, p := range strings.Split(text, ";") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, named{p, ""})
		}
	}
	return out
}

type named struct{ name, note string }

// splitNames takes apart an ALIAS_NAME: several names with semicolons or letters between them ("Mohammad Sabet b) M.
// Javad Kareemi Sabet"), further spellings, the original script or a qualifier in brackets at the end, a birth after
// the name.
func splitNames(s string) []named {
	var out []named
	for _, piece := range outside(s, ';') {
		for _, p := range enumerated(piece) {
			out = append(out, bracketed(p)...)
		}
	}
	return out
}

// outside splits s at a separator that does not stand in brackets. Brackets that do not pair do not count.
func outside(s string, sep byte) []string {
	if strings.Count(s, "(") != strings.Count(s, ")") {
		return strings.Split(s, string(sep))
	}
	var out []string
	depth, start := 0, 0
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '(':
			depth++
		case s[i] == ')':
			depth--
		case s[i] == sep && depth <= 0:
			out = append(out, s[start:i])
			start = i + 1
		}
	}
	return append(out, s[start:])
}

// enumerated splits "a) X b) Y" when the letters come in order.
func enumerated(s string) []string {
	var out []string
	letter := byte('a')
	rest := strings.TrimPrefix(strings.TrimSpace(s), "a) ")
	for {
		letter++
		before, after, ok := strings.Cut(rest, " "+string(letter)+") ")
		out = append(out, before)
		if !ok {
			return out
		}
		rest = after
	}
}

// qualifiers are what brackets at the end of an alias say of it, beside names.
var qualifiers = []string{"listed as", "birth name", "combat name", "known as", "nom de guerre", "original script",
	"false identity", "combat", "call sign", "maiden name"}

func bracketed(s string) []named {
	s = strings.Trim(s, " ,;")
	if s == "" {
		return nil
	}
	for _, cut := range []string{", born ", " born in ", " born on "} {
		if name, birth, ok := strings.Cut(s, cut); ok && strings.TrimSpace(name) != "" {
			birth = strings.TrimSpace(birth)
			// "..., born 5 Feb. 1970 in Tunis, Tunisia (formerly listed as)"
			tail := ""
			if b, q, ok := strings.Cut(birth, " ("); ok {
				birth, tail = b, strings.TrimSuffix(q, ")")
			}
			return []named{{strings.Trim(name, " ,"), noteOf("born "+birth, tail)}}
		}
	}
	open := strings.IndexByte(s, '(')
	if open <= 0 || !strings.HasSuffix(s, ")") {
		return []named{{s, ""}}
	}
	name, inside := strings.TrimSpace(s[:open]), s[open+1:len(s)-1]
	if isQualifier(inside) {
		return []named{{name, strings.TrimSpace(inside)}}
	}
	if latin(name) == latin(inside) && !strings.Contains(inside, ";") && !isAcronym(inside) {
		return []named{{s, ""}} // a part of the name: "(UNION OF THE COMOROS)"
	}
	out := []named{{name, ""}}
	for _, p := range outside(strings.ReplaceAll(inside, ") (", ";"), ';') {
		out = append(out, bracketed(p)...)
	}
	return out
}

func isQualifier(s string) bool {
	for _, q := range qualifiers {
		if strings.Contains(strings.ToLower(s), q) {
			return len(s) < 250
		}
	}
	return false
}

func isAcronym(s string) bool {
	if len(s) < 2 || len(s) > 10 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'A' || c > 'Z') && c != '-' && c != '/' && c != '.' {
			return false
		}
	}
	return true
}

// latin reports whether the first letter of s is Latin.
func latin(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) {
			return unicode.Is(unicode.Latin, r)
		}
	}
	return true
}
