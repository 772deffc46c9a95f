package press

import (
	"strconv"
	"strings"

	"github.com/linchpin-oss/linchpin/press/tagger"
)

// An attribution is found in two steps, each a model over words: which words say that somebody says, thinks, wants or
// promises something (the cue), and then, for each cue, which words around it name the source and which the content.

var cueLabels = []string{"O", "B", "I"}

var roleLabels = []string{"-", "S", "C"}

// attribution is a cue with its source and content, as ranges of tokens of its passage.
type attribution struct {
	sentence int
	cue      sentence
	source   []sentence
	content  []sentence
}

// quoted tells for each token whether it stands inside quotation marks. A mark that does not tell its side toggles.
func quoted(ts []token) []bool {
	out := make([]bool, len(ts))
	open := false
	for i := range ts {
		if !ts[i].isQuote() {
			out[i] = open
			continue
		}
		switch ts[i].text {
		case "„", "«":
			open = true
		case "”", "»":
			open = false
		case "“":
			open = !open || ts[i].space && (i+1 >= len(ts) || !ts[i+1].space)
		default:
			open = !open
		}
		out[i] = true
	}
	return out
}

// stem cuts the common endings of English verbs and nouns.
func stem(w string) string {
	if len(w) < 5 {
		switch w {
		case "said", "says", "say":
			return "say"
		case "told", "tell":
			return "tell"
		}
		return w
	}
	switch w {
	case "saying":
		return "say"
	case "telling", "tells":
		return "tell"
	case "thought", "thinks", "thinking":
		return "think"
	case "wrote", "writes", "written", "writing":
		return "write"
	case "knew", "knows", "known":
		return "know"
	case "believes", "believed", "believing":
		return "believ"
	}
	for _, end := range []string{"ying", "ing", "ied", "ies", "ed", "es", "s", "e"} {
		if s, ok := strings.CutSuffix(w, end); ok && len(s) >= 3 {
			if end == "ied" || end == "ies" || end == "ying" {
				s += "y"
			}
			if n := len(s); n > 3 && s[n-1] == s[n-2] && s[n-1] != 's' && s[n-1] != 'l' {
				s = s[:n-1]
			}
			return s
		}
	}
	return w
}

// cueFeatures describes the words of a sentence from tokens from to to.
func cueFeatures(ts []token, inQuote []bool, fs []facts, from, to int) tagger.Features {
	var buf [160]byte
	stems := make([]string, to-from)
	for i := range stems {
		if t := &ts[from+i]; t.kind == word {
			stems[i] = stem(t.lower)
		} else {
			stems[i] = t.lower
		}
	}
	anyQuote := false
	for i := from; i < to; i++ {
		anyQuote = anyQuote || ts[i].isQuote()
	}
	at := func(i int) string {
		if i < from || i >= to {
			return "^"
		}
		if ts[i].kind == number {
			return "0"
		}
		return ts[i].lower
	}
	st := func(i int) string {
		if i < from || i >= to {
			return "^"
		}
		return stems[i-from]
	}
	class := func(i int) string {
		if i < from || i >= to {
			return "^"
		}
		switch t := &ts[i]; {
		case t.kind == punct:
			return t.lower
		case t.kind == number:
			return "0"
		case t.capital() && i > from:
			return "N" + fs[i].shape[:1]
		case fs[i].stop:
			return t.lower
		case fs[i].title:
			return "title"
		default:
			return "~" + suffix(t.lower, 2)
		}
	}
	return func(k int, emit func([]byte)) {
		i := from + k
		put := func(name string, parts ...string) {
			b := append(append(buf[:0], name...), '=')
			for n, p := range parts {
				if n > 0 {
					b = append(b, ' ')
				}
				b = append(b, p...)
			}
			emit(b)
		}
		t := &ts[i]
		w := at(i)
		q := yes(inQuote[i])
		put("w", w)
		put("st", st(i))
		put("st", st(i), q)
		if t.kind == word && !fs[i].stop {
			put("end", suffix(w, 2))
			put("end", suffix(w, 3))
		}
		put("c", class(i-1), class(i), class(i+1))
		put("stp", st(i), class(i-1))
		put("stn", st(i), class(i+1))
		put("stpn", st(i), class(i-1), class(i+1))
		put("stpp", st(i), class(i-2), class(i-1))
		put("stnn", st(i), class(i+1), class(i+2))
		put("p", st(i-1), suffix(w, 2))
		put("n", st(i+1), suffix(w, 2))
		put("ws", st(i-1), st(i))
		put("wn", st(i), st(i+1))
		put("pp", at(i-2))
		put("p1", at(i-1))
		put("n1", at(i+1))
		put("nn", at(i+2))
		put("q", q, yes(anyQuote), class(i-1), class(i+1))
		put("stq", st(i), yes(quoteNear(ts, i, to)))
		put("pos", bucket(k), bucket(to-i))
		put("shape", fs[i].shape, q)
	}
}

