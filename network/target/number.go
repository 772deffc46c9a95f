package target

import (
	"strconv"
	"strings"
)

// Format writes an amount with thousands apart, without needless decimals.
func (n *Network) Format(amount int64) string { return thousands(n.plain(amount)) }

// FormatMean writes an average of amounts.
func (n *Network) FormatMean(amount float64) string {
	s := strconv.FormatFloat(n.value(amount), 'f', 2, 64)
	return thousands(strings.TrimSuffix(strings.TrimRight(s, "0"), "."))
}

// value is an amount in units.
func (n *Network) value(amount float64) float64 {
	for range n.Decimals {
		amount /= 10
	}
	return amount
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
