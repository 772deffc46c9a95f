package eval

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"runtime"
	"slices"
	"time"

	"github.com/linchpin-oss/linchpin/match"
)

// RetrievalReport is what a measurement of retrieval found.
type RetrievalReport struct {
	Index    string      `json:"index"` // how many names and parties stood in each index
	Sets     []SetReport `json:"sets"`
	Slices   []SliceRow  `json:"slices"`
	Curves   []Curve     `json:"-"`
	Reliable []Bin       `json:"reliability"`
	Misses   []Example   `json:"misses"`
	False    []Example   `json:"falseAlerts"`

	damaged bool
}

// SetReport is what holds for a whole set: its index and thresholds, by kind.
type SetReport struct {
	Set        string           `json:"set"`
	Parties    int              `json:"parties"`
	Decoys     int              `json:"decoys"`
	Names      int              `json:"names"`
	PerSecond  float64          `json:"queriesPerSecond"` // a core, rows and background
	Thresholds []KindThresholds `json:"thresholds"`
}

// KindThresholds are the thresholds of a set for one kind of names.
type KindThresholds struct {
	Kind        string     `json:"kind"`
	Background  int        `json:"background"`
	Per1000     *Threshold `json:"per1000"`
	Per10000    *Threshold `json:"per10000"`
	Default     Raised     `json:"atDefault"`            // background names that alert at the default threshold
	WithSakes1k *Raised    `json:"per1000WithNamesakes"` // the same threshold once exact namesakes are put back
}

// Raised counts the names that raise an alert.
type Raised struct {
	Names  int     `json:"names"`
	Alerts int     `json:"alerts"`
	Rate   float64 `json:"rate"`
}

// SliceRow is the measures of one slice of the rows; "" stands for all.
type SliceRow struct {
	Set      string `json:"set"`
	Kind     string `json:"kind"`
	Script   string `json:"script"`
	Overlap  string `json:"overlap"`
	Rows     int    `json:"rows"`
	Groups   int    `json:"groups"`
	At1      Rate   `json:"recallAt1"`
	At10     Rate   `json:"recallAt10"`
	Per1000  *Rate  `json:"recallAt1Per1000"` // null with too few background names
	Per10000 *Rate  `json:"recallAt1Per10000"`
	Default  Rate   `json:"recallAtDefault"`
	// Lost is the share of rows whose party would reach the threshold of 1 in 1,000 but is not among the candidates.
	Lost Rate `json:"lostInSearch"`
	// Threshold is the score at 1 in 1,000, where all rows of the slice share it.
	Threshold *float64 `json:"threshold"`
	// Intervals are the 95 percent confidence intervals of the rates, by their name in JSON.
	Intervals map[string][2]float64 `json:"intervals"`
}

// Curve is recall against the share of background names that raise an alert, for one set and kind.
type Curve struct {
	Set, Kind string
	Points    []Point
}

// Point is one threshold of a curve.
type Point struct{ False, Recall, Score float64 }

// Example is a miss or a false alert with its evidence.
type Example struct {
	Set      string           `json:"set"`
	Kind     string           `json:"kind"`
	Row      string           `json:"row,omitempty"`
	Query    string           `json:"query"`
	Wanted   []string         `json:"wanted,omitempty"` // of a miss: the names through which the party counts
	Best     string           `json:"best"`             // of a miss: what came first instead; of a false alert: the name that matched
	Score    float64          `json:"score"`            // of Best
	Own      float64          `json:"ownScore"`         // of a miss: the best score of the right party, 0 if it was not found
	Direct   float64          `json:"directScore"`      // of a miss: the same compared without the search
	Overlap  float64          `json:"overlap"`
	Evidence []match.Evidence `json:"evidence"`
}

// Options of a retrieval measurement.
type Options struct {
	Background *Background
	Decoys     []Party
	Progress   func(what string, done, total int)
	Examples   int  // in the report
	Damaged    bool // ask for spoilt names of the parties of the rows instead
}

