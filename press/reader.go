package press

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/screen"
)

// Article is what was read from a page. All spans refer to Text.
type Article struct {
	Title          string          `json:"title"`
	URL            string          `json:"url,omitempty"`
	Date           string          `json:"date,omitempty"`
	DateBasis      string          `json:"dateBasis,omitempty"`
	Language       Language        `json:"language"`
	Format         string          `json:"format"` // html, text, pdf
	SHA256         string          `json:"sha256"` // of the page as given
	Index          string          `json:"index,omitempty"`
	AsOf           string          `json:"asOf,omitempty"`
	Warnings       []string        `json:"warnings"`
	Text           string          `json:"text"`
	Paragraphs     []Paragraph     `json:"paragraphs"`
	Entities       []Entity        `json:"entities"`
	Mentions       []Mention       `json:"mentions"`
	Quantities     []Quantity      `json:"quantities"`
	Dates          []Date          `json:"dates"`
	Claims         []Claim         `json:"claims"`
	Contradictions []Contradiction `json:"contradictions"`
}

// Entity is somebody or something that the article names.
type Entity struct {
	ID      string   `json:"id"` // within the article: PER:lukashenko
	Type    string   `json:"type"`
	Name    string   `json:"name"`
	Country string   `json:"country,omitempty"`
	Aliases []string `json:"aliases,omitempty"`
	// Entity is the id of the entry of a list that it is linked to; empty if none is sure enough.
	Entity     string      `json:"entity,omitempty"`
	Candidates []Candidate `json:"candidates,omitempty"`
}

// Mention is a name in the text.
type Mention struct {
	Span
	Paragraph  int         `json:"paragraph"`
	Type       string      `json:"type"`
	Mention    string      `json:"mention"`          // name, metonym, demonym
	Referent   string      `json:"referent"`         // id in entities
	Entity     string      `json:"entity,omitempty"` // id of the entry it is linked to
	Candidates []Candidate `json:"candidates,omitempty"`
}

// Refs are ids; they are written as a string if there is one, as a list if there are more, as null if there is none.
type Refs []string

// MarshalJSON writes them as the annotated articles do.
func (r Refs) MarshalJSON() ([]byte, error) {
	switch len(r) {
	case 0:
		return []byte("null"), nil
	case 1:
		return json.Marshal(r[0])
	}
	return json.Marshal([]string(r))
}

// UnmarshalJSON reads what MarshalJSON writes.
func (r *Refs) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*r = nil
		if one != "" {
			*r = Refs{one}
		}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(r))
}

// Source is who says it.
type Source struct {
	Kind   string `json:"kind"`             // author, named_person, named_organisation, media, anonymous, collective
	Entity string `json:"entity,omitempty"` // id in entities
	Name   string `json:"name,omitempty"`
	Span   *Span  `json:"span,omitempty"`
}

// Claim is a statement in the article with who makes it and how firmly.
type Claim struct {
	ID         string   `json:"id"`
	Paragraph  int      `json:"paragraph"`
	Span       Span     `json:"span"`
	Source     Source   `json:"source"`
	Chain      []string `json:"chain,omitempty"` // from the outer source to the inner
	Cue        *Span    `json:"cue,omitempty"`
	CueRule    string   `json:"cueRule,omitempty"` // the phrase of the table
	Quote      []Span   `json:"quote,omitempty"`
	Subject    Refs     `json:"subject"`
	Relation   string   `json:"relation,omitempty"` // empty where no relation of the table fits
	RelationBy string   `json:"relationBy,omitempty"`
	Object     Refs     `json:"object"`
	ObjectText string   `json:"objectText,omitempty"`
	Amount     Refs     `json:"amount"`
	Time       Refs     `json:"time"`
	Place      string   `json:"place,omitempty"`
	Polarity   string   `json:"polarity"` // positive, negative
	Stance     string   `json:"stance"`
	Firmness   string   `json:"firmness"`
	AboutClaim string   `json:"aboutClaim,omitempty"`
	Found      string   `json:"found"` // how
	Check      *Check   `json:"check,omitempty"`
	// Judgement is the newest word of a person on the claim, if the article is kept.
	Judgement *Judgement `json:"judgement,omitempty"`
	// Proposed marks a claim that an external language model proposed; no rule or model of Linchpin found it.
	Proposed string `json:"proposed,omitempty"`
}

// Contradiction is two claims that cannot both hold.
type Contradiction struct {
	Claim string `json:"claim"`
	By    string `json:"by"`
	Why   string `json:"why"`
}

// Input is a page.
type Input struct {
	Data     []byte
	Name     string // file name, for its ending
	URL      string
	Date     string // day of the article, if known
	Language string // if known
	AsOf     string // lists as of this day; today if empty
}

// Reader reads pages. Lists may be nil: then nothing is linked or checked.
type Reader struct {
	Models *Models
	Lists  Lists
}

// MaxPage is the most bytes of a page that are read.
const MaxPage = 32 << 20

