package tree

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
)

// XML reads a whole document and returns its root element. Errors are *SyntaxError.
func XML(data []byte) (*Node, error) {
	data, err := toUTF8(data)
	if err != nil {
		return nil, err
	}
	p := &xmlParser{data: data, line: 1, names: map[string]string{}}
	return p.document()
}

// toUTF8 honours the byte order mark and the encoding named in the XML declaration.
func toUTF8(data []byte) ([]byte, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
		if err != nil {
			return nil, &SyntaxError{1, "broken UTF-16: " + err.Error()}
		}
		return out, nil
	}
	if !bytes.HasPrefix(data, []byte("<?xml")) {
		return data, nil
	}
	head, _, ok := bytes.Cut(data, []byte("?>"))
	if !ok || len(head) > 1024 {
		return data, nil
	}
	_, enc, ok := strings.Cut(string(head), "encoding=")
	if !ok || len(enc) < 2 {
		return data, nil
	}
	name, _, _ := strings.Cut(enc[1:], enc[:1])
	switch strings.ToLower(name) {
	case "utf-8", "utf8", "us-ascii", "utf-16":
		return data, nil
	}
	e, _ := charset.Lookup(name)
	if e == nil {
		return nil, &SyntaxError{1, fmt.Sprintf("unknown encoding %q", name)}
	}
	out, err := e.NewDecoder().Bytes(data)
	if err != nil {
		return nil, &SyntaxError{1, fmt.Sprintf("broken %s: %v", name, err)}
	}
	return out, nil
}

type xmlParser struct {
	data  []byte
	pos   int
	line  int
	slab  slab
	names map[string]string // interned
	buf   []byte
}

func (p *xmlParser) fail(format string, args ...any) error {
	return &SyntaxError{p.line, fmt.Sprintf(format, args...)}
}

func (p *xmlParser) document() (*Node, error) {
	var root *Node
	var stack []*Node
	var open []string // qualified names, to check that tags match
	for p.pos < len(p.data) {
		if p.data[p.pos] != '<' {
			text, err := p.text()
			if err != nil {
				return nil, err
			}
			if text == "" {
				continue
			}
			if len(stack) == 0 {
				return nil, p.fail("text %q outside the root element: not an XML list", shorten(text))
			}
			addText(stack[len(stack)-1], text)
			continue
		}
		rest := p.data[p.pos:]
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			if err := p.skipTo("-->", 4, "comment"); err != nil {
				return nil, err
			}
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			start := p.pos + 9
			if err := p.skipTo("]]>", 9, "CDATA section"); err != nil {
				return nil, err
			}
			if len(stack) == 0 {
				return nil, p.fail("CDATA outside the root element")
			}
			text, err := p.valid(p.data[start : p.pos-3])
			if err != nil {
				return nil, err
			}
			addText(stack[len(stack)-1], strings.TrimSpace(text))
		case bytes.HasPrefix(rest, []byte("<?")):
			if err := p.skipTo("?>", 2, "processing instruction"); err != nil {
				return nil, err
			}
		case bytes.HasPrefix(rest, []byte("<!")):
			return nil, p.fail("document type definitions are refused")
		case bytes.HasPrefix(rest, []byte("</")):
			p.pos += 2
			name, err := p.name()
			if err != nil {
				return nil, err
			}
			p.space()
			if p.peek() != '>' {
				return nil, p.fail("closing tag </%s is not ended", name)
			}
			p.pos++
			if len(open) == 0 || open[len(open)-1] != name {
				return nil, p.fail("closing tag </%s> does not match %s", name, innermost(open))
			}
			open, stack = open[:len(open)-1], stack[:len(stack)-1]
		default:
			p.pos++
			name, err := p.name()
			if err != nil {
				return nil, err
			}
			n, err := p.slab.node(p.local(name), p.line)
			if err != nil {
				return nil, err
			}
			if len(stack) > 0 {
				stack[len(stack)-1].add(n)
			} else if root != nil {
				return nil, p.fail("second root element <%s>", name)
			} else {
				root = n
			}
			closed, err := p.attributes(n)
			if err != nil {
				return nil, err
			}
			if !closed {
				if len(stack) >= MaxDepth {
					return nil, p.fail("elements nested deeper than %d", MaxDepth)
				}
				stack, open = append(stack, n), append(open, name)
			}
		}
	}
	if len(stack) > 0 {
		return nil, p.fail("the file ends inside %s: cut or incomplete", innermost(open))
	}
	if root == nil {
		return nil, p.fail("no XML element: empty or not an XML file")
	}
	return root, nil
}

