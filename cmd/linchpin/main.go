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
	"github.com/linchpin-oss/linchpin/state"
)

// Exit codes.
const (
	exitAnswered = 0
	exitFailed   = 2
	exitAlert    = 10
)

// cli is the command line.
type cli struct {
	Data     string `help:"Folder in which lists and decisions are kept." placeholder:"DIR" env:"LINCHPIN_DATA" type:"path"`
	Database string `help:"PostgreSQL database for decisions, in place of a file in the folder." placeholder:"postgres://..." env:"LINCHPIN_DATABASE"`

	Screen   screenCmd   `cmd:"" help:"Is this name on a list, on that day, and why?"`
	Batch    batchCmd    `cmd:"" help:"Screen a file of customers or suppliers, one answer a line."`
	Import   importCmd   `cmd:"" help:"Read published list files into the archive."`
	Update   updateCmd   `cmd:"" help:"Download lists from their official addresses."`
	Lists    listsCmd    `cmd:"" help:"Show the lists, their publications and ages; settle quarantined ones."`
	Changes  changesCmd  `cmd:"" help:"Who was listed, amended and delisted between two days?"`
	Show     showCmd     `cmd:"" help:"Show one entry: names, facts, sources, time on the list."`
	Resolve  resolveCmd  `cmd:"" help:"Which records of which lists are one party? Judge, explain, undo."`
	Search   searchCmd   `cmd:"" help:"Look up text in everything stored."`
	Read     readCmd     `cmd:"" help:"Read a page of news into sourced claims, checked against the lists."`
	Dossier  dossierCmd  `cmd:"" help:"Write a sourced dossier of a party: facts, listings, links, claims, gaps."`
	Blocked  blockedCmd  `cmd:"" help:"Who is blocked because listed parties own or control them?"`
	Owners   ownersCmd   `cmd:"" help:"Who is behind a party, by which chain and with which share?"`
	Path     pathCmd     `cmd:"" help:"How are two parties connected?"`
	Network  networkCmd  `cmd:"" help:"What is around a party; keep networks beside the lists."`
	Target   targetCmd   `cmd:"" help:"Which few designations would cut most of the money that reaches somebody?"`
	Whatif   whatifCmd   `cmd:"" help:"What changes when somebody is listed or delisted?"`
	Export   exportCmd   `cmd:"" help:"Write what is in force as FollowTheMoney, statements, CSV or Senzing JSON."`
	Eval     evalCmd     `cmd:"" help:"Measure the matching: recall, false alerts, labelled pairs, your own alerts."`
	Train    trainCmd    `cmd:"" help:"Learn the tables of the matching from public data."`
	Cases    casesCmd    `cmd:"" help:"Work on alerts: assign, comment, decide, approve; what is due; how it went."`
	Audit    auditCmd    `cmd:"" help:"Read the trail of who did what, and prove that nobody has changed it."`
	Replay   replayCmd   `cmd:"" help:"Give the answer that raised an alert again, byte for byte."`
	Keys     keysCmd     `cmd:"" help:"API keys: add, list, revoke."`
	Serve    serveCmd    `cmd:"" help:"Serve everything over HTTP: the own interface, yente's, OpenRefine's."`
	Doctor   doctorCmd   `cmd:"" help:"Is everything well: folder, database, index, lists, jobs?"`
	Backup   backupCmd   `cmd:"" help:"Copy archive and decisions into one file."`
	Restore  restoreCmd  `cmd:"" help:"Bring back what a backup holds."`
	Watch    watchCmd    `cmd:"" help:"Portfolios of customers: screen them on entry, then whenever something changes."`
	Alerts   alertsCmd   `cmd:"" help:"List what screening portfolios found."`
	Webhooks webhooksCmd `cmd:"" help:"Addresses that are told of alerts."`
	Payment  paymentCmd  `cmd:"" help:"Screen payment messages: ISO 20022, SWIFT MT, Fedwire, field by field."`
	Scan     scanCmd     `cmd:"" help:"Which listed names, identifiers and embargoed countries does a text hold, and where?"`

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
	ctx = state.Through(state.By(ctx, loginName()), loginName())
	a := &app{ctx: ctx, in: in, out: newPrinter(stdout), err: errs, now: time.Now}
	dir := c.Data
	if dir == "" {
		if dir, err = defaultData(); err != nil {
			errs.fail(err)
			return exitFailed
		}
	}
	a.data = snapshot.New(dir, catalogue.All())
	if a.data.Database = c.Database; c.Database != "" && !strings.HasPrefix(c.Database, "postgres://") && !strings.HasPrefix(c.Database, "postgresql://") {
		errs.fail(errors.New("--database is not an address of the form postgres://user:password@host/name"))
		return exitFailed
	}
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
