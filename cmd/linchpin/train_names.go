package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"

	"github.com/linchpin-oss/linchpin/names/train"
)

type trainNamesCmd struct {
	Dir     string `arg:"" help:"Folder with nameparts.tsv.gz and persons_crossscript.tsv.gz." type:"existingdir"`
	Out     string `help:"The folder of the tables." default:"names/transcribe" type:"path"`
	HoldOut bool   `help:"Leave out the last fifth of the names, to measure on."`
}

// Help tells what to do with the result.
func (trainNamesCmd) Help() string {
	return `Deterministic: the same files give the same tables. It takes some minutes. The tables are part of the program, so build it anew
afterwards. They are learned from labels of Wikidata (CC0) only.`
}

// Run learns how words of each script are read and writes the tables.
func (c *trainNamesCmd) Run(a *app) error {
	without := train.All
	if c.HoldOut {
		without = train.Held
	}
	for _, s := range train.Scripts() {
		table, err := train.Transcription(c.Dir, s, without)
		if err != nil {
			return err
		}
		path := filepath.Join(c.Out, strings.ToLower(s.String())+".tsv")
		if err := os.WriteFile(path, table, 0o644); err != nil {
			return err
		}
		a.out.line("%s: %d contexts", path, bytes.Count(table, []byte("\n"))-2)
	}
	return nil
}
