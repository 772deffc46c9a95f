package index

// WeighBy lets tokens weigh what another index says, for an index of customers that is searched with listed names. It must be
// called before the first search.
func (x *Index) WeighBy(rarity func(token string) float64) { x.weigh = rarity }

// EachRef calls yield with every spelling and the entry it belongs to.
func (x *Index) EachRef(yield func(Entry, NameRef)) {
	for i := range x.Names() {
		yield(x.nameEntry(uint32(i)), NameRef{uint32(i)})
	}
}
