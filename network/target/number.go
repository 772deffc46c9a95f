package target

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// ParseAmount reads a decimal number such as 1500, 1500.25 or 1.5e9 exactly. Negative and absurdly long numbers are errors.
func ParseAmount(s string) (*big.Rat, error) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 40 || strings.ContainsAny(s, "/xXpP_nNiI") {
		return nil, fmt.Errorf("%q is not an amount", shorten(s))
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		if e, err := strconv.Atoi(s[i+1:]); err != nil || e > 18 || e < -maxDecimal {
			return nil, fmt.Errorf("%q is not an amount", shorten(s))
		}
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return nil, fmt.Errorf("%q is not an amount", shorten(s))
	}
	if r.Sign() < 0 {
		return nil, fmt.Errorf("amount %s is negative", shorten(s))
	}
	return r, nil
}

// ParseShare reads a share in percent: "50", "49.99", "49,99", "16 2/3", "50/3", "1/3 of one" is written "100/3"; a percent sign
// may follow. The result is a fraction of one.
func ParseShare(s string) (*big.Rat, error) {
	bad := fmt.Errorf("%q is not a share in percent", shorten(s))
	t := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "%"))
	if t == "" || len(t) > 40 || strings.Trim(t, "0123456789.,/ ") != "" {
		return nil, bad
	}
	if strings.Count(t, ",") == 1 && !strings.Contains(t, ".") {
		t = strings.Replace(t, ",", ".", 1)
	}
	whole, frac, mixed := strings.Cut(t, " ")
	r, ok := new(big.Rat).SetString(whole)
	if !ok {
		return nil, bad
	}
	if mixed {
		f, ok := new(big.Rat).SetString(frac)
		if !ok || !strings.Contains(frac, "/") || strings.Contains(whole, "/") {
			return nil, bad
		}
		r.Add(r, f)
	}
	r.Quo(r, big.NewRat(100, 1))
	if r.Sign() < 0 || r.Cmp(big.NewRat(1, 1)) > 0 {
		return nil, fmt.Errorf("share %s lies outside 0 to 100 percent", shorten(s))
	}
	return r, nil
}

// Percent writes a fraction of one in percent, exactly where two decimals do, else as a fraction.
func Percent(r *big.Rat) string {
	p := new(big.Rat).Mul(r, big.NewRat(100, 1))
	if p.IsInt() {
		return p.Num().String()
	}
	if h := new(big.Rat).Mul(p, big.NewRat(10000, 1)); h.IsInt() {
		return strings.TrimRight(p.FloatString(4), "0")
	}
	return p.RatString()
}

// Format writes an amount with thousands apart, without needless decimals.
func (n *Network) Format(amount int64) string { return thousands(n.plain(amount)) }

// FormatMean writes an average of amounts.
func (n *Network) FormatMean(amount float64) string {
	scale := 1.0
	for range n.Decimals {
		scale *= 10
	}
	s := strconv.FormatFloat(amount/scale, 'f', 2, 64)
	s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	return thousands(s)
}

// plain writes an amount as a JSON number would stand.
func (n *Network) plain(amount int64) string {
	s := strconv.FormatInt(amount, 10)
	if n.Decimals == 0 {
		return s
	}
	for len(s) <= n.Decimals {
		s = "0" + s
	}
	s = s[:len(s)-n.Decimals] + "." + s[len(s)-n.Decimals:]
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

func thousands(s string) string {
	whole, frac, _ := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if frac != "" {
		whole += "." + frac
	}
	return sign + whole
}

func shorten(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}
