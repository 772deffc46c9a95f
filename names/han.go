package names

import (
	_ "embed" // the table of characters
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// hanFamily are family names whose reading differs from the usual one of the character.
var hanFamily = pairs(`单 shan 單 shan 曾 zeng 解 xie 仇 qiu 查 zha 区 ou 區 ou 朴 piao 任 ren 华 hua 華 hua 盖 ge 蓋 ge 尉 yu 万 wan 萬 wan 乐 yue 樂 yue 覃 qin 缪 miao 繆 miao
	繁 po 召 shao 晟 cheng 洗 xian 冼 xian 黑 he 秘 bi 翟 zhai 员 yun 員 yun 贠 yun 葉 ye 叶 ye 燕 yan 宁 ning 甯 ning 应 ying 那 na 卜 bu 种 chong 祭 zhai 逄 pang 令 ling 纪 ji 紀 ji
	俞 yu 车 che 車 che 郝 hao 哈 ha 沈 shen 盛 sheng 石 shi 柏 bai 薄 bo 褚 chu 阚 kan 闞 kan 隗 wei 瞿 qu 於 yu 臧 zang 訾 zi 咎 jiu 折 she 佴 nai 藏 zang 吕 lv 呂 lv 吴 wu 吳 wu`)

// hanSouth are family names as Hong Kong, Macao and the overseas Chinese write them.
var hanSouth = pairs(`陈 chan 陳 chan 黄 wong 黃 wong 王 wong 李 lee 张 cheung 張 cheung 刘 lau 劉 lau 林 lam 吴 ng 吳 ng 梁 leung 周 chow 郑 cheng 鄭 cheng 何 ho 谢 tse 謝 tse 许 hui 許 hui
	罗 law 羅 law 叶 yip 葉 yip 蔡 choi 曾 tsang 邓 tang 鄧 tang 冯 fung 馮 fung 徐 tsui 郭 kwok 杨 yeung 楊 yeung 赵 chiu 趙 chiu 朱 chu 马 ma 馬 ma 胡 wu 苏 so 蘇 so 卢 lo 盧 lo 余 yu 潘 poon
	彭 pang 钟 chung 鍾 chung 关 kwan 關 kwan 莫 mok 方 fong 黎 lai 江 kong 戴 tai 孙 suen 孫 suen 高 ko 袁 yuen 姚 yiu 石 shek 温 wan 溫 wan 蒋 cheung 蔣 cheung 唐 tong 邱 yau 汤 tong 湯 tong
	丁 ting 任 yam 伍 ng 谭 tam 譚 tam 麦 mak 麥 mak 区 au 區 au 欧 au 歐 au 霍 fok 简 kan 简 kan 岑 shum 沈 shum 翁 yung 程 ching 董 tung 崔 chui 甘 kam 韦 wai 韋 wai 陆 luk 陸 luk 殷 yan 尹 wan`)

var hanCompound = fields("欧阳 歐陽 司马 司馬 诸葛 諸葛 上官 夏侯 皇甫 尉迟 尉遲 公孙 公孫 慕容 令狐 司徒 东方 東方 独孤 獨孤 长孙 長孫 宇文 淳于 单于 端木 百里 呼延 西门 西門 南宫 南宮 赫连 赫連")

var pinyinArgs = pinyin.NewArgs()

// han reads a word. Names of people are read in Mandarin, family name (one character, or a compound one) first, then as Taiwan
// and older books write that (Wade-Giles), with a southern family name, and in Korean where the first character is a Korean
// family name. A word that begins with a Japanese family name of the readings gets that first. The words of a foreign name
// stand for sounds, which the learned table restores.
func han(w string, foreign bool) []form {
	if foreign {
		if r, ok := readings()[simplify(w)]; ok {
			return many(r)
		}
		return learned(w, Han, strings.Join(mandarin([]rune(w)), ""))
	}
	runes := []rune(w)
	if f := japanese(runes); f != "" {
		return many([]string{f, strings.Join(mandarin(runes), "")})
	}
	syllables := mandarin(runes)
	switch n := len(syllables); {
	case n == 0:
		return nil
	case n != len(runes):
		return one(strings.Join(syllables, " "))
	case n < 2:
		return one(syllables[0])
	case n > 4 || n == 4 && !compound(w):
		return append(one(inPairs(syllables)), later(learned(w, Han), 0)...)
	}
	if s, ok := hanFamily[runes[0]]; ok {
		syllables[0] = strings.ReplaceAll(s, "v", "u")
	}
	family := 1
	if len(syllables) > 2 && compound(w) {
		family = 2
	}
	given := strings.Join(syllables[family:], "")
	out := []string{strings.Join(syllables[:family], "") + " " + given}
	if s, ok := hanSouth[runes[0]]; ok && family == 1 {
		out = append(out, s+" "+given)
	}
	for i, s := range syllables {
		syllables[i] = wadeGiles(s)
	}
	out = append(out, strings.Join(syllables[:family], "")+" "+strings.Join(syllables[family:], ""))
	return append(many(out), later(many(sinoKorean(runes)), koreanDoubt)...)
}

// koreanDoubt is how much less a match is worth by which a name in Han characters is taken to be Korean: one name in eight.
const koreanDoubt = 3

// later makes forms less likely than others by some bits.
func later(forms []form, doubt float64) []form {
	const bits = 2
	for i := range forms {
		forms[i].bits += bits
		forms[i].doubt += doubt
	}
	return forms
}

//go:embed han.tsv
var hanTable string

// hanCharacter is what the table says of a character.
type hanCharacter struct {
	simplified rune     // 0: as it is
	korean     []string // syllables of Hangul, as read in names first
}

var hanCharacters = sync.OnceValue(func() map[rune]hanCharacter {
	m := make(map[rune]hanCharacter, strings.Count(hanTable, "\n"))
	for line := range strings.Lines(hanTable) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 3 {
			continue
		}
		var c hanCharacter
		if f[1] != "-" {
			c.simplified, _ = utf8.DecodeRuneInString(f[1])
		}
		if f[2] != "-" {
			c.korean = strings.Split(f[2], ",")
		}
		r, _ := utf8.DecodeRuneInString(f[0])
		m[r] = c
	}
	return m
})

