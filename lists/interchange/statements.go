package interchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// legacyPack are the columns of a pack file without a header (until 2025).
var legacyPack = []string{"entity_id", "prop", "value", "dataset", "lang", "original_value", "target", "external",
	"first_seen", "last_seen", "id"}

// statementColumns are all columns that are known: the last two are Linchpin's own (see Export.Statements).
var statementColumns = []string{"canonical_id", "entity_id", "prop", "prop_type", "schema", "value", "dataset", "origin",
	"lang", "original_value", "external", "first_seen", "last_seen", "id", "target", "note", "stance"}

func detectStatements(_ string, head []byte) bool {
	h := header(head)
	if slices.Contains(h, "entity_id") && slices.Contains(h, "prop") && slices.Contains(h, "value") {
		return true
	}
	return len(h) >= len(legacyPack)-1 && len(h) <= len(legacyPack) && packProp(h[1]) && (h[7] == "t" || h[7] == "f")
}

// packProp reports whether a cell is "Schema:property".
func packProp(cell string) bool {
	schema, prop, ok := strings.Cut(cell, ":")
	s := ftm.Lookup(schema)
	return ok && s != nil && (prop == "id" || s.Prop(prop) != nil)
}

// readStatements reads one statement a row. The entity is the canonical id, where the file has it; the entity ids that
// were merged into it are former ids. Statements marked external are proposals of an enrichment, not part of the
// data; they are left out and counted.
func (g *graph) readStatements(f lists.File) error {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(f.Data, []byte("\xef\xbb\xbf"))))
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	first, err := r.Read()
	if err != nil {
		return fmt.Errorf("line 1: %w", err)
	}
	columns := legacyPack
	external := 0
	if slices.Contains(first, "entity_id") {
		columns = slices.Clone(first)
	} else if err := g.statement(columns, first, &external); err != nil {
		return fmt.Errorf("line 1: %w", err)
	}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if err := g.statement(columns, row, &external); err != nil {
			line, _ := r.FieldPos(0)
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
	if external > 0 {
		g.pub.Warn("%d external statements (proposals of an enrichment) were left out", external)
	}
	return nil
}

func (g *graph) statement(columns, row []string, external *int) error {
	if len(row) < len(columns)-1 { // a pack may lack its last column
		return fmt.Errorf("%d of %d columns: the file is cut or damaged", len(row), len(columns))
	}
	cell := func(name string) string {
		if i := slices.Index(columns, name); i >= 0 && i < len(row) {
			return row[i]
		}
		return ""
	}
	for i, c := range columns {
		if i < len(row) && row[i] != "" && !slices.Contains(statementColumns, c) {
			g.pub.UnknownAt("column " + c)
		}
	}
	schema, prop := cell("schema"), cell("prop")
	if s, p, ok := strings.Cut(prop, ":"); ok {
		schema, prop = s, p
	}
	id := cell("canonical_id")
	if id == "" {
		id = cell("entity_id")
	}
	switch {
	case id == "" || schema == "" || prop == "":
		return errors.New("a statement without entity, schema or property")
	case strings.HasPrefix(cell("external"), "t"):
		*external++
		return nil
	}
	// The schema of a statement is that of its property in the merged data: of an entity's schemata the most special.
	n := g.node(id, schema)
	if entity := cell("entity_id"); entity != id && !slices.Contains(n.former, entity) {
		n.former = append(n.former, entity)
	}
	g.dataset(n, cell("dataset"))
	if prop == "id" { // says only that the entity is there
		return nil
	}
	s := ftm.Statement{Prop: prop, Lang: cell("lang"), Note: cell("note"), Stance: ftm.Stance(cell("stance"))}
	value, original := cell("value"), cell("original_value")
	if p := n.Schema.Prop(prop); p != nil {
		if clean, ok := p.Clean(value); ok {
			s.Value = clean
		}
	}
	s.Original = original
	if s.Original == "" || s.Value == "" {
		s.Original = value
	}
	g.add(n, s)
	return nil
}
