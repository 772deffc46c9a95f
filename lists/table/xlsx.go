package table

import (
	"bytes"
	"fmt"

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
