package jp

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/table"
)

// birth adds the dates of a cell such as "(a)1955年-1958年頃\n(b)1945年", "1965年又は1966年", "1941年8月20日", or Excel's bare count of
// days. The combined column of the oldest sheet has the place behind the date.
func birth(t *ftm.Entity, c cell) {
	if c.header == "生年月日・出生地" {
		t.Add("notes", c.header+": "+c.text)
		c.text, _, _ = strings.Cut(c.text, "\n")
		c.text = c.text[:lastDate(c.text)]
	}
	for _, item := range table.Items(c.text) {
		for _, line := range dateLines(item) {
			if known(line) {
				addDates(t, "birthDate", line)
			}
		}
	}
}

// dateLines divides at commas and at line breaks between two dates, not at those within one.
func dateLines(s string) []string {
	var out []string
	for _, part := range strings.Split(s, "、") {
		lines := strings.Split(part, "\n")
		for i, line := range lines {
			line = strings.TrimSpace(line)
			whole := i == 0 || strings.HasSuffix(out[len(out)-1], "日") || strings.HasSuffix(out[len(out)-1], "年") ||
				strings.HasSuffix(out[len(out)-1], "頃")
			if whole && (i == 0 || strings.IndexFunc(squeeze(line), unicode.IsDigit) == 0) {
				out = append(out, line)
			} else {
				out[len(out)-1] += line
			}
		}
	}
	return out
}

// lastDate is where the date at the beginning of a text ends: behind the last 年, 月 or 日 that follows a digit.
func lastDate(s string) int {
	end := 0
	for i, r := range s {
		if (r == '年' || r == '月' || r == '日') && i > 0 && s[i-1] >= '0' && s[i-1] <= '9' {
			end = i + len(string(r))
		}
	}
	return end
}

// addDates reads Japanese wording by putting it into the plain one that all lists share; the original stays.
func addDates(t *ftm.Entity, prop, printed string) {
	plain := ftm.New(t.Schema.Name, "")
	plain.AddDates(prop, westernDates(printed), ftm.DayFirst)
	for _, s := range plain.Statements {
		if s.Value != "" {
			t.Put(ftm.Statement{Prop: prop, Value: s.Value, Original: printed, Note: s.Note})
		} else {
			t.Put(ftm.Statement{Prop: prop, Original: printed})
		}
	}
}

// westernDates turns "1984年から1986年までの間" into "between 1984 and 1986", "1954年頃" into "circa 1954", "1941年8月20日" into
// "1941-08-20" and "1965年又は1966年" into "1965 or 1966".
func westernDates(s string) string {
	s = squeeze(s)
	if date, ok := table.SerialDate(s); ok {
		return date
	}
	circa := strings.Contains(s, "頃") || strings.Contains(s, "ごろ") || strings.Contains(s, "約")
	s = strings.NewReplacer("頃", "", "ごろ", "", "約", "", "年代", "年", "生まれ", "", "生", "", "若しくは", " or ", "もしくは", " or ", "又は", " or ",
		"または", " or ", "及び", " or ", "までの間", "", "まで", "", "の間", "", "から", "~", "〜", "~", "～", "~", "年-", "年~").Replace(s)
	from, to, isRange := strings.Cut(s, "~")
	if isRange {
		return prefix(circa, "between "+isoDates(from)+" and "+isoDates(to))
	}
	return prefix(circa, isoDates(s))
}

func prefix(circa bool, s string) string {
	if circa {
		return "circa " + s
	}
	return s
}

// isoDates replaces 1941年8月20日 and its parts by 1941-08-20, 1941-08, 1941.
func isoDates(s string) string {
	var sb strings.Builder
	number, parts := "", []string(nil)
	flush := func() {
		sb.WriteString(strings.Join(parts, "-"))
		parts = nil
		sb.WriteString(number)
		number = ""
	}
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			number += string(r)
		case number != "" && (r == '年' || r == '月' || r == '日'):
			if len(number) == 1 {
				number = "0" + number
			}
			if r == '年' {
				n := number
				number = ""
				flush()
				number = n
			}
			parts, number = append(parts, number), ""
		default:
			flush()
			sb.WriteRune(r)
		}
	}
	flush()
	return strings.TrimSpace(sb.String())
}

// noticeDates reads the column of notices, one a line: "2001.9.22\n2008.6.25改訂\n2012.3.27改訂" (listed, revised, revised)
// or "2011.11.18削除" (deleted).
func noticeDates(text string) (listed, revised []string, deleted string) {
	for _, line := range strings.Fields(strings.Map(narrow, text)) {
		date := strings.TrimRightFunc(line, func(r rune) bool { return !unicode.IsDigit(r) })
		iso := pointDate(date)
		switch kind := line[len(date):]; {
		case date == "":
		case strings.Contains(kind, "削除"):
			deleted = iso
		case strings.Contains(kind, "改訂"), len(listed) > 0:
			revised = append(revised, iso)
		default:
			listed = append(listed, iso)
		}
	}
	return listed, revised, deleted
}

// pointDate turns "2022.3.3" into 2022-03-03; another wording stays as it is.
func pointDate(s string) string {
	var parts []string
	for i, p := range strings.Split(s, ".") {
		n, err := strconv.Atoi(p)
		if err != nil || (i == 0) != (len(p) == 4) || i > 2 || len(p) > 4 {
			return s
		}
		if i > 0 && n < 10 {
			p = "0" + strconv.Itoa(n)
		}
		parts = append(parts, p)
	}
	if len(parts) != 3 {
		return s
	}
	return strings.Join(parts, "-")
}

const page = "https://www.mof.go.jp/policy/international_policy/gaitame_kawase/gaitame/economic_sanctions/list.html"

func (b *builder) sanction(r *lists.Record, e *entry, p programme) {
	s := r.Sanction("Ministry of Finance, Japan", "jp", "listing")
	s.Add("program", p.name)
	s.Add("summary", p.title)
	s.Add("provisions", lists.MeasureAssetFreeze)
	s.Add("sourceUrl", page)
	for _, c := range e.cells["number"] {
		s.Add("authorityId", squeeze(c.text))
	}
	for _, c := range e.cells["unReference"] {
		s.Add("unscId", texts(c.text)...)
	}
	for _, c := range e.cells["reason"] {
		s.Add("reason", c.text)
	}
	for _, c := range e.cells["unDate"] {
		text := c.text
		if date, ok := table.SerialDate(text); ok {
			text = date
		}
		s.Add("description", c.header+": "+oneLine(text))
	}
	for _, c := range e.cells["date"] {
		listed, revised, deleted := noticeDates(c.text)
		for _, d := range listed {
			s.AddDates("listingDate", d, ftm.DayFirst)
		}
		for _, d := range revised {
			s.AddDates("modifiedAt", d, ftm.DayFirst)
		}
		if deleted != "" {
			r.Delisted = deleted
		}
	}
	if p.lifted && r.Delisted == "" {
		r.Delisted = "unknown"
		if date := westernDates(strings.NewReplacer("【", "", "】", "", "告示廃止", "").Replace(p.ended)); len(date) == 10 {
			r.Delisted = date
		}
	}
	if r.Delisted != "" {
		s.Add("status", "解除")
		if r.Delisted != "unknown" {
			s.AddDates("endDate", r.Delisted, ftm.DayFirst)
		}
	}
}
