package table

import (
	"math"
	"strings"
	"time"
)

// isDate reports whether a number format shows a date: one of the built-in ones (14 to 22 Western, 27 to 36 and 50 to
// 58 East Asian) or one with a code for year, day, month name or Japanese era. Formats of times alone are not.
func isDate(number uint16, code string) bool {
	switch {
	case code != "":
		return dateCode(code)
	case number >= 14 && number <= 17, number == 22, number >= 27 && number <= 31, number == 36, number >= 50 && number <= 54,
		number == 57, number == 58:
		return true
	}
	return false
}

// dateCode looks at the first section of a custom format, without quoted text, escaped characters and [conditions].
func dateCode(code string) bool {
	if strings.EqualFold(code, "general") {
		return false
	}
	quoted, bracket := false, false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case quoted:
			quoted = c != '"'
		case bracket:
			bracket = c != ']'
		case c == '"':
			quoted = true
		case c == '[':
			bracket = true
		case c == '\\', c == '_', c == '*':
			i++
		case c == ';':
			return false
		case c == 'y', c == 'Y', c == 'd', c == 'D', c == 'g', c == 'e':
			return true
		case c == '0', c == '#', c == '?':
			return false
		}
	}
	return false
}

// maxSerial is 31 December 9999, the last day that Excel knows.
const maxSerial = 2958465

// dateText turns Excel's count of days into YYYY-MM-DD, with the time of day behind it if there is one. Excel takes
// 1900 for a leap year, so counts up to 60 are a day off; 1904 workbooks count from 1 January 1904.
func dateText(serial float64, date1904 bool) (string, bool) {
	if !(serial >= 1 && serial < maxSerial+1) {
		return "", false
	}
	days, part := math.Modf(serial)
	base := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case date1904:
		base = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days < 60:
		base = base.AddDate(0, 0, 1)
	}
	t := base.AddDate(0, 0, int(days))
	seconds := math.Round(part * 86400)
	if seconds == 0 {
		return t.Format("2006-01-02"), true
	}
	return t.Add(time.Duration(seconds) * time.Second).Format("2006-01-02 15:04:05"), true
}
