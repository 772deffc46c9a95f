package main

import (
	"bytes"
	"os"
	"path/filepath"

	"github.com/linchpin-oss/linchpin/names/train"
)

type trainHanCmd struct {
	Dir string `arg:"" help:"Folder with Unihan_Readings.txt and Unihan_Variants.txt of the Unicode Han Database." type:"existingdir"`
	Out string `help:"The table to write." default:"names/han.tsv" type:"path"`
}

// Run writes the table.
func (c *trainHanCmd) Run(a *app) error {
	readings, err := os.Open(filepath.Join(c.Dir, "Unihan_Readings.txt"))
	if err != nil {
		return err
	}
	defer readings.Close()
	variants, err := os.Open(filepath.Join(c.Dir, "Unihan_Variants.txt"))
	if err != nil {
		return err
	}
	defer variants.Close()
	table, err := train.Han(readings, variants)
	if err != nil {
		return err
	}
	if err := os.WriteFile(c.Out, table, 0o644); err != nil {
		return err
	}
	a.out.line("%s: %d characters", c.Out, bytes.Count(table, []byte("\n"))-2)
	return nil
}
