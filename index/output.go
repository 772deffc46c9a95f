package index

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/linchpin-oss/linchpin/names"
)

// output is where a finished index goes.
type output interface {
	io.Writer
	io.WriterAt
}

// memory is an output in memory.
type memory []byte

func (m *memory) Write(b []byte) (int, error) {
	*m = append(*m, b...)
	return len(b), nil
}

func (m *memory) WriteAt(b []byte, off int64) (int, error) { return copy((*m)[off:], b), nil }

// buildFile is BuildFile.
func buildFile(path string, inputs []Input, progress func(done, total int)) (hash string, err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return "", err
	}
	defer func() {
		err = errors.Join(err, f.Close())
		if err != nil {
			os.Remove(path)
		}
	}()
	if err := build(f, path+".tmp-", inputs, progress); err != nil {
		return "", err
	}
	if err := f.Sync(); err != nil {
		return "", err
	}
	head := make([]byte, 48)
	if _, err := f.ReadAt(head, 0); err != nil {
		return "", err
	}
	return hex.EncodeToString(head[16:]), nil
}

// spill is a section that grows in memory, and in a temporary file once it is long.
type spill struct {
	path string // of the temporary file; "" to stay in memory
	buf  []byte
	f    *os.File
	n    int64
	err  error
}

const spillSize = 16 << 20

func (s *spill) append(b []byte) (off uint32) {
	off = uint32(s.n)
	s.buf = append(s.buf, b...)
	s.n += int64(len(b))
	if s.path != "" && len(s.buf) > spillSize && s.err == nil {
		if s.f == nil {
			s.f, s.err = os.OpenFile(s.path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		}
		if s.err == nil {
			_, s.err = s.f.Write(s.buf)
			s.buf = s.buf[:0]
		}
	}
	return off
}

func (s *spill) words(vs ...uint32) {
	var b [4 * 16]byte
	for i, v := range vs {
		binary.LittleEndian.PutUint32(b[4*i:], v)
	}
	s.append(b[:4*len(vs)])
}

func (s *spill) writeTo(w io.Writer) error {
	if s.err != nil {
		return s.err
	}
	if s.f != nil {
		if _, err := s.f.Seek(0, io.SeekStart); err != nil {
			return err
		}
		if _, err := io.Copy(w, s.f); err != nil {
			return err
		}
	}
	_, err := w.Write(s.buf)
	return err
}

func (s *spill) close() {
	if s.f != nil {
		s.f.Close()
		os.Remove(s.path)
		s.f = nil
	}
}

// write puts the file together: header with the hash over everything behind it, then the sections.
func (a *assembler) write(out output) error {
	const maxSection = 1 << 32
	head := make([]byte, headerSize)
	copy(head, magic)
	binary.LittleEndian.PutUint32(head[8:], formatVersion)
	binary.LittleEndian.PutUint32(head[12:], names.Fingerprint())
	size := func(i int) int64 { return a.long[i].n + int64(len(a.bytes[i])) }
	at := int64(headerSize)
	for i := range sectionCount {
		n := size(i)
		if n >= maxSection {
			return fmt.Errorf("index section %d would have %d bytes, more than %d: index fewer lists at once", i, n, int64(maxSection))
		}
		binary.LittleEndian.PutUint64(head[48+16*i:], uint64(at))
		binary.LittleEndian.PutUint64(head[56+16*i:], uint64(n))
		at += (n + 7) &^ 7
	}
	if _, err := out.Write(head[:48]); err != nil {
		return err
	}
	sum := sha256.New()
	w := bufio.NewWriterSize(io.MultiWriter(out, sum), 1<<20)
	if _, err := w.Write(head[48:]); err != nil {
		return err
	}
	for i := range sectionCount {
		if err := a.long[i].writeTo(w); err != nil {
			return err
		}
		if _, err := w.Write(a.bytes[i]); err != nil {
			return err
		}
		n := size(i)
		if _, err := w.Write(make([]byte, (n+7)&^7-n)); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	copy(head[16:], sum.Sum(nil))
	_, err := out.WriteAt(head[:48], 0)
	return err
}
