package evaluate

import (
	"path/filepath"

	"github.com/linchpin-oss/linchpin/press"
)

// germanArticle is an article of german-quotes. Spans are in code points; a part of a quotation can have several.
type germanArticle struct {
	ID     string `json:"id"`
	Text   string `json:"text"`
	Quotes []struct {
		Type                string `json:"type"`
		Quote, Speaker, Cue [][2]int
	} `json:"quotes"`
}

// measureGerman compares the claims read from German articles with quotations by hand: how many quotations lie in a claim of somebody else than
// the author, and of how many the words for the speaker are found too.
func measureGerman(dir string, rd *press.Reader, o Options, r *Report) error {
	docs, err := readJSONL[germanArticle](filepath.Join(dir, "german-quotes", "dev.jsonl.gz"))
	if err != nil {
		return err
	}
	var cues, found, spoken rates
	bare := &press.Reader{Models: rd.Models}
	for _, d := range docs {
		if d.Text == "" {
			continue
		}
		a, err := bare.Read(press.Input{Data: []byte(d.Text), Name: d.ID + ".txt", Language: "de"})
		if err != nil {
			return err
		}
		var said []press.Claim
		for _, c := range a.Claims {
			if c.Source.Kind != press.Author {
				said = append(said, c)
			}
		}
		found.found, spoken.found = found.found+len(said), spoken.found+len(said)
		used := map[string]bool{}
		for _, q := range d.Quotes {
			if len(q.Quote) == 0 {
				continue
			}
			found.wanted++
			spoken.wanted++
			if len(q.Cue) > 0 {
				cues.wanted++
			}
			overlaps := func(s press.Span, with [][2]int) bool {
				for _, x := range with {
					if s.Start < x[1] && x[0] < s.End {
						return true
					}
				}
				return false
			}
			right, speaker := false, false
			for _, c := range said {
				if c.Cue != nil && overlaps(*c.Cue, q.Cue) && !used["cue"+c.ID] {
					used["cue"+c.ID] = true
					cues.right++
				}
				if !overlaps(c.Span, q.Quote) || used[c.ID] {
					continue
				}
				right = true
				used[c.ID] = true
				if len(q.Speaker) == 0 {
					speaker = c.Source.Span == nil || c.Source.Entity == ""
				} else {
					speaker = c.Source.Span != nil && overlaps(*c.Source.Span, q.Speaker)
				}
				break
			}
			if right {
				found.right++
			}
			if speaker {
				spoken.right++
			} else {
				r.detail(o, "%s quotation %s %q by %v: found %v", d.ID, q.Type, short(string([]rune(d.Text)[q.Quote[0][0]:min(q.Quote[0][1], len([]rune(d.Text)))])), q.Speaker, right)
			}
		}
		for _, c := range said {
			if c.Cue != nil {
				cues.found++
			}
		}
	}
	r.add("cues of German quotations", "german-quotes dev", len(docs), cues, "overlap; quotations of all types")
	r.add("German quotations", "german-quotes dev", len(docs), found, "a claim of another source than the author overlaps")
	r.add("German quotations with speaker", "german-quotes dev", len(docs), spoken, "")
	return nil
}
