package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/press/dossier"
)

type dossierCmd struct {
	ID   string `arg:"" help:"Entity id such as eu-fsf:EU.6385.79, or a record id that only one list has."`
	Out  string `short:"o" required:"" help:"File to write: .html, .md or .docx." placeholder:"FILE" type:"path"`
	AsOf string `help:"As it stood on this day." placeholder:"DATE"`
}

// Help says what it is for.
func (dossierCmd) Help() string {
	return `The form in which civil society proposes a designation: every sentence carries its source. Claims come from pages kept with linchpin read --store.

Example:
  linchpin dossier eu-fsf:EU.6385.79 -o gutseriev.docx`
}

// Run gathers and writes.
func (c *dossierCmd) Run(a *app) error {
	format := strings.TrimPrefix(strings.ToLower(filepath.Ext(c.Out)), ".")
	if dossier.Formats[format] == "" {
		return fmt.Errorf("-o %s: write .html, .md or .docx", c.Out)
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
	d, err := dossier.Of(s, e, c.AsOf, a.shelf())
	if err != nil {
		return err
	}
	data, err := d.Write(format)
	if err != nil {
		return err
	}
	if err := archive.WriteFile(c.Out, data); err != nil {
		return err
	}
	a.out.line("%s: %s, each with its source", c.Out, plural(d.Sentences(), "sentence", "sentences"))
	return nil
}
