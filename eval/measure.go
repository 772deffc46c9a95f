package eval

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"

	"github.com/linchpin-oss/linchpin/match"
)

// Rate is a share with its 95 percent confidence interval, in which rows of one group count as one observation.
type Rate struct{ Value, Low, High float64 }

// MarshalJSON writes the share alone, so that it is a plain number in every report; SliceRow.Intervals has the intervals.
func (r Rate) MarshalJSON() ([]byte, error) { return json.Marshal(r.Value) }

// tally adds up hits by group.
type tally struct {
	groups map[string]*[2]float64 // hits, rows
	hits   float64
	rows   float64
}

func (t *tally) add(group string, hit bool) {
	if t.groups == nil {
		t.groups = map[string]*[2]float64{}
	}
	g := t.groups[group]
	if g == nil {
		g = new([2]float64)
		t.groups[group] = g
	}
	g[1]++
	t.rows++
	if hit {
		g[0]++
		t.hits++
	}
}

// rate is the share of hits. The interval is Wilson's with the effective number of observations, which the variance
// between groups gives (ratio estimator for clusters).
func (t *tally) rate() Rate {
	if t.rows == 0 {
		return Rate{math.NaN(), math.NaN(), math.NaN()}
	}
	p := t.hits / t.rows
	n := float64(len(t.groups))
	squares := 0.0
	for _, g := range t.groups {
		d := g[0] - p*g[1]
		squares += d * d
	}
	if n > 1 {
		if variance := squares / (t.rows * t.rows) * n / (n - 1); variance > 0 && p*(1-p) > 0 {
			n = p * (1 - p) / variance
		}
	}
	const z = 1.96
	center := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return Rate{round(p), round(max(0, center-half)), round(min(1, center+half))}
}

func round(x float64) float64 { return math.Round(x*1e5) / 1e5 }

// nothing is the bits of an answer that is not there.
const nothing = -1e9

// Threshold is where a number of background names raise an alert.
type Threshold struct {
	Bits  float64 `json:"bits"`
	Score float64 `json:"score"`
	Names int     `json:"names"` // background names measured
	Reach int     `json:"reach"` // of them at or above the threshold
}

// thresholdAt returns the least bits that at most one in every background names reaches; nil with fewer names than
// that. The bits must be sorted downwards.
func thresholdAt(down []float64, every int) *Threshold {
	k := len(down) / every
	if k == 0 {
		return nil
	}
	bits := down[k-1]
	if k < len(down) && down[k] == bits { // a tie over the edge: go above it
		i, _ := slices.BinarySearchFunc(down, bits, func(a, b float64) int { return cmp.Compare(b, a) })
		if i > 0 {
			bits = down[i-1]
		} else {
			bits = math.Nextafter(bits, math.Inf(1))
		}
	}
	if bits == nothing {
		bits = 0
	}
	return &Threshold{Bits: bits, Score: match.Score(bits), Names: len(down), Reach: reaching(down, bits)}
}

// reaching counts the bits at or above a threshold; they are sorted downwards.
func reaching(down []float64, bits float64) int {
	i, _ := slices.BinarySearchFunc(down, bits, func(a, b float64) int {
		if a >= b {
			return -1
		}
		return 1
	})
	return i
}

func sortDown(bits []float64) {
	slices.SortFunc(bits, func(a, b float64) int { return cmp.Compare(b, a) })
}

func sortedDown(bits []float64) []float64 {
	sortDown(bits)
	return bits
}

// scored is a judged observation.
type scored struct {
	bits  float64
	match bool
}

// auc is the area under the receiver operating characteristic: how often a true pair scores above a false one, ties
// counted half.
func auc(obs []scored) float64 {
	obs = slices.Clone(obs)
	slices.SortFunc(obs, func(a, b scored) int { return cmp.Compare(a.bits, b.bits) })
	var positives, negatives, above float64
	for i := 0; i < len(obs); {
		j := i
		var p, n float64
		for ; j < len(obs) && obs[j].bits == obs[i].bits; j++ {
			if obs[j].match {
				p++
			} else {
				n++
			}
		}
		above += p * (negatives + n/2)
		positives, negatives = positives+p, negatives+n
		i = j
	}
	if positives*negatives == 0 {
		return math.NaN()
	}
	return above / (positives * negatives)
}

// Confusion is what a threshold does with judged observations.
type Confusion struct {
	Threshold      float64  `json:"threshold"` // score
	TruePositives  int      `json:"truePositives"`
	FalsePositives int      `json:"falsePositives"`
	FalseNegatives int      `json:"falseNegatives"`
	TrueNegatives  int      `json:"trueNegatives"`
	Precision      *float64 `json:"precision"` // null where nothing is called a match
	Recall         *float64 `json:"recall"`
	F1             *float64 `json:"f1"`
}

func confusion(obs []scored, bits, score float64) Confusion {
	c := Confusion{Threshold: score}
	for _, o := range obs {
		switch {
		case o.match && o.bits >= bits:
			c.TruePositives++
		case o.match:
			c.FalseNegatives++
		case o.bits >= bits:
			c.FalsePositives++
		default:
			c.TrueNegatives++
		}
	}
	tp := float64(c.TruePositives)
	c.Precision = share(tp, tp+float64(c.FalsePositives))
	c.Recall = share(tp, tp+float64(c.FalseNegatives))
	if c.Recall != nil {
		c.F1 = share(2*tp, 2*tp+float64(c.FalsePositives+c.FalseNegatives))
	}
	return c
}

// bestF1 is the threshold with the greatest F1.
func bestF1(obs []scored) Confusion {
	obs = slices.Clone(obs)
	slices.SortFunc(obs, func(a, b scored) int { return cmp.Compare(b.bits, a.bits) })
	positives := 0
	for _, o := range obs {
		if o.match {
			positives++
		}
	}
	best, bits := -1.0, 0.0
	tp := 0
	for i, o := range obs {
		if o.match {
			tp++
		}
		if i+1 < len(obs) && obs[i+1].bits == o.bits {
			continue
		}
		if f := 2 * float64(tp) / float64(i+1+positives); f > best {
			best, bits = f, o.bits
		}
	}
	return confusion(obs, bits, match.Score(bits))
}

// tiedAtTop is the share of true observations whose score, as it is shown, is the highest of all.
func tiedAtTop(obs []scored) *float64 {
	top := math.Inf(-1)
	for _, o := range obs {
		top = max(top, match.Score(o.bits))
	}
	var at, all float64
	for _, o := range obs {
		if o.match {
			all++
			if match.Score(o.bits) == top {
				at++
			}
		}
	}
	return share(at, all)
}

func share(x, of float64) *float64 {
	if of == 0 {
		return nil
	}
	s := round(x / of)
	return &s
}
