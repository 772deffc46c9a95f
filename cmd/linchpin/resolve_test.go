package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// ofWon is a FollowTheMoney file with a man of the UN list.
const ofWon = `{"id":"won","schema":"Person","properties":{"name":["Ri Won Ho"],"birthDate":["1955-02-03"],"passportNumber":["654120320"]},"target":true,"datasets":["x"]}
{"id":"kim","schema":"Person","properties":{"name":["Kim Chol Sam"]},"target":true,"datasets":["x"]}
`

func TestResolve(t *testing.T) {
	c := newCLI(t)
	c.fails("no list was imported", "resolve")
	c.ok("import", "un-sc", c.file("un.xml", un3))
	c.ok("import", "ftm", c.file("f.ftm.json", ofWon), "--published", "2018-07-01")
	const a, b = "un-sc:KPi.033", "ftm:won"

	first, _, _ := strings.Cut(c.ok("screen", "Ri Won Ho"), "\n")
	if !strings.HasPrefix(first, "ALERT") || !strings.Contains(first+c.ok("screen", "Ri Won Ho"), "other list") {
		t.Errorf("first line: %s", first)
	}
	results := func() int {
		var answer struct {
			Results []struct {
				Alert bool
				Lists []struct{ List string }
			}
		}
		if err := json.Unmarshal([]byte(c.ok("screen", "Ri Won Ho", "--json")), &answer); err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, r := range answer.Results {
			if r.Alert {
				n++
			}
		}
		return n
	}
	if n := results(); n != 1 {
		t.Errorf("%d alerts for one man", n)
	}
	if out := c.ok("show", b); !strings.Contains(out, a) || !strings.Contains(out, "on 2 lists") {
		t.Errorf("show: %s", out)
	}
	if out := c.ok("show", b, "--only"); strings.Contains(out, a) {
		t.Errorf("show --only: %s", out)
	}
	if out := c.ok("resolve", "--explain", a, b); !strings.Contains(out, "one entity now") || !strings.Contains(out, "the same identifier") {
		t.Errorf("explain: %s", out)
	}

	c.fails("needs a reason", "resolve", "--reject", a, b)
	c.ok("resolve", "--reject", a, b, "--why", "the passport was stolen", "--who", "ada")
	if n := results(); n != 2 {
		t.Errorf("%d alerts after the rejection", n)
	}
	if out := c.ok("resolve", "--propose"); strings.Contains(out, b) {
		t.Errorf("a rejected pair is proposed: %s", out)
	}
	c.fails("no standing judgement", "resolve", "--undo", "7", "--why", "x", "--who", "ben")
	c.ok("resolve", "--undo", "1", "--why", "it was not", "--who", "ben")
	if n := results(); n != 1 {
		t.Errorf("%d alerts after undoing", n)
	}
	c.ok("resolve", "--accept", "KPi.035", "ftm:kim", "--why", "known to us", "--who", "ada")
	c.ok("import", "un-sc", c.file("un2.xml", un2)) // judgements outlive imports
	out := c.ok("resolve", "--judgements")
	for _, want := range []string{"2 judgements, of them 1 in force", "the passport was stolen", "undone by ben", "known to us"} {
		if !strings.Contains(out, want) {
			t.Errorf("judgements lack %q:\n%s", want, out)
		}
	}
	if out := c.ok("resolve", "--explain", "un-sc:KPi.035", "ftm:kim"); !strings.Contains(out, "one entity now") || !strings.Contains(out, "because known to us") {
		t.Errorf("explain: %s", out)
	}
	if out := c.ok("resolve"); !strings.Contains(out, "5 records are 3 entities, 2 of them on several lists") {
		t.Errorf("summary: %s", out)
	}
	c.ok("resolve", "--sample", "5", "--basis", "identifier")
	c.ok("resolve", "--measure")
	c.fails("need two entity ids", "resolve", "--accept", a)
	c.fails("the same entry", "resolve", "--explain", a, a)
}
