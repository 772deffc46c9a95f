package main

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"html"
	"path/filepath"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/press"
	"github.com/linchpin-oss/linchpin/screen"
)

type dossierCmd struct {
	ID   string `arg:"" help:"Entity id such as eu-fsf:EU.6385.79, or a record id that only one list has."`
	Out  string `short:"o" required:"" help:"File to write: .html, .md or .docx." placeholder:"FILE" type:"path"`
	AsOf string `help:"As it stood on this day." placeholder:"DATE"`
}

// Help says what it is for.
func (dossierCmd) Help() string {
	return `The form in which civil society proposes a designation: every sentence carries its source. Claims come from pages kept with linchpin read --store.

Example:
  linchpin dossier eu-fsf:EU.6385.79 -o gutseriev.docx`
}

// section is a heading with sentences, each with its source.
type section struct {
	title string
	lines []sourced
	none  string // what is said where there is nothing
}

type sourced struct{ text, source string }

// Run gathers and writes.
func (c *dossierCmd) Run(a *app) error {
	write, ok := map[string]func(string, []section) ([]byte, error){".html": dossierHTML, ".md": dossierMarkdown, ".docx": dossierDOCX}[strings.ToLower(filepath.Ext(c.Out))]
	if !ok {
		return fmt.Errorf("-o %s: write .html, .md or .docx", c.Out)
	}
	s, _, err := a.screener()
	if err != nil {
		return err
	}
	defer s.Index.Close()
	e, err := s.EntryByID(c.ID)
	if err != nil {
		return err
	}
	title, sections, err := a.dossier(s, e, c.AsOf)
	if err != nil {
		return err
	}
	data, err := write(title, sections)
	if err != nil {
		return err
	}
	if err := archive.WriteFile(c.Out, data); err != nil {
		return err
	}
	n := 0
	for _, x := range sections {
		n += len(x.lines)
	}
	a.out.line("%s: %s, each with its source", c.Out, plural(n, "sentence", "sentences"))
	return nil
}

// dossier gathers what the lists and the press kept say of a party.
func (a *app) dossier(s *screen.Screener, e index.Entry, asOf string) (string, []section, error) {
	day := asOf
	if day == "" {
		day = a.now().UTC().Format("2006-01-02")
	}
	facts, listings := section{title: "Facts", none: "No list gives facts beyond the name."}, section{title: "Listings", none: "No listing is stored."}
	links := section{title: "Links to others", none: "The lists name no links to others."}
	title := ""
	var ids []string
	seen := map[string]bool{}
	for _, m := range s.Members(e) {
		_, to := s.Index.EntryVersions(m)
		entities, err := s.Index.Entities(to - 1)
		if err != nil {
			return "", nil, err
		}
		target := entities[0]
		if title == "" || m == e {
			title = target.Caption()
		}
		ids = append(ids, target.ID)
		l := s.Listing(m, entities, day)
		state := "stands on"
		if !l.InForce {
			state = "stood on"
		}
		text := fmt.Sprintf("%s %s the list %s since %s", target.Caption(), state, l.List, cmp.Or(l.Listed, l.FirstSeen))
		if len(l.Programmes) > 0 {
			text += ", programme " + strings.Join(l.Programmes, ", ")
		}
		if len(l.Measures) > 0 {
			text += ": " + strings.Join(l.Measures, ", ")
		}
		if l.Delisted != "" {
			text += "; taken off on " + l.Delisted
		}
		listings.lines = append(listings.lines, sourced{text + ".", strings.TrimSpace(target.ID + " " + strings.Join(l.LegalBasis, "; ") + " " + l.URL)})
		for _, st := range target.Statements {
			if key := st.Prop + "\x00" + st.Text(); !seen[key] && st.Prop != "topics" {
				seen[key] = true
				label := st.Prop
				if p := target.Schema.Prop(st.Prop); p != nil && p.Label != "" {
					label = p.Label
				}
				facts.lines = append(facts.lines, sourced{label + ": " + st.Text(), target.ID})
			}
		}
		links.lines = append(links.lines, linksOf(entities)...)
	}
	slices.SortStableFunc(facts.lines, func(x, y sourced) int { return strings.Compare(x.text, y.text) })
	about, err := a.pressOf(ids)
	if err != nil {
		return "", nil, err
	}
	claims, contradicted := pressSections(about)
	missing := section{title: "What is missing", none: "Nothing is known to be missing."}
	for prop, what := range map[string]string{"birthDate": "a date of birth or founding", "nationality": "a nationality", "idNumber": "an identity document", "registrationNumber": "a registration number", "address": "an address"} {
		found := slices.ContainsFunc(s.Members(e), func(m index.Entry) bool {
			_, to := s.Index.EntryVersions(m)
			entities, err := s.Index.Entities(to - 1)
			return err == nil && len(entities[0].Get(prop)) > 0
		})
		if !found {
			missing.lines = append(missing.lines, sourced{"No list gives " + what + ".", strings.Join(ids, ", ")})
		}
	}
	slices.SortFunc(missing.lines, func(x, y sourced) int { return strings.Compare(x.text, y.text) })
	if len(about) == 0 {
		missing.lines = append(missing.lines, sourced{"No article that names the party is kept.", "linchpin read --store"})
	}
	return title, []section{listings, facts, links, claims, contradicted, missing}, nil
}

