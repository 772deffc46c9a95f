package eval

import (
	"cmp"
	"hash/fnv"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// TrainOptions say what the weights of the name evidence are learned from.
type TrainOptions struct {
	Rows       []Row
	Pairs      []Pair // labelled: other parties with much the same name
	Background *Background
	Progress   func(format string, args ...any)
}

// Trained is what came of training for one kind of names.
type Trained struct {
	Kind    names.Kind
	Weights match.Weights
	True    int       // comparisons of names of one party
	False   int       // comparisons of an ordinary name with its best answer, and of relatives
	Folds   []float64 // of the rows of each fifth of the groups, the share found at 1 false alert in 1,000 by weights learned from the others
}

// observation is the features of one comparison.
type observation struct {
	f        match.Features
	match    bool
	ordinary bool // an ordinary name and its best answer
	found    bool // a row of a set that was not made by Damaged
	weight   float64
	fold     int
	listed   bool // of a set of a list
}

const (
	folds  = 5
	rounds = 2 // of gathering and fitting; the second sees the false alerts of the first
	// perSet is at most how many rows of a set are learned from, so that no set rules; askedPerSet how many ordinary names.
	perSet      = 4000
	askedPerSet = 3000
	// leastOverlap is the overlap from which a row is learned from: below it the names are translations or other names.
	leastOverlap = 0.5
	// Spoilt names and relatives are made, not found: they are there so that no damage goes unseen, and must not rule.
	damagedWeight = 0.2
	pairWeight    = 0.05
	damagedSet    = "damaged"
)

// Train learns the weights for a kind of names: a logistic regression with a ridge of whether two names are of one party on
// the features of their alignment. True observations are the rows and Damaged ones; false ones the best answers to ordinary
// names, labelled pairs and Relatives. The weights are then scaled so that the evidence of the best
// answer is a probability, and the bias is set so that one ordinary name in a thousand reaches the default threshold on a
// list. The weights are set in package match.
func Train(kind names.Kind, opt TrainOptions) (*Trained, error) {
	t := &Trained{Kind: kind}
	opt = withMade(opt)
	var ordinary []observation
	var all []observation
	for round := range rounds {
		obs, err := observe(kind, opt)
		if err != nil {
			return nil, err
		}
		all = all[:0]
		for _, o := range obs {
			if o.match {
				all = append(all, o) // as they look under the weights of now
			} else {
				ordinary = append(ordinary, o) // of all rounds
			}
		}
		t.True, t.False = len(all), len(ordinary)
		all = append(all, ordinary...)
		opt.Progress("round %d: %d comparisons of one party, %d of two", round+1, t.True, t.False)
		t.Weights = fit(all, func(*observation) bool { return true })
		t.Weights[match.ConflictLimit] = conflictLimit(kind)
		match.SetWeights(kind, t.Weights)
	}
	for k := range folds {
		w := fit(all, func(o *observation) bool { return o.fold != k })
		w[match.ConflictLimit] = t.Weights[match.ConflictLimit]
		t.Folds = append(t.Folds, recallOf(all, &w, k))
	}
	threshold, slope := alerting(all, &t.Weights), calibration(all, &t.Weights)
	for f := range t.Weights {
		t.Weights[f] *= slope
	}
	shift := match.Prior - slope*threshold
	t.Weights[match.Bias] += shift
	t.Weights[match.ConflictLimit] += shift
	byHand(&t.Weights)
	for f := range t.Weights {
		t.Weights[f] = math.Round(t.Weights[f]*1e3) / 1e3
	}
	match.SetWeights(kind, t.Weights)
	return t, nil
}

// conflictLimit is where evidence with a contradiction ends, in the bits of the regression. With persons it lies below
// what one ordinary name in a thousand reaches on a large list, so that a brother is no alert by his name alone. Names of
// organisations are translated and shortened, which looks like a contradiction, so that they may reach it.
func conflictLimit(kind names.Kind) float64 {
	if kind == names.Person {
		return 2.5
	}
	return 5
}

// byHand sets what the rows cannot teach. Weak aliases are not told apart in them. A patronymic left out, a short form of a
// given name and another order of words are habits of writing, not of persons: ordinary names of other cultures, against which the regression learned, have
// no patronymic.
func byHand(w *match.Weights) {
	w[match.WeakAlias], w[match.FormerName] = -1.5, -0.3
	w[match.LostPatronymics] = max(w[match.LostPatronymics], -1)
	w[match.Swapped] = max(w[match.Swapped], -1)
	w[match.Variants] = max(w[match.Variants], -1)
}

// withMade adds spoilt names and relatives of the rows of lists.
func withMade(opt TrainOptions) TrainOptions {
	var listed []Row
	for _, r := range opt.Rows {
		if isList(r.Set) {
			listed = append(listed, r)
		}
	}
	opt.Pairs = append(slices.Clip(opt.Pairs), Relatives(listed)...)
	opt.Rows = slices.Clip(opt.Rows)
	for i, r := range Damaged(listed) {
		if i%3 == 0 {
			r.Set = damagedSet
			opt.Rows = append(opt.Rows, r)
		}
	}
	return opt
}

// isList reports whether a set was made of a sanctions list.
func isList(set string) bool { return strings.HasPrefix(set, "list_") }

func foldOf(group string) int { return int(foldHash(group) % folds) }

func foldHash(s string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(s))
	return h.Sum32()
}

