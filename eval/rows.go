// Package eval measures the matching: how many listed parties are found under names that the list does not print, how
// many ordinary names raise a false alert, and whether the score means what it says. A bank that must validate its
// screening model runs the same measurements on its own data.
//
// Retrieval puts one set of entities into an index and asks for each under a name that was left out; background names
// of the same kind give the false alerts. Pairs compares names two by two with a label. Alerts replays labelled alerts
// of a desk. All results are deterministic; only the queries a second differ from run to run.
package eval

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/linchpin-oss/linchpin/ftm"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Row is one query of a retrieval set with the one entity that should be found.
type Row struct {
	ID, Set, Kind, Query, Script, Language string
	Target                                 string
	TargetNames                            []string // the names through which the target counts for this query
	Overlap                                float64  // 0 to 1: how much of the query plain spelling recovers
	Note, Group                            string
}

// Pair is two names with the judgement whether they are of one party.
type Pair struct {
	ID, Set, Kind, Left, Right string
	Label                      string // match, nonmatch or "" (not judged)
	Quality, Category          string
	Peer                       string  // name of the peer whose score is known, or ""
	PeerScore                  float64 // of that peer
	Note                       string
}

// maxLine bounds a line of an input file.
const maxLine = 4 << 20

// lines calls yield with each line of a file, which may be gzip-compressed, and its number from 1.
func lines(path string, yield func(n int, line string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var r io.Reader = bufio.NewReader(f)
	if strings.HasSuffix(path, ".gz") {
		z, err := gzip.NewReader(r)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		defer z.Close()
		r = z
	}
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, 64<<10), maxLine)
	n := 0
	for s.Scan() {
		n++
		if err := yield(n, s.Text()); err != nil {
			return fmt.Errorf("%s: line %d: %w", path, n, err)
		}
	}
	if err := s.Err(); err != nil {
		return fmt.Errorf("%s: line %d: %w", path, n+1, err)
	}
	return nil
}

// table calls yield with each row of a tab-separated file whose first line names the columns.
func table(path string, required []string, yield func(get func(string) string) error) error {
	var columns map[string]int
	return lines(path, func(n int, line string) error {
		f := strings.Split(line, "\t")
		if columns == nil {
			columns = map[string]int{}
			for i, c := range f {
				columns[strings.TrimSpace(strings.TrimPrefix(c, "\ufeff"))] = i
			}
			for _, c := range required {
				if _, ok := columns[c]; !ok {
					return fmt.Errorf("no column %q; the first line must name %s", c, strings.Join(required, ", "))
				}
			}
			return nil
		}
		if strings.TrimSpace(line) == "" {
			return nil
		}
		for _, c := range required {
			if columns[c] >= len(f) {
				return fmt.Errorf("column %q is missing: the line has %d fields", c, len(f))
			}
		}
		return yield(func(c string) string {
			if i, ok := columns[c]; ok && i < len(f) {
				return f[i]
			}
			return ""
		})
	})
}

