package names

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

// maxVariants is how many renderings of a name are kept.
const maxVariants = 4

// Romanise gives the likely Latin renderings of a name, best first: lower-case ASCII letters, digits and single
// spaces. Words that mix look-alike letters of two scripts are read in the script of most of their letters.
func Romanise(s string) []string {
	s = norm.NFKC.String(s)
	words := strings.FieldsFunc(s, func(r rune) bool { return !inWord(r) })
	out := []string{""}
	ukrainian := strings.ContainsAny(s, "іїєґўІЇЄҐЎ")
	for _, w := range words {
		forms := romaniseWord(w, ukrainian)
		if len(forms) == 0 {
			continue
		}
		next := make([]string, 0, len(out)*len(forms))
		for i, f := range forms { // the first form of every word comes first
			for _, o := range out {
				if i > 0 && len(next) >= maxVariants {
					break
				}
				if o != "" {
					f = strings.TrimPrefix(f, " ")
					next = append(next, o+" "+f)
				} else {
					next = append(next, f)
				}
			}
		}
		out = next
	}
	seen := map[string]bool{}
	kept := out[:0]
	for _, o := range out {
		if o = strings.Join(strings.Fields(o), " "); o != "" && !seen[o] && len(kept) < maxVariants {
			seen[o] = true
			kept = append(kept, o)
		}
	}
	return kept
}

// inWord reports whether a character belongs to a word. Apostrophes do: they mark sounds, and are dropped later.
func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || isApostrophe(r) || isInvisible(r)
}

func isApostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʼ', 'ʻ', 'ʹ', 'ʿ', 'ʾ', '`', '´', 'ˈ', '′', '״', '׳':
		return true
	}
	return false
}

// isInvisible reports whether a character shows nothing: marks of direction, joiners, soft hyphens.
func isInvisible(r rune) bool {
	return r == 0xad || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2060 && r <= 0x2069 || r == 0xfeff
}

// romaniseWord renders a word in its script. Only some scripts give more than one form.
func romaniseWord(w string, ukrainian bool) []string {
	if ascii(w) {
		return []string{strings.ToLower(strings.ReplaceAll(strings.ReplaceAll(w, "'", ""), "`", ""))}
	}
	w = strings.Map(func(r rune) rune {
		if isInvisible(r) || isApostrophe(r) && ScriptOf(w) != Cyrillic {
			return -1
		}
		return r
	}, w)
	script := ScriptOf(w)
	w = unmix(w, script)
	switch script {
	case Latin:
		return latin(w)
	case Hangul:
		return hangul(w)
	case Han:
		return han(w)
	case Kana:
		return []string{kana(w)}
	case Arabic:
		return arabic(w)
	case Hebrew:
		return hebrew(w)
	case Devanagari, Bengali, Tamil:
		return []string{indic(w)}
	case Cyrillic:
		return cyrillic(w, ukrainian)
	}
	return []string{byTable(w, tables[script])}
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// homoglyphs are Latin letters that look like Cyrillic ones.
var homoglyphs = map[rune]rune{'a': 'а', 'e': 'е', 'o': 'о', 'p': 'р', 'c': 'с', 'x': 'х', 'y': 'у', 'i': 'і', 'k': 'к',
	'm': 'м', 't': 'т', 'h': 'н', 'b': 'в', 'j': 'ј', 's': 'ѕ'}

// unmix turns look-alike letters of another script into those of the word's script.
func unmix(w string, script Script) string {
	if script != Cyrillic && script != Latin {
		return w
	}
	return strings.Map(func(r rune) rune {
		l := unicode.ToLower(r)
		switch s := scriptOf(l); {
		case script == Cyrillic && s == Latin:
			if c, ok := homoglyphs[l]; ok {
				return c
			}
		case script == Latin && s == Cyrillic:
			for lat, c := range homoglyphs {
				if c == l {
					return lat
				}
			}
		}
		return r
	}, w)
}

// special are Latin letters that do not fall apart into a base letter and marks.
var special = map[rune]string{'ß': "ss", 'ø': "o", 'ł': "l", 'ı': "i", 'æ': "ae", 'œ': "oe", 'đ': "d", 'ð': "d", 'þ': "th",
	'ħ': "h", 'ŋ': "n", 'ə': "a", 'ŧ': "t", 'ĸ': "k", 'ʒ': "zh", 'ɓ': "b", 'ɗ': "d", 'ƙ': "k", 'ơ': "o", 'ư': "u", 'ɛ': "e", 'ɔ': "o",
	'š': "sh", 'č': "ch", 'ž': "zh", 'ś': "s", 'ć': "c", 'ź': "z", 'ż': "zh", 'ş': "sh", 'ç': "c", 'ţ': "t", 'ț': "t", 'ș': "sh",
	'ğ': "g", 'ě': "ie", 'ř': "r", 'ů': "u", 'ý': "y", 'ŝ': "shch", 'ŭ': "u", 'ĭ': "i", 'ë': "e", 'ï': "i"}

// umlauts may be written with an e or without a mark.
var umlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "å", "aa")

func latin(w string) []string {
	lower := strings.ToLower(w)
	first := stripLatin(lower)
	if strings.ContainsAny(lower, "äöüå") {
		return []string{first, stripLatin(umlauts.Replace(lower))}
	}
	if strings.ContainsAny(lower, "šč") { // also read without the mark, as many lists print them
		return []string{first, plainLatin(lower)}
	}
	return []string{first}
}

func stripLatin(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < 0x80 {
			b.WriteRune(r)
		} else if t, ok := special[r]; ok {
			b.WriteString(t)
		} else {
			b.WriteString(plainLatin(string(r)))
		}
	}
	return b.String()
}

