package interchange

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// ErrDeltaAlone is the error of reading a delta file without the state that it changes.
var ErrDeltaAlone = errors.New("a delta file says only what changed; it needs the publication before it (see ApplyDelta)")

// ApplyDelta applies an OpenSanctions delta file (lines of op ADD, MOD or DEL with the entity) to the records of
// the publication that it follows on, and returns those of the next. The base is not changed. A delta that does not
// fit the base (MOD or DEL of an entity that is not there, ADD of one that is) is an error: one in between is missing.
func ApplyDelta(base []*lists.Record, data []byte) ([]*lists.Record, error) {
	list := "ftm"
	if len(base) > 0 {
		list = listOf(base[0])
	}
	pub, err := applyDelta(list, base, lists.File{Name: "delta", Data: data})
	if err != nil {
		return nil, err
	}
	return pub.Records, nil
}

func listOf(r *lists.Record) string { return strings.TrimSuffix(r.Target().ID, ":"+r.ID) }

func applyDelta(list string, base []*lists.Record, f lists.File) (*lists.Publication, error) {
	g := newGraph(list)
	for _, r := range base {
		g.restore(r)
	}
	// Whether an entity is there is judged by the state before each line; an entity whose last line was DEL is gone.
	err := objects(f.Data, func(_ int, raw json.RawMessage) error {
		var op struct {
			Op     string          `json:"op"`
			Entity json.RawMessage `json:"entity"`
		}
		var p proxy
		if err := json.Unmarshal(raw, &op); err != nil {
			return fmt.Errorf("not a delta: %w", err)
		}
		if err := json.Unmarshal(op.Entity, &p); err != nil || p.ID == "" {
			return fmt.Errorf("op %q without an entity", op.Op)
		}
		_, there := g.nodes[p.ID]
		switch op.Op {
		case "ADD", "MOD", "DEL":
			if there == (op.Op == "ADD") {
				return fmt.Errorf("%s of %s does not fit the publication before it: a delta in between is missing", op.Op, p.ID)
			}
		default:
			return fmt.Errorf("unknown op %q; a delta has ADD, MOD and DEL", op.Op)
		}
		delete(g.nodes, p.ID)
		if op.Op == "DEL" {
			return nil
		}
		_, err := g.entity(op.Entity, 0)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	return g.publication(), nil
}

// restore puts the entities of a record back under the ids with which they came.
func (g *graph) restore(r *lists.Record) {
	for i, e := range r.Entities {
		n := &node{Entity: plain(e, g.list)}
		if i == 0 {
			n.former = slices.Clone(r.Former)
		}
		g.nodes[n.ID] = n
	}
}

// plain returns a copy of an entity of that list with the ids with which it came.
func plain(e *ftm.Entity, list string) *ftm.Entity {
	out := &ftm.Entity{ID: plainID(e.ID, list), Schema: e.Schema, Statements: slices.Clone(e.Statements)}
	for i, s := range out.Statements {
		if p := e.Schema.Prop(s.Prop); p != nil && p.Type.Name == "entity" && s.Value != "" {
			out.Statements[i].Value = plainID(s.Value, list)
		}
	}
	return out
}

// parseDelta reads a full export and the deltas after it, in this order, as one publication.
func parseDelta(listID string) func([]lists.File) (*lists.Publication, error) {
	return func(files []lists.File) (*lists.Publication, error) {
		var pub *lists.Publication
		for _, f := range files {
			head := f.Data[:min(len(f.Data), 64<<10)]
			var err error
			switch {
			case detectDelta(f.Name, head) && pub == nil:
				return nil, fmt.Errorf("%s: %w", f.Name, ErrDeltaAlone)
			case detectDelta(f.Name, head):
				pub, err = applyDelta(listID, pub.Records, f)
			default:
				pub, err = parseFull(listID, f, head)
			}
			if err != nil {
				return nil, err
			}
		}
		if pub == nil {
			return nil, errors.New("no files")
		}
		return pub, nil
	}
}

func parseFull(listID string, f lists.File, head []byte) (*lists.Publication, error) {
	for _, format := range FTM(listID).Formats {
		if format.ID != "ftm-delta" && format.Detect(f.Name, head) {
			return format.Parse([]lists.File{f})
		}
	}
	return nil, fmt.Errorf("%s: not FollowTheMoney data", f.Name)
}
