package names

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sharedFile opens a file of the evaluation data, or skips the test where the data are not at hand.
func sharedFile(t *testing.T, name string) *bufio.Scanner {
	t.Helper()
	root := os.Getenv("LINCHPIN_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	f, err := os.Open(filepath.Join(root, "eval", name))
	if err != nil {
		t.Skipf("SKIPPED: no evaluation data (set LINCHPIN_SHARED): %v", err)
	}
	t.Cleanup(func() { f.Close() })
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	s := bufio.NewScanner(z)
	s.Buffer(nil, 1<<22)
	s.Scan()
	return s
}

// share counts how many of n had something.
type share struct{ tokens, equal, skeleton, near, similar, reached int }

func (s share) String() string {
	p := func(n int) float64 { return 100 * float64(n) / float64(max(s.tokens, 1)) }
	return fmt.Sprintf("%6d tokens: same text %5.1f%%, same skeleton %5.1f%%, one edit %5.1f%%, similarity 0.72 %5.1f%%, both %5.1f%%",
		s.tokens, p(s.equal), p(s.skeleton), p(s.near), p(s.similar), p(s.reached))
}

func (s *share) add(query, target []string) {
	for _, q := range query {
		var equal, skeleton, near, similar, reached bool
		sk := Skeleton(q)
		for _, t := range target {
			tk := Skeleton(t)
			n := sk == tk || oneEdit(sk, tk)
			sim := Similarity(q, t) >= 0.72 || SameGiven(q, t)
			equal = equal || q == t
			skeleton = skeleton || sk == tk
			near = near || n
			similar = similar || sim
			reached = reached || n && sim
		}
		s.tokens++
		for _, c := range []struct {
			n  *int
			is bool
		}{{&s.equal, equal}, {&s.skeleton, skeleton}, {&s.near, near}, {&s.similar, similar}, {&s.reached, reached}} {
			if c.is {
				*c.n++
			}
		}
	}
}

// wordsOf are the distinct telling tokens of all renderings of a name.
func wordsOf(name string, kind Kind, all bool) (out []string) {
	seen := map[string]bool{}
	for i, v := range Variants(name, kind) {
		for _, t := range v {
			if (t.Class == Word || t.Class == Patronymic) && len(t.Text) > 2 && !seen[t.Text] && (all || i == 0) {
				seen[t.Text] = true
				out = append(out, t.Text)
			}
		}
	}
	return out
}

// TestReach measures how many tokens of a query have a counterpart in the right target, and how many have one by
// chance in the target of another row.
func TestReach(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: reads the evaluation data")
	}
	right, chance := map[string]*share{}, map[string]*share{}
	var keys []string
	for _, file := range []struct {
		name string
		step int
	}{{"lists.tsv.gz", 12}, {"lists_ru_schemes.tsv.gz", 5}, {"persons_crossscript.tsv.gz", 60}} {
		s := sharedFile(t, file.name)
		var other []string
		for n := 0; s.Scan(); n++ {
			f := strings.Split(s.Text(), "\t")
			if n%file.step != 0 || f[2] != "person" {
				continue
			}
			var names []string
			if err := json.Unmarshal([]byte(f[7]), &names); err != nil {
				t.Fatal(err)
			}
			var target []string
			for _, name := range names {
				target = append(target, wordsOf(name, Person, true)...)
			}
			key := strings.SplitN(f[1], "_", 2)[0] + " " + f[4]
			if right[key] == nil {
				right[key], chance[key] = &share{}, &share{}
				keys = append(keys, key)
			}
			query := wordsOf(f[3], Person, false)
			right[key].add(query, target)
			chance[key].add(query, other)
			other = target
			if os.Getenv("LINCHPIN_SHOW") == key {
				t.Logf("%s -> %q ~ %q", f[3], query, target)
			}
		}
	}
	for _, k := range keys {
		if right[k].tokens > 40 {
			t.Logf("%-22s %v\n%24s by chance %v", k, right[k], "", chance[k])
		}
	}
}
