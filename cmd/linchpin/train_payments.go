package main

import (
	"bytes"
	"errors"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/eval"
	"github.com/linchpin-oss/linchpin/payments"
	"github.com/linchpin-oss/linchpin/screen"
)

type trainPaymentsCmd struct {
	Background []string `required:"" help:"Ordinary names, as for eval payments." type:"existingfile" sep:"none"`
	Sample     int      `help:"At most this many ordinary names of each file, evenly spread." default:"3000"`
	Listed     int      `help:"Listed parties to spoil." default:"2500"`
	Out        string   `help:"The table to write." default:"screen/partyweights.tsv" type:"path"`
}

// Help tells what to do with the result.
func (trainPaymentsCmd) Help() string {
	return `Learns from the loaded lists and from ordinary names what the comparison of a party's name with a listed one is worth.
Deterministic: the same lists and files give the same table. The table is part of the program, so build it anew afterwards. Run it
again when match/weights.tsv has changed. docs/payments.md names the files that the table in the repository was learned from.`
}

// Run learns the weights and writes them.
func (c *trainPaymentsCmd) Run(a *app) error {
	o := payments.Options{Listed: c.Listed}
	for _, file := range c.Background {
		b, err := eval.ReadBackground(file)
		if err != nil {
			return err
		}
		b.Sample(c.Sample)
		for _, kind := range []string{"person", "company", "organization"} {
			o.Background = append(o.Background, b.Names[kind]...)
		}
	}
	if len(o.Background) == 0 {
		return errors.New("no names of persons or companies in the background")
	}
	s, _, err := a.screener()
	if err != nil {
		return err
	}
	defer s.Index.Close()
	scanner, err := s.NewScanner(screen.Query{})
	if err != nil {
		return err
	}
	var table bytes.Buffer
	if err := payments.WriteWeights(&table, payments.Learn(scanner, o)); err != nil {
		return err
	}
	return archive.WriteFile(c.Out, table.Bytes())
}
