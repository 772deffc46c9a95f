package api

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/index"
)

// family is an entity with the entities of all its records, those of the target itself gathered into one.
type family struct {
	entity  *entityJSON
	schema  *ftm.Schema
	members map[string]bool       // ids of the target's records
	others  map[string]*relative  // addresses, sanctions, relations, by id
	order   []string              // of others
	around  map[string]entityJSON // other parties, by the id that a relation prints
}

type relative struct {
	entity *ftm.Entity
	json   entityJSON
}

// entityOf prints an entity by its own id; moved is another id under which it stands, for ids of single records.
func entityOf(snap *Snapshot, docs *catalogue, id string) (e *entityJSON, moved string, err error) {
	f, moved, err := familyOf(snap, docs, id, false)
	if f == nil {
		return nil, moved, err
	}
	return f.entity, "", nil
}

// familyOf reads an entity; nil with moved where the id is of a record that was merged into another.
func familyOf(snap *Snapshot, docs *catalogue, id string, around bool) (f *family, moved string, err error) {
	entry, err := snap.EntryByID(id)
	if err != nil {
		return nil, "", refuse(http.StatusNotFound, "No such entity!")
	}
	whole := snap.Entity(entry)
	if whole.ID != id {
		return nil, whole.ID, nil
	}
	f = &family{members: map[string]bool{}, others: map[string]*relative{}, around: map[string]entityJSON{},
		entity: &entityJSON{ID: whole.ID, Properties: map[string][]any{}, Datasets: []string{}, Referents: whole.Records}}
	for _, r := range whole.Records {
		f.members[r] = true
	}
	inForce := -1
	if i, ok := docs.byID[whole.ID]; ok {
		inForce = i
		f.entity.Target = true
	}
	values := map[string][]string{}
	var first, last, changed string
	for _, e := range snap.Members(entry) {
		list := snap.Index.Meta.Lists[snap.Index.List(e)].ID
		a, b, c := seen(snap.Index, e)
		first, last, changed = earlier(first, a), max(last, b), max(changed, c)
		if inForce >= 0 && !slices.Contains(docs.docs[inForce].lists, list) {
			continue // a record that is in force no more says nothing of an entity that is
		}
		entities, err := record(snap.Screener, e)
		if err != nil {
			return nil, "", err
		}
		f.entity.Datasets = appendNew(f.entity.Datasets, list)
		f.gather(entities, list, values)
	}
	if inForce >= 0 {
		f.entity.Caption, f.schema = docs.docs[inForce].caption, docs.docs[inForce].schema
	}
	f.entity.Schema = f.schema.Name
	f.entity.Properties = anyValues(values)
	f.entity.FirstSeen, f.entity.LastSeen, f.entity.LastChange = seconds(first), seconds(last), seconds(changed)
	if around {
		err = f.lookAround(snap, docs)
	}
	return f, "", err
}

// gather takes in one record: its target's values, and its other entities.
func (f *family) gather(entities []*ftm.Entity, list string, values map[string][]string) {
	target := entities[0]
	if f.schema == nil {
		f.schema, f.entity.Caption = target.Schema, target.Caption()
	}
	for prop, vs := range target.Properties() {
		if f.schema.Prop(prop) != nil {
			values[prop] = appendNew(values[prop], vs...)
		}
	}
	for _, e := range entities[1:] {
		if f.others[e.ID] != nil {
			continue
		}
		f.others[e.ID] = &relative{e, entityJSON{ID: e.ID, Caption: e.Caption(), Schema: e.Schema.Name, Properties: anyValues(e.Properties()), Datasets: []string{list}, Referents: []string{e.ID}}}
		f.order = append(f.order, e.ID)
	}
}

// lookAround reads the parties that relations name, and the relations that other parties' records hold.
func (f *family) lookAround(snap *Snapshot, docs *catalogue) error {
	var others []index.Entry
	for id := range f.members {
		others = append(others, docs.links[id]...)
	}
	slices.Sort(others)
	for _, e := range slices.Compact(others) {
		entities, err := record(snap.Screener, e)
		if err != nil {
			return err
		}
		list := snap.Index.Meta.Lists[snap.Index.List(e)].ID
		for _, x := range entities[1:] {
			if f.others[x.ID] == nil && f.points(x) {
				f.others[x.ID] = &relative{x, entityJSON{ID: x.ID, Caption: x.Caption(), Schema: x.Schema.Name, Properties: anyValues(x.Properties()), Datasets: []string{list}, Referents: []string{x.ID}}}
				f.order = append(f.order, x.ID)
			}
		}
	}
	for _, id := range f.order {
		x := f.others[id].entity
		if x.Schema.Edge == nil {
			continue
		}
		for prop, values := range x.Properties() {
			for _, v := range values {
				if p := x.Schema.Prop(prop); p.Type.Name != "entity" || f.members[v] || f.others[v] != nil {
					continue
				}
				if e, err := snap.EntryByID(v); err == nil {
					other, _, err := entityOf(snap, docs, snap.Entity(e).ID)
					if err == nil && other != nil {
						f.around[v] = *other
					}
				}
			}
		}
	}
	return nil
}

// points tells whether an entity names the target.
func (f *family) points(x *ftm.Entity) bool {
	for prop, values := range x.Properties() {
		if x.Schema.Prop(prop).Type.Name == "entity" && slices.ContainsFunc(values, func(v string) bool { return f.members[v] }) {
			return true
		}
	}
	return false
}

