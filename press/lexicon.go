package press

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed tables/countries.tsv
var countriesTSV string

//go:embed tables/places.tsv
var placesTSV string

//go:embed tables/names.tsv
var namesTSV string

// place is what the tables say of a name of a place or of a word made of it.
type place struct {
	country string // code; empty for other places
	kind    string // country, capital, demonym, place, region (demonym of a place)
}

// lexicon is what the tables know of names, by their words in lower case joined by spaces.
type lexicon struct {
	places  map[string]place
	longest map[string]int // first word of a place -> most words of a name that starts with it
	words   map[string]map[string]bool
}

var lexiconOf = sync.OnceValue(func() *lexicon {
	x := &lexicon{places: map[string]place{}, longest: map[string]int{}, words: map[string]map[string]bool{}}
	rows(countriesTSV, func(f []string) {
		for i, kind := range []string{"country", "demonym", "capital"} {
			for _, name := range cells(f, i+1) {
				x.addPlace(name, place{f[0], kind})
			}
		}
	})
	rows(placesTSV, func(f []string) {
		for i, kind := range []string{"place", "region"} {
			for _, name := range cells(f, i) {
				x.addPlace(name, place{"", kind})
			}
		}
	})
	rows(namesTSV, func(f []string) {
		if x.words[f[0]] == nil {
			x.words[f[0]] = map[string]bool{}
		}
		sep := strings.Fields
		if strings.Contains(f[1], "|") {
			sep = func(s string) []string { return strings.Split(s, "|") }
		}
		for _, w := range sep(f[1]) {
			x.words[f[0]][key(w)] = true
		}
	})
	return x
})

// rows calls yield with the cells of every line of a table that is not a comment.
func rows(tsv string, yield func(cells []string)) {
	for line := range strings.Lines(tsv) {
		line = strings.TrimRight(line, "\r\n")
		if line != "" && !strings.HasPrefix(line, "#") {
			yield(strings.Split(line, "\t"))
		}
	}
}

func cells(f []string, i int) []string {
	if i >= len(f) || f[i] == "" {
		return nil
	}
	return strings.Split(f[i], "|")
}

// key is how a name is looked up: its words, marks and numbers in lower case, joined by spaces.
func key(name string) string {
	var b strings.Builder
	for i, t := range tokens(name, piece{0, len(name)}, nil) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.lower)
	}
	return b.String()
}

func (x *lexicon) addPlace(name string, p place) {
	k := key(name)
	if old, ok := x.places[k]; ok && (old.kind == "country" || p.kind == "region" || old.kind == "demonym") {
		return
	}
	x.places[k] = p
	first, _, _ := strings.Cut(k, " ")
	x.longest[first] = max(x.longest[first], strings.Count(k, " ")+1)
}

// is reports whether a word, in lower case, is of a kind of names.tsv.
func (x *lexicon) is(kind, w string) bool { return x.words[kind][w] }

// placeAt returns the longest name of a place that starts at token i, and the number of its tokens.
func (x *lexicon) placeAt(ts []token, i int) (place, int) {
	most := x.longest[ts[i].lower]
	if most == 0 {
		return x.bendAt(ts, i)
	}
	for n := min(most, len(ts)-i); n > 0; n-- {
		k := ts[i].lower
		if n > 1 {
			var b strings.Builder
			for j := i; j < i+n; j++ {
				if j > i {
					b.WriteByte(' ')
				}
				b.WriteString(ts[j].lower)
			}
			k = b.String()
		}
		if p, ok := x.places[k]; ok && capitalised(ts[i:i+n], p) {
			return p, n
		}
	}
	return x.bendAt(ts, i)
}

// bendAt finds words with an ending: Belarusians, belarussischen, российского.
func (x *lexicon) bendAt(ts []token, i int) (place, int) {
	w := ts[i].lower
	if len(w) < 5 || ts[i].kind != word {
		return place{}, 0
	}
	for _, end := range bendings {
		stem, ok := strings.CutSuffix(w, end.have)
		if !ok {
			continue
		}
		for _, back := range end.back {
			if p, ok := x.places[stem+back]; ok && capitalised(ts[i:i+1], p) && utf8.RuneCountInString(stem) > 2 {
				return p, 1
			}
		}
	}
	return place{}, 0
}

// bendings are endings and what stands in the table instead.
var bendings = []struct {
	have string
	back []string
}{{"ens", []string{"en"}}, {"s", []string{""}}, {"en", []string{"", "e"}}, {"er", []string{""}}, {"em", []string{""}}, {"es", []string{""}}, {"e", []string{""}}, {"n", []string{""}},
	{"ого", []string{"ий"}}, {"ому", []string{"ий"}}, {"ими", []string{"ий"}}, {"ая", []string{"ий"}}, {"ой", []string{"ий", "а"}}, {"ое", []string{"ий"}}, {"ую", []string{"ий"}}, {"ие", []string{"ий"}}, {"им", []string{"ий"}}, {"их", []string{"ий"}}, {"ом", []string{"ий", ""}},
	{"ии", []string{"ия"}}, {"ию", []string{"ия"}}, {"ией", []string{"ия"}}, {"ем", []string{"ь", ""}}, {"ю", []string{"ь", "я"}}, {"и", []string{"ь", "я", "а"}}, {"ы", []string{"а"}}, {"у", []string{"а", ""}}, {"е", []string{"а", "", "я"}}, {"а", []string{""}}, {"я", []string{"ь"}}}

// capitalised asks for the capital that sets "Turkey" apart from "turkey"; German and Russian adjectives have none.
func capitalised(ts []token, p place) bool {
	if ts[0].capital() {
		return true
	}
	if p.kind != "demonym" && p.kind != "region" {
		return len(ts) > 1 && ts[0].lower == "the" && ts[len(ts)-1].capital()
	}
	w := ts[0].lower
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.Is(unicode.Cyrillic, r) || strings.HasSuffix(strings.TrimRight(w, "enrms"), "isch")
}

// seat reports names that stand for a government: capitals, and seats such as the Kremlin.
func (x *lexicon) seat(name string) bool {
	k := strings.TrimPrefix(key(name), "the ")
	p, ok := x.places[k]
	return ok && p.kind == "capital" || x.is("seat", k)
}

// phraseWords reports whether the words from i to j, joined, are of a kind.
func (x *lexicon) phraseIs(kind string, ts []token) bool {
	if len(ts) == 0 || len(ts) > 6 {
		return false
	}
	if len(ts) == 1 {
		return x.is(kind, ts[0].lower)
	}
	var b strings.Builder
	for i := range ts {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(ts[i].lower)
	}
	return x.is(kind, b.String())
}
