package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linchpin-oss/linchpin/press"
	"github.com/linchpin-oss/linchpin/press/dossier"
	"github.com/linchpin-oss/linchpin/state"
)

// ArticlePage is a page of news, to be read.
type ArticlePage struct {
	Text     string `json:"text" minLength:"1" maxLength:"900000" doc:"The page as HTML or text."`
	Name     string `json:"name,omitempty" doc:"File name; its ending tells the format."`
	URL      string `json:"url,omitempty"`
	Date     string `json:"date,omitempty" doc:"Day of the article, if the page does not tell."`
	Language string `json:"language,omitempty"`
	AsOf     string `json:"asOf,omitempty"`
}

// Verdict is what a person thinks of a claim.
type Verdict struct {
	Verdict    string            `json:"verdict" enum:"accept,correct,reject,withdraw" doc:"accept: it was read rightly. correct: the article says it, but otherwise. reject: the article does not say it. withdraw: no verdict any more."`
	Correction *press.Correction `json:"correction,omitempty" doc:"With correct: how it reads rightly; subject, object and source.entity are ids of the article's entities."`
	Why        string            `json:"why,omitempty" maxLength:"2000"`
}

// keptPage is a page with what a person thinks of its claims.
type keptPage struct {
	ArticlePage
	Judged map[string]Verdict `json:"judged,omitempty" doc:"What a person thinks of claims, by their ids as POST /v1/read gave them for the same page."`
}

// ArticleSummary is a line about an article that is kept.
type ArticleSummary struct {
	SHA256   string   `json:"sha256" doc:"Of the page; its id."`
	Title    string   `json:"title"`
	URL      string   `json:"url,omitempty"`
	Date     string   `json:"date,omitempty"`
	Language string   `json:"language"`
	Claims   int      `json:"claims"`
	Judged   int      `json:"judged" doc:"Claims with a verdict."`
	Linked   []string `json:"linked" doc:"Entries of lists that it names."`
}

func (s *Server) readPage(b *ArticlePage) (*press.Article, error) {
	m, err := press.BuiltIn()
	if err != nil {
		return nil, s.problem(err)
	}
	snap, err := s.snapshot()
	if err != nil {
		return nil, err
	}
	defer snap.Release()
	name := b.Name
	if name == "" {
		name = "article.txt"
	}
	a, err := (&press.Reader{Models: m, Lists: snap.Screener}).Read(press.Input{Data: []byte(b.Text), Name: name, URL: b.URL, Date: b.Date, Language: b.Language, AsOf: b.AsOf})
	if err != nil {
		return nil, fieldError("body.text", err.Error())
	}
	return a, nil
}

func (s *Server) shelf() press.Shelf { return press.Shelf{Dir: s.opt.Press} }

// keep stores a page with the judgements that came with it: all or, if one of them is wrong, nothing.
func (s *Server) keep(ctx context.Context, p *keptPage) (*press.Article, error) {
	a, err := s.readPage(&p.ArticlePage)
	if err != nil {
		return nil, err
	}
	for id, v := range p.Judged {
		if err := a.Judge(&press.Judgement{Claim: id, Verdict: v.Verdict, Correction: v.Correction, Why: v.Why}); err != nil {
			return nil, fieldError("body.judged."+id, err.Error())
		}
	}
	if err := s.shelf().Keep(a, []byte(p.Text)); err != nil {
		return nil, s.problem(err)
	}
	if err := s.store.Note(ctx, state.Row{Action: "article.keep", Subject: "article:" + a.SHA256, Details: map[string]any{"claims": len(a.Claims)}}); err != nil {
		return nil, s.problem(err)
	}
	for _, c := range a.Claims {
		if v, ok := p.Judged[c.ID]; ok {
			if err := s.judge(ctx, a.SHA256, c.ID, &v); err != nil {
				return nil, err
			}
		}
	}
	return s.article(a.SHA256)
}