// nested puts the entities around an entity into its properties, by the property through which they hang on it.
func (f *family) nested() map[string][]any {
	out := map[string][]any{}
	for _, id := range f.order {
		x := f.others[id]
		for _, prop := range sortedKeys(x.json.Properties) {
			p := x.entity.Schema.Prop(prop)
			if p == nil || p.Type.Name != "entity" || p.Reverse == "" {
				continue
			}
			for _, v := range x.json.Properties[prop] {
				if text, _ := v.(string); f.members[text] {
					out[p.Reverse] = append(out[p.Reverse], f.expand(x, prop))
					break
				}
			}
		}
	}
	for prop, values := range f.entity.Properties {
		p := f.schema.Prop(prop)
		if p == nil || p.Type.Name != "entity" {
			continue
		}
		for _, v := range values {
			text, _ := v.(string)
			switch other := f.others[text]; {
			case other != nil:
				out[prop] = append(out[prop], other.json)
			default:
				out[prop] = append(out[prop], v)
			}
		}
	}
	return out
}

// expand prints a relation with the party at its other end in place of that one's id.
func (f *family) expand(x *relative, own string) entityJSON {
	e := x.json
	e.Properties = map[string][]any{}
	for prop, values := range x.json.Properties {
		p := x.entity.Schema.Prop(prop)
		if prop == own || p == nil || p.Type.Name != "entity" {
			if prop != own {
				e.Properties[prop] = values
			}
			continue
		}
		for _, v := range values {
			text, _ := v.(string)
			if f.members[text] {
				continue
			}
			if other := f.others[text]; other != nil {
				e.Properties[prop] = append(e.Properties[prop], other.json)
			} else if other, ok := f.around[text]; ok {
				e.Properties[prop] = append(e.Properties[prop], other)
			} else {
				e.Properties[prop] = append(e.Properties[prop], v)
			}
		}
	}
	return e
}

// familyFor reads the entity of a request, or answers: 308 for the id of a merged record, 404.
func (s *Server) familyFor(w http.ResponseWriter, r *http.Request, rest string, around bool) (*family, *Snapshot) {
	snap, err := s.acquire(w)
	if err != nil {
		writeDetail(w, err)
		return nil, nil
	}
	docs, err := snap.documents()
	var f *family
	var moved string
	if err == nil {
		f, moved, err = familyOf(snap, docs, r.PathValue("id"), around)
	}
	switch {
	case err != nil:
		writeDetail(w, err)
	case moved != "":
		to := "/entities/" + url.PathEscape(moved) + rest
		if r.URL.RawQuery != "" {
			to += "?" + r.URL.RawQuery
		}
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusPermanentRedirect)
	default:
		return f, snap
	}
	snap.Release()
	return nil, nil
}

// entity answers GET /entities/{id}.
func (s *Server) entity(w http.ResponseWriter, r *http.Request) {
	p := &params{Values: r.URL.Query()}
	nested := p.boolean("nested", true)
	if p.err != nil {
		writeDetail(w, p.err)
		return
	}
	f, snap := s.familyFor(w, r, "", nested)
	if f == nil {
		return
	}
	defer snap.Release()
	if nested {
		for prop, values := range f.nested() {
			f.entity.Properties[prop] = values
		}
	}
	writeJSON(w, http.StatusOK, f.entity)
}

type page struct {
	Results []any `json:"results"`
	Total   total `json:"total"`
	Limit   int   `json:"limit"`
	Offset  int   `json:"offset"`
}

func pageOf(values []any, limit, offset int) page {
	if values == nil {
		values = []any{}
	}
	at := min(offset, len(values))
	return page{values[at:min(at+limit, len(values))], total{len(values), "eq"}, limit, offset}
}

// adjacent answers GET /entities/{id}/adjacent.
func (s *Server) adjacent(w http.ResponseWriter, r *http.Request) {
	limit, offset, err := window(r)
	if err != nil {
		writeDetail(w, err)
		return
	}
	f, snap := s.familyFor(w, r, "/adjacent", true)
	if f == nil {
		return
	}
	defer snap.Release()
	adjacent := map[string]page{}
	for prop, values := range f.nested() {
		adjacent[prop] = pageOf(values, limit, offset)
	}
	writeJSON(w, http.StatusOK, map[string]any{"entity": f.entity, "adjacent": adjacent})
}

// adjacentBy answers GET /entities/{id}/adjacent/{property}.
func (s *Server) adjacentBy(w http.ResponseWriter, r *http.Request) {
	limit, offset, err := window(r)
	if err != nil {
		writeDetail(w, err)
		return
	}
	name := r.PathValue("property")
	f, snap := s.familyFor(w, r, "/adjacent/"+url.PathEscape(name), true)
	if f == nil {
		return
	}
	defer snap.Release()
	if !hasReverse(f.schema, name) {
		writeDetail(w, refuse(http.StatusNotFound, "No such property!"))
		return
	}
	writeJSON(w, http.StatusOK, pageOf(f.nested()[name], limit, offset))
}

// hasReverse tells whether entities can hang on a schema by a property, its own or the other side of another schema's.
func hasReverse(s *ftm.Schema, name string) bool {
	if p := s.Prop(name); p != nil {
		return p.Type.Name == "entity"
	}
	for _, other := range ftm.Schemata() {
		for _, p := range other.Props() {
			if p.Type.Name == "entity" && p.Reverse == name && s.Is(cmp.Or(p.Range, s.Name)) {
				return true
			}
		}
	}
	return false
}

func window(r *http.Request) (limit, offset int, err error) {
	p := &params{Values: r.URL.Query()}
	limit, offset = p.integer("limit", defaultPage, maxPage), p.integer("offset", 0, maxOffset)
	if p.err != nil {
		return 0, 0, p.err
	}
	return limit, offset, nil
}
