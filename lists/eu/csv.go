package eu

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/table"
)

// The CSV exports have one row for each combination of the parts of an entity, or one row for each part: a part is
// known by its logical id and read once.

// group collects the entries of a table, in the order in which they appear.
type group struct {
	entries []*entry
	at      map[string]*entry
	seen    map[string]bool // entry, kind and logical id of a part
	acts    map[*entry]map[act3]bool
}

func newGroup() *group {
	return &group{at: map[string]*entry{}, seen: map[string]bool{}, acts: map[*entry]map[act3]bool{}}
}

// entry returns the entry with that id, made on first sight.
func (g *group) entry(line int, ref, logicalID string) *entry {
	key := cmp.Or(ref, "L"+logicalID)
	if ref+logicalID == "" {
		key = fmt.Sprint("line ", line)
	}
	e := g.at[key]
	if e == nil {
		e = &entry{line: line, ref: ref, logicalID: logicalID}
		g.at[key], g.acts[e] = e, map[act3]bool{}
		g.entries = append(g.entries, e)
	}
	return e
}

// first reports whether the part was not seen before.
func (g *group) first(e *entry, kind, id string) bool {
	key := e.ref + "\x00" + e.logicalID + "\x00" + kind + "\x00" + id
	if g.seen[key] {
		return false
	}
	g.seen[key] = true
	return true
}

// list notes the act of a row and returns its listing.
func (g *group) list(e *entry, l listing) *listing {
	for i := range e.listings {
		if h := &e.listings[i]; h.act.number == l.act.number && h.act.programme == l.act.programme {
			return h
		}
	}
	e.listings = append(e.listings, l)
	return &e.listings[len(e.listings)-1]
}

func (g *group) detail(e *entry, l *listing, a act) {
	if k := (act3{a.number, a.published, a.url}); a.number != "" && !g.acts[e][k] {
		g.acts[e][k] = true
		l.detailActs = append(l.detailActs, a)
	}
}

// openTable reads a file with a header row. It refuses one that lacks a column that the format always has, and one
// whose last row is cut.
func openTable(data []byte, comma rune, pub *lists.Publication, columns ...string) (*table.Table, error) {
	sheet, err := table.CSV(data, comma)
	if err != nil {
		return nil, err
	}
	if bytes.Contains(data, []byte("\uFFFD")) {
		pub.Warn("some letters were lost before publication: the file holds the replacement character U+FFFD")
	}
	t, err := sheet.Table(0)
	if err != nil {
		return nil, err
	}
	for _, c := range columns {
		if !t.Has(c) {
			return nil, fmt.Errorf("line 1: no column %s: not this format", c)
		}
	}
	short, last := 0, table.Row{}
	for r := range t.Rows {
		if last = r; r.Len() < len(t.Header()) {
			short++
		}
	}
	if t.Len() > 0 && last.Len() < len(t.Header()) {
		return nil, fmt.Errorf("line %d: the last row has %d of %d columns: cut or incomplete", last.Line, last.Len(),
			len(t.Header()))
	}
	if short > 0 {
		pub.Warn("%d rows have fewer columns than the header", short)
	}
	return t, nil
}

// csv11 gives the fields that CSV 1.1 names differently from XML 1.1.
var csv11 = map[string]string{"dayOfMonth": "Day", "monthOfYear": "Month", "identificationTypeCode": "TypeCode",
	"identificationTypeDescription": "TypeDescription", "issueDate": "IssuedDate", "birthdate": "BirthDate",
	"logicalId": "LogicalId", "regulationType": "Type", "organisationType": "OrganisationType"}

func columns11(r table.Row, prefix string) fields {
	return func(name string) string {
		column, ok := csv11[name]
		if !ok {
			column = strings.ToUpper(name[:1]) + name[1:]
		}
		return lines(r.Get(prefix + column))
	}
}

