package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
)

// Archive is the folder in which the histories of all lists are kept.
type Archive struct {
	dir string
}

// Open uses a folder as an archive; it is made on the first import.
func Open(dir string) *Archive { return &Archive{dir: dir} }

// manifest names everything that one state of a list consists of.
type manifest struct {
	Format       int            `json:"format"` // of the archive: 1
	List         string         `json:"list"`
	Publications []*Publication `json:"publications"`
	Versions     fileRef        `json:"versions"`
	Statements   []fileRef      `json:"statements"`
}

type fileRef struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Rows   int64  `json:"rows"`
}

const archiveFormat = 1

var listID = regexp.MustCompile(`^[a-z][a-z0-9-]{0,62}$`)

// maxStatementFiles is how many statements files a list may have before an import merges them.
const maxStatementFiles = 8

// Lists returns the ids of the lists that have a history, sorted.
func (a *Archive) Lists() ([]string, error) {
	entries, err := os.ReadDir(a.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, e := range entries {
		if !e.IsDir() || e.Name() == "raw" {
			continue
		}
		if _, err := os.Stat(filepath.Join(a.dir, e.Name(), "CURRENT")); err == nil {
			ids = append(ids, e.Name())
		}
	}
	return ids, nil
}

// Generation names the present state of a list; it changes with every import. It is "" for a list without history.
func (a *Archive) Generation(list string) (string, error) {
	name, err := os.ReadFile(filepath.Join(a.dir, list, "CURRENT"))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return strings.TrimSpace(string(name)), err
}

// History loads the history of a list, with its publications settled by the decisions. Close it when its versions are
// no longer read. A list that was never imported has an empty history.
func (a *Archive) History(list string, decisions []Decision, maxShrink float64) (*History, error) {
	h, _, err := a.load(list)
	if err != nil {
		return nil, fmt.Errorf("archive of %s: %w", list, err)
	}
	Settle(h.Publications, decisions, maxShrink)
	return h, nil
}

func (a *Archive) load(list string) (*History, *manifest, error) {
	h := &History{List: list}
	name, err := a.Generation(list)
	if err != nil || name == "" {
		return h, &manifest{Format: archiveFormat, List: list}, err
	}
	dir := filepath.Join(a.dir, list)
	raw, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return nil, nil, err
	}
	if sum := sha256.Sum256(raw); name != manifestName(sum[:]) {
		return nil, nil, fmt.Errorf("manifest %s is damaged: its checksum does not fit its name", name)
	}
	var m manifest
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, nil, fmt.Errorf("manifest %s: %w", name, err)
	}
	if m.Format != archiveFormat {
		return nil, nil, fmt.Errorf("manifest %s has format %d; this program reads %d", name, m.Format, archiveFormat)
	}
	h.Publications = m.Publications
	data, err := os.ReadFile(filepath.Join(dir, m.Versions.Name))
	if err != nil {
		return nil, nil, err
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != m.Versions.SHA256 {
		return nil, nil, fmt.Errorf("%s is damaged: its checksum does not fit the manifest", m.Versions.Name)
	}
	rows, err := parquet.Read[versionRow](bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", m.Versions.Name, err)
	}
	files := make([]*statementsFile, len(m.Statements))
	for i, ref := range m.Statements {
		files[i] = &statementsFile{path: filepath.Join(dir, ref.Name)}
		h.checksums = append(h.checksums, ref.SHA256)
	}
	h.files = files
	h.Versions = make([]*Version, len(rows))
	for i, r := range rows {
		if int(r.File) >= len(files) || len(r.Spans)%2 != 0 {
			return nil, nil, fmt.Errorf("%s, row %d: broken reference", m.Versions.Name, i+1)
		}
		v := &Version{Record: r.Record, Hash: r.Hash, Former: r.Former, Delisted: r.Delisted, Caption: r.Caption,
			Schema: r.Schema, Scope: r.Scope, body: body{file: files[r.File], row: r.Row, rows: r.Rows}}
		for s := 0; s < len(r.Spans); s += 2 {
			v.Spans = append(v.Spans, Span{int(r.Spans[s]), int(r.Spans[s+1])})
		}
		h.Versions[i] = v
	}
	return h, &m, nil
}

