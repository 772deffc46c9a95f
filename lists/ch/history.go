package ch

import (
	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists/tree"
)

// modification is one event of a target's history.
type modification struct {
	kind                             string // listed, amended, de-listed
	effective, published, enactedDay string
}

// date is when the modification took effect, or else was published or enacted.
func (m modification) date() string {
	for _, d := range []string{m.effective, m.published, m.enactedDay} {
		if d != "" {
			return d
		}
	}
	return ""
}

// history is what the modifications of a target tell of its present state.
type history struct {
	newest  modification
	events  []modification
	present bool
}

// historyOf reads the modifications. What they added and removed are earlier states, not content. The newest is the one
// with the latest date; of one day, the first in the file, as the list puts the newest first.
func historyOf(n *tree.Node) history {
	var h history
	for _, c := range n.All("modification") {
		c.Ignore("added", "removed", "@ssid")
		m := modification{c.Text("@modification-type"), c.Text("@effective-date"), c.Text("@publication-date"), c.Text("@enactment-date")}
		if !h.present || m.date() > h.newest.date() {
			h.newest, h.present = m, true
		}
		h.events = append(h.events, m)
	}
	return h
}

func (h history) delisted() bool { return h.newest.kind == "de-listed" }

// add puts the dates of a target's listing, changes and delisting on its sanction. The act of each is known by the day
// of its enactment.
func (h history) add(s *ftm.Entity) {
	first := ""
	for _, m := range h.events {
		switch m.kind {
		case "listed":
			if d := m.date(); d != "" && (first == "" || d < first) {
				first = d
			}
		case "amended":
			s.AddDates("modifiedAt", m.date(), ftm.DayFirst)
		}
	}
	s.AddDates("listingDate", first, ftm.DayFirst)
	s.AddDates("startDate", first, ftm.DayFirst)
	if h.present {
		s.Add("status", h.newest.kind)
	}
	if h.delisted() {
		s.AddDates("endDate", h.newest.date(), ftm.DayFirst)
	}
}
