// Package tree reads XML, JSON and YAML into one kind of tree that remembers what was looked at.
//
// A parser of an official list walks the tree with Text, Child and All; what it never touched is what it does not
// know, and Unread reports it. So nothing that a publisher adds to a format can go by silently.
//
// XML attributes stand as children named "@name"; names are local names, without namespace. JSON and YAML objects
// have one child for each key, and an array gives as many children of that name as it has items.
//
// The XML reader is our own because encoding/xml reads about 20 MB/s; this one reads several times that. It checks
// that tags nest and close, refuses document type definitions (and with them entity bombs), bounds depth and size,
// and names the line of what it refuses.
package tree

import (
	"fmt"
	"strings"
)

// Node is one element, attribute, key or value.
type Node struct {
	Name  string
	Value string // character data, trimmed; for mixed content the pieces joined by a space
	Line  int    // 1-based line in the source

	first, last, next *Node
	seen              bool
}

// Bounds against hostile files.
const (
	MaxDepth = 64
	MaxNodes = 40_000_000
)

// SyntaxError says where a file stops being well-formed.
type SyntaxError struct {
	Line int
	Msg  string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Msg) }

// Child returns the first child of that name, marked as read, or nil. A nil node has no children, so calls chain.
func (n *Node) Child(name string) *Node {
	if n == nil {
		return nil
	}
	n.seen = true
	for c := n.first; c != nil; c = c.next {
		if c.Name == name {
			c.seen = true
			return c
		}
	}
	return nil
}

// Text returns the value of the first descendant at a path ("programList/program", "@uid"), marked as read, or "".
func (n *Node) Text(path string) string {
	for n != nil {
		name, rest, more := strings.Cut(path, "/")
		n = n.Child(name)
		if !more {
			break
		}
		path = rest
	}
	if n == nil {
		return ""
	}
	return n.Value
}

// All returns the children of that name, marked as read; with a path, those of all matching parents.
func (n *Node) All(path string) []*Node {
	if n == nil {
		return nil
	}
	n.seen = true
	name, rest, more := strings.Cut(path, "/")
	var out []*Node
	for c := n.first; c != nil; c = c.next {
		if c.Name != name {
			continue
		}
		c.seen = true
		if more {
			out = append(out, c.All(rest)...)
		} else {
			out = append(out, c)
		}
	}
	return out
}

// Texts returns the non-empty values of All(path).
func (n *Node) Texts(path string) []string {
	var out []string
	for _, c := range n.All(path) {
		if c.Value != "" {
			out = append(out, c.Value)
		}
	}
	return out
}

// Children returns all children in order; only those that the caller then reads count as read.
func (n *Node) Children() []*Node {
	if n == nil {
		return nil
	}
	n.seen = true
	var out []*Node
	for c := n.first; c != nil; c = c.next {
		out = append(out, c)
	}
	return out
}

// Ignore marks the named children and all below them as read: known, and without content worth keeping.
func (n *Node) Ignore(names ...string) {
	if n == nil {
		return
	}
	n.seen = true
	for _, name := range names {
		for c := n.first; c != nil; c = c.next {
			if c.Name == name {
				c.markAll()
			}
		}
	}
}

func (n *Node) markAll() {
	n.seen = true
	for c := n.first; c != nil; c = c.next {
		c.markAll()
	}
}

// Unread calls report with the path of every node that holds a value or children and was never read. It does not
// descend into an unread node: the topmost unknown name is what a person needs.
func (n *Node) Unread(report func(path string)) {
	if n != nil {
		n.unread(make([]string, 0, MaxDepth), report)
	}
}

func (n *Node) unread(above []string, report func(string)) {
	path := append(above, n.Name)
	if !n.seen {
		if n.hasContent() {
			report(strings.Join(path, "/"))
		}
		return
	}
	for c := n.first; c != nil; c = c.next {
		c.unread(path, report)
	}
}

func (n *Node) hasContent() bool {
	if n.Value != "" {
		return true
	}
	for c := n.first; c != nil; c = c.next {
		if c.hasContent() {
			return true
		}
	}
	return false
}

func (n *Node) add(c *Node) {
	if n.last == nil {
		n.first = c
	} else {
		n.last.next = c
	}
	n.last = c
}

// slab hands out nodes in blocks, which keeps a 25 MB document at a few thousand allocations.
type slab struct {
	free  []Node
	count int
}

func (s *slab) node(name string, line int) (*Node, error) {
	if len(s.free) == 0 {
		if s.count >= MaxNodes {
			return nil, &SyntaxError{line, fmt.Sprintf("more than %d elements", MaxNodes)}
		}
		s.free = make([]Node, 1024)
		s.count += 1024
	}
	n := &s.free[0]
	s.free = s.free[1:]
	n.Name, n.Line = name, line
	return n, nil
}
