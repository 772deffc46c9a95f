package eval

import (
	"errors"
	"fmt"
	"html/template"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/xrash/smetrics"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/ftm"
	"github.com/linchpin-oss/linchpin/index"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/screen"
)

// SpeedOptions say what to measure.
type SpeedOptions struct {
	Background *Background // ordinary names: asked for, and made into more parties
	Rows       []Row       // of retrieval sets: their parties stand in the index, their names are spoilt and asked for
	Entities   []int       // sizes of indexes to make
	Queries    int         // of each workload
	Folder     string      // for the indexes made; they are removed again
	Progress   func(what string, done, total int)
}

// Speed is what an index costs and how fast it answers, on one core.
type Speed struct {
	Title         string     `json:"title"`
	Entities      int        `json:"entities"`
	Names         int        `json:"names"`
	FileBytes     int64      `json:"fileBytes"`
	BytesPerName  float64    `json:"bytesPerName"`
	BuildSeconds  float64    `json:"buildSeconds,omitempty"`
	BuildPeak     int64      `json:"buildPeakBytes,omitempty"` // resident; 0 where the system does not tell
	OpenMillis    float64    `json:"openMillis"`               // from opening the file to the first answer
	ResidentBytes int64      `json:"residentBytes,omitempty"`  // after all queries, pages of the file included
	Workloads     []Workload `json:"workloads"`
}

// Workload is one kind of queries with its times in milliseconds a query and core.
type Workload struct {
	Name     string  `json:"name"`
	Queries  int     `json:"queries"`
	Mean     float64 `json:"mean"`
	Median   float64 `json:"median"`
	P99      float64 `json:"p99"`
	Most     float64 `json:"most"`
	Baseline float64 `json:"baseline"` // mean of a Jaro-Winkler scan of all names
}

// SpeedReport is all that was measured.
type SpeedReport struct {
	Cores   int     `json:"cores"`
	Indexes []Speed `json:"indexes"`
}

// MeasureSpeed measures the loaded index, if it can be opened, and indexes made of so many parties as asked for.
func MeasureSpeed(loaded func() (*index.Index, error), opt SpeedOptions) (*SpeedReport, error) {
	if opt.Background == nil || len(opt.Background.Names) == 0 {
		return nil, errors.New("no ordinary names to ask for")
	}
	report := &SpeedReport{Cores: runtime.GOMAXPROCS(0)}
	if loaded != nil {
		s, err := measureIndex("the loaded lists", loaded, &opt)
		if err != nil {
			return nil, err
		}
		report.Indexes = append(report.Indexes, *s)
	}
	for _, n := range opt.Entities {
		file := filepath.Join(opt.Folder, fmt.Sprintf("speed-%d.lpx", n))
		began := time.Now()
		if err := synthesise(file, n, &opt); err != nil {
			return nil, errors.Join(err, os.Remove(file))
		}
		took, peak := time.Since(began).Seconds(), memory("VmHWM")
		s, err := measureIndex(fmt.Sprintf("%d parties", n), func() (*index.Index, error) { return index.Open(file) }, &opt)
		if err := errors.Join(err, os.Remove(file)); err != nil {
			return nil, err
		}
		s.BuildSeconds, s.BuildPeak = took, peak
		report.Indexes = append(report.Indexes, *s)
	}
	return report, nil
}

// memory reads a line of the process's status in Linux; 0 elsewhere.
func memory(line string) int64 {
	data, _ := os.ReadFile("/proc/self/status")
	for l := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(l, line+":"); ok {
			kb, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kb << 10
		}
	}
	return 0
}

