package uk

import "strings"

// numbered takes apart a cell that holds several values: "(1) Tunis (2) - (3) -", "(1)-(2) Indonesia", "1) Mullah, 2)
// Maulavi", "a) Surakarta b) Pekalongan". The values stand at their numbers, from 0, "" for a dash, so that cells of
// one row can be read side by side. A cell without numbers is one value.
func numbered(cell string) []string {
	cell = oneLine(cell)
	var out []string
	value := func(from, to int, s string) {
		s = strings.Trim(s, " ,;.")
		if s == "-" {
			s = ""
		}
		for len(out) < from-1 {
			out = append(out, "")
		}
		for i := from; i <= to; i++ {
			out = append(out, s)
		}
	}
	n, to, size := mark(cell, 1)
	if size == 0 || n != 1 {
		if cell == "" || cell == "-" {
			return nil
		}
		return []string{cell}
	}
	rest := cell[size:]
	for {
		next, nextTo, at, size := 0, 0, -1, 0
		for i := 1; i < len(rest); i++ {
			if next, nextTo, size = mark(rest[i:], to+1); size > 0 && next == to+1 && strings.IndexByte(" ,;.)]", rest[i-1]) >= 0 {
				at = i
				break
			}
		}
		if at < 0 {
			value(n, to, rest)
			return out
		}
		value(n, to, rest[:at])
		n, to, rest = next, nextTo, rest[at+size:]
	}
}

// mark reads "(3)", "3)", "c)" or a range "(2)-(6)", "(2) to (6)" at the beginning of s, and its length, 0 if there is none. A number
// or letter without an opening bracket counts only if it is the one that is expected.
func mark(s string, expected int) (from, to, size int) {
	from, size = label(s)
	if size == 0 || s[0] != '(' && from != expected {
		return 0, 0, 0
	}
	rest := strings.TrimLeft(s[size:], " ")
	for _, dash := range []string{"-", "to "} {
		if after, ok := strings.CutPrefix(rest, dash); ok {
			after = strings.TrimLeft(after, " ")
			if end, n := label(after); n > 0 && end > from && end-from < 100 {
				return from, end, len(s) - len(after) + n
			}
		}
	}
	return from, from, size
}

func label(s string) (number, size int) {
	i := 0
	if i < len(s) && s[i] == '(' {
		i++
	}
	start := i
	for i < len(s) && s[i] >= '0' && s[i] <= '9' && i-start < 2 {
		number = number*10 + int(s[i]-'0')
		i++
	}
	if i == start && i < len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z':
			number = int(c-'a') + 1
			i++
		case c >= 'A' && c <= 'Z' && start > 0:
			number = int(c-'A') + 1
			i++
		}
	}
	if i == start || i >= len(s) || s[i] != ')' {
		return 0, 0
	}
	return number, i + 1
}

// prefixed takes apart a cell whose numbers follow a common beginning: "Passport No: (a) 472320665 (b) 563120356".
func prefixed(cell string) []string {
	if _, _, size := mark(cell, 1); size > 0 {
		return numbered(cell)
	}
	for _, first := range []string{"(1)", "(a)", "(A)"} {
		i := strings.Index(cell, first)
		if i <= 0 || i > 60 {
			continue
		}
		if vs := numbered(cell[i:]); len(vs) > 1 {
			for n := range vs {
				vs[n] = strings.TrimSpace(cell[:i]) + " " + vs[n]
			}
			return vs
		}
	}
	return numbered(cell)
}

// values are the non-empty values of a cell.
func values(cell string) []string {
	var out []string
	for _, v := range numbered(cell) {
		if v != "" {
			out = append(out, v)
		}
	}
	return out
}

// places reads towns and countries of birth side by side; a single country belongs to all towns.
func places(town, country string) []place {
	towns, countries := numbered(town), numbered(country)
	var out []place
	for i := 0; i < max(len(towns), len(countries)); i++ {
		p := place{at(towns, i), at(countries, i)}
		if len(countries) == 1 {
			p.country = countries[0]
		}
		if p != (place{}) {
			out = append(out, p)
		}
	}
	return out
}

func at(values []string, i int) string {
	if i < len(values) {
		return values[i]
	}
	return ""
}
