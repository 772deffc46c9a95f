package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/resolve"
	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/snapshot"
)

// pairView is two records that are or may be one party.
type pairView struct {
	A        string           `json:"a"`
	B        string           `json:"b"`
	CaptionA string           `json:"captionA"`
	CaptionB string           `json:"captionB"`
	Verdict  string           `json:"verdict"` // same, likely, possible, different
	Basis    string           `json:"basis"`   // reference, identifier, evidence
	Bits     float64          `json:"bits"`
	Together *bool            `json:"together,omitempty"` // whether the two are one entity now
	Evidence []match.Evidence `json:"evidence,omitempty"`
	Against  []string         `json:"against,omitempty"`
}

func viewPair(s *screen.Screener, p *resolve.Pair) pairView {
	set := snapshot.Entries{Index: s.Index}
	return pairView{A: set.ID(p.A), B: set.ID(p.B), CaptionA: caption(s, p.A), CaptionB: caption(s, p.B), Verdict: p.Verdict.String(),
		Basis: p.Basis.String(), Bits: float64(int(p.Bits*10)) / 10}
}

func caption(s *screen.Screener, e int) string {
	_, to := s.Index.EntryVersions(index.Entry(e))
	return s.Index.Caption(to - 1)
}

func (c *resolveCmd) wanted(schema *ftm.Schema) bool {
	return c.Schema == "" || schema != nil && schema.Is(c.Schema)
}

// propose lists what is likely but not joined, best first.
func (c *resolveCmd) propose(a *app, s *screen.Screener) error {
	clustering, err := a.data.Clustering(a.ctx, s.Index)
	if err != nil {
		return err
	}
	views := []pairView{}
	total := 0
	for i := range clustering.Proposals {
		p := &clustering.Proposals[i]
		lists := []string{listOf(s, p.A), listOf(s, p.B)}
		_, to := s.Index.EntryVersions(index.Entry(p.A))
		if schema, _ := s.Index.Facts(to - 1); !c.wanted(schema) || c.List != "" && !slices.Contains(lists, c.List) {
			continue
		}
		if total++; len(views) < c.Limit {
			views = append(views, viewPair(s, p))
		}
	}
	if c.JSON {
		return a.out.json(map[string]any{"proposals": views, "total": total})
	}
	if total == 0 {
		a.out.line("Nothing is proposed.")
		return nil
	}
	a.out.line("%s to judge, the likeliest first; %d shown", plural(total, "pair", "pairs"), len(views))
	for _, v := range views {
		a.out.line("")
		a.out.line("%s  %s", a.out.bold(fmt.Sprintf("%5.1f", v.Bits)), a.out.dim("bits, by "+v.Basis))
		a.out.wrap(7, v.A+"  "+a.out.bold(v.CaptionA))
		a.out.wrap(7, v.B+"  "+a.out.bold(v.CaptionB))
	}
	a.out.line("")
	a.out.wrap(0, a.out.dim("linchpin resolve --explain A B says what speaks for and against; --accept or --reject A B --why ... decides."))
	return nil
}

func listOf(s *screen.Screener, e int) string {
	return s.Index.Meta.Lists[s.Index.List(index.Entry(e))].ID
}

// explain says what speaks for and against a pair.
func (c *resolveCmd) explain(a *app, s *screen.Screener, records []*resolve.Record) error {
	x, y, err := c.pair(s)
	if err != nil {
		return err
	}
	cmp := resolve.NewComparer(records).Compare(x, y)
	v := viewPair(s, &cmp.Pair)
	together := s.Clusters.Of(x) != 0 && s.Clusters.Of(x) == s.Clusters.Of(y)
	v.Together, v.Evidence, v.Against = &together, cmp.Evidence, cmp.Against
	if c.JSON {
		return a.out.json(v)
	}
	now := "They are two entities now"
	if together {
		now = "They are one entity now"
	}
	a.out.wrap(0, fmt.Sprintf("%s. The evidence alone says: %s (by %s, %.1f bits; %g are needed to join on names and facts).", a.out.bold(now),
		v.Verdict, v.Basis, v.Bits, resolve.SameBits))
	a.out.line("")
	printPair(a.out, records, &cmp.Pair, &v)
	return c.judgedBefore(a, v.A, v.B)
}

// judgedBefore prints what people said of a pair.
func (c *resolveCmd) judgedBefore(a *app, x, y string) error {
	st, err := a.data.State(a.ctx)
	if err != nil {
		return err
	}
	defer st.Close()
	all, err := st.Judgements(a.ctx)
	if err != nil {
		return err
	}
	for i := range all {
		if j := viewJudgement(&all[i]); j.A == min(x, y) && j.B == max(x, y) {
			text := fmt.Sprintf("Judgement %d by %s on %s: %s, because %s", j.ID, j.Who, j.When[:10], sameText(j.Same), j.Why)
			if j.Undone != nil {
				text += fmt.Sprintf("; undone by %s on %s", j.Undone.Who, j.Undone.When[:10])
			}
			a.out.wrap(0, text+".")
		}
	}
	return nil
}

func printPair(p *printer, records []*resolve.Record, pair *resolve.Pair, v *pairView) {
	for _, r := range []*resolve.Record{records[pair.A], records[pair.B]} {
		p.wrap(0, r.ID+"  "+p.bold(r.Caption)+"  "+p.dim(r.Schema.Name))
		p.wrap(8, recordLine(r))
	}
	for _, e := range v.Evidence {
		p.line("  %s  %s", p.bold(fmt.Sprintf("%+6.1f", e.Bits)), evidenceText(&e))
	}
	for _, w := range v.Against {
		p.wrap(2, p.yellow("against: ")+w)
	}
}

