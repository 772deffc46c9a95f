// Package names holds what is known about names: how scripts are written in Latin letters, what the parts of a name
// are (words, particles, patronymics, legal forms, ...), in which spellings one sound appears in different schemes,
// which given names are forms of one another, and how common a token is. It does no input or output and knows no list.
//
// A name goes through three steps: Romanise gives one or a few Latin renderings; Tokens splits one and gives each part
// a Class; Skeleton reduces a token to what German, English, French, Polish and scholarly spellings of it have in
// common. Distance and Similarity compare two tokens. A name of three tokens takes some microseconds.
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
	Kana
	Hangul
	Georgian
	Armenian
	Devanagari
	Bengali
	Tamil
	Thai
)

var scripts = [...]struct {
	code  string
	table *unicode.RangeTable
}{
	Other: {"Zyyy", nil}, Latin: {"Latn", unicode.Latin}, Cyrillic: {"Cyrl", unicode.Cyrillic}, Greek: {"Grek", unicode.Greek},
	Arabic: {"Arab", unicode.Arabic}, Hebrew: {"Hebr", unicode.Hebrew}, Han: {"Hani", unicode.Han}, Kana: {"Kana", unicode.Katakana},
	Hangul: {"Hang", unicode.Hangul}, Georgian: {"Geor", unicode.Georgian}, Armenian: {"Armn", unicode.Armenian},
	Devanagari: {"Deva", unicode.Devanagari}, Bengali: {"Beng", unicode.Bengali}, Tamil: {"Taml", unicode.Tamil}, Thai: {"Thai", unicode.Thai},
}

// String returns the ISO 15924 code.
func (s Script) String() string { return scripts[s].code }

// scriptOf returns the script of a letter.
func scriptOf(r rune) Script {
	if r < 0x250 {
		if r < 0x80 && !('a' <= r|0x20 && r|0x20 <= 'z') {
			return Other
		}
		return Latin
	}
	if unicode.Is(unicode.Hiragana, r) || r == 'ー' {
		return Kana
	}
	for s := Latin; int(s) < len(scripts); s++ {
		if unicode.Is(scripts[s].table, r) {
			return s
		}
	}
	return Other
}

// ScriptOf returns the script of most letters of s.
func ScriptOf(s string) Script {
	var counts [len(scripts)]int
	for _, r := range s {
		if unicode.IsLetter(r) {
			counts[scriptOf(r)]++
		}
	}
	best := Other
	for i := Latin; int(i) < len(scripts); i++ {
		if counts[i] > counts[best] {
			best = i
		}
	}
	return best
}
