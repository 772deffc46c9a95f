package main

import (
	"errors"

	"github.com/linchpin-oss/linchpin/eval"
	"github.com/linchpin-oss/linchpin/payments"
	"github.com/linchpin-oss/linchpin/screen"
)

type evalPaymentsCmd struct {
	Background []string `required:"" help:"Ordinary names, one a line; the file name begins with the kind (person_...). Takes several files; may be repeated." type:"existingfile" sep:"none"`
	Sample     int      `help:"At most this many ordinary names of each kind, evenly spread; 0 for all." default:"20000"`
	Listed     int      `help:"Listed parties to make messages of." default:"1000"`
	Clean      int      `help:"Messages of ordinary parties." default:"5000"`
	JSON       bool     `help:"Print one JSON document."`
	Report     string   `help:"Write the tables into the marked part of a Markdown file." placeholder:"OUT.md" type:"path"`
}

// Help shows the protocol.
func (evalPaymentsCmd) Help() string {
	return `Makes MT103, pacs.008 and Fedwire messages from the names of the loaded lists, spoilt in several ways (typos, cut off, broken over
lines, joined, in another order, in the remittance text), and clean ones from ordinary names, and screens them. Prints recall and
false alerts for each threshold, and the speed on one core.

Example:
  linchpin eval payments --background person_faker.txt.gz company_sec.txt.gz --report docs/payments.md`
}

// Run measures and prints.
func (c *evalPaymentsCmd) Run(a *app) error {
	background, err := eval.ReadBackground(c.Background...)
	if err != nil {
		return err
	}
	background.Sample(c.Sample)
	o := payments.Options{Listed: c.Listed, Clean: c.Clean}
	for _, kind := range []string{"person", "company"} {
		o.Background = append(o.Background, background.Names[kind]...)
	}
	if len(o.Background) == 0 {
		return errors.New("no names of persons or companies in the background")
	}
	s, _, err := a.screener()
	if err != nil {
		return err
	}
	defer s.Index.Close()
	scanner, err := s.NewScanner(screen.Query{Threshold: 0.06})
	if err != nil {
		return err
	}
	m := payments.Measure(scanner, o)
	if c.Report != "" {
		if err := m.UpdateMarkdown(c.Report); err != nil {
			return err
		}
	}
	if c.JSON {
		return a.out.json(m)
	}
	return m.Markdown(a.out.w)
}