func measureIndex(title string, open func() (*index.Index, error), opt *SpeedOptions) (*Speed, error) {
	loads := opt.workloads()
	debug.FreeOSMemory()
	before := memory("VmRSS")
	began := time.Now()
	x, err := open()
	if err != nil {
		return nil, err
	}
	defer x.Close()
	s := screen.New(x)
	if _, err := s.Screen(loads[0].queries[0]); err != nil {
		return nil, err
	}
	out := &Speed{Title: title, Entities: x.Entries(), Names: x.Names(), OpenMillis: millis(time.Since(began)), FileBytes: x.Size()}
	out.BytesPerName = float64(out.FileBytes) / float64(max(out.Names, 1))
	for _, l := range loads {
		w, err := l.measure(s)
		if err != nil {
			return nil, err
		}
		out.Workloads = append(out.Workloads, *w)
	}
	debug.FreeOSMemory()
	out.ResidentBytes = max(memory("VmRSS")-before, 0)
	scan := newScan(x)
	for i := range out.Workloads {
		out.Workloads[i].Baseline = scan.measure(loads[i].queries)
	}
	return out, nil
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// load is a workload before it is measured.
type load struct {
	name    string
	before  []screen.Query // asked before, for the times of a server at work
	queries []screen.Query
}

func (l *load) measure(s *screen.Screener) (*Workload, error) {
	var times []float64
	total := 0.0
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for i, q := range slices.Concat(l.before, l.queries) {
		began := threadTime()
		if _, err := s.Screen(q); err != nil {
			return nil, fmt.Errorf("%s: %w", l.name, err)
		}
		if i < len(l.before) {
			continue
		}
		t := float64((threadTime() - began).Nanoseconds()) / 1e6
		times, total = append(times, t), total+t
	}
	slices.Sort(times)
	at := func(share float64) float64 { return times[int(share*float64(len(times)-1))] }
	return &Workload{Name: l.name, Queries: len(times), Mean: total / float64(len(times)), Median: at(0.5), P99: at(0.99), Most: at(1)}, nil
}

// workloads are ordinary names, and the kinds that cost most.
func (opt *SpeedOptions) workloads() []load {
	spread := func(all []string) []string {
		var out []string
		n := min(2*opt.Queries, len(all))
		for i := range n {
			out = append(out, all[i*len(all)/n])
		}
		return out
	}
	persons, companies := spread(opt.Background.Names["person"]), spread(opt.Background.Names["company"])
	var typos, short, long []string
	for _, r := range Damaged(opt.Rows) {
		if r.Note == "typo in each word" {
			typos = append(typos, r.Query)
		}
	}
	short = commonest(opt.Background.Names["person"], 100)
	for i := 0; i+8 < len(companies); i += 8 {
		words := strings.Fields(strings.Join(companies[i:i+8], " "))
		long = append(long, strings.Join(words[:min(len(words), 20)], " "))
	}
	var out []load
	add := func(name, schema string, texts []string) {
		l := load{name: name}
		for _, t := range texts {
			if strings.ContainsFunc(t, unicode.IsLetter) {
				l.queries = append(l.queries, screen.Query{Name: t, Schema: schema})
			}
		}
		l.before, l.queries = everyOther(l.queries)
		if len(l.queries) > 0 {
			out = append(out, l)
		}
	}
	add("ordinary persons", "Person", persons)
	add("ordinary companies", "Company", companies)
	add("ordinary names, kind unknown", "", spread(slices.Concat(persons, companies)))
	add("listed names, a typo in each word", "", spread(typos))
	add("one common word", "", short)
	add("company names of 20 words", "Company", long)
	return out
}

// everyOther divides queries, so that both halves are of the same kind.
func everyOther(all []screen.Query) (odd, even []screen.Query) {
	for i, q := range all {
		if i%2 == 0 {
			even = append(even, q)
		} else {
			odd = append(odd, q)
		}
	}
	return odd, even
}

// commonest are the words that stand in most names.
func commonest(all []string, n int) []string {
	count := map[string]int{}
	for _, name := range all {
		for w := range strings.FieldsSeq(name) {
			if len(w) > 3 {
				count[w]++
			}
		}
	}
	words := make([]string, 0, len(count))
	for w := range count {
		words = append(words, w)
	}
	slices.SortFunc(words, func(a, b string) int {
		if count[a] != count[b] {
			return count[b] - count[a]
		}
		return strings.Compare(a, b)
	})
	return words[:min(n, len(words))]
}

// synthesise writes an index of parties: those of the rows, then such as have the first words of one ordinary name and the last of
// another. Every third of those has a second name with the words in another order.
func synthesise(path string, n int, opt *SpeedOptions) error {
	at := archive.Span{}
	made := func(i int, schema string, names []string) []index.Content {
		r := lists.NewRecord(corpusList, fmt.Sprintf("%08d", i), schema)
		for _, name := range names {
			r.Target().Add("name", name)
		}
		entities := []*ftm.Entity{r.Target()}
		return []index.Content{{Version: &archive.Version{Record: r.ID, Hash: fmt.Sprintf("%032x", i), Caption: names[0], Spans: []archive.Span{at}}, Entities: entities}}
	}
	source := func(yield func([]index.Content) error) error {
		rng := rand.New(rand.NewPCG(1, uint64(n)))
		i, seen := 0, map[string]bool{}
		for _, r := range opt.Rows {
			if i == n || seen[r.Set+r.Target] || len(r.TargetNames) == 0 {
				continue
			}
			seen[r.Set+r.Target] = true
			if err := yield(made(i, listedSchema(r.Kind).Name, r.TargetNames)); err != nil {
				return err
			}
			i++
		}
		for ; i < n; i++ {
			kind := "person"
			if companies := opt.Background.Names["company"]; i%10 < 3 && len(companies) > 0 {
				kind = "company"
			}
			all := opt.Background.Names[kind]
			a, b := strings.Fields(all[rng.IntN(len(all))]), strings.Fields(all[rng.IntN(len(all))])
			words := append(slices.Clone(a[:(len(a)+1)/2]), b[len(b)/2:]...)
			names := []string{strings.Join(words, " ")}
			if i%3 == 0 {
				names = append(names, strings.Join(append(words[1:], words[0]), " "))
			}
			if err := yield(made(i, listedSchema(kind).Name, names)); err != nil {
				return err
			}
			if i%10000 == 0 && opt.Progress != nil {
				opt.Progress(fmt.Sprintf("index of %d", n), i, n)
			}
		}
		return nil
	}
	sha := strings.Repeat("0", 64)
	p := &archive.Publication{List: corpusList, Published: corpusDay, SHA256: sha, Records: n}
	meta := index.ListMeta{ID: corpusList, Title: "what is measured", Publications: []index.PublicationMeta{{ID: p.ID(), Published: corpusDay, SHA256: sha,
		Records: n, Readable: true, Status: archive.Accepted}}}
	_, err := index.BuildFile(path, []index.Input{{Meta: meta, Source: source, Versions: n}}, nil)
	return err
}

// UpdateMarkdown writes the tables and a plot of the growth into the marked part of a Markdown file.
func (r *SpeedReport) UpdateMarkdown(path string) error {
	var b strings.Builder
	b.WriteString("| index | parties | names | file | bytes a name | build | open to first answer | resident after the queries |\n|---|---|---|---|---|---|---|---|\n")
	for _, s := range r.Indexes {
		build := "-"
		if s.BuildSeconds > 0 {
			build = fmt.Sprintf("%.1f s on %d cores, peak %s", s.BuildSeconds, r.Cores, megabytes(s.BuildPeak))
		}
		fmt.Fprintf(&b, "| %s | %d | %d | %s | %.0f | %s | %.0f ms | %s |\n", s.Title, s.Entities, s.Names, megabytes(s.FileBytes), s.BytesPerName, build, s.OpenMillis,
			megabytes(s.ResidentBytes))
	}
	b.WriteString("\nMilliseconds of processor time a query, after as many others of the kind; beside it a scan of all names by Jaro-Winkler in the same run.\n\n" +
		"| index | queries | number | mean | median | 99 in 100 below | worst | scan | faster than the scan |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, s := range r.Indexes {
		for _, w := range s.Workloads {
			fmt.Fprintf(&b, "| %s | %s | %d | %.3f | %.3f | %.3f | %.2f | %.0f | %.0f times |\n", s.Title, w.Name, w.Queries, w.Mean, w.Median, w.P99, w.Most, w.Baseline, w.Baseline/w.Mean)
		}
	}
	if len(r.Indexes) > 2 {
		title, svg := standalone(r.growth())
		name := strings.TrimSuffix(filepath.Base(path), ".md") + "-growth.svg"
		if err := archive.WriteFile(filepath.Join(filepath.Dir(path), name), svg); err != nil {
			return err
		}
		fmt.Fprintf(&b, "\n![%s](%s)\n", title, name)
	}
	return replaceMarked(path, "speed", b.String())
}

func megabytes(n int64) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprintf("%d MB", (n+500_000)/1_000_000)
}

