package interchange

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// A mapping says how a user's own table is read, in YAML or JSON:
//
//	list: internal-blacklist        # id of the list; small letters, digits, hyphens
//	title: Internal black list
//	country: de                     # for rows that name no country (optional)
//	schema: Person                  # or by column:
//	# schema: {column: Kind, values: {P: Person, C: Company}, default: LegalEntity}
//	id: Customer No                 # column; without it a stable id is made of names and birth date
//	dates: month                    # purely numeric dates begin with the month (default: day)
//	delimiter: ";"                  # of a CSV (default: the one the header has most of)
//	topics: [poi]                   # (default: poi)
//	program: Internal black list    # with measures or a program each party gets a Sanction
//	measures: [asset freeze]
//	columns:
//	  Full Name: name
//	  Aliases: {property: alias, split: ";"}
//	  Born: birthDate
//	  Passport: {property: identity, kind: Passport, country: Issued By}
//	  Street: address.street        # the parts of one address
//	  Since: sanction.startDate     # a property of the Sanction
//	ignore: [Row]                   # columns of no interest
//
// Columns of JSON lines are keys; those of nested objects are joined by a dot (person.name), arrays are several values.
type mapping struct {
	List      string            `yaml:"list"`
	Title     string            `yaml:"title"`
	Publisher string            `yaml:"publisher"`
	Country   string            `yaml:"country"`
	Schema    schemaRule        `yaml:"schema"`
	ID        string            `yaml:"id"`
	Dates     string            `yaml:"dates"`
	Delimiter string            `yaml:"delimiter"`
	Topics    []string          `yaml:"topics"`
	Program   string            `yaml:"program"`
	Measures  []string          `yaml:"measures"`
	Columns   map[string]column `yaml:"columns"`
	Ignore    []string          `yaml:"ignore"`
}

type schemaRule struct {
	Column  string            `yaml:"column"`
	Values  map[string]string `yaml:"values"`
	Default string            `yaml:"default"`
}

type column struct {
	Property string `yaml:"property"`
	Split    string `yaml:"split"`
	Lang     string `yaml:"lang"`
	Note     string `yaml:"note"`
	Kind     string `yaml:"kind"`    // of an identity
	Country  string `yaml:"country"` // column with the country that issued an identity
}

// UnmarshalYAML accepts a schema's name alone.
func (s *schemaRule) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		return n.Decode(&s.Default)
	}
	type bare schemaRule
	return n.Decode((*bare)(s))
}

// UnmarshalYAML accepts a property's name alone.
func (c *column) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		return n.Decode(&c.Property)
	}
	type bare column
	return n.Decode((*bare)(c))
}

const maxMapping = 1 << 20

var listName = regexp.MustCompile(`^[a-z][a-z0-9-]{1,62}$`)

// Custom returns the list that a mapping describes (see mapping for its form); its one format reads CSV or JSON lines.
// A column of the mapping that a file lacks is an error; a column of the file that the mapping lacks is reported as
// unknown.
func Custom(data []byte) (*lists.List, error) {
	if len(data) > maxMapping {
		return nil, fmt.Errorf("the mapping has %d bytes, more than %d", len(data), maxMapping)
	}
	var m mapping
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&m); err != nil {
		return nil, fmt.Errorf("mapping: %w", err)
	}
	if err := m.check(); err != nil {
		return nil, fmt.Errorf("mapping: %w", err)
	}
	return &lists.List{ID: m.List, Title: m.Title, Publisher: m.Publisher, Country: m.Country, Cadence: 366 * 24 * time.Hour,
		Licence: "the user's own",
		Formats: []lists.Format{{ID: "custom", Title: "CSV or JSON lines with a mapping", Detect: m.detect, Parse: m.parse}}}, nil
}

// check validates the mapping and fills in defaults.
func (m *mapping) check() error {
	switch {
	case !listName.MatchString(m.List):
		return fmt.Errorf("list %q: an id of small letters, digits and hyphens is needed", m.List)
	case len(m.Columns) == 0:
		return errors.New("no columns")
	case m.Dates != "" && m.Dates != "day" && m.Dates != "month":
		return fmt.Errorf("dates %q: use day or month", m.Dates)
	case len([]rune(m.Delimiter)) > 1 || strings.ContainsAny(m.Delimiter, "\"\r\n\ufffd"):
		return fmt.Errorf("delimiter %q: use one character", m.Delimiter)
	case m.Schema.Default == "" && m.Schema.Column == "":
		return errors.New("no schema")
	}
	if m.Title == "" {
		m.Title = m.List
	}
	if len(m.Topics) == 0 {
		m.Topics = []string{"poi"}
	}
	schemata, err := m.schemata()
	if err != nil {
		return err
	}
	named := false
	for _, name := range slices.Sorted(maps.Keys(m.Columns)) {
		c := m.Columns[name]
		if err := c.check(schemata); err != nil {
			return fmt.Errorf("column %q: %w", name, err)
		}
		named = named || slices.Contains(ftm.NameProps, c.Property) || c.Property == "lastName"
	}
	if !named {
		return errors.New("no column is mapped to name")
	}
	return nil
}

func (m *mapping) schemata() ([]*ftm.Schema, error) {
	names := slices.Sorted(maps.Values(m.Schema.Values))
	if m.Schema.Default != "" {
		names = append(names, m.Schema.Default)
	}
	var out []*ftm.Schema
	for _, name := range names {
		s, err := ftm.ParseSchema(name)
		if err != nil {
			return nil, err
		}
		if !s.Matchable {
			return nil, fmt.Errorf("schema %s is not one that can be screened", name)
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		return nil, errors.New("the schema column has no values")
	}
	return out, nil
}

func (c column) check(schemata []*ftm.Schema) error {
	prop := c.Property
	switch part, rest, ok := strings.Cut(prop, "."); {
	case prop == "identity" && c.Kind == "":
		return errors.New("an identity needs its kind, such as Passport")
	case prop == "identity":
		return nil
	case ok && part == "sanction":
		prop, schemata = rest, []*ftm.Schema{ftm.MustLookup("Sanction")}
	case ok && part == "address":
		prop, schemata = rest, []*ftm.Schema{ftm.MustLookup("Address")}
	}
	near := ""
	for _, s := range schemata {
		if p := s.Prop(prop); p != nil {
			if p.Type.Name == "entity" {
				return fmt.Errorf("property %s refers to another entity; a table cannot hold it", prop)
			}
			return nil
		}
		for _, p := range s.Props() {
			if strings.EqualFold(p.Name, prop) {
				near = "; did you mean " + p.Name + "?"
			}
		}
	}
	return fmt.Errorf("schema %s has no property %q%s", schemata[0].Name, prop, near)
}
