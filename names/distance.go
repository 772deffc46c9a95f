package names

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

// maxDistance is how many letters of a token count for Distance.
const maxDistance = 32

// unit is the cost of a plain typo in the whole numbers that Distance adds.
const unit = 100

// Distance is the least cost of turning one romanised token into another, counting their first 32 letters. A typo (a
// letter put in, left out, exchanged, or two swapped) costs 1, one of vowels 0.5; what spelling schemes write
// differently costs little, by the table spellings.tsv (sch and sh, w and v, tz and ts, j and y, kh and ch ...), and so
// do a doubled letter, an h after a consonant, and a glide beside a vowel. It is symmetric, and 0 for equal tokens only.
func Distance(a, b string) float64 { return float64(distance(a, b, 1<<30)) / unit }

// DistanceWithin is Distance where that is at most limit; else it is some number above limit, found sooner.
func DistanceWithin(a, b string, limit float64) float64 {
	most := int32(limit*unit + 1e-6)
	if d := distance(a, b, most); d <= most {
		return float64(d) / unit
	}
	return limit + 1
}

// ends says which forms of the table end at a letter of a token: bit n for form n.
type ends [3]uint64

func (e *ends) meet(o *ends) bool { return e[0]&o[0]|e[1]&o[1]|e[2]&o[2] != 0 }

// side is a token made ready: what its letters cost to leave out, and which forms end where.
type side struct {
	s     string
	gaps  [maxDistance]int32
	ends  [maxDistance]ends
	fits  [maxDistance]ends             // the forms that can stand for one that ends here
	forms [maxDistance][mostForms]uint8 // numbers of the forms that end here
	count [maxDistance]uint8
	start [maxDistance + 2]uint8 // where the first of the forms begins that end after a letter
}

func (s *side) read(token string) {
	s.s = token
	for i := range len(token) {
		s.gaps[i] = gap(token, i)
		s.find(i)
	}
	first := uint8(len(token))
	for i := len(token); i > 0; i-- { // two letters swapped reach as far as a form of two
		s.start[i] = min(first, uint8(i-1))
		for _, f := range s.forms[i-1][:s.count[i-1]] {
			first = min(first, uint8(i)-formLength[f])
		}
	}
}

// distance counts in hundredths. It may stop with a number above most when the distance is above it.
func distance(a, b string, most int32) int32 {
	if a == b {
		return 0
	}
	var sa, sb side
	sa.read(a[:min(len(a), maxDistance)])
	sb.read(b[:min(len(b), maxDistance)])
	a, b = sa.s, sb.s
	var rows [maxDistance + 1][maxDistance + 1]int32
	var least [maxDistance + 1]int32 // of each row
	for j := range len(b) {
		rows[0][j+1] = rows[0][j] + sb.gaps[j]
	}
	for i := 1; i <= len(a); i++ {
		prev, cur := &rows[i-1], &rows[i]
		cur[0] = prev[0] + sa.gaps[i-1]
		least[i] = cur[0]
		x := a[i-1]
		costs, fits := &substitutions[x&127], &sa.fits[i-1]
		for j := 1; j <= len(b); j++ {
			y := b[j-1]
			best := min(prev[j-1]+costs[y&127], prev[j]+sa.gaps[i-1], cur[j-1]+sb.gaps[j-1])
			if i > 1 && j > 1 && x == b[j-2] && y == a[i-2] && x != y {
				best = min(best, rows[i-2][j-2]+unit*9/10)
			}
			if fits.meet(&sb.ends[j-1]) {
				best = min(best, exchange(&sa, &sb, &rows, i, j))
			}
			cur[j] = best
			least[i] = min(least[i], best)
		}
		if least[i] > most && beyond(least[sa.start[i]:i], most) {
			return most + 1
		}
	}
	d := rows[len(a)][len(b)]
	if d == 0 { // equal in their first letters
		return unit / 10
	}
	return d
}

// beyond reports whether all rows from which a form may jump ahead are above the limit.
func beyond(least []int32, most int32) bool {
	for _, x := range least {
		if x <= most {
			return false
		}
	}
	return true
}

// exchange finds the cheapest way to (i, j) that puts one form in place of another.
func exchange(a, b *side, rows *[maxDistance + 1][maxDistance + 1]int32, i, j int) int32 {
	best := int32(1 << 30)
	for _, f := range a.forms[i-1][:a.count[i-1]] {
		from := &rows[i-int(formLength[f])]
		for _, g := range b.forms[j-1][:b.count[j-1]] {
			if cost := exchanges[f][g]; cost != 0 {
				best = min(best, from[j-int(formLength[g])]+int32(cost))
			}
		}
	}
	return best
}

// gap is the cost of a letter that only one side has.
func gap(s string, i int) int32 {
	c, before, after := s[i], byte(0), byte(0)
	if i > 0 {
		before = s[i-1]
	}
	if i+1 < len(s) {
		after = s[i+1]
	}
	if c == before {
		return 10
	}
	switch c {
	case 'h':
		if before != 0 && !isVowel(before) {
			return 25
		}
		return 60
	case 'i', 'j', 'y':
		if isVowel(before) || isVowel(after) {
			return 15
		}
		return 60
	case 'e':
		if i == len(s)-1 {
			return 30
		}
		return 60
	case 'a', 'o', 'u':
		return 60
	}
	return unit
}

