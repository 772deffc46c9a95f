package table

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf16"
)

// shortString reads a string whose length (of 1 or 2 bytes) stands before its flags.
func shortString(body []byte, lengthBytes int) (string, error) {
	if len(body) < lengthBytes+1 {
		return "", errShort
	}
	n := int(body[0])
	if lengthBytes == 2 {
		n |= int(body[1]) << 8
	}
	r := &stringReader{parts: [][]byte{body[lengthBytes:]}}
	flags, err := r.byte()
	if err != nil {
		return "", err
	}
	return r.chars(n, flags)
}

func longString(parts [][]byte) (string, error) {
	r := &stringReader{parts: parts}
	return r.text()
}

// sharedStrings reads the table of all texts of the workbook.
func sharedStrings(parts [][]byte) ([]string, error) {
	r := &stringReader{parts: parts}
	head, err := r.bytes(8)
	if err != nil {
		return nil, err
	}
	count := binary.LittleEndian.Uint32(head[4:])
	var out []string
	for i := uint32(0); i < count; i++ {
		s, err := r.text()
		if err != nil {
			return nil, fmt.Errorf("text %d of %d: %w", i+1, count, err)
		}
		out = append(out, s)
	}
	return out, nil
}

// stringReader reads strings that run over from a record into its CONTINUE records.
type stringReader struct {
	parts [][]byte
}

// skipEmpty moves on to the next part with bytes in it and reports whether there is one.
func (r *stringReader) skipEmpty() bool {
	for len(r.parts) > 0 && len(r.parts[0]) == 0 {
		r.parts = r.parts[1:]
	}
	return len(r.parts) > 0
}

func (r *stringReader) byte() (byte, error) {
	if !r.skipEmpty() {
		return 0, errShort
	}
	c := r.parts[0][0]
	r.parts[0] = r.parts[0][1:]
	return c, nil
}

func (r *stringReader) bytes(n int) ([]byte, error) {
	var out []byte
	for n > 0 {
		if !r.skipEmpty() {
			return nil, errShort
		}
		take := min(n, len(r.parts[0]))
		out = append(out, r.parts[0][:take]...)
		r.parts[0] = r.parts[0][take:]
		n -= take
	}
	return out, nil
}

// text reads one string: length, flags, counts of formatting runs and phonetic bytes, characters, and these two.
func (r *stringReader) text() (string, error) {
	head, err := r.bytes(3)
	if err != nil {
		return "", err
	}
	n, flags, tail := int(binary.LittleEndian.Uint16(head)), head[2], 0
	if flags&0x08 != 0 {
		runs, err := r.bytes(2)
		if err != nil {
			return "", err
		}
		tail = 4 * int(binary.LittleEndian.Uint16(runs))
	}
	if flags&0x04 != 0 {
		ext, err := r.bytes(4)
		if err != nil {
			return "", err
		}
		size := binary.LittleEndian.Uint32(ext)
		if size > MaxCell {
			return "", fmt.Errorf("phonetic text of %d bytes", size)
		}
		tail += int(size)
	}
	s, err := r.chars(n, flags)
	if err != nil {
		return "", err
	}
	_, err = r.bytes(tail)
	return s, err
}

// chars reads n characters of one or two bytes. Where they run over into the next record, that begins with a flag of
// its own, so one string can change its width.
func (r *stringReader) chars(n int, flags byte) (string, error) {
	var units []uint16
	for n > 0 {
		if len(r.parts) > 0 && len(r.parts[0]) == 0 {
			if !r.skipEmpty() {
				return "", errShort
			}
			flags, _ = r.byte()
			continue
		}
		if len(r.parts) == 0 {
			return "", errShort
		}
		width := 1 + int(flags&1)
		take := min(n, len(r.parts[0])/width)
		if take == 0 {
			return "", errors.New("half a character")
		}
		for i := range take {
			if width == 1 {
				units = append(units, uint16(r.parts[0][i]))
			} else {
				units = append(units, binary.LittleEndian.Uint16(r.parts[0][2*i:]))
			}
		}
		r.parts[0] = r.parts[0][take*width:]
		n -= take
	}
	return string(utf16.Decode(units)), nil
}
