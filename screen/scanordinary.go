package screen

import (
	_ "embed"
	"strconv"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/names"
)

//go:embed ordinarywords.tsv
var ordinaryWordsTSV string

// ordinaryWords are the words of ordinary texts with their rarity in bits. What is a rare name may be a common word: said,
// will, task.
var ordinaryWords = func() map[string]float32 {
	m := make(map[string]float32, 12<<10)
	for line := range strings.Lines(ordinaryWordsTSV) {
		if word, bits, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "\t"); ok {
			if b, err := strconv.ParseFloat(bits, 32); err == nil {
				m[word] = float32(b)
			}
		}
	}
	for a := 'a'; a <= 'z'; a++ {
		for b := 'a'; b <= 'z'; b++ {
			code := string([]rune{a, b})
			if name := ftm.CountryName(code); name != code {
				for w := range strings.FieldsSeq(names.Fold(name)) {
					if _, ok := m[w]; !ok && len(w) > 3 {
						m[w] = countryWord
					}
				}
			}
		}
	}
	return m
}()

// countryWord is the rarity of a word of a country's name, in bits.
const countryWord = 13

// inText is the rarity of a word in a text: what it has among names, or less if it is an ordinary word. An ordinary word is
// worth no more than wordWorth of its bits, since texts hold so many of them.
func inText(word string, amongNames float32) float32 {
	const wordWorth = 0.5
	if r, ok := ordinaryWords[word]; ok {
		return min(amongNames, wordWorth*r)
	}
	return amongNames
}
