package main

import (
	"errors"
	"fmt"
	"os/user"
	"strconv"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/catalogue"
	"github.com/linchpin-oss/linchpin/snapshot"
)

type listsCmd struct {
	Show   listsShowCmd   `cmd:"" default:"withargs" help:"Show lists, or all publications of one."`
	Accept listsAcceptCmd `cmd:"" help:"Let a quarantined publication count."`
	Reject listsRejectCmd `cmd:"" help:"Let a publication not count."`
	Limit  listsLimitCmd  `cmd:"" help:"Set by how many percent a publication may shrink before it is quarantined."`
}

type listsShowCmd struct {
	List string `arg:"" optional:"" help:"Show every publication of this list." predictor:"list"`
	All  bool   `help:"Also the known lists that were never imported."`
	JSON bool   `help:"Print one JSON object a line."`
}

// listRow is one line of linchpin lists --json.
type listRow struct {
	List         string            `json:"list"`
	Title        string            `json:"title"`
	Publisher    string            `json:"publisher"`
	Country      string            `json:"country"`
	Licence      string            `json:"licence"`
	Page         string            `json:"page"`
	Publications int               `json:"publications"`
	Quarantined  int               `json:"quarantined"`
	First        string            `json:"first"`
	Newest       string            `json:"newest"` // in force
	Records      int               `json:"records"`
	AgeDays      float64           `json:"ageDays"`
	Status       string            `json:"status"`
	Warnings     []string          `json:"warnings"`
	Addresses    []lists.Address   `json:"addresses,omitempty"`
	Unknown      map[string]int    `json:"unknown,omitempty"`
	Details      []publicationView `json:"details,omitempty"`
}

// publicationView is one publication in --json.
type publicationView struct {
	*archive.Publication
	ID     string         `json:"id"`
	Status archive.Status `json:"status"`
	Reason string         `json:"reason,omitempty"`
}

// Run shows the lists.
func (c *listsShowCmd) Run(a *app) error {
	ids, err := a.data.Archive.Lists()
	if err != nil {
		return err
	}
	if c.List != "" && catalogue.Find(c.List) == nil && !contains(ids, c.List) {
		return unknownList(c.List)
	}
	if c.List != "" && !contains(ids, c.List) {
		return fmt.Errorf("list %s was not imported yet; use linchpin import %s FILE or linchpin update %s", c.List, c.List, c.List)
	}
	var rows []listRow
	if len(ids) > 0 {
		s, err := a.data.State(a.ctx)
		if err != nil {
			return err
		}
		defer s.Close()
		for _, id := range ids {
			if c.List != "" && id != c.List {
				continue
			}
			h, err := a.data.History(a.ctx, s, id)
			if err != nil {
				return err
			}
			rows = append(rows, describeList(h, a.now(), c.List != ""))
			h.Close()
		}
	}
	if c.All {
		for _, l := range catalogue.All() {
			if !contains(ids, l.ID) && c.List == "" {
				rows = append(rows, listRow{List: l.ID, Title: l.Title, Publisher: l.Publisher, Country: l.Country,
					Licence: l.Licence, Page: l.Page, Addresses: l.Addresses, Status: "not imported", Warnings: []string{}})
			}
		}
	}
	if c.JSON {
		for _, r := range rows {
			if err := a.out.jsonLine(r); err != nil {
				return err
			}
		}
		return nil
	}
	if len(rows) == 0 {
		a.out.wrap(0, "No list was imported yet: answers come from the starter data. Load lists with linchpin update, or linchpin import LIST FILE; linchpin lists --all shows those that are known.")
		return nil
	}
	if c.List != "" {
		printPublications(a.out, &rows[0])
		return nil
	}
	printLists(a.out, rows)
	return nil
}

func contains(ids []string, id string) bool {
	for _, x := range ids {
		if x == id {
			return true
		}
	}
	return false
}

func describeList(h *archive.History, now time.Time, details bool) listRow {
	l := catalogue.Find(h.List)
	if l == nil {
		l = &lists.List{ID: h.List, Title: h.List}
	}
	r := listRow{List: l.ID, Title: l.Title, Publisher: l.Publisher, Country: l.Country, Licence: l.Licence, Page: l.Page,
		Publications: len(h.Publications), Status: "ok", Warnings: []string{}}
	at := archive.InForce(h.Publications, "")
	after := 0
	for i, p := range h.Publications {
		switch {
		case p.Status == archive.Accepted && r.First == "":
			r.First = p.Day()
		case p.Status == archive.Quarantined:
			r.Quarantined++
			if i > at {
				r.Status = "newest quarantined"
				after++
				if after == 1 {
					r.Warnings = append(r.Warnings, fmt.Sprintf("the publication of %s is quarantined: %s", p.Day(), p.Reason))
				}
			}
		}
		if details {
			r.Details = append(r.Details, publicationView{p, p.ID(), p.Status, p.Reason})
		}
	}
	if after > 1 {
		r.Warnings = append(r.Warnings, fmt.Sprintf("and %d more after it; see linchpin lists %s", after-1, l.ID))
	}
	if at < 0 {
		r.Status = "nothing in force"
		return r
	}
	p := h.Publications[at]
	r.Newest, r.Records, r.Unknown = p.Published, p.Records, p.Unknown
	published, err := time.Parse(time.DateOnly, p.Day())
	if err == nil {
		r.AgeDays = now.UTC().Truncate(24*time.Hour).Sub(published).Hours() / 24
	}
	if l.Cadence > 0 && r.AgeDays > l.Cadence.Hours()/24 {
		if r.Status == "ok" {
			r.Status = "stale"
		}
		r.Warnings = append(r.Warnings, fmt.Sprintf("a newer publication is expected every %.0f days", l.Cadence.Hours()/24))
	}
	return r
}

