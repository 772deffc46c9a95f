package press

import (
	"strings"
	"unicode/utf8"
)

// This file finds names by the tables of forenames, offices and places, where the model has nothing to go by.

// namesByTables finds names without a model: runs of capitalised words which a table, a title before them or their
// being no common word of the text makes a name. German nouns all have capitals, so German asks for more.
func namesByTables(ts []token, low map[string]bool, language string) []nameRange {
	x := lexiconOf()
	fs := factsOf(ts)
	var out []nameRange
	for i := 0; i < len(ts); i++ {
		if !ts[i].capital() || fs[i].stop {
			continue
		}
		j := i + 1
		for j < len(ts) && (ts[j].capital() && !fs[j].stop && (fs[j].place == "" || fs[i].org) || nameJoint(ts, j)) {
			j++
		}
		for j > i+1 && !ts[j-1].capital() {
			j--
		}
		from := i
		for from < j && fs[from].title {
			from++
		}
		titled := from > i || i > 0 && fs[i-1].title
		if from < j {
			if kind := kindByTables(x, ts, fs, from, j, titled, language, low); kind != "" {
				out = append(out, nameRange{from: from, to: j, kind: kind})
			}
		}
		i = j - 1
	}
	return out
}

// nameJoint reports what may stand within a name: hyphens, initials' full stops, particles before a capital.
func nameJoint(ts []token, j int) bool {
	if j+1 >= len(ts) {
		return false
	}
	switch ts[j].lower {
	case "-":
		return !ts[j].space && !ts[j+1].space
	case ".":
		return utf8.RuneCountInString(ts[j-1].text) == 1 && ts[j+1].capital()
	case "von", "van", "de", "al", "bin", "ibn", "der", "den", "zu":
		return ts[j+1].capital() || j+2 < len(ts) && (ts[j+1].lower == "-" || ts[j+1].lower == "der") && ts[j+2].capital()
	}
	return false
}

func kindByTables(x *lexicon, ts []token, fs []facts, from, to int, titled bool, language string, low map[string]bool) string {
	org, given, family, known, acronym := false, false, 0, false, false
	for i := from; i < to; i++ {
		org = org || fs[i].orgword && to-from > 1
		known = known || fs[i].org
		given = given || fs[i].given && i == from
		acronym = acronym || len(ts[i].text) >= 2 && len(ts[i].text) <= 6 && ts[i].text == strings.ToUpper(ts[i].text)
		if fs[i].family {
			family++
		}
	}
	words := to - from
	switch {
	case known || org || acronym && words == 1:
		return "ORG"
	case given && words >= 2, titled && words <= 4 && (language != "de" || given || family > 0 || unknownWord(ts[to-1])):
		return "PER"
	case language == "ru" && words >= 2 && words <= 4 && from > 0:
		return "PER"
	}
	return ""
}

func unknownWord(t token) bool {
	for _, end := range []string{"ung", "heit", "keit", "schaft", "ion", "tät", "chen"} {
		if strings.HasSuffix(t.lower, end) {
			return false
		}
	}
	return true
}
