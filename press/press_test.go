package press

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/linchpin-oss/linchpin/screen"
)

const news = `The visit to the capital ended without a result
By Jane Doe
The ruler took home a $ 1.5 billion loan from his meeting with the president last September, the newspaper reported.
Also read: Ten things to know about the summit
“We never asked for money,” said Ivan Petrovich Sidorov, the finance minister. Sidorov did not want to comment on the report.
`

func read(t testing.TB, text string) *Article {
	m, err := BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	a, err := (&Reader{Models: m}).Read(Input{Data: []byte(text), Name: "a.txt", Date: "2021-02-26"})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestRead(t *testing.T) {
	a := read(t, news)
	debris, spoken := false, false
	for _, p := range a.Paragraphs {
		if strings.HasPrefix(p.Text, "Also read") {
			debris = p.Class == "debris"
		}
	}
	for _, c := range a.Claims {
		if strings.Contains(c.Span.Text, "Also read") {
			t.Errorf("a claim from debris: %q", c.Span.Text)
		}
		spoken = spoken || strings.Contains(c.Source.Name, "Sidorov")
	}
	if !debris || !spoken || a.Language.Code != "en" || !a.Language.Supported {
		t.Errorf("debris %v, Sidorov speaks %v, language %+v", debris, spoken, a.Language)
	}
	money := false
	for _, q := range a.Quantities {
		money = money || len(q.Value) == 1 && q.Value[0] == 1.5e9
	}
	if !money {
		t.Errorf("the amount is not read: %+v", a.Quantities)
	}
	var out bytes.Buffer
	if err := a.WriteHTML(&out); err != nil || !strings.Contains(out.String(), "Sidorov") {
		t.Errorf("the page: %v", err)
	}
}

// TestManyOfOneFamily reads a text with more people of one family name than there are digits, and the bare name
// many times: each needs a mark of its own, the bare name one.
func TestManyOfOneFamily(t *testing.T) {
	given := strings.Fields("Ivan Pavel Sergei Dmitri Alexei Nikolai Boris Oleg Igor Anton Maria Olga Elena Tatiana Natalia")
	var b strings.Builder
	for _, g := range given {
		fmt.Fprintf(&b, "%s Sidorov met the president on Monday. Sidorov left on Tuesday, a spokesman said.\n", g)
	}
	seen := map[string]bool{}
	for _, e := range read(t, b.String()).Entities {
		if seen[e.ID] {
			t.Errorf("two parties are called %s", e.ID)
		}
		if e.Type == PersonType {
			seen[e.ID] = true
		}
	}
	if len(seen) != len(given)+1 {
		t.Errorf("%d parties, want %d: %v", len(seen), len(given)+1, seen)
	}
}

func TestSpansAreOfTheText(t *testing.T) {
	a := read(t, "Überschrift über Öl\n\nDer Präsident Alexander Lukaschenko traf am Montag Wladimir Putin in Sotschi, teilte der Kreml mit.\n")
	runes := []rune(a.Text)
	for _, m := range a.Mentions {
		if got := string(runes[m.Start:m.End]); got != m.Text {
			t.Errorf("span %d to %d is %q, not %q", m.Start, m.End, got, m.Text)
		}
	}
	if a.Language.Code != "de" {
		t.Errorf("language %+v", a.Language)
	}
}

func TestUnsupportedLanguageSaysSo(t *testing.T) {
	if a := read(t, "Rząd w Mińsku ogłosił w poniedziałek nowe przepisy dotyczące eksportu nawozów potasowych, podała agencja prasowa.\n"); a.Language.Supported {
		t.Errorf("Polish is called supported: %+v", a.Language)
	}
}

// others answers with one entry that stands on a list for its office.
type others struct{ topic string }

func (o others) Screen(q screen.Query) (*screen.Answer, error) {
	r := screen.Result{ID: "list:1", Caption: q.Name, Schema: "Person", Score: 0.99, Alert: true, Bits: 22, Lists: []screen.Listing{{List: "list", RecordID: "1", InForce: true}}, Properties: map[string][]string{"topics": {o.topic}}}
	for w := range strings.FieldsSeq(strings.ToLower(q.Name)) {
		r.Evidence = append(r.Evidence, evidence(w))
	}
	return &screen.Answer{Results: []screen.Result{r}}, nil
}

func FuzzRead(f *testing.F) {
	m, err := BuiltIn()
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(news), "a.txt")
	f.Add([]byte("<html><body><article><p>Text of “John Smith” said.</p></article></body></html>"), "a.html")
	f.Add([]byte("%PDF-1.4\n1 0 obj"), "a.pdf")
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		if len(data) > 1<<14 {
			return
		}
		(&Reader{Models: m}).Read(Input{Data: data, Name: name})
	})
}

func TestItemsOfFeeds(t *testing.T) {
	for text, want := range map[string]string{
		`<rss><channel><item><title>One</title><link>https://example.org/1</link><pubDate>Fri, 26 Feb 2021 10:00:00 +0000</pubDate><description>Text</description></item></channel></rss>`: "2021-02-26",
		`{"title":"One","url":"https://example.org/1","date":"2021-02-26","text":"Text"}`:                                                                                                  "2021-02-26",
	} {
		path := t.TempDir() + "/feed"
		write(t, path, text)
		items, err := Items(path)
		if err != nil || len(items) != 1 || items[0].Input.Date != want || items[0].Input.URL != "https://example.org/1" {
			t.Errorf("%s: %+v %v", text, items, err)
		}
	}
}

// TestUTF8WithoutCharset holds that a page which names no encoding, or the wrong one, is read as the UTF-8 that it is.
func TestUTF8WithoutCharset(t *testing.T) {
	text := strings.Repeat("<p>The minister’s office in Zürich said – after “long” talks – that nothing had been agreed with the visitors from abroad.</p>", 6)
	for _, head := range []string{"", `<meta charset="windows-1252">`} {
		m, err := BuiltIn()
		if err != nil {
			t.Fatal(err)
		}
		got, err := ArticleText(Input{Data: []byte("<html><head>" + head + "<title>T</title></head><body><article>" + text + "</article></body></html>"), Name: "a.html"}, m)
		if err != nil || !strings.Contains(got, "minister’s office in Zürich") {
			t.Errorf("%q: %v %.120q", head, err, got)
		}
	}
}
