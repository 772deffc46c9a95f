package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/starter"
)

type changesCmd struct {
	List  string   `arg:"" help:"List id." predictor:"list"`
	From  string   `help:"Changes after this day; without it, those of the newest publication." placeholder:"DATE"`
	To    string   `help:"Changes up to and including this day." placeholder:"DATE"`
	Event []string `help:"Only listed, amended or delisted." enum:"listed,amended,delisted"`
	JSON  bool     `help:"Print one JSON object a line."`
}

// Help shows examples.
func (changesCmd) Help() string {
	return `Compares each accepted publication with the one before it. A re-numbered entry is an amendment of its record id, not a
delisting and a listing.

Examples:
  linchpin changes eu-fsf --from 2021-06-19 --to 2021-06-23
  linchpin changes un-sc --event delisted --from 2023-01-01
  linchpin changes eu-belarus --json                          (starter data)`
}

// Run prints the events.
func (c *changesCmd) Run(a *app) error {
	for _, d := range []struct{ flag, value string }{{"--from", c.From}, {"--to", c.To}} {
		if _, err := time.Parse(time.DateOnly, d.value); d.value != "" && err != nil {
			return fmt.Errorf("%s %q is not a day such as 2021-06-23", d.flag, d.value)
		}
	}
	if c.From != "" && c.To != "" && c.From > c.To {
		return fmt.Errorf("--from %s is after --to %s", c.From, c.To)
	}
	h, err := a.history(c.List)
	if err != nil {
		return err
	}
	defer h.Close()
	accepted := h.Accepted()
	if len(accepted) == 0 {
		return fmt.Errorf("%s has no accepted publication", c.List)
	}
	from := c.From
	if from == "" && c.To == "" && len(accepted) > 1 {
		from = h.Publications[accepted[len(accepted)-2]].Day()
	}
	if first := h.Publications[accepted[0]].Day(); from != "" && from < first {
		a.err.wrap(0, a.err.yellow("Warning: ")+fmt.Sprintf("nothing before %s is stored; everything in that publication is shown as listed", first))
	}
	events, err := h.Changes(from, c.To)
	if err != nil {
		return err
	}
	events = c.wanted(events)
	if c.JSON {
		for i := range events {
			if err := a.out.jsonLine(&events[i]); err != nil {
				return err
			}
		}
		return nil
	}
	for _, p := range h.Publications {
		if p.Status != archive.Accepted && (from == "" || p.Day() > from) && (c.To == "" || p.Day() <= c.To) {
			a.err.wrap(0, a.err.yellow("Warning: ")+fmt.Sprintf("the publication of %s is left out: %s", p.Published, p.Reason))
		}
	}
	printEvents(a.out, events)
	return nil
}

func (c *changesCmd) wanted(events []archive.Event) []archive.Event {
	if len(c.Event) == 0 {
		return events
	}
	var out []archive.Event
	for _, e := range events {
		if contains(c.Event, string(e.Kind)) {
			out = append(out, e)
		}
	}
	return out
}

// history loads a list from the data folder, or the starter list.
func (a *app) history(list string) (*archive.History, error) {
	gen, err := a.data.Archive.Generation(list)
	if err != nil {
		return nil, err
	}
	if gen == "" {
		if list == starter.List().ID {
			return starterHistory()
		}
		return nil, fmt.Errorf("list %q is not loaded; use linchpin import %s FILE or linchpin update %s", list, list, list)
	}
	s, err := a.data.State(a.ctx)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return a.data.History(a.ctx, s, list)
}

// starterHistory is the history of the starter data.
func starterHistory() (*archive.History, error) {
	pubs, err := starter.Publications()
	if err != nil {
		return nil, err
	}
	h := &archive.History{List: starter.List().ID}
	ins := h.Insert()
	for _, p := range pubs {
		ins.Add(&archive.Publication{List: h.List, Published: p.Date, DateBasis: archive.DateInFile, SHA256: lists.StableID(p.Date),
			Format: "starter", Records: len(p.Records)}, p.Records)
	}
	ins.Finish()
	archive.Settle(h.Publications, nil, 1)
	return h, nil
}

const mostChanges = 40

func printEvents(p *printer, events []archive.Event) {
	counts := map[archive.Kind]int{}
	format := 0
	for _, e := range events {
		counts[e.Kind]++
		if e.FormatChange && e.Kind == archive.AmendedEvent {
			format++
		}
	}
	p.line("%s, %s, %s", p.bold(fmt.Sprintf("%d listed", counts[archive.ListedEvent])),
		fmt.Sprintf("%d amended", counts[archive.AmendedEvent]), fmt.Sprintf("%d delisted", counts[archive.DelistedEvent]))
	if format > 0 {
		p.wrap(0, p.dim(fmt.Sprintf("%d of the amendments are between files of different formats, where the format may differ and not the entry; they are left out here (--json has them).", format)))
	}
	date, shown := "", 0
	for _, e := range events {
		if e.FormatChange && e.Kind == archive.AmendedEvent && !isRenumbered(&e) {
			continue
		}
		if e.Date != date {
			date = e.Date
			since := ""
			if e.Since != "" {
				since = " (since " + e.Since + ")"
			}
			p.line("")
			p.line("%s%s", p.bold(e.Date), since)
		}
		word := p.yellow("amended ")
		switch e.Kind {
		case archive.ListedEvent:
			word = p.red("listed  ")
		case archive.DelistedEvent:
			word = p.green("delisted")
		}
		p.line("  %s  %-14s  %s  %s", word, e.RecordID, e.Caption, p.dim(e.Schema))
		for i, ch := range e.Changes {
			if i >= 6 {
				p.line("            %s", p.dim(fmt.Sprintf("and %d more properties", len(e.Changes)-i)))
				break
			}
			p.wrap(12, changeText(&ch))
		}
		shown++
	}
}

func isRenumbered(e *archive.Event) bool {
	return len(e.Changes) > 0 && e.Changes[0].Property == "recordId"
}

// changeText shows what left and what came, not what stayed.
func changeText(c *archive.Change) string {
	var gone, come []string
	for _, b := range c.Before {
		if !contains(c.After, b) {
			gone = append(gone, short(b))
		}
	}
	for _, n := range c.After {
		if !contains(c.Before, n) {
			come = append(come, short(n))
		}
	}
	var parts []string
	if len(gone) > 0 {
		parts = append(parts, "− "+some(gone))
	}
	if len(come) > 0 {
		parts = append(parts, "+ "+some(come))
	}
	return c.Property + ": " + strings.Join(parts, "  ")
}

func some(values []string) string {
	if len(values) > 4 {
		return strings.Join(values[:4], " | ") + fmt.Sprintf(" | and %d more", len(values)-4)
	}
	return strings.Join(values, " | ")
}

func short(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > mostChanges*2 {
		return string(r[:mostChanges*2]) + "…"
	}
	return string(r)
}
