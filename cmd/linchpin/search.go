package main

import (
	"github.com/linchpin-oss/linchpin/screen"
)

type searchCmd struct {
	Text  string   `arg:"" help:"Part of a name, an id, a number or a remark."`
	List  []string `help:"Only this list; may be repeated." predictor:"list"`
	Limit int      `help:"At most this many entries." default:"25"`
	JSON  bool     `help:"Print one JSON object a line."`
}

// Help shows examples.
func (searchCmd) Help() string {
	return `Looks for the text as it stands, in every property of every stored version, also of entries that were delisted. To find
spellings use linchpin screen.

Examples:
  linchpin search "potash"
  linchpin search EU.6385.79
  linchpin search 9187629 --list ofac-sdn --json`
}

// Run prints the entries found.
func (c *searchCmd) Run(a *app) error {
	s, note, err := a.screener()
	if err != nil {
		return err
	}
	defer s.Index.Close()
	found, more, err := s.Search(c.Text, c.List, c.Limit)
	if err != nil {
		return err
	}
	if note != "" {
		a.err.wrap(0, a.err.yellow("Warning: ")+note)
	}
	if c.JSON {
		for i := range found {
			if err := a.out.jsonLine(&found[i]); err != nil {
				return err
			}
		}
		return nil
	}
	if len(found) == 0 {
		a.out.line("Nothing stored holds %q.", c.Text)
		return nil
	}
	rows := make([][]string, len(found))
	for i, f := range found {
		rows[i] = []string{f.ID, f.Caption, f.Schema, standsSince(&f), f.Property, f.Value}
	}
	a.out.table([]string{"id", "name", "schema", "listed", "found in", "value"}, rows)
	if more {
		a.out.line("More entries hold it; see them with --limit.")
	}
	return nil
}

func standsSince(f *screen.Found) string {
	if f.Delisted != "" {
		return f.Listed + " to " + f.Delisted
	}
	return "since " + f.Listed
}