// Close releases the files of a history.
func (h *History) Close() {
	for _, f := range h.files {
		f.close()
	}
}

// update runs change on the history of a list and writes the result as the new state, in one step. Only one process
// at a time updates an archive.
func (a *Archive) update(ctx context.Context, list string, change func(*History) error) error {
	if !listID.MatchString(list) || list == "raw" {
		return fmt.Errorf("%q cannot be the id of a list: use small letters, digits and hyphens", list)
	}
	dir := filepath.Join(a.dir, list)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	lock := flock.New(filepath.Join(a.dir, ".lock"))
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	if ok, err := lock.TryLockContext(ctx, 200*time.Millisecond); err != nil || !ok {
		return fmt.Errorf("another process is writing to %s: %w", a.dir, err)
	}
	defer lock.Unlock()
	h, m, err := a.load(list)
	if err != nil {
		return fmt.Errorf("archive of %s: %w", list, err)
	}
	defer h.Close()
	if err := change(h); err != nil {
		return err
	}
	if err := a.write(dir, h, m); err != nil {
		return fmt.Errorf("archive of %s: writing: %w", list, err)
	}
	return nil
}

func (a *Archive) write(dir string, h *History, m *manifest) error {
	if len(m.Statements) >= maxStatementFiles { // merge: read everything, so that it is written anew
		m.Statements = nil
		for _, v := range h.Versions {
			entities, err := v.Entities()
			if err != nil {
				return err
			}
			v.body = body{entities: entities}
		}
	}
	m.Publications = h.Publications
	if err := a.writeStatements(dir, h, m); err != nil {
		return err
	}
	if err := a.writeVersions(dir, h, m); err != nil {
		return err
	}
	raw, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	sum := sha256.Sum256(raw)
	name := manifestName(sum[:])
	if err := WriteFile(filepath.Join(dir, name), raw); err != nil {
		return err
	}
	previous, _ := os.ReadFile(filepath.Join(dir, "CURRENT"))
	if err := WriteFile(filepath.Join(dir, "CURRENT"), []byte(name+"\n")); err != nil {
		return err
	}
	a.clean(dir, m, name, strings.TrimSpace(string(previous)))
	return nil
}

func manifestName(sum []byte) string { return "manifest-" + hex.EncodeToString(sum[:8]) + ".json" }

