package ua

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/table"
)

// applied is the action of a row that puts sanctions on somebody. Others are not seen so far.
const applied = "застосування"

func sanction(pub *lists.Publication, r *lists.Record, row table.Row) {
	decree := row.Get(decreeColumn)
	s := r.Sanction("National Security and Defense Council of Ukraine", "ua", decree)
	s.Add("program", "Law of Ukraine on Sanctions of 14 August 2014, No. 1644-VII")
	day, _, _ := strings.Cut(row.Get("Дата указу"), " ")
	s.Add("summary", strings.TrimSpace("Указ Президента України № "+decree+" "+day))
	reference := decree
	if no := row.Get("п/н"); no != "" {
		reference += ", п/н " + no
	}
	s.Add("authorityId", reference)
	s.AddDates("listingDate", day, ftm.DayFirst)
	s.AddDates("startDate", day, ftm.DayFirst)
	end, _, _ := strings.Cut(row.Get("Дата закінчення обмеження"), " ")
	if day, ok := revoked(row); ok {
		if end != "" {
			s.Add("description", "Дата закінчення обмеження: "+end)
		}
		s.Add("status", "скасовано")
		end = day
	}
	s.AddDates("endDate", end, ftm.DayFirst)
	s.Add("duration", row.Get("Термін обмеження"))
	action := row.Get("Дія щодо об'єкту санкцій")
	s.Add("status", action)
	if action != applied && action != "" {
		pub.UnknownAt("Дія щодо об'єкту санкцій=" + action)
	}
	if row.Get("Зміни") == "Так" {
		s.Add("description", "Зміни: Так") // changed by a later decree
	}
	if body := row.Get("Відповідальний орган"); body != "" {
		s.Add("description", "Відповідальний орган: "+body)
	}
	for _, m := range numbered(row.Get("Тип обмеження")) {
		s.Add("provisions", m)
		s.Add("provisions", measures(m)...)
	}
	s.Add("sourceUrl", "https://drs.nsdc.gov.ua/")
}

// revoked reports whether a remark says that a later decision or decree took the sanctions off ("Виключено згідно рішення
// Ради національної безпеки і оборони України від 14 травня 2020 року ...", "Скасовано Указом Президента України від 23
// березня 2021 року № 109/2021"), and since when, as YYYY-MM-DD or "" if that is not to be read. Such rows stay in the
// register.
func revoked(row table.Row) (day string, ok bool) {
	remark := row.Get("Додатково")
	for _, wording := range []string{"Виключено згідно", "Скасовано Указом", "Скасовано згідно"} {
		if at := strings.Index(remark, wording); at >= 0 {
			_, date, _ := strings.Cut(remark[at:], " від ")
			words := strings.Fields(date)
			e := ftm.New("Sanction", "")
			if len(words) >= 3 {
				e.AddDates("endDate", strings.Join(words[:3], " "), ftm.DayFirst)
			}
			return e.First("endDate"), true
		}
	}
	return "", false
}

// delisted is when the last of a party's rows was revoked; "" while any is not.
func delisted(rows []table.Row) string {
	last := ""
	for _, row := range rows {
		day, ok := revoked(row)
		if !ok {
			return ""
		}
		if day == "" {
			day = "unknown"
		}
		if last == "" || last == "unknown" || day > last && day != "unknown" {
			last = day
		}
	}
	return last
}

// numbered takes "1) блокування активів ...; 2) обмеження торговельних операцій" apart. Numbers count up from 1.
func numbered(text string) []string {
	text = strings.Join(strings.Fields(text), " ")
	var out []string
	start := 0
	for i, want := 0, 1; i < len(text); i++ {
		mark := strconv.Itoa(want) + ")"
		if !strings.HasPrefix(text[i:], mark) || i > 0 && unicode.IsDigit(rune(text[i-1])) {
			continue
		}
		out = append(out, text[start:i])
		start, want = i+len(mark), want+1
	}
	out = append(out, text[start:])
	kept := out[:0]
	for _, m := range out {
		if m = strings.Trim(m, " ;,."); m != "" {
			kept = append(kept, m)
		}
	}
	return kept
}

// wordings of article 4 of the law (their beginnings, apostrophes left out) and the measures that they are.
var wordings = []struct{ text, measure string }{
	{"блокування активів", lists.MeasureAssetFreeze},
	{"скасування віз", lists.MeasureTravelBan},
	{"заборон вїзду", lists.MeasureTravelBan},
	{"обмеження торговельних операцій", lists.MeasureTrade},
	{"припинення торговельних", lists.MeasureTrade},
	{"транзиту ресурсів, польотів", lists.MeasureTransport},
	{"морських суден", lists.MeasurePortBan},
}

func measures(wording string) []string {
	wording = strings.NewReplacer("'", "", "’", "", "ʼ", "", "`", "").Replace(strings.ToLower(wording))
	var out []string
	for _, w := range wordings {
		if strings.Contains(wording, w.text) {
			out = append(out, w.measure)
		}
	}
	return out
}
