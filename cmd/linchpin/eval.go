package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/eval"
	"github.com/linchpin-oss/linchpin/index"
)

type evalCmd struct {
	Retrieval evalRetrievalCmd `cmd:"" help:"How many listed parties are found under names that the list does not print?"`
	Pairs     evalPairsCmd     `cmd:"" help:"How well are labelled pairs of names told apart?"`
	Press     evalPressCmd     `cmd:"" help:"How well is a page of news read: debris, names, who says what?"`
	Payments  evalPaymentsCmd  `cmd:"" help:"How many listed parties are found in payment messages, spoilt or not, at how many false alerts?"`
	Alerts    evalAlertsCmd    `cmd:"" help:"What would each threshold have done with your own labelled alerts?"`
	Speed     evalSpeedCmd     `cmd:"" help:"How fast are answers, and what does an index cost?"`
}

type evalRetrievalCmd struct {
	Files       []string `arg:"" name:"file" type:"existingfile" help:"Retrieval sets: tab-separated, first line names the columns."`
	Background  []string `help:"Ordinary names, one a line; the file name begins with the kind (person_...). Takes several files; may be repeated." type:"existingfile" sep:"none"`
	Distractors string   `help:"More names to stand in the index: 'lists' for the loaded lists, or a file like those of --background." placeholder:"lists|FILE"`
	Set         []string `help:"Only this set; may be repeated."`
	Damaged     bool     `help:"Ask for names spoilt on purpose (typos, joined and split words, initials, other order), made from the parties of the sets."`
	Sample      int      `help:"At most this many ordinary names of each kind, evenly spread; 0 for all."`
	Examples    int      `help:"Worst misses and false alerts to keep." default:"60"`
	JSON        bool     `help:"Print one JSON document."`
	Report      string   `help:"Write a self-contained HTML report; or, into its marked part, a Markdown file." placeholder:"OUT.html" type:"path"`
}

// Help shows the protocol.
func (evalRetrievalCmd) Help() string {
	return `Columns: id, set, kind, query, target_id, target_names (JSON array); query_script, query_lang, overlap, note and group if there
are any. Each set is put into an index of its own. The right party counts for a query only through the names in that row. The
threshold is set so that 1 in 1,000 (1 in 10,000) ordinary names of the same kind raise an alert. Intervals count the rows of a
group as one observation.

Example:
  linchpin eval retrieval lists.tsv.gz --background person_tennis.txt.gz --report report.html`
}

// Run measures and prints.
func (c *evalRetrievalCmd) Run(a *app) error {
	rows, err := eval.ReadRows(c.Files...)
	if err != nil {
		return err
	}
	if len(c.Set) > 0 {
		rows = slices.DeleteFunc(rows, func(r eval.Row) bool { return !contains(c.Set, r.Set) })
	}
	if len(rows) == 0 {
		return errors.New("no rows to measure")
	}
	opt := eval.Options{Examples: c.Examples, Damaged: c.Damaged}
	if len(c.Background) > 0 {
		if opt.Background, err = eval.ReadBackground(c.Background...); err != nil {
			return err
		}
		opt.Background.Sample(c.Sample)
	}
	if opt.Decoys, err = c.decoys(a); err != nil {
		return err
	}
	bars := map[string]*progress{}
	opt.Progress = func(what string, done, total int) {
		if bars[what] == nil {
			bars[what] = a.progress(what, "names")
		}
		bars[what].update(int64(done), int64(total))
	}
	report, err := eval.Retrieval(rows, opt)
	if err != nil {
		return err
	}
	for _, b := range bars {
		b.done()
	}
	if c.Report != "" {
		if err := writeReport(c.Report, report); err != nil {
			return err
		}
	}
	if c.JSON {
		return a.out.json(report)
	}
	printRetrieval(a.out, report)
	if c.Report != "" {
		a.out.line("")
		a.out.line("Report: %s", c.Report)
	}
	return nil
}

// reporter is a report that can be shown as a page.
type reporter interface{ WriteHTML(io.Writer) error }

// writeReport writes a page, or into the marked part of a Markdown file.
func writeReport(path string, r reporter) error {
	if strings.HasSuffix(path, ".md") {
		m, ok := r.(interface{ UpdateMarkdown(string) error })
		if !ok {
			return fmt.Errorf("%s: this report is written as HTML only", path)
		}
		return m.UpdateMarkdown(path)
	}
	var page bytes.Buffer
	if err := r.WriteHTML(&page); err != nil {
		return err
	}
	return archive.WriteFile(path, page.Bytes())
}

