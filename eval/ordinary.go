package eval

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
)

const (
	ordinaryPerCountry = 40
	ordinaryCompanies  = 1500
)

// Ordinary makes ordinary names, as kind and name: persons from the common forenames and surnames of each country that has
// both, and an even sample of companies. The same files give the same names.
func Ordinary(forenames, surnames, companies string) ([][2]string, error) {
	given, err := byCountry(forenames)
	if err != nil {
		return nil, err
	}
	family, err := byCountry(surnames)
	if err != nil {
		return nil, err
	}
	var out [][2]string
	for _, country := range slices.Sorted(maps.Keys(given)) {
		g, f := given[country], family[country]
		if len(g) == 0 || len(f) == 0 {
			continue
		}
		rng := rand.New(rand.NewPCG(uint64(foldHash(country)), 3))
		seen := map[string]bool{}
		for range ordinaryPerCountry {
			if name := g[rng.IntN(len(g))] + " " + f[rng.IntN(len(f))]; !seen[name] {
				seen[name] = true
				out = append(out, [2]string{"person", name})
			}
		}
	}
	var all []string
	if err := lines(companies, func(_ int, line string) error {
		if line = strings.TrimSpace(line); line != "" && !strings.Contains(line, "\t") {
			all = append(all, line)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	n := min(len(all), ordinaryCompanies)
	for i := range n {
		out = append(out, [2]string{"company", all[i*len(all)/n]})
	}
	return out, nil
}

func byCountry(path string) (map[string][]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	header, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("%s: line 1: %w", path, err)
	}
	country, name := -1, -1
	for i, h := range header {
		switch strings.TrimPrefix(h, "\ufeff") {
		case "Country":
			country = i
		case "Romanized Name":
			name = i
		}
	}
	if country < 0 || name < 0 {
		return nil, fmt.Errorf("%s: line 1: no columns Country and Romanized Name", path)
	}
	out := map[string][]string{}
	for {
		row, err := r.Read()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if len(row) > max(country, name) && row[name] != "" && !slices.Contains(out[row[country]], row[name]) {
			out[row[country]] = append(out[row[country]], row[name])
		}
	}
}