// quoteNear reports a quotation mark or colon within four tokens.
func quoteNear(ts []token, i, to int) bool {
	for j := max(0, i-4); j < min(to, i+5); j++ {
		if ts[j].isQuote() || ts[j].text == ":" {
			return true
		}
	}
	return false
}

// window is the part of a passage in which the source and the content of a cue are looked for: its sentence, the one
// before and the one after, and what the quotation around them reaches.
func window(ss []sentence, inQuote []bool, s int) sentence {
	w := ss[s]
	if s > 0 {
		w.from = ss[s-1].from
	}
	last := min(s+1, len(ss)-1)
	w.to = ss[last].to
	for last+1 < len(ss) && last < s+6 && w.to < len(inQuote) && inQuote[w.to-1] && inQuote[w.to] {
		last++
		w.to = ss[last].to
	}
	first := max(s-1, 0)
	for first > 0 && first > s-6 && inQuote[w.from] && inQuote[w.from-1] {
		first--
		w.from = ss[first].from
	}
	return w
}

// roleFeatures describes the words of a window as seen from a cue.
func roleFeatures(ts []token, inQuote []bool, fs []facts, own, cue, w sentence) tagger.Features {
	var buf [160]byte
	cueStem := stem(ts[cue.from].lower)
	for i := cue.from; i < cue.to; i++ { // "has said", "also said": the last word that is no word of grammar
		if ts[i].kind == word && !fs[i].stop {
			cueStem = stem(ts[i].lower)
		}
	}
	after := "$"
	if cue.to < len(ts) {
		after = ts[cue.to].lower
		if ts[cue.to].kind == word && !fs[cue.to].stop {
			after = "~"
			if ts[cue.to].capital() {
				after = "N"
			}
		}
	}
	before := "^"
	if cue.from > own.from {
		before = ts[cue.from-1].lower
		if ts[cue.from-1].kind == word && !fs[cue.from-1].stop {
			before = "~"
			if ts[cue.from-1].capital() {
				before = "N"
			}
		}
	}
	// marks between the cue and each token
	n := w.to - w.from
	commas, quotes, breaks, thats := make([]int, n), make([]int, n), make([]int, n), make([]int, n)
	count := func(i, step, stop int) {
		c, q, b, t := 0, 0, 0, 0
		for ; i != stop; i += step {
			k := i - w.from
			commas[k], quotes[k], breaks[k], thats[k] = c, q, b, t
			switch {
			case ts[i].text == "," || ts[i].lower == "--" || ts[i].text == ":" || ts[i].text == ";":
				c++
			case ts[i].isQuote():
				q++
			case ts[i].text == "." || ts[i].text == "!" || ts[i].text == "?":
				b++
			case ts[i].lower == "that" || ts[i].lower == "who" || ts[i].lower == "which" || ts[i].lower == "and" || ts[i].lower == "but" || ts[i].lower == "if" || ts[i].lower == "to":
				t++
			}
		}
	}
	count(cue.to, 1, w.to)
	count(cue.from-1, -1, w.from-1)
	word1 := func(i int) string {
		switch {
		case i < w.from || i >= w.to:
			return "^"
		case i >= cue.from && i < cue.to:
			return "CUE"
		case ts[i].kind == word && !fs[i].stop:
			if ts[i].capital() {
				return "N"
			}
			return "~" + suffix(ts[i].lower, 2)
		case ts[i].kind == number:
			return "0"
		}
		return ts[i].lower
	}
	quoteIn := func(from, to int) bool {
		for i := from; i < to; i++ {
			if inQuote[i] {
				return true
			}
		}
		return false
	}
	sides := yes(quoteIn(own.from, cue.from)) + yes(quoteIn(cue.to, own.to))
	return func(k int, emit func([]byte)) {
		i := w.from + k
		put := func(name string, parts ...string) {
			b := append(append(buf[:0], name...), '=')
			for n, p := range parts {
				if n > 0 {
					b = append(b, ' ')
				}
				b = append(b, p...)
			}
			emit(b)
		}
		if i >= cue.from && i < cue.to {
			put("cue")
			return
		}
		side, d := "L", cue.from-i
		if i >= cue.to {
			side, d = "R", i-cue.to+1
		}
		switch {
		case i < own.from:
			side += "-"
		case i >= own.to:
			side += "+"
		}
		q := yes(inQuote[i])
		c, qs, br := strconv.Itoa(min(commas[k], 3)), strconv.Itoa(min(quotes[k], 3)), strconv.Itoa(min(breaks[k], 2))
		th := strconv.Itoa(min(thats[k], 2))
		put("side", side, q)
		put("side", side, cueStem)
		put("d", side, bucket(d), q)
		put("d", side, bucket(d), word1(i))
		put("between", side, c, qs, br)
		put("between", side, c, qs, th, before, after)
		put("between", side, c, cueStem)
		put("bq", side, qs, q, sides)
		put("bqc", side, qs, q, cueStem)
		put("frame", side, before, after, c)
		put("frame", side, before, after, bucket(d))
		put("frames", side, sides, before, after, q)
		put("frameth", side, c, th, sides)
		put("w", word1(i), side, c)
		put("wb", word1(i-1), word1(i), side)
		put("wn", word1(i), word1(i+1), side)
		put("wbn", word1(i-1), word1(i), word1(i+1))
		put("fact", flag(&fs[i]), side, bucket(d))
		put("fact", flag(&fs[i]), side, c, th)
		put("lower", ts[i].lower, side)
		put("edge", side, yes(i == own.from), yes(i == own.to-1), c)
		put("cuew", cueStem, side, c, qs)
		put("caft", cueStem, after, side, c)
	}
}

