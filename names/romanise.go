package names

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxVariants is how many renderings of a name are kept.
const maxVariants = 6

// maxName is how many bytes of a name are read; no list has a longer one that is a name.
const maxName = 2048

// Romanise gives the likely Latin renderings of a name, best first, at most six: lower-case ASCII letters, digits and
// single spaces. Cyrillic is read near to BGN/PCGN, Hangul by the Revised Romanization with the usual family names, Han
// in Mandarin with the family name first, kana by Hepburn, Greek by ELOT 743; Arabic and Hebrew get the usual spelling
// of frequent names and else likely vowels. Words that mix look-alike letters of two scripts are read in the script of
// most of their letters; marks of direction and other invisible characters are dropped.
func Romanise(s string) []string {
	var out []string
	for _, f := range renderings(s) {
		out = append(out, f.text)
	}
	return out
}

// renderings is Romanise with how likely each is.
func renderings(s string) []form {
	if len(s) > maxName {
		s = cut(s)
	}
	if ascii(s) {
		return one(romaniseASCII(s))
	}
	s = strings.ToValidUTF8(s, " ")
	if !norm.NFKC.IsNormalString(s) {
		s = norm.NFKC.String(s)
	}
	words := strings.FieldsFunc(s, func(r rune) bool { return !inWord(r) })
	about := aboutName(s, words)
	ways := []form{{}}
	for i, w := range words {
		ways = combine(ways, romaniseWord(w, i, &about))
	}
	out := ways[:0]
	for _, w := range ways {
		if w.text != "" && !slices.ContainsFunc(out, func(o form) bool { return o.text == w.text }) {
			out = append(out, w)
		}
	}
	return out
}

// form is a rendering of a word or of words, with how much less likely it is than others: differences in bits.
type form struct {
	text  string
	bits  float64
	doubt float64 // what a match by this rendering is worth less, in bits: it belongs to another language than is likely
}

// nextForm is how much less likely each further form is where nothing better is known.
const nextForm = 1

func one(s string) []form {
	if s == "" {
		return nil
	}
	return []form{{text: s}}
}

// many gives spellings, best first, their places as bits.
func many(spellings []string) []form {
	out := make([]form, 0, len(spellings))
	for i, s := range spellings {
		if s != "" {
			out = append(out, form{text: s, bits: nextForm * float64(i)})
		}
	}
	return out
}

// combine puts each form of a word after each rendering of the words before, and keeps the likeliest.
func combine(before, word []form) []form {
	switch {
	case len(word) == 0:
		return before
	case len(word) == 1:
		for i := range before {
			before[i].text = joinWords(before[i].text, word[0].text)
			before[i].doubt += word[0].doubt
		}
		return before
	}
	out := make([]form, 0, len(before)*len(word))
	for _, b := range before {
		for _, w := range word {
			out = append(out, form{b.text + "\x00" + w.text, b.bits + w.bits, b.doubt + w.doubt})
		}
	}
	slices.SortStableFunc(out, func(a, b form) int { return cmp.Compare(a.bits, b.bits) })
	out = out[:min(len(out), maxVariants)]
	for i := range out {
		a, b, _ := strings.Cut(out[i].text, "\x00")
		out[i].text = joinWords(a, b)
	}
	return out
}

