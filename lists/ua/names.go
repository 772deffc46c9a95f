package ua

import (
	"strings"
	"unicode"

	"github.com/linchpin-oss/linchpin/ftm"
)

// names adds the Ukrainian name, the original one (Russian or Latin) and the alternative ones.
func names(t *ftm.Entity, row interface{ Get(...string) string }) {
	name(t, row.Get(nameColumn), "name", "ukr")
	name(t, row.Get("Назва ориг."), "name", "")
	for _, alt := range strings.Split(row.Get("Назва альт."), ";") {
		name(t, alt, "alias", "")
	}
	if t.Schema.Is("Person") {
		parts(t, row.Get(nameColumn))
	}
}

// name adds one printed name. Brackets hold another spelling or name of the word before them ("Панов (Ростовцев) Сергій
// Анатолійович"), the maiden name ("дівоче - Захарчук"), or a whole other name.
func name(t *ftm.Entity, printed, prop, lang string) {
	text := strings.Trim(strings.Join(strings.Fields(printed), " "), " ,;")
	main, inner, rest, ok := bracket(text)
	if !ok {
		t.Put(ftm.Statement{Prop: prop, Value: strings.Trim(text, " ,;()"), Original: text, Lang: language(text, lang)})
		return
	}
	if !t.Schema.Is("Person") {
		t.Put(ftm.Statement{Prop: prop, Value: text, Lang: language(text, lang)})
		if rest == "" && main != "" {
			t.Put(ftm.Statement{Prop: "alias", Value: strings.Trim(main, " ,;"), Lang: language(main, lang)})
			t.Put(ftm.Statement{Prop: "weakAlias", Value: strings.Trim(inner, " ,;"), Note: "in brackets", Lang: language(inner, "")})
		}
		return
	}
	whole := strings.TrimSpace(main + " " + rest)
	t.Put(ftm.Statement{Prop: prop, Value: whole, Original: text, Lang: language(whole, lang)})
	if maiden, ok := strings.CutPrefix(inner, "дівоче"); ok {
		other := strings.Trim(maiden, " -–—:") + " " + rest
		t.Put(ftm.Statement{Prop: "previousName", Value: other, Note: "maiden name", Lang: language(other, lang)})
		return
	}
	if len(strings.Fields(inner)) < 2 { // one word stands for the word before it
		words := strings.Fields(main)
		if len(words) == 0 {
			return
		}
		inner = strings.Join(append(words[:len(words)-1:len(words)-1], inner, rest), " ")
	}
	if inner = strings.TrimSpace(inner); inner != "псевдонім" && !strings.HasSuffix(inner, " псевдонім") {
		t.Put(ftm.Statement{Prop: "alias", Value: inner, Lang: language(inner, "")})
	}
}

// bracket cuts out the only bracket of a name.
func bracket(s string) (before, inner, after string, ok bool) {
	before, rest, ok := strings.Cut(s, "(")
	if !ok {
		return "", "", "", false
	}
	inner, after, ok = strings.Cut(rest, ")")
	if !ok || strings.ContainsAny(after, "()") || strings.TrimSpace(inner) == "" {
		return "", "", "", false
	}
	return strings.TrimSpace(before), strings.TrimSpace(inner), strings.TrimSpace(after), true
}

// language tells Ukrainian from Russian by the letters that only one of them has; Latin names have none.
func language(s, unless string) string {
	s = strings.ToLower(s)
	switch {
	case strings.ContainsAny(s, "ыэъё"):
		return "rus"
	case strings.ContainsAny(s, "іїєґ"):
		return "ukr"
	case !strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }):
		return ""
	}
	return unless
}

// parts takes a name of three words apart where the third is a patronymic.
func parts(t *ftm.Entity, printed string) {
	if before, _, after, ok := bracket(printed); ok {
		printed = before + " " + after
	}
	words := strings.Fields(printed)
	if len(words) != 3 {
		return
	}
	for _, ending := range []string{"ович", "евич", "йович", "ьович", "івна", "ївна", "ич"} {
		if strings.HasSuffix(strings.ToLower(words[2]), ending) {
			for i, prop := range []string{"lastName", "firstName", "fatherName"} {
				t.Put(ftm.Statement{Prop: prop, Original: words[i], Lang: "ukr"})
			}
			return
		}
	}
}
