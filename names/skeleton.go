package names

import "strings"

// maxSkeleton is the length of the longest skeleton.
const maxSkeleton = 40

// Skeleton reduces a romanised token to what spelling schemes agree on: a code for each consonant sound, and an "a" for
// a vowel at the beginning. Other vowels are dropped, doubled letters are one, and sounds that one scheme or another
// writes alike share a code:
//
//	c   s z ts tz c(e,i) cz š sh sch ch č tsch tch sj tj(end) zh ž zj dzh dj j(-ine)    all hissing sounds
//	k   k q g gh h kh ch(German, Polish) c(a,o,u) ck                                    sounds of the throat
//	v   v w f ff ph b ou(before a vowel) u(last, Belarusian ŭ)                          lip sounds
//	t   t d th dh dz(i, m: Belarusian)
//	kc  x ks kz
//	p l r m n                                                                           themselves
//	    y j i between or beside vowels, h before nothing                                dropped
//
// Examples: guzerijew, gutseriev, goutseriev, gucerijev, hutseryeu: kcrv. lukaschenko, lukashenko, loukachenko,
// lukaszenka, lukasenko: lkcnk. michail, mikhail, mihail, mikhail: mkl. jewgeni, yevgeny, evgueni, evgenij: avkn.
// prigoschin, prigozhin, prigojine: prkcn. uladzimir, wladimir, vladimir: vltmr. aliaksei, aleksey, alexej: alkc.
//
// It is made to find, not to tell apart: Distance does that.
func Skeleton(token string) string {
	var buf [maxSkeleton]byte
	return string(appendSkeleton(buf[:0], token))
}

func appendSkeleton(out []byte, s string) []byte {
	for i := 0; i < len(s) && len(out) < maxSkeleton-1; {
		code, n := codeAt(s, i)
		if code != "" && !repeated(s, i, out, code) {
			out = append(out, code...)
		}
		i += n
	}
	return out
}

// repeated reports whether a code says the sound before once more: the second of a doubled letter, a hissing sound
// beside another.
func repeated(s string, i int, out []byte, code string) bool {
	return i > 0 && len(out) > 0 && len(code) == 1 && out[len(out)-1] == code[0] && !isVowel(s[i-1]) && code != "a" && (code[0] < '0' || code[0] > '9')
}

// codeAt gives the code of the sound that begins at letter i, and its letters.
func codeAt(s string, i int) (code string, n int) {
	c := s[i]
	next, after := byteAt(s, i+1), byteAt(s, i+2)
	first := i == 0
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return vowelCode(s, i, next, after)
	case 'j':
		switch {
		case first && isVowel(next):
			if slavicJ(s) {
				return "a", 2 // Jewgeni, Yevgeny
			}
			return "c", 1 // Joukov, Jamal
		case !first && isVowel(s[i-1]) && next == 'i' && after == 'n' && byteAt(s, i+3) == 'e':
			return "c", 1 // Prigojine
		}
		return "", 1
	case 's', 'z':
		return "c", hissing(s, i)
	case 'c':
		switch {
		case next == 'h':
			if throat(s, i) {
				return "k", 2
			}
			return "c", hissing(s, i)
		case next == 'k':
			return "k", 2
		case next == 'z' || next == 's' || next == 'c' && (after == 'i' || after == 'e'):
			return "c", hissing(s, i)
		case next == 'e' || next == 'i' || next == 'y' || next == 'j' || next == 0 && !first:
			return "c", 1
		}
		return "k", 1
	case 't':
		switch {
		case next == 's' || next == 'z' || next == 'c':
			return "c", 1 + hissing(s, i+1)
		case next == 'j' && (after == 0 || first && after != 'u' || after == 'i' || after == 'u' || !isVowel(after) || strings.HasPrefix(s[i+2:], "en")):
			return "c", 2 // Swedish: Timotjenko, Ivanovitj
		case next == 'h':
			return "t", 2
		}
		return "t", 1
	case 'd':
		switch {
		case next == 'z' && (after == 'i' || after == 'm' || after == 'y'):
			return "t", 2 // Uladzimir, Dzmitry
		case next == 'z' || next == 's' && after == 'c':
			return "c", 1 + hissing(s, i+1)
		case next == 'j' && isVowel(after):
			return "c", 2 // Djamel
		case next == 'h':
			return "t", 2
		}
		return "t", 1
	case 'x':
		return "kc", 1
	case 'k', 'q', 'g':
		if next == 'h' {
			return "k", 2
		}
		return "k", 1
	case 'h':
		switch {
		case next == 0 || next == 'n' && !first: // Abdullah, John, Hahn
			return "", 1
		case first || isVowel(s[i-1]) || isVowel(next): // Siarhei, Burhan, Mahdi
			return "k", 1
		}
		return "", 1
	case 'v', 'w', 'f', 'b':
		return "v", 1
	case 'p':
		if next == 'h' {
			return "v", 2
		}
		return "p", 1
	case 'l', 'r', 'm', 'n':
		return s[i : i+1], 1
	}
	if c >= '0' && c <= '9' {
		return s[i : i+1], 1
	}
	return "", 1
}

