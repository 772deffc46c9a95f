package watch

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/state"
)

// Party is what a portfolio says of somebody: the customer, or somebody behind him.
type Party struct {
	Name      string      `json:"name,omitempty"`
	Schema    string      `json:"schema,omitempty"`
	BirthDate string      `json:"birthDate,omitempty"`
	Country   string      `json:"country,omitempty"`
	Gender    string      `json:"gender,omitempty"`
	Address   string      `json:"address,omitempty"`
	IDs       []screen.ID `json:"ids,omitempty"`
}

// Customer is a customer or supplier with those who stand behind him.
type Customer struct {
	ID string `json:"-"`
	Party
	Related []Related `json:"related,omitempty"`
}

// Related is a party whom the portfolio names beside a customer. An alert on him is one on the customer.
type Related struct {
	Relation string `json:"relation"` // owner, director, ...; as it is shown
	Party
}

// results is how many results are kept with an alert; more are asked for where all of them are alerts.
const results = 50

// maxRelated is how many related parties a customer may have.
const maxRelated = 100

// query is a party as a query of a portfolio.
func (p *Party) query(o *Options) screen.Query {
	q := screen.Query{Name: p.Name, Schema: p.Schema, BirthDate: p.BirthDate, Country: p.Country, Gender: p.Gender, Address: p.Address, IDs: p.IDs,
		Lists: o.Lists, Threshold: o.Threshold, OneIn: o.OneIn, Limit: results}
	if q.Schema == "" {
		q.Schema = o.Schema
	}
	return q
}

// parties are the customer and those behind him, as queries; relation is "" for the customer himself.
func (c *Customer) parties(o *Options, yield func(n int, relation string, q screen.Query) error) error {
	if err := yield(0, "", c.query(o)); err != nil {
		return err
	}
	for i := range c.Related {
		if err := yield(i+1, c.Related[i].Relation, c.Related[i].query(o)); err != nil {
			return err
		}
	}
	return nil
}

// Check says what is wrong with a customer, naming the field.
func (c *Customer) Check(o *Options) error {
	switch {
	case strings.TrimSpace(c.ID) == "" || len(c.ID) > 500 || strings.ContainsAny(c.ID, "\x00\n"):
		return fmt.Errorf("customer id %q: it must be a line of 1 to 500 bytes", c.ID)
	case len(c.Related) > maxRelated:
		return fmt.Errorf("customer %s: %d related parties, more than %d", c.ID, len(c.Related), maxRelated)
	}
	return c.parties(o, func(_ int, relation string, q screen.Query) error {
		if err := screen.Check(q); err != nil {
			return fmt.Errorf("customer %s: %s%w", c.ID, label(relation), err)
		}
		return nil
	})
}

func label(relation string) string {
	if relation == "" {
		return ""
	}
	return relation + ": "
}

// stored is a customer as the store keeps him.
func (c *Customer) stored() (state.Customer, error) {
	data, err := json.Marshal(c)
	if err != nil {
		return state.Customer{}, err
	}
	sum := sha256.Sum256(data)
	return state.Customer{ID: c.ID, Hash: hex.EncodeToString(sum[:16]), Data: data}, nil
}

func load(s state.Customer) (*Customer, error) {
	c := &Customer{}
	if err := json.Unmarshal(s.Data, c); err != nil {
		return nil, fmt.Errorf("stored customer %s: %w", s.ID, err)
	}
	c.ID = s.ID
	return c, nil
}

// contents are a customer's parties as entries of an index. One whose kind is not known is read as a person and as an
// organisation, as screening does.
func (c *Customer) contents(o *Options) [][]index.Content {
	var out [][]index.Content
	_ = c.parties(o, func(n int, _ string, q screen.Query) error {
		schemata := []string{q.Schema}
		if s, err := ftm.ParseSchema(q.Schema); q.Schema == "" || err != nil || s.Name == "LegalEntity" || !named(s) {
			schemata = []string{"Person", "Organization"}
		}
		record := c.ID
		if n > 0 {
			record += "\x00" + strconv.Itoa(n)
		}
		var versions []index.Content
		for _, name := range schemata {
			schema, err := ftm.ParseSchema(name)
			if err != nil {
				continue
			}
			versions = append(versions, index.Content{Version: &archive.Version{Record: record, Schema: schema.Name, Spans: []archive.Span{{}}},
				Entities: entities(schema, q)})
		}
		out = append(out, versions)
		return nil
	})
	return out
}

func named(s *ftm.Schema) bool {
	return s.Is("Person") || s.Is("Organization") || s.Is("Vessel") || s.Is("Airplane")
}

// entities hold what a search goes by: the name, and the identifiers as those of a document, whatever their kind.
func entities(schema *ftm.Schema, q screen.Query) []*ftm.Entity {
	target := &ftm.Entity{Schema: schema}
	if q.Name != "" {
		target.Statements = append(target.Statements, ftm.Statement{Prop: "name", Value: q.Name})
	}
	out := []*ftm.Entity{target}
	if len(q.IDs) == 0 {
		return out
	}
	document := &ftm.Entity{Schema: ftm.MustLookup("Identification")}
	for _, id := range q.IDs {
		value := id.Value
		if clean, ok := ftm.CheckIdentifier(id.Type, id.Value); ok {
			value = clean
		}
		document.Statements = append(document.Statements, ftm.Statement{Prop: "number", Value: value})
	}
	return append(out, document)
}

// customerOf is the customer to whom an entry of an index of customers belongs.
func customerOf(record string) string {
	id, _, _ := strings.Cut(record, "\x00")
	return id
}
