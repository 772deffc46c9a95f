package ftm

import (
	"strings"
	"testing"
)

// dateText shows statements of dates as "1951-02-09", "1951~" (circa), "1960< 1965>" (range), "?unknown".
func dateText(e *Entity) string {
	var out []string
	for _, s := range e.Statements {
		if s.Value == "" {
			out = append(out, "?"+s.Original)
			continue
		}
		out = append(out, s.Value+map[string]string{NoteCirca: "~", NoteFrom: "<", NoteTo: ">"}[s.Note])
	}
	return strings.Join(out, " ")
}

func TestAddDates(t *testing.T) {
	for raw, want := range map[string]string{
		"":                                      "",
		"09 Feb 1951":                           "1951-02-09",
		"1962":                                  "1962",
		"Sep 1970":                              "1970-09",
		"Sept. 1970":                            "1970-09",
		"February 9, 1951":                      "1951-02-09",
		"1951 Feb 9":                            "1951-02-09",
		"9th of February, 1951":                 "1951-02-09",
		"09-Feb-1951":                           "1951-02-09",
		"1er janvier 1960":                      "1960-01-01",
		"1. Januar 1960":                        "1960-01-01",
		"15 de mayo de 1960":                    "1960-05-15",
		"3 квітня 1968":                         "1968-04-03",
		"3 апреля 1968 г.":                      "1968-04-03",
		"21.06.2021":                            "2021-06-21",
		"1.1.1960":                              "1960-01-01",
		"2022.3.3":                              "2022-03-03",
		"2021/06/21":                            "2021-06-21",
		"19620903":                              "1962-09-03",
		"2021-06-21T00:00:00":                   "2021-06-21",
		"2021-06-21 14:52:26.123+02:00":         "2021-06-21",
		"2015-07-01-04:00":                      "2015-07-01",
		"31/05/2013 00:00:00":                   "2013-05-31",
		"5/31/2013 12:00:00 AM":                 "2013-05-31",
		"12/31/1970":                            "1970-12-31",
		"31/02/1970":                            "?31/02/1970",
		"29/02/1900":                            "?29/02/1900",
		"29/02/2000":                            "2000-02-29",
		"13/02/70":                              "?13/02/70",
		"10/061962":                             "?10/061962",
		"unknown":                               "?unknown",
		"00/00/1980":                            "1980",
		"00/02/1961":                            "1961-02",
		"/02/1961":                              "1961-02",
		"03/1955, 04/1955":                      "1955-03 1955-04",
		"dd/mm/1968":                            "1968",
		"dd/09/1958":                            "1958-09",
		"circa 1951":                            "1951~",
		"c. 1965":                               "1965~",
		"c1965":                                 "1965~",
		"ca. Mar 1961":                          "1961-03~",
		"circa 07 Jul 1966":                     "1966-07-07~",
		"1965 (approximately)":                  "1965~",
		"1965 approx.":                          "1965~",
		"28.01 1966":                            "1966-01-28",
		"21.11.1964 / 1965":                     "1964-11-21 1965",
		"31.02.1964":                            "?31.02.1964",
		"~1965":                                 "1965~",
		"1965?":                                 "1965~",
		"um 1965":                               "1965~",
		"около 1965":                            "1965~",
		"1960 to 1965":                          "1960< 1965>",
		"1960-1965":                             "1960< 1965>",
		"1960 – 1965":                           "1960< 1965>",
		"1963-64":                               "1963< 1964>",
		"1977/1978":                             "1977< 1978>",
		"01 Jan 1973 to 31 Dec 1973":            "1973-01-01< 1973-12-31>",
		"Mar 1962 to Feb 1963":                  "1962-03< 1963-02>",
		"Mar 1962 to 1962":                      "1962-03< 1962>",
		"Jan-Mar 1970":                          "1970-01< 1970-03>",
		"circa 1979-1982":                       "1979< 1982>",
		"between 1955 and 1958":                 "1955< 1958>",
		"Approximately: Between 1959 and 1965":  "1959< 1965>",
		"between 1955":                          "?between 1955",
		"zwischen 1955 und 1958":                "1955< 1958>",
		"before 1965":                           "1965>",
		"after 1 May 1965":                      "1965-05-01<",
		"late 1950s":                            "1955< 1959>",
		"born in the early 1970s":               "1970< 1974>",
		"mid-1950's":                            "1953< 1957>",
		"1950s":                                 "1950< 1959>",
		"early 1970":                            "1970",
		"1973 or 1974":                          "1973 1974",
		"1965-07-15 OR 1969-09-28":              "1965-07-15 1969-09-28",
		"1962 (or 1963)":                        "1962 1963",
		"Approximately 1963, 30/01/1972":        "1963~ 1972-01-30",
		"1960 9/09/1966":                        "1960 1966-09-09",
		"06/10/1956 20/06/1956":                 "1956-10-06 1956-06-20",
		"1979, 1980.1981, 1982":                 "1979 1980 1981 1982",
		"1962,1963, 31 December 1961":           "1962 1963 1961-12-31",
		"1963, 5 May 1964":                      "1963 1964-05-05",
		"5 May 1957, April 1957":                "1957-05-05 1957-04",
		"a) 1.1.1960 b) circa 1962":             "1960-01-01 1962~",
		"(1) 17/07/1974. (2) 17/08/1977.":       "1974-07-17 1977-08-17",
		"(a) 12 Jan 1960; (b) unknown (c) 1961": "1960-01-12 ?unknown 1961",
		"7/02/1950/11/1950 08/08/1945":          "?7/02/1950/11/1950 08/08/1945",
		"1961 (as per passport)":                "1961",
		"Date of birth: 2 March 1971":           "1971-03-02",
		"16/2/1421H":                            "?16/2/1421H",
		"Kandahar, about 1968, or 1970 in Quetta": "?Kandahar 1968~ 1970",
		"1977年8月31日":                              "1977-08-31",
		"２００５年５月２日":                               "2005-05-02",
		"1966年3月18日又は1967年3月10日":                  "1966-03-18 1967-03-10",
		"(a)1985年頃（b）1984年から1986年までの間":            "1985~ 1984< 1986>",
		"2015年12月17日 （2020年7月28日修正）":              "2015-12-17",
		"昭和33年4月1日":                               "1958-04-01",
		"平成元年":                                    "1989",
		"1990年代":                                  "1990< 1999>",
	} {
		e := New("Person", "x")
		e.AddDates("birthDate", raw, DayFirst)
		if got := dateText(e); got != want {
			t.Errorf("%q: %s, want %s", raw, got, want)
		}
	}
}

