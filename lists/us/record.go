package us

import (
	"fmt"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/lists"
)

// group is the rows that make one record.
type group struct {
	id      string
	former  []string
	entries []*entry
}

// schema is the first that a row is sure of: some rows of a party do not say what it is.
func (g *group) schema() string {
	for _, e := range g.entries {
		if e.kind != "" {
			return e.schema()
		}
	}
	return "LegalEntity"
}

// build makes the records of a list. Rows are put into an order of content first, so that the order of the file does
// not matter.
func build(list string, groups []*group, pub *lists.Publication) {
	ids := map[string]string{}
	count := map[string]int{}
	for _, g := range groups {
		e := g.entries[0]
		if key := nameKey(e.name); e.number != "" {
			ids[key] = lists.EntityID(list, g.id)
			count[key]++
		}
	}
	linked := func(name string) string {
		if key := nameKey(name); count[key] == 1 {
			return ids[key]
		}
		return ""
	}
	for _, g := range groups {
		r := lists.NewRecord(list, g.id, g.schema())
		r.Former = append(r.Former, g.former...)
		for _, e := range g.entries {
			e.fill(r, linked)
		}
		pub.Records = append(pub.Records, r)
	}
}

func nameKey(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// order sorts rows by everything that tells them apart, the oldest first.
func order(a, b *entry) int {
	key := func(e *entry) string {
		return fmt.Sprint(nameKey(e.name), "\x00", e.source.code, "\x00", sortable(e.start), "\x00", e.notices, "\x00",
			e.programs, "\x00", e.addresses, "\x00", e.births, "\x00", e.id, "\x00", e.line)
	}
	return strings.Compare(key(a), key(b))
}

// sortable turns mm/dd/yyyy into yyyy-mm-dd and leaves other dates.
func sortable(date string) string {
	p := strings.Split(date, "/")
	if len(p) != 3 {
		return date
	}
	return fmt.Sprintf("%s-%02s-%02s", p[2], p[0], p[1])
}

// cluster puts rows of one name together that are about one party, as same says of any two of them; the others of
// that name are namesakes. Groups of a name come with the oldest first and keep its id; later ones get "-2", ...
//
// With chain, a row that is the same as rows of two groups makes them one; without, it joins the first.
func cluster(rows []*entry, prefix string, chain bool, same func(a, b *entry) bool) []*group {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, order)
	var groups []*group
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && nameKey(rows[n].name) == nameKey(rows[0].name) {
			n++
		}
		groups = append(groups, clusterName(rows[:n], prefix, chain, same)...)
		rows = rows[n:]
	}
	return groups
}

func clusterName(rows []*entry, prefix string, chain bool, same func(a, b *entry) bool) []*group {
	var groups []*group
	for _, e := range rows {
		var home *group
		for _, g := range slices.Clone(groups) {
			if !slices.ContainsFunc(g.entries, func(o *entry) bool { return same(o, e) }) {
				continue
			}
			if home == nil {
				home = g
				continue
			}
			if !chain {
				break
			}
			home.entries = append(home.entries, g.entries...)
			groups = slices.DeleteFunc(groups, func(x *group) bool { return x == g })
		}
		if home == nil {
			home = &group{}
			groups = append(groups, home)
		}
		home.entries = append(home.entries, e)
	}
	used := map[string]bool{}
	for _, g := range groups {
		g.id = lists.UniqueID(used, prefix+lists.StableID(rows[0].name))
	}
	return groups
}

// sameOrder reports whether two rows of one name are of one denial order: renewed orders keep citing the old notices.
func sameOrder(a, b *entry) bool {
	return a.start == b.start ||
		slices.ContainsFunc(a.notices, func(n string) bool { return slices.Contains(b.notices, n) })
}

// fail names the file and the line in an error.
func fail(f lists.File, line int, format string, args ...any) error {
	return fmt.Errorf("%s: line %d: %s", f.Name, line, fmt.Sprintf(format, args...))
}

// one returns the only file of a publication.
func one(files []lists.File) (lists.File, error) {
	if len(files) != 1 {
		return lists.File{}, fmt.Errorf("%d files; a publication of this list is one file", len(files))
	}
	return files[0], nil
}
