package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/snapshot"
	"github.com/linchpin-oss/linchpin/starter"
)

// facts are the flags that say what is known of the party beside its name.
type facts struct {
	Schema    string   `help:"Kind of party: Person, Company, Organization, LegalEntity, Vessel, Airplane, ..." predictor:"schema"`
	BirthDate string   `help:"Date of birth or founding, also partial: 1962, 1962-09, 1962-09-03." placeholder:"DATE"`
	Country   string   `help:"Country of nationality, residence, registration or flag." placeholder:"CC"`
	Gender    string   `help:"male, female or other."`
	ID        []string `help:"Identifier, such as imo=9187629, lei=..., passport=...; may be repeated." placeholder:"TYPE=VALUE" sep:"none"`
	Address   string   `help:"Address."`
}

// scope are the flags that say which lists, on which day.
type scope struct {
	List    []string `help:"Only this list; may be repeated." predictor:"list"`
	AsOf    string   `help:"As the lists stood on this day." placeholder:"DATE"`
	KnownAt string   `help:"With what had been fetched by this time." placeholder:"TIME"`
}

type screenCmd struct {
	Name string `arg:"" optional:"" help:"Name in any script and spelling."`
	facts
	scope
	Limit       int    `help:"At most this many results." default:"10"`
	Threshold   string `help:"Score from which a result is an alert (0.5), or how many ordinary names may raise a false one (1/10000)." default:"0.5"`
	FailOnAlert bool   `help:"End with exit status 10 if there is an alert."`
	JSON        bool   `help:"Print one JSON document."`
}

// Help shows examples.
func (screenCmd) Help() string {
	return `Examples:
  linchpin screen "Michail S. Guzerijew"
  linchpin screen "Aliaksei Aleksin" --schema Person --country by --birth-date 1966
  linchpin screen "Belneftegaz" --list eu-fsf --as-of 2021-06-20
  linchpin screen --id imo=9187629
  linchpin screen "Ivan Ivanov" --json --fail-on-alert

Exit status: 0 answered, 2 could not answer, 10 alert (with --fail-on-alert).`
}

// Run answers one query.
func (c *screenCmd) Run(a *app) error {
	q, err := c.query()
	if err != nil {
		return err
	}
	s, starterData, err := a.screener()
	if err != nil {
		return err
	}
	defer s.Index.Close()
	if s.Owned, err = a.owned(s, q.AsOf); err != nil {
		return err
	}
	answer, err := s.Screen(q)
	if err != nil {
		return err
	}
	if starterData != "" {
		answer.Warnings = append([]string{starterData}, answer.Warnings...)
	}
	if c.FailOnAlert && answer.Alert() {
		a.status = exitAlert
	}
	if c.JSON {
		return a.out.json(answer)
	}
	printAnswer(a.out, answer)
	return nil
}

func (c *screenCmd) query() (screen.Query, error) {
	q := screen.Query{Name: c.Name, Schema: c.Schema, BirthDate: c.BirthDate, Country: c.Country, Gender: c.Gender,
		Address: c.Address, Lists: c.List, AsOf: c.AsOf, KnownAt: c.KnownAt, Limit: c.Limit}
	if c.Limit < 1 {
		return q, fmt.Errorf("--limit %d is not a positive number", c.Limit)
	}
	var err error
	if q.Threshold, q.OneIn, err = screen.ParseThreshold(c.Threshold); err != nil {
		return q, fmt.Errorf("--threshold: %w", err)
	}
	for _, s := range c.ID {
		id, err := screen.ParseID(s)
		if err != nil {
			return q, err
		}
		q.IDs = append(q.IDs, id)
	}
	return q, nil
}

// screener opens the index: that of the data folder or, where nothing was imported yet, of the starter data with a
// sentence that says so.
func (a *app) screener() (*screen.Screener, string, error) {
	empty, err := a.data.Empty()
	if err != nil {
		return nil, "", err
	}
	if !empty {
		g := a.progress("building the index", "record versions")
		x, err := a.data.Open(a.ctx, func(done, total int) { g.update(int64(done), int64(total)) })
		g.done()
		if err != nil {
			return nil, "", err
		}
		clusters, err := a.data.Clusters(a.ctx, x)
		if err != nil {
			return nil, "", errors.Join(fmt.Errorf("reading which entries are one party: %w", err), x.Close())
		}
		s := a.newScreener(x)
		s.Clusters = clusters
		if s.Rates, err = a.rates(s); err != nil {
			return nil, "", errors.Join(err, x.Close())
		}
		return s, "", nil
	}
	h, err := starterHistory()
	if err != nil {
		return nil, "", err
	}
	data, err := index.Build([]index.Input{{Meta: snapshot.Meta(h, starter.List()), History: h}}, nil)
	if err != nil {
		return nil, "", err
	}
	x, err := index.FromBytes(data)
	if err != nil {
		return nil, "", err
	}
	return a.newScreener(x), fmt.Sprintf("starter data only: %d entries of the EU's Belarus regime; load the full lists with: linchpin update",
		h.Publications[len(h.Publications)-1].Records), nil
}

