package press

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/ledongthuc/pdf"
)

// maxPages bounds the pages of a PDF that are read.
const maxPages = 300

// fromPDF takes the text of a PDF, line by line as the pages print it. A page without text (a scan) is warned of.
func fromPDF(in Input) (p *page, err error) {
	defer func() {
		if r := recover(); r != nil { // the library panics on damaged files
			p, err = nil, fmt.Errorf("%s: damaged PDF: %v", in.Name, r)
		}
	}()
	r, err := pdf.NewReader(bytes.NewReader(in.Data), int64(len(in.Data)))
	if err != nil {
		return nil, fmt.Errorf("%s: reading PDF: %w", in.Name, err)
	}
	p = &page{format: "pdf"}
	var b strings.Builder
	empty := 0
	for n := 1; n <= min(r.NumPage(), maxPages); n++ {
		pg := r.Page(n)
		if pg.V.IsNull() {
			continue
		}
		rows, err := pg.GetTextByRow()
		if err != nil {
			return nil, fmt.Errorf("%s, page %d: %w", in.Name, n, err)
		}
		before := b.Len()
		last := int64(0)
		gap := rowGap(rows)
		for _, row := range rows {
			var line strings.Builder
			for _, w := range row.Content {
				line.WriteString(w.S)
			}
			t := strings.Join(strings.Fields(line.String()), " ")
			if t == "" {
				continue
			}
			if d := last - row.Position; last != 0 && gap > 0 && d > gap*3/2 {
				b.WriteByte('\n')
			}
			b.WriteString(t + "\n")
			last = row.Position
		}
		if b.Len() == before {
			empty++
		}
		b.WriteByte('\n')
	}
	if empty > 0 {
		p.warnings = append(p.warnings, fmt.Sprintf("%d of %d pages hold no text (scanned?): they were not read", empty, r.NumPage()))
	}
	if r.NumPage() > maxPages {
		p.warnings = append(p.warnings, fmt.Sprintf("%d pages: only the first %d were read", r.NumPage(), maxPages))
	}
	p.text = validUTF8([]byte(b.String()))
	return p, nil
}

// rowGap is the commonest distance between rows.
func rowGap(rows pdf.Rows) int64 {
	counts := map[int64]int{}
	best := int64(0)
	for i := 1; i < len(rows); i++ {
		d := rows[i-1].Position - rows[i].Position
		if d > 0 {
			counts[d]++
			if counts[d] > counts[best] || counts[d] == counts[best] && d < best {
				best = d
			}
		}
	}
	return best
}
