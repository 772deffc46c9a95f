package watch

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/linchpin-oss/linchpin/state"
)

// feed is a JSON Feed 1.1 (jsonfeed.org/version/1.1).
type feed struct {
	Version string     `json:"version"`
	Title   string     `json:"title"`
	Items   []feedItem `json:"items"`
}

type feedItem struct {
	ID        string   `json:"id"` // changes with what the alert says, so that readers show it again
	Title     string   `json:"title"`
	Text      string   `json:"content_text"`
	Published string   `json:"date_published"`
	Modified  string   `json:"date_modified"`
	Tags      []string `json:"tags"`
}

// WriteFeed writes alerts as a JSON Feed, in their order.
func WriteFeed(w io.Writer, alerts []state.Alert) error {
	f := feed{Version: "https://jsonfeed.org/version/1.1", Title: "Linchpin alerts", Items: []feedItem{}}
	for _, a := range alerts {
		status := string(a.Status)
		if a.Closed != "" {
			status += ": " + a.Closed
		}
		f.Items = append(f.Items, feedItem{ID: fmt.Sprintf("urn:linchpin:alert:%d:%s", a.ID, digest(a.Evidence, status)[:12]),
			Title: fmt.Sprintf("%s, customer %s: %s (%s)", a.Portfolio, a.Customer, a.Caption, status), Text: a.Change,
			Published: a.Raised.UTC().Format("2006-01-02T15:04:05Z"), Modified: a.Updated.UTC().Format("2006-01-02T15:04:05Z"), Tags: append([]string{string(a.Status)}, a.Lists...)})
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(f)
}
