package evaluate

import (
	"bufio"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/linchpin-oss/linchpin/press"
)

// builder puts a text together from words and marks names in it.
type builder struct {
	text strings.Builder
	doc  press.NameExample
	kind string // of the open name
}

func (b *builder) word(w, tag string) {
	prefix, kind, _ := strings.Cut(tag, "-")
	if tag == "O" {
		kind = ""
	}
	if b.text.Len() > 0 && !strings.HasSuffix(b.text.String(), "\n") {
		b.text.WriteByte(' ')
	}
	start := b.text.Len()
	b.text.WriteString(w)
	n := len(b.doc.Names)
	switch {
	case kind == "":
	case kind == b.kind && prefix == "I":
		b.doc.Names[n-1].End = b.text.Len()
	default:
		b.doc.Names = append(b.doc.Names, press.NameSpan{Start: start, End: b.text.Len(), Type: kind})
	}
	b.kind = kind
}

func (b *builder) newline() { b.text.WriteByte('\n'); b.kind = "" }

func (b *builder) take() (press.NameExample, bool) {
	d := b.doc
	d.Text = b.text.String()
	*b = builder{}
	return d, len(d.Text) > 0
}

// readTagged reads files with a word and its tag on each line and blank lines between sentences. Documents are cut
// where a heading says so, or every forty sentences.
func readTagged(path string, wordColumn, tagColumn int) ([]press.NameExample, error) {
	f, err := open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []press.NameExample
	var b builder
	flush := func() {
		if d, ok := b.take(); ok {
			out = append(out, d)
		}
	}
	sentences, doc := 0, ""
	s := bufio.NewScanner(f)
	for s.Scan() {
		t := s.Text()
		switch {
		case strings.HasPrefix(t, "# sent_id = "):
			id, _, _ := strings.Cut(strings.TrimPrefix(t, "# sent_id = "), "-0")
			if id != doc {
				flush()
				doc = id
			}
		case strings.HasPrefix(t, "# "):
		case strings.TrimSpace(t) == "":
			b.newline()
			if sentences++; sentences%40 == 0 && doc == "" {
				flush()
			}
		default:
			fs := strings.Fields(t)
			if len(fs) > max(wordColumn, tagColumn) {
				b.word(fs[wordColumn], fs[tagColumn])
			}
		}
	}
	flush()
	return out, s.Err()
}

// readGUM takes the named persons, organisations and places of a GUM file: the proper nouns at the head of a marked entity.
func readGUM(path string) ([]press.NameExample, error) {
	f, err := open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var b builder
	type row struct {
		word, pos, misc string
	}
	var sentence []row
	type mark struct {
		kind string
		from int
	}
	var stack []mark
	kinds := map[string]string{"person": "PER", "organization": "ORG", "place": "LOC", "event": "MISC"}
	flush := func() {
		tags := make([]string, len(sentence))
		for i := range tags {
			tags[i] = "O"
		}
		stack = stack[:0]
		type span struct {
			from, to int
			kind     string
		}
		var spans []span
		for i, r := range sentence {
			for _, f := range strings.Split(r.misc, "|") {
				e, ok := strings.CutPrefix(f, "Entity=")
				if !ok {
					continue
				}
				for e != "" {
					if e[0] == '(' {
						end := strings.IndexAny(e[1:], "()")
						body := e[1:]
						if end >= 0 {
							body = e[1 : 1+end]
						}
						parts := strings.Split(body, "-")
						kind := ""
						if len(parts) > 1 {
							kind = kinds[parts[1]]
						}
						stack = append(stack, mark{kind, i})
						e = e[1+len(body):]
						continue
					}
					if e[0] == ')' {
						if n := len(stack); n > 0 {
							spans = append(spans, span{stack[n-1].from, i + 1, stack[n-1].kind})
							stack = stack[:n-1]
						}
						e = e[1:]
						continue
					}
					next := strings.IndexAny(e, "()")
					if next < 0 {
						break
					}
					if e[next] == ')' { // a closing id
						if n := len(stack); n > 0 {
							spans = append(spans, span{stack[n-1].from, i + 1, stack[n-1].kind})
							stack = stack[:n-1]
						}
						next++
					}
					e = e[next:]
				}
			}
		}
		// outer spans first, so that inner names do not cut them; only spans all of proper nouns (and of, and, the)
		for _, s := range spans {
			from, to := s.from, s.to
			for from < to && sentence[from].pos != "PROPN" {
				from++
			}
			for to > from && sentence[to-1].pos != "PROPN" {
				to--
			}
			whole := from < to && s.kind != ""
			for i := from; i < to && whole; i++ {
				p := sentence[i].pos
				whole = p == "PROPN" || p == "ADP" || p == "CCONJ" || p == "PUNCT" && sentence[i].word == "-" || p == "NUM" || sentence[i].word == "the" && i > from
			}
			if !whole || from > s.from+2 {
				continue
			}
			for from < to-1 && s.kind == "PER" && titles[strings.ToLower(sentence[from].word)] {
				from++
			}
			longer := true
			for i := from; i < to; i++ {
				longer = longer && tags[i] == "O"
			}
			if !longer && to-from < 2 {
				continue
			}
			for i := from; i < to; i++ {
				tags[i] = "I-" + s.kind
			}
			tags[from] = "B-" + s.kind
		}
		for i, r := range sentence {
			b.word(r.word, tags[i])
		}
		b.newline()
		sentence = sentence[:0]
	}
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<22)
	for s.Scan() {
		c := strings.Split(s.Text(), "\t")
		if len(c) < 10 {
			if len(sentence) > 0 && s.Text() == "" {
				flush()
			}
			continue
		}
		if _, err := strconv.Atoi(c[0]); err == nil {
			sentence = append(sentence, row{c[1], c[3], c[9]})
		}
	}
	if len(sentence) > 0 {
		flush()
	}
	d, _ := b.take()
	return []press.NameExample{d}, s.Err()
}

