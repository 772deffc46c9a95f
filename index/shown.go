package index

import (
	"math"
	"slices"

	"github.com/linchpin-oss/linchpin/names"
)

// shownGroup is an entity that the caller shows, and its bits so far.
type shownGroup struct {
	group int
	bits  float64
}

// shownFrom is how many bits a name of a kind needs to be shown beside those found so far.
func (s *scratch) shownFrom(kind names.Kind) float64 {
	if w := s.wanted.Shown; w == nil || len(s.best) < w.Most {
		return math.Inf(-1)
	}
	return s.best[len(s.best)-1].bits + s.wanted.Less[kind]
}

// isShown reports whether the entity of an entry is among those shown so far.
func (s *scratch) isShown(e Entry) bool {
	group := s.wanted.Shown.Group(e)
	return slices.ContainsFunc(s.best, func(g shownGroup) bool { return g.group == group })
}

// show notes that a name was found, if it is shown.
func (s *scratch) show(e Entry, h Hit) {
	w := s.wanted.Shown
	if w == nil {
		return
	}
	bits, ok := w.Bits(e, h)
	if !ok || len(s.best) == w.Most && bits <= s.best[len(s.best)-1].bits {
		return
	}
	group := w.Group(e)
	at := slices.IndexFunc(s.best, func(g shownGroup) bool { return g.group == group })
	switch {
	case at < 0 && len(s.best) < w.Most:
		at = len(s.best)
		s.best = append(s.best, shownGroup{group, bits})
	case at < 0:
		at = len(s.best) - 1
		s.best[at] = shownGroup{group, bits}
	default:
		s.best[at].bits = max(s.best[at].bits, bits)
	}
	for ; at > 0 && s.best[at].bits > s.best[at-1].bits; at-- {
		s.best[at], s.best[at-1] = s.best[at-1], s.best[at]
	}
}
