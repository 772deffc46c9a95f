package names

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold makes names comparable as printed: marks dropped, lower case, punctuation to single spaces, apostrophes dropped.
// Scripts stay as they are.
func Fold(s string) string {
	s = strings.ToValidUTF8(s, " ")
	if !ascii(s) {
		s = norm.NFKD.String(s)
	}
	b := make([]byte, 0, len(s))
	space := false
	for _, r := range s {
		switch {
		case unicode.IsMark(r) || isApostrophe(r) || isInvisible(r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if space && len(b) > 0 {
				b = append(b, ' ')
			}
			space = false
			for _, l := range foldRune(r) {
				b = append(b, string(l)...)
			}
		default:
			space = true
		}
	}
	return string(b)
}

func foldRune(r rune) string {
	r = unicode.ToLower(r)
	if t, ok := special[r]; ok {
		return t
	}
	if r == 'ς' {
		r = 'σ'
	}
	return string(r)
}
