package screen

import (
	"slices"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/network"
)

// Graph is the network of the records in force on a day and of the files of networks that were imported. Records of one party are one node,
// which any of their ids finds.
func (s *Screener) Graph(asOf string, imported []string) (*network.Graph, error) {
	g := &network.Graph{}
	type record struct {
		list     string
		entities []*ftm.Entity
	}
	var records []record
	err := s.Each(asOf, func(e index.Entry, list string, entities []*ftm.Entity) error {
		n := g.Node(s.Entity(e).ID)
		g.Alias(entities[0].ID, n)
		records = append(records, record{list, entities})
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		g.AddEntities(r.entities, r.list)
		n, _ := g.Find(r.entities[0].ID)
		if node := &g.Nodes[n]; node.Listed && !slices.Contains(node.Lists, r.list) {
			node.Lists = append(node.Lists, r.list)
		}
	}
	for _, path := range imported {
		more, err := network.ReadFile(path, "")
		if err != nil {
			return nil, err
		}
		g.Merge(more)
	}
	for _, l := range s.Index.Meta.Lists {
		g.Lists = append(g.Lists, l.ID)
	}
	g.Check()
	return g, nil
}
