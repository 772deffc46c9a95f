package names

import "math/bits"

// Near is a token made ready to be compared with many others: its letters are read once, and a word that is too far away is given
// up at the first letters that show it. It gives what DistanceWithin gives. It is not safe for several goroutines.
type Near struct {
	q      side
	rows   [maxDistance + 1][maxDistance + 1]int32
	live   [maxDistance + 1]bool // rows with a cell within the limit
	least  [maxDistance + 1]int32
	begun  [maxDistance + 1][longestForm]uint8 // states of the forms that have begun, by how many letters they have
	jumps  [192][]jump                         // by form of the other word: the forms of the token that it can stand for
	filled []uint8                             // the forms with jumps
	able   [256]bool                           // states of the form tree on the way to a form with jumps
	best   [maxDistance + 1]int32
	mask   uint32
	alone  [4][256]uint8 // least cost, in hundredths, of losing the letters of a byte of the mask; at most 255
}

// jump is a form of the token that another form can stand for: it ends behind letter end and has n letters.
type jump struct {
	end, n uint8
	cost   int32
}

const far = int32(1) << 28

// formTree is the tree of all forms of the spelling table, by states: 0 is nowhere, 1 the root.
var formTree struct {
	next   [256][26]uint8
	form   [256]uint8 // that ends in the state, 0 for none
	parent [256]uint8
}

// addedAlone is the least cost of a letter, by any exchange of the table, that only the other word has.
var addedAlone [4][256]uint8

func init() { // after the tables of distance.go, by the order of file names
	states := uint8(2)
	for s, f := range formNumbers {
		at := uint8(1)
		for i := range len(s) {
			to := &formTree.next[at][s[i]-'a']
			if *to == 0 {
				if states == 255 {
					panic("names: spellings.tsv: too many beginnings of forms")
				}
				*to = states
				formTree.parent[states] = at
				states++
			}
			at = *to
		}
		formTree.form[at] = f
	}
	for s, f := range formNumbers {
		formText[f] = s
	}
	for s, f := range formNumbers {
		for i := range len(s) {
			formShare[f][s[i]&31] = cheapestForm(s, s[i])
		}
	}
	var each [32]int32
	for l := range each {
		each[l] = 10 // the second of two
	}
	for c := byte('a'); c <= 'z'; c++ {
		least := min(int32(10), cheapestSub(c))
		for s, f := range formNumbers {
			if letterBits(s)>>(c&31)&1 != 0 {
				least = min(least, formShare[f][c&31])
			}
		}
		each[c&31] = least
		letterShare[c&31] = cheapestSub(c)
	}
	fillAlone(&addedAlone, &each)
}

var (
	formText  [192]string
	formShare [192][32]int32 // cheapestForm of each letter of a form
	// letterShare is cheapestSub of each letter; digits share the numbers of letters that are no letter of theirs.
	letterShare [32]int32
)

func letterBits(s string) (mask uint32) {
	for i := range len(s) {
		mask |= 1 << (s[i] & 31)
	}
	return mask
}

func cheapestSub(c byte) int32 {
	least := int32(unit)
	for y := byte('a'); y <= 'z'; y++ {
		if y != c {
			least = min(least, substitutions[c][y])
		}
	}
	return least
}

// cheapestForm is a letter's share in the cheapest exchange of a form for one without that letter.
func cheapestForm(form string, c byte) int32 {
	least, f := far, formNumbers[form]
	has := letterBits(form)
	for g := 1; g <= len(formNumbers); g++ {
		if cost := int32(exchanges[f][g]); cost != 0 {
			if gone := has &^ letterBits(formText[g]); gone>>(c&31)&1 != 0 {
				least = min(least, cost/int32(bits.OnesCount32(gone)))
			}
		}
	}
	return least
}

// fillAlone sums the costs of the letters of each byte of a mask.
func fillAlone(t *[4][256]uint8, each *[32]int32) {
	for k := range t {
		for m := 1; m < 256; m++ {
			rest := m & (m - 1)
			t[k][m] = uint8(min(int32(t[k][rest])+each[8*k+bits.TrailingZeros(uint(m))], 255))
		}
	}
}

// Reset makes ready another token.
func (w *Near) Reset(token string) {
	w.q = side{}
	w.q.read(token[:min(len(token), maxDistance)])
	q := w.q.s
	for _, g := range w.filled {
		w.jumps[g] = w.jumps[g][:0]
	}
	w.filled, w.able = w.filled[:0], [256]bool{}
	for i := range len(q) {
		for _, f := range w.q.forms[i][:w.q.count[i]] {
			for k, word := range partners[f] {
				for ; word != 0; word &= word - 1 {
					g := uint8(64*k + bits.TrailingZeros64(word))
					if len(w.jumps[g]) == 0 {
						w.filled = append(w.filled, g)
					}
					w.jumps[g] = append(w.jumps[g], jump{uint8(i + 1), formLength[f], int32(exchanges[f][g])})
				}
			}
		}
	}
	for st, g := range formTree.form {
		if g != 0 && len(w.jumps[g]) > 0 {
			for p := formTree.parent[st]; p != 0; p = formTree.parent[p] {
				w.able[p] = true
			}
		}
	}
	first := &w.rows[0]
	first[0] = 0
	for i := range len(q) {
		first[i+1] = first[i] + w.q.gaps[i]
	}
	w.live[0], w.least[0] = true, 0
	w.weigh()
}

