package eu

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/table"
)

// The tables of the Official Journal have one row for each designated party in one annex of one act. A consolidated
// file is complete for its act, the list is the files of all acts: the role of a file is the CELEX number of its act,
// and a publication is the set of files of one day. An amendment file holds what one amending act added or changed.

var celexNumber = regexp.MustCompile(`[1-9]\d{4}[A-Z]{1,2}\d{4}`)

// roleOJ is the CELEX number of the act that the file transcribes, from its first row, or from its name where the
// file has no rows.
func roleOJ(name string, head []byte) string {
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(head), "\xef\xbb\xbf")))
	r.FieldsPerRecord = -1
	columns, err := r.Read()
	if err == nil {
		i := slices.IndexFunc(columns, func(c string) bool { return c == "celex" || c == "amendmentCelex" })
		if row, err := r.Read(); err == nil && i >= 0 && i < len(row) && celexNumber.MatchString(row[i]) {
			return row[i]
		}
	}
	return celexNumber.FindString(name)
}

func parseOJ(files []lists.File) (*lists.Publication, error) {
	return parseActs(journal, "celex", files)
}

func parseAmendment(files []lists.File) (*lists.Publication, error) {
	return parseActs(amended, "amendmentCelex", files)
}

// parseActs reads the files of a set, each for another act.
func parseActs(s *series, celex string, files []lists.File) (*lists.Publication, error) {
	pub := &lists.Publication{}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: no file", s.list)
	}
	from := map[string]string{}
	for _, f := range files {
		role := roleOJ(f.Name, f.Data[:min(len(f.Data), 64<<10)])
		if have, ok := from[role]; ok {
			return nil, fmt.Errorf("%s: a second file for act %s, beside %s: a publication has one file an act", f.Name, role, have)
		}
		from[role] = f.Name
		if err := parseAct(s, pub, f, celex, role); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	if len(pub.Records) == 0 {
		return nil, fmt.Errorf("%s: no entry in %d files", s.list, len(files))
	}
	return pub, nil
}

// ojRow is one row with its multi-valued cells taken apart on demand.
type ojRow struct {
	table.Row
	act string // CELEX of the act that imposes the measure
}

// list splits a cell at semicolons; values that hold a semicolon are quoted within the cell. A cell that a CSV reader
// cannot take apart is one value.
func (r ojRow) list(column string) []string {
	cell := r.Get(column)
	if !strings.ContainsAny(cell, `;"`) {
		return nonEmpty(cell)
	}
	c := csv.NewReader(strings.NewReader(cell))
	c.Comma, c.TrimLeadingSpace, c.LazyQuotes, c.FieldsPerRecord = ';', true, true, -1
	var out []string
	for {
		values, err := c.Read()
		if err == io.EOF {
			return distinct(out)
		}
		if err != nil {
			return nonEmpty(cell)
		}
		out = append(out, nonEmpty(values...)...)
	}
}

// items is list, with enumerations "(a) ..., (b) ..." taken apart, also those that stand across several values.
func (r ojRow) items(column string) []string {
	values := r.list(column)
	if len(values) > 1 && len(enumerated(strings.Join(values, "; "))) >= len(values) {
		return enumerated(strings.Join(values, "; "))
	}
	var out []string
	for _, v := range values {
		out = append(out, enumerated(v)...)
	}
	return out
}

func parseAct(s *series, pub *lists.Publication, file lists.File, celexColumn, celex string) error {
	t, err := openTable(file.Data, ',', pub, celexColumn, "programKey", "annex", "measure", "schema", "name")
	if err != nil {
		return err
	}
	groups := map[string][]ojRow{}
	var order []string
	for r := range t.Rows {
		row := ojRow{r, cmp.Or(r.Get("amendedCelex"), r.Get("celex"))}
		switch got := r.Get(celexColumn); {
		case r.Len() != len(t.Header()):
			return fmt.Errorf("line %d: %d cells, the header has %d", r.Line, r.Len(), len(t.Header()))
		case got != celex:
			return fmt.Errorf("line %d: %s is %q, the file is about %q", r.Line, celexColumn, got, celex)
		case r.Get("name") == "":
			return fmt.Errorf("line %d: no name", r.Line)
		}
		if n := strings.Count(row.text(), ";"); n > maxParts {
			return fmt.Errorf("line %d: %d values in one row, more than %d", r.Line, n, maxParts)
		}
		key := row.base(s, celex)
		if len(groups[key]) == 0 {
			order = append(order, key)
		}
		groups[key] = append(groups[key], row)
	}
	if len(order) == 0 {
		pub.Warn("%s: act %s lists nobody", file.Name, celex)
	}
	for _, key := range order {
		for _, party := range parties(key, groups[key]) {
			if n := len(party.rows); n > 1 {
				pub.Warn("%s: %d rows are one party, %s", file.Name, n, party.id)
			}
			rec, err := party.record(s, pub)
			if err != nil {
				return err
			}
			pub.Records = append(pub.Records, rec)
		}
	}
	t.Unread(pub.UnknownAt)
	return nil
}

// base is the id of the row's entry: act, annex and printed number ("32006R0765/I.A/1"), or the hash of the name where
// the annex does not number its entries. In the list of amendments the amending act goes before.
func (r ojRow) base(s *series, celex string) string {
	id := r.act + "/" + r.Get("annex") + "/"
	if s == amended {
		id = celex + "/" + id
	}
	if n := r.Get("recordId"); n != "" {
		return id + n
	}
	return id + lists.StableID(person(r.Get("schema")), r.Get("name"))
}

