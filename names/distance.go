package names

import "strings"

// Distance is the least cost of turning one romanised token into another. A typo (a letter put in, left out, exchanged,
// or two swapped) costs 1, between vowels 0.5; what spelling schemes write differently costs little (sch and sh, w and
// v, tz and ts, j and y, kh and ch, a doubled letter, ...). It is symmetric.
func Distance(a, b string) float64 { return DistanceWithin(a, b, 1e6) }

// longest is how many letters of a token are compared.
const longest = 48

// DistanceWithin is Distance where that is at most limit; else it is some number above limit, found sooner.
func DistanceWithin(a, b string, limit float64) float64 {
	if a == b {
		return 0
	}
	a, b = a[:min(len(a), longest)], b[:min(len(b), longest)]
	var rows [5][longest + 1]float32
	var gapB [longest]float32
	n := len(b)
	for j := range n {
		gapB[j] = gap(b, j)
		rows[0][j+1] = rows[0][j] + gapB[j]
	}
	most := float32(limit)
	for i := 1; i <= len(a); i++ {
		cur, prev := &rows[i%5], &rows[(i+4)%5]
		x, gapA := a[i-1], gap(a, i-1)
		cur[0] = prev[0] + gapA
		least := cur[0]
		for j := 1; j <= n; j++ {
			y := b[j-1]
			best := min(prev[j-1]+substitutions[x&127][y&127], prev[j]+gapA, cur[j-1]+gapB[j-1])
			if i > 1 && j > 1 && x == b[j-2] && y == a[i-2] && x != y {
				best = min(best, rows[(i+3)%5][j-2]+0.9)
			}
			if best > 0.1 {
				if list := endings[x&31][y&31]; len(list) > 0 {
					best = min(best, groups(a, b, i, j, &rows, list))
				}
			}
			cur[j] = best
			least = min(least, best)
		}
		// a group of letters can reach back over four rows, so a whole stretch must be beyond the limit
		if least > most+1 {
			return limit + 1
		}
	}
	return float64(rows[len(a)%5][n])
}

// gap is the cost of a letter that only one side has: little for a doubled letter, for an h after a consonant, and for
// the glides i, j and y beside a vowel.
func gap(s string, i int) float32 {
	c := s[i]
	if i > 0 && s[i-1] == c {
		return 0.1
	}
	before, after := byte(0), byte(0)
	if i > 0 {
		before = s[i-1]
	}
	if i+1 < len(s) {
		after = s[i+1]
	}
	switch c {
	case 'h':
		if before != 0 && !isVowel(before) {
			return 0.25
		}
		return 0.6
	case 'i', 'j', 'y':
		if isVowel(before) || isVowel(after) {
			return 0.15
		}
		return 0.6
	case 'a', 'e', 'o', 'u':
		if i == len(s)-1 && c == 'e' {
			return 0.3
		}
		return 0.6
	}
	return 1
}

// substitutions are the costs of one letter in place of another.
var substitutions = func() (t [128][128]float32) {
	for i := range t {
		for j := range t[i] {
			if i != j {
				t[i][j] = 1
			}
		}
	}
	set := func(cost float32, pairs string) {
		for _, p := range strings.Fields(pairs) {
			t[p[0]][p[1]], t[p[1]][p[0]] = cost, cost
		}
	}
	set(0.5, "ae ai ao au ay ei eo eu ey io iu iy ou oy uy gk bp dt bv gj jz")
	set(0.3, "ei ou ae ao ey uw uv fv sz cs cz gh gq hk fw uy")
	set(0.1, "iy ij jy vw ck kq")
	return t
}()

// class holds spellings of one sound, or of sounds that schemes mix; within a class each may stand for each.
type class struct {
	forms []string
	cost  float32
}

