package payments

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits of XML that is read.
const (
	maxDepth = 100
	maxText  = 1 << 20 // of one element
)

// xmlEvents is told what a document holds, with offsets. Names are without their prefix.
type xmlEvents interface {
	open(name []byte, at int)
	attribute(name, value []byte, at int)
	text(s []byte, at int)
	close(at int)
	bad(at int, why string)
}

// walkXML reads XML without regard to namespaces and tells what it finds. It does not stop at errors: it tells of them and
// reads on where it can, so that what follows is still screened. Document types are passed over and their entities not
// expanded. It allocates only for text with entities.
func walkXML(data []byte, e xmlEvents) {
	var stack [][]byte
	for i := 0; i < len(data); {
		if data[i] != '<' {
			end := bytes.IndexByte(data[i:], '<')
			if end < 0 {
				end = len(data) - i
			}
			if s := data[i : i+end]; len(bytes.TrimSpace(s)) > 0 {
				if len(stack) == 0 {
					e.bad(i, "text outside of any element")
				}
				e.text(unescape(s, i, e), i)
			}
			i += end
			continue
		}
		rest := data[i:]
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			i = pass(data, i, "-->", "comment", e)
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			end := bytes.Index(rest, []byte("]]>"))
			if end < 0 {
				e.bad(i, "CDATA section is not closed")
				end = len(rest)
			}
			if s := rest[9:max(end, 9)]; len(s) > 0 {
				e.text(s, i+9)
			}
			i += min(end+3, len(rest))
		case bytes.HasPrefix(rest, []byte("<?")):
			i = pass(data, i, "?>", "processing instruction", e)
		case bytes.HasPrefix(rest, []byte("<!")):
			e.bad(i, "a document type has no place in a payment message; it was passed over")
			i = passDoctype(data, i)
		case bytes.HasPrefix(rest, []byte("</")):
			end := bytes.IndexByte(rest, '>')
			if end < 0 {
				e.bad(i, "end tag is cut off")
				i = len(data)
				break
			}
			stack = closeTag(stack, local(bytes.TrimSpace(rest[2:end])), i, e)
			i += end + 1
		default:
			next, name, empty, ok := startTag(data, i, e)
			if ok && len(stack) >= maxDepth {
				e.bad(i, "elements are nested deeper than "+strconv.Itoa(maxDepth))
				return
			}
			if ok && empty {
				e.close(next)
			} else if ok {
				stack = append(stack, name)
			}
			i = next
		}
	}
	for len(stack) > 0 {
		e.bad(len(data), "the message is cut off: element "+string(stack[len(stack)-1])+" is not closed")
		stack = stack[:len(stack)-1]
		e.close(len(data))
	}
}

// closeTag closes the element of that name and those inside it that were left open.
func closeTag(stack [][]byte, name []byte, at int, e xmlEvents) [][]byte {
	for k := len(stack) - 1; k >= 0; k-- {
		if !bytes.Equal(stack[k], name) {
			continue
		}
		for len(stack) > k {
			if top := stack[len(stack)-1]; len(stack) > k+1 {
				e.bad(at, "element "+string(top)+" is not closed before the end of "+string(name))
			}
			stack = stack[:len(stack)-1]
			e.close(at)
		}
		return stack
	}
	e.bad(at, "end of an element that is not open: "+printable(name))
	return stack
}

func pass(data []byte, i int, until, what string, e xmlEvents) int {
	end := bytes.Index(data[i:], []byte(until))
	if end < 0 {
		e.bad(i, what+" is not closed")
		return len(data)
	}
	return i + end + len(until)
}

// passDoctype passes over a document type with its inner declarations.
func passDoctype(data []byte, i int) int {
	depth := 0
	for ; i < len(data); i++ {
		switch data[i] {
		case '[', '<':
			depth++
		case ']':
			depth--
		case '>':
			if depth--; depth <= 0 {
				return i + 1
			}
		}
	}
	return i
}

// startTag reads a start tag; ok is false if there is none at i.
func startTag(data []byte, i int, e xmlEvents) (next int, name []byte, empty, ok bool) {
	at := i
	i++
	start := i
	for i < len(data) && nameByte(data[i]) {
		i++
	}
	name = local(data[start:i])
	if len(name) == 0 {
		e.bad(at, "< that begins no element")
		e.text(data[at:start], at)
		return start, nil, false, false
	}
	e.open(name, at)
	for i < len(data) {
		switch c := data[i]; {
		case c == '>':
			return i + 1, name, false, true
		case c == '/' && i+1 < len(data) && data[i+1] == '>':
			return i + 2, name, true, true
		case c == '<':
			e.bad(at, "the tag of element "+string(name)+" is not closed")
			return i, name, false, true
		case nameByte(c):
			i = attribute(data, i, e)
		default:
			i++
		}
	}
	e.bad(at, "the tag of element "+string(name)+" is cut off")
	return i, name, false, true
}

func attribute(data []byte, i int, e xmlEvents) int {
	start := i
	for i < len(data) && nameByte(data[i]) {
		i++
	}
	name := data[start:i]
	for i < len(data) && (data[i] == ' ' || data[i] == '=' || data[i] == '\n' || data[i] == '\t' || data[i] == '\r') {
		i++
	}
	if i >= len(data) || data[i] != '"' && data[i] != '\'' {
		e.bad(start, "attribute "+string(name)+" has no value in quotes")
		return i
	}
	end := bytes.IndexByte(data[i+1:], data[i])
	if end < 0 {
		e.bad(start, "the value of attribute "+string(name)+" is not closed")
		return i + 1
	}
	value := data[i+1 : i+1+end]
	e.attribute(name, unescape(value, i+1, e), i+1)
	return i + end + 2
}

func nameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.' || c == ':' || c >= 0x80
}

// local is a name without its prefix.
func local(name []byte) []byte {
	if i := bytes.LastIndexByte(name, ':'); i >= 0 {
		return name[i+1:]
	}
	return name
}

var xmlEntities = map[string]rune{"amp": '&', "lt": '<', "gt": '>', "quot": '"', "apos": '\''}

// unescape resolves the entities of XML. Others stay as they are printed and are told of.
func unescape(s []byte, at int, e xmlEvents) []byte {
	if bytes.IndexByte(s, '&') < 0 {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '&' {
			out = append(out, s[i])
			continue
		}
		end := bytes.IndexByte(s[i:min(len(s), i+12)], ';')
		r, ok := rune(0), false
		if end > 1 {
			r, ok = entity(string(s[i+1 : i+end]))
		}
		if !ok {
			e.bad(at+i, "& that begins no known entity")
			out = append(out, '&')
			continue
		}
		out = utf8.AppendRune(out, r)
		i += end
	}
	return out
}

func entity(name string) (rune, bool) {
	if r, ok := xmlEntities[name]; ok {
		return r, true
	}
	if name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if strings.HasPrefix(digits, "x") {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	return rune(n), err == nil && n <= utf8.MaxRune && utf8.ValidRune(rune(n))
}

func printable(s []byte) string {
	return strconv.QuoteToASCII(string(s[:min(len(s), 40)]))
}
