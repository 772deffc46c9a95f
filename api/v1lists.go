package api

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/state"
)

func (s *Server) today() string { return s.now().UTC().Format(time.DateOnly) }

func checkDay(day, location string) error {
	if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
		return fieldError(location, fmt.Sprintf("%q is not a day such as 2021-06-23", day))
	}
	return nil
}

func schemaOr(name string) *ftm.Schema {
	if name == "" {
		name = baseSchema
	}
	return ftm.Lookup(name)
}

func loaded(snap *Snapshot, list string) bool {
	for i := range snap.Index.Meta.Lists {
		if strings.EqualFold(snap.Index.Meta.Lists[i].ID, list) {
			return true
		}
	}
	return false
}

// ListView is one list.
type ListView struct {
	List         string            `json:"list"`
	Title        string            `json:"title"`
	Publisher    string            `json:"publisher"`
	Country      string            `json:"country"`
	Licence      string            `json:"licence"`
	Page         string            `json:"page"`
	InForce      *screen.ListState `json:"inForce,omitempty" doc:"Absent where no publication is in force."`
	First        string            `json:"first" doc:"Day of the first accepted publication."`
	Publications int               `json:"publications"`
	Quarantined  int               `json:"quarantined"`
}

// PublicationView is one publication of a list.
type PublicationView struct {
	ID        string         `json:"id"`
	Published string         `json:"published"`
	DateBasis string         `json:"dateBasis"`
	Retrieved time.Time      `json:"retrieved"`
	SHA256    string         `json:"sha256"`
	Format    string         `json:"format"`
	Records   int            `json:"records"`
	Status    archive.Status `json:"status"`
	Reason    string         `json:"reason,omitempty"`
	InForce   bool           `json:"inForce"`
	Listed    *int           `json:"listed,omitempty" doc:"Records that came with it; absent unless it is accepted."`
	Delisted  *int           `json:"delisted,omitempty" doc:"Records that left with it."`
	Amended   *int           `json:"amended,omitempty"`
	Warnings  []string       `json:"warnings,omitempty"`
}

// ChangesPage is a page of events.
type ChangesPage struct {
	List    string          `json:"list"`
	From    string          `json:"from" doc:"Events after this day."`
	To      string          `json:"to"`
	Total   int             `json:"total"`
	Offset  int             `json:"offset"`
	Limit   int             `json:"limit"`
	Events  []archive.Event `json:"events"`
	LeftOut []string        `json:"leftOut" doc:"Publications between the days that do not count, with the reason."`
}

