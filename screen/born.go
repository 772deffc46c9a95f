package screen

import (
	"cmp"
	"slices"
	"strconv"
	"sync"

	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/match"
)

// births finds parties by their day or month of birth. Agreement on the day is worth so much that a name with one common word in it can
// be an alert; without this table a query with a birth date would have to look at every such name. Parties born on the day are few,
// so all of their names are looked at, and of the others only those that are likely if the year alone agrees. It takes 8 bytes for each
// date of an entry and 4 for each name; making it reads the facts of every version once.
type births struct {
	dates []dated         // by day
	first []uint32        // by entry: its first place in refs; one more at the end
	refs  []index.NameRef // by entry
	once  sync.Once
}

// dated is an entry with a date as the number 20060102; the day is 00 where only the month is known.
type dated struct {
	day   uint32
	entry index.Entry
}

// birthDays returns the table, made on first use.
func (s *Screener) birthDays() *births {
	b := &s.born
	b.once.Do(func() { b.read(s.Index) })
	return b
}

func (b *births) read(x *index.Index) {
	for e := range index.Entry(x.Entries()) {
		from, to := x.EntryVersions(e)
		for v := from; v < to; v++ {
			_, f := x.Facts(v)
			for _, d := range f.BirthDates {
				if day, ok := dayNumber(d.Value); ok {
					b.dates = append(b.dates, dated{day, e})
				}
			}
		}
	}
	slices.SortFunc(b.dates, func(p, q dated) int { return cmp.Or(cmp.Compare(p.day, q.day), cmp.Compare(p.entry, q.entry)) })
	b.dates = slices.Compact(b.dates)
	b.first = make([]uint32, x.Entries()+1)
	x.EachRef(func(e index.Entry, _ index.NameRef) { b.first[e+1]++ })
	for i := range x.Entries() {
		b.first[i+1] += b.first[i]
	}
	next := slices.Clone(b.first)
	b.refs = make([]index.NameRef, x.Names())
	x.EachRef(func(e index.Entry, r index.NameRef) {
		b.refs[next[e]] = r
		next[e]++
	})
}

// dayNumber reads a date that is known to the day or the month.
func dayNumber(date string) (uint32, bool) {
	switch len(date) {
	case len("2006-01"):
		date += "-00"
	case len("2006-01-02"):
	default:
		return 0, false
	}
	n, err := strconv.ParseUint(date[:4]+date[5:7]+date[8:], 10, 32)
	return uint32(n), err == nil
}

// bornOn are all names of the parties that have one of the birth dates, to the day or month, or with day and month swapped.
func (s *Screener) bornOn(dates []match.Date) (out []index.NameRef) {
	b := s.birthDays()
	seen := map[index.Entry]bool{}
	add := func(e index.Entry) {
		for _, m := range s.Members(e) {
			if !seen[m] {
				seen[m] = true
				out = append(out, b.refs[b.first[m]:b.first[m+1]]...)
			}
		}
	}
	within := func(from, to uint32) {
		at, _ := slices.BinarySearchFunc(b.dates, from, func(d dated, day uint32) int { return cmp.Compare(d.day, day) })
		for ; at < len(b.dates) && b.dates[at].day <= to; at++ {
			add(b.dates[at].entry)
		}
	}
	for _, d := range dates {
		n, ok := dayNumber(d.Value)
		if !ok {
			continue
		}
		year, month, day := n/10000*10000, n/100%100, n%100
		if day == 0 {
			within(n, n+99)
			continue
		}
		within(n, n)
		within(n-day, n-day)
		within(year+day*100+month, year+day*100+month)
	}
	return out
}