// judge stores a verdict with who gave it and when. The trail has it first, so that none stands without its row.
func (s *Server) judge(ctx context.Context, hash, claim string, v *Verdict) error {
	a, err := s.article(hash)
	if err != nil {
		return err
	}
	j := press.Judgement{Claim: claim, Verdict: v.Verdict, Correction: v.Correction, Why: v.Why, Who: caller(ctx).Who, When: s.now().UTC()}
	if err := a.Judge(&j); err != nil {
		return judgeError("body", err)
	}
	if err := s.store.Note(ctx, state.Row{Action: "claim.judge", Subject: "article:" + hash, Details: map[string]any{"claim": claim, "verdict": v.Verdict, "why": v.Why}}); err != nil {
		return s.problem(err)
	}
	return s.problem(s.shelf().Judge(hash, j))
}

// judgeError names the field of a judgement that is wrong.
func judgeError(in string, err error) error {
	var f *press.FieldError
	switch {
	case !errors.As(err, &f):
		return err
	case f.Field == "claim":
		return huma.Error404NotFound(f.Problem)
	}
	return fieldError(in+"."+f.Field, f.Problem)
}

func (s *Server) article(hash string) (*press.Article, error) {
	a, err := s.shelf().Article(hash)
	if errors.Is(err, press.ErrNoArticle) {
		return nil, huma.Error404NotFound(err.Error())
	}
	return a, s.problem(err)
}

func (s *Server) pressRoutes(api huma.API) {
	type pageIn struct{ Body ArticlePage }
	type keepIn struct{ Body keptPage }
	type articleOut struct{ Body any }
	huma.Register(api, operation("POST", "/v1/read", "read", "Press", "Read a page of news into sourced claims, checked against the lists.", state.Viewer), func(_ context.Context, in *pageIn) (*articleOut, error) {
		a, err := s.readPage(&in.Body)
		return &articleOut{a}, err
	})
	huma.Register(api, operation("POST", "/v1/articles", "keep-article", "Press", "Read a page and keep it with its claims, links and what a person thinks of them.", state.Analyst, created), func(ctx context.Context, in *keepIn) (*articleOut, error) {
		a, err := s.keep(ctx, &in.Body)
		return &articleOut{a}, err
	})
	type pageOfIn struct {
		Limit  int `query:"limit" minimum:"1" maximum:"1000" default:"100"`
		Offset int `query:"offset" minimum:"0"`
	}
	type listOut struct {
		Body struct {
			Total    int              `json:"total"`
			Articles []ArticleSummary `json:"articles" doc:"Newest first."`
		}
	}
	huma.Register(api, operation("GET", "/v1/articles", "articles", "Press", "The articles that are kept.", state.Viewer), func(_ context.Context, in *pageOfIn) (*listOut, error) {
		out := &listOut{}
		var err error
		out.Body.Total, out.Body.Articles, err = s.articles(in.Offset, in.Limit)
		return out, err
	})
	type hashIn struct {
		SHA256 string `path:"sha256" maxLength:"64"`
	}
	huma.Register(api, operation("GET", "/v1/articles/{sha256}", "article", "Press", "An article that is kept, with what people think of its claims.", state.Viewer), func(_ context.Context, in *hashIn) (*articleOut, error) {
		a, err := s.article(in.SHA256)
		return &articleOut{a}, err
	})
	type judgeIn struct {
		SHA256 string `path:"sha256" maxLength:"64"`
		Claim  string `path:"claim" maxLength:"20"`
		Body   Verdict
	}
	huma.Register(api, operation("POST", "/v1/articles/{sha256}/claims/{claim}/judgement", "judge-claim", "Press", "Accept, correct or reject a claim of an article that is kept. Nothing is overwritten; the newest word counts.", state.Analyst, created), func(ctx context.Context, in *judgeIn) (*articleOut, error) {
		if err := s.judge(ctx, in.SHA256, in.Claim, &in.Body); err != nil {
			return nil, err
		}
		a, err := s.article(in.SHA256)
		return &articleOut{a}, err
	})
	type judgementsOut struct {
		Body struct {
			Judgements []press.Judgement `json:"judgements" doc:"Oldest first."`
		}
	}
	huma.Register(api, operation("GET", "/v1/articles/{sha256}/judgements", "judgements", "Press", "Every word on the claims of an article, with who said it and when.", state.Viewer), func(_ context.Context, in *hashIn) (*judgementsOut, error) {
		if _, err := s.article(in.SHA256); err != nil {
			return nil, err
		}
		out := &judgementsOut{}
		all, err := s.shelf().Judgements(in.SHA256)
		out.Body.Judgements = append([]press.Judgement{}, all...)
		return out, s.problem(err)
	})
	s.partyPressRoutes(api)
	s.modelRoutes(api)
	s.recallRoute(api)
}