// Read reads one page.
func (rd *Reader) Read(in Input) (*Article, error) {
	if len(in.Data) > MaxPage {
		return nil, fmt.Errorf("%s: %d bytes, more than %d", in.Name, len(in.Data), MaxPage)
	}
	for what, day := range map[string]string{"date": in.Date, "as-of date": in.AsOf} {
		if err := validDay(what, day); err != nil {
			return nil, err
		}
	}
	page, err := extract(in)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(in.Data)
	out := &Article{Title: page.title, URL: cmp.Or(in.URL, page.url), Date: in.Date, Format: page.format, SHA256: hex.EncodeToString(sum[:]), Text: page.text,
		AsOf: in.AsOf, Warnings: page.warnings, Paragraphs: []Paragraph{}, Entities: []Entity{}, Mentions: []Mention{}, Quantities: []Quantity{}, Dates: []Date{}, Claims: []Claim{}, Contradictions: []Contradiction{}}
	if out.Warnings == nil {
		out.Warnings = []string{}
	}
	if strings.TrimSpace(page.text) == "" {
		return nil, fmt.Errorf("%s: no text found in this %s page", cmp.Or(in.Name, "input"), page.format)
	}
	out.Language = detect(page.text)
	if in.Language != "" {
		out.Language = Language{Code: strings.ToLower(in.Language), Stated: true, Share: out.Language.Share}
		out.Language.Supported = slices.Contains(Supported, out.Language.Code)
	}
	return out, rd.fill(out, page, in)
}

// fill does the steps after the text is there.
func (rd *Reader) fill(out *Article, page *page, in Input) error {
	text := page.text
	ls := lines(text)
	index := newRuneIndex(text)
	if page.body {
		out.Paragraphs = classifyBody(rd.Models.Lines, text, ls, page.title)
	} else {
		out.Paragraphs = classify(rd.Models.Lines, text, ls)
	}
	for i := range out.Paragraphs {
		out.Paragraphs[i].Span = index.span(ls[i].start, ls[i].end)
		if out.Paragraphs[i].Class == Title && out.Title == "" {
			out.Title = out.Paragraphs[i].Text
		}
	}
	ref := rd.date(out, page, ls)
	a := &article{text: text, language: out.Language.Code}
	if !out.Language.Supported {
		out.Warnings = append(out.Warnings, fmt.Sprintf("language %s is not supported: claims are not read, names only as far as tables know them; supported are %s", out.Language.Code, strings.Join(Supported, ", ")))
	}
	var prepared []prepared
	for i, p := range ls {
		r := prepare(text, p)
		prepared = append(prepared, r)
		a.passages = append(a.passages, passage{piece: p, class: out.Paragraphs[i].Class, tokens: r.ts, sentences: r.sentences})
	}
	a.findNames(rd.Models.Names)
	c := &claimer{a: a}
	if out.Language.Supported {
		c = findClaims(a, prepared, rd.Models.Cues, rd.Models.Roles)
	}
	links, err := rd.linkAll(out, c)
	if err != nil {
		return err
	}
	rd.mentions(out, c, links, index)
	rd.amounts(out, a, ref, index)
	rd.claims(out, c, links, index)
	return nil
}

func (rd *Reader) date(out *Article, page *page, ls []piece) time.Time {
	if out.Date != "" {
		t, _ := time.Parse(time.DateOnly, out.Date)
		out.DateBasis = "given"
		return t
	}
	t, basis := articleDate(out.Text, ls, out.Paragraphs)
	if t.IsZero() && !page.date.IsZero() {
		t, basis = page.date, "the page's own data"
	}
	if t.IsZero() {
		out.Warnings = append(out.Warnings, "the day of the article is not known: relative dates stay open and claims are checked only against today; give it with --date")
		return t
	}
	out.Date, out.DateBasis = t.Format(time.DateOnly), basis
	return t
}

func (rd *Reader) linkAll(out *Article, c *claimer) (map[*referent]*Candidate, error) {
	links := map[*referent]*Candidate{}
	for _, r := range c.a.referents {
		e := Entity{ID: r.id, Type: r.typ, Name: r.name, Country: r.country, Aliases: r.aliases}
		linked, shown, err := rd.link(c, r, out.AsOf)
		if err != nil {
			return nil, err
		}
		e.Candidates = shown
		if linked != nil {
			links[r] = linked
			e.Entity = linked.ID
		}
		out.Entities = append(out.Entities, e)
	}
	return links, nil
}

func (rd *Reader) mentions(out *Article, c *claimer, links map[*referent]*Candidate, index *runeIndex) {
	shown := map[string][]Candidate{}
	for _, e := range out.Entities {
		shown[e.ID] = e.Candidates
	}
	for i := range c.a.passages {
		p := &c.a.passages[i]
		for _, m := range p.names {
			o := Mention{Span: index.span(p.tokens[m.from].start, p.tokens[m.to-1].end), Paragraph: i, Type: m.typ, Mention: m.how, Referent: m.referent.id, Candidates: shown[m.referent.id]}
			if l := links[m.referent]; l != nil && m.how == ByName {
				o.Entity = l.ID
			}
			out.Mentions = append(out.Mentions, o)
		}
	}
}

