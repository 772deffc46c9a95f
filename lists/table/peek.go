package table

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"html"
	"io"
	"regexp"
)

// Peek tells what the first bytes of a workbook, XLSX or XLS, show of it: names of sheets and texts of cells, as far as
// they stand that early in the file. Either can be empty although the workbook has them. It never fails.
func Peek(head []byte) (sheets, texts []string) {
	switch {
	case bytes.HasPrefix(head, zipMagic):
		return peekXLSX(head)
	case bytes.HasPrefix(head, oleMagic):
		return peekXLS(head)
	}
	return nil, nil
}

// IsWorkbook reports whether the file begins like an XLSX or an XLS workbook.
func IsWorkbook(head []byte) bool {
	return bytes.HasPrefix(head, zipMagic) || bytes.HasPrefix(head, oleMagic)
}

// peekXLS looks for the workbook's records in the sectors of the compound file, which usually follow each other.
func peekXLS(head []byte) (sheets, texts []string) {
	start := -1
	for at := 512; at+8 <= len(head); at += 512 {
		if bytes.HasPrefix(head[at:], []byte("\x09\x08\x10\x00\x00\x06\x05\x00")) {
			start = at
			break
		}
	}
	if start < 0 {
		return nil, nil
	}
	b := &biff{data: head, pos: start}
	for {
		id, body, err := b.next()
		if err != nil || id == recEOF {
			return sheets, texts
		}
		switch {
		case id == recBoundSheet && len(body) >= 8:
			if name, err := shortString(body[6:], 1); err == nil {
				sheets = append(sheets, name)
			}
		case id == recSST && len(body) > 8:
			texts, _ = sharedStrings(b.continued(body))
		}
	}
}

var (
	sheetName = regexp.MustCompile(`<sheet [^>]*name="([^"]*)"`)
	cellText  = regexp.MustCompile(`<t(?: [^>]*)?>([^<]*)</t>`)
)

// peekXLSX unpacks the members of the archive that begin in head.
func peekXLSX(head []byte) (sheets, texts []string) {
	const limit = 1 << 20 // unpacked bytes of a member
	for members := 0; members < 100 && len(head) > 30 && bytes.HasPrefix(head, zipMagic); members++ {
		method := binary.LittleEndian.Uint16(head[8:])
		nameEnd := 30 + int(binary.LittleEndian.Uint16(head[26:]))
		start := nameEnd + int(binary.LittleEndian.Uint16(head[28:]))
		if start > len(head) {
			break
		}
		name := string(head[30:nameEnd])
		head = head[start:]
		wanted := name == "xl/workbook.xml" || name == "xl/sharedStrings.xml" || name == "xl/worksheets/sheet1.xml"
		if wanted {
			content := head
			if method == 8 {
				content, _ = io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(head)), limit))
			}
			for _, m := range sheetName.FindAllSubmatch(content, -1) {
				sheets = append(sheets, html.UnescapeString(string(m[1])))
			}
			for _, m := range cellText.FindAllSubmatch(content, 200) {
				texts = append(texts, html.UnescapeString(string(m[1])))
			}
		}
		next := bytes.Index(head, zipMagic)
		if next < 0 {
			break
		}
		head = head[next:]
	}
	return sheets, texts
}
