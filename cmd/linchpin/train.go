package main

import (
	"fmt"
	"math"
	"strings"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/eval"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

type trainCmd struct {
	Match    trainMatchCmd    `cmd:"" help:"Learn what the parts of a name are worth: match/weights.tsv."`
	Ordinary trainOrdinaryCmd `cmd:"" help:"Make the ordinary names that each index is measured against: screen/ordinary.tsv."`
	Press    trainPressCmd    `cmd:"" help:"Learn to read articles: press/models."`
	Han      trainHanCmd      `cmd:"" help:"Make the table of Han characters from the Unicode Han Database: names/han.tsv."`
	Payments trainPaymentsCmd `cmd:"" help:"Learn what the names of parties in payments are worth: screen/partyweights.tsv."`
	Names    trainNamesCmd    `cmd:"" help:"Learn how names in other scripts are read: names/transcribe."`
	Words    trainWordsCmd    `cmd:"" help:"Learn which words of organisations stand for which English word: names/words.tsv."`
}

type trainMatchCmd struct {
	Rows       []string `required:"" help:"Retrieval sets, as for eval retrieval." type:"existingfile" sep:"none"`
	Pairs      []string `help:"Labelled pairs, as for eval pairs: those of two parties are learned from." type:"existingfile" sep:"none"`
	Background []string `required:"" help:"Ordinary names, as for eval retrieval." type:"existingfile" sep:"none"`
	Skip       []string `help:"Leave out this set; may be repeated." sep:"none"`
	Out        string   `help:"The table to write." default:"match/weights.tsv" type:"path"`
}

// Help tells what to do with the result.
func (trainMatchCmd) Help() string {
	return `Deterministic: the same files give the same table. It takes some minutes. The table is part of the program, so build it anew
afterwards. docs/matching.md names the files that the table in the repository was learned from, with their licences.`
}

// Run learns the weights of all kinds of names and writes them.
func (c *trainMatchCmd) Run(a *app) error {
	rows, err := eval.ReadRows(c.Rows...)
	if err != nil {
		return err
	}
	var kept []eval.Row
	sets := map[string]bool{}
	for _, r := range rows {
		if !contains(c.Skip, r.Set) {
			kept, sets[r.Set] = append(kept, r), true
		}
	}
	opt := eval.TrainOptions{Rows: kept, Progress: func(format string, args ...any) {
		a.err.line(format, args...)
		a.err.flush()
	}}
	if opt.Pairs, err = eval.ReadPairs(c.Pairs...); err != nil {
		return err
	}
	if opt.Background, err = eval.ReadBackground(c.Background...); err != nil {
		return err
	}
	var table strings.Builder
	table.WriteString("# What each feature of two names is worth, in bits for each unit; see package match. Written by linchpin train match from " +
		"the sets and\n# the ordinary names that docs/matching.md names. \"weak alias\", \"former name\" and \"limit with a conflict\"\n# are set by hand; \"lost patronymics\", \"swapped\" and \"given forms\" cost at most 1.\n" +
		"# feature\tperson\torganisation\tvessel\n")
	var trained []*eval.Trained
	for _, kind := range []names.Kind{names.Person, names.Organisation, names.Vessel} {
		t, err := eval.Train(kind, opt)
		if err != nil {
			return err
		}
		trained = append(trained, t)
		mean, n := 0.0, 0.0
		for _, f := range t.Folds {
			if !math.IsNaN(f) {
				mean, n = mean+f, n+1
			}
		}
		a.out.line("%s: %d comparisons of one party, %d of two; recall at 1 false alert in 1,000, each fifth by weights of the others: %.1f %%",
			kind, t.True, t.False, 100*mean/max(n, 1))
	}
	for f := range match.FeatureCount {
		fmt.Fprintf(&table, "%s", f)
		for _, t := range trained {
			fmt.Fprintf(&table, "\t%.3f", t.Weights[f])
		}
		table.WriteByte('\n')
	}
	if err := archive.WriteFile(c.Out, []byte(table.String())); err != nil {
		return err
	}
	a.out.line("%s written; build the program anew to use it.", c.Out)
	return nil
}

type trainOrdinaryCmd struct {
	Forenames string `required:"" help:"CSV with columns Country and Romanized Name." type:"existingfile"`
	Surnames  string `required:"" help:"CSV with columns Country and Romanized Name." type:"existingfile"`
	Companies string `required:"" help:"Company names, one a line." type:"existingfile"`
	Out       string `help:"The table to write." default:"screen/ordinary.tsv" type:"path"`
}

// Help tells what the table is for.
func (trainOrdinaryCmd) Help() string {
	return `Makes ordinary persons from the common forenames and surnames of each country, and takes an even sample of the companies. The table is
part of the program: each new index is measured against it, which gives the expected false alerts beside a score and the meaning
of --threshold 1/10000.`
}

// Run writes the table.
func (c *trainOrdinaryCmd) Run(a *app) error {
	made, err := eval.Ordinary(c.Forenames, c.Surnames, c.Companies)
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("# Ordinary names, against which each index is measured: kind, name. Written by linchpin train ordinary from common forenames and surnames\n" +
		"# by country (popular-names-by-country-dataset, CC0) and registrants of the US Securities and Exchange Commission (public domain).\n")
	for _, n := range made {
		fmt.Fprintf(&b, "%s\t%s\n", n[0], n[1])
	}
	if err := archive.WriteFile(c.Out, []byte(b.String())); err != nil {
		return err
	}
	a.out.line("%d names written to %s", len(made), c.Out)
	return nil
}
