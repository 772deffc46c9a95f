package api

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/screen"
)

// queriesOf turns an entity into the questions that screening asks: one for each of its names, with each of its dates and
// countries. Echo is the entity as it was understood.
func queriesOf(e *example, o *matchOptions) (queries []screen.Query, echo *example, err error) {
	schema := ftm.Lookup(e.Schema)
	if schema == nil {
		return nil, nil, refuse(http.StatusBadRequest, "Unknown schema: '"+e.Schema+"'")
	}
	if schema.Name != baseSchema && !schema.Matchable {
		return nil, nil, fmt.Errorf("%s", "Non-matchable schema for query: "+schema.Name) // yente's words
	}
	f := &facts{}
	echo = &example{ID: e.ID, Schema: schema.Name, Properties: map[string][]string{}}
	for _, prop := range sortedKeys(e.Properties) {
		p := schema.Prop(prop)
		if p == nil && schema.Name == baseSchema {
			p = anyProp(prop)
		}
		if p == nil {
			continue // as yente: a property that the schema does not have
		}
		for _, value := range e.Properties[prop] {
			clean, ok := p.Clean(value)
			if ok && clean != "" {
				echo.Properties[prop] = appendNew(echo.Properties[prop], clean)
			}
			f.add(p, value, clean, ok)
		}
	}
	f.combine(e.Properties)
	if len(f.names) > maxNames {
		return nil, nil, fmt.Errorf("the entity has %d names, more than %d", len(f.names), maxNames)
	}
	if len(f.names) == 0 && len(f.ids) == 0 {
		return nil, nil, errors.New("the entity has no name and no identifier to match by")
	}
	name := schema.Name
	if schema.Name == baseSchema || schema.Abstract {
		name = "" // any kind of party
	}
	base := screen.Query{Schema: name, IDs: f.ids, Address: first(f.addresses), Gender: first(f.genders), Limit: o.asked(), Lists: o.scope.lists}
	return f.combinations(base), echo, nil
}

// asked is how many results to ask for: more than the limit where filters can leave some out.
func (o *matchOptions) asked() int {
	n := max(1, o.limit)
	if len(o.excludeSchema)+len(o.excludeIDs)+len(o.topics) > 0 || o.since != "" {
		n = n*4 + len(o.excludeIDs)
	}
	return min(n, screen.MaxLimit)
}

// facts are what a query entity says, by what screening understands.
type facts struct {
	names, weak, dates, countries, genders, addresses []string
	ids                                               []screen.ID
}

func (f *facts) add(p *ftm.Property, raw, clean string, ok bool) {
	switch {
	case p.Name == "weakAlias" || p.Name == "abbreviation":
		f.weak = appendNew(f.weak, raw)
	case slices.Contains(ftm.NameProps, p.Name):
		f.names = appendNew(f.names, cut(raw, screen.MaxName))
	case p.Type.Name == "date" && (p.Name == "birthDate" || p.Name == "incorporationDate"):
		if d, ok := ftm.ParseDate(raw, ftm.DayFirst); ok {
			f.dates = appendNew(f.dates, d)
		}
	case p.Type.Name == "country" && ok:
		f.countries = appendNew(f.countries, clean)
	case p.Type.Name == "gender" && ok:
		f.genders = appendNew(f.genders, clean)
	case p.Type.Name == "address":
		f.addresses = appendNew(f.addresses, raw)
	case p.Type.Name == "identifier" && p.Matchable:
		kind := p.Name
		if _, err := ftm.IdentifierProps(kind); err != nil {
			kind = ""
		}
		if strings.ContainsFunc(raw, isLetterOrDigit) {
			f.ids = append(f.ids, screen.ID{Type: kind, Value: raw})
		}
	}
}

func isLetterOrDigit(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127
}

// combine makes a name of its parts where none was given whole.
func (f *facts) combine(props map[string][]string) {
	if len(f.names) == 0 {
		var parts []string
		for _, group := range [][]string{{"firstName"}, {"secondName", "middleName"}, {"fatherName"}, {"lastName"}} {
			for _, prop := range group {
				if v := first(props[prop]); v != "" {
					parts = append(parts, v)
					break
				}
			}
		}
		if len(parts) > 0 {
			f.names = []string{strings.Join(parts, " ")}
		}
	}
	if len(f.names) == 0 {
		f.names = f.weak
	}
}

// combinations asks for each name with each date and country. Where that would be more than maxAsked questions, the names alone are
// asked for: a fact left out loses no hit.
func (f *facts) combinations(base screen.Query) []screen.Query {
	one := func(values []string) []string {
		if len(values) == 0 {
			return []string{""}
		}
		return values
	}
	dates, countries := one(f.dates), one(f.countries)
	if len(f.names)*len(dates)*len(countries) > maxAsked {
		dates, countries = []string{""}, []string{""}
	}
	var out []screen.Query
	for _, date := range dates {
		for _, country := range countries {
			for _, name := range one(f.names) {
				q := base
				q.Name, q.BirthDate, q.Country = name, date, country
				out = append(out, q)
			}
		}
	}
	return out
}

func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "")
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// anyProp finds a property in whatever schema can be screened.
func anyProp(name string) *ftm.Property {
	for _, s := range []string{"Person", "Company", "Vessel", "Airplane"} {
		if p := ftm.MustLookup(s).Prop(name); p != nil {
			return p
		}
	}
	return nil
}
