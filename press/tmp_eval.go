package press

import "github.com/linchpin-oss/linchpin/press/tagger"

// TmpNames finds names.
func TmpNames(m *tagger.Model, text string) []NameSpan {
	a := &article{text: text, language: "en"}
	for _, p := range lines(text) {
		ps := passage{piece: p}
		ps.tokens = tokens(text, p, nil)
		ps.sentences = sentences(ps.tokens)
		a.passages = append(a.passages, ps)
	}
	a.findNames(m)
	var out []NameSpan
	for i := range a.passages {
		for _, n := range a.passages[i].names {
			ts := a.words(n)
			out = append(out, NameSpan{ts[0].start, ts[len(ts)-1].end, n.typ})
		}
	}
	return out
}