// growth plots the mean times against the size of the index.
func (r *SpeedReport) growth() template.HTML {
	var all []line
	largest, most := 0, 0.0
	for _, s := range r.Indexes {
		largest = max(largest, s.Entities)
		for _, w := range s.Workloads {
			most = max(most, w.Mean)
		}
	}
	unit := 1.0
	for unit < most {
		unit *= 2
	}
	for k, w := range r.Indexes[0].Workloads {
		l := line{name: w.Name}
		for _, s := range r.Indexes {
			l.points = append(l.points, [2]float64{float64(s.Entities), s.Workloads[k].Mean / unit})
		}
		all = append(all, l)
	}
	across := axis{0, float64(largest), nil, func(v float64) string { return fmt.Sprintf("%.1f million", v/1e6) }}
	for i := range 6 {
		across.ticks = append(across.ticks, float64(largest)*float64(i)/5)
	}
	return chart(fmt.Sprintf("Mean time a query, in units of %g ms", unit), "parties in the index", fmt.Sprintf("time, 1.0 is %g ms", unit), across, all)
}

// jaroScan is the baseline: every name compared with the query as a whole.
type jaroScan struct{ names []string }

func newScan(x *index.Index) *jaroScan {
	s := &jaroScan{}
	x.EachText(func(_ index.Entry, text string) { s.names = append(s.names, strings.ToLower(text)) })
	return s
}

// scanned is how many queries of a workload are asked of the baseline.
const scanned = 3

func (s *jaroScan) measure(queries []screen.Query) float64 {
	queries = queries[:min(scanned, len(queries))]
	began, best := time.Now(), 0.0
	for _, q := range queries {
		name := strings.ToLower(q.Name)
		for _, n := range s.names {
			best = max(best, smetrics.JaroWinkler(name, n, 0.7, 4))
		}
	}
	runtime.KeepAlive(best)
	return millis(time.Since(began)) / float64(max(len(queries), 1))
}
