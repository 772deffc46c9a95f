package starter

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/linchpin-oss/linchpin/ftm"
)

func TestEveryEntryIsWhole(t *testing.T) {
	rs, err := rows()
	if err != nil {
		t.Fatal(err)
	}
	if len(rs) < 80 {
		t.Errorf("%d entries", len(rs))
	}
	seen := map[string]bool{}
	for _, r := range rs {
		if seen[r.id] {
			t.Errorf("%s stands twice", r.id)
		}
		seen[r.id] = true
		if len(r.names) == 0 || r.act == "" || r.celex == "" || r.verified == "" || r.schema == "Person" && r.gender == "" && r.id != "CP-2006-276-1" {
			t.Errorf("%s: name, act, source or gender is missing", r.id)
		}
		for _, d := range append([]string{r.listed, r.delisted, r.renumbered}, r.births...) {
			if iso, ok := ftm.ParseDate(d, ftm.DayFirst); d != "" && (!ok || iso != d) {
				t.Errorf("%s: date %q", r.id, d)
			}
		}
	}
}

// on returns the ids in force on a day.
func on(t *testing.T, day string) map[string]bool {
	t.Helper()
	pubs, err := Publications()
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, p := range pubs {
		if p.Date <= day {
			ids = map[string]bool{}
			for _, r := range p.Records {
				ids[r.ID] = true
			}
		}
	}
	return ids
}

func TestListingAndDelisting(t *testing.T) {
	for _, c := range []struct {
		day, id string
		want    bool
	}{
		{"2021-06-20", "EU.6385.79", false}, {"2021-06-23", "EU.6385.79", true},
		{"2021-06-20", "EU.6386.78", false}, {"2021-06-21", "EU.6386.78", true},
		{"2015-01-01", "CP-2006-276-1", true}, {"2016-03-01", "CP-2006-276-1", false},
		{"2021-06-23", "EU.6350.80", true}, {"2021-07-08", "EU.6350.80", false}, {"2021-07-08", "EU.6533.60", true},
	} {
		if got := on(t, c.day)[c.id]; got != c.want {
			t.Errorf("%s on %s: %v", c.id, c.day, got)
		}
	}
}

// TestReadme holds the counts in README.md against the data.
func TestReadme(t *testing.T) {
	rs, err := rows()
	if err != nil {
		t.Fatal(err)
	}
	byDay, persons, acts, unverified := map[string]int{}, 0, 0, 0
	for _, r := range rs {
		byDay[r.listed]++
		if r.schema == "Person" {
			persons++
		}
		if strings.Contains(r.verified, ": act") {
			acts++
		}
		if strings.HasPrefix(r.verified, "not verified") {
			unverified++
		}
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{fmt.Sprintf("%d entries, %d persons and %d entities", len(rs), persons, len(rs)-persons),
		fmt.Sprintf("act confirmed for %d", acts), fmt.Sprintf("not verified: %d", unverified),
		fmt.Sprintf("| 2021-06-21 | %d |", byDay["2021-06-21"]), fmt.Sprintf("| 2020-10-02 | %d |", byDay["2020-10-02"]),
		fmt.Sprintf("| 2020-11-06 | %d |", byDay["2020-11-06"]), fmt.Sprintf("| 2020-12-17 | %d |", byDay["2020-12-17"]),
		fmt.Sprintf("| 2021-12-02 | %d |", byDay["2021-12-02"]), fmt.Sprintf("| 2022-06-03 | %d |", byDay["2022-06-03"])} {
		if !strings.Contains(string(readme), want) {
			t.Errorf("README.md does not say %q", want)
		}
	}
}

// TestAgainstPublishedLists checks ids and primary names against the published series of the days around 21 June 2021.
func TestAgainstPublishedLists(t *testing.T) {
	dir := os.Getenv("LINCHPIN_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	ref := regexp.MustCompile(`^ref_number: (EU\.\d+\.\d+)`)
	read := func(day string) map[string]bool {
		f, err := os.Open(filepath.Join(dir, "lists", "eu-fsf", "fsf-derived-yaml-"+day+".yaml.gz"))
		if err != nil {
			t.Skipf("SKIPPED: the published lists are not here (%v); set LINCHPIN_SHARED to check the starter data", err)
		}
		defer f.Close()
		gz, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		ids := map[string]bool{}
		for s := bufio.NewScanner(gz); s.Scan(); {
			if m := ref.FindStringSubmatch(s.Text()); m != nil {
				ids[m[1]] = true
			}
		}
		return ids
	}
	rs, err := rows()
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range []string{"2021-06-19", "2021-06-23", "2021-07-08"} {
		published, mine := read(day), on(t, day)
		for _, r := range rs { // Dana Holdings shared the number of Dana Astra until 2022
			if _, first, ok := strings.Cut(r.verified, "series: first in "); ok && first > day && r.renumbered == "" {
				delete(mine, r.id)
			}
		}
		missing := 0
		for id := range mine {
			if !published[id] {
				missing++
				t.Logf("%s: %s is not in the published list", day, id)
			}
		}
		if missing > 0 {
			t.Errorf("%s: %d of %d entries are not in the published list", day, missing, len(mine))
		}
	}
}