func person(schema string) string {
	if schema == "Person" {
		return "person"
	}
	return "other"
}

// party is the rows that describe one party in one annex.
type party struct {
	id     string
	former []string
	rows   []ojRow
}

// parties tells apart the rows with one id: entries of several unnamed parts of an annex that bear the same number, or
// namesakes in an annex without numbers, who differ in date of birth or ship number. Rows that do not differ so are one
// party, printed for several measures or twice.
func parties(id string, rows []ojRow) []party {
	split := map[string][]ojRow{}
	for _, r := range rows {
		what := lists.StableID(r.Get("birthDate"), r.Get("imoNumber"))
		if r.Get("recordId") != "" {
			what = lists.StableID(person(r.Get("schema")), r.Get("name"))
		}
		split[what] = append(split[what], r)
	}
	if len(split) == 1 {
		return []party{{id: id, rows: rows}}
	}
	var out []party
	for what, rs := range split {
		out = append(out, party{id + "/" + what, []string{id}, rs})
	}
	slices.SortFunc(out, func(a, b party) int { return strings.Compare(a.id, b.id) })
	return out
}

// ojSchemata are the schemata of the tables. LegalEntity is what the transcription calls companies, banks and parts
// of the state; FollowTheMoney counts persons under it too, so it is narrowed to Organization.
var ojSchemata = map[string]string{"Person": "Person", "LegalEntity": "Organization", "Organization": "Organization",
	"Company": "Company", "Vessel": "Vessel", "Asset": "Asset", "PublicBody": "PublicBody", "Airplane": "Airplane",
	"CryptoWallet": "CryptoWallet"}

func (p party) record(s *series, pub *lists.Publication) (*lists.Record, error) {
	schema := ""
	for _, r := range p.rows {
		sc := ojSchemata[r.Get("schema")]
		if sc == "" {
			return nil, fmt.Errorf("line %d: unknown schema %q", r.Line, r.Get("schema"))
		}
		schema = max(schema, sc) // the same whatever the order of the rows
	}
	rec := lists.NewRecord(s.list, p.id, schema)
	rec.Former = p.former
	slices.SortStableFunc(p.rows, func(a, b ojRow) int { return strings.Compare(a.text(), b.text()) })
	for i, r := range p.rows {
		r.describe(rec, i == 0)
		r.sanction(rec, pub)
	}
	return rec, nil
}

// text is what the row says, for an order of rows that does not depend on the file's.
func (r ojRow) text() string {
	var b strings.Builder
	for _, c := range ojCells() {
		b.WriteString(r.Get(c) + "\x00")
	}
	return b.String()
}

// ojMeasures maps the words of the transcription; others are kept as printed.
var ojMeasures = map[string][]string{
	"Asset freeze":                {lists.MeasureAssetFreeze, lists.MeasureNoFunds},
	"Travel ban":                  {lists.MeasureTravelBan},
	"Arms embargo":                {lists.MeasureArmsEmbargo},
	"Export control":              {lists.MeasureExport},
	"Transportation restrictions": {lists.MeasureTransport},
	"Trade restrictions":          {lists.MeasureTrade},
}

func (r ojRow) sanction(rec *lists.Record, pub *lists.Publication) {
	programme := strings.TrimPrefix(r.Get("programKey"), "EU-")
	e := rec.Sanction(authority, "eu", r.act, r.Get("annex"), r.Get("measure"), programme)
	e.Put(ftm.Statement{Prop: "programId", Value: programme, Original: r.Get("programKey")})
	var titles []string
	for code := range strings.SplitSeq(programme, "-") {
		titles = append(titles, cmp.Or(programmes()[code], code))
	}
	e.Add("program", strings.Join(titles, "; "))
	if words := ojMeasures[r.Get("measure")]; words != nil {
		e.Add("provisions", words...)
	} else {
		e.Add("provisions", r.Get("measure"))
	}
	annex := ""
	if a := r.Get("annex"); a != "" {
		annex = ", Annex " + a
	}
	e.Add("summary", actTitle(r.act)+annex)
	e.Add("sourceUrl", eurLex(r.act))
	if by := r.Get("amendmentCelex"); by != "" {
		e.Put(ftm.Statement{Prop: "summary", Original: actTitle(by), Note: "amending act"})
		e.Put(ftm.Statement{Prop: "sourceUrl", Original: eurLex(by), Note: "amending act"})
	}
	e.Add("authorityId", r.Get("recordId"))
	e.AddDates("listingDate", r.Get("startDate"), ftm.DayFirst)
	e.Add("reason", r.Get("reason"))
}

func eurLex(celex string) string {
	return "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:" + celex
}

var actKinds = map[string]string{"R": "Regulation", "D": "Decision"}

// actTitle writes a CELEX number as lawyers do: acts since 2015 are numbered year/number, regulations before that
// number/year.
func actTitle(celex string) string {
	if !celexNumber.MatchString(celex) || len(celex) != 10 || actKinds[celex[5:6]] == "" {
		return celex
	}
	year, num := celex[1:5], strings.TrimLeft(celex[6:], "0")
	kind := actKinds[celex[5:6]]
	if year >= "2015" || kind == "Decision" {
		return kind + " " + year + "/" + num
	}
	return kind + " " + num + "/" + year
}
