package eu

import (
	"regexp"
	"strings"
)

// A few travel bans have no fields but two remarks: the name with its aliases in brackets, and lines "Label: value".
// salvage reads them. The remarks themselves stay in the notes.
func (e *entry) salvage() {
	if len(e.remarks) == 0 {
		return
	}
	main, aliases, _ := strings.Cut(e.remarks[0], "(alias:")
	e.subject = "person" // the list holds only persons
	e.names = append(e.names, name{whole: strings.TrimSpace(main), logicalID: "0"})
	for _, a := range enumerated(strings.TrimSuffix(strings.TrimSpace(aliases), ")")) {
		e.names = append(e.names, name{whole: a})
	}
	for _, text := range e.remarks[1:] {
		for line := range strings.Lines(text) {
			if label, value, ok := strings.Cut(line, ":"); ok {
				e.labelledFact(strings.ToLower(strings.TrimSpace(label)), strings.TrimSpace(value))
			}
		}
	}
}

func (e *entry) labelledFact(label, value string) {
	for _, v := range enumerated(value) {
		v = strings.TrimRight(v, ". ")
		switch label {
		case "title":
			e.names[0].title = v
		case "designation":
			e.names[0].function = v
		case "gender":
			e.names[0].gender = v
		case "good quality alias", "alias", "a.k.a.":
			e.names = append(e.names, name{whole: v})
		case "low quality alias":
			e.names = append(e.names, name{whole: v, weak: true})
		case "date of birth":
			e.births = append(e.births, birth{raw: v})
		case "place of birth":
			e.births = append(e.births, birth{city: v})
		case "nationality":
			e.citizens = append(e.citizens, citizenship{country: country{description: v}})
		case "address":
			e.addresses = append(e.addresses, address{street: v})
		case "passport no", "passport number":
			e.documents = append(e.documents, document{code: "passport", number: v[strings.LastIndexByte(v, ' ')+1:]})
		}
	}
}

var enumerator = regexp.MustCompile(`(?:^|[\s,;])\(?([a-z])\)\s+`)

// enumerated splits "(a) Malaysia, (b) Indonesia" and "a) Sirte, Libya b) Egypt" into their items. A text that is not an
// enumeration from a on is one item.
func enumerated(s string) []string {
	s = strings.TrimSpace(s)
	var starts, ends []int
	next := byte('a')
	for at := 0; ; {
		m := enumerator.FindStringSubmatchIndex(s[at:])
		if m == nil {
			break
		}
		if s[at+m[2]] == next && (next != 'a' || m[0] == 0 && at == 0) {
			starts, ends = append(starts, at+m[1]), append(ends, at+m[0])
			next++
		}
		at += m[1]
	}
	if len(starts) == 0 {
		return nonEmpty(s)
	}
	var out []string
	for i, start := range starts {
		end := len(s)
		if i+1 < len(ends) {
			end = ends[i+1]
		}
		if start <= end {
			out = append(out, nonEmpty(strings.TrimRight(strings.TrimSpace(s[start:end]), ",; "))...)
		}
	}
	return out
}
