// Linchpin tells with reasons whether a name, company, vessel or payment touches somebody on an official sanctions
// list, on any day.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
	"github.com/willabides/kongplete"

	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/lists/catalogue"
	"github.com/linchpin-oss/linchpin/snapshot"
)

// Exit codes.
const (
	exitAnswered = 0
	exitFailed   = 2
	exitAlert    = 10
)

// cli is the command line.
type cli struct {
	Data string `help:"Folder in which lists and decisions are kept." placeholder:"DIR" env:"LINCHPIN_DATA" type:"path"`

	Screen  screenCmd  `cmd:"" help:"Is this name on a list, on that day, and why?"`
	Batch   batchCmd   `cmd:"" help:"Screen a file of customers or suppliers, one answer a line."`
	Payment paymentCmd `cmd:"" help:"Screen payment messages: ISO 20022, SWIFT MT, Fedwire, field by field."`
	Scan    scanCmd    `cmd:"" help:"Which listed names, identifiers and embargoed countries does a text hold, and where?"`
	Import  importCmd  `cmd:"" help:"Read published list files into the archive."`
	Update  updateCmd  `cmd:"" help:"Download lists from their official addresses."`
	Lists   listsCmd   `cmd:"" help:"Show the lists, their publications and ages; settle quarantined ones."`
	Changes changesCmd `cmd:"" help:"Who was listed, amended and delisted between two days?"`
	Show    showCmd    `cmd:"" help:"Show one entry: names, facts, sources, time on the list."`
	Resolve resolveCmd `cmd:"" help:"Which records of which lists are one party? Judge, explain, undo."`
	Search  searchCmd  `cmd:"" help:"Look up text in everything stored."`
	Export  exportCmd  `cmd:"" help:"Write what is in force as FollowTheMoney, statements, CSV or Senzing JSON."`
	Eval    evalCmd    `cmd:"" help:"Measure the matching: recall, false alerts, labelled pairs, your own alerts."`
	Train   trainCmd   `cmd:"" help:"Learn the tables of the matching from public data."`

	InstallCompletions kongplete.InstallCompletions `cmd:"" name:"completion" help:"Print what turns on completion in your shell."`
	Version            kong.VersionFlag             `help:"Print the version."`
}

// app is what commands run with.
type app struct {
	ctx    context.Context
	in     io.Reader
	out    *printer
	err    *printer
	data   *snapshot.Data
	now    func() time.Time
	status int
}

const description = `Sanctions intelligence: reads the official lists version by version and tells, with reasons,
whether a name touches somebody on them.

  linchpin screen "Michail S. Guzerijew"                 answers from the starter data, offline
  linchpin import un-sc consolidated.xml                 loads a list from a file
  linchpin update                                        downloads the lists
  linchpin screen "Al Rashid Trust" --as-of 2012-05-01   asks of a day in the past`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the program without the process around it, so that tests can call it.
func run(ctx context.Context, args []string, in io.Reader, stdout, stderr io.Writer) int {
	var c cli
	exited := -1
	parser, err := kong.New(&c, kong.Name("linchpin"), kong.Description(description), kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { exited = code }), kong.Vars{"version": version()},
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true, WrapUpperBound: 110}))
	if err != nil {
		fmt.Fprintln(stderr, "linchpin:", err)
		return exitFailed
	}
	kongplete.Complete(parser, kongplete.WithPredictor("list", listPredictor()), kongplete.WithPredictor("schema", schemaPredictor()))
	k, err := parser.Parse(spreadBackground(args))
	if exited >= 0 {
		return exited
	}
	errs := newPrinter(stderr)
	if err != nil {
		errs.fail(err)
		var pe *kong.ParseError
		if errors.As(err, &pe) {
			errs.line("see %s", strings.TrimSpace("linchpin "+commandPath(pe.Context)+" --help"))
		}
		return exitFailed
	}
	a := &app{ctx: ctx, in: in, out: newPrinter(stdout), err: errs, now: time.Now}
	dir := c.Data
	if dir == "" {
		if dir, err = defaultData(); err != nil {
			errs.fail(err)
			return exitFailed
		}
	}
	a.data = snapshot.New(dir, catalogue.All())
	err = k.Run(a)
	if werr := a.out.flush(); err == nil && werr != nil {
		err = werr
	}
	if errors.Is(err, syscall.EPIPE) {
		return a.status
	}
	if err != nil {
		if ctx.Err() != nil {
			err = errors.New("interrupted; nothing was changed")
		}
		errs.fail(err)
		return exitFailed
	}
	return a.status
}

func commandPath(k *kong.Context) string {
	if k == nil || k.Selected() == nil {
		return ""
	}
	path, _, _ := strings.Cut(k.Selected().Path(), " <")
	return strings.TrimPrefix(path, "linchpin ")
}

// defaultData is the user's data folder.
func defaultData() (string, error) {
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, "linchpin"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("no data folder: %w; give one with --data", err)
	}
	return filepath.Join(home, ".local", "share", "linchpin"), nil
}

func listPredictor() predictor {
	var ids []string
	for _, l := range catalogue.All() {
		ids = append(ids, l.ID)
	}
	return predictor(ids)
}

func schemaPredictor() predictor {
	var names []string
	for _, s := range ftm.Schemata() {
		if s.Matchable {
			names = append(names, s.Name)
		}
	}
	return predictor(names)
}
