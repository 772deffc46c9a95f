package ftm

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// months are the names of the months, in the forms that stand in dates, and their short forms: English, German,
// French, Spanish, Italian, Portuguese, Dutch, Polish, Turkish, Russian, Ukrainian, Belarusian.
var months = func() map[string]int {
	m := map[string]int{}
	for i, names := range [12]string{
		`jan january januar jänner janvier janv enero ene gennaio gen janeiro januari stycznia styczeń ocak
			января январь янв січня січень студзеня`,
		`feb february februar février fevrier févr fév febrero febbraio fevereiro fev februari lutego luty şubat subat
			февраля февраль фев лютого лютий лютага`,
		`mar march märz maerz mär mrz mars marzo março marco maart mrt marca marzec mart
			марта март мар березня березень сакавіка`,
		`apr april avril avr abril abr aprile kwietnia kwiecień nisan апреля апрель апр квітня квітень красавіка`,
		`may mai mayo maggio mag maio mei maja maj mayıs mayis мая май травня травень траўня`,
		`jun june juni juin junio giugno giu junho czerwca czerwiec haziran июня июнь июн червня червень чэрвеня`,
		`jul july juli juillet juil julio luglio lug julho lipca lipiec temmuz июля июль июл липня липень ліпеня`,
		`aug august août aout agosto ago augustus sierpnia sierpień ağustos agustos августа август авг серпня серпень
			жніўня`,
		`sep sept september septembre septiembre setiembre settembre setembro set września wrzesień eylül eylul
			сентября сентябрь сен сент вересня вересень верасня`,
		`oct october oktober okt octobre octubre ottobre ott outubro out października październik ekim
			октября октябрь окт жовтня жовтень кастрычніка`,
		`nov november novembre noviembre novembro listopada listopad kasım kasim ноября ноябрь ноя листопада
			листопад лістапада`,
		`dec december dezember dez décembre decembre déc diciembre dic dicembre dezembro grudnia grudzień aralık aralik
			декабря декабрь дек грудня грудень снежня`,
	} {
		for name := range strings.FieldsSeq(names) {
			m[name] = i + 1
		}
	}
	return m
}()

// eras are the years before the first of the Japanese eras.
var eras = map[string]int{"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}

type wordKind byte

const (
	numberWord wordKind = iota
	textWord
	markWord // one sign: punctuation, or a character that means year, month, day, about
)

// dateWord is one piece of the text of a date.
type dateWord struct {
	kind       wordKind
	text       string // in lower case
	number     int    // of a numberWord, at most 8 digits; else -1
	month      int    // of a month's name
	start, end int    // where it stands in the text
	spaced     bool   // white space stands before it
}

// is reports whether the word is one of those given.
func (w dateWord) is(words ...string) bool {
	for _, s := range words {
		if w.text == s {
			return true
		}
	}
	return false
}

// isYear reports whether the word is a number of four digits that can be a year.
func (w dateWord) isYear() bool {
	return w.number >= 1000 && w.number <= 2999 && utf8.RuneCountInString(w.text) == 4
}

// part reports whether the word can be the day, month or year of a date, or stands for one that is not known.
func (w dateWord) part() bool { return w.number >= 0 || w.month > 0 }

// dateWords splits a text into numbers, words and signs. Full-width signs count as the plain ones.
func dateWords(text string) []dateWord {
	words := make([]dateWord, 0, 8)
	spaced := false
	for i := 0; i < len(text); {
		r, size := foldedRune(text[i:])
		if unicode.IsSpace(r) {
			spaced = true
			i += size
			continue
		}
		w := dateWord{kind: signKind(r), number: -1, start: i, end: i + size, spaced: spaced}
		for w.kind != markWord && w.end < len(text) {
			next, n := foldedRune(text[w.end:])
			if signKind(next) != w.kind && !unicode.IsMark(next) {
				break
			}
			w.end += n
		}
		words = append(words, w.named(text[w.start:w.end], r))
		i, spaced = w.end, false
	}
	return words
}

// foldedRune returns the first rune of a text, full-width signs as plain ones, and its size in the text.
func foldedRune(s string) (rune, int) {
	r, size := rune(s[0]), 1
	if r >= utf8.RuneSelf {
		if r, size = utf8.DecodeRuneInString(s); r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
	}
	return r, size
}

func signKind(r rune) wordKind {
	switch {
	case r >= '0' && r <= '9':
		return numberWord
	case r >= utf8.RuneSelf && strings.ContainsRune("年月日頃約元", r):
		return markWord
	case unicode.IsLetter(r):
		return textWord
	}
	return markWord
}

// named fills in what the word says.
func (w dateWord) named(text string, first rune) dateWord {
	switch w.kind {
	case markWord:
		w.text = string(first)
	case textWord:
		w.text = strings.ToLower(text)
		w.month = months[w.text]
		if w.is("dd", "mm", "xx", "jj", "tt", "дд", "мм") {
			w.number = 0 // not known
		}
	case numberWord:
		n := 0
		for i := 0; i < len(text); {
			r, size := foldedRune(text[i:])
			if n > 9_999_999 {
				return w
			}
			n = n*10 + int(r-'0')
			i += size
		}
		w.number, w.text = n, text
	}
	return w
}
