package starter

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed belarus.tsv
var entryTable string

//go:embed acts.tsv
var actTable string

var columns = []string{"id", "annex", "schema", "names", "birthDate", "birthPlace", "gender", "country", "function", "numbers",
	"listed", "acts", "delisted", "delistedBy", "since", "former", "reason", "verified"}

// row is one line of belarus.tsv: one entry of Annex I, in force or taken off.
type row struct {
	id        string // EU reference number, or regulation, annex part and number where none is known
	annex     string // part and number in the annex: "A.125"
	schema    string
	names     []value // the primary one first
	births    []value
	place     string
	gender    string
	countries []string
	functions []value
	numbers   []value // prop is the FollowTheMoney property
	listed    string
	acts      []act // the one that listed it first, then those known to have amended it
	delisted  string
	// delistedBy is the act that took it off, empty where that is not known for sure.
	delistedBy string
	// since is the first day under this number; before, the entry stood under the number former, or, where former is
	// empty, not on its own (or the state of the list is not known).
	since, former string
	reason        string // follows "Listed "
	verified      string
}

// value is one text of a cell and the days during which it was printed: from the day from, to the day before to.
// Empty bounds are open.
type value struct {
	prop, lang, text string
	from, to         string
}

func (v value) stands(day string) bool { return v.from <= day && (v.to == "" || day < v.to) }

// act is one line of acts.tsv.
type act struct{ celex, title, published string }

// url is the act at EUR-Lex, or the regulation where the number of the act is not known.
func (a act) url() string {
	if !strings.HasPrefix(a.celex, "3") {
		return page
	}
	return "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:" + a.celex
}

// appears is the first day of the entry in these data.
func (r *row) appears() string {
	if r.former == "" && r.since != "" {
		return r.since
	}
	return r.listed
}

func (r *row) inForce(day string) bool {
	return r.appears() <= day && (r.delisted == "" || day < r.delisted)
}

// changes are the days on which the entry was amended or re-numbered.
func (r *row) changes() []string {
	var days []string
	add := func(d string) {
		if d > r.appears() {
			days = append(days, d)
		}
	}
	add(r.since)
	for _, a := range r.acts[1:] {
		add(a.published)
	}
	for _, vs := range [][]value{r.names, r.births, r.functions} {
		for _, v := range vs {
			add(v.from)
			add(v.to)
		}
	}
	return days
}

// lines splits a table into cells after checking its header.
func lines(file, table string, header []string) ([][]string, error) {
	var out [][]string
	for i, line := range strings.Split(strings.TrimRight(table, "\n"), "\n") {
		f := strings.Split(line, "\t")
		if len(f) != len(header) {
			return nil, fmt.Errorf("%s, line %d: %d columns, not %d", file, i+1, len(f), len(header))
		}
		if i > 0 {
			out = append(out, f)
			continue
		}
		for j := range f {
			if f[j] != header[j] {
				return nil, fmt.Errorf("%s, line 1: column %d is %q, not %q", file, j+1, f[j], header[j])
			}
		}
	}
	return out, nil
}

func rows() ([]*row, error) {
	acts, err := actsByCelex()
	if err != nil {
		return nil, err
	}
	cells, err := lines("belarus.tsv", entryTable, columns)
	if err != nil {
		return nil, err
	}
	var out []*row
	for i, f := range cells {
		r := &row{id: f[0], annex: f[1], schema: f[2], names: values(f[3]), births: values(f[4]), place: f[5], gender: f[6],
			countries: split(f[7]), functions: values(f[8]), numbers: values(f[9]), listed: f[10], delisted: f[12], delistedBy: f[13],
			since: f[14], former: f[15], reason: f[16], verified: f[17]}
		for _, c := range split(f[11]) {
			a, ok := acts[c]
			if !ok {
				return nil, fmt.Errorf("belarus.tsv, line %d: act %q is not in acts.tsv", i+2, c)
			}
			r.acts = append(r.acts, a)
		}
		if len(r.acts) == 0 || len(r.names) == 0 || r.listed == "" {
			return nil, fmt.Errorf("belarus.tsv, line %d: no name, act or day of listing", i+2)
		}
		out = append(out, r)
	}
	return out, nil
}

func actsByCelex() (map[string]act, error) {
	cells, err := lines("acts.tsv", actTable, []string{"celex", "act", "published"})
	if err != nil {
		return nil, err
	}
	acts := map[string]act{}
	for _, f := range cells {
		acts[f[0]] = act{f[0], f[1], f[2]}
	}
	return acts, nil
}

func split(cell string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, "|")
}

// values reads a cell: values separated by "|", each "text", "key=text" and with "@from..to" behind it where it was not
// always printed. A key is a language of ISO 639-3, "prev" for a former name, or the property of a number.
func values(cell string) []value {
	var vs []value
	for _, s := range split(cell) {
		var v value
		if text, days, ok := strings.Cut(s, "@"); ok {
			s = text
			v.from, v.to, _ = strings.Cut(days, "..")
		}
		key, text, ok := strings.Cut(s, "=")
		switch {
		case !ok:
			text = s
		case key == "prev":
			v.prop = "previousName"
		case len(key) == 3:
			v.lang = key
		default:
			v.prop = key
		}
		v.text = text
		vs = append(vs, v)
	}
	return vs
}
