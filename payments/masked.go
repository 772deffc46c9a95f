package payments

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/linchpin-oss/linchpin/names"
)

//go:embed masked.tsv
var maskedTSV string

var (
	maskedNames   = map[string]bool{}
	maskedPhrases []string
)

func init() {
	rows(maskedTSV, func(f []string) {
		if f[0] == "whole" {
			maskedNames[f[1]] = true
			return
		}
		maskedPhrases = append(maskedPhrases, f[1])
	})
}

// masked tells why a name is none; "" if it is one.
func masked(name string) string {
	plain := names.Fold(name)
	if maskedNames[plain] {
		return "the name of the party is left out"
	}
	if _, _, ok := maskedIn(name); ok {
		return "a customer who is not named"
	}
	letters, first, same := 0, rune(0), true
	for _, r := range name {
		if unicode.IsLetter(r) {
			r = unicode.ToLower(r)
			if letters++; first == 0 {
				first = r
			}
			same = same && r == first
		}
	}
	switch {
	case strings.Count(name, "*") >= 3 || letters >= 3 && same && first == 'x':
		return "the name is made unreadable"
	case letters == 0:
		return "the name holds no letter"
	case letters == 1 && first < utf8.RuneSelf && utf8.RuneCountInString(strings.TrimSpace(name)) <= 2:
		return "the name is a single letter"
	}
	return ""
}

// maskedIn finds a phrase that stands for a customer who is not named.
func maskedIn(s string) (start, end int, ok bool) {
	if !hasAny(s, "customer", "client", "kunde", "disclosed", "withheld") {
		return 0, 0, false
	}
	low := strings.ToLower(s)
	if len(low) != len(s) {
		return 0, 0, false
	}
	flat := strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return ' '
		}
		return r
	}, low)
	for _, phrase := range maskedPhrases {
		if i := strings.Index(flat, phrase); i >= 0 && (i == 0 || flat[i-1] == ' ') && (i+len(phrase) == len(flat) || flat[i+len(phrase)] == ' ') {
			return i, i + len(phrase), true
		}
	}
	return 0, 0, false
}

// hasAny reports whether s holds one of the words, in small letters or capitals.
func hasAny(s string, words ...string) bool {
	for _, w := range words {
		if containsFold(s, w) {
			return true
		}
	}
	return false
}

// containsFold is strings.Contains without regard to the case of ASCII; word is in small letters.
func containsFold(s, word string) bool {
	for i := 0; i+len(word) <= len(s); i++ {
		k := 0
		for k < len(word) && (s[i+k] == word[k] || s[i+k]|0x20 == word[k]) {
			k++
		}
		if k == len(word) {
			return true
		}
	}
	return false
}

// truncated tells why a name seems to have been cut off; "" if it does not.
func truncated(name string) string {
	name = strings.TrimSpace(name)
	low := strings.ToLower(name)
	switch {
	case strings.HasSuffix(name, "...") || strings.HasSuffix(name, "…"), strings.HasSuffix(name, "+") && len(name) > 1:
		return "the name ends with a sign that it was cut off"
	case strings.Count(name, "(") > strings.Count(name, ")") && len(name) >= 30:
		return "a bracket in the name is not closed"
	case len(name) >= 20 && (strings.HasSuffix(low, " and") || strings.HasSuffix(low, " of") || strings.HasSuffix(low, " for") || strings.HasSuffix(low, "&") ||
		strings.HasSuffix(low, " the") || strings.HasSuffix(low, " und") || strings.HasSuffix(low, " de") || strings.HasSuffix(low, "-")):
		return "the name ends where another word must follow"
	}
	return ""
}

// maybeCut reports whether a name is about as long as a field of its message allows: 33 to 35 letters are a line of MT and
// Fedwire, 66 and more the limits of ISO 20022 (70 and 140) and of two lines.
func maybeCut(name string) bool {
	n := utf8.RuneCountInString(strings.TrimSpace(name))
	return n >= 28 && n <= 35 || n >= 62 && n <= 70 || n >= 130 || strings.HasSuffix(name, "+") || strings.HasSuffix(name, "...")
}
