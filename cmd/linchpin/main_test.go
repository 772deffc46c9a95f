package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/linchpin-oss/linchpin/state/statetest"
)

// TestMain lets the test binary stand in for the program, so that a test can start and kill a real process.
func TestMain(m *testing.M) {
	if os.Getenv("LINCHPIN_TEST_AS_PROGRAM") == "1" {
		os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	statetest.Main(m)
}

// cliTest runs commands against one data folder.
type cliTest struct {
	*testing.T
	dir string
}

func newCLI(t *testing.T) *cliTest { return &cliTest{t, filepath.Join(t.TempDir(), "data")} }

func (c *cliTest) run(args ...string) (out, errs string, code int) {
	c.Helper()
	var o, e bytes.Buffer
	code = run(c.Context(), append([]string{"--data", c.dir}, args...), strings.NewReader(""), &o, &e)
	return o.String(), e.String(), code
}

// ok runs a command that must succeed.
func (c *cliTest) ok(args ...string) string {
	c.Helper()
	out, errs, code := c.run(args...)
	if code != 0 {
		c.Fatalf("linchpin %s: exit %d\n%s%s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

// fails runs a command that must fail with status 2 and words in its message.
func (c *cliTest) fails(words string, args ...string) {
	c.Helper()
	out, errs, code := c.run(args...)
	if code != exitFailed || !strings.Contains(errs, words) {
		c.Errorf("linchpin %s: exit %d, want 2 and %q:\n%s%s", strings.Join(args, " "), code, words, out, errs)
	}
}

func (c *cliTest) file(name, content string) string {
	c.Helper()
	path := filepath.Join(c.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		c.Fatal(err)
	}
	return path
}

// unList is a UN list of a day with these entries: "reference|first|second".
func unList(day string, entries ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?><CONSOLIDATED_LIST dateGenerated="%sT12:00:00.000Z"><INDIVIDUALS>`, day)
	for i, e := range entries {
		f := strings.Split(e, "|")
		fmt.Fprintf(&b, `<INDIVIDUAL><DATAID>%d</DATAID><VERSIONNUM>1</VERSIONNUM><FIRST_NAME>%s</FIRST_NAME><SECOND_NAME>%s</SECOND_NAME>
<UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>%s</REFERENCE_NUMBER><LISTED_ON>2016-03-02</LISTED_ON>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1955-02-03</DATE></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>65412032%d</NUMBER></INDIVIDUAL_DOCUMENT></INDIVIDUAL>`,
			1000+i, f[1], f[2], f[0], i)
	}
	b.WriteString("</INDIVIDUALS><ENTITIES></ENTITIES></CONSOLIDATED_LIST>")
	return b.String()
}

var (
	un1 = unList("2016-03-10", "KPi.033|RI|WON HO")
	un2 = unList("2017-06-10", "KPi.033|RI|WON HO", "KPi.034|JO|YONG CHOL")
	un3 = unList("2018-06-10", "KPi.033|RI|WON HO", "KPi.034|JO|YONG CHOL", "KPi.035|KIM|CHOL SAM")
)

func TestStarterAnswersOffline(t *testing.T) {
	c := newCLI(t)
	out := c.ok("screen", "Michail S. Guzerijew")
	first, _, _ := strings.Cut(out, "\n")
	if !strings.HasPrefix(first, "ALERT") || !strings.Contains(first, "GUTSERIEV") {
		t.Errorf("first line: %s", first)
	}
	for _, want := range []string{"2021-06-21", "asset freeze", "travel ban", "2021/997", "EU.6385.79", "starter data", "linchpin update"} {
		if !strings.Contains(strings.Join(strings.Fields(out), " "), want) {
			t.Errorf("the answer does not say %q:\n%s", want, out)
		}
	}
	before := c.ok("screen", "Michail S. Guzerijew", "--as-of", "2021-06-20")
	if !strings.HasPrefix(before, "No alert") || !strings.Contains(before, "listed later") {
		t.Errorf("as of the day before: %s", before)
	}
	if _, err := os.Stat(c.dir); err == nil {
		t.Error("a question made a data folder")
	}
}

// answer is the part of screen --json that other programs rely on.
type answer struct {
	Query struct {
		Name string `json:"name"`
	} `json:"query"`
	Index    string   `json:"index"`
	AsOf     string   `json:"asOf"`
	Warnings []string `json:"warnings"`
	Lists    []struct {
		List        string  `json:"list"`
		Publication string  `json:"publication"`
		AgeDays     float64 `json:"ageDays"`
	} `json:"lists"`
	Results []struct {
		ID       string  `json:"id"`
		Caption  string  `json:"caption"`
		Schema   string  `json:"schema"`
		Score    float64 `json:"score"`
		Alert    bool    `json:"alert"`
		Evidence []struct {
			Feature string  `json:"feature"`
			Bits    float64 `json:"bits"`
			Why     string  `json:"why"`
		} `json:"evidence"`
		Lists []struct {
			List       string   `json:"list"`
			RecordID   string   `json:"recordId"`
			Listed     string   `json:"listed"`
			Measures   []string `json:"measures"`
			Programmes []string `json:"programmes"`
		} `json:"lists"`
		Properties map[string][]string `json:"properties"`
	} `json:"results"`
	NotInForce []struct {
		ID   string `json:"id"`
		Note string `json:"note"`
	} `json:"notInForce"`
}

func (c *cliTest) screen(args ...string) answer {
	c.Helper()
	var a answer
	if err := json.Unmarshal([]byte(c.ok(append([]string{"screen", "--json"}, args...)...)), &a); err != nil {
		c.Fatal(err)
	}
	return a
}

func TestHistoryOfAList(t *testing.T) {
	c := newCLI(t)
	c.ok("import", "un-sc", c.file("c.xml", un3), c.file("a.xml", un1))
	c.ok("import", "un-sc", c.file("b.xml", un2))

	now := c.screen("Jo Yong Chol")
	if len(now.Results) == 0 || !now.Results[0].Alert || now.Results[0].ID != "un-sc:KPi.034" || len(now.Index) != 64 {
		t.Fatalf("now: %+v", now)
	}
	r := now.Results[0]
	if r.Lists[0].Listed != "2016-03-02" || len(r.Lists[0].Measures) == 0 || len(r.Evidence) == 0 || r.Properties["birthDate"][0] != "1955-02-03" {
		t.Errorf("result: %+v", r)
	}
	then := c.screen("Jo Yong Chol", "--as-of", "2016-12-31")
	if len(then.Results) > 0 && then.Results[0].Alert || len(then.NotInForce) != 1 || then.Lists[0].Publication[:10] != "2016-03-10" {
		t.Errorf("as of 2016: %+v", then)
	}
	c.fails("not consulted", "screen", "Jo Yong Chol", "--as-of", "2010-01-01")
	if out := c.ok("changes", "un-sc", "--from", "2016-03-10", "--json"); strings.Count(out, `"event":"listed"`) != 2 || strings.Contains(out, "delisted\"") {
		t.Errorf("changes: %s", out)
	}
	if out := c.ok("show", "KPi.034", "--json"); !strings.Contains(out, `"inForce":true`) || !strings.Contains(out, "2017-06-10") {
		t.Errorf("show: %s", out)
	}
	if out := c.ok("search", "yong", "--json"); strings.Count(out, "\n") != 1 {
		t.Errorf("search: %s", out)
	}
}

func TestFactsAreEvidence(t *testing.T) {
	c := newCLI(t)
	c.ok("import", "un-sc", c.file("a.xml", un3))
	name := c.screen("Jo Yong Chol").Results[0].Score
	if with := c.screen("Jo Yong Chol", "--birth-date", "1955-02-03").Results[0].Score; with <= name {
		t.Errorf("an agreeing birth date earns nothing: %v, %v", with, name)
	}
	if against := c.screen("Jo Yong Chol", "--birth-date", "1980-01-01").Results[0].Score; against >= name {
		t.Errorf("a contradicting birth date costs nothing: %v, %v", against, name)
	}
	byID := c.screen("Somebody Else", "--id", "passport=654 120 321")
	if len(byID.Results) == 0 || byID.Results[0].ID != "un-sc:KPi.034" || !byID.Results[0].Alert {
		t.Errorf("the number of a passport does not find its holder: %+v", byID.Results)
	}
	both := c.screen("Jo Yong Chol", "--id", "passport=654120321").Results[0].Score
	if both < name || both < byID.Results[0].Score {
		t.Errorf("name and number %v, name %v, number %v", both, name, byID.Results[0].Score)
	}
}

func TestItNeverFailsOpen(t *testing.T) {
	c := newCLI(t)
	c.ok("import", "un-sc", c.file("a.xml", un3))
	for _, bad := range []struct{ name, content string }{
		{"empty-2019-01-01.xml", ""},
		{"page-2019-01-02.xml", "<!DOCTYPE html><html><body>403 Forbidden</body></html>"},
		{"cut-2019-01-03.xml", un3[:len(un3)/2]},
		{"maintenance-2019-01-04.xml", "The service is under maintenance"},
		{"error-2019-01-05.xml", `{"error": {"code": 500}}`},
	} {
		c.fails("could not be read", "import", "un-sc", c.file(bad.name, bad.content))
	}
	c.run("import", "un-sc", c.file("shrunk.xml", unList("2019-02-01", "KPi.033|RI|WON HO")))
	a := c.screen("Jo Yong Chol")
	if len(a.Results) == 0 || !a.Results[0].Alert || a.Lists[0].Publication[:10] != "2018-06-10" {
		t.Errorf("a bad publication took the entry away: %+v", a)
	}
	if w := strings.Join(a.Warnings, "\n"); !strings.Contains(w, "6 publications are quarantined") {
		t.Errorf("the answer does not warn of all six: %s", w)
	}
	if out := c.ok("lists"); !strings.Contains(out, "quarantined") {
		t.Errorf("lists: %s", out)
	}
	c.fails("cannot be accepted", "lists", "accept", "un-sc", "2019-01-01")
	c.ok("lists", "accept", "un-sc", "2019-02-01", "--why", "checked", "--who", "ada")
	if a := c.screen("Jo Yong Chol"); len(a.Results) > 0 && a.Results[0].Alert {
		t.Error("an accepted publication does not count")
	}
	c.ok("lists", "reject", "un-sc", "2019-02-01", "--who", "ada")
	if a := c.screen("Jo Yong Chol"); len(a.Results) == 0 || !a.Results[0].Alert {
		t.Error("a rejected publication counts")
	}
}

func TestWrongQuestionsAreErrors(t *testing.T) {
	c := newCLI(t)
	c.ok("import", "un-sc", c.file("a.xml", un3))
	c.fails("not loaded", "screen", "X Y", "--list", "eu-fsf")
	c.fails("Vessel", "screen", "X Y", "--schema", "Boat")
	c.fails("imo", "screen", "X Y", "--id", "shoe=45")
	c.fails("TYPE=VALUE", "screen", "X Y", "--id", "45")
	c.fails("2021-06-23", "screen", "X Y", "--as-of", "yesterday")
	c.fails("not a date", "screen", "X Y", "--birth-date", "31.02.1970")
	c.fails("not known", "screen", "X Y", "--country", "Atlantis")
	c.fails("letter or digit", "screen", "...")
	c.fails("unknown list", "import", "un-scc", c.file("x.xml", un1))
	c.fails("--published", "import", "ofac-sdn", c.file("sdn.csv", "36,\"AEROCARIBBEAN AIRLINES\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n"))
	c.fails("no entry", "show", "nobody")
	c.fails("not loaded", "changes", "eu-fsf")
	if _, _, code := c.run("screen", "Jo Yong Chol", "--fail-on-alert"); code != exitAlert {
		t.Errorf("--fail-on-alert ends with %d", code)
	}
}

func TestBatch(t *testing.T) {
	c := newCLI(t)
	c.ok("import", "un-sc", c.file("a.xml", un3))
	in := c.file("customers.csv", "CUSTOMER;FULL NAME;DOB\nc1;Jo Yong Chol;1955\nc2;Erika Mustermann;1970\nc3;\"broken\nc4;Kim Chol Sam;\n")
	if err := os.WriteFile(in, []byte("CUSTOMER;FULL NAME;DOB\nc1;Jo Yong Chol;1955\nc2;Erika Mustermann;1970\nc3;X Y;not a date\nc4;Kim Chol Sam;\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, errs, code := c.run("batch", in, "--map", "key=CUSTOMER,name=FULL NAME,birthDate=DOB")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if code != exitFailed || len(lines) != 4 || !strings.Contains(errs, "1 row that could not be screened") {
		t.Fatalf("exit %d, %d lines: %s", code, len(lines), errs)
	}
	for i, want := range []string{`"alert":true`, `"results":[]`, `"error":"birth date`, `"alert":true`} {
		if !strings.HasPrefix(lines[i], fmt.Sprintf(`{"key":"c%d"`, i+1)) || !strings.Contains(lines[i], want) {
			t.Errorf("line %d: %.200s, want %s", i+1, lines[i], want)
		}
	}
	c.fails("no column", "batch", in, "--map", "name=NAME")
	jsonl := c.file("c.jsonl", `{"id":"a","name":"Jo Yong Chol"}`+"\n")
	target := filepath.Join(t.TempDir(), "out.jsonl")
	c.ok("batch", jsonl, "-o", target)
	if data, err := os.ReadFile(target); err != nil || !strings.Contains(string(data), `"key":"a"`) {
		t.Errorf("%s, %v", data, err)
	}
}

func TestExportAndBack(t *testing.T) {
	c := newCLI(t)
	c.ok("import", "un-sc", c.file("a.xml", un3))
	for _, format := range []string{"ftm", "statements", "csv", "senzing"} {
		out := c.ok("export", "--format", format)
		if !strings.Contains(out, "CHOL") {
			t.Errorf("%s: %.300s", format, out)
		}
		back := newCLI(t)
		name := map[string]string{"ftm": "x.ftm.json", "statements": "statements.csv", "csv": "targets.simple.csv", "senzing": "senzing.json"}[format]
		back.ok("import", "ftm", back.file(name, out), "--published", "2018-06-10")
		if a := back.screen("Jo Yong Chol"); len(a.Results) == 0 || !a.Results[0].Alert {
			t.Errorf("%s does not come back: %+v", format, a.Results)
		}
	}
}

func TestDelta(t *testing.T) {
	c := newCLI(t)
	delta := c.file("delta-2024-01-02.json", `{"op":"ADD","entity":{"id":"b","schema":"Person","properties":{"name":["Erika Mustermann"],"topics":["sanction"]}}}
{"op":"DEL","entity":{"id":"a"}}`+"\n")
	c.fails("could not be read", "import", "ftm", delta)
	c = newCLI(t)
	c.ok("lists", "limit", "100")
	c.ok("import", "ftm", c.file("full-2024-01-01.json", `{"id":"a","schema":"Person","properties":{"name":["Max Musterknabe"],"topics":["sanction"]}}`+"\n"))
	for range 2 {
		c.ok("import", "ftm", delta)
	}
	if out := c.ok("changes", "ftm", "--json"); strings.Count(out, "\n") != 2 || !strings.Contains(out, `"event":"delisted"`) {
		t.Errorf("changes: %s", out)
	}
	if out := c.ok("lists", "ftm", "--json"); !strings.Contains(out, `"publications":2`) {
		t.Errorf("the same delta was imported twice: %s", out)
	}
}

func TestCustomList(t *testing.T) {
	c := newCLI(t)
	mapping := c.file("ours.yaml", "list: our-blacklist\ntitle: Customers we refuse\nschema: Person\nid: no\ncolumns:\n  name: name\n  dob: birthDate\n")
	c.ok("import", mapping, c.file("refused.csv", "no,name,dob\n1,Erika Mustermann,1970-01-02\n"), "--published", "2026-01-15")
	if a := c.screen("Erika Mustermann", "--list", "our-blacklist"); len(a.Results) == 0 || !a.Results[0].Alert {
		t.Errorf("%+v", a)
	}
}

// TestKilledImports kills a real process at many moments of an import: each time the old state or the new one must be
// there, whole.
func TestKilledImports(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED in short mode: starts and kills processes")
	}
	c := newCLI(t)
	c.ok("import", "un-sc", c.file("a.xml", un1))
	files := []string{c.file("b.xml", un2), c.file("c.xml", un3)}
	command := func() *exec.Cmd {
		cmd := exec.Command(os.Args[0], append([]string{"--data", c.dir, "import", "un-sc"}, files...)...)
		cmd.Env = append(os.Environ(), "LINCHPIN_TEST_AS_PROGRAM=1")
		return cmd
	}
	start := time.Now()
	whole := newCLI(t)
	cmd := exec.Command(os.Args[0], append([]string{"--data", whole.dir, "import", "un-sc"}, files...)...)
	cmd.Env = append(os.Environ(), "LINCHPIN_TEST_AS_PROGRAM=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	took := time.Since(start)
	const kills = 25
	states := map[string]int{}
	for i := range kills {
		cmd := command()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(took * time.Duration(i) / kills)
		cmd.Process.Kill()
		cmd.Wait()
		a := c.screen("Kim Chol Sam")
		old := a.Lists[0].Publication[:10] == "2016-03-10" && (len(a.Results) == 0 || !a.Results[0].Alert)
		new := a.Lists[0].Publication[:10] == "2018-06-10" && len(a.Results) > 0 && a.Results[0].Alert
		if !old && !new {
			t.Fatalf("after a kill at %v: neither the old nor the new state: %+v", took*time.Duration(i)/kills, a)
		}
		if old {
			states["old"]++
			continue
		}
		states["new"]++
		if err := os.RemoveAll(c.dir); err != nil {
			t.Fatal(err)
		}
		c.ok("import", "un-sc", c.file("a.xml", un1))
	}
	t.Logf("states found after %d kills: %v", kills, states)
}

func TestHelp(t *testing.T) {
	c := newCLI(t)
	for _, cmd := range []string{"screen", "batch", "import", "update", "lists", "changes", "show", "search", "export"} {
		out, _, code := c.run(cmd, "--help")
		if code != 0 || !strings.Contains(out, "linchpin "+cmd) {
			t.Errorf("%s --help: exit %d\n%s", cmd, code, out)
		}
	}
	if out, _, code := c.run("--version"); code != 0 || !strings.Contains(out, "linchpin") {
		t.Errorf("--version: %d %s", code, out)
	}
}