// weigh works out what it costs at least to lose each letter.
func (w *Near) weigh() {
	q := w.q.s
	w.mask = letterBits(q)
	var each [32]int32
	for i := range len(q) {
		least := min(w.q.gaps[i], letterShare[q[i]&31])
		for k := i; k < min(len(q), i+longestForm); k++ {
			for _, f := range w.q.forms[k][:w.q.count[k]] {
				if k-int(formLength[f]) < i {
					least = min(least, formShare[f][q[i]&31])
				}
			}
		}
		each[q[i]&31] = max(each[q[i]&31], least)
	}
	fillAlone(&w.alone, &each)
}

// LetterMask has a bit for each letter of a token, for Near.May.
func LetterMask(token string) uint32 { return letterBits(token) }

// May tells cheaply whether a word of these letters can be within a distance: each letter that only one of them has costs something.
func (w *Near) May(mask uint32, limit float64) bool {
	most := uint32(limit*unit + 1e-6)
	lost, added := w.mask&^mask, mask&^w.mask
	return sumAlone(&w.alone, lost) <= most && sumAlone(&addedAlone, added) <= most
}

// MayBeWithin is Near.May for words of which only the letters are known.
func MayBeWithin(a, b uint32, limit float64) bool {
	most := uint32(limit*unit + 1e-6)
	return sumAlone(&addedAlone, a&^b) <= most && sumAlone(&addedAlone, b&^a) <= most
}

func sumAlone(t *[4][256]uint8, m uint32) uint32 {
	return uint32(t[0][m&255]) + uint32(t[1][m>>8&255]) + uint32(t[2][m>>16&255]) + uint32(t[3][m>>24])
}

// Within is DistanceWithin of the token and another.
func (w *Near) Within(b string, limit float64) float64 {
	q := w.q.s
	b = b[:min(len(b), maxDistance)]
	if b == q {
		return Distance(b, q) // 0, or little if longer tokens begin alike
	}
	most := int32(limit*unit + 1e-6)
	for j := range len(b) {
		if !w.step(b, j, most) {
			return limit + 1
		}
	}
	d := w.rows[len(b)][len(q)]
	switch {
	case d > most:
		return limit + 1
	case d == 0:
		d = unit / 10
	}
	return float64(d) / unit
}

// SimilarityFrom is SimilarityFrom of the token and another.
func (w *Near) SimilarityFrom(b string, least float64) float64 {
	room := spare(w.q.s, b)
	if s := 1 - w.Within(b, (1-least)*room)/room; s >= least {
		return s
	}
	return 0
}

// step adds letter j of the other word; it reports whether the distance may still be within the limit.
func (w *Near) step(b string, j int, most int32) bool {
	q := w.q.s
	y, d := b[j], j+1
	var before byte
	if j > 0 {
		before = b[j-1]
	}
	left := gap(b, j)
	jumped := w.forms(y, d)
	prev, cur := &w.rows[d-1], &w.rows[d]
	v := prev[0] + left
	if v > most {
		v = far
	}
	cur[0] = v
	least := v
	swaps := j > 0 && w.live[d-2] && w.mask>>(y&31)&1 != 0
	costs := &substitutions[y&127] // the table is symmetric
	for i := 1; i <= len(q); i++ {
		x := q[i-1]
		v = min(prev[i-1]+costs[x&127], prev[i]+left, v+w.q.gaps[i-1])
		if jumped {
			v = min(v, w.best[i])
		}
		if swaps && i > 1 && x == before && y == q[i-2] && x != y {
			v = min(v, w.rows[d-2][i-2]+unit*9/10)
		}
		if v > most {
			v = far
		}
		cur[i] = v
		least = min(least, v)
	}
	w.live[d], w.least[d] = least < far, least
	if least < far || w.live[d-1] && w.least[d-1]+unit*9/10 <= most {
		return true
	}
	for k, state := range w.begun[d][:min(d, longestForm-1)] { // a form that began earlier may end further on
		if state != 0 && w.able[state] && w.live[d-1-k] {
			return true
		}
	}
	return false
}

// forms follows the forms that letter d of the other word begins, goes on with or ends, and notes in best where they lead.
func (w *Near) forms(y byte, d int) (jumped bool) {
	now, last := &w.begun[d], &w.begun[d-1]
	z := y - 'a'
	if z >= 26 {
		*now = [longestForm]uint8{}
		return false
	}
	for k := range min(d, longestForm) {
		state := uint8(1)
		if k > 0 {
			state = last[k-1]
		}
		state = formTree.next[state][z]
		now[k] = state
		form := formTree.form[state]
		if form == 0 || !w.live[d-1-k] || len(w.jumps[form]) == 0 {
			continue
		}
		if !jumped {
			jumped = true
			for i := range len(w.q.s) + 1 {
				w.best[i] = far
			}
		}
		from := &w.rows[d-1-k]
		for _, j := range w.jumps[form] {
			w.best[j.end] = min(w.best[j.end], from[j.end-j.n]+j.cost)
		}
	}
	return jumped
}
