package payments

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/screen"
)

// partyDamages are the ways in which names are spoilt to learn what their comparison is worth: those of the fields of parties, and a name
// to which something was added.
var partyDamages = []string{"as listed", "typo", "typo in each word", "cut off", "line break", "joined words", "other order", "with more words", otherSpelling}

// otherSpelling is no damage: the name is compared with the other names of its party which package match takes for it.
const otherSpelling = "other spelling"

// Added are words that stand beside the name of a party.
var (
	before = []string{"MR ", "MRS ", "M/S ", "FOR ", "C/O "}
	after  = []string{" BRANCH OFFICE", " AND SONS", " ACCOUNT", " A/C 12345", " REPRESENTATIVE OFFICE"}
)

// observation is a comparison and whether it is of the party that is meant.
type observation struct {
	x      screen.PartyFeatures
	same   bool
	weight float64
}

// oneIn is how many ordinary names there are for each that reaches an alert by the learned weights: two stand in a message, and less
// than one message in 500 may raise a false alert.
const oneIn = 1100

// Learn fits the weights by which names of parties are compared (screen/partyweights.tsv): a logistic regression on listed names,
// spoilt in each way, and on ordinary names, each with the comparison that comes nearest, in two rounds, so that the second sees what
// the first would alert on. The bias is then set so that one in oneIn of the ordinary names is an alert.
func Learn(scanner *screen.Scanner, o Options) screen.PartyWeights {
	listed := map[string]bool{}
	var usable []screen.Listed
	scanner.EachName(func(l screen.Listed) {
		listed[plainKey(l.Text)] = true
		if (l.Prop == "name" || l.Prop == "alias") && latin(l.Text) && len(strings.Fields(l.Text)) > 1 {
			usable = append(usable, l)
		}
	})
	rng := rand.New(rand.NewPCG(5, 17))
	var right [][]screen.Comparison
	for i := range min(o.Listed, len(usable)) {
		l := usable[i*len(usable)/min(o.Listed, len(usable))]
		for _, damage := range partyDamages {
			name := spoil(l.Text, damage, rng)
			if damage == "with more words" {
				if name = before[rng.IntN(len(before))] + l.Text; rng.IntN(2) == 0 {
					name = l.Text + after[rng.IntN(len(after))]
				}
			}
			if name == "" {
				continue
			}
			found := slices.DeleteFunc(scanner.Compare(name), func(c screen.Comparison) bool {
				return !scanner.SameParty(c.Entry, l.Entry) || damage == otherSpelling && (plainKey(c.Text) == plainKey(l.Text) || c.Features[screen.PartyEvidence] < 0)
			})
			if len(found) > 0 {
				right = append(right, found)
			}
		}
	}
	var wrong [][]screen.Comparison
	ordinary := 0
	for _, name := range o.Background {
		if listed[plainKey(name)] {
			continue
		}
		ordinary++
		found := slices.DeleteFunc(scanner.Compare(name), func(c screen.Comparison) bool { return c.Features[screen.PartySame] == 1 })
		if len(found) > 0 {
			wrong = append(wrong, found)
		}
	}
	w := screen.PartyWeights{screen.PartyEvidence: 1}
	for range 3 {
		var obs []observation
		for _, found := range right {
			obs = append(obs, observation{*nearest(&w, found), true, 1})
		}
		for _, found := range wrong {
			obs = append(obs, observation{*nearest(&w, found), false, 10})
		}
		w = regress(obs)
	}
	var scores []float64
	for _, found := range wrong {
		scores = append(scores, w.Bits(nearest(&w, found)))
	}
	slices.SortFunc(scores, func(a, b float64) int { return cmp.Compare(b, a) })
	if n := ordinary / oneIn; n < len(scores) {
		w[screen.PartyBias] += match.Prior - scores[n]
	}
	for k := range w {
		w[k] = math.Round(w[k]*1000) / 1000
	}
	return w
}

// nearest is the comparison with the most evidence.
func nearest(w *screen.PartyWeights, found []screen.Comparison) *screen.PartyFeatures {
	best := 0
	for i := range found {
		if w.Bits(&found[i].Features) > w.Bits(&found[best].Features) {
			best = i
		}
	}
	return &found[best].Features
}

// regress is the logistic regression by Newton's method with a small ridge, in bits.
func regress(obs []observation) screen.PartyWeights {
	const n = features
	var beta [n]float64
	for range 30 {
		var gradient [n]float64
		var hessian [n][n]float64
		for i := range obs {
			o := &obs[i]
			z, y := 0.0, 0.0
			for k, v := range o.x {
				z += beta[k] * v
			}
			if o.same {
				y = 1
			}
			p := 1 / (1 + math.Exp(-z))
			d, h := o.weight*(y-p), o.weight*p*(1-p)
			for k, v := range o.x {
				if v == 0 {
					continue
				}
				gradient[k] += d * v
				for l, u := range o.x {
					hessian[k][l] += h * v * u
				}
			}
		}
		const ridge = 1.0
		for k := range n {
			gradient[k] -= ridge * beta[k]
			hessian[k][k] += ridge
		}
		step, most := solve(hessian, gradient), 0.0
		for k := range n {
			beta[k] += step[k]
			most = max(most, math.Abs(step[k]))
		}
		if most < 1e-4 {
			break
		}
	}
	var w screen.PartyWeights
	for k := range n {
		w[k] = beta[k] / math.Ln2
	}
	return w
}

// solve solves a symmetric positive definite system by Gauss's elimination.
func solve(a [features][features]float64, b [features]float64) [features]float64 {
	for i := range features {
		for j := i + 1; j < features; j++ {
			if f := a[j][i] / a[i][i]; f != 0 {
				for k := i; k < features; k++ {
					a[j][k] -= f * a[i][k]
				}
				b[j] -= f * b[i]
			}
		}
	}
	for i := features - 1; i >= 0; i-- {
		for k := i + 1; k < features; k++ {
			b[i] -= a[i][k] * b[k]
		}
		b[i] /= a[i][i]
	}
	return b
}

// features is the number of features.
const features = int(screen.PartyFeatureCount)

// WriteWeights writes the table that is part of the program.
func WriteWeights(w io.Writer, weights screen.PartyWeights) error {
	if _, err := fmt.Fprint(w, "# What a comparison of a party's name with a listed one is worth, in bits for each unit; see scanparty.go. Written by\n"+
		"# linchpin train payments from the loaded lists and the ordinary names that docs/payments.md names.\n"); err != nil {
		return err
	}
	for k, v := range weights {
		if _, err := fmt.Fprintf(w, "%s\t%g\n", screen.PartyFeature(k), v); err != nil {
			return err
		}
	}
	return nil
}
