package names

import (
	"strings"
	"sync"
)

// givenLines are the lines of given.tsv, split into words, by the numbers that givenGroups uses.
var givenLines = sync.OnceValue(func() [][]string {
	var lines [][]string
	for line := range strings.Lines(givenTSV) {
		if !strings.HasPrefix(line, "#") {
			lines = append(lines, strings.Fields(line))
		}
	}
	return lines
})

// GivenForms are the forms of a given name for which SameGiven holds, the name itself among them; nil if it is not known.
func GivenForms(token string) []string {
	var forms []string
	for _, n := range givenGroups()[token] {
		forms = append(forms, givenLines()[n]...)
	}
	return forms
}
