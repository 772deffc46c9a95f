package screen

import (
	"bufio"
	"os"
	"testing"

	"github.com/linchpin-oss/linchpin/index"
)

// BenchmarkScreen screens the names in LINCHPIN_BENCH_NAMES (one a line) against the index in LINCHPIN_BENCH_INDEX.
func BenchmarkScreen(b *testing.B) {
	path, file := os.Getenv("LINCHPIN_BENCH_INDEX"), os.Getenv("LINCHPIN_BENCH_NAMES")
	if path == "" || file == "" {
		b.Skip("SKIPPED: set LINCHPIN_BENCH_INDEX to an index file and LINCHPIN_BENCH_NAMES to a file of names")
	}
	x, err := index.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	f, err := os.Open(file)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	var names []string
	for s := bufio.NewScanner(f); s.Scan(); {
		names = append(names, s.Text())
	}
	s := New(x)
	i := 0
	for b.Loop() {
		if _, err := s.Screen(Query{Name: names[i%len(names)]}); err != nil {
			b.Log(err)
		}
		i++
	}
}
