package eu

import (
	"fmt"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/tree"
)

// parseWhole reads the XML that was published until 2018: root WHOLE, ENTITY with NAME, BIRTH, CITIZEN, ADDRESS and
// PASSPORT. It has no EU reference numbers; Id is the logicalId of later formats. The reg_date of an entity is the day
// on which the act entered into force, that of a part the day of its publication.
func parseWhole(s *series, pub *lists.Publication, file lists.File) error {
	root, err := tree.XML(file.Data)
	if err != nil {
		return err
	}
	if root.Name != "WHOLE" {
		return fmt.Errorf("line %d: the root is <%s>, not <WHOLE>", root.Line, root.Name)
	}
	if pub.Published, err = dayMonthYear(root.Text("@Date")); err != nil {
		return fmt.Errorf("line %d: Date %q is not a date dd/mm/yyyy", root.Line, root.Text("@Date"))
	}
	var entries []*entry
	for _, n := range root.All("ENTITY") {
		entries = append(entries, wholeEntry(n))
	}
	root.Unread(pub.UnknownAt)
	return finish(s, pub, entries)
}

func wholeEntry(n *tree.Node) *entry {
	e := &entry{line: n.Line, logicalID: n.Text("@Id"), subject: n.Text("@Type")}
	l := listing{act: act{number: n.Text("@legal_basis"), inForce: n.Text("@reg_date"), url: n.Text("@pdf_link"),
		programme: n.Text("@programme")}}
	e.remarks, l.designated = entityRemarks(n.Text("@remark"))
	seen := map[act3]bool{}
	each := func(kind string, read func(*tree.Node)) {
		for _, c := range n.All(kind) {
			c.Ignore("@Id", "@Entity_id") // rows in their database
			k := act{number: c.Text("@legal_basis"), published: c.Text("@reg_date"), url: c.Text("@pdf_link"),
				programme: c.Text("@programme")}
			if key := (act3{k.number, k.published, k.url}); !seen[key] {
				seen[key] = true
				l.detailActs = append(l.detailActs, k)
			}
			read(c)
		}
	}
	each("NAME", func(c *tree.Node) {
		e.names = append(e.names, name{last: c.Text("LASTNAME"), first: c.Text("FIRSTNAME"), middle: c.Text("MIDDLENAME"),
			whole: c.Text("WHOLENAME"), gender: c.Text("GENDER"), title: c.Text("TITLE"), function: c.Text("FUNCTION"),
			language: strings.ToUpper(c.Text("LANGUAGE")), logicalID: c.Text("@Id")})
	})
	each("BIRTH", func(c *tree.Node) {
		b := birthText(c.Text("DATE"))
		b.city, b.country = c.Text("PLACE"), country{code: c.Text("COUNTRY")}
		e.births = append(e.births, b)
	})
	each("CITIZEN", func(c *tree.Node) {
		e.citizens = append(e.citizens, citizenship{country: country{code: c.Text("COUNTRY")}})
	})
	each("ADDRESS", func(c *tree.Node) {
		a := address{street: strings.Join(nonEmpty(c.Text("NUMBER"), c.Text("STREET")), " "), zip: c.Text("ZIPCODE"),
			city: c.Text("CITY"), country: country{code: c.Text("COUNTRY")}}
		a.contacts, a.remarks = addressOther(c.Text("OTHER"))
		e.addresses = append(e.addresses, a)
	})
	each("PASSPORT", func(c *tree.Node) {
		d := documentText(c.Text("NUMBER"))
		d.country = country{code: c.Text("COUNTRY")}
		e.documents = append(e.documents, d)
	})
	e.listings = byProgramme(l)
	return e
}

// byProgramme makes a listing for each programme that details come from: a party listed under two programmes is
// printed once, with the act of one of them.
func byProgramme(l listing) []listing {
	main := l
	main.detailActs = nil
	out := []listing{main}
	for _, a := range l.detailActs {
		i := slices.IndexFunc(out, func(o listing) bool { return a.programme == "" || o.act.programme == a.programme })
		if i < 0 {
			i = len(out)
			out = append(out, listing{act: act{programme: a.programme}})
		}
		out[i].detailActs = append(out[i].detailActs, a)
	}
	return out
}
