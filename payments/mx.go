package payments

import (
	"bytes"
	"strings"
)

// mxReader turns the events of an XML file into messages. One root element is one message, unless it holds several
// Documents: then each of them is one, with the header before it.
type mxReader struct {
	messages []*Message
	m        *Message
	stack    []element
	path     []byte
	body     bool              // the message has its Document
	opened   bool              // it has an element
	paths    map[string]string // so that equal paths are one string
	parties  map[partyKey]int
}

// element is an open element.
type element struct {
	pathLen   int // of its parent
	name      string
	start     int
	role      mxRole // of it or of what it stands in
	party     int    // of it or of what it stands in; -1
	children  bool
	text      []byte
	textAt    int
	inAccount bool
}

// partyKey tells the parties of a message apart: the element that they stand in, and their name in it.
type partyKey struct {
	parent int
	name   string
}

func readMX(data []byte) []*Message {
	r := &mxReader{paths: map[string]string{}}
	walkXML(data, r)
	if r.m == nil && len(r.messages) == 0 {
		r.begin(0)
		r.m.problem("", 0, "no XML element was found")
	}
	r.finish()
	return r.messages
}

func (r *mxReader) begin(at int) {
	r.finish()
	r.opened = false
	r.m, r.body, r.parties = newMessage(MX, at), false, map[partyKey]int{}
	r.messages = append(r.messages, r.m)
}

// finish ends the present message.
func (r *mxReader) finish() {
	if r.m != nil && r.m.Type == "" && r.m.Complete {
		r.m.problem("", r.m.offset, "the kind of message is not known: no Document with a namespace, and no MsgDefIdr; every element was read by its name")
	}
}

func (r *mxReader) open(name []byte, at int) {
	n := r.intern(name)
	if len(r.stack) == 0 && (r.m == nil || r.opened) || r.body && (n == "AppHdr" || n == "Document") && !r.inside("Document") {
		r.begin(at)
	}
	r.opened = true
	if n == "Document" {
		r.body = true
	}
	e := element{pathLen: len(r.path), name: n, start: at, party: -1}
	parent := element{start: -1, party: -1}
	if len(r.stack) > 0 {
		p := &r.stack[len(r.stack)-1]
		p.children = true
		parent = *p
		e.role, e.party, e.inAccount = p.role, p.party, p.inAccount
	}
	r.path = append(append(r.path, '/'), name...)
	if role, ok := roleOf(parent.name, n); ok {
		e.role, e.inAccount = role, false
		e.party = r.party(partyKey{parent.start, n}, role.role)
	} else if base, ok := strings.CutSuffix(n, "Acct"); ok && base != "" {
		if role, known := roleOf(parent.name, base); known {
			e.role, e.inAccount = mxRole{}, true
			e.party = r.party(partyKey{parent.start, base}, role.role)
		}
	}
	if n == "CdtrRefInf" || n == "CdtrSchmeId" && !e.inAccount {
		e.role = mxRole{}
	}
	r.stack = append(r.stack, e)
}

// party is the number of a party, new if it was not met before.
func (r *mxReader) party(key partyKey, role string) int {
	if i, ok := r.parties[key]; ok {
		return i
	}
	i := len(r.m.Parties)
	r.parties[key] = i
	r.m.Parties = append(r.m.Parties, Party{Role: role, Path: r.pathString(), named: -1})
	return i
}

func roleOf(parent, name string) (mxRole, bool) {
	name = strings.TrimRight(name, "0123456789")
	if parent != "" {
		if role, ok := mxRoles[parent+"/"+name]; ok {
			return role, true
		}
	}
	role, ok := mxRoles[name]
	return role, ok
}

func (r *mxReader) inside(name string) bool {
	for i := range r.stack {
		if r.stack[i].name == name {
			return true
		}
	}
	return false
}

func (r *mxReader) intern(b []byte) string {
	if s, ok := r.paths[string(b)]; ok {
		return s
	}
	s := string(b)
	r.paths[s] = s
	return s
}

func (r *mxReader) pathString() string { return r.intern(r.path) }

const isoNamespace = "urn:iso:std:iso:20022:tech:xsd:"

func (r *mxReader) attribute(name, value []byte, at int) {
	if r.m == nil || len(r.stack) == 0 {
		return
	}
	top := &r.stack[len(r.stack)-1]
	if bytes.Equal(name, []byte("xmlns")) || bytes.HasPrefix(name, []byte("xmlns:")) {
		if v, ok := strings.CutPrefix(string(value), isoNamespace); ok && !strings.HasPrefix(v, "head.") && (top.name == "Document" || r.m.Type == "" && messageType(v)) {
			r.m.Type = v
		}
		return
	}
	n := string(local(name))
	if v := string(value); strings.TrimSpace(v) != "" && n != "schemaLocation" && n != "lang" && n != "space" {
		r.m.add(Field{Path: r.pathString() + "/@" + n, Name: "@" + n, Value: strings.TrimSpace(v), Offset: at, kind: attributeKind(n), party: -1}, false)
	}
}

