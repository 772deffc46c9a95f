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

// add counts the tokens of the rendering of a query that fits the target best.
func (s *share) add(query [][]string, target []string) {
	var best share
	for i, words := range query {
		var one share
		one.compare(words, target)
		if i == 0 || one.reached > best.reached {
			best = one
		}
	}
	s.tokens += best.tokens
	s.equal += best.equal
	s.skeleton += best.skeleton
	s.near += best.near
	s.similar += best.similar
	s.reached += best.reached
}

func (s *share) compare(query, target []string) {
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

// wordsOf are the telling tokens of each rendering of a name.
func wordsOf(name string, kind Kind) (out [][]string) {
	for _, v := range Variants(name, kind) {
		var words []string
		for _, t := range v.Tokens {
			if (t.Class == Word || t.Class == Patronymic) && len(t.Text) > 2 {
				words = append(words, t.Text)
			}
		}
		out = append(out, words)
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
				for _, words := range wordsOf(name, Person) {
					target = append(target, words...)
				}
			}
			key := strings.SplitN(f[1], "_", 2)[0] + " " + f[4]
			if right[key] == nil {
				right[key], chance[key] = &share{}, &share{}
				keys = append(keys, key)
			}
			query := wordsOf(f[3], Person)
			right[key].add(query, target)
			chance[key].add(query, other)
			other = target
		}
	}
	for _, k := range keys {
		if right[k].tokens > 40 {
			t.Logf("%-22s %v\n%24s by chance %v", k, right[k], "", chance[k])
		}
	}
	// Aliases of lists are also other names; the schemes of one name hardly ever part.
	for k, floor := range map[string]int{"ru Latn": 995, "list Cyrl": 980, "list Latn": 880, "list Arab": 900, "wd Hebr": 870, "wd Hang": 820} {
		if s := right[k]; s == nil || 1000*s.reached < floor*s.tokens {
			t.Errorf("%s: fewer than %.1f%% of the tokens reached: %v", k, float64(floor)/10, s)
		}
	}
}
