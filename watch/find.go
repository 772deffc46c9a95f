package watch

import (
	"path/filepath"
	"runtime"
	"slices"
	"sync"

	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

const (
	// margin is by how many bits a name may come out lower when it is searched the other way round.
	margin = 4.0
	// most is how many customers of one party are compared.
	most = 1 << 20
	// spellings is how many names are searched at once.
	spellings = 12
)

// someFacts is what a query's facts can earn at most.
var someFacts = (&match.Facts{BirthDates: []match.Date{{Value: "2006-01-02"}}, Countries: []string{""}, Genders: []string{""}, Addresses: []string{""}}).MostBits()

// find returns the customers of segments whom one of the parties could mean: all with whom screening could raise an alert, and more.
func (w *Watcher) find(portfolio string, f *files, l *listed, parties []wanted) (map[string]bool, error) {
	out := map[string]bool{}
	for _, s := range f.Segments {
		x, err := index.Open(filepath.Join(w.dir(portfolio), s.file()))
		if err != nil {
			return nil, err
		}
		x.WeighBy(l.screener.Index.Rarity)
		w.findIn(x, l, parties, out)
		if err := x.Close(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (w *Watcher) findIn(x *index.Index, l *listed, parties []wanted, out map[string]bool) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	queue := make(chan *wanted)
	for range w.workers() {
		wg.Go(func() {
			for p := range queue {
				found := candidates(x, l, p)
				mu.Lock()
				for _, e := range found {
					out[customerOf(x.Record(e))] = true
				}
				mu.Unlock()
			}
		})
	}
	for i := range parties {
		queue <- &parties[i]
	}
	close(queue)
	wg.Wait()
}

// candidates returns the customers' entries with whom a party could score an alert.
func candidates(x *index.Index, l *listed, p *wanted) (out []index.Entry) {
	want := index.Wanted{Floor: l.day.Floor() - p.facts.MostBits() - margin, Keep: l.day.Shown() - someFacts - margin, Most: most, IDs: p.facts.IDs}
	ids := want.IDs
	var name match.Name
	for some := range slices.Chunk(p.names, spellings) {
		want.IDs, ids = ids, nil
		for _, c := range x.Find(match.NewMatcher(some, l.screener.Index.Rarity), want) {
			if c.ByID || slices.ContainsFunc(c.Names, func(h index.Hit) bool {
				if h.Bits >= want.Floor {
					return true
				}
				x.Name(h.Ref, &name)
				return sameWords(name.Tokens, some[h.Spelling].Tokens)
			}) {
				out = append(out, c.Entry)
			}
		}
	}
	if len(p.names) == 0 && len(ids) > 0 {
		want.IDs = ids
		for _, c := range x.Find(match.NewMatcher(nil, l.screener.Index.Rarity), want) {
			out = append(out, c.Entry)
		}
	}
	return out
}

// sameWords reports whether two names have the same words, in any order: such a name is an alert however common.
func sameWords(a, b []names.Token) bool {
	x, y := wordsOf(a), wordsOf(b)
	return slices.Equal(x, y)
}

func wordsOf(tokens []names.Token) (out []string) {
	for _, t := range tokens {
		if t.Class == names.Word {
			out = append(out, t.Text)
		}
	}
	slices.Sort(out)
	return out
}

func (w *Watcher) workers() int {
	if w.Workers > 0 {
		return w.Workers
	}
	return runtime.GOMAXPROCS(0)
}
