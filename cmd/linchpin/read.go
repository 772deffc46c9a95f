package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/press"
)

type readCmd struct {
	File     string `arg:"" help:"Page as HTML, text or PDF; - for standard input. With --watch a folder, or a feed as RSS, Atom or JSONL."`
	URL      string `help:"Address of the page, which is its source."`
	Date     string `help:"Day of the article, if the page does not tell." placeholder:"DATE"`
	Language string `help:"Language of the article, if known: en, de, ru."`
	AsOf     string `help:"Compare with the lists as of this day." placeholder:"DATE"`
	JSON     bool   `help:"Print one JSON document."`
	Report   string `help:"Write a self-contained HTML page." placeholder:"OUT.html" type:"path"`
	Store    bool   `help:"Keep the page with its claims and links; show and dossier then carry them, marked as press."`
	Watch    bool   `help:"Read what is new in a folder or feed, once, and tell of listed parties that it names."`
	LLM      string `name:"llm" help:"OpenAI-compatible endpoint that may propose further claims; they are marked and must quote their words. Model by $LINCHPIN_LLM_MODEL, key by $LINCHPIN_LLM_KEY." placeholder:"URL"`
}

// Help gives examples.
func (readCmd) Help() string {
	return `Cleans the text, finds who and what is named, links names to listed parties where nothing speaks against it, and works out who claims what, how
firmly; claims about listings are compared with the history of the lists.

Examples:
  linchpin read article.html --report article-read.html
  linchpin read scraped.txt --date 2021-02-26 --json
  linchpin read inbox/ --watch`
}

// Run reads a page.
func (c *readCmd) Run(a *app) error {
	rd, done, err := a.pressReader(false)
	if err != nil {
		return err
	}
	defer done()
	if c.Watch {
		return c.watch(a, rd)
	}
	data, err := readPage(a.in, c.File)
	if err != nil {
		return err
	}
	in := press.Input{Data: data, Name: filepath.Base(c.File), URL: c.URL, Date: c.Date, Language: c.Language, AsOf: c.AsOf}
	article, err := rd.Read(in)
	if err != nil {
		return err
	}
	if c.LLM != "" {
		p := press.Proposer{URL: c.LLM, Model: os.Getenv("LINCHPIN_LLM_MODEL"), Key: os.Getenv("LINCHPIN_LLM_KEY")}
		if err := p.Propose(a.ctx, article); err != nil {
			article.Warnings = append(article.Warnings, "no proposals: "+err.Error())
		}
	}
	if c.Store {
		if err := a.shelf().Keep(article, data); err != nil {
			return err
		}
	}
	if c.Report != "" {
		var page bytes.Buffer
		if err := article.WriteHTML(&page); err != nil {
			return err
		}
		if err := archive.WriteFile(c.Report, page.Bytes()); err != nil {
			return err
		}
	}
	if c.JSON {
		return a.out.json(article)
	}
	printArticle(a.out, article)
	if c.Report != "" {
		a.out.line("Report: %s", c.Report)
	}
	if c.Store {
		a.out.line("Kept as %s", article.SHA256[:16])
	}
	for _, w := range article.Warnings {
		a.err.wrap(0, a.err.yellow("Warning: ")+w)
	}
	return nil
}

// readPage reads a file or, for -, standard input, up to the size of the largest page.
func readPage(in io.Reader, path string) ([]byte, error) {
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, press.MaxPage+1))
	if err == nil && len(data) > press.MaxPage {
		err = fmt.Errorf("%s: more than %d MB", path, press.MaxPage>>20)
	}
	return data, err
}

