package train

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// discount is what absolute discounting takes from each count.
const discount = 0.6

// Counts below these are left out of the table: of a unit, a unit after one other, a unit after two.
var atLeast = [3]int{3, 2, 2}

// ngrams counts units after none, one and two others.
type ngrams [3]map[string]map[string]int

func (u unit) String() string { return string(u.char) + u.text }

func count(words [][]unit) ngrams {
	g := ngrams{{}, {}, {}}
	for _, w := range words {
		if w == nil {
			continue
		}
		row := []string{"^"}
		for _, u := range w {
			row = append(row, u.String())
		}
		row = append(row, "$")
		for i := 1; i < len(row); i++ {
			for n := 0; n < 3 && n <= i+1; n++ {
				context := strings.Join(row[max(i-n, 0):i], " ")
				if n == 2 && i == 1 {
					context = "^ ^"
				}
				if g[n][context] == nil {
					g[n][context] = map[string]int{}
				}
				g[n][context][row[i]]++
			}
		}
	}
	return g
}

// entry is a line of a table.
type entry struct {
	context string
	backoff float64 // bits
	units   map[string]float64
}

// estimate makes probabilities of counts: interpolated absolute discounting; what is discounted or left out goes to the
// context that is a unit shorter.
func (g ngrams) estimate() []entry {
	known := map[string]float64{} // of single units
	total := 0
	for u, n := range g[0][""] {
		if n >= atLeast[0] || u == "$" {
			total += n
			known[u] = float64(n)
		}
	}
	for u := range known {
		known[u] /= float64(total)
	}
	probs := map[string]map[string]float64{"": known}
	backoffs := map[string]float64{"": 1}
	out := []entry{{"", 0, bitsOf(known)}}
	for n := 1; n < 3; n++ {
		for _, context := range sortedKeys(g[n]) {
			if slices.ContainsFunc(strings.Fields(context), func(u string) bool { return u != "^" && known[u] == 0 }) {
				continue
			}
			units := g[n][context]
			sum, kept := 0, 0.0
			for _, c := range units {
				sum += c
			}
			p := map[string]float64{}
			for _, u := range sortedKeys(units) {
				if c := units[u]; c >= atLeast[n] && known[u] > 0 {
					p[u] = (float64(c) - discount) / float64(sum)
					kept += p[u]
				}
			}
			if len(p) == 0 {
				continue
			}
			rest := max(1-kept, 1e-3)
			shorter := ""
			if _, after, ok := strings.Cut(context, " "); ok {
				shorter = after
			}
			for u := range p {
				p[u] += rest * lookUp(probs, backoffs, shorter, u)
			}
			probs[context], backoffs[context] = p, rest
			out = append(out, entry{context, -math.Log2(rest), bitsOf(p)})
		}
	}
	return out
}

func lookUp(probs map[string]map[string]float64, backoffs map[string]float64, context, u string) float64 {
	if p, ok := probs[context][u]; ok {
		return p
	}
	if context == "" {
		return 0
	}
	b, ok := backoffs[context]
	if !ok {
		b = 1
	}
	return b * probs[""][u]
}

func bitsOf(p map[string]float64) map[string]float64 {
	m := make(map[string]float64, len(p))
	for u, x := range p {
		m[u] = -math.Log2(x)
	}
	return m
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// write prints a table: contexts in order, their units likeliest first.
func write(w io.Writer, entries []entry) error {
	for _, e := range entries {
		units := sortedKeys(e.units)
		slices.SortStableFunc(units, func(a, b string) int {
			switch x, y := e.units[a], e.units[b]; {
			case x < y:
				return -1
			case x > y:
				return 1
			}
			return 0
		})
		for i, u := range units {
			units[i] = fmt.Sprintf("%s=%.1f", u, e.units[u])
		}
		if _, err := fmt.Fprintf(w, "%s\t%.1f\t%s\n", e.context, e.backoff, strings.Join(units, " ")); err != nil {
			return err
		}
	}
	return nil
}
