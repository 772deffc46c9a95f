package names

import (
	_ "embed"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Kind is what a name is of.
type Kind uint8

// The kinds. Unknown reads a name as both a person's and an organisation's.
const (
	Unknown Kind = iota
	Person
	Organisation
	Vessel
)

// Class is what part a token plays.
type Class uint8

// The classes.
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

// Token is one part of a romanised name.
type Token struct {
	Text  string // lower-case ASCII letters and digits
	Class Class
}

//go:embed classes.tsv
var classesTSV string

// phrase is a sequence of words that stands for one token.
type phrase struct {
	words []string
	token Token
	kinds uint8 // bit set of Kind
}

var phrases = func() map[string][]phrase {
	m := map[string][]phrase{}
	classes := map[string]Class{"particle": Particle, "title": Title, "form": LegalForm, "generic": Generic, "numeral": Numeral}
	for line := range strings.Lines(classesTSV) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) != 3 || strings.HasPrefix(line, "#") {
			continue
		}
		var kinds uint8
		switch f[0] {
		case "title":
			kinds = 1<<Person | 1<<Unknown
		case "form":
			kinds = 1<<Organisation | 1<<Unknown
		case "generic":
			kinds = 1<<Organisation | 1<<Unknown
		case "numeral":
			kinds = 1<<Organisation | 1<<Vessel
		default:
			kinds = 1<<Person | 1<<Organisation | 1<<Vessel | 1<<Unknown
		}
		for _, spelling := range strings.Split(f[2], ",") {
			words := strings.Fields(spelling)
			m[words[0]] = append(m[words[0]], phrase{words, Token{f[1], classes[f[0]]}, kinds})
		}
	}
	return m
}()

// Tokens splits the best rendering of a name.
func Tokens(name string, kind Kind) []Token {
	v := Variants(name, kind)
	if len(v) == 0 {
		return nil
	}
	return v[0]
}

// Variants splits each likely rendering of a name, best first, at most four.
func Variants(name string, kind Kind) [][]Token {
	var out [][]Token
	for _, r := range Romanise(splitCamel(name)) {
		out = append(out, classify(strings.Fields(r), kind))
	}
	return out
}

// splitCamel puts spaces into words written together: AlexanderLukashenko. Mc and Mac stay with their name.
func splitCamel(s string) string {
	if ascii(s) && strings.ToUpper(s) == s || len(s) < 8 {
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

// classify gives each word its class; phrases of several words become one token.
func classify(words []string, kind Kind) []Token {
	out := make([]Token, 0, len(words))
	printed := make([]string, 0, len(words))
	for i := 0; i < len(words); {
		if t, n, ok := findPhrase(words[i:], kind); ok {
			if !(t.Class == Title && len(words) == n) {
				out = append(out, t)
				printed = append(printed, strings.Join(words[i:i+n], ""))
				i += n
				continue
			}
		}
		out = append(out, Token{words[i], classOf(words[i], kind, len(words))})
		printed = append(printed, words[i])
		i++
	}
	rescue(out, printed)
	return out
}

// rescue turns particles, titles and generic words into words where nothing else is left: "Van Do" is a name.
func rescue(tokens []Token, printed []string) {
	words := 0
	for _, t := range tokens {
		if t.Class == Word || t.Class == Patronymic {
			words++
		}
	}
	for i := range tokens {
		if words == 0 && tokens[i].Class != LegalForm && tokens[i].Class != Numeral && tokens[i].Class != Initial {
			tokens[i] = Token{printed[i], Word}
		} else if words == 1 && tokens[i].Class == Particle && len(tokens) == 2 && i == 0 {
			tokens[i] = Token{printed[i], Word}
		}
	}
}

func findPhrase(words []string, kind Kind) (Token, int, bool) {
	best := -1
	ps := phrases[words[0]]
	for i, p := range ps {
		if p.kinds&(1<<kind) == 0 || len(p.words) > len(words) || best >= 0 && len(ps[best].words) >= len(p.words) {
			continue
		}
		match := true
		for k, w := range p.words {
			if words[k] != w {
				match = false
				break
			}
		}
		if match {
			best = i
		}
	}
	if best < 0 {
		return Token{}, 0, false
	}
	return ps[best].token, len(ps[best].words), true
}

func classOf(w string, kind Kind, words int) Class {
	switch {
	case len(w) == 1 && (w[0] < '0' || w[0] > '9'):
		return Initial
	case w[0] >= '0' && w[0] <= '9':
		return Numeral
	case (kind == Person || kind == Unknown) && words >= 3 && isPatronymic(w):
		return Patronymic
	}
	return Word
}

// isPatronymic reports whether a word has the ending of a Russian, Ukrainian or Belarusian patronymic in one of the
// usual schemes.
func isPatronymic(w string) bool {
	if len(w) < 7 {
		return false
	}
	for _, end := range patronymics {
		if strings.HasSuffix(w, end) {
			return true
		}
	}
	return false
}

var patronymics = strings.Fields(`ovich evich ovych evych yovych iovych avich ievich yevich ovitch evitch ievitch owitsch ewitsch jewitsch owicz ewicz
	ovic evic ovna evna ievna yevna owna ewna jewna ivna yivna auna euna ouna awna avna ovych ovitsj evitsj inichna ichna`)

// Fold makes names comparable as printed: marks dropped, lower case, punctuation to single spaces.
func Fold(s string) string {
	var b strings.Builder
	space := false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.IsMark(r) || isApostrophe(r) || isInvisible(r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(unicode.ToLower(r))
		default:
			space = true
		}
	}
	return b.String()
}
