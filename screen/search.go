package screen

import (
	"fmt"
	"strings"

	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/names"
)

// Found is one entry that holds a text.
type Found struct {
	ID       string `json:"id"`
	Caption  string `json:"caption"`
	Schema   string `json:"schema"`
	List     string `json:"list"`
	RecordID string `json:"recordId"`
	Listed   string `json:"listed"`
	Delisted string `json:"delisted,omitempty"`
	Property string `json:"property"`
	Value    string `json:"value"`
}

// Search looks for a text, without regard to case and accents, in every property of the newest version of every entry,
// in the order of the index. More says that there are others beyond the limit.
func (s *Screener) Search(text string, only []string, limit int) (found []Found, more bool, err error) {
	x := s.Index
	lower, folded := strings.ToLower(strings.TrimSpace(text)), names.Fold(text)
	if lower == "" {
		return nil, false, fmt.Errorf("nothing to search for")
	}
	if limit < 1 {
		return nil, false, fmt.Errorf("limit %d is not a positive number", limit)
	}
	for _, want := range only {
		if !hasList(x, want) {
			return nil, false, fmt.Errorf("list %q is not loaded", want)
		}
	}
	for e := range index.Entry(x.Entries()) {
		meta := &x.Meta.Lists[x.List(e)]
		if len(only) > 0 && !containsFold(only, meta.ID) {
			continue
		}
		from, to := x.EntryVersions(e)
		for v := to - 1; v >= from; v-- {
			entities, err := x.Entities(v)
			if err != nil {
				return nil, false, err
			}
			prop, value := "", ""
			if strings.ToLower(x.Record(e)) == lower {
				prop, value = "recordId", x.Record(e)
			}
		scan:
			for i, ent := range entities {
				for _, st := range ent.Statements {
					if prop != "" {
						break scan
					}
					t := st.Text()
					if strings.Contains(strings.ToLower(t), lower) || strings.Contains(strings.ToLower(st.Original), lower) ||
						folded != "" && len(t) < 200 && strings.Contains(names.Fold(t), folded) {
						prop, value = st.Prop, t
						if i > 0 {
							prop = ent.Schema.Name + "." + prop
						}
					}
				}
			}
			if prop == "" {
				continue
			}
			if len(found) == limit {
				return found, true, nil
			}
			l := s.Listing(e, entities, "")
			found = append(found, Found{ID: entities[0].ID, Caption: x.Caption(v), Schema: entities[0].Schema.Name, List: meta.ID,
				RecordID: l.RecordID, Listed: l.Listed, Delisted: l.Delisted, Property: prop, Value: value})
			break
		}
	}
	return found, false, nil
}
