package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestBackgroundTakesSeveralFiles(t *testing.T) {
	got := spreadBackground([]string{"eval", "retrieval", "a.tsv.gz", "--background", "person_a.txt.gz", "company_b.txt", "--json", "c.txt"})
	want := []string{"eval", "retrieval", "a.tsv.gz", "--background", "person_a.txt.gz", "--background", "company_b.txt", "--json", "c.txt"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// TestEvalRetrieval measures two parties and checks the names and kinds of the figures that others read.
func TestEvalRetrieval(t *testing.T) {
	c := newCLI(t)
	rows := c.file("rows.tsv", "id\tset\tkind\tquery\ttarget_id\ttarget_names\toverlap\tgroup\n"+
		"1\ts\tperson\tMichail S. Guzerijew\tp1\t[\"Mikhail Safarbekovich GUTSERIEV\"]\t1\tg1\n"+
		"2\ts\tperson\tAleksin Aliaksei\tp2\t[\"Aliaksey Ivanavich ALEKSIN\"]\t1\tg2\n")
	background := c.file("person_x.txt", strings.Repeat("Erika Mustermann\nJohn Miller\n", 600))
	report := filepath.Join(t.TempDir(), "out.html")
	out := c.ok("eval", "retrieval", rows, "--background", background, "--json", "--report", report)
	var r struct {
		Slices []map[string]any `json:"slices"`
	}
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	found := false
	for _, s := range r.Slices {
		if s["set"] == "s" && s["kind"] == "person" && s["script"] == "" && s["overlap"] == "" {
			found = true
			for _, name := range []string{"recallAt1", "recallAt10", "recallAt1Per1000", "threshold"} {
				if v, ok := s[name].(float64); !ok || v < 0 || v == 0 && name != "threshold" {
					t.Errorf("%s is %v", name, s[name])
				}
			}
			if s["recallAt1Per10000"] != nil {
				t.Errorf("1 in 10,000 of 1,200 names is %v", s["recallAt1Per10000"])
			}
		}
	}
	if !found {
		t.Errorf("no slice of the set: %s", out)
	}
	if page, err := os.ReadFile(report); err != nil || !strings.Contains(string(page), "too few ordinary names") {
		t.Errorf("report: %v", err)
	}
}