func plainLatin(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if r < 0x80 {
			b.WriteRune(r)
		} else if !unicode.IsMark(r) {
			if t, ok := special[r]; ok {
				b.WriteString(t)
			}
		}
	}
	return b.String()
}

// byTable renders letter by letter; what the table lacks is decomposed and stripped of marks.
func byTable(w string, table map[rune]string) string {
	var b strings.Builder
	for _, r := range w {
		l := unicode.ToLower(r)
		if t, ok := table[l]; ok {
			b.WriteString(t)
			continue
		}
		if l < 0x80 {
			if !isApostrophe(l) {
				b.WriteRune(l)
			}
			continue
		}
		for _, d := range norm.NFKD.String(string(l)) {
			if t, ok := table[d]; ok {
				b.WriteString(t)
			} else if d < 0x80 {
				b.WriteRune(d)
			}
		}
	}
	return b.String()
}

// cyrillic reads a word as Russian, or as Ukrainian or Belarusian where the name has letters of those.
func cyrillic(w string, ukrainian bool) []string {
	lower := strings.ToLower(norm.NFC.String(w))
	if ukrainian {
		return []string{byTable(lower, ukrainianTable)}
	}
	forms := []string{byTable(lower, tables[Cyrillic])}
	if strings.HasPrefix(lower, "е") {
		forms = append(forms, "ye"+byTable(strings.TrimPrefix(lower, "е"), tables[Cyrillic]))
	}
	return forms
}

// ukrainianTable is for names with letters of Ukrainian or Belarusian: г is h, и is y.
var ukrainianTable = func() map[rune]string {
	m := map[rune]string{}
	for k, v := range tables[Cyrillic] {
		m[k] = v
	}
	m['г'], m['и'] = "h", "y"
	return m
}()

const hangulBase, hangulEnd = 0xac00, 0xd7a3

var (
	hangulInitial = strings.Fields("g kk n d tt r m b pp s ss - j jj ch k t p h")
	hangulVowel   = strings.Fields("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i")
	hangulFinal   = strings.Fields("- k k ks n nj nh t l lk lm lb ls lt lp lh m p ps t t ng t t k t p h")
	koreanSurname = map[string][]string{"김": {"kim"}, "이": {"lee", "yi", "ri"}, "박": {"pak", "park"}, "최": {"choe", "choi"},
		"정": {"jong", "jung", "chong"}, "강": {"kang"}, "조": {"jo", "cho"}, "윤": {"yun", "yoon"}, "장": {"jang", "chang"}, "임": {"im", "lim", "rim"},
		"한": {"han"}, "오": {"o", "oh"}, "서": {"so", "seo"}, "신": {"sin", "shin"}, "권": {"kwon"}, "황": {"hwang"}, "안": {"an", "ahn"}, "송": {"song"},
		"류": {"ryu", "yu"}, "유": {"yu", "yoo"}, "전": {"jon", "jeon"}, "홍": {"hong"}, "고": {"ko", "go"}, "문": {"mun", "moon"}, "리": {"ri", "lee"},
		"림": {"rim", "lim"}, "량": {"ryang"}, "노": {"no", "roh"}, "하": {"ha"}, "백": {"paek", "baek"}}
)

// hangul reads syllable by syllable, by the Revised Romanization; a name of two to four syllables begins with a
// family name, which has usual spellings of its own.
func hangul(w string) []string {
	runes := []rune(w)
	given := ""
	for i, r := range runes {
		if i == 0 && len(runes) >= 2 && len(runes) <= 4 {
			if _, ok := koreanSurname[string(r)]; ok {
				continue
			}
		}
		if r < hangulBase || r > hangulEnd {
			continue
		}
		n := int(r - hangulBase)
		syllable := hangulInitial[n/588] + hangulVowel[n%588/28] + hangulFinal[n%28]
		given += strings.ReplaceAll(syllable, "-", "")
	}
	surnames := koreanSurname[string(runes[0])]
	if len(runes) < 2 || len(runes) > 4 || len(surnames) == 0 {
		if given == "" {
			return surnames
		}
		return []string{given}
	}
	var out []string
	for _, s := range surnames {
		out = append(out, s+" "+given)
	}
	return out
}

// hanSurname are family names whose reading differs from the usual one of the character.
var hanSurname = map[string]string{"单": "shan", "單": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "區": "ou",
	"朴": "piao", "任": "ren", "华": "hua", "盖": "ge", "尉": "yu", "万": "wan", "乐": "yue", "覃": "qin"}

var pinyinArgs = pinyin.NewArgs()

// han reads characters in Mandarin: the family name (one character, or two of the compound ones) and the given name.
func han(w string) []string {
	var syllables []string
	for _, r := range w {
		if p := pinyin.SinglePinyin(r, pinyinArgs); len(p) > 0 {
			syllables = append(syllables, strings.ReplaceAll(p[0], "ü", "u"))
		} else if k := kana(string(r)); k != "" {
			syllables = append(syllables, k)
		}
	}
	if len(syllables) == 0 {
		return nil
	}
	first, _, _ := strings.Cut(w, "")
	for _, r := range w {
		first = string(r)
		break
	}
	if s, ok := hanSurname[first]; ok {
		syllables[0] = s
	}
	if len(syllables) < 2 || len(syllables) > 4 {
		return []string{strings.Join(syllables, " ")}
	}
	family := 1
	for _, c := range []string{"欧阳", "歐陽", "司马", "司馬", "诸葛", "諸葛", "上官", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐"} {
		if strings.HasPrefix(w, c) && len(syllables) > 2 {
			family = 2
		}
	}
	return []string{strings.Join(syllables[:family], "") + " " + strings.Join(syllables[family:], "")}
}
