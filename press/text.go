package press

import (
	"bytes"
	_ "embed"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Span is a half-open piece of an article's text, in Unicode code points (start, end) and in bytes of UTF-8 (bstart, bend).
type Span struct {
	Start  int    `json:"start"`
	End    int    `json:"end"`
	BStart int    `json:"bstart"`
	BEnd   int    `json:"bend"`
	Text   string `json:"text"`
}

// Overlaps reports whether two spans share a character.
func (s Span) Overlaps(o Span) bool { return s.BStart < o.BEnd && o.BStart < s.BEnd }

// runeIndex turns byte offsets into counts of code points: the count at every 64th byte is kept.
type runeIndex struct {
	text  string
	marks []int32
}

const runeStep = 64

func newRuneIndex(text string) *runeIndex {
	r := &runeIndex{text: text, marks: make([]int32, len(text)/runeStep+1)}
	n := int32(0)
	for i := range len(text) {
		if i%runeStep == 0 {
			r.marks[i/runeStep] = n
		}
		if utf8.RuneStart(text[i]) {
			n++
		}
	}
	if len(text)%runeStep == 0 {
		r.marks[len(text)/runeStep] = n
	}
	return r
}

func (r *runeIndex) at(b int) int {
	from := b / runeStep * runeStep
	n := int(r.marks[b/runeStep])
	for i := from; i < b; i++ {
		if utf8.RuneStart(r.text[i]) {
			n++
		}
	}
	return n
}

func (r *runeIndex) span(start, end int) Span {
	return Span{r.at(start), r.at(end), start, end, r.text[start:end]}
}

// piece is a half-open range of bytes.
type piece struct{ start, end int }

// lines returns the lines of a text that hold something, without the white space around them. Lines that were wrapped
// at a fixed width are joined: in a block between blank lines, each but the last is then 40 to 110 characters long and
// the next starts where it would not have fitted.
func lines(text string) []piece {
	var out []piece
	var block []piece
	flush := func() {
		if wrapped(text, block) {
			block = []piece{{block[0].start, block[len(block)-1].end}}
		}
		out = append(out, block...)
		block = nil
	}
	for start := 0; start < len(text); {
		end := strings.IndexAny(text[start:], "\n\r\u2028\u2029")
		next := len(text)
		if end < 0 {
			end = len(text)
		} else {
			end += start
			_, w := utf8.DecodeRuneInString(text[end:])
			next = end + w
			if strings.HasPrefix(text[end:], "\r\n") {
				next = end + 2
			}
		}
		p := trim(text, piece{start, end})
		if p.start < p.end {
			block = append(block, p)
		} else {
			flush()
		}
		start = next
	}
	flush()
	return out
}

func trim(text string, p piece) piece {
	s := text[p.start:p.end]
	left := strings.TrimLeftFunc(s, blank)
	p.start += len(s) - len(left)
	p.end = p.start + len(strings.TrimRightFunc(left, blank))
	return p
}

func blank(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' }

func wrapped(text string, block []piece) bool {
	if len(block) < 3 {
		return false
	}
	longest, lower := 0, 0
	for _, p := range block {
		longest = max(longest, utf8.RuneCountInString(text[p.start:p.end]))
	}
	if longest > 110 || longest < 40 {
		return false
	}
	for i, p := range block[:len(block)-1] {
		n := utf8.RuneCountInString(text[p.start:p.end])
		next := text[block[i+1].start:block[i+1].end]
		word, _, _ := strings.Cut(next, " ")
		if n+1+utf8.RuneCountInString(word) < longest-2 {
			return false
		}
		if r, _ := utf8.DecodeRuneInString(next); unicode.IsLower(r) {
			lower++
		}
	}
	return lower*3 >= len(block)-1
}

// kind of a token.
type tokenKind uint8

const (
	word tokenKind = iota
	number
	punct
)

// token is a word, a number or a punctuation mark.
type token struct {
	piece
	kind  tokenKind
	space bool   // white space stands before it
	text  string // as printed
	lower string // lower case, with straight quotes
}

func (t *token) capital() bool {
	r, _ := utf8.DecodeRuneInString(t.text)
	return t.kind == word && unicode.IsUpper(r)
}

// tokens splits a piece of text. Hyphens and a possessive 's stand alone; full stops between single letters stay (U.S),
// and so do points and commas within numbers.
func tokens(text string, p piece, into []token) []token {
	spaced := true
	for i := p.start; i < p.end; {
		r, w := utf8.DecodeRuneInString(text[i:p.end])
		if blank(r) {
			i += w
			spaced = true
			continue
		}
		start, kind := i, punct
		switch {
		case unicode.IsLetter(r) || unicode.IsMark(r):
			kind, i = word, wordEnd(text, i, p.end)
		case unicode.IsDigit(r):
			kind, i = number, numberEnd(text, i, p.end)
		default:
			i += w
			if strings.ContainsRune("_-–—=*.·•#~", r) {
				for strings.HasPrefix(text[i:p.end], text[start:start+w]) {
					i += w
				}
			}
		}
		into = append(into, newToken(text, start, i, kind, spaced))
		spaced = false
	}
	return into
}

func newToken(text string, start, end int, kind tokenKind, spaced bool) token {
	t := token{piece: piece{start, end}, kind: kind, space: spaced, text: text[start:end]}
	t.lower = lowered(t.text, kind)
	return t
}

func lowered(s string, kind tokenKind) string {
	if kind == punct {
		switch s {
		case "“", "”", "„", "«", "»", "‟", "\"", "″":
			return "\""
		case "‘", "’", "‚", "‛", "'", "‹", "›":
			return "'"
		case "–", "—", "--":
			return "--"
		}
		return s
	}
	for i := range len(s) {
		if c := s[i]; c >= 0x80 || 'A' <= c && c <= 'Z' {
			return strings.ToLower(s)
		}
	}
	return s
}

func wordEnd(text string, i, end int) int {
	start := i
	for i < end {
		r, w := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, w = utf8.DecodeRuneInString(text[i:end])
		}
		switch {
		case 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsMark(r)) || '0' <= r && r <= '9':
			i += w
		case (r == '\'' || r == '’') && i > start && joinsWord(text, start, i, i+w, end):
			i += w
		case r == '.' && oneLetter(text[start:i]) && i+1 < end && isLetter(text, i+1, end) && letterThenStop(text, i+1, end):
			i++
		default:
			return i
		}
	}
	return i
}