// joinWords puts single spaces between words; a reading may be of several words, or of none.
func joinWords(a, b string) string {
	if strings.Contains(b, " ") {
		b = strings.Join(strings.Fields(b), " ")
	}
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

func cut(s string) string {
	s = s[:maxName]
	for len(s) > 0 {
		if r, n := utf8.DecodeLastRuneInString(s); r != utf8.RuneError || n > 1 {
			break
		}
		s = s[:len(s)-1]
	}
	return s
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func romaniseASCII(s string) string {
	b := make([]byte, 0, len(s))
	space := false
	for i := range len(s) {
		c := s[i]
		switch {
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
		case c == '\'' || c == '`':
			continue
		default:
			space = len(b) > 0
			continue
		}
		if space {
			b = append(b, ' ')
			space = false
		}
		b = append(b, c)
	}
	return string(b)
}

// about is what the whole name says about how to read its words.
type about struct {
	ukrainian bool // letters of Ukrainian or Belarusian
	foreign   bool // a foreign name in Hangul: several words that are not family name and given name
	next      []string

	transcribed bool // a foreign name in Han characters: words with dots between them
}

func aboutName(s string, words []string) about {
	a := about{ukrainian: strings.ContainsAny(s, "іїєґўІЇЄҐЎ"), next: words}
	a.transcribed = len(words) > 1 && strings.ContainsAny(s, "·‧・•＝") && ScriptOf(words[0]) == Han
	if strings.IndexFunc(s, func(r rune) bool { return r >= hangulBase && r <= hangulEnd }) < 0 {
		return a
	}
	hangul := 0
	for _, w := range words {
		if ScriptOf(w) == Hangul {
			hangul++
		}
	}
	first, _ := utf8.DecodeRuneInString(s)
	a.foreign = hangul > 1 && !(hangul <= 3 && utf8.RuneCountInString(words[0]) == 1 && koreanFamily[first] != "")
	return a
}

// inWord reports whether a character belongs to a word. Apostrophes do: they mark sounds, and are dropped later.
func inWord(r rune) bool {
	if r < 0x80 {
		return 'a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9' || r == '\'' || r == '`'
	}
	if r >= 0x400 && r < 0x480 {
		return true
	}
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || isApostrophe(r) || isInvisible(r)
}

func isApostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʼ', 'ʻ', 'ʹ', 'ʺ', 'ʿ', 'ʾ', '`', '´', 'ˈ', '′', '″', '״', '׳', '‛', '＇':
		return true
	}
	return false
}

// isInvisible reports whether a character shows nothing: marks of direction, joiners, soft hyphens.
func isInvisible(r rune) bool {
	return r == 0xad || r == 0x61c || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2060 && r <= 0x206f || r == 0xfeff
}

// romaniseWord renders word i of a name in its script; only some scripts give more than one form.
func romaniseWord(w string, i int, a *about) []form {
	if ascii(w) {
		return one(romaniseASCII(w))
	}
	w = strings.Map(func(r rune) rune {
		if isInvisible(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, w)
	script := ScriptOf(w)
	if script == Cyrillic || script == Latin {
		w = unmix(w, script)
	}
	var forms []form
	switch script {
	case Latin:
		forms = many(latin(w))
	case Cyrillic:
		forms = cyrillicForms(w, a.ukrainian)
	case Greek:
		forms = one(greek(w))
	case Hangul:
		forms = hangul(w, i, a)
	case Han:
		forms = han(w, a.transcribed)
	case Kana:
		forms = kanaForms(w)
	case Arabic:
		forms = arabic(w)
	case Hebrew:
		forms = hebrew(w)
	case Armenian:
		forms = one(armenian(w))
	case Thai, Lao:
		forms = one(thai(w))
	case Devanagari, Bengali, Gurmukhi, Gujarati, Odia, Tamil, Telugu, Kannada, Malayalam:
		forms = one(indic(w, script))
	case Sinhala, Burmese, Khmer, Tibetan:
		forms = one(abugida(w, abugidas[script]))
	default:
		forms = one(byTable(w, tables[script]))
	}
	if len(forms) == 0 {
		return one(opaque(w))
	}
	return forms
}

// opaque writes the numbers of the characters of a word that no table can read, so that it is still found by the same.
func opaque(w string) string {
	if !strings.ContainsFunc(w, unicode.IsLetter) {
		return ""
	}
	var b strings.Builder
	for _, r := range w {
		b.WriteByte('u')
		b.WriteString(strconv.FormatInt(int64(r), 16))
	}
	return b.String()
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// homoglyphs are Latin letters with the Cyrillic ones that look like them.
var homoglyphs = map[rune]rune{'a': 'а', 'e': 'е', 'o': 'о', 'p': 'р', 'c': 'с', 'x': 'х', 'y': 'у', 'i': 'і', 'k': 'к',
	'm': 'м', 't': 'т', 'h': 'н', 'b': 'в', 'j': 'ј', 's': 'ѕ', 'ï': 'ї', 'ë': 'ё'}

var homoglyphsBack = func() map[rune]rune {
	m := map[rune]rune{}
	for l, c := range homoglyphs {
		m[c] = l
	}
	return m
}()

// unmix turns look-alike letters of another script into those of the word's script: the EU prints a Belarusian name
// with a Latin A.
func unmix(w string, script Script) string {
	other := Latin + Cyrillic - script
	if strings.IndexFunc(w, func(r rune) bool { return scriptOf(r) == other }) < 0 {
		return w
	}
	return strings.Map(func(r rune) rune {
		table := homoglyphs
		if script == Latin {
			table = homoglyphsBack
		}
		if c, ok := table[r]; ok {
			return c
		}
		return r
	}, w)
}

// special are Latin letters that do not fall apart into a base letter and marks.
var special = map[rune]string{'ß': "ss", 'ø': "o", 'ł': "l", 'ı': "i", 'æ': "ae", 'œ': "oe", 'đ': "d", 'ð': "d", 'þ': "th",
	'ħ': "h", 'ŋ': "n", 'ə': "a", 'ŧ': "t", 'ĸ': "k", 'ʒ': "zh", 'ɓ': "b", 'ɗ': "d", 'ƙ': "k", 'ɛ': "e", 'ɔ': "o", 'ǝ': "a", 'ǩ': "k"}

// sounding are letters whose mark says another sound, with the spelling in English; the second variant drops the mark.
var sounding = map[rune]string{'š': "sh", 'č': "ch", 'ž': "zh", 'ż': "zh", 'ş': "sh", 'ș': "sh", 'ŝ': "shch", 'ě': "ie", 'ǧ': "j", 'ǰ': "j",
	'ḫ': "kh", 'ẖ': "kh", 'ṯ': "th", 'ḏ': "dh"}

// umlauts are letters which are also written with an e, or as two, instead of the mark: the second variant.
var umlauts = map[rune]string{'ä': "ae", 'ö': "oe", 'ü': "ue", 'å': "aa", 'ø': "oe", 'ə': "e"}

func latin(w string) []string {
	first := writeLatin(w, sounding)
	if strings.ContainsFunc(w, func(r rune) bool { return sounding[r] != "" }) {
		return []string{first, writeLatin(w, nil)}
	}
	if strings.ContainsFunc(w, func(r rune) bool { return umlauts[r] != "" }) {
		return []string{first, writeLatin(w, umlauts)}
	}
	return []string{first}
}

// writeLatin renders a lower-case word, with the letters of a table first; what remains loses its marks.
func writeLatin(s string, table map[rune]string) string {
	b := make([]byte, 0, len(s)+4)
	for _, r := range s {
		switch {
		case r < 0x80:
			if r != '\'' && r != '`' {
				b = append(b, byte(r))
			}
		case table[r] != "":
			b = append(b, table[r]...)
		default:
			b = appendPlain(b, r)
		}
	}
	return string(b)
}

