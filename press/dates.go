package press

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Date is a date in the text, resolved against the date of the article.
type Date struct {
	ID string `json:"id"`
	Span
	Kind  string `json:"kind"`            // date, relative, interval, approximate
	Value string `json:"value,omitempty"` // 2021, 2021-02, 2021-02-22, or first/last; empty if it cannot be resolved

	at piece
}

var monthNames = func() map[string]int {
	m := map[string]int{}
	for _, row := range []string{
		"january february march april may june july august september october november december",
		"jan feb mar apr may jun jul aug sep oct nov dec",
		"januar februar märz april mai juni juli august september oktober november dezember",
		"января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
		"январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре"} {
		for i, w := range strings.Fields(row) {
			m[w] = i + 1
		}
	}
	m["sept"] = 9
	return m
}()

func monthOf(w string) int { return monthNames[strings.ToLower(strings.TrimSuffix(w, "."))] }

var weekdays = map[string]time.Weekday{"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 0,
	"montag": 1, "dienstag": 2, "mittwoch": 3, "donnerstag": 4, "freitag": 5, "samstag": 6, "sonntag": 0,
	"понедельник": 1, "вторник": 2, "среду": 3, "четверг": 4, "пятницу": 5, "субботу": 6, "воскресенье": 0}

const (
	monthPattern = `(january|february|march|april|may|june|july|august|september|october|november|december|jan\.?|feb\.?|mar\.|apr\.?|jun\.|jul\.|aug\.?|sept?\.?|oct\.?|nov\.?|dec\.?|januar|februar|märz|mai|juni|juli|oktober|dezember|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)`
	dayPattern   = `(?:(monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag),? )?`
)

// dateForm is a way to write a date and how it is resolved.
type dateForm struct {
	re      *regexp.Regexp
	resolve func(g []string, ref time.Time) (kind, value string)
}

