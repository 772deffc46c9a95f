package eu

import (
	"regexp"
	"strings"
	"sync"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
)

// ojPlain are the columns that are properties of the same name, one value an item.
var ojPlain = []string{"alias", "weakAlias", "previousName", "gender", "appearance", "ethnicity", "fatherName",
	"motherName", "legalForm", "sector", "innCode", "ogrnCode", "kppCode", "okpoCode", "leiCode", "swiftBic", "ticker",
	"imoNumber", "mmsi", "phone", "email", "website"}

// ojLists are columns whose cells can also enumerate "(a) ..., (b) ...".
var ojLists = []string{"country", "nationality", "jurisdiction", "flag", "birthPlace", "position"}

// ojDates are columns with dates in the wording of the act.
var ojDates = []string{"birthDate", "incorporationDate"}

// ojDocuments are columns with numbers of documents, and the kind where the act names none.
var ojDocuments = []struct{ column, kind string }{
	{"passportNumber", "passport"},
	{"idNumber", "identification number"},
	{"taxNumber", "tax number"},
	{"registrationNumber", "registration number"},
}

// ojCells are the columns that describe a party or its measure.
var ojCells = sync.OnceValue(func() []string {
	cells := []string{"name", "programKey", "measure", "startDate", "reason", "address", "notes"}
	cells = append(cells, ojPlain...)
	cells = append(cells, ojLists...)
	cells = append(cells, ojDates...)
	for _, d := range ojDocuments {
		cells = append(cells, d.column)
	}
	return cells
})

// describe adds what the row says about the party. Only the first row of a party gives the primary name.
func (r ojRow) describe(rec *lists.Record, first bool) {
	t := rec.Target()
	t.Add("topics", "sanction")
	r.name(t, first)
	for _, c := range ojPlain {
		for _, v := range r.list(c) {
			switch c {
			case "email":
				put(t, c, emails(v)...)
			case "website":
				put(t, c, websites(v)...)
			default:
				put(t, c, v)
			}
		}
	}
	for _, c := range ojLists {
		for _, item := range r.items(c) {
			putCountries(t, c, item)
		}
	}
	for _, c := range ojDates {
		for _, item := range r.items(c) {
			if t.Schema.Prop(c) == nil {
				put(t, c, item)
			} else {
				t.AddDates(c, item, ftm.DayFirst)
			}
		}
	}
	for _, item := range r.items("address") {
		a := rec.Attach("Address", "address", item)
		a.Add("full", item)
		t.Add("addressEntity", a.ID)
		t.Add("address", item)
	}
	for _, d := range ojDocuments {
		for _, item := range r.items(d.column) {
			identify(rec, d.column, d.kind, item)
		}
	}
	for _, v := range r.list("notes") {
		t.Add("notes", v)
	}
}

// put adds values, to the notes where the schema has no such property.
func put(t *ftm.Entity, prop string, values ...string) {
	if t.Schema.Prop(prop) != nil {
		t.Add(prop, values...)
		return
	}
	for _, v := range values {
		t.Put(ftm.Statement{Prop: "notes", Original: v, Note: prop})
	}
}

var severalCountries = regexp.MustCompile(`\s*(?:,|/|\band\b)\s*`)

// putCountries adds a value that may name countries: "Russian and Belarusian" are two, "Italian since 1990" is one with
// an addition. Where the parts are not all understood the text stays whole.
func putCountries(t *ftm.Entity, prop, text string) {
	p := t.Schema.Prop(prop)
	if p == nil || p.Type.Name != "country" {
		put(t, prop, text)
		return
	}
	if _, ok := p.Clean(text); ok {
		t.Add(prop, text)
		return
	}
	var codes []string
	for _, part := range severalCountries.Split(text, -1) {
		code, ok := p.Clean(part)
		if !ok {
			word, _, _ := strings.Cut(part, " (")
			word, _, _ = strings.Cut(word, " since ")
			code, ok = p.Clean(word)
		}
		if !ok {
			t.Add(prop, text)
			return
		}
		codes = append(codes, code)
	}
	for _, code := range codes {
		t.Put(ftm.Statement{Prop: prop, Value: code, Original: text})
	}
}

var trailing = regexp.MustCompile(`^([^()]+) \(([^()]+)\)$`)

