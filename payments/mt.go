package payments

import (
	"bytes"
	"regexp"
	"strings"
)

var (
	mtStart   = regexp.MustCompile(`\{1:[A-Z][0-9]{2}`)
	mtTag     = regexp.MustCompile(`^:([0-9]{2}[A-Z]?):`)
	mtBlock2  = regexp.MustCompile(`\{2:[IO]([0-9]{3})`)
	mtService = regexp.MustCompile(`\{119:([A-Z0-9]{1,8})\}`)
)

// readMT reads the MT messages of a file, one after the other: each begins with its block 1. Text before the first block 1
// belongs to a message without one.
func readMT(data []byte) []*Message {
	starts := mtStart.FindAllIndex(data, -1)
	var out []*Message
	first := len(data)
	if len(starts) > 0 {
		first = starts[0][0]
	}
	if head := data[:first]; len(bytes.Trim(head, " \r\n\t$\x01\x03")) > 0 {
		out = append(out, mtMessage(head, 0))
	}
	for i, s := range starts {
		end := len(data)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		out = append(out, mtMessage(data[s[0]:end], s[0]))
	}
	return out
}

// mtMessage reads one message. Blocks 1, 2, 3 and 5 are kept as other content, block 4 is split into fields.
func mtMessage(data []byte, offset int) *Message {
	m := newMessage(MT, offset)
	head, body, tail, bodyAt := mtBlocks(m, data, offset)
	if t := mtBlock2.FindSubmatch(head); t != nil {
		m.Type = "MT" + string(t[1])
	} else if len(head) > 0 {
		m.problem("", offset, "no block 2 with a message type; every field was read by its number")
	} else {
		m.problem("", offset, "no header blocks: the message type is not known; every field was read by its number")
	}
	if s := mtService.FindSubmatch(head); s != nil && string(s[1]) == "COV" && m.Type != "" {
		m.Type += "COV"
	}
	m.mtHeader(head, offset)
	m.mtBody(body, bodyAt)
	if s := strings.TrimSpace(valid(tail)); s != "" {
		m.add(Field{Path: "block 5", Lines: []string{s}, Offset: bodyAt + len(body), kind: code, party: -1}, false)
		if strings.Count(s, "{") != strings.Count(s, "}") {
			m.problem("block 5", bodyAt+len(body), "the trailer is cut off")
		}
	}
	return m
}

// mtBlocks splits a message into what stands before block 4, its text, and what follows it.
func mtBlocks(m *Message, data []byte, offset int) (head, body, tail []byte, bodyAt int) {
	i := bytes.Index(data, []byte("{4:"))
	if i < 0 {
		if k := fieldStart(data); k >= 0 {
			head, body, bodyAt = data[:k], data[k:], offset+k
			if len(head) > 0 {
				m.problem("block 4", bodyAt, "fields without the beginning of block 4")
			}
		} else {
			m.problem("block 4", offset+len(data), "there is no block 4: the message is cut off or holds no text")
			return data, nil, nil, offset + len(data)
		}
	} else {
		head, body, bodyAt = data[:i], data[i+3:], offset+i+3
	}
	end := bytes.Index(body, []byte("\n-}"))
	if end < 0 {
		end = bytes.LastIndex(body, []byte("-}"))
	}
	switch {
	case end >= 0:
		at := end + bytes.Index(body[end:], []byte("-}"))
		return head, body[:end], body[at+2:], bodyAt
	case i >= 0:
		m.problem("block 4", bodyAt+len(body), "the message is cut off: block 4 is not closed")
	}
	if k := bytes.Index(body, []byte("{5:")); k >= 0 {
		return head, body[:k], body[k:], bodyAt
	}
	return head, body, nil, bodyAt
}

// fieldStart is where the first field begins that stands at the beginning of a line, or -1.
func fieldStart(data []byte) int {
	for at := 0; at < len(data); {
		if mtTag.Match(data[at:min(len(data), at+6)]) {
			return at
		}
		next := bytes.IndexByte(data[at:], '\n')
		if next < 0 {
			return -1
		}
		at += next + 1
	}
	return -1
}

