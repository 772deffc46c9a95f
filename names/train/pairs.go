// Package train makes the learned tables of package names from public pairs of names. Training is deterministic: the
// same files give the same tables, byte for byte.
package train

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/linchpin-oss/linchpin/names"
)

// Row is a name in a script and names of the same person or the same word in Latin letters.
type Row struct {
	Set    string
	Kind   string // person, company, organization, vessel, ...
	Query  string
	Script string // ISO 15924
	Names  []string
	Group  string // rows of one group are about one person or word
}

// Part is which fifth of the data a row is in: tables are checked on the last fifth after training on the others. All
// rows of a group are in one.
func (r Row) Part() int {
	h := fnv.New32a()
	io.WriteString(h, r.Group)
	return int(h.Sum32() % 5)
}

// ReadRows reads a file of the evaluation data: tab-separated, gzipped, its first line names the columns. Rows of sets
// that keep refuses are left out.
func ReadRows(path string, keep func(set string) bool) ([]Row, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	s := bufio.NewScanner(z)
	s.Buffer(nil, 4<<20)
	columns := map[string]int{}
	var rows []Row
	for line := 1; s.Scan(); line++ {
		f := strings.Split(s.Text(), "\t")
		if line == 1 {
			for i, c := range f {
				columns[c] = i
			}
			for _, c := range []string{"set", "kind", "query", "query_script", "target_names", "group"} {
				if _, ok := columns[c]; !ok {
					return nil, fmt.Errorf("%s: line 1: no column %q", path, c)
				}
			}
			continue
		}
		if len(f) < len(columns) {
			return nil, fmt.Errorf("%s: line %d: %d fields, want %d", path, line, len(f), len(columns))
		}
		if !keep(f[columns["set"]]) {
			continue
		}
		r := Row{Set: f[columns["set"]], Kind: f[columns["kind"]], Query: f[columns["query"]], Script: f[columns["query_script"]], Group: f[columns["group"]]}
		if err := json.Unmarshal([]byte(f[columns["target_names"]]), &r.Names); err != nil {
			return nil, fmt.Errorf("%s: line %d: target_names: %w", path, line, err)
		}
		rows = append(rows, r)
	}
	return rows, s.Err()
}

// Pair is a word in a script and its spelling in Latin letters.
type Pair struct {
	Source, Latin string
	Part          int
}

// sources says which sets teach which script. Only sets stated to be CC0 are read.
var sources = []struct {
	script names.Script
	file   string
	set    string
}{
	{names.Arabic, "nameparts.tsv.gz", "wdpart_arabic"},
	{names.Kana, "nameparts.tsv.gz", "wdpart_katakana"},
	{names.Han, "nameparts.tsv.gz", "wdpart_chinese"},
	{names.Cyrillic, "nameparts.tsv.gz", "wdpart_russian"},
	{names.Hebrew, "persons_crossscript.tsv.gz", "wd_hebrew"},
	{names.Hangul, "persons_crossscript.tsv.gz", "wd_korean"},
}

// Pairs reads the pairs of words that teach a script: single words, and words of full names that have as many words in
// both scripts, in the same order.
func Pairs(dir string, s names.Script) ([]Pair, error) {
	var pairs []Pair
	for _, src := range sources {
		if src.script != s {
			continue
		}
		rows, err := ReadRows(filepath.Join(dir, src.file), func(set string) bool { return set == src.set })
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			pairs = append(pairs, r.words(s)...)
		}
	}
	return pairs, nil
}

func (r Row) words(s names.Script) []Pair {
	if r.Script != s.String() || len(r.Names) == 0 {
		return nil
	}
	latin := names.Romanise(r.Names[0])
	if len(latin) == 0 {
		return nil
	}
	source := strings.Fields(strings.NewReplacer("-", " ", "־", " ", "·", " ", "・", " ", "=", " ", "＝", " ").Replace(strings.ToLower(r.Query)))
	target := strings.Fields(latin[0])
	if len(source) != len(target) {
		if len(source) != 1 || s == names.Hangul {
			return nil
		}
		target = []string{strings.Join(target, "")}
	}
	var out []Pair
	for i, w := range source {
		if names.ScriptOf(w) == s && len(target[i]) > 1 {
			out = append(out, Pair{names.Characters(w, s), target[i], r.Part()})
		}
	}
	return out
}
