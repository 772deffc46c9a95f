package train

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Han makes the table of Han characters from two files of the Unicode Han Database (UAX 38): Unihan_Readings.txt gives the
// Korean readings (kHangul), Unihan_Variants.txt the simplified characters. Only characters of the block of the twenty
// thousand most usual are taken.
func Han(readings, variants io.Reader) ([]byte, error) {
	hangul, simplified := map[rune]string{}, map[rune]string{}
	err := unihan(readings, "kHangul", func(r rune, value string) error {
		fields := strings.Fields(value)
		slices.SortStableFunc(fields, func(a, b string) int { // N: as it is read in names
			return strings.Count(b, "N") - strings.Count(a, "N")
		})
		for i, f := range fields {
			fields[i], _, _ = strings.Cut(f, ":")
		}
		hangul[r] = strings.Join(fields, ",")
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("readings: %w", err)
	}
	err = unihan(variants, "kSimplifiedVariant", func(r rune, value string) error {
		for _, f := range strings.Fields(value) { // the last one that is another: for 乾, 干
			s, err := codePoint(f)
			if err != nil {
				return err
			}
			if s != r && usual(s) {
				simplified[r] = string(s)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("variants: %w", err)
	}
	for r, s := range simplified { // a simplified character is read as the one that it stands for
		if to := []rune(s)[0]; hangul[to] == "" && hangul[r] != "" {
			hangul[to] = hangul[r]
		}
	}
	all := map[rune]bool{}
	for r := range hangul {
		all[r] = true
	}
	for r := range simplified {
		all[r] = true
	}
	var b bytes.Buffer
	b.WriteString("# Han characters: how mainland China writes them today, if otherwise; how they are read in Korean, in names first. \"-\" is none.\n")
	b.WriteString("# Written by `linchpin train han` from the Unicode Han Database (Unihan_Readings.txt kHangul, Unihan_Variants.txt kSimplifiedVariant), Unicode License.\n")
	for _, r := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(&b, "%c\t%s\t%s\n", r, orNone(simplified[r]), orNone(hangul[r]))
	}
	return b.Bytes(), nil
}

func orNone(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func usual(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }

// unihan calls take with each character that has a property, and its value.
func unihan(r io.Reader, property string, take func(r rune, value string) error) error {
	s := bufio.NewScanner(r)
	found := false
	for line := 1; s.Scan(); line++ {
		f := strings.Split(s.Text(), "\t")
		if len(f) != 3 || f[1] != property {
			continue
		}
		c, err := codePoint(f[0])
		if err == nil && usual(c) {
			found = true
			err = take(c, f[2])
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
	if s.Err() == nil && !found {
		return fmt.Errorf("no line has %s", property)
	}
	return s.Err()
}

func codePoint(s string) (rune, error) {
	hex, ok := strings.CutPrefix(s, "U+")
	n, err := strconv.ParseInt(hex, 16, 32)
	if !ok || err != nil {
		return 0, fmt.Errorf("%q is no code point", s)
	}
	return rune(n), nil
}
