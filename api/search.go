package api

import (
	"cmp"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/names"
	"github.com/linchpin-oss/linchpin/screen"
)

var timePattern = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}(T\d{2}(:\d{2}(:\d{2})?)?)?$`)

type facetItem struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Count int    `json:"count"`
}

type facet struct {
	Label  string      `json:"label"`
	Values []facetItem `json:"values"`
}

// facets are what results can be counted by.
var facets = map[string]struct {
	label  string
	values func(d *document) []string
}{
	"countries":   {"Countries", func(d *document) []string { return d.countries }},
	"topics":      {"Topics", func(d *document) []string { return d.topics }},
	"datasets":    {"Data sources", func(d *document) []string { return d.lists }},
	"schema":      {"Schemata", func(d *document) []string { return []string{d.schema.Name} }},
	"genders":     {"Genders", func(d *document) []string { return d.genders }},
	"identifiers": {"Identifiers", func(d *document) []string { return d.ids }},
}

// searchOptions are the parameters of /search.
type searchOptions struct {
	q             string
	schema        *ftm.Schema
	excludeSchema []string
	since         string
	target        string
	fuzzy, and    bool
	filters       map[string][]string
	limit, offset int
	facets        []string
	lists         []string
	sort          []string
	asOf          string
}

// search answers GET /search/{dataset}.
func (s *Server) search(w http.ResponseWriter, r *http.Request) {
	snap, err := s.acquire(w)
	if err != nil {
		writeDetail(w, err)
		return
	}
	defer snap.Release()
	o, err := searchOptionsOf(snap, r)
	if err != nil {
		writeDetail(w, err)
		return
	}
	docs, err := snap.documents()
	if err != nil {
		writeDetail(w, err)
		return
	}
	found, err := o.find(snap, docs)
	if err != nil {
		writeDetail(w, err)
		return
	}
	results := []*entityJSON{}
	for _, i := range found[min(o.offset, len(found)):min(o.offset+o.limit, len(found))] {
		e, _, err := entityOf(snap, docs, docs.docs[i].id)
		if err != nil {
			writeDetail(w, err)
			return
		}
		results = append(results, e)
	}
	writeJSON(w, http.StatusOK, map[string]any{"results": results, "facets": docs.count(found, o.facets), "limit": o.limit, "offset": o.offset,
		"total": total{len(found), "eq"}})
}

func searchOptionsOf(snap *Snapshot, r *http.Request) (*searchOptions, error) {
	p := &params{Values: r.URL.Query()}
	o := &searchOptions{q: strings.TrimSpace(p.Get("q")), limit: p.integer("limit", defaultPage, maxPage), offset: p.integer("offset", 0, maxOffset),
		since: p.day("changed_since"), fuzzy: p.boolean("fuzzy", false), excludeSchema: p.Values["exclude_schema"], sort: p.Values["sort"],
		filters: map[string][]string{"countries": p.Values["countries"], "topics": p.Values["topics"], "datasets": p.Values["datasets"]}}
	p.boolean("simple", false)
	if p.Has("target") {
		o.target = "false"
		if p.boolean("target", true) {
			o.target = "true"
		}
	}
	switch p.Get("filter_op") {
	case "AND":
		o.and = true
	case "", "OR":
	default:
		p.err = faulty("enum", "Input should be 'AND' or 'OR'", p.Get("filter_op"), "query", "filter_op")
	}
	o.facets = p.Values["facets"]
	if len(o.facets) == 0 {
		o.facets = []string{"countries", "topics", "datasets"}
	}
	for _, f := range o.facets {
		if _, ok := facets[f]; !ok && p.err == nil {
			p.err = faulty("enum", "Input should be 'datasets', 'schema', 'countries', 'identifiers', 'topics' or 'genders'", f, "query", "facets", 0)
		}
	}
	if p.err != nil {
		return nil, p.err
	}
	name := cmp.Or(p.Get("schema"), baseSchema)
	if o.schema = ftm.Lookup(name); o.schema == nil {
		return nil, refuse(http.StatusBadRequest, "Invalid schema")
	}
	for _, text := range p.Values["filter"] {
		field, value, ok := strings.Cut(text, ":")
		if _, known := facets[field]; !ok || !known {
			return nil, refuse(http.StatusBadRequest, "Invalid filter: '"+text+"'")
		}
		o.filters[field] = append(o.filters[field], value)
	}
	sc, err := scopeOf(snap, r.PathValue("dataset"), p.Values["include_dataset"], p.Values["exclude_dataset"])
	if err != nil {
		return nil, err
	}
	o.lists = sc.lists
	return o, nil
}

// find returns the numbers of the documents that a search means, best first.
func (o *searchOptions) find(snap *Snapshot, c *catalogue) ([]int, error) {
	query := strings.TrimSpace(names.Fold(o.q))
	words := strings.Fields(query)
	var found []int
	for i := range c.docs {
		if d := &c.docs[i]; o.allows(d) && d.matches(words, false) {
			found = append(found, i)
		}
	}
	order := make(map[int]int, len(found))
	for _, i := range found {
		order[i] = c.docs[i].rank(query)
	}
	if len(found) == 0 || o.fuzzy {
		if err := o.alike(snap.Screener, c, &found, order); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(found, func(a, b int) int {
		for _, by := range o.sort {
			if n := compareBy(&c.docs[a], &c.docs[b], by); n != 0 {
				return n
			}
		}
		if query == "" {
			return cmp.Compare(a, b)
		}
		return cmp.Or(cmp.Compare(order[a], order[b]), -cmp.Compare(len(c.docs[a].lists), len(c.docs[b].lists)), cmp.Compare(a, b))
	})
	return found, nil
}

// alike adds what screening finds for the text as a name: spellings that the list does not print.
func (o *searchOptions) alike(s *screen.Screener, c *catalogue, found *[]int, order map[int]int) error {
	if !strings.ContainsFunc(o.q, isLetterOrDigit) || len(o.q) > screen.MaxName {
		return nil
	}
	a, err := s.Screen(screen.Query{Name: o.q, Lists: o.lists, AsOf: o.asOf, Limit: 50})
	if err != nil {
		return err
	}
	for n := range a.Results {
		i, ok := c.byID[a.Results[n].Entity.ID]
		if _, have := order[i]; !ok || have || !o.allows(&c.docs[i]) {
			continue
		}
		order[i] = 100 + n
		*found = append(*found, i)
	}
	return nil
}

// allows tells whether the filters let a document through.
func (o *searchOptions) allows(d *document) bool {
	if o.schema.Name != baseSchema && !d.schema.Is(o.schema.Name) || o.target == "false" || o.since != "" && d.changed < o.since {
		return false
	}
	if len(o.lists) > 0 && !slices.ContainsFunc(d.lists, func(l string) bool { return slices.Contains(o.lists, l) }) {
		return false
	}
	for _, name := range o.excludeSchema {
		if d.schema.Is(name) {
			return false
		}
	}
	for field, want := range o.filters {
		if len(want) == 0 {
			continue
		}
		have := facets[field].values(d)
		has := func(v string) bool { return slices.Contains(have, v) || field == "schema" && d.schema.Is(v) }
		if o.and && slices.ContainsFunc(want, func(v string) bool { return !has(v) }) || !o.and && !slices.ContainsFunc(want, has) {
			return false
		}
	}
	return true
}

// compareBy orders by a field in the form field or field:desc.
func compareBy(a, b *document, by string) int {
	field, way, _ := strings.Cut(by, ":")
	n := 0
	switch field {
	case "caption":
		n = cmp.Compare(a.caption, b.caption)
	case "first_seen":
		n = cmp.Compare(a.first, b.first)
	case "last_seen":
		n = cmp.Compare(a.last, b.last)
	case "last_change":
		n = cmp.Compare(a.changed, b.changed)
	}
	if strings.EqualFold(way, "desc") {
		return -n
	}
	return n
}

// count makes the facets of a result.
func (c *catalogue) count(found []int, wanted []string) map[string]facet {
	const shown = 100
	out := map[string]facet{}
	for _, name := range wanted {
		f := facets[name]
		counts := map[string]int{}
		for _, i := range found {
			for _, v := range f.values(&c.docs[i]) {
				counts[v]++
			}
		}
		items := []facetItem{}
		for v, n := range counts {
			items = append(items, facetItem{v, labelOf(name, v), n})
		}
		slices.SortFunc(items, func(a, b facetItem) int { return cmp.Or(-cmp.Compare(a.Count, b.Count), cmp.Compare(a.Name, b.Name)) })
		out[name] = facet{f.label, items[:min(shown, len(items))]}
	}
	return out
}

// labelOf puts a facet's value into words.
func labelOf(facet, value string) string {
	kind := map[string]string{"topics": "topic", "genders": "gender"}[facet]
	switch {
	case facet == "countries":
		return ftm.CountryName(value)
	case facet == "schema":
		if s := ftm.Lookup(value); s != nil {
			return s.Plural
		}
	case kind != "":
		if t := ftm.LookupType(kind); t != nil && t.Values[value] != "" {
			return t.Values[value]
		}
	}
	return value
}
