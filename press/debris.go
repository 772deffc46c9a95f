package press

import (
	_ "embed"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/linchpin-oss/linchpin/press/tagger"
)

// Classes of a paragraph.
const (
	Title      = "title"
	Dateline   = "dateline"
	Subheading = "subheading"
	Body       = "body"
	Debris     = "debris"
)

// Paragraph is a line of the article. Kind says what kind of debris it is.
type Paragraph struct {
	Span
	Class string `json:"class"`
	Kind  string `json:"kind,omitempty"`
	Why   string `json:"why,omitempty"`
}

//go:embed tables/debris.tsv
var debrisTSV string

// debrisRule is one line of debris.tsv.
type debrisRule struct {
	kind, how string
	sure      bool
	texts     []string
	re        *regexp.Regexp
}

var debrisRules = sync.OnceValue(func() []debrisRule {
	var out []debrisRule
	for line := range strings.Lines(debrisTSV) {
		f := strings.SplitN(strings.TrimRight(line, "\r\n"), "\t", 4)
		if strings.HasPrefix(line, "#") || len(f) < 4 {
			continue
		}
		r := debrisRule{kind: f[0], how: f[1], sure: f[2] == "sure"}
		if r.how == "re" {
			r.re = regexp.MustCompile(f[3])
		} else {
			r.texts = strings.Split(f[3], "|")
		}
		out = append(out, r)
	}
	return out
})

// knownDebris looks a line up in the table; why quotes what was found.
func knownDebris(line string) (rule *debrisRule, why string) {
	lower := strings.NewReplacer("’", "'", "‘", "'", "“", "\"", "”", "\"", "\u00a0", " ").Replace(strings.ToLower(line))
	label := strings.Trim(lower, " :.!?…>»|•-–—[]()\"")
	rules := debrisRules()
	for i := range rules {
		r := &rules[i]
		if r.re != nil {
			if len(line) < 2000 && r.re.MatchString(line) {
				return r, "looks like a " + strings.ReplaceAll(r.kind, "_", " ")
			}
			continue
		}
		for _, t := range r.texts {
			if r.how == "is" && label == t || r.how == "starts" && strings.HasPrefix(lower, t) ||
				r.how == "ends" && strings.HasSuffix(strings.TrimRight(lower, " .)"), strings.TrimRight(t, " .)")) || r.how == "holds" && strings.Contains(lower, t) {
				return r, fmt.Sprintf("%s %q", r.how, t)
			}
		}
	}
	return nil, ""
}

// line is what the classifier knows of a line.
type line struct {
	text    string
	words   int
	chars   int
	end     bool // ends as a sentence does
	lower   bool // starts in lower case
	caps    int  // tenths of the words that start with a capital
	digits  bool
	stops   int // words of grammar
	rule    *debrisRule
	why     string
	again   bool // stands on the page twice
	first   []string
	last    string
	quote   bool
	sents   int
	symbols bool
	heading bool // written as headlines are: every word but those of grammar starts with a capital
	shout   bool // all in capitals
}

//go:embed tables/stopwords.tsv
var stopwordsTSV string

var stopwords = sync.OnceValue(func() map[string]bool { return wordSet(stopwordsTSV) })

func readLine(text string) line {
	l := line{text: text, chars: utf8.RuneCountInString(text)}
	l.rule, l.why = knownDebris(text)
	capitals, plain := 0, 0
	stop := stopwords()
	ts := tokens(text, piece{0, len(text)}, nil)
	for i := range ts {
		t := &ts[i]
		switch t.kind {
		case word:
			l.words++
			if t.capital() {
				capitals++
			} else if !stop[t.lower] {
				plain++
			}
			if stop[t.lower] {
				l.stops++
			}
			if len(l.first) < 3 {
				l.first = append(l.first, t.lower)
			}
			l.last = t.lower
		case number:
			l.digits = true
			l.words++
			if len(l.first) < 3 {
				l.first = append(l.first, "0")
			}
			l.last = "0"
		default:
			l.symbols = l.symbols || strings.ContainsAny(t.text, "|©@»>•·→#_")
			l.quote = l.quote || t.isQuote()
		}
	}
	if l.words > 0 {
		l.caps = capitals * 10 / l.words
	}
	l.heading = l.words >= 3 && capitals >= 2 && plain*6 <= l.words
	l.shout = l.chars > 3 && strings.ToUpper(text) == text && strings.ToLower(text) != text
	l.sents = len(sentences(ts))
	trimmed := strings.TrimRight(text, " \"”’“»)]'")
	l.end = strings.HasSuffix(trimmed, ".") || strings.HasSuffix(trimmed, "!") || strings.HasSuffix(trimmed, "?") || strings.HasSuffix(trimmed, "…")
	r, _ := utf8.DecodeRuneInString(text)
	l.lower = unicode.IsLower(r)
	return l
}

// prose reports whether a line looks like a paragraph of text.
func (l *line) prose() bool { return l.end && l.words >= 8 && l.stops*5 >= l.words }

func (l *line) shape() string {
	s := bucket(l.words)
	switch {
	case l.rule != nil && l.rule.sure:
		return "R"
	case l.prose():
		return "P" + s
	case l.end:
		return "e" + s
	}
	return "s" + s
}

