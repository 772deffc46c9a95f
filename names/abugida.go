package names

// Scripts whose consonants carry a vowel, with blocks of their own: Sinhala, Burmese, Khmer, Tibetan. The tables are plain: they give
// the consonants that a spelling in Latin letters has, and roughly its vowels.
var abugidas = map[Script]map[rune]string{
	Sinhala: pairs(`අ a ආ a ඇ a ඈ a ඉ i ඊ i උ u ඌ u එ e ඒ e ඓ ai ඔ o ඕ o ඖ au ක k ඛ kh ග g ඝ gh ඞ ng ඟ ng ච ch ඡ ch ජ j ඣ jh ඤ n ඥ gn ට t ඨ th ඩ d ඪ dh
		ණ n ඬ nd ත th ථ th ද d ධ dh න n ඳ nd ප p ඵ ph බ b භ bh ම m ඹ mb ය y ර r ල l ව w ශ sh ෂ sh ස s හ h ළ l ෆ f ං n ඃ h ා a ැ a ෑ a ි i ී i ු u ූ u ෘ ru
		ෙ e ේ e ෛ ai ො o ෝ o ෞ au ් -`),
	Burmese: pairs(`က k ခ kh ဂ g ဃ g င ng စ s ဆ s ဇ z ဈ z ဉ ny ည ny ဋ t ဌ ht ဍ d ဎ d ဏ n တ t ထ ht ဒ d ဓ d န n ပ p ဖ ph ဗ b ဘ b မ m ယ y ရ y လ l ဝ w သ th ဟ h
		ဠ l အ - ဣ i ဤ i ဥ u ဦ u ဧ e ဩ aw ဪ aw ာ a ါ a ိ i ီ i ု u ူ u ေ e ဲ e ံ n ျ y ြ y ွ w ှ h ် - ့ - း - ္ -`),
	Khmer: pairs(`ក k ខ kh គ k ឃ kh ង ng ច ch ឆ chh ជ ch ឈ chh ញ nh ដ d ឋ th ឌ d ឍ th ណ n ត t ថ th ទ t ធ th ន n ប b ផ ph ព p ភ ph ម m យ y រ r ល l វ v ស s ហ h ឡ l
		អ - ឥ e ឦ ei ឧ u ឩ u ឪ au ឯ e ឱ o ា a ិ e ី i ឹ oe ឺ eu ុ o ូ u ួ uo ើ aeu ឿ oea ៀ ie េ e ែ ae ៃ ai ោ ao ៅ au ំ m ះ h ់ - ៉ - ៊ - ៌ - ៍ - ្ -`),
	Tibetan: pairs(`ཀ k ཁ kh ག g ང ng ཅ ch ཆ ch ཇ j ཉ ny ཏ t ཐ th ད d ན n པ p ཕ ph བ b མ m ཙ ts ཚ ts ཛ dz ཝ w ཞ zh ཟ z འ - ཡ y ར r ལ l ཤ sh ས s ཧ h ཨ - ི i ུ u ེ e ོ o
		ྱ y ྲ r ླ l ྭ w`),
}

// abugida reads a word: a consonant without a vowel sign, a mark that silences it or another mark carries an a.
func abugida(w string, table map[rune]string) string {
	runes := []rune(w)
	b := make([]byte, 0, len(w))
	for i, r := range runes {
		t, ok := table[r]
		if !ok {
			b = appendPlain(b, r)
			continue
		}
		b = append(b, t...)
		if !isAbugidaConsonant(t, r) {
			continue
		}
		if i+1 == len(runes) {
			if i == 0 || len(runes) == 1 {
				b = append(b, 'a')
			}
			continue
		}
		if n, known := table[runes[i+1]]; known && n != "" && isAbugidaConsonant(n, runes[i+1]) && !isMedial(runes[i+1]) {
			b = append(b, 'a')
		}
	}
	return string(b)
}

func isAbugidaConsonant(t string, r rune) bool {
	return t != "" && !isVowel(t[0]) || t == "y" || t == "" && (r == 'အ' || r == 'អ')
}

func isMedial(r rune) bool { return r >= 0x103b && r <= 0x103e || r >= 0xfb1 && r <= 0xfbc }
