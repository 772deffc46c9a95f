package table

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/richardlehane/mscfb"
)

// maxXLSCells bounds what a small hostile workbook can unfold to: a row with one cell in its last column holds 256.
const maxXLSCells = 5_000_000

// Signatures of the two containers in which spreadsheets come.
var (
	oleMagic = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	zipMagic = []byte("PK\x03\x04")
)

// Workbook reads all sheets of a spreadsheet, XLSX or old XLS, whatever its file name says.
func Workbook(data []byte) ([]*Sheet, error) {
	switch {
	case bytes.HasPrefix(data, zipMagic):
		return XLSX(data)
	case bytes.HasPrefix(data, oleMagic):
		return XLS(data)
	}
	return nil, errors.New("neither an XLSX nor an XLS workbook")
}

// XLS reads all worksheets of an Excel 97-2003 workbook (BIFF8 in an OLE2 compound file) with dates as YYYY-MM-DD and
// numbers in full, so that a reference number stays "39370". Charts, macros and older BIFF versions are not read; an
// encrypted or cut workbook is an error. Layout: Microsoft's [MS-CFB] and [MS-XLS].
func XLS(data []byte) ([]*Sheet, error) {
	stream, err := workbookStream(data)
	if err != nil {
		return nil, fmt.Errorf("not a readable XLS workbook: %w", err)
	}
	b := &biff{data: stream, formats: map[uint16]string{}}
	if err := b.globals(); err != nil {
		return nil, fmt.Errorf("XLS workbook: %w", err)
	}
	var sheets []*Sheet
	for _, bound := range b.sheets {
		s, err := b.sheet(bound)
		if err != nil {
			return nil, fmt.Errorf("sheet %q: %w", bound.name, err)
		}
		sheets = append(sheets, s)
	}
	return sheets, nil
}

