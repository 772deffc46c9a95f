package evaluate

import (
	"path/filepath"

	"github.com/linchpin-oss/linchpin/press"
)

// attributions reads a part of PolNeAR: train or dev.
func attributions(dir, part string) ([]press.AttributionExample, error) {
	type doc struct {
		Text         string `json:"text"`
		Attributions []struct {
			Source, Cue, Content [][2]int
		} `json:"attributions"`
	}
	docs, err := readJSONL[doc](filepath.Join(dir, "polnear", part+".jsonl.gz"))
	if err != nil {
		return nil, err
	}
	var out []press.AttributionExample
	for _, d := range docs {
		offsets := byteOffsets(d.Text)
		bytes := func(in [][2]int) [][2]int {
			var out [][2]int
			for _, s := range in {
				if s[0] >= 0 && s[0] < s[1] && s[1] < len(offsets) {
					out = append(out, [2]int{offsets[s[0]], offsets[s[1]]})
				}
			}
			return out
		}
		ex := press.AttributionExample{Text: d.Text}
		for _, a := range d.Attributions {
			ex.Attributions = append(ex.Attributions, press.AttributionSpans{Source: bytes(a.Source), Cue: bytes(a.Cue), Content: bytes(a.Content)})
		}
		out = append(out, ex)
	}
	return out, nil
}

// attributionScore counts cues found and, separately, attributions of which also source and content overlap.
type attributionScore struct{ cue, exact, whole rates }

// scoreAttributions pairs each found attribution with the annotated one whose cue overlaps its cue, each used once. A
// whole attribution is right if, besides, the contents overlap and the sources overlap or neither has one.
func scoreAttributions(s *attributionScore, gold, found []press.AttributionSpans) {
	used := make([]bool, len(gold))
	for _, r := range []*rates{&s.cue, &s.exact, &s.whole} {
		r.wanted += len(gold)
		r.found += len(found)
	}
	for _, f := range found {
		for i, g := range gold {
			if used[i] || !overlap(f.Cue, g.Cue) {
				continue
			}
			used[i] = true
			s.cue.right++
			if len(f.Cue) == 1 && len(g.Cue) == 1 && f.Cue[0] == g.Cue[0] {
				s.exact.right++
			}
			if overlap(f.Content, g.Content) && (overlap(f.Source, g.Source) || len(f.Source)+len(g.Source) == 0) {
				s.whole.right++
			}
			break
		}
	}
}

func overlap(a, b [][2]int) bool {
	for _, x := range a {
		for _, y := range b {
			if x[0] < y[1] && y[0] < x[1] {
				return true
			}
		}
	}
	return false
}
