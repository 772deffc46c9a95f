package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/linchpin-oss/linchpin/payments"
	"github.com/linchpin-oss/linchpin/screen"
)

type paymentCmd struct {
	File string `arg:"" help:"Payment message, a folder of them, or - for standard input."`
	scope
	Threshold   string `help:"Score from which a name is an alert (0.5), or how many ordinary names may raise a false one (1/10000)." default:"0.5"`
	FailOnAlert bool   `help:"End with exit status 10 if there is an alert."`
	JSON        bool   `help:"Print one JSON object a message, one a line."`
}

// Help shows examples.
func (paymentCmd) Help() string {
	return `Reads ISO 20022 XML (pacs, pain, camt, with or without envelope and header), SWIFT MT (1xx, 2xx, COV) and Fedwire; several
messages in a file are read one by one. Each party is screened with its name, address, country, BIC, LEI, account and birth
date; all other content as free text. A message that is damaged is screened as far as it can be read, and the errors name
field and offset.

Examples:
  linchpin payment pacs008.xml
  linchpin payment inbox/ --json > answers.jsonl
  cat mt103.fin | linchpin payment - --fail-on-alert

Exit status: 0 screened, 2 a message was incomplete or could not be read, 10 alert (with --fail-on-alert).`
}

// paymentAnswer is one message of the output.
type paymentAnswer struct {
	File    string `json:"file"`
	Message int    `json:"message"` // from 1
	*payments.Result
	Index    string             `json:"index"`
	Clusters string             `json:"clusters,omitempty"`
	AsOf     string             `json:"asOf"`
	Lists    []screen.ListState `json:"lists"`
	Warnings []string           `json:"warnings"`
}

// Run screens the messages.
func (c *paymentCmd) Run(a *app) error {
	files, err := inputFiles(c.File)
	if err != nil {
		return err
	}
	scanner, done, answer, err := a.scanner(c.scope, c.Threshold)
	if err != nil {
		return err
	}
	defer done()
	checker := &payments.Checker{Scanner: scanner}
	var failed []error
	messages, alerts, incomplete := 0, 0, 0
	for _, file := range files {
		data, err := readInput(a, file)
		var read []*payments.Message
		if err == nil {
			read, err = payments.Read(data)
		}
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", file, err))
			continue
		}
		for i, m := range read {
			if err := a.ctx.Err(); err != nil {
				return err
			}
			r, err := checker.Check(m)
			if err != nil {
				return err
			}
			messages++
			if r.Alert {
				alerts++
			}
			if !m.Complete {
				incomplete++
			}
			out := paymentAnswer{File: file, Message: i + 1, Result: r, Index: answer.Index, Clusters: answer.Clusters, AsOf: answer.AsOf,
				Lists: answer.Lists, Warnings: answer.Warnings}
			if c.JSON {
				if err := a.out.jsonLine(out); err != nil {
					return err
				}
				continue
			}
			printPayment(a.out, &out)
		}
	}
	if !c.JSON {
		if messages > 1 {
			a.out.line("%s, %s, %d incomplete.", plural(messages, "message", "messages"), plural(alerts, "with an alert", "with alerts"), incomplete)
		}
		printConsulted(a.out, answer)
	}
	if c.FailOnAlert && alerts > 0 {
		a.status = exitAlert
	}
	if incomplete > 0 && a.status == 0 {
		a.status = exitFailed
	}
	return errors.Join(failed...)
}

// scanner opens the index and makes a scanner of the lists of a scope.
func (a *app) scanner(in scope, threshold string) (*screen.Scanner, func(), *screen.Answer, error) {
	q := screen.Query{Lists: in.List, AsOf: in.AsOf, KnownAt: in.KnownAt}
	var err error
	if q.Threshold, q.OneIn, err = screen.ParseThreshold(threshold); err != nil {
		return nil, nil, nil, fmt.Errorf("--threshold: %w", err)
	}
	s, note, err := a.screener()
	if err != nil {
		return nil, nil, nil, err
	}
	scanner, err := s.NewScanner(q)
	if err != nil {
		return nil, nil, nil, errors.Join(err, s.Index.Close())
	}
	answer := scanner.Answer()
	if note != "" {
		answer.Warnings = append([]string{note}, answer.Warnings...)
	}
	return scanner, func() { s.Index.Close() }, answer, nil
}

// inputFiles lists the files of a folder, in order, or the file itself.
func inputFiles(path string) ([]string, error) {
	if path == "-" {
		return []string{path}, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	var files []string
	err = filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && !strings.HasPrefix(d.Name(), ".") {
			files = append(files, p)
		}
		return err
	})
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("folder %s holds no file", path)
	}
	slices.Sort(files)
	return files, err
}

