package network

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
)

// Share is a stake in percent: exact, or a band between two bounds, or unknown.
type Share struct {
	Min, Max         *big.Rat // never nil in a Share made by this package
	OpenMin, OpenMax bool     // the bound itself is excluded
	Unknown          string   // why nothing is known of the stake; the bounds are then 0 and 100
}

var (
	zero    = new(big.Rat)
	hundred = big.NewRat(100, 1)
)

// Exactly is a share without a band.
func Exactly(percent *big.Rat) Share { return Share{Min: percent, Max: percent} }

// UnknownShare is a stake of which only its being is known.
func UnknownShare(why string) Share {
	return Share{Min: zero, Max: hundred, OpenMin: true, Unknown: why}
}

// Exact reports whether the share is one number.
func (s Share) Exact() bool { return s.Min.Cmp(s.Max) == 0 }

// String is the share as a person writes it: 50 %, 50/3 %, more than 25 to 50 %.
func (s Share) String() string {
	switch {
	case s.Unknown != "":
		return "unknown share"
	case s.Exact():
		return Percent(s.Min) + " %"
	}
	from, to := Percent(s.Min), Percent(s.Max)
	if s.OpenMin {
		from = "more than " + from
	}
	if s.OpenMax {
		to = "less than " + to
	}
	return from + " to " + to + " %"
}

// Percent writes a number exactly: as a decimal where it has an end within 6 places, else as a fraction.
func Percent(r *big.Rat) string {
	if n, exact := r.FloatPrec(); exact && n <= 6 {
		return r.FloatString(n)
	}
	return r.RatString()
}

// number is a figure in the manner of any country, behind which a per cent sign may stand, or a fraction.
const number = `([0-9][0-9 .,'\x{a0}\x{202f}]*?)(?:\s*/\s*([0-9]+(?:[.,][0-9]+)?))?`

var (
	sign       = `\s*(?:%|per\s?cent|pct\.?|percent|p\.\s?c\.|Prozent|процент\pL*|v\.H\.)?\s*`
	onePattern = regexp.MustCompile(`(?i)^\s*` + number + sign + `$`)
	between    = regexp.MustCompile(`(?i)^\s*(more than|over|above|>=?|≥|from|at least|between|von|ab|mehr als|über|более|от)?\s*` + number + sign +
		`(?:-|–|—|\bto\b|\band\b|\bbis\b|\bund\b|\bup to\b|до|,?\s*but\b)\s*(and including|including|less than|below|under|not more than|up to|at most|<=?|≤|unter|höchstens|einschließlich)?\s*` + number + sign + `$`)
	oneSided = regexp.MustCompile(`(?i)^\s*(more than|over|above|greater than|exceeding|>|mehr als|über|более|свыше|at least|not less than|minimum|from|>=|≥|mindestens|ab|не менее|от|less than|below|under|<|weniger als|unter|менее|up to|at most|not more than|maximum|<=|≤|höchstens|bis zu|до)\s*` + number + sign + `(?:or more|or less|und mehr|and more|\+)?\s*$`)
	orMore   = regexp.MustCompile(`(?i)^\s*` + number + sign + `(or more|or over|and more|and over|\+|und mehr|или более|or less|or below|und weniger)\s*$`)
)

var words = map[string]string{"half": "1/2", "a half": "1/2", "one half": "1/2", "a third": "1/3", "one third": "1/3", "two thirds": "2/3", "a quarter": "1/4",
	"one quarter": "1/4", "three quarters": "3/4", "100% owned": "100%", "wholly owned": "100%", "sole": "100%", "sole owner": "100%", "sole shareholder": "100%", "all": "100%", "alleiniger gesellschafter": "100%"}

var majority = map[string]Share{
	"majority": {Min: big.NewRat(50, 1), Max: hundred, OpenMin: true}, "majority stake": {Min: big.NewRat(50, 1), Max: hundred, OpenMin: true}, "majority shareholder": {Min: big.NewRat(50, 1), Max: hundred, OpenMin: true},
	"minority": {Min: zero, Max: big.NewRat(50, 1), OpenMin: true, OpenMax: true}, "minority stake": {Min: zero, Max: big.NewRat(50, 1), OpenMin: true, OpenMax: true}, "minority shareholder": {Min: zero, Max: big.NewRat(50, 1), OpenMin: true, OpenMax: true},
}

