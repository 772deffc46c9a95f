package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/state"
)

// Party is who is screened, on which lists and on which day.
type Party struct {
	Name      string      `json:"name,omitempty" doc:"Name in any script and spelling." maxLength:"2000"`
	Schema    string      `json:"schema,omitempty" doc:"Kind of party: Person, Company, Organization, LegalEntity, Vessel, Airplane, ..."`
	BirthDate string      `json:"birthDate,omitempty" doc:"Date of birth or founding, also partial: 1962, 1962-09, 1962-09-03."`
	Country   string      `json:"country,omitempty" doc:"Country of nationality, residence, registration or flag: a code or the name in English."`
	Gender    string      `json:"gender,omitempty" doc:"male, female or other."`
	IDs       []screen.ID `json:"ids,omitempty" maxItems:"50" doc:"Identifiers, such as type imo, value 9187629."`
	Address   string      `json:"address,omitempty" maxLength:"5000"`
	Lists     []string    `json:"lists,omitempty" doc:"Only these lists; all, if empty."`
	AsOf      string      `json:"asOf,omitempty" doc:"As the lists stood on this day."`
	KnownAt   string      `json:"knownAt,omitempty" doc:"With what had been fetched by this time."`
	Limit     int         `json:"limit,omitempty" minimum:"0" maximum:"500" doc:"At most this many results; 10 if left out."`
	Threshold float64     `json:"threshold,omitempty" minimum:"0" maximum:"1" doc:"Score from which a result is an alert; 0.5 if left out."`
	OneIn     float64     `json:"oneIn,omitempty" minimum:"0" doc:"In place of the threshold: one in so many ordinary names may raise a false alert."`
}

func (p *Party) query() screen.Query {
	return screen.Query{Name: p.Name, Schema: p.Schema, BirthDate: p.BirthDate, Country: p.Country, Gender: p.Gender, IDs: p.IDs, Address: p.Address,
		Lists: p.Lists, AsOf: p.AsOf, KnownAt: p.KnownAt, Limit: p.Limit, Threshold: p.Threshold, OneIn: p.OneIn}
}

type screenGet struct {
	Name      string   `query:"name" maxLength:"2000" doc:"Name in any script and spelling."`
	Schema    string   `query:"schema" doc:"Kind of party."`
	BirthDate string   `query:"birthDate" doc:"Date of birth or founding, also partial."`
	Country   string   `query:"country"`
	Gender    string   `query:"gender"`
	ID        []string `query:"id,explode" maxItems:"50" doc:"Identifier as TYPE=VALUE; may be repeated."`
	Address   string   `query:"address" maxLength:"5000"`
	List      []string `query:"list,explode" doc:"Only this list; may be repeated."`
	AsOf      string   `query:"asOf" doc:"As the lists stood on this day."`
	KnownAt   string   `query:"knownAt" doc:"With what had been fetched by this time."`
	Limit     int      `query:"limit" minimum:"0" maximum:"500"`
	Threshold string   `query:"threshold" doc:"Score from which a result is an alert (0.5), or how many ordinary names may raise a false one (1/10000)."`
}

type answerOut struct {
	Index string `header:"X-Linchpin-Index"`
	Body  *screen.Answer
}