// name adds the name. The annexes print other spellings of persons and the earlier names of ships in brackets behind
// it; there the brackets are taken off and read. With entities they hold abbreviations, places and parts of the name.
func (r ojRow) name(t *ftm.Entity, first bool) {
	printed := r.Get("name")
	prop := "alias"
	if first {
		prop = "name"
	}
	m := trailing.FindStringSubmatch(printed)
	former, isFormer := "", false
	if m != nil {
		for _, word := range []string{"ex ", "ex-", "f.k.a. ", "formerly "} {
			if former, isFormer = strings.CutPrefix(m[2], word); isFormer {
				break
			}
		}
	}
	switch {
	case m != nil && isFormer:
		t.Put(ftm.Statement{Prop: prop, Value: clean(m[1]), Original: printed})
		t.Add("previousName", former)
	case m != nil && t.Schema.Is("Person"):
		t.Put(ftm.Statement{Prop: prop, Value: clean(m[1]), Original: printed})
		for other := range strings.SplitSeq(m[2], ",") {
			if strings.Contains(strings.TrimSpace(other), " ") {
				t.Add("alias", other)
			} else {
				t.Add("weakAlias", other) // another spelling of the family name only
			}
		}
	default:
		t.Add(prop, printed)
	}
}

func clean(s string) string { return strings.Join(strings.Fields(s), " ") }

// identify adds the numbers of a cell. The printed text stays in the notes where it says more than the number.
func identify(rec *lists.Record, column, kind, item string) {
	t := rec.Target()
	found := numbers(item)
	for _, n := range found {
		k := kind
		if n.kind != "" {
			k = n.kind
		}
		rec.Identify(k, n.number, "")
		put(t, column, n.number)
	}
	if len(found) != 1 || found[0].number != item {
		t.Put(ftm.Statement{Prop: "notes", Original: item, Note: column})
	}
}

type numbered struct{ number, kind string }

var (
	numberPiece  = regexp.MustCompile(`([^(),;]+)(?: ?\(((?:[^()]|\([^()]*\))*)\))?`)
	numberAnd    = regexp.MustCompile(`^(.*\d.*) and (.*\d.*)$`)
	numberTail   = regexp.MustCompile(`(?i)^(.*?\d\S*)[, ]+(?:issued|expire[sd]?|expiration|valid|date of)\b.*$`)
	numberNot    = regexp.MustCompile(`(?i)^\s*(?:issued|expire[sd]? on|expiration|valid|date of)\b`)
	kindTail     = regexp.MustCompile(`(?i)[, ]+(?:issued|expire[sd]?|expiration|valid|date of)\b.*$`)
	numberWords  = regexp.MustCompile(`^(.*\p{Ll}\S*)\s+(\S*\d.*|\p{Lu}.*\d.*)$`)
	numberSign   = regexp.MustCompile(`(?i)^(?:no|nr|id|number)\b[.:]?\s*`)
	documentWord = regexp.MustCompile(`(?i)(?:number|\bno\b|\bid\b|card|code|passport|INN|OGRN|\bBIN|BRN|\bCRN?|TRN|TIN|USCC|\bCIN|UEN|УНП|NIF|GST|KPP)`)
)

// numbers finds the numbers in "7704730655 (Tax ID/INN)", "26722 (Trade Register Number), 7881047729 (TIN)",
// "MP 3413113 and MP 2387911", "MP4572331, issued on 12.2.2021" and "Philippines number EC6530802 (expires 19.1.2021)",
// with the kind where words say it.
func numbers(item string) []numbered {
	var out []numbered
	for _, m := range numberPiece.FindAllStringSubmatch(item, -1) {
		if numberNot.MatchString(m[1]) {
			continue
		}
		text, kind := strings.TrimSpace(numberTail.ReplaceAllString(m[1], "$1")), ""
		if !hasDigit(text) {
			continue
		}
		if documentWord.MatchString(m[2]) {
			kind = strings.TrimSpace(kindTail.ReplaceAllString(m[2], ""))
		}
		pieces := []string{text}
		if and := numberAnd.FindStringSubmatch(text); and != nil {
			pieces = and[1:]
		}
		for _, p := range pieces {
			if w := numberWords.FindStringSubmatch(p); w != nil {
				p = w[2]
				if documentWord.MatchString(w[1]) {
					kind = w[1]
				}
			}
			if p = numberSign.ReplaceAllString(strings.Trim(p, " .:"), ""); hasDigit(p) {
				out = append(out, numbered{p, kind})
			}
		}
	}
	return out
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }
