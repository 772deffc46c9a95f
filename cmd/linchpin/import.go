package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"sort"
	"strings"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/audit"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/catalogue"
	"github.com/linchpin-oss/linchpin/lists/interchange"
)

type importCmd struct {
	List      string   `arg:"" help:"List id (see linchpin lists --all), auto to tell files apart by their formats, ftm for FollowTheMoney and Senzing, or a mapping file for a list of your own." predictor:"list"`
	Files     []string `arg:"" help:"Files or folders, also packed (.gz, .zip)." type:"path"`
	Published string   `help:"Date of publication, where the files do not say." placeholder:"DATE"`
	As        string   `help:"Keep FollowTheMoney or Senzing data under this list id." placeholder:"ID"`
}

// Help shows examples.
func (importCmd) Help() string {
	return `Reads any number of versions of a list, in any order. The date of publication is taken from inside the file, else
from --published, else from a date in the file's name. The same bytes are imported once. A file that cannot be
read as the list, is empty or has shrunk oddly is kept but quarantined: see linchpin lists.

Examples:
  linchpin import un-sc consolidated.xml
  linchpin import ofac-sdn sdn.csv alt.csv add.csv --published 2021-07-07
  linchpin import eu-fsf ~/downloads/eu/
  linchpin import ftm entities.ftm.json --published 2024-03-09
  linchpin import our-blacklist.mapping.yaml customers-we-refuse.csv --published 2026-01-15`
}

// Run imports files.
func (c *importCmd) Run(a *app) error {
	if err := a.data.Owner(); err != nil {
		return err
	}
	sources, err := archive.Sources(c.Files)
	if err != nil {
		return err
	}
	group := catalogue.Group(c.List)
	if len(group) < 2 {
		list, err := c.list()
		if err != nil {
			return err
		}
		group = []*lists.List{list}
	}
	var errs []error
	shares, strangers := apportion(group, sources)
	for _, s := range strangers {
		err := fmt.Errorf("%s: not a file of any of these lists, or not readable", s.Name)
		if s.Listed {
			errs = append(errs, err)
		} else {
			a.err.wrap(0, a.err.dim("skipped "+err.Error()))
		}
	}
	for i, share := range shares {
		if len(share) == 0 {
			continue
		}
		outcomes, err := a.importSources(group[i], share, archive.ImportOptions{Published: c.Published})
		if err == nil {
			err = a.reportImport(group[i], outcomes)
		}
		errs = append(errs, err)
	}
	return errors.Join(append(errs, a.rebuild())...)
}

// apportion gives each file to the first list of a group that knows its format, and returns those that none knows.
func apportion(group []*lists.List, sources []archive.Source) (shares [][]archive.Source, strangers []archive.Source) {
	shares = make([][]archive.Source, len(group))
	if len(group) == 1 {
		shares[0] = sources
		return shares, nil
	}
	for _, s := range sources {
		to := -1
		if head, err := s.Head(); err == nil && len(head) > 0 {
			to = slices.IndexFunc(group, func(l *lists.List) bool { return l.Detects(s.Base(), head) })
		}
		if to < 0 {
			strangers = append(strangers, s)
			continue
		}
		shares[to] = append(shares[to], s)
	}
	return shares, strangers
}

// list finds the list by id, or reads the mapping of a list of the user's own.
func (c *importCmd) list() (*lists.List, error) {
	if l := catalogue.Find(c.List); l != nil {
		if c.As == "" {
			return l, nil
		}
		if c.List != "ftm" {
			return nil, fmt.Errorf("--as goes with ftm")
		}
		if catalogue.Find(c.As) != nil {
			return nil, fmt.Errorf("--as %s: that is the id of an official list", c.As)
		}
		return interchange.FTM(c.As), nil
	}
	if info, err := os.Stat(c.List); err == nil && info.Mode().IsRegular() {
		mapping, err := os.ReadFile(c.List)
		if err != nil {
			return nil, err
		}
		l, err := interchange.Custom(mapping)
		if err != nil {
			return nil, fmt.Errorf("mapping %s: %w", c.List, err)
		}
		return l, nil
	}
	return nil, unknownList(c.List)
}

func unknownList(id string) error {
	var ids []string
	for _, l := range catalogue.All() {
		ids = append(ids, l.ID)
	}
	return fmt.Errorf("unknown list %q; known are %s", id, strings.Join(ids, ", "))
}

