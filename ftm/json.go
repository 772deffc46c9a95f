package ftm

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// entityJSON is an entity as FollowTheMoney writes it.
type entityJSON struct {
	ID         string              `json:"id"`
	Schema     string              `json:"schema"`
	Caption    string              `json:"caption,omitempty"`
	Properties map[string][]string `json:"properties"`
}

// Properties returns the understood values by property, each list sorted and without repeats.
func (e *Entity) Properties() map[string][]string {
	props := map[string][]string{}
	for _, s := range e.Statements {
		if s.Value != "" {
			props[s.Prop] = append(props[s.Prop], s.Value)
		}
	}
	for p, vs := range props {
		slices.Sort(vs)
		props[p] = slices.Compact(vs)
	}
	return props
}

// MarshalJSON writes the entity as FollowTheMoney does: id, schema, caption and properties, with the understood values only.
// Language, notes, stance and wording have no place there; statements.csv carries them.
func (e *Entity) MarshalJSON() ([]byte, error) {
	return json.Marshal(entityJSON{e.ID, e.Schema.Name, e.Caption(), e.Properties()})
}

// UnmarshalJSON reads an entity as FollowTheMoney writes it. Values are cleaned again; what is not understood is kept as
// printed. An unknown schema or property is an error that names it. Properties are added in alphabetical order.
func (e *Entity) UnmarshalJSON(data []byte) error {
	var in entityJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return fmt.Errorf("FollowTheMoney entity: %w", err)
	}
	schema := Lookup(in.Schema)
	if schema == nil {
		return fmt.Errorf("FollowTheMoney entity %q: unknown schema %q", in.ID, in.Schema)
	}
	if in.ID == "" {
		return fmt.Errorf("FollowTheMoney entity of schema %s without id", in.Schema)
	}
	*e = Entity{ID: in.ID, Schema: schema}
	for _, prop := range slices.Sorted(maps.Keys(in.Properties)) {
		if schema.Prop(prop) == nil {
			return fmt.Errorf("FollowTheMoney entity %q: schema %s has no property %q", in.ID, in.Schema, prop)
		}
		e.Add(prop, in.Properties[prop]...)
	}
	return nil
}
