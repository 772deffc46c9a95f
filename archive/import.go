package archive

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/linchpin-oss/linchpin/lists"
)

// ImportOptions say what is known of the files beside their content.
type ImportOptions struct {
	Published  string    // date or time of publication, for files that have none inside
	Retrieved  time.Time // when they were fetched; now, if zero
	Downloaded bool      // the day of the download stands in where the file has no date
	// Progress is told after each file how many of how many bytes are done.
	Progress func(done, total int64)
	// Other reports whether a file is of another list, so that it is skipped and not refused.
	Other func(name string, head []byte) (list string)
}

// Outcome says what became of one publication, or of a file that is none.
type Outcome struct {
	Files       []string
	Publication *Publication // nil for skipped files
	New         bool         // false if the same bytes were there already
	Skipped     string       // why a file was left out
	Listed      bool         // a person named one of the files
}

// job is one publication to be: one file, or a set of files that belong together.
type job struct {
	sources  []Source
	roles    []string
	format   *lists.Format
	date     string
	basis    DateBasis
	sequence int
	bad      error
}

// Import reads files of one list and adds their publications to its history, in one step: all of them or, if it fails
// or the process dies, none. A file that cannot be read as the list is kept too, quarantined, with the reason.
func (a *Archive) Import(ctx context.Context, list *lists.List, sources []Source, opt ImportOptions) ([]Outcome, error) {
	if opt.Retrieved.IsZero() {
		opt.Retrieved = time.Now().UTC().Truncate(time.Second)
	}
	var outcomes []Outcome
	err := a.update(ctx, list.ID, func(h *History) error {
		jobs, skipped, err := plan(list, sources, opt)
		if err != nil {
			return err
		}
		outcomes = skipped
		before := slices.Clone(h.Publications)
		ins := h.Insert()
		results := make(chan Outcome)
		failed := make(chan error, 1)
		var insert sync.Mutex
		go func() {
			defer close(results)
			var wg sync.WaitGroup
			queue := make(chan *job)
			for range min(runtime.GOMAXPROCS(0), 4) {
				wg.Go(func() {
					for j := range queue {
						o, err := a.importOne(list, j, opt, before, ins, &insert)
						if err != nil {
							select {
							case failed <- err:
							default:
							}
							continue
						}
						results <- o
					}
				})
			}
			for _, j := range jobs {
				if ctx.Err() != nil {
					break
				}
				queue <- j
			}
			close(queue)
			wg.Wait()
		}()
		var done int64
		for o := range results {
			outcomes = append(outcomes, o)
			done++
			if opt.Progress != nil {
				opt.Progress(done, int64(len(jobs)))
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		select {
		case err := <-failed:
			return err
		default:
		}
		ins.Finish()
		return nil
	})
	slices.SortStableFunc(outcomes, func(x, y Outcome) int {
		if x.Publication == nil || y.Publication == nil {
			return cmp.Compare(boolInt(x.Publication == nil), boolInt(y.Publication == nil))
		}
		return comparePublications(x.Publication, y.Publication)
	})
	return outcomes, err
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// plan tells formats apart, dates files by what is given and by their names, and joins sets. Only heads are read.
func plan(list *lists.List, sources []Source, opt ImportOptions) (jobs []*job, skipped []Outcome, err error) {
	if opt.Published != "" {
		if _, err := time.Parse(time.DateOnly, opt.Published[:min(10, len(opt.Published))]); err != nil {
			return nil, nil, fmt.Errorf("--published %q is not a date such as 2021-06-23", opt.Published)
		}
	}
	sets := map[string]*job{}
	for _, s := range sources {
		head, err := s.Head()
		j := &job{sources: []Source{s}, bad: err}
		if err == nil {
			j.format = detect(list, s.Base(), head)
		}
		if j.format == nil && err == nil {
			if opt.Other != nil && !s.Listed {
				if other := opt.Other(s.Base(), head); other != "" {
					skipped = append(skipped, Outcome{Files: []string{s.Name}, Skipped: "a file of " + other})
					continue
				}
			}
			j.bad = fmt.Errorf("%s: not in a known format of %s: %s", s.Base(), list.ID, describe(head))
		}
		j.date, j.sequence = nameDate(s.Base())
		j.basis = DateInName
		if opt.Published != "" {
			j.date, j.sequence, j.basis = opt.Published, 0, DateGiven
		} else if j.date == "" && opt.Downloaded {
			j.date, j.basis = opt.Retrieved.UTC().Format("2006-01-02T15:04:05"), DateRetrieved
		}
		if j.bad != nil && !s.Listed && (j.date == "" || isDocument(s.Base())) {
			skipped = append(skipped, Outcome{Files: []string{s.Name}, Skipped: j.bad.Error()})
			continue
		}
		role := ""
		if j.format != nil && j.format.Role != nil {
			role = j.format.Role(s.Base(), head)
		}
		j.roles = []string{role}
		if role != "" {
			key := fmt.Sprintf("%s %s %d", j.format.ID, j.date, j.sequence)
			if set := sets[key]; set != nil && !slices.Contains(set.roles, role) {
				set.roles = append(set.roles, role)
				set.sources = append(set.sources, s)
				continue
			}
			if sets[key] == nil {
				sets[key] = j
			}
		}
		jobs = append(jobs, j)
	}
	return jobs, skipped, nil
}

// isDocument tells by name the descriptions that lie in a folder beside the lists.
func isDocument(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".md", ".pdf", ".xsd", ".doc", ".docx", ".png":
		return true
	}
	return false
}

// detect finds the format of a list that a file is in, or nil.
func detect(list *lists.List, name string, head []byte) *lists.Format {
	if len(head) == 0 {
		return nil
	}
	for i := range list.Formats {
		if list.Formats[i].Detect(name, head) {
			return &list.Formats[i]
		}
	}
	return nil
}

// describe says what a file that is no list looks like.
func describe(data []byte) string {
	text := strings.TrimSpace(string(data[:min(len(data), 300)]))
	lower := strings.ToLower(text)
	switch {
	case len(data) == 0:
		return "it is empty (0 bytes)"
	case strings.HasPrefix(lower, "<!doctype html") || strings.HasPrefix(lower, "<html"):
		return "it is a web page, not the list"
	case strings.HasPrefix(text, "{") && strings.Contains(lower, "error"):
		return "it is an error message of the server: " + fmt.Sprintf("%.80q", text)
	}
	return fmt.Sprintf("it begins with %.60q", text)
}

// importOne parses one publication and inserts it. An error is returned only where the archive itself fails or the
// date is missing; what is wrong with the file is recorded in the publication.
func (a *Archive) importOne(list *lists.List, j *job, opt ImportOptions, before []*Publication, ins *Insertion, mu *sync.Mutex) (Outcome, error) {
	o := Outcome{}
	for _, s := range j.sources {
		o.Files = append(o.Files, s.Name)
		o.Listed = o.Listed || s.Listed
	}
	named := strings.Join(o.Files, ", ")
	p := &Publication{List: list.ID, Published: j.date, DateBasis: j.basis, Sequence: j.sequence, Retrieved: opt.Retrieved}
	o.Publication = p
	files := make([]lists.File, len(j.sources))
	for i, s := range j.sources {
		data, err := s.Read()
		if err != nil {
			j.bad = cmp.Or(j.bad, err)
		}
		files[i] = lists.File{Name: s.Base(), Role: j.roles[i], Data: data}
	}
	slices.SortFunc(files, func(x, y lists.File) int {
		return cmp.Or(strings.Compare(x.Role, y.Role), strings.Compare(x.Name, y.Name))
	})
	if j.bad == nil && j.format.Delta {
		sum := sha256.Sum256(files[0].Data)
		base, err := a.base(before, j, hex.EncodeToString(sum[:]))
		if err != nil {
			j.bad = err
		}
		files = append(base, files...)
	}
	for _, f := range files {
		sum := sha256.Sum256(f.Data)
		p.Files = append(p.Files, File{Name: f.Name, Role: f.Role, SHA256: hex.EncodeToString(sum[:]), Bytes: int64(len(f.Data))})
	}
	p.SHA256 = setHash(p.Files)
	var records []*lists.Record
	if j.bad == nil {
		p.Format = j.format.ID
		if j.format.Scoped {
			for _, f := range p.Files {
				p.Scopes = append(p.Scopes, f.Role)
			}
		}
		parsed, err := parse(j.format, files)
		if err != nil {
			j.bad = err
		} else {
			records = parsed.Records
			describeParsed(p, parsed, j)
		}
	}
	if j.bad != nil {
		p.Unreadable = j.bad.Error()
		p.Scopes = nil         // it says nothing of its parts: what stood there goes on standing
		if p.Published == "" { // it is shown as quarantined from the day on which it was met
			p.Published, p.DateBasis = opt.Retrieved.UTC().Format("2006-01-02T15:04:05"), DateRetrieved
		}
	}
	if p.Published == "" {
		return o, fmt.Errorf("%s: %w", named, errNoDate)
	}
	mu.Lock()
	known := ins.Known(p.SHA256, p.Published)
	mu.Unlock()
	if known {
		return o, nil
	}
	for i, f := range files {
		if err := a.putRaw(p.Files[i].SHA256, f.Data); err != nil {
			return o, fmt.Errorf("keeping the raw bytes of %s: %w", f.Name, err)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	o.New = ins.Add(p, records)
	return o, nil
}

// base returns the files of the publication on which a delta builds: the last readable one before it, with the deltas
// that it was made of itself.
func (a *Archive) base(before []*Publication, j *job, delta string) ([]lists.File, error) {
	var last *Publication
	for _, p := range before {
		applied := slices.ContainsFunc(p.Files, func(f File) bool { return f.SHA256 == delta })
		if p.Unreadable == "" && !applied && (j.date == "" || p.Day() <= j.date[:min(10, len(j.date))]) {
			last = p
		}
	}
	if last == nil {
		return nil, errors.New("it says only what changed, and no publication before it is stored; import the full one first")
	}
	var files []lists.File
	for _, f := range last.Files {
		data, err := a.Raw(f.SHA256)
		if err != nil {
			return nil, err
		}
		files = append(files, lists.File{Name: f.Name, Role: f.Role, Data: data})
	}
	return files, nil
}

var errNoDate = errors.New("the file has no date of publication inside, nor in its name; give it with --published 2021-06-23")

// parse runs a parser; a panic in it is an error of the file, not the end of the program.
func parse(f *lists.Format, files []lists.File) (p *lists.Publication, err error) {
	defer func() {
		if r := recover(); r != nil {
			p, err = nil, fmt.Errorf("%s: the parser of %s failed: %v", files[0].Name, f.ID, r)
		}
	}()
	p, err = f.Parse(files)
	if err != nil {
		if last := files[len(files)-1].Name; !strings.HasPrefix(err.Error(), last) {
			err = fmt.Errorf("%s: %w", last, err)
		}
		return nil, err
	}
	seen := make(map[string]bool, len(p.Records))
	for _, r := range p.Records {
		if r.ID == "" || len(r.Entities) == 0 || seen[r.ID] {
			return nil, fmt.Errorf("%s: record id %q is empty or stands twice", files[0].Name, r.ID)
		}
		seen[r.ID] = true
	}
	return p, nil
}

// describeParsed takes over what the parser found, and settles the date: the one inside the file counts before the
// one that was given, before the one in the name.
func describeParsed(p *Publication, parsed *lists.Publication, j *job) {
	p.Records, p.Declared = len(parsed.Records), parsed.Declared
	p.Unknown, p.Warnings = parsed.Unknown, parsed.Warnings
	p.NotUnderstood = notUnderstood(parsed.Records)
	if parsed.Declared > 0 && parsed.Declared != len(parsed.Records) {
		p.Warnings = append(p.Warnings, fmt.Sprintf("the file says that it holds %d records and holds %d: an excerpt or a cut file",
			parsed.Declared, len(parsed.Records)))
	}
	if parsed.Published == "" {
		return
	}
	if p.DateBasis == DateGiven && !strings.HasPrefix(parsed.Published, p.Published[:10]) {
		p.Warnings = append(p.Warnings, fmt.Sprintf("published %s was given, but the file says %s; the file's date counts",
			p.Published, parsed.Published))
	}
	p.Published, p.DateBasis = parsed.Published, DateInFile
	if p.Day() != j.date {
		p.Sequence = 0
	}
}

// notUnderstood counts the values that were kept as printed, by schema and property.
func notUnderstood(records []*lists.Record) map[string]int {
	var counts map[string]int
	for _, r := range records {
		for _, e := range r.Entities {
			for _, s := range e.Statements {
				if !s.Understood() {
					if counts == nil {
						counts = map[string]int{}
					}
					counts[e.Schema.Name+"."+s.Prop]++
				}
			}
		}
	}
	return counts
}

// setHash is the hash of one file, or of the sorted hashes of a set.
func setHash(files []File) string {
	if len(files) == 1 {
		return files[0].SHA256
	}
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintln(h, f.Role, f.SHA256)
	}
	return hex.EncodeToString(h.Sum(nil))
}