// rates reads how many ordinary names reach a score on the index, or measures it once for each new index.
func (a *app) rates(s *screen.Screener) (*screen.Rates, error) {
	path := filepath.Join(a.data.Dir, "snapshots", snapshot.RatesFile(s.Index.Hash()))
	if data, err := os.ReadFile(path); err == nil {
		if r, err := screen.ParseRates(data); err == nil {
			return r, nil
		}
	}
	a.err.dimLine("measuring the new index with ordinary names")
	r, err := screen.MeasureRates(s)
	if err != nil {
		return nil, err
	}
	data, err := screen.MarshalRates(r)
	if err != nil {
		return nil, err
	}
	if err := archive.WriteFile(path, data); err != nil { // the answer stands without it
		a.err.wrap(0, a.err.yellow("Warning: ")+"the rates of false alerts cannot be kept and are measured each time: "+err.Error())
	}
	return r, nil
}

func (a *app) newScreener(x *index.Index) *screen.Screener {
	s := screen.New(x)
	s.Now = a.now
	return s
}

func printAnswer(p *printer, a *screen.Answer) {
	for i := range a.Owned {
		printOwned(p, a, &a.Owned[i])
	}
	printVerdict(p, a)
	for i := range a.Results {
		p.line("")
		printResult(p, &a.Results[i], i == 0)
	}
	for i := range a.NotInForce {
		p.line("")
		printResult(p, &a.NotInForce[i], i == 0 && len(a.Results) == 0)
	}
	p.line("")
	var stale, staleWarnings []string
	for i := range a.Lists {
		if l := &a.Lists[i]; l.Stale {
			stale = append(stale, l.List)
			staleWarnings = append(staleWarnings, l.StaleWarning())
		}
	}
	for _, w := range a.Warnings {
		if len(stale) < 2 || !contains(staleWarnings, w) {
			p.wrap(0, p.yellow("Warning: ")+w)
		}
	}
	if len(stale) > 1 {
		p.wrap(0, p.yellow("Warning: ")+"older than they should be: "+strings.Join(stale, ", ")+". Load newer publications with linchpin update.")
	}
	var consulted []string
	for _, l := range a.Lists {
		consulted = append(consulted, fmt.Sprintf("%s %s (%.0f days old)", l.List, l.Publication[:min(10, len(l.Publication))], l.AgeDays))
	}
	p.wrap(0, p.dim("As of "+a.AsOf+": "+strings.Join(consulted, ", ")+". Index "+a.Index[:12]+"."))
}

// printOwned tells of a party on no list that a rule blocks.
func printOwned(p *printer, a *screen.Answer, o *screen.OwnedHit) {
	word := p.yellow("CHECK")
	if o.Alert {
		word = p.red("ALERT")
	}
	p.wrap(0, fmt.Sprintf("%s %q is %s %s, which is on no list, but:", word, a.Query.Name, likely(o.Score), p.bold(o.Caption)))
	for i := range o.Rules {
		r := &o.Rules[i]
		p.wrap(2, fmt.Sprintf("%s under %s: %s held by listed or blocked parties", statusWord(p, r.Status), r.Rule, r.Share))
		if i == 0 {
			for _, s := range r.Proof {
				p.wrap(4, stepText(&s))
			}
		}
	}
	p.line("")
}

// printVerdict prints the line that the reader came for.
func printVerdict(p *printer, a *screen.Answer) {
	asked := a.Query.Name
	if asked == "" {
		asked = "this identifier"
	}
	alerts := 0
	for _, r := range a.Results {
		if r.Alert {
			alerts++
		}
	}
	none := fmt.Sprintf("%s for %q as of %s", p.green("No alert"), asked, a.AsOf)
	if len(a.Owned) > 0 {
		none = "No alert by the lists themselves as of " + a.AsOf
	}
	switch {
	case alerts > 0:
		r := a.Results[0]
		l := r.Lists[0]
		what := "on " + l.List
		if l.Listed != "" {
			what += " since " + l.Listed
		}
		if len(l.Measures) > 0 {
			what += " (" + strings.Join(l.Measures, ", ") + ")"
		}
		if n := otherLists(r.Lists); n > 0 {
			what += fmt.Sprintf(" and on %s", plural(n, "other list", "other lists"))
		}
		more := ""
		if alerts > 1 {
			more = fmt.Sprintf("; %d more below", alerts-1)
		}
		p.wrap(0, fmt.Sprintf("%s %q is %s %s, %s%s.", p.red("ALERT"), asked, likely(r.Score), p.bold(r.Caption), what, more))
	case len(a.NotInForce) > 0:
		r := a.NotInForce[0]
		p.wrap(0, fmt.Sprintf("%s. %s matches but was %s.", none, p.bold(r.Caption), r.Note))
	case len(a.Results) > 0:
		p.wrap(0, fmt.Sprintf("%s. The nearest entries are below the threshold of %g:", none, a.Query.Threshold))
	default:
		p.wrap(0, none+": no entry comes near.")
	}
}

// otherLists counts the lists in force beside that of the first listing.
func otherLists(ls []screen.Listing) int {
	seen := map[string]bool{ls[0].List: true}
	for _, l := range ls[1:] {
		if l.InForce {
			seen[l.List] = true
		}
	}
	return len(seen) - 1
}