// importSources imports files of one list.
func (a *app) importSources(list *lists.List, sources []archive.Source, opt archive.ImportOptions) ([]archive.Outcome, error) {
	g := a.progress("importing "+list.ID, "publications")
	opt.Progress = g.update
	opt.Retrieved = a.now().UTC()
	opt.Other = func(name string, head []byte) string {
		for _, l := range catalogue.All() {
			if l.ID != list.ID && l.Detects(name, head) {
				return l.ID
			}
		}
		return ""
	}
	outcomes, err := a.data.Archive.Import(a.ctx, list, sources, opt)
	g.done()
	return outcomes, err
}

// rebuild makes the index of the present state, if anything is stored.
func (a *app) rebuild() error {
	if empty, err := a.data.Empty(); empty || err != nil {
		return err
	}
	g := a.progress("building the index", "record versions")
	defer g.done()
	x, err := a.data.Build(a.ctx, func(done, total int) { g.update(int64(done), int64(total)) })
	if err != nil {
		return err
	}
	return x.Close()
}

// reportImport prints what became of each publication. It fails where nothing was accepted, or where a file that was
// named could not be read.
func (a *app) reportImport(list *lists.List, outcomes []archive.Outcome) error {
	s, err := a.data.State(a.ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	h, err := a.data.History(a.ctx, s, list.ID)
	if err != nil {
		return err
	}
	defer h.Close()
	if err := audit.NoteImports(a.ctx, s, h); err != nil {
		return err
	}
	status := map[string]*archive.Publication{}
	for _, p := range h.Publications {
		status[p.ID()] = p
	}
	var rows [][]string
	counts := map[string]int{}
	refused := 0
	for _, o := range outcomes {
		if o.Publication == nil {
			counts["skipped"]++
			a.err.wrap(0, a.err.dim(fmt.Sprintf("skipped %s: %s", strings.Join(o.Files, ", "), o.Skipped)))
			continue
		}
		p := status[o.Publication.ID()]
		if p == nil {
			return fmt.Errorf("publication %s is not in the archive", o.Publication.ID())
		}
		what := string(p.Status)
		if !o.New {
			what = "there already"
		}
		counts[what]++
		note := p.Reason
		if p.Status == archive.Accepted {
			note = strings.Join(importNotes(p), "; ")
		} else if p.Unreadable != "" && o.Listed {
			refused++
		}
		rows = append(rows, []string{p.Published, fmt.Sprint(p.Records), p.Format, what, note})
	}
	if len(rows) > 0 {
		a.out.table([]string{"published", "records", "format", "status", "notes"}, rows)
	}
	var sums []string
	for _, k := range []string{"accepted", "quarantined", "rejected", "there already", "skipped"} {
		if counts[k] > 0 {
			sums = append(sums, fmt.Sprintf("%d %s", counts[k], k))
		}
	}
	a.out.line("%s: %s", list.ID, strings.Join(sums, ", "))
	if counts["quarantined"] > 0 {
		a.out.wrap(0, a.out.yellow("Quarantined publications do not count; the last good one stays in force. Settle them with: linchpin lists accept|reject "+list.ID+" DATE"))
	}
	a.out.flush()
	switch {
	case refused > 0:
		return fmt.Errorf("%s could not be read as %s", plural(refused, "file", "files"), list.ID)
	case counts["accepted"]+counts["there already"] == 0:
		return errors.New("nothing was accepted")
	}
	return nil
}

// importNotes says what a person should know about an accepted publication.
func importNotes(p *archive.Publication) []string {
	notes := append([]string(nil), p.Warnings...)
	if n := total(p.Unknown); n > 0 {
		notes = append(notes, fmt.Sprintf("%d values in places not known: %s", n, topKeys(p.Unknown, 3)))
	}
	if n := total(p.NotUnderstood); n > 0 {
		notes = append(notes, fmt.Sprintf("%d values kept as printed: %s", n, topKeys(p.NotUnderstood, 3)))
	}
	return notes
}

func total(m map[string]int) int {
	n := 0
	for _, v := range m {
		n += v
	}
	return n
}

// topKeys names the most frequent keys.
func topKeys(m map[string]int, most int) string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		if m[keys[i]] != m[keys[j]] {
			return m[keys[i]] > m[keys[j]]
		}
		return keys[i] < keys[j]
	})
	if len(keys) > most {
		keys = append(keys[:most], "…")
	}
	return strings.Join(keys, ", ")
}
