package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/press"
	"github.com/linchpin-oss/linchpin/press/evaluate"
)

// trainPressCmd makes the models of press/ anew.
type trainPressCmd struct {
	Folder string `arg:"" type:"existingdir" help:"Folder with debris-lines, ner-train, gum-wikinews, re3d and polnear."`
	Output string `short:"o" default:"press/models" type:"path" help:"Folder to write the models to."`
}

// Run learns and writes the models.
func (c *trainPressCmd) Run(a *app) error {
	m, pages, err := evaluate.Train(c.Folder, func(format string, args ...any) { a.err.line("learning "+format, args...) })
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Output, 0o755); err != nil {
		return err
	}
	for _, f := range m.Files() {
		if err := writeModel(filepath.Join(c.Output, f.Name), f); err != nil {
			return err
		}
		a.out.line("%s  %d features", filepath.Join(c.Output, f.Name), (*f.Model).Size())
	}
	return archive.WriteFile(filepath.Join(c.Output, "lines-pages.txt"), []byte("# Pages that lines.tsv was learned from.\n"+strings.Join(pages, "\n")+"\n"))
}

func writeModel(path string, f press.ModelFile) error {
	out, err := os.Create(path + ".tmp")
	if err != nil {
		return err
	}
	defer os.Remove(path + ".tmp")
	if err := press.WriteModel(out, f); err != nil {
		out.Close()
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if err := out.Close(); err != nil {
		return err
	}
	return os.Rename(path+".tmp", path)
}
