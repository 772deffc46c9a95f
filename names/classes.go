package names

import (
	_ "embed"
	"strings"
)

//go:embed classes.tsv
var classesTSV string

// phrase is a sequence of words that stands for one token.
type phrase struct {
	words []string // keys
	token Token
}

// phrases lists the phrases of each kind by the key of their first word, longest first.
var phrases = func() (m [Vessel + 1]map[string][]phrase) {
	for k := range m {
		m[k] = make(map[string][]phrase, 1500)
	}
	for line := range strings.Lines(classesTSV) {
		f := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if len(f) != 3 || strings.HasPrefix(line, "#") {
			continue
		}
		class, kinds := classOfLine(f[0])
		for spelling := range strings.SplitSeq(f[2], ",") {
			p := phrase{strings.Fields(spelling), Token{f[1], class}}
			for i, w := range p.words {
				p.words[i] = phraseKey(w)
			}
			for _, k := range kinds {
				list := append(m[k][p.words[0]], p)
				for i := len(list) - 1; i > 0 && len(list[i].words) > len(list[i-1].words); i-- {
					list[i], list[i-1] = list[i-1], list[i]
				}
				m[k][p.words[0]] = list
			}
		}
	}
	addWords(m[Organisation])
	return m
}()

//go:embed words.tsv
var wordsTSV string

// addWords lets words of other languages stand for the English one; classes.tsv goes before.
func addWords(m map[string][]phrase) {
	for line := range strings.Lines(wordsTSV) {
		english, forms, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		token := Token{english, Word}
		for _, p := range m[phraseKey(english)] {
			if len(p.words) == 1 {
				token = p.token
			}
		}
		for form := range strings.SplitSeq(forms, ",") {
			if key := phraseKey(form); len(m[key]) == 0 {
				m[key] = []phrase{{[]string{key}, token}}
			}
		}
	}
}

func classOfLine(name string) (Class, []Kind) {
	switch name {
	case "particle":
		return Particle, []Kind{Person, Vessel}
	case "title":
		return Title, []Kind{Person}
	case "vessel":
		return Title, []Kind{Vessel}
	case "form":
		return LegalForm, []Kind{Organisation}
	case "generic":
		return Generic, []Kind{Organisation}
	case "numeral":
		return Numeral, []Kind{Organisation, Vessel}
	}
	panic("names: classes.tsv: unknown class " + name)
}

// phraseKey is a short word itself, and the skeleton of a long one, in capitals.
func phraseKey(w string) string {
	if len(w) < 8 {
		return w
	}
	return strings.ToUpper(Skeleton(w))
}

// classify gives each word its class; phrases of several words become one token.
func classify(words []string, kind Kind) []Token {
	if kind == Organisation || kind == Vessel {
		words = joinLetters(words, kind)
	}
	out := make([]Token, 0, len(words))
	for i := 0; i < len(words); {
		if t, n := findPhrase(words, i, kind); n > 0 {
			out = append(out, t)
			i += n
			continue
		}
		out = append(out, Token{words[i], classOf(words[i])})
		i++
	}
	if kind == Person {
		markPatronymic(out)
	}
	if !telling(out) {
		return plain(words, kind)
	}
	return out
}

// joinLetters makes one word of letters that follow each other in the name of an organisation: A.B.C. Company is ABC Company.
// Letters that are a legal form by themselves (S. A., sp. z o. o.) stay as they are.
func joinLetters(words []string, kind Kind) []string {
	single := func(i int) bool { return i < len(words) && len(words[i]) == 1 && words[i][0] > '9' }
	for i := range words {
		if !single(i) || !single(i+1) {
			continue
		}
		out := append([]string{}, words[:i]...)
		for k := i; k < len(words); {
			if _, n := findPhrase(words, k, kind); n > 0 {
				out = append(out, words[k:k+n]...)
				k += n
				continue
			}
			end := k + 1
			for single(k) && single(end) {
				if _, n := findPhrase(words, end, kind); n > 0 {
					break
				}
				end++
			}
			out = append(out, strings.Join(words[k:end], ""))
			k = end
		}
		return out
	}
	return words
}

