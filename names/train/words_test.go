package train

import (
	"strings"
	"testing"
)

// What three parties print alike is learned; what one prints, a name, and a word spelt alike are not.
func TestWords(t *testing.T) {
	row := func(group, query string, names ...string) Row {
		return Row{Set: "list_eu", Kind: "company", Query: query, Names: names, Group: group}
	}
	table := string(Words([]Row{
		row("1", "Zemědělská škola Minsk", "Agricultural Academy of Minsk"),
		row("2", "Zemědělská škola Gomel", "Agricultural Academy of Gomel"),
		row("3", "Zemědělský ústav Grodno", "Agricultural Institute of Grodno"),
		row("4", "Zemědělská školka Pinsk", "Agricultural Academy of Pinsk"),
		row("5", "Lékařská škola Brest", "Medical Academy of Brest"),
		row("6", "Lékařská škola Orsha", "Medical Academy of Orsha"),
		row("7", "Lékařský ústav Lida", "Medical Institute of Lida"),
		row("8", "Lékařský ústav Mir", "Medical Institute of Mir"),
	}))
	if !strings.Contains(table, "agricultural\tzemiedielska\n") {
		t.Errorf("zemiedielska is not learned:\n%s", table)
	}
	for _, w := range []string{"minsk", "lida", "shkolka"} {
		if strings.Contains(table, w) {
			t.Errorf("%s is learned:\n%s", w, table)
		}
	}
}
