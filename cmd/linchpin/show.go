package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/press"
	"github.com/linchpin-oss/linchpin/screen"
)

type showCmd struct {
	ID   string `arg:"" help:"Entity id such as eu-fsf:EU.6385.79, or a record id that only one list has."`
	AsOf string `help:"As it stood on this day." placeholder:"DATE"`
	Only bool   `help:"Only this record, without those of the same party on other lists."`
	JSON bool   `help:"Print one JSON document."`
}

// Help shows examples.
func (showCmd) Help() string {
	return `Examples:
  linchpin show EU.6385.79
  linchpin show eu-fsf:EU.6385.79 --as-of 2021-07-01 --json
  linchpin show eu-fsf:EU.6385.79 --only                 without the other lists that name him`
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

	// Of the whole party, where other lists have records of it.
	Entity   *screen.Entity   `json:"entity,omitempty"`
	Listings []screen.Listing `json:"listings,omitempty"` // on all lists, this one's first
	Merged   []mergedView     `json:"merged,omitempty"`
	Records  []*entryView     `json:"records,omitempty"` // the other records
	Press    []press.About    `json:"press,omitempty"`   // what articles kept claim of it
}

// mergedView is a value with the records in force that state it.
type mergedView struct {
	Property string   `json:"property"`
	Value    string   `json:"value"`
	Lang     string   `json:"lang,omitempty"`
	Note     string   `json:"note,omitempty"`
	Records  []string `json:"records"`
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
	v, err := c.record(a, s, e)
	if err != nil {
		return err
	}
	if members := s.Members(e); len(members) > 1 && !c.Only {
		if err := c.merge(a, s, e, members, v); err != nil {
			return err
		}
	}
	ids := []string{v.ID}
	if v.Entity != nil {
		ids = append(ids, v.Entity.Records...)
	}
	if v.Press, err = a.pressOf(ids); err != nil {
		return err
	}
	if c.JSON {
		return a.out.json(v)
	}
	printEntry(a.out, v)
	printPress(a.out, v.Press)
	return nil
}

// printPress tells what articles kept claim of the party; nothing of it is a fact of a list.
func printPress(p *printer, about []press.About) {
	if len(about) == 0 {
		return
	}
	p.line("")
	p.line("%s", p.bold("Claims in the press (not facts of the lists)"))
	for _, x := range about {
		p.wrap(2, fmt.Sprintf("%s (%s, %s): “%s”", x.Source, x.Claim.Stance, x.Claim.Firmness, strings.Join(strings.Fields(x.Claim.Span.Text), " ")))
		p.wrap(4, p.dim(strings.TrimSpace(x.Title+" "+x.Date+" "+x.URL)))
		if said := x.Claim.Judgement.Said(); said != "" {
			p.wrap(4, p.green(said))
		}
		for _, why := range x.Contradicted {
			p.wrap(4, p.yellow("contradicted: "+why))
		}
	}
}

// record reads one record with its time on its list.
func (c *showCmd) record(a *app, s *screen.Screener, e index.Entry) (*entryView, error) {
	h, err := a.history(s.Index.Meta.Lists[s.Index.List(e)].ID)
	if err != nil {
		return nil, err
	}
	defer h.Close()
	v, err := c.view(a, h, s, s.Index.Record(e))
	if err != nil {
		return nil, err
	}
	entities, err := currentEntities(h, s.Index.Record(e), v.AsOf)
	if err != nil {
		return nil, err
	}
	v.Listing = s.Listing(e, entities, v.AsOf)
	v.Listing.EntityID, v.Listing.Caption, v.Listing.InForce = v.ID, v.Caption, v.InForce
	return v, nil
}

// merge adds the other records of the party, their listings, and all values of those in force.
func (c *showCmd) merge(a *app, s *screen.Screener, e index.Entry, members []index.Entry, v *entryView) error {
	entity := s.Entity(e)
	v.Entity, v.Listings = &entity, []screen.Listing{v.Listing}
	for _, m := range members {
		if m == e {
			continue
		}
		other, err := c.record(a, s, m)
		if err != nil {
			return err
		}
		v.Records = append(v.Records, other)
		v.Listings = append(v.Listings, other.Listing)
	}
	slices.SortStableFunc(v.Listings[1:], func(x, y screen.Listing) int {
		switch {
		case x.InForce == y.InForce:
			return 0
		case x.InForce:
			return -1
		}
		return 1
	})
	at := map[mergedKey]int{}
	for _, r := range append([]*entryView{v}, v.Records...) {
		if !r.InForce && r != v {
			continue
		}
		for _, st := range r.Entities[0].Statements {
			key := mergedKey{st.Property, orWording(&st), st.Lang, st.Note}
			i, ok := at[key]
			if !ok {
				i = len(v.Merged)
				at[key] = i
				v.Merged = append(v.Merged, mergedView{Property: st.Property, Value: key.value, Lang: st.Lang, Note: st.Note})
			}
			v.Merged[i].Records = append(v.Merged[i].Records, r.ID)
		}
	}
	slices.SortStableFunc(v.Merged, func(x, y mergedView) int { return strings.Compare(x.Property, y.Property) })
	return nil
}

