package ofac

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// layouts are the widths of the columns of the fixed-field files after OFAC's descriptions. The column of programmes of the
// primary file was 50 wide, and is 200 wide since 2023; the width of the lines tells.
var layouts = map[string][]int{
	rolePrimary:  {10, 350, 12, 50, 200, 8, 25, 14, 8, 40, 150, remarkWidth},
	roleAlt:      {10, 10, 8, 350, 200},
	roleAddress:  {10, 10, 750, 116, 250, 200},
	roleComments: {10, 0}, // of any width
}

const (
	programmeColumn    = 3
	wideProgrammes     = 200
	primaryWidth       = 1867 // of a whole line with the narrow column
	longestFixedRemark = 1 << 20
)

func isFixed(name string, head []byte) bool {
	return extension(name) == ".ff" && len(head) > 10 && isNumber(string(head[:10]))
}

// fixedRole tells the file by its name: the files have no other mark.
func fixedRole(name string) string {
	lower := baseName(name)
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

// fixedRows cuts the lines of a fixed-field file into cells. Quotation marks become single, as OFAC prints them in the
// delimited files.
func fixedRows(text []byte, role string) ([][]string, error) {
	widths := slices.Clone(layouts[role])
	lines := bytes.Split(text, []byte("\n"))
	longest := 0
	for _, l := range lines {
		longest = max(longest, len(l))
	}
	if role == rolePrimary && longest > primaryWidth+len("\r") {
		widths[programmeColumn] = wideProgrammes
	}
	least := 0 // the bytes before the last column
	for _, w := range widths[:len(widths)-1] {
		least += w
	}
	var out [][]string
	for i, l := range lines {
		line := strings.ReplaceAll(strings.TrimRight(string(l), "\r"), `"`, "'")
		if strings.TrimSpace(line) == "" {
			continue
		}
		if len(line) <= least {
			return nil, fmt.Errorf("line %d: %d characters, fewer than the %d before the last column: cut or damaged", i+1, len(line), least)
		}
		if len(line) > longestFixedRemark {
			return nil, fmt.Errorf("line %d: %d characters: not a fixed-field file", i+1, len(line))
		}
		row := make([]string, 0, len(widths))
		rest := line
		for _, w := range widths[:len(widths)-1] {
			row = append(row, strings.TrimSpace(rest[:w]))
			rest = rest[w:]
		}
		if role != rolePrimary || value(rest) == "" || len(strings.TrimRight(rest, " ")) < remarkWidth-1 {
			rest = strings.TrimSpace(rest) // only at the place of a cut do blanks belong to the text
		}
		row = append(row, rest)
		if !isNumber(row[0]) {
			return nil, fmt.Errorf("line %d: does not begin with the number of an entry: %.40q", i+1, line)
		}
		out = append(out, row)
	}
	return out, nil
}
