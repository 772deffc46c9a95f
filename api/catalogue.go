package api

import (
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/names"
	"github.com/linchpin-oss/linchpin/screen"
)

// document is one entity of a snapshot with the facts that /search filters by.
type document struct {
	id        string // canonical: that of its first record
	entry     index.Entry
	caption   string
	text      string // folded names and identifiers, each between newlines
	countries []string
	topics    []string
	genders   []string
	ids       []string
	lists     []string
	schema    *ftm.Schema
	target    bool
	changed   string // day of the last change in a list
	first     string
	last      string
}

// catalogue is all entities in force of a snapshot, in the order of their entries: about 400 bytes each.
type catalogue struct {
	docs     []document
	byID     map[string]int             // canonical id
	links    map[string][]index.Entry   // entries of other records whose entities point at an entity id
	datasets map[string]map[string]bool // schemata of each list
}

// newCatalogue reads all entries in force on a day, "" for today.
func newCatalogue(s *screen.Screener, day string) (*catalogue, error) {
	c := &catalogue{byID: map[string]int{}, links: map[string][]index.Entry{}, datasets: map[string]map[string]bool{}}
	err := s.Each(day, func(e index.Entry, list string, entities []*ftm.Entity) error {
		id := s.Entity(e).ID
		i, known := c.byID[id]
		if !known {
			i = len(c.docs)
			c.byID[id] = i
			c.docs = append(c.docs, document{id: id, entry: e, caption: entities[0].Caption(), schema: entities[0].Schema, text: "\n"})
		}
		c.add(s, i, e, list, entities)
		return nil
	})
	return c, err
}

// add lets a record speak for its entity.
func (c *catalogue) add(s *screen.Screener, i int, e index.Entry, list string, entities []*ftm.Entity) {
	d, target := &c.docs[i], entities[0]
	d.lists = appendNew(d.lists, list)
	d.target = true
	if c.datasets[list] == nil {
		c.datasets[list] = map[string]bool{}
	}
	c.datasets[list][target.Schema.Name] = true
	var text strings.Builder
	text.WriteString(d.text)
	for i := range target.Statements {
		st := &target.Statements[i]
		prop := target.Schema.Prop(st.Prop)
		if st.Value == "" || prop == nil {
			continue
		}
		switch prop.Type.Name {
		case "name":
			text.WriteString(names.Fold(st.Value) + "\n")
		case "identifier":
			text.WriteString(names.Fold(st.Value) + "\n")
			d.ids = appendNew(d.ids, st.Value)
		case "country":
			d.countries = appendNew(d.countries, st.Value)
		case "topic":
			d.topics = appendNew(d.topics, st.Value)
		case "gender":
			d.genders = appendNew(d.genders, st.Value)
		}
	}
	d.text = text.String()
	first, last, changed := seen(s.Index, e)
	d.first, d.last, d.changed = earlier(d.first, first), max(d.last, last), max(d.changed, changed)
	c.link(e, entities)
}

// link notes which other parties the entities of a record point at.
func (c *catalogue) link(e index.Entry, entities []*ftm.Entity) {
	own := map[string]bool{}
	for _, x := range entities {
		own[x.ID] = true
	}
	for _, x := range entities {
		for i := range x.Statements {
			st := &x.Statements[i]
			if prop := x.Schema.Prop(st.Prop); prop != nil && prop.Type.Name == "entity" && !own[st.Value] && !slices.Contains(c.links[st.Value], e) {
				c.links[st.Value] = append(c.links[st.Value], e)
			}
		}
	}
}

// seen tells the days of the first and the last publication with an entry, and of the first one with its present content.
func seen(x *index.Index, e index.Entry) (first, last, changed string) {
	meta := &x.Meta.Lists[x.List(e)]
	from, to := x.EntryVersions(e)
	latest := -1
	for v := from; v < to; v++ {
		for _, span := range x.Spans(v) {
			first = earlier(first, meta.Publications[span.First].Published)
			last = max(last, meta.Publications[span.Last].Published)
			if span.Last > latest {
				latest, changed = span.Last, meta.Publications[span.First].Published
			}
		}
	}
	return first, last, changed
}

func earlier(a, b string) string {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}

func appendNew(to []string, values ...string) []string {
	for _, v := range values {
		if !slices.Contains(to, v) {
			to = append(to, v)
		}
	}
	return to
}

// matches reports whether every word of a folded query begins a word of the document's names and identifiers, or with any,
// whether one does.
func (d *document) matches(words []string, any bool) bool {
	if len(words) == 0 {
		return true
	}
	for _, w := range words {
		has := strings.Contains(d.text, "\n"+w) || strings.Contains(d.text, " "+w)
		if has && any {
			return true
		}
		if !has && !any {
			return false
		}
	}
	return !any
}

// rank orders what was found: the caption itself, a name that is the query, a caption that begins with it, the rest.
func (d *document) rank(query string) int {
	caption := names.Fold(d.caption)
	switch {
	case caption == query:
		return 0
	case strings.Contains(d.text, "\n"+query+"\n"):
		return 1
	case strings.HasPrefix(caption, query):
		return 2
	}
	return 3
}
