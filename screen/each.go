package screen

import (
	"fmt"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/index"
)

// Each yields the entries in force on a day ("" for today) with their entities, the target first.
func (s *Screener) Each(asOf string, yield func(e index.Entry, list string, entities []*ftm.Entity) error) error {
	p, err := prepare(Query{Name: "any", AsOf: asOf})
	if err != nil {
		return err
	}
	v, err := s.look(p)
	if err != nil {
		return err
	}
	x := s.Index
	for n := range x.Entries() {
		e := index.Entry(n)
		position := v.inForce[x.List(e)]
		if position < 0 {
			continue
		}
		version, _, inForce := standing(x, e, position, v)
		if !inForce {
			continue
		}
		entities, err := x.Entities(version)
		if err != nil {
			return fmt.Errorf("%s:%s: %w", x.Meta.Lists[x.List(e)].ID, x.Record(e), err)
		}
		if err := yield(e, x.Meta.Lists[x.List(e)].ID, entities); err != nil {
			return err
		}
	}
	return nil
}

// On returns what an entry's record says on a day ("" for today), the target first, and whether it is in force then. Of an entry that is no
// longer in force it is the last version; of one that had not come yet it is nil.
func (s *Screener) On(e index.Entry, asOf string) (entities []*ftm.Entity, inForce bool, err error) {
	p, err := prepare(Query{Name: "any", AsOf: asOf})
	if err != nil {
		return nil, false, err
	}
	v, err := s.look(p)
	if err != nil {
		return nil, false, err
	}
	x := s.Index
	position := v.inForce[x.List(e)]
	version, _, inForce := standing(x, e, position, v)
	if !inForce && !x.Began(version, position) {
		return nil, false, nil
	}
	entities, err = x.Entities(version)
	return entities, inForce, err
}
