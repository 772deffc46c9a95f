package tree

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestXMLTreeAndUnread(t *testing.T) {
	root, err := XML([]byte(`<?xml version="1.0" encoding="UTF-8"?>
<!-- c --><l:list xmlns:l="x" date='2021'><entry uid="7"><name>A &amp; B &#x42F;</name><new/><odd>1</odd></entry></l:list>`))
	if err != nil {
		t.Fatal(err)
	}
	e := root.Child("entry")
	if root.Name != "list" || root.Text("@date") != "2021" || e.Text("name") != "A & B Я" || e.Line != 2 {
		t.Fatalf("read wrong: %+v", e)
	}
	var unread []string
	root.Unread(func(p string) { unread = append(unread, p) })
	if got := strings.Join(unread, " "); got != "list/entry/@uid list/entry/odd" {
		t.Errorf("unread = %q", got)
	}
}

func TestXMLRefuses(t *testing.T) {
	for name, doc := range map[string]string{
		"empty":       "",
		"maintenance": "Service is under maintenance",
		"cut":         "<list><entry><name>Ivan</na",
		"cut tag":     "<list><entry uid='1",
		"crossed":     "<a><b></a></b>",
		"two roots":   "<a/><b/>",
		"bomb":        `<!DOCTYPE l [<!ENTITY a "aaaa">]><l>&a;</l>`,
		"utf8":        "<a>\xff\xfe\xfd</a>",
		"deep":        strings.Repeat("<a>", 100) + strings.Repeat("</a>", 100),
		"html":        "<html><head><meta charset=utf-8></head></html>",
		"entity":      "<a>&nope;</a>",
	} {
		var se *SyntaxError
		if _, err := XML([]byte(doc)); !errors.As(err, &se) {
			t.Errorf("%s: accepted or wrong error %v", name, err)
		}
	}
}

func TestEncodings(t *testing.T) {
	root, err := XML([]byte("<?xml version=\"1.0\" encoding=\"windows-1252\"?><a>Andr\xe9</a>"))
	if err != nil || root.Value != "André" {
		t.Errorf("windows-1252: %v %v", root, err)
	}
	root, err = XML([]byte("\xff\xfe<\x00a\x00>\x00x\x00<\x00/\x00a\x00>\x00"))
	if err != nil || root.Value != "x" {
		t.Errorf("utf-16: %v %v", root, err)
	}
}

func TestJSONAndYAML(t *testing.T) {
	root, err := JSON([]byte(`{"a": [{"b": 1}, {"b": null}], "c": true}`))
	if err != nil || root.Text("c") != "true" || len(root.All("a")) != 2 || root.Text("a/b") != "1" {
		t.Errorf("json: %v", err)
	}
	if _, err := JSON([]byte(`{"a": [1`)); err == nil {
		t.Error("cut JSON accepted")
	}
	docs, err := YAML([]byte("---\nnames:\n- A\n- B\nremark: \n---\nnames: [C]\n"))
	if err != nil || len(docs) != 2 || strings.Join(docs[0].Texts("names"), ",") != "A,B" {
		t.Errorf("yaml: %v", err)
	}
	if _, err := YAML([]byte("a: &x [1]\nb: *x\n")); err == nil {
		t.Error("alias accepted")
	}
}

// FuzzXML holds the reader against encoding/xml: what it accepts, that accepts too, with the same text.
func FuzzXML(f *testing.F) {
	f.Add([]byte(`<a b="1">x<c/>y &lt; z</a>`))
	f.Add([]byte("<a><![CDATA[x]]></a>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		root, err := XML(data)
		if err != nil || bytes.Contains(data, []byte("<?")) || bytes.IndexByte(data, 0x1a) >= 0 {
			return
		}
		dec := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
		count := 0
		for {
			tok, err := dec.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Skip() // encoding/xml checks characters of names more strictly
			}
			if _, ok := tok.(xml.StartElement); ok {
				count++
			}
		}
		if got := elements(root); got != count {
			t.Errorf("%d elements, encoding/xml sees %d", got, count)
		}
	})
}

func elements(n *Node) int {
	count := 1
	for _, c := range n.Children() {
		if !strings.HasPrefix(c.Name, "@") {
			count += elements(c)
		}
	}
	return count
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(`{"a":[1,{"b":"x"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) { _, _ = JSON(data) })
}

func FuzzYAML(f *testing.F) {
	f.Add([]byte("a: [1, 2]\n---\nb: {c: d}\n"))
	f.Fuzz(func(t *testing.T, data []byte) { _, _ = YAML(data) })
}

func BenchmarkXML(b *testing.B) {
	doc := []byte("<list>" + strings.Repeat(`<entry uid="123"><name>Ivan &amp; Co</name><addr><city>Minsk</city><country>Belarus</country></addr></entry>`+"\n", 20000) + "</list>")
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		if _, err := XML(doc); err != nil {
			b.Fatal(err)
		}
	}
}
