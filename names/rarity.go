package names

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed rarity.tsv
var rarityTSV string

// unknownRarity is the rarity in bits of a token that the table lacks.
const unknownRarity = 15

var rarities = sync.OnceValue(func() map[string]float32 {
	m := make(map[string]float32, 32<<10)
	for line := range strings.Lines(rarityTSV) {
		token, bits, ok := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		if !ok {
			continue
		}
		if v, err := strconv.ParseFloat(bits, 32); err == nil {
			m[token] = float32(v)
		}
	}
	return m
})

// Rarity is how rare a token is among ordinary names, in bits: -log2 of the share of names that have it. It comes from
// a table of common tokens; a token of few letters that the table lacks is taken to be commoner than a long one.
func Rarity(token string) float64 {
	if r, ok := rarities()[token]; ok {
		return float64(r)
	}
	switch len(token) {
	case 0, 1:
		return 2
	case 2:
		return 9
	case 3:
		return 11.5
	case 4:
		return 13.5
	}
	return unknownRarity
}