// likely puts a score into words.
func likely(score float64) string {
	switch {
	case score >= 0.95:
		return "almost certainly"
	case score >= 0.8:
		return "very probably"
	case score >= 0.5:
		return "probably"
	}
	return "hardly"
}

// printResult prints one entry; the evidence in full for the first one and for alerts, in a line for others.
func printResult(p *printer, r *screen.Result, full bool) {
	mark := p.dim("below threshold")
	if r.Alert {
		mark = p.red("alert")
	} else if r.Note != "" {
		mark = p.dim("not in force")
	}
	p.line("%s  %s  %s  %s", p.bold(fmt.Sprintf("%.4f", r.Score)), p.bold(r.Caption), p.dim(r.Schema), mark)
	if r.Note != "" {
		p.wrap(8, r.Note)
	}
	for i, l := range r.Lists {
		printListing(p, &l, i == 0 || full, full)
	}
	props := r.Properties
	if len(r.Merged) > 0 {
		props = r.Merged
	}
	if f := factsLine(props); f != "" {
		p.wrap(8, f)
	}
	if r.Matched.Target != "" {
		p.wrap(8, fmt.Sprintf("%s %q %s", p.dim("spelling"), r.Matched.Target, p.dim("("+kindText(r.Matched.Kind)+" of "+r.Matched.Record+")")))
	}
	if !full && !r.Alert {
		return
	}
	for _, e := range r.Evidence {
		p.line("        %s  %s", p.bold(fmt.Sprintf("%+6.1f", e.Bits)), evidenceText(&e))
	}
	sum := fmt.Sprintf("bits in all; %g make it as likely as not", match.Prior)
	if f := r.FalseAlerts; f != nil {
		sum += fmt.Sprintf("; %s of 10,000 ordinary names come as near to these lists", amount(*f))
	}
	p.line("        %s  %s", p.bold(fmt.Sprintf("%+6.1f", r.Bits)), p.dim(sum))
}

// amount prints an expected number of names.
func amount(x float64) string {
	switch {
	case x < 0.1:
		return "fewer than 0.1"
	case x < 10:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.0f", x)
}

func evidenceText(e *match.Evidence) string {
	switch {
	case e.Target == "":
		return fmt.Sprintf("%s: %s (%s)", e.Feature, e.Query, e.Why)
	case e.Query == "":
		return fmt.Sprintf("%s: %s (%s)", e.Feature, e.Target, e.Why)
	case e.Query == e.Target:
		return fmt.Sprintf("%s: %s (%s)", e.Feature, e.Query, e.Why)
	}
	return fmt.Sprintf("%s: %s ~ %s (%s)", e.Feature, e.Query, e.Target, e.Why)
}

// printListing prints one listing of a party; those not in force say why.
func printListing(p *printer, l *screen.Listing, acts, url bool) {
	line := listingLine(l)
	if !l.InForce && l.Note != "" {
		line = p.dim(line + " · " + l.Note)
	}
	p.wrap(8, line)
	if acts {
		for _, act := range l.LegalBasis {
			p.wrap(8, p.dim("act ")+act)
		}
	}
	if l.URL != "" && url {
		p.wrap(8, p.dim("see ")+l.URL)
	}
}

func listingLine(l *screen.Listing) string {
	parts := []string{l.List + ":" + l.RecordID}
	if l.Listed != "" {
		parts = append(parts, "listed "+l.Listed)
	}
	if l.Delisted != "" {
		parts = append(parts, "delisted by "+l.Delisted)
	}
	if len(l.Programmes) > 0 {
		parts = append(parts, strings.Join(l.Programmes, ", "))
	}
	if len(l.Measures) > 0 {
		parts = append(parts, strings.Join(l.Measures, ", "))
	}
	return strings.Join(parts, " · ")
}

// factsLine sums up what tells a person or company apart.
func factsLine(props map[string][]string) string {
	var parts []string
	for _, f := range []struct{ label, prop string }{{"born", "birthDate"}, {"in", "birthPlace"}, {"", "gender"},
		{"nationality", "nationality"}, {"country", "country"}, {"", "position"}, {"", "imoNumber"}, {"flag", "flag"},
		{"passport", "passportNumber"}, {"tax number", "taxNumber"}, {"registration", "registrationNumber"}} {
		if v := props[f.prop]; len(v) > 0 {
			if f.prop == "nationality" || f.prop == "country" || f.prop == "flag" {
				v = slices.Clone(v)
				for i := range v {
					v[i] = ftm.CountryName(v[i])
				}
			}
			shown := strings.Join(v[:min(3, len(v))], ", ")
			if len(v) > 3 {
				shown += ", …"
			}
			parts = append(parts, strings.TrimSpace(f.label+" "+shown))
		}
	}
	return strings.Join(parts, " · ")
}

func kindText(prop string) string {
	switch prop {
	case "alias":
		return "alias"
	case "weakAlias":
		return "weak alias"
	case "previousName":
		return "former name"
	}
	return "name"
}
