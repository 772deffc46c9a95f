package catalogue_test

import (
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/linchpin-oss/linchpin/archive"
	"github.com/linchpin-oss/linchpin/lists"
	"github.com/linchpin-oss/linchpin/lists/catalogue"
)

var update = flag.Bool("update", false, "write the table in docs/formats.md anew")

const (
	formatsMD = "../../docs/formats.md"
	begin     = "<!-- table: go test ./lists/catalogue -run TestFormatsTable -update -->"
	end       = "<!-- end of table -->"
)

// notLists are files of the shared data that are not publications of a list that is read.
var notLists = map[string]string{
	"schemas": "description of a format", "ca-osfi": "withdrawn list, not read", "jp-meti": "not read", "my-moha": "not read", "nz-mfat": "not read",
	"tr-masak": "not read",
}

// row is one line of the table.
type row struct{ file, list, format, counted, stored, unknown, printed, note string }

// TestFormatsTable imports every published file into an empty archive and holds the table in docs/formats.md against the
// outcome; with -update it writes the table.
func TestFormatsTable(t *testing.T) {
	dir := os.Getenv("LINCHPIN_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	f, err := os.Open(filepath.Join(dir, "lists", "MANIFEST.tsv"))
	if err != nil {
		t.Skipf("SKIPPED: the published lists are not here (%v); set LINCHPIN_SHARED to test against them", err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes = '\t', true
	manifest, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	shares := map[string][]archive.Source{}
	counted := map[string]string{}
	var rows []row
	for _, m := range manifest[1:] {
		authority, _, _ := strings.Cut(m[0], "/")
		sources, err := archive.Sources([]string{filepath.Join(dir, "lists", m[0])})
		if err != nil {
			t.Fatal(err)
		}
		counted[filepath.Base(m[0])] = m[4]
		if why, ok := notLists[authority]; ok {
			rows = append(rows, row{file: m[0], counted: m[4], note: why})
			continue
		}
		list := listOf(t, authority, m[0], sources[0])
		if list == "" {
			rows = append(rows, row{file: m[0], counted: m[4], note: "not a file of a list"})
			continue
		}
		shares[list] = append(shares[list], sources...)
	}
	a := archive.Open(t.TempDir())
	for id, sources := range shares {
		opt := archive.ImportOptions{}
		if id == "ftm" { // exports of other data sets: each for itself
			for _, s := range sources {
				list := *catalogue.Find("ftm")
				rows = append(rows, importRows(t, archive.Open(t.TempDir()), &list, []archive.Source{s}, opt, counted)...)
			}
			continue
		}
		rows = append(rows, importRows(t, a, catalogue.Find(id), sources, opt, counted)...)
	}
	sort.Slice(rows, func(i, j int) bool { return rows[i].file < rows[j].file })
	var b strings.Builder
	b.WriteString("| file | list | format | counted | stored | unknown | kept as printed | note |\n|---|---|---|---|---|---|---|---|\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %s |\n", r.file, r.list, r.format, r.counted, r.stored, r.unknown, r.printed, r.note)
		if r.unknown != "" && r.unknown != "0" {
			t.Logf("%s: %s values in places that are not known: %s", r.file, r.unknown, r.note)
		}
	}
	compare(t, b.String())
}

// listOf finds the list of a file: the first of the publisher's that knows its format; what none knows goes to the
// publisher's main list, which must refuse it.
func listOf(t *testing.T, authority, path string, s archive.Source) string {
	t.Helper()
	main := map[string]string{"eu-fsf": "eu-fsf", "eu-oj": "eu-oj", "un": "un-sc", "us-ofac": "ofac-sdn", "uk-fcdo": "uk-sl", "uk-ofsi": "uk-ofsi",
		"ch-seco": "ch-seco", "ca-gac": "ca-sema", "au-dfat": "au-dfat", "jp-mof": "jp-mof", "ua-nsdc": "ua-nsdc", "us-csl": "us-csl",
		"us-bis": "us-bis", "us-state": "us-state-isn", "world-bank": "world-bank", "opensanctions": "ftm"}[authority]
	if strings.HasSuffix(path, ".md") {
		return ""
	}
	head, err := s.Head()
	if err != nil {
		t.Fatal(err)
	}
	if len(head) == 0 && strings.Contains(path, "cons-") {
		return "ofac-cons"
	}
	if main == "ftm" {
		if !catalogue.Find("ftm").Detects(s.Base(), head) {
			return ""
		}
		return "ftm"
	}
	for _, l := range catalogue.All() {
		if l.ID != "ftm" && len(head) > 0 && l.Detects(s.Base(), head) {
			if l.ID == "eu-travel-bans" && main == "eu-fsf" && catalogue.Find("eu-fsf").Detects(s.Base(), head) {
				return "eu-fsf"
			}
			return l.ID
		}
	}
	return main
}

func importRows(t *testing.T, a *archive.Archive, list *lists.List, sources []archive.Source, opt archive.ImportOptions, counted map[string]string) []row {
	t.Helper()
	outcomes, err := a.Import(t.Context(), list, sources, opt)
	if err != nil {
		t.Errorf("%s: %v", list.ID, err)
		return nil
	}
	var rows []row
	for _, o := range outcomes {
		p := o.Publication
		if p == nil {
			t.Errorf("%s: %v skipped: %s", list.ID, o.Files, o.Skipped)
			continue
		}
		var names []string
		total := 0
		for _, f := range o.Files {
			names = append(names, filepath.Base(f))
			n, _ := strconv.Atoi(counted[filepath.Base(f)])
			if len(p.Files) == 1 || p.Scopes != nil {
				total += n
			} else if strings.Contains(f, "sdn-set-sdn-") || strings.Contains(f, "cons_prim") {
				total = n
			}
		}
		slices.Sort(names)
		r := row{file: strings.Join(names, ", "), list: list.ID, format: p.Format, counted: strconv.Itoa(total), stored: strconv.Itoa(p.Records),
			unknown: strconv.Itoa(sum(p.Unknown)), printed: strconv.Itoa(sum(p.NotUnderstood))}
		if len(names) > 4 {
			r.file = fmt.Sprintf("%s and %d more", names[0], len(names)-1)
		}
		switch {
		case p.Unreadable != "":
			r.note, r.stored = "refused: "+p.Unreadable, "0"
		case len(p.Warnings) > 0:
			r.note = p.Warnings[0]
		}
		if r.note == "" && p.Records != total {
			r.note = differences[list.ID]
			if r.note == "" {
				t.Errorf("%s: %d records counted, %d stored, and no reason given", r.file, total, p.Records)
			}
		}
		r.note = strings.NewReplacer("|", "/", "\n", " ").Replace(r.note)
		if runes := []rune(r.note); len(runes) > 160 {
			r.note = string(runes[:160]) + "…"
		}
		rows = append(rows, r)
	}
	return rows
}

// differences says why the manifest counts other things than records.
var differences = map[string]string{
	"au-dfat":        "counted are rows: a target has one for each alias",
	"ca-sema":        "one party stands in two schedules",
	"jp-mof":         "counted are rows of all sheets, headings included",
	"ua-nsdc":        "counted are rows: decree by person",
	"us-bis":         "counted are rows: a denied person has one for each address",
	"us-csl":         "counted are rows; further addresses of one denied person",
	"us-state-isn":   "counted are rows: party by programme",
	"us-state-aeca":  "parties debarred twice",
	"eu-fsf":         "counted are rows or documents: an entry has several",
	"eu-travel-bans": "counted are documents: an entry has several",
	"eu-oj":          "counted are rows; stored are the records of all acts in force, carried over ones included",
	"ofac-cons":      "the final byte 0x1A is counted as a line",
	"ftm":            "counted are lines or entities; stored are targets with their attached entities",
}

func sum(m map[string]int) int {
	n := 0
	for _, v := range m {
		n += v
	}
	return n
}

func compare(t *testing.T, table string) {
	t.Helper()
	doc, err := os.ReadFile(formatsMD)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok1 := strings.Cut(string(doc), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatalf("%s has no place for the table", formatsMD)
	}
	want := head + begin + "\n" + table + end + tail
	if *update {
		if err := os.WriteFile(formatsMD, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want != string(doc) {
		t.Errorf("the table in docs/formats.md is out of date; write it with -update")
	}
}