func TestAddDatesKeepsWording(t *testing.T) {
	e := New("Person", "x")
	e.AddDates("birthDate", "circa 1951 (as per passport); 1 May 1950 to 1952", DayFirst)
	var got []string
	for _, s := range e.Statements {
		got = append(got, s.Original)
	}
	if want := "circa 1951 (as per passport)|1 May 1950 to 1952|1 May 1950 to 1952"; strings.Join(got, "|") != want {
		t.Errorf("%q, want %q", got, want)
	}
	e = New("Person", "x")
	e.AddDates("birthDate", strings.Repeat("1950, ", 1e5), DayFirst)
	if len(e.Statements) != 1 || e.Statements[0].Understood() || len(e.Statements[0].Original) > 9000 {
		t.Errorf("an endless text gives %d statements", len(e.Statements))
	}
}

func TestParseDate(t *testing.T) {
	for _, c := range []struct {
		raw   string
		order DateOrder
		want  string
	}{
		{"02/03/1970", DayFirst, "1970-03-02"},
		{"02/03/1970", MonthFirst, "1970-02-03"},
		{"31/03/1970", MonthFirst, "1970-03-31"},
		{"1970-03-02", MonthFirst, "1970-03-02"},
		{"1970-13", DayFirst, ""},
		{"0999", DayFirst, ""},
		{"3000", DayFirst, ""},
		{"circa 1970", DayFirst, ""},
		{"1970, 1971", DayFirst, ""},
		{"10 05 1970", DayFirst, "1970-05-10"},
		{"", DayFirst, ""},
	} {
		if got, ok := ParseDate(c.raw, c.order); got != c.want || ok != (c.want != "") {
			t.Errorf("%q: %q %v, want %q", c.raw, got, ok, c.want)
		}
	}
}

func TestCleanDate(t *testing.T) {
	for raw, want := range map[string]string{
		"1962": "1962", "1962-09": "1962-09", "1962-09-03": "1962-09-03", " 3 Sep 1962 ": "1962-09-03",
		"2021-06-21T14:52:26Z": "2021-06-21T14:52:26", "2021-06-21T14:52:26+02:00": "2021-06-21T12:52:26",
		"2021-06-21 14:52": "2021-06-21T14:52:00", "2021-06-21T00:00:00+02:00": "2021-06-21", "2021-06-21T25:00:00": "",
		"1/2/1963": "", "2/2/1963": "1963-02-02", "13/2/1963": "1963-02-13", "1962 or 1963": "",
	} {
		if got, ok := LookupType("date").Clean(raw); got != want || ok != (want != "") {
			t.Errorf("%q: %q %v, want %q", raw, got, ok, want)
		}
	}
}

func FuzzDates(f *testing.F) {
	for _, s := range []string{"circa 1951", "(1) 17/07/1974. (2) 17/08/1977.", "1960 (approx", "Jan-", "early", "1963-", "昭和", "((((1960))))",
		"1977年8月31日", "2021-06-21T00:00:00Z", "１９６０", "dd/mm/", "between 1955 and", "1960s or late 1950's"} {
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, raw string, monthFirst bool) {
		order := DayFirst
		if monthFirst {
			order = MonthFirst
		}
		e := New("Person", "x")
		e.AddDates("birthDate", raw, order)
		for _, s := range e.Statements {
			if s.Value != "" && !isISODate(s.Value) {
				t.Fatalf("%q gives %q", raw, s.Value)
			}
		}
		if len(e.Statements) == 0 && strings.TrimSpace(raw) != "" {
			t.Fatalf("%q is lost", raw)
		}
		if d, ok := ParseDate(raw, order); ok && !isISODate(d) {
			t.Fatalf("%q gives %q", raw, d)
		}
	})
}
