// Package interchange reads and writes lists that come from users rather than publishers: FollowTheMoney entities in
// the forms that OpenSanctions publishes (JSON lines, nested JSON, statements, deltas, simplified CSV), Senzing
// JSON, and a user's own CSV or JSON lines with a mapping (Custom).
//
// Ids. The record id is the id of the entity as it came; the entity gets lists.EntityID(list, id). Entities that
// cannot be looked for by themselves (Sanction, Ownership, Address, ...) are attached to a record and get the id of its
// target, a slash and their own. References follow, so edges stay whole; what the file does not hold is referred
// to as if it were a record. Export.Plain undoes all this.
//
// Not kept: caption (it follows from the names), target (every party is a record), and first_seen, last_seen and
// last_change, which are stamps of the exporting crawler and change daily. Datasets are kept as a keyword (Interval
// schemata: publisher) that begins with "dataset:".
package interchange

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/lists"
)

// Lists returns the catalogue entry for `linchpin import ftm FILE`.
func Lists() []*lists.List { return []*lists.List{FTM("ftm")} }

// FTM returns a list that holds FollowTheMoney or Senzing data under an id of the user's choice.
func FTM(listID string) *lists.List {
	one := func(read func(g *graph, f lists.File) error) func([]lists.File) (*lists.Publication, error) {
		return func(files []lists.File) (*lists.Publication, error) {
			g := newGraph(listID)
			for _, f := range files {
				if err := read(g, f); err != nil {
					return nil, fmt.Errorf("%s: %w", f.Name, err)
				}
			}
			if len(g.nodes) == 0 {
				return nil, fmt.Errorf("%s: no entities", names(files))
			}
			return g.publication(), nil
		}
	}
	l := &lists.List{
		ID: listID, Title: "FollowTheMoney and Senzing data", Publisher: "imported", Country: "zz",
		Page: "https://followthemoney.tech", Licence: "as given by the source",
		Formats: []lists.Format{
			{ID: "ftm-delta", Title: "OpenSanctions delta", Detect: detectDelta, Role: role("delta"), Delta: true, Parse: parseDelta(listID)},
			{ID: "ftm-json", Title: "FollowTheMoney entities, nested too, as JSON lines or array", Detect: detectEntities,
				Role: role(""), Parse: one((*graph).readEntities)},
			{ID: "ftm-statements", Title: "FollowTheMoney statements, CSV or pack", Detect: detectStatements, Role: role(""),
				Parse: one((*graph).readStatements)},
			{ID: "ftm-simple", Title: "OpenSanctions targets.simple.csv", Detect: detectSimple, Role: role(""),
				Parse: one((*graph).readSimple)},
			{ID: "senzing", Title: "Senzing JSON", Detect: detectSenzing, Role: role(""), Parse: one((*graph).readSenzing)},
		},
	}
	return l
}

func role(name string) func(string, []byte) string {
	return func(string, []byte) string { return name }
}

func names(files []lists.File) string {
	var out []string
	for _, f := range files {
		out = append(out, f.Name)
	}
	return strings.Join(out, ", ")
}

// firstObject returns the beginning of the first JSON object in the file, array brackets left out, or nil.
func firstObject(head []byte) []byte {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n[")
	if len(head) == 0 || head[0] != '{' {
		return nil
	}
	return head
}

func hasKeys(object []byte, keys ...string) bool {
	for _, k := range keys {
		if !bytes.Contains(object, []byte(`"`+k+`"`)) {
			return false
		}
	}
	return len(object) > 0
}

func detectDelta(_ string, head []byte) bool {
	o := firstObject(head)
	line, _, _ := bytes.Cut(o, []byte{'\n'})
	return hasKeys(line, "op", "entity") && (bytes.Contains(line, []byte(`"ADD"`)) || bytes.Contains(line, []byte(`"MOD"`)) ||
		bytes.Contains(line, []byte(`"DEL"`)))
}

func detectEntities(name string, head []byte) bool {
	return hasKeys(firstObject(head), "id", "schema", "properties") && !detectDelta(name, head) && !detectSenzing(name, head)
}

func detectSenzing(_ string, head []byte) bool {
	return hasKeys(firstObject(head), "DATA_SOURCE", "RECORD_ID")
}

// header returns the cells of the first line of a CSV file.
func header(head []byte) []string {
	line, _, _ := bytes.Cut(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), []byte{'\n'})
	r := csv.NewReader(bytes.NewReader(line))
	r.LazyQuotes = true
	row, err := r.Read()
	if err != nil {
		return nil
	}
	return row
}

func detectSimple(_ string, head []byte) bool {
	h := header(head)
	for _, c := range []string{"id", "schema", "name", "aliases", "birth_date", "identifiers"} {
		if !slices.Contains(h, c) {
			return false
		}
	}
	return true
}
