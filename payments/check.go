package payments

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/screen"
)

// Checker screens messages. It is safe for several goroutines.
type Checker struct {
	Scanner *screen.Scanner
}

// Alert is one reason to stop a message: what was found, in which field, and what speaks for it.
type Alert struct {
	Path  string `json:"field"` // the field's path or tag
	Role  string `json:"role,omitempty"`
	Value string `json:"value"` // of the field; Start and End of the mention count its bytes
	screen.Mention

	about screen.About
	name  bool // the value is the name of one party
}

// The kinds of alerts beside those of mentions (name, identifier, country).
const (
	KindMasked    = "masked"
	KindTruncated = "truncated"
)

// Result is a message with its alerts.
type Result struct {
	*Message
	Alert  bool    `json:"alert"`
	Alerts []Alert `json:"alerts"`
}

// Check screens a message: each party's name with all that is known of it, and all that the message says as free text.
func (c *Checker) Check(m *Message) (*Result, error) {
	alerts := c.Find(m)
	for i := range alerts {
		a := &alerts[i]
		if a.Caption != "" || a.Kind == KindMasked || a.Kind == KindTruncated {
			continue
		}
		if err := c.Scanner.Explain(&a.Mention, a.Value, a.about); err != nil {
			return nil, err
		}
	}
	if alerts == nil {
		alerts = []Alert{}
	}
	return &Result{Message: m, Alert: len(alerts) > 0, Alerts: alerts}, nil
}

// Find is Check without what it takes to show the alerts.
func (c *Checker) Find(m *Message) []Alert {
	f := finder{c: c, m: m}
	for i := range m.Parties {
		f.party(&m.Parties[i])
	}
	f.texts(m.Fields)
	f.texts(m.Other)
	return f.settle()
}

type finder struct {
	c      *Checker
	m      *Message
	alerts []Alert
}

// customers are the roles that must have a name or a BIC.
var customers = map[string]bool{"debtor": true, "creditor": true, "ordering_customer": true, "beneficiary": true, "originator": true}

// party screens the name of a party with its facts, and its country and BIC by themselves.
func (f *finder) party(p *Party) {
	path, value := f.nameField(p)
	about := screen.About{Facts: p.facts(), Whole: true, Cut: maybeCut(p.Name)}
	if p.Name != "" {
		why, kind := masked(p.Name), KindMasked
		if why == "" {
			why, kind = truncated(p.Name), KindTruncated
		}
		if why != "" {
			f.add(path, p.Role, p.Name, own(kind, p.Name, why), screen.About{})
		}
		if kind != KindMasked || why == "" {
			for _, value := range p.readings() {
				for _, mention := range f.c.Scanner.Find(value, about) {
					f.alerts = append(f.alerts, Alert{Path: path, Role: p.Role, Value: value, Mention: mention, about: about, name: true})
				}
			}
		}
	} else if customers[p.Role] && p.BIC == "" && p.LEI == "" {
		f.add(path, p.Role, value, own(KindMasked, value, "the party has neither name nor BIC"), screen.About{})
	}
	if m, ok := screen.EmbargoOf(p.Country); ok {
		f.add(p.Path, p.Role, p.Country, m, screen.About{})
	}
	if looksLikeBIC(p.BIC) {
		if m, ok := screen.EmbargoOf(p.BIC[4:6]); ok {
			m.Start, m.End, m.Text = 4, 6, p.BIC[4:6]
			f.add(p.Path, p.Role, p.BIC, m, screen.About{})
		}
	}
	for _, id := range append([]string{p.BIC, p.LEI, p.Account}, p.IDs...) {
		if id == "" {
			continue
		}
		for _, mention := range f.c.Scanner.FindID(id) {
			f.add(p.Path, p.Role, id, mention, screen.About{})
		}
	}
	if len(p.Address) > 0 {
		text := strings.Join(p.Address, "\n")
		for _, mention := range f.c.Scanner.Find(text, screen.About{}) {
			f.add(path, p.Role, text, mention, screen.About{})
		}
	}
}

// readings are the name of a party, and the name with the line after it where that could continue it: lines of addresses
// mostly hold a number.
func (p *Party) readings() []string {
	if len(p.Address) == 0 || !p.lines || strings.ContainsAny(p.Address[0], "0123456789") {
		return []string{p.Name}
	}
	return []string{p.Name, p.Name + "\n" + p.Address[0]}
}

// nameField is the field in which a party's name stands.
func (f *finder) nameField(p *Party) (path, value string) {
	if p.named >= 0 && p.named < len(f.m.Fields) {
		return f.m.Fields[p.named].Path, f.m.Fields[p.named].Content()
	}
	return p.Path, ""
}

// facts are what is known of a party beside its name.
func (p *Party) facts() match.Facts {
	var f match.Facts
	if c, ok := ftm.CountryCode(p.Country); ok && p.Country != "" {
		f.Countries = []string{c}
	}
	if len(p.Address) > 0 {
		f.Addresses = []string{strings.Join(p.Address, " ")}
	}
	if d, ok := ftm.ParseDate(p.BirthDate, ftm.DayFirst); ok && p.BirthDate != "" {
		f.BirthDates = []match.Date{{Value: d}}
	}
	return f
}

