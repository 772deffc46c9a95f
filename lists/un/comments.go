package un

import (
	"strings"

	"github.com/linchpin-oss/linchpin/lists"
)

// comments reads COMMENTS1: a narrative that also holds the old reference number, the gender in some years, an address
// at INTERPOL and the reference numbers of related entries.
func (e *entry) comments(r *lists.Record, comments string) {
	t := r.Target()
	rest, link := interpol(comments)
	t.Add("notes", rest)
	t.Add("sourceUrl", specific(link))
	t.Add("sourceUrl", specific(text(e.node, "INTERPOL_LINK")))
	// YES where INTERPOL_LINK has an address.
	e.node.Ignore("HAS_INTERPOL_LINK")
	r.Former = append(r.Former, oldReferences(rest)...)
	// "New AKA: Jang Hyon U with date of birth 22 February 1958 ..."
	if _, after, ok := strings.Cut(rest, "New AKA: "); ok {
		alias := beforeAny(after, " with ", ",", ".", ";")
		if e.person && len(alias) < 60 {
			t.Add("alias", alias)
		}
	}
	if _, after, ok := strings.Cut(rest, "Gender"); ok && e.person {
		word := strings.ToLower(strings.TrimLeft(after, " :["))
		for _, g := range []string{"male", "female"} {
			if strings.HasPrefix(word, g) {
				t.Add("gender", g)
			}
		}
	}
	e.links(r, rest)
}

// interpol takes the sentence with the address of the INTERPOL-UN Special Notice out of the comments. It stands there
// in three wordings that came and went for all entries at once; what it says is the address alone.
func interpol(comments string) (rest, link string) {
	const phrase = "INTERPOL-UN Security Council Special Notice web link"
	before, after, ok := strings.Cut(comments, phrase)
	if !ok {
		return comments, ""
	}
	after = strings.TrimLeft(after, " :")
	link, after, _ = strings.Cut(after, " ")
	after = strings.TrimPrefix(strings.TrimSpace(after), "click here")
	if !strings.HasPrefix(link, "http") {
		return comments, ""
	}
	return strings.TrimSpace(strings.TrimSpace(before) + " " + strings.TrimSpace(after)), strings.TrimRight(link, ".,;")
}

// specific returns the address of one notice. The address of the page on which all notices can be searched says nothing
// of the entry, and is left out of it: in August 2023 it vanished from all entries and came back with another end.
func specific(link string) string {
	if strings.HasPrefix(link, "http") && strings.ContainsAny(link[max(0, len(link)-8):], "0123456789") {
		return link
	}
	return ""
}

// oldReferences finds "[Old Reference # I.47.D.7]". Some files print "Refence".
func oldReferences(comments string) []string {
	var out []string
	for rest := comments; ; {
		_, after, ok := strings.Cut(rest, "[Old Ref")
		if !ok {
			return out
		}
		var inside string
		inside, rest, ok = strings.Cut(after, "]")
		if _, number, hash := strings.Cut(inside, "#"); ok && hash {
			if number = strings.TrimSpace(number); number != "" && len(number) < 40 {
				out = append(out, number)
			}
		}
	}
}

// kin are the words that make a mention of another entry a family relation, the longer ones first.
var kin = []string{"brother-in-law", "father-in-law", "father in law", "son-in-law", "son in law", "brother in law", "brother", "father", "mother", "sister",
	"daughter", "cousin", "nephew", "uncle", "wife", "husband", "son"}

// links attaches a link to each entry that the comments mention by reference number: "Brother of Jalaluddin Haqqani
// (TAi.040)".
func (e *entry) links(r *lists.Record, comments string) {
	start := 0
	for i := 0; i+6 <= len(comments); i++ {
		ref, ok := reference(comments[i:])
		if !ok || i > 0 && isWord(comments[i-1]) {
			continue
		}
		clause := clauseBefore(comments[start:i])
		start = i + 7
		i += 6
		if ref == e.ref {
			continue
		}
		role := clause
		object := lists.EntityID(listID, ref)
		if relation := kinship(clause); relation != "" && e.person && ref[2] == 'i' {
			l := r.Attach("Family", "link", ref)
			l.Add("person", r.Target().ID)
			l.Add("relative", object)
			l.Add("relationship", relation)
			l.Add("description", role)
			continue
		}
		l := r.Attach("UnknownLink", "mention", ref)
		l.Add("subject", r.Target().ID)
		l.Add("object", object)
		l.Add("role", role)
	}
}

// reference reads a reference number such as "QDi.086" at the beginning of s; the third letter says whether it is an
// individual or an entity.
func reference(s string) (string, bool) {
	if len(s) < 7 || s[3] != '.' || !upper(s[0]) || !upper(s[1]) || !strings.ContainsRune("ieIE", rune(s[2])) {
		return "", false
	}
	for _, c := range []byte(s[4:7]) {
		if c < '0' || c > '9' {
			return "", false
		}
	}
	if len(s) > 7 && isWord(s[7]) {
		return "", false
	}
	return s[:2] + strings.ToLower(s[2:3]) + s[3:7], true
}

func upper(c byte) bool { return c >= 'A' && c <= 'Z' }

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || upper(c) || c >= '0' && c <= '9'
}

// clauseBefore is the wording that leads to a mention: from the last end of a sentence on.
func clauseBefore(s string) string {
	s = strings.TrimRight(s, " (")
	for _, end := range []string{". ", "; ", "), "} {
		if i := strings.LastIndex(s, end); i >= 0 {
			s = s[i+len(end):]
		}
	}
	return strings.Trim(s, " ().,;")
}

// kinship names the relation in a clause: "Father’s name is Abu Bakar Ba'asyir" gives "father's name is", "Brother of
// Malik Noorzai" gives "brother of".
func kinship(clause string) string {
	text := " " + strings.ReplaceAll(strings.ToLower(clause), "’", "'")
	for _, k := range kin {
		i := strings.LastIndex(text, " "+k)
		if i < 0 {
			continue
		}
		switch rest := text[i+1+len(k):]; {
		case strings.HasPrefix(rest, " of ") || strings.HasPrefix(rest, " to "):
			return k + " of"
		case strings.HasPrefix(rest, "'s name"):
			return k + "'s name is"
		case rest == "" || rest[0] == ' ' || rest[0] == ':' || rest[0] == ',':
			return k
		}
	}
	return ""
}