// recordLine sums up what tells a record apart.
func recordLine(r *resolve.Record) string {
	var parts []string
	add := func(label string, values []string) {
		if len(values) > 0 {
			more := ""
			if len(values) > 5 {
				more = fmt.Sprintf(" and %d more", len(values)-5)
				values = values[:5]
			}
			parts = append(parts, label+" "+strings.Join(values, ", ")+more)
		}
	}
	var dates, ids []string
	for _, d := range r.Facts.BirthDates {
		dates = append(dates, strings.TrimSpace(d.Value+" "+d.Note))
	}
	for _, id := range r.Facts.IDs {
		ids = append(ids, id.Value)
	}
	add("dates", dates)
	add("countries", r.Facts.Countries)
	add("numbers", ids)
	add("references", r.Refs)
	return strings.Join(parts, " · ")
}

// sample prints joined pairs for a check by hand.
func (c *resolveCmd) sample(a *app, s *screen.Screener, records []*resolve.Record) error {
	pairs, err := a.data.Pairs(s.Index)
	if err != nil {
		return err
	}
	kept := pairs[:0]
	for _, p := range pairs {
		if c.wanted(records[p.A].Schema) {
			kept = append(kept, p)
		}
	}
	clustering, err := a.data.Clustering(a.ctx, s.Index)
	if err != nil {
		return err
	}
	basis := map[string]resolve.Basis{"evidence": resolve.ByEvidence, "identifier": resolve.ByIdentifier, "reference": resolve.ByReference}[c.Basis]
	comparer := resolve.NewComparer(records)
	drawn, of := resolve.Sample(clustering, kept, len(records), c.Sample, c.Seed, basis)
	var views []pairView
	for _, p := range drawn {
		cmp := comparer.Compare(p.A, p.B)
		v := viewPair(s, &cmp.Pair)
		v.Evidence = cmp.Evidence
		views = append(views, v)
	}
	if c.JSON {
		return a.out.json(map[string]any{"joinedPairs": of, "sample": views})
	}
	a.out.line("%d of %d pairs joined by %s, drawn with seed %d", len(views), of, c.Basis, c.Seed)
	for i := range views {
		a.out.line("")
		printPair(a.out, records, &drawn[i], &views[i])
	}
	return nil
}

// measure holds names and facts alone against the numbers that lists print.
func (c *resolveCmd) measure(a *app, s *screen.Screener, records []*resolve.Record) error {
	g := a.progress("resolving without numbers", "pairs")
	m := resolve.Blind(snapshot.Entries{Index: s.Index}, records, func(r *resolve.Record) bool { return c.wanted(r.Schema) },
		func(done, total int) { g.update(int64(done), int64(total)) })
	g.done()
	if c.JSON {
		return a.out.json(m)
	}
	a.out.line("Without the numbers by which lists name each other, names and facts alone find:")
	a.out.line("%7d  pairs on different lists of which one names the other", m.Known)
	a.out.line("%7d  of them in one entity (%.1f %%)", m.Joined, 100*share(m.Joined, m.Known))
	a.out.line("%7d  more proposed (%.1f %%)", m.Proposed, 100*share(m.Proposed, m.Known))
	a.out.line("%7d  joined pairs of which both have a number of one series", m.Checked)
	a.out.line("%7d  of them with different numbers (%.2f %%); a list may number one party twice, so read them:", m.Wrong, 100*share(m.Wrong, m.Checked))
	for _, e := range m.Errors {
		a.out.line("         %s  %s", e[0], e[1])
	}
	return nil
}

func share(part, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(part) / float64(of)
}

// summaryView is the outcome in figures.
type summaryView struct {
	Records   int                `json:"records"`
	Entities  int                `json:"entities"`
	Several   int                `json:"entitiesOnSeveralLists"`
	Largest   int                `json:"largestEntity"` // records
	Proposals int                `json:"proposals"`
	Clusters  string             `json:"clusters"`
	Coverage  []resolve.Coverage `json:"coverage"`
}

// summary says how many records are how many entities, and how many persons of each list found records on others.
func (c *resolveCmd) summary(a *app, s *screen.Screener, records []*resolve.Record) error {
	clustering, err := a.data.Clustering(a.ctx, s.Index)
	if err != nil {
		return err
	}
	v := summaryView{Records: len(records), Entities: len(records), Proposals: len(clustering.Proposals), Clusters: s.Clusters.Hash(), Coverage: []resolve.Coverage{}}
	for _, cluster := range clustering.Clusters {
		v.Entities -= len(cluster) - 1
		v.Largest = max(v.Largest, len(cluster))
		if slices.ContainsFunc(cluster, func(r int) bool { return records[r].List != records[cluster[0]].List }) {
			v.Several++
		}
	}
	for _, l := range s.Index.Meta.Lists {
		v.Coverage = append(v.Coverage, resolve.Cover(records, clustering, l.ID, func(r *resolve.Record) bool { return c.wanted(r.Schema) })...)
	}
	if c.JSON {
		return a.out.json(v)
	}
	a.out.line("%d records are %d entities, %d of them on several lists; %s to judge", v.Records, v.Entities, v.Several, plural(v.Proposals, "pair", "pairs"))
	for i := 0; i < len(v.Coverage); {
		first := v.Coverage[i]
		var parts []string
		for ; i < len(v.Coverage) && v.Coverage[i].List == first.List; i++ {
			if o := v.Coverage[i]; o.Found > 0 {
				parts = append(parts, fmt.Sprintf("%s %d", o.Other, o.Found))
			}
		}
		a.out.wrap(0, fmt.Sprintf("%s, %d records: found on %s", a.out.bold(first.List), first.Records, strings.Join(parts, ", ")))
	}
	return nil
}