// simplify writes Han characters as mainland China does today.
func simplify(w string) string {
	table := hanCharacters()
	return strings.Map(func(r rune) rune {
		if s := table[r].simplified; s != 0 {
			return s
		}
		return r
	}, w)
}

// sinoKorean reads a name of two to four characters as Korean, if it can be one.
func sinoKorean(runes []rune) []string {
	table := hanCharacters()
	var given []rune
	for _, r := range runes[1:] {
		k := table[r].korean
		if len(k) == 0 {
			return nil
		}
		given = append(given, []rune(k[0])...)
	}
	for _, k := range table[runes[0]].korean {
		if family := koreanFamily[[]rune(k)[0]]; family != "" {
			return koreanName(strings.Split(family, ","), given)
		}
	}
	return nil
}

// wadeWhole are syllables of Pinyin that the rules of wadeGiles do not give.
var wadeWhole = words(`zhi chih chi chih shi shih ri jih zi tzu ci tzu si ssu er erh e o yan yen ye yeh yue yueh you yu
	ju chu jue chueh juan chuan jun chun qu chu que chueh quan chuan qun chun xu hsu xue hsueh xuan hsuan xun hsun jiong chiung qiong chiung xiong hsiung
	ge ko ke ko he ho guo kuo kuo kuo huo huo shuo shuo gui kuei kui kuei yong yung`)

// words reads "a b c d" into a table of words.
func words(s string) map[string]string {
	f := strings.Fields(s)
	m := make(map[string]string, len(f)/2)
	for i := 0; i+1 < len(f); i += 2 {
		m[f[i]] = f[i+1]
	}
	return m
}

// wadeInitial are the initials of Pinyin that Wade and Giles wrote otherwise, longer ones first; aspiration marks are dropped, as in passports.
var wadeInitial = strings.Fields("zh ch z ts c ts b p d t g k j ch q ch x hs r j")

// wadeGiles writes a syllable of Pinyin by the system of Wade and Giles (1892), without marks.
func wadeGiles(s string) string {
	if w, ok := wadeWhole[s]; ok {
		return w
	}
	initial, final := "", s
	if !strings.HasPrefix(s, "ch") && !strings.HasPrefix(s, "sh") {
		for i := 0; i < len(wadeInitial); i += 2 {
			if rest, ok := strings.CutPrefix(s, wadeInitial[i]); ok {
				initial, final = wadeInitial[i+1], rest
				break
			}
		}
	}
	switch {
	case strings.HasSuffix(final, "ian"):
		final = strings.TrimSuffix(final, "ian") + "ien"
	case strings.HasSuffix(final, "ie") || strings.HasSuffix(final, "ue"):
		final += "h"
	case strings.HasSuffix(final, "ong"):
		final = strings.TrimSuffix(final, "ong") + "ung"
	case strings.HasSuffix(final, "uo"):
		final = strings.TrimSuffix(final, "uo") + "o"
	}
	return initial + final
}

func compound(w string) bool {
	for _, c := range hanCompound {
		if strings.HasPrefix(w, c) {
			return true
		}
	}
	return false
}

// inPairs writes syllables two by two, as most words of Chinese have.
func inPairs(syllables []string) string {
	var b strings.Builder
	for i, s := range syllables {
		if i > 0 && i%2 == 0 {
			b.WriteByte(' ')
		}
		b.WriteString(s)
	}
	return b.String()
}

func mandarin(runes []rune) []string {
	out := make([]string, 0, len(runes))
	for _, r := range runes {
		if p := pinyin.SinglePinyin(r, pinyinArgs); len(p) > 0 {
			out = append(out, strings.ReplaceAll(strings.ReplaceAll(p[0], "ü", "u"), "v", "u"))
		} else if k := kana(string(r)); k != "" {
			out = append(out, k)
		}
	}
	return out
}

// japanese reads a word that begins with a known Japanese family name of two characters or more; else "".
func japanese(runes []rune) string {
	if len(runes) < 2 || len(runes) > 6 {
		return ""
	}
	for n := min(3, len(runes)); n >= 2; n-- {
		family, ok := readings()[string(runes[:n])]
		if !ok {
			continue
		}
		rest := string(runes[n:])
		if given, ok := readings()[rest]; ok {
			return family[0] + " " + given[0]
		}
		return family[0] + " " + strings.Join(mandarin(runes[n:]), "")
	}
	return ""
}
