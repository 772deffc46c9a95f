package names

import (
	"strings"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

const hangulBase, hangulEnd = 0xac00, 0xd7a3

// The parts of a syllable: by the Revised Romanization of 2000, and as North Korea and older spellings write them.
var (
	hangulInitial = fields("g kk n d tt r m b pp s ss - j jj ch k t p h")
	hangulVowel   = fields("a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i")
	hangulFinal   = fields("- k k ks n nj nh t l lk lm lb ls lt lp lh m p ps t t ng t t k t p h")

	northInitial = fields("k kk n t tt r m p pp s ss - j jj ch k t p h")
	northVowel   = fields("a ae ya yae o e yo ye o wa wae oe yo u wo we wi yu u ui i")
)

func fields(s string) []string {
	f := strings.Fields(s)
	for i := range f {
		if f[i] == "-" {
			f[i] = ""
		}
	}
	return f
}

// koreanFamily are family names with their usual spellings, the first near to the sound.
var koreanFamily = pairs(`김 kim 이 lee,ri,yi 박 park,pak 최 choi,choe 정 jeong,jong,jung,chung 강 kang 조 jo,cho 윤 yoon,yun 장 jang,chang 임 lim,im,rim
	한 han 오 oh,o 서 seo,so 신 shin,sin 권 kwon 황 hwang 안 ahn,an 송 song 류 ryu,yu 유 yoo,yu,ryu 전 jeon,jon,chon 홍 hong 고 ko,go 문 moon,mun 양 yang
	손 son 배 bae,pae 백 baek,paek 허 heo,ho,hur 남 nam 심 shim,sim 노 noh,ro,no 하 ha 곽 kwak 성 seong,song,sung 차 cha 주 joo,ju,chu 우 woo,u 구 koo,ku,gu
	민 min 나 na,ra 진 jin,chin 지 ji,chi 엄 eom,om 채 chae 원 won 천 cheon,chon 방 bang,pang 공 kong,gong 현 hyeon,hyon,hyun 함 ham 변 byeon,pyon,byun 염 yeom,yom,ryom
	여 yeo,yo,ryo 추 choo,chu 도 do,to 소 so 석 seok,sok 선 seon,son 설 seol,sol 마 ma 길 kil,gil 연 yeon,yon 위 wi 표 pyo 명 myeong,myong 기 ki,gi 반 ban,pan 라 ra
	왕 wang 금 geum,kum 옥 ok 육 yuk 인 in 맹 maeng 제 je,che 모 mo 탁 tak 국 kuk,guk 은 eun,un 편 pyeon,pyon 용 yong 리 ri,lee 림 rim,lim 량 ryang 려 ryo 렴 ryom 로 ro
	련 ryon 사 sa 태 tae 계 kye 동 dong,tong 피 pi 경 kyong 봉 bong,pong 복 bok 빈 bin`)

// hangul reads a word. A name of two to four syllables that begins with a family name is Korean: family name and given
// name, by the Revised Romanization, then as North Korea writes it, syllable by syllable. In other names the sounds
// stand for foreign ones, which the learned table restores.
func hangul(w string, i int, a *about) []form {
	runes := []rune(w)
	if a.foreign {
		return foreignHangul(runes)
	}
	family := koreanFamily[runes[0]]
	switch n := len(runes); {
	case i == 0 && n == 1 && family != "":
		return many(strings.Split(family, ","))
	case i == 0 && len(a.next) == 1 && n >= 2 && n <= 4 && family != "":
		return many(koreanName(strings.Split(family, ","), runes[1:]))
	case i == 1 && n <= 3:
		return many([]string{spell(runes, hangulInitial, hangulVowel, hangulFinal, ""), spell(runes, northInitial, northVowel, hangulFinal, " ")})
	}
	return foreignHangul(runes)
}

func koreanName(family []string, given []rune) []string {
	revised := spell(given, hangulInitial, hangulVowel, hangulFinal, "")
	north := spell(given, northInitial, northVowel, hangulFinal, " ")
	second := family[min(1, len(family)-1)]
	out := []string{family[0] + " " + revised, second + " " + north}
	for _, f := range family[min(2, len(family)):] {
		out = append(out, f+" "+north)
	}
	return out
}

func foreignHangul(runes []rune) []form {
	return learned(string(runes), Hangul, spell(runes, hangulInitial, hangulVowel, hangulFinal, ""))
}

// spell writes syllables; a final l before an r sound is one l, and g k d b after a final of their own are as they are.
func spell(runes []rune, initial, vowel, final []string, between string) string {
	b := make([]byte, 0, 4*len(runes))
	for i, r := range runes {
		if r < hangulBase || r > hangulEnd {
			b = appendPlain(b, r)
			continue
		}
		if i > 0 {
			b = append(b, between...)
		}
		n := int(r - hangulBase)
		start := initial[n/588]
		if start == "r" && len(b) > 0 && b[len(b)-1] == 'l' {
			start = ""
		}
		b = append(b, start...)
		b = append(b, vowel[n%588/28]...)
		b = append(b, final[n%28]...)
	}
	return string(b)
}

// kanaTable reads hiragana; katakana is shifted to it.
var kanaTable = pairs(`あ a い i う u え e お o か ka き ki く ku け ke こ ko さ sa し shi す su せ se そ so た ta ち chi つ tsu て te と to
	な na に ni ぬ nu ね ne の no は ha ひ hi ふ fu へ he ほ ho ま ma み mi む mu め me も mo や ya ゆ yu よ yo ら ra り ri る ru れ re ろ ro
	わ wa ゐ i ゑ e を o ん n が ga ぎ gi ぐ gu げ ge ご go ざ za じ ji ず zu ぜ ze ぞ zo だ da ぢ ji づ zu で de ど do ば ba び bi ぶ bu べ be ぼ bo
	ぱ pa ぴ pi ぷ pu ぺ pe ぽ po ゔ vu ー - ゎ wa ゃ ya ゅ yu ょ yo ぁ a ぃ i ぅ u ぇ e ぉ o`)

// kanaForms reads a word of Japanese syllables. Katakana stand for foreign names, which the learned table restores.
func kanaForms(w string) []form {
	if strings.ContainsFunc(w, func(r rune) bool { return r >= 'ァ' && r <= 'ヺ' }) {
		return learned(w, Kana, kana(w))
	}
	return one(kana(w))
}

// kana reads Japanese syllables by the Hepburn system.
func kana(w string) string {
	b := make([]byte, 0, 2*utf8.RuneCountInString(w))
	double := false
	for _, r := range w {
		if r >= 'ァ' && r <= 'ヴ' {
			r -= 'ァ' - 'ぁ'
		}
		if r == 'っ' {
			double = true
			continue
		}
		t, ok := kanaTable[r]
		if !ok {
			if p := pinyin.SinglePinyin(r, pinyinArgs); len(p) > 0 {
				t = strings.ReplaceAll(strings.ReplaceAll(p[0], "ü", "u"), "v", "u")
			} else {
				b = appendPlain(b, r)
			}
		}
		if t == "" {
			continue
		}
		if n := len(b); n > 0 && strings.ContainsRune("ゃゅょぁぃぅぇぉ", r) && strings.IndexByte("iueo", b[n-1]) >= 0 {
			b = b[:n-1] // ki + ya = kya, shi + ya = sha, fu + a = fa
			if glide := t[0] == 'y'; glide && n > 1 && (b[n-2] == 'h' || b[n-2] == 'j') {
				t = t[1:]
			}
		}
		if double && strings.IndexByte("aiueo", t[0]) < 0 {
			b = append(b, t[0])
		}
		double = false
		b = append(b, t...)
	}
	return string(b)
}