// mtHeader keeps the header blocks; the addresses of sender and receiver are BICs.
func (m *Message) mtHeader(head []byte, offset int) {
	for i := 0; i < len(head); {
		k := bytes.IndexByte(head[i:], '{')
		if k < 0 {
			break
		}
		i += k
		depth, end := 0, i
		for ; end < len(head); end++ {
			if head[end] == '{' {
				depth++
			} else if head[end] == '}' {
				if depth--; depth == 0 {
					break
				}
			}
		}
		block := head[i:min(end+1, len(head))]
		if depth != 0 {
			m.problem("block", offset+i, "header block %s is not closed", printable(block[:min(len(block), 10)]))
		}
		if len(block) < 3 {
			break
		}
		f := Field{Path: "block " + string(block[1]), Lines: []string{valid(block)}, Offset: offset + i, kind: code, party: -1}
		if b := headerBIC(block); b != "" {
			role := "receiver"
			if input := bytes.Contains(head, []byte("{2:I")); input == (block[1] == '1') {
				role = "sender" // block 1 is the bank at this end: it sends an input message and receives an output message
			}
			f.BIC, f.party = b, len(m.Parties)
			m.Parties = append(m.Parties, Party{Role: role, Path: f.Path, BIC: b, named: -1})
		}
		m.add(f, false)
		i += len(block)
	}
}

// headerBIC is the BIC in the logical terminal address of block 1 or 2: 12 letters, of which the ninth names the terminal.
func headerBIC(block []byte) string {
	at := 0
	switch {
	case len(block) >= 18 && block[1] == '1':
		at = 6
	case len(block) >= 29 && block[1] == '2' && block[3] == 'O':
		at = 17 // O, type, input time and date before it
	case len(block) >= 19 && block[1] == '2' && block[3] == 'I':
		at = 7
	default:
		return ""
	}
	lt := string(block[at:min(at+12, len(block))])
	if len(lt) < 12 {
		return ""
	}
	return lt[:8] + lt[9:]
}

// mtBody splits block 4 into fields: a line that begins with a tag begins a field, other lines continue it.
func (m *Message) mtBody(body []byte, offset int) {
	var tag string
	var lines []string
	at, started := 0, false
	flush := func() {
		if started {
			m.mtField(tag, lines, offset+at)
		}
		lines = nil
	}
	for i := 0; i < len(body); {
		end := bytes.IndexByte(body[i:], '\n')
		if end < 0 {
			end = len(body) - i
		}
		line := bytes.TrimRight(body[i:i+end], "\r")
		switch t := mtTag.FindSubmatch(line[:min(len(line), 6)]); {
		case t != nil:
			flush()
			tag, started, at = string(t[1]), true, i+len(t[0])
			lines = []string{valid(line[len(t[0]):])}
		case len(line) == 0 && !started:
		case !started:
			m.problem("block 4", offset+i, "text before the first field: %s", printable(line))
			m.add(Field{Path: "block 4", Lines: []string{valid(line)}, Offset: offset + i, party: -1}, false)
		default:
			if line = bytes.TrimRight(line, "\x03$"); len(line) > 1 && line[0] == ':' && bytes.IndexByte(line[1:min(len(line), 7)], ':') >= 0 {
				m.problem(tag, offset+i, "a line begins like a field but has no known tag: %s; it was read as part of field %s", printable(line), tag)
			}
			if len(line) > 0 {
				lines = append(lines, valid(line))
			}
		}
		i += end + 1
	}
	flush()
	if !started {
		m.problem("block 4", offset, "block 4 holds no field")
	}
}

// mtField adds a field of a tag.
func (m *Message) mtField(tag string, lines []string, offset int) {
	f := Field{Path: tag, Lines: lines, Offset: offset, party: -1}
	known, ok := mtFields[m.Type+"/"+tag[:2]]
	if of, exact := mtFields[tag]; !ok || exact && len(tag) > 2 {
		known, ok = of, exact
	}
	if !ok && len(tag) > 2 {
		known, ok = mtFields[tag[:2]]
		ok = ok && known.holds == "party"
		if known.holds == "text" {
			known, ok = mtField{}, false
		}
	}
	switch {
	case !ok:
		if tag == "20" {
			f.kind, m.Reference = reference, strings.TrimSpace(strings.Join(lines, " "))
		}
		m.add(f, false)
	case known.holds == "text":
		f.Role, f.kind = known.role, text
		m.add(f, true)
	default:
		f.Role = known.role
		m.mtParty(f, tag)
	}
}