func innermost(open []string) string {
	if len(open) == 0 {
		return "any open element"
	}
	return "<" + open[len(open)-1] + ">"
}

func shorten(s string) string {
	if len(s) > 40 {
		s = strings.ToValidUTF8(s[:40], "") + "…"
	}
	return s
}

func addText(n *Node, text string) {
	if n.Value == "" {
		n.Value = text
	} else if text != "" {
		n.Value += " " + text
	}
}

// attributes reads up to the end of a start tag and reports whether it closes itself.
func (p *xmlParser) attributes(n *Node) (closed bool, err error) {
	for {
		spaced := p.space()
		switch p.peek() {
		case '>':
			p.pos++
			return false, nil
		case '/':
			if p.pos+1 < len(p.data) && p.data[p.pos+1] == '>' {
				p.pos += 2
				return true, nil
			}
			return false, p.fail("'/' inside tag <%s>", n.Name)
		case 0:
			return false, p.fail("the file ends inside tag <%s>: cut or incomplete", n.Name)
		}
		if !spaced {
			return false, p.fail("no space before an attribute of <%s>", n.Name)
		}
		name, err := p.name()
		if err != nil {
			return false, err
		}
		p.space()
		if p.peek() != '=' {
			return false, p.fail("attribute %s of <%s> has no value", name, n.Name)
		}
		p.pos++
		p.space()
		quote := p.peek()
		if quote != '"' && quote != '\'' {
			return false, p.fail("value of attribute %s is not quoted", name)
		}
		p.pos++
		line := p.line
		end := bytes.IndexByte(p.data[p.pos:], quote)
		if end < 0 {
			return false, p.fail("the file ends inside attribute %s: cut or incomplete", name)
		}
		value, err := p.decode(p.data[p.pos : p.pos+end])
		if err != nil {
			return false, err
		}
		if bytes.IndexByte(p.data[p.pos:p.pos+end], '<') >= 0 {
			return false, p.fail("'<' inside attribute %s", name)
		}
		p.pos += end + 1
		if name == "xmlns" || strings.HasPrefix(name, "xmlns:") {
			continue
		}
		local := p.local(name)
		for c := n.first; c != nil; c = c.next {
			if c.Name[1:] == local {
				return false, p.fail("attribute %s of <%s> stands twice", name, n.Name)
			}
		}
		a, err := p.slab.node(p.intern("@"+local), line)
		if err != nil {
			return false, err
		}
		a.Value = strings.TrimSpace(value)
		n.add(a)
	}
}

// text reads character data up to the next tag, trimmed.
func (p *xmlParser) text() (string, error) {
	end := bytes.IndexByte(p.data[p.pos:], '<')
	if end < 0 {
		end = len(p.data) - p.pos
	}
	raw := p.data[p.pos : p.pos+end]
	trimmed := bytes.TrimSpace(raw)
	if len(trimmed) == 0 || bytes.Equal(trimmed, []byte{0x1a}) {
		p.line += bytes.Count(raw, []byte{'\n'})
		p.pos += end
		return "", nil
	}
	if i := bytes.Index(trimmed, []byte("]]>")); i >= 0 {
		return "", p.fail("']]>' in text")
	}
	s, err := p.decode(raw)
	p.pos += end
	return strings.TrimSpace(s), err
}