// oneLetter reports whether what stands since the last full stop is one letter.
func oneLetter(s string) bool {
	s = s[strings.LastIndexByte(s, '.')+1:]
	return utf8.RuneCountInString(s) == 1
}

// letterThenStop reports whether a letter at i is followed by something that is not a letter.
func letterThenStop(text string, i, end int) bool {
	_, w := utf8.DecodeRuneInString(text[i:end])
	return i+w >= end || !isLetter(text, i+w, end)
}

func isLetter(text string, i, end int) bool {
	r, _ := utf8.DecodeRuneInString(text[i:end])
	return unicode.IsLetter(r)
}

// joinsWord reports whether an apostrophe belongs to the word: "don't", "O’Malley", not the possessive "Minsk’s".
func joinsWord(text string, start, at, next, end int) bool {
	if next >= end || !isLetter(text, next, end) {
		return false
	}
	return !(text[next] == 's' || text[next] == 'S') || letterAt(text, next+1, end) || at == start
}

func letterAt(text string, i, end int) bool { return i < end && isLetter(text, i, end) }

func numberEnd(text string, i, end int) int {
	for i < end {
		r, w := utf8.DecodeRuneInString(text[i:end])
		switch {
		case unicode.IsDigit(r):
			i += w
		case (r == '.' || r == ',') && i+1 < end && text[i+1] >= '0' && text[i+1] <= '9':
			i++
		default:
			return i
		}
	}
	return i
}

// isQuote reports an opening or closing double quotation mark.
func (t *token) isQuote() bool { return t.kind == punct && t.lower == "\"" }

//go:embed tables/abbreviations.tsv
var abbreviationsTSV string

var abbreviations = wordSet(abbreviationsTSV)

// wordSet reads the words of a table, one or more a line, comments left out.
func wordSet(tsv string) map[string]bool {
	m := map[string]bool{}
	for line := range strings.Lines(tsv) {
		if !strings.HasPrefix(line, "#") {
			for _, w := range strings.Fields(line) {
				m[w] = true
			}
		}
	}
	return m
}

// sentence is a range of the tokens of a paragraph.
type sentence struct{ from, to int }

// sentences splits the tokens of a paragraph after . ! ? … where a capital, a digit or a quotation mark follows.
// Closing marks stay with the sentence that they close.
func sentences(ts []token) []sentence {
	var out []sentence
	from := 0
	for i := 0; i < len(ts); i++ {
		t := &ts[i]
		if t.kind != punct || !strings.ContainsAny(t.text[:1], ".!?") && t.text != "…" {
			continue
		}
		if t.text == "." && i > 0 && !endsHere(ts, i) {
			continue
		}
		j := i + 1
		for j < len(ts) && closes(ts, j) {
			j++
		}
		if j < len(ts) && !ts[j].space && ts[j].kind != punct {
			continue
		}
		if j < len(ts) && ts[j].kind == word && !ts[j].capital() && hasCase(ts[j].text) {
			continue
		}
		out = append(out, sentence{from, j})
		from, i = j, j-1
	}
	if from < len(ts) {
		out = append(out, sentence{from, len(ts)})
	}
	return out
}

func hasCase(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r) || unicode.IsUpper(r)
}

// closes reports whether the token closes what stands before it: a bracket, or a quotation mark without a space before
// it or (in damaged text) alone between spaces.
func closes(ts []token, j int) bool {
	t := &ts[j]
	if t.kind != punct {
		return false
	}
	switch t.text {
	case ")", "]", "”", "»", "’":
		return true
	case "“": // closes in German, opens in English
		return !t.space
	case "\"", "'":
		return !t.space || j+1 < len(ts) && ts[j+1].space
	}
	return false
}

// endsHere reports whether the full stop at i may end a sentence: not after an initial, a title or an abbreviation.
func endsHere(ts []token, i int) bool {
	p := &ts[i-1]
	if ts[i].space || p.kind != word && p.kind != number {
		return true
	}
	if i+1 < len(ts) && p.kind == number && len(p.text) <= 2 && !ts[i].space && ts[i+1].kind == word && monthOf(ts[i+1].lower) > 0 {
		return false // 5. August
	}
	if p.kind == number {
		return true
	}
	if abbreviations[p.lower] {
		return false
	}
	if utf8.RuneCountInString(p.text) == 1 && p.capital() {
		return i+1 >= len(ts) // Aliaksei I. Aleksin
	}
	return true
}

// find returns the index of the first token that starts at or after a byte offset.
func findToken(ts []token, at int) int {
	return sort.Search(len(ts), func(i int) bool { return ts[i].start >= at })
}

// validUTF8 replaces what is not UTF-8, so that offsets mean the same to every reader.
func validUTF8(data []byte) string {
	return string(bytes.ToValidUTF8(data, []byte("\ufffd")))
}