func printArticle(p *printer, a *press.Article) {
	linked := map[string]*press.Entity{}
	for i := range a.Entities {
		if e := &a.Entities[i]; e.Entity != "" {
			linked[e.ID] = e
		}
	}
	head := fmt.Sprintf("%s: %s, %s linked to the lists", cmp.Or(a.Title, "untitled"), plural(len(a.Claims), "claim", "claims"), plural(len(linked), "party", "parties"))
	p.wrap(0, p.bold(head))
	debris := 0
	for _, x := range a.Paragraphs {
		if x.Class == "debris" {
			debris++
		}
	}
	language := a.Language.Code
	if !a.Language.Supported {
		language += " (not supported: mentions and claims may be missing)"
	}
	p.wrap(0, p.dim(fmt.Sprintf("%s, %s, %s, of which %s", cmp.Or(a.Date, "no date"), language, plural(len(a.Paragraphs), "line", "lines"), plural(debris, "is debris", "are debris"))))
	for i := range a.Entities {
		e := &a.Entities[i]
		switch {
		case e.Entity != "":
			p.line("")
			k := e.Candidates[0]
			p.wrap(0, fmt.Sprintf("%s is %s (%s), %s since %s", p.bold(e.Name), p.bold(k.Caption), e.Entity, k.List, cmp.Or(k.Listed, "?")))
		case len(e.Candidates) > 0:
			p.line("")
			p.wrap(0, fmt.Sprintf("%s could be %s (%s, score %.2f); not linked: %s", p.bold(e.Name), e.Candidates[0].Caption, e.Candidates[0].ID, e.Candidates[0].Score, e.Candidates[0].Against))
		}
	}
	names := map[string]string{}
	for _, e := range a.Entities {
		names[e.ID] = e.Name
	}
	contra := map[string][]string{}
	for _, x := range a.Contradictions {
		contra[x.Claim] = append(contra[x.Claim], x.By+" ("+x.Why+")")
	}
	for i := range a.Claims {
		c := &a.Claims[i]
		p.line("")
		who := cmp.Or(c.Source.Name, cmp.Or(names[c.Source.Entity], strings.ReplaceAll(c.Source.Kind, "_", " ")))
		mark := ""
		if c.Proposed != "" {
			mark = p.yellow(" (proposed by a language model)")
		}
		p.wrap(0, fmt.Sprintf("%s  %s: %s, %s%s", c.ID, p.bold(who), c.Stance, c.Firmness, mark))
		p.wrap(4, "“"+strings.Join(strings.Fields(c.Span.Text), " ")+"”")
		if c.Relation != "" {
			p.wrap(4, p.dim(fmt.Sprintf("%s %s %s %s", refNames(names, c.Subject), c.Relation, refNames(names, c.Object), c.ObjectText)))
		}
		if len(c.Chain) > 1 {
			p.wrap(4, p.dim("through "+strings.Join(c.Chain, " → ")))
		}
		for _, other := range contra[c.ID] {
			p.wrap(4, p.yellow("contradicted by "+other))
		}
		if k := c.Check; k != nil {
			for _, f := range k.Findings {
				p.wrap(4, p.green("the lists: ")+f)
			}
		}
	}
}

func refNames(names map[string]string, refs press.Refs) string {
	var out []string
	for _, r := range refs {
		out = append(out, cmp.Or(names[r], r))
	}
	return strings.Join(out, ", ")
}

func (a *app) pressDir() string { return filepath.Join(a.data.Dir, "press") }

func (a *app) shelf() press.Shelf { return press.Shelf{Dir: a.pressDir()} }

// pressOf gathers what articles kept say of a party, by the ids of its records.
func (a *app) pressOf(ids []string) ([]press.About, error) { return a.shelf().About(ids) }

// watch reads each new page of a folder or feed once.
func (c *readCmd) watch(a *app, rd *press.Reader) error {
	items, err := press.Items(c.File)
	if err != nil {
		return err
	}
	seen, err := a.seenItems()
	if err != nil {
		return err
	}
	fresh, told := 0, 0
	for _, item := range items {
		if seen[item.Key()] {
			continue
		}
		fresh++
		article, err := rd.Read(item.Input)
		if err != nil {
			a.err.wrap(0, a.err.yellow("Warning: ")+item.Input.Name+": "+err.Error())
			continue
		}
		if c.Store {
			if err := a.shelf().Keep(article, item.Input.Data); err != nil {
				return err
			}
		}
		for _, e := range article.Entities {
			if e.Entity == "" {
				continue
			}
			told++
			if c.JSON {
				if err := a.out.jsonLine(map[string]any{"article": article.SHA256, "title": article.Title, "url": article.URL, "date": article.Date, "name": e.Name, "entity": e.Entity, "candidates": e.Candidates[:1]}); err != nil {
					return err
				}
				continue
			}
			a.out.wrap(0, fmt.Sprintf("%s names %s: %s (%s)", cmp.Or(article.Title, item.Input.Name), a.out.bold(e.Name), e.Candidates[0].Caption, e.Entity))
		}
		seen[item.Key()] = true
		if err := a.markSeen(item.Key()); err != nil {
			return err
		}
	}
	if !c.JSON {
		a.out.line("%s new, %s of listed parties", plural(fresh, "page", "pages"), plural(told, "mention", "mentions"))
	}
	return nil
}

func (a *app) seenFile() string { return filepath.Join(a.pressDir(), "seen") }

func (a *app) seenItems() (map[string]bool, error) {
	data, err := os.ReadFile(a.seenFile())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	out := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		out[strings.TrimSpace(line)] = true
	}
	return out, nil
}

// markSeen notes a page after it was told of, so that a killed process tells of it again rather than never.
func (a *app) markSeen(key string) error {
	if err := os.MkdirAll(a.pressDir(), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(a.seenFile(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(key + "\n")
	return errors.Join(err, f.Sync(), f.Close())
}
