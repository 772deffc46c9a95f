package match

import (
	"math/bits"
	"strings"

	"github.com/linchpin-oss/linchpin/names"
)

// Near is a token made ready to be compared with many.
type Near struct {
	token names.Token
	mask  uint32
	near  names.Near
	plain bool // may be spelt otherwise
	given bool // is a form of a given name
	abdul bool // may be the same without its beginning
	forms formSieve
}

func startsAbdul(w string) bool {
	_, _, ok := withoutAbdul(w, "")
	return ok
}

// Reset makes ready another token.
func (n *Near) Reset(t names.Token) {
	n.token, n.mask, n.plain, n.given = t, letterMask(t.Text), spelt(t), names.SameGiven(t.Text, t.Text)
	n.abdul, n.forms = startsAbdul(t.Text), formSieve{}
	if n.plain {
		n.near.Reset(t.Text)
	}
}

// spelt reports whether a token can have another spelling.
func spelt(t names.Token) bool {
	return t.Text != "" && t.Class != names.Numeral && t.Class != names.LegalForm && t.Class != names.Initial
}

// mostSpelling is the greatest distance at which two tokens can be spellings of one, by the length of the shorter.
func mostSpelling(a, b names.Class, shorter int) float64 {
	if a == names.Patronymic && b == names.Patronymic {
		return max(mostDistance(shorter), 0.45*float64(shorter))
	}
	return mostDistance(shorter)
}

// May tells cheaply whether words of so many letters, with that names.LetterMask, can be spellings of the token.
func (n *Near) May(mask uint32, length int) bool {
	if !n.plain || n.abdul {
		return true
	}
	shorter := min(len(n.token.Text), length)
	if n.token.Class == names.Patronymic {
		return n.near.May(mask, mostSpelling(names.Patronymic, names.Patronymic, shorter))
	}
	return nearLetters(len(n.token.Text), length, n.mask^mask) && n.near.May(mask, mostDistance(shorter))
}

// JoinSlips is the least number of letters of words written together in which a slip is let pass.
const JoinSlips = 8

// nearLetters is near for words of which only the lengths are known; those of more letters than lengths are kept for are left in.
func nearLetters(a, b int, differ uint32) bool {
	return a >= maxLength || b >= maxLength || abs(a-b) <= 4 && bits.OnesCount32(differ) <= 2+max(a, b)/2
}

// maxLength is the length from which May is told no longer one.
const maxLength = 31

// OtherBeginning is a token without abdul at its beginning, or with it: how the same name may stand elsewhere.
func OtherBeginning(w string) string {
	const abdul = "abdul"
	if rest, ok := strings.CutPrefix(w, abdul); ok {
		return rest
	}
	return abdul + w
}

// Together reports whether a word can be neighbours of the other side written together.
func Together(word string, parts []names.Token) bool {
	_, ok := joinedCost(word, parts)
	return ok
}

// Likeness is in what way two tokens can be one, and at what cost.
type Likeness = comparison

// Like tells whether, and in what way, two tokens can be one. The mask is names.LetterMask of the other.
func (n *Near) Like(t names.Token, mask uint32) (Likeness, bool) {
	c := n.compare(t, mask)
	return c, c.ok
}

// compare is compareTokens, sooner where the two are spellings of one or have nothing in common.
func (n *Near) compare(t names.Token, mask uint32) comparison {
	if n.plain && spelt(t) && n.token.Text != t.Text {
		if near(n.token.Text, t.Text, n.mask^mask) {
			most := mostDistance(min(len(n.token.Text), len(t.Text)))
			if n.near.May(mask, most) {
				if d := n.near.Within(t.Text, most); d <= most {
					return comparison{ok: true, how: spelling, cost: d}
				}
			}
		}
		fathers := n.token.Class == names.Patronymic && t.Class == names.Patronymic
		if !fathers && n.abdul == startsAbdul(t.Text) {
			if n.given && n.forms.may(n.token.Text, mask) && names.SameGiven(n.token.Text, t.Text) {
				return comparison{ok: true, how: givenVariant, cost: variantDistance}
			}
			return comparison{}
		}
	}
	return compareTokens(n.token, t, n.mask^mask)
}

// formSieve tells cheaply that a word is no form of a given name, by its letters.
type formSieve struct {
	asked int
	bits  [4]uint64
}

// sieveAfter is after how many questions a sieve pays for itself.
const sieveAfter = 64

func (f *formSieve) may(given string, mask uint32) bool {
	if f.asked++; f.asked < sieveAfter {
		return true
	}
	if f.asked == sieveAfter {
		for _, form := range names.GivenForms(given) {
			i := sieveBit(names.LetterMask(form))
			f.bits[i/64] |= 1 << (i % 64)
		}
	}
	i := sieveBit(mask)
	return f.bits[i/64]>>(i%64)&1 != 0
}

func sieveBit(mask uint32) uint32 { return mask * 0x9e3779b9 >> 24 }