// ReadRows reads retrieval files: columns id, set, kind, query, target_id and target_names (a JSON array of strings);
// query_script, query_lang, overlap, note and group if they are there.
func ReadRows(paths ...string) ([]Row, error) {
	var out []Row
	for _, path := range paths {
		err := table(path, []string{"id", "set", "kind", "query", "target_id", "target_names"}, func(get func(string) string) error {
			r := Row{ID: get("id"), Set: get("set"), Kind: get("kind"), Query: get("query"), Script: get("query_script"), Language: get("query_lang"),
				Target: get("target_id"), Note: get("note"), Group: get("group")}
			if err := json.Unmarshal([]byte(get("target_names")), &r.TargetNames); err != nil {
				return fmt.Errorf("column target_names: not a JSON array of names: %w", err)
			}
			if s := get("overlap"); s != "" {
				v, err := strconv.ParseFloat(s, 64)
				if err != nil || v < 0 || v > 1 {
					return fmt.Errorf("column overlap: %q is not between 0 and 1", s)
				}
				r.Overlap = v
			}
			switch {
			case r.Query == "" || r.Target == "":
				return fmt.Errorf("columns query and target_id must not be empty")
			case len(r.TargetNames) == 0:
				return fmt.Errorf("column target_names: no name")
			}
			if _, ok := kindSchemata[r.Kind]; !ok {
				return fmt.Errorf("column kind: %q is not one of %s", r.Kind, strings.Join(kinds(), ", "))
			}
			if r.Group == "" {
				r.Group = r.Target
			}
			out = append(out, r)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ReadPairs reads pair files: columns id, set, kind, left, right and label; quality, category, peer_score (name=score)
// and note if they are there.
func ReadPairs(paths ...string) ([]Pair, error) {
	var out []Pair
	for _, path := range paths {
		err := table(path, []string{"id", "set", "kind", "left", "right", "label"}, func(get func(string) string) error {
			p := Pair{ID: get("id"), Set: get("set"), Kind: get("kind"), Left: get("left"), Right: get("right"), Label: get("label"),
				Quality: get("quality"), Category: get("category"), Note: get("note")}
			if p.Label != "match" && p.Label != "nonmatch" && p.Label != "" {
				return fmt.Errorf("column label: %q is not match, nonmatch or empty", p.Label)
			}
			if _, ok := kindSchemata[p.Kind]; !ok {
				return fmt.Errorf("column kind: %q is not one of %s", p.Kind, strings.Join(kinds(), ", "))
			}
			if peer, score, ok := strings.Cut(get("peer_score"), "="); ok {
				if v, err := strconv.ParseFloat(score, 64); err == nil {
					p.Peer, p.PeerScore = peer, v
				}
			}
			out = append(out, p)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Background is ordinary names: people and firms that are on no list.
type Background struct {
	Names     map[string][]string // by kind
	Namesakes map[string][]string // by kind: ordinary names that are exactly a listed one
}

// ReadBackground reads files of one name a line, whose kind is the first part of the file name (person_tennis.txt.gz),
// and files of namesakes (columns kind, source, name).
func ReadBackground(paths ...string) (*Background, error) {
	b := &Background{Names: map[string][]string{}, Namesakes: map[string][]string{}}
	for _, path := range paths {
		kind, _, _ := strings.Cut(filepath.Base(path), "_")
		kind, _, _ = strings.Cut(kind, ".")
		_, known := kindSchemata[kind]
		if !known && kind != "namesakes" {
			return nil, fmt.Errorf("%s: the file name does not begin with a kind (%s) or namesakes", path, strings.Join(kinds(), ", "))
		}
		err := lines(path, func(n int, line string) error {
			if strings.TrimSpace(line) == "" {
				return nil
			}
			if known {
				b.Names[kind] = append(b.Names[kind], line)
				return nil
			}
			f := strings.Split(line, "\t")
			if len(f) != 3 {
				return fmt.Errorf("%d fields, want kind, source and name", len(f))
			}
			b.Namesakes[f[0]] = append(b.Namesakes[f[0]], f[2])
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return b, nil
}

// Sample keeps at most n names of each kind, evenly spread over the files.
func (b *Background) Sample(n int) {
	for kind, all := range b.Names {
		if n <= 0 || len(all) <= n {
			continue
		}
		kept := make([]string, n)
		for i := range kept {
			kept[i] = all[i*len(all)/n]
		}
		b.Names[kind] = kept
	}
}

// kindSchemata are the schemata in which names of a kind are screened; "" if the kind is not known.
var kindSchemata = map[string]string{"person": "Person", "company": "Company", "organization": "Organization", "legalentity": "LegalEntity",
	"vessel": "Vessel", "unknown": "", "any": "", "name_part": "Person", "given_name": "Person",
	"surname": "Person"}

func kinds() []string {
	var out []string
	for k := range kindSchemata {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

var fold = cases.Fold()

// Key is what makes two names the same name: their words without marks, case, punctuation and order.
func Key(name string) string {
	var b strings.Builder
	for _, r := range fold.String(norm.NFKD.String(name)) {
		switch {
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’' || r == 'ʼ' || r == '`':
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	words := strings.Fields(b.String())
	slices.Sort(words)
	return strings.Join(words, " ")
}

// KindOf is the kind of names of a schema.
func KindOf(s *ftm.Schema) string {
	switch {
	case s.Is("Person"):
		return "person"
	case s.Is("Vessel"):
		return "vessel"
	case s.Is("Company"):
		return "company"
	case s.Is("Organization"):
		return "organization"
	}
	return "legalentity"
}
