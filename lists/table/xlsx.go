package table

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// XLSX reads all sheets of an Office Open XML workbook with the cells as shown, dates as YYYY-MM-DD where the cell is
// formatted as a date. Unpacked size is bounded.
func XLSX(data []byte) ([]*Sheet, error) {
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: 512 << 20,
		UnzipXMLSizeLimit: 256 << 20, ShortDatePattern: "yyyy-mm-dd", LongDatePattern: "yyyy-mm-dd"})
	if err != nil {
		return nil, fmt.Errorf("not a readable XLSX workbook: %w", err)
	}
	defer f.Close()
	var sheets []*Sheet
	for _, name := range f.GetSheetList() {
		s := &Sheet{Name: name}
		rows, err := f.Rows(name)
		if err != nil {
			return nil, fmt.Errorf("sheet %q: %w", name, err)
		}
		for n := 1; rows.Next(); n++ {
			cells, err := rows.Columns()
			if err != nil {
				return nil, fmt.Errorf("sheet %q, row %d: %w", name, n, err)
			}
			if len(cells) == 0 {
				continue
			}
			for i, c := range cells {
				cells[i] = unescape(c)
			}
			if err := s.append(cells, n); err != nil {
				return nil, fmt.Errorf("sheet %q: %w", name, err)
			}
		}
		if err := rows.Close(); err != nil {
			return nil, fmt.Errorf("sheet %q: %w", name, err)
		}
		sheets = append(sheets, s)
	}
	return sheets, nil
}

// unescape resolves the escapes of characters that XML cannot hold (_x000D_ for a carriage return; ECMA-376, part 1,
// 22.9.2.19), which stay in some kinds of cells, and makes line ends uniform. Programs that save a list again write
// them in different ways.
func unescape(cell string) string {
	if at := strings.Index(cell, "_x"); at >= 0 {
		var sb strings.Builder
		for ; at >= 0; at = strings.Index(cell, "_x") {
			sb.WriteString(cell[:at])
			cell = cell[at:]
			if code, err := strconv.ParseUint(cell[2:min(len(cell), 6)], 16, 16); err == nil && len(cell) > 6 && cell[6] == '_' {
				sb.WriteRune(rune(code))
				cell = cell[7:]
			} else {
				sb.WriteString("_x")
				cell = cell[2:]
			}
		}
		cell = sb.String() + cell
	}
	if strings.Contains(cell, "\r") {
		cell = strings.ReplaceAll(strings.ReplaceAll(cell, "\r\n", "\n"), "\r", "\n")
	}
	return cell
}