// slavicJ guesses whether a j at the beginning is the glide of German Jewgeni and Polish Jakub, or that of English and
// Arabic names (Jamal, Jeffrey) and the zh of French (Joukov).
func slavicJ(s string) bool {
	for _, p := range slavicBeginnings {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return s[1] == 'e' && !(len(s) > 2 && (s[2] == 'o' || s[2] == 'u' || s[2] == 'n' || s[2] == 's' || s[2] == 'a')) && !strings.HasPrefix(s, "jeff") && !strings.HasPrefix(s, "jere")
}

var slavicBeginnings = strings.Fields("jur jul jus juk jud jak jaros jarow janu jats jav jaz jaku jag")

func vowelCode(s string, i int, next, after byte) (string, int) {
	switch c := s[i]; {
	case i == 0 && c == 'u' && next == 'l' && isVowel(after) && len(s) > 5:
		return "v", 1 // Uladzimir, Uladislau
	case i == 0 && c == 'o' && next == 'u' && isVowel(after):
		return "v", 2 // Oualid
	case i == 0:
		n := 1
		for n < len(s) && (isVowel(s[n]) || s[n] == 'j') {
			n++
		}
		return "a", n
	case c == 'u' && i == len(s)-1 && len(s) > 4 && isVowel(s[i-1]) && (s[i-1] != 'o' || len(s) > 5):
		return "v", 1 // Hutseryeu, Marozau
	}
	return "", 1
}

// hissing is the number of letters of the hissing sound at i.
func hissing(s string, i int) int {
	n := 1
	for i+n < len(s) && n < 7 {
		switch c := s[i+n]; {
		case c == 'c' && byteAt(s, i+n+1) != 'h' && byteAt(s, i+n+1) != 'z' && s[i+n-1] != 't' && s[i+n-1] != 'c', c == 'c' && s[i+n-1] == 'h' && byteAt(s, i+n+1) == 'k':
			return n
		case c == 'c', c == 'z', c == 's', c == 'h':
			n++
		case c == 't' && (strings.HasPrefix(s[i+n:], "tsch") || strings.HasPrefix(s[i+n:], "tch") || strings.HasPrefix(s[i+n:], "tj")): // schtsch, chtch, stj
			n++
			if s[i+n] == 'j' {
				return n + 1
			}
		case c == 'j' && strings.HasPrefix(s[i+n:], "jtj"): // sjtj
			return n + 3
		default:
			return n
		}
	}
	return n
}

// throat guesses whether "ch" is the sound of German "Bach" and not of English "church" or French "chat": it stands
// between a vowel and a consonant other than k or v, or between a or i and a or i.
func throat(s string, i int) bool {
	if i == 0 {
		return byteAt(s, 2) == 'r' || byteAt(s, 2) == 'l' || strings.HasPrefix(s, "chod")
	}
	before, after := s[i-1], byteAt(s, i+2)
	if !isVowel(before) && before != 'l' && before != 'r' {
		return false
	}
	switch after {
	case 0, 'e', 'u', 'o', 'k', 'i', 'y', 'v', 'w', 't', 's', 'c', 'n':
		return false
	case 'a':
		return before == 'i' || before == 'a' && strings.HasSuffix(s, "ad") // Michail, Achmad
	}
	return !isVowel(after) && isVowel(before)
}

func byteAt(s string, i int) byte {
	if i < len(s) {
		return s[i]
	}
	return 0
}

func isVowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}
