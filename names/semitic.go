package names

import (
	_ "embed"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed readings.tsv
var readingsTSV string

// readings are the usual spellings of words that the letters do not give, best first.
var readings = sync.OnceValue(func() map[string][]string {
	m := make(map[string][]string, 2000)
	for line := range strings.Lines(readingsTSV) {
		if f := strings.Fields(line); len(f) > 1 && f[0] != "#" {
			m[f[0]] = f[1:]
		}
	}
	return m
})

// arabicLetters makes the letters that Arabic, Persian, Urdu and Kurdish write differently one, and drops short vowels.
var arabicLetters = strings.NewReplacer("ی", "ي", "ى", "ي", "ې", "ي", "ۍ", "ي", "ک", "ك", "ڪ", "ك", "أ", "ا", "إ", "ا", "ٱ", "ا", "آ", "ا", "ۀ", "ه", "ہ", "ه", "ة", "ه", "ھ", "ه",
	"ؤ", "و", "ۆ", "و", "ۇ", "و", "ئ", "ي", "ـ", "", "َ", "", "ِ", "", "ُ", "", "ّ", "", "ْ", "", "ً", "", "ٌ", "", "ٍ", "", "ٰ", "", "ٔ", "", "ء", "")

// arabicReadings are the readings of Arabic-script words, by their letters without distinctions.
var arabicReadings = sync.OnceValue(func() map[string][]string {
	m := map[string][]string{}
	for _, w := range slices.Sorted(maps.Keys(readings())) { // in order: of words with the same letters the first counts
		if ScriptOf(w) == Arabic {
			if key := arabicLetters.Replace(w); m[key] == nil || w == key {
				m[key] = readings()[w]
			}
		}
	}
	return m
})

// arabicTable reads consonants and long vowels. Short vowels are not written and are put in by arabicWord.
var arabicTable = pairs(`ا a أ a إ i آ a ٱ a ء - ب b ت t ث th ج j ح h خ kh د d ذ dh ر r ز z س s ش sh ص s ض d ط t ظ z ع a غ gh ف f ق q
	ك k ک k ڪ k ل l م m ن n ه h ة a و w ي y ی y ى a ئ y ؤ w پ p چ ch ژ zh گ g ڤ v ۀ h ے e ڈ d ٹ t ڑ r ں n ھ h ہ h َ a ِ i ُ u ّ - ْ - ً an ٌ un ٍ in ـ -
	ۆ o ۇ u ې e ۍ ai ټ t ډ d ړ r ږ zh ښ sh ګ g ڼ n ځ dz څ ts ە e ڭ ng ۋ w`)

// persianLetters do not occur in Arabic.
const persianLetters = "پچژگکی"

// arabic reads a lower-case word: frequent names by their usual spelling, the article apart, others by the learned
// table, and by rules that put in vowels.
func arabic(w string) []form {
	if r, ok := readings()[w]; ok {
		return many(r)
	}
	key := arabicLetters.Replace(w)
	if r, ok := arabicReadings()[key]; ok {
		return many(r)
	}
	if rest, ok := strings.CutPrefix(key, "عبدال"); ok && utf8.RuneCountInString(rest) >= 2 {
		return around("abdul", arabic(rest), "")
	}
	if rest, ok := strings.CutPrefix(key, "ال"); ok && utf8.RuneCountInString(rest) >= 3 {
		return around("al ", arabic(rest), "")
	}
	for _, end := range [...][2]string{{"الله", "ullah"}, {"الدين", "uddin"}} {
		if rest, ok := strings.CutSuffix(key, end[0]); ok && utf8.RuneCountInString(rest) >= 2 {
			forms := arabic(rest)
			for i := range forms {
				forms[i].text = strings.TrimRight(forms[i].text, "aeiou")
			}
			return around("", forms, end[1])
		}
	}
	return learned(w, Arabic, vowelled(w)...)
}

func around(before string, forms []form, after string) []form {
	out := make([]form, len(forms))
	for i, f := range forms {
		out[i] = form{text: before + f.text + after, bits: f.bits}
	}
	return out
}

// vowelled reads a word that no table knows. The vav and the ya are long vowels between consonants; an a goes between
// two consonants where the first closes no syllable: CaCC, CaCaC, CaCCaC.
func vowelled(w string) []string {
	first := arabicWord(w, "w", "")
	if strings.ContainsAny(w, persianLetters) {
		if second := arabicWord(w, "v", "persian"); second != first {
			return []string{second, first}
		}
	}
	return []string{first}
}

var persianTable = pairs(`ث s ذ z ض z ظ z و v ق gh`)

func arabicWord(w, vav, language string) string {
	runes := []rune(w)
	parts := make([]string, 0, len(runes))
	for _, r := range runes {
		t, ok := arabicTable[r]
		if p, persian := persianTable[r]; persian && language != "" {
			t = p
		}
		if !ok {
			t = string(appendPlain(nil, r))
		}
		if t != "" {
			parts = append(parts, t)
		}
	}
	for i, p := range parts {
		between := i > 0 && !vowelAt(parts, i-1) && (i+1 == len(parts) || !vowelAt(parts, i+1))
		switch {
		case p == vav && between:
			parts[i] = "u"
		case p == "y" && (between || i > 0 && i+1 == len(parts)):
			parts[i] = "i"
		case p == "h" && i+1 == len(parts) && i > 1 && !vowelAt(parts, i-1):
			parts[i] = "eh"
		}
	}
	var b strings.Builder
	open := false // the consonant before ends a syllable that can take no other
	for i, p := range parts {
		if i > 0 && !vowelAt(parts, i) && !vowelAt(parts, i-1) {
			last := i+1 == len(parts)
			if i == 1 || open || last && i == 2 {
				b.WriteByte('a')
				open = false
			} else {
				open = true
			}
		} else {
			open = false
		}
		b.WriteString(p)
	}
	return b.String()
}

func vowelAt(parts []string, i int) bool { return strings.IndexByte("aeiou", parts[i][0]) >= 0 }

var hebrewTable = pairs(`א a ב b ג g ד d ה h ו v ז z ח ch ט t י y כ k ך ch ל l מ m ם m נ n ן n ס s ע a פ p ף f צ tz ץ tz ק k ר r ש sh ת t
	ַ a ָ a ֵ e ֶ e ִ i ֹ o ֻ u ּ - ְ - װ v ױ oi ײ ai`)

// hebrewForeign are the letters with a mark for sounds of other languages, and doubled ones.
var hebrewForeign = strings.NewReplacer("ג'", "ǰ", "ז'", "ž", "צ'", "č", "ץ'", "č", "ת'", "ț", "ג׳", "ǰ", "ז׳", "ž", "צ׳", "č", "ץ׳", "č", "ת׳", "ț", "ג’", "ǰ", "ז’", "ž", "צ’", "č", "ץ’", "č",
	"ת’", "ț", "וו", "ŵ", "יי", "ŷ")

var hebrewMarked = map[rune]string{'ǰ': "j", 'ž': "zh", 'č': "ch", 'ț': "th", 'ŵ': "v", 'ŷ': "ai"}

// hebrew reads a word: frequent names by their usual spelling, else by the learned table, and by rules that put in
// vowels: with f and v where the letters pe and bet may stand for them and u for vav, or with p, b and o.
func hebrew(w string) []form {
	w = strings.Map(func(r rune) rune {
		if r >= 0x591 && r <= 0x5af || r == '״' || r == '"' {
			return -1
		}
		return r
	}, w)
	if r, ok := readings()[w]; ok {
		return many(r)
	}
	return learned(w, Hebrew, hebrewWord(w, false), hebrewWord(w, true))
}

func hebrewWord(w string, soft bool) string {
	runes := []rune(hebrewForeign.Replace(w))
	parts := make([]string, 0, len(runes))
	for i, r := range runes {
		t, ok := hebrewTable[r]
		if m, marked := hebrewMarked[r]; marked {
			t, ok = m, true
		}
		if !ok {
			t = string(appendPlain(nil, r))
		}
		last := i == len(runes)-1 && i > 0
		vowelBefore := len(parts) > 0 && vowelAt(parts, len(parts)-1)
		switch {
		case r == 'פ' && soft, r == 'פ' && last:
			t = "f"
		case r == 'ב' && (last || soft && i > 0):
			t = "v"
		case r == 'ו' && i > 0 && (vowelBefore && !last || i+1 < len(runes) && strings.ContainsRune("אהוי", runes[i+1])):
			t = "v"
		case r == 'ו' && i > 0 && soft:
			t = "u"
		case r == 'ו' && i > 0:
			t = "o"
		case r == 'י' && i > 0 && !(i+1 < len(runes) && strings.ContainsRune("אהו", runes[i+1])):
			t = "i"
		case r == 'ה' && last:
			t = "a"
		case r == 'א' && i == 0 && i+1 < len(runes) && strings.ContainsRune("ויŷ", runes[i+1]):
			t = ""
		case r == 'ע' && vowelBefore:
			t = ""
		}
		if t != "" {
			parts = append(parts, t)
		}
	}
	var b strings.Builder
	open := false
	for i, p := range parts {
		if i > 0 && !vowelAt(parts, i) && !vowelAt(parts, i-1) {
			last := i+1 == len(parts)
			if !cluster(parts[i-1], p, last) && (i == 1 || open || last) {
				b.WriteByte('e')
				open = false
			} else {
				open = true
			}
		} else {
			open = false
		}
		b.WriteString(p)
	}
	return b.String()
}

// cluster reports whether two consonants are likely to stand together: fr, st at the beginning, ns, rt, ks at the end.
func cluster(x, y string, last bool) bool {
	if last {
		return strings.Contains("lnrm", x) && strings.Contains("dtskzg", y[:1]) || x == "k" && y == "s" || x == "s" && y == "t"
	}
	return strings.Contains("lr", y) && strings.Contains("bpfgkdt", x[:1]) || x == "s" && strings.Contains("tpkmlnv", y)
}
