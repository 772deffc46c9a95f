package main

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/resolve"
	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/snapshot"
)

type resolveCmd struct {
	IDs        []string `arg:"" optional:"" name:"id" help:"Two entity ids such as eu-fsf:EU.6385.79 uk-sl:BEL0075, with --accept, --reject or --explain."`
	Propose    bool     `help:"List pairs that are likely one party, for a person to judge." xor:"do"`
	Accept     bool     `help:"Say that the two are one party." xor:"do"`
	Reject     bool     `help:"Say that the two are not." xor:"do"`
	Explain    bool     `help:"Say what speaks for and against the two being one party." xor:"do"`
	Judgements bool     `help:"List what people judged." xor:"do"`
	Undo       int64    `help:"Take back the judgement of this number." placeholder:"N" xor:"do"`
	Sample     int      `help:"Draw this many joined pairs at random, for checking by hand." placeholder:"N" xor:"do"`
	Measure    bool     `help:"Hide the numbers by which lists name each other, resolve anew and count what is found." xor:"do"`
	Why        string   `help:"Reason, kept with the judgement."`
	Who        string   `help:"Who judges; your login name if not given."`
	Basis      string   `help:"With --sample: joined by evidence, identifier or reference." enum:"evidence,identifier,reference" default:"evidence"`
	Seed       uint64   `help:"With --sample: draws another sample." default:"1"`
	Limit      int      `help:"With --propose: at most this many." default:"20"`
	List       string   `help:"With --propose: only with a record on this list." predictor:"list"`
	Schema     string   `help:"With --propose, --sample and --measure: only this kind of party." predictor:"schema"`
	JSON       bool     `help:"Print JSON."`
}

// Help shows examples.
func (resolveCmd) Help() string {
	return `Records of one party on several lists are one entity: by references and identifiers that lists print, and by names and
facts where they leave no honest doubt. What is merely likely is proposed. Judgements of people come first; they
are kept with who, when and why, and can be undone.

Examples:
  linchpin resolve                                       how many records are how many entities
  linchpin resolve --propose --schema Person --limit 50
  linchpin resolve --explain eu-fsf:EU.6385.79 uk-sl:BEL0075
  linchpin resolve --accept eu-fsf:EU.6385.79 uk-sl:BEL0075 --why "same birth date and position"
  linchpin resolve --judgements
  linchpin resolve --undo 3 --why "it was his brother"
  linchpin resolve --sample 100 --seed 7                 the same pairs for everybody: check them by hand`
}

// Run does one of the jobs.
func (c *resolveCmd) Run(a *app) error {
	pairJob := c.Accept || c.Reject || c.Explain
	if pairJob != (len(c.IDs) == 2) || !pairJob && len(c.IDs) > 0 {
		return errors.New("--accept, --reject and --explain need two entity ids; nothing else does")
	}
	if c.Judgements {
		return c.judgements(a)
	}
	if empty, err := a.data.Empty(); err != nil {
		return err
	} else if empty {
		return errors.New("no list was imported yet: there is nothing to resolve")
	}
	if c.Schema != "" {
		s, err := ftm.ParseSchema(c.Schema)
		if err != nil {
			return err
		}
		c.Schema = s.Name
	}
	s, _, err := a.screener()
	if err != nil {
		return err
	}
	defer s.Index.Close()
	switch {
	case c.Accept || c.Reject:
		return c.judge(a, s)
	case c.Undo != 0:
		return c.undo(a, s)
	case c.Propose:
		return c.propose(a, s)
	}
	records, err := a.records(s)
	if err != nil {
		return err
	}
	switch {
	case c.Explain:
		return c.explain(a, s, records)
	case c.Sample > 0:
		return c.sample(a, s, records)
	case c.Measure:
		return c.measure(a, s, records)
	}
	return c.summary(a, s, records)
}

// records reads what resolution needs of all entries.
func (a *app) records(s *screen.Screener) ([]*resolve.Record, error) {
	histories := map[string]*archive.History{}
	for _, l := range s.Index.Meta.Lists {
		h, err := a.history(l.ID)
		if err != nil {
			return nil, err
		}
		defer h.Close()
		histories[l.ID] = h
	}
	return snapshot.Records(s.Index, histories)
}

// pair finds the two entries of the arguments, the lower one first.
func (c *resolveCmd) pair(s *screen.Screener) (x, y int, err error) {
	a, err := s.EntryByID(c.IDs[0])
	if err != nil {
		return 0, 0, err
	}
	b, err := s.EntryByID(c.IDs[1])
	if err != nil {
		return 0, 0, err
	}
	if a == b {
		return 0, 0, fmt.Errorf("%s and %s are the same entry", c.IDs[0], c.IDs[1])
	}
	return int(min(a, b)), int(max(a, b)), nil
}

func (c *resolveCmd) whoAndWhy() (string, string, error) {
	if strings.TrimSpace(c.Why) == "" {
		return "", "", errors.New("a judgement needs a reason: give it with --why")
	}
	if c.Who != "" {
		return c.Who, c.Why, nil
	}
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username, c.Why, nil
	}
	if u := os.Getenv("USER"); u != "" {
		return u, c.Why, nil
	}
	return "", "", errors.New("who judges is not known: give a name with --who")
}

