// Package resolve finds out which records of which lists are one person, company, ship or aircraft.
//
// The problem: the same man stands on the lists of the EU, the UK, OFAC, Switzerland, Canada and Japan, each time in
// another spelling and with other facts. An answer should name him once, with every listing. But an entity that mixes two
// people is worse than two entities of one: it freezes the account of the one for the deeds of the other, and a
// reader cannot see it. So records are joined only where the evidence leaves no honest doubt; what is merely
// likely is proposed to a person.
//
// It works in three steps, all deterministic:
//
//  1. Blocking (block.go): records that share an identifier, a reference number, a rare word of a name, two words of a
//     name, or a birth date and a word become pairs. Blocks too large to be compared are counted, never dropped in silence.
//  2. Comparing (compare.go): each pair gets evidence in bits from package match, with words weighed by how rare they are
//     on the lists; and what speaks against it: another date of birth, another patronymic, another number
//     of a kind of which a party has one for life. The verdict is Same, Likely or Different.
//  3. Clustering (cluster.go): judgements of people first, then Same pairs, strongest first. Two clusters are joined only
//     if every record of the one may be every record of the other, so that no chain of weak links joins two people.
//
// A Cluster file (file.go) holds the outcome for an index: 4 bytes an entry.
package resolve

import (
	"cmp"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Verdict is what evidence alone says of a pair.
type Verdict uint8

// The verdicts. Different also stands for "too little is known".
const (
	Different Verdict = iota
	Possible          // nothing speaks against it, but too little for it
	Likely            // proposed to a person
	Same              // joined
)

var verdictNames = [...]string{"different", "possible", "likely", "same"}

func (v Verdict) String() string { return verdictNames[v] }

// Basis is what a verdict rests on.
type Basis uint8

// The bases, strongest first.
const (
	ByReference  Basis = iota // one list prints the number of the other's entry
	ByIdentifier              // passport, tax number, IMO number, ...
	ByEvidence                // names and facts
)

var basisNames = [...]string{"reference", "identifier", "evidence"}

func (b Basis) String() string { return basisNames[b] }

// Pair is two records that were compared. A and B are positions in the records, A < B.
type Pair struct {
	A, B    int
	Verdict Verdict
	Basis   Basis
	Opposed Opposition
	Bits    float64
}

// Opposition is what speaks against a pair that is not Same. It keeps apart the clusters of the two.
type Opposition uint8

// The grades of opposition.
const (
	Unopposed Opposition = iota
	Doubted              // other dates, other full names: clusters are joined by a number only
	Barred               // other genders, other numbers for life, or one list tells them apart: never joined by evidence
)

// Judgement is a person's word on two records, by entity id.
type Judgement struct {
	ID   int64
	A, B string // A < B
	Same bool
	Who  string
	When time.Time
	Why  string
	// Undone is set when the judgement was taken back.
	Undone *Undoing
}

// Undoing says who took a judgement back.
type Undoing struct {
	Who  string
	When time.Time
	Why  string
}

// Standing returns the judgements that count: of those on the same two records that were not undone, the newest.
func Standing(all []Judgement) []Judgement {
	newest := map[[2]string]Judgement{}
	for _, j := range all {
		key := [2]string{min(j.A, j.B), max(j.A, j.B)}
		if old, ok := newest[key]; j.Undone == nil && (!ok || old.ID < j.ID) {
			newest[key] = j
		}
	}
	out := make([]Judgement, 0, len(newest))
	for _, j := range newest {
		out = append(out, j)
	}
	slices.SortFunc(out, func(x, y Judgement) int { return cmp.Compare(x.ID, y.ID) })
	return out
}

// Stats says what a resolution met.
type Stats struct {
	Records  int `json:"records"`
	Blocks   int `json:"blocks"`
	Skipped  int `json:"skippedBlocks"` // too large to be compared whole
	Compared int `json:"comparedPairs"`
	Same     int `json:"samePairs"`
	Likely   int `json:"likelyPairs"`
}

// Resolve compares records and returns the pairs that clustering needs: all but those of which nothing is known.
func Resolve(records []*Record, progress func(done, total int)) ([]Pair, Stats) {
	candidates, stats := block(records)
	stats.Records, stats.Compared = len(records), len(candidates)
	comparer := NewComparer(records)
	const chunk = 4096
	parts := make([][]Pair, (len(candidates)+chunk-1)/chunk)
	var wg sync.WaitGroup
	var next, done atomic.Int64
	var mu sync.Mutex
	for range runtime.GOMAXPROCS(0) {
		c := comparer.again()
		wg.Go(func() {
			for n := next.Add(1) - 1; int(n) < len(parts); n = next.Add(1) - 1 {
				for _, k := range candidates[n*chunk : min(int(n+1)*chunk, len(candidates))] {
					if p := c.quick(int(k>>32), int(uint32(k))); p.Verdict != Different || p.Opposed != Unopposed {
						p.Bits = float64(float32(p.Bits)) // as the file keeps it
						parts[n] = append(parts[n], p)
					}
				}
				if progress != nil {
					mu.Lock()
					progress(int(min(done.Add(chunk), int64(len(candidates)))), len(candidates))
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	out := slices.Concat(parts...)
	for i := range out {
		switch out[i].Verdict {
		case Same:
			stats.Same++
		case Likely:
			stats.Likely++
		}
	}
	return out, stats
}
