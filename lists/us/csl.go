package us

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/table"
	"github.com/linchpin-oss/linchpin/lists/tree"
)

// header returns the column names in the first line of a separated file, lower case; nil if it has none.
func header(head []byte, comma rune) []string {
	line, _, _ := bytes.Cut(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), []byte{'\n'})
	r := csv.NewReader(bytes.NewReader(line))
	r.Comma, r.LazyQuotes = comma, true
	row, err := r.Read()
	if err != nil {
		return nil
	}
	for i, c := range row {
		row[i] = strings.ToLower(strings.Join(strings.Fields(c), " "))
	}
	return row
}

func has(columns []string, want ...string) bool {
	for _, w := range want {
		if !slices.Contains(columns, w) {
			return false
		}
	}
	return true
}

func detectCSLCSV(_ string, head []byte) bool {
	return has(header(head, ','), "source", "entity_number", "name", "alt_names", "source_information_url")
}

// parseCSLCSV reads the CSV of the Consolidated Screening List: 27 columns, 28 with ids (2019), 29 with _id (2023).
func parseCSLCSV(files []lists.File) (*lists.Publication, error) {
	f, err := one(files)
	if err != nil {
		return nil, err
	}
	t, err := readHeader(f, ',')
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	pub := &lists.Publication{}
	width := len(t.Header())
	var entries []*entry
	var cells [][]string // ids cells, read when the order of their parts is known
	last, lastLine := width, 0
	for row := range t.Rows {
		if row.Get("source") == "source" && row.Get("name") == "name" {
			pub.Warn("line %d repeats the header", row.Line)
			continue
		}
		if last < width {
			return nil, fail(f, lastLine, "the row has %d of %d columns", last, width)
		}
		last, lastLine = row.Len(), row.Line
		e := cslRow(row, pub)
		if e.name == "" {
			return nil, fail(f, row.Line, "no name")
		}
		entries = append(entries, e)
		cells = append(cells, split(row.Get("ids")))
	}
	if last < width {
		return nil, fail(f, lastLine, "the last row has %d of %d columns: the file is cut (%d whole rows before it)", last,
			width, len(entries)-1)
	}
	kindLast := kindsLast(cells)
	for i, e := range entries {
		for _, c := range cells[i] {
			e.papers = append(e.papers, parsePaper(c, kindLast))
		}
	}
	t.Unread(pub.UnknownAt)
	return finishCSL(f, entries, pub)
}

func cslRow(row table.Row, pub *lists.Publication) *entry {
	e := &entry{line: row.Line, id: row.Get("_id"), number: row.Get("entity_number"), kind: row.Get("type"),
		name: row.Get("name"), title: row.Get("title"), altNames: splitNames(row.Get("alt_names")),
		births: split(row.Get("dates_of_birth")), birthPlaces: split(row.Get("places_of_birth")),
		nationalities: split(row.Get("nationalities")), citizenships: split(row.Get("citizenships")),
		countries: split(row.Get("country")), programs: split(row.Get("programs")), start: row.Get("start_date"),
		end: row.Get("end_date"), notices: splitNotices(row.Get("federal_register_notice")),
		vessel: vessel{callSign: row.Get("call_sign"), kind: row.Get("vessel_type"), tonnage: row.Get("gross_tonnage"),
			grt: row.Get("gross_registered_tonnage"), flag: row.Get("vessel_flag"), owner: row.Get("vessel_owner")},
	}
	e.cslTerms(row.Get("source"), row.Get("standard_order"), row.Get("license_requirement"), row.Get("license_policy"),
		row.Get("remarks"), []string{row.Get("source_list_url"), row.Get("source_information_url")}, pub)
	for _, a := range split(row.Get("addresses")) {
		e.addresses = append(e.addresses, cslAddress(a, e.source.code == "DPL"))
	}
	return e
}

// cslTerms sets what depends on the source. Remarks of the Denied Persons List are the history of the order.
func (e *entry) cslTerms(name, standard, requirement, policy, remarks string, urls []string, pub *lists.Publication) {
	known := false
	if e.source, known = findSource(name); !known {
		pub.UnknownAt("source=" + name)
	}
	if !slices.Contains([]string{"", "Individual", "Entity", "Vessel", "Aircraft"}, e.kind) {
		pub.UnknownAt("type=" + e.kind)
	}
	e.urls = urls
	for _, p := range []struct{ label, text string }{{"standard order", standard}, {"license requirement", requirement},
		{"license policy", policy}} {
		if p.text != "" {
			e.provisions = append(e.provisions, p.label+": "+p.text)
		}
	}
	if e.source.code == "DPL" {
		e.action = remarks
	} else {
		e.remarks = nonEmpty(remarks)
	}
}

