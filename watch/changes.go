package watch

import (
	"fmt"
	"slices"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/screen"
)

// changes says in sentences what changed since the last run in the records of an entity; nothing where the portfolio was
// not screened before.
func (r *run) changes(records []string) (out []string) {
	if r.before == nil {
		return nil
	}
	for _, id := range records {
		e, err := r.listed.entry(id)
		if err != nil || r.listed.of[e] < 0 && !r.changedBefore(e) {
			continue
		}
		if r.listed.of[e] >= 0 && !r.changed[r.listed.of[e]] {
			continue
		}
		if text := r.change(id, e); text != "" {
			out = append(out, text)
		}
	}
	return out
}

func (r *run) changedBefore(e index.Entry) bool {
	_, ok := r.standingBefore(e)
	return ok
}

// standingBefore is the version of an entry that stood in the publication that was in force at the last run.
func (r *run) standingBefore(e index.Entry) (index.Version, bool) {
	x := r.listed.screener.Index
	meta := &x.Meta.Lists[x.List(e)]
	id, ok := r.before.Positions[meta.ID]
	if !ok {
		return 0, false
	}
	at := slices.IndexFunc(meta.Publications, func(p index.PublicationMeta) bool { return p.ID == id })
	from, to := x.EntryVersions(e)
	for v := from; at >= 0 && v < to; v++ {
		if d := x.Delisted(v); x.In(v, at) && (d == "" || d != "unknown" && d > r.before.Day) {
			return v, true
		}
	}
	return 0, false
}

func (r *run) change(id string, e index.Entry) string {
	x := r.listed.screener.Index
	meta := &x.Meta.Lists[x.List(e)]
	published := "a later publication"
	if at := r.listed.day.Position(x.List(e)); at >= 0 {
		published = "the publication of " + meta.Publications[at].Published
	}
	old, was := r.standingBefore(e)
	now, _, is := r.listed.day.Standing(e)
	switch {
	case is && !was:
		return fmt.Sprintf("%s: newly listed in %s", id, published)
	case was && !is:
		return fmt.Sprintf("%s: no longer listed in %s", id, published)
	case !is || old == now:
		return ""
	}
	a, err1 := x.Entities(old)
	b, err2 := x.Entities(now)
	if err1 != nil || err2 != nil {
		return fmt.Sprintf("%s: amended in %s", id, published)
	}
	return fmt.Sprintf("%s: amended in %s: %s", id, published, difference(a[0], b[0]))
}

// mostDifferences is how many values a sentence names.
const mostDifferences = 6

func difference(a, b *ftm.Entity) string {
	before, after := screen.Properties(a), screen.Properties(b)
	var parts []string
	for _, side := range []struct {
		word     string
		from, to map[string][]string
	}{{"added", before, after}, {"removed", after, before}} {
		var props []string
		for prop := range side.to {
			props = append(props, prop)
		}
		slices.Sort(props)
		for _, prop := range props {
			for _, v := range side.to[prop] {
				if !slices.Contains(side.from[prop], v) {
					parts = append(parts, fmt.Sprintf("%s %s %q", prop, side.word, v))
				}
			}
		}
	}
	switch more := len(parts) - mostDifferences; {
	case len(parts) == 0:
		return "documents or measures"
	case more > 0:
		parts = append(parts[:mostDifferences], fmt.Sprintf("and %d more", more))
	}
	text := parts[0]
	for _, p := range parts[1:] {
		text += ", " + p
	}
	return text
}
