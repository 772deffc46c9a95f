package tree

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"
)

// JSON reads one JSON document. Its root is a node named "json"; a top-level array gives children named "item".
func JSON(data []byte) (*Node, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	b := &jsonBuilder{dec: dec, data: data, line: 1}
	root, err := b.slab.node("json", 1)
	if err != nil {
		return nil, err
	}
	tok, err := dec.Token()
	if err != nil {
		return nil, b.fail(err)
	}
	if err := b.fill(root, tok, "item", 0); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, b.fail(errors.New("data after the end of the JSON document"))
	}
	return root, nil
}

type jsonBuilder struct {
	dec  *json.Decoder
	data []byte
	slab slab
	line int
	at   int
}

func (b *jsonBuilder) fail(err error) error {
	msg := err.Error()
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		msg = "the file ends inside the JSON document: cut or empty"
	}
	return &SyntaxError{b.pos(), msg}
}

func (b *jsonBuilder) pos() int {
	off := min(int(b.dec.InputOffset()), len(b.data))
	b.line += bytes.Count(b.data[b.at:off], []byte{'\n'})
	b.at = off
	return b.line
}

// fill puts the value that begins with tok into n: a scalar as its Value, an object as children, an array as children
// of n named name.
func (b *jsonBuilder) fill(n *Node, tok json.Token, name string, depth int) error {
	if depth > MaxDepth {
		return b.fail(fmt.Errorf("values nested deeper than %d", MaxDepth))
	}
	switch t := tok.(type) {
	case json.Delim:
		for b.dec.More() {
			key := name
			if t == '{' {
				k, err := b.dec.Token()
				if err != nil {
					return b.fail(err)
				}
				key = k.(string)
			}
			v, err := b.dec.Token()
			if err != nil {
				return b.fail(err)
			}
			if v == json.Delim('[') && t == '{' {
				for b.dec.More() {
					item, err := b.dec.Token()
					if err != nil {
						return b.fail(err)
					}
					if err := b.child(n, key, item, depth); err != nil {
						return err
					}
				}
				if _, err := b.dec.Token(); err != nil {
					return b.fail(err)
				}
				continue
			}
			if err := b.child(n, key, v, depth); err != nil {
				return err
			}
		}
		if _, err := b.dec.Token(); err != nil {
			return b.fail(err)
		}
	case string:
		n.Value = t
	case json.Number:
		n.Value = t.String()
	case bool:
		n.Value = fmt.Sprint(t)
	}
	return nil
}

func (b *jsonBuilder) child(n *Node, key string, tok json.Token, depth int) error {
	c, err := b.slab.node(key, b.pos())
	if err != nil {
		return err
	}
	n.add(c)
	return b.fill(c, tok, "item", depth+1)
}

// YAML reads a stream of YAML documents and returns one node named "doc" for each. Aliases are refused: they are how
// a small file grows without bound.
func YAML(data []byte) ([]*Node, error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var docs []*Node
	var s slab
	for {
		var y yaml.Node
		err := dec.Decode(&y)
		if errors.Is(err, io.EOF) {
			return docs, nil
		}
		if err != nil {
			return nil, &SyntaxError{len(docs), "YAML document: " + err.Error()}
		}
		for _, content := range y.Content {
			n, err := s.node("doc", content.Line)
			if err != nil {
				return nil, err
			}
			if err := fillYAML(&s, n, content, 0); err != nil {
				return nil, err
			}
			docs = append(docs, n)
		}
	}
}

func fillYAML(s *slab, n *Node, y *yaml.Node, depth int) error {
	if depth > MaxDepth {
		return &SyntaxError{y.Line, fmt.Sprintf("values nested deeper than %d", MaxDepth)}
	}
	add := func(name string, v *yaml.Node) error {
		c, err := s.node(name, v.Line)
		if err != nil {
			return err
		}
		n.add(c)
		return fillYAML(s, c, v, depth+1)
	}
	switch y.Kind {
	case yaml.AliasNode:
		return &SyntaxError{y.Line, "YAML aliases are refused"}
	case yaml.ScalarNode:
		if y.Tag != "!!null" {
			n.Value = y.Value
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(y.Content); i += 2 {
			key, v := y.Content[i].Value, y.Content[i+1]
			if v.Kind == yaml.SequenceNode {
				for _, item := range v.Content {
					if err := add(key, item); err != nil {
						return err
					}
				}
				continue
			}
			if err := add(key, v); err != nil {
				return err
			}
		}
	case yaml.SequenceNode:
		for _, item := range y.Content {
			if err := add("item", item); err != nil {
				return err
			}
		}
	}
	return nil
}