// outcome is what one row brought.
type outcome struct {
	row                          *Row
	rank                         int // of the right party, from 1; 0 if not found
	own, top                     float64
	direct                       float64 // of the right party compared without the search
	best                         found
	per1000, per10000, atDefault bool
}

// Retrieval measures rows set by set.
func Retrieval(rows []Row, opt Options) (*RetrievalReport, error) {
	if opt.Damaged {
		rows = Damaged(rows)
	}
	bySet := map[string][]*Row{}
	for i := range rows {
		bySet[rows[i].Set] = append(bySet[rows[i].Set], &rows[i])
	}
	report := &RetrievalReport{damaged: opt.Damaged}
	m := &measurement{opt: opt, report: report, slices: map[sliceKey]*sliceTally{}}
	for _, set := range slices.Sorted(maps.Keys(bySet)) {
		if err := m.set(set, bySet[set]); err != nil {
			return nil, fmt.Errorf("set %s: %w", set, err)
		}
	}
	m.finish()
	return report, nil
}

type measurement struct {
	opt       Options
	report    *RetrievalReport
	slices    map[sliceKey]*sliceTally
	bins      [20]bin // of reliability
	customers float64 // that the bins stand for
}

type sliceKey struct{ set, kind, script, overlap string }

type sliceTally struct {
	at1, at10, per1000, per10000, atDefault, lost tally
	unknown1k, unknown10k                         bool
	thresholds                                    map[float64]bool
}

// parties gathers the entities of the rows: the union of their names over all rows.
func parties(rows []*Row) ([]Party, map[string]int) {
	at := map[string]int{}
	var out []Party
	for _, r := range rows {
		i, ok := at[r.Target]
		if !ok {
			i = len(out)
			at[r.Target] = i
			out = append(out, Party{ID: r.Target, Kind: r.Kind, Group: r.Group})
		}
		for _, n := range r.TargetNames {
			if !slices.Contains(out[i].Names, n) {
				out[i].Names = append(out[i].Names, n)
			}
		}
	}
	return out, at
}

func (m *measurement) set(set string, rows []*Row) error {
	own, at := parties(rows)
	all := append(slices.Clip(own), m.opt.Decoys...)
	c, err := newCorpus(all)
	if err != nil {
		return err
	}
	sr := SetReport{Set: set, Parties: len(own), Decoys: len(m.opt.Decoys), Names: c.screener.Index.Names()}
	began, asked := time.Now(), 0
	outcomes := make([]outcome, len(rows))
	done := m.progress(set+": rows", len(rows))
	err = each(len(rows), func(i int) error {
		defer done()
		r := rows[i]
		allowed := make(map[string]bool, len(r.TargetNames))
		keys := make(map[string]bool, len(r.TargetNames))
		for _, n := range r.TargetNames {
			allowed[n], keys[Key(n)] = true, true
		}
		mine := at[r.Target]
		answers, err := c.search(r.Query, r.Kind, mine, func(s string) bool { return allowed[s] })
		if err != nil {
			return fmt.Errorf("row %s: %w", r.ID, err)
		}
		o := outcome{row: r, own: nothing, top: nothing}
		o.direct, _ = compareNames(r.Query, r.TargetNames, r.Kind, c.screener.Index.Rarity)
		for n, f := range answers {
			if n == 0 {
				o.top, o.best = f.bits, f
			}
			if f.party == mine {
				o.own = f.bits
			}
			if o.rank == 0 && (f.party == mine || c.parties[f.party].Group == r.Group && r.Group != "" || keys[Key(f.target)]) {
				o.rank = n + 1
			}
		}
		outcomes[i] = o
		return nil
	})
	if err != nil {
		return err
	}
	asked += len(rows)
	for _, kind := range kindsOf(rows) {
		kt, answers, err := m.background(c, set, kind)
		if err != nil {
			return err
		}
		asked += len(answers)
		sr.Thresholds = append(sr.Thresholds, kt)
		m.judge(set, kind, outcomes, kt, answers)
		if err := m.examples(c, set, kind, outcomes, kt, answers); err != nil {
			return err
		}
	}
	sr.PerSecond = math.Round(float64(asked) / time.Since(began).Seconds() / float64(runtime.GOMAXPROCS(0)))
	m.report.Sets = append(m.report.Sets, sr)
	return nil
}