// spreadBackground lets --background take several files, as a shell's pattern leaves them: names one a line (.txt) that follow
// its first file each get the flag.
func spreadBackground(args []string) []string {
	var out []string
	inList := false
	for i, arg := range args {
		name := strings.TrimSuffix(arg, ".gz")
		switch {
		case strings.HasPrefix(arg, "-"):
			inList = strings.HasPrefix(arg, "--background")
		case inList && i > 0 && args[i-1] != "--background" && strings.HasSuffix(name, ".txt"):
			out = append(out, "--background")
		}
		out = append(out, arg)
	}
	return out
}

// decoys are the names of the loaded lists, or of a file.
func (c *evalRetrievalCmd) decoys(a *app) ([]eval.Party, error) {
	var out []eval.Party
	switch c.Distractors {
	case "":
		return nil, nil
	case "lists":
		s, _, err := a.screener()
		if err != nil {
			return nil, err
		}
		defer s.Index.Close()
		for e := range index.Entry(s.Index.Entries()) {
			_, to := s.Index.EntryVersions(e)
			entities, err := s.Index.Entities(to - 1)
			if err != nil {
				return nil, err
			}
			p := eval.Party{ID: entities[0].ID, Kind: eval.KindOf(entities[0].Schema)}
			for _, n := range entities[0].Names() {
				p.Names = append(p.Names, n.Value)
			}
			out = append(out, p)
		}
		return out, nil
	}
	b, err := eval.ReadBackground(c.Distractors)
	if err != nil {
		return nil, err
	}
	for kind, names := range b.Names {
		for i, n := range names {
			out = append(out, eval.Party{ID: fmt.Sprintf("decoy:%s:%d", kind, i), Kind: kind, Names: []string{n}})
		}
	}
	return out, nil
}

func percent(x float64) string { return fmt.Sprintf("%.1f", 100*x) }

func optional(x *float64) string {
	if x == nil {
		return "-"
	}
	return fmt.Sprintf("%.3f", *x)
}

// printRetrieval prints the slices: first each set by kind, then scripts.
func printRetrieval(p *printer, r *eval.RetrievalReport) {
	var rows [][]string
	add := func(s *eval.SliceRow) {
		overlap := s.Overlap
		if overlap == "" {
			overlap = "all"
		}
		rows = append(rows, []string{orAll(s.Set), orAll(s.Kind), orAll(s.Script), overlap, fmt.Sprint(s.Rows), s.At1.String(), percent(s.At10.Value),
			s.Per1000.String(), s.Per10000.String(), percent(s.Default.Value), percent(s.Lost.Value)})
	}
	for i := range r.Slices {
		if s := &r.Slices[i]; (s.Overlap == "" || s.Overlap == "0.5 and more" || s.Overlap == "0.99 and more") && s.Kind != "" &&
			(s.Script == "" || s.Rows >= 20 && s.Overlap == "0.5 and more") {
			add(s)
		}
	}
	p.line("%s", p.bold("Recall in percent (95 % interval by group)"))
	p.table([]string{"set", "kind", "script", "overlap", "rows", "at 1", "at 10", "1 false in 1,000", "1 in 10,000", "at default", "lost in search"}, rows)
	p.line("")
	rows = nil
	for _, s := range r.Sets {
		for _, t := range s.Thresholds {
			rows = append(rows, []string{s.Set, t.Kind, fmt.Sprint(s.Names), fmt.Sprint(t.Background), t.Per1000.String(), t.Per10000.String(),
				fmt.Sprintf("%.2f", 1000*t.Default.Rate), sakes(t.WithSakes1k), fmt.Sprintf("%.0f", s.PerSecond)})
		}
	}
	p.line("%s", p.bold("Thresholds, and false alerts"))
	p.table([]string{"set", "kind", "names in index", "ordinary names", "1 in 1,000", "1 in 10,000", "per 1,000 at default", "with namesakes", "queries/s a core"}, rows)
}

func sakes(a *eval.Raised) string {
	if a == nil {
		return "-"
	}
	return fmt.Sprintf("%.2f", 1000*a.Rate)
}

func orAll(s string) string {
	if s == "" {
		return "all"
	}
	return s
}

type evalPairsCmd struct {
	Files    []string `arg:"" name:"file" type:"existingfile" help:"Pairs: tab-separated, columns id, set, kind, left, right, label."`
	Set      []string `help:"Only this set; may be repeated."`
	Examples int      `help:"Worst misses and false matches to keep." default:"40"`
	JSON     bool     `help:"Print one JSON document."`
	Report   string   `help:"Write a self-contained HTML report; or, into its marked part, a Markdown file." placeholder:"OUT.html" type:"path"`
}

