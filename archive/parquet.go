package archive

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"github.com/linchpin-oss/linchpin/ftm"
)

// versionRow is a row of versions-*.parquet: one version of a record.
type versionRow struct {
	Record   string   `parquet:"record_id,dict"`
	Hash     string   `parquet:"version_hash"`
	Former   []string `parquet:"former_ids,list"`
	Delisted string   `parquet:"delisted,dict"`
	Caption  string   `parquet:"caption"`
	Schema   string   `parquet:"schema,dict"`
	Scope    string   `parquet:"scope,dict"`
	// Spans are pairs of positions in the manifest's list of publications: first, last, first, last, ...
	Spans []int32 `parquet:"spans,list"`
	// Where the statements stand: file by number in the manifest, first row, number of rows.
	File int32 `parquet:"statements_file"`
	Row  int64 `parquet:"first_row"`
	Rows int64 `parquet:"rows"`
}

// statementRow is a row of statements-*.parquet: one statement of a version. Rows are ordered by record, version, and
// entity, the target's first.
type statementRow struct {
	Record   string `parquet:"record_id,dict"`
	Hash     string `parquet:"version_hash,dict"`
	Entity   string `parquet:"entity_id,dict"`
	Schema   string `parquet:"schema,dict"`
	Prop     string `parquet:"prop,dict"`
	Value    string `parquet:"value"`
	Original string `parquet:"original_value"`
	Lang     string `parquet:"lang,dict"`
	Note     string `parquet:"note,dict"`
	Stance   string `parquet:"stance,dict"`
}

var compression = parquet.Compression(&zstd.Codec{Level: zstd.SpeedDefault})

// rowsPerPage keeps a look-up of one record at a page of some hundred kilobytes.
const rowsPerGroup = 128 << 10

// statementsFile is one open statements file. Reads are safe from several goroutines.
type statementsFile struct {
	path string

	mu     sync.Mutex
	file   *os.File
	reader *parquet.GenericReader[statementRow]
	next   int64          // row that the reader stands at
	buf    []statementRow // used again
}

// seekGap is how many rows are rather read over than jumped: a jump unpacks a page.
const seekGap = 8192

func (f *statementsFile) open() error {
	if f.reader != nil {
		return nil
	}
	file, err := os.Open(f.path)
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return err
	}
	pf, err := parquet.OpenFile(file, info.Size())
	if err != nil {
		file.Close()
		return fmt.Errorf("statements file %s: %w", f.path, err)
	}
	f.file, f.reader = file, parquet.NewGenericReader[statementRow](pf)
	return nil
}

func (f *statementsFile) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.reader != nil {
		f.reader.Close()
		f.file.Close()
		f.reader, f.file, f.next = nil, nil, 0
	}
}

// read returns the entities in a run of rows. Runs read in ascending order are read in one pass.
func (f *statementsFile) read(row, rows int64, record string) (entities []*ftm.Entity, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	defer func() {
		if p := recover(); p != nil { // a damaged file must not stop the program
			err = fmt.Errorf("statements file %s is damaged: %v", f.path, p)
		}
	}()
	if err := f.open(); err != nil {
		return nil, err
	}
	if row < f.next || row-f.next > seekGap {
		if err := f.reader.SeekToRow(row); err != nil {
			return nil, fmt.Errorf("statements file %s, row %d: %w", f.path, row, err)
		}
		f.next = row
	}
	for f.next < row {
		if _, err := f.fill(min(row-f.next, 512)); err != nil {
			return nil, err
		}
	}
	buf, err := f.fill(rows)
	if err != nil {
		return nil, err
	}
	var e *ftm.Entity
	for _, r := range buf {
		if r.Record != record {
			return nil, fmt.Errorf("statements file %s: rows of record %q where %q was expected", f.path, r.Record, record)
		}
		if e == nil || e.ID != r.Entity {
			schema := ftm.Lookup(r.Schema)
			if schema == nil {
				return nil, fmt.Errorf("statements file %s: unknown schema %q", f.path, r.Schema)
			}
			e = &ftm.Entity{ID: r.Entity, Schema: schema}
			entities = append(entities, e)
		}
		if r.Prop == "" {
			continue
		}
		e.Statements = append(e.Statements, ftm.Statement{Prop: r.Prop, Value: r.Value, Original: r.Original,
			Lang: r.Lang, Note: r.Note, Stance: ftm.Stance(r.Stance)})
	}
	return entities, nil
}

// fill reads that many rows from where the reader stands. The rows hold until the next call.
func (f *statementsFile) fill(rows int64) ([]statementRow, error) {
	if int64(cap(f.buf)) < rows {
		f.buf = make([]statementRow, rows)
	}
	buf := f.buf[:rows]
	for got := 0; got < len(buf); {
		n, err := f.reader.Read(buf[got:])
		got += n
		f.next += int64(n)
		if err != nil && (!errors.Is(err, io.EOF) || got < len(buf)) {
			f.next = 1 << 62 // where it stands is not known: jump next time
			return nil, fmt.Errorf("statements file %s, row %d: %w", f.path, f.next, err)
		}
	}
	return buf, nil
}

// statementRows turns a version into rows; an entity without statements keeps one empty row.
func statementRows(v *Version, entities []*ftm.Entity) []statementRow {
	var rows []statementRow
	for _, e := range entities {
		base := statementRow{Record: v.Record, Hash: v.Hash, Entity: e.ID, Schema: e.Schema.Name}
		if len(e.Statements) == 0 {
			rows = append(rows, base)
		}
		for _, s := range e.Statements {
			r := base
			r.Prop, r.Value, r.Original = s.Prop, s.Value, s.Original
			r.Lang, r.Note, r.Stance = s.Lang, s.Note, string(s.Stance)
			rows = append(rows, r)
		}
	}
	return rows
}
