package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/screen"
)

type showCmd struct {
	ID   string `arg:"" help:"Entity id such as eu-fsf:EU.6385.79, or a record id that only one list has."`
	AsOf string `help:"As it stood on this day." placeholder:"DATE"`
	JSON bool   `help:"Print one JSON document."`
}

// Help shows examples.
func (showCmd) Help() string {
	return `Examples:
  linchpin show EU.6385.79
  linchpin show eu-fsf:EU.6385.79 --as-of 2021-07-01 --json`
}

// entryView is what show prints.
type entryView struct {
	ID       string           `json:"id"`
	Caption  string           `json:"caption"`
	Schema   string           `json:"schema"`
	AsOf     string           `json:"asOf"`
	InForce  bool             `json:"inForce"`
	Listing  screen.Listing   `json:"listing"`
	Entities []entityView     `json:"entities"`
	Timeline []archive.Event  `json:"timeline"`
	Sources  []statementsFrom `json:"versions"`
}

type entityView struct {
	ID         string          `json:"id"`
	Schema     string          `json:"schema"`
	Statements []statementView `json:"statements"`
}

type statementView struct {
	Property string `json:"property"`
	Value    string `json:"value"`
	Original string `json:"original,omitempty"`
	Lang     string `json:"lang,omitempty"`
	Note     string `json:"note,omitempty"`
	Stance   string `json:"stance"`
	Source   string `json:"source"` // list and publication that print it
}

// statementsFrom says which publications carry a version of the entry.
type statementsFrom struct {
	First string `json:"firstPublication"`
	Last  string `json:"lastPublication"`
	Hash  string `json:"hash"`
}

// Run prints one entry.
func (c *showCmd) Run(a *app) error {
	if c.AsOf != "" {
		if _, err := time.Parse(time.DateOnly, c.AsOf); err != nil {
			return fmt.Errorf("--as-of %q is not a day such as 2021-06-23", c.AsOf)
		}
	}
	s, _, err := a.screener()
	if err != nil {
		return err
	}
	defer s.Index.Close()
	e, err := s.EntryByID(c.ID)
	if err != nil {
		return err
	}
	list := s.Index.Meta.Lists[s.Index.List(e)].ID
	h, err := a.history(list)
	if err != nil {
		return err
	}
	defer h.Close()
	v, err := c.view(a, h, s, s.Index.Record(e))
	if err != nil {
		return err
	}
	entities, err := currentEntities(h, s.Index.Record(e), v.AsOf)
	if err != nil {
		return err
	}
	v.Listing = s.Listing(e, entities, v.AsOf)
	if c.JSON {
		return a.out.json(v)
	}
	printEntry(a.out, v)
	return nil
}

// standing finds the version of a record on a day: the one in force, or else the last one before.
func standing(h *archive.History, record, day string) (v *archive.Version, position int, inForce bool) {
	at := archive.InForce(h.Publications, day)
	for _, x := range h.Record(record) {
		if at >= 0 && x.In(at) {
			return x, at, !x.Lifted(day)
		}
		if v == nil || x.Spans[0].First <= at {
			v = x
			position = x.Spans[len(x.Spans)-1].Last
		}
	}
	return v, position, false
}

func currentEntities(h *archive.History, record, day string) ([]*ftm.Entity, error) {
	v, _, _ := standing(h, record, day)
	return v.Entities()
}