// Run measures and prints.
func (c *evalPairsCmd) Run(a *app) error {
	pairs, err := eval.ReadPairs(c.Files...)
	if err != nil {
		return err
	}
	if len(c.Set) > 0 {
		pairs = slices.DeleteFunc(pairs, func(p eval.Pair) bool { return !contains(c.Set, p.Set) })
	}
	if len(pairs) == 0 {
		return errors.New("no pairs to measure")
	}
	report := eval.Pairs(pairs, c.Examples)
	if c.Report != "" {
		if err := writeReport(c.Report, report); err != nil {
			return err
		}
	}
	if c.JSON {
		return a.out.json(report)
	}
	var rows, peers [][]string
	for _, s := range report.Slices {
		rows = append(rows, []string{s.Set, orAll(s.Kind), fmt.Sprint(s.Pairs), fmt.Sprint(s.Matches), optional(s.Precision), optional(s.Recall), optional(s.F1),
			optional(s.AUC), optional(s.Tied), optional(s.Best.F1), fmt.Sprintf("%.3f", s.Best.Threshold)})
		for _, q := range s.Peers {
			peers = append(peers, []string{s.Set, orAll(s.Kind), q.Peer, fmt.Sprint(q.Pairs), optional(q.At70.F1), optional(q.Best.F1), optional(q.AUC),
				optional(q.Tied), optional(q.OurF1), optional(q.Ours)})
		}
	}
	a.out.line("%s", a.out.bold(fmt.Sprintf("Pairs, at the default threshold %.2f", report.Slices[0].Threshold)))
	a.out.table([]string{"set", "kind", "pairs", "matches", "precision", "recall", "F1", "AUC", "tied at top", "best F1", "at"}, rows)
	if len(peers) > 0 {
		a.out.line("")
		a.out.line("%s", a.out.bold("Peers on the same rows"))
		a.out.table([]string{"set", "kind", "peer", "pairs", "F1 at 0.70", "best F1", "AUC", "tied at top", "Linchpin F1", "Linchpin AUC"}, peers)
	}
	for _, e := range report.Worst[:min(len(report.Worst), 10)] {
		a.out.line("")
		a.out.line("%s  %s | %s  score %.4f %s", e.Pair.Label, e.Pair.Left, e.Pair.Right, e.Score, e.Pair.Note)
		for _, v := range e.Evidence {
			a.out.line("  %+6.1f  %s %s: %s", v.Bits, v.Query, v.Target, v.Why)
		}
	}
	return nil
}

type evalAlertsCmd struct {
	File   string `arg:"" type:"existingfile" help:"CSV of labelled alerts."`
	JSON   bool   `help:"Print one JSON document."`
	Report string `help:"Write a self-contained HTML report." placeholder:"OUT.html" type:"path"`
}

// Help shows the columns.
func (evalAlertsCmd) Help() string {
	return `Columns: name, listed_name, label (true or false); id, schema, birth_date, country, listed_birth_date, listed_country and score (of the
program that raised the alert) if there are any. Each alert is scored anew; the table tells how many true ones each threshold would
have kept and how many false ones it would have raised.

Example:
  linchpin eval alerts alerts-2025.csv --report alerts.html`
}

// Run replays the alerts.
func (c *evalAlertsCmd) Run(a *app) error {
	alerts, err := eval.ReadAlerts(c.File)
	if err != nil {
		return err
	}
	report, err := eval.Alerts(alerts, 40)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	if c.Report != "" {
		if err := writeReport(c.Report, report); err != nil {
			return err
		}
	}
	if c.JSON {
		return a.out.json(report)
	}
	d := report.Default
	a.out.line("%s", a.out.bold(fmt.Sprintf("%s: %d true, %d false. At the default threshold %.2f: %d true ones kept, %d lost, %d false ones raised.",
		plural(report.Alerts, "alert", "alerts"), report.True, report.Alerts-report.True, d.Threshold, d.TruePositives, d.FalseNegatives, d.FalsePositives)))
	if s := report.Safe; s != nil {
		a.out.line("The highest threshold that loses no true alert is %.4f; it raises %d of the %d false ones.", s.Threshold, s.FalsePositives, report.Alerts-report.True)
	}
	var rows [][]string
	for _, t := range report.Thresholds {
		rows = append(rows, []string{fmt.Sprintf("%.2f", t.Threshold), fmt.Sprint(t.TruePositives), fmt.Sprint(t.FalseNegatives), fmt.Sprint(t.FalsePositives),
			optional(t.Precision), optional(t.Recall), optional(t.F1)})
	}
	a.out.table([]string{"threshold", "true kept", "true lost", "false raised", "precision", "recall", "F1"}, rows)
	a.out.line("AUC %s; of the scores in the file %s", optional(report.AUC), optional(report.TheirAUC))
	for _, e := range report.Lost[:min(len(report.Lost), 10)] {
		a.out.line("")
		a.out.line("lost: %s | %s  score %.4f (line %d)", e.Name, e.Listed, e.Score, e.Line)
		for _, v := range e.Evidence {
			a.out.line("  %+6.1f  %s %s: %s", v.Bits, v.Query, v.Target, v.Why)
		}
	}
	return nil
}