// telling reports whether a name has something to find it by.
func telling(tokens []Token) bool {
	words, particles := 0, 0
	for _, t := range tokens {
		switch t.Class {
		case Word, Patronymic:
			words++
		case Particle:
			particles++
		}
	}
	return words > 1 || words == 1 && (particles == 0 || len(tokens) > 2) || len(tokens) == 0
}

// plain takes words as they are, where their classes would leave nothing: "Van Do" and "General Trading Company" are
// names. Legal forms, numbers and initials stay what they are, where another word is left.
func plain(words []string, kind Kind) []Token {
	out := make([]Token, 0, len(words))
	for i := 0; i < len(words); {
		t, n := findPhrase(words, i, kind)
		if n > 0 && (t.Class == LegalForm || t.Class == Numeral || t.Class == Title && len(words) > n+1) {
			out = append(out, t)
			i += n
			continue
		}
		c := classOf(words[i])
		out = append(out, Token{words[i], c})
		i++
	}
	for i := range out {
		if out[i].Class == Word {
			return out
		}
	}
	for i := range out {
		if out[i].Class == Title || out[i].Class == LegalForm {
			out[i].Class = Word
		}
	}
	return out
}

// findPhrase finds the longest phrase that begins at word i; n is how many words it has, 0 for none.
func findPhrase(words []string, i int, kind Kind) (t Token, n int) {
	w := words[i]
	if kind == Person || kind == Vessel {
		if article(words, i) {
			return Token{"al", Particle}, 1
		}
		if i == 0 && w == "ben" { // a given name, not "son of"
			return t, 0
		}
	}
	for _, p := range phrases[kind][phraseKey(w)] {
		if i+len(p.words) <= len(words) && matches(p.words[1:], words[i+1:]) && fits(p, words, i) {
			return p.token, len(p.words)
		}
	}
	return t, 0
}

func matches(keys, words []string) bool {
	for k, key := range keys {
		if phraseKey(words[k]) != key {
			return false
		}
	}
	return true
}

// fits keeps short ambiguous words out: a legal form of two letters stands at an end of the name (AS Roma), a number
// that is one letter at the last.
func fits(p phrase, words []string, i int) bool {
	end := i + len(p.words)
	switch {
	case len(p.words) > 1 || len(words[i]) > 2:
		return true
	case p.token.Class == LegalForm:
		return i == 0 || end == len(words) || shortRest(words[end:])
	case p.token.Class == Numeral && len(words[i]) == 1:
		return i > 0 && (end == len(words) || shortRest(words[end:]))
	}
	return true
}

// shortRest reports whether only short words follow, as of a further legal form.
func shortRest(words []string) bool {
	if len(words) > 2 {
		return false
	}
	for _, w := range words {
		if len(w) > 4 && w != "limited" {
			return false
		}
	}
	return true
}

// article reports whether word i is the Arabic article with its l turned into the consonant that follows: as-Sadr,
// ar-Rahman, ash-Shami, ed-Din.
func article(words []string, i int) bool {
	w := words[i]
	if len(w) < 2 || len(w) > 3 || i+1 >= len(words) || strings.IndexByte("aeu", w[0]) < 0 {
		return false
	}
	next := words[i+1]
	return strings.IndexByte("drsntz", w[1]) >= 0 && len(next) > 2 && strings.HasPrefix(next, w[1:]) && (len(w) == 2 || w[2] == 'h')
}

// classOf is the class of a word by its form alone.
func classOf(w string) Class {
	if w[0] >= '0' && w[0] <= '9' {
		for i := range len(w) {
			if w[i] < '0' || w[i] > '9' {
				return Word
			}
		}
		return Numeral
	}
	if len(w) == 1 {
		return Initial
	}
	return Word
}