// AttributionExample is a text with the attributions in it, as ranges of bytes.
type AttributionExample struct {
	Text         string
	Attributions []AttributionSpans
}

// AttributionSpans are the parts of an attribution; a part may be in pieces, or empty.
type AttributionSpans struct {
	Source, Cue, Content [][2]int
}

// prepared is a passage made ready for both models.
type prepared struct {
	ts        []token
	sentences []sentence
	inQuote   []bool
	facts     []facts
}

func prepare(text string, p piece) prepared {
	r := prepared{ts: tokens(text, p, nil)}
	r.sentences = sentences(r.ts)
	r.inQuote = quoted(r.ts)
	r.facts = factsOf(r.ts)
	return r
}

// covered labels the tokens of a range that lie in one of the spans.
func covered(ts []token, spans [][2]int) []bool {
	out := make([]bool, len(ts))
	for _, s := range spans {
		for i := findToken(ts, s[0]); i < len(ts) && ts[i].start < s[1]; i++ {
			out[i] = true
		}
	}
	return out
}

// TrainCues learns which words are cues.
func TrainCues(docs []AttributionExample) *tagger.Model {
	var data []tagger.Sequence
	for _, d := range docs {
		for _, p := range lines(d.Text) {
			r := prepare(d.Text, p)
			labels := make([]int, len(r.ts))
			for _, a := range d.Attributions {
				for _, c := range a.Cue {
					first := true
					for i := findToken(r.ts, c[0]); i < len(r.ts) && r.ts[i].start < c[1]; i++ {
						labels[i] = 2
						if first {
							labels[i] = 1
						}
						first = false
					}
				}
			}
			for _, s := range r.sentences {
				data = append(data, tagger.Sequence{Labels: labels[s.from:s.to], Features: cueFeatures(r.ts, r.inQuote, r.facts, s.from, s.to)})
			}
		}
	}
	return tagger.Train(cueLabels, data, tagger.Options{Rounds: 6, MinCount: 4, L2: 0.003, Rate: 0.1, Keep: 55000})
}