// partyPressRoutes tell what the press says of a party.
func (s *Server) partyPressRoutes(api huma.API) {
	type idIn struct {
		ID string `path:"id" maxLength:"500"`
	}
	type aboutOut struct {
		Body struct {
			Claims []press.About `json:"claims"`
		}
	}
	huma.Register(api, operation("GET", "/v1/entities/{id}/press", "entity-press", "Press", "What articles kept claim of a party; never facts of a list.", state.Viewer), func(_ context.Context, in *idIn) (*aboutOut, error) {
		snap, err := s.snapshot()
		if err != nil {
			return nil, err
		}
		defer snap.Release()
		e, err := snap.EntryByID(in.ID)
		if err != nil {
			return nil, huma.Error404NotFound(err.Error())
		}
		out := &aboutOut{}
		out.Body.Claims, err = s.shelf().About(append([]string{in.ID}, snap.Entity(e).Records...))
		return out, s.problem(err)
	})
	type dossierIn struct {
		ID     string `path:"id" maxLength:"500"`
		Format string `query:"format" enum:"html,md,docx" default:"html"`
		AsOf   string `query:"asOf" maxLength:"10" doc:"As it stood on this day."`
	}
	type fileOut struct {
		Type        string `header:"Content-Type"`
		Disposition string `header:"Content-Disposition"`
		Body        []byte
	}
	huma.Register(api, operation("GET", "/v1/entities/{id}/dossier", "dossier", "Press", "A dossier on a party as a file: facts, listings, links, claims by firmness, what is contradicted, what is missing; every sentence with its source.", state.Viewer), func(_ context.Context, in *dossierIn) (*fileOut, error) {
		snap, err := s.snapshot()
		if err != nil {
			return nil, err
		}
		defer snap.Release()
		e, err := snap.EntryByID(in.ID)
		if err != nil {
			return nil, huma.Error404NotFound(err.Error())
		}
		d, err := dossier.Of(snap.Screener, e, in.AsOf, s.shelf())
		if err != nil {
			return nil, huma.NewError(http.StatusUnprocessableEntity, err.Error())
		}
		data, err := d.Write(in.Format)
		return &fileOut{dossier.Formats[in.Format], fmt.Sprintf("attachment; filename=%q", "dossier."+in.Format), data}, s.problem(err)
	})
}

// articles sums up the articles kept, newest first.
func (s *Server) articles(offset, limit int) (int, []ArticleSummary, error) {
	all, err := s.shelf().All()
	if err != nil {
		return 0, nil, s.problem(err)
	}
	out := []ArticleSummary{}
	for i := len(all) - 1 - offset; i >= 0 && len(out) < limit; i-- {
		a := all[i]
		x := ArticleSummary{SHA256: a.SHA256, Title: a.Title, URL: a.URL, Date: a.Date, Language: a.Language.Code, Claims: len(a.Claims), Linked: []string{}}
		for _, c := range a.Claims {
			if c.Judgement != nil {
				x.Judged++
			}
		}
		for _, e := range a.Entities {
			if e.Entity != "" {
				x.Linked = append(x.Linked, e.Entity)
			}
		}
		out = append(out, x)
	}
	return len(all), out, nil
}
