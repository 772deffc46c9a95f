package resolve

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"
)

//go:embed refs.tsv
var refsTSV string

// refRule is a line of refs.tsv.
type refRule struct {
	list, field string
	pattern     *regexp.Regexp
	reference   string
}

var refRules = sync.OnceValue(func() []refRule {
	var rules []refRule
	for line := range strings.Lines(refsTSV) {
		f := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if len(f) == 4 && !strings.HasPrefix(line, "#") {
			rules = append(rules, refRule{f[0], f[1], regexp.MustCompile(f[2]), f[3]})
		}
	}
	return rules
})

// references returns the entries that a number of a list names.
func references(list, field, value string) []string {
	var out []string
	for _, r := range refRules() {
		if r.field != field || r.list != "*" && r.list != list {
			continue
		}
		if at := r.pattern.FindStringSubmatchIndex(value); at != nil {
			out = append(out, pad(string(r.pattern.ExpandString(nil, r.reference, value, at))))
		}
	}
	return out
}

// unNumber is a permanent reference number of the UN.
var unNumber = regexp.MustCompile(`^un:([A-Z]{2})([ieIE])\.(\d{1,3})$`)

// pad writes a number of the UN as the UN does, whatever zeros and capitals a list prints: un:QDi.042.
func pad(ref string) string {
	m := unNumber.FindStringSubmatch(ref)
	if m == nil {
		return ref
	}
	return "un:" + m[1] + strings.ToLower(m[2]) + "." + strings.Repeat("0", 3-len(m[3])) + m[3]
}
