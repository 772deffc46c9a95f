package jp

import (
	"strings"
	"unicode"

	"github.com/linchpin-oss/linchpin/ftm"
)

// names adds the Latin name as the primary one, with the original script in brackets as an alias, and the Japanese one.
func names(t *ftm.Entity, e *entry) {
	for _, c := range e.cells["latin"] {
		text := oneLine(c.text)
		if script := originalScript(text); script != "" {
			t.Put(ftm.Statement{Prop: "alias", Value: script, Note: "original script"})
		}
		main := mainName(text)
		for i, part := range split(main, "、;") {
			if i == 0 {
				latin(t, "name", part, text)
			} else {
				latin(t, "alias", part, "")
			}
		}
	}
	prop := "alias"
	if len(t.Get("name")) == 0 {
		prop = "name"
	}
	for _, c := range e.cells["japanese"] {
		text := oneLine(c.text)
		lang := ""
		if japanese(text) {
			lang = "jpn"
		}
		t.Put(ftm.Statement{Prop: prop, Original: text, Lang: lang})
	}
}

// latin adds a name and the spellings in its brackets: "Sergei (Sergey) Petrov" is also Sergey Petrov; a bracket at the
// end of an organisation's name is an abbreviation or a second name.
func latin(t *ftm.Entity, prop, text, printed string) {
	main, other, abbreviation := brackets(text)
	if main == "" {
		main = text
	}
	if t.Schema.Name == "Person" || other == "" {
		t.Put(ftm.Statement{Prop: prop, Value: main, Original: printed})
	} else {
		t.Put(ftm.Statement{Prop: prop, Value: text, Original: printed})
		if abbreviation != "" {
			t.Put(ftm.Statement{Prop: "alias", Value: main})
		}
	}
	switch {
	case abbreviation != "" && t.Schema.Name != "Person":
		t.Put(ftm.Statement{Prop: "weakAlias", Value: abbreviation, Note: "in brackets"})
	case other != "":
		t.Put(ftm.Statement{Prop: "alias", Value: other})
	}
}

// brackets reads a name with other spellings of single words in brackets: the name without brackets, the name with the
// words in brackets in place of those before them, and what a bracket at the very end holds.
func brackets(text string) (main, other, last string) {
	if !strings.Contains(text, "(") {
		return text, "", ""
	}
	var plain, variant []string
	for rest := text; rest != ""; {
		before, more, ok := strings.Cut(rest, "(")
		words := strings.Fields(before)
		plain, variant = append(plain, words...), append(variant, words...)
		if !ok {
			break
		}
		inner, after, ok := strings.Cut(more, ")")
		if !ok {
			return "", "", ""
		}
		if len(strings.Fields(inner)) == 1 && len(variant) > 0 {
			variant[len(variant)-1] = strings.TrimSpace(inner)
		}
		if strings.TrimSpace(after) == "" {
			last = strings.TrimSpace(inner)
		}
		rest = after
	}
	main, other = strings.Join(plain, " "), strings.Join(variant, " ")
	if other == main {
		other = ""
	}
	return main, other, last
}

const scriptLabel = "original script"

func originalScript(text string) string {
	at := strings.Index(strings.ToLower(text), scriptLabel)
	if at < 0 {
		return ""
	}
	return strings.Trim(text[at+len(scriptLabel):], " :()")
}

// mainName is the Latin name without the original script.
func mainName(text string) string {
	text = oneLine(text)
	if at := strings.Index(strings.ToLower(text), scriptLabel); at >= 0 {
		text = strings.TrimRight(text[:at], " (:")
	}
	return strings.TrimSpace(text)
}

func oneLine(s string) string { return strings.Join(strings.Fields(strings.Map(narrow, s)), " ") }

// labels before and between names: also known as, formerly known as.
var unlabel = strings.NewReplacer("a.k.a.:", "\x00", "a.k.a.", "\x00", "a.k.a", "\x00", "f.k.a.:", "\x00", "f.k.a.", "\x00",
	"別称、", "\x00", "旧称、", "\x00", "別称:", "\x00", "旧称:", "\x00", "【アラビア語】", "\x00", "；", "\x00", ";", "\x00", "\n", "\x00",
	"「", "", "」", "")

