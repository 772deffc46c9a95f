package train

import (
	"math"
	"slices"
)

// unit is a character with the letters that stand for it.
type unit struct {
	char rune
	text string
}

// longest is how many letters may stand for one character.
const longest = 5

// aligner learns which letters stand for which characters from pairs of words, by expectation maximisation: every way
// to cut the Latin word into as many pieces as the other has characters counts as much as the pieces found so far say.
type aligner struct {
	p map[unit]float64 // probability of the letters given the character
}

// align learns from the pairs, and returns the likeliest units of each; nil for pairs that are no transcription of each
// other, by bits, the mean cost of a unit.
func align(pairs []Pair, rounds int, bits float64) [][]unit {
	a := aligner{}
	for range rounds {
		a.round(pairs)
	}
	out := make([][]unit, len(pairs))
	for i, p := range pairs {
		units, cost := a.best([]rune(p.Source), p.Latin)
		if units != nil && cost <= bits*float64(len(units)) {
			out[i] = units
		}
	}
	return out
}

// prob is the probability of letters given a character; in the first round any number of letters near to one is likely.
func (a *aligner) prob(u unit) float64 {
	if a.p == nil {
		return math.Exp2(-float64(2*len(u.text)) - math.Abs(float64(len(u.text)-1)))
	}
	return a.p[u] + 1e-9
}

func (a *aligner) round(pairs []Pair) {
	counts, sums := map[unit]float64{}, map[rune]float64{}
	type found struct {
		u unit
		n float64
	}
	for _, p := range pairs {
		src := []rune(p.Source)
		n, m := len(src), len(p.Latin)
		if m > n*longest || n > 30 {
			continue
		}
		forward, backward := grid(n, m), grid(n, m)
		forward[0][0], backward[n][m] = 1, 1
		for i := range n {
			for j := 0; j <= m; j++ {
				if forward[i][j] == 0 {
					continue
				}
				for k := 0; k <= longest && j+k <= m; k++ {
					forward[i+1][j+k] += forward[i][j] * a.prob(unit{src[i], p.Latin[j : j+k]})
				}
			}
		}
		total := forward[n][m]
		if total < 1e-290 {
			continue
		}
		var all []found
		for i := n - 1; i >= 0; i-- {
			for j := 0; j <= m; j++ {
				for k := 0; k <= longest && j+k <= m; k++ {
					if backward[i+1][j+k] == 0 {
						continue
					}
					u := unit{src[i], p.Latin[j : j+k]}
					w := a.prob(u) * backward[i+1][j+k]
					backward[i][j] += w
					if c := forward[i][j] * w / total; c > 1e-4 {
						all = append(all, found{u, c})
					}
				}
			}
		}
		for _, f := range all { // in one order, so that the sums are the same each time
			counts[f.u] += f.n
			sums[f.u.char] += f.n
		}
	}
	for u, n := range counts {
		counts[u] = n / sums[u.char]
	}
	a.p = counts
}

func grid(n, m int) [][]float64 {
	cells := make([]float64, (n+1)*(m+1))
	rows := make([][]float64, n+1)
	for i := range rows {
		rows[i] = cells[i*(m+1) : (i+1)*(m+1)]
	}
	return rows
}

// best finds the likeliest way to cut the Latin word, with its cost in bits.
func (a *aligner) best(src []rune, latin string) ([]unit, float64) {
	n, m := len(src), len(latin)
	if m > n*longest || n > 30 || n == 0 {
		return nil, 0
	}
	cost := grid(n, m)
	from := make([][]int, n+1)
	for i := range cost {
		from[i] = make([]int, m+1)
		for j := range cost[i] {
			cost[i][j] = math.Inf(1)
		}
	}
	cost[0][0] = 0
	for i := range n {
		for j := 0; j <= m; j++ {
			if math.IsInf(cost[i][j], 1) {
				continue
			}
			for k := 0; k <= longest && j+k <= m; k++ {
				if c := cost[i][j] - math.Log2(a.prob(unit{src[i], latin[j : j+k]})); c < cost[i+1][j+k] {
					cost[i+1][j+k], from[i+1][j+k] = c, j
				}
			}
		}
	}
	if math.IsInf(cost[n][m], 1) {
		return nil, 0
	}
	units := make([]unit, 0, n)
	for i, j := n, m; i > 0; i-- {
		k := from[i][j]
		units = append(units, unit{src[i-1], latin[k:j]})
		j = k
	}
	slices.Reverse(units)
	return units, cost[n][m]
}