// writeStatements writes the versions that have no place in a file yet to a new one.
func (a *Archive) writeStatements(dir string, h *History, m *manifest) error {
	var fresh []*Version
	for _, v := range h.Versions {
		if v.body.file == nil {
			fresh = append(fresh, v)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	tmp, err := os.CreateTemp(dir, "tmp-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	sum := sha256.New()
	w := parquet.NewGenericWriter[statementRow](io.MultiWriter(tmp, sum), compression, parquet.MaxRowsPerRowGroup(rowsPerGroup))
	file := &statementsFile{}
	var row int64
	for _, v := range fresh {
		rows := statementRows(v, v.body.entities)
		if _, err := w.Write(rows); err != nil {
			return err
		}
		v.body = body{file: file, row: row, rows: int64(len(rows))}
		row += int64(len(rows))
	}
	if err := w.Close(); err != nil {
		return err
	}
	hash := hex.EncodeToString(sum.Sum(nil))
	ref := fileRef{Name: "statements-" + hash[:16] + ".parquet", SHA256: hash, Rows: row}
	file.path = filepath.Join(dir, ref.Name)
	if err := Commit(tmp, file.path); err != nil {
		return err
	}
	m.Statements = append(m.Statements, ref)
	return nil
}

func (a *Archive) writeVersions(dir string, h *History, m *manifest) error {
	number := map[string]int32{}
	for i, ref := range m.Statements {
		number[filepath.Join(dir, ref.Name)] = int32(i)
	}
	rows := make([]versionRow, len(h.Versions))
	for i, v := range h.Versions {
		r := versionRow{Record: v.Record, Hash: v.Hash, Former: v.Former, Delisted: v.Delisted, Caption: v.Caption,
			Schema: v.Schema, Scope: v.Scope, File: number[v.body.file.path], Row: v.body.row, Rows: v.body.rows}
		for _, s := range v.Spans {
			r.Spans = append(r.Spans, int32(s.First), int32(s.Last))
		}
		rows[i] = r
	}
	var buf bytes.Buffer
	if err := parquet.Write(&buf, rows, compression); err != nil {
		return err
	}
	sum := sha256.Sum256(buf.Bytes())
	hash := hex.EncodeToString(sum[:])
	m.Versions = fileRef{Name: "versions-" + hash[:16] + ".parquet", SHA256: hash, Rows: int64(len(rows))}
	return WriteFile(filepath.Join(dir, m.Versions.Name), buf.Bytes())
}

// clean removes files that neither this state nor the one before it names; readers of the state before may still be
// reading. What cannot be removed now is removed after the next import.
func (a *Archive) clean(dir string, m *manifest, names ...string) {
	keep := append([]string{"CURRENT", m.Versions.Name}, names...)
	for _, ref := range m.Statements {
		keep = append(keep, ref.Name)
	}
	if len(names) > 1 {
		var before manifest
		if raw, err := os.ReadFile(filepath.Join(dir, names[1])); err == nil && json.Unmarshal(raw, &before) == nil {
			keep = append(keep, before.Versions.Name)
			for _, ref := range before.Statements {
				keep = append(keep, ref.Name)
			}
		}
	}
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if !slices.Contains(keep, e.Name()) {
			os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}

// Raw returns the bytes of a file as published, checked against their hash.
func (a *Archive) Raw(sha string) ([]byte, error) {
	packed, err := os.ReadFile(a.rawPath(sha))
	if err != nil {
		return nil, err
	}
	d, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(4<<30))
	if err != nil {
		return nil, err
	}
	defer d.Close()
	data, err := d.DecodeAll(packed, nil)
	if err != nil {
		return nil, fmt.Errorf("raw file %s is damaged: %w", sha, err)
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != sha {
		return nil, fmt.Errorf("raw file %s is damaged: its checksum differs", sha)
	}
	return data, nil
}

func (a *Archive) rawPath(sha string) string {
	return filepath.Join(a.dir, "raw", sha[:2], sha+".zst")
}

func (a *Archive) putRaw(sha string, data []byte) error {
	path := a.rawPath(sha)
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithWindowSize(8<<20))
	if err != nil {
		return err
	}
	defer enc.Close()
	return WriteFile(path, enc.EncodeAll(data, nil))
}

// WriteFile writes a file in one step: under a temporary name, synced, then renamed, then the folder synced.
func WriteFile(path string, data []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), "tmp-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	if _, err := tmp.Write(data); err != nil {
		return err
	}
	return Commit(tmp, path)
}

// Commit gives a temporary file its name in one step: synced, then renamed, then the folder synced.
func Commit(tmp *os.File, path string) error {
	if err := tmp.Sync(); err != nil {
		return err
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return err
	}
	return SyncDir(filepath.Dir(path))
}

// SyncDir makes the names in a folder last, on systems where that is asked for.
func SyncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	defer dir.Close()
	if err := dir.Sync(); err != nil && !errors.Is(err, fs.ErrInvalid) && !errors.Is(err, fs.ErrPermission) {
		return err
	}
	return nil
}

// VerifyStatements checks the statements files of a loaded history against the manifest.
func (h *History) VerifyStatements() error {
	for i, f := range h.files {
		data, err := os.ReadFile(f.path)
		if err != nil {
			return err
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != h.checksums[i] {
			return fmt.Errorf("%s is damaged: its checksum does not fit the manifest", f.path)
		}
	}
	return nil
}
