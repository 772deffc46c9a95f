package uk

import (
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// nameKinds say which property a name type stands for and what the property does not say of it. Casing differs from
// entry to entry.
var nameKinds = map[string]struct{ prop, note string }{
	"primary name":           {"name", ""},
	"prime alias":            {"name", ""}, // the ConList's word for the primary name until 2021
	"primary name variation": {"alias", "primary name variation"},
	"alias":                  {"alias", ""},
	"aka":                    {"alias", ""},
	"a.k.a":                  {"alias", ""},
	"fka":                    {"previousName", ""},
	"f.k.a":                  {"previousName", ""},
	"formerly known as":      {"previousName", ""},
	"":                       {"alias", ""},
}

// strengths are the qualities of an alias; true is low.
var strengths = map[string]bool{"": false, "good quality": false, "good quality a.k.a": false, "strong": false,
	"low quality": true, "low quality a.k.a": true, "weak": true}

func (n name) full() string {
	return strings.Join(strings.Fields(strings.Join(n.parts[:], " ")), " ")
}

func (n name) fill(t *ftm.Entity, pub *lists.Publication) {
	full := n.full()
	if full == "" {
		return
	}
	kind, ok := nameKinds[strings.TrimSuffix(strings.ToLower(n.kind), ".")]
	if !ok {
		pub.UnknownAt("name type=" + n.kind)
		kind = nameKinds["alias"]
		kind.note = n.kind
	}
	low, ok := strengths[strings.TrimSuffix(strings.ToLower(n.strength), ".")]
	if !ok {
		pub.UnknownAt("alias strength=" + n.strength)
	}
	if low && kind.prop == "alias" {
		kind.prop = "weakAlias"
	}
	t.Put(ftm.Statement{Prop: kind.prop, Value: full, Note: kind.note})
	if kind.prop == "name" && t.Schema.Is("Person") {
		for i, prop := range []string{"firstName", "secondName", "middleName", "middleName", "middleName", "lastName"} {
			t.Add(prop, oneLine(n.parts[i]))
		}
	}
}

// languages are ISO 639-3 codes of the languages that the lists name beside names in other scripts.
var languages = map[string]string{"arabic": "ara", "russian": "rus", "ukrainian": "ukr", "belarusian": "bel",
	"persian": "fas", "farsi": "fas", "dari": "prs", "pashto": "pus", "urdu": "urd", "chinese": "zho", "korean": "kor",
	"burmese": "mya", "bosnian": "bos", "serbian": "srp", "tigrinya": "tir", "amharic": "amh", "hebrew": "heb",
	"georgian": "kat", "kurdish": "kur", "turkish": "tur", "greek": "ell", "bulgarian": "bul", "japanese": "jpn",
	"kazakh": "kaz", "tajik": "tgk", "uzbek": "uzb", "armenian": "hye", "macedonian": "mkd", "thai": "tha",
	"bengali": "ben", "hindi": "hin", "punjabi": "pan", "khmer": "khm", "moldovan": "ron", "romanian": "ron"}

func (n script) fill(t *ftm.Entity) {
	lang, ok := languages[strings.ToLower(n.language)]
	note := n.script
	if !ok {
		note = join(n.script, n.language)
	}
	t.Put(ftm.Statement{Prop: "alias", Value: n.text, Lang: lang, Note: note})
}
