package main

import (
	"fmt"
	"strings"

	"github.com/linchpin-oss/linchpin/press"
	"github.com/linchpin-oss/linchpin/press/evaluate"
)

// evalPressCmd measures reading the press.
type evalPressCmd struct {
	Folder  string   `arg:"" type:"existingdir" help:"Folder with annotated articles, debris-lines, extraction-zyte, polnear: those that are there are measured."`
	Only    []string `help:"Measure only: lines, text, articles, attribution, german, speed." enum:"lines,text,articles,attribution,german,speed" placeholder:"MEASURE,..."`
	Folds   int      `help:"Parts into which the pages that the model of lines was learned from are cut." default:"5" placeholder:"N"`
	Details bool     `help:"List every error."`
	NoLists bool     `help:"Leave out what needs the lists."`
	JSON    bool     `help:"Print one JSON document."`
}

// Help shows an example.
func (evalPressCmd) Help() string {
	return `No figure is taken on what a model was learned from: pages of its training are read by models of the other folds.

Examples:
  linchpin eval press ../shared/text
  linchpin eval press ../shared/text --only articles,attribution --details`
}

// Run measures and prints.
func (c *evalPressCmd) Run(a *app) error {
	rd, done, err := a.pressReader(c.NoLists)
	if err != nil {
		return err
	}
	defer done()
	r, err := evaluate.Measure(c.Folder, rd, evaluate.Options{Folds: c.Folds, Details: c.Details, Only: c.Only})
	if err != nil {
		return err
	}
	if c.JSON {
		return a.out.json(r)
	}
	p := a.out
	p.line("%s", p.bold(fmt.Sprintf("%-48s %6s %9s %9s %9s", "measure", "items", "precision", "recall", "F1")))
	for _, x := range r.Rows {
		figures := fmt.Sprintf("%9.3f %9.3f %9.3f", x.P, x.R, x.F1)
		if x.F1 == 0 && x.P == 0 {
			figures = fmt.Sprintf("%29.0f", x.Value)
		}
		p.line("%-48s %6d %s  %s", x.Measure, x.Items, figures, p.dim(strings.TrimSpace(x.Set+"; "+x.Note)))
	}
	for _, m := range r.Missing {
		p.line("%s", p.yellow("not measured: "+m+" is not in the folder"))
	}
	for _, d := range r.Details {
		p.line("%s", d)
	}
	return nil
}

// pressReader opens the models and the lists.
func (a *app) pressReader(noLists bool) (rd *press.Reader, done func(), err error) {
	m, err := press.BuiltIn()
	if err != nil {
		return nil, nil, err
	}
	rd = &press.Reader{Models: m}
	if noLists {
		return rd, func() {}, nil
	}
	s, _, err := a.screener()
	if err != nil {
		return nil, nil, err
	}
	rd.Lists = s
	return rd, func() { s.Index.Close() }, nil
}
