package eval

import "github.com/linchpin-oss/linchpin/match"

// listedShare is the share of the names asked for that are taken to be of listed parties when the score is made a
// probability and when its reliability is measured: 3 in 100, as where a desk has a reason to ask. With another share the
// odds of the score change by as much.
const listedShare = 0.03

// Bin is the answers whose score lies in a range, weighed as in a stock of customers of whom listedShare are listed.
type Bin struct {
	From   float64 `json:"from"`
	To     float64 `json:"to"`
	Mean   float64 `json:"meanScore"`
	Right  float64 `json:"right"`      // share of answers about the right party
	Weight float64 `json:"perMillion"` // such answers in a million customers
}

type bin struct{ weight, right, score float64 }

// reliability adds the top answers of a kind to the bins: rows weigh listedShare together, background names the rest.
// A row whose answer is another party than the right one is a false alert on a listed party's name: it counts as wrong.
func (m *measurement) reliability(outcomes []outcome, kind string, answers []answer) {
	if len(answers) == 0 {
		return
	}
	rows := 0
	for i := range outcomes {
		if o := &outcomes[i]; o.row.Kind == kind && o.row.Overlap >= 0.5 {
			rows++
		}
	}
	if rows == 0 {
		return
	}
	add := func(bits, weight float64, right bool) {
		if bits == nothing {
			return
		}
		p := match.Score(bits)
		b := &m.bins[min(len(m.bins)-1, int(p*float64(len(m.bins))))]
		b.weight += weight
		b.score += weight * p
		if right {
			b.right += weight
		}
	}
	total := float64(rows) // each set and kind counts by its rows
	for i := range outcomes {
		if o := &outcomes[i]; o.row.Kind == kind && o.row.Overlap >= 0.5 {
			add(o.top, listedShare*total/float64(rows), o.rank == 1)
		}
	}
	for _, a := range answers {
		add(a.best.bits, (1-listedShare)*total/float64(len(answers)), false)
	}
	m.customers += total
}

func (m *measurement) binned() []Bin {
	out := []Bin{}
	for i, b := range m.bins {
		if b.weight > 0 {
			n := float64(len(m.bins))
			out = append(out, Bin{From: float64(i) / n, To: float64(i+1) / n, Mean: round(b.score / b.weight), Right: round(b.right / b.weight),
				Weight: round(b.weight / m.customers * 1e6)})
		}
	}
	return out
}