// addAliases adds the names of a cell like "(a)エリック(ERIC)、(b)エリク(ERIK)" or "アブ・ジハード\n(a.k.a.: Abu Jihad)": Japanese and
// Latin names side by side or one above the other.
func addAliases(t *ftm.Entity, prop string, c cell) {
	note := ""
	if prop != "alias" || c.header == "別称・旧称" {
		note = c.header
	}
	text := unlabel.Replace(strings.Map(narrowKeepLines, c.text))
	for _, chunk := range strings.Split(unmark(text), "\x00") {
		for _, name := range split(chunk, "、") {
			for _, n := range sides(name) {
				if !japanese(n) {
					for _, one := range latinNames(n) {
						t.Put(ftm.Statement{Prop: prop, Value: one, Note: note})
					}
				} else if strings.ContainsFunc(n, unicode.IsLetter) {
					t.Put(ftm.Statement{Prop: prop, Value: n, Note: note, Lang: "jpn"})
				}
			}
		}
	}
}

func narrowKeepLines(r rune) rune {
	if r == '\n' {
		return r
	}
	return narrow(r)
}

// unmark puts a division where a mark "(a)" stands.
func unmark(s string) string {
	var sb strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '(' && i+2 < len(s) && s[i+2] == ')' && s[i+1] >= 'a' && s[i+1] <= 'z' {
			sb.WriteByte(0)
			i += 2
			continue
		}
		sb.WriteByte(s[i])
	}
	return sb.String()
}

// split divides at any of the characters outside brackets and trims the pieces, unpaired brackets included.
func split(s, separators string) []string {
	var out []string
	depth, start := 0, 0
	add := func(piece string) {
		if piece = pair(strings.Trim(oneLine(piece), " ,、")); piece != "" {
			out = append(out, piece)
		}
	}
	for i, r := range s {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth = max(0, depth-1)
		case depth == 0 && strings.ContainsRune(separators, r):
			add(s[start:i])
			start = i + len(string(r))
		}
	}
	add(s[start:])
	return out
}

// pair drops brackets that have no partner and those around the whole.
func pair(s string) string {
	for {
		open, closed := strings.Count(s, "("), strings.Count(s, ")")
		switch {
		case open < closed && strings.HasSuffix(s, ")"):
			s = s[:len(s)-1]
		case open > closed && strings.HasPrefix(s, "("):
			s = s[1:]
		case open == closed && open == 1 && strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")"):
			s = s[1 : len(s)-1]
		case open != closed:
			return strings.TrimSpace(strings.Trim(s, "()"))
		default:
			return strings.TrimSpace(s)
		}
		s = strings.Trim(s, " ,、")
	}
}

// sides takes "エリック(ERIC)" apart into the Japanese and the Latin side. A bracket with a date is a remark.
func sides(s string) []string {
	before, inner, ok := strings.Cut(s, "(")
	if !ok || !strings.HasSuffix(inner, ")") {
		return []string{s}
	}
	inner = strings.TrimSuffix(inner, ")")
	switch {
	case strings.Contains(inner, "年"):
		return []string{strings.TrimSpace(before)}
	case japanese(before) && !japanese(inner), japanese(inner) && !japanese(before):
		return []string{strings.TrimSpace(before), pair(inner)}
	}
	return []string{s}
}

// latinNames divides at commas, but not before legal forms or in "AL-ZAWAHIRI, Ayman", and cuts "born ..." off.
func latinNames(s string) []string {
	s, _, _ = strings.Cut(s, ", born ")
	parts := split(s, ",")
	if len(parts) == 2 && (len(strings.Fields(parts[0])) == 1 || len(strings.Fields(parts[1])) == 1) {
		return []string{strings.Join(parts, ", ")}
	}
	var out []string
	for _, p := range parts {
		if legalForms[strings.ToLower(strings.ReplaceAll(p, ".", ""))] && len(out) > 0 {
			out[len(out)-1] += ", " + p
		} else {
			out = append(out, p)
		}
	}
	return out
}

var legalForms = map[string]bool{"ltd": true, "limited": true, "inc": true, "llc": true, "co": true, "corp": true, "sa": true,
	"jsc": true, "plc": true, "gmbh": true, "co ltd": true, "company": true, "pvt": true, "jr": true, "sr": true}

// japanese reports whether a text has kana or kanji.
func japanese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han) })
}
