package dossier

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"html/template"
	"strings"
)

// Formats are the endings of the forms in which a dossier is written, with their media types.
var Formats = map[string]string{
	"html": "text/html; charset=utf-8",
	"md":   "text/markdown; charset=utf-8",
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

// Write gives the dossier in one of Formats.
func (d *Dossier) Write(format string) ([]byte, error) {
	switch format {
	case "html":
		var b bytes.Buffer
		err := page.Execute(&b, d)
		return b.Bytes(), err
	case "md":
		return d.markdown(), nil
	case "docx":
		return d.docx()
	}
	return nil, fmt.Errorf("a dossier is written as html, md or docx, not as %q", format)
}

var escapeMarkdown = strings.NewReplacer("\n", " ", `\`, `\\`, "*", `\*`, "_", `\_`, "[", `\[`, "<", "&lt;", "`", "\\`", "#", `\#`)

func (d *Dossier) markdown() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s\n\nAs of %s\n", escapeMarkdown.Replace(d.Title), d.Day)
	for _, s := range d.Sections {
		fmt.Fprintf(&b, "\n## %s\n\n", s.Title)
		if len(s.Sentences) == 0 {
			b.WriteString(s.None + "\n")
		}
		for _, l := range s.Sentences {
			fmt.Fprintf(&b, "- %s  \n  *Source: %s*\n", escapeMarkdown.Replace(l.Text), escapeMarkdown.Replace(l.Source))
		}
	}
	return b.Bytes()
}

var page = template.Must(template.New("dossier").Parse(`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{.Title}}</title>
<style>body{font:16px/1.55 Georgia,serif;max-width:48rem;margin:0 auto;padding:1.5rem;color:#17202b}h1,h2{font-family:system-ui,sans-serif;line-height:1.2}li{margin:.5rem 0;overflow-wrap:anywhere}.source{display:block;color:#566274;font:.82rem system-ui,sans-serif}</style></head>
<body><h1>{{.Title}}</h1><p class="source">As of {{.Day}}</p>
{{range .Sections}}<h2>{{.Title}}</h2>{{if .Sentences}}<ul>{{range .Sentences}}
<li>{{.Text}}<span class="source">Source: {{.Source}}</span></li>{{end}}
</ul>{{else}}<p>{{.None}}</p>{{end}}
{{end}}</body></html>
`))

// docx writes the smallest package that Office Open XML (ECMA-376) asks for.
func (d *Dossier) docx() ([]byte, error) {
	var body bytes.Buffer
	para := func(text, run string) {
		body.WriteString(`<w:p><w:r><w:rPr>` + run + `</w:rPr><w:t xml:space="preserve">`)
		xml.EscapeText(&body, []byte(text))
		body.WriteString(`</w:t></w:r></w:p>`)
	}
	const small = `<w:i/><w:color w:val="566274"/><w:sz w:val="18"/>`
	para(d.Title, `<w:b/><w:sz w:val="40"/>`)
	para("As of "+d.Day, small)
	for _, s := range d.Sections {
		para(s.Title, `<w:b/><w:sz w:val="28"/>`)
		if len(s.Sentences) == 0 {
			para(s.None, "")
		}
		for _, l := range s.Sentences {
			para("• "+l.Text, "")
			para("Source: "+l.Source, small)
		}
	}
	const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range [][2]string{
		{"[Content_Types].xml", head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", head + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body.String() + `</w:body></w:document>`},
	} {
		w, err := z.Create(f[0])
		if err != nil {
			return nil, err
		}
		if _, err := w.Write([]byte(f[1])); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
