package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// algorithm is the name of the matching; clients of yente that ask for one of its algorithms get this one.
const algorithm = "linchpin"

var algorithmNames = []string{"", "best", algorithm, "logic-v1", "logic-v2", "name-based", "name-qualified", "regression-v1"}

func checkAlgorithm(name string) error {
	if !slices.Contains(algorithmNames, strings.ToLower(strings.TrimSpace(name))) {
		return refuse(http.StatusBadRequest, "Invalid algorithm: "+name)
	}
	return nil
}

type featureDoc struct {
	Description string  `json:"description"`
	Coefficient float64 `json:"coefficient"`
	URL         string  `json:"url"`
}

var featureDocs = map[string]featureDoc{
	"name":       {"Bits of evidence in the spelling of the names: letters, sounds, order, rarity of each word.", 1, "/docs"},
	"birthDate":  {"Bits for equal, partly equal, swapped or contradicting dates of birth or founding.", 1, "/docs"},
	"country":    {"Bits for equal or contradicting countries.", 1, "/docs"},
	"gender":     {"Bits for equal or contradicting genders.", 1, "/docs"},
	"identifier": {"Bits for equal or contradicting identifiers of one kind.", 1, "/docs"},
	"address":    {"Bits for what addresses have in common.", 1, "/docs"},
}

// algorithms answers GET /algorithms.
func (s *Server) algorithms(w http.ResponseWriter, _ *http.Request) {
	const text = "Evidence adds up in bits through one calibrated error model. A score of 0.70 stands for the threshold of an alert. " +
		"Names of yente's algorithms are accepted and mean this one."
	writeJSON(w, http.StatusOK, map[string]any{"default": algorithm, "best": algorithm, "algorithms": []any{map[string]any{"name": algorithm, "description": text,
		"features": featureDocs, "docs": map[string]any{"name": algorithm, "description": text, "config": map[string]any{}, "features": featureDocs}}}})
}

// dataset is a list as /catalog prints it.
type dataset struct {
	Name         string   `json:"name"`
	Title        string   `json:"title"`
	Summary      string   `json:"summary,omitempty"`
	URL          string   `json:"url,omitempty"`
	Version      string   `json:"version"`
	LastExport   *string  `json:"last_export"`
	UpdatedAt    *string  `json:"updated_at"`
	EntityCount  int      `json:"entity_count"`
	Children     []string `json:"children"`
	Load         bool     `json:"load"`
	EntitiesURL  *string  `json:"entities_url"`
	IndexVersion *string  `json:"index_version"`
	IndexCurrent bool     `json:"index_current"`
	Namespace    bool     `json:"namespace"`
}

// catalog answers GET /catalog. A list is outdated that has a newer publication than the one in force, or none.
func (s *Server) catalog(w http.ResponseWriter, _ *http.Request) {
	snap, err := s.acquire(w)
	if err != nil {
		writeDetail(w, err)
		return
	}
	defer snap.Release()
	states, _, err := listStates(snap.Screener)
	if err != nil {
		writeDetail(w, err)
		return
	}
	current, outdated, all := []string{}, []string{}, []string{}
	out := []dataset{}
	for i := range snap.Index.Meta.Lists {
		m := &snap.Index.Meta.Lists[i]
		all = append(all, m.ID)
		d := dataset{Name: m.ID, Title: m.Title, Load: true, Children: []string{}, Version: "none"}
		if l := s.known(m.ID); l != nil {
			d.URL = l.Page
		}
		for k := range states {
			if st := &states[k]; st.List == m.ID {
				d.Version, d.EntityCount = st.Publication, st.Records
				d.LastExport, d.UpdatedAt, d.IndexVersion, d.IndexCurrent = seconds(st.Publication), seconds(st.Publication), &st.Publication, !st.Stale
			}
		}
		if d.IndexCurrent {
			current = append(current, m.ID)
		} else {
			outdated = append(outdated, m.ID)
		}
		out = append(out, d)
	}
	hash := snap.Index.Hash()
	for _, name := range collections[:2] {
		out = append(out, dataset{Name: name, Title: "All lists", Version: hash[:16], Children: all, IndexVersion: &hash, IndexCurrent: true})
	}
	writeJSON(w, http.StatusOK, map[string]any{"datasets": out, "current": current, "outdated": outdated, "index_stale": len(outdated) > 0})
}

// known describes a list that the program knows, nil for one of the desk's own.
func (s *Server) known(id string) *lists.List {
	for _, l := range s.opt.Data.Catalogue {
		if l.ID == id {
			return l
		}
	}
	return nil
}

