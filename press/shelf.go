package press

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/archive"
)

// Shelf is the folder in which pages are kept: HASH.page is the page as it came, HASH.json what was read of it, HASH.judged.jsonl what people
// think of its claims, a line for each word that anybody said.
type Shelf struct{ Dir string }

// ErrNoArticle says that no page of that hash is kept.
var ErrNoArticle = errors.New("no article of that hash is kept")

var pageHash = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (s Shelf) path(hash, ending string) string { return filepath.Join(s.Dir, hash+ending) }

// Keep writes the page and what was read, under the hash of the page. The page comes first, so that no reading stands without it. A
// page that is kept already is read anew; its judgements stay.
func (s Shelf) Keep(a *Article, page []byte) error {
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return err
	}
	data, err := json.Marshal(a)
	if err != nil {
		return err
	}
	if err := archive.WriteFile(s.path(a.SHA256, ".page"), page); err != nil {
		return err
	}
	return archive.WriteFile(s.path(a.SHA256, ".json"), data)
}

// Article is a page kept, with the judgements on its claims.
func (s Shelf) Article(hash string) (*Article, error) {
	if !pageHash.MatchString(hash) {
		return nil, fmt.Errorf("%q: %w", hash, ErrNoArticle)
	}
	data, err := os.ReadFile(s.path(hash, ".json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%q: %w", hash, ErrNoArticle)
	}
	if err != nil {
		return nil, err
	}
	a := &Article{}
	if err := json.Unmarshal(data, a); err != nil {
		return nil, fmt.Errorf("%s: %w", s.path(hash, ".json"), err)
	}
	judged, err := s.Judgements(hash)
	if err != nil {
		return nil, err
	}
	for _, j := range a.place(judged) {
		a.Warnings = append(a.Warnings, fmt.Sprintf("the claim at %d to %d that was %s is no longer read so", j.Start, j.End, j.Said()))
	}
	return a, nil
}

// Judge notes a judgement on a claim of a page that is kept. Nothing is overwritten: the newest word on a claim counts.
func (s Shelf) Judge(hash string, j Judgement) error {
	a, err := s.Article(hash)
	if err != nil {
		return err
	}
	if err := a.Judge(&j); err != nil {
		return err
	}
	line, err := json.Marshal(j)
	if err != nil {
		return err
	}
	path := s.path(hash, ".judged.jsonl")
	if old, err := os.ReadFile(path); err == nil && len(old) > 0 && old[len(old)-1] != '\n' {
		if err := os.Truncate(path, int64(bytes.LastIndexByte(old, '\n')+1)); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	return errors.Join(err, f.Sync(), f.Close())
}

// Judgements are all words on the claims of a page, oldest first. A last line cut short by a crash is left out; any other damage
// is an error.
func (s Shelf) Judgements(hash string) ([]Judgement, error) {
	path := s.path(hash, ".judged.jsonl")
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []Judgement
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, len(data)+1)
	whole := bytes.Count(data, []byte("\n"))
	for n := 1; lines.Scan(); n++ {
		var j Judgement
		if err := json.Unmarshal(lines.Bytes(), &j); err != nil {
			if n > whole {
				break
			}
			return nil, fmt.Errorf("%s: line %d: %w", path, n, err)
		}
		out = append(out, j)
	}
	return out, lines.Err()
}

// All are the articles kept, by date.
func (s Shelf) All() ([]*Article, error) {
	files, err := filepath.Glob(filepath.Join(s.Dir, "*.json"))
	if err != nil {
		return nil, err
	}
	var out []*Article
	for _, path := range files {
		a, err := s.Article(strings.TrimSuffix(filepath.Base(path), ".json"))
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	slices.SortFunc(out, func(x, y *Article) int { return strings.Compare(x.Date+x.SHA256, y.Date+y.SHA256) })
	return out, nil
}

// About gathers what the articles kept say of a party, by the ids of its records.
func (s Shelf) About(ids []string) ([]About, error) {
	all, err := s.All()
	out := []About{}
	for _, a := range all {
		out = append(out, a.About(ids)...)
	}
	return out, err
}