// workbookStream finds the stream of records in the compound file.
func workbookStream(data []byte) ([]byte, error) {
	doc, err := mscfb.New(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	for _, f := range doc.File {
		if f.Name != "Workbook" || len(f.Path) > 0 {
			continue
		}
		if f.Size < 0 || f.Size > int64(len(data)) {
			return nil, fmt.Errorf("a stream of %d bytes in a file of %d: cut or damaged", f.Size, len(data))
		}
		stream := make([]byte, f.Size)
		if _, err := io.ReadFull(f, stream); err != nil {
			return nil, fmt.Errorf("the workbook stream breaks off: %w", err)
		}
		return stream, nil
	}
	return nil, errors.New("the compound file has no workbook of Excel 97 or later")
}

// Numbers of the records that are read.
const (
	recFormula    = 0x0006
	recEOF        = 0x000a
	recDate1904   = 0x0022
	recFilePass   = 0x002f
	recContinue   = 0x003c
	recBoundSheet = 0x0085
	recMulRK      = 0x00bd
	recRString    = 0x00d6
	recXF         = 0x00e0
	recSST        = 0x00fc
	recLabelSST   = 0x00fd
	recNumber     = 0x0203
	recLabel      = 0x0204
	recBoolErr    = 0x0205
	recString     = 0x0207
	recRK         = 0x027e
	recFormat     = 0x041e
	recBOF        = 0x0809
)

type biff struct {
	data     []byte
	pos      int
	strings  []string
	formats  map[uint16]string // number formats by number
	xf       []uint16          // number format of each cell style
	date1904 bool
	sheets   []boundSheet
	cells    int
	walked   int // bytes of all records read, which is more than there are if sheets overlap
}

type boundSheet struct {
	name   string
	offset int
}

// next returns the next record. Reading beyond the last one is an error: streams end with an EOF record.
func (b *biff) next() (id uint16, body []byte, err error) {
	if b.pos+4 > len(b.data) {
		return 0, nil, fmt.Errorf("offset %d: the workbook ends without an end record: cut or incomplete", b.pos)
	}
	id = binary.LittleEndian.Uint16(b.data[b.pos:])
	n := int(binary.LittleEndian.Uint16(b.data[b.pos+2:]))
	if b.pos+4+n > len(b.data) {
		return 0, nil, fmt.Errorf("offset %d: record %#x of %d bytes breaks off: cut or incomplete", b.pos, id, n)
	}
	if b.walked += 4 + n; b.walked > 2*len(b.data) {
		return 0, nil, fmt.Errorf("offset %d: the sheets overlap", b.pos)
	}
	body = b.data[b.pos+4 : b.pos+4+n]
	b.pos += 4 + n
	return id, body, nil
}

// continued returns a record's body and those of the CONTINUE records that follow it.
func (b *biff) continued(body []byte) [][]byte {
	parts := [][]byte{body}
	for b.pos+4 <= len(b.data) && binary.LittleEndian.Uint16(b.data[b.pos:]) == recContinue {
		_, more, err := b.next()
		if err != nil {
			break
		}
		parts = append(parts, more)
	}
	return parts
}

func (b *biff) globals() error {
	id, body, err := b.next()
	if err != nil {
		return err
	}
	if id != recBOF || len(body) < 2 || binary.LittleEndian.Uint16(body) != 0x0600 {
		return fmt.Errorf("offset 0: not in the format of Excel 97 to 2003 (BIFF8)")
	}
	offsets := map[int]bool{}
	for {
		at := b.pos
		id, body, err := b.next()
		if err != nil {
			return err
		}
		short := false
		switch id {
		case recEOF:
			return nil
		case recFilePass:
			return fmt.Errorf("offset %d: the workbook is encrypted", at)
		case recDate1904:
			b.date1904 = len(body) > 0 && body[0] == 1
		case recFormat:
			if short = len(body) < 5; !short {
				b.formats[binary.LittleEndian.Uint16(body)], err = shortString(body[2:], 2)
			}
		case recXF:
			if short = len(body) < 4; !short {
				b.xf = append(b.xf, binary.LittleEndian.Uint16(body[2:]))
			}
		case recSST:
			b.strings, err = sharedStrings(b.continued(body))
		case recBoundSheet:
			if short = len(body) < 8; short {
				break
			}
			s := boundSheet{offset: int(binary.LittleEndian.Uint32(body))}
			if s.name, err = shortString(body[6:], 1); err != nil || body[5] != 0 { // 0: a worksheet
				break
			}
			if offsets[s.offset] {
				err = fmt.Errorf("sheet %q stands where another does", s.name)
			}
			offsets[s.offset] = true
			b.sheets = append(b.sheets, s)
		}
		if short {
			err = errors.New("too short")
		}
		if err != nil {
			return fmt.Errorf("offset %d: record %#x: %w", at, id, err)
		}
	}
}

// sheet reads the cells of one worksheet.
func (b *biff) sheet(bound boundSheet) (*Sheet, error) {
	b.pos = bound.offset
	if id, _, err := b.next(); err != nil {
		return nil, err
	} else if id != recBOF {
		return nil, fmt.Errorf("offset %d: no sheet begins here", bound.offset)
	}
	g := &grid{budget: maxXLSCells - b.cells}
	var formula [2]uint16 // the cell whose text comes in the next STRING record
	for depth := 1; depth > 0; {
		at := b.pos
		id, body, err := b.next()
		if err != nil {
			return nil, err
		}
		switch {
		case id == recBOF: // an embedded chart
			depth++
		case id == recEOF:
			depth--
		case depth == 1:
			err = b.cell(g, id, body, &formula)
		}
		if err != nil {
			return nil, fmt.Errorf("offset %d: record %#x: %w", at, id, err)
		}
	}
	b.cells += g.used
	s := &Sheet{Name: bound.name}
	for i, row := range g.rows {
		if len(row) == 0 {
			continue
		}
		if err := s.append(row, i+1); err != nil {
			return nil, err
		}
	}
	return s, nil
}

var errShort = errors.New("too short")

// shortest gives the least bytes of the records that hold cells.
var shortest = map[uint16]int{recLabelSST: 10, recRK: 10, recNumber: 14, recLabel: 9, recRString: 9, recBoolErr: 8,
	recFormula: 14, recMulRK: 6}

func (b *biff) cell(g *grid, id uint16, body []byte, formula *[2]uint16) error {
	least := shortest[id]
	if id == recString {
		text, err := longString(append([][]byte{body}, b.continued(nil)...))
		if err != nil {
			return err
		}
		return g.set(formula[0], formula[1], text)
	}
	if least == 0 {
		return nil
	}
	if len(body) < least {
		return errShort
	}
	u16 := func(i int) uint16 { return binary.LittleEndian.Uint16(body[i:]) }
	row, col, xf := u16(0), u16(2), u16(4)
	switch id {
	case recLabelSST:
		i := binary.LittleEndian.Uint32(body[6:])
		if uint64(i) >= uint64(len(b.strings)) {
			return fmt.Errorf("text %d of %d shared ones", i, len(b.strings))
		}
		return g.set(row, col, b.strings[i])
	case recLabel, recRString:
		text, err := longString(append([][]byte{body[6:]}, b.continued(nil)...))
		if err != nil {
			return err
		}
		return g.set(row, col, text)
	case recNumber:
		return g.set(row, col, b.number(math.Float64frombits(binary.LittleEndian.Uint64(body[6:])), xf))
	case recRK:
		return g.set(row, col, b.number(rk(binary.LittleEndian.Uint32(body[6:])), xf))
	case recMulRK: // row, first column, (style, number)*, last column
		for i := 4; i+8 <= len(body); i += 6 {
			if err := g.set(row, col, b.number(rk(binary.LittleEndian.Uint32(body[i+2:])), u16(i))); err != nil {
				return err
			}
			col++
		}
	case recBoolErr:
		if body[7] == 0 {
			return g.set(row, col, boolText(body[6]))
		}
	case recFormula:
		if u16(12) != 0xffff {
			return g.set(row, col, b.number(math.Float64frombits(binary.LittleEndian.Uint64(body[6:])), xf))
		}
		switch body[6] {
		case 0:
			*formula = [2]uint16{row, col}
		case 1:
			return g.set(row, col, boolText(body[8]))
		}
	}
	return nil
}

func boolText(b byte) string {
	if b == 0 {
		return "FALSE"
	}
	return "TRUE"
}

// rk unpacks Excel's 30-bit numbers: an integer or the upper half of a float, perhaps in hundredths.
func rk(v uint32) float64 {
	var f float64
	if v&2 != 0 {
		f = float64(int32(v) >> 2)
	} else {
		f = math.Float64frombits(uint64(v&^3) << 32)
	}
	if v&1 != 0 {
		f /= 100
	}
	return f
}

// number prints a cell's number: as a date if its style is one, else in full.
func (b *biff) number(f float64, xf uint16) string {
	if int(xf) < len(b.xf) {
		if format := b.xf[xf]; isDate(format, b.formats[format]) {
			if text, ok := dateText(f, b.date1904); ok {
				return text
			}
		}
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// grid collects cells by row and column.
type grid struct {
	rows   [][]string
	used   int
	budget int
}

func (g *grid) set(row, col uint16, text string) error {
	if text == "" {
		return nil
	}
	for len(g.rows) <= int(row) {
		g.rows = append(g.rows, nil)
	}
	if need := int(col) + 1 - len(g.rows[row]); need > 0 {
		if g.used += need; g.used > g.budget {
			return fmt.Errorf("more than %d cells in the workbook", maxXLSCells)
		}
		g.rows[row] = append(g.rows[row], make([]string, need)...)
	}
	g.rows[row][col] = text
	return nil
}