func linksOf(entities []*ftm.Entity) (out []sourced) {
	names := map[string]string{}
	for _, e := range entities {
		names[e.ID] = e.Caption()
	}
	for _, e := range entities[1:] {
		ends := []string{}
		for _, prop := range []string{"owner", "asset", "director", "organization", "person", "relative", "associate", "subject", "object"} {
			for _, id := range e.Get(prop) {
				ends = append(ends, prop+" "+cmp.Or(names[id], id))
			}
		}
		if len(ends) >= 2 {
			out = append(out, sourced{e.Schema.Name + ": " + strings.Join(ends, ", ") + " " + strings.Join(e.Get("role"), ", "), entities[0].ID})
		}
	}
	return out
}

func pressSections(about []press.About) (claims, contradicted section) {
	claims = section{title: "Claims in the press, firmest first", none: "No claims are kept."}
	contradicted = section{title: "What is contradicted", none: "No contradictions are known."}
	order := []string{"certain", "firm", "stated", "reported", "hedged", "unchecked"}
	rank := func(f string) int {
		if i := slices.Index(order, f); i >= 0 {
			return i
		}
		return len(order) / 2
	}
	slices.SortStableFunc(about, func(x, y press.About) int { return rank(x.Claim.Firmness) - rank(y.Claim.Firmness) })
	for _, x := range about {
		source := strings.TrimSpace(fmt.Sprintf("%s %s %s, characters %d to %d of page %s", x.Title, x.Date, x.URL, x.Claim.Span.Start, x.Claim.Span.End, x.Article[:16]))
		claims.lines = append(claims.lines, sourced{fmt.Sprintf("%s (%s, %s): “%s”", x.Source, x.Claim.Stance, x.Claim.Firmness, strings.Join(strings.Fields(x.Claim.Span.Text), " ")), source})
		if k := x.Claim.Check; k != nil {
			for _, f := range k.Findings {
				claims.lines = append(claims.lines, sourced{"The lists say: " + f, strings.Join(k.Entries, ", ")})
			}
		}
		for _, why := range x.Contradicted {
			contradicted.lines = append(contradicted.lines, sourced{why, source})
		}
	}
	return claims, contradicted
}

func dossierMarkdown(title string, sections []section) ([]byte, error) {
	var b strings.Builder
	escape := strings.NewReplacer("\n", " ", "*", `\*`, "_", `\_`, "[", `\[`, "<", "&lt;")
	fmt.Fprintf(&b, "# %s\n", escape.Replace(title))
	for _, s := range sections {
		fmt.Fprintf(&b, "\n## %s\n\n", s.title)
		if len(s.lines) == 0 {
			b.WriteString(s.none + "\n")
		}
		for _, l := range s.lines {
			fmt.Fprintf(&b, "- %s  \n  *Source: %s*\n", escape.Replace(l.text), escape.Replace(l.source))
		}
	}
	return []byte(b.String()), nil
}

func dossierHTML(title string, sections []section) ([]byte, error) {
	var b strings.Builder
	fmt.Fprintf(&b, `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>%[1]s</title><style>body{font:16px/1.55 Georgia,serif;max-width:48rem;margin:0 auto;padding:1.5rem;color:#17202b}h1,h2{font-family:system-ui,sans-serif;line-height:1.2}li{margin:.5rem 0;overflow-wrap:anywhere}.source{display:block;color:#566274;font:.82rem system-ui,sans-serif}</style></head><body><h1>%[1]s</h1>`, html.EscapeString(title))
	for _, s := range sections {
		fmt.Fprintf(&b, "<h2>%s</h2>", html.EscapeString(s.title))
		if len(s.lines) == 0 {
			fmt.Fprintf(&b, "<p>%s</p>", html.EscapeString(s.none))
			continue
		}
		b.WriteString("<ul>")
		for _, l := range s.lines {
			fmt.Fprintf(&b, `<li>%s<span class="source">Source: %s</span></li>`, html.EscapeString(l.text), html.EscapeString(l.source))
		}
		b.WriteString("</ul>")
	}
	b.WriteString("</body></html>\n")
	return []byte(b.String()), nil
}

// dossierDOCX writes the smallest package that Office Open XML (ECMA-376) asks for.
func dossierDOCX(title string, sections []section) ([]byte, error) {
	var body bytes.Buffer
	para := func(text, run string) {
		body.WriteString(`<w:p><w:r><w:rPr>` + run + `</w:rPr><w:t xml:space="preserve">`)
		xml.EscapeText(&body, []byte(text))
		body.WriteString(`</w:t></w:r></w:p>`)
	}
	para(title, `<w:b/><w:sz w:val="40"/>`)
	for _, s := range sections {
		para(s.title, `<w:b/><w:sz w:val="28"/>`)
		if len(s.lines) == 0 {
			para(s.none, "")
		}
		for _, l := range s.lines {
			para("• "+l.text, "")
			para("Source: "+l.source, `<w:i/><w:color w:val="566274"/><w:sz w:val="18"/>`)
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