func attributeKind(name string) kind {
	if name == "Ccy" || name == "nil" {
		return code
	}
	return other
}

func (r *mxReader) text(s []byte, at int) {
	if len(r.stack) == 0 {
		if r.m == nil {
			r.begin(at)
		}
		r.m.add(Field{Path: "", Value: strings.TrimSpace(valid(s)), Offset: at, party: -1}, false)
		return
	}
	top := &r.stack[len(r.stack)-1]
	if len(top.text) == 0 {
		top.text, top.textAt = s, at
		return
	}
	top.text = append(bytes.Clone(top.text), s...)
}

func (r *mxReader) close(int) {
	e := &r.stack[len(r.stack)-1]
	if value := bytes.TrimSpace(e.text); len(value) > 0 {
		r.leaf(e, valid(value))
	}
	r.path = r.path[:e.pathLen]
	r.stack = r.stack[:len(r.stack)-1]
}

// leaf adds the value of an element.
func (r *mxReader) leaf(e *element, value string) {
	if len(value) > maxText {
		r.m.problem(r.pathString(), e.textAt, "longer than %d bytes; the rest was not read", maxText)
		value = strings.ToValidUTF8(value[:maxText], "")
	}
	f := Field{Path: r.pathString(), Name: e.name, Value: value, Offset: e.textAt, party: e.party}
	if !e.role.hidden {
		f.Role = e.role.role
	}
	known := mxLeaves[e.name]
	f.kind = known.kind
	parent, grandparent := r.ancestor(1), r.ancestor(2)
	switch {
	case e.children:
		known.listed, f.kind = false, other
	case e.name == "Id" && (parent == "Othr" || parent == "PrtryId") || e.name == "Id" && grandparent == "Acct":
		f.kind = identifier
		if e.inAccount {
			f.kind = account
		}
	case e.inAccount && f.kind == name:
		f.kind, known.listed = text, false
	case e.name == "Nm" && e.party < 0:
		f.kind = name
	case parent == "ClrSysId" || parent == "SchmeNm" || parent == "Tp" || parent == "CdOrPrtry":
		f.kind = code
	}
	if e.name == "MsgDefIdr" && r.m.Type == "" {
		r.m.Type = value
	}
	if f.kind == reference && (r.m.Reference == "" || e.name == "MsgId") {
		r.m.Reference = value
	}
	r.m.add(f, known.listed)
	r.m.describe(&f)
}

func (r *mxReader) ancestor(n int) string {
	if i := len(r.stack) - 1 - n; i >= 0 {
		return r.stack[i].name
	}
	return ""
}

func (r *mxReader) bad(at int, why string) {
	if r.m == nil {
		r.begin(at)
	}
	r.m.problem(string(r.path), at, "%s", why)
}

// describe adds what a field says to its party.
func (m *Message) describe(f *Field) {
	if f.party < 0 {
		return
	}
	p := &m.Parties[f.party]
	switch f.kind {
	case name:
		if p.Name == "" {
			p.Name, p.named = f.Value, len(m.Fields)-1
		}
	case address, birthPlace:
		p.lines = p.lines || len(p.Address) == 0 && f.Name == "AdrLine"
		p.Address = append(p.Address, f.Value)
	case country:
		if p.Country == "" {
			p.Country = f.Value
		}
	case bic:
		if p.BIC == "" {
			p.BIC = f.Value
		} else {
			p.IDs = append(p.IDs, f.Value)
		}
	case lei:
		p.LEI = f.Value
	case account:
		if p.Account == "" {
			p.Account = f.Value
		} else {
			p.IDs = append(p.IDs, f.Value)
		}
	case birthDate:
		p.BirthDate = f.Value
	case identifier:
		p.IDs = append(p.IDs, f.Value)
	}
}

// messageType reports whether s looks like pacs.008.001.08.
func messageType(s string) bool {
	parts := strings.Split(s, ".")
	return len(parts) == 4 && len(parts[0]) == 4 && len(parts[1]) == 3
}

// valid makes text valid UTF-8; bytes that are not are read as Latin-1.
func valid(b []byte) string {
	s := string(b)
	if strings.ToValidUTF8(s, "") == s {
		return s
	}
	return latin1(b)
}

func latin1(b []byte) string {
	var out strings.Builder
	out.Grow(len(b) + 8)
	for _, c := range b {
		out.WriteRune(rune(c))
	}
	return out.String()
}