// mtParty reads the account and the lines of a party field by its option.
func (m *Message) mtParty(f Field, tag string) {
	f.kind, f.party = mtParty, len(m.Parties)
	if strings.HasPrefix(f.Lines[0], "/") {
		f.Account = strings.TrimLeft(f.Lines[0], "/")
		f.Lines = f.Lines[1:]
	}
	p := Party{Role: f.Role, Path: tag, Account: f.Account, named: -1, lines: true}
	option := tag[2:]
	first := ""
	if len(f.Lines) > 0 {
		first = f.Lines[0]
	}
	switch option {
	case "A", "G":
		f.BIC = strings.TrimSpace(first)
		if !looksLikeBIC(f.BIC) {
			m.problem(tag, f.Offset, "%s is not a BIC", printable([]byte(f.BIC)))
		}
		p.BIC = f.BIC
		if len(f.Lines) > 1 {
			p.Name, p.Address = strings.TrimSpace(f.Lines[1]), f.Lines[2:]
		}
	case "B":
		p.Address = f.Lines
	case "C":
		if len(f.Lines) > 0 && tag[:2] == "50" {
			p.BIC, f.BIC = first, first
		} else if len(f.Lines) > 0 {
			p.Name = first
		}
	case "F":
		p.optionF(f.Lines)
		f.Party = p.Name
		if p.Name == "" {
			m.problem(tag, f.Offset, "option F without a line 1/ for the name")
		}
	default: // 59, D, H, K, L
		f.Party = first
		p.Name = first
		if len(f.Lines) > 1 {
			p.Address = f.Lines[1:]
		}
		if first == "" {
			m.problem(tag, f.Offset, "a party without a name")
		}
	}
	p.named = len(m.Fields)
	m.add(f, true)
	m.Parties = append(m.Parties, p)
}

// optionF reads numbered lines: 1 name, 2 address, 3 country and town, 4 birth date, 5 birth place, 6 customer number, 7
// national identity number, 8 additional information. Without numbers they are name and address.
func (p *Party) optionF(lines []string) {
	for i, line := range lines {
		number, rest, ok := strings.Cut(line, "/")
		if !ok || len(number) != 1 {
			if parts := strings.Split(line, "/"); i == 0 && len(parts) >= 3 && len(parts[0]) == 4 { // CCPT/GB/1234567
				p.IDs = append(p.IDs, parts[len(parts)-1])
				continue
			}
			p.Address = append(p.Address, line)
			continue
		}
		switch number {
		case "1":
			if p.Name != "" {
				p.Name += " "
			}
			p.Name += rest
		case "3":
			cc, town, _ := strings.Cut(rest, "/")
			if len(cc) == 2 {
				p.Country = cc
				rest = town
			}
			if rest != "" {
				p.Address = append(p.Address, rest)
			}
		case "4":
			if len(rest) == 8 {
				p.BirthDate = rest[:4] + "-" + rest[4:6] + "-" + rest[6:]
			} else {
				p.IDs = append(p.IDs, rest)
			}
		case "6", "7":
			p.IDs = append(p.IDs, rest[strings.LastIndexByte(rest, '/')+1:])
		default:
			p.Address = append(p.Address, rest)
		}
	}
}

// looksLikeBIC reports whether s has the form of a BIC (ISO 9362): 4 letters or digits, a country, 2 and perhaps 3 more.
func looksLikeBIC(s string) bool {
	if len(s) != 8 && len(s) != 11 {
		return false
	}
	for i := range len(s) {
		letter, digit := s[i] >= 'A' && s[i] <= 'Z', s[i] >= '0' && s[i] <= '9'
		if !letter && !digit || (i == 4 || i == 5) && !letter {
			return false
		}
	}
	return true
}
