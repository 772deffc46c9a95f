package eval

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSpeedTellsOfEachSize makes two tiny indexes and looks whether each has its costs, its workloads and its row in the report.
func TestSpeedTellsOfEachSize(t *testing.T) {
	rows, err := ReadRows(write(t, "rows.tsv", rowsFile))
	if err != nil {
		t.Fatal(err)
	}
	people := []string{"Anna Schmidt", "Bruno Keller", "Carla Weber", "Dieter Vogel", "Elsa Brandt", "Frank Huber", "Gerda Lang", "Hans Roth"}
	firms := []string{"Nordwind Trading Ltd", "Alpha Steel Works", "Blue Harbour Shipping", "Delta Mills", "Eastern Tea Company", "Falcon Freight GmbH",
		"Granite Bank", "Hill Foods", "Iron Gate Mining", "Juniper Textiles"}
	folder := t.TempDir()
	report, err := MeasureSpeed(nil, SpeedOptions{Background: &Background{Names: map[string][]string{"person": people, "company": firms}}, Rows: rows,
		Entities: []int{40, 80}, Queries: 4, Folder: folder})
	if err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(folder); len(left) > 0 {
		t.Errorf("%v is left behind", left)
	}
	if len(report.Indexes) != 2 {
		t.Fatalf("%d indexes, want 2", len(report.Indexes))
	}
	for i, x := range report.Indexes {
		if want := 40 << i; x.Entities != want || x.Names < want || x.FileBytes == 0 || x.BytesPerName <= 0 {
			t.Errorf("index %d: %+v: want %d parties with a name each or more", i, x, want)
		}
		seen := map[string]bool{}
		for _, w := range x.Workloads {
			seen[w.Name] = true
			if w.Queries == 0 || w.Median > w.P99 || w.P99 > w.Most || w.Mean > w.Most {
				t.Errorf("%s: %+v", w.Name, w)
			}
		}
		for _, name := range []string{"ordinary persons", "ordinary companies", "ordinary names, kind unknown", "listed names, a typo in each word", "one common word"} {
			if !seen[name] {
				t.Errorf("index %d: no times of %s", i, name)
			}
		}
	}
	page := filepath.Join(t.TempDir(), "speed.md")
	if err := os.WriteFile(page, []byte("before\n<!-- begin speed -->\nold\n<!-- end speed -->\nafter\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := report.UpdateMarkdown(page); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"before\n", "after\n", "| 40 parties | 40 |", "| 80 parties | ordinary persons | 4 |"} {
		if !strings.Contains(string(got), want) {
			t.Errorf("the report lacks %q:\n%s", want, got)
		}
	}
	if strings.Contains(string(got), "old") {
		t.Error("the old tables are still there")
	}
}

func TestSpeedNeedsOrdinaryNames(t *testing.T) {
	if _, err := MeasureSpeed(nil, SpeedOptions{Entities: []int{10}}); err == nil || !strings.Contains(err.Error(), "ordinary names") {
		t.Errorf("error %v: want it to ask for ordinary names", err)
	}
}