// observe gathers comparisons under the weights that are set.
func observe(kind names.Kind, opt TrainOptions) ([]observation, error) {
	bySet := map[string][]*Row{}
	for i := range opt.Rows {
		bySet[opt.Rows[i].Set] = append(bySet[opt.Rows[i].Set], &opt.Rows[i])
	}
	var obs []observation
	for _, set := range slices.Sorted(maps.Keys(bySet)) {
		found, err := observeSet(set, bySet[set], kind, opt)
		if err != nil {
			return nil, err
		}
		obs = append(obs, found...)
	}
	for _, p := range opt.Pairs {
		if p.Label == "nonmatch" && trainsKind(p.Kind) == kind {
			if f, ok := bestFeatures(p.Left, []string{p.Right}, p.Kind, names.Rarity); ok {
				obs = append(obs, observation{f: f, weight: pairWeight, fold: foldOf(p.ID)})
			}
		}
	}
	return obs, nil
}

func observeSet(set string, rows []*Row, kind names.Kind, opt TrainOptions) ([]observation, error) {
	var mine []*Row
	for _, r := range rows {
		if trainsKind(r.Kind) == kind && r.Overlap >= leastOverlap {
			mine = append(mine, r)
		}
	}
	if len(mine) == 0 {
		return nil, nil
	}
	slices.SortFunc(mine, func(a, b *Row) int {
		return cmp.Or(cmp.Compare(foldHash(a.ID), foldHash(b.ID)), cmp.Compare(a.ID, b.ID))
	})
	mine = mine[:min(len(mine), perSet)]
	parties, _ := parties(rows)
	c, err := newCorpus(parties)
	if err != nil {
		return nil, err
	}
	weight := 1.0
	if set == damagedSet {
		weight = damagedWeight
	}
	obs := make([]observation, len(mine))
	rarity := c.screener.Index.Rarity
	if err := each(len(mine), func(i int) error {
		if f, ok := bestFeatures(mine[i].Query, mine[i].TargetNames, mine[i].Kind, rarity); ok {
			obs[i] = observation{f: f, match: true, found: set != damagedSet, listed: isList(set), weight: weight, fold: foldOf(mine[i].Group)}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	k := mine[0].Kind
	ordinary := opt.Background.Names[backgroundKind(k)]
	step := max(1, len(ordinary)/askedPerSet)
	var asked []string
	for i := int(foldHash(set)) % step; i < len(ordinary); i += step {
		asked = append(asked, ordinary[i])
	}
	others := make([]observation, len(asked))
	if err := each(len(asked), func(i int) error {
		answers, err := c.search(asked[i], k, -1, nil)
		if err != nil || len(answers) == 0 {
			return err
		}
		if f, ok := bestFeatures(asked[i], []string{answers[0].target}, k, rarity); ok {
			others[i] = observation{f: f, ordinary: true, weight: 1, fold: foldOf(asked[i]), listed: isList(set)}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(append(obs, others...), func(o observation) bool { return o.weight == 0 }), nil
}

func trainsKind(kind string) names.Kind {
	switch kind {
	case "person":
		return names.Person
	case "company", "organization", "legalentity":
		return names.Organisation
	case "vessel":
		return names.Vessel
	}
	return names.Unknown
}

// bestFeatures are the features of the best comparison of a name with the names of one party.
func bestFeatures(name string, targets []string, kind string, rarity match.Rarity) (f match.Features, ok bool) {
	m, _, at, with := bestName(name, targets, kind, rarity)
	if at < 0 {
		return f, false
	}
	f, _ = m.Features(at, &with)
	return f, true
}

// recallOf is the share of the rows of a fold above all but one in a thousand of its ordinary names.
func recallOf(obs []observation, w *match.Weights, fold int) float64 {
	var yes, no []float64
	for i := range obs {
		switch o := &obs[i]; {
		case o.fold != fold || !o.listed:
		case o.found:
			yes = append(yes, w.Bits(&o.f))
		case o.ordinary:
			no = append(no, w.Bits(&o.f))
		}
	}
	t := thresholdAt(sortedDown(no), 1000)
	if t == nil || len(yes) == 0 {
		return math.NaN()
	}
	return round(float64(reaching(sortedDown(yes), t.Bits)) / float64(len(yes)))
}

// alerting is the bits that one ordinary name in a thousand reaches on the lists, all of them taken together.
func alerting(obs []observation, w *match.Weights) float64 {
	var bits []float64
	for i := range obs {
		if o := &obs[i]; o.ordinary && o.listed {
			bits = append(bits, w.Bits(&o.f))
		}
	}
	if t := thresholdAt(sortedDown(bits), 1000); t != nil {
		return t.Bits
	}
	return 0
}

// calibration is by what the bits of the regression, which compared names one by one, must be multiplied to tell how likely
// the best answer of a whole list is right: a logistic regression of that on the bits.
func calibration(obs []observation, w *match.Weights) float64 {
	var ready []sparse
	yes, no := 0.0, 0.0
	for i := range obs {
		o := &obs[i]
		if !o.ordinary && !o.found {
			continue
		}
		if o.ordinary && !o.listed {
			continue
		}
		s := sparse{f: []sparseValue{{0, 1}, {1, w.Bits(&o.f)}}, weight: 1}
		if o.match {
			s.y = 1
			yes++
		} else {
			no++
		}
		ready = append(ready, s)
	}
	for i := range ready {
		if ready[i].y == 1 {
			ready[i].weight = listedShare / yes * 1e5
		} else {
			ready[i].weight = (1 - listedShare) / no * 1e5
		}
	}
	return regress(ready, [match.FeatureCount]bool{}, match.Weights{})[1] * math.Ln2
}
