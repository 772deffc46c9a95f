package watch

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/screen"
)

// seen is what the lists said when a portfolio was screened.
type seen struct {
	Index     string              `json:"index"`
	Clusters  string              `json:"clusters,omitempty"`
	Day       string              `json:"day"`
	Names     int                 `json:"names"`     // of the index when everybody was screened last
	Positions map[string]string   `json:"positions"` // list -> publication in force
	Parties   []byte              `json:"parties"`   // what each party says to screening, hashed to 8 bytes, in order
	Owned     []byte              `json:"owned"`     // the same of parties blocked by their owners
	Near      map[string][]uint32 `json:"near"`      // customers near to the threshold, with the words on which that rests
}

func readSeen(path string) (*seen, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	s := &seen{}
	if err := json.Unmarshal(data, s); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// write stores it under its hash and returns the name of the file.
func (s *seen) write(dir string) (string, error) {
	data, err := json.Marshal(s)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	name := "seen-" + hex.EncodeToString(sum[:8]) + ".json"
	return name, archive.WriteFile(filepath.Join(dir, name), data)
}

// party is an entity with its records in force.
type party struct {
	print   uint64 // of all that screening reads
	entries []index.Entry
}

// lists is what the index says on a day.
type listed struct {
	screener *screen.Screener
	day      *screen.Day
	of       []int32 // by entry: party, -1 if it is not in force
	parties  []party
	owned    []screen.OwnedParty
	ids      map[string]index.Entry
	idsOnce  sync.Once
}

// look works out the parties in force.
func look(s *screen.Screener, o *Options) (*listed, error) {
	day, err := s.Day(screen.Query{Lists: o.Lists, Threshold: o.Threshold, OneIn: o.OneIn, Schema: o.Schema})
	if err != nil {
		return nil, err
	}
	x := s.Index
	l := &listed{screener: s, day: day, of: make([]int32, x.Entries())}
	within, prints := make([]int, x.Entries()), make([]uint64, x.Entries())
	for e := range index.Entry(x.Entries()) {
		l.of[e] = -1
		v, n, inForce := day.Standing(e)
		if !inForce {
			within[e] = -1
			continue
		}
		within[e] = n
		prints[e] = factsPrint(x, e, v)
	}
	x.EachRef(func(e index.Entry, ref index.NameRef) {
		if within[e] >= 0 && x.NameIn(ref, within[e]) {
			text, prop := x.NameText(ref)
			h := newHash()
			h.add(text)
			h.add(prop)
			prints[e] += uint64(h) // names may stand in any order
		}
	})
	for e := range index.Entry(x.Entries()) {
		if within[e] < 0 || l.of[e] >= 0 {
			continue
		}
		p := party{}
		for _, m := range s.Members(e) {
			if within[m] >= 0 {
				l.of[m] = int32(len(l.parties))
				p.entries = append(p.entries, m)
				h := newHash()
				h.number(prints[m])
				p.print += uint64(h)
			}
		}
		l.parties = append(l.parties, p)
	}
	if s.Owned != nil {
		s.Owned.Each(func(p screen.OwnedParty) { l.owned = append(l.owned, p) })
	}
	return l, nil
}

func factsPrint(x *index.Index, e index.Entry, v index.Version) uint64 {
	h := newHash()
	h.add(entityID(x, e))
	schema, f := x.Facts(v)
	h.add(schema.Name)
	for _, d := range f.BirthDates {
		h.add(d.Value)
		h.add(d.Note)
	}
	for _, some := range [][]string{f.Countries, f.Genders, f.Addresses, f.Places} {
		h.add("")
		for _, s := range some {
			h.add(s)
		}
	}
	for _, id := range f.IDs {
		h.add(id.Prop)
		h.add(id.Value)
	}
	return uint64(h)
}

func entityID(x *index.Index, e index.Entry) string {
	return lists.EntityID(x.Meta.Lists[x.List(e)].ID, x.Record(e))
}

// hash is the 64-bit FNV-1a hash.
type hash uint64

func newHash() hash { return 14695981039346656037 }

func (h *hash) add(s string) {
	for i := range len(s) {
		*h = (*h ^ hash(s[i])) * 1099511628211
	}
	*h = (*h ^ 0xff) * 1099511628211
}

func (h *hash) number(n uint64) {
	for range 8 {
		*h = (*h ^ hash(n&0xff)) * 1099511628211
		n >>= 8
	}
}

func ownedPrint(p *screen.OwnedParty) uint64 {
	h := newHash()
	for _, s := range []string{p.ID, p.Caption, p.Schema, p.State} {
		h.add(s)
	}
	return uint64(h)
}

// seen is what is to be remembered.
func (l *listed) seen() *seen {
	x := l.screener.Index
	s := &seen{Index: x.Hash(), Day: l.day.Date(), Positions: map[string]string{}}
	if l.screener.Clusters != nil {
		s.Clusters = l.screener.Clusters.Hash()
	}
	for i, m := range x.Meta.Lists {
		if at := l.day.Position(i); at >= 0 {
			s.Positions[m.ID] = m.Publications[at].ID
		}
	}
	var parties, owned []uint64
	for i := range l.parties {
		parties = append(parties, l.parties[i].print)
	}
	for i := range l.owned {
		owned = append(owned, ownedPrint(&l.owned[i]))
	}
	s.Parties, s.Owned = pack(parties), pack(owned)
	return s
}

func pack(ns []uint64) []byte {
	slices.Sort(ns)
	var out []byte
	for _, n := range ns {
		out = binary.BigEndian.AppendUint64(out, n)
	}
	return out
}

func unpack(data []byte) map[uint64]bool {
	out := make(map[uint64]bool, len(data)/8)
	for ; len(data) >= 8; data = data[8:] {
		out[binary.BigEndian.Uint64(data)] = true
	}
	return out
}

// changed returns the parties that are not as they were.
func (l *listed) changed(before *seen) (parties []int32, owned []screen.OwnedParty) {
	known, knownOwned := unpack(before.Parties), unpack(before.Owned)
	for i := range l.parties {
		if !known[l.parties[i].print] {
			parties = append(parties, int32(i))
		}
	}
	for i := range l.owned {
		if !knownOwned[ownedPrint(&l.owned[i])] {
			owned = append(owned, l.owned[i])
		}
	}
	return parties, owned
}

// wanted is a party to look for among customers.
type wanted struct {
	names []match.Name
	facts match.Facts
}

// wanted gathers names and facts of parties.
func (l *listed) wanted(parties []int32, owned []screen.OwnedParty) []wanted {
	x := l.screener.Index
	at := map[index.Entry]int{}
	out := make([]wanted, len(parties), len(parties)+len(owned))
	for i, n := range parties {
		for _, e := range l.parties[n].entries {
			at[e] = i
			v, _, _ := l.day.Standing(e)
			_, f := x.Facts(v)
			w := &out[i].facts
			w.BirthDates, w.Countries = append(w.BirthDates, f.BirthDates...), append(w.Countries, f.Countries...)
			w.Genders, w.Addresses = append(w.Genders, f.Genders...), append(w.Addresses, f.Addresses...)
			w.IDs = append(w.IDs, f.IDs...)
		}
	}
	x.EachRef(func(e index.Entry, ref index.NameRef) {
		i, ok := at[e]
		if !ok {
			return
		}
		if _, within, _ := l.day.Standing(e); x.NameIn(ref, within) {
			var n match.Name
			x.Name(ref, &n)
			out[i].names = append(out[i].names, n)
		}
	})
	for _, p := range owned {
		out = append(out, wanted{names: screen.Spellings(p.Caption, nil)})
	}
	return out
}

// commoner are the words that names of parties made less rare by a share that matters.
func (l *listed) commoner(parties []wanted) map[uint32]bool {
	count := map[string]int{}
	for i := range parties {
		for _, n := range parties[i].names {
			for _, t := range n.Tokens {
				count[t.Text]++
			}
		}
	}
	x := l.screener.Index
	out := map[uint32]bool{}
	for word, n := range count {
		if names := float64(x.Names()+60000) / math.Exp2(x.Rarity(word)); float64(n) > rarer*names {
			out[wordHash(word)] = true
		}
	}
	return out
}

func wordHash(word string) uint32 {
	h := newHash()
	h.add(word)
	return uint32(h ^ h>>32)
}