func (s *Server) screenRoutes(api huma.API) {
	huma.Register(api, operation("GET", "/v1/screen", "screen", "Screening", "Is this name on a list, on that day, and why?", state.Screener), func(ctx context.Context, in *screenGet) (*answerOut, error) {
		q := screen.Query{Name: in.Name, Schema: in.Schema, BirthDate: in.BirthDate, Country: in.Country, Gender: in.Gender, Address: in.Address,
			Lists: in.List, AsOf: in.AsOf, KnownAt: in.KnownAt, Limit: in.Limit}
		if in.Threshold != "" {
			var err error
			if q.Threshold, q.OneIn, err = screen.ParseThreshold(in.Threshold); err != nil {
				return nil, bad(err, "query")
			}
		}
		for _, text := range in.ID {
			id, err := screen.ParseID(text)
			if err != nil {
				return nil, bad(err, "query")
			}
			q.IDs = append(q.IDs, id)
		}
		return s.screen(q, "query")
	})
	type screenPost struct{ Body Party }
	huma.Register(api, operation("POST", "/v1/screen", "screen-party", "Screening", "Is this party on a list, on that day, and why?", state.Screener), func(ctx context.Context, in *screenPost) (*answerOut, error) {
		return s.screen(in.Body.query(), "body")
	})
	type entityGet struct {
		ID   string `path:"id" maxLength:"500" doc:"Entity id such as eu-fsf:EU.6385.79, or a record id that only one list has."`
		AsOf string `query:"asOf" doc:"As it stood on this day."`
		Only bool   `query:"only" doc:"Only this record, without those of the same party on other lists."`
	}
	type entityOut struct {
		Index string `header:"X-Linchpin-Index"`
		Body  *EntityView
	}
	huma.Register(api, operation("GET", "/v1/entities/{id}", "entity", "Entities", "One entry: names, facts, sources, timeline, versions.", state.Viewer), func(ctx context.Context, in *entityGet) (*entityOut, error) {
		if err := checkDay(in.AsOf, "query.asOf"); err != nil {
			return nil, err
		}
		snap, err := s.snapshot()
		if err != nil {
			return nil, err
		}
		defer snap.Release()
		e, err := snap.EntryByID(in.ID)
		if err != nil {
			return nil, huma.Error404NotFound(err.Error())
		}
		v, err := s.entityView(ctx, snap, e, in.AsOf, in.Only)
		if err != nil {
			return nil, s.problem(err)
		}
		return &entityOut{snap.Index.Hash(), v}, nil
	})
	type searchGet struct {
		Q      string   `query:"q" required:"true" minLength:"1" maxLength:"2000" doc:"Words of a name, or an identifier."`
		Schema string   `query:"schema"`
		List   []string `query:"list,explode"`
		AsOf   string   `query:"asOf" doc:"As the lists stood on this day."`
		Fuzzy  bool     `query:"fuzzy" doc:"Also spellings that no list prints."`
		Limit  int      `query:"limit" minimum:"1" maximum:"500" default:"20"`
		Offset int      `query:"offset" minimum:"0" maximum:"9499"`
	}
	type searchOut struct {
		Index string `header:"X-Linchpin-Index"`
		Body  SearchPage
	}
	huma.Register(api, operation("GET", "/v1/search", "search", "Entities", "Entities in force whose names or identifiers hold some words.", state.Viewer), func(ctx context.Context, in *searchGet) (*searchOut, error) {
		snap, err := s.snapshot()
		if err != nil {
			return nil, err
		}
		defer snap.Release()
		page, err := searchPage(snap, in.Q, in.Schema, in.List, in.AsOf, in.Fuzzy, in.Limit, in.Offset)
		if err != nil {
			return nil, err
		}
		return &searchOut{snap.Index.Hash(), *page}, nil
	})
}

func (s *Server) screen(q screen.Query, in string) (*answerOut, error) {
	snap, err := s.snapshot()
	if err != nil {
		return nil, err
	}
	defer snap.Release()
	a, err := snap.Screen(q)
	if err != nil {
		return nil, bad(err, in)
	}
	s.metrics.screens.Inc()
	if a.Alert() {
		s.metrics.alerts.Inc()
	}
	if snap.Note != "" {
		a.Warnings = append([]string{snap.Note}, a.Warnings...)
	}
	return &answerOut{snap.Index.Hash(), a}, nil
}

// StatementView is one statement with its source.
type StatementView struct {
	Property string `json:"property"`
	Value    string `json:"value" doc:"Empty where the source's wording was not understood."`
	Original string `json:"original,omitempty"`
	Lang     string `json:"lang,omitempty"`
	Note     string `json:"note,omitempty"`
	Stance   string `json:"stance"`
}

// PartView is one of the entities of a record: the party itself, an address, a sanction, a relation.
type PartView struct {
	ID         string          `json:"id"`
	Caption    string          `json:"caption"`
	Schema     string          `json:"schema"`
	Statements []StatementView `json:"statements"`
}

// VersionView says in which publications a record stood unchanged.
type VersionView struct {
	First string `json:"firstPublication"`
	Last  string `json:"lastPublication"`
	Hash  string `json:"hash"`
}

// EntityView is one record of a list with its history and, where other lists name the same party, theirs.
type EntityView struct {
	ID       string          `json:"id"`
	Caption  string          `json:"caption"`
	Schema   string          `json:"schema"`
	AsOf     string          `json:"asOf"`
	InForce  bool            `json:"inForce"`
	Source   string          `json:"source" doc:"List and publication that print the statements."`
	Entity   screen.Entity   `json:"entity"`
	Listing  screen.Listing  `json:"listing"`
	Parts    []PartView      `json:"entities" doc:"The party first."`
	Timeline []archive.Event `json:"timeline"`
	Versions []VersionView   `json:"versions"`
	Records  []*EntityView   `json:"records,omitempty" doc:"The same party on other lists."`
}

