package resolve

import (
	"slices"

	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// skeletonsOf numbers the skeletons of the words of every name of every record, so that names are compared in full only
// where they may agree: hundreds of millions of spellings meet in one resolution.
func skeletonsOf(records []*Record) [][][]uint32 {
	numbers := map[string]uint32{}
	out := make([][][]uint32, len(records))
	for i, r := range records {
		out[i] = make([][]uint32, len(r.Names))
		for n := range r.Names {
			for _, sk := range nameSkeletons(r.Names[n].Tokens) {
				v, ok := numbers[sk]
				if !ok {
					v = uint32(len(numbers))
					numbers[sk] = v
				}
				out[i][n] = append(out[i][n], v)
			}
			slices.Sort(out[i][n])
		}
	}
	return out
}

// shared counts the numbers that two sorted lists have in common.
func shared(a, b []uint32) int {
	n := 0
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			n++
			a, b = a[1:], b[1:]
		}
	}
	return n
}

// noName is more words than any two names share.
const noName = 1 << 20

// worthWhile returns how many words two names of the records must share to be compared in full, noName where none need be.
// Names that share two words or more are looked at where there are any. Two persons whose names share but one are no pair
// on evidence, unless they were born on the same day or another word is a form of the same given name.
func (c *Comparer) worthWhile(a, b int) int {
	most := 0
	for _, s := range c.skeletons[a] {
		for _, t := range c.skeletons[b] {
			most = max(most, shared(s, t))
		}
	}
	x, y := c.records[a], c.records[b]
	switch {
	case most >= 2:
		return 2
	case common(x.Refs, y.Refs) != "" || sharedID(x, y).Value != "":
		return 0
	case personOr(x, y) != names.Person || sameDay(x.Facts.BirthDates, y.Facts.BirthDates) || sameForm(x, y):
		return most
	}
	return noName
}

func sameDay(a, b []match.Date) bool {
	for _, d := range a {
		if len(d.Value) == 10 && slices.ContainsFunc(b, func(e match.Date) bool { return e.Value == d.Value }) {
			return true
		}
	}
	return false
}

// sameForm reports whether a name of each has a form of the same given name in another spelling, or an initial for it.
func sameForm(x, y *Record) bool {
	for n := range x.Names {
		for _, s := range x.Names[n].Tokens {
			for m := range y.Names {
				for _, t := range y.Names[m].Tokens {
					if s.Text[0] == t.Text[0] && s.Text != t.Text && (len(s.Text) == 1 || len(t.Text) == 1) || s.Text != t.Text && names.SameGiven(s.Text, t.Text) {
						return true
					}
				}
			}
		}
	}
	return false
}