var dateForms = []dateForm{
	{regexp.MustCompile(`(?i)\b` + dayPattern + monthPattern + ` (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b`), func(g []string, _ time.Time) (string, string) {
		return "date", day(g[4], g[2], g[3])
	}},
	{regexp.MustCompile(`(?i)(?:^|[^\p{L}\d])` + dayPattern + `(\d{1,2})(?:\.|st|nd|rd|th)? ` + monthPattern + ` (\d{4})`), func(g []string, _ time.Time) (string, string) {
		return "date", day(g[4], g[3], g[2])
	}},
	{regexp.MustCompile(`\b(\d{4})-(\d\d)-(\d\d)\b`), func(g []string, _ time.Time) (string, string) {
		return "date", g[1] + "-" + g[2] + "-" + g[3]
	}},
	{regexp.MustCompile(`(?:^|[^\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})\b`), func(g []string, _ time.Time) (string, string) {
		d, _ := strconv.Atoi(g[1])
		m, _ := strconv.Atoi(g[2])
		return "date", valid(g[3], m, d)
	}},
	{regexp.MustCompile(`(?i)(?:^|[^\p{L}])` + monthPattern + ` (\d{1,2})(?:st|nd|rd|th)?\b`), func(g []string, ref time.Time) (string, string) {
		return "date", nearest(g[1], g[2], ref)
	}},
	{regexp.MustCompile(`(?i)(?:^|[^\p{L}\d])(\d{1,2})\.? ` + monthPattern), func(g []string, ref time.Time) (string, string) {
		return "date", nearest(g[2], g[1], ref)
	}},
	{regexp.MustCompile(`(?i)(?:^|[^\p{L}])mid-` + monthPattern), func(g []string, ref time.Time) (string, string) {
		return "approximate", nearest(g[1], "15", ref)
	}},
	{regexp.MustCompile(`(?i)(?:^|[^\p{L}])` + monthPattern + ` (?:of )?(\d{4})\b`), func(g []string, _ time.Time) (string, string) {
		return "date", fmt.Sprintf("%s-%02d", g[2], monthOf(g[1]))
	}},
	{regexp.MustCompile(`(?i)\b(last|this|next|past) ` + monthPattern), func(g []string, ref time.Time) (string, string) {
		return "date", monthAround(g[1], monthOf(g[2]), ref)
	}},
	{regexp.MustCompile(`(?i)\b(?:the )?(beginning|start|middle|end|first half|second half) of (\d{4})\b`), func(g []string, _ time.Time) (string, string) {
		months := map[string][2]string{"beginning": {"01", "03"}, "start": {"01", "03"}, "middle": {"05", "08"}, "end": {"10", "12"}, "first half": {"01", "06"}, "second half": {"07", "12"}}[strings.ToLower(g[1])]
		return "interval", g[2] + "-" + months[0] + "/" + g[2] + "-" + months[1]
	}},
	{regexp.MustCompile(`(?i)\b(spring|summer|autumn|fall|winter|frühling|frühjahr|sommer|herbst) (?:of )?(\d{4})\b`), func(g []string, _ time.Time) (string, string) {
		season := map[string][2]string{"spring": {"03", "05"}, "frühling": {"03", "05"}, "frühjahr": {"03", "05"}, "summer": {"06", "08"}, "sommer": {"06", "08"}, "autumn": {"09", "11"}, "fall": {"09", "11"}, "herbst": {"09", "11"}}
		w := strings.ToLower(g[1])
		if w == "winter" {
			y, _ := strconv.Atoi(g[2])
			return "interval", fmt.Sprintf("%s-12/%d-02", g[2], y+1)
		}
		return "interval", g[2] + "-" + season[w][0] + "/" + g[2] + "-" + season[w][1]
	}},
	{regexp.MustCompile(`(?i)\b(\d{1,3}|` + numberWords + `|a) (days?|weeks?|months?|years?) ago\b|\bvor (\d{1,3}|` + numberWords + `|einem) (tagen|wochen|monaten|jahren|jahr|monat)\b`), func(g []string, ref time.Time) (string, string) {
		n, unit := g[1], g[2]
		if n == "" {
			n, unit = g[3], g[4]
		}
		return "relative", ago(n, unit, ref)
	}},
	{regexp.MustCompile(`(?i)\b(yesterday|today|tomorrow|gestern|heute|morgen|вчера|сегодня|завтра)\b`), func(g []string, ref time.Time) (string, string) {
		n := map[string]int{"yesterday": -1, "gestern": -1, "вчера": -1, "tomorrow": 1, "morgen": 1, "завтра": 1}[strings.ToLower(g[1])]
		return "relative", on(ref, ref.AddDate(0, 0, n).Format(time.DateOnly))
	}},
	{regexp.MustCompile(`(?i)\b(earlier this|last|this|next|the past|past) (year|month|week)\b|\b(letztes|dieses|nächstes) (jahr)\b`), func(g []string, ref time.Time) (string, string) {
		which, unit := strings.ToLower(g[1]), strings.ToLower(g[2])
		if which == "" {
			which, unit = map[string]string{"letztes": "last", "dieses": "this", "nächstes": "next"}[strings.ToLower(g[3])], "year"
		}
		return "relative", period(which, unit, ref)
	}},
	{regexp.MustCompile(`(?i)\b(?:the )?coming (weeks|months|years)\b`), func(g []string, ref time.Time) (string, string) {
		if ref.IsZero() || !strings.EqualFold(g[1], "months") {
			return "relative", ""
		}
		first := time.Date(ref.Year(), ref.Month(), 1, 0, 0, 0, 0, time.UTC)
		return "relative", first.AddDate(0, 1, 0).Format("2006-01") + "/" + first.AddDate(0, 6, 0).Format("2006-01")
	}},
	{regexp.MustCompile(`(?i)\bat that time\b|\bthe same day\b|\bat the last minute\b`), func(g []string, _ time.Time) (string, string) { return "relative", "" }},
	{regexp.MustCompile(`(?i)(?:^|[^\p{L}])(monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье)\b`), func(g []string, ref time.Time) (string, string) {
		return "date", lastWeekday(weekdays[strings.ToLower(g[1])], ref)
	}},
	{regexp.MustCompile(`(?:^|[^\p{L}\d.,$€£-])((?:19|20)\d\d)(?:$|[^\d,.%-]|[.,](?:\D|$))`), func(g []string, _ time.Time) (string, string) {
		return "date", g[1]
	}},
	{regexp.MustCompile(`(?:^|[^\p{L}])([Ii]n|[Ss]ince|[Uu]ntil|[Bb]y) (January|February|March|April|May|June|July|August|September|October|November|December)\b`), func(g []string, ref time.Time) (string, string) {
		return "relative", monthAround("last", monthOf(g[2]), ref)
	}},
}

func day(y, m, d string) string {
	n, _ := strconv.Atoi(d)
	return valid(y, monthOf(m), n)
}

