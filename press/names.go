package press

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/linchpin-oss/linchpin/names"
	"github.com/linchpin-oss/linchpin/press/tagger"
)

// nameLabels are the labels of the model of names: the first and further words of a name of each type.
var nameLabels = []string{"O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC"}

// facts are what the tables say of a word, found out once for a text.
type facts struct {
	place   string // kind of place, first word B, further I
	given   bool   // a known given name
	family  bool   // a word of names
	org     bool   // part of a known organisation
	orgword bool
	event   bool
	title   bool
	time    bool // month or weekday
	stop    bool
	shape   string
}

func factsOf(ts []token) []facts {
	x := lexiconOf()
	stop := stopwords()
	out := make([]facts, len(ts))
	for i := 0; i < len(ts); i++ {
		f, t := &out[i], &ts[i]
		f.shape = shapeOf(t)
		if t.kind != word {
			continue
		}
		f.stop = stop[t.lower]
		f.orgword, f.event, f.title = x.is("orgword", t.lower), x.is("eventword", t.lower), x.is("title", t.lower)
		f.time = x.is("weekday", t.lower) || x.is("month", t.lower)
		if t.capital() {
			folded := names.Fold(t.lower)
			f.given = names.SameGiven(folded, folded)
			f.family = names.Rarity(folded) < 16
		}
		if f.place == "" {
			p, n := x.placeAt(ts, i)
			for j := range n {
				out[i+j].place = p.kind
				if j > 0 {
					out[i+j].place = "I" + p.kind
				}
			}
		}
		for n := min(5, len(ts)-i); n > 0; n-- {
			if t.capital() && x.phraseIs("org", ts[i:i+n]) || t.capital() && x.phraseIs("media", ts[i:i+n]) {
				for j := range n {
					out[i+j].org = true
				}
				break
			}
		}
	}
	return out
}

// shapeOf is the pattern of letters: Xx, X, XX, x, 0, Xx-Xx, X.X; marks stand for themselves.
func shapeOf(t *token) string {
	if t.kind == punct {
		return t.lower
	}
	if t.kind == number {
		return "0" + strconv.Itoa(min(len(t.text), 4))
	}
	var b [8]byte
	n := 0
	for _, r := range t.text {
		c := byte('x')
		switch {
		case unicode.IsUpper(r):
			c = 'X'
		case unicode.IsDigit(r):
			c = '0'
		case !unicode.IsLetter(r):
			c = '.'
		}
		if n > 0 && b[n-1] == c && (n > 1 && b[n-2] == c || c == 'x') {
			continue
		}
		if n < len(b) {
			b[n] = c
			n++
		}
	}
	return string(b[:n])
}

// nameFeatures describes the words of a sentence. First is the number of capitalised words among them, by which
// headlines are told; elsewhere tells how often a word stands in the text without a capital.
func nameFeatures(ts []token, fs []facts, lowerElsewhere map[string]bool) tagger.Features {
	capitals, all := 0, 0
	for i := range ts {
		if ts[i].kind == word {
			all++
			if ts[i].capital() {
				capitals++
			}
		}
	}
	headline := all > 3 && capitals*10 >= all*7
	var buf [160]byte
	return func(i int, emit func([]byte)) {
		put1 := func(name, a string) {
			emit(append(append(append(buf[:0], name...), '='), a...))
		}
		put := func(name string, parts ...string) {
			b := append(append(buf[:0], name...), '=')
			for k, p := range parts {
				if k > 0 {
					b = append(b, ' ')
				}
				b = append(b, p...)
			}
			emit(b)
		}
		at := func(k int) *token {
			if k < 0 || k >= len(ts) {
				return &edge
			}
			return &ts[k]
		}
		fact := func(k int) *facts {
			if k < 0 || k >= len(ts) {
				return &noFacts
			}
			return &fs[k]
		}
		t, f := at(i), fact(i)
		put1("w", t.lower)
		put1("s", f.shape)
		put("s", fact(i-1).shape, f.shape, fact(i+1).shape)
		if t.kind == word && !f.stop {
			w := t.lower
			for n := 2; n <= 4; n++ {
				if len(w) > n {
					put1("end", suffix(w, n))
				}
			}
			put1("start", prefix(w, 3))
		}
		put1("p", at(i-1).lower)
		put1("n", at(i+1).lower)
		put1("pp", at(i-2).lower)
		put1("nn", at(i+2).lower)
		put("pw", at(i-1).lower, f.shape)
		put("wn", f.shape, at(i+1).lower)
		if f.shape != "x" || f.place != "" {
			put("place", f.place, fact(i-1).place, fact(i+1).place)
			put("g", flag(f), flag(fact(i-1)), flag(fact(i+1)))
			put("g1", flag(f), f.shape)
			put("gp", flag(fact(i-1)), fact(i-1).shape, f.shape)
			put("gn", f.shape, flag(fact(i+1)), fact(i+1).shape)
			put("first", yes(i == 0 || i == 1 && ts[0].kind == punct), f.shape, yes(lowerElsewhere[t.lower]))
			put("low", yes(lowerElsewhere[t.lower]), f.shape)
			put("headline", yes(headline), f.shape)
			put("run", runFlags(fs, ts, i))
		}
	}
}

