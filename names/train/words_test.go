package train

import (
	"strings"
	"testing"
)

// What names of several patterns say of a word is learned; what one party prints, names of one pattern, and a name are not.
func TestWords(t *testing.T) {
	row := func(group, query string, names ...string) Row {
		return Row{Set: "list_eu", Kind: "company", Query: query, Names: names, Group: group}
	}
	table := string(Words([]Row{
		row("1", "Zemědělská škola Minsk", "Agricultural Academy of Minsk"),
		row("2", "Zemědělská instituce Gomel", "Agricultural Institute of Gomel"),
		row("3", "Zemědělský ústav Grodno", "Agricultural Institute of Grodno"),
		row("4", "Zemědělská vysoká škola Pinsk", "Agricultural Academy of Pinsk"),
		row("5", "Lékařská škola Brest", "Medical Academy of Brest"),
		row("6", "Lékařská škola Orsha", "Medical Academy of Orsha"),
		row("7", "Lékařský ústav Lida", "Medical Institute of Lida"),
		row("8", "Lékařský ústav Mir", "Medical Institute of Mir"),
		row("9", "Pohraniční sbor Brest", "Border Corps of Brest"),
		row("10", "Pohraniční sbor Orsha", "Border Corps of Orsha"),
		row("11", "Pohraniční sbor Pinsk", "Border Corps of Pinsk"),
		row("12", "Pohraniční sbor Gomel", "Border Corps of Gomel"),
	}))
	if !strings.Contains(table, "agricultural\tzemiedielska\n") {
		t.Errorf("zemiedielska is not learned:\n%s", table)
	}
	for _, w := range []string{"minsk", "lida", "vysoka", "pohranichni"} {
		if strings.Contains(table, w) {
			t.Errorf("%s is learned:\n%s", w, table)
		}
	}
}
