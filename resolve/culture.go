package resolve

import (
	"math"
	"slices"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// culture counts the words of persons' names in one country. A name is rare or common among those who could bear it: Kim
// Chol is rare among the names of the world and common among North Koreans, of whom the lists have hundreds.
type culture struct {
	records float64
	words   map[string]float64 // records that have a word
}

// smoothing keeps a handful of records of a country from making all their names common.
const smoothing = 2000

func cultures(records []*Record) map[string]*culture {
	out := map[string]*culture{}
	for _, r := range records {
		if match.KindOf(r.Schema) != names.Person {
			continue
		}
		words := map[string]bool{}
		for n := range r.Names {
			for _, t := range r.Names[n].Tokens {
				words[t.Text] = true
			}
		}
		for _, country := range r.Facts.Countries {
			c := out[country]
			if c == nil {
				c = &culture{words: map[string]float64{}}
				out[country] = c
			}
			c.records++
			for w := range words {
				c.words[w]++
			}
		}
	}
	return out
}

// culture is by how many bits the words that agree are commoner in a country of the two persons, whichever makes them
// commonest, than they are on the lists as a whole, once it is allowed for how rare persons of that country are. A
// birth date that agrees makes up for it.
func (c *Comparer) culture(x, y *Record, f *fit, facts []match.Evidence) float64 {
	if personOr(x, y) != names.Person || dated(facts) {
		return 0
	}
	counted := 0.0
	for _, e := range facts {
		if e.Feature == "country" {
			counted = max(e.Bits, 0)
		}
	}
	most := 0.0
	for _, r := range []*Record{x, y} {
		for _, country := range slices.Concat(r.Facts.Countries, r.regimes) {
			k := c.cultures[country]
			if k == nil {
				continue
			}
			lost := counted - math.Log2(float64(len(c.records)+20_000)/(k.records+smoothing))
			for _, w := range f.agreed {
				lost += max(0, c.rarityOf(w)-math.Log2((k.records+smoothing)/max(k.words[w], 1)))
			}
			if lost > most {
				most, f.country = lost, ftm.CountryName(country)
			}
		}
	}
	return most
}
