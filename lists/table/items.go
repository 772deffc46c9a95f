package table

import (
	"strconv"
	"strings"
	"unicode"
)

// Items splits the text of a cell that lists several values as "a) ... b) ...", "(a)... (b)..." or in full-width
// brackets, as the UN's committees write and others copy. Text before the first mark is an item of its own. The marks
// must count up from a, so "Al-Qaida (a) ..." with no b) still loses only its mark and "Group B)" none.
func Items(text string) []string {
	var items []string
	runes := []rune(text)
	start, want := 0, 'a'
	for i := 0; i < len(runes); i++ {
		end, ok := mark(runes, i, want)
		if !ok {
			continue
		}
		items = append(items, string(runes[start:i]))
		start, want, i = end, want+1, end-1
	}
	items = append(items, string(runes[start:]))
	out := items[:0]
	for _, item := range items {
		item = strings.TrimFunc(item, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;、，；", r) })
		if item != "" {
			out = append(out, item)
		}
	}
	return out
}

// mark reports where the mark of a letter that begins at i ends.
func mark(runes []rune, i int, letter rune) (end int, ok bool) {
	if i > 0 && (unicode.IsLetter(runes[i-1]) || unicode.IsDigit(runes[i-1])) && runes[i] != '(' && runes[i] != '（' {
		return 0, false
	}
	opened := runes[i] == '(' || runes[i] == '（'
	if opened {
		i++
	}
	if i+1 >= len(runes) || narrow(runes[i]) != letter {
		return 0, false
	}
	if runes[i+1] != ')' && runes[i+1] != '）' {
		return 0, false
	}
	return i + 2, true
}

// narrow turns a full-width Latin letter into the ordinary one, in lower case.
func narrow(r rune) rune {
	if r >= 'Ａ' && r <= 'ｚ' {
		r -= 'Ａ' - 'A'
	}
	return unicode.ToLower(r)
}

// SerialDate reads a bare number from 3000 to 99999 as Excel's count of days, which is what a date cell without a date
// format holds: 20366 is 1955-10-04. Smaller numbers are years. It is for columns that hold dates only.
func SerialDate(text string) (string, bool) {
	if len(text) > 5 {
		return "", false
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 3000 {
		return "", false
	}
	return dateText(float64(n), false)
}
