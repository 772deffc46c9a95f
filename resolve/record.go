package resolve

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// Version is one version of a record, as archive and index keep it.
type Version struct {
	Entities []*ftm.Entity // the target first
	Former   []string      // other ids of the entry
	Spans    []archive.Span
}

// Record is one entry of one list with what all its versions say: what a list once printed still tells who is meant.
type Record struct {
	ID      string // entity id, list:record
	List    string
	Caption string
	Schema  *ftm.Schema
	Names   []match.Name // each way to read each name once; Text is unspoken
	Facts   match.Facts
	Refs    []string // numbers of entries, of this and of other lists: "un:QDi.006", "ofac:7160"
	Context []string // words of positions, places, addresses and reasons, sorted

	primary    []bool // for each of Names, that it is no alias
	spans      []archive.Span
	programmes []string // for which the list prints it, sorted
	regimes    []string // the countries that the names of its programmes speak of, sorted
}

// unspoken stands for the text of a name where only its tokens count; no token is spelt so.
const unspoken = "*"

// MaxNames is how many readings of names of one record are compared; some entries print hundreds of aliases.
const MaxNames = 60

// NewRecord gathers a record from its versions, of which there must be one at least.
func NewRecord(list, record string, versions []Version) *Record {
	last := versions[len(versions)-1].Entities[0]
	r := &Record{ID: lists.EntityID(list, record), List: list, Caption: last.Caption(), Schema: last.Schema}
	g := gatherer{r: r, seen: map[string]bool{}, context: map[string]bool{}, names: map[string]int{}}
	g.ref(references(list, "record", record)...)
	for i := len(versions) - 1; i >= 0; i-- { // the newest first: its names come before the bound
		v := &versions[i]
		for _, f := range v.Former {
			g.ref(references(list, "former", f)...)
		}
		for n, e := range v.Entities {
			g.entity(e, n == 0)
		}
		r.spans = append(r.spans, v.Spans...)
	}
	r.Facts.IDs = unique(r.Facts.IDs)
	slices.Sort(r.programmes)
	r.regimes = regimes(r.programmes)
	slices.Sort(r.Refs)
	r.Refs = slices.Compact(r.Refs)
	for w := range g.context {
		r.Context = append(r.Context, w)
	}
	slices.Sort(r.Context)
	return r
}

// gatherer fills a record.
type gatherer struct {
	r       *Record
	seen    map[string]bool
	context map[string]bool
	names   map[string]int // by their words, the place in the record
}

func (g *gatherer) ref(refs ...string) { g.r.Refs = append(g.r.Refs, refs...) }

// once reports whether it is asked for the first time.
func (g *gatherer) once(kind, value string) bool {
	key := kind + "\x00" + value
	if g.seen[key] {
		return false
	}
	g.seen[key] = true
	return true
}

func (g *gatherer) entity(e *ftm.Entity, target bool) {
	f := &g.r.Facts
	document := target || e.Schema.Is("Identification")
	for _, s := range e.Statements {
		if document && s.Prop != "recordId" {
			g.identifier(e, &s)
		}
		if s.Value == "" {
			continue
		}
		switch {
		case s.Prop == "unscId":
			g.ref(references(g.r.List, "unsc", s.Value)...)
		case e.Schema.Is("Sanction"):
			switch s.Prop {
			case "reason":
				g.words(s.Value)
			case "program", "programId":
				g.r.programmes = append(g.r.programmes, s.Value)
			}
		case e.Schema.Is("Address"):
			if s.Prop == "country" && g.once("country", s.Value) {
				f.Countries = append(f.Countries, s.Value)
			}
		case !target:
		case slices.Contains(ftm.NameProps, s.Prop): // below, strong ones first
		default:
			g.fact(&s)
		}
	}
	if target {
		for _, s := range e.Names() {
			g.name(e, &s)
		}
	}
}

func (g *gatherer) fact(s *ftm.Statement) {
	f := &g.r.Facts
	switch s.Prop {
	case "birthDate", "incorporationDate", "buildDate":
		d := s.Value[:min(10, len(s.Value))]
		if strings.HasSuffix(d, "-01-01") { // how registries write an unknown day
			d = d[:4]
		}
		if g.once("date", d+s.Note) {
			f.BirthDates = append(f.BirthDates, match.Date{Value: d, Note: s.Note})
		}
	case "nationality", "citizenship", "country", "jurisdiction", "flag", "birthCountry", "mainCountry", "pastFlags":
		if g.once("country", s.Value) {
			f.Countries = append(f.Countries, s.Value)
		}
	case "gender":
		if g.once("gender", s.Value) {
			f.Genders = append(f.Genders, s.Value)
		}
	case "position", "notes", "birthPlace", "address", "description", "summary":
		g.words(s.Value)
	}
}

