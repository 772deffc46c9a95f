package tagger

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
)

// Sequence is one training example.
type Sequence struct {
	Labels   []int
	Features Features
}

// Options of Train.
type Options struct {
	Rounds   int     // over all examples; 8 if 0
	MinCount int     // features seen less often are left out; 2 if 0
	Least    float64 // rows whose greatest weight is smaller are left out of the model
	Rate     float64 // of the steps; 0.1 if 0
	L2       float64 // pull towards zero
	// Keep is how many features the model may have; all if 0. A first training finds those with the greatest weights
	// and uses, a second one learns from them alone.
	Keep int
	// Seed orders the examples.
	Seed uint64
}

// trainer holds the weights while they are learned.
type trainer struct {
	k        int
	weights  []float32
	squares  []float32 // sum of the squares of the steps of each weight
	trans    []float32
	tsquares []float32
	rate, l2 float64
	examples []example
}

type example struct {
	labels   []int
	features [][]int32
}

// Train learns a model. The result depends only on the examples, their order and the options.
func Train(labels []string, data []Sequence, o Options) *Model {
	if o.Rounds == 0 {
		o.Rounds = 8
	}
	if o.Rate == 0 {
		o.Rate = 0.1
	}
	if o.MinCount == 0 {
		o.MinCount = 2
	}
	rows := map[string]int32{}
	var count []int32
	k := len(labels)
	t := &trainer{k: k, rate: o.Rate, l2: o.L2}
	for _, s := range data {
		ex := example{labels: s.Labels, features: make([][]int32, len(s.Labels))}
		for i := range s.Labels {
			s.Features(i, func(f []byte) {
				r, ok := rows[string(f)]
				if !ok {
					r = int32(len(rows))
					rows[string(f)] = r
					count = append(count, 0)
				}
				count[r]++
				ex.features[i] = append(ex.features[i], r)
			})
		}
		t.examples = append(t.examples, ex)
	}
	for i := range t.examples {
		for j, fs := range t.examples[i].features {
			kept := fs[:0]
			for _, f := range fs {
				if count[f] >= int32(o.MinCount) {
					kept = append(kept, f)
				}
			}
			t.examples[i].features[j] = kept
		}
	}
	t.run(len(count), o)
	if o.Keep > 0 && o.Keep < len(rows) {
		t.reduce(rows, count, o.Keep)
		t.run(len(count), o)
	}
	return t.model(labels, rows, o.Least)
}

// run learns weights for n features from nothing.
func (t *trainer) run(n int, o Options) {
	k := t.k
	t.weights, t.squares = make([]float32, n*k), make([]float32, n*k)
	t.trans, t.tsquares = make([]float32, (k+1)*k), make([]float32, (k+1)*k)
	random := rand.New(rand.NewPCG(o.Seed, 1))
	for range o.Rounds {
		for _, i := range random.Perm(len(t.examples)) {
			t.learn(&t.examples[i])
		}
	}
}

// reduce leaves only the features that matter most in the examples.
func (t *trainer) reduce(rows map[string]int32, count []int32, keep int) {
	worth := make([]float64, len(rows))
	names := make([]string, len(rows))
	order := make([]int32, 0, len(rows))
	for f, r := range rows {
		names[r] = f
		for _, w := range t.weights[int(r)*t.k : int(r)*t.k+t.k] {
			worth[r] = max(worth[r], math.Abs(float64(w))*math.Sqrt(float64(count[r])))
		}
	}
	for r := range int32(len(rows)) {
		order = append(order, r)
	}
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(worth[b], worth[a]), strings.Compare(names[a], names[b]))
	})
	for _, r := range order[keep:] {
		delete(rows, names[r])
		worth[r] = -1
	}
	for i := range t.examples {
		for j, fs := range t.examples[i].features {
			kept := fs[:0]
			for _, f := range fs {
				if worth[f] >= 0 {
					kept = append(kept, f)
				}
			}
			t.examples[i].features[j] = kept
		}
	}
}

