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
const unknownRarity = 17

// rarerForm is by how many bits a form of a given name that the table lacks is rarer than the commonest form.
const rarerForm = 1.5

var rarities = sync.OnceValue(func() map[string]float32 {
	m := make(map[string]float32, 12<<10)
	for line := range strings.Lines(rarityTSV) {
		token, bits, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		if !ok {
			continue
		}
		if v, err := strconv.ParseFloat(bits, 32); err == nil {
			m[token] = float32(v)
		}
	}
	addForms(m)
	return m
})

// addForms gives the forms of a given name that the table lacks a value near to that of its first name's.
func addForms(m map[string]float32) {
	forms := map[string]float32{}
	for line := range strings.Lines(givenTSV) {
		if strings.HasPrefix(line, "# English nicknames") {
			break
		}
		common := float32(unknownRarity)
		for w := range strings.FieldsSeq(line) {
			if v, ok := m[w]; ok {
				common = min(common, v)
			}
		}
		for w := range strings.FieldsSeq(line) {
			if old, ok := forms[w]; !ok || common+rarerForm < old {
				forms[w] = common + rarerForm
			}
		}
	}
	for w, v := range forms {
		if _, ok := m[w]; !ok && v < float32(lengthRarity(w)) {
			m[w] = v
		}
	}
}

// Rarity is how rare a token is among ordinary names, in bits: -log2 of the share of names that have it. It comes from
// a table of common tokens; others have about 17 bits, less if they are short.
func Rarity(token string) float64 {
	if r, ok := rarities()[token]; ok {
		return float64(r)
	}
	return lengthRarity(token)
}

// Common reports whether a token is in the table of common tokens.
func Common(token string) bool {
	_, ok := rarities()[token]
	return ok
}

func lengthRarity(token string) float64 {
	switch len(token) {
	case 0, 1:
		return 2
	case 2:
		return 9
	case 3:
		return 12
	case 4:
		return 14.5
	case 5:
		return 16
	}
	return unknownRarity
}