// judge stores a judgement and clusters anew.
func (c *resolveCmd) judge(a *app, s *screen.Screener) error {
	who, why, err := c.whoAndWhy()
	if err != nil {
		return err
	}
	x, y, err := c.pair(s)
	if err != nil {
		return err
	}
	set := snapshot.Entries{Index: s.Index}
	before := s.Clusters.Of(x) != 0 && s.Clusters.Of(x) == s.Clusters.Of(y)
	j := resolve.Judgement{A: set.ID(x), B: set.ID(y), Same: c.Accept, Who: who, When: a.now(), Why: why}
	st, err := a.data.State(a.ctx)
	if err != nil {
		return err
	}
	defer st.Close()
	if err := a.data.WithdrawClusters(); err != nil {
		return err
	}
	if j.ID, err = st.Judge(a.ctx, j); err != nil {
		return err
	}
	after, err := c.again(a, s, x, y)
	if err != nil {
		return err
	}
	if c.JSON {
		return a.out.json(map[string]any{"judgement": viewJudgement(&j), "together": after, "before": before})
	}
	a.out.line("Judgement %d: %s and %s are %s.", j.ID, j.A, j.B, sameText(j.Same))
	if after != j.Same {
		return fmt.Errorf("another judgement contradicts it, or others hold them together: they are %s still; see linchpin resolve --judgements", sameText(after))
	}
	return nil
}

func sameText(same bool) string {
	if same {
		return "one party"
	}
	return "two parties"
}

// again clusters anew after a judgement changed, prints warnings and tells whether two entries are together.
func (c *resolveCmd) again(a *app, s *screen.Screener, x, y int) (together bool, err error) {
	clusters, err := a.data.Clusters(a.ctx, s.Index)
	if err != nil {
		return false, err
	}
	clustering, err := a.data.Clustering(a.ctx, s.Index)
	if err != nil {
		return false, err
	}
	for _, w := range clustering.Warnings {
		a.err.wrap(0, a.err.yellow("Warning: ")+w)
	}
	a.err.flush()
	return clusters.Of(x) != 0 && clusters.Of(x) == clusters.Of(y), nil
}

func (c *resolveCmd) undo(a *app, s *screen.Screener) error {
	who, why, err := c.whoAndWhy()
	if err != nil {
		return err
	}
	st, err := a.data.State(a.ctx)
	if err != nil {
		return err
	}
	defer st.Close()
	if err := a.data.WithdrawClusters(); err != nil {
		return err
	}
	if err := st.Undo(a.ctx, c.Undo, resolve.Undoing{Who: who, When: a.now(), Why: why}); err != nil {
		return fmt.Errorf("judgement %d: %w", c.Undo, err)
	}
	if _, err := c.again(a, s, 0, 0); err != nil {
		return err
	}
	a.out.line("Judgement %d was taken back.", c.Undo)
	return nil
}

// judgementView is a judgement as printed.
type judgementView struct {
	ID     int64    `json:"id"`
	A      string   `json:"a"`
	B      string   `json:"b"`
	Same   bool     `json:"same"`
	Who    string   `json:"who"`
	When   string   `json:"when"`
	Why    string   `json:"why"`
	Undone *undoing `json:"undone,omitempty"`
}

type undoing struct {
	Who  string `json:"who"`
	When string `json:"when"`
	Why  string `json:"why"`
}

const timeLayout = "2006-01-02T15:04:05Z"

func viewJudgement(j *resolve.Judgement) judgementView {
	v := judgementView{ID: j.ID, A: j.A, B: j.B, Same: j.Same, Who: j.Who, When: j.When.UTC().Format(timeLayout), Why: j.Why}
	if j.Undone != nil {
		v.Undone = &undoing{j.Undone.Who, j.Undone.When.UTC().Format(timeLayout), j.Undone.Why}
	}
	return v
}

func (c *resolveCmd) judgements(a *app) error {
	st, err := a.data.State(a.ctx)
	if err != nil {
		return err
	}
	defer st.Close()
	all, err := st.Judgements(a.ctx)
	if err != nil {
		return err
	}
	views := []judgementView{}
	for i := range all {
		views = append(views, viewJudgement(&all[i]))
	}
	if c.JSON {
		return a.out.json(views)
	}
	if len(views) == 0 {
		a.out.line("Nobody has judged a pair yet.")
		return nil
	}
	standing := resolve.Standing(all)
	a.out.line("%s, of them %d in force", plural(len(all), "judgement", "judgements"), len(standing))
	var rows [][]string
	for _, v := range views {
		state := "superseded"
		switch {
		case v.Undone != nil:
			state = fmt.Sprintf("undone by %s on %s: %s", v.Undone.Who, v.Undone.When[:10], v.Undone.Why)
		case slices.ContainsFunc(standing, func(j resolve.Judgement) bool { return j.ID == v.ID }):
			state = "in force"
		}
		rows = append(rows, []string{fmt.Sprint(v.ID), v.A, v.B, sameText(v.Same), v.Who, v.When[:10], v.Why, state})
	}
	a.out.table([]string{"no.", "", "", "are", "who", "when", "why", "state"}, rows)
	return nil
}