// TrainRoles learns where source and content stand.
func TrainRoles(docs []AttributionExample) *tagger.Model {
	var data []tagger.Sequence
	for _, d := range docs {
		for _, p := range lines(d.Text) {
			r := prepare(d.Text, p)
			for _, a := range d.Attributions {
				if len(a.Cue) == 0 {
					continue
				}
				c := sentence{findToken(r.ts, a.Cue[0][0]), findToken(r.ts, a.Cue[0][1])}
				if c.from >= c.to || r.ts[c.from].start != a.Cue[0][0] && r.ts[c.from].start > a.Cue[0][1] || a.Cue[0][0] < p.start || a.Cue[0][1] > p.end {
					continue
				}
				own := sentenceOf(r.sentences, c.from)
				w := window(r.sentences, r.inQuote, own)
				source, content := covered(r.ts, a.Source), covered(r.ts, a.Content)
				labels := make([]int, w.to-w.from)
				for i := range labels {
					switch {
					case source[w.from+i]:
						labels[i] = 1
					case content[w.from+i]:
						labels[i] = 2
					}
				}
				data = append(data, tagger.Sequence{Labels: labels, Features: roleFeatures(r.ts, r.inQuote, r.facts, r.sentences[own], c, w)})
			}
		}
	}
	return tagger.Train(roleLabels, data, tagger.Options{Rounds: 4, MinCount: 6, L2: 0.003, Rate: 0.1, Keep: 22000})
}

func sentenceOf(ss []sentence, i int) int {
	for n, s := range ss {
		if i < s.to {
			return n
		}
	}
	return len(ss) - 1
}

// attribute finds the attributions of a passage.
func attribute(cues, roles *tagger.Model, r *prepared) []attribution {
	var out []attribution
	for n, s := range r.sentences {
		labels := cues.Tag(s.to-s.from, cueFeatures(r.ts, r.inQuote, r.facts, s.from, s.to), cueBias)
		for i := 0; i < len(labels); i++ {
			if labels[i] == 0 {
				continue
			}
			c := sentence{s.from + i, s.from + i + 1}
			for i+1 < len(labels) && labels[i+1] == 2 {
				i++
				c.to++
			}
			out = append(out, rolesOf(roles, r, n, c))
		}
	}
	return out
}

// cueBias leans towards finding cues, to balance those missed and those too many.
var cueBias = []float32{0, 0.2, 0.2}

func rolesOf(roles *tagger.Model, r *prepared, n int, c sentence) attribution {
	a := attribution{sentence: n, cue: c}
	w := window(r.sentences, r.inQuote, n)
	labels := roles.Tag(w.to-w.from, roleFeatures(r.ts, r.inQuote, r.facts, r.sentences[n], c, w), nil)
	for i := 0; i < len(labels); {
		j := i + 1
		for j < len(labels) && labels[j] == labels[i] && w.from+j != c.from && w.from+i != c.to-1 {
			j++
		}
		piece := trimMarks(r.ts, sentence{w.from + i, w.from + j})
		if piece.from < piece.to && (piece.from >= c.to || piece.to <= c.from) {
			switch labels[i] {
			case 1:
				a.source = append(a.source, piece)
			case 2:
				a.content = append(a.content, piece)
			}
		}
		i = j
	}
	return a
}

// trimMarks drops commas and the like from the ends.
func trimMarks(ts []token, s sentence) sentence {
	loose := func(t *token) bool { return t.kind == punct && strings.Contains(",;:--", t.lower) }
	for s.from < s.to && loose(&ts[s.from]) {
		s.from++
	}
	for s.to > s.from && loose(&ts[s.to-1]) {
		s.to--
	}
	return s
}

// Attributions finds who says what in a text, with the two models given.
func Attributions(cues, roles *tagger.Model, text string) []AttributionSpans {
	var out []AttributionSpans
	for _, p := range lines(text) {
		r := prepare(text, p)
		for _, a := range attribute(cues, roles, &r) {
			spans := func(ss ...sentence) [][2]int {
				var out [][2]int
				for _, s := range ss {
					out = append(out, [2]int{r.ts[s.from].start, r.ts[s.to-1].end})
				}
				return out
			}
			out = append(out, AttributionSpans{Source: spans(a.source...), Cue: spans(a.cue), Content: spans(a.content...)})
		}
	}
	return out
}
