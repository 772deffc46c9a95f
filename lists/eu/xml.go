package eu

import (
	"fmt"
	"strings"

	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/tree"
)

// dialect is how a tree names the parts of an entry: the XML itself, and its transcription to YAML.
type dialect struct {
	attribute func(name string) string
	entity, names, citizens, births, addresses, documents,
	regulation, summary, subject string
}

var (
	inXML = dialect{func(n string) string { return "@" + n }, "sanctionEntity", "nameAlias", "citizenship", "birthdate",
		"address", "identification", "regulation", "regulationSummary", "subjectType"}
	inYAML = dialect{snake, "", "name_aliases", "citizenships", "birthdates", "addresses", "identifications",
		"regulations", "regulation_summaries", "subject_type"}
)

func snake(name string) string {
	var b strings.Builder
	for _, r := range name {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte('_')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// decoder reads entries in one dialect, with its names worked out once.
type decoder struct {
	dialect
	local map[string]string
}

func (d dialect) decoder() *decoder { return &decoder{dialect: d, local: map[string]string{}} }

func (d *decoder) fields(n *tree.Node) fields {
	return func(name string) string {
		local, ok := d.local[name]
		if !ok {
			local = d.attribute(name)
			d.local[name] = local
		}
		return n.Text(local)
	}
}

// parseXML reads FSF XML 1.0 and 1.1, and the travel bans, which are written in the same schema. In 1.0 the entity
// has no EU reference number and acts print their address in an element.
func parseXML(s *series, pub *lists.Publication, file lists.File) error {
	root, err := tree.XML(file.Data)
	if err != nil {
		return err
	}
	if date := root.Text("@generationDate"); date != "" {
		if pub.Published, err = published(date); err != nil {
			return fmt.Errorf("line %d: generationDate %q is not a time", root.Line, date)
		}
	}
	root.Ignore("@globalFileId") // the number of the download
	var entries []*entry
	d := inXML.decoder()
	for _, n := range root.All(d.entity) {
		entries = append(entries, d.entry(n))
	}
	root.Unread(pub.UnknownAt)
	return finish(s, pub, entries)
}

func (d *decoder) entry(n *tree.Node) *entry {
	f := d.fields(n)
	e := &entry{line: n.Line, logicalID: f("logicalId"), ref: f("euReferenceNumber"), unitedID: f("unitedNationId"),
		remarks: d.remarks(n)}
	subject := d.fields(n.Child(d.subject))
	e.subject = subject("classificationCode")
	if code := subject("code"); e.subject == "" {
		e.subject = code
	}
	details := d.parts(n, e)
	regulations := n.All(d.regulation)
	if len(regulations) == 0 {
		regulations = []*tree.Node{nil}
	}
	for _, r := range regulations {
		e.listings = append(e.listings, listing{act: d.act(r), designated: f("designationDate"),
			delisted: f("delistingDate"), details: f("designationDetails"), detailActs: details})
		for _, c := range r.All("corrigendum") {
			last := &e.listings[len(e.listings)-1]
			last.detailActs = append(last.detailActs, d.act(c))
		}
	}
	if len(e.names) == 0 {
		e.salvage()
	}
	return e
}

// parts reads names, births, citizenships, addresses and documents, and returns the acts that they come from.
func (d *decoder) parts(n *tree.Node, e *entry) []act {
	var acts []act
	seen := map[act3]bool{}
	each := func(kind string, read func(*tree.Node, fields, []string)) {
		for _, c := range n.All(kind) {
			read(c, d.fields(c), d.remarks(c))
			// the number of a row in their database, and always English: no content
			c.Ignore(d.attribute("logicalId"), d.attribute("regulationLanguage"))
			for _, r := range c.All(d.summary) {
				a := d.act(r)
				if k := (act3{a.number, a.published, a.url}); !seen[k] || len(a.remarks) > 0 {
					seen[k] = true
					acts = append(acts, a)
				}
			}
		}
	}
	each(d.names, func(_ *tree.Node, f fields, remarks []string) {
		v := f.name()
		v.remarks = remarks
		e.names = append(e.names, v)
	})
	each(d.births, func(_ *tree.Node, f fields, remarks []string) {
		v := f.birth()
		v.remarks = remarks
		e.births = append(e.births, v)
	})
	each(d.citizens, func(_ *tree.Node, f fields, remarks []string) {
		v := f.citizenship()
		v.remarks = remarks
		e.citizens = append(e.citizens, v)
	})
	each(d.addresses, func(c *tree.Node, f fields, remarks []string) {
		v := f.address()
		v.remarks = remarks
		for _, i := range c.All("contactInfo") {
			v.contacts = append(v.contacts, contact{i.Text("@key"), i.Text("@value")})
		}
		e.addresses = append(e.addresses, v)
	})
	each(d.documents, func(_ *tree.Node, f fields, remarks []string) {
		v := f.document()
		v.remarks = remarks
		e.documents = append(e.documents, v)
	})
	return acts
}

type act3 struct{ number, published, url string }

// remarks are the remark elements of a part and the additional informations, which the schema keeps for what it has no
// element for.
func (d *decoder) remarks(n *tree.Node) []string {
	rs := n.Texts("remark")
	for _, a := range n.All("additionalInformation") {
		rs = append(rs, strings.Join(nonEmpty(a.Text("@key"), a.Text("@value")), ": "))
	}
	return rs
}

func (d *decoder) act(n *tree.Node) act {
	if n == nil {
		return act{}
	}
	a := d.fields(n).act()
	if a.url == "" {
		a.url = n.Text("publicationUrl")
	}
	a.remarks = d.remarks(n)
	n.Ignore(d.attribute("logicalId")) // the number of a row in their database
	return a
}
