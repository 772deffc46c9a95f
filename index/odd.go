package index

import "github.com/linchpin-oss/linchpin/names"

// rare is how many names a word of the query reaches at most if all of them are looked at more closely.
const rare = 200

// alike is what is known of a vocabulary token and the places of a spelling, as bits: which were compared, and which it may be.
type alike struct{ stamp, compared, alike uint32 }

// oddOnes looks at the names that a rare word of the query reaches and that have another word in a spelling too odd to be a neighbour.
func (x *Index) oddOnes(s *scratch, p *plan, atLeast *[kinds]int) {
	if len(p.places) == 1 {
		return
	}
	s.alikeStamp++
	for k := range p.places {
		total := 0
		for _, l := range s.lists[k] {
			total += int(l.names)
		}
		if total > rare {
			continue
		}
		for _, l := range s.lists[k] {
			x.eachName(l.v, func(n uint32) {
				if int(n) < x.Names() && !s.hasSeen(n) && atLeast[x.kindOf(n)] <= len(p.places) && x.isOdd(s, p, n, k) {
					x.look(s, n)
				}
			})
		}
	}
}

// isOdd reports whether a name has a word that may be the one of another place than k, which none of its words reaches.
func (x *Index) isOdd(s *scratch, p *plan, n uint32, k int) bool {
	s.tokens, _ = x.nameTokens(n, s.tokens[:0])
	open := (uint32(1)<<len(p.places) - 1) &^ (1 << k)
	for _, t := range s.tokens {
		for at := s.markAt[t>>4]; at != 0; at = s.marks[at-1].next {
			if m := &s.marks[at-1]; m.word {
				open &^= 1 << m.place
			}
		}
	}
	for other := range p.places {
		if open>>other&1 == 0 {
			continue
		}
		number := s.search.Spelling(p.spelling)[p.places[other]]
		for _, t := range s.tokens {
			if x.isAlike(s, t, other, number) {
				return true
			}
		}
	}
	return false
}

// isAlike reports whether a token of a name may be a token of the query.
func (x *Index) isAlike(s *scratch, t uint32, place, number int) bool {
	v, bit := t>>4, uint32(1)<<place
	a := &s.alikes[v]
	if a.stamp != s.alikeStamp {
		*a = alike{stamp: s.alikeStamp}
	}
	if a.compared&bit == 0 {
		a.compared |= bit
		letters := x.letters(v)
		if s.search.May(number, letters&letterBits, int(letters>>lengthShift)) &&
			s.search.Like(number, names.Token{Text: x.token(v), Class: names.Class(t & 15)}, letters&letterBits) {
			a.alike |= bit
		}
	}
	return a.alike&bit != 0
}