func parseCSV11(s *series, pub *lists.Publication, file lists.File) error {
	t, err := openTable(file.Data, ';', pub, "Entity_LogicalId", "NameAlias_WholeName")
	if err != nil {
		return err
	}
	g := newGroup()
	for r := range t.Rows {
		if date := r.Get("fileGenerationDate"); pub.Published == "" && date != "" {
			if pub.Published, err = published(date); err != nil {
				return fmt.Errorf("line %d: fileGenerationDate %q is not a date dd/mm/yyyy", r.Line, date)
			}
		}
		g.row11(r)
	}
	for _, p := range []string{"NameAlias", "Address", "BirthDate", "Identification", "Citizenship"} {
		// always English; the acts of parts stand for the same programme as those of the entity
		t.Ignore(p + "_RegulationLanguage")
	}
	t.Unread(pub.UnknownAt)
	return finish(s, pub, g.entries)
}

func (g *group) row11(r table.Row) {
	f := columns11(r, "Entity_")
	e := g.entry(r.Line, r.Get("Entity_EU_ReferenceNumber"), f("logicalId"))
	e.unitedID = cmp.Or(e.unitedID, f("unitedNationId"))
	// the two columns are filled the wrong way round in some years
	e.subject = cmp.Or(e.subject, r.Get("Entity_SubjectType_ClassificationCode"), f("subjectType"))
	f("subjectType")
	remarks, designated := entityRemarks(f("remark"))
	if g.first(e, "remark", f("remark")) {
		e.remarks = append(e.remarks, remarks...)
	}
	l := g.list(e, listing{act: columns11(r, "Entity_Regulation_").act(),
		designated: cmp.Or(f("designationDate"), designated), details: f("designationDetails")})
	part := func(prefix string, add func(fields, []string)) {
		f := columns11(r, prefix+"_")
		a := columns11(r, prefix+"_Regulation_").act()
		id, note := f("logicalId"), f("remark")
		if id == "" {
			var row strings.Builder
			f2 := func(n string) string { v := f(n); row.WriteString(v + "\x00"); return v }
			probe := fields(f2)
			probe.name()
			probe.birth()
			probe.address()
			probe.document()
			if id = strings.Trim(row.String(), "\x00"); id == "" {
				return
			}
		}
		if g.first(e, prefix, id) {
			add(f, bracketed(note))
			g.detail(e, l, a)
		}
	}
	part("NameAlias", func(f fields, remarks []string) {
		v := f.name()
		v.remarks = remarks
		if v.text() != "" {
			e.names = append(e.names, v)
		}
	})
	part("BirthDate", func(f fields, remarks []string) {
		v := f.birth()
		v.remarks = remarks
		e.births = append(e.births, v)
	})
	part("Citizenship", func(f fields, remarks []string) {
		v := f.citizenship()
		v.remarks = remarks
		e.citizens = append(e.citizens, v)
	})
	part("Address", func(f fields, remarks []string) {
		v := f.address()
		v.remarks = remarks
		v.contacts, _ = addressOther(f("contactInfo"))
		e.addresses = append(e.addresses, v)
	})
	part("Identification", func(f fields, remarks []string) {
		v := f.document()
		v.remarks = remarks
		e.documents = append(e.documents, v)
	})
}

func parseCSV10(s *series, pub *lists.Publication, file lists.File) error {
	t, err := openTable(unwrap(file.Data), ';', pub, "Entity_logical_id", "Naal_wholename")
	if err != nil {
		return err
	}
	var owner []int // the columns that repeat the id of the entity
	for i, c := range t.Header() {
		if strings.EqualFold(strings.TrimSpace(c), "Entity_logical_id") {
			owner = append(owner, i)
		}
	}
	g := newGroup()
	for r := range t.Rows {
		// one spreadsheet turned the byte order mark of the first column into letters
		if date := r.Get("Date_file", "Date_filexxxx"); pub.Published == "" && date != "" {
			if pub.Published, err = dayMonthYear(date); err != nil {
				return fmt.Errorf("line %d: Date_file %q is not a date dd/mm/yyyy", r.Line, date)
			}
		}
		for _, i := range owner {
			if id := r.At(i); id != "" && id != r.At(owner[0]) {
				return fmt.Errorf("line %d: the row belongs to entity %s and to entity %s", r.Line, r.At(owner[0]), id)
			}
		}
		g.row10(r.Line, func(c string) string { return lines(r.Get(c)) })
	}
	t.Unread(pub.UnknownAt)
	for _, e := range g.entries {
		e.listings = splitListings(e.listings)
	}
	return finish(s, pub, g.entries)
}

