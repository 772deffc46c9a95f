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

// tables romanise alphabets letter by letter, near to BGN/PCGN, which most English-language lists follow.
var tables = map[Script]map[rune]string{
	Cyrillic: pairs(`а a б b в v г g д d е e ё e ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch
		ш sh щ shch ъ - ы y ь - э e ю yu я ya і i ї yi є ye ґ g ў u ђ dj ј j љ lj њ nj ћ c џ dz ѕ dz ѓ gj ќ kj ә a ғ gh қ q ң ng ө o ұ u ү u
		һ h ҳ h ҷ j ӣ i ӯ u ѣ e ѳ f ӑ a ӗ e ҫ s ӳ u ҡ k ҙ z ҥ ng ӹ y ’ - ʼ - ' -`),
	Greek: pairs(`α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o
		ά a έ e ή i ί i ό o ύ y ώ o ϊ i ΐ i ϋ y ΰ y`),
	Georgian: pairs(`ა a ბ b გ g დ d ე e ვ v ზ z თ t ი i კ k ლ l მ m ნ n ო o პ p ჟ zh რ r ს s ტ t უ u ფ p ქ k ღ gh ყ q შ sh ჩ ch ც ts
		ძ dz წ ts ჭ ch ხ kh ჯ j ჰ h`),
	Armenian: pairs(`ա a բ b գ g դ d ե e զ z է e ը y թ t ժ zh ի i լ l խ kh ծ ts կ k հ h ձ dz ղ gh ճ ch մ m յ y ն n շ sh ո o չ ch պ p
		ջ j ռ r ս s վ v տ t ր r ց ts ւ v փ p ք k և ev օ o ֆ f`),
	Thai: pairs(`ก k ข kh ค kh ฆ kh ง ng จ ch ฉ ch ช ch ซ s ฌ ch ญ y ฎ d ฏ t ฐ th ฑ th ฒ th ณ n ด d ต t ถ th ท th ธ th น n บ b ป p ผ ph
		ฝ f พ ph ฟ f ภ ph ม m ย y ร r ล l ว w ศ s ษ s ส s ห h ฬ l อ o ฮ h ะ a ั a า a ำ am ิ i ี i ึ ue ื ue ุ u ู u เ e แ ae โ o ใ ai ไ ai ็ - ่ - ้ - ๊ - ๋ - ์ -`),
}

// kanaTable reads hiragana; katakana is shifted to it.
var kanaTable = pairs(`あ a い i う u え e お o か ka き ki く ku け ke こ ko さ sa し shi す su せ se そ so た ta ち chi つ tsu て te と to
	な na に ni ぬ nu ね ne の no は ha ひ hi ふ fu へ he ほ ho ま ma み mi む mu め me も mo や ya ゆ yu よ yo ら ra り ri る ru れ re ろ ro
	わ wa ゐ i ゑ e を o ん n が ga ぎ gi ぐ gu げ ge ご go ざ za じ ji ず zu ぜ ze ぞ zo だ da ぢ ji づ zu で de ど do ば ba び bi ぶ bu べ be ぼ bo
	ぱ pa ぴ pi ぷ pu ぺ pe ぽ po ゔ vu ー - っ - ゃ ya ゅ yu ょ yo ぁ a ぃ i ぅ u ぇ e ぉ o`)

// kana reads Japanese syllables by the Hepburn system.
func kana(w string) string {
	var b []byte
	double := false
	for _, r := range w {
		if r >= 'ァ' && r <= 'ヴ' {
			r -= 'ァ' - 'ぁ'
		}
		t, ok := kanaTable[r]
		if r == 'っ' {
			double = true
			continue
		}
		if !ok || t == "" {
			continue
		}
		if strings.ContainsRune("ゃゅょぁぃぅぇぉ", r) && len(b) > 0 && strings.IndexByte("iueo", b[len(b)-1]) >= 0 {
			b = b[:len(b)-1] // ki + ya = kya, shi + ya = sha, fu + a = fa
			if r == 'ゃ' || r == 'ゅ' || r == 'ょ' {
				if n := len(b); n > 0 && (b[n-1] == 'h' || b[n-1] == 'j') {
					t = t[1:]
				}
			}
		}
		if double && t[0] != 'a' {
			b = append(b, t[0])
			double = false
		}
		b = append(b, t...)
	}
	return string(b)
}

// arabicTable reads consonants and long vowels. Short vowels are not written and are put in by arabic.
var arabicTable = pairs(`ا a أ a إ i آ a ٱ a ء - ب b ت t ث th ج j ح h خ kh د d ذ dh ر r ز z س s ش sh ص s ض d ط t ظ z ع a غ gh ف f ق q
	ك k ک k ل l م m ن n ه h ة a و w ي y ی y ى a ئ y ؤ w پ p چ ch ژ zh گ g ڤ v ۀ h ے e ڈ d ٹ t ڑ r ں n ھ h ہ h َ a ِ i ُ u ّ - ْ - ً an ٌ un ٍ in ـ -
	٠ 0 ١ 1 ٢ 2 ٣ 3 ٤ 4 ٥ 5 ٦ 6 ٧ 7 ٨ 8 ٩ 9`)