func (rd *Reader) amounts(out *Article, a *article, ref time.Time, index *runeIndex) {
	for i := range a.passages {
		p := &a.passages[i]
		dates := datesIn(a.text, p.piece, ref)
		slices.SortFunc(dates, func(x, y Date) int { return cmp.Compare(x.at.start, y.at.start) })
		var taken []piece
		for _, d := range dates {
			taken = append(taken, d.at)
			d.ID = fmt.Sprintf("D%d", len(out.Dates)+1)
			d.Span = index.span(d.at.start, d.at.end)
			out.Dates = append(out.Dates, d)
		}
		qs := quantitiesIn(a.text, p.piece, taken)
		slices.SortFunc(qs, func(x, y Quantity) int { return cmp.Compare(x.at.start, y.at.start) })
		for _, q := range qs {
			q.ID = fmt.Sprintf("Q%d", len(out.Quantities)+1)
			q.Span = index.span(q.at.start, q.at.end)
			out.Quantities = append(out.Quantities, q)
		}
	}
}

// claims writes the claims out and checks them.
func (rd *Reader) claims(out *Article, c *claimer, links map[*referent]*Candidate, index *runeIndex) {
	k := &checker{lists: rd.Lists, day: cmp.Or(out.Date, out.AsOf, time.Now().UTC().Format(time.DateOnly))}
	k.seen = map[string]*screen.Answer{}
	for _, cl := range c.claims {
		ts := c.a.passages[cl.para].tokens
		span := func(s sentence) Span { return index.span(ts[s.from].start, ts[s.to-1].end) }
		o := Claim{ID: cl.id, Paragraph: cl.para, Span: span(cl.span), CueRule: cl.cueText, Stance: cl.stance, Firmness: cl.firmness, Polarity: "positive", Found: cl.why,
			Subject: refs(cl.subject), Object: refs(cl.object), ObjectText: cl.objText, Source: Source{Kind: cl.source.kind}}
		if cl.negative {
			o.Polarity = "negative"
		}
		if r := cl.source.referent; r != nil {
			o.Source.Entity, o.Source.Name = r.id, r.name
		}
		if s := cl.source.span; s.from < s.to && cl.source.para == cl.para {
			sp := span(s)
			o.Source.Span = &sp
			if o.Source.Name == "" {
				o.Source.Name = sp.Text
			}
		}
		if cl.cue.from < cl.cue.to {
			sp := span(cl.cue)
			o.Cue = &sp
		}
		for _, q := range cl.quotes {
			o.Quote = append(o.Quote, span(q))
		}
		for _, r := range cl.chain {
			if r != nil {
				o.Chain = append(o.Chain, r.id)
			}
		}
		if cl.rel != nil {
			o.Relation, o.RelationBy = cl.rel.name, cl.relText
		}
		if cl.about != nil {
			o.AboutClaim = cl.about.id
		}
		for _, q := range out.Quantities {
			if o.Span.Overlaps(q.Span) {
				o.Amount = append(o.Amount, q.ID)
			}
		}
		for _, d := range out.Dates {
			if o.Span.Overlaps(d.Span) {
				o.Time = append(o.Time, d.ID)
			}
		}
		for _, m := range c.mentionsIn(cl.para, cl.span) {
			if m.typ == PlaceType && m.how == ByName && m.from > 0 && (ts[m.from-1].lower == "in" || ts[m.from-1].lower == "at") {
				o.Place = m.referent.id
				break
			}
		}
		if rd.Lists != nil {
			o.Check = rd.check(c, cl, links, k)
		}
		out.Claims = append(out.Claims, o)
	}
	out.Contradictions = contradictions(out.Claims)
}

func refs(rs []*referent) Refs {
	var out Refs
	for _, r := range rs {
		out = append(out, r.id)
	}
	return out
}

// contradictions pairs a denial with what it denies, and claims of one relation between the same parties of which one says
// that it is so and one that it is not.
func contradictions(claims []Claim) []Contradiction {
	out := []Contradiction{}
	for i, c := range claims {
		if c.AboutClaim != "" && (c.Stance == Denied || c.Firmness == Contested && c.Stance == Hedged) {
			out = append(out, Contradiction{c.AboutClaim, c.ID, c.Stance})
			continue
		}
		for _, o := range claims[:i] {
			if c.Relation != "" && c.Relation == o.Relation && c.Polarity != o.Polarity && len(c.Subject) > 0 && slices.Equal(c.Subject, o.Subject) && slices.Equal(c.Object, o.Object) && len(c.Object) > 0 {
				out = append(out, Contradiction{o.ID, c.ID, "the same relation, denied"})
			}
		}
	}
	return out
}