var titles = map[string]bool{"president": true, "mr": true, "mr.": true, "mrs.": true, "ms.": true, "minister": true, "prime": true, "dr.": true,
	"senator": true, "secretary": true, "general": true, "king": true, "queen": true, "chancellor": true, "governor": true, "sen.": true, "rep.": true,
	"gov.": true, "state": true, "foreign": true, "of": true, "vice": true, "judge": true, "justice": true, "ambassador": true, "sir": true, "us": true, "u.s.": true, "russian": true, "professor": true}

// readRe3d takes the persons, organisations and places of re3d; titles before persons are cut off.
func readRe3d(path string) ([]press.NameExample, error) {
	type doc struct {
		Text     string `json:"text"`
		Entities []struct {
			Begin, End int
			Type       string
			Value      string
		} `json:"entities"`
	}
	docs, err := readJSONL[doc](path)
	if err != nil {
		return nil, err
	}
	kinds := map[string]string{"Person": "PER", "Organisation": "ORG", "Location": "LOC", "Nationality": "MISC"}
	var out []press.NameExample
	for _, d := range docs {
		ex := press.NameExample{Text: d.Text}
		offsets := byteOffsets(d.Text)
		for _, e := range d.Entities {
			kind := kinds[e.Type]
			if kind == "" || e.Begin < 0 || e.End >= len(offsets) || e.Begin >= e.End {
				continue
			}
			start, end := offsets[e.Begin], offsets[e.End]
			for {
				w, rest, ok := strings.Cut(d.Text[start:end], " ")
				if !ok || !(titles[strings.ToLower(w)] && kind == "PER" || strings.EqualFold(w, "the")) {
					break
				}
				start = end - len(rest)
			}
			v := d.Text[start:end]
			if v == strings.ToLower(v) {
				continue
			}
			ex.Names = append(ex.Names, press.NameSpan{Start: start, End: end, Type: kind})
		}
		out = append(out, ex)
	}
	return out, nil
}

// byteOffsets gives the byte at which each code point starts, and the length at the end.
func byteOffsets(s string) []int {
	out := make([]int, 0, len(s)+1)
	for i := range s {
		out = append(out, i)
	}
	return append(out, len(s))
}

// nameTraining gathers every text with marked names that may be trained on.
func nameTraining(dir string) ([]press.NameExample, error) {
	var out []press.NameExample
	for _, f := range []struct {
		glob string
		read func(string) ([]press.NameExample, error)
	}{
		{"ner-train/wikigold.conll.gz", func(p string) ([]press.NameExample, error) { return readTagged(p, 0, 1) }},
		{"ner-train/uner-en_ewt-*.iob2.gz", func(p string) ([]press.NameExample, error) { return readTagged(p, 1, 2) }},
		{"gum-wikinews/*.conllu.gz", readGUM},
		{"re3d/*.jsonl.gz", readRe3d},
	} {
		paths, err := filepath.Glob(filepath.Join(dir, f.glob))
		if err != nil {
			return nil, err
		}
		for _, p := range paths {
			docs, err := f.read(p)
			if err != nil {
				return nil, err
			}
			out = append(out, docs...)
		}
	}
	return out, nil
}
