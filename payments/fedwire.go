package payments

import (
	"regexp"
	"strings"
)

var fedTagStart = regexp.MustCompile(`\{([0-9]{4})\}`)

// readFedwire reads Fedwire messages in tags: {1500} begins a message, what follows a tag until the next is its value.
func readFedwire(data []byte) []*Message {
	starts := fedTagStart.FindAllSubmatchIndex(data, -1)
	var out []*Message
	var m *Message
	seen := false // the message has a tag other than 1500
	begin := func(at int) {
		m, seen = newMessage(Fedwire, at), false
		m.Type = "FEDWIRE"
		out = append(out, m)
	}
	if head := strings.TrimSpace(valid(data[:starts[0][0]])); head != "" {
		begin(0)
		m.problem("", 0, "text before the first tag")
		m.add(Field{Value: head, party: -1}, false)
	}
	for i, s := range starts {
		end := len(data)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		tag := string(data[s[2]:s[3]])
		if m == nil || tag == "1500" && seen {
			begin(s[0])
		}
		seen = true
		m.fedField(tag, strings.TrimRight(valid(data[s[1]:end]), " \r\n\t"), s[1])
	}
	for _, m := range out {
		if len(m.Parties) == 0 {
			m.problem("", m.offset, "no beneficiary and no originator: the message is cut off or damaged")
		}
	}
	return out
}

func (m *Message) fedField(tag, value string, offset int) {
	f := Field{Path: tag, Value: value, Offset: offset, party: -1}
	known, ok := fedTags[tag]
	if tag == "1520" {
		m.Reference = value
	}
	if value == "" {
		if ok && known.listed {
			m.problem(tag, offset, "the tag is empty")
		}
		return
	}
	if !ok {
		m.add(f, false)
		return
	}
	f.Role, f.kind = known.role, text
	if p := fedParty(known, value); p != nil {
		p.Path, p.named = tag, -1
		if known.listed {
			p.named = len(m.Fields)
		}
		f.kind, f.party = mtParty, len(m.Parties)
		m.Parties = append(m.Parties, *p)
	}
	m.add(f, known.listed)
}

// fedElements splits a value at its delimiters, or into the fixed widths of the older format.
func fedElements(value string, widths ...int) []string {
	if strings.Contains(value, "*") {
		return strings.Split(strings.TrimSuffix(value, "*"), "*")
	}
	var out []string
	for _, w := range widths {
		if value == "" {
			break
		}
		cut := min(w, len(value))
		out = append(out, strings.TrimSpace(value[:cut]))
		value = value[cut:]
	}
	if rest := strings.TrimSpace(value); rest != "" {
		out = append(out, rest)
	}
	return out
}

// fedParty reads the party of a tag; nil if the tag is none.
func fedParty(t fedTag, value string) *Party {
	p := &Party{Role: t.role, lines: true}
	switch t.layout {
	case "institution": // routing number of 9 digits and short name
		e := fedElements(value, 9+18)
		if len(e) == 0 {
			return nil
		}
		p.Name = strings.TrimSpace(e[0])
		if len(p.Name) >= 9 && digits(p.Name[:9]) {
			p.IDs, p.Name = []string{p.Name[:9]}, strings.TrimSpace(p.Name[9:])
		}
	case "party": // code of the identifier, identifier, name, three lines of address
		e := fedElements(value, 35, 35, 35, 35, 35)
		if len(e) > 0 && len(e[0]) > 1 {
			p.identify(e[0][0], e[0][1:])
		}
		p.nameAndAddress(e, 1)
	case "optionF":
		e := fedElements(value, 35, 35, 35, 35, 35)
		if len(e) > 0 {
			p.IDs = []string{e[0][strings.LastIndexByte(e[0], '/')+1:]}
			p.optionF(e[1:])
		}
	case "cover": // SWIFT field tag and up to five lines
		e := fedElements(value, 5, 35, 35, 35, 35, 35)
		if len(e) > 1 {
			lines := e[1:]
			if strings.HasPrefix(lines[0], "/") {
				p.Account = strings.TrimLeft(lines[0], "/")
				lines = lines[1:]
			}
			switch {
			case len(lines) > 0 && looksLikeBIC(lines[0]) && (strings.HasSuffix(strings.TrimSpace(e[0]), "A") || len(lines) == 1 && len(lines[0]) == 8):
				p.BIC = lines[0]
				lines = lines[1:]
				p.nameAndAddress(lines, 0)
			case len(lines) > 0 && strings.HasPrefix(lines[0], "1/"):
				p.optionF(lines)
			default:
				p.nameAndAddress(lines, 0)
			}
		}
	case "account":
		p.Account = value
	case "remittance": // type and code of the identifier in six letters stand before or after the name
		e := fedElements(value, 2+4+140, 35, 35)
		if len(e) > 0 {
			p.Name = e[0]
			for _, prefix := range []string{"OI", "PI"} {
				if len(p.Name) > 6 && strings.HasPrefix(p.Name, prefix) && strings.ToUpper(p.Name[:6]) == p.Name[:6] && !strings.Contains(p.Name[:6], " ") {
					p.Name = p.Name[6:]
				}
			}
			for _, s := range e[1:] {
				if s = strings.TrimSpace(s); s != "" {
					p.Address = append(p.Address, s)
				}
			}
		}
	default:
		return nil
	}
	return p
}

func (p *Party) nameAndAddress(elements []string, from int) {
	if len(elements) <= from {
		return
	}
	p.Name = strings.TrimSpace(elements[from])
	for _, s := range elements[from+1:] {
		if s = strings.TrimSpace(s); s != "" {
			p.Address = append(p.Address, s)
		}
	}
}

// identify keeps the identifier of a party by its code: B is a BIC, D an account, others are numbers.
func (p *Party) identify(code byte, id string) {
	id = strings.TrimSpace(id)
	switch code {
	case 'B':
		p.BIC = id
	case 'D':
		p.Account = id
	default:
		p.IDs = append(p.IDs, id)
	}
}

func digits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}
