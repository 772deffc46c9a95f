// Package catalogue gathers the lists of all publishers.
package catalogue

import (
	"slices"
	"strings"
	"sync"

	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/au"
	"github.com/linchpin-oss/linchpin/lists/ca"
	"github.com/linchpin-oss/linchpin/lists/ch"
	"github.com/linchpin-oss/linchpin/lists/eu"
	"github.com/linchpin-oss/linchpin/lists/interchange"
	"github.com/linchpin-oss/linchpin/lists/jp"
	"github.com/linchpin-oss/linchpin/lists/ofac"
	"github.com/linchpin-oss/linchpin/lists/ua"
	"github.com/linchpin-oss/linchpin/lists/uk"
	"github.com/linchpin-oss/linchpin/lists/un"
	"github.com/linchpin-oss/linchpin/lists/us"
	"github.com/linchpin-oss/linchpin/lists/worldbank"
)

var all = sync.OnceValue(func() []*lists.List {
	out := slices.Concat(au.Lists(), ca.Lists(), ch.Lists(), eu.Lists(), jp.Lists(), ofac.Lists(), ua.Lists(), un.Lists(), uk.Lists(), us.Lists(), worldbank.Lists(), interchange.Lists())
	slices.SortFunc(out, func(a, b *lists.List) int { return strings.Compare(a.ID, b.ID) })
	return out
})

// All returns every known list, by id.
func All() []*lists.List { return all() }

// Find returns the list of that id, or nil.
func Find(id string) *lists.List {
	for _, l := range all() {
		if l.ID == id {
			return l
		}
	}
	return nil
}

// Group returns the lists that an id stands for: one list; or all whose ids begin with it and a hyphen ("us-state"); or,
// for "auto", all. Files are then told apart by their formats.
func Group(id string) []*lists.List {
	if l := Find(id); l != nil {
		return []*lists.List{l}
	}
	var group []*lists.List
	for _, l := range all() {
		if id == "auto" || strings.HasPrefix(l.ID, id+"-") {
			group = append(group, l)
		}
	}
	return group
}
