package names

import "strings"

// pairs reads "а a б b" into a table; "-" stands for nothing.
func pairs(s string) map[rune]string {
	f := strings.Fields(s)
	m := make(map[rune]string, len(f)/2)
	for i := 0; i+1 < len(f); i += 2 {
		r := []rune(f[i])[0]
		if f[i+1] == "-" {
			m[r] = ""
		} else {
			m[r] = f[i+1]
		}
	}
	return m
}

// tables romanise alphabets letter by letter: Cyrillic near to BGN/PCGN, which most English-language lists follow, with
// the letters of all languages of the former Soviet Union and the Balkans; Greek by ELOT 743; Georgian by the national
// system; Armenian by BGN/PCGN.
var tables = map[Script]map[rune]string{
	Cyrillic: pairs(`а a б b в v г g д d е e ё e ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch
		ш sh щ shch ъ - ы y ь - э e ю yu я ya і i ї yi є ye ґ g ў u ђ dj ј j љ lj њ nj ћ c џ dz ѕ dz ѓ gj ќ kj ә a ғ gh қ q ң ng ө o ұ u ү u
		һ h ҳ h ҷ j ӣ i ӯ u ѣ e ѳ f ѵ i ӑ a ӗ e ҫ s ӳ u ҡ k ҙ z ҥ ng ӹ y ӂ zh ҹ ch ӊ n ӏ - ҕ gh ҟ k ҭ t ҵ ts ӡ dz`),
	Greek: pairs(`α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o
		ά a έ e ή i ί i ό o ύ y ώ o ϊ i ΐ i ϋ y ΰ y`),
	Georgian: pairs(`ა a ბ b გ g დ d ე e ვ v ზ z თ t ი i კ k ლ l მ m ნ n ო o პ p ჟ zh რ r ს s ტ t უ u ფ p ქ k ღ gh ყ q შ sh ჩ ch ც ts
		ძ dz წ ts ჭ ch ხ kh ჯ j ჰ h ჱ e ჲ y ჳ v ჴ q ჵ o`),
	Armenian: pairs(`ա a բ b գ g դ d ե e զ z է e ը y թ t ժ zh ի i լ l խ kh ծ ts կ k հ h ձ dz ղ gh ճ ch մ m յ y ն n շ sh ո o չ ch պ p
		ջ j ռ r ս s վ v տ t ր r ց ts ւ v փ p ք k և ev օ o ֆ f`),
	Ethiopic: ethiopic,
	Thaana: pairs(`ހ h ށ sh ނ n ރ r ބ b ޅ l ކ k އ - ވ v މ m ފ f ދ dh ތ th ލ l ގ g ޏ gn ސ s ޑ d ޒ z ޓ t ޔ y ޕ p ޖ j ޗ ch ަ a ާ aa ި i ީ ee ު u ޫ oo
		ެ e ޭ ey ޮ o ޯ oa ް -`),
}

// ethiopic reads the syllables of Amharic: a row of eight for each consonant, one place for each vowel.
var ethiopic = func() map[rune]string {
	rows := strings.Fields("h l h m s r s sh q qw q qw b v t ch h hw n ny - k kw kh khw w - z zh y d d j g gw ng t ch p ts ts f p")
	vowels := strings.Fields("e u i a e - o wa")
	m := map[rune]string{}
	for i, row := range rows {
		for k, v := range vowels {
			m[rune(0x1200+8*i+k)] = strings.ReplaceAll(row+v, "-", "")
		}
	}
	return m
}()

// russian and ukrainian hold the letters from U+0400 to U+052F, with their rendering in Russian text, and in a name with
// letters of Ukrainian or Belarusian, where г is h and и is y.
var russian, ukrainian = func() (russian, ukrainian [0x130]string) {
	for r, t := range tables[Cyrillic] {
		if r >= 0x400 && r < 0x530 {
			russian[r-0x400] = t
		}
	}
	ukrainian = russian
	ukrainian['г'-0x400], ukrainian['и'-0x400] = "h", "y"
	return
}()

// cyrillic reads a lower-case word as Russian, or as Ukrainian or Belarusian where the name has letters of those.
func cyrillic(w string, asUkrainian bool) string {
	table := &russian
	if asUkrainian {
		table = &ukrainian
	}
	b := make([]byte, 0, len(w)+8)
	var before rune
	for _, r := range w {
		if before == 'ъ' && !strings.ContainsRune("еёюя", r) { // the vowel of Bulgarian; Russian has it before vowels only
			b = append(b, 'a')
		}
		if i := r - 0x400; i >= 0 && int(i) < len(table) && (table[i] != "" || r == 'ъ' || r == 'ь') {
			b = append(b, table[i]...)
		} else {
			b = appendPlain(b, r)
		}
		before = r
	}
	return string(b)
}

// greekPairs are two letters for one sound: at the beginning of a word, and inside.
var greekPairs = map[string][2]string{"ου": {"ou", "ou"}, "ού": {"ou", "ou"}, "μπ": {"b", "mp"}, "ντ": {"d", "nt"}, "γκ": {"g", "gk"}, "γγ": {"ng", "ng"},
	"γξ": {"nx", "nx"}, "γχ": {"nch", "nch"}, "αυ": {"av", "av"}, "αύ": {"av", "av"}, "ευ": {"ev", "ev"}, "εύ": {"ev", "ev"}, "τζ": {"tz", "tz"}}

// greek reads a lower-case word with its pairs of letters; the v of αυ and ευ is f before sounds without voice.
func greek(w string) string {
	runes := []rune(w)
	b := make([]byte, 0, len(w)+8)
	for i := 0; i < len(runes); i++ {
		if i+1 < len(runes) {
			if p, ok := greekPairs[string(runes[i:i+2])]; ok {
				t := p[min(i, 1)]
				if t[1:] == "v" && (i+2 == len(runes) || strings.ContainsRune("θκξπσςτφχψ", runes[i+2])) {
					t = t[:1] + "f"
				}
				b = append(b, t...)
				i++
				continue
			}
		}
		if t, ok := tables[Greek][runes[i]]; ok {
			b = append(b, t...)
		} else {
			b = appendPlain(b, runes[i])
		}
	}
	return string(b)
}

// armenian reads a lower-case word; ե and ո have a glide at its beginning, and ու is one vowel.
func armenian(w string) string {
	w = strings.ReplaceAll(w, "ու", "u")
	switch {
	case strings.HasPrefix(w, "ե"):
		w = "y" + w
	case strings.HasPrefix(w, "և"):
		w = "y" + w
	case strings.HasPrefix(w, "ո") && !strings.HasPrefix(w, "ով"):
		w = "v" + w
	}
	return byTable(w, tables[Armenian])
}
