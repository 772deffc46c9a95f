package worldbank

import (
	"regexp"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// facts is what a name or the additional information holds.
type facts struct {
	name      string // without honorific and footnote
	honorific string
	names     []ftm.Statement
	papers    [][2]string // kind, number
	notes     []string
}

var (
	footnote   = regexp.MustCompile(`\*\s*\d+(?:\s*(?:,|and)\s*\*?\d+)*`)
	honorifics = regexp.MustCompile(`(?i)^(MR|MRS|MS|MISS|DR|ENGR|ENG|PROF|M/S)[. ]+`)
	// What leads to another name, with the property that it means.
	marker = regexp.MustCompile(`(?i)[(,\s]*\b(?:(f/k/a|f\.?k\.?a\b\.?|formerly(?: known as| operating as)?)|` +
		`(now known as|currently known as)|((?:and |also )?(?:a/k/a|a\.?k\.?a\b\.?|d/b/a|d\.?b\.?a\b\.?)|` +
		`also known as|also doing business (?:under|as)|also\b))[:\s]+`)
	paperKind = regexp.MustCompile(`(?i)^((?:Reg|Registration|Tax|TIN|ID|Company|VAT)\b[^:\d]*?(?:\bNo\.?|\bNumber|\bID)|` +
		`CNPJ|TIN|RUC|NIT)[.:\s]+(.*\d.*)$`)
	bareCode = regexp.MustCompile(`^[0-9A-Z]{15,18}$`)
)

// readName reads SUPP_NAME: "MR. G.I.P. GUNATHILAKE A.K.A. INDRALAL GUNATHILAKE", "TIS CONSULTANTS COMPANY LIMITED *55",
// "ELMCREST GROUP LIMITED, FORMERLY KNOWN AS LANDMARC LIMITED".
func readName(printed string) facts {
	text, notes := cutFootnotes(printed)
	f := facts{notes: notes}
	first := text
	if at := marker.FindStringIndex(text); at != nil {
		first = text[:at[0]]
		f.names = otherNames(text[at[0]:])
	}
	if strings.TrimSpace(first) == "" && len(f.names) > 0 { // an entry of its own for "A.K.A. JOKO SESWANTO"
		first, f.names = f.names[0].Original, f.names[1:]
	}
	f.name = strings.TrimSpace(first)
	if h := honorifics.FindStringSubmatch(f.name + " "); h != nil && len(f.name) > len(h[0]) {
		f.honorific, f.name = strings.ToUpper(h[1]), strings.TrimSpace(f.name[len(h[0])-1:])
		f.name = strings.TrimSpace(strings.TrimPrefix(f.name, "."))
	}
	return f
}

func cutFootnotes(text string) (rest string, notes []string) {
	for _, n := range footnote.FindAllString(text, -1) {
		notes = append(notes, "Footnote "+strings.Join(strings.Fields(strings.ReplaceAll(n, "*", " ")), " "))
	}
	return strings.TrimSpace(footnote.ReplaceAllString(text, " ")), notes
}

// otherNames reads a text that begins with a marker: "A.K.A. DRC INTERNATIONAL B.V., ALSO D.B.A. DRC MEDICAL".
func otherNames(text string) []ftm.Statement {
	var out []ftm.Statement
	at := marker.FindAllStringSubmatchIndex(text, -1)
	for i, m := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		name := strings.Trim(text[m[1]:end], " ,;")
		if strings.Count(name, "(") < strings.Count(name, ")") {
			name = strings.TrimSuffix(name, ")")
		}
		name = strings.TrimSpace(honorifics.ReplaceAllString(name, ""))
		switch {
		case name == "":
		case m[2] >= 0:
			out = append(out, ftm.Statement{Prop: "previousName", Original: name})
		case m[4] >= 0:
			out = append(out, ftm.Statement{Prop: "alias", Original: name, Note: "current name"})
		default:
			out = append(out, ftm.Statement{Prop: "alias", Original: name})
		}
	}
	return out
}

// readInfo reads ADD_SUPP_INFO, where the Bank puts what has no column: "(Now known as X) (Reg. No. 300494794) *371",
// "(河南省地矿建设工程(集团)安徽有限公司)*632", "AKA COMPEQ", "342".
func readInfo(printed string) facts {
	text, notes := cutFootnotes(printed)
	f := facts{notes: notes}
	for _, piece := range pieces(text) {
		switch {
		case digits(piece):
			f.notes = append(f.notes, "Footnote "+piece)
		case marker.MatchString(piece) && marker.FindStringIndex(piece)[0] == 0:
			f.names = append(f.names, otherNames(piece)...)
		case bareCode.MatchString(piece):
			f.papers = append(f.papers, [2]string{"Registration number", piece})
		case paperKind.MatchString(piece):
			m := paperKind.FindStringSubmatch(piece)
			f.papers = append(f.papers, [2]string{strings.TrimSpace(m[1]), m[2]})
		case otherScript(piece):
			f.names = append(f.names, ftm.Statement{Prop: "alias", Original: piece, Note: "original script"})
		case marker.MatchString(piece): // "SBD Service (FKA SAO BAC DAU ...": a name before the marker
			at := marker.FindStringIndex(piece)[0]
			f.names = append(f.names, ftm.Statement{Prop: "alias", Original: strings.Trim(piece[:at], " ,(")})
			f.names = append(f.names, otherNames(piece[at:])...)
		case strings.Contains(piece, " ") && !strings.ContainsAny(piece, "0123456789"): // a name without a word about it
			f.names = append(f.names, ftm.Statement{Prop: "weakAlias", Original: piece, Note: "additional information"})
		default:
			f.notes = append(f.notes, piece)
		}
	}
	return f
}

// pieces divides a text at its outer brackets: what is inside a pair is one piece, what is between two another.
func pieces(text string) []string {
	var out []string
	depth, from := 0, 0
	cut := func(to int) {
		if p := strings.Trim(text[from:to], " ,;\t"); p != "" {
			out = append(out, p)
		}
		from = to + 1
	}
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '(':
			if depth == 0 {
				cut(i)
			}
			depth++
		case ')':
			if depth == 1 {
				cut(i)
			}
			depth = max(depth-1, 0)
		}
	}
	if from < len(text) {
		cut(len(text))
	}
	return out
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789 ") == "" }

// otherScript reports whether a text is mostly of letters beyond Latin, Greek and Cyrillic included.
func otherScript(s string) bool {
	other, latin := 0, 0
	for _, r := range s {
		switch {
		case r >= 0x370 && r != '’' && (r < 0x2000 || r > 0x206f) && (r < 0x1e00 || r > 0x1eff):
			other++
		case r >= 'A':
			latin++
		}
	}
	return other > latin
}

func (f facts) add(r *lists.Record) {
	t := r.Target()
	if f.name != "" {
		t.Put(ftm.Statement{Prop: "name", Original: f.name})
	}
	if f.honorific != "" && f.honorific != "M/S" && t.Schema.Prop("title") != nil {
		t.Add("title", f.honorific)
	}
	for _, s := range f.names {
		if s.Prop == "previousName" && t.Schema.Prop("previousName") == nil {
			s.Prop, s.Note = "alias", "former name"
		}
		t.Put(s)
	}
	for _, p := range f.papers {
		r.Identify(p[0], p[1], "")
	}
	t.Add("notes", f.notes...)
}
