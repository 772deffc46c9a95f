package press

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Item is a page of a folder or feed.
type Item struct{ Input Input }

// Key tells an item from all others, by address and content.
func (i Item) Key() string {
	sum := sha256.Sum256(append([]byte(i.Input.URL+"\x00"), i.Input.Data...))
	return hex.EncodeToString(sum[:])
}

// maxItems bounds a feed.
const maxItems = 100_000

// Items lists the pages of a folder, or of a feed as RSS, Atom or JSON lines (title, url, date, text or html).
func Items(path string) ([]Item, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return folder(path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	trimmed := bytes.TrimSpace(data)
	if bytes.HasPrefix(trimmed, []byte("<")) {
		return feed(path, trimmed)
	}
	return jsonLines(path, data)
}

func folder(path string) ([]Item, error) {
	var out []Item
	err := filepath.WalkDir(path, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !slices.Contains([]string{".html", ".htm", ".txt", ".pdf"}, strings.ToLower(filepath.Ext(file))) {
			return err
		}
		data, err := os.ReadFile(file)
		if err == nil && len(out) < maxItems {
			out = append(out, Item{Input{Data: data, Name: d.Name()}})
		}
		return err
	})
	return out, err
}

// feed reads RSS 2.0 or Atom.
func feed(path string, data []byte) ([]Item, error) {
	var f struct {
		Items []struct {
			Title   string `xml:"title"`
			Link    string `xml:"link"`
			Date    string `xml:"pubDate"`
			Text    string `xml:"description"`
			Content string `xml:"http://purl.org/rss/1.0/modules/content/ encoded"`
		} `xml:"channel>item"`
		Entries []struct {
			Title string `xml:"title"`
			Links []struct {
				Href string `xml:"href,attr"`
			} `xml:"link"`
			Date    string `xml:"published"`
			Updated string `xml:"updated"`
			Summary string `xml:"summary"`
			Content string `xml:"content"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("%s: neither RSS nor Atom: %w", path, err)
	}
	page := func(title, text string) []byte {
		return []byte("<html><head><title>" + escapeText(title) + "</title></head><body><article><h1>" + escapeText(title) + "</h1>" + text + "</article></body></html>")
	}
	var out []Item
	for _, x := range f.Items {
		out = append(out, Item{Input{Data: page(x.Title, cmp.Or(x.Content, x.Text)), Name: x.Title + ".html", URL: strings.TrimSpace(x.Link), Date: feedDay(x.Date)}})
	}
	for _, x := range f.Entries {
		url := ""
		if len(x.Links) > 0 {
			url = x.Links[0].Href
		}
		out = append(out, Item{Input{Data: page(x.Title, cmp.Or(x.Content, x.Summary)), Name: x.Title + ".html", URL: url, Date: feedDay(cmp.Or(x.Date, x.Updated))}})
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s: a feed without items", path)
	}
	return out[:min(len(out), maxItems)], nil
}

func escapeText(s string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(s))
	return b.String()
}

func jsonLines(path string, data []byte) ([]Item, error) {
	var out []Item
	s := bufio.NewScanner(bytes.NewReader(data))
	s.Buffer(nil, MaxPage)
	for n := 1; s.Scan(); n++ {
		if len(bytes.TrimSpace(s.Bytes())) == 0 {
			continue
		}
		var x struct{ Title, URL, Date, Text, HTML, Language string }
		if err := json.Unmarshal(s.Bytes(), &x); err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", path, n, err)
		}
		item := Item{Input{Name: "item.txt", URL: x.URL, Date: x.Date, Language: x.Language, Data: []byte(x.Title + "\n\n" + x.Text)}}
		switch {
		case x.HTML != "":
			item.Input.Data, item.Input.Name = []byte(x.HTML), "item.html"
		case x.Text == "":
			return nil, fmt.Errorf("%s: line %d: neither text nor html", path, n)
		}
		if out = append(out, item); len(out) == maxItems {
			break
		}
	}
	if err := s.Err(); err != nil {
		return nil, err
	}
	if len(out) == 0 {
		return nil, errors.New(path + ": no items")
	}
	return out, nil
}

// feedDay reads the dates of feeds; "" if it cannot.
func feedDay(text string) string {
	text = strings.TrimSpace(text)
	for _, layout := range []string{time.RFC3339, time.RFC1123Z, time.RFC1123, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST", time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Format(time.DateOnly)
		}
	}
	return ""
}