func kindsOf(rows []*Row) []string {
	seen := map[string]bool{}
	for _, r := range rows {
		seen[r.Kind] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

func (m *measurement) progress(what string, total int) func() {
	if m.opt.Progress == nil {
		return func() {}
	}
	return counter(func(n int) { m.opt.Progress(what, n, total) })
}

// answer is what a background name brought.
type answer struct {
	name string
	best found
}

// backgroundKind is the kind of ordinary names that stand beside a kind of entities.
func backgroundKind(kind string) string {
	switch kind {
	case "unknown", "any", "name_part", "given_name", "surname":
		return "person"
	case "legalentity":
		return "company"
	}
	return kind
}

// background screens the ordinary names of a kind and takes the thresholds from them.
func (m *measurement) background(c *corpus, set, kind string) (KindThresholds, []answer, error) {
	kt := KindThresholds{Kind: kind}
	if m.opt.Background == nil {
		return kt, nil, nil
	}
	ask := func(what string, names []string) ([]answer, error) {
		out := make([]answer, len(names))
		done := m.progress(set+": "+what, len(names))
		err := each(len(names), func(i int) error {
			defer done()
			found, err := c.search(names[i], kind, -1, nil)
			if err != nil {
				return fmt.Errorf("background name %q: %w", names[i], err)
			}
			out[i] = answer{name: names[i]}
			out[i].best.bits = nothing
			if len(found) > 0 {
				out[i].best = found[0]
			}
			return nil
		})
		return out, err
	}
	k := backgroundKind(kind)
	answers, err := ask("ordinary "+k+" names", m.opt.Background.Names[k])
	if err != nil {
		return kt, nil, err
	}
	down := bitsDown(answers)
	kt.Background, kt.Per1000, kt.Per10000 = len(down), thresholdAt(down, 1000), thresholdAt(down, 10_000)
	kt.Default = alerts(down, match.Bits(match.DefaultThreshold))
	if sakes := m.opt.Background.Namesakes[k]; len(sakes) > 0 && kt.Per1000 != nil {
		more, err := ask("namesakes", sakes)
		if err != nil {
			return kt, nil, err
		}
		a := alerts(bitsDown(slices.Concat(answers, more)), kt.Per1000.Bits)
		kt.WithSakes1k = &a
	}
	return kt, answers, nil
}

func bitsDown(answers []answer) []float64 {
	down := make([]float64, len(answers))
	for i, a := range answers {
		down[i] = a.best.bits
	}
	sortDown(down)
	return down
}

func alerts(down []float64, bits float64) Raised {
	a := Raised{Names: len(down), Alerts: reaching(down, bits)}
	if a.Names > 0 {
		a.Rate = round(float64(a.Alerts) / float64(a.Names))
	}
	return a
}

// overlapClasses are the classes of Row.Overlap; a row stands in each that fits.
var overlapClasses = []struct {
	name string
	fits func(float64) bool
}{
	{"", func(float64) bool { return true }},
	{"0", func(o float64) bool { return o == 0 }},
	{"0 to 0.5", func(o float64) bool { return o > 0 && o < 0.5 }},
	{"0.5 and more", func(o float64) bool { return o >= 0.5 }},
	{"0.99 and more", func(o float64) bool { return o >= 0.99 }},
}

// judge files the outcomes of a kind into the slices, the curve and the bins of reliability.
func (m *measurement) judge(set, kind string, outcomes []outcome, kt KindThresholds, answers []answer) {
	defaultBits := match.Bits(match.DefaultThreshold)
	var own []float64
	for i := range outcomes {
		o := &outcomes[i]
		if o.row.Kind != kind {
			continue
		}
		own = append(own, o.own)
		o.per1000 = kt.Per1000 != nil && o.own >= kt.Per1000.Bits
		o.per10000 = kt.Per10000 != nil && o.own >= kt.Per10000.Bits
		o.atDefault = o.own >= defaultBits
		for _, class := range overlapClasses {
			if !class.fits(o.row.Overlap) {
				continue
			}
			seen := map[sliceKey]bool{}
			for _, key := range []sliceKey{{set, kind, "", class.name}, {set, kind, o.row.Script, class.name}, {set, "", "", class.name},
				{"", kind, o.row.Script, class.name}, {"", kind, "", class.name}} {
				if !seen[key] {
					seen[key] = true
					m.file(key, o, &kt)
				}
			}
		}
	}
	m.reliability(outcomes, kind, answers)
	if len(answers) == 0 {
		return
	}
	sortDown(own)
	down := bitsDown(answers)
	curve := Curve{Set: set, Kind: kind}
	for rate := 0.1; rate > 0.7/float64(len(down)); rate /= 1.5 {
		k := max(1, int(rate*float64(len(down))))
		bits := down[k-1]
		if bits == nothing {
			continue
		}
		f := float64(reaching(down, bits)) / float64(len(down))
		curve.Points = append(curve.Points, Point{f, float64(reaching(own, bits)) / float64(len(own)), match.Score(bits)})
	}
	m.report.Curves = append(m.report.Curves, curve)
}

func (m *measurement) file(key sliceKey, o *outcome, kt *KindThresholds) {
	t := m.slices[key]
	if t == nil {
		t = &sliceTally{thresholds: map[float64]bool{}}
		m.slices[key] = t
	}
	g := o.row.Group
	t.at1.add(g, o.rank == 1)
	t.at10.add(g, o.rank > 0 && o.rank <= 10)
	t.per1000.add(g, o.per1000)
	t.per10000.add(g, o.per10000)
	t.atDefault.add(g, o.atDefault)
	t.lost.add(g, kt.Per1000 != nil && o.direct >= kt.Per1000.Bits && !o.per1000)
	t.unknown1k = t.unknown1k || kt.Per1000 == nil
	t.unknown10k = t.unknown10k || kt.Per10000 == nil
	if kt.Per1000 != nil {
		t.thresholds[kt.Per1000.Score] = true
	}
}

// finish turns the tallies into rows of the report.
func (m *measurement) finish() {
	for key, t := range m.slices {
		row := SliceRow{Set: key.set, Kind: key.kind, Script: key.script, Overlap: key.overlap, Rows: int(t.at1.rows), Groups: len(t.at1.groups),
			At1: t.at1.rate(), At10: t.at10.rate(), Default: t.atDefault.rate(), Lost: t.lost.rate()}
		if !t.unknown1k {
			r := t.per1000.rate()
			row.Per1000 = &r
		}
		if !t.unknown10k {
			r := t.per10000.rate()
			row.Per10000 = &r
		}
		if len(t.thresholds) == 1 {
			for s := range t.thresholds {
				row.Threshold = &s
			}
		}
		row.Intervals = map[string][2]float64{"recallAt1": {row.At1.Low, row.At1.High}, "recallAt10": {row.At10.Low, row.At10.High},
			"recallAtDefault": {row.Default.Low, row.Default.High}}
		if r := row.Per1000; r != nil {
			row.Intervals["recallAt1Per1000"] = [2]float64{r.Low, r.High}
		}
		if r := row.Per10000; r != nil {
			row.Intervals["recallAt1Per10000"] = [2]float64{r.Low, r.High}
		}
		m.report.Slices = append(m.report.Slices, row)
	}
	slices.SortFunc(m.report.Slices, func(a, b SliceRow) int {
		return cmp.Or(cmp.Compare(a.Set, b.Set), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Script, b.Script), cmp.Compare(a.Overlap, b.Overlap))
	})
	m.report.Reliable = m.binned()
	m.report.Misses = spread(m.report.Misses, m.opt.Examples)
	m.report.False = spread(m.report.False, m.opt.Examples)
	n := 0
	for _, s := range m.report.Sets {
		n = max(n, s.Names)
	}
	m.report.Index = fmt.Sprintf("one set in an index; the largest held %d names", n)
}