// split divides a cell at "; ", which the list puts between values. A semicolon without a space belongs to a value.
func split(cell string) []string {
	var out []string
	for _, p := range strings.Split(cell, "; ") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// splitNames is split for names; the Entity List writes its last alias as "and NAME".
func splitNames(cell string) []string {
	names := split(cell)
	for i, n := range names {
		if i > 0 {
			names[i] = strings.TrimPrefix(n, "and ")
		}
	}
	return names
}

// cslAddress reads "street, city, postal code, CC": what stands before the country cannot be told apart. Denied persons
// in the United States have a state and mostly no country; a state that is also a country ("LOS ANGELES, CA") is not
// taken for one unless a postal code stands before it.
func cslAddress(full string, denied bool) address {
	parts := strings.Split(full, ", ")
	country := strings.TrimSpace(parts[len(parts)-1])
	if !isCountry(country) {
		return address{full: full}
	}
	if denied && len(parts) > 1 && strings.Contains(usStates, country) && !hasDigit(parts[len(parts)-2]) {
		return address{full: full}
	}
	return address{full: full, country: country}
}

const usStates = "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND " +
	"OH OK OR PA PR RI SC SD TN TX UT VT VA VI WA WV WI WY"

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

func finishCSL(f lists.File, entries []*entry, pub *lists.Publication) (*lists.Publication, error) {
	if len(entries) == 0 {
		return nil, fmt.Errorf("%s: no entries", f.Name)
	}
	build("us-csl", cslGroups(entries), pub)
	return pub, nil
}

// cslGroups makes the ids (see the package comment).
func cslGroups(entries []*entry) []*group {
	var groups []*group
	var denied []*entry
	numbered := map[string]*group{}
	used := map[string]bool{}
	entries = slices.Clone(entries)
	slices.SortStableFunc(entries, order)
	for _, e := range entries {
		code := e.source.code
		switch {
		case e.number != "":
			id := code + "-" + e.number
			g := numbered[id]
			if g == nil {
				g = &group{id: id}
				numbered[id] = g
				used[id] = true
				groups = append(groups, g)
			}
			g.entries = append(g.entries, e)
		case code == "DPL":
			denied = append(denied, e)
		default:
			id := lists.UniqueID(used, code+"-"+lists.StableID(e.name, e.start))
			groups = append(groups, &group{id: id, former: []string{code + "-" + lists.StableID(e.name)},
				entries: []*entry{e}})
		}
	}
	return append(groups, cluster(denied, "DPL-", true, sameOrder)...)
}

func detectCSLJSON(_ string, head []byte) bool {
	head = bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	if len(head) == 0 || head[0] != '{' {
		return false
	}
	for _, key := range []string{`"results"`, `"source"`, `"name"`, `"source_information_url"`, `"alt_names"`} {
		if !bytes.Contains(head, []byte(key)) {
			return false
		}
	}
	return true
}

// parseCSLJSON reads the JSON of the Consolidated Screening List, the file and the answer of its search interface.
func parseCSLJSON(files []lists.File) (*lists.Publication, error) {
	f, err := one(files)
	if err != nil {
		return nil, err
	}
	root, err := tree.JSON(bytes.TrimPrefix(f.Data, []byte("\xef\xbb\xbf")))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	pub := &lists.Publication{Published: isoDate(root.Text("search_performed_at"))}
	if _, err := fmt.Sscan(root.Text("total"), &pub.Declared); err != nil {
		pub.Declared = 0
	}
	// How the file was made or asked for.
	root.Ignore("sources", "sources_used", "offset", "size", "next", "previous", "took")
	var entries []*entry
	for _, n := range root.All("results") {
		e := cslNode(n, pub)
		if e.name == "" {
			return nil, fail(f, n.Line, "no name")
		}
		entries = append(entries, e)
	}
	root.Unread(pub.UnknownAt)
	return finishCSL(f, entries, pub)
}

func cslNode(n *tree.Node, pub *lists.Publication) *entry {
	// The search interface adds its own ranking.
	n.Ignore("score")
	e := &entry{line: n.Line, id: cmp.Or(n.Text("_id"), n.Text("id")), number: n.Text("entity_number"), kind: n.Text("type"),
		name: n.Text("name"), title: n.Text("title"), altNames: n.Texts("alt_names"), births: n.Texts("dates_of_birth"),
		birthPlaces: n.Texts("places_of_birth"), nationalities: n.Texts("nationalities"),
		citizenships: n.Texts("citizenships"), countries: n.Texts("country"), programs: n.Texts("programs"),
		start: n.Text("start_date"), end: n.Text("end_date"), notices: splitNotices(n.Text("federal_register_notice")),
		vessel: vessel{callSign: n.Text("call_sign"), kind: n.Text("vessel_type"), tonnage: n.Text("gross_tonnage"),
			grt: n.Text("gross_registered_tonnage"), flag: n.Text("vessel_flag"), owner: n.Text("vessel_owner")},
	}
	for _, a := range n.All("addresses") {
		addr := address{street: a.Text("address"), city: a.Text("city"), state: a.Text("state"),
			postal: a.Text("postal_code"), country: a.Text("country")}
		if a.Value != "" {
			addr = cslAddress(a.Value, false)
		}
		e.addresses = append(e.addresses, addr)
	}
	for _, p := range n.All("ids") {
		e.papers = append(e.papers, paper{p.Text("type"), p.Text("number"), p.Text("country"), p.Text("issue_date"),
			p.Text("expiration_date")})
	}
	e.cslTerms(n.Text("source"), n.Text("standard_order"), n.Text("license_requirement"), n.Text("license_policy"),
		n.Text("remarks"), []string{n.Text("source_list_url"), n.Text("source_information_url")}, pub)
	return e
}

// isoDate keeps the day of a time stamp.
func isoDate(stamp string) string {
	if len(stamp) >= 10 && stamp[4] == '-' && stamp[7] == '-' {
		return stamp[:10]
	}
	return ""
}
