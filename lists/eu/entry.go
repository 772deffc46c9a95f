package eu

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// entry is one sanctionEntity, whatever the format it came in. Entries with the same id are the same party, listed
// under several programmes; merge joins them.
type entry struct {
	line      int
	logicalID string   // the database's own number, "" where the format lacks it
	ref       string   // EU.6385.79
	unitedID  string   // reference of the United Nations
	subject   string   // P or person, E or enterprise
	also      []string // ids of the party on other lists of the Union
	listings  []listing
	remarks   []string
	names     []name
	births    []birth
	citizens  []citizenship
	addresses []address
	documents []document
}

// listing is the regulation under which the entry stands.
type listing struct {
	act        act
	designated string // ISO date
	delisted   string // ISO date
	details    string
	// details of the entry (names, births, ...) come from acts of their own
	detailActs []act
}

type act struct {
	kind, organisation, number, programme, url string
	published, inForce                         string // ISO dates
	remarks                                    []string
}

type name struct {
	first, middle, last, whole string
	function, title, gender    string
	language                   string // EN, RU, ...
	weak                       bool
	logicalID                  string
	remarks                    []string
}

type birth struct {
	date             string // ISO, Gregorian
	day, month, year string
	from, to         string // years
	circa            bool
	calendar         string // GREGORIAN, ISLAMIC, ...
	raw              string // a date that the decoder could not take apart
	place, city      string
	region, zip      string
	country          country
	remarks          []string
}

type citizenship struct {
	country          country
	region           string
	acquired, ceased string
	remarks          []string
}

type address struct {
	street, poBox, zip, city, region, place string
	country                                 country
	atListing                               bool
	contacts                                []contact
	remarks                                 []string
}

type contact struct{ key, value string }

type document struct {
	code, description           string
	number, latin               string
	country                     country
	region, issuedBy, issued    string
	validFrom, validTo, onName  string
	diplomatic                  bool
	expired, bogus, lost, ended bool // known expired, known false, reported lost, revoked by the issuer
	remarks                     []string
}

// country is a code (ISO 3166 with two or three letters) and the description beside it. The code 00 and the
// description UNKNOWN mean that none is known.
type country struct{ code, description string }

// raw is the country's code in FollowTheMoney's form, the same whatever the format prints, or the text that is none.
func (c country) raw() string {
	printed := strings.TrimSpace(c.code)
	if printed == "" || printed == "00" || printed == "-" {
		if printed = strings.TrimSpace(c.description); strings.EqualFold(printed, "UNKNOWN") {
			return ""
		}
		printed = cmp.Or(describedCode[printed], printed)
	}
	if code, ok := ftm.CountryCode(printed); ok {
		return code
	}
	return printed
}

// describedCode are the descriptions of the FSF that are nobody else's names of countries, with the codes that the FSF
// prints beside them.
var describedCode = map[string]string{
	"BOSNIA AND HERZEGOWINA":                    "BA",
	"CONGO, Democratic Republic of (was Zaire)": "CD",
	"CONGO, People's Republic of":               "CG",
	"NETHERLANDS ANTILLES":                      "AN",
}

// maxParts bounds the parts of one entry; the largest known has 145 names.
const maxParts = 5000

// id is the record id: the EU reference number, else one made from the logical id, else one made from the names.
func (e *entry) id() string {
	switch {
	case e.ref != "":
		return e.ref
	case e.logicalID != "":
		return "EU.L" + e.logicalID
	}
	parts := []string{}
	for _, n := range e.names {
		parts = append(parts, n.text())
	}
	slices.Sort(parts)
	if len(e.births) > 0 {
		parts = append(parts, e.births[0].date)
	}
	return "EU.X" + lists.StableID(parts...)
}

