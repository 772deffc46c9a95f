package table

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf16"
)

// Marks in the allocation table of a compound file.
const (
	oleEnd  = 0xfffffffe // the last sector of a chain
	oleFree = 0xffffffff
)

// ole is a compound file: sectors, and a table that chains them.
type ole struct {
	data []byte
	size int // of a sector
	fat  []uint32
}

// workbookStream finds the stream of records in a compound file. Chains are followed for as many sectors as the file
// has, so that one that runs in a circle is an error.
func workbookStream(data []byte) ([]byte, error) {
	if len(data) < 512 || string(data[:8]) != string(oleMagic) {
		return nil, errors.New("no compound file")
	}
	u16 := func(at int) int { return int(binary.LittleEndian.Uint16(data[at:])) }
	u32 := func(at int) uint32 { return binary.LittleEndian.Uint32(data[at:]) }
	if shift := u16(30); shift != 9 && shift != 12 {
		return nil, fmt.Errorf("offset 30: sectors of 2^%d bytes", shift)
	}
	f := &ole{data: data, size: 1 << u16(30)}
	if err := f.readFAT(u32); err != nil {
		return nil, err
	}
	directory, err := f.chain(u32(48))
	if err != nil {
		return nil, fmt.Errorf("directory: %w", err)
	}
	var ministream []byte
	for at := 0; at+128 <= len(directory); at += 128 {
		entry := directory[at : at+128]
		start, length := binary.LittleEndian.Uint32(entry[116:]), binary.LittleEndian.Uint32(entry[120:])
		switch {
		case entry[66] == 5: // the root, whose stream holds the small streams
			if start != oleEnd && length > 0 {
				if ministream, err = f.chain(start); err != nil {
					return nil, fmt.Errorf("small streams: %w", err)
				}
			}
		case entry[66] == 2 && oleName(entry) == "Workbook":
			return f.stream(start, length, u32(56), ministream, u32(60))
		}
	}
	return nil, errors.New("the compound file has no workbook of Excel 97 or later")
}

func oleName(entry []byte) string {
	n := min(int(binary.LittleEndian.Uint16(entry[64:])), 64)/2 - 1
	units := make([]uint16, max(n, 0))
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(entry[2*i:])
	}
	return string(utf16.Decode(units))
}

// readFAT gathers the allocation table. Its sectors are named in the header (109 of them) and in a chain of further
// sectors.
func (f *ole) readFAT(u32 func(int) uint32) error {
	var sectors []uint32
	for at := 76; at < 512; at += 4 {
		sectors = append(sectors, u32(at))
	}
	more := u32(68)
	for steps := 0; more < oleEnd-3; steps++ {
		s, ok := f.sector(more)
		if !ok || steps > len(f.data)/f.size {
			return errors.New("the allocation table is cut or runs in a circle")
		}
		for at := 0; at < f.size-4; at += 4 {
			sectors = append(sectors, binary.LittleEndian.Uint32(s[at:]))
		}
		more = binary.LittleEndian.Uint32(s[f.size-4:])
	}
	if len(sectors) > len(f.data)/f.size+f.size {
		return errors.New("an allocation table that is larger than the file")
	}
	for _, n := range sectors {
		if n == oleFree {
			continue
		}
		s, ok := f.sector(n)
		if !ok || len(f.fat)*4 > len(f.data) {
			return fmt.Errorf("sector %d of the allocation table is not in the file: cut or damaged", n)
		}
		for at := 0; at < f.size; at += 4 {
			f.fat = append(f.fat, binary.LittleEndian.Uint32(s[at:]))
		}
	}
	return nil
}

// sector returns a sector; the last one of a file may be short, and is filled up with zeros.
func (f *ole) sector(n uint32) ([]byte, bool) {
	at := (int64(n) + 1) * int64(f.size)
	if at >= int64(len(f.data)) {
		return nil, false
	}
	s := f.data[at:min(at+int64(f.size), int64(len(f.data)))]
	if len(s) < f.size {
		s = append(append([]byte(nil), s...), make([]byte, f.size-len(s))...)
	}
	return s, true
}

// chain returns the sectors from one on.
func (f *ole) chain(n uint32) ([]byte, error) {
	var out []byte
	for steps := 0; n != oleEnd; steps++ {
		s, ok := f.sector(n)
		if !ok || int64(n) >= int64(len(f.fat)) {
			return nil, fmt.Errorf("sector %d is not in the file: cut or damaged", n)
		}
		if steps > len(f.data)/f.size {
			return nil, errors.New("a chain of sectors runs in a circle")
		}
		out = append(out, s...)
		n = f.fat[n]
	}
	return out, nil
}

// stream returns a stream of a given length: one shorter than the cutoff (4096) lies in pieces of 64 bytes in the stream
// of small streams, with an allocation table of its own.
func (f *ole) stream(start, length, cutoff uint32, ministream []byte, minifat uint32) ([]byte, error) {
	if int64(length) > int64(len(f.data)) {
		return nil, fmt.Errorf("a workbook of %d bytes in a file of %d: cut or damaged", length, len(f.data))
	}
	var out []byte
	var err error
	if length >= cutoff {
		out, err = f.chain(start)
	} else {
		var table []byte
		if table, err = f.chain(minifat); err == nil {
			mini := &ole{data: append(make([]byte, 64), ministream...), size: 64}
			for at := 0; at+4 <= len(table); at += 4 {
				mini.fat = append(mini.fat, binary.LittleEndian.Uint32(table[at:]))
			}
			out, err = mini.chain(start)
		}
	}
	if err == nil && len(out) < int(length) {
		err = errors.New("the workbook stream breaks off")
	}
	if err != nil {
		return nil, err
	}
	return out[:length], nil
}
