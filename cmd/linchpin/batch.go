package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/screen"
	"github.com/linchpin-oss/linchpin/screen/rows"
)

type batchCmd struct {
	File   string            `arg:"" help:"CSV, JSON lines or Parquet file, or - for CSV or JSON lines on standard input."`
	Out    string            `short:"o" help:"Write here, in one step at the end, and not to standard output." placeholder:"FILE"`
	Map    map[string]string `help:"Columns of the file: key, name, schema, birthDate, country, gender, address, id.TYPE." placeholder:"name=COLUMN" mapsep:","`
	Schema string            `help:"Kind of all parties, where the file has no column for it." predictor:"schema"`
	scope
	Limit       int    `help:"At most this many results a row." default:"10"`
	Threshold   string `help:"Score from which a result is an alert (0.5), or how many ordinary names may raise a false one (1/10000)." default:"0.5"`
	FailOnAlert bool   `help:"End with exit status 10 if there is an alert."`
}

// Help shows examples.
func (batchCmd) Help() string {
	return `Writes one JSON object a line, in the order of the input, with the key of the row. A row that cannot be screened gets an
object with "error", and the exit status is 2.

Columns are found by their usual names (id or key, name, schema or type, birth_date or dob, country or nationality,
gender, address, and identifiers such as lei, imo, passport, inn); --map names others.

Examples:
  linchpin batch customers.csv -o answers.jsonl
  linchpin batch crew.csv --map name=FULL_NAME,birthDate=DOB,id.passport=PASSPORT_NO --schema Person
  zcat suppliers.jsonl.gz | linchpin batch - --as-of 2022-03-01`
}

// batchAnswer is one line of output.
type batchAnswer struct {
	Key   string `json:"key"`
	Row   int    `json:"row"`
	Error string `json:"error,omitempty"`
	*screen.Answer
}

// job is one row on its way through the workers.
type batchJob struct {
	row  *rows.Row
	done chan []byte
	out  batchAnswer
}

// Run screens the file.
func (c *batchCmd) Run(a *app) error {
	if c.Limit < 1 {
		return fmt.Errorf("--limit %d is not a positive number", c.Limit)
	}
	threshold, oneIn, err := screen.ParseThreshold(c.Threshold)
	if err != nil {
		return fmt.Errorf("--threshold: %w", err)
	}
	base := screen.Query{Schema: c.Schema, Lists: c.List, AsOf: c.AsOf, KnownAt: c.KnownAt, Limit: c.Limit, Threshold: threshold, OneIn: oneIn}
	s, note, err := a.screener()
	if err != nil {
		return err
	}
	defer s.Index.Close()
	if err := s.Check(base); err != nil {
		return err
	}
	if s.Owned, err = a.owned(s, c.AsOf); err != nil {
		return err
	}
	if note != "" {
		a.err.wrap(0, a.err.yellow("Warning: ")+note)
		a.err.flush()
	}
	in, err := rows.Open(c.File, a.in, c.Map, base)
	if err != nil {
		return err
	}
	defer in.Close()
	var tally batchTally
	write := func(w io.Writer) error { return a.screenRows(s, in, note, w, &tally) }
	if c.Out == "" || c.Out == "-" {
		err = write(a.out.w)
	} else {
		err = writeWhole(c.Out, write)
	}
	if err != nil {
		return err
	}
	a.err.line("%s screened: %s, %s", plural(tally.rows, "row", "rows"), plural(tally.alerts, "row with an alert", "rows with an alert"),
		plural(tally.errors, "row that could not be screened", "rows that could not be screened"))
	a.err.flush()
	if tally.errors > 0 {
		return fmt.Errorf("%s of %s could not be screened; their lines say why", plural(tally.errors, "row", "rows"), c.File)
	}
	if c.FailOnAlert && tally.alerts > 0 {
		a.status = exitAlert
	}
	return nil
}

type batchTally struct{ rows, alerts, errors int }

