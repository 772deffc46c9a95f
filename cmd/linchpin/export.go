package main

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/interchange"
	"github.com/linchpin-oss/linchpin/starter"
)

type exportCmd struct {
	Format string   `help:"ftm (JSON lines), statements (CSV), csv (one row a target) or senzing (JSON lines)." enum:"ftm,statements,csv,senzing" default:"ftm"`
	List   []string `help:"Only this list; may be repeated." predictor:"list"`
	AsOf   string   `help:"As the lists stood on this day." placeholder:"DATE"`
	Out    string   `short:"o" help:"Write here and not to standard output." placeholder:"FILE"`
}

// Help shows examples.
func (exportCmd) Help() string {
	return `Examples:
  linchpin export --list eu-fsf --as-of 2021-06-23 -o eu.ftm.json
  linchpin export --format csv > targets.csv
  linchpin import ftm eu.ftm.json --published 2021-06-23      (reads it back)`
}

// Run writes the entries in force.
func (c *exportCmd) Run(a *app) error {
	if c.AsOf != "" {
		if _, err := time.Parse(time.DateOnly, c.AsOf); err != nil {
			return fmt.Errorf("--as-of %q is not a day such as 2021-06-23", c.AsOf)
		}
	}
	ids, err := a.data.Archive.Lists()
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		ids = []string{starter.ListID}
		a.err.wrap(0, a.err.yellow("Warning: ")+"starter data only; load the full lists with: linchpin update")
	}
	for _, want := range c.List {
		if !contains(ids, want) {
			return fmt.Errorf("list %q is not loaded", want)
		}
	}
	e := &exporter{app: a, ids: slices.DeleteFunc(ids, func(id string) bool { return len(c.List) > 0 && !contains(c.List, id) }), day: c.AsOf}
	x := interchange.Export{Meta: e.meta, Plain: "ftm"}
	write := map[string]func(io.Writer, interchange.Records) error{"ftm": x.FTM, "statements": x.Statements, "csv": x.Simple, "senzing": x.Senzing}[c.Format]
	run := func(w io.Writer) error {
		if err := write(w, e.records()); err != nil {
			return err
		}
		return e.err
	}
	if c.Out == "" || c.Out == "-" {
		return run(a.out.w)
	}
	return writeWhole(c.Out, run)
}

// exporter yields the records in force, list by list.
type exporter struct {
	*app
	ids  []string
	day  string
	err  error
	seen map[string]interchange.Meta
}

func (e *exporter) meta(r *lists.Record) interchange.Meta { return e.seen[r.Target().ID] }

func (e *exporter) records() iter.Seq[*lists.Record] {
	return func(yield func(*lists.Record) bool) {
		for _, id := range e.ids {
			h, err := e.history(id)
			if err != nil {
				e.err = err
				return
			}
			if !e.list(h, yield) {
				h.Close()
				return
			}
			h.Close()
		}
	}
}

// list yields the records of one list; false means to stop.
func (e *exporter) list(h *archive.History, yield func(*lists.Record) bool) bool {
	at := archive.InForce(h.Publications, e.day)
	if at < 0 {
		day := e.day
		if day == "" {
			day = "today"
		}
		e.app.err.wrap(0, e.app.err.yellow("Warning: ")+fmt.Sprintf("%s: no accepted publication on or before %s; left out", h.List, day))
		return true
	}
	first := map[string]string{}
	for _, v := range h.Versions {
		if day := h.Publications[v.Spans[0].First].Day(); first[v.Record] == "" || day < first[v.Record] {
			first[v.Record] = day
		}
	}
	for _, v := range h.Versions {
		if !v.In(at) || v.Lifted(e.day) {
			continue
		}
		entities, err := v.Entities()
		if err != nil {
			e.err = err
			return false
		}
		r := &lists.Record{ID: v.Record, Former: v.Former, Entities: entities, Delisted: v.Delisted}
		e.seen = map[string]interchange.Meta{r.Target().ID: {FirstSeen: first[v.Record], LastSeen: h.Publications[at].Day(),
			LastChange: h.Publications[v.Spans[0].First].Day()}}
		if !yield(r) {
			return false
		}
	}
	return true
}
