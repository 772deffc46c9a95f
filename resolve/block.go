package resolve

import (
	"slices"

	"github.com/linchpin-oss/linchpin/names"
)

// Bounds of blocks, in records. A block above its bound is left out, since its key says too little; a pair that matters
// shares a rarer key as well.
const (
	maxRareWord = 40  // records that have a word: compared all with all
	maxBlock    = 80  // records that share two words, a whole name, or a date and a word
	maxShared   = 120 // records that share an identifier or a reference
)

// block returns the pairs to compare, each once, in order: the lower position in the upper 32 bits.
func block(records []*Record) ([]uint64, Stats) {
	b := blocker{blocks: map[string][]uint32{}}
	frequency := map[string]int{}
	skeletons := make([][]string, len(records)) // of the words of each record, each once
	for i, r := range records {
		skeletons[i] = words(r)
		for _, w := range skeletons[i] {
			frequency[w]++
		}
	}
	for i, r := range records {
		b.record(uint32(i), r, skeletons[i], frequency)
	}
	return b.pairs(records)
}

type blocker struct{ blocks map[string][]uint32 }

func (b *blocker) put(key string, record uint32) {
	at := b.blocks[key]
	if len(at) == 0 || at[len(at)-1] != record {
		b.blocks[key] = append(at, record)
	}
}

// The first letter of a key tells its kind.
const (
	keyRef, keyID, keyWord, keyTwo, keyThree, keyDate, keyWhole = "=", "#", "w", "2", "3", "d", "a"
)

func (b *blocker) record(i uint32, r *Record, words []string, frequency map[string]int) {
	for _, ref := range r.Refs {
		b.put(keyRef+ref, i)
	}
	for _, id := range r.Facts.IDs {
		b.put(keyID+id.Value, i)
	}
	for _, w := range words {
		if frequency[w] <= maxRareWord {
			b.put(keyWord+w, i)
		}
		for _, d := range r.Facts.BirthDates {
			if len(d.Value) == 10 {
				b.put(keyDate+d.Value+w, i)
			}
		}
	}
	for n := range r.Names {
		sk := nameSkeletons(r.Names[n].Tokens)
		whole := ""
		for x, v := range sk {
			whole += v + " "
			for y := x + 1; y < len(sk) && x < 6 && y < 7; y++ {
				if frequency[v] <= maxRareWord || frequency[sk[y]] <= maxRareWord {
					continue // a rarer key is there
				}
				b.put(keyTwo+v+" "+sk[y], i)
				for z := y + 1; z < len(sk) && z < 7; z++ {
					b.put(keyThree+v+" "+sk[y]+" "+sk[z], i)
				}
			}
		}
		b.put(keyWhole+whole, i)
	}
}

// words returns the skeletons of the words of all names of a record, each once.
func words(r *Record) []string {
	var out []string
	for n := range r.Names {
		out = append(out, nameSkeletons(r.Names[n].Tokens)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// nameSkeletons returns the skeletons of the telling words of a name, sorted, each once.
func nameSkeletons(tokens []names.Token) []string {
	var out []string
	for _, t := range tokens {
		if substantive(t.Class) || t.Class == names.Numeral {
			if sk := names.Skeleton(t.Text); len(sk) > 1 {
				out = append(out, sk)
			} else {
				out = append(out, t.Text)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func substantive(c names.Class) bool { return c == names.Word || c == names.Patronymic }

func (b *blocker) pairs(records []*Record) ([]uint64, Stats) {
	var stats Stats
	var out []uint64
	for key, at := range b.blocks {
		if len(at) < 2 {
			continue
		}
		most := maxBlock
		if key[:1] == keyRef || key[:1] == keyID {
			most = maxShared
		}
		if len(at) > most {
			stats.Skipped++
			continue
		}
		stats.Blocks++
		for x, i := range at {
			for _, j := range at[x+1:] {
				if records[i].Schema.Compatible(records[j].Schema) {
					out = append(out, uint64(i)<<32|uint64(j))
				}
			}
		}
		if len(out) > 1<<24 { // keep memory bounded
			out = distinct(out)
		}
	}
	return distinct(out), stats
}

func distinct(pairs []uint64) []uint64 {
	slices.Sort(pairs)
	return slices.Compact(pairs)
}