func (s *Server) listRoutes(api huma.API) {
	type listsOut struct {
		Index string `header:"X-Linchpin-Index"`
		Body  struct {
			Index    string     `json:"index"`
			Lists    []ListView `json:"lists"`
			Warnings []string   `json:"warnings"`
		}
	}
	huma.Register(api, operation("GET", "/v1/lists", "lists", "Lists", "The lists that are loaded, with the age of what is in force.", state.Viewer), func(ctx context.Context, _ *struct{}) (*listsOut, error) {
		snap, err := s.snapshot()
		if err != nil {
			return nil, err
		}
		defer snap.Release()
		out := &listsOut{Index: snap.Index.Hash()}
		states, warnings, err := listStates(snap.Screener)
		if err != nil {
			return nil, s.problem(err)
		}
		out.Body.Index, out.Body.Warnings, out.Body.Lists = snap.Index.Hash(), append([]string{}, warnings...), s.listViews(snap, states)
		if snap.Note != "" {
			out.Body.Warnings = append(out.Body.Warnings, snap.Note)
		}
		return out, nil
	})
	type listIn struct {
		List string `path:"list" maxLength:"100"`
	}
	type publicationsOut struct {
		Body struct {
			List         string            `json:"list"`
			Publications []PublicationView `json:"publications" doc:"Oldest first."`
		}
	}
	huma.Register(api, operation("GET", "/v1/lists/{list}/publications", "publications", "Lists", "Every publication of a list, with what came and what left.", state.Viewer), func(ctx context.Context, in *listIn) (*publicationsOut, error) {
		h, err := s.history(ctx, in.List)
		if err != nil {
			return nil, err
		}
		defer h.Close()
		out := &publicationsOut{}
		out.Body.List = in.List
		out.Body.Publications, err = publicationViews(h)
		return out, s.problem(err)
	})
	type settleIn struct {
		List        string `path:"list" maxLength:"100"`
		Publication string `path:"publication" maxLength:"100" doc:"Its id, its hash, or its day where there was one only."`
		Body        struct {
			Accept bool   `json:"accept" doc:"true lets it count, false does not."`
			Why    string `json:"why" minLength:"3" maxLength:"2000"`
		}
	}
	type settleOut struct{ Body PublicationView }
	huma.Register(api, operation("POST", "/v1/lists/{list}/publications/{publication}/decision", "decide-publication", "Lists", "Accept or reject a publication, such as one in quarantine. A new index is made and swapped in.", state.Approver), func(ctx context.Context, in *settleIn) (*settleOut, error) {
		v, err := s.decidePublication(ctx, in.List, in.Publication, in.Body.Accept, in.Body.Why)
		if err != nil {
			return nil, s.problem(err)
		}
		return &settleOut{*v}, nil
	})
	type changesIn struct {
		List   string   `path:"list" maxLength:"100"`
		From   string   `query:"from" doc:"Changes after this day; without both days, those of the newest publication."`
		To     string   `query:"to" doc:"Changes up to and including this day."`
		Event  []string `query:"event,explode" enum:"listed,amended,delisted"`
		Limit  int      `query:"limit" minimum:"1" maximum:"1000" default:"100"`
		Offset int      `query:"offset" minimum:"0"`
	}
	type changesOut struct{ Body *ChangesPage }
	huma.Register(api, operation("GET", "/v1/lists/{list}/changes", "changes", "Lists", "Who was listed, amended and delisted between two days: two versions of a list compared.", state.Viewer), func(ctx context.Context, in *changesIn) (*changesOut, error) {
		page, err := s.changes(ctx, in.List, in.From, in.To, in.Event, in.Limit, in.Offset)
		if err != nil {
			return nil, s.problem(err)
		}
		return &changesOut{page}, nil
	})
}

func (s *Server) listViews(snap *Snapshot, states []screen.ListState) []ListView {
	out := []ListView{}
	for i := range snap.Index.Meta.Lists {
		m := &snap.Index.Meta.Lists[i]
		v := ListView{List: m.ID, Title: m.Title, Publications: len(m.Publications)}
		if l := s.known(m.ID); l != nil {
			v.Publisher, v.Country, v.Licence, v.Page = l.Publisher, l.Country, l.Licence, l.Page
		}
		for k := range m.Publications {
			p := &m.Publications[k]
			switch {
			case p.Status == archive.Quarantined:
				v.Quarantined++
			case p.Status == archive.Accepted && v.First == "":
				v.First = p.Published[:min(10, len(p.Published))]
			}
		}
		for k := range states {
			if states[k].List == m.ID {
				v.InForce = &states[k]
			}
		}
		out = append(out, v)
	}
	return out
}

// history loads a list's history; 404 where it is not loaded.
func (s *Server) history(ctx context.Context, list string) (*archive.History, error) {
	snap, err := s.snapshot()
	if err != nil {
		return nil, err
	}
	defer snap.Release()
	if !loaded(snap, list) {
		return nil, huma.Error404NotFound("list " + list + " is not loaded")
	}
	h, err := s.opt.History(ctx, list)
	if err != nil {
		return nil, s.problem(err)
	}
	return h, nil
}

func publicationViews(h *archive.History) ([]PublicationView, error) {
	events, err := h.Changes("", "")
	if err != nil {
		return nil, err
	}
	counts := map[string]map[archive.Kind]int{}
	for i := range events {
		day := events[i].Date
		if counts[day] == nil {
			counts[day] = map[archive.Kind]int{}
		}
		counts[day][events[i].Kind]++
	}
	inForce := archive.InForce(h.Publications, "")
	out := []PublicationView{}
	lastOf := map[string]int{}
	for i, p := range h.Publications {
		if p.Status == archive.Accepted {
			lastOf[p.Day()] = i // several of one day: their events stand with the last
		}
	}
	for i, p := range h.Publications {
		v := publicationView(p)
		v.InForce = i == inForce
		if p.Status == archive.Accepted && lastOf[p.Day()] == i {
			n := counts[p.Day()]
			listed, delisted, amended := n[archive.ListedEvent], n[archive.DelistedEvent], n[archive.AmendedEvent]
			v.Listed, v.Delisted, v.Amended = &listed, &delisted, &amended
		}
		out = append(out, v)
	}
	return out, nil
}

