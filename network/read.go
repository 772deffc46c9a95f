package network

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// ReadFile reads a network in any of the formats, which it tells by content: FollowTheMoney entities, Open Ownership BODS 0.2 to 0.4, GLEIF level 2
// (JSON or XML), UK PSC records, a case or graph as JSON with "edges", or a CSV of edges. A file of several cases needs the id of one. Files may be
// packed by gzip or zstd.
func ReadFile(path, only string) (*Graph, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	g, err := Read(f, filepath.Base(path), only)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return g, nil
}

// Case is one network of a file that holds several.
type Case struct {
	ID    string
	Graph *Graph
}

// ReadCases reads all networks of a file; one that holds a single network gives it under the id "".
func ReadCases(r io.Reader, name string) ([]Case, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	g, err := Read(bytes.NewReader(data), name, "")
	var several *SeveralError
	if !errors.As(err, &several) {
		return []Case{{"", g}}, err
	}
	var out []Case
	for _, id := range several.Cases {
		g, err := Read(bytes.NewReader(data), name, id)
		if err != nil {
			return nil, fmt.Errorf("case %s: %w", id, err)
		}
		out = append(out, Case{id, g})
	}
	return out, nil
}

// SeveralError says that a file holds several networks of which none was chosen.
type SeveralError struct{ Cases []string }

func (e *SeveralError) Error() string {
	return fmt.Sprintf("the file holds %d cases; choose one with --case: %s", len(e.Cases), strings.Join(e.Cases[:min(len(e.Cases), 40)], ", "))
}

// maxUnpacked bounds what a packed file may hold.
const maxUnpacked = 64 << 30

// bounded fails, where io.LimitReader would end, after so many bytes.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, fmt.Errorf("holds more than %d GB unpacked", maxUnpacked>>30)
	}
	return n, err
}

// Read is ReadFile of something open; the name stands in sources and warnings.
func Read(r io.Reader, name, only string) (*Graph, error) {
	b := bufio.NewReaderSize(r, 1<<16)
	for range 2 {
		head, _ := b.Peek(4)
		switch {
		case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
			z, err := gzip.NewReader(b)
			if err != nil {
				return nil, err
			}
			b = bufio.NewReaderSize(&bounded{z, maxUnpacked}, 1<<16)
		case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
			z, err := zstd.NewReader(b)
			if err != nil {
				return nil, err
			}
			defer z.Close()
			b = bufio.NewReaderSize(&bounded{z, maxUnpacked}, 1<<16)
		}
	}
	if bom, _ := b.Peek(3); bytes.Equal(bom, []byte("\xef\xbb\xbf")) {
		b.Discard(3)
	}
	head, err := b.Peek(1 << 12)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, err
	}
	p := newReader(&Graph{}, name, only)
	switch start := bytes.TrimSpace(head); {
	case len(start) == 0:
		return nil, errors.New("the file is empty")
	case start[0] == '{' || start[0] == '[':
		err = p.json(b)
	case start[0] == '<':
		err = p.gleifXML(b)
	default:
		err = p.csv(b)
	}
	if err != nil {
		return nil, err
	}
	p.listings()
	if len(p.g.Nodes) == 0 {
		return nil, fmt.Errorf("no party and no edge was found%s", noted(p.g.Warnings))
	}
	p.g.Check()
	return p.g, nil
}

func noted(warnings []string) string {
	if len(warnings) == 0 {
		return ""
	}
	return ": " + warnings[0]
}

// reader fills a graph from one file.
type reader struct {
	g         *Graph
	name      string
	only      string // of several cases
	record    int    // number of the value, from 1
	format    func(*reader, json.RawMessage) error
	cases     []string // ids seen in a file of several
	chosen    bool
	later     []func() // what waits for the end of the file
	relations []bodsRelation

	topical    []string               // parties that the topic sanction calls listed
	sanctioned map[string][][2]string // by party: from and until when its sanctions last
}

func newReader(g *Graph, name, only string) *reader {
	return &reader{g: g, name: name, only: only, sanctioned: map[string][][2]string{}}
}

// source names the place of a value.
func (p *reader) source() string { return fmt.Sprintf("%s#%d", p.name, p.record) }

func (p *reader) warn(format string, args ...any) {
	p.g.warn("%s: %s", p.source(), fmt.Sprintf(format, args...))
}

// json reads values one after the other, or those of an array.
func (p *reader) json(r *bufio.Reader) error {
	dec := json.NewDecoder(r)
	first, err := firstByte(r)
	if err != nil {
		return err
	}
	if first == '[' {
		if _, err := dec.Token(); err != nil {
			return err
		}
	}
	for {
		if first == '[' && !dec.More() {
			break
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); errors.Is(err, io.EOF) && first != '[' {
			break
		} else if err != nil {
			return fmt.Errorf("value %d, byte %d: %w", p.record+1, dec.InputOffset(), err)
		}
		p.record++
		if err := p.value(raw); err != nil {
			return fmt.Errorf("value %d: %w", p.record, err)
		}
	}
	for _, f := range p.later {
		f()
	}
	if len(p.cases) > 0 && !p.chosen {
		if p.only != "" {
			return fmt.Errorf("no case %q; there are %s", p.only, strings.Join(p.cases, ", "))
		}
		return &SeveralError{p.cases}
	}
	return nil
}

func firstByte(r *bufio.Reader) (byte, error) {
	for n := 1; ; n++ {
		b, err := r.Peek(n)
		if err != nil {
			return 0, err
		}
		if c := b[n-1]; c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			return c, nil
		}
	}
}

// value reads one value in the format of the file, which the first one shows.
func (p *reader) value(raw json.RawMessage) error {
	if p.format == nil {
		var keys map[string]json.RawMessage
		if err := json.Unmarshal(raw, &keys); err != nil {
			return err
		}
		has := func(names ...string) bool {
			for _, n := range names {
				if _, ok := keys[n]; ok {
					return true
				}
			}
			return false
		}
		switch {
		case has("schema") && has("properties"):
			p.format = (*reader).ftm
		case has("statementId", "statementID"):
			p.format = (*reader).bods
		case has("Relationship"):
			p.format = (*reader).gleif
		case has("ExceptionCategory"):
			p.format = (*reader).gleifException
		case has("data") && bytes.Contains(keys["data"], []byte(`"kind"`)):
			p.format = (*reader).psc
		case has("cases"):
			p.format = (*reader).collection
		case has("edges", "flows", "ownership"):
			p.format = (*reader).cased
		case has("claims"):
			p.format = (*reader).claims
		case has("from", "owner") && has("to", "company", "asset"):
			p.format = (*reader).edge
		case has("entities", "statements", "records", "results", "data"):
			p.format = (*reader).wrapped
		default:
			return errors.New("not a format of networks that is known: no FollowTheMoney, BODS, GLEIF, PSC, edges")
		}
	}
	return p.format(p, raw)
}

// wrapped reads the array inside an object.
func (p *reader) wrapped(raw json.RawMessage) error {
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(raw, &keys); err != nil {
		return err
	}
	for _, name := range []string{"entities", "statements", "records", "results", "data"} {
		var values []json.RawMessage
		if json.Unmarshal(keys[name], &values) != nil || len(values) == 0 {
			continue
		}
		p.format = nil
		for _, v := range values {
			p.record++
			if err := p.value(v); err != nil {
				return err
			}
		}
		return nil
	}
	return errors.New("no array of entities, statements or records inside")
}