// words adds the words of a text to the context.
func (g *gatherer) words(text string) {
	const most = 400 // of one record; some reasons are pages long
	for w := range strings.FieldsFuncSeq(names.Fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len(w) >= 4 && len(w) <= 40 && len(g.context) < most {
			g.context[w] = true
		}
	}
}

// kindOf is how the names of a schema are read; a legal entity may be a person.
func kindOf(s *ftm.Schema) names.Kind {
	if s.Name == "LegalEntity" {
		return names.Unknown
	}
	return match.KindOf(s)
}

// name adds each way to read a name. Where two names read alike the stronger one counts.
func (g *gatherer) name(e *ftm.Entity, s *ftm.Statement) {
	r := g.r
	if !g.once("text", s.Prop+s.Value) {
		return
	}
	primary, weak, former := s.Prop == "name", s.Prop == "weakAlias", s.Prop == "previousName"
	for _, v := range names.Variants(s.Value, kindOf(e.Schema)) {
		tokens := v.Tokens
		if v.Doubt > 0 {
			continue
		}
		if len(tokens) == 0 || len(tokens) > 24 {
			continue
		}
		key := tokenKey(tokens)
		if at, ok := g.names[key]; ok {
			n := &r.Names[at]
			r.primary[at] = r.primary[at] || primary
			n.Weak, n.Former = n.Weak && weak, n.Former && former
		} else if len(r.Names) < MaxNames {
			g.names[key] = len(r.Names)
			r.primary = append(r.primary, primary)
			r.Names = append(r.Names, match.Name{Text: unspoken, Tokens: tokens, Weak: weak, Former: former})
		}
	}
}

func tokenKey(tokens []names.Token) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteString(t.Text)
		b.WriteByte(' ')
	}
	return b.String()
}

// identifier adds a number by which a party is known. Names of documents and short numbers are left out.
func (g *gatherer) identifier(e *ftm.Entity, s *ftm.Statement) {
	p := e.Schema.Prop(s.Prop)
	if p == nil {
		return
	}
	switch s.Prop {
	case "programId", "authorityId", "unscId", "callSign", "licenseNumber", "swiftBic", "bic", "kppCode":
		return // not of one party alone
	case "number", "registrationNumber", "mmsi", "publicKey", "accountNumber":
	default:
		if p.Type.Name != "identifier" && p.Type.Name != "iban" {
			return
		}
	}
	if _, date := ftm.ParseDate(s.Text(), ftm.DayFirst); date || spelledDate(s.Text()) {
		return // "Effective Date (EO 14071): 24 Feb 2022" stands among documents
	}
	if v := match.NormalID(s.Text()); telling(v) {
		g.r.Facts.IDs = append(g.r.Facts.IDs, match.ID{Prop: s.Prop, Value: v})
	}
}

// spelledDate reports whether a text is a date with a month by name that may be written without blanks: 03JUN2021.
func spelledDate(s string) bool {
	_, err := time.Parse("02Jan2006", strings.ReplaceAll(s, " ", ""))
	return err == nil
}

// telling reports whether a number is long and varied enough to mean one party: six signs, of them four figures that
// are not all the same and do not just count up.
func telling(id string) bool {
	if len(id) < 6 || len(id) > 60 || !ascii(id) {
		return false
	}
	digits, same, counting := 0, true, true
	var last byte
	for i := range len(id) {
		c := id[i]
		if c < '0' || c > '9' {
			continue
		}
		if digits > 0 {
			same = same && c == last
			counting = counting && (c == last+1 || last == '9' && c == '0')
		}
		digits++
		last = c
	}
	return digits >= 4 && !same && !counting
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func unique(ids []match.ID) []match.ID {
	slices.SortFunc(ids, func(a, b match.ID) int {
		return cmp.Or(strings.Compare(a.Value, b.Value), strings.Compare(a.Prop, b.Prop))
	})
	return slices.Compact(ids)
}

// regimes returns the countries that names of programmes speak of. Programmes about Russia's war are called after Russia,
// Ukraine or Belarus, as the list likes: they count as one.
func regimes(programmes []string) []string {
	var out []string
	for _, p := range programmes {
		for w := range strings.FieldsFuncSeq(p, func(r rune) bool { return !unicode.IsLetter(r) }) {
			if len(w) < 4 {
				continue
			}
			c, ok := ftm.CountryCode(w)
			if c == "ua" || c == "by" {
				c = "ru"
			}
			if ok {
				out = append(out, c)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// toldApart reports whether one list prints two records side by side for one programme, and so tells them apart. A party
// that falls under two programmes may have an entry for each.
func (r *Record) toldApart(o *Record) bool {
	if r.List != o.List || len(r.programmes) > 0 && len(o.programmes) > 0 && common(r.programmes, o.programmes) == "" {
		return false
	}
	for _, a := range r.spans {
		for _, b := range o.spans {
			if a.First <= b.Last && b.First <= a.Last {
				return true
			}
		}
	}
	return false
}