func publicationView(p *archive.Publication) PublicationView {
	return PublicationView{ID: p.ID(), Published: p.Published, DateBasis: string(p.DateBasis), Retrieved: p.Retrieved, SHA256: p.SHA256, Format: p.Format,
		Records: p.Records, Status: p.Status, Reason: p.Reason, Warnings: p.Warnings}
}

// decidePublication notes a person's word on a publication, makes the new index and swaps it in.
func (s *Server) decidePublication(ctx context.Context, list, name string, accept bool, why string) (*PublicationView, error) {
	h, err := s.history(ctx, list)
	if err != nil {
		return nil, err
	}
	defer h.Close()
	var found []*archive.Publication
	for _, p := range h.Publications {
		if p.ID() == name || p.SHA256 == name || p.Day() == name || p.Published == name {
			found = append(found, p)
		}
	}
	switch {
	case len(found) == 0:
		return nil, huma.Error404NotFound("list " + list + " has no publication " + name)
	case len(found) > 1:
		return nil, huma.Error409Conflict("list " + list + " has several publications of " + name + "; name one by its id")
	case accept && found[0].Unreadable != "":
		return nil, huma.Error409Conflict("it cannot be accepted: it could not be read: " + found[0].Unreadable)
	}
	// What was begun is ended even if the client goes away: the index must follow the decision.
	ctx = context.WithoutCancel(ctx)
	if err := s.opt.Data.Invalidate(); err != nil {
		return nil, err
	}
	err = s.store.Decide(ctx, archive.Decision{List: list, SHA256: found[0].SHA256, Accept: accept, Who: caller(ctx).Who, When: s.now(), Why: why})
	if err != nil {
		return nil, err
	}
	if err := s.live.Refresh(ctx, true); err != nil {
		return nil, err
	}
	after, err := s.opt.History(ctx, list)
	if err != nil {
		return nil, err
	}
	defer after.Close()
	for _, p := range after.Publications {
		if p.ID() == found[0].ID() {
			v := publicationView(p)
			return &v, nil
		}
	}
	return nil, state.ErrNotFound
}

func (s *Server) changes(ctx context.Context, list, from, to string, kinds []string, limit, offset int) (*ChangesPage, error) {
	if err := checkDay(from, "query.from"); err != nil {
		return nil, err
	}
	if err := checkDay(to, "query.to"); err != nil {
		return nil, err
	}
	if from != "" && to != "" && from > to {
		return nil, fieldError("query.from", "it is after to")
	}
	h, err := s.history(ctx, list)
	if err != nil {
		return nil, err
	}
	defer h.Close()
	accepted := h.Accepted()
	if len(accepted) == 0 {
		return nil, huma.Error409Conflict("list " + list + " has no accepted publication: the answer is not known")
	}
	if from == "" && to == "" && len(accepted) > 1 {
		from = h.Publications[accepted[len(accepted)-2]].Day()
	}
	events, err := h.Changes(from, to)
	if err != nil {
		return nil, err
	}
	if len(kinds) > 0 {
		events = slices.DeleteFunc(events, func(e archive.Event) bool { return !slices.Contains(kinds, string(e.Kind)) })
	}
	page := &ChangesPage{List: list, From: from, To: to, Total: len(events), Offset: offset, Limit: limit, Events: []archive.Event{}, LeftOut: []string{}}
	page.Events = append(page.Events, events[min(offset, len(events)):min(offset+limit, len(events))]...)
	for _, p := range h.Publications {
		if p.Status != archive.Accepted && (from == "" || p.Day() > from) && (to == "" || p.Day() <= to) {
			page.LeftOut = append(page.LeftOut, p.ID()+": "+p.Reason)
		}
	}
	return page, nil
}
