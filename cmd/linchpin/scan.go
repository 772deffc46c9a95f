package main

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"github.com/linchpin-oss/linchpin/screen"
)

type scanCmd struct {
	File string `arg:"" help:"Text file, or - for standard input."`
	scope
	Threshold   string `help:"Score from which a name is an alert (0.5), or how many ordinary names may raise a false one (1/10000)." default:"0.5"`
	FailOnAlert bool   `help:"End with exit status 10 if there is an alert."`
	JSON        bool   `help:"Print one JSON document."`
}

// Help shows examples.
func (scanCmd) Help() string {
	return `Finds the listed names in any text: persons, companies and vessels, also misspelt, written together, split over lines or
in another order; IMO numbers, BICs, wallets and other listed identifiers; countries and regions under embargo.

Examples:
  linchpin scan invoice.txt
  pdftotext contract.pdf - | linchpin scan - --json

Exit status: 0 read, 2 could not be read, 10 alert (with --fail-on-alert).`
}

// scanAnswer is what scan prints as JSON.
type scanAnswer struct {
	File     string             `json:"file"`
	Bytes    int                `json:"bytes"`
	Complete bool               `json:"complete"`
	Problems []string           `json:"problems"`
	Alert    bool               `json:"alert"`
	Hits     []scanHit          `json:"hits"`
	Index    string             `json:"index"`
	Clusters string             `json:"clusters,omitempty"`
	AsOf     string             `json:"asOf"`
	Lists    []screen.ListState `json:"lists"`
	Warnings []string           `json:"warnings"`
}

// scanHit is a mention with its line, from 1; a plain text has the one field "text".
type scanHit struct {
	Field string `json:"field"`
	Line  int    `json:"line"`
	screen.Mention
}

// Run scans the text.
func (c *scanCmd) Run(a *app) error {
	data, err := readInput(a, c.File)
	if err != nil {
		return err
	}
	out := scanAnswer{File: c.File, Bytes: len(data), Complete: true, Problems: []string{}, Hits: []scanHit{}}
	if len(bytes.TrimSpace(data)) == 0 {
		return fmt.Errorf("%s: the text is empty: nothing was screened", c.File)
	}
	if bytes.IndexByte(data[:min(len(data), 8000)], 0) >= 0 {
		return fmt.Errorf("%s: this is no text (byte 0 at offset %d); turn it into text first", c.File, bytes.IndexByte(data, 0))
	}
	if !utf8.Valid(data) {
		out.Complete = false
		out.Problems = append(out.Problems, fmt.Sprintf("offset %d: not UTF-8; words with such bytes may not be understood", invalidAt(data)))
	}
	scanner, done, answer, err := a.scanner(c.scope, c.Threshold)
	if err != nil {
		return err
	}
	defer done()
	mentions, err := scanner.Scan(string(data), screen.About{})
	if err != nil {
		return err
	}
	line, at := 1, 0
	for _, m := range mentions {
		line += bytes.Count(data[at:m.Start], []byte("\n"))
		at = m.Start
		out.Hits = append(out.Hits, scanHit{"text", line, m})
	}
	out.Alert = len(out.Hits) > 0
	out.Index, out.Clusters, out.AsOf, out.Lists, out.Warnings = answer.Index, answer.Clusters, answer.AsOf, answer.Lists, answer.Warnings
	if out.Alert && c.FailOnAlert {
		a.status = exitAlert
	}
	if !out.Complete && a.status == 0 {
		a.status = exitFailed
	}
	if c.JSON {
		return a.out.json(out)
	}
	if out.Alert {
		a.out.line("%s %s: %s in %d bytes.", a.out.red("ALERT"), c.File, plural(len(out.Hits), "mention", "mentions"), len(data))
	} else {
		a.out.line("%s %s: no listed name, identifier or embargoed country in %d bytes.", a.out.green("No alert"), c.File, len(data))
	}
	for i := range out.Hits {
		h := &out.Hits[i]
		again := i > 0 && out.Hits[i-1].Start == h.Start && out.Hits[i-1].Text == h.Text
		if !again {
			a.out.wrap(2, a.out.bold(fmt.Sprintf("line %d, bytes %d to %d", h.Line, h.Start, h.End)))
		}
		printMention(a.out, 4, &h.Mention, !again)
	}
	for _, p := range out.Problems {
		a.out.wrap(0, a.out.yellow("Problem: ")+p)
	}
	a.out.line("")
	printConsulted(a.out, answer)
	return nil
}

// invalidAt is the offset of the first byte that is not UTF-8.
func invalidAt(data []byte) int {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(data)
}
