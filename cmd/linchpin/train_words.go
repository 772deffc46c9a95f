package main

import (
	"bytes"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/names/train"
)

type trainWordsCmd struct {
	Rows []string `arg:"" help:"Retrieval sets of lists and of research organisations, as for eval retrieval." type:"existingfile"`
	Out  string   `help:"The table to write." default:"names/words.tsv" type:"path"`
}

// Help tells what to do with the result.
func (trainWordsCmd) Help() string {
	return `Deterministic: the same files give the same table. The table is part of the program, so build it anew afterwards. It is learned from
names of organisations on official lists and from labels of ROR (CC0) only.`
}

// Run learns what words of organisations' names stand for and writes the table.
func (c *trainWordsCmd) Run(a *app) error {
	rows, err := train.WordRows(c.Rows...)
	if err != nil {
		return err
	}
	table := train.Words(rows)
	if err := archive.WriteFile(c.Out, table); err != nil {
		return err
	}
	a.out.line("%s: %d English words", c.Out, bytes.Count(table, []byte("\n"))-2)
	return nil
}
