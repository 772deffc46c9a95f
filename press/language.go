package press

import (
	"strings"
	"unicode"
)

// Language is what a text is written in, as far as Linchpin tells.
type Language struct {
	Code      string  `json:"code"`  // ISO 639-1; "und" if it cannot be told
	Share     float64 `json:"share"` // of the words that are words of grammar of that language
	Supported bool    `json:"supported"`
	Stated    bool    `json:"stated"` // given by the caller
}

// Supported are the languages of which names and claims are read.
var Supported = []string{"en", "de", "ru"}

// grammar holds the commonest words of grammar of languages, which tell them apart in a sentence or two.
var grammar = map[string]string{
	"en": "the of and to in is that was for it with as his on be at by had not are but from or have they which one were all their there been has would what will about who",
	"de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über",
	"fr": "le la les de des et un une du dans est que pour qui sur pas par plus au avec il se ce ne sont ont été cette mais elle aux",
	"es": "el la los de que y en un una por con no para su las del se al lo como más pero sus le ha este fue ser son también",
	"it": "il la di che e un una per in non con del della sono le dei gli al si da più come anche nel ha alla questo",
	"pt": "o a os as de que e em um uma para com não por do da no na dos se mais ao como mas foi das tem são pelo também",
	"nl": "de het een van en in is dat op te zijn met voor niet aan er die om ook als maar bij door naar uit heeft wordt",
	"pl": "w i na z się nie do to że o jest jak po co za od przez ale dla tym są ich czy już przed był który",
	"cs": "a se v na je že s z do o to i ve by jsem pro ale po jako za jsou od který která bylo jeho",
	"sv": "och i att det som en på är av för med till den har de inte om ett han men var jag från vi så kan",
	"hu": "a az és hogy nem is egy ez volt meg csak de már még van mint ha vagy el ki után szerint",
	"ro": "și de în la a cu pe este nu că din pentru mai un o care au fost prin sau",
	"tr": "ve bir bu için de da ile olarak daha çok olan gibi kadar sonra ancak ise en değil",
	"ru": "и в не на я что тот быть с он а как это по к но из у за от так о же для бы или его только еще уже при со до был если этом которые",
	"uk": "і в не на що з та до за як це від про у для був він або але його ще після також які щодо є",
	"be": "і ў не на што з да за як гэта ад пра для быў ён або але яго яшчэ пасля таксама якія",
	"bg": "и на в за от да се с не по че това са като от до при към или също беше който",
}

var grammarWords = func() map[string]map[string]bool {
	m := map[string]map[string]bool{}
	for code, w := range grammar {
		m[code] = wordSet(w)
	}
	return m
}()

// scripts that name a language, or rather say that Linchpin does not read it.
var scriptLanguages = []struct {
	table *unicode.RangeTable
	code  string
}{{unicode.Han, "zh"}, {unicode.Hangul, "ko"}, {unicode.Arabic, "ar"}, {unicode.Hebrew, "he"}, {unicode.Greek, "el"}, {unicode.Georgian, "ka"}, {unicode.Armenian, "hy"}, {unicode.Devanagari, "hi"}, {unicode.Thai, "th"}}

// maxLanguageSample is how many bytes of a text its language is told from.
const maxLanguageSample = 40000

// detect tells the language of a text by its words of grammar, and of scripts of one language by the letters.
func detect(text string) Language {
	sample := text[:min(len(text), maxLanguageSample)]
	letters, other, kana := 0, map[string]int{}, 0
	for _, r := range sample {
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		if unicode.In(r, unicode.Hiragana, unicode.Katakana) {
			kana++
		}
		for _, s := range scriptLanguages {
			if r > 0x370 && unicode.Is(s.table, r) {
				other[s.code]++
			}
		}
	}
	for _, s := range scriptLanguages {
		if other[s.code]*2 > letters {
			code := s.code
			if kana*10 > letters {
				code = "ja"
			}
			return Language{Code: code, Share: float64(other[s.code]) / float64(letters)}
		}
	}
	counts, all := map[string]int{}, 0
	for w := range strings.FieldsSeq(strings.ToLower(sample)) {
		w = strings.Trim(w, ".,;:!?\"'()“”„«»–-")
		if w == "" {
			continue
		}
		all++
		for code, set := range grammarWords {
			if set[w] {
				counts[code]++
			}
		}
	}
	best, second := "und", 0
	for code, n := range counts {
		switch {
		case n > counts[best] || n == counts[best] && code < best:
			second = max(second, counts[best])
			best = code
		default:
			second = max(second, n)
		}
	}
	l := Language{Code: best}
	if all > 0 {
		l.Share = float64(counts[best]) / float64(all)
	}
	if l.Share < 0.08 || all >= 10 && counts[best] < 2 {
		l.Code = "und"
	}
	for _, s := range Supported {
		l.Supported = l.Supported || s == l.Code
	}
	return l
}