type mergedKey struct{ prop, value, lang, note string }

func orWording(s *statementView) string {
	if s.Value != "" {
		return s.Value
	}
	return s.Original
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
	p.line("%s  %s  %s", p.bold(v.Caption), p.dim(v.Schema), v.state(p))
	p.wrap(2, listingLine(&v.Listing))
	for _, act := range v.Listing.LegalBasis {
		p.wrap(2, p.dim("act ")+act)
	}
	if len(v.Listings) > 1 {
		printOtherListings(p, v)
		printMerged(p, v)
		printRest(p, v)
		return
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
	printTimeline(p, v, "Time on the list")
	if len(v.Entities) > 0 && len(v.Entities[0].Statements) > 0 {
		p.line("")
		p.wrap(0, p.dim("Source of the statements: "+v.Entities[0].Statements[0].Source))
	}
}

// state says whether the party is listed, and on how many lists.
func (v *entryView) state(p *printer) string {
	in := map[string]bool{}
	for _, l := range v.Listings {
		if l.InForce {
			in[l.List] = true
		}
	}
	switch {
	case len(in) > 1:
		return fmt.Sprintf("%s on %s on %s", p.red("listed"), v.AsOf, plural(len(in), "list", "lists"))
	case v.InForce || len(in) == 1:
		return p.red("listed") + " on " + v.AsOf
	}
	return p.green("not listed") + " on " + v.AsOf
}

// printOtherListings prints the listings of the party on other lists, each with its own dates and acts.
func printOtherListings(p *printer, v *entryView) {
	p.line("")
	p.line("%s", p.bold("The same party on other lists"))
	for _, l := range v.Listings[1:] {
		line := listingLine(&l)
		if l.Caption != v.Caption {
			line += " · as " + l.Caption
		}
		if !l.InForce {
			line = p.dim(line + " · not listed on " + v.AsOf)
		}
		p.wrap(2, line)
		for _, act := range l.LegalBasis {
			p.wrap(4, p.dim("act ")+act)
		}
	}
}

// printMerged prints the names and facts of all records in force, each with the lists that state it.
func printMerged(p *printer, v *entryView) {
	p.line("")
	p.line("%s", p.bold("Names and facts"))
	for _, m := range v.Merged {
		var lists []string
		for _, r := range m.Records {
			list, _, _ := strings.Cut(r, ":")
			if !slices.Contains(lists, list) {
				lists = append(lists, list)
			}
		}
		note := m.Note
		if note != "" {
			note += "; "
		}
		printStatement(p, &statementView{Property: m.Property, Value: m.Value, Lang: m.Lang, Note: note + strings.Join(lists, " ")})
	}
}

// printRest prints what only the record itself has: its attached entities, and the time of all on their lists.
func printRest(p *printer, v *entryView) {
	for _, e := range v.Entities[1:] {
		p.line("")
		p.line("%s %s", p.bold(e.Schema), p.dim("("+v.ID+")"))
		for _, s := range e.Statements {
			if prop := ftm.MustLookup(e.Schema).Prop(s.Property); prop == nil || prop.Type.Name != "entity" || s.Value != v.ID {
				printStatement(p, &s)
			}
		}
	}
	printTimeline(p, v, "Time on "+v.Listing.List)
	for _, r := range v.Records {
		var parts []string
		amended := 0
		for _, e := range r.Timeline {
			if e.Kind == archive.AmendedEvent {
				amended++
			} else {
				parts = append(parts, fmt.Sprintf("%s %s", e.Date, e.Kind))
			}
		}
		if amended > 0 {
			parts = append(parts, fmt.Sprintf("amended %s", plural(amended, "time", "times")))
		}
		p.wrap(2, r.ID+"  "+strings.Join(parts, ", "))
	}
	p.line("")
	p.wrap(0, p.dim("Joined by linchpin resolve (--explain says why); one record alone: linchpin show "+v.ID+" --only"))
}

func printTimeline(p *printer, v *entryView, title string) {
	p.line("")
	p.line("%s", p.bold(title))
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
