package press

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Quantity is an amount in the text.
type Quantity struct {
	ID string `json:"id"`
	Span
	Kind        string    `json:"kind"`  // money, percent, duration, count; with _range for a range
	Value       []float64 `json:"value"` // one, or the ends of a range
	Unit        string    `json:"unit,omitempty"`
	UnitBasis   string    `json:"unitBasis,omitempty"`
	Approximate bool      `json:"approximate,omitempty"`

	at piece
}

const (
	numberWords = `(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|два|две|три|четыре|пять|шесть|семь|восемь|девять|десять)`
	figure      = `(?:\d{1,3}(?:[,. \x{a0}]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)`
	scaleWords  = `(?:hundred|thousand|million|billion|trillion|mn|bn|m|k|tausend|millionen|millionen|mio\.?|milliarden|milliarde|mrd\.?|тыс\.?|тысяч[аи]?|млн|миллион(?:а|ов)?|млрд|миллиард(?:а|ов)?)`
	amount      = `((?:` + figure + `|\b` + numberWords + `\b))(?:(?: to |-|–| bis )(` + figure + `|` + numberWords + `))?[ \x{a0}-]?(` + scaleWords + `\b)?`
)

var (
	moneyBefore = regexp.MustCompile(`(?i)(US ?\$|A\$|C\$|HK\$|\$|€|£|¥|₽|\bUSD|\bEUR|\bGBP|\bRUB|\bCHF) ?` + amount)
	moneyAfter  = regexp.MustCompile(`(?i)\b?` + amount + `[ \x{a0}-](US[ -]dollars?|U\.S\. dollars?|dollars?|euros?|eur|usd|pounds?(?: sterling)?|gbp|roubles?|rubles?|rub|yuan|yen|francs?|chf|forint|hryvnias?|zloty|dollar|rubel|pfund|franken|долларов|доллара|евро|рублей|рубля|€|\$)`)
	percentage  = regexp.MustCompile(`(?i)(` + figure + `|\b` + numberWords + `)(?:(?: to |-|–)(` + figure + `))?[ \x{a0}]?(%|percent\b|per cent\b|prozent\b|процент)`)
	duration    = regexp.MustCompile(`(?i)\b(a year or two|a day or two|a week or two|a month or two)\b|\b` + amount + `[ \x{a0}-](?:more )?(years?|months?|weeks?|days?|hours?|minutes?|jahren?|monaten?|wochen?|tagen?|stunden?|лет|года?|месяц(?:а|ев)?|недел[ьи]|дней|дня|час(?:а|ов)?)\b`)
	count       = regexp.MustCompile(`(?i)\b(?:(about|around|nearly|almost|some|roughly|approximately|more than|over|at least|up to|etwa|rund|около|более) )?` + amount + `(?:[ \x{a0}](?:other |more |important |foreign |new |different )?(\p{L}[\p{L}-]{3,}))?`)
)

var currencies = map[string]string{"us$": "USD", "us $": "USD", "$": "USD", "a$": "AUD", "c$": "CAD", "hk$": "HKD", "€": "EUR", "£": "GBP", "¥": "JPY", "₽": "RUB",
	"usd": "USD", "eur": "EUR", "gbp": "GBP", "rub": "RUB", "chf": "CHF", "dollar": "USD", "us dollar": "USD", "us-dollar": "USD", "u.s. dollar": "USD", "euro": "EUR", "pound": "GBP", "pound sterling": "GBP",
	"rouble": "RUB", "ruble": "RUB", "rubel": "RUB", "yuan": "CNY", "yen": "JPY", "franc": "CHF", "franken": "CHF", "forint": "HUF", "hryvnia": "UAH", "zloty": "PLN", "pfund": "GBP", "долларов": "USD", "доллара": "USD", "евро": "EUR", "рублей": "RUB", "рубля": "RUB"}

var words = map[string]float64{"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fifteen": 15,
	"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12,
	"два": 2, "две": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6, "семь": 7, "восемь": 8, "девять": 9, "десять": 10}

func scaleOf(w string) float64 {
	w = strings.ToLower(strings.TrimRight(w, "."))
	switch {
	case w == "":
		return 1
	case w == "hundred":
		return 100
	case w == "k" || strings.HasPrefix(w, "thousand") || strings.HasPrefix(w, "tausend") || strings.HasPrefix(w, "тыс"):
		return 1e3
	case w == "bn" || strings.HasPrefix(w, "billion") || strings.HasPrefix(w, "mrd") || strings.HasPrefix(w, "milliard") || strings.HasPrefix(w, "млрд") || strings.HasPrefix(w, "миллиард"):
		return 1e9
	case strings.HasPrefix(w, "trillion"):
		return 1e12
	}
	return 1e6
}