func (e *entry) check() error {
	n := len(e.names) + len(e.births) + len(e.citizens) + len(e.addresses) + len(e.documents) + len(e.remarks)
	for _, l := range e.listings {
		n += 1 + len(l.detailActs) + len(l.act.remarks)
	}
	for _, p := range e.names {
		n += len(p.remarks)
	}
	for _, p := range e.births {
		n += len(p.remarks)
	}
	for _, p := range e.citizens {
		n += len(p.remarks)
	}
	for _, p := range e.addresses {
		n += len(p.remarks) + len(p.contacts)
	}
	for _, p := range e.documents {
		n += len(p.remarks)
	}
	if n > maxParts {
		return fmt.Errorf("line %d: entry %s has %d parts, more than %d", e.line, e.id(), n, maxParts)
	}
	return nil
}

// merge joins entries with the same id, keeping the order of their first appearance.
func merge(entries []*entry) []*entry {
	at := map[string]*entry{}
	var out []*entry
	for _, e := range entries {
		first, ok := at[e.id()]
		if !ok {
			at[e.id()] = e
			out = append(out, e)
			continue
		}
		first.add(e)
	}
	return out
}

func (e *entry) add(o *entry) {
	e.logicalID = cmp.Or(e.logicalID, o.logicalID)
	e.unitedID = cmp.Or(e.unitedID, o.unitedID)
	e.subject = cmp.Or(e.subject, o.subject)
	e.listings = append(e.listings, o.listings...)
	e.also = append(e.also, o.also...)
	e.remarks = append(e.remarks, o.remarks...)
	e.names = append(e.names, o.names...)
	e.births = append(e.births, o.births...)
	e.citizens = append(e.citizens, o.citizens...)
	e.addresses = append(e.addresses, o.addresses...)
	e.documents = append(e.documents, o.documents...)
}

// finish merges the entries and adds their records to the publication.
func finish(s *series, pub *lists.Publication, entries []*entry) error {
	merged := merge(entries)
	if n := len(entries) - len(merged); n > 0 {
		pub.Warn("%d entries in the file, %d records: %d parties stand in it more than once, under several programmes",
			len(entries), len(merged), n)
	}
	nameless := 0
	for _, e := range merged {
		if err := e.check(); err != nil {
			return err
		}
		if len(e.names) == 0 {
			pub.Warn("line %d: entry %s has no name", e.line, e.id())
			if nameless++; nameless > 10 && nameless > len(merged)/10 {
				return fmt.Errorf("line %d: more than a tenth of the entries have no name", e.line)
			}
		}
		pub.Records = append(pub.Records, e.record(s, pub))
	}
	return nil
}

// text is the whole name, or what the parts make.
func (n *name) text() string {
	if n.whole != "" {
		return n.whole
	}
	return strings.TrimSpace(strings.Join(nonEmpty(n.first, n.middle, n.last), " "))
}

func nonEmpty(parts ...string) []string {
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" && p != "-" {
			out = append(out, p)
		}
	}
	return out
}

// primary orders names by how likely they are to be the one under which the party is known. The format does not say
// which it is: the strong name in Latin script without a language or in English, split into parts, with the function
// beside it, is; among several the one entered first, which has the smallest logical id.
func primary(a, b *name) int {
	return cmp.Or(
		boolean(a.weak, b.weak),
		boolean(!latin(a.text()), !latin(b.text())),
		boolean(a.language != "" && a.language != "EN", b.language != "" && b.language != "EN"),
		boolean(a.last == "", b.last == ""),
		boolean(a.function == "" && a.title == "", b.function == "" && b.title == ""),
		cmp.Compare(number(a.logicalID), number(b.logicalID)),
		strings.Compare(a.text(), b.text()),
		strings.Compare(a.language, b.language),
	)
}

func boolean(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 1 << 62
	}
	return n
}

// latin reports whether most letters are of the Latin script.
func latin(s string) bool {
	n := 0
	for _, r := range s {
		switch {
		case r < 'A':
		case r < 0x250 || r >= 0x1e00 && r < 0x1f00:
			n++
		default:
			n--
		}
	}
	return n >= 0
}
