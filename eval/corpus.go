package eval

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/screen"
)

// Party is one entity of an index that is measured, or a decoy that only stands in the way.
type Party struct {
	ID, Kind, Group string
	Names           []string
}

// corpus is an index made for a measurement. Each name is an entry of its own, so that the names through which a party
// does not count for a query can be passed over.
type corpus struct {
	screener *screen.Screener
	party    []int // by entry
	parties  []Party
}

const (
	corpusList = "measured"
	corpusDay  = "2000-01-01"
)

func newCorpus(parties []Party) (*corpus, error) {
	h := &archive.History{List: corpusList}
	var records []*lists.Record
	for i, p := range parties {
		schema := listedSchema(p.Kind).Name
		for k, name := range p.Names {
			r := lists.NewRecord(corpusList, fmt.Sprintf("%08d-%04d", i, k), schema)
			r.Target().Add("name", name)
			records = append(records, r)
		}
	}
	ins := h.Insert()
	p := &archive.Publication{List: corpusList, Published: corpusDay, SHA256: strings.Repeat("0", 64), Records: len(records)}
	ins.Add(p, records)
	ins.Finish()
	meta := index.ListMeta{ID: corpusList, Title: "what is measured", Publications: []index.PublicationMeta{{ID: p.ID(), Published: corpusDay,
		SHA256: p.SHA256, Records: len(records), Readable: true, Status: archive.Accepted}}}
	data, err := index.Build([]index.Input{{Meta: meta, History: h}}, nil)
	if err != nil {
		return nil, err
	}
	x, err := index.FromBytes(data)
	if err != nil {
		return nil, err
	}
	c := &corpus{screener: screen.New(x), parties: parties, party: make([]int, x.Entries())}
	c.screener.Now = func() time.Time { return time.Date(2000, 1, 1, 12, 0, 0, 0, time.UTC) }
	for e := range c.party {
		if _, err := fmt.Sscanf(x.Record(index.Entry(e)), "%08d-", &c.party[e]); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// found is an answer about one party.
type found struct {
	party  int
	entry  index.Entry
	target string // the name that matched
	bits   float64
}

// search screens a name and returns the parties found, best first. Names of the party own count only where allowed says so.
func (c *corpus) search(name, kind string, own int, allowed func(string) bool) ([]found, error) {
	ranked, err := c.screener.Rank(query(name, kind))
	if err != nil {
		return nil, err
	}
	var out []found
	for _, r := range ranked {
		party := c.party[r.Entry]
		if party == own && !allowed(r.Matched.Target) {
			continue
		}
		if !slices.ContainsFunc(out, func(f found) bool { return f.party == party }) {
			out = append(out, found{party, r.Entry, r.Matched.Target, r.Bits})
		}
	}
	return out, nil
}

func query(name, kind string) screen.Query {
	return screen.Query{Name: name, Schema: kindSchemata[kind]}
}

// each runs work for 0 to n-1 on all cores; the first error stops it.
func each(n int, work func(i int) error) error {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var first error
	next := 0
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for {
				mu.Lock()
				from := next
				next += 64
				stop := first != nil
				mu.Unlock()
				if stop || from >= n {
					return
				}
				for i := from; i < min(from+64, n); i++ {
					if err := work(i); err != nil {
						mu.Lock()
						if first == nil {
							first = err
						}
						mu.Unlock()
						return
					}
				}
			}
		})
	}
	wg.Wait()
	return first
}
