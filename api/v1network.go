package api

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/linchpin-oss/linchpin/network"
	"github.com/linchpin-oss/linchpin/network/target"
	"github.com/linchpin-oss/linchpin/state"
)

// graph is the network of the records in force on a day with the networks imported.
func (s *Server) graph(asOf string) (*network.Graph, error) {
	snap, err := s.snapshot()
	if err != nil {
		return nil, err
	}
	defer snap.Release()
	var imported []string
	if s.opt.Networks != nil {
		if imported, err = s.opt.Networks(); err != nil {
			return nil, s.problem(err)
		}
	}
	day := asOf
	if day == "" {
		day = s.today()
	}
	key := snap.Index.Hash() + " " + day
	for _, path := range imported {
		info, err := os.Stat(path)
		if err != nil {
			return nil, s.problem(err)
		}
		key += fmt.Sprintf(" %s %d %d", path, info.Size(), info.ModTime().UnixNano())
	}
	return s.graphs.get(key, func() (*network.Graph, error) {
		g, err := snap.Graph(asOf, imported)
		return g, s.problem(err)
	})
}

// NetworkBody is a question on a network of the caller's own; without one, on what is stored.
type NetworkBody struct {
	Network  string   `json:"network,omitempty" maxLength:"1000000" doc:"A network in any of the formats: CSV of edges, FollowTheMoney, BODS, GLEIF, PSC. What is stored, if left out."`
	Case     string   `json:"case,omitempty" doc:"Of a file with several cases: this one."`
	Rule     string   `json:"rule,omitempty" doc:"us-ofac-2014, eu-2024, ...; or a regime for the rule in force."`
	Listed   []string `json:"listed,omitempty" doc:"Who is listed, by id or name; those whom the network calls listed, if left out."`
	AsOf     string   `json:"asOf,omitempty"`
	Evidence string   `json:"evidence,omitempty" enum:"official,all"`
}

// question reads the network and what is asked of it.
func (s *Server) question(b *NetworkBody) (*network.Graph, network.Question, error) {
	q := network.Question{AsOf: b.AsOf, Claims: b.Evidence == "all"}
	if err := checkDay(b.AsOf, "body.asOf"); err != nil {
		return nil, q, err
	}
	if q.AsOf == "" {
		q.AsOf = s.today()
	}
	rule := b.Rule
	if rule == "" {
		rule = "eu"
	}
	var err error
	if q.Rule, err = network.FindRule(rule, q.AsOf); err != nil {
		return nil, q, fieldError("rule", err.Error())
	}
	var g *network.Graph
	if b.Network != "" {
		if g, err = network.Read(strings.NewReader(b.Network), "network", b.Case); err != nil {
			return nil, q, fieldError("body.network", err.Error())
		}
	} else if g, err = s.graph(b.AsOf); err != nil {
		return nil, q, err
	} else {
		q.Reached = true
	}
	q.Listed, err = partiesOf(g, "listed", b.Listed)
	return g, q, err
}

// partyOf finds a party by its id or name in a network, or by the id of a record that only one list has.
func (s *Server) partyOf(g *network.Graph, id string) (int, error) {
	n, err := g.One(id)
	if err == nil {
		return n, nil
	}
	if snap := s.live.Acquire(); snap != nil {
		defer snap.Release()
		if e, other := snap.EntryByID(id); other == nil {
			if n, ok := g.Find(snap.Entity(e).ID); ok {
				return n, nil
			}
		}
	}
	return 0, huma.Error404NotFound(err.Error())
}

