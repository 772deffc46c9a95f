package jp

import (
	"strings"
	"unicode"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/table"
)

type builder struct {
	pub  *lists.Publication
	used map[string]bool
}

// column is one column of a sheet with its meaning.
type column struct {
	index  int
	header string
	role   string
}

// roles are the headers of the columns, without spaces, and what the columns hold.
var roles = map[string]string{
	"告示日付": "date", "告示番号": "number", "日本語表記": "japanese", "英語表記": "latin",
	"別名": "alias", "別名・別称": "alias", "別称・別名": "alias", "別称": "alias", "確定可能な別名": "alias", "別称・旧称": "alias",
	"確定に十分でない別名": "weakAlias", "旧称": "previousName", "旧称・以前の呼称": "previousName", "以前の別名": "previousName",
	"過去の別名": "previousName",
	"称号":    "title", "役職": "position", "肩書": "position", "肩書等": "position",
	"生年月日": "birthDate", "生年月日・出生地": "birth", "出生地": "birthPlace", "出生地・出身地": "birthPlace", "国籍": "nationality",
	"旅券番号": "passport", "ID番号": "id", "身分登録番号": "id", "身分証番号": "id",
	"住所・所在地": "address", "所在地": "address", "住所": "address", "住所等": "address", "活動地域・住所": "address",
	"所在地・住所登録された事務所の住所": "address",
	"国連制裁員会による指定日":      "unDate", "国連制裁委員会による指定日": "unDate", "リスト掲載日": "unDate", "指定日": "unDate",
	"国連参照番号": "unReference", "その他の情報": "notes", "詳細": "notes", "指定の根拠": "reason", "決議1483上の根拠": "reason",
	"電話": "phone", "電話番号": "phone", "FAX": "fax",
}

func (b *builder) sheet(s *table.Sheet, p programme) error {
	t, err := s.Table(p.header)
	if err != nil {
		return err
	}
	var columns []column
	for i, h := range t.Header() {
		role := roles[squeeze(h)]
		columns = append(columns, column{i, squeeze(h), role})
	}
	var rows []*entry
	for row := range t.Rows {
		e := &entry{cells: map[string][]cell{}}
		for _, c := range columns {
			if c.role == "" {
				continue // stays unread, so that it is reported
			}
			if text := row.At(c.index); known(text) {
				e.add(c.role, cell{c.header, text})
			}
		}
		switch {
		case e.first("japanese") != "" || e.first("latin") != "":
			rows = append(rows, e)
		case e.first("date") == "" && e.first("number") == "" && len(rows) > 0:
			last := rows[len(rows)-1]
			for _, role := range e.roles {
				for _, c := range e.cells[role] {
					last.add(role, c)
				}
			}
		case e.first("date") != "" && !strings.Contains(e.first("date"), "削除"):
			b.pub.Warn("sheet %s, row %d: an entry without a name (notice %s, number %s)", s.Name, row.Line,
				e.first("date"), e.first("number"))
		}
	}
	names := map[string]int{}
	for _, e := range rows {
		names[e.key()]++
	}
	for _, e := range rows {
		key := []string{p.name, e.key()}
		if names[e.key()] > 1 {
			key = append(key, squeeze(e.first("birthDate")))
		}
		id := lists.UniqueID(b.used, lists.StableID(key...))
		b.pub.Records = append(b.pub.Records, b.record(id, e, p))
	}
	t.Unread(b.pub.UnknownAt)
	return nil
}

// known reports whether a cell says anything: 不明 is "unknown", なし "none".
func known(text string) bool {
	switch squeeze(text) {
	case "", "不明", "なし", "無し", "-", "－", "―", "N/A", "n/a", "不詳":
		return false
	}
	return true
}

type cell struct{ header, text string }

// entry is one row, its cells by what they hold.
type entry struct {
	cells map[string][]cell
	roles []string // in the order of the columns
}

func (e *entry) add(role string, c cell) {
	if len(e.cells[role]) == 0 {
		e.roles = append(e.roles, role)
	}
	e.cells[role] = append(e.cells[role], c)
}

func (e *entry) first(role string) string {
	if cs := e.cells[role]; len(cs) > 0 {
		return cs[0].text
	}
	return ""
}

// key is the name that identifies the entry.
func (e *entry) key() string {
	if latin := mainName(e.first("latin")); latin != "" {
		return latin
	}
	return squeeze(e.first("japanese"))
}

// schema of an entry on a sheet that mixes persons and bodies: what only persons have decides.
func (e *entry) schema(p programme) string {
	if p.schema != "" {
		return p.schema
	}
	for _, role := range []string{"birthDate", "birth", "birthPlace", "nationality", "title", "position", "passport"} {
		if e.first(role) != "" {
			return "Person"
		}
	}
	return "LegalEntity"
}

