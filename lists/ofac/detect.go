package ofac

import (
	"bytes"
	"path"
	"regexp"
	"strings"
)

func baseName(name string) string { return strings.ToLower(path.Base(name)) }

// rootIs detects XML by its root element.
func rootIs(name string) func(string, []byte) bool {
	return func(_ string, head []byte) bool { return rootElement(head) == name }
}

func rootElement(head []byte) string {
	for {
		i := bytes.IndexByte(head, '<')
		if i < 0 || i+1 >= len(head) {
			return ""
		}
		head = head[i+1:]
		switch {
		case bytes.HasPrefix(head, []byte("!--")):
			end := bytes.Index(head, []byte("-->"))
			if end < 0 {
				return ""
			}
			head = head[end:]
			continue
		case head[0] == '?', head[0] == '!':
			continue
		}
		end := bytes.IndexAny(head, " \t\r\n/>")
		if end < 0 {
			return ""
		}
		name := string(head[:end])
		if _, local, ok := strings.Cut(name, ":"); ok {
			name = local
		}
		return name
	}
}

// consOnly are programmes whose parties are on the consolidated list only, as their names say: the Palestinian
// Legislative Council, foreign sanctions evaders, Part 561, Chinese military-industrial companies.
var consOnly = regexp.MustCompile(`[>"\[ ](NS-PLC|FSE-[A-Z]+|561[- ]?(Related|List)|CMIC-EO13959|NS-[A-Z]+)[<"\]\s]`)

// whose tells the two lists apart: by what the file says of itself in the lists of its filter or the programmes of its
// first entries (both lists are sorted by number), else by its name.
func whose(name string, head []byte) string {
	if filter, ok := between(head, "<filters>", "</filters>"); ok {
		hasSDN, hasCons := bytes.Contains(filter, []byte(">SDN List<")), bytes.Contains(filter, []byte(">Consolidated List<"))
		if hasSDN != hasCons {
			return pick(hasCons)
		}
	}
	lower := baseName(name)
	switch {
	case strings.Contains(lower, "cons"):
		return cons
	case strings.Contains(lower, "sdn"):
		return sdn
	}
	return pick(rootElement(head) != "Sanctions" && consOnly.Match(head[:min(len(head), 8<<10)]))
}

func pick(isCons bool) string {
	if isCons {
		return cons
	}
	return sdn
}

func between(text []byte, open, end string) ([]byte, bool) {
	_, rest, ok := bytes.Cut(text, []byte(open))
	if !ok {
		return nil, false
	}
	inner, _, ok := bytes.Cut(rest, []byte(end))
	return inner, ok
}
