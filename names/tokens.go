package names

import (
	"strings"
	"unicode"
)

// Kind is what a name is of.
type Kind uint8

// The kinds. Unknown reads a name both as a person's and as an organisation's.
const (
	Unknown Kind = iota
	Person
	Organisation
	Vessel
)

// Class is what part a token plays.
type Class uint8

// The classes. Initial is a single letter; Particle a small word of a name (al, bin, von, de); Title an honorific or
// rank, or what stands before the name of a ship; LegalForm the canonical form of a company's; Generic a word that very
// many organisations have (company, trading, bank), canonical too; Numeral a number in digits; Patronymic a name made
// of the father's.
const (
	Word Class = iota
	Initial
	Particle
	Title
	LegalForm
	Generic
	Numeral
	Patronymic
)

var classNames = [...]string{"word", "initial", "particle", "title", "legal form", "generic", "numeral", "patronymic"}

func (c Class) String() string { return classNames[c] }

var kindNames = [...]string{"unknown", "person", "organisation", "vessel"}

func (k Kind) String() string { return kindNames[k] }

// Token is one part of a romanised name.
type Token struct {
	Text  string // lower-case ASCII letters and digits, never empty
	Class Class
}

// Tokens splits the best rendering of a name; nil when it has no letter or digit.
func Tokens(name string, kind Kind) []Token {
	v := Variants(name, kind)
	if len(v) == 0 {
		return nil
	}
	return v[0].Tokens
}

// Variant is a likely rendering of a name, split.
type Variant struct {
	Tokens []Token
	Doubt  float64 // what a match by it is worth less, in bits: a name in Han characters read as Korean, one in Cyrillic as a foreign one
}

// Variants splits each likely rendering of a name, best first, at most six. A comma between family name and given
// name is dropped, words are split at hyphens and where a capital follows (AlexanderLukashenko), apostrophes are
// dropped, and the parts of Arabic names that are one (Abd al-Rahman, Shams ud-Din, Obaid Ullah) are joined.
func Variants(name string, kind Kind) []Variant {
	ways := renderings(splitCamel(nativeForms(name, kind)))
	out := make([]Variant, 0, min(2*len(ways), maxVariants))
	for _, r := range ways {
		var buf [16]string
		words := joinArabic(appendFields(buf[:0], r.text))
		if kind != Unknown {
			out = append(out, Variant{classify(words, kind), r.doubt})
			continue
		}
		person, organisation := classify(words, Person), classify(words, Organisation)
		if has(organisation, LegalForm) {
			person, organisation = organisation, person
		}
		if len(out) < maxVariants {
			out = append(out, Variant{person, r.doubt})
		}
		if len(out) < maxVariants && !sameTokens(person, organisation) {
			out = append(out, Variant{organisation, r.doubt})
		}
	}
	return out
}

// appendFields splits at single spaces.
func appendFields(words []string, s string) []string {
	for s != "" {
		w, rest, _ := strings.Cut(s, " ")
		words = append(words, w)
		s = rest
	}
	return words
}

func has(tokens []Token, c Class) bool {
	for i := range tokens {
		if tokens[i].Class == c {
			return true
		}
	}
	return false
}

func sameTokens(a, b []Token) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// splitCamel puts spaces into words written together: AlexanderLukashenko. Mac stays with its name.
func splitCamel(s string) string {
	if !hasCamel(s) {
		return s
	}
	var b strings.Builder
	runes := []rune(s)
	start := 0
	for i, r := range runes {
		if !unicode.IsLetter(r) {
			start = i + 1
		} else if i-start >= 3 && unicode.IsUpper(r) && unicode.IsLower(runes[i-1]) && i+2 < len(runes) && unicode.IsLower(runes[i+1]) &&
			unicode.IsLower(runes[i+2]) {
			if word := string(runes[start:i]); word != "Mac" {
				b.WriteByte(' ')
				start = i
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}

// hasCamel reports whether a capital stands after a small letter.
func hasCamel(s string) bool {
	small := false
	for _, r := range s {
		if r < 0x80 {
			if small && 'A' <= r && r <= 'Z' {
				return true
			}
			small = 'a' <= r && r <= 'z'
			continue
		}
		if small && unicode.IsUpper(r) {
			return true
		}
		small = unicode.IsLower(r)
	}
	return false
}

// written are legal forms in scripts that write words together, with their canonical form or class word.
var written = strings.NewReplacer("股份有限公司", " jsc ", "有限责任公司", " llc ", "有限責任公司", " llc ", "有限公司", " ltd ", "集团", " group ", "集團", " group ", "公司", " company ",
	"株式会社", " kk ", "有限会社", " ltd ", "合同会社", " llc ", "주식회사", " jsc ", "유한회사", " ltd ", "㈜", " jsc ", "회사", " company ", "무역", " trading ",
	"贸易", " trading ", "貿易", " trading ", "国际", " international ", "國際", " international ", "科技", " technology ", "银行", " bank ", "銀行", " bank ", "은행", " bank ",
	"บริษัท", " company ", "จำกัด", " ltd ", "(มหาชน)", " plc ")

func nativeForms(name string, kind Kind) string {
	if kind == Person || kind == Vessel || ascii(name) {
		return name
	}
	return written.Replace(name)
}