// appendPlain adds the base letters of a character; characters without any are left out.
func appendPlain(b []byte, r rune) []byte {
	if t, ok := special[r]; ok {
		return append(b, t...)
	}
	if unicode.IsMark(r) || isApostrophe(r) {
		return b
	}
	var buf [utf8.UTFMax]byte
	for _, d := range norm.NFKD.String(string(buf[:utf8.EncodeRune(buf[:], r)])) {
		d = unicode.ToLower(d)
		switch t := special[d]; {
		case d >= 'a' && d <= 'z' || d >= '0' && d <= '9':
			b = append(b, byte(d))
		case t != "":
			b = append(b, t...)
		case unicode.IsDigit(d):
			b = append(b, '0'+byte(digitOf(d)))
		}
	}
	return b
}

// digitOf is the value of a decimal digit of any script: their blocks of ten begin at a multiple of 16, or 6 after it.
func digitOf(r rune) rune {
	for zero := r; zero > r-10; zero-- {
		if !unicode.IsDigit(zero - 1) {
			return r - zero
		}
	}
	return 9
}

// byTable renders letter by letter; what the table lacks loses its marks.
func byTable(w string, table map[rune]string) string {
	b := make([]byte, 0, len(w)+8)
	for _, r := range w {
		if t, ok := table[r]; ok {
			b = append(b, t...)
		} else {
			b = appendPlain(b, r)
		}
	}
	return string(b)
}
