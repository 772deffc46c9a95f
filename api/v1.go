package api

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/linchpin-oss/linchpin/cases"
	"github.com/linchpin-oss/linchpin/snapshot"
	"github.com/linchpin-oss/linchpin/state"
)

// namer names the schemata of the description by package and type, so that two packages can have a type of one name.
func namer(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := huma.DefaultSchemaNamer(t, hint)
	pkg := t.PkgPath()
	if at := strings.LastIndex(pkg, "/"); at >= 0 && strings.Contains(pkg, "linchpin") && !strings.HasSuffix(pkg, "/api") && t.Name() != "" {
		return strings.ToUpper(pkg[at+1:at+2]) + pkg[at+2:] + name
	}
	return name
}

// v1 adds Linchpin's own routes.
func (s *Server) v1(mux *http.ServeMux) huma.API {
	config := huma.DefaultConfig("Linchpin", s.opt.Version)
	config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", namer)
	config.CreateHooks = nil
	config.DocsPath, config.SchemasPath = "", ""
	config.RejectUnknownQueryParameters = true
	config.Info.Description = "Sanctions intelligence: who is on an official list, on which day, and why. Every answer names the index that it comes from."
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"key":     {Type: "apiKey", In: "header", Name: "Authorization", Description: "ApiKey lp_..."},
		"session": {Type: "apiKey", In: "cookie", Name: cookieName},
	}
	config.Security = []map[string][]string{{"key": {}}, {"session": {}}}
	api := humago.New(mux, config)
	api.UseMiddleware(s.role(api))
	s.screenRoutes(api)
	s.listRoutes(api)
	s.jobRoutes(api)
	s.caseRoutes(api)
	s.keyRoutes(api)
	s.networkRoutes(api)
	s.pressRoutes(api)
	s.portfolioRoutes(api)
	s.webhookRoutes(api)
	s.importRoutes(api)
	s.settingsRoutes(api)
	s.auditRoutes(api)
	s.paymentRoutes(api)
	mux.HandleFunc("GET /v1/login", s.login)
	mux.HandleFunc("GET /v1/login/callback", s.loggedIn)
	return api
}

// operation describes a route.
func operation(method, path, id, tag, summary string, role state.Role, more ...func(*huma.Operation)) huma.Operation {
	op := huma.Operation{Method: method, Path: path, OperationID: id, Tags: []string{tag}, Summary: summary, MaxBodyBytes: -1,
		Metadata: map[string]any{"role": string(role)}, Errors: []int{http.StatusUnauthorized, http.StatusForbidden}}
	if role != "" {
		op.Description = "Needs the role " + string(role) + " or a higher one."
	}
	for _, f := range more {
		f(&op)
	}
	return op
}

// role refuses callers whose role does not suffice for an operation.
func (s *Server) role(api huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		needed, _ := ctx.Operation().Metadata["role"].(string)
		c := caller(ctx.Context())
		if needed != "" && (c == nil || !c.Role.May(state.Role(needed))) {
			huma.WriteErr(api, ctx, http.StatusForbidden, "this needs a key of the role "+needed)
			return
		}
		next(ctx)
	}
}

// snapshot takes the snapshot of a request.
func (s *Server) snapshot() (*Snapshot, error) {
	if snap := s.live.Acquire(); snap != nil {
		return snap, nil
	}
	return nil, huma.Error503ServiceUnavailable(errNoIndex.Error())
}

// fieldWords are the words by which errors of the services name a field, and where that field stands.
var fieldWords = []struct{ word, field string }{
	{"nothing to screen", "name"}, {"birth date", "birthDate"}, {"as-of", "asOf"}, {"known-at", "knownAt"}, {"country", "country"}, {"gender", "gender"},
	{"identifier", "ids"}, {"unknown type of identifier", "ids"}, {"threshold", "threshold"}, {"one in ", "oneIn"}, {"limit", "limit"}, {"list ", "lists"}, {"no list", "asOf"},
	{"schema", "schema"}, {"unknown schema", "schema"}, {"name", "name"},
}

// bad says which field of a request a service refused.
func bad(err error, in string) error {
	text := strings.ToLower(err.Error())
	for _, f := range fieldWords {
		if strings.HasPrefix(text, f.word) {
			return huma.NewError(http.StatusUnprocessableEntity, "validation failed", &huma.ErrorDetail{Message: err.Error(), Location: in + "." + f.field})
		}
	}
	return huma.NewError(http.StatusUnprocessableEntity, err.Error())
}

// problem turns an error of the store into an answer.
func (s *Server) problem(err error) error {
	var se huma.StatusError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &se):
		return err
	case errors.Is(err, state.ErrNotFound), errors.Is(err, state.ErrNoJudgement):
		return huma.Error404NotFound(err.Error())
	case errors.Is(err, state.ErrExists), errors.Is(err, state.ErrChanged), errors.Is(err, snapshot.ErrReplica):
		return huma.Error409Conflict(err.Error())
	case errors.Is(err, state.ErrSamePerson):
		return huma.Error403Forbidden(err.Error())
	case errors.Is(err, cases.ErrNotAlike):
		return huma.Error422UnprocessableEntity(err.Error())
	case errors.Is(err, context.DeadlineExceeded):
		return huma.Error503ServiceUnavailable("it took too long")
	}
	s.log.Error("a service failed", "error", err.Error())
	if s.away(context.Background()) {
		return huma.Error503ServiceUnavailable("the database does not answer")
	}
	return huma.Error500InternalServerError("the server could not do it; its log says why")
}