// arabicNames are the most frequent names, whose usual spellings the letters do not give.
var arabicNames = func() map[string]string {
	m := map[string]string{}
	f := strings.Fields(`محمد mohammad أحمد ahmad احمد ahmad علي ali على ali حسن hassan حسین hossein حسين hussein عبد abd الله allah عبدالله abdullah
		محمود mahmoud مصطفى mustafa مصطفی mostafa ابراهيم ibrahim إبراهيم ibrahim ابراهیم ebrahim خالد khalid عمر omar عثمان othman يوسف yousef
		یوسف yousef صالح saleh سعيد saeed سعید saeed حمد hamad ناصر nasser فهد fahd عادل adel كريم karim کریم karim رضا reza مهدي mahdi مهدی mehdi
		جعفر jafar قاسم qasem هاشم hashem بن bin ابن ibn أبو abu ابو abu أبي abi ام umm عبدالرحمن abdulrahman عبدالعزيز abdulaziz الرحمن alrahman
		العزيز alaziz أسامة osama اسامة osama لادن laden صدام saddam بشار bashar الأسد alasad حافظ hafez جمال jamal كمال kamal سليمان sulaiman
		سلیمان soleiman موسى musa عيسى isa اسماعيل ismail إسماعيل ismail داود dawud حمزة hamza طارق tariq زيد zaid سالم salem سلطان sultan فيصل faisal
		منصور mansour مسعود masoud نور nur رحيم rahim حميد hamid مجيد majid وليد walid ماهر maher رامي rami سامي sami فاطمة fatima عائشة aisha`)
	for i := 0; i+1 < len(f); i += 2 {
		m[f[i]] = f[i+1]
	}
	return m
}()

// arabic reads a word: frequent names by their usual spelling, others with an a between consonants that would not
// stand together, and, as a second form, with the article apart.
func arabic(w string) []string {
	w = strings.NewReplacer("ي", "ي", "ك", "ك").Replace(w)
	if n, ok := arabicNames[w]; ok {
		return []string{n}
	}
	rest, article := strings.CutPrefix(w, "ال")
	if article && len([]rune(rest)) >= 3 {
		if n, ok := arabicNames[rest]; ok {
			return []string{"al " + n}
		}
		return []string{"al " + arabicWord(rest)}
	}
	if rest, ok := strings.CutPrefix(w, "عبدال"); ok && len([]rune(rest)) >= 3 {
		return []string{"abdul " + arabicWord(rest)}
	}
	return []string{arabicWord(w)}
}

func arabicWord(w string) string {
	var parts []string
	for _, r := range w {
		if t, ok := arabicTable[r]; ok && t != "" {
			parts = append(parts, t)
		}
	}
	var b strings.Builder
	vowel := func(s string) bool { return strings.ContainsAny(s[:1], "aeiou") }
	for i, p := range parts {
		if i > 0 && p == "w" && !vowel(parts[i-1]) && (i+1 == len(parts) || !vowel(parts[i+1])) {
			p = "u"
		}
		if i > 0 && p == "y" && !vowel(parts[i-1]) && (i+1 == len(parts) || !vowel(parts[i+1])) {
			p = "i"
		}
		parts[i] = p
		if i > 0 && !vowel(p) && !vowel(parts[i-1]) {
			b.WriteByte('a')
		}
		b.WriteString(p)
	}
	return b.String()
}

var hebrewTable = pairs(`א a ב b ג g ד d ה h ו v ז z ח h ט t י y כ k ך k ל l מ m ם m נ n ן n ס s ע a פ p ף f צ ts ץ ts ק k ר r ש sh ת t
	ַ a ָ a ֵ e ֶ e ִ i ֹ o ֻ u ּ - ְ -`)

// hebrew reads a word with an a between consonants; vav and yod inside a word are read as vowels.
func hebrew(w string) []string {
	runes := []rune(w)
	var b strings.Builder
	last := byte('a')
	for i, r := range runes {
		t, ok := hebrewTable[r]
		if !ok || t == "" {
			continue
		}
		if i > 0 && i < len(runes)-1 {
			if r == 'ו' {
				t = "o"
			} else if r == 'י' {
				t = "i"
			}
		} else if i == len(runes)-1 && i > 0 {
			switch r {
			case 'ה':
				t = "ah"
			case 'י':
				t = "i"
			case 'ו':
				t = "o"
			}
		}
		vowel := strings.IndexByte("aeiou", t[0]) >= 0
		if i > 0 && !vowel && strings.IndexByte("aeiou", last) < 0 {
			b.WriteByte('a')
		}
		b.WriteString(t)
		last = t[len(t)-1]
	}
	return []string{b.String()}
}

// The Indic blocks of Unicode are laid out alike: the same sound stands at the same place in each.
var indicOffsets = pairs(`अ a आ a इ i ई i उ u ऊ u ऋ ri ए e ऐ ai ओ o औ au ऑ o क k ख kh ग g घ gh ङ ng च ch छ chh ज j झ jh ञ n ट t ठ th ड d ढ dh ण n
	त t थ th द d ध dh न n प p फ ph ब b भ bh म m य y र r ल l ळ l व v श sh ष sh स s ह h ा a ि i ी i ु u ू u ृ ri े e ै ai ो o ौ au ॉ o ं n ँ n ः h`)

const devanagariBase = 0x900

// indic reads an abugida: a consonant carries an a unless a vowel sign or a virama follows; the last one is silent.
func indic(w string) string {
	var b strings.Builder
	runes := []rune(w)
	for i, r := range runes {
		if r == 0x93c {
			continue
		}
		d := devanagariBase + r&0x7f
		t := indicOffsets[d]
		b.WriteString(t)
		consonant := d >= 0x915 && d <= 0x939
		if !consonant || i == len(runes)-1 && (i == 0 || runes[i-1]&0x7f != 0x4d) {
			continue
		}
		if i == len(runes)-1 { // after a cluster the last a is spoken
			b.WriteByte('a')
			continue
		}
		next := devanagariBase + runes[i+1]&0x7f
		if next == 0x94d || next >= 0x93e && next <= 0x94c {
			continue
		}
		b.WriteByte('a')
	}
	return b.String()
}
