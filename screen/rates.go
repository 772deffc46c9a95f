package screen

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

//go:embed ordinary.tsv
var ordinaryTSV string

// Rates tell how many ordinary names reach a score on one index: the meaning of a score on the loaded lists. They are
// measured with the names of ordinary.tsv, all lists, today.
type Rates struct {
	Person  []float64 `json:"person"` // the best bits of each ordinary person, highest first
	Company []float64 `json:"company"`
}

// ordinarySchemata are the schemata of the kinds in ordinary.tsv.
var ordinarySchemata = map[string]string{"person": "Person", "company": "Company"}

// MeasureRates screens the ordinary names, on all cores.
func MeasureRates(s *Screener) (*Rates, error) {
	type task struct{ kind, name string }
	var tasks []task
	for line := range strings.Lines(ordinaryTSV) {
		if kind, name, ok := strings.Cut(strings.TrimRight(line, "\r\n"), "\t"); ok && !strings.HasPrefix(line, "#") {
			tasks = append(tasks, task{kind, name})
		}
	}
	bits := make([]float64, len(tasks))
	var wg sync.WaitGroup
	var mu sync.Mutex
	var first error
	cores := runtime.GOMAXPROCS(0)
	for core := range cores {
		wg.Go(func() {
			for i := core; i < len(tasks); i += cores {
				found, err := s.Rank(Query{Name: tasks[i].name, Schema: ordinarySchemata[tasks[i].kind]})
				if err != nil {
					mu.Lock()
					first = cmp.Or(first, err)
					mu.Unlock()
					return
				}
				if len(found) > 0 {
					bits[i] = found[0].Bits
				}
			}
		})
	}
	wg.Wait()
	if first != nil {
		return nil, fmt.Errorf("measuring ordinary names: %w", first)
	}
	r := &Rates{}
	for i, t := range tasks {
		b := math.Round(bits[i]*100) / 100
		if t.kind == "person" {
			r.Person = append(r.Person, b)
		} else {
			r.Company = append(r.Company, b)
		}
	}
	down := func(a, b float64) int { return cmp.Compare(b, a) }
	slices.SortFunc(r.Person, down)
	slices.SortFunc(r.Company, down)
	return r, nil
}

// of picks the names that stand beside a schema. A party of unknown kind is measured as a person.
func (r *Rates) of(s *ftm.Schema) []float64 {
	switch match.KindOf(s) {
	case names.Organisation, names.Vessel:
		return r.Company
	}
	return r.Person
}

// tail is how many of the highest ordinary names say how fast their number falls beyond the last of them.
const tail = 40

// slope is by how many powers of two the number of names falls with each bit, from the highest of them.
func slope(down []float64) float64 {
	n := min(tail, len(down)-1)
	if n < 2 {
		return 1
	}
	sum := 0.0
	for _, b := range down[:n] {
		sum += b - down[n]
	}
	if sum == 0 {
		return 1
	}
	return min(max(float64(n)/sum/math.Ln2, 0.5), 4) // Hill's estimate of an exponential tail
}

// PerTenThousand is how many of 10,000 ordinary names of a schema are expected to reach the bits.
func (r *Rates) PerTenThousand(s *ftm.Schema, bits float64) float64 {
	down := r.of(s)
	if len(down) == 0 {
		return math.NaN()
	}
	n := min(tail, len(down)-1)
	reach, _ := slices.BinarySearchFunc(down, bits, func(a, b float64) int {
		if a >= b {
			return -1
		}
		return 1
	})
	share := float64(reach) / float64(len(down))
	if reach <= n { // beyond what can be counted
		share = float64(n) / float64(len(down)) * math.Exp2(-slope(down)*(bits-down[n]))
	}
	return math.Round(share*1e4*1e3) / 1e3
}

// Bits is what one in every ordinary names of a schema reaches.
func (r *Rates) Bits(s *ftm.Schema, every float64) float64 {
	down := r.of(s)
	n := min(tail, len(down)-1)
	if k := float64(len(down)) / every; k >= float64(n) {
		return down[min(int(k), len(down)-1)]
	}
	return down[n] + math.Log2(float64(n)/float64(len(down))*every)/slope(down)
}

// MarshalRates and ParseRates keep rates in a file.
func MarshalRates(r *Rates) ([]byte, error) { return json.Marshal(r) }

// ParseRates reads what MarshalRates wrote.
func ParseRates(data []byte) (*Rates, error) {
	var r Rates
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, fmt.Errorf("rates of false alerts: %w", err)
	}
	if len(r.Person) < 2 || len(r.Company) < 2 {
		return nil, fmt.Errorf("rates of false alerts: too few names")
	}
	return &r, nil
}

// ParseThreshold reads a threshold: a score (0.5), or a share of ordinary names that may raise a false alert (1/10000).
func ParseThreshold(s string) (score, every float64, err error) {
	bad := fmt.Errorf("threshold %q is neither a score between 0 and 1 nor a share of ordinary names such as 1/10000", s)
	if one, n, ok := strings.Cut(s, "/"); ok {
		every, err = strconv.ParseFloat(strings.TrimSpace(n), 64)
		if strings.TrimSpace(one) != "1" || err != nil || every < 2 || every > 1e9 {
			return 0, 0, bad
		}
		return 0, every, nil
	}
	score, err = strconv.ParseFloat(s, 64)
	if err != nil || !(score > 0 && score <= 1) {
		return 0, 0, bad
	}
	return score, 0, nil
}

// setThreshold turns a share of ordinary names into a score.
func (s *Screener) setThreshold(p *prepared) error {
	if p.OneIn == 0 {
		return nil
	}
	if p.OneIn < 2 {
		return fmt.Errorf("one in %g ordinary names is no threshold; use 2 or more", p.OneIn)
	}
	rates, err := s.OrdinaryRates()
	if err != nil {
		return err
	}
	p.Threshold = match.Score(rates.Bits(p.schema, p.OneIn))
	p.Query.Threshold = p.Threshold
	return nil
}

// OrdinaryRates are the Rates that were loaded, or else measured once, which takes seconds.
func (s *Screener) OrdinaryRates() (*Rates, error) {
	if s.Rates != nil {
		return s.Rates, nil
	}
	s.measure.Do(func() { s.measured, s.failed = MeasureRates(s) })
	return s.measured, s.failed
}

// RatePoint is the share of ordinary names whose best score is at least Score.
type RatePoint struct {
	Score float64 `json:"score"`
	Rate  float64 `json:"rate"`
}

// Curve is the share of ordinary names of a kind (person or company) that reach each of 99 scores.
func (r *Rates) Curve(kind string) []RatePoint {
	schema := ftm.MustLookup(ordinarySchemata[kind])
	var out []RatePoint
	for i := 1; i < 100; i++ {
		score := float64(i) / 100
		out = append(out, RatePoint{score, r.PerTenThousand(schema, match.Bits(score)) / 10000})
	}
	return out
}