// learn moves the weights along the gradient of the log-likelihood of one example.
func (t *trainer) learn(ex *example) {
	n, k := len(ex.labels), t.k
	if n == 0 {
		return
	}
	scores := make([]float64, n*k)
	for i, fs := range ex.features {
		row := scores[i*k : i*k+k]
		for _, f := range fs {
			for l, w := range t.weights[int(f)*k : int(f)*k+k] {
				row[l] += float64(w)
			}
		}
	}
	marginal, pairs := t.expect(scores, n)
	for i, fs := range ex.features {
		for l := range k {
			g := -marginal[i*k+l]
			if l == ex.labels[i] {
				g++
			}
			if math.Abs(g) < 1e-4 {
				continue
			}
			for _, f := range fs {
				t.move(t.weights, t.squares, int(f)*k+l, g)
			}
		}
	}
	prev := k
	for _, l := range ex.labels {
		pairs[prev*k+l]--
		prev = l
	}
	for i, g := range pairs {
		if g != 0 {
			t.move(t.trans, t.tsquares, i, -g)
		}
	}
}

// move makes one AdaGrad step with a pull towards zero.
func (t *trainer) move(w, squares []float32, i int, g float64) {
	g -= t.l2 * float64(w[i])
	squares[i] += float32(g * g)
	w[i] += float32(t.rate * g / (1e-3 + math.Sqrt(float64(squares[i]))))
}

// expect returns the probability of each label at each position and the expected number of each pair of labels.
func (t *trainer) expect(scores []float64, n int) (marginal, pairs []float64) {
	k := t.k
	alpha, beta := make([]float64, n*k), make([]float64, n*k)
	tmp := make([]float64, k)
	for l := range k {
		alpha[l] = scores[l] + float64(t.trans[k*k+l])
	}
	for i := 1; i < n; i++ {
		for l := range k {
			for p := range k {
				tmp[p] = alpha[(i-1)*k+p] + float64(t.trans[p*k+l])
			}
			alpha[i*k+l] = scores[i*k+l] + logSum(tmp)
		}
	}
	for i := n - 2; i >= 0; i-- {
		for l := range k {
			for q := range k {
				tmp[q] = float64(t.trans[l*k+q]) + scores[(i+1)*k+q] + beta[(i+1)*k+q]
			}
			beta[i*k+l] = logSum(tmp)
		}
	}
	z := logSum(alpha[(n-1)*k:])
	marginal, pairs = make([]float64, n*k), make([]float64, (k+1)*k)
	for i := range n * k {
		marginal[i] = math.Exp(alpha[i] + beta[i] - z)
	}
	for l := range k {
		pairs[k*k+l] = marginal[l]
	}
	for i := 1; i < n; i++ {
		for p := range k {
			a := alpha[(i-1)*k+p] - z
			if a < -1e6 {
				continue
			}
			for l := range k {
				pairs[p*k+l] += math.Exp(a + float64(t.trans[p*k+l]) + scores[i*k+l] + beta[i*k+l])
			}
		}
	}
	return marginal, pairs
}

func logSum(x []float64) float64 {
	top := x[0]
	for _, v := range x[1:] {
		top = max(top, v)
	}
	sum := 0.0
	for _, v := range x {
		if d := v - top; d > -30 {
			sum += math.Exp(d)
		}
	}
	return top + math.Log(sum)
}

func (t *trainer) model(labels []string, rows map[string]int32, least float64) *Model {
	keep := func(w float32) float32 { return float32(math.Round(float64(w)*scale) / scale) } // as it will be read back
	m := &Model{Labels: labels, rows: map[string]int32{}, trans: make([]float32, len(t.trans))}
	for i := range t.trans {
		m.trans[i] = keep(t.trans[i])
	}
	for f, r := range rows {
		row := make([]float32, t.k)
		var most float64
		for l := range row {
			row[l] = keep(t.weights[int(r)*t.k+l])
			most = max(most, math.Abs(float64(row[l])))
		}
		if most > least {
			m.rows[f] = int32(len(m.weights) / t.k)
			m.weights = append(m.weights, row...)
		}
	}
	return m
}