// own is an alert that no list entry stands behind.
func own(kind, text, why string) screen.Mention {
	return screen.Mention{Kind: kind, Start: 0, End: len(text), Text: text, Score: 1, Alert: true, Caption: why,
		Evidence: []match.Evidence{{Feature: kind, Query: text, Bits: 0, Why: why}}}
}

func (f *finder) add(path, role, value string, m screen.Mention, about screen.About) {
	f.alerts = append(f.alerts, Alert{Path: path, Role: role, Value: value, Mention: m, about: about})
}

// texts screens what belongs to no party as free text. Texts that follow each other in the same element are read as one, since
// a name may be split over them.
func (f *finder) texts(fields []Field) {
	for i := 0; i < len(fields); {
		j := i + 1
		if fields[i].kind == text {
			for j < len(fields) && fields[j].kind == text && fields[j].Path == fields[i].Path {
				j++
			}
		}
		f.text(fields[i:j])
		i = j
	}
}

func (f *finder) text(fields []Field) {
	first := &fields[0]
	switch first.kind {
	case name:
		f.furtherName(first)
		return
	case country:
		if m, ok := screen.EmbargoOf(first.Value); ok && first.party < 0 {
			f.add(first.Path, first.Role, first.Value, m, screen.About{})
		}
		return
	case address, bic, lei, birthDate, birthPlace, account, identifier:
		if first.party >= 0 {
			return // screened with its party
		}
	case mtParty:
		return
	}
	value := first.screened()
	for k := range fields[1:] {
		value += "\n" + fields[k+1].screened()
	}
	f.residences(first, value)
	if !wordy(value) {
		return
	}
	if start, end, ok := maskedIn(value); ok {
		m := own(KindMasked, value[start:end], "a customer who is not named")
		m.Start, m.End = start, end
		f.add(first.Path, first.Role, value, m, screen.About{})
	}
	about := screen.About{Field: true}
	for _, mention := range f.c.Scanner.Find(value, about) {
		f.add(first.Path, first.Role, value, mention, about)
	}
}

// furtherName screens a name beside that of its party, such as that of a contact or a branch, and one of no known party.
func (f *finder) furtherName(field *Field) {
	about := screen.About{Whole: true, Cut: maybeCut(field.Value)}
	if field.party >= 0 {
		p := &f.m.Parties[field.party]
		if p.named >= 0 && p.named < len(f.m.Fields) && field == &f.m.Fields[p.named] {
			return
		}
	}
	if why := masked(field.Value); why != "" {
		return // the party itself has a name, or is none
	}
	for _, mention := range f.c.Scanner.Find(field.Value, about) {
		f.alerts = append(f.alerts, Alert{Path: field.Path, Role: field.Role, Value: field.Value, Mention: mention, about: about, name: true})
	}
	for _, mention := range f.c.Scanner.Find(field.Value, screen.About{}) { // its towns and countries
		if mention.Kind != "name" {
			f.add(field.Path, field.Role, field.Value, mention, screen.About{})
		}
	}
}

// residence is the country of a party in field 77B: /BENEFRES/IR (SWIFT standards, category 1).
var residence = regexp.MustCompile(`/(?:BENEFRES|ORDERRES)/([A-Z]{2})\b`)

func (f *finder) residences(field *Field, value string) {
	if field.Role != "regulatory" {
		return
	}
	for _, at := range residence.FindAllStringSubmatchIndex(value, -1) {
		if m, ok := screen.EmbargoOf(value[at[2]:at[3]]); ok {
			m.Start, m.End = at[2], at[3]
			f.add(field.Path, field.Role, value, m, screen.About{})
		}
	}
}

// wordy reports whether a value holds anything that could name somebody: three letters in a row, or a number of seven digits.
func wordy(s string) bool {
	letters, numbers := 0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			return true
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			if letters++; letters >= 3 {
				return true
			}
			numbers = 0
		case c >= '0' && c <= '9':
			if numbers++; numbers >= 7 {
				return true
			}
			letters = 0
		default:
			letters, numbers = 0, 0
		}
	}
	return false
}

// settle leaves out what says the same of the same party of the message less surely, and sorts by how sure it is.
func (f *finder) settle() []Alert {
	slices.SortStableFunc(f.alerts, func(a, b Alert) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Bits, a.Bits)) })
	var out []Alert
	for _, a := range f.alerts {
		if !slices.ContainsFunc(out, func(o Alert) bool { return f.same(&o, &a) }) {
			out = append(out, a)
		}
	}
	return out
}

func (f *finder) same(o, a *Alert) bool {
	if o.Path != a.Path || o.Role != a.Role || o.Kind != a.Kind {
		return false
	}
	switch a.Kind {
	case "name", "identifier":
		return f.c.Scanner.Same(&o.Mention, &a.Mention) && (strings.EqualFold(o.Text, a.Text) || o.Start == a.Start)
	case "country":
		return o.Caption == a.Caption
	}
	return o.Caption == a.Caption && o.Text == a.Text
}