//go:embed spellings.tsv
var spellingsTSV string

// The longest form has 7 letters, and 5 forms end at one letter.
const (
	longestForm = 7
	mostForms   = 6
)

var (
	substitutions [128][128]int32  // cost of one letter in place of another
	exchanges     [192][192]uint8  // cost of one form in place of another; 0: none
	partners      [192]ends        // which forms have a cost with a form
	formLength    [192]uint8       // letters of a form
	formNumbers   map[string]uint8 // numbers of the forms, from 1
	formTail      [26][26][26]bool // last three letters of the forms of three letters and more
	formShort     [27][26]uint8    // numbers of the forms of one and two letters
)

func init() {
	for x := range substitutions {
		for y := range substitutions {
			if x != y {
				substitutions[x][y] = unit
			}
		}
	}
	for _, x := range "aeiouy" {
		for _, y := range "aeiouy" {
			if x != y {
				substitutions[x][y] = unit / 2
			}
		}
	}
	formNumbers = map[string]uint8{}
	for line := range strings.Lines(spellingsTSV) {
		if !strings.HasPrefix(line, "#") {
			addSpellings(line)
		}
	}
	for s, n := range formNumbers {
		formLength[n] = uint8(len(s))
		switch k := len(s); k {
		case 1:
			formShort[26][s[0]-'a'] = n
		case 2:
			formShort[s[0]-'a'][s[1]-'a'] = n
		default:
			formTail[s[k-3]-'a'][s[k-2]-'a'][s[k-1]-'a'] = true
		}
	}
}

// addSpellings takes in a line of spellings.tsv.
func addSpellings(line string) {
	cost, list, _ := strings.Cut(strings.TrimSpace(line), "\t")
	c, err := strconv.ParseFloat(cost, 64)
	forms := strings.Fields(list)
	if err != nil || len(forms) < 2 {
		panic(fmt.Sprintf("names: spellings.tsv: want cost and forms in %q", line))
	}
	letters := len(strings.Join(forms, "")) == len(forms)
	for _, a := range forms {
		for _, b := range forms {
			switch {
			case a == b:
			case letters:
				p := &substitutions[a[0]][b[0]]
				*p = min(*p, int32(c*unit))
			case len(a) > 1 || len(b) > 1:
				f, g := formNumber(a), formNumber(b)
				if p := &exchanges[f][g]; *p == 0 || *p > uint8(c*unit) {
					*p = uint8(c * unit)
				}
				partners[f][g/64] |= 1 << (g % 64)
			}
		}
	}
}

func formNumber(s string) uint8 {
	n, ok := formNumbers[s]
	if !ok {
		n = uint8(len(formNumbers) + 1)
		formNumbers[s] = n
		if int(n) >= len(exchanges) {
			panic("names: spellings.tsv: more than 191 forms")
		}
	}
	return n
}

// find notes the forms that end at letter i.
func (s *side) find(i int) {
	z := s.s[i] - 'a'
	if z >= 26 {
		return
	}
	s.note(i, formShort[26][z])
	if i < 1 || s.s[i-1]-'a' >= 26 {
		return
	}
	y := s.s[i-1] - 'a'
	s.note(i, formShort[y][z])
	if i < 2 || s.s[i-2]-'a' >= 26 || !formTail[s.s[i-2]-'a'][y][z] {
		return
	}
	for k := 3; k <= min(i+1, longestForm); k++ {
		s.note(i, formNumbers[s.s[i+1-k:i+1]])
	}
}

func (s *side) note(i int, n uint8) {
	if n == 0 || s.count[i] == mostForms {
		return
	}
	s.forms[i][s.count[i]] = n
	s.count[i]++
	s.ends[i][n/64] |= 1 << (n % 64)
	p := &partners[n]
	for k := range p {
		s.fits[i][k] |= p[k]
	}
}

// Similarity is 1 for equal tokens and falls with their Distance, relative to their length, to 0. The ending of a
// patronymic counts a third as length: Ivanovich is not half Petrovich.
func Similarity(a, b string) float64 { return max(0, 1-Distance(a, b)/spare(a, b)) }

// SimilarityFrom is Similarity where that is at least least, else 0, found sooner.
func SimilarityFrom(a, b string, least float64) float64 {
	room := spare(a, b)
	if s := 1 - DistanceWithin(a, b, (1-least)*room)/room; s >= least {
		return s
	}
	return 0
}

// spare is the mean length of two tokens; one of few letters has little to spare.
func spare(a, b string) float64 {
	length := float64(len(a)+len(b)) / 2
	if x, y := patronymicEnding(a), patronymicEnding(b); x > 0 && y > 0 {
		length -= float64(x+y) / 3
	}
	return max(length, 2.5)
}