var edge = token{lower: "^", kind: punct}
var noFacts = facts{shape: "^"}

// runFlags sums up the run of capitalised words around i: what stands at its end, its length, and where i stands.
func runFlags(fs []facts, ts []token, i int) string {
	if !ts[i].capital() {
		return "-"
	}
	from, to := i, i+1
	for from > 0 && ts[from-1].capital() && i-from < 6 {
		from--
	}
	for to < len(ts) && ts[to].capital() && to-i < 6 {
		to++
	}
	return flag(&fs[from]) + " " + flag(&fs[to-1]) + " " + strconv.Itoa(min(to-from, 4)) + " " + strconv.Itoa(min(i-from, 3))
}

// flag names what the tables say of a word in a letter or two.
func flag(f *facts) string {
	switch {
	case f.org:
		return "o"
	case f.place != "":
		return "l" + f.place[:1]
	case f.time:
		return "d"
	case f.title:
		return "t"
	case f.orgword:
		return "w"
	case f.event:
		return "e"
	case f.given && f.family:
		return "gf"
	case f.given:
		return "g"
	case f.family:
		return "f"
	case f.stop:
		return "s"
	}
	return "-"
}

func suffix(s string, n int) string {
	i := len(s)
	for ; n > 0 && i > 0; n-- {
		_, w := utf8.DecodeLastRuneInString(s[:i])
		i -= w
	}
	return s[i:]
}

func prefix(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// lowered words of a text: those that stand in it without a capital.
func lowerWords(ts []token) map[string]bool {
	m := map[string]bool{}
	for i := range ts {
		if ts[i].kind == word && !ts[i].capital() {
			m[ts[i].lower] = true
		}
	}
	return m
}

// NameExample is a text in which names are marked, for training and measuring. Types are PER, ORG, LOC and MISC.
type NameExample struct {
	Text  string
	Names []NameSpan
}

// NameSpan is a name in bytes of the text.
type NameSpan struct {
	Start, End int
	Type       string
}

// TrainNames learns to find names. Each example should be one document.
func TrainNames(docs []NameExample) *tagger.Model {
	var data []tagger.Sequence
	for _, d := range docs {
		var all []token
		var parts [][]token
		for _, p := range lines(d.Text) {
			ts := tokens(d.Text, p, nil)
			all = append(all, ts...)
			for _, s := range sentences(ts) {
				parts = append(parts, ts[s.from:s.to])
			}
		}
		low := lowerWords(all)
		for _, ts := range parts {
			data = append(data, tagger.Sequence{Labels: labelNames(ts, d.Names), Features: nameFeatures(ts, factsOf(ts), low)})
		}
	}
	return tagger.Train(nameLabels, data, tagger.Options{Rounds: 10, MinCount: 2, L2: 0.002, Rate: 0.1, Keep: 28000})
}

func labelNames(ts []token, spans []NameSpan) []int {
	labels := make([]int, len(ts))
	for _, s := range spans {
		first := true
		for i := findToken(ts, s.Start); i < len(ts) && ts[i].start < s.End; i++ {
			l := "I-" + s.Type
			if first {
				l = "B-" + s.Type
			}
			for n, name := range nameLabels {
				if name == l {
					labels[i] = n
				}
			}
			first = false
		}
	}
	return labels
}

// tagNames labels the words of a sentence with a model of names and returns the names as ranges of tokens.
func tagNames(m *tagger.Model, ts []token, low map[string]bool) []nameRange {
	fs := factsOf(ts)
	labels, margins := m.Decode(len(ts), nameFeatures(ts, fs, low), nil)
	var out []nameRange
	for i := 0; i < len(ts); i++ {
		kind, ok := strings.CutPrefix(m.Labels[labels[i]], "B-")
		if !ok {
			if kind, ok = strings.CutPrefix(m.Labels[labels[i]], "I-"); !ok {
				continue
			}
		}
		r := nameRange{from: i, to: i + 1, kind: kind, margin: margins[i]}
		for r.to < len(ts) && m.Labels[labels[r.to]] == "I-"+kind {
			r.margin = min(r.margin, margins[r.to])
			r.to++
		}
		out = append(out, r)
		i = r.to - 1
	}
	return out
}

type nameRange struct {
	from, to int // tokens
	kind     string
	margin   float32
}
