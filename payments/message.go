// Package payments reads payment messages and screens every field of them.
//
// A message is ISO 20022 XML in any version and namespace, with or without an envelope and business header; a SWIFT MT
// message with or without its block headers; or a Fedwire message in tags. Reading keeps for each field where it stands and
// what role its party plays, and loses nothing: what is no known party field is kept as other content and is screened as
// free text. A message that is damaged yields what could be read of it, Problems that name field and offset, and Complete =
// false.
//
// The element, field and tag tables (mx.tsv, mt.tsv, fedwire.tsv) are data: they say which element plays which role, and are
// taken from the ISO 20022 message definition reports, the SWIFT user handbook (category 1 and 2) and the Fedwire Funds
// Service format reference.
package payments

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// Standard is the family of a message.
type Standard string

// The standards. Text is what is none of the others: it is screened as free text.
const (
	MX      Standard = "mx"
	MT      Standard = "mt"
	Fedwire Standard = "fedwire"
	Text    Standard = "text"
)

// Message is a payment message as it was read.
type Message struct {
	Standard  Standard  `json:"standard"`
	Type      string    `json:"type"`                // pacs.008.001.08, MT103, MT202COV, FEDWIRE; "" if it is not known
	Reference string    `json:"reference,omitempty"` // what the sender calls it
	Complete  bool      `json:"complete"`            // everything in it was understood
	Problems  []Problem `json:"problems"`
	Fields    []Field   `json:"fields"` // names, addresses, BICs, accounts and texts, in the order of the message
	Other     []Field   `json:"other"`  // all other content
	Parties   []Party   `json:"parties"`

	offset int // in the input
}

// Problem is something wrong with a message.
type Problem struct {
	Path   string `json:"path"`   // the field, or ""
	Offset int    `json:"offset"` // bytes from the beginning of the file
	Text   string `json:"text"`
}

func (p Problem) String() string {
	if p.Path == "" {
		return fmt.Sprintf("offset %d: %s", p.Offset, p.Text)
	}
	return fmt.Sprintf("%s, offset %d: %s", p.Path, p.Offset, p.Text)
}

// kind is what a field holds.
type kind uint8

const (
	other kind = iota
	name
	address
	country
	bic
	lei
	account
	identifier // a number of a party
	birthDate
	birthPlace
	text      // remittance, instructions, narrative
	mtParty   // an MT field with several of the above
	code      // an amount, date, code or other value of a closed form: kept, and screened only if it holds words
	reference // the sender's reference
)

// Field is one field of a message: a leaf element of XML, a field of MT, a tag of Fedwire.
type Field struct {
	Path    string   // /Document/FIToFICstmrCdtTrf/.../Nm, 50K, 4200
	Name    string   // of the element: Nm; "" for MT and Fedwire
	Role    string   // debtor, creditor_agent, ...; "" where it belongs to no party
	Value   string   // as printed, white space around it dropped
	Lines   []string // of an MT field, without its account line
	Account string   // of an MT party
	BIC     string   // of an MT party
	Party   string   // name of an MT party
	Offset  int      // of the value, in bytes from the beginning of the file

	standard Standard
	kind     kind
	party    int // position in Parties, or -1
}

// MarshalJSON writes a field in the form of its standard: XML elements with field, role and value, MT fields with role and
// lines, Fedwire tags with their value.
func (f Field) MarshalJSON() ([]byte, error) {
	switch f.standard {
	case MT:
		type mt struct {
			Path    string   `json:"path"`
			Role    string   `json:"role,omitempty"`
			Lines   []string `json:"lines"`
			Account string   `json:"account,omitempty"`
			BIC     string   `json:"bic,omitempty"`
			Name    string   `json:"name,omitempty"`
		}
		return json.Marshal(mt{f.Path, f.Role, nonNil(f.Lines), f.Account, f.BIC, f.Party})
	case MX:
		type mx struct {
			Path  string  `json:"path"`
			Field string  `json:"field"`
			Role  *string `json:"role"`
			Value string  `json:"value"`
		}
		out := mx{Path: f.Path, Field: f.Name, Value: f.Value}
		if f.Role != "" {
			out.Role = &f.Role
		}
		return json.Marshal(out)
	}
	type plain struct {
		Path  string `json:"path"`
		Value string `json:"value"`
	}
	return json.Marshal(plain{f.Path, f.Value})
}

// Content is all that a field says, line by line.
func (f *Field) Content() string {
	if f.standard != MT {
		return f.Value
	}
	return strings.Join(f.Lines, "\n")
}

// subfield is a mark within field 86 of statements: ?32 begins the name of the other party, ?33 continues it.
var subfield = regexp.MustCompile(`\?[0-9]{2}`)

// screened is the content with marks of structure made readable, byte for byte in the same places: those that continue a name
// become the beginning of a line that continues.
func (f *Field) screened() string {
	s := f.Content()
	if f.standard != MT || f.Path != "86" || !strings.Contains(s, "?") {
		return s
	}
	return subfield.ReplaceAllStringFunc(strings.ReplaceAll(s, "\n", " "), func(mark string) string {
		if mark[1] == '2' && mark[2] != '0' || mark == "?33" || mark[1] == '6' && mark[2] != '0' {
			return "\n//"
		}
		return "\n  "
	})
}

// Party is one party of a message with what its fields say of it.
type Party struct {
	Role      string   `json:"role"`
	Path      string   `json:"path"`
	Name      string   `json:"name,omitempty"`
	Address   []string `json:"address,omitempty"`
	Country   string   `json:"country,omitempty"`
	BIC       string   `json:"bic,omitempty"`
	LEI       string   `json:"lei,omitempty"`
	Account   string   `json:"account,omitempty"`
	BirthDate string   `json:"birthDate,omitempty"`
	IDs       []string `json:"ids,omitempty"` // other numbers

	named int  // position in Fields of the field with its name, or -1
	lines bool // the address stands in lines that may continue the name
}

func nonNil[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// problem notes what is wrong with a message.
func (m *Message) problem(path string, offset int, format string, args ...any) {
	const most = 50
	if len(m.Problems) < most {
		m.Problems = append(m.Problems, Problem{path, offset, fmt.Sprintf(format, args...)})
	}
	m.Complete = false
}

func newMessage(s Standard, offset int) *Message {
	return &Message{Standard: s, Complete: true, Problems: []Problem{}, Fields: []Field{}, Other: []Field{}, Parties: []Party{}, offset: offset}
}

// add appends a field to Fields, or to Other if it is none of those.
func (m *Message) add(f Field, listed bool) {
	f.standard = m.Standard
	if listed {
		m.Fields = append(m.Fields, f)
		return
	}
	m.Other = append(m.Other, f)
}