// screenRows runs rows through workers and writes the answers in the order of the rows. Memory stays flat: only some
// hundred rows are on their way at a time.
func (a *app) screenRows(s *screen.Screener, in *rows.Reader, note string, w io.Writer, tally *batchTally) error {
	ctx, cancel := context.WithCancel(a.ctx)
	defer cancel()
	workers := runtime.GOMAXPROCS(0)
	var shared sharedJSON
	queue := make(chan *batchJob, 64*workers)
	order := make(chan *batchJob, 64*workers)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for j := range queue {
				j.done <- j.answer(s, note, &shared)
			}
		})
	}
	var readErr error
	go func() {
		defer close(queue)
		defer close(order)
		for {
			row, err := in.Next()
			if err != nil {
				if !errors.Is(err, io.EOF) {
					readErr = err
				}
				return
			}
			j := &batchJob{row: row, done: make(chan []byte, 1)}
			select {
			case queue <- j:
				order <- j
			case <-ctx.Done():
				return
			}
		}
	}()
	g := a.progress("screening", "rows")
	defer g.done()
	out := bufio.NewWriterSize(w, 1<<20)
	var err error
	for j := range order {
		line := <-j.done
		if err == nil {
			_, err = out.Write(line)
			if err != nil {
				cancel()
			}
		}
		tally.rows++
		switch {
		case j.out.Error != "":
			tally.errors++
		case j.out.Alert():
			tally.alerts++
		}
		g.update(int64(tally.rows), 0)
	}
	wg.Wait()
	return errors.Join(err, out.Flush(), readErr, a.ctx.Err())
}

// answer screens one row and encodes the line.
func (j *batchJob) answer(s *screen.Screener, note string, shared *sharedJSON) []byte {
	j.out = batchAnswer{Key: j.row.Key, Row: j.row.Number}
	err := j.row.Err
	if err == nil {
		j.out.Answer, err = s.Screen(j.row.Query)
	}
	if err != nil {
		j.out.Error = err.Error()
		j.out.Answer = &screen.Answer{Query: j.row.Query}
	} else if note != "" {
		j.out.Warnings = append([]string{note}, j.out.Warnings...)
	}
	line, err := j.out.line(shared)
	if err != nil {
		line, _ = json.Marshal(batchAnswer{Key: j.out.Key, Row: j.out.Row, Error: err.Error()})
	}
	return append(line, '\n')
}

// sharedJSON keeps the encoded lists and warnings, which are most of a line and the same in nearly all.
type sharedJSON struct {
	mu       sync.Mutex
	lists    []screen.ListState
	warnings []string
	encoded  []byte
}

// encode returns the two fields encoded.
func (s *sharedJSON) encode(a *screen.Answer) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.encoded != nil && slices.Equal(s.lists, a.Lists) && slices.Equal(s.warnings, a.Warnings) {
		return s.encoded, nil
	}
	b, err := json.Marshal(struct {
		Lists    []screen.ListState `json:"lists"`
		Warnings []string           `json:"warnings"`
	}{a.Lists, a.Warnings})
	if err != nil {
		return nil, err
	}
	s.lists, s.warnings, s.encoded = a.Lists, a.Warnings, b
	return b, nil
}

// line encodes an answer as json.Marshal does, but for the lists and warnings, which are taken from those before.
func (b *batchAnswer) line(shared *sharedJSON) ([]byte, error) {
	if b.Answer == nil || b.Lists == nil {
		return json.Marshal(b)
	}
	middle, err := shared.encode(b.Answer)
	if err != nil {
		return nil, err
	}
	short, answer := *b, *b.Answer
	answer.Lists, answer.Warnings = nil, nil
	short.Answer = &answer
	line, err := json.Marshal(&short)
	if err != nil {
		return nil, err
	}
	at := bytes.Index(line, []byte(noLists))
	if at < 0 { // the shape of an answer has changed
		return json.Marshal(b)
	}
	out := make([]byte, 0, len(line)+len(middle))
	out = append(out, line[:at]...)
	out = append(out, middle[1:len(middle)-1]...)
	return append(out, line[at+len(noLists):]...), nil
}

// noLists is how an answer without lists and warnings has them. It cannot stand inside a string, where quotes are escaped.
const noLists = `"lists":null,"warnings":null`

// writeWhole writes a file under a temporary name and renames it when it is complete.
func writeWhole(path string, write func(io.Writer) error) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".tmp-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	if err := write(tmp); err != nil {
		return err
	}
	return archive.Commit(tmp, path)
}
