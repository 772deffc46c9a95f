package interchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// Bounds against hostile files.
const (
	maxNesting = 16
	maxValues  = 100_000 // values of one property of one entity
)

// objects calls each with every JSON object of the file and the line on which it begins: JSON lines, one array, or
// objects one after the other.
func objects(data []byte, each func(line int, raw json.RawMessage) error) error {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	dec := json.NewDecoder(bytes.NewReader(data))
	line, at := 1, 0
	where := func() int {
		to := min(int(dec.InputOffset()), len(data))
		for to < len(data) && bytes.IndexByte([]byte(" \t\r\n,"), data[to]) >= 0 {
			to++ // to where the next value begins, which is what an error is about
		}
		line += bytes.Count(data[at:to], []byte{'\n'})
		at = to
		return line
	}
	inArray := false
	if t := bytes.TrimLeft(data, " \t\r\n"); len(t) > 0 && t[0] == '[' {
		inArray = true
		if _, err := dec.Token(); err != nil {
			return fmt.Errorf("line 1: %w", err)
		}
	}
	where()
	for {
		if inArray && !dec.More() {
			if _, err := dec.Token(); err != nil {
				return fmt.Errorf("line %d: the file ends inside its array: it is cut", where())
			}
			inArray = false
			continue
		}
		var raw json.RawMessage
		err := dec.Decode(&raw)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return fmt.Errorf("line %d: the file ends inside an object: it is cut", where())
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", where(), err)
		}
		begin := line
		where()
		if err := each(begin, raw); err != nil {
			return fmt.Errorf("line %d: %w", begin, err)
		}
	}
}

// proxy is an entity in FollowTheMoney's JSON.
type proxy struct {
	ID         string                     `json:"id"`
	Schema     string                     `json:"schema"`
	Properties map[string]json.RawMessage `json:"properties"`
	Referents  []string                   `json:"referents"`
	Datasets   []string                   `json:"datasets"`
}

// The keys beside properties: read, or left out as the package comment says.
var proxyKeys = map[string]bool{"id": true, "schema": true, "properties": true, "referents": true, "datasets": true,
	"caption": true, "first_seen": true, "last_seen": true, "last_change": true, "target": true}

func (g *graph) readEntities(f lists.File) error {
	return objects(f.Data, func(_ int, raw json.RawMessage) error {
		_, err := g.entity(raw, 0)
		return err
	})
}

// entity reads one object, with the entities nested in its properties.
func (g *graph) entity(raw json.RawMessage, depth int) (*node, error) {
	if depth > maxNesting {
		return nil, fmt.Errorf("entities nested deeper than %d", maxNesting)
	}
	var p proxy
	if err := json.Unmarshal(raw, &p); err != nil {
		return nil, fmt.Errorf("not a FollowTheMoney entity: %w", err)
	}
	if p.ID == "" || p.Schema == "" {
		return nil, errors.New("an entity without id or schema")
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(raw, &keys); err != nil {
		return nil, err
	}
	n := g.node(p.ID, p.Schema)
	for key, value := range keys {
		if !proxyKeys[key] && string(value) != "null" {
			g.pub.UnknownAt("entity." + key)
			n.note(key + ": " + string(value))
		}
	}
	n.former = append(n.former, p.Referents...)
	for _, d := range p.Datasets {
		g.dataset(n, d)
	}
	for prop, values := range p.Properties {
		if err := g.values(n, prop, values, depth); err != nil {
			return nil, fmt.Errorf("%s: property %s: %w", p.ID, prop, err)
		}
	}
	return n, nil
}

// values reads the values of a property: an array, or one value by itself.
func (g *graph) values(n *node, prop string, raw json.RawMessage, depth int) error {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		list = []json.RawMessage{raw}
	}
	if len(list) > maxValues {
		return fmt.Errorf("%d values, more than %d", len(list), maxValues)
	}
	for _, v := range list {
		if len(v) > 0 && v[0] == '{' {
			nested, err := g.entity(v, depth+1)
			if err != nil {
				return err
			}
			g.add(n, ftm.Statement{Prop: prop, Original: nested.ID})
			continue
		}
		text, err := scalar(v)
		if err != nil {
			return err
		}
		g.add(n, ftm.Statement{Prop: prop, Original: text})
	}
	return nil
}

// scalar reads a string, number or truth value as text; null is "".
func scalar(raw json.RawMessage) (string, error) {
	var v any
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		return "", err
	}
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case json.Number:
		return v.String(), nil
	case bool:
		return strconv.FormatBool(v), nil
	}
	return "", fmt.Errorf("%.40s is not a value", raw)
}
