package evaluate

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/linchpin-oss/linchpin/press"
)

// Row is one figure.
type Row struct {
	Measure string  `json:"measure"`
	Set     string  `json:"set"`
	Items   int     `json:"items"`
	P       float64 `json:"precision,omitempty"`
	R       float64 `json:"recall,omitempty"`
	F1      float64 `json:"f1,omitempty"`
	Value   float64 `json:"value,omitempty"`
	Note    string  `json:"note,omitempty"`
}

// Report is what was measured, and what could not be.
type Report struct {
	Rows    []Row    `json:"rows"`
	Missing []string `json:"missing"` // corpora that are not in the folder
	Details []string `json:"details"` // one line for each error, if asked for
}

// Options of Measure.
type Options struct {
	Folds   int      // parts into which the pages that the model of lines was learned from are cut; 5 if 0
	Details bool     // list the errors
	Only    []string // measures to run: lines, text, articles, attribution, german, speed; all if empty
}

func (r *Report) add(measure, set string, items int, x rates, note string) {
	r.Rows = append(r.Rows, Row{Measure: measure, Set: set, Items: items, P: x.precision(), R: x.recall(), F1: x.f1(), Note: note})
}

func (r *Report) detail(o Options, format string, args ...any) {
	if o.Details {
		r.Details = append(r.Details, fmt.Sprintf(format, args...))
	}
}

// Measure runs every measure whose corpus is in the folder.
func Measure(dir string, rd *press.Reader, o Options) (*Report, error) {
	r := &Report{}
	for _, m := range []struct {
		name, files string
		run         func(string, *press.Reader, Options, *Report) error
	}{{"lines", "debris-lines", measureLines}, {"text", "extraction-zyte", measureExtraction}, {"articles", "article-*.json", measureArticles},
		{"attribution", "polnear", measureAttribution}, {"german", "german-quotes", measureGerman}, {"speed", "article-*.txt, wikinews", measureSpeed}} {
		if len(o.Only) > 0 && !slices.Contains(o.Only, m.name) {
			continue
		}
		if err := m.run(dir, rd, o, r); errors.Is(err, os.ErrNotExist) {
			r.Missing = append(r.Missing, m.files)
		} else if err != nil {
			return nil, fmt.Errorf("measuring %s: %w", m.files, err)
		}
	}
	if len(r.Rows) == 0 {
		return nil, fmt.Errorf("%s: none of debris-lines, extraction-zyte, article-*.json, polnear, german-quotes is there: nothing measured", dir)
	}
	return r, nil
}

// measureExtraction compares the text taken from a page with the body by hand: 4-grams of words, each counted as often as
// it stands, the mean of precision and recall over pages, as the benchmark does.
func measureExtraction(dir string, rd *press.Reader, o Options, r *Report) error {
	dir = filepath.Join(dir, "extraction-zyte")
	data, err := os.ReadFile(filepath.Join(dir, "ground-truth.json"))
	if err != nil {
		return err
	}
	var gold map[string]struct {
		Body string `json:"articleBody"`
	}
	if err := json.Unmarshal(data, &gold); err != nil {
		return err
	}
	ids := make([]string, 0, len(gold))
	for id := range gold {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var p, rc float64
	n := 0
	started := time.Now()
	for _, id := range ids {
		f, err := open(filepath.Join(dir, "html", id+".html.gz"))
		if err != nil {
			if errors.Is(err, os.ErrNotExist) {
				continue
			}
			return err
		}
		page, err := readAll(f)
		f.Close()
		if err != nil {
			return err
		}
		text, err := press.ArticleText(press.Input{Data: page, Name: id + ".html"}, rd.Models)
		if err != nil {
			r.detail(o, "page %s: %v", id[:8], err)
		}
		pp, rr := shingles(gold[id].Body, text)
		p, rc, n = p+pp, rc+rr, n+1
		if pp < 0.9 || rr < 0.9 {
			r.detail(o, "page %s precision %.3f recall %.3f", id[:8], pp, rr)
		}
	}
	if n == 0 {
		return os.ErrNotExist
	}
	p, rc = p/float64(n), rc/float64(n)
	r.Rows = append(r.Rows, Row{Measure: "main text from HTML", Set: "extraction-zyte", Items: n, P: p, R: rc, F1: 2 * p * rc / (p + rc),
		Note: fmt.Sprintf("4-grams of words; %.0f pages/s", float64(n)/time.Since(started).Seconds())})
	return nil
}

// shingles counts the 4-grams of words that two texts share.
func shingles(gold, got string) (precision, recall float64) {
	g, h := grams(gold), grams(got)
	common, ng, nh := 0, 0, 0
	for k, n := range g {
		ng += n
		common += min(n, h[k])
	}
	for _, n := range h {
		nh += n
	}
	switch {
	case ng == 0 && nh == 0:
		return 1, 1
	case nh == 0:
		return 0, 0
	case ng == 0:
		return 0, 1
	}
	return float64(common) / float64(nh), float64(common) / float64(ng)
}

func grams(s string) map[string]int {
	w := strings.FieldsFunc(s, func(r rune) bool {
		return !(r == '_' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r > 0xa0 && letter(r))
	})
	out := map[string]int{}
	if len(w) < 4 {
		if len(w) > 0 {
			out[strings.Join(w, " ")]++
		}
		return out
	}
	for i := range len(w) - 3 {
		out[strings.Join(w[i:i+4], " ")]++
	}
	return out
}

func measureAttribution(dir string, rd *press.Reader, o Options, r *Report) error {
	for _, part := range []string{"dev", "test"} {
		docs, err := attributions(dir, part)
		if errors.Is(err, os.ErrNotExist) && part == "test" {
			continue
		}
		if err != nil {
			return err
		}
		var s attributionScore
		for _, d := range docs {
			scoreAttributions(&s, d.Attributions, press.Attributions(rd.Models.Cues, rd.Models.Roles, d.Text))
		}
		set := "PolNeAR " + part
		r.add("cues", set, len(docs), s.cue, "a found cue overlaps an annotated one")
		r.add("cues to the letter", set, len(docs), s.exact, "")
		r.add("source and content", set, len(docs), s.whole, "both overlap, and the cue")
	}
	return nil
}

// measureSpeed reads the articles again and again for a second.
func measureSpeed(dir string, rd *press.Reader, _ Options, r *Report) error {
	texts, err := speedTexts(dir)
	if err != nil {
		return err
	}
	bare := &press.Reader{Models: rd.Models}
	words, bytes, n := 0, 0, 0
	started := time.Now()
	for time.Since(started) < time.Second {
		t := texts[n%len(texts)]
		if _, err := bare.Read(press.Input{Data: []byte(t), Name: "a.txt", Date: "2021-02-23"}); err != nil {
			return err
		}
		words += len(strings.Fields(t))
		bytes += len(t)
		n++
	}
	seconds := time.Since(started).Seconds()
	r.Rows = append(r.Rows, Row{Measure: "words a second, whole reading without lists", Set: "articles and wikinews", Items: n, Value: float64(words) / seconds, Note: fmt.Sprintf("%.2f MB/s", float64(bytes)/seconds/1e6)})
	return nil
}

func speedTexts(dir string) ([]string, error) {
	var out []string
	for _, pattern := range []string{"article-*.txt", "wikinews/*.txt"} {
		paths, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return nil, err
		}
		for _, p := range paths {
			data, err := os.ReadFile(p)
			if err != nil {
				return nil, err
			}
			out = append(out, string(data))
		}
	}
	if len(out) == 0 {
		return nil, os.ErrNotExist
	}
	return out, nil
}
