package names

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed given.tsv
var givenTSV string

// givenGroups maps a given name to the numbers of the lines of given.tsv on which it stands.
var givenGroups = sync.OnceValue(func() map[string][]uint16 {
	m := make(map[string][]uint16, 8000)
	n := uint16(0)
	for line := range strings.Lines(givenTSV) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, w := range strings.Fields(line) {
			m[w] = append(m[w], n)
		}
		n++
	}
	return m
})

// SameGiven reports whether two tokens are forms of one given name: Sasha and Alexander, Mikalai and Nicholas.
func SameGiven(a, b string) bool {
	g := givenGroups()
	x := g[a]
	if len(x) == 0 {
		return false
	}
	for _, n := range g[b] {
		for _, k := range x {
			if n == k {
				return true
			}
		}
	}
	return false
}