var classes = []class{
	{[]string{"sch", "sh", "ch", "sz", "s"}, 0.15},
	{[]string{"tsch", "ch", "tch", "cz", "c", "tsj", "tc"}, 0.15},
	{[]string{"shch", "sch", "schtsch", "chtch", "szcz", "sc", "shh"}, 0.15},
	{[]string{"zh", "j", "sch", "z", "sh", "dj", "zg"}, 0.15},
	{[]string{"ts", "tz", "z", "c", "cz", "s"}, 0.15},
	{[]string{"kh", "ch", "h", "x", "k", "j"}, 0.15},
	{[]string{"x", "ks", "kc", "cs", "gz"}, 0.1},
	{[]string{"f", "ph", "v", "ff", "w"}, 0.15},
	{[]string{"ou", "u", "oo", "w"}, 0.15},
	{[]string{"ew", "ev", "eff", "eu", "ov", "ow", "iev", "yev", "jew", "ef"}, 0.2},
	{[]string{"ij", "y", "iy", "ii", "yi", "i", "yj", "ei", "ey"}, 0.1},
	{[]string{"ya", "ia", "ja", "a", "ea"}, 0.2},
	{[]string{"yu", "iu", "ju", "iou", "you", "u"}, 0.2},
	{[]string{"ye", "ie", "je", "e", "io", "yo", "jo", "o"}, 0.25},
	{[]string{"gh", "g", "h", "q", "k"}, 0.2},
	{[]string{"dj", "j", "g", "dzh", "dsch", "dz", "zh"}, 0.15},
	{[]string{"gu", "g"}, 0.15}, // Evgueni
	{[]string{"qu", "k", "kw", "q"}, 0.15},
	{[]string{"th", "t", "d", "dh"}, 0.25},
	{[]string{"ai", "ay", "ei", "ey", "aj", "ej"}, 0.1},
	{[]string{"ae", "a", "e", "oe", "o", "ue"}, 0.2},
	{[]string{"ine", "in"}, 0.1},
}

// swap is a pair of forms that stand for one sound.
type swap struct {
	a, b string
	cost float32
}

// endings lists the swaps by the last letters of both forms (1 for a).
var endings = func() (t [32][32][]swap) {
	best := map[[2]string]float32{}
	for _, c := range classes {
		for _, a := range c.forms {
			for _, b := range c.forms {
				if a == b || len(a)+len(b) == 2 || len(a) > 4 || len(b) > 4 {
					continue
				}
				if old, ok := best[[2]string{a, b}]; !ok || c.cost < old {
					best[[2]string{a, b}] = c.cost
				}
			}
		}
	}
	for p, cost := range best {
		x, y := p[0][len(p[0])-1]&31, p[1][len(p[1])-1]&31
		t[x][y] = append(t[x][y], swap{p[0], p[1], cost})
	}
	return t
}()

// groups finds the cheapest way to reach (i, j) by exchanging one of the swaps.
func groups(a, b string, i, j int, rows *[5][longest + 1]float32, list []swap) float32 {
	best := float32(1e9)
	for k := range list {
		s := &list[k]
		if len(s.a) > i || len(s.b) > j {
			continue
		}
		from := rows[(i-len(s.a)+5)%5][j-len(s.b)] + s.cost
		if from < best && a[i-len(s.a):i] == s.a && b[j-len(s.b):j] == s.b {
			best = from
		}
	}
	return best
}

// Similarity is 1 for equal tokens and falls with their Distance, relative to their length, to 0.
func Similarity(a, b string) float64 {
	return max(0, 1-Distance(a, b)/spare(a, b))
}

// SimilarityFrom is Similarity where that is at least least, else 0, found sooner.
func SimilarityFrom(a, b string, least float64) float64 {
	room := spare(a, b)
	d := DistanceWithin(a, b, (1-least)*room)
	if s := 1 - d/room; s >= least {
		return s
	}
	return 0
}

// spare is the mean length of two tokens; one of few letters has little to spare.
func spare(a, b string) float64 { return max(float64(len(a)+len(b))/2, 2.5) }
