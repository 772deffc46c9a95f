package ca

import (
	"strings"
	"unicode"
)

// alias is one name of an Aliases element, with its language where the list names it.
type alias struct{ text, lang string }

// labels are the languages that the list names before a name.
var labels = []struct{ text, lang string }{
	{"Russian:", "rus"}, {"Belarusian:", "bel"}, {"Belarussian:", "bel"}, {"Ukrainian:", "ukr"}, {"Arabic:", "ara"},
	{"Burmese:", "mya"}, {"Chinese:", "zho"}, {"Persian:", "fas"}, {"Farsi:", "fas"}, {"Hebrew:", "heb"}, {"Spanish:", "spa"},
	{"French:", "fra"}, {"English:", "eng"}, {"Romanian:", "ron"},
}

// aliases takes the text of an Aliases element apart. Names are divided by semicolons, commas and labels of languages
// ("Belarusian: ..., Russian: ..."), two spellings by " or " and by a slash. A comma before a legal form ("Co., Ltd.",
// "РЗП, ОАО") divides nothing.
func aliases(text string) []alias {
	text = strings.Join(strings.Fields(text), " ")
	var out []alias
	lang := ""
	for _, piece := range divide(text, ";,") {
		if isForm(piece) && len(out) > 0 {
			out[len(out)-1].text += ", " + piece
			continue
		}
		for _, part := range spellings(piece) {
			part, lang = label(part, lang)
			if part = strings.Trim(part, " ,;:"); part != "" {
				out = append(out, alias{part, lang})
			}
		}
		lang = ""
	}
	return out
}

// label takes the name of a language off the beginning of a name.
func label(s, lang string) (rest, code string) {
	bare := strings.TrimLeft(strings.ReplaceAll(s, " :", ":"), " (")
	for _, l := range labels {
		if len(bare) >= len(l.text) && strings.EqualFold(bare[:len(l.text)], l.text) {
			rest = strings.TrimSpace(bare[len(l.text):])
			if strings.Count(rest, ")") > strings.Count(rest, "(") {
				rest = strings.TrimSuffix(rest, ")")
			}
			return rest, l.lang
		}
	}
	return s, lang
}

// divide cuts at any of the separators outside brackets and quotation marks.
func divide(s, separators string) []string {
	var out []string
	depth, quoted, start := 0, false, 0
	for i, r := range s {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth = max(0, depth-1)
		case r == '“', r == '«':
			quoted = true
		case r == '”', r == '»':
			quoted = false
		case strings.ContainsRune(separators, r) && (r == ';' || depth == 0 && !quoted):
			out = append(out, strings.TrimSpace(s[start:i]))
			start, depth, quoted = i+1, 0, false
		}
	}
	return append(out, strings.TrimSpace(s[start:]))
}

// spellings divides "Королов or Korolov" and "Маслюков/ Масліавукаў" where both sides are whole names of two words or
// more, or are in different scripts.
func spellings(s string) []string {
	for _, sep := range []string{" or ", "/"} {
		parts := strings.Split(s, sep)
		if len(parts) != 2 {
			continue
		}
		a, b := strings.TrimSpace(parts[0]), strings.TrimSpace(parts[1])
		if strings.Contains(a+b, "/") || strings.Contains(" "+a+" "+b+" ", " or ") {
			continue
		}
		if words(a) > 1 && words(b) > 1 || a != "" && b != "" && latin(a) != latin(b) {
			return []string{a, b}
		}
	}
	return []string{s}
}

func words(s string) int { return len(strings.Fields(s)) }

func latin(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) {
			return r < 0x250
		}
	}
	return false
}

// forms are legal forms and the like that stand behind a comma and belong to the name before it.
var forms = map[string]bool{"ltd": true, "limited": true, "inc": true, "llc": true, "co": true, "corp": true, "sa": true, "jr": true,
	"sr": true, "jsc": true, "plc": true, "gmbh": true, "ooo": true, "oao": true, "pjsc": true, "ао": true, "ооо": true, "оао": true, "зао": true,
	"пао": true, "фгуп": true, "company": true, "lp": true, "llp": true, "bv": true, "srl": true, "co ltd": true}

func isForm(s string) bool { return forms[strings.ToLower(strings.ReplaceAll(s, ".", ""))] }

// bilingual divides an entity's name into its English and its French half ("Iranian Army/Armée iranienne").
func bilingual(name string) (english, french string) {
	name = strings.Join(strings.Fields(name), " ")
	halves := divide(name, "/")
	if len(halves) == 2 && words(halves[0]) > 1 && words(halves[1]) > 1 {
		return halves[0], halves[1]
	}
	return name, ""
}
