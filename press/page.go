package press

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
)

// page is a text ready to be read.
type page struct {
	text, title, url, format string
	date                     time.Time
	body                     bool // the text is the article alone, as an extraction library took it from a page
	warnings                 []string
}

// extract turns a page into text, by what it holds.
func extract(in Input) (*page, error) {
	switch formatOf(in) {
	case "pdf":
		return fromPDF(in)
	case "html":
		return fromHTML(in)
	}
	if bytes.IndexByte(in.Data[:min(len(in.Data), 4096)], 0) >= 0 && !utf16(in.Data) {
		return nil, fmt.Errorf("%s: neither HTML, PDF nor text: zero bytes", in.Name)
	}
	data := in.Data
	p := &page{format: "text"}
	if utf16(data) {
		var err error
		if data, err = decode(data, "text/plain"); err != nil {
			return nil, fmt.Errorf("%s: %w", in.Name, err)
		}
	}
	p.text = validUTF8(data)
	if strings.Count(p.text, "\ufffd") > len(p.text)/200+2 {
		p.warnings = append(p.warnings, "the text is not UTF-8: bytes that are not were replaced")
	}
	return p, nil
}

func utf16(data []byte) bool {
	return bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff})
}

func decode(data []byte, contentType string) ([]byte, error) {
	if utf8.Valid(data) { // whatever the page says: hardly any other encoding is valid UTF-8 by chance
		return data, nil
	}
	r, err := charset.NewReader(bytes.NewReader(data), contentType)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	_, err = b.ReadFrom(r)
	return b.Bytes(), err
}

func formatOf(in Input) string {
	head := bytes.TrimLeft(in.Data[:min(len(in.Data), 2048)], "\ufeff \t\r\n")
	switch ext := strings.ToLower(filepath.Ext(in.Name)); {
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return "pdf"
	case ext == ".html" || ext == ".htm" || ext == ".xhtml":
		return "html"
	case ext == ".txt" || ext == ".md":
		return "text"
	}
	if strings.HasPrefix(http.DetectContentType(head), "text/html") || bytes.Contains(bytes.ToLower(head), []byte("<html")) || bytes.Contains(bytes.ToLower(head), []byte("<body")) {
		return "html"
	}
	return "text"
}

// maxDepth bounds how deep elements may be nested before a page is read as plain lines.
const maxDepth = 400

// fromHTML takes the article out of a page with go-trafilatura. A page of which it finds too little is read line by line and
// left to the classifier of lines.
func fromHTML(in Input) (p *page, err error) {
	data, err := decode(in.Data, "text/html")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", in.Name, err)
	}
	text := validUTF8(data)
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("%s: reading HTML: %w", in.Name, err)
	}
	p = &page{format: "html"}
	plain := visible(doc)
	defer func() {
		if r := recover(); r != nil { // the library has failed on odd pages; the lines are still there
			p, err = &page{format: "html", text: plain, warnings: []string{fmt.Sprintf("the article could not be told from the page (%v): all lines are shown", r)}}, nil
		}
	}()
	if depth(doc, 0) > maxDepth {
		p.text = plain
		p.warnings = append(p.warnings, fmt.Sprintf("elements are nested deeper than %d: all lines are shown", maxDepth))
		return p, nil
	}
	opts := trafilatura.Options{ExcludeComments: true, EnableFallback: false, ExcludeTables: false, Deduplicate: false}
	if u, err := url.Parse(in.URL); err == nil && in.URL != "" {
		opts.OriginalURL = u
	}
	res, err := trafilatura.ExtractDocument(doc, opts)
	if err != nil || res == nil {
		p.text = plain
		p.warnings = append(p.warnings, "the article could not be told from the page: all lines are shown")
		return p, nil
	}
	p.title, p.url, p.date = res.Metadata.Title, res.Metadata.URL, res.Metadata.Date
	if !p.date.IsZero() && (p.date.Year() < 1990 || p.date.After(time.Now().AddDate(0, 0, 2))) {
		p.date = time.Time{}
	}
	p.text, p.body = strings.TrimSpace(blocks(res.ContentNode)), true
	if p.text == "" {
		p.text, p.body = plain, false
	}
	if p.title != "" && !strings.HasPrefix(p.text, p.title) {
		p.text = p.title + "\n\n" + p.text
	}
	return p, nil
}

func depth(n *html.Node, at int) int {
	most := at
	if at > maxDepth {
		return at
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		most = max(most, depth(c, at+1))
	}
	return most
}

var blockTags = wordSet("p div section article header footer main aside nav h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table tr td th blockquote pre figure figcaption form fieldset address hr br body option button")

var hiddenTags = wordSet("script style noscript template head svg iframe object select textarea")

// visible is the text of a page, a line for each block.
func visible(doc *html.Node) string { return blocks(doc) }

func blocks(n *html.Node) string {
	var b strings.Builder
	var walk func(n *html.Node, level int)
	walk = func(n *html.Node, level int) {
		if n == nil || level > 2*maxDepth || n.Type == html.ElementNode && hiddenTags[n.Data] {
			return
		}
		if n.Type == html.TextNode {
			t := strings.Join(strings.Fields(n.Data), " ")
			if t == "" {
				if n.Data != "" && b.Len() > 0 && !strings.HasSuffix(b.String()[max(0, b.Len()-1):], "\n") {
					b.WriteByte(' ')
				}
				return
			}
			if n.Data[0] == ' ' || n.Data[0] == '\n' || n.Data[0] == '\t' {
				b.WriteByte(' ')
			}
			b.WriteString(t)
			if last := n.Data[len(n.Data)-1]; last == ' ' || last == '\n' || last == '\t' {
				b.WriteByte(' ')
			}
			return
		}
		block := n.Type == html.ElementNode && blockTags[n.Data]
		if block {
			b.WriteByte('\n')
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, level+1)
		}
		if block {
			b.WriteByte('\n')
		}
	}
	walk(n, 0)
	var out []string
	for line := range strings.Lines(b.String()) {
		if t := strings.Join(strings.Fields(line), " "); t != "" {
			out = append(out, t)
		}
	}
	return strings.Join(out, "\n\n")
}
