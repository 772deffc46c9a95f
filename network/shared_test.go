package network

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
)

// shared returns the folder with the large data, or skips the test.
func shared(t testing.TB) string {
	dir := os.Getenv("LINCHPIN_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	dir = filepath.Join(dir, "networks")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("SKIPPED: no networks to test with; set LINCHPIN_SHARED to the folder that holds networks/")
	}
	return dir
}

// TestWorkedCases asks every rule of every worked case.
func TestWorkedCases(t *testing.T) {
	dir := shared(t)
	data, err := os.ReadFile(filepath.Join(dir, "fifty-percent-cases.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []struct {
			ID     string                       `json:"id"`
			Expect map[string]map[string]string `json:"expect"`
			Delta  *struct {
				Remove   []string            `json:"remove"`
				Reopened map[string][]string `json:"reopened"`
			} `json:"delta"`
		} `json:"cases"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	asked := 0
	for _, c := range file.Cases {
		g, err := ReadFile(filepath.Join(dir, "fifty-percent-cases.json"), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		for entity, rules := range c.Expect {
			id, day, _ := strings.Cut(entity, "@")
			if day == "" {
				day = "2026-11-23"
			}
			for rule, want := range rules {
				r, err := FindRule(rule, day)
				if err != nil {
					t.Fatal(err)
				}
				asked++
				if got := statusOf(g.Blocked(Question{Rule: r, AsOf: day}), id); string(got) != want {
					t.Errorf("%s: %s under %s on %s is %s, want %s", c.ID, id, rule, day, got, want)
				}
			}
		}
		if c.Delta != nil {
			for rule, want := range c.Delta.Reopened {
				r, _ := FindRule(rule, "2026-11-23")
				d, err := g.WhatIf(Question{Rule: r, AsOf: "2026-11-23"}, nil, c.Delta.Remove)
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, x := range d.Released {
					got = append(got, x.ID)
				}
				sort.Strings(got)
				if !slices.Equal(got, want) && len(got)+len(want) > 0 {
					t.Errorf("%s: without %v, %s re-opens %v, want %v", c.ID, c.Delta.Remove, rule, got, want)
				}
			}
		}
	}
	t.Logf("%d answers of %d cases", asked, len(file.Cases))
}

func statusOf(a *Answer, id string) Status {
	for _, r := range a.Entities {
		if r.ID == id {
			return r.Status
		}
	}
	return "missing"
}

// TestRandomGraphs compares with answers that were worked out apart.
func TestRandomGraphs(t *testing.T) {
	path := filepath.Join(shared(t), "random-ownership-graphs.jsonl")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		var c struct {
			ID     string `json:"id"`
			Expect map[string]struct {
				Blocked  []string `json:"blocked"`
				Possible []string `json:"possible"`
			} `json:"expect"`
			Integrated map[string]float64 `json:"integrated_share_of_listed"`
		}
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		g, err := Read(strings.NewReader(line), "graph", "")
		if err != nil {
			t.Fatal(err)
		}
		n++
		for rule, want := range c.Expect {
			r, err := FindRule(rule, "")
			if err != nil {
				t.Fatal(err)
			}
			var blocked, possible []string
			for _, e := range g.Blocked(Question{Rule: r}).Entities {
				switch e.Status {
				case Blocked:
					blocked = append(blocked, e.ID)
				case Possible:
					possible = append(possible, e.ID)
				}
			}
			sort.Strings(blocked)
			sort.Strings(possible)
			if !same(blocked, want.Blocked) || !same(possible, want.Possible) {
				t.Errorf("%s under %s: blocked %v, want %v; possible %v, want %v", c.ID, rule, blocked, want.Blocked, possible, want.Possible)
			}
		}
	}
	t.Logf("%d graphs", n)
}

// TestIntegratedShares compares the economic share of the listed with one worked out apart.
func TestIntegratedShares(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(shared(t), "random-ownership-graphs.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		var c struct {
			ID   string             `json:"id"`
			Want map[string]float64 `json:"integrated_share_of_listed"`
		}
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		g, err := Read(strings.NewReader(line), "graph", "")
		if err != nil {
			t.Fatal(err)
		}
		x := g.Integrated(g.Listed(""), "", false)
		for id, want := range c.Want {
			if n, ok := g.Find(id); !ok || math.Abs(x[n]-want) > 1e-6 {
				t.Errorf("%s: %s has %.9f, want %.9f", c.ID, id, x[n], want)
			}
		}
	}
}

func same(a, b []string) bool {
	b = slices.Clone(b)
	sort.Strings(b)
	return slices.Equal(a, b) || len(a)+len(b) == 0
}

// TestReadRegisters reads the samples of register formats.
func TestReadRegisters(t *testing.T) {
	dir := filepath.Join(shared(t), "raw")
	var files []string
	filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.Contains(path, "json") && !strings.Contains(path, "lei-data") && !strings.Contains(path, "icij") && !strings.Contains(path, "unknown_kind") {
			files = append(files, path)
		}
		return err
	})
	files = append(files, filepath.Join(dir, "gleif", "rr-data.xml"), filepath.Join(dir, "..", "ownership-finance-claims.json"))
	// what the README of the data counts: parties at least, edges of a kind at least
	counts := map[string]struct {
		parties int
		kind    Kind
		edges   int
	}{"bods02-register-statements.jsonl.gz": {415, Ownership, 250}, "bods04-sample-300.json.gz": {200, Ownership, 100}, "ftm-donation-payments.ijson.gz": {69, Payment, 184},
		"ftm-zala-network.ftm.json.gz": {17, Ownership, 14}, "rr-data.json": {10, Link, 9}, "rr-data.xml": {10, Link, 9}, "ownership-finance-claims.json": {60, Ownership, 40}}
	for _, path := range files {
		g, err := ReadFile(path, "")
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		kinds := map[Kind]int{}
		for _, e := range g.Edges {
			kinds[e.Kind]++
		}
		if want, ok := counts[filepath.Base(path)]; ok && (len(g.Nodes) < want.parties || kinds[want.kind] < want.edges) {
			t.Errorf("%s: %d parties, %v; want %+v", filepath.Base(path), len(g.Nodes), kinds, want)
		}
		t.Logf("%s: %d parties, %v, %d warnings %.200q", filepath.Base(path), len(g.Nodes), kinds, len(g.Warnings), g.Warnings[:min(2, len(g.Warnings))])
	}
}
