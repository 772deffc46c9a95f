// Package tagger labels the positions of a sequence (lines of a page, words of a sentence) with a linear model of
// features and of pairs of neighbouring labels, decoded exactly by Viterbi's algorithm: a conditional random field
// (Lafferty, McCallum and Pereira, ICML 2001), trained by stochastic gradient steps (AdaGrad) in a fixed order, so that
// the same examples give the same model to the byte.
//
// A model is a readable table: one feature a line with its weight for each label that it speaks for or against.
package tagger

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Features calls emit with every feature of position i. The bytes may be used again after emit returns.
type Features func(i int, emit func(feature []byte))

// Model scores labels. It is safe for several goroutines once loaded.
type Model struct {
	Labels  []string
	rows    map[string]int32 // feature -> row of weights
	weights []float32        // rows x labels
	trans   []float32        // (labels+1) x labels; the last row is the start
}

// MaxLength is the longest sequence that Tag decodes as one.
const MaxLength = 20000

// Tag returns the best label of each of n positions. Bias, if given, is added to the score of each label.
func (m *Model) Tag(n int, f Features, bias []float32) []int {
	labels, _ := m.Decode(n, f, bias)
	return labels
}

// Decode returns the best labels and, for each position, by how much its label scores above the best other one, the
// neighbours' labels left as they are.
func (m *Model) Decode(n int, f Features, bias []float32) ([]int, []float32) {
	k := len(m.Labels)
	scores := make([]float32, n*k)
	row := scores
	emit := func(feature []byte) {
		if r, ok := m.rows[string(feature)]; ok {
			w := m.weights[int(r)*k : int(r)*k+k]
			for l := range w {
				row[l] += w[l]
			}
		}
	}
	for i := range n {
		row = scores[i*k : i*k+k]
		f(i, emit)
		for l := range bias {
			row[l] += bias[l]
		}
	}
	labels := viterbi(scores, m.trans, n, k)
	return labels, m.margins(scores, labels)
}

func (m *Model) margins(scores []float32, labels []int) []float32 {
	k := len(m.Labels)
	out := make([]float32, len(labels))
	for i, l := range labels {
		local := func(x int) float32 {
			s := scores[i*k+x]
			if i == 0 {
				s += m.trans[k*k+x]
			} else {
				s += m.trans[labels[i-1]*k+x]
			}
			if i+1 < len(labels) {
				s += m.trans[x*k+labels[i+1]]
			}
			return s
		}
		best := float32(math.Inf(-1))
		for x := range k {
			if x != l {
				best = max(best, local(x))
			}
		}
		out[i] = local(l) - best
	}
	return out
}

// viterbi finds the best path through n x k scores.
func viterbi(scores, trans []float32, n, k int) []int {
	if n == 0 {
		return nil
	}
	back := make([]uint8, n*k)
	prev, cur := make([]float32, k), make([]float32, k)
	for l := range k {
		prev[l] = scores[l] + trans[k*k+l]
	}
	for i := 1; i < n; i++ {
		for l := range k {
			best, from := prev[0]+trans[l], 0
			for p := 1; p < k; p++ {
				if s := prev[p] + trans[p*k+l]; s > best {
					best, from = s, p
				}
			}
			cur[l] = best + scores[i*k+l]
			back[i*k+l] = uint8(from)
		}
		prev, cur = cur, prev
	}
	last := 0
	for l := range k {
		if prev[l] > prev[last] {
			last = l
		}
	}
	out := make([]int, n)
	for i := n - 1; i >= 0; i-- {
		out[i] = last
		last = int(back[i*k+last])
	}
	return out
}

// Label returns the number of a label, or -1.
func (m *Model) Label(name string) int { return slices.Index(m.Labels, name) }

// Size is the number of features.
func (m *Model) Size() int { return len(m.rows) }

// scale is what a weight of one is written as.
const scale = 100

// Write writes the table: head (lines of a comment, without the sign), labels, pairs of labels, features sorted.
func (m *Model) Write(w io.Writer, head string) error {
	b := bufio.NewWriter(w)
	for line := range strings.Lines(head) {
		fmt.Fprintf(b, "# %s\n", strings.TrimRight(line, "\n"))
	}
	fmt.Fprintf(b, "labels\t%s\n", strings.Join(m.Labels, "\t"))
	k := len(m.Labels)
	for p := range k + 1 {
		name := "^"
		if p < k {
			name = m.Labels[p]
		}
		fmt.Fprintf(b, "after\t%s", name)
		for l := range k {
			fmt.Fprintf(b, "\t%d", round(m.trans[p*k+l]))
		}
		b.WriteByte('\n')
	}
	features := make([]string, 0, len(m.rows))
	for f := range m.rows {
		features = append(features, f)
	}
	slices.Sort(features)
	for _, f := range features {
		r := int(m.rows[f])
		line := ""
		for l := range k {
			if v := round(m.weights[r*k+l]); v != 0 {
				line += fmt.Sprintf("\t%s %d", m.Labels[l], v)
			}
		}
		if line != "" {
			fmt.Fprintf(b, "f\t%s%s\n", f, line)
		}
	}
	return b.Flush()
}

func round(w float32) int { return int(math.Round(float64(w) * scale)) }

// Read reads what Write wrote.
func Read(r io.Reader) (*Model, error) {
	m := &Model{rows: map[string]int32{}}
	s := bufio.NewScanner(r)
	s.Buffer(nil, 1<<20)
	number := map[string]int{}
	for line := 1; s.Scan(); line++ {
		if s.Text() == "" || strings.HasPrefix(s.Text(), "# ") {
			continue
		}
		if err := m.readLine(strings.Split(s.Text(), "\t"), number); err != nil {
			return nil, fmt.Errorf("model, line %d: %w", line, err)
		}
	}
	if err := s.Err(); err != nil {
		return nil, err
	}
	k := len(m.Labels)
	if k == 0 || len(m.trans) != (k+1)*k {
		return nil, fmt.Errorf("model: %d labels and %d pairs of labels; want n and n*(n+1)", k, len(m.trans))
	}
	return m, nil
}

func (m *Model) readLine(f []string, number map[string]int) error {
	k := len(m.Labels)
	switch {
	case f[0] == "labels" && k == 0 && len(f) > 2 && len(f) < 100:
		m.Labels = f[1:]
		for i, l := range m.Labels {
			number[l] = i
		}
	case f[0] == "after" && k > 0 && len(f) == k+2:
		for _, v := range f[2:] {
			n, err := strconv.Atoi(v)
			if err != nil {
				return err
			}
			m.trans = append(m.trans, float32(n)/scale)
		}
	case f[0] == "f" && k > 0 && len(f) > 2:
		m.rows[f[1]] = int32(len(m.weights) / k)
		row := make([]float32, k)
		for _, pair := range f[2:] {
			label, weight, _ := strings.Cut(pair, " ")
			l, ok := number[label]
			n, err := strconv.Atoi(weight)
			if !ok || err != nil {
				return fmt.Errorf("%q is not a label and its weight", pair)
			}
			row[l] = float32(n) / scale
		}
		m.weights = append(m.weights, row...)
	default:
		return fmt.Errorf("starts with %q and has %d fields; not understood", f[0], len(f))
	}
	return nil
}
