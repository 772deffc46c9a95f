package names

import (
	"strings"
)

// The blocks of the Indic scripts are laid out alike: the same sound stands at the same place in each.
var indicBase = map[Script]rune{Devanagari: 0x900, Bengali: 0x980, Gurmukhi: 0xa00, Gujarati: 0xa80, Odia: 0xb00, Tamil: 0xb80, Telugu: 0xc00, Kannada: 0xc80,
	Malayalam: 0xd00}

const (
	devanagari = 0x900
	virama     = 0x94d
)

var indicTable = pairs(`अ a आ a इ i ई i उ u ऊ u ऋ ri ऍ e ऎ e ए e ऐ ai ऑ o ऒ o ओ o औ au क k ख kh ग g घ gh ङ ng च ch छ chh ज j झ jh ञ n ट t ठ th ड d ढ dh ण n
	त t थ th द d ध dh न n ऩ n प p फ ph ब b भ bh म m य y र r ऱ r ल l ळ l ऴ zh व v श sh ष sh स s ह h ा a ि i ी i ु u ू u ृ ri ॅ e ॆ e े e ै ai ॉ o ॊ o ो o ौ au
	ं n ँ n ः h`)

// nukta turns a letter with a dot below into the sound of a foreign one.
var nukta = pairs(`क q ख kh ग gh ज z ड r ढ rh फ f य y`)

// southern scripts keep the last a of a word.
func southern(s Script) bool {
	return s == Tamil || s == Telugu || s == Kannada || s == Malayalam || s == Odia
}

// indic reads a word of an abugida: a consonant carries an a unless a vowel sign or a virama follows. In the north the
// last a is silent, and one between two consonants that a vowel follows.
func indic(w string, script Script) string {
	base := indicBase[script]
	runes := make([]rune, 0, len(w)/3)
	for _, r := range w {
		if r >= base && r < base+0x80 {
			r += devanagari - base
			if script == Bengali && r == 0x935 || r == 0x970 { // assamese letters
				r = 'व'
			}
			if script == Gurmukhi && (r == 0x970 || r == 0x971) {
				r = 'ं'
			}
		}
		runes = append(runes, r)
	}
	b := make([]byte, 0, len(w))
	for i, r := range runes {
		next := rune(0)
		if i+1 < len(runes) {
			next = runes[i+1]
		}
		t, ok := indicTable[r]
		if next == 0x93c {
			if n, dotted := nukta[r]; dotted {
				t = n
			}
			if i+2 < len(runes) {
				next = runes[i+2]
			} else {
				next = 0
			}
		}
		switch {
		case r == virama || r == 0x93c || r == 0x200d:
			continue
		case !ok:
			b = appendPlain(b, r)
			continue
		case (r == 'ं' || r == 'ँ') && strings.ContainsRune("पफबभम", next):
			t = "m"
		case r == 'ं' && next == 'ह':
			t = "ng" // Singh
		}
		b = append(b, t...)
		if isIndicConsonant(r) && next != virama && !isIndicVowelSign(next) && !silent(runes, i, next, script) {
			b = append(b, 'a')
		}
	}
	return string(b)
}

func isIndicConsonant(r rune) bool { return r >= 0x915 && r <= 0x939 || r >= 0x958 && r <= 0x95f }

func isIndicVowelSign(r rune) bool { return r >= 0x93e && r <= 0x94c }

// silent reports whether the a of consonant i is not spoken.
func silent(runes []rune, i int, next rune, script Script) bool {
	if southern(script) {
		return next == 0 && script == Malayalam
	}
	if next == 0 {
		return i > 0 && runes[i-1] != virama
	}
	// VC a CV: the a of the middle falls (Manamohan -> Manmohan)
	vowelBefore := i > 0 && (isIndicVowelSign(runes[i-1]) || isIndicConsonant(runes[i-1]))
	vowelAfter := isIndicConsonant(next) && i+2 < len(runes) && isIndicVowelSign(runes[i+2])
	return vowelBefore && vowelAfter
}

// thaiTable reads Thai, near to the royal system without tones; Lao letters lie 0x80 after those of Thai.
var thaiTable = pairs(`ก k ข kh ฃ kh ค kh ฅ kh ฆ kh ง ng จ ch ฉ ch ช ch ซ s ฌ ch ญ y ฎ d ฏ t ฐ th ฑ th ฒ th ณ n ด d ต t ถ th ท th ธ th น n บ b ป p ผ ph
	ฝ f พ ph ฟ f ภ ph ม m ย y ร r ฤ rue ล l ว w ศ s ษ s ส s ห h ฬ l อ o ฮ h ะ a ั a า a ำ am ิ i ี i ึ ue ื ue ุ u ู u เ e แ ae โ o ใ ai ไ ai ็ - ่ - ้ - ๊ - ๋ - ์ -`)

// thaiFinal are consonants that sound otherwise at the end of a syllable.
var thaiFinal = pairs(`ข k ค k จ t ช t ซ t ฎ t ด t ถ t ท t ธ t ศ t ษ t ส t บ p พ p ฟ p ภ p ร n ล n ญ n ณ n ย i ว o`)

// thai reads a word: vowels written before their consonant are spoken after it; silent letters are left out; an o or a
// is spoken between consonants without a vowel.
func thai(w string) string {
	runes := make([]rune, 0, len(w)/3)
	for _, r := range w {
		if r >= 0xe80 && r < 0xf00 {
			r -= 0x80
		}
		if r == '์' && len(runes) > 0 {
			runes = runes[:len(runes)-1]
			continue
		}
		if t, ok := thaiTable[r]; ok && t == "" {
			continue
		}
		runes = append(runes, r)
	}
	for i := 0; i+1 < len(runes); i++ {
		if runes[i] >= 'เ' && runes[i] <= 'ไ' {
			runes[i], runes[i+1] = runes[i+1], runes[i]
			i++
		}
	}
	b := make([]byte, 0, len(w))
	bare := false
	for i, r := range runes {
		consonant := r >= 'ก' && r <= 'ฮ' && !(r == 'อ' && i > 0)
		if consonant && bare && !(i+1 < len(runes) && thaiVowel(runes[i+1])) {
			b = append(b, 'o')
			bare = false
			if t, ok := thaiFinal[r]; ok {
				b = append(b, t...)
				continue
			}
		} else if consonant && bare && !(i < 3 && strings.ContainsRune("รลว", r) && strings.ContainsRune("กขคตปผพ", runes[i-1])) {
			b = append(b, 'a')
		}
		t, ok := thaiTable[r]
		switch {
		case r == 'อ' && i == 0 && i+1 < len(runes) && thaiVowel(runes[i+1]):
			t = ""
		case consonant && i > 0 && !bare && (i+1 == len(runes) || !thaiVowel(runes[i+1])):
			if f, final := thaiFinal[r]; final {
				t = f
			}
			b = append(b, t...)
			continue
		}
		if !ok {
			b = appendPlain(b, r)
			continue
		}
		b = append(b, t...)
		bare = consonant
	}
	return string(b)
}

func thaiVowel(r rune) bool {
	return r >= 'ะ' && r <= 'ู' || r >= 'เ' && r <= 'ไ' || r == 'อ'
}