func bucket(n int) string {
	switch {
	case n <= 3:
		return strconv.Itoa(n)
	case n <= 5:
		return "5"
	case n <= 8:
		return "8"
	case n <= 14:
		return "14"
	case n <= 25:
		return "25"
	case n <= 60:
		return "60"
	}
	return "99"
}

// lineLabels are the labels of the model of lines.
var lineLabels = []string{"debris", "body"}

func yes(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// lineFeatures describes each line of a page and its neighbours to the model.
func lineFeatures(ls []line) tagger.Features {
	shapes := make([]string, len(ls))
	// prose before and after each line, counted from the ends of the page
	before, total := make([]int, len(ls)+1), 0
	for i := range ls {
		shapes[i] = ls[i].shape()
		before[i] = total
		if ls[i].prose() {
			total++
		}
	}
	before[len(ls)] = total
	shape := func(i int) string {
		if i < 0 || i >= len(ls) {
			return "^"
		}
		return shapes[i]
	}
	return func(i int, emit func([]byte)) {
		l := &ls[i]
		var buf [96]byte
		put := func(parts ...string) {
			b := buf[:0]
			for k, p := range parts {
				if k > 0 {
					b = append(b, ' ')
				}
				b = append(b, p...)
			}
			emit(b)
		}
		n := bucket(l.words)
		put("bias")
		put("shape", shapes[i])
		put("n", n, "end", yes(l.end), "lower", yes(l.lower))
		put("caps", strconv.Itoa(l.caps), n)
		put("stops", strconv.Itoa(l.stops*10/max(l.words, 1)))
		put("stops0", yes(l.stops == 0), n, yes(l.end))
		put("digits", yes(l.digits), n)
		put("quote", yes(l.quote), n)
		put("symbols", yes(l.symbols), n)
		put("headline", yes(l.heading), yes(l.end), n)
		put("capitals", yes(l.shout), n)
		put("around rule", ruleAt(ls, i-1), yes(l.prose()), ruleAt(ls, i+1))
		put("before rule", ruleAt(ls, i-1), yes(l.end))
		put("before that rule", ruleAt(ls, i-2), yes(l.end))
		put("colon", yes(strings.HasSuffix(l.text, ":")), n)
		put("again", yes(l.again), yes(l.end))
		put("sentences", strconv.Itoa(min(l.sents, 5)))
		if l.rule != nil {
			put("rule", l.rule.kind, yes(l.rule.sure))
			put("rule", l.rule.kind, n)
		}
		if len(l.first) > 0 {
			put("first", l.first[0])
			if len(l.first) > 1 {
				put("first", l.first[0], l.first[1])
			}
			put("last", l.last, yes(l.end))
		}
		put("around", shape(i-1), shapes[i], shape(i+1))
		put("prev", shape(i-1), yes(l.end))
		put("next", shape(i+1), yes(l.end))
		put("prev2", shape(i-2), shape(i-1), yes(l.prose()))
		put("next2", shape(i+1), shape(i+2), yes(l.prose()))
		put("prose", strconv.Itoa(min(before[i], 4)), strconv.Itoa(min(total-before[i], 4)), yes(l.end))
		near := before[min(i+5, len(ls))] - before[max(i-4, 0)]
		put("near", strconv.Itoa(near), yes(l.end), n)
		short := 0
		for k := i - 1; k >= 0 && !ls[k].prose() && short < 9; k-- {
			short++
		}
		put("run", strconv.Itoa(short), yes(l.end))
		after := 0
		for k := i + 1; k < len(ls) && !ls[k].prose() && after < 9; k++ {
			after++
		}
		put("runs", strconv.Itoa(min(short, 4)), strconv.Itoa(min(after, 4)), yes(l.prose()), yes(l.end))
	}
}

// ruleAt names the rule that the line at i meets.
func ruleAt(ls []line, i int) string {
	if i < 0 || i >= len(ls) || ls[i].rule == nil {
		return "-"
	}
	return ls[i].rule.kind
}

// readLines prepares the lines of a page for the model.
func readLines(texts []string) []line {
	ls := make([]line, len(texts))
	seen := map[string]int{}
	for _, t := range texts {
		seen[t]++
	}
	for i, t := range texts {
		ls[i] = readLine(t)
		ls[i].again = seen[t] > 1
	}
	return ls
}

// LineExample is a page with a label for each line, for training and measuring.
type LineExample struct {
	Lines []string
	Body  []bool
}

// TrainLines learns to tell lines of the article from debris.
func TrainLines(pages []LineExample) *tagger.Model {
	var data []tagger.Sequence
	for _, p := range pages {
		labels := make([]int, len(p.Lines))
		for i, b := range p.Body {
			if b {
				labels[i] = 1
			}
		}
		data = append(data, tagger.Sequence{Labels: labels, Features: lineFeatures(readLines(p.Lines))})
	}
	return tagger.Train(lineLabels, data, tagger.Options{Rounds: 8, MinCount: 2, L2: 0.08})
}

// BodyLines reports for each line of a page whether it belongs to the article.
func BodyLines(m *tagger.Model, texts []string) []bool {
	got := m.Tag(len(texts), lineFeatures(readLines(texts)), bodyBias)
	out := make([]bool, len(got))
	for i, l := range got {
		out[i] = l == 1
	}
	return out
}

// bodyBias leans towards body: a lost line of the article is worse than a kept line of debris.
var bodyBias = []float32{0, 1.7}
