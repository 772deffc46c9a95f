package eu

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// literal reads a value in Python's notation: texts in single or double quotes, lists, dictionaries, numbers, None, True
// and False (these as texts, None as nil). Nesting is bounded.
func literal(s string) (any, error) {
	p := &literalParser{s: s}
	v, err := p.value(0)
	if err != nil {
		return nil, err
	}
	if p.space(); p.at < len(p.s) {
		return nil, p.fail("text after the end of the value")
	}
	return v, nil
}

type literalParser struct {
	s  string
	at int
}

func (p *literalParser) fail(msg string) error { return fmt.Errorf("offset %d: %s", p.at, msg) }

func (p *literalParser) space() {
	for p.at < len(p.s) && strings.IndexByte(" \t\r\n", p.s[p.at]) >= 0 {
		p.at++
	}
}

func (p *literalParser) peek() byte {
	p.space()
	if p.at >= len(p.s) {
		return 0
	}
	return p.s[p.at]
}

func (p *literalParser) value(depth int) (any, error) {
	if depth > 8 {
		return nil, p.fail("values nested deeper than 8")
	}
	switch c := p.peek(); c {
	case '\'', '"':
		return p.text(c)
	case '[':
		var out []any
		err := p.items(']', func() error {
			v, err := p.value(depth + 1)
			out = append(out, v)
			return err
		})
		return out, err
	case '{':
		out := map[string]any{}
		err := p.items('}', func() error {
			k, err := p.value(depth + 1)
			if err != nil {
				return err
			}
			key, ok := k.(string)
			if !ok || p.peek() != ':' {
				return p.fail("a key and a colon were expected")
			}
			p.at++
			out[key], err = p.value(depth + 1)
			return err
		})
		return out, err
	case 0:
		return nil, p.fail("the value ends too early: cut or incomplete")
	}
	start := p.at
	for p.at < len(p.s) && strings.IndexByte(",]}: \t\r\n", p.s[p.at]) < 0 {
		p.at++
	}
	switch word := p.s[start:p.at]; word {
	case "None", "nan":
		return nil, nil
	case "True", "False":
		return strings.ToLower(word), nil
	default:
		if _, err := strconv.ParseFloat(word, 64); err != nil {
			return nil, p.fail("neither a text nor a number: " + strconv.Quote(word))
		}
		return word, nil
	}
}

func (p *literalParser) items(end byte, item func() error) error {
	p.at++
	for {
		if p.peek() == end {
			p.at++
			return nil
		}
		if err := item(); err != nil {
			return err
		}
		switch p.peek() {
		case ',':
			p.at++
		case end:
		default:
			return p.fail("a comma was expected")
		}
	}
}

func (p *literalParser) text(quote byte) (string, error) {
	var b strings.Builder
	for p.at++; p.at < len(p.s); {
		c := p.s[p.at]
		switch {
		case c == quote:
			p.at++
			return b.String(), nil
		case c != '\\':
			b.WriteByte(c)
			p.at++
		default:
			n, err := p.escape(&b)
			if err != nil {
				return "", p.fail(err.Error())
			}
			p.at += n
		}
	}
	return "", p.fail("a text without its closing quote: cut or incomplete")
}

// escape writes the character of the escape at the parser's position and returns the escape's length.
func (p *literalParser) escape(b *strings.Builder) (int, error) {
	rest := p.s[p.at:]
	if len(rest) < 2 {
		return 0, errors.New("a backslash at the end")
	}
	if i := strings.IndexByte(`nrt\'"`, rest[1]); i >= 0 {
		b.WriteByte("\n\r\t\\'\""[i])
		return 2, nil
	}
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[rest[1]]
	if digits == 0 || len(rest) < 2+digits {
		return 0, fmt.Errorf("unknown escape %.2q", rest)
	}
	n, err := strconv.ParseUint(rest[2:2+digits], 16, 32)
	if err != nil || !utf8.ValidRune(rune(n)) {
		return 0, fmt.Errorf("broken escape %.10q", rest)
	}
	b.WriteRune(rune(n))
	return 2 + digits, nil
}
