package evaluate

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// span is a piece of an annotated text in code points.
type span struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

// goldArticle is an annotated article.
type goldArticle struct {
	ID         string `json:"id"`
	TextFile   string `json:"text_file"`
	Language   string `json:"language"`
	Reference  string `json:"reference_date"`
	Paragraphs []struct {
		span
		Class string `json:"class"`
		Kind  string `json:"kind"`
	} `json:"paragraphs"`
	Entities []struct {
		ID     string         `json:"id"`
		Type   string         `json:"type"`
		Name   string         `json:"name"`
		Listed map[string]any `json:"listed"`
	} `json:"entities"`
	Mentions []struct {
		span
		Entity  string `json:"entity"`
		Mention string `json:"mention"`
	} `json:"mentions"`
	Quantities []struct {
		span
		Kind  string `json:"kind"`
		Value any    `json:"value"`
		Unit  string `json:"unit"`
	} `json:"quantities"`
	Dates []struct {
		span
		Kind  string `json:"kind"`
		Value string `json:"value"`
	} `json:"dates"`
	Claims []goldClaim `json:"claims"`

	Text string `json:"-"`
}

type goldClaim struct {
	ID     string `json:"id"`
	Para   int    `json:"para"`
	Span   span   `json:"span"`
	Source struct {
		Entity any    `json:"entity"`
		Kind   string `json:"kind"`
		Span   *span  `json:"span"`
	} `json:"source"`
	Cue      *span  `json:"cue"`
	Stance   string `json:"stance"`
	Firmness string `json:"firmness"`
	Polarity string `json:"polarity"`
	Subject  any    `json:"subject"`
	Relation string `json:"relation"`
	Object   any    `json:"object"`
	About    string `json:"about_claim"`
}

// goldArticles reads the annotated articles of a folder, by name.
func goldArticles(dir string) ([]*goldArticle, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "article-*.json"))
	if err != nil {
		return nil, err
	}
	slices.Sort(paths)
	var out []*goldArticle
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err != nil {
			return nil, err
		}
		a := &goldArticle{}
		if err := json.Unmarshal(data, a); err != nil {
			return nil, fmt.Errorf("%s: %w", p, err)
		}
		name := a.TextFile
		if name == "" {
			name = strings.TrimSuffix(filepath.Base(p), ".json") + ".txt"
		}
		text, err := os.ReadFile(filepath.Join(dir, filepath.Base(name)))
		if err != nil {
			return nil, err
		}
		a.Text = string(text)
		out = append(out, a)
	}
	return out, nil
}