func partiesOf(g *network.Graph, field string, ids []string) ([]int, error) {
	var out []int
	for _, id := range ids {
		n, err := g.One(id)
		if err != nil {
			return nil, fieldError(field, err.Error())
		}
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out, nil
}

// withListed is a network in which these parties are listed and no others.
func withListed(g *network.Graph, listed []int) *network.Graph {
	copied := *g
	copied.Nodes = slices.Clone(g.Nodes)
	for i := range copied.Nodes {
		copied.Nodes[i].Listed = slices.Contains(listed, i)
	}
	return &copied
}

type networkGet struct {
	ID       string `path:"id" maxLength:"500" doc:"Party, by id or name."`
	Depth    int    `query:"depth" minimum:"1" maximum:"6" default:"2"`
	Most     int    `query:"most" minimum:"1" maximum:"5000" default:"300" doc:"Parties at most, the nearest first."`
	Rule     string `query:"rule" doc:"Mark what this rule blocks."`
	AsOf     string `query:"asOf"`
	Evidence string `query:"evidence" enum:"official,all" default:"official"`
	Format   string `query:"format" enum:"json,svg,graphml,dot,mermaid,html" default:"json"`
}

// around is a party's neighbourhood in what is stored, with its marks.
func (s *Server) around(in *networkGet) (*network.Graph, map[int]network.Status, error) {
	if err := checkDay(in.AsOf, "query.asOf"); err != nil {
		return nil, nil, err
	}
	g, err := s.graph(in.AsOf)
	if err != nil {
		return nil, nil, err
	}
	return s.aroundIn(g, in)
}

// aroundIn is a party's neighbourhood in a network, with its marks: listed, and what the rule blocks.
func (s *Server) aroundIn(g *network.Graph, in *networkGet) (*network.Graph, map[int]network.Status, error) {
	party, err := s.partyOf(g, in.ID)
	if err != nil {
		return nil, nil, err
	}
	day := in.AsOf
	if day == "" {
		day = s.today()
	}
	small := g.Around(party, in.Depth, in.Most, day, in.Evidence == "all")
	marks := map[int]network.Status{}
	for i := range small.Nodes {
		if small.Nodes[i].ListedOn(day) {
			marks[i] = network.IsListed
		}
	}
	if in.Rule != "" {
		rule, err := network.FindRule(in.Rule, day)
		if err != nil {
			return nil, nil, fieldError("query.rule", err.Error())
		}
		var ask []int
		for i := range small.Nodes {
			if n, ok := g.Find(small.Nodes[i].ID); ok && !small.Nodes[i].ListedOn(day) {
				ask = append(ask, n)
			}
		}
		if len(ask) > 0 {
			for _, e := range g.Blocked(network.Question{Rule: rule, AsOf: day, Claims: in.Evidence == "all", Entities: ask}).Entities {
				if n, ok := small.Find(e.ID); ok {
					marks[n] = e.Status
				}
			}
		}
	}
	return small, marks, nil
}

func (s *Server) networkRoutes(api huma.API) {
	type networkOut struct {
		Type string `header:"Content-Type"`
		Body any
	}
	huma.Register(api, operation("GET", "/v1/network/{id}", "network", "Networks", "What is around a party: who owns, controls, directs, finances whom.", state.Viewer), func(_ context.Context, in *networkGet) (*networkOut, error) {
		g, marks, err := s.around(in)
		if err != nil {
			return nil, err
		}
		if in.Format == "json" {
			return &networkOut{"application/json", g.JSON(marks)}, nil
		}
		var out bytes.Buffer
		if err := g.Draw(&out, in.Format, marks, 0); err != nil {
			return nil, s.problem(err)
		}
		kind := map[string]string{"svg": "image/svg+xml", "graphml": "application/xml", "html": "text/html; charset=utf-8"}[in.Format]
		if kind == "" {
			kind = "text/plain; charset=utf-8"
		}
		return &networkOut{kind, out.Bytes()}, nil
	})
	type aroundIn struct {
		Body struct {
			NetworkBody
			ID    string `json:"id" minLength:"1" maxLength:"500" doc:"Party, by id or name."`
			Depth int    `json:"depth,omitempty" minimum:"0" maximum:"6" doc:"2 if left out."`
			Most  int    `json:"most,omitempty" minimum:"0" maximum:"5000" doc:"300 if left out."`
		}
	}
	huma.Register(api, operation("POST", "/v1/network", "network-in", "Networks", "What is around a party in a network of one's own?", state.Viewer), func(_ context.Context, in *aroundIn) (*networkOut, error) {
		b := &in.Body
		g, q, err := s.question(&b.NetworkBody)
		if err != nil {
			return nil, err
		}
		if len(q.Listed) > 0 {
			g = withListed(g, q.Listed)
		}
		small, marks, err := s.aroundIn(g, &networkGet{ID: b.ID, Depth: cmp.Or(b.Depth, 2), Most: cmp.Or(b.Most, 300), Rule: b.Rule, AsOf: b.AsOf, Evidence: b.Evidence})
		if err != nil {
			return nil, err
		}
		return &networkOut{"application/json", small.JSON(marks)}, nil
	})
	type blockedGet struct {
		Rule     string   `query:"rule" default:"eu"`
		Entity   []string `query:"entity,explode" doc:"Answer for these only, by id or name."`
		AsOf     string   `query:"asOf"`
		Evidence string   `query:"evidence" enum:"official,all" default:"official"`
	}
	type blockedOut struct{ Body *network.Answer }
	huma.Register(api, operation("GET", "/v1/blocked", "blocked", "Networks", "Who is blocked because listed parties own or control them, in what is stored?", state.Viewer), func(_ context.Context, in *blockedGet) (*blockedOut, error) {
		g, q, err := s.question(&NetworkBody{Rule: in.Rule, AsOf: in.AsOf, Evidence: in.Evidence})
		if err != nil {
			return nil, err
		}
		if q.Entities, err = partiesOf(g, "query.entity", in.Entity); err != nil {
			return nil, err
		}
		return &blockedOut{g.Blocked(q)}, nil
	})
	type blockedIn struct {
		Body struct {
			NetworkBody
			Entities []string `json:"entities,omitempty"`
		}
	}
	huma.Register(api, operation("POST", "/v1/blocked", "blocked-in", "Networks", "Who is blocked because listed parties own or control them, in a network of one's own?", state.Viewer), func(_ context.Context, in *blockedIn) (*blockedOut, error) {
		g, q, err := s.question(&in.Body.NetworkBody)
		if err != nil {
			return nil, err
		}
		if q.Entities, err = partiesOf(g, "body.entities", in.Body.Entities); err != nil {
			return nil, err
		}
		return &blockedOut{g.Blocked(q)}, nil
	})
	type ownersGet struct {
		ID       string  `path:"id" maxLength:"500"`
		AsOf     string  `query:"asOf"`
		Evidence string  `query:"evidence" enum:"official,all" default:"official"`
		Least    float64 `query:"least" minimum:"0" maximum:"100"`
	}
	type ownersOut struct{ Body *network.Behind }
	huma.Register(api, operation("GET", "/v1/owners/{id}", "owners", "Networks", "Who is behind a party, by which chain, with which share?", state.Viewer), func(_ context.Context, in *ownersGet) (*ownersOut, error) {
		g, q, err := s.question(&NetworkBody{AsOf: in.AsOf, Evidence: in.Evidence})
		if err != nil {
			return nil, err
		}
		n, err := s.partyOf(g, in.ID)
		if err != nil {
			return nil, err
		}
		return &ownersOut{g.Owners(n, q.AsOf, q.Claims, in.Least)}, nil
	})
	type pathGet struct {
		From     string `query:"from" required:"true" maxLength:"500"`
		To       string `query:"to" required:"true" maxLength:"500"`
		AsOf     string `query:"asOf"`
		Evidence string `query:"evidence" enum:"official,all" default:"official"`
	}
	type pathOut struct{ Body *network.Connection }
	huma.Register(api, operation("GET", "/v1/path", "path", "Networks", "How are two parties connected?", state.Viewer), func(_ context.Context, in *pathGet) (*pathOut, error) {
		g, q, err := s.question(&NetworkBody{AsOf: in.AsOf, Evidence: in.Evidence})
		if err != nil {
			return nil, err
		}
		ends, err := partiesOf(g, "query", []string{in.From, in.To})
		if err != nil {
			return nil, err
		}
		if len(ends) < 2 {
			return nil, fieldError("query.to", "from and to are the same party")
		}
		return &pathOut{g.Connect(ends[0], ends[1], q.AsOf, q.Claims)}, nil
	})
	type whatifIn struct {
		Body struct {
			NetworkBody
			List   []string `json:"list,omitempty"`
			Delist []string `json:"delist,omitempty"`
		}
	}
	type whatifOut struct{ Body *network.Delta }
	huma.Register(api, operation("POST", "/v1/whatif", "whatif", "Networks", "What changes when somebody is listed or delisted?", state.Viewer), func(_ context.Context, in *whatifIn) (*whatifOut, error) {
		g, q, err := s.question(&in.Body.NetworkBody)
		if err != nil {
			return nil, err
		}
		d, err := g.WhatIf(q, in.Body.List, in.Body.Delist)
		if err != nil {
			return nil, fieldError("body", err.Error())
		}
		return &whatifOut{d}, nil
	})
	s.targetRoute(api)
}

func (s *Server) targetRoute(api huma.API) {
	type targetIn struct {
		Body struct {
			NetworkBody
			To         string   `json:"to,omitempty" doc:"Whom the money reaches."`
			From       []string `json:"from,omitempty"`
			K          int      `json:"k,omitempty" minimum:"0" maximum:"20" doc:"At most so many designations; 3 if left out."`
			Candidates []string `json:"candidates,omitempty"`
			Delist     []string `json:"delist,omitempty"`
			Basis      string   `json:"basis,omitempty" enum:"gross,net"`
			Currency   string   `json:"currency,omitempty"`
			Seconds    int      `json:"seconds,omitempty" minimum:"0" maximum:"50" doc:"For the search; 20 if left out."`
			Worlds     int      `json:"worlds,omitempty" minimum:"0" maximum:"2000"`
		}
	}
	type targetOut struct{ Body any }
	huma.Register(api, operation("POST", "/v1/target", "target", "Networks", "Which few designations would cut most of the money that reaches somebody?", state.Viewer), func(ctx context.Context, in *targetIn) (*targetOut, error) {
		b := &in.Body
		g, q, err := s.question(&b.NetworkBody)
		if err != nil {
			return nil, err
		}
		if len(q.Listed) > 0 {
			g = withListed(g, q.Listed)
		}
		n, err := target.FromGraph(g, b.AsOf, b.Currency)
		if err != nil {
			return nil, fieldError("body.currency", err.Error())
		}
		if b.To != "" {
			if n.To, err = g.One(b.To); err != nil {
				return nil, fieldError("body.to", err.Error())
			}
		}
		if n.To == target.NoNode {
			return nil, fieldError("body.to", "say whom the money reaches")
		}
		for field, list := range map[string]struct {
			ids []string
			to  *[]int
		}{"body.from": {b.From, &n.From}, "body.candidates": {b.Candidates, &n.Candidates}} {
			found, err := partiesOf(g, field, list.ids)
			if err != nil {
				return nil, err
			}
			if len(found) > 0 {
				*list.to = found
			}
		}
		opt := target.Options{K: b.K, Rule: q.Rule, Basis: target.Basis(b.Basis), Time: time.Duration(b.Seconds) * time.Second, NextBest: 6, Worlds: b.Worlds, Seed: 1}
		if opt.K == 0 {
			opt.K = 3
		}
		if opt.Time == 0 {
			opt.Time = 20 * time.Second
		}
		if b.Worlds == 0 {
			opt.Worlds = 200
		}
		if opt.Delist, err = partiesOf(g, "body.delist", b.Delist); err != nil {
			return nil, err
		}
		a, err := target.Solve(ctx, n, opt)
		if err != nil {
			return nil, fieldError("body", fmt.Sprint(err))
		}
		return &targetOut{a}, nil
	})
}
