// Package names holds what is known about names: how scripts are written in Latin letters, what the parts of a name
// are (words, particles, patronymics, legal forms, ...), in which spellings one sound appears in different schemes,
// which given names are forms of one another, and how common a token is. It does no input or output and knows no list.
//
// A name goes through three steps: Romanise gives one or a few Latin renderings; Tokens splits one and gives each part
// a Class; Skeleton reduces a token to what German, English, French, Polish and scholarly spellings of it have in
// common. Distance and Similarity compare two tokens. A name of three tokens takes about a microsecond.
//
// What is known stands in readable tables: spellings.tsv (forms of one sound), classes.tsv (particles, titles, legal
// forms), given.tsv (forms of given names), readings.tsv (words whose reading the letters do not give), rarity.tsv.
package names

import "unicode"

// Script is a writing system.
type Script uint8

// The scripts that are told apart.
const (
	Other Script = iota
	Latin
	Cyrillic
	Greek
	Arabic
	Hebrew
	Han
	Kana // Hiragana and Katakana
	Hangul
	Georgian
	Armenian
	Devanagari
	Bengali
	Tamil
	Thai
	Gurmukhi
	Gujarati
	Odia
	Telugu
	Kannada
	Malayalam
	Sinhala
	Lao
	Burmese
	Khmer
	Ethiopic
	Tibetan
	Mongolian
	Thaana
)

var scripts = [...]struct {
	code  string
	table *unicode.RangeTable
}{
	Other: {"Zyyy", nil}, Latin: {"Latn", unicode.Latin}, Cyrillic: {"Cyrl", unicode.Cyrillic}, Greek: {"Grek", unicode.Greek},
	Arabic: {"Arab", unicode.Arabic}, Hebrew: {"Hebr", unicode.Hebrew}, Han: {"Hani", unicode.Han}, Kana: {"Kana", unicode.Katakana},
	Hangul: {"Hang", unicode.Hangul}, Georgian: {"Geor", unicode.Georgian}, Armenian: {"Armn", unicode.Armenian},
	Devanagari: {"Deva", unicode.Devanagari}, Bengali: {"Beng", unicode.Bengali}, Tamil: {"Taml", unicode.Tamil}, Thai: {"Thai", unicode.Thai},
	Gurmukhi: {"Guru", unicode.Gurmukhi}, Gujarati: {"Gujr", unicode.Gujarati}, Odia: {"Orya", unicode.Oriya}, Telugu: {"Telu", unicode.Telugu},
	Kannada: {"Knda", unicode.Kannada}, Malayalam: {"Mlym", unicode.Malayalam}, Sinhala: {"Sinh", unicode.Sinhala}, Lao: {"Laoo", unicode.Lao},
	Burmese: {"Mymr", unicode.Myanmar}, Khmer: {"Khmr", unicode.Khmer}, Ethiopic: {"Ethi", unicode.Ethiopic}, Tibetan: {"Tibt", unicode.Tibetan},
	Mongolian: {"Mong", unicode.Mongolian}, Thaana: {"Thaa", unicode.Thaana},
}

// String returns the ISO 15924 code; "Zyyy" for none of the known scripts.
func (s Script) String() string {
	if int(s) >= len(scripts) {
		s = Other
	}
	return scripts[s].code
}

// scriptOf returns the script of a letter or mark.
func scriptOf(r rune) Script {
	switch {
	case r < 0x80:
		if 'a' <= r|0x20 && r|0x20 <= 'z' {
			return Latin
		}
		return Other
	case r >= 0x400 && r < 0x530:
		return Cyrillic
	case r >= 0x4e00 && r < 0xa000:
		return Han
	case r >= 0xac00 && r < 0xd7a4:
		return Hangul
	case r >= 0x3040 && r < 0x30a0 || r == 'ー':
		return Kana
	}
	for s := Latin; int(s) < len(scripts); s++ {
		if unicode.Is(scripts[s].table, r) {
			return s
		}
	}
	return Other
}

// ScriptOf returns the script of most letters of s; Other when it has none.
func ScriptOf(s string) Script {
	var counts [len(scripts)]int
	for _, r := range s {
		switch {
		case r >= 0x400 && r < 0x480:
			counts[Cyrillic]++
		case unicode.IsLetter(r):
			counts[scriptOf(r)]++
		}
	}
	best := Other
	for i := Latin; int(i) < len(scripts); i++ {
		if counts[i] > counts[best] || best == Other && counts[i] > 0 {
			best = i
		}
	}
	return best
}