// ParseShare reads a stake as registers and people write it: 50, 49,99 %, 50/3, "1/3" of the whole, "25-50", "more than 25%", "75 or more",
// "majority". A fraction below 1 without a per cent sign is one of the whole, so 1/3 is 33.3 %; a plain number is percent, so 0.5 is half a
// percent. What lies outside of 0 to 100, or is no number, is an error.
func ParseShare(text string) (Share, error) {
	s, ok := parseShare(strings.TrimSpace(text))
	switch {
	case !ok:
		return Share{}, fmt.Errorf("%q is not a share: expected percent (50, 49.99 %%), a fraction (50/3) or a band (25-50)", text)
	case s.Min.Sign() < 0 || s.Max.Cmp(hundred) > 0:
		return Share{}, fmt.Errorf("%q is not between 0 and 100 percent", text)
	case s.Min.Cmp(s.Max) > 0:
		return Share{}, fmt.Errorf("%q: the lower bound is above the upper", text)
	}
	return s, nil
}

func parseShare(text string) (Share, bool) {
	text = strings.ToLower(strings.TrimRight(text, " .;"))
	if len(text) > 100 {
		return Share{}, false
	}
	if w, ok := words[text]; ok {
		text = w
	}
	if s, ok := majority[text]; ok {
		return s, true
	}
	if m := onePattern.FindStringSubmatch(text); m != nil {
		r, ok := figure(m[1], m[2], strings.ContainsAny(text, "%") || strings.Contains(text, "cent"))
		return Exactly(r), ok
	}
	if m := between.FindStringSubmatch(text); m != nil {
		return band(m)
	}
	if m := orMore.FindStringSubmatch(text); m != nil {
		r, ok := figure(m[1], m[2], true)
		if strings.Contains(m[3], "less") || strings.Contains(m[3], "below") || strings.Contains(m[3], "weniger") {
			return Share{Min: zero, Max: r}, ok
		}
		return Share{Min: r, Max: hundred}, ok
	}
	if m := oneSided.FindStringSubmatch(text); m != nil {
		r, ok := figure(m[2], m[3], true)
		switch m[1] {
		case "more than", "over", "above", "greater than", "exceeding", ">", "mehr als", "über", "более", "свыше":
			return Share{Min: r, Max: hundred, OpenMin: true}, ok
		case "less than", "below", "under", "<", "weniger als", "unter", "менее":
			return Share{Min: zero, Max: r, OpenMax: true}, ok
		case "up to", "at most", "not more than", "maximum", "<=", "≤", "höchstens", "bis zu", "до":
			return Share{Min: zero, Max: r}, ok
		}
		return Share{Min: r, Max: hundred}, ok
	}
	return Share{}, false
}

func band(m []string) (Share, bool) {
	lo, ok1 := figure(m[2], m[3], true)
	hi, ok2 := figure(m[5], m[6], true)
	s := Share{Min: lo, Max: hi}
	switch m[1] {
	case "more than", "over", "above", ">", "mehr als", "über", "более":
		s.OpenMin = true
	}
	switch m[4] {
	case "less than", "below", "under", "<", "unter":
		s.OpenMax = true
	}
	return s, ok1 && ok2
}

// figure reads a number with a point or comma before its decimals, spaces or the other sign between thousands, and its divisor.
func figure(num, den string, percent bool) (*big.Rat, bool) {
	r, ok := decimal(num)
	if !ok || den == "" {
		return r, ok
	}
	d, ok := decimal(den)
	if !ok || d.Sign() == 0 {
		return nil, false
	}
	r.Quo(r, d)
	if !percent && r.Cmp(big.NewRat(1, 1)) <= 0 {
		r.Mul(r, hundred)
	}
	return r, true
}

func decimal(text string) (*big.Rat, bool) {
	text = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "'", "").Replace(strings.TrimSpace(text))
	if comma, point := strings.LastIndex(text, ","), strings.LastIndex(text, "."); comma >= 0 && point >= 0 {
		if comma > point {
			text = strings.ReplaceAll(text, ".", "")
		} else {
			text = strings.ReplaceAll(text, ",", "")
		}
	}
	text = strings.Replace(text, ",", ".", 1)
	if strings.ContainsAny(text, ",eE/") || len(text) > 40 {
		return nil, false
	}
	return new(big.Rat).SetString(strings.TrimSuffix(text, "."))
}
