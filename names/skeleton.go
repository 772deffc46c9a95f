package names

// Skeleton reduces a romanised token to what spelling schemes agree on: a code for each consonant sound, and an "a" for
// a vowel at the beginning. Vowels inside are dropped, doubled sounds are single, and sounds that one scheme or another
// writes alike share a code:
//
//	c   s z ts tz c š sh sch ch č zh ž cz tsch j(fr) x is kc:   all hissing sounds
//	k   k q g h ch(de) kh gh x:                               sounds of the throat; a single h between vowels is lost
//	v   v w f ff ph b:                                        lip sounds that schemes and typists exchange
//	t   t d th dh    p   p    l   r   m   n
//
// Guzerijew, Gutseriev, Goutseriev, Gucerijev and Hutseryeu all give "kcrv" or come within one edit of it; Lukaschenko,
// Loukachenko, Łukaszenka and Lukashenko give "lkcnk". It is made to find, not to tell apart: Distance does that.
func Skeleton(token string) string {
	var buf [40]byte
	out := buf[:0]
	n := min(len(token), 60)
	put := func(c byte) {
		if len(out) < len(buf) && (len(out) == 0 || out[len(out)-1] != c) {
			out = append(out, c)
		}
	}
	for i := 0; i < n; i++ {
		c := token[i]
		next := byte(0)
		if i+1 < n {
			next = token[i+1]
		}
		switch c {
		case 'a', 'e', 'i', 'o', 'y':
			if i == 0 {
				put('a')
			}
		case 'u':
			if i == 0 {
				put('a')
			} else if i == n-1 && n > 3 && token[i-1] != 'o' { // Hutseryeu, Varabyou: the Belarusian ŭ
				put('v')
			}
		case 'j':
			switch {
			case i == 0 && isVowel(next):
				put('a') // Jewgeni, Yevgeny
			case i > 0 && token[i-1] == 'd':
				put('c')
			case i > 0 && isVowel(token[i-1]) && isVowel(next) && next == 'i' && i+2 < n && (token[i+2] == 'n' || token[i+2] == 'k'):
				put('c') // Prigojine
			}
		case 's', 'z', 'c':
			switch {
			case c == 'c' && next == 'h' && (i == 0 || token[i-1] != 's' && token[i-1] != 't') && !hissing(token[i:n], i):
				put('k')
				i++
			case c == 'c' && (next == 'k' || isHardVowel(next) && (i == 0 || token[i-1] != 't') || next == 'l' || next == 'r' || next == 't') &&
				!(i > 0 && token[i-1] == 's' && next == 'h'):
				put('k')
			default:
				put('c')
				for i+1 < n && (token[i+1] == 'c' || token[i+1] == 'z' || token[i+1] == 's' || token[i+1] == 'h') {
					i++
				}
			}
		case 't':
			switch {
			case next == 's' || next == 'z' || next == 'c':
				// the hissing sound that follows counts
			default:
				put('t')
			}
		case 'd':
			if next == 'z' || next == 'j' {
				continue
			}
			put('t')
		case 'x':
			put('k')
			put('c')
		case 'k', 'q', 'g':
			put('k')
			if next == 'h' {
				i++
			}
		case 'h':
			switch {
			case i == 0:
				put('k')
			case isVowel(token[i-1]) && next != 0 && isVowel(next):
				put('k')
			}
		case 'v', 'w', 'f', 'b':
			put('v')
		case 'p':
			if next == 'h' {
				put('v')
				i++
			} else {
				put('p')
			}
		case 'l', 'r', 'm', 'n':
			put(c)
		default:
			if c >= '0' && c <= '9' {
				out = append(out, c)
				if len(out) == len(buf) {
					return string(out)
				}
			}
		}
	}
	return string(out)
}

// hissing guesses whether "ch" is the sound of English "church" or French "chat" and not of German "Bach" or Scottish
// "loch": the latter stand after a vowel and before a consonant, a vowel that is a or i at the end, or nothing.
func hissing(rest string, at int) bool {
	if at == 0 {
		return true
	}
	if len(rest) == 2 { // ...ich, ...owitch
		return true
	}
	return rest[2] == 'e' || rest[2] == 'u' || rest[2] == 'o' || rest[2] == 'k' || rest[2] == 'i'
}

func isVowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}

func isHardVowel(c byte) bool { return c == 'a' || c == 'o' || c == 'u' }