func (b *builder) record(id string, e *entry, p programme) *lists.Record {
	r := lists.NewRecord(listID, id, e.schema(p))
	t := r.Target()
	t.Add("topics", "sanction")
	names(t, e)
	person := t.Schema.Name == "Person"
	for _, role := range e.roles {
		for _, c := range e.cells[role] {
			switch {
			case role == "alias", role == "weakAlias", role == "previousName":
				addAliases(t, role, c)
			case role == "birthDate" && person, role == "birth" && person:
				birth(t, c)
			case (role == "title" || role == "position") && person:
				t.Add(role, texts(c.text)...)
			case role == "birthPlace" && person:
				t.Add(role, texts(c.text)...)
			case role == "nationality":
				nationality(t, c.text)
			case role == "passport", role == "id":
				papers(r, role, c)
			case role == "address":
				for _, text := range strings.Split(c.text, "；") {
					for _, item := range texts(text) {
						address(r, item)
					}
				}
			case role == "phone":
				t.Add("phone", strings.FieldsFunc(c.text, func(r rune) bool { return r == ',' || r == '/' || r == '\n' })...)
			case role == "notes":
				t.Add("notes", c.text)
			case role == "birthDate", role == "birth", role == "title", role == "position", role == "birthPlace", role == "fax":
				t.Add("notes", c.header+": "+c.text)
			}
		}
	}
	b.sanction(r, e, p)
	return r
}

// texts are the items of a cell, line breaks within them taken out.
func texts(text string) []string {
	var out []string
	for _, item := range table.Items(text) {
		if known(item) {
			out = append(out, strings.Join(strings.Fields(item), " "))
		}
	}
	return out
}

// nationality reads countries in Japanese, perhaps with the Latin name behind or a remark in brackets.
func nationality(t *ftm.Entity, text string) {
	prop := "nationality"
	if t.Schema.Name != "Person" {
		prop = "country"
	}
	p := t.Schema.Prop(prop)
	for _, item := range texts(text) {
		plain, _, _ := strings.Cut(strings.Map(narrow, item), "(")
		plain = strings.TrimSpace(plain)
		japanese := strings.TrimSpace(strings.TrimRightFunc(plain, func(r rune) bool { return r < 0x250 }))
		value := ""
		for _, try := range []string{item, plain, japanese, strings.TrimSuffix(japanese, "連邦")} {
			if v, ok := p.Clean(try); ok && value == "" && try != "" {
				value = v
			}
		}
		t.Put(ftm.Statement{Prop: prop, Value: value, Original: item})
	}
}

func address(r *lists.Record, full string) {
	a := r.Attach("Address", "address", full)
	a.Add("full", full)
	last := strings.Trim(full[strings.LastIndexAny(full, ",、")+1:], " .、,")
	if country, ok := a.Schema.Prop("country").Clean(last); ok {
		a.Put(ftm.Statement{Prop: "country", Value: country, Original: last})
	}
	r.Target().Add("addressEntity", a.ID)
	r.Target().Add("address", full)
}

// papers reads numbers of passports and identity documents out of cells like "アフガニスタン旅券 D 000763（1997年1月9日発行）"
// or "563120630、旅券失効日：2018年3月20日". The cell's whole wording stays as the document's summary.
func papers(r *lists.Record, role string, c cell) {
	kind := "passport"
	if role == "id" {
		kind = "ID number"
	}
	found := false
	for _, item := range strings.FieldsFunc(strings.Join(table.Items(c.text), "；"), func(r rune) bool { return r == '；' || r == ';' }) {
		item = strings.Join(strings.Fields(item), " ")
		if doc := r.Identify(kind, documentNumber(item), ""); doc != nil {
			found = true
			doc.Add("summary", item)
		}
	}
	if !found {
		r.Target().Add("notes", c.header+": "+c.text)
	}
}

// documentNumber finds the first run of Latin letters, digits and hyphens that holds four digits or more and is not a
// year or date (発行, 失効).
func documentNumber(s string) string {
	runes := []rune(strings.Map(narrow, s))
	for i := 0; i < len(runes); {
		j, digits := i, 0
		for j < len(runes) && (runes[j] < 0x80 && (unicode.IsLetter(runes[j]) || unicode.IsDigit(runes[j])) || j > i && runes[j] == '-') {
			if unicode.IsDigit(runes[j]) {
				digits++
			}
			j++
		}
		if digits >= 4 && (j == len(runes) || runes[j] != '年') {
			return strings.Trim(string(runes[i:j]), "-")
		}
		i = max(j, i+1)
	}
	return ""
}
