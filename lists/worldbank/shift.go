package worldbank

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/linchpin-oss/linchpin/lists/tree"
)

// On some days the file is damaged: in runs of up to hundreds of entries the columns ADD_SUPP_INFO, REGISTER_ID,
// DEBAR_TYPE, PARENT and CREATE_* stand one row off, so that an entry carries its neighbour's former names and
// registration numbers (the files of July and December 2024 and December 2025 are so, that of April 2025 between them
// is not). It shows in CREATE_DATE, which otherwise rises with SUPP_ID: 2 to 4 of 100 entries break the order in sound
// files, 17 to 20 in damaged ones.
const (
	shiftedShare = 0.08
	shiftedDays  = 45 // entries are numbered before they are dated, by some weeks at most
)

// shifted reports whether the file is damaged in this way.
func shifted(entries []*tree.Node) bool {
	type row struct {
		id      int
		created string
	}
	rows := make([]row, 0, len(entries))
	for _, n := range entries {
		id, err := strconv.Atoi(n.Text("SUPP_ID"))
		if err != nil {
			continue
		}
		rows = append(rows, row{id, n.Text("CREATE_DATE")})
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(a.id, b.id) })
	dated, broken := 0, 0
	var last time.Time
	for _, r := range rows {
		created, err := time.Parse(time.RFC3339, r.created)
		switch {
		case err != nil && last.IsZero(): // the oldest entries have no date
			continue
		case err != nil:
			broken++
		case created.Before(last.AddDate(0, 0, -shiftedDays)):
			broken++
		}
		dated++
		if err == nil {
			last = created
		}
	}
	return dated >= 50 && float64(broken) > shiftedShare*float64(dated)
}

// unsure makes facts of a damaged file fit to keep: the names stand as weak aliases that say so, because whoever they
// belong to is on the list and must be found; numbers, which would decide a match, are only noted.
func (f facts) unsure() facts {
	const doubt = "additional information; may belong to another entry of the list"
	for i := range f.names {
		f.names[i].Prop, f.names[i].Note = "weakAlias", doubt
	}
	for _, p := range f.papers {
		f.notes = append(f.notes, p[0]+": "+p[1]+" ("+doubt+")")
	}
	f.papers = nil
	return f
}
