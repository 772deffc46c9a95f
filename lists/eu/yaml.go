package eu

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/tree"
)

// documents reads a stream of YAML documents and refuses one that is cut: each document must have the keys.
func documents(data []byte, keys ...string) ([]*tree.Node, error) {
	docs, err := tree.YAML(data)
	if err != nil {
		return nil, err
	}
	for i, d := range docs {
		for _, k := range keys {
			if d.Child(k) == nil {
				where := ""
				if i == len(docs)-1 {
					where = ": cut or incomplete"
				}
				return nil, fmt.Errorf("line %d: document %d has no %s%s", d.Line, i+1, k, where)
			}
		}
	}
	if len(docs) > 0 && !bytes.HasSuffix(data, []byte("\n")) {
		return nil, fmt.Errorf("line %d: the file ends inside a line: cut or incomplete", bytes.Count(data, []byte("\n"))+1)
	}
	return docs, nil
}

// parseYAMLFull reads the transcription that keeps nearly all fields of the XML, under the same names in snake case.
func parseYAMLFull(s *series, pub *lists.Publication, file lists.File) error {
	docs, err := documents(file.Data, "eu_reference_number", "subject_type", "name_aliases")
	if err != nil {
		return err
	}
	var entries []*entry
	d := inYAML.decoder()
	for _, n := range docs {
		entries = append(entries, d.entry(n))
		n.Unread(pub.UnknownAt)
	}
	return finish(s, pub, entries)
}

// parseYAML reads the extract of names, one country, one date of birth and the address of each entity. Several
// documents with the same reference number are the listings of one party under several programmes.
func parseYAML(s *series, pub *lists.Publication, file lists.File) error {
	docs, err := documents(file.Data, "names", "entity_type", "ref_type", "remark")
	if err != nil {
		return err
	}
	var entries []*entry
	for _, n := range docs {
		entries = append(entries, extract(n, pub))
		n.Unread(pub.UnknownAt)
	}
	return finish(s, pub, entries)
}

func extract(n *tree.Node, pub *lists.Publication) *entry {
	n.Ignore("source") // "eu-data"
	e := &entry{line: n.Line, ref: n.Text("ref_number"), remarks: n.Texts("remark"), listings: []listing{{}}}
	if typ := n.Text("ref_type"); typ != "EU Reference Number" {
		pub.UnknownAt("ref_type=" + typ)
	}
	switch typ := n.Text("entity_type"); typ {
	case "organization":
		e.subject = "enterprise"
	default:
		e.subject = typ
	}
	names := n.Texts("names")
	main := mainName(names)
	for _, t := range names {
		v := name{whole: t}
		if t == main {
			v.logicalID = "0" // the database counts from 1
		}
		e.names = append(e.names, v)
	}
	if date := n.Text("birthdate"); isoDate.MatchString(date) {
		e.births = append(e.births, birth{date: date})
	} else if date != "" {
		e.births = append(e.births, birth{raw: date})
	}
	// the citizenship, or the country of birth or address: the extract does not say which
	c := country{description: n.Text("country")}
	e.addresses = append(e.addresses, address{country: c})
	for _, a := range n.All("address") {
		v := address{street: a.Text("street"), city: a.Text("city"), region: a.Text("state"), zip: a.Text("zip"),
			country: country{description: a.Text("country")}}
		if box, ok := strings.CutPrefix(v.zip, "PO Box "); ok {
			v.zip, v.poBox = "", box
		}
		e.addresses = append(e.addresses, v)
	}
	for _, c := range n.Texts("contact") {
		e.addresses = append(e.addresses, address{contacts: labelled(c)})
	}
	return e
}

var contactLabel = regexp.MustCompile(`(?:^|, )([A-Z]{2,12}): `)

// labelled reads "PHONE: 963 112110059/963112110043, FAX: 963 933333149".
func labelled(s string) []contact {
	at := contactLabel.FindAllStringSubmatchIndex(s, -1)
	if len(at) == 0 {
		return []contact{{"", s}}
	}
	var out []contact
	for i, m := range at {
		end := len(s)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		out = append(out, contact{s[m[2]:m[3]], s[m[1]:end]})
	}
	return out
}

var (
	otherSpelling   = regexp.MustCompile(`(?i)j|cz|sch|ou|tch`)
	englishSpelling = regexp.MustCompile(`(?i)ch|sh|zh|kh|y`)
)

// mainName guesses which of the names is the English one, for a source that prints names in an order that changes daily
// and without their language: Latin letters without accents, the letter groups of English romanisation rather than of
// German, Swedish, French or Polish, more words, and last the alphabet. On the entries of 2024-12-20 whose main name is
// known from a fuller file it finds 64 percent (the first in the alphabet: 41); all names are screened alike.
func mainName(names []string) string {
	if len(names) == 0 {
		return ""
	}
	rank := func(s string) [4]int {
		ascii := strings.IndexFunc(s, func(r rune) bool { return r > 127 }) < 0
		return [4]int{one01(!latin(s)), one01(!ascii),
			len(otherSpelling.FindAllStringIndex(s, -1)) - len(englishSpelling.FindAllStringIndex(s, -1)),
			-len(strings.Fields(s))}
	}
	return slices.MinFunc(names, func(a, b string) int {
		ra, rb := rank(a), rank(b)
		if c := slices.Compare(ra[:], rb[:]); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
}

func one01(b bool) int {
	if b {
		return 1
	}
	return 0
}