func (c *showCmd) view(a *app, h *archive.History, s *screen.Screener, record string) (*entryView, error) {
	day := c.AsOf
	if day == "" {
		day = a.now().UTC().Format(time.DateOnly)
	}
	version, position, inForce := standing(h, record, day)
	entities, err := version.Entities()
	if err != nil {
		return nil, err
	}
	v := &entryView{ID: lists.EntityID(h.List, record), Caption: version.Caption, Schema: version.Schema, AsOf: day,
		InForce: inForce, Timeline: []archive.Event{}}
	source := h.List + " " + h.Publications[position].Day()
	for _, e := range entities {
		ev := entityView{ID: e.ID, Schema: e.Schema.Name, Statements: []statementView{}}
		for _, st := range e.Statements {
			stance := string(st.Stance)
			if stance == "" {
				stance = "listed"
			}
			ev.Statements = append(ev.Statements, statementView{st.Prop, st.Value, st.Original, st.Lang, st.Note, stance, source})
		}
		v.Entities = append(v.Entities, ev)
	}
	for _, x := range h.Record(record) {
		for _, span := range x.Spans {
			v.Sources = append(v.Sources, statementsFrom{h.Publications[span.First].Day(), h.Publications[span.Last].Day(), x.Hash})
		}
	}
	slices.SortFunc(v.Sources, func(x, y statementsFrom) int { return strings.Compare(x.First, y.First) })
	events, err := h.Timeline(record)
	if err != nil {
		return nil, err
	}
	v.Timeline = append(v.Timeline, events...)
	return v, nil
}

func printEntry(p *printer, v *entryView) {
	state := p.red("listed")
	if !v.InForce {
		state = p.green("not listed")
	}
	p.line("%s  %s  %s on %s", p.bold(v.Caption), p.dim(v.Schema), state, v.AsOf)
	p.wrap(2, listingLine(&v.Listing))
	for _, act := range v.Listing.LegalBasis {
		p.wrap(2, p.dim("act ")+act)
	}
	for i, e := range v.Entities {
		p.line("")
		if i == 0 {
			p.line("%s", p.bold("Names and facts"))
		} else {
			p.line("%s", p.bold(e.Schema))
		}
		for _, s := range e.Statements {
			if prop := ftm.MustLookup(e.Schema).Prop(s.Property); i > 0 && prop != nil && prop.Type.Name == "entity" && s.Value == v.ID {
				continue
			}
			printStatement(p, &s)
		}
	}
	p.line("")
	p.line("%s", p.bold("Time on the list"))
	for _, e := range v.Timeline {
		p.line("  %s  %s", e.Date, e.Kind)
		if e.Kind != archive.AmendedEvent {
			continue
		}
		if e.FormatChange {
			p.line("              %s", p.dim("between files of different formats"))
		}
		for i, ch := range e.Changes {
			if i >= 8 {
				p.line("              %s", p.dim(fmt.Sprintf("and %d more properties", len(e.Changes)-i)))
				break
			}
			p.wrap(14, changeText(&ch))
		}
	}
	if len(v.Entities) > 0 && len(v.Entities[0].Statements) > 0 {
		p.line("")
		p.wrap(0, p.dim("Source of the statements: "+v.Entities[0].Statements[0].Source))
	}
}

func printStatement(p *printer, s *statementView) {
	text := s.Value
	if text == "" {
		text = s.Original + p.yellow("  (kept as printed)")
	} else if s.Property == "country" || s.Property == "nationality" || s.Property == "citizenship" {
		text = ftm.CountryName(text)
	}
	var notes []string
	for _, n := range []string{s.Lang, s.Note} {
		if n != "" {
			notes = append(notes, n)
		}
	}
	if len(notes) > 0 {
		text += p.dim("  (" + strings.Join(notes, ", ") + ")")
	}
	lines := &printer{w: p.w, width: p.width, colour: p.colour}
	label := fmt.Sprintf("  %-16s ", s.Property)
	fmt.Fprint(p.w, p.dim(label))
	words := strings.Fields(text)
	used := len(label)
	for i, w := range words {
		n := len([]rune(stripStyle(w)))
		if i > 0 && used+1+n > lines.width {
			fmt.Fprint(p.w, "\n", strings.Repeat(" ", len(label)))
			used = len(label)
		} else if i > 0 {
			fmt.Fprint(p.w, " ")
			used++
		}
		fmt.Fprint(p.w, w)
		used += n
	}
	p.line("")
}