// numberOf reads figures with marks of thousands and decimals of either custom, and words.
func numberOf(s string) (float64, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if v, ok := words[s]; ok {
		return v, true
	}
	s = strings.NewReplacer(" ", "", "\u00a0", "").Replace(s)
	comma, dot := strings.LastIndexByte(s, ','), strings.LastIndexByte(s, '.')
	switch {
	case comma >= 0 && dot >= 0 && comma > dot:
		s = strings.ReplaceAll(strings.ReplaceAll(s, ".", ""), ",", ".")
	case comma >= 0 && (len(s)-comma-1 == 3 || strings.Count(s, ",") > 1 || dot >= 0):
		s = strings.ReplaceAll(s, ",", "")
	case comma >= 0:
		s = strings.ReplaceAll(s, ",", ".")
	case strings.Count(s, ".") > 1:
		s = strings.ReplaceAll(s, ".", "")
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil && !math.IsInf(v, 0)
}

func values(from, to, scale string) ([]float64, bool) {
	a, ok := numberOf(from)
	if !ok {
		return nil, false
	}
	k := scaleOf(scale)
	if to == "" {
		return []float64{a * k}, true
	}
	b, ok := numberOf(to)
	if !ok {
		return nil, false
	}
	return []float64{a * k, b * k}, true
}

// group returns a submatch, or "".
func group(text string, m []int, n int) string {
	if 2*n+1 >= len(m) || m[2*n] < 0 {
		return ""
	}
	return text[m[2*n]:m[2*n+1]]
}

// quantitiesIn finds money, shares, durations and counts in a piece of text. Taken are pieces that are dates.
func quantitiesIn(text string, p piece, taken []piece) []Quantity {
	s := text[p.start:p.end]
	var out []Quantity
	add := func(start, end int, q Quantity) {
		at := piece{p.start + start, p.start + end}
		for strings.HasSuffix(text[at.start:at.end], " ") {
			at.end--
		}
		for _, t := range taken {
			if at.start < t.end && t.start < at.end {
				return
			}
		}
		for _, o := range out {
			if at.start < o.at.end && o.at.start < at.end {
				return
			}
		}
		if len(q.Value) == 2 && q.Value[0] != q.Value[1] {
			q.Kind += "_range"
		}
		q.at = at
		out = append(out, q)
	}
	for _, m := range moneyBefore.FindAllStringSubmatchIndex(s, -1) {
		if v, ok := values(group(s, m, 2), group(s, m, 3), group(s, m, 4)); ok {
			add(m[0], m[1], money(v, group(s, m, 1)))
		}
	}
	for _, m := range moneyAfter.FindAllStringSubmatchIndex(s, -1) {
		if v, ok := values(group(s, m, 1), group(s, m, 2), group(s, m, 3)); ok {
			add(m[0], m[1], money(v, group(s, m, 4)))
		}
	}
	for _, m := range percentage.FindAllStringSubmatchIndex(s, -1) {
		if v, ok := values(group(s, m, 1), group(s, m, 2), ""); ok {
			add(m[0], m[1], Quantity{Kind: "percent", Value: v, Unit: "percent"})
		}
	}
	for _, m := range duration.FindAllStringSubmatchIndex(s, -1) {
		if w := group(s, m, 1); w != "" {
			add(m[0], m[1], Quantity{Kind: "duration", Value: []float64{1, 2}, Unit: strings.Fields(w)[1]})
		} else if v, ok := values(group(s, m, 2), group(s, m, 3), group(s, m, 4)); ok && !strings.HasPrefix(s[m[1]:], " ago") {
			add(m[0], m[1], Quantity{Kind: "duration", Value: v, Unit: durationUnit(group(s, m, 5))})
		}
	}
	for _, m := range count.FindAllStringSubmatchIndex(s, -1) {
		v, ok := values(group(s, m, 2), group(s, m, 3), group(s, m, 4))
		if !ok || m[0] > 0 && (s[m[0]-1] == '-' || s[m[0]-1] == '/' || s[m[0]-1] == '.') {
			continue
		}
		figure := group(s, m, 2)
		isWord := figure[0] < '0' || figure[0] > '9'
		if noun := group(s, m, 5); isWord && (noun == "" || stopwords()[strings.ToLower(noun)] || strings.EqualFold(figure, "one")) {
			continue
		} else if !isWord && (yearLike(figure) || noun == "" && group(s, m, 4) == "" && len(figure) < 3 && group(s, m, 1) == "") {
			continue
		} else if stopwords()[strings.ToLower(noun)] {
			m[1] = m[2*5] - 1
		}
		add(m[0], m[1], Quantity{Kind: "count", Value: v, Approximate: group(s, m, 1) != ""})
	}
	return out
}

func money(v []float64, unit string) Quantity {
	u := strings.ToLower(strings.TrimSpace(unit))
	q := Quantity{Kind: "money", Value: v, Unit: currencies[u]}
	if q.Unit == "" {
		q.Unit = currencies[strings.TrimSuffix(u, "s")]
	}
	if q.Unit == "USD" && (strings.HasPrefix(u, "dollar") || u == "$") {
		q.UnitBasis = "dollars taken as US dollars"
	}
	return q
}

func durationUnit(w string) string {
	w = strings.ToLower(w)
	for _, u := range []struct{ start, unit string }{{"year", "year"}, {"jahr", "year"}, {"лет", "year"}, {"год", "year"}, {"month", "month"}, {"monat", "month"}, {"месяц", "month"},
		{"week", "week"}, {"woche", "week"}, {"недел", "week"}, {"day", "day"}, {"tag", "day"}, {"дн", "day"}, {"hour", "hour"}, {"stunde", "hour"}, {"час", "hour"}, {"minute", "minute"}} {
		if strings.HasPrefix(w, u.start) {
			return u.unit
		}
	}
	return w
}

func yearLike(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && len(s) == 4 && n >= 1800 && n <= 2100
}