func readInput(a *app, file string) ([]byte, error) {
	var in io.Reader = a.in
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	var b bytes.Buffer
	n, err := io.Copy(&b, io.LimitReader(in, payments.MaxFile+1))
	if err == nil && n > payments.MaxFile {
		err = fmt.Errorf("more than %d bytes", payments.MaxFile)
	}
	return b.Bytes(), err
}

func printPayment(p *printer, r *paymentAnswer) {
	what := r.Type
	if what == "" {
		what = "unknown message"
	}
	where := r.File
	if r.Message > 1 {
		where += fmt.Sprintf(" (message %d)", r.Message)
	}
	if r.Reference != "" {
		what += " " + r.Reference
	}
	state := ""
	if !r.Complete {
		state = p.yellow(" INCOMPLETE: what could be read was screened.")
	}
	if r.Alert {
		p.wrap(0, fmt.Sprintf("%s %s, %s: %s.%s", p.red("ALERT"), where, what, plural(len(r.Alerts), "reason", "reasons"), state))
	} else {
		p.wrap(0, fmt.Sprintf("%s %s, %s: %d fields of %d parties and %d others screened.%s", p.green("No alert"), where, what, len(r.Fields), len(r.Parties),
			len(r.Other), state))
	}
	for i := range r.Alerts {
		al := &r.Alerts[i]
		field := al.Path
		if al.Role != "" {
			field = strings.ReplaceAll(al.Role, "_", " ") + "  " + field
		}
		again := i > 0 && r.Alerts[i-1].Path == al.Path && r.Alerts[i-1].Text == al.Text && r.Alerts[i-1].Start == al.Start
		if !again {
			p.wrap(2, p.bold(field))
		}
		printMention(p, 4, &al.Mention, !again)
	}
	for _, problem := range r.Problems {
		p.wrap(2, p.yellow("Problem: ")+problem.String())
	}
	p.line("")
}

// printMention prints a mention: what stands there, who is meant and, if it is asked for in full, why.
func printMention(p *printer, indent int, m *screen.Mention, full bool) {
	quoted := fmt.Sprintf("%q", strings.Join(strings.Fields(m.Text), " "))
	switch m.Kind {
	case "name", "identifier":
		on := ""
		if len(m.Lists) > 0 {
			on = ", on " + m.Lists[0].List
			if m.Lists[0].Listed != "" {
				on += " since " + m.Lists[0].Listed
			}
			if n := otherLists(m.Lists); n > 0 {
				on += " and on " + plural(n, "other list", "other lists")
			}
		}
		if !full {
			quoted = "or"
		}
		p.wrap(indent, fmt.Sprintf("%s is %s %s (%s, %s)%s.", quoted, likely(m.Score), p.bold(m.Caption), m.Schema, m.ID, on))
		for i := range m.Evidence {
			if !full {
				break
			}
			p.line("%s%s  %s", strings.Repeat(" ", indent+2), p.bold(fmt.Sprintf("%+6.1f", m.Evidence[i].Bits)), evidenceText(&m.Evidence[i]))
		}
	default:
		why := m.Caption
		if len(m.Evidence) > 0 {
			why = m.Evidence[0].Why
		}
		p.wrap(indent, fmt.Sprintf("%s %s: %s.", p.bold(m.Kind), quoted, why))
	}
}

// printConsulted prints warnings and the lists that were asked. JSON holds the warnings in full.
func printConsulted(p *printer, a *screen.Answer) {
	var stale []string
	for i := range a.Lists {
		if l := &a.Lists[i]; l.Stale {
			stale = append(stale, l.List)
			a.Warnings = slices.DeleteFunc(slices.Clone(a.Warnings), func(w string) bool { return w == l.StaleWarning() })
		}
	}
	for _, w := range a.Warnings {
		p.wrap(0, p.yellow("Warning: ")+w)
	}
	if len(stale) > 0 {
		p.wrap(0, p.yellow("Warning: ")+"older than they should be: "+strings.Join(stale, ", ")+". Load newer publications with linchpin update.")
	}
	var lists []string
	for _, l := range a.Lists {
		lists = append(lists, fmt.Sprintf("%s %s", l.List, l.Publication[:min(10, len(l.Publication))]))
	}
	p.wrap(0, p.dim("As of "+a.AsOf+": "+strings.Join(lists, ", ")+". Index "+a.Index[:12]+"."))
}
