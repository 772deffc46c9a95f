package watch

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/lists/catalogue"
	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/snapshot"
)

// backgroundNames reads the ordinary names of the shared evaluation data, with the schema of each.
func backgroundNames(b *testing.B) (names, schemata []string) {
	b.Helper()
	dir := os.Getenv("LINCHPIN_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	files, err := filepath.Glob(filepath.Join(dir, "eval", "background", "*.txt.gz"))
	if err != nil || len(files) == 0 {
		b.Skipf("no background names under %s; set LINCHPIN_SHARED", dir)
	}
	for _, path := range files {
		schema := "Company"
		switch base := filepath.Base(path); {
		case strings.HasPrefix(base, "namesakes"), strings.HasPrefix(base, "vessel"):
			continue
		case strings.HasPrefix(base, "person"):
			schema = "Person"
		}
		f, err := os.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		z, err := gzip.NewReader(f)
		if err != nil {
			b.Fatal(err)
		}
		for s := bufio.NewScanner(z); s.Scan(); {
			if name := strings.TrimSpace(s.Text()); len(name) > 4 && len(name) < 200 {
				names, schemata = append(names, name), append(schemata, schema)
			}
		}
		f.Close()
	}
	return names, schemata
}

// ordinary makes customers: names of ordinary people and companies, those of people with the given and the family name of two where
// there are more customers than names, two of three with a birth date, half with a country.
func ordinary(b *testing.B, n int) func(yield func(*Customer, error) bool) {
	names, schemata := backgroundNames(b)
	return func(yield func(*Customer, error) bool) {
		rng := rand.New(rand.NewPCG(20261123, 1))
		for i := range n {
			at := rng.IntN(len(names))
			c := &Customer{ID: fmt.Sprintf("c%08d", i), Party: Party{Name: names[at], Schema: schemata[at]}}
			if other := rng.IntN(len(names)); i >= len(names)/2 && schemata[at] == "Person" && schemata[other] == "Person" {
				a, o := strings.Fields(names[at]), strings.Fields(names[other])
				c.Name = strings.Join(append(a[:len(a)-1:len(a)-1], o[len(o)-1]), " ")
			}
			if schemata[at] == "Person" && rng.IntN(3) > 0 {
				c.BirthDate = fmt.Sprintf("%d-%02d-%02d", 1940+rng.IntN(65), 1+rng.IntN(12), 1+rng.IntN(28))
			}
			if rng.IntN(2) == 0 {
				c.Country = []string{"de", "fr", "pl", "us", "gb", "tr", "ae", "in"}[rng.IntN(8)]
			}
			if !yield(c, nil) {
				return
			}
		}
	}
}

// BenchmarkPortfolio measures entry, and a day on which a list changed, on the lists in LINCHPIN_DATA with LINCHPIN_CUSTOMERS customers; the
// days before and after the change are LINCHPIN_DAYS. Run it with -benchtime 1x.
func BenchmarkPortfolio(b *testing.B) {
	dir := os.Getenv("LINCHPIN_DATA")
	n, _ := strconv.Atoi(os.Getenv("LINCHPIN_CUSTOMERS"))
	if dir == "" || n == 0 {
		b.Skip("set LINCHPIN_DATA to a folder with lists and LINCHPIN_CUSTOMERS to a number")
	}
	days := strings.Split(os.Getenv("LINCHPIN_DAYS"), ",")
	data := snapshot.New(dir, catalogue.All())
	x, err := data.Open(b.Context(), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	s := screen.New(x)
	if s.Clusters, err = data.Clusters(b.Context(), x); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		w := watcher(b)
		on := func(day string) *Report {
			t, err := time.Parse(time.DateOnly, day)
			if err != nil {
				b.Fatal(err)
			}
			w.Now = func() time.Time { return t }
			r := runNow(b, w, s, false)
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			b.Logf("%s: %+v; heap in use %d MB, from the system %d MB", day, r, m.HeapInuse>>20, m.Sys>>20)
			return r
		}
		start := time.Now()
		if _, err := w.Add(b.Context(), "customers", Options{}, ordinary(b, n)); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(start).Seconds(), "load-s")
		b.ReportMetric(on(days[0]).Seconds, "entry-s")
		for _, day := range days[1:] {
			r := on(day)
			b.ReportMetric(r.Seconds, fmt.Sprintf("%d-changed-s", r.Parties))
		}
	}
}

// BenchmarkReverse measures the search for customers whom 50 listed parties could mean, and the screening of those found, on an index of
// LINCHPIN_CUSTOMERS customers made without a store. Run it with -benchtime 1x.
func BenchmarkReverse(b *testing.B) {
	dir := os.Getenv("LINCHPIN_DATA")
	n, _ := strconv.Atoi(os.Getenv("LINCHPIN_CUSTOMERS"))
	if dir == "" || n == 0 {
		b.Skip("set LINCHPIN_DATA to a folder with lists and LINCHPIN_CUSTOMERS to a number")
	}
	data := snapshot.New(dir, catalogue.All())
	x, err := data.Open(b.Context(), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	s := screen.New(x)
	if s.Clusters, err = data.Clusters(b.Context(), x); err != nil {
		b.Fatal(err)
	}
	o := &Options{}
	source := func(yield func([]index.Content) error) (err error) {
		for c := range ordinary(b, n) {
			for _, versions := range c.contents(o) {
				if err := yield(versions); err != nil {
					return err
				}
			}
		}
		return nil
	}
	start := time.Now()
	path := filepath.Join(b.TempDir(), "customers.lpx")
	meta := index.ListMeta{ID: "customers", Publications: []index.PublicationMeta{{ID: "customers", Published: "1900-01-01", Readable: true, Status: archive.Accepted}}}
	if _, err := index.BuildFile(path, []index.Input{{Meta: meta, Source: source, Versions: n}}, nil); err != nil {
		b.Fatal(err)
	}
	built := time.Since(start).Seconds()
	customers, err := index.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer customers.Close()
	customers.WeighBy(x.Rarity)
	b.Logf("%d customers indexed in %.1f s, %d MB", n, built, customers.Size()>>20)
	w := &Watcher{}
	for b.Loop() {
		start := time.Now()
		l, err := look(s, o)
		if err != nil {
			b.Fatal(err)
		}
		looked := time.Since(start)
		var parties []int32
		rng := rand.New(rand.NewPCG(7, uint64(b.N)))
		for range 50 {
			parties = append(parties, int32(rng.IntN(len(l.parties))))
		}
		found := map[string]bool{}
		w.findIn(customers, l, l.wanted(parties, nil), found)
		searched := time.Since(start)
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.Logf("looked at the lists %.2f s; with the search of 50 parties %.2f s; %d customers to screen; heap in use %d MB", looked.Seconds(), searched.Seconds(), len(found), m.HeapInuse>>20)
		count := 0
		for c := range ordinary(b, n) {
			if found[c.ID] {
				count++
				before := time.Now()
				if _, _, err := s.Glance(c.query(o), near); err != nil {
					b.Fatal(err)
				}
				searched += time.Since(before)
			}
			if count == len(found) {
				break
			}
		}
		b.ReportMetric(searched.Seconds(), "change-s")
	}
}