// updatez answers POST /updatez: the newest snapshot is looked for at once.
func (s *Server) updatez(w http.ResponseWriter, r *http.Request) {
	if err := s.live.Refresh(r.Context(), false); err != nil {
		writeDetail(w, refuse(http.StatusServiceUnavailable, err.Error()))
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
}

// statement is one statement as OpenSanctions prints them.
type statement struct {
	ID        string  `json:"id"`
	EntityID  string  `json:"entity_id"`
	Canonical string  `json:"canonical_id"`
	Prop      string  `json:"prop"`
	PropType  string  `json:"prop_type"`
	Schema    string  `json:"schema"`
	Value     string  `json:"value"`
	Original  *string `json:"original_value"`
	Lang      *string `json:"lang"`
	Dataset   string  `json:"dataset"`
	Target    bool    `json:"target"`
	FirstSeen *string `json:"first_seen"`
	LastSeen  *string `json:"last_seen"`
}

// statements answers GET /statements for one entity, by entity_id (of a record) or canonical_id (of all).
func (s *Server) statements(w http.ResponseWriter, r *http.Request) {
	p := &params{Values: r.URL.Query()}
	limit, offset := p.integer("limit", 50, maxPage), p.integer("offset", 0, maxOffset)
	entity, canonical := p.Get("entity_id"), p.Get("canonical_id")
	if p.err == nil && entity == "" && canonical == "" {
		p.err = faulty("missing", "Field required: entity_id or canonical_id", nil, "query", "canonical_id")
	}
	if p.err != nil {
		writeDetail(w, p.err)
		return
	}
	snap, err := s.acquire(w)
	if err != nil {
		writeDetail(w, err)
		return
	}
	defer snap.Release()
	all, err := snap.statements(entity, canonical)
	if err != nil {
		writeDetail(w, err)
		return
	}
	found := []any{}
	for i := range all {
		st := &all[i]
		if wants(p, "dataset", st.Dataset) && wants(p, "prop", st.Prop) && wants(p, "value", st.Value) && wants(p, "schema", st.Schema) {
			found = append(found, st)
		}
	}
	writeJSON(w, http.StatusOK, pageOf(found, limit, offset))
}

func wants(p *params, name, value string) bool { return p.Get(name) == "" || p.Get(name) == value }

// statements reads the statements of a record, or of all records of an entity.
func (s *Snapshot) statements(entity, canonical string) ([]statement, error) {
	id := entity
	if id == "" {
		id = canonical
	}
	entry, err := s.EntryByID(id)
	if err != nil {
		return nil, refuse(http.StatusNotFound, "No such entity!")
	}
	whole := s.Entity(entry)
	if canonical != "" && whole.ID != canonical && entity != "" {
		return nil, nil
	}
	var out []statement
	for _, e := range s.Members(entry) {
		if entity != "" && e != entry {
			continue
		}
		entities, err := record(s.Screener, e)
		if err != nil {
			return nil, err
		}
		first, last, _ := seen(s.Index, e)
		list := s.Index.Meta.Lists[s.Index.List(e)].ID
		for n, x := range entities {
			for i := range x.Statements {
				st := &x.Statements[i]
				prop := x.Schema.Prop(st.Prop)
				if prop == nil {
					continue
				}
				row := statement{ID: lists.StableID(list, x.ID, st.Prop, st.Text(), st.Lang, st.Note), EntityID: x.ID, Canonical: x.ID, Prop: st.Prop,
					PropType: prop.Type.Name, Schema: x.Schema.Name, Value: st.Text(), Original: textOf(st.Original), Lang: textOf(st.Lang), Dataset: list,
					Target: n == 0, FirstSeen: seconds(first), LastSeen: seconds(last)}
				if n == 0 {
					row.Canonical = whole.ID
				}
				out = append(out, row)
			}
		}
	}
	return out, nil
}

// matchable are the schemata of parties that stand on some list of a scope, with those that they descend from.
func (sc *scope) matchable() ([]*ftm.Schema, error) {
	docs, err := sc.snap.documents()
	if err != nil {
		return nil, err
	}
	var out []*ftm.Schema
	for _, s := range ftm.Schemata() {
		if !s.Matchable {
			continue
		}
		has := false
		for list, schemata := range docs.datasets {
			if len(sc.lists) > 0 && !slices.Contains(sc.lists, list) {
				continue
			}
			for name := range schemata {
				has = has || ftm.Lookup(name).Is(s.Name)
			}
		}
		if has {
			out = append(out, s)
		}
	}
	return out, nil
}