func printLists(p *printer, rows []listRow) {
	var cells [][]string
	for _, r := range rows {
		status := p.green(r.Status)
		switch r.Status {
		case "stale", "not imported":
			status = p.yellow(r.Status)
		case "newest quarantined", "nothing in force":
			status = p.red(r.Status)
		}
		age := ""
		if r.Newest != "" {
			age = fmt.Sprintf("%.0f d", r.AgeDays)
		}
		newest := r.Newest[:min(10, len(r.Newest))]
		cells = append(cells, []string{r.List, fmt.Sprint(r.Publications), r.First, newest, fmt.Sprint(r.Records), age, status, r.Title})
	}
	p.table([]string{"list", "publications", "first", "in force", "records", "age", "status", "title"}, cells)
	for _, r := range rows {
		for _, w := range r.Warnings {
			if r.Status != "stale" {
				p.wrap(0, p.yellow("Warning: ")+r.List+": "+w)
			}
		}
	}
}

func printPublications(p *printer, r *listRow) {
	p.line("%s  %s", p.bold(r.List), r.Title)
	p.line("%s · %s · %s", r.Publisher, r.Licence, r.Page)
	var cells [][]string
	for _, d := range r.Details {
		status := string(d.Status)
		if d.Status != archive.Accepted {
			status = p.red(status)
		}
		notes := d.Reason
		if d.Status == archive.Accepted {
			notes = strings.Join(append([]string{d.Reason}, importNotes(d.Publication)...), "; ")
		}
		cells = append(cells, []string{d.Published, d.SHA256[:8], fmt.Sprint(d.Records), d.Format, string(d.DateBasis), status,
			strings.TrimPrefix(notes, "; ")})
	}
	p.table([]string{"published", "hash", "records", "format", "date from", "status", "notes"}, cells)
}

// settle are the arguments of accept and reject.
type settle struct {
	List        string `arg:"" help:"List id." predictor:"list"`
	Publication string `arg:"" help:"Day of publication, or the beginning of its hash."`
	Why         string `help:"Reason, kept with the decision." default:"no reason given"`
	Who         string `help:"Who decides; the user of this machine if left out."`
}

type listsAcceptCmd struct{ settle }

// Run accepts a publication.
func (c *listsAcceptCmd) Run(a *app) error { return c.decide(a, true) }

type listsRejectCmd struct{ settle }

// Run rejects a publication.
func (c *listsRejectCmd) Run(a *app) error { return c.decide(a, false) }

func (c *settle) decide(a *app, accept bool) error {
	s, err := a.data.State(a.ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	h, err := a.data.History(a.ctx, s, c.List)
	if err != nil {
		return err
	}
	defer h.Close()
	p, err := findPublication(h, c.Publication)
	if err != nil {
		return err
	}
	if accept && p.Unreadable != "" {
		return fmt.Errorf("the publication of %s cannot be accepted: it could not be read: %s", p.Published, p.Unreadable)
	}
	who := c.Who
	if who == "" {
		u, err := user.Current()
		if err != nil {
			return fmt.Errorf("who decides? give --who: %w", err)
		}
		who = u.Username
	}
	if err := a.data.Invalidate(); err != nil {
		return err
	}
	err = s.Decide(a.ctx, archive.Decision{List: c.List, SHA256: p.SHA256, Accept: accept, Who: who, When: a.now(), Why: c.Why})
	if err != nil {
		return err
	}
	word := "rejected"
	if accept {
		word = "accepted"
	}
	a.out.line("%s: the publication of %s (%d records) is %s", c.List, p.Published, p.Records, word)
	return a.rebuild()
}

// findPublication finds the one publication meant by a day or by the beginning of a hash.
func findPublication(h *archive.History, what string) (*archive.Publication, error) {
	if len(h.Publications) == 0 {
		return nil, fmt.Errorf("list %s was not imported", h.List)
	}
	var found []*archive.Publication
	for _, p := range h.Publications {
		if p.Published == what || p.Day() == what || p.ID() == what || len(what) >= 6 && strings.HasPrefix(p.SHA256, what) {
			found = append(found, p)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return nil, fmt.Errorf("%s has no publication %q; see linchpin lists %s", h.List, what, h.List)
	}
	var ids []string
	for _, p := range found {
		ids = append(ids, p.SHA256[:8])
	}
	return nil, fmt.Errorf("%s has several publications of %s; name one by its hash: %s", h.List, what, strings.Join(ids, ", "))
}

type listsLimitCmd struct {
	Percent string `arg:"" help:"Percent, 0 to 100; 10 if never set."`
	List    string `arg:"" optional:"" help:"Only for this list." predictor:"list"`
}

// Run sets the limit.
func (c *listsLimitCmd) Run(a *app) error {
	v, err := strconv.ParseFloat(strings.TrimSuffix(c.Percent, "%"), 64)
	if err != nil || !(v >= 0 && v <= 100) {
		return fmt.Errorf("%q is not a percentage between 0 and 100", c.Percent)
	}
	empty, err := a.data.Empty()
	if err != nil {
		return err
	}
	if c.List != "" && catalogue.Find(c.List) == nil {
		return unknownList(c.List)
	}
	s, err := a.data.State(a.ctx)
	if err != nil {
		return err
	}
	err = errors.Join(a.data.Invalidate(), s.Set(a.ctx, snapshot.SettingMaxShrink(c.List), strconv.FormatFloat(v/100, 'g', -1, 64)), s.Close())
	if err != nil || empty {
		return err
	}
	return a.rebuild()
}
