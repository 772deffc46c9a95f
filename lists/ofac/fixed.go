package ofac

import (
	"fmt"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/table"
)

// layouts are the widths of the columns of the fixed-field files, after OFAC's descriptions of the data files.
var layouts = map[string][]int{
	rolePrimary:  {10, 350, 12, 50, 200, 8, 25, 14, 8, 40, 150, 1000},
	roleAlt:      {10, 10, 8, 350, 200},
	roleAddress:  {10, 10, 750, 116, 250, 200},
	roleComments: {10, 0},
}

func isFixed(name string, head []byte) bool {
	lower := strings.ToLower(name)
	return strings.HasSuffix(lower, ".ff") && len(head) > 10 && isNumber(string(head[:10]))
}

// fixedRole tells the file by its name: the files have no other mark.
func fixedRole(name string) string {
	lower := strings.ToLower(name)
	switch {
	case strings.Contains(lower, "comment"):
		return roleComments
	case strings.Contains(lower, "alt"):
		return roleAlt
	case strings.Contains(lower, "add"):
		return roleAddress
	}
	return rolePrimary
}

func fixedRows(f lists.File) ([][]string, error) {
	text, err := table.Text(f.Data)
	if err != nil {
		return nil, err
	}
	role := fixedRole(f.Name)
	widths := layouts[role]
	var out [][]string
	for i, line := range strings.Split(string(text), "\n") {
		line = strings.TrimRight(line, "\r")
		if strings.TrimSpace(line) == "" {
			continue
		}
		if role == rolePrimary && len(line) > 1867 { // later files have a wider column of programmes
			widths = slices.Clone(widths)
			widths[3] = 50 + len(line) - 1867
		}
		row := make([]string, 0, len(widths))
		rest := line
		for k, w := range widths {
			if w == 0 || k == len(widths)-1 || len(rest) < w {
				w = len(rest)
			}
			row = append(row, strings.TrimSpace(rest[:w]))
			rest = rest[w:]
		}
		if !isNumber(row[0]) {
			return nil, fmt.Errorf("line %d: does not begin with the number of an entry: %.40q", i+1, line)
		}
		out = append(out, row)
	}
	return out, nil
}
