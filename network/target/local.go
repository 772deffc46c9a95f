package target

import "slices"

// Limits of the first search: how many joint moves it looks at.
const maxJoint = 4000

// jointPairs are pairs of names that together block somebody whom neither blocks alone.
func jointPairs(p *problem, names []int32, within func() bool) [][2]int32 {
	b := p.base.clone()
	candidate := make([]bool, len(p.net.Nodes))
	for _, c := range names {
		candidate[c] = true
	}
	alone := make(map[int32]int, len(names))
	for _, c := range names {
		mark := b.mark()
		alone[c] = len(b.add(c))
		b.undo(mark)
	}
	var pairs [][2]int32
	for i, c := range names {
		if !within() {
			break
		}
		mark := b.mark()
		b.add(c)
		for _, d := range names[i+1:] {
			if b.blocked[d] {
				continue
			}
			inner := b.mark()
			more := len(b.add(d))
			b.undo(inner)
			if more > alone[d] && len(pairs) < maxJoint {
				pairs = append(pairs, [2]int32{c, d})
			}
		}
		b.undo(mark)
	}
	return pairs
}

// climb finds a good set of at most k names: the move that cuts most for each name it takes, again and again, over single names
// and joint pairs; then exchanges of one name or of two as long as they help.
func climb(p *problem, names []int32, k int, best *pool, within func() bool) {
	pairs := jointPairs(p, names, within)
	w := &walker{p: p, names: names, pairs: pairs, k: k, within: within, b: p.base.clone(), f: p.baseFlow.clone(), trial: p.baseFlow.clone()}
	set := w.grow(nil)
	left := p.remaining(set)
	best.offer(set, left)
	for improved := true; improved && within(); {
		improved = false
		for drop := 1; drop <= 2 && !improved; drop++ {
			for _, rest := range without(set, drop) {
				if !within() {
					return
				}
				next := w.grow(rest)
				if l := p.remaining(next); l < left {
					set, left, improved = next, l, true
					best.offer(set, left)
					break
				}
			}
		}
	}
}

// without lists the set less one name, or less every two.
func without(set []int32, drop int) [][]int32 {
	var all [][]int32
	for i := range set {
		one := slices.Delete(slices.Clone(set), i, i+1)
		if drop == 1 {
			all = append(all, one)
			continue
		}
		for j := i; j < len(one); j++ {
			all = append(all, slices.Delete(slices.Clone(one), j, j+1))
		}
	}
	return all
}

// walker adds names to a set.
type walker struct {
	p      *problem
	names  []int32
	pairs  [][2]int32
	k      int
	within func() bool
	b      *blocking
	f      *flow // with the set blocked
	trial  *flow
}

// grow adds moves to a set until it has k names or nothing helps. Of a move that comes to nothing alone the first name is taken
// only with its partner.
func (w *walker) grow(set []int32) []int32 {
	set = slices.Clone(set)
	start := w.b.mark()
	defer func() { w.b.undo(start) }()
	for _, c := range set {
		w.b.add(c)
	}
	w.f.copyFrom(w.p.baseFlow)
	w.f.block(w.b.trail[start:])
	for len(set) < w.k && w.f.value > 0 && w.within() {
		move := w.bestMove(w.k - len(set))
		if len(move) == 0 {
			break
		}
		mark := w.b.mark()
		for _, c := range move {
			w.b.add(c)
		}
		w.f.block(w.b.trail[mark:])
		set = append(set, move...)
	}
	return set
}

func (w *walker) bestMove(room int) []int32 {
	var move []int32
	gain := 0.0 // per name
	try := func(m ...int32) {
		mark := w.b.mark()
		for _, c := range m {
			w.b.add(c)
		}
		newly := w.b.trail[mark:]
		hit := int64(0)
		for _, v := range newly {
			hit += w.f.through(v)
		}
		if float64(hit) > gain*float64(len(m)) {
			w.trial.copyFrom(w.f)
			w.trial.block(newly)
			if g := float64(w.f.value-w.trial.value) / float64(len(m)); g > gain {
				gain, move = g, slices.Clone(m)
			}
		}
		w.b.undo(mark)
	}
	for _, c := range w.names {
		if !w.b.blocked[c] {
			try(c)
		}
	}
	if room >= 2 {
		for _, pr := range w.pairs {
			if !w.b.blocked[pr[0]] && !w.b.blocked[pr[1]] {
				try(pr[0], pr[1])
			}
		}
	}
	return move
}