func valid(y string, m, d int) string {
	s := fmt.Sprintf("%s-%02d-%02d", y, m, d)
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return ""
	}
	return s
}

func on(ref time.Time, v string) string {
	if ref.IsZero() {
		return ""
	}
	return v
}

// nearest gives a day without a year the year that brings it nearest to the article, rather before than after.
func nearest(month, d string, ref time.Time) string {
	if ref.IsZero() {
		return ""
	}
	n, _ := strconv.Atoi(d)
	best, distance := "", 1e9
	for _, y := range []int{ref.Year() - 1, ref.Year(), ref.Year() + 1} {
		v := valid(strconv.Itoa(y), monthOf(month), n)
		t, err := time.Parse(time.DateOnly, v)
		if err != nil {
			continue
		}
		days := ref.Sub(t).Hours() / 24
		if days < 0 {
			days = -days * 1.5
		}
		if days < distance {
			best, distance = v, days
		}
	}
	return best
}

// monthAround is the month before, of or after the article's.
func monthAround(which string, m int, ref time.Time) string {
	if ref.IsZero() || m == 0 {
		return ""
	}
	y := ref.Year()
	switch strings.ToLower(which) {
	case "last", "past":
		if m > int(ref.Month()) {
			y--
		}
	case "next":
		if m <= int(ref.Month()) {
			y++
		}
	}
	return fmt.Sprintf("%d-%02d", y, m)
}

func lastWeekday(w time.Weekday, ref time.Time) string {
	if ref.IsZero() {
		return ""
	}
	back := (int(ref.Weekday()) - int(w) + 7) % 7
	return ref.AddDate(0, 0, -back).Format(time.DateOnly)
}

func ago(n, unit string, ref time.Time) string {
	if ref.IsZero() {
		return ""
	}
	v, ok := numberOf(n)
	if !ok {
		v = 1 // "a year", "einem Jahr"
	}
	k := int(v)
	switch strings.ToLower(unit)[0] {
	case 'd', 't':
		return ref.AddDate(0, 0, -k).Format(time.DateOnly)
	case 'w':
		return ref.AddDate(0, 0, -7*k).Format(time.DateOnly)
	case 'm':
		return ref.AddDate(0, -k, 0).Format("2006-01")
	}
	return strconv.Itoa(ref.Year() - k)
}

func period(which, unit string, ref time.Time) string {
	if ref.IsZero() {
		return ""
	}
	n := 0
	switch {
	case strings.HasSuffix(which, "last"), strings.HasSuffix(which, "past"):
		n = -1
	case which == "next":
		n = 1
	}
	switch unit {
	case "year":
		return strconv.Itoa(ref.Year() + n)
	case "month":
		return time.Date(ref.Year(), ref.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
	}
	monday := ref.AddDate(0, 0, -(int(ref.Weekday())+6)%7+7*n)
	return monday.Format(time.DateOnly) + "/" + monday.AddDate(0, 0, 6).Format(time.DateOnly)
}

// datesIn finds the dates in a piece of text; ref is the day of the article, or zero.
func datesIn(text string, p piece, ref time.Time) []Date {
	s := text[p.start:p.end]
	var out []Date
	for _, f := range dateForms {
		for _, m := range f.re.FindAllStringSubmatchIndex(s, -1) {
			g := make([]string, len(m)/2)
			first := -1
			last := 0
			for i := range g {
				if m[2*i] >= 0 {
					g[i] = s[m[2*i]:m[2*i+1]]
					if i > 0 {
						if first < 0 {
							first = m[2*i]
						}
						last = m[2*i+1]
					}
				}
			}
			start, end := m[0], m[1]
			if first >= 0 && last > 0 && strings.HasPrefix(f.re.String(), "(?i)(?:^|") || strings.HasPrefix(f.re.String(), "(?:^|") {
				start, end = first, last
				if i := strings.Index(strings.ToLower(s[m[0]:first]), "mid-"); i >= 0 {
					start = m[0] + i
				}
				if len(g) == 3 && monthOf(g[2]) > 0 && monthOf(g[1]) == 0 && !isDigit(g[1]) {
					start = m[4]
				}
			}
			at := piece{p.start + start, p.start + end}
			if slices.ContainsFunc(out, func(o Date) bool { return at.start < o.at.end && o.at.start < at.end }) {
				continue
			}
			d := Date{at: at}
			d.Kind, d.Value = f.resolve(g, ref)
			out = append(out, d)
		}
	}
	return out
}

func isDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }
