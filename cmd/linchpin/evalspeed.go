package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/linchpin-oss/linchpin/eval"
	"github.com/linchpin-oss/linchpin/index"
)

type evalSpeedCmd struct {
	Files      []string `arg:"" optional:"" name:"file" type:"existingfile" help:"Retrieval sets; their parties stand in the indexes made, and their names are spoilt and asked for."`
	Background []string `required:"" help:"Ordinary names, one a line; the file name begins with the kind (person_...). Takes several files; may be repeated." type:"existingfile" sep:"none"`
	Entities   []int    `help:"Also make and measure indexes of so many parties."`
	Queries    int      `help:"Queries of each kind." default:"2000"`
	JSON       bool     `help:"Print one JSON document."`
	Report     string   `help:"Write the tables into the marked part of a Markdown file." placeholder:"OUT.md" type:"path"`
}

// Help tells what is timed.
func (evalSpeedCmd) Help() string {
	return `Measures the loaded lists, if there are any, and indexes made of ordinary names put together anew. Times are those of one query
after the other on one core, beside a scan of all names by Jaro-Winkler.

Example:
  linchpin eval speed lists.tsv.gz --background person_tennis.txt.gz company_sec.txt.gz --entities 1000000`
}

// Run measures and prints.
func (c *evalSpeedCmd) Run(a *app) error {
	opt := eval.SpeedOptions{Entities: c.Entities, Queries: c.Queries}
	var err error
	if len(c.Files) > 0 {
		if opt.Rows, err = eval.ReadRows(c.Files...); err != nil {
			return err
		}
	}
	if opt.Background, err = eval.ReadBackground(c.Background...); err != nil {
		return err
	}
	if c.Report != "" && !strings.HasSuffix(c.Report, ".md") {
		return fmt.Errorf("%s: this report is written as Markdown only", c.Report)
	}
	if opt.Folder, err = os.MkdirTemp("", "linchpin-speed-"); err != nil {
		return err
	}
	defer os.RemoveAll(opt.Folder)
	empty, err := a.data.Empty()
	if err != nil {
		return err
	}
	var loaded func() (*index.Index, error)
	if !empty {
		loaded = func() (*index.Index, error) { return a.data.Open(a.ctx, nil) }
	}
	if empty && len(c.Entities) == 0 {
		return errors.New("no list was imported yet; give --entities to measure indexes made of ordinary names")
	}
	bar := a.progress("making an index", "parties")
	opt.Progress = func(_ string, done, total int) { bar.update(int64(done), int64(total)) }
	report, err := eval.MeasureSpeed(loaded, opt)
	bar.done()
	if err != nil {
		return err
	}
	if c.Report != "" {
		if err := report.UpdateMarkdown(c.Report); err != nil {
			return err
		}
	}
	if c.JSON {
		return a.out.json(report)
	}
	for _, s := range report.Indexes {
		built := ""
		if s.BuildSeconds > 0 {
			built = fmt.Sprintf(", built in %.1f s", s.BuildSeconds)
		}
		a.out.line("%s", a.out.bold(fmt.Sprintf("%s: %d names, %.0f MB, %.0f bytes a name%s, first answer after %.0f ms, %.0f MB resident", s.Title, s.Names,
			float64(s.FileBytes)/1e6, s.BytesPerName, built, s.OpenMillis, float64(s.ResidentBytes)/1e6)))
		var rows [][]string
		for _, w := range s.Workloads {
			rows = append(rows, []string{w.Name, fmt.Sprint(w.Queries), fmt.Sprintf("%.3f", w.Mean), fmt.Sprintf("%.3f", w.Median), fmt.Sprintf("%.3f", w.P99),
				fmt.Sprintf("%.2f", w.Most), fmt.Sprintf("%.1f", w.Baseline), fmt.Sprintf("%.0f", w.Baseline/w.Mean)})
		}
		a.out.table([]string{"milliseconds a query", "number", "mean", "median", "99 % below", "worst", "scan", "times faster"}, rows)
		a.out.line("")
	}
	return nil
}
