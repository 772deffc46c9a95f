package archive

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// MaxFile is how large a file may be once unpacked, in bytes: several times the largest list.
const MaxFile = 1 << 30

// maxRatio bounds how much a packed file may grow when it is unpacked. Real lists reach about 40.
const maxRatio = 500

// Source is one file on its way into the archive.
type Source struct {
	Name string // for messages and for the date in it
	Open func() (io.ReadCloser, error)
	// Listed is set where a person named the file, and not only the folder it is in.
	Listed bool
}

// Sources finds the files under paths; folders are walked, hidden files left out.
func Sources(paths []string) ([]Source, error) {
	var out []Source
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			out = append(out, fileSource(path, true))
			continue
		}
		before := len(out)
		err = filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if strings.HasPrefix(d.Name(), ".") && p != path {
				if d.IsDir() {
					return filepath.SkipDir
				}
				return nil
			}
			if d.Type().IsRegular() {
				out = append(out, fileSource(p, false))
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if len(out) == before {
			return nil, fmt.Errorf("%s: the folder holds no file", path)
		}
	}
	return out, nil
}

func fileSource(path string, listed bool) Source {
	return Source{Name: path, Listed: listed, Open: func() (io.ReadCloser, error) { return os.Open(path) }}
}

// Base is the name of the file without folder and without the ending of a compression.
func (s Source) Base() string {
	base := filepath.Base(s.Name)
	for _, ext := range []string{".gz", ".zip"} {
		if len(base) > len(ext) && strings.EqualFold(base[len(base)-len(ext):], ext) {
			base = base[:len(base)-len(ext)]
		}
	}
	return base
}

// Read returns the unpacked bytes. Gzip and zip with a single file are told by their content.
func (s Source) Read() ([]byte, error) {
	r, err := s.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	raw, err := readAll(r, MaxFile)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	data, err := unpack(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	return data, nil
}

// Head returns the first 64 KB of the unpacked bytes.
func (s Source) Head() ([]byte, error) {
	r, err := s.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	const size = 64 << 10
	raw, err := io.ReadAll(io.LimitReader(r, size))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.Name, err)
	}
	switch {
	case bytes.HasPrefix(raw, []byte{0x1f, 0x8b}):
		gz, err := gzip.NewReader(io.MultiReader(bytes.NewReader(raw), r))
		if err != nil {
			return nil, fmt.Errorf("%s: broken gzip file: %w", s.Name, err)
		}
		head, err := io.ReadAll(io.LimitReader(gz, size))
		if err != nil {
			return nil, fmt.Errorf("%s: broken gzip file: %w", s.Name, err)
		}
		return head, nil
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")):
		data, err := s.Read()
		return data[:min(len(data), size)], err
	}
	return raw, nil
}

func unpack(raw []byte) ([]byte, error) {
	limit := min(int64(MaxFile), max(int64(len(raw))*maxRatio, 1<<20))
	switch {
	case bytes.HasPrefix(raw, []byte{0x1f, 0x8b}):
		gz, err := gzip.NewReader(bytes.NewReader(raw))
		if err != nil {
			return nil, fmt.Errorf("broken gzip file: %w", err)
		}
		data, err := readAll(gz, limit)
		if err != nil {
			return nil, fmt.Errorf("broken gzip file: %w", err)
		}
		return data, nil
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")):
		z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			return nil, fmt.Errorf("broken zip file: %w", err)
		}
		if slices.ContainsFunc(z.File, func(f *zip.File) bool { return f.Name == "[Content_Types].xml" || f.Name == "mimetype" }) {
			return raw, nil // a spreadsheet
		}
		files := slices.DeleteFunc(z.File, func(f *zip.File) bool { return f.FileInfo().IsDir() })
		if len(files) != 1 {
			return nil, fmt.Errorf("zip file with %d files; unpack it and import the files", len(files))
		}
		f, err := files[0].Open()
		if err != nil {
			return nil, fmt.Errorf("broken zip file: %w", err)
		}
		defer f.Close()
		data, err := readAll(f, limit)
		if err != nil {
			return nil, fmt.Errorf("broken zip file: %w", err)
		}
		return data, nil
	}
	return raw, nil
}

var errTooLarge = errors.New("the unpacked file is too large")

func readAll(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%w: more than %d bytes", errTooLarge, limit)
	}
	return data, nil
}

var dateInName = regexp.MustCompile(`(?:^|[^0-9])((?:19|20)\d\d)-?([01]\d)-?([0-3]\d)(?:-(\d{1,2}))?(?:[^0-9]|$)`)

// nameDate finds a date in a file name (sdn-2023-12-05.csv, sdn-2023-12-05-2.csv, 20231205-FULL.xml) and the number
// behind it that tells apart several files of a day.
func nameDate(name string) (date string, sequence int) {
	m := dateInName.FindStringSubmatch(name)
	if m == nil {
		return "", 0
	}
	sequence, _ = strconv.Atoi(m[4])
	return m[1] + "-" + m[2] + "-" + m[3], sequence
}
