package screen

import (
	"strings"
	"unicode/utf8"

	"github.com/linchpin-oss/linchpin/match"
)

// native looks for names in scripts that are written without spaces, letter by letter.
func (f *finder) native(from, to int) {
	l := f.c.lex
	var before rune
	for i := from; i < to; {
		r, size := utf8.DecodeRuneInString(f.text[i:])
		if r >= 0x0E00 && unspaced(r) && before != 0 {
			start := i - utf8.RuneLen(before)
			for _, number := range l.native[[2]rune{before, r}] {
				n := &l.names[number]
				if !strings.HasPrefix(f.text[start:], n.text) || utf8.RuneCountInString(n.text) < 3 {
					continue
				}
				bits := match.Prior + 2 - manyNames + 2*float64(utf8.RuneCountInString(n.text))
				evidence := f.c.facts(n, &f.about.Facts)
				bits += match.Sum(evidence)
				if bits >= f.least {
					*f.out = append(*f.out, Mention{Kind: "name", Start: start, End: start + len(n.text), Text: n.text, Bits: bits, Score: match.Score(bits),
						Alert: true, Evidence: evidence, name: number, entry: n.entry, how: ownScript})
				}
			}
		}
		before = 0
		if r >= 0x0E00 && unspaced(r) {
			before = r
		}
		i += size
	}
}
