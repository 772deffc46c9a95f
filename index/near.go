package index

import (
	"math"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/linchpin-oss/linchpin/match"
	"github.com/linchpin-oss/linchpin/names"
)

// tokens is the size of the vocabulary.
func (x *Index) tokens() int { return max(x.vocab.len()/vocabWords-1, 0) }

// token returns the text of a vocabulary token.
func (x *Index) token(v uint32) string {
	i := int(v) * vocabWords
	if b := part(x.vocabText, x.vocab.at(i), x.vocab.at(i+vocabWords)); len(b) > 0 {
		return stringOf(b)
	}
	return "?" // of a damaged file
}

// frequency is how many names have a token.
func (x *Index) frequency(v uint32) uint32 { return x.vocab.at(int(v)*vocabWords + 2) }

// classes has a bit for each class in which a token stands in names.
func (x *Index) classes(v uint32) uint32 { return x.vocab.at(int(v)*vocabWords + 3) }

// lookup finds a token in the vocabulary.
func (x *Index) lookup(token string) (uint32, bool) {
	from, to := x.byWord.find(fnv(token))
	for ; from < to; from++ {
		if v := x.byWord.value(from); x.token(v) == token {
			return v, true
		}
	}
	return 0, false
}

// Rarity is how many bits a token is worth: how rare it is among ordinary names, or in the index if it is commoner
// there.
func (x *Index) Rarity(token string) float64 {
	if v, ok := x.lookup(token); ok {
		return float64(x.tokenRarity(v))
	}
	return names.Rarity(token)
}

func (x *Index) tokenRarity(v uint32) float32 {
	if int(v) >= len(x.rarity) {
		return 0.5
	}
	if r := x.rarity[v].Load(); r != 0 {
		return math.Float32frombits(r)
	}
	df := float64(x.frequency(v))
	r := float32(min(names.Rarity(x.token(v)), math.Log2(float64(x.Names()+60000)/df)))
	if x.weigh != nil {
		r = float32(x.weigh(x.token(v)))
	}
	r = max(r, 0.5)
	x.rarity[v].Store(math.Float32bits(r))
	return r
}

// neighbourCache keeps, for the tokens that were asked for last, the tokens of the vocabulary that they may be.
type neighbourCache [1 << 15]atomic.Pointer[neighbours]

type neighbours struct {
	token names.Token
	width width
	found []neighbour
}

// neighbour is a token of the vocabulary in one class that a token of a query may be.
type neighbour struct {
	v     uint32
	class names.Class
	like  match.Likeness
}

// width is how far neighbours are looked for.
type width uint8

const (
	narrow width = iota
	wide         // also where the skeleton is one sound away, which is most of the work
	whole        // in the whole vocabulary
)

// neighbours returns the tokens of the vocabulary that a token of a query may be.
func (x *Index) neighbours(s *scratch, t names.Token, far width) []neighbour {
	hash := fnv(t.Text) + (uint32(t.Class)<<2+uint32(far))*0x9e3779b9
	slot := &x.known[hash%uint32(len(x.known))]
	if k := slot.Load(); k != nil && k.token == t && k.width == far {
		return k.found
	}
	n := &s.one
	n.Reset(t)
	s.stamp += 2
	s.near = s.near[:0]
	consider := func(v, letters uint32) {
		if int(v) < len(s.stamps) && s.stamps[v] != s.stamp {
			s.stamps[v] = s.stamp
			if n.May(letters&letterBits, int(letters>>lengthShift)) {
				x.compare(s, n, v, letters&letterBits)
			}
		}
	}
	given := func(v uint32) {
		if int(v) < len(s.stamps) && s.stamps[v] != s.stamp {
			s.stamps[v] = s.stamp
			x.compare(s, n, v, x.letters(v)&letterBits)
		}
	}
	if v, ok := x.lookup(t.Text); ok {
		given(v)
	}
	for _, form := range names.GivenForms(t.Text) {
		if v, ok := x.lookup(form); ok {
			given(v)
		}
	}
	for _, v := range x.initials {
		given(v)
	}
	if t.Class != names.Initial {
		x.eachSpelling(t.Text, far != narrow, consider)
		if sk := names.Skeleton(match.OtherBeginning(t.Text)); sk != "" {
			x.eachValue(&x.sounds, fnv(sk), func(i uint32) { x.eachOfSkeleton(i, consider) })
		}
	}
	if far == whole {
		for v := range uint32(x.tokens()) {
			consider(v, x.letters(v))
		}
	}
	k := &neighbours{names.Token{Text: strings.Clone(t.Text), Class: t.Class}, far, slices.Clone(s.near)}
	slot.Store(k)
	return k.found
}

// compare notes a token in each class in which it stands and in which it may be meant.
func (x *Index) compare(s *scratch, n *match.Near, v, mask uint32) {
	text := x.token(v)
	for c, bits := names.Class(0), x.classes(v)&0xff; bits != 0; c, bits = c+1, bits>>1 {
		if bits&1 != 0 {
			if like, ok := n.Like(names.Token{Text: text, Class: c}, mask); ok {
				s.near = append(s.near, neighbour{v, c, like})
			}
		}
	}
}

// eachSpelling yields the tokens with the same skeleton, those one letter away, and if it shall look far those with a skeleton one sound
// away, with their letters.
func (x *Index) eachSpelling(text string, far bool, yield func(v, letters uint32)) {
	sk := names.Skeleton(text)
	if sk != "" {
		x.eachValue(&x.sounds, fnv(sk), func(i uint32) { x.eachOfSkeleton(i, yield) })
	}
	deletions(text, minTypo, func(h uint32, _ bool) { x.eachValue(&x.typos, h, func(v uint32) { yield(v, x.letters(v)) }) })
	if !far {
		return
	}
	deletions(sk, minEdit, func(h uint32, whole bool) {
		x.eachValue(&x.edits, h, func(i uint32) {
			if i&1 == 1 || whole || len(sk) > minEdit {
				x.eachOfSkeleton(i>>1, yield)
			}
		})
	})
}

func (x *Index) eachValue(t *table, hash uint32, yield func(uint32)) {
	from, to := t.find(hash)
	for ; from < to; from++ {
		yield(t.value(from))
	}
}

func (x *Index) eachOfSkeleton(i uint32, yield func(v, letters uint32)) {
	from, to := int(x.skeletons.at(int(i))), min(int(x.skeletons.at(int(i)+1)), x.groups.len()/2)
	for ; from < to; from++ {
		yield(x.groups.at(2*from), x.groups.at(2*from+1))
	}
}

// The letters of a token are its names.LetterMask, which has no bits above the 26th, and its length.
const (
	lengthShift = 27
	letterBits  = 1<<lengthShift - 1
	maxLength   = 31 // stands for all longer ones
)

func lettersOf(text string) uint32 {
	return names.LetterMask(text)&letterBits | uint32(min(len(text), maxLength))<<lengthShift
}

// letters returns lettersOf a token.
func (x *Index) letters(v uint32) uint32 { return x.vocab.at(int(v)*vocabWords + 4) }