func splitListings(ls []listing) []listing {
	var out []listing
	for _, l := range ls {
		out = append(out, byProgramme(l)...)
	}
	return out
}

// row10 reads a row of CSV 1.0 through its column names.
func (g *group) row10(line int, get func(string) string) *entry {
	e := g.entry(line, get("EU_ref_num"), get("Entity_logical_id"))
	e.subject = cmp.Or(e.subject, get("Subject_type"))
	leba := func(prefix string) act {
		return act{number: get(prefix + "leba_numtitle"), published: get(prefix + "leba_publication_date"),
			url: get(prefix + "leba_url"), programme: get(prefix + "programme")}
	}
	remarks, designated := entityRemarks(get("Entity_remark"))
	if g.first(e, "remark", get("Entity_remark")) {
		e.remarks = append(e.remarks, remarks...)
	}
	l := g.list(e, listing{act: leba(""), designated: designated})
	// a part is known by its logical id, in tables that lack it by its content
	first := func(prefix, content string) bool {
		id, a := get(prefix+"logical_id"), leba(prefix)
		if id == "" && content == "" || !g.first(e, prefix, cmp.Or(id, content)) {
			return false
		}
		g.detail(e, l, a)
		return true
	}
	n := name{last: get("Naal_lastname"), first: get("Naal_firstname"), middle: get("Naal_middlename"),
		whole: get("Naal_wholename"), gender: get("Naal_gender"), title: get("Naal_title"),
		function: get("Naal_function"), language: strings.ToUpper(get("Naal_language")),
		logicalID: get("Naal_logical_id")}
	if first("Naal_", n.text()) {
		e.names = append(e.names, n)
	}
	b := birthText(get("Birt_date"))
	b.city, b.country = get("Birt_place"), country{code: get("Birt_country")}
	if first("Birt_", b.text()) {
		e.births = append(e.births, b)
	}
	if c := get("Citi_country"); first("Citi_", c) {
		e.citizens = append(e.citizens, citizenship{country: country{code: c}})
	}
	a := address{street: strings.Join(nonEmpty(get("Addr_number"), get("Addr_street")), " "),
		zip: get("Addr_zipcode"), city: get("Addr_city"), country: country{code: get("Addr_country")}}
	a.contacts, a.remarks = addressOther(get("Addr_other"))
	if first("Addr_", a.street+a.zip+a.city+a.country.code) {
		e.addresses = append(e.addresses, a)
	}
	d := documentText(get("Iden_number"))
	d.country = country{code: get("Iden_country")}
	if first("Iden_", d.number) {
		e.documents = append(e.documents, d)
	}
	return e
}

// unwrap undoes what a spreadsheet did to one circulating file: it took the semicolons for text, so that each line
// became one quoted field, and commas for separators, which it saved as tabs.
func unwrap(data []byte) []byte {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	first, _, _ := bytes.Cut(data, []byte("\n"))
	if !bytes.HasPrefix(first, []byte(`"`)) || bytes.Contains(first, []byte(`";"`)) || !utf8.Valid(first) {
		return data
	}
	var out bytes.Buffer
	for line := range bytes.Lines(data) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) > 1 && line[0] == '"' && line[len(line)-1] == '"' {
			line = bytes.ReplaceAll(line[1:len(line)-1], []byte(`""`), []byte(`"`))
			line = bytes.ReplaceAll(bytes.TrimRight(line, "\t"), []byte("\t"), []byte(","))
		}
		out.Write(line)
		out.WriteByte('\n')
	}
	return out.Bytes()
}
