package ofac

import (
	"errors"
	"fmt"
	"strings"

	"github.com/linchpin-oss/linchpin/lists"
)

// remarkWidth is where remarks are cut in the primary file; the rest stands in the file of comments.
const remarkWidth = 1000

// set makes the Parse function of a set: the primary file with those of the others that there are.
func set(list string) func([]lists.File) (*lists.Publication, error) {
	return func(files []lists.File) (*lists.Publication, error) {
		pub := &lists.Publication{}
		all := map[string][][]string{}
		names := map[string]string{}
		for _, f := range files {
			if names[f.Role] != "" {
				return nil, fmt.Errorf("%s and %s are both the %s file of one set", names[f.Role], f.Name, f.Role)
			}
			r, err := rows(f, pub)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", f.Name, err)
			}
			all[f.Role], names[f.Role] = r, f.Name
		}
		if len(all[rolePrimary]) == 0 {
			return nil, errors.New("the set lacks the file of primary names (sdn.csv, cons_prim.csv); without it alternate names, addresses and comments cannot be placed")
		}
		if err := joinSet(list, pub, all, names); err != nil {
			return nil, err
		}
		return pub, nil
	}
}

// joinSet makes the records of the rows by role.
func joinSet(list string, pub *lists.Publication, all map[string][][]string, names map[string]string) error {
	ps := newParties(list, pub)
	remarks := map[*party]*remarkText{}
	for i, r := range all[rolePrimary] {
		p, err := ps.add(value(r[0]), value(r[2]))
		if err != nil {
			return fmt.Errorf("%s, row %d: %w", names[rolePrimary], i+1, err)
		}
		p.name("name", value(r[1]), "", "", "")
		for _, code := range strings.Split(value(r[3]), "] [") {
			p.programme(code)
		}
		p.titles(value(r[4]))
		p.ship(value(r[5]), value(r[6]), value(r[7]), value(r[8]), value(r[9]), value(r[10]))
		remarks[p] = newRemark(r[11])
	}
	orphans := map[string]int{}
	each := func(role string, use func(p *party, r []string)) {
		for _, r := range all[role] {
			if p := ps.byID[value(r[0])]; p != nil {
				use(p, r)
			} else {
				orphans[role]++
			}
		}
	}
	each(roleComments, func(p *party, r []string) { remarks[p].add(r[1]) })
	each(roleAlt, func(p *party, r []string) {
		p.alias(value(r[2]), false, value(r[3]), "", "")
		p.Target().Add("notes", value(r[4]))
	})
	each(roleAddress, func(p *party, r []string) {
		city, state, postal := splitCityLine(value(r[3]))
		p.address(place{lines: []string{value(r[2])}, city: city, state: state, postal: postal, country: value(r[4]), remarks: value(r[5])})
	})
	for _, role := range []string{roleAlt, roleAddress, roleComments} {
		if n := orphans[role]; n > 0 {
			pub.Warn("%s: %d rows belong to no entry of the primary file: the files are not of one day", names[role], n)
		}
	}
	cut := 0
	for _, p := range ps.order {
		r := remarks[p]
		if r.cut {
			cut++
		}
		p.remark(r.text, r.cut)
	}
	if cut > 0 {
		pub.Warn("%s: %d remarks are cut at %d characters, and no file of comments continues them", names[rolePrimary], cut, remarkWidth)
	}
	return ps.finish()
}

// remarkText is a remark that may go on in the file of comments.
type remarkText struct {
	text string
	cut  bool
}

// newRemark takes the cell of a remark. OFAC ends remarks with a full stop; a text as long as the cell and without one was
// cut. A blank at the place of the cut belongs to the text.
func newRemark(cell string) *remarkText {
	if value(cell) == "" {
		return &remarkText{}
	}
	return &remarkText{text: cell, cut: len(cell) >= remarkWidth && !strings.HasSuffix(strings.TrimSpace(cell), ".")}
}

// add continues the remark.
func (r *remarkText) add(rest string) {
	if value(rest) != "" {
		r.text, r.cut = r.text+strings.TrimRight(rest, " "), false
	}
}