// entityView reads an entry and, unless only it is wanted, the other records of its party.
func (s *Server) entityView(ctx context.Context, snap *Snapshot, e index.Entry, day string, only bool) (*EntityView, error) {
	v, err := s.recordView(ctx, snap, e, day)
	if err != nil || only {
		return v, err
	}
	for _, m := range snap.Members(e) {
		if m == e {
			continue
		}
		other, err := s.recordView(ctx, snap, m, day)
		if err != nil {
			return nil, err
		}
		v.Records = append(v.Records, other)
	}
	return v, nil
}

func (s *Server) recordView(ctx context.Context, snap *Snapshot, e index.Entry, day string) (*EntityView, error) {
	list, record := snap.Index.Meta.Lists[snap.Index.List(e)].ID, snap.Index.Record(e)
	h, err := s.opt.History(ctx, list)
	if err != nil {
		return nil, err
	}
	defer h.Close()
	if day == "" {
		day = s.today()
	}
	version, position, inForce := standing(h, record, day)
	if version == nil {
		return nil, huma.Error503ServiceUnavailable("the archive and the index do not agree on this entry; a new index is being made")
	}
	entities, err := version.Entities()
	if err != nil {
		return nil, err
	}
	v := &EntityView{ID: entities[0].ID, Caption: version.Caption, Schema: version.Schema, AsOf: day, InForce: inForce, Entity: snap.Entity(e),
		Source: list + " " + h.Publications[position].Day(), Listing: snap.Listing(e, entities, day), Timeline: []archive.Event{}, Versions: []VersionView{}}
	v.Listing.EntityID, v.Listing.Caption, v.Listing.InForce = v.ID, v.Caption, v.InForce
	for _, x := range entities {
		part := PartView{x.ID, x.Caption(), x.Schema.Name, []StatementView{}}
		for _, st := range x.Statements {
			stance := string(st.Stance)
			if stance == "" {
				stance = "listed"
			}
			part.Statements = append(part.Statements, StatementView{st.Prop, st.Value, st.Original, st.Lang, st.Note, stance})
		}
		v.Parts = append(v.Parts, part)
	}
	for _, x := range h.Record(record) {
		for _, span := range x.Spans {
			v.Versions = append(v.Versions, VersionView{h.Publications[span.First].Day(), h.Publications[span.Last].Day(), x.Hash})
		}
	}
	events, err := h.Timeline(record)
	v.Timeline = append(v.Timeline, events...)
	return v, err
}

// standing finds the version of a record on a day: the one in force, or else the last one before.
func standing(h *archive.History, record, day string) (v *archive.Version, position int, inForce bool) {
	at := archive.InForce(h.Publications, day)
	for _, x := range h.Record(record) {
		if at >= 0 && x.In(at) {
			return x, at, !x.Lifted(day)
		}
		if v == nil || x.Spans[0].First <= at {
			v, position = x, x.Spans[len(x.Spans)-1].Last
		}
	}
	return v, position, false
}

// FoundView is one entity that a search found.
type FoundView struct {
	ID        string   `json:"id"`
	Caption   string   `json:"caption"`
	Schema    string   `json:"schema"`
	Lists     []string `json:"lists"`
	Countries []string `json:"countries"`
	Changed   string   `json:"changed"`
}

// SearchPage is a page of what was found.
type SearchPage struct {
	Total   int         `json:"total"`
	Offset  int         `json:"offset"`
	Limit   int         `json:"limit"`
	Results []FoundView `json:"results"`
}

func searchPage(snap *Snapshot, q, schema string, lists []string, asOf string, fuzzy bool, limit, offset int) (*SearchPage, error) {
	if err := checkDay(asOf, "query.asOf"); err != nil {
		return nil, err
	}
	docs, err := snap.documentsOn(asOf)
	if err != nil {
		return nil, bad(err, "query")
	}
	o := &searchOptions{q: q, schema: schemaOr(schema), fuzzy: fuzzy, lists: lists, asOf: asOf}
	if o.schema == nil {
		return nil, fieldError("query.schema", "unknown schema: "+schema)
	}
	for _, want := range lists {
		if !loaded(snap, want) {
			return nil, fieldError("query.list", "list "+want+" is not loaded")
		}
	}
	found, err := o.find(snap, docs)
	if err != nil {
		return nil, bad(err, "query")
	}
	page := &SearchPage{Total: len(found), Offset: offset, Limit: limit, Results: []FoundView{}}
	for _, i := range found[min(offset, len(found)):min(offset+limit, len(found))] {
		d := &docs.docs[i]
		page.Results = append(page.Results, FoundView{d.id, d.caption, d.schema.Name, d.lists, append([]string{}, d.countries...), d.changed})
	}
	return page, nil
}

func fieldError(location, message string) error {
	return huma.NewError(http.StatusUnprocessableEntity, "validation failed", &huma.ErrorDetail{Message: message, Location: location})
}
