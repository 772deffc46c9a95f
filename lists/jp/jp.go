// Package jp reads Japan's list of persons and entities whose assets are frozen under the Foreign Exchange and Foreign
// Trade Act, which the Ministry of Finance publishes as a workbook with one sheet a programme (資産凍結等の措置の対象者).
//
// A sheet has a title, perhaps notes, a header row and a row for each number of the notice (告示番号). Japanese and
// Latin names stand in two columns. Rows with a number and "削除" (deleted) and no name only keep the number of an entry
// that has left; they are no records. Rows without number and name carry on the text of the row above. A sheet whose name
// has 【解除】 is a lifted programme; should it still print entries they count as delisted.
//
// Numbers are no ids: in 2025 Iran's sheets were filled anew and the numbers went to other parties; sheets are
// renumbered whenever one is added. The record id is a stable id of the programme (the sheet's name without its number)
// and the Latin name up to "(original script: ...)". Namesakes in one programme are told apart by the date of birth.
package jp

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/table"
)

const listID = "jp-mof"

// Lists returns the catalogue entry of the package.
func Lists() []*lists.List {
	return []*lists.List{{
		ID: listID, Title: "Economic sanctions and list of targets (asset freeze)", Publisher: "Ministry of Finance, Japan",
		Country: "jp", Licence: "Public Data License 1.0 (Japan), compatible with CC BY 4.0", Cadence: 45 * 24 * time.Hour,
		Page: "https://www.mof.go.jp/policy/international_policy/gaitame_kawase/gaitame/economic_sanctions/list.html",
		// The page links the workbook under a name with its date (shisantouketsu20260305.xlsx): no lasting address.
		Formats: []lists.Format{{ID: "mof-workbook", Title: "XLSX and XLS, one sheet a programme", Detect: detect, Parse: parse}},
	}}
}

// indexSheet is the first sheet, the table of contents.
const indexSheet = "一覧"

func detect(name string, head []byte) bool {
	if !table.IsWorkbook(head) {
		return false
	}
	sheets, texts := table.Peek(head)
	for _, s := range sheets {
		if strings.TrimSpace(s) == indexSheet || strings.Contains(s, "タリバーン関係者") {
			return true
		}
	}
	for _, t := range texts {
		if squeeze(t) == "告示日付" {
			return true
		}
	}
	return len(sheets) == 0 && len(texts) == 0 && strings.Contains(strings.ToLower(name), "shisantouketsu")
}

// squeeze takes all spaces and line breaks out of a cell and makes full-width letters, digits and brackets ordinary.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return narrow(r)
	}, s)
}

func narrow(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r == '\u3000' || r == '\u00a0':
		return ' '
	}
	return r
}

func parse(files []lists.File) (*lists.Publication, error) {
	if len(files) != 1 {
		return nil, fmt.Errorf("%d files; a publication of this list is one file", len(files))
	}
	f := files[0]
	sheets, err := table.Workbook(f.Data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	pub := &lists.Publication{}
	b := &builder{pub: pub, used: map[string]bool{}}
	for _, s := range sheets {
		if strings.TrimSpace(s.Name) == indexSheet {
			continue
		}
		p := programmeOf(s)
		if p.header < 0 {
			if !p.lifted && len(s.Rows) > 0 {
				pub.UnknownAt("sheet " + p.name)
			}
			continue
		}
		if err := b.sheet(s, p); err != nil {
			return nil, fmt.Errorf("%s: sheet %q: %w", f.Name, s.Name, err)
		}
	}
	if len(pub.Records) == 0 {
		return nil, fmt.Errorf("%s: no sheet has entries under a header with 告示日付 and 英語表記", f.Name)
	}
	return pub, nil
}

// programme is one sheet.
type programme struct {
	name   string // of the sheet, without its number and 【解除】
	title  string
	header int // index of the header row, -1 if there is none
	lifted bool
	ended  string // day since which it is lifted, as printed in the title
	schema string // of all entries, "" where they are mixed
}

func programmeOf(s *table.Sheet) programme {
	p := programme{header: -1, name: strings.TrimSpace(s.Name)}
	p.name = strings.TrimSpace(strings.TrimLeft(p.name, "0123456789.．"))
	p.name, p.lifted = strings.CutPrefix(p.name, "【解除】")
	p.name = squeeze(p.name)
	for i := 0; i < min(len(s.Rows), 20) && p.header < 0; i++ {
		for _, c := range s.Rows[i] {
			text := squeeze(c)
			switch {
			case text == "告示日付":
				p.header = i
			case strings.Contains(text, "告示廃止"):
				p.ended = text
			case p.title == "" && text != "" && p.header < 0:
				p.title, _, _ = strings.Cut(strings.Join(strings.Fields(c), " "), "（注")
				p.title = strings.TrimSpace(p.title)
			}
		}
	}
	p.schema = schemaOf(p.name)
	if p.schema == "" {
		p.schema = schemaOf(p.title)
	}
	return p
}

// schemaOf tells from a sheet's name or title whether it lists individuals (個人) or organisations (団体, 銀行); "" where
// it says neither or both.
func schemaOf(s string) string {
	person := strings.Contains(s, "個人")
	body := strings.Contains(s, "団体") || strings.Contains(s, "銀行")
	switch {
	case person && !body:
		return "Person"
	case body && !person:
		return "Organization"
	}
	return ""
}
