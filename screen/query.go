// Package screen answers the question of the house: does this name touch somebody on a list, on that day, and why do
// you say so? It reads one index; each answer names it.
package screen

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// Query is what is asked. Only Name, or an identifier, is required.
type Query struct {
	Name      string   `json:"name,omitempty"`
	Schema    string   `json:"schema,omitempty"`
	BirthDate string   `json:"birthDate,omitempty"`
	Country   string   `json:"country,omitempty"`
	Gender    string   `json:"gender,omitempty"`
	IDs       []ID     `json:"ids,omitempty"`
	Address   string   `json:"address,omitempty"`
	Lists     []string `json:"lists,omitempty"` // all, if empty
	AsOf      string   `json:"asOf,omitempty"`  // day; the newest publications, if empty
	KnownAt   string   `json:"knownAt,omitempty"`
	Limit     int      `json:"limit,omitempty"`
	Threshold float64  `json:"threshold,omitempty"`
	// OneIn sets the threshold so that one in so many ordinary names of the schema raises a false alert.
	OneIn float64 `json:"oneIn,omitempty"`
	// AlertsOnly leaves out results that are no alerts.
	AlertsOnly bool `json:"alertsOnly,omitempty"`
}

// ID is an identifier of a kind, as in --id imo=9187629.
type ID struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

// ParseID reads TYPE=VALUE.
func ParseID(s string) (ID, error) {
	kind, value, ok := strings.Cut(s, "=")
	if !ok || strings.TrimSpace(value) == "" {
		return ID{}, fmt.Errorf("identifier %q is not of the form TYPE=VALUE, such as imo=9187629", s)
	}
	if _, err := ftm.IdentifierProps(kind); err != nil {
		return ID{}, err
	}
	return ID{strings.ToLower(strings.TrimSpace(kind)), strings.TrimSpace(value)}, nil
}

// Limits of a query.
const (
	DefaultLimit = 10
	MaxLimit     = 500
	MaxName      = 2000 // bytes
)

// prepared is a checked query.
type prepared struct {
	Query
	schema  *ftm.Schema
	subject match.Subject
	matcher *match.Matcher
	all     bool // also what is far below showing
	every   bool // also what is not among the best

	glance bool            // only whether there is an alert is asked for,
	within float64         // and what is within so many bits of one
	only   []index.NameRef // not nil: no other names are compared
}

// prepare checks every field; an error names the field and what would be right.
func prepare(q Query) (*prepared, error) {
	p := &prepared{Query: q}
	q.Name = strings.TrimSpace(q.Name)
	if q.Name == "" && len(q.IDs) == 0 {
		return nil, fmt.Errorf("nothing to screen: give a name or an identifier")
	}
	if len(q.Name) > MaxName {
		return nil, fmt.Errorf("name: %d bytes, more than %d", len(q.Name), MaxName)
	}
	if q.Schema != "" {
		s, err := ftm.ParseSchema(q.Schema)
		if err != nil {
			return nil, err
		}
		p.schema, p.Schema = s, s.Name
		p.subject.Schema = s
	}
	f := &p.subject.Facts
	if q.BirthDate != "" {
		d, ok := ftm.ParseDate(q.BirthDate, ftm.DayFirst)
		if !ok {
			return nil, fmt.Errorf("birth date %q is not a date such as 1962, 1962-09 or 1962-09-03", q.BirthDate)
		}
		f.BirthDates = []match.Date{{Value: d}}
		p.BirthDate = d
	}
	if q.Country != "" {
		c, ok := ftm.CountryCode(q.Country)
		if !ok {
			return nil, fmt.Errorf("country %q is not known; use a code such as by or the name in English", q.Country)
		}
		f.Countries = []string{c}
		p.Country = c
	}
	if q.Gender != "" {
		g, ok := ftm.MustLookup("Person").Prop("gender").Clean(q.Gender)
		if !ok {
			return nil, fmt.Errorf("gender %q is not known; use male, female or other", q.Gender)
		}
		f.Genders = []string{g}
		p.Gender = g
	}
	if q.Address != "" {
		f.Addresses = []string{q.Address}
	}
	for i, id := range q.IDs {
		props, err := ftm.IdentifierProps(id.Type)
		if err != nil {
			return nil, err
		}
		v := match.NormalID(id.Value)
		if clean, ok := ftm.CheckIdentifier(id.Type, id.Value); ok {
			v = match.NormalID(clean)
		}
		if v == "" {
			return nil, fmt.Errorf("identifier %s=%q holds no letter or digit", q.IDs[i].Type, id.Value)
		}
		for _, prop := range props {
			f.IDs = append(f.IDs, match.ID{Prop: prop, Value: v})
		}
	}
	if q.AsOf != "" {
		if _, err := time.Parse(time.DateOnly, q.AsOf); err != nil {
			return nil, fmt.Errorf("as-of date %q is not a day such as 2021-06-23", q.AsOf)
		}
	}
	if q.KnownAt != "" {
		if _, err := parseTime(q.KnownAt); err != nil {
			return nil, err
		}
	}
	if q.Threshold < 0 || q.Threshold > 1 {
		return nil, fmt.Errorf("threshold %v is not between 0 and 1", q.Threshold)
	}
	if q.Threshold == 0 {
		p.Threshold = match.DefaultThreshold
	}
	if q.Limit < 0 || q.Limit > MaxLimit {
		return nil, fmt.Errorf("limit %d is not between 1 and %d", q.Limit, MaxLimit)
	}
	if q.Limit == 0 {
		p.Limit = DefaultLimit
	}
	p.Name = q.Name
	if q.Name != "" {
		p.subject.Names = Spellings(q.Name, p.schema)
		if len(p.subject.Names) == 0 && len(q.IDs) == 0 {
			return nil, fmt.Errorf("name %q holds no letter or digit", q.Name)
		}
	}
	return p, nil
}

// alertBits is the least sum of bits whose score is an alert.
func (p *prepared) alertBits() float64 {
	lo, hi := -100.0, 200.0
	for range 40 {
		if mid := (lo + hi) / 2; match.Score(mid) >= p.Threshold {
			hi = mid
		} else {
			lo = mid
		}
	}
	return lo
}

// Spellings romanises and splits a name in each likely way. Where the kind of party is not known it is read as a
// person's and as an organisation's.
func Spellings(name string, schema *ftm.Schema) []match.Name {
	kinds := []names.Kind{match.KindOf(schema)}
	if kinds[0] == names.Unknown {
		kinds = []names.Kind{names.Person, names.Organisation}
	}
	var out []match.Name
	for _, kind := range kinds {
		for _, v := range names.Variants(name, kind) {
			tokens := v.Tokens
			n := match.Name{Text: name, Tokens: tokens, Kind: kind, Doubt: v.Doubt}
			if len(tokens) > 0 && !slices.ContainsFunc(out, func(o match.Name) bool { return slices.Equal(o.Tokens, tokens) }) {
				out = append(out, n)
			}
		}
	}
	return out
}

// parseTime reads a day or a time; a day stands for its end.
func parseTime(s string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t.UTC(), nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t.Add(24*time.Hour - time.Second), nil
	}
	return time.Time{}, fmt.Errorf("known-at %q is not a time such as 2021-06-23 or 2021-06-23T18:00:00Z", s)
}

func containsFold(list []string, s string) bool {
	return slices.ContainsFunc(list, func(x string) bool { return strings.EqualFold(x, s) })
}
