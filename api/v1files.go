package api

import (
	"context"
	"fmt"
	"mime"
	"net/http"
	"path/filepath"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linchpin-oss/linchpin/state"
)

// ExceptionView says that a customer is not an entity, as far as some evidence goes.
type ExceptionView struct {
	ID        int64      `json:"id"`
	Alert     int64      `json:"alert"`
	Portfolio string     `json:"portfolio"`
	Customer  string     `json:"customer"`
	Entity    string     `json:"entity"`
	Made      time.Time  `json:"made"`
	Ended     *time.Time `json:"ended,omitempty"`
	Why       string     `json:"why,omitempty" doc:"It ended."`
}

// fileRoutes add the files of cases, and the exceptions that cases leave.
func (s *Server) fileRoutes(api huma.API, one func(context.Context, *alertIn) (*caseOut, error)) {
	type attachIn struct {
		ID      int64  `path:"id" minimum:"1"`
		Name    string `query:"name" required:"true" minLength:"1" maxLength:"200" doc:"Name of the file."`
		RawBody []byte `contentType:"application/octet-stream"`
	}
	huma.Register(api, operation("POST", "/v1/cases/{id}/files", "attach-file", "Cases", "Add a file of up to 25 MB to a case.", state.Analyst, created, slowBody), func(ctx context.Context, in *attachIn) (*caseOut, error) {
		if len(in.RawBody) > state.MaxAttachment {
			return nil, huma.NewError(http.StatusRequestEntityTooLarge, fmt.Sprintf("the file has %d bytes, more than %d", len(in.RawBody), state.MaxAttachment))
		}
		name := filepath.Base(filepath.Clean("/" + in.Name))
		if name == "/" || len(in.RawBody) == 0 {
			return nil, fieldError("body", "it is empty, or the file has no name")
		}
		if _, err := s.store.Attach(ctx, state.Attachment{Alert: in.ID, Name: name, Type: mime.TypeByExtension(filepath.Ext(name)), Data: in.RawBody}); err != nil {
			return nil, s.problem(err)
		}
		return one(ctx, &alertIn{in.ID})
	})
	type dataIn struct {
		ID   int64 `path:"id" minimum:"1"`
		File int64 `path:"file" minimum:"1"`
	}
	type dataOut struct {
		Type        string `header:"Content-Type"`
		Disposition string `header:"Content-Disposition"`
		Policy      string `header:"Content-Security-Policy"`
		Body        []byte
	}
	huma.Register(api, operation("GET", "/v1/cases/{id}/files/{file}/data", "case-file", "Cases", "A file of a case.", state.Viewer), func(ctx context.Context, in *dataIn) (*dataOut, error) {
		f, err := s.store.Attachment(ctx, in.File)
		switch {
		case err != nil:
			return nil, s.problem(err)
		case f.Alert != in.ID:
			return nil, huma.Error404NotFound("case has no such file")
		case f.Data == nil:
			return nil, huma.NewError(http.StatusGone, "the file was erased")
		}
		// Files come from strangers: they are handed out for saving only, never shown in the pages' origin.
		return &dataOut{"application/octet-stream", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}), "sandbox", f.Data}, nil
	})
	type exceptionsIn struct {
		Portfolio string `query:"portfolio"`
		Customer  string `query:"customer"`
		Entity    string `query:"entity"`
		Ended     bool   `query:"ended" doc:"Also those that ended."`
		After     int64  `query:"after" minimum:"0"`
		Limit     int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	}
	type exceptionsOut struct {
		Body struct {
			Exceptions []ExceptionView `json:"exceptions"`
			Next       int64           `json:"next,omitempty" doc:"Send it as after for the next page; absent on the last one."`
		}
	}
	huma.Register(api, operation("GET", "/v1/exceptions", "exceptions", "Cases", "Which customers are not which listed parties, as far as the evidence went.", state.Viewer), func(ctx context.Context, in *exceptionsIn) (*exceptionsOut, error) {
		all, err := s.store.Exceptions(ctx, state.ExceptionFilter{Portfolio: in.Portfolio, Customer: in.Customer, Entity: in.Entity, InForce: !in.Ended, After: in.After, Limit: in.Limit})
		if err != nil {
			return nil, s.problem(err)
		}
		out := &exceptionsOut{}
		out.Body.Exceptions = []ExceptionView{}
		for i := range all {
			e := &all[i]
			out.Body.Exceptions = append(out.Body.Exceptions, ExceptionView{e.ID, e.Alert, e.Portfolio, e.Customer, e.Entity, e.Made.UTC(), timeOf(e.Ended), e.Why})
		}
		if len(all) == in.Limit {
			out.Body.Next = all[len(all)-1].ID
		}
		return out, nil
	})
}
