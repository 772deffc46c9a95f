package ch

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists/tree"
)

// part is one name-part with its spellings.
type part struct {
	order    int
	kind     string
	value    string
	variants []variant
}

type variant struct{ text, culture, lang string } // culture: language and script together

// partProps are the kinds of name parts that have a property of their own. Whole names and others have none.
var partProps = map[string]string{"title": "title", "given-name": "firstName", "further-given-name": "middleName",
	"father-name": "fatherName", "grand-father-name": "middleName", "family-name": "lastName", "maiden-name": "lastName",
	"suffix": "nameSuffix", "tribal-name": "lastName", "whole-name": "", "other": ""}

// nameProps are the kinds of names.
var nameProps = map[string]string{"primary-name": "name", "alias": "alias", "formerly-known-as": "previousName"}

// name adds a name in each of its spellings. The parts are put together in their order, titles left out. Low quality
// makes an alias weak. Spellings in another language or script are aliases; those of a low-quality name are weak too.
func (d *document) name(t *ftm.Entity, n *tree.Node, main bool) {
	n.Ignore("@ssid")
	kind, quality := n.Text("@name-type"), n.Text("@quality")
	prop, ok := nameProps[kind]
	note := ""
	if !ok {
		d.pub.UnknownAt("target/identity/name/@name-type=" + kind)
		prop, note = "alias", kind
	}
	if prop == "name" && !main {
		prop = "alias"
	}
	switch {
	case quality == "low" && prop == "alias":
		prop, note = "weakAlias", "low quality"
	case quality == "low":
		note = "low quality"
	case quality != "good" && quality != "":
		d.pub.UnknownAt("target/identity/name/@quality=" + quality)
	}
	lang := n.Text("@lang")
	if lang == "eng" { // the language of the edition
		lang = ""
	}
	parts := d.parts(n)
	d.partProps(t, parts, prop)
	t.Put(ftm.Statement{Prop: prop, Original: whole(parts, nil), Lang: lang, Note: note})
	other := prop
	if prop == "name" {
		other = "alias"
	}
	for _, s := range spellings(parts) {
		t.Put(ftm.Statement{Prop: other, Original: whole(parts, s.texts), Lang: s.lang, Note: note})
	}
	for _, p := range parts {
		if p.kind == "maiden-name" && p.value != "" {
			t.Put(ftm.Statement{Prop: "previousName", Value: maiden(parts), Note: "maiden name"})
		}
	}
	t.Put(ftm.Statement{Prop: "notes", Original: n.Text("remark")})
}

func (d *document) parts(n *tree.Node) []part {
	var parts []part
	for _, c := range n.All("name-part") {
		p := part{kind: c.Text("@name-part-type"), value: oneLine(c.Text("value"))}
		p.order, _ = strconv.Atoi(c.Text("@order"))
		for _, v := range c.All("spelling-variant") {
			// spelling-variant-type says how the spelling came about and is "not-defined" wherever seen.
			v.Ignore("@ssid", "@spelling-variant-type")
			lang, script := strings.ToLower(v.Text("@lang")), v.Text("@script")
			if text := oneLine(v.Value); text != "" {
				p.variants = append(p.variants, variant{text, lang + "/" + script, lang})
			}
		}
		parts = append(parts, p)
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(a.order, b.order) })
	return parts
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// partProps adds the parts to their own properties: of the main and other good names, in all spellings.
func (d *document) partProps(t *ftm.Entity, parts []part, of string) {
	for _, p := range parts {
		prop, ok := partProps[p.kind]
		if !ok {
			d.pub.UnknownAt("target/identity/name/name-part/@name-part-type=" + p.kind)
		}
		if p.kind == "title" && t.Schema.Prop("title") == nil {
			t.Add("notes", p.value)
		}
		if prop == "" || of == "weakAlias" || t.Schema.Prop(prop) == nil {
			continue
		}
		note := ""
		if p.kind == "maiden-name" || p.kind == "tribal-name" || p.kind == "grand-father-name" {
			note = strings.ReplaceAll(p.kind, "-", " ")
		}
		t.Put(ftm.Statement{Prop: prop, Original: p.value, Note: note})
		for _, v := range p.variants {
			t.Put(ftm.Statement{Prop: prop, Original: v.text, Lang: v.lang, Note: note})
		}
	}
}

// whole puts a name together. texts replaces the values of the parts where it is not nil.
func whole(parts []part, texts []string) string {
	var words []string
	for i, p := range parts {
		text := p.value
		if texts != nil {
			text = texts[i]
		}
		if p.kind != "title" && p.kind != "maiden-name" && text != "" && text != "-" {
			words = append(words, text)
		}
	}
	if len(words) == 0 { // nothing but a title or a maiden name
		for _, p := range parts {
			words = append(words, p.value)
		}
	}
	return strings.TrimSpace(strings.Join(words, " "))
}

// maiden is the name with the maiden name in place of the family name.
func maiden(parts []part) string {
	var words []string
	for _, p := range parts {
		if p.kind != "title" && p.kind != "family-name" && p.value != "" && p.value != "-" {
			words = append(words, p.value)
		}
	}
	return strings.Join(words, " ")
}

// spelling is the text of each part in one spelling of the whole name.
type spelling struct {
	texts []string
	lang  string
}

// spellings are the other spellings of a name. Those of one language and script go together; a part without one keeps
// its value. Where parts have several each, the first go together, then the second, and so on, so that every spelling
// stands in some whole name without all combinations of them (the list has names with more than a thousand).
func spellings(parts []part) []spelling {
	var cultures []string
	langs := map[string]string{}
	for _, p := range parts {
		for _, v := range p.variants {
			if _, ok := langs[v.culture]; !ok {
				cultures = append(cultures, v.culture)
				langs[v.culture] = v.lang
			}
		}
	}
	slices.Sort(cultures)
	var out []spelling
	for _, culture := range cultures {
		columns, most := make([][]string, len(parts)), 0
		for i, p := range parts {
			for _, v := range p.variants {
				if v.culture == culture && !slices.Contains(columns[i], v.text) {
					columns[i] = append(columns[i], v.text)
				}
			}
			slices.Sort(columns[i])
			most = max(most, len(columns[i]))
		}
		for k := range most {
			texts := make([]string, len(parts))
			for i, p := range parts {
				texts[i] = p.value
				if n := len(columns[i]); n > 0 {
					texts[i] = columns[i][min(k, n-1)]
				}
			}
			out = append(out, spelling{texts, langs[culture]})
		}
	}
	return out
}
