package eval

import (
	"math"
	"sync"

	"github.com/linchpin-oss/linchpin/match"
)

// sign is which way a feature may weigh: what agrees never costs, what is lost or contradicts never earns.
func sign(f match.Feature) int {
	switch f {
	case match.EqualRarity, match.SpeltRarity, match.VariantRarity, match.JoinedRarity, match.Coverage, match.Whole, match.AllQuery, match.AllTarget,
		match.EqualParticles, match.EqualGenerics, match.EqualNumerals, match.EqualForms, match.EqualPatronymics:
		return 1
	case match.LostQuery, match.LostQueryMore, match.LostQueryRarity, match.LostTarget, match.LostTargetMore, match.LostTargetRarity, match.LostPatronymics,
		match.LostGenericsQuery, match.LostGenericsTarget, match.LostParticles, match.LostInitials, match.LostNumerals, match.OtherPatronymic, match.OtherNumeral,
		match.OtherForm, match.OtherInitial, match.Conflict, match.ConflictRarity, match.OneWord, match.Swapped, match.WeakAlias, match.FormerName:
		return -1
	}
	return 0
}

// fit is the logistic regression with the signs kept: a weight that would have the wrong sign is left out, and the
// others are fitted anew.
func fit(obs []observation, use func(*observation) bool) match.Weights {
	ready := sparsely(obs, use)
	var out [match.FeatureCount]bool
	var w match.Weights
	for {
		w = regress(ready, out, w)
		worst, most := match.Bias, 0.0
		for f := range match.FeatureCount {
			if s := sign(f); s != 0 && -w[f]*float64(s)*scale(f) > most {
				worst, most = f, -w[f]*float64(s)*scale(f)
			}
		}
		if worst == match.Bias {
			return w
		}
		out[worst] = true
	}
}

// scale is how large a feature usually is, so that weights can be set beside each other.
func scale(f match.Feature) float64 {
	switch f {
	case match.EqualRarity, match.SpeltRarity, match.VariantRarity, match.JoinedRarity, match.LostQueryRarity, match.LostTargetRarity, match.ConflictRarity, match.OneWordRarity:
		return 10
	}
	return 1
}

// ridge holds the weights together where features come together.
const ridge = 3.0

// regress is the logistic regression by Newton's method, in bits, without the features that are left out, from a start.
func regress(obs []sparse, out [match.FeatureCount]bool, start match.Weights) match.Weights {
	const n = int(match.FeatureCount)
	var beta [n]float64
	for k := range n {
		if !out[k] {
			beta[k] = start[k] * math.Ln2
		}
	}
	type sums struct {
		likelihood float64
		gradient   [n]float64
		hessian    [n][n]float64
	}
	before, likelihood := beta, math.Inf(-1)
	for range 40 {
		var parts [2]sums
		var wg sync.WaitGroup
		for part := range parts {
			wg.Go(func() {
				s := &parts[part]
				for i := part; i < len(obs); i += len(parts) {
					o := &obs[i]
					z := 0.0
					for _, v := range o.f {
						z += beta[v.k] * v.x
					}
					p := 1 / (1 + math.Exp(-z))
					if o.y == 1 {
						s.likelihood -= o.weight * math.Log1p(math.Exp(-z))
					} else {
						s.likelihood -= o.weight * (max(z, 0) + math.Log1p(math.Exp(-math.Abs(z))))
					}
					d, h := o.weight*(o.y-p), o.weight*p*(1-p)
					for _, v := range o.f {
						s.gradient[v.k] += d * v.x
						for _, u := range o.f {
							s.hessian[v.k][u.k] += h * v.x * u.x
						}
					}
				}
			})
		}
		wg.Wait()
		total := &parts[0]
		total.likelihood += parts[1].likelihood
		for k := range n {
			total.likelihood -= ridge / 2 * beta[k] * beta[k]
		}
		if total.likelihood < likelihood-1e-6 || math.IsNaN(total.likelihood) { // too far: go half the way
			for k := range n {
				beta[k] = (beta[k] + before[k]) / 2
			}
			continue
		}
		before, likelihood = beta, total.likelihood
		for k := range n {
			total.gradient[k] += parts[1].gradient[k]
			for l := range n {
				total.hessian[k][l] += parts[1].hessian[k][l]
			}
			r := ridge
			switch {
			case out[k]:
				r = 1e12
			}
			total.gradient[k] -= r * beta[k]
			total.hessian[k][k] += r
		}
		step, change := solve(&total.hessian, &total.gradient), 0.0
		for k := range n {
			beta[k] += step[k]
			change = max(change, math.Abs(step[k]))
		}
		if change < 5e-3 {
			break
		}
	}
	var w match.Weights
	for k := range n {
		if !out[k] {
			w[k] = math.Round(beta[k]/math.Ln2*1e3) / 1e3
		}
	}
	return w
}

// sparse is an observation without the features that are zero.
type sparse struct {
	f         []sparseValue
	y, weight float64
}

type sparseValue struct {
	k int
	x float64
}

// sparsely makes observations ready to fit; both sides weigh the same.
func sparsely(obs []observation, use func(*observation) bool) []sparse {
	positives, negatives := 0.0, 0.0
	var out []sparse
	for i := range obs {
		o := &obs[i]
		if !use(o) {
			continue
		}
		s := sparse{weight: o.weight}
		if o.match {
			s.y = 1
			positives += o.weight
		} else {
			negatives += o.weight
		}
		for k, x := range o.f {
			if x != 0 {
				s.f = append(s.f, sparseValue{k, x})
			}
		}
		out = append(out, s)
	}
	for i := range out {
		if out[i].y == 0 {
			out[i].weight *= positives / negatives
		}
	}
	return out
}

// solve solves a symmetric positive definite system by Gauss's elimination.
func solve[T interface {
	~[int(match.FeatureCount)]float64
}](a *[int(match.FeatureCount)][int(match.FeatureCount)]float64, b *T) T {
	const n = int(match.FeatureCount)
	x := *b
	for i := range n {
		pivot := a[i][i]
		for j := i + 1; j < n; j++ {
			if f := a[j][i] / pivot; f != 0 {
				for k := i; k < n; k++ {
					a[j][k] -= f * a[i][k]
				}
				x[j] -= f * x[i]
			}
		}
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			x[i] -= a[i][k] * x[k]
		}
		x[i] /= a[i][i]
	}
	return x
}
