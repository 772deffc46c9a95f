package interchange

import (
	"bufio"
	"crypto/sha1"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// Records is what an export reads, once and in order.
type Records = iter.Seq[*lists.Record]

// Meta is what an export says of a record beside its content. Times are ISO 8601; empty ones are left out.
type Meta struct {
	Datasets                        []string
	FirstSeen, LastSeen, LastChange string
}

// Export writes records in the formats of others. The zero value writes all entities under their full ids.
type Export struct {
	// Meta gives the dates of a record and its datasets; nil, or no datasets, means the list that it is on and, for
	// imported data, the datasets that it came from.
	Meta func(*lists.Record) Meta
	// Plain is a list ("ftm") whose entities go out under the ids with which they were imported.
	Plain string
}

// WriteFTM writes FollowTheMoney entities as JSON lines. Wording, language and notes of values are not part of that
// format; WriteStatements keeps them.
func WriteFTM(w io.Writer, records Records) error { return Export{}.FTM(w, records) }

// WriteStatements writes a statements.csv.
func WriteStatements(w io.Writer, records Records) error { return Export{}.Statements(w, records) }

// WriteSimple writes a targets.simple.csv: one row a record.
func WriteSimple(w io.Writer, records Records) error { return Export{}.Simple(w, records) }

// WriteSenzing writes Senzing records as JSON lines: one a record.
func WriteSenzing(w io.Writer, records Records) error { return Export{}.Senzing(w, records) }

// out is an entity as it goes out.
type out struct {
	*ftm.Entity
	datasets []string
}

// prepare returns the entities of a record with the ids and datasets with which they go out.
func (x Export) prepare(r *lists.Record) ([]out, Meta) {
	var meta Meta
	if x.Meta != nil {
		meta = x.Meta(r)
	}
	entities := make([]out, len(r.Entities))
	for i, e := range r.Entities {
		o := out{Entity: e}
		if x.Plain != "" {
			o.Entity = plain(e, x.Plain)
		}
		o.datasets = slices.Clone(meta.Datasets)
		var kept []ftm.Statement
		for _, s := range o.Statements {
			if d, ok := strings.CutPrefix(s.Value, datasetMark); ok && (s.Prop == "keywords" || s.Prop == "publisher") {
				o.datasets = append(o.datasets, d)
				continue
			}
			kept = append(kept, s)
		}
		o.Entity = &ftm.Entity{ID: o.ID, Schema: o.Schema, Statements: kept}
		if len(o.datasets) == 0 {
			o.datasets = []string{listOf(r)}
		}
		slices.Sort(o.datasets)
		o.datasets = slices.Compact(o.datasets)
		entities[i] = o
	}
	return entities, meta
}

// properties collects the values of each property, the source's wording where a value was not understood.
func properties(e *ftm.Entity) map[string][]string {
	props := map[string][]string{}
	for _, s := range e.Statements {
		if v := s.Text(); !slices.Contains(props[s.Prop], v) {
			props[s.Prop] = append(props[s.Prop], v)
		}
	}
	return props
}

type entityJSON struct {
	ID         string              `json:"id"`
	Caption    string              `json:"caption"`
	Schema     string              `json:"schema"`
	Properties map[string][]string `json:"properties"`
	Referents  []string            `json:"referents"`
	Datasets   []string            `json:"datasets"`
	FirstSeen  string              `json:"first_seen,omitempty"`
	LastSeen   string              `json:"last_seen,omitempty"`
	LastChange string              `json:"last_change,omitempty"`
	Target     bool                `json:"target"`
}

// FTM writes FollowTheMoney entities as JSON lines.
func (x Export) FTM(w io.Writer, records Records) error {
	return jsonLines(w, func(encode func(any) error) error {
		for r := range records {
			entities, meta := x.prepare(r)
			for i, e := range entities {
				j := entityJSON{ID: e.ID, Caption: e.Caption(), Schema: e.Schema.Name, Properties: properties(e.Entity),
					Referents: []string{}, Datasets: e.datasets, FirstSeen: meta.FirstSeen, LastSeen: meta.LastSeen,
					LastChange: meta.LastChange, Target: i == 0 && e.First("topics") != ""}
				if i == 0 {
					j.Referents = append(j.Referents, r.Former...)
				}
				if err := encode(j); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func jsonLines(w io.Writer, write func(encode func(any) error) error) error {
	b := bufio.NewWriter(w)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	if err := write(enc.Encode); err != nil {
		return err
	}
	return b.Flush()
}

func csvRows(w io.Writer, header []string, write func(row func(...string) error) error) error {
	c := csv.NewWriter(w)
	if err := c.Write(header); err != nil {
		return err
	}
	if err := write(func(cells ...string) error { return c.Write(cells) }); err != nil {
		return err
	}
	c.Flush()
	return c.Error()
}

// Statements writes a statements.csv with the columns of FollowTheMoney's own and two more at the end, note and
// stance, so that nothing of a statement is lost. A statement stands once for each dataset of its entity; the row
// with the property "id" says that the entity is there.
func (x Export) Statements(w io.Writer, records Records) error {
	header := []string{"canonical_id", "entity_id", "prop", "prop_type", "schema", "value", "dataset", "origin", "lang",
		"original_value", "external", "first_seen", "last_seen", "id", "note", "stance"}
	return csvRows(w, header, func(row func(...string) error) error {
		for r := range records {
			entities, meta := x.prepare(r)
			for i, e := range entities {
				for _, dataset := range e.datasets {
					write := func(entity, kind string, s ftm.Statement) error {
						return row(e.ID, entity, s.Prop, kind, e.Schema.Name, s.Text(), dataset, "", s.Lang, s.Original, "f",
							meta.FirstSeen, meta.LastSeen, statementID(dataset, entity, s), s.Note, string(s.Stance))
					}
					ids := []string{e.ID}
					if i == 0 {
						ids = append(ids, r.Former...)
					}
					for _, id := range ids {
						if err := write(id, "id", ftm.Statement{Prop: "id", Value: id}); err != nil {
							return err
						}
					}
					for _, s := range e.Statements {
						if err := write(e.ID, e.Schema.Prop(s.Prop).Type.Name, s); err != nil {
							return err
						}
					}
				}
			}
		}
		return nil
	})
}

// statementID is the SHA-1 of dataset, entity, property, value and language, as FollowTheMoney makes it.
func statementID(dataset, entity string, s ftm.Statement) string {
	key := dataset + "." + entity + "." + s.Prop + "." + s.Text()
	if s.Lang != "" {
		key += "@" + s.Lang
	}
	sum := sha1.Sum([]byte(key))
	return hex.EncodeToString(sum[:])
}

// Simple writes a targets.simple.csv. Kinds of names, dates and identifiers are lost in it, as it is meant.
func (x Export) Simple(w io.Writer, records Records) error {
	header := []string{"id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers", "sanctions",
		"phones", "emails", "program_ids", "dataset", "first_seen", "last_seen", "last_change"}
	return csvRows(w, header, func(row func(...string) error) error {
		for r := range records {
			entities, meta := x.prepare(r)
			t := entities[0]
			name := t.Caption()
			var aliases, sanctions, programs []string
			for _, s := range t.Names() {
				if s.Value != name {
					aliases = append(aliases, s.Value)
				}
			}
			for _, e := range entities[1:] {
				if e.Schema.Is("Sanction") {
					sanctions = append(sanctions, sanctionText(e.Entity))
					programs = append(programs, e.Get("programId")...)
				}
			}
			numbers := byType(t.Entity, "identifier", "programId")
			err := row(t.ID, t.Schema.Name, name, cell(aliases), cell(t.Get("birthDate")), cell(byType(t.Entity, "country")),
				cell(byType(t.Entity, "address")), cell(numbers), cell(sanctions), cell(byType(t.Entity, "phone")),
				cell(byType(t.Entity, "email")), cell(programs), cell(t.datasets), meta.FirstSeen, meta.LastSeen, meta.LastChange)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func cell(values []string) string {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	return joinCell(slices.Compact(sorted))
}

// byType returns the values of all properties of a type but those named.
func byType(e *ftm.Entity, typ string, but ...string) []string {
	var values []string
	for _, s := range e.Statements {
		if p := e.Schema.Prop(s.Prop); p.Type.Name == typ && s.Value != "" && !slices.Contains(but, s.Prop) {
			values = append(values, s.Value)
		}
	}
	return values
}

// sanctionText says a sanction in one line: programme, measures, begin and end.
func sanctionText(s *ftm.Entity) string {
	var parts []string
	for _, prop := range []string{"program", "provisions", "summary"} {
		parts = append(parts, s.Get(prop)...)
	}
	if from, to := s.First("startDate"), s.First("endDate"); from+to != "" {
		parts = append(parts, from+" to "+to)
	}
	return strings.Join(parts, " - ")
}
