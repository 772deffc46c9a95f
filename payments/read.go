package payments

import (
	"bytes"
	"fmt"
	"regexp"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxFile is the size of the largest input that is read.
const MaxFile = 1 << 30

var (
	latinDeclared = regexp.MustCompile(`(?i)^\s*<\?xml[^>]*encoding\s*=\s*["'](iso-8859-1|iso-8859-15|windows-1252|latin-?1|us-ascii)["']`)
	mtAnywhere    = regexp.MustCompile(`(?m)\{4:|\{1:[A-Z][0-9]{2}|^:[0-9]{2}[A-Z]?:`)
	fedAnywhere   = regexp.MustCompile(`(?m)^\s*\{[0-9]{4}\}`)
)

// Read reads all messages of a file. What is no payment message comes back as one message of the standard Text, with a
// problem that says so, and is to be screened as free text. The error is only for input that cannot be read at all.
func Read(data []byte) ([]*Message, error) {
	if len(data) > MaxFile {
		return nil, fmt.Errorf("input of %d bytes; at most %d are read", len(data), MaxFile)
	}
	data = toUTF8(data)
	start := bytes.TrimLeft(data, " \r\n\t\x01")
	switch {
	case len(start) == 0:
		return nil, fmt.Errorf("the input is empty")
	case start[0] == '<':
		return readMX(data), nil
	case fedAnywhere.Match(start):
		return readFedwire(data), nil
	case mtAnywhere.Match(start):
		return readMT(data), nil
	}
	m := newMessage(Text, 0)
	m.problem("", 0, "neither ISO 20022 XML nor SWIFT MT nor Fedwire; it was screened as free text")
	m.add(Field{Path: "text", Value: valid(data), kind: text, party: -1}, true)
	return []*Message{m}, nil
}

// toUTF8 turns UTF-16 with a byte order mark, and XML that declares itself Latin-1, into UTF-8.
func toUTF8(data []byte) []byte {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		big := data[0] == 0xfe
		units := make([]uint16, 0, len(data)/2)
		for i := 2; i+1 < len(data); i += 2 {
			lo, hi := data[i], data[i+1]
			if big {
				lo, hi = hi, lo
			}
			units = append(units, uint16(hi)<<8|uint16(lo))
		}
		return []byte(string(utf16.Decode(units)))
	case latinDeclared.Match(data[:min(len(data), 200)]) && !utf8.Valid(data):
		return []byte(latin1(data))
	}
	return data
}