// decode resolves the predefined and numeric entities and counts lines.
func (p *xmlParser) decode(raw []byte) (string, error) {
	if bytes.IndexByte(raw, '&') < 0 {
		return p.valid(raw)
	}
	p.buf = p.buf[:0]
	for i := 0; i < len(raw); {
		if raw[i] != '&' {
			p.buf = append(p.buf, raw[i])
			i++
			continue
		}
		end := bytes.IndexByte(raw[i:min(len(raw), i+16)], ';')
		if end < 0 {
			return "", p.fail("'&' without an entity")
		}
		ref := string(raw[i+1 : i+end])
		r, ok := entity(ref)
		if !ok {
			return "", p.fail("unknown entity &%s;", ref)
		}
		p.buf = utf8.AppendRune(p.buf, r)
		i += end + 1
	}
	return p.valid(p.buf)
}

func entity(ref string) (rune, bool) {
	switch ref {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	digits, base := strings.CutPrefix(ref, "#x")
	n, err := uint64(0), error(nil)
	if base {
		n, err = strconv.ParseUint(digits, 16, 32)
	} else if digits, base = strings.CutPrefix(ref, "#"); base {
		n, err = strconv.ParseUint(digits, 10, 32)
	} else {
		return 0, false
	}
	r := rune(n)
	if err != nil || n > utf8.MaxRune || !utf8.ValidRune(r) || r < 0x20 && r != '\t' && r != '\n' && r != '\r' {
		return 0, false
	}
	return r, true
}

// valid checks the encoding of a piece of text, counts its lines and copies it.
func (p *xmlParser) valid(raw []byte) (string, error) {
	if !utf8.Valid(raw) {
		return "", p.fail("invalid UTF-8 in %q", shorten(string(bytes.ToValidUTF8(raw, []byte("?")))))
	}
	p.line += bytes.Count(raw, []byte{'\n'})
	return string(raw), nil
}

func (p *xmlParser) skipTo(end string, skip int, what string) error {
	i := bytes.Index(p.data[p.pos+skip:], []byte(end))
	if i < 0 {
		return p.fail("the file ends inside a %s: cut or incomplete", what)
	}
	stop := p.pos + skip + i + len(end)
	p.line += bytes.Count(p.data[p.pos:stop], []byte{'\n'})
	p.pos = stop
	return nil
}

func (p *xmlParser) peek() byte {
	if p.pos >= len(p.data) {
		return 0
	}
	return p.data[p.pos]
}

func (p *xmlParser) space() bool {
	start := p.pos
	for p.pos < len(p.data) {
		switch p.data[p.pos] {
		case '\n':
			p.line++
		case ' ', '\t', '\r':
		default:
			return p.pos > start
		}
		p.pos++
	}
	return p.pos > start
}

func (p *xmlParser) name() (string, error) {
	start := p.pos
	for p.pos < len(p.data) && nameByte(p.data[p.pos]) {
		p.pos++
	}
	raw := p.data[start:p.pos]
	if len(raw) == 0 || raw[0] == '-' || raw[0] == '.' || raw[0] >= '0' && raw[0] <= '9' {
		return "", p.fail("broken tag: a name was expected")
	}
	if len(raw) > 256 {
		return "", p.fail("a name of %d bytes", len(raw))
	}
	if s, ok := p.names[string(raw)]; ok {
		return s, nil
	}
	if !utf8.Valid(raw) {
		return "", p.fail("invalid UTF-8 in a name")
	}
	return p.intern(string(raw)), nil
}

func nameByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_' || b == '-' ||
		b == '.' || b == ':' || b >= 0x80
}

func (p *xmlParser) local(name string) string {
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		return p.intern(name[i+1:])
	}
	return name
}

func (p *xmlParser) intern(s string) string {
	if have, ok := p.names[s]; ok {
		return have
	}
	if len(p.names) < 10_000 {
		p.names[s] = s
	}
	return s
}
