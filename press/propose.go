package press

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Proposer asks a language model behind an OpenAI-compatible endpoint for further claims. What it proposes is marked, and is dropped unless it quotes
// words that stand in the article.
type Proposer struct {
	URL, Model, Key string
}

const proposal = `From the article, list claims that somebody makes about persons, companies or states: who owns, controls, finances, leads, lists or delists whom. Answer with a JSON array of objects: {"quote": exact words of the article, "source": who says it, "relation": short verb, "stance": "reported" | "asserted" | "denied" | "predicted" | "demanded"}. Quote exactly. No other text.`

// Propose adds proposals to an article.
func (p *Proposer) Propose(ctx context.Context, a *Article) error {
	const most = 60_000
	text := a.Text[:min(len(a.Text), most)]
	body, err := json.Marshal(map[string]any{"model": p.Model, "temperature": 0, "messages": []map[string]string{{"role": "system", "content": proposal}, {"role": "user", "content": text}}})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(p.URL, "/")+"/chat/completions", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if p.Key != "" {
		req.Header.Set("Authorization", "Bearer "+p.Key)
	}
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	data, err := io.ReadAll(io.LimitReader(r.Body, 4<<20))
	if err != nil {
		return err
	}
	if r.StatusCode != http.StatusOK {
		return fmt.Errorf("the endpoint answers %s", r.Status)
	}
	var answer struct {
		Choices []struct{ Message struct{ Content string } }
	}
	if err := json.Unmarshal(data, &answer); err != nil || len(answer.Choices) == 0 {
		return errors.New("the endpoint answers no completion")
	}
	content := answer.Choices[0].Message.Content
	from, to := strings.Index(content, "["), strings.LastIndex(content, "]")
	if from < 0 || to < from {
		return errors.New("the model answers no list of claims")
	}
	var claims []struct{ Quote, Source, Relation, Stance string }
	if err := json.Unmarshal([]byte(content[from:to+1]), &claims); err != nil {
		return fmt.Errorf("the model answers no list of claims: %w", err)
	}
	index := newRuneIndex(a.Text)
	dropped := 0
	for i, c := range claims {
		at := strings.Index(a.Text, c.Quote)
		if len(c.Quote) < 10 || at < 0 {
			dropped++
			continue
		}
		a.Claims = append(a.Claims, Claim{ID: fmt.Sprintf("P%d", i+1), Span: index.span(at, at+len(c.Quote)), Source: Source{Kind: "author", Name: c.Source}, Relation: c.Relation, Stance: c.Stance, Polarity: "positive",
			Firmness: "unchecked", Found: "proposed", Proposed: p.Model})
	}
	if dropped > 0 {
		a.Warnings = append(a.Warnings, fmt.Sprintf("%d proposals do not quote the article and were dropped", dropped))
	}
	return nil
}
